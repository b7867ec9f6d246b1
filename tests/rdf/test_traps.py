"""What is looked for before a parser sees the bytes of a stranger."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from msc_graph.rdf.traps import MAX_DEPTH, MAX_TRIPLE_TERMS, TripleTerms, deep_json, deep_line

JSON = st.recursive(
    st.none() | st.text('[]{}"\\ab', max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('[{"', max_size=2), inner, max_size=3)
    ),
)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(JSON, st.integers(0, 300))
def test_brackets_in_texts_nest_nothing(value: object, around: int) -> None:
    text = "[" * around + json.dumps(value) + "]" * around
    assert (deep_json(text.encode()) is not None) == (around + depth(value) > MAX_DEPTH)


@given(st.integers(0, 200), st.integers(1, 50))
def test_triple_terms_are_counted_over_the_ends_of_blocks(count: int, size: int) -> None:
    data = b"<a:a> <a:b> " + b"<<( <a:a> <a:b> " * count
    terms = TripleTerms()
    for start in range(0, len(data), size):
        terms.feed(data[start : start + size])
    assert terms.too_many == (count > MAX_TRIPLE_TERMS)
    assert deep_line(data) == (count > MAX_TRIPLE_TERMS)
    assert not deep_line(b"<<( \n" * count)
