"""All sources of a store as one graph: tables of nodes, edges, evidence and names, which are mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.model.belief import EvidenceItem
from msc_graph.model.graph import NO_PAPERS, VERDICTS, Graph, GraphPart
from msc_graph.model.names import Quality, fold
from msc_graph.model.property_graph import joint_scope, published_id
from msc_graph.sources.batch import NODE_COLUMNS, without_tags
from msc_graph.stores.disk.columns import CODED, EDGE, EVIDENCE, NAME, PREDICATE, save_table
from msc_graph.stores.disk.manifest import write_json
from msc_graph.stores.importing.encoding import (
    SourceTables,
    beliefs,
    described,
    evidence_weights,
    undescribed,
    united_nodes,
)
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import Vocabulary

_LISTS = ("assertions", "evidence", "mechanisms", "species", "cells")
_NAMES = dict(zip(NAME, (pl.String, pl.String, pl.UInt32, pl.UInt8), strict=True))
_TEXTS = pl.List(pl.String)
_KEY = ("subject", "predicate", "object", "sign", "disputed")
_SIGNS = {"+": 1, "-": -1, "?": 0, "": 0}


@dataclass(frozen=True, slots=True)
class BuildPart:
    """What one source adds: rows in the columns of `EDGE`, with texts for nodes, predicates and scopes.

    ``verification`` is that of `msc_graph.model.graph.Graph`. ``assertions`` are numbered
    within the part; ``assertion_names`` are their CURIEs, or None where they are
    the source's name and number.
    """

    name: str
    nodes: pl.DataFrame
    edges: pl.DataFrame
    evidence: pl.DataFrame
    predicates: pl.DataFrame
    assertion_count: int
    assertion_names: Sequence[str] | None = None
    verification: Mapping[str, str] = field(default_factory=dict)


def curated_part(graph: Graph, words: Vocabulary) -> BuildPart:
    """Return the curated graph (with its disputed edges) as a part."""
    items = sorted({item for edge in graph.edges for item in edge.evidence})
    names = sorted({name for edge in graph.edges for name in edge.assertions})
    return BuildPart(
        "curated",
        node_frame(graph),
        _curated_edges(graph, words, items, names),
        _curated_evidence(items, graph.citations),
        _curated_predicates(graph),
        len(names),
        names,
        graph.verification,
    )


def _curated_edges(
    graph: Graph, words: Vocabulary, items: Sequence[EvidenceItem], names: Sequence[str]
) -> pl.DataFrame:
    """Return the edges; their evidence and assertions are positions in ``items`` and ``names``."""
    number, assertion = ({each: place for place, each in enumerate(listed)} for listed in (items, names))
    verdicts = {words.label(expand(verdict)): index for index, verdict in enumerate(VERDICTS)}
    edges = graph.edges
    lists = ("mechanisms", "species", "cells")
    return pl.DataFrame(
        {
            **{
                name: pl.Series([getattr(edge, name) for edge in edges], dtype=pl.String)
                for name in ("subject", "predicate", "object", "scope")
            },
            "sign": pl.Series([_SIGNS[edge.sign.value] for edge in edges], dtype=pl.Int8),
            "belief": pl.Series([edge.belief for edge in edges], dtype=pl.Float64),
            "verdict": pl.Series([verdicts[edge.verdict] for edge in edges], dtype=pl.UInt8),
            "disputed": pl.Series([not edge.endorsed for edge in edges], dtype=pl.Boolean),
            "assertions": _numbers([assertion[name] for name in edge.assertions] for edge in edges),
            "evidence": _numbers([number[item] for item in edge.evidence] for edge in edges),
            **{name: pl.Series([[*getattr(edge, name)] for edge in edges], dtype=_TEXTS) for name in lists},
        }
    )


def _curated_evidence(items: Sequence[EvidenceItem], citations: Mapping[str, str]) -> pl.DataFrame:
    rows = [(i.reference, i.type, i.direction.value, citations[i.reference], "") for i in items]
    return pl.DataFrame(rows, schema=dict.fromkeys(EVIDENCE, pl.String), orient="row")


def _curated_predicates(graph: Graph) -> pl.DataFrame:
    roles = sorted({(e.predicate, e.role.value, e.sign.value, e.label, e.label_zh) for e in graph.edges})
    frame = pl.DataFrame(roles, schema=dict.fromkeys(PREDICATE, pl.String), orient="row")
    return frame.unique("id", keep="first", maintain_order=True)


def node_frame(graph: GraphPart) -> pl.DataFrame:
    """Return the nodes of a graph in the columns of a source's."""
    columns = {name: [_plain(getattr(node, name, None)) for node in graph.nodes] for name in NODE_COLUMNS}
    return pl.DataFrame(columns, schema=dict(NODE_COLUMNS))


