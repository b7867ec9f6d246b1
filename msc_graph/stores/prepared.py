"""The curated graph as files that were made once, so that a new process begins where another ended.

They are a build as in a store on disk (`msc_graph.stores.disk.layout`), in the user's cache folder, which has
one such store for each installation of the program. The name of a build is the digest of the ontology, the
curated tables and the program: an edited table is seen at once. Whatever is wrong with the files or their
place costs time, never an answer: the graph is then made from the tables.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph._version import __version__
from msc_graph.errors import StoreRefused, UsageError
from msc_graph.stores.backend import WholeGraph
from msc_graph.stores.disk.layout import Layout, ReadLock
from msc_graph.stores.disk.manifest import VERSION, lasting, read_manifest, stated, write_json
from msc_graph.stores.memory import SURELY, MemoryBackend, curated
from msc_graph.system.cache import cache_folder
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.model.names import NameIndex
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.query.sandbox import QueryWorker
    from msc_graph.stores.backend import Backend
    from msc_graph.stores.disk.graph import DiskGraph
    from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress

_PACKAGE = Path(__file__).parents[1]
_MADE_FOR = "INSTALLATION"
"""The file of a store that says for which installation it was made: the path of the package."""


def prepared() -> Backend:
    """Return the curated graph, read-only: from the files, which are made where they are missing.

    Raises:
        CurationError: the tables hold mistakes (only where somebody has edited them).
    """
    folder = cache_folder("msc-graph", hashlib.sha256(os.fsencode(_PACKAGE)).hexdigest()[:20])
    if folder is not None:
        layout, name = Layout(folder), digest()
        for attempt in (_opened, _made):
            try:
                return attempt(layout, name)
            except Exception as error:  # of files, tables or the triple store: what is wrong costs time only
                from logging import getLogger

                getLogger(__name__).info("the prepared graph is not used: %s", error)
    return curated()


def digest() -> str:
    """Return what the files depend on, in 20 hexadecimal digits: the facts, and the program that reads them.

    Of the program, its versions, and the size and date of its modules: who works on it changes them.
    """
    import pyoxigraph

    found = hashlib.sha256(f"{__version__} {VERSION} {pyoxigraph.__version__}".encode())
    ontology = locate("ontology")
    for path in sorted(ontology.rglob("*.t[st][vl]")):
        found.update(f"{path.relative_to(ontology)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    for name, (size, changed) in sorted(_files(_PACKAGE, ".py").items()):
        found.update(f"{name} {size} {changed}\n".encode())
    return found.hexdigest()[:20]


def _files(folder: Path, ending: str = "") -> dict[str, list[int]]:
    """Return size and date of the last change of the files below a folder, by path."""
    return {path: [facts.st_size, facts.st_mtime_ns] for path, facts in stated(folder, ending)}


def _opened(layout: Layout, name: str) -> PreparedBackend:
    """Return the build of a name.

    Raises:
        StoreRefused: it is not there, or not as it was made.
    """
    build = layout.builds / name
    if not layout.exists() or layout.current() != build:
        raise StoreRefused(layout.folder, "its build is of other facts")
    return PreparedBackend(build)


def _made(layout: Layout, name: str) -> PreparedBackend:
    """Make the build of a name in place of what is there, and return it.

    Raises:
        CurationError: the tables hold mistakes.
        StoreLocked, OSError: it cannot be made now.
    """
    with layout.writing():
        layout.discard(name)
        folder = layout.new_build()
        counts = _write(curated(), folder)
        files = {path: facts for path, facts in _files(folder).items() if "/" in path and lasting(path)}
        write_json(
            folder / "manifest.json",
            {"version": VERSION, "program": __version__, "revision": name, "counts": counts, "files": files},
        )
        layout.finish(folder, name)
        (layout.folder / _MADE_FOR).write_text(f"{_PACKAGE}\n", encoding="utf-8")
    _forget_removed_installations(layout.folder.parent)
    return _opened(layout, name)


def _forget_removed_installations(cache: Path) -> None:
    """Remove the stores of installations that are not there any more."""
    for said in cache.glob(f"*/{_MADE_FOR}"):
        if not Path(said.read_text(encoding="utf-8").strip()).exists():
            shutil.rmtree(said.parent, ignore_errors=True)


def _write(graph: MemoryBackend, folder: Path) -> dict[str, Any]:
    """Write all parts of a graph into an empty folder and return its counts."""
    from pyoxigraph import Store

    from msc_graph.stores.disk.build_part import curated_part
    from msc_graph.stores.disk.joining import write_graph
    from msc_graph.stores.disk.network import build_network

    store = Store(str(folder / "triples"))
    store.bulk_extend(graph.store)
    store.flush()
    part = curated_part(graph.property_graph(disputed=True), graph.vocabulary)
    counts = write_graph([part], folder / "graph", graph.vocabulary)
    build_network(folder / "graph", graph.vocabulary).save(folder / "network")
    return counts


class PreparedBackend(WholeGraph):
    """A build of the curated graph, asked where it lies; see `msc_graph.stores.backend`."""

    def __init__(self, build: Path) -> None:
        """Open a build.

        Raises:
            StoreRefused: a file of it is missing, or is not as it was made.
        """
        self._lock = ReadLock(build)
        files = read_manifest(build).get("files", {})
        there = _files(build)
        if not files or any(there.get(path) != facts for path, facts in files.items()):
            raise StoreRefused(build, "a file of it is not as it was made")
        self.build = build
        self._graphs: dict[bool, DiskGraph] = {}

    @property
    def store(self) -> Store:
        """The triples, opened when they are first asked for; in memory should that fail."""
        return self._in_memory.store if self._on_disk is None else self._on_disk

    @property
    def triples_folder(self) -> str:
        """The folder of the triples; none should they be unreadable."""
        return "" if self._on_disk is None else str(self.build / "triples")

    @cached_property
    def _on_disk(self) -> Store | None:
        from pyoxigraph import Store

        try:
            return Store.read_only(str(self.build / "triples"))
        except (OSError, RuntimeError):  # the second: what it read is damaged
            return None

    @property
    def vocabulary(self) -> Vocabulary:
        """What the ontology declares."""
        return vocabulary()

    @cached_property
    def names(self) -> NameIndex:
        """The index of all names of all nodes."""
        from msc_graph.stores.disk.names import DiskNames

        return DiskNames(self.build / "graph", self.property_graph())

    @cached_property
    def network(self) -> Network:
        """The endorsed edges as arrays, mapped."""
        from msc_graph.pathfinding.network import Network

        return Network.open(self.build / "network")

    def property_graph(self, *, disputed: bool = False) -> DiskGraph:
        """Return the graph as nodes and edges, made when they are asked for."""
        from msc_graph.stores.disk.graph import DiskGraph

        if disputed not in self._graphs:
            self._graphs[disputed] = DiskGraph(self.build / "graph", self.vocabulary, disputed=disputed)
        return self._graphs[disputed]

    @cached_property
    def worker(self) -> QueryWorker:
        """The process that evaluates free text on the files; it starts with the first query."""
        from msc_graph.query.sandbox import QueryWorker

        return QueryWorker(self.store, prefixes=prefixes(), folder=self.triples_folder)

    def sparql(self, query: str, *, timeout: float) -> QueryResult | TriplesResult:
        """Return the answer to a free-text query, evaluated in a process of its own."""
        from msc_graph.query.sandbox import run

        return run(query, worker=self.worker, timeout=timeout)

    def engine(self, *, trusted: bool, timeout: float) -> Engine:
        """Return what evaluates a saved query, as `msc_graph.stores.memory.MemoryBackend.engine` does."""
        from msc_graph.query.engines import OxigraphEngine, WorkerEngine

        return (
            OxigraphEngine(self.store)
            if trusted and timeout >= SURELY
            else WorkerEngine(self.worker, timeout)
        )

    @cached_property
    def _in_memory(self) -> MemoryBackend:
        return curated()

    def info(self) -> dict[str, Any]:
        """Return what is in the graph, counted in memory."""
        return self._in_memory.info()

    def for_reasoning(self) -> Store:
        """Return the triples, in memory."""
        return self._in_memory.store

    def materialise(self, inferred: Callable[[], Iterable[Quad]]) -> None:
        """Refuse: the files are read-only."""
        raise UsageError("this graph is read-only, as it comes from prepared files; load it with load()")

    def add(
        self, format: str, files: Sequence[Path], options: ImportOptions, progress: Progress
    ) -> tuple[ImportResult, Backend]:
        """Import files; the graph to go on with lies in memory."""
        result, backend = self._in_memory.add(format, files, options, progress)
        self.close()
        return result, backend

    def close(self) -> None:
        """End the process that evaluates free text; let the build be removed when it is outdated."""
        if (worker := self.__dict__.pop("worker", None)) is not None:
            worker.close()
        self._lock.release()
