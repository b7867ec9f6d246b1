"""The shapes and the ontology that ship with the package, as rdflib's graphs, and what shapes are called."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msc_graph.rdf.reading import read_rdf_quads
from msc_graph.rdf.terms import graph_from_quads
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC

if TYPE_CHECKING:
    from rdflib import Graph

SHAPE = f"{MSC}shape/"
"""Namespace of the shapes; findings name them without it."""


@cache
def shapes_graph() -> Graph:
    """Return the shapes that ship with the package, all files together."""
    return graph_from_quads(
        quad for path in sorted(locate("shapes").glob("*.ttl")) for quad in read_rdf_quads(path)
    )


@cache
def ontology_graph() -> Graph:
    """Return the ontology that ships with the package."""
    return graph_from_quads(read_rdf_quads(locate("ontology/msc-graph.ttl")))


def shape_name(iri: str) -> str:
    """Return a shape's name: its IRI without our namespace, and another's IRI as a CURIE.

    >>> shape_name("https://w3id.org/msc-graph/shape/assertion-evidence")
    'assertion-evidence'
    """
    return iri.removeprefix(SHAPE) if iri.startswith(SHAPE) else compress(iri)
