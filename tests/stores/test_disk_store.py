"""Stores on disk: what an import leaves there, and what happens when it is disturbed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.describe.describer import render
from msc_graph.errors import (
    BadRow,
    FileRefused,
    StoreLocked,
    StoreRefused,
    UnknownFormat,
    UnknownNode,
    UsageError,
)
from msc_graph.messages.imports import EventKind
from msc_graph.model.graph import Graph
from msc_graph.model.property_graph import property_graph
from msc_graph.query.results import QueryResult
from msc_graph.rdf.graphs import node_properties
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.stores.disk.building import Sources, import_source, remove_source
from msc_graph.stores.disk.layout import Layout, ReadLock
from msc_graph.stores.disk.store import DiskBackend
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import RDF_TYPE, RDFS

HEADER = (
    "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene),"
    "Experiments,Support Type,References (PMID)\n"
)
ROWS = """\
MIRT1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,Luciferase reporter assay,Functional MTI,19836969
MIRT1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,Western blot,Functional MTI,18042700
MIRT2,mmu-miR-21a-5p,Mus musculus,Pten,19211,Mus musculus,HITS-CLIP,Functional MTI (Weak),19536157
MIRT3,mmu-miR-1a-3p,Mus musculus,Pten,19211,Mus musculus,Luciferase reporter assay,Non-Functional MTI,18042700
"""
OTHER = """\
MIRT4,mmu-miR-21a-5p,Mus musculus,Tgfb1,21803,Mus musculus,Luciferase reporter assay,Functional MTI,20000001
MIRT1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,Western blot,Functional MTI,18042700
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two small files in the layout of miRTarBase 9 (mouse); what the rows say is made up."""
    folder = tmp_path_factory.mktemp("files")
    made = {}
    for name, rows in (("first", ROWS), ("second", OTHER)):
        made[name] = folder / f"{name}.csv"
        made[name].write_text(HEADER + rows, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def store(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two sources that share nodes; tests must not change it."""
    folder = tmp_path_factory.mktemp("stores") / "both"
    for name, file in files.items():
        import_source("mirtarbase", [file], store=folder, options=ImportOptions(name=name, date="2026-01-01"))
    return folder


def triples(folder: Path) -> set[str]:
    return {str(quad) for quad in Store.read_only(str(Layout(folder).current() / "triples"))}


def rows(graph: KnowledgeGraph, query: str) -> tuple[tuple[object, ...], ...]:
    answer = graph.sparql(query)
    assert isinstance(answer, QueryResult)
    return answer.rows


def lies_in(graph: KnowledgeGraph) -> DiskBackend:
    assert isinstance(graph.backend, DiskBackend)
    return graph.backend


def same(graph: Graph, other: Graph) -> None:
    """Nodes and edges are equal, beliefs to 1e-12; disputed edges may stand elsewhere."""
    assert list(graph.nodes) == list(other.nodes)
    ours, theirs = ({edge.id: edge for edge in g.edges} for g in (graph, other))
    assert list(map(len, (ours, theirs))) == list(map(len, (graph.edges, other.edges)))
    assert ours.keys() == theirs.keys()
    for name, edge in ours.items():
        assert edge.belief == pytest.approx(theirs[name].belief, abs=1e-12)
        assert replace(edge, belief=0.0) == replace(theirs[name], belief=0.0)


# what is there


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


@given(data=st.data())
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("disputed", [False, True])
def test_a_part_is_that_of_the_same_graph_in_memory(store: Path, disputed: bool, data: st.DataObject) -> None:
    with msc_graph.open(store) as graph:
        memory = property_graph(graph.store, graph.vocabulary, disputed=disputed)
        disk = graph.property_graph(disputed=disputed)
        position = {edge.id: place for place, edge in enumerate(disk.edges)}
        nodes = data.draw(st.lists(st.integers(0, len(memory.nodes) - 1), max_size=200))
        edges = data.draw(st.lists(st.integers(0, len(memory.edges) - 1), max_size=5))
        part = disk.part(nodes, [position[memory.edges[place].id] for place in edges])
        expected = memory.part(nodes, edges)
        assert list(part.nodes) == list(expected.nodes)
        assert {edge.id for edge in part.edges} == {edge.id for edge in expected.edges}
        if expected.edges:
            ours, theirs = (pl.concat(each.edge_frames(7)).sort("id") for each in (part, expected))
            assert ours.drop("belief").equals(theirs.drop("belief"))
        chosen = [name for place in edges for name in memory.edges[place].assertions]
        rows_of = {disk.edges[row].id for row in disk.rows_of([*chosen, "claim:first/x", "claim:none"])}
        assert rows_of == {memory.edges[row].id for row in memory.rows_of(chosen)}


