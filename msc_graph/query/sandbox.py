"""Free-text SPARQL from users: read-only, bounded, and unable to leave the store.

Two things stand between a text and this process. ``guard`` refuses what must never reach an engine, by
blunt rules on the raw text, because hidden forms beat clever ones. ``QueryWorker`` evaluates in a process of
its own, which a query can crash or fill without harm and which is killed at the time limit.
"""

from __future__ import annotations

import json
import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import IO, TYPE_CHECKING, BinaryIO, NoReturn, Self, cast
from urllib.parse import urljoin

from msc_graph.errors import (
    MscGraphError,
    QueryFailed,
    QueryRefused,
    QueryTimeout,
    QueryTooLarge,
    UsageError,
    did_you_mean,
    nearest,
)
from msc_graph.query import sandbox_process as protocol
from msc_graph.query.text import (
    Token,
    TokenKind,
    dataset_clauses,
    declared_base,
    declared_prefixes,
    first_nested_deeper,
    position,
    query_form,
    tokenize,
)

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.query.results import QueryResult, TriplesResult

MAX_QUERY_BYTES = 64 * 1024
MAX_NESTING = 64
# pyoxigraph 0.5.13 overflows its stack, which nothing can catch, at about 2,247 nested braces.

DEFAULT_TIMEOUT = 30.0
"""Seconds that a query may take."""

STARTUP_TIMEOUT = 60.0
"""Seconds that a worker may take to start and load the graph."""

