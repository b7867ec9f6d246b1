"""The graphs of a store: the schema, what was curated, what was inferred, and what was imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pyoxigraph import DefaultGraph, NamedNode, Quad

from msc_graph.vocabulary.namespaces import (
    CLAIM,
    DCTERMS,
    EVIDENCE,
    GRAPH,
    INFERRED_GRAPH,
    MSC,
    OWL,
    RDF_TYPE,
    RDFS,
    SCHEMA_GRAPH,
    SKOS,
)
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.rdf.triples import GraphName, Triples

ABOUT = {
    "title": f"{RDFS}label",
    "version": f"{OWL}versionInfo",
    "licence": f"{DCTERMS}rights",
    "date": f"{DCTERMS}issued",
    "checksum": f"{DCTERMS}identifier",
    "url": f"{DCTERMS}source",
}
"""What is said of a source, by field of `msc_graph.stores.importing.source.Source`."""


_LOOKED_AT = 1_000
"""Most assertions about a thing by which its sources are told: our choice."""


def imported_graphs(store: Triples) -> dict[str, GraphName]:
    """Return the graph of each imported source by name, in the order of names.

    It is one of its own in memory; a store on disk has all of them in the default graph.
    """
    found = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(f"{MSC}ImportedSource"))
    graphs = {q.subject: q.graph_name for q in found if q.graph_name in (q.subject, DefaultGraph())}
    return {
        source_called(source.value): graphs[source]
        for source in sorted(graphs, key=str)
        if isinstance(source, NamedNode)
    }


def own_graphs(store: Triples) -> list[GraphName]:
    """Return the graphs of facts that no import made: the default graph, the curated one, unknown ones."""
    hidden = {NamedNode(SCHEMA_GRAPH), NamedNode(INFERRED_GRAPH), *imported_graphs(store).values()}
    return [graph for graph in (DefaultGraph(), *store.named_graphs()) if graph not in hidden]


def graph_iri(source: str) -> str:
    """Return the IRI of a source, which in memory is that of its named graph, too."""
    return GRAPH + quote(source, safe="")


def source_called(iri: str) -> str:
    """Return the name of the source whose IRI `graph_iri` gives."""
    return unquote(iri.removeprefix(GRAPH))


def source_of(iri: str) -> str:
    """Return the name of the imported source whose assertion, or evidence, an IRI is; else an empty text.

    >>> source_of("https://w3id.org/msc-graph/assertion/mirtarbase/7")
    'mirtarbase'
    >>> source_of("https://w3id.org/msc-graph/assertion/S3-05")
    ''
    """
    space = next((space for space in (CLAIM, EVIDENCE) if iri.startswith(space)), iri)
    return unquote(iri.removeprefix(space).rpartition("/")[0])


def stating(store: Triples, quad: Quad) -> set[str]:
    """Return the names of the imported sources that state a quad; empty for one that no import made.

    In the default graph, which they share, it is told from the assertion that a quad is of, or from those
    about its subject; where there is none it may be any of them.
    """
    graphs = imported_graphs(store)
    if quad.graph_name != DefaultGraph():
        return {name for name, graph in graphs.items() if graph == quad.graph_name}
    sharing = {name for name, graph in graphs.items() if graph == DefaultGraph()}
    if len(sharing) < 2 or not isinstance(quad.subject, NamedNode):
        return sharing
    own = source_of(quad.subject.value)
    return ({own} if own else set(_speaking_of(store, quad.subject))) & sharing or sharing


def _speaking_of(store: Triples, thing: NamedNode) -> Iterator[str]:
    for end in ("subject", "object", "reference"):
        quads = store.quads_for_pattern(None, NamedNode(MSC + end), thing)
        yield from (source_of(getattr(quad.subject, "value", "")) for quad in islice(quads, _LOOKED_AT))


def state_once(store: Store, graph: GraphName, others: Iterable[GraphName]) -> int:
    """Take out of a graph the triples that others hold, too, and return how many they were.

    Asked together, each would be two answers. Every quad of the others is looked at.
    """
    found = (quad for other in others for quad in store.quads_for_pattern(None, None, None, other))
    again = (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found)
    repeated = [quad for quad in again if quad in store]
    for quad in repeated:
        store.remove(quad)
    return len(repeated)


@cache
def node_properties() -> tuple[str, ...]:
    """Return the IRIs of all that a source says of a node, apart from statements that lead to another node.

    Papers may be nodes, too.
    """
    own = (f"{MSC}{name}" for name in ("grounding", "pmid", "doi", "retracted"))
    shared = (f"{RDFS}label", f"{SKOS}altLabel", f"{SKOS}definition", f"{SKOS}exactMatch")
    return tuple(dict.fromkeys((RDF_TYPE, *shared, *own, *vocabulary().datatypes)))
