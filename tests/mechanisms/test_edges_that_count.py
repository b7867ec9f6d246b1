"""Which edges count for mechanisms, and what open questions and filters find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import UnknownNode
from msc_graph.mechanisms import Mechanisms, render
from msc_graph.model.graph import GraphEdge
from msc_graph.vocabulary.signs import Sign
from tests.helpers.small_mechanisms import (
    CONTEXTUAL,
    MINUS,
    PLUS,
    STRUCTURAL,
    UNKNOWN,
    edge,
    graph,
    search,
)


def steps(found: Mechanisms) -> list[str]:
    return ["".join(step.id for step in path.nodes) for path in found]


def test_degrees_count_the_whole_network_before_any_filter() -> None:
    doubted = edge("a", "up", "c", belief=0.1)
    network = graph(edge("a", "up", "b"), doubted)
    assert search(network, "a", "b", min_belief=0.5)[0].contribution == pytest.approx(2**-0.4)


@pytest.mark.parametrize(
    "unused",
    [
        edge("a", "near", "b", role=CONTEXTUAL),
        edge("a", "up", "a"),
        edge("a", "up", "b", endorsed=False),
    ],
    ids=["contextual", "self-loop", "disputed"],
)
def test_an_edge_of_no_mechanism_makes_no_path_and_no_degree(unused: GraphEdge) -> None:
    assert not search(graph(unused, nodes="ab"), "a", "b")
    (path,) = search(graph(edge("a", "up", "c"), edge("c", "up", "b"), unused), "a", "b")
    assert path.contribution == 1.0


def test_a_pair_that_is_stated_with_both_signs_is_shown_once_and_counts_twice() -> None:
    network = graph(edge("a", "up", "b"), edge("a", "down", "b", sign=MINUS, belief=0.5))
    (path,) = found = search(network, "a", "b")
    assert (path.sign, path.contribution, path.both) == (PLUS, 1.0, (True,))
    assert "the opposite is reported too" in render(found, "en") and "也有相反的报道" in render(found, "zh")
    assert (found.net[PLUS], found.net[MINUS]) == (1.0, 0.5)
    assert found.verdict == "contested"
    apart = search(network, "a", "b", scoring="dwpc")
    assert [(path.sign, path.score) for path in apart] == [(PLUS, 1.0), (MINUS, 0.5)]


@pytest.mark.parametrize(
    ("first", "second", "net", "verdict"),
    [
        (PLUS, PLUS, PLUS, "positive"),
        (MINUS, PLUS, MINUS, "negative"),
        (MINUS, MINUS, PLUS, "positive"),
        (UNKNOWN, MINUS, UNKNOWN, "unknown"),
        (UNKNOWN, UNKNOWN, UNKNOWN, "unknown"),
    ],
)
def test_the_sign_of_a_path_is_the_product_and_one_unknown_makes_it_unknown(
    first: Sign, second: Sign, net: Sign, verdict: str
) -> None:
    found = search(graph(edge("a", "x", "b", sign=first), edge("b", "y", "c", sign=second)), "a", "c")
    assert (found[0].sign, found.verdict) == (net, verdict)


def test_a_structural_edge_passes_the_sign_on_and_depletion_turns_it() -> None:
    carried = edge("v", "carries", "m", role=STRUCTURAL)
    depleted = edge("w", "lacks", "m", role=STRUCTURAL, sign=MINUS)
    network = graph(carried, depleted, edge("m", "targets", "g", sign=MINUS))
    assert search(network, "v", "g").verdict == "negative"
    assert search(network, "w", "g").verdict == "positive"


def test_equal_scores_stand_in_the_order_of_length_then_of_identifiers() -> None:
    network = graph(
        edge("a", "p", "z"),
        edge("a", "q", "c"),
        edge("c", "r", "z"),
        edge("a", "s", "b"),
        edge("b", "t", "z"),
    )
    assert steps(search(network, "a", "z")) == ["az", "abz", "acz"]
    backwards = replace(network, edges=network.edges[::-1])
    assert steps(search(backwards, "a", "z")) == ["az", "abz", "acz"]


def test_a_path_is_published_when_one_mechanism_has_all_its_edges() -> None:
    first = edge("a", "p", "b", mechanisms=("mechanism:1", "mechanism:2"))
    second = edge("b", "q", "c", mechanisms=("mechanism:2", "mechanism:3"))
    third = edge("c", "r", "d", mechanisms=("mechanism:3",), witnesses=("PMID:2",))
    network = graph(first, second, third)
    (whole,) = search(network, "a", "c")
    assert (whole.provenance, whole.published) == ("published", ("mechanism:2",))
    (stitched,) = search(network, "a", "d")
    assert (stitched.provenance, stitched.published) == ("stitched", ())
    (united,) = search(graph(first, edge("b", "s", "e")), "a", "e")
    assert (united.provenance, united.sources) == ("one source", ("PMID:1",))
    assert "one source states all steps: PMID:1" in render(
        search(graph(first, edge("b", "s", "e")), "a", "e"), "en"
    )
    assert "stated by PMID:1" in render(search(graph(edge("a", "up", "b")), "a", "b"), "en")


def test_no_path_is_an_answer() -> None:
    found = search(graph(edge("a", "up", "b")), "b", "a")
    assert (len(found), found.verdict, found.net) == (0, "none", dict.fromkeys(Sign, 0))
    assert "no mechanism" in render(found, "en")
    assert "没有通路" in render(found, "zh")


def test_a_longer_path_than_asked_for_is_not_found() -> None:
    network = graph(edge("a", "up", "b"), edge("b", "up", "c"))
    assert not search(network, "a", "c", max_hops=1)
    assert search(network, "a", "c", max_hops=2)


def test_a_category_is_an_end_of_a_question(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "any Disease", k=None, max_hops=4)
    kinds = {path.nodes[-1].category for path in found}
    assert "Disease" in kinds
    assert len({path.nodes[-1].id for path in found}) > 10
    assert (found.source.id, found.target.label) == ("mirbase.mature:MIMAT0000076", "any Disease")
    assert found.target.label_zh == "任一疾病"


def test_a_pattern_knows_the_kinds_of_a_category(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "any Disease", k=None, through="NucleicAcid > Gene > . > Disease")
    assert found
    assert {path.nodes[1].category for path in found} == {"Gene"}
    assert {len(path.edges) for path in found} == {3}


def test_names_in_any_language_say_what_to_visit_and_to_avoid(curated: KnowledgeGraph) -> None:
    every = curated.paths("miR-21-5p", "角膜损伤", k=None)
    via = curated.paths("miR-21-5p", "角膜损伤", k=None, via="PTEN")
    avoid = curated.paths("miR-21-5p", "角膜损伤", k=None, avoid=["PTEN"])
    assert 0 < len(via) < len(every)
    assert len(via) + len(avoid) == len(every)


def test_a_category_without_any_is_told_how_to_write_it(curated: KnowledgeGraph) -> None:
    with pytest.raises(UnknownNode, match="no node is called 'disease'. For all .* write 'any Disease'"):
        curated.paths("miR-21-5p", "disease")
    with pytest.raises(UnknownNode, match="no node is called 'diseasy'") as caught:
        curated.paths("miR-21-5p", "diseasy")
    assert "any " not in str(caught.value)


def test_predicates_are_allowed_forbidden_or_added(curated: KnowledgeGraph) -> None:
    every = curated.paths("miR-21-5p", "corneal injury", k=None)
    only = curated.paths("miR-21-5p", "corneal injury", k=None, predicates=["promotes", "msc:ameliorates"])
    without = curated.paths("miR-21-5p", "corneal injury", k=None, predicates="!promotes")
    assert (len(only), len(without)) == (1, len(every) - 1)
    contextual = sorted(curated.network.contextual)[0]
    more = curated.paths("miR-21-5p", "corneal injury", k=None, predicates=[f"+{contextual}"])
    assert len(more) >= len(every)


def test_ignoring_direction_keeps_the_edge_as_it_is() -> None:
    (path,) = search(graph(edge("b", "p", "a", sign=MINUS), edge("b", "q", "c")), "a", "c", directed=False)
    assert (path.sign, path.forward, path.edges[0].subject) == (MINUS, (False, True), "b")
    found = search(graph(edge("b", "p", "a", sign=MINUS), edge("b", "q", "c")), "a", "c", directed=False)
    assert "A |-- B --> C" in render(found, "en")
    assert found.to_dict()["paths"][0]["edges"][0]["walked"] == "backwards"
