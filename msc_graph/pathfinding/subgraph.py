"""The part of a network that a question can use: what both ends reach within the longest path.

Edges are gathered from both ends at once, always from the end where fewer are, until every edge of a path of
at most H edges must have been seen; then only those on a walk of at most H edges from a source to a target
stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arcs import KEY_BITS
from msc_graph.pathfinding.arrays import Arrays, Indexes
from msc_graph.pathfinding.lists import distinct
from msc_graph.pathfinding.question import Question
from msc_graph.pathfinding.sorting import changes
from msc_graph.pathfinding.string_table import members_of

COST_UNIT = 2.0**44
"""Steps of a cost per unit of -ln(weight). Whole numbers add up the same in any order, so ties are ties."""
LENGTH_BITS = 4
"""Lowest bits of a cost, which count the edges, so that of equally good paths the shorter one comes first."""
FAR = np.int64(2**62)
"""A cost that no path has: 8 edges of at most 1066 units (a belief of 5e-324, degrees of 2^31) are less."""
_FAR_OFF = 100


@dataclass(frozen=True, slots=True, eq=False)
class Subgraph:
    """Arcs in the order of tail, head and edge; nodes and edges have positions of their own here.

    ``node`` and ``edge`` give the positions in the network; an undirected question makes two arcs of an edge.
    ``start`` are the compressed rows by tail; ``cost`` is that of the arc, ``sign`` 1, -1 or 0.
    """

    node: NDArray[np.int64]
    edge: Indexes
    tail: Indexes
    head: Indexes
    start: NDArray[np.int64]
    cost: NDArray[np.int64]
    sign: NDArray[np.int8]
    sources: Indexes
    targets: Indexes

    def __len__(self) -> int:
        return len(self.edge)


def subgraph(network: Arrays, question: Question) -> Subgraph:
    """Return the usable part of ``network``; without arcs when no walk leads from a source to a target."""
    edge, tail, head = _gathered(network, question)
    keep = _on_short_walks(network, question, tail, head)
    edge, tail, head = _sorted_once(edge[keep], tail[keep], head[keep])
    used = np.zeros(len(network.nodes), bool)
    used[tail] = used[head] = True
    node = np.flatnonzero(used)
    place = np.full(len(network.nodes), -1, np.int32)
    place[node] = np.arange(len(node))
    start = np.zeros(len(node) + 1, np.int64)
    np.cumsum(np.bincount(place[tail], minlength=len(node)), out=start[1:])
    sources, targets = (place[ends] for ends in (question.sources, question.targets))
    return Subgraph(
        node=node,
        edge=edge,
        tail=place[tail],
        head=place[head],
        start=start,
        cost=costs(network, edge, question),
        sign=network.edges.sign[edge],
        sources=sources[sources >= 0],
        targets=targets[targets >= 0],
    )


def costs(network: Arrays, edge: NDArray[Any], question: Question) -> NDArray[np.int64]:
    """Return the costs of edges (positions in the network): -ln(support x damped degrees), counted in steps.

    The lowest `LENGTH_BITS` of each hold a 1, so that those of a sum hold the number of edges.
    """
    edges = network.edges
    degrees = edges.out_degree[edge].astype(np.float64) * edges.in_degree[edge]
    exact = question.order_damping * np.log(degrees) - np.log(edges.support[edge])
    whole: NDArray[np.int64] = np.rint(exact * (COST_UNIT / 2**LENGTH_BITS)).astype(np.int64)
    cost: NDArray[np.int64] = (whole << LENGTH_BITS) + 1
    return cost


def cost_of_factor(factor: float) -> int:
    """Return what a factor above 0 costs beside edges: -ln(factor), in the same steps.

    >>> cost_of_factor(1.0)
    0
    """
    return int(round(-log(factor) * (COST_UNIT / 2**LENGTH_BITS))) << LENGTH_BITS


_Arcs = tuple[Indexes, Indexes, Indexes]


def _gathered(network: Arrays, question: Question) -> _Arcs:
    """Return edge, tail and head of all arcs that a path of at most H edges can use, and more.

    An arc (u, v) of such a path has distance(source, u) + distance(v, target) <= H - 1, so once all arcs that
    leave within a of the source and enter within b of the target are seen, with a + b = H - 2, none is
    missing: that takes H rings, wherever they start.
    """
    forward, backward = _Front(network, question, ahead=True), _Front(network, question, ahead=False)
    for _ in range(question.max_hops):
        side = forward if forward.price() <= backward.price() else backward
        side.expand()
    parts = forward.arcs + backward.arcs
    edge, tail, head = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return edge, tail, head


def _sorted_once(edge: Indexes, tail: Indexes, head: Indexes) -> _Arcs:
    """Return each arc once, by tail, head and edge; an edge walked both ways makes two."""
    node_bits, edge_bits = (
        int(column.max(initial=1)).bit_length() for column in (np.maximum(tail, head), edge)
    )
    if 2 * node_bits + edge_bits > KEY_BITS:
        order = np.lexsort((edge, head, tail))
        edge, tail, head = edge[order], tail[order], head[order]
        first = changes(edge, tail)
        return edge[first], tail[first], head[first]
    key = tail.astype(np.int64)
    for column, bits in ((head, node_bits), (edge, edge_bits)):
        key <<= bits
        key |= column
    key = distinct(key)
    edge = (key & ((1 << edge_bits) - 1)).astype(np.int32)
    key >>= edge_bits
    head = (key & ((1 << node_bits) - 1)).astype(np.int32)
    key >>= node_bits
    return edge, key.astype(np.int32), head


class _Front:
    """The nodes reached from one end, ring by ring, and the arcs on the way."""

    def __init__(self, network: Arrays, question: Question, *, ahead: bool) -> None:
        self.network, self.question, self.ahead = network, question, ahead
        self.all_allowed = bool(question.predicate_allowed.all())
        self.ring: Indexes = question.sources if ahead else question.targets
        self.seen = np.zeros(len(network.nodes), bool)
        self.seen[list(question.avoid)] = True
        self.ring = self.ring[~self.seen[self.ring]]
        self.seen[self.ring] = True
        self.arcs: list[_Arcs] = []
        self._price: int | None = None

    def price(self) -> int:
        """Return how many edges the next ring touches; worked out once a ring."""
        if self._price is None:
            rows = [self.network.leaving, self.network.entering]
            if self.question.directed:
                rows = rows[:1] if self.ahead else rows[1:]
            self._price = sum(int((row[self.ring + 1] - row[self.ring]).sum()) for row in rows)
        return self._price

    def expand(self) -> None:
        """Gather the arcs of the ring; the nodes at their other ends make the next one."""
        network, ahead = self.network, self.ahead
        parts = [self._arcs(network.leaving if ahead else network.entering, own=ahead)]
        if not self.question.directed:
            parts.append(self._arcs(network.entering if ahead else network.leaving, own=not ahead))
        edge, near, far = (np.concatenate([part[i] for part in parts]) for i in range(3))
        self.arcs.append((edge, near, far) if ahead else (edge, far, near))
        fresh = np.zeros(len(network.nodes), bool)
        fresh[far] = True
        fresh &= ~self.seen
        self.seen |= fresh
        self.ring, self._price = np.flatnonzero(fresh).astype(np.int32), None

    def _arcs(self, rows: NDArray[np.int64], *, own: bool) -> _Arcs:
        """Return edge, near end and far end of the allowed edges in these rows of the ring's nodes."""
        network, edges = self.network, self.network.edges
        counts = rows[self.ring + 1] - rows[self.ring]
        edge = members_of(rows, self.ring).astype(np.int32)
        if not own:
            edge = network.by_object[edge]
        near = np.repeat(self.ring, counts)
        far = (edges.object if own else edges.subject)[edge]
        keep = self._allowed(edge, near, far)
        return (edge, near, far) if keep.all() else (edge[keep], near[keep], far[keep])

    def _allowed(self, edge: Indexes, near: Indexes, far: Indexes) -> NDArray[np.bool_]:
        question, edges = self.question, self.network.edges
        keep = np.ones(len(edge), bool)
        if not self.all_allowed:
            keep = question.predicate_allowed[edges.predicate[edge]]
        if question.min_belief > 0:
            keep &= edges.belief[edge] >= question.min_belief
        for node in question.avoid:
            keep &= far != node
        if len(question.sources) == 1:
            keep &= (far if self.ahead else near) != question.sources[0]
        tail = near if self.ahead else far
        if len(question.targets) == 1:
            keep &= tail != question.targets[0]
        if question.stops:
            keep &= ~np.isin(tail, question.stops)
        return keep


def _on_short_walks(network: Arrays, question: Question, tail: Indexes, head: Indexes) -> NDArray[np.bool_]:
    """Return which arcs lie on a walk of at most ``max_hops`` edges from a source to a target."""
    hops, count = question.max_hops, len(network.nodes)
    after = _distances(question.sources, tail, head, hops, count)
    before = _distances(question.targets, head, tail, hops, count)
    short: NDArray[np.bool_] = after[tail] < hops - before[head]
    return short


def _distances(start: Indexes, near: Indexes, far: Indexes, hops: int, count: int) -> NDArray[np.int8]:
    """Return the distance of each node from ``start`` over the arcs near -> far; 100 where it is beyond."""
    distance = np.full(count, _FAR_OFF, np.int8)
    distance[start] = 0
    for step in range(1, hops):
        reached = far[distance[near] == step - 1]
        reached = reached[distance[reached] > step]
        if not len(reached):
            break
        distance[reached] = step
    return distance
