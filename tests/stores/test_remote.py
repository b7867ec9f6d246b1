"""A graph behind a real SPARQL endpoint, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import EndpointFailed, QueryRefused, UsageError
from msc_graph.query.guard import with_prefixes
from msc_graph.query.results import QueryResult
from msc_graph.stores.remote import RemoteBackend
from msc_graph.vocabulary.curies import prefixes
from tests.helpers.sparql_server import serving


@pytest.fixture(scope="module")
def endpoint(curated: KnowledgeGraph) -> Iterator[str]:
    with serving(curated.store) as address:
        yield f"{address}/query"


@pytest.fixture(scope="module")
def remote(endpoint: str) -> Iterator[KnowledgeGraph]:
    with msc_graph.connect(endpoint) as graph:
        yield graph


def test_questions_are_asked_there(remote: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    query = "SELECT ?s { ?s a msc:MicroRNA } ORDER BY ?s"
    there, here = remote.sparql(query), curated.sparql(query)
    assert isinstance(there, QueryResult)
    assert isinstance(here, QueryResult)
    assert there.rows == here.rows
    assert len(remote.query("article-claims")) == 233
    assert "copy" not in vars(remote.backend)


@pytest.mark.parametrize("name", ["corneal injury", "s3-05", "C01", "PMID:37859748"])
def test_things_are_described_without_a_copy(
    name: str, remote: KnowledgeGraph, curated: KnowledgeGraph
) -> None:
    assert remote.describe(name).to_dict() == curated.describe(name).to_dict()
    assert "copy" not in vars(remote.backend)


def test_labels_are_asked_for_at_once(remote: KnowledgeGraph, curated: KnowledgeGraph) -> None:
    assert isinstance(remote.backend, RemoteBackend)
    before = remote.backend.asker.requests
    there, here = (graph.query("article-claims") for graph in (remote, curated))
    assert isinstance(there, QueryResult)
    assert isinstance(here, QueryResult)
    assert there.render("csv", labels="zh") == here.render("csv", labels="zh")
    assert remote.backend.asker.requests - before < 10


def test_a_copy_answers_what_needs_all(endpoint: str, curated: KnowledgeGraph) -> None:
    with msc_graph.connect(endpoint) as graph:
        assert graph.info() == curated.info()
        assert graph.network.nodes[:] == curated.network.nodes[:]


def test_what_must_not_leave_is_refused(remote: KnowledgeGraph) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        remote.sparql("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }")
    with pytest.raises(QueryRefused, match="update"):
        remote.sparql("DELETE WHERE { ?s ?p ?o }")


def test_an_address_that_is_none_is_told(endpoint: str) -> None:
    with pytest.raises(UsageError, match="begins with http"):
        msc_graph.connect("file:///etc/passwd")
    with pytest.raises(EndpointFailed, match="away|503"):
        msc_graph.connect(endpoint.replace("/query", "/down")).node("PDCD4")
    with serving(Store()) as address, pytest.raises(EndpointFailed, match="no triples"):
        msc_graph.connect(f"{address}/query").property_graph()


def test_it_is_read_only(remote: KnowledgeGraph, tmp_path: Path) -> None:
    before = len(remote.store)
    (tmp_path / "a.tsv").write_text("s\to\nx:1\tx:2\n", encoding="utf-8")
    columns = {"subject": "s", "object": "o", "predicate": "my:near"}
    with pytest.raises(UsageError, match="read-only: nothing can be added there. Import into a store"):
        remote.add(tmp_path / "a.tsv", "table", parameters=columns)
    with pytest.raises(UsageError, match="read-only: what follows cannot be put there. Import into a store"):
        remote.reason()
    assert len(remote.store) == before == remote.info()["triples"]
    assert remote.why("miR-21-5p", "a", "MicroRNACargo") is not None


def test_only_prefixes_that_are_missing_are_declared() -> None:
    text = with_prefixes("PREFIX msc: <http://a/> SELECT * { ?s a msc:X ; skos:note 'GO:1' }", prefixes())
    assert text.count("PREFIX") == 2
    assert text.startswith("PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX msc:")
