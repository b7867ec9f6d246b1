"""The named graphs of a store: the schema, what was curated, what was inferred, one an imported source."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, unquote

from pyoxigraph import DefaultGraph, NamedNode

from msc_graph.vocabulary.namespaces import GRAPH, INFERRED_GRAPH, MSC, RDF_TYPE, RDFS, SCHEMA_GRAPH, SKOS
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Store

    GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph


def imported_graphs(store: Store) -> dict[NamedNode, str]:
    """Return the named graphs that imports made, with the names of their sources, in the order of names."""
    found = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(f"{MSC}ImportedSource"))
    graphs = {q.subject for q in found if isinstance(q.subject, NamedNode) and q.subject == q.graph_name}
    return {graph: unquote(graph.value.removeprefix(GRAPH)) for graph in sorted(graphs, key=str)}


def own_graphs(store: Store) -> list[GraphName]:
    """Return the graphs of facts that no import made: the default graph, the curated one, unknown ones."""
    hidden = {NamedNode(SCHEMA_GRAPH), NamedNode(INFERRED_GRAPH), *imported_graphs(store)}
    return [DefaultGraph(), *(graph for graph in store.named_graphs() if graph not in hidden)]


def graph_iri(source: str) -> str:
    """Return the IRI of a source's named graph."""
    return GRAPH + quote(source, safe="")


@cache
def node_properties() -> tuple[str, ...]:
    """Return the IRIs of all that a source says of a node, apart from statements that lead to another node.

    Papers may be nodes, too.
    """
    own = (f"{MSC}{name}" for name in ("grounding", "pmid", "doi", "retracted"))
    shared = (f"{RDFS}label", f"{SKOS}altLabel", f"{SKOS}definition", f"{SKOS}exactMatch")
    return tuple(dict.fromkeys((RDF_TYPE, *shared, *own, *vocabulary().datatypes)))
