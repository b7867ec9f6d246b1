"""What a measured cargo profile would push, which way, through what, and whether that is chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import must_be_function, must_be_one_of, must_be_true_or_false
from msc_graph.pathfinding.arrays import Arrays, Indexes
from msc_graph.pathfinding.exact_sums import NetSums, net_sums
from msc_graph.pathfinding.lists import distinct
from msc_graph.pathfinding.paths import Path, find_paths, made_options
from msc_graph.pathfinding.question import Options, Question, asked, check_range, reading
from msc_graph.pathfinding.ranking import Published, by_node
from msc_graph.pathfinding.search import Deadline

PERMUTATIONS = 1000
"""How many shuffles by default; the least p-value is 1 / (this + 1)."""
STRATUM = 8
"""Least number of nodes of one category and like degree among which values are shuffled: our choice."""
PAIRS_AT_ONCE = 20_000_000
"""Most pairs of a node that could be measured and a target that are summed at once: for half a gigabyte."""
_CHUNK = 100
_DENSE = 4
"""Where at least one value of so many is not 0, a product takes them all."""
SORTS = ("p", "size", "score", "-score", "z", "-z")
"""How targets may be ordered: least p, or largest size, first; raised or lowered first, by score or by z."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A measured node with its value, what it adds to the score of a target, and its best path there."""

    node: str
    value: float
    share: float
    best: Path


@dataclass(frozen=True, slots=True)
class Pushed:
    """One target: its ``score`` (above 0: raised), p-value, and the same corrected for many targets.

    ``share`` is the score as a part of the sizes of the scores of all targets reached, with its sign; ``z``
    how many standard deviations it lies above the mean of the shuffled profiles. ``through`` holds the
    measured nodes that add most, largest first; ``published`` are the published chains that hold a whole path
    from a measured node.
    """

    node: str
    score: float
    share: float
    z: float
    p: float
    q: float
    through: tuple[Contribution, ...]
    published: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """Targets in the order asked for; empty when no measured node leads to one.

    ``found`` is how many targets are reached in all. ``stopped`` says what kept the sums from being whole:
    ``"time"`` (the limit asked for), ``"room"`` (too many paths) or ``""``.
    """

    rows: tuple[Pushed, ...]
    permutations: int
    found: int
    stopped: str