def test_what_sources_say_of_nodes_is_in_the_list(store: Path) -> None:
    """Exports of parts look for nothing else there."""
    with msc_graph.open(store) as graph:
        nodes = set(graph.property_graph(disputed=True).by_id())
        quads = [quad for quad in graph.store if quad.graph_name.value.endswith(("/first", "/second"))]
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


# again, instead, away


def test_the_same_files_again_change_nothing(files: dict[str, Path], store: Path) -> None:
    build = Layout(store).current()
    before = {path: path.stat().st_mtime_ns for path in build.rglob("*") if path.name != "readers"}
    again = import_source(
        "mirtarbase", [files["first"]], store=store, options=ImportOptions(name="first", date="2026-01-01")
    )
    assert not again.changed
    assert Layout(store).current() == build
    assert before == {path: path.stat().st_mtime_ns for path in build.rglob("*") if path.name != "readers"}


@pytest.mark.parametrize("gone", ["first", "second"])
def test_removing_a_source_is_as_if_it_had_never_come(
    files: dict[str, Path], tmp_path: Path, gone: str
) -> None:
    kept = "second" if gone == "first" else "first"
    both, one = tmp_path / "both", tmp_path / "one"
    for name, file in files.items():
        import_source("mirtarbase", [file], store=both, options=ImportOptions(name=name, date="2026-01-01"))
    remove_source(gone, store=both)
    import_source("mirtarbase", [files[kept]], store=one, options=ImportOptions(name=kept, date="2026-01-01"))
    assert triples(both) == triples(one)
    with msc_graph.open(both) as left, msc_graph.open(one) as right:
        same(left.property_graph(), right.property_graph())
        assert lies_in(left).manifest == lies_in(right).manifest


def test_a_source_is_replaced_only_when_asked(files: dict[str, Path], tmp_path: Path) -> None:
    options = ImportOptions(name="mine", date="2026-01-01")
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=options)
    with pytest.raises(UsageError, match=r"'mine' already, from first.csv.*--replace"):
        import_source("mirtarbase", [files["second"]], store=tmp_path, options=options)
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=replace(options, replace=True))
    assert Sources.of(Layout(tmp_path)).by_name["mine"].files == ("second.csv",)
    with pytest.raises(UsageError, match="has no source 'yours'; its imported sources: mine"):
        remove_source("yours", store=tmp_path)


def test_a_graph_goes_on_with_what_was_added(files: dict[str, Path], tmp_path: Path) -> None:
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    with msc_graph.open(tmp_path) as graph:
        with pytest.raises(UnknownNode):
            graph.node("Tgfb1", category="Gene")
        assert graph.add(files["second"], "mirtarbase", name="two").changed
        assert graph.node("NCBIGene:21803").label == "Tgfb1"
        assert len(graph.paths("mmu-miR-21a-5p", "NCBIGene:21803", max_hops=1)) == 1
        with pytest.raises(UsageError, match="no option 'nme'"):
            graph.add(files["second"], "mirtarbase", nme="three")


def test_retracted_papers_are_marked(files: dict[str, Path], tmp_path: Path) -> None:
    result = import_source(
        "mirtarbase",
        [files["first"]],
        store=tmp_path,
        options=ImportOptions(retracted=frozenset({"PMID:19536157", "PMID:1"})),
    )
    assert result.source.retracted == ("PMID:19536157",)
    with msc_graph.open(tmp_path) as graph:
        assert rows(graph, "SELECT ?paper { ?paper msc:retracted true }") == (("reference:PMID_19536157",),)
        told = render(graph.describe("NCBIGene:19211"), "en")
        assert "RETRACTED: PMID:19536157" in told
        assert told.count("RETRACTED") == 1


# disturbed


