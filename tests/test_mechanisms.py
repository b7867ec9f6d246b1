from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.belief import Direction, EvidenceItem
from msc_graph.errors import AmbiguousName, UnknownNode, UsageError
from msc_graph.locate import locate
from msc_graph.mechanisms import Mechanisms, PlainNetwork, render
from msc_graph.property_graph import GraphEdge, GraphNode, PropertyGraph
from msc_graph.vocabulary import PredicateRole, Sign

PLUS, MINUS, UNKNOWN = Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN
CAUSAL, STRUCTURAL, CONTEXTUAL = PredicateRole.CAUSAL, PredicateRole.STRUCTURAL, PredicateRole.CONTEXTUAL


def node(name: str) -> GraphNode:
    return GraphNode(name, "Gene", name.upper(), f"{name}的标签")


def edge(
    subject: str,
    predicate: str,
    target: str,
    *,
    sign: Sign = PLUS,
    role: PredicateRole = CAUSAL,
    belief: float = 1.0,
    endorsed: bool = True,
    mechanisms: tuple[str, ...] = (),
) -> GraphEdge:
    return GraphEdge(
        id=f"{subject}-{predicate}-{target}",
        subject=subject,
        predicate=predicate,
        object=target,
        label=predicate,
        label_zh="",
        role=role,
        sign=sign,
        belief=belief,
        verdict="supported",
        endorsed=endorsed,
        scope="EV",
        assertions=(f"claim:{subject}{target}",),
        evidence=(EvidenceItem("reference:one", "ECO:0000181", Direction.SUPPORTS),),
        references=("PMID:1",),
        mechanisms=mechanisms,
    )


def graph(*edges: GraphEdge, nodes: str = "") -> PropertyGraph:
    names = sorted({*nodes, *(end for e in edges for end in (e.subject, e.object))})
    return PropertyGraph(tuple(node(name) for name in names), edges, {})


def search(edges: PropertyGraph, source: str, target: str, **options: float) -> Mechanisms:
    return PlainNetwork(edges).paths(node(source), node(target), **options)  # type: ignore[arg-type]


def steps(found: Mechanisms) -> list[str]:
    return ["".join(step.id for step in path.nodes) for path in found]


# against a naive version

SIGN_OF = {"up": PLUS, "down": MINUS, "touches": UNKNOWN, "carries": PLUS, "near": UNKNOWN}
ROLE_OF = {"carries": STRUCTURAL, "near": CONTEXTUAL}


@st.composite
def networks(draw: st.DrawFn) -> PropertyGraph:
    triples = draw(
        st.lists(
            st.tuples(st.sampled_from("abcde"), st.sampled_from(sorted(SIGN_OF)), st.sampled_from("abcde")),
            min_size=draw(st.sampled_from([0, 12, 24])),
            max_size=30,
            unique=True,
        )
    )
    beliefs = st.floats(0, 1).map(lambda value: round(value, 2))
    return graph(
        *(
            edge(s, p, o, sign=SIGN_OF[p], role=ROLE_OF.get(p, CAUSAL), belief=draw(beliefs))
            for s, p, o in triples
        ),
        nodes="abcde",
    )


def naive_paths(
    edges: list[GraphEdge], source: str, target: str, length: int, seen: tuple[str, ...] = ()
) -> Iterator[tuple[GraphEdge, ...]]:
    """Every way to walk on from ``source`` without coming back to a node, by plain recursion."""
    if source == target:
        yield ()
    elif length:
        for first in edges:
            if first.subject == source and first.object not in (*seen, source):
                for rest in naive_paths(edges, first.object, target, length - 1, (*seen, source)):
                    yield (first, *rest)


def naive_score(edges: list[GraphEdge], path: tuple[GraphEdge, ...], damping: float) -> float:
    score = 1.0
    for step in path:
        out = sum(1 for e in edges if (e.subject, e.predicate) == (step.subject, step.predicate))
        into = sum(1 for e in edges if (e.object, e.predicate) == (step.object, step.predicate))
        score *= step.belief / (out**damping * into**damping)
    return score


def naive_sign(path: tuple[GraphEdge, ...]) -> Sign:
    if any(step.sign is UNKNOWN for step in path):
        return UNKNOWN
    return MINUS if sum(step.sign is MINUS for step in path) % 2 else PLUS


