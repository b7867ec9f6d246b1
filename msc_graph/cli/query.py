"""The commands that ask in SPARQL: ``query`` for saved questions, ``sparql`` for free ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.cli.output import (
    NO,
    READ_BY_PEOPLE,
    TABLES,
    emit,
    emit_bytes,
    emit_table,
    in_words,
    note,
    safe_is_wanted,
    said,
    standard_input,
    stop,
    width_of,
)
from msc_graph.cli.values import Read
from msc_graph.errors import MscGraphError, UnknownFormat, UsageError
from msc_graph.messages.catalogue import message
from msc_graph.messages.commands import QUERIES
from msc_graph.messages.queries import WORDS, tag_in

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.query.results import QueryResult

_FILES = ("xlsx", "parquet", "turtle", "ntriples", "graphml")
_MORE_RDF = ("nquads", "trig", "jsonld", "rdfxml")


@dataclass(frozen=True, slots=True)
class _Shown:
    """How an answer is shown, and where."""

    lang: str
    ids: bool
    limit: int | None
    format_name: str
    output: Path | None


_limit = click.option("--limit", type=click.IntRange(min=1))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the user of ``query`` asks for."""

    name: str | None
    parameters: tuple[str, ...]
    show_text: bool
    explained: bool
    endpoint: str | None
    catalogue: str | None
    timeout: float
    long: bool


