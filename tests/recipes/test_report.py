"""The report of a build holds the words of a recipe as text, whatever they look like."""

from __future__ import annotations

from typing import Any

import pytest

from msc_graph.recipes.report import BuildReport

NASTY = (
    "<script>alert(1)</script>", "a | b", "two\nlines", "# one #", "[click](http://evil.example)", "C #",
    "![x](y.png)", "`code` *strong* _em_ ~~gone~~ ~one~", "a &amp; b", "<http://evil.example>", "\\[x\\]",
    "https://evil.example and WWW.evil.example", "- item", "1. item", "> quote",
    "标题：间充质干细胞", "\x1b[2J",
)  # fmt: skip


def report(title: str) -> BuildReport:
    facts: dict[str, Any] = {"title": {"en": title, "zh": title}, "revision": "r", "nodes": 1, "edges": 1}
    return BuildReport({**facts, "sources": [], "reached": [], "opposites": [], "questions": []})


@pytest.mark.parametrize("title", NASTY)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_title_is_text(title: str, lang: str) -> None:
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    heading, said, end, *rest = reader.parse(report(title).markdown(lang))
    assert (heading.tag, end.tag, rest[0].tag) == ("h1", "h1", "p")
    assert {token.type for token in said.children} <= {"text", "text_special"}
    shown = "".join(token.content for token in said.children)
    assert shown == title.replace("\n", " ").replace("\x1b", "?")


def test_an_address_in_a_title_is_no_link_on_github() -> None:
    assert report("see http://a.b, www.a.b").markdown("en").startswith("# see http:\\//a.b, www\\.a.b\n")