@settings(max_examples=150, deadline=None)
@given(
    network=networks(),
    max_hops=st.integers(1, 5),
    k=st.integers(1, 4),
    sign=st.sampled_from([None, *Sign]),
    min_belief=st.sampled_from([0.0, 0.3, 0.9]),
    damping=st.sampled_from([0.0, 0.4, 1.0]),
)
def test_paths_signs_scores_order_and_net_equal_a_naive_enumeration(
    network: PropertyGraph, max_hops: int, k: int, sign: Sign | None, min_belief: float, damping: float
) -> None:
    usable = [e for e in network.edges if e.role is not CONTEXTUAL and e.subject != e.object]
    expected = {
        path: (naive_sign(path), naive_score(usable, path, damping))
        for path in naive_paths(usable, "a", "e", max_hops)
        if all(step.belief >= min_belief for step in path) and sign in (None, naive_sign(path))
    }

    found = PlainNetwork(network).paths(
        node("a"),
        node("e"),
        max_hops=max_hops,
        k=10_000,
        sign=sign,
        min_belief=min_belief,
        hub_damping=damping,
    )

    assert {path.edges for path in found} == set(expected)
    assert len(found) == len(expected)
    for path in found:
        sign_expected, score_expected = expected[path.edges]
        assert path.sign is sign_expected
        assert path.score == pytest.approx(score_expected, abs=1e-12)
        assert path.belief == pytest.approx(prod(step.belief for step in path.edges), abs=1e-12)
        assert [n.id for n in path.nodes] == ["a", *(step.object for step in path.edges)]
    scores = [path.score for path in found]
    assert scores == sorted(scores, reverse=True)
    for kind in Sign:
        total = sum(score for path_sign, score in expected.values() if path_sign is kind)
        assert found.net[kind] == pytest.approx(total, abs=1e-12)

    best = PlainNetwork(network).paths(
        node("a"), node("e"), max_hops=max_hops, k=k, sign=sign, min_belief=min_belief, hub_damping=damping
    )
    assert best.paths == found.paths[:k]
    assert best.net == found.net


# degrees

FIGURE_2 = {
    "interacts": [
        ("IRF1", "SUMO1"),
        ("IRF1", "IL2RA"),
        ("IRF1", "IRF8"),
        ("IRF1", "CXCR4"),
        ("ITCH", "CXCR4"),
    ],
    "associated": [
        ("IRF1", "Crohn's disease"),
        ("STAT3", "Crohn's disease"),
        ("STAT3", "multiple sclerosis"),
        ("IL2RA", "multiple sclerosis"),
        ("IRF8", "multiple sclerosis"),
        ("CXCR4", "multiple sclerosis"),
    ],
    "expressed": [("IRF1", "lung"), ("IRF1", "leukocyte")],
    "localizes": [("leukocyte", "multiple sclerosis")],
}


def test_the_sum_over_a_metapath_is_the_published_dwpc() -> None:
    """Himmelstein & Baranzini 2015, figure 2 (doi:10.1371/journal.pcbi.1004259.g002), damping exponent 0.5.

    From IRF1 to multiple sclerosis: by interaction and association 0.25 + 0.25 + 32^-0.5, by expression and
    localization 2^-0.5. Interaction has no direction, so it is an edge each way.
    """
    pairs = {**FIGURE_2, "interacts": [*FIGURE_2["interacts"], *((b, a) for a, b in FIGURE_2["interacts"])]}
    network = graph(*(edge(a, kind, b) for kind, ends in pairs.items() for a, b in ends))
    found = search(network, "IRF1", "multiple sclerosis", max_hops=2, hub_damping=0.5)
    by_metapath: dict[tuple[str, ...], list[float]] = {}
    for path in found:
        by_metapath.setdefault(tuple(step.predicate for step in path.edges), []).append(path.score)
    assert by_metapath[("interacts", "associated")] == pytest.approx([0.25, 0.25, 32**-0.5])
    assert by_metapath[("expressed", "localizes")] == pytest.approx([2**-0.5])


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_with_all_beliefs_1_the_net_is_the_dwpc_by_matrix_product(data: st.DataObject) -> None:
    """The degree-weighted path count as a product of matrices, each entry divided by its degrees^w.

    On layers of nodes every walk is a path, so the product counts paths.
    Source: Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259.
    """
    layers = [["s0", "s1"], ["m0", "m1", "m2"], ["n0", "n1"], ["t0", "t1"]]
    links = [
        {pair for pair in product(before, after) if data.draw(st.booleans())}
        for before, after in zip(layers, layers[1:], strict=False)
    ]
    network = graph(
        *(edge(a, f"step{number}", b) for number, pairs in enumerate(links) for a, b in sorted(pairs))
    )
    totals = {"s0": 1.0}
    for pairs in links:
        totals_after: dict[str, float] = {}
        for a, b in sorted(pairs):
            out = sum(1 for x, _ in pairs if x == a)
            into = sum(1 for _, y in pairs if y == b)
            totals_after[b] = totals_after.get(b, 0.0) + totals.get(a, 0.0) * (out * into) ** -0.4
        totals = totals_after
    nodes = {n.id for n in network.nodes}
    if {"s0", "t0"} <= nodes:
        assert search(network, "s0", "t0").net[PLUS] == pytest.approx(totals.get("t0", 0.0), abs=1e-12)


