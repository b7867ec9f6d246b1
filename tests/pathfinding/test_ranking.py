"""Rankings and profiles: sums against plain recursion, p-values that keep degree, clear errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.errors import InputError, UnknownNode, UsageError
from msc_graph.mechanisms import Network
from msc_graph.mechanisms.measured import Measured
from msc_graph.pathfinding.exact_sums import net_sums
from msc_graph.pathfinding.profile import STRATUM, scored, strata_of_like_degree
from msc_graph.pathfinding.ranking import rank
from tests.helpers.naive_paths import Row, naive_paths
from tests.pathfinding.test_search import CATEGORY, NODES, network_of, rows_of_edges


@settings(max_examples=60, deadline=None)
@given(rows=rows_of_edges, hops=st.integers(1, 4))
def test_a_ranking_sums_the_paths_to_each_node(rows: list[Row], hops: int) -> None:
    targets = [name for name in NODES if CATEGORY[name] == "Y"]
    ranking = rank(network_of(rows), "a", "any Y", max_hops=hops, scoring="dwpc")
    expected: dict[str, dict[str, float]] = {}
    for path in naive_paths(rows, ["a"], targets, max_hops=hops, contextual=["near"]):
        sums = expected.setdefault(path.nodes[-1], {"+": 0.0, "-": 0.0, "?": 0.0, "paths": 0})
        sums[path.sign] += path.score
        sums["paths"] += 1
    assert {row.node for row in ranking} == set(expected)
    for row in ranking:
        sums = expected[row.node]
        assert (row.positive, row.negative, row.unknown) == pytest.approx((sums["+"], sums["-"], sums["?"]))
        assert row.paths == sums["paths"]
        assert row.best == network_of(rows).paths("a", row.node, max_hops=hops, k=1, scoring="dwpc")[0]
    sizes = [abs(row.net) for row in ranking]
    assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=60, deadline=None)
@given(rows=rows_of_edges, limit=st.sampled_from([1, 10_000]), directed=st.booleans())
def test_the_best_path_of_each_end_is_found_with_all_ends_at_once(
    rows: list[Row], limit: int, directed: bool
) -> None:
    network = network_of(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("msc_graph.pathfinding.paths.TIE_LIMIT", limit)
        ranking = rank(network, "any Y", "e", max_hops=4, directed=directed)
    for row in ranking:
        assert row.best == network.paths(row.node, "e", max_hops=4, k=1, directed=directed)[0]


def test_cargo_is_ranked_for_a_disease_and_diseases_for_a_cargo(curated: KnowledgeGraph) -> None:
    diseases = curated.rank("miR-21-5p", "Disease", limit=5)
    assert (diseases.side, len(diseases), diseases.complete) == ("target", 5, True)
    assert diseases[0].verdict == "negative"
    assert diseases.found > 5
    cargo = curated.rank("MicroRNA", "corneal injury")
    assert cargo.side == "source"
    assert "mirbase.mature:MIMAT0000076" in {row.node for row in cargo}
    assert not curated.rank("miR-21-5p", "Disease", max_hops=1, through="MicroRNA > Gene")
    with pytest.raises(UsageError, match="category or several"):
        curated.rank("miR-21-5p", "corneal injury")


def test_the_score_of_a_profile_is_the_weighted_net(curated: KnowledgeGraph) -> None:
    found = curated.profile([Measured("miR-21-5p", 3), Measured("hsa-miR-126-3p", -1)], "Disease", limit=100)
    assert found.matched == {
        "miR-21-5p": "mirbase.mature:MIMAT0000076",
        "hsa-miR-126-3p": found.matched["hsa-miR-126-3p"],
    }
    first, second = ({r.node: r.net for r in curated.rank(n, "Disease", limit=999)} for n in found.matched)
    for row in found:
        expected = (3 * first.get(row.node, 0) - second.get(row.node, 0)) / 4
        assert row.score == pytest.approx(expected)
        assert 1 / 1001 <= row.p <= row.q <= 1
        assert sum(part.share for part in row.through) == pytest.approx(row.score)
    again = curated.profile([Measured("miR-21-5p", 3), Measured("hsa-miR-126-3p", -1)], "Disease", limit=100)
    assert again == found


def planted(effect: int) -> tuple[Network, dict[str, float]]:
    """40 cargo with two targets each; the measured eight all act on the disease, or a fifth of all do."""
    cargo = [f"c{i:02}" for i in range(40)]
    acting = cargo[:8] if effect else cargo[::5]
    rows = [(name, "q", "t") for name in cargo] + [
        (name, "p", "d" if name in acting else "e") for name in cargo
    ]
    category = dict.fromkeys(cargo, "MicroRNA") | dict.fromkeys("de", "Disease") | {"t": "Gene"}
    network = Network.from_edges(*zip(*rows, strict=True), sign=["+"] * len(rows), category=category)
    return network, dict.fromkeys(cargo[:8], 1.0)


def test_a_planted_effect_has_a_small_p_and_chance_a_large_one() -> None:
    network, measured = planted(1)
    rows = {row.node: row for row in scored(network, measured, list("de")).rows}
    assert rows["d"].p < 0.01 and rows["d"].score > 0
    network, measured = planted(0)
    assert {row.node: row for row in scored(network, measured, list("de")).rows}["d"].p > 0.3


@pytest.mark.parametrize("at_once", [1, 700])
def test_a_profile_of_more_pairs_than_fit_at_once_is_summed_in_pieces_with_the_same_shuffles(
    curated: KnowledgeGraph, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = {"miR-21-5p": 2.0, "miR-150-5p": -1.0, "PTEN": 0.5}
    told: list[tuple[int, int]] = []
    asked: dict[str, Any] = {"permutations": 30, "limit": 1000}
    whole = curated.profile(measured, "Disease", **asked)
    monkeypatch.setattr("msc_graph.pathfinding.profile.PAIRS_AT_ONCE", at_once)
    pieces = curated.profile(measured, "Disease", progress=lambda *done: told.append(done), **asked)
    assert len(whole) > 20 and len(told) > 1 and told[-1][0] == told[-1][1]
    for one, other in zip(whole, pieces, strict=True):
        assert (one.node, one.p, one.q) == (other.node, other.p, other.q)
        assert [(part.node, part.best) for part in one.through] == [
            (part.node, part.best) for part in other.through
        ]
        assert (one.score, one.z) == pytest.approx((other.score, other.z))


def test_no_piece_is_begun_when_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not summed is not reached, and the answer says that it is not whole."""
    network, measured = planted(1)
    monkeypatch.setattr("msc_graph.pathfinding.profile.PAIRS_AT_ONCE", 1)
    begun = 0

    def counted(*asked: Any, **more: Any) -> Any:
        nonlocal begun
        begun += 1
        return net_sums(*asked, **more)

    monkeypatch.setattr("msc_graph.pathfinding.profile.net_sums", counted)
    found = scored(network, measured, list("de"), timeout=1e-9)
    assert (begun, found.stopped, found.rows) == (1, "time", ())


