"""Saved questions: a catalogue of self-describing ``*.rq`` files.

What a header may say is in ``queries/README.md``. Parameters are bound in ``msc_graph.query.binding``, and
``msc_graph.query.engines`` evaluates what comes out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msc_graph.errors import (
    FileRefused,
    InputError,
    QueryFailed,
    QueryHeaderError,
    UnknownQuery,
    did_you_mean,
    nearest,
)
from msc_graph.languages import LANGUAGES
from msc_graph.query.guard import MAX_QUERY_BYTES
from msc_graph.query.header import CURATED, Header, HeaderKeys, Record, read_header
from msc_graph.query.text import Template, dataset_clauses, position, template, tokenize
from msc_graph.system.checked import checked
from msc_graph.system.text import bounded_text
from msc_graph.system.told import told
from msc_graph.vocabulary.curies import expand, prefixes

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
    synonym; ``prefix`` is put before an identifier that is given without a colon; ``values_of`` is the IRI of
    a property, perhaps after that of a class whose members are meant: their values in the graph are those
    that the literal may have; empty where any text will do. Without ``default`` a value is needed. ``many``
    takes any number of values, none by default. ``meaning`` is by language.
    """

    name: str
    type: ParameterType
    example: str
    meaning: Mapping[str, str]
    category: str | None = None
    label: bool = False
    prefix: str = ""
    values_of: tuple[str, ...] = ()
    default: str | None = None
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryColumn:
    """One column of an answer: its ``meaning`` by language and its ``unit``, empty where it has none."""

    name: str
    meaning: Mapping[str, str]
    unit: str = ""


@checked
@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """One saved question, as its file says.

    ``summary`` and ``motivation`` are by language, ``columns`` stand in the query's order, ``answers`` names
    the sections of the article and the competency questions that it answers, and ``call`` is an example call.
    ``lists`` names the columns that have several values of one thing.
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
    lists: tuple[str, ...] = ()
    problem: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    remedy: Mapping[str, str] = field(default_factory=dict)
    trusted: bool = True

    def __repr__(self) -> str:
        return told(self, self.name, *self.parameter_names)

    @property
    def text(self) -> str:
        """The SPARQL with its header, as it stands in the file."""
        return self.template.text

    @property
    def is_check(self) -> bool:
        """Whether the query is a quality check."""
        return bool(self.problem)

    def spoken(self, values: Mapping[str, Any], lang: str) -> dict[str, Any]:
        """Return values that also say the language of the answer, where the query takes one."""
        return {"lang": lang, **values} if "lang" in self.parameter_names else dict(values)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of the parameters, in the header's order."""
        return tuple(parameter.name for parameter in self.parameters)

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the query's order."""
        return tuple(column.name for column in self.columns)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "call": dict(self.call)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, call=MappingProxyType(state["call"]))


def _in_languages(*keys: str) -> frozenset[str]:
    """Return each key as it is written for English, and with ``_zh`` for Chinese."""
    return frozenset(_localized(key, language) for key in keys for language in LANGUAGES)


def _localized(key: str, language: str) -> str:
    return key if language == LANGUAGES[0] else f"{key}_{language}"


_CHECK_KEYS = ("problem", "reason", "remedy")
_KEYS = HeaderKeys(
    texts=_in_languages("summary", "motivation", *_CHECK_KEYS) | {"facts"},
    lists=frozenset({"tags", "answers", "lists"}),
    mappings=_in_languages("columns") | {"units", "call"},
    records=frozenset({"params"}),
)
_PARAMETER_KEYS = frozenset(
    {
        "name",
        "type",
        "category",
        "label",
        "prefix",
        "values_of",
        "many",
        "default",
        "example",
        "meaning",
        "meaning_zh",
    }  # fmt: skip
)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def load_catalogue(
    folder: Path, *, trusted: bool = True, broken: dict[str, InputError] | None = None
) -> Mapping[str, SavedQuery]:
    """Return the queries of the ``*.rq`` files in ``folder``, by name in alphabetical order.

    Subfolders are not read: ``queries/checks`` is a catalogue of its own. Empty when there is no such file.

    Args:
        folder: where the files are.
        trusted: whether they come with the package; see ``SavedQuery``.
        broken: takes, by name, what is wrong with each file that cannot be used, and the others are read on;
            None: the first one ends the reading.

    Raises:
        QueryHeaderError, FileRefused: a file cannot be used, and ``broken`` is None; see `read_query`.
    """
    found = {}
    for path in sorted(folder.glob("*.rq")):
        try:
            found[path.stem] = read_query(path, trusted=trusted)
        except InputError as error:
            if broken is None:
                raise
            broken[path.stem] = error
    return MappingProxyType(found)


def check_folder(folder: Path) -> None:
    """Do nothing for a folder that can be read.

    Raises:
        FileRefused: there is none, or something else, or it cannot be read.
    """
    try:
        if folder.is_dir():
            os.scandir(folder).close()  # for `Path.glob`, what cannot be read holds nothing
            return
    except OSError as error:
        raise FileRefused(folder, f"it cannot be read: {error.strerror}.") from error
    what = "this is no folder" if folder.exists() else "there is no such folder"
    raise FileRefused(folder, f"{what}. Name one that holds *.rq files.")


