"""A SPARQL endpoint on the network as an engine. It may be slow, wrong or hostile.

Nothing that it sends is believed: the whole question has one limit of time, an answer has limits of size and
depth, and all that goes wrong is an `EndpointFailed`.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from random import random
from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, unquote, unquote_plus, urlencode, urlsplit

from msc_graph.errors import (
    EndpointFailed,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    UsageError,
    shown_address,
)
from msc_graph.query.decoding import MAX_CELLS, Malformed, json_answer, ntriples
from msc_graph.query.results import TriplesResult
from msc_graph.query.sandbox import DEFAULT_TIMEOUT
from msc_graph.query.text import query_form, tokenize
from msc_graph.system.limits import Deadline, check_seconds
from msc_graph.tables.values import one_line
from msc_graph.vocabulary.namespaces import XSD

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from socket import socket
    from urllib.request import OpenerDirector, Request

    from msc_graph.query.results import QueryResult

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""Most bytes that an endpoint may answer; the same as for the worker."""

_COMPLAINT = 500
"""Most characters that are told of an endpoint's own words."""

_CUT = "X-SPARQL-MaxRows"
"""The header by which alone Virtuoso tells that it left rows out; seen in version 7 of Debian 12."""

_STATE, _PARTIAL = "X-SQL-State", 206
"""How Virtuoso tells that its limit of time or rows cut an answer: by this header, and by default with this
status. Source: README.ANYTIME.md of openlink/virtuoso-opensource, version of 2023."""

_WHOLE = (200, 203)
"""What a server answers that sends all of it (RFC 9110, section 15.3)."""

_AWAY = (502, 503, 504)
"""What a server answers that is not ready now (RFC 9110, section 15.6)."""

_TOO_LONG = 413
"""What a server answers that takes no query so long (RFC 9110, section 15.5.14)."""

_PAUSES = (0.1, 0.4)
"""Seconds until it is asked again, by chance up to twice as long, or what Retry-After says: our choice."""

_JSON = ("application/sparql-results+json", "application/json")
_NTRIPLES = "application/n-triples"


