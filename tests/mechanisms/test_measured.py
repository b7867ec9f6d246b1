"""Measured profiles as people have them: what R, spreadsheets and Python write, and what the names mean."""

from __future__ import annotations

import csv
import gzip
import json
import math
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.errors import FileRefused, InputError, UsageError
from msc_graph.mechanisms.measured import Measured, Measurements, read_profile
from msc_graph.mechanisms.measured_names import MOST_OFFERED
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.mechanisms import REPORTS

DESEQ2 = """"","baseMean","log2FoldChange","lfcSE","stat","pvalue","padj"
"hsa-miR-21-5p",20311.5,2.31,0.21,11,1e-28,3e-26
"hsa-miR-146a-5p",88.1,-1.5,0.5,-3,0.003,NA
"hsa-miR-99999",0,NA,NA,NA,NA,NA
"""
"""The form of R's ``write.csv(as.data.frame(results(dds)))``: the names of the rows have no header."""
EDGER = """"logFC" "logCPM" "F" "PValue" "FDR"
"hsa-miR-21-5p" 2.31 14.2 99.1 1e-20 1e-18
"hsa-miR-146a-5p" -1.5 6.4 12 0.001 Inf
"""
"""The form of R's ``write.table(topTags(test))``: the header is one cell short."""


def pairs(read: Measurements) -> list[tuple[str, float]]:
    return [(row.name, row.value) for row in read.rows]


TWO = [("hsa-miR-21-5p", 2.31), ("hsa-miR-146a-5p", -1.5)]


def written(tmp_path: Path, content: str | bytes, name: str = "profile.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        DESEQ2,
        EDGER,
        EDGER.replace(" ", "\t"),
        DESEQ2.replace(",", "\t").replace('"', ""),
        "miRNA_ID,log2FoldChange\nhsa-miR-21-5p,2.31\nhsa-miR-146a-5p,-1.5\n",
        "logFC\tid\n2.31\thsa-miR-21-5p\n-1.5\thsa-miR-146a-5p\n",
        "Name;log2 Fold Change\nhsa-miR-21-5p;2,31\nhsa-miR-146a-5p;-1,5\n",
        '\ufeff"gene","log2(FC)"\r\n"hsa-miR-21-5p","2,31"\r\n"hsa-miR-146a-5p","-1,5"\r\n',
        "# made by a pipeline\nGene Symbol|x,lfc\nno,0\n".replace("|x", "")
        .replace("no,0\n", "")
        .replace("lfc\n", "lfc\nhsa-miR-21-5p,2.31\nhsa-miR-146a-5p,-1.5\n"),
        "hsa-miR-21-5p\t2.31\nhsa-miR-146a-5p\t-1.5\n",
        "# by a pipeline, today\n#miRNA,logFC\nhsa-miR-21-5p,2.31\nhsa-miR-146a-5p,-1.5\n",
        "##v1\n# gene\tTPM\tlogFC\n#---\nhsa-miR-21-5p\t8\t2.31\nhsa-miR-146a-5p\t7\t-1.5\n",
        "# gene, TPM\nname,logFC\nhsa-miR-21-5p,2.31\nhsa-miR-146a-5p,-1.5\n",
        "#name,logFC\nmiR-9-5p,\nhsa-miR-21-5p,2.31\nhsa-miR-146a-5p,-1.5\n",
        "sep=;\nName;logFC\nhsa-miR-21-5p;2,31\nhsa-miR-146a-5p;-1,5\n",
        "sep=\t\r\nName\tlogFC\r\nhsa-miR-21-5p\t2.31\r\nhsa-miR-146a-5p\t-1.5\r\n".encode("utf-16"),
        "基因,log2差异倍数\nhsa-miR-21-5p,2.31\nhsa-miR-146a-5p,-1.5\n".encode("gbk"),
        "名称\t数值\nhsa-miR-21-5p\t2.31\nhsa-miR-146a-5p\t-1.5\n".encode("utf-16"),
        gzip.compress(DESEQ2.encode(), mtime=0),
    ],
)
def test_what_programs_write_is_read(content: str | bytes, tmp_path: Path) -> None:
    assert pairs(read_profile(written(tmp_path, content))) == TWO


