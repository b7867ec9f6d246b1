"""Odd variants of real downloads: old headers, marks, spellings; each with the statement that it should be.

The files are our own, in the layouts that the databases have or had.
"""

from __future__ import annotations

import gzip
import zipfile
from functools import partial
from pathlib import Path

import pytest

from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.grounding.joint import joint_names
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from tests.helpers.source_tables import Source, read_source

OBO = """\
data-version: releases/2026-01-17

[Term]
id: GO:0006915
name: apoptotic process
namespace: biological_process

[Term]
id: GO:0043065
name: positive regulation of apoptotic process
namespace: biological_process
relationship: positively_regulates GO:0006915
"""
GAF = {
    **{"db": "UniProtKB", "id": "P04637", "symbol": "TP53", "qualifier": "involved_in", "term": "GO:0043065"},
    **{"reference": "PMID:1", "code": "IDA", "with": "", "aspect": "P", "name": "", "synonyms": ""},
    **{"kind": "protein", "taxon": "taxon:9606", "date": "20200101", "by": "X", "extension": "", "form": ""},
}
GAF_HEAD = "!gaf-version: 2.2\n!Generated: 2025-10-12 10:13\n"
GENE2GO = "tax_id GeneID GO_ID Evidence Qualifier GO_term PubMed Category".split()
GENE2GO_ROW = "9606\t7157\tGO:0043065\tIMP\tNOT involved_in\tx\t1\tProcess\n"
RAISES = "biolink:acts_upstream_of_positive_effect"


def gaf(**cells: str) -> str:
    return "\t".join((GAF | cells).values())


def go(folder: Path, text: bytes, name: str = "a.gaf") -> list[tuple[str | None, ...]]:
    (folder / name).write_bytes(text)
    (folder / "go.obo").write_text(OBO)
    rows = read_source("goa", folder / name, folder / "go.obo").statements
    assert set(rows["predicate"]) <= {RAISES}
    assert set(rows["object"]) <= {"GO:0006915"}
    return rows.select("reference", "direction", "species").rows()


@pytest.mark.parametrize(
    ("cells", "papers", "direction"),
    [
        ({"reference": "GO_REF:0000033|PMID:7"}, ["PMID:7"], "supports"),
        ({"reference": "PMID:7|GO_REF:0000033|PMID: 8"}, ["PMID:7", "PMID:8"], "supports"),
        ({"reference": "pmid:7"}, ["PMID:7"], "supports"),
        ({"reference": "PubMed:7"}, ["PMID:7"], "supports"),
        ({"reference": "MGI:MGI:5|PMID:7"}, ["PMID:7"], "supports"),
        ({"reference": "Reactome:R-HSA-1"}, [None], "supports"),
        ({"qualifier": "involved_in|NOT"}, ["PMID:1"], "refutes"),
        ({"qualifier": "NOT | involved_in"}, ["PMID:1"], "refutes"),
        ({"qualifier": "not"}, ["PMID:1"], "refutes"),
        ({"qualifier": ""}, ["PMID:1"], "supports"),
        ({"code": "ida", "taxon": "taxon:9606|taxon:10090"}, ["PMID:1"], "supports"),
        ({"code": "nd"}, [], ""),
    ],
)
def test_a_gene_association_says_the_same_however_it_is_spelled(
    tmp_path: Path, cells: dict[str, str], papers: list[str | None], direction: str
) -> None:
    found = go(tmp_path, (GAF_HEAD + gaf(**cells) + "\n").encode())
    assert found == [(paper, direction, "NCBITaxon:9606") for paper in papers]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{GAF_HEAD}{gaf()}\t\n!within\n\n", "tab behind the last column"),
        (f"{GAF_HEAD}{gaf()}\n".replace("\n", "\r\n"), "CR LF"),
        ("\t".join(gaf().split("\t")[:15]) + "\n", "no version, no last columns"),
        ("\ufeff" + GAF_HEAD + gaf(), "mark of byte order, no end"),
        (GAF_HEAD + gaf(name="5'-\"nucleotidase") + "\n", "a quote that stays open"),
    ],
)
@pytest.mark.parametrize("fold", [bytes, gzip.compress])
def test_a_gene_association_file_may_be_written_in_many_ways(
    tmp_path: Path, text: str, name: str, fold: type[bytes]
) -> None:
    assert go(tmp_path, fold(text.encode())) == [("PMID:1", "supports", "NCBITaxon:9606")], name