@dataclass(frozen=True, slots=True)
class EndpointEngine:
    """Asks a SPARQL 1.1 endpoint over HTTP. Source: https://www.w3.org/TR/sparql11-protocol/.

    ``url`` begins with ``http://`` or ``https://`` and names no user; redirects are not followed. ``timeout``
    is in seconds, for the whole question. The endpoint must offer all its graphs together as its default
    graph. Proxies that the environment names (``http_proxy``, ``https_proxy``) are used.
    """

    url: str
    timeout: float = DEFAULT_TIMEOUT

    def __post_init__(self) -> None:
        """Refuse an address that is not of the web (``file:`` would be read), and a senseless time limit."""
        check_seconds(self.timeout)
        address_of(self.url)

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``.

        Raises:
            EndpointFailed: it cannot be reached, takes too long, or answers with an error or something that
                is no answer to such a query.
            QueryFailed: it says that the query is wrong.
            QueryTooLarge: the answer is larger than ``MAX_ANSWER_BYTES``, or has too many cells.
        """
        deadline = Deadline.after(self.timeout)
        try:
            media_type, body = _patiently(address_of(self.url), text, deadline)
            return _fitting(text, _read(media_type, body, deadline))
        except (QueryFailed, QueryTooLarge):
            raise
        except (QueryTimeout, TimeoutError) as error:
            problem = f"it did not answer within {self.timeout:g} seconds"
            raise EndpointFailed(self.url, problem) from error
        except Malformed as error:
            problem = f"its answer is malformed ({_told(_masked(error, self.url))})"
            raise EndpointFailed(self.url, problem) from error
        except Exception as error:  # OSError, HTTPException, and what urllib lets through of a hostile server
            problem = _told(_masked(getattr(error, "reason", error), self.url))
            raise EndpointFailed(self.url, problem + _by_proxy(address_of(self.url))) from error


def _patiently(address: str, text: str, deadline: Deadline) -> tuple[str, bytes]:
    """Return media type and content of the answer; a server that is away for a moment is asked again."""
    for pause in _PAUSES:
        try:
            return _Exchange(address, text, deadline).result()
        except OSError as error:
            cause = getattr(error, "reason", error)
            if not isinstance(cause, _Away | ConnectionResetError | ConnectionAbortedError):
                raise
            wait = max(getattr(cause, "wait", 0.0), pause * (1 + random()))  # noqa: S311 -- no secret
            if wait >= deadline.left:
                raise
            sleep(wait)
    return _Exchange(address, text, deadline).result()


class _Away(OSError):
    """A server that is not ready now, and may be in ``wait`` seconds."""

    def __init__(self, words: str, wait: str | None) -> None:
        super().__init__(words)
        self.wait = float(wait) if wait is not None and re.fullmatch("[0-9]{1,9}", wait) else 0.0


def _told(words: object) -> str:
    """Return words of an endpoint, or about it, on one line, harmless to a terminal and not too long."""
    text = one_line(str(words) or type(words).__name__).strip()
    return text if len(text) <= _COMPLAINT else f"{text[:_COMPLAINT]}..."


_SECRET = 4
"""Fewest letters of a value of an address that may be a secret: shorter ones stand in any text."""


def _masked(words: object, address: str) -> str:
    """Return words of an endpoint without what may be secret in its address: servers repeat it in errors.

    >>> _masked("no such page: /q?ApiKey=SECRET%2FX (SECRET/X)", "http://a/q?ApiKey=SECRET%2FX")
    'no such page: /q?*** (***)'
    """
    asked = address.partition("?")[2].partition("#")[0]
    values = {value for pair in re.split("[&;]", asked) for value in (pair, pair.partition("=")[2])}
    secret = {asked, *values, *map(unquote, values), *map(unquote_plus, values)}
    text = str(words) or type(words).__name__
    for value in sorted(secret, key=len, reverse=True):
        if len(value) >= _SECRET:
            text = re.sub(re.escape(value), "***", text, flags=re.IGNORECASE)
    return text


def address_of(url: object) -> str:
    """Return the address of an endpoint in the characters that HTTP knows.

    >>> address_of("HTTP://bücher.example/s?q=é")
    'http://xn--bcher-kva.example/s?q=%C3%A9'

    Raises:
        UsageError: it does not begin with http:// or https://, names no host, or holds what no address may.
            Names of users and passwords are refused, and not told: they would be sent in the open.
    """
    shown = shown_address(url) if isinstance(url, str) else url
    if not isinstance(url, str) or not re.match(r"https?://[^\s/]", url, re.IGNORECASE):
        raise UsageError(f"an endpoint's address begins with http:// or https://, not {shown!r}")
    try:
        return _in_ascii(urlsplit(url), url)
    except ValueError as error:  # UnicodeError too
        raise UsageError(f"{shown!r} is no address of an endpoint: {_reason(error)}") from error


def _in_ascii(parts: SplitResult, url: str) -> str:
    if "@" in unquote(parts.netloc):
        raise ValueError("it names a user; leave the part before '@' out")
    if re.search(r"[\s\x00-\x20\x7f]", url):
        raise ValueError("it holds a blank or a control character")
    host = parts.hostname or ""
    if not host:
        raise ValueError("it names no host")
    host = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    port = "" if (number := _port(parts)) is None else f":{number}"
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host}{port}{quote(parts.path, safe=_KEPT)}{query}"


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:  # its words would tell a password
        raise ValueError("its port is no number from 0 to 65535") from None


_KEPT = "!#$%&'()*+,/:;=?@[]~"


def _reason(error: ValueError) -> str:
    return "its host is no name of the internet" if isinstance(error, UnicodeError) else str(error)


class _Exchange(threading.Thread):
    """One question and the bytes of its answer, in a thread of its own.

    Nothing else ends a look-up of a host's name, or a server that sends a byte now and then, in time.
    """

    def __init__(self, address: str, text: str, deadline: Deadline) -> None:
        super().__init__(daemon=True)
        self._address, self._text, self._deadline = address, text, deadline
        self._sockets: list[socket] = []
        self._answer: tuple[str, bytes] | None = None
        self._error: Exception | None = None

    def result(self) -> tuple[str, bytes]:
        """Return media type and content of the answer.

        Raises ``TimeoutError`` at the deadline, or what went wrong before.
        """
        self.start()
        late = True
        try:
            self.join(self._deadline.left)
            late = self.is_alive()
        finally:
            self._hang_up()
        if self._error is not None and not late:
            raise self._error
        if late or self._answer is None:
            raise TimeoutError
        return self._answer

    def run(self) -> None:
        """Ask; what is raised is kept for the caller."""
        try:
            self._answer = self._asked()
        except Exception as error:
            self._error = error

    def _asked(self) -> tuple[str, bytes]:
        from urllib.error import HTTPError

        try:
            with _opener(self._sockets).open(
                self._request(), timeout=self._deadline.left or 0.001
            ) as response:
                return _body(response)
        except HTTPError as error:
            with error:
                if error.code in _AWAY:
                    raise _Away(
                        _answered(error.code, error.reason), error.headers.get("Retry-After")
                    ) from error
                if error.code == _TOO_LONG:
                    raise QueryTooLarge("the length of a query that the endpoint takes") from error
                if error.code != 400:
                    raise OSError(_answered(error.code, error.reason)) from error
                words = error.read(4 * _COMPLAINT).decode(errors="replace").strip() or error.reason
            raise QueryFailed(f"the endpoint says: {_told(_masked(words, self._address))}") from error

    def _request(self) -> Request:
        from urllib.request import Request

        headers = {  # a form, which every server takes: Virtuoso 7 never answers to application/sparql-query
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": _NTRIPLES if _form(self._text) in ("construct", "describe") else _JSON[0],
            "User-Agent": "msc-graph",
        }
        return Request(self._address, data=urlencode({"query": self._text}).encode(), headers=headers)  # noqa: S310 -- http, https

    def _hang_up(self) -> None:
        import socket
        from contextlib import suppress

        for line in self._sockets:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _answered(status: int, reason: object) -> str:
    return f"it answered {status} {reason}"


def _by_proxy(address: str) -> str:
    """Return that the environment names a proxy for an address; "" where it names none."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(address)
    there = parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")
    return f", asked through the proxy that {parts.scheme}_proxy names" if there else ""


