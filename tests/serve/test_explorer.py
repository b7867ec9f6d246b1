"""The explorer without a script: what it shows, adds, removes and hides, and its files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.serve.explorer import AT_ONCE, HIDEABLE, MOST_NODES, kinds_of
from tests.helpers.http_server import Running, running

MIR21, PTEN, INJURY, EXOSOME = (
    "mirbase.mature:MIMAT0000076",
    "HGNC:9588",
    "MESH:D065306",
    "msc:msc_exosome",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph) as found:
        yield found


def address(kind: str = "", /, **parameters: str | list[str]) -> str:
    return f"/explore{kind}?{urlencode(parameters, doseq=True)}"


def nodes_after(server: Running, **parameters: str | list[str]) -> list[str]:
    """Return the nodes that a step leads to."""
    answer = server.ask(address(**parameters))
    assert answer.status == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query).get("node", [])


def shown(server: Running, **parameters: str | list[str]) -> dict[str, list[dict[str, object]]]:
    return json.loads(server.ask(address(".json", **parameters)).body)  # type: ignore[no-any-return]


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_it_shows_the_statements_among_its_nodes(
    server: Running, curated: KnowledgeGraph, data: st.DataObject
) -> None:
    graph = curated.property_graph(disputed=True)
    chosen = data.draw(st.lists(st.sampled_from([node.id for node in graph.nodes]), unique=True, max_size=8))
    chosen += [EXOSOME] * (EXOSOME not in chosen)
    hidden = data.draw(st.lists(st.sampled_from(HIDEABLE), unique=True))
    told = shown(server, node=chosen, hide=hidden)
    assert [node["id"] for node in told["nodes"]] == chosen
    among = {edge.id for edge in graph.edges if {edge.subject, edge.object} <= set(chosen)}
    seen = {edge.id for edge in graph.edges if edge.id in among and kinds_of(edge).isdisjoint(hidden)}
    assert {edge["id"] for edge in told["edges"]} == seen
    for node in told["nodes"]:
        ends = {edge.object for edge in graph.edges if edge.subject == node["id"]}
        ends |= {edge.subject for edge in graph.edges if edge.object == node["id"]}
        assert node["more"] == len(ends - set(chosen))


def test_steps_lead_to_the_address_of_what_is_then_shown(server: Running) -> None:
    assert nodes_after(server, node=MIR21, add="PTEN") == [MIR21, PTEN]
    assert nodes_after(server, node=[MIR21, PTEN], drop=MIR21) == [PTEN]
    some = nodes_after(server, node=MIR21, expand=f"{MIR21} out msc:targets -")
    assert PTEN in some and INJURY not in some
    assert set(some) < set(nodes_after(server, node=MIR21, expand=MIR21))
    assert AT_ONCE < len(nodes_after(server, node=EXOSOME, expand=EXOSOME)) <= 2 * AT_ONCE + 1


def test_every_group_that_is_offered_adds_something(server: Running) -> None:
    page = html.document_fromstring(server.ask(address(node=[MIR21, EXOSOME])).text)
    offered = [button.get("value") for button in page.xpath("//button[@name='expand']")]
    assert len(offered) > 10
    for value in offered:
        assert len(nodes_after(server, node=[MIR21, EXOSOME], expand=value)) > 2, value


def test_pins_and_what_is_hidden_stay(server: Running) -> None:
    state = {"node": [MIR21, PTEN], "pin": [f"{PTEN}@12,-30", "HGNC:1@0,0"], "hide": ["disputed"]}
    led = parse_qs(urlsplit(server.ask(address(**state, drop=MIR21)).headers["location"]).query)
    assert (led["pin"], led["hide"]) == ([f"{PTEN}@12,-30"], ["disputed"])


def test_disputed_statements_look_disputed(server: Running, curated: KnowledgeGraph) -> None:
    graph = curated.property_graph(disputed=True)
    disputed = next(edge for edge in graph.edges if not edge.endorsed)
    ends = [disputed.subject, disputed.object]
    page = html.document_fromstring(server.ask(address(node=ends)).text)
    assert page.xpath(f"//tr[@class='disputed'][@data-id='{disputed.id}']")
    assert 'stroke-dasharray="2 4"' in server.ask(address(".svg", node=ends)).text


def test_files_hold_what_is_shown(server: Running) -> None:
    nodes = [MIR21, PTEN, INJURY, EXOSOME]
    edges = {str(edge["id"]) for edge in shown(server, node=nodes)["edges"]}
    assert edges
    table = server.ask(address(".csv", node=nodes)).text
    assert len(list(csv.DictReader(table.splitlines()))) == len(edges)
    xml = ElementTree.fromstring(server.ask(address(".graphml", node=nodes)).text)  # noqa: S314
    found = xml.findall(".//{http://graphml.graphdrawing.org/xmlns}edge")
    assert {edge.get("id") for edge in found} == edges
    svg = server.ask(address(".svg", node=nodes))
    assert svg.headers["content-type"].startswith("image/svg+xml") and "PTEN" in svg.text
    png = server.ask(address(".png", node=nodes))
    assert png.status == 501 or png.body.startswith(b"\x89PNG")


@settings(max_examples=40, deadline=None)
@given(
    value=st.text(max_size=30) | st.sampled_from([f"{PTEN} out msc:targets +", f"{PTEN}@1,2", "@", " ", "+"]),
    name=st.sampled_from(["node", "add", "expand", "drop", "hide", "pin", "lang", "zzz"]),
    kind=st.sampled_from(["", ".json", ".csv", ".svg", ".graphml"]),
)
def test_no_parameter_makes_the_explorer_fail(server: Running, value: str, name: str, kind: str) -> None:
    given_ = urlencode([("node", PTEN), (name, value)], errors="replace")
    assert server.ask(f"/explore{kind}?{given_}").status < 500


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("node=PDCD44", 404, "PDCD4"),
        ("node=PTEN&hide=everything", 400, "everything"),
        ("node=PTEN&expand=nonsense", 404, "nonsense"),
    ],
)
def test_what_cannot_be_shown_is_told(server: Running, query: str, status: int, says: str) -> None:
    answer = server.ask(f"/explore?{query}", accept="text/html")
    assert answer.status == status and says in answer.text
    assert server.ask("/explore.docx?node=PTEN").status == 400


def test_too_many_nodes_are_told(server: Running, curated: KnowledgeGraph) -> None:
    many = [node.id for node in curated.property_graph().nodes[: MOST_NODES + 1]]
    answer = server.ask(address(node=many))
    assert answer.status == 400 and str(MOST_NODES) in answer.text
