"""Tables as databases of annotations write them: comment lines, often no header, rows that end early."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msc_graph.errors import FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers.text_files import Table
from msc_graph.system.compressed import ByteSource, byte_source

MOST_COMMENTS = 4 * 1024 * 1024
"""How far into a file its first row is looked for, in bytes. Our choice: headers are some kilobytes."""

_BOM = b"\xef\xbb\xbf"


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
        FileRefused: there is no such file; it is damaged, no text, or holds nothing but comments.
    """
    text = b""
    for block in byte_source(path).blocks():
        text += block.removeprefix(_BOM) if not text else block
        comments: list[str] = []
        lines = text.split(b"\n")
        for line in lines if len(text) >= MOST_COMMENTS else lines[:-1]:
            said = line.decode("utf-8", "replace").strip("\r")
            if said.startswith(mark):
                comments.append(said.removeprefix(mark).strip())
            elif said.strip():
                return Head(tuple(comments), said)
        if len(text) >= MOST_COMMENTS:
            break
    last = text.rpartition(b"\n")[2].decode("utf-8", "replace").strip("\r")
    if last.strip() and not last.startswith(mark):
        return Head(tuple(comments), last)
    raise FileRefused(path, f"it holds no row, only lines that begin with {mark!r} or nothing.")


def first_lines(path: Path, count: int) -> list[str]:
    """Return the first lines of a file, at most ``count``, without their ends.

    Raises:
        FileRefused: there is no such file, or it is damaged.
    """
    block = next(byte_source(path).blocks(), b"").removeprefix(_BOM)
    return [line.decode("utf-8", "replace").rstrip("\r") for line in block.split(b"\n")[:count]]


def rows_of(
    path: Path,
    reading: Reading,
    *,
    mark: str,
    columns: Sequence[str],
    least: int,
    delimiter: str = "\t",
    quoted: bool = False,
) -> Table:
    """Return a table without header: comment lines count as empty, and short rows end in empty cells.

    Args:
        path: the file.
        reading: takes the bad rows.
        mark: what comment lines begin with.
        columns: the names of the columns.
        least: how many cells a row needs; those behind it may lack.
        delimiter: one ASCII character.
        quoted: whether cells may stand in quotes; comment lines and short rows are then as in any table.
    """
    if quoted:
        source = byte_source(path, reading.progress)
        return Table(source, reading, delimiter=delimiter, quoted=True, columns=columns)
    mended = _mended(mark.encode(), delimiter.encode(), range(least, len(columns)), len(columns))
    source = byte_source(path, reading.progress)
    return Table(
        ByteSource(path, lambda: mended(source.blocks())), reading, delimiter=delimiter, columns=columns
    )


def _mended(
    mark: bytes, delimiter: bytes, short: range, width: int
) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    def mended(line: bytes) -> bytes:
        if line.startswith(mark):
            return b"\r" if line.endswith(b"\r") else b""
        cells = line.count(delimiter) + 1
        if cells not in short or not line.strip():
            return line
        return line.removesuffix(b"\r") + delimiter * (width - cells)

    def blocks(source: Iterator[bytes]) -> Iterator[bytes]:
        rest = b""
        for block in source:
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            yield b"".join(mended(line) + b"\n" for line in lines)
        if rest:
            yield mended(rest)

    return blocks
