"""What a user may say about a source, what is known of one, and what an import did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import UsageError, must_be_path, must_be_text, must_be_true_or_false
from msc_graph.sources.report import ImportReport
from msc_graph.system.surrogates import writable

if TYPE_CHECKING:
    from msc_graph.sources.grounding.lookup import Grounding

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
RESERVED = ("curated", "schema", "inferred")
"""Names that no imported source may have."""

Progress = Callable[[str, int, int], None]
"""Told the name of the step, how much of it is done, and how much there is (0: not known)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What a user may say about a source.

    ``name`` (letters, digits, ``.``, ``_``, ``-``; empty: that of the format), ``title`` (empty: what the
    database is called, with another ``name`` in brackets; the name where the format is of no database),
    ``version``, ``licence``, ``date`` (ISO 8601; empty: when the newest file was changed), ``parameters`` of
    the format, ``grounding`` (tables of names), ``retracted`` (PMIDs), ``keep_going`` past bad rows,
    ``replace`` a source of that name.
    """

    name: str = ""
    title: str = ""
    version: str = ""
    licence: str = ""
    date: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    grounding: Grounding | None = None
    retracted: frozenset[str] = frozenset()
    keep_going: bool = False
    replace: bool = False

    def __post_init__(self) -> None:
        """Take numbers of columns, and any texts for papers. Raises ``UsageError`` for other types."""
        for name in ("name", "title", "version", "licence", "date"):
            object.__setattr__(self, name, writable(must_be_text(getattr(self, name), _option(name))))
        for name in ("keep_going", "replace"):
            object.__setattr__(self, name, must_be_true_or_false(getattr(self, name), _option(name)))
        object.__setattr__(self, "parameters", _parameters(self.parameters))
        object.__setattr__(self, "retracted", _texts(self.retracted, _option("retracted")))
        if self.grounding is not None and not callable(getattr(self.grounding, "part", None)):
            kind = type(self.grounding).__name__
            raise UsageError(f"{_option('grounding')} is of the kind {kind}: give Grounding.open(folder)")


def _option(name: str) -> str:
    return f"the option {name!r} of an import"


def _parameters(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise UsageError(f"{_option('parameters')} is of the kind {type(given).__name__}: give a mapping")
    texts = {name: str(value) if type(value) is int else value for name, value in given.items()}
    for name, value in texts.items():
        must_be_text(value, f"the parameter {must_be_text(name, 'the name of a parameter')!r}")
    return texts


def _texts(given: Any, what: str) -> frozenset[str]:
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise UsageError(f"{what} is of the kind {type(given).__name__}: give a set of texts")
    return frozenset(must_be_text(text, what) for text in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of a store: what it is, where it came from, and how much it holds."""

    name: str
    format: str
    title: str
    version: str
    licence: str
    date: str
    url: str
    files: tuple[str, ...]
    checksum: str
    nodes: int
    assertions: int
    evidence: int
    references: int
    retracted: tuple[str, ...]
    report: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the source as plain values, for JSON."""
        return {**asdict(self), "files": [*self.files], "retracted": [*self.retracted]}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Source:
        """Return the source of which `to_dict` told.

        Raises:
            KeyError, TypeError, ValueError: it did not tell of that.
        """
        source = cls(**{**facts, "files": tuple(facts["files"]), "retracted": tuple(facts["retracted"])})
        if not isinstance(source.name, str) or not may_name(source.name):
            raise ValueError(f"{source.name!r} is no name of a source")
        for name in ("nodes", "assertions", "evidence", "references"):
            if type(getattr(source, name)) is not int:
                raise ValueError(f"the number of {name} of {source.name} is none")
        return source


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; ``changed`` is False when the same source was there already.

    Then ``report`` holds the bad rows, and what was left out, of the import that brought it.
    """

    source: Source
    report: ImportReport
    changed: bool


def may_name(name: str) -> bool:
    """Return whether an imported source may have a name, which is also that of a folder."""
    return name not in RESERVED and bool(_NAME.fullmatch(name))


def quiet(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def listed(files: Any) -> list[Path]:
    """Return one path or several as a list of paths.

    Raises:
        UsageError: they are neither.
    """
    if callable(getattr(files, "read", None)):
        raise UsageError("the file is open already: give its name")
    several = [files] if isinstance(files, str | PathLike) else files
    kind = f"files to import are a path or several, not of the kind {type(files).__name__}"
    if hasattr(files, "columns"):
        raise UsageError(f"{kind}; write the table to a file first")
    if not isinstance(several, Iterable) or isinstance(several, bytes | Mapping):
        raise UsageError(kind)
    return [Path(must_be_path(_path(file), "the file")) for file in several]


def _path(file: object) -> object:
    if not isinstance(file, str | PathLike):
        raise UsageError(f"a file to import is a path, not of the kind {type(file).__name__}")
    return file


def options_of(options: ImportOptions | None, more: Mapping[str, Any]) -> ImportOptions:
    """Return import options from an object and single values.

    Raises:
        UsageError: there is no option of that name, or the object is something else.
    """
    known = ImportOptions.__dataclass_fields__
    if options is not None and not isinstance(options, ImportOptions):
        raise UsageError(f"options of an import are ImportOptions, not {type(options).__name__}")
    for name in more:
        if name not in known:
            raise UsageError(f"an import has no option {name!r}; its options: {', '.join(known)}")
    return replace(options or ImportOptions(), **more)
