"""The part of a graph that a question can use, brought here from wherever its edges lie.

Both ends are expanded level by level, always the one whose next level has fewer edges, until as many levels
are seen as a path may have edges: then no edge of such a path is missing
(`msc_graph.pathfinding.subgraph` says why). Only edges on a walk of at most so many edges stay, and the
engine answers from them as it would from the whole graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from msc_graph.errors import must_be_whole
from msc_graph.pathfinding.arc_table import ARC_FRAME, Facts, arc_table, network_of, node_table
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.string_table import members_of
from msc_graph.system.limits import check_seconds

Numbers = NDArray[np.int64]
LEAVING, ENTERING = DIRECTIONS = ("leaving", "entering")
"""Which edges of a frontier are asked for: those that start there, or those that end there."""
_FAR_OFF = 100


class ArcSource(Protocol):
    """Where edges lie: in memory, in files, on a cluster, behind an endpoint."""

    @property
    def facts(self) -> Facts:
        """What holds for all edges."""

    def arcs(self, frontier: Numbers, directions: Sequence[str], seconds: float | None) -> list[pl.DataFrame]:
        """Return the edges that leave or enter some nodes, in any order, columns as in `ARC_FRAME`.

        Each of the ``directions``, `LEAVING` or `ENTERING`, gets a frame; a source asks for all at once.

        Raises:
            TimeoutError: that took longer than ``seconds``.
        """

    def nodes(self, numbers: Numbers) -> pl.DataFrame:
        """Return some nodes, in any order, columns as in `msc_graph.pathfinding.arc_table.NODE_FRAME`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an expansion may go; None for no limit.

    ``nodes`` and ``rows`` are how many nodes may be expanded and how many edges brought, ``seconds`` how long
    that may take. ``hub`` is how many edges, both ways, a node inside a path may have.

    Raises:
        UsageError: a number is not whole and at least 1, or ``seconds`` is not positive and finite.
    """

    nodes: int | None = None
    rows: int | None = 10_000_000
    hub: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("nodes", "rows", "hub"):
            if (number := getattr(self, name)) is not None:
                must_be_whole(number, f"limits.{name}", least=1)
        if self.seconds is not None:
            check_seconds(self.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """What a question needs: walks of at most ``hops`` edges from ``sources`` to ``targets``, by number.

    ``predicates`` says of each code whether it may be walked (None: all but contextual ones); edges believed
    less than ``min_belief`` are not walked, nor is what leads to a node in ``avoid``. ``via`` are further
    nodes that the question names. ``whole`` asks for all edges of the sources, too, wherever they lead.
    """

    sources: Numbers
    targets: Numbers
    hops: int
    directed: bool = True
    avoid: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    via: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    predicates: NDArray[np.bool_] | None = None
    min_belief: float = 0.0
    whole: bool = False

    @property
    def ends(self) -> Numbers:
        """Sources and targets, each once."""
        return np.union1d(self.sources, self.targets)

    @property
    def named(self) -> Numbers:
        """All nodes that the question names."""
        return np.unique(np.concatenate([self.ends, self.avoid, self.via]))


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """A part of a graph: its network, and the number of each row from which that was made."""

    network: Network
    rows: Numbers


def brought(source: ArcSource, reach: Reach, limits: Limits) -> Brought:
    """Return the edges that a question can use; ``cut`` of the network says which limit kept some away.

    All nodes that the question names are in it, also where no edge leads to them.
    """
    expansion = _Expansion(source, reach, limits)
    expansion.run()
    rows = _on_short_walks(expansion.rows(), reach, expansion.walkable)
    used = pl.concat([rows["subject"], rows["object"]]).unique().to_numpy()
    nodes = source.nodes(np.union1d(used, reach.named))
    rows = rows.sort("row")
    return Brought(network_of(rows, nodes, source.facts, cut=expansion.cut), rows["row"].to_numpy())


class _Expansion:
    """The levels of one question."""

    def __init__(self, source: ArcSource, reach: Reach, limits: Limits) -> None:
        self._source, self._reach, self._limits = source, reach, limits
        self._end = None if limits.seconds is None else monotonic() + limits.seconds
        self._frames: list[pl.DataFrame] = []
        self._expanded = self._brought = 0
        self._cuts: list[str] = []
        usual = [name not in source.facts.contextual for name in source.facts.predicates]
        self._allowed = np.array(usual, bool) if reach.predicates is None else reach.predicates

    @property
    def cut(self) -> str:
        """The first limit that kept something away; empty where none did."""
        return self._cuts[0] if self._cuts else ""

    def rows(self) -> pl.DataFrame:
        """Return what was brought, each row once."""
        return pl.concat([pl.DataFrame(schema=ARC_FRAME), *self._frames]).unique("row", maintain_order=True)

    def run(self) -> None:
        """Bring as many levels as the question needs, unless a limit stops that."""
        ahead = _Front(self._reach.sources, self._reach.avoid)
        behind = _Front(self._reach.targets, self._reach.avoid)
        if self._reach.whole and (
            self._bring(self._reach.sources, DIRECTIONS) is None or not self._has_room()
        ):
            return
        for _ in range(self._reach.hops):
            front = ahead if ahead.price <= behind.price else behind
            if not len(front.ring):
                continue
            if not self._may_expand(front) or not self._expand(front, forward=front is ahead):
                return

    def _may_expand(self, front: _Front) -> bool:
        limits = self._limits
        if limits.nodes is not None and self._expanded + len(front.ring) > limits.nodes:
            self._cuts.append("nodes")
        elif limits.rows is not None and self._brought + front.price > limits.rows:
            self._cuts.append("rows")
        elif self._end is not None and monotonic() >= self._end:
            self._cuts.append("time")
        else:
            return True
        return False

    def _expand(self, front: _Front, *, forward: bool) -> bool:
        """Bring the next level; return whether that was possible in time and room."""
        own = LEAVING if forward else ENTERING
        steps = (own,) if self._reach.directed else (own, ENTERING if forward else LEAVING)
        brought = self._bring(front.ring, steps)
        if brought is None:
            return False
        found: list[tuple[Numbers, Numbers]] = []
        for direction, rows in zip(steps, brought, strict=True):
            walked = rows.filter(self.walkable(rows))
            far = "object" if direction == LEAVING else "subject"
            found.append((walked[far].to_numpy(), walked[f"{far}_degree"].to_numpy()))
        self._expanded += len(front.ring)
        front.advance(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
        return self._has_room()

    def _bring(self, nodes: Numbers, directions: Sequence[str]) -> list[pl.DataFrame] | None:
        """Bring the edges of some nodes, and return them by direction; None where time is over."""
        left = None if self._end is None else max(self._end - monotonic(), 0.001)
        try:
            found = [self._without_hubs(rows) for rows in self._source.arcs(nodes, directions, left)]
        except TimeoutError:
            self._cuts.append("time")
            return None
        self._brought += sum(map(len, found))
        self._frames += found
        return found

    def _has_room(self) -> bool:
        """Return whether more may be brought."""
        full = self._limits.rows is not None and self._brought > self._limits.rows
        if full:
            self._cuts.append("rows")
        return not full

    def walkable(self, rows: pl.DataFrame) -> pl.Series:
        """Return which rows the question may walk."""
        allowed = self._allowed[rows["predicate"].to_numpy()]
        if self._reach.min_belief > 0:
            allowed &= rows.select(
                pl.max_horizontal("belief", "statement_belief")
            ).to_series().to_numpy() >= (self._reach.min_belief)
        return pl.Series(allowed)

    def _without_hubs(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self._limits.hub is None:
            return rows
        ends, limit = self._reach.ends, self._limits.hub
        small = [
            (pl.col(f"{end}_degree") <= limit) | pl.col(end).is_in(ends.tolist())
            for end in ("subject", "object")
        ]
        kept = rows.filter(*small)
        if len(kept) < len(rows) and "hubs" not in self._cuts:
            self._cuts.append("hubs")
        return kept


class _Front:
    """The nodes reached from one end, level by level."""

    def __init__(self, start: Numbers, avoid: Numbers) -> None:
        self.ring = np.setdiff1d(start, avoid)
        self._seen = np.union1d(start, avoid)
        self.price = len(self.ring)

    def advance(self, reached: Numbers, degree: Numbers) -> None:
        """Take the nodes that were not seen before as the next level; ``price`` are their edges."""
        fresh, first = np.unique(reached, return_index=True)
        new = ~np.isin(fresh, self._seen, assume_unique=True)
        self.ring, self.price = fresh[new], int(degree[first[new]].sum())
        self._seen = np.union1d(self._seen, self.ring)


def _on_short_walks(
    rows: pl.DataFrame, reach: Reach, walkable: Callable[[pl.DataFrame], pl.Series]
) -> pl.DataFrame:
    """Return the rows on a walk of at most so many edges, and those of the same two nodes."""
    subject, object_ = rows["subject"].to_numpy(), rows["object"].to_numpy()
    node = np.union1d(np.concatenate([subject, object_]), reach.ends)
    tail, head = np.searchsorted(node, subject), np.searchsorted(node, object_)
    if not reach.directed:
        tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
    walked = np.tile(np.asarray(walkable(rows)), len(tail) // max(len(rows), 1))
    ends = [np.searchsorted(node, end) for end in (reach.sources, reach.targets)]
    after = _distances(ends[0], tail[walked], head[walked], reach.hops, len(node))
    before = _distances(ends[1], head[walked], tail[walked], reach.hops, len(node))
    near = after[tail] + before[head] < reach.hops
    kept = near[: len(rows)]
    if not reach.directed:
        kept = kept | near[len(rows) :]
    if reach.whole:
        kept = kept | np.isin(subject, reach.sources) | np.isin(object_, reach.sources)
    return rows.filter(pl.Series(kept))


def _distances(start: Numbers, near: Numbers, far: Numbers, hops: int, size: int) -> NDArray[np.int16]:
    """Return the distance of each node from ``start`` over the arcs near -> far; 100 where it is beyond."""
    distance = np.full(size, _FAR_OFF, np.int16)
    distance[start] = 0
    for step in range(1, hops):
        reached = far[distance[near] == step - 1]
        distance[reached[distance[reached] > step]] = step
    return distance


class NetworkArcs:
    """The edges of a network in memory or mapped from disk."""

    def __init__(self, network: Arrays) -> None:
        """Make the rows of a network."""
        self.facts = Facts.of(network)
        self._rows, self._nodes, self._network = arc_table(network), node_table(network), network

    def arcs(
        self, frontier: Numbers, directions: Sequence[str], seconds: float | None = None
    ) -> list[pl.DataFrame]:
        """Return the edges that leave or enter some nodes; see `ArcSource`."""
        return [self._arcs(frontier, direction) for direction in directions]

    def _arcs(self, frontier: Numbers, direction: str) -> pl.DataFrame:
        starts = self._network.leaving if direction == LEAVING else self._network.entering
        places = members_of(np.asarray(starts), frontier)
        return self._rows[places if direction == LEAVING else np.asarray(self._network.by_object)[places]]

    def nodes(self, numbers: Numbers) -> pl.DataFrame:
        """Return some nodes; see `ArcSource`."""
        return self._nodes[numbers]