def test_degrees_count_the_whole_network_before_any_filter() -> None:
    doubted = edge("a", "up", "c", belief=0.1)
    network = graph(edge("a", "up", "b"), doubted)
    assert search(network, "a", "b", min_belief=0.5)[0].score == pytest.approx(2**-0.4)


# which edges count


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
    assert path.score == 1.0


def test_parallel_edges_are_paths_of_their_own() -> None:
    found = search(graph(edge("a", "up", "b"), edge("a", "down", "b", sign=MINUS, belief=0.5)), "a", "b")
    assert [(path.sign, path.score) for path in found] == [(PLUS, 1.0), (MINUS, 0.5)]
    assert found.verdict == "contested"


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
    third = edge("c", "r", "d", mechanisms=("mechanism:3",))
    network = graph(first, second, third)
    (whole,) = search(network, "a", "c")
    assert (whole.provenance, whole.published) == ("published", ("mechanism:2",))
    (stitched,) = search(network, "a", "d")
    assert (stitched.provenance, stitched.published) == ("stitched", ())


# limits


@pytest.mark.parametrize(
    "options",
    [
        {"max_hops": 0},
        {"max_hops": 9},
        {"k": 0},
        {"min_belief": -0.1},
        {"min_belief": 1.1},
        {"min_belief": float("nan")},
        {"hub_damping": -1},
        {"hub_damping": float("inf")},
        {"hub_damping": float("nan")},
    ],
)
def test_a_limit_out_of_range_is_refused(options: dict[str, float]) -> None:
    (name,) = options
    with pytest.raises(UsageError, match=name):
        search(graph(edge("a", "up", "b")), "a", "b", **options)


def test_a_mechanism_leads_to_another_node() -> None:
    with pytest.raises(UsageError, match="same node"):
        search(graph(edge("a", "up", "b")), "a", "a")


def test_no_path_is_an_answer() -> None:
    found = search(graph(edge("a", "up", "b")), "b", "a")
    assert (len(found), found.verdict, found.net) == (0, "none", dict.fromkeys(Sign, 0))
    assert "no mechanism" in render(found, "en")
    assert "没有通路" in render(found, "zh")


def test_no_more_than_k_paths_are_kept_and_the_net_counts_all() -> None:
    network = graph(edge("a", "p", "b", belief=0.5), edge("a", "q", "b", belief=0.3), edge("a", "r", "b"))
    found = search(network, "a", "b", k=2)
    assert [path.score for path in found] == [1.0, 0.5]
    assert found.net[PLUS] == pytest.approx(1.8)


def test_a_longer_path_than_asked_for_is_not_found() -> None:
    network = graph(edge("a", "up", "b"), edge("b", "up", "c"))
    assert not search(network, "a", "c", max_hops=1)
    assert search(network, "a", "c", max_hops=2)


# the JSON contract (docs/architecture.md)


def test_the_json_has_exactly_the_promised_fields() -> None:
    network = graph(
        edge("a", "p", "b", belief=0.5), edge("b", "q", "c", sign=MINUS, mechanisms=("mechanism:1",))
    )
    document = json.loads(json.dumps(search(network, "a", "c", max_hops=3, k=7).to_dict()))
    a, b, c = ({"id": name, "label": name.upper(), "category": "Gene"} for name in "abc")
    evidence = [{"reference": "reference:one", "type": "ECO:0000181", "direction": "supports"}]
    assert document == {
        "source": a,
        "target": c,
        "max_hops": 3,
        "k": 7,
        "complete": True,
        "verdict": "negative",
        "net": {"positive": 0, "negative": 0.5, "unknown": 0},
        "paths": [
            {
                "nodes": [a, b, c],
                "edges": [
                    {
                        "subject": "a",
                        "predicate": "p",
                        "object": "b",
                        "sign": "+",
                        "belief": 0.5,
                        "assertions": ["claim:ab"],
                        "evidence": evidence,
                    },
                    {
                        "subject": "b",
                        "predicate": "q",
                        "object": "c",
                        "sign": "-",
                        "belief": 1.0,
                        "assertions": ["claim:bc"],
                        "evidence": evidence,
                    },
                ],
                "sign": "-",
                "score": 0.5,
                "belief": 0.5,
                "provenance": "stitched",
            }
        ],
    }


