"""What the front door asks of the place where a graph lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msc_graph.vocabulary.curies import compress

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.describe.identity import Identity
    from msc_graph.exports.parts import Part as ExportPart
    from msc_graph.model.graph import Graph, Surroundings
    from msc_graph.model.names import NameIndex
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.rdf.hierarchy import Narrowing
    from msc_graph.rdf.triples import Triples
    from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress
    from msc_graph.vocabulary.ontology import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a question about paths is answered from: the whole graph, or the part that it can use."""

    network: Network
    graph: Graph


class WholeGraph:
    """What a backend answers questions about paths from that has the whole graph at hand."""

    has_triples = True

    @property
    def hierarchy(self: Backend) -> Narrowing:
        """What is narrower than a thing, looked up in the triples."""
        from msc_graph.rdf.hierarchy import Hierarchy

        return Hierarchy(self.facts, self.vocabulary)

    @property
    def facts(self: Backend) -> Triples:
        """The triples."""
        return self.store

    @property
    def facts_apart(self: Backend) -> Triples:
        """The triples."""
        return self.facts

    @property
    def frame(self: Backend) -> Network:
        """The network."""
        return self.network

    @property
    def surroundings(self: Backend) -> Surroundings:
        """The graph, disputed edges too."""
        return self.property_graph(disputed=True)

    @property
    def identity(self: Backend) -> Identity:
        """Which thing a name means, by all names of the graph."""
        from msc_graph.describe.identity import Identity

        return Identity(self.facts, self.names)

    def disputed(self, node: str) -> Iterable[str] | None:  # noqa: ARG002 -- all claims are at hand
        """Return None: the claims are looked through."""
        return None

    def part(
        self: Backend, source: Any, target: Any, options: Mapping[str, Any], *, whole: bool = False
    ) -> Part:
        """Return the whole graph."""
        return Part(self.network, self.property_graph())

    def near(self: Backend, node: str, hops: int) -> ExportPart:
        """Return what lies around a node."""
        from msc_graph.exports.parts import around

        return around(node, hops, network=self.network, graph=self.property_graph())

    def is_node(self: Backend, facts: Triples, iri: str) -> bool:  # noqa: ARG002 -- the network tells
        """Return whether a thing is a node."""
        return self.network.nodes.find(compress(iri)) >= 0


class Backend(Protocol):
    """A graph where it lies: in memory, in a folder, behind an endpoint.

    Everything is worked out, opened or fetched when it is first asked for, and then kept: a backend is one
    value, and whoever changes the triples with `add` goes on with the backend that `add` returns.
    """

    @property
    def store(self) -> Store:
        """The triples."""

    @property
    def facts(self) -> Triples:
        """The triples, to be looked up one by one; they need not have been made for that."""

    @property
    def facts_apart(self) -> Triples:
        """The same, and what the ontology says lies in its own graph."""

    @property
    def triples_folder(self) -> str:
        """The folder in which other processes may open the triples read-only; empty where there is none."""

    @property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, and the predicates that imported sources declare."""

    @property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""

    @property
    def network(self) -> Network:
        """The endorsed edges as arrays, on which paths are searched."""

    @property
    def has_triples(self) -> bool:
        """Whether the graph is told as triples too, and not only as nodes and edges."""

    @property
    def hierarchy(self) -> Narrowing:
        """What is narrower than a thing."""

    @property
    def surroundings(self) -> Surroundings:
        """What is told of a few things, disputed edges too."""

    @property
    def identity(self) -> Identity:
        """Which thing a name means."""

    def disputed(self, node: str) -> Iterable[str] | None:
        """Return the disputed claims (IRIs) whose subject a node (an IRI) is; None where none are indexed."""

    @property
    def frame(self) -> Network:
        """A network that knows all predicates and categories, with or without edges."""

    def part(self, source: Any, target: Any, options: Mapping[str, Any], *, whole: bool = False) -> Part:
        """Return what a question about paths needs.

        Args:
            source: identifiers, ``"any Category"``, or a list of both.
            target: the same.
            options: those of the search (`msc_graph.pathfinding.question.Options`).
            whole: whether all edges of the sources are needed, too, wherever they lead.
        """

    def near(self, node: str, hops: int) -> ExportPart:
        """Return the nodes at most ``hops`` edges from one, in either direction, and the edges among them.

        Raises:
            UnknownNode: no node has this identifier.
        """

    def is_node(self, facts: Triples, iri: str) -> bool:
        """Return whether a thing is a node; ``facts`` are the triples in whose course that is asked."""

    def property_graph(self, *, disputed: bool = False) -> Graph:
        """Return the graph as nodes and edges; with ``disputed`` also the edges of claims not endorsed."""

    def sparql(self, query: str, *, timeout: float) -> QueryResult | TriplesResult:
        """Return the answer to a free-text query, which is guarded first; ``timeout`` in seconds.

        Raises:
            QueryRefused, QueryFailed, QueryTimeout, QueryTooLarge, EndpointFailed: see `msc_graph.errors`.
        """

    def engine(self, *, trusted: bool, timeout: float) -> Engine:
        """Return what evaluates a saved query; one that is not ``trusted`` has ``timeout`` seconds."""

    def info(self) -> dict[str, Any]:
        """Return what is in the graph, counted as `msc_graph.describe.overview.counted` says."""

    def for_reasoning(self) -> Store:
        """Return the triples to reason over, which is done in memory.

        Raises:
            UsageError: they are too many.
        """

    def materialise(self, inferred: Callable[[], Iterable[Quad]]) -> None:
        """Keep inferred quads in the place of those that were kept before, where the triples can change.

        Raises:
            UsageError: the graph is read-only; nothing was inferred.
        """

    def add(
        self, format: str, files: Sequence[Path], options: ImportOptions, progress: Progress
    ) -> tuple[ImportResult, Backend]:
        """Import files; return what that did, and the backend to go on with (this one if nothing changed).

        Raises:
            UnknownFormat, UsageError, FileRefused, BadRow, InputError: nothing was added.
        """

    def close(self) -> None:
        """End what runs, and let go of what is held; whatever is asked later starts it again."""
