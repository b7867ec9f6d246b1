"""A graph in a folder, which an import made: opened as it is, and read where it is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from msc_graph.errors import FileRefused, StoreRefused, UsageError
from msc_graph.stores.backend import WholeGraph
from msc_graph.stores.disk.curated import CURATED, Curated, open_triples
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.manifest import RESTORE, disk_size
from msc_graph.stores.disk.parts import JOINED, PARTS, TRIPLES, ReadOnly, check_build, made, mark_of
from msc_graph.stores.disk.watched import WatchedEngine, WatchedTriples, watch
from msc_graph.stores.importing.source import Progress, Source, quiet
from msc_graph.system.atomic import refusals_named
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary, extended, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.model.names import NameIndex
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.query.sandbox import QueryWorker
    from msc_graph.rdf.triples import Triples
    from msc_graph.stores.disk.facts import StoreFacts
    from msc_graph.stores.disk.graph import DiskGraph
    from msc_graph.stores.importing.source import ImportOptions, ImportResult

REASONED_TRIPLES = 2_000_000
"""Most triples of a store that may be reasoned over: what follows is worked out in memory, in about 1 GB a
million."""
_LEAST_TRIPLES = 7
"""How many triples an imported assertion makes at least: class, subject, predicate, object, verdict, belief
and evidence."""


_WORKER_MEMORY = 8 * 1024**3
"""Bytes of address space of the process that evaluates queries: files that it maps count too."""

Shown = Callable[[], AbstractContextManager[Progress | None]]
"""Makes a context in which long work is shown."""


class DiskBackend(WholeGraph):
    """The current build of a store's folder; see `msc_graph.stores.backend`.

    It is read-only; `add` makes a new build and gives the backend of that. What others import meanwhile is
    not seen before the folder is opened anew. The graph of all sources together, and the triples, are made
    when something first needs them, and then kept with the build; ``shown`` makes a context with what is told
    meanwhile.
    """

    def __init__(self, folder: Path | str) -> None:
        """Open the current build of a store.

        Raises:
            StoreRefused: the folder is no store, or it is damaged.
        """
        self.folder = Path(folder)
        self.build, self._lock, self.manifest = Layout(self.folder).read()
        self.sources = [Source.from_dict(facts) for facts in self.manifest["sources"]]
        self.shown: Shown = nullcontext
        self.watched = partial(watch, partial(check_build, self.build, self.manifest))
        self._graphs: dict[bool, DiskGraph] = {}
        self._aside: TemporaryDirectory[str] | None = None
        for part in PARTS:
            mark_of(self.build / part)
        self.curated = Curated.opened(self.build / CURATED, self.manifest["facts"])

    # parts

    @cached_property
    def _whole(self) -> tuple[Path, Mapping[str, Any]]:
        """The folder of the joined graph, a passing one where the store cannot be written, and its mark."""
        try:
            return self.build / JOINED, self._part(JOINED)
        except ReadOnly:
            self._aside = TemporaryDirectory(prefix="msc-graph-", ignore_cleanup_errors=True)
            folder = Path(self._aside.name)
            return folder, self._made_aside(folder)

    def _made_aside(self, folder: Path) -> Mapping[str, Any]:
        from msc_graph.stores.disk.making import Segments

        with self.shown() as progress, refusals_named(folder, folder):
            return Segments(self.build, self.manifest, progress or quiet).joined(folder)

    @property
    def _joined(self) -> Path:
        """The folder of the joined graph."""
        return self._whole[0]

    @property
    def _counts(self) -> Mapping[str, Any]:
        """What the joined graph holds, counted."""
        counts: Mapping[str, Any] = self._whole[1]["counts"]
        return counts

    def _part(self, name: str) -> Mapping[str, Any]:
        """Return the mark of a part, which is made where it is not there yet."""
        if (mark := mark_of(self.build / name)) is not None:
            return mark
        with self.shown() as progress:
            told = progress or quiet

            def make(folder: Path) -> Mapping[str, Any]:
                from msc_graph.stores.disk.making import Segments

                segments = Segments(self.build, self.manifest, told)
                return segments.joined(folder) if name == JOINED else segments.triples(folder)

            return made(self.build, name, make, self.manifest, told)

    @cached_property
    def store(self) -> Store:
        """The triples.

        Raises:
            StoreRefused: they are damaged, or have not been made yet and the folder cannot be written.
        """
        self._part(TRIPLES)
        return cast("Store", WatchedTriples(open_triples(self.build / TRIPLES), self.watched))

    @property
    def triples_folder(self) -> str:
        """The folder of the triples."""
        self._part(TRIPLES)
        return str((self.build / TRIPLES).resolve())

    @cached_property
    def facts(self) -> Triples:
        """The triples, looked up in the tables."""
        return WatchedTriples(self._facts, self.watched)

    @cached_property
    def _facts(self) -> StoreFacts:
        from msc_graph.stores.disk.facts import SourceFacts, StoreFacts

        graph = self.curated.graph
        before: list[Callable[[str], bool]] = [lambda node: node in ids]
        ids = graph.by_id()
        found: list[SourceFacts] = []
        for source in self.sources:
            earlier = tuple(before)
            facts = SourceFacts(
                source,
                self.build / "sources" / source.name,
                lambda node, earlier=earlier: any(describes(node) for describes in earlier),  # type: ignore[misc]
            )
            found.append(facts)
            before.append(facts.describes)
        return StoreFacts(self.curated.store, found)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, and the predicates that imported sources declare."""
        from pyoxigraph import Store

        declared = Store()
        declared.extend(self._facts.declared())
        return extended(vocabulary(), declared)

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        from msc_graph.stores.disk.names import DiskNames

        return DiskNames(self._joined / "graph", self.property_graph())

    @cached_property
    def network(self) -> Network:
        """The endorsed edges as arrays, mapped.

        Raises:
            StoreRefused: a file of them is missing or damaged.
        """
        from msc_graph.pathfinding.network import Network

        try:
            return Network.open(self._joined / "network")
        except FileRefused as error:
            raise StoreRefused(error.path, f"{error.problem}. {RESTORE}") from error

    def property_graph(self, *, disputed: bool = False) -> DiskGraph:
        """Return the graph as nodes and edges, made when they are asked for."""
        from msc_graph.stores.disk.graph import DiskGraph

        if disputed not in self._graphs:
            self._graphs[disputed] = DiskGraph(self._joined / "graph", self.vocabulary, disputed=disputed)
        return self._graphs[disputed]

    @cached_property
    def worker(self) -> QueryWorker:
        """The process that evaluates queries on the files; it starts with the first query."""
        from msc_graph.query.sandbox import QueryWorker

        return QueryWorker(self.store, prefixes=prefixes(), memory=_WORKER_MEMORY, folder=self.triples_folder)

    def sparql(self, query: str, *, timeout: float) -> QueryResult | TriplesResult:
        """Return the answer to a free-text query, evaluated in a process of its own."""
        from msc_graph.query.sandbox import run

        with self.watched():
            return run(query, worker=self.worker, timeout=timeout)

    def engine(self, *, trusted: bool, timeout: float) -> Engine:
        """Return what evaluates a saved query: a process, for on a large store any of them may take long.

        Of those that are ``trusted`` some are answered from the tables, here.
        """
        return WatchedEngine(StoreEngine(self, timeout, by_tables=trusted), self.watched)

    def info(self) -> dict[str, Any]:
        """Return what is in the store, counted as `msc_graph.describe.overview.counted` says.

        ``bytes`` is its size on disk; ``revision`` changes with the sources and with the ontology;
        ``triples`` is None where they have not been made yet.
        """
        from msc_graph.describe.overview import Counts, counted, curated_source, holdings, stated
        from msc_graph.rdf.graphs import own_graphs

        counts, sources = self._counts, self.manifest["sources"]
        store = self.curated.store
        curated = stated(store, self.vocabulary, own_graphs(store))
        imported = {f"{MSC}ImportedStatement": sum(source.assertions for source in self.sources)}
        triples = mark_of(self.build / TRIPLES)
        held = Counts(
            categories=counts["categories"],
            edges=counts["edges"],
            disputed=counts["disputed"],
            kinds=curated.kinds + Counter(imported),
            verdicts=curated.verdicts + self._imported_verdicts(),
            evidence=curated.evidence + sum(source.evidence for source in self.sources),
            references=len(curated.references) + counts["imported_references"],
            triples=None if triples is None else triples["counts"]["triples"],
            sources=[curated_source(holdings(curated, self.vocabulary), store), *sources],
        )
        facts = counted(self.vocabulary, held)
        return {**facts, "bytes": disk_size(self.build), "revision": self.manifest["revision"]}

    def _imported_verdicts(self) -> Counter[str]:
        """Return the numbers of imported assertions by the IRI of their verdict."""
        from msc_graph.stores.disk.segments import verdicts

        folders = (self.build / "sources" / source.name for source in self.sources)
        return sum(map(verdicts, folders), Counter())

    def for_reasoning(self) -> Store:
        """Return the triples, if they are few enough to be reasoned over in memory.

        Raises:
            UsageError: they are too many.
        """
        least = _LEAST_TRIPLES * sum(source.assertions for source in self.sources)
        triples = least if least > REASONED_TRIPLES else int(self._part(TRIPLES)["counts"]["triples"])
        if triples > REASONED_TRIPLES:
            raise UsageError(
                f"the store has at least {triples:,} triples, and reasoning is worked out in memory for at"
                f" most {REASONED_TRIPLES:,}. Export a part of it ('msc-graph export part.nq --around NODE')"
                " and reason over that file."
            )
        return self.store

    def materialise(self, inferred: Callable[[], Iterable[Quad]]) -> None:
        """Leave the store as it is: what follows is worked out anew in each process."""

    def add(
        self, format: str, files: Sequence[Path], options: ImportOptions, progress: Progress
    ) -> tuple[ImportResult, DiskBackend]:
        """Import files into a new build; see `msc_graph.stores.disk.building`."""
        from msc_graph.stores.disk.building import import_source

        result = import_source(format, files, store=self.folder, options=options, progress=progress)
        if not result.changed:
            return result, self
        self.close()
        return result, DiskBackend(self.folder)

    def close(self) -> None:
        """End the process that evaluates queries; let the build be removed when it is outdated."""
        if (worker := self.__dict__.pop("worker", None)) is not None:
            worker.close()
        if self._aside is not None:
            self._aside.cleanup()
        self._lock.release()


@dataclass(frozen=True, slots=True)
class StoreEngine:
    """Evaluates queries on the triples of a store, in a process that begins with the first of them.

    With ``by_tables`` those of our questions that the tables answer need neither; see
    `msc_graph.stores.disk.answers`.
    """

    backend: DiskBackend
    timeout: float
    by_tables: bool

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see `msc_graph.query.engines.Engine`."""
        from msc_graph.query.engines import WorkerEngine
        from msc_graph.stores.disk.answers import answer_of

        if self.by_tables:
            folders = {
                source.name: self.backend.build / "sources" / source.name for source in self.backend.sources
            }
            if (found := answer_of(text, self.backend.curated.store, folders)) is not None:
                return found
        return WorkerEngine(self.backend.worker, self.timeout).answer(text)


def verify_store(folder: Path | str) -> None:
    """Do nothing where all files of a store's current build are as they were written; each is read.

    Raises:
        StoreRefused: the folder is no store, or a file is missing or damaged; it is named.
    """
    opened = DiskBackend(folder)
    try:
        check_build(opened.build, opened.manifest)
    finally:
        opened.close()
