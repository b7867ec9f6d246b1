"""The facts as RDF: nothing is lost, nothing is added, and the same facts give the same quads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from math import isclose, prod

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from msc_graph.curation.as_rdf import build_store, curated_quads, schema_quads
from msc_graph.curation.facts import Assertion, Facts
from msc_graph.curation.reader import NONE_KNOWN, read_facts
from msc_graph.languages import LANGUAGES
from msc_graph.model.belief import OUTWEIGHS
from msc_graph.vocabulary.curies import expand, prefixes
from msc_graph.vocabulary.namespaces import (
    CLAIM,
    CURATED_GRAPH,
    EVIDENCE,
    MECHANISM,
    MSC,
    RDF_TYPE,
    RDFS,
    REFERENCE,
    SCHEMA_GRAPH,
    SKOS,
)
from msc_graph.vocabulary.ontology import vocabulary

ENDORSED = {"supported", "partially supported"}


@cache
def facts() -> Facts:
    return read_facts()


@cache
def store() -> Store:
    return build_store(facts())


@cache
def curated() -> tuple[Quad, ...]:
    return tuple(curated_quads(facts()))


@cache
def by_predicate() -> dict[str, dict[str, list[NamedNode | Literal]]]:
    """Return the curated graph as predicate, then subject, then objects."""
    found: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in curated():
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        found[quad.predicate.value][quad.subject.value].append(quad.object)
    return found


def values(subject: str, name: str) -> list[str]:
    """Return the different objects of ``msc:name`` (or of a full IRI), as texts, in table order."""
    predicate = name if name.startswith("http") else MSC + name
    return list(dict.fromkeys(term.value for term in by_predicate()[predicate].get(subject, [])))


def _lines(quads: Store | tuple[Quad, ...]) -> list[str]:
    return sorted(str(quad) for quad in quads)


def test_two_builds_are_equal() -> None:
    assert _lines(build_store(read_facts())) == _lines(store())


def test_no_triple_stands_in_two_graphs() -> None:
    """Asked together, a triple of two graphs would be two answers."""
    assert len({quad.triple for quad in store()}) == len(store())


def test_the_schema_and_the_facts_are_two_graphs() -> None:
    assert {graph.value for graph in store().named_graphs() if isinstance(graph, NamedNode)} == {
        SCHEMA_GRAPH,
        CURATED_GRAPH,
    }
    assert {quad.graph_name for quad in schema_quads()} == {NamedNode(SCHEMA_GRAPH)}
    assert {quad.graph_name for quad in curated()} == {NamedNode(CURATED_GRAPH)}


def test_the_facts_have_no_blank_node() -> None:
    terms = {term for quad in curated() for term in (quad.subject, quad.object)}
    assert [term for term in terms if isinstance(term, BlankNode)] == []


def test_every_iri_is_in_a_declared_namespace() -> None:
    iris = {term.value for quad in curated() for term in (*quad.triple,) if isinstance(term, NamedNode)}
    assert [iri for iri in iris if not iri.startswith(tuple(prefixes().values()))] == []
    assert [iri for iri in iris if not iri.isascii() or " " in iri] == []


def test_each_endorsed_assertion_has_exactly_its_direct_triple_and_nothing_else_has_one() -> None:
    predicates = set(vocabulary().predicates)
    found = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in curated()
        if quad.predicate.value in predicates
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    }
    expected = {
        (expand(a.subject), expand(a.predicate), expand(a.object))
        for a in facts().assertions.values()
        if a.verdict in ENDORSED
    }
    assert found == expected


@pytest.mark.parametrize("verdict", ["overclaimed", "misattributed", "unverifiable", "refuted"])
def test_a_claim_that_loses_its_verdict_loses_its_triple(verdict: str) -> None:
    claim = facts().assertions["S0-03"]
    triple = (expand(claim.subject), expand(claim.predicate), expand(claim.object))

    def direct(judged: Assertion) -> bool:
        alone = replace(facts(), assertions={judged.id: judged})
        return triple in {
            (q.subject.value, q.predicate.value, q.object.value)
            for q in curated_quads(alone)
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        }

    assert direct(claim)
    assert not direct(replace(claim, verdict=verdict))


def _belief(assertion: Assertion) -> float:
    """Return (1 - prod(1 - p)) x (1 - w (1 - prod(1 - q))), written out once more; see `OUTWEIGHS`."""
    words = vocabulary()
    p, q, other = (dict[str, float]() for _ in range(3))
    for item in assertion.evidence:
        weight, refuting = (words.support_weight[expand(item.type)], words.refute_weight[expand(item.type)])
        kept = ((p, weight),) if item.direction == "supports" else ((other, weight), (q, refuting))
        for papers, value in kept:
            papers[item.reference] = max(papers.get(item.reference, 0.0), value)
    share = min(1.0, OUTWEIGHS * sum(other.values()) / sum(p.values())) if p else 1.0
    return (1 - prod(1 - one for one in p.values())) * (1 - share * (1 - prod(1 - one for one in q.values())))


def test_belief_is_the_formula() -> None:
    for assertion in facts().assertions.values():
        [belief] = values(CLAIM + assertion.id, "belief")
        assert isclose(float(belief), _belief(assertion), abs_tol=1e-12), assertion.id
        assert 0 <= float(belief) < 1


def test_belief_of_known_evidence() -> None:
    """An article's word alone (non-traceable author statement) is worth its weight, 0.1."""
    claim = facts().assertions["S0-03"]
    article = replace(claim.evidence[0], reference="Article", type="ECO:0000034", direction="supports")
    alone = replace(facts(), assertions={claim.id: replace(claim, evidence=(article,))})
    beliefs = [quad.object for quad in curated_quads(alone) if quad.predicate.value == f"{MSC}belief"]
    assert [float(t.value) for t in beliefs if isinstance(t, Literal)] == [pytest.approx(0.1, abs=1e-12)]


