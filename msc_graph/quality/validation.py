"""What the SHACL shapes find in a graph, as findings that a curator can act on.

The shapes lie in ``shapes/``; pyshacl evaluates them. A graph of our own is validated in this process; a
file that a user names is read by `msc_graph.rdf.reading` and validated in a process of its own, which is
killed at the time limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from msc_graph.errors import UsageError, ValidationFailed, ValidationTimeout
from msc_graph.languages import LANGUAGES, check_language
from msc_graph.quality.report import SEVERITIES, Finding, ValidationReport, report_from_json
from msc_graph.rdf.reading import graph_from_quads, rdflib_term, read_rdf_quads
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import CURATED_GRAPH, INFERRED_GRAPH, MSC, RDFS, SH

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store
    from rdflib import Graph, Literal
    from rdflib.term import Node

    from msc_graph.quality.shapes import Result

SHAPE = f"{MSC}shape/"
"""Namespace of the shapes; findings name them without it."""
VALIDATION_TIMEOUT = 120.0
"""Seconds that a user's file may take by default. Our choice: ten times what the curated graph takes."""

ENGINES = ("auto", "pyshacl", "fast")
"""How a store can be validated; see `validate_store`."""
AUTO_QUADS = 100_000
"""Most quads for which pyshacl is taken by itself. Our choice: so many take it some 40 seconds and 0.5 GB."""

QUADS_READ = 1_000
"""Quads that are read to tell the sources of a finding; what further ones name is left out. Our choice: some
ten milliseconds."""


def validate_store(store: Store, *, lang: str = "en", engine: str = "auto") -> ValidationReport:
    """Return what the shapes find in a store, all its named graphs together except the inferred one.

    Inferred triples follow from the others; no assertion stands behind them, and none should.

    Args:
        store: a graph of ours; it is validated in this process, without a time limit.
        lang: ``"en"`` or ``"zh"``.
        engine: one of `ENGINES`, which give the same report. ``"pyshacl"`` is the reference and holds the
            whole graph in memory; ``"fast"`` reads the store where it lies (`msc_graph.quality.fast`);
            ``"auto"`` takes pyshacl for up to `AUTO_QUADS` quads.

    Raises:
        UsageError: the language or the engine is unknown.
        ValidationFailed: the validator gave up.
    """
    check_language(lang)
    if engine not in ENGINES:
        raise UsageError(f"unknown engine {engine!r}; the engines are {', '.join(ENGINES)}")
    if engine == "auto":
        engine = "fast" if _more_quads_than(store, AUTO_QUADS) else "pyshacl"
    if engine == "fast":
        return _validate_fast(store, lang)
    quads = (quad for quad in store if getattr(quad.graph_name, "value", "") != INFERRED_GRAPH)
    return _validate(graph_from_quads(quads), lang, shapes_graph(), _Sources(store, shapes_graph()).of)


def _more_quads_than(store: Store, number: int) -> bool:
    """Return whether a store has more than ``number`` quads, without counting them all."""
    return next(islice(store, number, None), None) is not None


def _validate_fast(store: Store, lang: str) -> ValidationReport:
    """Return what `validate` returns, from the fast engine."""
    from msc_graph.quality.fast import StoreTriples, check, with_ontology

    shapes = shapes_graph()
    with with_ontology(store) as complete:
        triples = StoreTriples(complete)
        own = triples if complete is store else StoreTriples(store)
        checked = check(triples, own, shapes)
        words = _Words(triples.texts, shapes, lang)
        results = map(_with_focus_on_what_is_wrong, map(_Result.of, checked.results))
        source_of = _Sources(store, shapes).of
        found = [_finding(result, words, source_of) for result in results if own.mentions(result.focus)]
    targets = {shape_name(shape): count for shape, count in checked.targets.items()}
    return ValidationReport(
        findings=tuple(sorted(found, key=_order)),
        focus_nodes=checked.focus_nodes,
        targets=dict(sorted(targets.items())),
        lang=lang,
    )


