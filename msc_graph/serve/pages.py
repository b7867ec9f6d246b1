"""The pages: each is an address that can be shared, and works without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from msc_graph.errors import MscGraphError, UnknownFormat
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.pages import PAGES
from msc_graph.model.graph import VERDICTS
from msc_graph.serve.clients import client_of
from msc_graph.serve.handlers import (
    accepted,
    data,
    elsewhere,
    file,
    kind_of,
    page_of,
    quoted,
    shown,
    split,
    table_file,
)
from msc_graph.serve.negotiation import GRAPHS
from msc_graph.serve.operations import OPERATIONS
from msc_graph.serve.parameters import asked_of, one
from msc_graph.serve.rendering import Page
from msc_graph.tables.table import Table
from msc_graph.vocabulary.curies import compress, expand, node_iri
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.schema import definition

if TYPE_CHECKING:
    from msc_graph.describe.description import Description


@shown
async def home(request: Request) -> Response:
    """Show the first page: search, six starting points, and what is in the graph."""
    page, _ = page_of(request), asked_of(request, "home")
    info = await page.served.in_thread(lambda: page.served.info)
    say = in_language(PAGES, page.lang)
    starts = [
        (say["start_claim"], page.node("claim:S3-05")),
        (
            say["start_paths"],
            page.at("/paths", **{"from": "miR-21-5p", "to": "corneal injury"}),
        ),
        (say["start_disputed"], page.at("/queries/disputed-claims")),
        (say["start_rank"], page.at("/rank", **{"from": "MSC exosome", "to": "Disease"})),
        (say["start_trials"], page.at("/queries/trials")),
        (say["start_node"], page.node("HGNC:8763")),
    ]
    numbers = [(say[key], info[name]) for key, name in _NUMBERS if isinstance(info.get(name), int)]
    return page.render("home.html", starts=starts, numbers=numbers)


_NUMBERS = (
    ("nodes", "nodes"),
    ("assertions", "assertions"),
    ("mechanisms", "mechanisms"),
    ("trials", "trials"),
    ("disputed_count", "disputed"),
)


@shown
async def search(request: Request) -> Response:
    """Show what has a name like the text; one exact hit leads to its page unless ``all`` is given."""
    page, parameters = page_of(request), asked_of(request, "search", "q", "all", "seen")
    kind = kind_of(request, ("csv", "json", "xlsx"))
    text, whole = one(parameters, "q"), bool(kind) and "seen" not in parameters
    hits: list[dict[str, str]] = []
    if text:
        find = OPERATIONS["find"].run
        hits = await page.served.in_thread(lambda: find(page.served.graph, text, limit=_ALL, lang=page.lang))
        exact = [hit for hit in hits if hit["how"] in ("identifier", "label", "synonym")]
        found = len(exact) == 1 or (not hits and await _describable(page, text))
        if not kind and "all" not in parameters and found:
            return RedirectResponse(page.node(exact[0]["id"] if exact else text), HTTPStatus.SEE_OTHER)
    listed = hits if whole else hits[:_SEEN]
    if kind:
        columns = ("id", "label", "kind", "matched", "how")
        table = Table.of(columns, [[hit[name] for name in columns] for hit in listed])
        return table_file(page, table, kind, "search")
    query = urlencode({"text": text, "lang": page.lang})
    told = elsewhere(page, f"/api/find?{query}", ("find", text), f"find({quoted(text)})")
    return page.render(
        "search.html", searched=text, hits=listed, total=len(hits), elsewhere=told if text else ()
    )


_SEEN, _ALL = 50, 1_000_000
"""Things of a search that a page shows, our choice; and as many as can be asked for."""


async def _describable(page: Page, text: str) -> bool:
    """Return whether a text names something that is no node: a claim, a mechanism, a document."""
    try:
        await page.served.in_thread(lambda: page.served.graph.describe(text, lang=page.lang, limit=1))
    except MscGraphError:
        return False
    return True


_STATEMENTS = 100
"""Statements of a kind that the page of a thing shows; a file has all. Our choice."""
_KINDS = ("json", "csv", "xlsx", "html", "svg", *GRAPHS)


@shown
async def thing(request: Request) -> Response:
    """Show a node, a claim, a mechanism, a trial or a document; or give its data by extension or Accept."""
    page, parameters = page_of(request), asked_of(request, "node", "seen")
    name, kind = split(request.path_params["name"], _KINDS)
    kind = kind or accepted(request, ("json", *GRAPHS))
    served = page.served
    if kind in GRAPHS:
        return await _described_in_rdf(request, page, name, kind)
    limit = _ALL if kind and "seen" not in parameters else _STATEMENTS
    described = await served.in_thread(lambda: served.graph.describe(name, lang=page.lang, limit=limit))
    if kind:
        return await served.in_thread(lambda: _thing_file(page, described, kind))
    if described.id != name and compress(name) == name:
        return RedirectResponse(page.node(described.id), HTTPStatus.SEE_OTHER)
    values = await served.in_thread(lambda: _thing_values(page, described, page.link))
    told = elsewhere(
        page,
        f"/node/{quote(described.id, safe=':')}.json?lang={page.lang}",
        ("show", described.id),
        f"describe({quoted(described.id)})",
    )
    more = [("shell", command) for command in described.go_on]
    return page.render("thing.html", elsewhere=[*told, *more], **values)


def _thing_values(page: Page, described: Description, link: Callable[[str], str] | None) -> dict[str, Any]:
    """Return what the page of a thing shows."""
    from msc_graph.describe.html import values
    from msc_graph.mechanisms.picture import neighbours

    graph = page.served.graph
    is_node = graph.names.get(described.id) is not None
    svg = neighbours(graph.property_graph(), described.id, page.lang, link) if is_node else ""
    ends = described.ends(graph.property_graph(disputed=True))
    return {**values(described, svg=svg, ends=ends), "is_node": is_node}


def _thing_file(page: Page, described: Description, kind: str) -> Response:
    name = re.sub(r"\W+", "-", described.id)
    if kind == "json":
        return data(described.to_dict())
    if kind in ("csv", "xlsx"):
        return table_file(page, described.to_table(), kind, name)
    values = _thing_values(page, described, None)
    if kind == "html":
        return file(page, described.to_html(svg=values["svg"], ends=values["ends"]), kind, name)
    if not values["svg"]:
        raise UnknownFormat("svg", ("json", "csv", "xlsx", "html"))
    return file(page, values["svg"], kind, name)


async def _described_in_rdf(request: Request, page: Page, name: str, kind: str) -> Response:
    served = page.served
    described = await served.in_thread(lambda: served.graph.describe(name, lang="en", limit=1))
    iri = node_iri(described.id)
    asked = {
        "base": str(request.base_url),
        "table": "json",
        "graph": kind,
        "default": None,
        "named": None,
        "union": True,
    }
    _, content = await served.evaluate(
        f"DESCRIBE <{iri}>", asked, client=client_of(request), timeout=served.settings.timeout
    )
    return Response(content, media_type=GRAPHS[kind])


@shown
async def iri(request: Request) -> Response:
    """Lead from an IRI to the page of what it means."""
    page, parameters = page_of(request), asked_of(request, "iri", "iri")
    return RedirectResponse(page.node(compress(one(parameters, "iri"))), HTTPStatus.SEE_OTHER)


@shown
async def about(request: Request) -> Response:
    """Show what is in the graph, sources and licences; or give the counts as JSON."""
    from msc_graph.describe.overview_text import render
    from msc_graph.messages.imports import reported
    from msc_graph.sources.registry import licence_in

    page, _ = page_of(request), asked_of(request, "about")
    served = page.served

    def told() -> str:
        facts = dict(served.info)
        facts["sources"] = reported(facts["sources"], page.lang)
        return render(facts, served.graph.vocabulary, page.lang, licence_in)

    if kind_of(request, ("json",)):
        return data(await served.in_thread(lambda: served.info))
    text = await served.in_thread(told)
    ways = elsewhere(page, "/api/info", ("info",), "info()")
    named = [expand(verdict) for verdict in VERDICTS]
    verdicts = [(vocabulary().label(iri, page.lang), definition(iri, page.lang)) for iri in named]
    return page.render("about.html", text=text, verdicts=verdicts, elsewhere=ways)


@shown
async def static(request: Request) -> Response:
    """Give a file that pages load; its address changes with its content, so it may be kept for ever."""
    from msc_graph.serve.rendering import static_files

    asked_of(request, "static")
    name = request.path_params["name"]
    digest, content = static_files().get(name, ("", b""))
    if digest != request.path_params["digest"]:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    kinds = {"css": "text/css", "js": "text/javascript", "txt": "text/plain"}
    return Response(
        content,
        media_type=kinds[name.rpartition(".")[2]],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
