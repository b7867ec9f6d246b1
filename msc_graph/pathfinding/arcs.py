"""Arcs between nodes as a sparse matrix with several weights, and what can be reckoned with it.

Parallel arcs are one, their weights added. An undirected question walks an edge both ways, which makes an
arc each way of the same weight, so that the matrix equals its mirror image and is kept once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.sorting import changes, stable_order

Numbers = NDArray[np.float64]
Places = NDArray[Any]
"""Positions of nodes or arcs: whole numbers of 32 or 64 bits."""
KEY_BITS = 63
"""Bits of a whole number that can be put in order."""
Weights = Sequence[NDArray[Any] | None]
Kinds = tuple[NDArray[Any], ...]
"""Weights of arcs, an array a kind; sums of whole numbers may have 32 bits, where those have room."""
_NARROW = 128
"""Largest whole weight that is kept in 32 bits: the product of three, the most there are, is exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """The rows of some nodes, those without an arc left out.

    ``node`` are the nodes; ``place`` are the places of their arcs among all arcs (a slice when it is all),
    ``other`` the nodes at the other ends; ``first`` says where each node's arcs begin among these.
    """

    node: Places
    place: Any
    other: Places
    first: Places

    def __len__(self) -> int:
        """Return the number of arcs."""
        return len(self.other)

    def sums(self, values: Numbers, size: int) -> Numbers:
        """Return the sum of ``values``, one an arc, at each of ``size`` nodes; 0 at the others."""
        total = np.zeros(size)
        if len(self.node):
            total[self.node] = np.add.reduceat(values, self.first, dtype=np.float64)
        return total

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return for each arc the value of its node, given one value a node of the network."""
        own: NDArray[Any] = np.repeat(values[self.node], np.diff(self.first, append=len(self.other)))
        return own


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Compressed rows: node ``n`` has the arcs ``start[n]`` to ``start[n + 1]``, which lead to ``other``."""

    start: Places
    other: Places

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.start) - 1

    def row(self, node: int) -> slice:
        """Return the places of a node's arcs."""
        return slice(int(self.start[node]), int(self.start[node + 1]))

    def degree(self, nodes: NDArray[Any]) -> Places:
        """Return how many arcs each of ``nodes`` has."""
        degree: Places = self.start[nodes + 1] - self.start[nodes]
        return degree

    def of(self, wanted: NDArray[np.bool_]) -> Picked:
        """Return the rows of the nodes that are marked."""
        node = np.flatnonzero(wanted)
        node = node[self.degree(node) > 0]
        if 2 * int(self.degree(node).sum()) > len(self.other):
            node = np.flatnonzero(np.diff(self.start))
            return Picked(node, slice(None), self.other, self.start[node])
        owner, place = ranges(self.start[node], self.degree(node))
        return Picked(node, place, self.other[place], np.searchsorted(owner, np.arange(len(node))))


def summed(place: Places, values: Numbers, size: int) -> Numbers:
    """Return the sum of ``values`` at each of ``size`` places."""
    return np.bincount(place, values, size).astype(np.float64, copy=False)


def ranges(begin: Places, counts: Places) -> tuple[Places, Places]:
    """Return ``counts`` whole numbers from ``begin`` on, for each of several: whose it is, and the number."""
    ends = counts.cumsum()
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) + (begin - ends + counts)[owner]


