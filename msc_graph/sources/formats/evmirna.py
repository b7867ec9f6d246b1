"""EVmiRNA: microRNAs of extracellular vesicles, by sample and project.

Read are the files of a project of EVmiRNA 2.0: the table of samples (``PRJ..._metadata.csv``: BioProject,
Run, EV_type, Source, disease, URL...) and that of expression (``PRJ..._expression.csv``: miRNA, then runs).
Both layouts were seen in a published copy of the files of PRJDB2585. A long table (miRNA, source or sample,
value) is read as well; how EVmiRNA's first release named its columns could not be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import isfinite
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import names_nothing
from msc_graph.sources.grounding.naming import ARMLESS_OPTION, MicroRNAs, choice, column_of
from msc_graph.sources.grounding.species import species_ids
from msc_graph.sources.grounding.vesicles import vesicle_ids, vesicle_nodes
from msc_graph.sources.identifiers import with_references
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, open_table
from msc_graph.system.surrogates import writable

_SAMPLE = {
    "run": ("Run",),
    "project": ("BioProject", "Project"),
    "kind": ("EV_type", "EV type"),
    "source": ("Source",),
    "disease": ("disease",),
    "url": ("URL",),
    "title": ("Project_Title",),
}
_LONG = {
    "mirna": ("miRNA", "miRNA ID", "miRNA name", "mature miRNA"),
    "run": ("Run", "Sample", "Sample ID", "SRR"),
    "source": ("Source", "Tissue", "Cell line"),
    "kind": ("EV_type", "EV type"),
    "value": ("Expression", "TPM", "RPM", "Mean expression"),
}


def read(files: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield for each project, source and microRNA that its vesicles ``msc:containsCargo`` it.

    A microRNA counts where a sample has more of it than the option ``above`` says.
    """
    above = _above(reading)
    rows = _Rows(reading, above)
    tables = [open_table(file, reading, delimiter=None, quoted=True) for file in _once(files, reading)]
    for table in tables:
        if _is_samples(table):
            rows.add_samples(table)
    for table in tables:
        if not _is_samples(table):
            yield from rows.batches(table)


def _above(reading: Reading) -> float:
    text = reading.options.get("above", "0")
    with suppress(ValueError):
        if isfinite(above := float(text)):
            return above
    raise UsageError(f"above is a number, not {text!r}")


def _once(files: Sequence[Path], reading: Reading) -> list[Path]:
    """Leave out the table of read counts of a project whose table of normalised values is there."""
    names = {file.name for file in files}
    kept = []
    for file in files:
        if (
            file.name.replace("_expression_count", "_expression") in names
            and "_expression_count" in file.name
        ):
            reading.report.note(EventKind.READ_COUNTS, writable(file.name))
        else:
            kept.append(file)
    return kept


def _is_samples(table: Table) -> bool:
    bare = {column.casefold() for column in table.columns}
    return "run" in bare and "bioproject" in bare


