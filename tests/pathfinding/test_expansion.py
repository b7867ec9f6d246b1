"""A part of a graph that was brought for a question answers it as the whole does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.mechanisms import Network
from msc_graph.pathfinding.expansion import Limits, NetworkArcs, Reach, brought
from msc_graph.pathfinding.question import allowed_predicates
from tests.helpers.answers import OPTIONS, answer
from tests.helpers.random_statements import KNOWN, edges, network_of, said_of

ENDS = st.tuples(st.sampled_from("ab"), st.sampled_from("cd"))


def reach_of(network: Network, ends: tuple[str, str], options: dict[str, Any]) -> Reach:
    number = network.node_index
    return Reach(
        np.array([number(ends[0])]),
        np.array([number(ends[1])]),
        options["max_hops"],
        directed=options["directed"],
        avoid=np.array([number(node) for node in options["avoid"]], np.int64),
        predicates=allowed_predicates(network, options["predicates"]),
        min_belief=options["min_belief"],
    )


@settings(max_examples=150, deadline=None)
@given(edges, st.booleans(), ENDS, OPTIONS)
def test_a_part_answers_as_the_whole(
    rows: list[tuple[Any, ...]], papers: bool, ends: tuple[str, str], options: dict[str, Any]
) -> None:
    network = network_of(said_of([*rows, *KNOWN], papers=papers), hierarchical="r")
    part = brought(NetworkArcs(network), reach_of(network, ends, options), Limits()).network
    assert part.cut == ""
    (there, figures), (here, expected) = (answer(one, ends, options) for one in (part, network))
    assert there == here
    assert figures == pytest.approx(expected, rel=1e-9)


def chain(length: int) -> Network:
    names = [f"n{number}" for number in range(length + 1)]
    return Network.from_edges(names[:-1], ["raises"] * length, names[1:])


@pytest.mark.parametrize("limits", [Limits(nodes=2), Limits(rows=2), Limits(seconds=1e-9)])
def test_a_limit_that_cut_is_told(limits: Limits) -> None:
    network = chain(4)
    reach = reach_of(network, ("n0", "n4"), {"max_hops": 4, "directed": True, "avoid": (), "min_belief": 0.0,
                                             "predicates": None})  # fmt: skip
    part = brought(NetworkArcs(network), reach, limits).network
    expected = "nodes" if limits.nodes else "rows" if limits.rows == 2 else "time"
    found = part.paths("n0", "n4", max_hops=4)
    assert (part.cut, found.stopped, found.complete, found.net_complete) == (expected, expected, False, False)
    assert brought(NetworkArcs(network), reach, Limits(nodes=9, rows=9, seconds=9)).network.cut == ""


def test_no_path_goes_through_a_hub() -> None:
    network = Network.from_edges(
        ["a", "hub", "a", "x", "hub", "hub"], ["raises"] * 6, ["hub", "b", "x", "b", "c", "d"]
    )
    part = brought(NetworkArcs(network), Reach(np.array([0]), np.array([1]), 2), Limits(hub=3)).network
    found = part.paths("a", "b", max_hops=2)
    assert [path.nodes for path in found] == [("a", "x", "b")]
    assert found.stopped == "hubs"
    assert (
        brought(NetworkArcs(network), Reach(np.array([0]), np.array([1]), 2), Limits(hub=4)).network.cut == ""
    )
