"""Mechanisms on the graph: verdict, pivots, why none, provenance, clashes, words, the curated chains."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import AmbiguousName, InputError, UnknownNode, UsageError
from msc_graph.mechanisms import Change, Mechanisms, Network, mechanisms, render
from msc_graph.mechanisms.evidence import Lookup
from msc_graph.mechanisms.measured import Measured
from msc_graph.mechanisms.reports import rank_dict, rank_rows
from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.signs import PredicateRole, Sign

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
    species: tuple[str, ...] = (),
    cells: tuple[str, ...] = (),
    witnesses: tuple[str, ...] = ("PMID:1",),
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
        species=species,
        cells=cells,
        witnesses=witnesses,
    )


def graph(*edges: GraphEdge, nodes: str = "") -> PropertyGraph:
    names = sorted({*nodes, *(end for e in edges for end in (e.subject, e.object))})
    return PropertyGraph(tuple(node(name) for name in names), edges, {})


def search(edges: PropertyGraph, source: Any, target: Any, **options: Any) -> Mechanisms:
    return mechanisms(Network.from_graph(edges), source, target, graph=edges, **options)


def steps(found: Mechanisms) -> list[str]:
    return ["".join(step.id for step in path.nodes) for path in found]


# which edges count


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
        "sign": None,
        "complete": True,
        "stopped": None,
        "verdict": "negative",
        "share": 1.0,
        "strength": {
            "word": "moderate",
            "basis": "one source",
            "chains": [],
            "references": ["PMID:1"],
            "clash": False,
        },
        "contested_from": 0.2,
        "net": {"positive": 0, "negative": 0.5, "unknown": 0},
        "net_complete": True,
        "targets": [
            {
                "target": c,
                "verdict": "negative",
                "share": 1.0,
                "net": {"positive": 0, "negative": 0.5, "unknown": 0},
            }
        ],
        "disputed": [],
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
                        "wording": ["p"],
                        "both": False,
                    },
                    {
                        "subject": "b",
                        "predicate": "q",
                        "object": "c",
                        "sign": "-",
                        "belief": 1.0,
                        "assertions": ["claim:bc"],
                        "evidence": evidence,
                        "wording": ["q"],
                        "both": False,
                    },
                ],
                "sign": "-",
                "score": pytest.approx(0.5**0.5 / 11**0.5),
                "contribution": 0.5,
                "belief": 0.5,
                "provenance": "one source",
                "published": [],
                "sources": ["PMID:1"],
                "verification": {},
                "clashes": [],
            }
        ],
        "pivots": [],
        "why_none": [],
    }


def test_the_json_speaks_the_language_asked_for() -> None:
    document = search(graph(edge("a", "p", "b")), "a", "b").to_dict("zh")
    assert document["source"]["label"] == document["paths"][0]["nodes"][0]["label"] == "a的标签"


def test_the_text_shows_signs_verdict_and_references() -> None:
    network = graph(edge("a", "blocks", "b", sign=MINUS, belief=0.5, mechanisms=("mechanism:1",)))
    text = render(search(network, "a", "b"), "en")
    for piece in ("A --| B", "lowers the target", "published as mechanism:1", "supported", "PMID:1", "0.5"):
        assert piece in text


# several targets, one sign, too little time, chains known from memory


def two_targets() -> PropertyGraph:
    """Return a graph in which a raises y and lowers z, by b; z is also raised, less, but not far less."""
    return graph(
        edge("a", "up", "b"),
        edge("b", "up", "y", belief=0.5),
        edge("b", "down", "z", sign=MINUS),
        edge("a", "up", "z", belief=0.3),
    )


def test_each_of_several_targets_has_a_verdict_of_its_own() -> None:
    found = search(two_targets(), "a", ["y", "z", "b"])
    told: dict[str, Any] = {one.target: (one.verdict, one.net[PLUS], one.net[MINUS]) for one in found.targets}
    one_by_one = {name: search(two_targets(), "a", name) for name in "yzb"}
    assert told == {
        name: (one.verdict, pytest.approx(one.net[PLUS]), pytest.approx(one.net[MINUS]))
        for name, one in one_by_one.items()
    }
    assert {name: one.verdict for name, one in one_by_one.items()} == {
        "y": "positive",
        "z": "contested",
        "b": "positive",
    }
    assert [one.target for one in found.targets] == ["b", "z", "y"]
    assert found.verdict == "contested" and not found.pivots
    document = found.to_dict()["targets"]
    assert [(entry["target"]["label"], entry["verdict"]) for entry in document] == [
        ("B", "positive"),
        ("Z", "contested"),
        ("Y", "positive"),
    ]


def test_a_verdict_over_several_targets_says_so_in_words() -> None:
    found = search(two_targets(), "a", ["y", "z"])
    text = render(found, "en")
    assert "over 2 targets together: contested: some mechanisms raise a target, others lower one" in text
    assert "- Z: contested" in text and "- Y: raises" in text
    assert "2 个目标合计" in found.explain("zh") and "- z的标签：有争议" in found.explain("zh")
    alone = render(search(two_targets(), "a", "y"), "en")
    assert "targets together" not in alone and "by itself" not in alone
    many = search(graph(*(edge("a", "up", f"t{n}") for n in range(12))), "a", [f"t{n}" for n in range(12)])
    assert "  - and 4 more" in render(many, "en")


def test_a_single_target_that_is_not_reached_has_no_verdict_of_its_own() -> None:
    assert search(graph(nodes="ab"), "a", "b").targets == ()


def test_asking_for_one_sign_is_said_with_verdict_and_net() -> None:
    found = search(two_targets(), "a", "z", sign="-")
    assert (found.verdict, found.to_dict()["sign"]) == ("negative", "-")
    for text in (render(found, "en"), found.explain()):
        assert "speak only of the paths asked for: those whose net effect is lowers" in text
    assert "净效应为“降低”" in render(found, "zh")
    assert "speak only" not in render(search(two_targets(), "a", "z"), "en")


def test_a_time_limit_is_blamed_where_it_stopped_the_search() -> None:
    found = search(two_targets(), "a", "z", timeout=0)
    assert (found.net_stopped, found.net_complete) == ("time", False)
    text = render(found, "en")
    assert "the time limit stopped the summing" in text and "too many" not in text
    assert "时间已到" in render(found, "zh")
    # what was found is never more than the least that is said of the net
    for path in found:
        assert found.net[path.sign] >= path.contribution
        assert path.sign in found.found.signs
    nothing = search(two_targets(), "a", "z", timeout=0, k=None)
    assert (nothing.to_dict()["stopped"], nothing.complete) == ("time", False)
    assert "in the time given" in render(nothing, "en") and "no change" not in render(nothing, "en")


def test_too_many_paths_are_blamed_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.pathfinding.paths.LIST_LIMIT", 1)
    monkeypatch.setattr("msc_graph.pathfinding.sums.LIST_LIMIT", 1)
    summed = search(two_targets(), "a", "z", max_hops=5, k=None)
    assert (summed.stopped, summed.net_stopped) == ("room", "")
    found = search(two_targets(), "a", "z", max_hops=6, k=None)
    assert (found.stopped, found.net_stopped) == ("room", "room")
    assert "there are more than" in render(found, "en") and "the search stopped at" in render(found, "en")


@pytest.mark.parametrize(
    ("seen", "en", "zh"),
    [
        ("verified", "published as mechanism:1\n", "已发表机制 mechanism:1\n"),
        ("memory", "mechanism:1 (recalled, citation pending)", "mechanism:1 (凭记忆，文献待核实)"),
        ("title-verified", "mechanism:1 (only the title", "mechanism:1 (仅核对了文献标题)"),
        ("article claim only", "mechanism:1 (claimed by the article only)", "mechanism:1 (仅见于原文章)"),
    ],
)
def test_a_chain_says_how_far_its_study_was_seen(seen: str, en: str, zh: str) -> None:
    plain = graph(edge("a", "up", "b", mechanisms=("mechanism:1",)))
    found = search(replace(plain, verification={"mechanism:1": seen}), "a", "b")
    assert en in render(found, "en") and zh in render(found, "zh")
    assert found.to_dict()["paths"][0]["verification"] == {"mechanism:1": seen}


def test_curated_chains_carry_their_verification(curated: KnowledgeGraph) -> None:
    told = curated.property_graph().verification
    with (locate("ontology/curated") / "mechanisms.tsv").open(encoding="utf-8") as file:
        rows = {f"mechanism:{row['id']}": row["verification"] for row in csv.DictReader(file, delimiter="\t")}
    assert told == {name: rows[name] for name in told} and set(told.values()) >= {"verified", "memory"}


def test_a_category_is_named_in_chinese(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "any disease", k=1)
    assert found.explain("zh").startswith("**miR-21-5p** 对 **任一疾病**")
    assert found.target.label == "any Disease"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"source": None}, "the source is None"),
        ({"target": ["c", 3]}, "the target is"),
        ({"via": 3}, "'via' is 3"),
        ({"avoid": [None]}, "'avoid' is"),
        ({"predicates": 5}, "'predicates' is 5"),
        ({"sign": [1]}, "a sign is"),
        ({"directed": "yes"}, "directed is 'yes'"),
        ({"through": "Foo > Gene"}, "unknown category 'Foo'. The categories are: Gene"),
        ({"through": "Gen > Gene"}, "unknown category 'Gen'. Did you mean 'Gene'"),
        ({"predicates": "foo"}, "unknown predicate 'foo'. The predicates are: down, up"),
    ],
)
def test_what_is_no_name_is_refused_in_words(options: dict[str, Any], problem: str) -> None:
    asked = {"source": "a", "target": "z"} | options
    with pytest.raises(UsageError) as caught:
        Network.from_graph(two_targets()).paths(**asked)
    assert problem in str(caught.value)


def test_the_front_door_refuses_what_is_no_text(curated: KnowledgeGraph) -> None:
    nothing: Any = None
    calls: list[Callable[[], object]] = [
        lambda: curated.query(nothing),
        lambda: curated.why("miR-21-5p", nothing, nothing),
        lambda: curated.node(nothing),
        lambda: curated.find(nothing),
        lambda: curated.describe(nothing),
        lambda: curated.paths(nothing, "sepsis"),
        lambda: curated.paths("miR-21-5p", nothing),
        lambda: curated.rank(nothing, "Disease"),
        lambda: curated.dwpc("miR-21-5p", "sepsis", nothing),
        lambda: curated.profile([Measured("miR-21-5p", 1)], nothing),
    ]
    for call in calls:
        with pytest.raises(UsageError, match="None"):
            call()
    tables: list[Any] = [nothing, [("miR-21-5p", 1, 2)]]
    for table in tables:
        with pytest.raises(InputError, match="it must be"):
            curated.profile(table)


# the curated graph


@pytest.fixture(scope="module")
def chains() -> list[dict[str, str]]:
    with locate("ontology/curated/mechanisms.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def signs_within(curated: KnowledgeGraph, chain: str, source: str, target: str) -> set[str]:
    """The signs of all paths that use the edges of one curated mechanism only."""
    whole = curated.property_graph()
    assert isinstance(whole, PropertyGraph)
    own = tuple(e for e in whole.edges if f"mechanism:{chain}" in e.mechanisms)
    found = search(replace(whole, edges=own), source, target, max_hops=8, k=None)
    return {path.sign.value for path in found}


def test_every_curated_mechanism_leads_from_its_cargo_to_its_disease_with_its_net_sign(
    curated: KnowledgeGraph, chains: list[dict[str, str]]
) -> None:
    """C10 rests on links that nobody has shown (unverifiable), so none of it may be found from its cargo.

    The cargo of C53 is what its vesicles lack: the stated effect is that of the vesicle, the cargo's is
    opposite.
    """
    found = {c["id"]: signs_within(curated, c["id"], c["cargo"], c["disease"]) for c in chains}
    expected = {c["id"]: {c["net_sign"]} for c in chains}
    assert len(found) == 92
    assert found == {**expected, "C10": set(), "C53": {"-"}}


def test_depleted_cargo_turns_the_sign_of_the_vesicle(
    curated: KnowledgeGraph, chains: list[dict[str, str]]
) -> None:
    depleted = {c["id"]: c for c in chains if c["cargo_state"] == "depleted"}
    assert set(depleted) == {"C53"}
    assert depleted["C53"]["net_sign"] == "+"
    assert signs_within(curated, "C53", "msc:myeloma_msc_exosome", depleted["C53"]["disease"]) == {"+"}


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


def test_every_curated_mechanism_is_found_in_the_whole_graph(
    curated: KnowledgeGraph, chains: list[dict[str, str]]
) -> None:
    """Each is among all paths from its cargo to its disease, and is reported as published; C10 is not."""
    for chain in chains:
        found = curated.paths(chain["cargo"], chain["disease"], max_hops=6, k=None)
        published = {name for path in found for name in path.published}
        assert (f"mechanism:{chain['id']}" in published) == (chain["id"] != "C10"), chain["id"]


# confirmed by SPARQL


def hops(curated: KnowledgeGraph, source: str, target: str, length: int) -> set[tuple[str, ...]]:
    """The paths of a length as SPARQL finds them: node, predicate, node ... by CURIE."""
    inner = [f"?n{i}" for i in range(1, length)]
    nodes = [source, *inner, target]
    roles = "msc:causal msc:structural"
    pattern = " ".join(
        f"{a} ?p{i} {b} . ?p{i} msc:predicateRole ?r{i} . VALUES ?r{i} {{ {roles} }}"
        for i, (a, b) in enumerate(zip(nodes, nodes[1:], strict=False))
    )
    apart = "".join(
        f" FILTER ({a} != {b})" for i, a in enumerate(nodes) for b in nodes[i + 1 :] if (a + b).count("?")
    )
    columns = [f"?p0{''.join(f' ?n{i} ?p{i}' for i in range(1, length))}"]
    answer = curated.sparql(f"SELECT DISTINCT {columns[0]} WHERE {{ {pattern}{apart} }}")
    return {(source, *(str(value) for value in row), target) for row in answer.rows}  # type: ignore[union-attr]


PAIRS = [
    ("mirbase.mature:MIMAT0000076", "MESH:D065306"),
    ("mirbase.mature:MIMAT0000076", "MONDO:0005068"),
    ("msc:msc_exosome", "MONDO:0005068"),
    ("msc:msc_exosome", "HGNC:9588"),
    ("HGNC:9588", "MESH:D065306"),
]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_sparql_finds_the_same_paths_of_at_most_three_edges(
    curated: KnowledgeGraph, source: str, target: str
) -> None:
    expected = set().union(*(hops(curated, source, target, length) for length in (1, 2, 3)))
    found = set()
    for path in curated.paths(source, target, max_hops=3, k=None, scoring="dwpc"):
        steps_of_path = [
            part for e, n in zip(path.edges, path.nodes[1:], strict=True) for part in (e.predicate, n.id)
        ]
        found.add((source, *steps_of_path))
    assert found == expected


@pytest.mark.parametrize(("source", "target"), PAIRS[:3])
def test_sparql_confirms_every_edge_of_longer_paths(
    curated: KnowledgeGraph, source: str, target: str
) -> None:
    edges = {
        (e.subject, e.predicate, e.object)
        for path in curated.paths(source, target, k=200)
        for e in path.edges
    }
    assert edges
    for subject, predicate, target_ in edges:
        assert curated.sparql(f"ASK {{ {subject} {predicate} {target_} }}").rows == ((True,),)  # type: ignore[union-attr]


# open questions, filters


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


# pivots


def test_pivots_are_the_edges_on_which_a_contested_pair_hangs() -> None:
    network = graph(
        edge("a", "p", "b"),
        edge("b", "q", "z"),
        edge("b", "r", "z", sign=MINUS, belief=0.3),
        edge("b", "s", "z", belief=0.1),
    )
    found = search(network, "a", "z")
    assert (found.verdict, found.found.leaning) == ("contested", "positive")
    flips = {(p.edge.predicate, p.change): p.verdict for p in found.pivots if p.verdict != "contested"}
    assert flips == {
        ("r", "removal"): "positive",
        ("r", "reversal"): "positive",
        ("p", "removal"): "none",
        ("q", "reversal"): "negative",
    }
    leans = {(p.edge.predicate, p.change): p.leaning for p in found.pivots if p.verdict == "contested"}
    assert leans == {("p", "reversal"): "negative", ("q", "removal"): "negative"}
    assert "without it raises" in render(found, "en")


def test_pivots_agree_with_asking_again(curated: KnowledgeGraph) -> None:
    """Each removal is carried out, and the verdict compared."""
    source, target = "msc:msc_exosome", "MONDO:0007254"
    whole = curated.property_graph()
    assert isinstance(whole, PropertyGraph)
    found = search(whole, source, target, max_hops=4)
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
        verdict = search(rest, source, target, max_hops=4).verdict
        assert verdict == told.get((e.subject, e.predicate, e.object), "contested")


# verdicts by share


@pytest.mark.parametrize(
    ("weaker", "contested", "verdict"),
    [(0.3, 0.2, "contested"), (0.24, 0.2, "positive"), (0.24, 0.1, "contested"), (0.0001, 0.0, "contested")],
)
def test_a_verdict_is_contested_from_a_stated_share_on(weaker: float, contested: float, verdict: str) -> None:
    network = graph(edge("a", "p", "z"), edge("a", "q", "z", sign=MINUS, belief=weaker))
    found = search(network, "a", "z", contested=contested)
    assert found.verdict == verdict and found.share == pytest.approx(1 / (1 + weaker))
    assert bool(found.pivots) == (verdict == "contested")
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
    assert clashing.verdict == "positive" and clashing.share == pytest.approx(1 / 1.81)
    assert not clashing.pivots


def test_the_share_of_a_question_with_one_sign_is_all_or_nothing() -> None:
    network = graph(edge("a", "p", "z"), edge("a", "q", "y", sign=Sign.UNKNOWN))
    assert search(network, "a", "z").share == 1.0
    unknown = search(network, "a", "y")
    assert (unknown.share, unknown.verdict) == (None, "unknown")
    assert "direction unknown; moderate: one source" in render(unknown, "en")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ("verified", "raises the target, 100 % of the score; strong: one published chain, 1 paper"),
        ("title-verified", "moderate: one published chain, 1 paper"),
        ("memory", "moderate: one source states all steps, 1 paper"),
    ],
)
def test_a_verdict_says_what_stands_behind_it(seen: str, words: str) -> None:
    plain = graph(edge("a", "up", "b", mechanisms=("mechanism:1",)))
    assert words in render(search(replace(plain, verification={"mechanism:1": seen}), "a", "b"), "en")


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
    assert 1 <= len(contested) <= 5
    for row in contested:
        assert row.share is not None and row.share <= 0.8
        weaker = "+" if row.positive < row.negative else "-"
        sides = curated.paths("MSC exosome", row.node, sign=weaker)
        assert any(not path.clashes for path in sides)
    published = [bool(row.published) for row in ranking]
    assert published == sorted(published, reverse=True) and published[0] and not published[-1]
    text = render(curated.paths("MSC exosome", "osteoarthritis"), "en")
    assert "relieves the disease, 99 % of the score; strong: " in text
    assert "缓解疾病，占得分的 99 %；强：" in render(curated.paths("MSC exosome", "osteoarthritis"), "zh")


# disputed claims


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
    assert not curated.paths("miR-21-5p", "osteoarthritis").disputed
    assert not curated.paths("miR-150-5p", "any Disease").disputed


def test_tables_name_the_disputed_claims_of_a_row(curated: KnowledgeGraph) -> None:
    ranking = curated.rank("MicroRNA", "type 1 diabetes mellitus")
    lookup = Lookup(curated.network, curated.property_graph(), curated.vocabulary, curated.disputes)
    (row,) = (row for row in rank_dict(ranking, lookup, "en")["rows"] if row["label"] == "miR-148a-3p")
    assert "claim:S2-11" in row["disputed"]
    assert any("S2-11" in cells for cells in rank_rows(ranking, lookup, "en")[0] if isinstance(cells, str))


# why none


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


def test_why_none_is_empty_when_nothing_helps_or_something_was_found() -> None:
    assert search(graph(nodes="ab"), "a", "b").why_none == ()
    assert "no change" in render(search(graph(nodes="ab"), "a", "b"), "en")
    assert search(graph(edge("a", "p", "b")), "a", "b").why_none == ()


# context


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


# other forms


def test_the_explanation_names_every_reference_in_both_languages(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury")
    for lang, word in (("en", "relieves"), ("zh", "缓解")):
        text = found.explain(lang)
        assert word in text
        assert {r for path in found for e in path.edges for r in e.references if r not in text} == set()


def test_the_table_has_a_row_a_step(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury")
    rows = found.to_table().as_dicts()
    assert len(rows) == sum(len(path.edges) for path in found)
    assert (rows[0]["path"], rows[0]["step"], rows[0]["subject"]) == (1, 1, "miR-21-5p")


def test_the_graph_of_the_union_holds_each_node_and_edge_once(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury")
    network = found.to_networkx()
    assert {name for path in found for name in (n.id for n in path.nodes)} == set(network)
    assert {e.id for path in found for e in path.edges} == {key for _, _, key in network.edges(keys=True)}
    assert ElementTree.fromstring(found.to_graphml()).tag.endswith("graphml")  # noqa: S314 -- our own text


def test_the_rdf_conforms_to_its_shapes_and_keeps_the_order(curated: KnowledgeGraph) -> None:
    from rdflib import Graph, URIRef

    from msc_graph.quality.pyshacl_engine import validate

    found = curated.paths("miR-21-5p", "corneal injury", k=3)
    text = found.to_rdf()
    assert text == found.to_rdf()
    report = validate(Graph().parse(data=text, format="turtle"))
    assert (report.findings, report.focus_nodes > 0) == ((), True)
    rdf, msc = Graph().parse(data=text, format="turtle"), "https://w3id.org/msc-graph/"
    walked = set()
    for path in rdf.subjects(URIRef(f"{msc}pathSign")):
        numbered = sorted(
            (
                int(str(rdf.value(step, URIRef(f"{msc}position")))),
                str(rdf.value(step, URIRef(f"{msc}stepTo"))),
            )
            for step in rdf.objects(path, URIRef(f"{msc}hasPathStep"))
        )
        walked.add(tuple(compress(target) for _, target in numbered))
    assert walked == {tuple(n.id for n in path.nodes[1:]) for path in found}


def test_a_name_that_is_no_curie_cannot_become_rdf() -> None:
    with pytest.raises(InputError):
        search(graph(edge("a", "p", "b")), "a", "b").to_rdf()


def test_the_picture_is_sound_shows_every_node_and_escapes_its_texts(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "any Disease", k=25)
    for lang in ("en", "zh"):
        picture = ElementTree.fromstring(found.to_svg(lang))  # noqa: S314 -- our own text
        titles = {t.text for t in picture.iter("{http://www.w3.org/2000/svg}title")}
        assert {n.id for path in found for n in path.nodes} <= titles
        assert "NaN" not in found.to_svg(lang)
    odd = replace(node("a"), label="<script>\x01 & a-very-long-name-without-any-space-in-it")
    network = replace(graph(edge("a", "<p>", "b", sign=UNKNOWN)), nodes=(odd, node("b")))
    text = search(network, "a", "b").to_svg()
    ElementTree.fromstring(text)  # noqa: S314 -- our own text
    assert "<script>" not in text
    assert "<script>" not in search(network, "a", "b")._repr_html_()


def test_nothing_found_has_every_form_too(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury", sign="+", directed=False, max_hops=1)
    assert len(found) == 0
    ElementTree.fromstring(found.to_svg())  # noqa: S314 -- our own text
    assert found._repr_html_().startswith("<p>")
    assert (len(found.to_table()), found.to_graph().edges, found.to_dict()["paths"]) == (0, (), [])


def test_the_engine_alone_has_the_same_forms() -> None:
    network = Network.from_edges(["a", "b"], ["p", "q"], ["b", "c"], sign=["+", "-"], source=["one", "two"])
    found = mechanisms(network, "a", "c")
    assert found[0].edges[1].references == ("two",)
    assert "not judged" in found.explain("en")
    assert "a --> b --| c" in render(found, "en")
    assert found.to_dict()["source"] == {"id": "a", "label": "a", "category": ""}
    assert mechanisms(network, ["a", "b"], "c").source.label == "a, b"
