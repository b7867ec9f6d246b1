"""Many requests, slow ones at once, killed processes: the server goes on, and its memory stays flat.

``MSC_GRAPH_SOAK=20000`` asks as many times, however long that takes.
"""

from __future__ import annotations

import contextlib
import gc
import http.client
import itertools
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

import msc_graph
from msc_graph.serve.graph import Settings
from tests.helpers.http_server import Running, running

SLOW = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
ASK = "/sparql?query=ASK%20%7B%7D"
KINDS = (
    ASK, f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 3000')}&format=json", "/sparql?query=SELECT",
    f"/sparql?query={quote('DESCRIBE msc:msc_exosome')}&format=ttl", "/sparql?update=x", "/void",
    "/api/find?text=cornea", "/api/suggest?q=PDCD", "/api/show?name=PDCD4", "/api/nonsense", "/openapi.json",
    "/", "/search?q=PDCD&all=1", "/node/HGNC:8763?lang=zh", "/node/claim:S3-05", "/node/nonsense",
    "/node/HGNC:8763.ttl", "/paths?from=miR-21-5p&to=corneal+injury&k=1&lang=zh", "/queries/trials",
    "/queries/trials.csv", "/queries/hubs.xlsx", "/rank.csv?from=miR-21-5p&to=Disease&seen=1",
    "/explore?node=HGNC:8763", "/about", "/checks",
)  # fmt: skip
ASKED, SECONDS, GROWTH = 2_000, 5.0, 8 * 2**20
"""Requests, or else the seconds after which it is enough; and bytes by which the process may grow."""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph, Settings(timeout=1.5)) as found:
        yield found


def resident() -> int:
    """The bytes of memory of this process, which holds the server."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_thousands_of_requests_leave_memory_flat(server: Running) -> None:
    longer = int(os.environ.get("MSC_GRAPH_SOAK", "0"))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def ask(target: str) -> None:
        connection.request("GET", target, headers={"Accept": "text/html,*/*;q=0.8"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status < 500, target

    for target in KINDS:
        ask(target)
    before, until, asked = resident(), time.monotonic() + SECONDS, 0
    for target in itertools.islice(itertools.cycle(KINDS), longer or ASKED):
        ask(target)
        asked += 1
        if not longer and time.monotonic() > until:
            break
    connection.close()
    assert asked > 100 and resident() - before < GROWTH


def test_sixty_slow_queries_at_once_are_answered_or_sent_away(server: Running) -> None:
    with ThreadPoolExecutor(60) as threads:
        answers = list(threads.map(lambda _: server.ask(f"/sparql?query={SLOW}"), range(60)))
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) == {503, 504} and statuses[503] >= 30
    assert all(answer.headers["retry-after"] for answer in answers if answer.status == 503)
    assert server.ask(ASK).status == 200 and server.ask("/queries/trials").status == 200


def test_slow_queries_do_not_keep_pages_from_being_served(server: Running) -> None:
    with ThreadPoolExecutor(20) as threads:
        slow = [threads.submit(server.ask, f"/sparql?query={SLOW}") for _ in range(20)]
        time.sleep(0.2)
        begun = time.monotonic()
        assert server.ask("/node/HGNC:8763").status == 200
        assert time.monotonic() - begun < 3.0
        assert {one.result().status for one in slow} <= {503, 504}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_server_whose_processes_are_killed_goes_on(server: Running) -> None:
    assert server.served.pool is not None
    for pid in server.served.pool.pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    statuses = [server.ask(ASK).status for _ in range(8)]
    # 504: on a busy machine new processes take longer to start than the question may
    assert statuses[-1] == 200 and set(statuses) <= {200, 500, 504}