@click.command(cls=Command, formless=("show_text", "explained", "lint"))
@click.argument("name", required=False)
@options.parameters
@click.option("--show", "show_text", is_flag=True)
@click.option("--explain", "explained", is_flag=True)
@click.option(
    "--queries",
    "folder",
    type=Read(),
    envvar="MSC_GRAPH_QUERIES",
)
@click.option("--endpoint", metavar="URL")
@click.option("--lint", type=Read(), metavar="DIR")
@click.option("--catalogue", metavar="TARGET_URL")
@click.option("--long", is_flag=True)
@_limit
@options.options(
    options.timeout,
    options.lang,
    options.ids,
    options.format_option(*TABLES, *_FILES, more=_MORE_RDF),
    options.output,
    options.store,
)
def query(
    folder: Path | None,
    lint: Path | None,
    lang: str,
    ids: bool,
    limit: int | None,
    format_name: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Run a saved query; without a name, list them by tag."""
    if lint is not None:
        _lint(lint, output)
        return
    with options.graph() as graph:
        if folder is not None:
            for problem in graph.add_queries(folder):
                note(in_words(str(problem)))
        question = _Asked(**asked)
        _mode(question)(graph, question, _Shown(lang, ids, limit, format_name, output))


def _mode(asked: _Asked) -> Callable[[KnowledgeGraph, _Asked, _Shown], None]:
    """Return what does what the user asks for."""
    if asked.catalogue is not None:
        return _catalogue
    if asked.name is None and (asked.parameters or asked.show_text or asked.explained):
        raise UsageError("name the query that -p, --show or --explain is meant for")
    if asked.name is None:
        return _list
    if asked.show_text:
        return _show
    return _explain if asked.explained else _run


def _lint(folder: Path, output: Path | None) -> None:
    """Write the problems of a folder of queries; exit code 1 when there are some."""
    from msc_graph.query.lint import lint_folder

    problems = lint_folder(folder)
    emit("".join(f"{in_words(str(problem))}\n" for problem in problems), output)
    if problems:
        stop(said("problems", count=len(problems), place=folder), NO)
    note(said("no problem", place=folder))


def _catalogue(graph: KnowledgeGraph, asked: _Asked, shown: _Shown) -> None:
    from msc_graph.query.as_rdf import catalogue_triples

    _emit_answer(catalogue_triples(graph.queries, resolve=graph.resolve, target=asked.catalogue or ""), shown)


def _list(graph: KnowledgeGraph, _: _Asked, shown: _Shown) -> None:
    """List the queries by their first tag, then by name."""
    if shown.limit is not None:
        raise UsageError("name the query that --limit is meant for")
    rows = sorted(
        (q.tags[0] if q.tags else "", q.name, q.summary[shown.lang], ", ".join(q.parameter_names))
        for q in graph.queries.values()
    )
    if shown.format_name in READ_BY_PEOPLE:
        rows = [(tag_in(tag, shown.lang), name, said, names) for tag, name, said, names in rows]
    emit_table(QUERIES, rows, shown.format_name, shown.lang, shown.output)


def _show(graph: KnowledgeGraph, asked: _Asked, shown: _Shown) -> None:
    from msc_graph.query.catalogue import find_query

    emit(find_query(graph.queries, asked.name or "").text, shown.output, "sparql")


def _explain(graph: KnowledgeGraph, asked: _Asked, shown: _Shown) -> None:
    from msc_graph.query.catalogue import find_query
    from msc_graph.query.docs import explain

    emit(explain(find_query(graph.queries, asked.name or ""), shown.lang), shown.output)


def _run(graph: KnowledgeGraph, asked: _Asked, shown: _Shown) -> None:
    from msc_graph.query.catalogue import find_query
    from msc_graph.query.endpoint import EndpointEngine
    from msc_graph.query.results import QueryResult

    saved = find_query(graph.queries, asked.name or "")
    values = options.query_values(saved, asked.parameters, shown.lang)
    engine = EndpointEngine(asked.endpoint, asked.timeout) if asked.endpoint else None
    result = graph.ask(saved.name, values, engine=engine, timeout=asked.timeout)
    told = _emit_answer(result.long() if asked.long and isinstance(result, QueryResult) else result, shown)
    if isinstance(told, QueryResult) and "disputed" in told.columns:
        note(*_disputed(told, graph, shown.lang))


def _disputed(result: QueryResult, graph: KnowledgeGraph, lang: str) -> list[str]:
    """Return the claims of the column ``disputed`` in words, each once, with what is right instead."""
    from msc_graph.mechanisms.words import dispute_lines

    column = result.columns.index("disputed")
    claims = sorted({str(row[column]) for row in result.long() if row[column]})
    known = graph.disputes
    return dispute_lines(
        [known.told(f"claim:{claim}", lang) for claim in claims] if known else [], lang, several=True
    )


@click.command(cls=Command)
@click.argument("text", required=False)
@options.file_option("--file", "-f", "path")
@click.option("--inferred", is_flag=True)
@_limit
@options.options(
    options.timeout,
    options.lang,
    options.ids,
    options.format_option(
        *TABLES,
        *_FILES,
        more=_MORE_RDF,
    ),
    options.output,
    options.store,
)
def sparql(
    text: str | None,
    path: Path | None,
    inferred: bool,
    timeout: float,
    lang: str,
    ids: bool,
    limit: int | None,
    format_name: str,
    output: Path | None,
) -> None:
    """Run a SPARQL query of your own; it is read-only and stays inside the graph."""
    if (text is None) == (path is None):
        raise UsageError("give the query as an argument, or with --file")
    if path is not None:
        text = _read_text(path)
    with options.graph() as graph:
        result = graph.sparql(text or "", timeout=timeout, inferred=inferred)
        _emit_answer(result, _Shown(lang, ids, limit, format_name, output))
        if not inferred:
            _hint(text or "", graph, timeout, lang)


def _hint(text: str, graph: KnowledgeGraph, timeout: float, lang: str) -> None:
    """Say beside an answer what the query may have missed; where that cannot be told, nothing."""
    from msc_graph.query.hints import hints
    from msc_graph.vocabulary.ontology import vocabulary

    with suppress(MscGraphError):
        note(*hints(text, graph.backend.engine(trusted=True, timeout=timeout), vocabulary(), lang))


def _read_text(path: Path) -> str:
    """Return the text of a file, or of standard input where the path is ``-``; an end is not waited for."""
    from msc_graph.query.guard import MAX_QUERY_BYTES
    from msc_graph.system.text import bounded_text, decoded

    if str(path) == "-":
        text = standard_input().read(MAX_QUERY_BYTES + 1)
        return decoded(Path(said("standard input")), text, MAX_QUERY_BYTES)
    return bounded_text(path, most=MAX_QUERY_BYTES)


def _emit_answer(result: Any, shown: _Shown) -> Any:
    """Show the answer of a query: a table for SELECT and ASK, RDF or GraphML for CONSTRUCT and DESCRIBE.

    Returns what is shown: of a table at most the rows that the user wants.
    """
    from msc_graph.query.results import TriplesResult

    told = result
    if isinstance(result, TriplesResult):
        if shown.limit is not None:
            raise UsageError("--limit is for rows, and this query gives triples: write LIMIT in the query")
        emit(_rdf(result, shown.format_name), shown.output, "rdf")
    else:
        told = result if shown.limit is None else result.head(shown.limit)
        _emit_rows(told, shown)
    if len(told) < len(result):
        note(message(WORDS, "first rows", shown.lang, shown=len(told), rows=len(result)))
    if not len(result):
        note(message(WORDS, "no rows", shown.lang))
    return told


def _emit_rows(result: Any, shown: _Shown) -> None:
    from msc_graph.tables.table import FILE_FORMATS

    name, output = shown.format_name, shown.output
    how: dict[str, Any] = {"labels": shown.lang, "ids": shown.ids, "safe": safe_is_wanted()}
    if name in FILE_FORMATS:
        emit_bytes(result.to_bytes(name, **how), name, output)
    elif name in READ_BY_PEOPLE:
        table = result.told_in(shown.lang, ids=shown.ids)
        emit(table.render(name, width=width_of(output), lang=shown.lang), output, name)
    else:
        emit(result.render(name, **how), output, name)


def _rdf(result: Any, format_name: str) -> str:
    from msc_graph.exports.rdf import SERIALIZERS
    from msc_graph.vocabulary.curies import prefixes

    rdf_format = "turtle" if format_name == "table" else format_name
    try:
        return str(result.serialize(rdf_format, prefixes=dict(prefixes())).decode())
    except UnknownFormat as error:
        raise UnknownFormat(format_name, (*SERIALIZERS, "graphml")) from error
