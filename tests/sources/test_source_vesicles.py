"""Vesiclepedia, ExoCarta and EVmiRNA.

All tables are of our own making: the layouts are those that programs which read the downloads name, and, for
EVmiRNA 2.0, those of a published copy of project PRJDB2585. No real download was at hand.
"""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from msc_graph.errors import BadRow, FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.grounding.lookup import Grounding
from tests.helpers.source_tables import read_source, tables

EXPERIMENTS = """\
EXPERIMENT ID\tPUBMED ID\tSPECIES\tEXPERIMENT DESCRIPTION\t\
SAMPLE\tSAMPLE SOURCE\tSAMPLE NAME\tISOLATION METHOD\tVESICLE TYPE
1\t11111111\tHomo sapiens\tx\tMesenchymal stem cells\tcell culture\tBM-MSC\tcentrifugation\tExosomes
2\t22222222\tHomo sapiens\tx\tUrine\turine\tUrine\tcentrifugation\tExosomes
3\tUnpublished\tMus musculus\tx\tSerum\tserum\tSerum\tcentrifugation\tMicrovesicles
"""
PROTEINS = """\
CONTENT ID\tCONTENT TYPE\tENTREZ GENE ID\tGENE SYMBOL\tSPECIES\tEXPERIMENT ID\tMETHODS
1\tprotein\t27250\tPDCD4\tHomo sapiens\t1\tMass spectrometry|Western blotting
2\tmRNA\t7157\tTP53\tHomo sapiens\t2\tMicroarray
3\tprotein\t12345\tAbc\tMus musculus\t3\tWestern blotting
4\tprotein\t-\tXyz\tMus musculus\t9\t
"""
MICRORNAS = """\
CONTENT ID\tCONTENT TYPE\tMIRNA ID\tSPECIES\tEXPERIMENT ID\tMETHODS\tEntrez GENE ID\tCOMMENTS
1\tmirna\tmiR-21-5p\tHomo sapiens\t1\tqPCR\t406991\t
2\tmirna\tmiR-21\tHomo sapiens\t2\tqPCR\t406991\t
3\tmirna\tmiR-155-5p\tMus musculus\t3\tMicroarray\t387173\t
"""
LIPIDS = """\
CONTENT ID\tCONTENT TYPE\tLIPID ID\tSPECIES\tEXPERIMENT ID\tMETHODS
1\tlipid\tSphingomyelin (SM)\tHomo sapiens\t2\tMass spectrometry
"""


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


def files(folder: Path, **contents: str) -> list[Path]:
    for name, content in contents.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return [folder / f"{name}.txt" for name in contents]


def test_vesicles_carry_genes_messengers_micrornas_and_lipids(tmp_path: Path, grounding: Grounding) -> None:
    given = files(tmp_path, p=PROTEINS, m=MICRORNAS, l=LIPIDS, e=EXPERIMENTS)
    source = read_source("vesiclepedia", *given, grounding=grounding)
    rows = source.statements.select("subject", "predicate", "object", "reference", "species").rows()
    carried = "msc:containsCargo"
    human, mouse = "NCBITaxon:9606", "NCBITaxon:10090"
    messenger = "unresolved:mrna-HGNC_11998"
    assert {(s, p, o if not o.startswith(messenger) else messenger, r, t) for s, p, o, r, t in rows} == {
        ("msc:msc_exosome", carried, "HGNC:8763", "PMID:11111111", human),
        ("GO:0070062", carried, messenger, "PMID:22222222", human),
        ("GO:1903561", carried, "NCBIGene:12345", None, mouse),
        ("GO:1903561", carried, "unresolved:gene-mmu-Xyz", None, mouse),
        ("msc:msc_exosome", carried, "mirbase.mature:MIMAT0000076", "PMID:11111111", human),
        ("GO:0070062", carried, "unresolved:microrna-hsa-miR-21", "PMID:22222222", human),
        ("GO:1903561", carried, "mirbase.mature:MIMAT0000165", None, mouse),
        *(
            (s, p, o, r, t)
            for s, p, o, r, t in rows
            if o.startswith("unresolved:lipid-Sphingomyelin") or p == "msc:encodes"
        ),
    }
    encoding = [(s[: len(messenger)], o) for s, p, o, *_ in rows if p == "msc:encodes"]
    assert encoding == [(messenger, "HGNC:11998")]
    types = dict(source.statements.select("object", "evidence_type").iter_rows())
    assert (types["HGNC:8763"], types["NCBIGene:12345"]) == ("ECO:0000181", None)
    first = source.statements.filter(object="HGNC:8763").row(0, named=True)
    assert first["locator"] == (
        "Vesiclepedia experiment 1; Mass spectrometry|Western blotting;"
        " Mesenchymal stem cells; cell culture; BM-MSC"
    )


