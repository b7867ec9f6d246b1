from __future__ import annotations

import csv
import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph._version import __version__
from msc_graph.describe.overview import overview
from msc_graph.describe.overview_text import render
from msc_graph.model.property_graph import PropertyGraph, property_graph
from msc_graph.sources.registry import licence_in
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import MSC
from tests.helpers.tiny_graph import store_of, tiny_store, tiny_vocabulary


@pytest.fixture(scope="module")
def info(curated: KnowledgeGraph) -> dict[str, Any]:
    return curated.info()


def count(curated: KnowledgeGraph, pattern: str) -> object:
    return curated.sparql(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}").rows[0][0]  # type: ignore[union-attr]


def test_the_parts_add_up(info: dict[str, Any], curated: KnowledgeGraph) -> None:
    assert info["nodes"] == sum(info["categories"].values())
    assert info["assertions"] == sum(info["assertion_kinds"].values()) == sum(info["verdicts"].values())
    assert info["triples"] == len(curated.store)
    assert info["trials"] == info["categories"]["ClinicalTrial"]


def test_the_counts_are_those_of_the_graph(info: dict[str, Any], curated: KnowledgeGraph) -> None:
    graph = curated.property_graph(disputed=True)
    assert info["nodes"] == len(graph.nodes)
    assert info["edges"] == len(curated.property_graph().edges)
    assert info["edges"] + info["disputed"] == len(graph.edges)
    assert info["evidence"] == count(curated, "?x a msc:Evidence")
    assert info["verdicts"]["supported"] == count(curated, "?x msc:verdict msc:supported")
    assert info["references"] == count(curated, "?x a/rdfs:subClassOf* msc:Document")
    assert info["categories"]["MicroRNA"] == count(curated, "?x a msc:MicroRNA")
    assert info["assertion_kinds"]["MechanismStep"] == count(curated, "?x a msc:MechanismStep")


