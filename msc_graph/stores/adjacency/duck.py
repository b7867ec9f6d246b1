"""The tables of an adjacency form in a folder, read by DuckDB: larger than memory, on one machine."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import polars as pl

from msc_graph.errors import EngineFailed, MissingPart, StoreRefused
from msc_graph.exports.adjacency import SORTED_BY, TABLES
from msc_graph.stores.adjacency.manifest import opened
from msc_graph.stores.adjacency.tables import Values
from msc_graph.system.cache import cache_folder
from msc_graph.system.digits import whole_number

MEMORY = "1500MB"
"""What DuckDB may hold before it spills: our choice, so that a question stays below 2 GB."""
SPILL = "50GB"
"""What it may spill: our choice."""


class DuckTables:
    """A folder in the adjacency form."""

    def __init__(self, folder: Path | str) -> None:
        """Check the folder; it may read that and its own spill folder, nothing else, and write only there.

        Raises:
            StoreRefused: the folder is no adjacency form, or damaged.
            MissingPart: duckdb is not installed.
        """
        try:
            import duckdb
        except ImportError as error:
            raise MissingPart("duckdb", "pip install 'msc-graph[duckdb]'") from error
        self._folder = Path(folder).resolve()
        self.manifest = opened(self._folder)
        self._spill = _spill_folder()
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "temp_directory": str(self._spill),
            "max_temp_directory_size": SPILL,
        }
        self._connection = duckdb.connect(config=settings)
        allowed = ", ".join(_quoted(str(place)) for place in (self._folder, self._spill))
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET parquet_metadata_cache = true")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self.close = weakref.finalize(self, _ended, self._connection, self._spill)

    def rows(self, table: str, column: str, values: Values, seconds: float | None = None) -> pl.DataFrame:
        """Return the rows of a table whose ``column`` has one of some values; see `Tables.rows`."""
        wanted = np.asarray(values, object if values.dtype.kind in "OUT" else np.int64)
        files = self._files(table)
        if column == SORTED_BY[table]:
            held = self.manifest.holding(table, wanted.tolist())
            if not held:
                return pl.DataFrame(schema=TABLES[table])
            files = f"read_parquet([{', '.join(_quoted(f'{self._folder}/{name}') for name in held)}])"
        query = f"SELECT t.* FROM {files} t WHERE t.{column} IN (SELECT value FROM wanted)"  # noqa: S608
        return self._answer(query, {"wanted": {"value": wanted}}, seconds)

    def arcs(
        self, tables: Sequence[str], values: Values, seconds: float | None = None
    ) -> dict[str, pl.DataFrame]:
        """Return the rows of some nodes in sorted tables; see `Tables.arcs`."""
        end = None if seconds is None else monotonic() + seconds
        return {
            table: self.rows(table, SORTED_BY[table], values, None if end is None else end - monotonic())
            for table in tables
        }

    def names_holding(self, text: str, most: int) -> pl.DataFrame:
        """Return names that hold a text; see `Tables.names_holding`."""
        held = {"text": {"value": np.array([text], object)}}
        query = (
            f"SELECT t.* FROM {self._files('names')} t, text WHERE contains(t.key, text.value)"  # noqa: S608
            f" ORDER BY length(t.key), t.key, t.number LIMIT {int(most)}"
        )
        return self._answer(query, held, None)

    def _files(self, table: str) -> str:
        return f"read_parquet({_quoted(f'{self._folder}/{table}/*.parquet')})"

    def _answer(self, query: str, views: dict[str, Any], seconds: float | None) -> pl.DataFrame:
        import duckdb

        cursor = self._connection.cursor()
        timer = threading.Timer(seconds, cursor.interrupt) if seconds is not None else None
        try:
            for name, view in views.items():
                cursor.register(name, view)
            if timer:
                timer.start()
            return pl.DataFrame(cursor.sql(query))
        except duckdb.InterruptException as error:
            raise TimeoutError from error
        except duckdb.IOException as error:
            raise StoreRefused(self._folder, f"it cannot be read ({error}). Export anew.") from error
        except duckdb.Error as error:
            raise EngineFailed("DuckDB", str(error)) from error
        finally:
            if timer:
                timer.cancel()
            cursor.close()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _ended(connection: Any, spill: Path) -> None:
    connection.close()
    shutil.rmtree(spill, ignore_errors=True)


def _spill_folder() -> Path:
    """Return a new folder of this process for what does not fit; those of ended processes are removed."""
    home = cache_folder("msc-graph", "spill") or Path(tempfile.mkdtemp(prefix="msc-graph-"))
    for older in home.iterdir():
        owner = whole_number(older.name.partition("-")[0])
        if owner and not _runs(owner):
            shutil.rmtree(older, ignore_errors=True)
    mine = home / f"{os.getpid()}-{secrets.token_hex(4)}"
    mine.mkdir(mode=0o700)
    return mine


def _runs(process: int) -> bool:
    with suppress(ProcessLookupError):
        try:
            os.kill(process, 0)
        except PermissionError:
            return True
        return True
    return False
