"""What is answered in processes: graphs in folders, saved questions, descriptions of the data set."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

import msc_graph
from msc_graph.serve import graph as graph_module
from msc_graph.serve.description import VOID
from msc_graph.serve.graph import COPIED, Settings
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.disk.layout import Layout
from msc_graph.stores.importing.source import ImportOptions
from tests.helpers.http_server import Running, running
from tests.helpers.small_stores import HEADER, ROWS, copied

SLOW = """#+ summary: slow
#+ summary_zh: 慢
#+ motivation: slow
#+ motivation_zh: 慢
#+ tags:
#+   - x
#+ columns:
#+   n: number
#+ columns_zh:
#+   n: 数
SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with msc_graph.load() as graph, running(graph) as found:
        yield found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    (folder / "mti.csv").write_text(HEADER + ROWS, encoding="utf-8")
    import_source("mirtarbase", [folder / "mti.csv"], store=folder / "store", options=ImportOptions())
    return folder / "store"


@pytest.fixture(scope="module")
def one(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store with all its parts; tests change copies."""
    folder = copied(store, tmp_path_factory.mktemp("whole") / "store")
    with msc_graph.open(folder) as graph:
        assert len(graph.network) and len(graph.store)
    return folder


@pytest.mark.parametrize("most", [0, COPIED])
def test_a_large_graph_in_a_folder_is_opened_there(
    store: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(graph_module, "COPIED", most)
    with msc_graph.open(store) as graph, running(graph) as server:
        assert "quads" not in vars(server.served), "nothing was dumped"
        assert server.served.pool is not None and server.served.pool.dataset.copied == bool(most)
        counted = server.ask(f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?s ?p ?o }')}&format=csv")
        assert int(counted.text.split()[1]) == len(graph.store)
        assert server.ask("/queries/hubs.csv").status == 200
        assert len(server.served.build) == 12


ASKED = (
    *(
        "/",
        "/search?q=PTEN",
        "/node/HGNC:9588",
        "/paths?from=miR-21-5p&to=PTEN",
        "/checks.json",
        "/about.json",
    ),
    *("/sparql?query=ASK%7B%7D", "/sparql/vocabulary.json", "/void", "/api/info", "/api/query/overview"),
    "/api/paths?source=miR-21-5p&target=PTEN",
)


@pytest.mark.parametrize("removed", ["", "triples", "sources/mirtarbase"], ids=["all", "triples", "source"])
def test_a_store_removed_while_it_is_served_is_told_without_its_place(
    one: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, removed: str
) -> None:
    """The place is told in the log, for whoever runs the server."""
    folder = copied(one, tmp_path / "store")
    with msc_graph.open(folder) as graph, running(graph) as server:
        for path in filter(Path.is_file, [*(Layout(folder).current() / removed).rglob("*")]):
            path.unlink()
        if not removed:
            shutil.rmtree(folder)
        found = {address: server.ask(address) for address in ASKED}
    statuses = {answer.status for answer in found.values()}
    assert 503 in statuses and statuses <= {200, 503}, {k: v.status for k, v in found.items()}
    assert not [address for address, answer in found.items() if str(tmp_path) in answer.text]
    assert "Traceback" not in caplog.text and str(tmp_path) in caplog.text


def test_a_saved_question_is_stopped_with_its_process(tmp_path: Path) -> None:
    (tmp_path / "slow.rq").write_text(SLOW, encoding="utf-8")
    with msc_graph.load() as graph:
        assert graph.add_queries(tmp_path) == ()
        with running(graph, Settings(timeout=0.5)) as server:
            assert server.served.pool is not None
            server.ask("/sparql?query=ASK%20%7B%7D")
            before = set(server.served.pool.pids)
            for address in ("/queries/slow", "/queries/slow.csv", "/api/query/slow"):
                assert server.ask(address).status == 504, address
            assert before != set(server.served.pool.pids)


def test_answers_of_the_processes_are_those_of_the_library(
    server: Running, curated: msc_graph.KnowledgeGraph
) -> None:
    for name in ("trials", "disputed-claims", "mechanism-as-graph"):
        given = dict(curated.queries[name].call)
        answer = server.ask(f"/queries/{name}.{'ttl' if 'graph' in name else 'json'}?" + "&".join(
            f"{key}={quote(value)}" for key, value in given.items()
        ))  # fmt: skip
        library = curated.query(name, **given)
        if name.endswith("graph"):
            assert answer.body == library.serialize("turtle", prefixes=msc_graph_prefixes())  # type: ignore[union-attr]
        else:
            bindings = json.loads(answer.body)["results"]["bindings"]
            assert bindings == json.loads(library.render("json"))["results"]["bindings"]  # type: ignore[union-attr]


def msc_graph_prefixes() -> dict[str, str]:
    from msc_graph.vocabulary.curies import prefixes

    return dict(prefixes())


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_void_counts_classes_and_properties(server: Running, form: str) -> None:
    answer = server.ask(f"/void.{form}")
    store = Store()
    store.load(answer.body, format=RdfFormat.from_extension(form))
    dataset = NamedNode(f"{server.address}/void#dataset")

    def parts(whole: object, name: str) -> list[object]:
        return [quad.object for quad in store.quads_for_pattern(whole, NamedNode(VOID + name), None)]  # type: ignore[arg-type]

    [classes] = parts(dataset, "classes")
    kinds = parts(dataset, "classPartition")
    assert len(kinds) == int(classes.value) > 20  # type: ignore[attr-defined]
    assert all(parts(kind, "entities") and parts(kind, "propertyPartition") for kind in kinds)
    used = [int(parts(use, "triples")[0].value) for use in parts(dataset, "propertyPartition")]  # type: ignore[attr-defined]
    assert sum(used) == len(server.served.graph.store)


def test_void_is_well_known_and_the_endpoint_points_to_it(server: Running) -> None:
    assert server.ask("/.well-known/void").headers["location"] == "/void"
    assert (
        server.ask("/void", accept="application/n-triples")
        .headers["content-type"]
        .startswith("application/n-triples")
    )
    assert f"<{server.address}/void#dataset>" in server.ask("/sparql", accept="application/n-triples").text
    assert server.ask("/void.docx").status == 400
