"""The commands that ask whether the graph keeps its rules: ``validate`` and ``check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msc_graph.cli import options
from msc_graph.cli.command import Command, was_given
from msc_graph.cli.output import NO, READ_BY_PEOPLE, TABLES, emit, emit_table, note
from msc_graph.cli.values import Read
from msc_graph.errors import UsageError
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.commands import CHECKED, CHECKS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msc_graph.quality.checks import CheckReport


@click.command(cls=Command)
@click.argument("file", required=False, type=Read())
@options.time_limit(120.0)
@click.option(
    "--engine",
    type=click.Choice(["fast", "pyshacl"], case_sensitive=False),
    default="fast",
    show_default=True,
)
@options.options(options.lang, options.format_option("table", "json", "csv"), options.output, options.store)
def validate(
    file: Path | None, timeout: float, engine: str, lang: str, format_name: str, output: Path | None
) -> None:
    """Check the graph, or an RDF FILE of yours, against the SHACL shapes."""
    from msc_graph.quality.validation import validate_file

    if file is None and was_given("timeout"):
        raise UsageError("--timeout is for a FILE of yours; the graph itself is checked without a limit")
    if file is None:
        report = options.graph(whole=True).validate(lang=lang, engine=engine)
    else:
        report = validate_file(file, lang=lang, timeout=timeout, engine=engine)
    emit(report.render(format_name), output, format_name)
    if not report.conforms:
        raise SystemExit(NO)


@click.command(cls=Command)
@options.file_option(
    "--retracted",
)
@click.option(
    "--level",
    type=click.Choice(["error", "warning", "info"], case_sensitive=False),
    default="info",
    show_default=True,
)
@options.options(options.lang, options.ids, options.format_option(*TABLES), options.output, options.store)
def check(
    retracted: Path | None, level: str, lang: str, ids: bool, format_name: str, output: Path | None
) -> None:
    """List what the quality checks find; exit code 1 when a finding is an error."""
    from msc_graph.quality.checks import Level, read_retracted

    graph = options.graph(whole=True)
    report = graph.check(retracted=read_retracted(retracted) if retracted else (), lang=lang)
    said = in_language(LEVELS, lang if format_name in READ_BY_PEOPLE else LANGUAGES[0])
    rows = _rows(report, level, {} if ids else graph.labels(lang), said)
    emit_table(CHECKED, rows, format_name, lang, output)
    words = in_language(LEVELS, lang)
    counts = [f"{report.count(kind)} {words[kind.value]}" for kind in Level]
    told = message(CHECKS, "and", lang).join(counts)
    note(message(CHECKS, "counted", lang, number=len(report.answers), counts=told))
    if not report.passed:
        raise SystemExit(NO)


def _rows(
    report: CheckReport, level: str, labels: Mapping[str, str], said: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each finding that is at least as serious as ``level``."""
    from msc_graph.quality.checks import Level

    listed = list(Level)[: list(Level).index(Level(level)) + 1]
    for finding in report.findings:
        if finding.level in listed:
            entity, *rest = finding.texts
            named = f"{labels[entity]} [{entity}]" if entity in labels else entity
            yield said[finding.level.value], finding.check, named, *(labels.get(text, text) for text in rest)
