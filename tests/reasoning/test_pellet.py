"""What Pellet printed, word for word, becomes statements of the graph in words."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from msc_graph.reasoning.files import FILE_GRAPH
from msc_graph.reasoning.pellet import Translator, statements
from msc_graph.vocabulary.ontology import vocabulary

PREFIXES = """@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . """
START = """Java error message is: Nov 22, 2026 6:28:27 PM org.mindswap.pellet.FSMBuilder build
WARNING: Cycle detected in the complex subproperty chain involving p
ERROR: Ontology is inconsistent, run "pellet explain" to get the reason

This is the output of `pellet explain`:
 Axiom: Thing subClassOf Nothing

Explanation(s):
1)   """
END = """



Nov 22, 2026 6:28:30 PM org.mindswap.pellet.RBox ignoreTransitivity
WARNING: Unsupported axiom: Ignoring transitivity and/or complex subproperty axioms for p
"""
CASES = {
    "tom type Cat": (":tom a :Cat .", "http://e/tom is a http://e/Cat"),
    "tom eats nemo": (":tom :eats :nemo .", "http://e/tom http://e/eats http://e/nemo"),
    "Functional verdict": (
        ":verdict a owl:FunctionalProperty .",
        '"http://e/verdict" is a predicate with one value',
    ),
    "symmetric r": (":r a owl:SymmetricProperty .", '"http://e/r" is a symmetric predicate'),
    "Dog disjointWith Cat": (
        ":Cat owl:disjointWith :Dog .",
        "http://e/Cat has no member in common with http://e/Dog",
    ),
    "B disjointWith A": (
        "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
        "no two of these share a member: http://e/A, http://e/B, http://e/C",
    ),
    "DifferentIndividuals(x\n                          y)": (
        "[] a owl:AllDifferent ; owl:distinctMembers ( :x :y ) .",
        "no two of these are the same: http://e/x, http://e/y",
    ),
    "Eater equivalentTo eats some Thing": (
        ":Eater owl:equivalentClass [ owl:onProperty :eats ; owl:someValuesFrom owl:Thing ] .",
        "http://e/Eater means the same as thing that http://e/eats something",
    ),
    "A subClassOf B\n                  and p some C": (
        ":A rdfs:subClassOf [ owl:intersectionOf ( :B [ owl:onProperty :p ; owl:someValuesFrom :C ] ) ] ."
        ":A rdfs:subClassOf [ owl:intersectionOf ( :B :D ) ] .",
        "http://e/A is contained in (http://e/B and thing that http://e/p some http://e/C)",
    ),
    "C subClassOf not B": (
        ":C rdfs:subClassOf [ owl:complementOf :B ] .",
        "http://e/C is contained in not http://e/B",
    ),
    "p domain q only D": (
        ":p rdfs:domain [ owl:onProperty :q ; owl:allValuesFrom :D ] .",
        '"http://e/p" has the domain thing that http://e/q only http://e/D',
    ),
    "q inverseOf p": (":p owl:inverseOf :q .", '"http://e/p" is the inverse of "http://e/q"'),
    "something that nobody stated": ("", "something that nobody stated"),
}


def translated(line: str, turtle: str) -> list[str]:
    graph = NamedNode(FILE_GRAPH)
    store = Store()
    for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE):
        store.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    triples = [quad.triple for quad in store]
    translator = Translator(store, vocabulary(), triples, "en")
    return [reason.text for reason in translator.reasons(f"{START}{line}{END}")]


@pytest.mark.parametrize("line", CASES)
def test_a_line_of_pellet_becomes_the_statement_it_names(line: str) -> None:
    turtle, expected = CASES[line]
    assert translated(line, turtle) == [expected]


def test_a_line_that_fits_nothing_says_whose_words_it_is() -> None:
    translator = Translator(Store(), vocabulary(), [], "en")
    (reason,) = translator.reasons(f"{START}a b c{END}")
    assert reason.source == "reasoner"


def test_only_the_first_explanation_is_told_and_no_message_of_pellet() -> None:
    text = f"{START}a type B\n     c type D\n2)   e type F{END}"
    assert list(statements(text)) == ["a type B", "c type D"]


@pytest.mark.parametrize("text", ["", "Explanation(s):", "Explanation(s):\n\n", "ERROR: nothing"])
def test_without_an_explanation_there_is_no_statement(text: str) -> None:
    assert list(statements(text)) == []
