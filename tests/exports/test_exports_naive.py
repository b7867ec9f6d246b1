"""The fast writers against the naive ones, on random graphs and on the curated one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.errors import UnwritableValue
from msc_graph.exports.frame_text import number_text
from msc_graph.exports.graphml import write_graphml
from msc_graph.exports.kgx import BiolinkTerm, biolink_terms, write_kgx
from msc_graph.model.property_graph import PropertyGraph
from tests.helpers import naive_exports
from tests.helpers.random_graphs import ANY, WRITABLE, property_graphs

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph

TERMS = {
    "msc:MicroRNA": BiolinkTerm("biolink:MicroRNA"),
    "msc:targets": BiolinkTerm("biolink:affects", {"object_direction_qualifier": "decreased"}),
}


def assert_same_graphml(graph: PropertyGraph) -> None:
    file, naive = io.BytesIO(), io.StringIO()
    write_graphml(graph, file)
    naive_exports.write_graphml(graph, naive)
    assert file.getvalue().decode() == naive.getvalue()


def assert_same_kgx(graph: PropertyGraph, terms: dict[str, BiolinkTerm]) -> None:
    files, naive = (io.BytesIO(), io.BytesIO()), (io.StringIO(), io.StringIO())
    write_kgx(graph, *files, terms=terms)
    naive_exports.write_kgx(graph, *naive, terms=terms)
    assert [file.getvalue().decode() for file in files] == [file.getvalue() for file in naive]


@given(property_graphs(WRITABLE))
@settings(deadline=None)
def test_graphml_of_random_graphs(graph: PropertyGraph) -> None:
    assert_same_graphml(graph)


@given(property_graphs(ANY))
@settings(deadline=None)
def test_graphml_refuses_the_same_value_first(graph: PropertyGraph) -> None:
    try:
        naive_exports.write_graphml(graph, io.StringIO())
    except UnwritableValue as expected:
        with pytest.raises(UnwritableValue) as caught:
            write_graphml(graph, io.BytesIO())
        assert str(caught.value) == str(expected)
    else:
        assert_same_graphml(graph)


@given(property_graphs(ANY))
@settings(deadline=None)
def test_kgx_of_random_graphs(graph: PropertyGraph) -> None:
    assert_same_kgx(graph, TERMS)


@pytest.mark.parametrize("disputed", [False, True])
def test_the_curated_graph(curated: KnowledgeGraph, disputed: bool) -> None:
    graph = curated.property_graph(disputed=disputed)
    assert isinstance(graph, PropertyGraph)
    assert_same_graphml(graph)
    assert_same_kgx(graph, dict(biolink_terms()))


@pytest.mark.parametrize("rows", [1, 7])
def test_where_a_frame_ends_does_not_show(
    curated: KnowledgeGraph, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = curated.property_graph()
    small = PropertyGraph(graph.nodes[:20], graph.edges[:20], graph.citations)
    monkeypatch.setattr(PropertyGraph.node_frames, "__defaults__", (rows,))
    monkeypatch.setattr(PropertyGraph.edge_frames, "__defaults__", (rows,))
    assert_same_graphml(small)
    assert_same_kgx(small, TERMS)


@given(st.lists(st.floats(), max_size=20))
@settings(deadline=None)
def test_numbers_look_as_python_writes_them(numbers: list[float]) -> None:
    assert number_text(pl.Series(numbers, dtype=pl.Float64)).to_list() == [str(number) for number in numbers]
