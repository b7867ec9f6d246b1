"""The fixtures of the shapes, ``tests/shapes``, as quads of the curated graph."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

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


# What these say is about nodes that must have the same name in every fixture.
BY_NAME = {
    "endorsed-assertion-has-triple",
    "graft-versus-host-disease",
    "micro-rna",
    "triple-has-endorsed-assertion",
}


@cache
def apart(name: str) -> tuple[Quad, ...]:
    """Return a fixture whose own nodes have names of their own, so that it can stand beside others."""
    shape, *_ = name.split(".")
    shared = {quad.subject for quad in fixture("context.ttl")}
    own = set() if shape in BY_NAME else {quad.subject for quad in fixture(name)} - shared

    def renamed(node: Any) -> Any:
        return type(node)(f"{node.value}-{shape}") if node in own else node

    return tuple(Quad(renamed(s), p, renamed(o), CURATED) for s, p, o, _ in fixture(name))


def store_of(*parts: Iterable[Quad]) -> Store:
    """Return a store with the quads of all parts."""
    store = Store()
    for part in parts:
        store.bulk_extend(part)
    return store
