"""The curated graph keeps the rules, each of which has something to look at; faults put into it are found."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import URIRef

from msc_graph import KnowledgeGraph
from msc_graph.quality.report import ValidationReport
from msc_graph.quality.shipped import SHAPE, shapes_graph
from msc_graph.quality.validation import validate_store
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.namespaces import CLAIM, CURATED_GRAPH, MSC, RDF_TYPE, RDFS
from tests.helpers.shape_fixtures import CURATED, store_of

NO_TARGET_BY_DESIGN = (
    "forbidden-",
    "domain-",
    "range-",
    "mechanism-path-",
    "path-step-",
    "imported-statement-",
    "node-grounding",
    "reference-retracted",
)
"""For paths that a search has found, and for imported graphs: the curated graph holds none of them."""
ASKED_OF_THE_WHOLE_GRAPH = {
    "endorsed-assertion-has-triple",
    "predicate-is-declared",
    "triple-has-endorsed-assertion",
}


def msc(name: str) -> NamedNode:
    return NamedNode(MSC + name)


@pytest.fixture(scope="module")
def real(curated: KnowledgeGraph) -> ValidationReport:
    return curated.validate()


@pytest.mark.slow
def test_the_curated_graph_conforms(real: ValidationReport) -> None:
    assert real.conforms, real.render()


@pytest.mark.slow
def test_every_shape_has_something_to_check_in_the_curated_graph(real: ValidationReport) -> None:
    idle = {name for name, count in real.targets.items() if not count}
    assert {name for name in idle if not name.startswith(NO_TARGET_BY_DESIGN)} == ASKED_OF_THE_WHOLE_GRAPH


@pytest.mark.slow
def test_a_domain_or_range_shape_is_idle_only_where_no_triple_uses_its_predicate(
    curated: KnowledgeGraph, real: ValidationReport
) -> None:
    asserted = {
        quad.predicate.value
        for quad in curated.store.quads_for_pattern(None, None, None, NamedNode(CURATED_GRAPH))
    }
    shapes = shapes_graph()
    for name, count in real.targets.items():
        if name.startswith(("domain-", "range-")):
            shape = URIRef(f"{SHAPE}{name}")
            terms = {str(term) for term in shapes.objects(shape)}
            assert (count > 0) == bool(terms & asserted), name


@pytest.mark.slow
def test_each_fault_put_into_the_curated_graph_trips_its_shape(
    curated: KnowledgeGraph, real: ValidationReport
) -> None:
    """One assertion of each kind loses its evidence, a sign is turned, a label goes, triples come and go."""
    data = store_of(curated.store)
    faults = set()
    for kind in ("ArticleClaim", "MechanismStep", "Correction", "TrialFact"):
        claim = min(having(data, RDF_TYPE, msc(kind)))
        remove(data, claim, "hasEvidence")
        faults.add(("assertion-evidence", claim))
    turned = max(claim for claim in having(data, f"{MSC}sign", Literal("-")) if claim.startswith(CLAIM))
    remove(data, turned, "sign")
    data.add(Quad(NamedNode(turned), msc("sign"), Literal("+"), CURATED))
    faults.add(("assertion-sign", turned))
    nameless = expand("HGNC:8763")
    remove(data, nameless, f"{RDFS}label")
    faults.add(("node-english-label", nameless))
    data.add(Quad(NamedNode(nameless), msc("ameliorates"), NamedNode(expand("MONDO:0005178")), CURATED))
    faults.add(("triple-has-endorsed-assertion", nameless))
    claimed = NamedNode(f"{CLAIM}S2-25")
    subject, predicate, value = (
        next(data.quads_for_pattern(claimed, msc(part), None)).object
        for part in ("subject", "predicate", "object")
    )
    assert isinstance(subject, NamedNode)
    assert isinstance(predicate, NamedNode)
    data.remove(Quad(subject, predicate, value, CURATED))
    found = {(finding.shape, expand(finding.focus)) for finding in validate_store(data).findings}
    expected = {(finding.shape, expand(finding.focus)) for finding in real.findings}
    assert found - expected >= faults
    assert {shape for shape, _ in found - expected} == {shape for shape, _ in faults} | {
        "endorsed-assertion-has-triple",
        "article-claim-source",
        "correction-reference",
        "evidence-assertion",
    }


def having(data: Store, predicate: str, value: NamedNode | Literal) -> list[str]:
    found = data.quads_for_pattern(None, NamedNode(predicate), value)
    return [quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)]


def remove(data: Store, subject: str, predicate: str) -> None:
    iri = predicate if predicate.startswith("http") else f"{MSC}{predicate}"
    for quad in list(data.quads_for_pattern(NamedNode(subject), NamedNode(iri), None)):
        data.remove(quad)


def test_inferred_triples_need_no_assertion_behind_them(curated: KnowledgeGraph) -> None:
    store = Store()
    vesicle, repair, graph = (NamedNode(MSC + name) for name in ("vesicle", "repair", "graph/inferred"))
    store.add(Quad(vesicle, NamedNode(f"{MSC}promotes"), repair, graph))
    assert validate_store(store).findings == ()
