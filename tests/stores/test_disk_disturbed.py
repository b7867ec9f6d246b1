"""What happens when an import, a reader or a store is disturbed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import msc_graph
from msc_graph.errors import (
    FileRefused,
    StoreLocked,
    StoreRefused,
)
from msc_graph.stores.disk import layout
from msc_graph.stores.disk.building import Sources, import_source, remove_source
from msc_graph.stores.disk.layout import Layout, ReadLock
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.system.locks import lock_file
from tests.helpers.command_line import INPUT, run
from tests.helpers.small_stores import HEADER, ROWS, copied, flipped, lies_in, put_instead, triples

_IMPORT = """
import json, os, signal, sys
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions

file, store, moment = sys.argv[1], sys.argv[2], int(sys.argv[3])
changes = []

def changing(event, arguments):
    if event == "open":
        path, mode, _ = arguments
        if not (isinstance(path, str) and path.startswith(store) and set(mode or "") & set("wax+")):
            return
    elif event not in ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"):
        return
    changes.append(event + " " + str(arguments[1] if event == "os.rename" else arguments[0]))
    if len(changes) == moment:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(changing)
import_source("mirtarbase", [file], store=store, options=ImportOptions(name="two", date="2026-01-01"))
print(json.dumps(changes))
"""


def _import_in_a_process(file: Path, store: Path, moment: int = 0) -> list[str]:
    """Import in a process of its own, killed just before its change of that number; return its changes."""
    command = [sys.executable, "-c", _IMPORT, str(file), str(store), str(moment)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == (-signal.SIGKILL if moment else 0), done.stderr
    return [] if moment else json.loads(done.stdout)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_import_leaves_the_store_as_before_or_complete(
    files: dict[str, Path], one: Path, tmp_path: Path
) -> None:
    """It is killed while it writes, on both sides of the commit, and while it removes the old build."""
    whole = copied(one, tmp_path / "whole")
    before = triples(whole)
    changes = _import_in_a_process(files["second"], whole)
    after = triples(whole)
    assert before < after
    commit = next(n for n, change in enumerate(changes, 1) if change == f"os.rename {whole / 'CURRENT'}")
    assert 50 < commit < len(changes) - 50
    for moment in (commit // 2, commit, commit + 1, (commit + len(changes)) // 2):
        folder = copied(one, tmp_path / f"killed-{moment}")
        _import_in_a_process(files["second"], folder, moment)
        assert triples(folder) == (after if moment > commit else before)
        with msc_graph.open(folder) as graph:
            assert len(graph.property_graph().edges) > 700
        options = ImportOptions(name="two", date="2026-01-01")
        import_source("mirtarbase", [files["second"]], store=folder, options=options)
        assert triples(folder) == after
        assert [path.name for path in (folder / "builds").iterdir()] == [Layout(folder).current().name]


def test_a_failed_import_leaves_nothing(tmp_path: Path, one: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADER + ROWS + "MIRT9,only,three\n", encoding="utf-8")
    folder = tmp_path / "store"
    copied(one, folder)
    before = triples(folder)
    with pytest.raises(msc_graph.errors.InputError, match="bad.csv:6:"):
        import_source("mirtarbase", [bad], store=folder, options=ImportOptions(name="bad"))
    assert triples(folder) == before
    assert [path.name for path in Layout(folder).builds.iterdir()] == [Layout(folder).current().name]


def test_one_writer_at_a_time_and_readers_go_on(files: dict[str, Path], one: Path, tmp_path: Path) -> None:
    copied(one, tmp_path)
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
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    copied(one, tmp_path)
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


def test_a_build_that_is_gone_is_not_made_by_a_reader(one: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="cannot be locked"):
        ReadLock(tmp_path / "gone")
    assert not (tmp_path / "gone").exists()
    copied(one, tmp_path / "s")
    shutil.rmtree(Layout(tmp_path / "s").current())
    with pytest.raises(StoreRefused, match="is missing. Restore the folder"):
        msc_graph.open(tmp_path / "s")


def test_what_is_no_store_is_refused(tmp_path: Path, files: dict[str, Path]) -> None:
    with pytest.raises(StoreRefused, match="no such folder.*msc-graph import"):
        msc_graph.open(tmp_path / "missing")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreRefused, match="no folder 'builds'"):
        msc_graph.open(tmp_path)
    rocks = tmp_path / "rocks"
    rocks.mkdir()
    (rocks / "CURRENT").write_text("MANIFEST-000005\n", encoding="ascii")
    with pytest.raises(StoreRefused, match="no store of msc-graph"):
        msc_graph.open(rocks)
    shutil.rmtree(rocks)
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


def test_a_writer_removes_only_what_bears_a_name_of_ours(
    tmp_path: Path, files: dict[str, Path], one: Path
) -> None:
    copied(one, tmp_path)
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


@pytest.mark.parametrize("place", ["", "new", "new/er"])
def test_a_first_import_that_fails_leaves_the_place_as_it_was(tmp_path: Path, place: str) -> None:
    folder = tmp_path / place
    with pytest.raises(KeyboardInterrupt), Layout(folder).writing():
        Layout(folder).new_build().joinpath("half").write_bytes(b"half")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())
    (tmp_path / "bad.csv").write_text(HEADER + "MIRT9,only,three\n", encoding="utf-8")
    failed = run("import", "mirtarbase", tmp_path / "bad.csv", "--store", tmp_path / "store" / place)
    assert failed.exit_code == INPUT
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


def test_what_others_put_into_a_new_store_stays_when_the_first_import_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Layout(tmp_path / "store").writing():
        (tmp_path / "store" / "notes.txt").write_text("mine", encoding="utf-8")
        raise KeyboardInterrupt
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["notes.txt"]


def test_a_lock_that_its_last_holder_removed_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(descriptor: int, *, shared: bool) -> bool:
        (tmp_path / "LOCK").unlink()
        return lock_file(descriptor, shared=shared)

    monkeypatch.setattr(layout, "lock_file", late)
    with pytest.raises(StoreLocked), Layout(tmp_path).writing():
        pass


def test_a_first_import_that_was_killed_can_be_done_again(tmp_path: Path, files: dict[str, Path]) -> None:
    (tmp_path / "msc-graph-store").touch()
    (tmp_path / "builds" / ".building-1").mkdir(parents=True)
    (tmp_path / ".msc-graph-0123456789abcdef.tmp").write_bytes(b"half")
    import_source("mirtarbase", [files["first"]], store=tmp_path, options=ImportOptions(name="one"))
    assert Layout(tmp_path).exists()


def _halved(path: Path) -> None:
    put_instead(path, path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("manifest.json", "its manifest.json is damaged"),
        ("joined/graph/edges.subject.npy", "joined: its file graph/edges.subject.npy is damaged. Remove the"),
        ("joined/network/belief.npy", "its file network/belief.npy is damaged"),
        ("joined/part.json", "its file part.json is damaged"),
        ("triples/MANIFEST-*", "triples: its file MANIFEST-[0-9]+ is damaged. Remove the folder triples"),
        ("sources/one/assertions.belief.npy", "its file sources/one/assertions.belief.npy is damaged"),
        ("curated/graph/graph.json", "its file curated/graph/graph.json is damaged"),
    ],
)
def test_a_damaged_store_is_refused(
    one: Path, tmp_path: Path, files: dict[str, Path], pattern: str, problem: str
) -> None:
    copied(one, tmp_path)
    build = Layout(tmp_path).current()
    (path,) = build.glob(pattern)
    for damage in (_halved, Path.unlink):
        damage(path)
        with pytest.raises(StoreRefused, match=problem if path.exists() else "missing|part.json is damaged"):
            msc_graph.open(tmp_path)
        if pattern.startswith(("manifest", "sources", "curated")):
            with pytest.raises(StoreRefused):
                import_source(
                    "mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="2")
                )
        assert (tmp_path / "CURRENT").read_text(encoding="utf-8").split()[0] == build.name


@pytest.mark.parametrize("pattern", ["sources/one/evidence.locator.text.npy", "before/triples/*.sst"])
def test_nothing_is_made_of_what_is_damaged(
    one: Path, tmp_path: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    """A flipped bit is seen before anything is built on it."""
    monkeypatch.setattr("msc_graph.stores.disk.manifest.SMALL", 0)
    copied(one, tmp_path)
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    build = Layout(tmp_path).current()
    flipped(sorted(build.glob(pattern))[0])
    with (
        msc_graph.open(tmp_path) as graph,
        pytest.raises(StoreRefused, match="is damaged. Restore the folder"),
    ):
        graph.sparql("ASK {}")
    assert not (build / "triples").exists() and not list(build.glob(".making*"))


def _trusted(folder: Path) -> None:
    """Take the checksum of the manifest away, as an earlier program wrote none."""
    pointer = folder / "CURRENT"
    pointer.write_text(pointer.read_text(encoding="utf-8").split()[0], encoding="utf-8")


def _manifest(build: Path, **changes: Any) -> None:
    facts = json.loads((build / "manifest.json").read_text(encoding="utf-8")) | changes
    told = {name: value for name, value in facts.items() if value is not None}
    put_instead(build / "manifest.json", json.dumps(told).encode())
    _trusted(build.parents[1])


def test_a_lost_pointer_loses_no_source(one: Path, tmp_path: Path, files: dict[str, Path]) -> None:
    copied(one, tmp_path)
    (tmp_path / "CURRENT").unlink()
    with pytest.raises(StoreRefused, match="CURRENT is lost.*one of these: [0-9a-f]{20}\\."):
        msc_graph.open(tmp_path)
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert list(Sources.of(Layout(tmp_path)).by_name) == ["one", "two"]


ODD = [b"5d78a10410", bytes(86), b"\xff\xfe", b"", b"0" * 20 + b" " + b"0" * 64, b"../.. 00"]


@pytest.mark.parametrize("pointer", ODD)
def test_a_pointer_to_nothing_loses_no_source(
    pointer: bytes, one: Path, tmp_path: Path, files: dict[str, Path]
) -> None:
    copied(one, tmp_path)
    put_instead(tmp_path / "CURRENT", pointer)
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert list(Sources.of(Layout(tmp_path)).by_name) == ["one", "two"]


@pytest.mark.parametrize("pointer", ODD)
def test_of_several_builds_none_is_touched_while_the_pointer_is_damaged(
    pointer: bytes, one: Path, tmp_path: Path, files: dict[str, Path]
) -> None:
    copied(one, tmp_path)
    shutil.copytree(Layout(tmp_path).current(), Layout(tmp_path).current().with_name("1" * 20))
    put_instead(tmp_path / "CURRENT", pointer)
    with pytest.raises(StoreRefused, match=f"CURRENT is damaged.*one of these: .*{'1' * 20}"):
        import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert len(list((tmp_path / "builds").glob("*/manifest.json"))) == 2


def test_a_damaged_build_costs_no_other(one: Path, tmp_path: Path, files: dict[str, Path]) -> None:
    copied(one, tmp_path)
    build = Layout(tmp_path).current()
    shutil.copytree(build, build.with_name("1" * 20))
    put_instead(build / "manifest.json", b"{}")
    with pytest.raises(StoreRefused, match="manifest.json is damaged"):
        import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert len(list((tmp_path / "builds").glob("*/manifest.json"))) == 2


def test_of_several_builds_without_a_pointer_none_is_touched(
    one: Path, tmp_path: Path, files: dict[str, Path]
) -> None:
    copied(one, tmp_path)
    other = Layout(tmp_path).current().with_name("0" * 20)
    shutil.copytree(Layout(tmp_path).current(), other)
    (tmp_path / "CURRENT").unlink()
    with pytest.raises(StoreRefused, match=f"one of these: {'0' * 20}, "):
        import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert len(list((tmp_path / "builds").glob("*/manifest.json"))) == 2


@pytest.mark.parametrize("part", range(8))
def test_a_flipped_bit_of_the_manifest_is_seen(one: Path, tmp_path: Path, part: int) -> None:
    copied(one, tmp_path)
    manifest = Layout(tmp_path).current() / "manifest.json"
    data = bytearray(manifest.read_bytes())
    data[len(data) * part // 8 + part] ^= 1 << part % 7
    put_instead(manifest, bytes(data))
    with pytest.raises(StoreRefused, match="manifest.json is damaged"):
        msc_graph.open(tmp_path)


EDITS: list[dict[str, Any]] = [
    {"sources": None},
    {"facts": None},
    {"files": None},
    {"files": []},
    {"revision": None},
    {"version": "2"},
    {"sources": [{"name": "one"}]},
    {"sources": "one"},
]


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_a_manifest_that_says_something_else_is_refused(
    one: Path, tmp_path: Path, edit: dict[str, Any]
) -> None:
    copied(one, tmp_path)
    _manifest(Layout(tmp_path).current(), **edit)
    with pytest.raises(StoreRefused, match="its manifest.json is damaged"):
        msc_graph.open(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", "../../../evil"), ("name", "curated"), ("assertions", float("nan")), ("more", 1)],
)
def test_a_source_that_the_manifest_cannot_have_is_refused(
    one: Path, tmp_path: Path, files: dict[str, Path], name: str, value: object
) -> None:
    copied(one, tmp_path)
    build = Layout(tmp_path).current()
    (source,) = json.loads((build / "manifest.json").read_text(encoding="utf-8"))["sources"]
    _manifest(build, sources=[{**source, name: value}])
    before = _contents(tmp_path).keys()
    with pytest.raises(StoreRefused, match="its manifest.json is damaged"):
        import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    assert _contents(tmp_path).keys() == before


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("CURRENT", b"\xff\xfe", "its file CURRENT is damaged"),
        ("CURRENT", b"garbage", "its file CURRENT is damaged.*one of these: [0-9a-f]{20}"),
        ("CURRENT", bytes(86), "its file CURRENT is damaged.*one of these"),
        ("CURRENT", b"", "its file CURRENT is damaged.*one of these"),
        ("CURRENT", b"../../x 00", "its file CURRENT is damaged.*one of these"),
        ("manifest.json", b"[" * 100_000, "its manifest.json is damaged"),
    ],
)
def test_odd_bytes_are_told(one: Path, tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    copied(one, tmp_path)
    put_instead(tmp_path / name if name == "CURRENT" else Layout(tmp_path).current() / name, data)
    with pytest.raises(StoreRefused, match=problem):
        msc_graph.open(tmp_path)


def test_a_reader_who_may_not_write_keeps_the_build(
    one: Path, tmp_path: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(one, tmp_path)
    real = os.open

    def read_only(path: Any, flags: int, *rest: Any) -> int:
        if str(path).endswith("readers") and flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", read_only)
        reader = msc_graph.open(tmp_path)
    build = lies_in(reader).build
    import_source("mirtarbase", [files["second"]], store=tmp_path, options=ImportOptions(name="two"))
    remove_source("two", store=tmp_path)
    assert build.exists()
    assert len(reader.sparql("SELECT * { ?s a msc:ImportedStatement }")) == 3
    reader.close()


def _flip_triples(folder: Path) -> None:
    """Turn a bit in the middle of every large file of triples, which opening does not read."""
    for path in Layout(folder).current().glob("**/triples/*.sst"):
        if path.stat().st_size > 500_000:
            flipped(path)


def test_a_small_store_is_read_whole_when_it_is_opened(one: Path, tmp_path: Path) -> None:
    copied(one, tmp_path)
    flipped(Layout(tmp_path).current() / "joined" / "graph" / "edges.belief.npy")
    with pytest.raises(StoreRefused, match="edges.belief.npy is damaged"):
        msc_graph.open(tmp_path)


ASKED = (
    "list(graph.store)",
    "graph.sparql('SELECT (SUM(STRLEN(STR(?o))) AS ?n) { ?s ?p ?o }', timeout=2)",
    "graph.describe('C03')",
)
ASK = """
import sys, msc_graph
from msc_graph.errors import StoreRefused
from msc_graph.stores.disk import manifest

