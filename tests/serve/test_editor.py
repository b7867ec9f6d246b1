"""What the editor asks of the server: names with labels, and what is wrong with a query."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

import msc_graph
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.http_server import Running, running


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph) as found:
        yield found


@pytest.mark.parametrize(("lang", "label"), [("en", "inhibits"), ("zh", "抑制")])
def test_names_come_with_labels_of_the_language(server: Running, lang: str, label: str) -> None:
    told = json.loads(server.ask(f"/sparql/vocabulary.json?lang={lang}").body)
    assert told["prefixes"]["msc"] == "https://w3id.org/msc-graph/"
    terms = {term["name"]: term for term in told["terms"]}
    assert terms["msc:inhibits"] == {"name": "msc:inhibits", "kind": "property", "label": label}
    assert terms["msc:MicroRNA"]["kind"] == "class" and terms["msc:misattributed"]["kind"] == "constant"
    assert list(terms) == sorted(terms) and len(terms) > len(vocabulary().predicates)


def complaint(server: Running, query: str) -> dict[str, Any]:
    answer = server.ask(f"/sparql/problem.json?query={quote(query)}")
    assert answer.status == 200
    return dict(json.loads(answer.body))


@pytest.mark.parametrize("query", ["ASK {}", "\n\nSELECT * { ?s a msc:MicroRNA }", "DESCRIBE ?s { ?s ?p 1 }"])
def test_a_sound_query_has_no_complaint(server: Running, query: str) -> None:
    assert complaint(server, query) == {}


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT * {\n  ?s ?p \n}", 3, 1), ("\n\nSELEKT", 3, 1), ("ASK { ?s nix:da 1 }", 1, 10), ("", 1, 1)],
)
def test_a_complaint_has_its_place(server: Running, query: str, line: int, column: int) -> None:
    told = complaint(server, query)
    assert told["detail"] and (told.get("line"), told.get("column")) == (line, column)


def test_a_complaint_is_in_the_language_of_the_page(server: Running) -> None:
    address = html.document_fromstring(server.ask("/sparql?lang=zh", accept="text/html").text).xpath(
        "string(//textarea/@data-check)"
    )
    assert json.loads(server.ask(f"{address}&query=SELEC").body)["detail"].startswith("查询")


def test_nothing_is_evaluated_to_find_a_mistake(server: Running) -> None:
    everything = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a"
    assert complaint(server, everything) == {}
