"""How much a graph behind an endpoint holds, counted there: what ``msc-graph info`` tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from msc_graph.describe.overview import Counts, about_source, counted, curated_source
from msc_graph.rdf.graphs import source_called
from msc_graph.rdf.triples import Triples
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.nodes import EndpointNodes
from msc_graph.stores.endpoint.words import among, endorses, ours
from msc_graph.vocabulary.namespaces import CLAIM, EVIDENCE, INFERRED_GRAPH, MSC, RDF_TYPE, SCHEMA_GRAPH
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import Sign

_ALL = NamedNode(f"{MSC}Graph")
"""Stands for everything where a count is not of one thing or another."""
_ENDS = "?a ?e ?x . " + among("e", (f"{MSC}subject", f"{MSC}object"))
_EVIDENCE = f"?a {ours('hasEvidence')} ?i . "
_PAIRS = 'DISTINCT CONCAT(STR(?a), " ", STR(?i))'
_CITED = f"?a {ours('reference')} ?x . "


def triples_in(asker: Asker) -> int:
    """Return how many triples an endpoint counts."""
    question = Question(("n",), "?s ?p ?o", {"c": "COUNT(*)"})
    return sum(asker.number(size) for _, size in asker.about(question, [_ALL]))


class Totals:
    """Counts what is in a graph; nothing else is brought."""

    def __init__(self, asker: Asker, words: Vocabulary, facts: Triples, classes: Iterable[str]) -> None:
        """Ask ``asker``; ``classes`` are the local names of the classes that nodes have there."""
        self._asker, self._words, self._facts = asker, words, facts
        self._infers = EndpointNodes(asker, words).infers
        there = set(classes)
        rank = {iri: (len(words.ancestors(iri)), iri) for iri in words.node_classes}
        self._classes = sorted((iri for iri in rank if iri.removeprefix(MSC) in there), key=rank.__getitem__)

    def told(self) -> dict[str, Any]:
        """Return what `msc_graph.describe.overview.counted` says.

        Raises:
            EndpointFailed: it does not count that in time.
        """
        return counted(
            self._words,
            Counts(
                categories=self._categories(),
                edges=self._edges(""),
                disputed=self._edges("NOT"),
                kinds=self._count(self._typed("?n"), [*self._below("Assertion"), f"{MSC}Mechanism"]),
                verdicts=self._count(f"?x {ours('verdict')} ?n . ", sorted(self._words.verdicts)),
                evidence=self._number(_EVIDENCE, _PAIRS),
                references=self._number(f"{{ {_CITED} }} UNION {{ {self._own(self._described)} }}"),
                triples=triples_in(self._asker),
                sources=self._sources(),
            ),
        )

    def _count(self, pattern: str, things: Sequence[str], what: str = "DISTINCT ?x") -> dict[str, int]:
        """Return how many ``?x`` of a pattern there are with each of some things (IRIs) as ``?n``."""
        question = Question(("n",), pattern, {"c": f"COUNT({what})"})
        found = self._asker.about(question, [NamedNode(thing) for thing in things])
        return {thing.value: self._asker.number(size) for thing, size in found}

    def _number(self, pattern: str, what: str = "DISTINCT ?x") -> int:
        return self._count(pattern, [_ALL.value], what).get(_ALL.value, 0)

    def _below(self, name: str) -> list[str]:
        """Return a class of the ontology and all below it (IRIs)."""
        return sorted(iri for iri in self._words.parents if self._words.is_a(iri, MSC + name))

    @cached_property
    def _documents(self) -> frozenset[str]:
        return frozenset(self._below("Document"))

    def _typed(self, kind: str) -> str:
        """Return the pattern that ``?x`` is asserted, not inferred, to be of a class."""
        member = f"?x <{RDF_TYPE}> {kind} . "
        if not self._infers:
            return member
        return f"{member}FILTER NOT EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ {member} }} }} "

    # nodes and edges

    def _categories(self) -> dict[str, int]:
        """Return how many nodes count as each class; of several classes the most specific one does."""
        found: dict[str, int] = {}
        for place, kind in enumerate(self._classes):
            met = f"FILTER EXISTS {{ {_ENDS} }} " if kind in self._documents else ""
            pattern = self._typed("?n") + met + self._none_of(self._classes[place + 1 :])
            found[kind.removeprefix(MSC)] = self._count(pattern, [kind]).get(kind, 0)
        found["Node"] = found.get("Node", 0) + self._number(_ENDS + self._none_of(self._classes))
        return {name: size for name, size in found.items() if size}

    def _none_of(self, kinds: Sequence[str]) -> str:
        """Return the filter that ``?x`` counts as none of some classes; documents count where edges end."""
        documents = [kind for kind in kinds if kind in self._documents]
        listed = ([kind for kind in kinds if kind not in documents], ""), (documents, _ENDS)
        return "".join(
            f"FILTER NOT EXISTS {{ {self._typed('?b')}{among('b', iris)}{met} }} "
            for iris, met in listed
            if iris
        )

    def _edges(self, not_: str) -> int:
        """Return how many edges endorsed claims make, or with ``"NOT"`` the others; see `Counts.edges`.

        The sign that a claim states counts only where its predicate leaves that open.
        """
        settled = [one.iri for one in self._words.predicates.values() if one.sign is not Sign.UNKNOWN]
        own = f'IF(?p IN ({", ".join(f"<{iri}>" for iri in sorted(settled))}), "", COALESCE(STR(?g), "?"))'
        said = f"?a {ours('subject')} ?s . ?a {ours('predicate')} ?p . ?a {ours('object')} ?o . "
        said += f"?a {ours('verdict')} ?v . {endorses(self._words, not_=not_)} "
        said += f"OPTIONAL {{ ?a {ours('sign')} ?g }} "
        return self._number(f'{said}BIND(CONCAT(STR(?s), " ", STR(?p), " ", STR(?o), " ", {own}) AS ?x)')

    # sources

    def _sources(self) -> list[dict[str, Any]]:
        """Return the entries of the curated source, where there is one, and of the imported ones."""
        member = Question(("n",), f"?n <{RDF_TYPE}> <{MSC}ImportedSource>")
        imported = sorted(row[0].value for row in self._asker.all(member))
        there = Question(("n",), f"FILTER EXISTS {{ GRAPH ?n {{ {_ENDS} }} }}")
        apart = [row[0].value for row in self._asker.about(there, list(map(NamedNode, imported)))]
        held = self._held()
        in_graphs = {
            name: self._count(f"GRAPH ?n {{ {pattern} }}", apart, what)
            for name, (pattern, what) in held.items()
        }
        listed = []
        held["references"] = f"{{ {_CITED} }} UNION {{ {self._described} }}", "DISTINCT ?x"
        own = {name: self._number(self._own(pattern), what) for name, (pattern, what) in held.items()}
        if own["nodes"] or own["assertions"]:
            listed.append(curated_source(own, self._facts))
        for iri in imported:
            counts = {name: sizes.get(iri, 0) for name, sizes in in_graphs.items()}
            name = source_called(iri)
            held_by = counts if iri in apart else self._of_claims(name)
            listed.append({"name": name, "format": "", **about_source(self._facts, name), **held_by})
        return listed

    def _held(self) -> dict[str, tuple[str, str]]:
        """Return by which pattern each thing that a source holds is found, and what of it is counted."""
        nodes = [iri for iri in self._classes if iri not in self._documents]
        described = f"?x <{RDF_TYPE}> ?t . {among('t', nodes)}"
        return {
            "nodes": (f"{{ {_ENDS} }} UNION {{ {described} }}", "DISTINCT ?x"),
            "assertions": (f"?a <{RDF_TYPE}> ?t . {among('t', self._below('Assertion'))}", "DISTINCT ?a"),
            "evidence": (_EVIDENCE, _PAIRS),
            "references": (_CITED, "DISTINCT ?x"),
        }

    def _of_claims(self, source: str) -> dict[str, int]:
        """Return what a source holds that shares a graph with others: told by the names of its claims."""
        spaces = (Literal(f"{space}{quote(source, safe='')}/") for space in (CLAIM, EVIDENCE))
        its = " || ".join(f"STRSTARTS(STR(?a), {space})" for space in spaces)
        return {
            name: self._number(f"{pattern} FILTER({its})", what)
            for name, (pattern, what) in self._held().items()
        }

    @property
    def _described(self) -> str:
        """The pattern of a document."""
        return f"?x <{RDF_TYPE}> ?t . {among('t', self._documents)}"

    def _own(self, pattern: str) -> str:
        """Return a pattern of what no import made; where there are no named graphs, all of it."""
        if not self._has_graphs:
            return pattern
        hidden = f"FILTER(?h NOT IN (<{SCHEMA_GRAPH}>, <{INFERRED_GRAPH}>)) "
        hidden += f"FILTER NOT EXISTS {{ ?h <{RDF_TYPE}> <{MSC}ImportedSource> }}"
        return f"GRAPH ?h {{ {pattern} }} {hidden}"

    @cached_property
    def _has_graphs(self) -> bool:
        """Whether facts lie in named graphs."""
        stated = Question(("n",), "FILTER EXISTS { GRAPH ?h { ?a ?n ?v } }")
        return bool(self._asker.about(stated, [NamedNode(f"{MSC}verdict")]))
