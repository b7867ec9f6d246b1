"""The curated tables (``ontology/curated/*.tsv``) as facts, or every mistake in them at once.

What each column means is written in ``ontology/curated/README.md``; a test keeps the two in step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from msc_graph.curation.facts import (
    Assertion,
    Context,
    Dose,
    Evidence,
    Facts,
    Mechanism,
    Node,
    Reference,
    Trial,
)
from msc_graph.curation.tables import Check, Column, Problems, Row, matching, one_of, read_rows, split
from msc_graph.errors import CurationError, did_you_mean, nearest
from msc_graph.model.belief import DOUBTED
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary
from msc_graph.vocabulary.signs import Sign

NONE_KNOWN = "none known"
"""In ``corrected_by``: the claim is wrong or unprovable, and what is right instead is not known."""

SCOPES = ("EV", "MSC", "both", "disease", "gene", "doc")
"""What an assertion is about: vesicles, MSC cells, both, a disease, a molecule, the article itself."""

MODALITIES = ("asserted", "hedged", "normative", "question", "rhetorical", "speculative")
"""How the article puts a claim; only the wording, not whether it is right."""

BASES = ("retrieved source", "memory citation", "domain knowledge only")
"""What a verdict rests on, from firm to weak."""

REFERENCE_KINDS = (
    "DatabaseRecord",
    "JournalArticle",
    "PendingCitation",
    "PopularArticle",
    "RegistryRecord",
    "Thesis",
    "WebPage",
)
"""The classes of documents that evidence may point to."""

REFERENCE_VERIFICATIONS = ("verified", "title only", "pending")
"""How far a reference was seen, from firm to weak."""

REFERENCE_STATES = ("expression of concern", "retracted")
"""What a journal has said against an article of its own; empty for nearly all."""

MECHANISM_VERIFICATIONS = ("verified", "title-verified", "memory", "article claim only")
"""How far the study behind a mechanism was seen, from firm to weak."""

_SIGNS = ("+", "-", "?")
_CARGO_STATES = ("delivered", "depleted")
_CARGO_STATE_OF = {"containsCargo": "delivered", "isDepletedOf": "depleted"}
_DERIVATIONS = ("stated", "inferred sign")
_DIRECTIONS = ("supports", "refutes")
_STATEMENT_KINDS = ("Correction", "Background")
_NODE_TABLES = ("nodes", "trials")
_ASSERTION_TABLES = ("claims", "statements", "mechanism_steps")
_TRIAL_PREDICATES = {"condition": "investigates", "route": "usesRoute", "source_cell": "usesSourceCell"}

TRIAL_EVIDENCE_TYPE = "ECO:0000180"
"""What a registry record is evidence of type: clinical study (Evidence and Conclusion Ontology)."""

SECOND_HAND_EVIDENCE_TYPE = "ECO:0000033"
"""What a document is evidence of that tells of a registry record not seen: author statement, cited."""


def curated_folder() -> Path:
    """Return the folder of the tables that ship with the package."""
    return locate("ontology/curated")


def read_facts(folder: Path | None = None, *, words: Vocabulary | None = None) -> Facts:
    """Return the facts of all tables in ``folder`` (default: the ones that ship with the package).

    Raises:
        CurationError: something is wrong; it lists every problem with file, line, column and a suggestion.
    """
    return _Reader(folder or curated_folder(), words or vocabulary()).read()


class _Reader:
    """Reads the tables in the order in which they refer to each other."""

    def __init__(self, folder: Path, words: Vocabulary) -> None:
        self.folder = folder
        self.words = words
        self.problems = Problems()
        self.nodes: dict[str, Node] = {}
        self.references: dict[str, Reference] = {}
        self.evidence: dict[str, list[Evidence]] = defaultdict(list)
        self.evidence_rows: list[Row] = []
        self.categories: dict[str, str] = {}

    def read(self) -> Facts:
        nodes, trial_rows = self._rows("nodes", self._node_columns()), self._rows("trials", _TRIAL_COLUMNS)
        self.nodes = {row["id"]: _node(row) for row in self._unique(nodes, "id")}
        trials = {row["nct"]: _trial(row) for row in self._unique(trial_rows, "nct")}
        self._check_trial_ids(nodes)
        self.nodes |= {f"clinicaltrials:{t.nct}": _trial_node(t) for t in trials.values()}
        references = self._rows("references", _REFERENCE_COLUMNS)
        for column in ("pmid", "doi"):
            self._unique((row for row in references if row[column]), column)
        self.references = {row["key"]: _reference(row) for row in self._unique(references, "key")}
        self.categories = {node.id: node.category for node in self.nodes.values()}
        self.categories |= {f"reference:{key}": document.kind for key, document in self.references.items()}
        claims = self._unique(self._rows("claims", self._claim_columns()), "id")
        statements = self._unique(self._rows("statements", self._statement_columns()), "id")
        mechanisms = self._unique(self._rows("mechanisms", self._mechanism_columns()), "id")
        steps = self._unique(
            self._rows("mechanism_steps", self._step_columns({row["id"] for row in mechanisms})), "id"
        )
        self._check_trials(trial_rows)
        self._read_evidence()
        doses = self._doses()
        return self._facts(claims, statements, mechanisms, steps, trials, trial_rows, doses)

    def _facts(
        self,
        claims: Sequence[Row],
        statements: Sequence[Row],
        mechanisms: Sequence[Row],
        steps: Sequence[Row],
        trials: Mapping[str, Trial],
        trial_rows: Sequence[Row],
        doses: Mapping[str, Dose],
    ) -> Facts:
        by_mechanism = {row["id"]: _mechanism(row) for row in mechanisms}
        assertions = [
            *self._build(claims, self._claim),
            *self._build(statements, self._statement),
            *self._build(steps, lambda row: self._step(row, by_mechanism.get(row["mechanism"]))),
        ]
        known = {row["id"] for row in (*claims, *statements, *steps)}
        self._check_corrections((*claims, *steps), known)
        self._check_links(claims, known)
        self._check_related(mechanisms, known)
        self._check_evidence_targets(known)
        self._check_evidence_of_doubted_papers()
        self._check_steps(steps)
        self._check_net_signs(mechanisms, steps)
        self._check_trial_references(trial_rows)
        if self.problems.found:
            raise CurationError(self.problems.found)
        assertions += [fact for trial in trials.values() if trial.included for fact in _trial_facts(trial)]
        return Facts(
            nodes=self.nodes,
            references=self.references,
            assertions={assertion.id: assertion for assertion in assertions},
            mechanisms=by_mechanism,
            trials=trials,
            doses=doses,
        )

    # rows and columns

    def _one_of(self, known: Iterable[str], what: str, *tables: str) -> Check:
        """Return a check that a value is among ``known``, which come from ``tables``.

        A table that could not be read, or a line of a wrong length, is reported once, not at each mention.
        """
        if self.problems.unread.intersection(tables):
            return lambda value: None
        check, dropped = one_of(sorted(known), what), self.problems.dropped
        return lambda value: None if {value, value.partition(":")[2]} & dropped else check(value)

    def _rows(self, name: str, columns: Sequence[Column]) -> list[Row]:
        return read_rows(self.folder / f"{name}.tsv", columns, self.problems)

    def _unique(self, rows: Iterable[Row], *key: str) -> list[Row]:
        """Return the rows without those that repeat the key of an earlier one; the repeats are problems."""
        seen: dict[tuple[str, ...], Row] = {}
        for row in rows:
            identity = tuple(row[column] for column in key)
            first = seen.setdefault(identity, row)
            if first is not row:
                self.problems.add(row, key[-1], f"duplicate of line {first.line}: {' '.join(identity)}")
        return list(seen.values())

    def _node_columns(self) -> list[Column]:
        classes = [iri.removeprefix(MSC) for iri in self.words.node_classes if iri.startswith(MSC)]
        number = matching(r"-?\d+(\.\d+)?", "a number")
        return [
            Column("id", _curie, required=True),
            Column("class", one_of(classes, "class"), required=True),
            Column("label_en", required=True),
            Column("label_zh"),
            Column("synonyms_en", many=True),
            Column("synonyms_zh", many=True),
            Column("exact_matches", _curie, many=True),
            Column("close_matches", _curie, many=True),
            Column("definition"),
            Column("note"),
            Column("minimum", number),
            Column("maximum", number),
            Column("unit"),
        ]

    def _triple_columns(self) -> list[Column]:
        node = self._one_of(self.categories, "node", *_NODE_TABLES, "references")
        predicates = [iri.removeprefix(MSC) for iri in self.words.predicates]
        return [
            Column("subject", node, required=True),
            Column("predicate", one_of(predicates, "predicate"), required=True),
            Column("object", node, required=True),
        ]

    def _verdict(self) -> Check:
        return one_of([self.words.label(iri) for iri in sorted(self.words.verdicts)], "verdict")

    def _claim_columns(self) -> list[Column]:
        return [
            Column("id", matching(r"S\d-\d{2,}", "a claim id such as S2-18"), required=True),
            *self._triple_columns(),
            Column("via", self._one_of(self.nodes, "node", *_NODE_TABLES)),
            Column("qualifier"),
            Column("scope", one_of(SCOPES, "scope"), required=True),
            Column("modality", one_of(MODALITIES, "modality"), required=True),
            Column("verdict", self._verdict(), required=True),
            Column("corrected_by", many=True),
            Column("contradicts", many=True),
            Column("repeats"),
            Column("tags", many=True),
            Column("basis", one_of(BASES, "basis"), required=True),
            Column("locator", required=True),
            Column("rationale", required=True),
            Column("rationale_zh"),
        ]

    def _statement_columns(self) -> list[Column]:
        return [
            Column(
                "id", matching(r"B-\d{2,}|S\d-\d{2,}-X\d+", "an id such as B-01, S3-05-X1"), required=True
            ),
            Column("kind", one_of(_STATEMENT_KINDS, "kind"), required=True),
            *self._triple_columns(),
            Column("qualifier"),
            Column("scope", one_of(SCOPES, "scope"), required=True),
            Column("verdict", self._verdict(), required=True),
            Column("held_on", matching(r"(19|20)\d\d-\d\d-\d\d", "a day (YYYY-MM-DD)")),
            Column("said_by", self._node_of("Organization", "statement", "said_by")),
            Column("rationale", required=True),
            Column("rationale_zh"),
        ]

    def _node_of(self, name: str, whole: str, part: str) -> Check:
        """Return a check that a value is a known node of the class ``name``, as that part of a ``whole``."""
        known = self._one_of(self.nodes, "node", *_NODE_TABLES)
        role = f"the {part} of a {whole}"
        return lambda value: known(value) or self._category_problem(value, role, MSC + name)

    def _mechanism_columns(self) -> list[Column]:
        return [
            Column("id", matching(r"C\d{2,}", "a mechanism id such as C03"), required=True),
            Column("label_en", required=True),
            Column("label_zh"),
            Column("source_cell", self._node_of("CellType", "mechanism", "source cell"), required=True),
            Column("cargo", self._node_of("MaterialEntity", "mechanism", "cargo"), required=True),
            Column("cargo_state", one_of(_CARGO_STATES, "cargo state"), required=True),
            Column("disease", self._node_of("Condition", "mechanism", "disease"), required=True),
            Column("net_sign", one_of(_SIGNS, "sign"), required=True),
            Column("species", self._node_of("Species", "mechanism", "species"), many=True),
            Column("recipient_cell", self._node_of("CellType", "mechanism", "recipient cell")),
            Column("route", self._node_of("AdministrationRoute", "mechanism", "route"), many=True),
            Column("priming"),
            Column("scope", one_of(SCOPES, "scope"), required=True),
            Column("verification", one_of(MECHANISM_VERIFICATIONS, "verification"), required=True),
            Column("related_claims", many=True),
            Column("note"),
        ]

    def _step_columns(self, mechanisms: Iterable[str]) -> list[Column]:
        return [
            Column("id", matching(r"C\d{2,}-E\d+", "a step id such as C03-E2"), required=True),
            Column("mechanism", self._one_of(mechanisms, "mechanism", "mechanisms"), required=True),
            *self._triple_columns(),
            Column("derivation", one_of(_DERIVATIONS, "derivation"), required=True),
            Column("verdict", self._verdict(), required=True),
            Column("corrected_by", many=True),
        ]

    def _read_evidence(self) -> None:
        types = [compress(iri) for iri in self.words.support_weight]
        columns = [
            Column("assertion", required=True),
            Column("reference", self._one_of(self.references, "reference", "references"), required=True),
            Column("type", one_of(types, "evidence type"), required=True),
            Column("direction", one_of(_DIRECTIONS, "direction"), required=True),
            Column("species", self._node_of("Species", "line of evidence", "species"), many=True),
            Column("locator"),
            Column("note"),
        ]
        self.evidence_rows = self._rows("evidence", columns)
        for row in self._unique(self.evidence_rows, "assertion", "reference", "type", "direction"):
            self.evidence[row["assertion"]].append(
                Evidence(
                    reference=row["reference"],
                    type=row["type"],
                    direction=row["direction"],
                    species=row.values("species"),
                    locator=row["locator"],
                    note=row["note"],
                )
            )

    def _doses(self) -> dict[str, Dose]:
        """Return the doses of the studies by id; a dose names a study and a source that are there."""
        rows = self._unique(self._rows("doses", self._dose_columns()), "id")
        check = self._one_of([row["id"] for row in rows], "dose", "doses")
        for row in rows:
            self._check_values(row, "contradicts", check)
        several = ("route", "contradicts")
        return {row["id"]: Dose(**_with_lists(row, several)) for row in rows}

    def _dose_columns(self) -> list[Column]:
        number, unit = matching(r"\d+(\.\d+)?(e\d+)?", "a number"), matching(r"[^\s|]+", "a UCUM unit")
        return [
            Column(
                "id", matching(r"D-[A-Za-z0-9_]+-\d+", "a dose id such as D-NCT04388982-1"), required=True
            ),
            Column("study", self._node_of("ClinicalStudy", "dose", "study"), required=True),
            *map(Column, ("arm", "arm_zh")),
            *(Column(name, number) for name in ("amount", "amount_to")),
            Column("unit"),
            Column("ucum", unit),
            *map(Column, ("basis", "basis_zh")),
            *(Column(name, number) for name in ("volume", "times")),
            Column("period", unit),
            *(Column(name, number) for name in ("total", "duration")),
            Column("duration_unit", unit),
            *map(Column, ("schedule", "schedule_zh")),
            Column("route", self._node_of("AdministrationRoute", "dose", "route"), many=True),
            Column("source", self._one_of(self.references, "reference", "references"), required=True),
            Column("locator"),
            Column("contradicts", many=True),
            Column("note"),
        ]

    # assertions

    def _build(self, rows: Iterable[Row], build: Callable[[Row], Assertion]) -> list[Assertion]:
        """Return the assertions of those rows that have evidence; a row without any is a problem."""
        check = self._one_of(self.evidence, "evidence", "evidence")
        built = []
        for row in rows:
            self._check_domain_and_range(row)
            if row["id"] in self.evidence:
                built.append(build(row))
            elif check(row["id"]):
                self.problems.add(row, "id", f"{row['id']} has no line in evidence.tsv; add one")
        return built

    def _claim(self, row: Row) -> Assertion:
        return Assertion(
            **_core(row),
            kind="ArticleClaim",
            evidence=tuple(self.evidence[row["id"]]),
            via=row["via"],
            qualifier=row["qualifier"],
            modality=row["modality"],
            basis=row["basis"],
            rationale=row["rationale"],
            rationale_zh=row["rationale_zh"],
            corrected_by=row.values("corrected_by"),
            contradicts=row.values("contradicts"),
            repeats=row["repeats"],
            tags=row.values("tags"),
        )

    def _statement(self, row: Row) -> Assertion:
        return Assertion(
            **_core(row),
            kind=row["kind"],
            evidence=tuple(self.evidence[row["id"]]),
            qualifier=row["qualifier"],
            rationale=row["rationale"],
            rationale_zh=row["rationale_zh"],
            held_on=row["held_on"],
            said_by=row["said_by"],
        )

    def _step(self, row: Row, mechanism: Mechanism | None) -> Assertion:
        context = Context(mechanism=row["mechanism"], derivation=row["derivation"])
        scope = "EV"
        if mechanism is not None:
            scope = mechanism.scope
            context = Context(
                mechanism=mechanism.id,
                species=mechanism.species,
                recipient_cell=mechanism.recipient_cell,
                disease_model=mechanism.disease,
                cargo_state=_CARGO_STATE_OF.get(row["predicate"], ""),
                derivation=row["derivation"],
            )
        return Assertion(
            **_core(row, scope=scope),
            kind="MechanismStep",
            evidence=tuple(self.evidence[row["id"]]),
            context=context,
            corrected_by=row.values("corrected_by"),
        )

    # checks that look at more than one cell

    def _check_domain_and_range(self, row: Row) -> None:
        predicate = self.words.predicates.get(MSC + row["predicate"])
        if predicate is None:
            return
        for column, allowed in (("subject", predicate.domain), ("object", predicate.range)):
            self._check_category(row, column, row[column], f"the {column} of {row['predicate']}", allowed)

    def _check_category(self, row: Row, column: str, value: str, role: str, allowed: str) -> None:
        if message := self._category_problem(value, role, allowed):
            self.problems.add(row, column, message)

    def _category_problem(self, value: str, role: str, allowed: str) -> str | None:
        """Return what is wrong with a known node whose class is not ``allowed`` (a class IRI) or below it."""
        category = self.categories.get(value)
        if category is None or MSC + category not in self.words.parents:
            return None  # an unknown node or class is reported where it stands
        if self.words.is_a(MSC + category, allowed):
            return None
        return f"{value} is a {category}, but {role} must be a {allowed.removeprefix(MSC)}"

    def _check_corrections(self, rows: Iterable[Row], known: Iterable[str]) -> None:
        """Note what is wrong or unprovable without saying what is right instead, or that it is not known."""
        check = self._one_of([NONE_KNOWN, *known], "assertion", *_ASSERTION_TABLES)
        endorsed = {self.words.label(iri) for iri in self.words.endorsed}
        for row in rows:
            corrections = row.values("corrected_by")
            if row["verdict"] and row["verdict"] not in endorsed and not corrections:
                message = f"what is judged {row['verdict']} names its correction, or '{NONE_KNOWN}'"
                self.problems.add(row, "corrected_by", message)
            if NONE_KNOWN in corrections and len(corrections) > 1:
                self.problems.add(row, "corrected_by", f"'{NONE_KNOWN}' cannot stand beside a correction")
            self._check_values(row, "corrected_by", check)

    def _check_links(self, claims: Iterable[Row], known: Iterable[str]) -> None:
        check = self._one_of(known, "assertion", *_ASSERTION_TABLES)
        for row in claims:
            self._check_values(row, "contradicts", check)
            if "|" in row["repeats"]:
                self.problems.add(row, "repeats", "only one assertion can stand here; name the first one")
            else:
                self._check_values(row, "repeats", check)

    def _check_values(self, row: Row, column: str, check: Check) -> None:
        """Note each value of a cell that names no known assertion, or the one it stands in."""
        for value in row.values(column):
            itself = f"{value} names itself; name another assertion"
            if message := itself if value == row["id"] else check(value):
                self.problems.add(row, column, message)

    def _check_related(self, mechanisms: Iterable[Row], known: Iterable[str]) -> None:
        check = self._one_of(known, "claim", *_ASSERTION_TABLES)
        for row in mechanisms:
            self._check_values(row, "related_claims", check)

    def _check_evidence_targets(self, known: Iterable[str]) -> None:
        check = self._one_of(known, "assertion", *_ASSERTION_TABLES)
        for row in self.evidence_rows:
            if row["assertion"] and (message := check(row["assertion"])):
                self.problems.add(row, "assertion", message)

    def _check_evidence_of_doubted_papers(self) -> None:
        """Note the evidence from a paper that its journal doubts and that weighs as if it did not."""
        for row in self.evidence_rows:
            reference = self.references.get(row["reference"])
            doubted = reference is not None and bool(reference.state)
            if doubted != (row["type"] == DOUBTED):
                message = f"{DOUBTED} is for references with a state, and for all of them"
                self.problems.add(row, "type", message)

    def _check_steps(self, steps: Iterable[Row]) -> None:
        """Note the steps that repeat another one, or do not belong to the mechanism that their id names."""
        self._unique(steps, "mechanism", "subject", "predicate", "object")
        for row in steps:
            if not row["id"].startswith(row["mechanism"] + "-"):
                self.problems.add(row, "mechanism", f"step {row['id']} cannot belong to {row['mechanism']}")

    def _check_net_signs(self, mechanisms: Iterable[Row], steps: Iterable[Row]) -> None:
        """Note the mechanisms whose net sign is not that of every chain of their own steps.

        A mechanism is looked at only where its tables are sound otherwise.
        """
        if {"mechanisms.tsv", "mechanism_steps.tsv"} & {problem.file for problem in self.problems.found}:
            return
        own: dict[str, list[Row]] = defaultdict(list)
        for step in steps:
            own[step["mechanism"]].append(step)
        for row in mechanisms:
            found = {
                self._net_sign(chain)
                for start in _starts(row, own[row["id"]])
                for chain in _chains(own[row["id"]], start, row["disease"])
            }
            stated = row["net_sign"]
            if not found:
                message = (
                    f"no chain of steps leads from {row['cargo']} to {row['disease']}; add what is missing"
                )
                self.problems.add(row, "net_sign", message)
            elif found != {stated}:
                given = " and ".join(f"'{sign}'" for sign in sorted(found))
                message = f"'{stated}' is stated, but the steps give {given}; mend the sign or the steps"
                self.problems.add(row, "net_sign", message)

    def _net_sign(self, chain: Iterable[Row]) -> str:
        predicates = (self.words.predicates[MSC + step["predicate"]] for step in chain)
        return Sign.product(predicate.sign or Sign.UNKNOWN for predicate in predicates).value

    def _check_trial_ids(self, rows: Iterable[Row]) -> None:
        """Note the nodes that are registered trials: those come from trials.tsv alone."""
        for row in rows:
            if row["id"].startswith("clinicaltrials:"):
                self.problems.add(row, "id", f"{row['id']} is a trial; it belongs in trials.tsv")

    def _check_trials(self, rows: Iterable[Row]) -> None:
        """Note the trials that name a wrong node, or whose reason for exclusion is missing or surplus."""
        check = self._one_of(self.nodes, "node", *_NODE_TABLES)
        for row in rows:
            if (row["included"] == "no") != bool(row["exclusion_reason"]):
                message = "a trial gives a reason exactly when 'included' is 'no'; mend one of the two"
                self.problems.add(row, "exclusion_reason", message)
            for column, name in _TRIAL_PREDICATES.items():
                for value in row.values(column):
                    if problem := check(value):
                        self.problems.add(row, column, problem)
                    allowed = self.words.predicates[MSC + name].range
                    self._check_category(row, column, value, f"the {column} of a trial", allowed)

    def _check_trial_references(self, rows: Iterable[Row]) -> None:
        check = self._one_of(self.references, "reference", "references")
        for row in rows:
            for column in ("nct", "results_reference", "source"):
                for value in row.values(column):
                    if message := check(value):
                        self.problems.add(row, column, f"{message} Add it to references.tsv.")


def _starts(mechanism: Row, steps: Iterable[Row]) -> set[str]:
    """Return where the chains of a mechanism start: at the cargo, or at the vesicle that lacks it.

    The net sign of depleted cargo is that of the vesicle, and the step ``isDepletedOf`` turns it round.
    """
    if mechanism["cargo_state"] != "depleted":
        return {mechanism["cargo"]}
    lacks = (step for step in steps if _CARGO_STATE_OF.get(step["predicate"]) == "depleted")
    return {step["subject"] for step in lacks if step["object"] == mechanism["cargo"]}


def _chains(
    steps: Sequence[Row], start: str, end: str, passed: tuple[str, ...] = ()
) -> Iterator[tuple[Row, ...]]:
    """Yield every chain of steps from ``start`` to ``end`` that passes no node twice."""
    if start == end:
        yield ()
        return
    passed = (*passed, start)
    for step in steps:
        if step["subject"] == start and step["object"] not in passed:
            for rest in _chains(steps, step["object"], end, passed):
                yield (step, *rest)


_REFERENCE_COLUMNS = [
    Column("key", matching(r"[A-Za-z][\w-]*", "a reference key (letters, digits, _ and -)"), required=True),
    Column(
        "kind",
        one_of(REFERENCE_KINDS, "kind of reference"),
        required=True,
    ),
    Column("citation", required=True),
    Column("year", matching(r"(19|20)\d\d", "a year")),
    Column("pmid", matching(r"[1-9]\d{0,7}", "a PMID (digits only)")),
    Column("doi", matching(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+", "a DOI (10.…/…)")),
    Column("verification", one_of(REFERENCE_VERIFICATIONS, "verification"), required=True),
    Column("state", one_of(REFERENCE_STATES, "state")),
    Column("note"),
]

_NO_YES = one_of(("no", "yes"), "answer")
_TRIAL_COLUMNS = [
    Column("nct", matching(r"NCT\d{8}", "an NCT number (NCT and eight digits)"), required=True),
    Column("title", required=True),
    Column("label_zh"),
    Column("official_title"),
    Column("included", _NO_YES, required=True),
    Column("exclusion_reason"),
    Column("condition", required=True, many=True),
    Column("condition_as_registered", many=True),
    Column("phase", required=True, many=True),
    Column("enrollment", matching(r"\d{1,9}", "a number of people (digits only)")),
    Column("enrollment_type", one_of(("actual", "anticipated"), "enrolment type")),
    Column("status"),
    Column("sponsor"),
    Column("country", many=True),
    Column("route", many=True),
    Column("source_cell", many=True),
    Column("intervention", many=True),
    Column("primary_outcome", many=True),
    Column("start"),
    Column("completion"),
    Column("has_results", _NO_YES),
    Column("results_summary"),
    Column("results_reference", many=True),
    Column("source"),
]


_LOCAL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _curie(value: str) -> str | None:
    prefix, colon, local = value.partition(":")
    if not colon or not _LOCAL_NAME.fullmatch(local):
        return f"{value!r} is not a CURIE (prefix:local; letters, digits, '_', '.' and '-' after the colon)"
    if prefix not in prefixes():
        return f"{value!r} has no declared prefix.{did_you_mean(nearest(prefix, prefixes()))}"
    return None


class _Core(TypedDict):
    """What every assertion has."""

    id: str
    subject: str
    predicate: str
    object: str
    verdict: str
    scope: str


def _core(row: Row, *, scope: str | None = None) -> _Core:
    return {
        "id": row["id"],
        "subject": row["subject"],
        "predicate": f"msc:{row['predicate']}",
        "object": row["object"],
        "verdict": row["verdict"],
        "scope": row["scope"] if scope is None else scope,
    }


def _node(row: Row) -> Node:
    return Node(
        id=row["id"],
        category=row["class"],
        label_en=row["label_en"],
        label_zh=row["label_zh"],
        synonyms_en=row.values("synonyms_en"),
        synonyms_zh=row.values("synonyms_zh"),
        exact_matches=row.values("exact_matches"),
        close_matches=row.values("close_matches"),
        definition=row["definition"],
        note=row["note"],
        minimum=row["minimum"],
        maximum=row["maximum"],
        unit=row["unit"],
    )


def _reference(row: Row) -> Reference:
    return Reference(**row.cells)


def _mechanism(row: Row) -> Mechanism:
    return Mechanism(**_with_lists(row, ("species", "route", "related_claims")))


def _with_lists(row: Row, several: Iterable[str]) -> dict[str, Any]:
    """Return the cells of a row, those of the columns ``several`` as tuples."""
    return {**row.cells, **{name: row.values(name) for name in several}}


def _trial(row: Row) -> Trial:
    return Trial(
        nct=row["nct"],
        included=row["included"] != "no",
        condition=row.values("condition"),
        route=row.values("route"),
        source_cell=row.values("source_cell"),
        values=row.cells,
    )


def _trial_node(trial: Trial) -> Node:
    return Node(
        id=f"clinicaltrials:{trial.nct}",
        category="ClinicalTrial" if trial.included else "ExcludedTrial",
        label_en=trial.values["title"],
        label_zh=trial.values["label_zh"],
        synonyms_en=(trial.nct,),
    )


def _trial_facts(trial: Trial) -> list[Assertion]:
    """Return what the registry says of a trial's conditions, routes and source cells, as assertions."""
    source = trial.values["source"]
    kind = SECOND_HAND_EVIDENCE_TYPE if source else TRIAL_EVIDENCE_TYPE
    evidence = (Evidence(reference=source or trial.nct, type=kind, direction="supports"),)
    return [
        Assertion(
            id=f"{trial.nct}-{predicate}-{number}",
            kind="TrialFact",
            subject=f"clinicaltrials:{trial.nct}",
            predicate=f"msc:{predicate}",
            object=value,
            verdict="supported",
            scope="EV",
            evidence=evidence,
        )
        for column, predicate in _TRIAL_PREDICATES.items()
        for number, value in enumerate(split(trial.values[column]), start=1)
    ]
