"""Whatever type a caller in Python gives: an answer, or one of our errors that says what is needed."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import MscGraphError, UsageError
from msc_graph.tables.table import Table

WRONG: dict[str, Any] = {
    "None": None, "True": True, "-1": -1, "2.5": 2.5, "NaN": float("nan"), "bytes": b"x", "list": [1],
    "dict": {"a": 1}, "object": object(), "empty text": "", "text": "no such thing", "surrogate": "\ud800",
    "NUL": "a\0b", "inf": float("inf"), "set": {1},
    "complex": 1j, "nested": [[["a"]]], "array": np.array([1, 2]), "NA": pd.NA,
    "huge": 10**400, "frame": pl.DataFrame(), "text of numpy": np.array("no such thing"), "int8": np.int8(2),
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
    "rank": {
        "source": "miR-21-5p", "target": "Disease", "limit": 1, "published_only": False, "progress": None,
        "max_hops": 2, "scoring": "dwpc",
    },
    "why": {"subject": "miR-21-5p", "predicate": "targets", "object": "PTEN", "lang": "en"},
    "dwpc": {"source": "miR-21-5p", "target": "PTEN", "metapath": "MicroRNA -targets-> Gene", "w": 0.4},
    "profile": {
        "table": {"miR-21-5p": 2.0}, "target": "corneal injury", "name_column": None, "value_column": None,
        "permutations": 1, "duplicates": "mean", "orthologs": None, "any_arm": False, "limit": 1, "seed": 0,
        "sort": "p", "published_only": False, "progress": None, "max_hops": 2, "strict": False,
    },
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


ANSWERS: dict[str, Callable[[KnowledgeGraph], Any]] = {
    "match": lambda kg: kg.find("PTEN")[0],
    "node": lambda kg: kg.node("PTEN"),
    "edge": lambda kg: kg.property_graph().edges[0],
    "description": lambda kg: kg.describe("PTEN"),
    "rows": lambda kg: kg.query("article-claims"),
    "free rows": lambda kg: kg.sparql("SELECT ?s { ?s a msc:MicroRNA }"),
    "triples": lambda kg: kg.query("mechanism-as-graph", mechanism="C03"),
    "paths": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=1),
    "one path": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=1)[0],
    "ranking": lambda kg: kg.rank("miR-21-5p", "Disease", limit=2),
    "profile": lambda kg: kg.profile({"miR-21-5p": 2.0}, "Disease", permutations=1),
    "table": lambda kg: kg.paths("miR-21-5p", "corneal injury", k=1).to_table(),
    "checks": lambda kg: kg.check(),
    "finding": lambda kg: kg.check().findings[0],
    "validation": lambda kg: kg.validate(),
    "reason": lambda kg: kg.why("miR-21-5p", "a", "MicroRNACargo"),
    "count": lambda kg: kg.dwpc("miR-21-5p", "PTEN", "MicroRNA -targets-> Gene"),
    "question": lambda kg: kg.queries["trials"],
    "rule": lambda kg: next(iter(kg.rules.values())),
}
"""What the methods of a graph return, by a short name."""

NEEDED: dict[str, Any] = {
    "text": "PTEN", "name": "PTEN", "lang": "en", "format_name": "csv", "query": "ASK {}",
    "source": "miR-21-5p", "target": "corneal injury", "subject": "miR-21-5p",
    "predicate": "targets", "object": "PTEN", "metapath": "MicroRNA -targets-> Gene", "parameters": {},
    "folder": Path(__file__).parent, "path": "part.nt",
    "table": {"miR-21-5p": 2.0}, "files": "x.tsv", "format": "kgx", "values": {}, "curie": "HGNC:9588",
    "node": "HGNC:9588", "columns": ["a"], "rows": [["x"]],
}  # fmt: skip
"""Right values of arguments that must be given, by name."""

BESIDE: dict[tuple[str, str], dict[str, Any]] = {
    ("export", argument): {"paths": ("miR-21-5p", "PTEN")} for argument in ("k", "max_hops")
}
"""What must be given beside an argument of a method, for it to count."""

ELSEWHERE = {"close", "reason", "consistency", "to_owlready", "to_rdflib", "to_networkx"}
"""Methods that change the graph, need Java, or make much, and take what others take."""


def methods(answer: Any) -> Iterator[tuple[str, Callable[..., Any], inspect.Signature]]:
    """Yield the public methods of an object that our package defines."""
    for name in dir(type(answer)):
        if name.startswith("_") or isinstance(inspect.getattr_static(type(answer), name), property):
            continue
        method = getattr(answer, name)
        if callable(method) and str(getattr(method, "__module__", "")).startswith("msc_graph"):
            if name not in ELSEWHERE and "." in getattr(method, "__qualname__", ""):
                yield name, method, inspect.signature(method)


def calls(answer: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield calls of all methods with one wrong argument each; what says which."""
    for name, method, signature in methods(answer):
        given = {
            p.name: NEEDED.get(p.name, "x")
            for p in signature.parameters.values()
            if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        }
        for parameter in signature.parameters.values():
            for wrong, value in WRONG.items():
                argument = "nosuch" if parameter.kind is parameter.VAR_KEYWORD else parameter.name
                right = given | BESIDE.get((name, argument), {})
                yield f"{name}({argument}={wrong})", partial(method, **{**right, argument: value})


