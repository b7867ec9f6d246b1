"""What evaluates a query: a store in this process, rdflib, another process, or an endpoint on the network.

Each engine takes the text of a query and gives the same answer types, so that one binder serves them all. For
each, all named graphs together are the default graph.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from msc_graph.errors import EndpointFailed, QueryFailed, QueryTooLarge, UsageError
from msc_graph.query.sandbox import DEFAULT_TIMEOUT, GuardedQuery, engine_failure, guard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from http.client import HTTPResponse

    import rdflib
    from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple
    from rdflib.term import Node

    from msc_graph.query.binding import BoundTerm
    from msc_graph.query.catalogue import SavedQuery
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.query.sandbox import QueryWorker

    AnyTerm: TypeAlias = NamedNode | BlankNode | Literal | Triple

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""Most bytes that an endpoint may answer; the same as for the worker."""


class Engine(Protocol):
    """Anything that evaluates SPARQL 1.1 queries."""

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer to a query; CONSTRUCT and DESCRIBE give sorted triples, each once.

        Raises:
            QueryFailed: the text is not valid SPARQL, or the engine failed.
        """


def run_saved(
    engine: Engine, query: SavedQuery, terms: Mapping[str, BoundTerm]
) -> QueryResult | TriplesResult:
    """Return the answer of a saved query.

    Args:
        engine: what evaluates it.
        query: the saved query. One that does not ship with the package must pass the guard of free text,
            before its parameters are put in.
        terms: what ``bind_values`` returned.

    Raises:
        QueryRefused: a query of a user's own is none that may be run; see ``msc_graph.query.sandbox.guard``.
        QueryFailed: the query is not valid SPARQL once bound, or the engine failed.
    """
    if not query.trusted:
        guard(query.text)
    return engine.answer(query.template.bind(terms))


@dataclass(frozen=True, slots=True)
class OxigraphEngine:
    """Evaluates in this process; for queries that are trusted, because nothing can stop one."""

    store: Store

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``."""
        from pyoxigraph import QueryBoolean, QueryTriples

        from msc_graph.query.results import TriplesResult, from_boolean, from_solutions

        try:
            answer = self.store.query(text, use_default_graph_as_union=True)
            if isinstance(answer, QueryBoolean):
                return from_boolean(bool(answer))
            if isinstance(answer, QueryTriples):
                return TriplesResult(tuple(sorted(set(answer), key=str)))
            return from_solutions(answer)
        except SyntaxError as error:
            raise engine_failure(str(error)) from error
        except (RuntimeError, OSError) as error:
            raise QueryFailed(str(error)) from error


@dataclass(frozen=True, slots=True)
class WorkerEngine:
    """Evaluates in a process of its own, under limits; for queries that passed the guard."""

    worker: QueryWorker
    timeout: float = DEFAULT_TIMEOUT

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``, and ``QueryWorker.evaluate`` for what else it raises."""
        return self.worker.evaluate(GuardedQuery(text, union=True), timeout=self.timeout)


@dataclass(frozen=True, slots=True)
class RdflibEngine:
    """Evaluates with rdflib on a graph, or on a dataset that was made with ``default_union=True``."""

    graph: rdflib.Graph

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``."""
        from pyparsing import ParseException

        try:
            return _from_rdflib(self.graph.query(_safe_from_rdflib(text)))
        except ParseException as error:
            raise QueryFailed(str(error.msg), line=error.lineno, column=error.column) from error
        except Exception as error:  # rdflib raises its own, and bare ones
            raise QueryFailed(f"{type(error).__name__}: {error}") from error


def _safe_from_rdflib(text: str) -> str:
    r"""Return a query so that rdflib takes an escaped backslash before the letter u for what it is.

    rdflib 7.6 expands ``\u`` escapes before it looks at the text, so the string ``"\\u0022"`` would change.
    The letter is written as an escape of its own, in the eight digits that cannot grow.
    """
    return re.sub(r"(?<!\\)((?:\\\\)+)([uU])", lambda found: f"{found[1]}\\u{ord(found[2]):08x}", text)


def _from_rdflib(result: rdflib.query.Result) -> QueryResult | TriplesResult:
    from msc_graph.query.results import QueryResult, TriplesResult, from_boolean

    if result.type == "ASK":
        return from_boolean(bool(result.askAnswer))
    if result.type == "SELECT":
        columns = tuple(str(variable) for variable in result.vars or ())
        rows = tuple(
            tuple(None if value is None else _from_rdflib_term(value) for value in solution)
            for solution in cast("Iterable[Iterable[Node | None]]", result)
        )
        return QueryResult(columns, rows)
    found = cast("Iterable[tuple[Node, Node, Node]]", result.graph or ())
    triples = {_triple(*map(_from_rdflib_term, triple)) for triple in found}
    return TriplesResult(tuple(sorted(triples, key=str)))


