"""A store on disk answers as the same graph in memory does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Store

import msc_graph
from msc_graph.describe.text import render
from msc_graph.errors import (
    UnknownNode,
    UsageError,
)
from msc_graph.model.property_graph import property_graph
from msc_graph.rdf.graphs import node_properties
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import RDF_TYPE, RDFS
from tests.helpers.small_stores import rows, same


@pytest.mark.parametrize("disputed", [False, True])
def test_columns_say_what_the_triples_say(store: Path, disputed: bool) -> None:
    with msc_graph.open(store) as graph:
        from_triples = property_graph(graph.store, graph.vocabulary, disputed=disputed)
        same(graph.property_graph(disputed=disputed), from_triples)


def test_frames_are_those_of_the_same_graph_in_memory(store: Path) -> None:
    with msc_graph.open(store) as graph:
        memory, disk = property_graph(graph.store, graph.vocabulary), graph.property_graph()
        for frames in ("node_frames", "edge_frames"):
            ours, theirs = (
                pl.concat(getattr(each, frames)(rows)) for each, rows in ((disk, 7), (memory, 1000))
            )
            assert ours.equals(theirs)


@pytest.mark.parametrize("disputed", [False, True])
def test_a_part_is_that_of_the_same_graph_in_memory(store: Path, disputed: bool) -> None:
    with msc_graph.open(store) as graph:
        memory = property_graph(graph.store, graph.vocabulary, disputed=disputed)
        disk = graph.property_graph(disputed=disputed)
        position = {edge.id: place for place, edge in enumerate(disk.edges)}

        @given(
            nodes=st.lists(st.integers(0, len(memory.nodes) - 1), max_size=200),
            edges=st.lists(st.integers(0, len(memory.edges) - 1), max_size=5),
        )
        @settings(max_examples=20)
        def parts_are_equal(nodes: list[int], edges: list[int]) -> None:
            part = disk.part(nodes, [position[memory.edges[place].id] for place in edges])
            expected = memory.part(nodes, edges)
            assert list(part.nodes) == list(expected.nodes)
            assert {edge.id for edge in part.edges} == {edge.id for edge in expected.edges}
            if expected.edges:
                ours, theirs = (pl.concat(each.edge_frames(7)).sort("id") for each in (part, expected))
                assert ours.drop("belief").equals(theirs.drop("belief"))
            chosen = [name for place in edges for name in memory.edges[place].assertions]
            rows_of = {
                disk.edges[row].id
                for row in disk.rows_of(
                    [*chosen, "claim:first/x", "claim:none", "claim:first/²", f"claim:first/{'9' * 5000}"]
                )
            }
            assert rows_of == {memory.edges[row].id for row in memory.rows_of(chosen)}

        parts_are_equal()


def test_what_sources_say_of_nodes_is_in_the_list(store: Path) -> None:
    """Exports of parts look for nothing else there."""
    with msc_graph.open(store) as graph:
        nodes = set(graph.property_graph(disputed=True).by_id())
        quads = [quad for quad in graph.store if quad.graph_name == DefaultGraph()]
        about = [quad for quad in quads if compress(quad.subject.value) in nodes]
        said = {q.predicate.value for q in about if compress(getattr(q.object, "value", "")) not in nodes}
        assert {f"{RDFS}label", RDF_TYPE} <= said <= set(node_properties())


@pytest.mark.parametrize("name", ["a.nq", "a.ttl"])
@pytest.mark.parametrize(
    "part", [{"around": "mmu-miR-21a-5p"}, {"paths": ("mmu-miR-21a-5p", "NCBIGene:19211")}]
)
def test_rdf_of_a_part_holds_all_of_its_edges(
    store: Path, tmp_path: Path, name: str, part: dict[str, Any]
) -> None:
    with msc_graph.open(store) as graph:
        (path,) = graph.export(tmp_path / name, **part)
        _, edges = graph.export(tmp_path / "a.parquet", **part)
        meant = {edge.id: edge for edge in graph.property_graph().edges}
        read = Store()
        read.load(path=path)
        found = {edge.id: edge for edge in property_graph(read, graph.vocabulary).edges}
        for edge in pl.read_parquet(edges)["id"]:
            assert replace(found[edge], belief=0.0) == replace(meant[edge], belief=0.0)
        labels = {node.id: node.label for node in graph.property_graph().nodes}
        assert all(node.label == labels[node.id] for node in property_graph(read, graph.vocabulary).nodes)


def test_papers_become_evidence_of_one_assertion(store: Path) -> None:
    with msc_graph.open(store) as graph:
        edges = [
            edge
            for edge in graph.property_graph(disputed=True).edges
            if edge.subject == graph.node("mmu-miR-21a-5p").id and edge.object == "NCBIGene:18569"
        ]
        assert len(edges) == 1
        edge = edges[0]
        assert edge.references == ("PMID:18042700", "PMID:19836969")
        assert edge.assertions == ("claim:first/2", "claim:second/1")
        assert edge.belief == pytest.approx(1 - 0.3 * 0.3)
        assert (edge.sign.value, edge.verdict, edge.species) == ("-", "supported", ("NCBITaxon:10090",))


def test_refuted_rows_are_kept_and_not_endorsed(store: Path) -> None:
    with msc_graph.open(store) as graph:
        wrong = [e for e in graph.property_graph(disputed=True).edges if "miR-1a-3p" in e.subject]
        assert [edge.verdict for edge in wrong] == ["refuted"]
        assert not any("miR-1a-3p" in edge.subject for edge in graph.property_graph().edges)


def test_paths_lead_through_imported_and_curated_edges(store: Path) -> None:
    with msc_graph.open(store) as graph:
        found = graph.paths("mmu-miR-21a-5p", "NCBIGene:19211", max_hops=1)
        assert [path.nodes[-1].label for path in found] == ["Pten"]
        assert found[0].edges[0].references == ("PMID:19536157",)
        assert graph.paths("miR-21-5p", "corneal injury").verdict == "negative"


def test_names_are_found_as_in_memory(store: Path) -> None:
    with msc_graph.open(store) as graph:
        memory = msc_graph.KnowledgeGraph(graph.store, words=graph.vocabulary)
        for text in (
            "PDCD4",
            "mir 21",
            "corneal",
            "角膜",
            "microrna-21a",
            "Pdcd5",
            "tgf",
            "MONDO:00",
            "xyzzy",
        ):
            assert graph.find(text, limit=100) == memory.find(text, limit=100), text
        for text in ("Tgfb1 ", "hsa-miR-21-5p", "NCBIGene:19211"):
            assert graph.node(text) == memory.node(text)
        with pytest.raises(UnknownNode, match="Did you mean"):
            graph.node("corneal injry")


def test_info_counts_and_lists_sources(store: Path) -> None:
    with msc_graph.open(store) as graph:
        facts = graph.info()
        assert [source["name"] for source in facts["sources"]] == ["curated", "first", "second"]
        assert facts["nodes"] == len(graph.property_graph().nodes)
        assert facts["edges"] == len(graph.property_graph().edges)
        assert facts["triples"] == len(graph.store)
        assert facts["bytes"] > 100_000
        first = facts["sources"][1]
        assert {"version", "licence", "date", "checksum", "assertions", "evidence"} <= first.keys()
        assert first["assertions"] == 3
        assert first["evidence"] == 4
        asked = rows(graph, "SELECT (count(?a) AS ?n) { ?a a/rdfs:subClassOf* msc:Assertion }")
        assert facts["assertions"] == asked[0][0]


def test_labels_are_those_of_memory(store: Path) -> None:
    with msc_graph.open(store) as graph:
        memory = msc_graph.KnowledgeGraph(graph.store, words=graph.vocabulary)
        for lang in ("en", "zh"):
            expected, lazy = memory.labels(lang), graph.labels(lang)
            assert {curie: lazy.get(curie) for curie in expected} == dict(expected)
        assert graph.labels().get("msc:no_such_thing") is None


def test_describe_works_for_nodes_claims_and_mechanisms(store: Path) -> None:
    with msc_graph.open(store) as graph:
        memory = msc_graph.KnowledgeGraph(graph.store, words=graph.vocabulary)
        for name in ("HGNC:8763", "S3-05", "C03", "NCBIGene:19211"):
            assert graph.describe(name).to_dict() == memory.describe(name).to_dict()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("claim:first/1", "claim:first/1"),
        ("FIRST/1", "claim:first/1"),
        ("pmid:19536157", "reference:PMID_19536157"),
        ("https://w3id.org/msc-graph/reference/PMID_19536157", "reference:PMID_19536157"),
        ("PMID_19536157", "reference:PMID_19536157"),
    ],
)
def test_what_sources_name_is_described_without_reading_all_of_them(
    store: Path, monkeypatch: pytest.MonkeyPatch, name: str, found: str
) -> None:
    class Counted:
        def __init__(self, triples: Store) -> None:
            self.triples = triples

        def __getattr__(self, name: str) -> Any:
            return getattr(self.triples, name)

        def quads_for_pattern(self, *pattern: Any) -> Any:
            graph = pattern[3] if len(pattern) > 3 else None
            assert pattern[0] or pattern[2] or graph, f"all quads of {pattern[1]} are read"
            return self.triples.quads_for_pattern(*pattern)

    with msc_graph.open(store) as graph:
        assert graph.vocabulary.predicates  # which reads all that sources declare, once
        monkeypatch.setattr(graph.backend, "store", Counted(graph.store))
        assert graph.describe(name).id == found
        with pytest.raises(UnknownNode):
            graph.describe(f"{name}0")


def test_imported_claims_are_put_into_words(store: Path) -> None:
    with msc_graph.open(store) as graph:
        claim = graph.describe("claim:first/1")
        assert render(claim, "en").startswith("mmu-miR-1a-3p targets Pten  [claim:first/1]\n")
        assert graph.describe("claim:first/1", lang="zh").label == "mmu-miR-1a-3p 靶向 Pten"
        paper = graph.describe("PMID:19536157")
        assert [statement.text for statement in paper.supports] == ["mmu-miR-21a-5p targets Pten"]


def test_what_several_sources_say_is_said_once(store: Path) -> None:
    with msc_graph.open(store) as graph:
        facts = dict(graph.describe("PMID:18042700").facts)
        assert [value for value in facts.values() if "PMID" in value] == ["PMID:18042700"]


def test_lists_are_cut_short_and_counted(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with msc_graph.open(store) as graph:
        memory = msc_graph.KnowledgeGraph(graph.store, words=graph.vocabulary)
        whole = graph.describe("miR-21-5p")
        some = graph.describe("miR-21-5p", limit=2)
        assert some == memory.describe("miR-21-5p", limit=2)
        assert some.totals == whole.totals
        assert some.totals["outgoing"] == len(whole.outgoing) > 3
        assert some.outgoing == whole.outgoing[:2]
        assert f"- and {len(whole.outgoing) - 2} more\n" in render(some, "en")
        monkeypatch.setattr("msc_graph.describe.describer._COUNTED", 1)
        paper = graph.describe("PMID:18042700", limit=1)
        assert (paper.totals["supports"], paper.at_least) == (1, ("supports",))
        assert "(at least 1)" in render(paper, "en")
        assert "(至少 1)" in render(paper, "zh")
        with pytest.raises(UsageError, match="limit is 0"):
            graph.describe("miR-21-5p", limit=0)


def test_an_exact_spelling_wins(store: Path) -> None:
    with msc_graph.open(store) as graph:
        assert graph.node("mmu-miR-21a-5p").label == "mmu-miR-21a-5p"


def test_kgx_tells_whose_an_edge_is(store: Path, tmp_path: Path) -> None:
    with msc_graph.open(store) as graph:
        graph.export(tmp_path / "all.tsv")
    edges = pl.read_csv(tmp_path / "all_edges.tsv", separator="\t", infer_schema=False, quote_char=None)
    ours = edges.filter(pl.col("primary_knowledge_source") == "infores:msc-graph")
    theirs = edges.filter(pl.col("primary_knowledge_source").str.starts_with("graph:"))
    assert ours.height > 700
    assert set(theirs["primary_knowledge_source"]) == {"graph:first", "graph:second"}
    assert set(theirs["agent_type"]) == {"not_provided"}
    assert set(ours["agent_type"]) == {"manual_agent"}
