"""A small regular expression over the categories along a path, such as ``MicroRNA > Gene+ > Disease``.

::

    sequence = choice (">" choice)*        one node after another
    choice   = item ("|" item)*            one or the other; binds tighter than ">"
    item     = atom ["+" | "*" | "?" | "{n}" | "{n,m}"]
    atom     = category | "." | "(" sequence ")"

``.`` is any category. The expression speaks of all nodes of a path, its source and its target too. A category
stands for its subclasses as well, and its name may hold spaces; letter case does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError

MAX_STATES = 200
"""Most states that an expression may need: our choice, far beyond any metapath, to bound a query's memory."""
MAX_REPEAT = 9
"""Most repetitions that ``{n,m}`` may ask for; a path has at most nine nodes."""
MAX_DEPTH = 20
"""Deepest nesting of parentheses: our choice."""
MAX_LENGTH = 2_000
"""Longest expression, in characters."""

_TOKEN = re.compile(
    r"\s*(?:(?P<mark>[>|+*?().])|\{(?P<low>\d+)(?:\s*,\s*(?P<high>\d+))?\}|(?P<name>[^\s>|+*?{}().][^>|+*?{}().]*))"
)
_REPEATS = {"+": (1, None), "*": (0, None), "?": (0, 1)}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A finite automaton: ``step[state, category]`` is the next state or -1, ``accepting`` where it may end.

    State 0 is the start, before the first node.
    """

    step: NDArray[np.int16]
    accepting: NDArray[np.bool_]


def compile_pattern(text: str, members: Callable[[str], NDArray[np.bool_]], categories: int) -> Pattern:
    """Return the automaton of an expression.

    Args:
        text: the expression.
        members: tells for a name which of the categories count as it; raises where there is no such name.
        categories: how many categories there are.

    Raises:
        UsageError: the expression is malformed or too large; the text says where.
    """
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_LENGTH:
        raise UsageError(f"'through' must be an expression of 1 to {MAX_LENGTH} characters, not {text!r:.60}")
    parser = _Parser(text, members, categories)
    return _determinised(parser.parse(), parser.moves, categories)


@dataclass(slots=True)
class _Moves:
    """The arcs of a nondeterministic automaton; an arc without categories is free."""

    arcs: list[list[tuple[NDArray[np.bool_] | None, int]]] = field(default_factory=list)

    def new(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def add(self, start: int, on: NDArray[np.bool_] | None, end: int) -> None:
        self.arcs[start].append((on, end))


class _Parser:
    """Reads the expression from left to right and builds the automaton as it goes (Thompson 1968).

    Source: K. Thompson, "Regular Expression Search Algorithm", doi:10.1145/363347.363387.
    """

    def __init__(self, text: str, members: Callable[[str], NDArray[np.bool_]], categories: int) -> None:
        self.text, self.members, self.categories = text, members, categories
        self.tokens = list(_tokens(text))
        self.at = self.depth = 0
        self.moves = _Moves()

    def parse(self) -> int:
        """Return the accepting state; state 0 is the start."""
        start = self.moves.new()
        end = self._sequence(start)
        if self.at < len(self.tokens):
            raise self._error("this does not belong here")
        return end

    def _mark(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _error(self, problem: str) -> UsageError:
        place = self.tokens[self.at][3] if self.at < len(self.tokens) else len(self.text)
        return UsageError(
            f"'through' is malformed at character {place + 1} of {self.text!r}: {problem}."
            " Example: MicroRNA > Gene > BiologicalProcess+ > Disease"
        )

    def _sequence(self, start: int) -> int:
        end = self._choice(start)
        while self._mark() == ">":
            self.at += 1
            end = self._choice(end)
        return end

    def _choice(self, start: int) -> int:
        end = self.moves.new()
        self.moves.add(self._item(start), None, end)
        while self._mark() == "|":
            self.at += 1
            self.moves.add(self._item(start), None, end)
        return end

    def _item(self, start: int) -> int:
        begin = self.at
        end = self._atom(self._fresh(start))
        repeat = self._repeat()
        if repeat is None:
            return end
        resume, (low, high) = self.at, repeat
        end = start
        for _ in range(low):
            end = self._again(begin, end)
        final = self.moves.new()
        if high is None:
            loop = self._fresh(end)
            self.moves.add(self._again(begin, loop), None, loop)
            self.moves.add(loop, None, final)
        else:
            self.moves.add(end, None, final)
            for _ in range(high - low):
                end = self._again(begin, end)
                self.moves.add(end, None, final)
        self.at = resume
        return final

    def _again(self, begin: int, start: int) -> int:
        """Read the atom at token ``begin`` once more, as a new part of the automaton."""
        self.at = begin
        if len(self.moves.arcs) > 50 * MAX_STATES:
            raise self._error("the expression is too large")
        return self._atom(self._fresh(start))

    def _fresh(self, start: int) -> int:
        state = self.moves.new()
        self.moves.add(start, None, state)
        return state

    def _repeat(self) -> tuple[int, int | None] | None:
        mark, low, high, _ = self.tokens[self.at] if self.at < len(self.tokens) else ("", "", "", 0)
        if mark in _REPEATS:
            self.at += 1
            return _REPEATS[mark]
        if not low:
            return None
        first, last = int(low), int(high or low)
        if first > last or last > MAX_REPEAT or last == 0:
            raise self._error(f"repetitions lie between 0 and {MAX_REPEAT}, the smaller number first")
        self.at += 1
        return first, last

    def _group(self, start: int) -> int:
        if self.depth == MAX_DEPTH:
            raise self._error(f"parentheses are nested deeper than {MAX_DEPTH}")
        self.at, self.depth = self.at + 1, self.depth + 1
        end = self._sequence(start)
        if self._mark() != ")":
            raise self._error("a closing parenthesis is missing")
        self.at, self.depth = self.at + 1, self.depth - 1
        return end

    def _atom(self, start: int) -> int:
        mark, low, _, _ = self.tokens[self.at] if self.at < len(self.tokens) else ("", "", "", 0)
        if mark == "(":
            return self._group(start)
        if not mark or low or mark in ">|+*?)":
            raise self._error("a category is missing")
        self.at += 1
        end = self.moves.new()
        self.moves.add(start, np.ones(self.categories, bool) if mark == "." else self.members(mark), end)
        return end


def _tokens(text: str) -> Iterator[tuple[str, str, str, int]]:
    """Yield (mark or name, low, high, place); a name comes without the spaces around it."""
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise UsageError(f"'through' is malformed at character {place + 1} of {text!r}: {text[place]!r}")
        name = found["mark"] or (found["name"] or "").strip()
        yield name, found["low"] or "", found["high"] or "", found.end() - len(found[0].lstrip())
        place = found.end()


def _determinised(final: int, moves: _Moves, categories: int) -> Pattern:
    """Return the deterministic automaton (subset construction)."""
    start = _closure(moves, {0})
    states, todo = {start: 0}, [start]
    rows: list[list[int]] = []
    while todo:
        current = todo.pop(0)
        reached: list[set[int]] = [set() for _ in range(categories)]
        for state in current:
            for on, end in moves.arcs[state]:
                for category in () if on is None else np.flatnonzero(on):
                    reached[category].add(end)
        row = []
        for ends in reached:
            following = _closure(moves, ends)
            if following and following not in states:
                states[following] = len(states)
                todo.append(following)
            row.append(states[following] if following else -1)
        rows.append(row)
        if len(states) > MAX_STATES:
            raise UsageError(f"'through' is too large: it needs more than {MAX_STATES} states")
    accepting = np.array([final in state for state in states], bool)
    return Pattern(np.array(rows, np.int16).reshape(len(rows), categories), accepting)


def _closure(moves: _Moves, states: set[int]) -> frozenset[int]:
    """Return the states together with all that free arcs lead to."""
    found, todo = set(states), list(states)
    while todo:
        for on, end in moves.arcs[todo.pop()]:
            if on is None and end not in found:
                found.add(end)
                todo.append(end)
    return frozenset(found)
