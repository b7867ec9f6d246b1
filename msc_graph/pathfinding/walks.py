"""Sums over all paths that repeat no node, from one node to many, without listing one: at most five edges.

A path is a walk that comes back to no node. With A the matrix of weights of the arcs, without those into the
source, the walks of one step more are one product of A and a vector. The sum over the paths of ``h`` edges
from the source to ``x`` is that over the paths of ``h - 1`` edges to the neighbours of ``x``, one step on,
less those that had been at ``x`` already. What these are is found by inclusion and exclusion over the places
at which they were there; every term is a product of vectors, of walks that come back
(`msc_graph.pathfinding.closures`) and of arcs.

A rounding error is at most some 1e-15 of the sum over the walks; whole weights give exact sums below 2^53.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arcs import Arcs, Numbers, Picked, Places, summed
from msc_graph.pathfinding.closures import Closures, Ends
from msc_graph.pathfinding.search import Deadline

MOST_EDGES = 5
"""Longest path, in edges, that is summed without listing: with more the terms are too many."""


class Walker:
    """Sums over the paths from any node to the marked ``targets``, at most ``hops`` edges long.

    What does not depend on the source is worked out once.
    """

    def __init__(
        self,
        arcs: Arcs,
        targets: NDArray[np.bool_],
        hops: int,
        closures: Closures | None = None,
        deadline: Deadline | None = None,
    ) -> None:
        """Look at ``arcs``; ``hops`` is 1 to `MOST_EDGES`, ``closures`` what is known of closed walks."""
        if not 1 <= hops <= MOST_EDGES:
            raise ValueError(f"{hops} edges; 1 to {MOST_EDGES} are possible")
        self.arcs, self.hops, self.closures = arcs, hops, closures or Closures(arcs)
        self.deadline = deadline or Deadline.after(None)
        self.needed = [targets]
        while len(self.needed) < hops:
            self.needed.insert(0, targets | arcs.before(self.needed[0]))
        self._rows: list[Picked | None] = [None] * hops

    def sums(self, kind: int, source: int) -> Numbers:
        """Return for each node the sum over all paths from ``source``; right at the targets only.

        Raises:
            OutOfTime: the time is up.
        """
        self.deadline.check()
        steps = _Steps(self, kind, source)
        total: Numbers = sum(getattr(steps, name) for name in _BY_LENGTH[: self.hops])
        return total

    def rows(self, hops: int) -> Picked:
        """Return the arcs into the nodes where paths of ``hops`` edges matter."""
        rows = self._rows[hops - 1]
        if rows is None:
            rows = self._rows[hops - 1] = self.arcs.into.of(self.needed[hops - 1])
        return rows

    @property
    def returning(self) -> NDArray[np.bool_]:
        """The nodes at which it matters what comes back to them, whatever the source."""
        return self.needed[min(3, self.hops - 1)]

    @cached_property
    def heads(self) -> Places:
        """The targets that a walk can leave again."""
        leaves = np.diff(self.arcs.out.start) > 0
        return np.flatnonzero(self.needed[-1] & leaves)

    @cached_property
    def detours(self) -> tuple[Ends, Numbers, Numbers]:
        """The arcs into ``heads``, and the ways of two steps beside them and back."""
        return self.closures.detours(self.heads, self.deadline)


_BY_LENGTH = ("one", "paths_of_two", "paths_of_three", "paths_of_four", "paths_of_five")


class _Steps:
    """Walks and paths from one source, by number of edges: each a number a node, 0 at the source."""

    def __init__(self, walker: Walker, kind: int, source: int) -> None:
        self._walker, self._arcs, self._kind, self._source = walker, walker.arcs, kind, source
        self.one = self._arcs.first(kind, source)

    def _pushed(self, values: Numbers, hops: int) -> Numbers:
        """Return values one step on, where paths of ``hops`` edges matter; nothing comes to the source."""
        onward = self._arcs.pushed(self._kind, values, self._walker.rows(hops))
        onward[self._source] = 0
        return onward

    @cached_property
    def paths_of_two(self) -> Numbers:
        """One step on: none of them comes back, as no node has an arc to itself."""
        return self._pushed(self.one, 2)

    @cached_property
    def _walks_of_three(self) -> Numbers:
        return self._pushed(self.paths_of_two, 3)

    @cached_property
    def paths_of_three(self) -> Numbers:
        """Less those that come back to their first node: a, b, a."""
        return self._walks_of_three - self.one * self._returns

    @cached_property
    def paths_of_four(self) -> Numbers:
        """Less those at x, b, c, x and a, x, b, x; those at x, b, x, b were taken off twice."""
        onward = self._pushed(self.paths_of_three, 4)
        near = self._walker.needed[3] & (self.one != 0)
        onward -= self.paths_of_two * self._returns + self.one * self._round(near)
        onward += self._there_back_there
        onward[self._source] = 0
        return onward

    @cached_property
    def paths_of_five(self) -> Numbers:
        """Less those that were at x one, two or three steps after the source; see `_twice` for the rest."""
        returns, targets = self._returns, self._walker.needed[-1]
        onward = self._pushed(self.paths_of_four, 5)
        round_ = self._round(targets & (self.paths_of_two != 0))
        onward -= self._walks_of_three * returns + self.paths_of_two * round_
        onward -= self.one * (self._fourfold(targets & (self.one != 0)) - 2 * returns**2)
        heads = self._walker.heads
        onward[heads] += self._twice
        onward[self._source] = 0
        return onward

    # what comes back

    @cached_property
    def _returns(self) -> Numbers:
        """There and back again, without the source."""
        met = self._walker.returning | (self.one != 0)
        met[self._source] = True
        returns = self._walker.closures.there_and_back(self._kind, met) - self.one * self._before_one
        returns[self._source] = 0
        return returns

    def _round(self, nodes: NDArray[np.bool_]) -> Numbers:
        """Return the closed walks of three steps, without the source, at the marked nodes."""
        whole = self._walker.closures.round(self._kind, nodes, self._walker.deadline)
        return whole - self._before_one * self.paths_of_two - self._before_two * self.one

    def _fourfold(self, nodes: NDArray[np.bool_]) -> Numbers:
        """Return the closed walks of four steps, without the source, at the marked nodes."""
        closures, source = self._walker.closures, self._source
        at_source = np.arange(self._arcs.size) == source
        back_at_source = closures.there_and_back(self._kind, at_source)[source] * self._before_one * self.one
        through_source = self._before_one * self._walks_of_three + self._before_two * self.paths_of_two
        through_source += self._before_three * self.one + back_at_source
        return closures.fourfold(self._kind, nodes, self._walker.deadline) - through_source

    @cached_property
    def _there_back_there(self) -> Numbers:
        """Walks a, x, a, x over the neighbours a of the source."""
        turned = self._arcs.turned
        rows = turned.into.of(self.one != 0)
        weight = turned.entering[self._kind][rows.place]
        weight = weight**2 * turned.back[self._kind][rows.place] * rows.spread(self.one)
        return summed(rows.other, weight, self._arcs.size)

    @cached_property
    def _twice(self) -> Numbers:
        """At each head x, the walks of five edges that were taken off too often: they come back twice."""
        ends, there, back = self._walker.detours
        kind, x, a = self._kind, self._walker.heads[ends.owner], ends.other
        ahead, behind = self._arcs.entering[kind][ends.place], self._arcs.back[kind][ends.place]
        one, before = self.one, self._before_one
        both = ahead * behind
        terms = 2 * one[a] * both * (there[kind] - before[a] * one[x])
        terms += one[a] * ahead**2 * (back[kind] - before[x] * one[a])
        terms += one[x] * both * np.where(a == self._source, 0, self._returns[a] - 2 * both)
        terms += self.paths_of_two[a] * ahead * both
        return summed(ends.owner, terms, len(self._walker.heads))

    # walks that end at the source

    @cached_property
    def _before_one(self) -> Numbers:
        return self.one if self._arcs.mirrored else self._arcs.turned.first(self._kind, self._source)

    @cached_property
    def _before_two(self) -> Numbers:
        return self.paths_of_two if self._arcs.mirrored else self._pulled(self._before_one)

    @cached_property
    def _before_three(self) -> Numbers:
        return self._walks_of_three if self._arcs.mirrored else self._pulled(self._before_two)

    def _pulled(self, values: Numbers) -> Numbers:
        """Return values one step back."""
        turned = self._arcs.turned
        if not values.any():
            return values
        back = turned.pushed(self._kind, values, turned.into.of(np.ones(turned.size, bool)))
        back[self._source] = 0
        return back
