"""Ranking: which targets does a source push most, and which way; or which sources push a target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError, must_be_function, must_be_true_or_false
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.exact_sums import pair_sums
from msc_graph.pathfinding.paths import Path, best_by_end, find_paths, made_options
from msc_graph.pathfinding.question import (
    Allowance,
    Options,
    Question,
    asked,
    check_range,
    names_category,
    reading,
)
from msc_graph.pathfinding.sums import EndSums, PairSums
from msc_graph.pathfinding.verdicts import share_of
from msc_graph.system.told import counted, told
from msc_graph.vocabulary.signs import Sign

Published = Callable[[Question], Mapping[tuple[int, int], tuple[str, ...]]]
"""Gives the published chains that hold a whole path of a question, by the positions of its two ends."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One node of a ranking.

    ``net`` is ``positive`` minus ``negative``, sums of the scores of all paths by sign; ``unknown`` is the
    sum over those of unknown sign. ``evidence`` by known sign (`msc_graph.pathfinding.sums.evidence_of`) is
    what makes the ``verdict``. ``paths`` is how many there are, ``best`` the best of them. ``published`` are
    the published chains that hold a whole path, ``ends`` the targets that the paths end in, ``narrower`` the
    targets that are reached and narrower than this one; they have rows of their own.
    """

    node: str
    net: float
    positive: float
    negative: float
    unknown: float
    verdict: str
    evidence: Mapping[Sign, float]
    paths: int
    best: Path
    published: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """How much of the evidence of known sign is on the greater side, 0.5 to 1, or None."""
        return share_of(self.evidence)


class Ranking(Sequence[Ranked]):
    """Nodes behind which a published chain stands come first; each group by the size of the net score.

    The net counts whichever way it goes; then the unknown score, then the name. Empty when nothing is
    reached. ``complete`` is False when the summing was stopped; the sums are then lower bounds. ``stopped``
    says by what: ``"time"`` (the limit asked for), ``"room"`` (too many paths) or ``""``. ``found`` is how
    many nodes are reached in all, ``side`` whether ``"source"``s or ``"target"``s are ranked. ``question`` is
    what was asked, ``kinds`` the targets that only stand for others, each with these.
    """

    def __init__(
        self,
        rows: Sequence[Ranked],
        *,
        side: str,
        found: int,
        stopped: str,
        question: Question,
        kinds: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Keep the ranked nodes, best first."""
        self.rows, self.side, self.found, self.question = tuple(rows), side, found, question
        self.stopped, self.complete, self.kinds = stopped, not stopped, kinds or {}

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return told(
            self,
            f"{len(self):,} of {counted(self.found, self.side)}",
            first=f"{self.rows[0].node} ({self.rows[0].verdict})" if self.rows else None,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ranking) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((self.side, self.found, tuple(row.node for row in self.rows)))

    def _compared(self) -> tuple[Any, ...]:
        return self.rows, self.side, self.found, self.stopped, self.kinds

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]


