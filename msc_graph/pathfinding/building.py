"""Columns to a network: every value is checked, then sorted into arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import InputError
from msc_graph.pathfinding.arrays import CODE_OF_TEXT, Arrays, EdgeArrays, Indexes
from msc_graph.pathfinding.lists import coded_lists, numbered
from msc_graph.pathfinding.sorting import degrees, order_by, row_starts, stable_order
from msc_graph.pathfinding.statements import Backing, with_statements
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.system.surrogates import has_lone_surrogate

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
    hierarchical: Iterable[str] = (),
    rows: Indexes | None = None,
    backing: Backing | None = None,
) -> Arrays:
    """Return the network of checked columns; ``rows`` are their positions in a larger table, if any.

    ``backing`` is what stands behind the edges, in the order of the columns; None where nothing is told.
    """
    lists = _lists(columns)
    size = len(lists["subject"])
    kinds = _checked_categories(category)
    nodes, (subject, object_, named) = _coded(
        [lists["subject"], lists["object"], list(kinds)], "identifier", np.int32
    )
    predicates, (predicate,) = _coded([lists["predicate"]], "predicate", np.int16)
    sources, (source,) = [""], [np.zeros(size, np.int16)]
    if "source" in lists:
        sources, (source,) = _coded([lists["source"]], "source", np.int16, empty=True)
    sign = _signs(lists.get("sign"), size)
    belief = _beliefs(columns.get("belief"), size)
    categories = sorted(set(kinds.values()) | {""})
    category_of = np.full(len(nodes), categories.index(""), np.int16)
    code = {name: index for index, name in enumerate(categories)}
    category_of[named] = np.fromiter(map(code.__getitem__, kinds.values()), np.int16, len(kinds))
    return from_codes(
        subject,
        predicate,
        object_,
        sign=sign,
        belief=belief,
        source=source,
        rows=rows,
        nodes=nodes,
        predicates=predicates,
        categories=categories,
        category_of=category_of,
        sources=sources,
        contextual=contextual,
        ancestors=ancestors,
        hierarchical=hierarchical,
        backing=backing,
    )


def named_backing(
    predicate: Any,
    family: Mapping[str, str] | None,
    papers: Sequence[int] | None,
    witnesses: Sequence[Iterable[str]] | None,
    contexts: Sequence[Iterable[str]] | None,
) -> Backing:
    """Return what stands behind edges, given by names; see `Network.from_edges`.

    Raises:
        InputError: a column is not as long as that of the predicates.
    """
    size = len(predicate) if hasattr(predicate, "__len__") else 0
    for name, column in (("papers", papers), ("witnesses", witnesses), ("contexts", contexts)):
        if column is not None and len(_ordered(name, column)) != size:
            raise InputError(f"there are {size} edges, but {len(column)} values of {name}")
    _check_texts("witnesses", witnesses)
    _check_texts("contexts", contexts)
    names: tuple[str, ...] = ()
    said = None
    if contexts is not None:
        names, said = coded_lists(contexts)
    return Backing(
        family=None if family is None else numbered([family.get(name, name) for name in _listed(predicate)]),
        papers=None if papers is None else _counts(papers),
        witnesses=None if witnesses is None else coded_lists(witnesses)[1],
        contexts=said,
        context_names=names,
    )


def from_codes(
    subject: Indexes,
    predicate: NDArray[np.int16],
    object_: Indexes,
    *,
    sign: NDArray[np.int8],
    belief: NDArray[np.float64],
    nodes: Sequence[str],
    predicates: Sequence[str],
    categories: Sequence[str],
    category_of: NDArray[np.int16],
    source: NDArray[np.int16] | None = None,
    sources: Sequence[str] = ("",),
    rows: Indexes | None = None,
    contextual: Iterable[str] = (),
    hierarchical: Iterable[str] = (),
    ancestors: Mapping[str, Iterable[str]] | None = None,
    backing: Backing | None = None,
) -> Arrays:
    """Return the network of edges given as numbers, which are not checked.

    Args:
        subject: positions in ``nodes``.
        predicate: positions in ``predicates``.
        object_: as ``subject``.
        sign: 1, -1 or 0.
        belief: above 0, at most 1.
        nodes: identifiers, sorted and distinct; ``predicates``, ``categories`` and ``sources`` likewise.
        predicates: names.
        categories: names, ``""`` among them.
        category_of: of each node its position in ``categories``.
        source: positions in ``sources``; None for the first.
        sources: names.
        rows: positions of the edges in a larger table; None for 0, 1, 2, ...
        contextual: predicates that take part only when asked for.
        hierarchical: predicates that lead from a narrower thing to a wider one.
        ancestors: the wider categories of each category.
        backing: what stands behind the edges; None where nothing is told.
    """
    size = len(subject)
    order = _order(subject, object_, predicate)
    subject, object_, predicate = subject[order], object_[order], predicate[order]
    out_degree, in_degree = degrees(subject, object_, predicate, len(nodes), len(predicates))
    belief = belief[order]
    edges = EdgeArrays(
        subject,
        object_,
        predicate,
        sign[order],
        belief,
        np.zeros(len(order), np.int16) if source is None else source[order],
        (order if rows is None else rows[order]).astype(np.int32),
        out_degree,
        in_degree,
        support=belief,
    )
    network = Arrays(
        nodes=StringTable.of(nodes),
        predicates=tuple(predicates),
        categories=tuple(categories),
        category_of=category_of,
        edges=edges,
        leaving=row_starts(subject, len(nodes)),
        entering=row_starts(object_, len(nodes)),
        by_object=stable_order(object_).astype(np.int32),
        sources=tuple(sources),
        contextual=frozenset(contextual) & frozenset(predicates),
        hierarchical=frozenset(hierarchical) & frozenset(predicates),
        ancestors={name: tuple(sorted({name, *wider})) for name, wider in (ancestors or {}).items()},
        self_loops=size - len(order),
    )
    return with_statements(network, backing or Backing(), order)


def _lists(columns: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the given columns as lists of equal length; a belief stays what it is."""
    lists = {}
    for name, column in columns.items():
        if column is None or name == "belief":
            continue
        column = _ordered(name, column)
        lists[name] = column if isinstance(column, list) else _listed(column)
    missing = [name for name in _NEEDED if name not in lists]
    if missing:
        raise InputError(f"the columns {', '.join(missing)} are missing; edges need {', '.join(_NEEDED)}")
    lengths = {name: len(values) for name, values in lists.items()}
    if columns.get("belief") is not None:
        _ordered("belief", columns["belief"])
        lengths["belief"] = len(columns["belief"])
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise InputError(f"the columns must be equally long, but their lengths are: {told}")
    return lists


