"""What is told of anything in Chinese is Chinese, but for names, citations and what is registered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.curation.facts import Facts
from msc_graph.curation.reader import read_facts
from msc_graph.describe import overview_text
from msc_graph.describe.text import render as described
from msc_graph.mechanisms import render as told
from msc_graph.mechanisms.forms import for_people
from msc_graph.query.docs import explain

PROSE = re.compile(r"(?<![\w/.:-])[a-z]{3,}(?: [a-z]{3,})+")
"""Two English words in small letters, one after the other: no symbol, no identifier, no name of a product."""
CALL = re.compile(r"msc-graph .*|`[^`]*`|\[[^\]]*\]")
"""Commands and identifiers, which are written so in every language."""


@cache
def names() -> tuple[str, ...]:
    """Return what keeps its own language, the longest first: citations, titles, sponsors, English names."""
    facts: Facts = read_facts()
    found = {each.citation for each in facts.references.values()}
    for key in ("title", "official_title", "sponsor"):
        found |= {trial.values[key] for trial in facts.trials.values()}
    for node in facts.nodes.values():
        found |= {node.label_en, *node.synonyms_en}
    found |= {f"{each.citation} [{each.state}]" for each in facts.references.values() if each.state}
    return tuple(sorted(found - {""}, key=len, reverse=True))


def english(text: str) -> Iterator[str]:
    """Yield the lines of a text that hold English prose beside names."""
    for line in text.splitlines():
        rest = CALL.sub(" ", line)
        if PROSE.search(rest):
            for name in names():
                rest = rest.replace(name, " ")
            if PROSE.search(CALL.sub(" ", rest)) and "英文名" not in line:
                yield line


def everything(curated: KnowledgeGraph) -> Iterator[tuple[str, str]]:
    """Yield what is shown of some things of every kind, each with its name."""
    by_kind = {node.category: node.id for node in curated.property_graph().nodes}
    claims = ("S0-01", "S1-33", "S2-18", "S3-05", "S5-42", "S7-10", "S3-05-X1", "B-22", "C03-E2")
    for name in (*by_kind.values(), *claims, "C03", "C10", "C57", "C72", "reference:Sha2021", "NCT04388982"):
        yield f"show {name}", described(curated.describe(name, lang="zh"), "zh")
    for ends in (("miR-21-5p", "corneal injury"), ("miR-150-5p", "corneal injury"), ("PTEN", "acne scar")):
        found = curated.paths(*ends, k=5)
        yield f"paths {ends}", told(found, "zh")
        yield f"explain {ends}", found.explain("zh")
        yield f"table {ends}", for_people(found.to_table("zh"), "zh").render("table", lang="zh")
        yield f"picture {ends}", re.sub(r"<[^>]*>", "\n", found.to_svg("zh"))
    measured = curated.profile({"miR-21-5p": 2.0, "x": 1.0}, permutations=5)
    for report in (curated.rank("miR-21-5p", "Disease"), measured):
        yield "report", report.to_table("zh", spoken=True).render("table", lang="zh")
        yield "notes", "\n".join(report.notes("zh"))
    yield "info", overview_text.render(curated.info(), curated.vocabulary, "zh", lambda *_: "")
    for name, query in curated.queries.items():
        yield f"explain {name}", explain(query, "zh")


def test_nothing_that_a_chinese_reader_is_told_is_english_prose(curated: KnowledgeGraph) -> None:
    found = {what: lines for what, text in everything(curated) if (lines := list(english(text)))}
    assert not found


@pytest.mark.parametrize("line", ["  定义: A gene that keeps a stem cell.", "分期: not yet recruiting"])
def test_english_prose_is_found(line: str) -> None:
    assert list(english(line)) == [line]