def test_a_hub_is_only_exchanged_for_nodes_of_like_degree() -> None:
    """Eight hubs reach everything; measured hubs are no surprise, although most nodes reach nothing."""
    hubs, others = [f"h{i}" for i in range(8)], [f"o{i:02}" for i in range(40)]
    rows = [(hub, "p", target) for hub in hubs for target in ("d", "e", "t1", "t2", "t3")]
    rows += [(other, "p", "t1") for other in others]
    category = dict.fromkeys([*hubs, *others], "MicroRNA") | {"d": "Disease", "e": "Disease"}
    network = Network.from_edges(*zip(*rows, strict=True), sign=["+"] * len(rows), category=category)
    found = scored(network, dict.fromkeys(hubs[:3], 1.0), list("de"))
    assert {row.p for row in found.rows} == {1.0}


def test_unmatched_names_are_listed_with_the_reason(curated: KnowledgeGraph) -> None:
    found = curated.profile([Measured("miR-21-5p", 1), Measured("miR-99999", 1)], "Disease")
    assert [name for name, _ in found.unmatched] == ["miR-99999"]
    assert "no node" in found.unmatched[0][1]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([Measured("nobody", 1)], "no name of the profile"),
        ([Measured("miR-21-5p", float("nan"))], r"no row of the profile .* \(1 were read\)"),
        ({"miR-21-5p": "high"}, "a number is needed, not 'high'"),
    ],
)
def test_a_bad_profile_is_refused(curated: KnowledgeGraph, rows: Any, text: str) -> None:
    with pytest.raises(InputError, match=text):
        curated.profile(rows, "Disease")


