"""Triples looked up in tables are those that a triple store would hold."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

import msc_graph
from msc_graph.languages import TAG
from msc_graph.sources.batch import NODE_COLUMNS, PROPERTY_COLUMNS, STATEMENT_COLUMNS, Batch
from msc_graph.stores.disk.facts import SourceFacts, StoreFacts
from msc_graph.stores.disk.segments import open_source, save_source
from msc_graph.stores.importing.encoding import Encoder, Known, SourceTables, described
from msc_graph.stores.importing.loading import load_pieces, texts
from msc_graph.stores.importing.source import Source
from msc_graph.vocabulary.namespaces import DCTERMS, MSC, RDF_TYPE
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.small_stores import lies_in
from tests.stores.test_disk_tables import CURIE, ROW, TEXT

WRITTEN = TEXT.filter(bool)
NODE = st.fixed_dictionaries(
    {
        "id": CURIE,
        "category": st.sampled_from([None, "Gene", "Disease"]),
        "label": st.one_of(st.none(), st.sampled_from(["PTEN", "", f"PTEN{TAG}de-AT"])),
        "label_zh": st.sampled_from([None, "基因"]),
        "synonyms": st.lists(st.sampled_from(["a", 'b "c"\\', f"d{TAG}fr"]), max_size=2),
        "xrefs": st.lists(st.sampled_from(["UniProt:P1", "my.db:x y", "http://a.example/b"]), max_size=2),
        "definition": st.one_of(st.none(), WRITTEN),
        "grounding": st.sampled_from([None, "unknown"]),
    }
)
VALUE = st.sampled_from(
    [
        ("msc:phase", "2"),
        ("msc:enrollment", "030"),
        ("msc:startDate", "2022-10-06"),
        ("dcterms:identifier", "x"),
    ]
)
SOURCE = Source.from_dict(
    {
        **dict.fromkeys(("format", "title", "version", "licence", "url", "checksum"), "t"),
        **dict.fromkeys(("nodes", "assertions", "evidence", "references"), 0),
        "name": "mine",
        "date": "2026-01-01",
        "files": (),
        "retracted": ("PMID:1",),
        "report": {},
    }
)


def _tables(name: str, rows: Any, nodes: Any, values: Any) -> SourceTables:
    encoder = Encoder(
        name, evidence_type="msc:database_record", words=vocabulary(), known=Known(same={}, references={})
    )
    known = set(map(node_of, nodes))
    frames = {
        "statements": pl.DataFrame(rows, schema=dict(STATEMENT_COLUMNS), orient="row"),
        "nodes": pl.DataFrame(nodes, schema=dict(NODE_COLUMNS), orient="row"),
        "properties": pl.DataFrame(
            [(node, *value) for node, value in product(sorted(known), values)],
            schema=dict(PROPERTY_COLUMNS),
            orient="row",
        ),
    }
    encoder.add(Batch(**frames))
    return encoder.tables()


def node_of(row: dict[str, Any]) -> str:
    return str(row["id"])


def _patterns(quads: set[Quad]) -> dict[tuple[Any, ...], None]:
    """Return the patterns of some quads, each term given or left open, each pattern once."""
    some = sorted(quads, key=str)[:: max(1, len(quads) // 10)]
    terms = ((quad.subject, quad.predicate, quad.object) for quad in some)
    return dict.fromkeys(chain.from_iterable(product(*((term, None) for term in each)) for each in terms))


@settings(max_examples=7, phases=[Phase.generate])
@given(
    st.lists(ROW, min_size=1, max_size=8),
    st.lists(NODE, max_size=4),
    st.lists(NODE, max_size=4),
    st.lists(VALUE, max_size=3, unique=True),
)
def test_tables_give_the_quads_of_a_pattern(rows: Any, nodes: Any, earlier: Any, values: Any) -> None:
    sources = {
        "mine": _tables("mine", rows[::2], earlier, values),
        "yours": _tables("yours", rows, nodes, values),
    }
    store, facts, before = Store(), [], pl.Series(dtype=pl.String)
    with TemporaryDirectory() as folder:
        for name, tables in sources.items():
            place = Path(folder, name)
            place.mkdir()
            save_source(tables, place)
            again = open_source(place)
            for table in ("nodes", "properties", "predicates", "evidence", "assertions"):
                whole = getattr(tables, table)
                if table == "nodes":
                    whole = whole.with_columns(pl.col("synonyms", "xrefs").fill_null([]))
                assert getattr(again, table).equals(whole), table
            source = replace(SOURCE, name=name)
            load_pieces(store, texts(source, again, before, named=False))
            known = set(before)
            facts.append(SourceFacts(source, place, known.__contains__))
            before = pl.concat([before, described(again.nodes)]).unique()
        found = StoreFacts(Store(), facts)
        quads = set(store)
        assert {quad.graph_name for quad in quads} == {DefaultGraph()}
        for pattern in _patterns(quads):
            assert {*found.quads_for_pattern(*pattern)} == {*store.quads_for_pattern(*pattern)}, pattern


def test_a_store_gives_the_quads_of_a_pattern(store: Path) -> None:
    with msc_graph.open(store) as graph:
        facts, quads = lies_in(graph).facts, set(graph.store)
        assert {*facts.quads_for_pattern(None, None, None)} == quads
        imported = {quad for quad in quads if quad.graph_name == DefaultGraph()}
        for pattern in _patterns(imported):
            assert {*facts.quads_for_pattern(*pattern)} == {*graph.store.quads_for_pattern(*pattern)}, pattern
        assert {*facts.named_graphs()} == {*graph.store.named_graphs()}


@pytest.mark.parametrize(
    ("predicate", "value", "read"),
    [
        (RDF_TYPE, NamedNode(f"{MSC}MolecularGroup"), set()),
        (RDF_TYPE, NamedNode(f"{MSC}ImportedSource"), set()),
        (f"{DCTERMS}identifier", Literal("S3-05"), set()),
        (f"{MSC}verdict", None, {"_assertion"}),
        (f"{MSC}evidenceType", NamedNode("http://purl.obolibrary.org/obo/ECO_0000000"), {"_piece"}),
        (RDF_TYPE, NamedNode(f"{MSC}Document"), {"_reference"}),
    ],
)
def test_a_pattern_reads_only_what_may_say_it(
    store: Path, monkeypatch: pytest.MonkeyPatch, predicate: str, value: Any, read: set[str]
) -> None:
    seen: set[str] = set()
    for part in ("_node", "_reference", "_piece", "_assertion"):
        kept = getattr(SourceFacts, part)

        def watched(self: SourceFacts, *places: Any, part: str = part, kept: Any = kept, **more: Any) -> Any:
            seen.add(part)
            return kept(self, *places, **more)

        monkeypatch.setattr(SourceFacts, part, watched)
    with msc_graph.open(store) as graph:
        list(lies_in(graph).facts.quads_for_pattern(None, NamedNode(predicate), value))
    assert seen == read
