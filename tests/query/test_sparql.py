from __future__ import annotations

import http.server
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, QuerySolutions, Store

from msc_graph.errors import QueryFailed, QueryRefused, QueryTimeout, QueryTooLarge, UsageError
from msc_graph.query import sandbox
from msc_graph.query import sandbox_process as sparql_worker
from msc_graph.query.complaints import engine_failure
from msc_graph.query.guard import MAX_QUERY_BYTES, GuardedQuery, guard
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.query.sandbox import QueryLimits, QueryWorker, run
from msc_graph.query.text import position
from msc_graph.system import pipes
from msc_graph.system.child import import_path
from tests.helpers.processes import ends
from tests.helpers.query_graph import PREFIXES, query_store

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o . ?q ?r ?s }"
GRAPH = PREFIXES["graph"]


@pytest.fixture(scope="module")
def worker() -> Iterator[QueryWorker]:
    with QueryWorker(query_store(), prefixes=PREFIXES) as running:
        yield running


def select(worker: QueryWorker, text: str, **options: float) -> QueryResult:
    answer = run(text, worker=worker, **options)  # type: ignore[arg-type]
    assert isinstance(answer, QueryResult)
    return answer


class TestGuard:
    def test_a_plain_query_passes_unchanged(self) -> None:
        text = "SELECT ?s WHERE { ?s ?p 'insert { load <x> }' } # from <file:///x>"
        assert guard(text) == GuardedQuery(text, union=True)

    def test_a_byte_order_mark_is_no_part_of_a_query(self) -> None:
        assert guard("\ufeffASK {}").text == "ASK {}"

    @pytest.mark.parametrize(
        ("text", "place", "reason"),
        [
            ("SELECT ?s { SERVICE <http://a/> { } }", (1, 13), "CONCAT"),
            ("SELECT ?s\n{ serVice<http://a/>{} }", (2, 3), "CONCAT"),
            ("SELECT ?s { SERVICESILENT<http://a/>{} }", (1, 13), "CONCAT"),
            ("ASK { FILTER(?a<?b) } # > service", (1, 27), "CONCAT"),
            ("ASK { ?s ?p <http://a/service> }", (1, 23), "CONCAT"),
            ("SELECT ?s { S\\u0045RVICE <http://a/> { } }", (1, 14), "escape"),
            ("SELECT ?s { \\U00000053ERVICE <http://a/> { } }", (1, 13), "escape"),
            ("ASK { ?s ?p '\\u0041' }", (1, 14), "escape"),
        ],
    )
    def test_service_is_refused_in_every_form(self, text: str, place: tuple[int, int], reason: str) -> None:
        with pytest.raises(QueryRefused, match=reason) as caught:
            guard(text)
        assert (caught.value.line, caught.value.column) == place

    @pytest.mark.parametrize(
        "update",
        [
            "INSERT DATA { <a:a> <a:b> 1 }",
            "DELETE WHERE { ?s ?p ?o }",
            "WITH <a:g> DELETE { ?s ?p ?o } WHERE { }",
            "LOAD <http://a/>",
            "load <file:///etc/passwd>",
            "CLEAR ALL",
            "DROP ALL",
            "CREATE GRAPH <a:g>",
            "ADD <a:g> TO <a:h>",
            "MOVE <a:g> TO <a:h>",
            "COPY <a:g> TO <a:h>",
            "PREFIX select: <a:b>\nBASE <http://a/>\n# SELECT\ninsert { } WHERE { }",
        ],
    )
    def test_updates_are_refused(self, update: str, worker: QueryWorker) -> None:
        with pytest.raises(QueryRefused, match="read-only"):
            guard(update)
        with pytest.raises(QueryFailed):  # and the engine would not take them either
            worker.evaluate(GuardedQuery(update, union=True))

    @pytest.mark.parametrize(
        "source",
        [
            "FROM <file:///etc/passwd>",
            "FROM NAMED <file:///etc/passwd>",
            "FROM <http://127.0.0.1:1/>",
            "from<http://127.0.0.1:1/>",
            "FROM graph:curate",
            "PREFIX graph: <http://a/> # FROM",
        ],
    )
    def test_from_may_only_name_our_graphs(self, source: str) -> None:
        text = (
            f"{source}\nSELECT ?s FROM graph:curated {{ }}"
            if source.startswith("PREFIX")
            else f"SELECT ?s {source} {{ }}"
        )
        with pytest.raises(QueryRefused, match="FROM may only name a graph of this store"):
            guard(text, graphs={f"{GRAPH}curated"}, prefixes=PREFIXES)

    def test_refused_graph_is_answered_with_the_nearest(self) -> None:
        with pytest.raises(QueryRefused, match=f"Did you mean '{GRAPH}curated'"):
            guard(f"ASK FROM <{GRAPH}curate> {{}}", graphs={f"{GRAPH}curated", f"{GRAPH}schema"})

    def test_long_text_is_refused(self) -> None:
        fits = "ASK { } #" + "x" * (MAX_QUERY_BYTES - 9)
        assert guard(fits).text == fits
        with pytest.raises(QueryRefused, match="65537 bytes"):
            guard(fits + "x")
        with pytest.raises(QueryRefused, match="bytes"):
            guard("ASK { } #" + "药" * 30000)

    def test_lone_surrogate_is_refused(self) -> None:
        with pytest.raises(QueryRefused, match="surrogate"):
            guard("ASK { ?s ?p '\ud800' }")

    @pytest.mark.parametrize(("opening", "closing"), ["{}", "()", "[]", ("<<", ">>")])
    def test_deep_nesting_is_refused(self, opening: str, closing: str) -> None:
        guard(opening * 64 + closing * 64)
        with pytest.raises(QueryRefused, match="deeper than 64"):
            guard(opening * 65 + closing * 65)

    def test_2247_nested_braces_are_refused(self) -> None:
        with pytest.raises(QueryRefused, match="deeper than 64") as caught:
            guard("SELECT * " + "{" * 2247 + "}" * 2247)
        assert caught.value.column == 74


