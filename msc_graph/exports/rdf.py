"""RDF files: sorted, with only the prefixes in use, the same bytes for the same graph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from io import RawIOBase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from msc_graph.errors import UnwritableValue
from msc_graph.exports.progress import counted
from msc_graph.exports.sorted_quads import SortedQuads
from msc_graph.exports.xml_text import illegal_character
from msc_graph.vocabulary.namespaces import RDF_TYPE

if TYPE_CHECKING:
    from pyoxigraph import Quad, RdfFormat, Store

SERIALIZERS = {
    "turtle": "TURTLE",
    "ntriples": "N_TRIPLES",
    "nquads": "N_QUADS",
    "trig": "TRIG",
    "jsonld": "JSON_LD",
    "rdfxml": "RDF_XML",
}
"""Names of pyoxigraph's ``RdfFormat`` by our format names."""


def write_rdf(
    quads: Iterable[Quad], file: BinaryIO, *, format_name: str, prefixes: Mapping[str, str]
) -> None:
    """Write ``quads`` to ``file``, sorted by graph, subject, predicate (``rdf:type`` first) and object.

    A format without named graphs gets the union of all graphs, each triple once. Blank nodes get the labels
    of RDF Dataset Canonicalization (https://www.w3.org/TR/rdf-canon/), which depend on the graph alone, but
    where that would take for ever (`msc_graph.rdf.blank_nodes`). This is for answers that fit into memory: a
    hundred quads take half a millisecond, and with `stream_rdf` ten.

    Args:
        quads: a store or any other source of quads; held in memory while they are sorted.
        file: open for writing bytes.
        format_name: a key of `SERIALIZERS`.
        prefixes: namespaces by prefix; only those in use are declared.

    Raises:
        UnwritableValue: RDF/XML cannot hold a literal or a predicate, or JSON-LD a term of RDF 1.2.
    """
    from pyoxigraph import RdfFormat, serialize

    target: RdfFormat = getattr(RdfFormat, SERIALIZERS[format_name])
    if not target.supports_datasets:
        quads = _union(quads)
    ordered = _canonical(quads)
    used: dict[str, str] = {}
    if target == RdfFormat.RDF_XML:
        predicates = {quad.predicate.value for quad in ordered}
        used = _used(prefixes, predicates)
        _refuse_what_xml_cannot_hold(ordered, predicates, used)
        file = _CarriageReturnsEscaped(file)  # type: ignore[assignment]
    elif target in (RdfFormat.TURTLE, RdfFormat.TRIG):
        used = _used(prefixes, _iris(ordered))
    rows = ordered if target.supports_datasets else (quad.triple for quad in ordered)
    try:
        serialize(rows, file, format=target, prefixes=used)
    except OSError as error:
        if error.errno is not None:
            raise
        raise UnwritableValue(format_name, "a term of RDF 1.2", f"{error}.") from error


def stream_rdf(
    quads: Store | Iterable[Quad],
    file: BinaryIO,
    *,
    format_name: str,
    prefixes: Mapping[str, str],
    written: Callable[[int], object] = int,
) -> None:
    """Write any number of quads to ``file``, with the bytes that `write_rdf` gives.

    Temporary files, in the system's folder for them (``TMPDIR``), take about as much room as N-Quads.

    Args:
        quads: a store, or quads of which some may come more than once.
        file: open for writing bytes.
        format_name: a key of `SERIALIZERS`.
        prefixes: namespaces by prefix; only those in use are declared.
        written: is told from time to time how many more quads were sorted or written: twice the number of
            quads in all, less those that come more than once.

    Raises:
        UnwritableValue: RDF/XML cannot hold a literal or a predicate; the error names it.
    """
    from pyoxigraph import RdfFormat, serialize

    target: RdfFormat = getattr(RdfFormat, SERIALIZERS[format_name])
    with TemporaryDirectory(prefix="msc-graph-") as folder:
        found = SortedQuads(
            quads, Path(folder), union=not target.supports_datasets, prefixes=prefixes, sorted_=written
        )
        if target in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):
            file.writelines(counted(found.n_quads(), written))
            return
        used: dict[str, str] = {}
        if target == RdfFormat.RDF_XML:
            used = _used(prefixes, found.predicates)
            _refuse_what_xml_cannot_hold(
                found.quads() if found.has_illegal_xml else (), found.predicates, used
            )
            file = _CarriageReturnsEscaped(file)  # type: ignore[assignment]
        elif target in (RdfFormat.TURTLE, RdfFormat.TRIG):
            used = found.used_prefixes
        ordered = counted(found.quads(), written)
        rows = ordered if target.supports_datasets else (quad.triple for quad in ordered)
        serialize(rows, file, format=target, prefixes=used)


def _union(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Return the quads moved to the default graph; one that is in several graphs comes several times."""
    from pyoxigraph import Quad

    return (Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def _canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the distinct quads in their order, blank nodes labelled by what they are."""
    from msc_graph.rdf.blank_nodes import named

    return sorted(set(named(quads)), key=_place)


def _place(quad: Quad) -> tuple[str, str, str, str]:
    predicate = "" if quad.predicate.value == RDF_TYPE else quad.predicate.value
    return str(quad.graph_name), str(quad.subject), predicate, str(quad.object)


def _iris(quads: Iterable[Quad]) -> set[str]:
    """Return every IRI in the quads, those of datatypes and graphs included."""
    from pyoxigraph import Literal, NamedNode

    found: set[str] = set()
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode):
                found.add(term.value)
            elif isinstance(term, Literal):
                found.add(term.datatype.value)
    return found


def _used(prefixes: Mapping[str, str], iris: Iterable[str]) -> dict[str, str]:
    """Return the prefixes whose namespace begins one of ``iris``, sorted."""
    ordered = sorted(iris)
    return {
        prefix: namespace
        for prefix, namespace in sorted(prefixes.items())
        if any(iri.startswith(namespace) for iri in ordered[bisect_left(ordered, namespace) :][:1])
    }


def _refuse_what_xml_cannot_hold(
    quads: Iterable[Quad], predicates: Iterable[str], prefixes: Mapping[str, str]
) -> None:
    from pyoxigraph import Literal

    for predicate in sorted(predicates):
        refuse_no_element_name(predicate, prefixes)
    for quad in quads:
        if isinstance(quad.object, Literal) and (character := illegal_character(quad.object.value)):
            raise UnwritableValue(
                "rdfxml", f"a value of {quad.subject} {quad.predicate}", f"XML has no place for {character}."
            )


def refuse_no_element_name(predicate: str, prefixes: Mapping[str, str]) -> None:
    """Raise ``UnwritableValue`` where a predicate does not end in what can name an element of RDF/XML."""
    if not _is_element_name(predicate, prefixes):
        raise UnwritableValue("rdfxml", f"<{predicate}>", "a predicate must end in an XML name.")


def _is_element_name(predicate: str, prefixes: Mapping[str, str]) -> bool:
    """Return whether an XML parser reads ``predicate`` back from the element that pyoxigraph makes of it."""
    from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

    read: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: read.append(name.replace(" ", ""))
    sample = Triple(NamedNode("urn:subject"), NamedNode(predicate), Literal(""))
    try:
        parser.Parse(serialize([sample], format=RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b"", True)
    except (OSError, expat.ExpatError):
        return False
    return read[-1:] == [predicate]


class _CarriageReturnsEscaped(RawIOBase):
    r"""Passes XML on with ``\r`` escaped: pyoxigraph writes it bare, and a reader would make it ``\n``."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write ``data`` and return its length, as the caller counts it."""
        self._file.write(data.replace(b"\r", b"&#13;"))
        return len(data)
