"""Other people's ontologies: an OWL file of any usual syntax as a store.

Turtle, N-Triples, RDF/XML and the other RDF syntaxes are read by `msc_graph.rdf.reading`, OWL/XML by
`msc_graph.reasoning.owl_xml`; it is told from the others by its root element, whatever the extension.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from msc_graph.errors import FileRefused, UnknownFormat
from msc_graph.rdf.reading import FORMATS, read_rdf_quads
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
_HEAD = 1 << 20
"""How far into a file its prefixes are looked for, in bytes: they stand at its top."""
_OWL_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<(?:[A-Za-z_][\w.-]*:)?Ontology[\s>/]")


def quads_of_file(path: Path) -> list[Quad]:
    """Return the statements of an OWL file in its order, each once, all in one named graph.

    Args:
        path: ``.ttl``, ``.nt``, ``.nq``, ``.trig``, ``.rdf``, ``.owl``, ``.xml`` (RDF/XML or OWL/XML),
            ``.owx`` (OWL/XML), ``.jsonld``; each also with ``.gz``, ``.bz2``, ``.xz`` or ``.zip`` behind it.

    Raises:
        UnknownFormat: the extension is none of those.
        FileRefused: the file is missing, too large, malformed or unsafe.
    """
    _refuse_other_syntax(path)
    if (suffix := unfolded_name(path).suffix.lower()) not in (known := sorted({*FORMATS, ".owx"})):
        raise UnknownFormat(suffix or path.name, known)
    graph = NamedNode(FILE_GRAPH)
    quads = owl_xml_quads(path) if is_owl_xml(path) else read_rdf_quads(path)
    return list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads))


_OTHER_SYNTAX = {
    "OWL functional syntax": re.compile(rb"\s*(?:#[^\n]*\s+)*(?:Prefix|Ontology)\s*\("),
    "OWL Manchester syntax": re.compile(rb"\s*(?:#[^\n]*\s+)*(?:Prefix|Ontology)\s*:"),
    "the OBO format": re.compile(rb"\s*(?:![^\n]*\s+)*format-version\s*:"),
}


def _refuse_other_syntax(path: Path) -> None:
    """Refuse the syntaxes of OWL that are no RDF and no XML, with their names."""
    if not path.is_file():
        return
    start = _start(path, 4096).removeprefix(b"\xef\xbb\xbf")
    for name, begins in _OTHER_SYNTAX.items():
        if begins.match(start):
            raise FileRefused(path, f"this is {name}; save it as RDF/XML, OWL/XML or Turtle.")


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
    head = _start(path, _HEAD).decode("utf-8", "replace")
    found = {}
    for match in _PREFIX.finditer(head):
        prefix, namespace = (part for part in match.groups() if part is not None)
        found[prefix] = namespace
    return found


def is_owl_xml(path: Path) -> bool:
    """Return whether a file is OWL/XML: by the extension ``.owx``, or by the root element ``Ontology``."""
    if unfolded_name(path).suffix.lower() == ".owx":
        return True
    if not path.is_file():
        return False
    start = re.sub(rb"<!--.*?-->", b"", _start(path, 65536), flags=re.DOTALL)
    return _OWL_XML.match(start) is not None
