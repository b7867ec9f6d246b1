"""Tables as plain numpy files, which are mapped: opened in no time, and read where they are needed.

A column of numbers is one file. A column of texts is two: the UTF-8 bytes one after the other, and where each
begins; where few texts come again and again they stand there once, sorted, and a third file numbers them.
A column of lists is its members as such a column, and where each list begins. To look at single rows
neither numpy nor polars is loaded, which would take longer than the looking.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import StoreRefused
from msc_graph.pathfinding.string_table import StringTable, members_of
from msc_graph.system.numbers import mapped

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

NODE = ("id", "category", "label", "label_zh", "synonyms", "xrefs", "definition", "grounding")
"""Columns of the table ``nodes``; nothing is null, what is unknown is empty."""
EVIDENCE = ("reference", "evidence_type", "direction", "citation", "record")
"""Columns of the table ``evidence``; ``record`` is where on a page or in a database, empty for a paper."""
PREDICATE = ("id", "role", "sign", "label", "label_zh")
NAME = ("key", "name", "node", "quality")
"""Columns of the table ``names``: every folded name, sorted; the name itself, whose it is, and how it
fits."""
EDGE = (
    *("subject", "predicate", "object", "sign", "belief", "verdict", "scope"),
    *("assertions", "evidence", "mechanisms", "species", "cells"),
)
"""Columns of the tables ``edges`` and ``disputed``: numbers of nodes, predicates, verdicts (`VERDICTS`),
scopes (``graph.json``), lists of assertions and evidence; ``sign`` is 1, -1 or 0."""

DESCRIBED_NODE = (*NODE, "described")
"""Columns of a source's ``nodes``; ``described``: whether the source says more of it than its name."""
PROPERTY = ("node", "property", "value")
DECLARED = ("id", "role", "sign", "label", "known")
"""Columns of a source's ``predicates``; ``known``: whether the ontology declares it."""
PIECE = (
    *("reference", "evidence_type", "direction", "locator"),
    *("aggregator", "knowledge_level", "agent_type"),
)
"""Columns of a source's ``evidence``, sorted by reference."""
ASSERTION = (
    *("subject", "predicate", "object", "sign", "species", "cell"),
    *("evidence", "belief", "verdict", "endorsed"),
)
"""Columns of a source's ``assertions``, sorted by subject: rows of ``nodes`` and ``predicates``, lists of
rows of ``evidence``; ``species`` and ``cell`` may be `NONE`."""
NONE = 2**32 - 1
CODED = frozenset(
    {*PIECE, *EVIDENCE, "category", "grounding", "role", "property", "species", "cells", "mechanisms"}
)
"""Columns of texts in which few come again and again."""

_SPARSE = 8
"""Where at least one of so many texts is asked for, all are decoded at once."""
FEW = 100_000
"""Numbers that are looked through one by one. Our choice: it takes 5 ms, and loading numpy 100."""


def save_table(frame: pl.DataFrame, folder: Path, name: str, *, coded: Collection[str] = ()) -> None:
    """Write the columns of a frame without nulls as ``folder/name.column*.npy``.

    ``coded``: the columns of texts, or of lists of texts, in which few come again and again.
    """
    for column in frame.get_columns():
        _save(column, folder / f"{name}.{column.name}", coded=column.name in coded)


def _save(column: pl.Series, path: Path, *, coded: bool) -> None:
    import polars as pl

    if isinstance(column.dtype, pl.List):
        save_lists(_starts(column.list.len().to_numpy()), path)
        _save(column.explode().drop_nulls(), path, coded=coded)
    elif coded and column.dtype == pl.String:
        words = column.unique().sort()
        save_coded(words, column.cast(pl.Enum(words)).to_physical().to_numpy(), path)
    elif column.dtype == pl.String:
        _save_texts(column, path)
    else:
        save_numbers((column.cast(pl.UInt8) if column.dtype == pl.Boolean else column).to_numpy(), path)


