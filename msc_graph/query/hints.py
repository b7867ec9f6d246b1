"""What somebody may not know whose query is right, but asks for what nobody stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msc_graph.messages.catalogue import message
from msc_graph.messages.queries import WORDS
from msc_graph.query.text import TokenKind, declared_prefixes, tokenize
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import RDFS

if TYPE_CHECKING:
    from msc_graph.query.engines import Engine
    from msc_graph.vocabulary.ontology import Vocabulary


def hints(text: str, engine: Engine, words: Vocabulary, lang: str = "en") -> Iterator[str]:
    """Yield a sentence for each class that a query names and that has no members but those of its subclasses.

    Only the narrowest classes are stated. A query that names ``rdfs:subClassOf`` knows that.

    Args:
        text: a query that the engine answered.
        engine: what answered it.
        words: the classes that the graph knows.
        lang: ``"en"`` or ``"zh"``.
    """
    named = list(_iris(text))
    if f"{RDFS}subClassOf" in named:
        return
    for iri in dict.fromkeys(named):
        below = [name for name in words.parents if name != iri and words.is_a(name, iri)]
        if iri in words.parents and below and not _has_members(engine, [iri]) and _has_members(engine, below):
            yield message(WORDS, "only below", lang, name=compress(iri))


def _iris(text: str) -> Iterator[str]:
    """Yield the IRIs that a query names, those with a prefix spelled out."""
    tokens = tuple(tokenize(text))
    namespaces = {**prefixes(), **declared_prefixes(tokens)}
    for token in tokens:
        if token.kind is TokenKind.IRI:
            yield token.text[1:-1]
        elif token.kind is TokenKind.PREFIXED_NAME:
            prefix, _, local = token.text.partition(":")
            yield namespaces.get(prefix, f"{prefix}:") + local


def _has_members(engine: Engine, classes: list[str]) -> bool:
    values = " ".join(f"<{iri}>" for iri in classes)
    return bool(engine.answer(f"ASK {{ VALUES ?class {{ {values} }} ?thing a ?class }}"))
