from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import (
    InputError,
    QueryParameterError,
    QueryRefused,
    UnknownFormat,
    UnknownNode,
    UnknownQuery,
    UsageError,
)
from msc_graph.knowledge_graph import load
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.vocabulary.namespaces import CURATED_GRAPH, SCHEMA_GRAPH
from tests.conftest import SHARED
from tests.helpers.tiny_graph import tiny_store, tiny_vocabulary

DOSSIER = SHARED / "domain" / "assertions.tsv"
MISCHIEF = "SELECT ?s WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"


# loading


def test_the_curated_graph_has_the_schema_and_the_facts(curated: KnowledgeGraph) -> None:
    assert {graph.value for graph in curated.store.named_graphs()} == {SCHEMA_GRAPH, CURATED_GRAPH}


def test_the_facts_have_no_blank_nodes(curated: KnowledgeGraph) -> None:
    facts = curated.store.quads_for_pattern(None, None, None, NamedNode(CURATED_GRAPH))
    assert not [
        quad for quad in facts if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]


def test_two_loads_give_the_same_graph(curated: KnowledgeGraph) -> None:
    with load() as again:
        assert set(again.store) == set(curated.store)


def test_a_graph_of_ones_own_can_be_asked_too() -> None:
    with KnowledgeGraph(tiny_store(), words=tiny_vocabulary()) as graph:
        assert [match.node.id for match in graph.find("miR-A")] == ["msc:mir_a"]
        assert graph.paths("miR-A", "GENE1").verdict == "negative"


def test_an_empty_graph_has_nothing_and_says_so() -> None:
    with KnowledgeGraph(Store()) as graph:
        assert graph.find("anything") == []
        assert graph.info()["nodes"] == 0
        assert not graph.sparql("SELECT ?s WHERE { ?s ?p ?o }")
        assert graph.to_networkx().number_of_nodes() == 0
        with pytest.raises(UnknownNode):
            graph.node("anything")


# saved queries


def test_article_claims_has_exactly_the_233_claims_with_their_verdicts(
    curated: KnowledgeGraph,
) -> None:
    answer = curated.query("article-claims")
    assert isinstance(answer, QueryResult)
    assert answer.columns == ("claim", "subject", "predicate", "object", "scope", "verdict", "correction")
    claims = [row["claim"] for row in answer.as_dicts()]
    assert len(claims) == len(set(claims)) == 233
    assert (claims[0], claims[-1]) == ("S0-01", "S8-02")
    assert Counter(row["verdict"] for row in answer.as_dicts()) == {
        "supported": 179,
        "partially supported": 34,
        "overclaimed": 9,
        "unverifiable": 6,
        "misattributed": 5,
    }


REVIEWED = {
    "S1-25": ("partially supported", "EV"),
    "S4-12": ("overclaimed", "EV"),
    "S7-11": ("overclaimed", "both"),
}
"""The claims that a specialist's review judged otherwise than the dossier; the changelog says why."""


@pytest.mark.shared_data
@pytest.mark.skipif(not DOSSIER.exists(), reason="needs the dossier in ../shared/domain, which is not here")
def test_each_claim_has_the_verdict_and_scope_of_the_dossier_or_the_review(curated: KnowledgeGraph) -> None:
    with DOSSIER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    expected = {row["assertion_id"]: (row["verdict"], row["scope"].split()[0]) for row in rows} | REVIEWED
    answer = curated.query("article-claims")
    assert isinstance(answer, QueryResult)
    assert {row["claim"]: (row["verdict"], row["scope"]) for row in answer.as_dicts()} == expected


def test_a_parameter_takes_any_name_of_its_node(curated: KnowledgeGraph) -> None:
    by_label = curated.query("cargo-for-disease", disease="corneal injury")
    assert by_label
    assert curated.query("cargo-for-disease", disease="角膜损伤") == by_label
    assert curated.query("cargo-for-disease", disease="MESH:D065306") == by_label


