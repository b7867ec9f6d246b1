"""Prepared files answer as memory does; whatever is wrong with them costs time, never an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import UsageError
from msc_graph.knowledge_graph import load_prepared
from msc_graph.stores import prepared
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import VERSION
from msc_graph.stores.memory import MemoryBackend
from msc_graph.stores.prepared import PreparedBackend
from msc_graph.system import packaged
from msc_graph.system.cache import cache_folder

as_user = pytest.mark.skipif(os.name == "nt", reason="owners and modes are those of POSIX")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder that holds the prepared files."""
    place = tmp_path_factory.mktemp("made") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place))
        load_prepared().close()
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the cache folder of this test."""
    copy = tmp_path / "cache"
    shutil.copytree(made, copy)  # keeps the dates of the files
    monkeypatch.setenv("XDG_CACHE_HOME", str(copy))
    return copy


@pytest.fixture
def opened_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_made", lambda *_: pytest.fail("the files are made again"))


def build(place: Path) -> Path:
    """Return the one build below a cache folder."""
    [found] = place.glob("msc-graph/*/builds/*")
    return found


def asked(graph: KnowledgeGraph) -> list[object]:
    """Return answers of all kinds."""
    return [
        graph.find("miR-21"),
        graph.find("dry eey"),
        graph.describe("S3-05"),
        graph.describe("miR-21-5p", lang="zh"),
        graph.paths("miR-21-5p", "corneal injury", k=3).to_dict(),
        list(graph.rank("miR-21-5p", "any Disease").rows),
        graph.ask("corneal-repair", {}),
        graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ]


@pytest.mark.usefixtures("opened_only", "place")
def test_answers_are_those_of_memory(curated: KnowledgeGraph) -> None:
    with load_prepared() as graph:
        assert isinstance(graph.backend, PreparedBackend)
        assert asked(graph) == asked(curated)
        assert list(graph.property_graph().edges) == list(curated.property_graph().edges)
        disputed = graph.property_graph(disputed=True), curated.property_graph(disputed=True)
        assert {edge.id: edge for edge in disputed[0].edges} == {edge.id: edge for edge in disputed[1].edges}
        assert set(graph.store) == set(curated.store)
        assert graph.info() == curated.info()


@pytest.mark.usefixtures("place")
def test_what_changes_the_graph_goes_on_in_memory(tmp_path: Path) -> None:
    table = tmp_path / "pairs.tsv"
    table.write_text("s\to\nHGNC:8763\tx:2\n", encoding="utf-8")
    with load_prepared() as graph:
        with pytest.raises(UsageError, match="read-only"):
            graph.reason()
        graph.add(table, "table", parameters={"subject": "s", "object": "o", "predicate": "my:near"})
        assert isinstance(graph.backend, MemoryBackend)
        assert graph.find("x:2")


# what is prepared is what would be made now


def test_an_edited_table_is_seen_at_once(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(place)
    shutil.copytree(packaged.locate("ontology"), tmp_path / "src" / "ontology")
    nodes = tmp_path / "src" / "ontology" / "curated" / "nodes.tsv"
    monkeypatch.setattr(packaged, "_PACKAGE", tmp_path / "src" / "msc_graph")
    text = nodes.read_text(encoding="utf-8")
    assert "miR-21-5p" in text
    nodes.write_text(text.replace("\tmiR-21-5p\t", "\tmiR-21-edited\t"), encoding="utf-8")
    with load_prepared() as graph:
        assert isinstance(graph.backend, PreparedBackend)
        assert [match.name for match in graph.find("miR-21-edited")][:1] == ["miR-21-edited"]
    assert build(place) != before, "what is outdated is removed"


def test_a_mistake_in_a_table_is_told_as_without_files(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(packaged.locate("ontology"), tmp_path / "src" / "ontology")
    nodes = tmp_path / "src" / "ontology" / "curated" / "nodes.tsv"
    nodes.write_text(nodes.read_text(encoding="utf-8") + "no:such\n", encoding="utf-8")
    monkeypatch.setattr(packaged, "_PACKAGE", tmp_path / "src" / "msc_graph")
    with pytest.raises(msc_graph.errors.CurationError):
        load_prepared()
    assert build(place)


@pytest.mark.parametrize("part", ["program", "module"])
def test_another_program_makes_its_own(place: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    before = build(place)
    if part == "program":
        monkeypatch.setattr(prepared, "__version__", "0.0.0")
    else:
        files = prepared._files
        monkeypatch.setattr(
            prepared, "_files", lambda folder, ending="": files(folder, ending) | {"new.py": [1, 1]}
        )
    load_prepared().close()
    assert build(place) != before


def test_what_a_removed_installation_left_is_removed(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [own] = place.glob("msc-graph/*")
    for name, path in (("gone", tmp_path / "no" / "such"), ("there", tmp_path)):
        (own.parent / name).mkdir()
        (own.parent / name / "INSTALLATION").write_text(f"{path}\n", encoding="utf-8")
    (own.parent / "something else").mkdir()
    monkeypatch.setattr(prepared, "__version__", "0.0.0")
    load_prepared().close()
    assert {path.name for path in own.parent.iterdir()} == {own.name, "there", "something else"}


def test_a_build_that_somebody_reads_is_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with load_prepared() as reading:
        monkeypatch.setattr(prepared, "__version__", "0.0.0")
        load_prepared().close()
        assert len(list(place.glob("msc-graph/*/builds/*"))) == 2
        assert reading.describe("S3-05").id


# damage

DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "overwritten": lambda path: path.write_bytes(bytes(len(path.read_bytes()))),
    "removed": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "mistyped": lambda path: path.write_text(f'{{"version": {VERSION}, "files": [1]}}', encoding="utf-8"),
}


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        ("graph/names.key.text.npy", "cut"),
        ("manifest.json", "cut"),
        ("network/belief.npy", "overwritten"),
        ("manifest.json", "overwritten"),
        ("manifest.json", "mistyped"),
        ("triples/*.sst", "removed"),
        ("triples/CURRENT", "emptied"),
    ],
)
def test_a_damaged_file_costs_no_answer(place: Path, file: str, damage: str) -> None:
    folder = build(place)
    DAMAGE[damage](next(folder.glob(file)))
    with load_prepared() as graph:
        assert isinstance(graph.backend, PreparedBackend), "the files were made again"
        assert graph.find("miR-21")[0].node.id == "mirbase.mature:MIMAT0000076"
        assert graph.describe("S3-05").id == "claim:S3-05"


def test_triples_that_cannot_be_opened_are_made_in_memory(place: Path, curated: KnowledgeGraph) -> None:
    with load_prepared() as graph:
        (build(place) / "triples" / "CURRENT").unlink()
        assert graph.describe("S3-05") == curated.describe("S3-05")
        assert graph.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_a_pointer_that_names_something_else_is_not_followed(place: Path, tmp_path: Path) -> None:
    shutil.copytree(build(place), tmp_path / "elsewhere")
    (build(place).parents[1] / "CURRENT").write_text("../../../../elsewhere\n", encoding="utf-8")
    with load_prepared() as graph:
        assert isinstance(graph.backend, PreparedBackend)
        assert graph.backend.build == build(place)


# places


def in_memory() -> bool:
    with load_prepared() as graph:
        return isinstance(graph.backend, MemoryBackend) and bool(graph.find("miR-21"))


def test_no_place_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert in_memory()


def test_a_full_disk_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(prepared, "_write", full)
    assert in_memory()
    [folder] = tmp_path.glob("msc-graph/*")
    assert not list(folder.glob("builds/*")), "nothing unfinished is left"


def test_a_place_that_another_process_writes_to_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_prepared().close()
    shutil.rmtree(build(tmp_path))
    with Layout(build_folder(tmp_path)).writing():
        assert in_memory()


def build_folder(place: Path) -> Path:
    [found] = place.glob("msc-graph/*")
    return found


@as_user
@pytest.mark.parametrize("planted", ["msc-graph", "msc-graph/*"])
def test_a_planted_symbolic_link_is_not_followed(place: Path, tmp_path: Path, planted: str) -> None:
    [folder] = place.glob(planted)
    folder.rename(tmp_path / "theirs")
    folder.symlink_to(tmp_path / "theirs")
    assert in_memory()


@as_user
def test_folders_of_another_user_are_not_trusted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert place.exists()
    assert in_memory()


@as_user
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_folders_that_others_can_write_to_are_not_trusted(place: Path, mode: int) -> None:
    (place / "msc-graph").chmod(mode)
    assert in_memory()


@as_user
@pytest.mark.parametrize(("mode", "trusted"), [(0o777, False), (0o1777, True), (0o755, True)])
def test_a_folder_around_it_that_others_can_write_to_must_be_sticky(
    place: Path, mode: int, trusted: bool
) -> None:
    place.chmod(mode)
    assert (cache_folder("msc-graph") is not None) is trusted


def test_the_cache_folder_is_that_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/path")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    found = cache_folder("msc-graph")
    assert found is not None
    assert found.is_relative_to(tmp_path)
    assert os.name == "nt" or found.stat().st_mode & 0o777 == 0o700


# processes


def test_processes_that_begin_together_all_answer(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "msc_graph", "find", "miR-21", "--format", "json"]
    given = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=given) for _ in range(3)]
    answers = {process.communicate(timeout=300)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(answers) == 1
    assert b"MIMAT0000076" in answers.pop()
    assert build(tmp_path).name, "one of them made the files"
