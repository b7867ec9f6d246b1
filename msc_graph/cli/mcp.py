"""The command that gives the graph to an assistant."""

from __future__ import annotations

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.errors import MissingPart


@click.command(cls=Command)
@options.options(options.store)
def mcp() -> None:
    """Answer an assistant over standard input and output, by the Model Context Protocol."""
    try:
        from msc_graph.serve.assistant import server
    except ImportError as error:
        raise MissingPart("the server for assistants", "pip install 'msc-graph[mcp]'") from error
    with options.graph(whole=True) as graph:
        server(graph).run("stdio")
