from __future__ import annotations

from pathlib import Path

import polars as pl

from msc_graph import KnowledgeGraph
from msc_graph.model.frames import EDGE_FRAME, NODE_FRAME


def test_parquet_holds_the_frames(curated: KnowledgeGraph, tmp_path: Path) -> None:
    nodes, edges = curated.export(tmp_path / "graph.parquet")
    assert [nodes.name, edges.name] == ["graph_nodes.parquet", "graph_edges.parquet"]
    graph = curated.property_graph()
    assert pl.read_parquet(nodes).equals(pl.concat(graph.node_frames()))
    assert pl.read_parquet(edges).equals(pl.concat(graph.edge_frames()))
    assert dict(pl.read_parquet_schema(nodes)) == dict(NODE_FRAME)
    assert dict(pl.read_parquet_schema(edges)) == dict(EDGE_FRAME)


def test_an_empty_graph_has_its_columns_all_the_same(tmp_path: Path) -> None:
    nodes, edges = KnowledgeGraph().export(tmp_path / "graph.parquet")
    assert dict(pl.read_parquet(nodes).schema) == dict(NODE_FRAME)
    assert dict(pl.read_parquet(edges).schema) == dict(EDGE_FRAME)