# the command line


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout


def told(*arguments: str, code: int) -> str:
    """Return what goes to standard error."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result.stderr


CORNEA = ("paths", "miR-21-5p", "corneal injury")


@pytest.mark.parametrize(
    ("form", "piece"),
    [
        ("text", "PTEN --|"),
        ("explain", "**miR-21-5p** on **corneal injury**"),
        ("table", "targets"),
        ("csv", "path,path_sign"),
        ("graphml", "<graphml"),
        ("turtle", "a msc:MechanismPath"),
        ("svg", "<svg"),
        ("html", "<!doctype html>"),
    ],
)
def test_paths_come_in_every_form(form: str, piece: str) -> None:
    assert piece in run(*CORNEA, "--format", form)


def test_every_option_of_paths_reaches_the_search(tmp_path: Path) -> None:
    picture = tmp_path / "paths.svg"
    text = run(
        *CORNEA, "--all", "--via", "PTEN", "--avoid", "msc:msc_exosome", "--predicate", "!promotes", "--sign",
        "-", "--through", "MicroRNA > Gene > . > Disease", "--undirected", "--timeout", "60", "--max-hops",
        "3", "--min-belief", "0.1", "--hub-damping", "0", "--picture", str(picture), "--format", "json",
    )  # fmt: skip
    found = json.loads(text)
    assert (found["k"], found["max_hops"], found["complete"]) == (None, 3, True)
    assert {tuple(n["category"] for n in path["nodes"])[1] for path in found["paths"]} == {"Gene"}
    assert picture.read_text("utf-8").startswith("<svg")


def test_no_path_is_exit_code_1_and_says_why() -> None:
    assert "any sign instead of ?" in run(*CORNEA, "--sign", "?", code=1)
    assert "不限正负号" in run(*CORNEA, "--sign", "?", "--lang", "zh", code=1)


def test_a_picture_is_svg() -> None:
    assert "Known formats: svg" in told(*CORNEA, "--picture", "x.gif", code=2)


@pytest.mark.parametrize("option", ["--picture", "--output"])
def test_a_missing_folder_is_told_before_the_work(option: str, tmp_path: Path) -> None:
    place = str(tmp_path / "none" / "x.svg")
    assert "there is no folder" in told(*CORNEA, option, place, code=3)
    assert not run(*CORNEA, option, place, code=3)


@pytest.mark.parametrize("command", [CORNEA, ("rank", "miR-21-5p", "Disease"), ("profile", "x.csv")])
@pytest.mark.parametrize("limit", ["0", "-1", "nan"])
def test_a_time_limit_must_make_sense(command: tuple[str, ...], limit: str) -> None:
    assert "--timeout" in told(*command, "--timeout", limit, code=2)


def test_a_ranking_of_no_category_offers_categories() -> None:
    assert "Nor is it a category. The categories are: " in told("rank", "Foo", "Disease", code=3)
    assert "Did you mean 'Disease'" in told("rank", "miR-21-5p", "Diseases", code=3)


def test_a_category_may_be_spelled_in_small_letters_and_have_one_member(curated: KnowledgeGraph) -> None:
    assert [r.node for r in curated.rank("miR-21-5p", "disease")] == [
        r.node for r in curated.rank("miR-21-5p", "Disease")
    ]
    alone = Network.from_edges(["a"], ["p"], ["b"], category={"b": "Only"})
    assert [row.node for row in rank(alone, "a", "any Only")] == ["b"]


def test_a_profile_may_be_asked_about_one_node(curated: KnowledgeGraph) -> None:
    found = curated.profile([Measured("miR-21-5p", 1)], "corneal injury", permutations=5)
    assert [row.node for row in found] == ["MESH:D065306"]
    for name, offered in (("Foo", "Nor is it a category. The categories are"), ("myeloma", "MONDO:0009693")):
        with pytest.raises(UnknownNode, match=f"no node is called '{name}'.*{offered}"):
            curated.profile([Measured("miR-21-5p", 1)], name)
    with pytest.raises(InputError, match=r"1 looked up: Foo.*msc-graph find"):
        curated.profile([Measured("Foo", 1)], "Disease")


def test_contradicting_and_empty_options_are_refused(tmp_path: Path) -> None:
    assert "contradict" in told(*CORNEA, "-k", "3", "--all", code=2)
    assert "without a name" in told(*CORNEA, "--predicate", "!", code=2)
    (tmp_path / "p.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "--name-column" in told("profile", str(tmp_path / "p.csv"), code=3)


def test_rankings_and_profiles_speak_chinese(tmp_path: Path) -> None:
    ranking = run("rank", "miR-21-5p", "Disease", "--lang", "zh", "--limit", "3")
    for piece in ("净得分", "判定", "| 缓解 |", "3 行"):
        assert piece in ranking
    for english in ("negative", "verdict", "rows"):
        assert english not in ranking
    # what programs read keeps its names
    assert "verdict" in run("rank", "miR-21-5p", "Disease", "--lang", "zh", "--format", "csv")
    table = tmp_path / "profile.csv"
    table.write_text("miRNA,log2FC\nmiR-21-5p,2\n", encoding="utf-8")
    found = run("profile", str(table), "Disease", "--lang", "zh", "--permutations", "5", "--limit", "2")
    assert "p 值" in found and "2 行" in found and "direction" not in found
    paths = run(*CORNEA, "-k", "1", "--format", "table", "--lang", "zh")
    assert "通路可信度" in paths and "部分支持" in paths and "3 行" in paths


def test_long_work_tells_how_many_paths_were_summed() -> None:
    counts: list[int] = []
    rank(network_of([Row(0, "a", "p", "b", "+", 1.0)]), "a", "any Y", progress=counts.append)
    assert counts == [1]


def test_rank_and_profile_on_the_command_line(tmp_path: Path) -> None:
    rows = json.loads(
        run("rank", "miR-21-5p", "Disease", "--format", "json", "--picture", str(tmp_path / "r.svg"))
    )
    assert rows["ranked"] == "target" and (tmp_path / "r.svg").exists()
    assert "corneal injury" in run("rank", "miR-21-5p", "Disease", "--limit", "3")
    assert "角膜损伤" in run("rank", "miR-21-5p", "Disease", "--lang", "zh", "--limit", "3")
    run("rank", "miR-21-5p", "Disease", "--max-hops", "1", "--through", "MicroRNA > Gene", code=1)
    table = tmp_path / "profile.csv"
    table.write_text("miRNA,log2FC\nmiR-21-5p,2\nmiR-99999,1\n", encoding="utf-8")
    arguments = (
        "profile",
        str(table),
        "Disease",
        "--permutations",
        "50",
        "--picture",
        str(tmp_path / "p.svg"),
    )
    found: dict[str, Any] = json.loads(run(*arguments, "--format", "json"))
    assert found["unmatched"][0]["name"] == "miR-99999" and (tmp_path / "p.svg").exists()
    assert "corneal injury" in run(*arguments)
    run("profile", str(tmp_path / "none.csv"), code=3)
    run("profile", str(table), "Diseas", code=3)


@pytest.mark.parametrize("sizes", [[5], [20], [1, 1], [20, 5], [20, 20, 5], [3, 40, 1, 2], [25, 25, 25, 24]])
def test_strata_of_like_degree_hold_every_member_once(sizes: list[int]) -> None:
    """Joining a small last group to the one before lost the one and doubled the other."""
    degree = np.repeat(np.arange(len(sizes)), sizes)
    groups = strata_of_like_degree(np.arange(sum(sizes)), degree)
    assert sorted(np.concatenate(groups).tolist()) == list(range(sum(sizes)))
    assert len(groups) == 1 or min(len(group) for group in groups) >= STRATUM


def test_a_profile_may_mix_micrornas_and_proteins(tmp_path: Path) -> None:
    table = tmp_path / "profile.csv"
    table.write_text("name,logFC\nmiR-21-5p,2.1\nTGFB1,1\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["profile", str(table), "Disease", "--permutations", "50"])
    assert result.exit_code == 0, result.output