manifest.SMALL = 0
graph = msc_graph.open(sys.argv[1])
try:
    eval(sys.argv[2])
except StoreRefused as error:
    print(error)
"""


@pytest.mark.parametrize("asked", ASKED)
def test_damage_that_reading_meets_later_is_told_as_damage(one: Path, tmp_path: Path, asked: str) -> None:
    """In a process of its own: some damage ends it."""
    copied(one, tmp_path)
    _flip_triples(tmp_path)
    command = [sys.executable, "-c", ASK, str(tmp_path), asked]
    told = subprocess.run(command, capture_output=True, check=False, text=True)
    assert "is damaged. Re" in told.stdout, told.stderr


def test_damage_of_any_kind_is_told_by_the_command_line(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msc_graph.stores.disk.manifest.SMALL", 0)
    copied(one, tmp_path)
    texts = Layout(tmp_path).current() / "joined" / "graph" / "nodes.label.text.npy"
    put_instead(texts, texts.read_bytes()[:128] + b"\xff" * (texts.stat().st_size - 128))
    result = run("find", "cornea", "--store", tmp_path)
    assert result.exit_code == INPUT
    assert "nodes.label.text.npy is damaged" in result.stderr


USED = {
    "sparql": lambda graph: graph.sparql("SELECT * { ?s ?p ?o } LIMIT 1"),
    "inferred": lambda graph: graph.sparql("SELECT * { ?s ?p ?o } LIMIT 1", inferred=True),
    "saved": lambda graph: graph.query("overview"),
    "find": lambda graph: graph.find("PTEN"),
    "describe": lambda graph: graph.describe("PTEN"),
    "paths": lambda graph: graph.paths("miR-21-5p", "PTEN"),
    "info": lambda graph: graph.info(),
    "validate": lambda graph: graph.validate(),
    "check": lambda graph: graph.check(),
    "reason": lambda graph: graph.reason(),
    "networkx": lambda graph: graph.to_networkx(),
}


@pytest.mark.parametrize("asked", USED)
def test_a_store_removed_while_it_is_open_is_told_so(one: Path, tmp_path: Path, asked: str) -> None:
    folder = copied(one, tmp_path / "store")
    with msc_graph.open(folder) as graph:
        shutil.rmtree(folder)
        with pytest.raises(StoreRefused):
            USED[asked](graph)


def test_arrays_removed_while_a_store_is_open_are_told_so(one: Path, tmp_path: Path) -> None:
    folder = copied(one, tmp_path / "store")
    with msc_graph.open(folder) as graph:
        graph.find("PTEN")
        shutil.rmtree(Layout(folder).current() / "joined" / "network")
        with pytest.raises(StoreRefused, match="this is not a saved network"):
            graph.paths("miR-21-5p", "PTEN")
