"""The nodes and edges of a graph as polars frames, a chunk of rows at a time: what exports of any size read.

A frame has one row a node or an edge, in the order of the graph: nodes by id; edges by subject, predicate,
object (endorsed first). Every `msc_graph.model.graph.GraphPart` gives frames with exactly the columns below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import polars as pl

from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.vocabulary.signs import PredicateRole, Sign

CITATION_PENDING = "msc:citation_pending"
"""The evidence type that names no published paper yet, so that it gives no publication either."""
INFERENCES = frozenset({"ECO:0000205"})
"""Evidence types that are worked out rather than seen: curator inference."""

_TEXTS = pl.List(pl.String)
NODE_FRAME: Mapping[str, pl.DataType] = {
    "id": pl.String(),
    "category": pl.String(),
    "label": pl.String(),
    "label_zh": pl.String(),
    "synonyms": _TEXTS,
    "xrefs": _TEXTS,
    "definition": pl.String(),
}
"""Columns of a frame of nodes: the fields of `GraphNode`. Nothing is ever null: what is unknown is empty."""
EDGE_FRAME: Mapping[str, pl.DataType] = {
    "id": pl.String(),
    "subject": pl.String(),
    "predicate": pl.String(),
    "object": pl.String(),
    "label": pl.String(),
    "label_zh": pl.String(),
    "role": pl.String(),
    "sign": pl.String(),
    "belief": pl.Float64(),
    "verdict": pl.String(),
    "endorsed": pl.Boolean(),
    "scope": pl.String(),
    "assertions": _TEXTS,
    "references": _TEXTS,
    "mechanisms": _TEXTS,
    "species": _TEXTS,
    "cells": _TEXTS,
    "publications": _TEXTS,
    "inferred": pl.Boolean(),
    "doubted": _TEXTS,
}
"""Columns of a frame of edges: the fields of `GraphEdge`, and what KGX needs of the evidence.

``role`` and ``sign`` are the values of `PredicateRole` and `Sign` (``"causal"``, ``"+"``); a contextual edge
whose sign is unknown has none (``""``). ``publications`` are the published ids of the papers that support the
edge, sorted, without those whose citation is pending; ``inferred`` is whether all of its evidence is worked
out rather than seen (`INFERENCES`); ``doubted`` are papers under an expression of concern, or retracted.
"""

_ITEM = pl.Struct({name: pl.String() for name in ("reference", "type", "direction", "citation")})
WHOLE_EDGE_FRAME: Mapping[str, pl.DataType] = {
    **{name: kind for name, kind in EDGE_FRAME.items() if name not in ("publications", "inferred")},
    "evidence": pl.List(_ITEM),
    "witnesses": _TEXTS,
}
"""Columns that hold all of an edge; each piece of evidence with the published id of its reference."""


def edge_ids(frame: pl.DataFrame) -> pl.Series:
    """Return the ids of edges from ``subject``, ``predicate``, ``object`` and ``endorsed``.

    They are those of `msc_graph.model.property_graph`: 80 bits of the SHA-256 of what the edge says.

    >>> edge = {"subject": "a:1", "predicate": "b:2", "object": "c:3", "endorsed": True}
    >>> edge_ids(pl.DataFrame([edge])).to_list()
    ['msc:edge-7bd14a4ceab7a2fd7eac']
    """
    disputed = pl.when("endorsed").then(pl.lit("")).otherwise(pl.lit("\tdisputed"))
    says = pl.concat_str("subject", pl.lit("\t"), "predicate", pl.lit("\t"), "object", disputed)
    texts = frame.select(says).to_series().to_list()
    ids = [f"msc:edge-{sha256(text.encode()).hexdigest()[:20]}" for text in texts]
    return pl.Series("id", ids, pl.String)


def node_frame(nodes: Sequence[GraphNode]) -> pl.DataFrame:
    """Return nodes as a frame, columns as in `NODE_FRAME`."""
    columns = {name: [getattr(node, name) for node in nodes] for name in NODE_FRAME}
    return pl.DataFrame(columns, schema=NODE_FRAME)


def edge_frame(edges: Sequence[GraphEdge], citations: Mapping[str, str]) -> pl.DataFrame:
    """Return edges as a frame, columns as in `EDGE_FRAME`; ``citations`` as `Graph.citations`."""
    worked_out: dict[str, Callable[[GraphEdge], Any]] = {
        "role": lambda edge: edge.role.value,
        "sign": lambda edge: edge.sign_text,
        "publications": lambda edge: _publications(edge, citations),
        "inferred": lambda edge: all(item.type in INFERENCES for item in edge.evidence),
    }
    columns = {
        name: list(map(worked_out[name], edges))
        if name in worked_out
        else [getattr(edge, name) for edge in edges]
        for name in EDGE_FRAME
    }
    return pl.DataFrame(columns, schema=EDGE_FRAME)


def whole_edge_frame(edges: Sequence[GraphEdge], citations: Mapping[str, str]) -> pl.DataFrame:
    """Return all of some edges as a frame, columns as in `WHOLE_EDGE_FRAME`; `edges_of` reads it."""
    said = edge_frame(edges, citations).drop("publications", "inferred")
    items = [
        [
            (item.reference, item.type, item.direction.value, citations.get(item.reference, item.reference))
            for item in edge.evidence
        ]
        for edge in edges
    ]
    names = list(_ITEM.to_schema())
    more = {
        "evidence": [[dict(zip(names, item, strict=True)) for item in each] for each in items],
        "witnesses": [edge.witnesses for edge in edges],
    }
    kinds = {name: WHOLE_EDGE_FRAME[name] for name in more}
    return pl.concat([said, pl.DataFrame(more, schema=kinds)], how="horizontal")


def edges_of(frame: pl.DataFrame) -> list[GraphEdge]:
    """Return the edges of a frame of `WHOLE_EDGE_FRAME`, in its order."""
    found = []
    for row in frame.select(list(WHOLE_EDGE_FRAME)).iter_rows(named=True):
        items = tuple(
            EvidenceItem(item["reference"], item["type"], Direction(item["direction"]))
            for item in row["evidence"]
        )
        values: dict[str, Any] = {name: _settled(value) for name, value in row.items()}
        known = {"role": PredicateRole(row["role"]), "sign": Sign(row["sign"] or "?"), "evidence": items}
        found.append(GraphEdge(**values | known))
    return found


def nodes_of(frame: pl.DataFrame) -> list[GraphNode]:
    """Return the nodes of a frame of `NODE_FRAME`, in its order."""
    rows = frame.select(list(NODE_FRAME)).iter_rows(named=True)
    return [GraphNode(**{name: _settled(value) for name, value in row.items()}) for row in rows]


def _settled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _publications(edge: GraphEdge, citations: Mapping[str, str]) -> list[str]:
    """Return the published ids of the papers that support the edge, sorted."""
    return sorted(
        {
            citations.get(item.reference, item.reference)
            for item in edge.evidence
            if item.direction is Direction.SUPPORTS and item.type != CITATION_PENDING
        }
    )
