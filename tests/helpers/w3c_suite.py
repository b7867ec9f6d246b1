"""The evaluation tests of the W3C SPARQL 1.1 test suite, read from their manifests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from msc_graph.query.results import QueryResult, Term, TriplesResult
from msc_graph.vocabulary.namespaces import XSD

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF_FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}
_RESULT_FORMATS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}


@dataclass(frozen=True)
class EvaluationTest:
    """One test: its name (folder and local name), its query, its data by graph, its expected result."""

    name: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path


def evaluation_tests(folder: Path) -> Iterator[EvaluationTest]:
    """Yield the query evaluation tests of all manifests below ``folder``, by folder and name."""
    for manifest in sorted(folder.glob("*/manifest.ttl")):
        graph = rdflib.Graph()
        graph.parse(manifest, publicID=manifest.as_uri(), format="turtle")
        tests = graph.subjects(rdflib.RDF.type, MF.QueryEvaluationTest)
        for test in sorted(tests, key=str):
            (action,) = graph.objects(test, MF.action)
            (query,) = graph.objects(action, QT.query)
            result = graph.value(test, MF.result)
            if result is None:
                continue
            yield EvaluationTest(
                name=f"{manifest.parent.name}/{str(test).rpartition('#')[2]}",
                query=_path(query),
                data=tuple(sorted(map(_path, graph.objects(action, QT.data)))),
                graphs=tuple(sorted(map(_path, graph.objects(action, QT.graphData)))),
                result=_path(result),
            )


def _path(term: object) -> Path:
    from urllib.parse import unquote, urlparse

    return Path(unquote(urlparse(str(term)).path))


def dataset(test: EvaluationTest) -> Store:
    """Return the data of a test, each named graph under the address of its file."""
    store = Store()
    for path in test.data:
        store.load(path=path, format=_RDF_FORMATS[path.suffix], base_iri=path.as_uri())
    for path in test.graphs:
        name = NamedNode(path.as_uri())
        store.load(path=path, format=_RDF_FORMATS[path.suffix], base_iri=path.as_uri(), to_graph=name)
    return store


def expected(test: EvaluationTest) -> QueryResult | TriplesResult:
    """Return the result that a test expects."""
    suffix = test.result.suffix
    if suffix in _RESULT_FORMATS:
        found = parse_query_results(path=test.result, format=_RESULT_FORMATS[suffix])
        if isinstance(found, QueryBoolean):
            return QueryResult(("ask",), ((Literal(bool(found)),),), ask=True)
        columns = tuple(variable.value for variable in found.variables)
        return QueryResult(columns, tuple(tuple(row) for row in found))
    quads = list(parse(path=test.result, format=_RDF_FORMATS[suffix], base_iri=test.result.as_uri()))
    if any(quad.object == NamedNode(f"{RS}ResultSet") for quad in quads):
        return _result_set(quads)
    return TriplesResult(tuple(quad.triple for quad in quads))


def _result_set(quads: Iterable[Quad]) -> QueryResult:
    """Return a result written in the DAWG result set vocabulary."""
    graph = Store()
    graph.extend(quads)
    solutions = graph.query(
        f"PREFIX rs: <{RS}> SELECT ?row ?name ?value {{"
        " ?set rs:solution ?row . OPTIONAL { ?row rs:binding [ rs:variable ?name ; rs:value ?value ] } }"
    )
    names = graph.query(f"PREFIX rs: <{RS}> SELECT ?name {{ ?set rs:resultVariable ?name }} ORDER BY ?name")
    columns = tuple(row["name"].value for row in names)  # type: ignore[union-attr]
    rows: dict[str, dict[str, Term]] = {}
    for solution in solutions:  # type: ignore[union-attr]
        cells = rows.setdefault(str(solution["row"]), {})
        if solution["name"] is not None:
            cells[solution["name"].value] = solution["value"]
    return QueryResult(columns, tuple(tuple(row.get(name) for name in columns) for row in rows.values()))


def canonical(result: QueryResult | TriplesResult) -> set[str]:
    """Return a result in a form that is equal for results that differ in blank nodes, order and spelling."""
    graph = Dataset()
    if isinstance(result, TriplesResult):
        for triple in result:
            graph.add(Quad(triple.subject, triple.predicate, _plain(triple.object)))
    else:
        graph.add(Quad(BlankNode("all"), NamedNode("row:columns"), Literal(" ".join(sorted(result.columns)))))
        for number, row in enumerate(result.terms):
            node = BlankNode(f"row{number}")
            graph.add(Quad(node, NamedNode("row:is"), Literal("a row")))
            for column, term in zip(result.columns, row, strict=True):
                if term is not None:
                    graph.add(Quad(node, NamedNode(f"row:{column}"), _plain(term)))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, graph))


def _plain(term: Term | Triple) -> Term:
    """Return a number or a truth value in one spelling: the store keeps values, not spellings."""
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}boolean":
        return Literal(term.value in {"true", "1"})
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        try:
            number = Decimal(term.value)
        except InvalidOperation:
            return term
        if number.is_finite():
            return Literal(f"{float(number):.12g}", datatype=term.datatype)
    return term
