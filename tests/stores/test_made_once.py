"""What tests share of the curated graph is what the package makes."""

from __future__ import annotations

from pathlib import Path

from msc_graph.stores.disk.curated import Curated, open_triples
from msc_graph.stores.disk.curated import facts_digest as digest
from msc_graph.stores.disk.graph import DiskGraph
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.made_once import load_anew, load_copy, place_anew


def test_a_copy_of_the_curated_graph_is_as_one_made_anew() -> None:
    copy, anew = load_copy(), load_anew()
    assert set(copy.store) == set(anew.store)
    for disputed in (False, True):
        assert copy.property_graph(disputed=disputed) == anew.property_graph(disputed=disputed)
    assert len(copy.network) == len(anew.network)
    assert load_copy().store is not copy.store


def test_files_of_the_curated_facts_are_as_made_anew(tmp_path: Path) -> None:
    facts = Curated.of(None, digest())
    facts.place(tmp_path / "shared")
    place_anew(facts, tmp_path / "anew")
    shared, anew = tmp_path / "shared", tmp_path / "anew"
    assert set(open_triples(shared / "triples")) == set(open_triples(anew / "triples"))
    graphs = [DiskGraph(place / "graph", vocabulary(), disputed=True) for place in (shared, anew)]
    assert list(graphs[0].nodes) == list(graphs[1].nodes)
    assert list(graphs[0].edges) == list(graphs[1].edges)
