"""The commands that follow mechanisms: ``paths``, ``rank`` and ``profile``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.cli import options
from msc_graph.cli.output import (
    NO,
    READ_BY_PEOPLE,
    TABLES,
    Progress,
    emit,
    json_text,
    note,
    progress,
    width_of,
)
from msc_graph.errors import UsageError
from msc_graph.languages import LANGUAGES

if TYPE_CHECKING:
    from msc_graph.mechanisms import Mechanisms

_FORMATS = ("text", "json", "explain", "table", "csv", "tsv", "md", "graphml", "turtle", "svg", "html")
_DRAWN = 15
"""How many paths the picture of a ranking or a profile shows: our choice; more cannot be read."""

_search = options.options(
    click.option(
        "--max-hops", type=int, default=5, show_default=True, help="Longest path, in steps, 1 to 8."
    ),
    click.option("--sign", metavar="+|-|?", help="Only paths of this net effect."),
    click.option(
        "--via", multiple=True, metavar="NODE", help="A node that every path visits; may be repeated."
    ),
    click.option(
        "--avoid", multiple=True, metavar="NODE", help="A node that no path visits; may be repeated."
    ),
    click.option(
        "--predicate",
        "predicates",
        multiple=True,
        metavar="NAME",
        help="Use this predicate only; !NAME forbids one, +NAME adds a contextual one. May be repeated.",
    ),
    click.option(
        "--through",
        metavar="PATTERN",
        help="Categories along the way, such as 'MicroRNA > Gene > BiologicalProcess+ > Disease'.",
    ),
    click.option(
        "--min-belief",
        type=float,
        default=0.0,
        show_default=True,
        help="Leave out edges believed less, 0 to 1.",
    ),
    click.option(
        "--hub-damping",
        type=float,
        default=0.4,
        show_default=True,
        help="How much hubs count less; 0 for not at all.",
    ),
    click.option(
        "--directed/--undirected", default=True, help="Follow the direction of edges, or walk them both ways."
    ),
    options.time_limit(None, "Seconds after which to give the best found so far."),
)


def _asked(search: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a search as the library takes them: no predicate named means all."""
    return search | {"predicates": search["predicates"] or None}


def _counting(shown: Progress | None) -> Callable[[int], None] | None:
    return (lambda count: shown("paths", count, 0)) if shown else None


@click.command(cls=options.Command)
@click.argument("source")
@click.argument("target")
@_search
@click.option("-k", type=int, default=10, show_default=True, help="How many paths to show.")
@click.option("--all", "everything", is_flag=True, help="Show all paths.")
@options.options(
    options.picture, options.lang, options.format_option(*_FORMATS), options.output, options.store
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
    """Find signed mechanisms from SOURCE to TARGET, best first, with verdict and references.

    SOURCE and TARGET are any name of a node, or a category as "any Disease".
    """
    if everything and options.was_given("k"):
        raise UsageError("-k and --all contradict each other; give one of them")
    number = None if everything else k
    with progress(lang) as shown:
        found = options.graph().paths(source, target, k=number, progress=_counting(shown), **_asked(search))
    emit(_text(found, lang, format_name), output)
    _draw(found, picture, lang)
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
        "html": lambda: found.to_html(lang) + "\n",
    }
    return forms[format_name]() if format_name in forms else _table(found, lang, format_name)


def _table(found: Mechanisms, lang: str, format_name: str) -> str:
    from dataclasses import replace

    from msc_graph.mechanisms.forms import COLUMNS, COLUMNS_ZH

    table = found.to_table(lang)
    if format_name in READ_BY_PEOPLE:
        table = replace(table, columns=(COLUMNS, COLUMNS_ZH)[LANGUAGES.index(lang)])
    return table.render(format_name, lang=lang)


def _draw(found: Mechanisms, picture: Path | None, lang: str) -> None:
    if picture is not None:
        emit(found.to_svg(lang), picture)


