"""The endpoint ``/sparql``: the query half of SPARQL 1.1 Protocol, and the description of the service."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.errors import UsageError
from msc_graph.query.guard import guard
from msc_graph.serve.clients import client_of, unless_gone
from msc_graph.serve.description import service
from msc_graph.serve.graph import Served
from msc_graph.serve.negotiation import ALIASES, GRAPHS, TABLES, NotAcceptable, chosen
from msc_graph.serve.problem import Refused, problem
from msc_graph.serve.uploads import body
from msc_graph.vocabulary.curies import prefixes

MAX_BODY = 256 * 1024
"""Bytes that the body of a request may hold."""
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """A query as the protocol carries it: the text ("" for none), and the graphs of its dataset."""

    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    format: str = ""


_NAMES = {
    **{media: extension for extension, media in (*TABLES.items(), *GRAPHS.items())},
    **{alias: "json" if "json" in alias else "xml" for alias in ALIASES if "turtle" not in alias},
    **dict.fromkeys(("turtle", "n3"), "ttl"),
    **dict.fromkeys(("ntriples", "n-triples"), "nt"),
    **dict.fromkeys(("rdfxml", "rdf+xml", "rdf/xml"), "rdf"),
    **dict.fromkeys(("json-ld",), "jsonld"),
}
"""What clients call formats in the parameter ``format`` beside their extensions, as SPARQLWrapper 2 does."""
_GRAPH_OF = {"json": "jsonld", "xml": "rdf"}
"""The format of a graph where a client named that of a table without knowing which it gets."""


async def endpoint(request: Request) -> Response:
    """Answer a request to the endpoint."""
    served: Served = request.app.state.served
    try:
        operation = await _operation(request)
        if not operation.text:
            return await service(request)
        return await _answer(request, served, operation)
    except Exception as error:
        return problem(error, request)


async def _operation(request: Request) -> Operation:
    """Return the query of a request. Source: SPARQL 1.1 Protocol, section 2.1."""
    if request.method in ("GET", "HEAD"):
        return _from_parameters(_parameters(request.url.query.encode()), {})
    kind, charset = _content_type(request.headers.get("content-type", ""))
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a query is UTF-8 text, not {charset}")
    content = await body(request, MAX_BODY)
    beside = _parameters(request.url.query.encode())
    if kind == FORM:
        return _from_parameters(_parameters(content), beside)
    if kind == QUERY:
        _once(beside, "query", 0)
        return _from_parameters({**beside, "query": [_text(content)]}, {})
    if kind == UPDATE:
        raise Refused(HTTPStatus.FORBIDDEN, "the graph is read-only, so there are no updates")
    raise Refused(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"a query is posted as {FORM} or {QUERY}, not as {kind or 'nothing'}",
    )


def _content_type(header: str) -> tuple[str, str]:
    message = Message()
    message["content-type"] = header or "-"
    kind = message.get_content_type() if header else ""
    return kind, str(message.get_param("charset", "")).casefold()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"the query is not UTF-8 text (byte {error.start})") from error


def _parameters(query: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(
            _text(query), keep_blank_values=True, errors="strict", max_num_fields=1_000, separator="&"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"the parameters cannot be read ({error})") from error


def _from_parameters(found: Mapping[str, list[str]], beside: Mapping[str, list[str]]) -> Operation:
    if "update" in found or "update" in beside:
        raise Refused(HTTPStatus.FORBIDDEN, "the graph is read-only, so there are no updates")
    _once(found, "query", 1)
    _once({"query": [*found.get("query", ()), *beside.get("query", ())]}, "query", 1)

    def graphs(name: str) -> tuple[str, ...]:
        return (*found.get(name, ()), *beside.get(name, ()))

    return Operation(
        text=found.get("query", [""])[0],
        default=graphs("default-graph-uri"),
        named=graphs("named-graph-uri"),
        format=(*found.get("format", ()), *beside.get("format", ()), "")[0],
    )


def _once(found: Mapping[str, list[str]], name: str, most: int) -> None:
    if len(found.get(name, ())) > most:
        raise Refused(HTTPStatus.BAD_REQUEST, f"the parameter {name} is given more than once")


async def _answer(request: Request, served: Served, operation: Operation) -> Response:
    table, graph = _formats(request, operation)
    query = guard(operation.text, graphs=served.graph_names, prefixes=prefixes())
    tag = _tag(served, operation, table, graph)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", **({"ETag": tag} if tag else {})}
    if tag and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    asked = {
        "base": str(request.url.replace(query="", fragment="")),
        "table": table or "json",
        "graph": graph or "ttl",
        **_dataset(operation, union=query.union),
    }
    is_table, content = await unless_gone(
        request,
        served.evaluate(operation.text, asked, client=client_of(request), timeout=served.settings.timeout),
    )
    if (table if is_table else graph) is None:
        raise NotAcceptable(
            f"this query gives {'a table' if is_table else 'a graph'}; ask for one of its formats"
        )
    media = TABLES[table or ""] if is_table else GRAPHS[graph or ""]
    return Response(content, headers=headers, media_type=media)


def _formats(request: Request, operation: Operation) -> tuple[str | None, str | None]:
    """Return the extensions of the table and of the graph that the client wants; None for none."""
    if operation.format:
        named = _NAMES.get(operation.format.casefold(), operation.format.casefold())
        if named in TABLES or named in GRAPHS:
            return named if named in TABLES else None, _GRAPH_OF.get(
                named, named if named in GRAPHS else None
            )
        raise UsageError(f"unknown format {operation.format!r}; known: {', '.join((*TABLES, *GRAPHS))}")
    accept = request.headers.get("accept", "")
    table, graph = chosen(accept, TABLES, ALIASES), chosen(accept, GRAPHS, ALIASES)
    if table is None and graph is None:
        raise NotAcceptable(f"known formats: {', '.join((*TABLES.values(), *GRAPHS.values()))}")
    return table, graph


def _dataset(operation: Operation, *, union: bool) -> dict[str, Any]:
    """Return the graphs of the dataset: those of the protocol go before those of the text."""
    if operation.default or operation.named:
        return {"default": operation.default, "named": operation.named, "union": False}
    return {"default": None, "named": None, "union": union}


def _tag(served: Served, operation: Operation, table: str | None, graph: str | None) -> str:
    """Return a tag that changes with the answer; empty for a query whose answer changes by itself."""
    if _CHANGING.search(operation.text):
        return ""
    said = repr((served.build, operation, table, graph)).encode()
    return f'"{hashlib.sha256(said).hexdigest()[:24]}"'
