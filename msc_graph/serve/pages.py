"""The pages: each is an address that can be shared, and works without JavaScript."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from msc_graph.errors import FileRefused, InputError, MscGraphError, UnknownFormat, UsageError
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.describe import DESCRIBE
from msc_graph.messages.pages import PAGES
from msc_graph.query.guard import guard
from msc_graph.query.results import TriplesResult
from msc_graph.serve.clients import client_of, unless_gone
from msc_graph.serve.glossary import verdicts
from msc_graph.serve.graph import Served
from msc_graph.serve.negotiation import GRAPHS
from msc_graph.serve.operations import OPERATIONS, searched
from msc_graph.serve.parameters import given, language, one
from msc_graph.serve.problem import FORESEEN, detail_of, problem, status_of
from msc_graph.serve.rendering import Page
from msc_graph.vocabulary.curies import compress, node_iri, prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from msc_graph.describe.description import Description

Handler = Callable[[Request], Awaitable[Response]]
MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "svg": "image/svg+xml",
    "graphml": "application/graphml+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    **GRAPHS,
}
"""Media types of downloads by extension."""


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
                return _failed(request, error)
            raise

    return safely


def _failed(request: Request, error: Exception) -> Response:
    if "." in request.url.path.rpartition("/")[2] and "/node/" not in request.url.path:
        return problem(error)
    try:
        page = page_of(request)
    except MscGraphError:
        page = Page(request, request.app.state.served, "en")
    return page.render("error.html", status=status_of(error).value, detail=detail_of(error))


@shown
async def home(request: Request) -> Response:
    """Show the first page: search, six starting points, and what is in the graph."""
    page = page_of(request)
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
    page, parameters = page_of(request), given(request)
    text = one(parameters, "q")
    hits: list[dict[str, str]] = []
    if text:
        find = OPERATIONS["find"].run
        hits = await page.served.in_thread(lambda: find(page.served.graph, text, limit=50, lang=page.lang))
        exact = [hit for hit in hits if hit["how"] in ("identifier", "label", "synonym")]
        if "all" not in parameters and (len(exact) == 1 or (not hits and await _describable(page, text))):
            return RedirectResponse(page.node(exact[0]["id"] if exact else text), HTTPStatus.SEE_OTHER)
    return page.render("search.html", searched=text, hits=hits)


async def _describable(page: Page, text: str) -> bool:
    """Return whether a text names something that is no node: a claim, a mechanism, a document."""
    try:
        await page.served.in_thread(lambda: page.served.graph.describe(text, lang=page.lang, limit=1))
    except MscGraphError:
        return False
    return True


@shown
async def thing(request: Request) -> Response:
    """Show a node, a claim, a mechanism, a trial or a document; or give its data by extension."""
    page = page_of(request)
    name, kind = _split(request.path_params["name"], ("json", "ttl", "nt", "jsonld", "rdf"))
    served = page.served
    if kind in GRAPHS:
        return await _described_in_rdf(request, page, name, kind)
    described = await served.in_thread(lambda: served.graph.describe(name, lang=page.lang, limit=200))
    if kind == "json":
        return JSONResponse(described.to_dict())
    if described.id != name and compress(name) == name:
        return RedirectResponse(page.node(described.id), HTTPStatus.SEE_OTHER)
    around = await served.in_thread(lambda: _ends(served, described))
    return page.render(
        "thing.html",
        thing=described,
        judged=_judged(described, page.lang),
        facts=[pair for pair in described.facts if pair[0] not in _shown_first(page.lang)],
        is_node=served.graph.names.get(described.id) is not None,
        ends=around,
        parts=in_language(DESCRIBE, page.lang),
        elsewhere=[
            ("URL", f"{request.base_url}node/{quote(described.id, safe=':')}.json"),
            ("shell", f'msc-graph show "{described.id}"'),
            *(("shell", command) for command in described.go_on),
            ("Python", f'msc_graph.load().describe("{described.id}")'),
        ],
    )


def _split(name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Return a name without the extension that is one of some kinds, and that one ("" for none)."""
    before, dot, kind = name.rpartition(".")
    return (before, kind) if dot and kind in kinds else (name, "")


