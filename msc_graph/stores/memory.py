"""A graph in memory: the curated one, or any store of triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import UsageError
from msc_graph.rdf.graphs import graph_iri, state_once
from msc_graph.stores.backend import WholeGraph
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
    from msc_graph.stores.importing.reading import Read
    from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress

SURELY = 5.0
"""Seconds in which each of our own questions is surely answered on the curated graph (the slowest: 0.6 s).
They run without a process of their own there, if they may take as long; elsewhere limits are kept."""


def curated() -> MemoryBackend:
    """Return the curated graph that ships with the package.

    Raises:
        CurationError: the tables hold mistakes (only where somebody has edited them).
    """
    from msc_graph.curation.as_rdf import build_store
    from msc_graph.curation.reader import read_facts

    return MemoryBackend(build_store(read_facts()), vocabulary(), is_curated=True)


class MemoryBackend(WholeGraph):
    """A store in memory and what is worked out from it, each thing once; see `msc_graph.stores.backend`."""

    def __init__(
        self,
        store: Store,
        ontology: Vocabulary,
        *,
        added: Mapping[str, Read] | None = None,
        is_curated: bool = False,
    ) -> None:
        """Wrap a store, which is not copied.

        Args:
            store: its named graphs together are the graph.
            ontology: what the ontology declares.
            added: the sources that were imported into it, by name, in their order.
            is_curated: whether it holds the shipped facts and nothing else: what a question takes is known.
        """
        self.store = store
        self._ontology = ontology
        self._added = dict(added or {})
        self._is_curated = is_curated
        self._graphs: dict[bool, PropertyGraph] = {}

    @property
    def triples_folder(self) -> str:
        """None: the triples are in memory."""
        return ""

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
        """Return what evaluates a saved query: here, if it is ``trusted`` and only our facts are asked.

        A process of its own keeps the limits of time and memory elsewhere, and below `SURELY` seconds.
        """
        from msc_graph.query.engines import OxigraphEngine, WorkerEngine

        here = trusted and self._is_curated and timeout >= SURELY
        return OxigraphEngine(self.store) if here else WorkerEngine(self.worker, timeout)

    def info(self) -> dict[str, Any]:
        """Return what is in the graph, counted as `msc_graph.describe.overview.counted` says."""
        from msc_graph.describe.overview import overview

        sources = {name: read.source.to_dict() for name, read in self._added.items()}
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
        """Import files into the store; all of them, or nothing when that fails.

        Where a source is replaced, those that were added after it are written anew, as in a store on disk:
        what it said of their nodes is now theirs to say.
        """
        from msc_graph.stores.importing.known import described_in, known_of
        from msc_graph.stores.importing.loading import load_pieces, names_from, texts
        from msc_graph.stores.importing.opposed import signed_edges
        from msc_graph.stores.importing.reading import asked, read_source
        from msc_graph.stores.importing.source import ImportResult

        wanted = asked(format, files, options)
        earlier = self._added.get(wanted.name)
        if earlier is not None and earlier.source.checksum == wanted.digest:
            return ImportResult(earlier.source, earlier.report, changed=False), self
        there = self._holds(wanted.name)
        if there and not options.replace:
            raise UsageError(
                f"the graph has a source {wanted.name!r} already; say replace=True, or give another name"
            )
        stale = names_from(list(self._added), wanted.name) if earlier else [wanted.name] if there else []
        base = self._without(stale) if stale else self
        graph = base.property_graph(disputed=True)
        known = known_of(graph, base.store)
        read = read_source(
            wanted,
            known=known,
            words=self._ontology,
            signed=lambda _: signed_edges(graph),
            progress=progress,
        )
        quads = texts(read.source, read.tables, described_in(graph))
        load_pieces(base.store, quads, lambda lines: progress("loading", lines, 0))
        _once(base.store, wanted.name)
        self._take(stale, base.store)
        self._asserted(wanted.name)
        added = {name: source for name, source in self._added.items() if name != wanted.name}
        self.close()
        changed = MemoryBackend(self.store, self._ontology, added={**added, wanted.name: read})
        return ImportResult(read.source, read.report, changed=True), changed

    def _holds(self, source: str) -> bool:
        from pyoxigraph import NamedNode

        return self.store.contains_named_graph(NamedNode(graph_iri(source)))

    def _without(self, stale: Sequence[str]) -> MemoryBackend:
        """Return a copy without the first of the ``stale`` sources, and with the others written anew."""
        from pyoxigraph import NamedNode, Store

        from msc_graph.stores.importing.known import described_in
        from msc_graph.stores.importing.loading import load_pieces, texts

        gone = {NamedNode(graph_iri(name)) for name in stale}
        store = Store()
        store.extend(quad for quad in self.store if quad.graph_name not in gone)
        for name in stale[1:]:
            graph = MemoryBackend(store, self._ontology).property_graph(disputed=True)
            read = self._added[name]
            load_pieces(store, texts(read.source, read.tables, described_in(graph)))
            _once(store, name)
        return MemoryBackend(store, self._ontology)

    def _take(self, sources: Sequence[str], other: Store) -> None:
        """Hold of some sources what another store holds of them."""
        from pyoxigraph import NamedNode

        for place in (NamedNode(graph_iri(name)) for name in sources):
            self.store.remove_graph(place)
            self.store.extend(other.quads_for_pattern(None, None, None, place))

    def _asserted(self, source: str) -> None:
        """Hold as inferred no longer what a source states."""
        from pyoxigraph import NamedNode

        inferred = NamedNode(INFERRED_GRAPH)
        if self.store.contains_named_graph(inferred):
            state_once(self.store, inferred, [NamedNode(graph_iri(source))])

    def close(self) -> None:
        """End the process that evaluates free text; the next query starts another, on the triples of then."""
        if (worker := self.__dict__.pop("worker", None)) is not None:
            worker.close()


def _once(store: Store, source: str) -> None:
    """Leave of a source that was loaded last only what the graph did not say before."""
    from pyoxigraph import DefaultGraph, NamedNode

    own = NamedNode(graph_iri(source))
    others = {DefaultGraph(), *store.named_graphs()} - {own, NamedNode(INFERRED_GRAPH)}
    state_once(store, own, others)
