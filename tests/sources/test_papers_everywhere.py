"""Papers are read in one way by every reader of a database, whatever its own files write."""

from __future__ import annotations

from pathlib import Path

import pytest

from msc_graph.messages.imports import EventKind
from tests.helpers.source_tables import Source, read_source

HPO = "database_id disease_name qualifier hpo_id reference evidence onset frequency sex modifier aspect by"
FILES = {
    "ctd": "GeneSymbol,GeneID,DiseaseID,DirectEvidence,PubMedIDs\nTP53,7157,MESH:D1,therapeutic,{}\n",
    "genevalidity": "uuid,gene_symbol,gene_curie,disease_curie,disease_title,classification_title,"
    "submitted_as_pmids\n1,TP53,HGNC:11998,MONDO_0018875,x,Strong,{}\n",
    "hpoa": "\t".join(HPO.split()) + "\nOMIM:222100\tx\t\tHP:0000819\t{}\tPCS\t\t\t\t\tP\tme\n",
    "goa": "#tax_id\tGeneID\tGO_ID\tEvidence\tQualifier\tGO_term\tPubMed\tCategory\n"
    "9606\t27250\tGO:0006915\tIMP\tinvolved_in\tx\t{}\tProcess\n",
    "signor": "ENTITYA\tTYPEA\tIDA\tENTITYB\tTYPEB\tIDB\tEFFECT\tPMID\n"
    "A\tprotein\tP04637\tB\tprotein\tP10415\tdown-regulates\t{}\n",
    "omnipath": "source\ttarget\tweight\tPMID\nTP53\tPDCD4\t-1\t{}\n",
    "table": "s\to\treference\nHGNC:1\tHGNC:2\t{}\n",
}
TWO = ["PMID:7686617", "PMID:8875929"]
PAPERS = [
    *(
        (text, TWO)
        for text in ("7686617|8875929", "7686617;8875929", "7686617 8875929", "PMID:7686617; 08875929")
    ),
    ("7686617.0", TWO[:1]),
    ("https://pubmed.ncbi.nlm.nih.gov/7686617", TWO[:1]),
    ("doi:10.1002/AJMG.a.61234", ["DOI:10.1002/ajmg.a.61234"]),
    ("PMC2258164", ["PMC:PMC2258164"]),
    *((text, [None]) for text in ("123456789012", "1.8E7", "unpublished 2019")),
]


def read(folder: Path, form: str, papers: str) -> Source:
    cell = f'"{papers}"' if form in ("ctd", "genevalidity") else papers
    file = folder / "x.tsv"
    file.write_text(FILES[form].format(cell), encoding="utf-8")
    mapping = {"subject": "s", "object": "o", "predicate": "msc:targets", "reference": "reference"}
    return read_source(form, file, options=mapping if form == "table" else {})


@pytest.mark.parametrize("form", FILES)
def test_papers_are_read_in_one_way(tmp_path: Path, form: str) -> None:
    for text, expected in PAPERS:
        source = read(tmp_path, form, text)
        assert source.statements["reference"].to_list() == expected, text
        if expected == [None]:
            assert source.event(EventKind.REFERENCE_AS_LOCATOR) == (1, [text])
            assert text in source.statements["locator"].item()


def test_several_names_of_a_paper_are_one_paper_of_an_annotation(tmp_path: Path) -> None:
    for text in ("PMID:7686617|MGI:MGI:7", "DOI:10.1000/a|PMID:7686617"):
        assert read(tmp_path, "goa", text).statements["reference"].to_list() == ["PMID:7686617"]
    other = read(tmp_path, "goa", "GO_REF:0000036|MGI:MGI:7").statements
    assert other.select("reference", "locator").rows() == [(None, "IMP; GO_REF:0000036; MGI:MGI:7")]


def test_experiments_of_vesicles_have_papers_in_any_spelling(tmp_path: Path) -> None:
    experiments, cargo = tmp_path / "e.txt", tmp_path / "c.txt"
    rows = enumerate(("PMID:7686617", "07686617", "7686617;8875929", "0"))
    experiments.write_text("EXPERIMENT ID\tPUBMED ID\n" + "".join(f"{n}\t{text}\n" for n, text in rows))
    header = "CONTENT TYPE\tENTREZ GENE ID\tGENE SYMBOL\tSPECIES\tEXPERIMENT ID\n"
    cargo.write_text(header + "".join(f"protein\t27250\tPDCD4\tHomo sapiens\t{n}\n" for n in range(4)))
    source = read_source("vesiclepedia", experiments, cargo)
    assert source.statements["reference"].to_list() == [TWO[0], TWO[0], *TWO, None]
    assert source.event(EventKind.EXPERIMENT_WITHOUT_PUBMED) == (1, ["3 0"])
