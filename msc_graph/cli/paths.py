"""The commands that follow mechanisms: ``paths``, ``rank`` and ``profile``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command, was_given
from msc_graph.cli.output import (
    NO,
    READ_BY_PEOPLE,
    TABLES,
    Progress,
    emit,
    emit_bytes,
    emit_json,
    json_text,
    note,
    progress,
    safe_is_wanted,
    width_of,
)
from msc_graph.cli.values import Read, Written
from msc_graph.errors import UsageError

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.mechanisms import Mechanisms
    from msc_graph.mechanisms.reported import ProfileReport, RankReport
    from msc_graph.tables.table import Table

_FORMATS = ("text", "json", "explain", "table", "csv", "tsv", "md", "graphml", "turtle", "svg", "html")
_search = options.options(
    click.option("--max-hops", type=int, default=5, show_default=True),
    click.option("--sign", metavar="+|-|?"),
    click.option("--via", multiple=True, metavar="NODE"),
    click.option("--avoid", multiple=True, metavar="NODE"),
    click.option(
        "--predicate",
        "predicates",
        multiple=True,
        metavar="NAME",
    ),
    click.option(
        "--through",
        metavar="PATTERN",
    ),
    click.option(
        "--min-belief",
        type=float,
        default=0.0,
        show_default=True,
    ),
    click.option(
        "--hub-damping",
        type=float,
        default=0.4,
        show_default=True,
    ),
    click.option(
        "--scoring",
        type=click.Choice(["coherent", "dwpc"], case_sensitive=False),
        default="coherent",
        show_default=True,
    ),
    click.option(
        "--order-damping",
        type=float,
        default=0.2,
        show_default=True,
    ),
    click.option(
        "--coherence",
        type=float,
        default=0.03,
        show_default=True,
    ),
    click.option(
        "--clash",
        type=float,
        default=0.5,
        show_default=True,
    ),
    click.option("--species", multiple=True, metavar="NAME"),
    click.option("--cell", multiple=True, metavar="NAME"),
    click.option("--scope", multiple=True, metavar="EV|MSC"),
    click.option("--evidence", multiple=True, metavar="TYPE"),
    click.option("--strict", is_flag=True),
    click.option("--narrower/--no-narrower", default=True),
    click.option("--published-only", is_flag=True),
    click.option("--directed/--undirected", default=True),
    options.time_limit(None),
    click.option(
        "--contested",
        type=float,
        default=0.2,
        show_default=True,
    ),
)


_limit = click.option("--limit", type=int)
_SHOWN, _ALL = 20, 1_000_000
"""Rows of a ranking or a profile: shown for reading, our choice; and as many as can be asked for."""


def _rows(limit: int | None, format_name: str, output: Path | None) -> int:
    """Return how many rows to ask for: what people read on a screen is short, a file holds all."""
    whole = output is not None or format_name in ("csv", "tsv")
    return limit if limit is not None else _ALL if whole else _SHOWN


def _asked(search: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a search as the library takes them: no predicate named means all."""
    return search | {"predicates": search["predicates"] or None}


def _apart(graph: KnowledgeGraph, lang: str, *names: str) -> Iterator[str]:
    """Yield what is to be said of names: that one leaves the arm open, or a source has it for another."""
    from msc_graph.messages.catalogue import message
    from msc_graph.messages.mechanisms import REPORTS

    for name in names:
        if arm := graph.names.open_arm(name):
            yield message(REPORTS, "arm", lang, name=name, known=f"{arm.id} ({arm.label})")
        if others := graph.names.nameless(name):
            known = graph.node(name)
            listed = ", ".join(other.id for other in others)
            yield message(
                REPORTS, "nameless", lang, name=name, known=f"{known.id} ({known.label})", other=listed
            )


def _counting(shown: Progress | None) -> Callable[[int], None] | None:
    return (lambda count: shown("paths", count, 0)) if shown else None


@click.command(cls=Command)
@click.argument("source")
@click.argument("target")
@_search
@click.option("-k", type=int, default=10, show_default=True)
@click.option("--all", "everything", is_flag=True)
@options.options(
    options.picture,
    options.lang,
    options.format_option(*_FORMATS),
    options.output,
    options.limits,
    options.store,
)
def paths(
    source: str,
    target: str,
    k: int,
    everything: bool,
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **search: Any,
) -> None:
    """Find signed mechanisms from SOURCE to TARGET, best first, with verdict and references."""
    from msc_graph.mechanisms.words import stopped_words

    if everything and was_given("k"):
        raise UsageError("-k and --all contradict each other; give one of them")
    number = None if everything else k
    graph = options.graph()
    with progress(lang) as shown:
        found = graph.paths(source, target, k=number, progress=_counting(shown), **_asked(search))
    emit(_text(found, lang, format_name), output, format_name)
    if format_name != "text":  # which begins with it
        note(*stopped_words(found, lang))
    note(*_apart(graph, lang, source, target))
    if picture is not None:
        _draw(found.to_svg(lang), picture)
    if not found:
        raise SystemExit(NO)


def _text(found: Mechanisms, lang: str, format_name: str) -> str:
    """Return mechanisms in one of the formats of ``paths``."""
    from msc_graph.mechanisms import render

    forms: dict[str, Callable[[], str]] = {
        "text": lambda: render(found, lang),
        "json": lambda: json_text(found.to_dict(lang)),
        "explain": lambda: found.explain(lang),
        "graphml": found.to_graphml,
        "turtle": found.to_rdf,
        "svg": lambda: found.to_svg(lang),
        "html": lambda: found.to_html(lang),
    }
    return forms[format_name]() if format_name in forms else _table(found, lang, format_name)


