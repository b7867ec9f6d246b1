"""What cells of third-party files mean that say yes, no, or nothing, and how their texts are seen."""

from __future__ import annotations

import json
import re

import polars as pl

from msc_graph.vocabulary.unseen import narrow

FAILED = (
    "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#spill!", "#calc!", "#field!", "#error!",
)  # fmt: skip
"""What spreadsheets write for the value of a formula that failed, in lower case; ``#N/A`` means no value."""

NEVER_NAMES = (
    "", "-", "--", "---", "–", "——", "—", ".", "#n/a", "#na", "<na>", "(null)", "[null]", "<null>", "(blank)",
    "(empty)", "不详", "无", *FAILED,
)  # fmt: skip
"""What stands for no value in any letter case, and is the name of nothing."""

NOTHING = (*NEVER_NAMES, "\\n", "na", "n.a.", "n/a", "nan", "none", "null", "nil", "undefined")
"""What stands for no value, in lower case: of R, pandas, spreadsheets, SQL and its clients, and print."""

UNKNOWN = ("?", "??", "???", "unknown", "not available", "not applicable", "not known", "n.d.", "未知")
"""What says that a thing is not known, in lower case: no name; elsewhere some of these are values."""

NAMELESS = (*NOTHING, *UNKNOWN)
"""What stands for no name where a thing is named, in lower case."""

_YES = ("true", "t", "yes", "y", "on", "是", "真")
_DENIED = ("not", "negated", "negative")
_NO = ("false", "f", "no", "not", "n", "off", "否", "假", *(set(NOTHING) - {*FAILED}))


def yes_or_no(texts: pl.Series, *, of_denial: bool = False) -> pl.Series:
    """Return whether each text says yes; nothing says no, and what says neither is null.

    Numbers count as they are written by programs that know no other truth: 1 and 1.0 say yes, 0 and 0.0 no.
    ``not`` says yes where the column asks whether a statement is negated (``of_denial``), else no.

    >>> yes_or_no(pl.Series(["True", "1.0", "NOT", "no", None, "perhaps", "-1"])).to_list()
    [True, True, False, False, False, None, None]
    >>> yes_or_no(pl.Series(["NOT"]), of_denial=True).to_list()
    [True]
    """
    yes = (*_YES, *_DENIED) if of_denial else _YES
    texts = texts.cast(pl.String)
    odd = texts.filter(texts.str.contains(r"[^\x00-\x7f]").fill_null(False)).unique()
    folded = texts.replace({text: narrow(text) for text in odd}).str.strip_chars().str.to_lowercase()
    folded = folded.fill_null("")
    number = folded.cast(pl.Float64, strict=False)
    return pl.select(
        pl.when(folded.is_in(yes) | (number == 1.0).fill_null(False))
        .then(True)
        .when(folded.is_in(_NO) | (number == 0.0).fill_null(False))
        .then(False)
        .alias(texts.name)
    ).to_series()


NEITHER = "{} is neither yes nor no (1 or 0, true or false)."
"""What is wrong with a text of which `yes_or_no` is null."""


def is_nothing(column: str) -> pl.Expr:
    """Return whether the cells of a column stand for no value (`NOTHING`); true for empty ones."""
    return _is_among(column, NOTHING)


def value_of(column: str) -> pl.Expr:
    """Return the cells of a column, null for those that stand for no value."""
    return pl.when(~is_nothing(column)).then(column).alias(column)


def names_nothing(column: str) -> pl.Expr:
    """Return whether the cells of a column of names stand for no name (`NAMELESS`); true for empty ones."""
    return _is_among(column, NAMELESS)


_WRITTEN = re.compile(r"\s*(?:\[|c\()(.*)[\])]\s*", re.DOTALL)
_MEMBER = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(?:,|$|(?=['"]))""", re.DOTALL)


def members(text: str) -> list[str] | None:
    """Return the members of a list of texts as Python, numpy, JSON and R write it; None for any other text.

    >>> members("['a', 'b']"), members('c("a", "b")'), members('["a"]'), members("[a] or ['b']")
    (['a', 'b'], ['a', 'b'], ['a'], None)
    """
    if (written := _WRITTEN.fullmatch(text)) is None:
        return None
    found, end, inner = [], 0, written[1]
    while end < len(inner):
        if (member := _MEMBER.match(inner, end)) is None:
            return None
        found.append(_unescaped(member[1] if member[2] is None else member[2]))
        end = member.end()
    return found


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def several(column: str) -> pl.Expr:
    """Return whether the cells of a column of names hold more than one, by ``|`` or ``;`` between them."""
    return pl.col(column).str.contains(r"[^\s|;]\s*[|;]\s*[^\s|;]").fill_null(False)


SEVERAL_NAMES = "{} is a list of names, and one is needed. Write a row for each."
"""What is wrong with cells that hold `several`."""


def _is_among(column: str, words: tuple[str, ...]) -> pl.Expr:
    return pl.col(column).is_null() | pl.col(column).str.strip_chars().str.to_lowercase().is_in(words)