@pytest.mark.parametrize("with_tables", [True, False])
def test_every_name_that_is_kept_is_counted_once(
    tmp_path: Path, grounding: Grounding, with_tables: bool
) -> None:
    given = files(tmp_path, p=PROTEINS, m=MICRORNAS, l=LIPIDS, e=EXPERIMENTS)
    source = read_source("vesiclepedia", *given, grounding=grounding if with_tables else None)
    kept = (EventKind.NAME_WITHOUT_TABLE, EventKind.NAME_NOT_FOUND, EventKind.NAME_AMBIGUOUS)
    told = sum(event.count or 0 for event in source.report.events if event.kind in kept)
    assert told == source.nodes["grounding"].count() == (3 if with_tables else 5)


def test_what_lacks_is_told(tmp_path: Path, grounding: Grounding) -> None:
    given = files(tmp_path, e=EXPERIMENTS, p=PROTEINS, m=MICRORNAS)
    source = read_source("vesiclepedia", *given, grounding=grounding)
    assert source.event(EventKind.EXPERIMENT_WITHOUT_PUBMED) == (1, ["3 Unpublished"])
    assert source.event(EventKind.EXPERIMENT_UNKNOWN) == (1, ["9"])
    assert source.event(EventKind.NAME_AMBIGUOUS)[0] == 1
    alone = read_source("vesiclepedia", given[1], grounding=grounding)
    assert alone.event(EventKind.NO_EXPERIMENTS) == (None, [])
    assert set(alone.statements.filter(predicate="msc:containsCargo")["subject"]) == {"GO:1903561"}


def test_the_vesicles_of_exocarta_are_exosomes_and_headers_may_be_spelled_otherwise(tmp_path: Path) -> None:
    header, _, rest = PROTEINS.partition("\n")
    spelled = header.replace(" ", "_").title() + "\n" + rest
    source = read_source("exocarta", *files(tmp_path, p=spelled))
    assert set(source.statements.filter(predicate="msc:containsCargo")["subject"]) == {"GO:0070062"}


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (PROTEINS.replace("27250", "PDCD4"), BadRow, ":2:.*'PDCD4' is not a number"),
        (PROTEINS.replace("\tmRNA\t", "\tDNA\t"), BadRow, ":3:.*'DNA' is neither"),
        (PROTEINS.replace("\tMus musculus\t3\t", "\t3\t"), BadRow, ":4:.*6 cells"),
        (PROTEINS.replace("\t", ","), FileRefused, "separated by commas"),
        ("a\tb\n1\t2\n", FileRefused, "header lacks"),
        ("", FileRefused, "empty"),
    ],
)
def test_bad_tables_are_told_with_their_line(
    tmp_path: Path, content: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        read_source("vesiclepedia", *files(tmp_path, p=content))


def test_a_cut_off_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "p.txt.gz"
    file.write_bytes(gzip.compress(PROTEINS.encode())[:-15])
    with pytest.raises(FileRefused, match="cut off"):
        read_source("vesiclepedia", file)


def test_half_a_million_rows_take_seconds(tmp_path: Path) -> None:
    """The size of Vesiclepedia's table of proteins (566,911 rows)."""
    header = PROTEINS.partition("\n")[0]
    rows = (
        f"{i}\tprotein\t{i % 20_000 + 1}\tG{i % 20_000}\tHomo sapiens\t{i % 3 + 1}\tMS"
        for i in range(566_911)
    )
    given = files(tmp_path, p="\n".join([header, *rows, ""]), e=EXPERIMENTS)
    start = time.process_time()
    assert read_source("vesiclepedia", *given).statements.height == 566_911
    assert time.process_time() - start < 150


SAMPLES = """\
BioProject,Run,EV_type,Source,disease,Disease_stage/treatment,Release_date,URL,EV isolated method,Title
PRJX1,DRR1,sEV,Saliva,-,-,2014-05-14,https://pubmed.ncbi.nlm.nih.gov/23302638/,-,"a, title"
PRJX1,DRR2,sEV,Saliva,-,-,2014-05-14,https://pubmed.ncbi.nlm.nih.gov/23302638/,-,a title
PRJX1,DRR3,sEV,mesenchymal stem cell,-,-,2014-05-14,https://www.ncbi.nlm.nih.gov/bioproject/PRJX1/,-,a title
"""
EXPRESSION = """\
miRNA,DRR1,DRR2,DRR3
hsa-miR-21-5p,1.18,14.35,0.0
hsa-miR-150-5p,0.0,0.5,7.5
hsa-mir-567-5p,60.02,46.97,0.0
"""


def project(folder: Path, samples: str = SAMPLES, expression: str = EXPRESSION) -> list[Path]:
    contents = {"PRJX1_expression.csv": expression, "PRJX1_metadata.csv": samples}
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in contents]


