"""RDF files of a store of any size: the same bytes as when everything is sorted in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from msc_graph.errors import UnwritableValue
from msc_graph.exports import sorted_quads
from msc_graph.exports.rdf import SERIALIZERS, stream_rdf, write_rdf
from msc_graph.vocabulary.curies import prefixes
from tests.exports.test_exports_rdf import datasets
from tests.helpers.tiny_graph import tiny_store

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph

EVERY_FORMAT = pytest.mark.parametrize("format_name", SERIALIZERS)


def store_of(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def in_memory(store: Store, format_name: str) -> bytes:
    file = io.BytesIO()
    write_rdf(store, file, format_name=format_name, prefixes=prefixes())
    return file.getvalue()


def streamed(store: Store, format_name: str) -> bytes:
    file = io.BytesIO()
    stream_rdf(store, file, format_name=format_name, prefixes=prefixes())
    return file.getvalue()


@EVERY_FORMAT
@given(quads=datasets)
@settings(deadline=None, max_examples=40)
def test_random_quads_give_the_same_bytes(format_name: str, quads: list[Quad]) -> None:
    store = store_of(quads)
    try:
        expected = in_memory(store, format_name)
    except UnwritableValue as error:
        with pytest.raises(UnwritableValue) as caught:
            streamed(store, format_name)
        assert str(caught.value) == str(error)
    else:
        assert streamed(store, format_name) == expected


@EVERY_FORMAT
@pytest.mark.parametrize("piece", [500, sorted_quads.PIECE])
def test_where_a_piece_ends_does_not_show(
    format_name: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 500 bytes to a piece the tiny graph makes dozens of files, more than are merged at once."""
    monkeypatch.setattr(sorted_quads, "PIECE", piece)
    monkeypatch.setattr(sorted_quads, "OPEN_FILES", 3)
    assert streamed(tiny_store(), format_name) == in_memory(tiny_store(), format_name)


@EVERY_FORMAT
def test_the_curated_graph_gives_the_same_bytes(format_name: str, curated: KnowledgeGraph) -> None:
    assert streamed(curated.store, format_name) == in_memory(curated.store, format_name)


@EVERY_FORMAT
def test_an_empty_store(format_name: str) -> None:
    assert streamed(Store(), format_name) == in_memory(Store(), format_name)


AWKWARD = (
    'a <urn:g> .\n<urn:s> <urn:p> "x"',
    "ends like a graph <http://example.org/g>",
    "ends like a blank node _:g",
    '"quoted" .',
    "tab\there, line\nthere, return\rand \x01\x7f\x85\u2028",
    "^^<http://example.org/d>",
    "\x1f\ufffe",
)


@pytest.mark.parametrize("format_name", ["nquads", "ntriples", "turtle", "trig"])
@pytest.mark.parametrize("in_graph", [False, True])
def test_no_text_is_mistaken_for_syntax(format_name: str, in_graph: bool) -> None:
    subject, predicate = NamedNode("urn:x:s"), NamedNode("urn:x:p")
    values: list[Literal | BlankNode | Triple] = [Literal(text) for text in AWKWARD]
    values += [Literal(text, language="en") for text in AWKWARD]
    values += [Literal(text, datatype=NamedNode("http://example.org/d")) for text in AWKWARD]
    values += [BlankNode("b"), Triple(subject, predicate, Literal("a <urn:b>"))]
    named: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode("http://example.org/g"), BlankNode("g")]
    graphs = named if in_graph else [DefaultGraph()]
    store = store_of(Quad(subject, predicate, value, graph) for value in values for graph in graphs)
    assert streamed(store, format_name) == in_memory(store, format_name)


def test_a_line_may_be_longer_than_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_quads, "PIECE", 100)
    long = Literal("long " * 10_000)
    store = store_of([Quad(NamedNode("urn:x:s"), NamedNode(f"urn:x:p{n}"), long) for n in range(3)])
    assert streamed(store, "nquads") == in_memory(store, "nquads")


def test_progress_counts_every_quad_twice() -> None:
    told: list[int] = []
    stream_rdf(tiny_store(), io.BytesIO(), format_name="nquads", prefixes={}, written=told.append)
    assert sum(told) == 2 * len(tiny_store())
