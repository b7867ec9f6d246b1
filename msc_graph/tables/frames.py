"""Tables as columns of one type each: for pandas, polars, Parquet and spreadsheets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msc_graph.errors import MissingPart, UnwritableValue
from msc_graph.tables.values import Cells, Value, value_text

if TYPE_CHECKING:
    import pandas
    import polars

MAX_CELL = 32_767
"""Most characters of a cell. Source: "Excel specifications and limits", support.microsoft.com."""

MAX_ROWS = 1_048_575
"""Most rows below the header of a sheet. Source: as ``MAX_CELL``."""

_LARGEST_INTEGER = 2**63 - 1
_LARGEST_EXACT = 2**53
# Integers up to here are exact in a spreadsheet, where every number is a double (IEEE 754, section 3.6).
_FIRST_DATE = date(1900, 3, 1)
# Spreadsheets agree on days from here: some count a 29 February 1900 (ECMA-376, part 1, section 18.17.4.1).
_SHEET_DATE = datetime(1980, 1, 1)  # noqa: DTZ001 -- spreadsheets know no time zones; fixed for equal bytes


class ColumnType(Enum):
    """The type of a whole column; texts where its values have no type in common."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    TEXT = "text"


def column_type(values: Iterable[Value]) -> ColumnType:
    """Return the type that fits all values; gaps fit any, and a column of gaps is text.

    Decimals and whole numbers with fractions among them become numbers (64-bit floating point), but texts
    where one is beyond 2^53. So do whole numbers beyond 64 bits, and times with and without a zone together.

    >>> column_type([1, None, 2]), column_type([1, Decimal("1.5")]), column_type([1, "a"])
    (<ColumnType.INTEGER: 'integer'>, <ColumnType.NUMBER: 'number'>, <ColumnType.TEXT: 'text'>)
    """
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present}
    if kinds == {bool}:
        return ColumnType.BOOLEAN
    whole = [value for value in present if isinstance(value, int)]
    if kinds == {int} and all(abs(value) <= _LARGEST_INTEGER for value in whole):
        return ColumnType.INTEGER
    if kinds and kinds <= {int, float, Decimal} and kinds != {int}:
        counted: Iterable[Any] = (value for value in present if isinstance(value, int | Decimal))
        exact = all(abs(value) <= _LARGEST_EXACT for value in counted)
        return ColumnType.NUMBER if exact else ColumnType.TEXT
    if kinds == {date}:
        return ColumnType.DATE
    if kinds == {datetime} and all(value.tzinfo is None for value in present):  # type: ignore[union-attr]
        return ColumnType.DATETIME
    return ColumnType.TEXT


def typed_columns(table: Cells) -> list[tuple[str, ColumnType, list[Any]]]:
    """Return name, type and values of each column; in a column of texts, cells as they are written."""
    columns = []
    for index, name in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        kind = column_type(values)
        if kind is ColumnType.TEXT:
            texts = (row[index] for row in table.written)
            typed = [None if value is None else text for value, text in zip(values, texts, strict=True)]
        else:
            typed = [_converted(value, kind) for value in values]
        columns.append((name, kind, typed))
    return columns


def _converted(value: Value, kind: ColumnType) -> Any:
    number = kind is ColumnType.NUMBER and value is not None
    return float(value) if number else value  # type: ignore[arg-type]


def to_pandas(table: Cells) -> pandas.DataFrame:
    """Return a data frame with pandas' nullable types. Raises ``MissingPart`` without pandas."""
    try:
        import pandas
    except ImportError as error:
        raise MissingPart("pandas", "pip install 'msc-graph[pandas]'") from error
    types = {
        ColumnType.BOOLEAN: "boolean",
        ColumnType.INTEGER: "Int64",
        ColumnType.NUMBER: "Float64",
        ColumnType.DATE: "datetime64[s]",
        ColumnType.DATETIME: "datetime64[us]",
        ColumnType.TEXT: "string",
    }
    series = {name: pandas.Series(values, dtype=types[kind]) for name, kind, values in typed_columns(table)}
    return pandas.DataFrame(series, columns=list(table.columns))


def to_polars(table: Cells) -> polars.DataFrame:
    """Return a polars data frame. Raises ``MissingPart`` without polars."""
    try:
        import polars
    except ImportError as error:
        raise MissingPart("polars", "pip install 'msc-graph[tables]'") from error
    types: dict[ColumnType, Any] = {
        ColumnType.BOOLEAN: polars.Boolean,
        ColumnType.INTEGER: polars.Int64,
        ColumnType.NUMBER: polars.Float64,
        ColumnType.DATE: polars.Date,
        ColumnType.DATETIME: polars.Datetime("us"),
        ColumnType.TEXT: polars.String,
    }
    columns = typed_columns(table)
    return polars.DataFrame([polars.Series(name, values, types[kind]) for name, kind, values in columns])


def parquet_bytes(table: Cells) -> bytes:
    """Return the table as a Parquet file. Raises ``MissingPart`` without polars."""
    written = BytesIO()
    to_polars(table).write_parquet(written)
    return written.getvalue()


def xlsx_bytes(table: Cells) -> bytes:
    """Return the table as a spreadsheet; the same table gives the same bytes.

    Texts are written as texts, so that one that begins with ``=`` is no formula and none becomes a link. So
    are the numbers and times that a sheet does not hold: whole numbers and decimals beyond 2^53, fractions of
    a second, days before March 1900, infinities.

    Raises:
        MissingPart: XlsxWriter is not installed.
        UnwritableValue: there are too many rows, or a cell is too long, for a spreadsheet.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingPart("XlsxWriter", "pip install 'msc-graph[tables]'") from error
    if len(table.rows) > MAX_ROWS:
        raise UnwritableValue("xlsx", f"{len(table.rows):,} rows", f"A sheet has at most {MAX_ROWS:,}.")
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": _SHEET_DATE})
        sheet = book.add_worksheet("answer")
        sheet.freeze_panes(1, 0)
        for index, (name, kind, values) in enumerate(typed_columns(table)):
            sheet.write_string(0, index, name)
            times = kind is ColumnType.DATETIME
            form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss" if times else "yyyy-mm-dd"})
            _write_column(sheet, index, values, form)
    return written.getvalue()


def _write_column(sheet: Any, column: int, values: Sequence[Any], date_form: Any) -> None:
    for row, value in enumerate(values, start=1):
        if value is None:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, date) and _in_sheet(value):
            sheet.write_datetime(row, column, value, date_form)
        elif isinstance(value, int | float) and _in_sheet(value):
            sheet.write_number(row, column, value)
        else:
            _write_text(sheet, row, column, value_text(value))


def _in_sheet(value: date | float) -> bool:
    """Return whether a sheet holds a date, a time or a number as it is."""
    if isinstance(value, datetime):
        return value.date() >= _FIRST_DATE and not value.microsecond
    if isinstance(value, date):
        return value >= _FIRST_DATE
    return math.isfinite(value) if isinstance(value, float) else abs(value) <= _LARGEST_EXACT


def _write_text(sheet: Any, row: int, column: int, text: str) -> None:
    if len(text) > MAX_CELL:
        excerpt = repr(f"{text[:30]}...")
        raise UnwritableValue("xlsx", excerpt, f"A cell has at most {MAX_CELL:,} characters.")
    sheet.write_string(row, column, text)
