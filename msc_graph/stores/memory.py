"""A graph in memory: the curated one, or any store of triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH
from msc_graph.vocabulary.ontology import Vocabulary, extended, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.model.names import NameIndex
    from msc_graph.model.property_graph import PropertyGraph
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.query.sandbox import QueryWorker
    from msc_graph.stores.disk.building import Added, ImportOptions, ImportResult, Progress


def curated() -> MemoryBackend:
    """Return the curated graph that ships with the package.

    Raises:
        CurationError: the tables hold mistakes (only where somebody has edited them).
    """
    from msc_graph.curation.as_rdf import build_store
    from msc_graph.curation.reader import read_facts

    return MemoryBackend(build_store(read_facts()), vocabulary())


class MemoryBackend:
    """A store in memory and what is worked out from it, each thing once; see `msc_graph.stores.backend`."""

    def __init__(
        self, store: Store, ontology: Vocabulary, *, added: Mapping[str, Added] | None = None
    ) -> None:
        """Wrap a store, which is not copied.

        Args:
            store: its named graphs together are the graph.
            ontology: what the ontology declares.
            added: the sources that were imported into it, by name, in their order.
        """
        self.store = store
        self._ontology = ontology
        self._added = dict(added or {})
        self._graphs: dict[bool, PropertyGraph] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, and the predicates that imported sources declare."""
        return extended(self._ontology, self.store)

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        from msc_graph.model.names import NameIndex

        return NameIndex(self.property_graph().nodes)

    @cached_property
    def network(self) -> Network:
        """The endorsed edges as arrays, on which paths are searched."""
        from msc_graph.pathfinding.network import Network

        return Network.from_graph(self.property_graph(), self.vocabulary)

    def property_graph(self, *, disputed: bool = False) -> PropertyGraph:
        """Return the graph as nodes and edges; with ``disputed`` also the edges of claims not endorsed."""
        from msc_graph.model.property_graph import property_graph

        if disputed not in self._graphs:
            self._graphs[disputed] = property_graph(self.store, self.vocabulary, disputed=disputed)
        return self._graphs[disputed]

    @cached_property
    def worker(self) -> QueryWorker:
        """The process that evaluates free text; it starts with the first query."""
        from msc_graph.query.sandbox import QueryWorker

        return QueryWorker(self.store, prefixes=prefixes())

    def sparql(self, query: str, *, timeout: float) -> QueryResult | TriplesResult:
        """Return the answer to a free-text query, evaluated in a process of its own."""
        from msc_graph.query.sandbox import run

        return run(query, worker=self.worker, timeout=timeout)

    def engine(self, *, trusted: bool, timeout: float) -> Engine:
        """Return what evaluates a saved query: here, if it is ``trusted``, else in a process of its own."""
        from msc_graph.query.engines import OxigraphEngine, WorkerEngine

        return OxigraphEngine(self.store) if trusted else WorkerEngine(self.worker, timeout)

    def info(self) -> dict[str, Any]:
        """Return what is in the graph, counted as `msc_graph.describe.overview.counted` says."""
        from msc_graph.describe.overview import overview

        sources = {name: added.source for name, added in self._added.items()}
        return overview(self.store, self.vocabulary, self.property_graph(disputed=True), sources)

    def for_reasoning(self) -> Store:
        """Return the triples, however many they are."""
        return self.store

    def materialise(self, inferred: Callable[[], Iterable[Quad]]) -> None:
        """Put inferred quads into ``graph:inferred``, in place of what it held."""
        from pyoxigraph import NamedNode

        quads = inferred()
        self.store.clear_graph(NamedNode(INFERRED_GRAPH))
        self.store.bulk_extend(quads)
        self.close()

    def add(
        self, format: str, files: Sequence[Path], options: ImportOptions, progress: Progress
    ) -> tuple[ImportResult, MemoryBackend]:
        """Import files into the store; all of them, or nothing when that fails."""
        from msc_graph.stores.disk.building import import_into_memory

        added = dict(self._added)
        result = import_into_memory(
            format,
            files,
            store=self.store,
            graph=self.property_graph(disputed=True),
            words=self._ontology,
            options=options,
            added=added,
            progress=progress,
        )
        if not result.changed:
            return result, self
        self.close()
        return result, MemoryBackend(self.store, self._ontology, added=added)

    def close(self) -> None:
        """End the process that evaluates free text; the next query starts another, on the triples of then."""
        if (worker := self.__dict__.pop("worker", None)) is not None:
            worker.close()
