"""What an adjacency form says of itself, checked before anything else is read."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.errors import StoreRefused
from msc_graph.exports.adjacency import FORMAT, MANIFEST, TABLES, VERSION, digest_of, sum_of
from msc_graph.pathfinding.arc_table import Facts
from msc_graph.system.surrogates import must_be_nameable

NEEDED = ("leaving", "entering", "nodes", "names", "predicates")
SUMMED = 500_000_000
"""Up to so many bytes the files of a form are compared with their checksums: our choice, half a second."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which ``tables`` there are, how many nodes and edges, and what holds for all rows.

    ``files`` gives the bytes of every file, ``sums`` its SHA-256, ``spans`` the first and the last value of
    the column by which it is sorted; an empty file has none.
    """

    digest: str
    tables: frozenset[str]
    counts: Mapping[str, int]
    facts: Facts
    verification: Mapping[str, str]
    files: Mapping[str, int]
    sums: Mapping[str, str]
    spans: Mapping[str, tuple[Any, Any]]

    def holding(self, table: str, values: Iterable[Any]) -> dict[str, list[Any]]:
        """Return the files of a table in which some values of its sorted column may be, each with those."""
        wanted = sorted(values)
        found = {}
        for name, (least, most) in self.spans.items():
            if name.startswith(f"{table}/"):
                found[name] = wanted[bisect_left(wanted, least) : bisect_right(wanted, most)]
        return {name: held for name, held in found.items() if held}


def manifest_of(text: str, place: Path | str) -> Manifest:
    """Return the checked manifest of the adjacency form in ``place``.

    Raises:
        StoreRefused: it is none, of another version, or damaged.
    """
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise ValueError(f"its format is {told['format']!r}")
        version = told["version"]
        if version == VERSION:
            files = {str(name): int(size) for name, (size, *_) in told["files"].items()}
            found = Manifest(
                digest=str(told["digest"]),
                tables=frozenset(name.partition("/")[0] for name in files),
                counts={name: int(told["counts"][name]) for name in ("nodes", "edges")},
                facts=Facts.from_dict(told["facts"]),
                verification={str(name): str(word) for name, word in told["verification"].items()},
                files=files,
                sums={str(name): str(digest) for name, (_, digest, *_) in told["files"].items()},
                spans={str(name): _span(*span) for name, (_, _, *span) in told["files"].items() if span},
            )
            if (
                digest_of({name: told[name] for name in ("counts", "facts", "verification", "files")})
                != told["digest"]
            ):
                raise ValueError("its digest does not fit")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreRefused(place, f"this is no graph in the adjacency form ({error}).") from error
    if version != VERSION:
        raise StoreRefused(
            place,
            f"this adjacency form has version {version}, and this program reads {VERSION}. Export anew.",
        )
    if missing := [name for name in NEEDED if name not in found.tables]:
        raise StoreRefused(place, f"its tables {', '.join(missing)} are missing. Export anew.")
    return found


def _span(least: Any, most: Any) -> tuple[Any, Any]:
    if not (type(least) is type(most) and isinstance(least, int | str) and least <= most):
        raise ValueError(f"a file from {least!r} to {most!r}")
    return least, most


def opened(folder: Path) -> Manifest:
    """Return the manifest of a folder whose files are all there, of their size, checksum and columns.

    Checksums of a form of more than `SUMMED` bytes are not looked at.

    Raises:
        StoreRefused: the folder is none, or damaged.
    """
    must_be_nameable(folder)
    try:
        found = manifest_of((folder / MANIFEST).read_text(encoding="utf-8"), folder)
        summed = sum(found.files.values()) <= SUMMED
        for name, size in found.files.items():
            if (actual := (folder / name).stat().st_size) != size:
                raise StoreRefused(folder / name, f"it has {actual} bytes instead of {size}. Export anew.")
            if summed and sum_of(folder / name) != found.sums[name]:
                raise StoreRefused(folder / name, "its checksum does not fit. Export anew.")
            check_columns(name.partition("/")[0], pl.read_parquet_schema(folder / name), folder / name)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise StoreRefused(folder, f"it cannot be read as an adjacency form ({error}).") from error
    return found


def check_columns(table: str, schema: Mapping[str, object], place: Path | str) -> None:
    """Refuse a file without the columns of its table.

    Raises:
        StoreRefused: a column is missing, or of another type.
    """
    for name, kind in TABLES[table].items():
        if schema.get(name) != kind:
            raise StoreRefused(place, f"its column {name} is {schema.get(name)}, not {kind}. Export anew.")
