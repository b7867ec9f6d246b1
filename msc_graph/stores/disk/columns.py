"""Tables as plain numpy files, which are mapped: opened in no time, and read where they are needed.

A column of numbers is one file. A column of texts is two: the UTF-8 bytes one after the other, and where each
begins. A column of lists is its members as such a column, and where each list begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.errors import StoreRefused
from msc_graph.pathfinding.string_table import StringTable, members_of


def save_table(frame: pl.DataFrame, folder: Path, name: str) -> None:
    """Write the columns of a frame without nulls as ``folder/name.column*.npy``."""
    for column in frame.get_columns():
        _save(column, folder / f"{name}.{column.name}")


def _save(column: pl.Series, path: Path) -> None:
    if isinstance(column.dtype, pl.List):
        np.save(_with(path, "lists"), _starts(column.list.len().to_numpy()))
        _save(column.explode().drop_nulls(), path)
    elif column.dtype == pl.String:
        np.save(_with(path, "starts"), _starts(column.str.len_bytes().to_numpy()))
        text = column.str.join("").item() if column.len() else ""
        np.save(_with(path, "text"), np.frombuffer(text.encode(), np.uint8))
    else:
        np.save(_with(path, ""), column.to_numpy())


def _with(path: Path, kind: str) -> Path:
    return path.with_name(f"{path.name}.{kind}.npy" if kind else f"{path.name}.npy")


def _starts(sizes: NDArray[Any]) -> NDArray[np.int64]:
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


class Table:
    """A table that `save_table` wrote, mapped; columns have the types of ``schema``."""

    def __init__(self, folder: Path, name: str, schema: Mapping[str, Any]) -> None:
        """Map the files.

        Raises:
            StoreRefused: a file is missing or damaged.
        """
        self.schema = dict(schema)
        self._columns: dict[str, NDArray[Any] | StringTable] = {}
        self._lists: dict[str, NDArray[np.int64]] = {}
        for column, kind in schema.items():
            path = folder / f"{name}.{column}"
            inner = kind
            if isinstance(kind, pl.List):
                self._lists[column] = _mapped(_with(path, "lists"))
                inner = kind.inner
            self._columns[column] = (
                StringTable(_mapped(_with(path, "text")), _mapped(_with(path, "starts")))
                if inner == pl.String
                else _mapped(_with(path, ""))
            )
        sizes = {len(self._lists[c]) - 1 if c in self._lists else len(self._columns[c]) for c in schema}
        if len(sizes) != 1:
            raise StoreRefused(
                folder, f"the columns of its table {name!r} have different lengths. Import anew."
            )
        self.height: int = sizes.pop()

    def __getitem__(self, column: str) -> Any:
        """Return a column: an array, or a `StringTable`; of lists, all members one after the other."""
        return self._columns[column]

    def starts(self, column: str) -> NDArray[np.int64]:
        """Return where each list of a list column begins, and the end of the last."""
        return self._lists[column]

    def row(self, place: int) -> dict[str, Any]:
        """Return one row by column; lists as lists."""
        return {column: self._value(column, place) for column in self.schema}

    def _value(self, column: str, place: int) -> Any:
        values = self._columns[column]
        if column not in self._lists:
            return values[place] if isinstance(values, StringTable) else values[place].item()
        starts = self._lists[column]
        members = values[int(starts[place]) : int(starts[place + 1])]
        return members if isinstance(members, list) else members.tolist()

    def frame(
        self, rows: NDArray[np.int64] | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """Return the rows at some positions, in their order, copied out of the files; all rows for None."""
        places = np.arange(self.height) if rows is None else rows
        return pl.DataFrame({column: self._gathered(column, places) for column in columns or self.schema})

    def _gathered(self, column: str, rows: NDArray[np.int64]) -> pl.Series:
        kind = self.schema[column]
        if column not in self._lists:
            return _series(self._columns[column], rows, kind)
        starts = self._lists[column]
        members = _series(self._columns[column], members_of(starts, rows), kind.inner)
        return lists_of(members, starts[rows + 1] - starts[rows])


def lists_of(members: pl.Series, sizes: NDArray[Any]) -> pl.Series:
    """Return members that stand one after the other as lists of the given sizes."""
    kind = pl.List(members.dtype)
    if (sizes == 1).all() and len(sizes):
        return members.reshape((-1, 1)).arr.to_list()
    if not members.len():
        return pl.select(pl.repeat(pl.Series([[]], dtype=kind).first(), len(sizes), dtype=kind)).to_series()
    rows = np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
    grouped = pl.DataFrame({"row": rows, "member": members}).group_by("row", maintain_order=True)
    every = pl.DataFrame({"row": np.arange(len(sizes), dtype=np.uint32)})
    joined = every.join(grouped.agg("member"), on="row", how="left", maintain_order="left")
    return joined["member"].fill_null([]).cast(kind)


def _series(values: Any, rows: NDArray[np.int64], kind: Any) -> pl.Series:
    if isinstance(values, StringTable):
        return pl.Series([values[row] for row in rows.tolist()], dtype=pl.String)
    return pl.Series(values[rows], dtype=kind)


def _mapped(path: Path) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    except (OSError, ValueError) as error:
        raise StoreRefused(path, f"this file of the store cannot be read ({error}). Import anew.") from error
    return array


def holding(texts: StringTable, wanted: str) -> Iterator[int]:
    """Yield the positions of the texts that hold ``wanted``, ascending, each once.

    All texts are searched as one piece of memory, which takes about a millisecond for 10 MB.
    """
    data, key = bytes(texts.data), wanted.encode()
    place = data.find(key)
    while place >= 0:
        row = int(np.searchsorted(texts.offsets, place, side="right")) - 1
        end = int(texts.offsets[row + 1])
        if place + len(key) <= end:
            yield row
            place = data.find(key, end)
        else:
            place = data.find(key, place + 1)
