"""Tables of measurements as people have them: text in any usual form, workbooks, frames, as rows of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msc_graph.errors import FileRefused, InputError, no_such_file

MOST_ROWS = 100_000
"""Most rows of a profile: our choice; a whole transcriptome has half as many."""
MOST_BYTES = 256 * 1024 * 1024
"""Most bytes of a file, unfolded: our choice."""
_DELIMITERS = ("\t", ";", ",", " ")
_LOOKED_AT = 50
_COMMENTS = ("#", "!")
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_FOREIGN = {"{": "JSON", "[": "JSON", "<": "HTML or XML"}
"""What files begin with that people take for tables."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


_Row = tuple[int, tuple[str, ...]]
"""The number of a line, and its cells."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of text: ``header`` may lack the name of the first column, which then is ``""``.

    ``rows`` hold the number of the line (or row) from 1 and the cells; ``where`` is the file, None for what
    came from memory. ``header`` is empty where there is none. ``comma`` tells whether the delimiter says that
    a comma is a decimal one. ``above`` are the rows over the header, which are no part of the table.
    """

    where: Path | None
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    comma: bool = False
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def refused(self, problem: str, line: int | None = None) -> FileRefused | InputError:
        """Return the error that says what is wrong with the table, and where."""
        if self.where is not None:
            return FileRefused(self.where, problem, line=line)
        return InputError(f"the profile: {problem}" + (f" (row {line})" if line else ""))


# files


def file_grid(path: Path | str) -> Grid:
    """Return the table of a file: CSV, TSV, text with blanks or semicolons, a list, or an XLSX workbook.

    Lines that begin with ``#`` or ``!`` (GEO's series matrix) are comments, but the last ``#``
    line as wide as the rows is their header where they have none; titles may stand above the header. Text is
    UTF-8, UTF-16 with a byte order mark, or GBK (GB 18030), compressed or not.

    Raises:
        FileRefused: there is no such file, or it is no such table; the line is named.
        MissingPart: openpyxl is not installed, and it is a workbook.
    """
    path = Path(path)
    if not path.is_file():
        raise no_such_file(path)
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_EXCEL:
        raise FileRefused(path, "it is a workbook of the old kind (.xls). Save it as XLSX or CSV.")
    return _sheet(path) if start == _ZIP else _text_grid(path, _text(path))


def _sheet(path: Path) -> Grid:
    from msc_graph.sources.readers.xlsx_rows import first_sheet

    rows = ((line, tuple(cell or "" for cell in row)) for line, row in enumerate(first_sheet(path), 1))
    return _with_header(path, _full(path, rows))


def _text(path: Path) -> str:
    from msc_graph.system.compressed import byte_source

    parts, size = [], 0
    for block in byte_source(path, lambda _: None).blocks():
        parts.append(block)
        size += len(block)
        if size > MOST_BYTES:
            raise FileRefused(path, f"it has more than {MOST_BYTES} bytes.")
    content = b"".join(parts)
    for encoding in ("utf-16",) if content.startswith(_UTF16) else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(path, "it is not UTF-8, UTF-16 or GBK text. Save it as UTF-8.")


def _text_grid(path: Path, text: str) -> Grid:
    from msc_graph.sources.readers.text_files import delimiter_said

    if kind := _FOREIGN.get(text.lstrip()[:1]):
        raise FileRefused(path, f"it is {kind}, and no table. Save it as CSV or XLSX.", line=1)
    every = list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1))
    lines = [(number, line) for number, line in every if line.strip() and not line.startswith(_COMMENTS)]
    delimiter = delimiter_said(lines[0][1]) if lines else ""
    lines = lines[1:] if delimiter else lines
    before = every[: lines[0][0]] if lines else []
    delimiter = delimiter or _delimiter([line for _, line in lines[:_LOOKED_AT]])
    try:
        cells = [(number, _cut(line, delimiter)) for number, line in lines]
        above = [(number, _cut(line, delimiter)) for number, line in before if line[:1] == "#"]
    except csv.Error as error:
        raise FileRefused(path, f"this is no table ({error})", line=1) from error
    cells = [*_commented_header(above, [row for _, row in cells[:_LOOKED_AT]]), *cells]
    return _with_header(path, _full(path, iter(cells)), comma=delimiter == ";")


