"""Facts as RDF in an Oxigraph store: the schema in one named graph, the curated facts in another.

Every individual has an IRI. The OWL axioms of the schema need blank nodes (OWL 2 mapping to RDF, section 2);
they get canonical labels (RDF Dataset Canonicalization, RDFC-1.0), so the same ontology gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from msc_graph.curation.facts import Assertion, Dose, Evidence, Facts, Mechanism, Node, Reference, Trial
from msc_graph.curation.reader import NONE_KNOWN
from msc_graph.curation.tables import split
from msc_graph.languages import LANGUAGES
from msc_graph.messages.values import value_in
from msc_graph.model.belief import Direction, EvidenceItem, belief
from msc_graph.rdf.graphs import state_once
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.curies import expand, trial_number
from msc_graph.vocabulary.namespaces import (
    CLAIM,
    CURATED_GRAPH,
    DCTERMS,
    EVIDENCE,
    MECHANISM,
    MSC,
    OWL,
    RDF_TYPE,
    RDFS,
    REFERENCE,
    SCHEMA_GRAPH,
    SKOS,
    XSD,
)
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

SNAPSHOT_DATE = "2022-10-06"
"""The day of the ClinicalTrials.gov snapshot that the trial records come from (``trials.tsv``)."""

_TRIAL_TEXTS = {
    "officialTitle": "official_title",
    "status": "status",
    "leadSponsor": "sponsor",
    "enrollmentType": "enrollment_type",
    "startDate": "start",
    "completionDate": "completion",
    "exclusionReason": "exclusion_reason",
}
_REFERENCE_STATES = {"expression of concern": "expressionOfConcern", "retracted": "retracted"}
_DOSE_TEXTS = {
    "unitAsStated": "unit",
    "ucumUnit": "ucum",
    "periodUnit": "period",
    "durationUnit": "duration_unit",
    "locator": "locator",
}
_DOSE_TEXTS_IN_BOTH = {"arm": "arm", "doseBasis": "basis", "schedule": "schedule"}
_DOSE_NUMBERS = {
    "amount": "amount",
    "amountTo": "amount_to",
    "volumeInMillilitres": "volume",
    "timesPerPeriod": "times",
    "timesInAll": "total",
    "duration": "duration",
}
_TRIAL_LISTS = {
    "conditionAsRegistered": "condition_as_registered",
    "phase": "phase",
    "country": "country",
    "intervention": "intervention",
    "primaryOutcome": "primary_outcome",
}


def build_store(facts: Facts, *, words: Vocabulary | None = None) -> Store:
    """Return an in-memory store with the schema and the facts.

    What both say of a node that is a class, too (its labels), stands among the facts only.
    """
    store = Store()
    store.bulk_extend(schema_quads())
    store.bulk_extend(curated_quads(facts, words=words))
    state_once(store, NamedNode(SCHEMA_GRAPH), [_CURATED])
    return store


def curated_quads(facts: Facts, *, words: Vocabulary | None = None) -> Iterator[Quad]:
    """Return the facts as quads of the curated graph, in table order.

    A direct triple comes once for each assertion that endorses it; a store keeps one of them.
    """
    return _Writer(facts, words or vocabulary()).quads()


def schema_quads() -> Iterator[Quad]:
    """Return the ontology's triples in the schema graph, blank nodes with canonical labels."""
    dataset = Dataset(parse(path=locate("ontology/msc-graph.ttl"), format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graph = NamedNode(SCHEMA_GRAPH)
    for quad in dataset:
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


@cache
def _iri(curie: str) -> NamedNode:
    return NamedNode(expand(curie))


@cache
def _term(iri: str) -> NamedNode:
    return NamedNode(iri)


_TYPE = NamedNode(RDF_TYPE)
_LABEL = NamedNode(f"{RDFS}label")
_ALT_LABEL = NamedNode(f"{SKOS}altLabel")
_IDENTIFIER = NamedNode(f"{DCTERMS}identifier")
_NAMED_INDIVIDUAL = NamedNode(f"{OWL}NamedIndividual")
_CURATED = NamedNode(CURATED_GRAPH)


class _Writer:
    """Turns facts into quads of the curated graph."""

    def __init__(self, facts: Facts, words: Vocabulary) -> None:
        self.facts = facts
        self.words = words
        self.endorsed = {words.label(iri) for iri in words.endorsed}
        self.weights = words.support_weight, words.refute_weight

    def quads(self) -> Iterator[Quad]:
        for node in self.facts.nodes.values():
            yield from self._node(node)
        for reference in self.facts.references.values():
            yield from self._reference(reference)
        for trial in self.facts.trials.values():
            yield from self._trial(trial)
        for mechanism in self.facts.mechanisms.values():
            yield from self._mechanism(mechanism)
        for dose in self.facts.doses.values():
            yield from self._dose(dose)
        for assertion in self.facts.assertions.values():
            yield from self._assertion(assertion)

    def _individual(self, subject: NamedNode, *classes: str) -> Iterator[Quad]:
        yield Quad(subject, _TYPE, _NAMED_INDIVIDUAL, _CURATED)
        for name in classes:
            yield Quad(subject, _TYPE, _term(MSC + name), _CURATED)

    def _text(self, subject: NamedNode, name: str, value: str, language: str | None = None) -> Iterator[Quad]:
        if value:
            yield Quad(subject, _term(MSC + name), Literal(value, language=language), _CURATED)

    def _links(self, subject: NamedNode, name: str, objects: tuple[str, ...]) -> Iterator[Quad]:
        for value in objects:
            if value:
                yield Quad(subject, _term(MSC + name), _iri(value), _CURATED)

    def _labels(self, subject: NamedNode, english: str, chinese: str) -> Iterator[Quad]:
        yield Quad(subject, _LABEL, Literal(english, language="en"), _CURATED)
        if chinese:
            yield Quad(subject, _LABEL, Literal(chinese, language="zh"), _CURATED)

    def _node(self, node: Node) -> Iterator[Quad]:
        subject = _iri(node.id)
        yield from self._individual(subject, node.category)
        yield from self._labels(subject, node.label_en, node.label_zh)
        for language, synonyms in zip(LANGUAGES, (node.synonyms_en, node.synonyms_zh), strict=True):
            for synonym in synonyms:
                yield Quad(subject, _ALT_LABEL, Literal(synonym, language=language), _CURATED)
        for name, matches in (("exactMatch", node.exact_matches), ("closeMatch", node.close_matches)):
            for match in matches:
                yield Quad(subject, _term(SKOS + name), _iri(match), _CURATED)
        if node.definition:
            yield Quad(subject, _term(f"{SKOS}definition"), Literal(node.definition, language="en"), _CURATED)
        yield from self._text(subject, "note", node.note, "en")
        for name, number in (("minimum", node.minimum), ("maximum", node.maximum)):
            if number:
                value = Literal(number, datatype=NamedNode(f"{XSD}decimal"))
                yield Quad(subject, _term(MSC + name), value, _CURATED)
        yield from self._text(subject, "unit", node.unit)

    def _reference(self, reference: Reference) -> Iterator[Quad]:
        subject = _term(REFERENCE + reference.key)
        yield from self._individual(subject, reference.kind)
        state = f" [{reference.state}]" if reference.state else ""
        yield Quad(subject, _LABEL, Literal(reference.citation + state, language="en"), _CURATED)
        yield Quad(subject, _IDENTIFIER, Literal(reference.key), _CURATED)
        if reference.year:
            year = Literal(reference.year, datatype=NamedNode(f"{XSD}gYear"))
            yield Quad(subject, _term(f"{DCTERMS}issued"), year, _CURATED)
        if reference.pmid:
            yield Quad(subject, _term(f"{MSC}pmid"), _iri(f"PMID:{reference.pmid}"), _CURATED)
        if reference.doi:
            yield Quad(subject, _term(f"{MSC}doi"), _iri(f"DOI:{reference.doi}"), _CURATED)
        yield from self._text(subject, "verification", reference.verification)
        if reference.state:
            yield Quad(subject, _term(MSC + _REFERENCE_STATES[reference.state]), Literal(True), _CURATED)
        yield from self._text(subject, "note", reference.note, "en")

    def _trial(self, trial: Trial) -> Iterator[Quad]:
        subject = _iri(f"clinicaltrials:{trial.nct}")
        yield Quad(subject, _IDENTIFIER, Literal(trial.nct), _CURATED)
        for name, column in _TRIAL_TEXTS.items():
            yield from self._text(subject, name, trial.values[column])
        for name, column in _TRIAL_LISTS.items():
            for value in split(trial.values[column]):
                yield from self._text(subject, name, value)
        if enrollment := trial.values["enrollment"]:
            yield Quad(subject, _term(f"{MSC}enrollment"), Literal(int(enrollment)), _CURATED)
        if answer := trial.values["has_results"]:
            yield Quad(subject, _term(f"{MSC}hasPostedResults"), Literal(answer == "yes"), _CURATED)
        yield from self._text(subject, "resultsSummary", trial.values["results_summary"], "en")
        results = tuple(f"reference:{key}" for key in split(trial.values["results_reference"]))
        yield from self._links(subject, "resultsReference", results)
        if source := trial.values["source"]:
            yield from self._links(subject, "knownFrom", (f"reference:{source}",))
        else:
            snapshot = Literal(SNAPSHOT_DATE, datatype=NamedNode(f"{XSD}date"))
            yield Quad(subject, _term(f"{MSC}snapshotDate"), snapshot, _CURATED)

    def _dose(self, dose: Dose) -> Iterator[Quad]:
        subject = _term(MSC + dose.id)
        yield from self._individual(subject, "Dose")
        yield Quad(subject, _IDENTIFIER, Literal(dose.id), _CURATED)
        yield from self._labels(subject, *(self._dose_label(dose, language) for language in LANGUAGES))
        yield from self._links(_iri(dose.study), "hasDose", (f"msc:{dose.id}",))
        yield from self._links(subject, "doseRoute", dose.route)
        yield from self._links(subject, "doseSource", (f"reference:{dose.source}",))
        yield from self._links(subject, "disagreesWith", tuple(f"msc:{other}" for other in dose.contradicts))
        for name, column in _DOSE_TEXTS.items():
            yield from self._text(subject, name, getattr(dose, column))
        for name, column in _DOSE_TEXTS_IN_BOTH.items():
            yield from self._text(subject, name, getattr(dose, column), "en")
            yield from self._text(subject, name, getattr(dose, f"{column}_zh"), "zh")
        for name, column in _DOSE_NUMBERS.items():
            if number := getattr(dose, column):
                value = Literal(f"{Decimal(number):f}", datatype=NamedNode(f"{XSD}decimal"))
                yield Quad(subject, _term(MSC + name), value, _CURATED)
        yield from self._text(subject, "note", dose.note, "en")

    def _dose_label(self, dose: Dose, language: str) -> str:
        """Return the dose in words: its study, the arm, the amount, the unit, and of or per what."""
        chinese = language == "zh"
        arm, basis = (dose.arm_zh, dose.basis_zh) if chinese else (dose.arm, dose.basis)
        amount = "-".join(filter(None, (dose.amount, dose.amount_to)))
        given = " ".join(filter(None, (amount, value_in("unit", dose.unit, language), basis)))
        return ": ".join(filter(None, (self._name(dose.study, language), arm, given)))

    def _mechanism(self, mechanism: Mechanism) -> Iterator[Quad]:
        subject = _term(MECHANISM + mechanism.id)
        yield from self._individual(subject, "Mechanism")
        yield Quad(subject, _IDENTIFIER, Literal(mechanism.id), _CURATED)
        yield from self._labels(subject, mechanism.label_en, mechanism.label_zh)
        for name, values in (
            ("sourceCell", (mechanism.source_cell,)),
            ("cargo", (mechanism.cargo,)),
            ("disease", (mechanism.disease,)),
            ("species", mechanism.species),
            ("recipientCell", (mechanism.recipient_cell,)),
            ("route", mechanism.route),
            ("relatedClaim", tuple(f"claim:{claim}" for claim in mechanism.related_claims)),
        ):
            yield from self._links(subject, name, values)
        for name, text in (
            ("cargoState", mechanism.cargo_state),
            ("netSign", mechanism.net_sign),
            ("scope", mechanism.scope),
            ("verification", mechanism.verification),
        ):
            yield from self._text(subject, name, text)
        yield from self._text(subject, "priming", mechanism.priming, "en")
        yield from self._text(subject, "note", mechanism.note, "en")

    def _assertion(self, assertion: Assertion) -> Iterator[Quad]:
        subject = _term(CLAIM + assertion.id)
        parts = _iri(assertion.subject), _iri(assertion.predicate), _iri(assertion.object)
        yield from self._individual(subject, assertion.kind)
        yield Quad(subject, _IDENTIFIER, Literal(assertion.id), _CURATED)
        yield from self._labels(subject, *(self._sentence(assertion, language) for language in LANGUAGES))
        for name, term in zip(("subject", "predicate", "object"), parts, strict=True):
            yield Quad(subject, _term(MSC + name), term, _CURATED)
        if (sign := self.words.predicates[parts[1].value].sign) is not None:
            yield from self._text(subject, "sign", sign.value)
        verdict = assertion.verdict.replace(" ", "_")
        yield Quad(subject, _term(f"{MSC}verdict"), _term(MSC + verdict), _CURATED)
        yield Quad(subject, _term(f"{MSC}belief"), Literal(self._belief(assertion)), _CURATED)
        yield from self._assertion_texts(subject, assertion)
        yield from self._assertion_links(subject, assertion)
        yield from self._context(subject, assertion)
        for evidence in assertion.evidence:
            yield from self._evidence(subject, assertion.id, evidence)
        if assertion.verdict in self.endorsed:
            yield Quad(*parts, _CURATED)

    def _assertion_texts(self, subject: NamedNode, assertion: Assertion) -> Iterator[Quad]:
        for name, text in (
            ("scope", assertion.scope),
            ("modality", assertion.modality),
            ("basis", assertion.basis),
        ):
            yield from self._text(subject, name, text)
        yield from self._text(subject, "qualifier", assertion.qualifier, "en")
        yield from self._text(subject, "rationale", assertion.rationale, "en")
        yield from self._text(subject, "rationale", assertion.rationale_zh, "zh")
        if assertion.held_on:
            day = Literal(assertion.held_on, datatype=NamedNode(f"{XSD}date"))
            yield Quad(subject, _term(f"{MSC}heldOn"), day, _CURATED)
        for tag in assertion.tags:
            yield from self._text(subject, "tag", tag)

    def _assertion_links(self, subject: NamedNode, assertion: Assertion) -> Iterator[Quad]:
        if NONE_KNOWN in assertion.corrected_by:
            yield from self._text(subject, "correctionStatus", NONE_KNOWN)
        corrections = tuple(f"claim:{c}" for c in assertion.corrected_by if c != NONE_KNOWN)
        yield from self._links(subject, "correctedBy", corrections)
        yield from self._links(subject, "contradicts", tuple(f"claim:{c}" for c in assertion.contradicts))
        repeats = (f"claim:{assertion.repeats}",) if assertion.repeats else ()
        yield from self._links(subject, "repeats", repeats)
        yield from self._links(subject, "via", (assertion.via,))
        yield from self._links(subject, "saidBy", (assertion.said_by,))

    def _context(self, subject: NamedNode, assertion: Assertion) -> Iterator[Quad]:
        context = assertion.context
        if context.mechanism:
            mechanism = _term(MECHANISM + context.mechanism)
            yield Quad(subject, _term(f"{MSC}mechanism"), mechanism, _CURATED)
            yield Quad(mechanism, _term(f"{MSC}hasStep"), subject, _CURATED)
        yield from self._links(subject, "species", context.species)
        yield from self._links(subject, "recipientCell", (context.recipient_cell,))
        yield from self._links(subject, "diseaseModel", (context.disease_model,))
        yield from self._text(subject, "cargoState", context.cargo_state)
        yield from self._text(subject, "derivation", context.derivation)

    def _evidence(self, assertion: NamedNode, identifier: str, evidence: Evidence) -> Iterator[Quad]:
        slug = f"{identifier}-{evidence.reference}-{evidence.type.replace(':', '_')}"
        if evidence.direction != Direction.SUPPORTS:
            slug += f"-{evidence.direction}"
        subject = _term(EVIDENCE + slug)
        yield Quad(assertion, _term(f"{MSC}hasEvidence"), subject, _CURATED)
        yield from self._individual(subject, "Evidence")
        yield Quad(subject, _term(f"{MSC}reference"), _term(REFERENCE + evidence.reference), _CURATED)
        yield Quad(subject, _term(f"{MSC}evidenceType"), _iri(evidence.type), _CURATED)
        yield Quad(subject, _term(f"{MSC}direction"), _term(MSC + evidence.direction), _CURATED)
        yield from self._links(subject, "species", evidence.species)
        yield from self._text(subject, "locator", evidence.locator)
        yield from self._text(subject, "note", evidence.note, "en")

    def _sentence(self, assertion: Assertion, language: str) -> str:
        """Return the assertion in words: subject, predicate and object by their labels."""
        names = (
            self._name(assertion.subject, language),
            self.words.label(_iri(assertion.predicate).value, language),
            self._name(assertion.object, language),
        )
        return " ".join(names)

    def _name(self, curie: str, language: str) -> str:
        if number := trial_number(curie):
            return number
        if curie in self.facts.nodes:
            return self.facts.nodes[curie].label(language)
        return self.facts.references[curie.removeprefix("reference:")].citation

    def _belief(self, assertion: Assertion) -> float:
        items = [
            EvidenceItem(e.reference, _iri(e.type).value, Direction(e.direction)) for e in assertion.evidence
        ]
        return belief(items, support_weight=self.weights[0], refute_weight=self.weights[1])
