"""A SPARQL endpoint that tells the truth but for one kind of lie, as a servant of a real store."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, QueryTriples, Store

from tests.helpers.handler_server import running

JSON = "application/sparql-results+json"


@dataclass
class Said:
    """An answer about to be sent."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": JSON})


Lie = Callable[[Said], None]


def of_rows(change: Callable[[list[dict[str, Any]]], object]) -> Lie:
    """Return the lie that changes the rows of an answer."""

    def lie(said: Said) -> None:
        told = json.loads(said.body)
        change(told["results"]["bindings"])
        said.body = json.dumps(told).encode()

    return lie


def of_head(change: Callable[[list[str]], object]) -> Lie:
    """Return the lie that changes the variables of an answer."""

    def lie(said: Said) -> None:
        told = json.loads(said.body)
        change(told["head"]["vars"])
        said.body = json.dumps(told).encode()

    return lie


def of_terms(change: Callable[[dict[str, str]], object], name: str | None = None) -> Lie:
    """Return the lie that changes the terms in one column, or all."""

    def lie(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            for column, term in row.items():
                if column != "rows" and name in (None, column):
                    change(term)

    return of_rows(lie)


def instead(body: bytes, status: int = 200, **headers: str) -> Lie:
    """Return the lie that says something else; ``content_type=`` is the header Content-Type."""

    def lie(said: Said) -> None:
        said.body, said.status = body, status
        said.headers |= {name.replace("_", "-").title(): value for name, value in headers.items()}

    return lie


def packed(said: Said) -> None:
    """Send a gigabyte in a megabyte."""
    said.body = gzip.compress(b" " * (1 << 20)) * 1000
    said.headers["Content-Encoding"] = "gzip"


@contextmanager
def lying(store: Store, lie: Lie, *, after: int = 0) -> Iterator[str]:
    """Serve a store on a free port; all answers but the first ``after`` are changed by the lie."""
    asked = iter(range(1_000_000))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = store.query(form["query"][0], use_default_graph_as_union=True)
            assert not isinstance(answer, QueryTriples)
            said = Said(answer.serialize(format=QueryResultsFormat.JSON) or b"")
            if next(asked) >= after:
                lie(said)
            self._send(said.status, {**said.headers, "Content-Length": str(len(said.body))}, said.body)

        def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with running(Handler, waits=False) as address:
        yield f"{address}/query"