@pytest.mark.parametrize(
    "head",
    [
        "#" + "\t".join(GENE2GO),
        "\t".join(GENE2GO),
        f"#Format: {' '.join(GENE2GO)} (tab is used as a separator, pound sign - start of a comment)",
    ],
)
def test_gene2go_has_had_three_headers(tmp_path: Path, head: str) -> None:
    found = go(tmp_path, f"{head}\n{GENE2GO_ROW}".encode(), "gene2go")
    assert found == [("PMID:1", "refutes", "NCBITaxon:9606")]


def test_the_cell_of_an_extension_is_told_by_word_or_number(tmp_path: Path) -> None:
    (tmp_path / "go.obo").write_text(OBO)
    row = "UniProtKB:P04637\t\tRO:0002331\tGO:0043065\tPMID:1\tECO:0000314\t\t\t\tX\t{}(CL:0000236)\t\n"
    for relation in ("occurs_in", "BFO:0000066"):
        (tmp_path / "a.gpad").write_text("!gpad-version: 2.0\n" + row.format(relation))
        source = read_source("goa", tmp_path / "a.gpad", tmp_path / "go.obo")
        assert source.statements["cell"].to_list() == ["CL:0000236"]


SIGNOR = (
    "ENTITYA TYPEA IDA DATABASEA ENTITYB TYPEB IDB DATABASEB EFFECT MECHANISM RESIDUE SEQUENCE TAX_ID"
    " CELL_DATA TISSUE_DATA MODULATOR_COMPLEX TARGET_COMPLEX MODIFICATIONA MODASEQ MODIFICATIONB MODBSEQ PMID"
    " DIRECT NOTES ANNOTATOR SENTENCE SIGNOR_ID SCORE"
).split()


def signor(*, names: list[str] = SIGNOR, quote: str = "", **cells: str) -> str:
    row = {
        **{"ENTITYA": "A", "TYPEA": "protein", "IDA": "P04637", "ENTITYB": "B", "TYPEB": "protein"},
        **{"IDB": "P10415", "EFFECT": "down-regulates", "TAX_ID": "9606", "PMID": "1", "DIRECT": "YES"},
        **{"SIGNOR_ID": "SIGNOR-7", "SCORE": "0.5"},
    }
    return "\t".join(f"{quote}{(row | cells).get(name, '')}{quote}" for name in names)


LOWERS = "biolink:entity_negatively_regulates_entity"
SWAPPED = [*SIGNOR[:-2], "SCORE", "SIGNOR_ID"]


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        (signor(), LOWERS),
        (signor(names=SIGNOR[:-1]), LOWERS),
        (signor() + "\t", LOWERS),
        (signor(names=SWAPPED), LOWERS),
        ("\t".join(SWAPPED) + "\n" + signor(names=SWAPPED), LOWERS),
        ("\t".join(SIGNOR).lower() + "\n" + signor(), LOWERS),
        ("\t".join(f'"{name}"' for name in SIGNOR) + "\n" + signor(quote='"'), LOWERS),
        (signor(EFFECT='"form complex"', TYPEB="complex", IDB="SIGNOR-C1"), "biolink:part_of"),
        (signor(EFFECT="Up-regulates  activity"), "biolink:increases_activity_of"),
        (signor(EFFECT="", TAX_ID="9606;10090"), "biolink:regulates"),
    ],
)
def test_signors_relations_are_read_with_and_without_header(
    tmp_path: Path, text: str, predicate: str
) -> None:
    (tmp_path / "s.tsv").write_text(text + "\n")
    found = read_source("signor", tmp_path / "s.tsv").statements
    assert found.select("subject", "predicate", "reference", "species", "locator").rows() == [
        ("UniProtKB:P04637", predicate, "PMID:1", "NCBITaxon:9606", "SIGNOR-7")
    ]


def test_what_is_no_file_of_signor_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text("a\tb\nc\td\n")
    with pytest.raises(FileRefused, match="it is no file of SIGNOR"):
        read_source("signor", tmp_path / "s.tsv")


OLD_G2P = (
    '"gene symbol","gene mim","disease name","disease mim","{}","allelic requirement",'
    '"mutation consequence",phenotypes,"organ specificity list",pmids,panel,"prev symbols","hgnc id"\n'
    'A,1,"A DISEASE",100001,{},biallelic,"{}",,,1234567;7654321,DD,,5\n'
)


