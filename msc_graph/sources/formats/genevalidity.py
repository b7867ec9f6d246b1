"""Which genes cause which diseases, as panels of experts judge it: Gene2Phenotype, GenCC, ClinGen.

Gene2Phenotype says whether loss or gain of a gene causes the disease: then more of the gene speaks against it
(``-``) or for it (``+``). The others do not say, and so have no sign. Refuted and disputed pairs are kept:
they speak against.

Layouts: the columns that Gene2Phenotype documents for its CSV, none of whose files was at hand; GenCC's table
of submissions, with the columns of before 2026 (``uuid``) and since (``sgc_id``); ClinGen's summary, with its
banner. They are told apart by their columns.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.grounding.naming import Names, column_of
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.readers.headless import first_lines, rows_of
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, likely_delimiter, open_table
from msc_graph.sources.report import EXAMPLES


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a database: ours with theirs; which may lack; those that say where the record is."""

    columns: Mapping[str, tuple[str, ...]]
    optional: tuple[str, ...]
    place: tuple[str, ...]
    predicate: str


_ASSOCIATED = "biolink:gene_associated_with_condition"
_LAYOUTS = {
    "g2p id": _Layout(
        {
            **{"record": ("g2p id",), "symbol": ("gene symbol",), "gene": ("hgnc id",)},
            **{"omim": ("disease mim",), "disease": ("disease MONDO",), "name": ("disease name",)},
            **{"class": ("confidence",), "mechanism": ("molecular mechanism",), "papers": ("publications",)},
            "inheritance": ("allelic requirement",),
        },
        ("omim", "disease", "inheritance", "papers"),
        ("record", "class", "mechanism", "inheritance"),
        "biolink:contributes_to",
    ),
    "gene_curie": _Layout(
        {
            **{"record": ("sgc_id", "uuid"), "symbol": ("gene_symbol",), "gene": ("gene_curie",)},
            **{"disease": ("disease_curie",), "name": ("disease_title",), "class": ("classification_title",)},
            **{"inheritance": ("moi_title",), "by": ("submitter_title",), "papers": ("submitted_as_pmids",)},
        },
        ("inheritance", "by", "papers"),
        ("record", "class", "inheritance", "by"),
        _ASSOCIATED,
    ),
    "gene id (hgnc)": _Layout(
        {
            **{"symbol": ("GENE SYMBOL",), "gene": ("GENE ID (HGNC)",), "name": ("DISEASE LABEL",)},
            **{"disease": ("DISEASE ID (MONDO)",), "class": ("CLASSIFICATION",), "inheritance": ("MOI",)},
            **{"by": ("GCEP",), "record": ("ONLINE REPORT",)},
        },
        ("inheritance", "by", "record"),
        ("class", "inheritance", "by", "record"),
        _ASSOCIATED,
    ),
}
"""The layouts, by a column that only one of them has."""

_PARTS = (
    "record",
    "symbol",
    "gene",
    "omim",
    "disease",
    "name",
    "class",
    "mechanism",
    "inheritance",
    "by",
    "papers",
)
_BANNERED = "gene id (hgnc)"
"""What tells ClinGen's layout, whose header stands below a banner."""

_BANNER_LINES = 20

CLASSES: Mapping[str, tuple[str, str]] = {
    "definitive": ("msc:expert_panel", "supports"),
    "strong": ("msc:expert_panel", "supports"),
    "moderate": ("ECO:0000033", "supports"),
    "supportive": ("ECO:0000033", "supports"),
    "limited": ("msc:expert_panel_limited", "supports"),
    "animal model only": ("msc:database_record", "supports"),
    "disputed": ("msc:expert_panel_limited", "refutes"),
    "refuted": ("msc:expert_panel", "refutes"),
    "no known disease relationship": ("msc:expert_panel", "refutes"),
}
"""What a class of GenCC's scale counts as; "evidence" behind the word does not matter."""

