"""The OpenAPI document of the API, and its page: both are made from the table of operations."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph._version import __version__
from msc_graph.exports.formats import format_for
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.operations import SUMMARIES
from msc_graph.messages.pages import PAGES
from msc_graph.query.catalogue import ParameterType, QueryParameter, SavedQuery
from msc_graph.serve.handlers import accepted, page_of, shown
from msc_graph.serve.negotiation import GRAPHS, TABLES
from msc_graph.serve.operations import EXAMPLES, ONE_FILE, OPERATIONS, Operation, meaning
from msc_graph.serve.parameters import asked_of, language

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph

JSON = "application/json"
_Described = dict[str, Any]


def document(address: str, graph: KnowledgeGraph, lang: str) -> _Described:
    """Return the OpenAPI 3.1 document of the API that is served at an address, in a language."""
    saved = sorted(graph.queries.values(), key=lambda query: query.name)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "msc-graph",
            "version": __version__,
            "description": message(PAGES, "lead", lang),
            "license": {"name": "Apache-2.0 AND CC-BY-4.0"},
        },
        "servers": [{"url": address}],
        "paths": {
            **{
                f"/api/{name}": {"post": _posted(one, lang)} if one.posted else {"get": _asked(one, lang)}
                for name, one in OPERATIONS.items()
            },
            **{f"/api/query/{query.name}": {"get": _question(query, lang)} for query in saved},
            "/sparql": {"get": _sparql(lang)},
        },
    }


def _operation(name: str, summary: str, media: tuple[str, ...], **more: Any) -> _Described:
    return {
        "operationId": name,
        "summary": summary,
        **more,
        "responses": {
            "200": {"description": "the answer", "content": {each: {} for each in media}},
            "default": {
                "description": "a problem (RFC 9457)",
                "content": {"application/problem+json": {}},
            },
        },
    }


def _parameter(name: str, meant: str, schema: Mapping[str, Any], *, needed: bool, example: Any) -> _Described:
    return {
        "name": name,
        "in": "query",
        "required": needed,
        "description": meant,
        "schema": dict(schema),
        **({} if example is None else {"example": example}),
    }


def _fields(one: Operation, lang: str) -> dict[str, _Described]:
    """Return the schema of each parameter of an operation."""
    fields = one.schema(lang).get("properties", {})
    return {name: {k: v for k, v in field.items() if k != "title"} for name, field in fields.items()}


def _asked(one: Operation, lang: str) -> _Described:
    needed = one.schema(lang).get("required", ())
    parameters = [
        _parameter(
            name,
            field.pop("description"),
            field,
            needed=name in needed,
            example=EXAMPLES.get(one.name, {}).get(name),
        )
        for name, field in _fields(one, lang).items()
    ]
    media = tuple(format_for("", form).media_type for form in ONE_FILE) if one.name == "export" else (JSON,)
    return _operation(one.name, one.summary(lang), media, parameters=parameters)


def _posted(one: Operation, lang: str) -> _Described:
    fields = _fields(one, lang)
    file = {"type": "string", "format": "binary", "description": meaning(one.name, "file", lang)}
    form = {"file": file, **{name: field for name, field in fields.items() if name != "table"}}
    content = {
        JSON: {
            "schema": {
                "type": "object",
                "properties": fields,
                "required": one.schema(lang).get("required", []),
                "additionalProperties": False,
            },
            "example": EXAMPLES[one.name],
        },
        "multipart/form-data": {"schema": {"type": "object", "properties": form, "required": ["file"]}},
    }
    body = {"required": True, "content": content}
    return _operation(one.name, one.summary(lang), (JSON,), requestBody=body)


_TYPES: Mapping[ParameterType, Mapping[str, Any]] = {
    ParameterType.INTEGER: {"type": "integer"},
    ParameterType.SIGN: {"type": "string", "enum": ["+", "-", "?"]},
    ParameterType.LANGUAGE: {"type": "string", "enum": list(LANGUAGES)},
}
"""JSON schemas of the parameters of saved questions; the others are texts."""


def _question(query: SavedQuery, lang: str) -> _Described:
    own = [_of_question(p, query, lang) for p in query.parameters if p.name != "lang"]
    yes_or_no = {"type": "string", "enum": ["yes", "no"]}
    usual = (
        ("lang", {"type": "string", "enum": list(LANGUAGES), "default": LANGUAGES[0]}),
        ("labels", {**yes_or_no, "default": "yes"}),
        ("long", {**yes_or_no, "default": "no"}),
    )
    common = [
        _parameter(name, meaning("query", name, lang), schema, needed=False, example=None)
        for name, schema in usual
    ]
    return _operation(
        f"query-{query.name}", query.summary[lang], (JSON, "text/turtle"), parameters=[*own, *common]
    )


def _of_question(parameter: QueryParameter, query: SavedQuery, lang: str) -> _Described:
    schema = dict(_TYPES.get(parameter.type, {"type": "string"}))
    whole = parameter.type is ParameterType.INTEGER
    if parameter.default is not None:
        schema["default"] = int(parameter.default) if whole else parameter.default
    return _parameter(
        parameter.name,
        parameter.meaning[lang],
        {"type": "array", "items": schema} if parameter.many else schema,
        needed=parameter.default is None and not parameter.many,
        example=query.call.get(parameter.name),
    )


def _sparql(lang: str) -> _Described:
    graphs = {"type": "array", "items": {"type": "string", "format": "uri"}}
    schemas: Mapping[str, Mapping[str, Any]] = {
        "query": {"type": "string"},
        "default-graph-uri": graphs,
        "named-graph-uri": graphs,
        "format": {"type": "string", "enum": [*TABLES, *GRAPHS]},
    }
    examples = {"query": "SELECT ?trial { ?trial a msc:Trial } LIMIT 3", "format": "csv"}
    parameters = [
        _parameter(name, meaning("sparql", name, lang), schema, needed=False, example=examples.get(name))
        for name, schema in schemas.items()
    ]
    media = (*TABLES.values(), *GRAPHS.values())
    return _operation("sparql", message(SUMMARIES, "sparql", lang), media, parameters=parameters)


@shown
async def openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    asked_of(request, "openapi")
    address = str(request.base_url).rstrip("/")
    return JSONResponse(
        document(address, request.app.state.served.graph, language(request)),
        headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"},
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter as a page shows it: its values in words, its default as JSON ("" for none)."""

    name: str
    values: str
    default: str
    meaning: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as a page shows it."""

    name: str
    method: str
    path: str
    summary: str
    rows: tuple[Row, ...]
    curl: str


@shown
async def api(request: Request) -> Response:
    """Show the operations with their parameters and examples; programs get the document."""
    page, _ = page_of(request), asked_of(request, "api")
    if accepted(request, ("json",)):
        return await openapi(request)
    told = document(str(request.base_url).rstrip("/"), page.served.graph, page.lang)
    entries = [entry(told, path, method) for path, ways in told["paths"].items() for method in ways]
    questions = [one for one in entries if one.path.startswith("/api/query/")]
    return page.render(
        "api.html", operations=[one for one in entries if one not in questions], questions=questions
    )


def entry(told: _Described, path: str, method: str) -> Entry:
    """Return an operation of a document as a page shows it."""
    one = told["paths"][path][method]
    url = told["servers"][0]["url"] + path
    if method == "post":
        content = one["requestBody"]["content"][JSON]
        needed = content["schema"]["required"]
        rows = [_row(name, field, name in needed) for name, field in content["schema"]["properties"].items()]
        sent = json.dumps(content["example"], ensure_ascii=False)
        words = ["curl", "-H", f"Content-Type: {JSON}", "-d", sent, url]
    else:
        given = one["parameters"]
        rows = [
            _row(p["name"], {**p["schema"], "description": p["description"]}, p["required"]) for p in given
        ]
        query = urlencode({p["name"]: p["example"] for p in given if "example" in p})
        words = ["curl", f"{url}?{query}" if query else url]
    return Entry(one["operationId"], method.upper(), path, one["summary"], tuple(rows), shlex.join(words))


def _row(name: str, schema: Mapping[str, Any], needed: bool) -> Row:
    default = schema.get("default", schema.get("items", {}).get("default"))
    told = "" if default in (None, "", []) else json.dumps(default, ensure_ascii=False).strip('"')
    return Row(name, _values(schema), told, schema["description"], needed)


def _values(schema: Mapping[str, Any]) -> str:
    """Return which values a schema allows, in the words of JSON Schema.

    >>> _values({"type": "integer", "minimum": 1, "maximum": 8}), _values({"enum": ["en", "zh"]})
    ('integer 1–8', 'en | zh')
    """
    if "enum" in schema:
        return " | ".join(filter(None, schema["enum"]))
    if schema["type"] == "array":
        return f"{_values(schema['items'])} …"
    bounds = "–".join(f"{schema[key]:g}" for key in ("minimum", "maximum") if key in schema)
    return f"{schema['type']} {bounds}".strip()
