"""The process that evaluates queries for the server: started by `msc_graph.serve.pool`, never by hand.

It is the process of `msc_graph.query.sandbox_process` but for one thing: it writes the answer in the format
that the client asked for, so that the server only copies bytes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, cast

from msc_graph.errors import UnwritableValue
from msc_graph.exports.rdf import refuse_no_element_name
from msc_graph.exports.xml_text import illegal_character
from msc_graph.query.sandbox_process import BOOLEAN, BYTES, FAILURE, SOLUTIONS, TRIPLES, LimitPassed, main

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions, QueryTriples, Store, Triple

UNWRITABLE = "unwritable"
"""The failure of a value that the format cannot hold."""

_SPECIAL = re.compile('[",\r\n]')
"""What a cell of CSV is quoted for. Source: RFC 4180, section 2."""


def answer(store: Store, request: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[bytes, bytes]:
    """Return the kind of the answer to one request and its bytes in the format asked for.

    ``request`` holds ``query``; ``base``, the address against which relative IRIs are resolved; ``default``
    and ``named``, the graphs of the dataset (where there are none, all graphs together are the default graph
    if ``union`` is true, else the query says which); ``table`` and ``graph``, the formats of the two kinds of
    answers by extension; ``bytes``, the most that an answer may hold. A value that the format cannot hold is
    a failure of the kind `UNWRITABLE`.
    """
    try:
        return _answer(store, request, prefixes)
    except UnwritableValue as error:
        told = {"kind": UNWRITABLE, "format": error.format_name, "term": error.term, "problem": error.problem}
        return FAILURE, json.dumps(told).encode()


def _answer(store: Store, request: Mapping[str, Any], prefixes: dict[str, str]) -> tuple[bytes, bytes]:
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat, serialize

    results = store.query(request["query"], base_iri=request["base"], prefixes=prefixes, **_dataset(request))
    body = _Bounded(request["bytes"])
    if isinstance(results, QueryTriples):
        form = RdfFormat.from_extension(request["graph"])
        if form == RdfFormat.RDF_XML:
            named = _with_element_names(results, prefixes)
            serialize(named, cast("IO[bytes]", _XmlText(body)), format=form, prefixes=prefixes)
        elif form == RdfFormat.TURTLE:
            serialize(results, cast("IO[bytes]", body), format=form, prefixes=prefixes)
        else:
            results.serialize(body, format=form)  # type: ignore[arg-type]
        return TRIPLES, body.content()
    kind = BOOLEAN if isinstance(results, QueryBoolean) else SOLUTIONS
    table = QueryResultsFormat.from_extension(request["table"])
    if table == QueryResultsFormat.CSV and not isinstance(results, QueryBoolean):
        _write_csv(results, body)
    else:
        xml = table == QueryResultsFormat.XML
        results.serialize(_XmlText(body) if xml else body, format=table)  # type: ignore[arg-type]
    return kind, body.content()


def _with_element_names(triples: QueryTriples, prefixes: Mapping[str, str]) -> Iterator[Triple]:
    """Yield the triples. Raises ``UnwritableValue`` at the first whose predicate RDF/XML cannot write."""
    known: set[str] = set()
    for triple in triples:
        if triple.predicate.value not in known:
            refuse_no_element_name(triple.predicate.value, prefixes)
            known.add(triple.predicate.value)
        yield triple


def _write_csv(results: QuerySolutions, body: _Bounded) -> None:
    """Write solutions as SPARQL 1.1 CSV; the engine's own writer quotes no IRI, which may hold a comma."""
    body.write(_row([variable.value for variable in results.variables]))
    for solution in results:
        body.write(_row([_text(term) for term in solution]))


def _row(texts: Sequence[str]) -> bytes:
    quoted = ('"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text for text in texts)
    return f"{','.join(quoted)}\r\n".encode()


def _text(term: object) -> str:
    from pyoxigraph import Literal, NamedNode

    return term.value if isinstance(term, NamedNode | Literal) else "" if term is None else str(term)


class _Bounded:
    """A writable stream that keeps what is written, up to a number of bytes."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._chunks: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        self._left -= len(chunk)
        if self._left < 0:
            raise LimitPassed(BYTES)
        self._chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        pass

    def content(self) -> bytes:
        return b"".join(self._chunks)


class _XmlText:
    """A writable stream that passes XML on. Raises ``UnwritableValue`` where XML lacks a character.

    The engine writes such characters, and bare carriage returns, which a reader would make line feeds.
    """

    def __init__(self, body: _Bounded) -> None:
        self._body = body
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def write(self, chunk: bytes) -> int:
        if character := illegal_character(self._decoder.decode(chunk)):
            raise UnwritableValue("XML", "a value of the answer", f"XML has no place for {character}.")
        self._body.write(chunk.replace(b"\r", b"&#13;"))
        return len(chunk)

    def flush(self) -> None:
        pass


def _dataset(request: Mapping[str, Any]) -> dict[str, Any]:
    from pyoxigraph import NamedNode

    if request["default"] is None:
        return {"use_default_graph_as_union": request["union"]}
    default, named = (list(map(NamedNode, request[name])) for name in ("default", "named"))
    return {"default_graph": default, "named_graphs": named}


if __name__ == "__main__":
    main(answer)
