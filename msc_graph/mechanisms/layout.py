"""Where boxes and lines of a picture stand: columns from left to right, a place for every line.

The method is that of Sugiyama, Tagawa and Toda (1981, doi:10.1109/TSMC.1981.4308636): nodes get columns, a
line that skips a column gets a place in it, the order within columns is chosen against crossings. Between two
columns of nodes lies one of labels, so that a label has a place as well. What has a place is covered by
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 8
"""How often the columns are ordered anew, there and back; more changed nothing in our pictures."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much room a box or a label takes, in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two boxes, ``start`` and ``end``, with the size of its label."""

    key: str
    start: str
    end: str
    label: Size


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a column: left edge, middle and size, in pixels."""

    left: float
    middle: float
    size: Size

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.size.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.middle - self.size.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of all boxes, and of all lines from their left end to their right end.

    A line leaves its left box at the height ``ports[key][0]``, runs through its places (straight within one)
    and meets the right box at ``ports[key][1]``; ``labels`` tells which place holds its label. ``width`` and
    ``height`` are those of the whole.
    """

    boxes: Mapping[str, Place]
    lines: Mapping[str, tuple[Place, ...]]
    labels: Mapping[str, Place]
    ports: Mapping[str, tuple[float, float]]
    width: float
    height: float


def columns(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the column of each name: right of all from which a pair leads to it, ends as far right as any.

    Pairs that close a circle are left out of account, the later ones first. No names give an empty mapping.
    """
    after: dict[str, list[str]] = {name: [] for name in names}
    for left, right in dict.fromkeys(pairs):
        if left not in _reached(after, right):
            after[left].append(right)
    column = dict.fromkeys(after, 0)
    for name in _in_order(after):
        for right in after[name]:
            column[right] = max(column[right], column[name] + 1)
    last = max(column.values(), default=0)
    return {name: column[name] if after[name] else last for name in after}


def _reached(after: Mapping[str, Sequence[str]], start: str) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        fresh = [name for name in after[todo.pop()] if name not in found]
        found.update(fresh)
        todo.extend(fresh)
    return found


def _in_order(after: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names, each before all that it leads to."""
    waiting = dict.fromkeys(after, 0)
    for rights in after.values():
        for right in rights:
            waiting[right] += 1
    ready = [name for name, number in waiting.items() if not number]
    for name in ready:
        for right in after[name]:
            waiting[right] -= 1
            if not waiting[right]:
                ready.append(right)
    return ready


_Slot = tuple[str, int]
"""A place before it is placed: a box (its name, -1), or a line (its key, the column it passes)."""


def layout(
    boxes: Mapping[str, Size],
    lines: Sequence[Line],
    column: Mapping[str, int],
    *,
    between: float,
    apart: float,
) -> Layout:
    """Place boxes in their columns and lines between them.

    Args:
        boxes: the size of each box.
        lines: the lines; their ends stand in different columns.
        column: the column of each box, from 0 on (`columns`).
        between: pixels between the columns, in which lines bend.
        apart: pixels between what stands in one column.
    """
    chains = {line.key: _chain(line, column) for line in lines}
    sizes = {(name, -1): size for name, size in boxes.items()} | _line_sizes(lines, chains)
    ranks = _ranks(sizes, column)
    _order(ranks, [*chains.values()])
    middle = _heights(ranks, [*chains.values()], sizes, apart)
    left = _lefts(ranks, sizes, between)
    rank_of = {slot: number for number, rank in enumerate(ranks) for slot in rank}
    widest = {number: _widest(rank, sizes) for number, rank in enumerate(ranks)}

    def place(slot: _Slot) -> Place:
        number = rank_of[slot]
        size = sizes[slot] if slot[1] < 0 else Size(widest[number], sizes[slot].height)
        return Place(left[number], middle[slot], size)

    placed = {slot: place(slot) for slot in sizes}
    routes = {key: tuple(placed[slot] for slot in chain[1:-1]) for key, chain in chains.items()}
    return Layout(
        boxes={name: placed[name, -1] for name in boxes},
        lines=routes,
        labels={line.key: placed[_label_slot(chains[line.key])] for line in lines},
        ports=_ports(chains, placed),
        width=left[-1] + widest[len(ranks) - 1] if ranks else 0,
        height=max((one.middle + one.size.height / 2 for one in placed.values()), default=0),
    )


def _chain(line: Line, column: Mapping[str, int]) -> list[_Slot]:
    """Return all places of a line from left to right: box, label column, node column, ..., box."""
    left, right = sorted((line.start, line.end), key=lambda name: column[name])
    passed = range(2 * column[left] + 1, 2 * column[right])
    return [(left, -1), *((line.key, rank) for rank in passed), (right, -1)]


def _label_slot(chain: Sequence[_Slot]) -> _Slot:
    labels = chain[1:-1:2]
    return labels[len(labels) // 2]


def _line_sizes(lines: Iterable[Line], chains: Mapping[str, list[_Slot]]) -> dict[_Slot, Size]:
    """Return the size of each place of the lines: that of the label, and nothing elsewhere."""
    sizes = {slot: Size(0, 0) for chain in chains.values() for slot in chain[1:-1]}
    return sizes | {_label_slot(chains[line.key]): line.label for line in lines}


def _ranks(sizes: Mapping[_Slot, Size], column: Mapping[str, int]) -> list[list[_Slot]]:
    """Return what stands in each column of nodes (even) and of labels (odd), as it came."""
    number = {slot: 2 * column[slot[0]] if slot[1] < 0 else slot[1] for slot in sizes}
    ranks: list[list[_Slot]] = [[] for _ in range(max(number.values(), default=-1) + 1)]
    for slot in sizes:
        ranks[number[slot]].append(slot)
    return ranks


def _neighbours(
    chains: Iterable[Sequence[_Slot]],
) -> tuple[dict[_Slot, list[_Slot]], dict[_Slot, list[_Slot]]]:
    """Return the neighbours of each place in the column to its left and in that to its right."""
    before: dict[_Slot, list[_Slot]] = {}
    after: dict[_Slot, list[_Slot]] = {}
    for chain in chains:
        for left, right in pairwise(chain):
            after.setdefault(left, []).append(right)
            before.setdefault(right, []).append(left)
    return before, after


def _order(ranks: list[list[_Slot]], chains: Sequence[Sequence[_Slot]]) -> None:
    """Order each column by the mean place of the neighbours; keep the order with the fewest crossings."""
    before, after = _neighbours(chains)
    best, fewest = [list(rank) for rank in ranks], _crossings(ranks, after)
    for sweep in range(SWEEPS):
        beside, order = (before, ranks) if sweep % 2 == 0 else (after, ranks[::-1])
        where = {slot: index for rank in ranks for index, slot in enumerate(rank)}
        for rank in order:
            mean = {slot: _mean([where[one] for one in beside.get(slot, ())], where[slot]) for slot in rank}
            rank.sort(key=mean.__getitem__)
            where |= {slot: index for index, slot in enumerate(rank)}
        if (crossings := _crossings(ranks, after)) < fewest:
            best, fewest = [list(rank) for rank in ranks], crossings
    ranks[:] = best


def _crossings(ranks: Sequence[Sequence[_Slot]], after: Mapping[_Slot, Sequence[_Slot]]) -> int:
    """Return how many pairs of lines cross between neighbouring columns."""
    where = {slot: index for rank in ranks for index, slot in enumerate(rank)}
    found = 0
    for rank in ranks:
        ends = [sorted(where[right] for right in after.get(slot, ())) for slot in rank]
        met: list[int] = []
        for rights in ends:
            found += sum(1 for right in rights for earlier in met if earlier > right)
            met.extend(rights)
    return found


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _heights(
    ranks: Sequence[Sequence[_Slot]],
    chains: Iterable[Sequence[_Slot]],
    sizes: Mapping[_Slot, Size],
    apart: float,
) -> dict[_Slot, float]:
    """Return the middle of each place: near its neighbours, in order, apart from what is beside it."""
    before, after = _neighbours(chains)
    middle = {slot: 0.0 for rank in ranks for slot in rank}
    for sweep in range(SWEEPS):
        for rank in ranks if sweep % 2 == 0 else ranks[::-1]:
            near = [
                _mean([middle[one] for one in (*before.get(slot, ()), *after.get(slot, ()))], middle[slot])
                for slot in rank
            ]
            gaps = [(sizes[a].height + sizes[b].height) / 2 + apart for a, b in pairwise(rank)]
            middle |= dict(zip(rank, spread(near, gaps), strict=True))
    top = min((middle[slot] - sizes[slot].height / 2 for slot in middle), default=0)
    return {slot: value - top for slot, value in middle.items()}


def spread(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return values as near to the wanted ones as can be, each at least its gap above the one before.

    The sum of squared differences is least: isotonic regression by pooling neighbours (Barlow et al. 1972).

    >>> spread([0, 0, 9], [4, 4])
    [-2.0, 2.0, 9.0]
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, int]] = []
    for value, offset in zip(wanted, offsets, strict=True) if wanted else ():
        total, number = value - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / number:
            earlier, count = pools.pop()
            total, number = total + earlier, number + count
        pools.append((total, number))
    levels = [total / number for total, number in pools for _ in range(number)]
    return [level + offset for level, offset in zip(levels, offsets, strict=False)]


def _widest(rank: Iterable[_Slot], sizes: Mapping[_Slot, Size]) -> float:
    return max((sizes[slot].width for slot in rank), default=0)


def _lefts(ranks: Sequence[Sequence[_Slot]], sizes: Mapping[_Slot, Size], between: float) -> list[float]:
    """Return the left edge of each column."""
    lefts, x = [], 0.0
    for rank in ranks:
        lefts.append(x)
        x += _widest(rank, sizes) + between
    return lefts


def _ports(
    chains: Mapping[str, Sequence[_Slot]], placed: Mapping[_Slot, Place]
) -> dict[str, tuple[float, float]]:
    """Return the heights at which each line meets its boxes, spread over their sides in the lines' order."""
    return {
        key: (left, right)
        for (key, left), right in zip(
            _side({key: (chain[0], chain[1]) for key, chain in chains.items()}, placed).items(),
            _side({key: (chain[-1], chain[-2]) for key, chain in chains.items()}, placed).values(),
            strict=True,
        )
    }


def _side(ends: Mapping[str, tuple[_Slot, _Slot]], placed: Mapping[_Slot, Place]) -> dict[str, float]:
    """Return the height at which each line meets its box: evenly spread, in the order of what is next."""
    met: dict[_Slot, list[str]] = {}
    for key, (box, _) in ends.items():
        met.setdefault(box, []).append(key)
    heights = dict.fromkeys(ends, 0.0)
    for box, keys in met.items():
        keys.sort(key=lambda key: placed[ends[key][1]].middle)
        step = placed[box].size.height / (len(keys) + 1)
        heights |= {key: placed[box].top + step * number for number, key in enumerate(keys, 1)}
    return heights
