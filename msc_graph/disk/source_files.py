"""The tables of a source as Parquet files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from msc_graph.disk.encoding import SourceTables
from msc_graph.vocabulary import expand

_FRAMES = ("nodes", "properties", "predicates", "evidence", "assertions")


def save_tables(tables: SourceTables, folder: Path) -> None:
    """Write the tables into ``folder``, which must be there."""
    pl.DataFrame({"term": tables.terms}).write_parquet(folder / "terms.parquet", compression="zstd")
    for name in _FRAMES:
        getattr(tables, name).write_parquet(folder / f"{name}.parquet", compression="zstd")


def open_tables(folder: Path) -> SourceTables:
    """Return the tables in ``folder``."""
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in _FRAMES}
    return SourceTables(terms=pl.read_parquet(folder / "terms.parquet")["term"], **frames)


def verdicts(folder: Path) -> Counter[str]:
    """Return how many assertions of the source in ``folder`` have which verdict, by its IRI."""
    counts = pl.read_parquet(folder / "assertions.parquet", columns=["verdict"])["verdict"].value_counts()
    return Counter({expand(verdict): number for verdict, number in counts.iter_rows()})
