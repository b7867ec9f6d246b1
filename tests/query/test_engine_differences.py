"""Where the engine does not follow the standard: the pages say so as long as it is true.

A test that fails here is good news, or a new difference: change ``DIFFERENCES`` and both pages.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, Store

from msc_graph.query.rdflib_engine import RdflibEngine
from msc_graph.query.results import QueryResult
from msc_graph.vocabulary.namespaces import RDF_TYPE, RDFS, XSD

PAGES = [
    Path(__file__).parents[2] / "docs" / name
    for name in ("engine-differences.md", "zh/engine-differences.md")
]
BAR = "\\|"
"""How tables of Markdown write an upright bar within a cell."""
PREFIXES = {"xsd": XSD, "rdfs": RDFS}
DATA = (
    "INSERT DATA { <a:s> <a:p> <a:o> . GRAPH <a:g> { <a:s> <a:q> <a:o> . <a:s> <a:r> <a:t> }"
    " GRAPH <a:h> { <a:s> <a:r> <a:t> } }"
)

DIFFERENCES: dict[str, tuple[list[list[str | None]], list[list[str]]]] = {
    "SELECT ?y { <urn:none> rdfs:subClassOf* ?y }": ([], [["<urn:none>"]]),
    "SELECT (COUNT(DISTINCT ?b) AS ?n) { VALUES ?x { 1 2 } BIND(BNODE('a') AS ?b) }": ([["1"]], [["2"]]),
    "SELECT (xsd:integer(' 7 ') AS ?n) {}": ([[None]], [["7"]]),
    "SELECT (xsd:boolean(' true ') AS ?b) {}": ([[None]], [["true"]]),
    "SELECT (STR('007'^^xsd:integer) AS ?t) {}": ([["7"]], [["007"]]),
    "SELECT (sameTerm('007'^^xsd:integer, 7) AS ?b) {}": ([["true"]], [["false"]]),
    "SELECT (DATATYPE('-3'^^xsd:negativeInteger) AS ?d) {}": (
        [[f"<{XSD}integer>"]],
        [[f"<{XSD}negativeInteger>"]],
    ),
    "SELECT (9223372036854775807 + 1 AS ?n) {}": ([[None]], [["9223372036854775808"]]),
    "SELECT (LANG(GROUP_CONCAT(?x)) AS ?l) { VALUES ?x { 'a'@en 'b'@en } }": ([["en"]], [[""]]),
    "SELECT (REGEX('aa', '(a)\\\\1') AS ?b) {}": ([[None]], [["true"]]),
    "SELECT (COUNT(*) AS ?n) { ?x (<a:p>|<a:q>) ?y }": ([["1"]], [["2"]]),
    "SELECT (COUNT(*) AS ?n) { ?x <a:r> ?y }": ([["2"]], [["1"]]),
}
"""Queries, what the engine gives, and what the standard says; terms without their datatypes."""


def shown(term: object) -> str | None:
    return None if term is None else getattr(term, "value", "") if str(term)[0] != "<" else str(term)


@pytest.mark.parametrize("query", DIFFERENCES)
def test_the_engine_still_differs(query: str) -> None:
    """When this fails, the engine was mended: take the difference off the pages."""
    store = Store()
    store.update(DATA)
    answer = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert not isinstance(answer, QueryBoolean)
    given, right = DIFFERENCES[query]
    found = [[shown(term) for term in solution] for solution in answer]
    assert found == given != right


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
@pytest.mark.parametrize("query", DIFFERENCES)
def test_every_difference_is_on_the_page(query: str, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    given, right = DIFFERENCES[query]
    cells = [f"`{query.replace('|', BAR)}`", *(_cell(rows) for rows in (given, right))]
    assert f"| {' | '.join(cells)} |" in text


def _cell(rows: list[list[str]] | list[list[str | None]]) -> str:
    if not rows:
        return "–"
    return {None: "∅", "": '`""`'}.get(rows[0][0], f"`{_short(rows[0][0])}`")


def _short(text: str | None) -> str:
    return (text or "").replace(f"<{XSD}", "xsd:").removesuffix(">") if XSD in (text or "") else text or ""


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_page_has_no_difference_that_is_not_tested(page: Path) -> None:
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `SELECT")]
    assert len(rows) == len(DIFFERENCES)


@pytest.mark.parametrize(("listed", "rows"), [("<a:l> <a:p> ()", 1), ("", 0)])
def test_a_path_of_no_length_joins_what_is_in_the_data(listed: str, rows: int) -> None:
    """No difference: between variables such a path joins the terms of the data only (SPARQL 1.1, 18.4)."""
    store, nil = Store(), f"<{RDF_TYPE.removesuffix('type')}nil>"
    store.update(f"{DATA}; INSERT DATA {{ {listed} }}")
    answer = store.query("SELECT * { () a? ?b . ?b a | ^(a* / a*) ?x }", use_default_graph_as_union=True)
    assert not isinstance(answer, QueryBoolean)
    assert [[str(term) for term in row] for row in answer] == [[nil, nil]] * rows


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "query", [query for query in DIFFERENCES if re.search(r"sameTerm|REGEX|\||:r", query)]
)
def test_another_engine_gives_what_the_standard_says(query: str) -> None:
    import rdflib

    text = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items()) + query
    graph = rdflib.Graph().parse(data="<a:s> <a:p> <a:o> ; <a:q> <a:o> ; <a:r> <a:t> .", format="turtle")
    answer = RdflibEngine(graph).answer(text)
    assert isinstance(answer, QueryResult)
    assert [[shown(term) for term in row] for row in answer.terms] == DIFFERENCES[query][1]