def _import_in_a_process(file: Path, store: Path, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, "-m", "msc_graph", "import", "mirtarbase", str(file)]
        + ["--store", str(store), "--name", name, "--date", "2026-01-01"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_import_leaves_the_store_as_before_or_complete(
    files: dict[str, Path], tmp_path: Path
) -> None:
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    for place in (folder, whole):
        import_source(
            "mirtarbase",
            [files["first"]],
            store=place,
            options=ImportOptions(name="first", date="2026-01-01"),
        )
    before = triples(folder)
    started = time.monotonic()
    process = _import_in_a_process(files["second"], whole, "second")
    assert process.wait() == 0
    takes = time.monotonic() - started
    after = triples(whole)
    moments = random.Random(6)  # noqa: S311 -- no secret
    for _ in range(8):
        process = _import_in_a_process(files["second"], folder, "second")
        time.sleep(moments.uniform(0, takes))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = triples(folder)
        assert found in (before, after)
        with msc_graph.open(folder) as graph:
            assert len(graph.property_graph().edges) > 700
        if found == after:
            remove_source("second", store=folder)
            assert triples(folder) == before
    assert _import_in_a_process(files["second"], folder, "second").wait() == 0
    assert triples(folder) == after
    left = [path.name for path in Layout(folder).builds.iterdir()]
    assert left == [Layout(folder).current().name]


def test_a_failed_import_leaves_nothing(tmp_path: Path, files: dict[str, Path]) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADER + ROWS + "MIRT9,only,three\n", encoding="utf-8")
    folder = tmp_path / "store"
    import_source("mirtarbase", [files["first"]], store=folder, options=ImportOptions(name="first"))
    before = triples(folder)
    with pytest.raises(msc_graph.errors.InputError, match="bad.csv:6:"):
        import_source("mirtarbase", [bad], store=folder, options=ImportOptions(name="bad"))
    assert triples(folder) == before
    assert [path.name for path in Layout(folder).builds.iterdir()] == [Layout(folder).current().name]


def test_one_writer_at_a_time_and_readers_go_on(files: dict[str, Path], tmp_path: Path) -> None:
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    reader = msc_graph.open(tmp_path)
    old = lies_in(reader).build
    with Layout(tmp_path).writing():
        with pytest.raises(StoreLocked, match=f"process {os.getpid()}"):
            import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
        assert len(reader.sparql("SELECT * { ?s a msc:ImportedStatement }")) == 3
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    reader.property_graph()
    assert len(reader.sparql("SELECT * { ?s a msc:ImportedStatement }")) == 3
    assert old.exists()
    with msc_graph.open(tmp_path) as newer:
        assert len(newer.sparql("SELECT * { ?s a msc:ImportedStatement }")) == 5
    reader.close()
    remove_source("two", store=tmp_path)
    assert len(list(Layout(tmp_path).builds.iterdir())) == 1


