"""The files that names come from, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msc_graph.errors import FileRefused
from msc_graph.system.text import whole_text

MAX_BYTES = 2_000_000_000
"""Most bytes of an unpacked file: many times the largest of these downloads (MONDO's JSON, about 100 MB)."""


def text_of(path: Path) -> str:
    """Return the text of a file, unpacked; `whole_text` says what is refused."""
    return whole_text(path, most=MAX_BYTES)


def rows_of(path: Path, row: str, what: str) -> Iterator[list[str]]:
    """Yield the cells of the lines of a table without header; empty lines are skipped.

    Args:
        path: the file.
        row: how a line begins, as a regular expression.
        what: what the file should be, for the user.

    Raises:
        FileRefused: a line begins otherwise; or as of `whole_text`.
    """
    begins = re.compile(row)
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        if not begins.match(line):
            raise FileRefused(path, f"this is not {what}.", line=number)
        yield line.rstrip("\r").split("\t")