def _ends(served: Served, described: Description) -> dict[str, list[str]]:
    """Return the other end of each statement about a node, by the list in which it stands."""
    around = served.graph.property_graph(disputed=True).around(described.id)
    if not described.totals:
        return {}
    outgoing = [edge.object for edge in around.outgoing[: len(described.outgoing)]]
    incoming = [edge.subject for edge in around.incoming[: len(described.incoming)]]
    return {"outgoing": outgoing, "incoming": incoming}


def _shown_first(lang: str) -> Mapping[str, str]:
    """Return the fields of a judged statement that its page shows first, by their name in a language."""
    declared = vocabulary()
    fields = {declared.label(f"{MSC}{key}", lang): key for key in ("verdict", "belief")}
    return {**fields, message(DESCRIBE, "right", lang): "instead"}


def _judged(described: Description, lang: str) -> dict[str, Any] | None:
    """Return verdict, belief and correction of a statement, None for what is not judged."""
    facts = dict(described.facts)
    first = {key: facts[name] for name, key in _shown_first(lang).items() if name in facts}
    if "verdict" not in first or "belief" not in first:
        return None
    label, _, curie = first["verdict"].partition(" [msc:")
    return {
        "verdict": label,
        "belief": first["belief"],
        "instead": first.get("instead", ""),
        "bad": f"{MSC}{curie.rstrip(']')}" not in vocabulary().endorsed,
    }


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
    page = page_of(request)
    return RedirectResponse(page.node(compress(one(given(request), "iri"))), HTTPStatus.SEE_OTHER)


_PATHS = {"from": "", "to": "", "k": "5", "max_hops": "5", "sign": "", "via": "", "avoid": ""}


@shown
async def paths(request: Request) -> Response:
    """Show mechanisms: picture, words, and a card a path; or give the data by extension."""
    page, parameters = page_of(request), given(request)
    kind = request.path_params.get("kind", "")
    asked = {name: one(parameters, name, default) for name, default in _PATHS.items()}
    if not (asked["from"] and asked["to"]):
        return page.render("paths.html", asked=asked, found=None)
    checked = OPERATIONS["paths"].parameters(
        {
            "source": [asked["from"]],
            "target": [asked["to"]],
            "k": [asked["k"]],
            "max_hops": [asked["max_hops"]],
            "sign": [asked["sign"]],
            **{name: [asked[name]] for name in ("via", "avoid") if asked[name]},
        }
    )
    del checked["lang"]
    served = page.served
    found = await served.in_thread(lambda: searched(served.graph, **checked))
    if kind:
        return _paths_file(found, kind, page.lang)
    from msc_graph.mechanisms import render

    svg = await served.in_thread(lambda: found.to_svg(page.lang, link=page.node)) if len(found) else ""
    say = in_language(PAGES, page.lang)
    return page.render(
        "paths.html",
        asked=asked,
        found=found,
        source=found.source.label_in(page.lang),
        target=found.target.label_in(page.lang),
        svg=Markup(svg),  # noqa: S704 -- drawn by the library, which escapes every text
        text=render(found, page.lang),
        label=lambda node: node.label_in(page.lang),
        labels={node.id: node.label_in(page.lang) for path in found for node in path.nodes},
        predicate=lambda edge: edge.label_in(page.lang),
        signs={sign.value: say[key] for sign, key in _SIGN_WORDS.items()},
        download=page.download,
        elsewhere=_paths_elsewhere(request, asked),
    )


_SIGN_WORDS = {Sign.POSITIVE: "raises", Sign.NEGATIVE: "lowers", Sign.UNKNOWN: "unknown"}


