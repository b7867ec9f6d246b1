"""The statement that a user asks about: names to terms."""

from __future__ import annotations

from pyoxigraph import NamedNode

from msc_graph.errors import InputError, UnknownNode, UsageError, did_you_mean, nearest
from msc_graph.names import NameIndex
from msc_graph.reasoning.inference import Statement
from msc_graph.vocabulary import CLAIM, MECHANISM, MSC, RDF_TYPE, RDFS, SKOS, Vocabulary, expand

_SHORT = {
    "a": RDF_TYPE,
    "subClassOf": f"{RDFS}subClassOf",
    "subPropertyOf": f"{RDFS}subPropertyOf",
}


def statement(subject: str, predicate: str, object: str, *, words: Vocabulary, names: NameIndex) -> Statement:
    """Return the statement that three names mean.

    Args:
        subject: any name of a node, or the CURIE or local name of a term of the ontology.
        predicate: the CURIE or local name of a predicate, or ``a``, ``subClassOf``, ``subPropertyOf``.
        object: as ``subject``.
        words: the terms of the ontology.
        names: the names of the nodes.

    Raises:
        UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
        UsageError: there is no such predicate; near ones are offered.
    """
    return Statement(
        _thing(subject, words, names), _predicate(predicate, words), _thing(object, words, names)
    )


def _predicate(name: str, words: Vocabulary) -> NamedNode:
    if name in _SHORT:
        return NamedNode(_SHORT[name])
    declared = {iri for iri, _ in words.labels} - set(words.parents)
    for iri in (MSC + name.removeprefix("msc:"), *_expanded(name)):
        if iri in declared or iri.startswith((RDFS, SKOS)):
            return NamedNode(iri)
    known = [*_SHORT, *(iri.removeprefix(MSC) for iri in sorted(words.predicates))]
    raise UsageError(f"unknown predicate {name!r}.{did_you_mean(nearest(name, known))}")


def _thing(name: str, words: Vocabulary, names: NameIndex) -> NamedNode:
    """Return a term of the ontology, an assertion, a mechanism or a node, in this order for a full name."""
    term = MSC + name.removeprefix("msc:")
    if (term, "en") in words.labels:
        return NamedNode(term)
    for prefix, namespace in (("claim:", CLAIM), ("mechanism:", MECHANISM)):
        if name.startswith(prefix):
            return NamedNode(namespace + name.removeprefix(prefix))
    try:
        return NamedNode(expand(names.one(name).id))
    except UnknownNode:
        for iri in _expanded(name):
            if (iri, "en") in words.labels:
                return NamedNode(iri)
        raise


def _expanded(name: str) -> tuple[str, ...]:
    try:
        return (expand(name),)
    except InputError:
        return ()
