from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode

from msc_graph.errors import InputError
from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph, property_graph
from msc_graph.vocabulary.curies import compress, expand
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.signs import PredicateRole, Sign
from tests.helpers.tiny_graph import store_of, tiny_store, tiny_vocabulary

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph


@pytest.fixture(scope="module")
def tiny() -> PropertyGraph:
    return property_graph(tiny_store(), tiny_vocabulary())


@pytest.fixture(scope="module")
def disputed() -> PropertyGraph:
    return property_graph(tiny_store(), tiny_vocabulary(), disputed=True)


def edges_of(graph: PropertyGraph, predicate: str) -> list[GraphEdge]:
    return [edge for edge in graph.edges if edge.predicate == predicate]


def test_an_empty_store_gives_an_empty_graph() -> None:
    assert property_graph(store_of(""), tiny_vocabulary()) == PropertyGraph((), (), {})


def test_a_node_has_everything_known_of_it(tiny: PropertyGraph) -> None:
    assert next(node for node in tiny.nodes if node.id == "msc:mir_a") == GraphNode(
        id="msc:mir_a",
        category="MicroRNA",
        label="miR-A",
        label_zh="微小核糖核酸A",
        synonyms=("A & B", "miRNA A <old>"),
        xrefs=("MESH:D000001",),
        definition="Made up.",
    )


def test_nodes_are_individuals_and_documents_only_where_an_edge_ends(tiny: PropertyGraph) -> None:
    assert [(node.id, node.category, node.label) for node in tiny.nodes] == [
        ("HGNC:1", "Gene", "GENE1"),
        ("msc:lonely", "Disease", "仅中文"),
        ("msc:mir_a", "MicroRNA", "miR-A"),
        ("msc:nobody", "Node", "msc:nobody"),
        ("reference:article", "PopularArticle", "An article"),
    ]


def test_parallel_assertions_become_one_edge(tiny: PropertyGraph) -> None:
    (edge,) = edges_of(tiny, "msc:targets")
    assert edge.belief == pytest.approx((1 - 0.3 * 0.95) * 0.7)
    assert edge == GraphEdge(
        id=edge.id,
        subject="msc:mir_a",
        predicate="msc:targets",
        object="HGNC:1",
        label="targets",
        label_zh="靶向",
        role=PredicateRole.CAUSAL,
        sign=Sign.NEGATIVE,
        belief=edge.belief,
        verdict="supported",
        endorsed=True,
        scope="both",
        assertions=("claim:A-1", "claim:A-2"),
        evidence=(
            EvidenceItem("reference:one", "ECO:0000049", Direction.SUPPORTS),
            EvidenceItem("reference:one", "ECO:0000181", Direction.SUPPORTS),
            EvidenceItem("reference:three", "msc:citation_pending", Direction.SUPPORTS),
            EvidenceItem("reference:two", "ECO:0000181", Direction.REFUTES),
        ),
        references=("DOI:10.1000/2", "PMID:1", "reference:three"),
        mechanisms=("mechanism:A",),
        species=("NCBITaxon:10090",),
        witnesses=("PMID:1", "reference:three"),
    )


def test_disputed_assertions_are_separate_edges(tiny: PropertyGraph, disputed: PropertyGraph) -> None:
    endorsed, other = edges_of(disputed, "msc:targets")
    assert endorsed in tiny.edges
    assert (other.endorsed, other.verdict, other.assertions) == (False, "overclaimed", ("claim:A-3",))
    assert other.belief == 0.0
    assert other.id != endorsed.id


def test_a_contextual_edge_has_no_known_sign(tiny: PropertyGraph) -> None:
    (edge,) = edges_of(tiny, "msc:publishedBy")
    assert (edge.role, edge.sign) == (PredicateRole.CONTEXTUAL, Sign.UNKNOWN)


def test_the_id_of_an_edge_does_not_depend_on_its_evidence(tiny: PropertyGraph) -> None:
    fewer = property_graph(tiny_store(without=[", evidence:A-1-2"]), tiny_vocabulary())
    assert {edge.id for edge in fewer.edges} == {edge.id for edge in tiny.edges}
    assert edges_of(fewer, "msc:targets") != edges_of(tiny, "msc:targets")


def test_an_undeclared_predicate_is_contextual() -> None:
    graph = property_graph(tiny_store(), replace(tiny_vocabulary(), predicates={}, labels={}))
    (edge,) = edges_of(graph, "msc:targets")
    assert (edge.label, edge.role, edge.sign) == ("msc:targets", PredicateRole.CONTEXTUAL, Sign.UNKNOWN)


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("msc:subject msc:mir_a ; ", "claim:A-1 has no subject"),
        ("msc:object HGNC:1 ;", "claim:A-1 has no object"),
        ("msc:verdict msc:overclaimed ; ", "claim:A-3 has no verdict"),
        ("msc:evidenceType ECO:0000049 ; ", "evidence:A-2-1 has no evidence type"),
        ("msc:reference reference:three ;", "evidence:A-1-2 has no reference"),
    ],
)
def test_a_part_that_is_missing_is_named(missing: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        property_graph(tiny_store(without=[missing]), tiny_vocabulary())


def test_every_endorsed_assertion_of_the_curated_graph_is_in_one_edge(curated: KnowledgeGraph) -> None:
    graph = property_graph(curated.store, curated.vocabulary)
    endorsed = {
        compress(quad.subject.value)
        for verdict in curated.vocabulary.endorsed
        for quad in curated.store.quads_for_pattern(None, NamedNode(f"{MSC}verdict"), NamedNode(verdict))
        if isinstance(quad.subject, NamedNode)
    }
    assert endorsed
    assert Counter(assertion for edge in graph.edges for assertion in edge.assertions) == Counter(endorsed)


def test_every_edge_of_the_curated_graph_is_sound(curated: KnowledgeGraph) -> None:
    graph = property_graph(curated.store, curated.vocabulary, disputed=True)
    nodes = {node.id for node in graph.nodes}
    assert len({edge.id for edge in graph.edges}) == len(graph.edges)
    assert "Node" not in {node.category for node in graph.nodes}
    for edge in graph.edges:
        assert {edge.subject, edge.object} <= nodes, edge
        assert edge.evidence, edge
        assert edge.references, edge
        assert not edge.endorsed or edge.belief > 0.0, edge
        assert expand(edge.predicate) in curated.vocabulary.predicates, edge


def test_the_belief_of_a_lone_assertion_is_the_one_in_the_store(curated: KnowledgeGraph) -> None:
    stored = {
        compress(quad.subject.value): float(quad.object.value)
        for quad in curated.store.quads_for_pattern(None, NamedNode(f"{MSC}belief"), None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }
    edges = property_graph(curated.store, curated.vocabulary, disputed=True).edges
    lone = {edge.assertions[0]: edge.belief for edge in edges if len(edge.assertions) == 1}
    assert lone
    assert {assertion: stored[assertion] for assertion in lone} == lone
