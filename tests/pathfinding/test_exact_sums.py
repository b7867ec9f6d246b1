"""Sums without listing: what plain recursion adds up to, for every pair of ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.errors import UsageError
from msc_graph.pathfinding import closures
from msc_graph.pathfinding.arcs import arcs_of, mirrored_arcs
from msc_graph.pathfinding.exact_sums import NET_PAIRS, is_exact, net_sums, pair_sums
from msc_graph.pathfinding.question import Allowance, Options, Question, asked
from msc_graph.pathfinding.search import Deadline
from msc_graph.pathfinding.sums import MOST_PAIRS, PairSums, listed_pair_sums
from msc_graph.pathfinding.walks import MOST_EDGES, Walker
from msc_graph.vocabulary.signs import Sign
from tests.helpers.naive_paths import Row, naive_paths
from tests.pathfinding.test_search import NODES, SIGNS, network_of

edges = st.tuples(
    st.sampled_from(NODES),
    st.sampled_from("pq"),
    st.sampled_from(NODES),
    st.sampled_from(SIGNS),
    st.sampled_from([1.0, 0.5, 0.1]),
)
"""Seven nodes and many edges: self-loops, parallel edges of both signs, and ways back are the rule."""
rows_of_dense_graphs = st.lists(edges, min_size=8, max_size=40).map(
    lambda rows: [Row(number, *row) for number, row in enumerate(rows)]
)
asked_options = st.fixed_dictionaries(
    {
        "max_hops": st.integers(1, MOST_EDGES),
        "sign": st.sampled_from([None, None, "+", "-", "?"]),
        "avoid": st.sampled_from([(), (), ("f",)]),
        "min_belief": st.sampled_from([0.0, 0.0, 0.5]),
        "directed": st.booleans(),
        "damping": st.sampled_from([0.0, 0.4]),
        "stops": st.sampled_from(["", "", "bg"]),
    }
)


def question_of(rows: list[Row], sources: str, targets: str, options: dict[str, Any]) -> tuple[Any, Question]:
    network = network_of(rows)
    given_options = {name: value for name, value in options.items() if name != "damping"}
    given_options["stops"] = list(options["stops"])
    checked = Options(**given_options, hub_damping=options["damping"])
    return network, asked(network, list(sources), list(targets), checked)


@settings(max_examples=150, deadline=None)
@given(
    rows=rows_of_dense_graphs,
    ends=st.sampled_from([("a", "g"), ("a", "bcdefg"), ("abcd", "g"), ("abc", "bcdg"), ("abcdefg", "ab")]),
    options=asked_options,
    room=st.sampled_from([1, 20, 500_000]),
)
def test_sums_are_those_of_plain_recursion(
    rows: list[Row], ends: tuple[str, str], options: dict[str, Any], room: int
) -> None:
    network, question = question_of(rows, *ends, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closures, "ROOM", room)
        sums, net = pair_sums(network, question), net_sums(network, question)
    assert is_exact(network, question) and not sums.stopped
    stops = options.pop("stops")
    walked = naive_paths(rows, *map(list, ends), **options, contextual=["near"])
    walked = [path for path in walked if not set(stops) & set(path.nodes[:-1])]
    for row, source in enumerate(sums.sources):
        for column, target in enumerate(sums.targets):
            pair = (network.nodes[int(source)], network.nodes[int(target)])
            paths = [path for path in walked if (path.nodes[0], path.nodes[-1]) == pair]
            for sign in Sign:
                scores = [path.score for path in paths if path.sign == sign.value]
                assert sums.numbers[sign][row, column] == len(scores)
                assert sums.scores[sign][row, column] == pytest.approx(sum(scores), rel=1e-9, abs=1e-13)
    listed = listed_pair_sums(network, question)
    for sign in (Sign.POSITIVE, Sign.NEGATIVE):
        np.testing.assert_allclose(sums.evidence[sign], listed.evidence[sign], rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(net.net, sums.net, rtol=1e-9, atol=1e-13)
    np.testing.assert_array_equal(net.numbers, sums.numbers[Sign.POSITIVE] + sums.numbers[Sign.NEGATIVE])


def weighted_walks(matrix: np.ndarray, source: int, hops: int) -> np.ndarray:
    """Sum the products of weights over the paths from a node by plain recursion."""
    total = np.zeros(len(matrix))

    def walk(nodes: tuple[int, ...], weight: float) -> None:
        for head in np.flatnonzero(matrix[nodes[-1]]):
            if head not in nodes:
                total[head] += weight * matrix[nodes[-1], head]
                if len(nodes) < hops:
                    walk((*nodes, int(head)), weight * matrix[nodes[-1], head])

    walk((source,), 1.0)
    return total


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(2, 8),
    hops=st.integers(1, MOST_EDGES),
    mirrored=st.booleans(),
    climbs=st.booleans(),
)
def test_any_weights_are_summed_over_the_paths_alone(
    seed: int, size: int, hops: int, mirrored: bool, climbs: bool
) -> None:
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(size, size)) * (chance.random((size, size)) < chance.random())
    np.fill_diagonal(matrix, 0)
    matrix = np.triu(matrix) if mirrored else matrix
    tail, head = np.nonzero(matrix)
    weights = [matrix[tail, head], None]
    arcs = (
        mirrored_arcs(size, tail, head, np.lexsort((tail, head)), weights)
        if mirrored
        else arcs_of(size, tail, head, weights)
    )
    matrix = matrix + matrix.T if mirrored else matrix
    targets = chance.random(size) < 0.6
    walker = Walker(arcs, targets, hops)
    if climbs:
        walker.closures._climbs = True
    for source in range(size):
        expected = weighted_walks(matrix, source, hops)[targets]
        np.testing.assert_allclose(walker.sums(0, source)[targets], expected, rtol=1e-8, atol=1e-10)
        number = weighted_walks((matrix != 0).astype(float), source, hops)[targets]
        np.testing.assert_array_equal(walker.sums(1, source)[targets], number)


def test_keys_too_long_for_one_column_give_the_same_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    tail, head = np.array([0, 0, 1]), np.array([1, 2, 2])
    order = np.lexsort((tail, head))
    near = mirrored_arcs(3, tail, head, order, [np.array([1.0, 2.0, 3.0]), None])
    monkeypatch.setattr("msc_graph.pathfinding.arcs.KEY_BITS", 3)
    far = mirrored_arcs(3, tail, head, order, [np.array([1.0, 2.0, 3.0]), None])
    np.testing.assert_array_equal(near.leaving, far.leaving)
    np.testing.assert_array_equal(near.out.other, far.out.other)


def test_more_edges_or_nodes_to_visit_are_listed() -> None:
    rows = [Row(0, "a", "p", "b", "+", 1.0), Row(1, "b", "p", "c", "-", 0.5)]
    network = network_of(rows)
    for options in (Options(max_hops=6), Options(via="b"), Options(through="X > . > .")):
        question = asked(network, "a", "c", options)
        assert not is_exact(network, question)
        assert pair_sums(network, question).numbers[Sign.NEGATIVE].tolist() == [[1]]
        assert net_sums(network, question).net.tolist() == [[-0.5 * 1]]


def test_time_that_is_over_leaves_lower_bounds() -> None:
    rows = [Row(0, "a", "p", "b", "+", 1.0)]
    network = network_of(rows)
    sums = pair_sums(network, asked(network, "a", "b", Options(timeout=0)))
    assert (sums.stopped, sums.totals.complete) == ("time", False)


class Looks(Deadline):
    """A deadline that passes after it was looked at so many times."""

    def __init__(self, looks: int) -> None:
        super().__init__(Allowance(None))
        self.looks = looks

    def over(self) -> bool:
        self.looks -= 1
        self.passed |= self.looks < 0
        return self.passed


def by_end(sums: PairSums) -> np.ndarray:
    """Return all sums, a row an end of the side that has fewer."""
    kinds = (sums.scores, sums.numbers, sums.evidence)
    all_ = np.stack([values for kind in kinds for values in kind.values()])
    return all_.transpose(2, 0, 1) if len(sums.targets) < len(sums.sources) else all_.swapaxes(0, 1)


@settings(max_examples=100, deadline=None)
@given(
    rows=rows_of_dense_graphs,
    ends=st.sampled_from([("a", "g"), ("abc", "defg"), ("abcdefg", "ab")]),
    directed=st.booleans(),
    looks=st.integers(0, 200),
)
def test_time_that_runs_out_leaves_each_end_whole_or_out_and_the_next_question_right(
    rows: list[Row], ends: tuple[str, str], directed: bool, looks: int
) -> None:
    network, question = question_of(rows, *ends, {"directed": directed, "stops": "", "damping": 0.4})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closures, "ROOM", 5)
        patch.setattr(Deadline, "of", lambda _: Looks(looks))
        early = pair_sums(network, question)
    full = pair_sums(network, question)
    for some, whole in zip(by_end(early), by_end(full), strict=True):
        assert not some.any() or np.allclose(some, whole, rtol=1e-9, atol=1e-13)
    if not early.stopped:
        np.testing.assert_array_equal(by_end(early), by_end(full))
    fresh = pair_sums(*question_of(rows, *ends, {"directed": directed, "stops": "", "damping": 0.4}))
    np.testing.assert_allclose(by_end(full), by_end(fresh), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("directed", [True, False])
def test_the_clock_is_looked_at_however_dense_the_graph(
    monkeypatch: pytest.MonkeyPatch, directed: bool
) -> None:
    size, room = 14, 50
    names = "abcdefghijklmnop"[:size]
    pairs = [(a, b) for a in names for b in names if a < b or (directed and a > b)]
    network = network_of([Row(number, a, "p", b, "+", 1.0) for number, (a, b) in enumerate(pairs)])
    deadline = Looks(10**9)
    monkeypatch.setattr(closures, "ROOM", room)
    monkeypatch.setattr(Deadline, "of", lambda _: deadline)
    pair_sums(network, asked(network, "a", "b", Options(directed=directed)))
    walks_of_two_steps = size * (size - 1) ** 2
    assert 10**9 - deadline.looks > walks_of_two_steps / room


def test_too_many_pairs_are_refused_whichever_way_they_would_be_summed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("msc_graph.pathfinding.sums.MOST_PAIRS", 3)
    monkeypatch.setattr("msc_graph.pathfinding.exact_sums.NET_PAIRS", 3)
    network = network_of([Row(0, "a", "p", "b", "+", 1.0)])
    question = asked(network, ["a", "b"], ["c", "d"], Options())
    for summed in (pair_sums, net_sums, listed_pair_sums):
        with pytest.raises(UsageError, match="too many pairs"):
            summed(network, question)
    assert 3 < MOST_PAIRS < NET_PAIRS