class TestAnswers:
    def test_select(self, worker: QueryWorker) -> None:
        answer = select(
            worker, "SELECT ?id ?none { ?c a msc:ArticleClaim ; dcterms:identifier ?id } ORDER BY ?id"
        )
        assert answer.columns == ("id", "none")
        assert answer.rows == (("S1-01", None), ("S1-02", None), ("S1-03", None))

    def test_ask(self, worker: QueryWorker) -> None:
        assert select(worker, "ASK { msc:mir_x ?p ?o }")
        assert not select(worker, "ASK { msc:mir_x msc:treats ?o }")

    def test_construct_is_sorted_with_canonical_blank_nodes(self, worker: QueryWorker) -> None:
        claims = "{ ?c a msc:ArticleClaim ; dcterms:identifier ?id }"
        text = f"CONSTRUCT {{ ?c msc:note [ dcterms:identifier ?id ] }} {claims}"
        first, second = (run(text, worker=worker) for _ in range(2))
        assert isinstance(first, TriplesResult)
        assert first == second
        assert len(first) == 6
        assert any(isinstance(triple.object, BlankNode) for triple in first)

    def test_describe(self, worker: QueryWorker) -> None:
        answer = run("DESCRIBE msc:gene_y", worker=worker)
        assert isinstance(answer, TriplesResult)
        assert len(answer) == 3

    def test_graphs_together_are_the_default_graph_and_from_picks_one(self, worker: QueryWorker) -> None:
        count = "SELECT (COUNT(*) AS ?n) {} {{ ?s rdfs:subPropertyOf ?o }}"
        assert select(worker, count.format("")).rows == ((2,),)
        assert select(worker, count.format("FROM graph:schema")).rows == ((2,),)
        assert select(worker, count.format("FROM graph:curated")).rows == ((0,),)
        named = "SELECT (COUNT(*) AS ?n) FROM NAMED graph:schema { GRAPH ?g { ?s rdfs:subPropertyOf ?o } }"
        assert select(worker, named).rows == ((2,),)

    def test_no_rows_is_an_answer(self, worker: QueryWorker) -> None:
        assert len(select(worker, "SELECT ?s { ?s msc:treats ?o }")) == 0

    def test_every_kind_of_term_survives_the_journey(self, worker: QueryWorker) -> None:
        text = r"""SELECT ?v { VALUES ?v { <http://a/é> "a\tb\nc\"\\" "x"@en-gb 01 1.10 1e3 true
            "z"^^xsd:integer "" UNDEF } }"""
        local = Store().query(text, prefixes=PREFIXES)
        assert isinstance(local, QuerySolutions)
        assert select(worker, text).terms == tuple((row["v"],) for row in local)