@pytest.mark.parametrize(
    ("head", "confidence", "consequence", "sign", "evidence"),
    [
        ("DDD category", "confirmed", "loss of function", "-", "msc:expert_panel"),
        ("DDD category", "possible", "activating", "+", "msc:expert_panel_limited"),
        ("confidence category", "both RD and IF", "absent gene product", "-", "msc:expert_panel"),
        ("confidence category", "limited", "increased gene product level", "+", "msc:expert_panel_limited"),
        ("confidence category", "strong", "altered gene product structure", "?", "msc:expert_panel"),
        (
            *("confidence category", "strong", "absent gene product; decreased gene product level"),
            *("-", "msc:expert_panel"),
        ),
        (
            *("confidence category", "strong", "absent gene product; altered gene product structure"),
            *("?", "msc:expert_panel"),
        ),
    ],
)
def test_older_files_of_gene2phenotype_have_other_words(
    tmp_path: Path, head: str, confidence: str, consequence: str, sign: str, evidence: str
) -> None:
    (tmp_path / "DDG2P.csv").write_text(OLD_G2P.format(head, confidence, consequence))
    found = read_source("genevalidity", tmp_path / "DDG2P.csv").statements
    assert found.select("subject", "object", "sign", "reference", "evidence_type").rows() == [
        ("HGNC:5", "OMIM:100001", sign, f"PMID:{paper}", evidence) for paper in (1234567, 7654321)
    ]


CLINGEN = (
    "GENE SYMBOL,GENE ID (HGNC),DISEASE LABEL,DISEASE ID (MONDO),CLASSIFICATION\n"
    "+++,+++,+++,+++,+++\nA,HGNC:HGNC:5,x,MONDO:0000001,{}\n"
)


@pytest.mark.parametrize("banner", ["", "CLINGEN GENE\nFILE CREATED: 2025-10-18\n\n"])
@pytest.mark.parametrize(
    ("word", "directions"),
    [
        ("Refuted", ["refutes"]),
        ("Disputed Evidence", ["refutes"]),
        ("STRONG", ["supports"]),
        ("No Reported Evidence", []),
    ],
)
def test_clingens_banner_may_lack_and_what_judges_nothing_states_nothing(
    tmp_path: Path, banner: str, word: str, directions: list[str]
) -> None:
    path = tmp_path / "Clingen-Summary-2025-10-17.csv"
    path.write_text(banner + CLINGEN.format(word))
    reading = Reading(ImportReport())
    found = [
        batch.statements["direction"].to_list()
        for batch in source_format("genevalidity").read([path], reading)
        if batch.statements is not None
    ]
    assert sum(found, []) == directions
    assert reading.version == ("2025-10-18" if banner else "2025-10-17")


def test_old_tables_of_hpo_name_their_columns_in_a_comment(tmp_path: Path) -> None:
    names = "entrez-gene-id entrez-gene-symbol HPO-Term-ID HPO-Term-Name Frequency-Raw Frequency-HPO".split()
    names += ["Additional Info from G-D source", "G-D source", "disease-ID for link"]
    row = "8192\tA\tHP:0004322\tx\t\t\t-\tmim2gene\tOMIM:1\n"
    (tmp_path / "g.txt").write_text(f"#Format: {'<tab>'.join(names)}\n{row}{row}")
    found = read_source("hpoa", tmp_path / "g.txt").statements
    assert found.select("subject", "object", "locator").rows() == [
        ("NCBIGene:8192", "OMIM:1", "UNKNOWN; mim2gene")
    ]


OMNIPATH = "source\ttarget\tis_directed\tis_stimulation\tis_inhibition\treferences\tncbi_tax_id_target\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P04637\tP10415\t1\t1\t0\tPMID:12345;SIGNOR:23456\t10090", [("12345", None), ("23456", "SIGNOR")]),
        (
            "P04637\tP10415\tTrue\tTrue\tFalse\t12345,23456|34567\t10090",
            [("12345", None), ("23456", None), ("34567", None)],
        ),
        ("P04637\tP10415\tTRUE\tTRUE\tNA\t23,023,332\t10090", [(None, None)]),
    ],
)
def test_papers_and_species_of_omnipath_stand_in_its_columns(
    tmp_path: Path, row: str, expected: list[tuple[str | None, str | None]]
) -> None:
    (tmp_path / "o.tsv").write_text(f"{OMNIPATH}{row}\n")
    found = read_source("omnipath", tmp_path / "o.tsv").statements
    assert set(found["predicate"]) == {"biolink:entity_positively_regulates_entity"}
    assert found.select("reference", "aggregator", "species").rows() == [
        (paper and f"PMID:{paper}", resource, "NCBITaxon:10090") for paper, resource in expected
    ]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("AATF\tBAX\tRepression\n", "decreases"),
        ("AATF\tBAX\tactivation\t1\n", "increases"),
        ("TF\tTarget\tMode\tPMID\nAATF\tBAX\tRepression\t1\n", "decreases"),
        ('"source"\t"target"\t"weight"\n"1"\t"AATF"\t"BAX"\t-1\n', "decreases"),
    ],
)
def test_regulons_come_with_or_without_header_and_papers(tmp_path: Path, text: str, sign: str) -> None:
    (tmp_path / "t.tsv").write_text(text)
    found = read_source("omnipath", tmp_path / "t.tsv").statements
    assert found["predicate"].to_list() == [f"biolink:{sign}_expression_of"]