def test_the_json_speaks_the_language_asked_for() -> None:
    document = search(graph(edge("a", "p", "b")), "a", "b").to_dict("zh")
    assert document["source"]["label"] == document["paths"][0]["nodes"][0]["label"] == "a的标签"


def test_the_text_shows_signs_verdict_and_references() -> None:
    network = graph(edge("a", "blocks", "b", sign=MINUS, belief=0.5, mechanisms=("mechanism:1",)))
    text = render(search(network, "a", "b"), "en")
    for piece in ("A --| B", "lowers the target", "published as mechanism:1", "supported", "PMID:1", "0.5"):
        assert piece in text


# the curated graph


@pytest.fixture(scope="module")
def chains() -> list[dict[str, str]]:
    with locate("ontology/curated/mechanisms.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def signs_within(curated: KnowledgeGraph, chain: str, source: str, target: str) -> set[str]:
    """The signs of all paths that use the edges of one curated mechanism only."""
    whole = curated.property_graph()
    own = tuple(e for e in whole.edges if f"mechanism:{chain}" in e.mechanisms)
    network = PlainNetwork(replace(whole, edges=own))
    found = network.paths(curated.node(source), curated.node(target), max_hops=8, k=1000)
    return {path.sign.value for path in found}


def test_every_curated_mechanism_leads_from_its_cargo_to_its_disease_with_its_net_sign(
    curated: KnowledgeGraph, chains: list[dict[str, str]]
) -> None:
    """C10 rests on links that nobody has shown (unverifiable), so none of it may be found from its cargo.

    The cargo of C53 is what its vesicles lack: the net sign is the vesicle's, the cargo's is opposite.
    """
    found = {c["id"]: signs_within(curated, c["id"], c["cargo"], c["disease"]) for c in chains}
    expected = {c["id"]: {c["net_sign"]} for c in chains}
    assert len(found) == 85
    assert found == {**expected, "C10": set(), "C53": {"-"}}


def test_depleted_cargo_turns_the_sign_of_the_vesicle(
    curated: KnowledgeGraph, chains: list[dict[str, str]]
) -> None:
    depleted = {c["id"]: c for c in chains if c["cargo_state"] == "depleted"}
    assert set(depleted) == {"C53"}
    assert depleted["C53"]["net_sign"] == "+"
    assert signs_within(curated, "C53", "msc:msc_exosome", depleted["C53"]["disease"]) == {"+"}


def test_mir_21_5p_helps_an_injured_cornea(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury")
    assert found.verdict == "negative"
    assert {path.sign for path in found} == {MINUS}
    assert any("mechanism:C03" in path.published for path in found)
    assert any("HGNC:9588" in {n.id for n in path.nodes} for path in found), "by way of PTEN"


def test_no_disputed_claim_is_part_of_a_mechanism(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-150-5p", "corneal injury", max_hops=8, k=1000)
    assert not {a for path in found for e in path.edges for a in e.assertions} & {
        "claim:C10-E3",
        "claim:S2-18",
    }
    assert all(e.verdict in ("supported", "partially supported") for path in found for e in path.edges)


def test_asking_for_one_sign_leaves_the_others_out(curated: KnowledgeGraph) -> None:
    assert not curated.paths("miR-21-5p", "corneal injury", sign="+")
    assert curated.paths("miR-21-5p", "corneal injury", sign="-")


def test_a_sign_is_plus_minus_or_question_mark(curated: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="'up'"):
        curated.paths("miR-21-5p", "corneal injury", sign="up")


def test_names_that_fit_nothing_or_too_much_are_errors(curated: KnowledgeGraph) -> None:
    with pytest.raises(UnknownNode):
        curated.paths("miR-21-5p", "cornea injuries everywhere")
    with pytest.raises(AmbiguousName):
        curated.paths("0001525", "corneal injury")