def _paths_elsewhere(request: Request, asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return how else the same paths are asked for: by address, on the command line, from Python."""
    source, target, k = asked["from"], asked["to"], asked["k"]
    query = urlencode({"from": source, "to": target})
    return [
        ("URL", f"{request.base_url}paths.json?{query}"),
        ("shell", f'msc-graph paths "{source}" "{target}" -k {k}'),
        ("Python", f'msc_graph.load().paths("{source}", "{target}", k={k})'),
    ]


def _paths_file(found: Any, kind: str, lang: str) -> Response:
    """Return mechanisms as a file of a kind."""
    forms: dict[str, Callable[[], Any]] = {
        "json": lambda: found.to_dict(lang),
        "csv": lambda: found.to_table(lang).render("csv"),
        "svg": lambda: found.to_svg(lang),
        "graphml": found.to_graphml,
        "ttl": found.to_rdf,
    }
    if kind not in forms:
        raise UnknownFormat(kind, tuple(forms))
    if kind == "json":
        return JSONResponse(forms[kind]())
    return Response(forms[kind](), media_type=MEDIA[kind])


@shown
async def rank(request: Request) -> Response:
    """Show a ranking of the nodes of a category."""
    from msc_graph.mechanisms.reports import RANK_COLUMNS, in_words, rank_notes, rank_rows
    from msc_graph.tables.table import Table

    page, parameters = page_of(request), given(request)
    asked = {"from": one(parameters, "from", "MSC exosome"), "to": one(parameters, "to", "Disease")}
    served = page.served
    ranking = await served.in_thread(
        lambda: served.graph.rank(asked["from"], asked["to"], limit=50, max_hops=4, timeout=20.0)
    )
    graph = served.graph
    lookup = graph.lookup()
    rows = rank_rows(ranking, lookup, page.lang, spoken=True)
    return page.render(
        "rank.html",
        asked=asked,
        table=Table.of(*in_words(RANK_COLUMNS, rows, page.lang)),
        notes=list(rank_notes(ranking, page.lang)),
    )


MOST_UPLOADED = 5_000_000
"""Bytes that a measured profile may have."""


@shown
async def profile(request: Request) -> Response:
    """Show the form for a measured profile, and what the profile would push."""
    page = page_of(request)
    if request.method != "POST":
        return page.render("profile.html", answer="", notes=())
    async with request.form(max_files=1, max_fields=10, max_part_size=MOST_UPLOADED) as form:
        lang = str(form.get("lang") or page.lang)
        page = Page(request, page.served, lang if lang in LANGUAGES else page.lang)
        name, content = await _uploaded(form)
    if not content.strip():
        raise UsageError("choose a file, or paste names with their values")
    if len(content) > MOST_UPLOADED:
        raise UsageError(f"a profile may have {MOST_UPLOADED:,} bytes, and this one has more")
    answer, notes = await page.served.in_thread(lambda: _profiled(page, name, content))
    return page.render("profile.html", answer=Markup(answer), notes=notes)  # noqa: S704 -- escaped there


async def _uploaded(form: FormData) -> tuple[str, bytes]:
    """Return the name and the content of the file of a form, or of the text in its place."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return file.filename, await file.read(MOST_UPLOADED + 1)
    return "profile.txt", str(form.get("text") or "").encode("utf-8")


def _profiled(page: Page, name: str, content: bytes) -> tuple[str, list[str]]:
    """Return the answer to a profile as HTML, and notes; the file is gone once it has been read."""
    from tempfile import TemporaryDirectory

    from msc_graph.mechanisms.reports import profile_html, profile_notes

    graph = page.served.graph
    suffix = ".xlsx" if name.lower().endswith(".xlsx") else ".txt"
    with TemporaryDirectory(prefix="msc-graph-") as folder:
        path = Path(folder) / f"profile{suffix}"
        path.write_bytes(content)
        try:
            found = graph.profile(path, limit=50, timeout=20.0)
        except FileRefused as error:
            raise InputError(str(error).replace(str(path), name)) from error
    lookup = graph.lookup()
    return profile_html(found, lookup, name, page.lang), list(profile_notes(found, page.lang))


@shown
async def queries(request: Request) -> Response:
    """Show all saved questions, by tag."""
    page = page_of(request)
    ordered = sorted(page.served.graph.queries.values(), key=lambda query: (query.tags[:1], query.name))
    groups = [
        (tag, list(members)) for tag, members in groupby(ordered, key=lambda query: (*query.tags, "")[0])
    ]
    return page.render("queries.html", groups=groups)


@shown
async def query(request: Request) -> Response:
    """Show a saved question with form and answer; or give the answer as a file by extension."""
    from msc_graph.query.catalogue import find_query

    page, parameters = page_of(request), given(request)
    parameters.pop("lang", None)
    name, kind = _split(request.path_params["name"], ("csv", "tsv", "json", "xlsx", "ttl", "nt", "jsonld"))
    served = page.served
    saved = find_query(served.graph.queries, name)
    told: dict[str, Any] = {"query": saved, "values": {key: one(parameters, key) for key in parameters}}
    needed = [
        p.name for p in saved.parameters if p.default is None and not p.many and p.name not in parameters
    ]
    needed = [each for each in needed if each != "lang"]
    if needed and not kind:
        return page.render("query.html", table=None, triples="", problem="", download=page.download, **told)
    try:
        asked = served.ask(name, parameters, page.lang, client=client_of(request))
        result = await unless_gone(request, asked)
    except FORESEEN as error:
        if kind:
            raise
        return page.render(
            "query.html", status=status_of(error).value, table=None, triples="", problem=detail_of(error),
            download=page.download, **told,
        )  # fmt: skip
    if kind:
        return _answer_file(served, result, kind, page.lang)
    return page.render(
        "query.html", problem="", download=page.download, **_shown_answer(served, result, page), **told
    )


def _shown_answer(served: Served, result: Any, page: Page) -> dict[str, Any]:
    if isinstance(result, TriplesResult):
        return {"table": None, "triples": result.serialize("turtle", prefixes=prefixes()).decode("utf-8")}
    labels = served.graph.labels(page.lang)
    curies, named = result.as_table(), result.as_table(lambda name: labels.get(name, name))
    cells = [
        [(text, curie if page.has_page(curie) else "") for text, curie in zip(*row, strict=True)]
        for row in zip(named.written, curies.written, strict=True)
    ]
    return {"table": curies, "triples": "", "cells": cells}


def _answer_file(served: Served, result: Any, kind: str, lang: str) -> Response:
    if isinstance(result, TriplesResult):
        names = {"ttl": "turtle", "nt": "ntriples", "jsonld": "jsonld"}
        if kind not in names:
            raise UnknownFormat(kind, tuple(names))
        used = prefixes() if kind == "ttl" else None
        return Response(result.serialize(names[kind], prefixes=used), media_type=MEDIA[kind])
    labels = served.graph.labels(lang)
    if kind in ("ttl", "nt", "jsonld"):
        raise UnknownFormat(kind, ("csv", "tsv", "json", "xlsx"))
    if kind == "xlsx":
        return Response(result.to_bytes("xlsx", labels=labels.get), media_type=MEDIA[kind])
    return Response(result.render(kind), media_type=MEDIA[kind])


EXAMPLE = """SELECT ?cargo ?label WHERE {
  msc:msc_exosome msc:containsCargo ?cargo .
  ?cargo rdfs:label ?label FILTER(lang(?label) = "en")
} ORDER BY ?label LIMIT 20"""


async def sparql_page(request: Request) -> Response:
    """Show the form for a query of one's own, with its answer."""
    page = page_of(request)
    text = request.query_params.get("query", "") or EXAMPLE
    values: dict[str, Any] = {"columns": (), "cells": None, "triples": "", "problem": ""}
    status = HTTPStatus.OK
    if request.query_params.get("query"):
        served = page.served
        try:
            guarded = guard(text, graphs=served.graph_names, prefixes=prefixes())
            asked = served.answer(guarded.text, client=client_of(request), union=guarded.union)
            result = await unless_gone(request, asked)
            found = _shown_answer(served, result, page)
            table = found["table"]
            values |= {
                "columns": table.columns if table is not None else (),
                "cells": found.get("cells"),
                "triples": found["triples"],
            }
        except FORESEEN as error:
            status, values["problem"] = status_of(error), detail_of(error)

    def download(kind: str) -> str:
        return f"/sparql?{urlencode({'query': text, 'format': kind})}"

    return page.render("sparql.html", status=status.value, text=text, download=download, **values)


@shown
async def about(request: Request) -> Response:
    """Show what is in the graph, sources and licences."""
    from msc_graph.describe.overview_text import render
    from msc_graph.messages.imports import reported
    from msc_graph.sources.registry import licence_in

    page = page_of(request)
    served = page.served

    def told() -> str:
        facts = dict(served.info)
        facts["sources"] = reported(facts["sources"], page.lang)
        return render(facts, served.graph.vocabulary, page.lang, licence_in)

    text = await served.in_thread(told)
    return page.render("about.html", text=text, verdicts=verdicts(page.lang))


async def static(request: Request) -> Response:
    """Give a file that pages load; its address changes with its content, so it may be kept for ever."""
    from msc_graph.serve.rendering import static_files

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
