"""The network: degrees, categories, disk, and clear errors for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from msc_graph.errors import FileRefused, InputError, UnknownNode, UsageError
from msc_graph.mechanisms import Network
from msc_graph.pathfinding.paths import made_options
from msc_graph.pathfinding.question import asked, reading
from msc_graph.pathfinding.search import Deadline, prepare
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.pathfinding.subgraph import FAR

COLUMNS: dict[str, Any] = {
    "subject": ["a", "a", "b", "c", "c"],
    "predicate": ["p", "p", "q", "p", "q"],
    "object": ["b", "b", "c", "c", "a"],
    "sign": ["+", "-", "-", "?", "+"],
    "belief": [0.5, 1.0, 0.25, 1, 1],
}
CATEGORY = {"a": "MicroRNA", "b": "Gene", "c": "Disease", "lonely": "Gene"}


def network(**changed: Any) -> Network:
    columns = COLUMNS | changed
    return Network.from_edges(
        columns["subject"],
        columns["predicate"],
        columns["object"],
        sign=columns["sign"],
        belief=columns["belief"],
        category=columns.get("category", CATEGORY),
    )


def test_parallel_edges_stay_and_self_loops_are_only_counted() -> None:
    built = network()
    assert (len(built), built.self_loops, list(built.nodes)) == (4, 1, ["a", "b", "c", "lonely"])
    assert built.edges.row.tolist() == [0, 1, 2, 4]
    assert built.edges.sign.tolist() == [1, -1, -1, 1]


def test_degrees_go_by_predicate_and_count_equal_triples_once() -> None:
    built = Network.from_edges(
        ["a", "a", "a", "a", "x"], ["p", "p", "p", "q", "p"], ["b", "b", "c", "b", "b"]
    )
    assert built.edges.out_degree.tolist() == [2, 2, 1, 2, 1]
    assert built.edges.in_degree.tolist() == [2, 2, 1, 1, 2]


def test_degrees_are_the_same_where_the_table_of_all_keys_would_be_too_large() -> None:
    names = [f"n{i:05}" for i in range(9000)]
    predicates = [f"p{i % 500:03}" for i in range(8999)]
    built = Network.from_edges(names[:-1], predicates, names[1:])
    assert set(built.edges.out_degree.tolist()) == {1}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"belief": [0.5, 1.0]}, "belief 2"),
        ({"predicate": ["p"]}, "predicate 1"),
        ({"sign": ["+"] * 4}, "sign 4"),
        ({"belief": [0.5, float("nan"), 1, 1, 1]}, "row 1"),
        ({"belief": [0.5, 1, 1.5, 1, 1]}, "row 2"),
        ({"belief": [0.5, 1, 1, 0, 1]}, "row 3"),
        ({"belief": [0.5, 1, 1, 1, -0.1]}, "row 4"),
        ({"belief": [0.5, "high", 1, 1, 1]}, "row 1"),
        ({"belief": [0.5, None, 1, 1, 1]}, "row 1"),
        ({"sign": ["+", "-", "up", "+", "+"]}, "row 2.*'up'"),
        ({"sign": ["+", None, "+", "+", "+"]}, "row 1"),
        ({"subject": ["a", "a", 3, "c", "c"]}, "3 is no identifier"),
        ({"object": ["a", "a", "", "c", "c"]}, "empty"),
        ({"predicate": ["p", None, "p", "p", "p"]}, "None is no predicate"),
        ({"subject": "abcde"}, "must be a sequence"),
        ({"category": {"a": 3}}, "category of 'a'"),
        ({"subject": set("abcde")}, "'subject' is .*, but it must be a sequence"),
        ({"belief": {0.5, 0.6, 0.7, 0.8, 1.0}}, "'belief' is .*, but it must be a sequence"),
        ({"object": ["a", "", "c", "c", "c"]}, "row 1: an identifier is empty"),
        ({"object": ["a", "\ud800", "c", "c", "c"]}, "row 1: .* holds a lone surrogate"),
        ({"predicate": ["\ud800", "p", "p", "p", "p"]}, "row 0: .* holds a lone surrogate"),
    ],
)
def test_bad_columns_are_refused_and_the_row_is_named(changed: dict[str, Any], text: str) -> None:
    with pytest.raises(InputError, match=text):
        network(**changed)


@pytest.mark.parametrize(
    ("backing", "text"),
    [
        ({"papers": {1, 2, 3, 4, 5}}, "'papers' is .*, but it must be a sequence"),
        ({"papers": ["x", 1, 1, 1, 1]}, "row 0: papers are whole numbers"),
        ({"papers": [1, 1.9, 1, 1, 1]}, "row 1: papers are whole numbers from 0 on, not 1.9"),
        ({"papers": [1, 1, -1, 1, 1]}, "row 2: papers are whole numbers from 0 on, not -1"),
        ({"papers": [1, 1, 1, True, 1]}, "row 3: papers are whole numbers from 0 on, not True"),
        ({"papers": [1, 1, 1, 1, 2**31]}, "row 4: papers are whole numbers"),
        ({"witnesses": [["a"], 5, [], [], []]}, "row 1: the witnesses are 5"),
        ({"contexts": ["scope:EV", [], [], [], []]}, "row 0: the contexts are 'scope:EV'"),
    ],
)
def test_bad_columns_of_what_stands_behind_edges_are_refused(backing: dict[str, Any], text: str) -> None:
    letters = list("abcde")
    with pytest.raises(InputError, match=text):
        Network.from_edges(letters, letters, letters[::-1], **backing)


@pytest.mark.parametrize("wrong", ["raises", b"raises", [1], None, 5])
@pytest.mark.parametrize("option", ["contextual", "hierarchical"])
def test_predicates_of_a_kind_are_a_list_of_names(option: str, wrong: Any) -> None:
    with pytest.raises(UsageError, match=f"{option} is .* must be a"):
        Network.from_edges(["a"], ["p"], ["b"], **{option: wrong})


def test_categories_that_are_no_mapping_are_refused() -> None:
    with pytest.raises(UsageError, match="category is of the kind list, but it must be a mapping"):
        network(category=["Gene"])


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_a_frame_gives_its_columns(library: str) -> None:
    frames = pytest.importorskip(library)
    built = Network.from_edges(frames.DataFrame(COLUMNS | {"belief": [0.5, 1.0, 0.25, 1.0, 1.0]}))
    assert built.edges.belief.tolist() == network().edges.belief.tolist()
    assert built.edges.sign.tolist() == network().edges.sign.tolist()
    assert list(built.nodes) == ["a", "b", "c"]
    with pytest.raises(InputError, match="missing: object"):
        Network.from_edges(frames.DataFrame({"subject": ["a"], "predicate": ["p"]}))
    with pytest.raises(InputError, match="columns"):
        Network.from_edges(["a"])


@pytest.mark.parametrize(
    ("column", "values", "text"),
    [
        ("sign", ["+", None, "+", "+", "+"], "row 1"),
        ("belief", [0.5, None, 1.0, 1.0, 1.0], "row 1"),
        ("belief", ["high"] * 5, "row 0"),
        ("subject", ["a", None, "b", "c", "c"], "row 1: None is no identifier"),
        ("object", [1, 2, 3, 4, 5], "1 is no identifier"),
    ],
)
def test_a_polars_frame_with_bad_values_is_refused(column: str, values: list[Any], text: str) -> None:
    polars = pytest.importorskip("polars")
    with pytest.raises(InputError, match=text):
        Network.from_edges(polars.DataFrame(COLUMNS | {"belief": [0.5, 1.0, 0.25, 1.0, 1.0], column: values}))


def test_an_identifier_that_only_has_a_category_becomes_a_node_without_edges() -> None:
    built = network()
    assert [built.nodes[int(node)] for node in built.members("Gene")] == ["b", "lonely"]
    assert not built.paths("a", "lonely")


def test_a_category_stands_for_its_kinds() -> None:
    built = Network.from_edges(
        ["a"], ["p"], ["b"], category={"a": "Cytokine", "b": "Gene"}, ancestors={"Cytokine": ["Protein"]}
    )
    assert built.category_names == ("Cytokine", "Gene", "Protein")
    assert [built.nodes[int(node)] for node in built.members("protein")] == ["a"]
    with pytest.raises(UsageError, match="Did you mean 'Protein'"):
        built.members("Protien")


def test_a_saved_network_gives_the_same_paths(tmp_path: Path) -> None:
    built = network()
    built.save(tmp_path / "saved")
    opened = Network.open(tmp_path / "saved")
    assert list(opened.paths("a", "c", k=None)) == list(built.paths("a", "c", k=None))
    assert opened.categories == built.categories
    assert len(opened.paths("any MicroRNA", "any Disease", scoring="dwpc")) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"saved"}
    with pytest.raises(InputError, match="there already"):
        built.save(tmp_path / "saved")


def test_an_empty_network_can_be_saved_and_asked(tmp_path: Path) -> None:
    Network.from_edges([], [], [], category={"a": "X", "b": "Y"}).save(tmp_path / "saved")
    opened = Network.open(tmp_path / "saved")
    assert (len(opened), list(opened.paths("a", "b"))) == (0, [])


def test_what_is_no_saved_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not a saved network"):
        Network.open(tmp_path)
    network().save(tmp_path / "saved")
    np.save(tmp_path / "saved" / "belief.npy", np.ones(2))
    with pytest.raises(FileRefused, match="2 entries"):
        Network.open(tmp_path / "saved")
    np.save(tmp_path / "saved" / "belief.npy", np.ones(4, np.int8))
    with pytest.raises(FileRefused, match="float64"):
        Network.open(tmp_path / "saved")
    names = json.loads((tmp_path / "saved" / "network.json").read_text("utf-8"))
    (tmp_path / "saved" / "network.json").write_text(json.dumps(names | {"version": 99}), "utf-8")
    with pytest.raises(FileRefused, match="version 99"):
        Network.open(tmp_path / "saved")


@pytest.mark.parametrize(
    ("ends", "options", "text"),
    [
        (("a", "a"), {}, "same node"),
        (("a", "c"), {"max_hops": 0}, "max_hops"),
        (("a", "c"), {"max_hops": 9}, "max_hops"),
        (("a", "c"), {"max_hops": 2.5}, "whole number"),
        (("a", "c"), {"max_hops": True}, "max_hops"),
        (("a", "c"), {"k": 0}, "k is 0"),
        (("a", "c"), {"k": -1}, "k is -1"),
        (("a", "c"), {"min_belief": 1.1}, "min_belief"),
        (("a", "c"), {"min_belief": float("nan")}, "min_belief"),
        (("a", "c"), {"hub_damping": -1}, "hub_damping"),
        (("a", "c"), {"hub_damping": float("inf")}, "hub_damping"),
        (("a", "c"), {"timeout": -1}, "timeout"),
        (("a", "c"), {"sign": "up"}, "'up'"),
        (("a", "c"), {"predicates": ["r"]}, "unknown predicate 'r'"),
        (("a", "c"), {"predicates": []}, "empty"),
        (("a", "c"), {"through": "Gene > Gen"}, "Did you mean 'Gene'"),
        (("a", "c"), {"through": "Gene >"}, "character 7"),
        (("a", "c"), {"through": "> Gene"}, "category is missing"),
        (("a", "c"), {"through": "(Gene"}, "parenthesis"),
        (("a", "c"), {"through": "Gene)"}, "does not belong"),
        (("a", "c"), {"through": "Gene{3,2}"}, "repetitions"),
        (("a", "c"), {"through": "(" * 10 + "Gene+" + ")+" * 10}, "too large"),
        (("a", "c"), {"through": "Gene{"}, "malformed"),
        (("a", "c"), {"through": ""}, "1 to 2000"),
        (("a", "c"), {"through": "(" * 1500 + "Gene" + ")" * 400}, "nested deeper"),
        (("a", "c"), {"avoid": "a"}, "avoided"),
        (("a", "c"), {"via": "b", "avoid": ["b"]}, "avoided"),
        (("a", "c"), {"via": ["a", "b", "lonely"], "max_hops": 1}, "3 nodes are to be visited"),
        (("a", "c"), {"hops": 3}, "unknown option 'hops'"),
        (("a", "any Tumour"), {}, "unknown category"),
        (([], "c"), {}, "names no node"),
    ],
)
def test_a_bad_question_is_refused(ends: tuple[Any, Any], options: dict[str, Any], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        network().paths(*ends, **options)


def test_an_unknown_node_is_refused_with_near_ones() -> None:
    with pytest.raises(UnknownNode) as caught:
        network().paths("a", "lonly")
    assert caught.value.candidates == ("lonely",)
    with pytest.raises(UnknownNode):
        network().paths("a", "c", via=["x"])


def test_a_question_that_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.pathfinding.automaton.ROOM", 100)
    with pytest.raises(UsageError, match="fewer hops"):
        network().paths("a", "c", via=["b"], sign="+")


def test_room_is_asked_for_before_anything_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = []
    for sign in ("+", None):
        monkeypatch.setattr("msc_graph.pathfinding.automaton.ROOM", 100)
        with pytest.raises(UsageError) as caught:
            network().paths("a", "c", via=["b"], sign=sign)
        needed.append(str(caught.value))
    assert needed[0].split(":")[0] == needed[1].split(":")[0]


def test_no_table_of_a_search_is_filled_once_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.pathfinding.search.ARCS", 1)
    options = made_options({"via": ["b"], "max_hops": 6})
    stated = reading(network(), options)
    question = asked(stated, "a", "c", options)
    filled, left = (prepare(stated, question, Deadline.after(seconds)) for seconds in (None, 0))
    assert [bool((layer < FAR).any()) for layer in filled.to_go] == [True] * 7
    assert [bool((layer < FAR).any()) for layer in left.to_go] == [False] * 7
    assert not network().paths("a", "c", via=["b"], max_hops=6, timeout=0).complete


def test_timeout_gives_the_best_so_far_and_says_so() -> None:
    letters = [f"{layer}-{i}" for layer in range(7) for i in range(8)]
    pairs = [(a, b) for a in letters for b in letters if int(b[0]) - int(a[0]) == 1]
    dense = Network.from_edges([a for a, _ in pairs], ["p"] * len(pairs), [b for _, b in pairs])
    found = dense.paths("0-0", "6-0", max_hops=8, k=1_000_000, timeout=0)
    assert not found.complete
    assert not dense.paths("0-0", "6-0", max_hops=8, k=None, timeout=0).complete
    whole = dense.paths("0-0", "6-0", max_hops=8, k=None)
    assert whole.complete and len(whole) == 8**5
    assert [path.nodes for path in found] == [path.nodes for path in whole[: len(found)]]
    assert dense.paths("0-0", "6-0", max_hops=8, k=3, timeout=0).verdict == "unknown"


def test_equal_scores_come_in_the_documented_order_whatever_the_rounding() -> None:
    """6^-0.4 and 2^-0.4 x 3^-0.4 are one number, but not always in floating point: 6 objects; 2, then 3."""
    pairs = [("s", "p", f"m{i}") for i in range(6)] + [("m0", "q", "t")]
    pairs += [("s", "r", "b"), ("s", "r", "x"), ("b", "u", "t"), ("b", "u", "y"), ("b", "u", "z")]
    found = Network.from_edges(*zip(*pairs, strict=True)).paths("s", "t")
    assert [path.nodes for path in found] == [("s", "b", "t"), ("s", "m0", "t")]
    assert found[0].score == pytest.approx(found[1].score, rel=1e-12)


def test_a_table_of_names_finds_what_is_in_it() -> None:
    names = sorted(["", "a", "ab", "b", "PDCD4", "角膜", "é", "\U0001f9ec"])
    table = StringTable.of(names)
    assert list(table) == names
    assert [table.find(name) for name in names] == list(range(len(names)))
    assert [table.find(name) for name in ("aa", "zz", "角")] == [-1, -1, -1]
    assert (table[-1], table[1:3]) == (names[-1], names[1:3])
    with pytest.raises(IndexError):
        table[len(names)]
