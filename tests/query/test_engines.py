"""One binder, four engines: the same text of a query gives the same answer on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, Triple

from msc_graph import KnowledgeGraph
from msc_graph.errors import (
    EndpointFailed,
    FileRefused,
    QueryFailed,
    QueryRefused,
    QueryTooLarge,
    UsageError,
)
from msc_graph.query import endpoint
from msc_graph.query.binding import bind_values
from msc_graph.query.endpoint import EndpointEngine
from msc_graph.query.engines import (
    Engine,
    OxigraphEngine,
    WorkerEngine,
    run_saved,
)
from msc_graph.query.rdflib_engine import RdflibEngine
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.query.sandbox import QueryWorker
from tests.helpers.query_cases import BARE, CATALOGUE, ECHO, resolve, saved
from tests.helpers.query_graph import query_store
from tests.helpers.sparql_server import serving
from tests.query.test_query_binding import HOSTILE

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib calls its own old names


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(query_store()) as url:
        yield url


@pytest.fixture(scope="module", params=["oxigraph", "rdflib", "worker", "endpoint"])
def engine(request: pytest.FixtureRequest, address: str) -> Iterator[Engine]:
    store = query_store()
    if request.param == "worker":
        with QueryWorker(store) as worker:
            yield WorkerEngine(worker)
        return
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=store.dump(format=RdfFormat.N_QUADS), format="nquads")
    others: dict[str, Engine] = {
        "oxigraph": OxigraphEngine(store),
        "rdflib": RdflibEngine(dataset),
        "endpoint": EndpointEngine(f"{address}/query"),
    }
    yield others[request.param]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
def test_hostile_text_is_only_a_text(engine: Engine, tmp_path: Path, value: str) -> None:
    query = saved(tmp_path, ECHO)
    answer = run_saved(engine, query, bind_values(query, {"word": value}, resolve=resolve))
    assert isinstance(answer, QueryResult)
    assert answer.rows == ((value,),)


def test_ask_and_construct(engine: Engine) -> None:
    yes = engine.answer("ASK { ?s ?p ?o }")
    assert isinstance(yes, QueryResult)
    assert yes
    assert not engine.answer("ASK { ?s a <http://a/nothing> }")
    triples = engine.answer("CONSTRUCT { ?o <http://a/is> ?s } WHERE { ?s a ?o }")
    assert isinstance(triples, TriplesResult)
    assert list(triples) == sorted(triples, key=str)
    assert all(isinstance(triple, Triple) for triple in triples)


def test_gaps_numbers_languages_and_order(engine: Engine) -> None:
    answer = engine.answer(
        'SELECT ?a ?b WHERE { VALUES (?a ?b) { (2 "x"@zh) (1 UNDEF) (3 <http://a/b>) } } ORDER BY ?a'
    )
    assert isinstance(answer, QueryResult)
    assert answer.columns == ("a", "b")
    assert [str(term) for row in answer.terms for term in row] == [
        *('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', "None"),
        *('"2"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"@zh'),
        *('"3"^^<http://www.w3.org/2001/XMLSchema#integer>', "<http://a/b>"),
    ]


def test_a_text_that_is_no_query(engine: Engine) -> None:
    with pytest.raises(QueryFailed):
        engine.answer("ASK { ?s ?p }")


def test_query_that_is_not_sparql_has_a_place(tmp_path: Path) -> None:
    with pytest.raises(QueryFailed) as caught:
        run_saved(OxigraphEngine(query_store()), saved(tmp_path, BARE + "ASK { ?s ?p }"), {})
    assert caught.value.line == 5


def test_unknown_function_is_our_error(tmp_path: Path) -> None:
    text = f"{BARE}#+ columns:\n#+   x: y\nSELECT (<http://a/f>(1) AS ?x) {{ }}"
    with pytest.raises(QueryFailed, match="http://a/f"):
        run_saved(OxigraphEngine(query_store()), saved(tmp_path, text), {})


class TestEndpoint:
    def test_a_saved_query_of_the_graph_runs_there(self, curated: KnowledgeGraph) -> None:
        with serving(curated.store) as url:
            remote = EndpointEngine(f"{url}/query")
            for name in ("cargo-for-disease", "trials", "mechanism-as-graph"):
                call = CATALOGUE[name].call
                assert curated.ask(name, call, engine=remote) == curated.ask(name, call)

    @pytest.mark.parametrize(
        ("path", "message"),
        [("moved", "302"), ("down", "503"), ("html", "text/html"), ("broken", "malformed")],
    )
    def test_what_is_no_answer_is_an_error(self, address: str, path: str, message: str) -> None:
        with pytest.raises(EndpointFailed, match=message):
            EndpointEngine(f"{address}/{path}").answer("ASK { }")

    def test_nobody_there(self) -> None:
        with pytest.raises(EndpointFailed, match="Check its address"):
            EndpointEngine("http://127.0.0.1:9/query", timeout=2).answer("ASK { }")

    def test_too_large(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(endpoint, "MAX_ANSWER_BYTES", 10)
        with pytest.raises(QueryTooLarge):
            EndpointEngine(f"{address}/query").answer("ASK { }")

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/", "query", "http://", ""])
    def test_only_the_web(self, url: str) -> None:
        with pytest.raises(UsageError, match="http://"):
            EndpointEngine(url)


class TestOwnFolder:
    def test_it_is_guarded_and_runs_in_the_worker(self, tmp_path: Path) -> None:
        saved(tmp_path, ECHO, "mine.rq")
        saved(tmp_path, BARE + "ASK { SERVICE <http://127.0.0.1:9/> { } }", "calls-out.rq")
        store = Store()
        with KnowledgeGraph(store) as graph:
            graph.add_queries(tmp_path)
            assert graph.query("mine", word="}").rows == (("}",),)  # type: ignore[union-attr]
            assert "worker" in vars(graph.backend)
            with pytest.raises(QueryRefused, match="SERVICE"):
                graph.query("calls-out")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="no such folder"):
            KnowledgeGraph(Store()).add_queries(tmp_path / "none")
        (tmp_path / "file").touch()
        with pytest.raises(FileRefused, match="this is no folder"):
            KnowledgeGraph(Store()).add_queries(tmp_path / "file")


def test_our_own_questions_run_here_only_on_our_facts_and_with_time_enough(curated: KnowledgeGraph) -> None:
    assert isinstance(curated.backend.engine(trusted=True, timeout=30), OxigraphEngine)
    assert isinstance(curated.backend.engine(trusted=True, timeout=1), WorkerEngine)
    assert isinstance(curated.backend.engine(trusted=False, timeout=30), WorkerEngine)


def test_on_facts_of_others_our_own_questions_have_limits() -> None:
    with KnowledgeGraph(Store()) as graph:
        engine = graph.backend.engine(trusted=True, timeout=1e-6)
        assert isinstance(engine, WorkerEngine) and engine.timeout == 1e-6
        assert isinstance(graph.backend.engine(trusted=True, timeout=30), WorkerEngine)