def test_a_workbook_is_read_with_names_of_rows_and_numbers_as_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        [None, "baseMean", "logFC"],
        ["hsa-miR-21-5p", 7, 2.31],
        ["hsa-miR-146a-5p", 8, -1.5],
        [],
        ["x"],
    ):
        book.active.append(row)
    book.save(tmp_path / "p.xlsx")
    read = read_profile(tmp_path / "p.xlsx")
    assert pairs(read) == TWO
    assert [(row.line, row.name, row.reason) for row in read.left_out] == [(5, "x", "missing")]


@pytest.mark.parametrize(
    "content",
    [
        "Supplementary Table S3. DE miRNAs\n\nname,log2FC,padj\na,2,0.1\nb,-1,0.2\n",
        "Table S3\nall of them\nname\tlog2FC\na\t2\nb\t-1\n",
        "Table S3;;\n;control;\nname;log2FC;padj\na;2,0;0,1\nb;-1,0;0,2\n",
        '!Series_title\t"x"\n!table_begin\n"ID_REF"\t"log2FC"\n"a"\t2\n"b"\t-1\n!table_end\n',
    ],
)
def test_what_stands_above_the_header_is_no_part_of_the_table(content: str, tmp_path: Path) -> None:
    name = "ID_REF" if "ID_REF" in content else None
    read = read_profile(written(tmp_path, content), name_column=name)
    assert pairs(read) == [("a", 2), ("b", -1)]
    assert read.kind == "log fold change"
    assert {row.reason for row in read.left_out} <= {"above_header"}


def test_titles_of_a_sheet_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Table S3"], [], ["name", "log2FC", "padj"], ["a", 2, 0.1]):
        book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    read = read_profile(tmp_path / "s.xlsx")
    assert pairs(read) == [("a", 2)]
    assert [(row.line, row.text, row.reason) for row in read.left_out] == [(1, "Table S3", "above_header")]


