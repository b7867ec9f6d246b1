"""What a cell of a table may hold, and how it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | float | bool | Decimal | date | None
"""A cell: a text, a number, a truth value, a date or a time; None where there is nothing."""


class Cells(Protocol):
    """What a writer needs of a table: names of columns, the values of each row, and how they are written."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows, one value a column."""

    @property
    def written(self) -> tuple[tuple[str, ...], ...]:
        """The cells as texts, exact."""


_HARMFUL = "\\x7f-\\x9f\\u061c\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"
_CONTROL = re.compile(rf"[\x00-\x1f{_HARMFUL}]")
_NO_LAYOUT = re.compile(rf"[\x00-\x08\x0b-\x1f{_HARMFUL}]")
# Control characters and marks of writing direction: they move a terminal's cursor or colour its text.


def value_text(value: Value) -> str:
    """Return a value as text: exact, and the same on every machine.

    Empty for None, ``true`` and ``false`` for truth values, ISO 8601 for dates, ``NaN`` and ``INF`` as XML
    Schema has them, floating point numbers with the 15 digits that a double keeps.

    >>> [value_text(value) for value in (None, True, 0.1 + 0.2, float("-inf"), date(2022, 10, 6))]
    ['', 'true', '0.3', '-INF', '2022-10-06']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value, 15)
    return value.isoformat() if isinstance(value, date) else str(value)


def short_text(value: Value) -> str:
    """Return a value for reading, on one line: of a floating point number at most four digits."""
    return _number_text(value, 4) if isinstance(value, float) else one_line(value_text(value))


def _number_text(value: float, digits: int) -> str:
    if math.isfinite(value):
        return f"{value:.{digits}g}"
    return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"


def one_line(text: str) -> str:
    """Return ``text`` on one line and harmless to a terminal: line breaks are blanks, controls ``?``."""
    return _CONTROL.sub("?", re.sub(r"[\r\n\t]+", " ", text))


def harmless(text: str) -> str:
    r"""Return a text of many lines harmless to a terminal: controls but line breaks and tabs are ``?``.

    >>> harmless("\x1b[31mred\nblue")
    '?[31mred\nblue'
    """
    return _NO_LAYOUT.sub("?", text)


def is_numeric(values: Iterable[Value]) -> bool:
    """Return whether a column holds numbers only (and perhaps gaps)."""
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in present
    )