def _triple(subject: AnyTerm, predicate: AnyTerm, value: AnyTerm) -> Triple:
    """Return a triple; the engine checks the kinds of its terms."""
    from pyoxigraph import Triple

    return Triple(cast("NamedNode", subject), cast("NamedNode", predicate), value)


def _from_rdflib_term(term: Node) -> NamedNode | BlankNode | Literal:
    import rdflib
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
    return BlankNode(re.sub(r"[^A-Za-z0-9]", "", str(term)))


@dataclass(frozen=True, slots=True)
class EndpointEngine:
    """Asks a SPARQL 1.1 endpoint over HTTP. Source: https://www.w3.org/TR/sparql11-protocol/.

    ``url`` begins with ``http://`` or ``https://``; redirects are not followed. ``timeout`` is
    in seconds. The endpoint must offer all its graphs together as its default graph.
    """

    url: str
    timeout: float = DEFAULT_TIMEOUT

    def __post_init__(self) -> None:
        """Refuse an address that is not of the web (``file:`` would be read)."""
        if not re.match(r"https?://[^\s/]", self.url):
            raise UsageError(f"an endpoint's address begins with http:// or https://, not {self.url!r}")

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``.

        Raises:
            EndpointFailed: it cannot be reached, or answers with an error or something that is no answer.
            QueryFailed: it says that the query is wrong.
            QueryTooLarge: the answer is larger than ``MAX_ANSWER_BYTES``.
        """
        media_type, body = self._fetch(text)
        try:
            return _from_endpoint(media_type, body)
        except (ValueError, KeyError, TypeError, SyntaxError) as error:
            raise EndpointFailed(self.url, f"its answer is malformed ({error})") from error

    def _fetch(self, text: str) -> tuple[str, bytes]:
        from http.client import HTTPException
        from urllib.error import HTTPError
        from urllib.request import Request, build_opener

        request = Request(  # noqa: S310 -- the scheme was checked
            self.url,
            data=text.encode(),
            headers={
                "Content-Type": "application/sparql-query; charset=utf-8",
                "Accept": "application/sparql-results+json, application/n-triples;q=0.9",
                "User-Agent": "msc-graph",
            },
        )
        try:
            with build_opener(_no_redirects()).open(request, timeout=self.timeout) as response:
                return _read(response)
        except HTTPError as error:
            message = error.read(2000).decode(errors="replace").strip()
            if error.code == 400:
                raise QueryFailed(f"the endpoint says: {message or error.reason}") from error
            raise EndpointFailed(self.url, f"it answered {error.code} {error.reason}") from error
        except (OSError, HTTPException) as error:
            raise EndpointFailed(self.url, str(getattr(error, "reason", error))) from error


def _read(response: HTTPResponse) -> tuple[str, bytes]:
    body = response.read(MAX_ANSWER_BYTES + 1)
    if len(body) > MAX_ANSWER_BYTES:
        raise QueryTooLarge(f"the limit of {MAX_ANSWER_BYTES:,} bytes")
    return response.headers.get_content_type(), body


def _no_redirects() -> Any:
    from urllib.request import HTTPRedirectHandler

    class NoRedirects(HTTPRedirectHandler):
        """A redirect is an answer like any other, that is an error."""

        def redirect_request(self, *_: Any) -> None:
            return None

    return NoRedirects


def _from_endpoint(media_type: str, body: bytes) -> QueryResult | TriplesResult:
    from pyoxigraph import RdfFormat, parse

    from msc_graph.query.results import QueryResult, TriplesResult, from_boolean

    if media_type == "application/n-triples":
        triples = {quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)}
        return TriplesResult(tuple(sorted(triples, key=str)))
    if media_type not in {"application/sparql-results+json", "application/json"}:
        raise ValueError(f"it is of type {media_type}")
    document = json.loads(body)
    if "boolean" in document:
        return from_boolean(document["boolean"] is True)
    columns = tuple(str(name) for name in document["head"]["vars"])
    rows = (tuple(_json_cells(columns, binding)) for binding in document["results"]["bindings"])
    return QueryResult(columns, tuple(rows))


def _json_cells(columns: tuple[str, ...], binding: dict[str, Any]) -> Iterable[AnyTerm | None]:
    """Yield the terms of one solution. Source: https://www.w3.org/TR/sparql11-results-json/, section 3.2."""
    return (_json_term(binding[column]) if column in binding else None for column in columns)


def _json_term(term: dict[str, Any]) -> AnyTerm:
    from pyoxigraph import BlankNode, Literal, NamedNode

    kind, value = term["type"], term["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if kind == "triple":
        return _triple(*(_json_term(value[part]) for part in ("subject", "predicate", "object")))
    if kind not in {"literal", "typed-literal"}:
        raise ValueError(f"a term of type {kind!r}")
    if "xml:lang" in term:
        return Literal(value, language=term["xml:lang"])
    return Literal(value, datatype=NamedNode(term["datatype"]) if "datatype" in term else None)
