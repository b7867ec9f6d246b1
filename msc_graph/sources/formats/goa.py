"""Gene Ontology annotations: GAF 2.0 to 2.2, GPAD 1.1 to 2.0, and NCBI's gene2go.

An annotation to "positive regulation of P" says that a gene raises P: it becomes a signed statement about P,
see ``goa_terms``. The ontology is one of the files (``go.json``, ``go.obo``), or an option.

Sources: Gene Ontology, https://geneontology.org/docs (GAF 2.2, GPAD 2.0, evidence codes); NCBI, README of
gene2go; gaf-eco-mapping of ECO for the letters of evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.biolink import GO_CODES
from msc_graph.sources.cells import NAMELESS, several, value_of, yes_or_no
from msc_graph.sources.formats.goa_terms import Processes
from msc_graph.sources.formats.table_words import relation_of
from msc_graph.sources.grounding.contexts import context_nodes
from msc_graph.sources.grounding.naming import MicroRNAs, choice, column_of
from msc_graph.sources.grounding.species import species_option
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.identifiers import SEVERAL
from msc_graph.sources.readers.layouts import Head, Shape, head_of, open_shaped
from msc_graph.sources.readers.obo_terms import is_ontology
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad
from msc_graph.sources.report import EXAMPLES

_GAF = (
    *("db", "object", "symbol", "qualifier", "term", "reference", "code", "with", "aspect", "name"),
    *("synonyms", "kind", "taxon", "date", "assigned", "extension", "form"),
)
_GPAD_ENDS = (
    "term",
    "reference",
    "eco",
    "with",
    "interacting",
    "date",
    "assigned",
    "extension",
    "properties",
)
_GPAD = ("db", "object", "qualifier", *_GPAD_ENDS)
_GPAD_2 = ("id", "negation", "qualifier", *_GPAD_ENDS)
_GENE2GO = {
    "taxon": ("tax_id",),
    "gene": ("GeneID", "gene_id"),
    "symbol": ("symbol",),
    "term": ("GO_ID",),
    "code": ("Evidence",),
    "qualifier": ("Qualifier",),
    "reference": ("PubMed",),
    "aspect": ("Category",),
}
_OPTIONAL = ("taxon", "symbol", "qualifier", "reference", "aspect")
_FORMAT = "#Format:"
_VERSIONS = ("gaf-version", "gpa-version", "gpad-version")
_LEAST = 10
"""How many cells the shortest row has: one of GPAD, whose last two may lack."""
_COLUMNS = (
    *("id", "symbol", "negation", "qualifier", "term", "reference", "code", "eco", "aspect", "kind"),
    *("name", "synonyms", "taxon", "extension", "properties"),
)

_NAMES = ("symbol", "synonyms", "name")
"""Columns in which what else means nothing may be a name."""

_LETTERS = {eco: letters for letters, eco in GO_CODES.items()} | dict.fromkeys(
    ("ECO:0007669", "ECO:0000256", "ECO:0000265", "ECO:0000322", "ECO:0000323"), "IEA"
)
_BY_PROGRAM = ("IEA", "IBA", "IBD", "IKR", "IRD", "RCA")
"""Evidence that nobody saw for this gene: worked out by a program, or passed on along a tree of genes."""

_RELATIONS = {
    "RO:0002327": "enables",
    "RO:0002326": "contributes_to",
    "RO:0002331": "involved_in",
    "RO:0002263": "acts_upstream_of",
    "RO:0004034": "acts_upstream_of_positive_effect",
    "RO:0004035": "acts_upstream_of_negative_effect",
    "RO:0002264": "acts_upstream_of_or_within",
    "RO:0004032": "acts_upstream_of_or_within_positive_effect",
    "RO:0004033": "acts_upstream_of_or_within_negative_effect",
    "RO:0001025": "located_in",
    "RO:0002432": "is_active_in",
    "BFO:0000050": "part_of",
    "RO:0002325": "colocalizes_with",
}
"""Relations of GO: their numbers in GPAD 2.0 and their words in the other layouts."""

_DEFAULTS = {"P": "involved_in", "F": "enables", "C": "located_in"}
"""The relation of a row that names none, by the branch of the term (GAF 2.1)."""

_BRANCHES = {"Process": "P", "Function": "F", "Component": "C"}
_GENES = r"^(?:HGNC|NCBIGene|ENSEMBL|MGI|RGD|ZFIN|FB|SGD|WB|UniProtKB):"
_MIRNA = r"\b([a-z]{3,4}-(?:mir|miR|let|lin)-[0-9][0-9A-Za-z.*-]*)"


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield what the annotations say, then how the processes in them hang together.

    Raises:
        UsageError: an option has a value that it cannot have, or several ontologies are given.
        FileRefused: a file is none of these, or damaged, with its line.
        BadRow: a row has no gene, no term, or an unknown relation or evidence code.
    """
    ontology = [Path(reading.options["ontology"])] if "ontology" in reading.options else []
    ontology += [path for path in paths if is_ontology(path)]
    if len(ontology) > 1:
        raise UsageError(f"give one ontology, not {len(ontology)}: {', '.join(map(str, ontology))}.")
    annotations = _Annotations(reading, Processes(ontology[0] if ontology else None, reading))
    for path in paths:
        if path not in ontology:
            yield from annotations.batches(path)
    yield from annotations.processes.rest()


