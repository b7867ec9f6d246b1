"""The pages of mechanisms, rankings and measured profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.errors import MscGraphError, UsageError
from msc_graph.languages import check_language
from msc_graph.serve.handlers import (
    accepted,
    data,
    elsewhere,
    file,
    kind_of,
    page_of,
    quoted,
    shown,
    table_file,
)
from msc_graph.serve.operations import OPERATIONS, profile_of_file, searched
from msc_graph.serve.parameters import asked_of, check_names, one
from msc_graph.serve.rendering import Page
from msc_graph.serve.uploads import uploaded
from msc_graph.vocabulary.namespaces import MSC

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.mechanisms import Mechanisms, Relaxation
    from msc_graph.mechanisms.reported import ProfileReport, RankReport

_USUAL = {"k": "5", "max_hops": "5"}
PATH_KINDS = ("html", "json", "csv", "xlsx", "svg", "graphml", "ttl")
TABLE_KINDS = ("csv", "json", "xlsx", "html")


@shown
async def paths(request: Request) -> Response:
    """Show mechanisms: picture, words, and a card a path; or give the data by extension or Accept header."""
    page, asked = page_of(request), asked_of(request, "paths", *_ONCE, many=_MANY)
    asked.pop("lang", None)
    kind = kind_of(request, PATH_KINDS)
    fields: dict[str, Any] = {name: one(asked, name, _USUAL.get(name, "")) for name in _FIELDS}
    form: dict[str, Any] = {
        "asked": {**fields, **{name: asked.get(name, []) for name in ("via", "avoid")}},
        "others": [(name, text) for name in asked if name in _OTHERS for text in asked[name]],
        "ends": await page.served.in_thread(lambda: categories(page)),
    }
    if not (fields["from"] and fields["to"]):
        if kind:
            raise UsageError("say with from and to between which things")
        starts = [(page.say(key), page.at("/paths", **ends)) for key, ends in _STARTS.items()]
        return page.render("paths.html", found=None, starts=starts, **form)
    named = {_NAMES.get(name, name): texts for name, texts in {**_defaults(), **asked}.items()}
    checked = OPERATIONS["paths"].parameters(named)
    del checked["lang"]
    served = page.served
    found = await served.in_thread(lambda: searched(served.graph, **checked))
    if kind:
        return await served.in_thread(lambda: _paths_file(page, found, kind))
    told = _paths_elsewhere(page, asked, checked)
    return await served.in_thread(lambda: _paths_page(page, found, asked, elsewhere=told, **form))


def _paths_page(page: Page, found: Mechanisms, given: Mapping[str, list[str]], **form: Any) -> Response:
    """Return the page of mechanisms; where there are none it asks anew what would find some."""
    from msc_graph.mechanisms.html import paths_values

    relaxed = [_relaxed(page, found, one_way, given) for one_way in found.why_none]
    return page.render("paths.html", relaxed=relaxed, **form, **paths_values(found, page.lang, page.link))


_STARTS = {
    "start_paths": {"from": "miR-21-5p", "to": "corneal injury"},
    "start_sepsis": {"from": "any MicroRNA", "to": "sepsis"},
    "start_unknown": {"from": "miR-150-5p", "to": "corneal injury"},
}
"""What the page offers before anything is asked: a message, and the ends."""
_FIELDS = ("from", "to", "k", "max_hops", "sign")
_OTHERS = ("predicate", "through", "min_belief", "directed", "narrower")
"""Options that have no field of their own, but come with links; the form keeps them."""
_MANY = ("via", "avoid", "predicate")
_ONCE = (*_FIELDS, *(name for name in _OTHERS if name not in _MANY))
"""What may be given several times, and what once."""
_NAMES = {"from": "source", "to": "target"}


def _defaults() -> dict[str, list[str]]:
    return {name: [value] for name, value in _USUAL.items()}


def _paths_elsewhere(
    page: Page, asked: Mapping[str, list[str]], checked: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return how the same mechanisms are got elsewhere; ``checked`` are the options as understood."""
    usual = {"max_hops": 5, "k": 10, "min_belief": 0.0, "directed": True, "narrower": True}
    options = {
        _LIBRARY.get(name, name): value
        for name, value in checked.items()
        if name not in ("source", "target") and value not in ("", [], usual.get(name))
    }
    ends = [checked["source"], checked["target"]]
    python = [*map(quoted, ends), *(f"{name}={value!r}" for name, value in options.items())]
    words = [word for name, value in options.items() for word in _as_option(name, value)]
    query = urlencode({**asked, "lang": page.lang}, doseq=True)
    return elsewhere(page, f"/paths.json?{query}", ("paths", *ends, *words), f"paths({', '.join(python)})")


_LIBRARY = {"predicate": "predicates"}
_FLAGS = {"directed": "--undirected", "narrower": "--no-narrower"}


def _as_option(name: str, value: Any) -> list[str]:
    """Return an option of the library as words of the command line."""
    if name in _FLAGS:
        return [_FLAGS[name]]
    option = {"k": "-k", "predicates": "--predicate"}.get(name, f"--{name.replace('_', '-')}")
    return [word for each in (value if isinstance(value, list) else [value]) for word in (option, str(each))]


