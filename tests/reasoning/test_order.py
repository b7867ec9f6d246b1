"""The order of triples depends on what they say alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from msc_graph.reasoning.order import blank_numbers, in_order

P, Q = NamedNode("http://e/p"), NamedNode("http://e/q")
A = NamedNode("http://e/a")
NAMED: list[NamedNode | BlankNode | Literal] = [A, NamedNode("http://e/b"), Literal("_:1 is no node")]


@st.composite
def graphs(draw: st.DrawFn) -> list[Triple]:
    """Return triples among at most five blank nodes, whose links lead one way, and three named things."""
    nodes = [BlankNode(f"n{number}") for number in range(draw(st.integers(0, 5)))]
    triples = []
    for _ in range(draw(st.integers(0, 9))):
        first = draw(st.integers(0, len(nodes)))
        subject = nodes[first] if first < len(nodes) else A
        value = draw(st.sampled_from([*nodes[first + 1 :], *NAMED]))
        triples.append(Triple(subject, draw(st.sampled_from([P, Q])), value))
    return triples


def shape(triples: list[Triple]) -> list[str]:
    """Return ordered triples as text, blank nodes as their numbers."""
    ordered = in_order(triples)
    numbers = blank_numbers(ordered)
    return [
        " ".join(f"_{numbers[t]}" if isinstance(t, BlankNode) else str(t) for t in triple)
        for triple in ordered
    ]


def renamed(triples: list[Triple]) -> list[Triple]:
    """Return the triples with other labels of blank nodes."""
    other: dict[BlankNode, BlankNode] = {}

    def named(term: object) -> object:
        return other.setdefault(term, BlankNode()) if isinstance(term, BlankNode) else term

    return [Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]  # type: ignore[arg-type]


@given(graphs(), st.randoms(use_true_random=False))
def test_neither_the_input_s_order_nor_labels_of_blank_nodes_matter(
    graph: list[Triple],
    chance: st.randoms,  # type: ignore[valid-type]
) -> None:
    other = renamed(graph)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert shape(other) == shape(graph)


@given(graphs())
def test_every_triple_comes_back(graph: list[Triple]) -> None:
    assert sorted(map(str, in_order(graph))) == sorted(map(str, graph))


def test_the_numbers_of_blank_nodes_run_from_0_and_are_all_different() -> None:
    nodes = [BlankNode() for _ in range(7)]
    numbers = blank_numbers(Triple(node, P, A) for node in nodes)
    assert sorted(numbers.values()) == list(range(7))


CHAIN = [BlankNode() for _ in range(4000)]


@pytest.mark.parametrize(
    "graph",
    [
        [Triple(node, P, A) for node in CHAIN],
        [Triple(one, P, other) for one, other in zip(CHAIN, CHAIN[1:], strict=False)],
        [Triple(one, P, other) for one, other in zip(CHAIN, CHAIN[1:] + CHAIN[:1], strict=True)],
        [Triple(one, P, other) for one in CHAIN[:50] for other in CHAIN[:50] if one != other],
    ],
    ids=["alike", "chain", "ring", "all linked"],
)
def test_large_regular_graphs_take_no_longer_than_others(graph: list[Triple]) -> None:
    """pyoxigraph's canonical labels take longer than a minute on the chain, and on ten all linked."""
    start = time.process_time()
    in_order(graph)
    assert time.process_time() - start < 60
