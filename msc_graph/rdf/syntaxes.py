"""How files of RDF and OWL begin: what an extension says wrongly, and what is no RDF at all."""

from __future__ import annotations

import re
from pathlib import Path

from pyoxigraph import RdfFormat

from msc_graph.errors import FileRefused

HEAD = 65536
"""How many bytes of a file tell its syntax. Our choice: comments of a licence stand before it."""

_COMMENTS = rb"\s*(?:#[^\n]*\s+)*"
_XML_BEGINS = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|rdf:RDF)\b", re.IGNORECASE)
_TURTLE_BEGINS = re.compile(_COMMENTS + rb"(?:@?(?:prefix|base)\s|<[a-z]+:[^<>\s]*>\s)", re.IGNORECASE)
_BEFORE_ROOT = rb"\s*(?:<\?[^>]*>\s*|<!DOCTYPE[^>]*>\s*)*"
_OWL_XML = re.compile(_BEFORE_ROOT + rb"<(?:[A-Za-z_][\w.-]*:)?Ontology[\s>/]")
_XML_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_OTHERS = {
    "this is OWL functional syntax; save it as RDF/XML, OWL/XML or Turtle.": re.compile(
        _COMMENTS + rb"(?:Prefix|Ontology)\s*\("
    ),
    "this is OWL Manchester syntax; save it as RDF/XML, OWL/XML or Turtle.": re.compile(
        _COMMENTS + rb"(?:Prefix|Ontology)\s*:"
    ),
    "this is the OBO format; save it as RDF/XML, OWL/XML or Turtle.": re.compile(
        rb"\s*(?:![^\n]*\s+)*format-version\s*:"
    ),
    "this is a web page (HTML) and no RDF; download the file itself.": re.compile(
        _BEFORE_ROOT + rb"<html[\s>]", re.IGNORECASE
    ),
}


def as_it_begins(rdf_format: RdfFormat, start: bytes) -> RdfFormat:
    """Return the format of a file: Turtle and RDF/XML are told by how they begin, not by the ending."""
    if rdf_format == RdfFormat.RDF_XML and _TURTLE_BEGINS.match(start):
        return RdfFormat.TURTLE
    if rdf_format in (RdfFormat.TURTLE, RdfFormat.TRIG) and _XML_BEGINS.match(start):
        return RdfFormat.RDF_XML
    return rdf_format


def is_owl_xml(start: bytes) -> bool:
    """Return whether a file that begins so is OWL/XML, by its root element ``Ontology``."""
    return _OWL_XML.match(_XML_COMMENT.sub(b"", start[:HEAD])) is not None


def refuse_what_is_no_rdf(path: Path, start: bytes, *, owl_xml: bool = False) -> None:
    """Refuse, by its name, a file that begins as another syntax of OWL or as a web page.

    Args:
        path: the file, for the words of the error.
        start: its first bytes, unfolded, without a byte order mark.
        owl_xml: whether OWL/XML is read.

    Raises:
        FileRefused: it does; the error says in what form it is read.
    """
    bare = _XML_COMMENT.sub(b"", start[:HEAD])
    for problem, begins in _OTHERS.items():
        if begins.match(bare):
            raise FileRefused(path, problem)
    if not owl_xml and _OWL_XML.match(bare):
        raise FileRefused(path, "this is OWL/XML, which only 'reason' reads; save it as RDF/XML or Turtle.")
