"""Columns to a network: every value is checked, then sorted into arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import InputError
from msc_graph.mechanisms.network import _CODE_OF_TEXT, EdgeArrays, Indexes, Network
from msc_graph.mechanisms.string_table import StringTable

_COLUMNS = ("subject", "predicate", "object", "sign", "belief", "source")
_NEEDED = _COLUMNS[:3]


def frame_columns(frame: Any) -> dict[str, Any]:
    """Return the columns of a polars or pandas frame by name.

    Raises:
        InputError: it is no frame, or a needed column is missing.
    """
    names = list(getattr(frame, "columns", ()))
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise InputError(
            f"the edges need the columns {', '.join(_NEEDED)}; missing: {', '.join(missing)}."
            " Give three sequences, or a frame that has them."
        )
    return {name: frame[name] if name in names else None for name in _COLUMNS}


def build(
    columns: Mapping[str, Any],
    *,
    category: Mapping[str, str] | None,
    contextual: Iterable[str],
    ancestors: Mapping[str, Iterable[str]] | None,
    rows: Indexes | None = None,
) -> Network:
    """Return the network of checked columns; ``rows`` are their positions in a larger table, if any."""
    lists = _lists(columns)
    count = len(lists["subject"])
    kinds = _checked_categories(category)
    nodes = _names([lists["subject"], lists["object"], kinds], "identifier")
    predicates = _names([lists["predicate"]], "predicate")
    sources = _names([lists["source"]], "source", empty=True) if "source" in lists else [""]
    if len(nodes) > 2**31 - 2 or max(len(predicates), len(sources)) > 2**15 - 1:
        raise InputError("a network holds at most 2147483646 nodes, and 32767 predicates and sources")
    position = {name: index for index, name in enumerate(nodes)}
    subject, object_ = (_coded(lists[name], position, np.int32) for name in ("subject", "object"))
    predicate = _coded(lists["predicate"], {p: i for i, p in enumerate(predicates)}, np.int16)
    sign = _signs(lists.get("sign"), count)
    belief = _beliefs(columns.get("belief"), count)
    source = (
        _coded(lists["source"], {s: i for i, s in enumerate(sources)}, np.int16)
        if "source" in lists
        else np.zeros(count, np.int16)
    )
    order = _order(subject, object_, predicate, len(nodes), len(predicates))
    subject, object_, predicate = subject[order], object_[order], predicate[order]
    out_degree, in_degree = degrees(subject, object_, predicate, len(nodes), len(predicates))
    edges = EdgeArrays(
        subject,
        object_,
        predicate,
        sign[order],
        belief[order],
        source[order],
        (order if rows is None else rows[order]).astype(np.int32),
        out_degree,
        in_degree,
    )
    categories = sorted(set(kinds.values()) | {""})
    category_of = np.full(len(nodes), categories.index(""), np.int16)
    code = {name: index for index, name in enumerate(categories)}
    for node, kind in kinds.items():
        category_of[position[node]] = code[kind]
    return Network(
        nodes=StringTable.of(nodes),
        predicates=tuple(predicates),
        categories=tuple(categories),
        category_of=category_of,
        edges=edges,
        leaving=_row_starts(subject, len(nodes)),
        entering=_row_starts(object_, len(nodes)),
        by_object=np.argsort(object_, kind="stable").astype(np.int32),
        sources=tuple(sources),
        contextual=frozenset(contextual) & frozenset(predicates),
        ancestors={name: tuple(sorted({name, *wider})) for name, wider in (ancestors or {}).items()},
        self_loops=count - len(order),
    )


def _lists(columns: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the given columns as lists of equal length; a belief stays what it is."""
    lists = {}
    for name, column in columns.items():
        if column is None or name == "belief":
            continue
        if isinstance(column, str | bytes) or not hasattr(column, "__iter__"):
            raise InputError(f"the column {name!r} is {column!r}, but it must be a sequence, one value an edge")
        lists[name] = column if isinstance(column, list) else _listed(column)
    missing = [name for name in _NEEDED if name not in lists]
    if missing:
        raise InputError(f"the columns {', '.join(missing)} are missing; edges need {', '.join(_NEEDED)}")
    lengths = {name: len(values) for name, values in lists.items()}
    if columns.get("belief") is not None:
        lengths["belief"] = len(columns["belief"])
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise InputError(f"the columns must be equally long, but their lengths are: {told}")
    return lists


