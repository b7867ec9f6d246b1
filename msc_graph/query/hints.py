"""What somebody may not know whose query is right, but asks for what nobody stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msc_graph.errors import nearest
from msc_graph.messages.catalogue import message
from msc_graph.messages.errors import DID_YOU_MEAN
from msc_graph.messages.queries import WORDS
from msc_graph.query.text import TokenKind, declared_prefixes, tokenize
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import OWL, RDFS

if TYPE_CHECKING:
    from msc_graph.query.engines import Engine
    from msc_graph.vocabulary.ontology import Vocabulary


_OURS = ("msc:", "biolink:")


def hints(text: str, engine: Engine, words: Vocabulary, lang: str = "en") -> Iterator[str]:
    """Yield a sentence for each name of a query that nothing can fit.

    That is a class that has no members but those of its subclasses, as only the narrowest classes are stated
    (a query that names ``rdfs:subClassOf`` knows that), or none but those that follow; and a name of our own
    or of Biolink that the graph does not know, unless the query constructs triples, which may have names of
    their own.

    Args:
        text: a query that the engine answered.
        engine: what answered it.
        words: the classes that the graph knows.
        lang: ``"en"`` or ``"zh"``.
    """
    named = list(_iris(text))
    if not any(token.is_word("construct") for token in tokenize(text)):
        yield from _unknown(named, engine, words, lang)
    if f"{RDFS}subClassOf" in named:
        return
    for iri in dict.fromkeys(named):
        if iri not in words.parents or _has_members(engine, [iri]):
            continue
        below = [name for name in words.parents if name != iri and words.is_a(name, iri)]
        if below and _has_members(engine, below):
            yield message(WORDS, "only below", lang, name=compress(iri))
        elif engine.answer(f"ASK {{ <{iri}> <{OWL}equivalentClass> ?what }}"):
            yield message(WORDS, "only inferred", lang, name=compress(iri))


def _unknown(named: Iterable[str], engine: Engine, words: Vocabulary, lang: str) -> Iterator[str]:
    """Yield a sentence for each name of ours that stands nowhere in the graph, with those that are near."""
    declared = {*words.parents, *words.predicates}
    for iri in dict.fromkeys(named):
        name = compress(iri)
        if name.startswith(_OURS) and name not in _OURS and iri not in declared and not _stands(engine, iri):
            near = nearest(name, map(compress, declared))
            offer = message(DID_YOU_MEAN, "one of", lang, names=", ".join(near)) if near else ""
            yield message(WORDS, "unknown name", lang, name=name, near=offer)


def _stands(engine: Engine, iri: str) -> bool:
    """Return whether an IRI is part of any triple."""
    places = (f"{{ <{iri}> ?p ?o }}", f"{{ ?s <{iri}> ?o }}", f"{{ ?s ?p <{iri}> }}")
    return bool(engine.answer(f"ASK {{ {' UNION '.join(places)} }}"))


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