CTD = "GeneSymbol{0}GeneID{0}DiseaseName{0}DiseaseID{0}DirectEvidence{0}PubMedIDs"
CTD_HEAD = (
    '# Comparative "Toxicogenomics" Database, some words\n# Report created: Thu Oct 30 2025\n#\n# Fields:\n# '
)


@pytest.mark.parametrize("head", ["", CTD_HEAD])
@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_ctds_tables_come_with_tabs_or_commas_and_with_or_without_its_words(
    tmp_path: Path, head: str, delimiter: str
) -> None:
    row = ["TNF", "7124", '"x"' if delimiter == "," else "x", "MESH:D1", "therapeutic", "1|2"]
    end = "\n#\n" if head else "\n"
    text = head + CTD.format(delimiter) + end + delimiter.join(row) + "\n"
    (tmp_path / "c.csv").write_text(text)
    found = read_source("ctd", tmp_path / "c.csv").statements
    assert found.select("subject", "object", "reference").rows() == [
        ("NCBIGene:7124", "MESH:D1", "PMID:1"),
        ("NCBIGene:7124", "MESH:D1", "PMID:2"),
    ]


PAIR = {
    **{"subject": "mirna", "subject_kind": "microrna", "object": "gene", "object_kind": "gene"},
    **{"predicate": "msc:targets"},
}


def pairs(folder: Path, text: str, **options: str) -> Source:
    (folder / "t.csv").write_text(text, encoding="utf-8")
    return read_source("table", folder / "t.csv", grounding=joint_names(None), options=PAIR | options)


@pytest.mark.parametrize(
    "mirna",
    [
        *("hsa-miR-21-5p", "HSA-MIR-21-5P", "miR-21-5p", "hsa_miR_21_5p", "hsa\u2011miR\u201121\u20115p"),
        *("MIMAT0000076", "mirbase:MIMAT0000076", "https://identifiers.org/mirbase.mature:MIMAT0000076"),
        *("microRNA-21-5p", "微小RNA-21-5p"),
    ],
)
@pytest.mark.parametrize(
    "gene",
    [
        *("PTEN", "pten", "ＰＴＥＮ", "phosphatase and tensin homolog", "HGNC:9588", "HGNC:HGNC:9588"),
        *("https://identifiers.org/hgnc/HGNC:9588", "NCBIGene:5728", "ENSG00000171862.11"),
        *("ENSEMBL:ENSG00000171862", "HGNC_9588"),
    ],
)
def test_a_pair_joins_the_curated_nodes_without_tables(tmp_path: Path, mirna: str, gene: str) -> None:
    found = pairs(tmp_path, f"mirna,gene\n{mirna},{gene}\n").statements
    assert found.select("subject", "object").rows() == [("mirbase.mature:MIMAT0000076", "HGNC:9588")]


@pytest.mark.parametrize(
    "disease",
    [
        *("MONDO:0004975", "MONDO_0004975", "mondo:0004975", "http://purl.obolibrary.org/obo/MONDO_0004975"),
        *("http://identifiers.org/mondo/MONDO:0004975", "MeSH:D000544", "MESH: D000544", "阿尔茨海默病"),
        *("Alzheimer's disease", "Alzheimer\u2019s disease"),
    ],
)
def test_a_disease_joins_the_curated_node_without_tables(tmp_path: Path, disease: str) -> None:
    text = f"mirna,gene\nhsa-miR-21-5p,{disease}\n"
    assert pairs(tmp_path, text, object_kind="disease").statements["object"].to_list() == ["MONDO:0004975"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("NA", "", "", ""), (None, None, None, "supports")),
        (("上调", "12345678 23456789", "小鼠", "NOT"), ("+", "PMID:12345678", "NCBITaxon:10090", "refutes")),
        (("↓", "12345678/23456789", "human", "Refuted"), ("-", "PMID:12345678", "NCBITaxon:9606", "refutes")),
        (("Down-regulated", "20 19", "9606.0", "NA"), ("-", None, "NCBITaxon:9606", "supports")),
        (
            ("-", "1,234,567", "Homo sapiens (human)", "Functional MTI"),
            ("-", None, "NCBITaxon:9606", "supports"),
        ),
        (
            ("+", "2019-05-05", "taxon:9606|taxon:562", "Non-Functional MTI (Weak)"),
            ("+", None, "NCBITaxon:9606", "refutes"),
        ),
    ],
)
def test_words_of_tables_mean_what_people_mean(
    tmp_path: Path, cells: tuple[str, ...], expected: tuple[str | None, ...]
) -> None:
    text = "mirna,gene,Sign,Paper,species,said\nhsa-miR-21-5p,PTEN," + ",".join(f'"{cell}"' for cell in cells)
    options = {"sign": "sign", "reference": "paper", "species": "species", "direction": "said"}
    row = pairs(tmp_path, text + "\n", **options).statements.row(0, named=True)
    assert (row["sign"], row["reference"], row["species"], row["direction"] or "supports") == expected


