"""The adjacency form over Spark Connect: answers as from memory; a server that is away is an error in time.

The server is Sail, which speaks Spark's protocol without Java. A real cluster is asked where
``MSC_GRAPH_SPARK`` names its address (``sc://host:15002``), which must see the folder of the test.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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
from msc_graph.pathfinding.expansion import Limits
from msc_graph.stores.adjacency.backend import AdjacencyBackend
from msc_graph.stores.adjacency.spark import FEW, SparkTables
from tests.helpers.answers import OPTIONS, answer, told
from tests.helpers.random_statements import NODES, edges, network_of, said_of

pytest.importorskip("pyspark", reason="Spark's client is not installed (extra spark)")
pytest.importorskip("pysail", reason="Sail, which serves Spark's protocol, is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Spark's client warns of pandas 3 and of open channels

PAIRS: list[tuple[str, str, dict[str, Any]]] = [
    ("miR-21-5p", "corneal injury", {}),
    ("MSC exosome", "any Disease", {"max_hops": 3, "sign": "-"}),
    ("PDCD4", "corneal injury", {"directed": False}),
]


class Sail:
    """A server in a process of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        command = [str(Path(sys.executable).with_name("sail")), "spark", "server", "--ip", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.address = f"sc://127.0.0.1:{self.port}"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(self.address)

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(30)


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
    with pytest.raises(UsageError, match="SPARQL"):
        stored.sparql("ASK {}")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges, st.tuples(st.sampled_from("ab"), st.sampled_from("cd")), OPTIONS)
def test_random_graphs_answer_alike(
    server: str, rows: list[tuple[Any, ...]], ends: tuple[str, str], options: dict[str, Any]
) -> None:
    rows += [(node, "p", node, "?", 1.0, frozenset(), frozenset()) for node in NODES]
    rows += [("a", "q", "a", "?", 1.0, frozenset(), frozenset())]
    network = network_of(said_of(rows, papers=True))
    with TemporaryDirectory() as place:
        tables = SparkTables(server, str(write_adjacency(Path(place, "form"), network, part_rows=7)))
        part = AdjacencyBackend(tables, "there").part(*ends, options)
    (there, figures), (here, expected) = (answer(one, ends, options) for one in (part.network, network))
    assert there == here
    assert figures == pytest.approx(expected, rel=1e-9)


def test_many_values_are_joined(server: str, folder: Path) -> None:
    tables = SparkTables(server, str(folder))
    wanted = np.arange(FEW + 100)
    assert sorted(tables.rows("nodes", "number", wanted)["number"]) == wanted.tolist()


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


def test_a_killed_server_is_told_in_time(folder: Path) -> None:
    sail = Sail()
    tables = SparkTables(sail.address, str(folder), seconds=3.0)
    sail.stop(signal.SIGKILL)
    start = time.monotonic()
    with pytest.raises(EngineFailed, match="Spark at"):
        tables.rows("nodes", "number", np.arange(3))
    with pytest.raises((TimeoutError, EngineFailed)):
        AdjacencyBackend(tables, "there", Limits(seconds=2.0)).part("a", "b", {})
    assert time.monotonic() - start < 30


@pytest.mark.cluster
@pytest.mark.parametrize(("source", "target", "options"), PAIRS)
def test_a_real_cluster_answers_alike(
    source: str, target: str, options: dict[str, Any], folder: Path, curated: KnowledgeGraph
) -> None:
    address = os.environ.get("MSC_GRAPH_SPARK", "")
    if not address:
        pytest.skip("MSC_GRAPH_SPARK names no Spark Connect server")
    with msc_graph.connect(address, adjacency=str(folder)) as graph:
        assert told(graph, source, target, options) == told(curated, source, target, options)
