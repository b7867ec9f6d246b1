"""The names of the nodes behind an endpoint, looked up there.

A name is first sought as it is spelled, and in the spellings that people and sources use: that is quick in
any graph. Only where none of them is there, or a part of a name is sought, are the labels searched through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Literal

from msc_graph.languages import LANGUAGES
from msc_graph.model.graph import GraphNode
from msc_graph.model.names import GREEK, Match, NameIndex, folded_names
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.nodes import EndpointNodes
from msc_graph.stores.endpoint.words import either, named
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import RDFS, SKOS

MOST = 1_000
"""Most names that are looked at where a text is a part of many: our choice; the shortest come first."""
_KEPT = 10_000
"""Most names that are remembered: our choice, a few megabytes."""
_NAMES = either("p", (f"{RDFS}label", f"{SKOS}altLabel"))
_SAME = either("p", (f"{SKOS}exactMatch", f"{SKOS}closeMatch"))
_BETWEEN = r"(?:[-\s_/,.'()\[\]]|" + "|".join("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2019") + ")*"
"""What may stand between two letters of a name, as `msc_graph.model.names.fold` has it."""
_MICRO = f"(?:[a-z]{{3}}{_BETWEEN})?(?:microrna|mirna|r?mir)"


class EndpointNames(NameIndex):
    """The names of all nodes; few are brought. Of a misspelt name those are near that hold a part of it."""

    def __init__(self, asker: Asker, nodes: EndpointNodes) -> None:
        """Ask ``asker``; ``nodes`` brings what is told of a node."""
        self._asker, self._brought = asker, nodes
        self._seen: dict[str, list[Match]] = {}

    def get(self, node_id: str) -> GraphNode | None:
        """Return the node with this CURIE, or None."""
        return next((node for node in self._brought.among([node_id]) if node.id == node_id), None)

    def _whole(self, key: str, name: str) -> Iterable[Match]:
        if len(self._seen) > _KEPT:
            self._seen.clear()
        if name not in self._seen:
            spelled = self._matches(self._spelled(name))
            found = [match for held, match in spelled if held == key]
            self._seen[name] = found or [
                match for held, match in self._searched(key, whole=True) if held == key
            ]
        return self._seen[name]

    def _holding(self, key: str) -> Iterable[tuple[str, Match]]:
        return [(held, match) for held, match in self._searched(key) if key in held]

    def _similar(self, key: str) -> Iterator[tuple[str, Match]]:
        size = max(2, len(key) // 2)
        for piece in sorted({key[:size], key[-size:]}):
            yield from self._holding(piece)

    def _spelled(self, name: str) -> set[str]:
        """Return the things (CURIEs) that have a name in one of its spellings, or as identifier."""
        texts = sorted(spellings(name))
        tags = (None, *LANGUAGES)
        literals = [
            Literal(text) if tag is None else Literal(text, language=tag) for text in texts for tag in tags
        ]
        rows = self._asker.about(Question(("x",), f"?x ?p ?n . {_NAMES}"), literals)
        known = texts if ":" in name else []
        rows += self._asker.about(Question(("x",), f"?x ?p ?n . {_SAME}"), named(known))
        locals_ = {
            name.strip(),
            *(re.sub(r"[\s-]+", "_", text) for text in (name.strip().lower(), name.strip().upper())),
        }
        own = [f"{prefix}:{local}" for prefix in prefixes() for local in sorted(locals_) if ":" not in name]
        there = Question(("n",), "FILTER EXISTS { ?n ?p ?x }")
        rows += self._asker.about(there, named([*known, *own]))
        return {compress(row[0].value) for row in rows}

    def _searched(self, key: str, *, whole: bool = False) -> list[tuple[str, Match]]:
        """Return all names of nodes of which one may hold, or be, what is folded to ``key``.

        Virtuoso 7 finds no letters beyond ASCII by regular expression, but as parts of a text.
        """
        conditions = []
        for piece in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", key):
            pattern = f"^{pattern_of(piece)}$" if whole and piece == key else pattern_of(piece)
            searched = f'REGEX(STR(?l), {Literal(pattern)}, "i")'
            conditions.append(searched if piece.isascii() else f"CONTAINS(STR(?l), {Literal(piece)})")
        question = Question(("x", "l"), f"?x ?p ?l . {_NAMES} FILTER({' && '.join(conditions)})")
        rows = self._asker.first(question, "STRLEN(STR(?l))", MOST)
        return self._matches({compress(row[0].value) for row in rows})

    def _matches(self, things: Iterable[str]) -> list[tuple[str, Match]]:
        return [pair for node in self._brought.among(sorted(things)) for pair in folded_names(node)]


def spellings(name: str) -> set[str]:
    """Return a name in the ways in which people and sources spell it.

    >>> {"TGF-β", "TGF-beta", "TGF beta", "tgf-beta"} <= spellings("TGF-β")
    True
    """
    text = " ".join(name.split())
    found = {text}
    for letter, word in GREEK.items():
        found |= {one.replace(letter, word) for one in found} | {
            re.sub(rf"\b{word}\b", letter, one, flags=re.IGNORECASE) for one in found
        }
    if micro := re.match(r"(?:[a-z]{3}-)?(?:microrna|mirna|r?mir)[\s-]*(?=\d)", text, re.IGNORECASE):
        found |= {f"{start}miR-{text[micro.end() :]}" for start in ("", "hsa-")}
    found |= {one.replace("-", " ") for one in found} | {one.replace(" ", "-") for one in found}
    return {way(one) for one in found for way in (str, str.lower, str.upper, _capital, str.title)}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def pattern_of(key: str) -> str:
    """Return a regular expression that finds at least the names whose folded form holds ``key``, of ASCII.

    Accented letters stand in alternatives, not in classes: some servers match byte by byte.
    """
    start = re.match(r"mir(?=\d)", key)
    rest = key[start.end() :] if start else key
    tokens = re.findall(rf"{'|'.join(GREEK.values())}|.", rest)
    pattern, before = (_MICRO, "") if start else ("", "0")
    for token in tokens:
        apart = "" if (before.isdigit() and token.isdigit()) or not pattern else _BETWEEN
        pattern, before = pattern + apart + _letters(token), token
    return pattern


def _letters(name: str) -> str:
    """Return the pattern of a letter, with and without accents, or of a Greek letter by its name."""
    if name == "-":
        return _BETWEEN.removesuffix("*") + "+"
    if len(name) > 1:
        letter = next(letter for letter, word in GREEK.items() if word == name)
        return f"(?:{letter}|{letter.upper()}|{_BETWEEN.join(name)})"
    return f"(?:{'|'.join((re.escape(name), *_accented().get(name, ())))})"


@cache
def _accented() -> dict[str, tuple[str, ...]]:
    """Return the letters of Latin-1 and Latin Extended-A that fold to each letter."""
    found: dict[str, tuple[str, ...]] = {}
    for mark in map(chr, range(0xC0, 0x180)):
        plain = unicodedata.normalize("NFKD", mark)[0].casefold()
        if plain.isascii():
            found[plain] = (*found.get(plain, ()), mark)
    return found
