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
    emit_bytes,
    emit_json,
    json_text,
    note,
    progress,
    safe_is_wanted,
    width_of,
)
from msc_graph.errors import UsageError
from msc_graph.languages import LANGUAGES

if TYPE_CHECKING:
    from msc_graph.mechanisms import Mechanisms
    from msc_graph.tables.table import Table

_FORMATS = ("text", "json", "explain", "table", "csv", "tsv", "md", "graphml", "turtle", "svg", "html")
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
        help="How much hubs count less in the net score; 0 for not at all.",
    ),
    click.option(
        "--scoring",
        type=click.Choice(["coherent", "dwpc"]),
        default="coherent",
        show_default=True,
        help="Order by what states steps together, or by belief and degrees of predicates alone.",
    ),
    click.option(
        "--order-damping",
        type=float,
        default=0.2,
        show_default=True,
        help="How much hubs count less in the coherent order.",
    ),
    click.option(
        "--coherence",
        type=float,
        default=0.03,
        show_default=True,
        help="Factor of a step that nothing states together with those before it.",
    ),
    click.option(
        "--clash",
        type=float,
        default=0.5,
        show_default=True,
        help="Further factor where such a step has species or cells of its own.",
    ),
    click.option(
        "--species", multiple=True, metavar="NAME", help="Only steps of this species; may be repeated."
    ),
    click.option(
        "--cell", multiple=True, metavar="NAME", help="Only steps in this recipient cell; may be repeated."
    ),
    click.option("--scope", multiple=True, metavar="EV|MSC", help="Only steps of this scope."),
    click.option("--evidence", multiple=True, metavar="TYPE", help="Only steps with this type of evidence."),
    click.option(
        "--strict", is_flag=True, help="With these four: leave out steps that state nothing of the kind."
    ),
    click.option(
        "--directed/--undirected", default=True, help="Follow the direction of edges, or walk them both ways."
    ),
    options.time_limit(None, "Seconds after which to give the best found so far."),
    click.option(
        "--contested",
        type=float,
        default=0.2,
        show_default=True,
        help="Least share of the weaker side from which on a verdict is contested, 0 to 0.5.",
    ),
)


_limit = click.option(
    "--limit", type=int, help="How many rows to show.  [default: 20; all in CSV, TSV and files]"
)
_SHOWN, _ALL = 20, 1_000_000
"""Rows of a ranking or a profile: shown for reading, our choice; and as many as can be asked for."""


def _rows(limit: int | None, format_name: str, output: Path | None) -> int:
    """Return how many rows to ask for: what people read on a screen is short, a file holds all."""
    whole = output is not None or format_name in ("csv", "tsv")
    return limit if limit is not None else _ALL if whole else _SHOWN


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
    emit(_text(found, lang, format_name), output, format_name)
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
        "html": lambda: found.to_html(lang) + "\n",
    }
    return forms[format_name]() if format_name in forms else _table(found, lang, format_name)


def _table(found: Mechanisms, lang: str, format_name: str) -> str:
    from dataclasses import replace

    from msc_graph.mechanisms.forms import COLUMNS, COLUMNS_ZH

    table = found.to_table(lang)
    if format_name in READ_BY_PEOPLE:
        table = replace(table, columns=(COLUMNS, COLUMNS_ZH)[LANGUAGES.index(lang)])
    return table.render(format_name, lang=lang, safe=safe_is_wanted())


def _draw(svg: str, picture: Path) -> None:
    """Write a picture in the format of its extension."""
    kind = picture.suffix.lower().removeprefix(".")
    if kind == "svg":
        emit(svg, picture, "svg")
        return
    from msc_graph.mechanisms.picture import rendered

    emit_bytes(rendered(svg, kind), kind, picture)


@click.command(cls=options.Command)
@click.argument("source")
@click.argument("target")
@_search
@_limit
@options.options(options.picture, options.lang, options.format_option(*TABLES), options.output, options.store)
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
    """Rank the nodes of a category by net signed score: diseases for a cargo, or cargo for a disease.

    One of SOURCE and TARGET is a node, the other a category, such as Disease or MicroRNA.
    """
    from msc_graph.mechanisms import reports
    from msc_graph.mechanisms.evidence import Lookup

    graph, asked, rows = options.graph(), _asked(search), _rows(limit, format_name, output)
    with progress(lang) as shown:
        ranking = graph.rank(source, target, limit=rows, progress=_counting(shown), **asked)
    lookup = Lookup(graph.network, graph.property_graph(), graph.vocabulary, graph.disputes)
    if format_name == "json":
        emit_json(reports.rank_dict(ranking, lookup, lang), output)
    else:
        told = reports.rank_rows(ranking, lookup, lang, spoken=format_name in READ_BY_PEOPLE)
        _report(reports.RANK_COLUMNS, told, lang, format_name, output)
    note(*reports.rank_notes(ranking, lang))
    if not ranking:
        raise SystemExit(NO)
    if picture is not None:
        shown_paths = (row.best for row in ranking)
        _draw(reports.picture(shown_paths, lookup, f"{source} => {target}", lang), picture)


