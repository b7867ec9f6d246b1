"""What a measured cargo profile would push: names read and looked up, scores worked out, caveats kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msc_graph.errors import UnknownNode
from msc_graph.mechanisms.evidence import Lookup
from msc_graph.mechanisms.kinds import Kinds, stops_of
from msc_graph.mechanisms.measured import read_profile
from msc_graph.mechanisms.measured_names import DUPLICATES, Matching, matched
from msc_graph.mechanisms.published import published_chains
from msc_graph.model.graph import GraphNode
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.profile import Pushed, Scores, scored
from msc_graph.pathfinding.question import ANY, listed_names
from msc_graph.system.told import counted, told


@dataclass(frozen=True, slots=True)
class Profile:
    """Targets in the order asked for, and what became of each measured name.

    ``scores`` holds the targets; ``matching`` the rows of the table; ``kind`` what the values are; ``kinds``
    the targets that are only a kind of a condition asked for, each with what it is a kind of; ``named`` the
    targets that were named and these kinds, reached or not.
    """

    scores: Scores
    matching: Matching
    kind: str
    kinds: Kinds = field(default_factory=dict)
    named: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return told(
            self,
            f"{len(self):,} of {counted(self.found, 'target')}",
            f"{counted(len(self.matched), 'name')} known, {len(self.unmatched):,} not",
            first=self.rows[0].node if self.rows else None,
        )

    @property
    def rows(self) -> tuple[Pushed, ...]:
        """The targets given."""
        return self.scores.rows

    @property
    def found(self) -> int:
        """How many targets are reached in all."""
        return self.scores.found

    @property
    def permutations(self) -> int:
        """How many shuffles the p-values rest on."""
        return self.scores.permutations

    @property
    def stopped(self) -> str:
        """What kept the sums from being whole: ``"time"``, ``"room"`` or ``""``."""
        return self.scores.stopped

    @property
    def complete(self) -> bool:
        """Whether the scores are sums over all paths."""
        return not self.stopped

    @property
    def matched(self) -> dict[str, str]:
        """The node of each name that means one."""
        return {row.name: row.node for row in self.matching.matched}

    @property
    def unmatched(self) -> tuple[tuple[str, str], ...]:
        """The other names with the reason, in order."""
        return tuple((row.name, row.reason) for row in self.matching.rows if not row.node)

    def __len__(self) -> int:
        """Return the number of targets given."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Pushed]:
        return iter(self.rows)


Behind = Callable[[Sequence[str], Sequence[str]], Lookup]
"""Gives what a profile is answered from, for the nodes measured and the ends asked for; see `profile`."""


def profile(
    frame: Arrays,
    behind: Behind,
    table: Any,
    target: str | Sequence[str],
    *,
    one: Callable[[str], GraphNode],
    plain: Callable[[str], GraphNode] | None = None,
    name_column: str | None = None,
    value_column: str | None = None,
    duplicates: str = DUPLICATES[0],
    orthologs: str | None = None,
    any_arm: bool = False,
    kinds_of: Callable[[tuple[str, ...]], Kinds] | None = None,
    **options: Any,
) -> tuple[Profile, Lookup]:
    """Return which nodes a measured profile would push, which way, and through what; and what told it.

    Args:
        frame: knows all predicates and categories.
        behind: gives what is asked, which holds all that leads from nodes of the measured categories to the
            targets (identifiers, and categories as ``"any Disease"``), and all edges of the former.
        table: names with values; see `msc_graph.mechanisms.measured.read_profile`.
        target: a category, several, or names of nodes.
        one: gives the one node of a name, raising `UnknownNode` or `AmbiguousName`.
        plain: the same without near names in its errors; see `msc_graph.mechanisms.measured_names.matched`.
        name_column: header of the names; None to find it.
        value_column: header of the values; None to find it.
        duplicates: how several values of one node become one; see `msc_graph.mechanisms.measured_names`.
        orthologs: ``"human"`` to take mouse and rat microRNAs for the human ones of the same name.
        any_arm: whether a microRNA without an arm may mean the one that the graph knows.
        kinds_of: gives the narrower conditions that are targets beside those named; None for none.
        **options: those of `msc_graph.pathfinding.profile.scored`.

    Raises:
        FileRefused, InputError, MissingPart: as of `read_profile` and `matched`.
        UnknownNode: a target is neither a node nor a category.
        UsageError: an option is wrong.
    """
    measured = read_profile(table, name_column=name_column, value_column=value_column)
    matching = matched(
        measured, one, plain=plain, duplicates=duplicates, orthologs=orthologs, any_arm=any_arm
    )
    named, categories = _targets(frame, target, one)
    kinds = kinds_of(named) if kinds_of else {}
    ends = [*named, *kinds, *(ANY + category for category in categories)]
    lookup = behind(list(matching.values), ends)
    members = _members(lookup.network, categories)
    kinds = {kind: above for kind, above in kinds.items() if kind not in members}
    options |= {"stops": stops_of(kinds)} if kinds else {}
    chains = partial(published_chains, claimed=lookup.claimed)
    targets = [*named, *members, *kinds]
    scores = scored(lookup.network, matching.values, targets, published=chains, **options)
    return Profile(scores, matching, measured.kind, kinds, (*named, *kinds)), lookup


def _targets(
    frame: Arrays, target: str | Sequence[str], one: Callable[[str], GraphNode]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the identifiers and the categories that are meant; what is both is taken for the category."""
    named: list[str] = []
    categories: list[str] = []
    for name in listed_names(target, "the target"):
        category = frame.known_category(name[len(ANY) :].strip() if name.casefold().startswith(ANY) else name)
        if category is not None:
            categories.append(category)
            continue
        try:
            named.append(one(name).id)
        except UnknownNode as error:
            more = f" Nor is it a category.{frame.offered_categories(name)}"
            raise UnknownNode(error.name, error.candidates, more=more) from error
    return tuple(named), tuple(categories)


def _members(network: Arrays, categories: Sequence[str]) -> set[str]:
    return {network.nodes[int(node)] for category in categories for node in network.members(category)}
