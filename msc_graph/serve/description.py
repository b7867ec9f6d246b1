"""What the endpoint says of itself: SPARQL 1.1 Service Description, and VoID with classes and uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from msc_graph._version import __version__
from msc_graph.serve.negotiation import GRAPHS, TABLES
from msc_graph.vocabulary.curies import prefixes

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Triple

    from msc_graph.knowledge_graph import KnowledgeGraph

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
"""Source: https://www.w3.org/ns/formats/."""
_USES = """
SELECT ?class ?property (COUNT(*) AS ?triples) WHERE { ?s a ?class ; ?property ?o }
GROUP BY ?class ?property ORDER BY ?class ?property
"""
_SIZES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?things) WHERE { ?s a ?class } GROUP BY ?class ORDER BY ?class"


def described(graph: KnowledgeGraph, address: str, form: str) -> bytes:
    """Return the description of the service at an address, in a format of `GRAPHS`."""
    from pyoxigraph import RdfFormat, serialize

    rdf = RdfFormat.from_extension(form)
    names = {"sd": SD, "void": VOID, **prefixes()} if form in ("ttl", "rdf") else None
    return serialize(_triples(graph, address), format=rdf, prefixes=names) or b""


def _triples(graph: KnowledgeGraph, address: str) -> Iterator[Triple]:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    a = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    service, dataset, default = BlankNode("service"), NamedNode(f"{address}#dataset"), BlankNode("default")

    def sd(name: str) -> NamedNode:
        return NamedNode(SD + name)

    def void(name: str) -> NamedNode:
        return NamedNode(VOID + name)

    yield Triple(service, a, sd("Service"))
    yield Triple(service, sd("endpoint"), NamedNode(address))
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    yield Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    yield Triple(service, sd("defaultDataset"), dataset)
    for extension in (*TABLES, *GRAPHS):
        yield Triple(service, sd("resultFormat"), NamedNode(FORMATS + _FORMAT_NAMES[extension]))
    yield Triple(dataset, a, sd("Dataset"))
    yield Triple(dataset, a, void("Dataset"))
    yield Triple(dataset, NamedNode("http://purl.org/dc/terms/title"), Literal(f"msc-graph {__version__}"))
    yield Triple(dataset, void("sparqlEndpoint"), NamedNode(address))
    yield Triple(dataset, void("triples"), Literal(len(graph.store)))
    yield Triple(dataset, sd("defaultGraph"), default)
    yield Triple(default, a, sd("Graph"))
    for number, name in enumerate(sorted(graph.store.named_graphs(), key=str)):
        named, held = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, sd("namedGraph"), named)
        yield Triple(named, a, sd("NamedGraph"))
        yield Triple(named, sd("name"), NamedNode(name.value))
        yield Triple(named, sd("graph"), held)
        yield Triple(held, a, sd("Graph"))
    yield from _partitions(graph, dataset)


def _partitions(graph: KnowledgeGraph, dataset: NamedNode) -> Iterator[Triple]:
    """Yield how many things each class has, and how often they have each property."""
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    parts: dict[str, BlankNode] = {}
    for solution in _solutions(graph, _SIZES):
        kind, things = solution["class"], solution["things"]
        if isinstance(kind, NamedNode):
            part = parts[kind.value] = BlankNode(f"class{len(parts)}")
            yield Triple(dataset, NamedNode(f"{VOID}classPartition"), part)
            yield Triple(part, NamedNode(f"{VOID}class"), kind)
            yield Triple(part, NamedNode(f"{VOID}entities"), Literal(int(things.value)))
    for number, solution in enumerate(_solutions(graph, _USES)):
        kind = solution["class"]
        if isinstance(kind, NamedNode):
            use = BlankNode(f"use{number}")
            yield Triple(parts[kind.value], NamedNode(f"{VOID}propertyPartition"), use)
            yield Triple(use, NamedNode(f"{VOID}property"), solution["property"])
            yield Triple(use, NamedNode(f"{VOID}triples"), Literal(int(solution["triples"].value)))


def _solutions(graph: KnowledgeGraph, query: str) -> QuerySolutions:
    return cast("QuerySolutions", graph.store.query(query, use_default_graph_as_union=True))