def test_a_prefix_of_ours_that_is_not_declared_is_told_as_it_is() -> None:
    failure = engine_failure("error at 1:1: expected one of x", "SELECT ?s { ?s msc:targets ?o }")
    assert "Declare it: PREFIX msc: <https://w3id.org/msc-graph/>." in str(failure)


class TestFailures:
    @pytest.mark.parametrize(
        "text",
        [
            "SELECT ?x¦,\n ?y\nWHERE { ?x a ?y }",
            "SELECT ?x {\n ?x rdfs:label ?l .\n FILTER(?l =¦= 'a'@en)\n ?x ?p ?o . }",
            "SELECT ?x {\n ?x rdfs:label ?l\n FILTER regex(?l ¦'a')\n}",
            "SELECT * ¦｛ ?s ?p ?o }",
            "SELECT *\u00a0¦“PTEN”",
            "¦SELEC ?x { ?x a ?y }",
            "SELECT ?x { ?x a ?y } ORDER ¦?x",
            "SELECT (COUNT(?x) ¦?n) { ?x a ?y }",
            "SELECT ?x { ?x a ?y }¦}",
            "SELECT ?x WHERE ¦?x a ?y }",
            "SELECT ?x { ?x a ?y FILTER ¦?y > 3 }",
            "SELECT ?x { ?x a '1'^^xsd:int , ¦}",
            "SELECT ?s { ?s ?p -1 ¦?x}",
            "SELECT ?x { ?x a ?y¦",
            "SELECT ?x { # }\n ?x a ?y ; ?p¦",
            'SELECT ?x { ?x a ¦"a }',
            "SELECT ?s { ?s ?p ¦'a\nb' }",
            "DESCRIBE¦",
        ],
    )
    def test_the_place_is_that_of_the_slip(self, worker: QueryWorker, text: str) -> None:
        before, _, after = text.partition("¦")
        with pytest.raises(QueryFailed) as caught:
            run(before + after, worker=worker)
        assert (caught.value.line, caught.value.column) == position(before + after, len(before))

    def test_a_part_that_is_one_too_many_is_the_slip_wherever_it_stands(self, worker: QueryWorker) -> None:
        whole = "SELECT DISTINCT ?s { ?s a msc:Gene ; rdfs:label ?l . FILTER(LANG(?l) = 'en') } ORDER BY ?l"
        parts = whole.split(" ")
        for place in range(len(parts) + 1):
            text = " ".join([*parts[:place], "｛", *parts[place:]])
            with pytest.raises(QueryFailed) as caught:
                run(text, worker=worker)
            assert (caught.value.line, caught.value.column) == (1, text.index("｛") + 1)

    @pytest.mark.parametrize(
        ("text", "message", "line"),
        [
            ("SELECT ?s WHERE {\n ?s ?p }", "not valid SPARQL", 2),
            ("SELECT ?s {\n ?s rdfs：label ?o }", "'：' cannot stand there. Did you mean ':'?", 2),
            ("SELECT ?s {\n ?s ?p “PTEN” }", "Did you mean '\"'?", 2),
            ("SELECT ?s\n　{ ?s ?p '　' ｝", "a wide blank stands before '{'. Type an ordinary one.", 2),
            ("SELECT ?s { ?s nope:p ?o }", "Prefix not found: nope", 1),
            ("SELECT ?s {\n ?s ?p ?o .\n ?s nope:p ?o }", "Prefix not found: nope", 3),
            ("SELECT ?s {\n ?s nope:é ?o }", "Prefix not found: nope", 2),
            ("SELECT (1 AS ?x) ?x { }", "Duplicated variable name", 1),
            ("", "not valid SPARQL", 1),
        ],
    )
    def test_syntax_errors_have_a_place(
        self, worker: QueryWorker, text: str, message: str, line: int
    ) -> None:
        with pytest.raises(QueryFailed, match=message) as caught:
            run(text, worker=worker)
        assert caught.value.line == line
        assert "SERVICE" not in str(caught.value)

    def test_unknown_function_is_named(self, worker: QueryWorker) -> None:
        with pytest.raises(QueryFailed, match="msc-graph/nope"):
            run("SELECT (msc:nope(1) AS ?x) { }", worker=worker)

    def test_message_without_a_place_is_kept(self) -> None:
        assert "on fire" in str(engine_failure("on fire"))

    def test_endless_query_is_stopped_at_the_time_limit(self, worker: QueryWorker) -> None:
        begin = time.perf_counter()
        with pytest.raises(QueryTimeout) as caught:
            run(ENDLESS, worker=worker, timeout=0.3)
        assert caught.value.seconds == 0.3
        assert time.perf_counter() - begin < 100  # it would go on for ever
        assert select(worker, "ASK { ?s ?p ?o }")

    @pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
    def test_time_limit_must_be_a_positive_number(self, worker: QueryWorker, timeout: float) -> None:
        with pytest.raises(UsageError, match="time limit"):
            run("ASK { }", worker=worker, timeout=timeout)

    def test_rows_and_bytes_are_capped(self, worker: QueryWorker) -> None:
        text = "SELECT ?s { ?s a ?o } LIMIT 5"
        assert len(run(text, worker=worker, limits=QueryLimits(rows=5))) == 5
        with pytest.raises(QueryTooLarge, match="4 rows"):
            run(text, worker=worker, limits=QueryLimits(rows=4))
        with pytest.raises(QueryTooLarge, match="100 bytes"):
            run(text, worker=worker, limits=QueryLimits(size=100))
        with pytest.raises(QueryTooLarge, match="2 rows"):
            run("DESCRIBE msc:gene_y", worker=worker, limits=QueryLimits(rows=2))

    def test_cells_are_capped_before_they_reach_the_parent(self, worker: QueryWorker) -> None:
        """Three hundred columns of nothing took the parent to 5.4 GB, within the limit of bytes."""
        columns = " ".join(f"?v{number}" for number in range(300))
        wide = f"SELECT * {{ VALUES ({columns}) {{ ({'UNDEF ' * 300}) }} ?a ?b ?c . ?d ?e ?f }} LIMIT 100000"
        with pytest.raises(QueryTooLarge, match="2,000,000 cells"):
            run(wide, worker=worker)
        few = "SELECT * { VALUES (?a ?b) { (1 2) (3 4) (5 6) } }"
        assert len(run(few, worker=worker, limits=QueryLimits(cells=6))) == 3
        with pytest.raises(QueryTooLarge, match="5 cells"):
            run(few, worker=worker, limits=QueryLimits(cells=5))

    def test_a_row_has_a_limit_of_its_own(self, worker: QueryWorker) -> None:
        doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(18))
        long = f"{{ BIND('{'x' * 80}' AS ?x0) {doubled} }}"
        with pytest.raises(QueryTooLarge, match="8,388,608 bytes for one row"):
            run(f"SELECT ?x18 {long}", worker=worker)
        with pytest.raises(QueryTooLarge, match="8,388,608 bytes for one row"):
            run(f"CONSTRUCT {{ <a:a> <a:b> ?x18 }} {long}", worker=worker)
        assert len(run(f"SELECT (STRLEN(?x18) AS ?n) {long}", worker=worker)) == 1

    @pytest.mark.parametrize("head", ["SELECT ?x{0}", "CONSTRUCT {{ <a:a> <a:b> ?x{0} }}"])
    def test_terms_nested_deep_are_no_traceback(self, worker: QueryWorker, head: str) -> None:
        for depth, fits in ((40, True), (65, False), (1000, False)):
            nested = " ".join(f"BIND(TRIPLE(<a:a>, <a:b>, ?x{i}) AS ?x{i + 1})" for i in range(depth))
            text = f"{head.format(depth)} {{ BIND(1 AS ?x0) {nested} }}"
            if fits:
                assert len(run(text, worker=worker)) == 1
            else:
                with pytest.raises(QueryFailed, match="cannot be read back"):
                    run(text, worker=worker)

    def test_reading_the_answer_counts_in_the_time_limit(
        self, worker: QueryWorker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("msc_graph.system.limits.Deadline.passed", True)
        with pytest.raises(QueryTimeout, match="after 60 seconds"):
            run("SELECT ?s { ?s ?p ?o }", worker=worker, timeout=60)
        with pytest.raises(QueryTimeout, match="after 60 seconds"):
            run("CONSTRUCT WHERE { ?s ?p ?o }", worker=worker, timeout=60)

    @pytest.mark.parametrize("nodes", [3, 12])
    def test_blank_nodes_that_all_point_at_each_other_are_named_in_time(
        self, worker: QueryWorker, nodes: int
    ) -> None:
        """Canonical names of ten such nodes take minutes."""
        mesh = " ".join(f"_:b{a} <a:p> _:b{b} ." for a in range(nodes) for b in range(nodes) if a != b)
        first, second = (run(f"CONSTRUCT {{ {mesh} }} {{}}", worker=worker) for _ in range(2))
        assert isinstance(first, TriplesResult)
        assert first == second
        assert len(first) == nodes * (nodes - 1)

    @pytest.mark.parametrize("query", [None, b"ASK {}", 5, ["ASK {}"]])
    def test_what_is_no_text_is_a_usage_error(self, worker: QueryWorker, query: object) -> None:
        with pytest.raises(UsageError, match="must be a text"):
            run(query, worker=worker)  # type: ignore[arg-type]

    def test_a_time_limit_that_is_no_number_is_a_usage_error(self, worker: QueryWorker) -> None:
        for timeout in ("5", None, True):
            with pytest.raises(UsageError, match="positive number of seconds"):
                run("ASK {}", worker=worker, timeout=timeout)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "text",
        [
            "ASK { FILTER(" + "!" * 60000 + "true) }",
            "SELECT * " + "{" * 20000 + "}" * 20000,
        ],
    )
    def test_crash_of_the_engine_is_an_error_and_not_ours(self, worker: QueryWorker, text: str) -> None:
        with pytest.raises(QueryFailed, match="stack"):
            worker.evaluate(GuardedQuery(text, union=True))
        assert select(worker, "ASK { ?s ?p ?o }")

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
    def test_memory_is_capped(self) -> None:
        product = (
            "SELECT ?a ?t { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . BIND(CONCAT(STR(?a), STR(?f), STR(?i)) AS ?t) }"
        )
        with QueryWorker(query_store(), memory=256 * 1024 * 1024) as small:
            with pytest.raises(QueryTooLarge, match="memory limit of 256 MiB"):
                run(f"{product} ORDER BY ?t", worker=small)
            assert select(small, "ASK { }")