def test_a_formula_without_its_value_is_refused_with_its_cell(tmp_path: Path) -> None:
    """Programs that do not calculate write none; the name would be left out as one that has no value."""
    book = openpyxl.Workbook()
    for row in (["name", "logFC"], ["hsa-miR-21-5p", "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "p.xlsx")
    with pytest.raises(FileRefused, match=r"p\.xlsx:2: cell B2 of its sheet 'Sheet' holds a formula"):
        read_profile(tmp_path / "p.xlsx")


@pytest.mark.parametrize(
    "header",
    ["padj", "P.Value", "adj.P.Val", "p_val_adj", "FDR", "q-value", "p.adjust", "FDR q-val", "p", "校正P值"],
)
def test_p_values_are_no_amounts(header: str) -> None:
    frame = pl.DataFrame({"name": ["miR-21-5p"], header: [0.01]})
    with pytest.raises(InputError, match="p-values are no amounts"):
        read_profile(frame, value_column=header)


@pytest.mark.parametrize("header", ["PTEN", "-log10 padj", "quantity", "ppm", "PSM", "qPCR"])
def test_what_is_no_p_value_is_a_value(header: str) -> None:
    frame = pl.DataFrame({"name": ["miR-21-5p"], header: [3]})
    assert pairs(read_profile(frame, value_column=header)) == [("miR-21-5p", 3)]


@pytest.mark.parametrize(
    ("header", "cells", "values", "kind"),
    [
        ("TPM", ["1,234.5", "7"], [1234.5, 7], "amount"),
        ("RPM", ["1,234", "2,345"], [1234, 2345], "amount"),
        ("RPM", ["1.234,5", "7"], [1234.5, 7], "amount"),
        ("RPM", ["0,512", "2,345"], [0.512, 2.345], "amount"),
        ("logFC", ["1,204", "-2,333"], [1.204, -2.333], "log fold change"),
        ("差异倍数", ["4", "0.25"], [2, -2], "fold change"),
        ("FC", ["4", "-4"], [2, -2], "fold change"),
        ("logFC", ["4", "-4"], [4, -4], "log fold change"),
        ("value", ["-1", "1e3"], [-1, 1000], "value"),
    ],
)
def test_values_are_what_their_header_says(
    header: str, cells: list[str], values: list[float], kind: str, tmp_path: Path
) -> None:
    path = written(tmp_path, f"name\t{header}\na\t{cells[0]}\nb\t{cells[1]}\n", "p.tsv")
    read = read_profile(path)
    assert ([row.value for row in read.rows], read.kind) == (values, kind)


@pytest.mark.parametrize("header", ["-logFC", "\u2212log2FC", "- log2 fold change"])
def test_a_minus_before_a_header_turns_no_value_unseen(header: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no column of values"):
        read_profile(written(tmp_path, f"gene,{header}\nPTEN,2\n"))


def test_logarithms_that_are_called_ratios_are_refused(tmp_path: Path) -> None:
    """0.5 would halve what it raises."""
    with pytest.raises(FileRefused, match=r":3: FC: no fold change lies between -1 and 0"):
        read_profile(written(tmp_path, "gene,FC\nPTEN,0.5\nTP53,-0.3\n"))


def test_a_log_fold_change_is_taken_before_a_fold_change_and_before_an_amount(tmp_path: Path) -> None:
    path = written(tmp_path, "TPM,FC,gene,log2FC\n9,4,a,2\n")
    assert pairs(read_profile(path)) == [("a", 2)]
    assert pairs(read_profile(path, value_column="tpm")) == [("a", 9)]


@pytest.mark.parametrize("content", ["miR-21-5p\nmiR 24 3p\n", "miRNA\nmiR-21-5p\nmiR 24 3p\n"])
def test_names_alone_count_one_each(content: str, tmp_path: Path) -> None:
    read = read_profile(written(tmp_path, content, "names.txt"))
    assert pairs(read) == [("miR-21-5p", 1), ("miR 24 3p", 1)]
    assert read.kind == "names only"


def test_what_has_no_finite_value_is_left_out_and_told(tmp_path: Path) -> None:
    text = "name,log2FC\na,1\nb,NA\nc,inf\n,3\nd,\ne,-Inf\nf,nan\n"
    read = read_profile(written(tmp_path, text))
    assert pairs(read) == [("a", 1)]
    assert [(row.line, row.reason) for row in read.left_out] == [
        (3, "missing"),
        (4, "infinite"),
        (5, "no_name"),
        (6, "missing"),
        (7, "infinite"),
        (8, "missing"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "there are no rows"),
        ("name,log2FC\n", "no rows below the header"),
        ("name;TPM\na;1.234\nb;1,5\n", ":3: TPM: a number is needed, not '1,5'"),
        ("name\tFC\na\t1.204,5\nb\t1.5\n", ":3: FC: a number is needed, not '1.5'"),
        ("name,TPM\na,1_000\n", ":2: TPM: a number is needed, not '1_000'"),
        ("name,FC\na,-2\nb,0.5\n", ":3: FC: no fold change lies between 0 and 1 where others are below -1"),
        ("name,|log2FC|\na,2\n", "no column of values"),
        (
            "name,FC,Regulation\na,3,up\nb,2,down\n",
            ":3: Regulation says 'down', and the value says the other",
        ),
        ("name,logFC,log2FC\na,1,2\n", "two columns of changes, log2FC and logFC, which differ"),
        ("name,log2FC\na,1,9\nb,2\n", ":2: it has 3 cells; the header has 2"),
        ('{"miR-21-5p": 2}', ":1: it is JSON, and no table"),
        ("<html><table>", ":1: it is HTML or XML, and no table"),
        ("thing,log2FC\na,1\n", ":1: no column of names: .*but the columns are thing, log2FC.*name_column"),
        ("name,much\na,1\n", ":1: no column of values: .*value_column"),
        ("a,1,2\nb,2,3\n", ":1: no column of values: .*but the table has no header. Write one"),
        ("# a, b\nmiR-21-5p,2\n", ":1: no column of names: .*but the columns are # a, b"),
        ("name,log2FC\na,high\n", ":2: log2FC: a number is needed, not 'high'"),
        ("name,abundance\na,-1\n", ":2: abundance: it cannot be below 0"),
        (b"name,log2FC\n\xff\xff,1\n", "not UTF-8, UTF-16 or GBK"),
        (b"\xd0\xcf\x11\xe0old", "old kind"),
        (b"PK\x03\x04 no book", "no XLSX workbook"),
    ],
)
def test_a_bad_file_is_refused_and_the_line_is_named(text: str | bytes, problem: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=problem):
        read_profile(written(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        read_profile(tmp_path / "none.csv")


FRAME = {"log2FoldChange": [2.31, -1.5], "padj": [0.1, float("nan")]}


@pytest.mark.parametrize(
    "table",
    [
        dict(TWO),
        TWO,
        [Measured(*pair) for pair in TWO],
        pd.Series(dict(TWO)),
        pd.DataFrame(FRAME, index=[name for name, _ in TWO]),
        pd.DataFrame({"miRNA": [name for name, _ in TWO], **FRAME}),
        pl.DataFrame({"miRNA": [name for name, _ in TWO], **FRAME}),
    ],
)
def test_what_python_has_is_read(table: Any) -> None:
    assert pairs(read_profile(table)) == TWO


def test_a_quote_that_does_not_end_costs_its_line(tmp_path: Path) -> None:
    read = read_profile(written(tmp_path, 'miRNA,log2FC\n"miR-9-5p,2\n'))
    assert [(row.line, row.reason) for row in read.left_out] == [(2, "missing")]


def test_columns_of_one_name_and_numbers_beyond_doubles_are_read() -> None:
    twice = pd.DataFrame([["miR-21-5p", 2.0, 2.0]], columns=["miRNA", "log2FC", "log2FC"])
    assert pairs(read_profile(twice)) == [("miR-21-5p", 2.0)]
    assert pairs(read_profile({"miR-21-5p": 2, "miR-9-5p": 10**400})) == [("miR-21-5p", 2.0)]


def test_names_from_python_count_one_each_and_other_things_are_refused() -> None:
    assert (
        pairs(read_profile(["a", "b"])) == pairs(read_profile(pl.Series(["a", "b"]))) == [("a", 1), ("b", 1)]
    )
    for wrong in (3, b"a,1", [("a", 1, 2)], [(1, 2)]):
        with pytest.raises(InputError, match="it must be"):
            read_profile(wrong)
    with pytest.raises(InputError, match="no column of values"):
        read_profile(pd.DataFrame({"name": ["a"], "much": [1]}))
    with pytest.raises(InputError, match=r"a number is needed, not 'high' \(row 1\)"):
        read_profile({"a": "high"})


spellings = st.text("abcmiR-0123456789", min_size=1, max_size=8).filter(
    lambda name: any(map(str.isalpha, name))
)
values = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(
    rows=st.lists(st.tuples(spellings, values), min_size=2, max_size=6),
    delimiter=st.sampled_from("\t;,"),
    row_names=st.booleans(),
    comma=st.booleans(),
)
def test_a_table_reads_back_however_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, float]],
    delimiter: str,
    row_names: bool,
    comma: bool,
) -> None:
    path = tmp_path_factory.mktemp("p") / "p.csv"
    decimal = comma and delimiter == ";"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["logFC", "FDR"] if row_names else ["name", "logFC", "FDR"])
        for name, value in rows:
            text = f"{value:.3f}"
            writer.writerow([name, text.replace(".", ",") if decimal else text, "x"])
    assert pairs(read_profile(path)) == rows