def source_part(
    name: str, tables: SourceTables, words: Vocabulary, citations: Mapping[str, str] | None = None
) -> BuildPart:
    """Return an imported source as a part; ``citations`` are those of the curated references."""
    rows = tables.assertions
    terms, predicates = tables.terms, tables.predicates["id"]
    empty = pl.select(pl.repeat(pl.Series([[]], dtype=pl.List(pl.String)).first(), rows.height)).to_series()
    verdicts = {verdict: index for index, verdict in enumerate(VERDICTS)}
    edges = pl.DataFrame(
        {
            "subject": terms.gather(rows["subject"]),
            "predicate": predicates.gather(rows["predicate"]),
            "object": terms.gather(rows["object"]),
            "sign": rows["sign"].cast(pl.Int8),
            "belief": rows["belief"],
            "verdict": rows["verdict"].replace_strict(verdicts, return_dtype=pl.UInt8),
            "disputed": ~rows["endorsed"],
            "scope": pl.select(pl.repeat("", rows.height)).to_series(),
            "assertions": pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
            .reshape((-1, 1))
            .arr.to_list(),
            "evidence": rows["evidence"].cast(pl.List(pl.UInt32)),
            "mechanisms": empty,
            "species": _as_lists(terms, rows["species"]),
            "cells": _as_lists(terms, rows["cell"]),
        }
    )
    evidence = tables.evidence.select(
        "reference",
        "evidence_type",
        "direction",
        _citations(tables.evidence["reference"], citations or {}).alias("citation"),
        pl.col("locator").fill_null("").alias("record"),
    ).with_columns(record=pl.when(papers("citation")).then(pl.lit("")).otherwise("record"))
    labels = {
        curie: words.labels.get((expand(curie), "zh"), "")
        for curie in tables.predicates.filter("known")["id"]
    }
    known = tables.predicates.with_columns(
        pl.col("id").replace_strict(labels, default="", return_dtype=pl.String).alias("label_zh")
    ).drop("known")
    return BuildPart(name, without_tags(tables.nodes), edges, evidence, known, rows.height)


def _as_lists(terms: pl.Series, codes: pl.Series) -> pl.Series:
    """Return one-member lists of the terms of the codes, empty ones where there is no code."""
    frame = pl.DataFrame({"code": codes})
    if codes.null_count() == codes.len():
        return pl.select(
            pl.repeat(pl.Series([[]], dtype=pl.List(pl.String)).first(), codes.len())
        ).to_series()
    texts = terms.gather(codes.fill_null(0))
    return frame.select(
        pl.when(pl.col("code").is_null())
        .then(pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first())
        .otherwise(pl.concat_list(pl.lit(texts)))
    ).to_series()


def _citations(references: pl.Series, known: Mapping[str, str]) -> pl.Series:
    """Return the published id of each reference: a known one, the PMID or DOI in its CURIE, or the CURIE."""
    names = references.unique()
    cited = {name: known.get(name) or published_id(name) for name in names}
    return references.replace_strict(cited, return_dtype=pl.String)


def papers(column: str) -> pl.Expr:
    """Return whether each published id is that of a paper; see `msc_graph.model.graph.is_paper`."""
    return ~pl.any_horizontal(pl.col(column).str.starts_with(prefix) for prefix in NO_PAPERS)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _numbers(lists: Iterable[list[int]]) -> pl.Series:
    return pl.Series(list(lists), dtype=pl.List(pl.UInt32))


# together


