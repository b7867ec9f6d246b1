"""Which node each measured name means, and why some mean none; several names of one node are one value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from msc_graph.errors import (
    AmbiguousName,
    InputError,
    UnknownNode,
    UsageError,
    must_be_one_of,
    must_be_true_or_false,
)
from msc_graph.mechanisms.measured import LeftOut, Measured, Measurements
from msc_graph.model.graph import GraphNode
from msc_graph.model.names import lacks_arm, species_of

MOST_OFFERED = 200
"""To how many unknown names near ones are offered: about a second of looking. Our choice."""
DUPLICATES = ("mean", "max", "sum", "error")
"""How several values of one node become one: their mean, that of largest size, their sum, or not at all."""
STATES = ("matched", "folded", "ambiguous", "no_arm", "unknown", "left_out")
"""What becomes of a row: it means a node, by its name or as orthologue of a human one; or why not."""
_FOLDED = ("mmu", "rno")
_HUMAN = "hsa"


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a row: the node that its name means ("" for none), its state, and the reason in words.

    ``value`` is None where the row has none; ``error`` is that of the look-up, None where there was none.
    """

    line: int
    name: str
    value: float | None
    node: str
    state: str
    reason: str = ""
    error: AmbiguousName | UnknownNode | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of all rows, in order, and the value of each node that is measured.

    ``of_mice`` are the names of human genes that are spelled as those of mice and rats: Tgfb1 for TGFB1.
    """

    rows: tuple[Match, ...]
    values: Mapping[str, float]
    duplicates: str
    of_mice: tuple[str, ...] = ()

    @property
    def matched(self) -> tuple[Match, ...]:
        """The rows whose names mean a node."""
        return tuple(row for row in self.rows if row.node)

    @property
    def several(self) -> dict[str, tuple[str, ...]]:
        """The names of each node that has several rows."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for row in self.matched:
            names[row.node].append(row.name)
        return {node: tuple(rows) for node, rows in names.items() if len(rows) > 1}

    @property
    def names_share(self) -> tuple[int, int]:
        """How many of the measured names mean a node, and how many there are; those left out do not count."""
        return len(self.matched), sum(row.state != "left_out" for row in self.rows)

    @property
    def measured(self) -> float:
        """The sizes of all values together."""
        return sum(abs(row.value) for row in self.rows if row.value is not None)

    @property
    def amount_share(self) -> float:
        """How much of the sizes of all values belongs to names that mean a node, 0 to 1."""
        whole = self.measured
        return sum(abs(row.value or 0.0) for row in self.matched) / whole if whole else 0.0


def matched(
    measured: Measurements,
    one: Callable[[str], GraphNode],
    *,
    plain: Callable[[str], GraphNode] | None = None,
    duplicates: str = DUPLICATES[0],
    orthologs: str | None = None,
    any_arm: bool = False,
) -> Matching:
    """Return which nodes the names mean.

    Args:
        measured: names and values.
        one: gives the one node of a name, raising `UnknownNode` or `AmbiguousName`.
        plain: the same without near names in its errors, which is faster; asked when `MOST_OFFERED` names are
            unknown. None to go on with ``one``.
        duplicates: what becomes of several values of one node, one of `DUPLICATES`.
        orthologs: ``"human"`` takes a mouse or rat microRNA that the graph lacks for the human one of the
            same name; None for none.
        any_arm: whether a microRNA without an arm (hsa-miR-22) may mean the one arm that the graph knows.

    Raises:
        InputError: no name means a node; or several mean the same and ``duplicates`` is ``"error"``: all are
            told.
        UsageError: an option is none of those.
    """
    must_be_one_of(duplicates, "duplicates", DUPLICATES)
    must_be_true_or_false(any_arm, "any_arm")
    if orthologs is not None and not (isinstance(orthologs, str) and orthologs == "human"):
        raise UsageError(f"orthologs is {orthologs!r}, but it must be 'human', or None for none")
    lookup = _Names(one, plain or one, folds=orthologs == "human", any_arm=any_arm)
    found = [lookup.match(row) for row in measured.rows] + [_left(row) for row in measured.left_out]
    rows = tuple(sorted(found, key=lambda row: row.line))
    matching = Matching(rows, {}, duplicates, tuple(lookup.of_mice))
    _check(matching, folds=lookup.folds)
    return replace(matching, values=_combined(matching.matched, duplicates))


