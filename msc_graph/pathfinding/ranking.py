"""Ranking: which targets does a source push most, and which way; or which sources push a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.network import SIGN_OF_CODE, Network
from msc_graph.pathfinding.paths import (
    LIST_LIMIT,
    Path,
    TargetNet,
    find_paths,
    made_options,
    stop_reason,
    verdict_of,
    weights,
)
from msc_graph.pathfinding.question import Options, Question, asked, check_range, names_category
from msc_graph.pathfinding.search import Deadline, all_paths, prepare
from msc_graph.vocabulary.signs import Sign

MOST_PAIRS = 50_000_000
"""Most pairs of a source and a target that are summed at once: 3 x 400 MB; our choice, to bound memory."""


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


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """Sums over all paths by source and target: arrays of one row a source and one column a target.

    ``sources`` and ``targets`` are positions in the network, ascending; ``scores`` and ``numbers`` go by
    sign.
    """

    sources: NDArray[Any]
    targets: NDArray[Any]
    scores: dict[Sign, NDArray[np.float64]]
    numbers: dict[Sign, NDArray[np.int64]]
    stopped: str

    @property
    def net(self) -> NDArray[np.float64]:
        """Positive minus negative."""
        return self.scores[Sign.POSITIVE] - self.scores[Sign.NEGATIVE]


def pair_sums(
    network: Network, question: Question, progress: Callable[[int], None] | None = None
) -> PairSums:
    """Return the sums over all paths of a question by where they start and end.

    ``progress`` is called with the number of paths summed so far.

    Raises:
        UsageError: there are too many pairs to sum; ask for a smaller category.
    """
    shape = (len(question.sources), len(question.targets))
    if shape[0] * shape[1] > MOST_PAIRS:
        raise UsageError(f"{shape[0]} sources and {shape[1]} targets are too many pairs; name fewer")
    prepared, deadline = prepare(network, question), Deadline(question.timeout)
    part = prepared.part
    weight = weights(network, part.edge, question.hub_damping)
    scores = {sign: np.zeros(shape[0] * shape[1]) for sign in Sign}
    numbers = {sign: np.zeros(shape[0] * shape[1], np.int64) for sign in Sign}
    count = 0
    for batch in all_paths(prepared, deadline):
        count += len(batch.cost)
        if progress:
            progress(count)
        start = np.searchsorted(question.sources, part.node[batch.nodes[:, 0]])
        end = np.searchsorted(question.targets, part.node[batch.nodes[:, -1]])
        pair, score = start * shape[1] + end, weight[batch.arcs].prod(axis=1)
        path_sign = part.sign[batch.arcs].prod(axis=1)
        for code, sign in SIGN_OF_CODE.items():
            rows = path_sign == code
            np.add.at(scores[sign], pair[rows], score[rows])
            np.add.at(numbers[sign], pair[rows], 1)
        if count > LIST_LIMIT:
            break
    return PairSums(
        sources=question.sources,
        targets=question.targets,
        scores={sign: values.reshape(shape) for sign, values in scores.items()},
        numbers={sign: values.reshape(shape) for sign, values in numbers.items()},
        stopped=stop_reason(count, deadline),
    )


def rank(
    network: Network,
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
    order = _order(scores, numbers)
    rows = [
        _ranked(network, question, side, int(nodes[place]), int(place), scores, numbers, asked_options)
        for place in order[:limit]
    ]
    return Ranking(rows, side=side, found=len(order), stopped=sums.stopped)


def nets_by_target(network: Network, question: Question) -> tuple[TargetNet, ...]:
    """Return what the paths to each target add up to, in the order of a ranking; only targets reached."""
    sums = pair_sums(network, question)
    scores = {sign: values.sum(axis=0) for sign, values in sums.scores.items()}
    numbers = {sign: values.sum(axis=0) for sign, values in sums.numbers.items()}
    return tuple(
        TargetNet(
            target=network.nodes[int(sums.targets[place])],
            verdict=verdict_of(frozenset(sign for sign in Sign if numbers[sign][place])),
            net={sign: float(scores[sign][place]) for sign in Sign},
        )
        for place in _order(scores, numbers)
    )


def _order(
    scores: dict[Sign, NDArray[np.float64]], numbers: dict[Sign, NDArray[np.int64]]
) -> NDArray[np.int64]:
    reached = np.flatnonzero(sum(numbers.values()))
    net = np.abs(scores[Sign.POSITIVE] - scores[Sign.NEGATIVE])[reached]
    order = np.lexsort((reached, -scores[Sign.UNKNOWN][reached], -net))
    ordered: NDArray[np.int64] = reached[order]
    return ordered


def _ranked(
    network: Network,
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
