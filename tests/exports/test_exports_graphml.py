from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import igraph
import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from msc_graph.errors import UnwritableValue
from msc_graph.exports.attributes import COLORS, EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Value
from msc_graph.exports.graphml import name_token, write_graphml
from msc_graph.exports.networkx_view import to_networkx
from msc_graph.model.property_graph import PropertyGraph, property_graph
from tests.helpers.naive_exports import flat
from tests.helpers.tiny_graph import tiny_store, tiny_vocabulary

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph

GOLDEN = Path(__file__).parents[1] / "golden" / "tiny.graphml"
SCHEMA = Path(__file__).resolve().parents[3] / "shared/data/graphml/xsd/graphml.xsd"


@pytest.fixture(scope="module")
def tiny() -> PropertyGraph:
    return property_graph(tiny_store(), tiny_vocabulary(), disputed=True)


def as_graphml(graph: PropertyGraph) -> str:
    file = io.BytesIO()
    write_graphml(graph, file)
    return file.getvalue().decode()


def flattened(attributes: dict[str, Value]) -> dict[str, Value]:
    """The attributes as GraphML gives them back: lists joined, empty ones left out."""
    values = {name: flat(value) if isinstance(value, tuple) else value for name, value in attributes.items()}
    return {name: value for name, value in values.items() if value != ""}


def assert_networkx_reads_the_same(graph: PropertyGraph) -> None:
    read = networkx.parse_graphml(as_graphml(graph), force_multigraph=True)
    meant = to_networkx(graph)
    assert read.is_directed()
    assert dict(read.nodes(data=True)) == {
        name_token(node): flattened(values) for node, values in meant.nodes(data=True)
    }
    assert {
        (source, target, key): values for source, target, key, values in read.edges(keys=True, data=True)
    } == {
        (name_token(source), name_token(target), key): flattened(values)
        for source, target, key, values in meant.edges(keys=True, data=True)
    }


def assert_igraph_reads_the_same(graph: PropertyGraph, folder: Path) -> None:
    path = folder / "graph.graphml"
    path.write_text(as_graphml(graph), encoding="utf-8")
    read = igraph.Graph.Read_GraphML(str(path))
    assert read.is_directed()
    assert read.vs["curie"] == [node.id for node in graph.nodes]
    assert read.vs["label"] == [node.label for node in graph.nodes]
    assert read.es["assertions"] == ["|".join(edge.assertions) for edge in graph.edges]
    assert read.es["belief"] == [edge.belief for edge in graph.edges]


def assert_valid(document: str) -> None:
    if not SCHEMA.exists():
        pytest.skip("the GraphML schema is not in ../shared/data/graphml")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(document.encode()))


def test_it_is_the_golden_file(tiny: PropertyGraph) -> None:
    assert as_graphml(tiny) == GOLDEN.read_text(encoding="utf-8")


def test_networkx_reads_the_same_graph(tiny: PropertyGraph) -> None:
    assert_networkx_reads_the_same(tiny)


def test_igraph_reads_the_same_graph(tiny: PropertyGraph, tmp_path: Path) -> None:
    assert_igraph_reads_the_same(tiny, tmp_path)


@pytest.mark.shared_data
def test_it_validates_against_the_schema(tiny: PropertyGraph) -> None:
    assert_valid(as_graphml(tiny))


def test_the_curated_graph_is_read_back_the_same(curated: KnowledgeGraph, tmp_path: Path) -> None:
    graph = property_graph(curated.store, curated.vocabulary)
    assert_networkx_reads_the_same(graph)
    assert_igraph_reads_the_same(graph, tmp_path)


@pytest.mark.shared_data
def test_the_curated_graph_validates_against_the_schema(curated: KnowledgeGraph) -> None:
    assert_valid(as_graphml(property_graph(curated.store, curated.vocabulary)))


def test_every_coloured_category_is_a_class(curated: KnowledgeGraph) -> None:
    classes = {iri.rpartition("/")[2] for iri in curated.vocabulary.node_classes}
    assert set(COLORS) <= classes


xml_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\r\n\t")
)


@given(label=xml_text)
def test_any_text_comes_back(label: str) -> None:
    tiny = property_graph(tiny_store(), tiny_vocabulary())
    node = replace(tiny.nodes[0], label=label)
    document = etree.fromstring(as_graphml(PropertyGraph((node,), (), {})).encode())
    texts = [data.text for data in document.iter("{*}data") if data.get("key") == "node_label"]
    assert texts == ([label] if label else [])


def test_a_character_that_xml_cannot_hold_is_named(tiny: PropertyGraph) -> None:
    node = replace(tiny.nodes[0], label="bell \x07")
    with pytest.raises(UnwritableValue, match=f"label of {node.id}.*U\\+0007"):
        as_graphml(PropertyGraph((node,), (), {}))
    edge = replace(tiny.edges[0], scope="\ufffe")
    with pytest.raises(UnwritableValue, match=f"scope of {edge.id}.*U\\+FFFE"):
        as_graphml(PropertyGraph((), (edge,), {}))


@pytest.mark.parametrize(
    ("curie", "token"),
    [
        ("HGNC:8763", "HGNC:8763"),
        ("mirbase.mature:MIMAT0000076", "mirbase.mature:MIMAT0000076"),
        ("DOI:10.1/a(b)", "DOI:10.1_x002F_a_x0028_b_x0029_"),
        ("msc:_x002F_", "msc:_x005F_x002F_"),
        ("msc:外泌体", "msc:外泌体"),
        ("msc:\U0001f600", "msc:_x1F600_"),
    ],
)
def test_an_id_becomes_a_name_token(curie: str, token: str) -> None:
    assert name_token(curie) == token


awkward = st.text(st.sampled_from("a_x0F2/-"), min_size=1, max_size=10)


@given(st.sets(awkward, min_size=2, max_size=2))
def test_different_ids_stay_different(pair: Iterable[str]) -> None:
    first, second = map(name_token, pair)
    assert first != second


def test_networkx_has_python_values(tiny: PropertyGraph) -> None:
    network = to_networkx(tiny)
    parallel = network["msc:mir_a"]["HGNC:1"]
    (values,) = (values for values in parallel.values() if values["verdict"] == "supported")
    assert all(key.startswith("msc:edge-") for key in parallel)
    assert values["sign_value"] == -1
    assert values["references"] == ("DOI:10.1000/2", "PMID:1", "reference:three")
    assert set(values) == {attribute.name for attribute in EDGE_ATTRIBUTES}
    assert set(network.nodes["msc:mir_a"]) == {attribute.name for attribute in NODE_ATTRIBUTES}
