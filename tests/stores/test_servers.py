"""Real SPARQL servers answer our questions as the graph in memory does: Oxigraph's own, and Virtuoso."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.query.endpoint import EndpointEngine
from msc_graph.query.results import QueryResult

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
INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{web}
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def awaited(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()  # noqa: S310 -- on this machine
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(url)


def oxigraph(file: Path) -> tuple[subprocess.Popen[bytes], str]:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the server of Oxigraph is not installed (pip install oxigraph)")
    place = ["--location", str(file.parent / "db")]
    subprocess.run([program, "load", *place, "--file", str(file)], check=True, capture_output=True)
    port = free_port()
    serve = ["serve-read-only", *place, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    server = subprocess.Popen([program, *serve], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return server, f"http://127.0.0.1:{port}/query"


def virtuoso(file: Path) -> tuple[subprocess.Popen[bytes], str]:
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin)")
    sql, web, folder = free_port(), free_port(), file.parent
    (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, web=web), encoding="utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{web}/sparql"
    awaited(url)
    load = f"ld_dir('{folder}', '{file.name}', 'http://graph'); rdf_loader_run(); checkpoint;"
    asked = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"]
    subprocess.run(asked, check=True, capture_output=True)
    return server, url


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=lambda start: start.__name__)
def url(
    request: pytest.FixtureRequest, curated: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    start: Callable[[Path], tuple[subprocess.Popen[bytes], str]] = request.param
    file = tmp_path_factory.mktemp(start.__name__) / "graph.nq"
    curated.export(file)
    server, address = start(file)
    try:
        awaited(address)
        yield address
    finally:
        server.kill()
        server.wait(30)


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


def test_paths_are_found_alike(url: str, curated: KnowledgeGraph) -> None:
    with msc_graph.connect(url) as graph:
        for source, target, options in PATHS:
            there, here = (one.paths(source, target, **options).to_dict() for one in (graph, curated))
            assert there == here, (source, target)
