"""What paths say together: pivots, shares, disputed claims, contexts, and why there are none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms import Change, Network, mechanisms, render
from msc_graph.mechanisms.evidence import Lookup
from msc_graph.mechanisms.reports import rank_dict, rank_rows
from msc_graph.mechanisms.verdicts import PENDING
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.vocabulary.signs import Sign
from tests.helpers.small_mechanisms import (
    CONTEXTUAL,
    MINUS,
    edge,
    graph,
    search,
)


def test_pivots_are_the_edges_on_which_a_contested_pair_hangs() -> None:
    network = graph(
        edge("a", "p", "b"),
        edge("b", "q", "z"),
        edge("b", "r", "z", sign=MINUS, belief=0.9),
        edge("b", "s", "z", belief=0.3),
    )
    found = search(network, "a", "z")
    assert (found.verdict, found.found.leaning) == ("contested", "positive")
    flips = {(p.edge.predicate, p.change): p.verdict for p in found.pivots if p.verdict != "contested"}
    assert flips == {
        ("r", "removal"): "positive",
        ("r", "reversal"): "positive",
        ("p", "removal"): "none",
        ("q", "removal"): "negative",
        ("q", "reversal"): "negative",
    }
    leans = {(p.edge.predicate, p.change): p.leaning for p in found.pivots if p.verdict == "contested"}
    assert leans == {("p", "reversal"): "negative"}
    assert "without it raises" in render(found, "en")


def test_pivots_agree_with_asking_again(curated: KnowledgeGraph) -> None:
    """Each removal is carried out, and the verdict compared."""
    source, target = "msc:msc_exosome", "MONDO:0007254"
    whole = curated.property_graph()
    assert isinstance(whole, PropertyGraph)
    found = search(whole, source, target, max_hops=4, contested=0.0)
    assert found.verdict == "contested"
    told = {
        (p.edge.subject, p.edge.predicate, p.edge.object): p.verdict
        for p in found.pivots
        if p.change == "removal"
    }
    for e in {
        e.id: e for path in search(whole, source, target, max_hops=4, k=None) for e in path.edges
    }.values():
        rest = replace(whole, edges=tuple(other for other in whole.edges if other.id != e.id))
        verdict = search(rest, source, target, max_hops=4, contested=0.0).verdict
        assert verdict == told.get((e.subject, e.predicate, e.object), "contested")


@pytest.mark.parametrize(
    ("weaker", "contested", "verdict"),
    [(0.3, 0.2, "contested"), (0.24, 0.2, "positive"), (0.24, 0.1, "contested"), (0.0001, 0.0, "contested")],
)
def test_a_verdict_is_contested_from_a_stated_share_on(weaker: float, contested: float, verdict: str) -> None:
    network = graph(edge("a", "p", "z"), edge("a", "q", "z", sign=MINUS, belief=weaker))
    found = search(network, "a", "z", contested=contested)
    assert found.verdict == verdict and found.share == pytest.approx(1 / (1 + weaker**6))
    assert found.to_dict()["contested_from"] == contested


def test_a_side_whose_contexts_all_clash_makes_nothing_contested() -> None:
    def sides(*cells: str) -> PropertyGraph:
        return graph(
            edge("a", "p", "z"),
            edge("a", "q", "b", sign=MINUS, belief=0.9, cells=(cells[0],)),
            edge("b", "q", "z", belief=0.9, cells=(cells[1],)),
        )

    assert search(sides("CL:1", "CL:1"), "a", "z").verdict == "contested"
    clashing = search(sides("CL:1", "CL:2"), "a", "z")
    assert clashing.verdict == "positive" and clashing.share == pytest.approx(1 / (1 + 0.9**12 / 216))
    assert not clashing.pivots


def test_the_share_of_a_question_with_one_sign_is_all_or_nothing() -> None:
    network = graph(edge("a", "p", "z"), edge("a", "q", "y", sign=Sign.UNKNOWN))
    assert search(network, "a", "z").share == 1.0
    unknown = search(network, "a", "y")
    assert (unknown.share, unknown.verdict) == (None, "unknown")
    assert "direction unknown; moderate: one source" in render(unknown, "en")


@pytest.mark.parametrize(
    ("known", "witness", "verdict"),
    [(0.3, "PMID:3", "unknown"), (0.9, "PMID:3", "negative"), (0.3, "PMID:2", "negative")],
    ids=["stitched and little", "stitched, but not little", "stated whole"],
)
def test_steps_put_together_give_no_direction_where_a_source_states_that_none_is_known(
    known: float, witness: str, verdict: str
) -> None:
    network = graph(
        edge("a", "has a dual role in", "z", sign=Sign.UNKNOWN),
        edge("a", "p", "b", belief=known, witnesses=("PMID:2",)),
        edge("b", "q", "z", sign=MINUS, belief=known, witnesses=(witness,)),
    )
    found = search(network, "a", "z")
    assert found.verdict == verdict
    assert found.undirected == pytest.approx(1 / (1 + known**2))
    said = f"{100 * found.undirected:.0f} % of the score is of unknown direction"
    assert (said in render(found, "en")) == (verdict != "unknown")
    assert "方向未知" in render(found, "zh")


def test_a_dual_role_and_a_double_edged_chain_are_not_read_as_relief(curated: KnowledgeGraph) -> None:
    myeloma = curated.paths("MSC exosome", "plasma cell myeloma")
    assert myeloma.verdict == "unknown"
    assert "direction unknown; moderate: one source states all steps" in render(myeloma, "en")
    row = next(
        row for row in curated.rank("MSC exosome", "Disease", limit=100) if row.node == myeloma.target.id
    )
    assert row.verdict == "unknown"
    breast = render(curated.paths("MSC exosome", "breast cancer"), "en")
    assert "of the score is of unknown direction; strong: " in breast


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ("verified", "raises the target, 100 % of the evidence; strong: one published chain, 1 paper"),
        ("title-verified", "moderate: one published chain, 1 paper"),
        ("memory", "moderate: one source states all steps, 1 paper"),
    ],
)
def test_a_verdict_says_what_stands_behind_it(seen: str, words: str) -> None:
    plain = graph(edge("a", "up", "b", mechanisms=("mechanism:1",)))
    assert words in render(search(replace(plain, verification={"mechanism:1": seen}), "a", "b"), "en")


@pytest.mark.parametrize(
    ("references", "words"),
    [
        (("PMID:1", "reference:Book"), "one source states all steps, 1 paper\n"),
        (("reference:NCT1", PENDING), "one source states all steps, 1 reference without PMID or DOI\n"),
        (("reference:NCT1", "reference:NCT2"), "2 references without PMID or DOI\n"),
        ((PENDING,), "no paper at hand\n"),
    ],
)
def test_a_verdict_says_what_references_there_are(references: tuple[str, ...], words: str) -> None:
    network = graph(replace(edge("a", "up", "b", witnesses=("record:1",)), references=references))
    assert words in render(search(network, "a", "b"), "en")


def test_many_sources_of_a_step_are_counted_and_some_named() -> None:
    papers = tuple(f"PMID:{number}" for number in range(9))
    said = render(
        search(graph(replace(edge("a", "up", "b", witnesses=papers), references=papers)), "a", "b"), "en"
    )
    assert "9 sources each state all steps, 9 papers" in said
    assert "stated by PMID:0, PMID:1, PMID:2, PMID:3 and 5 more\n" in said


def test_a_paper_that_refutes_a_step_is_marked_and_not_counted_for_it(curated: KnowledgeGraph) -> None:
    found = curated.paths("MSC exosome", "angiogenesis", max_hops=1)
    (path,) = found
    assert path.against == {"PMID:28741069"} < set(path.edges[0].references)
    assert "PMID:28741069 (against)" in render(found, "en") and "PMID:28741069（反对）" in render(found, "zh")
    assert found.strength is not None and found.strength.references == (
        "DOI:10.1155/2020/8844730",
        "PMID:22055459",
    )


def test_steps_that_clash_are_weak_support() -> None:
    network = graph(edge("a", "p", "b", cells=("CL:1",)), edge("b", "q", "z", cells=("CL:2",)))
    strength = search(network, "a", "z").strength
    assert strength is not None and (strength.word, strength.clash) == ("weak", True)
    assert "contexts clash" in render(search(network, "a", "z"), "en")


def test_few_diseases_are_contested_for_exosomes_and_published_ones_come_first(
    curated: KnowledgeGraph,
) -> None:
    ranking = curated.rank("MSC exosome", "Disease", limit=100)
    assert len(ranking) > 35
    contested = [row for row in ranking if row.verdict == "contested"]
    assert len(contested) <= 5
    for row in contested:
        assert row.share is not None and row.share <= 0.8
        weaker = "+" if row.positive < row.negative else "-"
        sides = curated.paths("MSC exosome", row.node, sign=weaker)
        assert any(not path.clashes for path in sides)
    published = [bool(row.published) for row in ranking]
    assert published == sorted(published, reverse=True) and published[0] and not published[-1]
    alone = curated.rank("MSC exosome", "Disease", limit=100, published_only=True)
    assert [row.node for row in alone] == [row.node for row in ranking if row.published]
    text = render(curated.paths("MSC exosome", "osteoarthritis"), "en")
    assert "relieves the disease, >99 % of the evidence; strong: " in text
    assert "缓解疾病，占证据的 >99 %；强：" in render(curated.paths("MSC exosome", "osteoarthritis"), "zh")


def test_a_score_that_leans_against_the_evidence_is_told(curated: KnowledgeGraph) -> None:
    found = curated.paths("any MicroRNA", "acute kidney injury")
    assert found.evidence[Sign.POSITIVE] > found.evidence[Sign.NEGATIVE]
    assert found.net[Sign.POSITIVE] < found.net[Sign.NEGATIVE]
    share = round(100 * found.net[Sign.NEGATIVE] / sum(found.net.values()))
    assert f">99 % of the evidence worsens, but {share} % of the score relieves; " in render(found, "en")
    assert f"证据的 >99 % 加重，而得分的 {share} % 缓解；" in render(found, "zh")


def test_disputed_claims_about_a_pair_stand_under_the_answer(curated: KnowledgeGraph) -> None:
    cornea = curated.paths("miR-150-5p", "corneal injury")
    assert cornea.disputed == ("claim:S2-18", "claim:S2-19")
    for text in (render(cornea, "en"), cornea.explain("en")):
        assert "miR-150-5p targets PDCD4: unverifiable; see msc-graph show S2-18" in text
        assert "instead: miR-21-5p targets PDCD4 [claim:S2-18-X1; PMID:17968323" in text
    assert "无法核实；见 msc-graph show S2-18" in render(cornea, "zh")
    diabetes = curated.paths("miR-146a-5p", "type 1 diabetes mellitus").to_dict()["disputed"]
    assert [(claim["claim"], claim["verdict"]) for claim in diabetes] == [("claim:S2-11", "overclaimed")]
    assert "miR-148a-3p" in diabetes[0]["corrections"][0] and "miR-146a" in diabetes[0]["reason"]
    for end in ("osteoarthritis", "myocardial infarction"):
        assert not curated.paths("miR-21-5p", end).disputed
    assert set(cornea.disputed) < set(curated.paths("miR-150-5p", "any Disease").disputed)
    assert not curated.paths(["miR-150-5p", "miR-21-5p"], ["corneal injury", "sepsis"]).disputed


def test_tables_name_the_disputed_claims_of_a_row(curated: KnowledgeGraph) -> None:
    ranking = curated.rank("MicroRNA", "type 1 diabetes mellitus")
    lookup = Lookup(curated.network, curated.property_graph(), curated.vocabulary, curated.disputes)
    (row,) = (row for row in rank_dict(ranking, lookup, "en")["rows"] if row["label"] == "miR-148a-3p")
    assert "claim:S2-11" in row["disputed"]
    assert any("S2-11" in cells for cells in rank_rows(ranking, lookup, "en")[0] if isinstance(cells, str))


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        ({"max_hops": 1}, {("max_hops", 2)}),
        ({"sign": "-"}, {("sign", None)}),
        ({"min_belief": 0.9}, {("min_belief", 0.0)}),
        ({"through": "Gene > Gene"}, {("through", None)}),
        ({"predicates": ["p"]}, {("predicates", None)}),
        ({"via": ["d"]}, {("via", None)}),
        ({"avoid": ["b"]}, {("avoid", None)}),
    ],
)
def test_why_none_names_the_one_change_that_helps(
    options: dict[str, Any], changes: set[tuple[str, Any]]
) -> None:
    network = graph(edge("a", "p", "b", belief=0.5), edge("b", "q", "c"), nodes="d")
    found = search(network, "a", "c", **options)
    assert not found
    assert {(c.option, c.after) for r in found.why_none for c in r.changes} == changes
    assert found.why_none[0].nodes == ("a", "b", "c")
    for lang in ("en", "zh"):
        assert "A - B - C" in render(found, "en") and render(found, lang) and found.explain(lang)


def test_why_none_tries_changes_together_only_where_one_is_not_enough() -> None:
    network = graph(edge("a", "p", "b", sign=MINUS), edge("c", "q", "b", role=CONTEXTUAL))
    found = search(network, "a", "c", sign="+", max_hops=1)
    (relaxation,) = [r for r in found.why_none if "sign" in {c.option for c in r.changes}]
    assert set(relaxation.changes) == {
        Change("max_hops", 1, 2),
        Change("directed", True, False),
        Change("sign", "+", None),
        Change("predicates", None, ("+q",)),
    }


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"species": "m"}, ("in any species instead of m", "不限物种（原为 m）")),
        ({"cell": "y"}, ("in any recipient cell instead of y", "不限受体细胞（原为 y）")),
        ({"scope": "MSC"}, ("in any scope instead of MSC", "不限适用对象（原为 MSC）")),
        ({"evidence": "e"}, ("with any type of evidence instead of e", "不限证据类型（原为 e）")),
    ],
)
def test_why_none_says_which_context_keeps_paths_away(asked: dict[str, Any], said: tuple[str, str]) -> None:
    contexts = [{"species:h", "cell:x", "scope:EV", "evidence:d"}]
    contexts.append({"species:m", "cell:y", "scope:MSC", "evidence:e"})
    network = Network.from_edges(["a", "b"], ["p", "p"], ["b", "c"], contexts=contexts)
    found = mechanisms(network, "a", "b", **asked)
    for lang, words in zip(LANGUAGES, said, strict=True):
        assert words in render(found, lang)


def test_why_none_is_empty_when_nothing_helps_or_something_was_found() -> None:
    assert search(graph(nodes="ab"), "a", "b").why_none == ()
    assert "no change" in render(search(graph(nodes="ab"), "a", "b"), "en")
    assert search(graph(edge("a", "p", "b")), "a", "b").why_none == ()


def test_a_clash_is_told_where_species_or_cells_have_nothing_in_common() -> None:
    network = graph(
        edge("a", "p", "b", species=("NCBITaxon:9606",), cells=("CL:1",)),
        edge("b", "q", "c"),
        edge("c", "r", "d", species=("NCBITaxon:10090",), cells=("CL:1", "CL:2")),
    )
    (path,) = search(network, "a", "d")
    (clash,) = path.clashes
    assert (clash.kind, clash.first, clash.second) == ("species", 1, 3)
    assert (clash.before, clash.after) == (("NCBITaxon:9606",), ("NCBITaxon:10090",))
    assert "step 1 in NCBITaxon:9606, step 3 in NCBITaxon:10090" in render(search(network, "a", "d"), "en")
    assert "物种" in search(network, "a", "d").explain("zh")