def _listed(column: Any) -> list[Any]:
    values: list[Any] = column.tolist() if hasattr(column, "tolist") else list(column)
    return values


def _checked_categories(category: Mapping[str, str] | None) -> Mapping[str, str]:
    if category is None:
        return {}
    if not isinstance(category, Mapping):
        raise InputError(
            f"category must be a mapping from identifier to category, not a {type(category).__name__}"
        )
    for node, kind in category.items():
        if not isinstance(kind, str):
            raise InputError(f"the category of {node!r} is {kind!r}, but it must be a text")
    return category


def _names(columns: Iterable[Iterable[Any]], what: str, *, empty: bool = False) -> list[str]:
    """Return the distinct names of all columns, sorted."""
    names: set[Any] = set()
    for column in columns:
        names.update(column)
    for name in names:
        if not isinstance(name, str):
            raise InputError(f"{name!r} is no {what}: a text is needed, not a {type(name).__name__}")
    if "" in names and not empty:
        raise InputError(f"an {what} is empty" if what[0] in "aeiou" else f"a {what} is empty")
    return sorted(names)


def _coded(column: Sequence[Any], position: Mapping[Any, int], kind: Any) -> NDArray[Any]:
    return np.fromiter(map(position.__getitem__, column), kind, len(column))


def _signs(column: Sequence[Any] | None, count: int) -> NDArray[np.int8]:
    if column is None:
        return np.zeros(count, np.int8)
    try:
        return _coded(column, _CODE_OF_TEXT, np.int8)
    except (KeyError, TypeError):
        row, value = next(
            (row, value)
            for row, value in enumerate(column)
            if not isinstance(value, str) or value not in _CODE_OF_TEXT
        )
        raise InputError(f"row {row}: a sign is '+', '-' or '?', not {value!r}") from None


def _beliefs(column: Any, count: int) -> NDArray[np.float64]:
    if column is None:
        return np.ones(count)
    raw = np.asarray(column)
    if raw.dtype.kind not in "fiu" and count:
        values = list(column)
        row = next((i for i, v in enumerate(values) if isinstance(v, bool) or not _is_number(v)), 0)
        raise InputError(f"row {row}: a belief is a number above 0 and at most 1, not {values[row]!r}")
    beliefs = raw.astype(np.float64)
    wrong = ~((beliefs > 0) & (beliefs <= 1))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(f"row {row}: a belief lies above 0 and is at most 1, but it is {float(beliefs[row])}")
    return beliefs


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number)


def _order(
    subject: Indexes, object_: Indexes, predicate: NDArray[np.int16], nodes: int, predicates: int
) -> NDArray[np.int64]:
    """Return the order by subject, object, predicate and row, without the edges from a node to itself."""
    apart = np.flatnonzero(subject != object_)
    if nodes and nodes * nodes * max(predicates, 1) < 2**62:
        key = (subject[apart].astype(np.int64) * nodes + object_[apart]) * predicates + predicate[apart]
        return apart[np.argsort(key, kind="stable")]
    return apart[np.lexsort((predicate[apart], object_[apart], subject[apart]))]


def degrees(
    subject: Indexes, object_: Indexes, predicate: NDArray[np.int16], nodes: int, predicates: int
) -> tuple[Indexes, Indexes]:
    """Return, for each sorted edge, how many objects its subject has, and subjects its object, by predicate.

    Equal subject, predicate and object count once. Source: Himmelstein & Baranzini 2015,
    doi:10.1371/journal.pcbi.1004259 (degrees of a metaedge).
    """
    first = np.ones(len(subject), bool)
    first[1:] = (np.diff(subject) != 0) | (np.diff(object_) != 0) | (np.diff(predicate) != 0)
    return (
        _counts(subject.astype(np.int64) * predicates + predicate, first, nodes * predicates),
        _counts(object_.astype(np.int64) * predicates + predicate, first, nodes * predicates),
    )


def _counts(key: NDArray[np.int64], first: NDArray[np.bool_], size: int) -> Indexes:
    """Return how many of the ``first`` edges share each edge's key."""
    if size <= max(4 * len(key), 1_000_000):
        return np.bincount(key[first], minlength=size)[key].astype(np.int32)
    distinct, inverse = np.unique(key, return_inverse=True)
    return np.bincount(inverse[first], minlength=len(distinct))[inverse].astype(np.int32)


def _row_starts(ends: Indexes, nodes: int) -> NDArray[np.int64]:
    starts = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=starts[1:])
    return starts
