"""The search itself: exact cost-to-go backwards, then best-first, or all paths at once, forwards.

``to_go[r][node, state]`` is the least cost of a walk of at most ``r`` edges from a node, in a state of the
automaton, to a target where it may end. It ignores only that a path repeats no node, so it never overrates,
and a best-first search with it (A*, Hart, Nilsson & Raphael 1968, doi:10.1109/TSSC.1968.300136) touches
little but answers. What a step costs because of the two before it (`msc_graph.pathfinding.coherence`) is
spared in the bound wherever some arc into its tail could spare it, and worked out when its turn comes.
Memory: 8 bytes for each of (max_hops + 1) x nodes x states of the usable part, and the open paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.automaton import Automaton, automaton
from msc_graph.pathfinding.coherence import Steps, steps_of
from msc_graph.pathfinding.question import Allowance, Question
from msc_graph.pathfinding.subgraph import FAR, Subgraph, subgraph

CHUNK = 100_000
"""How many open paths are extended at once when all are listed; bounds memory to some tens of megabytes."""
ARCS = 500_000
"""By how many arcs, however many each of them has where it ends, and how many a cost-to-go is worked out for
at once: as `CHUNK`."""
_CLOCK_EVERY = 256

Key = tuple[int, ...]
"""A path as (node, 0, node, arc, node, arc ...), positions in the subgraph; keys sort as documented."""


class OutOfTime(Exception):
    """The time that was given is up; see `Deadline.check`."""


class Deadline:
    """When a search stops: once an allowance is spent; ``passed`` says whether this one had to."""

    def __init__(self, allowance: Allowance, *, cut: str | None = None) -> None:
        """Start the clock. ``cut`` is that of the network which is searched."""
        self._allowance, self._cut = allowance, cut or ""
        self.passed = False
        allowance.resume()

    @classmethod
    def after(cls, seconds: float | None, *, cut: str | None = None) -> Deadline:
        """Return one with an allowance of its own; None never stops."""
        return cls(Allowance(seconds), cut=cut)

    @classmethod
    def of(cls, question: Question) -> Deadline:
        """Return the deadline of some work on a question, which has what other work on it left."""
        return cls(question.allowance, cut=question.network.cut)

    def over(self) -> bool:
        """Return whether time is up, and remember it."""
        self._allowance.spend()
        self.passed |= self._allowance.spent
        return self.passed

    def check(self) -> None:
        """Raise `OutOfTime` once the time is up."""
        if self.over():
            raise OutOfTime

    @property
    def reason(self) -> str:
        """``"time"`` where a search had to stop, else which limit cut the network, ``""`` for none."""
        self._allowance.spend()
        return "time" if self.passed else self._cut


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A question with its part of the network and the cost-to-go; without arcs there is no answer.

    ``steps`` tells what coherence costs (None: nothing), ``onward`` of each arc what it costs at least as a
    step that is not the first, itself included; the cost-to-go is that of a walk that goes on.
    """

    question: Question
    part: Subgraph
    automaton: Automaton
    to_go: list[NDArray[np.int64]]
    is_target: NDArray[np.bool_]
    steps: Steps | None
    onward: NDArray[np.int64]


def prepare(network: Arrays, question: Question, deadline: Deadline | None = None) -> Prepared:
    """Return the question ready to be searched.

    Once the time is up, the costs-to-go that lack are those of no way: the search then finds nothing.
    """
    part = subgraph(network, question)
    states = automaton(network, question, part)
    is_target = np.zeros(len(part.node), bool)
    is_target[part.targets] = True
    steps = steps_of(network, question)
    onward = part.cost
    if steps:
        onward = onward.copy()
        onward[steps.entries(part)] += steps.apart
    to_go = _costs_to_go(question, part, states, is_target, onward, deadline or Deadline.after(None))
    return Prepared(question, part, states, to_go, is_target, steps, onward)


def _costs_to_go(
    question: Question,
    part: Subgraph,
    states: Automaton,
    is_target: NDArray[np.bool_],
    onward: NDArray[np.int64],
    deadline: Deadline,
) -> list[NDArray[np.int64]]:
    ended = np.full((len(part.node), states.states), FAR)
    ended[np.ix_(is_target, states.accepting)] = 0
    layers = [ended]
    pieces, done = _pieces(part), 0
    for _ in range(question.max_hops):
        layer = ended.copy()
        for tails in pieces:
            arcs = slice(part.start[tails[0]], part.start[tails[-1] + 1])
            first = part.start[tails] - arcs.start
            for state in range(states.states):
                done += arcs.stop - arcs.start
                if done > ARCS and deadline.over():
                    return [np.full_like(ended, FAR)] * (question.max_hops + 1)
                cost = _with_cost_to_go(part, states, layers[-1], state, arcs, onward[arcs])
                best = np.minimum.reduceat(cost, first)
                layer[tails, state] = np.minimum(layer[tails, state], best)
        layers.append(layer)
    return layers


