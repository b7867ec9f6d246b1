"""What a path has to remember on its way: its sign, its place in the pattern, which nodes it has visited.

The three are put together into one finite automaton, whose state goes along with the search. So the
cost-to-go is exact for the sign, the pattern and the nodes asked for, not only for the distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.question import Question
from msc_graph.pathfinding.subgraph import Subgraph
from msc_graph.vocabulary.signs import Sign

ROOM = 4_000_000_000
"""Most bytes that the tables of one search may take; our choice, for a machine of 8 GB."""
_BYTES_PER_ARC = 32
"""By arc and state: three parts of the next state and their sum, 8 bytes each."""
_DEAD = -1
_FREE = (np.zeros((1, 3), np.int64), np.ones(1, bool))
_SIGN_PARTS = {
    None: _FREE,
    Sign.POSITIVE: (np.array([[1, _DEAD, 0], [0, _DEAD, 1]]), np.array([True, False])),
    Sign.NEGATIVE: (np.array([[1, _DEAD, 0], [0, _DEAD, 1]]), np.array([False, True])),
    Sign.UNKNOWN: (np.array([[0, 1, 0], [1, 1, 1]]), np.array([False, True])),
}
"""For each sign asked for: the next state by state and sign of the edge (-1, 0, 1), and where a path may end.

For + and - the state is the parity of negative edges; for ? it is whether an unknown edge was met.
"""


_SIGN_STATES = 2
"""The states of a sign, for which room must be in any case: the best paths of each sign are asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """``following[q, arc]`` is the state after an arc in state ``q``, or -1.

    ``initial[i]`` is the state at the i-th source of the subgraph, or -1; ``accepting[q]`` whether a path may
    end in ``q``.
    """

    following: NDArray[np.int64]
    initial: NDArray[np.int64]
    accepting: NDArray[np.bool_]

    @property
    def states(self) -> int:
        """How many states there are, at least 1."""
        return len(self.accepting)


def automaton(network: Arrays, question: Question, part: Subgraph) -> Automaton:
    """Return the automaton of a question over its part of the network."""
    if question.sign is None and question.pattern is None and not question.via:
        always = np.broadcast_to(np.int64(0), (1, len(part)))  # takes no room
        return Automaton(always, np.zeros(len(part.sources), np.int64), np.ones(1, bool))
    category = network.category_of[part.node].astype(np.int64)
    visit = _visits(question, part)
    signs, sign_ends = _SIGN_PARTS[question.sign]
    places, place_ends = _pattern_part(question)
    visited, visit_ends = _visit_part(len(question.via))
    _check_room(_SIGN_STATES * len(place_ends) * len(visit_ends), question, part)
    return Automaton(
        following=_joined(
            signs[:, part.sign.astype(np.int64) + 1],
            places[:, category[part.head] if question.pattern else np.zeros(len(part), np.int64)],
            visited[:, visit[part.head]],
        ),
        initial=_joined(
            np.zeros((1, len(part.sources)), np.int64),
            places[:1, category[part.sources] if question.pattern else np.zeros(len(part.sources), np.int64)],
            visited[:1, visit[part.sources]],
            sizes=(len(sign_ends), len(place_ends), len(visit_ends)),
        )[0],
        accepting=(sign_ends[:, None, None] & place_ends[None, :, None] & visit_ends).ravel(),
    )


def _check_room(states: int, question: Question, part: Subgraph) -> None:
    need = states * (_BYTES_PER_ARC * len(part) + 8 * (question.max_hops + 1) * len(part.node))
    if need > ROOM:
        raise UsageError(
            f"the question needs about {need / 1e9:.1f} GB, more than {ROOM / 1e9:.0f} GB:"
            f" {len(part)} edges may take part, each in {states} states."
            " Ask for fewer hops, fewer nodes to visit or a shorter pattern"
        )


def _pattern_part(question: Question) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    if question.pattern is None:
        return _FREE
    return question.pattern.step.astype(np.int64), question.pattern.accepting


def _visits(question: Question, part: Subgraph) -> NDArray[np.int64]:
    """Return for each node of the part 1 + which of the nodes to visit it is, or 0."""
    visit = np.zeros(len(part.node), np.int64)
    for number, node in enumerate(question.via, start=1):
        visit[part.node == node] = number
    return visit


def _visit_part(count: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the next set of visited nodes (as bits) by set and node entered, and where a path may end."""
    sets = np.arange(2**count)
    steps = np.stack([sets, *(sets | 1 << number for number in range(count))], axis=1)
    return steps, sets == 2**count - 1


def _joined(*parts: NDArray[np.int64], sizes: tuple[int, ...] | None = None) -> NDArray[np.int64]:
    """Return the joint next state of automata that run side by side; -1 as soon as one of them is dead."""
    sizes = sizes or tuple(len(part) for part in parts)
    first, second, third = (part[index] for part, index in zip(parts, _ALONG, strict=True))
    joint = (first * sizes[1] + second) * sizes[2] + third
    dead = (first < 0) | (second < 0) | (third < 0)
    states = joint.shape[0] * joint.shape[1] * joint.shape[2]
    return np.where(dead, _DEAD, joint).reshape(states, joint.shape[-1])


_ALONG = ((slice(None), None, None), (None, slice(None), None), (None, None, slice(None)))
