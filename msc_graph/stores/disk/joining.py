"""All sources of a store as one graph: tables of nodes, edges, evidence and names, which are mapped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.model.names import Quality
from msc_graph.sources.grounding.keys import name_keys
from msc_graph.stores.disk.build_part import BuildPart, united
from msc_graph.stores.disk.columns import CODED, EVIDENCE, NAME, save_coded, save_table
from msc_graph.stores.disk.joined_edges import starts_of, write_edges
from msc_graph.stores.disk.manifest import write_json
from msc_graph.stores.importing.encoding import described, undescribed, united_nodes
from msc_graph.vocabulary.ontology import Vocabulary

_NAMES = dict(zip(NAME, (pl.String, pl.String, pl.UInt32, pl.UInt8), strict=True))


def write_graph(parts: Sequence[BuildPart], folder: Path, words: Vocabulary) -> dict[str, Any]:
    """Write the graph of ``parts`` into a new ``folder`` and return its counts.

    Args:
        parts: the curated graph first; where parts describe a node differently, the first wins.
        folder: made here.
        words: classes, predicates and weights.
    """
    folder.mkdir()
    nodes, predicates = _nodes(parts), _predicates(parts)
    evidence = {name: united([part.evidence[name] for part in parts]) for name in EVIDENCE}
    for name, column in evidence.items():
        save_coded(column.words, column.codes, folder / f"evidence.{name}")
    save_table(nodes, folder, "nodes", coded=CODED)
    save_table(names_of(nodes), folder, "names", coded=CODED)
    save_table(predicates, folder, "predicates", coded=CODED)
    scopes, heights = write_edges(parts, folder, nodes["id"], predicates["id"], evidence, words)
    write_json(folder / "graph.json", _facts(parts, scopes))
    return _counts(parts, nodes) | heights


def _facts(parts: Sequence[BuildPart], scopes: Sequence[str]) -> dict[str, Any]:
    """Return what no table holds: scopes, verification, and which assertions are whose."""
    return {
        "scopes": scopes,
        "verification": {name: text for part in parts for name, text in part.verification.items()},
        "assertions": [
            {"source": part.name, "first": first, "names": part.assertion_names}
            for part, first in zip(parts, starts_of(part.assertion_count for part in parts), strict=False)
        ],
        "assertion_count": sum(part.assertion_count for part in parts),
    }


def _counts(parts: Sequence[BuildPart], nodes: pl.DataFrame) -> dict[str, Any]:
    kinds = nodes["category"].value_counts(sort=True).sort("count", "category", descending=[True, False])
    imported = {name for part in parts[1:] for name in part.evidence["reference"].words}
    return {
        "imported_references": len(imported.difference(parts[0].evidence["reference"].words)),
        "nodes": nodes.height,
        "categories": dict(kinds.iter_rows()),
    }


# nodes and predicates


def _nodes(parts: Sequence[BuildPart]) -> pl.DataFrame:
    """Return every node, sorted by id; nothing is null but lists may be empty."""
    frames: list[pl.DataFrame] = []
    before = pl.Series(dtype=pl.String)
    for part in parts:
        frames.append(undescribed(part.nodes, before))
        before = pl.concat([before, described(part.nodes)]).unique()
    texts = ("label_zh", "definition")
    return united_nodes(pl.concat(frames)).select(
        "id",
        pl.col("category").fill_null("Node"),
        pl.when(pl.col("label").fill_null("") == "").then("id").otherwise("label").alias("label"),
        *(pl.col(name).fill_null("") for name in texts),
        *(pl.col(name).fill_null([]) for name in ("synonyms", "xrefs")),
        pl.col("grounding").fill_null(""),
    )


def _predicates(parts: Sequence[BuildPart]) -> pl.DataFrame:
    every = pl.concat([part.predicates for part in parts])
    return every.unique("id", keep="first", maintain_order=True).sort("id")


def names_of(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return every name of every node, folded and sorted; columns as in `NAME`.

    Of names that are folded alike, a node has the first: an identifier before a label, that before a synonym.
    """
    local = pl.col("id").str.extract("(?s)^[^:]*:(.*)$")
    columns = (
        (Quality.IDENTIFIER, pl.col("id")),
        (Quality.IDENTIFIER, local),
        (Quality.LABEL, pl.col("label")),
        (Quality.LABEL, pl.col("label_zh")),
        (Quality.SYNONYM, pl.col("synonyms")),
        (Quality.SYNONYM, pl.col("xrefs")),
    )
    numbered = nodes.with_row_index("node")
    frames = [
        numbered.select("node", texts.alias("name"), quality=pl.lit(int(quality), pl.UInt8))
        for quality, texts in columns
    ]
    every = pl.concat(frame.explode("name") if _is_listed(frame) else frame for frame in frames)
    every = every.drop_nulls("name")
    every = every.with_columns(key=name_keys(every["name"]))
    named = every.filter(pl.col("key") != "").unique(["node", "key"], keep="first", maintain_order=True)
    return named.select(pl.col(name).cast(kind) for name, kind in _NAMES.items()).sort("key", "node", "name")


def _is_listed(frame: pl.DataFrame) -> bool:
    return isinstance(frame["name"].dtype, pl.List)
