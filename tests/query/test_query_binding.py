"""Values become terms, and no value of any type can change a query."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from msc_graph.errors import QueryParameterError, UnknownNode
from msc_graph.query.binding import MAX_VALUE_BYTES, MAX_VALUES, bind_values
from msc_graph.vocabulary import curies
from tests.helpers.query_cases import CATALOGUE, CHECKS, ECHO, HEADER, MSC, ask, resolve, saved
from tests.helpers.query_graph import expand

HOSTILE = (
    "'",
    '"',
    '"""',
    "\\",
    '\\"',
    "}",
    ">",
    "{",
    "#",
    "\n",
    "\r\n",
    "\0",
    "# comment\n}",
    '") } INSERT DATA { <a:a> <a:b> <a:c> } #',
    "' AS ?out) } UNION { ?s ?p ?out } #",
    "?_word",
    "?out",
    "$_lang",
    "\\u0022",
    "\\\\u0022 }",
    "\\U00000022",
    "\u0022\u005c",
    "@en",
    '"^^<http://a/>',
    "\u202e\ufeff\U0001f9ec",
    "x" * MAX_VALUE_BYTES,
)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
def test_hostile_text_is_only_a_text(tmp_path: Path, value: str) -> None:
    assert ask(saved(tmp_path, ECHO), word=value) == ({"out": value},)


def test_value_that_names_a_parameter_is_not_replaced_again(tmp_path: Path) -> None:
    two = HEADER.replace(
        "#+ columns:",
        "#+   - name: other\n#+     type: literal\n#+     example: y\n#+     meaning: m\n#+ columns:",
    )
    query = saved(tmp_path, two + "SELECT ?out { BIND(CONCAT(?_word, ?_other, ?_word) AS ?out) }")
    assert ask(query, word="?_other", other="?_word") == ({"out": "?_other?_word?_other"},)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x" * 1_000_000, "1000000 bytes"),
        ("\ud800", "surrogate"),
        (7, "must be a text, not int"),
        (["x"], "must be a text, not list"),
        (None, "a value is needed, for example 'x'"),
    ],
    ids=["1 MB", "surrogate", "number", "list", "missing"],
)
def test_unfit_text_is_refused(tmp_path: Path, value: object, message: str) -> None:
    with pytest.raises(QueryParameterError, match=message) as caught:
        ask(saved(tmp_path, ECHO), word=value)
    assert (caught.value.query, caught.value.parameter) == ("echo", "word")
    assert len(str(caught.value)) < 300


def test_unknown_parameter_offers_the_nearest() -> None:
    with pytest.raises(QueryParameterError, match="Did you mean 'disease'"):
        ask(CATALOGUE["cargo-for-disease"], diseas="disease Z")
    with pytest.raises(QueryParameterError, match="the parameters are: none"):
        ask(CATALOGUE["overview"], x="y")


def test_node_is_resolved_with_its_category() -> None:
    asked: list[tuple[str, str | None]] = []

    def note(name: str, category: str | None) -> str:
        asked.append((name, category))
        return "msc:disease_z"

    terms = bind_values(CATALOGUE["cargo-for-disease"], {"disease": "Z"}, resolve=note, expand=expand)
    assert terms == {"disease": NamedNode(f"{MSC}disease_z")}
    assert asked == [("Z", "Condition")]


def test_what_the_resolver_raises_is_passed_on() -> None:
    with pytest.raises(UnknownNode):
        ask(CATALOGUE["cargo-for-disease"], disease="nobody")


@pytest.mark.parametrize("curie", ["msc:a b", "msc:a>", "msc:a}\n#"])
def test_node_must_be_an_iri(curie: str) -> None:
    with pytest.raises(QueryParameterError, match="not an IRI"):
        bind_values(
            CATALOGUE["targets-of-cargo"], {"cargo": "x"}, resolve=lambda name, _: curie, expand=expand
        )


