"""Parts of a build that are made when they are needed: once, whole, by one process, and not by an import."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import msc_graph
from msc_graph.errors import StoreRefused
from msc_graph.stores.disk.building import import_source, remove_source
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.making import Segments
from msc_graph.stores.disk.parts import mark_of
from msc_graph.stores.importing.source import ImportOptions
from tests.helpers.command_line import INPUT, run
from tests.helpers.small_stores import copied, lies_in, put_instead, same, triples


@pytest.fixture
def fresh(store: Path, tmp_path: Path) -> Path:
    """A store of which no part has been made yet."""
    folder = copied(store, tmp_path / "fresh")
    for part in ("joined", "triples", "before"):
        shutil.rmtree(Layout(folder).current() / part, ignore_errors=True)
    return folder


def _parts(folder: Path) -> set[str]:
    build = Layout(folder).current()
    return {
        part for part in ("joined", "triples", "before/joined", "before/triples") if (build / part).exists()
    }


def test_what_needs_no_triples_makes_none(fresh: Path, tmp_path: Path) -> None:
    assert _parts(fresh) == set()
    with msc_graph.open(fresh) as graph:
        assert len(graph.labels())
        assert _parts(fresh) == set()
        assert graph.paths("mmu-miR-21a-5p", "NCBIGene:19211", max_hops=1)
        assert graph.rank("mmu-miR-21a-5p", "Gene")
        assert graph.describe("NCBIGene:19211").incoming
        assert graph.find("Pten")
        assert graph.info()["triples"] is None
        graph.export(tmp_path / "a.graphml")
        graph.export(tmp_path / "part.ttl", around="NCBIGene:19211")
    assert _parts(fresh) == {"joined"}
    with msc_graph.open(fresh) as graph:
        assert len(graph.query("hubs"))
        assert graph.info()["triples"] == len(graph.store)
    assert _parts(fresh) == {"joined", "triples"}


def test_an_import_can_make_them_at_once(files: dict[str, Path], tmp_path: Path) -> None:
    run("import", "mirtarbase", files["first"], "--store", tmp_path / "s", "--triples")
    assert _parts(tmp_path / "s") == {"joined", "triples"}


def test_what_is_new_is_added_to_the_parts_of_before(
    one: Path, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, again = copied(one, tmp_path / "s"), tmp_path / "again"
    options = ImportOptions(name="two", date="2026-01-01")
    import_source("mirtarbase", [files["second"]], store=folder, options=options)
    assert _parts(folder) == {"before/triples"}
    shutil.copytree(folder, again)
    shutil.rmtree(Layout(again).current() / "before")
    loaded: list[int] = []
    monkeypatch.setattr(Segments, "_loading", lambda _, *lines: loaded.append(sum(lines)))
    added, number = triples(folder), len(loaded)
    assert added == triples(again)
    assert 0 < number < len(loaded) - number, "only the new source was loaded into what was there"
    assert _parts(folder) == {"triples"}
    with msc_graph.open(folder) as ours, msc_graph.open(again) as theirs:
        same(ours.property_graph(disputed=True), theirs.property_graph(disputed=True))
    remove_source("one", store=folder)
    with msc_graph.open(folder) as graph:
        assert set(graph.store) == {*graph.backend.facts.quads_for_pattern(None, None, None)}


_MAKE = """
import json, os, signal, sys
import msc_graph

store, part, moment = sys.argv[1], sys.argv[2], int(sys.argv[3])
changes = []

def changing(event, arguments):
    if event == "open":
        path, mode, _ = arguments
        if not (isinstance(path, str) and path.startswith(store) and set(mode or "") & set("wax+")):
            return
    elif event not in ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"):
        return
    changes.append(event)
    if len(changes) == moment:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(changing)
with msc_graph.open(store) as graph:
    graph.network if part == "joined" else graph.store
print(json.dumps(changes))
"""


def _make(folder: Path, part: str, moment: int = 0) -> list[str]:
    """Make a part in a process of its own, killed just before a change by number; return its changes."""
    command = [sys.executable, "-c", _MAKE, str(folder), part, str(moment)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == (-signal.SIGKILL if moment else 0), done.stderr
    return [] if moment else json.loads(done.stdout)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("part", ["joined", "triples"])
def test_a_part_whose_making_is_killed_is_made_anew(fresh: Path, tmp_path: Path, part: str) -> None:
    whole = copied(fresh, tmp_path / "whole")
    changes = _make(whole, part)
    expected = _content(whole, part)
    rename = len(changes) - changes[::-1].index("os.rename")
    for moment in {2, rename // 2, rename}:
        folder = copied(fresh, tmp_path / f"killed-{moment}")
        _make(folder, part, moment)
        assert _parts(folder) == set()
        assert _content(folder, part) == expected
        assert _parts(folder) == {part} and not list(Layout(folder).current().glob(".making*"))


def _content(folder: Path, part: str) -> Any:
    """Return what a part holds, which is made where it is not there: all quads, or the sum of each file."""
    with msc_graph.open(folder) as graph:
        if part == "triples":
            return set(graph.store)
        assert len(graph.network)
        return mark_of(lies_in(graph).build / part)


def test_who_needs_a_part_at_once_with_another_waits_for_it(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    real = Segments.triples

    def counted(self: Segments, folder: Path) -> dict[str, Any]:
        made.append(folder)
        return real(self, folder)

    monkeypatch.setattr(Segments, "triples", counted)
    counts: list[int] = []

    def ask() -> None:
        with msc_graph.open(fresh) as graph:
            counts.append(len(graph.sparql("SELECT * { ?s a msc:ImportedStatement }")))

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [5, 5, 5]
    assert len(made) == 1


def test_a_store_that_cannot_be_written_answers_what_needs_no_triples(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def read_only(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if str(path).startswith(str(fresh)) and flags & (os.O_RDWR | os.O_WRONLY | os.O_CREAT):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", read_only)
    with msc_graph.open(fresh) as graph:
        assert graph.paths("mmu-miR-21a-5p", "NCBIGene:19211", max_hops=1)
        assert graph.info()["edges"] == len(graph.property_graph().edges)
        with pytest.raises(StoreRefused, match="triples .* cannot be written .*'msc-graph import --triples'"):
            graph.sparql("ASK {}")
    for command in (["sources"], ["sources", "--verify"], ["info"], ["query", "article-claims"]):
        assert run(*command, "--store", fresh).exit_code == 0, command
    result = run("query", "hubs", "--store", fresh)
    assert result.exit_code == INPUT and "cannot be written" in result.stderr
    assert _parts(fresh) == set()


def test_a_store_of_an_earlier_layout_is_refused_with_advice(fresh: Path) -> None:
    manifest = Layout(fresh).current() / "manifest.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    put_instead(manifest, json.dumps({**facts, "version": 3}).encode())
    put_instead(Layout(fresh).pointer, manifest.parent.name.encode())  # which had no sum then
    with pytest.raises(StoreRefused, match="layout 3.*Import its sources anew, into a new folder"):
        msc_graph.open(fresh)
