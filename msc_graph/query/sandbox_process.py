"""The process that evaluates free-text queries: started by ``msc_graph.query.sandbox``, never by hand.

It holds its own copy of the graph, answers one query after another over its standard input and output,
and can be killed at any moment without harm. It bounds its memory where the system knows how, leaves the
network where the system allows it, and ends when its parent does.

A frame is one byte for the kind, eight for the length (big-endian), and the payload.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import struct
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import QueryTriples, Store

_HEAD = struct.Struct(">cQ")

SETTINGS, DATASET, QUERY = b"C", b"D", b"Q"
READY, SOLUTIONS, TRIPLES, BOOLEAN, FAILURE = b"R", b"S", b"T", b"B", b"F"

SYNTAX, EVALUATION, ROWS, BYTES = "syntax", "evaluation", "rows", "bytes"
"""Kinds of failure that a worker reports and lives on."""

GRACE = 5.0
"""Seconds past the time limit after which a worker ends itself, should its parent be gone."""

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
# Source: linux/sched.h.


def write_frame(stream: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one frame and flush it."""
    stream.write(_HEAD.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the kind and the payload of the next frame.

    Raises:
        EOFError: the other side is gone.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    kind, length = _HEAD.unpack(head)
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return kind, payload


class LimitPassed(Exception):  # noqa: N818 -- a signal between two functions of this module
    """The answer passed the limit named by ``args[0]``: ``"rows"`` or ``"bytes"``."""


class BoundedLines:
    """A writable stream that keeps what is written, up to a number of lines and of bytes.

    Both formats that it is used for, SPARQL TSV and N-Triples, write exactly one line for each row.
    """

    def __init__(self, *, lines: int, size: int) -> None:
        """Start empty; ``lines`` and ``size`` (bytes) are the most that it takes."""
        self._lines, self._size = lines, size
        self._chunks: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        """Keep ``chunk``; return its length. Raises ``LimitPassed``."""
        self._lines -= chunk.count(b"\n")
        self._size -= len(chunk)
        if self._size < 0:
            raise LimitPassed(BYTES)
        if self._lines < 0:
            raise LimitPassed(ROWS)
        self._chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Do nothing; the engine asks for it."""

    def content(self) -> bytes:
        """Return all that was written."""
        return b"".join(self._chunks)


def answer(store: Store, request: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[bytes, bytes]:
    """Return the kind and payload of the answer to one request.

    SELECT gives SPARQL TSV, ASK ``true`` or ``false``, CONSTRUCT and DESCRIBE N-Triples, sorted and with
    canonical names for blank nodes, so that the same query gives the same bytes.
    """
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples

    results = store.query(request["query"], use_default_graph_as_union=request["union"], prefixes=prefixes)
    if isinstance(results, QueryBoolean):
        return BOOLEAN, b"true" if results else b"false"
    if isinstance(results, QueryTriples):
        return TRIPLES, _sorted_triples(results, request)
    header = 1
    lines = BoundedLines(lines=request["rows"] + header, size=request["bytes"])
    results.serialize(lines, format=QueryResultsFormat.TSV)  # type: ignore[arg-type]
    return SOLUTIONS, lines.content()


def _sorted_triples(triples: QueryTriples, request: Mapping[str, Any]) -> bytes:
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

    lines = BoundedLines(lines=request["rows"], size=request["bytes"])
    triples.serialize(lines, format=RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    written = lines.content()
    if b"_:" in written:
        graph = Dataset(parse(written, format=RdfFormat.N_TRIPLES))
        graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        written = serialize((quad.triple for quad in graph), format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(set(written.splitlines(keepends=True))))


def _failure(kind: str, message: str) -> tuple[bytes, bytes]:
    return FAILURE, json.dumps({"kind": kind, "message": message}).encode()


def safe_answer(store: Store, request: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[bytes, bytes]:
    """Return the answer to one request, or the failure as an answer."""
    try:
        return answer(store, request, prefixes)
    except SyntaxError as error:
        return _failure(SYNTAX, str(error))
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


def limit_memory(size: int) -> bool:
    """Return whether the address space of this process is now bounded to ``size`` bytes."""
    try:
        import resource
    except ImportError:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):
        return False
    return True


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return the streams to and from the parent; what anybody prints goes to standard error instead."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return requests, answers


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Load the dataset, then answer queries until the parent is gone. Raises ``EOFError`` then."""
    settings = json.loads(read_frame(requests)[1])
    limit_memory(settings["memory"])
    from pyoxigraph import RdfFormat, Store

    dataset = read_frame(requests)[1]
    if settings.get("folder"):
        store = Store.read_only(settings["folder"])
    else:
        store = Store()
        store.bulk_load(dataset, format=RdfFormat.N_QUADS)
    write_frame(answers, READY)
    while True:
        request = json.loads(read_frame(requests)[1])
        faulthandler.dump_traceback_later(request["timeout"] + GRACE, exit=True)
        kind, payload = safe_answer(store, request, settings["prefixes"])
        faulthandler.cancel_dump_traceback_later()
        write_frame(answers, kind, payload)


def main() -> None:
    """Serve the process that started this one, until it goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_network()
    with contextlib.suppress(EOFError, BrokenPipeError):
        serve(*_private_streams())
    os._exit(0)


if __name__ == "__main__":
    main()
