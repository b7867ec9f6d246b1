"""How firmly an edge is held, in a word."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from msc_graph.model.belief import Direction
from msc_graph.model.graph import GraphEdge

STRONG_FROM, MODERATE_FROM = 0.7, 0.3
"""Beliefs from which on an edge is strong or moderate: our choice; one animal study alone is moderate."""
RECALLED = "msc:citation_pending"
"""The type of evidence that is a paper known to exist, but not found."""


def belief_word(edge: GraphEdge) -> str:
    """Return how firmly an edge is held: ``"strong"``, ``"moderate"``, ``"weak"`` or ``"recalled"``.

    Recalled is what no paper at hand supports, only the memory of one.
    """
    return word_of({item.type for item in edge.evidence if item.direction is Direction.SUPPORTS}, edge.belief)


def word_of(supporting: AbstractSet[str], belief: float) -> str:
    """Return how firmly a statement is held, by the types of its supporting evidence; see `belief_word`."""
    if supporting == {RECALLED}:
        return "recalled"
    return "strong" if belief >= STRONG_FROM else "moderate" if belief >= MODERATE_FROM else "weak"