def ids(table: str, column: str) -> set[str]:
    """The identifiers in a curated table."""
    with locate(f"ontology/curated/{table}.tsv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def test_the_counts_are_those_of_the_tables(info: dict[str, Any]) -> None:
    assert info["mechanisms"] == len(ids("mechanisms", "id"))
    assert info["trials"] == len(ids("trials", "nct")) - info["categories"]["ExcludedTrial"]
    assert info["categories"]["ExcludedTrial"] == 5
    assert info["assertion_kinds"]["ArticleClaim"] == 233


def test_the_most_frequent_comes_first(info: dict[str, Any]) -> None:
    for name in ("categories", "assertion_kinds", "verdicts"):
        counts = list(info[name].values())
        assert counts == sorted(counts, reverse=True)


def test_the_curated_source_is_all_there_is(info: dict[str, Any]) -> None:
    (source,) = info["sources"]
    assert source == {
        "name": "curated",
        "version": __version__,
        "format": "",
        "title": "",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "date": "",
        **{name: info[name] for name in ("nodes", "assertions", "evidence", "references")},
    }


def tiny_overview() -> dict[str, Any]:
    words = tiny_vocabulary()
    return overview(tiny_store(), words, property_graph(tiny_store(), words, disputed=True))


@pytest.mark.parametrize(("lang", "word"), [("en", "references "), ("zh", "文献")])
def test_the_text_is_in_one_language_and_straight(
    info: dict[str, Any], curated: KnowledgeGraph, lang: str, word: str
) -> None:
    lines = render(info, curated.vocabulary, lang, licence_in).splitlines()
    counts = lines[: lines.index("")]
    assert {cell_len(line) for line in counts} == {25}
    assert any(line.startswith(word) for line in counts)
    if lang == "zh":
        assert not any(name in "\n".join(lines) for name in ("nodes", "sources", "more", "assertions"))


@pytest.mark.parametrize(
    ("lang", "label", "heading", "more"),
    [("en", "microRNA", "categories", "and {} more"), ("zh", "微小RNA", "类别", "另有 {} 类")],
)
def test_the_text_names_the_ten_most_common_classes(
    info: dict[str, Any], curated: KnowledgeGraph, lang: str, label: str, heading: str, more: str
) -> None:
    text = render(info, curated.vocabulary, lang, licence_in)
    assert curated.vocabulary.label(f"{MSC}MicroRNA", lang) == label
    assert f"  {label} " in text
    more = "另有 {} 项" if lang == "zh" else "and {} more"
    assert f"  {more.format(len(info['categories']) - 10)}\n" in text
    heading = "类别" if lang == "zh" else "categories"
    assert len(text.partition(f"{heading}\n")[2].partition("\n\n")[0].splitlines()) == 11


def test_a_store_without_the_ontology_states_no_licence() -> None:
    assert [source["licence"] for source in tiny_overview()["sources"]] == [""]


def test_the_overview_is_plain_values(info: dict[str, Any]) -> None:
    assert json.loads(json.dumps(info)) == info


def test_an_empty_store_counts_nothing() -> None:
    found = overview(store_of(""), tiny_vocabulary(), PropertyGraph((), (), {}))
    assert [value for value in found.values() if isinstance(value, int)] == [0] * 9
    assert found["sources"] == []


def test_what_was_inferred_counts_only_as_triples() -> None:
    found = tiny_overview()
    assert found["categories"] == {"MicroRNA": 1, "Gene": 1, "Disease": 1, "PopularArticle": 1, "Node": 1}
    assert found["triples"] == len(tiny_store())


def same_imports(folder: Path) -> tuple[dict[str, Any], KnowledgeGraph]:
    """What a store tells after two imports, one of them replaced, and a graph in memory after the same."""
    (folder / "trials.tsv").write_text(
        "subject\tpredicate\tobject\tpaper\tkind\tagainst\n"
        "X:1\tmsc:targets\tHGNC:8763\tPMID:1\tdatabase_record\tsupports\n"
        "X:1\tmsc:targets\tHGNC:8763\tPMID:2\tdatabase_record\tsupports\n"
        "X:1\tmsc:targets\tX:2\tPMID:3\tdatabase_record\trefutes\n"
        "X:3\tmy:about\tclinicaltrials:NCT04491240\tPMID:37859748\tdatabase_record\tsupports\n",
        encoding="utf-8",
    )
    (folder / "nodes.tsv").write_text(
        "id\tcategory\tname\nX:1\tbiolink:MicroRNA\tone\nX:4\tbiolink:ClinicalTrial\tfour\n", encoding="utf-8"
    )
    (folder / "edges.tsv").write_text(
        "subject\tpredicate\tobject\tpublications\nX:4\tbiolink:related_to\tX:1\tPMID:9\n", encoding="utf-8"
    )
    columns = {"subject": "subject", "predicate": "predicate", "object": "object", "reference": "paper"}
    memory = msc_graph.load()
    store = folder / "store"
    for name, files, form, parameters in (
        ("a-table", ["trials.tsv"], "table", columns),
        ("kgx", ["nodes.tsv", "edges.tsv"], "kgx", {}),
        ("mine", ["trials.tsv"], "table", columns | {"direction": "against"}),
        ("a-table", ["trials.tsv"], "table", columns | {"evidence_type": "kind"}),
    ):
        paths = [folder / file for file in files]
        options = ImportOptions(
            name=name, parameters=parameters, version="7", licence="CC0-1.0", date="2026-01-01", replace=True
        )
        import_source(form, paths, store=store, options=options)
        memory.add(paths, form, options=options)
    with msc_graph.open(store) as graph:
        return graph.info(), memory


def test_a_store_and_memory_tell_the_same_after_the_same_imports(tmp_path: Path) -> None:
    stored, memory = same_imports(tmp_path)
    assert stored.pop("bytes") > 100_000
    assert stored.pop("revision")
    assert stored["triples"] is None, "they have not been made yet"
    told, copied = memory.info(), KnowledgeGraph(memory.store, words=memory.vocabulary).info()
    ours, theirs, triples_only = (facts.pop("sources") for facts in (told, stored, copied))
    assert told == copied
    assert {**told, "triples": None} == stored
    assert [source["name"] for source in ours] == ["curated", "kgx", "mine", "a-table"]
    assert ours == theirs
    known = [{**source} for source in sorted(theirs[1:], key=itemgetter("name"))]
    assert without(triples_only[1:], "format") == [
        {name: source[name] for name in triples_only[1] if name != "format"} for source in known
    ]
    curated = msc_graph.load().info()
    assert stored["trials"] == curated["trials"]
    assert stored["assertion_kinds"]["ImportedStatement"] == 7
    assert stored["evidence"] == curated["evidence"] + 9
    described = "GRAPH graph:curated { ?x a ?k } ?k rdfs:subClassOf* msc:Document"
    assert stored["references"] == count(memory, f"{{ ?e msc:reference ?x }} UNION {{ {described} }}")


def without(sources: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in source.items() if key != name} for source in sources]


def test_a_source_that_comes_after_a_look_is_seen(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("s\to\nA:1\tB:1\n", encoding="utf-8")
    with msc_graph.load() as graph:
        assert [source["name"] for source in graph.info()["sources"]] == ["curated"]
        parameters = {"subject": "s", "object": "o", "predicate": "msc:targets"}
        graph.add(tmp_path / "t.tsv", "table", name="mine", parameters=parameters)
        assert [source["name"] for source in graph.info()["sources"]] == ["curated", "mine"]
