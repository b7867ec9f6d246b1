from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import networkx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from msc_graph import KnowledgeGraph
from msc_graph.errors import NoEdges, UnknownNode, UsageError
from msc_graph.exports.parts import around
from msc_graph.mechanisms import Network
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph, property_graph
from msc_graph.quality.validation import validate_file
from msc_graph.query.catalogue import load_catalogue
from msc_graph.query.results import QueryResult
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph

MIR = "miR-21-5p"


def graph_of(triples: list[tuple[int, int, float]]) -> PropertyGraph:
    """A graph of up to ten nodes; the third number is the belief of an edge, which may be none."""
    edges = [
        GraphEdge(
            id=f"msc:edge-{number}",
            subject=f"n:{subject}",
            predicate="msc:targets",
            object=f"n:{target}",
            label="",
            label_zh="",
            role=PredicateRole.CAUSAL,
            sign=Sign.UNKNOWN,
            belief=belief,
            verdict="",
            endorsed=True,
            scope="",
            assertions=(),
            evidence=(),
            references=(),
        )
        for number, (subject, target, belief) in enumerate(sorted(triples))
    ]
    nodes = [GraphNode(f"n:{number}", "Node", str(number)) for number in range(10)]
    return PropertyGraph(tuple(nodes), tuple(edges), {})


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.0, 0.5])), max_size=15),
    st.integers(1, 4),
)
@settings(deadline=None)
def test_around_is_what_a_search_in_breadth_finds(triples: list[tuple[int, int, float]], hops: int) -> None:
    """An edge that nobody believes leads nowhere, but is there when its ends are."""
    graph = graph_of(triples)
    walked = networkx.Graph((f"n:{s}", f"n:{o}") for s, o, belief in triples if belief and s != o)
    walked.add_node("n:0")
    near = set(networkx.single_source_shortest_path_length(walked, "n:0", cutoff=hops))
    part = around("n:0", hops, network=Network.from_graph(graph), graph=graph).graph
    assert part.nodes == tuple(node for node in graph.nodes if node.id in near)
    assert part.edges == tuple(edge for edge in graph.edges if {edge.subject, edge.object} <= near)


def test_a_search_ends_when_nothing_new_is_found(curated: KnowledgeGraph, tmp_path: Path) -> None:
    whole, most = tmp_path / "whole.nt", tmp_path / "most.nt"
    assert curated.export(whole, around="PTEN", hops=50)
    assert curated.export(most, around="PTEN", hops=10**12)  # each hop is a walk over the whole graph
    assert whole.read_bytes() == most.read_bytes()


def test_hops_start_at_one(curated: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="hops is 0"):
        curated.export(tmp_path / "a.graphml", around=MIR, hops=0)


def test_an_unknown_node_is_named(curated: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UnknownNode, match="nosuchthing"):
        curated.export(tmp_path / "a.graphml", around="nosuchthing")


