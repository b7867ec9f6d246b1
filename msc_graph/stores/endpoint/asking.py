"""Many things asked of an endpoint at once, and whole answers only.

Servers leave rows out of long answers, and most do not say so (Virtuoso: ``ResultSetMaxRows``). So each query
counts its own rows beside them, in the same request. Where both differ, the things are asked about in halves;
what is said of a single one comes page by page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from msc_graph.errors import EndpointFailed, QueryFailed, QueryTooLarge
from msc_graph.query.endpoint import EndpointEngine
from msc_graph.query.results import QueryResult
from msc_graph.system.limits import Deadline

Row = tuple[Any, ...]
"""Terms, None where a column is not bound."""
BATCH = 200
"""Things in one query: our choice; some 10 kB of text, which every server takes."""
PAGE = 5_000
"""Rows of a page: our choice, half of what Virtuoso sorts (``MaxSortedTopRows``, 10,000 unless told)."""
TERMS = frozenset("xlfg")
"""The variables that stand for any term: objects, labels, families of predicates, signs."""
_MORE: Mapping[str, tuple[type, ...]] = {"x": (BlankNode,), "g": (type(None),)}
_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each of some things.

    ``pattern`` is a graph pattern in which ``?n`` is the thing, ``columns`` are variables of it: an answer
    has no two rows alike. ``counts`` are further columns, each with its aggregate, grouped by the others.
    Long answers are paged by the first column; one value of it must not have more rows than a page.

    A column is an IRI, unless it is ``?n`` or one of `TERMS`; only ``?g`` may be unbound.
    """

    columns: tuple[str, ...]
    pattern: str
    counts: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.columns, *self.counts)

    def select(self, things: Sequence[object], more: str = "", order: str = "") -> str:
        """Return the query about some things (terms); of none where the pattern speaks of none."""
        plain = " ".join(f"?{name}" for name in self.columns)
        counted = "".join(f" ({count} AS ?{name})" for name, count in self.counts.items())
        values = f"VALUES ?n {{ {' '.join(map(str, things))} }} " if things else ""
        group = f" GROUP BY {plain}" if self.counts else ""
        return f"SELECT DISTINCT {plain}{counted} WHERE {{ {values}{self.pattern}{more} }}{group}{order}"


