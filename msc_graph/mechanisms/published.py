"""Published chains between the ends of a question: paths all of whose edges one mechanism holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from msc_graph.pathfinding.arrays import SIGN_CODE
from msc_graph.pathfinding.lists import Lists
from msc_graph.pathfinding.question import Question

MOST_LOOKED_AT = 50_000
"""Most edges that are looked at: our choice, a tenth of a second; a chain beyond is not found."""


class Chain(NamedTuple):
    """A path by positions of nodes and edges in what the question reads, and the chains that hold it."""

    nodes: tuple[int, ...]
    edges: tuple[int, ...]
    names: frozenset[str]


def published_chains(
    question: Question, claimed: frozenset[str] = frozenset()
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the mechanisms that hold a whole path of a question, by the positions of its ends, sorted.

    ``claimed`` are mechanisms that the article alone claims: these are not published.
    """
    found: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for chain in published_paths(question, claimed):
        found[chain.nodes[0], chain.nodes[-1]] |= chain.names
    return {pair: tuple(sorted(names)) for pair, names in found.items()}


def published_paths(question: Question, claimed: frozenset[str] = frozenset()) -> Iterator[Chain]:
    """Yield the paths of a question that a mechanism holds whole; its options hold for them.

    ``claimed`` as of `published_chains`.
    """
    stated = question.network.stated(("chain",))
    if stated:
        chains = _Chains(question, stated[0][0])
        for source in question.sources.tolist():
            for chain in chains.from_node(source):
                if chain.names - claimed:
                    yield chain._replace(names=chain.names - claimed)


class _Chains:
    """The search along edges that share a mechanism."""

    def __init__(self, question: Question, chains: Lists) -> None:
        self._network, self._question, self._chains = question.network, question, chains
        self._targets = set(question.targets.tolist())
        self._left = MOST_LOOKED_AT

    def from_node(self, source: int) -> Iterator[Chain]:
        """Yield the chains from a node."""
        waiting: list[tuple[tuple[int, ...], tuple[int, ...], frozenset[int] | None]] = [
            ((source,), (), None)
        ]
        while waiting:
            nodes, arcs, codes = waiting.pop()
            for arc, head in self._steps(nodes[-1]):
                shared = self._mechanisms(arc)
                shared = shared if codes is None else shared & codes
                if not shared or head in nodes:
                    continue
                path = (*nodes, head), (*arcs, arc)
                if head in self._targets and self._fits(*path):
                    yield Chain(*path, self._named(shared))
                if len(arcs) + 1 < self._question.max_hops and head not in self._question.stops:
                    waiting.append((*path, shared))

    def _steps(self, node: int) -> Iterator[tuple[int, int]]:
        """Yield the edges that may be walked from a node, and where they lead."""
        network, edges, question = self._network, self._network.edges, self._question
        leaving = range(int(network.leaving[node]), int(network.leaving[node + 1]))
        ways = [(arc, int(edges.object[arc])) for arc in leaving]
        if not question.directed:
            entering = network.by_object[network.entering[node] : network.entering[node + 1]].tolist()
            ways += [(arc, int(edges.subject[arc])) for arc in entering]
        for arc, head in ways:
            usual = question.predicate_allowed[edges.predicate[arc]]
            if usual and head not in question.avoid and edges.belief[arc] >= question.min_belief:
                yield arc, head

    def _mechanisms(self, arc: int) -> frozenset[int]:
        if self._left <= 0:
            return frozenset()
        self._left -= 1
        return frozenset(self._chains[arc].tolist())

    def _named(self, codes: frozenset[int]) -> frozenset[str]:
        names = self._network.context_names
        return frozenset(names[code].removeprefix("chain:") for code in codes)

    def _fits(self, nodes: tuple[int, ...], arcs: tuple[int, ...]) -> bool:
        question = self._question
        sign = int(np.prod(self._network.edges.sign[list(arcs)]))
        if question.sign is not None and sign != SIGN_CODE[question.sign]:
            return False
        return set(question.via) <= set(nodes) and self._matches(nodes)

    def _matches(self, nodes: tuple[int, ...]) -> bool:
        pattern, state = self._question.pattern, 0
        if pattern is None:
            return True
        for category in self._network.category_of[list(nodes)].tolist():
            state = int(pattern.step[state, category])
            if state < 0:
                return False
        return bool(pattern.accepting[state])
