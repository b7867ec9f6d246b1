"""A SPARQL endpoint on this machine, for tests: a store behind the standard library's HTTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

from tests.helpers.handler_server import running

VIRTUOSO = b"""{"head": {"link": [], "vars": ["n", "b", "t"]}, "results": {"distinct": false, "bindings": [{
"n": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "5"},
"b": {"type": "bnode", "value": "nodeID://b10000"},
"t": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "1"}}]}}"""
"""An answer in the words of Virtuoso 7."""


@contextmanager
def serving(store: Store, *, most: int | None = None) -> Iterator[str]:
    """Serve ``store`` on a free port of 127.0.0.1 and give the endpoint's address.

    Of an answer it gives ``most`` rows, and does not say so; None for all.

    ``/query`` answers, ``/moved`` redirects there, ``/down`` answers 503, ``/html`` with a page, ``/broken``
    with JSON that is no result, ``/virtuoso`` in the words of Virtuoso, ``/cut`` so too, with rows left out.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            body = form["query"][0]
            if self.path == "/query":
                self._query(body)
            elif self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/query")
                self.end_headers()
            elif self.path == "/down":
                self._send(503, "text/plain", b"away")
            elif self.path == "/virtuoso":
                self._send(200, "application/sparql-results+json", VIRTUOSO)
            elif self.path == "/cut":
                self._send(200, "application/sparql-results+json", VIRTUOSO, {"X-SPARQL-MaxRows": "1"})
            elif self.path == "/html":
                self._send(200, "text/html", b"<p>Welcome")
            else:
                self._send(200, "application/sparql-results+json", b'{"head": {}, "results": 7}')

        def _query(self, text: str) -> None:
            try:
                answer = store.query(text, use_default_graph_as_union=True)
            except SyntaxError as error:
                self._send(400, "text/plain", str(error).encode())
                return
            if isinstance(answer, QueryTriples):
                content = answer.serialize(format=RdfFormat.N_TRIPLES) or b""
                self._send(200, "application/n-triples", content)
            else:
                content = answer.serialize(format=QueryResultsFormat.JSON) or b""
                if most is not None and b"bindings" in content:
                    told = json.loads(content)
                    del told["results"]["bindings"][most:]
                    content = json.dumps(told).encode()
                self._send(200, "application/sparql-results+json", content)

        def _send(
            self, status: int, media_type: str, content: bytes, more: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with running(Handler) as address:
        yield address
