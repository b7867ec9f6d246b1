"""The answer of a search: its JSON contract, targets, limits and other forms."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count, islice
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import InputError, UsageError
from msc_graph.mechanisms import Network, mechanisms, render
from msc_graph.mechanisms.measured import Measured
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress, node_iri
from tests.helpers.small_mechanisms import (
    MINUS,
    PLUS,
    UNKNOWN,
    edge,
    graph,
    node,
    search,
)


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
        "kinds": [],
        "max_hops": 3,
        "k": 7,
        "sign": None,
        "complete": True,
        "stopped": None,
        "verdict": "negative",
        "settled": True,
        "share": 1.0,
        "strength": {
            "word": "moderate",
            "basis": "one source",
            "chains": [],
            "references": ["PMID:1"],
            "clash": False,
            "sources": ["PMID:1"],
            "against": [],
        },
        "contested_from": 0.2,
        "evidence": {"positive": 0, "negative": pytest.approx(0.5**6 / 6**6)},
        "net": {"positive": 0, "negative": 0.5, "unknown": 0},
        "net_complete": True,
        "targets": [
            {
                "target": c,
                "kind_of": [],
                "verdict": "negative",
                "settled": True,
                "share": 1.0,
                "evidence": {"positive": 0, "negative": pytest.approx(0.5**6 / 6**6)},
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
                        "strength": "moderate",
                        "verdict": "supported",
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
                        "strength": "strong",
                        "verdict": "supported",
                        "assertions": ["claim:bc"],
                        "evidence": evidence,
                        "wording": ["q"],
                        "both": False,
                    },
                ],
                "sign": "-",
                "score": pytest.approx(0.5**0.5 / 6),
                "contribution": 0.5,
                "belief": 0.5,
                "provenance": "one source",
                "published": [],
                "sources": ["PMID:1"],
                "verification": {},
                "pending": [],
                "clashes": [],
                "kind_of": [],
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
    assert found.verdict == "positive" and not found.pivots
    document = found.to_dict()["targets"]
    assert [(entry["target"]["label"], entry["verdict"]) for entry in document] == [
        ("B", "positive"),
        ("Z", "contested"),
        ("Y", "positive"),
    ]


def test_a_verdict_over_several_targets_says_so_in_words() -> None:
    found = search(two_targets(), "a", ["y", "z"], contested=0.1)
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


def test_one_limit_of_time_holds_for_paths_sums_and_the_verdict_on_each_target(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"t{number}" for number in range(12)]
    both = [edge("a", f"to-{sign}", name, sign=sign) for name in names for sign in (PLUS, MINUS)]
    clock = count()
    monkeypatch.setattr("msc_graph.pathfinding.question.monotonic", clock.__next__)
    kept = {}
    for timeout in (0, 30, 40, 500):
        found = search(graph(*both), "a", names, timeout=timeout)
        list(islice(clock, 1000))  # what passes while nothing is asked is free
        settled = [one["settled"] for one in found.to_dict()["targets"]]
        left = kept[timeout] = 12 - sum(settled)
        assert settled in ([], sorted(settled, reverse=True))
        assert {one.verdict for one in found.targets} <= {"contested"}
        assert (f"before contexts were looked at: {left}\n" in render(found, "en")) == (0 < left < 12)
    assert (kept[0], kept[500]) == (12, 0) and 0 < kept[40] < kept[30] < 12


def test_time_that_is_up_is_blamed_where_contexts_and_changes_were_not_looked_at() -> None:
    raised, lowered = (edge("a", "up", "m"), edge("a", "down", "n", sign=MINUS))
    torn = graph(raised, lowered, edge("m", "up", "z"), edge("n", "up", "z"))
    found = search(torn, "a", "z", timeout=0)
    assert (found.to_dict()["settled"], found.verdict) == (False, "contested")
    said = render(found, "en")
    assert "rests on sums alone" in said and "hangs was not looked at to the end" in said
    assert search(torn, "a", "z").settled
    nothing = render(search(graph(nodes="ab"), "a", "b", timeout=0), "en")
    assert "find something was not looked at to the end" in nothing and "no change" not in nothing


def test_of_all_paths_the_best_are_given_and_summed_are_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = search(two_targets(), "a", "z", k=None)
    monkeypatch.setattr("msc_graph.mechanisms.answer.MOST_LISTED", 1)
    found = search(two_targets(), "a", "z", k=None)
    assert (found.stopped, len(found), found.paths) == ("room", 1, whole.paths[:1])
    assert (found.net, found.verdict, found.net_complete) == (whole.net, whole.verdict, True)
    assert "best of those found: 1\n" in render(found, "en") and not found.to_dict()["complete"]
    asked_for = search(two_targets(), "a", "z", k=len(whole))
    assert (asked_for.stopped, asked_for.paths) == ("", whole.paths)


def test_too_many_paths_are_blamed_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.pathfinding.paths.LIST_LIMIT", 1)
    monkeypatch.setattr("msc_graph.pathfinding.sums.LIST_LIMIT", 1)
    summed = search(two_targets(), "a", "z", max_hops=5, k=None)
    assert (summed.stopped, summed.net_stopped) == ("room", "")
    found = search(two_targets(), "a", "z", max_hops=6, k=None)
    assert (found.stopped, found.net_stopped) == ("room", "room")
    assert "there are more than" in render(found, "en") and "too many paths to give all" in render(
        found, "en"
    )


@pytest.mark.parametrize(
    ("seen", "en", "zh"),
    [
        ("verified", "published as mechanism:1\n", "已发表机制 mechanism:1\n"),
        ("memory", "mechanism:1 (recalled, citation pending)", "mechanism:1 (凭记忆，文献待核实)"),
        ("title-verified", "mechanism:1 (only the title", "mechanism:1 (仅核对了文献标题)"),
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


def test_an_end_of_a_prefix_that_nobody_declared_is_the_iri_of_the_export() -> None:
    text = search(graph(edge("lab:a", "p:p", "lab:b")), "lab:a", "lab:b").to_rdf()
    read = {quad.object.value for quad in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)}
    assert {node_iri("lab:a"), node_iri("lab:b"), node_iri("p:p")} <= read


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
    assert "What would find" not in found._repr_html_() and "<pre>" in found._repr_html_()
    assert (len(found.to_table()), found.to_graph().edges, found.to_dict()["paths"]) == (0, (), [])


def test_the_engine_alone_has_the_same_forms() -> None:
    network = Network.from_edges(["a", "b"], ["p", "q"], ["b", "c"], sign=["+", "-"], source=["one", "two"])
    found = mechanisms(network, "a", "c")
    assert found[0].edges[1].references == ("two",)
    assert "not judged" in found.explain("en")
    assert "a --> b --| c" in render(found, "en")
    assert found.to_dict()["source"] == {"id": "a", "label": "a", "category": ""}
    assert mechanisms(network, ["a", "b"], "c").source.label == "a, b"


def test_turtle_of_paths_stands_alone(curated: KnowledgeGraph) -> None:
    turtle = curated.paths("miR-21-5p", "corneal injury", k=2).to_rdf()
    declared = set(re.findall(r"@prefix (\S+):", turtle))
    body = re.sub(r"@prefix .*\n", "", turtle)
    declared -= {"rdf"}  # of its type, which Turtle writes "a"
    assert declared == {name for name in declared if re.search(rf"(?<![\w.]){re.escape(name)}:", body)}
    assert "\\/" not in turtle
    triples = list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))
    step = {f"https://w3id.org/msc-graph/step{name}" for name in ("From", "To", "Predicate")}
    named = {quad.object for quad in triples if quad.predicate.value in step}
    labelled = {quad.subject for quad in triples if quad.predicate.value.endswith("#label")}
    assert named and named <= labelled