def _ordered(name: str, column: Any) -> Any:
    """Return a column, which must have an order."""
    if not hasattr(column, "__iter__") or isinstance(column, str | bytes | Set | Mapping):
        raise InputError(f"the column {name!r} is {column!r}, but it must be a sequence, one value an edge")
    return column


def _check_texts(name: str, column: Any) -> None:
    for row, said in enumerate(() if column is None else column):
        if not _are_texts(said):
            raise InputError(f"row {row}: the {name} are {said!r}, but must be texts in a list")


def _are_texts(said: Any) -> bool:
    return (
        not isinstance(said, str)
        and isinstance(said, Iterable)
        and all(isinstance(one, str) and not _name_problem(one, "text", empty=True) for one in said)
    )


def _counts(papers: Any) -> NDArray[np.int32]:
    listed, most = _listed(papers), np.iinfo(np.int32).max
    for row, value in enumerate(listed):
        if isinstance(value, bool) or not _is_number(value) or not 0 <= value <= most or value % 1:
            raise InputError(f"row {row}: papers are whole numbers from 0 on, not {value!r}")
    return np.asarray(listed, np.int32)


def _listed(column: Any) -> list[Any]:
    """Return a numpy array, a polars or pandas column, or any other sequence as a list."""
    for name in ("tolist", "to_list"):
        if hasattr(column, name):
            return list(getattr(column, name)())
    return list(column)


