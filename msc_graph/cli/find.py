"""The commands that tell what is there: ``info``, ``find``, ``show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command
from msc_graph.cli.output import NO, READ_BY_PEOPLE, TABLES, emit, emit_json, emit_table, stop
from msc_graph.errors import AmbiguousName, UnknownNode
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.commands import FOUND, HOW, NOT_FOUND

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.model.names import Match


@click.command(cls=Command)
@options.options(options.lang, options.format_option("table", "json"), options.output, options.store)
def info(lang: str, format_name: str, output: Path | None) -> None:
    """Tell what is in the graph: counts by kind, verdict and class."""
    from msc_graph.describe.overview_text import render
    from msc_graph.messages.imports import reported
    from msc_graph.sources.registry import licence_in

    graph = options.graph(whole=True)
    facts = graph.info()
    if "sources" in facts:
        facts["sources"] = reported(facts["sources"], lang)
    if format_name == "json":
        emit_json(facts, output)
    else:
        emit(render(facts, graph.vocabulary, lang, licence_in), output)


@click.command(cls=Command)
@click.argument("text")
@click.option("--category", metavar="CLASS")
@click.option("--limit", type=int, default=10, show_default=True)
@options.options(options.lang, options.format_option(*TABLES), options.output, options.store)
def find(
    text: str, category: str | None, limit: int, lang: str, format_name: str, output: Path | None
) -> None:
    """Find nodes by identifier, label or synonym, in English or Chinese; near misses are offered."""
    graph = options.graph()
    matches = graph.find(text, category=category, limit=limit)
    said = lang if format_name in READ_BY_PEOPLE else LANGUAGES[0]
    rows = [(*_row(match, graph, lang), message(HOW, match.quality.name.lower(), said)) for match in matches]
    emit_table(FOUND, rows, format_name, lang, output)
    if not matches:
        stop(_nothing(graph, text, category, lang), NO)


def _nothing(graph: KnowledgeGraph, text: str, category: str | None, lang: str) -> str:
    """Return that a name finds nothing, and what of another species or class has it."""
    from msc_graph.messages.errors import told_in, worded

    more = ""
    try:
        graph.node(text, category=category)
    except UnknownNode as error:
        if error.others:
            return worded(error, lang)
        more = f"; {told_in(lang, error.more.strip())}" if error.more else ""
    except AmbiguousName:
        pass
    return message(NOT_FOUND, "name", lang, text=text) + more


def _row(match: Match, graph: KnowledgeGraph, lang: str) -> tuple[str, ...]:
    from msc_graph.vocabulary.namespaces import MSC

    kind = graph.vocabulary.label(f"{MSC}{match.node.category}", lang)
    return match.node.id, match.node.label_in(lang), kind, match.name


@click.command(cls=Command)
@click.argument("name")
@click.option("--limit", type=int, default=1_000, show_default=True)
@options.options(options.lang, options.format_option("text", "json"), options.output, options.store)
def show(name: str, limit: int, lang: str, format_name: str, output: Path | None) -> None:
    """Print everything known of a node, a claim (S3-05), a mechanism (C03) or a document (PMID:37859748)."""
    from msc_graph.describe.text import render

    description = options.graph().describe(name, lang=lang, limit=limit)
    if format_name == "json":
        emit_json(description.to_dict(), output)
    else:
        emit(render(description, lang), output)
