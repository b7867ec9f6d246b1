"""CTD, the Comparative Toxicogenomics Database: only what its curators read in papers themselves.

Layouts, as CTD documents them (its files were not at hand): genes and diseases, chemicals and diseases,
chemicals and genes; comment lines, of which one names the columns. Rows without direct evidence are inferred
over a chemical or a gene, many times as many as the others, and left out. "Therapeutic" is no approval: it is
stated under that name, with the sign ``-``. Of chemicals and genes, rows with several actions are left out:
where a chemical inhibits what another one does, the actions do not tell which is whose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.grounding.contexts import context_nodes
from msc_graph.sources.grounding.naming import taxon_ids
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.identifiers import with_papers
from msc_graph.sources.readers.layouts import Shape, head_of, open_shaped
from msc_graph.sources.readers.text_files import Table, drop_bad, likely_delimiter
from msc_graph.sources.report import EXAMPLES

THERAPEUTIC = "imported:therapeutic_in_ctd"
_MARKER = "marker/mechanism"
_KNOWN = (_MARKER, "therapeutic")

ACTIONS: Mapping[str, str] = {
    f"{direction}^{aspect}": f"biolink:{direction}_{word}_of"
    for direction in ("increases", "decreases")
    for aspect, word in (("expression", "expression"), ("activity", "activity"), ("abundance", "abundance"))
} | {"affects^expression": "biolink:affects_expression_of", "affects^binding": "biolink:binds"}
"""Actions of a chemical on a gene, as predicates."""

_NEEDED = {
    "GeneSymbol GeneID DiseaseID DirectEvidence PubMedIDs": "genes",
    "ChemicalName ChemicalID DiseaseID DirectEvidence PubMedIDs": "chemicals",
    "ChemicalName ChemicalID GeneSymbol GeneID InteractionActions PubMedIDs": "actions",
}
"""The columns by which a table is known, and what it is."""

_TEXT = pl.lit(None, pl.String)


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield what curators stated, a row for each paper.

    Raises:
        FileRefused: a file is none of the three tables, or damaged, with its line.
        BadRow: a row has an identifier or direct evidence of another form than CTD's.
    """
    things = Things(reading)
    for path in paths:
        table, kind = _opened(path, reading)
        for frame in table.frames():
            rows = frame.with_columns(pl.col(table.columns).str.strip_chars().replace("", None))
            yield (
                _actions(rows, things, reading, path)
                if kind == "actions"
                else _diseases(rows, things, reading, path, genes=kind == "genes")
            )


def _opened(path: Path, reading: Reading) -> tuple[Table, str]:
    head = head_of(path, "#")
    reading.version = head.value("Report created") or reading.version
    delimiter = likely_delimiter(head.row)
    for line in (*head.comments, head.row):
        columns = tuple(name.strip(' "') for name in line.split(delimiter))
        for needed, kind in _NEEDED.items():
            if set(needed.split()) <= set(columns):
                shape = Shape(delimiter, delimiter != "\t", comment="#")
                if line is not head.row:
                    shape = replace(shape, header=0, columns=columns, least=len(columns) - 1)
                return open_shaped(path, shape, reading), kind
    problem = "neither its comment lines nor its header name the columns of genes and diseases, chemicals and"
    raise FileRefused(path, f"{problem} diseases, or chemicals and genes, as CTD's downloads do.", line=1)


def _without(
    rows: pl.DataFrame, left: pl.Expr, kind: EventKind, shown: pl.Expr, reading: Reading
) -> pl.DataFrame:
    out = rows.filter(left)
    first = out.head(EXAMPLES).select(shown).to_series().drop_nulls()
    reading.report.note(kind, *first, count=out.height)
    return rows.filter(~left)


