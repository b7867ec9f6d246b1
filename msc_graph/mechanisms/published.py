"""Published chains between the ends of a question: paths all of whose edges one mechanism holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from msc_graph.model.graph import Graph
from msc_graph.pathfinding.arrays import SIGN_CODE, Arrays
from msc_graph.pathfinding.question import Question

MOST_LOOKED_AT = 50_000
"""Most edges that are looked at: our choice, some seconds on a store on disk; a chain beyond is not found."""

_Step = tuple[int, int]


def published_chains(
    network: Arrays, graph: Graph, question: Question
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the mechanisms that hold a whole path of a question, by the positions of its ends, sorted.

    Args:
        network: the edges; ``row`` of each is its position in ``graph.edges``.
        graph: tells the mechanisms of an edge.
        question: ends and options; its sign, nodes to visit and pattern hold for the path.
    """
    chains = _Chains(network, graph, question)
    found: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for source in question.sources.tolist():
        for target, names in chains.from_node(source):
            found[source, target] |= names
    return {pair: tuple(sorted(names)) for pair, names in found.items()}


class _Chains:
    """The search along edges that share a mechanism."""

    def __init__(self, network: Arrays, graph: Graph, question: Question) -> None:
        self._network, self._graph, self._question = network, graph, question
        self._targets = set(question.targets.tolist())
        self._left = MOST_LOOKED_AT

    def from_node(self, source: int) -> Iterator[tuple[int, frozenset[str]]]:
        """Yield where chains from a node end, and the mechanisms that hold them."""
        waiting: list[tuple[tuple[int, ...], tuple[int, ...], frozenset[str] | None]] = [
            ((source,), (), None)
        ]
        while waiting:
            nodes, arcs, names = waiting.pop()
            for arc, head in self._steps(nodes[-1]):
                shared = self._mechanisms(arc)
                shared = shared if names is None else shared & names
                if not shared or head in nodes:
                    continue
                path = (*nodes, head), (*arcs, arc)
                if head in self._targets and self._fits(*path):
                    yield head, shared
                if len(arcs) + 1 < self._question.max_hops:
                    waiting.append((*path, shared))

    def _steps(self, node: int) -> Iterator[_Step]:
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

    def _mechanisms(self, arc: int) -> frozenset[str]:
        if self._left <= 0:
            return frozenset()
        self._left -= 1
        return frozenset(self._graph.edges[int(self._network.edges.row[arc])].mechanisms)

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
