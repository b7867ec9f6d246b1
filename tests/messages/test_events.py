"""What an import tells of, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest

import msc_graph
from msc_graph.messages.imports import BY_ID, WORDS, EventKind, worded
from msc_graph.sources.registry import FORMATS, source_format
from msc_graph.sources.report import EXAMPLES, ImportReport
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(msc_graph.__path__[0]).rglob("*.py")))


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", EventKind, ids=lambda kind: kind.id)
def test_every_kind_has_both_wordings_and_happens_somewhere(kind: EventKind) -> None:
    assert CHINESE.search(kind.zh)
    assert not CHINESE.search(kind.en)
    assert parameters(kind.en) == parameters(kind.zh)
    assert not re.search(r"[\[\]|]", kind.zh), "Chinese has no plural"
    for count in (1, 2) if kind.counted else (None,):
        given = dict.fromkeys(parameters(kind.en), "gene")
        for lang in ("en", "zh"):
            assert not re.search(r"[\[\]|{}]", kind.wording(lang, count, given))
    assert re.search(rf"EventKind\.{kind.name}\b", CODE)
    assert BY_ID[kind.id] is kind
    kind.zh.encode("gbk")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_in_both_languages_and_used(word: str) -> None:
    english, chinese = WORDS[word]
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    assert CODE.count(f'"{word}"') > 1


def test_only_kinds_whose_number_means_something_are_counted() -> None:
    assert {kind for kind in EventKind if not kind.counted} == {
        EventKind.DATE_OF_NEWEST_FILE,
        EventKind.NO_EXPERIMENTS,
        EventKind.NO_NODES,
        EventKind.NO_ONTOLOGY,
        EventKind.NO_STATEMENTS,
        EventKind.PAGE_OF_SEVERAL,
    }


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_described_in_both_languages(name: str) -> None:
    form = source_format(name)
    assert CHINESE.search(form.title_zh)
    assert bool(form.licence_zh) == (" " in form.licence), "a licence in words has Chinese words"
    for english, chinese in form.options.values():
        assert CHINESE.search(chinese)
        assert not english.endswith(".")


def test_a_report_is_stored_by_identifiers_and_shown_in_words() -> None:
    report = ImportReport()
    report.note(EventKind.NAME_NOT_FOUND, *"abcdefgh", kind="gene")
    report.note(EventKind.NAME_NOT_FOUND, "x", kind="disease")
    report.note(EventKind.NAME_NOT_FOUND, "a", kind="gene")
    report.note(EventKind.NO_EXPERIMENTS)
    report.note(EventKind.RETRACTED)  # none: nothing happened
    stored = json.loads(json.dumps(report.to_dict()))
    assert stored["events"] == [
        {
            "event": "name-not-found",
            "parameters": {"kind": "gene"},
            "count": 9,
            "examples": list("abcdefgh"[:EXAMPLES]),
        },
        {"event": "name-not-found", "parameters": {"kind": "disease"}, "count": 1, "examples": ["x"]},
        {"event": "no-experiments", "parameters": {}, "count": None, "examples": []},
    ]
    assert [event["what"] for event in worded(stored, "en")["events"]] == [
        "genes not found in the tables: kept by name",
        "disease not found in the tables: kept by name",
        "no table of experiments was given: there are no PubMed numbers and no samples",
    ]
    assert worded(stored, "zh")["events"][1]["what"] == "对照表中未找到的疾病：按名称保留"
    assert worded(stored, "zh")["bad_rows"] == 0


def test_a_parameter_without_words_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="planet: declare"):
        ImportReport().note(EventKind.NAME_NOT_FOUND, "a", kind="planet")


def test_what_trials_state_is_declared() -> None:
    predicate = vocabulary().predicates[f"{MSC}testsIntervention"]
    assert (predicate.role.value, predicate.sign, predicate.domain) == (
        "contextual",
        None,
        f"{MSC}ClinicalStudy",
    )
