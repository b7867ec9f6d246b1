"""Why a statement holds: the rules and the statements under it, down to assertions and their references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from msc_graph.messages.catalogue import message
from msc_graph.messages.reasoning import REPORT, RULES, word
from msc_graph.rdf.asserted import objects_of, published_id_of, subjects_of
from msc_graph.rdf.graphs import source_of, stating
from msc_graph.reasoning.inference import Inference
from msc_graph.reasoning.statements import Contradiction, Statement, Term
from msc_graph.reasoning.words import Wording
from msc_graph.system.told import counted, told
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import CLAIM, INFERRED_GRAPH, MSC, SCHEMA_GRAPH, TRIAL_PREFIX
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from msc_graph.reasoning.rules import Rule


_TABLES = {
    "mechanism": "mechanisms.tsv",
    TRIAL_PREFIX.removesuffix(":"): "trials.tsv",
    "reference": "references.tsv",
    "evidence": "evidence.tsv",
}
# The curated tables by the prefix of what they describe; nodes.tsv describes all else.


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one statement holds.

    ``statement`` holds subject, predicate and object as CURIEs (a literal as text, a class without a name as
    words), ``text`` the same in words. An inferred statement has a ``rule`` (its name), the rule in words,
    and ``premises``; an asserted one has a ``source`` (``"schema"``, ``"curated"`` or another named graph),
    the ``assertions`` that state it and the ``references`` that support them, both sorted; what no assertion
    states comes from a ``line`` of the curated tables, such as ``nodes.tsv HGNC:8763``.
    """

    statement: tuple[str, str, str]
    text: str
    rule: str = ""
    rule_text: str = ""
    premises: tuple[Explanation, ...] = ()
    source: str = ""
    assertions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    line: str = ""

    @property
    def inferred(self) -> bool:
        """Whether the statement was inferred and not asserted."""
        return bool(self.rule)

    def leaves(self) -> Iterator[Explanation]:
        """Yield the asserted statements at the bottom, in order, each once."""
        return (part for part in self.walk() if not part.inferred)

    def __repr__(self) -> str:
        below = counted(sum(1 for _ in self.leaves()), "statement")
        return told(self, self.text, self.rule or self.source, f"{below} at the bottom")

    def walk(self) -> Iterator[Explanation]:
        """Yield this explanation and all below it, from the top, each statement once."""
        seen = set()
        todo = [self]
        while todo:
            part = todo.pop()
            if part.statement not in seen:
                seen.add(part.statement)
                yield part
                todo.extend(reversed(part.premises))

    def _repr_html_(self) -> str:
        from msc_graph.pages.rendering import piece

        steps = [(step.text, step.rule_text or step.line, *step.told_by) for step in self.walk()]
        cells = [[(text, text) for text in step] for step in steps]
        columns = ("statement", "rule", "assertions", "references")
        return piece("table", "en", title="", notes=(), columns=columns, cells=cells)

    @property
    def told_by(self) -> tuple[str, str]:
        """The assertions and the references, parted by blanks."""
        return " ".join(self.assertions), " ".join(self.references)

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain values, for JSON: its ``steps`` from the top, each statement once.

        The premises of a step are the numbers of other steps, counted from 0.
        """
        steps = list(self.walk())
        numbers = {step.statement: number for number, step in enumerate(steps)}
        return {"steps": [step._plain(numbers) for step in steps]}

    def _plain(self, numbers: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
        subject, predicate, value = self.statement
        plain: dict[str, Any] = {
            "subject": subject,
            "predicate": predicate,
            "object": value,
            "text": self.text,
        }
        if self.inferred:
            premises = [numbers[premise.statement] for premise in self.premises]
            return {**plain, "rule": self.rule, "rule_text": self.rule_text, "premises": premises}
        sources = {"assertions": list(self.assertions), "references": list(self.references)}
        return {**plain, "source": self.source, "line": self.line, **sources}


class Explainer:
    """Explains the statements of one inference in one language."""

    def __init__(
        self, store: Store, words: Vocabulary, result: Inference, rules: Mapping[str, Rule], lang: str
    ) -> None:
        """Keep what explanations are made from: the store of the asserted statements and what follows."""
        self._store = store
        self._words = words
        self._result = result
        self._rules = rules
        self._lang = lang
        self._wording = Wording(store, words, result, lang)
        self._explained: dict[Statement, Explanation | None] = {}

    def explain(self, statement: Statement) -> Explanation | None:
        """Return why a statement holds, or None when it is neither asserted nor inferred."""
        todo = [statement]  # no recursion: chains of premises may be thousands long
        while todo:
            _, premises = self._derivation(todo[-1])
            waiting = [premise for premise in premises if premise not in self._explained]
            if waiting and todo[-1] not in self._explained:
                todo.extend(waiting)
            else:
                done = todo.pop()
                if done not in self._explained:
                    self._explained[done] = self._explain(done)
        return self._explained[statement]

    def _derivation(self, statement: Statement) -> tuple[str, tuple[Statement, ...]]:
        """Return the rule and the premises of a statement; nothing for one that is asserted or unknown."""
        found = None if self._sources(statement) else self._result.derivation(statement)
        return found or ("", ())

    def _explain(self, statement: Statement) -> Explanation | None:
        """Return why a statement holds, given that its premises are explained."""
        sources = self._sources(statement)
        rule, premises = self._derivation(statement)
        if not sources and not rule and not self._result.known(statement):
            return None
        plain = tuple(self._curie(term) for term in statement)
        if rule:
            return Explanation(
                statement=(plain[0], plain[1], plain[2]),
                text=self.text(statement),
                rule=rule,
                rule_text=self.rule_text(rule),
                premises=tuple(found for p in premises if (found := self._explained[p]) is not None),
            )
        assertions = self._assertions(statement)
        source = sources[0] if sources else "schema"
        return Explanation(
            statement=(plain[0], plain[1], plain[2]),
            text=self.text(statement),
            source=source,
            line=self._line(statement) if source == "curated" and not assertions else "",
            assertions=tuple(sorted(compress(a) for a in assertions)),
            references=tuple(sorted({r for a in assertions for r in self._references(a)})),
        )

    def contradiction(self, found: Contradiction) -> Explanation:
        """Return why something cannot be: the explanation of the premises under the rule that forbids it."""
        premises = tuple(e for p in found.premises if (e := self.explain(p)) is not None)
        subject = found.premises[0].subject
        return Explanation(
            statement=(self._curie(subject), "", ""),
            text=f"{self.name(subject)} [{self._curie(subject)}]",
            rule=found.rule,
            rule_text=self.rule_text(found.rule),
            premises=premises,
        )

    def members(self, statement: Statement) -> tuple[Term, ...]:
        """Return the members of the list that an axiom such as ``owl:members`` points to."""
        return self._result.items(statement.object)

    def rule_text(self, rule: str) -> str:
        """Return a rule in words."""
        if rule in self._rules:
            summaries = self._rules[rule].summary
            return summaries.get(self._lang, summaries["en"])
        return message(RULES, rule, self._lang)

    def text(self, statement: Statement) -> str:
        """Return a statement in words."""
        return self._wording.text(statement)

    def name(self, term: Term) -> str:
        """Return the label of a term, a literal's text, or a class without a name in words."""
        return self._wording.name(term)

    def _curie(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return compress(term.value)
        return self.name(term)

    # sources

    def _sources(self, statement: Statement) -> list[str]:
        """Return the names of the sources that assert a statement, sorted."""
        quads = [quad for quad in self._quads(statement) if quad.graph_name != NamedNode(INFERRED_GRAPH)]
        if any(quad.graph_name == NamedNode(SCHEMA_GRAPH) for quad in quads):
            return ["schema"]
        names = {*map(source_of, self._assertions(statement))} - {""}
        for quad in quads:
            if isinstance(quad.graph_name, NamedNode):
                names.add(compress(quad.graph_name.value).removeprefix("graph:"))
            elif not names:
                names |= stating(self._store, quad) or {"curated"}
        return sorted(names)

    def _quads(self, statement: Statement) -> Iterator[Quad]:
        return self._store.quads_for_pattern(*statement, None)

    def _line(self, statement: Statement) -> str:
        """Return the curated table that states what no assertion does, and the first cell of the line."""
        prefix, _, local = self._curie(statement.subject).partition(":")
        if prefix in _TABLES:
            return f"{_TABLES[prefix]} {local}"
        states_node = statement.predicate.value not in self._words.predicates
        return f"nodes.tsv {prefix}:{local}" if states_node else ""

    def _assertions(self, statement: Statement) -> list[str]:
        """Return the IRIs of the endorsed assertions that make a statement.

        What is said of an assertion rests on itself, and what is said of a mechanism on its steps.
        """
        subject, predicate, value = statement
        if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
            return []
        if subject.value.startswith(CLAIM):
            return [subject.value]
        if (statement[1].value.startswith(MSC)) and predicate.value not in self._words.predicates:
            return [
                step
                for step in self._objects(subject.value, "hasStep")
                if self._objects(step, "verdict") & self._words.endorsed
            ]
        claims = self._with(f"{MSC}subject", subject)
        claims &= self._with(f"{MSC}predicate", predicate)
        claims &= self._with(f"{MSC}object", value)
        return [claim for claim in claims if self._objects(claim, "verdict") & self._words.endorsed]

    def _with(self, predicate: str, value: Term) -> set[str]:
        return set(subjects_of(self._store, predicate, value))

    def _objects(self, subject: str, name: str) -> set[str]:
        return set(objects_of(self._store, subject, MSC + name))

    def _references(self, assertion: str) -> Iterator[str]:
        """Yield the published identifiers of what supports an assertion."""
        for item in self._objects(assertion, "hasEvidence"):
            if f"{MSC}supports" not in self._objects(item, "direction"):
                continue
            for reference in self._objects(item, "reference"):
                yield published_id_of(self._store, reference)


_PARTS_OF_A_CLASS = {f"owl:{name}" for name in ("onProperty", "someValuesFrom", "intersectionOf", "unionOf")}
# What the words for a class already say.
_DEEPEST = 40
# Steps that are still indented further than the one before: our choice, for a line to stay readable.


def brief(explanation: Explanation, lang: str) -> str:
    """Return the last rule and the facts at the bottom as lines of text, and how many steps that leaves out.

    What the ontology states is no fact. Where nothing else is at the bottom, it is what `render` gives.
    """
    facts = [leaf for leaf in explanation.leaves() if _is_fact(leaf)]
    if not explanation.inferred or not facts:
        return render(explanation, lang)
    lines = [explanation.text, f"   {_because(explanation, lang)}"]
    lines += [f"   - {fact.text}  [{_source(fact, lang)}]" for fact in facts]
    steps = sum(1 for step in explanation.walk() if step.statement[1] not in _PARTS_OF_A_CLASS)
    if left_out := steps - 1 - len(facts):
        lines.append("   " + message(REPORT, "left out", lang, number=left_out))
    return "\n".join(lines) + "\n"


def _is_fact(leaf: Explanation) -> bool:
    return leaf.source != "schema" and leaf.statement[1] not in _PARTS_OF_A_CLASS


def _because(explanation: Explanation, lang: str) -> str:
    because = word("because", lang) + word("colon", lang)
    return f"{because}{explanation.rule_text} [{explanation.rule}]"


def render(explanation: Explanation, lang: str) -> str:
    """Return an explanation as lines of text; what was explained before is not explained again."""
    return "\n".join(_lines(explanation, lang)) + "\n"


def _lines(explanation: Explanation, lang: str) -> Iterator[str]:
    seen: set[tuple[str, str, str]] = set()
    todo = [(explanation, 0)]
    while todo:
        part, depth = todo.pop()
        margin = "   " * min(depth, _DEEPEST)
        indent = margin + ("- " if depth else "")
        if not part.inferred:
            yield f"{indent}{part.text}  [{_source(part, lang)}]"
        elif part.statement in seen:
            yield f"{indent}{part.text}  [{word('seen', lang)}]"
        else:
            seen.add(part.statement)
            yield f"{indent}{part.text}"
            yield f"{margin}   {_because(part, lang)}"
            shown = [p for p in part.premises if p.statement[1] not in _PARTS_OF_A_CLASS]
            todo.extend((premise, depth + 1) for premise in reversed(shown))


def _source(explanation: Explanation, lang: str) -> str:
    if explanation.source == "schema":
        return word("ontology", lang)
    if explanation.line:
        return word("line", lang) + explanation.line
    if not explanation.assertions:
        known = explanation.source in ("curated", "file", "reasoner")
        return word(explanation.source, lang) if known else explanation.source
    shown = ", ".join((*explanation.assertions[:4], *(["..."] if len(explanation.assertions) > 4 else [])))
    references = ", ".join(explanation.references)
    return word("assertion", lang) + shown + (f"; {references}" if references else "")
