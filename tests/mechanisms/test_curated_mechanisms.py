"""Mechanisms of the curated graph, confirmed by SPARQL."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import AmbiguousName, UnknownNode, UsageError
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.system.packaged import locate
from tests.helpers.small_mechanisms import (
    MINUS,
    search,
)


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


def test_a_paper_under_concern_is_marked_wherever_a_path_cites_it(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-29c-3p", "Alzheimer disease", k=1)
    marked = "PMID:34086603 (under an expression of concern)"
    assert marked in found.explain()
    assert marked in str(found.to_table().rows[-1])
    assert "PMID:34086603（有关注声明）" in found.explain("zh")


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
