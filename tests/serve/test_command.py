"""The command: it tells its address, answers, and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.helpers.command_line import INPUT, USAGE, run


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "msc_graph", "serve", "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        port = re.search(r"http://localhost:(\d+)", line)
        assert port, line
        yield process, int(port[1])
    finally:
        process.kill()
        process.communicate()


def ask(port: int, target: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def children(pid: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:  # noqa: PTH123
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_ends_with_all_its_processes(ended_by: signal.Signals) -> None:
    with started() as (process, port):
        assert ask(port, "/?lang=zh")[0] == 200
        assert ask(port, "/sparql?query=ASK%20%7B%7D&format=json") == (200, b'{"head":{},"boolean":true}')
        workers = children(process.pid)
        process.send_signal(ended_by)
        assert process.wait(120) in (0, 130, 143)
        deadline = time.monotonic() + 60
        while (left := [pid for pid in workers if _lives(pid)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not left and (workers or sys.platform != "linux")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_another_host_needs_a_name() -> None:
    found = run("serve", "--host", "0.0.0.0")  # noqa: S104 -- refused
    assert found.exit_code == USAGE and "--allow-host" in found.output


@pytest.mark.parametrize("name", ["a b", "a,b", "http://a", "a:80", "a*b"])
def test_a_name_that_no_request_can_have_is_refused(name: str) -> None:
    found = run("serve", "--port", "0", "--allow-host", name)
    assert found.exit_code == USAGE and "one name each" in found.stderr
    assert "is empty" in run("serve", "--allow-host", "").stderr


@pytest.mark.parametrize(
    "name", ["kg.example.org", "*.example.org", "*", "192.0.2.7", "::1", "[2001:db8::7]"]
)
def test_a_name_that_a_request_can_have_is_taken(name: str) -> None:
    found = run("serve", "--host", "256.1.1.1", "--allow-host", name)
    assert found.exit_code == INPUT and "256.1.1.1" in found.stderr


def test_a_host_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for lang, said in (("en", ": Name or service not known"), ("zh", "：没有这个主机名")):
        monkeypatch.setenv("MSC_GRAPH_LANG", lang)
        result = run("serve", "--host", "256.1.1.1", "--allow-host", "x")
        assert result.exit_code == INPUT
        assert result.stderr == f"msc-graph: 256.1.1.1:8000{said}\n"


def test_a_port_that_is_taken_is_told() -> None:
    with started() as (_, port):
        found = run("serve", "--port", str(port))
        assert found.exit_code == INPUT and "Traceback" not in found.output and str(port) in found.output
