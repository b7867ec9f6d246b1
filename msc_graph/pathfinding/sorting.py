"""Orders and counts of edges, made by counting where numbers are small."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.int32]

_COUNTED_AT_ONCE = 4_000_000
"""Most pairs of a node and a predicate that get a counter each: 32 MB for a moment, and no sorting."""


def stable_order(column: NDArray[Any]) -> NDArray[np.int64]:
    """Return the stable order of whole numbers from 0, 16 bits at a time, which numpy sorts by counting."""
    order = np.argsort(column.astype(np.uint16), kind="stable")
    if len(column) and column.max() > 0xFFFF:
        order = order[np.argsort((column >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def order_by(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """Return the stable order by the first column, then by the second, and so on; as `stable_order`."""
    order = stable_order(columns[-1])
    for column in columns[-2::-1]:
        order = order[stable_order(column[order])]
    return order


def changes(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where any of the columns differs from the row before; the first row does."""
    fresh = np.zeros(len(columns[0]), bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= column[1:] != column[:-1]
    return fresh


def degrees(
    subject: Indexes, object_: Indexes, predicate: NDArray[Any], nodes: int, predicates: int
) -> tuple[Indexes, Indexes]:
    """Return, for each sorted edge, how many objects its subject has, and subjects its object, by predicate.

    Equal subject, predicate and object count once. Source: Himmelstein & Baranzini 2015,
    doi:10.1371/journal.pcbi.1004259 (degrees of a metaedge).
    """
    first = changes(subject, object_, predicate)
    return (
        _counts(subject.astype(np.int64) * predicates + predicate, first, nodes * predicates),
        _counts(object_.astype(np.int64) * predicates + predicate, first, nodes * predicates),
    )


def _counts(key: NDArray[np.int64], first: NDArray[np.bool_], size: int) -> Indexes:
    """Return how many of the ``first`` edges share each edge's key."""
    if size <= max(4 * len(key), _COUNTED_AT_ONCE):
        return np.bincount(key[first], minlength=size)[key].astype(np.int32)
    distinct, inverse = np.unique(key, return_inverse=True)
    return np.bincount(inverse[first], minlength=len(distinct))[inverse].astype(np.int32)


def row_starts(ends: Indexes, nodes: int) -> NDArray[np.int64]:
    """Return where the edges of each node begin among edges sorted by that end."""
    starts = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=starts[1:])
    return starts
