"""Ranking: which targets does a source push most, and which way; or which sources push a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.exact_sums import pair_sums
from msc_graph.pathfinding.paths import Path, find_paths, made_options
from msc_graph.pathfinding.question import Options, Question, asked, check_range, names_category
from msc_graph.pathfinding.sums import order_of_nets, verdict_of
from msc_graph.vocabulary.signs import Sign


@dataclass(frozen=True, slots=True)
class Ranked:
    """One node of a ranking.

    ``net`` is ``positive`` minus ``negative``, sums of the scores of all paths by sign; ``unknown`` is the
    sum over those of unknown sign. ``paths`` is how many there are, ``best`` the best of them.
    """

    node: str
    net: float
    positive: float
    negative: float
    unknown: float
    verdict: str
    paths: int
    best: Path


class Ranking(Sequence[Ranked]):
    """Nodes by the size of their net score, whichever way it goes; then by the unknown score, then by name.

    Empty when nothing is reached. ``complete`` is False when the summing was stopped; the sums are then lower
    bounds. ``stopped`` says by what: ``"time"`` (the limit asked for), ``"room"`` (too many paths) or ``""``.
    ``found`` is how many nodes are reached in all, ``side`` whether ``"source"``s or ``"target"``s are
    ranked.
    """

    def __init__(self, rows: Sequence[Ranked], *, side: str, found: int, stopped: str) -> None:
        """Keep the ranked nodes, best first."""
        self.rows, self.side, self.found = tuple(rows), side, found
        self.stopped, self.complete = stopped, not stopped

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]


def rank(
    network: Arrays,
    source: Any,
    target: Any,
    *,
    limit: int = 20,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Ranking:
    """Return the nodes of the wider end by net score: the targets of a source, or the sources of a target.

    Args:
        network: where to look.
        source: a node, several, or a category as ``"any MicroRNA"``.
        target: the same; with several of both, the targets are ranked, their sources taken together.
        limit: how many nodes to give, at least 1.
        progress: called with the number of paths summed so far.
        **options: those of a search but ``k``; see `msc_graph.pathfinding.question.Options`.

    Raises:
        UnknownNode, UsageError: see `find_paths`; and when both ends are single nodes.
    """
    check_range("limit", limit, 1, 1_000_000, whole=True)
    asked_options = replace(made_options(options), k=1)
    question = asked(network, source, target, asked_options)
    alone = len(question.sources) == len(question.targets) == 1
    if alone and not any(names_category(network, end) for end in (source, target)):
        raise UsageError("a ranking needs a category or several nodes at one end, such as 'any Disease'")
    sums = pair_sums(network, question, progress)
    side = "target" if len(question.targets) > 1 or names_category(network, target) else "source"
    axis, nodes = (0, sums.targets) if side == "target" else (1, sums.sources)
    scores = {sign: values.sum(axis=axis) for sign, values in sums.scores.items()}
    numbers = {sign: values.sum(axis=axis) for sign, values in sums.numbers.items()}
    order = order_of_nets(scores, numbers)
    rows = [
        _ranked(network, question, side, int(nodes[place]), int(place), scores, numbers, asked_options)
        for place in order[:limit]
    ]
    return Ranking(rows, side=side, found=len(order), stopped=sums.stopped)


def _ranked(
    network: Arrays,
    question: Question,
    side: str,
    node: int,
    place: int,
    scores: dict[Sign, NDArray[np.float64]],
    numbers: dict[Sign, NDArray[np.int64]],
    options: Options,
) -> Ranked:
    name = network.nodes[node]
    others = question.sources if side == "target" else question.targets
    other = [network.nodes[int(index)] for index in others if int(index) != node]
    ends = (other, name) if side == "target" else (name, other)
    given = {field: getattr(options, field) for field in Options.__slots__}
    positive, negative, unknown = (
        float(scores[s][place]) for s in (Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN)
    )
    return Ranked(
        node=name,
        net=positive - negative,
        positive=positive,
        negative=negative,
        unknown=unknown,
        verdict=verdict_of(frozenset(sign for sign in Sign if numbers[sign][place])),
        paths=int(sum(numbers[sign][place] for sign in Sign)),
        best=find_paths(network, *ends, **(given | {"timeout": None}))[0],
    )
