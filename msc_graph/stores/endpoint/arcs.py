"""The edges of a graph behind an endpoint, as the search asks for them.

Of the claims about a frontier comes all that an edge needs (evidence, verdict, surroundings); what depends on
the whole graph, degrees and how much a paper states, is counted there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pyoxigraph import Literal

from msc_graph.errors import EndpointFailed
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.pathfinding.arc_table import ARC_FRAME, NODE_FRAME, Facts, arc_table
from msc_graph.pathfinding.backing import contexts_of, scopes_of
from msc_graph.pathfinding.expansion import LEAVING
from msc_graph.pathfinding.network import Network
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.claims import Claims
from msc_graph.stores.endpoint.counts import Degrees, Screens
from msc_graph.stores.endpoint.nodes import EndpointNodes
from msc_graph.stores.endpoint.words import held, named, ours
from msc_graph.system.limits import Deadline
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import Vocabulary

Numbers = NDArray[np.int64]
_STATES = {
    "species": f"?a {ours('species')} ?n",
    "cell": f"?a {ours('recipientCell')} ?n",
    "scope": f"?a {ours('scope')} ?n",
    "evidence": f"?e {ours('evidenceType')} ?n",
}
"""How an assertion ``?a``, or its evidence ``?e``, states a context ``?n`` of each kind."""


class EndpointArcs:
    """The edges of one question, an `ArcSource`; nodes are numbered as they come."""

    def __init__(self, asker: Asker, words: Vocabulary, facts: Facts) -> None:
        """Ask ``asker``; ``facts`` are what `msc_graph.stores.endpoint.words.facts_of` tells."""
        self._asker, self._words, self._facts = asker, words, facts
        self._claims, self._nodes = Claims(asker, words), EndpointNodes(asker, words)
        self._degrees, self._screens = Degrees(asker, words, facts.predicates), Screens(asker, words)
        self._number, self._statement, self._witness, self._context = (_Numbers() for _ in range(4))
        self._row = _Numbers()
        self.edges: list[GraphEdge] = []
        self.citations: dict[str, str] = {}
        self.verification: dict[str, str] = {}

    @property
    def facts(self) -> Facts:
        """What holds for all edges that were brought."""
        return replace(self._facts, contexts=tuple(self._context))

    def numbers(self, names: Iterable[str]) -> Numbers:
        """Return the numbers of nodes (CURIEs)."""
        return np.array([self._number[name] for name in names], np.int64)

    def know(self, kind: str, values: Iterable[str]) -> None:
        """Look which contexts of a kind (`contexts_of`) some edge states, wherever; they may be asked for."""
        things = [*map(Literal, (*values, "both"))] if kind == "scope" else named(values)
        stated = f"{held(self._words)}{_STATES[kind]}"
        for (thing,) in self._asker.about(Question(("n",), f"FILTER EXISTS {{ {stated} }}"), things):
            for value in scopes_of(thing.value) if kind == "scope" else [compress(thing.value)]:
                self._context[f"{kind}:{value}"]

    def told(self, names: Iterable[str]) -> tuple[GraphNode, ...]:
        """Return all that is told of some nodes."""
        return self._nodes.ends(names)

    def nodes(self, numbers: Numbers) -> pl.DataFrame:
        """Return some nodes; see `ArcSource`."""
        names = list(self._number)
        wanted = [names[number] for number in numbers]
        self._degrees.count(wanted, None)
        found = self.told(wanted)
        rows = [
            (self._number[node.id], node.id, node.category, self._degrees.degree(node.id)) for node in found
        ]
        return pl.DataFrame(rows, schema=dict(NODE_FRAME), orient="row")

    def arcs(self, frontier: Numbers, directions: Sequence[str], seconds: float | None) -> list[pl.DataFrame]:
        """Return the edges that leave or enter some nodes; see `ArcSource`."""
        deadline = None if seconds is None else Deadline.after(max(seconds, 0.001))
        return [self._arcs(frontier, direction, deadline) for direction in directions]

    def _arcs(self, frontier: Numbers, direction: str, deadline: Deadline | None) -> pl.DataFrame:
        names, end = list(self._number), "subject" if direction == LEAVING else "object"
        graph = self._claims.about([names[number] for number in frontier], end, deadline)
        network = Network.from_graph(graph, self._words)
        if not len(network.edges):
            return pl.DataFrame(schema=ARC_FRAME)
        self.citations |= graph.citations
        self.verification |= graph.verification
        edges = [graph.edges[row] for row in network.edges.row.tolist()]
        self._degrees.count({name for edge in edges for name in (edge.subject, edge.object)}, deadline)
        screens = self._screens.among(self._claims.witnesses, deadline)
        return self._rows(edges, arc_table(network), screens)

    def _rows(self, edges: list[GraphEdge], table: pl.DataFrame, screens: frozenset[str]) -> pl.DataFrame:
        """Return rows whose numbers and counts are those of the whole graph."""
        code = {name: place for place, name in enumerate(self._facts.predicates)}
        if unknown := {edge.predicate for edge in edges} - set(code):
            raise EndpointFailed(self._asker.url, f"its predicate {min(unknown)} is not declared there")
        local, degrees = table["statement"].to_list(), self._degrees
        for edge in edges:
            if self._row[edge.id] == len(self.edges):
                self.edges.append(edge)
        columns: dict[str, Any] = {
            "row": [self._row[edge.id] for edge in edges],
            "subject": [self._number[edge.subject] for edge in edges],
            "object": [self._number[edge.object] for edge in edges],
            "predicate": [code[edge.predicate] for edge in edges],
            "out_degree": [degrees.by_predicate("subject", edge) for edge in edges],
            "in_degree": [degrees.by_predicate("object", edge) for edge in edges],
            "family_out_degree": [degrees.by_family("subject", edge) for edge in edges],
            "family_in_degree": [degrees.by_family("object", edge) for edge in edges],
            "subject_degree": [degrees.degree(edge.subject) for edge in edges],
            "object_degree": [degrees.degree(edge.object) for edge in edges],
            "statement": self._statements(edges, local),
            "contexts": [[self._context[name] for name in contexts_of(edge)] for edge in edges],
            "witnesses": self._witnesses(edges, local, screens),
        }
        return table.with_columns(
            pl.Series(name, column, ARC_FRAME[name]) for name, column in columns.items()
        )

    def _statements(self, edges: list[GraphEdge], local: list[int]) -> list[int]:
        """Return the numbers of statements; those of the same nodes keep the order that they have here."""
        first: dict[int, str] = {}
        for edge, statement in zip(edges, local, strict=True):
            first.setdefault(statement, edge.id)
        number = {statement: self._statement[first[statement]] for statement in sorted(first)}
        return [number[statement] for statement in local]

    def _witnesses(
        self, edges: list[GraphEdge], local: list[int], screens: frozenset[str]
    ) -> list[list[int]]:
        """Return the papers, records and chains that state each statement, but for screens and lists."""
        stating: defaultdict[int, set[str]] = defaultdict(set)
        for edge, statement in zip(edges, local, strict=True):
            stating[statement] |= {*edge.witnesses, *edge.mechanisms} - screens
        return [sorted(self._witness[name] for name in stating[statement]) for statement in local]


class _Numbers(dict[str, int]):
    """Numbers of names in the order in which they come."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number
