"""What an engine says of a wrong query, in words that help, with the place in the text."""

from __future__ import annotations

import re

from msc_graph.errors import QueryFailed
from msc_graph.query.text import TokenKind, tokenize


def engine_failure(message: str, text: str = "") -> QueryFailed:
    """Return an engine's complaint about ``text`` as our error, with line and column where it names them.

    The engine lists all that it would have accepted; only its sentences and keywords are kept. It does not
    say which prefix it misses, so that is looked up in the text.
    """
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if place is None:
        return QueryFailed(message)
    line, column, expected = int(place[1]), int(place[2]), re.sub(r"\[[^\]]*\]", "", place[3])
    sentence = re.search(r"[A-Z]\w*(?: [\w']+){2,}", expected)
    keywords = sorted(set(re.findall(r"\b[A-Z]{2,}\b", expected)) - {"SERVICE"})
    if sentence:
        reason = sentence.group()
        if reason == "Prefix not found" and (name := _name_that_ends_at(text, line, column)):
            reason = f"{reason}: {name.partition(':')[0]}"
    elif keywords:
        reason = f"not valid SPARQL; {' or '.join(keywords)} might follow there"
    else:
        reason = "not valid SPARQL"
    return QueryFailed(f"{reason}.", line=line, column=column)


def _name_that_ends_at(text: str, line: int, column: int) -> str:
    before = "\n".join(text.split("\n")[:line])
    end = before.rfind("\n") + column
    names = (token for token in tokenize(text) if token.kind is TokenKind.PREFIXED_NAME)
    return next((token.text for token in names if token.end == end), "")
