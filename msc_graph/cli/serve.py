"""The command that serves the graph to people and programs without a terminal."""

from __future__ import annotations

import re
import webbrowser

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.cli.output import named, note
from msc_graph.cli.values import is_connected
from msc_graph.errors import MissingPart, UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_HOST = re.compile(r"\*|(\*\.)?[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*|\[[0-9A-Fa-f:.]+\]")
"""A name, ``*`` or ``*.`` for what stands before it, or an address."""


@click.command(cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "show", is_flag=True)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
)
@click.option("--cors", is_flag=True)
@click.option("--workers", type=click.IntRange(1, 64), default=3, show_default=True)
@options.options(options.timeout, options.store)
def serve(
    host: str, port: int, show: bool, hosts: tuple[str, ...], cors: bool, workers: int, timeout: float
) -> None:
    """Serve the graph, read-only: pages, a JSON API and a SPARQL endpoint."""
    for name in hosts:
        if not _HOST.fullmatch(name):
            raise UsageError(
                f"--allow-host {name!r} is no name of a host: one name each, without http:// and port;"
                " repeat --allow-host for others"
            )
    if host not in LOOPBACK and not hosts:
        raise UsageError(f"to listen on {host}, say with --allow-host under which name the server is reached")
    try:
        import uvicorn

        from msc_graph.serve.app import application
        from msc_graph.serve.connections import bounded
        from msc_graph.serve.graph import Settings
    except ImportError as error:
        raise MissingPart("the server", "pip install 'msc-graph[serve]'") from error
    import socket

    settings = Settings(
        timeout=timeout, workers=workers, cors=cors, hosts=("127.0.0.1", "localhost", "[::1]", "::1", *hosts)
    )
    with options.graph() as graph:
        if (place := click.get_current_context().find_root().obj) and is_connected(place):
            len(graph.store)  # copied now, while an error is told as one
        with named(f"{host}:{port}"):
            listening = socket.create_server(
                (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
            )
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else half of an answer waits 40 ms
        address = f"http://{'localhost' if host in LOOPBACK else hosts[0]}:{listening.getsockname()[1]}"
        note(f"{address}  (SPARQL: {address}/sparql, JSON: {address}/api; Ctrl-C ends it)")
        if show:
            webbrowser.open(address)
        uvicorn.Server(bounded(application(graph, settings), settings)).run([listening])
