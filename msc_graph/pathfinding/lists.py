"""Lists of numbers, one a row, in two arrays: the compressed rows of a sparse table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import InputError
from msc_graph.pathfinding.sorting import changes
from msc_graph.pathfinding.string_table import members_of

_Places = NDArray[np.int64]


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct numbers of a row, ascending.

    It is what `numpy.unique` returns, which loads masked arrays for it: 30 ms of CPU at the first call. What
    comes nearly in order, as codes of consecutive rows do, is put in order in a tenth of the time.
    """
    ordered = np.sort(numbers, kind="stable")
    found: NDArray[Any] = ordered[changes(ordered)]
    return found


@dataclass(frozen=True, eq=False)
class Lists:
    """The numbers of row ``i``, ascending and distinct, are ``code[start[i]:start[i + 1]]``."""

    start: NDArray[np.int64]
    code: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[Iterable[int]]) -> Lists:
        """Return the lists of rows of numbers, put in order, each number once."""
        sorted_rows = [sorted(set(row)) for row in rows]
        start = np.fromiter(accumulate(map(len, sorted_rows), initial=0), np.int64, len(sorted_rows) + 1)
        code = np.fromiter((number for row in sorted_rows for number in row), np.int32, int(start[-1]))
        return cls(start, code)

    @classmethod
    def of_pairs(cls, row: NDArray[Any], code: NDArray[Any], rows: int) -> Lists:
        """Return the lists of pairs of row and number, in any order; equal pairs count once.

        Memory: beside the result, 17 bytes a pair.
        """
        size = int(code.max(initial=0)) + 1
        pair = row.astype(np.int64)
        pair *= size
        pair += code
        pair.sort(kind="stable")
        pair = pair[changes(pair)]
        number = np.empty(len(pair), np.int32)
        np.remainder(pair, size, out=number, casting="unsafe")
        pair //= size
        return cls(_starts(pair, rows), number)

    @classmethod
    def one_after_another(cls, parts: Sequence[Lists]) -> Lists:
        """Return the lists of the first part, then those of the second, and so on."""
        before = accumulate((len(part.code) for part in parts), initial=0)
        starts = (part.start[1:] + held for part, held in zip(parts, before, strict=False))
        code = np.concatenate([np.zeros(0, np.int32), *(part.code for part in parts)])
        return cls(np.concatenate([np.zeros(1, np.int64), *starts]), code)

    def __len__(self) -> int:
        return len(self.start) - 1

    def only(self, kept: NDArray[np.bool_]) -> Lists:
        """Return the lists without the numbers that are not kept; ``kept`` says it of each in ``code``."""
        return Lists(_starts(self.row[kept], len(self)), self.code[kept])

    def __getitem__(self, row: int) -> NDArray[np.int32]:
        return self.code[self.start[row] : self.start[row + 1]]

    @property
    def row(self) -> NDArray[np.int32]:
        """The row of each number."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.start))

    def take(self, rows: NDArray[Any]) -> Lists:
        """Return the lists of some rows, in their order."""
        start = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(self.start[rows + 1] - self.start[rows], out=start[1:])
        return Lists(start, self.code[members_of(self.start, rows)])

    def part(self, rows: slice) -> Lists:
        """Return the lists of rows that stand one after the other."""
        start = self.start[rows.start : rows.stop + 1]
        return Lists(start - start[0], self.code[start[0] : start[-1]])

    def expanded(self, rows: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the numbers of some rows, each with the place in ``rows`` it belongs to."""
        taken = self.take(rows)
        return taken.row, taken.code

    def hold(self, rows: NDArray[Any], codes: NDArray[Any]) -> NDArray[np.bool_]:
        """Return for each row and number, in parallel, whether the row's list holds the number."""
        low, high = self.start[rows], self.start[rows + 1]
        end = high
        while (open_ := low < high).any():
            middle = (low + high) // 2
            below = open_.copy()
            below[open_] = self.code[middle[open_]] < codes[open_]
            low = np.where(below, middle + 1, low)
            high = np.where(open_ & ~below, middle, high)
        found: NDArray[np.bool_] = low < end
        found[found] = self.code[low[found]] == codes[found]
        return found

    def common(self, first: NDArray[Any], *others: NDArray[Any]) -> NDArray[np.bool_]:
        """Return for each place whether the rows there, one of each array, have a number in common."""
        place, code = self.expanded(first)
        for rows in others:
            kept = self.hold(rows[place], code)
            place, code = place[kept], code[kept]
        found = np.zeros(len(first), bool)
        found[place] = True
        return found


def _starts(row: NDArray[Any], rows: int) -> _Places:
    start = np.zeros(rows + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=start[1:])
    return start


def coded_lists(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], Lists]:
    """Return the distinct names of all rows in the order in which they come, and each row as numbers.

    Raises:
        InputError: a name is no text.
    """
    listed: list[Any] = list(rows)
    try:
        counts = np.fromiter(map(len, listed), np.int64, len(listed))
    except TypeError:  # a row that comes one by one has no length yet
        listed = list(map(tuple, listed))
        counts = np.fromiter(map(len, listed), np.int64, len(listed))
    names, code = _coded(list(chain.from_iterable(listed)))
    return names, Lists.of_pairs(np.repeat(np.arange(len(listed)), counts), code, len(listed))


_MANY = 200_000
"""From so many names on, polars numbers them in a third of the time; loading it takes as long as fewer do."""


def _coded(names: list[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the distinct names in the order in which they come, and the place of each name among them."""
    if len(names) >= _MANY:
        return _coded_at_once(names)
    seen: defaultdict[str, int] = defaultdict(count().__next__)
    code = np.fromiter(map(seen.__getitem__, names), np.int64, len(names))
    for name in seen:
        if not isinstance(name, str):
            raise InputError(f"{name!r} names no paper, record or context: a text is needed")
    return tuple(seen), code


def _coded_at_once(names: list[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    import polars as pl

    try:
        texts = pl.Series(names, dtype=pl.String)
    except TypeError as error:
        raise InputError(f"a paper, record or context is named by a text ({error})") from error
    marks = texts.cast(pl.Categorical).to_physical().to_numpy().astype(np.int64)
    first = np.full(int(marks.max()) + 1, -1, np.int64)
    first[marks[::-1]] = np.arange(len(marks))[::-1]  # the last one written is the first one there
    used = np.flatnonzero(first >= 0)
    used = used[np.argsort(first[used])]
    place = np.empty(len(first), np.int64)
    place[used] = np.arange(len(used))
    return tuple(texts.gather(first[used])), place[marks]


def numbered(names: Sequence[str]) -> NDArray[np.int32]:
    """Return the place of each name among all, sorted."""
    place = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([place[name] for name in names], np.int32)