_MIB = 1024 * 1024
_CRASHES = (-signal.SIGSEGV, -signal.SIGABRT, -10, 0xC00000FD)
# Exit statuses of a stack overflow: SIGSEGV, SIGABRT, SIGBUS (macOS), STATUS_STACK_OVERFLOW (Windows).
_UPDATES = (
    "insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with",
)  # fmt: skip
_FORBIDDEN = re.compile(r"service|\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLimits:
    """The most that an answer may have: ``rows`` (or triples), and ``size``, bytes as the worker sends it."""

    rows: int = 100_000
    size: int = 64 * _MIB


DEFAULT_LIMITS = QueryLimits()


@dataclass(frozen=True, slots=True)
class GuardedQuery:
    """A text that passed ``guard``; ``union`` says whether all graphs together are its default graph."""

    text: str
    union: bool


def guard(
    text: str, *, graphs: Collection[str] = (), prefixes: Mapping[str, str] | None = None
) -> GuardedQuery:
    r"""Return the query, fit to be handed to a worker.

    Args:
        text: the query, at most 64 KiB in UTF-8, brackets nested at most 64 deep.
        graphs: IRIs of the named graphs that FROM and FROM NAMED may name.
        prefixes: prefixes that the query need not declare.

    Raises:
        QueryRefused: the text is too long or too deeply nested; has the letters "service" or an escape
            ``\u`` anywhere, even in a comment, an IRI or a string; is an update; or has a FROM that names
            no graph of the store. Line, column and what to do are given.
    """
    _refuse_size(text)
    _refuse_forbidden(text)
    tokens = tuple(tokenize(text))
    _refuse_nesting(text, tokens)
    _refuse_update(text, tokens)
    sources = tuple(dataset_clauses(tokens))
    namespaces = {**(prefixes or {}), **declared_prefixes(tokens)}
    base = declared_base(tokens)
    for source in sources:
        _refuse_unknown_graph(text, source, graphs, namespaces, base)
    return GuardedQuery(text, union=not sources)


def _refuse(text: str, offset: int, reason: str) -> NoReturn:
    line, column = position(text, offset)
    raise QueryRefused(reason, line=line, column=column)


def _refuse_size(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        _refuse(text, error.start, "the text has a lone surrogate, which is no character. Remove it.")
    if size > MAX_QUERY_BYTES:
        raise QueryRefused(
            f"the text has {size} bytes and may have {MAX_QUERY_BYTES}. Ask a shorter question."
        )


def _refuse_forbidden(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    if found.group().startswith("\\"):
        _refuse(text, found.start(), "the escape \\u may hide a keyword. Write the character itself.")
    _refuse(
        text,
        found.start(),
        "a query may not call another endpoint, so the word SERVICE is refused wherever it stands."
        " Where you need it inside a string, write CONCAT('serv', 'ice').",
    )


def _refuse_nesting(text: str, tokens: tuple[Token, ...]) -> None:
    deep = first_nested_deeper(tokens, MAX_NESTING)
    if deep is not None:
        _refuse(text, deep.start, f"brackets are nested deeper than {MAX_NESTING}. Flatten the query.")


def _refuse_update(text: str, tokens: tuple[Token, ...]) -> None:
    form = query_form(tokens)
    if form is not None and form.is_word(*_UPDATES):
        _refuse(
            text,
            form.start,
            f"{form.text.upper()} is an update, and the graph is read-only."
            " Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )


def _refuse_unknown_graph(
    text: str, source: Token, graphs: Collection[str], namespaces: Mapping[str, str], base: str
) -> None:
    iri = (
        urljoin(base, source.text[1:-1])
        if source.kind is TokenKind.IRI
        else _expanded(source.text, namespaces)
    )
    if iri not in graphs:
        known = f" The graphs are: {', '.join(sorted(graphs))}." if graphs else ""
        _refuse(
            text,
            source.start,
            f"FROM may only name a graph of this store, not {source.text}."
            f"{did_you_mean(nearest(iri, graphs))}{known}",
        )


def _expanded(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return namespaces.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)


def engine_failure(message: str, text: str = "") -> QueryFailed:
    """Return an engine's complaint about ``text`` as our error, with line and column where it names them.

    The engine lists all that it would have accepted; only its sentences and keywords are kept. It does not
    say which prefix it misses, so that is looked up in the text.
    """
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if place is None:
        return QueryFailed(message)
    line, column, expected = int(place[1]), int(place[2]), re.sub(r"\[[^\]]*\]", "", place[3])
    sentence = re.search(r"[A-Z]\w*(?: [\w']+){2,}", expected)
    keywords = sorted(set(re.findall(r"\b[A-Z]{2,}\b", expected)) - {"SERVICE"})
    if sentence:
        reason = sentence.group()
        if reason == "Prefix not found" and (name := _name_that_ends_at(text, line, column)):
            reason = f"{reason}: {name.partition(':')[0]}"
    elif keywords:
        reason = f"not valid SPARQL; {' or '.join(keywords)} might follow there"
    else:
        reason = "not valid SPARQL"
    return QueryFailed(f"{reason}.", line=line, column=column)


def _name_that_ends_at(text: str, line: int, column: int) -> str:
    before = "\n".join(text.split("\n")[:line])
    end = before.rfind("\n") + column
    names = (token for token in tokenize(text) if token.kind is TokenKind.PREFIXED_NAME)
    return next((token.text for token in names if token.end == end), "")


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with the prefixes declared, on its first line, that it uses but does not declare."""
    tokens = tuple(tokenize(text))
    declared = set(declared_prefixes(tokens))
    used = {token.text.partition(":")[0] for token in tokens if token.kind is TokenKind.PREFIXED_NAME}
    missing = sorted((used - declared) & set(prefixes))
    return " ".join([*(f"PREFIX {prefix}: <{prefixes[prefix]}>" for prefix in missing), text])


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
            memory: bytes of address space of the process, where the system can limit it.
            folder: where ``store`` lies on disk; the process then opens it there, read-only.
        """
        self._store, self._folder = store, folder
        self.prefixes = dict(prefixes or {})
        self._memory = memory
        self._lock = threading.Lock()
        self._running: _Process | None = None

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
            timeout: seconds, more than 0; the start of the process is not counted.
            limits: the most that the answer may have.

        Raises:
            QueryFailed: the text is not valid SPARQL, or the engine failed or crashed on it.
            QueryTimeout: the time limit passed.
            QueryTooLarge: the answer passed a limit, or the process its memory.
            UsageError: ``timeout`` is not a positive number.
        """
        if not 0 < timeout <= threading.TIMEOUT_MAX:
            raise UsageError(f"a time limit is a positive number of seconds, not {timeout}")
        request = {
            "query": query.text,
            "union": query.union,
            "timeout": timeout,
            "rows": limits.rows,
            "bytes": limits.size,
        }
        with self._lock:
            kind, payload = self._ask(json.dumps(request).encode(), timeout)
        if kind == protocol.FAILURE:
            raise _reported(json.loads(payload), limits, query.text)
        return _decoded(kind, payload)

    def _ask(self, request: bytes, timeout: float) -> tuple[bytes, bytes]:
        process = self._process()
        try:
            with process.killed_after(timeout) as expired:
                protocol.write_frame(process.stdin, protocol.QUERY, request)
                answer = protocol.read_frame(process.stdout)
        except (EOFError, OSError) as error:
            self._stop()
            if expired.is_set():
                raise QueryTimeout(timeout) from error
            raise process.death(self._memory) from error
        except BaseException:  # Ctrl-C: the answer would be taken for the next one's
            self._stop()
            raise
        if expired.is_set():
            self._stop()
        return answer

    def _process(self) -> _Process:
        if self._running is None or not self._running.alive:
            self._stop()
            self._running = self._started()
        return self._running

    def _started(self) -> _Process:
        from pyoxigraph import RdfFormat

        dataset = b"" if self._folder else self._store.dump(format=RdfFormat.N_QUADS) or b""
        memory = self._memory + 4 * len(dataset)
        settings = {"memory": memory, "prefixes": self.prefixes, "folder": self._folder}
        process = _Process()
        try:
            with process.killed_after(STARTUP_TIMEOUT):
                protocol.write_frame(process.stdin, protocol.SETTINGS, json.dumps(settings).encode())
                protocol.write_frame(process.stdin, protocol.DATASET, dataset)
                protocol.read_frame(process.stdout)
        except (EOFError, OSError) as error:
            process.stop()
            raise process.death(self._memory) from error
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


class _Process:
    """One running worker process and the pipes to it."""

    def __init__(self) -> None:
        self._errors: IO[bytes] = tempfile.TemporaryFile()
        process = subprocess.Popen(  # noqa: S603 -- our own module, run by the interpreter that runs us
            [sys.executable, "-P", "-m", protocol.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": _import_path()},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._popen = process
        self._watch = _Watch(process)
        self.stdin = cast("BinaryIO", process.stdin)
        self.stdout = cast("BinaryIO", process.stdout)
        self._last_words = ""
        self._finalizer = weakref.finalize(self, _end, process, self._errors, self._watch)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._popen.poll() is None

    @contextmanager
    def killed_after(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process unless the block ends in time; the event tells whether that happened."""
        expired = self._watch.begin(seconds)
        try:
            yield expired
        finally:
            self._watch.end()

    def stop(self) -> None:
        """Kill the process, keep the end of what it wrote to standard error, and free everything."""
        self._watch.close()
        self._popen.kill()
        self._popen.wait()
        if not self._errors.closed:
            self._errors.seek(0)
            self._last_words = self._errors.read().decode(errors="replace")[-2000:]
        self._finalizer()

    def death(self, memory: int) -> MscGraphError:
        """Return why a stopped process died on its own."""
        if re.search("memory allocation|MemoryError|out of memory", self._last_words):
            return QueryTooLarge(f"the memory limit of {memory // _MIB} MiB")
        if self._popen.returncode in _CRASHES:
            return QueryFailed(
                "it overflowed the engine's stack. Write it with fewer nested or chained parts."
            )
        ending = (self._last_words.strip().splitlines() or ["no message"])[-1]
        return QueryFailed(
            f"the engine stopped with exit status {self._popen.returncode} ({ending}). Simplify the query."
        )


class _Watch:
    """A thread that kills a process at a deadline.

    It lives as long as the process, because to start a thread for each query would take longer than many
    queries do. It is woken only for a deadline that comes before the moment for which it sleeps.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._changed = threading.Condition()
        self._deadline, self._sleeps_until = math.inf, -math.inf
        self._expired = threading.Event()
        self._closed = False
        threading.Thread(target=self._run, daemon=True).start()

    def begin(self, seconds: float) -> threading.Event:
        """Set the deadline; the event will tell whether it passed before ``end``."""
        with self._changed:
            self._expired = threading.Event()
            self._deadline = time.monotonic() + seconds
            if self._deadline < self._sleeps_until:
                self._changed.notify()
            return self._expired

    def end(self) -> None:
        """Take the deadline back."""
        with self._changed:
            self._deadline = math.inf

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                if time.monotonic() >= self._deadline:
                    self._expired.set()
                    self._process.kill()
                    self._deadline = math.inf
                self._sleeps_until = self._deadline
                left = self._deadline - time.monotonic()
                self._changed.wait(min(left, threading.TIMEOUT_MAX) if left < math.inf else None)


def _end(process: subprocess.Popen[bytes], errors: IO[bytes], watch: _Watch) -> None:
    """Kill a process and close what belongs to it; also runs when the interpreter ends."""
    watch.close()
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, errors):
        with suppress(OSError):  # a pipe whose reader is gone cannot be flushed
            if stream is not None:
                stream.close()


def _import_path() -> str:
    """Return where the worker finds this package and the engine, but not the folder we happen to be in."""
    return os.pathsep.join(entry for entry in sys.path if entry and os.path.isabs(entry))  # noqa: PTH117


def _reported(failure: Mapping[str, str], limits: QueryLimits, text: str) -> MscGraphError:
    if failure["kind"] == protocol.ROWS:
        return QueryTooLarge(f"the limit of {limits.rows:,} rows")
    if failure["kind"] == protocol.BYTES:
        return QueryTooLarge(f"the limit of {limits.size:,} bytes")
    if failure["kind"] == protocol.SYNTAX:
        return engine_failure(failure["message"], text)
    return QueryFailed(failure["message"])


def _decoded(kind: bytes, payload: bytes) -> QueryResult | TriplesResult:
    from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

    from msc_graph.query.results import TriplesResult, from_boolean, from_solutions

    if kind == protocol.BOOLEAN:
        return from_boolean(payload == b"true")
    if kind == protocol.TRIPLES:
        return TriplesResult(tuple(quad.triple for quad in parse(payload, format=RdfFormat.N_TRIPLES)))
    solutions = parse_query_results(payload, format=QueryResultsFormat.TSV)
    return from_solutions(cast("QuerySolutions", solutions))


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
