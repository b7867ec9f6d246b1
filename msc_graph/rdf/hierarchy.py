"""What is narrower than a thing, by the predicates that the ontology calls hierarchical."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msc_graph.rdf.asserted import subjects_of
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from msc_graph.rdf.triples import Triples


class Narrowing(Protocol):
    """Knows what is narrower than a thing."""

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of all that is narrower, any number of steps below, sorted; without ``iri``."""


class Hierarchy:
    """Looks up the narrower things of one store; only endorsed statements count, no inferred ones."""

    def __init__(self, store: Triples, vocabulary: Vocabulary) -> None:
        """Look into ``store``; ``vocabulary`` tells which predicates lead from narrower to wider."""
        self._store, self._predicates = store, vocabulary.hierarchical

    def narrower(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs of all that is narrower, any number of steps below, sorted; without ``iri``."""
        found, waiting = {iri}, [iri]
        while waiting:
            one = waiting.pop()
            fresh = {
                below for name in self._predicates for below in subjects_of(self._store, name, one)
            } - found
            found |= fresh
            waiting += fresh
        return tuple(sorted(found - {iri}))