def test_a_microrna_counts_once_for_each_source_of_a_project(tmp_path: Path, grounding: Grounding) -> None:
    source = read_source("evmirna", *project(tmp_path), grounding=grounding)
    found = source.statements.select("subject", "object", "reference", "locator").rows()
    pubmed, page = "PMID:23302638", "https://www.ncbi.nlm.nih.gov/bioproject/PRJX1/"
    saliva = "EVmiRNA PRJX1; Saliva; in {} samples, at most {}"
    cells = "EVmiRNA PRJX1; mesenchymal stem cell; in 1 samples, at most 7.5"
    assert sorted(found) == [
        ("GO:0070062", "mirbase.mature:MIMAT0000076", pubmed, saliva.format(2, 14.35)),
        ("GO:0070062", "mirbase.mature:MIMAT0000451", pubmed, saliva.format(1, 0.5)),
        ("GO:0070062", "unresolved:microrna-hsa-mir-567-5p", pubmed, saliva.format(2, 60.02)),
        ("msc:msc_exosome", "mirbase.mature:MIMAT0000451", page, cells),
    ]
    assert set(source.statements["species"]) == {"NCBITaxon:9606"}
    fewer = read_source("evmirna", *project(tmp_path), options={"above": "10"})
    assert fewer.statements.height == 2


def test_read_counts_beside_normalised_values_are_left_out(tmp_path: Path) -> None:
    given = project(tmp_path)
    counts = tmp_path / "PRJX1_expression_count.csv"
    counts.write_text(EXPRESSION, encoding="utf-8")
    source = read_source("evmirna", *given, counts)
    assert source.statements.height == 4
    assert source.event(EventKind.READ_COUNTS) == (1, [counts.name])


def test_a_long_table_is_read(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("miRNA,Source,TPM\nhsa-miR-21-5p,Blood,3.5\nhsa-miR-150-5p,Blood,0\n", encoding="utf-8")
    source = read_source("evmirna", file)
    assert source.statements.select("subject", "object").rows() == [
        ("GO:1903561", "unresolved:microrna-hsa-miR-21-5p")
    ]


@pytest.mark.parametrize(
    ("expression", "kind", "message"),
    [
        (EXPRESSION.replace("14.35", "much"), BadRow, ":2:.*'much' is not a number"),
        (EXPRESSION.replace("14.35", "1e400"), BadRow, ":2:.*'1e400' is not a number"),
        (EXPRESSION.replace("14.35,", ""), BadRow, ":2:.*3 cells"),
        (EXPRESSION.replace("miRNA", "gene"), FileRefused, "miRNA"),
    ],
)
def test_bad_expression_is_told_with_its_line(
    tmp_path: Path, expression: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        read_source("evmirna", *project(tmp_path, expression=expression))


@pytest.mark.parametrize("text", ["x", "nan", "inf", "1,5"])
def test_a_threshold_that_is_no_number_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="above"):
        read_source("evmirna", *project(tmp_path), options={"above": text})
