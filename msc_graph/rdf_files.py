"""RDF files that a user names, read safely: the one place where a stranger's RDF comes in.

A file can be a trap: an XML entity that unfolds to gigabytes, a JSON-LD context to be fetched, terms nested
so deep that the parser crashes the process. Each is refused here, with the place in the file where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from msc_graph.errors import FileRefused, UnknownFormat
from msc_graph.vocabulary import XSD

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
"""The formats that are read, by file extension in lower case."""

MAX_BYTES = 256 * 1024 * 1024
"""Largest file that is read, in bytes. Our choice: about two million triples, which fit in memory."""

MAX_DEPTH = 256
"""Deepest nesting of XML elements or JSON values. Our choice: the parsers' time grows with its square
(RDF/XML nested 200,000 deep, and JSON-LD nested 60,000 deep, were still being read after 20 s), and real
files stay below 20."""

MAX_TRIPLE_TERMS = 64
"""Most triple terms (``<<( … )>>``, RDF 1.2) a file may hold before it is parsed at all; none is kept.
Nested 200,000 deep they crash the process in pyoxigraph 0.5.13."""

_PLACE = re.compile(r"^Parser error at line \d+ (?:between columns \d+ and|column) [^:]+: | \(line \d+\)$")
# The parser's words name the place once more.
_TRIPLE_TERM = b"<<("
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def read_rdf_file(path: Path | str, *, max_bytes: int = MAX_BYTES) -> rdflib.Graph:
    """Return all triples of an RDF file as one rdflib graph; those of named graphs are put together.

    The extension tells the format: ``.ttl``, ``.nt``, ``.nq``, ``.trig``, ``.rdf``, ``.owl`` and ``.xml``
    (RDF/XML), ``.jsonld``; each also with ``.gz`` behind it. Nothing is fetched: a remote
    JSON-LD context is refused.

    Args:
        path: a regular file, UTF-8.
        max_bytes: largest size, in bytes.

    Raises:
        UnknownFormat: the extension is none of those; they are listed.
        FileRefused: the file is missing, too large, malformed (with line and column) or unsafe.
    """
    return graph_from_quads(read_rdf_quads(path, max_bytes=max_bytes))


def read_rdf_quads(path: Path | str, *, max_bytes: int = MAX_BYTES) -> list[Quad]:
    """Return the quads of an RDF file in file order; `read_rdf_file` says what is read and refused."""
    path = Path(path)
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    rdf_format = FORMATS.get(plain.suffix.lower())
    if rdf_format is None:
        raise UnknownFormat(plain.suffix or path.name, sorted(FORMATS))
    data = _read(path, max_bytes)
    if rdf_format == RdfFormat.RDF_XML:
        _check_xml(path, data)
    elif rdf_format == RdfFormat.JSON_LD:
        _check_json_depth(path, data)
    elif data.count(_TRIPLE_TERM) > MAX_TRIPLE_TERMS:
        raise FileRefused(path, _NO_TRIPLE_TERMS)
    return _parse(path, data, rdf_format)


def read_xml(path: Path | str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of an XML file that is well-formed UTF-8, without document type and not nested deeply.

    Raises:
        FileRefused: the file is missing, too large, malformed (with line and column) or unsafe.
    """
    path = Path(path)
    data = _read(path, max_bytes)
    _check_xml(path, data)
    return data


def graph_from_quads(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return a plain rdflib graph in memory with the triples of ``quads``, whatever their named graph."""
    import rdflib

    graph = rdflib.Graph()
    graph.addN(
        (rdflib_term(q.subject), rdflib_term(q.predicate), rdflib_term(q.object), graph) for q in quads
    )
    return graph


_NO_TRIPLE_TERMS = (
    "it holds triple terms '<<( ... )>>' (RDF 1.2), which this graph does not use."
    " State such facts as assertions."
)


def _read(path: Path, max_bytes: int) -> bytes:
    """Return the file's bytes; a device or pipe, which may never end, is refused."""
    if not path.exists():
        raise FileRefused(path, "there is no such file.")
    if not path.is_file():
        raise FileRefused(path, "it is not a regular file.")
    if path.suffix.lower() == ".gz":
        return _unfolded(path, max_bytes)
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise FileRefused(path, f"it cannot be read: {error.strerror}.") from error
    if len(data) > max_bytes:
        raise FileRefused(path, f"it is larger than {max_bytes} bytes. Split it.")
    return data


def _unfolded(path: Path, max_bytes: int) -> bytes:
    """Return the content of a gzip file."""
    from msc_graph.sources.compressed import byte_source

    data = bytearray()
    for block in byte_source(path).blocks():
        data += block
        if len(data) > max_bytes:
            raise FileRefused(path, f"it holds more than {max_bytes} bytes. Split it.")
    return bytes(data)


def _parse(path: Path, data: bytes, rdf_format: RdfFormat) -> list[Quad]:
    try:
        quads = list(parse(data, format=rdf_format, base_iri=path.resolve().as_uri()))
    except SyntaxError as error:
        line, column = error.lineno, error.offset
        raise FileRefused(path, _problem(error, rdf_format), line=line, column=column) from error
    if any(isinstance(term, Triple) for quad in quads for term in (quad.subject, quad.object)):
        raise FileRefused(path, _NO_TRIPLE_TERMS)
    return quads


def _problem(error: SyntaxError, rdf_format: RdfFormat) -> str:
    if "LoadDocumentCallback" in str(error.msg):
        return "its JSON-LD context is an address, and nothing is fetched. Copy the context into the file."
    return f"it is not valid {rdf_format.name}: {_PLACE.sub('', str(error.msg))}."


def _check_xml(path: Path, data: bytes) -> None:
    """Refuse XML that is not well-formed UTF-8, declares a document type, or is nested too deep.

    The parser that follows accepts some truncated files, and unfolds entities.
    """
    parser = expat.ParserCreate("UTF-8")
    depth = 0

    def refuse(problem: str) -> None:
        raise FileRefused(path, problem, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
            refuse(f"it is written in {encoding}. Save it as UTF-8.")

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            refuse(f"its elements are nested more than {MAX_DEPTH} deep.")

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = lambda *_: refuse(
        "it has a document type declaration (<!DOCTYPE ...>), which can hide entities. Remove it."
    )
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise FileRefused(
            path, f"it is not well-formed XML: {said}.", line=error.lineno, column=error.offset + 1
        ) from error


def _check_json_depth(path: Path, data: bytes) -> None:
    depth = 0
    for token in _JSON_TOKEN.finditer(data):
        if token[0] in b"[{":
            depth += 1
        elif token[0] in b"]}":
            depth -= 1
        if depth > MAX_DEPTH:
            line = data.count(b"\n", 0, token.start()) + 1
            raise FileRefused(path, f"its values are nested more than {MAX_DEPTH} deep.", line=line)


def rdflib_term(term: NamedNode | BlankNode | Literal | Triple) -> Node:
    """Return a term as rdflib's own parsers make it; the text of a literal stays as it is written."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype.value == f"{XSD}string":
            return rdflib.Literal(term.value)  # as rdflib's own parsers write it
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    raise TypeError("rdflib has no triple terms")
