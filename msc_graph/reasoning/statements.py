"""What reasoning is about: terms, statements, and statements that cannot be true together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

Term: TypeAlias = NamedNode | BlankNode | Literal


class Statement(NamedTuple):
    """One triple of terms."""

    subject: NamedNode | BlankNode
    predicate: NamedNode
    object: Term

    @property
    def named(self) -> bool:
        """Whether no part is a blank node."""
        return isinstance(self.subject, NamedNode) and not isinstance(self.object, BlankNode)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something that cannot be: the rule that says so and the statements it was applied to."""

    rule: str
    premises: tuple[Statement, ...]
