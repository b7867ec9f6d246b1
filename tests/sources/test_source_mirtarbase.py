"""miRTarBase. The small tables are of our own making, in the layouts of the mouse and human files."""

from __future__ import annotations

import gzip
import time
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from msc_graph.errors import BadRow, FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.grounding.lookup import Grounding
from tests.conftest import SHARED
from tests.helpers.source_tables import read_source, tables

MOUSE = "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene),"
HUMAN = MOUSE.replace("Entrez ID", "Entrez Gene ID")
REST = "Experiments,Support Type,References (PMID)"
ROWS = [
    "MIRT1,hsa-miR-21-5p,Homo sapiens,PDCD4,27250,Homo sapiens,Luciferase reporter assay//qRT-PCR,"
    "Functional MTI,17991735",
    "MIRT1,hsa-miR-21-5p,Homo sapiens,PDCD4,27250,Homo sapiens,HITS-CLIP,Functional MTI (Weak),23824327",
    "MIRT2,hsa-miR-150-5p,Homo sapiens,TP53,7157,Homo sapiens,Western blot,Non-Functional MTI,1",
    "MIRT3,hsa-miR-9999,Homo sapiens,TP53,7157,Homo sapiens,qRT-PCR,Functional MTI,2",
    "MIRT4,mmu-miR-155-5p,Mus musculus,Sp1x,,Mus musculus,Immunoblot,Functional MTI,3",
    'MIRT5,hsa-miR-21-5p,Homo sapiens,PDCD4,27250,Homo sapiens,"5""RACE, ELISA",Functional MTI (Weak),',
]


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


def table(folder: Path, *rows: str, header: str = HUMAN + REST, name: str = "hsa_MTI.csv") -> Path:
    path = folder / name
    content = "\n".join([header, *rows, ""]).encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def workbook(path: Path, *rows: str) -> Path:
    """A workbook with numbers as numbers, as spreadsheets keep them."""
    book = openpyxl.Workbook()
    for row in (HUMAN + REST, *rows):
        cells = row.replace('"5""RACE, ELISA"', "5RACE").split(",")
        book.active.append([int(c) if c.isdigit() else c or None for c in cells])
    book.save(path)
    return path


def test_other_sheets_of_a_workbook_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", *ROWS[:1])
    book = openpyxl.load_workbook(path)
    notes, hidden, more = (
        book.create_sheet(name, place) for name, place in zip("ahz", (0, 1, 3), strict=True)
    )
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    more.append(HUMAN.split(","))
    book.save(path)
    source = read_source("mirtarbase", path)  # the empty sheet and the hidden one are left out
    assert source.statements.height == 1
    assert source.event(EventKind.SHEETS_NOT_READ) == (1, ["z"])
    notes.append(["read me"])
    book.save(path)
    with pytest.raises(FileRefused, match="Other sheets of the workbook are 'Sheet', 'z'; put the one"):
        read_source("mirtarbase", path)


def test_marks_that_nobody_sees_make_no_other_name(tmp_path: Path, grounding: Grounding) -> None:
    row = ROWS[0].replace("miR-21", "miR\u200b-21").replace("PDCD4,27250", "PDCD4\u200b,")
    source = read_source("mirtarbase", table(tmp_path, row), grounding=grounding)
    assert source.statements.select("subject", "object").row(0) == (
        "mirbase.mature:MIMAT0000076",
        "HGNC:8763",
    )
    assert source.event(EventKind.UNSEEN_MARKS)[0] == 2


