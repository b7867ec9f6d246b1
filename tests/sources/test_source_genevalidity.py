"""Genes that cause diseases. The small files are our own, in the layouts of the three databases."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest

from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.formats.genevalidity import CLASSES
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import vocabulary
from tests.conftest import SHARED
from tests.helpers.source_tables import read_source, tables

G2P = (
    "g2p id,gene symbol,gene mim,hgnc id,previous gene symbols,disease name,disease mim,disease MONDO,"
    "allelic requirement,cross cutting modifier,confidence,variant consequence,variant types,"
    "molecular mechanism,molecular mechanism categorisation,molecular mechanism evidence,phenotypes,"
    "publications,panel,comments,date of last review"
).split(",")
GENCC = (
    "gene_curie gene_symbol disease_curie disease_title classification_title moi_title submitter_title"
    " submitted_as_pmids submitted_as_notes"
).split()
CLINGEN = (
    "GENE SYMBOL,GENE ID (HGNC),DISEASE LABEL,DISEASE ID (MONDO),MOI,SOP,CLASSIFICATION,ONLINE REPORT,"
    "CLASSIFICATION DATE,GCEP"
).split(",")
PLUSES = ["+++++++++++"] * len(CLINGEN)


def written(path: Path, *rows: Iterable[str], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def g2p(folder: Path, *rows: dict[str, str]) -> Path:
    row = {
        **{"g2p id": "G2P1", "gene symbol": "PDCD4", "hgnc id": "8763", "disease name": "x"},
        **{"disease mim": "222100", "confidence": "strong", "molecular mechanism": "loss of function"},
    }
    return written(
        folder / "G2P.csv", G2P, *([(row | given).get(name, "") for name in G2P] for given in rows)
    )


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


MECHANISMS = [
    ("loss of function", "-"),
    ("Gain of function", "+"),
    ("dominant negative", "?"),
    ("undetermined", "?"),
    ("undetermined non-loss-of-function", "?"),
    ("", "?"),
]


@pytest.mark.parametrize(("mechanism", "sign"), MECHANISMS)
def test_loss_speaks_against_the_gene_and_gain_for_it(tmp_path: Path, mechanism: str, sign: str) -> None:
    source = read_source("genevalidity", g2p(tmp_path, {"molecular mechanism": mechanism}))
    row = source.statements.row(0, named=True)
    assert (row["subject"], row["predicate"], row["sign"]) == ("HGNC:8763", "biolink:contributes_to", sign)
    told = {event.kind for event in source.report.events}
    assert (EventKind.NEITHER_LOSS_NOR_GAIN in told) == (sign == "?")


def test_gene2phenotype_has_papers_and_three_ways_to_name_a_disease(
    tmp_path: Path, grounding: Grounding
) -> None:
    file = g2p(
        tmp_path,
        {"publications": "17991735; 23824327", "allelic requirement": "biallelic_autosomal"},
        {"disease mim": "", "disease MONDO": "MONDO:0005147", "hgnc id": "HGNC:8763"},
        {"disease mim": "", "disease name": "type 1 diabetes", "confidence": "limited"},
    )
    source = read_source("genevalidity", file, grounding=grounding)
    assert source.statements.select("object", "reference", "evidence_type", "locator").rows() == [
        *(
            ("OMIM:222100", paper, "msc:expert_panel", "G2P1; strong; loss of function; biallelic_autosomal")
            for paper in ("PMID:17991735", "PMID:23824327")
        ),
        ("MONDO:0005147", None, "msc:expert_panel", "G2P1; strong; loss of function"),
        ("MONDO:0005147", None, "msc:expert_panel_limited", "G2P1; limited; loss of function"),
    ]


@pytest.mark.parametrize("record", [["sgc_id", "version_number"], ["uuid"]])
def test_gencc_is_read_with_either_header(tmp_path: Path, record: list[str]) -> None:
    start = ["SGC-1", "1"][: len(record)]
    rows = (
        [
            "HGNC:1",
            "A",
            "MONDO:1",
            "a",
            "Definitive",
            "AD",
            "ClinGen",
            "PMID: 1852208 (2013), 22772368",
            "x\ny",
        ],
        ["HGNC:1", "A", "MONDO:2", "b", "Refuted Evidence", "AD", "Ambry", "", ""],
        ["HGNC:1", "A", "MONDO:3", "c", "No Known Disease Relationship", "", "Ambry", "", ""],
        ["HGNC:1", "A", "MONDO:4", "d", "Supportive", "AD", "Orphanet", "", ""],
    )
    file = written(
        tmp_path / "gencc.tsv", [*record, *GENCC], *([*start, *row] for row in rows), delimiter="\t"
    )
    source = read_source("genevalidity", file)
    assert source.statements.select("object", "reference", "direction", "sign").rows() == [
        ("MONDO:1", "PMID:1852208", "supports", None),
        ("MONDO:1", "PMID:22772368", "supports", None),
        ("MONDO:2", None, "refutes", None),
        ("MONDO:3", None, "refutes", None),
        ("MONDO:4", None, "supports", None),
    ]
    assert source.statements["locator"][0] == "SGC-1; Definitive; AD; ClinGen"
    assert source.event(EventKind.JUDGED_AGAINST)[0] == 2


def clingen(folder: Path, *rows: list[str]) -> Path:
    blank = [""] * (len(CLINGEN) - 1)
    banner = [["CLINGEN GENE DISEASE VALIDITY CURATIONS", *blank], ["FILE CREATED: 2026-03-04", *blank]]
    return written(folder / "Clingen.csv", *banner, PLUSES, CLINGEN, PLUSES, *rows)


def test_clingens_banner_is_no_row_and_gives_the_version(tmp_path: Path) -> None:
    row = ["A", "HGNC:1", "a", "MONDO:1", "AR", "SOP8", "Disputed", "https://example.org/1", "2022", "Panel"]
    reading = Reading(ImportReport())
    batches = list(source_format("genevalidity").read([clingen(tmp_path, row)], reading))
    statements = pl.concat([batch.statements for batch in batches if batch.statements is not None])
    assert reading.version == "2026-03-04"
    assert statements.select("subject", "object", "direction", "evidence_type", "locator").rows() == [
        (
            *("HGNC:1", "MONDO:1", "refutes", "msc:expert_panel_limited"),
            "Disputed; AR; Panel; https://example.org/1",
        )
    ]


def test_classes_weigh_in_their_order() -> None:
    weights = {compress(iri): weight for iri, weight in vocabulary().support_weight.items()}
    falling = ["definitive", "strong", "moderate", "animal model only", "limited"]
    found = [weights[CLASSES[word][0]] for word in falling]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[2] > found[3] > found[4]


def test_what_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRow, match=r":3: column 'confidence': 'sure' is none of definitive"):
        read_source("genevalidity", g2p(tmp_path, {}, {"confidence": "sure"}))
    with pytest.raises(BadRow, match="'x' is no number of HGNC"):
        read_source("genevalidity", g2p(tmp_path, {"hgnc id": "x"}))
    with pytest.raises(BadRow, match="it names no disease"):
        read_source("genevalidity", g2p(tmp_path, {"disease mim": "", "disease name": ""}))
    with pytest.raises(FileRefused, match="neither of Gene2Phenotype nor of GenCC or ClinGen"):
        read_source("genevalidity", written(tmp_path / "x.csv", ["a", "b"], ["1", "2"]))


@pytest.mark.shared_data
def test_the_real_samples() -> None:
    folder = SHARED / "data/sources/gencc_clingen"
    parts = [folder / f"Clingen-Gene-Disease-Summary.{part}" for part in ("part.csv", "rest.csv.gz")]
    clingen = read_source("genevalidity", *parts)
    assert clingen.statements.height == 2_345
    gencc = read_source("genevalidity", folder / "gencc_sample.tsv")
    assert gencc.event(EventKind.JUDGED_AGAINST)[0] == 3
