"""What the fast engine knows, how it counts, and the suite of the W3C."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib.namespace import SH as SHACL

from msc_graph.errors import ValidationFailed
from msc_graph.quality import fast as quality_fast
from msc_graph.quality.fast import check
from msc_graph.quality.plans import PLANS, digest, plan_for
from msc_graph.quality.shipped import shapes_graph
from msc_graph.quality.triples import StoreTriples
from msc_graph.rdf.reading import read_rdf_quads
from msc_graph.rdf.terms import graph_from_quads, rdflib_term
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import RDFS, XSD
from tests.conftest import SHARED
from tests.helpers.engines import SCHEMA, quads
from tests.helpers.shape_fixtures import store_of

SUITE = SHARED / "data/w3c/shacl/tests"


def test_each_plan_answers_a_query_of_a_shape() -> None:
    assert set(PLANS) <= {digest(str(query)) for query in shapes_graph().objects(None, SHACL.select)}


def test_an_edited_query_is_run_as_it_stands(caplog: pytest.LogCaptureFixture) -> None:
    shapes = graph_from_quads(read_rdf_quads(locate("shapes/forbidden.ttl")))
    [(node, text)] = shapes.subject_objects(SHACL.select)
    edited = str(text).replace("https://w3id.org/msc-graph/", "http://example.org/", 1)
    shapes.set((node, SHACL.select, rdflib.Literal(edited)))
    odd = Quad(NamedNode("http://example.org/a"), NamedNode("http://example.org/word"), Literal("b"))
    triples = StoreTriples(store_of(SCHEMA, [odd]), plan_for=plan_for)
    with caplog.at_level("INFO"):
        results = check(triples, triples, shapes).results
    assert "no plan fits this query" in caplog.text
    assert [(r.value, str(r.path)) for r in results] == [(odd.subject, odd.predicate.value)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sh:js [ sh:jsFunctionName 'f' ]", "does not know sh:js"),
        ("sh:node ex:shape", "refers to itself"),
        ("sh:sparql [ sh:ask 'ASK { $this ?p ?o }' ]", "this kind of sh:sparql"),
        ("sh:sparql [ sh:select 'SELECT $this { $this $PATH ?o }' ]", "only [$]this"),
        ("sh:property [ sh:path [ sh:inversePath ( ex:a ex:b ) ] ]", "inverts single predicates"),
        ("sh:property [ sh:path [ ] ]", "is malformed"),
        ("sh:minLength 'long'", "not a whole number"),
        ("sh:property [ sh:path ex:a ; sh:lessThan ex:b ]", "blank node"),
    ],
)
def test_what_the_engine_does_not_know_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValidationFailed, match=said):
        results_of(f"ex:shape a sh:NodeShape ; sh:targetNode ex:a ; {text} .", "ex:a ex:a [] ; ex:b 1 .")


def results_of(shapes: str, data: str) -> list[tuple[str, ...]]:
    prefixes = (
        f"@prefix sh: <{SHACL}> . @prefix ex: <http://example.org/> . @prefix rdfs: <{RDFS}> ."
        f" @prefix xsd: <{XSD}> .\n"
    )
    triples = StoreTriples(
        store_of(Quad(*triple) for triple in parse((prefixes + data).encode(), format=RdfFormat.TURTLE))
    )
    found = check(triples, triples, rdflib.Graph().parse(data=prefixes + shapes, format="turtle")).results
    return sorted((r.component, str(r.value), same(r.shape), same(r.path), str(r.focus)) for r in found)


NODES = [*(f"ex:n{i}" for i in range(4)), "_:b", "4.0", '"x"@en', '"x"@zh', '"y"']


PREDICATES = ["ex:p", "ex:q", "rdfs:label"]


TRIPLES = st.one_of(
    st.tuples(st.sampled_from(NODES[:5]), st.sampled_from(PREDICATES), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES[:5]), st.just("a"), st.sampled_from(["ex:A", "ex:B"])),
    st.just(("ex:B", "rdfs:subClassOf", "ex:A")),
)


TARGETS = st.sampled_from(
    [
        *("sh:targetClass ex:A", "sh:targetClass ex:B , ex:C", "sh:targetSubjectsOf ex:p"),
        *(
            "sh:targetObjectsOf ex:q",
            "sh:targetNode ex:n1 , 4.00",
            "sh:targetNode ex:n1 ; sh:targetClass ex:A",
        ),
    ]
)


PATHS = st.sampled_from(
    [
        *("ex:p", "rdfs:label", "[ sh:inversePath ex:q ]", "( ex:p ex:q )", "( ex:p ex:p ex:q )"),
        *("( [ sh:inversePath ex:p ] rdfs:label )", "[ sh:alternativePath ( ex:p ex:q ) ]"),
        "( [ sh:zeroOrMorePath ex:p ] ex:q )",
    ]
)


DEMANDS = [
    *("sh:class ex:A", "sh:class ex:B", "sh:nodeKind sh:IRI", "sh:datatype xsd:string", "sh:minExclusive 3"),
    *("sh:in ( ex:n0 ex:n1 4.0 )", "sh:hasValue ex:n1", "sh:hasValue 'y'", "sh:pattern 'n[12]'"),
    *("sh:languageIn ( 'en' )", "sh:closed true"),
]


COUNTS = [
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 0", "sh:maxCount 1", "sh:maxCount 2"),
    *("sh:uniqueLang true", "sh:equals ex:q", "sh:disjoint ex:q"),
]


OF_A_NODE, OF_A_PATH = st.sampled_from(DEMANDS), st.sampled_from(DEMANDS + 2 * COUNTS)


@st.composite
def conditions(draw: st.DrawFn, depth: int) -> str:
    """Return a condition that a negation may turn round."""
    value = f"[ sh:path {draw(PATHS)} ; sh:hasValue {draw(st.sampled_from(NODES[:1] + NODES[-4:]))} ]"
    kind = draw(st.sampled_from(["value", "value", "and", "not", "property"])) if depth else "value"
    if kind == "and":
        return f"[ sh:and ( {draw(conditions(depth - 1))} {draw(conditions(depth - 1))} ) ]"
    return value if kind == "value" else f"[ sh:{kind} {draw(conditions(depth - 1))} ]"


@st.composite
def shapes_of(draw: st.DrawFn, depth: int = 1) -> str:
    """Return the inside of a node shape or, with a path, of a property shape."""
    if draw(st.integers(0, 3)) == 0:
        return f"sh:not {draw(conditions(2))}"
    has_path = draw(st.integers(0, 3)) > 0
    parts = [f"sh:path {draw(PATHS)}"] if has_path else []
    parts += draw(st.lists(OF_A_PATH if has_path else OF_A_NODE, min_size=1, max_size=2))
    kind = draw(st.sampled_from(["", "not", "node", "and", "or", "xone", "property", "Min", "Max"]))
    if kind and depth:
        inner = f"[ {draw(shapes_of(depth - 1))} ]"
        if kind in ("Min", "Max"):
            if has_path:
                parts.append(f"sh:qualifiedValueShape {inner}")
                parts.append(f"sh:qualified{kind}Count {draw(st.integers(0, 2))}")
        elif kind == "property":
            parts.append(f"sh:property [ sh:path {draw(PATHS)} ; {draw(OF_A_PATH)} ]")
        else:
            parts.append(f"sh:{kind} {f'( {inner} )' if kind in ('and', 'or', 'xone') else inner}")
    return " ; ".join(dict.fromkeys(parts))


@given(
    st.lists(TRIPLES, min_size=10, max_size=40),
    st.lists(st.tuples(TARGETS, shapes_of()), min_size=6, max_size=10),
)
def test_counting_first_gives_the_results_of_looking_at_each_target(
    data: list[tuple[str, str, str]], shapes: list[tuple[str, str]]
) -> None:
    graph = "\n".join(" ".join(triple) + " ." for triple in data)
    text = "\n".join(
        f"ex:shape{number} {target} ; {inside} ." for number, (target, inside) in enumerate(shapes)
    )
    one_by_one = results_of(text, graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality_fast, "FEW", 0)
        assert results_of(text, graph) == one_by_one


STORE_FOLDS_DATATYPE = "core/property/datatype-ill-formed"
"""The store keeps ``"300"^^xsd:byte`` as an ``xsd:integer``."""


PYSHACL_FOLLOWED = "core/property/uniqueLang-002"
"""pyshacl takes ``"1"^^xsd:boolean`` for true here, the suite does not."""


def w3c_tests() -> list[str]:
    if not SUITE.is_dir():
        return []
    files = SUITE.glob("core/*/*.ttl")
    return sorted(
        str(p.relative_to(SUITE).with_suffix("")) for p in files if "sht:Validate" in p.read_text("utf-8")
    )


@pytest.mark.shared_data
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("few", [quality_fast.FEW, 0])
@pytest.mark.parametrize("name", w3c_tests())
def test_the_core_of_the_w3c_suite(
    name: str, few: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: https://w3c.github.io/data-shapes/data-shapes-test-suite/."""
    monkeypatch.setattr(quality_fast, "FEW", few)
    if name in (STORE_FOLDS_DATATYPE, PYSHACL_FOLLOWED):
        request.applymarker(pytest.mark.xfail(strict=True, reason="see the constants above"))
    test = SUITE / f"{name}.ttl"
    manifest = turtle(test)
    mf = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    sht = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
    for action, report in zip(
        manifest.objects(None, mf.action), manifest.objects(None, mf.result), strict=True
    ):
        data, shapes = (path_of(manifest.value(action, sht[part])) for part in ("dataGraph", "shapesGraph"))
        triples = StoreTriples(store_of(quads(data)))
        found = check(triples, triples, turtle(shapes)).results
        parts = (
            "focusNode",
            "sourceConstraintComponent",
            "resultSeverity",
            "value",
            "resultPath",
            "sourceShape",
        )
        expected = Counter(
            tuple(same(manifest.value(result, SHACL[part])) for part in parts)
            for result in manifest.objects(report, SHACL.result)
        )
        assert expected == Counter(
            (
                same(rdflib_term(r.focus)),
                str(SHACL) + r.component,
                same(r.severity),
                "" if r.value is None else same(rdflib_term(r.value)),
                same(r.path),
                same(r.shape),
            )
            for r in found
        )


def turtle(path: Path) -> rdflib.Graph:
    return graph_from_quads(quads(path))


def path_of(term: object) -> Path:
    return Path(str(term).removeprefix("file://"))


def same(term: object) -> str:
    if isinstance(term, rdflib.Literal):
        datatype = None if term.datatype == rdflib.XSD.string else term.datatype
        return f"{term} {datatype} {term.language}"
    return "_" if isinstance(term, rdflib.BNode) else "" if term is None else str(term)
