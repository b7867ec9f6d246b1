"""Hetionet: its table of nodes with its SIF of edges, or its JSON.

Source: Himmelstein et al. 2017, doi:10.7554/eLife.26726, and https://github.com/hetio/hetionet (files, kinds
of nodes and edges).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading, SourceFormat
from msc_graph.sources.identifiers import CURIE, compact, with_references
from msc_graph.sources.readers.json_files import JsonItem, listed, read_json_arrays
from msc_graph.sources.readers.text_files import Table, drop_bad, open_table
from msc_graph.system.compressed import unfolded_name

KINDS: Mapping[str, tuple[str, str]] = {
    "Anatomy": ("", "AnatomicalStructure"),
    "Biological Process": ("", "BiologicalProcess"),
    "Cellular Component": ("", "CellularStructure"),
    "Compound": ("DRUGBANK:", "Drug"),
    "Disease": ("", "Disease"),
    "Gene": ("NCBIGene:", "Gene"),
    "Molecular Function": ("", "MolecularActivity"),
    "Pathway": ("hetionet:", "Pathway"),
    "Pharmacologic Class": ("NDFRT:", "PharmacologicClass"),
    "Side Effect": ("UMLS:", "AdverseEvent"),
    "Symptom": ("MESH:", "PhenotypicFeature"),
}
"""Kinds of nodes: the prefix that their identifiers lack, and our class.

Pathways of WikiPathways get its prefix. Those of Pathway Commons (``PC7_…``) are numbers of Hetionet's own.
"""

_METAEDGES = """
AdG | Anatomy, downregulates, Gene | imported:underexpresses
AeG | Anatomy, expresses, Gene | biolink:expresses
AuG | Anatomy, upregulates, Gene | imported:overexpresses
CbG | Compound, binds, Gene | biolink:binds
CcSE | Compound, causes, Side Effect | biolink:causes
CdG | Compound, downregulates, Gene | biolink:decreases_expression_of
CpD | Compound, palliates, Disease | biolink:ameliorates_condition
CrC | Compound, resembles, Compound | biolink:chemically_similar_to
CtD | Compound, treats, Disease | biolink:treats
CuG | Compound, upregulates, Gene | biolink:increases_expression_of
DaG | Disease, associates, Gene | biolink:associated_with
DdG | Disease, downregulates, Gene | biolink:decreases_expression_of
DlA | Disease, localizes, Anatomy | biolink:located_in
DpS | Disease, presents, Symptom | biolink:has_phenotype
DrD | Disease, resembles, Disease | biolink:similar_to
DuG | Disease, upregulates, Gene | biolink:increases_expression_of
GcG | Gene, covaries, Gene | biolink:correlated_with
GiG | Gene, interacts, Gene | biolink:interacts_with
GpBP | Gene, participates, Biological Process | biolink:participates_in
GpCC | Gene, participates, Cellular Component | biolink:located_in
GpMF | Gene, participates, Molecular Function | biolink:enables
GpPW | Gene, participates, Pathway | biolink:participates_in
Gr>G | Gene, regulates, Gene | biolink:regulates
PCiC | Pharmacologic Class, includes, Compound | biolink:has_member
"""
_PARTS = [re.split(r" \| |, ", line) for line in _METAEDGES.strip().splitlines()]
PREDICATES = {short: predicate for short, _source, _verb, _target, predicate in _PARTS}
"""The predicate of each metaedge, by its abbreviation."""
METAEDGES = {(source, verb, target): short for short, source, verb, target, _predicate in _PARTS}
"""The abbreviation of each metaedge, by the kinds of its nodes and its verb."""

_UNDIRECTED = ("CrC", "DrD", "GcG", "GiG")
_EDGE = ("source", "metaedge", "target")
_NODE = ("id", "name", "kind")
_ROWS = 100_000
_JSON = (".json",)
_REFERENCED = "ECO:0000033"


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the nodes and edges of the files; which is which, their headers tell.

    Raises:
        FileRefused: a file is neither nodes nor edges, or damaged, with its line.
        BadRow: a row has a kind of node or edge that Hetionet does not have, or cannot be read.
    """
    only_edges = True
    for path in paths:
        if unfolded_name(path).suffix.lower() in _JSON:
            only_edges = False
            yield from _document(path, reading)
        else:
            table = open_table(path, reading)
            only_edges &= set(_EDGE) <= set(table.columns)
            yield from _table(table, reading)
    if only_edges:
        reading.report.note(EventKind.NO_NODES)


def _table(table: Table, reading: Reading) -> Iterator[Batch]:
    if set(_EDGE) <= set(table.columns):
        known = _Identifiers()
        for frame in table.frames():
            yield _edges(frame, known, table.path, reading)
        return
    if "kind" not in table.columns:
        table.require(_EDGE)
    table.require(_NODE)
    for frame in table.frames():
        yield _nodes(frame, table.path, reading)


# --- tables


