"""miRTarBase: microRNA-target interactions (MTI) with their experiments, a row for each paper.

The layout was checked against the mouse file of release 9 (``mmu_MTI.csv``). Human files of earlier releases
call one column "Target Gene (Entrez Gene ID)", as programs that read them have it; both spellings are
taken. Release 10 could not be checked: its columns are taken to have the same names.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import SEVERAL_NAMES, names_nothing, several, value_of
from msc_graph.sources.grounding.naming import (
    ARMLESS_OPTION,
    Genes,
    MicroRNAs,
    TableLike,
    choice,
    column_of,
    taxon_ids,
)
from msc_graph.sources.readers.text_files import LINE, drop_bad, open_table
from msc_graph.sources.readers.xlsx_rows import Sheet
from msc_graph.sources.report import EXAMPLES

_COLUMNS = {
    "record": ("miRTarBase ID",),
    "mirna": ("miRNA",),
    "mirna_species": ("Species (miRNA)",),
    "symbol": ("Target Gene",),
    "entrez": ("Target Gene (Entrez ID)", "Target Gene (Entrez Gene ID)"),
    "species": ("Species (Target Gene)",),
    "experiments": ("Experiments",),
    "support": ("Support Type",),
    "pmid": ("References (PMID)",),
}
_SUPPORT = ("Functional MTI", "Functional MTI (Weak)", "Non-Functional MTI", "Non-Functional MTI (Weak)")
_NUMBER, _PMID = r"^[1-9][0-9]{0,9}$", r"^[1-9][0-9]{0,8}$"
_REPORTER_OR_BLOT = r"(?i)reporter|luciferase|western|immunoblot"
"""Experiments by which a functional record shows the molecular contact itself; see the editorial note of
ECO:0000049 in ``ontology/msc-graph.ttl``."""


def read(files: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the interactions: a microRNA ``msc:targets`` a gene, as the curated graph has it.

    "Non-Functional MTI" is evidence that refutes. "Weak" records have the type of weak high-throughput
    evidence; others by reporter or blot that of reporter gene assays; the rest are records of a database.
    """
    armless = choice(reading, "armless", ("ambiguous", "previous"))
    rows = _Rows(reading, armless)
    for file in files:
        table = _open(file, reading)
        named = column_of(table, _COLUMNS)
        for frame in table.frames():
            frame = frame.select(
                LINE, *(pl.col(theirs).str.strip_chars().alias(ours) for ours, theirs in named.items())
            )
            yield rows.batch(_checked(frame, reading, file, named))


def _open(file: Path, reading: Reading) -> TableLike:
    if file.suffix.casefold() == ".xlsx" or (file.is_file() and zipfile.is_zipfile(file)):
        return Sheet(file, reading)
    return open_table(file, reading, delimiter=None, quoted=True)


def _checked(frame: pl.DataFrame, reading: Reading, file: Path, named: Mapping[str, str]) -> pl.DataFrame:
    """Drop the rows that cannot be used, and clean the numbers (a spreadsheet makes 18632605.0 of them)."""
    frame = frame.with_columns(value_of(name) for name in _COLUMNS if name not in ("mirna", "symbol"))
    for column in ("pmid", "entrez"):
        frame = frame.with_columns(pl.col(column).str.replace(r"\.0$", "").replace("0", None))
    for column, bad, problem in (
        ("mirna", names_nothing("mirna"), "there is no microRNA."),
        *((column, several(column), SEVERAL_NAMES) for column in ("mirna", "symbol")),
        ("symbol", names_nothing("symbol") & pl.col("entrez").is_null(), "there is no target gene."),
        ("entrez", ~pl.col("entrez").str.contains(_NUMBER), "{} is no number of NCBI Gene."),
        ("pmid", ~pl.col("pmid").str.contains(_PMID), "{} is no number of PubMed."),
        ("support", ~pl.col("support").is_in(_SUPPORT), f"{{}} is none of {', '.join(_SUPPORT)}."),
    ):
        frame = drop_bad(frame, bad, problem, reading, file, column=column, headers=named)
    return frame


class _Rows:
    """What is remembered from one batch to the next: names that have been met."""

    def __init__(self, reading: Reading, armless: str) -> None:
        self._reading = reading
        self._mirnas = MicroRNAs(reading, armless)
        self._genes = Genes(reading)

    def batch(self, frame: pl.DataFrame) -> Batch:
        self._tell(frame)
        subjects, mirnas = self._mirnas.ids(frame["mirna"], frame["mirna_species"])
        objects, genes = self._genes.ids(frame["entrez"], frame["symbol"], frame["species"])
        taxa = taxon_ids(frame["species"], self._reading)
        frame = frame.with_columns(subject=subjects, object=objects, taxon=taxa)
        weak = pl.col("support").str.contains("(Weak)", literal=True)
        firm = pl.col("experiments").str.contains(_REPORTER_OR_BLOT).fill_null(False)
        statements = frame.select(
            "subject",
            "object",
            predicate=pl.lit("msc:targets"),
            reference=pl.lit("PMID:") + pl.col("pmid"),
            evidence_type=pl.when(weak)
            .then(pl.lit("msc:high_throughput_weak"))
            .when(firm & pl.col("support").is_not_null())
            .then(pl.lit("ECO:0000049")),
            direction=pl.when(pl.col("support").str.starts_with("Non-"))
            .then(pl.lit("refutes"))
            .otherwise(pl.lit("supports")),
            species="taxon",
            locator=pl.concat_str("record", "experiments", separator="; ", ignore_nulls=True),
        )
        nodes = pl.concat([mirnas, genes], how="diagonal")
        return Batch(nodes=nodes, statements=statements)

    def _tell(self, frame: pl.DataFrame) -> None:
        note = self._reading.report.note
        other = frame.filter(pl.col("mirna_species") != pl.col("species"))
        if other.height:
            shown = other.select(pl.format("{} -> {}", "mirna", "symbol")).to_series()
            first = shown.drop_nulls().unique(maintain_order=True).head(EXAMPLES)
            note(EventKind.TARGET_OF_OTHER_SPECIES, *first, count=other.height)
        for column, kind in (
            ("pmid", EventKind.RECORD_WITHOUT_PUBMED),
            ("support", EventKind.RECORD_WITHOUT_SUPPORT),
        ):
            if empty := frame[column].null_count():
                records = frame.filter(pl.col(column).is_null())["record"].drop_nulls()
                note(kind, *records.unique(maintain_order=True).head(EXAMPLES), count=empty)


OPTIONS = dict(ARMLESS_OPTION)
FORMATS = {
    "mirtarbase": SourceFormat(
        name="mirtarbase",
        read=read,
        title="miRTarBase, microRNA-target interactions (CSV or XLSX)",
        title_zh="miRTarBase，微小RNA与靶基因的相互作用（CSV 或 XLSX）",
        source="mirtarbase",
        source_title="miRTarBase",
        licence="for academic use; ask the authors for any other",
        licence_zh="供学术使用；其他用途请询问作者",
        url="https://mirtarbase.cuhk.edu.cn",
        options=OPTIONS,
    )
}
