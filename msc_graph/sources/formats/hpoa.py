"""The annotations of the Human Phenotype Ontology: which phenotypes a disease has, which genes a disease.

Layouts: ``phenotype.hpoa`` of all years (comment lines, a header with or without ``#``), with the ontology
(``hp.json``, ``hp.obo``) for the names of phenotypes; ``genes_to_disease.txt``; ``genes_to_phenotype.txt``
with either header, of which each pair of gene and disease is stated once. None of them says which way a
gene acts.

Source: Human Phenotype Ontology, documentation of its annotations, https://obophenotype.github.io.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import is_nothing, names_nothing, value_of
from msc_graph.sources.grounding.naming import Names, column_of
from msc_graph.sources.grounding.species import HUMAN
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.identifiers import with_papers
from msc_graph.sources.readers.layouts import Head, Shape, head_of, open_shaped
from msc_graph.sources.readers.obo_terms import is_ontology, read_terms
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad
from msc_graph.sources.report import EXAMPLES

_HPOA = {
    "disease": ("database_id",),
    "name": ("disease_name",),
    "qualifier": ("qualifier",),
    "phenotype": ("hpo_id",),
    **{
        name: (name,) for name in ("reference", "evidence", "onset", "frequency", "sex", "modifier", "aspect")
    },
}
"""The columns of phenotype.hpoa; in this order, and one more, where nothing names them."""
_UNNAMED = (*(spelled for (spelled,) in _HPOA.values()), "biocuration")
_DETAILS = ("frequency", "onset", "sex", "modifier")
_GENES = {
    "gene": ("ncbi_gene_id", "entrez-gene-id"),
    "symbol": ("gene_symbol", "entrez-gene-symbol"),
    "disease": ("disease_id", "disease-ID for link"),
    "kind": ("association_type",),
    "place": ("source", "G-D source"),
}
_NEVER = (
    r"(?i)^\s*(?:HP[:_]0040285|excluded|0+\s*(?:/|of)\s*0*[1-9]\d*|0+(?:\.0+)?\s*%?)(?:\s*\([^()]*\))?\s*$"
)
"""Frequencies that say that no patient has the phenotype: HPO's term "Excluded", none of some, 0 %."""
_OPTIONAL = ("kind", "place")
_CURIE = r"^[A-Za-z]+:\S+$"

EVIDENCE: Mapping[str, str] = {
    "PCS": "ECO:0000033",
    "TAS": "ECO:0000033",
    "ICE": "ECO:0000205",
    "IEA": "msc:database_record",
}
"""Evidence codes of HPO: published clinical study, author statement, clinical experience, read from OMIM."""

PREDICATES: Mapping[str, str] = {
    "MENDELIAN": "biolink:causes",
    "POLYGENIC": "biolink:contributes_to",
    "UNKNOWN": "biolink:gene_associated_with_condition",
}
"""Kinds of association of a gene with a disease; the sign of the causal ones is not known."""


def _of_genes(head: Head) -> Shape | None:
    """Return the layout of a table of genes: its header, or the comment that names its columns (until 2023).

    That comment writes ``<tab>`` between the names. None: it is no such table.
    """
    if "ncbi_gene_id" in head.row.casefold().split("\t"):
        return Shape("\t", quoted=False, comment="#")
    names = re.split(r"<tab>|\t", head.value("Format"))
    if len(names) > 1 and len(names) == head.row.count("\t") + 1:
        return Shape("\t", quoted=False, comment="#", header=0, columns=tuple(names), least=len(names))
    return None


def _of_phenotypes(head: Head) -> Shape | None:
    """Return the layout of phenotype.hpoa: by its header, which may be a comment, else by its cells."""
    if _names_phenotypes(head.row):
        return Shape("\t", quoted=False, comment="#")
    names: tuple[str, ...] = next(
        (tuple(line.split("\t")) for line in head.comments if _names_phenotypes(line)),
        _UNNAMED,
    )
    if len(names) - 1 <= head.row.count("\t") + 1 <= len(names) + 1:
        return Shape("\t", quoted=False, comment="#", header=0, columns=names, least=len(names) - 1)
    return None


