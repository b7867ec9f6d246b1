"""The curated tables (``ontology/curated/*.tsv``) as facts, or every mistake in them at once.

What each column means is written in ``ontology/curated/README.md``; a test keeps the two in step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msc_graph.errors import CurationError, did_you_mean, nearest
from msc_graph.locate import locate
from msc_graph.model import Assertion, Context, Evidence, Facts, Mechanism, Node, Reference, Trial
from msc_graph.tables import Check, Column, Problems, Row, matching, one_of, read_rows, split
from msc_graph.vocabulary import MSC, Vocabulary, prefixes, vocabulary

NONE_KNOWN = "none known"
"""In ``corrected_by``: the claim is wrong or unprovable, and what is right instead is not known."""

SCOPES = ("EV", "MSC", "both", "disease", "gene", "doc")
"""What an assertion is about: vesicles, MSC cells, both, a disease, a gene or molecule, the article itself."""

_SIGNS = ("+", "-", "?")
_CARGO_STATES = ("delivered", "depleted")
_DERIVATIONS = ("stated", "inferred sign")
_DIRECTIONS = ("supports", "refutes")
_STATEMENT_KINDS = {"Correction": "Correction", "Background": "BackgroundFact"}
_TRIAL_PREDICATES = {"condition": "investigates", "route": "usesRoute", "source_cell": "usesSourceCell"}

TRIAL_EVIDENCE_TYPE = "ECO:0000180"
"""What a registry record is evidence of type: clinical study (Evidence and Conclusion Ontology)."""


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
        self.evidence_rows: dict[str, Row] = {}

    def read(self) -> Facts:
        nodes, trial_rows = self._rows("nodes", self._node_columns()), self._rows("trials", _TRIAL_COLUMNS)
        self.nodes = {row["id"]: _node(row) for row in self._unique(nodes, "id")}
        trials = {row["nct"]: _trial(row) for row in self._unique(trial_rows, "nct")}
        self.nodes |= {f"clinicaltrials:{t.nct}": _trial_node(t) for t in trials.values()}
        references = self._rows("references", _REFERENCE_COLUMNS)
        self.references = {row["key"]: _reference(row) for row in self._unique(references, "key")}
        self.nodes_or_article = {**self.nodes, "reference:Article": None}
        claims = self._unique(self._rows("claims", self._claim_columns()), "id")
        statements = self._unique(self._rows("statements", self._statement_columns()), "id")
        mechanisms = self._unique(self._rows("mechanisms", self._mechanism_columns()), "id")
        steps = self._unique(
            self._rows("mechanism_steps", self._step_columns({row["id"] for row in mechanisms})), "id"
        )
        self._check_trial_nodes(trial_rows)
        self._read_evidence()
        return self._facts(claims, statements, mechanisms, steps, trials, trial_rows)

    def _facts(
        self,
        claims: Sequence[Row],
        statements: Sequence[Row],
        mechanisms: Sequence[Row],
        steps: Sequence[Row],
        trials: Mapping[str, Trial],
        trial_rows: Sequence[Row],
    ) -> Facts:
        by_mechanism = {row["id"]: _mechanism(row) for row in mechanisms}
        assertions = [
            *self._build(claims, self._claim),
            *self._build(statements, self._statement),
            *self._build(steps, lambda row: self._step(row, by_mechanism.get(row["mechanism"]))),
        ]
        known = {assertion.id for assertion in assertions} | {row["id"] for row in (*claims, *statements, *steps)}
        self._check_links(claims, known)
        self._check_related(mechanisms, known)
        self._check_evidence_targets(known)
        self._check_steps(steps)
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
        )

    # rows and columns

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
        node = one_of(self.nodes_or_article, "node")
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
            Column("via", one_of(self.nodes, "node")),
            Column("qualifier"),
            Column("scope", one_of(SCOPES, "scope"), required=True),
            Column("modality", required=True),
            Column("verdict", self._verdict(), required=True),
            Column("corrected_by", many=True),
            Column("contradicts", many=True),
            Column("repeats"),
            Column("tags", many=True),
            Column("basis", required=True),
            Column("locator", required=True),
            Column("rationale", required=True),
        ]

    def _statement_columns(self) -> list[Column]:
        return [
            Column("id", required=True),
            Column("kind", one_of(_STATEMENT_KINDS, "kind"), required=True),
            *self._triple_columns(),
            Column("qualifier"),
            Column("scope", one_of(SCOPES, "scope"), required=True),
            Column("verdict", self._verdict(), required=True),
            Column("rationale", required=True),
        ]

    def _mechanism_columns(self) -> list[Column]:
        node = one_of(self.nodes, "node")
        return [
            Column("id", matching(r"C\d{2,}", "a mechanism id such as C03"), required=True),
            Column("label_en", required=True),
            Column("label_zh"),
            Column("source_cell", node, required=True),
            Column("cargo", node, required=True),
            Column("cargo_state", one_of(_CARGO_STATES, "cargo state"), required=True),
            Column("disease", node, required=True),
            Column("net_sign", one_of(_SIGNS, "sign"), required=True),
            Column("species", node, many=True),
            Column("recipient_cell", node, required=True),
            Column("route", node, many=True),
            Column("priming"),
            Column("scope", one_of(SCOPES, "scope"), required=True),
            Column("verification", required=True),
            Column("related_claims", many=True),
            Column("note"),
        ]

    def _step_columns(self, mechanisms: Iterable[str]) -> list[Column]:
        return [
            Column("id", matching(r"C\d{2,}-E\d+", "a step id such as C03-E2"), required=True),
            Column("mechanism", one_of(sorted(mechanisms), "mechanism"), required=True),
            *self._triple_columns(),
            Column("derivation", one_of(_DERIVATIONS, "derivation"), required=True),
            Column("verdict", self._verdict(), required=True),
        ]

    def _read_evidence(self) -> None:
        types = [*(_short(iri) for iri in self.words.support_weight)]
        columns = [
            Column("assertion", required=True),
            Column("reference", one_of(self.references, "reference"), required=True),
            Column("type", one_of(types, "evidence type"), required=True),
            Column("direction", one_of(_DIRECTIONS, "direction"), required=True),
            Column("locator"),
            Column("note"),
        ]
        rows = self._unique(self._rows("evidence", columns), "assertion", "reference", "type", "direction")
        for row in rows:
            self.evidence_rows.setdefault(row["assertion"], row)
            self.evidence[row["assertion"]].append(
                Evidence(
                    reference=row["reference"],
                    type=row["type"],
                    direction=row["direction"],
                    locator=row["locator"],
                    note=row["note"],
                )
            )

    # assertions

    def _build(self, rows: Iterable[Row], build: Callable[[Row], Assertion]) -> list[Assertion]:
        """Return the assertions of those rows that have evidence and known nodes; the rest are problems."""
        built = []
        for row in rows:
            self._check_domain_and_range(row)
            if row["id"] not in self.evidence:
                self.problems.add(row, "id", f"{row['id']} has no line in evidence.tsv; add one")
            else:
                built.append(build(row))
        return built

    def _claim(self, row: Row) -> Assertion:
        return Assertion(
            **_triple(row),
            kind="ArticleClaim",
            evidence=tuple(self.evidence[row["id"]]),
            via=row["via"],
            qualifier=row["qualifier"],
            modality=row["modality"],
            basis=row["basis"],
            rationale=row["rationale"],
            corrected_by=row.values("corrected_by"),
            contradicts=row.values("contradicts"),
            repeats=row["repeats"],
            tags=row.values("tags"),
        )

    def _statement(self, row: Row) -> Assertion:
        return Assertion(
            **_triple(row),
            kind=_STATEMENT_KINDS.get(row["kind"], row["kind"]),
            evidence=tuple(self.evidence[row["id"]]),
            qualifier=row["qualifier"],
            rationale=row["rationale"],
        )

    def _step(self, row: Row, mechanism: Mechanism | None) -> Assertion:
        context = Context(mechanism=row["mechanism"], derivation=row["derivation"])
        scope = "EV"
        if mechanism is not None:
            scope = mechanism.scope
            depleted = row["predicate"] == "isDepletedOf"
            context = Context(
                mechanism=mechanism.id,
                species=mechanism.species,
                recipient_cell=mechanism.recipient_cell,
                disease_model=mechanism.disease,
                cargo_state="depleted" if depleted else "delivered" if row["predicate"] == "containsCargo" else "",
                derivation=row["derivation"],
            )
        return Assertion(
            **_triple(row, scope=scope),
            kind="MechanismStep",
            evidence=tuple(self.evidence[row["id"]]),
            context=context,
        )

    # checks that look at more than one cell

    def _check_domain_and_range(self, row: Row) -> None:
        predicate = self.words.predicates.get(MSC + row["predicate"])
        if predicate is None:
            return
        for column, allowed in (("subject", predicate.domain), ("object", predicate.range)):
            node = self.nodes.get(row[column])
            if node is not None and not self.words.is_a(MSC + node.category, allowed):
                self.problems.add(
                    row,
                    column,
                    f"{row[column]} is a {node.category}, but the {column} of {row['predicate']} must be a "
                    f"{allowed.removeprefix(MSC)}",
                )

    def _check_links(self, claims: Iterable[Row], known: Iterable[str]) -> None:
        known = sorted(known)
        check = one_of(known, "assertion")
        endorsed = {self.words.label(iri) for iri in self.words.endorsed}
        for row in claims:
            corrections = row.values("corrected_by")
            if row["verdict"] not in endorsed and row["verdict"] and not corrections:
                self.problems.add(
                    row, "corrected_by", f"a claim judged {row['verdict']} names its correction, or '{NONE_KNOWN}'"
                )
            for column in ("corrected_by", "contradicts", "repeats"):
                for value in row.values(column):
                    message = check(value)
                    if message and not (column == "corrected_by" and value == NONE_KNOWN):
                        self.problems.add(row, column, message)

    def _check_related(self, mechanisms: Iterable[Row], known: Iterable[str]) -> None:
        check = one_of(sorted(known), "claim")
        for row in mechanisms:
            for value in row.values("related_claims"):
                if message := check(value):
                    self.problems.add(row, "related_claims", message)

    def _check_evidence_targets(self, known: Iterable[str]) -> None:
        known = set(known)
        for assertion, row in self.evidence_rows.items():
            if assertion not in known:
                message = f"no assertion is called {assertion!r}.{did_you_mean(nearest(assertion, known))}"
                self.problems.add(row, "assertion", message)

    def _check_steps(self, steps: Iterable[Row]) -> None:
        """A step belongs to the mechanism its id names, and says a thing once."""
        self._unique(steps, "mechanism", "subject", "predicate", "object")
        for row in steps:
            if not row["id"].startswith(row["mechanism"] + "-"):
                self.problems.add(row, "mechanism", f"step {row['id']} cannot belong to {row['mechanism']}")

    def _check_trial_nodes(self, rows: Iterable[Row]) -> None:
        check = one_of(self.nodes, "node")
        for row in rows:
            for column in _TRIAL_PREDICATES:
                for value in row.values(column):
                    if message := check(value):
                        self.problems.add(row, column, message)

    def _check_trial_references(self, rows: Iterable[Row]) -> None:
        check = one_of(self.references, "reference")
        for row in rows:
            for value in (row["nct"], *row.values("results_reference")):
                if message := check(value):
                    self.problems.add(row, "nct", f"{message} Add it to references.tsv.")


_REFERENCE_COLUMNS = [
    Column("key", matching(r"[A-Za-z][\w-]*", "a reference key (letters, digits, _ and -)"), required=True),
    Column(
        "kind",
        one_of(
            ("DatabaseRecord", "JournalArticle", "PendingCitation", "PopularArticle", "RegistryRecord", "Thesis", "WebPage"),
            "kind of reference",
        ),
        required=True,
    ),
    Column("citation", required=True),
    Column("year", matching(r"(19|20)\d\d", "a year")),
    Column("pmid", matching(r"[1-9]\d{0,7}", "a PMID (digits only)")),
    Column("doi", matching(r"10\.\d{4,9}/\S+", "a DOI (10.…/…)")),
    Column("verification", one_of(("verified", "title only", "pending"), "verification"), required=True),
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
    Column("enrollment", matching(r"\d+", "a number of people")),
    Column("enrollment_type", one_of(("actual", "anticipated"), "enrolment type")),
    Column("status", required=True),
    Column("sponsor", required=True),
    Column("country", many=True),
    Column("route", many=True),
    Column("source_cell", many=True),
    Column("intervention", many=True),
    Column("primary_outcome", many=True),
    Column("start"),
    Column("completion"),
    Column("has_results", _NO_YES, required=True),
    Column("results_summary"),
    Column("results_reference", many=True),
]


def _curie(value: str) -> str | None:
    prefix, colon, local = value.partition(":")
    if not colon or not local or any(character.isspace() for character in value):
        return f"{value!r} is not a CURIE (prefix:local)"
    if prefix not in prefixes():
        return f"{value!r} has no declared prefix.{did_you_mean(nearest(prefix, prefixes()))}"
    return None


def _short(iri: str) -> str:
    from msc_graph.vocabulary import compress

    return compress(iri)


def _triple(row: Row, *, scope: str | None = None) -> dict[str, str]:
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
    several = {name: row.values(name) for name in ("species", "route", "related_claims")}
    return Mechanism(**{**row.cells, **several})  # type: ignore[arg-type]


def _trial(row: Row) -> Trial:
    return Trial(
        nct=row["nct"],
        included=row["included"] == "yes",
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
    evidence = (Evidence(reference=trial.nct, type=TRIAL_EVIDENCE_TYPE, direction="supports"),)
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
