"""What can hurt a parser in bytes of strangers: looked for before they are parsed."""

from __future__ import annotations

import re

MAX_DEPTH = 256
"""Deepest nesting of XML elements or JSON values. Our choice: the parsers' time grows with its square
(RDF/XML nested 200,000 deep, and JSON-LD nested 60,000 deep, were still being read after 20 s), and real
files stay below 20."""

MAX_ATTRIBUTES = 10_000
"""Most attributes of an XML element, its namespaces among them. Our choice: the parser's time grows with the
square (40,000 namespaces take it 5 s), and real files have less than 200."""

MAX_TRIPLE_TERMS = 64
"""Most triple terms (``<<( … )>>``, RDF 1.2) of a file, or of a line of an answer, that is parsed.
Nested 20,000 deep they crash the process in pyoxigraph 0.5.13."""

_TRIPLE_TERM = b"<<("
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def deep_json(data: bytes) -> int | None:
    """Return the place of the first value of JSON that is nested deeper than `MAX_DEPTH`, or None.

    >>> deep_json(b'{"a": [1, "[[["]}')
    """
    depth = 0
    for token in _JSON_TOKEN.finditer(data):
        if token[0] in b"[{":
            depth += 1
        elif token[0] in b"]}":
            depth -= 1
        if depth > MAX_DEPTH:
            return token.start()
    return None


class TripleTerms:
    """Counts the triple terms of bytes that come in blocks. Texts count too: blunt rules beat clever ones."""

    def __init__(self) -> None:
        """Start with none."""
        self._count, self._rest = 0, b""

    def feed(self, block: bytes) -> None:
        """Count those of the next block, and one that began in the block before."""
        seen = self._rest + block
        self._count += seen.count(_TRIPLE_TERM)
        self._rest = seen[1 - len(_TRIPLE_TERM) :]

    @property
    def too_many(self) -> bool:
        """Whether there were more than `MAX_TRIPLE_TERMS`."""
        return self._count > MAX_TRIPLE_TERMS


def deep_line(data: bytes) -> bool:
    """Return whether a line of N-Triples or of a table of terms holds more than `MAX_TRIPLE_TERMS`."""
    if _TRIPLE_TERM not in data:
        return False
    return any(line.count(_TRIPLE_TERM) > MAX_TRIPLE_TERMS for line in data.split(b"\n"))
