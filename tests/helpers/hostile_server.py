"""A server that answers every request with the bytes it is told, as slowly as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"


def reply(body: bytes, media_type: str = JSON, *, status: str = "200 OK", more: str = "") -> bytes:
    """Return a whole answer of HTTP/1.1."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


@contextmanager
def answering(pieces: Iterable[bytes], pause: float = 0) -> Iterator[str]:
    """Give the address of a server that sends the pieces, with a pause before each, to everybody."""
    stopped = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)

    def serve() -> None:
        while not stopped.is_set():
            with suppress(TimeoutError, OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(5)
                    _answer(connection, pieces, pause, stopped)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/query"
    finally:
        stopped.set()
        thread.join()
        listener.close()


def _read_request(connection: socket.socket) -> None:
    """Read all of a request: what is left unread when a connection is closed resets it."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1 << 16)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(body) < length:
        body += connection.recv(1 << 16)


def _answer(
    connection: socket.socket, pieces: Iterable[bytes], pause: float, stopped: threading.Event
) -> None:
    _read_request(connection)
    for piece in pieces:
        if stopped.wait(pause) if pause else stopped.is_set():
            return
        connection.sendall(piece)
