"""SIGNOR: signed relations of signalling, and its tables of complexes, families, phenotypes and stimuli.

Layouts: the 28 columns of the download, as TSV or CSV, with or without its header; copies that give the sign
as 1 or -1 in a column INTERACTION are read as well. Phenotypes that are processes of GO become these, by
their names (``ontology/signor-phenotypes.sssom.tsv``).

Sources: Lo Surdo et al. 2023, doi:10.1093/nar/gkac883; the header of the download; UniProt, accessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.cells import NEITHER, is_nothing, names_nothing, value_of, yes_or_no
from msc_graph.sources.grounding.contexts import context_nodes
from msc_graph.sources.grounding.naming import MicroRNAs, column_of, taxon_ids, unresolved_id
from msc_graph.sources.grounding.things import Things
from msc_graph.sources.identifiers import with_references
from msc_graph.sources.readers.layouts import Shape, head_of, open_shaped
from msc_graph.sources.readers.text_files import LINE, Table, drop_bad, likely_delimiter
from msc_graph.sources.report import EXAMPLES
from msc_graph.system.packaged import locate

_HEADER = (
    *("ENTITYA", "TYPEA", "IDA", "DATABASEA", "ENTITYB", "TYPEB", "IDB", "DATABASEB", "EFFECT", "MECHANISM"),
    *("RESIDUE", "SEQUENCE", "TAX_ID", "CELL_DATA", "TISSUE_DATA", "MODULATOR_COMPLEX", "TARGET_COMPLEX"),
    *("MODIFICATIONA", "MODASEQ", "MODIFICATIONB", "MODBSEQ", "PMID", "DIRECT", "NOTES", "ANNOTATOR"),
    *("SENTENCE", "SIGNOR_ID", "SCORE"),
)
"""The columns of files without header, which may lack the last; headers may have another order."""
_COLUMNS = {
    **{f"{name}_{end}": (f"{name}{end}",) for end in "ab" for name in ("entity", "type", "id")},
    "effect": ("EFFECT", "INTERACTION"),
    "mechanism": ("MECHANISM",),
    "residue": ("RESIDUE",),
    "taxon": ("TAX_ID",),
    "cells": ("CELL_DATA",),
    "pmid": ("PMID",),
    "direct": ("DIRECT",),
    "sentence": ("SENTENCE",),
    "record": ("SIGNOR_ID",),
    "score": ("SCORE",),
}
_OPTIONAL = ("mechanism", "residue", "taxon", "cells", "pmid", "direct", "sentence", "record", "score")
_MAY_BE_NOTHING = ("id_a", "id_b", "direct", "mechanism", "residue", "taxon", "cells", "sentence", "record")
_LEAST = _HEADER.index("SIGNOR_ID") + 1
_GROUP = {
    "id": ("SIGNOR ID",),
    "name": ("COMPLEX NAME", "PROT. FAMILY NAME", "PHENOTYPE NAME", "STIMULUS NAME"),
    "members": ("LIST OF ENTITIES",),
}

_RAISES, _LOWERS = "biolink:entity_positively_regulates_entity", "biolink:entity_negatively_regulates_entity"
_FORMS = "form complex"
EFFECTS: Mapping[str, str] = {
    "up-regulates": _RAISES,
    "up-regulates activity": "biolink:increases_activity_of",
    "up-regulates quantity": "biolink:increases_abundance_of",
    "up-regulates quantity by expression": "biolink:increases_expression_of",
    "up-regulates quantity by stabilization": "biolink:increases_abundance_of",
    "down-regulates": _LOWERS,
    "down-regulates activity": "biolink:decreases_activity_of",
    "down-regulates quantity": "biolink:decreases_abundance_of",
    "down-regulates quantity by repression": "biolink:decreases_expression_of",
    "down-regulates quantity by destabilization": "biolink:decreases_abundance_of",
    "unknown": "biolink:regulates",
    _FORMS: "biolink:physically_interacts_with",
    "1": _RAISES,
    "-1": _LOWERS,
}
"""Words of the column EFFECT, and the signs of copies, as predicates; what forms a complex is part of it."""

_ACCESSION = r"[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2}"
_PREFIXES = (
    (r"^(SIGNOR-\S+)$", "signor:"),
    (r"(?i)^CHEBI:\s*([0-9]+)$", "CHEBI:"),
    (r"(?i)^CID:\s*([0-9]+)$", "PUBCHEM.COMPOUND:"),
    (r"(?i)^SID:\s*([0-9]+)$", "PUBCHEM.SUBSTANCE:"),
    (r"^(MIMAT[0-9]+)$", "mirbase.mature:"),
    (r"^(MI[0-9]+)$", "mirbase:"),
    (r"^(URS[0-9A-F]{10}(?:_[0-9]+)?)$", "RNAcentral:"),
    (r"^(DB[0-9]{5})$", "DRUGBANK:"),
    (rf"^((?:{_ACCESSION})(?:-[0-9]+|[-:]PRO_[0-9]+)?)$", "UniProtKB:"),
)
"""Forms of identifiers, of which the column DATABASE names the database, and the prefixes that they lack."""

_CLASSES = (
    ("complex|family", "MolecularGroup"),
    ("mirna", "MicroRNA"),
    ("rna", "NucleicAcid"),
    ("fusion", "Protein"),
    ("protein", "Gene"),
    ("smallmolecule", "SmallMolecule"),
    ("chemical|antibody", "MolecularEntity"),
    ("phenotype", "PhenotypicFeature"),
)
"""What a type holds, first match first, and our class; proteins stand for their genes. Stimuli have none."""


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the relations, and of which complexes and families genes are members.

    Raises:
        FileRefused: a file is none of SIGNOR's, or damaged, with its line.
        BadRow: a row has an effect that SIGNOR does not have, or does not say of what it speaks.
    """
    relations = _Relations(reading)
    for path in paths:
        if found := re.search(r"_(\d\d)_(\d\d)_(\d\d)\D", path.name):
            reading.version = "20{2}-{1}-{0}".format(*found.groups())
        table = _opened(path, reading)
        groups = "SIGNOR ID" in map(str.upper, table.columns)
        yield from relations.groups(table) if groups else relations.batches(table)


