"""A store on disk as a knowledge graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import FileRefused, StoreRefused, UsageError
from msc_graph.knowledge_graph import KnowledgeGraph
from msc_graph.stores.disk.layout import Layout, ReadLock, disk_size
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import extended, vocabulary

if TYPE_CHECKING:
    from msc_graph.model.names import NameIndex
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.engines import Engine
    from msc_graph.query.sandbox import QueryWorker
    from msc_graph.reasoning.inference import Inference
    from msc_graph.stores.disk.building import ImportOptions, ImportResult, Progress
    from msc_graph.stores.disk.graph import DiskGraph

REASONED_TRIPLES = 2_000_000
"""Most triples of a store that may be reasoned over: what follows is worked out in memory, in about 1 GB a
million."""


_WORKER_MEMORY = 8 * 1024**3
"""Bytes of address space of the process that evaluates queries: files that it maps count too."""


class StoredGraph(KnowledgeGraph):
    """A knowledge graph in a folder. It is read-only; `add` makes a new build and goes on with that.

    What others import meanwhile is not seen before the folder is opened anew.
    """

    def __init__(self, folder: Path | str) -> None:
        """Open the current build of a store.

        Raises:
            StoreRefused: the folder is no store, or it is damaged.
        """
        self.folder = Path(folder)
        self._lock: ReadLock | None = None
        self._open()

    def _open(self) -> None:
        from pyoxigraph import Store

        build, self._lock, self.manifest = Layout(self.folder).read()
        self.build = build
        try:
            store = Store.read_only(str(build / "triples"))
        except OSError as error:
            raise StoreRefused(build, f"its triples cannot be read ({error}). Import anew.") from error
        super().__init__(store, words=extended(vocabulary(), store))

    def close(self) -> None:
        """End the process that evaluates free-text queries; let the build be removed when it is outdated."""
        super().close()
        if self._lock is not None:
            self._lock.release()

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        from msc_graph.stores.disk.graph import DiskNames

        return DiskNames(self.build / "graph", self.property_graph())

    def property_graph(self, *, disputed: bool = False) -> DiskGraph:  # type: ignore[override]
        """Return the graph as nodes and edges, made when they are asked for."""
        from msc_graph.stores.disk.graph import DiskGraph

        if disputed not in self._graphs:
            graph = DiskGraph(self.build / "graph", self.vocabulary, disputed=disputed)
            self._graphs[disputed] = graph  # type: ignore[assignment]
        return self._graphs[disputed]  # type: ignore[return-value]

    @cached_property
    def network(self) -> Network:
        """The endorsed edges as arrays, mapped; built anew should they be of another revision."""
        from msc_graph.pathfinding.network import Network
        from msc_graph.stores.disk.graph import build_network

        folder = self.build / "network"
        try:
            if (folder / "revision").read_text(encoding="utf-8").strip() == self.manifest["revision"]:
                return Network.open(folder)
        except (OSError, FileRefused):
            pass
        return build_network(self.build / "graph", self.vocabulary)

    def labels(self, lang: str = "en") -> Mapping[str, str]:
        """Return the labels of nodes and documents by CURIE, looked up when they are asked for."""
        from msc_graph.languages import check_language
        from msc_graph.stores.labels import StoreLabels

        check_language(lang)
        return StoreLabels(self.store, lang)

    def _query_worker(self) -> QueryWorker:
        from msc_graph.query.sandbox import QueryWorker
        from msc_graph.vocabulary.curies import prefixes

        if self._worker is None:
            folder = str((self.build / "triples").resolve())
            self._worker = QueryWorker(self.store, prefixes=prefixes(), memory=_WORKER_MEMORY, folder=folder)
        return self._worker

    def _engine(self, *, trusted: bool, timeout: float = 30.0) -> Engine:  # noqa: ARG002 -- size decides here
        from msc_graph.query.engines import WorkerEngine

        return WorkerEngine(self._query_worker(), timeout)

    def info(self) -> dict[str, Any]:
        """Return what is in the store, counted as `msc_graph.describe.overview.counted` says.

        ``bytes`` is its size on disk; ``revision`` changes with the sources and with the ontology.
        """
        from msc_graph.curation.as_rdf import own_graphs
        from msc_graph.describe.overview import counted, curated_source, stated

        counts, sources = self.manifest["counts"], self.manifest["sources"]
        curated = stated(self.store, self.vocabulary, own_graphs(self.store))
        imported = {f"{MSC}ImportedStatement": sum(int(source["assertions"]) for source in sources)}
        facts = counted(
            self.vocabulary,
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
        return {**facts, "bytes": disk_size(self.build), "revision": self.manifest["revision"]}

    def _imported_verdicts(self) -> Counter[str]:
        """Return the numbers of imported assertions by the IRI of their verdict."""
        from msc_graph.stores.disk.source_files import verdicts

        folders = (self.build / "sources" / source["name"] for source in self.manifest["sources"])
        return sum(map(verdicts, folders), Counter())

    def follows(self) -> Inference:
        """Return what follows from the graph, worked out in memory.

        Raises:
            UsageError: the store is too large for that.
        """
        triples = int(self.manifest["counts"]["triples"])
        if triples > REASONED_TRIPLES:
            raise UsageError(
                f"the store has {triples:,} triples, and reasoning is worked out in memory for at most"
                f" {REASONED_TRIPLES:,}. Export a part of it ('msc-graph export part.nq --around NODE') and"
                " reason over that file."
            )
        return super().follows()

    def reason(self) -> Inference:
        """Return what follows from the graph; the store itself, which is read-only, stays as it is."""
        return self.follows()

    def add(
        self,
        files: Any,
        format: str,
        *,
        options: ImportOptions | None = None,
        progress: Progress | None = None,
        **more: Any,
    ) -> ImportResult:
        """Import files into the store and go on with the new build; see `msc_graph.stores.disk.building`."""
        from msc_graph.stores.disk.building import import_source, listed, options_of, quiet

        result = import_source(
            format,
            listed(files),
            store=self.folder,
            options=options_of(options, more),
            progress=progress or quiet,
        )
        if result.changed:
            self.close()
            for name in ("names", "network", "queries", "checks", "rules"):
                self.__dict__.pop(name, None)
            self._open()
        return result


def open_store(folder: Path | str) -> StoredGraph:
    """Return the graph in a folder that `msc-graph import` made.

    Raises:
        StoreRefused: the folder is no store, or it is damaged.
    """
    return StoredGraph(folder)
