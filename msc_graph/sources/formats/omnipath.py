"""Signed regulation in the layouts of OmniPath's tables, CollecTRI, DoRothEA and TRRUST.

A sign counts only where somebody saw it. CollecTRI says how it came by each (``sign.decision``) and gives
``+`` where it knows nothing: without that column a ``+`` of one paper is not believed. DoRothEA does the same
and names no papers. Where OmniPath's resources disagree, both signs are stated.

Sources: the columns of OmniPath's web service; ``02_mode_of_regulation.R`` of CollecTRI, for how
signs were decided; files of CollecTRI and TRRUST 2. DoRothEA's and OmniPath's own tables were not at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import NEITHER, SEVERAL_NAMES, is_nothing, several, value_of, yes_or_no
from msc_graph.sources.grounding.naming import GenesOrMicroRNAs, column_of, taxon_ids, unresolved_id
from msc_graph.sources.grounding.species import HUMAN, Species, species_option
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.identifiers import identifiers_of, with_references
from msc_graph.sources.readers.layouts import Shape, head_of, open_shaped
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, likely_delimiter
from msc_graph.sources.report import EXAMPLES

_COLUMNS = {
    "subject": ("source", "tf"),
    "object": ("target",),
    "subject_name": ("source_genesymbol",),
    "object_name": ("target_genesymbol",),
    "directed": ("is_directed",),
    "plus": ("is_stimulation",),
    "minus": ("is_inhibition",),
    "weight": ("weight", "mor", "mode"),
    "level": ("confidence", "dorothea_level"),
    "decision": ("sign.decision", "sign_decision"),
    "kind": ("type",),
    "papers": ("references", "PMID"),
    "subject_taxon": ("ncbi_tax_id_source",),
    "object_taxon": ("ncbi_tax_id_target",),
}
_OPTIONAL = tuple(name for name in _COLUMNS if name not in ("subject", "object"))
_TRRUST = ("subject", "object", "weight", "papers")
_WORDS = {"activation": "1", "repression": "-1", "unknown": "0"}
_GROUPS = ("AP1", "NFKB")
"""Groups of factors that CollecTRI names as if they were genes; symbols of genes are like them."""

_LEVELS: Mapping[str, str] = {
    "A": "msc:database_record",
    "B": "msc:high_throughput_weak",
    "C": "msc:high_throughput_weak",
}
"""DoRothEA's levels of confidence that are taken; D and E are only inferred."""

_ACCESSION = r"^(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-[0-9]+)?$"
_EXPRESSION = {
    "+": "biolink:increases_expression_of",
    "-": "biolink:decreases_expression_of",
    "?": "biolink:affects_expression_of",
}
_REGULATION = {
    "+": "biolink:entity_positively_regulates_entity",
    "-": "biolink:entity_negatively_regulates_entity",
    "?": "biolink:regulates",
}
_NAMED = re.compile(r"(^|[;|,])\s*([A-Za-z][^:;|,]*):\s*(?=([^;|,]*))")
"""Who names a paper, before it, and the paper: ``SIGNOR:15183720``."""
_OWN = ("pmid", "pubmed", "pmc", "pmcid", "doi", "http", "https", "arxiv", "clinicaltrials", "geo")
"""What stands there and belongs to the reference itself, in lower case."""

