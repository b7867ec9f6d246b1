"""Where a query stops being SPARQL: the first part that no query can have there.

The engine tells how far it has read when nothing fitted any more. A keyword counts with all its letters,
also where it does not stand there, so that the number lies up to fourteen letters behind the slip, often in
another line. With more blanks between all parts of a query it lies behind the right one, before the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msc_graph.query.text import Token, TokenKind, position, tokenize

_APART = " " * 40
"""More blanks than SPARQL's longest keyword has letters (``ENCODE_FOR_URI``). Our choice."""
_MOST_PARTS = 5_000
_ONE_SIGN = frozenset({"{|", "|}"})
"""Signs of annotations (SPARQL 1.2, section 19.8) that the lexer gives in two parts."""
_PLACE = re.compile(r"error at (\d+):(\d+): ")


def rightly_placed(message: str, text: str, prefixes: dict[str, str]) -> str:
    """Return what the engine says of a query, with the place of the slip; other messages as they are.

    Args:
        message: what the engine says of ``text``.
        text: the query.
        prefixes: those that are declared for every query.
    """
    from pyoxigraph import Store

    tokens = tuple(tokenize(text))
    if (told := _PLACE.match(message)) is None or not 0 < len(tokens) <= _MOST_PARTS:
        return message
    spread, starts = _spread(tokens)
    try:
        Store().query(spread, prefixes=prefixes)
    except SyntaxError as error:
        if place := _PLACE.match(str(error)):
            reached = _offset(spread, int(place[1]), int(place[2]))
            line, column = position(text, _slip(tokens, starts, reached, len(spread)))
            return f"error at {line}:{column}: {message[told.end() :]}"
    return message


def _spread(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """Return a query with blanks between its parts, and where each part begins."""
    pieces, starts, length = [], [], 0
    for before, token in zip((None, *tokens), tokens, strict=False):
        blanks = "" if before is None or _are_one(before, token) else _APART
        starts.append(length + len(blanks))
        pieces += [blanks, token.text]
        length += len(blanks) + len(token.text)
    return "".join([*pieces, _APART]), starts


def _are_one(before: Token, token: Token) -> bool:
    """Return whether two parts would mean something else apart: ``-1``, ``"x"@en``, ``"1"^^xsd:int``."""
    if before.end != token.start:
        return False
    signed = before.text in ("+", "-") and token.kind is TokenKind.NUMBER
    typed = token.kind is TokenKind.LANGUAGE_TAG or "^^" in (before.text, token.text)
    return signed or typed or before.text + token.text in _ONE_SIGN


def _offset(text: str, line: int, column: int) -> int:
    """Return the offset of a place that counts from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


def _slip(tokens: Sequence[Token], starts: Sequence[int], reached: int, length: int) -> int:
    """Return where in the text the slip is: at a part, or behind the last where the text ends too early."""
    if reached >= length:
        return tokens[-1].end
    return max(token.start for token, start in zip(tokens, starts, strict=True) if start <= reached)
