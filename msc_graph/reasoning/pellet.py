"""Pellet's explanation of an inconsistency, which speaks in local names, as statements of the graph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from msc_graph.reasoning.explain import Explainer, Explanation
from msc_graph.reasoning.inference import Inference
from msc_graph.reasoning.statements import Statement, Term
from msc_graph.vocabulary.namespaces import OWL, RDF_TYPE, RDFS
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store

_AXIOM = re.compile(r"(\S+) (\S+) (\S.*)")
_GROUP = re.compile(r"(Disjoint|Equivalent|Different|Same)\w*\((.*)\)")
_CHARACTERISTIC = re.compile(
    r"(inverse ?functional|functional|transitive|symmetric|asymmetric|irreflexive|reflexive) (\S+)", re.I
)
_PREDICATES = {
    "type": RDF_TYPE,
    "equivalentTo": f"{OWL}equivalentClass",
    **{name: RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")},
    **{name: OWL + name for name in ("inverseOf", "disjointWith", "equivalentClass", "sameAs")},
    **{name: OWL + name for name in ("differentFrom", "equivalentProperty", "propertyDisjointWith")},
}
_BOTH_WAYS = frozenset(
    ("equivalentTo", "inverseOf", "disjointWith", "equivalentClass", "sameAs", "differentFrom")
)
_CHARACTERISTICS = {
    name.casefold(): f"{OWL}{name}Property"
    for name in (
        *("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric"),
        *("Irreflexive", "Reflexive"),
    )
}
_KEYWORDS = frozenset(
    ("and", "or", "not", "some", "only", "value", "min", "max", "exactly", "Self", "inv", "Thing", "that")
)


class Translator:
    """Finds the statements of a graph that Pellet's explanation names.

    A line that fits none is kept in Pellet's own words, so that nothing is lost.
    """

    def __init__(self, store: Store, words: Vocabulary, triples: list[Triple], lang: str) -> None:
        """Keep the triples that Pellet was told; the store tells labels and assertions."""
        self._explainer = Explainer(store, words, Inference(triples), {}, lang)
        self._triples = dict.fromkeys(Statement(*triple) for triple in triples)
        self._names: defaultdict[str, dict[NamedNode, None]] = defaultdict(dict)
        self._of_blank: defaultdict[BlankNode, list[Statement]] = defaultdict(list)
        for statement in self._triples:
            for term in statement:
                if isinstance(term, NamedNode):
                    self._names[local_name(term.value)][term] = None
            if isinstance(statement.subject, BlankNode):
                self._of_blank[statement.subject].append(statement)
        self._lists = [
            s for s in self._triples if s.predicate.value.endswith(("#members", "#distinctMembers"))
        ]

    def reasons(self, raw: str) -> Iterator[Explanation]:
        """Yield the axioms and facts of the first explanation in the order of Pellet's text, each once."""
        seen: set[str] = set()
        for line in statements(raw):
            for found in self._line(line):
                if found.text not in seen:
                    seen.add(found.text)
                    yield found

    def _line(self, line: str) -> Iterator[Explanation]:
        explanations = [e for s in self._statements(line) if (e := self._explainer.explain(s)) is not None]
        if explanations:
            yield from explanations
        else:
            yield Explanation(statement=("", "", line), text=line, source="reasoner")

    def _statements(self, line: str) -> list[Statement]:
        """Return the statements of the graph that a line of Pellet names; none when it fits none."""
        if match := _GROUP.fullmatch(line):
            return self._listing(match[2].split())
        if match := _CHARACTERISTIC.fullmatch(line):
            kind = NamedNode(_CHARACTERISTICS[match[1].replace(" ", "").casefold()])
            return self._stated(match[2], [NamedNode(RDF_TYPE)], [kind])
        if (match := _AXIOM.fullmatch(line)) is None:
            return []
        first, middle, last = match.groups()
        known = [NamedNode(_PREDICATES[middle])] if middle in _PREDICATES else list(self._named(middle))
        found = self._stated(first, known, self._named(last))
        if not found and middle in _BOTH_WAYS:
            found = self._stated(last, known, self._named(first)) or self._listing([first, last])
        return found or self._with_expression(first, known, last)

    def _named(self, name: str) -> Iterable[NamedNode]:
        return self._names.get(name, ())

    def _stated(
        self, subject: str, predicates: Iterable[NamedNode], values: Iterable[Term]
    ) -> list[Statement]:
        wanted = (
            Statement(one, predicate, value)
            for one in self._named(subject)
            for predicate in predicates
            for value in values
        )
        return [statement for statement in wanted if statement in self._triples]

    def _listing(self, names: list[str]) -> list[Statement]:
        """Return the statement that keeps all of the named apart; of several, that of the shortest list."""
        found = []
        for statement in self._lists:
            items = [
                local_name(i.value) for i in self._explainer.members(statement) if isinstance(i, NamedNode)
            ]
            if set(names) <= set(items):
                found.append((len(items), statement))
        return [min(found, key=lambda pair: pair[0])[1]] if found else []

    def _with_expression(self, name: str, predicates: list[NamedNode], text: str) -> list[Statement]:
        """Return what relates something to a class without a name whose names are those of ``text``."""
        wanted = {word for word in re.findall(r"[^\s(){},]+", text) if not word.isdigit()} - _KEYWORDS
        return [
            statement
            for statement in self._triples
            if statement.predicate in predicates
            and isinstance(statement.object, BlankNode)
            and isinstance(statement.subject, NamedNode)
            and local_name(statement.subject.value) == name
            and self._names_within(statement.object) == wanted
        ]

    def _names_within(self, node: BlankNode) -> set[str]:
        """Return the local names that occur in a class expression, without those of the language."""
        found: set[str] = set()
        todo, seen = [node], {node}
        while todo:
            for statement in self._of_blank.get(todo.pop(), ()):
                value = statement.object
                if isinstance(value, BlankNode) and value not in seen:
                    seen.add(value)
                    todo.append(value)
                elif isinstance(value, NamedNode) and not value.value.startswith((OWL, RDF_TYPE[:-4])):
                    found.add(local_name(value.value))
        return found


def statements(raw: str) -> Iterator[str]:
    """Yield the statements of the first explanation in Pellet's text, one a line.

    A line that stands further right than the first continues the one before; an empty line ends it all.
    """
    text = raw.replace("\r", "").partition("Explanation(s):")[2].lstrip()
    pending, margin = "", 0
    for line in text.splitlines():
        if not line.strip():
            break
        if number := re.match(r"\s*(\d+\)\s*)", line):
            if margin:
                break
            margin = len(number[1])
            line = f"{' ' * margin}{line[number.end() :]}"
        if pending and len(line) - len(line.lstrip()) <= margin:
            yield pending
            pending = ""
        pending = f"{pending} {line.strip()}".strip()
    if pending:
        yield pending


def local_name(iri: str) -> str:
    """Return the last part of an IRI, by which Pellet calls it."""
    return re.split(r"[/#]", iri)[-1]
