"""What a store asserts of single things, apart from what was inferred; nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msc_graph.languages import best
from msc_graph.vocabulary.curies import compress, trial_number
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, MSC, RDFS

if TYPE_CHECKING:
    from msc_graph.rdf.triples import Term, Triples
    from msc_graph.vocabulary.ontology import Vocabulary


def values_of(store: Triples, iri: str, predicate: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield the predicates (IRIs) and objects (terms) of a thing; some more than once, if sources agree."""
    from pyoxigraph import NamedNode

    wanted, inferred = NamedNode(predicate) if predicate else None, NamedNode(INFERRED_GRAPH)
    for quad in store.quads_for_pattern(NamedNode(iri), wanted, None, None):
        if quad.graph_name != inferred:
            yield quad.predicate.value, quad.object


def objects_of(store: Triples, iri: str, predicate: str) -> list[str]:
    """Return the distinct objects of a thing, IRIs or texts, in order."""
    return sorted({value.value for _, value in values_of(store, iri, predicate)})


def subjects_of(store: Triples, predicate: str, value: str | Term) -> Iterator[str]:
    """Yield the IRIs of the things that have a value, an IRI or a term; some more than once."""
    from pyoxigraph import NamedNode

    target = NamedNode(value) if isinstance(value, str) else value
    quads = store.quads_for_pattern(None, NamedNode(predicate), target, None)
    inferred = NamedNode(INFERRED_GRAPH)
    return (
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, NamedNode) and quad.graph_name != inferred
    )


def texts_of(store: Triples, iri: str, predicate: str) -> list[tuple[str, str]]:
    """Return the texts of a thing as pairs of language tag (may be empty) and text."""
    from pyoxigraph import Literal

    values = (value for _, value in values_of(store, iri, predicate))
    return [(value.language or "", value.value) for value in values if isinstance(value, Literal)]


def label_of(store: Triples, iri: str, lang: str) -> str:
    """Return the label of a thing as `msc_graph.languages.best` chooses it; "" if there is none.

    A trial goes by its number: their titles are too long for a table or a sentence.
    """
    label = best(texts_of(store, iri, f"{RDFS}label"), lang)
    return (trial_number(compress(iri)) or label) if label else ""


def published_id_of(store: Triples, reference: str) -> str:
    """Return the PMID of a paper, else its DOI, else its own CURIE."""
    published = objects_of(store, reference, f"{MSC}pmid") or objects_of(store, reference, f"{MSC}doi")
    return compress(published[0] if published else reference)


def statement_of(store: Triples, words: Vocabulary, iri: str, lang: str) -> str:
    """Return what an assertion says: its label, else subject, predicate and object; "" for anything else."""
    if label := best(texts_of(store, iri, f"{RDFS}label"), lang):
        return label
    ends = [objects_of(store, iri, MSC + name)[:1] for name in ("subject", "predicate", "object")]
    if not all(ends):
        return ""
    (subject,), (predicate,), (object_,) = ends
    subject, object_ = (label_of(store, end, lang) or compress(end) for end in (subject, object_))
    return f"{subject} {words.label(predicate, lang)} {object_}"