def save_numbers(numbers: NDArray[Any], path: Path) -> None:
    """Write a column of numbers, or the members of one of lists; ``path`` ends with table and column."""
    import numpy as np

    np.save(_with(path, ""), numbers)


def save_coded(words: Sequence[str] | pl.Series, codes: NDArray[Any], path: Path) -> None:
    """Write a column of texts of which few come again and again.

    Args:
        words: the texts, sorted and distinct, each in use.
        codes: the place of each row's text among them.
        path: ends with table and column.
    """
    import numpy as np
    import polars as pl

    kind = np.uint8 if len(words) <= 1 << 8 else np.uint16 if len(words) <= 1 << 16 else np.uint32
    np.save(_with(path, "codes"), codes.astype(kind))
    _save_texts(pl.Series(words, dtype=pl.String), path)


def save_lists(starts: NDArray[Any], path: Path) -> None:
    """Write where each list of a column begins, and the end of the last; the members are a column too."""
    import numpy as np

    np.save(_with(path, "lists"), starts)


def _save_texts(column: pl.Series, path: Path) -> None:
    import numpy as np

    text = column.str.join("").item() if column.len() else ""
    np.save(_with(path, "starts"), _starts(column.str.len_bytes().to_numpy()))
    np.save(_with(path, "text"), np.frombuffer(text.encode(), np.uint8))


def _with(path: Path, kind: str) -> Path:
    return path.with_name(f"{path.name}.{kind}.npy" if kind else f"{path.name}.npy")


def _starts(sizes: NDArray[Any]) -> NDArray[np.int64]:
    import numpy as np

    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


class Coded(Sequence[str]):
    """Texts of which few come again and again: their numbers among the distinct ones, which are sorted."""

    def __init__(self, words: StringTable, codes: memoryview) -> None:
        """Wrap what `save_table` wrote."""
        self.words, self.codes = words, codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self.words[code] for code in self.codes[index]]
        return self.words[self.codes[index]]

    def first(self, text: str) -> int:
        """Return the first position of a text, or -1."""
        import numpy as np

        code = self.words.find(text)
        return int(np.argmax(_array(self.codes) == code)) if code >= 0 else -1


