"""The endpoint against the tests of SPARQL 1.1 Protocol and Service Description, over real connections."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, Store, Triple, parse_query_results
from rdflib.collection import Collection

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.query.sandbox_process import SOLUTIONS
from msc_graph.serve import worker
from msc_graph.serve.graph import Settings
from tests.conftest import SHARED
from tests.helpers.http_server import Answer, Running, running

SUITE = SHARED / "data/w3c/sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
TABULAR = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
UNWRITABLE = "unwritable-value"
SLOW = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
RDF = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
}


@dataclass(frozen=True)
class Case:
    name: str
    graph: rdflib.Graph
    requests: tuple[rdflib.term.Node, ...]


def cases() -> Iterator[Case]:
    manifest = SUITE / "protocol/manifest.ttl"
    if not manifest.is_file():
        return
    graph = rdflib.Graph().parse(manifest)
    for test in sorted(graph.subjects(rdflib.RDF.type, MF.ProtocolTest), key=str):
        name = str(test).rpartition("#")[2]
        if not name.startswith("update_"):
            action = graph.value(test, MF.action)
            requests = graph.value(action, HT.requests) or rdflib.RDF.nil
            yield Case(name, graph, tuple(Collection(graph, requests)))


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    store = Store()
    for number in (1, 2, 3):
        store.load(
            path=SUITE / f"protocol/data{number}.nt",
            format=RdfFormat.N_TRIPLES,
            to_graph=NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf"),
        )
    with KnowledgeGraph(store) as graph, running(graph) as found:
        yield found


@pytest.mark.shared_data
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_the_protocol_suite_of_the_w3c(server: Running, case: Case) -> None:
    for request in case.requests:
        check(case.graph, request, sent(server, case.graph, request))


def sent(server: Running, graph: rdflib.Graph, request: rdflib.term.Node) -> Answer:
    body = graph.value(request, HT.body)
    content = None
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
        content = str(graph.value(body, CNT.chars)).encode(encoding)
    fields = graph.value(request, HT.headers)
    headers = {
        str(graph.value(field, HT.fieldName)): str(graph.value(field, HT.fieldValue))
        for field in (Collection(graph, fields) if fields is not None else ())
    }
    target, method = graph.value(request, HT.absolutePath), graph.value(request, HT.methodName)
    return server.ask(str(target), method=str(method), body=content, **headers)


def check(graph: rdflib.Graph, request: rdflib.term.Node, answer: Answer) -> None:
    expected = graph.value(request, HT.resp)
    allowed = {str(status)[-3] for status in graph.objects(expected, MF.expectedStatus)}
    assert str(answer.status)[0] in allowed, answer.text
    media = answer.headers.get("content-type", "").partition(";")[0]
    form = str(graph.value(expected, MF.expectedFormat) or "")
    if form in ("boolean", "tabular"):
        found = parse_query_results(answer.body, format=TABULAR[media])
        if (truth := graph.value(expected, MF.expectedBoolean)) is not None:
            assert bool(found) == (str(truth) == "true")
    elif form == "RDF":
        store = Store()
        store.load(answer.body, format=RDF[media])


@pytest.mark.shared_data
@pytest.mark.parametrize("accept", ["*/*", *RDF, "application/ld+json"])
def test_the_service_describes_itself(server: Running, accept: str) -> None:
    answer = server.ask("/sparql", accept=accept)
    media = answer.headers["content-type"].partition(";")[0]
    assert answer.status == 200 and media == ("text/turtle" if accept == "*/*" else accept)
    store = Store()
    store.load(answer.body, format=RdfFormat.from_media_type(media))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    [endpoint] = store.quads_for_pattern(None, NamedNode(f"{sd}endpoint"), None)
    assert endpoint.object == NamedNode(f"{server.address}/sparql")
    assert not isinstance(endpoint.subject, Triple)
    union = NamedNode(f"{sd}feature"), NamedNode(f"{sd}UnionDefaultGraph")
    assert list(store.quads_for_pattern(endpoint.subject, *union))
    named = {str(quad.object) for quad in store.quads_for_pattern(None, NamedNode(f"{sd}name"), None)}
    assert named == {f"<http://kasei.us/2009/09/sparql/data/data{n}.rdf>" for n in (1, 2, 3)}


# our own graph


@pytest.fixture(scope="module")
def curated_server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph, Settings(timeout=120.0)) as found:
        yield found


def test_a_query_is_stopped_at_the_time_limit() -> None:
    with KnowledgeGraph(Store()) as graph:
        graph.store.extend(Quad(NamedNode(f"a:{n}"), NamedNode("a:p"), NamedNode("a:o")) for n in range(900))
        with running(graph, Settings(timeout=1.0)) as server:
            answer = server.ask(f"/sparql?query={SLOW}")
    told = json.loads(answer.body)
    assert (answer.status, told["code"]) == (504, "query-timeout") and "1 s" in told["detail"]


def test_our_own_client_and_others_read_it_unchanged(
    curated_server: Running, curated: KnowledgeGraph
) -> None:
    query = "SELECT ?c ?d WHERE { ?c msc:ameliorates ?d } ORDER BY ?c ?d"
    with msc_graph.connect(f"{curated_server.address}/sparql") as graph:
        assert list(graph.sparql(query)) == list(curated.sparql(query))
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(f"{curated_server.address}/sparql", returnFormat="json")
    found = rdflib.Graph(store).query(f"PREFIX msc: <https://w3id.org/msc-graph/> {query}")
    assert len(found) == len(curated.sparql(query))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_it_unchanged(
    curated_server: Running, curated: KnowledgeGraph, method: str
) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    asked = wrapper.SPARQLWrapper(f"{curated_server.address}/sparql")
    asked.setMethod(method)
    asked.setQuery("SELECT ?c ?d WHERE { ?c <https://w3id.org/msc-graph/ameliorates> ?d } ORDER BY ?c ?d")
    for form, size in (
        (wrapper.JSON, lambda found: len(found["results"]["bindings"])),
        (wrapper.CSV, _lines),
        (wrapper.TSV, _lines),
    ):
        asked.setReturnFormat(form)
        assert size(asked.queryAndConvert()) == len(curated.sparql("SELECT * { ?c msc:ameliorates ?d }"))
    asked.setQuery("CONSTRUCT WHERE { <https://w3id.org/msc-graph/msc_exosome> ?p ?o }")
    asked.setReturnFormat(wrapper.TURTLE)
    assert b"msc_exosome" in asked.queryAndConvert()
    for form in (wrapper.JSONLD, wrapper.RDFXML):
        asked.setReturnFormat(form)
        assert b"msc_exosome" in asked.query().response.read()


def _lines(table: bytes) -> int:
    return len(table.decode().splitlines()) - 1


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_every_format_of_a_table(curated_server: Running, form: str) -> None:
    query = quote('SELECT ?l WHERE { ?s rdfs:label ?l FILTER(?l = "角膜损伤"@zh) } LIMIT 1')
    answer = curated_server.ask(f"/sparql?query={query}&format={form}")
    assert answer.status == 200 and "角膜" in answer.text


def test_a_carriage_return_is_read_back_from_xml(curated_server: Running) -> None:
    answer = curated_server.ask("/sparql?format=xml&query=" + quote('SELECT ("a\\r\\n\ufffdé" AS ?x) {}'))
    (row,) = parse_query_results(answer.body, format=QueryResultsFormat.XML)  # type: ignore[misc]
    assert row["x"].value == "a\r\n\ufffdé"


def test_csv_quotes_what_holds_a_comma_an_iri_too() -> None:
    query = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { (<http://a/b,c> "x" UNDEF) (<a:b> "é\\"\\n"@en 1.0) } }'
    request = {"query": query, "base": "http://a/", "default": None, "union": True, "bytes": 10_000}
    kind, told = worker.answer(Store(), {**request, "table": "csv", "graph": "ttl"}, {})
    assert kind == SOLUTIONS and told.startswith(b"a,b,c\r\n")
    rows = list(csv.reader(io.StringIO(told.decode(), newline="")))
    assert rows[1:] == [["http://a/b,c", "x", ""], ["a:b", 'é"\n', "1"]]


def test_the_answer_has_a_tag_and_is_not_sent_twice(curated_server: Running) -> None:
    target = f"/sparql?query={quote('ASK {}')}"
    tag = curated_server.ask(target).headers["etag"]
    again = curated_server.ask(target, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert "etag" not in curated_server.ask(f"/sparql?query={quote('SELECT (NOW() AS ?n) {}')}").headers


@pytest.mark.parametrize(
    ("target", "status", "code", "says"),
    [
        ("/sparql?query=" + quote("SELECT ?x { ?x }"), 400, "query-failed", "line 1"),
        ("/sparql?query=" + quote("INSERT DATA { <a:b> <a:b> <a:b> }"), 400, "query-refused", "read-only"),
        ("/sparql?update=x", 403, "protocol", "read-only"),
        ("/sparql?query=ASK%20{}&format=docx", 400, "usage", "unknown format"),
        ("/sparql?query=ASK%20{}&format=json&output=xml", 400, "usage", "more than once"),
        ("/sparql?query=ASK%20{}&colour=red", 400, "usage", "no parameter 'colour'"),
        ("/sparql?query=ASK%20{}&query=ASK%20{}", 400, "usage", "more than once"),
        ("/sparql?query=", 400, "query-failed", ""),
        ("/sparql?query=ASK%20{}&default-graph-uri=a%20b", 400, "usage", "is an IRI, not 'a b'"),
        ("/sparql?query=ASK%20{}&named-graph-uri=", 400, "usage", "named-graph-uri is an IRI"),
        ("/sparql?format=xml&query=" + quote('SELECT ("\x1b" AS ?x) {}'), 400, UNWRITABLE, "U+001B"),
        (
            "/sparql?format=rdf&query=" + quote('CONSTRUCT {<a:a> <a:b> "\uffff"} {}'),
            400,
            UNWRITABLE,
            "U+FFFF",
        ),
        ("/sparql?format=rdf&query=" + quote("CONSTRUCT {<a:a> <a:1> 1} {}"), 400, UNWRITABLE, "XML name"),
    ],
)
def test_errors_are_problems_with_a_code(
    curated_server: Running, target: str, status: int, code: str, says: str
) -> None:
    answer = curated_server.ask(target)
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = json.loads(answer.body)
    assert (answer.status, told["status"], told["code"]) == (status, status, code)
    assert says in told["detail"] and "Traceback" not in answer.text


def test_a_graph_of_the_dataset_may_be_named_several_times(server: Running) -> None:
    names = [f"http://kasei.us/2009/09/sparql/data/data{number}.rdf" for number in (1, 2)]
    for parameter in ("default-graph-uri", "named-graph-uri"):
        query = "ASK { ?s ?p ?o }" if parameter[0] == "d" else "ASK { GRAPH ?g { ?s ?p ?o } }"
        asked = urlencode({"query": query, parameter: names}, doseq=True)
        answer = server.ask(f"/sparql?{asked}", accept="text/html,*/*;q=0.8")
        assert (answer.status, json.loads(answer.body)["boolean"]) == (200, True)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/sparql-query"])
def test_a_post_without_a_query_is_refused(curated_server: Running, kind: str) -> None:
    answer = curated_server.ask("/sparql", method="POST", body=b"", content_type=kind)
    assert answer.status == 400 and "boolean" not in answer.text


def test_a_long_body_and_a_foreign_host_are_refused(curated_server: Running) -> None:
    long = curated_server.ask(
        "/sparql", method="POST", body=b"#" * 300_000, content_type="application/sparql-query"
    )
    assert long.status == 413
    assert curated_server.ask("/sparql", host="evil.example").status == 400


def test_other_origins_may_not_read_unless_told(curated_server: Running) -> None:
    answer = curated_server.ask("/sparql?query=ASK%20%7B%7D", origin="http://evil.example")
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_client_that_hangs_up_frees_its_process(curated_server: Running) -> None:
    import socket
    import time

    pool = curated_server.served.pool
    assert pool is not None
    curated_server.ask("/sparql?query=ASK%20%7B%7D")
    before = set(pool.pids)
    with socket.create_connection(("127.0.0.1", curated_server.port)) as line:
        line.sendall(f"GET /sparql?query={SLOW} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(0.5)
    deadline = time.monotonic() + 60
    while before <= set(pool.pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not before <= set(pool.pids), "its process was not replaced"
    assert curated_server.ask("/sparql?query=ASK%20%7B%7D").status == 200
