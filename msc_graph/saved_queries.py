"""Saved questions: a catalogue of self-describing ``*.rq`` files, typed parameters, safe binding, answers.

A parameter is a variable ``?_name`` in the query. A value given for it becomes a typed RDF term first, and
the term takes the place of the variable's tokens (``msc_graph.sparql_text``); text is never spliced in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from msc_graph import vocabulary
from msc_graph.errors import (
    QueryFailed,
    QueryHeaderError,
    QueryParameterError,
    UnknownQuery,
    did_you_mean,
    nearest,
)
from msc_graph.query_header import Header, HeaderKeys, Record, read_header
from msc_graph.sparql import engine_failure
from msc_graph.sparql_text import Template, dataset_clauses, position, template, tokenize
from msc_graph.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Store

    from msc_graph.results import QueryResult, TriplesResult

    BoundTerm: TypeAlias = NamedNode | Literal

Resolver: TypeAlias = Callable[[str, str | None], str]
"""Gives the CURIE of the node that a name (and a class name, or None) means; raises when there is not one."""

MAX_VALUE_BYTES = 64 * 1024
"""Most bytes of one parameter's value: as much as a whole free-text query may have."""

CHECK_COLUMNS = ("entity", "property", "value")
"""The columns of every quality check, as in the reports of ROBOT (doi:10.1186/s12859-019-3002-3)."""


class ParameterType(Enum):
    """What a parameter's value is: a node of the graph, a text, a whole number, or a language code."""

    NODE = "node"
    LITERAL = "literal"
    INTEGER = "integer"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParameter:
    """One parameter: a ``category`` (class name) narrows the nodes; without ``default`` a value is needed."""

    name: str
    type: ParameterType
    example: str
    category: str | None = None
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """One saved question, as its file says.

    ``summary`` is by language, ``columns`` maps each column to its meaning in the query's order. A quality
    check also has a ``problem``, a ``reason`` and a ``solution``; they are empty for other queries.
    """

    name: str
    path: Path
    template: Template
    summary: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[QueryParameter, ...]
    columns: Mapping[str, str]
    problem: str = ""
    reason: str = ""
    solution: str = ""

    @property
    def text(self) -> str:
        """The SPARQL with its header, as it stands in the file."""
        return self.template.text

    @property
    def is_check(self) -> bool:
        """Whether the query is a quality check."""
        return bool(self.problem)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of the parameters, in the header's order."""
        return tuple(parameter.name for parameter in self.parameters)


_CHECK_KEYS = frozenset({"problem", "reason", "solution"})
_KEYS = HeaderKeys(
    texts=frozenset({"summary", "summary_zh"}) | _CHECK_KEYS,
    lists=frozenset({"tags"}),
    mappings=frozenset({"columns"}),
    records=frozenset({"params"}),
)
_PARAMETER_KEYS = frozenset({"name", "type", "category", "default", "example"})
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def load_catalogue(folder: Path) -> Mapping[str, SavedQuery]:
    """Return the queries of the ``*.rq`` files in ``folder``, by name in alphabetical order.

    Subfolders are not read: ``queries/checks`` is a catalogue of its own. Empty when there is no such file.

    Raises:
        QueryHeaderError: a file is malformed.
    """
    queries = (read_query(path) for path in sorted(folder.glob("*.rq")))
    return MappingProxyType({query.name: query for query in queries})


def find_query(catalogue: Mapping[str, SavedQuery], name: str) -> SavedQuery:
    """Return the query called ``name``. Raises ``UnknownQuery``, which offers the nearest names."""
    try:
        return catalogue[name]
    except KeyError as error:
        raise UnknownQuery(name, tuple(catalogue)) from error


