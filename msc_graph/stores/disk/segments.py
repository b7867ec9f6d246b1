"""An imported source as a segment of a store: its tables, mapped, and the rows that its report keeps."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl

from msc_graph.errors import BadRow
from msc_graph.model.graph import VERDICTS
from msc_graph.sources.report import ImportReport, LeftOut
from msc_graph.stores.disk.columns import (
    ASSERTION,
    CODED,
    DECLARED,
    DESCRIBED_NODE,
    NONE,
    PIECE,
    PROPERTY,
    Table,
    save_table,
)
from msc_graph.stores.importing.encoding import SourceTables
from msc_graph.system.surrogates import writable
from msc_graph.vocabulary.curies import expand

_BAD_ROW = {
    "file": pl.String,
    "line": pl.Int64,
    "column": pl.String,
    "problem": pl.String,
    "text": pl.String,
}
_LISTS = ("synonyms", "xrefs")


def save_source(tables: SourceTables, folder: Path) -> None:
    """Write the tables into ``folder``, which is there; `msc_graph.stores.disk.columns` has the columns.

    What is unknown is empty: no text, no member, `NONE` for a node.
    """
    said = pl.col("label").is_not_null() | pl.col("category").is_not_null()
    verdicts = {verdict: code for code, verdict in enumerate(VERDICTS)}
    frames = {
        "nodes": (tables.nodes.with_columns(described=said), DESCRIBED_NODE),
        "properties": (tables.properties, PROPERTY),
        "predicates": (tables.predicates, DECLARED),
        "evidence": (tables.evidence, PIECE),
        "assertions": (
            tables.assertions.with_columns(
                pl.col("verdict").replace_strict(verdicts, return_dtype=pl.UInt8),
                pl.col("species", "cell").fill_null(NONE),
                pl.col("sign").cast(pl.Int8),
            ),
            ASSERTION,
        ),
    }
    for name, (frame, columns) in frames.items():
        filled = frame.select(columns).with_columns(
            pl.col(pl.String).fill_null(""), pl.col(pl.List(pl.String)).fill_null([])
        )
        save_table(filled, folder, name, coded=CODED)


def open_nodes(folder: Path) -> pl.DataFrame:
    """Return the nodes of the source in ``folder``, copied out of the files; what is unknown is null."""
    nodes = Table(folder, "nodes", DESCRIBED_NODE[:-1]).frame()
    return nodes.with_columns(_unknown(name) for name in nodes.columns if name not in ("id", *_LISTS))


def open_source(folder: Path) -> SourceTables:
    """Return the tables in ``folder``, copied out of the files."""
    nodes = open_nodes(folder)
    assertions = Table(folder, "assertions", ASSERTION).frame()
    declared = Table(folder, "predicates", DECLARED).frame()
    return SourceTables(
        terms=nodes["id"],
        nodes=nodes,
        properties=Table(folder, "properties", PROPERTY).frame(),
        predicates=declared.with_columns(pl.col("known").cast(pl.Boolean)),
        evidence=Table(folder, "evidence", PIECE).frame().with_columns(map(_unknown, PIECE[3:])),
        assertions=assertions.with_columns(
            pl.col("verdict").replace_strict(dict(enumerate(VERDICTS)), return_dtype=pl.String),
            pl.col("species", "cell").replace(NONE, None),
            pl.col("endorsed").cast(pl.Boolean),
        ),
    )


def verdicts(folder: Path) -> Counter[str]:
    """Return how many assertions of the source in ``folder`` have which verdict, by its IRI."""
    codes = np.bincount(Table(folder, "assertions", ("verdict",))["verdict"], minlength=len(VERDICTS))
    return Counter({expand(VERDICTS[code]): number for code, number in enumerate(codes.tolist()) if number})


def _unknown(column: str) -> pl.Expr:
    """Return a column with null for an empty text."""
    return pl.col(column).replace("", None)


def save_rows(report: ImportReport, folder: Path) -> None:
    """Write the bad rows of a report, without the folders of their files, and what was left out."""
    bad = [(writable(row.path.name), row.line, row.column, row.problem, row.text) for row in report.bad_rows]
    left = pl.DataFrame(report.left_out, schema=dict.fromkeys(LeftOut._fields, pl.String), orient="row")
    pl.DataFrame(bad, schema=_BAD_ROW, orient="row").write_parquet(folder / "bad_rows.parquet")
    left.write_parquet(folder / "left_out.parquet")


def open_rows(folder: Path) -> ImportReport:
    """Return a report with the bad rows in ``folder``, and with what was left out."""
    report = ImportReport(keep_going=True)
    for path, line, column, problem, text in pl.read_parquet(folder / "bad_rows.parquet").iter_rows():
        report.bad_rows.append(BadRow(path, line, problem, column=column, text=text))
    report.left_out += map(LeftOut._make, pl.read_parquet(folder / "left_out.parquet").iter_rows())
    return report