def test_one_part_at_a_time(curated: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one part"):
        curated.export(tmp_path / "a.graphml", around=MIR, query="article-claims")


def test_what_leads_nowhere_writes_nothing(curated: KnowledgeGraph, tmp_path: Path) -> None:
    assert curated.export(tmp_path / "a.graphml", paths=("corneal injury", MIR)) == ()
    assert list(tmp_path.iterdir()) == []


def test_paths_give_their_union(curated: KnowledgeGraph, tmp_path: Path) -> None:
    found = curated.paths(MIR, "corneal injury", k=3)
    nodes, edges = curated.export(tmp_path / "a.parquet", paths=(MIR, "corneal injury"), k=3)
    assert set(pl.read_parquet(nodes)["id"]) == {node.id for path in found for node in path.nodes}
    assert set(pl.read_parquet(edges)["id"]) == {edge.id for path in found for edge in path.edges}


SELECTS = [
    name for name, query in sorted(load_catalogue(locate("queries")).items()) if "CONSTRUCT" not in query.text
]


def steps(curated: KnowledgeGraph, mechanisms: Iterable[str]) -> set[str]:
    """The assertions that mechanisms consist of."""
    found = curated.sparql("SELECT ?mechanism ?step WHERE { ?mechanism msc:hasStep ?step }")
    return {str(step) for mechanism, step in found if str(mechanism) in mechanisms}


@pytest.mark.filterwarnings("ignore::msc_graph.errors.NoEdges")
@pytest.mark.parametrize("query", SELECTS)
def test_a_query_gives_what_it_names(query: str, curated: KnowledgeGraph, tmp_path: Path) -> None:
    """Worked out anew from the values in question and answer, for the example call of every query."""
    values = dict(curated.queries[query].call)
    answer = curated.query(query, **values)
    assert isinstance(answer, QueryResult)
    graph = curated.property_graph()
    given = {text: curated.find(text)[0].node.id for text in values.values() if curated.find(text)}
    words = {str(cell) for row in answer.long() for cell in row} | {*values.values(), *given.values()}
    words |= {f"{prefix}:{word}" for word in words for prefix in ("claim", "mechanism")}
    assertions = {name for edge in graph.edges for name in edge.assertions} & words or steps(curated, words)
    wanted = {
        edge
        for edge in graph.edges
        if {edge.subject, edge.object} <= words or not assertions.isdisjoint(edge.assertions)
    }
    named = {node.id for node in graph.nodes} & words
    paths = curated.export(tmp_path / "a.parquet", query=query, parameters=values)
    if not paths:
        assert not named
        return
    nodes, edges = map(pl.read_parquet, paths)
    assert set(edges["id"]) == {edge.id for edge in wanted}
    assert set(nodes["id"]) == named | {end for edge in wanted for end in (edge.subject, edge.object)}


def test_the_edges_that_a_query_walked_are_there(curated: KnowledgeGraph, tmp_path: Path) -> None:
    """From the cargo that the answer names to the disease that only the question names."""
    path = tmp_path / "a.graphml"
    curated.export(path, query="cargo-for-disease", parameters={"disease": "corneal injury"})
    graph = networkx.Graph(networkx.read_graphml(path))
    disease = curated.node("corneal injury").id
    for row in curated.query("cargo-for-disease", disease=disease).as_dicts():  # type: ignore[union-attr]
        assert networkx.has_path(graph, row["cargo"], disease)


def test_assertions_that_are_not_endorsed_are_in_rdf_only(curated: KnowledgeGraph, tmp_path: Path) -> None:
    (path,) = curated.export(tmp_path / "a.nq", query="disputed-claims")
    store = Store()
    store.load(path=path, format=RdfFormat.N_QUADS)
    claims = {f"claim:{row[0]}" for row in curated.query("disputed-claims")}
    disputed = property_graph(store, curated.vocabulary, disputed=True).edges
    assert claims <= {name for edge in disputed for name in edge.assertions}
    endorsed = pl.read_parquet(curated.export(tmp_path / "a.parquet", query="disputed-claims")[1])
    assert claims.isdisjoint(endorsed["assertions"].explode())


def test_a_part_without_edges_warns(curated: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.warns(NoEdges, match=r"no edge among the \d+ nodes of this part: no endorsed.*--around"):
        assert curated.export(tmp_path / "a.ttl", query="shared-cargo") == (tmp_path / "a.ttl",)
    with pytest.warns(NoEdges, match="none of the assertions .* is endorsed, and graphml .*RDF format"):
        curated.export(tmp_path / "a.graphml", query="evidence-for-assertion", parameters={"claim": "S3-05"})


PARTS = pytest.mark.parametrize(
    "part",
    [
        {"around": MIR},
        {"around": "corneal injury"},
        {"paths": (MIR, "corneal injury")},
        {"query": "cargo-for-disease", "parameters": {"disease": "corneal injury"}},
        {"query": "what-changes", "parameters": {"node": "IL-10", "sign": "+"}},
    ],
)


@pytest.mark.parametrize("part", [{"around": "miR-146a-5p"}, {"query": "disputed-claims"}])
def test_what_records_and_trials_of_a_part_point_at_is_in_it(
    part: dict[str, object], curated: KnowledgeGraph, tmp_path: Path
) -> None:
    """The source cell of a mechanism is a class of the ontology too, a trial has conditions."""
    (triples,) = curated.export(tmp_path / "a.nq", **part)  # type: ignore[arg-type]
    assert validate_file(triples).conforms


@PARTS
def test_rdf_of_a_part_stands_alone(part: dict[str, object], curated: KnowledgeGraph, tmp_path: Path) -> None:
    """Its edges are read back with all their evidence, and the shapes find nothing wrong."""
    (triples,) = curated.export(tmp_path / "a.nq", **part)  # type: ignore[arg-type]
    _, edges = curated.export(tmp_path / "a.parquet", **part)  # type: ignore[arg-type]
    store = Store()
    store.load(path=triples, format=RdfFormat.N_QUADS)
    read = {edge.id: edge for edge in property_graph(store, curated.vocabulary).edges}
    meant = {edge.id: edge for edge in curated.property_graph().edges}
    for edge in pl.read_parquet(edges)["id"]:
        assert read[edge] == meant[edge]
    assert validate_file(triples).conforms


def test_triples_of_a_construct_query_are_written_as_they_are(
    curated: KnowledgeGraph, tmp_path: Path
) -> None:
    what = {"query": "mechanism-as-graph", "parameters": {"mechanism": "C03"}}
    (path,) = curated.export(tmp_path / "a.nt", **what)  # type: ignore[arg-type]
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(
        curated.query("mechanism-as-graph", mechanism="C03")
    )
    (path,) = curated.export(tmp_path / "a.graphml", **what)  # type: ignore[arg-type]
    assert networkx.read_graphml(path).number_of_edges() > 0
    with pytest.raises(UsageError, match="RDF format, or graphml"):
        curated.export(tmp_path / "a.tsv", **what)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a.graphml", "a.tsv", "a.parquet", "a.nq", "a.ttl", "a.jsonld"])
@pytest.mark.parametrize("part", [{}, {"around": MIR}])
def test_progress_ends_with_the_total(
    name: str, part: dict[str, str], curated: KnowledgeGraph, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    curated.export(tmp_path / name, progress=lambda done, total: told.append((done, total)), **part)  # type: ignore[arg-type]
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({total for _, total in told}) == 1


@pytest.mark.parametrize("name", ["g.graphml", "g.tsv", "g.parquet"])
def test_connected_leaves_out_what_no_edge_meets(name: str, curated: KnowledgeGraph, tmp_path: Path) -> None:
    whole = curated.property_graph()
    met = {end for edge in whole.edges for end in (edge.subject, edge.object)}
    assert len(met) < len(whole.nodes)
    curated.export(tmp_path / name, connected=True)
    written = next(path for path in sorted(tmp_path.iterdir(), reverse=True) if "edges" not in path.name)
    if name.endswith("graphml"):
        assert written.read_text(encoding="utf-8").count("<node ") == len(met)
    elif name.endswith("tsv"):
        assert len(written.read_text(encoding="utf-8").splitlines()) == len(met) + 1
    else:
        assert set(pl.read_parquet(written)["id"]) == met


def test_contextual_edges_have_no_sign_and_doubted_papers_are_named(
    curated: KnowledgeGraph, tmp_path: Path
) -> None:
    curated.export(tmp_path / "g.parquet")
    edges = pl.read_parquet(tmp_path / "g_edges.parquet")
    assert set(edges.filter(role="contextual")["sign"]) == {""}
    assert "" not in set(edges.filter(pl.col("role") != "contextual")["sign"])
    doubted = {edge.id: list(edge.doubted) for edge in curated.property_graph().edges if edge.doubted}
    assert doubted
    found = edges.filter(pl.col("doubted").list.len() > 0)
    assert dict(zip(found["id"], found["doubted"].to_list(), strict=True)) == doubted
