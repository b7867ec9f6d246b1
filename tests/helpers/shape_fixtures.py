"""The fixtures of the shapes, ``tests/shapes``, as quads of the curated graph."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from msc_graph.rdf.reading import read_rdf_quads
from msc_graph.vocabulary.namespaces import CURATED_GRAPH

FIXTURES = Path(__file__).parents[1] / "shapes"
CURATED = NamedNode(CURATED_GRAPH)


@cache
def fixture(name: str) -> tuple[Quad, ...]:
    """Return a fixture (``"gene.fail.ttl"``) with the context that all of them need."""
    quads = [*read_rdf_quads(FIXTURES / "context.ttl"), *read_rdf_quads(FIXTURES / name)]
    return tuple(Quad(quad.subject, quad.predicate, quad.object, CURATED) for quad in quads)


def store_of(*parts: Iterable[Quad]) -> Store:
    """Return a store with the quads of all parts."""
    store = Store()
    for part in parts:
        store.bulk_extend(part)
    return store