def _commented_header(comments: Sequence[_Row], rows: Sequence[Sequence[str]]) -> Sequence[_Row]:
    """Return the header of rows that have none, as many programs write it: the last comment as wide as they.

    >>> _commented_header([(1, ("# made by x",)), (2, ("#miRNA", "FC"))], [("miR-21-5p", "0.25")])
    [(2, ('#miRNA', 'FC'))]
    """
    first, *others = rows[_titles(rows) :] or [()]
    columns = zip(*others, strict=False) if others else [("0",)]
    over_numbers = any(
        cell and any(map(is_number, below)) for cell, below in zip(first, columns, strict=False)
    )
    headed = over_numbers and not any(map(is_number, first))
    names = [row for row in comments if len(row[1]) == len(first) > 1 and not any(map(is_number, row[1]))]
    return [] if headed else names[-1:]


def _cut(line: str, delimiter: str) -> tuple[str, ...]:
    if not delimiter:
        return (line.strip().strip('"'),)
    reader = csv.reader(io.StringIO(line), delimiter=delimiter, skipinitialspace=delimiter == " ")
    return tuple(cell.strip() for cell in next(reader, []))


def _delimiter(lines: Sequence[str]) -> str:
    """Return what stands between the cells: what cuts all lines into as many, more than one; or nothing.

    Blanks stand also within names, so that they only count where every line ends in a number. Titles above
    the header are cut into fewer.
    """
    for delimiter in _DELIMITERS:
        rows = [_cut(line, delimiter) for line in lines]
        widths = {len(row) for row in rows[1:] or rows}
        short = len(rows[0]) if rows else 0
        if len(widths) != 1 or (width := widths.pop()) < 2 or short not in (width, width - 1):
            continue
        if delimiter != " " or (len(rows) > 1 and all(is_number(row[-1]) for row in rows[1:])):
            return delimiter
    for delimiter in _DELIMITERS[:3]:
        if _titles([_cut(line, delimiter) for line in lines]):
            return delimiter
    counts = {delimiter: lines[0].count(delimiter) if lines else 0 for delimiter in _DELIMITERS[:3]}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else ""