def _relaxed(
    page: Page, found: Mechanisms, relaxation: Relaxation, asked: Mapping[str, list[str]]
) -> tuple[str, str]:
    """Return a change of the question that finds something: in words, and as an address."""
    from msc_graph.mechanisms.words import relaxed

    changed = {**_defaults(), **asked}
    for change in relaxation.changes:
        if change.option in ("via", "avoid"):
            changed[change.option] = [
                name for name in changed[change.option] if not _means(page.served.graph, name, change.before)
            ]
        else:
            changed[_OPTIONS.get(change.option, change.option)] = _texts(change.after)
    return relaxed(relaxation, found, page.lang), page.at("/paths", **changed)


_OPTIONS = {"predicates": "predicate"}


def _means(graph: KnowledgeGraph, name: str, node: str) -> bool:
    try:
        return graph.node(name).id == node
    except MscGraphError:
        return False


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return list(value) if isinstance(value, tuple | list) else [str(value)]


def _paths_file(page: Page, found: Mechanisms, kind: str) -> Response:
    """Return mechanisms as a file of a kind."""
    lang = page.lang
    if kind == "json":
        return data(found.to_dict(lang))
    if kind in ("csv", "xlsx"):
        return table_file(page, found.to_table(lang), kind, "paths")
    forms: dict[str, Callable[[], str]] = {
        "html": lambda: found.to_html(lang),
        "svg": lambda: found.to_svg(lang),
        "graphml": found.to_graphml,
        "ttl": found.to_rdf,
    }
    return file(page, forms[kind](), kind, "paths")


@shown
async def rank(request: Request) -> Response:
    """Show a ranking of the nodes of a category; or give it as a file, as seen or whole."""
    page, parameters = page_of(request), asked_of(request, "rank", "from", "to", "seen")
    kind = kind_of(request, TABLE_KINDS)
    asked = {"from": one(parameters, "from", "MSC exosome"), "to": one(parameters, "to", "Disease")}
    limit = SEEN if "seen" in parameters or not kind else ALL
    graph = page.served.graph
    ranking = await page.served.in_thread(
        lambda: graph.rank(asked["from"], asked["to"], limit=limit, max_hops=4, timeout=20.0)
    )
    title = f"{asked['from']} → {asked['to']}"
    if kind:
        seen = "seen" in parameters
        return await page.served.in_thread(lambda: _report_file(page, ranking, kind, "rank", title, seen))
    values = await page.served.in_thread(lambda: ranking.shown(page.lang, page.link))
    told = elsewhere(
        page,
        f"/rank.json?{urlencode({**asked, 'lang': page.lang})}",
        ("rank", asked["from"], asked["to"], "--max-hops", "4"),
        f"rank({quoted(asked['from'])}, {quoted(asked['to'])}, max_hops=4)",
    )

    def paths_of(node: str) -> str:
        """Return the address of the paths between a ranked node and the other end."""
        return page.at("/paths", **{**asked, {"source": "from", "target": "to"}[ranking.side]: node})

    ends = await page.served.in_thread(lambda: categories(page))
    return page.render("rank.html", asked=asked, ends=ends, elsewhere=told, paths_of=paths_of, **values)


def categories(page: Page) -> list[tuple[str, str]]:
    """Return the categories that may stand for an end, as they are asked for, with their labels, in order."""
    graph = page.served.graph
    labels = ((name, graph.vocabulary.label(f"{MSC}{name}", page.lang)) for name in graph.network.categories)
    return sorted((f"any {name}", page.say("any_of", kind=label)) for name, label in labels if name)


SEEN, ALL = 50, 1_000_000
"""Rows of a ranking or a profile: that a page shows, our choice; and as many as can be asked for."""


def _report_file(
    page: Page, found: RankReport | ProfileReport, kind: str, name: str, title: str, seen: bool
) -> Response:
    """Return a ranking or a profile as a file: as seen in words and rounded, or with exact numbers."""
    if kind == "html":
        return file(page, found.to_html(page.lang, title=title), kind, name)
    if kind == "json" and not seen:
        return data(found.to_dict(page.lang))
    table = found.shown(page.lang)["table"] if seen else found.to_table(page.lang)
    return table_file(page, table, kind, name)


@shown
async def profile(request: Request) -> Response:
    """Show the form for a measured profile, and what the profile would push; or give that as a file."""
    page, _ = page_of(request), asked_of(request, "profile")
    kind = kind_of(request, TABLE_KINDS) if request.path_params.get("kind") else ""
    if request.method != "POST":
        return page.render("profile.html", answered=False, pasted="", elsewhere=_profile_elsewhere(page, ""))
    fields, name, content = await uploaded(request)
    check_names("profile", fields, ("file", "text", "lang"))
    check_language(lang := fields.get("lang") or page.lang)
    page = Page(request, page.served, lang)
    kind = kind or accepted(request, ("csv", "json", "xlsx"))
    graph, limit = page.served.graph, ALL if kind else SEEN
    found = await page.served.in_thread(lambda: profile_of_file(graph, name, content, limit=limit))
    if kind:
        return await page.served.in_thread(lambda: _report_file(page, found, kind, "profile", name, False))
    values = await page.served.in_thread(lambda: found.shown(page.lang, page.link))
    told = _profile_elsewhere(page, name)
    return page.render("profile.html", answered=True, pasted=fields.get("text", ""), elsewhere=told, **values)


def _profile_elsewhere(page: Page, name: str) -> list[tuple[str, str]]:
    file = name or "profile.csv"
    (_, _), *rest = elsewhere(page, "", ("profile", file), f"profile({quoted(file)})")
    url = f"{page.request.base_url}profile.json"
    return [("curl", f"curl -F file=@{file} {url}"), *rest]
