"""A delimited file as people download it: comment lines, banners, no header, quotes, names of rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msc_graph.errors import FileRefused, did_you_mean, nearest
from msc_graph.sources.batch import Reading
from msc_graph.sources.formats.table_mapping import Shape
from msc_graph.sources.readers.text_files import Table, likely_delimiter
from msc_graph.system.compressed import ByteSource, byte_source

ROW_NAME = "row name"
"""What the column of names of rows is called, to which R's write.table gives no header."""

_SAMPLE = 200
"""How many lines are looked at to know the quotes and the names of rows. Our choice."""


def opened(path: Path, shape: Shape, reading: Reading) -> Table:
    """Return a table with its columns known, whatever stands before or instead of its header.

    Rows of a file without header may end early: the cells that lack are empty. Its columns are called as the
    mapping says, the others by their number.

    Raises:
        FileRefused: there is no such file, it is empty or damaged, or there is no line of the header.
    """
    before, lines = _beginning(path, shape)
    delimiter = shape.delimiter or likely_delimiter(lines[0])
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
    mended = None if quoted else _mended(shape, delimiter, len(columns))
    source = byte_source(path, reading.progress)
    blocks = _from_line(source, before, mended)
    return Table(blocks, reading, delimiter=delimiter, quoted=quoted, columns=columns, first=before + 1)


def column_of(table: Table, name: str) -> str | None:
    """Return the column that a name or number (from 1) means; None where it means none.

    A name goes before a number.
    """
    if name in table.columns:
        return name
    if name.isdecimal() and 0 < int(name) <= len(table.columns):
        return table.columns[int(name) - 1]
    return None


def needed_column(table: Table, name: str) -> str:
    """Return the column that a name or number means.

    Raises:
        FileRefused: it means none; what is there is named.
    """
    found = column_of(table, name)
    if found is None:
        if name.isdecimal():
            problem = f"there is no column {name}: it has {len(table.columns)} columns."
            raise FileRefused(table.path, problem, line=1)
        table.require([name])
    return found or name


def no_column(table: Table, option: str, value: str) -> FileRefused:
    """Return the error for an option that is neither a column nor a constant."""
    columns = ", ".join(map(repr, table.columns))
    problem = (
        f"option {option}={value} is neither a column nor a value that holds for all rows."
        f"{did_you_mean(nearest(value, table.columns))} The columns are {columns}."
    )
    return FileRefused(table.path, problem, line=1)


def _beginning(path: Path, shape: Shape) -> tuple[int, list[str]]:
    """Return how many lines stand before the table, and the first lines of it."""
    text = next(byte_source(path).blocks(), b"").removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    lines = [line.removesuffix("\r") for line in text.split("\n")]
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


def _mended(shape: Shape, delimiter: str, width: int) -> Callable[[bytes], bytes] | None:
    """Return what empties comment lines and, of a file without header, fills up short rows; None: nothing."""
    mark, between = shape.comment.encode(), delimiter.encode()
    fill = width if shape.header == 0 else 0
    if not mark and not fill:
        return None

    def mended(line: bytes) -> bytes:
        if mark and line.startswith(mark):
            return b""
        lacking = fill - 1 - line.count(between) if line.strip() else 0
        return line.removesuffix(b"\r") + between * lacking if lacking > 0 else line

    return mended


def _from_line(source: ByteSource, before: int, mended: Callable[[bytes], bytes] | None) -> ByteSource:
    """Return the source without its first lines, each of the others mended."""

    def blocks() -> Iterator[bytes]:
        left, rest = before, b""
        for number, block in enumerate(source.blocks()):
            rest += block if number else block.removeprefix(b"\xef\xbb\xbf")
            while left and b"\n" in rest:
                rest, left = rest.partition(b"\n")[2], left - 1
            if left:
                continue
            if mended is None:
                yield rest
                rest = b""
            else:
                lines = rest.split(b"\n")
                rest = lines.pop()
                yield b"".join(mended(line) + b"\n" for line in lines)
        if rest and not left:
            yield mended(rest) if mended else rest

    return ByteSource(source.path, blocks)
