"""The fast engine of validation says what pyshacl says, of sound and of damaged graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from msc_graph.errors import UsageError
from msc_graph.quality import fast as quality_fast
from msc_graph.quality import pyshacl_engine
from msc_graph.quality.fast import check
from msc_graph.quality.report import ValidationReport
from msc_graph.quality.shipped import shapes_graph
from msc_graph.quality.spelling import Spellings
from msc_graph.quality.triples import StoreTriples
from msc_graph.quality.validation import ENGINES, validate_store
from msc_graph.rdf.terms import graph_from_quads
from msc_graph.vocabulary.namespaces import CLAIM, INFERRED_GRAPH, MSC, RDF_TYPE, RDFS, XSD
from tests.helpers.damage import damaged
from tests.helpers.reference import reference
from tests.helpers.shape_fixtures import BY_NAME, CURATED, FIXTURES, apart, fixture, store_of

if TYPE_CHECKING:
    from msc_graph import KnowledgeGraph
from tests.helpers.engines import SCHEMA, WRITTEN


def assert_same(store: Store) -> ValidationReport:
    """Compare reports, and return them; the fast engine looks at each target, or counts sets first."""
    expected = reference(store)
    for few in (quality_fast.FEW, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quality_fast, "FEW", few)
            fast = validate_store(store, engine="fast")
        assert fast.findings == expected.findings
        assert dict(fast.targets) == dict(expected.targets)
        assert list(fast.targets) == list(expected.targets)
        assert fast == expected
    return expected


def small(curated: KnowledgeGraph, number: int = 12) -> list[Quad]:
    """Return a part of the curated graph: some assertions of each kind, and what they speak of."""
    quads = list(curated.store.quads_for_pattern(None, None, None, CURATED))
    by_subject: dict[object, list[Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    claims = sorted(str(subject) for subject in by_subject if str(subject).startswith(f"<{CLAIM}"))
    todo: list[object] = [NamedNode(name[1:-1]) for name in claims[:: max(1, len(claims) // number)]]
    todo += [quad.subject for quad in quads if quad.predicate.value == f"{MSC}hasDiameter"]
    found: set[object] = set()
    direct = curated.vocabulary.predicates
    while todo:
        node = todo.pop()
        if node not in found and node in by_subject:
            found.add(node)
            todo += [quad.object for quad in by_subject[node] if quad.predicate.value not in direct]
    return [
        quad
        for quad in quads
        if quad.subject in found and (quad.predicate.value not in direct or quad.object in found)
    ]


@pytest.mark.slow
def test_both_engines_say_the_same_of_the_curated_graph(curated: KnowledgeGraph) -> None:
    assert_same(curated.store)


ALONE = [name for name in WRITTEN if name.removesuffix(".fail.ttl") in BY_NAME]
OTHERS = [name for name in WRITTEN if name not in ALONE]


@pytest.mark.parametrize("part", range(4))
def test_failing_fixtures_give_the_same_findings(part: int) -> None:
    """Many in one store, for most of the reference's time goes to the ontology; each trips its shape."""
    names = OTHERS[part::4]
    report = assert_same(store_of(SCHEMA, *map(apart, names)))
    assert set(report.by_shape) == {name.removesuffix(".fail.ttl") for name in names}


@pytest.mark.parametrize("name", ALONE)
def test_a_failing_fixture_gives_the_same_findings(name: str) -> None:
    assert assert_same(store_of(fixture(name))).findings


