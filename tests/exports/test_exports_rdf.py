from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)
from rdflib.compare import isomorphic

from msc_graph.errors import UnwritableValue
from msc_graph.exports.formats import FORMATS, Format
from msc_graph.exports.rdf import SERIALIZERS, write_rdf
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE
from tests.helpers.tiny_graph import tiny_store

EVERY_RDF_FORMAT = pytest.mark.parametrize(
    "form", [form for form in FORMATS if form.name in SERIALIZERS], ids=lambda form: form.name
)

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph
PREFIXES = {"msc": MSC, "e": "http://example.org/"}


def as_rdf(quads: Iterable[Quad], format_name: str) -> bytes:
    file = io.BytesIO()
    write_rdf(quads, file, format_name=format_name, prefixes=PREFIXES)
    return file.getvalue()


def read_rdf(document: bytes, format_name: str) -> Dataset:
    return canonical(parse(document, format=getattr(RdfFormat, SERIALIZERS[format_name])))


def canonical(quads: Iterable[Quad]) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def held(quads: Iterable[Quad], form: Format) -> Dataset:
    """What a file in ``form`` should hold of ``quads``."""
    if getattr(RdfFormat, SERIALIZERS[form.name]).supports_datasets:
        return canonical(quads)
    return canonical(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def xml_holds(text: str) -> bool:
    """The production Char of XML 1.0, spelled out."""
    return all(
        c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" for c in text
    )


@EVERY_RDF_FORMAT
def test_rdf_comes_back_isomorphic(form: Format) -> None:
    store = tiny_store()
    assert form.lossless
    assert read_rdf(as_rdf(store, form.name), form.name) == held(store, form)


def test_rdflib_reads_the_same_graph_from_turtle_and_xml() -> None:
    store = tiny_store()
    triples = rdflib.Graph().parse(data=as_rdf(store, "ntriples"), format="nt")
    assert len(triples) > 50
    for name, parser in (("turtle", "turtle"), ("rdfxml", "xml")):
        assert isomorphic(triples, rdflib.Graph().parse(data=as_rdf(store, name), format=parser))


subjects = st.sampled_from(
    [NamedNode("http://example.org/s"), NamedNode("http://example.org/外泌体?a=1&b='2'"), NamedNode("urn:x")]
    + [BlankNode("a"), BlankNode("b")]
)
predicates = st.sampled_from(
    [NamedNode("http://example.org/p"), NamedNode(RDF_TYPE), NamedNode("urn:x:關係")]
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["a\r\nb", "\t", "'''\"\"\"\\", "]]>", "<a>&amp;</a>", "\u2028", "\x85", "😀", "@prefix", "a\nb"]
)
literals = (
    st.builds(Literal, texts)
    | st.builds(
        lambda text, language: Literal(text, language=language), texts, st.sampled_from(["en", "zh-hans"])
    )
    | st.builds(
        lambda text, datatype: Literal(text, datatype=NamedNode(datatype)),
        texts,
        st.sampled_from(["http://example.org/d", "http://www.w3.org/2001/XMLSchema#integer", f"{MSC}unit"]),
    )
)
graphs = st.sampled_from([DefaultGraph(), NamedNode("http://example.org/g"), NamedNode(f"{MSC}graph/a")])
datasets = st.lists(st.builds(Quad, subjects, predicates, subjects | literals, graphs), max_size=8)


@EVERY_RDF_FORMAT
@given(quads=datasets)
@settings(deadline=None)
def test_any_term_comes_back(form: Format, quads: list[Quad]) -> None:
    fits_xml = all(xml_holds(quad.object.value) for quad in quads if isinstance(quad.object, Literal))
    if form.name == "rdfxml" and not fits_xml:
        with pytest.raises(UnwritableValue):
            as_rdf(quads, form.name)
    else:
        assert read_rdf(as_rdf(quads, form.name), form.name) == held(quads, form)


@given(value=texts.filter(xml_holds))
@settings(deadline=None)
def test_another_xml_parser_reads_the_same_text(value: str) -> None:
    quad = Quad(NamedNode("urn:s"), NamedNode("urn:x:p"), Literal(value))
    description = etree.fromstring(as_rdf([quad], "rdfxml"))[0]
    assert (description[0].text or "") == value


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_rdfxml_refuses_a_character_that_xml_cannot_hold(character: str) -> None:
    quad = Quad(NamedNode("urn:s"), NamedNode("urn:x:p"), Literal(f"a{character}"))
    with pytest.raises(UnwritableValue, match=f"<urn:s> <urn:x:p>.*U\\+{ord(character):04X}"):
        as_rdf([quad], "rdfxml")


@pytest.mark.parametrize(
    "predicate",
    [
        "http://example.org/",
        "http://example.org/123",
        "http://example.org/p?x=1",
        "http://example.org/a(b)",
        "http://example.org/😀",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#about",
    ],
)
def test_rdfxml_refuses_a_predicate_that_is_no_element_name(predicate: str) -> None:
    with pytest.raises(UnwritableValue) as caught:
        as_rdf([Quad(NamedNode("urn:s"), NamedNode(predicate), Literal(""))], "rdfxml")
    assert caught.value.term == f"<{predicate}>"


def test_turtle_is_pleasant_to_read() -> None:
    quads = [
        Quad(NamedNode(MSC + subject), NamedNode(predicate), NamedNode(MSC + object_))
        for subject, predicate, object_ in (
            ("b", f"{MSC}p", "y"),
            ("a", f"{MSC}p", "x"),
            ("a", RDF_TYPE, "T"),
        )
    ]
    assert as_rdf(quads, "turtle").decode() == (
        f"@prefix msc: <{MSC}> .\nmsc:a a msc:T ;\n\tmsc:p msc:x .\nmsc:b msc:p msc:y .\n"
    )


@pytest.mark.parametrize(
    ("format_name", "declared"),
    [
        ("turtle", {b"e: <", b"msc: <"}),
        ("trig", {b"e: <", b"msc: <"}),
        ("rdfxml", {b":e="}),
        ("ntriples", set()),
    ],
)
def test_only_prefixes_in_use_are_declared(format_name: str, declared: set[bytes]) -> None:
    """RDF/XML shortens predicates only; the others datatypes too."""
    value = Literal("1", datatype=NamedNode(f"{MSC}unit"))
    document = as_rdf([Quad(NamedNode("urn:s"), NamedNode("http://example.org/p"), value)], format_name)
    every = {b"e: <", b"msc: <", b":e=", b":msc="}
    assert {declaration for declaration in every if declaration in document} == declared


def test_a_triple_of_two_graphs_is_written_once_without_graphs() -> None:
    quads = [
        Quad(NamedNode("urn:s"), NamedNode("urn:x:p"), Literal(""), NamedNode(f"urn:g{number}"))
        for number in range(2)
    ]
    assert len(as_rdf(quads, "ntriples").splitlines()) == 1
    assert len(as_rdf(quads, "nquads").splitlines()) == 2


@EVERY_RDF_FORMAT
def test_the_curated_graph_comes_back_isomorphic(form: Format, curated: KnowledgeGraph) -> None:
    assert read_rdf(as_rdf(curated.store, form.name), form.name) == held(curated.store, form)