@click.command(cls=options.Command)
@click.argument("source")
@click.argument("target")
@_search
@click.option("--limit", type=int, default=20, show_default=True, help="How many nodes to show.")
@options.options(options.picture, options.lang, options.format_option(*TABLES), options.output, options.store)
def rank(
    source: str,
    target: str,
    limit: int,
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **search: Any,
) -> None:
    """Rank the nodes of a category by net signed score: diseases for a cargo, or cargo for a disease.

    One of SOURCE and TARGET is a node, the other a category, such as Disease or MicroRNA.
    """
    from msc_graph.mechanisms import reports
    from msc_graph.mechanisms.evidence import Lookup

    graph, asked = options.graph(), _asked(search)
    with progress(lang) as shown:
        ranking = graph.rank(source, target, limit=limit, progress=_counting(shown), **asked)
    lookup = Lookup(graph.network, graph.property_graph())
    if format_name == "json":
        emit(json_text(reports.rank_dict(ranking, lookup, lang)), output)
    else:
        rows = reports.rank_rows(ranking, lookup, lang)
        _report(reports.RANK_COLUMNS, rows, lang, format_name, output)
    note(*reports.rank_notes(ranking, lang))
    if not ranking:
        raise SystemExit(NO)
    if picture is not None:
        named = [row.node for row in ranking]
        ends = (source, named) if ranking.side == "target" else (named, target)
        _draw(graph.paths(*ends, k=_DRAWN, **asked), picture, lang)


def _report(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    lang: str,
    format_name: str,
    output: Path | None,
) -> None:
    """Show a ranking or a profile; what people read has headings and verdicts in their language."""
    from msc_graph.mechanisms.reports import in_words
    from msc_graph.tables.table import Table

    if format_name in READ_BY_PEOPLE:
        columns, rows = in_words(columns, rows, lang)
    table = Table.of(columns, rows)
    emit(table.render(format_name, width=width_of(output), lang=lang), output)


@click.command(cls=options.Command)
@click.argument("file", type=options.Read())
@click.argument("target", nargs=-1)
@_search
@click.option("--limit", type=int, default=20, show_default=True, help="How many targets to show.")
@click.option("--permutations", type=int, default=1000, show_default=True, help="Shuffles for the p-value.")
@click.option("--seed", type=int, default=0, show_default=True, help="Start of the random numbers.")
@click.option("--name-column", help="Header of the names, if it is not a usual one.")
@click.option("--value-column", help="Header of the values, if it is not a usual one.")
@options.options(options.picture, options.lang, options.format_option(*TABLES), options.output, options.store)
def profile(
    file: Path,
    target: tuple[str, ...],
    picture: Path | None,
    lang: str,
    format_name: str,
    output: Path | None,
    **search: Any,
) -> None:
    """Tell what a measured cargo profile would push, which way, through what.

    FILE is a CSV or TSV of miRNA or protein names with abundance or log fold change; TARGET is one or more
    categories (Disease and BiologicalProcess, if none is given).
    """
    from msc_graph.mechanisms import reports
    from msc_graph.mechanisms.evidence import Lookup

    graph, asked = options.graph(), _asked(search)
    targets = target or ("Disease", "BiologicalProcess")
    with progress(lang) as shown:
        found = graph.profile(file, targets, progress=_shuffling(shown), **asked)
    lookup = Lookup(graph.network, graph.property_graph())
    if format_name == "json":
        emit(json_text(reports.profile_dict(found, lookup, lang)), output)
    else:
        rows = reports.profile_rows(found, lookup, lang)
        _report(reports.PROFILE_COLUMNS, rows, lang, format_name, output)
    note(*reports.profile_notes(found, lang))
    if not found.rows:
        raise SystemExit(NO)
    if picture is not None:
        ends = sorted({part.node for row in found for part in row.through}), [row.node for row in found]
        only = {name: value for name, value in asked.items() if name not in _OF_PROFILE}
        _draw(graph.paths(*ends, k=_DRAWN, **only), picture, lang)


_OF_PROFILE = ("limit", "permutations", "seed", "name_column", "value_column")


def _shuffling(shown: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: shown("shuffling", done, total)) if shown else None
