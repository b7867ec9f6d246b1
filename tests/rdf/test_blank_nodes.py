"""Names of blank nodes that do not change, and do not take for ever."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, Quad

from msc_graph.rdf.blank_nodes import MOST_ALIKE, blank_nodes, named

P = NamedNode("a:p")
LINKS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from("pq"), st.integers(0, 4)), max_size=8)


def graph(links: list[tuple[int, str, int]], label: str = "b") -> list[Quad]:
    return [
        Quad(BlankNode(f"{label}{a}"), NamedNode(f"a:{p}"), BlankNode(f"{label}{b}")) for a, p, b in links
    ]


def same_but_for_names(one: list[Quad], other: list[Quad]) -> bool:
    """Return whether two graphs are equal but for their blank nodes, by trying all names."""
    mine = sorted({node.value for triple in one for node in blank_nodes(triple)})
    theirs = sorted({node.value for triple in other for node in blank_nodes(triple)})
    wanted = set(map(str, other))

    def renamed(names: dict[str, str]) -> set[str]:
        return {
            str(Quad(BlankNode(names[t.subject.value]), t.predicate, BlankNode(names[t.object.value])))  # type: ignore[union-attr]
            for t in one
        }

    return len(mine) == len(theirs) and any(
        renamed(dict(zip(mine, names, strict=True))) == wanted for names in itertools.permutations(theirs)
    )


@given(LINKS)
def test_only_names_change(links: list[tuple[int, str, int]]) -> None:
    triples = graph(links)
    assert same_but_for_names(triples, named(triples))


@given(LINKS, st.randoms(use_true_random=False))
def test_few_nodes_have_canonical_names(links: list[tuple[int, str, int]], random: object) -> None:
    shuffled = graph(links, "other")
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert set(named(graph(links))) == set(named(shuffled))


@pytest.mark.parametrize("number", [MOST_ALIKE + 1, 40])
def test_many_alike_are_named_in_order_of_appearance(number: int) -> None:
    ring = [(i, "p", (i + 1) % number) for i in range(number)]
    found = named(graph(ring))
    assert same_names(found, graph(ring, "b"))
    inside = [Quad(P, P, quad.triple) for quad in graph(ring, "x")]
    assert [quad.object for quad in named(inside)] == [quad.triple for quad in found]


def same_names(one: list[Quad], other: list[Quad]) -> bool:
    return list(map(str, one)) == list(map(str, other))


def test_without_blank_nodes_nothing_changes() -> None:
    assert named([Quad(P, P, P), Quad(P, P, P)]) == [Quad(P, P, P)]
    assert named([]) == []


def test_a_list_in_two_places_has_canonical_names() -> None:
    """Nodes in a row look alike, but take little time."""
    links = [(number, "p", number + 1) for number in range(MOST_ALIKE + 4)]
    assert set(map(str, named(graph(links)))) == set(map(str, named(graph(links[::-1], "other"))))
