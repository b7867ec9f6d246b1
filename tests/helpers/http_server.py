"""A real server on a free port of this machine, and plain requests to it."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from msc_graph import KnowledgeGraph
from msc_graph.serve.app import application
from msc_graph.serve.connections import bounded
from msc_graph.serve.graph import Served, Settings


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Running:
    port: int
    served: Served
    loop: asyncio.AbstractEventLoop
    thread: int | None
    """The identifier of the thread in which the loop runs."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, target: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send one request on a connection of its own; ``user_agent=`` is the header User-Agent."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body=body, headers=named)
            found = connection.getresponse()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()


@contextmanager
def running(graph: KnowledgeGraph, settings: Settings | None = None) -> Iterator[Running]:
    """Run the server on a free port in a thread; it is stopped at the end."""
    app = application(graph, settings)
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = uvicorn.Server(bounded(app, settings or Settings()))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve([listening])))
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
            thread.join(0.01)
        yield Running(listening.getsockname()[1], app.state.served, loop, thread.ident)
    finally:
        server.should_exit = True
        thread.join()
        loop.close()
        listening.close()
