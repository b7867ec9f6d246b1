"""The pages of saved questions, and of queries of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.errors import UnknownFormat
from msc_graph.messages.queries import tag_in
from msc_graph.query.catalogue import ParameterType, QueryParameter, SavedQuery, find_query
from msc_graph.query.guard import guard
from msc_graph.query.results import LIST_SEPARATOR, QueryResult, TriplesResult
from msc_graph.serve.clients import client_of, unless_gone
from msc_graph.serve.graph import Served
from msc_graph.serve.handlers import (
    accepted,
    elsewhere,
    file,
    page_of,
    quoted,
    shown,
    split,
    table_file,
)
from msc_graph.serve.parameters import asked_of, asked_of_question
from msc_graph.serve.problem import FORESEEN, detail_of, status_of
from msc_graph.serve.rendering import Page
from msc_graph.tables.table import Table
from msc_graph.vocabulary.curies import prefixes

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph

MOST_ROWS = 500
"""Rows that a page shows; a file has all. Our choice."""
MOST_SUGGESTED = 500
"""Most values that a field of a form suggests; of a category with more nodes none. Our choice."""
TABLE_KINDS = ("csv", "tsv", "json", "xlsx")
GRAPH_KINDS = ("ttl", "nt", "jsonld", "graphml")
_RDF_NAMES = {"ttl": "turtle", "nt": "ntriples", "jsonld": "jsonld", "graphml": "graphml"}


@shown
async def queries(request: Request) -> Response:
    """Show all saved questions, by tag; or list them as a table."""
    page, _ = page_of(request), asked_of(request, "queries")
    kind = str(request.path_params.get("kind", "")) or accepted(request, ("csv", "json", "xlsx"))
    ordered = sorted(page.served.graph.queries.values(), key=lambda query: (query.tags[:1], query.name))
    if kind:
        if kind not in ("csv", "json", "xlsx"):
            raise UnknownFormat(kind, ("csv", "json", "xlsx"))
        rows = [(each.name, each.summary[page.lang], " ".join(each.tags)) for each in ordered]
        return table_file(page, Table.of(("name", "summary", "tags"), rows), kind, "queries")
    groups = [
        (tag_in(tag, page.lang), list(members))
        for tag, members in groupby(ordered, key=lambda query: (*query.tags, "")[0])
    ]
    told = elsewhere(page, f"/api/queries?lang={page.lang}", ("queries",), "queries")
    return page.render("queries.html", groups=groups, elsewhere=told)


@shown
async def query(request: Request) -> Response:
    """Show a saved question with form and answer; or give the answer as a file by extension."""
    page = page_of(request)
    served = page.served
    name, kind = split(request.path_params["name"], (*TABLE_KINDS, *GRAPH_KINDS, "rq"))
    kind = kind or accepted(request, (*TABLE_KINDS, *GRAPH_KINDS))
    saved = find_query(served.graph.queries, name)
    parameters = asked_of_question(request, saved, "seen")
    parameters.pop("lang", None)
    seen = bool(parameters.pop("seen", None))
    if kind == "rq":
        bound = await served.in_thread(lambda: served.bound(name, parameters, page.lang))
        return file(page, bound, kind, name)
    told = await _told(page, saved, parameters)
    if _needed(saved, parameters) and not kind:
        return page.render("query.html", **told, **NOTHING)
    try:
        asked = served.ask(name, parameters, page.lang, client=client_of(request))
        result = await unless_gone(request, asked)
    except FORESEEN as error:
        if kind:
            raise
        failed = {**NOTHING, "problem": detail_of(error, page.lang)}
        return page.render("query.html", status=status_of(error).value, **told, **failed)
    if kind:
        return await served.in_thread(lambda: answer_file(page, result, kind, name, seen))
    values = await served.in_thread(lambda: shown_answer(result, page))
    return page.render("query.html", **told, **values)


NOTHING: Mapping[str, Any] = {"columns": (), "cells": None, "rows": 0, "triples": "", "problem": ""}
"""What a page shows where there is no answer."""


def _needed(saved: SavedQuery, parameters: Mapping[str, list[str]]) -> bool:
    """Return whether a value is missing without which the question cannot be asked."""
    return any(
        p.default is None and not p.many and p.name not in parameters and p.name != "lang"
        for p in saved.parameters
    )


async def _told(page: Page, saved: SavedQuery, parameters: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what the page of a question says beside the answer: fields of its form, and how else to ask.

    Where a value is missing, the example of the question stands in for it.
    """
    asked = {key: [value] for key, value in saved.call.items()} if _needed(saved, parameters) else parameters
    values = {key: texts[0] for key, texts in asked.items()}
    call = ", ".join(f"{key}={quoted(value)}" for key, value in values.items())
    options = [word for key, value in values.items() for word in ("-p", f"{key}={value}")]
    query = urlencode({**asked, "lang": page.lang}, doseq=True)
    return {
        "query": saved,
        "fields": [await _field(page, p, parameters.get(p.name, [])) for p in _asked(saved)],
        "elsewhere": elsewhere(
            page,
            f"/api/query/{quote(saved.name)}?{query}",
            ("query", saved.name, *options),
            f"query({', '.join(filter(None, (quoted(saved.name), call)))})",
        ),
    }


