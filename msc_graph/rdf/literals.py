"""Literals of RDF as values of Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from pyoxigraph import Literal

from msc_graph.tables.values import Value
from msc_graph.vocabulary.namespaces import XSD

_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_LONGEST_INTEGER = 4000
# Python refuses to read longer ones (sys.set_int_max_str_digits, 4300 by default).
_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}
"""Least and most of each type of integers. Source: as for ``_READERS``, section 3.4."""

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"


def _lexical(pattern: str, read: Callable[[str], Value]) -> tuple[re.Pattern[str], Callable[[str], Value]]:
    return re.compile(pattern), read


def _integer(least: int | None, most: int | None) -> tuple[re.Pattern[str], Callable[[str], Value]]:
    def read(text: str) -> int:
        number = int(text)
        if (least is not None and number < least) or (most is not None and number > most):
            raise ValueError(text)
        return number

    return _lexical(rf"[+-]?[0-9]{{1,{_LONGEST_INTEGER}}}", read)


_READ_FLOAT = _lexical(rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN", float)
_READERS = {
    **{XSD + name: _integer(*bounds) for name, bounds in _INTEGERS.items()},
    f"{XSD}decimal": _lexical(_NUMBER, Decimal),
    f"{XSD}double": _READ_FLOAT,
    f"{XSD}float": _READ_FLOAT,
    f"{XSD}boolean": _lexical(r"true|false|0|1", lambda text: text in {"true", "1"}),
    f"{XSD}date": _lexical(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
    f"{XSD}dateTime": _lexical(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?",
        datetime.fromisoformat,
    ),
}
# Source of the lexical forms: XML Schema 1.1 Part 2, sections 3.3 and 3.4, https://www.w3.org/TR/xmlschema11-2/.


def literal_value(literal: Literal) -> Value:
    """Return the Python value of a literal: number, truth value, date, or else its text.

    A text that is not in the lexical space of its datatype stays a text.

    >>> from pyoxigraph import NamedNode
    >>> literal_value(Literal(6)), literal_value(Literal("six", datatype=NamedNode(XSD + "integer")))
    (6, 'six')
    """
    reader = _READERS.get(literal.datatype.value)
    if reader is None or not reader[0].fullmatch(literal.value):
        return literal.value
    try:
        return reader[1](literal.value)
    except ValueError:  # 2022-02-30, or 300 as a byte
        return literal.value