def validate_file(
    path: Path | str, *, lang: str = "en", timeout: float = VALIDATION_TIMEOUT
) -> ValidationReport:
    """Return what the shapes find in an RDF file, which need not hold the ontology.

    Args:
        path: what `msc_graph.rdf.reading.read_rdf_file` reads.
        lang: ``"en"`` or ``"zh"``.
        timeout: seconds after which the validation is stopped; reading the file is not counted.

    Raises:
        UsageError: the language is unknown.
        UnknownFormat, FileRefused: the file cannot be read; see `msc_graph.rdf.reading.read_rdf_file`.
        ValidationTimeout: the time limit was reached.
        ValidationFailed: the validator gave up.
    """
    from pyoxigraph import RdfFormat, serialize

    check_language(lang)
    triples = (quad.triple for quad in read_rdf_quads(path))
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None  # noqa: S101 -- serialize returns bytes when it is given no output
    return _in_worker(data, lang=lang, timeout=timeout)


def _in_worker(data: bytes, *, lang: str, timeout: float) -> ValidationReport:
    """Return the report of a process of its own on N-Triples; the process is killed at the time limit."""
    from msc_graph.quality import validation_process as quality_worker

    search = os.pathsep.join(entry for entry in sys.path if Path(entry).is_absolute())
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, run by the interpreter that runs us
            [sys.executable, "-P", "-m", quality_worker.__name__, lang, str(timeout)],
            input=data,
            capture_output=True,
            check=False,
            timeout=timeout,
            env={**os.environ, "PYTHONPATH": search},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationTimeout(timeout) from error
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ValidationFailed(words[-1] if words else f"its process ended with status {done.returncode}")
    return report_from_json(done.stdout)


def validate(data: Graph, *, lang: str = "en", shapes: Graph | None = None) -> ValidationReport:
    """Return what the shapes find in a graph; nothing is changed, fetched or inferred.

    The ontology's triples are looked at together with the data, for the classes; only nodes of the data are
    reported.

    Args:
        data: the triples to check.
        lang: ``"en"`` or ``"zh"``, for rules, fixes and labels.
        shapes: the shapes; None for those in the package.

    Raises:
        UsageError: the language is unknown.
        ValidationFailed: the validator gave up.
    """
    check_language(lang)
    return _validate(data, lang, shapes_graph() if shapes is None else shapes, lambda _: "")


def _validate(data: Graph, lang: str, shapes: Graph, source_of: Callable[[_Result], str]) -> ValidationReport:
    """Return what pyshacl finds; ``source_of`` says where a result lies."""
    everything = ontology_graph() + data
    nodes = {term for subject, _, obj in data for term in (subject, obj)}
    targets = {shape: found & nodes for shape, found in _targets(shapes, everything).items()}
    words = _Words(partial(_texts, everything), shapes, lang)
    results = (result for result in _results(shapes, everything) if result.focus in nodes)
    found = (_finding(result, words, source_of) for result in results)
    return ValidationReport(
        findings=tuple(sorted(found, key=_order)),
        focus_nodes=len(set().union(*targets.values())),
        targets={shape: len(targeted) for shape, targeted in sorted(targets.items())},
        lang=lang,
    )


@cache
def shapes_graph() -> Graph:
    """Return the shapes that ship with the package, all files together."""
    return graph_from_quads(
        quad for path in sorted(locate("shapes").glob("*.ttl")) for quad in read_rdf_quads(path)
    )


@cache
def ontology_graph() -> Graph:
    """Return the ontology that ships with the package."""
    return graph_from_quads(read_rdf_quads(locate("ontology/msc-graph.ttl")))


def shape_name(iri: str) -> str:
    """Return a shape's name: its IRI without our namespace, and another's IRI as a CURIE.

    >>> shape_name("https://w3id.org/msc-graph/shape/assertion-evidence")
    'assertion-evidence'
    """
    return iri.removeprefix(SHAPE) if iri.startswith(SHAPE) else compress(iri)