@pytest.mark.parametrize("header", ["\ufeff" + MOUSE + REST, HUMAN + REST])
@pytest.mark.parametrize("name", ["x_MTI.csv", "x_MTI.csv.gz", "x_MTI.xlsx"])
def test_a_row_is_a_papers_evidence(tmp_path: Path, grounding: Grounding, header: str, name: str) -> None:
    file = (
        workbook(tmp_path / name, *ROWS)
        if name.endswith("xlsx")
        else table(tmp_path, *ROWS, header=header, name=name)
    )
    source = read_source("mirtarbase", file, grounding=grounding)
    rows = source.statements
    assert rows["predicate"].unique().to_list() == ["msc:targets"]
    assert rows["subject"].to_list() == [
        "mirbase.mature:MIMAT0000076",
        "mirbase.mature:MIMAT0000076",
        "mirbase.mature:MIMAT0000451",
        "unresolved:microrna-hsa-miR-9999",
        "mirbase.mature:MIMAT0000165",
        "mirbase.mature:MIMAT0000076",
    ]
    assert rows["object"].to_list() == [
        *("HGNC:8763", "HGNC:8763", "HGNC:11998", "HGNC:11998"),
        "unresolved:gene-mmu-Sp1x",
        "HGNC:8763",
    ]
    assert rows["evidence_type"].to_list() == [
        "ECO:0000049",
        "msc:high_throughput_weak",
        "ECO:0000049",
        None,  # functional, but neither reporter nor blot
        "ECO:0000049",
        "msc:high_throughput_weak",
    ]
    assert rows["direction"].to_list() == ["supports", "supports", "refutes", *["supports"] * 3]
    assert rows["reference"].to_list() == [
        "PMID:17991735",
        "PMID:23824327",
        *("PMID:1", "PMID:2", "PMID:3"),
        None,
    ]
    assert rows["species"].to_list() == [*["NCBITaxon:9606"] * 4, "NCBITaxon:10090", "NCBITaxon:9606"]
    assert rows["locator"][0] == "MIRT1; Luciferase reporter assay//qRT-PCR"


def test_nodes_have_labels_cross_references_and_marks(tmp_path: Path, grounding: Grounding) -> None:
    source = read_source("mirtarbase", table(tmp_path, *ROWS), grounding=grounding)
    gene = source.node("HGNC:8763")
    assert (gene["category"], gene["label"], gene["xrefs"]) == ("Gene", "PDCD4", ["NCBIGene:27250"])
    assert source.node("mirbase.mature:MIMAT0000076")["label"] == "hsa-miR-21-5p"
    assert source.node("unresolved:microrna-hsa-miR-9999")["grounding"] == "unknown"
    assert source.node("unresolved:gene-mmu-Sp1x")["grounding"] == "unknown"
    assert source.event(EventKind.NAME_NOT_FOUND, kind="microrna") == (1, ["hsa-miR-9999"])
    assert source.event(EventKind.GENE_WITHOUT_NUMBER) == (1, ["Sp1x"])


def test_a_human_symbol_without_a_number_is_looked_up(tmp_path: Path, grounding: Grounding) -> None:
    rows = [ROWS[0].replace("PDCD4,27250", f"{symbol},") for symbol in ("p53", "PUMA2", "NOSUCH")]
    source = read_source("mirtarbase", table(tmp_path, *rows), grounding=grounding)
    assert source.statements["object"].to_list() == [
        "HGNC:11998",
        "unresolved:gene-hsa-PUMA2",
        "unresolved:gene-hsa-NOSUCH",
    ]
    assert source.node("unresolved:gene-hsa-PUMA2")["grounding"] == "ambiguous"
    assert source.node("unresolved:gene-hsa-NOSUCH")["grounding"] == "unknown"
    assert source.node("HGNC:11998")["synonyms"] == ["p53"]


def test_what_lacks_is_told(tmp_path: Path, grounding: Grounding) -> None:
    source = read_source("mirtarbase", table(tmp_path, *ROWS), grounding=grounding)
    assert source.event(EventKind.RECORD_WITHOUT_PUBMED) == (1, ["MIRT5"])


def test_without_tables_names_are_kept_and_the_report_says_so(tmp_path: Path) -> None:
    source = read_source("mirtarbase", table(tmp_path, ROWS[0]))
    assert source.statements.row(0)[:2] == ("unresolved:microrna-hsa-miR-21-5p", "NCBIGene:27250")
    assert source.event(EventKind.NAME_WITHOUT_TABLE) == (1, ["hsa-miR-21-5p"])


def test_a_human_gene_said_to_be_of_another_species_is_told(tmp_path: Path, grounding: Grounding) -> None:
    mouse = ROWS[0].replace("hsa-miR-21-5p,Homo sapiens", "mmu-miR-155-5p,Mus musculus")
    rows = [ROWS[0], ROWS[4], *[mouse.replace("27250,Homo sapiens", "27250,Mus musculus")] * 2]
    source = read_source("mirtarbase", table(tmp_path, *rows), grounding=grounding)
    told = source.event(EventKind.GENE_OF_HUMANS)
    assert told == (2, ["PDCD4 (NCBIGene:27250, Mus musculus)"])
    assert source.statements["object"].to_list().count("HGNC:8763") == 3
    alone = read_source("mirtarbase", table(tmp_path, *rows))  # nobody can know without the tables
    assert EventKind.GENE_OF_HUMANS not in {event.kind for event in alone.report.events}


