"""Why there is no path: the smallest change of the question that finds one, by search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.question import CONTEXTS, MAX_HOPS_LIMIT, Allowance, Options, asked, reading
from msc_graph.pathfinding.search import Deadline, best_first, prepare

SECONDS = 10.0
"""How long the search for a relaxation may take in all: our choice; what was found by then is given."""
_MOST_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Change:
    """One option as it was asked and as it would have to be."""

    option: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes that together find something; ``nodes`` are the identifiers along the best path they find."""

    changes: tuple[Change, ...]
    nodes: tuple[str, ...]


def relaxations(
    network: Arrays, question: Mapping[str, Any], allowance: Allowance
) -> tuple[tuple[Relaxation, ...], bool]:
    """Return every way to find a path with the fewest changed options, and whether all were tried.

    Empty when nothing helps.

    More hops count as one change, and the fewest that help are given. Options are tried in this order: hops,
    direction, sign, belief, ``through``, ``predicates``, contextual predicates, each node to visit or avoid.

    Args:
        network: where nothing was found.
        question: ``source``, ``target`` and the options as they were asked.
        allowance: what is left for the question; `SECONDS` at most are taken of it.
    """
    rest = {name: value for name, value in question.items() if name not in ("source", "target")}
    options = replace(Options(**rest), k=1, timeout=None)
    short = allowance.left is not None and allowance.left < SECONDS
    deadline = Deadline(allowance if short else Allowance(SECONDS))
    changes = list(_changes(network, options))
    for size in range(1, min(len(changes), _MOST_AT_ONCE - 1) + 2):
        tried = (
            _tried(network, question, options, chosen, deadline, more_hops=len(chosen) < size)
            for chosen in _choices(changes, size)
        )
        found = tuple(relaxation for relaxation in tried if relaxation)
        if found or deadline.passed:
            return found, not deadline.passed
    return (), True


def _choices(changes: list[Change], size: int) -> Iterator[tuple[Change, ...]]:
    """Yield the changes to make at once: first those that also ask for more hops, then the others."""
    yield from combinations(changes, size - 1)
    for chosen in combinations(changes, size):
        options = [change.option for change in chosen if change.option not in ("via", "avoid")]
        if len(set(options)) == len(options):
            yield chosen


def _changes(network: Arrays, options: Options) -> Iterator[Change]:
    if options.directed:
        yield Change("directed", True, False)
    for name, usual in (("sign", None), ("min_belief", 0.0), ("through", None)):
        if getattr(options, name) != usual:
            yield Change(name, getattr(options, name), usual)
    if options.predicates is not None:
        yield Change("predicates", options.predicates, None)
    elif network.contextual:
        yield Change("predicates", None, tuple(f"+{name}" for name in sorted(network.contextual)))
    for name in CONTEXTS:
        if getattr(options, name):
            yield Change(name, getattr(options, name), ())
    for name in ("via", "avoid"):
        nodes = getattr(options, name)
        for node in [nodes] if isinstance(nodes, str) else nodes:
            yield Change(name, node, None)


def _tried(
    network: Arrays,
    question: Mapping[str, Any],
    options: Options,
    chosen: tuple[Change, ...],
    deadline: Deadline,
    *,
    more_hops: bool,
) -> Relaxation | None:
    changed = _changed(options, chosen)
    longer = range(options.max_hops + 1, MAX_HOPS_LIMIT + 1) if more_hops else [options.max_hops]
    for hops in longer:
        if deadline.over():
            break
        if nodes := _best_nodes(network, question, replace(changed, max_hops=hops), deadline):
            extra = (Change("max_hops", options.max_hops, hops),) if more_hops else ()
            return Relaxation((*extra, *chosen), nodes)
    return None


def _changed(options: Options, chosen: tuple[Change, ...]) -> Options:
    for change in chosen:
        if change.option in ("via", "avoid"):
            now = getattr(options, change.option)
            left = tuple(n for n in ([now] if isinstance(now, str) else now) if n != change.before)
            options = replace(options, **{change.option: left})  # type: ignore[arg-type]
        else:
            options = replace(options, **{change.option: change.after})
    return options


def _best_nodes(
    network: Arrays, question: Mapping[str, Any], options: Options, deadline: Deadline
) -> tuple[str, ...]:
    read = reading(network, options)
    prepared = prepare(read, asked(read, question["source"], question["target"], options), deadline)
    for _, key in best_first(prepared, deadline):
        return tuple(read.nodes[node] for node in prepared.part.node[list(key[::2])].tolist())
    return ()