def _asked(saved: SavedQuery) -> list[QueryParameter]:
    return [p for p in saved.parameters if p.name != "lang"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: what it asks for, its values (more than one where many may be given), its kind.

    ``choices`` are pairs of a value and what it means; where ``closed``, no other value is allowed.
    """

    name: str
    meaning: str
    values: Sequence[str]
    example: str
    kind: str
    choices: Sequence[tuple[str, str]] = ()
    closed: bool = False
    needed: bool = False


async def _field(page: Page, parameter: QueryParameter, values: Sequence[str]) -> Field:
    kind = "number" if parameter.type is ParameterType.INTEGER else "text"
    signs = parameter.type is ParameterType.SIGN
    choices = (
        [(sign, page.say(word)) for sign, word in _SIGNS]
        if signs
        else await page.served.once(
            f"choices of {parameter.category} {parameter.values_of} {page.lang}",
            lambda: page.served.in_thread(lambda: suggested(page.served.graph, parameter, page.lang)),
        )
    )
    return Field(
        name=parameter.name,
        meaning=parameter.meaning[page.lang],
        values=[*values, *([""] if parameter.many or not values else [])],
        example=parameter.example,
        kind=kind,
        choices=choices,
        closed=signs,
        needed=parameter.default is None and not parameter.many,
    )


_SIGNS = (("+", "raises"), ("-", "lowers"), ("?", "unknown"))


def suggested(graph: KnowledgeGraph, parameter: QueryParameter, lang: str) -> list[tuple[str, str]]:
    """Return values that a parameter may have, each with what it means, where they are few enough to list."""
    from msc_graph.query.engines import known_values

    if parameter.values_of:
        engine = graph.backend.engine(trusted=True, timeout=10.0)
        return [(literal.value, "") for literal in known_values(engine, parameter.values_of)][:MOST_SUGGESTED]
    if parameter.type is not ParameterType.NODE or parameter.category is None:
        return []
    members = graph.network.members(parameter.category)
    if len(members) > MOST_SUGGESTED:
        return []
    lookup = graph.lookup()
    nodes = [lookup.node(graph.network.nodes[int(place)]) for place in members]
    return sorted((node.label_in(lang), node.id) for node in nodes)


def shown_answer(result: QueryResult | TriplesResult, page: Page) -> dict[str, Any]:
    """Return what a page shows of an answer: at most `MOST_ROWS` rows, with labels that lead to pages."""
    if isinstance(result, TriplesResult):
        text = result.serialize("turtle", prefixes=prefixes()).decode("utf-8")
        return {**NOTHING, "triples": text}
    first = replace(result, terms=result.terms[:MOST_ROWS])
    labels = page.served.graph.labels(page.lang)
    curies, named = first.as_table(), first.told_in(page.lang, lambda name: labels.get(name, name))
    cells = [
        [(text, _with_pages(curie, page)) for text, curie in zip(*row, strict=True)]
        for row in zip(named.written, curies.written, strict=True)
    ]
    return {**NOTHING, "columns": named.columns, "cells": cells, "rows": len(result)}


def _with_pages(curies: str, page: Page) -> str:
    """Return the identifiers of a cell, without those that have no page."""
    return LIST_SEPARATOR.join(one if page.has_page(one) else "" for one in curies.split(LIST_SEPARATOR))


def answer_file(
    page: Page, result: QueryResult | TriplesResult, kind: str, name: str, seen: bool = False
) -> Response:
    """Return an answer as a file: whole, or as a page shows it, with labels.

    Raises:
        UnknownFormat: the answer has no such form.
    """
    if isinstance(result, TriplesResult):
        if kind not in GRAPH_KINDS:
            raise UnknownFormat(kind, GRAPH_KINDS)
        used = prefixes() if kind == "ttl" else None
        return file(page, result.serialize(_RDF_NAMES[kind], prefixes=used), kind, name)
    if kind not in TABLE_KINDS:
        raise UnknownFormat(kind, TABLE_KINDS)
    if not seen and kind != "xlsx":
        return file(page, result.render(kind, safe=True), kind, name)
    labels = page.served.graph.labels(page.lang)
    table = result.as_table(lambda curie: labels.get(curie, curie))
    return table_file(page, Table.of(table.columns, table.rows[:MOST_ROWS]) if seen else table, kind, name)


EXAMPLE = """SELECT ?cargo ?label WHERE {
  msc:msc_exosome msc:containsCargo ?cargo .
  ?cargo rdfs:label ?label FILTER(lang(?label) = "en")
} ORDER BY ?label LIMIT 20"""


async def _answered(request: Request, served: Served, text: str) -> QueryResult | TriplesResult:
    guarded = guard(text, graphs=served.graph_names, prefixes=prefixes())
    asked = served.answer(guarded.text, client=client_of(request), union=guarded.union)
    return await unless_gone(request, asked)


async def sparql_page(request: Request) -> Response:
    """Show the form for a query of one's own, with its answer."""
    page = page_of(request)
    asked = asked_of(request, "sparql", "query").get("query", [""])[0]
    values: dict[str, Any] = dict(NOTHING)
    status = HTTPStatus.OK
    if asked:
        try:
            result = await _answered(request, page.served, asked)
            values = await page.served.in_thread(lambda: shown_answer(result, page))
        except FORESEEN as error:
            status, values["problem"] = status_of(error), detail_of(error, page.lang)
    text = asked or EXAMPLE

    def download(kind: str) -> str:
        path = "/sparql.xlsx?" if kind == "xlsx" else f"/sparql?format={kind}&"
        return path + urlencode({"query": text, "lang": page.lang} if kind == "xlsx" else {"query": text})

    told = elsewhere(page, download("json"), ("sparql", text), f"sparql({quoted(text)})")
    return page.render(
        "sparql.html", status=status.value, text=text, download=download, elsewhere=told, **values
    )


@shown
async def sparql_file(request: Request) -> Response:
    """Give the answer to a query of one's own as a workbook."""
    page, asked = page_of(request), asked_of(request, "sparql", "query")
    result = await _answered(request, page.served, asked.get("query", [EXAMPLE])[0])
    return await page.served.in_thread(lambda: answer_file(page, result, "xlsx", "sparql"))
