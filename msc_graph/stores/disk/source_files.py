"""The tables of a source, and the rows that its report keeps, as Parquet files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from msc_graph.errors import BadRow
from msc_graph.sources.report import ImportReport, LeftOut
from msc_graph.stores.importing.encoding import SourceTables
from msc_graph.vocabulary.curies import expand

_BAD_ROW = {
    "file": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "problem": pl.String,
    "text": pl.String,
}
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


def save_rows(report: ImportReport, folder: Path) -> None:
    """Write the bad rows of a report, and what was left out, into ``folder``."""
    bad = [(str(row.path), row.line, row.column, row.problem, row.text) for row in report.bad_rows]
    pl.DataFrame(bad, schema=_BAD_ROW, orient="row").write_parquet(folder / "bad_rows.parquet")
    left = pl.DataFrame(report.left_out, schema=dict.fromkeys(LeftOut._fields, pl.String), orient="row")
    left.write_parquet(folder / "left_out.parquet")


def open_rows(folder: Path) -> ImportReport:
    """Return a report with the bad rows in ``folder``, and with what was left out."""
    report = ImportReport(keep_going=True)
    for path, line, column, problem, text in pl.read_parquet(folder / "bad_rows.parquet").iter_rows():
        report.bad_rows.append(BadRow(path, line, problem, column=column, text=text))
    report.left_out += map(LeftOut._make, pl.read_parquet(folder / "left_out.parquet").iter_rows())
    return report


def verdicts(folder: Path) -> Counter[str]:
    """Return how many assertions of the source in ``folder`` have which verdict, by its IRI."""
    counts = pl.read_parquet(folder / "assertions.parquet", columns=["verdict"])["verdict"].value_counts()
    return Counter({expand(verdict): number for verdict, number in counts.iter_rows()})