class _Annotations:
    """What is remembered from one file to the next."""

    def __init__(self, reading: Reading, processes: Processes) -> None:
        self._reading, self.processes = reading, processes
        self._things, self._mirnas = Things(reading), MicroRNAs(reading, "previous")
        self._manual = choice(reading, "evidence", ("manual", "all")) == "manual"
        species = species_option(reading.options.get("species", ""))
        self._species = species.id if species else None

    def batches(self, path: Path) -> Iterator[Batch]:
        table, named = self._opened(path)
        for frame in table.frames():
            frame = frame.select(
                LINE, *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items())
            )
            missing = [pl.lit(None, pl.String).alias(name) for name in _COLUMNS if name not in named]
            rows = frame.with_columns(missing)
            rows = rows.with_columns(value_of(name) for name in rows.columns if name not in (LINE, *_NAMES))
            relations = {text: relation_of(text) for text in rows["qualifier"].drop_nulls().unique()}
            denied = [text for text, (_, is_denied) in relations.items() if is_denied]
            negated = yes_or_no(rows["negation"], of_denial=True)
            rows = rows.with_columns(
                id=_gene(named),
                code=_code(),
                relation=_relation({text: word for text, (word, _) in relations.items()}),
                negated=negated | pl.col("qualifier").is_in(denied).fill_null(False),
                cell=pl.col("extension").str.extract(r"(?:occurs_in|BFO:0000066)\((CL:\d{7})\)"),
            )
            yield self._batch(self._kept(self._checked(rows, path)))

    def _opened(self, path: Path) -> tuple[Table, dict[str, str]]:
        """Return an open file and its columns by our names; header and first row tell its layout."""
        head = head_of(path, "!")
        said = head.value("date-generated", "Generated", "Date Generated") or head.day
        self._reading.version = self._reading.version or said[: len("2026-11-29")]
        if len(head.row.split("\t")) < _LEAST and not _is_named(head):
            raise FileRefused(
                path,
                f"it is neither GAF, GPAD nor gene2go: its first row has fewer than {_LEAST} cells."
                " An ontology is given as go.json or go.obo.",
                line=1,
            )
        table = open_shaped(path, _shape(head), self._reading)
        if table.columns[0] in (_GAF[0], _GPAD_2[0]):
            return table, {name: name for name in table.columns}
        return table, column_of(table, _GENE2GO, _OPTIONAL)

    def _checked(self, rows: pl.DataFrame, path: Path) -> pl.DataFrame:
        """Drop the rows that cannot be used; each is reported."""
        known_code = pl.col("code").is_in(list(GO_CODES)) | pl.col("code").str.contains(r"^ECO:\d{7}$")
        nameless = pl.col("id").str.splitn(":", 2).struct[1].str.to_lowercase().is_in(NAMELESS)
        for column, bad, problem in (
            ("id", nameless.fill_null(True), "it does not say which gene or product it is about."),
            ("id", several("id"), SEVERAL),
            ("term", ~pl.col("term").str.contains(r"^GO:\d{7}$").fill_null(False), "{} is no term of GO."),
            ("code", ~known_code.fill_null(False), "{} is no evidence code of GO."),
            ("negation", pl.col("negated").is_null(), "{} is no negation: only NOT is."),
            ("relation", ~pl.col("relation").is_in(list(_RELATIONS.values())), "{} is no relation of GO."),
        ):
            rows = drop_bad(rows, bad, problem, self._reading, path, column=column)
        return rows

    def _kept(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Leave out what says nothing and what the options leave out, and tell of it."""
        rows = rows.with_columns(species="NCBITaxon:" + pl.col("taxon").str.extract(r"(\d+)"))
        several = rows.filter(pl.col("taxon").str.contains(r"\d\D+\d"))["taxon"]
        first = several.unique(maintain_order=True).head(EXAMPLES)
        self._reading.report.note(EventKind.FIRST_SPECIES_TAKEN, *first, count=several.len())
        rows = self._without(rows, pl.col("code") == "ND", EventKind.ANNOTATION_WITHOUT_DATA)
        if self._manual:
            rows = self._without(rows, pl.col("code").is_in(_BY_PROGRAM), EventKind.ANNOTATION_BY_PROGRAM)
        if self._species:
            rows = rows.with_columns(pl.col("species").fill_null(self._species))
            rows = self._without(rows, pl.col("species") != self._species, EventKind.ROW_OF_OTHER_SPECIES)
        return rows

    def _without(self, rows: pl.DataFrame, left: pl.Expr, kind: EventKind) -> pl.DataFrame:
        out = rows.filter(left)
        shown = out.head(EXAMPLES).select(pl.format("{} {}", pl.coalesce("symbol", "id"), "term")).to_series()
        self._reading.report.note(kind, *shown, count=out.height)
        return rows.filter(~left)

    def _batch(self, rows: pl.DataFrame) -> Batch:
        subjects, genes = self._things.ids(rows["id"], rows["symbol"], rows.select(_category()).to_series())
        rows = rows.with_columns(subject=subjects)
        names = pl.coalesce(pl.col(name).str.extract(_MIRNA) for name in ("symbol", "synonyms", "name"))
        rows = rows.with_columns(mirna=pl.when(pl.col("kind").str.contains("(?i)mirna")).then(names))
        found, mirnas = self._mirnas.ids(rows["mirna"], rows["species"])
        rows = rows.with_columns(subject=pl.coalesce(found.alias("found"), "subject"))
        statements, terms = self.processes.stated(rows)
        used = genes.filter(pl.col("id").is_in(rows["subject"].implode()))
        nodes = [used, mirnas, terms, context_nodes(rows)]
        return Batch(pl.concat(nodes, how="diagonal"), statements)


def _is_named(head: Head) -> bool:
    """Return whether the comments of a file, or its header, say what it is."""
    columns = head.row.casefold().split("\t")
    return bool(head.value(*_VERSIONS)) or "go_id" in columns or head.row.startswith(_FORMAT)


def _shape(head: Head) -> Shape:
    """Return the layout of a file: the header of gene2go, or what the comments and the first row tell.

    The old header of gene2go is a sentence, with blanks between the names.
    """
    cells = head.row.split("\t")
    if "go_id" in map(str.casefold, cells):
        return Shape("\t", quoted=False, comment="!")
    if head.row.startswith(_FORMAT):
        names = tuple(head.row.removeprefix(_FORMAT).partition("(")[0].split())
        return Shape("\t", quoted=False, comment=_FORMAT, header=0, columns=names, least=len(names))
    version = head.value(*_VERSIONS[1:])
    if version or (not head.value(_VERSIONS[0]) and len(cells) <= len(_GPAD)):
        columns = _GPAD_2 if ":" in cells[0] else _GPAD
        return Shape("\t", quoted=False, comment="!", header=0, columns=columns, least=_LEAST)
    return Shape("\t", quoted=False, comment="!", header=0, columns=_GAF, least=15)


def _gene(named: Mapping[str, str]) -> pl.Expr:
    """Return the CURIE of what a row is about; null where it does not say."""
    if "gene" in named:
        return "NCBIGene:" + pl.col("gene")
    return pl.col("id") if "id" in named else pl.concat_str("db", pl.lit(":"), "object")


def _code() -> pl.Expr:
    """Return the letters of the evidence, or the code of ECO where it stands for none."""
    letters = pl.col("eco").replace_strict(_LETTERS, default=None, return_dtype=pl.String)
    return pl.coalesce(
        pl.col("code").str.to_uppercase(),
        pl.col("properties").str.extract(r"go_evidence=([A-Z]+)"),
        letters,
        "eco",
    )


def _relation(words: Mapping[str, str]) -> pl.Expr:
    """Return the relation of GO that each row names, by its words without NOT, else that of its branch."""
    word = (
        pl.col("qualifier")
        .replace(dict(words))
        .str.extract(r"^([^|,]+)")
        .str.replace_all(" ", "_")
        .replace(_RELATIONS)
    )
    branch = pl.col("aspect").replace(_BRANCHES)
    return pl.coalesce(word, branch.replace_strict(_DEFAULTS, default="involved_in", return_dtype=pl.String))


def _category() -> pl.Expr:
    """Return the class of what a row is about; what is in no register of genes may be a product."""
    kind = pl.col("kind").str.to_lowercase()
    genes = pl.col("id").str.contains(_GENES)
    return (
        pl.when(kind.str.contains("complex"))
        .then(pl.lit("MolecularGroup"))
        .when(kind.str.contains("mirna"))
        .then(pl.lit("MicroRNA"))
        .when(kind.str.contains("rna"))
        .then(pl.lit("NucleicAcid"))
        .when(genes)
        .then(pl.lit("Gene"))
        .otherwise(pl.lit("GeneOrProduct"))
        .alias("category")
    )


OPTIONS = {
    "ontology": (
        "the Gene Ontology (go.json or go.obo), if it is not among the files",
        "基因本体文件（go.json 或 go.obo），未列入导入文件时在此给出",
    ),
    "evidence": (
        "manual (default): without what programs inferred or trees of genes passed on (IEA, IBA and others);"
        " or all",
        "manual（默认）：不含程序推断或按基因系统树传递的注释（IEA、IBA 等）；或 all（全部）",
    ),
    "species": (
        "only rows of one species (human, NCBITaxon:9606); rows that name none count as that one",
        "只取一个物种的行（human、NCBITaxon:9606）；未写物种的行按该物种计",
    ),
}
FORMATS = {
    "goa": SourceFormat(
        name="goa",
        read=read,
        title="Gene Ontology annotations (GAF, GPAD, gene2go), with go.json or go.obo",
        title_zh="基因本体注释（GAF、GPAD、gene2go），附 go.json 或 go.obo",
        source="goa",
        source_title="Gene Ontology annotations",
        licence="CC BY 4.0",
        licence_zh="CC BY 4.0（署名）",
        url="https://geneontology.org",
        options=OPTIONS,
    )
}