def _targets(shapes: Graph, data: Graph) -> dict[str, set[Node]]:
    """Return the nodes that each shape with targets is about, by the shape's name (SHACL, section 2.1.3)."""
    from rdflib.namespace import RDF, RDFS
    from rdflib.namespace import SH as SHACL

    found: dict[str, set[Node]] = {}

    def add(shape: Node, nodes: Iterable[Node]) -> None:
        found.setdefault(shape_name(str(shape)), set()).update(nodes)

    for shape, target in shapes.subject_objects(SHACL.targetClass):
        for target_class in data.transitive_subjects(RDFS.subClassOf, target):
            add(shape, data.subjects(RDF.type, target_class))
    for shape, target in shapes.subject_objects(SHACL.targetSubjectsOf):
        add(shape, data.subjects(target, None))
    for shape, target in shapes.subject_objects(SHACL.targetObjectsOf):
        add(shape, data.objects(None, target))
    for shape, target in shapes.subject_objects(SHACL.targetNode):
        add(shape, [target])
    return found


@dataclass(frozen=True, slots=True)
class _Result:
    """One validation result in rdflib's terms (SHACL, section 3.6.2)."""

    shape: Node
    component: str
    severity: Node
    focus: Node
    path: Node | None
    value: Node | None
    message: str

    @classmethod
    def of(cls, result: Result) -> _Result:
        """Return a result of the fast engine; its shapes have messages of their own."""
        value = None if result.value is None else rdflib_term(result.value)
        focus = rdflib_term(result.focus)
        return cls(result.shape, result.component, result.severity, focus, result.path, value, "")


def _results(shapes: Graph, data: Graph) -> Iterator[_Result]:
    """Return all validation results of pyshacl.

    Advanced features (functions, rules), JavaScript, imports and inference stay off: they fetch or run code.
    """
    import pyshacl
    from rdflib.namespace import RDF
    from rdflib.namespace import SH as SHACL

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyshacl uses parts of rdflib that are going away
            _, answer, text = pyshacl.validate(
                data,
                shacl_graph=shapes,
                inference="none",
                advanced=False,
                js=False,
                do_owl_imports=False,
                meta_shacl=False,
            )
    except (RuntimeError, ArithmeticError) as error:  # all errors of pyshacl are; and comparing NaN fails
        raise ValidationFailed(str(error) or type(error).__name__) from error
    if isinstance(answer, Exception):
        raise ValidationFailed(text) from answer
    for node in answer.subjects(RDF.type, SHACL.ValidationResult):
        values = dict(answer.predicate_objects(node))
        result = _Result(
            shape=values[SHACL.sourceShape],
            component=str(values[SHACL.sourceConstraintComponent]).removeprefix(SH),
            severity=values[SHACL.resultSeverity],
            focus=values[SHACL.focusNode],
            path=values.get(SHACL.resultPath),
            value=values.get(SHACL.value),
            message=str(values.get(SHACL.resultMessage, "")),
        )
        yield _with_focus_on_what_is_wrong(result)


def _with_focus_on_what_is_wrong(result: _Result) -> _Result:
    """Return a result that says each thing once.

    A rule about the whole graph names the thing that breaks it as its value; a rule about a thing as a whole
    names the thing twice.
    """
    if str(result.focus) == CURATED_GRAPH:
        return replace(result, focus=result.value or result.focus, value=None)
    return replace(result, value=None) if result.value == result.focus else result


_Texts: TypeAlias = "Callable[[Node, str], Iterable[Node]]"
"""Returns the objects of the triples with this subject and the predicate with this IRI."""


def _texts(graph: Graph, node: Node, predicate: str) -> Iterable[Node]:
    from rdflib import URIRef

    return graph.objects(node, URIRef(predicate))


