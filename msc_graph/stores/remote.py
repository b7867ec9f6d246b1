"""A graph behind a SPARQL 1.1 endpoint: asked there, and copied for what SPARQL cannot do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msc_graph.errors import EndpointFailed, QueryTooLarge
from msc_graph.knowledge_graph import KnowledgeGraph
from msc_graph.query.engines import EndpointEngine
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult


def connect(url: str, *, timeout: float = 30.0) -> RemoteGraph:
    """Return the graph behind a SPARQL 1.1 endpoint; nothing is asked of it yet.

    Args:
        url: begins with ``http://`` or ``https://``.
        timeout: seconds that one request may take.

    Raises:
        UsageError: the address is none of the web.
    """
    return RemoteGraph(url, timeout=timeout)


class RemoteGraph(KnowledgeGraph):
    """A graph at an endpoint, which must offer all its named graphs together as its default graph.

    Queries, saved and free, are evaluated there. Names, paths, validation, reasoning and exports work on a
    copy, which is fetched graph by graph when the first of them needs it; changes made there later are not
    seen.
    """

    def __init__(self, url: str, *, timeout: float = 30.0) -> None:
        """Remember the address; see `connect`."""
        self._endpoint = EndpointEngine(url, timeout)
        self.url = url
        self._start(vocabulary())

    @cached_property
    def store(self) -> Store:  # type: ignore[override]
        """The copy of the graph.

        Raises:
            EndpointFailed: it gives no answer, or holds nothing.
            QueryTooLarge: one of its graphs is too large to be fetched in one answer.
        """
        from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

        copy = Store()
        asked = self._endpoint.answer("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
        graphs = [row[0] for row in asked.terms]  # type: ignore[union-attr]
        for graph in graphs or [DefaultGraph()]:
            where = f"GRAPH {graph} {{ ?s ?p ?o }}" if isinstance(graph, NamedNode) else "?s ?p ?o"
            try:
                answer = self._endpoint.answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}")
            except QueryTooLarge as error:
                raise EndpointFailed(
                    self.url,
                    "its graph is too large to be copied for this. Ask with 'query' or 'sparql', or import"
                    " a dump of it with 'msc-graph import rdf'",
                ) from error
            copy.bulk_extend(Quad(t.subject, t.predicate, t.object, graph) for t in answer)  # type: ignore[union-attr,arg-type]
        if not len(copy):
            raise EndpointFailed(self.url, "it holds no triples")
        return copy

    def _engine(self, *, trusted: bool, timeout: float = 30.0) -> Engine:  # noqa: ARG002 -- it is all the same there
        return self._endpoint

    def sparql(self, query: str, *, timeout: float = 30.0) -> QueryResult | TriplesResult:
        """Return the endpoint's answer to a free-text query; it is guarded as for a graph of our own.

        The project's prefixes need not be declared. FROM is refused: it may name files and addresses there.

        Raises:
            QueryRefused, QueryFailed, EndpointFailed, QueryTooLarge: see `msc_graph.errors`.
        """
        from msc_graph.query.sandbox import guard, with_prefixes

        guarded = guard(query, prefixes=prefixes())
        return EndpointEngine(self.url, timeout).answer(with_prefixes(guarded.text, prefixes()))
