"""What a measured cargo profile would push, which way, through what, and whether that is chance."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import AmbiguousName, FileRefused, InputError, UnknownNode, UsageError
from msc_graph.pathfinding.arrays import Arrays
from msc_graph.pathfinding.exact_sums import NetSums, net_sums
from msc_graph.pathfinding.paths import Path, find_paths, made_options
from msc_graph.pathfinding.question import ANY, Options, asked, check_range, listed_names

PERMUTATIONS = 1000
"""How many shuffles by default; the least p-value is 1 / (this + 1)."""
STRATUM = 8
"""Least number of nodes of one category and like degree among which values are shuffled: our choice."""
MOST_ROWS = 100_000
_NAMES = ("name", "mirna", "protein", "gene", "cargo", "id", "symbol", "名称")
_VALUES = ("log2fc", "logfc", "log_fold_change", "log2foldchange", "abundance", "value", "count", "丰度")
_CHUNK = 100
SORTS = ("p", "size", "score", "-score", "z", "-z")
"""How targets may be ordered: least p, or largest size, first; raised or lowered first, by score or by z."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A name as measured, with its value: abundance, or log fold change (below 0: less than the control)."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one measured node adds to the score of a target, and its best path there."""

    node: str
    value: float
    share: float
    best: Path


@dataclass(frozen=True, slots=True)
class Pushed:
    """One target: its ``score`` (above 0: raised), p-value, and the same corrected for many targets.

    ``share`` is the score as a part of the sizes of the scores of all targets reached, with its sign; ``z``
    how many standard deviations it lies above the mean of the shuffled profiles. ``through`` holds the
    measured nodes that add most, largest first.
    """

    node: str
    score: float
    share: float
    z: float
    p: float
    q: float
    through: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Targets in the order asked for; empty when no measured node leads to one.

    ``matched`` maps each name as measured to its node; ``unmatched`` lists the other names with the reason.
    ``found`` is how many targets are reached in all. ``stopped`` says what kept the sums from being whole:
    ``"time"`` (the limit asked for), ``"room"`` (too many paths) or ``""``.
    """

    rows: tuple[Pushed, ...]
    matched: Mapping[str, str]
    unmatched: tuple[tuple[str, str], ...]
    permutations: int
    found: int
    stopped: str

    @property
    def complete(self) -> bool:
        """Whether the scores are sums over all paths."""
        return not self.stopped

    def __len__(self) -> int:
        """Return the number of targets given."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Pushed]:
        return iter(self.rows)


def read_profile(
    path: FilePath | str, *, name_column: str | None = None, value_column: str | None = None
) -> list[Measured]:
    """Return the rows of a CSV or TSV file, in order.

    Args:
        path: UTF-8 text with a header line; a tab, semicolon or comma stands between cells.
        name_column: header of the names; None for the first of name, miRNA, protein, gene, cargo, id, symbol.
        value_column: header of the values; None for the first of log2FC, logFC, abundance.

    Raises:
        FileRefused: the file is not there, not UTF-8, too long, or lacks a column; a value is no number; a
            name is empty or comes twice. The line is named.
    """
    path = FilePath(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(path, "the file is not UTF-8 text") from error
    except OSError as error:
        raise FileRefused(path, error.strerror or str(error)) from error
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    headers = [header or "" for header in reader.fieldnames or ()]
    columns = (
        _column(path, headers, name_column, _NAMES, "names"),
        _column(path, headers, value_column, _VALUES, "values"),
    )
    try:
        return _rows(path, reader, columns)
    except csv.Error as error:
        raise FileRefused(path, f"this is no table ({error})", line=reader.line_num) from error


def _column(
    path: FilePath, headers: Sequence[str], wanted: str | None, usual: Sequence[str], what: str
) -> str:
    by_name = {header.strip().casefold(): header for header in headers}
    for name in [wanted.casefold()] if wanted else usual:
        if name in by_name:
            return by_name[name]
    option = "--name-column (name_column)" if what == "names" else "--value-column (value_column)"
    raise FileRefused(
        path,
        f"no column of {what}: {wanted or ' or '.join(usual)} is needed, but the columns are"
        f" {', '.join(headers) or 'none'}. Say which with {option}",
        line=1,
    )


def _rows(path: FilePath, reader: csv.DictReader[str], columns: tuple[str, str]) -> list[Measured]:
    rows: list[Measured] = []
    seen: dict[str, int] = {}
    for row in reader:
        line = reader.line_num
        name, text = ((row.get(column) or "").strip() for column in columns)
        if not name:
            raise FileRefused(path, "the name is empty", line=line)
        if name in seen:
            raise FileRefused(path, f"{name!r} is there already, in line {seen[name]}", line=line)
        seen[name] = line
        rows.append(Measured(name, _number(path, text, columns[1], line)))
        if len(rows) > MOST_ROWS:
            raise FileRefused(path, f"there are more than {MOST_ROWS} rows", line=line)
    if not rows:
        raise FileRefused(path, "there are no rows below the header")
    return rows


def _number(path: FilePath, text: str, column: str, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise FileRefused(path, f"{column}: a number is needed, not {text!r}", line=line) from None
    if not math.isfinite(value):
        raise FileRefused(path, f"{column}: a finite number is needed, not {text!r}", line=line)
    if value < 0 and column.strip().casefold() in ("abundance", "count", "丰度"):
        raise FileRefused(path, f"{column}: it cannot be below 0, but it is {text}", line=line)
    return value


def profile(
    network: Arrays,
    measured: Sequence[Measured],
    target: str | Sequence[str],
    *,
    resolve: Callable[[str], str] | None = None,
    limit: int = 20,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    sort: str = SORTS[0],
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Profile:
    """Return which nodes of a category a measured profile would push, which way, and through what.

    The score of a target is the sum, over the measured nodes, of value x net score (positive minus negative
    paths) from the node to the target, divided by the sum of the sizes of the values. The p-value is
    two-sided: how often a profile of the same values, shuffled among the nodes of the same category and like
    number of edges, measured or not, scores at least as much. ``q`` is p after Benjamini and Hochberg.

    Args:
        network: where to look.
        measured: names and values, each name once.
        target: a category, several, or nodes (by any name that ``resolve`` knows).
        resolve: gives the node of a name, raising `UnknownNode` or `AmbiguousName`; None for names that are
            identifiers.
        limit: how many targets to give, at least 1.
        permutations: how many shuffles, 1 to 1,000,000.
        seed: start of the random numbers; the same seed gives the same p-values.
        sort: by which the targets come, one of `SORTS`.
        progress: called with the number of shuffles done and their total.
        **options: those of a search but ``k``.

    Raises:
        InputError: no name is known, a name comes twice, two names mean one node, or a value is not finite.
        UsageError: an option is wrong, or the category is unknown.

    Source: Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x; p with the one added of
    Phipson & Smyth 2010, doi:10.2202/1544-6115.1585.
    """
    check_range("limit", limit, 1, 1_000_000, whole=True)
    check_range("permutations", permutations, 1, 1_000_000, whole=True)
    check_range("seed", seed, 0, 2**63, whole=True)
    if sort not in SORTS:
        raise UsageError(f"sort is {sort!r}, but it must be one of {', '.join(SORTS)}")
    values, matched, unmatched = _matched(network, measured, resolve)
    pool = _pool(network, list(values))
    settings = replace(made_options(options), k=1)
    targets = _targets(network, target, resolve)
    question = asked(network, [network.nodes[int(node)] for node in pool], targets, settings)
    sums = net_sums(network, question)
    weights = np.array([values.get(int(node), 0.0) for node in question.sources])
    weights /= np.abs(weights).sum() or 1.0
    scores = weights @ sums.net
    chance = _shuffled(network, sums, weights, permutations, seed, progress)
    reached = np.flatnonzero((sums.numbers[weights != 0] > 0).any(axis=0))
    p = (chance.extreme(scores)[reached] + 1) / (permutations + 1)
    columns = _Columns(reached, scores[reached], chance.z(scores)[reached], p, _adjusted(p))
    rows = tuple(
        _pushed(network, sums, weights, columns, int(place), settings)
        for place in columns.order(sort)[:limit]
    )
    return Profile(rows, matched, unmatched, permutations, len(reached), sums.stopped)


def _matched(
    network: Arrays, measured: Any, resolve: Callable[[str], str] | None
) -> tuple[dict[int, float], dict[str, str], tuple[tuple[str, str], ...]]:
    """Return values by node, nodes by name, and the names that fit no node with the reason."""
    values: dict[int, float] = {}
    matched: dict[str, str] = {}
    unmatched = []
    if isinstance(measured, str) or not isinstance(measured, Sequence):
        raise InputError(f"the profile is {measured!r}, but it must be a file or a list of Measured rows")
    for row in measured:
        if not isinstance(row, Measured) or not isinstance(row.name, str):
            raise InputError(f"a row of the profile is {row!r}, but it must be a Measured(name, value)")
        if not isinstance(row.value, int | float) or not math.isfinite(row.value):
            raise InputError(f"the value of {row.name!r} is {row.value!r}, but it must be a finite number")
        try:
            node = resolve(row.name) if resolve else row.name
            place = network.node_index(node)
        except (UnknownNode, AmbiguousName) as error:
            unmatched.append((row.name, str(error)))
            continue
        if place in values:
            other = next((name for name, known in matched.items() if known == node), row.name)
            raise InputError(f"{other!r} and {row.name!r} are the same node, {node}; keep one of them")
        values[place], matched[row.name] = float(row.value), node
    if not values:
        names = ", ".join(name for name, _ in unmatched[:5]) or "there is none"
        raise InputError(
            f"no name of the profile is in the graph ({len(unmatched)} looked up: {names})."
            " Look for the right names with 'msc-graph find'"
        )
    return values, matched, tuple(unmatched)


def _pool(network: Arrays, measured: Sequence[int]) -> NDArray[Any]:
    """Return all nodes of the categories that were measured: those that could have been measured."""
    kinds = np.unique(network.category_of[list(measured)])
    return np.flatnonzero(np.isin(network.category_of, kinds))


def _targets(network: Arrays, target: str | Sequence[str], resolve: Callable[[str], str] | None) -> list[str]:
    """Return the identifiers that are meant: those of a category or, where there is none, the node."""
    names: list[str] = []
    for name in listed_names(target, "the target"):
        category = name[len(ANY) :].strip() if name.casefold().startswith(ANY) else name
        if network.nodes.find(name) >= 0:
            names.append(name)
        elif resolve is None or network.known_category(category) is not None:
            names += [network.nodes[int(node)] for node in network.members(category)]
        else:
            names.append(_node_or_category(network, name, resolve))
    return names


def _node_or_category(network: Arrays, name: str, resolve: Callable[[str], str]) -> str:
    try:
        return resolve(name)
    except UnknownNode as error:
        raise UsageError(f"{name!r} is no category and no node.{network.offered_categories(name)}") from error


def _strata(network: Arrays, nodes: NDArray[Any]) -> list[NDArray[np.int64]]:
    """Return places in ``nodes`` in groups of one category and like degree."""
    degree = (network.leaving[nodes + 1] - network.leaving[nodes]) + (
        network.entering[nodes + 1] - network.entering[nodes]
    )
    groups = []
    for kind in np.unique(network.category_of[nodes]):
        members = np.flatnonzero(network.category_of[nodes] == kind)
        groups += strata_of_like_degree(members, degree[members])
    return groups


def strata_of_like_degree(members: NDArray[np.int64], degree: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return members by degree; degrees are joined upwards until a group has at least `STRATUM`."""
    groups: list[list[int]] = [[]]
    for value in np.unique(degree):
        if len(groups[-1]) >= STRATUM:
            groups.append([])
        groups[-1] += members[degree == value].tolist()
    if len(groups) > 1 and len(groups[-1]) < STRATUM:
        last = groups.pop()
        groups[-1] += last
    return [np.array(group, np.int64) for group in groups]


