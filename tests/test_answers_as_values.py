"""Answers as Python values: they say shortly what they are, equal ones are equal, and a copy is equal too."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msc_graph import KnowledgeGraph, load
from msc_graph.errors import UsageError
from msc_graph.query.results import QueryResult

ANSWERS: dict[str, Callable[[KnowledgeGraph], Any]] = {
    "paths": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=3),
    "no paths": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=3, max_hops=1),
    "one path": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=1)[0],
    "ranking": lambda kg: kg.rank("miR-21-5p", "Disease", limit=3),
    "profile": lambda kg: kg.profile({"miR-21-5p": 2.0}, permutations=19),
    "rows": lambda kg: kg.query("trials"),
    "no rows": lambda kg: kg.sparql("SELECT * { ?s msc:no ?o }"),
    "yes": lambda kg: kg.sparql("ASK {}"),
    "triples": lambda kg: kg.sparql("CONSTRUCT WHERE { ?s a msc:MicroRNA }"),
    "table": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=3).to_table(),
    "description": lambda kg: kg.describe("miR-21-5p"),
    "reason": lambda kg: kg.why("miR-21-5p", "a", "MicroRNACargo"),
    "part": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=3).to_graph(),
}
WHOLE: dict[str, Callable[[KnowledgeGraph], Any]] = {
    "graph": lambda kg: kg,
    "network": lambda kg: kg.network,
    "edges": lambda kg: kg.property_graph(),
    "vocabulary": lambda kg: kg.vocabulary,
    "question": lambda kg: kg.queries["trials"],
    "checks": lambda kg: kg.check(),
    "validation": lambda kg: kg.validate(),
    "inference": lambda kg: kg.follows(),
}
LONGEST = 300
"""Characters that a line in a terminal or notebook may have before it hides what is around it."""


@pytest.mark.parametrize("name", [*ANSWERS, *WHOLE])
def test_a_repr_is_one_short_line_that_names_the_class(curated: KnowledgeGraph, name: str) -> None:
    answer = (ANSWERS | WHOLE)[name](curated)
    text = repr(answer)
    assert len(text) <= LONGEST
    assert "\n" not in text
    assert text.startswith(f"<{type(answer).__name__}: ")
    assert " at 0x" not in text


def test_a_repr_tells_how_many_and_the_first(curated: KnowledgeGraph) -> None:
    assert repr(curated.network) == f"<Network: {len(curated.network.nodes)} nodes, " + (
        f"{len(curated.network.edges)} edges>"
    )
    trials = curated.query("trials")
    assert isinstance(trials, QueryResult)
    assert repr(trials).startswith(f"<QueryResult: {len(trials)} rows of trial, ")
    assert str(trials.rows[0][0]) in repr(trials)
    assert "0 paths" in repr(ANSWERS["no paths"](curated))
    assert "first" not in repr(ANSWERS["no paths"](curated))


@pytest.mark.parametrize("name", ANSWERS)
def test_equal_answers_are_equal_and_so_are_their_copies(curated: KnowledgeGraph, name: str) -> None:
    answer, again = ANSWERS[name](curated), ANSWERS[name](curated)
    assert answer == again
    assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301 -- what this test wrote itself
    assert copy.deepcopy(answer) == answer


def test_what_follows_and_what_was_imported_are_values(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("s\to\nHGNC:1\tHGNC:2\nHGNC:1\t\n", encoding="utf-8")
    ends = {"subject": "s", "predicate": "biolink:affects", "object": "o"}
    made = []
    for _ in range(2):
        with load() as graph:
            report = graph.add(tmp_path / "t.tsv", "table", parameters=ends, keep_going=True)
            made.append((graph.follows(), report))
    assert made[0] == made[1]
    assert pickle.loads(pickle.dumps(made[0])) == made[0]  # noqa: S301 -- what this test wrote itself
    with load() as graph:
        assert graph.follows() != made[0][0]


def test_saved_questions_can_be_pickled_and_copied(curated: KnowledgeGraph) -> None:
    for query in (*curated.queries.values(), *curated.checks.values()):
        again = pickle.loads(pickle.dumps(query))  # noqa: S301 -- what this test wrote itself
        assert again == query == copy.deepcopy(query)
        assert (again.column_names, type(again.call)) == (query.column_names, type(query.call))


def test_other_questions_give_other_answers(curated: KnowledgeGraph) -> None:
    paths, ranking = ANSWERS["paths"](curated), ANSWERS["ranking"](curated)
    assert paths != curated.paths("miR-21-5p", "corneal injury", k=2)
    assert paths != curated.paths("miR-21-5p", "myocardial infarction", k=3)
    assert ranking != curated.rank("miR-21-5p", "Disease", limit=2)
    assert paths != ranking
    assert len({paths, ANSWERS["paths"](curated), ranking, ANSWERS["ranking"](curated)}) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_frames_take_the_labels_of_a_language(curated: KnowledgeGraph, lang: str) -> None:
    answer = curated.query("cargo-for-disease", disease="corneal injury")
    assert isinstance(answer, QueryResult)
    names = curated.labels(lang)
    cargo = [value for (value,) in answer.as_table().to_polars().select("cargo").rows()]
    assert answer.to_polars(labels=lang)["cargo"].to_list() == [names[curie] for curie in cargo]
    by_function = answer.to_pandas(labels=lambda curie: names.get(curie, curie))
    in_words = answer.to_pandas(labels=lang)
    assert in_words["cargo"].equals(by_function["cargo"])
    if lang == "en":
        assert in_words.equals(by_function)
    assert in_words.dtypes.equals(by_function.dtypes)
    assert pickle.loads(pickle.dumps(answer)).to_pandas(labels=lang).equals(in_words)  # noqa: S301


def test_frames_have_the_values_of_a_language(curated: KnowledgeGraph) -> None:
    trials = curated.query("trials")
    assert isinstance(trials, QueryResult)
    english, chinese = (trials.to_pandas(labels=lang) for lang in ("en", "zh"))
    assert list(english.columns) == list(chinese.columns)
    said = dict(zip(english["status"], chinese["status"], strict=True))
    assert (said["Unknown status"], said["Completed"]) == ("状态不明", "已完成")


def test_what_is_found_is_a_short_list_and_a_table_in_a_notebook(curated: KnowledgeGraph) -> None:
    found = curated.find("角膜")
    assert found == list(found) and len(found) > 3
    assert max(len(repr(match)) for match in found) < 100
    assert found[0].node.label in repr(found[0])
    assert f"<td>{found[0].node.id}</td>" in found._repr_html_()


def test_inference_in_a_notebook_is_a_table_of_its_rules(curated: KnowledgeGraph) -> None:
    inference = curated.follows()
    rule, count = next(iter(inference.by_rule.items()))
    assert f"<td>{rule}</td><td>{count}</td>" in inference._repr_html_()


def test_show_of_the_command_line_is_a_method_too(curated: KnowledgeGraph) -> None:
    assert curated.show("S3-05", lang="zh") == curated.describe("S3-05", lang="zh")


def test_labels_of_no_language_or_without_a_graph_are_refused(curated: KnowledgeGraph) -> None:
    answer: Any = curated.sparql("SELECT * { ?s a msc:MicroRNA }")
    for wrong, said in {"fr": "en, zh", 1: "a language or a function"}.items():
        with pytest.raises(UsageError, match=said):
            answer.to_pandas(labels=wrong)
    with pytest.raises(UsageError, match="without its graph"):
        QueryResult(answer.columns, answer.terms).to_pandas(labels="zh")
