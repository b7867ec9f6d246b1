"""The nodes and edges of a graph as polars frames, a chunk of rows at a time: what exports of any size read.

A frame has one row a node or an edge, in the order of the graph: nodes by id; edges by subject, predicate,
object (endorsed first). A graph that does not fit into memory as tuples has methods ``node_frames(rows)``
and ``edge_frames(rows)`` of its own, which give frames with exactly the columns below;
where they are, they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol, TypeVar, runtime_checkable

import polars as pl

from msc_graph.model.belief import Direction
from msc_graph.model.property_graph import GraphEdge, GraphNode, PropertyGraph

ROWS = 50_000
"""Rows of a frame, unless told otherwise: about 30 MB of edges as text, and few enough calls of polars."""

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
}
"""Columns of a frame of edges: the fields of `GraphEdge`, and what KGX needs of the evidence.

``role`` and ``sign`` are the values of `PredicateRole` and `Sign` (``"causal"``, ``"+"``). ``publications``
are the published ids of the papers that support the edge, sorted, without those whose citation is pending;
``inferred`` is whether all of its evidence is worked out rather than seen (`INFERENCES`).
"""

_Row = TypeVar("_Row", GraphNode, GraphEdge)


@runtime_checkable
class Framed(Protocol):
    """A graph that gives frames by itself."""

    def node_frames(self, rows: int, /) -> Iterator[pl.DataFrame]:
        """Return frames of at most ``rows`` nodes each."""

    def edge_frames(self, rows: int, /) -> Iterator[pl.DataFrame]:
        """Return frames of at most ``rows`` edges each."""


def node_frames(graph: PropertyGraph | Framed, rows: int = ROWS) -> Iterator[pl.DataFrame]:
    """Return the nodes of ``graph`` as frames of at most ``rows`` rows, columns as in `NODE_FRAME`."""
    if isinstance(graph, Framed):
        return graph.node_frames(rows)
    return _chunks(graph.nodes, rows, _node_frame)


def edge_frames(graph: PropertyGraph | Framed, rows: int = ROWS) -> Iterator[pl.DataFrame]:
    """Return the edges of ``graph`` as frames of at most ``rows`` rows, columns as in `EDGE_FRAME`."""
    if isinstance(graph, Framed):
        return graph.edge_frames(rows)
    return _chunks(graph.edges, rows, lambda edges: _edge_frame(edges, graph.citations))


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


def _chunks(
    things: Sequence[_Row], rows: int, to_frame: Callable[[Sequence[_Row]], pl.DataFrame]
) -> Iterator[pl.DataFrame]:
    for start in range(0, len(things), rows):
        yield to_frame(things[start : start + rows])


def _node_frame(nodes: Sequence[GraphNode]) -> pl.DataFrame:
    columns = {name: [getattr(node, name) for node in nodes] for name in NODE_FRAME}
    return pl.DataFrame(columns, schema=NODE_FRAME)


def _edge_frame(edges: Sequence[GraphEdge], citations: Mapping[str, str]) -> pl.DataFrame:
    worked_out: dict[str, Callable[[GraphEdge], Any]] = {
        "role": lambda edge: edge.role.value,
        "sign": lambda edge: edge.sign.value,
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


def _publications(edge: GraphEdge, citations: Mapping[str, str]) -> list[str]:
    """Return the published ids of the papers that support the edge, sorted."""
    return sorted(
        {
            citations.get(item.reference, item.reference)
            for item in edge.evidence
            if item.direction is Direction.SUPPORTS and item.type != CITATION_PENDING
        }
    )
