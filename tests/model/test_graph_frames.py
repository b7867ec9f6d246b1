from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from msc_graph.model.frames import EDGE_FRAME, NODE_FRAME, edge_ids
from msc_graph.model.property_graph import PropertyGraph, property_graph
from tests.helpers.tiny_graph import tiny_store, tiny_vocabulary

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph


@pytest.fixture(scope="module")
def tiny() -> PropertyGraph:
    return property_graph(tiny_store(), tiny_vocabulary(), disputed=True)


def test_frames_hold_what_the_nodes_and_edges_hold(curated: KnowledgeGraph) -> None:
    graph = curated.property_graph(disputed=True)
    nodes, edges = pl.concat(graph.node_frames(100)), pl.concat(graph.edge_frames(100))
    assert dict(nodes.schema) == dict(NODE_FRAME)
    assert dict(edges.schema) == dict(EDGE_FRAME)
    for name in NODE_FRAME:
        values = [getattr(node, name) for node in graph.nodes]
        assert nodes[name].to_list() == [list(v) if isinstance(v, tuple) else v for v in values]
    for name in set(EDGE_FRAME) - {"role", "sign", "publications", "inferred"}:
        values = [getattr(edge, name) for edge in graph.edges]
        assert edges[name].to_list() == [list(v) if isinstance(v, tuple) else v for v in values]
    assert edges["role"].to_list() == [edge.role.value for edge in graph.edges]
    assert edges["sign"].to_list() == [edge.sign_text for edge in graph.edges]


def test_no_frame_has_more_rows_than_asked_for(tiny: PropertyGraph) -> None:
    assert [len(frame) for frame in tiny.node_frames(3)] == [3] * (len(tiny.nodes) // 3) + [
        rest for rest in [len(tiny.nodes) % 3] if rest
    ]
    assert max(len(frame) for frame in tiny.edge_frames(2)) == 2


def test_an_empty_graph_has_no_frames() -> None:
    assert list(PropertyGraph((), (), {}).node_frames()) == []
    assert list(PropertyGraph((), (), {}).edge_frames()) == []


def test_ids_of_edges_are_worked_out_as_the_property_graph_does(tiny: PropertyGraph) -> None:
    for frame in tiny.edge_frames():
        assert edge_ids(frame).to_list() == frame["id"].to_list()
        assert not frame["endorsed"].all()


def test_only_published_support_is_a_publication(tiny: PropertyGraph) -> None:
    """The tiny edge has a paper for it, one against it, and one whose citation is pending."""
    (frame,) = tiny.edge_frames()
    row = frame.filter(pl.col("predicate") == "msc:targets", "endorsed").row(0, named=True)
    assert row["publications"] == ["PMID:1"]
    assert not row["inferred"]
