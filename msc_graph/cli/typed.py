"""What was typed, and what is meant: signs of a Chinese keyboard, empty values, quotes that are missing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from msc_graph.cli.values import FormatName
from msc_graph.system.surrogates import has_lone_surrogate
from msc_graph.vocabulary.unseen import narrow

BLANK = "\u3000"
"""The blank as wide as an ideograph, at which no shell parts words."""
_DASH = r"[-\u2010-\u2015\u2212\ufe63\uff0d]"
_OPTION = re.compile(rf"{_DASH}+([^\s=＝]+)(?:([=＝])|{BLANK}+)?(.*)", re.DOTALL)
"""An option behind hyphens, dashes or minus signs of any width, and what stands behind it."""
_QUOTES = {"“": "“”", "”": "“”", "‘": "‘’", "’": "‘’", "＂": "＂", "「": "」", "『": "』"}
_QUOTED = re.compile(rf"((?:[-\w]+[=＝])?)([{''.join(_QUOTES)}])(.*)", re.DOTALL)
"""A quote that a shell does not know, at the beginning of a word or behind ``key=``."""
_CLOSED = (click.Choice, click.types.IntParamType, click.types.FloatParamType, FormatName)
"""Values that never hold a wide letter."""


def as_meant(words: Sequence[str], options: Mapping[str, click.Parameter]) -> list[str]:
    """Return the words of a call as they are meant, where that is beyond doubt.

    Hyphens of any width before a known option count as ``-`` or ``--``; a wide blank parts it from its value;
    numbers and names from a list may be wide. What stands between wide quotes is one word. What follows
    ``--`` is left alone, and so is the name of a file that is there.

    Args:
        words: the call.
        options: the parameters of the command, options by each of their names.
    """
    if all(map(str.isascii, words)):
        return list(words)
    meant: list[str] = []
    rest = (part for word in _unquoted(words) for part in re.split(rf"{BLANK}+(?={_DASH})", word))
    for word in rest:
        before = options.get(meant[-1]) if meant else None
        if isinstance(before, click.Option) and not (before.is_flag or before.count):
            meant.append(_as_value(word, before))
        elif word == "--":
            return [*meant, word, *rest]
        else:
            meant += _as_option(word, options)
    return meant


def _as_option(word: str, options: Mapping[str, click.Parameter]) -> list[str]:
    """Return an option, with its value where that stands in the same word; any other word as it is."""
    found = _OPTION.fullmatch(word)
    if found is None or word.isascii():
        return [word]
    name, equals, value = narrow(found[1]), found[2], found[3]
    option = next((one for one in (f"--{name}", f"-{name}") if one in options), None)
    if option is None:
        number = re.fullmatch(r"([A-Za-z])([0-9]+)", name)
        return [f"-{name}"] if number and f"-{number[1]}" in options else [word]
    value = _as_value(value, options[option])
    return [f"{option}={value}"] if equals else [option, *filter(None, [value])]


def _as_value(word: str, option: click.Parameter) -> str:
    """Return the value of an option, with signs and numbers of ASCII where it can have no others."""
    if isinstance(option.type, _CLOSED) or option.name == "limits":
        return narrow(word).strip().replace("、", ",")
    return re.sub(r"^(\w+)＝", r"\1=", word) if option.name == "parameters" else word


def in_ascii(given: Any) -> Any:
    """Return a text, or several, in letters of ASCII, where wide ones are all that is not.

    What names a file stays as it is, and so does what may be a query, whose texts may hold wide letters.
    """
    if isinstance(given, tuple):
        return tuple(map(in_ascii, given))
    if not isinstance(given, str) or given.isascii() or {*"{｛"} & {*given} or _exists(given):
        return given
    return plain if (plain := narrow(given)).isascii() else given


def _unquoted(words: Sequence[str]) -> Iterator[str]:
    """Yield the words, those between wide quotes as one and without the quotes."""
    place = 0
    while place < len(words):
        whole, count = _between_quotes(words[place:])
        yield whole
        place += count


def _between_quotes(words: Sequence[str]) -> tuple[str, int]:
    """Return the first word, or all up to the closing quote without the quotes, and how many these are."""
    found = _QUOTED.fullmatch(words[0])
    if found is None or os.path.exists(words[0]):  # noqa: PTH110 -- never raises
        return words[0], 1
    inside = ""
    for count, word in enumerate((found[3], *words[1:]), 1):
        inside = f"{inside} {word}" if count > 1 else word
        if inside and inside[-1] in _QUOTES[found[2]]:
            alone = not set(inside[:-1]) & set(_QUOTES)
            return (found[1] + inside[:-1], count) if alone else (words[0], 1)
    return words[0], 1


def refuse_untold(ctx: click.Context, parameter: click.Parameter, given: Any) -> None:
    """Refuse a value that says nothing: an empty one, or for an option a text of bytes that are none.

    The name of a file may be of any bytes; a name of other bytes that is looked for is just not there.

    Raises:
        click.UsageError: it is such a value; the error names the parameter.
    """
    several = given if isinstance(given, list | tuple) else [given]
    for value in (one for one in several if isinstance(one, str)):
        hint = parameter.get_error_hint(ctx)
        if not value.strip():
            raise click.UsageError(f"{hint} is empty: give it a value, or leave it out.", ctx)
        is_text = isinstance(parameter, click.Option) and not isinstance(parameter.type, click.Path)
        if is_text and has_lone_surrogate(value) and not _exists(value):
            raise click.UsageError(f"{hint} is no text: {value!r} has bytes that are not UTF-8.", ctx)


def _exists(value: str) -> bool:
    """Return whether a text, or what it gives to a parameter, names something that is there."""
    return any(os.path.exists(name) for name in (value, value.partition("=")[2]))  # noqa: PTH110 -- never raises


def without_quotes(words: Sequence[str], extra: Sequence[str]) -> str:
    """Return what to do about words that are too many: quotes for those that stand behind another one.

    Args:
        words: the call.
        extra: those of its words that no argument takes.

    >>> without_quotes(["corneal", "injury", "--ids"], ["injury"])
    ' Put words that belong together in quotes: "corneal injury".'
    >>> without_quotes(["--ids", "injury"], ["injury"])
    ''
    """
    begin = next((at for at in range(1, len(words)) if words[at] == extra[0]), 0)
    if not begin or any(re.match(_DASH, word) for word in (words[begin - 1], *extra)) or _exists(extra[0]):
        return ""
    end = next((at for at in range(begin, len(words)) if words[at] not in extra), len(words))
    return f' Put words that belong together in quotes: "{" ".join(words[begin - 1 : end])}".'


def wide_blank(words: Sequence[str]) -> str:
    """Return what to do about a word with a blank that parts no words; empty where there is none."""
    wide = next((word for word in words if BLANK in word), None)
    return f" A wide blank parts no words: type an ordinary one in '{wide}'." if wide else ""
