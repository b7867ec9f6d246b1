"""The degree-weighted path count is that of its publication and of its authors' program."""

from __future__ import annotations

import random
from typing import Any

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import UsageError
from msc_graph.mechanisms import Network
from msc_graph.pathfinding.degree_weighted import dwpc

GENE, DISEASE, TISSUE = "Gene", "Disease", "Tissue"
KIND = {
    **dict.fromkeys(["IRF1", "SUMO1", "IL2RA", "IRF8", "CXCR4", "ITCH", "STAT3"], GENE),
    **dict.fromkeys(["Crohn's disease", "multiple sclerosis"], DISEASE),
    **dict.fromkeys(["lung", "leukocyte"], TISSUE),
}
FIGURE_2 = {
    ("interacts", "both"): [
        ("IRF1", "SUMO1"),
        ("IRF1", "IL2RA"),
        ("IRF1", "IRF8"),
        ("IRF1", "CXCR4"),
        ("ITCH", "CXCR4"),
    ],
    ("associated", "one"): [
        ("IRF1", "Crohn's disease"),
        ("STAT3", "Crohn's disease"),
        ("STAT3", "multiple sclerosis"),
        ("IL2RA", "multiple sclerosis"),
        ("IRF8", "multiple sclerosis"),
        ("CXCR4", "multiple sclerosis"),
    ],
    ("expressed", "one"): [("IRF1", "lung"), ("IRF1", "leukocyte")],
    ("localizes", "one"): [("leukocyte", "multiple sclerosis")],
}


def figure_2() -> Network:
    rows = []
    for (predicate, ways), pairs in FIGURE_2.items():
        rows += [(a, predicate, b) for a, b in pairs]
        rows += [(b, predicate, a) for a, b in pairs if ways == "both"]
    return Network.from_edges(*zip(*rows, strict=True), category=KIND)


def test_the_published_example() -> None:
    """Himmelstein & Baranzini 2015, figure 2 (doi:10.1371/journal.pcbi.1004259.g002), damping exponent 0.5.

    From IRF1 to multiple sclerosis: by interaction and association 0.25 + 0.25 + 32^-0.5, by expression and
    localization 2^-0.5.
    """
    ends = ("IRF1", "multiple sclerosis")
    count = dwpc(figure_2(), *ends, "Gene -interacts-> Gene -associated-> Disease", w=0.5)
    assert float(count) == pytest.approx(0.5 + 32**-0.5, abs=1e-12)
    assert (count.paths, count.unknown, count.signed) == (3, count.total, 0)
    tissue = dwpc(figure_2(), *ends, "Gene -expressed-> Tissue -localizes-> Disease", w=0.5)
    assert tissue.total == pytest.approx(2**-0.5, abs=1e-12)
    assert dwpc(figure_2(), *ends, "Gene > Tissue > Disease", w=0.5).total == tissue.total


METAEDGES = [
    ("Compound", "Gene", "binds", "both"),
    ("Compound", "Gene", "regulates", "both"),
    ("Disease", "Gene", "regulates", "both"),
    ("Gene", "Gene", "interacts", "both"),
    ("Gene", "Gene", "controls", "forward"),
]
METAPATHS = {
    "CbGrD": "Compound -binds-> Gene <-regulates- Disease",
    "CrGrD": "Compound -regulates-> Gene <-regulates- Disease",
    "CbGiGrD": "Compound -binds-> Gene -interacts-> Gene <-regulates- Disease",
    "CrGc>GrD": "Compound -regulates-> Gene -controls-> Gene <-regulates- Disease",
    "CbG<cGiGrD": "Compound -binds-> Gene <-controls- Gene -interacts-> Gene <-regulates- Disease",
    "CbGbCrGrD": "Compound -binds-> Gene <-binds- Compound -regulates-> Gene <-regulates- Disease",
}