def rank(
    network: Arrays,
    source: Any,
    target: Any,
    *,
    limit: int = 20,
    published: Published | None = None,
    published_only: bool = False,
    side: str = "",
    narrower: Callable[[str], Iterable[str]] | None = None,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Ranking:
    """Return the nodes of the wider end by net score: the targets of a source, or the sources of a target.

    Args:
        network: where to look.
        source: a node, several, or a category as ``"any MicroRNA"``.
        target: the same; with several of both, the targets are ranked, their sources taken together.
        limit: how many nodes to give, at least 1.
        published: tells the published chains of a question; None for none.
        published_only: whether to leave out nodes behind which no published chain stands.
        side: ``"source"`` to rank the sources of several targets, taken together; else see above.
        narrower: tells what is narrower than a target; None for nothing.
        progress: called with the number of paths summed so far.
        **options: those of a search but ``k``; see `msc_graph.pathfinding.question.Options`.

    Raises:
        UnknownNode, UsageError: see `find_paths`; and when both ends are single nodes.
    """
    check_range("limit", limit, 1, 1_000_000, whole=True)
    must_be_true_or_false(published_only, "published_only")
    if progress is not None:
        must_be_function(progress, "progress")
    asked_options = replace(made_options(options), k=1)
    network = reading(network, asked_options)
    question = asked(network, source, target, asked_options)
    alone = len(question.sources) == len(question.targets) == 1
    if alone and not any(names_category(network, end) for end in (source, target)):
        raise UsageError("a ranking needs a category or several nodes at one end, such as 'any Disease'")
    sums = pair_sums(network, question, progress)
    several = len(question.targets) > 1 or names_category(network, target)
    side = side or ("target" if several else "source")
    nodes = sums.targets if side == "target" else sums.sources
    ends = sums.by_end(0 if side == "target" else 1)
    chains = by_node(published(question) if published else {}, 1 if side == "target" else 0)
    chained = np.isin(nodes, list(chains))
    order = ends.order(chained)
    if published_only:
        order = order[chained[order]]
    best = _best_paths(network, question, side, nodes[order[:limit]], asked_options)
    rows = [
        replace(
            _ranked(network, question, int(nodes[place]), ends, int(place), chains, best),
            ends=_ends(network, sums, side, int(place)),
        )
        for place in order[:limit]
    ]
    if narrower and side == "target":
        reached = {network.nodes[int(node)] for node in nodes[order]}
        rows = [replace(row, narrower=tuple(sorted(reached & set(narrower(row.node))))) for row in rows]
    return Ranking(rows, side=side, found=len(order), stopped=sums.stopped, question=question)


def _ends(network: Arrays, sums: PairSums, side: str, place: int) -> tuple[str, ...]:
    """Return the targets that the paths of a row end in, in the network's order."""
    reached = [place]
    if side == "source":
        reached = np.flatnonzero(sum(numbers[place] for numbers in sums.numbers.values())).tolist()
    return tuple(network.nodes[int(sums.targets[target])] for target in reached)


def _best_paths(
    network: Arrays, question: Question, side: str, nodes: NDArray[Any], options: Options
) -> dict[int, Path]:
    """Return the best path of each ranked node: of all at once, one by one of those that this leaves out."""
    ends = (question.sources, np.sort(nodes)) if side == "target" else (np.sort(nodes), question.targets)
    shown = replace(question, sources=ends[0], targets=ends[1], allowance=Allowance(None))
    best = best_by_end(shown, side) if len(nodes) else {}
    others = question.sources if side == "target" else question.targets
    given = {field: getattr(options, field) for field in Options.__slots__} | {"timeout": None}
    for node in (int(node) for node in nodes if int(node) not in best):
        other = [network.nodes[int(index)] for index in others if int(index) != node]
        name = network.nodes[node]
        pair = (other, name) if side == "target" else (name, other)
        best[node] = find_paths(network, *pair, **given)[0]
    return best


def by_node(chains: Mapping[tuple[int, int], tuple[str, ...]], side: int) -> dict[int, tuple[str, ...]]:
    """Return published chains by the node at one side of a pair."""
    found: dict[int, set[str]] = {}
    for pair, names in chains.items():
        found.setdefault(pair[side], set()).update(names)
    return {node: tuple(sorted(names)) for node, names in found.items()}


def _ranked(
    network: Arrays,
    question: Question,
    node: int,
    ends: EndSums,
    place: int,
    chains: Mapping[int, tuple[str, ...]],
    best: Mapping[int, Path],
) -> Ranked:
    net = ends.net(place)
    return Ranked(
        node=network.nodes[node],
        net=net[Sign.POSITIVE] - net[Sign.NEGATIVE],
        positive=net[Sign.POSITIVE],
        negative=net[Sign.NEGATIVE],
        unknown=net[Sign.UNKNOWN],
        verdict=ends.verdict(place, question.contested),
        evidence=ends.proof(place),
        paths=ends.number(place),
        best=best[node],
        published=chains.get(node, ()),
    )
