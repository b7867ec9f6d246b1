"""The terms of our graphs in SPARQL, and what an endpoint's graph declares beside the ontology."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, Store

from msc_graph.pathfinding.arc_table import Facts
from msc_graph.pathfinding.arrays import category_ancestors
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE, RDFS
from msc_graph.vocabulary.ontology import Vocabulary, extended
from msc_graph.vocabulary.signs import PredicateRole


def ours(name: str) -> str:
    """Return a term of the ontology as SPARQL has it.

    >>> ours("subject")
    '<https://w3id.org/msc-graph/subject>'
    """
    return f"<{MSC}{name}>"


def either(variable: str, iris: Iterable[str]) -> str:
    """Return the pattern that a variable is one of some IRIs."""
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in sorted(iris))} }} "


def among(variable: str, iris: Iterable[str]) -> str:
    """Return the filter that a variable is one of some IRIs; it may stand in EXISTS.

    Where things are known, Oxigraph looks each of them up with it; with the values of `either` it scans.
    """
    return f"FILTER(?{variable} IN ({', '.join(f'<{iri}>' for iri in sorted(iris))})) "


def named(curies: Iterable[str]) -> list[NamedNode]:
    """Return identifiers as terms, in order; those that no IRI can hold are left out."""
    found = []
    for curie in dict.fromkeys(curies):
        try:
            found.append(NamedNode(node_iri(curie)))
        except ValueError:
            continue
    return found


def endorsed(words: Vocabulary) -> str:
    """Return the pattern of an assertion ``?a`` whose verdict endorses it."""
    return f"?a {ours('verdict')} ?v . {either('v', words.endorsed)}"


def held(words: Vocabulary) -> str:
    """Return the pattern of an endorsed assertion ``?a`` in which somebody believes: a paper supports it.

    Oxigraph counts three times as fast with this filter as with the values of `endorsed`.
    """
    evidence = f"?a {ours('hasEvidence')} ?e . ?e {ours('direction')} {ours('supports')} . "
    return f"?a {ours('verdict')} ?v . {evidence}{endorses(words)} "


def endorses(words: Vocabulary, *, not_: str = "") -> str:
    """Return the filter that a verdict ``?v`` endorses, or with ``"NOT"`` does not."""
    return f"FILTER(?v {not_} IN ({', '.join(f'<{iri}>' for iri in sorted(words.endorsed))}))"


def declared(asker: Asker, ontology: Vocabulary) -> Vocabulary:
    """Return the ontology with the predicates, too, that the endpoint's graph declares."""
    role = f"{MSC}predicateRole"
    known = asker.all(Question(("n",), f"?n <{role}> ?r"))
    own = [iri for (iri,) in known if isinstance(iri, NamedNode) and iri.value not in ontology.predicates]
    if not own:
        return ontology
    told = (role, f"{MSC}sign", f"{MSC}hierarchical", f"{RDFS}label", f"{RDFS}subPropertyOf")
    said = asker.about(Question(("n", "p", "x"), f"?n ?p ?x . {either('p', told)}"), own)
    return extended(ontology, triples(said))


def triples(rows: Iterable[tuple[object, ...]], store: Store | None = None) -> Store:
    """Return a store, or the given one, with rows of subject, predicate and object in its default graph."""
    store = Store() if store is None else store
    store.extend(Quad(*row) for row in rows)  # type: ignore[arg-type]
    return store


def facts_of(asker: Asker, words: Vocabulary) -> Facts:
    """Return what holds for all edges; which predicates and classes there are is asked."""
    stated = f"FILTER EXISTS {{ ?a {ours('predicate')} ?n . ?a {ours('verdict')} ?v {endorses(words)} }}"
    member = f"FILTER EXISTS {{ ?x <{RDF_TYPE}> ?n }}"
    predicates = _some(asker, stated, words.predicates)
    classes = _some(asker, member, words.node_classes)
    names = {name: words.predicates[name].role for name in predicates}
    contextual = {name for name, role in names.items() if role is PredicateRole.CONTEXTUAL}
    return Facts(
        predicates=tuple(sorted(map(compress, names))),
        contextual=tuple(sorted(map(compress, contextual))),
        hierarchical=tuple(compress(iri) for iri in words.hierarchical if iri in names),
        categories=tuple(sorted({"", "Node"} | {iri.removeprefix(MSC) for iri in classes})),
        ancestors=category_ancestors(words),
        has_witnesses=True,
        has_contexts=True,
    )


def _some(asker: Asker, condition: str, iris: Iterable[str]) -> list[str]:
    found = asker.about(Question(("n",), condition), [NamedNode(iri) for iri in sorted(iris)])
    return [iri.value for (iri,) in found]