@dataclass(slots=True)
class Asker:
    """Asks one endpoint; ``requests`` and ``rows`` count what that took.

    ``timeout`` is how many seconds a request may take.
    """

    url: str
    timeout: float
    requests: int = 0
    rows: int = 0

    def about(
        self, question: Question, things: Sequence[NamedNode | Literal], deadline: Deadline | None = None
    ) -> list[Row]:
        """Return the rows about some things, each row once, in any order.

        Args:
            question: what is asked.
            things: of what, each once.
            deadline: when it must be over; None for as long as its requests may take.

        Raises:
            TimeoutError: the deadline passed.
            EndpointFailed: it gives no answer, or one with rows left out or made up.
        """
        found: list[Row] = []
        for start in range(0, len(things), BATCH):
            found += self._halved(question, things[start : start + BATCH], deadline)
        return found

    def all(self, question: Question) -> list[Row]:
        """Return all rows of a question whose pattern speaks of no thing in particular; raises as `about`."""
        return self._halved(question, (), None)

    def first(self, question: Question, order: str, most: int) -> list[Row]:
        """Return at most ``most`` rows, those first whose expression ``order`` is least.

        Here a server may leave out more: the rows are an offer, no answer.
        """
        text = question.select((), order=f" ORDER BY {order} LIMIT {most}")
        return self._checked(question, (), self._ask(text, question.names, None))[:most]

    def _halved(
        self, question: Question, things: Sequence[NamedNode | Literal], deadline: Deadline | None
    ) -> list[Row]:
        select = question.select(things)
        shown = " ".join(f"?{name}" for name in question.names)
        counted = f"SELECT (COUNT(*) AS ?{_ROWS}) WHERE {{ {{ {select} }} }}"
        text = f"SELECT {shown} ?{_ROWS} WHERE {{ {{ {select} }} UNION {{ {counted} }} }}"
        try:
            rows = self._ask(text, (*question.names, _ROWS), deadline)
        except QueryTooLarge:
            rows = []
        told = [row[:-1] for row in rows if row[-1] is None]
        sizes = [row[-1] for row in rows if row[-1] is not None]
        if len(sizes) == 1 and self.number(sizes[0]) == len(told) == len(set(told)):
            return self._checked(question, things, told)
        if len(things) < 2:
            return self._paged(question, things, deadline)
        middle = len(things) // 2
        return [
            row
            for half in (things[:middle], things[middle:])
            for row in self._halved(question, half, deadline)
        ]

    def _paged(
        self, question: Question, things: Sequence[NamedNode | Literal], deadline: Deadline | None
    ) -> list[Row]:
        """Return the rows about one thing page by page; a page begins behind the last key of the one before.

        The rows of a page's last key may be cut, and come again with the next page.
        """
        counted = f"SELECT (COUNT(*) AS ?{_ROWS}) WHERE {{ {{ {question.select(things)} }} }}"
        told = self._ask(counted, (_ROWS,), deadline)
        size = self.number(told[0][0]) if len(told) == 1 else -1
        key, found, last = question.columns[0], set[Row](), ""
        while len(found) < size:
            behind = f" FILTER(STR(?{key}) > {Literal(last)})" if last else ""
            order = f" ORDER BY STR(?{key}) LIMIT {PAGE}"
            text = question.select(things, behind, order)
            page = self._checked(question, (), self._ask(text, question.names, deadline))
            whole = page if len(found) + len(page) == size else _without_last(page)
            if not whole or not found.isdisjoint(whole):
                break
            found.update(whole)
            last = whole[-1][0].value
        if len(found) != size:
            problem = f"it counts {size:,} rows and gives {len(found):,}: its answers are not whole"
            raise EndpointFailed(self.url, problem)
        return list(found)

    def _ask(self, text: str, columns: tuple[str, ...], deadline: Deadline | None) -> list[Row]:
        seconds = self.timeout if deadline is None else min(self.timeout, deadline.left)
        if seconds <= 0:
            raise TimeoutError
        self.requests += 1
        try:
            answer = EndpointEngine(self.url, seconds).answer(text)
        except EndpointFailed as error:
            if deadline is not None and deadline.passed:
                raise TimeoutError from error
            raise
        except QueryFailed as error:  # the query is ours
            raise EndpointFailed(self.url, str(error)) from error
        if not isinstance(answer, QueryResult) or answer.columns != columns:
            raise EndpointFailed(self.url, "its answer has other columns than were asked for")
        self.rows += len(answer.terms)
        return list(answer.terms)

    def _checked(self, question: Question, things: Sequence[object], rows: list[Row]) -> list[Row]:
        """Return rows whose terms are of the kinds that were asked for, and speak of things asked about."""
        kinds: list[Any] = [NamedNode] * len(question.columns)
        for place, name in enumerate(question.columns):
            if name == "n" or name in TERMS:
                kinds[place] = (NamedNode, Literal, *_MORE.get(name, ()))
        kinds += [Literal] * len(question.counts)
        known = set(things) if "n" in question.columns and things else None
        place = question.columns.index("n") if known else 0
        for row in rows:
            if not all(map(isinstance, row, kinds)) or (known and row[place] not in known):
                raise EndpointFailed(self.url, "its answer holds other things than were asked for")
        return rows

    def number(self, term: object) -> int:
        """Return a whole number that the endpoint counted."""
        text = str(getattr(term, "value", ""))
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise EndpointFailed(self.url, "what it counted is no number")
        return int(text)


def _without_last(page: list[Row]) -> list[Row]:
    """Return the rows of a page without those of its last key."""
    return [row for row in page if row[0] != page[-1][0]]