def _opener(sockets: list[socket]) -> OpenerDirector:
    """Return what asks without following redirects, and notes the sockets that it uses."""
    from http.client import HTTPConnection, HTTPSConnection
    from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, build_opener

    class Noted(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class NotedSecure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class Plain(HTTPHandler):
        def http_open(self, req: Request) -> HTTPResponse:
            return self.do_open(Noted, req)

    class Secure(HTTPSHandler):
        def https_open(self, req: Request) -> HTTPResponse:
            return self.do_open(NotedSecure, req)

    class NoRedirects(HTTPRedirectHandler):
        """A redirect is an answer like any other, that is an error."""

        def redirect_request(self, *_: Any) -> None:
            return None

    return build_opener(Plain, Secure, NoRedirects)


def _body(response: HTTPResponse) -> tuple[str, bytes]:
    """Return media type and content of a whole answer."""
    headers = response.headers
    if response.status == _PARTIAL or headers.get(_STATE):
        raise QueryTooLarge("a limit of time or rows at the endpoint, which left out the rest")
    if response.status not in _WHOLE:
        raise OSError(_answered(response.status, response.reason))
    for name in ("Content-Length", "Content-Type"):
        if len(set(headers.get_all(name, ()))) > 1:
            raise Malformed(f"it has two headers {name}")
    if (packed := headers.get("Content-Encoding", "identity")) != "identity":
        raise Malformed(f"it is packed ({_told(packed)}), which was not asked for")
    body = response.read(MAX_ANSWER_BYTES + 1)
    if len(body) > MAX_ANSWER_BYTES:
        raise QueryTooLarge(f"the limit of {MAX_ANSWER_BYTES:,} bytes")
    if response.length:
        raise Malformed(f"it ends {response.length} bytes before its end")
    if limit := headers.get(_CUT):
        raise QueryTooLarge(f"the limit of {_told(limit)} rows at the endpoint, which left out the rest")
    return headers.get_content_type() if headers.get("Content-Type") else "", body


def _read(media_type: str, body: bytes, deadline: Deadline) -> QueryResult | TriplesResult:
    if media_type == _NTRIPLES:
        return ntriples(body, deadline)
    if media_type not in _JSON:
        raise Malformed(f"it is of type {media_type}" if media_type else "it does not say of what type it is")
    return _usual(json_answer(_BLANK.sub(rb"\1", body), deadline, cells=MAX_CELLS))


_BLANK = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*")nodeID://')
"""How Virtuoso calls blank nodes, which no parser takes."""


def _usual(answer: QueryResult) -> QueryResult:
    """Return an answer whose truth values are spelled ``true`` and ``false``, as everywhere else."""
    from pyoxigraph import Literal, NamedNode

    boolean = NamedNode(f"{XSD}boolean")
    spelled = {
        Literal(digit, datatype=boolean): Literal(word, datatype=boolean)
        for digit, word in (("1", "true"), ("0", "false"))
    }
    if not any(term in spelled for row in answer.terms for term in row if isinstance(term, Literal)):
        return answer
    rows = [
        tuple(spelled.get(term, term) if isinstance(term, Literal) else term for term in row)
        for row in answer.terms
    ]
    return replace(answer, terms=tuple(rows))


def _form(text: str) -> str:
    """Return the form of a query in small letters; empty where it has none."""
    form = query_form(tuple(tokenize(text)))
    return form.text.casefold() if form else ""


def _fitting(text: str, answer: QueryResult | TriplesResult) -> QueryResult | TriplesResult:
    """Return the answer if its kind is that of the question."""
    asked = _form(text)
    got = "triples" if isinstance(answer, TriplesResult) else "a truth value" if answer.ask else "rows"
    wanted = {"select": "rows", "ask": "a truth value", "construct": "triples", "describe": "triples"}
    if wanted.get(asked, got) != got:
        raise Malformed(f"{wanted[asked]} are asked for with {asked.upper()}, and it holds {got}")
    return answer
