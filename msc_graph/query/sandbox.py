"""Free-text SPARQL, evaluated in a process of its own, which a query can crash or fill without harm.

`msc_graph.query.guard` refuses what must never reach an engine. The process is killed at the time limit, and
an answer is bounded in rows, cells and bytes before it comes back.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from msc_graph.errors import MscGraphError, QueryFailed, QueryTimeout, QueryTooLarge
from msc_graph.query import sandbox_process as protocol
from msc_graph.query.complaints import engine_failure
from msc_graph.query.guard import GuardedQuery, guard
from msc_graph.system.child import Child
from msc_graph.system.limits import Deadline, check_seconds
from msc_graph.system.memory import ran_out
from msc_graph.system.pipes import read_frame, write_frame

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.query.results import QueryResult, TriplesResult

DEFAULT_TIMEOUT = 30.0
"""Seconds that a query may take."""

STARTUP_TIMEOUT = 60.0
"""Seconds that a worker may take to start and load the graph."""

_MIB = 1024 * 1024
_CRASHES = (-signal.SIGSEGV, -signal.SIGABRT, -10, 0xC00000FD)
# Exit statuses of a stack overflow: SIGSEGV, SIGABRT, SIGBUS (macOS), STATUS_STACK_OVERFLOW (Windows).


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLimits:
    """The most that an answer may have.

    ``rows`` (or triples), ``cells`` (rows times columns), and ``size``, bytes as the worker sends it.
    """

    rows: int = 100_000
    cells: int = 2_000_000
    size: int = 64 * _MIB


DEFAULT_LIMITS = QueryLimits()


class QueryWorker:
    """A process that holds a copy of a store and evaluates guarded queries.

    It starts with the first query and again after it was killed. One query runs at a time; calls from other
    threads wait. Close it (or use it in a ``with`` block) to end the process; it also ends with this one.
    Changes made to the store after the start are not seen.
    """

    def __init__(
        self,
        store: Store,
        *,
        prefixes: Mapping[str, str] | None = None,
        memory: int = 2048 * _MIB,
        folder: str = "",
    ) -> None:
        """Remember what to start.

        Args:
            store: what the queries see; its named graphs together are the default graph.
            prefixes: prefixes that queries need not declare.
            memory: bytes that queries may take beside the store, where the system can limit that.
            folder: where ``store`` lies on disk; the process then opens it there, read-only.
        """
        self._store, self._folder = store, folder
        self.prefixes = dict(prefixes or {})
        self._memory = memory
        self._lock = threading.Lock()
        self._running: Child | None = None

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the store's named graphs."""
        return frozenset(graph.value for graph in self._store.named_graphs())

    def evaluate(
        self, query: GuardedQuery, *, timeout: float = DEFAULT_TIMEOUT, limits: QueryLimits = DEFAULT_LIMITS
    ) -> QueryResult | TriplesResult:
        """Return a ``QueryResult`` to SELECT and ASK, a ``TriplesResult`` to CONSTRUCT and DESCRIBE.

        Args:
            query: what ``guard`` returned.
            timeout: seconds, more than 0, until the answer is read; the start of the process is not counted.
            limits: the most that the answer may have.

        Raises:
            QueryFailed: the text is not valid SPARQL, or the engine failed or crashed on it.
            QueryTimeout: the time limit passed.
            QueryTooLarge: the answer passed a limit, or the process its memory.
            UsageError: ``timeout`` is not a positive number.
        """
        check_seconds(timeout)
        request = {
            "query": query.text,
            "union": query.union,
            "timeout": timeout,
            "rows": limits.rows,
            "cells": limits.cells,
            "bytes": limits.size,
        }
        with self._lock:
            self._process()
            deadline = Deadline.after(timeout)
            kind, payload = self._ask(json.dumps(request).encode(), deadline)
        if kind == protocol.FAILURE:
            raise _reported(json.loads(payload), limits, query.text, self.prefixes)
        return _decoded(kind, payload, deadline)

    def _ask(self, request: bytes, deadline: Deadline) -> tuple[bytes, bytes]:
        process = self._process()
        try:
            with process.killed_after(deadline.left) as expired:
                write_frame(process.stdin, protocol.QUERY, request)
                answer = read_frame(process.stdout)
        except (EOFError, OSError) as error:
            self._stop()
            if expired.is_set():
                raise QueryTimeout(deadline.seconds) from error
            raise _death(process, self._memory) from error
        except BaseException:  # Ctrl-C: the answer would be taken for the next one's
            self._stop()
            raise
        if expired.is_set():
            self._stop()
        return answer

    def _process(self) -> Child:
        if self._running is None or not self._running.alive:
            self._stop()
            self._running = self._started()
        return self._running

    def _started(self) -> Child:
        from pyoxigraph import RdfFormat

        dataset = b"" if self._folder else self._store.dump(format=RdfFormat.N_QUADS) or b""
        settings = {"memory": self._memory, "prefixes": self.prefixes, "folder": self._folder}
        process = Child(protocol.__name__)
        try:
            with process.killed_after(STARTUP_TIMEOUT):
                write_frame(process.stdin, protocol.SETTINGS, json.dumps(settings).encode())
                write_frame(process.stdin, protocol.DATASET, dataset)
                read_frame(process.stdout)
        except (EOFError, OSError) as error:
            process.stop()
            raise _death(process, self._memory) from error
        except BaseException:
            process.stop()
            raise
        return process

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None

    def close(self) -> None:
        """End the process; a later query starts a new one."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        """Return the worker itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the worker."""
        self.close()


def _death(process: Child, memory: int) -> MscGraphError:
    """Return why a stopped process died on its own."""
    if ran_out(process.last_words):
        return QueryTooLarge(f"the memory limit of {memory // _MIB} MiB")
    if process.status in _CRASHES:
        return QueryFailed("it overflowed the engine's stack. Write it with fewer nested or chained parts.")
    ending = process.last_line or "no message"
    return QueryFailed(
        f"the engine stopped with exit status {process.status} ({ending}). Simplify the query."
    )


def _reported(
    failure: Mapping[str, str], limits: QueryLimits, text: str, known: Collection[str]
) -> MscGraphError:
    if failure["kind"] == protocol.ROWS:
        return QueryTooLarge(f"the limit of {limits.rows:,} rows")
    if failure["kind"] == protocol.CELLS:
        return QueryTooLarge(f"the limit of {limits.cells:,} cells (rows times columns)")
    if failure["kind"] == protocol.ROW_BYTES:
        return QueryTooLarge(f"the limit of {protocol.MAX_ROW_BYTES:,} bytes for one row")
    if failure["kind"] == protocol.BYTES:
        return QueryTooLarge(f"the limit of {limits.size:,} bytes")
    if failure["kind"] == protocol.SYNTAX:
        return engine_failure(failure["message"], text, known)
    return QueryFailed(failure["message"])


def _decoded(kind: bytes, payload: bytes, deadline: Deadline) -> QueryResult | TriplesResult:
    from msc_graph.query.decoding import Malformed, ntriples, table_of_terms
    from msc_graph.query.results import from_boolean

    try:
        if kind == protocol.BOOLEAN:
            return from_boolean(payload == b"true")
        return ntriples(payload, deadline) if kind == protocol.TRIPLES else table_of_terms(payload, deadline)
    except Malformed as error:
        raise QueryFailed(f"its answer holds terms that cannot be read back: {error}.") from error


def run(
    text: str,
    *,
    worker: QueryWorker,
    timeout: float = DEFAULT_TIMEOUT,
    limits: QueryLimits = DEFAULT_LIMITS,
) -> QueryResult | TriplesResult:
    """Return the answer to a free-text query: guarded, then evaluated by ``worker``.

    Raises what ``guard`` and ``QueryWorker.evaluate`` raise.
    """
    query = guard(text, graphs=worker.graphs, prefixes=worker.prefixes)
    return worker.evaluate(query, timeout=timeout, limits=limits)
