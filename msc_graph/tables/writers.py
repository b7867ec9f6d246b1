"""Tables as text: with borders, CSV, TSV, Markdown, JSON, HTML. Each takes `Cells` and ends its last line."""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from msc_graph.languages import LANGUAGES
from msc_graph.tables.values import Cells, Value, harmless, is_numeric, one_line, short_text, value_text

HTML_ROWS = 1000
"""Most rows that a notebook shows; a browser cannot hold a hundred thousand. Our choice."""

_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_HEADING_SPECIAL = re.compile(r"(#|(?<=:)/(?=/)|(?<=www)\.)", re.IGNORECASE)
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20].|[\t\r]", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?%?|[+-](?:INF|inf)")
# Source of what a spreadsheet takes for a formula: OWASP, "CSV Injection"; a sign alone is none.


def bordered(table: Cells, width: int | None = None, lang: str = "en") -> str:
    """Return a table with ASCII borders, for reading, and the count of its rows below it.

    Where the columns find no room side by side, the rows stand one below the other, a cell a line.

    Args:
        table: the table.
        width: terminal cells that a line may have; None for as many as needed.
        lang: ``"en"`` or ``"zh"``, of the count.
    """
    from msc_graph.tables import bordered

    numeric = [is_numeric(column) for column in zip(*table.rows, strict=True)]
    body = [
        [short_text(value) if isinstance(value, float) else one_line(text) for text, value in cells]
        for cells in _cells(table)
    ]
    lines = [list(map(one_line, table.columns)), *body]
    if width is not None and table.rows and bordered.too_wide(list(zip(*lines, strict=True)), width):
        shown = bordered.records(lines, width)
    else:
        shown = bordered.table(lines, right=numeric or [False] * len(table.columns), width=width)
    return f"{shown}\n{counted(len(table.rows), lang)}\n"


def _cells(table: Cells) -> Iterator[Iterable[tuple[str, Value]]]:
    return (zip(*row, strict=True) for row in zip(table.written, table.rows, strict=True))


def counted(rows: int, lang: str) -> str:
    """Return how many rows there are, in words.

    >>> counted(1, "en"), counted(2, "zh")
    ('1 row', '2 行')
    """
    return (f"{rows} row{'s' * (rows != 1)}", f"{rows} 行")[LANGUAGES.index(lang)]


def csv_text(table: Cells) -> str:
    """Return comma-separated values (RFC 4180, but lines end with a line feed)."""
    return "".join(_csv_row(texts) for texts in (table.columns, *table.written))


def _csv_row(texts: Sequence[str]) -> str:
    """Return one row that ends with a line feed.

    The writer is told of both line-break characters, because it quotes only those that it is told of.
    """
    row = io.StringIO()
    csv.writer(row, lineterminator="\r\n").writerow(texts)
    return row.getvalue().removesuffix("\r\n") + "\n"


def tsv_text(table: Cells) -> str:
    r"""Return tab-separated values, tab, line breaks and backslash as ``\t``, ``\n``, ``\r``, ``\\``."""
    rows = (table.columns, *table.written)
    return "".join("\t".join(text.translate(_TSV_ESCAPES) for text in row) + "\n" for row in rows)


def markdown(table: Cells) -> str:
    """Return a table of GitHub's Markdown; nothing in a cell is taken for markup."""
    rule = "|" + " --- |" * len(table.columns) + "\n"
    return _markdown_row(table.columns) + rule + "".join(map(_markdown_row, table.written))


def _markdown_row(texts: Iterable[str]) -> str:
    return "| " + " | ".join(map(_markdown_text, texts)) + " |\n"


def markdown_heading(text: str) -> str:
    r"""Return a heading of GitHub's Markdown; nothing in the text is taken for markup, or for an address.

    >>> markdown_heading("[<b>](http://a.b) #\n- 1")
    '# \\[&lt;b>\\](http:\\//a.b) \\# - 1'
    """
    return "# " + _HEADING_SPECIAL.sub(r"\\\1", _markdown_text(text.strip()))


def _markdown_text(text: str) -> str:
    plain = one_line(text).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKDOWN_SPECIAL.sub(r"\\\1", plain)


def json_text(table: Cells) -> str:
    """Return a list of objects, one a row, by column: numbers and truth values as such, dates as texts."""
    rows = [dict(zip(table.columns, map(json_value, row), strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def json_value(value: Value) -> Any:
    """Return a cell as JSON has it; numbers that JSON has not (``NaN``, ``INF``) are texts."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float | Decimal) and math.isfinite(value):
        return float(value)
    return value_text(value)


def html_table(
    columns: Iterable[str], rows: Iterable[Iterable[Iterable[tuple[str, str]]]], count: int
) -> str:
    """Return an HTML table for a notebook; everything in it is escaped, and controls are ``?``.

    Args:
        columns: the names of the columns.
        rows: of each cell its values, as text and link; only links of http and https are kept.
            `HTML_ROWS` are shown.
        count: how many rows there are.
    """
    head = "".join(f"<th>{html.escape(harmless(column))}</th>" for column in columns)
    body = "".join(
        f"<tr>{''.join(_html_cell(cell) for cell in row)}</tr>"
        for _, row in zip(range(HTML_ROWS), rows, strict=False)
    )
    shown = f"first {HTML_ROWS} of " if count > HTML_ROWS else ""
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{shown}{counted(count, 'en')}</p>"
    )


def _html_cell(values: Iterable[tuple[str, str]]) -> str:
    return f"<td>{'; '.join(_html_value(*value) for value in values)}</td>"


def _html_value(text: str, link: str) -> str:
    shown = html.escape(harmless(text))
    if link.startswith(("http://", "https://")):
        return f'<a href="{html.escape(link)}" rel="noopener noreferrer">{shown}</a>'
    return shown


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it where one might.

    Numbers, and a sign alone, stay what they are.

    >>> [defused(text) for text in ("=1+1", "-0.5", "-", "@x", "a=b")]
    ["'=1+1", '-0.5', '-', "'@x", 'a=b']
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