@pytest.mark.parametrize(
    ("name", "parameters", "error"),
    [
        ("article-claim", {}, UnknownQuery),
        ("article-claims", {"language": "en"}, QueryParameterError),
        ("article-claims", {"lang": "de"}, QueryParameterError),
        ("cargo-for-disease", {}, QueryParameterError),
        ("cargo-for-disease", {"disease": 3}, QueryParameterError),
        ("cargo-for-disease", {"disease": "cornea injuries everywhere"}, UnknownNode),
        ("cargo-for-disease", {"disease": "PDCD4"}, UnknownNode),
    ],
)
def test_a_wrong_call_of_a_query_is_an_error(
    curated: KnowledgeGraph, name: str, parameters: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        curated.query(name, **parameters)


def test_every_check_answers_with_its_three_columns(curated: KnowledgeGraph) -> None:
    answers = curated.check().answers
    assert set(answers) == set(curated.checks)
    for answer in answers.values():
        assert answer.columns == ("entity", "property", "value")


def test_the_citation_check_lists_what_rests_on_memory_alone(curated: KnowledgeGraph) -> None:
    pending = {str(row[0]) for row in curated.check().answers["citation-pending"]}
    assert "claim:C01-E1" in pending
    assert not {claim for claim in pending if not claim.startswith("claim:C")}


# free text


def test_free_text_needs_no_prefixes_and_sees_all_graphs_together(curated: KnowledgeGraph) -> None:
    answer = curated.sparql(
        "SELECT ?label WHERE { HGNC:8763 a msc:Gene ; rdfs:label ?label } ORDER BY ?label"
    )
    assert isinstance(answer, QueryResult)
    assert ("PDCD4",) in answer.rows
    assert curated.sparql("ASK { msc:Gene a owl:Class }")
    assert not curated.sparql("ASK { ?x <http://purl.obolibrary.org/obo/RO_0002606> ?y }")


def test_construct_gives_triples(curated: KnowledgeGraph) -> None:
    answer = curated.sparql("CONSTRUCT { ?s a msc:Gene } WHERE { ?s a msc:Gene }")
    assert isinstance(answer, TriplesResult)
    assert len(answer) == curated.info()["categories"]["Gene"]


def test_a_query_cannot_leave_or_change_the_graph(curated: KnowledgeGraph) -> None:
    before = len(curated.store)
    for text in (
        MISCHIEF,
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT ?s FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
    ):
        with pytest.raises(QueryRefused):
            curated.sparql(text)
    assert len(curated.store) == before


def test_a_closed_graph_starts_its_process_again_when_asked() -> None:
    graph = KnowledgeGraph(tiny_store(), words=tiny_vocabulary())
    with graph:
        assert graph.sparql("ASK { msc:mir_a ?p ?o }")
    graph.close()
    with graph:
        assert graph.sparql("ASK { msc:mir_a ?p ?o }")


# languages


@pytest.mark.parametrize("lang", ["de", "", "EN", "zh-CN"])
def test_an_unknown_language_is_an_error_everywhere(curated: KnowledgeGraph, lang: str) -> None:
    for call in (curated.labels, curated.validate):
        with pytest.raises(UsageError, match="en, zh"):
            call(lang=lang)


def test_labels_are_in_the_language_asked_for_or_in_english(curated: KnowledgeGraph) -> None:
    english, chinese = curated.labels(), curated.labels("zh")
    assert english["MESH:D065306"] == "corneal injury"
    assert chinese["MESH:D065306"] == "角膜损伤"
    assert english["clinicaltrials:NCT04388982"] == chinese["clinicaltrials:NCT04388982"] == "NCT04388982"
    assert english.keys() == chinese.keys()
    assert {node.id for node in curated.property_graph().nodes} <= english.keys()


# other forms


def test_rdflib_sees_the_same_triples_and_gives_the_same_answers(curated: KnowledgeGraph) -> None:
    dataset = curated.to_rdflib()
    assert len(dataset) == len({quad.triple for quad in curated.store})
    query = """
        SELECT ?claim ?verdict WHERE { ?assertion a msc:ArticleClaim ;
            dcterms:identifier ?claim ; msc:verdict/rdfs:label ?verdict FILTER(lang(?verdict) = "en") }
        ORDER BY ?claim
    """
    ours = curated.sparql(query)
    assert isinstance(ours, QueryResult)
    rows = [tuple(str(term) for term in row) for row in dataset.query(query)]  # type: ignore[union-attr]
    assert rows == [tuple(map(str, row)) for row in ours.rows]
    assert len(rows) == 233


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib uses parts of itself that go away
def test_rdflib_terms_are_those_of_the_store(curated: KnowledgeGraph) -> None:
    from rdflib import URIRef
    from rdflib.namespace import RDFS

    subject = "http://identifiers.org/hgnc/8763"
    theirs = {
        (str(o), getattr(o, "language", None))
        for o in curated.to_rdflib().objects(URIRef(subject), RDFS.label)
    }
    ours = {
        (quad.object.value, quad.object.language)
        for quad in curated.store.quads_for_pattern(
            NamedNode(subject), NamedNode(str(RDFS.label)), None, None
        )
        if isinstance(quad.object, Literal)
    }
    assert theirs == ours != set()


@pytest.mark.parametrize("disputed", [False, True])
def test_networkx_has_as_many_nodes_and_edges(curated: KnowledgeGraph, disputed: bool) -> None:
    graph, ours = curated.to_networkx(disputed=disputed), curated.property_graph(disputed=disputed)
    assert graph.number_of_nodes() == len(ours.nodes)
    assert graph.number_of_edges() == len(ours.edges)
    assert set(graph) == {node.id for node in ours.nodes}
    assert graph.nodes["HGNC:8763"]["label"] == "PDCD4"


def test_disputed_edges_are_in_the_graph_only_when_asked_for(curated: KnowledgeGraph) -> None:
    claim = "claim:S2-18"
    plain, all_edges = curated.property_graph(), curated.property_graph(disputed=True)
    assert claim not in {a for edge in plain.edges for a in edge.assertions}
    assert claim in {a for edge in all_edges.edges for a in edge.assertions}


# exports


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("graph.nq", ["graph.nq"]),
        ("图.graphml", ["图.graphml"]),
        ("graph.tsv", ["graph_nodes.tsv", "graph_edges.tsv"]),
    ],
)
def test_an_export_is_the_same_bytes_every_time(
    curated: KnowledgeGraph, tmp_path: Path, name: str, written: list[str]
) -> None:
    paths = curated.export(tmp_path / name)
    assert [path.name for path in paths] == written
    first = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in curated.export(str(tmp_path / name))] == first
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(written)


