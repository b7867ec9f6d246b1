"""What evaluates a query: a store in this process, or one in another process.

`msc_graph.query.endpoint` and `msc_graph.query.rdflib_engine` are two further engines.

Each engine takes the text of a query and gives the same answer types, so that one binder serves them all. For
each, all named graphs together are the default graph.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from msc_graph.errors import QueryFailed
from msc_graph.query.complaints import engine_failure
from msc_graph.query.guard import GuardedQuery, guard
from msc_graph.query.sandbox import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Literal, Store

    from msc_graph.query.binding import BoundTerm
    from msc_graph.query.catalogue import SavedQuery
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.query.sandbox import QueryWorker


class Engine(Protocol):
    """Anything that evaluates SPARQL 1.1 queries."""

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer to a query; CONSTRUCT and DESCRIBE give sorted triples, each once.

        Raises:
            QueryFailed: the text is not valid SPARQL, or the engine failed.
        """


def run_saved(
    engine: Engine, query: SavedQuery, terms: Mapping[str, BoundTerm]
) -> QueryResult | TriplesResult:
    """Return the answer of a saved query; it knows which columns are lists.

    Args:
        engine: what evaluates it.
        query: the saved query. One that does not ship with the package must pass the guard of free text,
            before its parameters are put in.
        terms: what ``bind_values`` returned.

    Raises:
        QueryRefused: a query of a user's own is none that may be run; see ``msc_graph.query.guard.guard``.
        QueryFailed: the query is not valid SPARQL once bound, or the engine failed.
    """
    return of_saved(engine.answer(bound_text(query, terms)), query)


def of_saved(answer: QueryResult | TriplesResult, query: SavedQuery) -> QueryResult | TriplesResult:
    """Return the answer to a saved query, which then knows its lists, and that its columns have words."""
    from msc_graph.query.results import QueryResult

    return replace(answer, lists=query.lists, saved=True) if isinstance(answer, QueryResult) else answer


def bound_text(query: SavedQuery, terms: Mapping[str, BoundTerm]) -> str:
    """Return the text that an engine is given for a saved query. Arguments and errors as of `run_saved`."""
    if not query.trusted:
        guard(query.text)
    return query.template.bind(terms)


def known_values(engine: Engine, values_of: tuple[str, ...]) -> list[Literal]:
    """Return the literals that a property has on an engine, in order, each once.

    ``values_of`` is the IRI of the property, perhaps after that of the class whose members are meant.
    """
    from pyoxigraph import Literal, NamedNode

    *classes, predicate = map(NamedNode, values_of)
    members = "".join(f"?thing a {name} . " for name in classes)
    answer = engine.answer(f"SELECT DISTINCT ?value WHERE {{ {members}?thing {predicate} ?value }}")
    terms = (row[0] for row in getattr(answer, "terms", ()))
    return sorted((term for term in terms if isinstance(term, Literal)), key=str)


@dataclass(frozen=True, slots=True)
class OxigraphEngine:
    """Evaluates in this process; for queries that are trusted, because nothing can stop one."""

    store: Store

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``."""
        from pyoxigraph import QueryBoolean, QueryTriples

        from msc_graph.query.results import TriplesResult, from_boolean, from_solutions

        try:
            answer = self.store.query(text, use_default_graph_as_union=True)
            if isinstance(answer, QueryBoolean):
                return from_boolean(bool(answer))
            if isinstance(answer, QueryTriples):
                return TriplesResult(tuple(sorted(set(answer), key=str)))
            return from_solutions(answer)
        except SyntaxError as error:
            raise engine_failure(str(error)) from error
        except (RuntimeError, OSError) as error:
            raise QueryFailed(str(error)) from error


@dataclass(frozen=True, slots=True)
class WorkerEngine:
    """Evaluates in a process of its own, under limits; for queries that passed the guard."""

    worker: QueryWorker
    timeout: float = DEFAULT_TIMEOUT

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``, and ``QueryWorker.evaluate`` for what else it raises."""
        return self.worker.evaluate(GuardedQuery(text, union=True), timeout=self.timeout)