def test_earlier_and_short_names_are_told(tmp_path: Path, grounding: Grounding) -> None:
    rows = [ROWS[0].replace("hsa-miR-21-5p", name) for name in ("hsa-miR-21", "miR-21")]
    source = read_source("mirtarbase", table(tmp_path, *rows), grounding=grounding)
    assert source.event(EventKind.NAME_BY_EARLIER_NAME) == (1, ["hsa-miR-21 -> hsa-miR-21-5p"])
    count, (example,) = source.event(EventKind.NAME_AMBIGUOUS)
    assert (count, example[:7]) == (1, "miR-21:")
    assert source.node("unresolved:microrna-hsa-miR-21")["grounding"] == "ambiguous"
    source = read_source(
        "mirtarbase", table(tmp_path, *rows), grounding=grounding, options={"armless": "previous"}
    )
    assert source.statements["subject"].unique().to_list() == ["mirbase.mature:MIMAT0000076"]


BAD = [
    (ROWS[0].replace("17991735", "seventeen"), "References (PMID)", "seventeen"),
    (ROWS[0].replace("27250", "PDCD4"), "Target Gene (Entrez Gene ID)", "PDCD4"),
    (ROWS[0].replace("Functional MTI", "Sure"), "Support Type", "Sure"),
    (ROWS[0].replace("hsa-miR-21-5p", ""), "microRNA", ""),
    (ROWS[0].replace("PDCD4,27250", ","), "target gene", ""),
    (ROWS[0].rpartition(",")[0], "8 cells", ""),
]


@pytest.mark.parametrize(("row", "said", "value"), BAD)
def test_a_bad_row_is_told_with_its_line_or_collected(
    tmp_path: Path, row: str, said: str, value: str
) -> None:
    file = table(tmp_path, ROWS[0], row, ROWS[1])
    with pytest.raises(BadRow) as caught:
        read_source("mirtarbase", file)
    assert (caught.value.path, caught.value.line) == (file, 3)
    assert said in str(caught.value)
    assert value in str(caught.value)
    source = read_source("mirtarbase", file, keep_going=True)
    assert source.statements.height == 2
    assert [bad.line for bad in source.report.bad_rows] == [3]


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    cases: list[tuple[str, bytes, str]] = [
        ("a.csv", b"x,y\n1,2\n", "header lacks"),
        ("b.csv", (HUMAN + REST).replace(",", "\t").encode() + b"\na,b\n", "9"),
        ("c.csv", b"", "empty"),
        ("d.csv.gz", gzip.compress("\n".join([HUMAN + REST, *ROWS]).encode(), mtime=0)[:-30], "cut off"),
        ("e.xlsx", b"PK nonsense", "no XLSX"),
        ("f.xlsx", (HUMAN + REST).encode(), "no XLSX"),
    ]
    for name, content, message in cases:
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises((FileRefused, BadRow), match=message):
            read_source("mirtarbase", file)
    bad = tmp_path / "g.csv"
    bad.write_bytes(
        (HUMAN + REST + "\n" + ROWS[0] + "\n").encode() + ROWS[1].encode().replace(b"HITS", b"\xff")
    )
    with pytest.raises(BadRow, match=":3:.*UTF-8"):
        read_source("mirtarbase", bad)


def test_an_unknown_value_of_an_option_is_refused(tmp_path: Path) -> None:
    file = table(tmp_path, *ROWS)
    with pytest.raises(UsageError, match="'maybe'"):
        read_source("mirtarbase", file, options={"armless": "maybe"})


