"""Tables of names that the user prepared, in a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.errors import FileRefused, UsageError, did_you_mean, nearest
from msc_graph.sources.grounding.names import KINDS, NameTables
from msc_graph.sources.grounding.tables import read_index


class Grounding(NameTables):
    """Tables of names, prepared once (``msc-graph ground prepare``) and then only read."""

    def __init__(self, folder: Path, index: dict[str, Any]) -> None:
        """Keep the folder and what its index says; use `open`."""
        self.folder, self._index = folder, index
        self._tables: dict[str, pl.DataFrame] = {}

    @classmethod
    def open(cls, folder: Path | str) -> Grounding:
        """Return the tables that lie in a folder of ``msc-graph ground prepare``.

        Raises:
            FileRefused: there are none, or they were made by another version.
        """
        return cls(Path(folder), read_index(Path(folder)))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What these tables can ground, in the order of `KINDS`."""
        return tuple(kind for kind in KINDS if kind in self._index["kinds"])

    @property
    def checksum(self) -> str:
        """SHA-256 of the tables and of every file that they were made of; not of when that was."""
        said = {kind: tables | {"prepared": ""} for kind, tables in self._index["kinds"].items()}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def files(self) -> list[dict[str, Any]]:
        """Return name, size and checksum of each file that the tables were made of, with its kind."""
        return [{"kind": kind, **file} for kind in self.kinds for file in self._index["kinds"][kind]["files"]]

    def part(self, kind: str, part: str) -> pl.DataFrame:
        """Return a table of a kind.

        Raises:
            UsageError: an unknown kind.
            FileRefused: there is no table of that kind, or it cannot be read.
        """
        if kind not in KINDS:
            near = did_you_mean(nearest(kind, KINDS))
            raise UsageError(f"nothing of the kind {kind!r} can be grounded.{near} Kinds: {', '.join(KINDS)}")
        if kind not in self.kinds:
            option = {"gene": "--hgnc", "microrna": "--mirbase", "disease": "--mondo"}[kind]
            problem = f"there is no table of this kind: {kind}. Run 'msc-graph ground prepare' with {option}."
            raise FileRefused(self.folder, problem)
        file = self._index["kinds"][kind][part]["file"]
        if file not in self._tables:
            try:
                with (self.folder / file).open("rb") as table:  # whose name may be no text
                    self._tables[file] = pl.read_parquet(table)
            except (OSError, pl.exceptions.PolarsError) as error:
                raise FileRefused(self.folder / file, f"the table cannot be read: {error}") from error
        return self._tables[file]
