"""Saved questions: a catalogue of self-describing ``*.rq`` files.

What a header may say is in ``queries/README.md``. Parameters are bound in ``msc_graph.query.binding``, and
``msc_graph.query.engines`` evaluates what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from msc_graph.errors import QueryFailed, QueryHeaderError, UnknownQuery, did_you_mean, nearest
from msc_graph.languages import LANGUAGES
from msc_graph.query.header import Header, HeaderKeys, Record, read_header
from msc_graph.query.text import Template, dataset_clauses, position, template, tokenize
from msc_graph.vocabulary.curies import prefixes

CHECK_COLUMNS = ("entity", "property", "value")
"""The columns of every quality check, as in the reports of ROBOT (doi:10.1186/s12859-019-3002-3)."""


class ParameterType(Enum):
    """What a parameter's value is.

    A node of the graph, any CURIE or IRI, a text, a whole number, a sign (``+``, ``-``, ``?``), a language.
    """

    NODE = "node"
    IDENTIFIER = "identifier"
    LITERAL = "literal"
    INTEGER = "integer"
    SIGN = "sign"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParameter:
    """One parameter of a saved query.

    A ``category`` (class name) narrows the nodes; ``label`` says whether a node may be given by its label or
    synonym; ``prefix`` is put before an identifier that is given without a colon; without ``default`` a value
    is needed. ``many`` takes any number of values, none by default. ``meaning`` is by language.
    """

    name: str
    type: ParameterType
    example: str
    meaning: Mapping[str, str]
    category: str | None = None
    label: bool = False
    prefix: str = ""
    default: str | None = None
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryColumn:
    """One column of an answer: its ``meaning`` by language and its ``unit``, empty where it has none."""

    name: str
    meaning: Mapping[str, str]
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """One saved question, as its file says.

    ``summary`` and ``motivation`` are by language, ``columns`` stand in the query's order, ``answers`` names
    the sections of the article and the competency questions that it answers, and ``call`` is an example call.
    A quality check also has a ``problem``, a ``reason`` and a ``remedy`` by language; they are empty for
    other queries. A query is ``trusted`` when it ships with the package.
    """

    name: str
    path: Path
    template: Template
    summary: Mapping[str, str]
    motivation: Mapping[str, str]
    tags: tuple[str, ...]
    answers: tuple[str, ...]
    parameters: tuple[QueryParameter, ...]
    columns: tuple[QueryColumn, ...]
    call: Mapping[str, str]
    problem: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    remedy: Mapping[str, str] = field(default_factory=dict)
    trusted: bool = True

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

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the query's order."""
        return tuple(column.name for column in self.columns)


def _in_languages(*keys: str) -> frozenset[str]:
    """Return each key as it is written for English, and with ``_zh`` for Chinese."""
    return frozenset(_localized(key, language) for key in keys for language in LANGUAGES)


def _localized(key: str, language: str) -> str:
    return key if language == LANGUAGES[0] else f"{key}_{language}"


_CHECK_KEYS = ("problem", "reason", "remedy")
_KEYS = HeaderKeys(
    texts=_in_languages("summary", "motivation", *_CHECK_KEYS),
    lists=frozenset({"tags", "answers"}),
    mappings=_in_languages("columns") | {"units", "call"},
    records=frozenset({"params"}),
)
_PARAMETER_KEYS = frozenset(
    {"name", "type", "category", "label", "prefix", "many", "default", "example", "meaning", "meaning_zh"}
)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def load_catalogue(folder: Path, *, trusted: bool = True) -> Mapping[str, SavedQuery]:
    """Return the queries of the ``*.rq`` files in ``folder``, by name in alphabetical order.

    Subfolders are not read: ``queries/checks`` is a catalogue of its own. Empty when there is no such file.

    Args:
        folder: where the files are.
        trusted: whether they come with the package; see ``SavedQuery``.

    Raises:
        QueryHeaderError: a file is malformed.
    """
    queries = (read_query(path, trusted=trusted) for path in sorted(folder.glob("*.rq")))
    return MappingProxyType({query.name: query for query in queries})


