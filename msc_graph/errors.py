"""Every error this package raises on purpose.

The tree::

    MscGraphError
    |-- UsageError            exit code 2: the call itself is wrong
    |   |-- UnknownFormat
    |   |-- UnknownQuery
    |   |-- QueryParameterError
    |   |-- QueryRefused
    |   `-- QueryFailed
    |-- InputError            exit code 3: the input is bad or missing
    |   |-- UnknownNode
    |   |-- AmbiguousName
    |   |-- CurationError
    |   |-- FileRefused
    |   |-- BadRow
    |   |-- StoreRefused
    |   |-- StoreLocked
    |   |-- QueryHeaderError
    |   |-- QueryTimeout
    |   |-- QueryTooLarge
    |   |-- EndpointFailed
    |   |-- EngineFailed
    |   |-- ValidationTimeout
    |   |-- ValidationFailed
    |   |-- ReasoningTimeout
    |   |-- ReasoningFailed
    |   `-- UnwritableValue
    `-- MissingPart           exit code 4: an optional part is not installed

An error carries its data as attributes, its text says what happened, where, and what to do next,
and ``id`` names the heading in ``docs/errors.md`` that explains it. `NoEdges` is a warning: what was asked
for is done, but is hardly what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from operator import index
from os import PathLike, fsencode, fspath
from pathlib import Path
from types import MappingProxyType
from typing import Any


def nearest(name: object, known: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return up to ``limit`` of the ``known`` names most like ``name``, best first; empty when none is near.

    Letter case is ignored in the comparison; the names come back as they were given. What is no text is near
    to nothing.
    """
    if not isinstance(name, str):
        return ()
    by_folded = {candidate.casefold(): candidate for candidate in known}
    matches = get_close_matches(name.casefold(), by_folded, n=limit, cutoff=0.5)
    return tuple(by_folded[match] for match in matches)


def must_be_text(value: object, what: str) -> str:
    """Return the value, which must be a text.

    Raises:
        UsageError: it is none; ``what`` says what it stands for.
    """
    if not isinstance(value, str):
        raise UsageError(f"{what} is {_shown(value)}, but it must be a text")
    return value


def _shown(value: object) -> str:
    """Return a value for a message, however large it is."""
    shown = repr(value)
    return shown if len(shown) <= 100 else f"{shown[:100]}..."


def must_be_whole(value: object, what: str, *, least: int) -> int:
    """Return the value, which must be a whole number of at least ``least``; those of numpy will do.

    Raises:
        UsageError: it is none; ``what`` says what it stands for.
    """
    try:
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise UsageError(f"{what} is {_shown(value)}, but it must be a whole number")
    if number < least:
        raise UsageError(f"{what} is {number}, but it must be at least {least}")
    return number


def must_be_true_or_false(value: object, what: str) -> bool:
    """Return a truth value: True, False, one of numpy's, or the number 1 or 0.

    Raises:
        UsageError: it is none; ``what`` says what it stands for.
    """
    kind = type(value)
    if kind.__name__ in ("bool", "bool_") or (kind is int and value in (0, 1)):
        return bool(value)
    raise UsageError(f"{what} is of the kind {kind.__name__}, but it must be True or False")


def must_be_function(value: object, what: str) -> object:
    """Return the value, which must be something that can be called.

    Raises:
        UsageError: it is none; ``what`` says what it stands for.
    """
    if not callable(value):
        raise UsageError(f"{what} is of the kind {type(value).__name__}, but it must be a function")
    return value


def must_be_one_of(value: object, what: str, known: Sequence[str]) -> str:
    """Return the value, which must be one of the ``known`` texts.

    Raises:
        UsageError: it is none; ``what`` says what it stands for.
    """
    if not isinstance(value, str) or value not in known:
        raise UsageError(f"{what} is {_shown(value)}, but it must be one of {', '.join(known)}")
    return value


