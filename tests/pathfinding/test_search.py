"""The engine gives what plain recursion gives, score by score and in the same order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.mechanisms import Network, iter_paths
from msc_graph.vocabulary.signs import Sign
from tests.helpers.naive_paths import Row, Walked, naive_paths

NODES = "abcdefg"
CATEGORY = {"a": "X", "b": "Y", "c": "Y", "d": "Z", "e": "Z", "f": "X", "g": "Y"}
PREDICATES = ["near", "p", "q", "r"]
SIGNS = ["+", "-", "?"]
BELIEFS = [1.0, 1.0, 0.9, 0.5, 0.25, 0.1]

rows_of_edges = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(PREDICATES),
        st.sampled_from(NODES),
        st.sampled_from(SIGNS),
        st.sampled_from(BELIEFS),
    ),
    min_size=4,
    max_size=24,
).map(lambda edges: [Row(number, *edge) for number, edge in enumerate(edges)])

atoms = st.sampled_from(
    [("X", "X"), ("Y", "Y"), ("Z", "Z"), (".", "."), ("Y|Z", "(Y|Z)"), ("(X > Y)", "(XY)")]
)
items = st.builds(
    lambda atom, repeat: (
        f"({atom[0]}){repeat}" if "|" in atom[0] and repeat else atom[0] + repeat,
        f"({atom[1]}){repeat}",
    ),
    atoms,
    st.sampled_from(["", "", "+", "*", "?", "{2}", "{1,2}"]),
)
patterns = st.lists(items, min_size=1, max_size=4).map(
    lambda parts: (" > ".join(p[0] for p in parts), "".join(p[1] for p in parts))
)

options = st.fixed_dictionaries(
    {
        "max_hops": st.integers(1, 6),
        "sign": st.sampled_from([None, None, "+", "-", "?"]),
        "via": st.lists(st.sampled_from("bcd"), max_size=2, unique=True),
        "avoid": st.lists(st.sampled_from("ef"), max_size=2, unique=True),
        "min_belief": st.sampled_from([0.0, 0.0, 0.5]),
        "directed": st.sampled_from([True, True, False]),
        "damping": st.sampled_from([0.0, 0.4, 1.0]),
    }
)
ends = st.sampled_from([("a", "g"), ("a", "b"), ("ab", "fg"), ("abc", "bcd")])
stopping = st.sampled_from(["", "", "fg", "bd"])
"""Nodes that no path goes beyond."""


def network_of(rows: list[Row]) -> Network:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return Network.from_edges(
        *columns[1:4], sign=columns[4], belief=columns[5], category=CATEGORY, contextual=["near"]
    )


def told(found: Any) -> list[tuple[tuple[str, ...], tuple[int, ...], str]]:
    return [(path.nodes, tuple(edge.row for edge in path.edges), str(path.sign)) for path in found]


def expected_of(walked: list[Walked]) -> list[tuple[tuple[str, ...], tuple[int, ...], str]]:
    return [(path.nodes, tuple(row.number for row in path.rows), path.sign) for path in walked]


@settings(max_examples=400, deadline=None)
@given(
    rows=rows_of_edges,
    end=ends,
    asked=options,
    k=st.integers(1, 12),
    through=st.none() | patterns,
    stops=stopping,
)
def test_paths_signs_scores_order_and_sums_equal_plain_recursion(
    rows: list[Row],
    end: tuple[str, str],
    asked: dict[str, Any],
    k: int,
    through: tuple[str, str] | None,
    stops: str,
) -> None:
    network = network_of(rows)
    given_options = {name: value for name, value in asked.items() if name != "damping"}
    walked = naive_paths(
        rows,
        list(end[0]),
        list(end[1]),
        **asked,
        contextual=["near"],
        category=CATEGORY,
        through=through[1] if through else None,
    )
    walked = [path for path in walked if not set(stops) & set(path.nodes[:-1])]
    given_options |= {
        "stops": list(stops),
        "scoring": "dwpc",
        "hub_damping": asked["damping"],
        "through": through[0] if through else None,
    }
    sides = (list(end[0]), list(end[1]))
    everything = network.paths(*sides, k=None, **given_options)
    best = network.paths(*sides, k=k, **given_options)

    assert told(everything) == expected_of(walked)
    assert told(best) == expected_of(walked[:k])
    assert sorted(told(iter_paths(network, *sides, **given_options))) == sorted(expected_of(walked))
    for path, right in zip(everything, walked, strict=True):
        assert path.score == pytest.approx(right.score, rel=1e-12, abs=0)
    for sign in Sign:
        total = sum(path.score for path in walked if path.sign == sign)
        assert best.net[sign] == pytest.approx(total, rel=1e-9, abs=1e-12)
    assert best.complete and everything.complete and best.net_complete
