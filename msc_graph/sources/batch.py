"""What a reader of third-party files gives: tables of nodes, their properties, statements and predicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from msc_graph import languages
from msc_graph.sources.report import ImportReport

NODE_COLUMNS: Mapping[str, pl.DataType] = {
    "id": pl.String(),
    "category": pl.String(),
    "label": pl.String(),
    "label_zh": pl.String(),
    "synonyms": pl.List(pl.String()),
    "xrefs": pl.List(pl.String()),
    "definition": pl.String(),
    "grounding": pl.String(),
}
"""A node a row. Only ``id`` (a CURIE) is needed.

``category`` is the local name of a class of the ontology (``"Gene"``; null: unknown, ``"Node"``), ``label``
English, ``xrefs`` CURIEs that mean the same, ``grounding`` null, or ``"unknown"`` or ``"ambiguous"`` for a
name that no table could resolve. ``label``, ``label_zh``, ``definition`` and each of ``synonyms`` may have a
language tag of their own behind `TAG`: else they are English (``label_zh``: Chinese).
"""

TAG = languages.TAG
"""Stands between a text and its language tag."""


def without_tags(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return nodes with the texts only."""

    def plain(text: pl.Expr) -> pl.Expr:
        return text.str.splitn(TAG, 2).struct.field("field_0")

    return nodes.with_columns(
        plain(pl.col("label")).alias("label"),
        plain(pl.col("label_zh")).alias("label_zh"),
        plain(pl.col("definition")).alias("definition"),
        pl.col("synonyms").list.eval(plain(pl.element())),
    )


PROPERTY_COLUMNS: Mapping[str, pl.DataType] = {
    "node": pl.String(),
    "property": pl.String(),
    "value": pl.String(),
}
"""A value of a node a row, all three needed; a property with several values has several rows.

``node`` is a CURIE, ``property`` one that the ontology declares for literals (``"msc:phase"``,
``"dcterms:identifier"``), ``value`` its text as the property's datatype writes it (``"30"``, ``"true"``,
``"2022-10-06"``); rows with an empty value say nothing. Whoever describes a node first gives its properties.
"""

STATEMENT_COLUMNS: Mapping[str, pl.DataType] = {
    "subject": pl.String(),
    "predicate": pl.String(),
    "object": pl.String(),
    "sign": pl.String(),
    "reference": pl.String(),
    "evidence_type": pl.String(),
    "direction": pl.String(),
    "species": pl.String(),
    "cell": pl.String(),
    "locator": pl.String(),
    "aggregator": pl.String(),
    "knowledge_level": pl.String(),
    "agent_type": pl.String(),
}
"""A piece of evidence for a statement a row; ``subject``, ``predicate`` and ``object`` (CURIEs) are needed.

``sign`` is ``"+"``, ``"-"`` or ``"?"`` (null: the predicate's); ``reference`` a CURIE (``"PMID:1"``,
``"DOI:10..."``, ``"clinicaltrials:NCT..."``; null: the source itself); ``evidence_type`` a type that the
ontology weighs (``"ECO:0000181"``; null: that of the format); ``direction`` ``"supports"`` (also null) or
``"refutes"``; ``species`` a CURIE of NCBITaxon and ``cell`` one of a cell type, or null; ``locator`` where in
the reference, or the experiment; ``aggregator`` the databases through which the statement came, joined by
``|``; ``knowledge_level`` (``"knowledge_assertion"``) and ``agent_type`` (``"manual_agent"``) words of the
Biolink model for what kind of knowledge it is and who or what stated it.

Rows that agree in subject, predicate, object, sign, species and cell become one assertion; equal rows become
one piece of evidence.
"""

PREDICATE_COLUMNS: Mapping[str, pl.DataType] = {
    "id": pl.String(),
    "role": pl.String(),
    "sign": pl.String(),
    "label": pl.String(),
}
"""A predicate that the ontology does not declare, a row: ``role`` is ``"causal"``, ``"structural"`` or
``"contextual"``."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of the rows of a source; each table may lack columns that are not needed, and may be None."""

    nodes: pl.DataFrame | None = None
    statements: pl.DataFrame | None = None
    predicates: pl.DataFrame | None = None
    properties: pl.DataFrame | None = None


class Grounding(Protocol):
    """What a reader needs of names; `msc_graph.sources.grounding.joint` asks tables and graph."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the user's tables can ground; the graph grounds all kinds."""

    @property
    def checksum(self) -> str:
        """SHA-256 of what the tables were made of."""

    def ground(
        self, names: pl.Series, kind: str, *, species: str = "", armless: str = "ambiguous"
    ) -> pl.DataFrame:
        """Return what each distinct name means: columns name, id, label, how, candidates."""

    def canonical(self, ids: pl.Series) -> pl.Series:
        """Return identifiers as the curated graph has them; those not known as given."""

    def ambiguous(self, ids: pl.Series) -> pl.DataFrame:
        """Return ``other`` and ``candidates`` of the identifiers that stand for several things."""

    def labels(self, ids: pl.Series) -> pl.Series:
        """Return the current name of each identifier, null where it is not known."""

    def links(self, ids: pl.Series) -> pl.DataFrame:
        """Return what identifiers lead to, as statements: subject, predicate, object, locator."""


@dataclass(slots=True)
class Reading:
    """What a reader needs beside its files.

    ``options`` are those of the format, checked by it; ``grounding`` resolves names, None where the user gave
    no tables; ``report`` collects what is worth telling, and stops the import at the first bad row unless it
    may go on; ``progress`` is told how many bytes of the (compressed) files were read; ``source`` is the
    name of the source, ``version`` what the reader found of it in the files. ``rows`` gives, for a table that
    is being read, the row that begins on a line, as it stands in the file.
    """

    report: ImportReport
    options: Mapping[str, str] = field(default_factory=dict)
    grounding: Grounding | None = None
    progress: Callable[[int], None] = lambda _: None
    source: str = ""
    version: str = ""
    rows: dict[Path, Callable[[int], str | bytes]] = field(default_factory=dict)


Reader = Callable[[Sequence[Path], Reading], Iterator[Batch]]


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format that can be imported.

    ``read`` is a generator: it opens the files when asked for the first batch, and gives batches of at most
    some hundred thousand rows. ``name`` is the command-line name; ``title`` a line of help; ``source`` the
    name of the source (and of its named graph) when the user gives none (None: taken from the file);
    ``source_title`` what the database is called (empty: as the source is named); ``version``, ``licence`` and
    ``url`` what is known of it, else empty; ``evidence_type`` that of statements which give none; ``options``
    maps the names that ``-p NAME=VALUE`` takes to their explanation in English and Chinese; ``example`` is a
    file of parameters that shows them at work. ``licence_zh`` and ``example_zh`` are empty where they are the
    same.
    """

    name: str
    read: Reader
    title: str
    title_zh: str
    source: str | None = None
    source_title: str = ""
    version: str = ""
    licence: str = ""
    licence_zh: str = ""
    url: str = ""
    evidence_type: str = "msc:database_record"
    options: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    example: str = ""
    example_zh: str = ""