# names


def states(graph: KnowledgeGraph, table: Any, **options: Any) -> dict[str, str]:
    found = graph.profile(table, "Disease", permutations=1, **options)
    return {row.name: row.state for row in found.matching.rows}


def test_a_species_means_that_species_unless_orthologues_are_asked_for(curated: KnowledgeGraph) -> None:
    table = ["miR-21-5p", "mmu-miR-146a-5p", "rno-miR-223-3p", "dre-miR-126-3p", "mmu-miR-99999"]
    plain = states(curated, table)
    assert plain["miR-21-5p"] == "matched"
    assert {state for name, state in plain.items() if name != "miR-21-5p"} == {"unknown"}
    folded = states(curated, table, orthologs="human")
    assert folded["mmu-miR-146a-5p"] == folded["rno-miR-223-3p"] == "folded"
    assert folded["dre-miR-126-3p"] == folded["mmu-miR-99999"] == "unknown"
    with pytest.raises(UsageError, match="'human'"):
        curated.profile(["miR-21-5p"], "Disease", orthologs="mouse")


def test_a_name_without_an_arm_gets_none_unasked(curated: KnowledgeGraph) -> None:
    table = ["miR-21-5p", "hsa-miR-126", "hsa-mir-27a"]
    assert states(curated, table) == {
        "miR-21-5p": "matched",
        "hsa-miR-126": "no_arm",
        "hsa-mir-27a": "no_arm",
    }
    assert set(states(curated, table, any_arm=True).values()) == {"matched"}


