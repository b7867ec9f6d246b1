"""What all paths of a question add up to, for each source and target: exact wherever it can be.

Up to `MOST_EDGES` edges, with nothing to visit and no pattern, sums are products of vectors
(`msc_graph.pathfinding.walks`), however many paths there are; else the paths are listed, up to a limit, and
it is said when that was not enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arcs import Arcs, Numbers, Places, Weights, arcs_of, mirrored_arcs
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.closures import Closures
from msc_graph.pathfinding.question import Question
from msc_graph.pathfinding.search import Deadline, OutOfTime
from msc_graph.pathfinding.subgraph import subgraph
from msc_graph.pathfinding.sums import (
    MOST_PAIRS,
    PairSums,
    check_pairs,
    evidence_of,
    listed_pair_sums,
    weights,
)
from msc_graph.pathfinding.walks import MOST_EDGES, Walker
from msc_graph.vocabulary.signs import Sign

MOST_STEPS = 100_000_000_000
"""Most arcs that are walked, counted once for each end and edge of a path: our choice, some minutes."""
NET_PAIRS = 4 * MOST_PAIRS
"""Most pairs of which the net alone is summed at once: it takes a fourth of the room."""
_WHOLE_FROM = 4
"""From so many edges on, a question without direction soon reaches the whole network: it is not cut out."""
_MANY_ENDS = 1000

Progress = Callable[[int], None]


def pair_sums(network: Arrays, question: Question, progress: Progress | None = None) -> PairSums:
    """Return the sums over all paths of a question by where they start and end.

    Args:
        network: where to look.
        question: what is asked.
        progress: called with the number of paths summed so far.

    Raises:
        UsageError: there are too many pairs to sum; ask for a smaller category.
    """
    check_pairs(question)
    if not is_exact(network, question):
        return listed_pair_sums(network, question, progress)
    return _exact(network, question, progress)


def is_exact(network: Arrays, question: Question) -> bool:
    """Return whether a question can be summed without listing."""
    fewer = min(len(question.sources), len(question.targets))
    return (
        question.max_hops <= MOST_EDGES
        and question.pattern is None
        and not question.via
        and fewer * question.max_hops * len(network.edges) <= MOST_STEPS
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The edges that may take part, once for each way in which they may be walked.

    ``node`` are the nodes by position in the network; ``tail`` and ``head`` are positions among these, in
    order. Where the edges are walked both ways, only their own way stands here, and ``by_head`` puts them in
    the order of the other way.
    """

    node: Places
    tail: Places
    head: Places
    edge: Places
    by_head: Places | None = None

    def known(self, network: Arrays) -> _Part:
        """Return only the edges of known sign."""
        keep = network.edges.sign[self.edge] != 0
        kept = np.flatnonzero(keep)
        by_head = None if self.by_head is None else _left_of(self.by_head, keep)
        return _Part(self.node, self.tail[kept], self.head[kept], self.edge[kept], by_head)

    def arcs(self, weights: Weights) -> Arcs:
        """Return the matrix of these arcs, given several weights of each edge here; None counts them."""
        size = len(self.node)
        if self.by_head is None:
            return arcs_of(size, self.tail, self.head, weights)
        return mirrored_arcs(size, self.tail, self.head, self.by_head, weights)


def _left_of(order: Places, keep: NDArray[np.bool_]) -> Places:
    """Return an order of rows without those that are not kept, as places among the kept ones."""
    place = np.cumsum(keep, dtype=np.int32) - 1
    left: Places = place[order[keep[order]]]
    return left


def _both_ways(network: Arrays, question: Question) -> _Part:
    """Return all edges that the question allows."""
    edges = network.edges
    use = question.predicate_allowed[edges.predicate]
    if question.min_belief > 0:
        use &= edges.belief >= question.min_belief
    for node in question.avoid:
        use &= (edges.subject != node) & (edges.object != node)
    edge, by_head = np.flatnonzero(use).astype(np.int32), np.asarray(network.by_object)
    if len(edge) < len(use):
        by_head = _left_of(by_head, use)
    nodes = np.arange(len(network.nodes))
    return _Part(nodes, np.asarray(edges.subject)[edge], np.asarray(edges.object)[edge], edge, by_head)


