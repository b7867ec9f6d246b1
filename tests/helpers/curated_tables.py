"""Curated tables to make mistakes in."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msc_graph.curation.facts import Facts
from msc_graph.curation.reader import read_facts
from msc_graph.errors import CurationError, TableProblem

TABLES = (
    "nodes",
    "references",
    "claims",
    "statements",
    "mechanisms",
    "mechanism_steps",
    "trials",
    "doses",
    "evidence",
)


class Tables:
    """A folder of tables that a test may spoil; a line is found by its first cell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lines(self, table: str) -> list[list[str]]:
        text = (self.folder / f"{table}.tsv").read_text(encoding="utf-8")
        return [line.split("\t") for line in text.splitlines()]

    def write(self, table: str, lines: Iterable[Iterable[str]]) -> None:
        text = "".join("\t".join(cells) + "\n" for cells in lines)
        (self.folder / f"{table}.tsv").write_text(text, encoding="utf-8", newline="")

    def line(self, table: str, key: str) -> int:
        """Return the number, from 1, of the first line whose first cell is ``key``."""
        return next(number for number, cells in enumerate(self.lines(table), start=1) if cells[0] == key)

    def set(self, table: str, key: str, /, **cells: str) -> int:
        """Change cells of a line; return its number."""
        lines, number = self.lines(table), self.line(table, key)
        for column, value in cells.items():
            lines[number - 1][lines[0].index(column)] = value
        self.write(table, lines)
        return number

    def copy(self, table: str, key: str, /, **cells: str) -> int:
        """Add a copy of a line with some cells changed at the end; return the copy's number."""
        lines = self.lines(table)
        copied = list(lines[self.line(table, key) - 1])
        for column, value in cells.items():
            copied[lines[0].index(column)] = value
        self.write(table, [*lines, copied])
        return len(lines) + 1

    def drop(self, table: str, key: str) -> None:
        self.write(table, [cells for cells in self.lines(table) if cells[0] != key])

    def problems(self) -> list[TableProblem]:
        try:
            read_facts(self.folder)
        except CurationError as error:
            return list(error.problems)
        return []


@cache
def facts() -> Facts:
    return read_facts()
