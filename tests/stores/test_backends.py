"""What every backend answers alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.query.results import QueryResult
from tests.helpers.sparql_server import serving

COLUMNS = {"subject": "s", "object": "o", "predicate": "my:near"}
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A table that says of a curated node what is said of it already, and something new."""
    file = tmp_path / "pairs.tsv"
    file.write_text("s\to\nHGNC:8763\tx:2\n", encoding="utf-8")
    return file


@contextmanager
def lying(where: str, pairs: Path) -> Iterator[KnowledgeGraph]:
    """The curated graph with one imported source, in memory, on disk, or behind an endpoint."""
    with msc_graph.load() as graph:
        graph.add(pairs, "table", parameters=COLUMNS)
        if where == "memory":
            yield graph
        elif where == "endpoint":
            with serving(graph.store) as address, msc_graph.connect(f"{address}/query") as remote:
                yield remote
        else:
            from msc_graph.stores.disk.building import import_source
            from msc_graph.stores.importing.source import ImportOptions

            folder = pairs.parent / "store"
            import_source("table", [pairs], store=folder, options=ImportOptions(parameters=COLUMNS))
            with msc_graph.open(folder) as stored:
                yield stored


def counted(graph: KnowledgeGraph) -> object:
    answer = graph.sparql(COUNT)
    assert isinstance(answer, QueryResult)
    return answer.rows[0][0]


@pytest.mark.parametrize("where", ["memory", "disk", "endpoint"])
def test_info_counts_the_triples_that_sparql_counts(where: str, pairs: Path) -> None:
    with lying(where, pairs) as graph:
        assert counted(graph) == len(graph.store) == graph.info()["triples"]
        assert [source["name"] for source in graph.info()["sources"]] == ["curated", "pairs"]
        assert graph.vocabulary.predicates.keys() >= {"https://w3id.org/msc-graph/imported/my/near"}
        if where != "endpoint":
            graph.reason()
            assert counted(graph) == len(graph.store) == graph.info()["triples"]
            graph.add(pairs, "table", name="again", parameters=COLUMNS)
            assert counted(graph) == len(graph.store) == graph.info()["triples"]


def test_what_depends_on_the_triples_is_worked_out_anew(pairs: Path) -> None:
    with msc_graph.load() as graph:
        before = graph.backend
        follows, network = graph.follows(), graph.network
        assert not graph.find("x:2")
        assert graph.add(pairs, "table", parameters=COLUMNS).changed
        assert graph.backend is not before
        assert graph.node("x:2").id == "x:2"
        assert graph.network is not network
        assert graph.follows() is not follows
        now = graph.backend
        assert not graph.add(pairs, "table", parameters=COLUMNS).changed
        assert graph.backend is now


def test_a_graph_may_be_empty() -> None:
    with KnowledgeGraph() as graph:
        assert graph.info()["triples"] == counted(graph) == 0


@pytest.mark.parametrize(
    ("against", "verdict", "told"),
    [
        (0, "(supported, moderate (belief 0.40)", "all steps, 1 paper. Net"),
        (1, "(supported, moderate (belief 0.32)", "all steps, 1 paper; 1 paper against. Net"),
        (9, "(partially supported, weak (belief 0.05)", "all steps, 1 paper; 9 papers against. Net"),
    ],
)
def test_papers_against_an_imported_statement_are_told_with_its_verdict(
    against: int, verdict: str, told: str, tmp_path: Path
) -> None:
    rows = ["x:a\tx:b\tPMID:11111101\tsupports"]
    rows += [f"x:a\tx:b\tPMID:1111120{number}\trefutes" for number in range(against)]
    answer = denied(tmp_path, rows)
    assert verdict in answer and told in answer


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "x:a regulates x:b: refuted"), ("zh", "x:a 调控 x:b：被否定")]
)
def test_a_disputed_statement_without_a_label_is_told_in_words(lang: str, said: str, tmp_path: Path) -> None:
    answer = denied(tmp_path, ["x:a\tx:b\tPMID:11111101\trefutes"], lang)
    disputed = answer.strip().splitlines()[-2:]
    assert disputed[0].startswith(f"- {said}")
    assert not disputed[1].strip().startswith(("why", "理由"))


def denied(folder: Path, rows: list[str], lang: str = "en") -> str:
    """Return what is told of the paths from x:a to x:b in a graph with a table of statements."""
    (folder / "d.tsv").write_text("\n".join(["s\to\tref\tdir", *rows]) + "\n", encoding="utf-8")
    columns = COLUMNS | {"predicate": "biolink:regulates", "reference": "ref", "direction": "dir"}
    with msc_graph.load() as graph:
        graph.add(folder / "d.tsv", "table", parameters=columns)
        return graph.paths("x:a", "x:b").explain(lang)
