"""What clients may keep waiting: silent, slow and many ones are dropped, and the server goes on."""

from __future__ import annotations

import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.serve.graph import Settings
from tests.helpers.http_server import Running, running

PATIENCE, MOST = 0.5, 8
ASKED = 64
"""Requests whose answers no buffer of a connection holds."""
POSTED = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
SLOW = {
    "nothing": (b"", b"408 Request Timeout"),
    "half a head": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"408 Request Timeout"),
    "half a body": (POSTED + b"Content-Length: 999\r\n\r\nASK", b"408 Request Timeout"),
    "half a second request": (b"GET /about HTTP/1.1\r\nHost: localhost\r\n\r\nGET /", b"200 OK"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    settings = Settings(patience=PATIENCE, connections=MOST, cors=True)
    with msc_graph.load() as graph, running(graph, settings) as found:
        yield found


@contextmanager
def connected(server: Running) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        yield line


def received(line: socket.socket) -> bytes:
    """Return all that a server sends until it hangs up."""
    parts = []
    while part := line.recv(65_536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(("sent", "answer"), SLOW.values(), ids=SLOW)
def test_a_client_that_sends_no_whole_request_is_dropped(server: Running, sent: bytes, answer: bytes) -> None:
    began = time.monotonic()
    with connected(server) as line:
        line.sendall(sent)
        assert received(line).startswith(b"HTTP/1.1 " + answer)
    assert time.monotonic() - began < 20 * PATIENCE


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\n\r\n", b"414 "),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n", b"431 "),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 300_000 + b"\r\n", b"431 "),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400 "),
        (POSTED + b"Transfer-Encoding: chunked\r\n\r\nz\r\n" + b"a" * 2_000_000, b"400 "),
    ],
    ids=["address", "header", "headers", "two hosts", "chunk"],
)
def test_a_request_that_is_too_long_is_told_so(server: Running, sent: bytes, status: bytes) -> None:
    with connected(server) as line:
        line.sendall(sent)
        assert received(line).startswith(b"HTTP/1.1 " + status)
    began = time.monotonic()
    with connected(server) as line:
        line.sendall(b"\0" * 200_000)
        line.shutdown(socket.SHUT_RD)
        while time.monotonic() - began < 20 * PATIENCE:
            try:
                line.sendall(b"x")
            except OSError:
                break
            time.sleep(0.05)
        else:
            pytest.fail("a client that goes on is not dropped")


def test_what_a_client_sent_is_logged_as_text(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with msc_graph.load() as graph, running(graph) as found:
        monkeypatch.setattr(KnowledgeGraph, "describe", _fails)
        with connected(found) as line:
            line.sendall(b"GET /node/%1b%5b2J%C2%9B HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert received(line).startswith(b"HTTP/1.1 500")
        with connected(found) as line:
            line.sendall(b"\x9b\x1b[2J\r\n\r\n")
            assert received(line).startswith(b"HTTP/1.1 400")
    told = capfd.readouterr().err
    assert "ZeroDivisionError: ?[2J?" in told and "Invalid HTTP request" in told
    assert not {"\x1b", "\x9b"} & {*told}


def _fails(_: KnowledgeGraph, name: str, **__: object) -> None:
    raise ZeroDivisionError(name)


def test_no_request_follows_one_that_tells_its_length_twice(server: Running) -> None:
    asked = POSTED + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(server) as line:
        line.sendall(asked + b"6\r\nASK {}\r\n0\r\n\r\n" + b"GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answers = received(line)
    assert answers.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answers.lower()


def test_a_client_that_sends_a_byte_now_and_then_is_dropped_too(server: Running) -> None:
    with connected(server) as line, pytest.raises(OSError):
        for _ in range(200):
            line.sendall(b"x")
            time.sleep(PATIENCE / 10)


def test_a_client_that_does_not_read_is_dropped(server: Running) -> None:
    page = server.ask("/explore").text
    [bundle] = re.findall(r"/static/[^\"]+/explorer.js", page)
    size = len(server.ask(bundle).body)
    with connected(server) as line:
        line.sendall(f"GET {bundle} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * ASKED)
        time.sleep(4 * PATIENCE)
        assert 0 < len(received(line)) < ASKED * size


def test_clients_beyond_the_most_are_refused_and_the_others_served(server: Running) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(connected(server)) for _ in range(MOST)]
        with connected(server) as one_more:
            assert received(one_more).startswith(b"HTTP/1.1 503 Service Unavailable")
        lines[0].sendall(b"GET /about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert received(lines[0]).startswith(b"HTTP/1.1 200 OK")
    assert server.ask("/about").status == 200


@pytest.mark.parametrize(
    "target", ["/api/find?text=PTEN", "/api/nonsense", "/queries/trials.csv", "/openapi.json"]
)
def test_pages_of_other_origins_may_read_everything_where_that_is_wanted(
    server: Running, target: str
) -> None:
    answer = server.ask(target, origin="http://elsewhere.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "cross-origin-resource-policy" not in answer.headers


@pytest.mark.parametrize("target", ["/sparql", "/api/profile"])
def test_pages_of_other_origins_may_ask_before_they_post(server: Running, target: str) -> None:
    answer = server.ask(
        target,
        method="OPTIONS",
        origin="http://elsewhere.example",
        access_control_request_method="POST",
        access_control_request_headers="content-type",
    )
    assert answer.status == 200 and answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
