"""Queries evaluated by rdflib, slow and independent of the engine that the graph uses.

No command needs it; it keeps the promise that any engine of SPARQL 1.1 answers the saved queries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from msc_graph.errors import QueryFailed
from msc_graph.rdf.terms import oxigraph_term

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib
    from pyoxigraph import NamedNode, Triple
    from rdflib.term import Node

    from msc_graph.query.results import QueryResult, Term, TriplesResult


@dataclass(frozen=True, slots=True)
class RdflibEngine:
    """Evaluates with rdflib on a graph, or on a dataset that was made with ``default_union=True``."""

    graph: rdflib.Graph

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer; see ``Engine``."""
        from pyparsing import ParseException

        try:
            return _from_rdflib(self.graph.query(_safe_from_rdflib(text)))
        except ParseException as error:
            raise QueryFailed(str(error.msg), line=error.lineno, column=error.column) from error
        except Exception as error:  # rdflib raises its own, and bare ones
            raise QueryFailed(f"{type(error).__name__}: {error}") from error


def _safe_from_rdflib(text: str) -> str:
    r"""Return a query so that rdflib takes an escaped backslash before the letter u for what it is.

    rdflib 7.6 expands ``\u`` escapes before it looks at the text, so the string ``"\\u0022"`` would change.
    The letter is written as an escape of its own, in the eight digits that cannot grow.
    """
    return re.sub(r"(?<!\\)((?:\\\\)+)([uU])", lambda found: f"{found[1]}\\u{ord(found[2]):08x}", text)


def _from_rdflib(result: rdflib.query.Result) -> QueryResult | TriplesResult:
    from msc_graph.query.results import QueryResult, TriplesResult, from_boolean

    if result.type == "ASK":
        return from_boolean(bool(result.askAnswer))
    if result.type == "SELECT":
        columns = tuple(str(variable) for variable in result.vars or ())
        rows = tuple(
            tuple(None if value is None else oxigraph_term(value) for value in solution)
            for solution in cast("Iterable[Iterable[Node | None]]", result)
        )
        return QueryResult(columns, rows)
    found = cast("Iterable[tuple[Node, Node, Node]]", result.graph or ())
    triples = {_triple(*map(oxigraph_term, triple)) for triple in found}
    return TriplesResult(tuple(sorted(triples, key=str)))


def _triple(subject: Term, predicate: Term, value: Term) -> Triple:
    """Return a triple; the engine checks the kinds of its terms."""
    from pyoxigraph import Triple

    return Triple(cast("NamedNode", subject), cast("NamedNode", predicate), value)
