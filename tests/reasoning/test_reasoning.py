"""What follows: the rules agree with owlrl, end, repeat without change, and keep their reasons."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from msc_graph import KnowledgeGraph, load
from msc_graph.messages.reasoning import RULES
from msc_graph.reasoning.inference import Inference, infer, infer_store, materialise
from msc_graph.reasoning.statements import Statement
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, OWL, RDF_TYPE, RDFS
from tests.helpers.owl_rl import node, owlrl_closure

E = "http://example.org/"
PREFIXES = f"@prefix : <{E}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .\n"


def triples(text: str) -> list[Triple | Quad]:
    return [quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


def plain(result: Inference) -> set[tuple[object, ...]]:
    return {tuple(node(term) for term in statement) for statement in result.inferred()}


def short(result: Inference) -> set[str]:
    """Return the conclusions as texts such as ``a p b``, without namespaces."""
    found = set()
    for statement in result.inferred():
        names = [getattr(term, "value", "").rpartition("/")[2].rpartition("#")[2] for term in statement]
        found.add(" ".join(names))
    return found


# --- one case a rule, readable

CASES = {
    "cax-sco": (":A rdfs:subClassOf :B . :x a :A .", {"x type B"}),
    "scm-sco": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", {"A subClassOf C"}),
    "scm-spo": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", {"p subPropertyOf r"}),
    "scm-eqc1": (":A owl:equivalentClass :B .", {"A subClassOf B", "B subClassOf A", "B equivalentClass A"}),
    "scm-eqc2": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .",
        {"A equivalentClass B", "B equivalentClass A"},
    ),
    "prp-spo1": (":p rdfs:subPropertyOf :q . :x :p :y .", {"x q y"}),
    "prp-dom": (":p rdfs:domain :A . :x :p 'a text' .", {"x type A"}),
    "prp-rng": (":p rdfs:range :A . :x :p :y , 'a text' .", {"y type A"}),
    "prp-symp": (":p a owl:SymmetricProperty . :x :p :y .", {"y p x"}),
    "prp-trp": (":p a owl:TransitiveProperty . :x :p :y . :y :p :z .", {"x p z"}),
    "prp-inv": (":p owl:inverseOf :q . :x :p :y . :u :q :v .", {"y q x", "v p u"}),
    "prp-spo2": (
        ":c owl:propertyChainAxiom ( :p :q :r ) . :w :p :x . :x :q :y . :y :r :z .",
        {"w c z"},
    ),
    "prp-fp": (":p a owl:FunctionalProperty . :x :p :y , :z .", {"y sameAs z", "z sameAs y"}),
    "cls-int1": (":A owl:intersectionOf ( :B :C ) . :x a :B , :C .", {"x type A"}),
    "scm-int": (":A owl:intersectionOf ( :B :C ) . :x a :A .", {"x type B", "x type C"}),
    "scm-uni": (":A owl:unionOf ( :B :C ) . :x a :B .", {"x type A"}),
    "cls-svf1": (
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :B ] . :x :p :y . :y a :B .",
        {"x type A"},
    ),
    "cls-svf2": (
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] . :x :p :y .",
        {"x type A"},
    ),
    "scm-dom1": (":p rdfs:domain :A . :A rdfs:subClassOf :B .", {"p domain B"}),
    "scm-dom2": (":p rdfs:subPropertyOf :q . :q rdfs:domain :A .", {"p domain A"}),
    "scm-rng1": (":p rdfs:range :A . :A rdfs:subClassOf :B .", {"p range B"}),
    "scm-rng2": (":p rdfs:subPropertyOf :q . :q rdfs:range :A .", {"p range A"}),
    "scm-eqp1": (":p owl:equivalentProperty :q . :x :p :y .", {"x q y"}),
    "scm-svf1": (
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :C ] ."
        ":B owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :D ] . :C rdfs:subClassOf :D .",
        {"A subClassOf B"},
    ),
    "scm-svf2": (
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :C ] ."
        ":B owl:equivalentClass [ owl:onProperty :q ; owl:someValuesFrom :C ] . :p rdfs:subPropertyOf :q .",
        {"A subClassOf B"},
    ),
    "eq-rep": (":p a owl:FunctionalProperty . :x :p :y , :z . :y a :A . :w :q :y .", {"z type A", "w q z"}),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_gives_what_it_should(rule: str) -> None:
    text, expected = CASES[rule]
    result = infer(triples(text))
    assert expected <= short(result)
    assert plain(result) == owlrl_closure(triples(text))


CONTRADICTIONS = {
    "cax-dw": ":A owl:disjointWith :B . :C rdfs:subClassOf :B . :x a :A , :C .",
    "cax-adc": "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :x a :A , :C .",
    "cls-nothing2": ":A rdfs:subClassOf owl:Nothing . :x a :A .",
    "eq-diff1": ":p a owl:FunctionalProperty . :x :p :y , :z . :y owl:differentFrom :z .",
    "eq-diff2": (
        ":p a owl:FunctionalProperty . :x :p :y , :z .[] a owl:AllDifferent ; owl:distinctMembers ( :y :z ) ."
    ),
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_a_contradiction_is_found_and_names_its_premises(rule: str) -> None:
    found = infer(triples(CONTRADICTIONS[rule])).contradictions
    assert {contradiction.rule for contradiction in found} == {rule}
    assert all(contradiction.premises for contradiction in found)


@pytest.mark.parametrize("text", [":x a :A .", ":A owl:disjointWith :B . :x a :A . :y a :B ."])
def test_what_holds_together_has_no_contradiction(text: str) -> None:
    assert infer(triples(text)).contradictions == ()


def test_every_rule_that_can_fire_has_words_in_both_languages() -> None:
    fired = {"eq-trans"}
    for text, _ in CASES.values():
        fired |= set(infer(triples(text)).by_rule)
    assert fired <= set(RULES)
    assert all(english and chinese for english, chinese in RULES.values())


def test_constructs_that_no_rule_uses_are_counted() -> None:
    text = ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] . :p a owl:IrreflexiveProperty ."
    assert dict(infer(triples(text)).ignored) == {"allValuesFrom": 1, "IrreflexiveProperty": 1}


@pytest.mark.parametrize(
    "text",
    [
        ":A owl:intersectionOf :l . :l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> :l . :x a :B .",
        ":A owl:intersectionOf ( ) . :x a :B .",
        ":A owl:unionOf :nothing . :x a :A .",
    ],
)
def test_a_broken_list_leads_to_nothing(text: str) -> None:
    assert short(infer(triples(text))) == set()


# --- random small ontologies

CLASSES = [NamedNode(f"{E}C{n}") for n in range(4)]
PROPERTIES = [NamedNode(f"{E}p{n}") for n in range(4)]
THINGS = [NamedNode(f"{E}i{n}") for n in range(5)]
TYPE = NamedNode(RDF_TYPE)
REST, FIRST, NIL = (NamedNode(f"{RDF_TYPE.removesuffix('type')}{name}") for name in ("rest", "first", "nil"))

DATA_PROPERTIES = [NamedNode(f"{E}d{n}") for n in range(2)]
# Literals stand with these alone, as OWL 2 DL asks: owlrl draws conclusions by way of a literal as subject.
data_properties = st.sampled_from(DATA_PROPERTIES)
classes, properties, things = (st.sampled_from(items) for items in (CLASSES, PROPERTIES, THINGS))


def owl(name: str) -> NamedNode:
    return NamedNode(OWL + name)


def rdfs(name: str) -> NamedNode:
    return NamedNode(RDFS + name)


def linked_list(items: Iterable[NamedNode], label: str) -> list[Triple]:
    cells = [BlankNode(f"{label}{number}") for number, _ in enumerate(items)]
    ends: list[BlankNode | NamedNode] = [*cells[1:], NIL]
    return [
        Triple(cell, predicate, value)
        for cell, item, rest in zip(cells, items, ends, strict=True)
        for predicate, value in ((FIRST, item), (REST, rest))
    ]


@st.composite
def definitions(draw: st.DrawFn) -> list[Triple]:
    """Return the triples of one class or property that is defined by an expression."""
    label = "n"
    kind = draw(st.sampled_from(["intersectionOf", "unionOf", "someValuesFrom", "propertyChainAxiom"]))
    if kind == "propertyChainAxiom":
        items = draw(st.lists(properties, min_size=2, max_size=3))
        head = Triple(draw(properties), owl(kind), BlankNode(f"{label}l0"))
        return [head, *linked_list(items, f"{label}l")]
    expression = BlankNode(label)
    place = draw(st.sampled_from([owl("equivalentClass"), rdfs("subClassOf")]))
    below = Triple(draw(classes), place, expression)
    if kind == "someValuesFrom":
        filler = draw(st.sampled_from([*CLASSES, owl("Thing")]))
        values = [
            Triple(expression, owl("onProperty"), draw(properties)),
            Triple(expression, owl(kind), filler),
        ]
        return [below, *values]
    items = draw(st.lists(classes, min_size=1, max_size=3))
    return [below, Triple(expression, owl(kind), BlankNode(f"{label}l0")), *linked_list(items, f"{label}l")]


def pairs(one: st.SearchStrategy[NamedNode], names: list[str], other: st.SearchStrategy[NamedNode]):  # type: ignore[no-untyped-def]
    predicates = st.sampled_from([rdfs(n) if n[0] in "sdr" else owl(n) for n in names])
    return st.builds(lambda s, p, o: [Triple(s, p, o)], one, predicates, other)


KINDS = st.sampled_from([owl("TransitiveProperty"), owl("SymmetricProperty"), owl("FunctionalProperty")])
AXIOMS = st.one_of(
    pairs(classes, ["subClassOf", "equivalentClass"], classes),
    pairs(properties, ["subPropertyOf", "equivalentProperty", "inverseOf"], properties),
    pairs(properties, ["domain", "range"], classes),
    st.builds(lambda prop, kind: [Triple(prop, TYPE, kind)], properties, KINDS),
    pairs(data_properties, ["domain"], classes),
    pairs(data_properties, ["subPropertyOf", "equivalentProperty"], data_properties),
    definitions(),
)
FACTS = st.one_of(
    st.builds(lambda s, o: [Triple(s, TYPE, o)], things, classes),
    st.builds(lambda s, p, o: [Triple(s, p, o)], things, properties, things),
    st.builds(lambda s, p, o: [Triple(s, p, o)], things, data_properties, st.just(Literal("text"))),
)


def together(axioms: list[list[Triple]], facts: list[list[Triple]]) -> list[Triple]:
    """Return all triples; each axiom keeps its blank nodes to itself."""
    own = [[apart(triple, number) for triple in axiom] for number, axiom in enumerate(axioms)]
    return [triple for group in (*own, *facts) for triple in group]


def apart(triple: Triple, number: int) -> Triple:
    renamed = (
        BlankNode(f"{term.value}x{number}") if isinstance(term, BlankNode) else term
        for term in (triple.subject, triple.object)
    )
    subject, value = renamed
    return Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


ONTOLOGIES = st.builds(
    together,
    st.lists(AXIOMS, max_size=7),
    st.lists(FACTS, max_size=9),
)


@settings(max_examples=40, deadline=None)
@given(ONTOLOGIES)
def test_random_ontologies_give_the_same_triples_as_owlrl(ontology: list[Triple]) -> None:
    assert plain(infer(ontology)) == owlrl_closure(ontology)


@settings(max_examples=30, deadline=None)
@given(ONTOLOGIES, st.randoms(use_true_random=False))
def test_the_order_of_triples_does_not_matter(ontology: list[Triple], chance: object) -> None:
    shuffled = list(ontology)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert plain(infer(shuffled)) == plain(infer(ontology))


@settings(max_examples=40, deadline=None)
@given(ONTOLOGIES)
def test_nothing_follows_from_what_follows(ontology: list[Triple]) -> None:
    first = infer(ontology)
    again = infer([*ontology, *(Triple(*statement) for statement in first.inferred())])
    assert len(again) == 0


@settings(max_examples=40, deadline=None)
@given(ONTOLOGIES)
def test_every_conclusion_rests_on_earlier_statements_down_to_asserted_ones(ontology: list[Triple]) -> None:
    result = infer(ontology)
    asserted = {Statement(*triple) for triple in ontology}
    for statement in result.inferred():
        assert ends_in(statement, result, asserted, set())


def ends_in(statement: Statement, result: Inference, asserted: set[Statement], above: set[Statement]) -> bool:
    derivation = result.derivation(statement)
    if derivation is None:
        return statement in asserted
    if statement in above:
        return False
    return all(ends_in(premise, result, asserted, above | {statement}) for premise in derivation[1])


# --- the curated graph


@pytest.fixture(scope="module")
def reasoned() -> Iterable[KnowledgeGraph]:
    with load() as graph:
        graph.reason()
        yield graph


def test_inferred_triples_stand_apart_from_asserted_ones(
    reasoned: KnowledgeGraph, curated: KnowledgeGraph
) -> None:
    inferred = NamedNode(INFERRED_GRAPH)
    apart = {quad.triple for quad in reasoned.store.quads_for_pattern(None, None, None, inferred)}
    asserted = {quad.triple for quad in reasoned.store if quad.graph_name != inferred}
    assert len(apart) == len(reasoned.follows()) > 6000
    assert not apart & asserted
    assert asserted == {quad.triple for quad in curated.store}


def test_reasoning_again_changes_nothing(reasoned: KnowledgeGraph) -> None:
    once = set(reasoned.store)
    reasoned.reason()
    assert set(reasoned.store) == once


@pytest.mark.slow
def test_every_run_credits_the_same_rules_byte_for_byte() -> None:
    """Processes differ in their hashes, in the order of the store and in the labels of blank nodes."""
    code = (
        "import sys; from msc_graph import load; from msc_graph.system.packaged import locate;"
        "from msc_graph.cli.reason import inference, why;"
        "graph = load(); asked = ('PTEN siRNA', 'hypothesisedFor', 'corneal injury');"
        "texts = [inference(graph, 'en', 'json'), inference(graph, 'zh', 'text'),"
        "         inference(graph, 'en', 'turtle'), why(graph, asked, 'en', 'json'),"
        "         inference(locate('ontology/msc-graph.ttl'), 'en', 'json')];"
        "sys.stdout.buffer.write(repr(texts).encode())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert b"vesicle-reaches-target" in said.pop()


def test_what_is_left_of_an_older_inference_is_replaced() -> None:
    graph = NamedNode(INFERRED_GRAPH)
    store = Store()
    stale = Quad(NamedNode(f"{E}x"), TYPE, NamedNode(f"{E}A"), graph)
    store.add(stale)
    materialise(store, infer_store(store))
    assert stale not in store


def test_the_curated_graph_is_free_of_contradictions_and_of_unused_constructs(
    reasoned: KnowledgeGraph,
) -> None:
    result = reasoned.follows()
    assert result.contradictions == ()
    assert dict(result.ignored) == {}


def test_the_other_views_of_the_graph_do_not_change(
    reasoned: KnowledgeGraph, curated: KnowledgeGraph
) -> None:
    assert reasoned.property_graph().edges == curated.property_graph().edges
    assert reasoned.property_graph().nodes == curated.property_graph().nodes
    for name in ("miR-21-5p", "S3-05", "C03"):
        assert reasoned.describe(name) == curated.describe(name)
    before, after = curated.info(), reasoned.info()
    assert before.pop("triples") < after.pop("triples")
    assert after == before


@pytest.mark.slow
def test_the_curated_graph_gives_the_same_triples_as_owlrl(curated: KnowledgeGraph) -> None:
    """All of it, every subject; `benchmarks.reasoning` compares with owlrl at its own pace."""
    quads = list(curated.store)
    assert plain(infer(quads)) == owlrl_closure(quads)


@pytest.mark.parametrize("rule", CASES)
def test_owlrl_without_idle_steps_gives_what_owlrl_gives(rule: str) -> None:
    ontology = triples(CASES[rule][0])
    assert owlrl_closure(ontology) == owlrl_closure(ontology, plain=True)


@settings(max_examples=10)
@given(ONTOLOGIES)
def test_owlrl_without_idle_steps_gives_what_owlrl_gives_on_random_ontologies(ontology: list[Triple]) -> None:
    assert owlrl_closure(ontology) == owlrl_closure(ontology, plain=True)


def test_the_defined_classes_are_filled(reasoned: KnowledgeGraph) -> None:
    for name in ("Cargo", "MicroRNACargo", "MolecularTarget", "SurfaceMarker", "TrialCondition"):
        members = reasoned.sparql(f"SELECT ?x WHERE {{ ?x a msc:{name} }}")
        assert len(members) > 3, name