def identifiers(texts: pl.Series) -> pl.Series:
    """Return the CURIEs of texts such as ``Gene::2625``; null where the kind is unknown or nothing follows.

    >>> identifiers(pl.Series(["Gene::2625", "Pathway::WP100_r74146", "Planet::1"])).to_list()
    ['NCBIGene:2625', 'WIKIPATHWAYS:WP100', None]
    """
    parts = pl.DataFrame({"text": texts.str.strip_chars()}).select(
        kind=pl.col("text").str.extract(r"^(.*?)::", 1), local=pl.col("text").str.extract(r"^.*?::(.+)$", 1)
    )
    return compact(parts.select(_curie(pl.col("kind"), pl.col("local"))).to_series())


def _curie(kind: pl.Expr, local: pl.Expr) -> pl.Expr:
    names = pl.Series(list(KINDS), dtype=pl.String)
    prefixes = pl.Series([prefix for prefix, _ in KINDS.values()], dtype=pl.String)
    prefix = kind.replace_strict(names, prefixes, default=None)
    pathway = (kind == "Pathway") & local.str.contains(r"^WP\d+(_r\d+)?$")
    wiki = pl.concat_str(pl.lit("WIKIPATHWAYS:"), local.str.extract(r"^(WP\d+)", 1))
    curie = pl.when(pathway).then(wiki).otherwise(pl.concat_str(prefix, local))
    return pl.when(curie.str.contains(CURIE)).then(curie)


class _Identifiers:
    """CURIEs by the texts of the files, worked out once for each text."""

    def __init__(self) -> None:
        self._kind = pl.Categorical(pl.Categories.random())
        # polars forgets the categories of a type as soon as no series has it
        self._alive = pl.Series([], dtype=self._kind)
        self._curies = pl.Series([], dtype=pl.String)

    def of(self, texts: pl.Series) -> pl.Series:
        """Return the CURIEs of texts; null where there is none."""
        codes = texts.cast(self._kind).to_physical()
        known = self._curies.len()
        new = pl.DataFrame({"code": codes, "text": texts}).filter(pl.col("code") >= known).unique("code")
        if new.height:
            end = int(new["code"].to_numpy().max()) + 1
            fresh = pl.int_range(known, end, dtype=pl.UInt32, eager=True).to_frame("code")
            named = fresh.join(new, on="code", how="left").sort("code")["text"]
            self._curies = pl.concat([self._curies, identifiers(named)])
        return self._curies.gather(codes)


def _nodes(frame: pl.DataFrame, path: Path, reading: Reading) -> Batch:
    frame = frame.with_columns(curie=identifiers(frame["id"]))
    problem = f"{{}} is no node of Hetionet: write one of its kinds, '::' and an identifier. {_KINDS_ARE}"
    frame = drop_bad(frame, pl.col("curie").is_null(), problem, reading, path, column="id")
    return Batch(
        nodes=frame.select(
            id="curie",
            category=_class(pl.col("id").str.extract(r"^(.*?)::", 1)),
            label=pl.col("name"),
        )
    )


_KINDS_ARE = f"The kinds are {', '.join(KINDS)}."


def _class(kind: pl.Expr) -> pl.Expr:
    names = pl.Series(list(KINDS), dtype=pl.String)
    return kind.replace_strict(
        names, pl.Series([c for _, c in KINDS.values()], dtype=pl.String), default=None
    )


def _edges(frame: pl.DataFrame, known: _Identifiers, path: Path, reading: Reading) -> Batch:
    predicates = pl.Series(list(PREDICATES.values()), dtype=pl.String)
    shorts = pl.Series(list(PREDICATES), dtype=pl.String)
    frame = frame.with_columns(
        subject=known.of(frame["source"]),
        predicate=pl.col("metaedge").replace_strict(shorts, predicates, default=None),
        object=known.of(frame["target"]),
    )
    if frame.select(pl.col("subject", "predicate", "object").is_null().any()).to_numpy().any():
        for end, column in (("source", "subject"), ("target", "object")):
            problem = (
                f"{{}} is no node of Hetionet: write one of its kinds, '::' and an identifier. {_KINDS_ARE}"
            )
            frame = drop_bad(frame, pl.col(column).is_null(), problem, reading, path, column=end)
        problem = f"{{}} is no kind of edge of Hetionet; they are {', '.join(PREDICATES)}."
        frame = drop_bad(frame, pl.col("predicate").is_null(), problem, reading, path, column="metaedge")
    _note_undirected(frame["metaedge"], reading)
    return Batch(statements=frame.select("subject", "predicate", "object"))


def _note_undirected(metaedges: pl.Series, reading: Reading) -> None:
    found = metaedges.filter(metaedges.is_in(_UNDIRECTED))
    if found.len():
        kinds = found.unique().sort()
        reading.report.note(EventKind.EDGE_WITHOUT_DIRECTION, *kinds, count=found.len())


# --- JSON


def _document(path: Path, reading: Reading) -> Iterator[Batch]:
    items = read_json_arrays(path, reading, ("nodes", "edges"))
    for array, group in groupby(items, key=lambda item: item.array):
        convert = _json_edges if array == "edges" else _json_nodes
        for rows in iter(lambda group=group: list(islice(group, _ROWS)), []):  # type: ignore[misc]
            yield convert(rows, path, reading)