def _titles(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows above the header are titles: they fill few cells, and the header fills all.

    The header is the first row as wide as any; a row above it that names all columns but the first, with
    numbers below, is the header itself, as R writes it.

    >>> _titles([["Table S1"], ["gene", "logFC", "p"], ["IL6", "2", "0.1"]])
    1
    >>> _titles([["logFC"], ["IL6", "2"]])
    0
    """
    widths = [max((place for place, cell in enumerate(row, 1) if cell), default=0) for row in rows]
    width = max(widths, default=0)
    first = widths.index(width) if width > 1 else 0
    few = max(1, width - 2)
    if first + 1 >= len(rows) or any(is_number(cell) for cell in rows[first]):
        return 0
    return first if all(sum(map(bool, row)) <= few for row in rows[:first]) else 0


def _full(path: Path, rows: Iterable[tuple[int, tuple[str, ...]]]) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows that hold something."""
    full: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in rows:
        if any(cells):
            full.append((line, cells))
        if len(full) > MOST_ROWS + 1:
            raise FileRefused(path, f"there are more than {MOST_ROWS} rows", line=line)
    return full


def _with_header(path: Path, rows: list[tuple[int, tuple[str, ...]]], *, comma: bool = False) -> Grid:
    """Return the table; its first row is the header unless it holds a number, or there is one column only.

    Titles above the header are set apart.
    """
    titles = _titles([cells for _, cells in rows[:_LOOKED_AT]])
    above, rows = tuple(rows[:titles]), rows[titles:]
    width = max((len(cells) for _, cells in rows), default=0)
    if not rows or width == 1 or any(is_number(cell) for cell in rows[0][1]):
        return Grid(path, (), tuple((line, _wide(cells, width)) for line, cells in rows), comma)
    header = rows[0][1]
    if len(header) == width - 1 and all(len(cells) == width for _, cells in rows[1:]):
        header = ("", *header)
    for line, cells in rows[1:]:
        if any(cells[len(header) :]):
            raise FileRefused(path, f"it has {len(cells)} cells; the header has {len(header)}.", line=line)
    header = _wide(header, width)
    return Grid(path, header, tuple((line, _wide(cells, width)) for line, cells in rows[1:]), comma, above)


def _wide(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def is_number(text: str) -> bool:
    """Return whether a cell holds a number, its decimals after a point or comma, or what stands for none."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return is_missing(text) and bool(text)
    return True


MISSING = frozenset(
    {"", "na", "n/a", "<na>", "nan", "nat", "null", "none", "-", "--", "#n/a", "#div/0!", "#value!", "#num!"}
)
INFINITE = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity"})


def is_missing(text: str) -> bool:
    """Return whether a cell says that there is no finite value."""
    return text.strip().casefold() in MISSING | INFINITE


# what Python has


def memory_grid(table: Any) -> Grid:
    """Return the table of a pandas or polars frame or series, a mapping, pairs, or a list of names.

    The index of a pandas object that is no plain count holds the names.

    Raises:
        InputError: it is none of these.
    """
    if hasattr(table, "shape") and hasattr(table, "columns"):
        return _frame(table)
    if hasattr(table, "to_frame") and hasattr(table, "index"):
        return _frame(table.to_frame(name="value"))
    if isinstance(table, Mapping):
        return _pairs(table.items(), valued=True)
    if hasattr(table, "to_list") and hasattr(table, "dtype"):
        return _pairs(((name, None) for name in table.to_list()), valued=False)
    if isinstance(table, Sequence) and not isinstance(table, str | bytes):
        return _pairs(map(_pair, table), valued=not all(isinstance(row, str) for row in table))
    raise InputError(
        f"the profile is {table!r}, but it must be a file, a frame, a series, a mapping, or a list of names"
        " or of (name, value) pairs"
    )


def _frame(frame: Any) -> Grid:
    header = [str(name) for name in frame.columns]
    columns = [[_cell(value) for value in column] for column in _columns(frame)]
    index = getattr(frame, "index", None)
    if index is not None and type(index).__name__ != "RangeIndex":
        header = [str(index.name or ""), *header]
        columns = [[_cell(value) for value in index], *columns]
    return Grid(None, tuple(header), tuple(enumerate(zip(*columns, strict=True), 1)))


def _columns(frame: Any) -> Iterator[Iterable[Any]]:
    """Yield the columns of a frame; in pandas, several may bear one name."""
    for place, name in enumerate(frame.columns):
        yield frame.iloc[:, place] if hasattr(frame, "iloc") else frame[name]


def _pairs(pairs: Iterable[tuple[Any, Any]], *, valued: bool) -> Grid:
    rows = [(_cell(name), _cell(value)) for name, value in pairs]
    cells: Iterator[tuple[str, ...]] = (row if valued else row[:1] for row in rows)
    return Grid(None, ("name", "value") if valued else (), tuple(enumerate(cells, 1)))


def _pair(row: Any) -> tuple[Any, Any]:
    if isinstance(row, str):
        return row, None
    if hasattr(row, "name") and hasattr(row, "value"):
        return _named(row.name, row), row.value
    if isinstance(row, Sequence) and len(row) == 2:
        return _named(row[0], row), row[1]
    raise InputError(f"a row of the profile is {row!r}, but it must be a name, or a Measured(name, value)")


def _named(name: Any, row: Any) -> str:
    if not isinstance(name, str):
        raise InputError(f"a row of the profile is {row!r}, but it must be a Measured(name, value)")
    return name


def _cell(value: Any) -> str:
    """Return a cell as text; numbers in full, one that is larger than any double as infinite."""
    if value is None or type(value).__name__ in _NOTHING:
        return ""
    if isinstance(value, str) or hasattr(value, "__len__") or not hasattr(value, "__float__"):
        return str(value)
    try:
        return repr(float(value))
    except OverflowError:
        return "inf"
    except (TypeError, ValueError):
        return str(value)


_NOTHING = ("NAType", "NaTType")
"""What pandas calls the kinds of its missing values."""