@dataclass(frozen=True, slots=True, eq=False)
class _Null:
    """Scores of shuffled profiles: a row a shuffle, a column a target."""

    scores: NDArray[np.float64]

    def extreme(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return for each target how many shuffles score at least as much, either way."""
        number: NDArray[np.int64] = (np.abs(self.scores) >= np.abs(scores) * (1 - 1e-9)).sum(axis=0)
        return number

    def z(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many standard deviations each score lies above the mean of the shuffles; 0 for none."""
        spread = self.scores.std(axis=0)
        usual = spread > 1e-9 * np.abs(self.scores).max(axis=0, initial=0)
        far: NDArray[np.float64] = np.where(
            usual, (scores - self.scores.mean(axis=0)) / np.where(usual, spread, 1), 0
        )
        return far


def _shuffled(
    network: Arrays,
    sums: NetSums,
    weights: NDArray[np.float64],
    permutations: int,
    seed: int,
    progress: Callable[[int, int], None] | None,
) -> _Null:
    """Return what profiles of the same values score, shuffled among nodes of one kind and like degree."""
    chance = np.random.default_rng(seed)
    strata = _strata(network, np.asarray(sums.sources))
    scores = np.empty((permutations, len(sums.targets)))
    for done in range(0, permutations, _CHUNK):
        rows = min(_CHUNK, permutations - done)
        shuffled = np.tile(weights, (rows, 1))
        for group in strata:
            shuffled[:, group] = chance.permuted(shuffled[:, group], axis=1)
        scores[done : done + rows] = shuffled @ sums.net
        if progress:
            progress(done + rows, permutations)
    return _Null(scores)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The targets that are reached: their places, scores, and what chance says of them."""

    place: NDArray[np.int64]
    score: NDArray[np.float64]
    z: NDArray[np.float64]
    p: NDArray[np.float64]
    q: NDArray[np.float64]

    def order(self, sort: str) -> NDArray[np.int64]:
        """Return the order asked for; equal ones by size of score, then by name."""
        size = -np.abs(self.score)
        keys = {
            "p": self.p,
            "size": size,
            "score": -self.score,
            "-score": self.score,
            "z": -self.z,
            "-z": self.z,
        }
        order: NDArray[np.int64] = np.lexsort((self.place, size, keys[sort]))
        return order


def _adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return q-values: the least p x n / rank of all ranks from this one on, at most 1."""
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1.0))
    return q


def _pushed(
    network: Arrays,
    sums: NetSums,
    weights: NDArray[np.float64],
    columns: _Columns,
    row: int,
    settings: Options,
) -> Pushed:
    place, whole = int(columns.place[row]), float(np.abs(columns.score).sum()) or 1.0
    score, z, p, q = (float(column[row]) for column in (columns.score, columns.z, columns.p, columns.q))
    through = _through(network, sums, weights, place, settings)
    return Pushed(network.nodes[int(sums.targets[place])], score, score / whole, z, p, q, through)


def _through(
    network: Arrays, sums: NetSums, weights: NDArray[np.float64], target: int, settings: Options
) -> tuple[Contribution, ...]:
    shares = weights * sums.net[:, target]
    largest = [place for place in np.argsort(-np.abs(shares), kind="stable")[:3] if shares[place]]
    given = {field: getattr(settings, field) for field in Options.__slots__} | {"timeout": None}
    end = network.nodes[int(sums.targets[target])]
    found = []
    for place in largest:
        node = network.nodes[int(sums.sources[place])]
        best = find_paths(network, node, end, **given)[0]
        found.append(Contribution(node, float(weights[place]), float(shares[place]), best))
    return tuple(found)
