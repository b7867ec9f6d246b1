"""What is added to a graph in memory, and what of it a store on disk has alike."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import msc_graph
from msc_graph.errors import (
    BadRow,
    UsageError,
)
from msc_graph.messages.imports import EventKind
from msc_graph.query.results import QueryResult
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.vocabulary.curies import node_iri
from msc_graph.vocabulary.namespaces import RDFS
from tests.helpers.small_stores import rows


def test_an_open_file_is_no_list_of_names() -> None:
    with pytest.raises(UsageError, match="open already"):
        msc_graph.load().add(io.StringIO("a.csv"), "table")  # type: ignore[arg-type]


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
        with msc_graph.open(folder) as stored:
            assert {quad.triple for quad in graph.store} == {quad.triple for quad in stored.store}
        assert [source["name"] for source in graph.info()["sources"]][-3:] == ["b", "c", "a"]
        assert graph.node("x:2").label == "deux"
        file, options = table("a", "x:9\tnine\tx:2\ttwo", "no_colon\tthing\tx:1\tone")
        with pytest.raises(BadRow):
            graph.add(file, "table", options=options)
        with msc_graph.open(folder) as stored:
            assert {quad.triple for quad in graph.store} == {quad.triple for quad in stored.store}
        file, options = table("a", "x:7\tfirst\tx:8\teight")
        graph.add(file, "table", options=options)
        file, options = table("a", "x:7\tfirst\tx:9\tnine")
        graph.add(file, "table", options=options)
        assert graph.node("x:7").label == "first"


def test_what_was_said_before_is_said_once_by_memory_and_store(tmp_path: Path) -> None:
    """A source that repeats the curated graph, or another source, adds no second answer."""
    everything = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with msc_graph.load() as graph:
        graph.reason()
        (part,) = graph.export(tmp_path / "part.nq", around="PTEN")
        for name in ("a", "b"):
            graph.add(part, "rdf", name=name)
            import_source("rdf", [part], store=tmp_path / "store", options=ImportOptions(name=name))
        graph.add(part, "rdf", name="a", title="again", replace=True)
        assert len({quad.triple for quad in graph.store}) == len(graph.store)
    with msc_graph.open(tmp_path / "store") as stored:
        found = stored.sparql(everything)
        assert isinstance(found, QueryResult)
        assert len(set(found.terms)) == len(found.terms) == len(stored.store)


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


def test_what_was_worked_out_is_worked_out_anew_after_an_import(files: dict[str, Path]) -> None:
    def papers() -> set[str]:
        found = graph.sparql("SELECT DISTINCT ?paper { ?document msc:pmid ?paper }")
        return {str(row[0]) for row in found if isinstance(row, tuple)}

    with msc_graph.load() as graph:
        before, disputes = papers(), graph.disputes
        graph.describe("PDCD4")
        assert graph.disputes is disputes
        assert graph.add(files["first"], "mirtarbase").changed
        assert graph.disputes is not disputes
        new = papers() - before
        assert new and all(graph.describe(paper).supports for paper in new)


def test_opposite_signs_of_graph_and_sources_are_told_by_memory_and_store(tmp_path: Path) -> None:
    mir, gene, other = "mirbase.mature:MIMAT0000076", "HGNC:8763", "HGNC:9588"
    said = {
        "one": [
            (gene, "msc:activates", other),
            (mir, "msc:upregulates", gene),
            ("X:1", "msc:affects", "X:2"),
        ],
        "two": [(gene, "msc:inhibits", other), ("X:1", "msc:inhibits", "X:2"), (other, "msc:inhibits", gene)],
        "both": [(gene, "msc:inhibits", other), (gene, "msc:activates", other)],
    }
    told = {
        "one": [f"{mir} {gene}: +, curated -"],
        "two": [f"{gene} {other}: -, one +"],
        "both": [],
    }
    columns = {"subject": "s", "predicate": "p", "object": "o"}
    with msc_graph.load() as graph:
        for name, statements in said.items():
            file = tmp_path / f"{name}.csv"
            file.write_text("".join(",".join(row) + "\n" for row in [("s", "p", "o"), *statements]))
            options = ImportOptions(name=name, parameters=columns)
            added = graph.add(file, "table", options=options)
            stored = import_source("table", [file], store=tmp_path / "store", options=options)
            for result in (added, stored):
                found = [e for e in result.report.events if e.kind is EventKind.SIGN_AGAINST_OTHERS]
                assert [e.examples for e in found] == ([told[name]] if told[name] else []), name


def test_definitions_that_the_graph_does_not_take_are_told(tmp_path: Path) -> None:
    curated = next(node for node in msc_graph.load().property_graph().nodes if node.definition)
    rows = [(curated.id, curated.definition), ("HGNC:8763", "Another text."), ("X:1", "Of a new node.")]
    nodes = tmp_path / "x_nodes.tsv"
    text = "".join(f"{name}\t{definition}\n" for name, definition in [("id", "description"), *rows])
    nodes.write_text(text, encoding="utf-8")
    for result in (
        msc_graph.load().add(nodes, "kgx"),
        import_source("kgx", [nodes], store=tmp_path / "store"),
    ):
        (told,) = (e for e in result.report.events if e.kind is EventKind.DEFINITION_OF_GRAPH)
        assert (told.count, told.examples) == (1, ["HGNC:8763"])
