from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode

from msc_graph.errors import UnwritableValue
from msc_graph.query.results import QueryResult, Term
from msc_graph.tables import frames as result_frames
from msc_graph.tables.bordered import table
from msc_graph.tables.frames import MAX_CELL, ColumnType, column_type
from msc_graph.tables.values import Value
from msc_graph.vocabulary.namespaces import XSD

LABELS = {"msc:mir_x": "微小RNA-X"}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://a/", '=HYPERLINK("javascript:alert(1)")', "{=1}"]


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


ROWS: tuple[tuple[Term | None, ...], ...] = (
    (
        NamedNode("https://w3id.org/msc-graph/mir_x"), Literal("=1+1"), typed("7", "integer"),
        typed("0.5", "double"), typed("true", "boolean"), typed("2022-10-06", "date"),
        typed("2022-10-06T01:02:03", "dateTime"), typed("9" * 30, "integer"), typed("1.5", "decimal"),
    ),
    (None,) * 9,
    (
        NamedNode("http://a/"), Literal("中", language="zh"), typed("-8", "integer"), typed("2", "integer"),
        typed("false", "boolean"), typed("1850-01-01", "date"), None, typed("1", "integer"), None,
    ),
)  # fmt: skip
RESULT = QueryResult(tuple("node text count share flag day time big exact".split()), ROWS)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ColumnType.TEXT),
        ([None], ColumnType.TEXT),
        ([True, None], ColumnType.BOOLEAN),
        ([True, 1], ColumnType.TEXT),
        ([1, 2**63 - 1], ColumnType.INTEGER),
        ([1, 2**63], ColumnType.TEXT),
        ([1, 2.0], ColumnType.NUMBER),
        ([2**53, 2.0], ColumnType.NUMBER),
        ([2**53 + 1, Decimal("0.5")], ColumnType.TEXT),
        ([Decimal("123456789012345678.9"), 1e300], ColumnType.TEXT),
        ([Decimal("1.5"), 2], ColumnType.NUMBER),
        ([datetime.date(2022, 1, 1)], ColumnType.DATE),
        ([datetime.datetime(2022, 1, 1), datetime.date(2022, 1, 1)], ColumnType.TEXT),
        ([datetime.datetime(2022, 1, 1)], ColumnType.DATETIME),
        ([datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)], ColumnType.TEXT),
        (["a", 1], ColumnType.TEXT),
    ],
)
def test_one_type_a_column(values: list[Value], expected: ColumnType) -> None:
    assert column_type(values) is expected


def test_pandas_has_real_types() -> None:
    pandas = pytest.importorskip("pandas")
    frame = RESULT.to_pandas()
    assert [str(kind) for kind in frame.dtypes] == [
        *(
            "string",
            "string",
            "Int64",
            "Float64",
            "boolean",
            "datetime64[s]",
            "datetime64[us]",
            "string",
            "Float64",
        )
    ]
    assert frame["count"].sum() == -1
    assert frame["day"][2] == pandas.Timestamp("1850-01-01")
    assert frame["node"][0] == "msc:mir_x"
    assert frame.isna().sum().to_dict()["node"] == 1


def test_polars_has_real_types() -> None:
    polars = pytest.importorskip("polars")
    frame = RESULT.to_polars()
    assert frame.schema == {
        "node": polars.String, "text": polars.String, "count": polars.Int64, "share": polars.Float64,
        "flag": polars.Boolean, "day": polars.Date, "time": polars.Datetime("us"), "big": polars.String,
        "exact": polars.Float64,
    }  # fmt: skip
    assert frame["flag"].to_list() == [True, None, False]
    assert QueryResult(("a",), ()).to_polars().schema == {"a": polars.String}


def test_parquet_reads_back() -> None:
    polars = pytest.importorskip("polars")
    written = RESULT.to_bytes("parquet", labels=lambda curie: LABELS.get(curie, curie))
    frame = polars.read_parquet(io.BytesIO(written))
    assert frame["node"].to_list() == ["微小RNA-X", None, "http://a/"]
    assert frame["time"].to_list()[0] == datetime.datetime(2022, 10, 6, 1, 2, 3)
    assert written == RESULT.to_bytes("parquet", labels=lambda curie: LABELS.get(curie, curie))


