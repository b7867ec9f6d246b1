"""Signed regulation. The small files are our own, in the layouts of the four databases."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import msc_graph
from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.sources.grounding.lookup import Grounding
from tests.conftest import SHARED
from tests.helpers.source_tables import Source, read_source, tables

OMNIPATH = (
    "source target source_genesymbol target_genesymbol is_directed is_stimulation is_inhibition"
    " consensus_direction consensus_stimulation consensus_inhibition sources references curation_effort type"
).split()
RAISES, LOWERS = "biolink:increases_expression_of", "biolink:decreases_expression_of"
AFFECTS = "biolink:affects_expression_of"


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


def written(folder: Path, *lines: str, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def said(source: Source) -> list[tuple[object, ...]]:
    return source.statements.select("predicate", "reference").rows()


SIGNS = [
    ("1\t1\t0", ["biolink:entity_positively_regulates_entity"]),
    ("1\t0\t1", ["biolink:entity_negatively_regulates_entity"]),
    (
        "1\t1\t1",
        ["biolink:entity_positively_regulates_entity", "biolink:entity_negatively_regulates_entity"],
    ),
    ("TRUE\tFALSE\tFALSE", ["biolink:regulates"]),
    ("0\t0\t0", ["biolink:physically_interacts_with"]),
    ("1\tnot\t1.0", ["biolink:entity_negatively_regulates_entity"]),
    ("1\tY\tnone", ["biolink:entity_positively_regulates_entity"]),
    ("NA\ton\tNA", ["biolink:entity_positively_regulates_entity"]),
    ("not\t1\t0", ["biolink:physically_interacts_with"]),
]


@pytest.mark.parametrize(("signs", "predicates"), SIGNS)
def test_two_columns_give_one_sign_two_or_none(
    tmp_path: Path, grounding: Grounding, signs: str, predicates: list[str]
) -> None:
    row = f"Q53EL6\tP04637\tPDCD4\tTP53\t{signs}\t1\t1\t0\tX\tSIGNOR:10012;X:10034;Y\t2\tpost_translational"
    source = read_source("omnipath", written(tmp_path, "\t".join(OMNIPATH), row), grounding=grounding)
    assert source.statements["predicate"].unique(maintain_order=True).to_list() == predicates
    papers = set(source.statements.select("reference", "aggregator").rows())
    assert papers == {("PMID:10012", "SIGNOR"), ("PMID:10034", "X")}
    assert set(source.statements["subject"]) == {"HGNC:8763"}
    told = {event.kind for event in source.report.events}
    assert (EventKind.SIGNS_BOTH in told) == (len(predicates) == 2)


def test_a_sign_of_collectri_counts_where_papers_decided_it(tmp_path: Path, grounding: Grounding) -> None:
    file = written(
        tmp_path,
        '"source","target","weight","TF.category","resources","PMID","sign.decision"',
        '"TP53","PDCD4",1,"dbTF","ExTRI","1;2","PMID"',
        '"TP53","PDCD4",1,"dbTF","ExTRI","3","default activation"',
        '"TP53","PDCD4",-1,"dbTF","ExTRI","4","regulon"',
        '"NFKB","hsa-miR-21-5p",-1,"dbTF","ExTRI","5","PMID"',
    )
    source = read_source("omnipath", file, grounding=grounding)
    assert said(source) == [
        (RAISES, "PMID:1"),
        (RAISES, "PMID:2"),
        (AFFECTS, "PMID:3"),
        (AFFECTS, "PMID:4"),
        (LOWERS, "PMID:5"),
    ]
    assert source.event(EventKind.SIGN_ASSUMED) == (2, ["TP53 -> PDCD4"])
    last = source.statements.row(-1, named=True)
    assert (last["subject"], last["object"]) == ("unresolved:group-NFKB", "mirbase.mature:MIMAT0000076")
    assert source.node("unresolved:group-NFKB")["category"] == "MolecularGroup"


def test_without_decisions_a_plus_of_one_paper_is_not_believed(tmp_path: Path) -> None:
    rows = ("A,B,1,1;2", "A,C,1,3", "A,D,-1,4")
    source = read_source("omnipath", written(tmp_path, "source,target,weight,PMID", *rows))
    assert [row[0] for row in said(source)] == [RAISES, RAISES, AFFECTS, LOWERS]


def test_a_paper_that_was_taken_for_a_measurement_is_read(tmp_path: Path) -> None:
    rows = ("TP53,PDCD4,-1,15183720.0;20493910.00", "TP53,BBC3,1,20493910.0")
    source = read_source("omnipath", written(tmp_path, "source,target,weight,PMID", *rows))
    lowers = [(LOWERS, "PMID:15183720"), (LOWERS, "PMID:20493910")]
    assert said(source) == [*lowers, (AFFECTS, "PMID:20493910")]  # a plus of one paper, not of two


def test_dorothea_gives_plus_where_it_knows_nothing(tmp_path: Path) -> None:
    rows = ("A,A,B,1", "A,C,C,-1", "A,D,D,-1", "A,E,E,1")
    source = read_source("omnipath", written(tmp_path, "tf,confidence,target,mor", *rows))
    assert source.statements.select("predicate", "evidence_type", "locator").rows() == [
        (AFFECTS, "msc:database_record", "confidence A"),
        (LOWERS, "msc:high_throughput_weak", "confidence C"),
    ]
    assert source.event(EventKind.ONLY_INFERRED)[0] == 2


def test_trrust_has_no_header_and_words_for_signs(tmp_path: Path, grounding: Grounding) -> None:
    rows = (
        "TP53\tPDCD4\tActivation\t15183720",
        "TP53\tPDCD4\tRepression\t1;2",
        "TP53\tBBC3\tUnknown\t20493910",
    )
    source = read_source("omnipath", written(tmp_path, *rows, name="trrust.tsv"), grounding=grounding)
    assert said(source) == [
        (RAISES, "PMID:15183720"),
        (LOWERS, "PMID:1"),
        (LOWERS, "PMID:2"),
        (AFFECTS, "PMID:20493910"),
    ]
    mouse = read_source("omnipath", written(tmp_path, *rows, name="trrust.mouse.tsv"), grounding=grounding)
    assert set(mouse.statements["species"]) == {"NCBITaxon:10090"}
    assert not mouse.statements["subject"].str.starts_with("HGNC:").any()


def test_complexes_keep_their_members_in_their_name(tmp_path: Path) -> None:
    row = "COMPLEX:P01106_P61244\tP04637\tMYC_MAX\tTP53\t1\t1\t0\t1\t1\t0\tX\tX:1\t1\ttranscriptional"
    source = read_source("omnipath", written(tmp_path, "\t".join(OMNIPATH), row, name="x.tsv"))
    assert said(source) == [(RAISES, "PMID:1")]
    node = source.node("COMPLEX:P01106_P61244")
    assert (node["category"], node["label"]) == ("MolecularGroup", "MYC_MAX")


def test_what_is_no_regulation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="it has no sign"):
        read_source("omnipath", written(tmp_path, "source,target", "A,B"))
    with pytest.raises(BadRow, match=":2: column 'weight': 'x' is no sign"):
        read_source("omnipath", written(tmp_path, "source,target,weight,PMID", "A,B,x,1"))
    for column, cells in (("is_stimulation", "-1,0"), ("is_inhibition", "0,perhaps")):
        file = written(tmp_path, "source,target,is_stimulation,is_inhibition", f"A,B,{cells}")
        with pytest.raises(BadRow, match=f":2: column '{column}': '[^']*' is neither yes nor no"):
            read_source("omnipath", file)
    with pytest.raises(BadRow, match="it has no target"):
        read_source("omnipath", written(tmp_path, "source,target,weight,PMID", "A,,1,1"))


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("PMC:12345", [("PMC:PMC12345", None)]),
        ("SIGNOR:PMC:12345;TRRUST:PMC99", [("PMC:PMC12345", "SIGNOR"), ("PMC:PMC99", "TRRUST")]),
        ("DOI:10.1000/X; SIGNOR:7686617.0", [("DOI:10.1000/x", None), ("PMID:7686617", "SIGNOR")]),
        ("https://pubmed.ncbi.nlm.nih.gov/7686617", [("PMID:7686617", None)]),
        ("7686617/8875929", [("PMID:7686617", None), ("PMID:8875929", None)]),
        ("['7686617', '8875929']", [("PMID:7686617", None), ("PMID:8875929", None)]),
        ("KEGG:7686617,8875929|SPIKE:11", [("PMID:7686617", "KEGG"), ("PMID:8875929", None)]),
        ("arXiv:2101", [("arXiv:2101", None)]),
        ("PMID:11;PMID:11", [("PMID:11", None)]),
    ],
)
def test_what_names_a_paper_is_no_part_of_it(
    tmp_path: Path, text: str, papers: list[tuple[str, str | None]]
) -> None:
    source = read_source("omnipath", written(tmp_path, "source\ttarget\tmor\tPMID", f"A\tB\t-1\t{text}"))
    assert source.statements.select("reference", "aggregator").rows() == papers


@pytest.mark.parametrize("text", ["source,target,weight\nA,B,-1", "source,target,weight,PMID\nA,B,-1,"])
def test_a_row_without_papers_is_a_record(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text)
    assert read_source("omnipath", file).statements.select("reference", "locator").row(0) == (None, None)
    with msc_graph.load() as graph:
        assert graph.add(file, "omnipath").changed


@pytest.mark.parametrize("mouse", ["10090", "10090.0", "NCBITaxon:10090", "taxon:10090", "mouse"])
def test_no_species_becomes_human(tmp_path: Path, grounding: Grounding, mouse: str) -> None:
    header = "source,target,is_stimulation,is_inhibition,ncbi_tax_id_source,ncbi_tax_id_target"
    rows = (f"PTEN,PDCD4,1,0,{mouse},{mouse}", "PTEN,PDCD4,1,0,yeti,yeti", "TP53,PDCD4,1,0,,NA")
    source = read_source("omnipath", written(tmp_path, header, *rows), grounding=grounding)
    assert source.statements["species"].to_list() == ["NCBITaxon:10090", None, "NCBITaxon:9606"]
    assert [name.startswith("HGNC:") for name in source.statements["object"]] == [False, False, True]
    assert source.event(EventKind.SPECIES_UNKNOWN) == (1, ["yeti"])


@pytest.mark.shared_data
def test_the_real_samples() -> None:
    folder = SHARED / "data/sources"
    collectri = read_source("omnipath", folder / "collectri/collectri_dev.csv")
    assert collectri.statements.filter(pl.col("predicate") == AFFECTS).height > 1_000
    trrust = read_source("omnipath", folder / "trrust/trrust_rawdata.mouse.part.tsv")
    signs = trrust.statements.unique(["subject", "object", "predicate"])["predicate"].value_counts()
    assert dict(signs.iter_rows()) == {RAISES: 727, LOWERS: 376, AFFECTS: 669}
