"""What the server answers from: a graph, its processes for queries, and what is worked out once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msc_graph.errors import QueryFailed, QueryTooLarge, UnwritableValue
from msc_graph.query.complaints import engine_failure
from msc_graph.query.engines import of_saved
from msc_graph.query.sandbox_process import BOOLEAN, BYTES, FAILURE, SOLUTIONS, SYNTAX
from msc_graph.serve.pool import Dataset, Died, Pool
from msc_graph.serve.worker import UNWRITABLE
from msc_graph.stores.disk.manifest import read_manifest
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import MSC

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph
    from msc_graph.query.results import QueryResult, TriplesResult

MIB = 1024 * 1024
MEMORY = 2048 * MIB
"""Bytes of memory that a process for queries may take, beside the graph."""
MEMORY_ON_DISK = 4 * MEMORY
"""The same where the triples lie in a folder: files that the process maps count too."""
COPIED = 32 * MIB
"""Bytes of a folder up to which each process holds a copy in memory, which answers three times as fast; a
larger graph is opened where it lies. Our choice: the curated graph has 9 MB, a copy of it takes 60."""
MOST_BYTES = 64 * MIB
"""Bytes that an answer may hold."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server is run.

    ``timeout`` is in seconds, for a question; ``hosts`` are the names that it answers to. A client may take
    ``patience`` seconds to send its request, or to go on reading, and there may be so many ``connections`` at
    a time: both are our choice.
    """

    timeout: float = 30.0
    workers: int = 3
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    cors: bool = False
    patience: float = 30.0
    connections: int = 1_000


class Served:
    """A graph as the server sees it; the processes run between `start` and `stop`."""

    def __init__(self, graph: KnowledgeGraph, settings: Settings) -> None:
        """Keep the graph; nothing is started yet."""
        self.graph = graph
        self.settings = settings
        self._threads = asyncio.Semaphore(2)
        self._begun: dict[str, asyncio.Future[Any]] = {}
        self.pool: Pool | None = None

    async def start(self) -> None:
        """Start the processes; they read the graph in the background."""
        dataset = await asyncio.to_thread(self._dataset)
        await asyncio.to_thread(lambda: self.build)
        self.pool = Pool(dataset, self.settings.workers)

    async def stop(self) -> None:
        """End the processes and close the graph."""
        if self.pool is not None:
            await self.pool.close()
        self.graph.close()

    def _dataset(self) -> Dataset:
        folder = self.graph.backend.triples_folder
        if not folder:
            return Dataset(self.quads, "", prefixes(), MEMORY)
        copied = sum(path.stat().st_size for path in Path(folder).iterdir()) <= COPIED
        return Dataset(b"", folder, prefixes(), MEMORY if copied else MEMORY_ON_DISK, copied)

    @cached_property
    def quads(self) -> bytes:
        """The graph as N-Quads, as the processes read it where it lies in no folder."""
        from pyoxigraph import RdfFormat

        return self.graph.store.dump(format=RdfFormat.N_QUADS) or b""

    @cached_property
    def build(self) -> str:
        """What changes with the graph: twelve hexadecimal digits."""
        if folder := self.graph.backend.triples_folder:
            return str(read_manifest(Path(folder).parent)["revision"])[:12]
        lines = hashlib.sha256(b"".join(sorted(self.quads.splitlines(keepends=True))))
        return lines.hexdigest()[:12]

    @cached_property
    def graph_names(self) -> frozenset[str]:
        """The IRIs of the named graphs."""
        return frozenset(str(name.value) for name in self.graph.store.named_graphs())

    @cached_property
    def info(self) -> Mapping[str, Any]:
        """What `KnowledgeGraph.info` says, worked out once."""
        return self.graph.info()

    async def ask(
        self, name: str, parameters: Mapping[str, list[str]], lang: str, *, client: str
    ) -> QueryResult | TriplesResult:
        """Return the answer to a saved question; its parameters are texts, as in an address.

        Raises what `KnowledgeGraph.query_text` and `evaluate` raise.
        """
        text = await self.in_thread(lambda: self.bound(name, parameters, lang))
        return of_saved(await self.answer(text, client=client), self.graph.queries[name])

    def bound(self, name: str, parameters: Mapping[str, list[str]], lang: str) -> str:
        """Return the text of a saved question with its parameters put in."""
        from msc_graph.query.catalogue import find_query

        saved = find_query(self.graph.queries, name)
        many = {p.name for p in saved.parameters if p.many}
        values = {key: texts if key in many else texts[0] for key, texts in parameters.items()}
        return self.graph.query_text(name, saved.spoken(values, lang))

    async def answer(
        self, text: str, *, client: str, base: str = MSC, union: bool = True
    ) -> QueryResult | TriplesResult:
        """Return the answer to a query that has been guarded. Raises what `evaluate` raises."""
        asked = {"base": base, "table": "tsv", "graph": "nt", "default": None, "named": None, "union": union}
        timeout = self.settings.timeout
        is_table, content = await self.evaluate(text, asked, client=client, timeout=timeout)
        return await self.in_thread(lambda: _decoded(is_table, content, timeout))

    async def in_thread(self, work: Callable[[], _Value]) -> _Value:
        """Return what some work in this process gives, two of a kind at a time."""
        async with self._threads:
            return await asyncio.to_thread(work)

    async def once(self, name: str, work: Callable[[], Awaitable[_Value]]) -> _Value:
        """Return what some work gives, which is done once for all who ask; what failed is tried anew."""
        begun = self._begun.get(name)
        if begun is None or (begun.done() and (begun.cancelled() or begun.exception() is not None)):
            begun = self._begun[name] = asyncio.ensure_future(work())
        return cast("_Value", await asyncio.shield(begun))

    async def evaluate(
        self, text: str, request: Mapping[str, Any], *, client: str, timeout: float
    ) -> tuple[bool, bytes]:
        """Return whether a query gave a table (or yes and no), and its answer in the format asked for.

        Raises:
            QueryFailed, QueryTooLarge, QueryTimeout, StoreRefused: see `msc_graph.errors`. Busy, Died: see
                `Pool.ask`.
        """
        import json

        if self.pool is None:
            raise RuntimeError("the server has not been started")
        asked = {**request, "query": text, "bytes": MOST_BYTES, "timeout": timeout}
        try:
            kind, payload = await self.pool.ask(asked, client=client, timeout=timeout)
        except Died:
            await self._look_for_triples()
            raise
        if kind != FAILURE:
            return kind in (SOLUTIONS, BOOLEAN), payload
        failure = json.loads(payload)
        if failure["kind"] == SYNTAX:
            raise engine_failure(failure["message"], text)
        if failure["kind"] == UNWRITABLE:
            raise UnwritableValue(failure["format"], failure["term"], failure["problem"])
        if failure["kind"] == BYTES:
            raise QueryTooLarge(f"the limit of {MOST_BYTES:,} bytes")
        await self._look_for_triples()
        raise QueryFailed(failure["message"])

    async def _look_for_triples(self) -> None:
        """Raise ``StoreRefused`` where the triples lie in a folder and are gone: why a process failed."""
        await self.in_thread(lambda: self.graph.backend.triples_folder)


def _decoded(is_table: bool, content: bytes, timeout: float) -> QueryResult | TriplesResult:
    from msc_graph.query.decoding import Malformed, ntriples, table_of_terms
    from msc_graph.query.results import from_boolean
    from msc_graph.system.limits import Deadline

    if is_table and content in (b"true", b"false"):
        return from_boolean(content == b"true")
    deadline = Deadline.after(timeout)
    try:
        return table_of_terms(content, deadline) if is_table else ntriples(content, deadline)
    except Malformed as error:
        raise QueryFailed(f"its answer holds terms that cannot be read back: {error}.") from error
