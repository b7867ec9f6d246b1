"""Halves of surrogate pairs: Python texts may hold them, and no encoding of Unicode writes them.

Names of files whose bytes are not UTF-8 reach Python so (PEP 383).
"""

from __future__ import annotations

from pathlib import Path

from msc_graph.errors import StoreRefused


def has_lone_surrogate(text: str) -> bool:
    """Return whether a text holds half of a surrogate pair (The Unicode Standard, section 3.8)."""
    return not text.isascii() and any("\ud800" <= mark <= "\udfff" for mark in text)


def writable(text: str) -> str:
    r"""Return a text that every encoding of Unicode writes: halves of surrogate pairs are spelled out.

    >>> print(writable("net\udcff.tsv"))
    net\udcff.tsv
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if has_lone_surrogate(text) else text


def must_be_nameable(folder: Path) -> None:
    """Refuse a folder whose name, as it is used, is no text: polars and DuckDB cannot name it.

    Raises:
        StoreRefused: it is such a folder.
    """
    if has_lone_surrogate(str(folder)):
        raise StoreRefused(folder, "its name is not valid UTF-8. Give the folder another name.")
