"""The pages of all saved queries and checks, and all that ``make docs`` writes."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msc_graph.languages import LANGUAGES
from msc_graph.quality.checks import PROFILE, Level, read_profile
from msc_graph.query.catalogue import SavedQuery, load_catalogue
from msc_graph.query.docs import explained
from msc_graph.system.packaged import locate
from tools import shown

_DOCS = Path(__file__).parents[1] / "docs"
PAGES = {_DOCS / "queries.md": "en", _DOCS / "queries.zh.md": "zh"}
"""The pages that the headers of queries make, each with its language."""

_WORDS = {
    "title": ("Saved queries and checks", "预存的提问与检查"),
    "twin": ("[中文](queries.zh.md)", "[English](queries.md)"),
    "made": (
        "Generated from the headers of `queries/*.rq` and `queries/checks/*.rq` by `make docs`; do not edit."
        " `msc-graph query` lists the queries, `msc-graph query NAME --explain` prints an entry of this page,"
        " and `msc-graph check` runs the checks.",
        "由 `make docs` 根据 `queries/*.rq` 和 `queries/checks/*.rq` 的文件头生成，请勿手改。"
        "`msc-graph query` 列出全部提问，`msc-graph query NAME --explain` 显示本页的一条，"
        "`msc-graph check` 运行检查。",
    ),
    "query": ("query", "提问"),
    "asks": ("asks", "问什么"),
    "parameters": ("parameters", "参数"),
    "check": ("check", "检查"),
    "level": ("level", "级别"),
    "finds": ("finds", "发现什么"),
    "queries": ("Queries", "提问"),
    "checks": ("Checks", "检查"),
}


def page(lang: str) -> str:
    """Return the page in a language as the headers make it."""
    checks = load_catalogue(locate("queries/checks"))
    levels = read_profile(locate("queries/checks") / PROFILE, checks)
    return catalogue_page(load_catalogue(locate("queries")), checks, levels, lang)


def catalogue_page(
    queries: Mapping[str, SavedQuery],
    checks: Mapping[str, SavedQuery],
    levels: Mapping[str, Level],
    lang: str,
) -> str:
    """Return the page that documents all queries and checks, as Markdown in a language."""
    words = {key: texts[LANGUAGES.index(lang)] for key, texts in _WORDS.items()}
    lines = [f"# {words['title']}", "", words["twin"], "", words["made"], ""]
    lines += _table(
        (words["query"], words["asks"], words["parameters"]),
        ((_link(q), _cell(q.summary[lang]), ", ".join(q.parameter_names)) for q in queries.values()),
    )
    lines += [""]
    lines += _table(
        (words["check"], words["level"], words["finds"]),
        ((_link(c), levels[c.name].value, _cell(c.summary[lang])) for c in checks.values()),
    )
    for heading, entries in ((words["queries"], queries), (words["checks"], checks)):
        lines += ["", f"## {heading}"]
        for entry in entries.values():
            lines += ["", *explained(entry, lang, level="### ")]
    return "\n".join(lines) + "\n"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    headings = list(headings)
    yield f"| {' | '.join(headings)} |"
    yield "|---" * len(headings) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _link(query: SavedQuery) -> str:
    return f"[{query.name}](#{query.name})"


def _cell(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|")


if __name__ == "__main__":
    for path, lang in PAGES.items():
        path.write_text(page(lang), encoding="utf-8", newline="\n")
    shown.write()
