"""``msc-graph reason``: counts, reasons, files of any OWL syntax, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msc_graph import KnowledgeGraph
from msc_graph.cli.main import cli
from msc_graph.errors import UsageError
from msc_graph.reasoning.files import store_of_file

TURTLE = """
@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Cat a owl:Class ; rdfs:subClassOf :Animal . :tom a :Cat ; :eats :nemo .
:Eater owl:equivalentClass [ a owl:Restriction ; owl:onProperty :eats ; owl:someValuesFrom owl:Thing ] .
"""
OWL_XML = """<?xml version="1.0"?>
<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="http://e/zoo">
  <Prefix name="owl" IRI="http://www.w3.org/2002/07/owl#"/>
  <Prefix name="rdfs" IRI="http://www.w3.org/2000/01/rdf-schema#"/>
  <Import>http://127.0.0.1:9/never-fetched</Import>
  <SubClassOf><Class IRI="http://e/Cat"/><Class IRI="http://e/Animal"/></SubClassOf>
  <EquivalentClasses><Class IRI="http://e/Eater"/><ObjectSomeValuesFrom>
    <ObjectProperty IRI="http://e/eats"/><Class abbreviatedIRI="owl:Thing"/></ObjectSomeValuesFrom>
  </EquivalentClasses>
  <ClassAssertion><Class IRI="http://e/Cat"/><NamedIndividual IRI="http://e/tom"/></ClassAssertion>
  <ObjectPropertyAssertion><ObjectProperty IRI="http://e/eats"/><NamedIndividual IRI="http://e/tom"/>
    <NamedIndividual IRI="http://e/nemo"/></ObjectPropertyAssertion>
  <AnnotationAssertion><AnnotationProperty abbreviatedIRI="rdfs:label"/><IRI>http://e/Cat</IRI>
    <Literal xml:lang="en">cat</Literal></AnnotationAssertion>
</Ontology>
"""
EXPECTED = {
    "<http://e/tom> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Animal> .",
    "<http://e/tom> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Eater> .",
}


@pytest.fixture(autouse=True)
def _one_load_for_all(curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the command the graph that is already loaded; it does not change the store."""
    monkeypatch.setattr("msc_graph.cli.options.graph", lambda **_: curated)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["reason", *map(str, arguments)])


def written(folder: Path, suffix: str) -> Path:
    import rdflib

    path = folder / f"zoo{suffix}"
    graph = rdflib.Graph().parse(data=TURTLE, format="turtle")
    kinds = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml"}
    text = OWL_XML if suffix in (".owx", ".owl") else graph.serialize(format=kinds[suffix])
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".rdf", ".owx", ".owl"])
def test_a_file_of_any_owl_syntax_gives_the_same_triples(suffix: str, tmp_path: Path) -> None:
    result = run(written(tmp_path, suffix), "--format", "ntriples")
    assert result.exit_code == 0, result.output
    assert set(result.output.splitlines()) == EXPECTED


def test_a_contradiction_in_a_file_is_explained_with_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "zoo.ttl"
    path.write_text(TURTLE + ":Fish owl:disjointWith :Animal . :tom a :Fish .", encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert "no member in common" in result.output
    assert "http://e/tom" in result.output


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><Ontology xmlns="http://www.w3.org/2002/07/owl#"/>', "document type"),
        ('<Ontology xmlns="http://www.w3.org/2002/07/owl#"><Class></Ontology>', "well-formed"),
        (OWL_XML.replace("rdfs:label", "unknown:label"), "prefix 'unknown' is not declared"),
    ],
)
def test_a_bad_owl_xml_file_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.owx"
    path.write_text(text, encoding="utf-8")
    result = run(path)
    assert result.exit_code == 3
    assert problem in result.output


def test_constructs_that_no_rule_uses_are_told(tmp_path: Path) -> None:
    path = tmp_path / "zoo.ttl"
    path.write_text(TURTLE + ":p a owl:IrreflexiveProperty .", encoding="utf-8")
    assert "1 IrreflexiveProperty" in run(path).output


def test_no_python_module_of_a_file_is_loaded(tmp_path: Path) -> None:
    """owlready2 would import what this annotation names; its translator to triples does not."""
    path = tmp_path / "evil.owx"
    annotation = (
        '<Annotation><AnnotationProperty IRI="http://www.lesfleursdunormal.fr/static/_downloads/'
        'owlready_ontology.owl#python_module"/><Literal>antigravity</Literal></Annotation>'
    )
    path.write_text(OWL_XML.replace("<SubClassOf>", annotation + "<SubClassOf>", 1), encoding="utf-8")
    import sys

    assert len(store_of_file(path)) > 5
    assert "antigravity" not in sys.modules


