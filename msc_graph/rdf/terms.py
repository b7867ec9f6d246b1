"""RDF terms in the two libraries' forms: the one converter between rdflib and Oxigraph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from msc_graph.vocabulary.namespaces import XSD

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

Term: TypeAlias = NamedNode | BlankNode | Literal
"""A term of RDF 1.1."""


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


def oxigraph_term(node: Node) -> Term:
    """Return an rdflib term as Oxigraph's; a blank node keeps its label, or one that stands for it.

    Raises:
        ValueError: an IRI that is none, or a language tag that is none; rdflib takes any text.
    """
    import rdflib

    if isinstance(node, rdflib.BNode):
        return _blank_node(str(node))
    if not isinstance(node, rdflib.Literal):
        return NamedNode(str(node))
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype or f"{XSD}string")))


def _blank_node(label: str) -> BlankNode:
    try:
        return BlankNode(label)
    except ValueError:  # rdflib takes any text; the digits of its bytes are a label, and no other's
        return BlankNode(f"x{label.encode().hex()}")


def graph_from_quads(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return a plain rdflib graph in memory with the triples of ``quads``, whatever their named graph."""
    import rdflib

    graph = rdflib.Graph()
    graph.addN(
        (rdflib_term(q.subject), rdflib_term(q.predicate), rdflib_term(q.object), graph) for q in quads
    )
    return graph
