"""The server as an ASGI application: routes, and what holds for every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from msc_graph.knowledge_graph import KnowledgeGraph
from msc_graph.serve import (
    check_pages,
    description,
    editor,
    explorer,
    json_api,
    mechanism_pages,
    openapi,
    pages,
    query_pages,
)
from msc_graph.serve.assistant_http import Assistant
from msc_graph.serve.graph import Served, Settings
from msc_graph.serve.handlers import nowhere, shown, wrong_method
from msc_graph.serve.headers import Codings, Conditions, MediaTypes, SafeHeaders
from msc_graph.serve.parameters import wants_page
from msc_graph.serve.sparql_protocol import OF_PROGRAMS, endpoint

METHODS = ["GET", "HEAD", "POST"]
_SHARED = (Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=METHODS, allow_headers=["*"]),)
"""What lets pages of other origins ask, and read the answers."""


@shown
async def sparql(request: Request) -> Response:
    """Answer programs as an endpoint, and show people its form."""
    for_programs = request.method == "POST" or not OF_PROGRAMS.isdisjoint(request.query_params)
    if not for_programs and wants_page(request):
        return await query_pages.sparql_page(request)
    return await endpoint(request)


ROUTES = [
    Route("/", pages.home),
    Route("/search", pages.search),
    Route("/search.{kind}", pages.search),
    Route("/node/{name:path}", pages.thing),
    Route("/iri", pages.iri),
    Route("/paths", mechanism_pages.paths),
    Route("/paths.{kind}", mechanism_pages.paths),
    Route("/rank", mechanism_pages.rank),
    Route("/rank.{kind}", mechanism_pages.rank),
    Route("/profile", mechanism_pages.profile, methods=METHODS),
    Route("/profile.{kind}", mechanism_pages.profile, methods=METHODS),
    Route("/queries", query_pages.queries),
    Route("/queries.{kind}", query_pages.queries),
    Route("/queries/{name}", query_pages.query),
    Route("/checks", check_pages.checks),
    Route("/checks.{kind}", check_pages.checks),
    Route("/explore", explorer.explore),
    Route("/explore.{kind}", explorer.explore),
    Route("/about", pages.about),
    Route("/about.{kind}", pages.about),
    Route("/static/{digest}/{name}", pages.static),
    Route("/sparql", sparql, methods=METHODS),
    Route("/sparql/", sparql, methods=METHODS),
    Route("/sparql.xlsx", query_pages.sparql_file),
    Route("/void", description.void),
    Route("/void.{kind}", description.void),
    Route("/.well-known/void", description.well_known),
    Route("/sparql/vocabulary.json", editor.vocabulary),
    Route("/sparql/problem.json", editor.check),
    Route("/api", openapi.api),
    Route("/api/", openapi.api),
    Route("/api/query/{name}", json_api.saved_query),
    Route("/api/{name}", json_api.operation, methods=METHODS),
    Route("/openapi.json", openapi.openapi),
]
"""All addresses."""


def application(graph: KnowledgeGraph, settings: Settings | None = None) -> Starlette:
    """Return the application that answers from a graph; its processes run while it does."""
    chosen = settings or Settings()
    served = Served(graph, chosen)
    assistant = Assistant(graph, chosen.hosts)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.served = served
        await served.start()
        try:
            yield
        finally:
            await assistant.close()
            await served.stop()

    return Starlette(
        routes=[*ROUTES, Route("/mcp", endpoint=assistant)],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(chosen.hosts), www_redirect=False),
            Middleware(SafeHeaders, cors=chosen.cors),
            *_SHARED[: chosen.cors],
            Middleware(MediaTypes),
            Middleware(Conditions),
            Middleware(Codings),
        ],
        exception_handlers={404: nowhere, 405: wrong_method},
        lifespan=lifespan,
    )
