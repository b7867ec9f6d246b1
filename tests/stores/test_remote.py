"""A graph behind a real SPARQL endpoint, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import EndpointFailed, QueryRefused, UsageError
from msc_graph.pathfinding.expansion import Limits
from msc_graph.query.guard import with_prefixes
from msc_graph.query.results import QueryResult
from msc_graph.rdf.graphs import graph_iri
from msc_graph.stores import remote as remote_backend
from msc_graph.stores.remote import RemoteBackend
from msc_graph.vocabulary.curies import node_iri, prefixes
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE
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


@pytest.mark.parametrize("where", ["in graphs", "with inferred", "in one"])
def test_what_is_there_is_counted_there(where: str, tmp_path: Path) -> None:
    """A copy in memory counts the same: the narrower of two classes, documents where an edge ends."""
    (tmp_path / "mine.tsv").write_text("s\to\nHGNC:8763\tx:2\nx:3\tPMID:1\n", encoding="utf-8")
    kinds = {"x:2": ["Gene", "MolecularEntity"], "x:3": ["Publication"], "PMID:1": ["Publication"]}
    columns = {"subject": "s", "object": "o", "predicate": "my:near"}
    with msc_graph.load() as graph:
        store = graph.store
        if where == "in one":
            quads, store = [Quad(*quad.triple) for quad in store], Store()
            store.extend(quads)
        else:
            graph.add(tmp_path / "mine.tsv", "table", parameters=columns)
        for name, kind in ((name, kind) for name, some in kinds.items() for kind in some):
            triple = NamedNode(node_iri(name)), NamedNode(RDF_TYPE), NamedNode(MSC + kind)
            store.add(Quad(*triple, NamedNode(graph_iri("mine")) if where != "in one" else DefaultGraph()))
        if where == "with inferred":
            graph.reason()
    with serving(store) as address, msc_graph.connect(f"{address}/query") as remote:
        assert remote.info() == KnowledgeGraph(store).info()
        assert "copy" not in vars(remote.backend)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"around": "PDCD4"}, "ttl"),
        ({"around": "miR-150-5p", "hops": 2}, "graphml"),
        ({"paths": ("miR-21-5p", "corneal injury")}, "ttl"),
    ],
)
def test_a_part_is_written_without_a_copy(
    part: dict[str, Any], kind: str, endpoint: str, curated: KnowledgeGraph, tmp_path: Path
) -> None:
    there, here = (tmp_path / f"{name}.{kind}" for name in ("there", "here"))
    with msc_graph.connect(endpoint) as graph:
        graph.export(there, **part)
        curated.export(here, **part)
        assert there.read_text(encoding="utf-8") == here.read_text(encoding="utf-8")
        assert "copy" not in vars(graph.backend)


def test_surroundings_have_a_limit(endpoint: str, tmp_path: Path) -> None:
    with msc_graph.connect(endpoint, limits=Limits(rows=10)) as graph:
        with pytest.raises(EndpointFailed, match=r"claims, more than 10, are made around it"):
            graph.export(tmp_path / "a.graphml", around="PTEN", hops=2)


def test_what_is_too_large_is_not_copied(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_backend, "COPIED", 1000)
    with (
        msc_graph.connect(endpoint) as graph,
        pytest.raises(EndpointFailed, match="at most 1,000 are copied"),
    ):
        graph.validate()


def test_a_copy_answers_what_needs_all(endpoint: str, curated: KnowledgeGraph) -> None:
    with msc_graph.connect(endpoint) as graph:
        assert graph.network.nodes[:] == curated.network.nodes[:]


def test_what_must_not_leave_is_refused(remote: KnowledgeGraph) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        remote.sparql("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }")
    with pytest.raises(QueryRefused, match="update"):
        remote.sparql("DELETE WHERE { ?s ?p ?o }")


def test_an_address_that_is_none_is_told(endpoint: str) -> None:
    with pytest.raises(UsageError, match="begins with http"):
        msc_graph.connect("file:///etc/passwd")
    with pytest.raises(UsageError, match="the address is empty"):
        msc_graph.connect("")
    with pytest.raises(UsageError, match=r"'http://127.0.0.1:9/\?\*\*\*' is an address.*msc_graph.connect"):
        msc_graph.open("http://127.0.0.1:9/?token=secret")
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
