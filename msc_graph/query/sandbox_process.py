"""The process that evaluates free-text queries: started by ``msc_graph.query.sandbox``, never by hand.

It holds its own copy of the graph, answers one query after another over its standard input and output,
and can be killed at any moment without harm. It bounds its memory where the system knows how, leaves the
network where the system allows it, and ends when its parent does.

It speaks in frames (`msc_graph.system.pipes`).
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, BinaryIO

from msc_graph.system.memory import address_space, limit_memory
from msc_graph.system.pipes import end_now, private_streams, read_frame, write_frame

if TYPE_CHECKING:
    from pyoxigraph import QueryTriples, Store

SETTINGS, DATASET, QUERY = b"C", b"D", b"Q"
READY, SOLUTIONS, TRIPLES, BOOLEAN, FAILURE = b"R", b"S", b"T", b"B", b"F"

SYNTAX, EVALUATION, ROWS, BYTES = "syntax", "evaluation", "rows", "bytes"
CELLS, ROW_BYTES = "cells", "row bytes"
"""Kinds of failure that a worker reports and lives on."""

MAX_ROW_BYTES = 8 * 1024 * 1024
"""Most bytes of a row. Our choice: the parser on the other side holds at most 16 MiB."""

GRACE = 5.0
"""Seconds past the time limit after which a worker ends itself, should its parent be gone."""

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# Source: linux/sched.h.


class LimitPassed(Exception):  # noqa: N818 -- a signal between two functions of this module
    """The answer passed the limit named by ``args[0]``, one of the kinds of failure."""


class BoundedLines:
    """A writable stream that keeps what is written, up to a number of lines and of bytes.

    Both formats that it is used for, SPARQL TSV and N-Triples, write exactly one line for each row.
    """

    def __init__(self, *, lines: int, size: int, passed: str = ROWS) -> None:
        """Start empty.

        Args:
            lines: most lines.
            size: most bytes.
            passed: what is told when there are more lines.
        """
        self._lines, self._size, self._passed = lines, size, passed
        self._line = 0
        self._chunks: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        """Keep ``chunk``; return its length. Raises ``LimitPassed``."""
        ended = chunk.count(b"\n")
        self._lines -= ended
        self._size -= len(chunk)
        if self._size < 0:
            raise LimitPassed(BYTES)
        self._measure(chunk)
        if self._lines < 0:
            raise LimitPassed(self._passed)
        self._chunks.append(bytes(chunk))
        return len(chunk)

    def _measure(self, chunk: bytes) -> None:
        """Keep the length of the line that a chunk leaves open. Raises ``LimitPassed`` for a long one."""
        if self._line + len(chunk) > MAX_ROW_BYTES:
            first, *others = map(len, chunk.split(b"\n"))
            if max(self._line + first, *others, 0) > MAX_ROW_BYTES:
                raise LimitPassed(ROW_BYTES)
        end = chunk.rfind(b"\n")
        self._line = self._line + len(chunk) if end < 0 else len(chunk) - end - 1

    def flush(self) -> None:
        """Do nothing; the engine asks for it."""

    def content(self) -> bytes:
        """Return all that was written."""
        return b"".join(self._chunks)


def answer(store: Store, request: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[bytes, bytes]:
    """Return the kind and payload of the answer to one request.

    SELECT gives SPARQL TSV, ASK ``true`` or ``false``, CONSTRUCT and DESCRIBE N-Triples, sorted and with
    names for blank nodes that do not change, so that the same query gives the same bytes.
    """
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples

    results = store.query(request["query"], use_default_graph_as_union=request["union"], prefixes=prefixes)
    if isinstance(results, QueryBoolean):
        return BOOLEAN, b"true" if results else b"false"
    if isinstance(results, QueryTriples):
        return TRIPLES, _sorted_triples(results, request)
    rows, cells = request["rows"], request["cells"] // max(1, len(results.variables))
    header = 1
    passed = ROWS if rows <= cells else CELLS
    lines = BoundedLines(lines=min(rows, cells) + header, size=request["bytes"], passed=passed)
    results.serialize(lines, format=QueryResultsFormat.TSV)  # type: ignore[arg-type]
    return SOLUTIONS, lines.content()


Evaluate = Callable[["Store", Mapping[str, Any], dict[str, str]], tuple[bytes, bytes]]
"""How a request is answered: as `answer` does, or in another form."""


def _sorted_triples(triples: QueryTriples, request: Mapping[str, Any]) -> bytes:
    from pyoxigraph import RdfFormat, parse, serialize

    lines = BoundedLines(lines=request["rows"], size=request["bytes"])
    triples.serialize(lines, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    written = lines.content()
    if b"_:" in written:
        from msc_graph.rdf.blank_nodes import named

        quads = named(parse(written, format=RdfFormat.N_TRIPLES))
        written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(set(written.splitlines(keepends=True))))


def _failure(kind: str, message: str) -> tuple[bytes, bytes]:
    return FAILURE, json.dumps({"kind": kind, "message": message}).encode()


def safe_answer(
    store: Store, request: Mapping[str, Any], prefixes: dict[str, str], evaluate: Evaluate = answer
) -> tuple[bytes, bytes]:
    """Return the answer to one request, or the failure as an answer."""
    try:
        return evaluate(store, request, prefixes)
    except SyntaxError as error:
        from msc_graph.query.slips import rightly_placed

        return _failure(SYNTAX, rightly_placed(str(error), request["query"], prefixes))
    except LimitPassed as error:
        return _failure(str(error), "")
    except BaseException as error:  # a panic inside the engine is no Exception
        return _failure(EVALUATION, str(error) or type(error).__name__)


def leave_network() -> bool:
    """Return whether this process now lives in a network namespace of its own, that is without any network.

    Linux only, and only where the system lets it; elsewhere the guard's refusals stand alone.
    """
    if sys.platform != "linux":
        return False
    import ctypes

    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    return unshare is not None and any(
        unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)
    )


def serve(
    requests: BinaryIO,
    answers: BinaryIO,
    *,
    gone: Callable[[], None] = lambda: None,
    evaluate: Evaluate = answer,
) -> None:
    """Load the dataset, then answer queries until the parent is gone. Raises ``EOFError`` then.

    ``gone`` is called as soon as the parent is gone, even while a query is evaluated.
    """
    frames: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests, frames, gone), daemon=True).start()
    settings = json.loads(_next(frames))
    store = _store(_next(frames), settings.get("folder", ""), settings.get("copied", False))
    limit_memory(address_space() + settings["memory"])
    write_frame(answers, READY)
    while True:
        request = json.loads(_next(frames))
        faulthandler.dump_traceback_later(request["timeout"] + GRACE, exit=True)
        kind, payload = safe_answer(store, request, settings["prefixes"], evaluate)
        faulthandler.cancel_dump_traceback_later()
        write_frame(answers, kind, payload)


def _receive(requests: BinaryIO, frames: SimpleQueue[bytes | None], gone: Callable[[], None]) -> None:
    with contextlib.suppress(EOFError):
        while True:
            frames.put(read_frame(requests)[1])
    gone()
    frames.put(None)


def _next(frames: SimpleQueue[bytes | None]) -> bytes:
    payload = frames.get()
    if payload is None:
        raise EOFError
    return payload


def _store(dataset: bytes, folder: str, copied: bool) -> Store:
    """Return the store that lies in a folder, or a copy of it; without a folder one with the dataset."""
    from pyoxigraph import RdfFormat, Store

    if folder and not copied:
        return Store.read_only(folder)
    store = Store()
    if folder:
        store.bulk_extend(Store.read_only(folder))
        return store
    store.bulk_load(dataset, format=RdfFormat.N_QUADS)
    return store


def main(evaluate: Evaluate = answer) -> None:
    """Serve the process that started this one, until it goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_network()
    with contextlib.suppress(EOFError, BrokenPipeError):
        serve(*private_streams(), gone=end_now, evaluate=evaluate)
    os._exit(0)


if __name__ == "__main__":
    main()