def _pieces(part: Subgraph) -> list[NDArray[np.int64]]:
    """Return the nodes that have arcs, in pieces of some `ARCS` arcs each."""
    tails = np.flatnonzero(np.diff(part.start))
    if not len(tails):
        return []
    return np.split(tails, np.flatnonzero(np.diff(part.start[tails] // ARCS)) + 1)


def _with_cost_to_go(
    part: Subgraph,
    states: Automaton,
    to_go: NDArray[np.int64],
    state: int,
    arcs: slice,
    arc_cost: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return, for each of some arcs, its cost and the cost-to-go after it; FAR where it leads nowhere."""
    following = states.following[state, arcs]
    cost: NDArray[np.int64] = to_go[part.head[arcs], following]
    cost += arc_cost
    cost[(following < 0) | (cost > FAR)] = FAR
    return cost


# the best ones, one after another


_Way = tuple[int, int, int, int, int]
"""A way on: the least cost with cost-to-go, the own cost, head, arc, state."""


@dataclass(slots=True, eq=False)
class _Branch:
    """The ways on from one open path, best first."""

    key: Key
    cost: int
    left: int
    ways: list[_Way]


_Waiting = tuple[int, Key, "_Branch | None", int, int]
"""The least cost it can end with, its key, where it comes from and by which way (None, 0: it has ended), and
what its last step costs because of those before it: -1 where that is still to be worked out."""


def best_first(prepared: Prepared, deadline: Deadline) -> Iterator[tuple[int, Key]]:
    """Yield (cost, key) of the paths, each once, in the order of cost, then of key; stops at the deadline.

    An open path waits with the least cost that it can end with. When it is taken, its best way on joins the
    queue, and so does the next best way on of the path it came from: the queue grows by two, not by a hub's
    degree. One whose last step turns out to cost more than granted waits again.
    """
    queue: list[_Waiting] = []
    ways: dict[tuple[int, int, int, bool], list[_Way]] = {}

    def ways_on(node: int, left: int, state: int, *, first: bool = False) -> list[_Way]:
        found = ways.get((node, left, state, first))
        if found is None:
            found = ways[node, left, state, first] = _ways_on(prepared, node, left, state, first=first)
        return found

    hops, part = prepared.question.max_hops, prepared.part
    for source, state in zip(part.sources.tolist(), prepared.automaton.initial.tolist(), strict=True):
        if state >= 0:
            branch = _Branch((source, 0), 0, hops, ways_on(source, hops, state, first=True))
            _push(queue, branch, 0)
    for turn in range(1, 2**63):
        if not queue or (turn % _CLOCK_EVERY == 0 and deadline.over()):
            return
        cost, key, parent, place, joined = heappop(queue)
        if parent is None:
            yield cost, key[:-1]
            continue
        _, step, head, arc, state = parent.ways[place]
        if joined < 0:
            _push(queue, parent, place + 1)
            joined = _joining(prepared, key)
            if joined and (more := joined - int(prepared.onward[arc] - part.cost[arc])):
                heappush(queue, (cost + more, key, parent, place, joined))
                continue
        spent, left = parent.cost + step + joined, parent.left - 1
        if prepared.is_target[head] and prepared.automaton.accepting[state]:
            heappush(queue, (spent, (*key, -1), None, 0, 0))
        if left:
            _push(queue, _Branch(key, spent, left, ways_on(head, left, state)), 0)


def _joining(prepared: Prepared, key: Key) -> int:
    """Return what the last step of a path costs because of those before it."""
    if prepared.steps is None or len(key) < _TWO_STEPS:
        return 0
    edge = prepared.part.edge
    earlier = int(edge[key[-5]]) if len(key) > _TWO_STEPS else -1
    return prepared.steps.cost(earlier, int(edge[key[-3]]), int(edge[key[-1]]))


_TWO_STEPS = 6
"""Numbers in the key of a path of two steps."""


def _ways_on(prepared: Prepared, node: int, left: int, state: int, *, first: bool) -> list[_Way]:
    part = prepared.part
    arcs = slice(part.start[node], part.start[node + 1])
    arc_cost = (part.cost if first else prepared.onward)[arcs]
    cost = _with_cost_to_go(part, prepared.automaton, prepared.to_go[left - 1], state, arcs, arc_cost)
    good = np.flatnonzero(cost < FAR)
    good = good[np.argsort(cost[good], kind="stable")]
    arc = good + part.start[node]
    columns = (cost[good], part.cost[arc], part.head[arc], arc, prepared.automaton.following[state, arc])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _push(queue: list[_Waiting], branch: _Branch, place: int) -> None:
    """Let the first way on from ``place`` join the queue that leads to no node visited already."""
    visited = branch.key[::2]
    for number in range(place, len(branch.ways)):
        total, _, head, arc, _ = branch.ways[number]
        if head not in visited:
            heappush(queue, (branch.cost + total, (*branch.key, head, arc), branch, number, -1))
            return


# all of them


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some whole paths of one length: ``nodes`` has a column more than ``arcs``; rows are paths."""

    nodes: NDArray[np.int32]
    arcs: NDArray[np.int32]
    cost: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """Paths that may go on, all of one length."""

    nodes: NDArray[np.int32]
    arcs: NDArray[np.int32]
    cost: NDArray[np.int64]
    state: NDArray[np.int64]


def all_paths(prepared: Prepared, deadline: Deadline) -> Iterator[Batch]:
    """Yield all paths in batches, in no order; stops at the deadline.

    Open paths are extended by whole arrays, the longest first, at most `CHUNK` at a time.
    """
    begin, ways = prepared.automaton.initial >= 0, _Onward(prepared)
    sources = prepared.part.sources[begin].astype(np.int32)
    count = len(sources)
    nothing = np.zeros((count, 0), np.int32)
    waiting = [_Open(sources[:, None], nothing, np.zeros(count, np.int64), prepared.automaton.initial[begin])]
    while waiting and not deadline.over():
        chunk = waiting.pop()
        if (most := ways.fitting(chunk)) < len(chunk.cost):
            waiting.append(_rows(chunk, slice(most, None)))
            chunk = _rows(chunk, slice(most))
        longer = _extended(prepared, chunk, ways)
        ended = prepared.is_target[longer.nodes[:, -1]] & prepared.automaton.accepting[longer.state]
        if ended.any():
            yield Batch(longer.nodes[ended], longer.arcs[ended], longer.cost[ended])
        if longer.arcs.shape[1] < prepared.question.max_hops:
            waiting.append(longer)


class _Onward:
    """The arcs by which open paths can go on and still end in time, by how many they have already."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._after: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    def after(self, steps: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the arcs (positions in the part) for the next step, and where those of each node begin."""
        if steps not in self._after:
            prepared, part = self._prepared, self._prepared.part
            least = prepared.to_go[prepared.question.max_hops - steps - 1].min(axis=1)
            arcs = np.flatnonzero(least[part.head] < FAR)
            self._after[steps] = arcs, np.searchsorted(arcs, part.start)
        return self._after[steps]

    def fitting(self, paths: _Open) -> int:
        """Return how many open paths are extended at once: by at most `ARCS` arcs, but at least one."""
        _, start = self.after(paths.arcs.shape[1])
        last = paths.nodes[:CHUNK, -1]
        counts = np.cumsum(start[last + 1] - start[last])
        return max(1, int(np.searchsorted(counts, ARCS, "right")))


def _rows(paths: _Open, rows: slice | NDArray[np.int64]) -> _Open:
    return _Open(paths.nodes[rows], paths.arcs[rows], paths.cost[rows], paths.state[rows])


def _extended(prepared: Prepared, paths: _Open, ways: _Onward) -> _Open:
    """Return all paths that are one arc longer, repeat no node and can still end in time."""
    part, last = prepared.part, paths.nodes[:, -1]
    to_go = prepared.to_go[prepared.question.max_hops - paths.arcs.shape[1] - 1]
    arcs, start = ways.after(paths.arcs.shape[1])
    begin = start[last]
    counts = start[last + 1] - begin
    row = np.repeat(np.arange(len(last)), counts)
    ends = np.cumsum(counts)
    arc = arcs[np.arange(len(row)) + np.repeat(begin - (ends - counts), counts)]
    head, state = part.head[arc], prepared.automaton.following[paths.state[row], arc]
    good = (state >= 0) & (to_go[head, state] < FAR)
    for column in range(paths.nodes.shape[1]):
        good &= paths.nodes[row, column] != head
    row, arc, head, state = row[good], arc[good], head[good], state[good]
    return _Open(
        nodes=np.column_stack([paths.nodes[row], head.astype(np.int32)]),
        arcs=np.column_stack([paths.arcs[row], arc.astype(np.int32)]),
        cost=paths.cost[row] + part.cost[arc],
        state=state,
    )
