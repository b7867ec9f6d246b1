"""Looking a folder of saved queries over: everything that is wrong with every file, nothing run on data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msc_graph.errors import FileRefused, QueryFailed, QueryHeaderError, QueryParameterError, QueryRefused
from msc_graph.query.binding import bind_values
from msc_graph.query.catalogue import check_folder, read_query
from msc_graph.query.engines import OxigraphEngine
from msc_graph.query.guard import guard
from msc_graph.query.text import query_form, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msc_graph.query.catalogue import SavedQuery

_ANY_NODE = "msc:msc_exosome"
"""Stands for every node in a trial run: whether a node exists depends on the graph."""


@dataclass(frozen=True, slots=True, order=True)
class LintProblem:
    """One thing wrong in one file; ``line`` counts from 1."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        """Return the problem as ``path:line: message``."""
        return f"{self.path}:{self.line}: {self.message}"


def lint_folder(folder: Path) -> tuple[LintProblem, ...]:
    """Return what is wrong with the ``*.rq`` files of a folder, in order; empty when nothing is.

    A file must have a sound header, pass the guard of free text, be valid SPARQL once its example call is put
    in, name its columns, and be ordered.

    Raises:
        FileRefused: it is no folder, or holds no ``*.rq`` file.
    """
    check_folder(folder)
    paths = sorted(folder.glob("*.rq"))
    if not paths:
        raise FileRefused(folder, "no *.rq file is there. Name a folder that holds some.")
    return tuple(sorted(problem for path in paths for problem in _problems(path)))


def _problems(path: Path) -> Iterator[LintProblem]:
    try:
        query = read_query(path, trusted=False)
    except QueryHeaderError as error:
        yield LintProblem(path, error.line, str(error).removeprefix(f"{path}:{error.line}: "))
        return
    except FileRefused as error:
        yield LintProblem(path, error.line or 1, error.problem)
        return
    try:
        guard(query.text)
    except QueryRefused as error:
        yield LintProblem(path, error.line or 1, error.reason)
        return
    yield from _style(query)
    yield from _trial(query)


def _style(query: SavedQuery) -> Iterator[LintProblem]:
    tokens = tuple(tokenize(query.text))
    form = query_form(tokens)
    if form is None or not form.is_word("select"):
        return
    if query.template.columns is None:
        yield LintProblem(query.path, 1, "SELECT * gives whatever there is; name the columns")
    ordered = any(
        token.is_word("order") and after.is_word("by")
        for token, after in zip(tokens, tokens[1:], strict=False)
    )
    if not ordered:
        yield LintProblem(query.path, 1, "the answer has no ORDER BY, so that its rows may come in any order")


def _trial(query: SavedQuery) -> Iterator[LintProblem]:
    """Bind the example call and let the engine parse it, on an empty store."""
    from pyoxigraph import Store

    try:
        terms = bind_values(query, query.call, resolve=lambda name, category: _ANY_NODE)
        OxigraphEngine(Store()).answer(query.template.bind(terms))
    except QueryParameterError as error:
        yield LintProblem(query.path, 1, f"the example call does not fit: {error}")
    except QueryFailed as error:
        yield LintProblem(query.path, error.line or 1, str(error))
