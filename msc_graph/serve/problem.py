"""Errors as answers: ``application/problem+json`` (RFC 9457) with our stable code, never a stack trace."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from msc_graph.errors import (
    AmbiguousName,
    MissingPart,
    MscGraphError,
    QueryTimeout,
    QueryTooLarge,
    StoreRefused,
    UnknownNode,
    UnknownQuery,
)
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.errors import worded
from msc_graph.messages.pages import FAILURES, STATUSES
from msc_graph.serve.clients import HungUp
from msc_graph.serve.negotiation import NotAcceptable
from msc_graph.serve.parameters import liked
from msc_graph.serve.pool import RETRY_AFTER, Busy, Died

_LOG = logging.getLogger("uvicorn.error")


class Refused(MscGraphError):
    """A request that the protocol does not allow, with its status."""

    id = "protocol"

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Keep the status."""
        self.status = status
        super().__init__(message)


_STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (UnknownNode, HTTPStatus.NOT_FOUND),
    (UnknownQuery, HTTPStatus.NOT_FOUND),
    (AmbiguousName, HTTPStatus.CONFLICT),
    (NotAcceptable, HTTPStatus.NOT_ACCEPTABLE),
    (QueryTimeout, HTTPStatus.GATEWAY_TIMEOUT),
    (QueryTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (MissingPart, HTTPStatus.NOT_IMPLEMENTED),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (Died, HTTPStatus.INTERNAL_SERVER_ERROR),
    (HungUp, HTTPStatus.REQUEST_TIMEOUT),
    (StoreRefused, HTTPStatus.SERVICE_UNAVAILABLE),
    (MscGraphError, HTTPStatus.BAD_REQUEST),
)
FORESEEN = (MscGraphError, Busy, Died, HungUp)
"""Errors that a client is told of; any other is a fault of the server."""


def status_of(error: Exception) -> HTTPStatus:
    """Return the status of an error: 500 for one that nobody foresaw."""
    if isinstance(error, Refused):
        return error.status
    return next(
        (status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
    )


def detail_of(error: Exception, lang: str = LANGUAGES[0]) -> str:
    """Return what a client is told of an error: our own words, and nothing of one that nobody foresaw.

    What concerns whoever runs the server alone, such as where its store lies, is told in the log.
    """
    if isinstance(error, StoreRefused):
        _LOG.error("%s", error)
        return message(FAILURES, "store", lang)
    if isinstance(error, MscGraphError):
        return worded(error, lang)
    kind = "busy" if isinstance(error, Busy) else "died" if isinstance(error, Died) else "failed"
    if kind == "failed":
        _LOG.error("%r", error, exc_info=error)
    return message(FAILURES, kind, lang, seconds=RETRY_AFTER)


def problem(error: Exception, request: Request, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return an error as an answer in the language that a request likes.

    It has ``line`` and ``column`` (from 1) where the error has a place.
    """
    found, lang = status_of(error), liked(request)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": message(STATUSES, str(found.value), lang),
        "status": found.value,
        "code": getattr(error, "id", "busy" if isinstance(error, Busy) else "server-error"),
        "detail": detail_of(error, lang),
    }
    places = {name: getattr(error, name, None) for name in ("line", "column")}
    body |= {name: place for name, place in places.items() if place is not None}
    more = {"Content-Language": lang, "Vary": "Accept, Accept-Language"}
    if isinstance(error, Busy):
        more["Retry-After"] = str(RETRY_AFTER)
    return JSONResponse(
        body, found.value, headers={**more, **(headers or {})}, media_type="application/problem+json"
    )