def _diseases(rows: pl.DataFrame, things: Things, reading: Reading, path: Path, *, genes: bool) -> Batch:
    name, number = ("GeneSymbol", "GeneID") if genes else ("ChemicalName", "ChemicalID")
    shown = pl.format("{} {}", name, "DiseaseName" if "DiseaseName" in rows.columns else "DiseaseID")
    inferred = pl.col("DirectEvidence").is_null()
    rows = _without(rows, inferred, EventKind.INFERRED_ONLY, shown, reading)
    rows = rows.with_columns(evidence=pl.col("DirectEvidence").str.split("|")).explode("evidence")
    forms = {"DiseaseID": r"^(?:MESH|OMIM):\w+$", number: r"^[0-9]+$" if genes else r"^(?:MESH:)?[CD][0-9]+$"}
    for column, form in forms.items():
        bad = ~pl.col(column).str.contains(form).fill_null(False)
        rows = drop_bad(rows, bad, "{} is no identifier of CTD.", reading, path, column=column)
    unknown = ~pl.col("evidence").is_in(_KNOWN)
    rows = drop_bad(rows, unknown, f"{{}} is none of {', '.join(_KNOWN)}.", reading, path, column="evidence")
    given = rows.select(_curie(number, genes=genes)).to_series()
    subjects, first = things.ids(given, rows[name], "Gene" if genes else "MolecularEntity")
    label = rows["DiseaseName"] if "DiseaseName" in rows.columns else rows.with_columns(none=_TEXT)["none"]
    objects, second = things.ids(rows["DiseaseID"], label, "Disease")
    context = "biolink:gene_associated_with_condition" if genes else "biolink:associated_with"
    therapeutic = pl.col("evidence") == "therapeutic"
    rows = rows.with_columns(
        subject=subjects,
        object=objects,
        predicate=pl.when(therapeutic).then(pl.lit(THERAPEUTIC)).otherwise(pl.lit(context)),
        species=_TEXT,
        place="evidence",
    )
    declared = pl.DataFrame(
        {"id": [THERAPEUTIC], "role": ["causal"], "sign": ["-"], "label": ["is therapeutic, in CTD, for"]}
    )
    return Batch(pl.concat([first, second], how="diagonal"), _statements(rows, reading), declared)


def _actions(rows: pl.DataFrame, things: Things, reading: Reading, path: Path) -> Batch:
    shown = pl.format("{} {}: {}", "ChemicalName", "GeneSymbol", "InteractionActions")
    other = ~pl.col("InteractionActions").is_in(list(ACTIONS))
    rows = _without(rows, other.fill_null(True), EventKind.ACTION_LEFT_OUT, shown, reading)
    for column, form in {"ChemicalID": r"^(?:MESH:)?[CD][0-9]+$", "GeneID": r"^[0-9]+$"}.items():
        bad = ~pl.col(column).str.contains(form).fill_null(False)
        rows = drop_bad(rows, bad, "{} is no identifier of CTD.", reading, path, column=column)
    chemicals = rows.select(_curie("ChemicalID", genes=False)).to_series()
    subjects, first = things.ids(chemicals, rows["ChemicalName"], "MolecularEntity")
    objects, second = things.ids(
        rows.select(_curie("GeneID", genes=True)).to_series(), rows["GeneSymbol"], "Gene"
    )
    named = rows.select(pl.col("OrganismID") if "OrganismID" in rows.columns else _TEXT.alias("OrganismID"))
    rows = rows.with_columns(
        subject=subjects,
        object=objects,
        predicate=pl.col("InteractionActions").replace_strict(ACTIONS, default=None, return_dtype=pl.String),
        species=taxon_ids(named["OrganismID"], reading),
        place="InteractionActions",
    )
    nodes = [first, second, context_nodes(rows.select("species"))]
    return Batch(pl.concat(nodes, how="diagonal"), _statements(rows, reading))


def _curie(column: str, *, genes: bool) -> pl.Expr:
    return "NCBIGene:" + pl.col(column) if genes else "MESH:" + pl.col(column).str.strip_prefix("MESH:")


def _statements(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    return with_papers(rows, "PubMedIDs", reading).select(
        *("subject", "predicate", "object", "species", "reference"),
        evidence_type=pl.when(pl.col("reference").is_not_null()).then(pl.lit("ECO:0000033")),
        locator=pl.concat_str("place", "unread", separator="; ", ignore_nulls=True),
    )


FORMATS = {
    "ctd": SourceFormat(
        name="ctd",
        read=read,
        title="CTD, what its curators state of genes, chemicals and diseases (TSV or CSV)",
        title_zh="CTD，审编者陈述的基因、化学物质与疾病的关系（TSV 或 CSV）",
        source="ctd",
        source_title="Comparative Toxicogenomics Database",
        licence="its own terms, for non-commercial use; ask before you pass it on",
        licence_zh="自有使用条款，限非商业用途；转发前请询问",
        url="https://ctdbase.org",
    )
}