@dataclass(frozen=True, eq=False)
class Arcs:
    """A matrix of arcs with one or several weights each: ``out`` by tail, ``into`` by head.

    ``leaving`` and ``entering`` are the weights in the order of ``out`` and of ``into``; in a mirror image of
    itself both are the same arrays.
    """

    out: Rows
    into: Rows
    leaving: Kinds
    entering: Kinds
    mirrored: bool = False

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return self.out.size

    @property
    def turned(self) -> Arcs:
        """The same with every arc the other way round."""
        return self if self.mirrored else self._turned

    @cached_property
    def _turned(self) -> Arcs:
        return replace(self, out=self.into, into=self.out, leaving=self.entering, entering=self.leaving)

    @cached_property
    def back(self) -> Kinds:
        """The weights of the way back of each arc, in the order of ``into``; 0 where there is none."""
        if self.mirrored:
            return self.entering
        back = tuple(map(np.zeros_like, self.entering))
        ahead, behind = (_keys(rows) for rows in (self.out, self.into))
        _, one, other = np.intersect1d(ahead, behind, assume_unique=True, return_indices=True)
        for values, ahead_of in zip(back, self.leaving, strict=True):
            values[other] = ahead_of[one]
        return back

    def pushed(self, kind: int, values: Numbers, wanted: Picked) -> Numbers:
        """Return for each node the sum, over the arcs into it, of weight x value at the tail.

        Only the nodes in ``wanted`` (rows of ``into``) are sure to have their sum.
        """
        held = np.flatnonzero(values)
        if 4 * int(self.out.degree(held).sum()) < len(wanted):
            rows = self.out.of(values != 0)
            weight = self.leaving[kind][rows.place] * rows.spread(values)
            return summed(rows.other, weight, self.size)
        return wanted.sums(self.entering[kind][wanted.place] * values[wanted.other], self.size)

    def first(self, kind: int, node: int) -> Numbers:
        """Return the weights of the arcs from ``node``, at the nodes that they lead to."""
        values, row = np.zeros(self.size), self.out.row(node)
        values[self.out.other[row]] = self.leaving[kind][row]
        return values

    def before(self, heads: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which nodes have an arc to a marked one."""
        marked = np.zeros(self.size, bool)
        marked[self.into.of(heads).other] = True
        return marked


def _keys(rows: Rows) -> Places:
    return np.repeat(np.arange(rows.size), np.diff(rows.start)) * rows.size + rows.other


def arcs_of(size: int, tail: Places, head: Places, weights: Weights) -> Arcs:
    """Return the matrix of arcs, parallel ones added up.

    Args:
        size: how many nodes there are.
        tail: where the arcs start, ascending.
        head: where they end; ascending among those of one tail.
        weights: for each kind of weight a number an arc, whole numbers for small ones only, or None to count
            the arcs.
    """
    first = np.flatnonzero(changes(tail, head))
    leaving = _added(weights, slice(None), first, len(tail))
    tail, head = tail[first], head[first]
    order = stable_order(head)
    into = Rows(_starts(head[order], size), tail[order])
    return Arcs(Rows(_starts(tail, size), head), into, leaving, tuple(weight[order] for weight in leaving))


def mirrored_arcs(size: int, tail: Places, head: Places, by_head: Places, weights: Weights) -> Arcs:
    """Return the matrix of arcs and of their mirror images; ``by_head`` is their order by head and tail.

    The other arguments are those of `arcs_of`. Two sorted columns are merged, nothing is sorted.
    """
    bits = max(size - 1, 1).bit_length()
    key, arc = _merged(tail, head, by_head, bits)
    first = np.flatnonzero(changes(key))
    key = key[first]
    start = np.searchsorted(key, np.arange(size + 1) << bits)
    key &= (1 << bits) - 1
    rows = Rows(start, key.astype(np.int32))
    del key  # it takes as much room as a weight
    added = _added(weights, arc, first, len(arc))
    return Arcs(rows, rows, added, added, mirrored=True)


def _merged(tail: Places, head: Places, by_head: Places, bits: int) -> tuple[Places, Places]:
    """Return tail and head, ``bits`` each, of the arcs and their mirror images in order, and the arc of each.

    Where there is room, the arc stands in the lowest bits, so that one column is put in order, not two.
    """
    count = len(tail)
    low = max(count - 1, 1).bit_length()
    key = np.empty(2 * count, np.int64)
    key[:count], key[count:] = tail, head[by_head]
    key <<= bits
    key[:count] |= head
    key[count:] |= tail[by_head]
    if 2 * bits + low > KEY_BITS:
        order = np.argsort(key, kind="stable")
        return key[order], np.concatenate([np.arange(count), by_head])[order]
    key <<= low
    key[:count] |= np.arange(count)
    key[count:] |= by_head
    key.sort(kind="stable")
    arc = (key & ((1 << low) - 1)).astype(np.int32)
    key >>= low
    return key, arc


def _added(weights: Weights, arc: Places | slice, first: Places, arcs: int) -> Kinds:
    """Return the sums of weights over arcs that begin at ``first``."""
    return tuple(_sums(values, arc, first, arcs) for values in weights)


def _sums(values: NDArray[Any] | None, arc: Places | slice, first: Places, arcs: int) -> NDArray[Any]:
    if values is None:
        return _narrow(np.diff(first, append=arcs))
    if not len(first):
        return np.zeros(0)
    if values.dtype.kind == "i":
        return _narrow(np.add.reduceat(values[arc], first, dtype=np.int32))
    sums: Numbers = np.add.reduceat(values[arc], first)
    return sums


def _narrow(whole: NDArray[Any]) -> NDArray[Any]:
    return whole.astype(np.float32 if np.abs(whole).max(initial=0) <= _NARROW else np.float64)


def _starts(ends: Places, size: int) -> Places:
    start = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=size), out=start[1:])
    return start
