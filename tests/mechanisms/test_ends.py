"""What stands for a name in Python: the node itself, and what ``find`` gave, wherever a name may stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import UnknownNode, UsageError

NAMES = ("miR-21-5p", "corneal injury", "PDCD4")
QUESTIONS: dict[str, Callable[[KnowledgeGraph, Any, Any, Any], Any]] = {
    "node": lambda kg, cargo, disease, gene: kg.node(gene),
    "find": lambda kg, cargo, disease, gene: kg.find(disease)[0].node,
    "describe": lambda kg, cargo, disease, gene: kg.describe(gene).to_dict(),
    "paths": lambda kg, cargo, disease, gene: kg.paths(cargo, disease, k=2, via=gene).to_dict(),
    "paths of several": lambda kg, cargo, disease, gene: kg.paths([cargo], (disease,), k=2).to_dict(),
    "paths around": lambda kg, cargo, disease, gene: kg.paths(cargo, disease, k=2, avoid=[gene]).to_dict(),
    "rank": lambda kg, cargo, disease, gene: kg.rank(cargo, "Disease", limit=2).to_dict(),
    "rank for": lambda kg, cargo, disease, gene: kg.rank("MicroRNA", disease, limit=2).to_dict(),
    "profile": lambda kg, cargo, disease, gene: kg.profile(["miR-21-5p"], disease, permutations=9).to_dict(),
    "dwpc": lambda kg, cargo, disease, gene: kg.dwpc(cargo, gene, "MicroRNA > Gene"),
    "why": lambda kg, cargo, disease, gene: kg.why(cargo, "a", "MicroRNACargo"),
    "query": lambda kg, cargo, disease, gene: kg.query("cargo-for-disease", disease=disease),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("wrapped", ["node", "match"])
def test_a_node_is_taken_wherever_its_name_is(curated: KnowledgeGraph, question: str, wrapped: str) -> None:
    ask = QUESTIONS[question]
    given = [curated.node(name) if wrapped == "node" else curated.find(name)[0] for name in NAMES]
    assert ask(curated, *given) == ask(curated, *(curated.node(name).id for name in NAMES))


@pytest.mark.parametrize("name", ["microRNA", "微小RNA", "any MicroRNA"])
def test_a_ranking_takes_a_category_by_any_of_its_names(curated: KnowledgeGraph, name: str) -> None:
    assert curated.rank(name, "sepsis").to_dict() == curated.rank("MicroRNA", "sepsis").to_dict()


def test_what_names_a_node_is_that_node_where_the_other_end_is_ranked(curated: KnowledgeGraph) -> None:
    exosome = "间充质干细胞外泌体"
    by_id = curated.rank(curated.node(exosome).id, "Disease")
    assert curated.rank(exosome, "Disease").to_dict() == by_id.to_dict()
    with pytest.raises(UsageError, match="needs a category"):
        curated.rank("miR-21-5p", "PTEN")


@pytest.mark.parametrize(
    ("label", "name"),
    [("靶向", "msc:targets"), ("!靶向", "!msc:targets"), ("Negatively Regulates", "msc:negativelyRegulates")],
)
def test_predicates_and_categories_go_by_their_labels(curated: KnowledgeGraph, label: str, name: str) -> None:
    for ask in (
        lambda one: curated.paths("miR-21-5p", "corneal injury", predicates=[one, "!promotes"]),
        lambda one: curated.rank("miR-21-5p", "Gene", predicates=[one, "!promotes"]),
    ):
        assert ask(label).to_dict() == ask(name).to_dict()
    found = curated.paths("miR-21-5p", "any 疾病", through="微小RNA > 基因 > (生物学过程|通路) > 疾病")
    named = "MicroRNA > Gene > (BiologicalProcess|Pathway) > Disease"
    assert found.to_dict() == curated.paths("miR-21-5p", "any Disease", through=named).to_dict() and len(
        found
    )
    with pytest.raises(UnknownNode, match="write 'any Disease'"):
        curated.paths("miR-21-5p", "疾病")
    with pytest.raises(UsageError, match="unknown predicate 'aims at'"):
        curated.paths("miR-21-5p", "corneal injury", predicates="aims at")


def test_a_part_around_a_node_is_the_part_around_its_name(curated: KnowledgeGraph, tmp_path: Path) -> None:
    cargo, disease = curated.node("miR-21-5p"), curated.node("corneal injury")
    one, two = tmp_path / "one.graphml", tmp_path / "two.graphml"
    curated.export(one, around=cargo)
    curated.export(two, around=cargo.id)
    assert one.read_bytes() == two.read_bytes()
    curated.export(one, paths=(cargo, disease))
    curated.export(two, paths=(cargo.id, disease.id))
    assert one.read_bytes() == two.read_bytes()


def test_what_only_looks_like_a_node_is_refused(curated: KnowledgeGraph) -> None:
    edge: Any = next(iter(curated.property_graph().edges))
    with pytest.raises(UsageError, match="must be a"):
        curated.paths(edge, "corneal injury")