def _json_nodes(items: Sequence[JsonItem], path: Path, reading: Reading) -> Batch:
    rows = []
    for item in items:
        value = item.value if isinstance(item.value, dict) else {}
        kind, local, name = value.get("kind"), value.get("identifier"), value.get("name")
        if _is_end([kind, local]) and (name is None or isinstance(name, str)):
            description = _data(value).get("description")
            rows.append((kind, str(local).strip(), name, [str(description)] if description else None))
        else:
            reading.report.bad_row(
                path, item.line, f"it is no node of Hetionet. {_KINDS_ARE}", text=item.text
            )
    frame = pl.DataFrame(
        rows,
        orient="row",
        schema={"kind": pl.String, "local": pl.String, "label": pl.String, "synonyms": pl.List(pl.String)},
    )
    nodes = frame.select(
        id=compact(frame.select(_curie(pl.col("kind"), pl.col("local"))).to_series()),
        category=_class(pl.col("kind")),
        label="label",
        synonyms="synonyms",
    )
    return Batch(nodes=nodes)


def _json_edges(items: Sequence[JsonItem], path: Path, reading: Reading) -> Batch:
    """Return the edges; each PubMed record of an edge is a row, the databases it comes from its place."""
    rows: list[tuple[str | None, ...]] = []
    for item in items:
        edge = _edge(item, path, reading)
        if edge:
            papers = dict.fromkeys(map(str, listed(edge.data.get("pubmed_ids"))))
            rows += [(*edge.ends, paper, edge.place) for paper in papers or (None,)]
    names = "source source_id metaedge target target_id reference locator".split()
    frame = pl.DataFrame(rows, orient="row", schema=dict.fromkeys(names, pl.String()))
    _note_undirected(frame["metaedge"], reading)
    frame = with_references(frame, "reference", reading, numbers=True)
    shorts = pl.Series(list(PREDICATES), dtype=pl.String)
    predicates = pl.Series(list(PREDICATES.values()), dtype=pl.String)
    ends = (
        frame.select(_curie(pl.col(end), pl.col(f"{end}_id"))).to_series() for end in ("source", "target")
    )
    subjects, objects = map(compact, ends)
    statements = frame.select(
        "reference",
        locator=pl.concat_str("locator", "unread", separator="; ", ignore_nulls=True).replace("", None),
        subject=subjects,
        predicate=pl.col("metaedge").replace_strict(shorts, predicates),
        object=objects,
        evidence_type=pl.when(pl.col("reference").is_not_null()).then(pl.lit(_REFERENCED)),
    )
    return Batch(statements=statements)


class _Edge(NamedTuple):
    """Kind and identifier of the source, metaedge, kind and identifier of the target; what is said of it."""

    ends: tuple[str, str, str, str, str]
    data: Mapping[str, Any]

    @property
    def place(self) -> str | None:
        """The databases it comes from."""
        names = listed(self.data.get("sources")) or [self.data.get("source")]
        return ", ".join(str(name) for name in names if name) or None


def _edge(item: JsonItem, path: Path, reading: Reading) -> _Edge | None:
    """Return an edge; one that Hetionet cannot have is a bad row."""
    value = item.value if isinstance(item.value, dict) else {}
    source, target, verb = value.get("source_id"), value.get("target_id"), value.get("kind")
    if not (_is_end(source) and _is_end(target)):
        reading.report.bad_row(path, item.line, f"its ends are no nodes. {_KINDS_ARE}", text=item.text)
        return None
    short = METAEDGES.get((source[0], str(verb), target[0]))
    if short is None:
        problem = f"Hetionet has no edge '{source[0]} {verb} {target[0]}'."
        reading.report.bad_row(path, item.line, problem, text=item.text)
        return None
    ends = (source[0], str(source[1]).strip(), short, target[0], str(target[1]).strip())
    return _Edge(ends, _data(value))


def _is_end(end: Any) -> TypeGuard[list[Any]]:
    if not (isinstance(end, list) and len(end) == 2 and isinstance(end[0], str) and end[0] in KINDS):
        return False
    is_name = isinstance(end[1], str | int) and not isinstance(end[1], bool)
    return is_name and re.match(CURIE, f"x:{str(end[1]).strip()}") is not None


def _data(value: Mapping[str, Any]) -> Mapping[str, Any]:
    data = value.get("data")
    return data if isinstance(data, dict) else {}


FORMATS = {
    "hetionet": SourceFormat(
        name="hetionet",
        read=read,
        title="Hetionet: nodes.tsv with edges.sif, or its JSON",
        title_zh="Hetionet：nodes.tsv 和 edges.sif，或其 JSON",
        source="hetionet",
        source_title="Hetionet",
        licence="CC0-1.0 (compilation); edges keep the licences of their sources",
        licence_zh="CC0-1.0（汇编）；各条边沿用其来源的许可",
        url="https://het.io",
    )
}
