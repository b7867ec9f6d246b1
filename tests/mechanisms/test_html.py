"""Results as pages that open from disk, as pieces of a notebook, and as pickles."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import UsageError
from msc_graph.knowledge_graph import load_prepared
from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms.picture import MOST_NEIGHBOURS, neighbours
from tests.helpers.command_line import FINE, USAGE, run

RESULTS = {
    "mechanisms": lambda graph: graph.paths("miR-21-5p", "corneal injury", k=3),
    "nothing": lambda graph: graph.paths("miR-21-5p", "corneal injury", max_hops=1),
    "path": lambda graph: graph.paths("miR-21-5p", "corneal injury", k=1)[0],
    "paths of the engine": lambda graph: graph.paths("miR-21-5p", "corneal injury", k=3).found,
    "path of the engine": lambda graph: graph.paths("miR-21-5p", "corneal injury", k=1).found[0],
    "ranking": lambda graph: graph.rank("miR-21-5p", "Disease", limit=5),
    "profile": lambda graph: graph.profile(["miR-21-5p", "miR-146a-5p"], permutations=50),
    "node": lambda graph: graph.node("PDCD4"),
    "match": lambda graph: graph.find("PDCD4")[0],
    "description": lambda graph: graph.describe("PDCD4"),
    "claim": lambda graph: graph.describe("S3-05", lang="zh"),
    "check": lambda graph: graph.check(),
    "finding": lambda graph: graph.check().findings[0],
    "validation": lambda graph: graph.validate(),
    "table of a query": lambda graph: graph.query("trials"),
    "graph of a query": lambda graph: graph.query("mechanism-as-graph", mechanism="C03"),
    "yes or no": lambda graph: graph.sparql("ASK {}"),
    "explanation": lambda graph: graph.why("miR-21-5p", "a", "MicroRNACargo"),
    "table": lambda graph: graph.paths("miR-21-5p", "corneal injury", k=1).to_table(),
}
ON_DISK = ("mechanisms", "ranking", "profile", "description")
"""Results that hold on to a graph."""


def shows_itself(result: Any) -> None:
    piece = result._repr_html_()
    [whole] = html.fragments_fromstring(piece)
    assert whole.get("class") == "msc-graph" and whole.text_content().strip()
    assert not whole.xpath("//script | //*[@src] | //link")
    again = pickle.loads(pickle.dumps(result))  # noqa: S301 -- our own
    assert again._repr_html_() == piece
    for form in ("to_dict", "to_html", "explain", "to_rdf", "to_svg"):
        if hasattr(result, form):
            assert getattr(again, form)() == getattr(result, form)(), form


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_shows_itself_and_can_be_pickled(curated: KnowledgeGraph, name: str) -> None:
    shows_itself(RESULTS[name](curated))


def test_results_of_a_graph_on_disk_can_be_pickled_too() -> None:
    with load_prepared() as graph:
        for name in ON_DISK:
            shows_itself(RESULTS[name](graph))


def test_the_style_of_a_piece_touches_nothing_else() -> None:
    from msc_graph.pages.rendering import style_of_pieces

    rules = [rule for rule in style_of_pieces().split("}") if rule]
    selectors = [one for rule in rules for one in rule.partition("{")[0].split(",")]
    assert len(rules) > 20 and all(one.strip().startswith(".msc-graph") for one in selectors)


def test_the_front_door_lists_itself() -> None:
    assert dir(msc_graph) == msc_graph.__all__


# whole pages

PARTS: dict[str, tuple[dict[str, Any], str]] = {
    "paths": ({"paths": ("miR-21-5p", "corneal injury"), "k": 2}, "PTEN"),
    "node": ({"around": "PDCD4"}, "<svg"),
    "claim": ({"around": "S3-05"}, "10"),
    "query": ({"query": "trials"}, "NCT04388982"),
    "graph": ({"query": "mechanism-as-graph", "parameters": {"mechanism": "C03"}}, "msc:"),
}


def alone(place: Path, lang: str) -> html.HtmlElement:
    """The page of a file that asks for nothing."""
    text = place.read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert text.startswith("<!doctype html>") and page.get("lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    assert not page.xpath("//script | //img | //iframe | //link[not(starts-with(@href, 'data:'))]")
    assert not re.search(r"url\((?!#)|@import", text)
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert all(link.startswith("https://") for link in page.xpath("//a/@href"))
    assert len(page.xpath("//h1")) == 1 and page.xpath("//title")[0].text_content()
    return page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_graph_is_one_file(
    curated: KnowledgeGraph, tmp_path: Path, part: str, lang: str
) -> None:
    asked, holds = PARTS[part]
    places = [tmp_path / "a.html", tmp_path / "b.htm"]
    for place in places:
        assert curated.export(place, lang=lang, **asked) == (place,)
    alone(places[0], lang)
    assert holds in places[0].read_text(encoding="utf-8")
    assert places[0].read_bytes() == places[1].read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a.html", "b.htm"}


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    place = tmp_path / "c03.html"
    assert run("export", str(place), "--around", "C03", "--lang", "zh").exit_code == FINE
    alone(place, "zh")


@pytest.mark.parametrize(
    "arguments", [(), ("--around", "PDCD4", "--hops", "2")], ids=["the whole graph", "two hops"]
)
def test_what_no_page_can_show_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    found = run("export", str(tmp_path / "x.html"), *arguments)
    assert found.exit_code == USAGE and "a page shows a part" in found.output
    assert not list(tmp_path.iterdir())


def test_paths_rankings_and_profiles_are_one_file(tmp_path: Path) -> None:
    (tmp_path / "seq.csv").write_text("name,value\nmiR-21-5p,2.5\nmiR-146a-5p,-1\n", encoding="utf-8")
    calls = {
        "paths": ("paths", "miR-21-5p", "corneal injury", "--lang", "en"),
        "rank": ("rank", "miR-21-5p", "Disease", "--lang", "zh"),
        "profile": ("profile", str(tmp_path / "seq.csv"), "--permutations", "50", "--lang", "zh"),
    }
    for name, call in calls.items():
        place = tmp_path / f"{name}.html"
        assert run(*call, "-o", str(place)).exit_code == FINE
        assert len(alone(place, call[-1]).xpath("//*[local-name()='svg']")) == (2 if name == "profile" else 1)


def test_a_node_stands_between_what_acts_on_it_and_what_it_acts_on(curated: KnowledgeGraph) -> None:
    graph = curated.property_graph()
    for node in ("HGNC:8763", "mirbase.mature:MIMAT0000076", "HGNC:11766"):
        page = html.fragment_fromstring(neighbours(graph, node, link=lambda curie: f"/{curie}"))
        drawn = [link.removeprefix("/") for link in page.xpath("//a/@href")]
        around = graph.around(node)
        causes = {edge.subject for edge in around.incoming if edge.role.value != "contextual"}
        effects = {edge.object for edge in around.outgoing if edge.role.value != "contextual"}
        left = {curie: _left(page, curie) for curie in drawn}
        assert node in drawn and len(drawn) == len(set(drawn)) <= 2 * MOST_NEIGHBOURS + 1
        assert {curie for curie in drawn if left[curie] < left[node]} <= causes
        assert {curie for curie in drawn if left[curie] > left[node]} <= effects


def _left(page: html.HtmlElement, curie: str) -> float:
    [box] = page.xpath(f"//a[@href='/{curie}']//*[local-name()='rect']/@x")
    return float(box)


def test_a_page_shows_a_part_in_a_known_language(curated: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        curated.export(tmp_path / "x.html", around="PDCD4", lang="de")
    assert curated.export(tmp_path / "x.html", paths=("corneal injury", "miR-21-5p"), max_hops=1) == ()