# by sign


def _exact(network: Arrays, question: Question, progress: Progress | None) -> PairSums:
    deadline, part = Deadline.of(question), _Shared(network, question)
    matrices = [part.matrix("all")]
    if (known := part.matrix("known")).edges:
        matrices.append(known)
    return _by_sign(question, _by_pair(matrices, question, deadline, progress), deadline)


@dataclass(frozen=True, slots=True, eq=False)
class _Matrix:
    """A matrix of ``edges`` edges and what is known of its closed walks; ``node`` as in `_Part`."""

    node: Places
    edges: int
    arcs: Arcs
    closures: Closures


class _Shared:
    """The part of a network that a question sums over, as matrices.

    A question that reaches the whole network shares them with the next one that allows the same edges and
    damps hubs the same: they are most of its work. A network keeps those of the last question only.
    """

    def __init__(self, network: Arrays, question: Question) -> None:
        self._network, self._question = network, question
        ends = len(question.sources) + len(question.targets)
        either_way = not question.directed and not question.stops
        self._reaches_all = either_way and (question.max_hops >= _WHOLE_FROM or ends > _MANY_ENDS)
        allowed = question.predicate_allowed.tobytes()
        self._key = (allowed, question.min_belief, question.avoid, question.hub_damping, question.scoring)

    @cached_property
    def whole(self) -> _Part:
        """All edges that may take part."""
        if self._reaches_all:
            return _both_ways(self._network, self._question)
        part = subgraph(self._network, self._question)
        return _Part(part.node, part.tail, part.head, part.edge)

    def matrix(self, kind: str) -> _Matrix:
        """Return the matrix of a kind; see `_made`."""
        if not self._reaches_all:
            return self._made(kind)
        key, kept = _KEPT.get(self._network, (None, {}))
        if key != self._key:
            kept = {}
            _KEPT[self._network] = self._key, kept
        if kind not in kept:
            kept[kind] = self._made(kind)
        return kept[kind]

    def _made(self, kind: str) -> _Matrix:
        """Return ``"all"`` edges, the ``"known"`` ones, or these for their ``"net"`` alone.

        The weights are those of the edges and ones; of known sign also what they weigh in a verdict, then all
        three with their sign; or the weights with sign and ones.
        """
        part = self.whole if kind == "all" else self.whole.known(self._network)
        weight = weights(self._network, part.edge, self._question.hub_damping)
        kinds: list[NDArray[Any] | None] = [weight, None]
        if kind != "all":
            sign = self._network.edges.sign[part.edge]
            kinds = [weight * sign, None]
            if kind == "known":
                proof = evidence_of(self._network, part.edge, self._question)
                kinds = [weight, None, proof, weight * sign, sign, proof * sign]
        arcs = part.arcs(kinds)
        return _Matrix(part.node, len(part.edge), arcs, Closures(arcs))


_KEPT: WeakKeyDictionary[Arrays, tuple[Any, dict[str, _Matrix]]] = WeakKeyDictionary()


def _by_sign(question: Question, sums: Numbers, deadline: Deadline) -> PairSums:
    """Return scores, numbers and evidence by sign; a score is 0 where there is no path.

    ``sums`` are those over all paths (scores, numbers), then, if any sign is known, over those of known sign
    (with evidence), and over these with their sign. They are changed: many pairs leave no room for copies.
    """
    nothing = np.zeros(sums.shape[1:])
    positive, negative, either = [nothing] * 3, [nothing] * 3, list(sums[:2])
    for place, (known, signed) in enumerate(zip(sums[2:5], sums[5:], strict=True)):
        if place < len(either):
            either[place] -= known
        known += signed
        known /= 2
        np.subtract(known, signed, out=signed)
        positive[place], negative[place] = known, signed
    by_sign = {Sign.POSITIVE: positive, Sign.NEGATIVE: negative, Sign.UNKNOWN: either}
    numbers: dict[Sign, NDArray[np.int64]] = {}
    for sign, values in by_sign.items():
        whole = numbers[sign] = np.rint(values[1]).astype(np.int64)
        if question.sign not in (None, sign):
            whole[:] = 0
        for weighed in (values[0], *values[2:]):
            if weighed is not nothing:
                np.maximum(weighed, 0, out=weighed)
                weighed[whole == 0] = 0
    return PairSums(
        sources=question.sources,
        targets=question.targets,
        scores={sign: values[0] for sign, values in by_sign.items()},
        numbers=numbers,
        evidence={sign: values[2] for sign, values in by_sign.items() if sign is not Sign.UNKNOWN},
        stopped=deadline.reason,
    )


