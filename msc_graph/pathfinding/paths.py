"""Paths of a network and what they add up to: found, put in order, summed by sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from operator import index as whole
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.pathfinding.arrays import SIGN_OF_CODE, Arrays
from msc_graph.pathfinding.coherence import coherence_of, costs_of_paths
from msc_graph.pathfinding.exact_sums import is_exact, pair_sums
from msc_graph.pathfinding.question import DWPC, Options, Question, asked, reading
from msc_graph.pathfinding.search import Batch, Deadline, Key, Prepared, all_paths, best_first, prepare
from msc_graph.pathfinding.short import is_short, joined_paths
from msc_graph.pathfinding.sorting import changes
from msc_graph.pathfinding.statements import wording_of
from msc_graph.pathfinding.subgraph import FAR, LENGTH_BITS
from msc_graph.pathfinding.sums import (
    LIST_LIMIT,
    EdgeTotals,
    PairSums,
    TargetNet,
    Totals,
    listed_totals,
    nets_by_target,
    stop_reason,
    totals_of_rows,
)
from msc_graph.pathfinding.verdicts import leaning_of, share_of, verdict_of
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from msc_graph.tables.table import Table

HTML_PATHS = 50
"""Most paths that a notebook shows; a person reads no more. Our choice."""
TIE_LIMIT = 10_000
"""How many paths beyond ``k`` are looked at to put equally good ones in order."""
PIVOT_LIMIT = 200_000
"""Most paths of a contested pair of which each step is looked at: our choice, some seconds."""
_NEAR = 64 << LENGTH_BITS
"""Costs this near are equal: 64 x 2^-40 of -ln(score), far above rounding, far below any real difference."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of a path as the network holds it.

    ``sign`` is a `Sign`; ``belief`` above 0, at most 1; ``row`` its position in the input, ``source`` where
    it comes from. ``forward`` is False when the path walks it against its direction. A statement has the
    ``rows`` and the ``wording`` (predicates) of all edges that state it, those of ``row`` first; ``both``
    tells that the opposite sign is reported too.
    """

    subject: str
    predicate: str
    object: str
    sign: Sign
    belief: float
    row: int
    source: str = ""
    forward: bool = True
    rows: tuple[int, ...] = ()
    wording: tuple[str, ...] = ()
    both: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A path that repeats no node: identifiers of its ``nodes`` and the ``edges`` between them.

    ``sign`` is the product of the edges' signs, ``belief`` that of their beliefs. ``score`` is what orders
    paths: the product of the edges' support, their damped degrees and the coherence of neighbouring steps.
    ``contribution`` is what the path adds to the net score: that of belief and damped degrees. All three are
    above 0 and at most 1.
    """

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    sign: Sign
    score: float
    belief: float
    contribution: float

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.edges)

    def _repr_html_(self) -> str:
        return path_table([self])._repr_html_()


def path_table(paths: Iterable[Path]) -> Table:
    """Return one row a path: its nodes with the sign of each edge between them, sign, score and belief."""
    from msc_graph.tables.table import Table

    rows = [(_walked(path), path.sign.value, path.score, path.belief) for path in paths]
    return Table.of(("path", "sign", "score", "belief"), rows)


def _walked(path: Path) -> str:
    steps = (f" {edge.sign.value}> {node}" for edge, node in zip(path.edges, path.nodes[1:], strict=True))
    return path.nodes[0] + "".join(steps)


@dataclass(frozen=True, slots=True)
class Pivot:
    """An edge on which the outcome of a contested pair hangs.

    ``change`` is ``"removal"`` or ``"reversal"``; ``verdict`` and ``leaning`` are what they would become.
    """

    edge: Edge
    change: str
    verdict: str
    leaning: str