def must_be_path(value: object, what: str) -> str | Path:
    """Return the value, which must be a text or a path.

    Raises:
        UsageError: it is none; ``what`` says what it stands for.
    """
    if isinstance(value, PathLike) and isinstance(fspath(value), str):
        return Path(value)
    text = must_be_text(value, what)
    try:
        name = fsencode(text)
    except UnicodeEncodeError as error:
        raise UsageError(f"{what} holds what is no character, which no name of a file may") from error
    if b"\0" in name:
        raise UsageError(f"{what} holds a NUL, which no name of a file may")
    return text


def did_you_mean(candidates: Sequence[str]) -> str:
    """Return a sentence that offers ``candidates``, or an empty text when there are none."""
    return f" Did you mean {', '.join(repr(c) for c in candidates)}?" if candidates else ""


_WORD = re.compile(r'[^\s<>"]+')
_USER_END = re.compile(r"(.*)(?:@|%40)(.*)", re.DOTALL)
_SCHEME = re.compile(r"(?<![\w+.-])[a-z][\w+.-]+[:;\uff1a][/\\]+", re.IGNORECASE)
_COLON = re.compile(r":|%3a|\uff1a", re.IGNORECASE)
_KEY = re.compile(
    r"((?:[?&;#]|%3f|%26|%3b|%23)[\w.-]*"
    r"(?:key|token|passw(?:or)?d|pass|pwd|secret|auth|signature|sig|credentials?)(?:=|%3d))[^&;#\s'\"<>]+",
    re.IGNORECASE,
)
"""What an address says that may be secret; also of one that is mistyped, or without its scheme."""


def without_secrets(text: str) -> str:
    """Return a text in which what looks like an address tells no user, no password and no key.

    >>> without_secrets("not 'htp:/me:secret@example.org/sparql#api_key=secret', but me@example.org")
    "not 'htp:/***@example.org/sparql#api_key=***', but me@example.org"
    """
    if "@" in text or "%40" in text:
        text = _WORD.sub(lambda word: _without_user(word[0]), text)
    return _KEY.sub(r"\1***", text)


def _without_user(word: str) -> str:
    """Return an address with ``***`` in the place of user and password; what has none as it is."""
    found = _USER_END.fullmatch(word)
    if found is None:
        return word
    user, host = found.groups()
    if scheme := _SCHEME.search(user):
        return f"{user[: scheme.end()]}***@{host}"
    if colon := _COLON.search(user):
        start = max(user.rfind(mark, 0, colon.start()) for mark in "/\\='(“") + 1
        return f"{user[:start]}***@{host}"
    return word


def shown_address(address: str) -> str:
    """Return an address without what may be secret in it: the user, the query, what is no port.

    >>> shown_address("https://me:secret@example.org/sparql?token=secret")
    'https://***@example.org/sparql?***'
    """
    shown = _KEY.sub(r"\1***", _without_user(address))
    shown = re.sub(r"(:/+(?:\[[^\]]*\]|[^/?#:@\[]*)):(?!\d*(?:[/?#;]|$))[^/?#;]*", r"\1:***", shown)
    return re.sub(r"(?:[?#]|%3f|%23).*", "?***", shown, flags=re.DOTALL | re.IGNORECASE)


