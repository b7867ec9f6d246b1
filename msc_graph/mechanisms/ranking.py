"""Rankings with the evidence in view: published chains first, verdicts that no clash of contexts upsets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from msc_graph.mechanisms.evidence import Lookup, settled
from msc_graph.mechanisms.published import published_chains
from msc_graph.model.graph import Graph
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.ranking import Ranked, Ranking, rank
from msc_graph.vocabulary.signs import Sign


def ranked(
    network: Network,
    source: Any,
    target: Any,
    *,
    graph: Graph,
    limit: int = 20,
    published_only: bool = False,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Ranking:
    """Return the nodes of the wider end; arguments and errors as of `msc_graph.pathfinding.ranking.rank`.

    Args:
        network: where to look.
        source: where paths start.
        target: where they end.
        graph: the graph that the network was made of.
        limit: how many nodes to give, at least 1.
        published_only: whether to leave out nodes behind which no published chain stands.
        progress: called with the number of paths summed so far.
        **options: those of a search but ``k``.
    """
    lookup = Lookup(network, graph)
    found = rank(
        network,
        source,
        target,
        limit=limit,
        published=published_chains,
        published_only=published_only,
        progress=progress,
        **options,
    )
    rows = [_settled(lookup, found, row) for row in found]
    return Ranking(rows, side=found.side, found=found.found, stopped=found.stopped, question=found.question)


def _settled(lookup: Lookup, found: Ranking, row: Ranked) -> Ranked:
    """Return a row with its verdict once the contexts are looked at."""
    place = np.array([lookup.network.node_index(row.node)], np.int32)
    sources, targets = found.question.sources, found.question.targets
    ends = (sources, place) if found.side == "target" else (place, targets)
    question = replace(found.question, sources=ends[0], targets=ends[1])
    net = {Sign.POSITIVE: row.positive, Sign.NEGATIVE: row.negative}
    return replace(row, verdict=settled(lookup, question, row.verdict, net))
