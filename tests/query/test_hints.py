"""What is said beside an answer that is right and misleading."""

from __future__ import annotations

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.query.engines import OxigraphEngine
from msc_graph.query.hints import hints
from msc_graph.query.results import QueryResult
from msc_graph.vocabulary.namespaces import MSC, RDFS


def told(graph: KnowledgeGraph, text: str, lang: str = "en") -> list[str]:
    return list(hints(text, OxigraphEngine(graph.store), graph.vocabulary, lang))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(?a) AS ?n) { ?a a msc:Assertion }",
        f"SELECT * {{ ?a a <{MSC}Assertion> }}",
        f"PREFIX x: <{MSC}> ASK {{ ?a a x:Assertion, x:Assertion }}",
    ],
)
def test_a_class_of_which_only_subclasses_are_stated_is_named(curated: KnowledgeGraph, text: str) -> None:
    [hint] = told(curated, text)
    assert "?x a/rdfs:subClassOf* msc:Assertion" in hint
    assert "msc:Assertion" in told(curated, text, "zh")[0]


@pytest.mark.parametrize("name", ["msc:Cargo", "msc:MicroRNACargo"])
def test_a_class_whose_members_follow_is_named_and_has_them_with_what_follows(
    curated: KnowledgeGraph, name: str
) -> None:
    text = f"SELECT (COUNT(?a) AS ?n) {{ ?a a {name} }}"
    [hint], [zh] = (told(curated, text, lang) for lang in ("en", "zh"))
    assert f"nothing is stated to be a {name}" in hint and "--inferred" in hint
    assert name in zh and "--inferred" in zh
    counts = [answer(curated, text, inferred=inferred).rows[0][0] for inferred in (False, True)]
    assert counts[0] == 0 < int(str(counts[1]))


def answer(graph: KnowledgeGraph, text: str, *, inferred: bool) -> QueryResult:
    found = graph.sparql(text, inferred=inferred)
    assert isinstance(found, QueryResult)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?g { ?g a msc:Gene }",
        "SELECT ?a { ?a a/rdfs:subClassOf* msc:Assertion }",
        f"SELECT ?a {{ ?a a/<{RDFS}subClassOf>* msc:Assertion }}",
        "SELECT ?g { ?g msc:targets msc:survival_83; <http://example.org/no> msc:survival_83 }",
        "CONSTRUCT { ?g msc:namedByMe ?h } { ?g msc:targets ?h }",
        "ASK { ?a rdfs:label 'msc:Assertion' } # msc:Assertion",
        "not SPARQL at all",
    ],
)
def test_nothing_is_said_where_nothing_is_missed(curated: KnowledgeGraph, text: str) -> None:
    assert told(curated, text) == []


@pytest.mark.parametrize(
    ("name", "near"), [("msc:Trial", "msc:ClinicalTrial"), ("msc:hasPartt", "msc:hasPart")]
)
def test_a_name_that_the_graph_does_not_know_is_told_with_near_ones(
    curated: KnowledgeGraph, name: str, near: str
) -> None:
    [hint], [zh] = (told(curated, f"SELECT * {{ ?a {name} ?b }}", lang) for lang in ("en", "zh"))
    assert hint.startswith(f"the graph knows no {name}.") and near in hint
    assert zh.startswith(f"图中没有 {name}。") and near in zh


def test_the_advice_finds_what_was_missed(curated: KnowledgeGraph) -> None:
    counts = []
    for pattern in ("a", "a/rdfs:subClassOf*"):
        answer = curated.sparql(f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ ?a {pattern} msc:Assertion }}")
        assert isinstance(answer, QueryResult)
        counts.append(answer.rows[0][0])
    assert counts[0] == 0
    assert isinstance(counts[1], int)
    assert counts[1] > 1000
