"""Answers as bytes, honest and mutated: read, or told to be none; never anything else."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from msc_graph.errors import QueryTimeout, QueryTooLarge
from msc_graph.query.decoding import Malformed, json_answer, ntriples, table_of_terms
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.system.limits import Deadline

HOUR = Deadline.after(3600)
PAST = Deadline(1.0, 0.0)

JSON = json.dumps(
    {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {"a": {"type": "uri", "value": "http://a/é"}, "b": {"type": "literal", "value": 'x\n"\\'}},
                {"a": {"type": "bnode", "value": "b0"}},
                {"b": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#int"}},
                {"b": {"type": "literal", "value": "中", "xml:lang": "zh"}},
            ]
        },
    },
    ensure_ascii=False,
).encode()
TSV = '?a\t?b\n<http://a/é>\t"x\\n"@en\n_:b0\t1.5e0\n\t"1"^^<http://a/t>\n'.encode()
TRIPLES = '<http://a/é> <a:b> "x\\n"@en .\n_:b0 <a:b> <<( <a:a> <a:b> "c" )>> .\n'.encode()
READERS: dict[str, tuple[Callable[[bytes, Deadline], QueryResult | TriplesResult], bytes]] = {
    "json": (json_answer, JSON),
    "tsv": (table_of_terms, TSV),
    "triples": (ntriples, TRIPLES),
}
PIECES = [
    *(letter.encode() for letter in ("", *'{}[]"<>@,:\\\n\t\0\ufeff\u202e')),
    *(text.encode() for text in ("<<(", ")>>", "\\ud800", "_:", "NaN", "1e999", "null", "true")),
    b"\xff",
]


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes with a few pieces cut, doubled, replaced or put in."""
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice([0, 1, 5, 40]))
        middle = dice.choice([*PIECES, data[start:end] * 2, dice.choice(PIECES) * dice.choice([3, 300])])
        data = data[:start] + middle + data[end:]
    return data


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("seed", range(10))
def test_mutated_answers_are_read_or_told_to_be_none(name: str, seed: int) -> None:
    read, honest = READERS[name]
    dice = random.Random(f"{name} {seed}")  # noqa: S311 -- the same every time
    for _ in range(200):
        data = mutated(honest, dice)
        try:
            answer = read(data, HOUR)
        except (Malformed, QueryTooLarge) as error:
            assert len(str(error)) < 300
        else:
            assert len(answer) < 10_000


@pytest.mark.parametrize("name", READERS)
def test_honest_answers_are_read(name: str) -> None:
    read, honest = READERS[name]
    assert len(read(honest, HOUR)) == {"json": 4, "tsv": 3, "triples": 2}[name]


@pytest.mark.parametrize("name", READERS)
def test_the_deadline_holds_while_an_answer_is_read(name: str) -> None:
    read, honest = READERS[name]
    with pytest.raises(QueryTimeout, match="after 1 seconds"):
        read(honest, PAST)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXTS, st.none() | TEXTS)))
def test_json_that_we_write_comes_back(rows: list[tuple[str, str | None]]) -> None:
    terms = tuple((Literal(a), None if b is None else Literal(b, language="en")) for a, b in rows)
    written = QueryResult(("a", "b"), terms)
    assert json_answer(written.render("json").encode(), HOUR) == written


def test_cells_are_counted_as_rows_times_columns() -> None:
    result = QueryResult(("a", "b", "c"), ((NamedNode("a:a"), None, None),) * 4)
    data = result.render("json").encode()
    assert len(json_answer(data, HOUR, cells=12)) == 4
    with pytest.raises(QueryTooLarge, match="11 cells"):
        json_answer(data, HOUR, cells=11)


def test_an_answer_without_columns_has_rows() -> None:
    data = b'{"head": {"vars": []}, "results": {"bindings": [{}, {}]}}'
    assert json_answer(data, HOUR).terms == ((), ())