def _checked_categories(category: Mapping[str, str] | None) -> Mapping[str, str]:
    for node, kind in (category or {}).items():
        if not isinstance(kind, str):
            raise InputError(f"the category of {node!r} is {kind!r}, but it must be a text")
    return category or {}


def _coded(
    columns: Sequence[Sequence[Any]], what: str, kind: Any, *, empty: bool = False
) -> tuple[list[str], list[NDArray[Any]]]:
    """Return the distinct names of all columns, sorted, and each column as positions among them.

    Each value is looked up once: a new one gets the next number, and the numbers are put in order at the end.
    """
    seen: defaultdict[Any, int] = defaultdict(count().__next__)
    try:
        codes = [np.fromiter(map(seen.__getitem__, column), np.int64, len(column)) for column in columns]
    except TypeError as error:
        raise InputError(f"an {what} must be a text ({error})") from error
    for name in seen:
        if problem := _name_problem(name, what, empty=empty):
            row = min(int(np.flatnonzero(code == seen[name])[0]) for code in codes if seen[name] in code)
            raise InputError(f"row {row}: {problem}")
    if len(seen) > np.iinfo(kind).max:
        raise InputError(f"there are {len(seen)} different values of {what}, more than a network holds")
    names = sorted(seen)
    rank = np.empty(len(names), kind)
    rank[np.fromiter(map(seen.__getitem__, names), np.int64, len(names))] = np.arange(len(names))
    return names, [rank[code] for code in codes]


def _name_problem(name: Any, what: str, *, empty: bool) -> str:
    """Return what is wrong with a name; "" where nothing is."""
    if not isinstance(name, str):
        return f"{name!r} is no {what}: a text is needed, not a {type(name).__name__}"
    if not name and not empty:
        return f"an {what} is empty" if what[0] in "aeiou" else f"a {what} is empty"
    if has_lone_surrogate(name):
        return f"{name!r} holds a lone surrogate, which is no character"
    return ""


def _signs(column: Sequence[Any] | None, size: int) -> NDArray[np.int8]:
    if column is None:
        return np.zeros(size, np.int8)
    try:
        return np.fromiter(map(CODE_OF_TEXT.__getitem__, column), np.int8, size)
    except (KeyError, TypeError):
        row, value = next(
            (row, value)
            for row, value in enumerate(column)
            if not isinstance(value, str) or value not in CODE_OF_TEXT
        )
        raise InputError(f"row {row}: a sign is '+', '-' or '?', not {value!r}") from None


def _beliefs(column: Any, size: int) -> NDArray[np.float64]:
    if column is None:
        return np.ones(size)
    raw = np.asarray(column)
    if raw.dtype.kind not in "fiu" and size:
        values = list(column)
        row = next((i for i, v in enumerate(values) if isinstance(v, bool) or not _is_number(v)), 0)
        raise InputError(f"row {row}: a belief is a number above 0 and at most 1, not {values[row]!r}")
    beliefs = raw.astype(np.float64)
    wrong = ~((beliefs > 0) & (beliefs <= 1))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            f"row {row}: a belief lies above 0 and is at most 1, but it is {float(beliefs[row])}"
        )
    return beliefs


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number)


def _order(subject: Indexes, object_: Indexes, predicate: NDArray[np.int16]) -> Indexes:
    """Return the order by subject, object, predicate and row, without the edges from a node to itself."""
    order = np.flatnonzero(subject != object_).astype(np.int32)
    return order[order_by(*(column[order] for column in (subject, object_, predicate)))]
