"""The triples of a graph behind an endpoint, looked up there as they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from msc_graph.stores.endpoint.asking import BATCH, Asker, Question, Row
from msc_graph.stores.endpoint.words import either, named
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, SCHEMA_GRAPH
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from msc_graph.rdf.triples import GraphName, Term

_ASSERTED = f"FILTER NOT EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?x }} }}"
"""Leaves out what was only inferred; the variables are those of `EndpointTriples`."""
_GRAPHS = DefaultGraph(), NamedNode(SCHEMA_GRAPH)
_ONLY_THERE = (
    f"GRAPH <{SCHEMA_GRAPH}> {{ ?n ?p ?x }} "
    f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?n ?p ?x }} FILTER(?h != <{SCHEMA_GRAPH}>) }}"
)
"""What the ontology says of a thing, and no facts do."""


class EndpointTriples:
    """Triples that are asked for when they are looked up, a `msc_graph.rdf.triples.Triples`.

    What was met together is asked for together: who looks up one of the claims about a node will look up the
    others, too. What was brought is kept as long as this value is. Inferred triples are left out; all lie
    in the default graph, but with ``apart`` what only the ontology says of a thing lies in the ontology's.
    """

    def __init__(self, asker: Asker, words: Vocabulary, *, apart: bool = False) -> None:
        """Ask ``asker``; ``words`` tells which predicates lead from node to node."""
        self._asker, self._words, self._apart = asker, words, apart
        self._told: dict[NamedNode, list[Row]] = {}
        self._leading: dict[tuple[NamedNode, NamedNode | None, Term | None], list[Row]] = {}
        self._waiting: dict[NamedNode, None] = {}
        self._of_schema: set[Row] = set()

    def expect(self, curies: Iterable[str]) -> None:
        """Remember things that will be looked up soon, to be asked for together."""
        self._meet(named(curies))

    def named_graphs(self) -> Iterator[NamedNode]:
        """Yield nothing: in which graph facts lie is not asked."""
        return iter(())

    def quads_for_pattern(
        self,
        subject: Any,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Yield the triples of a pattern, of facts or of the ontology; none of another graph."""
        if graph_name not in (None, *_GRAPHS) or not isinstance(subject, NamedNode | None):
            return
        if subject is None:
            rows = self._to(predicate, object)
        else:
            leads = predicate is not None and predicate.value in self._words.predicates
            rows = [] if leads else self._about(subject)
            if predicate is None or leads:
                rows = [*rows, *self._from(subject, predicate)]
        for row in rows:
            graph = _GRAPHS[row in self._of_schema]
            if predicate in (None, row[1]) and object in (None, row[2]) and graph_name in (None, graph):
                yield Quad(row[0], row[1], row[2], graph)

    def _about(self, subject: NamedNode) -> list[Row]:
        """Return what is told of a thing, apart from what leads to another node."""
        if subject not in self._told:
            self._waiting.pop(subject, None)
            things = [subject, *islice(self._waiting, BATCH - 1)]
            found: defaultdict[NamedNode, list[Row]] = defaultdict(list)
            leads = ", ".join(f"<{iri}>" for iri in sorted(self._words.predicates))
            told = f"?n ?p ?x . FILTER(?p NOT IN ({leads})) {_ASSERTED.replace('?s', '?n')}"
            for row in self._asker.about(Question(("n", "p", "x"), told), things):
                found[row[0]].append(row)
            if self._apart:
                schema = Question(("n", "p", "x"), _ONLY_THERE)
                self._of_schema.update(self._asker.about(schema, things))
            self._told |= {thing: found[thing] for thing in things}
            for thing in things:
                self._waiting.pop(thing, None)
            self._meet(row[2] for rows in found.values() for row in rows)
        return self._told[subject]

    def _from(self, subject: NamedNode, predicate: NamedNode | None) -> list[Row]:
        """Return what leads from a node to others, by one predicate or by any."""
        key = subject, predicate, None
        if key not in self._leading:
            by = [predicate.value] if predicate else self._words.predicates
            leading = f"?n ?p ?x . {either('p', by)}{_ASSERTED.replace('?s', '?n')}"
            self._leading[key] = self._asker.about(Question(("n", "p", "x"), leading), [subject])
        return self._leading[key]

    def _to(self, predicate: NamedNode | None, object: Term | None) -> list[Row]:
        """Return what leads to a thing, or has a value; where neither is given, everything."""
        key = NamedNode(INFERRED_GRAPH), predicate, object
        if key not in self._leading:
            by = f"VALUES ?p {{ {predicate} }} " if predicate else ""
            if isinstance(object, NamedNode | Literal):
                question = Question(("s", "p"), f"?s ?p ?n . {by}{_ASSERTED.replace('?x', '?n')}")
                rows = [(*row, object) for row in self._asker.about(question, [object])]
            else:
                rows = self._asker.all(Question(("s", "p", "x"), f"?s ?p ?x . {by}{_ASSERTED}"))
            self._leading[key] = rows
            self._meet(row[0] for row in rows)
        return self._leading[key]

    def _meet(self, terms: Iterable[Any]) -> None:
        things = (term for term in terms if isinstance(term, NamedNode))
        self._waiting |= {thing: None for thing in things if thing not in self._told}
