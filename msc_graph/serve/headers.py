"""What headers mean on every address: of requests, before a page sees them, and of all answers.

All are plain ASGI, so that a handler still sees when its client is gone.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_graph.serve.negotiation import NotAcceptable, weighted
from msc_graph.serve.problem import Refused, problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content security policy of every page: nothing but our own files."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SMALL = 1_000
"""Bytes below which an answer is not compressed, unless it must be. Our choice."""


class SafeHeaders:
    """Adds `HEADERS` to every answer."""

    def __init__(self, app: ASGIApp, *, cors: bool) -> None:
        """Wrap an application; with ``cors`` other origins may read answers."""
        self._app = app
        self._headers = [
            (name.lower().encode(), value.encode())
            for name, value in HEADERS.items()
            if not (cors and name.startswith("Cross-Origin"))
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class MediaTypes:
    """Writes the media types of a request in small letters, which mean the same, and all of them as one list.

    Source: RFC 9110, sections 8.3.1 (media type) and 5.3 (field order).
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            headers = MutableHeaders(raw=list(scope["headers"]))
            if accepted := headers.getlist("accept"):
                headers["accept"] = ", ".join(accepted).lower()
            kind, *parameters = headers.get("content-type", "").split(";", 1)
            if kind:
                headers["content-type"] = ";".join((kind.lower(), *parameters))
            scope = {**scope, "headers": headers.raw}
        await self._app(scope, receive, send)


class Codings:
    """Compresses answers as far as a client accepts that, and takes no compressed requests.

    Source: RFC 9110, section 12.5.3.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._plain = app
        self._usual = GZipMiddleware(app, SMALL)
        self._always = GZipMiddleware(app, 1, exclude_content_types=("text/event-stream",))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; 415 where it is compressed, 406 where nothing will do."""
        if scope["type"] != "http":
            await self._plain(scope, receive, send)
            return
        headers = MutableHeaders(raw=list(scope["headers"]))
        gzip, identity = weights(", ".join(headers.getlist("accept-encoding")))
        headers["accept-encoding"] = "gzip" if gzip and gzip >= identity else "identity"
        answer: ASGIApp = self._usual if identity else self._always
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            error = Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a request is sent as it is, not compressed")
            answer = problem(error, Request(scope), headers={"Accept-Encoding": "identity"})
        elif not (gzip or identity):
            unliked = NotAcceptable("the header Accept-Encoding allows neither gzip nor identity")
            answer = problem(unliked, Request(scope))
        await answer({**scope, "headers": headers.raw}, receive, send)


def weights(accept_encoding: str) -> tuple[float, float]:
    """Return how much a client likes answers that are compressed by gzip, and such as are not; 0: not at all.

    What is not named is liked as ``*`` says; identity, if not even that is said, a little.

    >>> weights("gzip;q=0"), weights("GZip, identity;q=0"), weights("*;q=0")
    ((0.0, 0.001), (1.0, 0.0), (0.0, 0.0))
    """
    liked = weighted(accept_encoding)
    others = liked.get("*")
    gzip = liked.get("gzip", liked.get("x-gzip", others or 0.0))
    return gzip, liked.get("identity", 0.0 if others == 0 else 0.001)


class Conditions:
    """Sends no answer again that a client has. Source: RFC 9110, sections 13.1.2 and 15.4.5."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; 304 without a body for what is the same."""
        known = none_match(scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else ""
        unchanged = False

        async def only_news(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(raw=list(message["headers"]))
                if unchanged := matches(known, headers.get("etag", "")):
                    for name in ("content-length", "content-type", "content-encoding"):
                        del headers[name]
                    message = {**message, "status": 304, "headers": headers.raw}
            elif unchanged and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, only_news if known else send)


def none_match(scope: Scope) -> str:
    """Return the header If-None-Match of a request, "" for none."""
    return ", ".join(Headers(scope=scope).getlist("if-none-match"))


def matches(known: str, tag: str) -> bool:
    """Return whether If-None-Match names the tag of an answer, weakly compared, or any answer.

    >>> matches('W/"a", "b"', '"a"'), matches("*", ""), matches('"ab"', '"a"')
    (True, True, False)
    """
    return known.strip() == "*" or tag.removeprefix("W/") in re.findall(r'"[^"]*"', known)