def _opened(path: Path, reading: Reading) -> Table:
    row = head_of(path, "#").row
    delimiter = likely_delimiter(row)
    quoted = delimiter != "\t" or row.startswith('"')
    if any(word in row.upper() for word in ("SIGNOR ID", "ENTITYA")):
        return open_shaped(path, Shape(delimiter, quoted, comment="#"), reading)
    if row.count(delimiter) < _LEAST - 1:
        problem = f"it is no file of SIGNOR: neither its header is, nor has its first row {_LEAST} cells."
        raise FileRefused(path, problem, line=1)
    return open_shaped(path, Shape(delimiter, quoted, "#", header=0, columns=_HEADER, least=_LEAST), reading)


class _Relations:
    """What is remembered from one file to the next."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._things, self._mirnas = Things(reading), MicroRNAs(reading, "previous")

    def batches(self, table: Table) -> Iterator[Batch]:
        named = column_of(table, _COLUMNS, _OPTIONAL)
        lacking = [pl.lit(None, pl.String).alias(name) for name in _OPTIONAL if name not in named]
        for frame in table.frames():
            rows = frame.select(
                LINE,
                *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items()),
                *lacking,
            )
            rows = self._checked(rows, table.path, named)
            nodes = []
            for end, column in (("a", "subject"), ("b", "object")):
                ids, fresh = self._entities(rows[f"id_{end}"], rows[f"entity_{end}"], rows[f"type_{end}"])
                rows = rows.with_columns(ids.alias(column))
                nodes.append(fresh)
            statements = self._statements(rows)
            nodes.append(context_nodes(statements))
            yield Batch(pl.concat(nodes, how="diagonal"), statements)

    def groups(self, table: Table) -> Iterator[Batch]:
        """Yield the members of complexes and families; of phenotypes and stimuli the names."""
        named = column_of(table, _GROUP, ("members",))
        for frame in table.frames():
            rows = frame.select(
                LINE, *(pl.col(there).str.strip_chars().alias(name) for name, there in named.items())
            )
            nameless = is_nothing("id") & names_nothing("name")
            rows = drop_bad(rows, nameless, "it names nothing.", self._reading, table.path, headers=named)
            ids, nodes = self._entities(rows["id"], rows["name"], _kinds(rows["id"]))
            yield Batch(nodes)
            if "members" in named:
                texts = rows.select(object=ids, member=pl.col("members").str.extract_all(r"[^,;|\s]+"))
                texts = texts.explode("member", empty_as_null=True)
                yield self._members(texts.filter(~is_nothing("member")))

    def _members(self, rows: pl.DataFrame) -> Batch:
        """State that members are part of a complex, and kinds of what a family is."""
        name = rows.select(pl.when(_identifier("member").is_null()).then("member")).to_series()
        members, nodes = self._entities(rows["member"], name, _kinds(rows["member"]))
        family = pl.col("object").str.contains("SIGNOR-PF")
        predicate = pl.when(family).then(pl.lit("biolink:subclass_of")).otherwise(pl.lit("biolink:part_of"))
        locator = pl.col("object").str.strip_prefix("signor:")
        return Batch(nodes, rows.select("object", subject=members, predicate=predicate, locator=locator))

    def _checked(self, rows: pl.DataFrame, path: Path, named: Mapping[str, str]) -> pl.DataFrame:
        words = pl.col("effect").str.strip_chars('" ').str.replace_all(r"\s+", " ").str.to_lowercase()
        records = (pl.col(name).str.extract("^(SIGNOR-.+)$") for name in ("record", "score"))
        effect = pl.when(~is_nothing("effect")).then(words.str.strip_suffix(".0")).fill_null("unknown")
        rows = rows.with_columns(effect=effect, record=pl.coalesce(records)).with_columns(
            *map(value_of, _MAY_BE_NOTHING),
        )
        rows = rows.with_columns(
            pl.when(~pl.col("taxon").str.starts_with("-")).then("taxon"),  # SIGNOR's in vitro, in silico
            is_direct=yes_or_no(rows["direct"].fill_null("yes")),
        )
        for column, bad, problem in (
            ("effect", ~pl.col("effect").is_in(list(EFFECTS)), "{} is no effect of SIGNOR."),
            ("entity_a", pl.col("id_a").is_null() & names_nothing("entity_a"), "it has no first entity."),
            ("entity_b", pl.col("id_b").is_null() & names_nothing("entity_b"), "it has no second entity."),
            ("direct", pl.col("is_direct").is_null(), NEITHER),
        ):
            rows = drop_bad(rows, bad, problem, self._reading, path, column=column, headers=named)
        return rows

    def _entities(self, ids: pl.Series, names: pl.Series, kinds: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
        """Return the identifier of each entity, and nodes for those that were not met before."""
        rows = pl.DataFrame({"id": ids, "name": names, "kind": kinds.str.to_lowercase()})
        rows = rows.with_columns(known=_identifier("id"), process=self._processes(rows))
        lost = rows.filter(pl.col("known").is_null())["name"].drop_nulls().unique(maintain_order=True)
        named = {name: unresolved_id("signor", name) for name in lost}
        self._reading.report.note(EventKind.ENTITY_BY_NAME, *named)
        by_name = pl.col("name").replace_strict(named, default=None, return_dtype=pl.String)
        rows = rows.with_columns(given=pl.coalesce("process", "known", by_name))
        rna = pl.col("kind").str.contains("mirna") & pl.col("given").str.starts_with("RNAcentral:")
        taxon = "NCBITaxon:" + pl.col("id").str.extract(r"_([0-9]+)$")
        rnas = rows.select(pl.when(rna).then("name").alias("name"), taxon=taxon)
        found, mirnas = self._mirnas.ids(rnas["name"], rnas["taxon"])
        rows = rows.with_columns(found.alias("mature"))
        rest = rows.select(pl.when(pl.col("mature").is_null()).then("given")).to_series()
        plain, nodes = self._things.ids(rest, _labels(rows), rows.select(_category()).to_series())
        return pl.select(pl.coalesce(found, plain)).to_series(), pl.concat([nodes, mirnas], how="diagonal")

    def _processes(self, rows: pl.DataFrame) -> pl.Series:
        """Return the process of GO that each phenotype is; tell of those that stay phenotypes of SIGNOR."""
        phenotypes = pl.col("kind").str.contains("phenotype")
        process = _folded(pl.col("name")).replace_strict(_processes(), default=None, return_dtype=pl.String)
        rows = rows.with_columns(process=pl.when(phenotypes).then(process))
        for kind, which in (
            (EventKind.PHENOTYPE_AS_PROCESS, pl.col("process").is_not_null()),
            (EventKind.PHENOTYPE_KEPT, phenotypes & pl.col("process").is_null()),
        ):
            found = rows.filter(which)["name"]
            first = found.unique(maintain_order=True).head(EXAMPLES).drop_nulls()
            self._reading.report.note(kind, *first, count=found.len())
        return rows["process"]

    def _statements(self, rows: pl.DataFrame) -> pl.DataFrame:
        cells = {text: _cells(text) for text in rows["cells"].drop_nulls().unique()}
        rows = rows.with_columns(
            taxon_ids(rows["taxon"], self._reading).alias("species"),
            *(
                rows["cells"]
                .replace_strict(
                    {text: found[place] for text, found in cells.items()},
                    default=None,
                    return_dtype=pl.String,
                )
                .alias(name)
                for place, name in enumerate(("cell", "more"))
            ),
        )
        rows = with_references(rows, "pmid", self._reading, numbers=True)
        forms = (pl.col("effect") == _FORMS) & pl.col("type_b").str.to_lowercase().str.contains("complex")
        paper = pl.col("reference").is_not_null()
        mechanism = pl.concat_str("mechanism", "residue", separator=" ", ignore_nulls=True)
        indirect = pl.when(~pl.col("is_direct")).then(pl.lit("indirect"))
        parts = (pl.col("record"), pl.col("unread"), mechanism, indirect, pl.col("more"), pl.col("sentence"))
        return rows.select(
            *("subject", "object", "reference"),
            predicate=pl.when(forms)
            .then(pl.lit("biolink:part_of"))
            .otherwise(pl.col("effect").replace_strict(EFFECTS, default=None, return_dtype=pl.String)),
            evidence_type=pl.when(paper & pl.col("is_direct"))
            .then(pl.lit("ECO:0000181"))
            .when(paper)
            .then(pl.lit("ECO:0000033")),
            species="species",
            cell="cell",
            locator=pl.concat_str(
                (pl.when(part != "").then(part) for part in parts),
                separator="; ",
                ignore_nulls=True,
            ).replace("", None),
        )


def _cells(text: str) -> tuple[str | None, str | None]:
    """Return the first type of cell of a list that has an identifier, and what else stands there."""
    parts = [part.strip() for part in re.split("[;,|]", text) if part.strip()]
    cell = next((part for part in parts if re.fullmatch("[A-Z]+:[0-9]+", part)), None)
    return cell, ", ".join(part for part in parts if part != cell) or None


def _kinds(ids: pl.Series) -> pl.Series:
    """Return the type of what a table of SIGNOR lists, by its number."""
    texts = ids.to_frame("id")
    return texts.select(
        pl.when(pl.col("id").str.contains(r"^SIGNOR-(?:C|PF)[0-9]"))
        .then(pl.lit("complex"))
        .when(pl.col("id").str.contains(r"^SIGNOR-PH"))
        .then(pl.lit("phenotype"))
        .when(pl.col("id").str.contains(rf"^(?:{_ACCESSION})"))
        .then(pl.lit("protein"))
        .otherwise(pl.lit(""))
    ).to_series()


def _identifier(column: str) -> pl.Expr:
    """Return the identifier of an entity with its prefix; null where it has none that is known."""
    text = pl.col(column)
    known = [pl.lit(prefix) + text.str.extract(form) for form, prefix in _PREFIXES]
    return pl.coalesce(*known, pl.when(text.str.contains(r"^[A-Za-z][\w.]*:[^\s]+$")).then(text))


def _category() -> pl.Expr:
    process = pl.when(pl.col("process").is_not_null()).then(pl.lit("BiologicalProcess"))
    kinds = (pl.when(pl.col("kind").str.contains(word)).then(pl.lit(name)) for word, name in _CLASSES)
    return pl.coalesce(process, *kinds, pl.lit("Node")).alias("category")


def _labels(rows: pl.DataFrame) -> pl.Series:
    """Return names for people; a process of GO has that of the mapping."""
    named = {str(row["object_id"]): str(row["object_label"]) for row in _mapping().rows(named=True)}
    process = pl.col("process").replace_strict(named, default=None, return_dtype=pl.String)
    return rows.select(pl.coalesce(process, "name")).to_series()


def _folded(name: pl.Expr) -> pl.Expr:
    return name.str.to_lowercase().str.replace_all(r"[\s_-]+", " ").str.strip_chars()


@cache
def _mapping() -> pl.DataFrame:
    path = locate("ontology/signor-phenotypes.sssom.tsv")
    return pl.read_csv(path, separator="\t", comment_prefix="#", infer_schema=False)


@cache
def _processes() -> Mapping[str, str]:
    """Return the process of GO by the folded name of a phenotype."""
    mapping = _mapping().select(_folded(pl.col("subject_label")), "object_id")
    return dict(mapping.rows())


FORMATS = {
    "signor": SourceFormat(
        name="signor",
        read=read,
        title="SIGNOR, signed relations of signalling (TSV or CSV), with its complexes and families",
        title_zh="SIGNOR，带符号的信号转导关系（TSV 或 CSV），附复合物和家族表",
        source="signor",
        source_title="SIGNOR",
        licence="CC BY 4.0 or CC BY-NC 4.0: those who pass it on disagree; read SIGNOR's own page before any"
        " commercial use",
        licence_zh="CC BY 4.0 或 CC BY-NC 4.0：转发者说法不一，商业使用前请阅读 SIGNOR 自己的页面",
        url="https://signor.uniroma2.it",
    )
}
