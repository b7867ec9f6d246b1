"""What a Chinese answer of a saved question still says in English, counted: the numbers may only shrink.

These texts are facts of the curated tables that no table translates. Who translates some lowers the number.
"""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal

from msc_graph import KnowledgeGraph
from msc_graph.query.results import QueryResult

NAMES = {"sponsor", "ucum", "basis", "arm"}
"""Columns of proper names and of units, which are written so in every language."""
STILL_ENGLISH = {
    "cargo_state": 2, "correction": 1, "derivation": 2, "duration_unit": 1, "language": 2, "lead": 23,
    "locator": 1, "period": 1, "phase": 6, "qualifier": 53, "rationale": 3, "reason": 5, "role": 3,
    "scope": 6, "status": 8, "summary": 6, "unit": 21, "value": 3, "verification": 4,
}  # fmt: skip
"""Different texts without a Chinese character by column, over the example calls of all saved questions."""
_CHINESE, _WORD = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")


def english(answer: QueryResult) -> set[tuple[str, str]]:
    """Return column and text of each literal that holds a word and no Chinese."""
    return {
        (column, cell.value)
        for row in answer.terms
        for column, cell in zip(answer.columns, row, strict=True)
        if isinstance(cell, Literal) and cell.datatype.value.endswith(("#string", "#langString"))
        if _WORD.search(cell.value) and not _CHINESE.search(cell.value)
    }


@pytest.fixture(scope="module")
def still_english(curated: KnowledgeGraph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, question in curated.queries.items():
        answer = curated.ask(name, question.spoken(question.call, "zh"))
        if isinstance(answer, QueryResult):
            for column, text in english(answer):
                found[column].add(text)
    return found


def test_no_more_values_of_a_chinese_answer_are_english_than_are_known(
    still_english: dict[str, set[str]],
) -> None:
    more = {
        column: sorted(texts)
        for column, texts in still_english.items()
        if column not in NAMES and len(texts) > STILL_ENGLISH.get(column, 0)
    }
    assert not more


def test_what_is_allowed_to_be_english_still_is(still_english: dict[str, set[str]]) -> None:
    assert set(STILL_ENGLISH) <= set(still_english)
