"""What an answer says to a Chinese reader is Chinese, but for names and what stands as it was registered."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal

from msc_graph import KnowledgeGraph
from msc_graph.messages.queries import COLUMNS
from msc_graph.messages.values import VALUES, text_in, translations, value_in
from msc_graph.query.results import QueryResult

NAMES = {"sponsor", "ucum", "period", "duration_unit", "arm"}
"""Columns of proper names, of units in the letters of UCUM, and of arms that go by amount and product."""
SYNONYMS = {"identifiers-of-node": {"value"}}
"""Columns that hold the names of a thing in every language, with the language beside it."""
_CHINESE, _WORD = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}")


@pytest.fixture(scope="module")
def answers(curated: KnowledgeGraph) -> dict[str, QueryResult]:
    """Return the answer of each saved question to its own example, as a Chinese reader asks."""
    found = {name: curated.ask(name, each.spoken(each.call, "zh")) for name, each in curated.queries.items()}
    return {name: answer for name, answer in found.items() if isinstance(answer, QueryResult)}


def test_no_value_of_a_chinese_answer_is_english(answers: dict[str, QueryResult]) -> None:
    english: dict[str, set[str]] = defaultdict(set)
    for name, answer in answers.items():
        table = answer.long().told_in("zh")
        for terms, texts in zip(answer.terms, table.written, strict=True):
            for column, term, text in zip(answer.columns, terms, texts, strict=True):
                if column in NAMES | SYNONYMS.get(name, set()) or not isinstance(term, Literal):
                    continue
                if term.datatype.value.endswith(("#string", "#langString", "#boolean")):
                    if _WORD.search(text) and not _CHINESE.search(text) and not _is_identifier(text):
                        english[f"{name} {column}"].add(text)
    assert not english


def _is_identifier(text: str) -> bool:
    """Return whether a text only names assertions, mechanisms, trials or documents (``S3-05; C03``)."""
    return all(re.fullmatch(r"[A-Z][\w-]*\d|(PMID|DOI|reference):\S+", part) for part in text.split("; "))


def test_every_column_of_a_saved_question_has_a_chinese_heading(answers: dict[str, QueryResult]) -> None:
    assert set(COLUMNS) == {column for answer in answers.values() for column in answer.columns}
    for answer in answers.values():
        assert answer.told_in("en").columns == answer.columns


def test_files_keep_the_words_of_the_graph(answers: dict[str, QueryResult]) -> None:
    trials = answers["trials"]
    assert trials.render("csv", labels="zh").startswith("trial,condition,route,phase")
    assert "Phase 2" in trials.render("csv", labels="zh")
    assert trials.told_in("zh").rows == trials.as_table("zh").rows


@pytest.mark.parametrize("name", ["trial-doses", "dose-by-route"])
def test_codes_of_units_are_the_same_in_every_language(answers: dict[str, QueryResult], name: str) -> None:
    table = answers[name].told_in("zh")
    for column in ("ucum", "period", "duration_unit"):
        at = answers[name].columns.index(column)
        assert [row[at] or "" for row in table.rows] == [row[at] for row in table.written]


def test_a_query_of_ones_own_keeps_its_columns_and_literals(curated: KnowledgeGraph) -> None:
    answer = curated.sparql("SELECT ?status { ?trial msc:status ?status } ORDER BY ?status LIMIT 1")
    assert isinstance(answer, QueryResult)
    assert answer.told_in("zh").columns == ("status",)
    assert answer.told_in("zh").written == (("Active, not recruiting",),)


@pytest.mark.parametrize(
    ("name", "value", "chinese"),
    [
        ("status", "Recruiting", "招募中"),
        ("country", "Iran, Islamic Republic of", "伊朗"),
        ("startDate", "April 17, 2019", "2019年4月17日"),
        ("completionDate", "August 2022", "2022年8月"),
        ("note", "A symptom.; No MONDO term was found.", "属症状。; 未找到MONDO术语。"),
        ("scope", "EV", "囊泡"),
        ("arm", "EV", "EV"),
        ("leadSponsor", "Ruijin Hospital", "Ruijin Hospital"),
    ],
)
def test_a_value_in_chinese(name: str, value: str, chinese: str) -> None:
    assert value_in(name, value, "zh") == chinese
    assert value_in(name, value, "en") == value


def test_closed_lists_are_looked_up_by_their_property() -> None:
    for key, (english, chinese) in VALUES.items():
        name, _, value = key.partition(": ")
        assert english == {"verification: memory": "recalled, citation pending"}.get(key, value)
        assert (value_in(name, value, "en"), value_in(name, value, "zh")) == (english, chinese)


def test_texts_are_translated_once_and_into_chinese() -> None:
    for english, chinese in translations().items():
        assert _CHINESE.search(chinese), english
        assert not _CHINESE.search(english)
        assert text_in(english, "zh") == chinese
