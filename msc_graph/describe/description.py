"""What is known of one thing, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DescribedStatement:
    """One statement about the thing: a sentence with its verdict, belief (0 to 1) and references.

    ``references`` support it, ``against`` refute it; ``retracted`` are those of both that an import marked as
    withdrawn, ``doubted`` those whose journal has put an expression of concern on them. ``corrections`` holds
    what is right instead, in words, and is empty unless the statement is disputed.
    """

    ids: tuple[str, ...]
    text: str
    sign: str
    verdict: str
    belief: float
    references: tuple[str, ...]
    against: tuple[str, ...] = ()
    reason: str = ""
    corrections: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """All that is known of a node, an assertion, a mechanism or a document, in one language.

    ``other_label`` is the label in the other language, empty where it is the same or not known; ``facts``
    are pairs of a field's name and its value, sorted by name; ``supports`` and ``refutes`` are the assertions
    that a document is evidence for and against. Every list may be empty, and may be cut short: ``totals``
    tells how many statements there are in each list that has some, and ``at_least`` names those lists of
    which more exist than were counted.
    """

    id: str
    label: str
    category: str
    other_label: str = ""
    definition: str = ""
    synonyms: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    close_to: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    outgoing: tuple[DescribedStatement, ...] = ()
    incoming: tuple[DescribedStatement, ...] = ()
    disputed: tuple[DescribedStatement, ...] = ()
    steps: tuple[DescribedStatement, ...] = ()
    evidence: tuple[str, ...] = ()
    supports: tuple[DescribedStatement, ...] = ()
    refutes: tuple[DescribedStatement, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    at_least: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain values, for JSON."""
        return asdict(self)