class _Words:
    """Labels, rules and fixes in one language, from the data and the shapes."""

    def __init__(self, texts: _Texts, shapes: Graph, lang: str) -> None:
        self._data, self._shapes, self._lang = texts, partial(_texts, shapes), lang
        self._graph = shapes

    def label(self, node: Node | None) -> str:
        """Return a node's label, or an empty text."""
        return self._text(self._data, node, f"{RDFS}label")

    def rule(self, shape: Node) -> str:
        """Return what a shape demands, or an empty text."""
        return self._text(self._shapes, shape, f"{SH}message")

    def fix(self, shape: Node) -> str:
        """Return what to do when a shape's rule is broken, or an empty text."""
        return self._text(self._shapes, shape, f"{MSC}fix")

    def path(self, result: _Result) -> str:
        """Return the property path of a result as SPARQL writes it, with CURIEs, or an empty text."""
        from rdflib import BNode
        from rdflib.namespace import SH as SHACL

        path = result.path
        if isinstance(path, BNode):
            path = self._graph.value(result.shape, SHACL.path)
        return "" if path is None else _path_text(self._graph, path)

    def _text(self, texts_of: _Texts, node: Node | None, predicate: str) -> str:
        from rdflib import Literal

        if node is None or isinstance(node, Literal):
            return ""
        texts = [text for text in texts_of(node, predicate) if isinstance(text, Literal)]
        return str(min(texts, key=self._rank)) if texts else ""

    def _rank(self, text: Literal) -> tuple[bool, bool, str, str]:
        language = text.language or ""
        return language != self._lang, language != LANGUAGES[0], language, str(text)


def _path_text(shapes: Graph, path: Node) -> str:
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import SH as SHACL

    if isinstance(path, URIRef):
        return compress(str(path))
    if inverse := shapes.value(path, SHACL.inversePath):
        return "^" + _path_text(shapes, inverse)
    alternatives = shapes.value(path, SHACL.alternativePath)
    steps = Collection(shapes, alternatives or path)
    return ("|" if alternatives else "/").join(_path_text(shapes, step) for step in steps)


class _Sources:
    """Which named graphs of a store say what is wrong."""

    def __init__(self, store: Store, shapes: Graph) -> None:
        from msc_graph.curation.as_rdf import imported_graphs
        from msc_graph.quality.fast import StoreTriples

        self._triples, self._shapes = StoreTriples(store), shapes
        self._names = {graph.value: name for graph, name in imported_graphs(store).items()}

    def of(self, result: _Result) -> str:
        """Return those that state the value or the property, else those that describe the focus node."""
        return next(filter(None, (self._saying(*terms) for terms in self._patterns(result))), "")

    def _patterns(self, result: _Result) -> Iterator[tuple[Node | None, Node | None, Node | None]]:
        """Yield what to look for in turn: subject, predicate and object, None for any."""
        from rdflib import URIRef
        from rdflib.namespace import RDF
        from rdflib.namespace import SH as SHACL

        node = result.focus
        if isinstance(result.path, URIRef):
            if result.value is not None:
                yield node, result.path, result.value
            yield node, result.path, None
        for predicate in self._shapes.objects(result.shape, SHACL.targetSubjectsOf):
            yield node, predicate, None
        for predicate in self._shapes.objects(result.shape, SHACL.targetObjectsOf):
            yield None, predicate, node
        yield from ((node, RDF.type, None), (node, None, None), (None, None, node))

    def _saying(self, *pattern: Node | None) -> str:
        from msc_graph.quality.shapes import oxigraph_term

        subject, predicate, value = (None if term is None else oxigraph_term(term) for term in pattern)
        quads = islice(self._triples.quads(subject, cast("NamedNode", predicate), value), QUADS_READ)
        graphs = {getattr(quad.graph_name, "value", "") for quad in quads} - {""}
        return ", ".join(sorted(self._names.get(graph) or compress(graph) for graph in graphs))


def _finding(result: _Result, words: _Words, source_of: Callable[[_Result], str]) -> Finding:
    return Finding(
        shape=shape_name(str(result.shape)),
        severity=str(result.severity).removeprefix(SH).lower(),
        focus=_name(result.focus),
        focus_label=words.label(result.focus),
        path=words.path(result),
        value=_name(result.value),
        value_label=words.label(result.value),
        rule=words.rule(result.shape) or result.message,
        fix=words.fix(result.shape),
        source=source_of(result),
    )


def _name(term: Node | None) -> str:
    """Return an IRI as a CURIE, a blank node as ``_:label``, a literal as its text, nothing as nothing."""
    from rdflib import BNode, URIRef

    if isinstance(term, URIRef):
        return compress(str(term))
    if isinstance(term, BNode):
        return f"_:{term}"
    return "" if term is None else str(term)


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    return SEVERITIES.index(finding.severity), finding.shape, finding.focus, finding.path, finding.value
