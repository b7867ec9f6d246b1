"""Plausible mistakes of a curator: each is caught, and the message names it."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from msc_graph.curation.as_rdf import schema_quads
from msc_graph.quality.validation import validate_store
from msc_graph.reasoning.explain import Explainer, render
from msc_graph.reasoning.inference import infer_store
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import CURATED_GRAPH
from msc_graph.vocabulary.ontology import vocabulary

PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())
FACTS = """
    CL:0000134 a msc:MesenchymalStemCell ; rdfs:label "mesenchymal stem cell"@en ; msc:produces msc:vesicle .
    msc:m1 a msc:M1Macrophage ; rdfs:label "M1 macrophage"@en .
    msc:vesicle a msc:MSCExosome ; rdfs:label "exosome"@en ; msc:containsCargo msc:mir .
    msc:mir a msc:MicroRNA ; rdfs:label "miR-21-5p"@en ; msc:downregulates msc:gene .
    msc:gene a msc:Gene ; rdfs:label "PDCD4"@en .
    msc:illness a msc:Disease ; rdfs:label "corneal injury"@en .
    msc:process a msc:BiologicalProcess ; rdfs:label "apoptosis"@en .
    msc:trial a msc:ClinicalTrial ; rdfs:label "trial"@en ; msc:investigates msc:illness .
    msc:excluded a msc:ExcludedTrial ; rdfs:label "another trial"@en .
    msc:agency a msc:RegulatoryAgency ; rdfs:label "FDA"@en .
    msc:product a msc:TherapeuticProduct ; rdfs:label "product"@en .
    msc:part a msc:MaterialEntity ; rdfs:label "part"@en .
    reference:paper a msc:JournalArticle ; rdfs:label "paper"@en .
    claim:one a msc:ArticleClaim ; rdfs:label "claim one"@en ; msc:verdict msc:misattributed .
    evidence:one a msc:Evidence ; msc:reference reference:paper .
"""
MISTAKES = {
    "a disease is cargo": ("msc:vesicle msc:containsCargo msc:illness .", "corneal injury"),
    "a trial carries a microRNA": ("msc:trial msc:containsCargo msc:mir .", "trial contains cargo miR-21-5p"),
    "an M1 cell is an M2 cell": ("msc:m1 a msc:M2Macrophage .", "M1 macrophage is an M2 macrophage"),
    "a cycle of parts": (
        "msc:product msc:containsComponent msc:part . msc:part msc:containsComponent msc:product .",
        "product has part product",
    ),
    "a cycle of kinds": (
        "msc:process msc:isKindOf msc:apoptosis . msc:apoptosis msc:isKindOf msc:process .",
        "apoptosis is a kind of apoptosis",
    ),
    "two verdicts": ("claim:one msc:verdict msc:supported .", '"claim one": verdict supported'),
    "an assertion is a node": ("claim:one msc:subject claim:one .", "claim one"),
    "a microRNA targets a process": ("msc:mir msc:targets msc:process .", "miR-21-5p targets apoptosis"),
    "a microRNA is a messenger RNA": ("msc:mir msc:encodes msc:gene .", "miR-21-5p encodes PDCD4"),
    "an excluded trial is a trial": ("msc:excluded a msc:ClinicalTrial .", "another trial"),
    "a gene is cited as a paper": ("evidence:one msc:reference msc:gene .", "PDCD4"),
    "an agency is a route": ("msc:trial msc:usesRoute msc:agency .", "trial uses the route FDA"),
    "a process is relieved like a disease": (
        "msc:mir msc:ameliorates msc:process .",
        "miR-21-5p ameliorates apoptosis",
    ),
    "a vesicle produces a cell": (
        "msc:vesicle msc:produces CL:0000134 .",
        "exosome produces mesenchymal stem cell",
    ),
    "a stem cell is a macrophage": ("CL:0000134 a msc:Macrophage .", "mesenchymal stem cell is a macrophage"),
}
SHAPE_MISTAKES = {
    "a product treats a disease": ("msc:product RO:0002606 msc:illness .", "treat"),
    "a claim without evidence": ("claim:two a msc:ArticleClaim .", "evidence"),
}


def store_with(extra: str) -> Store:
    store = Store()
    store.bulk_extend(schema_quads())
    graph = NamedNode(CURATED_GRAPH)
    text = PREFIXES + FACTS + extra
    store.bulk_extend(
        Quad(q.subject, q.predicate, q.object, graph) for q in parse(text, format=RdfFormat.TURTLE)
    )
    return store


def messages(store: Store, lang: str = "en") -> str:
    result = infer_store(store)
    explainer = Explainer(store, vocabulary(), result, {}, lang)
    return "\n".join(render(explainer.contradiction(found), lang) for found in result.contradictions)


def test_the_facts_without_a_mistake_hold_together() -> None:
    assert messages(store_with("")) == ""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_reasoner_catches_a_mistake_and_names_it(mistake: str) -> None:
    statement, named = MISTAKES[mistake]
    assert named in messages(store_with(statement))


def test_a_mistake_is_told_once_however_many_axioms_forbid_it() -> None:
    found = infer_store(store_with(MISTAKES["a trial carries a microRNA"][0])).contradictions
    assert len(found) == 1


@pytest.mark.parametrize("mistake", ["a disease is cargo", "two verdicts", "a cycle of parts"])
def test_a_mistake_is_named_in_chinese_too(mistake: str) -> None:
    assert "理由" in messages(store_with(MISTAKES[mistake][0]), "zh")


@pytest.mark.parametrize("mistake", SHAPE_MISTAKES)
def test_a_shape_catches_what_the_open_world_allows(mistake: str) -> None:
    statement, named = SHAPE_MISTAKES[mistake]
    store = store_with(statement)
    assert messages(store) == ""
    assert any(named in finding.rule for finding in validate_store(store).findings)