def read_query(path: Path) -> SavedQuery:
    """Return the query in one file.

    Raises:
        QueryHeaderError: the file is not UTF-8, its name is not ``lower-case.rq``, its header is malformed
            or does not fit the query: every parameter and every column stands in both.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryHeaderError(path, 1, "the file is not UTF-8") from error
    if not _NAME.fullmatch(path.stem):
        raise QueryHeaderError(path, 1, "name the file in lower case, words joined by '-'")
    header = read_header(text, path=path, keys=_KEYS)
    taken_apart = _template(text, path)
    query = SavedQuery(
        name=path.stem,
        path=path,
        template=taken_apart,
        summary={"en": _required(header, "summary", path), "zh": _required(header, "summary_zh", path)},
        tags=header.lists.get("tags", ()),
        parameters=tuple(
            _parameter(record, path, header.lines["params"]) for record in header.records.get("params", ())
        ),
        columns=header.mappings.get("columns", {}),
        **{key: _required(header, key, path) for key in _CHECK_KEYS if _CHECK_KEYS & header.texts.keys()},
    )
    _check_parameters(query, header)
    _check_columns(query, header)
    return query


def _template(text: str, path: Path) -> Template:
    for source in dataset_clauses(tuple(tokenize(text))):
        line, _ = position(text, source.start)
        raise QueryHeaderError(path, line, "a saved query has no FROM; name graphs with GRAPH")
    try:
        return template(text)
    except QueryFailed as error:
        raise QueryHeaderError(path, error.line or 1, str(error)) from error


def _required(header: Header, key: str, path: Path) -> str:
    if key not in header.texts:
        raise QueryHeaderError(path, 1, f"the header has no {key!r}")
    return header.texts[key]


def _parameter(record: Record, path: Path, line: int) -> QueryParameter:
    def refuse(problem: str) -> QueryHeaderError:
        return QueryHeaderError(path, line, f"parameter {record.get('name', '?')!r}: {problem}")

    for key in record:
        if key not in _PARAMETER_KEYS:
            raise refuse(f"unknown key {key!r}.{did_you_mean(nearest(key, _PARAMETER_KEYS))}")
    for key in ("name", "type", "example"):
        if key not in record:
            raise refuse(f"{key!r} is missing")
    types = {kind.value: kind for kind in ParameterType}
    if record["type"] not in types:
        raise refuse(f"unknown type {record['type']!r}; the types are {', '.join(types)}")
    if "category" in record and types[record["type"]] is not ParameterType.NODE:
        raise refuse("only a node has a category")
    return QueryParameter(
        name=record["name"],
        type=types[record["type"]],
        example=record["example"],
        category=record.get("category"),
        default=record.get("default"),
    )


def _check_parameters(query: SavedQuery, header: Header) -> None:
    line = header.lines.get("params", 1)
    declared, used = query.parameter_names, query.template.parameters
    for name in declared:
        if declared.count(name) > 1:
            raise QueryHeaderError(query.path, line, f"parameter {name!r} is declared twice")
        if name not in used:
            raise QueryHeaderError(query.path, line, f"parameter {name!r} has no ?_{name} in the query")
    for slot in query.template.slots:
        if slot.name not in declared:
            at, _ = position(query.text, slot.start)
            raise QueryHeaderError(
                query.path, at, f"?_{slot.name} is not declared.{did_you_mean(nearest(slot.name, declared))}"
            )


def _check_columns(query: SavedQuery, header: Header) -> None:
    line = header.lines.get("columns", 1)
    declared, selected = tuple(query.columns), query.template.columns
    if declared and selected is None:
        raise QueryHeaderError(query.path, line, "only a SELECT that names its variables has columns")
    if selected is not None and declared != selected:
        raise QueryHeaderError(
            query.path,
            line,
            f"the header's columns are {', '.join(declared) or 'none'},"
            f" the query selects {', '.join(selected) or 'none'}",
        )
    if query.is_check and declared != CHECK_COLUMNS:
        raise QueryHeaderError(query.path, line, f"the columns of a check are {', '.join(CHECK_COLUMNS)}")


def bind_values(
    query: SavedQuery,
    values: Mapping[str, object],
    *,
    resolve: Resolver,
    expand: Callable[[str], str] = vocabulary.expand,
) -> Mapping[str, BoundTerm]:
    """Return a term for every parameter of ``query``, from ``values`` or else from its defaults.

    Args:
        query: the saved query.
        values: by parameter's name; texts, and for an integer also a Python int.
        resolve: gives the CURIE of the node that a text means; what it raises is passed on.
        expand: gives the IRI of a CURIE.

    Raises:
        QueryParameterError: a parameter is unknown or missing, or a value does not fit its type.
    """
    for name in values:
        if name not in query.parameter_names:
            known = ", ".join(query.parameter_names) or "none"
            raise QueryParameterError(
                query.name,
                name,
                f"there is no such parameter; the parameters are: {known}.",
                candidates=nearest(name, query.parameter_names),
            )
    return {
        parameter.name: _Binder(query.name, parameter, resolve, expand).term(values.get(parameter.name))
        for parameter in query.parameters
    }


@dataclass(frozen=True, slots=True)
class _Binder:
    """Turns one value into the term of one parameter."""

    query: str
    parameter: QueryParameter
    resolve: Resolver
    expand: Callable[[str], str]

    def _error(self, problem: str, candidates: tuple[str, ...] = ()) -> QueryParameterError:
        return QueryParameterError(self.query, self.parameter.name, problem, candidates=candidates)

    def term(self, value: object) -> BoundTerm:
        from pyoxigraph import Literal

        text = self._text(self.parameter.default if value is None else value)
        if self.parameter.type is ParameterType.NODE:
            return self._node(text)
        if self.parameter.type is ParameterType.INTEGER:
            return self._integer(text)
        if self.parameter.type is ParameterType.LANGUAGE and text not in LANGUAGES:
            raise self._error(f"a language is one of {', '.join(LANGUAGES)}, not {_excerpt(text)}.")
        return Literal(text)

    def _text(self, value: object) -> str:
        if value is None:
            raise self._error(f"a value is needed, for example {self.parameter.example!r}.")
        if self.parameter.type is ParameterType.INTEGER and type(value) is int:
            value = str(value)
        if not isinstance(value, str):
            raise self._error(f"the value must be a text, not {type(value).__name__}.")
        try:
            size = len(value.encode())
        except UnicodeEncodeError as error:
            raise self._error("the value has a lone surrogate, which is no character.") from error
        if size > MAX_VALUE_BYTES:
            raise self._error(f"the value has {size} bytes and may have {MAX_VALUE_BYTES}.")
        return value

    def _node(self, text: str) -> NamedNode:
        from pyoxigraph import NamedNode

        iri = self.expand(self.resolve(text, self.parameter.category))
        try:
            return NamedNode(iri)
        except ValueError as error:
            raise self._error(f"{_excerpt(iri)} is not an IRI: {error}.") from error

    def _integer(self, text: str) -> Literal:
        from pyoxigraph import Literal

        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise self._error(f"a whole number of at most 18 digits is needed, not {_excerpt(text)}.")
        return Literal(int(text))


def _excerpt(text: str) -> str:
    """Return a value for an error message, short however long it is."""
    return repr(text if len(text) <= 60 else f"{text[:60]}...")


def run_saved(store: Store, query: SavedQuery, terms: Mapping[str, BoundTerm]) -> QueryResult | TriplesResult:
    """Return the answer of a saved query on ``store``, evaluated in this process.

    Args:
        store: all its graphs together are the default graph.
        query: the saved query, which is trusted: it comes with the package or from the user's own folder.
        terms: what ``bind_values`` returned.

    Raises:
        QueryFailed: the query is not valid SPARQL once bound, or the engine failed.
    """
    from pyoxigraph import QueryBoolean, QueryTriples

    from msc_graph.results import TriplesResult, from_boolean, from_solutions

    try:
        answer = store.query(query.template.bind(terms), use_default_graph_as_union=True)
        if isinstance(answer, QueryBoolean):
            return from_boolean(bool(answer))
        if isinstance(answer, QueryTriples):
            return TriplesResult(tuple(sorted(set(answer), key=str)))
        return from_solutions(answer)
    except SyntaxError as error:
        raise engine_failure(str(error)) from error
    except (RuntimeError, OSError) as error:
        raise QueryFailed(str(error)) from error
