"""RDF files that a user names, read safely: the one place where a stranger's RDF comes in.

A file can be a trap: an XML entity that unfolds to gigabytes, a JSON-LD context to be fetched, terms nested
so deep that the parser crashes the process. Each is refused here, with the place in the file where it stands.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from pyoxigraph import Literal, Quad, RdfFormat, Triple, parse

from msc_graph.errors import FileRefused, UnknownFormat, looks_like_address, no_such_file
from msc_graph.rdf.syntaxes import as_it_begins, refuse_what_is_no_rdf
from msc_graph.rdf.terms import graph_from_quads
from msc_graph.rdf.traps import MAX_ATTRIBUTES, MAX_DEPTH, TripleTerms, deep_json

if TYPE_CHECKING:
    import rdflib

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

LINE_FORMATS = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
"""The formats in which a line is a statement, so that one bad line can be left out."""

MAX_BYTES = 256 * 1024 * 1024
"""Largest file that is read at once, in bytes. Our choice: about two million triples, which fit in memory."""

MAX_LINE_BYTES = 64 * 1024 * 1024
"""Longest line of N-Triples or N-Quads, in bytes. Our choice."""

_PLACE = re.compile(r"^Parser error at line \d+ (?:between columns \d+ and|column) [^:]+: | \(line \d+\)$")
# The parser's words name the place once more.


def read_rdf_file(path: Path | str, *, max_bytes: int = MAX_BYTES) -> rdflib.Graph:
    """Return all triples of an RDF file as one rdflib graph; those of named graphs are put together.

    The extension tells the format: ``.ttl``, ``.nt``, ``.nq``, ``.trig``, ``.rdf``, ``.owl`` and ``.xml``
    (RDF/XML), ``.jsonld``; each also with ``.gz``, ``.bz2``, ``.xz`` or ``.zip`` behind it. Nothing is
    fetched: a remote JSON-LD context is refused.

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
    rdf_format = rdf_format_of(path)
    data = _read(path, max_bytes).removeprefix(codecs.BOM_UTF8)
    refuse_what_is_no_rdf(path, data)
    rdf_format = as_it_begins(rdf_format, data)
    if rdf_format == RdfFormat.JSON_LD:
        _check_json_depth(path, data)
        return list(_parsed(path, data, rdf_format))
    return list(_parsed(path, b"".join(_guarded(path, [data], rdf_format)), rdf_format))


def rdf_format_of(path: Path) -> RdfFormat:
    """Return the format that the extension of a file tells, that of a compression behind it left aside.

    Raises:
        UnknownFormat: the extension is none of `FORMATS`; they are listed.
    """
    from msc_graph.system.compressed import unfolded_name

    plain = unfolded_name(path)
    rdf_format = FORMATS.get(plain.suffix.lower())
    if rdf_format is None and looks_like_address(path):
        raise no_such_file(path)
    if rdf_format is None:
        raise UnknownFormat(plain.suffix or path.name, sorted(FORMATS), file=path if plain.suffix else None)
    return rdf_format


def stream_rdf_quads(
    path: Path,
    *,
    progress: Callable[[int], None] = lambda _: None,
    bad_line: Callable[[int, str, bytes], None] | None = None,
    base: str = "",
    rdf_format: RdfFormat | None = None,
) -> Iterator[Quad]:
    """Yield the quads of an RDF file in file order, of any size, in memory that does not grow with it.

    The formats are those of `read_rdf_file`. Each is read as a stream but JSON-LD, of which the parser holds
    the whole document: it is read up to `MAX_BYTES`. What can be a trap is refused as it comes by: document
    types, deep nesting and triple terms (`msc_graph.rdf.traps`), lines without end (`MAX_LINE_BYTES`),
    compressed files that unfold to much more than their size.

    Args:
        path: a regular file, UTF-8, with or without a byte order mark.
        progress: is told, again and again, how many more bytes of the file on disk were read.
        bad_line: of N-Triples and N-Quads, takes the number (from 1), the problem and the bytes of each line
            that cannot be read; the others are read on. None: the first one ends the reading.
        base: what relative IRIs are relative to, where the file does not say; empty: the file's own address.
        rdf_format: how it is written, whatever its extension; None: as that tells.

    Raises:
        UnknownFormat: the extension is none of `FORMATS`.
        FileRefused: the file is missing, empty, malformed (with line and column) or unsafe. What came before
            the place has been yielded by then.
    """
    from msc_graph.system.compressed import as_stream, byte_source

    rdf_format = rdf_format or rdf_format_of(path)
    blocks = _content(path, byte_source(path, progress).blocks())
    first = next(blocks)
    refuse_what_is_no_rdf(path, first)
    rdf_format, blocks = as_it_begins(rdf_format, first), chain([first], blocks)
    if rdf_format == RdfFormat.JSON_LD:
        data = _joined(path, blocks, MAX_BYTES)
        _check_json_depth(path, data)
        yield from _parsed(path, data, rdf_format, base=base)
    elif rdf_format in LINE_FORMATS:
        yield from _line_quads(path, _guarded(path, blocks, rdf_format), rdf_format, bad_line)
    else:
        yield from _parsed(path, as_stream(_guarded(path, blocks, rdf_format)), rdf_format, base=base)


