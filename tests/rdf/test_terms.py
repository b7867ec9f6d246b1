"""One converter between rdflib's terms and Oxigraph's."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from msc_graph.rdf.terms import Term, graph_from_quads, oxigraph_term, rdflib_term
from msc_graph.vocabulary.namespaces import XSD

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "zh-hans"])),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        st.sampled_from(["7", "007", "2022-10-06", "ff", "six"]),
        st.sampled_from(["integer", "date", "double", "hexBinary"]),
    ),
)
TERMS = st.one_of(
    LITERALS,
    st.just(NamedNode("http://a/%20é")),
    st.builds(BlankNode, st.from_regex(r"[a-z][a-z0-9]*", fullmatch=True)),
)


@given(TERMS)
def test_a_term_goes_there_and_comes_back(term: Term) -> None:
    assert oxigraph_term(rdflib_term(term)) == term


@given(st.text(), st.text())
def test_any_blank_node_of_rdflib_has_a_label_of_its_own(one: str, other: str) -> None:
    try:
        first, second = oxigraph_term(rdflib.BNode(one)), oxigraph_term(rdflib.BNode(other))
    except UnicodeEncodeError:  # a lone surrogate, which is no character
        return
    assert (first == second) == (rdflib.BNode(one) == rdflib.BNode(other))


def test_triple_terms_are_none_of_rdflib() -> None:
    with pytest.raises(TypeError):
        rdflib_term(Triple(NamedNode("a:a"), NamedNode("a:b"), NamedNode("a:c")))


def test_named_graphs_are_put_together() -> None:
    node, graph = NamedNode("a:a"), NamedNode("a:g")
    found = graph_from_quads([Quad(node, node, Literal("007", datatype=NamedNode(f"{XSD}integer")), graph)])
    [(_, _, value)] = found
    assert str(value) == "007"
