"""GraphML of the triples that a query makes: the writer and the attributes of all exports."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from msc_graph import KnowledgeGraph
from msc_graph.errors import UnwritableValue
from msc_graph.exports.triples_graphml import triples_graphml
from msc_graph.query.results import TriplesResult
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE, RDFS, SKOS, XSD

A, B, P, LABEL = NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:p"), NamedNode(f"{RDFS}label")


def read(triples: list[Triple]) -> networkx.MultiDiGraph:
    return networkx.parse_graphml(triples_graphml(triples).decode(), force_multigraph=True)


NODES = st.sampled_from([A, B, NamedNode(f"{MSC}x"), BlankNode("n")])


@given(st.sets(st.tuples(NODES, st.sampled_from([P, NamedNode(f"{MSC}targets")]), NODES)))
def test_every_edge_has_an_id_of_its_own(links: set[tuple[object, NamedNode, object]]) -> None:
    graph = read([Triple(*link) for link in links])  # type: ignore[arg-type]
    ids = [key for _, _, key in graph.edges(keys=True)]
    assert len(ids) == len(set(ids)) == len(links)


def test_the_label_is_english_and_the_chinese_one_stands_beside_it() -> None:
    texts = [Literal("english", language="en"), Literal("allemand", language="de"), Literal("plain"),
             Literal("中文", language="zh-Hans")]  # fmt: skip
    for order in (texts, texts[::-1]):
        node = read([Triple(A, P, B), *(Triple(A, LABEL, text) for text in order)]).nodes["urn:a"]
        assert (node["label"], node["label_zh"]) == ("english", "中文")


def test_edges_carry_sign_and_labels_of_what_the_ontology_declares() -> None:
    predicate = NamedNode(f"{MSC}downregulates")
    [(_, _, edge)] = read([Triple(A, predicate, B)]).edges(data=True)
    assert (edge["label"], edge["sign"], edge["sign_value"]) == ("downregulates", "-", -1)
    assert edge["label_zh"]
    assert "belief" not in edge


def test_a_mechanism_as_graph_has_the_nodes_of_an_export(curated: KnowledgeGraph) -> None:
    triples = curated.query("mechanism-as-graph", mechanism="C03")
    assert isinstance(triples, TriplesResult)
    graph = networkx.parse_graphml(triples.serialize("graphml").decode(), force_multigraph=True)
    nodes = curated.property_graph().by_id()
    for _, node in graph.nodes(data=True):
        assert node["category"] == nodes[node["curie"]].category
        assert node["label"] == nodes[node["curie"]].label


def test_classes_of_owl_are_no_categories() -> None:
    graph = read([
        Triple(A, NamedNode(RDF_TYPE), NamedNode("http://www.w3.org/2002/07/owl#NamedIndividual")),
        Triple(A, NamedNode(RDF_TYPE), NamedNode(f"{MSC}Gene")),
    ])  # fmt: skip
    [(_, node)] = graph.nodes(data=True)
    assert node["category"] == "Gene"


def test_what_a_format_cannot_hold_is_told() -> None:
    with pytest.raises(UnwritableValue, match="graphml"):
        triples_graphml([Triple(A, P, B), Triple(A, LABEL, Literal("\x1b"))])
    with pytest.raises(UnwritableValue, match=r"jsonld cannot hold a term of RDF 1\.2"):
        TriplesResult((Triple(A, P, Triple(A, P, B)),)).serialize("jsonld")


def test_every_value_is_an_attribute_of_its_node() -> None:
    def of(name: str, value: object, lang: str | None = None) -> Triple:
        return Triple(A, NamedNode(name), Literal(value, language=lang) if lang else Literal(value))  # type: ignore[arg-type]

    day = Literal("2024-05-01", datatype=NamedNode(f"{XSD}date"))
    graph = read([
        of("urn:size", 42), of("urn:share", 0.25), of("urn:whole", True), of("urn:two", 1), of("urn:two", 2),
        of(f"{SKOS}altLabel", "名", "zh"), of(f"{SKOS}altLabel", "name", "en"), of("urn:huge", 2**63 - 1),
        of(f"{RDFS}label", "a", "en"), of(f"{RDFS}label", "b", "en"), of(f"{RDFS}label", "c", "de"),
        Triple(BlankNode("n"), NamedNode("urn:day"), day), of("urn:text", "<b>&"),
    ])  # fmt: skip
    node = graph.nodes["urn:a"]
    assert (node["urn:size"], node["urn:share"], node["urn:whole"], node["urn:two"]) == (
        42,
        0.25,
        True,
        "1|2",
    )
    assert (node["skos:altLabel_zh"], node["skos:altLabel_en"], node["urn:text"]) == ("名", "name", "<b>&")
    assert (node["label"], node["rdfs:label_en"], node["rdfs:label_de"]) == ("a", "b", "c")
    assert node["urn:huge"] == 2**63 - 1
    (other,) = graph.nodes.keys() - {"urn:a"}
    assert graph.nodes[other]["urn:day"] == "2024-05-01"


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("n/a", "integer"),
        ("9" * 23, "integer"),
        (str(2**63), "integer"),
        ("1,5", "decimal"),
        ("", "double"),
        ("1", "boolean"),
        ("yes", "boolean"),
        ("300", "byte"),
    ],
)
def test_a_value_that_graphml_has_no_number_for_makes_its_column_a_text(text: str, datatype: str) -> None:
    odd, usual = (Literal(value, datatype=NamedNode(XSD + datatype)) for value in (text, "0"))
    graph = read([Triple(A, NamedNode("urn:reads"), odd), Triple(B, NamedNode("urn:reads"), usual)])
    assert graph.nodes["urn:a"].get("urn:reads", "") == text
    assert graph.nodes["urn:b"]["urn:reads"] == "0"


@pytest.mark.parametrize("number", [-(2**63), 0, 2**63 - 1])
def test_a_whole_number_of_64_bits_is_one(number: int) -> None:
    graph = read([Triple(A, NamedNode("urn:reads"), Literal(str(number), datatype=NamedNode(f"{XSD}long")))])
    assert graph.nodes["urn:a"]["urn:reads"] == number


def test_the_labels_that_a_node_shows_stand_once(curated: KnowledgeGraph) -> None:
    triples = curated.sparql("CONSTRUCT { HGNC:8763 rdfs:label ?l } { HGNC:8763 rdfs:label ?l }")
    assert isinstance(triples, TriplesResult)
    [(_, node)] = networkx.parse_graphml(triples.serialize("graphml").decode()).nodes(data=True)
    assert not [name for name in node if name.startswith("rdfs:")]
