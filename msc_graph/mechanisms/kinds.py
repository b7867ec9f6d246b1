"""Narrower conditions that stand for the one that was asked about: what a question with them looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msc_graph.pathfinding.question import listed_names

Kinds = Mapping[str, tuple[str, ...]]
"""Narrower conditions (identifiers), each with those asked for that it is a kind of."""


def with_kinds(target: Any, kinds: Kinds) -> Any:
    """Return a target together with its kinds; without any as it is."""
    return (*listed_names(target, "the target"), *kinds) if kinds else target


def stops_of(kinds: Kinds) -> tuple[str, ...]:
    """Return the nodes that no path goes beyond: a mechanism ends where it meets the condition or its kind.

    Else what reaches a kind would count again wherever the kind leads on to the condition itself.
    """
    return tuple(sorted({*kinds, *(asked for above in kinds.values() for asked in above)}))