class Table:
    """A table that `save_table` wrote, mapped."""

    def __init__(self, folder: Path, name: str, columns: Iterable[str]) -> None:
        """Map the files.

        Raises:
            StoreRefused: a file is missing or damaged, or the columns differ in length.
        """
        self.columns = tuple(columns)
        self._columns: dict[str, memoryview | StringTable | Coded] = {}
        self._lists: dict[str, memoryview] = {}
        for column in self.columns:
            path = folder / f"{name}.{column}"
            if (lists := _with(path, "lists")).exists():
                self._lists[column] = _mapped(lists)
            self._columns[column] = _opened(path)
        sizes = {len(self._lists[c]) - 1 if c in self._lists else len(self._columns[c]) for c in self.columns}
        if len(sizes) != 1:
            raise StoreRefused(
                folder, f"the columns of its table {name!r} have different lengths. Import anew."
            )
        self.height: int = sizes.pop()

    def __getitem__(self, column: str) -> Any:
        """Return a column: an array, or a sequence of texts; of lists, all members one after the other."""
        values = self._columns[column]
        return _array(values) if isinstance(values, memoryview) else values

    def starts(self, column: str) -> NDArray[np.int64]:
        """Return where each list of a list column begins, and the end of the last."""
        return _array(self._lists[column])

    def row(self, place: int) -> dict[str, Any]:
        """Return one row by column; lists as lists."""
        return {column: self.value(column, place) for column in self.columns}

    def value(self, column: str, place: int) -> Any:
        """Return one value of a column; a list as a list."""
        values = self._columns[column]
        if column not in self._lists:
            return values[place]
        starts = self._lists[column]
        first, end = starts[place], starts[place + 1]
        members: Any = values[first:end] if first < end else []
        return members if isinstance(members, list) else members.tolist()

    def where(self, column: str, wanted: Collection[int] | Collection[str]) -> list[int]:
        """Return the rows with one of the ``wanted`` values in a column, ascending, each once.

        Of a column of lists, the rows of the lists that hold one. Texts are those of a coded column.
        """
        numbers: Any = self._columns[column]
        if isinstance(numbers, Coded):
            codes = {numbers.words.find(str(text)) for text in wanted}
            wanted, numbers = codes - {-1}, numbers.codes
        if not wanted:
            return []
        if len(numbers) <= FEW:
            places = [place for place, number in enumerate(numbers) if number in wanted]
        else:
            import numpy as np

            places = np.flatnonzero(np.isin(_array(numbers), np.array(list(wanted)))).tolist()
        if column in self._lists:
            places = [bisect_right(self._lists[column], place) - 1 for place in places]
        return list(dict.fromkeys(places))

    def ranges(self, column: str) -> memoryview:
        """Return an ascending column of numbers, to be searched by halving."""
        numbers = self._columns[column]
        assert isinstance(numbers, memoryview)  # noqa: S101 -- the callers ask for numbers
        return numbers

    def frame(
        self, rows: NDArray[np.int64] | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """Return the rows at some positions, in their order, copied out of the files; all rows for None."""
        import numpy as np
        import polars as pl

        places = np.arange(self.height) if rows is None else rows
        return pl.DataFrame({column: self._gathered(column, places) for column in columns or self.columns})

    def _gathered(self, column: str, rows: NDArray[np.int64]) -> pl.Series:
        if column not in self._lists:
            return _series(self[column], rows)
        starts = self.starts(column)
        members = _series(self[column], members_of(starts, rows))
        return lists_of(members, starts[rows + 1] - starts[rows])


def lists_of(members: pl.Series, sizes: NDArray[Any]) -> pl.Series:
    """Return members that stand one after the other as lists of the given sizes."""
    import numpy as np
    import polars as pl

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


def _opened(path: Path) -> memoryview | StringTable | Coded:
    """Return the column of a path, mapped."""
    if not (text := _with(path, "text")).exists():
        return _mapped(_with(path, ""))
    texts = StringTable(_mapped(text), _mapped(_with(path, "starts")))
    codes = _with(path, "codes")
    return Coded(texts, _mapped(codes)) if codes.exists() else texts


def _series(values: Any, rows: NDArray[np.int64]) -> pl.Series:
    import polars as pl

    if isinstance(values, Coded):
        return pl.Series(values.words[:], dtype=pl.String).gather(pl.Series(_array(values.codes)[rows]))
    if isinstance(values, StringTable):
        if len(rows) * _SPARSE > len(values):
            return pl.Series(values[:], dtype=pl.String).gather(pl.Series(rows))
        return pl.Series([values[row] for row in rows.tolist()], dtype=pl.String)
    return pl.Series(values[rows])


def _mapped(path: Path) -> memoryview:
    try:
        return mapped(path)
    except (OSError, ValueError) as error:
        raise StoreRefused(path, f"this file of the store cannot be read ({error}). Import anew.") from error


def _array(numbers: memoryview) -> NDArray[Any]:
    import numpy as np

    found: NDArray[Any] = np.asarray(numbers)
    return found


def holding(texts: StringTable, wanted: str) -> Iterator[int]:
    """Yield the positions of the texts that hold ``wanted``, ascending, each once.

    All texts are searched as one piece of memory, which takes about a millisecond for 10 MB.
    """
    data, key = bytes(texts.data), wanted.encode(errors="surrogatepass")
    place = data.find(key)
    while place >= 0:
        row = bisect_right(texts.offsets, place) - 1
        end = int(texts.offsets[row + 1])
        if place + len(key) <= end:
            yield row
            place = data.find(key, end)
        else:
            place = data.find(key, place + 1)
