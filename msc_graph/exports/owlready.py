"""The graph as an owlready2 world, for reasoners and for Python classes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from msc_graph.vocabulary.namespaces import MSC, OWL

if TYPE_CHECKING:
    import owlready2
    from pyoxigraph import Quad, Store

ONTOLOGY = f"{MSC}ontology"
"""IRI of the ontology that holds the triples in the world."""

_OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"
"""Owlready's own annotations; one of them (``python_module``) imports code, so none of them goes in."""


def to_world(store: Store) -> owlready2.World:
    """Return a private world with all triples of the store, of all named graphs together.

    Left out: ``owl:imports``, which owlready2 would fetch, and owlready's own annotations.
    """
    import owlready2
    from pyoxigraph import RdfFormat, serialize

    triples = sorted({quad.triple for quad in store if _wanted(quad)}, key=str)
    file = BytesIO(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    world = owlready2.World()
    world.get_ontology(f"{ONTOLOGY}#").load(fileobj=file, only_local=True)
    return world


def _wanted(quad: Quad) -> bool:
    return quad.predicate.value != f"{OWL}imports" and not quad.predicate.value.startswith(_OWLREADY)