class _Rows:
    """The samples, and the names that have been met."""

    def __init__(self, reading: Reading, above: float) -> None:
        self._reading, self._above = reading, above
        self._mirnas = MicroRNAs(reading, choice(reading, "armless", ("ambiguous", "previous")))
        self._samples = pl.DataFrame(schema=dict.fromkeys(_SAMPLE, pl.String()))

    def add_samples(self, table: Table) -> None:
        """Read a table of samples; ``-`` stands for nothing."""
        named = column_of(table, _SAMPLE, ("kind", "source", "disease", "url", "title"))
        for frame in table.frames():
            cells = frame.select(
                (pl.col(named[name]).str.strip_chars() if name in named else pl.lit(None, pl.String)).alias(
                    name
                )
                for name in _SAMPLE
            )
            self._samples = pl.concat([self._samples, cells.with_columns(pl.all().replace("-", None))])
        self._samples = self._samples.unique("run", keep="first", maintain_order=True)

    def batches(self, table: Table) -> Iterator[Batch]:
        """Yield the batches of a table of expression, wide or long."""
        first = re.sub(r"[^a-z]", "", table.columns[0].casefold())
        if first not in ("mirna", "mirnaid", "mirnaname", "maturemirna", "column"):
            table.require(["miRNA"])
            raise FileRefused(table.path, "the first column of a table of expression is miRNA", line=1)
        runs = set(self._samples["run"]) & set(table.columns)
        wide = bool(runs) or not self._is_long(table)
        if unknown := [run for run in table.columns[1:] if wide and run not in runs]:
            self._reading.report.note(EventKind.RUN_WITHOUT_SAMPLE, *unknown)
        project = table.path.name.partition("_")[0]
        for frame in table.frames():
            long = self._unpivoted(frame, table) if wide else self._long(frame, table)
            yield self._batch(self._checked(long, table, wide=wide), project)

    def _is_long(self, table: Table) -> bool:
        bare = {re.sub(r"[^a-z0-9]", "", column.casefold()) for column in table.columns[1:]}
        return bool(bare & {re.sub(r"[^a-z0-9]", "", name.casefold()) for name in _LONG["value"]})

    def _unpivoted(self, frame: pl.DataFrame, table: Table) -> pl.DataFrame:
        name, *runs = table.columns
        long = frame.unpivot(on=runs, index=[name, LINE], variable_name="run", value_name="value")
        long = long.rename({name: "mirna"}).join(self._samples, on="run", how="left", maintain_order="left")
        return long

    def _long(self, frame: pl.DataFrame, table: Table) -> pl.DataFrame:
        named = column_of(table, _LONG, ("run", "source", "kind"))
        found = frame.select(LINE, *(pl.col(theirs).alias(ours) for ours, theirs in named.items()))
        lacking = [name for name in _SAMPLE if name not in found.columns]
        return found.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)

    def _checked(self, long: pl.DataFrame, table: Table, *, wide: bool) -> pl.DataFrame:
        """Drop the rows that cannot be used; in a wide table the column to blame is that of the run."""
        headers = {"mirna": table.columns[0]} if wide else column_of(table, _LONG, ("run", "source", "kind"))

        def without(rows: pl.DataFrame, bad: pl.Expr, problem: str, column: str) -> pl.DataFrame:
            return drop_bad(rows, bad, problem, self._reading, table.path, column=column, headers=headers)

        long = without(long, names_nothing("mirna"), "there is no microRNA.", "mirna")
        number = pl.col("value").cast(pl.Float64, strict=False)
        bad = pl.col("value").is_not_null() & ~(number.is_finite() & (number >= 0)).fill_null(False)
        problem = "the expression {} is not a number from 0."
        if not wide:
            long = without(long, bad, problem, "value")
        else:
            for run in long.filter(bad)["run"].unique(maintain_order=True):
                headers["value"] = run
                long = without(long, bad & (pl.col("run") == run), problem, "value")
        return long.with_columns(value=number).filter(pl.col("value") > self._above)

    def _batch(self, long: pl.DataFrame, project: str) -> Batch:
        long = long.with_columns(
            subject=vesicle_ids(pl.col("kind"), pl.col("source")),
            project=pl.coalesce("project", pl.lit(project)),
        )
        grouped = long.group_by("subject", "mirna", "project", "source", "url", maintain_order=True).agg(
            samples=pl.len(), highest=pl.col("value").max()
        )
        code = grouped["mirna"].str.splitn("-", 2).struct.field("field_0")
        ids, nodes = self._mirnas.ids(grouped["mirna"], pl.Series([None] * grouped.height, dtype=pl.String))
        grouped = grouped.with_columns(object=ids, species=species_ids(code))
        grouped = with_references(grouped, "url", self._reading)
        statements = grouped.select(
            "subject",
            "object",
            "species",
            "reference",
            predicate=pl.lit("msc:containsCargo"),
            evidence_type=pl.lit("ECO:0000181"),
            locator=pl.concat_str(
                pl.lit("EVmiRNA ") + pl.col("project"),
                "source",
                pl.format("in {} samples, at most {}", "samples", "highest"),
                "unread",
                separator="; ",
                ignore_nulls=True,
            ),
        )
        nodes = pl.concat([nodes, vesicle_nodes(statements["subject"])], how="diagonal")
        return Batch(nodes=nodes, statements=statements)


OPTIONS = {
    **ARMLESS_OPTION,
    "above": (
        "a microRNA counts where a sample has more of it than this (default 0; TPM, or reads)",
        "样本中的量高于此值时才计入该微小RNA（默认 0；单位为 TPM 或读数）",
    ),
}
FORMATS = {
    "evmirna": SourceFormat(
        name="evmirna",
        read=read,
        title="EVmiRNA, microRNAs of extracellular vesicles (tables of samples and of expression)",
        title_zh="EVmiRNA，细胞外囊泡的微小RNA（样本表和表达量表）",
        source="evmirna",
        source_title="EVmiRNA",
        licence="see the database's own terms",
        licence_zh="见该数据库的使用条款",
        url="https://guolab.wchscu.cn/EVmiRNA2.0",
        options=OPTIONS,
    )
}