def random_hetnet(seed: int) -> tuple[Any, Network, list[str], list[str]]:
    """The same random graph for both programs: relation names that several kinds share, hubs, symmetry."""
    hetnet = pytest.importorskip("hetnetpy.hetnet", reason="hetnetpy is not installed")
    chance = random.Random(seed)  # noqa: S311 -- no secret
    abbreviations = {
        "Compound": "C",
        "Gene": "G",
        "Disease": "D",
        "binds": "b",
        "regulates": "r",
        "interacts": "i",
        "controls": "c",
    }
    graph = hetnet.Graph(hetnet.MetaGraph.from_edge_tuples(METAEDGES, abbreviations))
    names = {
        kind: [f"{kind} {i}" for i in range(size)]
        for kind, size in (("Compound", 6), ("Gene", 14), ("Disease", 4))
    }
    for kind, members in names.items():
        for name in members:
            graph.add_node(kind, name)
    rows: list[tuple[str, str, str]] = []
    for a, b, predicate, direction in METAEDGES:
        pairs = {(chance.choice(names[a]), chance.choice(names[b])) for _ in range(40)}
        pairs = {
            (x, y) for x, y in pairs if x != y and ((y, x) not in pairs or x < y or direction == "forward")
        }
        for x, y in sorted(pairs):
            graph.add_edge((a, x), (b, y), predicate, direction)
            rows.append((x, predicate, y))
            if a == b and direction == "both":
                rows.append((y, predicate, x))
    category = {name: kind for kind, members in names.items() for name in members}
    network = Network.from_edges(*zip(*rows, strict=True), category=category)
    return graph, network, names["Compound"], names["Disease"]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("w", [0.0, 0.4, 0.75])
def test_it_equals_hetnetpy(seed: int, w: float) -> None:
    """hetnetpy 0.3.1, by the authors of the measure: paths without repeated nodes, degrees by metaedge."""
    graph, network, compounds, diseases = random_hetnet(seed)
    from hetnetpy.pathtools import DWPC, paths_between

    reached = 0
    for abbreviation, metapath in METAPATHS.items():
        theirs = graph.metagraph.metapath_from_abbrev(abbreviation)
        for compound in compounds[:3]:
            for disease in diseases[:2]:
                paths = paths_between(graph, ("Compound", compound), ("Disease", disease), theirs)
                ours = dwpc(network, compound, disease, metapath, w=w)
                assert ours.total == pytest.approx(DWPC(paths, w), abs=1e-9)
                assert ours.paths == len(paths)
                reached += bool(paths)
    assert reached > 10


def test_its_signed_form_is_split_by_the_sign_of_the_paths() -> None:
    network = Network.from_edges(
        ["a", "b", "a", "c", "a", "d"],
        ["p", "p", "p", "p", "p", "p"],
        ["b", "z", "c", "z", "d", "z"],
        sign=["+", "-", "-", "-", "+", "?"],
        belief=[0.5] * 6,
        category=dict.fromkeys("abcdz", "Gene"),
    )
    count = dwpc(network, "a", "z", "Gene -p-> Gene > Gene")
    one = (3 * 1 * 1 * 3) ** -0.4
    assert (count.positive, count.negative, count.unknown) == pytest.approx((one, one, one))
    assert count.signed == pytest.approx(0)
    assert count.paths == 3


def test_an_undirected_link_goes_either_way() -> None:
    network = Network.from_edges(["b", "b"], ["p", "p"], ["a", "c"], category=dict.fromkeys("abc", "Gene"))
    assert dwpc(network, "a", "c", "Gene -p- Gene -p- Gene").paths == 1
    assert dwpc(network, "a", "c", "Gene -p-> Gene -p-> Gene").paths == 0


@pytest.mark.parametrize(
    "metapath", ["", "Gene", "Gene >", "> Gene", "Gene > Gen", "Gene -eats-> Gene", "Gene -- Gene"]
)
def test_a_malformed_metapath_is_refused(metapath: str) -> None:
    with pytest.raises(UsageError):
        dwpc(figure_2(), "IRF1", "lung", metapath)


@pytest.mark.parametrize(
    "labelled",
    ["微小RNA -靶向-> 基因 > 生物学过程 > 疾病", "microRNA -TARGETS-> gene > biological process > disease"],
)
def test_classes_and_predicates_of_a_metapath_go_by_their_labels(
    curated: KnowledgeGraph, labelled: str
) -> None:
    named = "MicroRNA -msc:targets-> Gene > BiologicalProcess > Disease"
    found = curated.dwpc("miR-21-5p", "corneal injury", labelled)
    assert found == curated.dwpc("miR-21-5p", "corneal injury", named)
    assert found.paths
    with pytest.raises(UsageError, match="Did you mean '微小RNA'"):
        curated.dwpc("miR-21-5p", "corneal injury", "微小RNB > 疾病")