_ADDRESS = re.compile(r"[^\w./\\~]*[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
"""How an address begins, perhaps behind blanks, or with one slash too few."""


def looks_like_address(place: str | Path) -> bool:
    """Return whether a place is an address of something that is not a file, rightly written or not."""
    return bool(_ADDRESS.match(str(place)))


def must_be_no_address(place: str | Path) -> None:
    """Refuse the address of something that is asked or read elsewhere in the place of a folder.

    Raises:
        UsageError: it is one; its secrets are not told.
    """
    if looks_like_address(place):
        shown = shown_address(str(place))
        if re.match(r"(?i)https?://|sc://", str(place)):
            raise UsageError(f"{shown!r} is an address, not a folder; msc_graph.connect opens it")
        raise UsageError(f"an endpoint's address begins with http:// or https://, not {shown!r}")


class Offer(str):
    """A candidate in English, which knows itself in Chinese too (``zh``)."""

    zh: str

    def __new__(cls, text: str, zh: str = "") -> Offer:
        """Keep both texts; without ``zh`` they are the same."""
        offer = super().__new__(cls, text)
        offer.zh = zh or text
        return offer


class NoEdges(UserWarning):
    """A part of a graph is exported that has nodes, but no edge that the format would show."""


class MscGraphError(Exception):
    """Base of all errors of this package; ``exit_code`` is what the command line returns."""

    id = "error"
    exit_code = 3

    def __init__(self, *text: str) -> None:
        """Keep what it says, without the secrets of addresses."""
        super().__init__(*map(without_secrets, text))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make a copy in another process: from the text and what is kept, whatever made it."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[MscGraphError], args: tuple[Any, ...], kept: dict[str, Any]) -> MscGraphError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(kept)
    return error


class UsageError(MscGraphError):
    """The call is wrong: an unknown option value, format, query or parameter."""

    id = "usage"
    exit_code = 2
    chinese: Mapping[str, str] = MappingProxyType({})
    """The Chinese of names that its text lists, where the text itself does not say whose names they are."""

    def __init__(self, *text: str, chinese: Mapping[str, str] | None = None) -> None:
        """Keep what it says, and the ``chinese`` of names that it lists."""
        super().__init__(*text)
        if chinese:
            self.chinese = dict(chinese)


class InputError(MscGraphError):
    """The input is bad, missing or unreadable."""

    id = "input"
    exit_code = 3


class UnknownFormat(UsageError):
    """A file format or extension that no reader or writer knows."""

    id = "unknown-format"

    def __init__(self, name: str, known: Sequence[str], *, file: Path | None = None) -> None:
        """Keep ``name`` (as the user gave it), the ``known`` names, and the ``file`` that is meant."""
        self.name, self.known, self.file = name, tuple(known), file
        self.candidates = nearest(name, known) if self.extended else ()
        place = f"{file}: " if file is not None else ""
        problem = f"{place}unknown format {name!r}.{did_you_mean(self.candidates)}"
        if not self.extended:
            problem = f"{file} has no extension, which would tell its format. Add one, or name a format."
        super().__init__(f"{problem} Known formats: {', '.join(known)}.")

    @property
    def extended(self) -> bool:
        """Whether the file, where one is meant, has an extension."""
        return self.file is None or bool(self.file.suffix)


class UnknownQuery(UsageError):
    """A saved query that is not in the catalogue."""

    id = "unknown-query"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Keep ``name`` and the nearest names of the catalogue."""
        self.name, self.candidates = name, nearest(name, known)
        super().__init__(
            f"no saved query is called {name!r}.{did_you_mean(self.candidates)}"
            " List them with 'msc-graph query'."
        )


class QueryParameterError(UsageError):
    """A parameter of a saved query is unknown, missing or of the wrong type."""

    id = "query-parameter"

    def __init__(self, query: str, parameter: str, problem: str, *, candidates: Sequence[str] = ()) -> None:
        """Keep the names of the query and the parameter, what is wrong, and near candidates."""
        self.query, self.parameter, self.candidates = query, parameter, tuple(candidates)
        super().__init__(f"query {query!r}, parameter {parameter!r}: {problem}{did_you_mean(candidates)}")


class QueryRefused(UsageError):
    """A free-text query that this package does not run, for safety."""

    id = "query-refused"

    def __init__(self, reason: str, *, line: int | None = None, column: int | None = None) -> None:
        """Keep the reason and, where known, the 1-based line and column of the offending text."""
        self.reason, self.line, self.column = reason, line, column
        where = f" (line {line}, column {column})" if line is not None else ""
        super().__init__(f"query refused{where}: {reason}")


class QueryFailed(UsageError):
    """A query that is not valid SPARQL, or whose evaluation failed."""

    id = "query-failed"

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        """Keep the engine's message and, where known, the 1-based line and column."""
        self.line, self.column = line, column
        where = f" at line {line}, column {column}" if line is not None else ""
        super().__init__(f"query failed{where}: {message}")


class UnknownNode(InputError):
    """A name that matches no node of the graph."""

    id = "unknown-node"

    def __init__(
        self,
        name: str,
        candidates: Sequence[str] = (),
        *,
        file: Path | None = None,
        more: str = "",
        others: Sequence[Offer] = (),
        wanted: Offer | None = None,
    ) -> None:
        """Keep ``name`` and near candidates (CURIE and label).

        ``file`` is a user's, where it was sought; ``more`` is a sentence of further help; ``others`` are the
        nodes of that name, each with its class, that are not of the class ``wanted``.
        """
        self.name, self.candidates, self.file, self.more = name, tuple(candidates), file, more
        self.others, self.wanted = tuple(others), wanted
        if others:
            told = f"{name!r} is {'; '.join(others)}, and one of the class {wanted} is needed."
            super().__init__(told)
            return
        if file is None:
            start, end = f"no node is called {name!r}.", "Search with 'msc-graph find'."
        else:
            start = f"nothing in {file} is called {name!r}."
            end = "Give a label, the last part of an IRI, a prefixed name or an IRI."
        super().__init__(f"{start}{did_you_mean(candidates)}{more} {end}")


class AmbiguousName(InputError):
    """A name that matches several nodes equally well."""

    id = "ambiguous-name"

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        """Keep ``name`` and the candidates (CURIE and label), best first."""
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(f"{name!r} may mean {'; '.join(candidates)}. Say which by its identifier.")


@dataclass(frozen=True, order=True)
class TableProblem:
    """One thing wrong in one curated table; ``line`` and ``column`` as an editor shows them (1-based)."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return the problem as ``file:line: column: message``."""
        column = f" {self.column}:" if self.column else ""
        return f"{self.file}:{self.line}:{column} {self.message}"


class CurationError(InputError):
    """The curated tables hold mistakes; nothing was built. ``problems`` lists them all, in file order."""

    id = "curation"

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        """Keep the problems, sorted by file and line."""
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        listing = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{count} problem{'s' * (count != 1)} in the curated tables:\n{listing}")


class FileRefused(InputError):
    """A file that cannot be read, is malformed, or is refused for safety."""

    id = "file-refused"

    def __init__(
        self, path: Path | str, problem: str, *, line: int | None = None, column: int | None = None
    ) -> None:
        """Keep the path, the problem and, where known, the 1-based line and column."""
        self.path, self.problem, self.line, self.column = Path(path), problem, line, column
        where = f":{line}" if line is not None else ""
        where += f":{column}" if column is not None else ""
        super().__init__(f"{path}{where}: {problem}")


def no_such_file(path: Path) -> FileRefused:
    """Return the error for a file that is not there, with the nearest names in its folder, or is no file.

    >>> print(no_such_file(Path("https://example.org/a.ttl")).problem)
    this is an address, and only files are read. Download it, and name the file.
    """
    if looks_like_address(path):
        return FileRefused(
            shown_address(str(path)),
            "this is an address, and only files are read. Download it, and name the file.",
        )
    if path.exists():
        kind = "a folder" if path.is_dir() else "no regular file, and may have no end"
        return FileRefused(path, f"this is {kind}. Name a file.")
    if path.is_symlink():
        return FileRefused(path, "this is a link to what is not there. Name a file.")
    beside = sorted(file.name for file in path.parent.iterdir()) if path.parent.is_dir() else []
    return FileRefused(
        path, f"there is no such file.{did_you_mean(nearest(path.name, beside)) or ' Check the path.'}"
    )


class BadRow(InputError):
    """A row of an imported file that cannot be used."""

    id = "bad-row"

    def __init__(
        self, path: Path | str, line: int, problem: str, *, column: str = "", text: str = ""
    ) -> None:
        """Keep file, 1-based line, name of the column (may be empty), problem and text of the row."""
        self.path, self.line, self.column, self.problem, self.text = Path(path), line, column, problem, text
        where = f" column {column!r}:" if column else ""
        super().__init__(f"{path}:{line}:{where} {problem}")


class StoreRefused(InputError):
    """A folder that is no store of this package, or one that is damaged."""

    id = "store-refused"

    def __init__(self, path: Path | str, problem: str) -> None:
        """Keep the folder and what is wrong."""
        self.path, self.problem = Path(path), problem
        super().__init__(f"{path}: {problem}")


class StoreLocked(InputError):
    """A store that another process is writing to."""

    id = "store-locked"

    def __init__(self, path: Path | str, holder: str = "") -> None:
        """Keep the folder and, where known, who holds the lock."""
        self.path, self.holder = Path(path), holder
        by = f" by {holder}" if holder else ""
        super().__init__(
            f"{path}: the store is being written{by}. Wait until that is done; reading goes on meanwhile."
        )


class QueryHeaderError(InputError):
    """A saved query whose header is malformed."""

    id = "query-header"

    def __init__(self, path: Path | str, line: int, problem: str) -> None:
        """Keep the path, the 1-based line and the problem."""
        self.path, self.line = Path(path), line
        super().__init__(f"{path}:{line}: {problem}")


class QueryTimeout(InputError):
    """A query that ran longer than its time limit and was stopped."""

    id = "query-timeout"

    def __init__(self, seconds: float) -> None:
        """Keep the limit in seconds."""
        self.seconds = seconds
        super().__init__(
            f"the query was stopped after {seconds:g} seconds. Narrow it, or raise the limit (--timeout)."
        )


class QueryTooLarge(InputError):
    """A query whose answer passed the row, byte or memory limit."""

    id = "query-too-large"

    def __init__(self, limit: str) -> None:
        """Keep which limit was passed, in words."""
        self.limit = limit
        super().__init__(f"the answer passed {limit}. Add a LIMIT, or ask for less.")


class EndpointFailed(InputError):
    """A SPARQL endpoint that cannot be reached, or does not answer as one."""

    id = "endpoint-failed"

    def __init__(self, url: str, problem: str) -> None:
        """Keep the address and what went wrong."""
        self.url, self.problem = url, problem
        super().__init__(
            f"the endpoint {shown_address(url)} gave no answer: {problem}."
            " Check its address and that it runs."
        )


class EngineFailed(InputError):
    """DuckDB or Spark, which does not answer a question about a graph in the adjacency form."""

    id = "engine-failed"

    def __init__(self, engine: str, problem: str) -> None:
        """Keep the engine and what went wrong."""
        self.engine, self.problem = engine, problem
        super().__init__(f"{engine} gave no answer: {problem}")


class ValidationTimeout(InputError):
    """A validation that ran longer than its time limit and was stopped."""

    id = "validation-timeout"

    def __init__(self, seconds: float) -> None:
        """Keep the limit in seconds."""
        self.seconds = seconds
        super().__init__(
            f"the validation was stopped after {seconds:g} seconds."
            " Validate a smaller file, or raise the limit (--timeout)."
        )


class ValidationFailed(InputError):
    """A validation that could not be carried out: the data upset the validator, or its process died."""

    id = "validation-failed"

    def __init__(self, problem: str) -> None:
        """Keep what the validator said."""
        self.problem = problem
        super().__init__(f"the validation failed: {problem}")


class ReasoningTimeout(InputError):
    """A question to HermiT or Pellet that took longer than its time limit and was stopped."""

    id = "reasoning-timeout"

    def __init__(self, seconds: float) -> None:
        """Keep the limit in seconds."""
        self.seconds = seconds
        super().__init__(
            f"the reasoner was stopped after {seconds:g} seconds."
            " Ask about less, or raise the limit (--timeout)."
        )


class ReasoningFailed(InputError):
    """A question to HermiT or Pellet that could not be answered: the data upset it, or its process died."""

    id = "reasoning-failed"

    def __init__(self, problem: str) -> None:
        """Keep what the reasoner said."""
        self.problem = problem
        super().__init__(f"the reasoner failed: {problem}")


class UnwritableValue(InputError):
    """A value that the chosen export format cannot hold."""

    id = "unwritable-value"

    def __init__(self, format_name: str, term: str, problem: str) -> None:
        """Keep the format's name, the term and the problem."""
        self.format_name, self.term, self.problem = format_name, term, problem
        super().__init__(
            f"{format_name} cannot hold {term}: {problem} Choose another format, or mend the term."
        )


class MissingPart(MscGraphError):
    """An optional part that this call needs is not installed."""

    id = "missing-part"
    exit_code = 4

    def __init__(self, what: str, install: str) -> None:
        """Keep what is missing and the command that installs it."""
        self.what, self.install = what, install
        super().__init__(f"{what} is not installed. Install it with: {install}")
