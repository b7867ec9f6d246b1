"""The part of a graph behind an endpoint that a question about paths needs."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import EndpointFailed
from msc_graph.exports.parts import Part as ExportPart
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.pathfinding.arc_table import Facts
from msc_graph.pathfinding.expansion import Limits, Reach, brought
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.question import ANY, CONTEXTS, allowed_predicates, listed_names
from msc_graph.stores.backend import Part
from msc_graph.stores.endpoint.arcs import EndpointArcs
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.claims import Claims, claims_at
from msc_graph.stores.endpoint.nodes import EndpointNodes
from msc_graph.stores.endpoint.words import either, named
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, MSC
from msc_graph.vocabulary.ontology import Vocabulary

LIMITS = Limits(rows=200_000)
"""How much a question brings unless told otherwise: our choice, some minutes over HTTP."""


def part_of(
    asker: Asker,
    words: Vocabulary,
    facts: Facts,
    limits: Limits,
    source: Any,
    target: Any,
    options: Mapping[str, Any],
    *,
    whole: bool = False,
) -> Part:
    """Return the part between two ends; arguments as of `msc_graph.stores.backend.Backend.part`."""
    arcs = EndpointArcs(asker, words, facts)
    frame = facts.frame()
    ends = _Ends(arcs, EndpointNodes(asker, words), words, frame)
    reach = Reach(
        ends.numbers(source),
        ends.numbers(target),
        int(options.get("max_hops", 5)),
        directed=bool(options.get("directed", True)),
        predicates=allowed_predicates(frame, options.get("predicates")),
        min_belief=float(options.get("min_belief", 0.0)),
        avoid=arcs.numbers(listed_names(options.get("avoid", ()), "'avoid'")),
        via=arcs.numbers(listed_names(options.get("via", ()), "'via'")),
        whole=whole,
    )
    for kind in CONTEXTS:
        if values := listed_names(options.get(kind, ()), f"'{kind}'"):
            arcs.know(kind, values)
    found = brought(arcs, reach, limits)
    edges = [arcs.edges[row] for row in found.rows.tolist()]
    nodes = arcs.told(found.network.nodes)
    return Part(found.network, PropertyGraph(nodes, edges, arcs.citations, arcs.verification))


def around(asker: Asker, words: Vocabulary, limits: Limits, node: str, hops: int) -> ExportPart:
    """Return the nodes at most ``hops`` edges from one, in either direction, and the edges among them.

    Raises:
        EndpointFailed: more claims are made there than ``limits`` let through.
    """
    brought = _Brought(asker, words, limits.rows)
    ring = seen = {node}
    for _ in range(hops):
        met = brought.at(ring, "subject") | brought.at(ring, "object")
        ring, seen = met - seen, seen | met
        if not ring:
            break
    brought.at(ring, "subject")
    return ExportPart(brought.among(seen))


class _Brought:
    """The edges that were brought of a surrounding, ``most`` of their claims at most."""

    def __init__(self, asker: Asker, words: Vocabulary, most: int | None) -> None:
        self._asker, self._words, self._most = asker, words, most
        self._claims, self._size = Claims(asker, words), 0
        self._graphs: list[PropertyGraph] = []

    def at(self, nodes: set[str], end: str) -> set[str]:
        """Bring the edges of some nodes, and return both ends of those in which somebody believes."""
        self._size += claims_at(self._asker, sorted(nodes), end)
        if self._most is not None and self._size > self._most:
            problem = f"{self._size:,} claims, more than {self._most:,}, are made around it. Take fewer hops"
            raise EndpointFailed(self._asker.url, problem)
        graph = self._claims.about(sorted(nodes), end)
        self._graphs.append(graph)
        return {name for edge in graph.edges if edge.belief for name in (edge.subject, edge.object)}

    def among(self, nodes: set[str]) -> PropertyGraph:
        """Return some nodes and the edges among them, in the order of a whole graph."""
        edges = {edge.id: edge for graph in self._graphs for edge in graph.edges}
        kept = [edge for edge in edges.values() if edge.subject in nodes and edge.object in nodes]
        kept.sort(key=lambda edge: (edge.subject, edge.predicate, edge.object, edge.sign.value))
        citations = ChainMap(*(dict(graph.citations) for graph in self._graphs))
        verification = ChainMap(*(dict(graph.verification) for graph in self._graphs))
        told = EndpointNodes(self._asker, self._words).ends(sorted(nodes))
        return PropertyGraph(told, kept, citations, verification)


class _Ends:
    """The nodes at the ends of a question."""

    def __init__(self, arcs: EndpointArcs, nodes: EndpointNodes, words: Vocabulary, frame: Network) -> None:
        self._arcs, self._nodes, self._words, self._frame = arcs, nodes, words, frame

    def numbers(self, names: Any) -> NDArray[np.int64]:
        """Return the numbers of nodes, and of all of a category."""
        listed = [names] if isinstance(names, str) else list(names)
        wide = [name for name in listed if name.casefold().startswith(ANY)]
        members = [member for name in wide for member in self._members(name[len(ANY) :].strip())]
        return np.unique(self._arcs.numbers([*members, *(name for name in listed if name not in wide)]))

    def _members(self, category: str) -> Sequence[str]:
        wanted = self._frame.category_name(category)
        codes = np.flatnonzero(self._frame.category_codes(wanted))
        kinds = {self._frame.categories[code] for code in codes}
        classes = [iri for iri in self._words.node_classes if iri.removeprefix(MSC) in kinds]
        members = self._nodes.among(self._nodes.of_classes(classes))
        return sorted(node.id for node in members if node.category in kinds)


class EndpointHierarchy:
    """What is narrower than a thing, asked level by level."""

    def __init__(self, asker: Asker, words: Vocabulary) -> None:
        """Ask ``asker``; ``words`` tells which predicates lead from narrower to wider."""
        self._asker, self._words = asker, words

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of all that is narrower, any number of steps below, sorted; without ``iri``."""
        stated = f"?x ?p ?n . {either('p', self._words.hierarchical)}"
        inferred = f"FILTER NOT EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?x ?p ?n }} }}"
        found = ring = {iri}
        while ring:
            rows = self._asker.about(Question(("x",), stated + inferred), named(map(compress, sorted(ring))))
            ring = {row[0].value for row in rows} - found
            found = found | ring
        return tuple(sorted(found - {iri}))