@pytest.mark.parametrize("name", ANSWERS)
def test_every_argument_of_every_method_of_an_answer_is_checked(
    curated: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for said, call in calls(ANSWERS[name](curated)):
        try:
            assert answered_or_refused(call)
        except BaseException as error:
            error.add_note(f"{name}.{said}")
            raise


def test_every_argument_of_every_method_of_a_graph_is_checked(
    curated: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tried = 0
    for said, call in calls(curated):
        method = said.partition("(")[0]
        if said.partition("=")[0].partition("(")[2] in CALLS.get(method, {}):
            continue  # tried above, with the values that are right for it
        tried += 1
        try:
            assert answered_or_refused(call)
        except BaseException as error:
            error.add_note(said)
            raise
    assert tried > 500


def test_numbers_and_texts_of_numpy_are_taken_for_what_they_are(curated: KnowledgeGraph) -> None:
    source, target = "miR-21-5p", "corneal injury"
    asked: dict[str, Any] = {"source": np.array(source), "target": np.array(target), "k": np.int8(1)}
    assert len(curated.paths(**asked, max_hops=3)) == 1
    measured: Any = np.array(target)
    few = curated.profile({np.str_(source): np.float32(2)}, measured, permutations=np.int8(127))
    assert few.rows[0].p >= 1 / 128
    assert curated.query("shared-cargo", least=np.int64(3)) == curated.query("shared-cargo", least=3)
    papers = [curated.query("claims-citing-reference", reference=one) for one in (32380908, "32380908")]
    assert papers[0] == papers[1] and papers[0]
    with pytest.raises(UsageError, match="a whole number is needed, not float"):
        curated.query("shared-cargo", least=2.0)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"miR-21-5p": None}, "finite value"),
        ({"miR-21-5p": pd.NA}, "finite value"),
        ({"miR-21-5p": np.array([1])}, "a number is needed, not '\\[1\\]' \\(row 1\\)"),
        (pl.DataFrame({"name": ["miR-21-5p"], "log2FC": [[1.0]]}), "a number is needed"),
    ],
)
def test_a_profile_whose_values_are_none_is_refused(curated: KnowledgeGraph, table: Any, says: str) -> None:
    with pytest.raises(msc_graph.errors.InputError, match=says):
        curated.profile(table, "corneal injury")


def test_a_missing_value_of_pandas_is_missing(curated: KnowledgeGraph) -> None:
    frame = pd.DataFrame({"name": ["miR-21-5p", "PTEN"], "log2FC": pd.array([1, None], dtype="Int64")})
    found = curated.profile(frame, "corneal injury", permutations=1)
    assert list(found.matched) == ["miR-21-5p"] and dict(found.unmatched) == {"PTEN": "missing"}


@pytest.mark.parametrize("wrong", list(WRONG))
def test_values_of_questions_are_checked(curated: KnowledgeGraph, wrong: str) -> None:
    assert answered_or_refused(lambda: curated.query("cargo-for-disease", disease=WRONG[wrong]))
    assert answered_or_refused(lambda: curated.query("trials", limit=WRONG[wrong]))


