"""Paths of at most three edges, joined from both ends: the same as searched for, compiled or not."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msc_graph.errors import MissingPart
from msc_graph.mechanisms import Network
from msc_graph.pathfinding import compiled, short
from msc_graph.pathfinding.compiled import compiled_arrays


def crowded(seed: int) -> Network:
    """Return a graph with parallel edges, loops, and a hub that leads anywhere."""
    chance = random.Random(seed)  # noqa: S311
    names = [f"n{number:02}" for number in range(30)]
    ends = [(chance.choice(names), chance.choice(names)) for _ in range(220)]
    ends += [("n00", "hub")] * 2 + [("hub", chance.choice(names)) for _ in range(120)]
    ends += [("hub", "rare"), ("n05", "rare"), ("n00", "rare")]
    subject, target = zip(*ends, strict=True)
    return Network.from_edges(
        subject,
        [chance.choice(["p", "q", "near"]) for _ in ends],
        target,
        sign=[chance.choice("+-?") for _ in ends],
        belief=[chance.choice([1.0, 0.5, 0.1]) for _ in ends],
        contextual=["near"],
        family={"p": "change", "q": "change"},
        papers=[chance.randint(1, 9) for _ in ends],
        witnesses=[[f"paper {chance.randint(1, 40)}" for _ in range(chance.randint(0, 3))] for _ in ends],
    )


def compiled_of(network: Network) -> Network:
    """Return the network as `Network.compiled` gives it, with or without numba."""
    assert network.statements is not None
    stated = replace(network.statements, compiled_arrays=compiled_arrays(network.statements))
    return replace(network, compiled_arrays=compiled_arrays(network), statements=stated)


def rows(found: Any) -> list[tuple[tuple[str, ...], tuple[int, ...], float]]:
    return [(path.nodes, tuple(edge.row for edge in path.edges), path.score) for path in found]


QUESTIONS: list[dict[str, Any]] = [
    {},
    {"sign": "-"},
    {"sign": "?", "k": 7},
    {"min_belief": 0.5},
    {"avoid": ["n01", "n02"]},
    {"predicates": ["+near"]},
    {"predicates": ["!p"], "hub_damping": 0.0},
]


@pytest.mark.parametrize("hops", [1, 2, 3])
@pytest.mark.parametrize("scoring", ["coherent", "dwpc"])
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_joining_finds_what_searching_finds_in_the_same_order(
    hops: int, scoring: str, question: dict[str, Any]
) -> None:
    asked = {"k": None, "max_hops": hops, "scoring": scoring} | question
    for seed in range(4):
        plain = crowded(seed)
        quick = compiled_of(plain)
        for source, target in [("n00", "rare"), ("n00", "n09"), ("n03", "hub"), ("hub", "n05")]:
            # a time limit is for the search alone
            searched = plain.paths(source, target, timeout=1000, **asked)
            for network in (plain, quick):
                joined = network.paths(source, target, **asked)
                assert rows(joined) == rows(searched)
                assert joined.complete and joined.net_complete
                assert joined.net == pytest.approx(searched.net, rel=1e-12)
                assert (joined.verdict, joined.leaning) == (searched.verdict, searched.leaning)
                assert joined.pivots == searched.pivots


def test_more_paths_than_may_be_made_at_once_are_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    network = crowded(0)
    expected = rows(network.paths("n00", "rare", max_hops=3, k=None))
    monkeypatch.setattr(short, "MOST_AT_ONCE", 3)
    assert rows(network.paths("n00", "rare", max_hops=3, k=None)) == expected


def test_a_network_from_disk_compiles_too(tmp_path: Any) -> None:
    crowded(1).save(tmp_path / "network")
    opened = Network.open(tmp_path / "network")
    quick = compiled_of(opened)
    assert rows(quick.paths("n00", "rare", max_hops=3)) == rows(opened.paths("n00", "rare", max_hops=3))


def test_compiling_without_numba_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "njit", None)
    with pytest.raises(MissingPart, match=r"pip install 'msc-graph\[fast\]'"):
        crowded(0).compiled()


def test_a_compiled_network_answers_the_same() -> None:
    pytest.importorskip("numba", reason="numba, the extra 'fast', is not installed")
    plain = crowded(2)
    quick = plain.compiled()
    assert rows(quick.paths("n00", "rare", max_hops=3, k=None)) == rows(
        plain.paths("n00", "rare", max_hops=3, k=None)
    )
    assert np.array_equal(quick.edges.row, plain.edges.row)
