"""The adjacency form: DuckDB answers from it as the arrays in memory do, and damage is an error."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import StoreRefused, UnknownNode, UsageError
from msc_graph.exports.adjacency import write_adjacency, write_manifest
from msc_graph.messages.errors import worded
from msc_graph.pathfinding.arc_table import Facts
from msc_graph.pathfinding.expansion import Limits
from msc_graph.pathfinding.network import Network
from msc_graph.stores.adjacency.backend import AdjacencyBackend
from msc_graph.stores.adjacency.duck import DuckTables
from msc_graph.system.cache import cache_folder
from tests.conftest import SHARED
from tests.helpers.answers import OPTIONS, answer, told
from tests.helpers.command_line import USAGE, run
from tests.helpers.random_statements import KNOWN, edges, network_of, said_of

pytest.importorskip("duckdb", reason="DuckDB is not installed (extra duckdb)")

PAIRS = [
    ("miR-21-5p", "corneal injury", {}),
    ("MSC exosome", "sepsis", {}),
    ("any MicroRNA", "sepsis", {"max_hops": 3}),
    ("MSC exosome", "any Disease", {"max_hops": 3, "sign": "-"}),
    ("PDCD4", "corneal injury", {"directed": False}),
    ("miR-21-5p", "corneal injury", {"scoring": "dwpc", "via": "PTEN"}),
    ("MSC exosome", "stroke", {"max_hops": 2}),
    ("miR-146a-5p", "sepsis", {"species": "Mus musculus", "avoid": "TRAF6"}),
]


@pytest.fixture(scope="module")
def folder(curated: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (written,) = curated.export(tmp_path_factory.mktemp("form") / "graph.adjacency")
    return written


@pytest.fixture(scope="module")
def stored(folder: Path) -> Iterator[KnowledgeGraph]:
    with msc_graph.connect(folder) as graph:
        yield graph


@pytest.mark.parametrize(("source", "target", "options"), PAIRS)
def test_the_curated_graph_answers_alike(
    source: str, target: str, options: dict[str, Any], stored: KnowledgeGraph, curated: KnowledgeGraph
) -> None:
    assert told(stored, source, target, options) == told(curated, source, target, options)


@pytest.mark.parametrize(
    "options", [{}, {"species": "Homo sapiens", "max_hops": 3}, {"directed": False, "max_hops": 3}]
)
def test_profiles_are_alike(options: dict[str, Any], stored: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    measured, targets = {"miR-21-5p": 3.0, "miR-146a-5p": -1.0, "TGFB1": 0.5}, ["Disease", "corneal injury"]
    there, here = (
        graph.profile(measured, targets, permutations=50, **options) for graph in (stored, curated)
    )
    assert [(row.node, row.p, row.q, row.published) for row in there] == [
        (row.node, row.p, row.q, row.published) for row in here
    ]
    figures = [[(row.score, row.share, row.z) for row in found] for found in (there, here)]
    assert np.array(figures[0]) == pytest.approx(np.array(figures[1]), rel=1e-9)
    assert (there.found, there.stopped) == (here.found, "")
    assert len(there) >= 3


def test_rankings_are_alike(stored: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    there, here = (graph.rank("MSC exosome", "Disease", max_hops=4) for graph in (stored, curated))
    told = [
        [(row.node, row.verdict, row.published, row.paths, row.best.nodes, row.best.score) for row in rows]
        for rows in (there, here)
    ]
    assert told[0] == told[1]
    assert [row.net for row in there] == pytest.approx([row.net for row in here], rel=1e-9)
    assert there.complete


@settings(max_examples=25, deadline=None)
@given(edges, st.booleans(), st.tuples(st.sampled_from("ab"), st.sampled_from("cd")), OPTIONS)
def test_random_graphs_answer_alike(
    rows: list[tuple[Any, ...]], papers: bool, ends: tuple[str, str], options: dict[str, Any]
) -> None:
    network = network_of(said_of([*rows, *KNOWN], papers=papers), hierarchical="r")
    with TemporaryDirectory() as place:
        tables = DuckTables(write_adjacency(Path(place, "form"), network, part_rows=7))
        part = AdjacencyBackend(tables, "here").part(*ends, options)
        tables.close()
    (there, figures), (here, expected) = (answer(one, ends, options) for one in (part.network, network))
    assert there == here
    assert figures == pytest.approx(expected, rel=1e-9)


@pytest.mark.shared_data
def test_drugmechdb_answers_alike(tmp_path: Path) -> None:
    with msc_graph.load() as graph:
        graph.add(SHARED / "data/drugmechdb/paths.jsonl.gz", "drugmechdb")
        (folder,) = graph.export(tmp_path / "drugs.adjacency")
        with msc_graph.connect(folder) as stored:
            for drug, disease in [("Aspirin", "any Disease"), ("DRUGBANK:DB00115", "any Disease")]:
                tried: list[dict[str, Any]] = [{"max_hops": 4}, {"max_hops": 3, "directed": False}]
                for options in tried:
                    assert graph.paths(drug, disease, **options)
                    assert told(stored, drug, disease, options) == told(graph, drug, disease, options)


def test_names_are_found(stored: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    for name in ("hsa-miR-21-5p", "角膜损伤", "TGF beta", "pten"):
        assert stored.find(name)[0] == curated.find(name)[0]
    with pytest.raises(UnknownNode, match="miR-21-5p"):
        stored.node("miR-21-5")


def test_the_same_graph_gives_the_same_bytes(curated: KnowledgeGraph, folder: Path, tmp_path: Path) -> None:
    curated.export(tmp_path / "again", format="adjacency")
    files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = tmp_path / "again"
    assert files == {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    }


def test_only_its_own_kind_is_replaced(
    curated: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (form,) = curated.export(tmp_path / "form.adjacency")
    before = (form / "manifest.json").read_bytes()
    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(os, "fsync", full)
        curated.export(form)
    assert (form / "manifest.json").read_bytes() == before
    assert curated.export(form) == (form,)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="give a new name"):
        curated.export(tmp_path / "mine", format="adjacency")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["form.adjacency", "mine"]
    with pytest.raises(UsageError, match="whole graph"):
        curated.export(tmp_path / "part.adjacency", around="PTEN")


@pytest.mark.parametrize(
    "manifest", [None, '{"name": "a web page"}', "[]", '{"format": "msc-graph adjacency"}']
)
def test_a_folder_with_files_of_others_is_not_replaced(
    curated: KnowledgeGraph, tmp_path: Path, manifest: str | None
) -> None:
    """Many a project has a file ``manifest.json``; and a form may have got a file of its user."""
    folder = tmp_path / "kg.adjacency"
    if manifest is None:
        curated.export(folder)
    else:
        folder.mkdir()
        (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    thesis = folder / "leaving" / "thesis.docx"
    thesis.parent.mkdir(exist_ok=True)
    thesis.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="give a new name"):
        curated.export(folder)
    assert thesis.read_text(encoding="utf-8") == "mine"


def full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_paths_are_exported_and_the_rest_is_counted(
    folder: Path, curated: KnowledgeGraph, tmp_path: Path
) -> None:
    pair, store = ("miR-21-5p", "corneal injury"), ("--store", str(folder))
    assert run("export", tmp_path / "there.graphml", "--paths", *pair, *store).exit_code == 0
    curated.export(tmp_path / "here.graphml", paths=pair)
    there, here = (
        sorted((tmp_path / f"{where}.graphml").read_text(encoding="utf-8").splitlines())
        for where in ("there", "here")
    )
    assert there == here
    told = run("info", *store)
    assert re.search(rf"edges +{curated.info()['edges']:,}$", told.stdout, re.M), told.stderr
    assert json.loads(run("info", "--format", "json", *store).stdout)["nodes"] == curated.info()["nodes"]


def test_what_it_cannot_answer_is_said(stored: KnowledgeGraph, folder: Path) -> None:
    for place, code, problem in (
        (str(folder), 2, "find, paths, rank and profile"),
        ("http://127.0.0.1:9/query", 3, "gave no answer"),
    ):
        done = run("serve", "--store", place)
        assert (done.exit_code, problem in done.stderr) == (code, True)
    for ask in (
        lambda: stored.sparql("ASK {}"),
        lambda: stored.query("article-claims"),
        lambda: stored.reason(),
        lambda: stored.validate(),
        lambda: stored.dwpc("PTEN", "stroke", "Gene > Disease"),
        lambda: stored.describe("PTEN"),
        lambda: stored.property_graph(),
    ):
        with pytest.raises(UsageError, match="find, paths, rank and profile") as caught:
            ask()
        chinese = worded(caught.value, "zh").replace(str(folder), "")
        assert "需要图本身" in chinese and not re.search("[a-z]+ [a-z]+ ", chinese.replace("paths, rank", ""))


@pytest.mark.parametrize(
    "damage", ["no manifest", "version", "cut", "column", "table", "format", "byte", "counts"]
)
def test_damage_is_told(damage: str, folder: Path, tmp_path: Path) -> None:
    import shutil

    place = tmp_path / "form"
    shutil.copytree(folder, place)
    manifest, part = place / "manifest.json", place / "leaving" / "part-00000.parquet"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    if damage == "no manifest":
        manifest.unlink()
    elif damage == "cut":
        part.write_bytes(part.read_bytes()[:-9])
    elif damage == "table":
        shutil.rmtree(place / "names")
    elif damage == "column":
        pl.read_parquet(part).drop("support").write_parquet(part)
        write_manifest(place, told["counts"], Facts.from_dict(told["facts"]), told["verification"])
        told = json.loads(manifest.read_text(encoding="utf-8"))
    elif damage == "byte":
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(data)
    elif damage == "counts":
        told["counts"]["edges"] += 1
    else:
        told[damage] = 99 if damage == "version" else "another"
    if damage in ("column", "version", "format", "counts"):
        manifest.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(StoreRefused, match="adjacency|Export anew"):
        msc_graph.connect(place)


def test_only_files_that_may_hold_a_number_are_read(tmp_path: Path) -> None:
    names = [f"n{number:03}" for number in range(100)]
    network = Network.from_edges(names[:-1], ["raises"] * 99, names[1:])
    folder = write_adjacency(tmp_path / "form", network, part_rows=10)
    tables = DuckTables(folder)
    assert len(tables.rows("leaving", "subject", np.array([5, 95]))) == 2
    for number in (1, 3, 5, 7):
        (folder / "leaving" / f"part-{number:05}.parquet").unlink()
    assert tables.rows("leaving", "subject", np.array([5, 95]))["object"].sort().to_list() == [6, 96]
    assert len(tables.rows("leaving", "subject", np.array([99, 1000]))) == 0
    tables.close()


def test_what_a_killed_run_spilled_is_swept(folder: Path) -> None:
    home = cache_folder("msc-graph", "spill")
    assert home is not None
    dead = home / "999999999-dead"
    (dead / "duckdb").mkdir(parents=True, exist_ok=True)
    before = set(home.iterdir()) - {dead}
    with msc_graph.connect(folder):
        assert not dead.exists()
        assert len(set(home.iterdir()) - before) == 1
    assert set(home.iterdir()) == before


def test_a_limit_that_cut_is_told(folder: Path) -> None:
    with msc_graph.connect(folder, limits=Limits(rows=5)) as graph:
        found = graph.paths("MSC exosome", "sepsis")
        assert (found.stopped, found.complete, found.net_complete) == ("rows", False, False)
    asked = ("paths", "MSC exosome", "sepsis", "--store", str(folder))
    assert "limit of edges" in run(*asked, "--limits", "rows=200").stdout
    far = ("paths", "miR-21-5p", "corneal injury", "--store", str(folder))
    assert "within the limits" in run(*far, "--limits", "nodes=1").stdout
    assert "is none of nodes=N" in run(*asked, "--limits", "rows=many").stderr


@pytest.mark.parametrize(
    "limits",
    [
        "seconds=nan",
        "seconds=-1",
        "seconds=inf",
        "nodes=-1",
        "nodes=0",
        "rows=0",
        "hub=-5",
        "nodes=1,nodes=2",
    ],
)
def test_a_limit_that_is_none_is_refused(folder: Path, limits: str) -> None:
    asked = ("paths", "MSC exosome", "sepsis", "--limits", limits, "--store", str(folder))
    assert run(*asked).exit_code == USAGE


def test_limits_are_for_what_is_read_where_it_lies() -> None:
    found = run("paths", "miR-21-5p", "PTEN", "--limits", "nodes=5")
    assert found.exit_code == USAGE and "leave it out" in found.stderr
