"""All paths of at most three edges between two nodes, by joining the edges at both ends.

A path of three edges is an edge that leaves the source, one in the middle, and one that enters the target;
both ends are slices of the network's rows. So nothing has to be gathered ring by ring, cut out or searched:
a question pays for about fifty array operations, a sixth of what the general search pays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arcs import ranges
from msc_graph.pathfinding.arrays import SIGN_CODE, Arrays
from msc_graph.pathfinding.coherence import costs_of_paths
from msc_graph.pathfinding.question import MOST_AT_ONCE, Question

MOST_HOPS = 3
"""Longest path, in edges, that is found by joining."""

Rows = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Rows of nodes and of edges (positions in the network, -1 after their end), and the costs of the paths."""
_Places = NDArray[Any]


class _TooMany(Exception):
    """More would have to be held at once than `MOST_AT_ONCE`."""


def is_short(question: Question) -> bool:
    """Return whether `joined_paths` may answer: two nodes, few edges, nothing to visit, no time limit."""
    return (
        question.max_hops <= MOST_HOPS
        and question.directed
        and len(question.sources) == len(question.targets) == 1
        and question.pattern is None
        and not question.via
        and not question.stops
        and question.allowance.left is None
    )


def joined_paths(network: Arrays, question: Question) -> Rows | None:
    """Return all paths of a short question in no order, or None where they are too many to make at once."""
    arcs = _edges(network, question)
    if arcs is None:
        return None
    missing = arcs < 0
    if question.sign is not None:
        sign = np.where(missing, 1, network.edges.sign[arcs]).prod(axis=1)
        arcs = arcs[sign == SIGN_CODE[question.sign]]
        missing = arcs < 0
    nodes = np.empty((len(arcs), question.max_hops + 1), np.int64)
    nodes[:, 0] = question.sources[0]
    nodes[:, 1:] = network.edges.object[arcs]
    nodes[:, 1:][missing] = -1
    return nodes, arcs, costs_of_paths(question, arcs)


def _edges(network: Arrays, question: Question) -> _Places | None:
    if network.compiled_arrays is not None:
        from msc_graph.pathfinding.compiled import joined_edges

        return joined_edges(network.compiled_arrays, question)
    try:
        return _joined_edges(network, question)
    except _TooMany:
        return None


def _joined_edges(network: Arrays, question: Question) -> _Places:
    """Return the edges of all paths, a row each: those of one edge first, then those of two and three."""
    source, target, hops = int(question.sources[0]), int(question.targets[0]), question.max_hops
    columns, allowed = network.edges, _Filter(network, question)
    first = np.arange(network.leaving[source], network.leaving[source + 1])
    first, head = allowed(first, columns.object[first])
    # edges are sorted by object within a source, and by subject within a target
    low, high = head.searchsorted((target, target + 1))
    direct = first[low:high]
    if hops == 1:
        return direct[:, None]
    last = network.by_object[network.entering[target] : network.entering[target + 1]]
    last, tail = allowed(last, columns.subject[last])
    first, head = _without(first, low, high), _without(head, low, high)
    low, high = tail.searchsorted((source, source + 1))
    last, tail = _without(last, low, high), _without(tail, low, high)
    forward, row, middle, far = _middle(network, allowed, head, tail, hops)
    again, match = _joined(far, tail if forward else head)
    near, middle = row[again], middle[again]
    opening, closing = (first[near], last[match]) if forward else (first[match], last[near])
    two, three = len(direct), len(direct) + int((middle < 0).sum())
    arcs = np.full((len(direct) + len(middle), hops), -1, np.int64)
    arcs[:two, 0], arcs[two:, 0] = direct, opening
    arcs[two:three, 1] = closing[: three - two]
    if hops > 2:
        arcs[three:, 1], arcs[three:, 2] = middle[three - two :], closing[three - two :]
    return arcs


def _middle(
    network: Arrays, allowed: _Filter, head: _Places, tail: _Places, hops: int
) -> tuple[bool, _Places, _Places, _Places]:
    """Return the ways from the end with fewer edges that come to the other end's nodes.

    They are: whether that end is the source; places in ``head`` (else in ``tail``) from which they go, the
    edge, -1 for none, those first, and the node that they come to.
    """
    ahead, behind = network.leaving[head], network.entering[tail]
    leave, enter = network.leaving[head + 1] - ahead, network.entering[tail + 1] - behind
    forward = bool(leave.sum() <= enter.sum())
    near, other = (head, tail) if forward else (tail, head)
    row, middle, far = np.arange(len(near)), np.full(len(near), -1), near
    if hops > 2:
        longer, edge = _ranges(ahead, leave) if forward else _ranges(behind, enter)
        if not forward:
            edge = network.by_object[edge]
        end = (network.edges.object if forward else network.edges.subject)[edge]
        edge, end, longer = allowed(edge, end, longer)
        row, middle, far = (np.concatenate(pair) for pair in ((row, longer), (middle, edge), (far, end)))
    there = np.zeros(len(network.nodes), bool)
    there[other] = True
    hit = there[far].nonzero()[0]
    return forward, row[hit], middle[hit], far[hit]


class _Filter:
    """Keeps the edges that a question allows."""

    def __init__(self, network: Arrays, question: Question) -> None:
        self._edges, self._least, self._avoid = network.edges, question.min_belief, question.avoid
        self._predicate = None if question.predicate_allowed.all() else question.predicate_allowed

    def __call__(self, edge: _Places, far: _Places, *more: _Places) -> tuple[_Places, ...]:
        """Return the allowed edges, the nodes at their far ends, and what else belongs to each edge."""
        columns: tuple[_Places, ...] = (edge, far, *more)
        if self._predicate is not None:
            columns = _kept(columns, self._predicate[self._edges.predicate[columns[0]]])
        if self._least > 0:
            columns = _kept(columns, self._edges.belief[columns[0]] >= self._least)
        for node in self._avoid:
            columns = _kept(columns, columns[1] != node)
        return columns


def _kept(columns: tuple[_Places, ...], keep: NDArray[Any]) -> tuple[_Places, ...]:
    return tuple(column[keep] for column in columns)


def _without(column: _Places, low: int, high: int) -> _Places:
    return column if low == high else np.concatenate([column[:low], column[high:]])


def _joined(wanted: _Places, known: _Places) -> tuple[_Places, _Places]:
    """Return all pairs of places in ``wanted`` and in ``known`` (sorted) that hold the same node."""
    begin = known.searchsorted(wanted)
    return _ranges(begin, known.searchsorted(wanted, "right") - begin)


def _ranges(begin: _Places, counts: _Places) -> tuple[_Places, _Places]:
    """Return ``counts`` numbers from ``begin`` on for each place: the place of each number, the numbers."""
    if counts.sum() > MOST_AT_ONCE:
        raise _TooMany
    return ranges(begin, counts)
