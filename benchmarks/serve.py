"""Print what the server costs, beside bare ``oxigraph serve-read-only`` on the same triples.

Run it with ``python -m benchmarks.serve``. It needs ``oxigraph`` (``pip install oxigraph``) and ``wrk``,
which asks both servers over eight connections; without one of them that part is left out, with the reason.
The servers take turns, so that a slow moment of the machine hits both; printed is the median of the rounds.
CPU time (Linux) is that of the server and of its processes, from ``/proc``.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from msc_graph import load

ROUNDS, SECONDS, CONNECTIONS, REQUESTS = 3, 3, 8, 40
QUERIES = {
    "trivial": "SELECT * { ?s ?p ?o } LIMIT 1",
    "3,000 rows": "SELECT * { ?s ?p ?o } LIMIT 3000",
}
PAGES = {
    "node": "/node/HGNC:8763",
    "hub": "/node/msc:msc_exosome",
    "claim": "/node/claim:S3-05",
    "paths": "/paths?from=miR-21-5p&to=corneal+injury",
    "rank": "/rank?from=miR-21-5p&to=Disease",
    "saved question": "/queries/disputed-claims",
}
AIMS = {"trivial": 1 / 40, "3,000 rows": 3.0}
"""Least answers a second, as a multiple of those of Oxigraph."""
PAGE_AIM, COLD_AIM = 0.060, 1.2
"""CPU seconds that a warm page of a node or of paths, and the first byte after a start, may take."""
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def get(port: int, target: str, accept: str = "*/*") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", target, headers={"Accept": accept})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (target, answer.status, body[:300])
        return body
    finally:
        connection.close()


@contextmanager
def started(command: list[str], port: int, target: str) -> Iterator[int]:
    """Run a server until it has answered, and then as long as the block; give the number of its process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(6_000):
            try:
                get(port, target)
                break
            except OSError:
                time.sleep(0.01)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def ours(port: int, target: str = "/") -> object:
    return started([sys.executable, "-m", "msc_graph", "serve", "--port", str(port)], port, target)


def cpu(pid: int) -> float:
    """Return the CPU seconds of a process and of those that it has started, by now."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = 0
    for number in (str(pid), *children):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def rate(port: int, query: str) -> float:
    """Return the answers a second to a query."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "-H",
        "Accept: application/sparql-results+json",
    ]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{asking(query)}"], capture_output=True, text=True
    )
    found = _RATE.search(done.stdout)
    assert found and "Non-2xx" not in done.stdout, done.stdout
    return float(found[1])


def asking(query: str) -> str:
    return f"{'/sparql'}?query={quote(query)}"


def compare(folder: Path) -> None:
    missing = [name for name in ("oxigraph", "wrk") if not _found(name)]
    if missing:
        print(f"not compared with Oxigraph: {' and '.join(missing)} not installed")
        return
    from pyoxigraph import Quad, Store

    with load() as graph:
        store = Store(str(folder / "triples"))
        store.bulk_extend(Quad(*quad.triple) for quad in graph.store)
        store.flush()
        del store
    port, other = free_port(), free_port()
    bare = [
        _found("oxigraph"),
        "serve-read-only",
        "--location",
        str(folder / "triples"),
        "--bind",
        f"127.0.0.1:{other}",
    ]
    ask = "/query?query=ASK%20%7B%7D"
    with ours(port, asking("ASK {}")), started(bare, other, ask):
        for name, query in QUERIES.items():
            rates: dict[str, list[float]] = {"ours": [], "oxigraph": []}
            for _ in range(ROUNDS):
                rates["ours"].append(rate(port, query))
                rates["oxigraph"].append(_rate_of_oxigraph(other, query))
            mine, theirs = (statistics.median(found) for found in rates.values())
            verdict = "reached" if mine / theirs >= AIMS[name] else "MISSED"
            print(f"{name:12} ours {mine:9.1f}/s  oxigraph {theirs:9.1f}/s  ratio {mine / theirs:7.4f}"
                  f"  (aim {AIMS[name]:.4f}: {verdict})")  # fmt: skip


def _rate_of_oxigraph(port: int, query: str) -> float:
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "-H",
        "Accept: application/sparql-results+json",
    ]
    address = f"http://127.0.0.1:{port}/query?query={quote(query)}"
    done = subprocess.run([*command, address], capture_output=True, text=True)
    found = _RATE.search(done.stdout)
    assert found and "Non-2xx" not in done.stdout, done.stdout
    return float(found[1])


def _found(name: str) -> str:
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent)) or ""


def pages() -> None:
    """Print the CPU of warm pages."""
    port = free_port()
    with ours(port) as pid:
        for target in PAGES.values():
            get(port, target)
        for name, target in PAGES.items():
            before = cpu(pid)
            for _ in range(REQUESTS):
                get(port, target, "text/html")
            each = (cpu(pid) - before) / REQUESTS
            print(f"page of {name:15} {each * 1000:6.1f} ms CPU" + _against(each, PAGE_AIM))


def cold() -> None:
    """Print the CPU from the start of the server to its first answer."""
    for name, target in (("first page", "/node/HGNC:8763"), ("first query", asking("ASK {}"))):
        found = []
        for _ in range(ROUNDS):
            port = free_port()
            with ours(port, target) as pid:
                found.append(cpu(pid))
        each = statistics.median(found)
        print(f"{name:12} after a cold start {each:6.2f} s CPU" + _against(each, COLD_AIM))


def _against(found: float, aim: float) -> str:
    return f"  (aim {aim}: {'reached' if found <= aim else 'MISSED'})"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder))
    if sys.platform != "linux":
        print("CPU of pages and starts: only on Linux")
        return
    pages()
    cold()


if __name__ == "__main__":
    main()
