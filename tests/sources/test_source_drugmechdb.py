"""DrugMechDB. The small mechanism is of our own making, in the layout of the real ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from msc_graph.errors import BadRow, FileRefused, MissingPart
from msc_graph.messages.imports import EventKind
from msc_graph.sources.formats.drugmechdb import LINKS, meaning_of
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import vocabulary
from tests.conftest import SHARED
from tests.helpers.source_tables import read_source, tables

PATHS = SHARED / "data/drugmechdb/paths.jsonl.gz"


def mechanism(**changes: Any) -> dict[str, Any]:
    return {
        "directed": True,
        "graph": {"_id": "DB1_MESH_D003922_1", "drug": "made up", "drugbank": "DB:DB00001"},
        "links": [
            {"key": "decreases activity of", "source": "DB:DB00001", "target": "UniProt:Q53EL6"},
            {"key": "positively correlated with", "source": "UniProt:Q53EL6", "target": "MESH:D003922"},
            {"key": "caused by", "source": "MESH:D003922", "target": "taxonomy:2"},
        ],
        "multigraph": True,
        "nodes": [
            {
                "id": "DB:DB00001",
                "label": "Drug",
                "name": "made up",
                "alt_names": ["other"],
                "alt_ids": ["DB:DB2"],
            },
            {"id": "UniProt:Q53EL6", "label": "Protein", "name": "PDCD4"},
            {"id": "MESH:D003922", "label": "Disease", "name": "type 1 diabetes"},
            {"id": "taxonomy:2", "label": "OrganismTaxon", "name": "Bacteria"},
        ],
        "references": ["https://pubmed.ncbi.nlm.nih.gov/15774254/", "https://go.drugbank.com/drugs/DB00001"],
        **changes,
    }


def lines(folder: Path, *mechanisms: Any) -> Path:
    path = folder / "paths.jsonl"
    path.write_text("".join(json.dumps(m) + "\n" for m in mechanisms), encoding="utf-8")
    return path


def as_list(folder: Path, name: str) -> Path:
    path = folder / name
    both = [mechanism(), mechanism(graph={"_id": "second"}, references=None)]
    path.write_text(yaml.safe_dump(both) if "yaml" in name else json.dumps(both, indent=1), encoding="utf-8")
    return path


def test_an_identifier_of_a_node_is_one(tmp_path: Path) -> None:
    two = {"id": "MESH:D1|MESH:D2", "label": "Disease", "name": "two"}
    with pytest.raises(BadRow, match=r":1: 'MESH:D1\|MESH:D2' holds a blank"):
        read_source("drugmechdb", lines(tmp_path, mechanism(nodes=[two])))


def test_papers_are_written_as_everywhere_and_what_is_no_reference_is_the_place(tmp_path: Path) -> None:
    given = ["DOI:https://doi.org/10.1016/J.RMED.2016.06.015", "a book", "PMID:10.1000/x"]
    source = read_source("drugmechdb", lines(tmp_path, mechanism(references=given)))
    place = "DrugMechDB DB1_MESH_D003922_1"
    assert source.statements.select("reference", "locator").unique(maintain_order=True).rows() == [
        ("DOI:10.1016/j.rmed.2016.06.015", place),
        (None, f"{place}; a book"),
        (None, f"{place}; PMID:10.1000/x"),
    ]
    assert source.event(EventKind.REFERENCE_AS_LOCATOR) == (6, ["a book", "PMID:10.1000/x"])


def test_each_link_is_stated_once_for_each_reference(tmp_path: Path) -> None:
    source = read_source("drugmechdb", lines(tmp_path, mechanism()))
    assert source.statements.select("subject", "predicate", "object", "reference").rows() == [
        (subject, predicate, target, reference)
        for subject, predicate, target in (
            ("DRUGBANK:DB00001", "biolink:decreases_activity_of", "UniProtKB:Q53EL6"),
            ("UniProtKB:Q53EL6", "imported:positively_correlated_with", "MESH:D003922"),
            ("NCBITaxon:2", "biolink:causes", "MESH:D003922"),  # "caused by", turned
        )
        for reference in ("PMID:15774254", "https://go.drugbank.com/drugs/DB00001")
    ]
    assert set(source.statements["locator"]) == {"DrugMechDB DB1_MESH_D003922_1"}
    assert source.event(EventKind.LINK_IN_PASSIVE) == (1, ["caused by"])
    correlated = ("imported:positively_correlated_with", "causal", "+", "positively correlated with")
    assert source.predicates.rows() == [correlated]  # the others are declared by the ontology
    drug = source.node("DRUGBANK:DB00001")
    assert (drug["category"], drug["synonyms"], drug["xrefs"]) == ("Drug", ["other"], ["DRUGBANK:DB2"])


def test_identifiers_become_those_of_the_curated_graph(tmp_path: Path) -> None:
    source = read_source("drugmechdb", lines(tmp_path, mechanism()), grounding=tables(tmp_path))
    assert source.statements["object"].unique().sort().to_list() == ["HGNC:8763", "MONDO:0005147"]
    gene = source.node("HGNC:8763")
    assert (gene["category"], gene["xrefs"]) == ("Gene", ["UniProtKB:Q53EL6"])


@pytest.mark.parametrize("name", ["indication_paths.yaml", "paths.json"])
def test_a_list_is_read_like_lines(tmp_path: Path, name: str) -> None:
    source = read_source("drugmechdb", as_list(tmp_path, name))
    assert source.statements.height == 9
    assert source.statements["reference"].null_count() == 3
    assert source.event(EventKind.MECHANISM_WITHOUT_REFERENCE) == (1, ["second"])


def test_yaml_without_pyyaml_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    file = as_list(tmp_path, "x.yaml")
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingPart, match="pip install pyyaml"):
        read_source("drugmechdb", file)


BAD: list[tuple[Any, str]] = [
    ([], "an object"),
    ({"graph": {}}, "no 'nodes'"),
    (mechanism(nodes=[{"id": "Q53EL6"}]), "no prefix: 'Q53EL6'"),
    (mechanism(links=[{"key": "causes", "source": "DB:DB00001"}]), "no 'key', 'source' or 'target'"),
    (
        mechanism(links=[{"key": "causes", "source": "DB:DB00001", "target": "X:1"}]),
        "none of the nodes: 'X:1'",
    ),
]


@pytest.mark.parametrize(("bad", "said"), BAD)
def test_a_bad_mechanism_is_told_with_its_line_or_collected(tmp_path: Path, bad: Any, said: str) -> None:
    file = lines(tmp_path, mechanism(), bad, mechanism(graph={"_id": "third"}))
    with pytest.raises(BadRow, match=said) as caught:
        read_source("drugmechdb", file)
    assert caught.value.line == 2
    assert read_source("drugmechdb", file, keep_going=True).statements.height == 12


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b'[{"graph": ', "line|:1"),
        ("b.yaml", b"- a: [1\n- b", "not valid YAML"),
        ("c.yaml", b"a: 1\n", "a list of mechanisms"),
        ("c.yaml", b"- graph: {}\n  nodes: []\n  nodes: []\n", "c.yaml:3: 'nodes' is given twice"),
        ("d.jsonl.gz", gzip.compress(json.dumps(mechanism()).encode(), mtime=0)[:-12], "cut off"),
        ("e.jsonl", b'{"graph": "\xff"}\n', "UTF-8"),
        ("f.jsonl", b"", "empty"),
        ("g.json", b'{\n "graph": {}\n}\n', "g.json:1: .*JSON Lines"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises((FileRefused, BadRow), match=message):
        read_source("drugmechdb", file)


def test_keys_that_are_new_are_told_and_read_by_their_words(tmp_path: Path) -> None:
    link = {"key": "increases splicing of", "source": "DB:DB00001", "target": "UniProt:Q53EL6"}
    source = read_source("drugmechdb", lines(tmp_path, mechanism(links=[link])))
    assert source.predicates.row(0)[:3] == ("imported:increases_splicing_of", "causal", "+")
    assert source.event(EventKind.LINK_KEY_UNKNOWN) == (1, ["increases splicing of"])


def test_every_key_has_a_role_and_turned_keys_are_in_the_table() -> None:
    for key, link in LINKS.items():
        assert link.role in ("causal", "structural", "contextual")
        assert (link.sign is None) == (link.role == "contextual")
        if link.turned:
            turned = meaning_of(link.turned)
            assert (turned.role, turned.sign) == (link.role, link.sign), key


@pytest.mark.shared_data
def test_all_real_mechanisms_are_read() -> None:
    with gzip.open(PATHS, "rt", encoding="utf-8") as file:
        mechanisms = [json.loads(line) for line in file]
    keys = {link["key"] for m in mechanisms for link in m["links"]}
    assert keys == set(LINKS) - {"affects"}  # which only turned keys lead to
    source = read_source("drugmechdb", PATHS)
    expected = sum(len(m["links"]) * max(1, len(set(m.get("references") or ()))) for m in mechanisms)
    assert source.statements.height == pytest.approx(expected, rel=0.01)
    ends = pl.concat([source.statements["subject"], source.statements["object"]]).unique()
    assert set(ends) <= set(source.nodes["id"])
    assert source.event(EventKind.LINK_IN_PASSIVE)[0] == 60
    own = {p for p in source.statements["predicate"] if p.startswith("imported:")}
    assert own == set(source.predicates["id"])
    declared = vocabulary().predicates
    assert all(expand(p) in declared for p in set(source.statements["predicate"]) - own)


def test_words_of_yaml_stay_names(tmp_path: Path) -> None:
    """YAML 1.1 takes NO, which is nitric oxide, for false."""
    file = tmp_path / "p.yaml"
    file.write_text(
        "- graph: {_id: DB00001_MESH_D000001_1}\n"
        "  nodes:\n"
        '  - {id: "MESH:D009569", label: ChemicalSubstance, name: NO, alt_names: [ON, 010]}\n'
        '  - {id: "MESH:D003922", label: Disease, name: 1:30}\n'
        '  links: [{source: "MESH:D009569", key: treats, target: "MESH:D003922"}]\n',
        encoding="utf-8",
    )
    nodes = read_source("drugmechdb", file).nodes
    assert nodes["label"].to_list() == ["NO", "1:30"]
    assert nodes["synonyms"].to_list() == [["ON", "010"], []]


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        *(("node", name, value) for name in ("alt_names", "alt_ids") for value in (5.5, True, [["x"]])),
        ("node", "id", ["MESH:D1"]),
        *(("whole", "references", value) for value in (True, {"a": 1})),
        *(("link", "evidence", value) for value in (5, "x", [True])),
        *(("link", name, ["treats"]) for name in ("key", "source", "target")),
    ],
)
def test_a_value_of_another_type_is_a_bad_row(tmp_path: Path, where: str, name: str, value: Any) -> None:
    broken = mechanism()
    part = {"node": broken["nodes"][0], "link": broken["links"][0], "whole": broken}[where]
    part[name] = value
    with pytest.raises(BadRow, match="paths.jsonl:1"):
        read_source("drugmechdb", lines(tmp_path, broken))


def test_a_text_is_a_list_of_one(tmp_path: Path) -> None:
    """It was cut into letters."""
    one = mechanism(references=None, reference="PMID:15774254")
    one["nodes"][0] |= {"alt_names": "aspirin", "alt_ids": "MESH:D5"}
    one["links"][0]["evidence"] = {"reference": "PMID:16"}
    source = read_source("drugmechdb", lines(tmp_path, one))
    node = source.node("DRUGBANK:DB00001")
    assert (node["synonyms"], node["xrefs"]) == (["aspirin"], ["MESH:D5"])
    assert set(source.statements["reference"]) == {"PMID:16", "PMID:15774254"}
