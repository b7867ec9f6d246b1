"""The naive version of path-finding: plain recursion over plain tuples. The engine is compared with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import log, prod
from typing import NamedTuple


class Row(NamedTuple):
    """An edge as a column-wise input has it; ``number`` is its position there."""

    number: int
    subject: str
    predicate: str
    object: str
    sign: str
    belief: float


class Walked(NamedTuple):
    """A path: its nodes, its edges, and what the engine should say of it."""

    nodes: tuple[str, ...]
    rows: tuple[Row, ...]
    sign: str
    score: float


def naive_paths(
    rows: Sequence[Row],
    sources: Sequence[str],
    targets: Sequence[str],
    *,
    max_hops: int,
    sign: str | None = None,
    via: Sequence[str] = (),
    avoid: Sequence[str] = (),
    forbidden: Sequence[str] = (),
    contextual: Sequence[str] = (),
    category: dict[str, str] | None = None,
    through: str | None = None,
    min_belief: float = 0.0,
    damping: float = 0.4,
    directed: bool = True,
) -> list[Walked]:
    """Return all paths in the documented order; ``through`` is a Python expression over categories."""
    usable = [
        row
        for row in rows
        if row.predicate not in (*forbidden, *contextual)
        and row.belief >= min_belief
        and not {row.subject, row.object} & set(avoid)
    ]
    found = []
    for source in sorted(set(sources) - set(avoid)):
        for nodes, path in walks(usable, (source,), (), max_hops, directed=directed):
            if nodes[-1] not in targets or not set(via) <= set(nodes):
                continue
            if through and not re.fullmatch(through, "".join((category or {})[node] for node in nodes)):
                continue
            net = naive_sign(path)
            if sign in (None, net):
                found.append(Walked(nodes, path, net, naive_score(rows, path, damping)))
    return in_order(found)


def walks(
    rows: Sequence[Row], nodes: tuple[str, ...], path: tuple[Row, ...], left: int, *, directed: bool
) -> Iterator[tuple[tuple[str, ...], tuple[Row, ...]]]:
    """Yield every way to walk on without coming back to a node, at least one edge long."""
    if path:
        yield nodes, path
    if not left:
        return
    for row in rows:
        ends = [(row.subject, row.object)] + ([] if directed else [(row.object, row.subject)])
        for near, far in ends:
            if near == nodes[-1] and far not in nodes:
                yield from walks(rows, (*nodes, far), (*path, row), left - 1, directed=directed)


def naive_sign(path: Sequence[Row]) -> str:
    """One unknown makes it unknown; else count the minus signs."""
    if any(row.sign == "?" for row in path):
        return "?"
    return "-" if sum(row.sign == "-" for row in path) % 2 else "+"


def naive_score(rows: Sequence[Row], path: Sequence[Row], damping: float) -> float:
    """Belief times damped degrees; equal subject-predicate-object count once, self-loops not at all."""
    distinct = {row[1:4] for row in rows if row.subject != row.object}
    score = prod(row.belief for row in path)
    for row in path:
        out = sum(1 for s, p, _ in distinct if (s, p) == (row.subject, row.predicate))
        into = sum(1 for _, p, o in distinct if (p, o) == (row.predicate, row.object))
        score *= (out * into) ** -damping
    return score


def in_order(found: list[Walked]) -> list[Walked]:
    """Return the paths by score; of equal ones the shorter first, then step by step."""
    found = sorted(found, key=lambda walked: -walked.score)
    numbered, number = [], 0
    for before, walked in zip([None, *found], found, strict=False):
        number += before is not None and log(before.score) - log(walked.score) > 1e-11
        numbered.append((number, len(walked.rows), steps(walked), walked))
    return [
        entry[3]
        for _, group in groupby(sorted(numbered, key=lambda e: e[:3]), lambda e: e[0])
        for entry in group
    ]


def steps(walked: Walked) -> tuple[object, ...]:
    """Return the order of equally good paths of one length."""
    edges = (
        (node, row.subject, row.object, row.predicate, row.number)
        for node, row in zip(walked.nodes[1:], walked.rows, strict=True)
    )
    return (walked.nodes[0], *edges)
