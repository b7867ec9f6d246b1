"""What all paths of a question add up to, by sign: for one pair, for each edge, for each pair of ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.arrays import SIGN_OF_CODE, Arrays
from msc_graph.pathfinding.question import DWPC, Question
from msc_graph.pathfinding.search import Deadline, all_paths, prepare
from msc_graph.pathfinding.verdicts import share_of, verdict_of
from msc_graph.vocabulary.signs import Sign

LIST_LIMIT = 2_000_000
"""Most paths that are listed or summed at once; with more the result says that it is not complete."""
MOST_PAIRS = 25_000_000
"""Most pairs of a source and a target that are summed at once: some 100 bytes each; to bound memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Sums over all paths of a question, by sign: scores, numbers, and evidence (see `evidence_of`).

    ``stopped`` says what ended the summing early: ``"time"`` (the limit asked for), ``"room"``
    (`LIST_LIMIT`) or ``""`` for nothing. The sums are else lower bounds.
    """

    scores: dict[Sign, float]
    numbers: dict[Sign, int]
    evidence: dict[Sign, float]
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
    evidence: dict[Sign, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class TargetNet:
    """What the paths to one of several targets add up to: ``net``, ``evidence`` by sign, and the verdict.

    ``settled`` is False where time was up before the contexts of its best paths were looked at.
    """

    target: str
    verdict: str
    net: dict[Sign, float]
    evidence: dict[Sign, float]
    settled: bool = True

    @property
    def share(self) -> float | None:
        """How much of the evidence of known sign leans as the greater side does; None where there is none."""
        return share_of(self.evidence)


def stop_reason(count: int, deadline: Deadline) -> str:
    """Return what kept an enumeration from its end: ``"room"``, ``"time"`` or ``""`` for nothing."""
    return "room" if count > LIST_LIMIT else deadline.reason


# one pair


def listed_totals(network: Arrays, question: Question) -> EdgeTotals:
    """Return the sums over all paths, listed for; a question walked both ways has two arcs of an edge."""
    deadline = Deadline.of(question)
    prepared = prepare(network, question, deadline)
    batches = (batch.arcs for batch in all_paths(prepared, deadline))
    return _summed(network, question, prepared.part.edge, batches, deadline)


def totals_of_rows(network: Arrays, question: Question, arcs: NDArray[Any]) -> EdgeTotals:
    """Return the sums over all paths, given as rows of edges."""
    edge, place = np.unique(arcs, return_inverse=True)
    lengths = (arcs >= 0).sum(axis=1)
    batches = (place[lengths == n, :n] for n in range(1, arcs.shape[1] + 1))
    return _summed(network, question, edge, batches, Deadline.after(None, cut=network.cut))


def _summed(
    network: Arrays,
    question: Question,
    edge: NDArray[Any],
    batches: Iterable[NDArray[Any]],
    deadline: Deadline,
) -> EdgeTotals:
    """Return the sums over batches of paths, each path a row of places in ``edge``."""
    weight = np.stack(
        [
            weights(network, edge, question.hub_damping),
            np.ones(len(edge)),
            evidence_of(network, edge, question),
        ]
    )
    edge_sign = network.edges.sign[edge]
    whole = {sign: np.zeros(len(weight)) for sign in Sign}
    by_arc = {sign: np.zeros((len(weight), len(edge))) for sign in Sign}
    for arcs in batches:
        paths, path_sign = weight[:, arcs].prod(axis=2), edge_sign[arcs].prod(axis=1)
        for code, sign in SIGN_OF_CODE.items():
            rows = path_sign == code
            whole[sign] += paths[:, rows].sum(axis=1)
            for column in arcs[rows].T:
                for kind, values in enumerate(paths[:, rows]):
                    by_arc[sign][kind] += np.bincount(column, values, minlength=len(edge))
        if sum(values[1] for values in whole.values()) > LIST_LIMIT:
            break
    edges, inverse = np.unique(edge[edge >= 0], return_inverse=True)
    scores, numbers, evidence = (
        {
            sign: np.bincount(inverse, values[kind][edge >= 0], len(edges)).astype(np.float64)
            for sign, values in by_arc.items()
        }
        for kind in range(3)
    )
    return EdgeTotals(
        whole=_totals(whole, deadline),
        edges=edges,
        scores=scores,
        numbers={sign: np.rint(values).astype(np.int64) for sign, values in numbers.items()},
        evidence=evidence,
    )


def _totals(whole: Mapping[Sign, NDArray[np.float64]], deadline: Deadline) -> Totals:
    """Return the sums of scores, paths and evidence by sign."""
    scores, numbers, evidence = (
        {sign: float(values[kind]) for sign, values in whole.items()} for kind in range(3)
    )
    counted = {sign: round(number) for sign, number in numbers.items()}
    return Totals(scores, counted, evidence, stop_reason(sum(counted.values()), deadline))


def weights(network: Arrays, edge: NDArray[Any], damping: float) -> NDArray[np.float64]:
    """Return what each edge (a position in the network) contributes to a score: belief x damped degrees."""
    columns = network.edges
    degrees = columns.out_degree[edge].astype(np.float64) * columns.in_degree[edge]
    weight: NDArray[np.float64] = columns.belief[edge] * degrees**-damping
    return weight


def evidence_of(network: Arrays, edge: NDArray[Any], question: Question) -> NDArray[np.float64]:
    """Return what each edge weighs in a verdict: (belief x support^2)^3; with ``"dwpc"``, `weights`.

    Support is that of `msc_graph.pathfinding.statements`: this is (belief^2 x papers / (papers + 5))^3. A
    step of which nobody is sure hardly speaks, and hundreds of faint paths do not drown a proven one. Chosen
    on pairs of a microRNA and a process whose sign is known, by `benchmarks.leaning`: it is right more often
    than the score is, and leaves fewer contested.
    """
    if question.scoring == DWPC:
        return weights(network, edge, question.hub_damping)
    belief, support = network.edges.belief[edge], network.edges.support[edge]
    weight: NDArray[np.float64] = (belief * support**2) ** 3
    return weight


# many pairs


@dataclass(frozen=True, slots=True, eq=False)
class PairSums:
    """Sums over all paths by source and target: arrays of one row a source and one column a target.

    ``sources`` and ``targets`` are positions in the network, ascending; ``scores``, ``numbers`` and
    ``evidence`` (of known sign only) go by sign.
    """

    sources: NDArray[Any]
    targets: NDArray[Any]
    scores: dict[Sign, NDArray[np.float64]]
    numbers: dict[Sign, NDArray[np.int64]]
    evidence: dict[Sign, NDArray[np.float64]]
    stopped: str

    @property
    def net(self) -> NDArray[np.float64]:
        """Positive minus negative."""
        return self.scores[Sign.POSITIVE] - self.scores[Sign.NEGATIVE]

    def by_end(self, axis: int) -> EndSums:
        """Return the sums over all sources by target (axis 0), or over all targets by source (axis 1)."""
        scores = {sign: values.sum(axis=axis) for sign, values in self.scores.items()}
        numbers = {sign: values.sum(axis=axis) for sign, values in self.numbers.items()}
        evidence = {sign: values.sum(axis=axis) for sign, values in self.evidence.items()}
        return EndSums(scores, numbers, evidence)

    @property
    def totals(self) -> Totals:
        """The sums over all pairs."""
        scores = {sign: float(values.sum()) for sign, values in self.scores.items()}
        numbers = {sign: int(values.sum()) for sign, values in self.numbers.items()}
        evidence = {sign: float(values.sum()) for sign, values in self.evidence.items()}
        return Totals(scores, numbers, evidence, self.stopped)


def check_pairs(question: Question, most: int | None = None) -> None:
    """Refuse a question about too many pairs.

    Raises:
        UsageError: there are more than ``most`` (None: `MOST_PAIRS`); ask for a smaller category.
    """
    shape = (len(question.sources), len(question.targets))
    if shape[0] * shape[1] > (MOST_PAIRS if most is None else most):
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
    deadline = Deadline.of(question)
    prepared = prepare(network, question, deadline)
    part = prepared.part
    weight = weights(network, part.edge, question.hub_damping)
    proof = evidence_of(network, part.edge, question)
    scores = {sign: np.zeros(shape[0] * shape[1]) for sign in Sign}
    evidence = {sign: np.zeros(shape[0] * shape[1]) for sign in Sign}
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
            np.add.at(evidence[sign], pair[rows], proof[batch.arcs[rows]].prod(axis=1))
            np.add.at(numbers[sign], pair[rows], 1)
        if count > LIST_LIMIT:
            break
    return PairSums(
        sources=question.sources,
        targets=question.targets,
        scores={sign: values.reshape(shape) for sign, values in scores.items()},
        numbers={sign: values.reshape(shape) for sign, values in numbers.items()},
        evidence={sign: values.reshape(shape) for sign, values in evidence.items()},
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
            evidence=ends.proof(int(place)),
        )
        for place in ends.order()
    )


@dataclass(frozen=True, slots=True, eq=False)
class EndSums:
    """Sums over all paths by where they start, or by where they end: scores, numbers, evidence by sign."""

    scores: dict[Sign, NDArray[np.float64]]
    numbers: dict[Sign, NDArray[np.int64]]
    evidence: dict[Sign, NDArray[np.float64]]

    def net(self, place: int) -> dict[Sign, float]:
        """Return the scores of one end by sign."""
        return {sign: float(values[place]) for sign, values in self.scores.items()}

    def proof(self, place: int) -> dict[Sign, float]:
        """Return the evidence on one end by known sign."""
        return {sign: float(self.evidence[sign][place]) for sign in (Sign.POSITIVE, Sign.NEGATIVE)}

    def number(self, place: int) -> int:
        """Return how many paths one end has."""
        return int(sum(values[place] for values in self.numbers.values()))

    def verdict(self, place: int, contested_from: float) -> str:
        """Return the verdict on one end."""
        signs = frozenset(sign for sign, values in self.numbers.items() if values[place])
        return verdict_of(self.proof(place), signs, contested_from)

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