def _names_phenotypes(line: str) -> bool:
    names = line.casefold().replace("_", "").split("\t")
    return "databaseid" in names and "hpoid" in names


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield phenotypes of diseases, and genes of diseases.

    Raises:
        FileRefused: a file is none of these, or damaged, with its line.
        BadRow: a row has no disease, no phenotype or gene, or an unknown code.
    """
    annotations = _Annotations(reading)
    for path in paths:
        if is_ontology(path):
            annotations.names |= {term.id: term.name for term in read_terms(path).by_id.values()}
    for path in paths:
        if not is_ontology(path):
            yield from annotations.batches(path)


class _Annotations:
    """What is remembered from one file to the next."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._things = reading, Things(reading)
        self._symbols = Names(reading, "gene", "Gene", species=HUMAN.code)
        self._pairs = pl.DataFrame(schema={"subject": pl.String, "object": pl.String})
        self.names: dict[str, str] = {}

    def batches(self, path: Path) -> Iterator[Batch]:
        head = head_of(path, "#")
        self._reading.version = head.value("version", "date") or self._reading.version
        if (shape := _of_genes(head)) is not None:
            yield from self._genes(open_shaped(path, shape, self._reading))
        elif (shape := _of_phenotypes(head)) is not None:
            yield from self._phenotypes(open_shaped(path, shape, self._reading))
        else:
            problem = "it is none of phenotype.hpoa, genes_to_disease.txt and genes_to_phenotype.txt"
            cells = head.row.count("\t") + 1
            raise FileRefused(path, f"{problem}: its first row has {cells} cells.", line=1)

    def _phenotypes(self, table: Table) -> Iterator[Batch]:
        named = column_of(table, _HPOA, ("name", *_DETAILS))
        lacking = [pl.lit(None, pl.String).alias(name) for name in _HPOA if name not in named]
        for frame in table.frames():
            rows = frame.select(
                LINE,
                *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items()),
                *lacking,
            )
            rows = rows.with_columns(map(value_of, _HPOA))
            rows = rows.with_columns(pl.col("qualifier", "evidence").str.to_uppercase())
            yield self._of_diseases(self._checked(rows, table.path))

    def _checked(self, rows: pl.DataFrame, path: Path) -> pl.DataFrame:
        """Drop the rows that cannot be used, and those about inheritance or the course of a disease."""
        for column, bad, problem in (
            ("disease", ~pl.col("disease").str.contains(_CURIE).fill_null(False), "{} is no disease."),
            (
                "phenotype",
                ~pl.col("phenotype").str.contains(r"^HP:\d{7}$").fill_null(False),
                "{} is no term of HP.",
            ),
            ("evidence", ~pl.col("evidence").is_in(list(EVIDENCE)), "{} is no evidence code of HPO."),
            ("qualifier", pl.col("qualifier") != "NOT", "{} is no qualifier: only NOT is."),
        ):
            rows = drop_bad(rows, bad, problem, self._reading, path, column=column)
        kept = pl.col("aspect").is_in(["P", "H"]).fill_null(False)
        self._note(EventKind.NO_PHENOTYPE, rows.filter(~kept), "phenotype")
        return rows.filter(kept)

    def _of_diseases(self, rows: pl.DataFrame) -> Batch:
        negated = pl.col("qualifier").is_not_null() | pl.col("frequency").str.contains(_NEVER).fill_null(
            False
        )
        self._note(EventKind.PHENOTYPE_NEGATED, rows.filter(negated), "disease")
        subjects, diseases = self._things.ids(rows["disease"], rows["name"], "Disease")
        names = rows["phenotype"].replace_strict(self.names, default=None, return_dtype=pl.String)
        objects, phenotypes = self._things.ids(rows["phenotype"], names, "PhenotypicFeature")
        said = (
            pl.when(pl.col(name).is_not_null()).then(pl.format(f"{name} {{}}", name)) for name in _DETAILS
        )
        rows = rows.with_columns(subject=subjects, object=objects)
        statements = with_papers(rows, "reference", self._reading).select(
            *("subject", "object", "reference"),
            predicate=pl.lit("biolink:has_phenotype"),
            evidence_type=pl.col("evidence").replace_strict(EVIDENCE, default=None, return_dtype=pl.String),
            direction=pl.when(negated).then(pl.lit("refutes")).otherwise(pl.lit("supports")),
            species=pl.lit("NCBITaxon:9606"),
            locator=pl.concat_str("evidence", "unread", *said, separator="; ", ignore_nulls=True),
        )
        return Batch(pl.concat([diseases, phenotypes], how="diagonal"), statements)

    def _genes(self, table: Table) -> Iterator[Batch]:
        """Yield the pairs of gene and disease of a table, each once in all tables without a kind."""
        named = column_of(table, _GENES, _OPTIONAL)
        lacking = [pl.lit(None, pl.String).alias(name) for name in _OPTIONAL if name not in named]
        for frame in table.frames():
            rows = frame.select(
                LINE,
                *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items()),
                *lacking,
            )
            number = pl.col("gene").str.extract(r"^(?:NCBIGene:)?0*([1-9][0-9]*)(?:\.0)?$")
            rows = rows.with_columns(
                curie="NCBIGene:" + number,
                symbol=pl.when(~names_nothing("symbol")).then("symbol"),
                kind=value_of("kind").str.to_uppercase().fill_null("UNKNOWN"),
            )
            nameless = pl.col("curie").is_null() & (pl.col("symbol").is_null() | ~is_nothing("gene"))
            for column, bad, problem in (
                ("gene", nameless, "{} is no number of NCBI Gene."),
                ("disease", ~pl.col("disease").str.contains(_CURIE).fill_null(False), "{} is no disease."),
                (
                    "kind",
                    ~pl.col("kind").is_in(list(PREDICATES)),
                    f"{{}} is none of {', '.join(PREDICATES)}.",
                ),
            ):
                rows = drop_bad(rows, bad, problem, self._reading, table.path, column=column, headers=named)
            yield self._of_genes(rows, once="kind" not in named)

    def _of_genes(self, rows: pl.DataFrame, *, once: bool) -> Batch:
        numbered, genes = self._things.ids(rows["curie"], rows["symbol"], "Gene")
        symbols = rows.select(pl.when(pl.col("curie").is_null()).then("symbol")).to_series()
        named, others = self._symbols.ids(symbols)
        subjects = pl.select(pl.coalesce(numbered, named)).to_series()
        nothing = pl.Series([None] * rows.height, dtype=pl.String)
        objects, diseases = self._things.ids(rows["disease"], nothing, "Disease")
        rows = rows.with_columns(subject=subjects, object=objects)
        if once:
            fresh = rows.unique(["subject", "object"], keep="first", maintain_order=True)
            fresh = fresh.join(self._pairs, on=["subject", "object"], how="anti", maintain_order="left")
            self._note(EventKind.PAIR_REPEATED, rows, "disease", count=rows.height - fresh.height)
            rows = fresh
        self._pairs = pl.concat([self._pairs, rows.select("subject", "object")])
        self._note(EventKind.GENE_WITHOUT_SIGN, rows, "symbol")
        statements = rows.select(
            *("subject", "object"),
            predicate=pl.col("kind").replace_strict(PREDICATES, default=None, return_dtype=pl.String),
            species=pl.lit("NCBITaxon:9606"),
            locator=pl.concat_str("kind", "place", separator="; ", ignore_nulls=True),
        )
        return Batch(pl.concat([genes, others, diseases], how="diagonal"), statements)

    def _note(self, kind: EventKind, rows: pl.DataFrame, column: str, count: int | None = None) -> None:
        shown = rows[column].unique(maintain_order=True).head(EXAMPLES).drop_nulls()
        self._reading.report.note(kind, *shown, count=rows.height if count is None else count)


FORMATS = {
    "hpoa": SourceFormat(
        name="hpoa",
        read=read,
        title="Human Phenotype Ontology: phenotype.hpoa, genes_to_disease, genes_to_phenotype",
        title_zh="人类表型本体注释：phenotype.hpoa、genes_to_disease、genes_to_phenotype",
        source="hpoa",
        source_title="Human Phenotype Ontology annotations",
        licence="HPO's own: free with citation and version, unaltered; holds content of OMIM and Orphanet",
        licence_zh="HPO 自有许可：注明引用和版本、不改动内容即可免费使用；含 OMIM 和 Orphanet 的内容",
        url="https://hpo.jax.org",
    )
}