_MECHANISMS = ((r"^loss of function", "-"), (r"^gain of function", "+"))
"""How a disease comes about, and what that says of more of the gene; others leave it open."""


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the judgements: a row for each paper of each.

    Raises:
        FileRefused: a file is none of these, or damaged, with its line.
        BadRow: a row has no gene, no disease, or a class that the scale does not have.
    """
    judgements = _Judgements(reading)
    for path in paths:
        yield from judgements.batches(path)


def _opened(path: Path, reading: Reading) -> tuple[Table, _Layout]:
    """Return an open file and its layout; what stands before the header comes as rows, to be left out."""
    for line in first_lines(path, _BANNER_LINES):
        for column, layout in _LAYOUTS.items():
            if column in line.casefold():
                delimiter = likely_delimiter(line)
                if column != _BANNERED:
                    return open_table(path, reading, delimiter=delimiter, quoted=True), layout
                columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]
                table = rows_of(
                    path, reading, mark="+", columns=columns, least=1, delimiter=delimiter, quoted=True
                )
                return table, layout
    problem = (
        "it is neither of Gene2Phenotype nor of GenCC or ClinGen: none of its first lines names their columns"
    )
    raise FileRefused(path, f"{problem} ({', '.join(_LAYOUTS)}).", line=1)


class _Judgements:
    """What is remembered from one file to the next."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._genes, self._diseases = Things(reading), Things(reading)
        self._names = Names(reading, "disease", "Disease")

    def batches(self, path: Path) -> Iterator[Batch]:
        table, layout = _opened(path, self._reading)
        named = column_of(table, layout.columns, layout.optional)
        lacking = [pl.lit(None, pl.String).alias(name) for name in _PARTS if name not in named]
        for frame in table.frames():
            rows = frame.select(
                LINE,
                *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items()),
                *lacking,
            )
            rows = self._checked(self._without_banner(rows, named), path, named)
            yield self._batch(rows, layout)

    def _without_banner(self, rows: pl.DataFrame, named: Mapping[str, str]) -> pl.DataFrame:
        """Leave out what stands before the header, the header, and lines of ``+``; take the date in it."""
        created = rows["symbol"].str.extract(r"^FILE CREATED: (\S+)").drop_nulls()
        if created.len():
            self._reading.version = str(created[0])
        banner = pl.col("symbol").str.contains(r"^(?:CLINGEN GENE|FILE CREATED|WEBPAGE|\+\++$)")
        header = pl.col("symbol") == named["symbol"]
        return rows.filter(~(banner | header).fill_null(False))

    def _checked(self, rows: pl.DataFrame, path: Path, named: Mapping[str, str]) -> pl.DataFrame:
        number = pl.col("gene").str.extract(r"^(?:HGNC:)?([0-9]+)(?:\.0)?$")
        omim = pl.col("omim").str.extract(r"^(?:OMIM:|MIM:)?([0-9]{6})(?:\.0)?$")
        rows = rows.with_columns(
            curie="HGNC:" + number,
            condition=pl.coalesce("OMIM:" + omim, pl.col("disease").str.extract(r"^([A-Za-z]+:\S+)$")),
            judged=pl.col("class").str.to_lowercase().str.strip_suffix(" evidence"),
        )
        for column, bad, problem in (
            ("gene", pl.col("curie").is_null(), "{} is no number of HGNC."),
            ("name", pl.col("condition").is_null() & pl.col("name").is_null(), "it names no disease."),
            (
                "class",
                ~pl.col("judged").is_in(list(CLASSES)).fill_null(False),
                f"{{}} is none of {', '.join(CLASSES)}.",
            ),
        ):
            rows = drop_bad(rows, bad, problem, self._reading, path, column=column, headers=named)
        return rows

    def _batch(self, rows: pl.DataFrame, layout: _Layout) -> Batch:
        subjects, genes = self._genes.ids(rows["curie"], rows["symbol"], "Gene")
        known, diseases = self._diseases.ids(rows["condition"], rows["name"], "Disease")
        nameless = rows.select(pl.when(pl.col("condition").is_null()).then("name")).to_series()
        by_name, others = self._names.ids(nameless)
        objects = pl.select(pl.coalesce(known, by_name)).to_series()
        rows = rows.with_columns(subject=subjects, object=objects, sign=_sign(layout))
        self._tell(rows)
        types = {word: found for word, (found, _) in CLASSES.items()}
        directions = {word: found for word, (_, found) in CLASSES.items()}
        papers = pl.col("papers").str.extract_all(r"\b[1-9][0-9]{4,7}\b").list.unique(maintain_order=True)
        statements = (
            rows.with_columns(paper=papers)
            .explode("paper", empty_as_null=True)
            .select(
                *("subject", "object", "sign"),
                predicate=pl.lit(layout.predicate),
                reference="PMID:" + pl.col("paper"),
                evidence_type=pl.col("judged").replace_strict(types, default=None, return_dtype=pl.String),
                direction=pl.col("judged").replace_strict(directions, default=None, return_dtype=pl.String),
                species=pl.lit("NCBITaxon:9606"),
                locator=pl.concat_str(*layout.place, separator="; ", ignore_nulls=True),
            )
        )
        return Batch(pl.concat([genes, diseases, others], how="diagonal"), statements)

    def _tell(self, rows: pl.DataFrame) -> None:
        pair = pl.format("{} {}: {}", "symbol", "name", "class")
        against = [word for word, (_, direction) in CLASSES.items() if direction == "refutes"]
        for kind, which in (
            (EventKind.JUDGED_AGAINST, pl.col("judged").is_in(against)),
            (EventKind.NEITHER_LOSS_NOR_GAIN, pl.col("sign").fill_null("?") == "?"),
        ):
            found = rows.filter(which)
            shown = found.head(EXAMPLES).select(pair).to_series().drop_nulls()
            self._reading.report.note(kind, *shown, count=found.height)


def _sign(layout: _Layout) -> pl.Expr:
    """Return what more of the gene does to the disease; null where the predicate has no sign."""
    if layout.predicate == _ASSOCIATED:
        return pl.lit(None, pl.String)
    text = pl.col("mechanism").str.to_lowercase()
    known = (pl.when(text.str.contains(words)).then(pl.lit(sign)) for words, sign in _MECHANISMS)
    return pl.coalesce(*known, pl.lit("?"))


FORMATS = {
    "genevalidity": SourceFormat(
        name="genevalidity",
        read=read,
        title="genes that cause diseases: Gene2Phenotype, GenCC or ClinGen (CSV, TSV)",
        title_zh="致病基因：Gene2Phenotype、GenCC 或 ClinGen（CSV、TSV）",
        licence="Gene2Phenotype: terms of EMBL-EBI, with attribution; GenCC and ClinGen: see their own terms",
        licence_zh="Gene2Phenotype：EMBL-EBI 使用条款，须署名；GenCC 和 ClinGen：见其使用条款",
    )
}
