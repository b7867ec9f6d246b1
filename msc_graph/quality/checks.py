"""Quality checks: saved queries that find what is wrong, with a level for each in a profile.

The manner is that of ROBOT report (doi:10.1186/s12859-019-3002-3): one file a rule, the same three columns
for all, and the level in a profile, so that a project can weigh a rule otherwise without touching it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msc_graph.errors import FileRefused, InputError, QueryParameterError, UsageError, did_you_mean, nearest
from msc_graph.query.binding import bind_values
from msc_graph.query.engines import run_saved
from msc_graph.query.results import QueryResult
from msc_graph.system.checked import checked
from msc_graph.system.told import counted, told
from msc_graph.tables.values import Value, value_text
from msc_graph.tables.writers import HTML_ROWS

if TYPE_CHECKING:
    from msc_graph.query.catalogue import SavedQuery
    from msc_graph.query.engines import Engine

PROFILE = "profile.tsv"
"""The file beside the checks that gives each its level: the check's name, a tab, the level."""

RETRACTED = "retracted"
"""The parameter of a check that takes PubMed numbers of retracted articles."""

_ASKING = "retracted-reference"
"""The check that has it."""


class Level(Enum):
    """How serious a finding is: an error must be mended, a warning looked at, an info is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class CheckFinding:
    """One finding: the check and its level, and what it found, CURIEs for IRIs."""

    level: Level
    check: str
    entity: Value
    property: Value
    value: Value

    @cached_property
    def texts(self) -> tuple[str, str, str]:
        """Entity, property and value as texts."""
        return value_text(self.entity), value_text(self.property), value_text(self.value)

    def _repr_html_(self) -> str:
        return _piece([self])


@checked
@dataclass(frozen=True)
class CheckReport:
    """What the checks found: the answer and the level of each check, by its name."""

    answers: Mapping[str, QueryResult]
    levels: Mapping[str, Level]

    @cached_property
    def findings(self) -> tuple[CheckFinding, ...]:
        """All findings, errors first, then by check, then in the order of its answer; may be empty."""
        return tuple(
            CheckFinding(level=level, check=name, entity=entity, property=predicate, value=value)
            for level in Level
            for name, answer in self.answers.items()
            if self.levels[name] is level
            for entity, predicate, value in answer.rows
        )

    def __repr__(self) -> str:
        return told(
            self,
            counted(len(self.answers), "check"),
            *(f"{self.count(level):,} {level.value}" for level in Level),
            first=self.findings[0].check if self.findings else None,
        )

    @property
    def passed(self) -> bool:
        """Whether no check of level error found anything."""
        return not any(answer and self.levels[name] is Level.ERROR for name, answer in self.answers.items())

    def count(self, level: Level) -> int:
        """Return how many findings have this level."""
        return sum(finding.level is level for finding in self.findings)

    def _repr_html_(self) -> str:
        notes = [", ".join(f"{level.value}: {self.count(level)}" for level in Level)]
        return _piece(self.findings[:HTML_ROWS], notes)


def _piece(findings: Iterable[CheckFinding], notes: Iterable[str] = ()) -> str:
    """Return findings as a piece of HTML."""
    from msc_graph.pages.rendering import piece

    rows = [(each.level.value, each.check, *each.texts) for each in findings]
    cells = [[(text, text) for text in row] for row in rows]
    columns = ("level", "check", "entity", "property", "value")
    return piece("table", "en", title="", notes=list(notes), columns=columns, cells=cells)


def read_profile(path: Path, checks: Iterable[str]) -> Mapping[str, Level]:
    """Return the level of each of the ``checks``, in their order.

    Args:
        path: a file of lines ``check<TAB>level``; empty lines and lines that start with ``#`` are left out.
        checks: the names of all checks.

    Raises:
        FileRefused: a line names no check or no level, or a check has no line, or two.
    """
    known = tuple(checks)
    levels = {level.value: level for level in Level}
    found: dict[str, Level] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        name, _, level = line.partition("\t")
        if name not in known:
            offer = did_you_mean(nearest(name, known))
            raise FileRefused(path, f"there is no check {name!r}.{offer}", line=number)
        if name in found:
            raise FileRefused(path, f"{name!r} stands here a second time", line=number)
        if level not in levels:
            raise FileRefused(path, f"the levels are {', '.join(levels)}, not {level!r}", line=number)
        found[name] = levels[level]
    if missing := [name for name in known if name not in found]:
        raise FileRefused(path, f"no level for {', '.join(missing)}")
    return {name: found[name] for name in known}


def run_checks(
    checks: Mapping[str, SavedQuery],
    engine: Engine,
    *,
    retracted: Iterable[str | float] = (),
    lang: str = "en",
) -> CheckReport:
    """Return what the ``checks`` find on an engine.

    Args:
        checks: the checks by name; the profile lies beside their files.
        engine: what evaluates them.
        retracted: PubMed numbers of retracted articles, as `pubmed_number` reads them, given to the check
            that asks for them.
        lang: ``"en"`` or ``"zh"``, of the texts of the graph that the findings quote.

    Raises:
        FileRefused: the profile does not fit the checks.
        QueryParameterError: one of the retracted numbers is no PubMed number.
        UsageError: the retracted numbers are no list.
    """
    if not checks:
        return CheckReport({}, {})
    folder = next(iter(checks.values())).path.parent
    levels = read_profile(folder / PROFILE, checks)
    if isinstance(retracted, str) or not isinstance(retracted, Iterable):
        raise UsageError(f"retracted articles are a list of PubMed numbers, not {type(retracted).__name__}")
    withdrawn = []
    for given in retracted:
        if (number := pubmed_number(given)) is None:
            raise QueryParameterError(_ASKING, RETRACTED, f"{given!r} is no PubMed number")
        withdrawn.append(f"PMID:{number}")
    answers = {name: _findings(check, engine, withdrawn, lang) for name, check in checks.items()}
    return CheckReport(answers, levels)


def _findings(check: SavedQuery, engine: Engine, retracted: list[str], lang: str) -> QueryResult:
    values = check.spoken({RETRACTED: retracted} if RETRACTED in check.parameter_names else {}, lang)
    answer = run_saved(engine, check, bind_values(check, values, resolve=_no_nodes))
    if not isinstance(answer, QueryResult):  # its columns were compared when it was read
        raise TypeError(check.name)
    return answer


def _no_nodes(name: str, _: str | None) -> str:
    raise InputError(f"a check looks no node up, but was asked for {name!r}")


_PUBMED = re.compile(
    r"""\s*"?(?![0-9]{1,3}(?:,[0-9]{3})+\b)              # no number that a spreadsheet cut into groups
    (?:(?:PMID:?\s*)|https?://pubmed\.ncbi\.nlm\.nih\.gov/)?
    0*([1-9][0-9]{0,7})(?:\.0+|/)?"?(?=[\s,;|]|$)""",
    re.VERBOSE | re.IGNORECASE,
)


