"""Rankings with the evidence in view: published chains first, verdicts that no clash of contexts upsets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from msc_graph.mechanisms.evidence import Lookup, Sums, settled
from msc_graph.mechanisms.kinds import Kinds, stops_of, with_kinds
from msc_graph.mechanisms.published import published_chains
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.question import listed_names, names_category
from msc_graph.pathfinding.ranking import Ranked, Ranking, rank
from msc_graph.vocabulary.signs import Sign


def ranked(
    lookup: Lookup,
    source: Any,
    target: Any,
    *,
    limit: int = 20,
    kinds: Kinds | None = None,
    narrower: Callable[[str], Iterable[str]] | None = None,
    published_only: bool = False,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Ranking:
    """Return the nodes of the wider end; arguments and errors as of `msc_graph.pathfinding.ranking.rank`.

    One condition at the end counts together with its kinds; several are ranked together with theirs.

    Args:
        lookup: the network, and the graph that it was made of.
        source: where paths start.
        target: where they end.
        limit: how many nodes to give, at least 1.
        kinds: narrower conditions that stand for the target too; see `Ends.kinds`.
        narrower: tells what is narrower than a ranked target; see `Ends.narrower`.
        published_only: whether to leave out nodes behind which no published chain stands.
        progress: called with the number of paths summed so far.
        **options: those of a search but ``k``.
    """
    network = lookup.network
    kinds = _counting(network, source, target, kinds or {})
    if kinds:
        options |= {"stops": stops_of(kinds), "side": "source" if _is_one(network, target) else ""}
    found = rank(
        lookup.network,
        source,
        with_kinds(target, kinds),
        limit=limit,
        published=partial(published_chains, claimed=lookup.claimed),
        published_only=published_only,
        narrower=narrower,
        progress=progress,
        **options,
    )
    rows = [_settled(lookup, found, row) for row in found]
    return Ranking(
        [row for row, _ in rows],
        side=found.side,
        found=found.found,
        stopped=found.stopped if all(looked_at for _, looked_at in rows) else "time",
        question=found.question,
        kinds=kinds,
    )


def _counting(network: Network, source: Any, target: Any, kinds: Kinds) -> Kinds:
    """Return the kinds that count: none where both ends are single nodes, which are no ranking."""
    return {} if _is_one(network, source) and _is_one(network, target) else kinds


def _is_one(network: Network, names: Any) -> bool:
    return not names_category(network, names) and len(listed_names(names, "an end")) == 1


def _settled(lookup: Lookup, found: Ranking, row: Ranked) -> tuple[Ranked, bool]:
    """Return a row with its verdict once the contexts are looked at, and whether there was time for that."""
    place = np.array([lookup.network.node_index(row.node)], np.int32)
    sources, targets = found.question.sources, found.question.targets
    ends = (sources, place) if found.side == "target" else (place, targets)
    question = replace(found.question, sources=ends[0], targets=ends[1])
    net = {Sign.POSITIVE: row.positive, Sign.NEGATIVE: row.negative, Sign.UNKNOWN: row.unknown}
    sums = Sums(row.verdict, row.evidence, net)
    known = settled(lookup, question, sums)
    return replace(row, verdict=known.verdict), known.looked_at
