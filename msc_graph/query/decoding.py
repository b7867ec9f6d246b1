"""Answers as bytes of another process or machine, read within limits of time and size.

What is read may be hostile: terms nested so deep that the parser crashes the process are refused first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from msc_graph.errors import QueryTimeout, QueryTooLarge
from msc_graph.query.results import QueryResult, TriplesResult, from_boolean
from msc_graph.rdf.traps import MAX_DEPTH, MAX_TRIPLE_TERMS, deep_line
from msc_graph.system.json_objects import Members, once
from msc_graph.system.limits import Deadline

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

MAX_CELLS = 2_000_000
"""Most cells (rows times columns) of an answer. Our choice: they take some 400 MB here."""

MAX_COLUMNS = 10_000
"""Most variables of an answer. Our choice: the parser's time grows with the square (80,000 take it 18 s)."""

_LOOK = 1000
"""Rows between two looks at the clock."""

_TOO_DEEP = f"values are nested more than {MAX_DEPTH} deep"
_TOLD = 200
"""Most characters that are told of a parser's complaint."""

Item = TypeVar("Item")


class Malformed(Exception):  # noqa: N818 -- told by the caller in words of its own
    """The bytes are no answer; the text says why."""


def table_of_terms(data: bytes, deadline: Deadline, *, cells: int = MAX_CELLS) -> QueryResult:
    """Return the solutions in SPARQL 1.1 TSV. Raises as `json_answer` does."""
    from pyoxigraph import QueryResultsFormat

    return _rows(data, QueryResultsFormat.TSV, deadline, cells)


def json_answer(data: bytes, deadline: Deadline, *, cells: int = MAX_CELLS) -> QueryResult:
    """Return the answer to SELECT or ASK in SPARQL 1.1 Query Results JSON.

    Raises:
        Malformed: the bytes are no such answer, or nested too deep to be read safely.
        QueryTooLarge: it has more than ``cells`` cells, or a value of more than some megabytes.
        QueryTimeout: the deadline passed while it was read.
    """
    from pyoxigraph import QueryResultsFormat

    _refuse_traps(data)
    return _rows(data, QueryResultsFormat.JSON, deadline, cells)


def _refuse_traps(data: bytes) -> None:
    """Refuse JSON that is nested too deep for the parser, and such of which it picks one of two answers."""
    try:
        json.loads(data, object_pairs_hook=_depth_of_members, parse_int=float)
    except RecursionError as error:
        raise Malformed(_TOO_DEEP) from error
    except ValueError as error:
        raise _malformed(error) from error


def _depth_of_members(members: Members) -> int:
    """Return how deep an object is nested; those in it come as their depths, the only whole numbers here."""
    found = once(members)
    if isinstance(names := found.get("vars"), list) and len(names) > MAX_COLUMNS:
        raise ValueError(f"it has more than {MAX_COLUMNS:,} variables")
    if "results" in found and isinstance(found.get("boolean"), bool):
        raise ValueError("it holds rows and a truth value")
    depth = 1 + max((_depth(value) for value in found.values() if not isinstance(value, str)), default=0)
    if depth > MAX_DEPTH:
        raise ValueError(_TOO_DEEP)
    return depth


def _depth(value: object) -> int:
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return value if type(value) is int else 0


def _rows(data: bytes, form: object, deadline: Deadline, cells: int) -> QueryResult:
    from pyoxigraph import QueryBoolean, parse_query_results

    _refuse_deep(data)
    try:
        found = parse_query_results(data, format=form)  # type: ignore[arg-type]
        if isinstance(found, QueryBoolean):
            return from_boolean(bool(found))
        return _solutions(found, deadline, cells)
    except (SyntaxError, ValueError, OSError) as error:
        raise _malformed(error) from error
    except MemoryError as error:  # the parser holds a value of at most 16 MiB
        raise QueryTooLarge("the size that a single value may have") from error


def _solutions(found: QuerySolutions, deadline: Deadline, cells: int) -> QueryResult:
    columns = tuple(variable.value for variable in found.variables)
    most = cells // max(1, len(columns))
    rows = []
    for solution in _in_time(found, deadline):
        rows.append(tuple(solution))
        if len(rows) > most:
            raise QueryTooLarge(f"the limit of {cells:,} cells")
    return QueryResult(columns, tuple(rows))


def ntriples(data: bytes, deadline: Deadline) -> TriplesResult:
    """Return the triples in N-Triples, sorted, each once. Raises as `json_answer` does."""
    from pyoxigraph import RdfFormat, parse

    _refuse_deep(data)
    try:
        quads = parse(data, format=RdfFormat.N_TRIPLES)
        return TriplesResult(tuple(sorted({quad.triple for quad in _in_time(quads, deadline)}, key=str)))
    except (SyntaxError, ValueError) as error:
        raise _malformed(error) from error
    except MemoryError as error:
        raise QueryTooLarge("the size that a single value may have") from error


def _malformed(error: Exception) -> Malformed:
    """Return what the parser says, without a long piece of the answer."""
    text = str(error)
    return Malformed(text if len(text) <= _TOLD else f"{text[:_TOLD]}...")


def _refuse_deep(data: bytes) -> None:
    if deep_line(data):
        raise Malformed(f"it holds more than {MAX_TRIPLE_TERMS} triple terms in one line")


def _in_time(items: Iterable[Item], deadline: Deadline) -> Iterator[Item]:
    for number, item in enumerate(items):
        if number % _LOOK == 0 and deadline.passed:
            raise QueryTimeout(deadline.seconds)
        yield item
