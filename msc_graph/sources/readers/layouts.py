"""Delimited files as they are downloaded: comment lines, banners, no header, short rows, names of rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from msc_graph.errors import FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers.text_files import Table, delimiter_said, likely_delimiter, refuse_wide
from msc_graph.system.compressed import ByteSource, byte_source

MOST_COMMENTS = 4 * 1024 * 1024
"""How far into a file its first row is looked for, in bytes. Our choice: headers are some kilobytes."""

ROW_NAME = "row name"
"""What the column of names of rows is called, to which R's write.table gives no header."""

_SAMPLE = 200
"""How many lines are looked at to know the quotes and the names of rows. Our choice."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is laid out.

    ``delimiter``, ``quoted``: None where the file itself is asked. ``comment``: how lines begin that are left
    out, or empty. ``header``: the line on which it stands, 0 where there is none, None for the first that is
    no comment. ``columns``: their names, where the file has none; those behind them are called by their
    number. ``least``: how many cells a row of a file without header needs; those behind it may lack.
    """

    delimiter: str | None = None
    quoted: bool | None = None
    comment: str = ""
    header: int | None = None
    columns: tuple[str, ...] = ()
    least: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """How a file begins: the comment lines before its first row, without their mark, and that row's text."""

    comments: tuple[str, ...]
    row: str

    def value(self, *names: str) -> str:
        """Return what the comments say of the first of ``names`` that they mention; empty where of none.

        >>> Head(("gaf-version: 2.2", "Generated: 2016-10-03 09:46"), "").value("date-generated", "Generated")
        '2016-10-03 09:46'
        """
        for name in names:
            begins = re.compile(rf"{re.escape(name)}\s*[:=]\s*(.+)", re.IGNORECASE)
            for comment in self.comments:
                if found := begins.match(comment):
                    return found[1].strip().strip('"').strip()
        return ""

    @property
    def day(self) -> str:
        """The first day (``2025-01-16``) that the comments name; empty where they name none."""
        found = re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", " ".join(self.comments))
        return found[0] if found else ""


def head_of(path: Path, mark: str) -> Head:
    """Return how a file begins; ``mark`` is what comment lines begin with.

    Raises:
        FileRefused: there is no such file; it is empty, damaged, in UTF-16, or holds nothing but comments.
    """
    comments: list[str] = []
    for line in _lines(path):
        if line.startswith(mark):
            comments.append(line.removeprefix(mark).strip())
        elif line.strip():
            return Head(tuple(comments), line)
    raise FileRefused(path, f"it holds no row, only lines that begin with {mark!r} or nothing.")


def first_lines(path: Path, count: int) -> list[str]:
    """Return the first lines of a file, at most ``count``, without their ends.

    Raises:
        FileRefused: there is no such file; it is empty, damaged, or in UTF-16.
    """
    return list(islice(_lines(path), count))


def day_of(path: Path) -> str:
    """Return the day (``2025-10-18``) that the name of a file holds; empty where it holds none.

    >>> day_of(Path("G2P_all_2025-10-01.csv")), day_of(Path("G2P_all.csv"))
    ('2025-10-01', '')
    """
    found = re.search(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", path.name)
    return found[0] if found else ""


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of the first `MOST_COMMENTS` bytes of a file, without their ends."""
    text = b""
    for block in byte_source(path).blocks():
        text += block
        if len(text) >= MOST_COMMENTS:
            break
    refuse_wide(path, text)
    text = text.removeprefix(_BOM)
    if not text.strip():
        raise FileRefused(path, "it is empty. Name a file with rows.", line=1)
    for line in text.split(b"\n"):
        yield line.decode("utf-8", "replace").removesuffix("\r")


def open_shaped(path: Path, shape: Shape, reading: Reading) -> Table:
    """Return a table with its columns known, whatever stands before or instead of its header.

    Comment lines count as empty. Names of rows, as R writes them, are a column `ROW_NAME`.

    Raises:
        FileRefused: there is no such file, it is empty or damaged, or there is no line of the header.
    """
    if len(set(shape.columns)) < len(shape.columns):
        twice = next(name for name in shape.columns if shape.columns.count(name) > 1)
        raise FileRefused(path, f"the header has {twice!r} more than once.", line=1)
    before, lines = _beginning(path, shape)
    if (said := delimiter_said(lines[0])) and len(lines) > 1:
        before, lines = before + 1, lines[1:]
    delimiter = said or shape.delimiter or likely_delimiter(lines[0])
    quoted = shape.quoted
    if quoted is None:
        quoted = delimiter != "\t" or _cells_are_quoted(lines)
    rows = [_cells(line, delimiter, quoted=quoted) for line in lines]
    columns: Sequence[str] = ()
    if shape.header == 0:
        width = max(len(rows[0]), len(shape.columns))
        columns = [*shape.columns, *(str(place) for place in range(len(shape.columns) + 1, width + 1))]
    elif _has_row_names(rows):
        columns, before = [ROW_NAME, *rows[0]], before + 1
    return Table(
        _from_line(byte_source(path, reading.progress), before),
        reading,
        delimiter=delimiter,
        quoted=quoted,
        columns=columns,
        first=before + 1,
        comment=shape.comment,
        least=shape.least if shape.header == 0 else None,
    )


def _beginning(path: Path, shape: Shape) -> tuple[int, list[str]]:
    """Return how many lines stand before the table, and the first lines of it."""
    lines = list(_lines(path))
    if shape.header:
        before = shape.header - 1
        if before >= len(lines):
            raise FileRefused(path, f"it has no line {shape.header}, on which its header should stand.")
    else:
        before = 0
        while before < len(lines) - 1 and _is_comment(lines[before], shape.comment):
            before += 1
    rest = [line for line in lines[before:] if line and not _is_comment(line, shape.comment)]
    return before, rest[:_SAMPLE] or [""]


def _is_comment(line: str, mark: str) -> bool:
    return bool(mark) and (line.startswith(mark) or not line.strip())


def _cells_are_quoted(lines: Sequence[str]) -> bool:
    """Return whether cells between tabs stand in quotes, and none begins with a quote that stays open."""
    cells = [cell for line in lines for cell in line.split("\t") if cell.startswith('"')]
    return bool(cells) and all(len(cell) > 1 and cell.endswith('"') for cell in cells)


def _cells(line: str, delimiter: str, *, quoted: bool) -> list[str]:
    if not quoted:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:  # a cell longer than the module allows
        return line.split(delimiter)


def _has_row_names(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether all rows have one cell more than the header, and are numbered in the first."""
    numbered = all(row[0] == str(place) for place, row in enumerate(rows[1:], 1))
    return len(rows) > 1 and numbered and all(len(row) == len(rows[0]) + 1 for row in rows[1:-1] or rows[1:])


def _from_line(source: ByteSource, before: int) -> ByteSource:
    """Return the source without its first lines and its mark of byte order."""

    def blocks() -> Iterator[bytes]:
        left, rest = before, b""
        for number, block in enumerate(source.blocks()):
            rest += block if number else block.removeprefix(_BOM)
            while left and b"\n" in rest:
                rest, left = rest.partition(b"\n")[2], left - 1
            if not left:
                yield rest
                rest = b""

    return ByteSource(source.path, blocks)