def _by_pair(
    matrices: list[_Matrix], question: Question, deadline: Deadline, progress: Progress | None
) -> Numbers:
    """Return the sums by kind of weight, source and target; the second kind of the first matrix counts paths.

    They are walked from the side that has fewer ends. Where time is up, an end has all kinds or none.
    """
    ends = question.sources, question.targets
    if turned := len(question.targets) < len(question.sources):
        ends = ends[::-1]
    walks = [_Walks(matrix, *ends, question.max_hops, deadline, turned=turned) for matrix in matrices]
    sums = np.zeros((sum(len(walk.arcs.leaving) for walk in walks), *map(len, ends)))
    paths = 0.0
    try:
        for row in range(len(ends[0])):
            sums[:, row] = np.concatenate([walk.sums(row) for walk in walks])
            paths += sums[1, row].sum()
            if progress:
                progress(int(paths))
    except OutOfTime:
        pass  # the deadline knows
    return sums.swapaxes(1, 2) if turned else sums


class _Walks:
    """The walks of one matrix from each of some nodes to others; ``turned`` walks them backwards."""

    def __init__(
        self,
        matrix: _Matrix,
        sources: NDArray[Any],
        targets: NDArray[Any],
        hops: int,
        deadline: Deadline,
        *,
        turned: bool,
    ) -> None:
        self.arcs = matrix.arcs.turned if turned else matrix.arcs
        closures = matrix.closures.turned if turned else matrix.closures
        self._held, self._ends = _places(matrix, targets)
        self._columns = len(targets)
        self._place = dict(zip(*(column.tolist() for column in _places(matrix, sources)), strict=True))
        marked = np.zeros(self.arcs.size, bool)
        marked[self._ends] = True
        self._walker = Walker(self.arcs, marked, hops, closures, deadline)

    def sums(self, row: int) -> Numbers:
        """Return the sums from one source by kind of weight and target; zero for one that is not in the part.

        Raises:
            OutOfTime: the time is up.
        """
        found = np.zeros((len(self.arcs.leaving), self._columns))
        if row in self._place:
            for kind, values in enumerate(found):
                values[self._held] = self._walker.sums(kind, self._place[row])[self._ends]
        return found


def _places(part: _Matrix, nodes: NDArray[np.integer[Any]]) -> tuple[Places, Places]:
    """Return which of the nodes are in the part, and their positions there."""
    place = np.searchsorted(part.node, nodes)
    held = np.flatnonzero(place < len(part.node))
    held = held[part.node[place[held]] == nodes[held]]
    return held, place[held]


# the net alone


@dataclass(frozen=True, slots=True, eq=False)
class NetSums:
    """Positive less negative scores by source (rows) and target, and how many paths of known sign these are.

    ``sources`` and ``targets`` are positions in the network, ascending; ``stopped`` as in `PairSums`.
    """

    sources: NDArray[Any]
    targets: NDArray[Any]
    net: Numbers
    numbers: NDArray[np.int64]
    stopped: str


def net_sums(network: Arrays, question: Question, progress: Progress | None = None) -> NetSums:
    """Return the net alone, in half the time and a third of the room; arguments as of `pair_sums`."""
    ends = (question.sources, question.targets)
    if question.sign is not None or not is_exact(network, question):
        sums = pair_sums(network, question, progress)
        numbers = sums.numbers[Sign.POSITIVE] + sums.numbers[Sign.NEGATIVE]
        return NetSums(*ends, sums.net, numbers, sums.stopped)
    check_pairs(question, NET_PAIRS)
    deadline = Deadline.of(question)
    found = _by_pair([_Shared(network, question).matrix("net")], question, deadline, progress)
    numbers = np.rint(found[1]).astype(np.int64)
    found[0][numbers == 0] = 0
    return NetSums(*ends, found[0], numbers, deadline.reason)