def _table(found: Mechanisms, lang: str, format_name: str) -> str:
    from msc_graph.mechanisms.forms import for_people

    table = found.to_table(lang)
    if format_name in READ_BY_PEOPLE:
        table = for_people(table, lang)
    return table.render(format_name, lang=lang, safe=safe_is_wanted())


def _draw(svg: str, picture: Path) -> None:
    """Write a picture in the format of its extension."""
    kind = picture.suffix.lower().removeprefix(".")
    if kind == "svg":
        emit(svg, picture, "svg")
        return
    from msc_graph.mechanisms.picture import rendered

    emit_bytes(rendered(svg, kind), kind, picture)


@click.command(cls=Command)
@click.argument("source")
@click.argument("target")
@_search
@_limit
@options.options(
    options.picture,
    options.lang,
    options.format_option(*TABLES, "xlsx", "html"),
    options.output,
    options.limits,
    options.store,
)
def rank(
    source: str,
    target: str,
    limit: int | None,
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **search: Any,
) -> None:
    """Rank the nodes of a category by net signed score: diseases for a cargo, or cargo for a disease."""
    from msc_graph.messages.catalogue import message
    from msc_graph.messages.mechanisms import REPORTS

    graph, asked, rows = options.graph(), _asked(search), _rows(limit, format_name, output)
    with progress(lang) as shown:
        ranking = graph.rank(source, target, limit=rows, progress=_counting(shown), **asked)
    _tell(ranking, lang, format_name, output, f"{source} → {target}")
    note(*_apart(graph, lang, source, target))
    if not ranking:
        if ranking.complete and graph.rank(target, source, limit=1, **asked):
            note(message(REPORTS, "other_way", lang, source=source, target=target))
        raise SystemExit(NO)
    if picture is not None:
        _drawn(ranking, lang, f"{source} => {target}", picture)


def _tell(
    found: RankReport | ProfileReport, lang: str, format_name: str, output: Path | None, title: str
) -> None:
    """Show a ranking or a profile in a format, with what is to be said beside it."""
    if format_name == "json":
        emit_json(found.to_dict(lang), output)
    elif format_name == "html":
        emit(found.to_html(lang, title=title), output, format_name)
    elif format_name == "xlsx":
        emit_bytes(found.to_table(lang).to_bytes(format_name), format_name, output)
    else:
        table = found.to_table(lang, spoken=format_name in READ_BY_PEOPLE)
        text = table.render(format_name, width=width_of(output), lang=lang, safe=safe_is_wanted())
        emit(text, output, format_name)
    note(*found.notes(lang))


def _drawn(found: RankReport | ProfileReport, lang: str, title: str, picture: Path) -> None:
    from msc_graph.mechanisms.reports import picture as drawn

    _draw(drawn(found.best(), found.lookup, title, lang), picture)


@click.command(cls=Command)
@click.argument("file", type=Read())
@click.argument("target", nargs=-1)
@_search
@_limit
@click.option("--permutations", type=int, default=1000, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option(
    "--sort",
    type=click.Choice(["p", "size", "score", "-score", "z", "-z"], case_sensitive=False),
    default="p",
    show_default=True,
)
@click.option("--name-column")
@click.option("--value-column")
@click.option(
    "--duplicates",
    type=click.Choice(["mean", "max", "sum", "error"], case_sensitive=False),
    default="mean",
    show_default=True,
)
@click.option("--orthologs", type=click.Choice(["human"], case_sensitive=False))
@click.option("--any-arm", is_flag=True)
@click.option("--matches", type=Written(), callback=options.beside)
@options.options(
    options.picture,
    options.lang,
    options.format_option(*TABLES, "xlsx", "html", "graphml"),
    options.output,
    options.store,
)
def profile(
    file: Path,
    target: tuple[str, ...],
    limit: int | None,
    matches: Path | None,
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **search: Any,
) -> None:
    """Tell what a measured cargo profile would push, which way, through what."""
    from msc_graph.mechanisms import reports

    graph, asked, rows = options.graph(), _asked(search), _rows(limit, format_name, output)
    targets = target or ("Disease", "BiologicalProcess")
    with progress(lang) as shown:
        found = graph.profile(file, targets, limit=rows, progress=_shuffling(shown), **asked)
    title = f"{file.name} => {', '.join(targets)}"
    if format_name == "graphml":
        emit(reports.profile_graphml(found, found.lookup), output, format_name)
        note(*found.notes(lang))
    else:
        _tell(found, lang, format_name, output, title)
    if matches is not None:
        table = reports.match_table(found, found.lookup, lang)
        emit_bytes(*_in_format_of(matches, table), matches)
    if not found.rows:
        raise SystemExit(NO)
    if picture is not None:
        _drawn(found, lang, title, picture)


def _in_format_of(place: Path, table: Table) -> tuple[bytes, str]:
    """Return a table in the format of the file's extension, CSV where it has none, and its name."""
    from msc_graph.cli.formats import settled

    name = settled("csv", False, place, ("csv", "tsv", "json", "md", "xlsx"))
    return table.to_bytes(name, safe=safe_is_wanted()), name


def _shuffling(shown: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: shown("shuffling", done, total)) if shown else None