def with_own(
    catalogue: Mapping[str, SavedQuery], folder: Path, broken: dict[str, InputError]
) -> Mapping[str, SavedQuery]:
    """Return a catalogue with the queries of a user's folder, by name in alphabetical order.

    ``broken`` takes, by name, what is wrong with each file that cannot be used, or has the name of a query
    that is there already.

    Raises:
        FileRefused: see `check_folder`.
    """
    check_folder(folder)
    own = dict(load_catalogue(folder, trusted=False, broken=broken))
    for name in own.keys() & catalogue.keys():
        query = own.pop(name)
        problem = f"{catalogue[name].path} has this name; choose another"
        broken[name] = QueryHeaderError(query.path, 1, problem)
    return MappingProxyType(dict(sorted({**catalogue, **own}.items())))


def find_query(
    catalogue: Mapping[str, SavedQuery], name: str, broken: Mapping[str, InputError] | None = None
) -> SavedQuery:
    """Return the query called ``name``.

    Raises:
        UnknownQuery: there is none; the nearest names are offered.
        InputError: there is one among the ``broken`` ones.
    """
    if name in catalogue:
        return catalogue[name]
    if broken and name in broken:
        raise broken[name]
    raise UnknownQuery(name, tuple(catalogue))


def read_query(path: Path, *, trusted: bool = True) -> SavedQuery:
    """Return the query in one file; ``trusted`` as in ``SavedQuery``.

    Raises:
        QueryHeaderError: the file is not UTF-8, its name is not ``lower-case.rq``, its header is malformed
            or does not fit the query: every parameter and every column stands in both.
        FileRefused: it is not trusted, and no regular file, or one of more than 64 KiB.
    """
    try:
        text = path.read_text(encoding="utf-8") if trusted else bounded_text(path, most=MAX_QUERY_BYTES)
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
        lists=header.lists.get("lists", ()),
        trusted=trusted,
        **{key: _bilingual(header, key, path) for key in _CHECK_KEYS if check},
    )
    _check_parameters(query, header)
    _check_columns(query, header)
    if header.texts.get("facts", CURATED) != CURATED:
        problem = f"'facts' is {CURATED!r}, or is left out"
        raise QueryHeaderError(path, header.lines["facts"], problem)
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
    problem = _problem_of(record)
    if problem:
        raise QueryHeaderError(path, line, f"parameter {record.get('name', '?')!r}: {problem}")
    return QueryParameter(
        name=record["name"],
        type=_TYPES[record["type"]],
        example=record["example"],
        meaning={
            language: record[_localized("meaning", language)]
            for language in LANGUAGES
            if _localized("meaning", language) in record
        },
        category=record.get("category"),
        label=record.get("label") == "yes",
        prefix=record.get("prefix", ""),
        values_of=tuple(expand(name) for name in record.get("values_of", "").split()),
        default=record.get("default"),
        many=record.get("many") == "yes",
    )


_TYPES = {kind.value: kind for kind in ParameterType}
_ONLY_FOR = {
    "category": (ParameterType.NODE, "only a node has a category and a label"),
    "label": (ParameterType.NODE, "only a node has a category and a label"),
    "prefix": (ParameterType.IDENTIFIER, "only an identifier has a prefix"),
    "values_of": (ParameterType.LITERAL, "only a literal has 'values_of'"),
}


def _problem_of(record: Record) -> str:
    """Return what is wrong with a parameter; empty when nothing is."""
    for key in record:
        if key not in _PARAMETER_KEYS:
            return f"unknown key {key!r}.{did_you_mean(nearest(key, _PARAMETER_KEYS))}"
    for key in ("name", "type", "example", "meaning"):
        if key not in record:
            return f"{key!r} is missing"
    if record["type"] not in _TYPES:
        return f"unknown type {record['type']!r}; the types are {', '.join(_TYPES)}"
    return _problem_of_type(record, _TYPES[record["type"]]) or _problem_of_values(record)


def _problem_of_type(record: Record, kind: ParameterType) -> str:
    for key, (wanted, problem) in _ONLY_FOR.items():
        if key in record and kind is not wanted:
            return problem
    if kind is ParameterType.NODE and "label" not in record:
        return "'label' is missing: yes where a label may be given in place of an identifier, else no"
    return ""


def _problem_of_values(record: Record) -> str:
    names = record.get("values_of", "").split()
    if len(names) > 2 or not all(":" in name for name in names):
        return "'values_of' is a property, as in msc:status, or a class and a property"
    for named in (record.get("prefix"), *(name.partition(":")[0] for name in names)):
        if named and named not in prefixes():
            return f"unknown prefix {named!r}.{did_you_mean(nearest(named, prefixes()))}"
    for key in ("label", "many"):
        if record.get(key, "yes") not in {"yes", "no"}:
            return f"{key!r} is yes or no"
    if "many" in record and "default" in record:
        return "a parameter of many values has no default: without values it is empty"
    return ""


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
    _refuse_unknown(query.lists, declared, "column", query.path, header.lines.get("lists", 1))
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
