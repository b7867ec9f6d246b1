"""What cells of third-party files mean that say yes, no, or nothing, and how their texts are seen."""

from __future__ import annotations

import unicodedata

import polars as pl

NOTHING = ("", "-", "na", "n/a", "<na>", "nan", "none", "null", "nil", "#n/a", "不详", "无")
"""What stands for no value, in lower case: of R, pandas, spreadsheets and SQL."""

_YES = ("true", "t", "yes", "y", "on", "not", "negated", "negative", "是", "真")
_NO = ("false", "f", "no", "n", "off", "否", "假", *NOTHING)


def yes_or_no(texts: pl.Series) -> pl.Series:
    """Return whether each text says yes; nothing says no, and what says neither is null.

    Numbers count as they are written by programs that know no other truth: 1 and 1.0 say yes, 0 and 0.0 no.
    ``not`` says yes: it stands in columns that ask whether a statement is negated.

    >>> yes_or_no(pl.Series(["True", "1.0", "NOT", "no", None, "perhaps"])).to_list()
    [True, True, True, False, False, None]
    """
    folded = texts.cast(pl.String).str.strip_chars().str.to_lowercase().fill_null("")
    number = folded.cast(pl.Float64, strict=False)
    return pl.select(
        pl.when(folded.is_in(_YES) | (number == 1.0).fill_null(False))
        .then(True)
        .when(folded.is_in(_NO) | (number == 0.0).fill_null(False))
        .then(False)
        .alias(texts.name)
    ).to_series()


def is_nothing(column: str) -> pl.Expr:
    """Return whether the cells of a column stand for no value (`NOTHING`); true for empty ones."""
    return pl.col(column).is_null() | pl.col(column).str.strip_chars().str.to_lowercase().is_in(NOTHING)


_JOINERS = "\u200c\u200d"
"""Marks that the spelling of some languages needs, as that of Persian."""


def seen(text: str) -> str:
    r"""Return a text without marks that nobody sees; joiners stay where letters beyond ASCII stand.

    >>> seen("\ufeffHGNC:87\u200b63"), seen("HGNC:\u200d8763")
    ('HGNC:8763', 'HGNC:8763')
    """
    if text.isascii():
        return text
    bare = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    if bare.isascii():
        return bare
    return "".join(mark for mark in text if mark in _JOINERS or unicodedata.category(mark) != "Cf")