def test_why_goes_down_to_references() -> None:
    result = run("--why", "MSC exosome", "reachesTarget", "PDCD4")
    assert result.exit_code == 0, result.output
    assert "[vesicle-reaches-target]" in result.output
    assert "PMID:" in result.output
    assert "claim:" in result.output


def test_why_tells_the_facts_and_in_full_the_steps_between() -> None:
    asked = ("--why", "miR-21-5p", "a", "MicroRNACargo")
    brief, full = run(*asked).output.splitlines(), run(*asked, "--full").output.splitlines()
    assert len(brief) <= 7 < len(full)
    assert brief[:2] == full[:2]
    facts = [line.strip() for line in full if "[asserted in" in line or "[stated in" in line]
    assert [line.strip() for line in brief[2:-1]] == facts
    assert "--full" in brief[-1]
    assert "ontology" not in "\n".join(brief)


def test_why_with_nothing_between_leaves_nothing_out(tmp_path: Path) -> None:
    path = written(tmp_path, ".ttl")
    asked = (path, "--why", "tom", "a", "Animal")
    assert run(*asked).output == run(*asked, "--full").output


def test_what_only_the_ontology_says_is_told_in_full() -> None:
    asked = ("--why", "MicroRNA", "rdfs:subClassOf", "MaterialEntity")
    assert run(*asked).output == run(*asked, "--full").output


@pytest.mark.parametrize(
    ("labelled", "named"),
    [
        (("miR-21-5p", "a", "microRNA"), ("miR-21-5p", "a", "MicroRNA")),
        (("miR-21-5p", "a", "微小RNA内容物"), ("miR-21-5p", "a", "MicroRNACargo")),
        (("miR-21-5p", "a", "https://w3id.org/msc-graph/MicroRNA"), ("miR-21-5p", "a", "msc:MicroRNA")),
        (("miR-21-5p", "靶向", "PDCD4"), ("miR-21-5p", "targets", "PDCD4")),
        (("微小RNA", "subClassOf", "nucleic acid"), ("MicroRNA", "subClassOf", "NucleicAcid")),
        (("靶向", "subPropertyOf", "下调"), ("targets", "subPropertyOf", "downregulates")),
    ],
)
def test_why_takes_terms_by_their_labels(labelled: tuple[str, ...], named: tuple[str, ...]) -> None:
    result = run("--why", *labelled)
    assert (result.exit_code, result.output) == (0, run("--why", *named).output)


def test_why_offers_labels_near_to_a_name() -> None:
    assert "'微小RNA'" in run("--why", "miR-21-5p", "a", "微小RMA").stderr
    assert "'靶向'" in run("--why", "miR-21-5p", "靶想", "PDCD4").stderr


