"""The shapes: each is complete, and is tripped by its failing fixture and by nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.namespace import SH as SHACL

from msc_graph.quality.pyshacl_engine import validate
from msc_graph.quality.shipped import ontology_graph, shape_name, shapes_graph
from msc_graph.quality.validation import validate_store
from msc_graph.rdf.reading import read_rdf_file
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.shape_fixtures import BY_NAME, FIXTURES, apart, fixture, store_of

if TYPE_CHECKING:
    from rdflib.term import Node

SHAPES = shapes_graph()
FIX = URIRef(f"{MSC}fix")
TARGETS = (SHACL.targetClass, SHACL.targetSubjectsOf, SHACL.targetObjectsOf, SHACL.targetNode)
REFERRING = (SHACL["not"], SHACL.qualifiedValueShape, SHACL.node)
LISTS = (SHACL["or"], SHACL["and"], SHACL.xone)
TYPES = (SHACL.NodeShape, SHACL.PropertyShape)


def shape(name: str) -> URIRef:
    return URIRef(f"{MSC}shape/{name}")


ALL = sorted({shape_name(str(s)) for kind in TYPES for s in SHAPES.subjects(RDF.type, kind)})
REPORTING = sorted({shape_name(str(s)) for s in SHAPES.subjects(SHACL.message, None)})
GENERATED = [name for name in REPORTING if re.match(r"(domain|range)-", name)]
WRITTEN = [name for name in REPORTING if name not in GENERATED]
FORBIDDEN = [name for name in REPORTING if name.startswith("forbidden-")]


def used_as_conditions() -> set[Node]:
    """Return the shapes that other shapes are put together from."""
    direct = {o for p in REFERRING for o in SHAPES.objects(None, p)}
    return direct | {o for p in LISTS for items in SHAPES.objects(None, p) for o in SHAPES.items(items)}


def test_a_shape_either_has_targets_and_reports_or_is_a_condition_of_others() -> None:
    targeted = {name for name in ALL if any((shape(name), target, None) in SHAPES for target in TARGETS)}
    assert targeted == set(REPORTING)
    assert used_as_conditions() == {shape(name) for name in ALL if name not in REPORTING}


def test_every_shape_is_labelled_in_both_languages() -> None:
    assert [name for name in ALL if languages(name, RDFS.label) != ["en", "zh"]] == []


def test_every_reporting_shape_says_its_rule_its_fix_and_its_severity() -> None:
    said = {name: [languages(name, SHACL.message), languages(name, FIX)] for name in REPORTING}
    assert {name: texts for name, texts in said.items() if texts != [["en", "zh"]] * 2} == {}
    severities = {SHAPES.value(shape(name), SHACL.severity) for name in REPORTING}
    assert severities == {SHACL.Violation, SHACL.Warning}


def languages(name: str, predicate: URIRef) -> list[str]:
    texts = SHAPES.objects(shape(name), predicate)
    return sorted(str(text.language) for text in texts if isinstance(text, Literal))


def test_no_shape_is_a_blank_node() -> None:
    named = [s for kind in TYPES for s in SHAPES.subjects(RDF.type, kind)]
    members = [s for p in (SHACL.sparql, *REFERRING) for s in SHAPES.objects(None, p)]
    assert all(isinstance(s, URIRef) for s in [*named, *members])
    assert {s for s in members if (s, RDF.type, None) not in SHAPES} == set()


def test_every_fixture_belongs_to_a_shape() -> None:
    names = {path.name for path in FIXTURES.iterdir()} - {"context.ttl"}
    assert names == {f"{name}.{kind}.ttl" for name in WRITTEN for kind in ("pass", "fail")}


def test_the_context_of_the_fixtures_is_sound() -> None:
    report = validate(read_rdf_file(FIXTURES / "context.ttl"))
    assert report.findings == ()
    assert report.focus_nodes > 0


@pytest.mark.parametrize("names", [[*{*WRITTEN} - BY_NAME], *([name] for name in sorted(BY_NAME))], ids=len)
def test_passing_fixtures_pass(names: list[str]) -> None:
    """By the default engine; that both say the same is the matter of ``test_engines_agree``."""
    report = validate_store(store_of(*(apart(f"{name}.pass.ttl") for name in names)))
    assert report.findings == ()
    assert report.focus_nodes >= len(names)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_failing_fixture_trips_exactly_its_shape(name: str) -> None:
    """By the default engine, too."""
    assert set(validate_store(store_of(fixture(f"{name}.fail.ttl"))).by_shape) == {name}


@pytest.mark.parametrize("side", [SHACL.targetSubjectsOf, SHACL.targetObjectsOf])
def test_a_domain_or_range_shape_is_tripped_by_the_wrong_class_alone(side: URIRef) -> None:
    """All shapes of a side at once: each has a thing of its own, which no other of them is about."""
    names = [name for name in GENERATED if (shape(name), side, None) in SHAPES]
    shapes = Graph()
    for name in names:
        for triple in SHAPES.triples((shape(name), None, None)):
            shapes.add(triple)
    assert validate(uses(names, side, right=True), shapes=shapes).findings == ()
    wrong = validate(uses(names, side, right=False), shapes=shapes)
    assert sorted((finding.shape, finding.focus) for finding in wrong.findings) == [
        (name, f"msc:{name}") for name in names
    ]


def uses(names: list[str], side: URIRef, *, right: bool) -> Graph:
    """Return a graph with one use of each shape's predicate, by a thing of the right or a wrong class."""
    graph, other = Graph(), URIRef(f"{MSC}other")
    for name in names:
        thing, predicate = URIRef(f"{MSC}{name}"), SHAPES.value(shape(name), side)
        target_class = SHAPES.value(shape(name), SHACL["class"])
        assert predicate is not None and target_class is not None
        ends = (thing, other) if side == SHACL.targetSubjectsOf else (other, thing)
        graph.add((ends[0], predicate, ends[1]))
        graph.add((thing, RDF.type, target_class if right else URIRef(f"{MSC}Evidence")))
    return graph


