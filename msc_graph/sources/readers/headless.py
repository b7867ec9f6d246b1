"""Tables as databases of annotations write them: comment lines, often no header, rows that end early."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from msc_graph.errors import FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.sources.readers.text_files import Table
from msc_graph.system.compressed import ByteSource, byte_source

MOST_COMMENTS = 4 * 1024 * 1024
"""How far into a file its first row is looked for, in bytes. Our choice: headers are some kilobytes."""

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


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


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of the first `MOST_COMMENTS` bytes of a file, without their ends."""
    text = b""
    for block in byte_source(path).blocks():
        text += block
        if len(text) >= MOST_COMMENTS:
            break
    if text.startswith(_UTF16):
        raise FileRefused(path, "it is written in UTF-16. Save it as UTF-8.", line=1)
    text = text.removeprefix(_BOM)
    if not text.strip():
        raise FileRefused(path, "it is empty. Name a file with rows.", line=1)
    for line in text.split(b"\n"):
        yield line.decode("utf-8", "replace").removesuffix("\r")


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
    if len(set(columns)) < len(columns):
        twice = next(name for name in columns if columns.count(name) > 1)
        raise FileRefused(path, f"the header has {twice!r} more than once.", line=1)
    mended = _mended(mark.encode(), delimiter.encode(), range(least, len(columns)), len(columns))
    source = byte_source(path, reading.progress)

    def blocks() -> Iterator[bytes]:
        bare = _without_mark(source.blocks())
        return bare if quoted else mended(bare)

    return Table(ByteSource(path, blocks), reading, delimiter=delimiter, quoted=quoted, columns=columns)


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(blocks, b"").removeprefix(_BOM)
    yield from blocks


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
