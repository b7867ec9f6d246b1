from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from msc_graph.exports.formats import pair_of_paths
from msc_graph.exports.kgx import (
    EDGE_COLUMNS,
    FALLBACK_CATEGORY,
    FALLBACK_PREDICATE,
    NODE_COLUMNS,
    QUALIFIERS,
    BiolinkTerm,
    biolink_terms,
    read_biolink_terms,
    write_kgx,
)
from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.property_graph import PropertyGraph, property_graph
from tests.helpers.tiny_graph import tiny_store, tiny_vocabulary

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph

GOLDEN = Path(__file__).parents[1] / "golden"
DECREASES = "with object_aspect_qualifier=abundance, object_direction_qualifier=decreased, other=x"
MAPPINGS = (
    "# comment: a table made up for this test",
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment",
    "msc:MicroRNA\tskos:closeMatch\tbiolink:NoncodingRNAProduct\tsemapv:ManualMappingCuration",
    "msc:MicroRNA\tskos:exactMatch\tbiolink:MicroRNA\tsemapv:ManualMappingCuration\n",
    "msc:MicroRNA\tskos:exactMatch\tSO:0000276\tsemapv:ManualMappingCuration",
    f"msc:targets\tskos:broadMatch\tbiolink:affects\tsemapv:ManualMappingCuration\t{DECREASES}\r\n",
    "msc:regulates\tskos:narrowMatch\tbiolink:regulates\tsemapv:ManualMappingCuration",
    "msc:publishedBy\tskos:exactMatch\tbiolink:treats\tsemapv:ManualMappingCuration",
    "msc:publishedBy\tskos:exactMatch\tbiolink:clinical_trial_conditions\tsemapv:ManualMappingCuration",
)
TERMS = read_biolink_terms(MAPPINGS)


@pytest.fixture(scope="module")
def tiny() -> PropertyGraph:
    return property_graph(tiny_store(), tiny_vocabulary())


def as_kgx(graph: PropertyGraph, terms: dict[str, BiolinkTerm] | None = TERMS) -> tuple[str, str]:
    nodes, edges = io.BytesIO(), io.BytesIO()
    write_kgx(graph, nodes, edges, terms=terms)
    return nodes.getvalue().decode(), edges.getvalue().decode()


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def test_mappings_give_the_best_safe_term() -> None:
    assert TERMS == {
        "msc:MicroRNA": BiolinkTerm("biolink:MicroRNA"),
        "msc:targets": BiolinkTerm(
            "biolink:affects",
            {"object_aspect_qualifier": "abundance", "object_direction_qualifier": "decreased"},
        ),
    }


def test_an_empty_table_of_mappings_gives_no_terms() -> None:
    assert read_biolink_terms([]) == {}


def test_they_are_the_golden_files(tiny: PropertyGraph) -> None:
    nodes, edges = as_kgx(tiny)
    assert nodes == (GOLDEN / "tiny_nodes.tsv").read_text(encoding="utf-8")
    assert edges == (GOLDEN / "tiny_edges.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "stem"),
    [("out/graph.tsv", "out/graph"), ("graph", "graph"), ("my.graph", "my.graph"), ("g.TSV", "g")],
)
def test_a_path_stands_for_two_files(path: str, stem: str) -> None:
    assert pair_of_paths(path, ".tsv") == (Path(f"{stem}_nodes.tsv"), Path(f"{stem}_edges.tsv"))


def test_only_published_support_becomes_a_publication(tiny: PropertyGraph) -> None:
    """The tiny edge has a paper for it, one against it, and one whose citation is pending."""
    published = {row["original_predicate"]: row["publications"] for row in rows(as_kgx(tiny)[1])}
    assert published["msc:targets"] == "PMID:1"