def test_the_domain_and_range_shapes_agree_with_the_ontology() -> None:
    declared = set()
    for predicate in vocabulary().predicates.values():
        declared.add((SHACL.targetSubjectsOf, predicate.iri, predicate.domain))
        declared.add((SHACL.targetObjectsOf, predicate.iri, predicate.range))
    written = {
        (kind, str(SHAPES.value(shape(name), kind)), str(SHAPES.value(shape(name), SHACL["class"])))
        for name in GENERATED
        for kind in (SHACL.targetSubjectsOf, SHACL.targetObjectsOf)
        if (shape(name), kind, None) in SHAPES
    }
    assert written == {(kind, iri, target) for kind, iri, target in declared if target != f"{MSC}Node"}
    assert len(GENERATED) == len(written)


def test_domain_and_range_shapes_are_named_after_their_predicates() -> None:
    for name in GENERATED:
        side, _, words = name.partition("-")
        kind = SHACL.targetSubjectsOf if side == "domain" else SHACL.targetObjectsOf
        local = str(SHAPES.value(shape(name), kind)).removeprefix(MSC)
        assert re.sub(r"(?<!^)(?=[A-Z])", "-", local).lower() == words, name


def our_terms(*predicates: URIRef) -> list[str]:
    terms = {str(o) for p in predicates for o in SHAPES.objects(None, p)}
    return sorted(term for term in terms if term.startswith(MSC) and not term.startswith(f"{MSC}graph/"))


def test_every_term_that_a_shape_speaks_of_is_in_the_ontology() -> None:
    terms = our_terms(*TARGETS, SHACL["class"], SHACL.equals, SHACL.path)
    ours = [term for term in terms if not term.startswith(f"{MSC}shape/")]
    assert [term for term in ours if (URIRef(term), RDF.type, None) not in ontology_graph()] == []


def test_the_forbidden_predicates_are_not_used() -> None:
    """Those of Biolink are declared, for imported graphs, but no term of the ontology is related by one."""
    for name in FORBIDDEN:
        predicate = SHAPES.value(shape(name), SHACL.targetSubjectsOf)
        assert (None, predicate, None) not in ontology_graph()
