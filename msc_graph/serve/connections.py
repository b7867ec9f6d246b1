"""Connections that are bounded: how many there are, and how long each may keep the server waiting."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from msc_graph.serve.graph import Settings
from msc_graph.serve.logs import log_harmlessly
from msc_graph.system.limits import open_files

_RECEIVED = (h11.DONE, h11.MUST_CLOSE, h11.CLOSED, h11.ERROR)
"""States of a client that has sent all of its request."""
_LONGEST = 64 * 1024
"""Bytes that a request may have before its body: uvicorn's own limit. RFC 9110 asks for 8,000 of a URI."""
_BACKLOG = 128
"""Most connections that wait to be looked at. Source: Linux, listen(2), SOMAXCONN before 5.4."""
_EMPTY = "HTTP/1.1 {0.value} {0.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def bounded(app: ASGIApp, settings: Settings) -> Config:
    """Return how an application is served within the limits of its settings, which hold for any client.

    The backlog is how many connections are accepted before the first is looked at: they need files as well.
    """
    files = open_files()

    class Bounded(_Bounded):
        patience = settings.patience
        most = min(settings.connections, files // 3)

    log_harmlessly()
    return Config(
        _closing(app),
        http=Bounded,
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        h11_max_incomplete_event_size=_LONGEST,
        backlog=max(1, min(_BACKLOG, files // 8)),
    )


def _closing(app: ASGIApp) -> ASGIApp:
    """Return an application after whose answer a connection ends, where a request tells its length twice.

    What stands before this server may see another end of it. Source: RFC 9112, section 6.1.
    """

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope.get("headers", ())}

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        await app(scope, receive, last if {b"content-length", b"transfer-encoding"} <= names else send)

    return answered


class _Bounded(H11Protocol):
    """A connection that is closed where its client sends no whole request, or does not read, in time.

    ``patience`` is in seconds; connections beyond ``most`` are refused at once, so that the process does not
    run out of files.
    """

    patience: float
    most: int

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._request: asyncio.TimerHandle | None = None
        self._answer: asyncio.TimerHandle | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            self._request = self.loop.call_later(self.patience, self._late)

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            super().data_received(data)
        received = self.conn.their_state in _RECEIVED or self.transport.is_closing()
        if received and not self._refused:
            self._request = _stopped(self._request)
        elif self._request is None:
            self._request = self.loop.call_later(self.patience, self._late)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._answer = self._answer or self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._answer = _stopped(self._answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._request, self._answer = _stopped(self._request), _stopped(self._answer)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that cannot be read, and read on: a client that still sends would lose the answer.

        ``msg`` is uvicorn's; a status says more. Source: RFC 9110, 15.5.15; RFC 6585, 5; RFC 9112, 9.6.
        """
        self._refused = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        self.transport.write(_EMPTY.format(self._wrong()).encode())
        self.transport.write_eof()
        self.flow.resume_reading()

    def _wrong(self) -> HTTPStatus:
        """Return what is wrong with a request that cannot be read."""
        head = self.conn.trailing_data[0][:_LONGEST]
        if len(head) < _LONGEST or (self.cycle is not None and not self.cycle.response_complete):
            return HTTPStatus.BAD_REQUEST
        in_fields = b"\n" in head
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if in_fields else HTTPStatus.REQUEST_URI_TOO_LONG

    def _late(self) -> None:
        if not self._refused and (self.cycle is None or not self.cycle.response_started):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.abort()

    def _refuse(self, status: HTTPStatus) -> None:
        self.transport.write(_EMPTY.format(status).encode())
        self.transport.close()


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """Stop a timer; there is none then."""
    if timer is not None:
        timer.cancel()
    return None