def write_graph(parts: Sequence[BuildPart], folder: Path, words: Vocabulary) -> dict[str, Any]:
    """Write the graph of ``parts`` into a new ``folder`` and return its counts.

    Args:
        parts: the curated graph first; where parts describe a node differently, the first wins.
        folder: made here.
        words: classes, predicates and weights.
    """
    folder.mkdir()
    nodes, predicates = _nodes(parts), _predicates(parts)
    evidence, firsts = _evidence(parts)
    starts = _starts(part.assertion_count for part in parts)
    scopes = sorted({scope for part in parts for scope in part.edges["scope"].unique()})
    rows = pl.concat(
        _located(part, nodes["id"], predicates["id"], scopes, assertion, item)
        for part, assertion, item in zip(parts, starts, firsts, strict=True)
    )
    edges, scopes = _united(rows, evidence, words, scopes, curated=parts[0].edges.height)
    tables = {
        "nodes": nodes,
        "evidence": evidence,
        "edges": edges.filter(~pl.col("disputed")).select(*EDGE),
        "disputed": edges.filter("disputed").select(*EDGE),
        "names": _names(nodes),
        "predicates": predicates,
    }
    for name, table in tables.items():
        save_table(table, folder, name, coded=CODED)
    write_json(folder / "graph.json", _facts(parts, starts, scopes))
    return _counts(parts, tables)


def _facts(parts: Sequence[BuildPart], starts: Sequence[int], scopes: Sequence[str]) -> dict[str, Any]:
    """Return what no table holds: scopes, verification, and which assertions are whose."""
    return {
        "scopes": scopes,
        "verification": {name: text for part in parts for name, text in part.verification.items()},
        "assertions": [
            {"source": part.name, "first": first, "names": part.assertion_names}
            for part, first in zip(parts, starts, strict=True)
        ],
        "assertion_count": sum(part.assertion_count for part in parts),
    }


