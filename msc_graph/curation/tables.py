"""Tab-separated tables: read rows with their line numbers, and check each cell, gathering every problem.

The format is deliberately plain: UTF-8, one header line, a tab between cells, no quoting, ``|`` between
the values of one cell, lines that start with ``#`` left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msc_graph.errors import TableProblem, did_you_mean, nearest

_SHORT_LIST = 10
"""How many known words a message may list."""

Check = Callable[[str], str | None]
"""Given the text of one value, return what is wrong with it, or None."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: may it be empty, may it hold several values (``|``), and what each value must be."""

    name: str
    check: Check | None = None
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. ``row["name"]`` is the text of a cell, ``row.values("name")`` its values."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def values(self, column: str) -> tuple[str, ...]:
        """Return the values of a cell that may hold several; empty for an empty cell."""
        return split(self.cells[column])


@dataclass(slots=True)
class Problems:
    """Gathers what is wrong in all tables, so that one run reports everything.

    ``unread`` names the tables that could not be read at all, ``dropped`` holds the first cell of each line
    with a wrong number of cells: what refers to them is not a mistake of its own.
    """

    found: list[TableProblem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)

    def add(self, row: Row, column: str, message: str) -> None:
        """Note a problem of one cell."""
        self.found.append(TableProblem(row.file, row.line, column, message))

    def add_line(self, file: str, line: int, message: str) -> None:
        """Note a problem of a whole line."""
        self.found.append(TableProblem(file, line, "", message))

    def add_table(self, path: Path, line: int, message: str) -> None:
        """Note a problem that keeps a whole table from being read."""
        self.unread.add(path.stem)
        self.add_line(path.name, line, message)


def split(cell: str) -> tuple[str, ...]:
    """Return the ``|``-separated values of a cell, without empty ones."""
    return tuple(value for part in cell.split("|") if (value := part.strip()))


def one_of(known: Sequence[str] | Mapping[str, object], what: str) -> Check:
    """Return a check that a value is among ``known``; a wrong one gets the nearest, or a short list whole."""

    def check(value: str) -> str | None:
        if value in known:
            return None
        near = nearest(value, known)
        listed = f" Known: {', '.join(known)}." if known and not near and len(known) <= _SHORT_LIST else ""
        return f"unknown {what} {value!r}.{did_you_mean(near)}{listed}"

    return check


def matching(pattern: str, description: str) -> Check:
    """Return a check that a value matches ``pattern`` as a whole; ``description`` says what is expected.

    Only ASCII digits and letters count as such: identifiers and numbers become IRIs and XSD literals.
    """
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: None if compiled.fullmatch(value) else f"{value!r} is not {description}"


def read_rows(path: Path, columns: Sequence[Column], problems: Problems) -> list[Row]:
    """Return the rows of a table that have the right number of cells; what is wrong goes to ``problems``.

    A missing file, a wrong header or invalid UTF-8 is one problem of that file, and no rows.
    """
    if not path.exists():
        problems.add_table(path, 1, "the table is missing; put it back (a header line is enough)")
        return []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start]
        problems.add_table(path, line, f"byte {byte:#04x} is not UTF-8; save the file as UTF-8")
        return []
    lines = text.replace("\r\n", "\n").split("\n")
    names = [column.name for column in columns]
    if lines[0].split("\t") != names:
        problems.add_table(path, 1, _header_problem(lines[0].split("\t"), names))
        return []
    return [
        row
        for number, line in enumerate(lines[1:], start=2)
        if line and not line.startswith("#")
        for row in _row(path.name, number, line, columns, problems)
    ]


def _header_problem(found: Sequence[str], expected: Sequence[str]) -> str:
    missing = [name for name in expected if name not in found]
    surplus = [name for name in found if name not in expected]
    parts = []
    if missing:
        parts.append(f"missing columns: {', '.join(missing)}")
    parts += [f"unknown column {name!r}.{did_you_mean(nearest(name, expected))}" for name in surplus]
    return "; ".join(parts) or f"the columns must stand in this order: {', '.join(expected)}"


def _row(file: str, number: int, line: str, columns: Sequence[Column], problems: Problems) -> Iterator[Row]:
    cells = line.split("\t")
    if len(cells) != len(columns):
        problems.dropped.add(cells[0].strip())
        problems.add_line(
            file, number, f"{len(cells)} cells where {len(columns)} are needed; is a tab missing or doubled?"
        )
        return
    row = Row(file, number, {c.name: cell.strip() for c, cell in zip(columns, cells, strict=True)})
    for column in columns:
        _check_cell(row, column, problems)
    yield row


def _check_cell(row: Row, column: Column, problems: Problems) -> None:
    cell = row[column.name]
    values = split(cell) if column.many else (cell,) if cell else ()
    if not values and column.required:
        problems.add(row, column.name, "the cell is empty; every line needs a value here")
    for value in values:
        if column.check is not None and (message := column.check(value)):
            problems.add(row, column.name, message)
