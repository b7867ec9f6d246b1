"""What the handlers of all pages share: errors as pages, forms of answers, how to get them elsewhere."""

from __future__ import annotations

import json
import shlex
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph.errors import UnknownFormat
from msc_graph.serve.negotiation import GRAPHS, HTML, chosen
from msc_graph.serve.parameters import language, liked, wants_page
from msc_graph.serve.problem import FORESEEN, Refused, detail_of, problem, status_of
from msc_graph.serve.rendering import Page
from msc_graph.tables.table import Table

Handler = Callable[[Request], Awaitable[Response]]
MEDIA: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": HTML,
    "rq": "application/sparql-query",
    **GRAPHS,
}
"""Media types of downloads by extension."""
SAVED = ("csv", "tsv", "xlsx", "html", "graphml")
"""Kinds that a browser is to save, not to show."""


def page_of(request: Request) -> Page:
    """Return what the page of a request knows. Raises `UsageError` for an unknown language."""
    return Page(request, request.app.state.served, language(request))


def shown(handler: Handler) -> Handler:
    """Return a handler whose errors are pages, or problems where data were asked for."""

    @wraps(handler)
    async def safely(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as error:
            if isinstance(error, FORESEEN):
                return failed(request, error)
            raise

    return safely


async def nowhere(request: Request, _: Exception) -> Response:
    """Answer a request for an address that there is not."""
    return failed(request, Refused(HTTPStatus.NOT_FOUND, f"there is no page {request.url.path}; begin at /"))


async def wrong_method(request: Request, error: Exception) -> Response:
    """Answer a request by a method that an address does not take; OPTIONS asks which it takes."""
    allowed = ", ".join(sorted((getattr(error, "headers", None) or {}).get("Allow", "").split(", ")))
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
    answer = failed(
        request, Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"this address is asked for by {allowed}")
    )
    answer.headers["Allow"] = allowed
    return answer


def failed(request: Request, error: Exception) -> Response:
    """Return an error as a page, or as a problem where data were asked for."""
    of_file = "." in request.url.path.rpartition("/")[2] and "/node/" not in request.url.path
    if of_file or not wants_page(request):
        return problem(error, request)
    page = Page(request, request.app.state.served, liked(request))
    return page.render("error.html", status=status_of(error).value, detail=detail_of(error, page.lang))


def split(name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Return a name without the extension that is one of some kinds, and that one ("" for none)."""
    before, dot, kind = name.rpartition(".")
    return (before, kind) if dot and kind in kinds else (name, "")


def kind_of(request: Request, kinds: tuple[str, ...]) -> str:
    """Return the kind of file that the extension of an address names, else its Accept header; "" for a page.

    Raises:
        UnknownFormat: the extension is none of the ``kinds``.
    """
    named = str(request.path_params.get("kind", ""))
    if named and named not in kinds:
        raise UnknownFormat(named, kinds)
    return named or accepted(request, kinds)


def accepted(request: Request, kinds: tuple[str, ...]) -> str:
    """Return the one of some kinds of files that the Accept header likes best; "" for a page."""
    offered = {"": HTML, **{kind: MEDIA[kind] for kind in kinds if kind != "html"}}
    return chosen(request.headers.get("accept", ""), offered) or ""


def file(page: Page, content: str | bytes, kind: str, name: str) -> Response:
    """Return a file; its name tells the build of the graph."""
    disposition = "attachment" if kind in SAVED else "inline"
    return Response(
        content,
        media_type=MEDIA[kind],
        headers={
            "Content-Disposition": f'{disposition}; filename="msc-graph-{name}-{page.served.build}.{kind}"',
            "Vary": "Accept, Accept-Language",
            "Cache-Control": "no-cache",
        },
    )


def table_file(page: Page, table: Table, kind: str, name: str) -> Response:
    """Return a table as a file: CSV and TSV without formulas, JSON as a list of objects, or a workbook."""
    return file(page, table.to_bytes(kind, safe=True), kind, name)


def data(value: Any) -> Response:
    """Return plain values as JSON."""
    return JSONResponse(value, headers={"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"})


def elsewhere(page: Page, address: str, command: tuple[str, ...], python: str) -> list[tuple[str, str]]:
    """Return how the same is got by address, on the command line, and from Python.

    Args:
        page: the page that shows it.
        address: path and query of its JSON.
        command: the words after ``msc-graph``.
        python: what follows ``msc_graph.load()``.
    """
    url = f"{str(page.request.base_url).rstrip('/')}{address}"
    return [
        ("curl", f"curl {shlex.quote(url)}"),
        ("shell", shlex.join(("msc-graph", *command))),
        ("Python", f"msc_graph.load().{python}"),
    ]


def quoted(text: str) -> str:
    """Return a text as a literal of Python."""
    return json.dumps(text, ensure_ascii=False)
