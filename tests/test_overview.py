from __future__ import annotations

import json
import re
from typing import Any

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.overview import overview, render
from msc_graph.vocabulary import MSC
from tests.tiny_graph import store_of, tiny_store, tiny_vocabulary


@pytest.fixture(scope="module")
def info(curated: KnowledgeGraph) -> dict[str, Any]:
    return curated.info()


def count(curated: KnowledgeGraph, pattern: str) -> object:
    return curated.sparql(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}").rows[0][0]  # type: ignore[union-attr]


def test_the_parts_add_up(info: dict[str, Any], curated: KnowledgeGraph) -> None:
    assert info["nodes"] == sum(info["categories"].values())
    assert info["assertions"] == sum(info["assertion_kinds"].values()) == sum(info["verdicts"].values())
    assert info["triples"] == sum(source["triples"] for source in info["sources"]) == len(curated.store)


def test_the_counts_are_those_of_the_graph(info: dict[str, Any], curated: KnowledgeGraph) -> None:
    graph = curated.property_graph()
    assert info["nodes"] == len([node for node in graph.nodes if not node.id.startswith("reference:")])
    assert info["edges"] == len(graph.edges)
    assert info["evidence"] == count(curated, "?x a msc:Evidence")
    assert info["references"] == count(curated, "?x a/rdfs:subClassOf* msc:Document")
    assert info["categories"]["MicroRNA"] == count(curated, "?x a msc:MicroRNA")
    assert info["assertion_kinds"]["MechanismStep"] == count(curated, "?x a msc:MechanismStep")


def test_the_counts_are_those_of_the_dossier(info: dict[str, Any]) -> None:
    assert info["mechanisms"] == 85
    assert info["trials"] == 37
    assert info["categories"]["ExcludedTrial"] == 5
    assert info["assertion_kinds"]["ArticleClaim"] == 233


def test_the_most_frequent_comes_first(info: dict[str, Any]) -> None:
    for name in ("categories", "assertion_kinds", "verdicts"):
        counts = list(info[name].values())
        assert counts == sorted(counts, reverse=True)


def test_the_sources_are_the_named_graphs_with_their_licence(info: dict[str, Any]) -> None:
    assert [(source["name"], source["licence"]) for source in info["sources"]] == [
        ("graph:curated", "https://creativecommons.org/licenses/by/4.0/"),
        ("graph:schema", "https://creativecommons.org/licenses/by/4.0/"),
    ]


@pytest.mark.parametrize(
    ("lang", "label", "heading", "more"),
    [("en", "microRNA", "categories", "and {} more"), ("zh", "微小RNA", "类别", "另有 {} 类")],
)
def test_the_text_names_the_ten_most_common_classes(
    info: dict[str, Any], curated: KnowledgeGraph, lang: str, label: str, heading: str, more: str
) -> None:
    text = render(info, curated.vocabulary, lang)
    assert curated.vocabulary.label(f"{MSC}MicroRNA", lang) == label
    assert f"  {label} " in text
    assert f"  {more.format(len(info['categories']) - 10)}\n" in text
    assert len(text.partition(f"\n{heading}\n")[2].partition("\n\n")[0].splitlines()) == 11
    if lang == "zh":
        assert not re.search(r"^ *[a-z_]+\b(?!:)", text, re.MULTILINE)


def test_a_store_without_the_ontology_states_no_licence() -> None:
    found = overview(tiny_store(), tiny_vocabulary())
    assert {source["licence"] for source in found["sources"]} == {""}


def test_the_overview_is_plain_values(info: dict[str, Any]) -> None:
    assert json.loads(json.dumps(info)) == info


def test_an_empty_store_counts_nothing() -> None:
    found = overview(store_of(""), tiny_vocabulary())
    assert [value for value in found.values() if isinstance(value, int)] == [0] * 8
    assert found["sources"] == []


def test_a_foreign_source_has_no_licence_of_ours_and_its_types_count() -> None:
    found = overview(tiny_store(), tiny_vocabulary())
    assert {source["name"]: source["licence"] for source in found["sources"]}["graph:inferred"] == ""
    assert found["categories"]["MicroRNA"] == 1
