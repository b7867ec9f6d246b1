"""SIGNOR. The small files are of our own making, in the layouts of its downloads."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from msc_graph.errors import BadRow
from msc_graph.messages.imports import EventKind
from msc_graph.sources.formats.signor import EFFECTS
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.readers.obo_terms import read_terms
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import vocabulary
from tests.conftest import SHARED
from tests.helpers.source_tables import read_source, tables

HEADER = (
    "ENTITYA TYPEA IDA DATABASEA ENTITYB TYPEB IDB DATABASEB EFFECT MECHANISM RESIDUE SEQUENCE TAX_ID"
    " CELL_DATA TISSUE_DATA MODULATOR_COMPLEX TARGET_COMPLEX MODIFICATIONA MODASEQ MODIFICATIONB MODBSEQ"
    " PMID DIRECT NOTES ANNOTATOR SENTENCE SCORE SIGNOR_ID"
).split()
ROW = {
    **{"ENTITYA": "PDCD4", "TYPEA": "protein", "IDA": "Q53EL6", "DATABASEA": "UNIPROT"},
    **{"ENTITYB": "TP53", "TYPEB": "protein", "IDB": "P04637", "DATABASEB": "UNIPROT"},
    **{"EFFECT": "up-regulates", "TAX_ID": "9606", "PMID": "12", "DIRECT": "YES", "SIGNOR_ID": "SIGNOR-1"},
}
SHAPES = [("\t", True), ("\t", False), (";", True), (",", True), (";", False)]


def written(
    folder: Path, *rows: dict[str, str], delimiter: str = "\t", header: bool = True, name: str = ""
) -> Path:
    text = io.StringIO()
    table = csv.DictWriter(text, HEADER, delimiter=delimiter)
    if header:
        table.writeheader()
    table.writerows(ROW | row for row in rows)
    path = folder / (name or "all_data_07_03_26.tsv")
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


@pytest.mark.parametrize(("delimiter", "header"), SHAPES)
def test_a_row_is_a_signed_statement(
    tmp_path: Path, grounding: Grounding, delimiter: str, header: bool
) -> None:
    rows = (
        {"MECHANISM": "phosphorylation", "RESIDUE": "Ser9", "CELL_DATA": "BTO:0000007;BTO:0000142"},
        {"EFFECT": "down-regulates activity", "DIRECT": "NO", "TAX_ID": "-1", "SENTENCE": "It fell."},
        {"EFFECT": "unknown", "PMID": "Other"},
        {"EFFECT": "down-regulates quantity by repression", "PMID": "PMC123"},
    )
    file = written(tmp_path, *rows, delimiter=delimiter, header=header)
    source = read_source("signor", file, grounding=grounding)
    assert source.statements.drop("subject", "object").rows() == [
        (
            *("PMID:12", "biolink:entity_positively_regulates_entity", "ECO:0000181", "NCBITaxon:9606"),
            *("BTO:0000007", "SIGNOR-1; phosphorylation Ser9; BTO:0000142"),
        ),
        (
            *("PMID:12", "biolink:decreases_activity_of", "ECO:0000033", None, None),
            "SIGNOR-1; indirect; It fell.",
        ),
        (None, "biolink:regulates", None, "NCBITaxon:9606", None, "SIGNOR-1; Other"),
        ("PMC:PMC123", "biolink:decreases_expression_of", "ECO:0000181", "NCBITaxon:9606", None, "SIGNOR-1"),
    ]
    assert set(source.statements["subject"]) == {"HGNC:8763"}
    assert set(source.statements["object"]) == {"HGNC:11998"}


def test_all_effects_have_the_sign_that_they_say() -> None:
    declared = {compress(iri): found.sign for iri, found in vocabulary().predicates.items()}
    for effect, predicate in EFFECTS.items():
        sign = "+" if effect.startswith("up") else "-" if effect.startswith("down") else "?"
        said = {"1": "+", "-1": "-"}.get(effect, sign)
        found = declared[predicate]
        assert found is not None
        assert found.value == said, effect
    assert len(EFFECTS) == 12 + 2


KINDS = [
    ("complex", "SIGNOR-C3", "mTORC1", "signor:SIGNOR-C3", "MolecularGroup"),
    ("proteinfamily", "SIGNOR-PF24", "AKT", "signor:SIGNOR-PF24", "MolecularGroup"),
    ("stimulus", "SIGNOR-ST25", "Hypoxia", "signor:SIGNOR-ST25", "Node"),
    ("fusion protein", "SIGNOR-FP6", "BCR-ABL", "signor:SIGNOR-FP6", "Protein"),
    ("phenotype", "SIGNOR-PH9", "Fibrosis", "signor:SIGNOR-PH9", "PhenotypicFeature"),
    ("phenotype", "SIGNOR-PH8", "Apoptosis", "GO:0006915", "BiologicalProcess"),
    ("phenotype", "SIGNOR-PH7", "EPITHELIAL_MESENCHYMAL_TRANSITION", "GO:0001837", "BiologicalProcess"),
    ("smallmolecule", "CHEBI:16449", "alanine", "CHEBI:16449", "SmallMolecule"),
    ("chemical", "CID: 923", "x", "PUBCHEM.COMPOUND:923", "MolecularEntity"),
    ("antibody", "DB00065", "infliximab", "DRUGBANK:DB00065", "MolecularEntity"),
    ("mirna", "URS000039ED8D_9606", "hsa-miR-21-5p", "mirbase.mature:MIMAT0000076", "MicroRNA"),
    ("mirna", "MI0000077", "miR-21", "mirbase:MI0000077", "MicroRNA"),
    ("ncrna", "URS000075C517_9606", "x", "RNAcentral:URS000075C517_9606", "NucleicAcid"),
    ("protein", "P01019-PRO_0000032458", "AGT", "UniProtKB:P01019", "Gene"),
    ("antibody", "", "a body", "unresolved:signor-a_body-", "MolecularEntity"),
]


@pytest.mark.parametrize(("kind", "number", "name", "found", "category"), KINDS)
def test_every_kind_of_entity_is_read(
    tmp_path: Path, grounding: Grounding, kind: str, number: str, name: str, found: str, category: str
) -> None:
    file = written(tmp_path, {"TYPEB": kind, "IDB": number, "ENTITYB": name})
    source = read_source("signor", file, grounding=grounding)
    curie = source.statements["object"].item()
    assert curie.startswith(found)
    assert source.node(curie)["category"] == category
    kept = {event.kind for event in source.report.events}
    assert (EventKind.PHENOTYPE_KEPT in kept) == (name == "Fibrosis")
    assert (EventKind.PHENOTYPE_AS_PROCESS in kept) == found.startswith("GO:")


def test_forming_a_complex_is_no_sign_and_members_act_through_it(
    tmp_path: Path, grounding: Grounding
) -> None:
    forms = written(
        tmp_path,
        {"EFFECT": "form complex", "TYPEB": "complex", "IDB": "SIGNOR-C1", "ENTITYB": "NFY"},
        {"EFFECT": "form complex"},
    )
    complexes, families, phenotypes = (tmp_path / f"{name}.csv" for name in ("complexes", "PF", "PH"))
    complexes.write_text(
        '"SIGNOR ID";"COMPLEX NAME";"LIST OF ENTITIES"\nSIGNOR-C1;NFY;"Q53EL6,  SIGNOR-C2"\n'
    )
    families.write_text(
        '"SIGNOR ID";"PROT. FAMILY NAME";"LIST OF ENTITIES"\nSIGNOR-PF1;ERK;"P04637, P27361"\n'
    )
    phenotypes.write_text(
        '"SIGNOR ID";"PHENOTYPE NAME";"PHENOTYPE DESCRIPTION"\nSIGNOR-PH9;Fibrosis;"a; b"\n'
    )
    source = read_source("signor", forms, complexes, families, phenotypes, grounding=grounding)
    assert source.statements.select("subject", "predicate", "object").rows() == [
        ("HGNC:8763", "biolink:part_of", "signor:SIGNOR-C1"),
        ("HGNC:8763", "biolink:physically_interacts_with", "HGNC:11998"),
        ("HGNC:8763", "biolink:part_of", "signor:SIGNOR-C1"),
        ("signor:SIGNOR-C2", "biolink:part_of", "signor:SIGNOR-C1"),
        ("HGNC:11998", "biolink:subclass_of", "signor:SIGNOR-PF1"),
        ("UniProtKB:P27361", "biolink:subclass_of", "signor:SIGNOR-PF1"),
    ]
    assert source.node("signor:SIGNOR-C1")["label"] == "NFY"
    assert source.node("signor:SIGNOR-PH9")["label"] == "Fibrosis"


@pytest.mark.parametrize(
    ("word", "direct"),
    [
        *dict.fromkeys(("YES", "t", "1", "", "NA"), True).items(),
        *dict.fromkeys(("NO", "f", "0", "NOT")).items(),
    ],
)
def test_what_is_not_direct_weighs_less(tmp_path: Path, word: str, direct: bool | None) -> None:
    rows = read_source("signor", written(tmp_path, {"DIRECT": word})).statements
    assert rows["evidence_type"].to_list() == ["ECO:0000181" if direct else "ECO:0000033"]


def test_cells_without_identifier_stay_in_the_locator_and_nothing_does_not(tmp_path: Path) -> None:
    rows = (
        {"CELL_DATA": "HeLa; BTO:0000018, CVCL_0030", "MECHANISM": "cleavage", "RESIDUE": "NA"},
        {"CELL_DATA": "NA", "MECHANISM": "nan", "EFFECT": "-1.0", "TAX_ID": "taxon:10090"},
    )
    source = read_source("signor", written(tmp_path, *rows))
    assert source.statements.select("cell", "species", "locator").rows() == [
        ("BTO:0000018", "NCBITaxon:9606", "SIGNOR-1; cleavage; HeLa, CVCL_0030"),
        (None, "NCBITaxon:10090", "SIGNOR-1"),
    ]


def test_a_member_of_a_complex_without_known_number_goes_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "SIGNOR_complexes.csv"
    file.write_text(
        '"SIGNOR ID";"COMPLEX NAME";"LIST OF ENTITIES"\n"SIGNOR-C1";"NFY";"P23511|NP_000537, n/a"\n'
    )
    source = read_source("signor", file)
    assert source.statements["subject"].to_list() == ["UniProtKB:P23511", "unresolved:signor-NP_000537"]
    assert source.event(EventKind.ENTITY_BY_NAME) == (1, ["NP_000537"])


def test_what_is_nothing_is_no_part_of_the_place(tmp_path: Path) -> None:
    row = {"MECHANISM": "cleavage", "RESIDUE": "NA", "EFFECT": "-1.0"}
    rows = read_source("signor", written(tmp_path, row)).statements
    assert rows.select("locator", "predicate").rows() == [
        ("SIGNOR-1; cleavage", "biolink:entity_negatively_regulates_entity")
    ]


def test_what_cannot_be_used_is_refused_with_its_line(tmp_path: Path) -> None:
    for row, said in (
        ({"DIRECT": "perhaps"}, "column 'DIRECT': 'perhaps' is neither yes nor no"),
        ({"IDA": "NA", "ENTITYA": "null"}, "it has no first entity"),
    ):
        with pytest.raises(BadRow, match=f":2: .*{said}"):
            read_source("signor", written(tmp_path, row))
    file = written(tmp_path, {}, {"EFFECT": "tickles"}, {"IDA": "", "ENTITYA": ""})
    with pytest.raises(BadRow, match=r":3: column 'EFFECT': 'tickles' is no effect of SIGNOR"):
        read_source("signor", file)
    rest = read_source("signor", file, keep_going=True)
    assert [error.line for error in rest.report.bad_rows] == [3, 4]
    assert rest.statements.height == 1


def test_nothing_that_is_shipped_holds_a_sentence() -> None:
    text = locate("ontology/signor-phenotypes.sssom.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert rows[0][0] == "subject_label"
    assert all(len(row) == 6 and len(row[0].split()) <= 4 for row in rows)


@pytest.mark.shared_data
def test_the_real_samples() -> None:
    folder = SHARED / "data/sources/signor"
    source = read_source("signor", folder / "signor_test_data.csv", folder / "signor_test_complexes.csv")
    assert source.statements["predicate"].value_counts().height > 5
    copies = [folder / f"signor_signed_{part}.tsv.gz" for part in ("part", "rest")]
    copied = read_source("signor", *copies)
    assert copied.statements.height == 30_336
    assert copied.statements["reference"].null_count() == copied.statements.height
    assert set(copied.statements["predicate"]) == {EFFECTS["1"], EFFECTS["-1"]}


@pytest.mark.shared_data
def test_the_processes_of_phenotypes_are_called_so_in_go() -> None:
    terms = read_terms(SHARED / "data/grounding/go.json.gz").by_id
    path = locate("ontology/signor-phenotypes.sssom.tsv")
    mapping = pl.read_csv(path, separator="\t", comment_prefix="#", infer_schema=False)
    for number, name in mapping.select("object_id", "object_label").rows():
        assert (terms[number].name, terms[number].namespace) == (name, "biological_process")