class TestSpreadsheet:
    def sheet(self, result: QueryResult) -> list[list[object]]:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.load_workbook(io.BytesIO(result.to_bytes("xlsx")))
        return [[cell.value for cell in row] for row in book.active]

    def test_cells_have_their_types(self) -> None:
        head, first, gaps, last = self.sheet(RESULT)
        assert head == list(RESULT.columns)
        assert first[1:5] == ["=1+1", 7, 0.5, True]
        assert first[5:7] == [datetime.datetime(2022, 10, 6), datetime.datetime(2022, 10, 6, 1, 2, 3)]
        assert first[7:] == ["9" * 30, 1.5]
        assert gaps == [None] * 9
        assert last[1:6] == ["中", -8, 2, False, "1850-01-01"]

    @pytest.mark.parametrize(
        ("value", "cell"),
        [
            (typed("1e20", "double"), 1e20),
            (typed("1.2345678901234567e17", "double"), pytest.approx(1.2345678901234567e17, rel=1e-15)),
            (typed("INF", "double"), "INF"),
            (typed("9007199254740993", "integer"), "9007199254740993"),
            (typed("123456789012345678.9", "decimal"), "123456789012345678.9"),
            (typed("1900-01-01T10:30:00", "dateTime"), "1900-01-01T10:30:00"),
            (typed("1900-03-01T10:30:00", "dateTime"), datetime.datetime(1900, 3, 1, 10, 30)),
            (typed("2020-05-06T07:08:09.123456", "dateTime"), "2020-05-06T07:08:09.123456"),
        ],
    )
    def test_what_a_sheet_does_not_hold_is_a_text_with_all_its_digits(
        self, value: Literal, cell: object
    ) -> None:
        assert self.sheet(QueryResult(("a",), ((value,),)))[1] == [cell]

    def test_times_are_shown_with_their_hours(self) -> None:
        openpyxl = pytest.importorskip("openpyxl")
        sheet = openpyxl.load_workbook(io.BytesIO(RESULT.to_bytes("xlsx"))).active
        assert [cell.number_format for cell in sheet[2]][5:7] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]

    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_text_is_a_formula_or_a_link(self, text: str) -> None:
        written = QueryResult(("a",), ((Literal(text),),)).to_bytes("xlsx")
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert 't="s"' in sheet

    def test_the_same_answer_gives_the_same_bytes(self) -> None:
        written = RESULT.to_bytes("xlsx")
        assert written == RESULT.to_bytes("xlsx")
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert "1980-01-01T00:00:00Z" in archive.read("docProps/core.xml").decode()

    def test_what_does_not_fit_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(UnwritableValue, match="32,767 characters"):
            QueryResult(("a",), ((Literal("x" * (MAX_CELL + 1)),),)).to_bytes("xlsx")
        monkeypatch.setattr(result_frames, "MAX_ROWS", 2)
        with pytest.raises(UnwritableValue, match="3 rows"):
            RESULT.to_bytes("xlsx")


def test_text_formats_are_bytes_too() -> None:
    assert RESULT.to_bytes("csv") == RESULT.render("csv").encode()


def test_a_table_fits_the_width_and_loses_nothing() -> None:
    long = "alpha beta gamma delta " * 10
    rows = [["id", "text", "中文"], ["C01", long, "间充质干细胞外泌体" * 5], ["C02", "x" * 100, ""]]
    text = table(rows, right=[False, False, False], width=60)
    lines = text.splitlines()
    from rich.cells import cell_len

    assert {cell_len(line) for line in lines} == {60}
    cells = [line.split("|") for line in lines if line.startswith("|")]
    assert "".join(row[2] for row in cells[1:]).split()[:40] == long.split()
    assert sum(row[2].count("x") for row in cells[1:]) == 100
    assert sum(row[3].count("间") for row in cells) == 5
    assert table(rows, right=[False] * 3) == table(rows, right=[False] * 3, width=10_000)


def test_many_columns_stay_readable_rather_than_fit() -> None:
    text = table([["a" * 20] * 20] * 2, right=[False] * 20, width=60)
    assert max(map(len, text.splitlines())) == 20 * 11 + 1


def test_floating_point_numbers_are_short_in_a_table_only() -> None:
    result = QueryResult(("a",), ((typed("0.09999999999999998", "double"),),))
    assert "| 0.1 |" in result.render("table")
    assert result.render("csv") == "a\n0.09999999999999998\n"
