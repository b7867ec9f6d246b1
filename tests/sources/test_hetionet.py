"""Hetionet as tables and as JSON."""

from __future__ import annotations

import bz2
import json
from pathlib import Path
from typing import Any

import pytest

from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.formats.hetionet import METAEDGES, PREDICATES, read
from msc_graph.sources.registry import source_format
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.reading import events, nodes, read_all, reading, statements

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "hetionet"
NODES = "id\tname\tkind\nGene::5468\tPPARG\tGene\nSide Effect::C0000727\tAcute abdomen\tSide Effect\n"
EDGES = "source\tmetaedge\ttarget\nCompound::DB00014\tCcSE\tSide Effect::C0000727\nGene::1\tGiG\tGene::2\n"


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_tables_are_told_by_their_headers(tmp_path: Path) -> None:
    context = reading()
    paths = [written(tmp_path, "edges.sif", EDGES), written(tmp_path, "nodes.tsv", NODES)]
    found = read_all(read, paths, context)
    assert nodes(found, "id", "category", "label") == [
        ("NCBIGene:5468", "Gene", "PPARG"),
        ("UMLS:C0000727", "AdverseEvent", "Acute abdomen"),
    ]
    assert statements(found, "subject", "predicate", "object") == [
        ("DRUGBANK:DB00014", "biolink:causes", "UMLS:C0000727"),
        ("NCBIGene:1", "biolink:interacts_with", "NCBIGene:2"),
    ]
    assert events(context) == {EventKind.EDGE_WITHOUT_DIRECTION: 1}


def test_every_kind_of_edge_has_a_predicate_of_the_ontology() -> None:
    declared = {compress(iri) for iri in vocabulary().predicates}
    assert len(METAEDGES) == len(PREDICATES) == 24
    assert set(PREDICATES.values()) <= declared


@pytest.mark.shared_data
def test_the_kinds_of_edges_are_those_of_the_metagraph() -> None:
    metagraph = json.loads((SHARED / "metagraph.json").read_text())
    assert {(s, verb, t) for s, t, verb, _ in metagraph["metaedge_tuples"]} == set(METAEDGES)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "Planet::1\tGiG\tGene::2",
            "column 'source': 'Planet::1' is no node of Hetionet.*The kinds are Anatomy",
        ),
        ("\tGiG\tGene::2", "column 'source': '' is no node of Hetionet"),
        ("Gene::1\tGiG\tGene::", "column 'target': 'Gene::' is no node"),
        ("Gene::1\tGeG\tGene::2", "column 'metaedge': 'GeG' is no kind of edge of Hetionet; they are AdG"),
        ("Gene::1\tGiG", "it has 2 cells; the header has 3"),
    ],
)
def test_a_bad_row_is_told_by_its_line_or_collected(tmp_path: Path, row: str, said: str) -> None:
    path = written(tmp_path, "edges.sif", f"{EDGES}{row}\nGene::7\tGcG\tGene::8\n")
    with pytest.raises(BadRow, match=said) as caught:
        read_all(read, [path])
    assert caught.value.line == 4
    context = reading(keep_going=True)
    assert len(statements(read_all(read, [path], context), "subject")) == 3
    assert [bad.line for bad in context.report.bad_rows] == [4]


def test_edges_alone_are_told(tmp_path: Path) -> None:
    edges = written(tmp_path, "edges.sif", EDGES)
    nodes = written(tmp_path, "nodes.tsv", "id\tname\tkind\nGene::1\tA\tGene\n")
    for files, told in (([edges], True), ([edges, nodes], False), ([nodes], False)):
        context = reading()
        read_all(read, files, context)
        assert (EventKind.NO_NODES in [event.kind for event in context.report.events]) == told


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="the header lacks 'source', 'metaedge', 'target'; it has 'a', 'b'"):
        read_all(read, [written(tmp_path, "edges.sif", "a\tb\n1\t2\n")])


DOCUMENT = {
    "metanode_kinds": ["Gene"],
    "nodes": [
        {"kind": "Gene", "identifier": 5468, "name": "PPARG", "data": {"description": "a receptor"}},
        {"kind": "Pathway", "identifier": "WP100_r74146", "name": "Glutathione metabolism", "data": {}},
    ],
    "edges": [
        {
            "source_id": ["Anatomy", "UBERON:0000178"],
            "target_id": ["Gene", 9489],
            "kind": "upregulates",
            "direction": "both",
            "data": {"source": "Bgee", "unbiased": True},
        },
        {
            "source_id": ["Compound", "DB00014"],
            "target_id": ["Gene", 2798],
            "kind": "binds",
            "direction": "both",
            "data": {"sources": ["DrugBank", "ChEMBL"], "pubmed_ids": [1, 2]},
        },
    ],
}