def test_every_individual_has_one_english_label_and_at_most_one_chinese() -> None:
    labels = by_predicate()[f"{RDFS}label"]
    for subject in by_predicate()[RDF_TYPE]:
        if subject.startswith(EVIDENCE):
            continue
        languages = [term.language for term in labels[subject] if isinstance(term, Literal)]
        assert sorted(filter(None, languages)) in (["en"], ["en", "zh"]), subject
        assert all(term.value.strip() for term in labels[subject]), subject


def test_every_assertion_is_labelled_as_a_sentence_in_both_languages() -> None:
    labels = by_predicate()[f"{RDFS}label"]
    for assertion in facts().assertions.values():
        found = {t.language: t.value for t in labels[CLAIM + assertion.id] if isinstance(t, Literal)}
        assert sorted(found, key=str) == sorted(LANGUAGES)
        verb = vocabulary().label(expand(assertion.predicate), "zh")
        assert verb in found["zh"], assertion.id
    words = {t.value for t in labels[f"{CLAIM}S0-03"]}
    assert words == {
        f"{facts().nodes['CL:0000134'].label_en} produces {facts().nodes['msc:msc_exosome'].label_en}",
        f"{facts().nodes['CL:0000134'].label_zh} {vocabulary().label(MSC + 'produces', 'zh')} "
        f"{facts().nodes['msc:msc_exosome'].label_zh}",
    }


def test_each_piece_of_evidence_has_an_iri_of_its_own() -> None:
    total = sum(len(assertion.evidence) for assertion in facts().assertions.values())
    attached = [iri.value for iris in by_predicate()[f"{MSC}hasEvidence"].values() for iri in iris]
    assert len(attached) == len(set(attached)) == total
    for name in ("reference", "evidenceType", "direction"):
        assert {iri: len(values(iri, name)) for iri in attached} == dict.fromkeys(attached, 1)
    assert all(values(values(iri, "reference")[0], RDF_TYPE) for iri in attached)


def test_a_paper_that_speaks_for_and_against_gives_two_pieces_of_evidence() -> None:
    claim = facts().assertions["S0-03"]
    both = tuple(replace(claim.evidence[0], direction=direction) for direction in ("supports", "refutes"))
    alone = replace(facts(), assertions={claim.id: replace(claim, evidence=both)})
    found = {q.object for q in curated_quads(alone) if q.predicate.value == f"{MSC}hasEvidence"}
    assert len(found) == 2


def test_every_assertion_has_its_parts_once() -> None:
    for assertion in facts().assertions.values():
        iri = CLAIM + assertion.id
        for name in ("subject", "predicate", "object", "verdict", "belief", "scope"):
            assert len(values(iri, name)) == 1, (assertion.id, name)
        sign = vocabulary().predicates[expand(assertion.predicate)].sign
        assert values(iri, "sign") == ([sign.value] if sign else []), assertion.id
        assert values(iri, RDF_TYPE)[1:] == [MSC + assertion.kind]


def test_everything_linked_to_is_described() -> None:
    described = set(by_predicate()[RDF_TYPE])
    for name in ("subject", "object", "correctedBy", "contradicts", "repeats", "via", "mechanism", "hasStep"):
        for subject, objects in by_predicate()[MSC + name].items():
            assert [term.value for term in objects if term.value not in described] == [], (subject, name)
    for name in ("sourceCell", "cargo", "disease", "species", "recipientCell", "route", "relatedClaim"):
        for subject, objects in by_predicate()[MSC + name].items():
            assert [term.value for term in objects if term.value not in described] == [], (subject, name)


def test_a_dose_is_told_with_numbers_units_source_and_what_disagrees() -> None:
    """Numbers are plain decimals, however the table writes them."""
    dose = f"{MSC}D-NCT04276987-1"
    assert values(dose, "amount") == ["200000000"]
    assert values(dose, "ucumUnit") == ["{vesicles}"]
    assert values(dose, "doseSource") == [f"{REFERENCE}NCT04276987"]
    assert f"{MSC}D-NCT04276987-1" in values(expand("clinicaltrials:NCT04276987"), "hasDose")
    assert values(f"{MSC}D-NCT03384433-1", "disagreesWith") == [f"{MSC}D-NCT03384433-2"]