_UNDIRECTED = "biolink:physically_interacts_with"


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the regulations; a row for each paper, and two where both signs are reported.

    Raises:
        UsageError: the species is unknown.
        FileRefused: a file is in none of the layouts, or damaged, with its line.
        BadRow: a row lacks an end, or its sign is none.
    """
    given = species_option(reading.options.get("species", ""))
    for path in paths:
        called = species_option("mouse" if "mouse" in path.name.casefold() else "human") or HUMAN
        yield from _Regulations(reading, given, called).batches(path)


def _opened(path: Path, reading: Reading) -> tuple[Table, dict[str, str]]:
    row = head_of(path, "#").row
    delimiter = likely_delimiter(row)
    cells = row.split(delimiter)
    if len(cells) > 2 and cells[2].strip('" ').casefold() in _WORDS:
        shape = Shape(delimiter, comment="#", header=0, columns=_TRRUST, least=3)
        return open_shaped(path, shape, reading), {name: name for name in _TRRUST}
    table = open_shaped(path, Shape(delimiter, quoted=True, comment="#"), reading)
    named = column_of(table, _COLUMNS, _OPTIONAL)
    if not named.keys() & {"plus", "minus", "weight"}:
        problem = "it has no sign: is_stimulation and is_inhibition, weight or mor"
        raise FileRefused(path, f"{problem}; or Activation, Repression, Unknown in column 3.", line=1)
    return table, named


class _Regulations:
    """The rows of a file: of the given species, else of that in their columns, else of that it is called."""

    def __init__(self, reading: Reading, given: Species | None, called: Species) -> None:
        self._reading, self._given, self._called = reading, given, called
        self._things, self._names = Things(reading), GenesOrMicroRNAs(reading)

    def batches(self, path: Path) -> Iterator[Batch]:
        table, named = _opened(path, self._reading)
        expression = not {"plus", "minus"} & named.keys() or "decision" in named
        lacking = [pl.lit(None, pl.String).alias(name) for name in _COLUMNS if name not in named]
        for frame in table.frames():
            rows = frame.select(
                LINE,
                *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items()),
                *lacking,
            )
            rows = rows.with_columns(value_of("weight"), value_of("level"))
            rows = rows.with_columns(self._species(end) for end in ("subject", "object"))
            rows = self._checked(rows, path, named).with_row_index("row")
            papers = _papers(rows, self._reading)
            rows = self._signed(rows.join(_counted(papers), on="row"), has_decision="decision" in named)
            nodes = []
            for end in ("subject", "object"):
                ids, fresh = self._ends(rows[end], rows[f"{end}_name"], rows[f"{end}_taxon"])
                rows = rows.with_columns(ids.alias(end))
                nodes += fresh
            rows = rows.with_columns(taxon_ids(rows["object_taxon"], self._reading).alias("taxon"))
            rows = rows.join(papers, on="row", maintain_order="left_right")
            yield Batch(pl.concat(nodes, how="diagonal"), _statements(rows, expression=expression))

    def _species(self, end: str) -> pl.Expr:
        """Return the species of an end of each row, as it is written there."""
        column = f"{end}_taxon"
        if self._given:
            return pl.lit(self._given.id).alias(column)
        return pl.when(is_nothing(column)).then(pl.lit(self._called.id)).otherwise(column).alias(column)

    def _checked(self, rows: pl.DataFrame, path: Path, named: Mapping[str, str]) -> pl.DataFrame:
        number = pl.col("weight").str.to_lowercase().replace(_WORDS).cast(pl.Float64, strict=False)
        truths = ("plus", "minus", "directed")
        rows = rows.with_columns(
            pl.when(number.is_finite()).then(number).alias("number"),
            *(yes_or_no(rows[column]).alias(f"is_{column}") for column in truths),
        )
        unread = pl.col("weight").is_not_null() & pl.col("number").is_null()
        for column, bad, problem in (
            ("subject", is_nothing("subject"), "it has no source."),
            ("object", is_nothing("object"), "it has no target."),
            *((column, several(column), SEVERAL_NAMES) for column in ("subject", "object")),
            ("weight", unread, "{} is no sign."),
            *((column, pl.col(f"is_{column}").is_null(), NEITHER) for column in truths),
        ):
            rows = drop_bad(rows, bad, problem, self._reading, path, column=column, headers=named)
        off = pl.col("level").is_not_null() & ~pl.col("level").str.slice(0, 1).is_in(list(_LEVELS))
        self._note(EventKind.ONLY_INFERRED, rows.filter(off))
        return rows.filter(~off.fill_null(False))

    def _signed(self, rows: pl.DataFrame, *, has_decision: bool) -> pl.DataFrame:
        """Return the rows with ``sign``: twice where both are reported, ``?`` where nobody saw one."""
        plus = pl.col("is_plus") | (pl.col("number") > 0).fill_null(False)
        minus = pl.col("is_minus") | (pl.col("number") < 0).fill_null(False)
        if has_decision:
            seen = pl.col("decision").str.contains("(?i)pmid").fill_null(False)
        else:
            seen = pl.col("weight").is_null() | minus | (pl.col("papers_named") > 1) | _is_word()
        rows = rows.with_columns(plus_said=plus, minus_said=minus, seen=seen)
        said = pl.col("plus_said") | pl.col("minus_said")
        self._note(EventKind.SIGN_ASSUMED, rows.filter(said & ~pl.col("seen")))
        self._note(
            EventKind.SIGNS_BOTH, rows.filter(pl.col("plus_said") & pl.col("minus_said") & pl.col("seen"))
        )
        signs = pl.concat_list(
            pl.when(pl.col("plus_said") & pl.col("seen")).then(pl.lit("+")),
            pl.when(pl.col("minus_said") & pl.col("seen")).then(pl.lit("-")),
        ).list.drop_nulls()
        return (
            rows.with_columns(sign=signs)
            .explode("sign", empty_as_null=True)
            .with_columns(pl.col("sign").fill_null("?"))
        )

    def _ends(
        self, ids: pl.Series, names: pl.Series, species: pl.Series
    ) -> tuple[pl.Series, list[pl.DataFrame]]:
        """Return identifiers for accessions, complexes, microRNAs and symbols, and nodes not met before."""
        rows = pl.DataFrame({"text": ids, "name": names})
        text = pl.col("text")
        group = text.is_in(_GROUPS)
        given = (
            pl.when(text.str.contains(_ACCESSION))
            .then("UniProtKB:" + text)
            .when(text.str.contains("^MIMAT[0-9]+$"))
            .then("mirbase.mature:" + text)
            .when(text.str.starts_with("COMPLEX:"))
            .then(text)
            .when(group)
            .then(text.replace_strict({name: unresolved_id("group", name) for name in _GROUPS}, default=None))
        )
        many = group | text.str.starts_with("COMPLEX:")
        category = pl.when(many).then(pl.lit("MolecularGroup")).otherwise(pl.lit("Gene"))
        rows = rows.with_columns(given=given, category=category)
        label = rows.select(pl.coalesce("name", "text")).to_series()
        known, things = self._things.ids(rows["given"], label, rows["category"])
        symbol = rows.select(pl.when(pl.col("given").is_null()).then("text").alias("name"))
        named, others = self._names.ids(symbol["name"], species)
        return pl.select(pl.coalesce(known, named)).to_series(), [things, others]

    def _note(self, kind: EventKind, rows: pl.DataFrame) -> None:
        shown = rows.head(EXAMPLES).select(
            pl.format(
                "{} -> {}", pl.coalesce("subject_name", "subject"), pl.coalesce("object_name", "object")
            )
        )
        self._reading.report.note(kind, *shown.to_series(), count=rows.height)


def _is_word() -> pl.Expr:
    return pl.col("weight").str.to_lowercase().is_in(list(_WORDS))


def _papers(rows: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """Return ``row``, ``reference``, ``unread`` and ``resource`` of each paper of each row."""
    cells = rows["papers"].drop_nulls().unique(maintain_order=True)
    said = [
        (number, *found)
        for number, cell in enumerate(cells)
        for _, *found in _NAMED.findall(cell)
        if not _is_own(found[0])
    ]
    named = pl.DataFrame(said, {"cell": pl.UInt32, "resource": pl.String, "text": pl.String}, orient="row")
    named = named.join(identifiers_of(named["text"], numbers=True), on="text")
    named = named.select("cell", "resource", "reference").unique(["cell", "reference"], keep="first")
    plain = [_NAMED.sub(lambda found: found[0] if _is_own(found[2]) else found[1], cell) for cell in cells]
    numbered = pl.DataFrame({"papers": cells, "plain": pl.Series(plain, dtype=pl.String)}).with_row_index(
        "cell"
    )
    frame = rows.select("row", "papers").join(numbered, on="papers", how="left", maintain_order="left")
    frame = with_references(frame.drop("papers"), "plain", reading, numbers=True)
    frame = frame.join(named, on=["cell", "reference"], how="left", maintain_order="left")
    return frame.select("row", "reference", "unread", "resource")


def _is_own(prefix: str) -> bool:
    return prefix.casefold() in _OWN


def _counted(papers: pl.DataFrame) -> pl.DataFrame:
    return papers.group_by("row").agg(papers_named=pl.col("reference").drop_nulls().n_unique())


def _statements(rows: pl.DataFrame, *, expression: bool) -> pl.DataFrame:
    expressed = pl.lit(expression) | (pl.col("kind") == "transcriptional").fill_null(False)
    undirected = ~pl.col("is_directed") & ~is_nothing("directed")
    predicate = (
        pl.when(undirected)
        .then(pl.lit(_UNDIRECTED))
        .when(expressed)
        .then(pl.col("sign").replace_strict(_EXPRESSION))
        .otherwise(pl.col("sign").replace_strict(_REGULATION))
    )
    level = pl.col("level").str.slice(0, 1).replace_strict(_LEVELS, default=None, return_dtype=pl.String)
    return rows.select(
        *("subject", "object", "reference"),
        predicate=predicate,
        evidence_type=pl.when(pl.col("reference").is_not_null()).then(pl.lit("ECO:0000033")).otherwise(level),
        species="taxon",
        aggregator="resource",
        locator=pl.concat_str(
            "confidence " + pl.col("level"), "unread", separator="; ", ignore_nulls=True
        ).replace("", None),
    )


FORMATS = {
    "omnipath": SourceFormat(
        name="omnipath",
        read=read,
        title="signed regulation: tables of OmniPath, CollecTRI, DoRothEA, TRRUST",
        title_zh="带符号的调控关系：OmniPath、CollecTRI、DoRothEA、TRRUST 的表",
        licence="of each resource: CollecTRI and OmniPath are composite, TRRUST is CC BY-SA 4.0",
        licence_zh="各来源不同：CollecTRI 和 OmniPath 为汇编，TRRUST 为 CC BY-SA 4.0",
        options={
            "species": (
                "species of all rows (default: that of their columns; else mouse if the file is called so,"
                " or human)",
                "全部行的物种（默认：取物种列；无此列时，文件名含 mouse 则为小鼠，否则为人）",
            )
        },
    )
}
