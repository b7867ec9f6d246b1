"""The facts as plain values: nodes, references, evidence, assertions, mechanisms, trials.

Nodes, predicates, classes and references are named by CURIE (``"HGNC:8763"``, ``"msc:downregulates"``),
never by IRI; the store expands them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msc_graph.languages import best_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing the graph speaks of. ``label_zh`` is empty where no Chinese label is known."""

    id: str
    category: str
    label_en: str
    label_zh: str = ""
    synonyms_en: tuple[str, ...] = ()
    synonyms_zh: tuple[str, ...] = ()
    exact_matches: tuple[str, ...] = ()
    close_matches: tuple[str, ...] = ()
    definition: str = ""
    note: str = ""
    minimum: str = ""
    maximum: str = ""
    unit: str = ""

    def label(self, lang: str = "en") -> str:
        """Return the label in ``lang`` (``"en"`` or ``"zh"``), else the English one."""
        return best_of((self.label_en, self.label_zh), lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A document that evidence points to; ``pmid`` and ``doi`` only where they were verified.

    ``state`` is ``"expression of concern"`` or ``"retracted"`` where the journal has said so, else empty.
    """

    key: str
    kind: str
    citation: str
    year: str = ""
    pmid: str = ""
    doi: str = ""
    verification: str = ""
    state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to believe, or to doubt, an assertion.

    ``type`` is an ECO term or ``msc:citation_pending``; ``direction`` is ``"supports"`` or ``"refutes"``;
    ``species`` are given where they are not those of the nodes, as of a mouse assay for a human pair.
    """

    reference: str
    type: str
    direction: str
    species: tuple[str, ...] = ()
    locator: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an assertion was observed; every field may be empty."""

    mechanism: str = ""
    species: tuple[str, ...] = ()
    recipient_cell: str = ""
    disease_model: str = ""
    cargo_state: str = ""
    derivation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A statement with its verdict and its evidence.

    ``kind`` is the assertion's class (``"ArticleClaim"``, ``"Correction"``, ``"Background"``,
    ``"MechanismStep"``, ``"TrialFact"``). ``held_on`` (a day, YYYY-MM-DD) and ``said_by`` (an agency) tell
    of a status when it held and who says so.

    Raises:
        ValueError: there is no evidence; such an assertion cannot be built.
    """

    id: str
    kind: str
    subject: str
    predicate: str
    object: str
    verdict: str
    scope: str
    evidence: tuple[Evidence, ...]
    context: Context = field(default_factory=Context)
    via: str = ""
    qualifier: str = ""
    modality: str = ""
    basis: str = ""
    rationale: str = ""
    rationale_zh: str = ""
    corrected_by: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    repeats: str = ""
    tags: tuple[str, ...] = ()
    held_on: str = ""
    said_by: str = ""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"assertion {self.id} has no evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """A published chain from a source cell through a cargo to a disease; its steps are assertions.

    ``net_sign`` is the stated effect on the disease: ``"-"`` ameliorates, ``"+"`` worsens, ``"?"`` depends.
    """

    id: str
    label_en: str
    label_zh: str
    source_cell: str
    cargo: str
    cargo_state: str
    disease: str
    net_sign: str
    recipient_cell: str
    scope: str
    verification: str
    species: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    priming: str = ""
    related_claims: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A registry record. ``included`` is false for a record that only looks like an MSC vesicle trial.

    ``values`` holds the registered fields as texts, by column name.
    """

    nct: str
    included: bool
    condition: tuple[str, ...]
    route: tuple[str, ...]
    source_cell: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """What one arm of a study is given, as one source says it.

    ``amount`` to ``amount_to`` (empty for one amount) of ``unit`` (the source's word) or ``ucum`` (the same
    in UCUM), of or per what ``basis`` says, in ``volume`` millilitres; ``times`` for each ``period`` (UCUM),
    ``total`` times in all, over ``duration`` of ``duration_unit`` (UCUM). Every one of these may be empty.
    ``contradicts`` names the doses of other sources for the same arm that cannot hold beside this one.
    """

    id: str
    study: str
    source: str
    arm: str = ""
    arm_zh: str = ""
    amount: str = ""
    amount_to: str = ""
    unit: str = ""
    ucum: str = ""
    basis: str = ""
    basis_zh: str = ""
    volume: str = ""
    times: str = ""
    period: str = ""
    total: str = ""
    duration: str = ""
    duration_unit: str = ""
    schedule: str = ""
    schedule_zh: str = ""
    route: tuple[str, ...] = ()
    locator: str = ""
    contradicts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All curated facts, by identifier, in table order."""

    nodes: Mapping[str, Node]
    references: Mapping[str, Reference]
    assertions: Mapping[str, Assertion]
    mechanisms: Mapping[str, Mechanism]
    trials: Mapping[str, Trial]
    doses: Mapping[str, Dose] = field(default_factory=dict)