def test_every_class_that_a_graph_returns_is_tried(curated: KnowledgeGraph) -> None:
    """What the docstrings of the methods promise, by the names of the classes."""
    said = " ".join(str(inspect.signature(method).return_annotation) for _, method, _ in methods(curated))
    promised = set(re.findall("[A-Z][A-Za-z]+", said)) - {"None", "Mapping", "Graph", "Path", "InputError"}
    tried = {type(make(curated)).__name__ for make in ANSWERS.values()}
    assert promised - tried <= {
        "Any",
        "Self",
        "ImportResult",
        "Inference",
        "Lookup",
        "Matches",
        "NameIndex",
    }, promised - tried
    assert tried >= {
        "QueryResult",
        "TriplesResult",
        "Mechanisms",
        "RankReport",
        "ProfileReport",
        "CheckReport",
    }


def test_rows_of_a_table_are_checked() -> None:
    for rows in (5, b"ab", "ab", [1], [[1, 2]], [None], {"a": 1}, [["x"], ["y", "z"]]):
        with pytest.raises(UsageError):
            Table.of(["a"], rows)  # type: ignore[arg-type]


def test_every_argument_of_these_calls_is_tried() -> None:
    for method, arguments in CALLS.items():
        known = inspect.signature(getattr(KnowledgeGraph, method)).parameters
        assert set(arguments) <= set(known) or "options" in known


@pytest.mark.parametrize("wrong", list(WRONG))
def test_what_a_cluster_is_asked_for_is_checked_before_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    def unasked(*_: object, **__: object) -> None:
        raise msc_graph.errors.EngineFailed("sc://h:1", "it is asked")

    monkeypatch.setattr("msc_graph.stores.adjacency.building.connected", unasked)
    monkeypatch.setattr("msc_graph.stores.adjacency.spark.connected", unasked)
    right: dict[str, Any] = {"address": "sc://h:1", "files": ["x.tsv"], "place": "p", "source": "mine"}
    for argument in (*right, "buckets", "part_rows"):
        call = partial(msc_graph.build_adjacency, **{**right, argument: WRONG[wrong]})
        assert answered_or_refused(call)
    assert answered_or_refused(lambda: msc_graph.connect("sc://h:1", adjacency=WRONG[wrong]))
    assert answered_or_refused(lambda: msc_graph.connect("http://127.0.0.1:9/", limits=WRONG[wrong]))


def test_a_right_call_reaches_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(address: str) -> None:
        raise msc_graph.errors.EngineFailed(address, "it is asked")

    monkeypatch.setattr("msc_graph.stores.adjacency.building.connected", asked)
    with pytest.raises(msc_graph.errors.EngineFailed, match="it is asked"):
        msc_graph.build_adjacency("sc://h:1", ["x.tsv"], "p")


@pytest.mark.parametrize(
    ("option", "part"),
    [
        ({"hops": 2}, "around"),
        ({"k": 10}, "paths"),
        ({"max_hops": 3}, "paths"),
        ({"parameters": {"least": 3}}, "query"),
    ],
)
def test_options_of_an_export_go_with_their_part(
    curated: KnowledgeGraph, tmp_path: Path, option: dict[str, Any], part: str
) -> None:
    others: dict[str, Any] = {
        "around": "PTEN",
        "paths": ("miR-21-5p", "PTEN"),
        "query": "hubs",
        "connected": True,
    }
    given: list[dict[str, Any]] = [{}, *({name: others[name]} for name in others if name != part)]
    for one in given:
        with pytest.raises(UsageError, match=f"'{next(iter(option))}' goes with '{part}'"):
            curated.export(tmp_path / "part.nt", **one, **option)
    assert not list(tmp_path.iterdir())


def test_a_graph_says_what_to_do_instead_of_pickling_it(curated: KnowledgeGraph) -> None:
    for make in (pickle.dumps, copy.deepcopy):
        with pytest.raises(UsageError, match="open it where it is needed"):
            make(curated)
    assert copy.copy(curated).node("PTEN") == curated.node("PTEN")
    assert len(pickle.loads(pickle.dumps(curated.network))) == len(curated.network)  # noqa: S301


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (pd.DataFrame({"a": [1]}), "path or several, not of the kind DataFrame; write the table to a file"),
        (pl.DataFrame({"a": [1]}), "path or several, not of the kind DataFrame; write the table to a file"),
        ({"a.tsv": 1}, "path or several, not of the kind dict"),
        (b"a.tsv", "path or several, not of the kind bytes"),
        (None, "path or several, not of the kind NoneType"),
        (["a.tsv", 5], "a file to import is a path, not of the kind int"),
    ],
)
def test_files_to_import_are_paths(curated: KnowledgeGraph, files: Any, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        curated.add(files, "kgx")