@pytest.mark.parametrize("mirna", ["miR-21", "hsa-miR-21", "mir21", "MIR-21"])
def test_a_name_without_arm_means_the_arm_of_the_graph_which_is_told(tmp_path: Path, mirna: str) -> None:
    found = pairs(tmp_path, f"mirna,gene\n{mirna},PTEN\nmiR-21-5p,PTEN\nMIMAT0000076,PTEN\n")
    assert set(found.statements["subject"]) == {"mirbase.mature:MIMAT0000076"}
    assert found.event(EventKind.ARM_TAKEN) == (1, [f"{mirna} -> miR-21-5p"])


@pytest.mark.parametrize(
    ("mirna", "species"), [("miR-21", "mouse"), ("mmu-miR-21", "human"), ("rno-miR-21", "")]
)
def test_a_name_without_arm_of_another_species_means_no_human_arm(
    tmp_path: Path, mirna: str, species: str
) -> None:
    found = pairs(tmp_path, f"mirna,gene,of\n{mirna},PTEN,{species}\n", species="of")
    assert found.statements["subject"].item().startswith("unresolved:microrna-")
    assert EventKind.ARM_TAKEN not in {event.kind for event in found.report.events}


def test_a_zip_of_one_file_is_that_file_and_others_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("t.csv", "mirna,gene\nhsa-miR-21-5p,PTEN\n")
    read = partial(read_source, "table", tmp_path / "t.zip", grounding=joint_names(None), options=PAIR)
    assert read().statements["object"].to_list() == ["HGNC:9588"]
    with zipfile.ZipFile(tmp_path / "t.zip", "a") as archive:
        archive.writestr("u.csv", "mirna,gene\n")
    with pytest.raises(FileRefused, match="it is a ZIP archive of 2 files. Unpack it"):
        read()


HPOA = (
    "#description: annotations\n#version: 2025-10-22\n"
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier"
    "\taspect\tbiocuration\nOMIM:1\tx\t\tHP:0004322\tPMID:1\tPCS\t\t{}\t\t\tP\ty\n"
)


@pytest.mark.parametrize(
    ("frequency", "direction"),
    [
        *(("0/5", "refutes"), ("0%", "refutes"), ("0.0 %", "refutes"), ("HP:0040285", "refutes")),
        *(("10/20", "supports"), ("0.5%", "supports"), ("HP:0040284", "supports"), ("", "supports")),
    ],
)
def test_a_phenotype_that_no_patient_has_is_refuted(tmp_path: Path, frequency: str, direction: str) -> None:
    (tmp_path / "phenotype.hpoa").write_text(HPOA.format(frequency))
    found = read_source("hpoa", tmp_path / "phenotype.hpoa").statements
    assert found["direction"].to_list() == [direction]


@pytest.mark.parametrize("yes", ["1", "1.0", "TRUE", "t", "yes"])
def test_signs_of_omnipath_are_read_as_programs_write_truth(tmp_path: Path, yes: str) -> None:
    (tmp_path / "o.tsv").write_text(f"{OMNIPATH}P04637\tP10415\t{yes}\t{yes}\t0\t12345\t9606\n")
    found = read_source("omnipath", tmp_path / "o.tsv").statements
    assert found["predicate"].to_list() == ["biolink:entity_positively_regulates_entity"]


def test_an_entity_of_signor_that_is_none_is_no_node(tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text(signor(ENTITYA="NA", IDA="") + "\n")
    with pytest.raises(BadRow, match="it has no first entity"):
        read_source("signor", tmp_path / "s.tsv")
