"""Annotations of the Human Phenotype Ontology. The small files are of our own making, in its layouts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.grounding.lookup import Grounding
from tests.conftest import SHARED
from tests.helpers.source_tables import read_source, tables

HEADS = [
    '#description: "x"\n#version: 2026-01-16\ndatabase_id\tdisease_name\tqualifier\thpo_id\treference'
    "\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration\n",
    "#description: x\n#date: 2019-04-15\n#DatabaseID\tDiseaseName\tQualifier\tHPO_ID\tReference\tEvidence"
    "\tOnset\tFrequency\tSex\tModifier\tAspect\tBiocuration\n",
]


def hpoa(head: str, *rows: str) -> str:
    return head + "\n".join([*rows, ""])


def row(disease: str = "OMIM:222100", **cells: str) -> str:
    found = {
        **{"disease": disease, "name": "Diabetes", "not": "", "hp": "HP:0000819", "paper": "PMID:1;PMID:2"},
        **{"evidence": "PCS", "onset": "", "frequency": "3/7", "sex": "", "modifier": "", "aspect": "P"},
        "by": "HPO:x[2020-01-01]",
    }
    return "\t".join((found | cells).values())


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


@pytest.mark.parametrize("head", HEADS)
def test_a_disease_has_phenotypes_or_lacks_them(tmp_path: Path, head: str) -> None:
    file, ontology = tmp_path / "phenotype.hpoa", tmp_path / "hp.obo"
    lacks = row(**{"not": "NOT"}, paper="OMIM:222100", evidence="IEA", frequency="", sex="MALE")
    file.write_text(hpoa(head, row(), lacks, row("ORPHA:45", aspect="I")))
    ontology.write_text("[Term]\nid: HP:0000819\nname: Diabetes mellitus\n")
    source = read_source("hpoa", ontology, file)
    columns = ("subject", "predicate", "object", "reference", "direction", "evidence_type", "locator")
    found = ("OMIM:222100", "biolink:has_phenotype", "HP:0000819")
    assert source.statements.select(columns).rows() == [
        (*found, "PMID:1", "supports", "ECO:0000033", "PCS; frequency 3/7"),
        (*found, "PMID:2", "supports", "ECO:0000033", "PCS; frequency 3/7"),
        (*found, None, "refutes", "msc:database_record", "IEA; OMIM:222100; sex MALE"),
    ]
    assert source.node("HP:0000819")["label"] == "Diabetes mellitus"
    assert source.node("OMIM:222100")["label"] == "Diabetes"
    assert source.event(EventKind.PHENOTYPE_NEGATED)[0] == 1
    assert source.event(EventKind.NO_PHENOTYPE)[0] == 1


@pytest.mark.parametrize("mark", ["", "#"])
def test_columns_count_by_their_names(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "phenotype.hpoa"
    head = f"#version: 2026-01-16\n{mark}database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence"
    head += "\tmore\tfrequency\tonset\tsex\tmodifier\taspect\tbiocuration\n"
    one = "OMIM:222100\tx\t\tHP:0000819\tPMID:1\tPCS\ty\t{}\tHP:0003577\t\t\t{}\tz\n"
    file.write_text(head + one.format("0/5", "P") + one.format("0/0", "P") + one.format("", ""))
    source = read_source("hpoa", file)
    assert source.statements.select("direction", "locator").rows() == [
        ("refutes", "PCS; frequency 0/5; onset HP:0003577"),
        ("supports", "PCS; frequency 0/0; onset HP:0003577"),
    ]
    assert source.event(EventKind.NO_PHENOTYPE)[0] == 1


def test_genes_of_diseases_have_no_sign(tmp_path: Path, grounding: Grounding) -> None:
    file = tmp_path / "genes_to_disease.txt"
    file.write_text(
        "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource\n"
        "NCBIGene:27250\tPDCD4\tMENDELIAN\tOMIM:1\tftp://x\n"
        "NCBIGene:27250\tPDCD4\tPOLYGENIC\tOMIM:2\tftp://x\n"
        "NCBIGene:27250\tPDCD4\tUNKNOWN\tORPHA:3\thttp://y\n"
    )
    source = read_source("hpoa", file, grounding=grounding)
    assert source.statements.select("subject", "predicate", "object", "locator").rows() == [
        ("HGNC:8763", "biolink:causes", "OMIM:1", "MENDELIAN; ftp://x"),
        ("HGNC:8763", "biolink:contributes_to", "OMIM:2", "POLYGENIC; ftp://x"),
        ("HGNC:8763", "biolink:gene_associated_with_condition", "ORPHA:3", "UNKNOWN; http://y"),
    ]
    assert "sign" not in source.statements.columns
    assert source.event(EventKind.GENE_WITHOUT_SIGN)[0] == 3


def test_a_pair_is_stated_once_however_many_phenotypes(tmp_path: Path) -> None:
    head = "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n"
    first, second = tmp_path / "part.txt", tmp_path / "rest.txt"
    first.write_text(head + "580\tBARD1\tHP:0000006\tx\t-\tOMIM:1\n580\tBARD1\tHP:0012125\tx\t-\tOMIM:1\n")
    second.write_text(head + "580\tBARD1\tHP:0000007\tx\t-\tOMIM:1\n580\tBARD1\tHP:0000007\tx\t-\tOMIM:2\n")
    source = read_source("hpoa", first, second)
    assert source.statements.select("subject", "object").rows() == [
        ("NCBIGene:580", "OMIM:1"),
        ("NCBIGene:580", "OMIM:2"),
    ]
    assert source.event(EventKind.PAIR_REPEATED)[0] == 2


BAD = [
    (row("222100"), "'222100' is no disease"),
    (row(hp="HP:1"), "'HP:1' is no term of HP"),
    (row(evidence="SURE"), "'SURE' is no evidence code"),
    (row(**{"not": "MAYBE"}), "'MAYBE' is no qualifier"),
]


@pytest.mark.parametrize(("bad", "problem"), BAD)
def test_what_cannot_be_used_is_refused_with_its_line(tmp_path: Path, bad: str, problem: str) -> None:
    file = tmp_path / "phenotype.hpoa"
    file.write_text(hpoa(HEADS[0], row(), bad))
    with pytest.raises(BadRow, match=rf":5: .*{problem}"):
        read_source("hpoa", file)
    file.write_text("a\tb\nc\td\n")
    with pytest.raises(FileRefused, match="none of phenotype.hpoa"):
        read_source("hpoa", file)


@pytest.mark.shared_data
def test_the_real_samples() -> None:
    folder = SHARED / "data/sources/hpo"
    start = time.process_time()
    diseases = read_source("hpoa", folder / "phenotype.part.hpoa", folder / "phenotype.rest.hpoa.gz")
    assert diseases.event(EventKind.PHENOTYPE_NEGATED)[0] == 1069
    assert diseases.statements.filter(direction="refutes").height == 1140  # some have several papers
    names = ("genes_to_phenotype.part.txt", "genes_to_phenotype.rest.txt.gz", "genes_to_disease.sample.txt")
    genes = read_source("hpoa", *(folder / name for name in names))
    assert genes.statements.select("subject", "object").is_unique().sum() > 3_000
    assert time.process_time() - start < 8
