"""Other people's ontologies: an OWL file of any usual syntax as a store.

Turtle, N-Triples, RDF/XML and the other RDF syntaxes are read by `msc_graph.rdf.reading`, OWL/XML by
`msc_graph.reasoning.owl_xml`; it is told from the others by its root element, whatever the extension.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from msc_graph.errors import UnknownFormat, looks_like_address, no_such_file
from msc_graph.rdf.reading import FORMATS, read_rdf_quads
from msc_graph.rdf.syntaxes import HEAD, is_owl_xml, refuse_what_is_no_rdf
from msc_graph.reasoning.owl_xml import owl_xml_quads
from msc_graph.system.compressed import as_stream, byte_source, unfolded_name
from msc_graph.vocabulary.namespaces import GRAPH

FILE_GRAPH = f"{GRAPH}file"
"""Named graph that holds the triples of a user's file."""

_PREFIX = re.compile(
    r"""@?\bprefix\s+([\w.-]*):\s*<([^<>"\s]*)>          # Turtle
    | \bxmlns:([\w.-]+)\s*=\s*["']([^"'<>]*)["']      # RDF/XML
    | <(?:\w+:)?Prefix\s+name="([\w.-]*)"\s+IRI="([^"<>]*)"  # OWL/XML""",
    re.VERBOSE | re.IGNORECASE,
)
_PREFIXES_WITHIN = 1 << 20
"""How far into a file its prefixes are looked for, in bytes: they stand at its top."""


def quads_of_file(path: Path) -> list[Quad]:
    """Return the statements of an OWL file in its order, each once, all in one named graph.

    Args:
        path: ``.ttl``, ``.nt``, ``.nq``, ``.trig``, ``.rdf``, ``.owl``, ``.xml`` (RDF/XML or OWL/XML),
            ``.owx`` (OWL/XML), ``.jsonld``; each also with ``.gz``, ``.bz2``, ``.xz`` or ``.zip`` behind it.

    Raises:
        UnknownFormat: the extension is none of those.
        FileRefused: the file is missing, too large, malformed or unsafe.
    """
    start = _start(path, HEAD).removeprefix(BOM_UTF8) if path.is_file() else b""
    refuse_what_is_no_rdf(path, start, owl_xml=True)
    suffix = unfolded_name(path).suffix.lower()
    if looks_like_address(path):
        raise no_such_file(path)
    if suffix not in (known := sorted({*FORMATS, ".owx"})):
        raise UnknownFormat(suffix or path.name, known)
    graph = NamedNode(FILE_GRAPH)
    owl_xml = suffix == ".owx" or is_owl_xml(start)
    quads = owl_xml_quads(path) if owl_xml else read_rdf_quads(path)
    return list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads))


def _start(path: Path, size: int) -> bytes:
    """Return the first bytes of a file, unfolded where it is compressed."""
    return as_stream(byte_source(path).blocks()).read(size)


def store_of_file(path: Path) -> Store:
    """Return a store with the statements of an OWL file; `quads_of_file` says what is read and refused."""
    return store_of(quads_of_file(path))


def store_of(quads: Iterable[Quad]) -> Store:
    """Return a store with the quads."""
    store = Store()
    store.bulk_extend(quads)
    return store


def prefixes_of_file(path: Path) -> dict[str, str]:
    """Return the namespaces of the prefixes that a file in Turtle, RDF/XML or OWL/XML declares at its top."""
    head = _start(path, _PREFIXES_WITHIN).decode("utf-8", "replace")
    found = {}
    for match in _PREFIX.finditer(head):
        prefix, namespace = (part for part in match.groups() if part is not None)
        found[prefix] = namespace
    return found
