"""Answers carry their caveats; what is only recalled is never called supported."""

from __future__ import annotations

import csv
import io
import json
import pickle
from pathlib import Path

import pytest
from click.testing import CliRunner

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.describe import text
from msc_graph.mechanisms import render
from msc_graph.mechanisms.reports import (
    RANK_COLUMNS,
    profile_dict,
    rank_dict,
    rank_disputes,
    rank_rows,
)
from msc_graph.mechanisms.words import dispute_lines


def run(*call: str) -> tuple[str, str, int]:
    answered = CliRunner().invoke(cli, call)
    return answered.stdout, answered.stderr, answered.exit_code


def test_each_row_of_a_ranking_says_what_is_pending_and_what_clashes(curated: KnowledgeGraph) -> None:
    ranking = curated.rank("MSC exosome", "Disease", limit=100)
    lookup = curated.lookup()
    told = rank_dict(ranking, lookup, "en")["rows"]
    told_of = {row["label"]: row for row in told}
    assert "mechanism:C35" in told_of["osteoarthritis"]["pending"]
    for row, shown in zip(ranking, told, strict=True):
        best = lookup.path(row.best)
        recalled = [
            chain for chain in row.published if curated.property_graph().verification[chain] == "memory"
        ]
        assert shown["pending"] == list(dict.fromkeys([*recalled, *best.pending]))
        assert shown["clash"] == sorted({clash.kind for clash in best.clashes})
    stitched = rank_dict(curated.rank("MicroRNA", "sepsis", limit=100), lookup, "en")["rows"]
    assert any(row["clash"] for row in stitched)
    cells = dict(zip(RANK_COLUMNS, rank_rows(ranking, lookup, "en")[0], strict=True))
    assert (cells["published"], cells["pending"]) == (
        " ".join(name.partition(":")[2] for name in ranking[0].published), "",
    )  # fmt: skip


def test_a_chain_that_the_article_alone_claims_is_not_published(curated: KnowledgeGraph) -> None:
    """Two steps of C10, miR-150-5p by PDCD4 in the cornea, are judged unverifiable."""
    for row in curated.rank("MSC exosome", "Disease", limit=100):
        assert "mechanism:C10" not in row.published
    for found in (curated.paths(start, "corneal injury", k=50) for start in ("miR-150-5p", "MSC exosome")):
        assert not any("mechanism:C10" in path.published for path in found)
    cargo, _, _ = run(
        "query", "cargo-for-disease", "-p", "disease=corneal injury", "--format", "csv", "--ids"
    )
    (told,) = (row for row in csv.DictReader(io.StringIO(cargo)) if row["mechanism"] == "mechanism:C10")
    assert (told["verdict"], told["disputed"]) == ("msc:unverifiable", "S2-18; S2-19")


@pytest.mark.parametrize("target", ["osteoarthritis", "sepsis", "corneal injury"])
def test_published_only_gives_the_chains_and_the_verdict_of_all(curated: KnowledgeGraph, target: str) -> None:
    every = curated.paths("MSC exosome", target, k=None)
    alone = curated.paths("MSC exosome", target, k=None, published_only=True)
    assert [path.nodes for path in alone] == [path.nodes for path in every if path.published]
    assert (alone.verdict, alone.net, alone.share) == (every.verdict, every.net, every.share)
    short = curated.paths("MSC exosome", target, k=2, published_only=True)
    assert [path.nodes for path in short] == [path.nodes for path in alone][:2]


def test_no_published_chain_is_said_with_the_verdict_of_all() -> None:
    out, _, code = run("paths", "miR-19a-3p", "sepsis", "--published-only")
    assert code == 1 and "verdict: relieves the disease" in out and "no published chain leads there" in out
    told = json.loads(run("paths", "miR-19a-3p", "sepsis", "--published-only", "--format", "json")[0])
    assert (told["verdict"], told["paths"], told["why_none"]) == ("negative", [], [])


def test_a_profile_says_what_is_published_pending_and_disputed(
    curated: KnowledgeGraph, tmp_path: Path
) -> None:
    measured = {"miR-21-5p": 2.0, "miR-150-5p": 1.0, "miR-19a-3p": 1.0}
    found = curated.profile(measured, ["corneal injury", "MONDO:0005098"], narrower=False, permutations=10)
    rows = {row["label"]: row for row in profile_dict(found, curated.lookup(), "en")["rows"]}
    assert rows["corneal injury"]["published"] == ["mechanism:C03"] and not rows["stroke"]["published"]
    assert rows["corneal injury"]["disputed"] == ["claim:S2-18", "claim:S2-19"]
    targets = ["corneal injury", "MONDO:0005098"]
    alone = curated.profile(measured, targets, narrower=False, permutations=10, published_only=True)
    assert [row for row in found if row.published] == list(alone) and alone.found == 1
    table = tmp_path / "a.csv"
    table.write_text("miRNA,log2FC\nmiR-150-5p,1\nmiR-21-5p,2\n", encoding="utf-8")
    _, said, _ = run("profile", str(table), "corneal injury", "--permutations", "10")
    assert "miR-150-5p targets PDCD4: unverifiable" in said and "instead: miR-21-5p targets PDCD4" in said


