"""The assistant's tools over HTTP, at ``/mcp``; loaded when they are first asked for, as the SDK is large."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_graph.serve.problem import Refused, problem

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from msc_graph.knowledge_graph import KnowledgeGraph


JSON = "application/json"


class Assistant:
    """An application that becomes the one of `msc_graph.serve.assistant` with its first request."""

    def __init__(self, graph: KnowledgeGraph, hosts: tuple[str, ...]) -> None:
        """Keep the graph, and the names under which the server is reached."""
        self._graph, self._hosts = graph, hosts
        self._lock = asyncio.Lock()
        self._app: ASGIApp | None = None
        self._running: asyncio.Task[None] | None = None
        self._end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; 501 where the extra ``mcp`` is not installed."""
        if find_spec("mcp") is None:
            missing = "the extra mcp is not installed: pip install 'msc-graph[mcp]'"
            await PlainTextResponse(missing, HTTPStatus.NOT_IMPLEMENTED)(scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip()
        if scope["method"] == "POST" and kind != JSON:
            said = f"a message is posted as {JSON}, not as {kind or 'nothing'}"
            wrong = problem(Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, said), Request(scope))
            await wrong(scope, receive, send)
            return
        async with self._lock:
            if self._app is None:
                self._app = await self._start()
        await _answered(self._app, scope, receive, send)

    async def _start(self) -> ASGIApp:
        from mcp.server.transport_security import TransportSecuritySettings

        from msc_graph.serve.assistant import server

        made = server(self._graph)
        names = [name for host in self._hosts for name in (host, f"{host}:*")]
        app = made.streamable_http_app(
            streamable_http_path="/mcp",
            stateless_http=True,
            json_response=True,
            transport_security=TransportSecuritySettings(
                allowed_hosts=names, allowed_origins=[f"http://{name}" for name in names]
            ),
        )
        ready = asyncio.Event()
        self._running = asyncio.create_task(self._run(made, ready))
        await ready.wait()
        return app

    async def _run(self, made: MCPServer, ready: asyncio.Event) -> None:
        async with made.session_manager.run():
            ready.set()
            await self._end.wait()

    async def close(self) -> None:
        """End what the first request started."""
        self._end.set()
        if self._running is not None:
            await self._running


async def _answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as an application of the SDK does, but what is no message as over standard input.

    The SDK takes a request whose id is null for a notice, and tells of others in the words of its checker.
    """
    from msc_graph.serve.assistant_lines import refusal

    content = bytearray()
    refused = False

    async def received() -> Message:
        message = await receive()
        content.extend(message.get("body", b""))
        return message

    async def answer(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and content and message["status"] in _MAY_BE_NONE:
            wrong = refusal(content.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))
            if wrong is not None:
                refused = True
                said = wrong.model_dump(mode="json", by_alias=True, exclude_unset=True)
                await JSONResponse(said, HTTPStatus.BAD_REQUEST)(scope, receive, send)
        if not refused:
            await send(message)

    await app(scope, received, answer)


_MAY_BE_NONE = (HTTPStatus.ACCEPTED, HTTPStatus.BAD_REQUEST)
"""What the SDK answers to what is no message."""
