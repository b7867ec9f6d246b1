"""One rule chooses labels, whoever asks and wherever a graph lies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.languages import LANGUAGES, best, best_of, serves, written_in
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.namespaces import CURATED_GRAPH, MSC, RDF_TYPE, RDFS

THING = "msc:thing"


def labelled(texts: list[tuple[str, str]], thing: str = THING) -> Store:
    """A store that says of one thing what it is called, and that it is a gene."""
    subject, graph = NamedNode(expand(thing)), NamedNode(CURATED_GRAPH)
    store = Store()
    store.add(Quad(subject, NamedNode(RDF_TYPE), NamedNode(f"{MSC}Gene"), graph))
    for tag, text in texts:
        label = Literal(text, language=tag) if tag else Literal(text)
        store.add(Quad(subject, NamedNode(f"{RDFS}label"), label, graph))
    return store


def every_way(graph: KnowledgeGraph, lang: str, thing: str = THING) -> dict[str, str]:
    """The label of the thing, asked for in every way."""
    node = graph.property_graph().by_id()[thing]
    because = graph.why(thing, "a", "msc:Gene", lang=lang)
    assert because is not None
    return {
        "labels": graph.labels(lang)[thing],
        "show": graph.describe(thing, lang=lang).label,
        "why": because.text.partition(" is ")[0].partition("属于")[0].strip(),
        "graph": node.label_in(lang),
    }


ROWS: dict[str, tuple[list[tuple[str, str]], str, str]] = {
    "English before others": ([("fr", "cornee"), ("en", "cornea")], "zh", "cornea"),
    "ties by text": ([("en", "z"), ("en", "a")], "en", "a"),
    "English before none": ([("", "plain"), ("en", "cornea")], "zh", "cornea"),
    "others by tag": ([("fr", "cornee"), ("zh", "角膜")], "en", "cornee"),
    "a variant serves": ([("zh-Hans", "角膜"), ("en", "cornea")], "zh", "角膜"),
}


@pytest.mark.parametrize(("texts", "lang", "expected"), ROWS.values(), ids=ROWS)
def test_every_way_of_asking_gives_the_same_label(
    texts: list[tuple[str, str]], lang: str, expected: str
) -> None:
    with KnowledgeGraph(labelled(texts)) as graph:
        assert set(every_way(graph, lang).values()) == {expected}, every_way(graph, lang)


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """A store on disk in which each row is of a thing of its own, by its number."""
    folder = tmp_path_factory.mktemp("labels")
    lines = []
    for number, (texts, _, _) in enumerate(ROWS.values()):
        lines += [str(quad.triple) for quad in labelled(texts, f"{THING}{number}")]
        lines.append(f"<{expand(THING)}{number}> <{MSC}targets> <{expand('HGNC:8763')}>")
    file = folder / "things.nt"
    file.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    import_source("rdf", [file], store=folder / "store", options=ImportOptions(name="things"))
    with msc_graph.open(folder / "store") as graph:
        yield graph


@pytest.mark.parametrize("row", ROWS)
def test_a_store_on_disk_gives_the_same_label(on_disk: KnowledgeGraph, row: str) -> None:
    _, lang, expected = ROWS[row]
    found = every_way(on_disk, lang, f"{THING}{list(ROWS).index(row)}")
    assert set(found.values()) == {expected}, found


PAIRS = st.tuples(st.sampled_from(["", "en", "zh", "zh-Hans", "zh-CN", "en-GB", "fr", "FR"]), st.text("abc"))


def naive(texts: list[tuple[str, str]], lang: str) -> str:
    """The rule as it is told: one kind of tag after the other."""
    tags = sorted({tag.lower() for tag, _ in texts})
    kinds = [[t for t in tags if t == w] for w in (lang, "en", "")]
    kinds[1:1] = [[t for t in tags if t.startswith(f"{lang}-")]]
    kinds[3:3] = [[t for t in tags if t.startswith("en-")]]
    for tag in [*(tag for kind in kinds for tag in kind), *tags]:
        return min(text for other, text in texts if other.lower() == tag)
    return ""


@given(st.lists(PAIRS, max_size=6), st.sampled_from(LANGUAGES))
def test_the_rule_is_as_it_is_told(texts: list[tuple[str, str]], lang: str) -> None:
    assert best(texts, lang) == naive(texts, lang)
    own = [(tag, text) for tag, text in texts if serves(tag, lang)]
    assert written_in(texts, lang) == naive(own, lang)


@given(st.lists(PAIRS, max_size=4))
def test_the_order_of_texts_does_not_count(texts: list[tuple[str, str]]) -> None:
    for lang in LANGUAGES:
        assert len({best(order, lang) for order in permutations(texts)}) == 1


def test_one_text_for_each_language() -> None:
    assert best_of(("cornea", ""), "zh") == "cornea"
    assert best_of(("", "角膜"), "en") == "角膜"
    assert best_of(("", ""), "en") == ""


def test_a_trial_goes_by_its_number(curated: KnowledgeGraph) -> None:
    trial = "clinicaltrials:NCT04491240"
    because = curated.why(trial, "a", "msc:ClinicalTrial", lang="en")
    assert because is not None
    assert curated.labels()[trial] == "NCT04491240"
    assert because.text.startswith("NCT04491240 is ")
    said = [s.text for s in curated.describe(trial).outgoing]
    assert said
    assert all(text.startswith("NCT04491240 ") for text in said)