@pytest.mark.parametrize(
    ("predicate", "biolink", "direction"),
    [
        ("msc:targets", "biolink:affects", "decreased"),
        ("msc:regulates", "biolink:affects", ""),
        ("msc:publishedBy", FALLBACK_PREDICATE, ""),
    ],
)
def test_an_unmapped_predicate_keeps_its_sign(
    tiny: PropertyGraph, predicate: str, biolink: str, direction: str
) -> None:
    (row,) = (row for row in rows(as_kgx(tiny, terms={})[1]) if row["original_predicate"] == predicate)
    assert (row["predicate"], row["object_direction_qualifier"]) == (biolink, direction)


def test_an_edge_that_says_which_way_causes_the_change(tiny: PropertyGraph) -> None:
    said = {row["original_predicate"]: row["qualified_predicate"] for row in rows(as_kgx(tiny)[1])}
    assert said == {"msc:targets": "biolink:causes", "msc:regulates": "", "msc:publishedBy": ""}


@pytest.mark.parametrize(
    ("types", "level"),
    [
        (("ECO:0000205",), "logical_entailment"),
        (("ECO:0000205", "ECO:0000181"), "knowledge_assertion"),
        (("ECO:0000181",), "knowledge_assertion"),
    ],
)
def test_what_is_only_inferred_is_no_assertion_of_a_source(
    tiny: PropertyGraph, types: tuple[str, ...], level: str
) -> None:
    evidence = tuple(EvidenceItem("reference:one", kind, Direction.SUPPORTS) for kind in types)
    edge = replace(tiny.edges[0], evidence=evidence, belief=1 / 3)
    (row,) = rows(as_kgx(PropertyGraph(tiny.nodes, (edge,), tiny.citations))[1])
    assert (row["knowledge_level"], row["belief"]) == (level, "0.333333")


@pytest.mark.parametrize(
    "term",
    [
        "treats",
        "treats_or_applied_or_studied_to_treat",
        "ameliorates_condition",
        "preventative_for_condition",
    ],
)
def test_no_mapping_can_make_a_vesicle_treat_a_disease(term: str) -> None:
    """The last two have the mixin "treats" in Biolink, so they would say it too."""
    assert read_biolink_terms([MAPPINGS[1], f"msc:ameliorates\tskos:exactMatch\tbiolink:{term}\t\t"]) == {}


def test_a_value_cannot_break_the_table(tiny: PropertyGraph) -> None:
    node = replace(tiny.nodes[0], label="a\tb\r\nc\x00", synonyms=("x|y", "z"))
    (row,) = rows(as_kgx(PropertyGraph((node,), (), {}))[0])
    assert row["name"] == "a b c "
    assert row["synonym"].split("|") == ["x y", "z"]


def test_the_curated_graph_in_biolink_terms(curated: KnowledgeGraph) -> None:
    graph = property_graph(curated.store, curated.vocabulary)
    nodes, edges = map(rows, as_kgx(graph, terms=None))
    assert len(nodes) == len(graph.nodes)
    assert len(edges) == len(graph.edges)
    assert set(nodes[0]) == set(NODE_COLUMNS)
    assert set(edges[0]) == set(EDGE_COLUMNS)
    assert all(row["category"].startswith("biolink:") for row in nodes)
    assert all(row["predicate"].startswith("biolink:") for row in edges)
    claims = "\n".join(row["predicate"] + row["qualified_predicate"] for row in edges)
    assert not re.search("treat|ameliorates_condition|preventative_for_condition", claims)
    assert sum(row["category"] == FALLBACK_CATEGORY for row in nodes) < len(nodes) / 2
    assert sum(row["predicate"] == FALLBACK_PREDICATE for row in edges) < len(edges) / 2


def test_signed_predicates_of_the_mappings_keep_their_direction(curated: KnowledgeGraph) -> None:
    """A causal predicate that becomes the bare "affects" would lose its sign."""
    for iri, predicate in curated.vocabulary.predicates.items():
        term = biolink_terms().get(f"msc:{iri.rpartition('/')[2]}")
        if term and term.id == "biolink:affects" and predicate.sign and predicate.sign.value != "?":
            assert "object_direction_qualifier" in term.qualifiers, iri
        assert term is None or set(term.qualifiers) <= set(QUALIFIERS)
