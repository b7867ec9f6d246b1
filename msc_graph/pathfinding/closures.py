"""Walks that come back: for each node, those of three and of four steps, and the ways round its arcs.

Paths that repeat no node are walks less those that come back somewhere; these are the sums that say how much
that is. All are sums of products of the weights of `Arcs`. They are worked out for the nodes that are asked
for, once, and kept; memory is bounded by `ROOM`. Where time is up within a piece of that, `OutOfTime` ends
the work, and nothing half-known is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arcs import Arcs, Numbers, Places, Rows, ranges, summed
from msc_graph.pathfinding.search import Deadline

ROOM = 500_000
"""Most steps that are looked at, and most places held, at once: our choice, for some tens of megabytes."""


class Closures:
    """What `Arcs` say of walks that come back, by kind of weight (rows) and node or arc (columns)."""

    def __init__(self, arcs: Arcs) -> None:
        """Know nothing yet."""
        self._arcs = arcs
        kinds = len(arcs.leaving)
        self._climbs = False
        self._back: Numbers = np.zeros((kinds, arcs.size))
        self._back_known = np.zeros(arcs.size, bool)
        self._round: Numbers = np.zeros((kinds, arcs.size))
        self._round_known = np.zeros(arcs.size, bool)
        self._fourfold: Numbers = np.zeros((kinds, arcs.size))
        self._fourfold_known = np.zeros(arcs.size, bool)

    @cached_property
    def turned(self) -> Closures:
        """The same of the arcs the other way round."""
        return self if self._arcs.mirrored else Closures(self._arcs.turned)

    def there_and_back(self, kind: int, nodes: NDArray[np.bool_]) -> Numbers:
        """Return, over the neighbours, the sums of the way there times the way back; right where marked."""
        arcs, fresh = self._arcs, nodes & ~self._back_known
        if fresh.any():
            rows = arcs.into.of(fresh)
            for row, ahead, back in zip(self._back, arcs.entering, arcs.back, strict=True):
                row[rows.node] = rows.sums(ahead[rows.place] * back[rows.place], arcs.size)[rows.node]
            self._back_known[rows.node] = True
            self._back_known |= nodes
        sums: Numbers = self._back[kind]
        return sums

    @cached_property
    def _returns(self) -> NDArray[np.bool_]:
        """Which nodes have arcs both ways."""
        return (np.diff(self._arcs.out.start) > 0) & (np.diff(self._arcs.into.start) > 0)

    def round(self, kind: int, nodes: NDArray[np.bool_], deadline: Deadline) -> Numbers:
        """Return the sums over closed walks of three steps; right at the marked nodes."""
        fresh = np.flatnonzero(nodes & self._returns & ~self._round_known)
        self._choose(fresh)
        for some in self._in_pieces(fresh):
            last, detour = self._detours(some, deadline)
            for row, values in enumerate(detour):
                weighted = values * self._arcs.entering[row][last.place]
                self._round[row, some] = summed(last.owner, weighted, len(some))
        self._round_known[fresh] = True
        closed: Numbers = self._round[kind]
        return closed

    def fourfold(self, kind: int, nodes: NDArray[np.bool_], deadline: Deadline) -> Numbers:
        """Return the sums over closed walks of four steps; right at the marked nodes."""
        fresh = np.flatnonzero(nodes & self._returns & ~self._fourfold_known)
        for some in self._in_pieces(fresh):
            ahead = self._two_steps(self._arcs, some, deadline)
            behind = ahead if self._arcs.mirrored else self._two_steps(self._arcs.turned, some, deadline)
            self._fourfold[:, some] = (ahead * behind).reshape(len(ahead), len(some), -1).sum(axis=2)
        self._fourfold_known[fresh] = True
        closed: Numbers = self._fourfold[kind]
        return closed

    def detours(self, heads: Places, deadline: Deadline) -> tuple[Ends, Numbers, Numbers]:
        """Return, for each arc (a, x) into some nodes x, the ways of two steps from a to x and from x to a.

        First come the arcs, then the sums over the ways from a to x, and over those from x to a.
        """
        ends = _ends(self._arcs, heads)
        there, back = (np.zeros((len(self._arcs.entering), len(ends.place))) for _ in range(2))
        begin = 0
        self._choose(heads)
        for some in self._in_pieces(heads):
            last, detour = self._detours(some, deadline)
            columns = slice(begin, begin + len(last.place))
            back[:, columns] = detour
            there[:, columns] = detour if self._arcs.mirrored else self._shortcuts(some, last, deadline)
            begin = columns.stop
        return ends, there, back

    def _choose(self, nodes: Places) -> None:
        """Sort the arcs by degree, once, where looking at all of their nodes' arcs would take longer."""
        arcs = self._arcs
        steps = arcs.out.degree(_ends(arcs, nodes).other).sum()
        self._climbs |= bool(steps > len(arcs.out.other))

    def _in_pieces(self, nodes: Places) -> Iterator[Places]:
        step = max(1, ROOM // max(self._arcs.size, 1))
        return (nodes[begin : begin + step] for begin in range(0, len(nodes), step))

    def _detours(self, nodes: Places, deadline: Deadline) -> tuple[Ends, Numbers]:
        """Return the arcs (a, x) into each node x, and the sums over x -> b -> a."""
        arcs = self._arcs
        last = _ends(arcs, nodes)
        if arcs.mirrored and self._climbs:
            return last, self._uphill(nodes, last, deadline)
        place = last.table(arcs.size, len(nodes))
        sums = np.zeros((len(arcs.leaving), len(last.place)))
        first = last if arcs.mirrored else _ends(arcs.turned, nodes)
        for step, onward, far in _steps(arcs.out, first.other, deadline):
            hit = place[first.owner[step] * arcs.size + far]
            good = np.flatnonzero(hit >= 0)
            step, onward, hit = first.place[step[good]], onward[good], hit[good]
            for row, weight in enumerate(arcs.leaving):
                _add(sums[row], hit, weight[step] * weight[onward])
        return last, sums

    def _uphill(self, nodes: Places, last: Ends, deadline: Deadline) -> Numbers:
        """Return the same for a mirror image of itself: each triangle once, from its lesser node.

        A hub has many arcs, but few to greater hubs. Source: Chiba & Nishizeki 1985, doi:10.1137/0214017.
        """
        arcs, (rows, arc) = self._arcs, self._uphill_rows
        place = last.table(arcs.size, len(nodes))
        sums = np.zeros((len(arcs.leaving), len(last.place)))
        for near, onward, top in _steps(rows, last.other, deadline):
            far = place[last.owner[near] * arcs.size + top]
            good = np.flatnonzero(far >= 0)
            near, onward, far = near[good], arc[onward[good]], far[good]
            for row, weight in enumerate(arcs.leaving):
                between = weight[onward]
                _add(sums[row], far, weight[last.place[near]] * between)
                _add(sums[row], near, weight[last.place[far]] * between)
        return sums

    @cached_property
    def _uphill_rows(self) -> tuple[Rows, Places]:
        """The arcs that lead to a node of more arcs (or as many, and a later one), and which these are."""
        rows = self._arcs.out
        degree = np.diff(rows.start)
        tail = np.repeat(np.arange(rows.size), degree)
        own, other = degree[tail], degree[rows.other]
        arc = np.flatnonzero((own < other) | ((own == other) & (tail < rows.other)))
        return Rows(np.searchsorted(arc, rows.start), rows.other[arc]), arc.astype(np.int32)

    def _shortcuts(self, nodes: Places, last: Ends, deadline: Deadline) -> Numbers:
        """Return for each arc (a, x) into the nodes x the sums over a -> c -> x."""
        arcs = self._arcs
        place = last.table(arcs.size, len(nodes))
        sums = np.zeros((len(arcs.leaving), len(last.place)))
        for step, onward, far in _steps(arcs.out, last.other, deadline):
            hit = place[last.owner[step] * arcs.size + far]
            good = np.flatnonzero(hit >= 0)
            step, onward, hit = step[good], onward[good], last.place[hit[good]]
            for row, weight in enumerate(arcs.leaving):
                _add(sums[row], step, weight[onward] * arcs.entering[row][hit])
        return sums

    def _two_steps(self, arcs: Arcs, nodes: Places, deadline: Deadline) -> Numbers:
        """Return the sums over walks of two steps from each node to each other, a row a kind of weight."""
        first = _ends(arcs.turned, nodes)
        sums = np.zeros((len(arcs.leaving), len(nodes) * arcs.size))
        for step, onward, far in _steps(arcs.out, first.other, deadline):
            key = first.owner[step] * arcs.size + far
            for row, weight in enumerate(arcs.leaving):
                _add(sums[row], key, weight[first.place[step]] * weight[onward])
        return sums


class Ends:
    """The arcs into some nodes: ``owner`` counts these, ``place`` is in ``into``, ``other`` the tail."""

    def __init__(self, owner: Places, place: Places, other: Places) -> None:
        """Keep the columns."""
        self.owner, self.place, self.other = owner, place, other

    def table(self, size: int, nodes: int) -> Places:
        """Return, for each of the nodes and each node of the network, which arc joins them; -1 for none."""
        table = np.full(nodes * size, -1, np.int64)
        table[self.owner * size + self.other] = np.arange(len(self.other))
        return table


def _ends(arcs: Arcs, nodes: Places) -> Ends:
    """Return the arcs into ``nodes``, by node and tail; of `Arcs.turned` those out of them."""
    owner, place = ranges(arcs.into.start[nodes], arcs.into.degree(nodes))
    return Ends(owner, place, arcs.into.other[place])


def _steps(rows: Rows, tails: Places, deadline: Deadline) -> Iterator[tuple[Places, Places, Places]]:
    """Yield the arcs out of ``tails``: which tail, which arc, where it leads; piece by piece.

    Raises:
        OutOfTime: the time is up.
    """
    counts = rows.degree(tails)
    begin, piece = 0, np.cumsum(counts) // ROOM
    while begin < len(tails):
        deadline.check()
        end = int(np.searchsorted(piece, piece[begin], "right"))
        owner, place = ranges(rows.start[tails[begin:end]], counts[begin:end])
        yield owner + begin, place, rows.other[place]
        begin = end


def _add(total: Numbers, place: Places, values: Numbers) -> None:
    """Add values at places; what is touched is the stretch in which these lie, which is short in a piece."""
    if len(place):
        low, high = int(place.min()), int(place.max()) + 1
        total[low:high] += summed(place - low, values, high - low)