def test_language_is_one_of_two() -> None:
    with pytest.raises(QueryParameterError, match="one of en, zh, not 'de'"):
        ask(CATALOGUE["trials"], lang="de")


@pytest.mark.parametrize("value", ["42", "+42", "042", 42])
def test_integer(tmp_path: Path, value: object) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: integer"))
    assert ask(query, word=value) == ({"out": 42},)


@pytest.mark.parametrize("value", ["4.2", "1e3", "", "٤٢", "4\n", True, 4.0, "9" * 19])
def test_integer_is_refused(tmp_path: Path, value: object) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: integer"))
    with pytest.raises(QueryParameterError):
        ask(query, word=value)


@pytest.mark.parametrize("value", ["+", "-", "?"])
def test_sign(tmp_path: Path, value: str) -> None:
    assert ask(saved(tmp_path, ECHO.replace("type: literal", "type: sign")), word=value) == ({"out": value},)


@pytest.mark.parametrize("value", ["", "++", "plus", "1", '"'])
def test_sign_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(QueryParameterError, match="one of [+], -, [?]"):
        ask(saved(tmp_path, ECHO.replace("type: literal", "type: sign")), word=value)


@pytest.mark.parametrize(
    ("value", "meant"),
    [("S2-18", "claim:S2-18"), ("a/7", "claim:a/7"), ("PMID:1", "PMID:1"), (f"{MSC}x", f"{MSC}x")],
)
def test_an_identifier_without_a_colon_gets_the_prefix(tmp_path: Path, value: str, meant: str) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: identifier\n#+     prefix: claim"))
    terms = bind_values(query, {"word": value}, resolve=resolve)
    assert terms == {"word": NamedNode(curies.expand(meant))}
    with pytest.raises(QueryParameterError, match="'PMIB:1' is neither an IRI nor a CURIE"):
        bind_values(query, {"word": "PMIB:1"}, resolve=resolve)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
@pytest.mark.parametrize("kind", ["node", "identifier"])
def test_hostile_text_is_no_identifier(tmp_path: Path, kind: str, value: str) -> None:
    label = "node\n#+     label: no" if kind == "node" else kind
    query = saved(tmp_path, ECHO.replace("type: literal", f"type: {label}"))
    with pytest.raises(QueryParameterError):
        bind_values(query, {"word": value}, resolve=resolve)


@pytest.mark.parametrize("value", [">", "}", '"', "a b", "\n", "\\u0041", "<", "^", "`", "|"])
def test_iri_that_would_break_out_is_refused(tmp_path: Path, value: str) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: identifier"))
    with pytest.raises(QueryParameterError, match="not an IRI"):
        bind_values(query, {"word": f"http://a/{value}"}, resolve=resolve)


MANY = """\
#+ summary: s
#+ summary_zh: 总
#+ motivation: m
#+ motivation_zh: 因
#+ params:
#+   - name: words
#+     type: literal
#+     many: yes
#+     example: x
#+     meaning: words
#+ columns:
#+   out: what came in
SELECT ?out WHERE { VALUES ?out { ?_words } } ORDER BY ?out
"""


def test_many_values_stand_in_one_list(tmp_path: Path) -> None:
    query = saved(tmp_path, MANY)
    assert [row["out"] for row in ask(query, words=["b", "} a", "c"])] == ["b", "c", "} a"]
    assert ask(query, words="one") == ({"out": "one"},)
    assert ask(query) == ask(query, words=[]) == ()
    with pytest.raises(QueryParameterError, match="100001 values"):
        ask(query, words=["x"] * (MAX_VALUES + 1))
    with pytest.raises(QueryParameterError, match="not int"):
        ask(query, words=["x", 1])


def test_retracted_takes_pubmed_records() -> None:
    terms = bind_values(CHECKS["retracted-reference"], {"retracted": ["PMID:1"]}, resolve=resolve)
    assert terms["retracted"] == (NamedNode("http://www.ncbi.nlm.nih.gov/pubmed/1"),)