class Paths(Sequence[Path]):
    """The paths found, best first; what they add up to is worked out when it is first asked for.

    Of paths along the same nodes, which differ only in what is stated between two of them, the best is given;
    with the scoring ``"dwpc"`` every one. Order: by score; scores that differ by less than 4e-12 of
    themselves count as equal. Then fewer edges first; then node by node and edge by edge from the source:
    identifier of the node (code points), name of the predicate (of a statement: its family), position in the
    input. ``complete`` is False when the search was stopped: the paths are
    then the best found so far. ``stopped`` says by what: ``"time"`` (the limit asked for), ``"room"``
    (`LIST_LIMIT`, `first`), what limited the part of a graph that was brought (`Arrays.cut`), or ``""``.
    """

    def __init__(
        self,
        network: Arrays,
        question: Question,
        found: tuple[NDArray[Any], NDArray[Any]],
        *,
        stopped: str = "",
        everything: NDArray[Any] | None = None,
    ) -> None:
        """Keep the paths as rows of nodes and arcs (positions in the network), -1 after their end.

        ``everything`` are the arcs of all paths of the question, where they are known already.
        """
        self.network, self.question = network, question
        self.stopped, self.complete = stopped, not stopped
        self._nodes, self._arcs = found
        self._everything = everything
        self._edges: dict[tuple[int, int], Edge] = {}

    def __len__(self) -> int:
        return len(self._arcs)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not -len(self) <= whole(index) < len(self):
            raise IndexError(index)
        length = int((self._arcs[index] >= 0).sum())
        nodes, arcs = self._nodes[index, : length + 1].tolist(), self._arcs[index, :length].tolist()
        return path_of(self.network, nodes, arcs, self.question, self._edges)

    def __iter__(self) -> Iterator[Path]:
        return (self[index] for index in range(len(self)))

    def _repr_html_(self) -> str:
        return path_table(self[:HTML_PATHS])._repr_html_()

    def only(self, chosen: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Paths:
        """Return some paths of the question alone, at most ``k``; the sums stay those of all."""
        nodes, arcs = _rows_of(chosen, self.question.max_hops)
        order = _shown(self.question, nodes, _order(nodes, arcs, costs_of_paths(self.question, arcs)))
        found, everything = (
            (nodes[order][: self.question.k], arcs[order][: self.question.k]),
            self._everything,
        )
        return Paths(self.network, self.question, found, stopped=self.stopped, everything=everything)

    def first(self, number: int) -> Paths:
        """Return the first paths alone, not ``complete`` where there are more; the sums stay those of all."""
        if len(self) <= number:
            return self
        found, stopped = (self._nodes[:number], self._arcs[:number]), self.stopped or "room"
        return Paths(self.network, self.question, found, stopped=stopped, everything=self._everything)

    def led_by(self, first: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Paths:
        """Return as many paths, with some paths of the question (nodes and edges) first, in their order."""
        if not first:
            return self
        hops = self.question.max_hops
        nodes, arcs = _rows_of(first, hops)
        order = _shown(self.question, nodes, _order(nodes, arcs, costs_of_paths(self.question, arcs)))
        nodes, arcs = nodes[order], arcs[order]
        leading = {tuple(row) for row in nodes.tolist()}
        rest = [place for place, row in enumerate(self._nodes.tolist()) if tuple(row) not in leading]
        nodes, arcs = (
            np.concatenate([ahead, behind[rest]])[: self.question.k]
            for ahead, behind in ((nodes, self._nodes), (arcs, self._arcs))
        )
        everything = self._everything
        return Paths(self.network, self.question, (nodes, arcs), stopped=self.stopped, everything=everything)

    @cached_property
    def totals(self) -> Totals:
        """The sums over all paths of the question, not only the ``k`` kept."""
        if self._everything is not None:
            return totals_of_rows(self.network, self.question, self._everything).whole
        return self._pair_sums.totals

    @cached_property
    def _pair_sums(self) -> PairSums:
        return pair_sums(self.network, self.question)

    @cached_property
    def net(self) -> dict[Sign, float]:
        """The sum of scores by sign over all paths of the question; 0 where there is none.

        A lower bound where not ``net_complete``, but never less than the paths found add up to.
        """
        if self.totals.complete:
            return self.totals.scores
        return {sign: max(score, self._listed.scores[sign]) for sign, score in self.totals.scores.items()}

    @cached_property
    def evidence(self) -> dict[Sign, float]:
        """What the verdict is made of: the sum over all paths of known sign of what each weighs.

        See `msc_graph.pathfinding.sums.evidence_of`; a lower bound where not ``net_complete``.
        """
        sides = (Sign.POSITIVE, Sign.NEGATIVE)
        if self.totals.complete:
            return {sign: self.totals.evidence[sign] for sign in sides}
        return {sign: max(self.totals.evidence[sign], self._listed.evidence[sign]) for sign in sides}

    @cached_property
    def _listed(self) -> Totals:
        """The sums over the paths that were kept."""
        return totals_of_rows(self.network, self.question, self._arcs).whole

    @property
    def net_complete(self) -> bool:
        """Whether ``net`` covers all paths; False when they are too many, or the time is too short."""
        return self.totals.complete

    @cached_property
    def signs(self) -> frozenset[Sign]:
        """The net signs that paths of the question have; exact unless a time limit stopped the search."""
        if self._everything is not None or is_exact(self.network, self.question):
            met = {sign for sign, number in self.totals.numbers.items() if number}
            if self.totals.complete:
                return frozenset(met)
        met = {sign for sign, number in self._listed.numbers.items() if number}
        asked = set(Sign) if self.question.sign is None else {self.question.sign}
        return frozenset(met | {sign for sign in asked - met if self._exists(sign)})

    def _exists(self, sign: Sign) -> bool:
        deadline = Deadline.of(self.question)
        one = prepare(self.network, replace(self.question, sign=sign), deadline)
        return next(best_first(one, deadline), None) is not None

    @cached_property
    def targets(self) -> tuple[TargetNet, ...]:
        """What the paths to each target add up to, the largest net first; only targets that are reached.

        Where not ``net_complete``, a target may be missing and the sums are lower bounds.
        """
        if len(self.question.targets) > 1:
            return nets_by_target(self.network, self.question, self._pair_sums)
        name = self.network.nodes[int(self.question.targets[0])] if len(self.question.targets) else ""
        return (TargetNet(name, self.verdict, self.net, self.evidence),) if self.signs else ()

    @property
    def verdict(self) -> str:
        """``"positive"``, ``"negative"``, ``"contested"``, ``"unknown"`` or ``"none"`` (no path).

        Contested where the weaker side has at least the share of the evidence that the question states.
        """
        known = self.signs - {Sign.UNKNOWN}
        evidence = self.evidence if len(known) == 2 else {}
        return verdict_of(evidence, self.signs, self.question.contested)

    @property
    def share(self) -> float | None:
        """How much of the evidence of known sign is on the greater side, 0.5 to 1, or None."""
        return share_of(self.evidence)

    @property
    def leaning(self) -> str:
        """Which known sign has more evidence: ``"positive"``, ``"negative"`` or ``"balanced"``."""
        return leaning_of(self.evidence[Sign.POSITIVE], self.evidence[Sign.NEGATIVE])

    @cached_property
    def pivots(self) -> tuple[Pivot, ...]:
        """The edges whose removal or reversal changes the verdict of a contested pair, or its leaning.

        First those that change the verdict; then in the order of the network's edges. Empty unless contested,
        and where ``pivots_stopped``. Several targets count as one.
        """
        if self.pivots_stopped or self.verdict != "contested":
            return ()
        return _pivots(self.network, self._by_edge, self.question.contested)

    @property
    def pivots_stopped(self) -> str:
        """Why there are no ``pivots``: ``"room"`` (more than `PIVOT_LIMIT` paths), ``"time"`` or ``""``."""
        if sum(self.totals.numbers.values()) > PIVOT_LIMIT:
            return "room"
        return "time" if self.verdict == "contested" and self._by_edge.whole.stopped == "time" else ""

    @cached_property
    def _by_edge(self) -> EdgeTotals:
        """The sums by edge; these need every path."""
        if self._everything is not None:
            return totals_of_rows(self.network, self.question, self._everything)
        return listed_totals(self.network, self.question)


def best_of(question: Question, sign: Sign, k: int) -> Paths:
    """Return the ``k`` best paths of a question that have a sign."""
    network = question.network
    question, deadline = replace(question, sign=sign, k=k), Deadline.of(question)
    found = _best(prepare(network, question, deadline), k, deadline)
    return Paths(network, question, found, stopped=deadline.reason)


def find_paths(
    network: Arrays,
    source: Any,
    target: Any,
    *,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Paths:
    """Return the ``k`` best of all paths from ``source`` to ``target`` that repeat no node.

    Of several sources and targets, every path from one of the first to another node of the second counts.

    Args:
        network: where to look.
        source: identifier of a node, several of them, or a category as ``"any Disease"``.
        target: the same.
        progress: called, while all paths are listed, with how many were found so far.
        **options: see `msc_graph.pathfinding.question.Options`. With ``k=None`` all paths are listed, up to
            `LIST_LIMIT`; `iter_paths` gives them one by one without end.

    Returns:
        The paths, best first; empty when there is none.

    Raises:
        UnknownNode: an identifier is not in the network.
        UsageError: an option is unknown, malformed or out of range; or source and target are the same node.
    """
    made = made_options(options)
    network = reading(network, made)
    question = asked(network, source, target, made)
    if is_short(question) and (rows := joined_paths(network, question)) is not None:
        nodes, arcs, cost = rows
        best = _shown(question, nodes, _order(nodes, arcs, cost))[: question.k]
        found = nodes[best], arcs[best]
        return Paths(network, question, found, stopped=network.cut or "", everything=arcs)
    deadline = Deadline.of(question)
    prepared = prepare(network, question, deadline)
    if question.k is not None:
        best_found = _best(prepared, question.k, deadline)
        return Paths(network, question, best_found, stopped=deadline.reason)
    nodes, arcs, stopped = _listed(prepared, deadline, progress)
    shown = _shown(question, nodes, np.arange(len(nodes)))
    everything = None if stopped else arcs
    return Paths(network, question, (nodes[shown], arcs[shown]), stopped=stopped, everything=everything)


def iter_paths(network: Arrays, source: Any, target: Any, **options: Any) -> Iterator[Path]:
    """Yield all paths one by one, best first, holding none of those given; arguments as of `find_paths`.

    ``k`` is not looked at; stop when you have enough. Equally good paths come in the order of their nodes.
    """
    made = made_options(options)
    network = reading(network, made)
    question = asked(network, source, target, made)
    deadline = Deadline.of(question)
    prepared = prepare(network, question, deadline)
    for _, key in _once(question, best_first(prepared, deadline)):
        yield _path(prepared, key)


def best_by_end(question: Question, side: str) -> dict[int, Path]:
    """Return the best path to each target (``side`` "target"), or from each source, by position of that end.

    All ends are searched for at once. One whose best path is not among the first `TIE_LIMIT` of all is left
    out, as is one that is not reached.
    """
    deadline = Deadline.of(question)
    prepared = prepare(question.network, question, deadline)
    place, wanted = (-2, len(question.targets)) if side == "target" else (0, len(question.sources))
    found: dict[int, tuple[int, list[Key]]] = {}
    searched = best_first(prepared, deadline)
    for cost, key in islice(searched, TIE_LIMIT):
        first, keys = found.setdefault(key[place], (cost, []))
        if cost - first <= _NEAR:
            keys.append(key)
        elif len(found) == wanted and cost - max(first for first, _ in found.values()) > _NEAR:
            break
    after, _ = next(searched, (FAR, ()))
    sure = {end: keys for end, (first, keys) in found.items() if after - first > _NEAR}
    return {int(prepared.part.node[end]): _path(prepared, min(keys, key=_turn)) for end, keys in sure.items()}


def _turn(key: Key) -> tuple[int, Key]:
    """Return what puts equally good paths in order."""
    return len(key), key


def _path(prepared: Prepared, key: Key) -> Path:
    part, question = prepared.part, prepared.question
    nodes, arcs = part.node[list(key[::2])].tolist(), part.edge[list(key[3::2])].tolist()
    return path_of(question.network, nodes, arcs, question)


def _once(question: Question, found: Iterator[tuple[int, Key]]) -> Iterator[tuple[int, Key]]:
    """Yield the paths that are shown: the first of those along the same nodes, or every one."""
    seen: set[Key] = set()
    for cost, key in found:
        nodes = key[::2]
        if nodes not in seen:
            yield cost, key
        if question.scoring != DWPC:
            seen.add(nodes)


def _shown(question: Question, nodes: NDArray[Any], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of the paths that are shown, in the order given; see `_once`."""
    if question.scoring == DWPC or not len(order):
        return order
    rows = nodes[order]
    alike = np.lexsort(rows.T)
    return order[np.sort(alike[changes(*rows[alike].T)])]


def made_options(options: dict[str, Any]) -> Options:
    """Return the options; an unknown name is refused with near ones.

    Raises:
        UsageError: there is no such option.
    """
    from msc_graph.errors import UsageError, did_you_mean, nearest

    for name in options:
        if name not in Options.__slots__:
            raise UsageError(f"unknown option {name!r}.{did_you_mean(nearest(name, Options.__slots__))}")
    return Options(**options)


def path_of(
    network: Arrays,
    nodes: Sequence[int],
    arcs: Sequence[int],
    question: Question,
    known: dict[tuple[int, int], Edge] | None = None,
) -> Path:
    """Return the path along these positions of nodes and edges; ``known`` keeps edges by these and tail."""
    known = {} if known is None else known
    steps = list(zip(arcs, nodes, strict=False))
    for step in steps:
        if step not in known:
            known[step] = edge_of(network, *step)
    edges = tuple(known[step] for step in steps)
    columns = network.edges
    belief = damped = 1.0
    score = coherence_of(network, question, arcs)
    for arc in arcs:
        degrees = float(columns.out_degree[arc]) * float(columns.in_degree[arc])
        belief *= float(columns.belief[arc])
        damped *= degrees**-question.hub_damping
        score *= float(columns.support[arc]) * degrees**-question.order_damping
    return Path(
        nodes=tuple(network.nodes[node] for node in nodes),
        edges=edges,
        sign=Sign.product(edge.sign for edge in edges),
        score=score,
        belief=belief,
        contribution=belief * damped,
    )


def edge_of(network: Arrays, arc: int, tail: int | None = None) -> Edge:
    """Return the edge at a position; ``tail`` is the node that a path comes from, if any."""
    columns = network.edges
    subject, sign = int(columns.subject[arc]), int(columns.sign[arc])
    rows, words = wording_of(network, arc)
    return Edge(
        subject=network.nodes[subject],
        predicate=network.predicates[columns.predicate[arc]],
        object=network.nodes[int(columns.object[arc])],
        sign=SIGN_OF_CODE[sign],
        belief=float(columns.belief[arc]),
        row=int(columns.row[arc]),
        source=network.sources[columns.source[arc]],
        forward=tail is None or tail == subject,
        rows=rows,
        wording=words,
        both=sign != 0 and _is_stated(network, arc, -sign),
    )


def _is_stated(network: Arrays, arc: int, sign: int) -> bool:
    """Return whether something of this sign is stated of the two nodes of an edge, in its direction."""
    columns = network.edges
    begin, end = network.leaving[columns.subject[arc] :][:2]
    object_ = columns.object[begin:end]
    low, high = object_.searchsorted((columns.object[arc], columns.object[arc] + 1))
    return bool((columns.sign[begin:end][low:high] == sign).any())


# the best, in order


def _best(prepared: Prepared, k: int, deadline: Deadline) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the ``k`` best, equally good ones in their documented order."""
    question = prepared.question
    chosen: list[Key] = []
    equal: list[Key] = []
    seen: set[Key] = set()
    last = 0
    for cost, key in best_first(prepared, deadline):
        if equal and (cost - last > _NEAR or len(equal) >= k + TIE_LIMIT):
            chosen += _fresh(question, equal, seen)
            equal = []
            if len(chosen) >= k:
                break
        equal.append(key)
        last = cost
    chosen += _fresh(question, equal, seen)
    return _as_rows(prepared, chosen[:k])


def _fresh(question: Question, equal: list[Key], seen: set[Key]) -> list[Key]:
    """Return equally good paths in order, those only whose nodes were not seen; `_once` says of which."""
    fresh = []
    for key in sorted(equal, key=_turn):
        if question.scoring == DWPC or key[::2] not in seen:
            fresh.append(key)
            seen.add(key[::2])
    return fresh


def _as_rows(prepared: Prepared, keys: Sequence[Key]) -> tuple[NDArray[Any], NDArray[Any]]:
    part = prepared.part
    paths = [(part.node[list(key[::2])].tolist(), part.edge[list(key[3::2])].tolist()) for key in keys]
    return _rows_of(paths, prepared.question.max_hops)


def _rows_of(
    paths: Sequence[tuple[Sequence[int], Sequence[int]]], hops: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return nodes and edges of paths as rows, -1 after their end."""
    nodes = np.full((len(paths), hops + 1), -1, np.int64)
    arcs = np.full((len(paths), hops), -1, np.int64)
    for row, (on, along) in enumerate(paths):
        nodes[row, : len(on)] = on
        arcs[row, : len(along)] = along
    return nodes, arcs


def _listed(
    prepared: Prepared, deadline: Deadline, progress: Callable[[int], None] | None
) -> tuple[NDArray[Any], NDArray[Any], str]:
    """Return the nodes and edges of all paths in order, and what stopped the search before these were all."""
    batches: list[Batch] = []
    count = 0
    for batch in all_paths(prepared, deadline):
        batches.append(batch)
        count += len(batch.cost)
        if progress:
            progress(count)
        if count > LIST_LIMIT:
            break
    hops = prepared.question.max_hops
    nodes = np.concatenate([_padded(batch.nodes, hops + 1) for batch in batches] or [_padded(None, hops + 1)])
    arcs = np.concatenate([_padded(batch.arcs, hops) for batch in batches] or [_padded(None, hops)])
    part = prepared.part
    if len(part):
        nodes = np.where(nodes >= 0, part.node[nodes], -1)
        arcs = np.where(arcs >= 0, part.edge[arcs], -1)
    order = _order(nodes, arcs, costs_of_paths(prepared.question, arcs))[:LIST_LIMIT]
    return nodes[order], arcs[order], stop_reason(count, deadline)


def _padded(rows: NDArray[np.int32] | None, width: int) -> NDArray[np.int32]:
    padded = np.full((0 if rows is None else len(rows), width), -1, np.int32)
    if rows is not None:
        padded[:, : rows.shape[1]] = rows
    return padded


def _order(nodes: NDArray[Any], arcs: NDArray[Any], cost: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the documented order of paths: equally good ones by length, then node and edge in turn."""
    by_cost = cost.argsort(kind="stable")
    in_order = cost[by_cost]
    differs = in_order[1:] - in_order[:-1] > _NEAR
    if differs.all():
        return by_cost
    group = np.zeros(len(cost), np.int64)
    group[by_cost[1:]] = np.cumsum(differs)
    keys: list[NDArray[Any]] = [group, (arcs >= 0).sum(axis=1), nodes[:, 0]]
    for step in range(arcs.shape[1]):
        keys += [nodes[:, step + 1], arcs[:, step]]
    return np.lexsort(keys[::-1])


# on what they hang


def _pivots(network: Arrays, totals: EdgeTotals, contested: float) -> tuple[Pivot, ...]:
    """Return what removing or reversing each edge would do; see `Paths.pivots`."""
    now = leaning_of(totals.whole.evidence[Sign.POSITIVE], totals.whole.evidence[Sign.NEGATIVE])
    found: list[Pivot] = []
    used = totals.numbers[Sign.POSITIVE] + totals.numbers[Sign.NEGATIVE]
    for place in np.flatnonzero(used).tolist():
        edge = edge_of(network, int(totals.edges[place]))
        for change in ("removal", "reversal"):
            if change == "reversal" and edge.sign is Sign.UNKNOWN:
                continue
            verdict, leaning = _outcome(totals, place, change, contested)
            if verdict != "contested" or leaning != now:
                found.append(Pivot(edge, change, verdict, leaning))
    return tuple(sorted(found, key=lambda pivot: pivot.verdict == "contested"))


def _outcome(totals: EdgeTotals, place: int, change: str, contested: float) -> tuple[str, str]:
    """Return verdict and leaning after the removal or reversal of one edge."""
    left, evidence = {}, {}
    for sign in Sign:
        left[sign] = totals.whole.numbers[sign] - int(totals.numbers[sign][place])
        evidence[sign] = totals.whole.evidence[sign] - float(totals.evidence[sign][place])
    if change == "reversal":
        for sign, other in ((Sign.POSITIVE, Sign.NEGATIVE), (Sign.NEGATIVE, Sign.POSITIVE)):
            left[sign] += int(totals.numbers[other][place])
            evidence[sign] += float(totals.evidence[other][place])
        left[Sign.UNKNOWN] += int(totals.numbers[Sign.UNKNOWN][place])
    verdict = verdict_of(evidence, frozenset(sign for sign, number in left.items() if number), contested)
    return verdict, leaning_of(evidence[Sign.POSITIVE], evidence[Sign.NEGATIVE])
