"""Every error says what happened, where and what next, and is explained in docs/errors.md."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph import errors
from msc_graph.errors import (
    AmbiguousName,
    BadRow,
    CurationError,
    EndpointFailed,
    EngineFailed,
    FileRefused,
    InputError,
    MissingPart,
    MscGraphError,
    QueryFailed,
    QueryHeaderError,
    QueryParameterError,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    ReasoningFailed,
    ReasoningTimeout,
    StoreLocked,
    StoreRefused,
    TableProblem,
    UnknownFormat,
    UnknownNode,
    UnknownQuery,
    UnwritableValue,
    UsageError,
    ValidationFailed,
    ValidationTimeout,
    did_you_mean,
    nearest,
    without_secrets,
)

DOCS = Path(__file__).parents[1] / "docs" / "errors.md"
CLASSES = [
    value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, MscGraphError)
]

EXAMPLES: list[tuple[Callable[[], MscGraphError], list[str]]] = [
    (lambda: UnknownFormat("tutle", ("turtle", "trig")), ["'tutle'", "'turtle'", "trig"]),
    (lambda: UnknownFormat("", ("turtle",), file=Path("part")), ["part has no extension", "turtle"]),
    (
        lambda: UnknownFormat(".tt", (".ttl", ".nt"), file=Path("part.tt")),
        ["part.tt: unknown format '.tt'", "'.ttl'", ".nt"],
    ),
    (lambda: UnknownQuery("artcle-claims", ("article-claims",)), ["'article-claims'", "msc-graph query"]),
    (
        lambda: QueryParameterError("cargo", "diseas", "unknown.", candidates=("disease",)),
        ["'cargo'", "'diseas'", "'disease'"],
    ),
    (
        lambda: QueryRefused("SERVICE asks another machine", line=2, column=7),
        ["line 2", "column 7", "SERVICE"],
    ),
    (lambda: QueryRefused("it writes"), ["it writes"]),
    (lambda: QueryFailed("expected '}'", line=3, column=1), ["line 3", "column 1", "expected"]),
    (lambda: UnknownNode("PDCD5", ("HGNC:8763 PDCD4",)), ["'PDCD5'", "HGNC:8763", "msc-graph find"]),
    (lambda: AmbiguousName("CD9", ("HGNC:1709 CD9", "msc:cd9 CD9")), ["HGNC:1709", "msc:cd9", "identifier"]),
    (lambda: EndpointFailed("http://a/", "it is away"), ["http://a/", "it is away", "Check its address"]),
    (lambda: EngineFailed("Spark", "it is away"), ["Spark gave no answer", "it is away"]),
    (lambda: FileRefused("a.ttl", "not Turtle", line=4, column=2), ["a.ttl:4:2", "not Turtle"]),
    (
        lambda: BadRow("a.tsv", 7, "it has 2 cells, not 3", column="object"),
        ["a.tsv:7:", "'object'", "2 cells"],
    ),
    (lambda: StoreRefused("my-store", "no such store"), ["my-store: no such store"]),
    (lambda: StoreLocked("my-store", "process 7"), ["my-store", "process 7", "Wait"]),
    (lambda: FileRefused("a.ttl", "no such file"), ["a.ttl: no such file"]),
    (lambda: QueryHeaderError("a.rq", 3, "no summary"), ["a.rq:3", "no summary"]),
    (lambda: QueryTimeout(2.5), ["2.5 seconds", "--timeout"]),
    (lambda: QueryTooLarge("1000 rows"), ["1000 rows", "LIMIT"]),
    (lambda: ValidationTimeout(30), ["30 seconds", "--timeout"]),
    (lambda: ValidationFailed("no such shape"), ["validation failed", "no such shape"]),
    (lambda: ReasoningTimeout(30), ["30 seconds", "--timeout"]),
    (lambda: ReasoningFailed("hermit: no datatype"), ["reasoner failed", "no datatype"]),
    (lambda: UnwritableValue("RDF/XML", "<x:1>", "no local name."), ["RDF/XML", "<x:1>", "Choose another"]),
    (lambda: MissingPart("A Java", "pip install 'msc-graph[reasoner]'"), ["A Java", "pip install"]),
]


@pytest.mark.parametrize(("make", "parts"), EXAMPLES)
def test_text_says_what_where_and_what_next(make: Callable[[], MscGraphError], parts: list[str]) -> None:
    text = str(make())
    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize(("make", "_"), EXAMPLES)
def test_an_error_reaches_another_process_whole(make: Callable[[], MscGraphError], _: list[str]) -> None:
    error = make()
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- what this test wrote itself
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert {name: str(value) for name, value in vars(again).items()} == {
        name: str(value) for name, value in vars(error).items()
    }


def test_every_error_that_is_raised_has_an_example_here() -> None:
    shown = {type(make()) for make, _ in EXAMPLES} | {CurationError}
    assert {MscGraphError, UsageError, InputError} | shown == set(CLASSES)


def test_each_error_has_its_own_id_and_a_heading_in_the_docs() -> None:
    headings = re.findall(r"^## (.+)$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == list(dict.fromkeys(headings))
    assert sorted(headings) == sorted(error.id for error in CLASSES)


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_the_docs_name_the_class_its_exit_code_and_what_it_carries(error: type[MscGraphError]) -> None:
    section = DOCS.read_text(encoding="utf-8").split(f"\n## {error.id}\n")[1].split("\n## ")[0]
    assert section.strip().startswith(f"`{error.__name__}`, exit code {error.exit_code}")
    for make, _ in EXAMPLES:
        if type(example := make()) is error:
            assert [name for name in vars(example) if f"`{name}`" not in section] == []


def test_the_tree_at_the_top_of_the_module_is_complete() -> None:
    tree = errors.__doc__ or ""
    assert [error.__name__ for error in CLASSES if error.__name__ not in tree] == []


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_exit_codes_tell_usage_input_and_missing_parts_apart(error: type[MscGraphError]) -> None:
    assert error.exit_code == (2 if issubclass(error, UsageError) else 4 if error is MissingPart else 3)


def test_a_curation_error_lists_its_problems_in_file_order() -> None:
    problems = [
        TableProblem("nodes.tsv", 10, "class", "unknown class 'Gen'."),
        TableProblem("claims.tsv", 3, "", "3 cells where 15 are needed"),
        TableProblem("nodes.tsv", 2, "id", "no CURIE"),
    ]
    error = CurationError(problems)
    assert [(p.file, p.line) for p in error.problems] == [
        ("claims.tsv", 3),
        ("nodes.tsv", 2),
        ("nodes.tsv", 10),
    ]
    assert str(error).splitlines() == [
        "3 problems in the curated tables:",
        "  claims.tsv:3: 3 cells where 15 are needed",
        "  nodes.tsv:2: id: no CURIE",
        "  nodes.tsv:10: class: unknown class 'Gen'.",
    ]
    assert str(CurationError(problems[:1])).startswith("1 problem in")


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("hgnc", ["HGNC", "GO"], ("HGNC",)),
        ("downregulate", ["upregulates", "downregulates", "isKindOf"], ("downregulates", "upregulates")),
        ("xyz", ["HGNC", "GO"], ()),
        ("", ["HGNC"], ()),
        ("HGNC", [], ()),
    ],
)
def test_nearest_offers_names_as_they_are_written(
    name: str, known: list[str], expected: tuple[str, ...]
) -> None:
    assert nearest(name, known) == expected


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=20))
def test_nearest_offers_at_most_three_known_names(name: str, known: list[str]) -> None:
    found = nearest(name, known)
    assert len(found) <= 3
    assert set(found) <= set(known)


def test_did_you_mean_is_silent_without_candidates() -> None:
    assert did_you_mean(()) == ""
    assert did_you_mean(("HGNC", "GO")) == " Did you mean 'HGNC', 'GO'?"


def test_what_is_no_address_is_told_whole() -> None:
    for text in (
        "/data/me@lab/table.csv:3: column '@id' is no name",
        "http://purl.obolibrary.org/obo/RO_0002212#part, https://e.org/?id=3&author=me",
        '<http://a/b> rdfs:label"x"@en, PMID:1',
        "C:\\Users\\me\\table.csv",
    ):
        assert without_secrets(text) == text
    assert str(InputError("a:b@host")) == "***@host"


def test_secrets_are_found_in_time_that_grows_with_the_text() -> None:
    started = process_time()
    for text in ("a:" * 500_000 + " @", "@" + "a:" * 500_000, "a" * 1_000_000 + "@b", "?key" * 250_000):
        without_secrets(text)
    assert process_time() - started < 5