def test_a_workbook_without_openpyxl_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from msc_graph.errors import MissingPart

    file = workbook(tmp_path / "x.xlsx", *ROWS)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingPart, match="pip install openpyxl") as caught:
        read_source("mirtarbase", file)
    assert caught.value.exit_code == 4


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from msc_graph.sources.readers import xlsx_rows

    monkeypatch.setattr(xlsx_rows, "FREE_BYTES", 1000)
    file = tmp_path / "x.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", "a" * 1_000_000)
    with pytest.raises(FileRefused, match="as traps do"):
        read_source("mirtarbase", file)


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (
            '<row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>x</t></is></c></row>',
            "too far apart",
        ),
        ("<row r='20000000'/>", "too far apart"),
        ('<row r="2">' + '<c r="C2"/>' * 20_000 + "</row>", "more than 16,384 cells"),
        ("<row r='2'>" + "<x:c/>" * 20_000 + "</row>", "more than 16,384 cells"),
    ],
    ids=["row", "quotes", "cells", "prefix"],
)
def test_rows_that_no_sheet_has_are_refused(tmp_path: Path, second: str, problem: str) -> None:
    """What is missing before a row is made, and so is each cell: for ever, and gigabytes."""
    file = workbook(tmp_path / "whole.xlsx", *ROWS)
    bomb = tmp_path / "x.xlsx"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in whole.namelist():
            text = whole.read(part).decode()
            archive.writestr(part, text.replace("</sheetData>", f"{second}</sheetData>"))
    assert "sheetData" in zipfile.ZipFile(bomb).read("xl/worksheets/sheet1.xml").decode()
    with pytest.raises(FileRefused, match=problem):
        read_source("mirtarbase", bomb)


def with_parts(whole: Path, path: Path, parts: dict[str, str]) -> Path:
    """Write a workbook again with other parts, or more."""
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = {part: old.read(part).decode() for part in old.namelist()}
        for part, text in (kept | parts).items():
            archive.writestr(part, text)
    return path


@pytest.mark.parametrize(
    ("part", "text", "free"),
    [
        ("xl/sharedStrings.xml", "<si><t/></si>", "FREE_TAGS"),
        ("xl/sharedStrings.xml", "<x/>", "FREE_TAGS"),
        ("xl/strings.bin", "<si><t/></si>", "FREE_TAGS"),
        ("xl/sharedStrings.xml", "<si><t>0123</t></si>", "FREE_BYTES"),
    ],
)
def test_more_shared_texts_than_cells_show_are_refused_before_they_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, text: str, free: str
) -> None:
    from msc_graph.sources.readers import xlsx_rows

    monkeypatch.setattr(xlsx_rows, free, 10_000)
    monkeypatch.setattr(xlsx_rows, "MAX_RATIO", 10**6)
    monkeypatch.setattr(xlsx_rows, "LONGEST_TEXT", 10)
    monkeypatch.setattr(xlsx_rows, "_rows", lambda *_: pytest.fail("the texts were made"))
    whole = workbook(tmp_path / "whole.xlsx", *ROWS)
    bomb = with_parts(whole, tmp_path / "x.xlsx", {part: f"<sst>{text * 10_001}</sst>"})
    with pytest.raises(FileRefused, match="more text than all cells show"):
        read_source("mirtarbase", bomb)


def test_a_workbook_with_many_formulas_is_read(tmp_path: Path) -> None:
    """The part that lists its formulas has cells and no rows."""
    whole = workbook(tmp_path / "whole.xlsx", *ROWS)
    chain = "".join(f'<c r="J{row}" i="1"/>' for row in range(20_000))
    file = with_parts(whole, tmp_path / "x.xlsx", {"xl/calcChain.xml": f"<calcChain>{chain}</calcChain>"})
    assert read_source("mirtarbase", file).statements.equals(read_source("mirtarbase", whole).statements)


@pytest.mark.shared_data
def test_the_mouse_file_is_read_whole_and_fast() -> None:
    start = time.process_time()
    source = read_source("mirtarbase", SHARED / "data/mirtarbase/mmu_MTI.csv.gz")
    assert time.process_time() - start < 50
    assert source.statements.height == 49_830
    counts = source.statements.group_by("evidence_type", "direction").len()
    found = {(row[0], row[1]): row[2] for row in counts.iter_rows()}
    assert found == {
        ("msc:high_throughput_weak", "supports"): 48_108,
        ("msc:high_throughput_weak", "refutes"): 21,
        ("ECO:0000049", "supports"): 1_620,
        ("ECO:0000049", "refutes"): 74,
        (None, "supports"): 7,
    }
    ends = pl.concat([source.statements["subject"], source.statements["object"]]).unique()
    assert set(ends) <= set(source.nodes["id"])
    assert source.nodes["id"].is_unique().all()
