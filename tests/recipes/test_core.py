"""The recipe ``core`` finds the downloads by the names that they have, and its formats read their layouts.

The files are our own, of a row or two; whole downloads have the same names and columns.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from msc_graph.recipes.finding import find_files
from msc_graph.recipes.recipe import read_recipe
from tests.conftest import SHARED
from tests.helpers.command_line import FINE, run
from tests.helpers.source_tables import HGNC, MIRBASE, MONDO, read_source

OBO = "[Term]\nid: GO:0006915\nname: apoptotic process\nnamespace: biological_process\n"
HPO = "[Term]\nid: HP:0000819\nname: diabetes mellitus\n"
MIRTARBASE = (
    "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene),"
    "Experiments,Support Type,References (PMID)\n"
    "M1,hsa-miR-21-5p,Homo sapiens,PDCD4,27250,Homo sapiens,x,Functional MTI,1\n"
)
GAF = (
    "!gaf-version: 2.2\nUniProtKB\tP04637\tTP53\tinvolved_in\tGO:0006915\tPMID:1\tIDA\t\tP\t\t\tprotein"
    "\ttaxon:9606\t20200101\tX\t\t\n"
)
GENE2GO = (
    "#tax_id\tGeneID\tGO_ID\tEvidence\tQualifier\tGO_term\tPubMed\tCategory\n"
    "9606\t7157\tGO:0006915\tIDA\tinvolved_in\tx\t1\tProcess\n"
)
GPAD = "!gpa-version: 1.1\nUniProtKB\tP04637\tinvolved_in\tGO:0006915\tPMID:1\tECO:0000314\t\t\t\tX\t\t\n"
SIGNOR_HEAD = (
    "ENTITYA TYPEA IDA DATABASEA ENTITYB TYPEB IDB DATABASEB EFFECT MECHANISM RESIDUE SEQUENCE TAX_ID"
    " CELL_DATA TISSUE_DATA MODULATOR_COMPLEX TARGET_COMPLEX MODIFICATIONA MODASEQ MODIFICATIONB MODBSEQ PMID"
    " DIRECT NOTES ANNOTATOR SENTENCE SCORE SIGNOR_ID"
).replace(" ", "\t")
SIGNOR = (
    "A\tprotein\tP04637\tUNIPROT\tB\tprotein\tQ53EL6\tUNIPROT\tdown-regulates"
    + "\t" * 13
    + "1\tYES\t\t\t\t0.5\tSIGNOR-1\n"
)
COMPLEXES = 'SIGNOR ID;COMPLEX NAME;LIST OF ENTITIES\nSIGNOR-C1;X;"P04637,  Q53EL6"\n'
FAMILIES = 'SIGNOR ID;PROT. FAMILY NAME;LIST OF ENTITIES\nSIGNOR-PF1;Y;"P04637,  Q53EL6"\n'
G2P = (
    "g2p id,gene symbol,hgnc id,disease name,disease mim,disease MONDO,allelic requirement,confidence,"
    "molecular mechanism,publications\nG1,TP53,11998,x,151623,,monoallelic,strong,loss of function,1234567\n"
)
GENCC = [
    *("uuid", "gene_curie", "gene_symbol", "disease_curie", "disease_title", "classification_title"),
    "submitted_as_pmids",
]
GENCC_ROW = ["U1", "HGNC:11998", "TP53", "MONDO:0005147", "x", "Refuted Evidence", "1234567"]
HPOA = (
    "#version: 2026-01-16\ndatabase_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset"
    "\tfrequency\tsex\tmodifier\taspect\tbiocuration\nOMIM:1\tx\tNOT\tHP:0000819\tPMID:1\tPCS\t\t\t\t\tP\tx\n"
)
GENES = (
    "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource\n"
    "NCBIGene:7157\tTP53\tMENDELIAN\tOMIM:1\tx\n"
)


def gencc(delimiter: str) -> str:
    rows = (delimiter.join(f'"{cell}"' for cell in row) for row in (GENCC, GENCC_ROW))
    return "\n".join(rows) + "\n"


SAME = {
    **{"hgnc_complete_set.txt": HGNC, "SIGNOR_complexes.csv": COMPLEXES, "SIGNOR_PF.csv": FAMILIES},
    **{"phenotype.hpoa": HPOA, "genes_to_disease.txt": GENES},
}
YEARS = [
    {
        **{"aliases.txt": MIRBASE, "mondo.json": MONDO, "hsa_MTI.csv": MIRTARBASE, "go.obo": OBO},
        **{"goa_human.gaf.gz": GAF, "all_data_10_11_25.tsv": f"{SIGNOR_HEAD}\n{SIGNOR}", "hp.obo": HPO},
        **{"G2P_all_2025-10-01.csv": G2P, "gencc-submissions.tsv": gencc("\t")},
    },
    {
        **{"aliases.txt.gz": MIRBASE, "mondo.json.gz": MONDO, "hsa_MTI.csv.gz": MIRTARBASE},
        **{"go-basic.obo": OBO, "gene2go.gz": GENE2GO, "SIGNOR_all_data_14_08_25.tsv": SIGNOR, "hp.obo": HPO},
        **{"G2P_all_2025-10-01.csv.gz": G2P, "gencc-submissions.csv": gencc(",")},
    },
    {
        **{"aliases.txt": MIRBASE, "mondo.json": MONDO, "hsa_MTI.csv": MIRTARBASE, "go.obo": OBO},
        **{
            "goa_human.gpa.gz": GPAD,
            "all_data_10_11_25.csv": (f"{SIGNOR_HEAD}\n{SIGNOR}").replace("\t", ";"),
        },
        **{"G2P_all_2025-10-01.csv": G2P, "gencc-submissions.tsv": gencc("\t"), "hp.obo": HPO},
    },
]
STATED = {
    "mirtarbase": [("msc:targets", "supports")],
    "go": [("biolink:involved_in", "supports")],
    "signor": [("biolink:entity_negatively_regulates_entity", "supports"), ("biolink:part_of", "supports")],
    "gene2phenotype": [("biolink:contributes_to", "supports")],
    "gencc": [("biolink:gene_associated_with_condition", "refutes")],
    "hpo": [("biolink:has_phenotype", "refutes"), ("biolink:causes", "supports")],
}


@pytest.mark.parametrize("files", YEARS)
def test_the_downloads_of_core_are_found_and_read(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in {**SAME, **files}.items():
        data = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found = find_files(read_recipe("core"), tmp_path)
    assert None not in found.tables.values()
    assert [source.missing for source in found.sources] == [()] * len(STATED)
    for each in found.sources:
        rows = read_source(
            each.source.format, *(file.path for file in each.there), options=each.source.parameters
        ).statements
        told = {(row["predicate"], row.get("direction") or "supports") for row in rows.iter_rows(named=True)}
        assert told >= set(STATED[each.source.name]), each.source.name


LINES = 400
"""How much of each table is built: enough for a row of every kind, and a few seconds."""


def part_of(path: Path, folder: Path) -> None:
    """Write the first lines of a table under its name; what is no table is linked."""
    if ".json" in path.name or path.parent.name in ("grounding", "aliases"):
        (folder / path.name).symlink_to(path)
        return
    packed = path.suffix == ".gz"
    data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    data = b"".join(data.splitlines(keepends=True)[:LINES])
    (folder / path.name).write_bytes(gzip.compress(data) if packed else data)


@pytest.mark.shared_data
def test_a_small_part_of_the_recipe_sample_is_built(tmp_path: Path) -> None:
    whole = read_recipe("sample")
    found = find_files(whole, SHARED / "data")
    files = {file.path for source in found.sources for file in source.there}
    files |= {file.path for file in (*found.tables.values(), found.retracted) if file}
    (tmp_path / "files").mkdir()
    for path in files:
        part_of(path, tmp_path / "files")
    recipe = tmp_path / "recipe.yaml"
    text = re.sub("    expect: .*\n", "", whole.path.read_text(encoding="utf-8"))
    recipe.write_text(text, encoding="utf-8")
    told = run("build", recipe, "--files", tmp_path / "files", "--store", tmp_path / "store")
    assert told.exit_code == FINE, told.stderr
    report = json.loads((tmp_path / "store" / "report.json").read_text(encoding="utf-8"))
    rows = {source["name"]: source["rows"] for source in report["sources"]}
    assert rows.keys() == {source.name for source in whole.sources}
    assert min(rows.values()) > LINES // 2
    assert min(source["grounded"] for source in report["sources"]) > 0.9
    reached = {each["class"]: each["reached"] for each in report["reached"]}
    assert reached["Gene"] > 10 and reached["MicroRNA"] and reached["Disease"]
    assert len(report["questions"]) == len(whole.questions)