class TestProcess:
    def test_worker_starts_lazily_and_again_after_close(self) -> None:
        worker = QueryWorker(query_store())
        worker.close()
        assert select(worker, "ASK { }")
        worker.close()
        assert select(worker, "ASK { }")
        worker.close()

    def test_worker_that_was_killed_is_replaced(self) -> None:
        with QueryWorker(query_store()) as worker:
            assert select(worker, "ASK { }")
            process = worker._process()
            os.kill(process.pid, signal.SIGTERM)
            assert ends(process.pid)
            deadline = time.monotonic() + 60  # its last threads may outlive its first one by a moment
            while process.alive and time.monotonic() < deadline:
                time.sleep(0.01)
            assert not process.alive
            assert select(worker, "ASK { }")

    def test_threads_take_turns(self, worker: QueryWorker) -> None:
        counts: list[int] = []

        def ask(limit: int) -> None:
            counts.append(len(select(worker, f"SELECT ?s {{ ?s ?p ?o }} LIMIT {limit}")))

        threads = [threading.Thread(target=ask, args=(limit,)) for limit in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(counts) == list(range(1, 9))

    def test_interrupted_call_does_not_leave_its_answer_to_the_next(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(stream: object) -> tuple[bytes, bytes]:
            raise KeyboardInterrupt

        with QueryWorker(query_store()) as worker:
            assert select(worker, "ASK { }")
            with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
                patched.setattr(sandbox, "read_frame", interrupt)
                run("SELECT ?s { ?s ?p ?o }", worker=worker)
            assert select(worker, "ASK { ?s ?p ?o }").ask

    @pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
    @pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGHUP"])
    def test_a_worker_that_works_ends_with_its_parent(self, how: str) -> None:
        heeds = "" if how == "SIGKILL" else f"signal.signal(signal.{how}, signal.SIG_DFL)\n"  # unlike nohup
        program = (
            "import signal, threading\n"
            "from pyoxigraph import Store\n"
            "from msc_graph.query.sandbox import QueryWorker, run\n"
            "from tests.helpers.query_graph import query_store\n"
            f"{heeds}"
            "worker = QueryWorker(query_store())\n"
            "run('ASK {}', worker=worker)\n"
            "print(worker._process().pid, flush=True)\n"
            f"run({ENDLESS!r}, worker=worker, timeout=3600)\n"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": import_path()},
        )
        assert parent.stdout is not None
        with parent:
            worker_pid = int(parent.stdout.readline())
            time.sleep(0.5)
            parent.send_signal(getattr(signal, how))
            parent.wait(60)
            assert ends(worker_pid)

    @pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
    def test_worker_ends_with_its_parent(self) -> None:
        program = (
            "from pyoxigraph import Store\n"
            "from msc_graph.query.sandbox import QueryWorker, run\n"
            "worker = QueryWorker(Store())\n"
            "run('ASK {}', worker=worker)\n"
            "print(worker._process().pid, flush=True)\n"
            "input()\n"
        )
        parent = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert parent.stdout is not None
        assert parent.stdin is not None
        with parent:
            worker_pid = int(parent.stdout.readline())
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            assert ends(worker_pid)

    def test_module_of_the_current_folder_is_not_imported(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        trap = tmp_path / "pyoxigraph.py"
        trap.write_text("raise SystemExit('imported from the current folder')\n", encoding="utf-8")
        monkeypatch.setattr(sys, "path", ["", *sys.path])
        with QueryWorker(Store()) as worker:
            assert select(worker, "ASK { }")

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process leave the network")
    def test_worker_cannot_reach_the_network(self, worker: QueryWorker) -> None:
        if not _may_leave_network():
            pytest.skip("this system does not let a process leave the network")
        seen: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append(self.path)

        with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            with socket.create_connection(server.server_address[:2]):  # type: ignore[arg-type]
                pass
            text = f"SELECT ?s {{ SERVICE <http://127.0.0.1:{server.server_port}/> {{ ?s ?p ?o }} }}"
            with pytest.raises(QueryFailed):
                worker.evaluate(GuardedQuery(text, union=True), timeout=10)
            server.shutdown()
        assert not seen


class TestWorkerParts:
    def test_frames_round_trip_and_truncation_is_noticed(self) -> None:
        stream = io.BytesIO()
        pipes.write_frame(stream, b"Q", b"abc")
        whole = stream.getvalue()
        assert pipes.read_frame(io.BytesIO(whole)) == (b"Q", b"abc")
        for cut in (0, 5, len(whole) - 1):
            with pytest.raises(EOFError):
                pipes.read_frame(io.BytesIO(whole[:cut]))

    def test_serve_answers_until_the_parent_is_gone(self) -> None:
        requests, answers = io.BytesIO(), io.BytesIO()
        pipes.write_frame(requests, b"C", b'{"memory": 0, "prefixes": {}}')
        pipes.write_frame(requests, b"D", b"<a:a> <a:b> <a:c> <a:g> .\n")
        for text in ("ASK { ?s ?p ?o }", "SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "NO"):
            request = (
                f'{{"query": "{text}", "union": true, "timeout": 9, "rows": 9, "cells": 9, "bytes": 999}}'
            )
            pipes.write_frame(requests, b"Q", request.encode())
        requests.seek(0)
        with pytest.MonkeyPatch.context() as patched, pytest.raises(EOFError):
            patched.setattr(sparql_worker, "limit_memory", lambda size: False)
            sparql_worker.serve(requests, answers)
        answers.seek(0)
        frames = [pipes.read_frame(answers) for _ in range(5)]
        assert frames[:4] == [
            (b"R", b""),
            (b"B", b"true"),
            (b"S", b"?s\n<a:a>\n"),
            (b"T", b"<a:a> <a:b> <a:c> .\n"),
        ]
        assert frames[4][0] == b"F"


def _may_leave_network() -> bool:
    program = (
        "from msc_graph.query.sandbox_process import leave_network; raise SystemExit(not leave_network())"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
