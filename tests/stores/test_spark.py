"""The adjacency form over Spark Connect: answers as from memory; a server that is away is an error in time.

The server is Sail, which speaks Spark's protocol without Java. Where ``SPARK_HOME`` names a Spark and Java is
there, a standalone cluster of two workers is started and asked, too.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import EngineFailed, StoreRefused, UsageError
from msc_graph.exports.adjacency import write_adjacency
from msc_graph.pathfinding.arc_table import ARC_FRAME
from msc_graph.pathfinding.expansion import Limits
from msc_graph.pathfinding.network import Network
from msc_graph.stores.adjacency import spark
from msc_graph.stores.adjacency.backend import AdjacencyBackend
from msc_graph.stores.adjacency.spark import FEW, SparkTables
from tests.conftest import SHARED
from tests.helpers.answers import OPTIONS, answer, told
from tests.helpers.command_line import program
from tests.helpers.random_statements import KNOWN, edges, network_of, said_of
from tests.helpers.spark import Cluster, Sail, wait_for, why_no_cluster
from tools.shown import ROOT

pytest.importorskip("pyspark", reason="Spark's client is not installed (extra spark)")
pytest.importorskip("pysail", reason="Sail, which serves Spark's protocol, is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Spark's client warns of pandas 3 and of open channels

PAIRS: list[tuple[str, str, dict[str, Any]]] = [
    ("miR-21-5p", "corneal injury", {}),
    ("MSC exosome", "any Disease", {"max_hops": 3, "sign": "-"}),
    ("PDCD4", "corneal injury", {"directed": False}),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    sail = Sail()
    yield sail.address
    sail.stop()


@pytest.fixture(scope="module")
def folder(curated: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (written,) = curated.export(tmp_path_factory.mktemp("form") / "graph.adjacency")
    return written


@pytest.fixture(scope="module")
def stored(server: str, folder: Path) -> Iterator[KnowledgeGraph]:
    with msc_graph.connect(server, adjacency=str(folder)) as graph:
        yield graph


@pytest.mark.parametrize(("source", "target", "options"), PAIRS)
def test_the_curated_graph_answers_alike(
    source: str, target: str, options: dict[str, Any], stored: KnowledgeGraph, curated: KnowledgeGraph
) -> None:
    assert told(stored, source, target, options) == told(curated, source, target, options)


def test_rankings_and_names_are_alike(stored: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    there, here = (graph.rank("miR-21-5p", "Disease") for graph in (stored, curated))
    assert [(row.node, row.verdict, row.best.nodes) for row in there] == [
        (row.node, row.verdict, row.best.nodes) for row in here
    ]
    assert stored.find("TGF beta")[0] == curated.find("TGF beta")[0]
    measured = {"miR-21-5p": 1.0, "miR-146a-5p": -2.0}
    told = [
        [(row.node, row.p, row.published) for row in graph.profile(measured, "Disease", permutations=20)]
        for graph in (stored, curated)
    ]
    assert told[0] == told[1]
    with pytest.raises(UsageError, match="SPARQL"):
        stored.sparql("ASK {}")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges, st.tuples(st.sampled_from("ab"), st.sampled_from("cd")), OPTIONS)
def test_random_graphs_answer_alike(
    server: str, rows: list[tuple[Any, ...]], ends: tuple[str, str], options: dict[str, Any]
) -> None:
    network = network_of(said_of([*rows, *KNOWN], papers=True), hierarchical="r")
    with TemporaryDirectory() as place:
        form = write_adjacency(Path(place, "form"), network, part_rows=7)
        with closing(SparkTables(server, str(form))) as tables:
            part = AdjacencyBackend(tables, "there").part(*ends, options)
    (there, figures), (here, expected) = (answer(one, ends, options) for one in (part.network, network))
    assert there == here
    assert figures == pytest.approx(expected, rel=1e-9)


@pytest.mark.shared_data
def test_drugmechdb_answers_alike(server: str, tmp_path: Path) -> None:
    with msc_graph.load() as graph:
        graph.add(SHARED / "data/drugmechdb/paths.jsonl.gz", "drugmechdb")
        (form,) = graph.export(tmp_path / "drugs.adjacency")
        with msc_graph.connect(server, adjacency=str(form), limits=Limits(seconds=60)) as stored:
            pair = "Aspirin", "any Disease", {"max_hops": 4}
            assert graph.paths(pair[0], pair[1], max_hops=4)
            assert told(stored, *pair) == told(graph, *pair)


def test_many_values_are_joined(server: str, folder: Path) -> None:
    wanted = np.arange(FEW + 100)
    with closing(SparkTables(server, str(folder))) as tables:
        assert sorted(tables.rows("nodes", "number", wanted)["number"]) == wanted.tolist()


def test_values_of_many_files_are_asked_for_in_portions(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"n{number:03}" for number in range(100)]
    network = Network.from_edges(names[:-1], ["raises"] * 99, names[1:])
    form = write_adjacency(tmp_path / "form", network, part_rows=10)
    monkeypatch.setattr(spark, "FEW", 3)
    with closing(SparkTables(server, str(form))) as tables:
        for wanted in ([], [98], [0, 1, 2, 40, 98], [9, 10, 15, 16, 17, 18, 19, 20, 33, 99, 1000]):
            found = tables.arcs(("leaving", "entering"), np.array(wanted, np.int64), None)
            assert sorted(found["leaving"]["subject"]) == [number for number in wanted if number < 99]
            assert sorted(found["entering"]["object"]) == [number for number in wanted if 0 < number < 100]
            assert found["leaving"].schema == found["entering"].schema == ARC_FRAME


def test_a_form_without_one_of_its_files_is_refused(server: str, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "form"
    shutil.copytree(folder, place)
    (place / "leaving" / "part-00001.parquet").write_bytes(
        (place / "leaving" / "part-00000.parquet").read_bytes()
    )
    with pytest.raises(StoreRefused, match="part-00001.parquet is new"):
        msc_graph.connect(server, adjacency=str(place))


def test_what_is_no_form_is_told(server: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="say where the graph lies"):
        msc_graph.connect("sc://localhost:1/;token=secret")
    with pytest.raises((EngineFailed, StoreRefused)):
        msc_graph.connect(server, adjacency=str(tmp_path / "nothing"))
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StoreRefused, match="no graph in the adjacency form"):
        msc_graph.connect(f"{server}/;adjacency={tmp_path}")


def test_a_server_that_is_away_is_told_in_time(folder: Path) -> None:
    start = time.monotonic()
    with pytest.raises(EngineFailed, match="127.0.0.1:9") as caught:
        SparkTables("sc://127.0.0.1:9/;token=secret", str(folder), seconds=2.0)
    assert time.monotonic() - start < 20
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "sc://h:1/x",
        "sc://",
        "sc://h:port",
        "sc://h:99999",
        "sc://h:1/;token=secret/",
        "sc://h:1/token=secret",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_without_its_token(address: str) -> None:
    with pytest.raises(UsageError, match="no address of a Spark Connect server") as error:
        msc_graph.connect(address, adjacency="/none")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("asked", [("find", "PTEN"), ("import", "kgx", "edges.parquet")])
def test_a_command_ends_when_its_server_is_away(asked: tuple[str, ...], tmp_path: Path) -> None:
    start = time.monotonic()
    done = program(*asked, MSC_GRAPH_STORE=f"sc://127.0.0.1:9/;token=secret;adjacency={tmp_path}")
    assert time.monotonic() - start < 20
    assert done.returncode == 3
    assert b"Connection refused" in done.stderr
    assert b"secret" not in done.stderr
    assert b"RETRIES" not in done.stderr


def test_the_end_of_the_program_waits_for_no_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    session = spark.connected("sc://127.0.0.1:9/")
    closed: list[None] = []
    client = session.client
    monkeypatch.setattr(client, "close", lambda: closed.append(None))
    del session
    gc.collect()
    assert not closed


def test_a_killed_server_is_told_in_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.stores.adjacency.spark.RETRIES", 2)
    sail = Sail()
    tables = SparkTables(sail.address, str(folder), seconds=20.0)
    sail.stop(signal.SIGKILL)
    start = time.monotonic()
    with pytest.raises(EngineFailed, match="Spark at"):
        tables.rows("nodes", "number", np.arange(3))
    with pytest.raises((TimeoutError, EngineFailed)):
        AdjacencyBackend(tables, "there", Limits(seconds=2.0)).part("a", "b", {})
    assert time.monotonic() - start < 60


GUIDE = ROOT / "docs" / "guide" / "big-graphs.md"


@pytest.mark.parametrize("page", [GUIDE, ROOT / "docs" / "zh" / "guide" / GUIDE.name], ids=["en", "zh"])
def test_five_commands_of_the_guide_lead_to_an_answer(page: Path, server: str, tmp_path: Path) -> None:
    block = re.search(r"```bash\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    assert block is not None
    install, *commands = block[1].splitlines()
    assert install == "pip install 'msc-graph[spark]'"
    assert len(commands) == 4
    (tmp_path / "shared").mkdir()
    script = "\n".join(["set -e", *commands])
    script = script.replace("sc://localhost:15002", server).replace("/shared", str(tmp_path / "shared"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], env=os.environ | {"PATH": path}, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "miR-21-5p" in done.stdout


# a cluster of two workers, started here


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if why := why_no_cluster():
        pytest.skip(why)
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.stop()


@pytest.mark.cluster
def test_a_cluster_answers_alike_though_a_worker_is_killed(
    cluster: Cluster, folder: Path, curated: KnowledgeGraph
) -> None:
    with msc_graph.connect(cluster.address, adjacency=str(folder)) as graph:
        assert cluster.token not in repr(graph)
        for source, target, options in PAIRS:
            assert told(graph, source, target, options) == told(curated, source, target, options)
        source, target, options = PAIRS[1]
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(told, graph, source, target, options)
            time.sleep(1.0)
            cluster.kill_worker("worker 1")
            assert not asked.done()
            assert asked.result(300) == told(curated, source, target, options)
        wait_for(lambda: cluster.alive() == 1, "the master sees that a worker is dead")
        assert told(graph, *PAIRS[0]) == told(curated, *PAIRS[0])


@pytest.mark.cluster
def test_a_wrong_token_is_refused_and_never_told(cluster: Cluster, folder: Path) -> None:
    wrong = cluster.address.replace(cluster.token, "0123456789abcdef")
    with pytest.raises(EngineFailed, match="localhost") as caught:
        msc_graph.connect(wrong, adjacency=str(folder))
    assert "0123456789abcdef" not in str(caught.value)
    assert cluster.token not in str(caught.value)
