"""Vesiclepedia and ExoCarta: what was found in vesicles, by which experiment.

Layouts: tab-separated tables of proteins and messenger RNAs, microRNAs, lipids, and experiments, as programs
that read the downloads name their columns (Vesiclepedia 4.1 and 5.1, ExoCarta 5 and 6). The databases' own
files were not at hand: headers are therefore compared without letter case and punctuation, and the tables are
known by their columns, not by their file names. Give the table of experiments too: it has the PubMed numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import names_nothing
from msc_graph.sources.grounding.naming import (
    ARMLESS_OPTION,
    Genes,
    MicroRNAs,
    Names,
    choice,
    column_of,
    taxon_ids,
    unresolved_id,
)
from msc_graph.sources.grounding.vesicles import vesicle_ids, vesicle_nodes
from msc_graph.sources.identifiers import with_papers
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, open_table
from msc_graph.sources.report import EXAMPLES

_EXPERIMENT = {
    "experiment": ("EXPERIMENT ID",),
    "pmid": ("PUBMED ID", "PUBMEDID", "PMID"),
    "sample": ("SAMPLE",),
    "sample_source": ("SAMPLE SOURCE",),
    "sample_name": ("SAMPLE NAME",),
    "isolation": ("ISOLATION METHOD", "ISOLATION"),
    "kind": ("VESICLE TYPE", "VESICLE"),
}
_CARGO = {
    "content_type": ("CONTENT TYPE",),
    "entrez": ("ENTREZ GENE ID", "GENE ID"),
    "symbol": ("GENE SYMBOL",),
    "mirna": ("MIRNA ID", "MIRNA NAME"),
    "lipid": ("LIPID ID", "LIPID NAME"),
    "species": ("SPECIES",),
    "experiment": ("EXPERIMENT ID",),
    "methods": ("METHODS", "METHOD"),
}
_OPTIONAL = {"sample", "sample_source", "sample_name", "isolation", "kind"}
_NO_GENE = r"^(?:-|NA|N/A|0|none|null)$"


def _reader(source: str, vesicle: str) -> Callable[[Sequence[Path], Reading], Iterator[Batch]]:
    def read(files: Sequence[Path], reading: Reading) -> Iterator[Batch]:
        """Yield the cargo: vesicles ``msc:containsCargo`` a gene, microRNA, messenger RNA or lipid."""
        tables = [open_table(file, reading) for file in files]
        experiments = [table for table in tables if _is_experiments(table)]
        rows = _Rows(reading, source, vesicle, _experiments(experiments, reading))
        for table in tables:
            if table not in experiments:
                yield from rows.batches(table)

    return read


def _is_experiments(table: Table) -> bool:
    bare = {column.casefold().replace(" ", "") for column in table.columns}
    return "experimentid" in bare and bool(bare & {"pubmedid", "pmid"}) and "contenttype" not in bare


def _experiments(tables: Sequence[Table], reading: Reading) -> pl.DataFrame:
    """Return the experiments of all tables of experiments, each once."""
    schema = dict.fromkeys(_EXPERIMENT, pl.String())
    frames = [pl.DataFrame(schema=schema)]
    for table in tables:
        named = column_of(table, _EXPERIMENT, _OPTIONAL)
        frames += [
            frame.select(
                (pl.col(named[name]).str.strip_chars() if name in named else pl.lit(None, pl.String)).alias(
                    name
                )
                for name in _EXPERIMENT
            )
            for frame in table.frames()
        ]
    found = pl.concat(frames).filter(pl.col("experiment").is_not_null())
    found = found.unique("experiment", keep="first", maintain_order=True)
    found = with_papers(found, "pmid", reading)
    odd = found.filter(pl.col("reference").is_null())
    shown = odd.select(pl.format("{} {}", "experiment", pl.col("unread").fill_null(""))).to_series()
    reading.report.note(EventKind.EXPERIMENT_WITHOUT_PUBMED, *shown.head(EXAMPLES), count=odd.height)
    return found


class _Rows:
    """What is remembered from one table to the next."""

    def __init__(self, reading: Reading, source: str, vesicle: str, experiments: pl.DataFrame) -> None:
        self._reading, self._source, self._vesicle = reading, source, vesicle
        self._experiments = experiments
        self._mirnas = MicroRNAs(reading, choice(reading, "armless", ("ambiguous", "previous")))
        self._genes = Genes(reading)
        self._lipids = Names(reading, "lipid", "Lipid")
        self._messengers: set[str] = set()
        if experiments.is_empty():
            reading.report.note(EventKind.NO_EXPERIMENTS)

    def batches(self, table: Table) -> Iterator[Batch]:
        there = {column.casefold().replace(" ", "") for column in table.columns}
        kinds = [kind for kind, key in (("mirna", "mirnaid"), ("lipid", "lipidid")) if key in there]
        if "mirnaname" in there:
            kinds = ["mirna"]
        kind = kinds[0] if kinds else "gene"
        wanted = {"gene": ("entrez", "symbol"), "mirna": ("mirna",), "lipid": ("lipid",)}[kind]
        columns = {
            k: v
            for k, v in _CARGO.items()
            if k in (*wanted, "content_type", "species", "experiment", "methods")
        }
        named = column_of(table, columns, ("methods", "content_type"))
        for frame in table.frames():
            frame = frame.select(
                LINE,
                *(
                    (
                        pl.col(named[name]).str.strip_chars() if name in named else pl.lit(None, pl.String)
                    ).alias(name)
                    for name in columns
                ),
            )
            if batch := self._batch(frame, kind, table.path, named):
                yield batch

    def _batch(self, frame: pl.DataFrame, kind: str, file: Path, named: Mapping[str, str]) -> Batch | None:
        frame = self._checked(frame, kind, file, named)
        frame, nodes = {"gene": self._of_genes, "mirna": self._of_mirnas, "lipid": self._of_lipids}[kind](
            frame
        )
        frame = frame.with_columns(taxon=taxon_ids(frame["species"], self._reading))
        frame = frame.join(self._experiments, on="experiment", how="left", maintain_order="left")
        unknown = frame.filter(pl.col("reference").is_null() & ~pl.col("experiment").is_in(self._known()))
        if unknown.height and not self._experiments.is_empty():
            self._reading.report.note(
                EventKind.EXPERIMENT_UNKNOWN,
                *unknown["experiment"].drop_nulls().unique(maintain_order=True).head(5),
                count=unknown.height,
            )
        sample = pl.concat_str("sample", "sample_source", "sample_name", separator="; ", ignore_nulls=True)
        kinds = pl.coalesce("kind", pl.lit(self._vesicle))
        sample = pl.when(sample != "").then(sample)
        frame = frame.with_columns(subject=vesicle_ids(kinds, sample), where=sample)
        place = pl.concat_str(
            pl.format("{} experiment {}", pl.lit(self._source), "experiment"),
            "methods",
            "where",
            "unread",
            pl.when(pl.col("content_type").str.to_lowercase() == "mrna").then(pl.lit("messenger RNA")),
            separator="; ",
            ignore_nulls=True,
        )
        statements = frame.select(
            *("subject", "object", "reference"),
            predicate=pl.lit("msc:containsCargo"),
            evidence_type=pl.when(pl.col("methods").is_not_null() & pl.col("reference").is_not_null()).then(
                pl.lit("ECO:0000181")
            ),
            species="taxon",
            locator=place,
        )
        nodes.append(vesicle_nodes(statements["subject"]))
        extra = self._encoding(frame)
        return Batch(pl.concat(nodes, how="diagonal"), pl.concat([statements, *extra], how="diagonal"))

    def _known(self) -> pl.Series:
        return self._experiments["experiment"].implode()

    def _checked(self, frame: pl.DataFrame, kind: str, file: Path, named: Mapping[str, str]) -> pl.DataFrame:
        """Drop the rows that cannot be used; ``-`` and the like stand for no gene number."""
        found: list[tuple[str, pl.Expr, str]]
        if kind == "gene":
            number = pl.col("entrez").str.replace(r"\.0$", "")
            frame = frame.with_columns(entrez=pl.when(~pl.col("entrez").str.contains(_NO_GENE)).then(number))
            nameless = pl.col("entrez").is_null() & pl.col("symbol").is_null()
            other = ~pl.col("content_type").str.to_lowercase().is_in(["protein", "mrna"])
            found = [
                ("entrez", ~pl.col("entrez").str.contains(r"^\d{1,10}$"), "{} is not a number."),
                ("symbol", nameless, "there is neither a gene number nor a symbol."),
                ("content_type", other, "{} is neither protein nor mRNA."),
            ]
        else:
            found = [(kind, names_nothing(kind), "there is no name.")]
        for column, bad, problem in found:
            frame = drop_bad(frame, bad, problem, self._reading, file, column=column, headers=named)
        return frame

    def _of_genes(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        """State proteins as their genes, as the curated graph does, messenger RNAs as things of their own."""
        kind = pl.col("content_type").str.to_lowercase()
        genes, nodes = self._genes.ids(frame["entrez"], frame["symbol"], frame["species"])
        frame = frame.with_columns(gene=genes)
        messengers = {
            gene: unresolved_id("mrna", gene)
            for gene in frame.filter(kind == "mrna")["gene"].unique(maintain_order=True)
        }
        message = pl.col("gene").replace_strict(messengers, default=None, return_dtype=pl.String)
        frame = frame.with_columns(object=pl.when(kind == "mrna").then(message).otherwise("gene"))
        fresh = frame.filter((kind == "mrna") & ~pl.col("object").is_in(list(self._messengers)))
        fresh = fresh.unique("object", keep="first", maintain_order=True)
        self._messengers.update(fresh["object"])
        label = pl.coalesce("symbol", "gene") + " mRNA"
        made = fresh.select(id="object", category=pl.lit("MessengerRNA"), label=label)
        return frame, [nodes, made]

    def _encoding(self, frame: pl.DataFrame) -> list[pl.DataFrame]:
        """State that a messenger RNA encodes its gene, so that paths go on from it."""
        if "gene" not in frame.columns:
            return []
        messengers = frame.filter(pl.col("object") != pl.col("gene")).unique("object", maintain_order=True)
        return [
            messengers.select(
                subject="object",
                object="gene",
                predicate=pl.lit("msc:encodes"),
                locator=pl.lit(f"{self._source}: a messenger RNA is given by its gene"),
            )
        ]

    def _of_mirnas(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        ids, nodes = self._mirnas.ids(frame["mirna"], frame["species"])
        return frame.with_columns(object=ids), [nodes]

    def _of_lipids(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
        ids, nodes = self._lipids.ids(frame["lipid"])
        return frame.with_columns(object=ids), [nodes]


OPTIONS = dict(ARMLESS_OPTION)
FORMATS = {
    "vesiclepedia": SourceFormat(
        name="vesiclepedia",
        read=_reader("Vesiclepedia", ""),
        title="Vesiclepedia, cargo of extracellular vesicles (tab-separated tables)",
        title_zh="Vesiclepedia，细胞外囊泡的内容物（制表符分隔的表格）",
        source="vesiclepedia",
        source_title="Vesiclepedia",
        licence="see the database's own terms",
        licence_zh="见该数据库的使用条款",
        url="http://microvesicles.org",
        options=OPTIONS,
    ),
    "exocarta": SourceFormat(
        name="exocarta",
        read=_reader("ExoCarta", "Exosomes"),
        title="ExoCarta, cargo of exosomes (tab-separated tables)",
        title_zh="ExoCarta，外泌体的内容物（制表符分隔的表格）",
        source="exocarta",
        source_title="ExoCarta",
        licence="see the database's own terms",
        licence_zh="见该数据库的使用条款",
        url="http://www.exocarta.org",
        options=OPTIONS,
    ),
}