def test_disputed_claims_stand_under_a_ranking(curated: KnowledgeGraph) -> None:
    _, said, _ = run("rank", "MicroRNA", "type 1 diabetes mellitus", "--lang", "zh")
    assert "S2-11" in said and "更正" in said
    told = json.loads(run("rank", "MicroRNA", "type 1 diabetes mellitus", "--format", "json")[0])
    assert [claim["claim"] for claim in told["disputed"]] == ["claim:S2-11"]
    assert dispute_lines([], "en") == []


@pytest.mark.parametrize(
    ("asked", "absent"),
    [
        (("MicroRNA", "corneal injury"), "mirbase.mature:MIMAT0000451"),
        (("miR-150-5p", "Disease"), "MESH:D065306"),
    ],
)
def test_disputed_claims_are_told_of_what_no_path_reaches(
    curated: KnowledgeGraph, asked: tuple[str, str], absent: str
) -> None:
    ranking = curated.rank(*asked)
    assert absent not in {row.node for row in ranking}
    told = {claim.claim for claim in rank_disputes(ranking, ranking.lookup, "en")}
    assert {"claim:S2-18", "claim:S2-19"} <= told
    found = curated.paths(*(f"any {end}" if end in ("MicroRNA", "Disease") else end for end in asked), k=1)
    assert set(found.disputed) == told and "disputed statements about these pairs" in render(found, "en")
    for answer, words in ((ranking, ranking.notes()), (found, found.explain())):
        copy = pickle.loads(pickle.dumps(answer))  # noqa: S301 -- our own
        assert words == (copy.notes() if answer is ranking else copy.explain())
    profile = curated.profile({"miR-150-5p": 1.0}, "corneal injury", permutations=5)
    assert not profile.rows and "show S2-18" in "\n".join(profile.notes())


def test_claims_that_lead_to_a_target_are_those_of_each_of_the_sources(curated: KnowledgeGraph) -> None:
    disputes = curated.paths("miR-21-5p", "corneal injury", k=1).lookup.disputes
    assert disputes is not None
    nodes = [node.id for node in curated.property_graph().nodes]
    for some in (nodes, nodes[::2], nodes[1::3]):
        told = {end: {claim for one in some for claim in disputes.claims(one, end)} for end in nodes}
        assert sum(map(bool, told.values())) > 5
        assert {end: disputes.leading_to(end, some) for end in nodes} == told


def test_a_ranking_that_time_ended_does_not_say_that_nothing_is_reached(curated: KnowledgeGraph) -> None:
    ranking = curated.rank("any MicroRNA", "corneal injury", timeout=0)
    said = "\n".join(ranking.notes())
    assert not ranking and "nothing was summed to its end" in said and "nothing is reached" not in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_recalled_or_not_endorsed_is_never_read_as_supported(
    curated: KnowledgeGraph, lang: str
) -> None:
    words = {
        "en": ("recalled, not verified", "not endorsed"),
        "zh": ("凭记忆，未核实", "不予认可"),
    }[lang]
    supported = {"en": "supported; belief", "zh": "得到支持; 可信度"}[lang]
    for name in ("C18", "C10", "miR-150-5p", "stroke", "reference:citation-pending", "reference:Article"):
        shown = text.render(curated.describe(name, lang=lang), lang)
        assert supported not in shown
    chain = text.render(curated.describe("C18", lang=lang), lang)
    assert words[0] in chain
    for name in ("C10", "miR-150-5p"):
        assert words[1] in text.render(curated.describe(name, lang=lang), lang)
    assert (
        words[1] in dict(curated.describe("S2-18", lang=lang).facts)[{"en": "belief", "zh": "可信度"}[lang]]
    )
    found = curated.paths("miR-133b", "stroke")
    assert words[0] in render(found, lang)
    steps = found.to_table(lang).as_dicts()
    assert {step["verdict"] for step in steps if step["strength"] == "recalled"} == {words[0]}
