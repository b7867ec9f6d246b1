"""ClinicalTrials.gov: registered trials; those that give vesicles of mesenchymal stem cells are kept.

Read are the fields of 2022 (``{"NCTId": ["NCT..."], ...}``, checked against 1,540 records) and the studies
of the present API, version 2 (``{"protocolSection": {...}}``; layout of
https://clinicaltrials.gov/data-api/about-api/study-data-structure, not checked against a download): as JSON
Lines, a list, a page of answers (``{"studies": [...]}``) or one study a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.curation.reader import TRIAL_EVIDENCE_TYPE
from msc_graph.errors import FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.model.names import fold
from msc_graph.sources.batch import PROPERTY_COLUMNS, Batch, Reading, SourceFormat
from msc_graph.sources.grounding.naming import Names, choice, same_name, unresolved_id
from msc_graph.sources.readers.json_files import (
    JsonItem,
    check_text,
    listed_items,
    read_json_arrays,
    read_json_lines,
)
from msc_graph.system.compressed import byte_source
from msc_graph.system.json_objects import once
from msc_graph.system.surrogates import writable
from msc_graph.system.text import whole_text

TRIALS = 20_000
"""Trials of a batch."""

_NCT = re.compile(r"^NCT\d{8}$")
_LAST_SHORT, _FIRST_LONG = 66331, 66388
"""MeSH numbers up to D066331 have six digits, those from D000066388 on nine (MeSH's table of descriptors).
The fields of 2022 write all of them with nine."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is read of a registered trial; texts as registered."""

    nct: str
    title: str
    official_title: str
    acronym: str
    summary: str
    description: str
    conditions: tuple[str, ...]
    condition_mesh: tuple[tuple[str, str], ...]
    keywords: tuple[str, ...]
    interventions: tuple[str, ...]
    given: tuple[str, ...]
    phases: tuple[str, ...]
    enrollment: str
    enrollment_type: str
    status: str
    sponsor: str
    countries: tuple[str, ...]
    start: str
    completion: str
    primary_outcomes: tuple[str, ...]
    other_outcomes: tuple[str, ...]
    eligibility: str
    has_results: bool
    snapshot: str


# --- the filter ---

_SPELLED = r"exosom\w*|extracellular\W+vesicle\w*|micro-?vesicle\w*|\bexo-?flo\b"
_VESICLES = re.compile(_SPELLED, re.IGNORECASE)
_VESICLES_OR_SHORT = re.compile(
    rf"(?i:{_SPELLED})|\bs?EVs?\b|\bEXOS?\b|\b(?:[a-z]*MSCs?|MPCs?)[- ]?Exos?\b|\bExos\b"
)
_CELLS = re.compile(
    r"\bmesenchym\w+|\bstromal\b|\bstem[\s-]*cells?\b|\bprogenitor cells?\b|\b[A-Za-z-]*MSCs?\b",
    re.IGNORECASE,
)
_MEDIUM = re.compile(r"secretomes?|conditioned\W+(?:culture\W+)?medi\w+", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"explants?\b|whole[- ]blood assay|\bin vitro\b|\bex vivo\b(?!\W+(?:cultur|expan))", re.IGNORECASE
)

CELLS_ONLY = "cells-only"
NEITHER = "neither"
MEDIUM = "medium"
MENTIONED = "mentioned"
OTHER_SOURCE = "other-source"
OUTSIDE = "outside-the-body"
"""Reasons for leaving a trial out; `msc_graph.messages.imports.WORDS` has them in words."""


def why_left_out(trial: Trial) -> str:
    """Return why a trial is no trial of vesicles of mesenchymal stem cells, as a key; empty where it is one.

    The vesicles must stand in the short title, the interventions or the arms: official titles, summaries and
    outcomes also speak of what is measured. Abbreviations (EV, Exo) count where the vesicles are spelled out
    anywhere in the record. The rules were made to agree with the curated trials (``trials.tsv``).
    """
    everything = "\n".join(
        (trial.title, trial.official_title, trial.summary, trial.description, trial.eligibility)
        + (*trial.given, *trial.keywords, *trial.primary_outcomes, *trial.other_outcomes)
    )
    about = "\n".join((trial.title, trial.official_title, trial.summary, *trial.given, *trial.keywords))
    given = "\n".join((trial.title, *trial.given))
    cells = _CELLS.search(about)
    if not _VESICLES.search(everything):
        if _MEDIUM.search(given):
            return MEDIUM
        return CELLS_ONLY if cells else NEITHER
    if not _VESICLES_OR_SHORT.search(given):
        if _MEDIUM.search(given):
            return MEDIUM
        return MENTIONED
    if _OUTSIDE.search(given):
        return OUTSIDE
    if not cells:
        return OTHER_SOURCE
    if _MEDIUM.search("\n".join(trial.interventions)) and not _VESICLES_OR_SHORT.search(
        "\n".join((trial.title, *trial.interventions))
    ):
        return MEDIUM
    return ""


# --- the two layouts ---


class _OfAnotherKind(Exception):
    """Something in a record is no text, list or object where one belongs: what is wrong."""


def _text(value: Any, name: str) -> str:
    """Return a text or number as text; nothing is empty."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return "" if value is None else str(value)
    raise _OfAnotherKind(f"its {name!r} is a list or an object, and one text is needed")


def _texts(value: Any, name: str) -> tuple[str, ...]:
    """Return the texts of a list, or the one text."""
    listed = value if isinstance(value, list) else [value]
    return tuple(_text(member, name) for member in listed if member is not None)


def _of_2022(record: Mapping[str, Any]) -> Trial:
    def many(name: str) -> tuple[str, ...]:
        return _texts(record.get(name) or None, name)

    def one(name: str) -> str:
        found = list(dict.fromkeys(many(name)))
        if len(found) > 1:
            raise _OfAnotherKind(f"its {name!r} has several values, and one is needed")
        return found[0] if found else ""

    interventions = (*many("InterventionName"), *many("InterventionOtherName"))
    details = (*many("InterventionDescription"), *many("ArmGroupLabel"), *many("ArmGroupDescription"))
    mesh = zip(many("ConditionMeshId"), many("ConditionMeshTerm"), strict=False)
    return Trial(
        nct=one("NCTId"),
        title=one("BriefTitle"),
        official_title=one("OfficialTitle"),
        acronym=one("Acronym"),
        summary=one("BriefSummary"),
        description=one("DetailedDescription"),
        conditions=many("Condition"),
        condition_mesh=tuple(mesh),
        keywords=many("Keyword"),
        interventions=many("InterventionName"),
        given=interventions + details,
        phases=_phases(many("Phase"), one("StudyType")),
        enrollment=one("EnrollmentCount"),
        enrollment_type=one("EnrollmentType").lower(),
        status=one("OverallStatus"),
        sponsor=one("LeadSponsorName"),
        countries=tuple(dict.fromkeys(many("LocationCountry"))),
        start=one("StartDate"),
        completion=one("CompletionDate"),
        primary_outcomes=many("PrimaryOutcomeMeasure"),
        other_outcomes=many("SecondaryOutcomeMeasure"),
        eligibility=one("EligibilityCriteria"),
        has_results=bool(many("ResultsFirstPostDate")),
        snapshot=_day(one("VersionHolder")),
    )


_TEXTS_OF_API_2 = {
    "nct": "identificationModule.nctId",
    "title": "identificationModule.briefTitle",
    "official_title": "identificationModule.officialTitle",
    "acronym": "identificationModule.acronym",
    "summary": "descriptionModule.briefSummary",
    "description": "descriptionModule.detailedDescription",
    "enrollment": "designModule.enrollmentInfo.count",
    "sponsor": "sponsorCollaboratorsModule.leadSponsor.name",
    "start": "statusModule.startDateStruct.date",
    "completion": "statusModule.completionDateStruct.date",
    "eligibility": "eligibilityModule.eligibilityCriteria",
}
"""Where the protocol section of a study has each text of a `Trial`."""


@dataclass(frozen=True, slots=True)
class _Study:
    """A study of the API, or a section of one; what is of another kind than asked for is an error."""

    record: Any

    def find(self, path: str) -> Any:
        value = self.record
        for step in path.split("."):
            if value is not None and not isinstance(value, dict):
                raise _OfAnotherKind(f"what holds its {step!r} is no object")
            value = (value or {}).get(step)
        return value

    def one(self, path: str) -> str:
        return _text(self.find(path), _last(path))

    def many(self, path: str) -> tuple[str, ...]:
        return _texts(self.find(path), _last(path))

    def items(self, path: str) -> tuple[_Study, ...]:
        value = self.find(path) or []
        found = [item for item in value if item is not None] if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in found):
            raise _OfAnotherKind(f"its {_last(path)!r} is no list of objects")
        return tuple(map(_Study, found))

    def each(self, name: str, path: str) -> tuple[str, ...]:
        return tuple(text for item in self.items(path) if (text := item.one(name)))


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _of_api_2(record: Mapping[str, Any]) -> Trial:
    study, protocol = _Study(record), _Study(record["protocolSection"])
    return Trial(
        **{name: protocol.one(path) for name, path in _TEXTS_OF_API_2.items()},
        conditions=protocol.many("conditionsModule.conditions"),
        condition_mesh=tuple(
            (mesh.one("id"), mesh.one("term"))
            for mesh in study.items("derivedSection.conditionBrowseModule.meshes")
        ),
        keywords=protocol.many("conditionsModule.keywords"),
        interventions=protocol.each("name", _TREATMENTS),
        given=_given_of_api_2(protocol),
        phases=_phases(protocol.many("designModule.phases"), protocol.one("designModule.studyType")),
        enrollment_type=protocol.one("designModule.enrollmentInfo.type")
        .lower()
        .replace("estimated", "anticipated"),
        status=_words(protocol.one("statusModule.overallStatus")),
        countries=tuple(dict.fromkeys(protocol.each("country", "contactsLocationsModule.locations"))),
        primary_outcomes=protocol.each("measure", "outcomesModule.primaryOutcomes"),
        other_outcomes=protocol.each("measure", "outcomesModule.secondaryOutcomes"),
        has_results=study.find("hasResults") is True,
        snapshot=_day(study.one("derivedSection.miscInfoModule.versionHolder")),
    )


_TREATMENTS, _ARMS = "armsInterventionsModule.interventions", "armsInterventionsModule.armGroups"


def _given_of_api_2(protocol: _Study) -> tuple[str, ...]:
    return (
        *protocol.each("name", _TREATMENTS),
        *(name for treatment in protocol.items(_TREATMENTS) for name in treatment.many("otherNames")),
        *protocol.each("description", _TREATMENTS),
        *protocol.each("label", _ARMS),
        *protocol.each("description", _ARMS),
    )


_SPECIAL = {"UNKNOWN": "Unknown status", "ACTIVE_NOT_RECRUITING": "Active, not recruiting"}
_WITHOUT_PHASE = {"observational": "Not applicable", "expanded access": "Expanded access"}


def _words(constant: str) -> str:
    """Return a status of the API in the words that the curated trials use.

    >>> _words("UNKNOWN"), _words("NOT_YET_RECRUITING")
    ('Unknown status', 'Not yet recruiting')
    """
    return _SPECIAL.get(constant, constant.replace("_", " ").capitalize())


def _phases(given: Sequence[str], study_type: str) -> tuple[str, ...]:
    """Return the phases of either layout as ``shapes/trial.ttl`` writes them.

    A kind of study that has no phases says so; where the registry says nothing, neither does this.

    >>> _phases(["EARLY_PHASE1"], ""), _phases(["Not Applicable"], ""), _phases([], "EXPANDED_ACCESS")
    (('Early Phase 1',), ('Not applicable',), ('Expanded access',))
    """
    kind = study_type.replace("_", " ").lower()
    if not given and kind in _WITHOUT_PHASE:
        return (_WITHOUT_PHASE[kind],)
    spelled = (re.sub(r"(?<=[Ee])(?=\d)", " ", phase.replace("_", " ").title()) for phase in given)
    return tuple("Not applicable" if phase in ("Na", "Not Applicable") else phase for phase in spelled)


def _day(text: str) -> str:
    """Return the date of a registry's copy as ISO 8601; empty where it is none.

    >>> _day("October 07, 2022"), _day("2024-05-31"), _day("")
    ('2022-10-07', '2024-05-31', '')
    """
    days = (_parsed(text, form) for form in _DATES[:2])
    return next((day.date().isoformat() for day in days if day), "")


_DATES = ("%B %d, %Y", "%Y-%m-%d", "%B %Y", "%Y-%m", "%Y")
"""How registries write a day, a month or a year."""


def _is_date(text: str) -> bool:
    """Return whether a calendar has a date.

    >>> _is_date("July 31, 2020"), _is_date("2021-12"), _is_date("2021-13"), _is_date("2021-02-30")
    (True, True, False, False)
    """
    return any(_parsed(text, form) for form in _DATES)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def trial_of(record: Any) -> Trial | str:
    """Return the trial in a record of either layout, or what is wrong with the record."""
    if not isinstance(record, dict):
        return "a study is an object"
    try:
        if isinstance(record.get("protocolSection"), dict):
            trial = _of_api_2(record)
        elif "NCTId" in record:
            trial = _of_2022(record)
        else:
            return "neither 'protocolSection' (API version 2) nor 'NCTId' (fields of 2022) is in the study"
    except _OfAnotherKind as error:
        return str(error)
    if not _NCT.match(trial.nct):
        return f"the number of the study is not NCT and eight digits: {trial.nct!r}"
    return trial


# --- the batches ---


def read(files: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the trials: conditions, interventions, status and countries, with the registry as evidence."""
    everything = choice(reading, "all", ("no", "yes")) == "yes"
    rows = _Rows(reading)
    met: set[str] = set()
    for file in files:
        for item in _items(file, reading):
            trial = trial_of(item.value)
            if isinstance(trial, str):
                reading.report.bad_row(file, item.line, trial, text=item.text)
            elif trial.nct in met:
                reading.report.note(EventKind.TRIAL_REPEATED, trial.nct)
            else:
                met.add(trial.nct)
                reason = why_left_out(trial)
                if reason and not everything:
                    reading.report.leave_out(trial.nct, reason, " ".join(trial.title.split()))
                else:
                    rows.add(trial, ours=not reason)
            if len(rows.trials) == TRIALS:
                yield rows.batch()
    yield rows.batch()


def _items(file: Path, reading: Reading) -> Iterator[JsonItem]:
    start = next(byte_source(file).blocks(), b"").lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"[":
        return listed_items(file, whole_text(file, reading.progress))
    first_line = start.partition(b"\n")[0]
    if re.match(rb'\{\s*"(?:studies|nextPageToken|totalCount)"', start):
        return _page(file, reading)
    try:
        json.loads(first_line)
    except (ValueError, RecursionError):
        if start[:1] == b"{" and not first_line.rstrip().endswith(b"}"):
            return _one_study(file, whole_text(file, reading.progress))
    return read_json_lines(file, reading)


def _page(file: Path, reading: Reading) -> Iterator[JsonItem]:
    """Yield the studies of a page of answers; that others follow is told."""
    others: dict[str, Any] = {}
    yield from read_json_arrays(file, reading, ("studies",), others)
    if others.get("nextPageToken"):
        reading.report.note(
            EventKind.PAGE_OF_SEVERAL, f"{writable(file.name)}: totalCount {others.get('totalCount', '?')}"
        )


def _one_study(file: Path, text: str) -> Iterator[JsonItem]:
    try:
        value = json.loads(text, object_pairs_hook=once)
        check_text(text, value)
        yield JsonItem(1, value, text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise FileRefused(file, f"it is not valid JSON, or cut off: {error}", line=line) from error


class _Rows:
    """Trials on their way to a batch, and the names that have been met."""

    def __init__(self, reading: Reading) -> None:
        self._names = Names(reading, "disease", "Condition")
        self._reading = reading
        self.trials: list[tuple[Trial, bool]] = []
        self._met: set[tuple[str, str]] = set()
        self._spelled: dict[str, str] = {}
        self._fresh: list[_Node] = []

    def add(self, trial: Trial, *, ours: bool) -> None:
        """Take a trial; ``ours``: it gives vesicles of mesenchymal stem cells."""
        self.trials.append((trial, ours))

    def batch(self) -> Batch:
        """Return the tables of the trials that were added, and forget them."""
        trials, self.trials = self.trials, []
        made = [self._trial_node(trial, ours) for trial, ours in trials]
        rows: list[_Row] = []
        properties: list[tuple[str, str, str]] = []
        for trial, _ in trials:
            properties += self._properties(trial)
            rows += self._links(trial, "testsIntervention", "Node", trial.interventions)
            rows += self._links(trial, "hasStatus", "Status", (trial.status,))
            rows += self._links(trial, "conductedIn", "GeographicLocation", trial.countries)
        conditions, nodes = self._conditions([trial for trial, _ in trials])
        statements = pl.DataFrame(conditions + rows, schema=_STATEMENTS, orient="row").with_columns(
            reference="subject", evidence_type=pl.lit(TRIAL_EVIDENCE_TYPE)
        )
        own = pl.DataFrame(made + self._fresh, schema=_NODES, orient="row")
        self._fresh = []
        return Batch(
            pl.concat([own, nodes], how="diagonal"),
            statements.unique(maintain_order=True),
            properties=pl.DataFrame(properties, schema=dict(PROPERTY_COLUMNS), orient="row"),
        )

    def _trial_node(self, trial: Trial, ours: bool) -> _Node:
        return (
            f"clinicaltrials:{trial.nct}",
            "ClinicalTrial" if ours else "ClinicalStudy",
            trial.title or trial.nct,
            [name for name in dict.fromkeys((trial.nct, trial.acronym, trial.official_title)) if name],
            None,
        )

    def _properties(self, trial: Trial) -> Iterator[tuple[str, str, str]]:
        """Yield what the curated trials have as properties too (`msc_graph.curation.as_rdf`)."""
        enrollment = trial.enrollment if trial.enrollment.isdecimal() else ""
        for name, values in {
            "dcterms:identifier": [trial.nct],
            "msc:officialTitle": [trial.official_title],
            "msc:phase": trial.phases,
            "msc:status": [trial.status],
            "msc:leadSponsor": [trial.sponsor],
            "msc:enrollment": [enrollment],
            "msc:enrollmentType": [trial.enrollment_type if enrollment else ""],
            "msc:startDate": self._date(trial, trial.start),
            "msc:completionDate": self._date(trial, trial.completion),
            "msc:country": trial.countries,
            "msc:conditionAsRegistered": trial.conditions,
            "msc:intervention": trial.interventions,
            "msc:primaryOutcome": trial.primary_outcomes,
            "msc:hasPostedResults": [str(trial.has_results).lower()],
            "msc:snapshotDate": [trial.snapshot],
        }.items():
            yield from ((f"clinicaltrials:{trial.nct}", name, value.strip()) for value in values)

    def _date(self, trial: Trial, text: str) -> list[str]:
        if not text or _is_date(text):
            return [text]
        self._reading.report.note(EventKind.TRIAL_DATE_IMPOSSIBLE, f"{trial.nct}: {text}")
        return []

    def _links(self, trial: Trial, predicate: str, category: str, names: Sequence[str]) -> list[_Row]:
        """Return a statement for each name; only names are known of these things."""
        kind = {"Node": "intervention", "Status": "status", "GeographicLocation": "location"}[category]
        rows: list[_Row] = []
        for name in dict.fromkeys(" ".join(name.split()) for name in names if name.strip()):
            found = unresolved_id(kind, same_name(name))
            first = self._spelled.setdefault(found, name)
            if (found, name) not in self._met:
                self._met.add((found, name))
                self._fresh.append((found, category, first, [name] if name != first else [], "unknown"))
                self._reading.report.note(EventKind.TRIAL_PART_BY_NAME, name, part=kind)
            rows.append((f"clinicaltrials:{trial.nct}", f"msc:{predicate}", found, None))
        return rows

    def _conditions(self, trials: Sequence[Trial]) -> tuple[list[_Row], pl.DataFrame]:
        """Return what the trials investigate: conditions as registered, with the MeSH number of a term.

        The registry derives further terms from the conditions (broader ones, newborns for adults); nobody
        registered those, so they are left out. Where there is no table of diseases, the MeSH number alone
        stands for a condition that is spelled like its term; where the table gives a name the identifier that
        its MeSH number stands for, the name alone is stated.
        """
        tables = self._reading.grounding
        named = [(trial.nct, name.strip()) for trial in trials for name in trial.conditions if name.strip()]
        terms = [(t.nct, mesh_id(number), term) for t in trials for number, term in t.condition_mesh]
        stated = {(nct, fold(name)) for nct, name in named}
        terms = [(nct, number, term) for nct, number, term in terms if number and (nct, fold(term)) in stated]
        if tables is None or "disease" not in tables.kinds:
            numbered = {(nct, fold(term)) for nct, _, term in terms}
            named = [(nct, name) for nct, name in named if (nct, fold(name)) not in numbered]
        ids, nodes = self._names.ids(pl.Series([name for _, name in named], dtype=pl.String))
        rows: list[_Row] = [
            (f"clinicaltrials:{nct}", "msc:investigates", found, f"condition as registered: {name}")
            for (nct, name), found in zip(named, ids, strict=True)
        ]
        given = pl.Series([number for _, number, _ in terms], dtype=pl.String)
        moved = tables.canonical(given) if tables else given
        by_name = {(nct, found) for (nct, _), found in zip(named, ids, strict=True)}
        for (nct, number, term), found in zip(terms, moved, strict=True):
            if (nct, found) in by_name:
                continue
            rows.append(
                (
                    f"clinicaltrials:{nct}",
                    "msc:investigates",
                    found,
                    f"MeSH term given by the registry: {term}",
                )
            )
            if (found, term) not in self._met and found not in set(nodes["id"]):
                self._met.add((found, term))
                self._fresh.append((found, "Condition", term or number, [], None))
        mondo = pl.col("id").str.starts_with("MONDO:")
        return rows, nodes.with_columns(category=pl.when(mondo).then(pl.lit("Disease")).otherwise("category"))


def mesh_id(number: str) -> str:
    """Return a MeSH number of the registry as MeSH writes it; empty for what is none.

    >>> mesh_id("D000007938"), mesh_id("D000086382"), mesh_id("D007938")
    ('MESH:D007938', 'MESH:D000086382', 'MESH:D007938')
    """
    if not re.match(r"^[CD]\d{6,9}$", number):
        return ""
    letter, value = number[0], int(number[1:])
    if letter == "D" and _LAST_SHORT < value < _FIRST_LONG:
        return ""
    return f"MESH:{letter}{value:06d}" if value <= _LAST_SHORT else f"MESH:{number}"


_Node = tuple[str, str, str, list[str], str | None]
_Row = tuple[str, str, str, str | None]
_NODES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "category": pl.String(),
    "label": pl.String(),
    "synonyms": pl.List(pl.String()),
    "grounding": pl.String(),
}
_STATEMENTS: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "predicate": pl.String(),
    "object": pl.String(),
    "locator": pl.String(),
}

OPTIONS = {
    "all": (
        "'yes' also keeps trials that give no vesicles of mesenchymal stem cells; 'no' is the default",
        "'yes' 也收入不给予间充质干细胞囊泡的试验；默认 'no'",
    ),
}
FORMATS = {
    "clinicaltrials": SourceFormat(
        name="clinicaltrials",
        read=read,
        title="ClinicalTrials.gov, trials of vesicles of mesenchymal stem cells (JSON)",
        title_zh="ClinicalTrials.gov，间充质干细胞囊泡的临床试验（JSON）",
        source="clinicaltrials",
        source_title="ClinicalTrials.gov",
        licence="US public domain",
        licence_zh="美国公有领域",
        url="https://clinicaltrials.gov",
        evidence_type=TRIAL_EVIDENCE_TYPE,
        options=OPTIONS,
    )
}
