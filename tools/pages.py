"""The page of all saved queries and checks, ``docs/queries.md``: ``make docs``."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from msc_graph.quality.checks import PROFILE, Level, read_profile
from msc_graph.query.catalogue import SavedQuery, load_catalogue
from msc_graph.query.docs import explained
from msc_graph.system.packaged import locate

PAGE = Path(__file__).parents[1] / "docs" / "queries.md"


def page() -> str:
    """Return the page as the headers make it."""
    checks = load_catalogue(locate("queries/checks"))
    levels = read_profile(locate("queries/checks") / PROFILE, checks)
    return catalogue_page(load_catalogue(locate("queries")), checks, levels)


def catalogue_page(
    queries: Mapping[str, SavedQuery], checks: Mapping[str, SavedQuery], levels: Mapping[str, Level]
) -> str:
    """Return the page that documents all queries and checks, as Markdown in both languages.

    It is generated from the headers (``make docs``), and a test keeps ``docs/queries.md`` equal to it.
    """
    lines = [
        "# Saved queries and checks",
        "",
        "Generated from the headers of `queries/*.rq` and `queries/checks/*.rq` by `make docs`; do not edit.",
        "`msc-graph query` lists the queries, `msc-graph query NAME --explain` prints an entry of this page",
        "(`--lang zh` in Chinese), and `msc-graph check` runs the checks.",
        "",
        "| query | asks | 问题 | parameters |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| [{query.name}](#{query.name}) | {_cell(query.summary['en'])} | {_cell(query.summary['zh'])}"
        f" | {', '.join(query.parameter_names)} |"
        for query in queries.values()
    ]
    lines += ["", "| check | level | finds | 检查 |", "|---|---|---|---|"]
    lines += [
        f"| [{check.name}](#{check.name}) | {levels[check.name].value} | {_cell(check.summary['en'])}"
        f" | {_cell(check.summary['zh'])} |"
        for check in checks.values()
    ]
    lines += ["", "## Queries"]
    for query in queries.values():
        lines += ["", *explained(query, "en", level="### ")]
    lines += ["", "## Checks"]
    for check in checks.values():
        lines += ["", *explained(check, "en", level="### ")]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
