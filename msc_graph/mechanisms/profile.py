"""What a measured cargo profile would push: names read and looked up, scores worked out, caveats kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msc_graph.errors import UnknownNode, UsageError
from msc_graph.mechanisms.kinds import Kinds, stops_of
from msc_graph.mechanisms.measured import read_profile
from msc_graph.mechanisms.measured_names import DUPLICATES, Matching, matched
from msc_graph.mechanisms.published import published_chains
from msc_graph.model.graph import GraphNode
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.profile import Pushed, Scores, scored
from msc_graph.pathfinding.question import ANY, listed_names
from msc_graph.system.told import counted, told


@dataclass(frozen=True, slots=True)
class Profile:
    """Targets in the order asked for, and what became of each measured name.

    ``scores`` holds the targets; ``matching`` the rows of the table; ``kind`` what the values are; ``kinds``
    the targets that are only a kind of a condition asked for, each with what it is a kind of.
    """

    scores: Scores
    matching: Matching
    kind: str
    kinds: Kinds = field(default_factory=dict)

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


def profile(
    network: Network,
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
    claimed: frozenset[str] = frozenset(),
    **options: Any,
) -> Profile:
    """Return which nodes a measured profile would push, which way, and through what.

    Args:
        network: where to look.
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
        claimed: mechanisms that are not published; see `published_chains`.
        **options: those of `msc_graph.pathfinding.profile.scored`.

    Raises:
        FileRefused, InputError, MissingPart: as of `read_profile` and `matched`.
        UsageError: an option is wrong, or the category is unknown.
    """
    measured = read_profile(table, name_column=name_column, value_column=value_column)
    matching = matched(
        measured, one, plain=plain, duplicates=duplicates, orthologs=orthologs, any_arm=any_arm
    )
    named, members = _targets(network, target, one)
    kinds = {
        kind: above for kind, above in (kinds_of(named) if kinds_of else {}).items() if kind not in members
    }
    options |= {"stops": stops_of(kinds)} if kinds else {}
    targets = [*named, *members, *kinds]
    chains = partial(published_chains, claimed=claimed)
    scores = scored(network, matching.values, targets, published=chains, **options)
    return Profile(scores, matching, measured.kind, kinds)


def _targets(
    network: Network, target: str | Sequence[str], one: Callable[[str], GraphNode]
) -> tuple[tuple[str, ...], set[str]]:
    """Return the identifiers that are meant: those named, and the members of the categories named."""
    named: list[str] = []
    members: set[str] = set()
    for name in listed_names(target, "the target"):
        category = name[len(ANY) :].strip() if name.casefold().startswith(ANY) else name
        if network.nodes.find(name) >= 0:
            named.append(name)
        elif network.known_category(category) is not None:
            members |= {network.nodes[int(node)] for node in network.members(category)}
        else:
            named.append(_node_or_category(network, name, one))
    return tuple(named), members


def _node_or_category(network: Network, name: str, one: Callable[[str], GraphNode]) -> str:
    try:
        return one(name).id
    except UnknownNode as error:
        raise UsageError(f"{name!r} is no category and no node.{network.offered_categories(name)}") from error
