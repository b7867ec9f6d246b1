"""What `msc_graph.pathfinding.short` does with arrays, as loops compiled by numba (the extra ``fast``).

Measured on a graph of Hetionet's sizes, the loops take a quarter of the time of the array operations. Nothing
else is compiled: the names, the options, the scores and the order of the paths stay where they are, and so do
the results.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.question import MOST_AT_ONCE, Question

njit: Any
try:
    from numba import njit
except ImportError:
    njit = None

_HUB = 32
"""A node with this many times more edges than the target's is looked into by halving, not edge by edge."""


def is_compiled() -> bool:
    """Return whether numba is there; without it the loops below are plain Python, slow but right."""
    return njit is not None


def _compiled(function: Callable[..., Any]) -> Any:
    return njit(cache=True)(function) if njit else function


def compiled_arrays(network: Arrays) -> tuple[NDArray[Any], ...]:
    """Return the arrays that the loops read, all of one kind, mapped from disk or not."""
    columns = network.edges
    arrays = (
        network.leaving,
        network.entering,
        network.by_object,
        columns.subject,
        columns.object,
        columns.predicate,
        columns.belief,
    )
    views = tuple(np.asarray(array).view() for array in arrays)
    for view in views:
        view.flags.writeable = False
    return views


def joined_edges(arrays: tuple[NDArray[Any], ...], question: Question) -> NDArray[np.int64] | None:
    """Return the edges of all paths of a short question, a row each, -1 after their end.

    None where there are more than `MOST_AT_ONCE`. The rows come in no order.
    """
    rows: NDArray[np.int64] = _paths(
        *arrays,
        question.predicate_allowed.view(np.uint8),
        question.min_belief,
        np.array(question.avoid, np.int64),
        int(question.sources[0]),
        int(question.targets[0]),
        question.max_hops,
    )
    return None if len(rows) > MOST_AT_ONCE else rows


def _first_not_below(column: Any, low: int, high: int, wanted: int) -> int:
    """Return the first place from ``low`` to ``high`` of a sorted column that is not below ``wanted``."""
    while low < high:
        middle = (low + high) // 2
        if column[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _with_row(rows: Any, count: int, first: int, second: int, third: int) -> Any:
    """Return the rows with one more at ``count``; twice as many where they were full."""
    if count == len(rows):
        more = np.full((2 * count, rows.shape[1]), -1, np.int64)
        more[:count] = rows
        rows = more
    rows[count, 0] = first
    if second >= 0:
        rows[count, 1] = second
    if third >= 0:
        rows[count, 2] = third
    return rows


def _usable_ends(
    edges: Any, nodes: Any, shut: Any, predicate: Any, belief: Any, allowed: Any, least: float
) -> Any:
    """Return how many of the edges at an end may be used; they, and their nodes, are moved to the front."""
    count = 0
    for place in range(len(edges)):
        edge, node = edges[place], nodes[place]
        good = allowed[predicate[edge]] != 0 and belief[edge] >= least
        for other in shut:
            good = good and node != other
        if good:
            edges[count], nodes[count] = edge, node
            count += 1
    return count


_place: Any = _compiled(_first_not_below)
_added: Any = _compiled(_with_row)
_usable: Any = _compiled(_usable_ends)


def _all_paths(
    leaving: Any,
    entering: Any,
    by_object: Any,
    subject: Any,
    object_: Any,
    predicate: Any,
    belief: Any,
    allowed: Any,
    least: float,
    avoid: Any,
    source: int,
    target: int,
    hops: int,
) -> Any:
    """Return the edges of all paths, a row each; more than `MOST_AT_ONCE` rows where it gave up."""
    rows, count = np.full((64, hops), -1, np.int64), 0
    first = np.arange(leaving[source], leaving[source + 1])
    head = object_[leaving[source] : leaving[source + 1]].copy()
    heads = _usable(first, head, avoid, predicate, belief, allowed, least)
    for i in range(heads):
        if head[i] == target:
            rows = _added(rows, count, first[i], -1, -1)
            count += 1
    if hops == 1:
        return rows[:count]
    last = by_object[entering[target] : entering[target + 1]].copy()
    tail = subject[last]
    tails = _usable(last, tail, avoid, predicate, belief, allowed, least)
    there = np.zeros(len(leaving), np.bool_)
    for j in range(tails):
        there[tail[j]] = tail[j] != source
    for i in range(heads):
        node = head[i]
        if node == target:
            continue
        if there[node]:
            j = _place(tail, 0, tails, node)
            while j < tails and tail[j] == node:
                rows = _added(rows, count, first[i], last[j], -1)
                count += 1
                j += 1
        if hops == 2:
            continue
        begin, end = leaving[node], leaving[node + 1]
        if end - begin <= _HUB * tails:
            for edge in range(begin, end):
                other = object_[edge]
                if not there[other]:
                    continue  # apart from the next line on purpose: as one condition it is six times slower
                if allowed[predicate[edge]] == 0 or belief[edge] < least:
                    continue
                j = _place(tail, 0, tails, other)
                while j < tails and tail[j] == other:
                    rows = _added(rows, count, first[i], edge, last[j])
                    count += 1
                    j += 1
        else:
            edge = begin
            for j in range(tails):
                if tail[j] == source:
                    continue
                edge = _place(object_, edge, end, tail[j])
                found = edge
                while found < end and object_[found] == tail[j]:
                    if allowed[predicate[found]] != 0 and belief[found] >= least:
                        rows = _added(rows, count, first[i], found, last[j])
                        count += 1
                    found += 1
        if count > MOST_AT_ONCE:
            break
    return rows[:count]


_paths: Any = _compiled(_all_paths)
