"""Real SPARQL servers answer our questions as the graph in memory does: Oxigraph's own, and Virtuoso."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.pathfinding.expansion import Limits
from msc_graph.query.endpoint import EndpointEngine
from msc_graph.query.results import QueryResult
from tests.conftest import SHARED
from tests.helpers.answers import told

PATHS: list[tuple[str, str, dict[str, Any]]] = [
    ("miR-21-5p", "corneal injury", {}),
    ("MSC exosome", "sepsis", {}),
    ("any MicroRNA", "sepsis", {}),
    ("miR-146a-5p", "sepsis", {"max_hops": 3}),
    ("MSC exosome", "stroke", {"sign": "-"}),
    ("miR-150-5p", "corneal injury", {}),
    ("MSC exosome", "any Disease", {"max_hops": 2}),
    ("PDCD4", "corneal injury", {"directed": False}),
    ("miR-21-5p", "corneal injury", {"scoring": "dwpc"}),
    ("MSC exosome", "osteoarthritis", {"k": 3}),
]
DRUGS: list[tuple[str, str, dict[str, Any]]] = [
    ("Aspirin", "any Disease", {"max_hops": 3}),
    ("DRUGBANK:DB00115", "any Disease", {"max_hops": 2, "directed": False}),
]
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "big-graphs.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
SERVERS = {"oxigraph": ("oxigraph", "7878"), "virtuoso": ("virtuoso-t", "8890")}
"""The servers of the guide, in its order: their program, and the port at which they are asked there."""

PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
"""Where programs are looked for: those of this environment first."""


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def awaited(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()  # noqa: S310 -- on this machine
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(url)


@dataclass
class Followed:
    """A page that was followed up to its first question, in a folder; ``asks`` are its questions."""

    folder: Path
    url: str
    asks: list[str]

    def do(self, command: str) -> None:
        subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.DEVNULL, **self.place)

    def said(self, command: str) -> str:
        done = subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.PIPE, **self.place)
        return str(done.stdout, "utf-8")

    @property
    def place(self) -> dict[str, Any]:
        return {"cwd": self.folder, "env": {**os.environ, "PATH": PROGRAMS}}


@pytest.fixture(scope="module", params=SERVERS)
def followed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    """A server that was started by the commands of the guide, but for its ports."""
    program, port = SERVERS[request.param]
    if shutil.which(program, path=PROGRAMS) is None:
        pytest.skip(f"{program} is not installed; the guide says how")
    text = GUIDE.read_text(encoding="utf-8")
    for number in ("7878", "8890", "1111"):
        other = free_port()
        text = text.replace(f"127.0.0.1:{number}", f"127.0.0.1:{other}")
        port = other if number == port else port
    blocks = BLOCK.findall(text)
    commands = [body for language, _, body in blocks if language == "shell"]
    lines = commands[list(SERVERS).index(request.param)].splitlines()
    (url,) = set(re.findall(rf"http://127.0.0.1:{port}\S*", " ".join(lines)))
    here = Followed(tmp_path_factory.mktemp(request.param), url, [line for line in lines if url in line])
    for _, name, body in blocks:
        if name:
            (here.folder / name).write_text(body, encoding="utf-8")
    running: list[subprocess.Popen[bytes]] = []
    try:
        for line in lines:
            if line.endswith(" &"):
                running.append(subprocess.Popen(["sh", "-c", f"exec {line[:-2]}"], **here.place))
            elif line not in here.asks:
                here.do(line)
        awaited(url)
        yield here
    finally:
        for server in running:
            server.kill()
            server.wait(30)
        for stop in re.findall(r"`(isql-vt \S+ dba \S+ -K)`", text) if request.param == "virtuoso" else ():
            here.do(stop)


@pytest.fixture(scope="module")
def url(followed: Followed) -> str:
    return followed.url


def test_the_guide_leads_to_a_first_answer(followed: Followed) -> None:
    assert len(followed.asks) in (1, 2)
    for command in followed.asks:
        assert followed.said(command) == followed.said(command.partition(" --store")[0])


def figures(answer: Any) -> list[str]:
    """The rows in an order of their own; numbers by value, as servers spell them their own way."""
    if not isinstance(answer, QueryResult):
        return sorted(map(str, answer.triples))
    return sorted(
        str([round(cell, 9) if isinstance(cell, float) else cell for cell in row]) for row in answer.rows
    )


def test_saved_questions_answer_alike(url: str, curated: KnowledgeGraph) -> None:
    engine, asked = EndpointEngine(url), 0
    for name, query in curated.queries.items():
        if any(parameter.default is None for parameter in query.parameters):
            continue
        asked += 1
        assert figures(curated.ask(name, {}, engine=engine)) == figures(curated.query(name)), name
    assert asked > 20


def nine_digits(answer: dict[str, Any]) -> Any:
    """Sums are the same to the order in which they are added; why there is no path, only the whole tells."""
    answer.pop("why_none", None)
    return json.loads(json.dumps(answer), parse_float=lambda text: float(f"{float(text):.9g}"))


def test_paths_are_found_alike(url: str, curated: KnowledgeGraph) -> None:
    with msc_graph.connect(url) as graph:
        for source, target, options in PATHS:
            there, here = (one.paths(source, target, **options) for one in (graph, curated))
            assert len(there) == len(here)
            assert nine_digits(there.to_dict()) == nine_digits(here.to_dict()), (source, target)
        assert "copy" not in vars(graph.backend)


def test_things_are_described_alike(url: str, curated: KnowledgeGraph) -> None:
    with msc_graph.connect(url) as graph:
        for name in ("corneal injury", "miR-21-5p", "S3-05", "NCT04491240"):
            assert graph.describe(name).to_dict() == curated.describe(name).to_dict()


def test_what_is_there_is_counted_alike(url: str, curated: KnowledgeGraph) -> None:
    with msc_graph.connect(url) as graph:
        there, here = graph.info(), curated.info()
        assert there == here | {"triples": there["triples"]}
        assert "copy" not in vars(graph.backend)


@pytest.mark.shared_data
def test_drugmechdb_answers_alike(tmp_path: Path) -> None:
    """Some 5,000 published chains; each question has a minute."""
    if shutil.which("oxigraph", path=PROGRAMS) is None:
        pytest.skip("oxigraph is not installed; the guide says how")
    with msc_graph.load() as graph:
        graph.add(SHARED / "data/drugmechdb/paths.jsonl.gz", "drugmechdb")
        graph.export(tmp_path / "kg.nq")
        with oxigraph(tmp_path) as url, msc_graph.connect(url, limits=Limits(seconds=60)) as stored:
            for drug, disease, options in DRUGS:
                assert graph.paths(drug, disease, **options)
                assert told(stored, drug, disease, options) == told(graph, drug, disease, options)
            assert "copy" not in vars(stored.backend)


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Serve ``kg.nq`` of a folder."""
    do = Followed(folder, "", []).do
    do("oxigraph load --location db --file kg.nq")
    address = f"127.0.0.1:{free_port()}"
    serve = f"exec oxigraph serve-read-only --location db --bind {address} --union-default-graph"
    server = subprocess.Popen(["sh", "-c", serve], **Followed(folder, "", []).place)
    try:
        awaited(f"http://{address}/query")
        yield f"http://{address}/query"
    finally:
        server.kill()
        server.wait(30)


def test_profiles_are_told_alike(url: str, curated: KnowledgeGraph) -> None:
    measured = {"miR-21-5p": 2.0, "miR-146a-5p": 1.0, "miR-223-3p": -1.0}
    with msc_graph.connect(url) as graph:
        there, here = (one.profile(measured, "corneal injury", permutations=50) for one in (graph, curated))
    assert there.to_dict() == here.to_dict()
