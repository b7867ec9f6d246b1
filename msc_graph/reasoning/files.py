"""Other people's ontologies: an OWL file of any usual syntax as a store.

Turtle, N-Triples, RDF/XML and the other RDF syntaxes are read by `msc_graph.rdf.reading`. OWL/XML goes
through owlready2, which turns it into triples; it is told from RDF/XML by its root element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from msc_graph.errors import FileRefused, UnknownFormat
from msc_graph.rdf.reading import FORMATS, read_rdf_quads, read_xml
from msc_graph.system.compressed import as_stream, byte_source, unfolded_name
from msc_graph.vocabulary.namespaces import GRAPH

FILE_GRAPH = f"{GRAPH}file"
"""Named graph that holds the triples of a user's file."""

OWL_XML = (".owx", ".owl", ".xml")
"""Extensions that a file in OWL/XML may have; ``.owl`` and ``.xml`` may also be RDF/XML."""

_PREFIX = re.compile(
    r"""@?\bprefix\s+([\w.-]*):\s*<([^<>"\s]*)>          # Turtle
    | \bxmlns:([\w.-]+)\s*=\s*["']([^"'<>]*)["']      # RDF/XML
    | <(?:\w+:)?Prefix\s+name="([\w.-]*)"\s+IRI="([^"<>]*)"  # OWL/XML""",
    re.VERBOSE | re.IGNORECASE,
)
_HEAD = 1 << 20
"""How far into a file its prefixes are looked for, in bytes: they stand at its top."""
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?Ontology[\s>/]")
_FIRST_ELEMENT = re.compile(rb"<[A-Za-z_][^>]*>")


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
    if (suffix := unfolded_name(path).suffix.lower()) not in (known := sorted({*FORMATS, *OWL_XML})):
        raise UnknownFormat(suffix or path.name, known)
    graph = NamedNode(FILE_GRAPH)
    quads = _owl_xml_quads(path) if is_owl_xml(path) else read_rdf_quads(path)
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
    suffix = unfolded_name(path).suffix.lower()
    if suffix == ".owx":
        return True
    if suffix not in OWL_XML or not path.is_file():
        return False
    root = _FIRST_ELEMENT.search(re.sub(rb"<!--.*?-->", b"", _start(path, 65536), flags=re.DOTALL))
    return root is not None and _ROOT.match(root.group()) is not None


def _owl_xml_quads(path: Path) -> list[Quad]:
    """Return the triples of an OWL/XML file; it has passed the checks for XML before owlready2 sees it.

    Only owlready2's translator to triples runs: it fetches no imports and loads no code.
    """
    from owlready2.owlxml_2_ntriples import OwlReadyOntologyParsingError, parse

    data = read_xml(path)
    found: list[Quad] = []

    def thing(text: str) -> NamedNode | BlankNode:
        return (
            BlankNode(text.removeprefix("_:").strip("_") or "b") if text.startswith("_") else NamedNode(text)
        )

    def linked(subject: str, predicate: str, value: str) -> None:
        found.append(Quad(thing(subject), NamedNode(predicate), thing(value)))

    def valued(subject: str, predicate: str, value: object, kind: str) -> None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if kind.startswith("@"):
            literal = Literal(text, language=kind[1:])
        else:
            literal = Literal(text, datatype=NamedNode(kind)) if kind else Literal(text)
        found.append(Quad(thing(subject), NamedNode(predicate), literal))

    try:
        parse(BytesIO(data), linked, valued, default_base=path.resolve().as_uri())
    except (OwlReadyOntologyParsingError, ValueError, KeyError, IndexError) as error:
        raise FileRefused(path, f"it is not valid OWL/XML: {error}.") from error
    return found
