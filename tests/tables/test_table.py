"""Tables of plain values, in every form."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from msc_graph.errors import UnknownFormat
from msc_graph.tables.table import TEXT_FORMATS, Table
from msc_graph.tables.values import Value, harmless, one_line, value_text
from msc_graph.tables.writers import HTML_ROWS, defused

TABLE = Table.of(
    ["name", "n", "share", "yes", "day"],
    [["=A1|b", 7, 0.1 + 0.2, True, date(2022, 10, 6)], [None, -1, float("nan"), False, None]],
)


def test_csv_has_full_but_clean_numbers() -> None:
    assert TABLE.render("csv") == "name,n,share,yes,day\n=A1|b,7,0.3,true,2022-10-06\n,-1,NaN,false,\n"


def test_tsv_has_the_same_cells() -> None:
    assert TABLE.render("tsv").splitlines()[1] == "=A1|b\t7\t0.3\ttrue\t2022-10-06"


def test_json_keeps_numbers_and_truth_values() -> None:
    first, second = json.loads(TABLE.render("json"))
    assert first == {"name": "=A1|b", "n": 7, "share": 0.1 + 0.2, "yes": True, "day": "2022-10-06"}
    assert second == {"name": None, "n": -1, "share": "NaN", "yes": False, "day": None}


def test_bordered_text_counts_rows_in_both_languages() -> None:
    english, chinese = TABLE.render("table"), TABLE.render("table", lang="zh")
    assert english.removesuffix("2 rows\n") == chinese.removesuffix("2 行\n")
    assert "| =A1|b |  7 |   0.3 | true  | 2022-10-06 |" in english


def test_a_table_that_no_terminal_holds_is_told_row_by_row() -> None:
    wide = Table.of([f"column {n}" for n in range(12)], [["间充质干细胞 " * 5] * 11 + [None], ["b"] * 12])
    lines = wide.render("table", width=80).splitlines()
    assert lines[0] == "--- 1"
    assert lines[-1] == "2 rows"
    assert max(map(cell_len, lines)) <= 80
    assert "".join(lines).count("间充质干细胞") == 55
    assert not [line for line in lines[: lines.index("--- 2")] if line.startswith("column 11")]
    assert wide.render("table").startswith("+-")


@pytest.mark.parametrize("format_name", TEXT_FORMATS)
def test_a_table_without_columns_keeps_its_rows(format_name: str) -> None:
    written = Table.of([], [[]]).render(format_name)
    assert written.count("\n") > Table.of([], []).render(format_name).count("\n") or format_name == "json"
    assert format_name != "json" or json.loads(written) == [{}]


def test_html_is_escaped_and_cut() -> None:
    text = Table.of(["<a>"], [["<script>\x00\x1b\u202e"]] * (HTML_ROWS + 1))._repr_html_()
    assert not set(text) & set("\x00\x1b\u202e")
    assert "<script>" not in text
    assert "<a>" not in text
    assert text.count("<tr>") == HTML_ROWS + 1


def test_formats_that_there_are_not_are_told() -> None:
    with pytest.raises(UnknownFormat, match="table, csv, tsv, json, md, xlsx, parquet"):
        TABLE.to_bytes("xls")


def test_frames_have_the_values() -> None:
    polars = pytest.importorskip("polars")
    frame = TABLE.to_polars()
    assert frame.columns == list(TABLE.columns)
    assert frame["n"].to_list() == [7, -1]
    assert polars.read_parquet(io.BytesIO(TABLE.to_bytes("parquet")))["yes"].to_list() == [True, False]


def naive_formula(text: str) -> bool:
    """Return whether a spreadsheet might take a cell for a formula, told letter by letter."""
    if re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?%?|[-+](INF|inf)", text):
        return False
    bare = text.lstrip()
    return text[:1] in ("\t", "\r") or (len(bare) > 1 and bare[0] in "=+-@＝＋－＠")


@given(st.text("=+-@＝ \t\rA1.(", max_size=6))
def test_only_what_a_spreadsheet_runs_is_defused(text: str) -> None:
    assert defused(text) == ("'" + text if naive_formula(text) else text)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_csv_and_tsv_are_exact(rows: list[tuple[str, str]]) -> None:
    table = Table.of(["a", "b"], rows)
    assert [tuple(row) for row in csv.reader(io.StringIO(table.render("csv"), newline=""))][1:] == rows
    lines = table.render("tsv").removesuffix("\n").split("\n")[1:]
    unescape = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
    cells = [
        [re.sub(r"\\.", lambda found: unescape[found[0]], cell) for cell in line.split("\t")]
        for line in lines
    ]
    assert not rows or [tuple(row) for row in cells] == rows


@pytest.mark.parametrize("format_name", ["csv", "tsv"])
def test_safe_texts_hold_no_formula(format_name: str) -> None:
    table = Table.of(["@col"], [["=HYPERLINK(1)"], ["-0.5"], ["+"]])
    assert table.render(format_name).splitlines() == ["@col", "=HYPERLINK(1)", "-0.5", "+"]
    assert table.render(format_name, safe=True).splitlines() == ["'@col", "'=HYPERLINK(1)", "-0.5", "+"]
    assert table.to_bytes(format_name, safe=True).decode() == table.render(format_name, safe=True)


@given(st.floats(allow_nan=False))
def test_numbers_keep_fifteen_digits(number: float) -> None:
    written = value_text(number)
    if written in ("INF", "-INF"):
        assert abs(number) == float("inf")
    elif abs(number) < 1e308:  # the largest may round to infinity
        assert abs(Decimal(written) - Decimal(number)) <= abs(Decimal(number)) * Decimal("5.1e-15") or (
            abs(number) < 1e-300
        )


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (Decimal("1.10"), "1.10"), (1e300, "1e+300"), (float("inf"), "INF"), ("", "")],
)
def test_values_as_text(value: Value, text: str) -> None:
    assert value_text(value) == text


@given(st.text())
def test_harmless_text_keeps_its_lines_and_loses_its_controls(text: str) -> None:
    kept = harmless(text)
    assert not set(map(ord, kept)) & ({*range(32), *range(0x7F, 0xA0), 0x202E, 0x2066} - {9, 10})
    assert "\n" not in one_line(text)
    assert harmless(kept) == kept
    plain = text.translate(dict.fromkeys((*range(9), *range(11, 32))))
    assert kept.count("\n") == plain.count("\n")
