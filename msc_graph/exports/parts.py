"""Parts of a graph to export: around a node, along paths, what a query names; and what RDF says of a part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.property_graph import GraphEdge, PropertyGraph
from msc_graph.vocabulary import INFERRED_GRAPH, MSC, SCHEMA_GRAPH, compress, expand

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store

    from msc_graph.mechanisms import Network
    from msc_graph.results import QueryResult

_Positions = NDArray[np.int64]

_BACK_LINKS = frozenset({f"{MSC}hasStep", f"{MSC}relatedClaim"})
"""Links from a mechanism to all assertions around it; only those to assertions of the part are kept."""


def around(node: str, hops: int, *, network: Network, graph: PropertyGraph) -> PropertyGraph:
    """Return the nodes at most ``hops`` edges away, whichever their direction, and the edges among them.

    Args:
        node: identifier of a node.
        hops: at least 1.
        network: the arrays of ``graph``, on which the edges are walked.
        graph: where nodes and edges come from.

    Raises:
        UsageError: fewer than one hop.
        UnknownNode: no node has this identifier.
    """
    if hops < 1:
        raise UsageError(f"hops is {hops}, but it must be at least 1")
    reached = np.zeros(len(network.nodes), bool)
    ring: _Positions = np.array([network.node_index(node)], np.int64)
    reached[ring] = True
    for _ in range(hops):
        ring = _neighbours(network, ring)
        ring = ring[~reached[ring]]
        reached[ring] = True
    return _among(reached, network, graph)


def named(answer: QueryResult, *, network: Network, graph: PropertyGraph) -> PropertyGraph:
    """Return the nodes that an answer names, and the edges among them; empty when it names none."""
    from pyoxigraph import NamedNode

    iris = {term.value for row in answer.terms for term in row if isinstance(term, NamedNode)}
    found = [network.nodes.find(compress(iri)) for iri in iris]
    reached = np.zeros(len(network.nodes), bool)
    reached[[position for position in found if position >= 0]] = True
    return _among(reached, network, graph)


def described(part: PropertyGraph, store: Store, network: Network) -> Iterator[Quad]:
    """Return all that ``store`` says of the nodes and edges of ``part``, so that it can stand alone.

    An edge brings its assertions; these bring their evidence, references, mechanisms, corrections and the
    nodes of their context, and those their own descriptions. A statement between two nodes is there when one
    of the assertions makes it. The ontology and what was inferred are left out. A source's named graph keeps
    the description of the source.
    """
    from pyoxigraph import NamedNode

    return _Description(store, network).of(NamedNode(expand(name)) for name in _names(part))


def _names(part: PropertyGraph) -> Iterator[str]:
    yield from (node.id for node in part.nodes)
    for edge in part.edges:
        yield from edge.assertions


class _Description:
    """Follows links from things to what explains them."""

    def __init__(self, store: Store, network: Network) -> None:
        self._store, self._network = store, network
        self._is_node: dict[NamedNode, bool] = {}

    def of(self, things: Iterable[NamedNode]) -> Iterator[Quad]:
        """Return the quads about ``things`` and about whatever they need."""
        from pyoxigraph import NamedNode

        waiting = list(dict.fromkeys(things))
        included = set(waiting)
        links: list[Quad] = []
        while waiting:
            thing = waiting.pop()
            quads = self._about(thing)
            yield from self._stated(quads)
            for quad in quads:
                target = quad.object
                if quad.predicate.value in _BACK_LINKS:
                    links.append(quad)
                    continue
                if isinstance(target, NamedNode) and self._node(thing) and self._node(target):
                    continue
                yield quad
                for needed in (target, quad.graph_name):
                    if isinstance(needed, NamedNode) and needed not in included and self._is_ours(needed):
                        included.add(needed)
                        waiting.append(needed)
        yield from (quad for quad in links if quad.object in included)

    def _about(self, thing: NamedNode) -> list[Quad]:
        return [quad for quad in self._store.quads_for_pattern(thing, None, None) if _is_fact(quad)]

    def _stated(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Return the direct triple of an assertion, given the quads about it; nothing for another thing."""
        from pyoxigraph import NamedNode

        parts = {quad.predicate.value: quad.object for quad in quads}
        subject, predicate, object_ = (parts.get(MSC + name) for name in ("subject", "predicate", "object"))
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and object_ is not None:
            yield from filter(_is_fact, self._store.quads_for_pattern(subject, predicate, object_))

    def _node(self, thing: NamedNode) -> bool:
        if thing not in self._is_node:
            self._is_node[thing] = self._network.nodes.find(compress(thing.value)) >= 0
        return self._is_node[thing]

    def _is_ours(self, thing: NamedNode) -> bool:
        """Return whether the facts describe the thing, and the ontology does not."""
        from pyoxigraph import NamedNode

        schema = NamedNode(SCHEMA_GRAPH)
        return next(self._store.quads_for_pattern(thing, None, None, schema), None) is None


def _is_fact(quad: Quad) -> bool:
    return getattr(quad.graph_name, "value", "") not in (SCHEMA_GRAPH, INFERRED_GRAPH)


def _neighbours(network: Network, nodes: _Positions) -> _Positions:
    """Return the positions of the nodes one edge away, each once."""
    edges = network.edges
    forward = edges.object[_ranges(network.leaving, nodes)]
    backward = edges.subject[network.by_object[_ranges(network.entering, nodes)]]
    return np.unique(np.concatenate([forward, backward])).astype(np.int64)


def _ranges(starts: NDArray[np.int64], rows: _Positions) -> _Positions:
    """Return the positions of all entries of some compressed rows."""
    first, size = starts[rows], starts[rows + 1] - starts[rows]
    offset = np.repeat(first - (np.cumsum(size) - size), size)
    positions: _Positions = np.arange(size.sum()) + offset
    return positions


def _among(reached: NDArray[np.bool_], network: Network, graph: PropertyGraph) -> PropertyGraph:
    """Return the nodes at the positions that are true, and the edges of ``graph`` among them."""
    nodes = np.flatnonzero(reached)
    leaving = _ranges(network.leaving, nodes)
    rows = network.edges.row[leaving[reached[network.edges.object[leaving]]]].tolist()
    ids = {network.nodes[position] for position in nodes.tolist()}
    rows += [row for row in _beside(network, graph) if _ends(graph.edges[row]) <= ids]
    return PropertyGraph(
        nodes=tuple(graph.nodes[position] for position in nodes.tolist()),
        edges=tuple(graph.edges[row] for row in sorted(rows)),
        citations=graph.citations,
    )


def _ends(edge: GraphEdge) -> set[str]:
    return {edge.subject, edge.object}


def _beside(network: Network, graph: PropertyGraph) -> list[int]:
    """Return the rows of edges that take no part in paths: nobody believes them, or they are loops."""
    if len(network) == len(graph.edges):
        return []
    absent = np.ones(len(graph.edges), bool)
    absent[network.edges.row] = False
    return np.flatnonzero(absent).tolist()
