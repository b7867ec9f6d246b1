"""What all paths of a question add up to, by sign: for one pair, for each edge, for each pair of ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.arrays import SIGN_OF_CODE, Arrays
from msc_graph.pathfinding.question import Question
from msc_graph.pathfinding.search import Deadline, all_paths, prepare
from msc_graph.pathfinding.verdicts import share_of, verdict_of
from msc_graph.vocabulary.signs import Sign

LIST_LIMIT = 2_000_000
"""Most paths that are listed or summed at once; with more the result says that it is not complete."""
MOST_PAIRS = 50_000_000
"""Most pairs of a source and a target that are summed at once: 3 x 400 MB; our choice, to bound memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Sums over all paths of a question: scores and numbers by sign.

    ``stopped`` says what ended the summing early: ``"time"`` (the limit asked for), ``"room"``
    (`LIST_LIMIT`) or ``""`` for nothing. The sums are else lower bounds.
    """

    scores: dict[Sign, float]
    numbers: dict[Sign, int]
    stopped: str = ""

    @property
    def complete(self) -> bool:
        """Whether these are the sums over all paths."""
        return not self.stopped


@dataclass(frozen=True, slots=True, eq=False)
class EdgeTotals:
    """The sums over all paths, ``whole``, and by sign those over the paths through each of ``edges``.

    ``edges`` are positions in the network, ascending.
    """

    whole: Totals
    edges: NDArray[np.int64]
    scores: dict[Sign, NDArray[np.float64]]
    numbers: dict[Sign, NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class TargetNet:
    """What the paths to one of several targets add up to: ``net`` by sign, and the verdict on it alone."""

    target: str
    verdict: str
    net: dict[Sign, float]

    @property
    def share(self) -> float | None:
        """How much of the score of known sign leans as the greater side does; None where there is none."""
        return share_of(self.net)


def stop_reason(count: int, deadline: Deadline) -> str:
    """Return what kept an enumeration from its end: ``"room"``, ``"time"`` or ``""`` for nothing."""
    return "room" if count > LIST_LIMIT else deadline.reason


# one pair


def listed_totals(network: Arrays, question: Question) -> EdgeTotals:
    """Return the sums over all paths, listed for; a question walked both ways has two arcs of an edge."""
    prepared, deadline = prepare(network, question), Deadline.of(question)
    batches = (batch.arcs for batch in all_paths(prepared, deadline))
    return _summed(network, question, prepared.part.edge, batches, deadline)


def totals_of_rows(network: Arrays, question: Question, arcs: NDArray[Any]) -> EdgeTotals:
    """Return the sums over all paths, given as rows of edges."""
    edge, place = np.unique(arcs, return_inverse=True)
    lengths = (arcs >= 0).sum(axis=1)
    batches = (place[lengths == n, :n] for n in range(1, arcs.shape[1] + 1))
    return _summed(network, question, edge, batches, Deadline(None, cut=network.cut))


def _summed(
    network: Arrays,
    question: Question,
    edge: NDArray[np.int64],
    batches: Iterable[NDArray[Any]],
    deadline: Deadline,
) -> EdgeTotals:
    """Return the sums over batches of paths, each path a row of places in ``edge``."""
    weight = weights(network, edge, question.hub_damping)
    edge_sign = network.edges.sign[edge]
    scores, numbers = dict.fromkeys(Sign, 0.0), dict.fromkeys(Sign, 0)
    scores_by_arc = {sign: np.zeros(len(edge)) for sign in Sign}
    numbers_by_arc = {sign: np.zeros(len(edge), np.int64) for sign in Sign}
    for arcs in batches:
        path_score, path_sign = weight[arcs].prod(axis=1), edge_sign[arcs].prod(axis=1)
        for code, sign in SIGN_OF_CODE.items():
            rows = path_sign == code
            scores[sign] += float(path_score[rows].sum())
            numbers[sign] += int(rows.sum())
            for column in arcs[rows].T:
                numbers_by_arc[sign] += np.bincount(column, minlength=len(edge))
                scores_by_arc[sign] += np.bincount(column, path_score[rows], minlength=len(edge))
        if sum(numbers.values()) > LIST_LIMIT:
            break
    edges, inverse = np.unique(edge[edge >= 0], return_inverse=True)
    stopped = stop_reason(sum(numbers.values()), deadline)
    return EdgeTotals(
        whole=Totals(scores, numbers, stopped),
        edges=edges,
        scores={
            s: np.bincount(inverse, w[edge >= 0], len(edges)).astype(np.float64)
            for s, w in scores_by_arc.items()
        },
        numbers={
            s: np.bincount(inverse, w[edge >= 0], len(edges)).astype(np.int64)
            for s, w in numbers_by_arc.items()
        },
    )


def weights(network: Arrays, edge: NDArray[np.int64], damping: float) -> NDArray[np.float64]:
    """Return what each edge (a position in the network) contributes to a score: belief x damped degrees."""
    columns = network.edges
    degrees = columns.out_degree[edge].astype(np.float64) * columns.in_degree[edge]
    weight: NDArray[np.float64] = columns.belief[edge] * degrees**-damping
    return weight


# many pairs


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

    def by_end(self, axis: int) -> EndSums:
        """Return the sums over all sources by target (axis 0), or over all targets by source (axis 1)."""
        scores = {sign: values.sum(axis=axis) for sign, values in self.scores.items()}
        numbers = {sign: values.sum(axis=axis) for sign, values in self.numbers.items()}
        return EndSums(scores, numbers)

    @property
    def totals(self) -> Totals:
        """The sums over all pairs."""
        scores = {sign: float(values.sum()) for sign, values in self.scores.items()}
        numbers = {sign: int(values.sum()) for sign, values in self.numbers.items()}
        return Totals(scores, numbers, self.stopped)


def check_pairs(question: Question) -> None:
    """Refuse a question about too many pairs.

    Raises:
        UsageError: there are more than `MOST_PAIRS`; ask for a smaller category.
    """
    shape = (len(question.sources), len(question.targets))
    if shape[0] * shape[1] > MOST_PAIRS:
        raise UsageError(f"{shape[0]} sources and {shape[1]} targets are too many pairs; name fewer")


def listed_pair_sums(
    network: Arrays, question: Question, progress: Callable[[int], None] | None = None
) -> PairSums:
    """Return the sums over all paths of a question by where they start and end, by listing the paths.

    ``progress`` is called with the number of paths summed so far.

    Raises:
        UsageError: there are too many pairs to sum; ask for a smaller category.
    """
    check_pairs(question)
    shape = (len(question.sources), len(question.targets))
    prepared, deadline = prepare(network, question), Deadline.of(question)
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


def nets_by_target(network: Arrays, question: Question, sums: PairSums) -> tuple[TargetNet, ...]:
    """Return what the paths to each target add up to, in the order of a ranking; only targets reached."""
    ends = sums.by_end(0)
    return tuple(
        TargetNet(
            target=network.nodes[int(sums.targets[place])],
            verdict=ends.verdict(int(place), question.contested),
            net=ends.net(int(place)),
        )
        for place in ends.order()
    )


@dataclass(frozen=True, slots=True, eq=False)
class EndSums:
    """Sums over all paths by where they start, or by where they end: scores and numbers by sign."""

    scores: dict[Sign, NDArray[np.float64]]
    numbers: dict[Sign, NDArray[np.int64]]

    def net(self, place: int) -> dict[Sign, float]:
        """Return the scores of one end by sign."""
        return {sign: float(values[place]) for sign, values in self.scores.items()}

    def number(self, place: int) -> int:
        """Return how many paths one end has."""
        return int(sum(values[place] for values in self.numbers.values()))

    def verdict(self, place: int, contested_from: float) -> str:
        """Return the verdict on one end."""
        signs = frozenset(sign for sign, values in self.numbers.items() if values[place])
        return verdict_of(self.net(place), signs, contested_from)

    def order(self, first: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Return the places that are reached: the largest net first, then by the unknown score, then in turn.

        Those marked in ``first`` come before all others.
        """
        reached = np.flatnonzero(sum(self.numbers.values()))
        net = np.abs(self.scores[Sign.POSITIVE] - self.scores[Sign.NEGATIVE])[reached]
        late = np.zeros(len(reached), bool) if first is None else ~first[reached]
        order = np.lexsort((reached, -self.scores[Sign.UNKNOWN][reached], -net, late))
        ordered: NDArray[np.int64] = reached[order]
        return ordered