def test_several_values_of_a_node_become_one_by_a_stated_rule(curated: KnowledgeGraph) -> None:
    table = [("miR-21-5p", 1.0), ("hsa-miR-21-5p", -4.0), ("miR-146a-5p", 2.0), ("miR-146a-5p", 3.0)]
    for rule, expected in (("mean", [-1.5, 2.5]), ("max", [-4, 3]), ("sum", [-3, 5])):
        found = curated.profile(table, "Disease", permutations=1, duplicates=rule)
        assert sorted(found.matching.values.values()) == sorted(expected)
    with pytest.raises(InputError, match=r"2 nodes have several values .*hsa-miR-21-5p.*miR-146a-5p"):
        curated.profile(table, "Disease", duplicates="error")
    with pytest.raises(UsageError, match="mean, max, sum, error"):
        curated.profile(table, "Disease", duplicates="least")


def test_the_share_of_names_and_of_the_amount_is_told(curated: KnowledgeGraph) -> None:
    found = curated.profile(
        {"miR-21-5p": 3.0, "miR-99999": -1.0, "x": float("nan")}, "Disease", permutations=1
    )
    assert found.matching.names_share == (1, 2)
    assert found.matching.amount_share == 0.75
    assert [name for name, _ in found.unmatched] == ["miR-99999", "x"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_values_that_are_all_zero_are_told_as_such(curated: KnowledgeGraph, lang: str) -> None:
    zero = curated.profile({"miR-21-5p": 0.0, "hsa-miR-21-5p": 0.0}, "Disease", permutations=1)
    words = in_language(REPORTS, lang)
    assert not zero.rows
    assert zero.notes(lang)[:2] == [words["all_zero"], words["named"].format(matched=2, names=2)]
    assert words["all_zero"] not in curated.profile({"PTGER4": 1.0}, "MicroRNA", permutations=1).notes(lang)


# the command line


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def deseq2(tmp_path: Path) -> str:
    return str(written(tmp_path, DESEQ2 + '"hsa-miR-126",9,1,1,1,1,1\n"mmu-miR-223-3p",9,1,1,1,1,1\n'))


@pytest.mark.parametrize(
    "table",
    [
        '"","log2FoldChange"\n"ENSG00000171862.18",2\n',
        "ensembl_gene_id\thgnc_symbol\tlogFC\nENSG00000171862\tPTEN\t2\n",
        "Protein IDs\tGene names\tLFQ intensity\nP60484;P60484-2\tPTEN\t2\n",
        "Accession,log2FC\nP60484,2\n",
    ],
)
def test_genes_and_proteins_go_by_symbol_or_accession(
    curated: KnowledgeGraph, tmp_path: Path, table: str
) -> None:
    found = curated.profile(written(tmp_path, table, "table.tsv" if "\t" in table else "t.csv"), "Disease")
    assert found.matching.values == {"HGNC:9588": 2.0}


@pytest.mark.parametrize(
    ("names", "of_mice"),
    [
        (["Tgfb1", "Pten", "Il10", "Tlr4"], ("Tgfb1", "Pten", "Il10", "Tlr4")),
        (["TGFB1", "PTEN", "miR-21-5p", "let-7b-5p", "Interleukin 10", "p53", "Akt", "Catalase"], ()),
    ],
)
def test_symbols_in_the_spelling_of_mice_are_told(
    curated: KnowledgeGraph, names: list[str], of_mice: tuple[str, ...]
) -> None:
    found = curated.profile(names, "Disease", permutations=5)
    assert len(found.matching.matched) == len(names)
    assert found.matching.of_mice == of_mice
    for lang in ("en", "zh"):
        said = in_language(REPORTS, lang)["of_mice"].partition("{")[0]
        assert (said in found.to_html(lang)) == bool(of_mice)


def test_what_became_of_each_name_is_a_table_and_a_line(deseq2: str, tmp_path: Path) -> None:
    matches = tmp_path / "matches.tsv"
    told = run("profile", deseq2, "Disease", "--permutations", "5", "--matches", str(matches))
    assert "2 of 4 names matched, 66 % of the measured amount" in told
    assert "no arm named: hsa-miR-126" in told and "not in the graph: mmu-miR-223-3p" in told
    assert "1 row left out: no value (1)" in told
    with matches.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["state"] for row in rows] == ["matched"] * 2 + [
        "left out",
        "no arm named",
        "not in the graph",
    ]
    assert rows[0]["id"] == "mirbase.mature:MIMAT0000076" and rows[0]["line"] == "2"
    assert "miR-126-3p" in rows[3]["reason"]
    run("profile", deseq2, "Disease", "--permutations", "5", "--lang", "zh", "--matches", str(matches))
    last = matches.read_text(encoding="utf-8").splitlines()[-1]
    assert "没有名为 'mmu-miR-223-3p' 的节点。" in last and "no node" not in last
    chinese = run("profile", deseq2, "Disease", "--permutations", "5", "--lang", "zh", "--orthologs", "human")
    assert "4 个名称中匹配 3 个" in chinese and "1 个小鼠或大鼠 microRNA" in chinese