def _counts(parts: Sequence[BuildPart], tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    nodes = tables["nodes"]
    kinds = nodes["category"].value_counts(sort=True).sort("count", "category", descending=[True, False])
    cited = pl.concat([part.evidence["reference"] for part in parts[1:]]).unique() if parts[1:] else None
    curated = parts[0].evidence["reference"].unique()
    return {
        "imported_references": 0 if cited is None else cited.filter(~cited.is_in(curated.implode())).len(),
        "nodes": nodes.height,
        "edges": tables["edges"].height,
        "disputed": tables["disputed"].height,
        "categories": dict(kinds.iter_rows()),
    }


def _starts(sizes: Iterable[int]) -> list[int]:
    starts, total = [], 0
    for size in sizes:
        starts.append(total)
        total += size
    return starts


def _nodes(parts: Sequence[BuildPart]) -> pl.DataFrame:
    """Return every node and every endpoint, sorted by id; nothing is null but lists may be empty."""
    frames: list[pl.DataFrame] = []
    before = pl.Series(dtype=pl.String)
    for part in parts:
        frames.append(undescribed(part.nodes, before))
        before = pl.concat([before, described(part.nodes)]).unique()
    nodes = united_nodes(pl.concat(frames))
    missing = pl.concat(
        [part.edges[name].unique() for part in parts for name in ("subject", "object")]
    ).unique()
    missing = missing.filter(~missing.is_in(nodes["id"].implode())) if nodes.height else missing
    if missing.len():
        extra = pl.DataFrame({"id": missing}).select(
            "id",
            *(pl.lit(None).cast(kind).alias(name) for name, kind in NODE_COLUMNS.items() if name != "id"),
        )
        nodes = united_nodes(pl.concat([nodes, extra.select(nodes.columns)]))
    texts = ("label_zh", "definition")
    return nodes.select(
        "id",
        pl.col("category").fill_null("Node"),
        pl.when(pl.col("label").fill_null("") == "").then("id").otherwise("label").alias("label"),
        *(pl.col(name).fill_null("") for name in texts),
        *(pl.col(name).fill_null([]) for name in ("synonyms", "xrefs")),
        pl.col("grounding").fill_null(""),
    )


def _predicates(parts: Sequence[BuildPart]) -> pl.DataFrame:
    columns = ("id", "role", "sign", "label", "label_zh")
    every = pl.concat([part.predicates.select(columns) for part in parts])
    return every.unique("id", keep="first", maintain_order=True).sort("id")


def _evidence(parts: Sequence[BuildPart]) -> tuple[pl.DataFrame, list[int]]:
    return pl.concat([part.evidence.select(EVIDENCE) for part in parts]), _starts(
        p.evidence.height for p in parts
    )


def _located(
    part: BuildPart, ids: pl.Series, predicates: pl.Series, scopes: Sequence[str], assertion: int, item: int
) -> pl.DataFrame:
    """Return a part's edges with numbers for names."""
    positions = dict(zip(predicates, range(predicates.len()), strict=True))
    scope = {name: index for index, name in enumerate(scopes)}
    return part.edges.select(
        _positions(part.edges["subject"], ids).alias("subject"),
        pl.col("predicate").replace_strict(positions, return_dtype=pl.UInt32),
        _positions(part.edges["object"], ids).alias("object"),
        "sign",
        "belief",
        "verdict",
        "disputed",
        pl.col("scope").replace_strict(scope, return_dtype=pl.UInt8),
        pl.col("assertions").list.eval(pl.element() + assertion).cast(pl.List(pl.UInt32)),
        pl.col("evidence").list.eval(pl.element() + item).cast(pl.List(pl.UInt32)),
        "mechanisms",
        "species",
        "cells",
    )


def _positions(texts: pl.Series, ids: pl.Series) -> pl.Series:
    table = pl.DataFrame({"text": ids}).with_row_index("position")
    return pl.DataFrame({"text": texts}).join(table, on="text", how="left", maintain_order="left")["position"]


def _united(
    rows: pl.DataFrame, evidence: pl.DataFrame, words: Vocabulary, scopes: list[str], *, curated: int
) -> tuple[pl.DataFrame, list[str]]:
    """Return one edge for rows that agree in `_KEY`, their assertions and evidence united.

    The verdict is the best one, but that of a curated row (the first ``curated`` ones) where there is one.
    """
    order = rows.select(_KEY).with_row_index("row").sort(*_KEY, "row")["row"]
    rows = rows[order]
    same = rows.select(pl.struct(_KEY).rle_id().alias("group"))["group"]
    sizes = same.rle().struct.field("len")
    if sizes.len() == rows.height:
        return rows, scopes
    several = (sizes > 1).gather(same)
    alone = rows.filter(~several)
    many = rows.filter(several).with_columns(
        same.filter(several).alias("group"), own=(order < curated).filter(several)
    )
    united = many.group_by("group", maintain_order=True).agg(
        *(pl.col(name).first() for name in _KEY),
        pl.coalesce(pl.col("verdict").filter("own").min(), pl.col("verdict").min()),
        pl.col("scope").unique().sort(),
        *(pl.col(name).explode().drop_nulls().unique().sort() for name in _LISTS),
    )
    weights = evidence_weights(
        evidence.select(pl.col("citation").alias("reference"), "evidence_type", "direction"), words
    )
    united = united.with_columns(beliefs(united["evidence"], weights)["belief"])
    joint = {
        tuple(codes): joint_scope(s for code in codes for s in scopes[code].split("|") if s)
        for codes in united["scope"].unique().to_list()
    }
    scopes = [*scopes, *sorted(set(joint.values()) - set(scopes))]
    place = {tuple(codes): scopes.index(text) for codes, text in joint.items()}
    united = united.with_columns(
        pl.Series("scope", [place[tuple(codes)] for codes in united["scope"].to_list()], dtype=pl.UInt8)
    )
    return pl.concat([alone, united.select(alone.columns)]).sort(_KEY), scopes


def _names(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return every name of every node, folded and sorted; columns as in `NAME`."""

    def listed() -> Iterator[tuple[str, str, int, int]]:
        columns = ("id", "label", "label_zh", "synonyms", "xrefs")
        for row, (name, label, label_zh, synonyms, xrefs) in enumerate(nodes.select(columns).iter_rows()):
            seen = set()
            for quality, texts in (
                (Quality.IDENTIFIER, (name, name.partition(":")[2])),
                (Quality.LABEL, (label, label_zh)),
                (Quality.SYNONYM, (*synonyms, *xrefs)),
            ):
                for text in texts:
                    key = fold(text)
                    if key and key not in seen:
                        seen.add(key)
                        yield key, text, row, int(quality)

    return pl.DataFrame(listed(), schema=_NAMES, orient="row").sort("key", "node", "name")
