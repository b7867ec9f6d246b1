"""A graph behind a SPARQL 1.1 endpoint: asked there for what a question needs; copied where all is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pyoxigraph import NamedNode

from msc_graph.errors import EndpointFailed, QueryTooLarge, UsageError, shown_address
from msc_graph.query.endpoint import EndpointEngine
from msc_graph.stores.backend import Part, WholeGraph
from msc_graph.stores.endpoint.asking import Asker
from msc_graph.stores.endpoint.names import EndpointNames
from msc_graph.stores.endpoint.nodes import EndpointNodes
from msc_graph.stores.endpoint.part import LIMITS, EndpointHierarchy, around, part_of
from msc_graph.stores.endpoint.surroundings import EndpointSurroundings, disputed_claims
from msc_graph.stores.endpoint.totals import Totals, triples_in
from msc_graph.stores.endpoint.triples import EndpointTriples
from msc_graph.stores.endpoint.words import declared, facts_of
from msc_graph.stores.memory import MemoryBackend
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import DefaultGraph, Quad, Store

    from msc_graph.describe.identity import Identity
    from msc_graph.exports.parts import Part as ExportPart
    from msc_graph.model.names import NameIndex
    from msc_graph.model.property_graph import PropertyGraph
    from msc_graph.pathfinding.arc_table import Facts
    from msc_graph.pathfinding.expansion import Limits
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.rdf.triples import Triples
    from msc_graph.stores.importing.source import ImportOptions, Progress

_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
COPIED = 5_000_000
"""Most triples that are copied: our choice. Of one graph the limit of an answer lets fewer through."""


class RemoteBackend(WholeGraph):
    """A graph at an endpoint, which must offer all its named graphs together as its default graph.

    Queries, saved and free, are evaluated there. Names, paths, rankings and descriptions ask for what they
    need, anew for each question. Validation, reasoning and whole exports work on a copy, which is fetched
    graph by graph when the first of them needs it; changes made there later are not seen. It is read-only.
    """

    def __init__(self, url: str, *, timeout: float = 30.0, limits: Limits | None = None) -> None:
        """Remember the address; nothing is asked of it yet.

        Args:
            url: begins with ``http://`` or ``https://``.
            timeout: seconds that one request may take.
            limits: how much a question about paths may bring; None for the usual.

        Raises:
            UsageError: the address is none of the web.
        """
        self.url = url
        self._endpoint = EndpointEngine(url, timeout)
        self._limits = limits or LIMITS
        self.asker = Asker(url, timeout)

    @cached_property
    def copy(self) -> MemoryBackend:
        """The copy of the graph.

        Raises:
            EndpointFailed: it gives no answer, holds nothing, or more than `COPIED` triples, or in one graph
                more than one answer may hold.
        """
        from pyoxigraph import DefaultGraph, Store

        if (size := triples_in(self.asker)) > COPIED:
            raise EndpointFailed(
                self.url,
                f"it holds {size:,} triples, and at most {COPIED:,} are copied for this. Ask with 'query' or"
                " 'sparql', or import a dump of it with 'msc-graph import rdf'",
            )
        store = Store()
        found = self._endpoint.answer(_GRAPHS)
        for graph in [row[0] for row in found.terms] or [DefaultGraph()]:  # type: ignore[union-attr]
            store.bulk_extend(self._quads(graph))  # type: ignore[arg-type]
        if not len(store):
            raise EndpointFailed(self.url, "it holds no triples")
        return MemoryBackend(store, vocabulary())

    def _quads(self, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
        from pyoxigraph import Quad

        where = f"GRAPH {graph} {{ ?s ?p ?o }}" if isinstance(graph, NamedNode) else "?s ?p ?o"
        try:
            answer = self._endpoint.answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}")
        except QueryTooLarge as error:
            raise EndpointFailed(
                self.url,
                "its graph is too large to be copied for this. Ask with 'query' or 'sparql', or import"
                " a dump of it with 'msc-graph import rdf'",
            ) from error
        return (Quad(t.subject, t.predicate, t.object, graph) for t in answer)  # type: ignore[union-attr]

    @property
    def store(self) -> Store:
        """The triples of the copy."""
        return self.copy.store

    @property
    def triples_folder(self) -> str:
        """None: the copy is in memory."""
        return ""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, and the predicates that the graph declares."""
        return declared(self.asker, vocabulary())

    @cached_property
    def names(self) -> NameIndex:
        """The names of all nodes, looked up there."""
        return EndpointNames(self.asker, EndpointNodes(self.asker, self.vocabulary))

    @cached_property
    def _facts(self) -> Facts:
        return facts_of(self.asker, self.vocabulary)

    @property
    def facts(self) -> EndpointTriples:
        """The triples, looked up there; each call gives a view that knows nothing yet."""
        return EndpointTriples(self.asker, self.vocabulary)

    @property
    def facts_apart(self) -> EndpointTriples:
        """The triples, looked up there, those of the ontology alone in its graph."""
        return EndpointTriples(self.asker, self.vocabulary, apart=True)

    @property
    def surroundings(self) -> EndpointSurroundings:
        """What is told of a few things, disputed edges too."""
        return EndpointSurroundings(self.asker, self.vocabulary)

    @property
    def identity(self) -> Identity:
        """Which thing a name means; what no import made is not listed for it."""
        from msc_graph.describe.identity import Identity

        return Identity(self.facts, self.names, listed=False)

    def disputed(self, node: str) -> list[str]:
        """Return the disputed claims (IRIs) whose subject a node (an IRI) is."""
        return disputed_claims(self.asker, self.vocabulary, node)

    @property
    def frame(self) -> Network:
        """A network of no edges that knows predicates and categories."""
        return self._facts.frame()

    @property
    def hierarchy(self) -> EndpointHierarchy:
        """What is narrower than a thing."""
        return EndpointHierarchy(self.asker, self.vocabulary)

    def part(self, source: Any, target: Any, options: Mapping[str, Any], *, whole: bool = False) -> Part:
        """Return the part that a question needs; of a question without ends, the copy of the whole."""
        if not source and not target:
            return self.copy.part(source, target, options, whole=whole)
        ask = self.asker, self.vocabulary, self._facts, self._limits
        return part_of(*ask, source, target, options, whole=whole)

    def near(self, node: str, hops: int) -> ExportPart:
        """Return what lies around a node, brought for that."""
        return around(self.asker, self.vocabulary, self._limits, node, hops)

    def is_node(self, facts: Triples, iri: str) -> bool:
        """Return whether a thing is a node: by its class, a document if a claim is about it."""
        thing = NamedNode(iri)
        found = facts.quads_for_pattern(thing, NamedNode(RDF_TYPE), None)
        kinds = {getattr(quad.object, "value", "") for quad in found} & self._kinds
        if any(not self.vocabulary.is_a(kind, f"{MSC}Document") for kind in kinds):
            return True
        ends = (NamedNode(f"{MSC}{end}") for end in ("subject", "object"))
        return bool(kinds) and any(any(facts.quads_for_pattern(None, end, thing)) for end in ends)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(self.vocabulary.node_classes)

    @property
    def network(self) -> Network:
        """The endorsed edges of the copy as arrays, on which paths are searched."""
        return self.copy.network

    def property_graph(self, *, disputed: bool = False) -> PropertyGraph:
        """Return the copy as nodes and edges; with ``disputed`` also the edges of claims not endorsed."""
        return self.copy.property_graph(disputed=disputed)

    def sparql(self, query: str, *, timeout: float) -> QueryResult | TriplesResult:
        """Return the endpoint's answer to a free-text query; it is guarded as for a graph of our own.

        The project's prefixes need not be declared. FROM is refused: it may name files and addresses there.
        """
        from msc_graph.query.guard import guard, with_prefixes

        guarded = guard(query, prefixes=prefixes())
        return EndpointEngine(self.url, timeout).answer(with_prefixes(guarded.text, prefixes()))

    def engine(self, *, trusted: bool, timeout: float) -> EndpointEngine:  # noqa: ARG002 -- it is all the same there
        """Return the endpoint."""
        return self._endpoint

    def info(self) -> dict[str, Any]:
        """Return what is in the graph, counted there."""
        return Totals(self.asker, self.vocabulary, self.facts, self._facts.categories).told()

    def for_reasoning(self) -> Store:
        """Return the triples of the copy."""
        return self.copy.store

    def materialise(self, inferred: Callable[[], Iterable[Quad]]) -> NoReturn:  # noqa: ARG002 -- none is kept
        """Refuse: nothing can be written there.

        Raises:
            UsageError: always.
        """
        raise self._read_only("what follows cannot be put there")

    def add(
        self,
        format: str,  # noqa: ARG002 -- nothing is read
        files: Sequence[Path],  # noqa: ARG002
        options: ImportOptions,  # noqa: ARG002
        progress: Progress,  # noqa: ARG002
    ) -> NoReturn:
        """Refuse: nothing can be written there.

        Raises:
            UsageError: always.
        """
        raise self._read_only("nothing can be added there")

    def _read_only(self, problem: str) -> UsageError:
        return UsageError(
            f"the graph at {shown_address(self.url)} is read-only: {problem}."
            " Import into a store ('msc-graph import … --store DIR')."
        )

    def close(self) -> None:
        """Do nothing: no process runs."""
