"""Columns that are lists: one row a thing, and one row a value on request."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.query.results import LIST_SEPARATOR, QueryResult
from tests.helpers.query_cases import CATALOGUE

TERMS = st.sampled_from([NamedNode("https://w3id.org/msc-graph/a"), Literal("b"), Literal(3), None])


@given(rows=st.lists(st.tuples(TERMS, TERMS, TERMS), max_size=12).map(tuple))
def test_rows_of_one_thing_become_one_with_each_value_once(rows: tuple[tuple[object, ...], ...]) -> None:
    result = QueryResult(("x", "many", "y"), rows, lists=("many",))  # type: ignore[arg-type]
    plain = result.long().rows
    things = list(dict.fromkeys((row[0], row[2]) for row in plain))
    assert [(row[0], row[2]) for row in result] == things and len(result) == len(things)
    texts = result.long().as_table().written
    for thing, row in zip(things, result, strict=True):
        values = [text[1] for text, each in zip(texts, plain, strict=True) if (each[0], each[2]) == thing]
        assert row[1] == (LIST_SEPARATOR.join(dict.fromkeys(filter(None, values))) or None)


@given(rows=st.lists(st.tuples(TERMS, TERMS, TERMS), max_size=12).map(tuple), most=st.integers(1, 5))
def test_the_first_rows_are_whole(rows: tuple[tuple[object, ...], ...], most: int) -> None:
    result = QueryResult(("x", "many", "y"), rows, lists=("many",))  # type: ignore[arg-type]
    assert result.head(most).rows == result.rows[:most]
    assert result.long().head(most).rows == result.long().rows[:most]


@pytest.mark.parametrize(
    "name",
    [
        *("trials", "trials-for-condition", "trials-by-phase", "trials-by-route", "trials-by-source-cell"),
        *("trials-by-status", "trials-with-results", "mechanism-for-trial", "cargo-for-disease"),
        *("diseases-for-cargo", "m2-polarization", "corneal-repair", "kidney-repair", "lung-repair"),
        *("nerve-repair", "ovary-repair", "skin-repair", "tumour-double-role"),
    ],
)
def test_trials_and_mechanisms_have_one_row_each(curated: KnowledgeGraph, name: str) -> None:
    answer = curated.ask(name, CATALOGUE[name].call)
    assert isinstance(answer, QueryResult)
    thing = "mechanism" if "mechanism" in answer.columns else "trial"
    column = answer.columns.index(thing)
    if name == "mechanism-for-trial":
        column = answer.columns.index("trial")
    names = [row[column] for row in answer]
    assert len(names) == len(set(names)) and names
    assert {row[column] for row in answer.long()} == set(names)


def test_labels_stand_for_each_value_of_a_list_and_long_has_rows(curated: KnowledgeGraph) -> None:
    call = ["query", "trials-for-condition", "-p", "condition=osteoarthritis", "--format", "csv"]
    short, long = (
        list(csv.DictReader(io.StringIO(CliRunner().invoke(cli, [*call, *more]).stdout)))
        for more in ([], ["--long"])
    )
    (trial,) = (row for row in short if row["trial"] == "NCT05060107")
    assert set(trial["condition"].split("; ")) == {"osteoarthritis", "knee osteoarthritis"}
    assert trial["kind"] == "knee osteoarthritis"
    assert len([row for row in long if row["trial"] == "NCT05060107"]) > 1


def test_trials_of_narrower_conditions_count_for_the_wider_one(curated: KnowledgeGraph) -> None:
    stroke = curated.query("trials-for-condition", condition="stroke")
    assert [(row["trial"], row["kind"]) for row in stroke.as_dicts()] == [  # type: ignore[union-attr]
        ("clinicaltrials:NCT03384433", "MONDO:1060198")
    ]
    without = {row[0] for row in curated.query("diseases-without-trials")}
    assert "MONDO:0005098" not in without and "MONDO:1060198" not in without
    cargo = curated.query("cargo-for-disease", disease="graft versus host disease")
    kinds = {row["mechanism"]: row["kind"] for row in cargo.as_dicts()}  # type: ignore[union-attr]
    assert kinds == {"mechanism:C74": None, "mechanism:C83": "MONDO:0020547"}


@pytest.mark.parametrize(
    ("call", "claim", "right"),
    [
        (["cargo-for-disease", "-p", "disease=corneal injury"], "S2-18", "miR-21-5p targets PDCD4"),
        (["diseases-for-cargo", "-p", "cargo=miR-150-5p"], "S2-18", "miR-21-5p targets PDCD4"),
        (
            ["cargo-for-disease", "-p", "disease=type 1 diabetes mellitus"],
            "S2-11",
            "miR-148a-3p is investigated",
        ),
    ],
)
def test_disputed_claims_stand_under_the_answer(call: list[str], claim: str, right: str) -> None:
    answered = CliRunner().invoke(cli, ["query", *call])
    assert claim in answered.stdout
    assert f"see msc-graph show {claim}" in answered.stderr and f"instead: {right}" in answered.stderr
