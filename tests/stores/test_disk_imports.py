"""What an import leaves on disk: again, instead, away, and after the curated facts changed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import msc_graph
from msc_graph.describe.text import render
from msc_graph.errors import (
    FileRefused,
    UnknownFormat,
    UnknownNode,
    UsageError,
)
from msc_graph.model.property_graph import property_graph
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.stores.disk.building import Sources, import_source, remove_source
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.system.packaged import locate
from tests.helpers.small_stores import HEADER, ROWS, copied, lies_in, rows, same, triples


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
    files: dict[str, Path], store: Path, tmp_path: Path, gone: str
) -> None:
    kept = "second" if gone == "first" else "first"
    both, one = tmp_path / "both", tmp_path / "one"
    copied(store, both)
    remove_source(gone, store=both)
    import_source("mirtarbase", [files[kept]], store=one, options=ImportOptions(name=kept, date="2026-01-01"))
    assert triples(both) == triples(one)
    with msc_graph.open(both) as left, msc_graph.open(one) as right:
        same(left.property_graph(), right.property_graph())
        assert _but_triples(lies_in(left).manifest) == _but_triples(lies_in(right).manifest)


def _but_triples(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a build says of itself, without the files of the triple store, whose bytes tell its history."""
    files = {path: sums for path, sums in manifest["files"].items() if "triples/" not in path}
    return {**manifest, "files": files}


def test_a_source_is_replaced_only_when_asked(files: dict[str, Path], tmp_path: Path) -> None:
    options = ImportOptions(name="mine", date="2026-01-01")
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=options)
    with pytest.raises(UsageError, match=r"'mine' already, from first.csv.*--replace"):
        import_source("mirtarbase", [files["second"]], store=tmp_path, options=options)
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=replace(options, replace=True))
    assert Sources.of(Layout(tmp_path)).by_name["mine"].files == ("second.csv",)
    with pytest.raises(UsageError, match="has no source 'yours'; its imported sources: mine"):
        remove_source("yours", store=tmp_path)


def test_a_graph_goes_on_with_what_was_added(files: dict[str, Path], one: Path, tmp_path: Path) -> None:
    copied(one, tmp_path)
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

    for module in ("system.packaged", "curation.reader", "stores.disk.curated"):
        monkeypatch.setattr(f"msc_graph.{module}.locate", copied)


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
        (("rdf", ["a.csv"], {}), UnknownFormat, r"^a\.csv: unknown format '\.csv'"),
        *(
            (("mirtarbase", ["a.csv"], {name: value}), UsageError, f"option '{name}' of an import")
            for name, value in (
                *(("name", 5), ("name", Path("x")), ("date", date(2020, 1, 1)), ("licence", None)),
                *(("parameters", None), ("parameters", [("subject", "s")]), ("parameters", "subject=s")),
                *(("retracted", "PMID:1"), ("retracted", {5}), ("retracted", None), ("grounding", "tables")),
                *(("keep_going", "no"), ("replace", None)),
            )
        ),
        (("mirtarbase", ["a.csv"], {"parameters": {"colour": ["red"]}}), UsageError, "'colour' is"),
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
