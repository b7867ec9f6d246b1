"""The command that gives the graph to an assistant."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.cli.output import INTERRUPTED, TERMINATED, closed_output, note, said, stop_for
from msc_graph.errors import MissingPart


@click.command(cls=Command)
@options.options(options.store)
def mcp() -> None:
    """Answer an assistant over standard input and output, by the Model Context Protocol."""
    try:
        from msc_graph.serve.assistant import server
    except ImportError as error:
        raise MissingPart("the server for assistants", "pip install 'msc-graph[mcp]'") from error
    if sys.stdout is None:
        raise closed_output()
    if sys.stdin is None:
        return
    with options.graph(whole=True) as graph, _interruptible(), _refused_output():
        server(graph).run("stdio")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let a signal end the program while a thread of it waits for a line, which nothing else can end."""

    def end(number: int, _: Any) -> None:
        note(f"msc-graph: {said('interrupted')}")
        os._exit(INTERRUPTED if number == signal.SIGINT else TERMINATED)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _refused_output() -> Iterator[None]:
    """End for what the system refused, out of the groups in which the server's tasks raise it.

    A thread may still wait for a line, and Python would wait for its lock on standard input.
    """
    try:
        yield
    except BaseExceptionGroup as group:
        first: BaseException = group
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        if not isinstance(first, OSError) or group.split(OSError)[1] is not None:
            raise
        try:
            stop_for(first)
        except SystemExit as end:
            os._exit(int(end.code or 0))
