"""Questions that tables and curated facts answer have the answer that their SPARQL has on all triples."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import QueryTooLarge
from msc_graph.query.binding import bind_values
from msc_graph.query.engines import OxigraphEngine, bound_text
from msc_graph.query.header import of_curated_facts
from msc_graph.sources.batch import PREDICATE_COLUMNS, STATEMENT_COLUMNS, Batch
from msc_graph.stores.disk import answers
from msc_graph.stores.disk.build_part import node_frame
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.disk.segments import save_source
from msc_graph.stores.importing.encoding import Encoder, Known, SourceTables, described
from msc_graph.stores.importing.loading import load_pieces, texts
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.small_stores import copied, lies_in
from tests.stores.test_disk_tables import ROW
from tests.stores.test_facts import SOURCE

NODES = ("HGNC:1", "HGNC:2", "GO:0000003", "my.db:a b", "my.db:a%20b")
PREDICATES = ("msc:upregulates", "msc:downregulates", "biolink:affects", "my:raises")
STATED = st.builds(
    lambda row, ends, predicate: {**row, "subject": ends[0], "object": ends[1], "predicate": predicate},
    ROW,
    st.tuples(*[st.sampled_from(NODES)] * 2),
    st.sampled_from(PREDICATES),
)
ROLE = st.sampled_from([None, "causal", "contextual"])
BY_TABLES = ("evidence-by-type", "checks/opposite-signs", "checks/sources-opposed")


def _text(name: str) -> str:
    return (locate("queries") / f"{name}.rq").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def facts(curated: KnowledgeGraph) -> Store:
    """Triples of the ontology that the questions read, and some curated statements with their evidence."""
    found, every = Store(), curated.store.quads_for_pattern
    for name in ("predicateRole", "endorsed", "supportWeight"):
        found.extend(every(None, NamedNode(MSC + name), None))
    stated = list(every(None, NamedNode(f"{MSC}hasEvidence"), None))
    for thing in {thing for quad in stated[::40] for thing in (quad.subject, quad.object)}:
        found.extend(every(thing, None, None))  # type: ignore[arg-type]
    return found


def _tables(name: str, rows: Any, role: str | None) -> SourceTables:
    encoder = Encoder(
        name, evidence_type="msc:database_record", words=vocabulary(), known=Known(same={}, references={})
    )
    declared = [("my:raises", role, None, None)] if role else []
    encoder.add(
        Batch(
            statements=pl.DataFrame(rows, schema=dict(STATEMENT_COLUMNS), orient="row"),
            predicates=pl.DataFrame(declared, schema=dict(PREDICATE_COLUMNS), orient="row"),
        )
    )
    return encoder.tables()


@settings(max_examples=8, phases=[Phase.generate])
@given(st.lists(st.tuples(st.lists(STATED, min_size=3, max_size=12), ROLE), max_size=2))
def test_tables_answer_as_the_triples_do(facts: Store, sources: Any) -> None:
    store, folders = Store(), {}
    store.extend(facts)
    with TemporaryDirectory() as folder:
        for name, (rows, role) in zip("ab", sources, strict=False):
            tables = _tables(name, rows, role)
            folders[name] = Path(folder, name)
            folders[name].mkdir()
            save_source(tables, folders[name])
            quads = texts(replace(SOURCE, name=name), tables, pl.Series(dtype=pl.String), named=False)
            load_pieces(store, quads)
        for text in map(_text, BY_TABLES):
            assert answers.answer_of(text, facts, folders) == OxigraphEngine(store).answer(text)


@pytest.fixture(scope="module")
def crowded(curated: KnowledgeGraph) -> Store:
    """The curated triples beside those of a source on the same nodes: the same, opposites, more."""
    edges, nodes = list(curated.property_graph(disputed=True).edges), list(curated.property_graph().nodes)
    paper = "PMID:18042700"
    ends = [(edge.subject, edge.object) for edge in edges[::4]]
    ends += [(one.id, other.id) for one, other in zip(nodes[::3], nodes[5::3], strict=False)]
    stated = [(edge.subject, edge.predicate, edge.object, paper) for edge in edges]
    raised = [(one, predicate, other, paper) for one, other in ends for predicate in PREDICATES[:2]]
    columns = ("subject", "predicate", "object", "reference")
    rows = [dict(zip(columns, row, strict=True)) for row in (*raised, *stated)]
    store = Store()
    store.bulk_extend(curated.store)
    before = described(node_frame(curated.property_graph()))
    load_pieces(store, texts(SOURCE, _tables("mine", rows, None), before, named=False))
    return store


def test_questions_about_the_curated_facts_have_no_other_answer_beside_imports(
    curated: KnowledgeGraph, crowded: Store
) -> None:
    alone, together = OxigraphEngine(curated.store), OxigraphEngine(crowded)
    asked = [query for query in curated.queries.values() if of_curated_facts(query.text)]
    assert len(asked) > 25
    for query in asked:
        text = bound_text(query, bind_values(query, query.call, resolve=curated.resolve))
        assert alone.answer(text) == together.answer(text), query.name


def test_a_store_answers_by_tables_before_its_triples_are_made(store: Path, tmp_path: Path) -> None:
    folder = copied(store, tmp_path / "s")
    shutil.rmtree(Layout(folder).current() / "triples", ignore_errors=True)
    with msc_graph.open(folder) as graph:
        counted, claims = graph.query("evidence-by-type"), graph.query("article-claims")
        pairs = graph.backend.engine(trusted=True, timeout=30.0).answer(_text("checks/opposite-signs"))
        assert not (Layout(folder).current() / "triples").exists()
        theirs = OxigraphEngine(graph.store)
        assert counted == theirs.answer(_text("evidence-by-type"))
        assert pairs == theirs.answer(_text("checks/opposite-signs"))
        assert len(claims) == 233


def test_only_questions_of_ours_are_answered_by_tables(store: Path) -> None:
    with msc_graph.open(store) as graph:
        facts, text = lies_in(graph).curated.store, _text("evidence-by-type")
        assert answers.answer_of(text, facts, {}) is not None
        assert answers.answer_of(f"{text} LIMIT 1", facts, {}) is None
        own = f"#+ facts: curated\nPREFIX msc: <{MSC}> SELECT ?s {{ ?s a msc:ImportedStatement }} LIMIT 1"
        assert len(graph.backend.engine(trusted=False, timeout=30.0).answer(own)) == 1


def test_more_pairs_than_an_answer_may_have_are_refused(
    facts: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"subject": "HGNC:1", "predicate": name, "object": "HGNC:2"} for name in PREDICATES[:2]]
    save_source(_tables("mine", rows, None), tmp_path)
    text, folders = _text("checks/opposite-signs"), {"mine": tmp_path}
    assert len(answers.answer_of(text, facts, folders) or ()) == 1
    monkeypatch.setattr(answers, "MAX_CELLS", 2)
    with pytest.raises(QueryTooLarge, match="2 cells"):
        answers.answer_of(text, facts, folders)