def scored(
    network: Arrays,
    values: Mapping[str, float],
    targets: Sequence[str],
    *,
    limit: int = 20,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    sort: str = SORTS[0],
    published: Published | None = None,
    published_only: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Scores:
    """Return which nodes measured values would push, which way, and through what.

    The score of a target is the sum, over the measured nodes, of value x net score (positive minus negative
    paths) from the node to the target, divided by the sum of the sizes of the values. The p-value is
    two-sided: how often a profile of the same values, shuffled among the nodes of the same category and like
    number of edges, measured or not, scores at least as much. ``q`` is p after Benjamini and Hochberg.

    Args:
        network: where to look.
        values: finite numbers by identifier of the measured node; at least one.
        targets: identifiers of the nodes that may be pushed.
        limit: how many targets to give, at least 1.
        permutations: how many shuffles, 1 to 1,000,000.
        seed: start of the random numbers; the same seed gives the same p-values.
        sort: by which the targets come, one of `SORTS`.
        published: tells the published chains of a question; None for none.
        published_only: whether to leave out targets behind which no published chain stands; what is said of
            the others stays the same.
        progress: called with the number of shuffles done and their total.
        **options: those of a search but ``k``.

    Raises:
        UnknownNode: an identifier is not in the network.
        UsageError: an option is wrong.

    Source: Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x; p with the one added of
    Phipson & Smyth 2010, doi:10.2202/1544-6115.1585.
    """
    check_range("limit", limit, 1, 1_000_000, whole=True)
    check_range("permutations", permutations, 1, 1_000_000, whole=True)
    check_range("seed", seed, 0, 2**63, whole=True)
    must_be_one_of(sort, "sort", SORTS)
    must_be_true_or_false(published_only, "published_only")
    if progress is not None:
        must_be_function(progress, "progress")
    places = {network.node_index(node): float(value) for node, value in values.items()}
    pool = _pool(network, list(places))
    settings = replace(made_options(options), k=1)
    network = reading(network, settings)
    measured = asked(network, list(values), targets, settings)
    weights = np.array([places.get(node, 0.0) for node in pool.tolist()])
    weights /= np.abs(weights).sum() or 1.0
    shuffles = partial(_shuffled, network, weights, permutations, seed)
    sums, chance = _summed(network, replace(measured, sources=pool), weights, shuffles, progress)
    weights = weights[weights != 0]
    scores = weights @ sums.net
    reached = np.flatnonzero((sums.numbers > 0).any(axis=0))
    p = (chance.extreme(scores)[reached] + 1) / (permutations + 1)
    columns = _Columns(reached, scores[reached], chance.z(scores)[reached], p, _adjusted(p))
    chains = by_node(published(measured) if published else {}, 1)
    order = columns.order(sort)
    if published_only:
        order = order[np.isin(sums.targets[reached[order]], list(chains))]
    rows = tuple(
        replace(
            _pushed(network, sums, weights, values, columns, int(place), settings),
            published=chains.get(int(sums.targets[reached[place]]), ()),
        )
        for place in order[:limit]
    )
    return Scores(rows, permutations, len(order), sums.stopped)


def _pool(network: Arrays, measured: Sequence[int]) -> Indexes:
    """Return all nodes of the categories that were measured: those that could have been measured."""
    kinds = distinct(network.category_of[list(measured)])
    return np.flatnonzero(np.isin(network.category_of, kinds)).astype(np.int32)


def _strata(network: Arrays, nodes: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Return places in ``nodes`` in groups of one category and like degree."""
    degree = (network.leaving[nodes + 1] - network.leaving[nodes]) + (
        network.entering[nodes + 1] - network.entering[nodes]
    )
    groups = []
    for kind in distinct(network.category_of[nodes]):
        members = np.flatnonzero(network.category_of[nodes] == kind)
        groups += strata_of_like_degree(members, degree[members])
    return groups


def strata_of_like_degree(members: NDArray[np.int64], degree: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return members by degree; degrees are joined upwards until a group has at least `STRATUM`."""
    groups: list[list[int]] = [[]]
    for value in distinct(degree):
        if len(groups[-1]) >= STRATUM:
            groups.append([])
        groups[-1] += members[degree == value].tolist()
    if len(groups) > 1 and len(groups[-1]) < STRATUM:
        last = groups.pop()
        groups[-1] += last
    return [np.array(group, np.int64) for group in groups]


@dataclass(frozen=True, slots=True, eq=False)
class _Null:
    """Scores of shuffled profiles: a row a shuffle, a column a target."""

    scores: NDArray[np.float64]

    def extreme(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return for each target how many shuffles score at least as much, either way."""
        number: NDArray[np.int64] = (np.abs(self.scores) >= np.abs(scores) * (1 - 1e-9)).sum(axis=0)
        return number

    def z(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many standard deviations each score lies above the mean of the shuffles; 0 for none."""
        spread = self.scores.std(axis=0)
        usual = spread > 1e-9 * np.abs(self.scores).max(axis=0, initial=0)
        far: NDArray[np.float64] = np.where(
            usual, (scores - self.scores.mean(axis=0)) / np.where(usual, spread, 1), 0
        )
        return far


_Progress = Callable[[int, int], None] | None


def _summed(
    network: Arrays,
    question: Question,
    weights: NDArray[np.float64],
    shuffles: Callable[[NetSums, _Progress], _Null],
    progress: _Progress,
) -> tuple[NetSums, _Null]:
    """Return the sums from the measured nodes alone, and what shuffled profiles score.

    Some targets at once: the sums from all nodes that could have been measured have no room for all. Where
    time is up, those that are left are not reached.
    """
    held, deadline = weights != 0, Deadline.of(question)
    at_once = max(1, PAIRS_AT_ONCE // max(1, len(question.sources)))
    count = max(1, -(-len(question.targets) // at_once))
    pieces: list[tuple[NetSums, _Null]] = []
    for number, targets in enumerate(np.array_split(question.targets, count)):
        if pieces and deadline.over():
            break

        def told(done: int, total: int, number: int = number) -> None:
            if progress:
                progress(number * total + done, count * total)

        sums = net_sums(network, replace(question, targets=targets))
        null = shuffles(sums, told)
        pieces.append((replace(sums, net=sums.net[held], numbers=sums.numbers[held]), null))
    kept, nulls = zip(*pieces, strict=True)
    left = ((0, 0), (0, len(question.targets) - sum(len(sums.targets) for sums in kept)))
    whole = NetSums(
        sources=question.sources[held],
        targets=question.targets,
        net=np.pad(np.concatenate([sums.net for sums in kept], axis=1), left),
        numbers=np.pad(np.concatenate([sums.numbers for sums in kept], axis=1), left),
        stopped=next((sums.stopped for sums in kept if sums.stopped), deadline.reason),
    )
    return whole, _Null(np.pad(np.concatenate([null.scores for null in nulls], axis=1), left))


def _shuffled(
    network: Arrays,
    weights: NDArray[np.float64],
    permutations: int,
    seed: int,
    sums: NetSums,
    progress: _Progress,
) -> _Null:
    """Return what profiles of the same values score, shuffled among nodes of one kind and like degree."""
    chance = np.random.default_rng(seed)
    strata = [group for group in _strata(network, sums.sources) if weights[group].any()]
    place = np.concatenate([np.zeros(0, np.int64), *strata])
    ends = np.cumsum([len(group) for group in strata])
    values, net = weights[place], sums.net[place]
    scores = np.empty((permutations, len(sums.targets)))
    for done in range(0, permutations, _CHUNK):
        rows = min(_CHUNK, permutations - done)
        shuffled = np.tile(values, (rows, 1))
        for group in np.split(shuffled, ends[:-1], axis=1):
            chance.permuted(group, axis=1, out=group)
        scores[done : done + rows] = _product(shuffled, net)
        if progress:
            progress(done + rows, permutations)
    return _Null(scores)


def _product(rows: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``rows @ matrix``; where most values are 0, as few of many nodes are measured, by the others."""
    if _DENSE * np.count_nonzero(rows) > rows.size:
        product: NDArray[np.float64] = rows @ matrix
        return product
    held = [np.flatnonzero(row) for row in rows]
    return np.stack([row[places] @ matrix[places] for row, places in zip(rows, held, strict=True)])


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The targets that are reached: their places, scores, and what chance says of them."""

    place: NDArray[np.int64]
    score: NDArray[np.float64]
    z: NDArray[np.float64]
    p: NDArray[np.float64]
    q: NDArray[np.float64]

    def order(self, sort: str) -> NDArray[np.int64]:
        """Return the order asked for; equal ones by size of score, then by name."""
        size = -np.abs(self.score)
        keys = {
            "p": self.p,
            "size": size,
            "score": -self.score,
            "-score": self.score,
            "z": -self.z,
            "-z": self.z,
        }
        order: NDArray[np.int64] = np.lexsort((self.place, size, keys[sort]))
        return order


def _adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return q-values: the least p x n / rank of all ranks from this one on, at most 1."""
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1.0))
    return q


def _pushed(
    network: Arrays,
    sums: NetSums,
    weights: NDArray[np.float64],
    values: Mapping[str, float],
    columns: _Columns,
    row: int,
    settings: Options,
) -> Pushed:
    place, whole = int(columns.place[row]), float(np.abs(columns.score).sum()) or 1.0
    score, z, p, q = (float(column[row]) for column in (columns.score, columns.z, columns.p, columns.q))
    through = _through(network, sums, weights, values, place, settings)
    return Pushed(network.nodes[int(sums.targets[place])], score, score / whole, z, p, q, through)


def _through(
    network: Arrays,
    sums: NetSums,
    weights: NDArray[np.float64],
    values: Mapping[str, float],
    target: int,
    settings: Options,
) -> tuple[Contribution, ...]:
    shares = weights * sums.net[:, target]
    largest = [place for place in np.argsort(-np.abs(shares), kind="stable")[:3] if shares[place]]
    given = {field: getattr(settings, field) for field in Options.__slots__} | {"timeout": None}
    end = network.nodes[int(sums.targets[target])]
    found = []
    for place in largest:
        node = network.nodes[int(sums.sources[place])]
        best = find_paths(network, node, end, **given)[0]
        found.append(Contribution(node, float(values[node]), float(shares[place]), best))
    return tuple(found)