@pytest.mark.parametrize("folded", [False, True])
def test_the_json_gives_papers_and_databases(tmp_path: Path, folded: bool) -> None:
    path = tmp_path / ("hetionet.json.bz2" if folded else "hetionet.json")
    data = json.dumps(DOCUMENT).encode()
    path.write_bytes(bz2.compress(data) if folded else data)
    found = read_all(read, [path])
    assert nodes(found, "id", "label", "synonyms") == [
        ("NCBIGene:5468", "PPARG", ["a receptor"]),
        ("WIKIPATHWAYS:WP100", "Glutathione metabolism", None),
    ]
    binds = ("DRUGBANK:DB00014", "biolink:binds", "NCBIGene:2798")
    assert statements(found, "subject", "predicate", "object", "reference", "evidence_type", "locator") == [
        ("UBERON:0000178", "imported:overexpresses", "NCBIGene:9489", None, None, "Bgee"),
        (*binds, "PMID:1", "ECO:0000033", "DrugBank, ChEMBL"),
        (*binds, "PMID:2", "ECO:0000033", "DrugBank, ChEMBL"),
    ]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ('{"kind": "Planet", "identifier": 1}', "it is no node of Hetionet"),
        ('{"source_id": ["Gene", 1], "target_id": 2}', "its ends are no nodes"),
        (
            '{"source_id": ["Gene", 1], "target_id": ["Gene", 2], "kind": "treats"}',
            "Hetionet has no edge 'Gene treats Gene'",
        ),
    ],
)
def test_a_bad_item_of_the_json_is_told_by_its_line(tmp_path: Path, item: str, said: str) -> None:
    array = "nodes" if "identifier" in item else "edges"
    path = written(tmp_path, "hetionet.json", f'{{"{array}": [\n{item}\n]}}')
    with pytest.raises(BadRow, match=said) as caught:
        read_all(read, [path])
    assert caught.value.line == 2


@pytest.mark.shared_data
def test_the_subset_of_hetionet_is_read_whole() -> None:
    context = reading()
    found = read_all(read, [SHARED / "nodes.tsv.gz", SHARED / "edges-5k.sif.gz"], context)
    assert found.nodes is not None and found.statements is not None
    assert (found.nodes.height, found.nodes["id"].n_unique()) == (47_031, 47_031)
    assert found.statements.height == 99_676
    assert set(found.statements["subject"]) | set(found.statements["object"]) <= set(found.nodes["id"])


def test_the_licence_of_the_edges_is_said() -> None:
    assert "licences of their sources" in source_format("hetionet").licence


def edge_of(folder: Path, target: Any = None, **data: Any) -> Path:
    ends = {"source_id": ["Disease", "DOID:1"], "target_id": target or ["Gene", 9021], "kind": "associates"}
    node = {"kind": "Gene", "identifier": 9021, "name": "SOCS3", "data": {}}
    path = folder / "h.json"
    path.write_text(json.dumps({"nodes": [node], "edges": [{**ends, "direction": "both", "data": data}]}))
    return path


@pytest.mark.parametrize(
    ("papers", "found"),
    [
        *((papers, ["PMID:18320040"]) for papers in (18320040, "18320040", [18320040.0], ["PMID:18320040 "])),
        (["18320040|19836969"], ["PMID:18320040", "PMID:19836969"]),
        (["PMC2258164", "10.1016/x"], ["PMC:PMC2258164", "DOI:10.1016/x"]),
        ([True], [None]),
        ([[18320040]], ["PMID:18320040"]),
        ({"a": 1}, [None]),
    ],
)
def test_papers_are_read_as_elsewhere(tmp_path: Path, papers: Any, found: list[str | None]) -> None:
    """A text was cut into digits, each of them a paper."""
    batch = read_all(source_format("hetionet").read, [edge_of(tmp_path, pubmed_ids=papers, sources="abc")])
    assert [paper for (paper,) in statements(batch, "reference")] == found
    assert all(place and place.startswith("abc") for (place,) in statements(batch, "locator"))


@pytest.mark.parametrize(
    "target",
    [["Gene", True], ["Gene", "a b"], ["Gene", ""], [["Gene"], 1], ["Gene", None], ["Gene", "9021|9022"]],
)
def test_an_end_that_is_none_is_a_bad_row(tmp_path: Path, target: Any) -> None:
    with pytest.raises(BadRow, match="its ends are no nodes"):
        read_all(source_format("hetionet").read, [edge_of(tmp_path, target)])


@pytest.mark.parametrize("target", [["Gene", " 9021 "], ["Gene", "NCBIGene:9021"], ["Gene", "9021.0"]])
def test_an_end_in_another_spelling_is_the_same(tmp_path: Path, target: Any) -> None:
    batch = read_all(source_format("hetionet").read, [edge_of(tmp_path, target)])
    assert statements(batch, "object") == [("NCBIGene:9021",)]
