"""A graph in a folder, which an import made: opened as it is, and read where it is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from msc_graph.errors import FileRefused, StoreRefused, UsageError
from msc_graph.stores.backend import WholeGraph
from msc_graph.stores.disk.layout import Layout, disk_size
from msc_graph.stores.disk.manifest import check_files
from msc_graph.stores.disk.watched import WatchedEngine, WatchedTriples, watch
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
    from msc_graph.stores.disk.graph import DiskGraph
    from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress

REASONED_TRIPLES = 2_000_000
"""Most triples of a store that may be reasoned over: what follows is worked out in memory, in about 1 GB a
million."""


_WORKER_MEMORY = 8 * 1024**3
"""Bytes of address space of the process that evaluates queries: files that it maps count too."""


class DiskBackend(WholeGraph):
    """The current build of a store's folder; see `msc_graph.stores.backend`.

    It is read-only; `add` makes a new build and gives the backend of that. What others import meanwhile is
    not seen before the folder is opened anew.
    """

    def __init__(self, folder: Path | str) -> None:
        """Open the current build of a store.

        Raises:
            StoreRefused: the folder is no store, or it is damaged.
        """
        from pyoxigraph import Store

        self.folder = Path(folder)
        self.build, self._lock, self.manifest = Layout(self.folder).read()
        try:
            triples = Store.read_only(str(self.build / "triples"))
            empty = next(triples.quads_for_pattern(None, None, None, None), None) is None
        except (OSError, RuntimeError) as error:  # RuntimeError: the files are damaged
            raise StoreRefused(self.build, f"its triples cannot be read ({error}). Import anew.") from error
        if empty:
            raise StoreRefused(self.build, "it has no triples. Restore the folder, or import anew.")
        self.watched = partial(watch, self.build, self.manifest)
        self.store = cast("Store", WatchedTriples(triples, self.watched))
        self._graphs: dict[bool, DiskGraph] = {}

    @property
    def triples_folder(self) -> str:
        """The folder of the triples."""
        return str((self.build / "triples").resolve())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares, and the predicates that imported sources declare."""
        return extended(vocabulary(), self.store)

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        from msc_graph.stores.disk.names import DiskNames

        return DiskNames(self.build / "graph", self.property_graph())

    @cached_property
    def network(self) -> Network:
        """The endorsed edges as arrays, mapped; built anew should they be damaged or of another revision."""
        from msc_graph.pathfinding.network import Network
        from msc_graph.stores.disk.network import build_network

        folder = self.build / "network"
        try:
            check_files(self.build, self.manifest, "network")
            if (folder / "revision").read_text(encoding="utf-8").strip() == self.manifest["revision"]:
                return Network.open(folder)
        except (OSError, ValueError, FileRefused, StoreRefused):
            pass
        return build_network(self.build / "graph", self.vocabulary)

    def property_graph(self, *, disputed: bool = False) -> DiskGraph:
        """Return the graph as nodes and edges, made when they are asked for."""
        from msc_graph.stores.disk.graph import DiskGraph

        if disputed not in self._graphs:
            self._graphs[disputed] = DiskGraph(self.build / "graph", self.vocabulary, disputed=disputed)
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

    def engine(self, *, trusted: bool, timeout: float) -> Engine:  # noqa: ARG002 -- size decides here
        """Return the process that evaluates queries: on a large store any of them may take long."""
        from msc_graph.query.engines import WorkerEngine

        return WatchedEngine(WorkerEngine(self.worker, timeout), self.watched)

    def info(self) -> dict[str, Any]:
        """Return what is in the store, counted as `msc_graph.describe.overview.counted` says.

        ``bytes`` is its size on disk; ``revision`` changes with the sources and with the ontology.
        """
        from msc_graph.describe.overview import Counts, counted, curated_source, stated
        from msc_graph.rdf.graphs import own_graphs

        counts, sources = self.manifest["counts"], self.manifest["sources"]
        curated = stated(self.store, self.vocabulary, own_graphs(self.store))
        imported = {f"{MSC}ImportedStatement": sum(int(source["assertions"]) for source in sources)}
        held = Counts(
            categories=counts["categories"],
            edges=counts["edges"],
            disputed=counts["disputed"],
            kinds=curated.kinds + Counter(imported),
            verdicts=curated.verdicts + self._imported_verdicts(),
            evidence=curated.evidence + sum(int(source["evidence"]) for source in sources),
            references=len(curated.references) + counts["imported_references"],
            triples=counts["triples"],
            sources=[curated_source(curated, self.store, self.vocabulary), *sources],
        )
        facts = counted(self.vocabulary, held)
        return {**facts, "bytes": disk_size(self.build), "revision": self.manifest["revision"]}

    def _imported_verdicts(self) -> Counter[str]:
        """Return the numbers of imported assertions by the IRI of their verdict."""
        from msc_graph.stores.disk.source_files import verdicts

        folders = (self.build / "sources" / source["name"] for source in self.manifest["sources"])
        return sum(map(verdicts, folders), Counter())

    def for_reasoning(self) -> Store:
        """Return the triples, if they are few enough to be reasoned over in memory.

        Raises:
            UsageError: they are too many.
        """
        triples = int(self.manifest["counts"]["triples"])
        if triples > REASONED_TRIPLES:
            raise UsageError(
                f"the store has {triples:,} triples, and reasoning is worked out in memory for at most"
                f" {REASONED_TRIPLES:,}. Export a part of it ('msc-graph export part.nq --around NODE') and"
                " reason over that file."
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
        self._lock.release()


def verify_store(folder: Path | str) -> None:
    """Do nothing where all files of a store's current build are as they were written; each is read.

    Raises:
        StoreRefused: the folder is no store, or a file is missing or damaged; it is named.
    """
    opened = DiskBackend(folder)
    try:
        check_files(opened.build, opened.manifest, "triples", "graph", "sources", "network", sums=True)
    finally:
        opened.close()
