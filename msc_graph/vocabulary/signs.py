"""Signs of edges, and the roles that a predicate may have in a mechanism."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum


class Sign(StrEnum):
    """What an edge does to its object when its subject rises; equal to its text, such as ``"+"``."""

    POSITIVE = "+"
    NEGATIVE = "-"
    UNKNOWN = "?"

    def __mul__(self, other: Sign) -> Sign:  # type: ignore[override]
        """Return the sign of two edges in a row: the product, unknown as soon as one is unknown.

        >>> Sign.NEGATIVE * Sign.NEGATIVE
        <Sign.POSITIVE: '+'>
        >>> Sign.NEGATIVE * Sign.UNKNOWN
        <Sign.UNKNOWN: '?'>
        """
        if Sign.UNKNOWN in (self, other):
            return Sign.UNKNOWN
        return Sign.POSITIVE if self is other else Sign.NEGATIVE

    @classmethod
    def product(cls, signs: Iterable[Sign]) -> Sign:
        """Return the net sign of a path; positive for a path without edges."""
        net = cls.POSITIVE
        for sign in signs:
            net = net * sign
        return net


class PredicateRole(Enum):
    """What a predicate may do in a mechanism.

    Causal predicates change their object; structural ones (carries, encodes) pass a sign on; contextual
    ones are never part of a mechanism unless asked for.
    """

    CAUSAL = "causal"
    STRUCTURAL = "structural"
    CONTEXTUAL = "contextual"
