"""The coherent order gives what plain recursion gives; words move no rank; contexts restrict."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.errors import UsageError
from msc_graph.mechanisms import Network, iter_paths
from msc_graph.pathfinding import coherence, statements
from msc_graph.pathfinding.coherence import met_by
from msc_graph.pathfinding.paths import made_options
from msc_graph.pathfinding.question import asked as question_of
from msc_graph.pathfinding.question import reading
from msc_graph.pathfinding.search import prepare
from msc_graph.pathfinding.statements import wording_of
from msc_graph.stores.disk.build_part import curated_part
from msc_graph.stores.disk.joining import write_graph
from msc_graph.stores.disk.network import build_network
from tests.helpers.naive_coherence import coherent_paths
from tests.helpers.random_statements import FAMILY, edges, network_of, said_of


def told(found: Any) -> list[tuple[tuple[str, ...], tuple[int, ...], str]]:
    return [(path.nodes, tuple(edge.row for edge in path.edges), str(path.sign)) for path in found]


@settings(max_examples=200, deadline=None)
@given(
    rows=edges,
    ends=st.sampled_from([("a", "f"), ("ab", "ef"), ("a", "bcdef")]),
    hops=st.integers(1, 6),
    k=st.integers(1, 9),
    sign=st.sampled_from([None, None, "+", "-", "?"]),
    directed=st.booleans(),
    papers=st.booleans(),
    constants=st.sampled_from([(0.2, 0.03, 0.5), (0.0, 0.5, 1.0), (1.0, 0.9, 0.1), (0.4, 1.0, 0.5)]),
    hierarchical=st.sampled_from(["", "q", "r"]),
    at_once=st.sampled_from([1, 3, 1_000_000]),
    saved=st.booleans(),
)
def test_the_best_paths_are_those_of_plain_recursion_in_the_same_order(
    rows: list[tuple[Any, ...]],
    ends: tuple[str, str],
    hops: int,
    k: int,
    sign: str | None,
    directed: bool,
    papers: bool,
    constants: tuple[float, float, float],
    hierarchical: str,
    at_once: int,
    saved: bool,
) -> None:
    said = said_of(rows, papers=papers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements, "_AT_ONCE", at_once)
        network = network_of(said, hierarchical=hierarchical)
    if saved and network.statements is not None:
        network = replace(network, statements=replace(network.statements, met=met_by(network.statements)))
    damping, apart, clash = constants
    asked: dict[str, Any] = {"max_hops": hops, "sign": sign, "directed": directed}
    asked |= {"coherence": apart, "clash": clash}
    expected = coherent_paths(
        said, FAMILY, ends[0], ends[1], damping=damping, hierarchical=hierarchical, **asked
    )
    asked |= {"order_damping": damping}
    sides = (list(ends[0]), list(ends[1]))
    everything = network.paths(*sides, k=None, **asked)
    right = [(path.nodes, tuple(row.number for row in path.rows), path.sign) for path in expected]
    assert told(everything) == right
    assert told(network.paths(*sides, k=k, **asked)) == right[:k]
    assert {path.nodes for path in iter_paths(network, *sides, **asked)} == {path.nodes for path in expected}
    for path, other in zip(everything, expected, strict=True):
        assert path.score == pytest.approx(other.score, rel=1e-9)
        assert 0 < path.contribution <= 1


@settings(max_examples=100, deadline=None)
@given(rows=edges, choice=st.randoms(use_true_random=False), hops=st.integers(1, 5))
def test_the_choice_of_a_word_within_a_family_moves_no_rank(
    rows: list[tuple[Any, ...]], choice: Any, hops: int
) -> None:
    renamed = [(row[0], choice.choice("pq") if row[1] in "pq" else "r", *row[2:]) for row in rows]
    first, second = (network_of(said_of(some, papers=True)) for some in (rows, renamed))
    ranks = [
        [
            (path.nodes, path.sign, path.score, path.contribution)
            for path in one.paths("a", "f", max_hops=hops)
        ]
        for one in (first, second)
    ]
    assert ranks[0] == ranks[1]
    assert first.paths("a", "f", max_hops=hops).net == second.paths("a", "f", max_hops=hops).net


def test_one_statement_in_several_words_is_one_edge_with_all_its_words() -> None:
    network = Network.from_edges(
        ["a", "a", "a", "b"],
        ["promotes", "raises", "lowers", "causes"],
        ["b", "b", "b", "c"],
        sign=["+", "+", "-", "+"],
        belief=[0.5, 0.9, 0.2, 1.0],
        family={"promotes": "causal", "raises": "causal", "lowers": "causal"},
    )
    (path,) = network.paths("a", "c")
    assert path.edges[0].wording == ("raises", "promotes") and path.edges[0].rows == (1, 0)
    assert (path.edges[0].both, path.edges[1].both) == (True, False)
    assert len(network.paths("a", "c", scoring="dwpc")) == 3
    (chosen,) = network.paths("a", "c", predicates=["promotes", "causes"])
    assert chosen.edges[0].predicate == "promotes"
    assert not network.paths("a", "c", predicates=["!raises", "!promotes", "!lowers"])


def test_a_step_to_something_wider_needs_no_witness_but_the_step_after_it_does() -> None:
    columns = (["a", "b", "c"], ["p", "is_a", "p"], ["b", "c", "d"])
    network = Network.from_edges(*columns, witnesses=[["one"], ["two"], ["three"]], hierarchical=["is_a"])
    assert network.paths("a", "c")[0].score == 1
    assert network.paths("a", "d")[0].score == pytest.approx(0.03)


def test_steps_that_one_witness_states_come_before_steps_that_only_meet() -> None:
    network = Network.from_edges(
        ["a", "b", "a", "d"],
        ["p"] * 4,
        ["b", "c", "d", "c"],
        belief=[1.0, 1.0, 0.5, 0.5],
        witnesses=[["one"], ["two"], ["three"], ["three"]],
    )
    assert [path.nodes[1] for path in network.paths("a", "c")] == ["d", "b"]
    assert [path.nodes[1] for path in network.paths("a", "c", coherence=1)] == ["b", "d"]


def test_a_screen_witnesses_nothing() -> None:
    leaves = [f"n{number}" for number in range(101)]
    ends = [("a", "b"), ("b", "c"), *(("a", leaf) for leaf in leaves)]
    network = Network.from_edges(
        *zip(*((s, "p", o) for s, o in ends), strict=True), witnesses=[["screen"]] * len(ends)
    )
    assert network.statements is not None and network.statements.witnesses is not None
    assert not len(network.statements.witnesses.code)


def contextual() -> Network:
    return Network.from_edges(
        ["a", "b", "a", "d"],
        ["p"] * 4,
        ["b", "c", "d", "c"],
        contexts=[["species:h", "scope:EV"], ["species:h"], ["species:m"], []],
    )


@pytest.mark.parametrize(
    ("asked", "through"),
    [
        ({"species": ["h"]}, ["b"]),
        ({"species": "m"}, ["d"]),
        ({"species": "m", "strict": True}, []),
        ({"species": ["h", "m"]}, ["b", "d"]),
        ({"scope": "EV"}, ["b", "d"]),
        ({"species": "h", "scope": "EV", "scoring": "dwpc"}, ["b"]),
    ],
    ids=str,
)
def test_a_context_restricts_and_what_states_nothing_passes(
    asked: dict[str, Any], through: list[str]
) -> None:
    assert [path.nodes[1] for path in contextual().paths("a", "c", **asked)] == through


def test_an_unknown_context_or_scoring_is_refused() -> None:
    with pytest.raises(UsageError, match="no edge states the species 'x'"):
        contextual().paths("a", "c", species="x")
    with pytest.raises(UsageError, match="coherent, dwpc"):
        contextual().paths("a", "c", scoring="best")
    with pytest.raises(UsageError, match="coherence is 0"):
        contextual().paths("a", "c", coherence=0)


def test_a_saved_network_keeps_what_stands_behind_its_edges(tmp_path: Path) -> None:
    rows = [("a", "p", "b", "+", 1.0, {"u"}, {"species:h"}), ("a", "q", "b", "+", 0.5, {"v"}, {"species:m"})]
    rows += [("b", "r", "c", "-", 1.0, {"v"}, {"species:h"}), ("c", "p", "f", "?", 0.5, {"v"}, set())]
    built = network_of(
        said_of([(*row[:5], frozenset(row[5]), frozenset(row[6])) for row in rows], papers=True)
    )
    built.save(tmp_path / "saved")
    opened = Network.open(tmp_path / "saved")
    for asked in ({}, {"species": "m"}, {"scoring": "dwpc"}, {"predicates": "!p"}):
        assert list(opened.paths("a", "f", **asked)) == list(built.paths("a", "f", **asked))
    assert opened.nbytes == built.nbytes
    assert opened.statements is not None and built.statements is not None
    assert opened.statements.met is not None
    assert opened.statements.met.tolist() == met_by(built.statements).tolist() != [0] * len(built.statements)
    (tmp_path / "saved" / "statements" / "met.npy").unlink()
    older = Network.open(tmp_path / "saved")
    assert older.statements is not None and older.statements.met is None
    assert list(older.paths("a", "f")) == list(built.paths("a", "f"))


@pytest.mark.parametrize(
    "disease",
    [
        *("sepsis", "corneal injury", "osteoarthritis", "ischemic stroke", "stroke"),
        *("chronic graft versus host disease", "graft versus host disease"),
    ],
)
def test_published_chains_come_first_as_a_group(curated: KnowledgeGraph, disease: str) -> None:
    kinds = [bool(path.published) for path in curated.paths("MSC exosome", disease, k=15)]
    assert kinds[0] and kinds == sorted(kinds, reverse=True)


def test_curated_statements_in_two_words_of_a_family_count_once(curated: KnowledgeGraph) -> None:
    words, said = curated.vocabulary, defaultdict[tuple[str, str, str], set[str]](set)
    for edge in curated.property_graph().edges:
        family = words.family(edge.predicate, edge.role, edge.sign)
        said[edge.subject, edge.object, family].add(edge.predicate)
    stated = curated.network.statements
    assert stated is not None
    wordings = [wording_of(stated, row)[1] for row in range(len(stated)) if stated.edges.belief[row] > 0]
    several = sorted(sorted(set(names)) for names in wordings if len(set(names)) > 1)
    assert several == sorted(sorted(names) for names in said.values() if len(names) > 1) and len(several) > 5


def test_a_store_on_disk_knows_what_memory_knows_behind_each_statement(
    curated: KnowledgeGraph, tmp_path: Path
) -> None:
    graph, words = curated.property_graph(disputed=True), curated.vocabulary
    write_graph([curated_part(graph, words)], tmp_path / "graph", words)
    disk = build_network(tmp_path / "graph", words)
    memory = Network.from_graph(curated.property_graph(), words)
    assert backing(disk) == backing(memory)


def backing(network: Network) -> list[tuple[Any, ...]]:
    """Return what stands behind each statement; of witnesses how many, as their codes differ."""
    stated = network.statements
    assert stated is not None and stated.witnesses is not None and stated.contexts is not None
    edges, names = stated.edges, stated.context_names
    return [
        (
            *wording_of(stated, row)[1],
            network.nodes[int(edges.subject[row])],
            network.nodes[int(edges.object[row])],
            round(float(edges.belief[row]), 12),
            round(float(edges.support[row]), 12),
            int(edges.out_degree[row] * edges.in_degree[row]),
            len(stated.witnesses[row]),
            sorted(names[code] for code in stated.contexts[row].tolist()),
        )
        for row in range(len(stated))
    ]


@settings(max_examples=100, deadline=None)
@given(rows=edges, at_once=st.sampled_from([1, 3, 1000]))
def test_what_meets_at_an_end_is_what_looking_at_all_pairs_of_edges_tells(
    rows: list[tuple[Any, ...]], at_once: int
) -> None:
    stated = network_of(said_of(rows, papers=True)).statements
    assert stated is not None and stated.witnesses is not None
    ends = list(zip(stated.edges.subject.tolist(), stated.edges.object.tolist(), strict=True))
    witnesses = [set(stated.witnesses[edge].tolist()) for edge in range(len(stated))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coherence, "AT_ONCE", at_once)
        met = met_by(stated)
    for edge, (subject, object_) in enumerate(ends):
        others = [n for n in range(len(ends)) if n != edge and not witnesses[n].isdisjoint(witnesses[edge])]
        expected = (
            any(ends[other][1] == subject for other in others),
            any(subject in ends[other] for other in others),
            any(object_ in ends[other] for other in others),
        )
        assert tuple(bool(met[edge] & 2**bit) for bit in range(3)) == expected


@pytest.mark.parametrize(("papers", "granted"), [("pq", False), ("pp", True)])
def test_an_edge_walked_back_grants_its_own_next_step_no_coherence(papers: str, granted: bool) -> None:
    """Else the bound would be useless wherever edges are walked both ways."""
    network = Network.from_edges(
        ["a", "b", "c", "x", "y"],
        ["p"] * 5,
        ["b", "c", "d", "x2", "y2"],
        witnesses=[[*papers[0]], [*papers[1]], [], ["p"], ["q"]],
    )
    options = made_options({"directed": False})
    stated = reading(network, options)
    prepared = prepare(stated, question_of(stated, "a", "d", options))
    onward = prepared.part.tail == prepared.part.node.tolist().index(stated.node_index("b"))
    assert (prepared.onward == prepared.part.cost)[onward].all() == granted