def _left(row: LeftOut) -> Match:
    return Match(row.line, row.name, None, "", "left_out", row.reason)


def _check(matching: Matching, *, folds: bool) -> None:
    if not matching.matched:
        missing = [row.name for row in matching.rows if row.state != "left_out"]
        if not missing:
            raise InputError(
                f"no row of the profile has a name and a finite value ({len(matching.rows)} were read)."
                " Say which columns to read with --name-column and --value-column"
            )
        names = ", ".join(missing[:5])
        way = "Look for the right names with 'msc-graph find'"
        if not folds and any(species_of(name) in _FOLDED for name in missing):
            way = "Take mouse and rat microRNAs for the human ones of the same name with --orthologs human"
        raise InputError(f"no name of the profile is in the graph ({len(missing)} looked up: {names}). {way}")
    if matching.duplicates == "error" and (several := matching.several):
        told = "; ".join(f"{node}: {', '.join(names)}" for node, names in sorted(several.items()))
        raise InputError(
            f"{len(several)} nodes have several values ({told}). Keep one of each, or say how to combine them"
            f" with --duplicates {'|'.join(DUPLICATES[:-1])}"
        )


def _combined(rows: Sequence[Match], rule: str) -> dict[str, float]:
    values: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        values[row.node].append(row.value or 0.0)
    rules: dict[str, Callable[[list[float]], float]] = {"max": lambda some: max(some, key=abs), "sum": sum}
    combine = rules.get(rule, fmean)
    return {node: float(combine(some)) for node, some in values.items()}


class _Names:
    """Looks measured names up."""

    def __init__(
        self,
        one: Callable[[str], GraphNode],
        plain: Callable[[str], GraphNode],
        *,
        folds: bool,
        any_arm: bool,
    ) -> None:
        self._named, self._plain, self.folds, self._any_arm = one, plain, folds, any_arm
        self._known: dict[str, Match] = {}
        self._unknown = 0
        self.of_mice: list[str] = []

    def match(self, row: Measured) -> Match:
        """Return what becomes of a row."""
        if row.name not in self._known:
            self._known[row.name] = self._looked_up(row)
            self._unknown += self._known[row.name].state == "unknown"
        return replace(self._known[row.name], line=row.line, value=row.value)

    def _one(self, name: str) -> GraphNode:
        return self._named(name) if self._unknown < MOST_OFFERED else self._plain(name)

    def _looked_up(self, row: Measured) -> Match:
        try:
            node, state = self._found(row.name)
        except (AmbiguousName, UnknownNode) as error:
            state = "ambiguous" if isinstance(error, AmbiguousName) else "unknown"
            told = error.with_traceback(None)
            return Match(row.line, row.name, row.value, "", state, str(error), told)
        if not self._any_arm and lacks_arm(row.name, node):
            return Match(row.line, row.name, row.value, "", "no_arm", node.label)
        if _is_of_mice(row.name, node):
            self.of_mice.append(row.name)
        return Match(row.line, row.name, row.value, node.id, state)

    def _found(self, name: str) -> tuple[GraphNode, str]:
        """Return the node of a name, and whether it is its own or the human one of the same name."""
        try:
            return self._one(name), "matched"
        except UnknownNode:
            if not self.folds or species_of(name) not in _FOLDED:
                raise
            return self._one(_HUMAN + name.strip()[3:]), "folded"


def _is_of_mice(name: str, node: GraphNode) -> bool:
    """Return whether a human gene's symbol is spelled as that of a mouse: a capital, then small letters."""
    names = (node.label, *node.synonyms)
    return name == name.capitalize() and name not in names and name.upper() in names