@pytest.mark.parametrize("times", [1, 20])
def test_a_reader_takes_the_build_that_a_writer_has_just_made(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    layout, left = Layout(tmp_path), [times]

    def beaten(build: Path) -> ReadLock:
        if left[0]:
            left[0] -= 1
            with layout.writing():
                newer = layout.new_build()
                shutil.copytree(build, newer, dirs_exist_ok=True)
                layout.finish(newer, f"{left[0]:020x}")
            assert not build.exists()
        return ReadLock(build)

    monkeypatch.setattr("msc_graph.stores.disk.layout.ReadLock", beaten)
    if times == 1:
        with msc_graph.open(tmp_path) as graph:
            assert lies_in(graph).build == layout.current() == layout.builds / f"{0:020x}"
            assert len(graph.sparql("SELECT * { ?s a msc:ImportedStatement }")) == 3
            with layout.writing():
                pass
            assert lies_in(graph).build.exists()
    else:
        with pytest.raises(StoreRefused, match="changed 10 times while it was being opened"):
            msc_graph.open(tmp_path)
    assert len(list(layout.builds.iterdir())) == 1


def test_a_build_that_is_gone_is_not_made_by_a_reader(files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="cannot be locked"):
        ReadLock(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()
    import_source("mirtarbase", [files["first"]], store=tmp_path / "s", options=ImportOptions(name="one"))
    shutil.rmtree(Layout(tmp_path / "s").current())
    with pytest.raises(StoreRefused, match="is missing. Restore the folder"):
        msc_graph.open(tmp_path / "s")


def test_an_import_after_the_curated_facts_changed_agrees_with_itself(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, file in files.items():
        if name == "second":
            _change_a_label(tmp_path / "ontology", monkeypatch)
            with msc_graph.open(tmp_path / "store") as graph:
                assert graph.node("HGNC:8763").label == graph.labels()["HGNC:8763"] == "PDCD4"
        import_source("mirtarbase", [file], store=tmp_path / "store", options=ImportOptions(name=name))
    with msc_graph.open(tmp_path / "store") as graph:
        assert graph.node("HGNC:8763").label == graph.labels()["HGNC:8763"] == "changed"
        memory = property_graph(graph.store, graph.vocabulary, disputed=True)
        same(graph.property_graph(disputed=True), memory)
        assert len(graph.sparql("SELECT * { ?s a msc:ImportedStatement }")) == 5


def test_the_same_files_again_after_the_curated_facts_changed_make_all_anew(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for changed in (True, False):
        result = import_source("mirtarbase", [files["first"]], store=tmp_path / "store")
        assert result.changed is changed
    _change_a_label(tmp_path / "ontology", monkeypatch)
    for changed in (True, False):
        result = import_source("mirtarbase", [files["first"]], store=tmp_path / "store")
        assert result.changed is changed
    with msc_graph.open(tmp_path / "store") as graph:
        assert graph.node("HGNC:8763").label == "changed"


def test_each_source_is_read_anew_after_the_curated_facts_changed(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(name: str) -> bool:
        options = ImportOptions(name=name)
        return import_source("mirtarbase", [files[name]], store=tmp_path / "store", options=options).changed

    assert [changed(name) for name in ("first", "second", "first", "second")] == [True, True, False, False]
    _change_a_label(tmp_path / "ontology", monkeypatch)
    assert [changed(name) for name in ("first", "second", "first", "second")] == [True, True, False, False]


def _change_a_label(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program read a copy of the ontology, in which PDCD4 has another label."""
    shutil.copytree(locate("ontology"), folder)
    nodes = folder / "curated" / "nodes.tsv"
    text = nodes.read_text(encoding="utf-8")
    assert text.count("HGNC:8763\t") == 1
    nodes.write_text(text.replace("\tPDCD4\t", "\tchanged\t", 1), encoding="utf-8")

    def copied(name: str) -> Path:
        return folder.parent / name if name.startswith("ontology") else locate(name)

    for module in ("system.packaged", "curation.reader", "stores.disk.building"):
        monkeypatch.setattr(f"msc_graph.{module}.locate", copied)


def test_a_network_of_another_revision_is_not_used(files: dict[str, Path], tmp_path: Path) -> None:
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    with msc_graph.open(tmp_path) as graph:
        expected = [path.score for path in graph.paths("miR-21-5p", "corneal injury")]
        place = lies_in(graph).build / "network"
    (place / "revision").write_text("another\n", encoding="utf-8")
    (place / "belief.npy").write_bytes(b"not an array")
    with msc_graph.open(tmp_path) as graph:
        assert [path.score for path in graph.paths("miR-21-5p", "corneal injury")] == expected


def test_what_is_no_store_is_refused(tmp_path: Path, files: dict[str, Path]) -> None:
    with pytest.raises(StoreRefused, match="no such folder.*msc-graph import"):
        msc_graph.open(tmp_path / "missing")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreRefused, match="no file CURRENT"):
        msc_graph.open(tmp_path)
    with pytest.raises(StoreRefused, match="holds other things"):
        import_source("mirtarbase", [files["first"]], store=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def _contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    "foreign",
    [
        ["builds/release-1.0/app.bin"],
        ["builds/0123456789abcdef0123/app.bin", "LOCK"],
        ["builds/.building-12/app.bin"],
        ["CURRENT", "builds/release-1.0/app.bin"],
        ["CURRENT", "builds/release-1.0/manifest.json"],
    ],
    ids=lambda files: files[-1],
)
def test_a_foreign_folder_stays_as_it_is(tmp_path: Path, files: dict[str, Path], foreign: list[str]) -> None:
    for name in foreign:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("release-1.0\n", encoding="utf-8")
    before = _contents(tmp_path)
    for file in (files["first"], tmp_path / "builds"):
        with pytest.raises((StoreRefused, FileRefused)):
            import_source("mirtarbase", [file], store=tmp_path)
    assert _contents(tmp_path) == before


def test_a_writer_removes_only_what_bears_a_name_of_ours(tmp_path: Path, files: dict[str, Path]) -> None:
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    old = Layout(tmp_path).current().name
    mine = tmp_path / "builds" / "keep me" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / "builds" / ".building-1").mkdir()
    (tmp_path / ".msc-graph-0123456789abcdef.tmp").write_bytes(b"half")
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert mine.read_text(encoding="utf-8") == "mine"
    kept = {path.name for path in (tmp_path / "builds").iterdir()}
    assert kept == {Layout(tmp_path).current().name, "keep me"} and old not in kept
    assert not list(tmp_path.glob(".msc-graph-*"))


def test_a_first_import_that_was_killed_can_be_done_again(tmp_path: Path, files: dict[str, Path]) -> None:
    with pytest.raises(KeyboardInterrupt), Layout(tmp_path).writing():
        Layout(tmp_path).new_build().joinpath("half").write_bytes(b"half")
        raise KeyboardInterrupt
    assert [path.name for path in (tmp_path / "builds").iterdir()] == []
    (tmp_path / ".msc-graph-0123456789abcdef.tmp").write_bytes(b"half")
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    assert Layout(tmp_path).exists()


def _damaged(folder: Path) -> Iterator[tuple[str, Path]]:
    build = Layout(folder).current()
    yield "damaged", build / "manifest.json"
    yield "cannot be read", build / "graph" / "edges.subject.npy"
    yield "cannot be read", build / "graph" / "graph.json"
    yield "missing", folder / "CURRENT"


@pytest.mark.parametrize("case", range(4))
def test_a_damaged_store_is_refused(files: dict[str, Path], tmp_path: Path, case: int) -> None:
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    problem, path = list(_damaged(tmp_path))[case]
    path.write_bytes(b"garbage")
    with pytest.raises(StoreRefused, match=problem):
        msc_graph.open(tmp_path).property_graph()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (("mirtarbas", ["a.csv"], {}), UnknownFormat, "Did you mean 'mirtarbase'"),
        (("mirtarbase", [], {}), UsageError, "at least one file"),
        (("mirtarbase", ["no.csv"], {}), FileRefused, "no.csv: there is no such file"),
        (("rdf", ["https://example.org/a.ttl"], {}), FileRefused, "only files are read. Download it"),
        (("mirtarbase", ["a.csv"], {"name": "curated"}), UsageError, "cannot be called 'curated'"),
        (("mirtarbase", ["a.csv"], {"name": "../up"}), UsageError, "cannot be called"),
        (("mirtarbase", ["a.csv"], {"date": "yesterday"}), UsageError, "2026-11-22"),
        (("mirtarbase", ["a.csv"], {"parameters": {"colour": "red"}}), UsageError, "no parameter 'colour'"),
    ],
)
def test_wrong_calls_are_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: tuple[str, list[str], dict[str, Any]],
    error: type[Exception],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(HEADER + ROWS, encoding="utf-8")
    name, files, options = call
    with pytest.raises(error, match=says):
        import_source(name, files, store="store", options=ImportOptions(**options))
    assert not Path("store", "CURRENT").exists()


# the command line


def _run(*arguments: object, code: int = 0) -> str:
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "msc_graph", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def test_commands_take_a_store(store: Path, tmp_path: Path) -> None:
    facts = json.loads(_run("info", "--store", store, "--format", "json"))
    assert facts["sources"][1]["name"] == "first"
    assert "Pten" in _run("find", "Pten", "--store", store)
    assert "PMID:19536157" in _run("show", "NCBIGene:19211", "--store", store)
    assert "Pten" in _run("paths", "mmu-miR-21a-5p", "NCBIGene:19211", "--store", store, "--max-hops", 1)
    assert "3" in _run("sparql", "SELECT (3 AS ?n) {}", "--store", store)
    assert _run("query", "article-claims", "--store", store, "--format", "csv").count("\n") == 234
    _run("export", tmp_path / "all.graphml", "--store", store)
    assert "Pten" in (tmp_path / "all.graphml").read_text(encoding="utf-8")
    assert "no such folder" in _run("info", "--store", tmp_path / "none", code=3)


def test_import_and_sources_commands(files: dict[str, Path], tmp_path: Path) -> None:
    said = _run("import", "mirtarbase", files["first"], "--store", tmp_path / "s", "--version", "9.0")
    assert "mirtarbase: imported" in said
    assert "已在库中" in _run(
        "import", "mirtarbase", files["first"], "--store", tmp_path / "s", "--version", "9.0", "--lang", "zh"
    )
    assert "9.0" in _run("sources", "--store", tmp_path / "s", "--format", "csv")
    _run("sources", "--store", tmp_path / "s", "--remove", "mirtarbase")
    assert "mirtarbase" not in _run("sources", "--store", tmp_path / "s")


def test_bad_rows_go_to_a_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADER + ROWS + "MIRT9,only,three\n", encoding="utf-8")
    said = _run("import", "mirtarbase", bad, "--store", tmp_path / "s", "--keep-going", tmp_path / "left.tsv")
    assert "1 row left out" in said
    left = (tmp_path / "left.tsv").read_text(encoding="utf-8").splitlines()
    assert len(left) == 2
    assert left[1].split("\t")[1] == "6"


# what a review found


def test_other_tables_of_names_are_another_import(files: dict[str, Path], tmp_path: Path) -> None:
    from msc_graph.sources.grounding.tables import prepare

    aliases = tmp_path / "aliases.txt"
    aliases.write_text("MIMAT0000530\tmmu-miR-21;mmu-miR-21a-5p;\n", encoding="utf-8")
    prepare(tmp_path / "tables", mirbase=aliases)
    options = ImportOptions(name="one", date="2026-01-01")
    import_source("mirtarbase", [files["first"]], store=tmp_path / "s", options=options)
    tables = Grounding.open(tmp_path / "tables")
    again = replace(options, grounding=tables, replace=True)
    assert import_source("mirtarbase", [files["first"]], store=tmp_path / "s", options=again).changed
    with msc_graph.open(tmp_path / "s") as graph:
        assert graph.node("mirbase.mature:MIMAT0000530").label == "mmu-miR-21a-5p"


def test_adding_the_same_again_in_memory_changes_nothing(files: dict[str, Path]) -> None:
    with msc_graph.load() as graph:
        assert graph.add(files["first"], "mirtarbase").changed
        before = len(graph.store)
        assert not graph.add(files["first"], "mirtarbase").changed
        assert len(graph.store) == before
        with pytest.raises(UsageError, match="has a source 'mirtarbase' already"):
            graph.add(files["second"], "mirtarbase")
        assert graph.add(files["second"], "mirtarbase", replace=True).changed
        assert graph.node("NCBIGene:21803").label == "Tgfb1"


def test_a_source_replaced_in_memory_is_as_on_disk(tmp_path: Path) -> None:
    """Labels stay, also those that a later source gave and that the replaced one had before."""
    columns = {"subject": "s", "object": "o", "predicate": "my:near"}
    columns |= {"subject_label": "sl", "object_label": "ol"}

    def table(name: str, *rows: str) -> tuple[Path, ImportOptions]:
        file = tmp_path / f"{name}.tsv"
        file.write_text("s\tsl\to\tol\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return file, ImportOptions(name=name, date="2026-01-01", parameters=columns, replace=True)

    folder = tmp_path / "store"
    with msc_graph.load() as graph:
        for name, row in [
            ("a", "x:1\tfirst\tx:2\ttwo"),
            ("b", "x:1\tother\tx:2\tdeux"),
            ("c", "x:3\tthree\tx:2\tzwei"),
            ("a", "x:1\tfirst\tx:3\ttrois"),
        ]:
            file, options = table(name, row)
            import_source("table", [file], store=folder, options=options)
            assert graph.add(file, "table", options=options).changed
        assert {str(quad) for quad in graph.store} == triples(folder)
        assert [source["name"] for source in graph.info()["sources"]][-3:] == ["b", "c", "a"]
        assert graph.node("x:2").label == "deux"
        file, options = table("a", "x:9\tnine\tx:2\ttwo", "no_colon\tthing\tx:1\tone")
        with pytest.raises(BadRow):
            graph.add(file, "table", options=options)
        assert {str(quad) for quad in graph.store} == triples(folder)
        file, options = table("a", "x:7\tfirst\tx:8\teight")
        graph.add(file, "table", options=options)
        file, options = table("a", "x:7\tfirst\tx:9\tnine")
        graph.add(file, "table", options=options)
        assert graph.node("x:7").label == "first"


def test_a_curated_paper_is_the_same_by_pmid_and_by_doi(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    papers = ("PMID:21423189", "DOI:10.1038/NBT.1807", "https://doi.org/10.1038/nbt.1807")
    file.write_text("s\to\tp\n" + "".join(f"x:1\tx:2\t{paper}\n" for paper in papers), encoding="utf-8")
    columns = {"subject": "s", "object": "o", "predicate": "my:near", "reference": "p"}
    import_source("table", [file], store=tmp_path / "store", options=ImportOptions(parameters=columns))
    with msc_graph.load() as memory, msc_graph.open(tmp_path / "store") as disk:
        memory.add(file, "table", parameters=columns)
        for graph in (memory, disk):
            [edge] = graph.property_graph().around("x:1").outgoing
            assert edge.references == ("PMID:21423189",)
            assert {item.reference for item in edge.evidence} == {"reference:AlvarezErviti2011"}


def test_sources_of_one_format_have_titles_of_their_own(files: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("s\to\nx:1\tx:2\n", encoding="utf-8")
    columns = {"subject": "s", "object": "o", "predicate": "my:near"}
    with msc_graph.load() as graph:
        graph.add(tmp_path / "pairs.tsv", "table", parameters=columns)
        graph.add(tmp_path / "pairs.tsv", "table", name="mine", parameters=columns)
        graph.add(files["first"], "mirtarbase")
        graph.add(files["second"], "mirtarbase", name="second")
        graph.add(files["second"], "mirtarbase", name="third", title="Third of them")
        titles = {source["name"]: source["title"] for source in graph.info()["sources"]}
        labels = f"SELECT ?t WHERE {{ ?s a msc:ImportedSource ; <{RDFS}label> ?t }} ORDER BY ?t"
        in_triples = [str(text) for (text,) in rows(graph, labels)]
    del titles["curated"]
    assert titles == {
        "pairs": "pairs",
        "mine": "mine",
        "mirtarbase": "miRTarBase",
        "second": "miRTarBase (second)",
        "third": "Third of them",
    }
    assert sorted(in_triples) == sorted(titles.values())


def test_a_source_without_statements_says_so(tmp_path: Path) -> None:
    parameters = {"subject": "s", "object": "o", "predicate": "my:near"}
    with msc_graph.load() as graph:
        for name, row, told in (("none", "", True), ("one", "x:1\tx:2\n", False)):
            file = tmp_path / f"{name}.tsv"
            file.write_text(f"s\to\n{row}", encoding="utf-8")
            events = graph.add(file, "table", parameters=parameters).report.events
            assert (EventKind.NO_STATEMENTS in [event.kind for event in events]) == told


def test_a_registry_record_is_one_reference(tmp_path: Path) -> None:
    row = "subject\tpaper\tobject\nclinicaltrials:NCT04491240\tclinicaltrials:NCT04491240\tX:1\n"
    (tmp_path / "t.tsv").write_text(row, encoding="utf-8")
    with msc_graph.load() as graph:
        parameters = {"subject": "subject", "object": "object", "predicate": "my:about", "reference": "paper"}
        graph.add(tmp_path / "t.tsv", "table", parameters=parameters)
        edges = graph.property_graph(disputed=True).around("X:1").incoming
        assert [item.reference for item in edges[0].evidence] == ["reference:NCT04491240"]


@pytest.mark.parametrize("name", ["part.nq", "part.graphml"])
def test_a_part_may_hold_a_prefix_that_is_not_declared(tmp_path: Path, name: str) -> None:
    (tmp_path / "t.tsv").write_text("subject\tobject\nmy.db:a#(é)\tX:1\n", encoding="utf-8")
    with msc_graph.load() as graph:
        parameters = {"subject": "subject", "object": "object", "predicate": "msc:targets"}
        graph.add(tmp_path / "t.tsv", "table", parameters=parameters)
        (path,) = graph.export(tmp_path / name, around="X:1")
        assert node_iri("my.db:a#(é)") in path.read_text("utf-8") or name.endswith("graphml")


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


def test_writing_to_an_endpoint_is_refused(files: dict[str, Path]) -> None:
    assert "only read" in _run(
        "import", "mirtarbase", files["first"], "--store", "http://127.0.0.1:9/query", code=2
    )


def test_parameters_of_a_format_are_told(tmp_path: Path) -> None:
    assert "-p delimiter=" in _run("import", "table", "--explain", "--store", tmp_path)