def pubmed_number(value: Any) -> str | None:
    """Return the PubMed number that a text begins with, or that a number is; None where there is none.

    >>> pubmed_number("PMID: 16762633"), pubmed_number(16762633.0), pubmed_number("7,note")
    ('16762633', '16762633', '7')
    >>> pubmed_number("10.1155/2022/1252557"), pubmed_number("16,762,633"), pubmed_number(float("nan"))
    (None, None, None)
    """
    found = _PUBMED.match(str(value))
    return found[1] if found and not isinstance(value, bool) else None


def read_retracted(path: Path) -> list[str]:
    """Return the PubMed numbers in a file, one of each line, in order.

    Args:
        path: one number a line, perhaps with ``PMID:`` or PubMed's address before it or other columns after
            it; empty lines and lines that start with ``#`` are left out, and so is a header. A compressed
            file is unfolded.

    Raises:
        FileRefused: a line has no number where one should stand, there is none at all, or the file is
            damaged or not UTF-8.
    """
    from msc_graph.system.text import whole_text

    found = []
    for number, line in enumerate(whole_text(path).split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        paper = pubmed_number(line)
        if paper is None and (number > 1 or re.search("[0-9]{4}", line)):
            raise FileRefused(path, "a PubMed number should stand here", line=number)
        found += [paper] if paper else []
    if not found:
        raise FileRefused(path, "the file holds no PubMed number; give one a line")
    return found


def retracted_papers(path: Path | None) -> frozenset[str]:
    """Return the papers in a file of `read_retracted` as CURIEs (``"PMID:1"``); none for None."""
    return frozenset(f"PMID:{number}" for number in read_retracted(path)) if path else frozenset()
