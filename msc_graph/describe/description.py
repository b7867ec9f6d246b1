"""What is known of one thing, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from msc_graph.system.checked import checked
from msc_graph.system.told import told

if TYPE_CHECKING:
    from msc_graph.model.graph import Graph
    from msc_graph.tables.table import Table


@dataclass(frozen=True, slots=True)
class DescribedStatement:
    """One statement about the thing: a sentence with its verdict, belief (0 to 1) and references.

    ``references`` support it, ``against`` refute it; ``retracted`` are those of both that an import marked as
    withdrawn, ``doubted`` those whose journal has put an expression of concern on them. ``strength`` says in
    a word how firmly it is held: ``"strong"``, ``"moderate"``, ``"weak"`` or ``"recalled"`` (no paper at
    hand), and ``endorsed`` whether the verdict endorses it: if not, ``belief`` is what evidence alone gives.
    ``reason`` is that of the verdict, of a statement that is not simply supported. ``corrections`` holds what
    is right instead, in words, and is empty unless the statement is disputed.
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
    strength: str = ""
    endorsed: bool = True


@dataclass(frozen=True, slots=True)
class Related:
    """A mechanism or a trial that the thing takes part in: ``part`` says how, ``note`` what is known of it.

    The part in a mechanism is ``"starts"`` (the thing is its cargo), ``"ends"`` (its disease) or
    ``"passes"``, and its note how far it is verified; a trial has no part, and its note is phase and status.
    ``kind`` is the label of the narrower condition that it is about, empty where it is about the thing.
    ``verdict`` says in words how steps of it are judged that are not endorsed, empty where all are.
    """

    id: str
    label: str
    part: str = ""
    note: str = ""
    kind: str = ""
    verdict: str = ""


STATEMENTS = ("disputed", "steps", "outgoing", "incoming", "supports", "refutes")
"""The lists of statements, in the order in which they are told."""
COLUMNS = (
    "part", "ids", "statement", "sign", "verdict", "belief", "references", "against", "corrections",
)  # fmt: skip
"""Columns of the statements as a table; ``part`` is one of `STATEMENTS`, identifiers are parted by blanks."""


@checked
@dataclass(frozen=True, slots=True)
class Description:
    """All that is known of a node, an assertion, a mechanism or a document, in one language.

    ``other_label`` is the label in the other language, empty where it is the same or not known; ``facts``
    are pairs of a field's name and its value: verdict, belief and correction first, then by name.
    ``supports`` and ``refutes`` are the assertions that a document is evidence for and against;
    ``mechanisms`` and ``trials`` are those that a node takes part in, and ``go_on`` the commands that ask
    further. ``lang`` is the language of its words. Every list may be empty, and may be cut short: ``totals``
    tells how many there are in each list that has some, and ``at_least`` names those lists of which more
    exist than were counted.
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
    mechanisms: tuple[Related, ...] = ()
    trials: tuple[Related, ...] = ()
    go_on: tuple[str, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    at_least: tuple[str, ...] = ()
    lang: str = "en"

    def __repr__(self) -> str:
        return told(
            self, self.id, self.label, self.category, *(f"{n:,} {part}" for part, n in self.totals.items())
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain values, for JSON."""
        return asdict(self)

    def to_table(self) -> Table:
        """Return one row a statement about the thing, in the order in which they are told."""
        from msc_graph.tables.table import Table

        rows = [
            (
                part, " ".join(each.ids), each.text, each.sign, each.verdict, each.belief,
                " ".join(each.references), " ".join(each.against), "; ".join(each.corrections),
            )
            for part in STATEMENTS
            for each in getattr(self, part)
        ]  # fmt: skip
        return Table.of(COLUMNS, rows)

    def ends(self, graph: Graph) -> dict[str, list[str]]:
        """Return the other end of each statement about a node, by the list in which it stands.

        ``graph`` is the one that was described, with its disputed edges. Empty for what is no node.
        """
        if not self.totals:
            return {}
        around = graph.around(self.id)
        return {
            "outgoing": [edge.object for edge in around.outgoing[: len(self.outgoing)]],
            "incoming": [edge.subject for edge in around.incoming[: len(self.incoming)]],
        }

    def to_html(self, *, svg: str = "", ends: Mapping[str, Sequence[str]] | None = None) -> str:
        """Return a whole page that opens from disk; arguments as of `msc_graph.describe.html.values`."""
        from msc_graph.describe.html import values
        from msc_graph.pages.rendering import whole

        return whole("thing", title=self.label, **values(self, svg=svg, ends=ends))

    def _repr_html_(self) -> str:
        from msc_graph.describe.html import values
        from msc_graph.pages.rendering import piece

        return piece("thing", **values(self))
