"""Which format a result is written in: what the user named, what the file's extension says, or the usual."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msc_graph.errors import UnknownFormat, UsageError

EXTENSIONS = {
    ".txt": ("text", "table", "explain", "md", "csv", "tsv", "json"),
    ".csv": ("csv",),
    ".tsv": ("tsv", "kgx-tsv"),
    ".json": ("json",),
    ".md": ("md", "explain"),
    ".xlsx": ("xlsx",),
    ".parquet": ("parquet",),
    ".adjacency": ("adjacency",),
    ".svg": ("svg",),
    ".html": ("html",),
    ".htm": ("html",),
    ".graphml": ("graphml",),
    ".ttl": ("turtle",),
    ".nt": ("ntriples",),
    ".nq": ("nquads",),
    ".trig": ("trig",),
    ".jsonld": ("jsonld",),
    ".rdf": ("rdfxml",),
    ".owl": ("rdfxml",),
}
"""The formats of files by their usual extensions, all in small letters."""


def settled(name: str, given: bool, file: Path | None, forms: Sequence[str], *, draws: bool = False) -> str:
    """Return the format of a result.

    Args:
        name: the format that is set.
        given: whether the user set it; else it is the usual one of the command.
        file: where the result goes; None for standard output.
        forms: the formats of the command.
        draws: whether the command draws a picture beside its result.

    >>> settled("text", False, Path("a.json"), ("text", "json"))
    'json'

    Raises:
        UsageError: the user named a format, and the extension is that of another; or it is a picture's.
        UnknownFormat: the extension is that of no format of the command, and the user named none.
    """
    if file is None or not (extension := _extension(file)):
        return name
    meant = EXTENSIONS.get(extension, ())
    if given:
        check_extension(name, file)
        return name
    if name in meant:
        return name
    fitting = [form for form in meant if form in forms]
    if not fitting and draws and extension in (".svg", ".png", ".pdf"):
        raise UsageError(f"{file.name} is a picture, which is drawn beside the result: --picture {file.name}")
    if not fitting:
        raise UnknownFormat(extension, [*forms])
    return fitting[0]


def check_extension(name: str, file: Path) -> None:
    """Refuse a file whose extension is that of another format than the one that the user named.

    Raises:
        UsageError: it is.
    """
    meant = EXTENSIONS.get(extension := _extension(file), ())
    if meant and name not in meant:
        raise UsageError(
            f"{file.name} would hold {name}, but {extension} is the extension of {meant[0]}."
            " Leave --format out, or name another file."
        )


def _extension(file: Path) -> str:
    """Return the extension of a file in small letters, which may be all of its name; empty for none."""
    return (file.suffix or (file.name if file.name.startswith(".") else "")).lower()
