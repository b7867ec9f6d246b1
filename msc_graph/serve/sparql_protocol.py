"""The endpoint ``/sparql``: the query half of SPARQL 1.1 Protocol, and the description of the service."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.errors import UsageError
from msc_graph.languages import check_language
from msc_graph.query.guard import guard
from msc_graph.serve.clients import client_of, unless_gone
from msc_graph.serve.description import service
from msc_graph.serve.graph import Served
from msc_graph.serve.headers import matches, none_match
from msc_graph.serve.negotiation import ALIASES, GRAPHS, TABLES, NotAcceptable, chosen
from msc_graph.serve.parameters import check_names, once_each
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
    """A query as the protocol carries it: the text, the graphs of its dataset, its formats."""

    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


_DATASET = ("default-graph-uri", "named-graph-uri")
_FORMATS = ("format", "output", "results")
"""What clients call the parameter for a format; SPARQLWrapper 2 sends them all, some twice."""
OF_PROGRAMS = frozenset({*_DATASET, *_FORMATS})
"""Parameters that the form for people does not have."""
_NAMES = {
    **{media: extension for extension, media in (*TABLES.items(), *GRAPHS.items())},
    **{alias: "json" if "json" in alias else "xml" for alias in ALIASES if "turtle" not in alias},
    **dict.fromkeys(("turtle", "n3"), "ttl"),
    **dict.fromkeys(("ntriples", "n-triples"), "nt"),
    **dict.fromkeys(("rdfxml", "rdf+xml", "rdf/xml"), "rdf"),
    **dict.fromkeys(("json-ld", "application/x-json+ld"), "jsonld"),
}
"""What clients call formats beside their extensions, as SPARQLWrapper 2 does."""
_GRAPH_OF = {"json": "jsonld", "xml": "rdf"}
"""The format of a graph where a client named that of a table without knowing which it gets."""


async def endpoint(request: Request) -> Response:
    """Answer a request to the endpoint."""
    served: Served = request.app.state.served
    try:
        operation = await _operation(request)
        if operation is None:
            return await service(request)
        return await _answer(request, served, operation)
    except Exception as error:
        return problem(error, request)


async def _operation(request: Request) -> Operation | None:
    """Return the query of a request; None for a GET without one. Source: SPARQL 1.1 Protocol, section 2.1."""
    found = _parameters(request.url.query.encode())
    if request.method in ("GET", "HEAD"):
        return _from_parameters(found)
    kind, charset = _content_type(request.headers.get("content-type", ""))
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a query is UTF-8 text, not {charset}")
    content = await body(request, MAX_BODY)
    if kind in (FORM, QUERY):
        posted = _parameters(content) if kind == FORM else {"query": [_text(content)]}
        names = dict.fromkeys((*found, *posted))
        found = {name: [*found.get(name, ()), *posted.get(name, ())] for name in names}
        operation = _from_parameters(found)
        if operation is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "there is no query in the request")
        return operation
    if kind == UPDATE:
        raise Refused(HTTPStatus.FORBIDDEN, "the graph is read-only, so there are no updates")
    raise Refused(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"a query is posted as {FORM} or {QUERY}, not as {kind or 'nothing'}",
    )


def _content_type(header: str) -> tuple[str, str]:
    message = Message()
    message["content-type"] = header or "-"
    return header.partition(";")[0].strip(), str(message.get_param("charset", "")).casefold()


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


def _from_parameters(found: Mapping[str, list[str]]) -> Operation | None:
    if "update" in found:
        raise Refused(HTTPStatus.FORBIDDEN, "the graph is read-only, so there are no updates")
    check_names("sparql", found, ("query", *_DATASET, *_FORMATS, "lang"))
    once_each(found, ("query", "lang"))
    if lang := found.get("lang", [""])[0]:
        check_language(lang)
    for name in _DATASET:
        for text in found.get(name, ()):
            _check_iri(name, text)
    default, named = (tuple(found.get(name, ())) for name in _DATASET)
    formats = tuple(text for name in _FORMATS for text in found.get(name, ()) if text)
    return Operation(found["query"][0], default, named, formats) if "query" in found else None


def _check_iri(name: str, text: str) -> None:
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError as error:
        raise UsageError(f"the parameter {name} is an IRI, not {text!r}") from error


async def _answer(request: Request, served: Served, operation: Operation) -> Response:
    table, graph = _formats(request, operation)
    query = guard(operation.text, graphs=served.graph_names, prefixes=prefixes())
    tag = _tag(served, operation, table, graph)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", **({"ETag": tag} if tag else {})}
    if tag and matches(none_match(request.scope), tag):
        if request.method not in ("GET", "HEAD"):
            raise Refused(HTTPStatus.PRECONDITION_FAILED, "the answer is one that If-None-Match names")
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
    if operation.formats:
        return _named_formats(operation.formats)
    accept = request.headers.get("accept", "")
    table, graph = chosen(accept, TABLES, ALIASES), chosen(accept, GRAPHS, ALIASES)
    if table is None and graph is None:
        raise NotAcceptable(f"known formats: {', '.join((*TABLES.values(), *GRAPHS.values()))}")
    return table, graph


def _named_formats(texts: Sequence[str]) -> tuple[str | None, str | None]:
    """Return what `_formats` does, for parameters that name a format, some of them in several ways."""
    asked = {_NAMES.get(each, each): text for text in texts for each in text.casefold().split(",")}
    if unknown := [text for name, text in asked.items() if name not in TABLES and name not in GRAPHS]:
        raise UsageError(f"unknown format {unknown[0]!r}; known: {', '.join((*TABLES, *GRAPHS))}")
    if len(asked) > 1:
        raise UsageError("the parameter format is given more than once")
    [name] = asked
    return (name, _GRAPH_OF.get(name)) if name in TABLES else (None, name)


def _dataset(operation: Operation, *, union: bool) -> dict[str, Any]:
    """Return the graphs of the dataset: those of the protocol go before those of the text."""
    if operation.default or operation.named:
        return {"default": operation.default, "named": operation.named, "union": False}
    return {"default": None, "named": None, "union": union}


def _tag(served: Served, operation: Operation, table: str | None, graph: str | None) -> str:
    """Return a tag that changes with the answer, however it is coded; "" where it changes by itself."""
    if _CHANGING.search(operation.text):
        return ""
    said = repr((served.build, operation, table, graph)).encode()
    return f'W/"{hashlib.sha256(said).hexdigest()[:24]}"'