def merged(*catalogues: Mapping[str, SavedQuery]) -> Mapping[str, SavedQuery]:
    """Return several catalogues as one, by name in alphabetical order.

    Raises:
        QueryHeaderError: two of them have a query of the same name.
    """
    found: dict[str, SavedQuery] = {}
    for query in (query for catalogue in catalogues for query in catalogue.values()):
        if query.name in found:
            raise QueryHeaderError(query.path, 1, f"{found[query.name].path} has this name; choose another")
        found[query.name] = query
    return MappingProxyType(dict(sorted(found.items())))


def find_query(catalogue: Mapping[str, SavedQuery], name: str) -> SavedQuery:
    """Return the query called ``name``. Raises ``UnknownQuery``, which offers the nearest names."""
    try:
        return catalogue[name]
    except KeyError as error:
        raise UnknownQuery(name, tuple(catalogue)) from error


def read_query(path: Path, *, trusted: bool = True) -> SavedQuery:
    """Return the query in one file; ``trusted`` as in ``SavedQuery``.

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
    check = bool(_in_languages(*_CHECK_KEYS) & header.texts.keys())
    query = SavedQuery(
        name=path.stem,
        path=path,
        template=_template(text, path),
        summary=_bilingual(header, "summary", path),
        motivation={} if check else _bilingual(header, "motivation", path),
        tags=header.lists.get("tags", ()),
        answers=header.lists.get("answers", ()),
        parameters=tuple(
            _parameter(record, path, header.lines["params"]) for record in header.records.get("params", ())
        ),
        columns=tuple(_columns(header, path)),
        call=_call(header, path),
        trusted=trusted,
        **{key: _bilingual(header, key, path) for key in _CHECK_KEYS if check},
    )
    _check_parameters(query, header)
    _check_columns(query, header)
    return query


def _bilingual(header: Header, key: str, path: Path) -> Mapping[str, str]:
    keys = {language: _localized(key, language) for language in LANGUAGES}
    for name in keys.values():
        if name not in header.texts:
            raise QueryHeaderError(path, 1, f"the header has no {name!r}")
    return {language: header.texts[name] for language, name in keys.items()}


def _columns(header: Header, path: Path) -> Iterator[QueryColumn]:
    """Return the columns; Chinese meanings and units may only be given for a column that there is."""
    english = header.mappings.get("columns", {})
    translated = header.mappings.get("columns_zh", {})
    units = header.mappings.get("units", {})
    for key, names in (("columns_zh", translated), ("units", units)):
        _refuse_unknown(names, english, "column", path, header.lines.get(key, 1))
    for name, meaning in english.items():
        meanings = {"en": meaning} | ({"zh": translated[name]} if name in translated else {})
        yield QueryColumn(name=name, meaning=meanings, unit=units.get(name, ""))


def _call(header: Header, path: Path) -> Mapping[str, str]:
    """Return the example call: what ``call`` says, and the examples of the other parameters that need one."""
    records = header.records.get("params", ())
    call = header.mappings.get("call", {})
    names = {record["name"]: record for record in records if "name" in record}
    _refuse_unknown(call, names, "parameter", path, header.lines.get("call", 1))
    needed = {
        name: record["example"]
        for name, record in names.items()
        if "default" not in record and "many" not in record and "example" in record
    }
    return MappingProxyType({**needed, **call})


def _refuse_unknown(names: Iterable[str], known: Iterable[str], kind: str, path: Path, line: int) -> None:
    for name in names:
        if name not in known:
            raise QueryHeaderError(
                path, line, f"there is no {kind} {name!r}.{did_you_mean(nearest(name, known))}"
            )


def _template(text: str, path: Path) -> Template:
    for source in dataset_clauses(tuple(tokenize(text))):
        line, _ = position(text, source.start)
        raise QueryHeaderError(path, line, "a saved query has no FROM; name graphs with GRAPH")
    try:
        return template(text)
    except QueryFailed as error:
        raise QueryHeaderError(path, error.line or 1, str(error)) from error


def _parameter(record: Record, path: Path, line: int) -> QueryParameter:
    def refuse(problem: str) -> QueryHeaderError:
        return QueryHeaderError(path, line, f"parameter {record.get('name', '?')!r}: {problem}")

    for key in record:
        if key not in _PARAMETER_KEYS:
            raise refuse(f"unknown key {key!r}.{did_you_mean(nearest(key, _PARAMETER_KEYS))}")
    for key in ("name", "type", "example", "meaning"):
        if key not in record:
            raise refuse(f"{key!r} is missing")
    types = {kind.value: kind for kind in ParameterType}
    if record["type"] not in types:
        raise refuse(f"unknown type {record['type']!r}; the types are {', '.join(types)}")
    kind = types[record["type"]]
    if kind is not ParameterType.NODE and {"category", "label"} & record.keys():
        raise refuse("only a node has a category and a label")
    if kind is not ParameterType.IDENTIFIER and "prefix" in record:
        raise refuse("only an identifier has a prefix")
    if (prefix := record.get("prefix")) and prefix not in prefixes():
        raise refuse(f"unknown prefix {prefix!r}.{did_you_mean(nearest(prefix, prefixes()))}")
    if kind is ParameterType.NODE and "label" not in record:
        raise refuse("'label' is missing: yes where a label may be given in place of an identifier, else no")
    for key in ("label", "many"):
        if record.get(key, "yes") not in {"yes", "no"}:
            raise refuse(f"{key!r} is yes or no")
    if "many" in record and "default" in record:
        raise refuse("a parameter of many values has no default: without values it is empty")
    return QueryParameter(
        name=record["name"],
        type=kind,
        example=record["example"],
        meaning={
            language: record[_localized("meaning", language)]
            for language in LANGUAGES
            if _localized("meaning", language) in record
        },
        category=record.get("category"),
        label=record.get("label") == "yes",
        prefix=record.get("prefix", ""),
        default=record.get("default"),
        many=record.get("many") == "yes",
    )


def _check_parameters(query: SavedQuery, header: Header) -> None:
    line = header.lines.get("params", 1)
    declared, used = query.parameter_names, query.template.parameters
    for name in declared:
        if declared.count(name) > 1:
            raise QueryHeaderError(query.path, line, f"parameter {name!r} is declared twice")
        if name not in used:
            raise QueryHeaderError(query.path, line, f"parameter {name!r} has no ?_{name} in the query")
    for parameter in query.parameters:
        if parameter.many and not _only_in_values(parameter.name, query.text):
            raise QueryHeaderError(
                query.path,
                line,
                f"parameter {parameter.name!r} of many values may only stand as"
                f" VALUES ?x {{ ?_{parameter.name} }}",
            )
    for slot in query.template.slots:
        if slot.name not in declared:
            at, _ = position(query.text, slot.start)
            raise QueryHeaderError(
                query.path, at, f"?_{slot.name} is not declared.{did_you_mean(nearest(slot.name, declared))}"
            )


def _only_in_values(name: str, text: str) -> bool:
    """Return whether each use of a parameter is the whole list of values of one variable."""
    tokens = tuple(tokenize(text))
    places = [index for index, token in enumerate(tokens) if token.text[1:] == f"_{name}"]
    return all(
        tokens[at - 3].is_word("values") and [tokens[at - 1].text, tokens[at + 1].text] == ["{", "}"]
        for at in places
    )


def _check_columns(query: SavedQuery, header: Header) -> None:
    line = header.lines.get("columns", 1)
    declared, selected = query.column_names, query.template.columns
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
