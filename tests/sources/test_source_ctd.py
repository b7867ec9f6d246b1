"""CTD. The small files are of our own making, in the layouts that CTD documents; its own were not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.formats.ctd import ACTIONS, THERAPEUTIC
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.source_tables import read_source

GENES = (
    "GeneSymbol GeneID DiseaseName DiseaseID DirectEvidence InferenceChemicalName InferenceScore"
    " OmimIDs PubMedIDs"
)
CHEMICALS = (
    "ChemicalName ChemicalID CasRN DiseaseName DiseaseID DirectEvidence InferenceGeneSymbol InferenceScore"
    " OmimIDs PubMedIDs"
)
ACTIONS_OF = (
    "ChemicalName ChemicalID CasRN GeneSymbol GeneID GeneForms Organism OrganismID Interaction"
    " InteractionActions PubMedIDs"
)


def written(folder: Path, columns: str, *rows: str) -> Path:
    path = folder / "CTD.tsv"
    head = ["# Report created: Thu Apr 30 2026", "#", "# Fields:", "# " + "\t".join(columns.split()), "#"]
    path.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
    return path


def test_only_direct_evidence_of_genes_is_taken(tmp_path: Path) -> None:
    rows = (
        "PDCD4\t27250\tx\tMESH:D003922\tmarker/mechanism\t\t\t\t12|34",
        "PDCD4\t27250\ty\tOMIM:222100\tmarker/mechanism|therapeutic\t\t\t\t5",
        "PDCD4\t27250\tx\tMESH:D003922\t\tarsenic\t4.5\t\t6",
    )
    source = read_source("ctd", written(tmp_path, GENES, *rows))
    associated = "biolink:gene_associated_with_condition"
    assert source.statements.select("predicate", "object", "reference", "evidence_type").rows() == [
        (associated, "MESH:D003922", "PMID:12", "ECO:0000033"),
        (associated, "MESH:D003922", "PMID:34", "ECO:0000033"),
        (associated, "OMIM:222100", "PMID:5", "ECO:0000033"),
        (THERAPEUTIC, "OMIM:222100", "PMID:5", "ECO:0000033"),
    ]
    assert source.predicates.rows() == [(THERAPEUTIC, "causal", "-", "is therapeutic, in CTD, for")]
    assert source.event(EventKind.INFERRED_ONLY) == (1, ["PDCD4 x"])


def test_the_species_of_an_action_is_one(tmp_path: Path) -> None:
    row = "arsenic\tD001151\t\tPDCD4\t27250\t\t\t{}\tx\tincreases^expression\t12"
    texts = ("9606.0", "human", "9606|10090", "taxon:559292", "yeti")
    source = read_source("ctd", written(tmp_path, ACTIONS_OF, *map(row.format, texts)))
    human = "NCBITaxon:9606"
    assert source.statements["species"].to_list() == [human, human, human, "NCBITaxon:559292", None]
    assert source.event(EventKind.SPECIES_UNKNOWN) == (1, ["yeti"])
    assert source.event(EventKind.FIRST_SPECIES_TAKEN) == (1, ["9606|10090"])


def test_chemicals_have_numbers_of_mesh(tmp_path: Path) -> None:
    row = "arsenic\tD001151\t7440\tx\tMESH:D003922\ttherapeutic\t\t\t\t12"
    source = read_source("ctd", written(tmp_path, CHEMICALS, row))
    assert source.statements.select("subject", "predicate").rows() == [("MESH:D001151", THERAPEUTIC)]
    assert source.node("MESH:D001151")["category"] == "MolecularEntity"


def test_one_action_is_a_signed_statement_and_several_are_left_out(tmp_path: Path) -> None:
    rows = (
        "arsenic\tD001151\t\tPDCD4\t27250\tmRNA\tHomo sapiens\t9606\tx\tincreases^expression\t12",
        "arsenic\tD001151\t\tPDCD4\t27250\tmRNA\tx\t10090\tx\tdecreases^reaction|increases^expression\t3",
    )
    source = read_source("ctd", written(tmp_path, ACTIONS_OF, *rows))
    assert source.statements.select("predicate", "species", "locator").rows() == [
        ("biolink:increases_expression_of", "NCBITaxon:9606", "increases^expression")
    ]
    assert source.event(EventKind.ACTION_LEFT_OUT)[0] == 1


def test_actions_have_the_sign_that_they_say() -> None:
    declared = {compress(iri): found.sign for iri, found in vocabulary().predicates.items()}
    signs = {"increases": "+", "decreases": "-", "affects": "?"}
    for action, predicate in ACTIONS.items():
        found = declared[predicate]
        assert found is not None
        assert found.value == signs[action.partition("^")[0]]


def test_what_cannot_be_used_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, GENES, "A\tx\ty\tMESH:D1\ttherapeutic\t\t\t\t1")
    with pytest.raises(BadRow, match=":6: column 'GeneID': 'x' is no identifier of CTD"):
        read_source("ctd", file)
    with pytest.raises(BadRow, match="'cure' is none of marker/mechanism, therapeutic"):
        read_source("ctd", written(tmp_path, GENES, "A\t1\ty\tMESH:D1\tcure\t\t\t\t1"))
    with pytest.raises(FileRefused, match="neither its comment lines nor its header name"):
        read_source("ctd", written(tmp_path, "a b", "1\t2"))