def test_a_profile_is_written_with_what_was_measured(deseq2: str, tmp_path: Path) -> None:
    places = {kind: tmp_path / f"out.{kind}" for kind in ("graphml", "xlsx", "html", "json")}
    for place in places.values():
        run("profile", deseq2, "Disease", "--permutations", "5", "-o", str(place))
    graph = nx.read_graphml(places["graphml"])
    measured = {data["label"]: data["measured"] for _, data in graph.nodes(data=True) if "measured" in data}
    assert measured == {"miR-21-5p": 2.31, "miR-146a-5p": -1.5}
    assert any("score" in data and "p" in data for _, data in graph.nodes(data=True))
    sheet = openpyxl.load_workbook(places["xlsx"]).active
    header, first = list(sheet.iter_rows(values_only=True))[:2]
    assert header[:4] == ("id", "label", "score", "share") and isinstance(first[2], float)
    assert "miR-" in dict(zip(header, first, strict=True))["measured"]
    page = places["html"].read_text(encoding="utf-8")
    assert "<svg" in page and "<table" in page and "2.31" in page
    document = json.loads(places["json"].read_text(encoding="utf-8"))
    assert {part["value"] for row in document["rows"] for part in row["through"]} == {2.31, -1.5}
    assert math.isclose(sum(abs(row["share"]) for row in document["rows"]), 1)


@pytest.mark.parametrize(("order", "key"), [("score", 1), ("-score", -1)])
def test_targets_come_raised_or_lowered_first(curated: KnowledgeGraph, order: str, key: int) -> None:
    found = curated.profile(TWO, "Disease", permutations=5, sort=order, limit=1000)
    scores = [key * row.score for row in found]
    assert scores == sorted(scores, reverse=True)
    with pytest.raises(UsageError, match="-score"):
        curated.profile(TWO, "Disease", sort="name")


def test_a_number_larger_than_any_double_is_left_out_as_infinite() -> None:
    read = read_profile({"miR-21-5p": 10**400, "miR-24-3p": 2})
    assert [row.name for row in read.rows] == ["miR-24-3p"]
    assert [row.name for row in read.left_out] == ["miR-21-5p"]


def test_a_typographic_minus_is_a_minus(curated: KnowledgeGraph, tmp_path: Path) -> None:
    texts = {"ascii.csv": "-2.5", "typographic.csv": "\u22122.5"}
    for name, value in texts.items():
        (tmp_path / name).write_text(f"name,value\nmiR-21-5p,{value}\nmiR-24-3p,1\n", encoding="utf-8")
    found = [curated.profile(tmp_path / name, "Disease", permutations=10) for name in texts]
    assert [row.score for row in found[0].rows] == [row.score for row in found[1].rows]


def test_near_names_are_offered_to_the_first_unknown_ones(curated: KnowledgeGraph) -> None:
    """A table of all genes has thousands that a small graph lacks, and each takes milliseconds."""
    table = {"miR-21-5p": 1.0} | {f"miR-21-5q{number}": 1.0 for number in range(MOST_OFFERED + 50)}
    offered = [
        row.reason for row in curated.profile(table, "Disease").matching.rows if row.state == "unknown"
    ]
    assert ["Did you mean" in detail for detail in offered] == [True] * MOST_OFFERED + [False] * 50
