"""The ontology file as triples, and the questions that the modules beside this one ask it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from msc_graph.languages import best
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import SKOS

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Store


@cache
def schema() -> Store:
    """Return the ontology file as a store of its own."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(path=locate("ontology/msc-graph.ttl"), format=RdfFormat.TURTLE)
    return store


def statements(store: Store, predicate: str) -> Iterator[tuple[str, NamedNode | Literal]]:
    """Yield subject IRI and object of each such triple between named things, without OWL's blank nodes."""
    from pyoxigraph import Literal, NamedNode

    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object


def definition(iri: str, lang: str) -> str:
    """Return what the ontology says that a term means, in a language; "" where it does not say.

    >>> definition("https://w3id.org/msc-graph/overclaimed", "en")
    'The assertion says more than the sources do.'
    """
    from pyoxigraph import Literal, NamedNode

    said = schema().quads_for_pattern(NamedNode(iri), NamedNode(f"{SKOS}definition"), None, None)
    texts = (quad.object for quad in said if isinstance(quad.object, Literal))
    return best(((text.language or "", text.value) for text in texts), lang)


def values_of(store: Store, predicate: str, *, of: Iterable[str] | None = None) -> dict[str, str]:
    """Return the value of a property by subject: of some subjects, or of all."""
    from pyoxigraph import Literal, NamedNode

    if of is None:
        return {subject: value.value for subject, value in statements(store, predicate)}
    return {
        subject: quad.object.value
        for subject in of
        for quad in store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
        if isinstance(quad.object, NamedNode | Literal)
    }