def test_why_of_a_file_takes_the_labels_of_our_terms(curated: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "part.ttl"
    curated.export(path, around="miR-21-5p")
    for asked in (("miR-21-5p", "a", "微小RNA"), ("miR-21-5p", "靶向", "PDCD4")):
        assert run(path, "--why", *asked).exit_code == 0


def test_full_is_for_why() -> None:
    result = run("--full")
    assert isinstance(result.exception, UsageError) or "--why" in result.output


def test_what_is_said_of_a_mechanism_leads_to_its_steps_and_their_references() -> None:
    result = run("--why", "NCT03384433", "hasMechanismBehind", "c21")
    assert result.exit_code == 0, result.output
    assert "net sign -  [asserted in claim:C21-E1, claim:C21-E2" in result.output
    assert "[asserted in claim:NCT03384433-investigates-1; reference:NCT03384433]" in result.output
    assert run("--why", "NCT03384433", "hasMechanismBehind", "C99").exit_code == 3


def test_what_no_assertion_states_names_its_curated_line() -> None:
    steps = json.loads(run("--why", "miR-21-5p", "a", "MicroRNACargo", "--format", "json").output)["steps"]
    assert "nodes.tsv mirbase.mature:MIMAT0000076" in {step.get("line") for step in steps}


def test_why_as_json_numbers_its_steps() -> None:
    steps = json.loads(run("--why", "miR-21-5p", "a", "MicroRNACargo", "--format", "json").output)["steps"]
    assert steps[0]["object"] == "msc:MicroRNACargo"
    assert all(0 <= n < len(steps) for step in steps for n in step.get("premises", []))
    assert any(step.get("references") for step in steps)


def test_what_does_not_follow_is_told_with_exit_code_1() -> None:
    result = run("--why", "PDCD4", "a", "MicroRNACargo")
    assert result.exit_code == 1
    assert "does not follow" in result.output


def test_an_unknown_predicate_is_refused_with_near_ones() -> None:
    result = run("--why", "miR-21-5p", "touchesProces", "apoptosis")
    assert result.exit_code == 2
    assert "touchesProcess" in result.output


def test_two_questions_at_once_are_refused() -> None:
    result = run("--consistency", "--why", "a", "b", "c")
    assert result.exit_code == UsageError.exit_code
    assert "two calls" in result.output


@pytest.mark.parametrize("option", [("--memory", "500"), ("--timeout", "5"), ("--reasoner", "pellet")])
def test_an_option_without_effect_is_refused(option: tuple[str, str]) -> None:
    result = run(*option)
    assert result.exit_code == UsageError.exit_code
    assert f"{option[0]} is for --consistency" in result.output


@pytest.mark.parametrize("memory", ["0", "-1", "63", "1048577", "much", "1.5"])
def test_a_memory_limit_that_makes_no_sense_is_refused(memory: str) -> None:
    result = run("--consistency", "--memory", memory)
    assert result.exit_code == UsageError.exit_code
    assert "--memory" in result.output


# --- why, of a file


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".rdf", ".owx"])
@pytest.mark.parametrize(
    ("subject", "kind"), [("tom", "Animal"), ("TOM", "animal"), ("<http://e/tom>", "http://e/Animal")]
)
def test_why_of_a_file_goes_down_to_its_statements(
    suffix: str, subject: str, kind: str, tmp_path: Path
) -> None:
    result = run(written(tmp_path, suffix), "--why", subject, "a", kind)
    assert result.exit_code == 0, result.output
    assert "http://e/tom is a" in result.output
    assert result.output.count("[stated in the file]") == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("@prefix zoo: <http://e/> . zoo:tom a zoo:Cat . zoo:Cat rdfs:subClassOf zoo:Animal .", "z.ttl"),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:zoo="http://e/" '
            'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"><zoo:Cat rdf:about="http://e/tom"/>'
            '<rdf:Description rdf:about="http://e/Cat"><rdfs:subClassOf rdf:resource="http://e/Animal"/>'
            "</rdf:Description></rdf:RDF>",
            "z.rdf",
        ),
        (OWL_XML.replace("<Prefix ", '<Prefix name="zoo" IRI="http://e/"/><Prefix ', 1), "z.owx"),
    ],
)
def test_the_prefixes_of_a_file_are_known(text: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    rdfs = "" if name != "z.ttl" else "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    path.write_text(rdfs + text, encoding="utf-8")
    assert run(path, "--why", "zoo:tom", "a", "zoo:Animal").exit_code == 0


def test_what_does_not_follow_from_a_file_is_told_with_exit_code_1(tmp_path: Path) -> None:
    path = written(tmp_path, ".ttl")
    result = run(path, "--why", "nemo", "a", "Cat")
    assert result.exit_code == 1
    assert "does not follow from the file" in result.output
    assert "不能由文件得出" in run(path, "--why", "nemo", "a", "Cat", "--lang", "zh").output
    assert json.loads(run(path, "--why", "nemo", "a", "Cat", "--format", "json").output) == {"steps": []}


def test_an_unknown_name_in_a_file_is_refused_with_near_ones(tmp_path: Path) -> None:
    result = run(written(tmp_path, ".ttl"), "--why", "tomm", "a", "Cat")
    assert result.exit_code == 3
    assert "'tom'" in result.output
    assert "zoo.ttl" in result.output


def test_a_name_of_two_things_in_a_file_is_refused_with_both(tmp_path: Path) -> None:
    path = tmp_path / "two.ttl"
    path.write_text("<http://e/tom> a <http://e/Cat> . <http://f/tom> a <http://e/Cat> .", encoding="utf-8")
    result = run(path, "--why", "tom", "a", "Cat")
    assert result.exit_code == 3
    assert "http://e/tom; http://f/tom" in result.output
    assert run(path, "--why", "http://f/tom", "a", "Cat").exit_code == 0


def test_a_predicate_is_told_from_a_thing_of_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "part.ttl"
    path.write_text("<http://e/a> <http://e/part> <http://f/part> .", encoding="utf-8")
    assert run(path, "--why", "a", "part", "http://f/part").exit_code == 0


@pytest.mark.parametrize(("lang", "word"), [("en", "inferred triples"), ("zh", "推得的三元组")])
def test_counts_come_in_both_languages(lang: str, word: str) -> None:
    result = run("--lang", lang)
    assert result.exit_code == 0
    assert word in result.output


def test_an_asserted_statement_names_its_assertions(curated: KnowledgeGraph) -> None:
    found = curated.why("miR-21-5p", "targets", "PDCD4", lang="zh")
    assert found is not None
    assert not found.inferred
    assert found.source == "curated"
    assert found.assertions
    assert found.references