def test_passing_fixtures_beside_each_other_give_the_same_findings() -> None:
    passing = sorted(path.name for path in FIXTURES.glob("*.pass.ttl"))
    assert_same(store_of(SCHEMA, *map(fixture, passing)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_damaged_graphs_give_the_same_findings(curated: KnowledgeGraph, seed: int) -> None:
    assert_same(store_of(SCHEMA, damaged(small(curated), seed)))


def test_a_part_with_many_faults_gives_the_same_findings(curated: KnowledgeGraph) -> None:
    store = store_of(SCHEMA, damaged(small(curated), seed=1, faults=200))
    assert len(assert_same(store).findings) > 100


def test_the_components_are_the_same_too(curated: KnowledgeGraph) -> None:
    data = damaged(fixture("assertion-sign.fail.ttl"), seed=4)
    store = store_of(SCHEMA, data)
    shapes, triples = shapes_graph(), StoreTriples(store)
    fast = Counter((str(r.shape), r.component) for r in check(triples, triples, shapes).results)
    visible = [quad for quad in store if quad.graph_name != NamedNode(INFERRED_GRAPH)]
    slow = Counter(
        (str(r.shape), r.component) for r in pyshacl_engine.results(shapes, graph_from_quads(visible))
    )
    assert fast == slow
    assert len({component for _, component in fast}) > 3


def test_words_are_in_the_language_that_is_asked_for() -> None:
    store = store_of(SCHEMA, fixture("assertion-subject.fail.ttl"))
    assert validate_store(store, lang="zh", engine="fast") == validate_store(
        store, lang="zh", engine="pyshacl"
    )


def test_a_store_without_the_ontology_is_validated_beside_it() -> None:
    store = store_of(fixture("evidence-type.fail.ttl"))
    size = len(store)
    assert_same(store)
    assert len(store) == size
    assert 0 < validate_store(store, engine="fast").focus_nodes < 30  # none of the ontology's own


def test_a_store_with_another_ontology_is_validated_with_ours() -> None:
    old = [quad for quad in SCHEMA if quad.predicate.value != f"{MSC}predicateRole"]
    assert_same(store_of(old, fixture("assertion-sign.fail.ttl")))


def test_an_empty_store_does_not_conform() -> None:
    assert not validate_store(Store(), engine="fast").conforms


def test_a_store_on_disk_can_be_read_only(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.bulk_extend([*SCHEMA, *fixture("assertion-belief.fail.ttl")])
    store.flush()
    del store
    assert_same(Store.read_only(str(tmp_path / "store")))


def test_a_triple_in_two_graphs_counts_once() -> None:
    quads = fixture("assertion-sign.fail.ttl")
    twice = [Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{MSC}graph/b")) for quad in quads]
    plain = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    once = validate_store(store_of(SCHEMA, quads), engine="fast")
    again = validate_store(store_of(SCHEMA, quads, twice, plain), engine="fast")
    assert [replace(finding, source="") for finding in again.findings] == [
        replace(finding, source="") for finding in once.findings
    ]
    assert (again.targets, again.focus_nodes) == (once.targets, once.focus_nodes)
    assert again.findings[0].source == "graph:b, graph:curated"
    assert_same(store_of(SCHEMA, quads, twice, plain))


def test_the_inferred_graph_is_left_out() -> None:
    quads = [*fixture("assertion-sign.fail.ttl"), *fixture("forbidden-treats-condition.fail.ttl")]
    hidden = [Quad(quad.subject, quad.predicate, quad.object, NamedNode(INFERRED_GRAPH)) for quad in quads]
    store = store_of(SCHEMA, hidden, fixture("gene.fail.ttl"))
    assert_same(store)
    assert validate_store(store, engine="fast") == validate_store(
        store_of(SCHEMA, fixture("gene.fail.ttl")), engine="fast"
    )


def test_an_imported_statement_shares_evidence_and_lies_in_a_graph_of_its_own() -> None:
    """Statements of a class below `msc:Assertion` that the store declares itself, without labels."""
    assert_same(store_of(SCHEMA, fixture("gene.pass.ttl"), imported(30)))


def test_a_finding_tells_which_source_says_so() -> None:
    about = Quad(
        NamedNode(f"{MSC}graph/source"),
        NamedNode(RDF_TYPE),
        NamedNode(f"{MSC}ImportedSource"),
        NamedNode(f"{MSC}graph/source"),
    )
    store = store_of(SCHEMA, [about], fixture("gene.fail.ttl"), imported(3))
    assert_same(store)
    report = validate_store(store, engine="fast")
    told = {(finding.shape, finding.focus): finding.source for finding in report.findings}
    assert told["assertion-belief", "msc:s2"] == "source"
    assert {source for (shape, _), source in told.items() if shape == "gene"} == {"graph:curated", "source"}
    assert "msc:s2  msc:belief  2  [source]" in report.render()
    assert "[graph:curated]" not in report.render()


def imported(number: int) -> Iterable[Quad]:
    """Yield statements as an importer writes them, some of them wrong."""
    graph = NamedNode(f"{MSC}graph/source")

    def quad(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
        iri = predicate if predicate.startswith("http") else MSC + predicate
        return Quad(subject, NamedNode(iri), value, graph)

    kind, evidence = NamedNode(f"{MSC}ImportedStatement"), NamedNode(f"{MSC}evidence/shared")
    yield quad(kind, f"{RDFS}subClassOf", NamedNode(f"{MSC}Assertion"))
    yield quad(evidence, RDF_TYPE, NamedNode(f"{MSC}Evidence"))
    yield quad(evidence, "direction", NamedNode(f"{MSC}supports"))
    for index in range(number):
        claim, source, target = (NamedNode(f"{MSC}{name}{index}") for name in ("s", "gene", "process"))
        yield quad(claim, RDF_TYPE, kind)
        yield quad(claim, "subject", source)
        yield quad(claim, "predicate", NamedNode(f"{MSC}positivelyRegulates"))
        yield quad(claim, "object", target)
        yield quad(claim, "sign", Literal("+" if index % 3 else "-"))
        yield quad(claim, "verdict", NamedNode(f"{MSC}supported"))
        yield quad(claim, "belief", Literal(index / (number // 2)))
        yield quad(claim, "hasEvidence", evidence)
        yield quad(source, RDF_TYPE, NamedNode(f"{MSC}Gene"))
        yield quad(source, f"{RDFS}label", Literal(f"gene {index}", language="en" if index % 2 else "zh"))
        if index % 4:
            yield quad(source, "positivelyRegulates", target)


def test_a_store_is_validated_by_the_fast_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyshacl_engine, "validate", lambda *_, **__: pytest.fail("pyshacl ran"))
    assert validate_store(store_of(fixture("gene.pass.ttl"))).conforms


def test_the_reference_runs_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality_fast, "validate", lambda *_, **__: pytest.fail("the fast engine ran"))
    assert validate_store(store_of(fixture("gene.pass.ttl")), engine="pyshacl").conforms


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match=", ".join(ENGINES)):
        validate_store(Store(), engine="slow")
    with pytest.raises(UsageError, match="the languages are"):
        validate_store(Store(), lang="fr", engine="fast")


ODD = """
    @prefix msc: <https://w3id.org/msc-graph/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    msc:s1 a msc:Assertion ; msc:belief "0.50"^^xsd:decimal, 0.5, "2.50"^^xsd:decimal ; msc:sign "+" .
    msc:s2 a msc:Assertion ; msc:belief "007"^^xsd:integer , "7"^^xsd:int , 7 .
    msc:s3 a msc:MechanismPath ; msc:hasPathStep msc:t1 , msc:t2 .
    msc:t1 a msc:PathStep ; msc:position "01"^^xsd:integer .
    msc:t2 a msc:PathStep ; msc:position "2"^^xsd:byte .
    msc:verdict1 msc:endorsed "1"^^xsd:boolean .
    msc:p1 a msc:Trial ; msc:startDate "2020-01-01Z"^^xsd:date , "2020-01-01+00:00"^^xsd:date .
"""


@pytest.mark.parametrize("few", [quality_fast.FEW, 0])
def test_a_file_has_its_own_spelling_of_numbers(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality_fast, "FEW", few)
    quads = list(parse(ODD.encode(), format=RdfFormat.TURTLE))
    fast = quality_fast.validate_quads(quads)
    assert fast == pyshacl_engine.validate(graph_from_quads(quads))
    assert {"0.50", "2.50", "007"} <= {finding.value for finding in fast.findings}


def test_fixtures_with_such_numbers_give_the_same_findings() -> None:
    names = [name for name in OTHERS if Spellings(fixture(name))]
    quads = list({Quad(*quad.triple): None for name in names for quad in apart(name)})
    fast = quality_fast.validate_quads(quads)
    assert fast == pyshacl_engine.validate(graph_from_quads(quads))
    assert set(fast.by_shape) == {name.removesuffix(".fail.ttl") for name in names}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["urn:a", "urn:b"]),
            st.sampled_from(["urn:p", "urn:q"]),
            st.sampled_from(["1", "01", "1.0", "1.00", "x"]),
            st.sampled_from(["integer", "int", "decimal", "double", "string"]),
        ),
        max_size=12,
    )
)
def test_what_was_said_is_read(rows: list[tuple[str, str, str, str]]) -> None:
    """Against the quads themselves, by every pattern."""
    quads = {
        Quad(NamedNode(s), NamedNode(p), Literal(text, datatype=NamedNode(XSD + kind)))
        for s, p, text, kind in rows
    }
    triples = StoreTriples(store_of(quads), spellings=Spellings(quads))
    assert set(triples.quads(None, None, None)) == quads
    for quad in quads:
        subject, predicate, value = quad.triple
        assert set(triples.quads(subject, predicate, value)) == {quad}
        assert set(triples.quads(None, None, value)) == {q for q in quads if q.object == value}
        assert set(triples.objects(subject, predicate)) == {
            q.object for q in quads if (q.subject, q.predicate) == (subject, predicate)
        }