def _report(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    lang: str,
    format_name: str,
    output: Path | None,
) -> None:
    """Show a ranking or a profile; what people read has headings in their language."""
    from msc_graph.mechanisms.reports import in_words
    from msc_graph.tables.table import Table

    if format_name in READ_BY_PEOPLE:
        columns, rows = in_words(columns, rows, lang)
    table = Table.of(columns, rows)
    if format_name == "xlsx":
        emit_bytes(table.to_bytes(format_name), format_name, output)
        return
    text = table.render(format_name, width=width_of(output), lang=lang, safe=safe_is_wanted())
    emit(text, output, format_name)


@click.command(cls=options.Command)
@click.argument("file", type=options.Read())
@click.argument("target", nargs=-1)
@_search
@_limit
@click.option("--permutations", type=int, default=1000, show_default=True, help="Shuffles for the p-value.")
@click.option("--seed", type=int, default=0, show_default=True, help="Start of the random numbers.")
@click.option(
    "--sort",
    type=click.Choice(["p", "size", "score", "-score", "z", "-z"]),
    default="p",
    show_default=True,
    help="Order of rows: least p, largest size, raised first (score, z) or lowered first (-score, -z).",
)
@click.option("--name-column", help="Header of the names, if it is not a usual one.")
@click.option("--value-column", help="Header of the values, if it is not a usual one.")
@click.option(
    "--duplicates",
    type=click.Choice(["mean", "max", "sum", "error"]),
    default="mean",
    show_default=True,
    help="How several values of one node become one: mean, largest size, sum; error to refuse them.",
)
@click.option(
    "--orthologs",
    type=click.Choice(["human"]),
    help="Take mouse and rat microRNAs for the human ones of the same name.",
)
@click.option("--any-arm", is_flag=True, help="Let hsa-miR-22 mean the one arm that the graph knows.")
@click.option(
    "--matches", type=options.Written(), help="Also write what became of each measured name (CSV, TSV, XLSX)."
)
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
    """Tell what a measured cargo profile would push, which way, through what.

    FILE holds names of miRNAs or proteins with abundance or fold change, as DESeq2, edgeR or a spreadsheet
    write it (CSV, TSV, XLSX; UTF-8 or GBK), or names alone; TARGET is one or more categories (Disease and
    BiologicalProcess, if none is given).
    """
    from msc_graph.mechanisms import reports
    from msc_graph.mechanisms.evidence import Lookup

    graph, asked, rows = options.graph(), _asked(search), _rows(limit, format_name, output)
    targets = target or ("Disease", "BiologicalProcess")
    with progress(lang) as shown:
        found = graph.profile(file, targets, limit=rows, progress=_shuffling(shown), **asked)
    lookup = Lookup(graph.network, graph.property_graph(), graph.vocabulary, graph.disputes)
    title = f"{file.name} => {', '.join(targets)}"
    if format_name == "json":
        emit_json(reports.profile_dict(found, lookup, lang), output)
    elif format_name == "graphml":
        emit(reports.profile_graphml(found, lookup), output, format_name)
    elif format_name == "html":
        emit(reports.profile_html(found, lookup, title, lang), output, format_name)
    else:
        told = reports.profile_rows(found, lookup, lang, spoken=format_name in READ_BY_PEOPLE)
        _report(reports.PROFILE_COLUMNS, told, lang, format_name, output)
    note(*reports.profile_notes(found, lang))
    if matches is not None:
        table = reports.match_table(found, lookup, lang)
        emit_bytes(*_in_format_of(matches, table), matches)
    if not found.rows:
        raise SystemExit(NO)
    if picture is not None:
        shown_paths = (part.best for row in found for part in row.through)
        _draw(reports.picture(shown_paths, lookup, title, lang), picture)


def _in_format_of(place: Path, table: Table) -> tuple[bytes, str]:
    """Return a table in the format of the file's extension, CSV where it has none, and its name."""
    from msc_graph.cli.formats import settled

    name = settled("csv", False, place, ("csv", "tsv", "json", "md", "xlsx"))
    return table.to_bytes(name, safe=safe_is_wanted()), name


def _shuffling(shown: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: shown("shuffling", done, total)) if shown else None
