"""Which genes cause which diseases, as panels of experts judge it: Gene2Phenotype, GenCC, ClinGen.

Gene2Phenotype says whether loss or gain of a gene causes the disease: then more of the gene speaks against it
(``-``) or for it (``+``). The others do not say, and so have no sign. Refuted and disputed pairs are kept:
they speak against.

Layouts: the columns that Gene2Phenotype documents for its CSV, and those of its files until 2024 (``mutation
consequence``), none of which was at hand; GenCC's table of submissions, with the columns of before 2026
(``uuid``) and since (``sgc_id``); ClinGen's summary, with or without its banner. They are told apart by their
columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import is_nothing
from msc_graph.sources.grounding.naming import Names, column_of
from msc_graph.sources.grounding.species import HUMAN
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.identifiers import with_colons, with_papers
from msc_graph.sources.readers.layouts import Shape, day_of, first_lines, open_shaped
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, likely_delimiter
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
    "disease name": _Layout(
        {
            **{"record": ("g2p id",), "symbol": ("gene symbol",), "gene": ("hgnc id",)},
            **{"omim": ("disease mim",), "disease": ("disease MONDO", "disease ontology")},
            **{"class": ("confidence", "confidence category", "DDD category"), "name": ("disease name",)},
            **{"mechanism": ("molecular mechanism", "mutation consequence")},
            **{"papers": ("publications", "pmids"), "inheritance": ("allelic requirement",)},
        },
        ("record", "omim", "disease", "inheritance", "papers"),
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
_BANNER_LINES = 20
_CREATED = re.compile(r'"?FILE CREATED: ([0-9-]+)')

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
    "confirmed": ("msc:expert_panel", "supports"),
    "both rd and if": ("msc:expert_panel", "supports"),
    "probable": ("msc:expert_panel", "supports"),
    "possible": ("msc:expert_panel_limited", "supports"),
    "child if": ("msc:expert_panel_limited", "supports"),
}
"""What a class of GenCC's scale counts as; "evidence" behind the word does not matter. The last five are
Gene2Phenotype's of earlier years. It has since renamed confirmed, probable and possible to definitive, strong
and limited; the two with IF (also an incidental finding) weigh as the first and the last of these, as in Open
Targets' evidence."""

_NOTHING = ("no reported evidence", "no classification", "not provided")
"""Classes that judge nothing."""

_MECHANISMS: Mapping[str, str] = {
    "-": "loss of function|absent gene product|decreased gene product level",
    "+": "gain of function|increased gene product level|activating|increased gene dosage",
}
"""How a disease comes about, by what it says of more of the gene; others leave it open."""


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
    """Return an open file and its layout; the version is the day in its banner, or in its name."""
    reading.version = day_of(path) or reading.version
    for before, line in enumerate(first_lines(path, _BANNER_LINES)):
        if created := _CREATED.match(line):
            reading.version = created[1]
        for column, layout in _LAYOUTS.items():
            if column in line.casefold():
                shape = Shape(likely_delimiter(line), quoted=True, header=before + 1)
                return open_shaped(path, shape, reading), layout
    problem = (
        "it is neither of Gene2Phenotype nor of GenCC or ClinGen: none of its first lines names their columns"
    )
    raise FileRefused(path, f"{problem} ({', '.join(_LAYOUTS)}).", line=1)


class _Judgements:
    """What is remembered from one file to the next."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._genes, self._diseases = Things(reading), Things(reading)
        self._symbols = Names(reading, "gene", "Gene", species=HUMAN.code)
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
            rows = rows.filter(~pl.col("symbol").str.contains(r"^\+\++$").fill_null(False))  # ClinGen's rule
            yield self._batch(self._checked(rows, path, named), layout)

    def _checked(self, rows: pl.DataFrame, path: Path, named: Mapping[str, str]) -> pl.DataFrame:
        number = pl.col("gene").str.extract(r"(?i)^(?:HGNC:)*0*([1-9][0-9]*)(?:\.0)?$")
        omim = pl.col("omim").str.extract(r"^(?:OMIM:|MIM:)?([0-9]{6})(?:\.0)?$")
        rows = rows.with_columns(
            curie="HGNC:" + number,
            condition=pl.coalesce(
                with_colons(rows["disease"]).str.extract(r"^([A-Za-z]+:\S+)$"), "OMIM:" + omim
            ),
            judged=pl.col("class").str.to_lowercase(),
        )
        nothing = pl.col("judged").is_in(_NOTHING).fill_null(False)
        self._note(EventKind.NOTHING_JUDGED, rows.filter(nothing))
        rows = rows.filter(~nothing).with_columns(pl.col("judged").str.strip_suffix(" evidence"))
        nameless = pl.col("curie").is_null() & (pl.col("symbol").is_null() | ~is_nothing("gene"))
        for column, bad, problem in (
            ("gene", nameless, "{} is no number of HGNC."),
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
        numbered, genes = self._genes.ids(rows["curie"], rows["symbol"], "Gene")
        symbols = rows.select(pl.when(pl.col("curie").is_null()).then("symbol")).to_series()
        named, more = self._symbols.ids(symbols)
        subjects = pl.select(pl.coalesce(numbered, named)).to_series()
        known, diseases = self._diseases.ids(rows["condition"], rows["name"], "Disease")
        nameless = rows.select(pl.when(pl.col("condition").is_null()).then("name")).to_series()
        by_name, others = self._names.ids(nameless)
        objects = pl.select(pl.coalesce(known, by_name)).to_series()
        rows = rows.with_columns(subject=subjects, object=objects, sign=_sign(layout))
        self._tell(rows)
        types = {word: found for word, (found, _) in CLASSES.items()}
        directions = {word: found for word, (_, found) in CLASSES.items()}
        statements = with_papers(rows, "papers", self._reading).select(
            *("subject", "object", "sign", "reference"),
            predicate=pl.lit(layout.predicate),
            evidence_type=pl.col("judged").replace_strict(types, default=None, return_dtype=pl.String),
            direction=pl.col("judged").replace_strict(directions, default=None, return_dtype=pl.String),
            species=pl.lit("NCBITaxon:9606"),
            locator=pl.concat_str(*layout.place, "unread", separator="; ", ignore_nulls=True),
        )
        return Batch(pl.concat([genes, more, diseases, others], how="diagonal"), statements)

    def _tell(self, rows: pl.DataFrame) -> None:
        against = [word for word, (_, direction) in CLASSES.items() if direction == "refutes"]
        for kind, which in (
            (EventKind.JUDGED_AGAINST, pl.col("judged").is_in(against)),
            (EventKind.NEITHER_LOSS_NOR_GAIN, pl.col("sign").fill_null("?") == "?"),
        ):
            self._note(kind, rows.filter(which))

    def _note(self, kind: EventKind, rows: pl.DataFrame) -> None:
        pair = pl.format("{} {}: {}", "symbol", "name", "class")
        shown = rows.head(EXAMPLES).select(pair).to_series().drop_nulls()
        self._reading.report.note(kind, *shown, count=rows.height)


def _sign(layout: _Layout) -> pl.Expr:
    """Return what more of the gene does to the disease; null where the predicate has no sign."""
    if layout.predicate == _ASSOCIATED:
        return pl.lit(None, pl.String)
    text = pl.col("mechanism").str.to_lowercase()
    known = (
        pl.when(text.str.contains(rf"^(?:{words})(?:\s*[;,]\s*(?:{words}))*$")).then(pl.lit(sign))
        for sign, words in _MECHANISMS.items()
    )
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
