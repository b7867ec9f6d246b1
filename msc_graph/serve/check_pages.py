"""The page of what the shapes and the quality checks find in the graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.messages.catalogue import in_language
from msc_graph.messages.commands import LEVELS
from msc_graph.messages.quality import QUALITY
from msc_graph.serve.handlers import elsewhere, kind_of, page_of, shown, table_file
from msc_graph.serve.parameters import asked_of
from msc_graph.serve.rendering import Page
from msc_graph.tables.table import Table

if TYPE_CHECKING:
    from msc_graph.quality.checks import CheckReport
    from msc_graph.quality.report import ValidationReport

COLUMNS = ("level", "check", "entity", "property", "value", "rule", "fix")
"""Columns of the findings as a file; level, rule and fix are in the language asked for."""


@shown
async def checks(request: Request) -> Response:
    """Show whether the graph keeps its rules: what shapes and checks find; or as a file."""
    page, _ = page_of(request), asked_of(request, "checks")
    kind = kind_of(request, ("csv", "json", "xlsx"))
    served = page.served
    validated = await served.once(
        f"validated {page.lang}", lambda: served.in_thread(lambda: served.graph.validate(lang=page.lang))
    )
    checked = await served.once("checked", lambda: served.in_thread(served.graph.check))
    if kind:
        rows = [*_broken(validated, page.lang), *_found(checked, page)]
        return table_file(page, Table.of(COLUMNS, rows), kind, "checks")
    groups = await served.in_thread(lambda: list(_groups(checked, page)))
    told = elsewhere(
        page, f"/checks.json?lang={page.lang}", ("check", "--lang", page.lang), "check().findings"
    )
    return page.render("checks.html", report=validated, groups=groups, elsewhere=told)


def _broken(report: ValidationReport, lang: str) -> Iterator[tuple[str, ...]]:
    words = in_language(QUALITY, lang)
    for each in report.findings:
        yield words[each.severity], each.shape, each.focus, each.path, each.value, each.rule, each.fix


def _found(report: CheckReport, page: Page) -> Iterator[tuple[str, ...]]:
    words, checks = in_language(LEVELS, page.lang), page.served.graph.checks
    for each in report.findings:
        check = checks[each.check]
        level = words[each.level.value]
        yield level, each.check, *each.texts, check.problem[page.lang], check.remedy[page.lang]


MOST_SHOWN = 50
"""Findings of a check that the page shows; a file has all. Our choice."""


def _groups(report: CheckReport, page: Page) -> Iterator[dict[str, object]]:
    """Yield each check that found something: what is wrong, why that matters, what to do, what it found."""
    labels = page.served.graph.labels(page.lang)
    words = in_language(LEVELS, page.lang)
    by_check: dict[str, list[tuple[str, ...]]] = {}
    for finding in report.findings:
        by_check.setdefault(finding.check, []).append(finding.texts)
    for name, found in by_check.items():
        check = page.served.graph.checks[name]
        yield {
            "name": name,
            "level": words[report.levels[name].value],
            "problem": check.problem[page.lang],
            "reason": check.reason[page.lang],
            "remedy": check.remedy[page.lang],
            "total": len(found),
            "cells": [
                [(labels.get(text, text), text if page.has_page(text) else "") for text in texts]
                for texts in found[:MOST_SHOWN]
            ],
        }
