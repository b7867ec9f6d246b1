"""Rows that cannot be used, as they stand in the file. The files are of our own making."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.sources.report import escaped
from tests.helpers.source_tables import read_source
from tests.sources.test_source_mirtarbase import HUMAN, REST, ROWS

PAIRS = {"subject": "s", "predicate": "p", "object": "o"}


def restored(text: str) -> bytes:
    """The bytes of an escaped row, by the rules that ``docs/errors.md`` gives."""
    short = {b"\\": b"\\", b"t": b"\t", b"n": b"\n", b"r": b"\r"}
    return re.sub(
        rb"\\(?:x([0-9a-f]{2})|(.))",
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else short[found[2]],
        text.encode(),
    )


@given(st.binary())
def test_nothing_is_lost_and_a_row_stays_on_one_line(data: bytes) -> None:
    text = escaped(data)
    assert restored(text) == data
    assert not set(text) & set("\t\r\n\0")


def mirtarbase(row: str) -> bytes:
    return "\n".join([HUMAN + REST, ROWS[0], row, ROWS[1], ""]).encode()


MANY_LINES = ROWS[0].replace("PDCD4,27250", '"PD\tCD""4\n\r\n","27\\250"')
ODD_QUOTES = ROWS[0].replace("PDCD4,27250", 'PD"CD4,27\\250')
EDGE = '{"source_id": ["Gene", 1],\n "target_id": ["Planet",  2], "kind": "interacts"}'
MECHANISM = '{"graph":  {"_id": "x"}, "nodes": [], "links": 3}'


@pytest.mark.parametrize(
    ("format_name", "name", "content", "options", "line", "column", "row"),
    [
        ("mirtarbase", "a.csv", mirtarbase(MANY_LINES), {}, 3, "Target Gene (Entrez Gene ID)", MANY_LINES),
        ("mirtarbase", "a.csv", mirtarbase(ODD_QUOTES), {}, 3, "Target Gene (Entrez Gene ID)", ODD_QUOTES),
        ("mirtarbase", "a.csv", mirtarbase("a,b\t,c"), {}, 3, "", "a,b\t,c"),
        ("mirtarbase", "a.csv.gz", gzip.compress(mirtarbase("a,b")), {}, 3, "", "a,b"),
        ("table", "a.tsv", b"s\tp\to\nA:1\tb:c\tB:1\nx\xff\tb:c\t\r\n", PAIRS, 3, "", b"x\xff\tb:c\t"),
        ("table", "a.tsv", b"s\tp\to\r\nA:1\tb:c\t B\r\n", PAIRS, 2, "o", b"A:1\tb:c\t B"),
        ("kgx", "a.tsv", b"id\tname\nnone\ta  b\\\n", {}, 2, "id", "none\ta  b\\"),
        ("kgx", "a.jsonl", b'{"id": "A:1"}\n{"id":"none" ,  "n": "\\t"}\n', {}, 2, "id", None),
        ("kgx", "a.json", b'{"nodes": [{"id": "A:1"}, {"id":  "none"}]}', {}, 1, "id", '{"id":  "none"}'),
        ("kgx", "a.json", b'{"nodes": [\n"x"]}', {}, 2, "", '"x"'),
        ("hetionet", "a.json", f'{{"edges": [\n{EDGE}]}}'.encode(), {}, 2, "", EDGE),
        ("hetionet", "n.tsv", b"id\tname\tkind\nX::1\ta\tX\n", {}, 2, "id", "X::1\ta\tX"),
        ("drugmechdb", "a.jsonl", MECHANISM.encode(), {}, 1, "", MECHANISM),
        ("drugmechdb", "a.json", f"[\n {MECHANISM}\n]".encode(), {}, 2, "", MECHANISM),
        ("drugmechdb", "a.yaml", b"- {graph: 1,  nodes: 2}\n", {}, 1, "", "{graph: 1,  nodes: 2}"),
        ("clinicaltrials", "a.jsonl", b'{"NCTId":  ["1"]}', {}, 1, "", '{"NCTId":  ["1"]}'),
        ("evmirna", "a.csv", b"miRNA,RUN1,RUN2\nhsa-miR-1,1,-2\n", {}, 2, "RUN2", "hsa-miR-1,1,-2"),
    ],
)
def test_a_bad_row_is_kept_as_it_stands(
    tmp_path: Path,
    format_name: str,
    name: str,
    content: bytes,
    options: dict[str, str],
    line: int,
    column: str,
    row: str | bytes | None,
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    source = read_source(format_name, file, options=options, keep_going=True)
    (bad,) = source.report.bad_rows
    assert (bad.path, bad.line, bad.column) == (file, line, column)
    expected = content.splitlines()[line - 1] if row is None else row
    assert restored(bad.text) == (expected if isinstance(expected, bytes) else expected.encode())


def test_of_a_workbook_the_cells_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cells = [*ROWS[0].replace("27250", "a\tb").split(",")[:-1], 1]
    for row in ((HUMAN + REST).split(","), cells):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (bad,) = read_source("mirtarbase", tmp_path / "a.xlsx", keep_going=True).report.bad_rows
    assert (bad.line, bad.column) == (2, "Target Gene (Entrez Gene ID)")
    assert json.loads(restored(bad.text)) == [str(cell) for cell in cells]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_a_failed_formula_is_a_bad_row_with_its_cell(tmp_path: Path, error: str) -> None:
    book = openpyxl.Workbook()
    book.active.append((HUMAN + REST).split(","))
    book.active.append(ROWS[0].split(","))
    book.active["D2"] = error
    book.save(tmp_path / "a.xlsx")
    (bad,) = read_source("mirtarbase", tmp_path / "a.xlsx", keep_going=True).report.bad_rows
    assert (bad.line, f"its cell D2 shows the error {error}" in str(bad)) == (2, True)
