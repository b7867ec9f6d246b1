from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from msc_graph.errors import QueryFailed
from msc_graph.query.text import (
    TokenKind,
    dataset_clauses,
    first_nested_deeper,
    position,
    template,
    tokenize,
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("?x $y", "variable variable"),
        ("a:b.", "prefixed name|other"),
        ("a:b.c :x _:b a:%20\\-z", "prefixed name|prefixed name|prefixed name|prefixed name"),
        ("<http://a/#b> # c", "iri"),
        ("?a < ?b", "variable other variable"),
        ("?a <?b && ?c> ?d", "variable other variable other variable other variable"),
        ('"a"@en-GB \'b\\\'\' """c " "" # d""" \'\'\'e\'\'\'', "string|language tag|string|string|string"),
        ('"x"^^<http://a/t>', "string|other|iri"),
        ("1.5e-3 .5 7", "number number number"),
        ("<<( ?s )>>", "other variable other"),
        ("药 SELECT", "other word"),
    ],
)
def test_lexer_names_every_token(text: str, kinds: str) -> None:
    expected = re.split(r"\|", kinds) if "|" in kinds else kinds.split(" ")
    assert [token.kind.value for token in tokenize(text)] == expected


@given(st.text(alphabet="ab:?$_<>\"'\\#{}() \n\u00e9\u4e2d.-%^1@", max_size=60))
def test_lexer_loses_nothing_but_comments_and_blanks(text: str) -> None:
    done = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
        gap = text[done : token.start]
        assert not re.sub(r"#[^\r\n]*", "", gap).strip()
        done = token.end


@pytest.mark.parametrize("text", ["é", "a.", "a-", '"\\', "'", '"""a', "<a", "x:%", "\\", "?", "''"])
def test_lexer_takes_time_in_proportion_to_the_text(text: str) -> None:
    begin = time.process_time()
    tokens = sum(1 for _ in tokenize(text * (65536 // len(text))))
    assert tokens
    assert time.process_time() - begin < 60  # with the square of the text it would take hours


def test_position_counts_lines_and_columns_from_one() -> None:
    assert position("a\nbc\n", 0) == (1, 1)
    assert position("a\nbc\n", 3) == (2, 2)


def test_nesting_is_found_where_an_iri_may_hide_it() -> None:
    hidden = "ASK { FILTER(?a<?b&&" + "(" * 100 + "?c" + ")" * 100 + ">?d) }"
    assert first_nested_deeper(tuple(tokenize(hidden)), 64)
    assert first_nested_deeper(tuple(tokenize("}" * 100 + "{" * 65)), 64)
    assert not first_nested_deeper(tuple(tokenize('ASK { FILTER(?a = "' + "{" * 100 + '") }')), 64)


def test_dataset_clauses_are_found_without_blanks_too() -> None:
    text = "SELECT ?s FROM<http://a/1>FROM NAMED a:b FROMNAMED<http://a/3>{?s ?p 'FROM <http://a/4>'}"
    assert [t.text for t in dataset_clauses(tuple(tokenize(text)))] == ["<http://a/1>", "a:b", "<http://a/3>"]


def test_template_finds_parameters_only_where_they_are_variables() -> None:
    text = '# ?_a\nSELECT ?x (?_b AS ?y) { ?x <http://a/?_c> \'?_d\', """?_e""", ?_f, $_b ; a:b?_g ?_ }'
    found = template(text)
    assert found.parameters == ("b", "f", "g")
    assert found.columns == ("x", "y")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("PREFIX select: <http://a/> SELECT DISTINCT ?a (COUNT(?b) AS ?n){ SELECT ?c {} }", ("a", "n")),
        ("SELECT * {}", None),
        ("SELECT (COUNT(*) AS ?n) FROM <http://a/> {}", ("n",)),
        ("ASK { SELECT ?a {} }", None),
        ("", None),
    ],
)
def test_template_names_the_columns(text: str, columns: tuple[str, ...] | None) -> None:
    assert template(text).columns == columns


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?_x { }",
        "SELECT DISTINCT ?a ?_x WHERE { }",
        "SELECT (1 AS ?_x) { }",
        "ASK { BIND(1 AS ?_x) }",
        "ASK { VALUES ?_x { 1 } }",
        "ASK { VALUES (?a ?_x) { (1 2) } }",
        "ASK { FILTER(BOUND(?_x)) }",
        "ASK { { SELECT ?_x { } } }",
    ],
)
def test_template_refuses_a_parameter_that_must_be_a_variable(text: str) -> None:
    with pytest.raises(QueryFailed, match=r"\?_x is a parameter") as caught:
        template(text)
    assert (caught.value.line, caught.value.column) == (1, text.index("?_x") + 1)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (?_x AS ?y) { }",
        "SELECT ?y { VALUES ?y { ?_x } }",
        "SELECT ?y { VALUES (?y) { (?_x) } }",
        "SELECT ?y { BIND(?_x AS ?y) }",
        "SELECT ?y { { SELECT (?_x AS ?y) { } } }",
    ],
)
def test_bound_query_gives_the_value_back(text: str) -> None:
    value = Literal('}> """ \' # \\u0041 ?_x ?y', language="en")
    assert _first(template(text).bind({"x": value})) == value


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "en"]))
def test_any_text_goes_in_and_comes_out_unchanged(value: str, language: str | None) -> None:
    literal = Literal(value, language=language)
    assert _first(template("SELECT ?y { BIND(?_x AS ?y) }").bind({"x": literal})) == literal


def test_term_does_not_grow_together_with_its_neighbours() -> None:
    bound = template("SELECT ?y { BIND(STRLEN(?_x)-1 AS ?y) FILTER(?_x=?_x) }").bind(
        {"x": Literal("ab", language="en")}
    )
    assert _first(bound) == Literal(1)
    assert "@en " in bound


def test_bind_needs_every_term() -> None:
    with pytest.raises(KeyError):
        template("ASK { ?s ?p ?_x }").bind({"y": NamedNode("http://a/")})


def test_comment_tokens_are_never_returned() -> None:
    assert all(token.kind is not TokenKind.COMMENT for token in tokenize("# a\n?b # c"))


def _first(query: str) -> object:
    answer = Store().query(query)
    assert isinstance(answer, QuerySolutions)
    (row,) = answer
    return row["y"]
