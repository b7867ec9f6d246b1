"""Coherence: what a step costs beyond its own edge, because of the steps before it.

A step is witnessed together with those before it when one paper, record or chain states it and the two steps
before it (the second step: and the first). A step that is not costs the factor ``coherence``; where, besides,
it and the step before it name species or recipient cells that have nothing in common, the factor ``clash``
more. The first step costs nothing; nor does one from a narrower thing to a wider one, which needs no witness:
what holds of a kind of apoptosis holds of apoptosis. No factor is above 1: so the bound of the search stays
valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.lists import Lists, distinct
from msc_graph.pathfinding.question import Question
from msc_graph.pathfinding.sorting import changes
from msc_graph.pathfinding.subgraph import Subgraph, cost_of_factor, costs

_Rows = NDArray[Any]
CLASHING = ("species", "cell")
"""The kinds of context that clash where two steps have none in common."""


def steps_of(network: Arrays, question: Question) -> Steps | None:
    """Return what steps cost; None where nothing: coherence is not asked for, or no witnesses are known."""
    if network.witnesses is None or question.coherence >= 1 <= question.clash:
        return None
    return Steps(network, question, network.witnesses)


def costs_of_rows(network: Arrays, question: Question, arcs: _Rows) -> NDArray[np.int64]:
    """Return what coherence costs each path, given as rows of edges, -1 after their end."""
    total = np.zeros(len(arcs), np.int64)
    steps = steps_of(network, question)
    if steps is None:
        return total
    for step in range(1, arcs.shape[1]):
        row = np.flatnonzero(arcs[:, step] >= 0)
        before = arcs[row, step - 2] if step > 1 else None
        total[row] += steps.costs(before, arcs[row, step - 1], arcs[row, step])
    return total


def costs_of_paths(question: Question, arcs: _Rows) -> NDArray[np.int64]:
    """Return the whole cost of each path, given as rows of edges, -1 after their end."""
    missing = arcs < 0
    cost = costs(question.network, arcs, question)
    cost[missing] = 0
    total: NDArray[np.int64] = cost.sum(axis=1) + costs_of_rows(question.network, question, arcs)
    return total


def coherence_of(network: Arrays, question: Question, arcs: Sequence[int]) -> float:
    """Return the product of the factors of a path's steps."""
    steps, product = steps_of(network, question), 1.0
    if steps is None:
        return product
    for step in range(1, len(arcs)):
        cost = steps.cost(arcs[step - 2] if step > 1 else -1, arcs[step - 1], arcs[step])
        product *= question.coherence if cost else 1.0
        product *= question.clash if cost > steps.apart else 1.0
    return product


