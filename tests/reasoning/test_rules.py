"""The project's rules: each file is sound, concludes what it says, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from msc_graph import KnowledgeGraph
from msc_graph.curation.as_rdf import schema_quads
from msc_graph.errors import QueryHeaderError
from msc_graph.reasoning.inference import infer_store
from msc_graph.reasoning.rules import Rule, load_rules, read_rule
from msc_graph.vocabulary.namespaces import CURATED_GRAPH, MSC
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import PredicateRole
from tests.cli.test_mistakes import PREFIXES

RULES = load_rules()
HEADER = "#+ summary: a\n#+ summary_zh: b\n#+ reason: c\n#+ reason_zh: d\nPREFIX msc: <https://w3id.org/msc-graph/>\n"

MECHANISM = """
    msc:ev a msc:MSCExosome ; msc:containsCargo msc:known , msc:other .
    msc:known a msc:MicroRNA ; msc:downregulates msc:gene .
    msc:other a msc:MicroRNA ; msc:downregulates msc:gene .
    msc:gene a msc:Gene ; msc:contributesTo msc:death .
    msc:death a msc:BiologicalProcess .
    msc:illness a msc:Disease .
    mechanism:M1 a msc:Mechanism ; msc:cargo msc:known ; msc:disease msc:illness ; msc:netSign "-" ;
        msc:hasStep claim:M1-1 , claim:M1-2 .
    claim:M1-1 a msc:MechanismStep ; msc:subject msc:known ; msc:object msc:gene ; msc:verdict msc:supported .
    claim:M1-2 a msc:MechanismStep ; msc:subject msc:gene ; msc:object msc:death ; msc:verdict msc:supported .
    msc:trial a msc:ClinicalTrial ; msc:investigates msc:illness .
"""
CASES = {
    "vesicle-reaches-target": (MECHANISM, {"ev reachesTarget gene"}),
    "cargo-acts-on-process": (
        MECHANISM + "msc:known msc:inhibits msc:death .",
        {"known touchesProcess death"},
    ),
    "cargo-acts-on-process-via-target": (MECHANISM, {"known touchesProcess death"}),
    "cargo-hypothesised-for-disease": (MECHANISM, {"other hypothesisedFor illness"}),
    "trial-has-mechanism": (MECHANISM, {"trial hasMechanismBehind M1"}),
    "strategy-overcomes-challenge": (
        "msc:trick a msc:EngineeringStrategy ; msc:overcomes msc:cost . msc:cost a msc:Challenge .",
        {"trick addressesChallenge cost"},
    ),
    "strategy-raises-what-challenge-lowers": (
        "msc:trick a msc:EngineeringStrategy ; msc:increasesProperty msc:output ."
        "msc:cost a msc:Challenge ; msc:limits msc:output . msc:output a msc:Property .",
        {"trick addressesChallenge cost"},
    ),
}


def store_of(text: str) -> Store:
    store = Store()
    store.bulk_extend(schema_quads())
    graph = NamedNode(CURATED_GRAPH)
    store.bulk_extend(
        Quad(q.subject, q.predicate, q.object, graph) for q in parse(PREFIXES + text, format=RdfFormat.TURTLE)
    )
    return store


def concluded(store: Store, rules: Iterable[Rule]) -> set[str]:
    names = {rule.name for rule in rules}
    result = infer_store(store, rules)
    found = set()
    for statement in result.inferred():
        derivation = result.derivation(statement)
        if derivation is not None and derivation[0] in names:
            found.add(" ".join(str(getattr(term, "value", "")).rpartition("/")[2] for term in statement))
    return found


def test_every_rule_has_a_case_here() -> None:
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_concludes_what_it_says_and_no_more(name: str) -> None:
    text, expected = CASES[name]
    assert concluded(store_of(text), [RULES[name]]) == expected


@pytest.mark.parametrize("name", RULES)
def test_a_rule_concludes_contextual_predicates_that_the_ontology_declares(name: str) -> None:
    for predicate in RULES[name].predicates:
        assert vocabulary().predicates[predicate].role is PredicateRole.CONTEXTUAL


@pytest.mark.parametrize(
    "known",
    [
        'mechanism:M2 a msc:Mechanism ; msc:cargo msc:other ; msc:disease msc:illness ; msc:netSign "-" .',
        "claim:X msc:subject msc:other ; msc:object msc:illness ; msc:verdict msc:refuted .",
        'mechanism:M1 msc:cargoState "depleted" .',
    ],
)
def test_what_a_source_speaks_of_is_no_hypothesis(known: str) -> None:
    assert concluded(store_of(MECHANISM + known), [RULES["cargo-hypothesised-for-disease"]]) == set()


def test_a_hypothesis_is_never_an_endorsement(curated: KnowledgeGraph) -> None:
    hypotheses = [s for s in curated.follows().inferred() if s.predicate.value == f"{MSC}hypothesisedFor"]
    assert len(hypotheses) > 10
    for subject, _, value in hypotheses:
        spoken_of = curated.store.quads_for_pattern(subject, None, value, None)
        assert [quad for quad in spoken_of if quad.predicate.value != f"{MSC}hypothesisedFor"] == []


def test_rules_feed_rules_and_axioms_until_nothing_is_new(tmp_path: Path) -> None:
    """a -> b by one rule, b -> c by another, and c has an inverse that the first rule takes up again."""
    first, second = tmp_path / "first.rq", tmp_path / "second.rq"
    first.write_text(
        HEADER + "CONSTRUCT { ?y msc:isKindOf ?x } WHERE { ?x msc:similarTo ?y }", encoding="utf-8"
    )
    second.write_text(
        HEADER + "CONSTRUCT { ?x msc:similarTo msc:d } WHERE { ?x msc:isKindOf msc:a }", encoding="utf-8"
    )
    found = concluded(store_of("msc:a msc:similarTo msc:b ."), load_rules(tmp_path).values())
    assert {"b isKindOf a", "b similarTo d", "d isKindOf b"} <= found


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("CONSTRUCT { ?x msc:a ?y } WHERE { ?x msc:b ?y . OPTIONAL { ?y msc:c ?z } }", "not of LeftJoin"),
        ("CONSTRUCT { ?x msc:a ?y } WHERE { { ?x msc:b ?y } UNION { ?x msc:c ?y } }", "not of Union"),
        ("CONSTRUCT { ?x msc:a ?y } WHERE { ?x msc:b+ ?y }", "property paths"),
        ("CONSTRUCT { ?x msc:a ?y } WHERE { ?x msc:b ?y FILTER NOT EXISTS { ?y msc:c ?x } }", "EXISTS"),
        (
            "CONSTRUCT { ?x msc:a ?y } WHERE { ?x msc:b ?y FILTER NOT EXISTS { GRAPH ?g { ?y msc:c ?x } } }",
            "EXISTS",
        ),
        ("SELECT ?x WHERE { ?x msc:b ?y }", "a rule is a CONSTRUCT"),
        ("CONSTRUCT { ?x msc:a } WHERE { ?x msc:b ?y }", "not valid SPARQL"),
    ],
)
def test_a_rule_that_could_not_be_explained_is_refused(where: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_text(HEADER + where, encoding="utf-8")
    with pytest.raises(QueryHeaderError, match=problem):
        read_rule(path)


def test_a_rule_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_text("#+ summary: a\nCONSTRUCT { ?x ?y ?z } WHERE { ?x ?y ?z }", encoding="utf-8")
    with pytest.raises(QueryHeaderError, match="summary_zh"):
        read_rule(path)
