"""Whatever type a caller in Python gives: an answer, or one of our errors that says what is needed."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import MscGraphError

WRONG: dict[str, Any] = {
    "None": None, "True": True, "-1": -1, "2.5": 2.5, "NaN": float("nan"), "bytes": b"x", "list": [1],
    "dict": {"a": 1}, "object": object(), "empty text": "", "text": "no such thing", "surrogate": "\ud800",
    "NUL": "a\0b", "array": np.array([1, 2]), "NA": pd.NA, "huge": 10**400, "frame": pl.DataFrame(),
}  # fmt: skip

CALLS: dict[str, dict[str, Any]] = {
    "find": {"text": "PTEN", "category": "Gene", "limit": 1},
    "node": {"name": "PTEN", "category": "Gene"},
    "describe": {"name": "PTEN", "lang": "en", "limit": 1},
    "labels": {"lang": "en"},
    "sparql": {"query": "ASK {}", "timeout": 30.0},
    "add_queries": {"folder": Path(__file__).parent},
    "ask": {"name": "trials", "parameters": {}, "engine": None, "timeout": 30.0},
    "query": {"name": "trials"},
    "resolve": {"name": "PTEN", "category": "Gene"},
    "export": {"path": "", "format": "nt", "around": "PTEN", "hops": 1},
    "paths": {
        "source": "miR-21-5p", "target": "corneal injury", "k": 1, "max_hops": 2, "sign": None, "via": (),
        "avoid": (), "min_belief": 0.0,
    },
    "rank": {"source": "miR-21-5p", "target": "Disease", "limit": 1},
    "why": {"subject": "miR-21-5p", "predicate": "targets", "object": "PTEN", "lang": "en"},
    "dwpc": {"source": "miR-21-5p", "target": "PTEN", "metapath": "MicroRNA targets Gene", "w": 0.4},
    "profile": {"table": {"miR-21-5p": 2.0}, "target": "Disease", "name_column": None, "value_column": None},
    "add": {"files": "x.tsv", "format": "kgx"},
    "check": {"retracted": ()},
}  # fmt: skip
"""Calls that are right, by method; each argument is replaced by each wrong value in turn."""


def attempts() -> Iterator[Any]:
    for method, arguments in CALLS.items():
        for argument in arguments:
            for name in WRONG:
                yield pytest.param(method, argument, name, id=f"{method}-{argument}-{name}")


def answered_or_refused(call: Callable[[], object]) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            call()
        except (MscGraphError, FileNotFoundError, IsADirectoryError) as error:
            assert len(str(error)) < 5_000
        return True


@pytest.mark.parametrize(("method", "argument", "wrong"), list(attempts()))
def test_a_wrong_argument_is_refused_in_our_words(
    curated: KnowledgeGraph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    argument: str,
    wrong: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = {**CALLS[method], argument: WRONG[wrong]}
    if method == "export" and argument != "path":
        arguments["path"] = tmp_path / "part.nt"
    assert answered_or_refused(lambda: getattr(curated, method)(**arguments))


@pytest.mark.parametrize("wrong", list(WRONG))
def test_places_of_graphs_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert answered_or_refused(lambda: msc_graph.open(WRONG[wrong]).close())
    assert answered_or_refused(lambda: msc_graph.connect(WRONG[wrong]))
    assert answered_or_refused(lambda: msc_graph.connect("http://127.0.0.1:9/", timeout=WRONG[wrong]))


@pytest.mark.parametrize("wrong", list(WRONG))
def test_forms_of_answers_are_checked(curated: KnowledgeGraph, wrong: str) -> None:
    value = WRONG[wrong]
    answer = curated.query("article-claims")
    triples = curated.query("mechanism-as-graph", mechanism="C03")
    found = curated.paths("miR-21-5p", "corneal injury", k=1)
    for call in (
        lambda: answer.render(value),  # type: ignore[union-attr]
        lambda: answer.render("csv", labels=value),  # type: ignore[union-attr]
        lambda: answer.render("table", lang=value),  # type: ignore[union-attr]
        lambda: answer.render("table", width=value),  # type: ignore[union-attr]
        lambda: answer.to_bytes(value),  # type: ignore[union-attr]
        lambda: triples.serialize(value),  # type: ignore[union-attr]
        lambda: found.to_table(value),
        lambda: found.to_dict(value),
        lambda: found.explain(value),
        lambda: found.to_svg(value),
        lambda: found.to_html(value),
        lambda: curated.query("cargo-for-disease", disease=value),
        lambda: curated.query("trials", limit=value),
    ):
        assert answered_or_refused(call)


def test_every_argument_of_these_calls_is_tried() -> None:
    for method, arguments in CALLS.items():
        assert set(arguments) <= set(inspect.signature(getattr(KnowledgeGraph, method)).parameters) | {
            "sign",
            "min_belief",
        }
