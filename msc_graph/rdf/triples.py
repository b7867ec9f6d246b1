"""What is asked of triples, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

    GraphName: TypeAlias = NamedNode | BlankNode | DefaultGraph
    Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


class Triples(Protocol):
    """Triples that are looked up one by one: a `pyoxigraph.Store`, or what answers like one."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads of a pattern, in any order; None stands for anything."""

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Yield the names of all graphs but the default one."""