def test_n_quads_hold_the_whole_store(curated: KnowledgeGraph, tmp_path: Path) -> None:
    (path,) = curated.export(tmp_path / "graph.txt", format="nquads")
    assert len(path.read_bytes().splitlines()) == len(curated.store)


def test_an_unknown_format_lists_the_known_ones_and_writes_nothing(
    curated: KnowledgeGraph, tmp_path: Path
) -> None:
    with pytest.raises(UnknownFormat, match="graphml"):
        curated.export(tmp_path / "graph.xyz")
    with pytest.raises(UnknownFormat, match="turtle"):
        curated.export(tmp_path / "graph.ttl", format="turtel")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(curated: KnowledgeGraph, tmp_path: Path) -> None:
    missing = tmp_path / "no-such-folder" / "graph.nq"
    with pytest.raises(OSError, match="no-such-folder") as caught:
        curated.export(missing)
    assert os.fspath(missing) == caught.value.filename


def test_an_assertion_without_evidence_has_no_belief() -> None:
    broken = tiny_store(without=[" ; msc:evidenceType ECO:0000181"])
    with pytest.raises(InputError, match="evidence type"):
        KnowledgeGraph(broken, words=tiny_vocabulary()).property_graph()


def test_the_examples_of_the_front_page_hold() -> None:
    with msc_graph.load() as graph:
        assert graph.node("PDCD4").id == "HGNC:8763"