def test_a_status_says_when_it_held_and_who_says_so() -> None:
    assert values(f"{CLAIM}S7-11-X2", "heldOn") == ["2025-01-02"]
    assert values(f"{CLAIM}S7-11-X2", "saidBy") == [expand("msc:nmpa")]


def test_depleted_cargo_is_an_edge_of_its_own_with_a_negative_sign() -> None:
    """The vesicles carry less of it than control vesicles: never containsCargo, and the sign is turned."""
    depleted = [m for m in facts().mechanisms.values() if m.cargo_state == "depleted"]
    assert depleted
    for mechanism in depleted:
        steps = [a for a in facts().assertions.values() if a.context.mechanism == mechanism.id]
        carries = {"msc:containsCargo", "msc:isDepletedOf"}
        about = [a for a in steps if a.object == mechanism.cargo and a.predicate in carries]
        assert {a.predicate for a in about} == {"msc:isDepletedOf"}, mechanism.id
        assert [values(CLAIM + a.id, "sign") for a in about] == [["-"]]
        assert [values(CLAIM + a.id, "cargoState") for a in about] == [["depleted"]]
    in_depleted = {m.id for m in depleted}
    for assertion in facts().assertions.values():
        if assertion.context.mechanism and assertion.predicate == "msc:isDepletedOf":
            assert assertion.context.mechanism in in_depleted


def test_steps_keep_the_context_of_their_mechanism() -> None:
    step = facts().assertions["C03-E2"]
    mechanism = facts().mechanisms["C03"]
    iri = f"{CLAIM}C03-E2"
    assert values(iri, "mechanism") == [f"{MECHANISM}C03"]
    assert iri in values(f"{MECHANISM}C03", "hasStep")
    assert values(iri, "species") == [expand(species) for species in mechanism.species]
    assert values(iri, "recipientCell") == [expand(mechanism.recipient_cell)]
    assert values(iri, "diseaseModel") == [expand(mechanism.disease)]
    assert values(iri, "derivation") == [step.context.derivation]


def test_a_disputed_claim_points_to_its_correction_or_says_that_none_is_known() -> None:
    for assertion in facts().assertions.values():
        if assertion.kind == "ArticleClaim" and assertion.verdict not in ENDORSED:
            iri = CLAIM + assertion.id
            corrections, status = values(iri, "correctedBy"), values(iri, "correctionStatus")
            assert bool(corrections) != (status == [NONE_KNOWN]), assertion.id


def test_a_node_keeps_its_names_and_matches() -> None:
    node, iri = facts().nodes["HGNC:8763"], expand("HGNC:8763")
    assert values(iri, RDF_TYPE)[1:] == [f"{MSC}Gene"]
    assert values(iri, f"{SKOS}altLabel") == [*node.synonyms_en, *node.synonyms_zh]
    assert values(iri, f"{SKOS}exactMatch") == [expand(match) for match in node.exact_matches]


def test_a_trial_says_what_the_registry_says() -> None:
    iri, trial = expand("clinicaltrials:NCT04491240"), facts().trials["NCT04491240"]
    assert values(iri, "enrollment") == [trial.values["enrollment"]]
    assert values(iri, "hasPostedResults") == ["true"]
    assert values(iri, "phase") == ["Phase 1", "Phase 2"]
    assert set(values(iri, "investigates")) >= {expand(condition) for condition in trial.condition}
    facts_of_it = [a for a in facts().assertions.values() if a.subject == "clinicaltrials:NCT04491240"]
    assert {a.kind for a in facts_of_it} >= {"TrialFact"}


def test_a_false_friend_is_no_trial_and_investigates_nothing() -> None:
    for trial in facts().trials.values():
        iri = expand(f"clinicaltrials:{trial.nct}")
        assert values(iri, RDF_TYPE)[1:] == [MSC + ("ClinicalTrial" if trial.included else "ExcludedTrial")]
        assert bool(values(iri, "exclusionReason")) != trial.included
        assert bool(values(iri, "investigates")) == trial.included


def test_references_carry_only_what_was_verified() -> None:
    for reference in facts().references.values():
        iri = REFERENCE + reference.key
        assert values(iri, "pmid") == ([expand(f"PMID:{reference.pmid}")] if reference.pmid else [])
        assert values(iri, "doi") == ([f"https://doi.org/{reference.doi}"] if reference.doi else [])


def test_the_schema_has_the_same_blank_node_labels_each_time() -> None:
    assert _lines(tuple(schema_quads())) == _lines(tuple(schema_quads()))


def test_nothing_treats_anything() -> None:
    assert [q for q in curated() if q.predicate.value.casefold().endswith(("treats", "ro_0002606"))] == []


def test_an_assertion_without_evidence_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="S0-03 has no evidence"):
        replace(facts().assertions["S0-03"], evidence=())