def _content(path: Path, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks without a byte order mark; nothing at all is no RDF file."""
    first = next(blocks, b"").removeprefix(codecs.BOM_UTF8)
    if not first:
        raise FileRefused(path, "it is empty. Name a file that holds RDF.", line=1)
    yield first
    yield from blocks


def _guarded(path: Path, blocks: Iterable[bytes], rdf_format: RdfFormat) -> Iterator[bytes]:
    """Yield the blocks, each after a look at what could hurt the parser."""
    if rdf_format == RdfFormat.RDF_XML:
        yield from _guarded_xml(path, blocks)
        return
    terms = TripleTerms()
    for block in blocks:
        terms.feed(block)
        if terms.too_many:
            raise FileRefused(path, _NO_TRIPLE_TERMS)
        yield block


_NO_LANGUAGE = "x-msc-graph-none"
"""What stands for ``xml:lang=""`` (no language; XML 1.0, 2.12) in front of the parser, which refuses it."""

_LANGUAGE = re.compile(rb"(\sxml:lang\s*=\s*)(?:\"\"|'')")
_MAX_TAG_BYTES = 1 << 20
"""What is held back of a block, at most, until the tag that it ends in is whole. Our choice."""


def _guarded_xml(path: Path, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of XML, each tag whole; see `_guarded`."""
    check, done, rest = _XmlCheck(path), 0, b""
    for block in chain(blocks, [b""]):
        check.feed(block, last=not block)
        seen = rest + block
        end = seen.rfind(b"<") if block else -1
        if end < 0 or len(seen) - end > _MAX_TAG_BYTES:
            end = len(seen)
        whole, rest = seen[:end], seen[end:]
        for place in reversed([place - done for place in check.of_no_language if place < done + end]):
            at = max(place, 0)
            whole = whole[:at] + _LANGUAGE.sub(rb'\1"%b"' % _NO_LANGUAGE.encode(), whole[at:], count=1)
        check.of_no_language = [place for place in check.of_no_language if place >= done + end]
        done += end
        if whole:
            yield whole


def _line_quads(
    path: Path,
    blocks: Iterator[bytes],
    rdf_format: RdfFormat,
    bad_line: Callable[[int, str, bytes], None] | None,
) -> Iterator[Quad]:
    line = 1
    for block in _whole_lines(path, blocks):
        try:
            yield from list(_parsed(path, block, rdf_format, line=line))
        except FileRefused:
            if bad_line is None:
                raise
            yield from _good_lines(path, block, rdf_format, line, bad_line)
        line += block.count(b"\n")


def _good_lines(
    path: Path, block: bytes, rdf_format: RdfFormat, line: int, bad_line: Callable[[int, str, bytes], None]
) -> Iterator[Quad]:
    for number, data in enumerate(block.split(b"\n"), line):
        try:
            yield from list(_parsed(path, data, rdf_format, line=number))
        except FileRefused as error:
            bad_line(number, error.problem, data.removesuffix(b"\r"))


def _whole_lines(path: Path, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of the blocks, cut behind ends of lines."""
    rest = b""
    for block in blocks:
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = block[end:]
        else:
            rest += block
        if len(rest) > MAX_LINE_BYTES:
            raise FileRefused(path, f"a line is longer than {MAX_LINE_BYTES} bytes.")
    if rest:
        yield rest


def read_xml(path: Path | str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of an XML file that is well-formed UTF-8, without document type and not nested deeply.

    Raises:
        FileRefused: the file is missing, too large, malformed (with line and column) or unsafe.
    """
    path = Path(path)
    data = _read(path, max_bytes)
    check = _XmlCheck(path)
    check.feed(data)
    check.feed(b"", last=True)
    return data


_NO_TRIPLE_TERMS = (
    "it holds triple terms '<<( ... )>>' (RDF 1.2), which this graph does not use."
    " State such facts as assertions."
)


def _read(path: Path, max_bytes: int) -> bytes:
    """Return the file's bytes; a device or pipe, which may never end, is refused."""
    if not path.exists():
        raise no_such_file(path)
    if not path.is_file():
        raise FileRefused(path, "it is not a regular file.")
    from msc_graph.system.compressed import ENDINGS

    if path.suffix.lower() in ENDINGS:
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
    """Return the content of a compressed file."""
    from msc_graph.system.compressed import byte_source

    return _joined(path, byte_source(path).blocks(), max_bytes)


def _joined(path: Path, blocks: Iterable[bytes], max_bytes: int) -> bytes:
    data = bytearray()
    for block in blocks:
        data += block
        if len(data) > max_bytes:
            raise FileRefused(path, f"it holds more than {max_bytes} bytes. Split it.")
    return bytes(data)


def _parsed(
    path: Path, data: bytes | IO[bytes], rdf_format: RdfFormat, *, line: int = 1, base: str = ""
) -> Iterator[Quad]:
    """Yield the quads of data that begins on that line of the file."""
    try:
        for quad in parse(data, format=rdf_format, base_iri=base or path.resolve().as_uri()):
            if isinstance(quad.object, Triple) or isinstance(quad.subject, Triple):
                raise FileRefused(path, _NO_TRIPLE_TERMS)
            yield _without_language(quad) if rdf_format == RdfFormat.RDF_XML else quad
    except SyntaxError as error:
        place = {"line": line - 1 + (error.lineno or 1), "column": error.offset}
        raise FileRefused(path, _problem(error, rdf_format), **place) from error
    except MemoryError as error:  # the parser's own: it holds one value in a buffer
        raise FileRefused(path, "a value in it is longer than 16 MiB, the most that is read.") from error


def _without_language(quad: Quad) -> Quad:
    """Return the quad, its literal plain where `_NO_LANGUAGE` is its language."""
    literal = quad.object
    if not isinstance(literal, Literal) or literal.language != _NO_LANGUAGE:
        return quad
    return Quad(quad.subject, quad.predicate, Literal(literal.value), quad.graph_name)


def _problem(error: SyntaxError, rdf_format: RdfFormat) -> str:
    if "LoadDocumentCallback" in str(error.msg):
        return "its JSON-LD context is an address, and nothing is fetched. Copy the context into the file."
    return f"it is not valid {rdf_format.name}: {_PLACE.sub('', str(error.msg))}."


class _XmlCheck:
    """Refuses XML that is not well-formed UTF-8, declares a document type, or is nested too deep.

    The parser that follows accepts some truncated files, and unfolds entities.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._depth = path, 0
        self.of_no_language: list[int] = []  # where in the document tags with xml:lang="" begin
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = lambda *_: self._refuse(
            "it has a document type declaration (<!DOCTYPE ...>), which can hide entities."
            " Save the file as Turtle, with a program that you trust."
        )
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Look at the next bytes of the document."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            problem = f"it is not well-formed XML: {expat.ErrorString(error.code)}."
            line, column = error.lineno, error.offset + 1
            raise FileRefused(self._path, problem, line=line, column=column) from error

    def _refuse(self, problem: str) -> None:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        raise FileRefused(self._path, problem, line=line, column=column)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
            self._refuse(f"it is written in {encoding}. Save it as UTF-8.")

    def _opened(self, _name: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > MAX_ATTRIBUTES:
            self._refuse(f"an element has more than {MAX_ATTRIBUTES} attributes and namespaces.")
        if attributes.get("xml:lang") == "":
            self.of_no_language.append(self._parser.CurrentByteIndex)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(f"its elements are nested more than {MAX_DEPTH} deep.")

    def _closed(self, _name: str) -> None:
        self._depth -= 1


def _check_json_depth(path: Path, data: bytes) -> None:
    place = deep_json(data)
    if place is not None:
        line = data.count(b"\n", 0, place) + 1
        raise FileRefused(path, f"its values are nested more than {MAX_DEPTH} deep.", line=line)
