"""Triples that a CONSTRUCT query made, as GraphML: what they say and no more."""

from __future__ import annotations

from collections.abc import Iterable

from networkx import MultiDiGraph, generate_graphml
from pyoxigraph import Literal, NamedNode, Triple

from msc_graph.errors import UnwritableValue
from msc_graph.exports.xml_text import illegal_character
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import OWL, RDF_TYPE, RDFS


def triples_graphml(triples: Iterable[Triple]) -> bytes:
    """Return triples as GraphML in UTF-8: an edge for each triple between two things.

    Nodes go by CURIE and carry ``label``, ``label_zh`` and ``category`` where the triples give them; edges
    carry ``predicate``.

    Raises:
        UnwritableValue: a label has a character that XML cannot hold.
    """
    graph = MultiDiGraph()
    for triple in triples:
        subject, predicate = _name(triple.subject), triple.predicate.value
        if predicate == f"{RDFS}label" and isinstance(triple.object, Literal):
            name = "label_zh" if triple.object.language == "zh" else "label"
            graph.add_node(subject, **{name: _checked(triple.object)})
        elif predicate == RDF_TYPE and isinstance(triple.object, NamedNode):
            if not triple.object.value.startswith(OWL):
                graph.add_node(subject, category=compress(triple.object.value))
        elif not isinstance(triple.object, Literal):
            graph.add_edge(subject, _name(triple.object), predicate=compress(predicate))
    return ("\n".join(generate_graphml(graph)) + "\n").encode()


def _name(term: object) -> str:
    return compress(term.value) if isinstance(term, NamedNode) else str(term)


def _checked(label: Literal) -> str:
    if character := illegal_character(label.value):
        raise UnwritableValue("graphml", str(label), f"XML has no {character!r}.")
    return label.value