class Steps:
    """What steps cost, for one question; `steps_of` makes it."""

    def __init__(self, network: Arrays, question: Question, witnesses: Lists) -> None:
        """Prepare; nothing is worked out yet."""
        self._witnesses, self._met, self._both_ways = witnesses, network.met, not question.directed
        self.apart = cost_of_factor(question.coherence)
        self._clash = cost_of_factor(question.clash) if question.clash < 1 else 0
        self._stated = network.stated(CLASHING) if self._clash else ()
        self._subject, self._predicate = network.edges.subject, network.edges.predicate
        self._wider = np.array([name in network.hierarchical for name in network.predicates], bool)
        self._known: dict[tuple[int, int, int], int] = {}
        self._sets: dict[int, frozenset[int]] = {}

    def costs(self, earlier: _Rows | None, before: _Rows, edge: _Rows) -> NDArray[np.int64]:
        """Return the cost of each step ``edge`` after ``before`` and, if any, ``earlier`` (positions)."""
        others = (edge,) if earlier is None else (edge, earlier)
        apart = ~self._witnesses.common(before, *others) & ~self._widens(edge)
        cost = np.where(apart, np.int64(self.apart), np.int64(0))
        for lists, states in self._stated:
            row = np.flatnonzero(apart & states[before] & states[edge])
            clash = row[~lists.common(before[row], edge[row])]
            apart[clash] = False  # it costs once, whatever else clashes
            cost[clash] += self._clash
        return cost

    def cost(self, earlier: int, before: int, edge: int) -> int:
        """Return the cost of one step; ``earlier`` is -1 for the second step of a path."""
        known = self._known.get((earlier, before, edge))
        if known is None:
            known = self._known[earlier, before, edge] = self._worked_out(earlier, before, edge)
        return known

    def _worked_out(self, earlier: int, before: int, edge: int) -> int:
        common = self._set(before) & self._set(edge)
        if self._widens(edge) or (common and (earlier < 0 or not common.isdisjoint(self._set(earlier)))):
            return 0
        return self.apart + (self._clash if self._clashes(before, edge) else 0)

    def _widens(self, edge: Any) -> Any:
        """Return whether an edge, or each of several, leads from a narrower thing to a wider one."""
        return self._wider[self._predicate[edge]]

    def _set(self, edge: int) -> frozenset[int]:
        found = self._sets.get(edge)
        if found is None:
            found = self._sets[edge] = frozenset(self._witnesses[edge].tolist())
        return found

    def _clashes(self, before: int, edge: int) -> bool:
        for lists, states in self._stated:
            if (
                states[before]
                and states[edge]
                and set(lists[before].tolist()).isdisjoint(lists[edge].tolist())
            ):
                return True
        return False

    def entries(self, part: Subgraph) -> NDArray[np.bool_]:
        """Return of which arcs it is sure that they cost the factor as a step that is not the first.

        They are those that lead to nothing wider and share no witness with an arc of another edge that comes
        to their tail: of the whole network, where it has that saved, else of the part.
        """
        together = self._meeting(part) if self._met is None else self._met_at(part, self._met)
        apart: NDArray[np.bool_] = ~(together | self._widens(part.edge))
        return apart

    def _met_at(self, part: Subgraph, met: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return which arcs share a witness with an arc of another edge of the network."""
        end: Any = _COMES
        if self._both_ways:
            ahead = part.node[part.tail] == self._subject[part.edge]
            end = np.where(ahead, _AT_SUBJECT, _AT_OBJECT)
        together: NDArray[np.bool_] = (met[part.edge] & end) != 0
        return together

    def _meeting(self, part: Subgraph) -> NDArray[np.bool_]:
        """Return which arcs share a witness with an arc of another edge of the part."""
        arc, code = self._witnesses.expanded(part.edge)
        met = _pairs(part.head[arc], code)
        twice = np.bincount(part.edge) > 1
        if twice.any():  # walked both ways: an edge meets itself; where it does not, let it
            alone = ~twice[part.edge[arc]]
            met = np.concatenate([met, _pairs(part.tail[arc[alone]], code[alone])])
        met.sort()
        met = met[~changes(met)] if twice.any() else met
        together = np.zeros(len(part), bool)
        together[arc[_among(met, _pairs(part.tail[arc], code))]] = True
        return together


AT_ONCE = 500_000
"""How many ends of edges are looked at at once: our choice, for some tens of megabytes."""
_COMES, _AT_SUBJECT, _AT_OBJECT = (np.uint8(2**bit) for bit in range(3))
"""What `met_by` tells of an edge: whether one that shares a witness with it comes to its subject, has its
subject at either end, has its object at either end."""


def met_by(network: Arrays) -> NDArray[np.uint8]:
    """Return of each edge at which of its ends another shares a witness with it; none where none are told.

    It takes half a second for two million edges, so that saved networks have it (`Arrays.met`).
    """
    met = np.zeros(len(network), np.uint8)
    if network.witnesses is not None:
        for begin, end in _in_pieces(network):
            _meet(network, network.witnesses, slice(begin, end), met)
    return met


def _in_pieces(network: Arrays) -> Iterator[tuple[int, int]]:
    """Yield ranges of nodes, each with some `AT_ONCE` ends of edges."""
    ends = network.leaving + network.entering
    bounds = distinct(np.searchsorted(ends, np.arange(0, ends[-1] + AT_ONCE, AT_ONCE)))
    yield from pairwise([*bounds[bounds < len(network.nodes)].tolist(), len(network.nodes)])


def _meet(network: Arrays, witnesses: Lists, nodes: slice, met: NDArray[np.uint8]) -> None:
    """Mark the edges that meet others at some of the nodes."""
    edges = network.edges
    leaving = np.arange(network.leaving[nodes.start], network.leaving[nodes.stop])
    coming = network.by_object[network.entering[nodes.start] : network.entering[nodes.stop]]
    (out, leaves), (into, comes) = (
        _at_ends(witnesses, rows, ends) for rows, ends in ((leaving, edges.subject), (coming, edges.object))
    )
    several = np.concatenate([leaves, comes])
    several.sort()
    several = several[~changes(several)]
    at_object = _among(several, comes)
    met[out[_among(np.sort(comes[at_object]), leaves)]] |= _COMES
    met[out[_among(several, leaves)]] |= _AT_SUBJECT
    met[into[at_object]] |= _AT_OBJECT


def _at_ends(witnesses: Lists, edge: _Rows, ends: _Rows) -> tuple[_Rows, NDArray[np.int64]]:
    """Return for each witness of some edges the edge, and its node at one end with the witness."""
    place, code = witnesses.expanded(edge)
    return edge[place], _pairs(ends[edge[place]], code)


def _among(known: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which numbers are among the known ones, which are in order and may come several times."""
    if not len(known):
        return np.zeros(len(wanted), bool)
    place = np.searchsorted(known, wanted)
    place[place == len(known)] = 0
    found: NDArray[np.bool_] = known[place] == wanted
    return found


def _pairs(node: _Rows, code: _Rows) -> NDArray[np.int64]:
    """Return nodes and witnesses, 32 bits each, as one number."""
    pair = node.astype(np.int64)
    pair <<= 32
    pair |= code
    return pair
