"""RDF files as sources: assertions of several models, plain triples, and what is left out."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import FileRefused, MscGraphError, UnknownFormat, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import TAG
from msc_graph.sources.formats.rdf import read
from tests.helpers.reading import events, nodes, read_all, reading, statements

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "kgx"
PREFIXES = """
@prefix msc: <https://w3id.org/msc-graph/> .
@prefix claim: <https://w3id.org/msc-graph/assertion/> .
@prefix evidence: <https://w3id.org/msc-graph/evidence/> .
@prefix reference: <https://w3id.org/msc-graph/reference/> .
@prefix ECO: <http://purl.obolibrary.org/obo/ECO_> .
@prefix HP: <http://purl.obolibrary.org/obo/HP_> .
@prefix NCBITaxon: <http://purl.obolibrary.org/obo/NCBITaxon_> .
@prefix OBAN: <http://purl.org/oban/> .
@prefix OBO: <http://purl.obolibrary.org/obo/> .
@prefix PMID: <http://www.ncbi.nlm.nih.gov/pubmed/> .
@prefix biolink: <https://w3id.org/biolink/vocab/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def written(tmp_path: Path, text: str, name: str = "graph.ttl") -> Path:
    path = tmp_path / name
    data = (PREFIXES + text).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


PLAIN = """
ex:a a biolink:Gene ; rdfs:label "the a"@en , "甲"@zh ; skos:altLabel "aa" ; skos:exactMatch HP:1 ;
    skos:definition "a thing" ; ex:likes ex:b ; ex:weight 3 ; ex:knows [ ex:likes ex:b ] ;
    rdfs:seeAlso ex:page .
ex:b a ex:Planet ; rdfs:label "b" ; rdfs:subClassOf ex:c ; OBO:BFO_0000050 ex:a .
ex:c a owl:Class ; rdfs:label "c"@de .
ex:likes a owl:ObjectProperty ; rdfs:label "likes a lot"@en .
"""


@pytest.mark.parametrize("name", ["graph.ttl", "graph.trig.gz"])
def test_triples_of_two_things_are_statements_and_what_is_said_of_a_thing_its_node(
    tmp_path: Path, name: str
) -> None:
    context = replace(reading(), source="mine")
    found = read_all(read, [written(tmp_path, PLAIN, name)], context)
    ex = "https://example.org/"
    assert statements(found, "subject", "predicate", "object", "reference") == [
        (f"{ex}a", f"{ex}likes", f"{ex}b", None),
        ("blank:mine/1-1", f"{ex}likes", f"{ex}b", None),
        (f"{ex}a", f"{ex}knows", "blank:mine/1-1", None),
        (f"{ex}b", "biolink:subclass_of", f"{ex}c", None),
        (f"{ex}b", "biolink:part_of", f"{ex}a", None),
    ]
    assert nodes(found, "id", "category", "label", "label_zh", "synonyms", "xrefs", "definition") == [
        (f"{ex}a", "Gene", "the a", "甲", ["aa"], ["HP:1"], "a thing"),
        (f"{ex}b", None, "b", None, [], [], None),
        (f"{ex}c", None, f"c{TAG}de", None, [], [], None),
    ]
    assert found.predicates is not None
    assert found.predicates.rows() == [
        (f"{ex}knows", "contextual", None, "knows"),
        (f"{ex}likes", "contextual", None, "likes a lot"),
    ]
    assert events(context) == {
        EventKind.BLANK_NODE_NAMED: 1,
        EventKind.TRIPLE_WITH_LITERAL: 1,
        EventKind.TRIPLE_ABOUT_TERMS: 1,
        EventKind.CATEGORY_WITHOUT_CLASS: 1,
    }


BLANKS = """
ex:a a [ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom ex:b ] ; ex:p _:x , ( ex:b ex:c ) .
_:x ex:p _:y ; rdfs:label "the x" .
ex:page dcterms:creator [ a ex:Person ; rdfs:label "Nobody" ] .
[] a owl:Axiom ; owl:annotatedSource ex:a ; ex:p ex:b .
"""


def test_blank_nodes_that_are_things_get_identifiers_and_owl_stays_out(tmp_path: Path) -> None:
    """RDF 1.1 Concepts, section 3.5: the same file gives the same identifiers."""
    path = written(tmp_path, BLANKS)
    context = replace(reading(), source="mine")
    found = read_all(read, [path], context)
    said = statements(found, "subject", "object")
    a = "https://example.org/a"
    x, y = said[0][1], said[1][1]
    assert said == [(a, x), (x, y)]
    assert {x, y} < {f"blank:mine/1-{n}" for n in range(1, 9)}
    assert nodes(found, "id", "label") == [(x, "the x")]
    assert events(context)[EventKind.BLANK_NODE_NAMED] == 2
    assert events(context)[EventKind.TRIPLE_OF_BLANK_NODE] == 11
    again = read_all(read, [path], replace(reading(), source="mine"))
    assert statements(again, "subject", "object") == said
    twice = read_all(read, [path, path], replace(reading(), source="other"))
    assert statements(twice, "subject")[1] == (x.replace("mine", "other"),)
    assert statements(twice, "subject")[3] == (x.replace("mine/1", "other/2"),)


LINES = (
    b"\xef\xbb\xbf<https://e/a> <https://e/p> <https://e/b> .\r\n"
    b"garbage\r\n"
    b"# a comment\r\n"
    b'<https://e/a> <https://e/p> "\xff" .\r\n'
    b"<https://e/b> <https://e/p> <https://e/c> ."
)


@pytest.mark.parametrize("name", ["x.nt", "x.nq", "x.nt.gz"])
def test_bad_lines_are_kept_aside_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(LINES) if name.endswith("gz") else LINES)
    context = reading(keep_going=True)
    assert statements(read_all(read, [path], context), "object") == [("https://e/b",), ("https://e/c",)]
    assert [(bad.line, bad.text) for bad in context.report.bad_rows] == [
        (2, "garbage"),
        (4, '<https://e/a> <https://e/p> "\\xff" .'),
    ]
    assert "The subject of a triple must be an IRI" in context.report.bad_rows[0].problem
    with pytest.raises(FileRefused, match=r"x\.n[tq](\.gz)?:2:1: it is not valid N-"):
        read_all(read, [path])


@pytest.mark.parametrize("name", ["x.ttl", "x.trig", "x.rdf", "x.jsonld", "x.ttl.gz"])
def test_lines_cannot_be_left_out_where_a_statement_has_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"--keep-going leaves out bad lines of N-Triples \(\.nt\)"):
        read_all(read, [tmp_path / name], reading(keep_going=True))


def test_only_json_ld_is_limited_in_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.rdf.reading.MAX_BYTES", 100)
    triple = "<https://e/a> <https://e/p> <https://e/b> .\n"
    space = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    texts = {
        "x.nt": triple * 5,
        "x.ttl": triple * 5,
        "x.rdf": f'<r:RDF xmlns:r="{space}" xmlns:e="https://e/"><r:Description r:about="https://e/a">'
        '<e:p r:resource="https://e/b"/></r:Description></r:RDF>',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = statements(read_all(read, [tmp_path / name]), "subject", "predicate", "object")
        assert set(found) == {("https://e/a", "https://e/p", "https://e/b")}
    (tmp_path / "x.jsonld").write_text(f'{{"@id": "https://e/a", "https://e/p": "{"x" * 99}"}}', "utf-8")
    with pytest.raises(FileRefused, match="more than 100 bytes"):
        read_all(read, [tmp_path / "x.jsonld"])


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msc_graph.rdf.reading.MAX_LINE_BYTES", 50)
    (tmp_path / "x.nt").write_text("<https://e/" + "a" * 60, encoding="utf-8")
    with pytest.raises(FileRefused, match="a line is longer than 50 bytes"):
        read_all(read, [tmp_path / "x.nt"])


OWN = """
claim:one a msc:TrialFact ; msc:subject ex:drug ; msc:predicate msc:ameliorates ; msc:object ex:illness ;
    msc:sign "-" ; msc:verdict msc:supported ; msc:species NCBITaxon:10090 ;
    msc:hasEvidence evidence:one , evidence:two .
ex:drug msc:ameliorates ex:illness ; a msc:Drug ; rdfs:label "drug"@en .
ex:illness a msc:Disease ; rdfs:label "illness"@en ; msc:phase "Phase 1" ; dcterms:identifier "7" .
ex:bystander a msc:Disease ; rdfs:label "bystander"@en .
evidence:one a msc:Evidence ; msc:reference reference:paper ; msc:evidenceType ECO:0000179 ;
    msc:direction msc:supports ; msc:locator "table 1" ; msc:knowledgeLevel "prediction" ;
    msc:agentType "text_mining_agent" ; msc:aggregator "infores:b" , "infores:a" .
evidence:two a msc:Evidence ; msc:reference reference:note ; msc:evidenceType ECO:0000034 ;
    msc:direction msc:refutes .
reference:paper a msc:JournalArticle ; rdfs:label "A paper"@en ; msc:pmid PMID:12 .
reference:note a msc:WebPage ; rdfs:label "A note"@en .
"""


def test_an_assertion_of_our_model_keeps_its_evidence(tmp_path: Path) -> None:
    context = reading()
    found = read_all(read, [written(tmp_path, OWN)], context)
    triple = ("https://example.org/drug", "msc:ameliorates", "https://example.org/illness", "-")
    columns = "subject predicate object sign reference evidence_type direction species locator".split()
    assert statements(found, *columns) == [
        (*triple, "PMID:12", "ECO:0000179", "supports", "NCBITaxon:10090", "table 1"),
        (*triple, "reference:note", "ECO:0000034", "refutes", "NCBITaxon:10090", None),
    ]
    kept = ("aggregator", "knowledge_level", "agent_type")
    assert statements(found, *kept) == [
        ("infores:a|infores:b", "prediction", "text_mining_agent"),
        (None, None, None),
    ]
    assert nodes(found, "id", "category") == [(triple[0], "Drug"), (triple[2], "Disease")]
    assert found.properties is not None
    assert found.properties.rows() == [
        (triple[2], "msc:phase", "Phase 1"),
        (triple[2], "dcterms:identifier", "7"),
    ]
    assert events(context) == {EventKind.TRIPLE_BESIDE_ASSERTIONS: 1}


def test_of_a_claim_that_was_judged_wrong_only_what_refutes_it_is_taken(tmp_path: Path) -> None:
    context = reading()
    text = OWN.replace("msc:verdict msc:supported", "msc:verdict msc:overclaimed")
    found = read_all(read, [written(tmp_path, text)], context)
    assert statements(found, "reference", "direction") == [("reference:note", "refutes")]
    assert EventKind.SUPPORT_OF_WRONG_CLAIM in events(context)


DIRECTION, SIGN, VERDICT = "msc:direction msc:supports", 'msc:sign "-"', "msc:verdict msc:supported"
SPECIES, PAPER = "msc:species NCBITaxon:10090", "msc:pmid PMID:12"


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        (DIRECTION, 'msc:direction "refutes"', "direction", ["refutes"]),
        (VERDICT, "msc:verdict msc:supported ; biolink:negated true", "direction", ["refutes"]),
        (VERDICT, 'msc:verdict "refuted"', "direction", []),
        *((SIGN, f"msc:sign {said}", "sign", ["-"]) for said in ('"−"', '"–"', "-1", '" - "', '"down"')),
        (SIGN, 'msc:sign "＋"', "sign", ["+"]),
        (SPECIES, 'msc:species "NCBITaxon:10090"', "species", ["NCBITaxon:10090"]),
        (SPECIES, f"{SPECIES} , NCBITaxon:9606", "species", ["NCBITaxon:10090", "NCBITaxon:9606"]),
        (PAPER, 'msc:pmid "12"', "reference", ["PMID:12"]),
        (PAPER, "msc:pmid 12", "reference", ["PMID:12"]),
        ("msc:reference reference:paper", 'msc:reference "PMID:99"', "reference", ["PMID:99"]),
    ],
)
def test_a_slot_of_our_model_is_read_in_its_usual_slips(
    tmp_path: Path, old: str, new: str, column: str, said: list[str]
) -> None:
    """What was no IRI, or no sign letter by letter, counted as nothing: a refuted claim was supported."""
    text = OWN.replace("evidence:one , evidence:two", "evidence:one")
    assert old in text
    found = read_all(read, [written(tmp_path, text.replace(old, new, 1))])
    assert sorted(row[0] for row in statements(found, column)) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            DIRECTION,
            "msc:direction msc:refute",
            "'refute': one of supports, refutes.*Did you mean 'refutes'",
        ),
        (DIRECTION, "msc:direction ex:refutes", "one of supports, refutes is expected"),
        (
            DIRECTION,
            "msc:directon msc:refutes",
            "'msc:directon' is no property.*Did you mean 'msc:direction'",
        ),
        (DIRECTION, f"{DIRECTION} , msc:refutes", "evidence:one has several values of msc:direction"),
        (VERDICT, "msc:verdict msc:overclaim", "Did you mean 'overclaimed'"),
        (
            VERDICT,
            f"{VERDICT} , msc:overclaimed",
            "several values of msc:verdict: msc:overclaimed, msc:supported",
        ),
        (SIGN, "msc:sign msc:negative", "'[+]', '-' or '[?]' is expected"),
        (SIGN, 'msc:sign "+" , "-"', "several values of msc:sign"),
        (SPECIES, 'msc:species "mouse"', "an identifier is needed"),
        (PAPER, f"{PAPER} , PMID:13", "several values of msc:pmid"),
        ("a msc:Drug", "a msc:Durg", "'msc:Durg' is no class of the ontology. Did you mean 'msc:Drug'"),
        ("msc:hasEvidence", "msc:hasEvidenc", "Did you mean 'msc:hasEvidence'"),
    ],
)
def test_what_a_slot_of_our_model_cannot_hold_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in OWN
    with pytest.raises(FileRefused, match=said):
        read_all(read, [written(tmp_path, OWN.replace(old, new, 1))])


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "ex:x a rdf:Statement ; rdf:subject ex:a ; rdf:predicate biolink:causes ; rdf:object ex:b .",
            ("biolink:causes", None, None),
        ),
        (
            "ex:x OBAN:association_has_subject ex:a ; OBAN:association_has_predicate OBO:RO_0002200 ;"
            " OBAN:association_has_object ex:b ; dc:source PMID:7 ; OBO:RO_0002558 ECO:0000304 .",
            ("biolink:has_phenotype", "PMID:7", "ECO:0000033"),
        ),
        (
            "[] biolink:subject ex:a ; biolink:predicate biolink:affects ; biolink:object ex:b ;"
            ' biolink:publications "PMID:8" .',
            ("biolink:affects", "PMID:8", "ECO:0000033"),
        ),
    ],
)
def test_assertions_of_other_models_are_read(
    tmp_path: Path, text: str, row: tuple[str, str | None, str | None]
) -> None:
    found = read_all(read, [written(tmp_path, text)])
    assert statements(found, "predicate", "reference", "evidence_type") == [row]
    assert statements(found, "subject", "object") == [("https://example.org/a", "https://example.org/b")]


def test_what_biolink_says_of_an_association_is_read(tmp_path: Path) -> None:
    """As of an edge of KGX: negated, qualifiers, sources, knowledge level, agent type, where it holds."""
    text = """
ex:a1 a biolink:Association ; biolink:subject ex:g1 ; biolink:predicate biolink:affects ;
    biolink:object ex:d1 ; biolink:negated true ; biolink:qualified_predicate biolink:causes ;
    biolink:object_direction_qualifier "decreased" ; biolink:object_aspect_qualifier "expression" ;
    biolink:publications "PMID:123|https://doi.org/10.1000/X" ; biolink:knowledge_level "prediction" ;
    biolink:agent_type biolink:text_mining_agent ; biolink:species_context_qualifier NCBITaxon:9606 ;
    biolink:aggregator_knowledge_source "infores:b", "infores:a" ; ex:weight 3 ; biolink:p_value 0.5 ;
    biolink:primary_knowledge_source "infores:ctd" .
"""
    context = reading()
    found = read_all(read, [written(tmp_path, text)], context)
    columns = "reference sign direction species locator aggregator knowledge_level agent_type".split()
    rest = ("-", "refutes", "NCBITaxon:9606", "infores:ctd", "infores:a|infores:b", "prediction")
    assert sorted(statements(found, *columns)) == [
        ("DOI:10.1000/x", *rest, "text_mining_agent"),
        ("PMID:123", *rest, "text_mining_agent"),
    ]
    told = {event.kind: (event.count, sorted(event.examples)) for event in context.report.events}
    assert told == {EventKind.SLOT_LEFT_OUT: (2, ["biolink:p_value", "https://example.org/weight"])}


@pytest.mark.parametrize(
    ("negated", "direction"), [("true", "refutes"), ("1", "refutes"), ("false", "supports")]
)
def test_a_negated_association_speaks_against(tmp_path: Path, negated: str, direction: str) -> None:
    text = "ex:a1 biolink:subject ex:g ; biolink:predicate biolink:causes ; biolink:object ex:d ; "
    path = written(tmp_path, f'{text} biolink:negated "{negated}" .')
    assert statements(read_all(read, [path]), "direction") == [(direction,)]


def test_half_an_assertion_is_left_out(tmp_path: Path) -> None:
    context = reading()
    read_all(read, [written(tmp_path, "claim:x msc:subject ex:a .")], context)
    assert events(context) == {EventKind.ASSERTION_INCOMPLETE: 1}


def test_our_own_export_comes_back(tmp_path: Path, curated: KnowledgeGraph) -> None:
    """Every endorsed assertion with its evidence; the others are judged wrong, and only refuted again."""
    path = tmp_path / "own.ttl"
    curated.export(path)
    found = read_all(read, [path])
    supported = {
        row[:3]
        for row in statements(found, "subject", "predicate", "object", "direction")
        if row[3] != "refutes"
    }
    edges = {(edge.subject, edge.predicate, edge.object) for edge in curated.property_graph().edges}
    assert supported == edges


def test_what_is_no_rdf_or_damaged_or_unsafe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.csv"):
        read_all(read, [tmp_path / "x.csv"])
    with pytest.raises(FileRefused, match=r"graph\.ttl:21:"):
        read_all(read, [written(tmp_path, "\nex:a ex:b .\n")])
    bomb = tmp_path / "bomb.rdf"
    bomb.write_text('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n<r>&b;</r>', encoding="utf-8")
    with pytest.raises(FileRefused, match=r"bomb\.rdf:1:.*document type"):
        read_all(read, [bomb])
    cut = tmp_path / "cut.nt.gz"
    cut.write_bytes(gzip.compress(b"<https://a> <https://b> <https://c> .\n" * 50)[:-9])
    with pytest.raises(FileRefused, match="cut off"):
        read_all(read, [cut])


@pytest.mark.shared_data
def test_the_rdf_files_of_kgx_are_read() -> None:
    counts = {}
    for path in sorted(path for path in SHARED.rglob("*") if path.suffix in (".nt", ".ttl", ".owl")):
        try:
            counts[path.name] = len(statements(read_all(read, [path]), "subject"))
        except MscGraphError as error:
            assert str(path) in str(error)
    assert counts == {
        "biogrid_test.ttl": 103,
        "goslim_generic.owl": 165,
        "hpoa_test.ttl": 5,
        "mody.ttl": 261,
        "oban-test.nt": 7,
        "test-transform-rdf.nt": 1,
        "test1.nt": 1,
        "test2.nt": 3,
        "test3.nt": 5,
    }


def test_a_mapping_says_what_predicates_classes_and_signs_mean(tmp_path: Path) -> None:
    """Known addresses of declared prefixes are that node; every other IRI stays as it is."""
    data = tmp_path / "lab.ttl"
    data.write_text(
        """
        @prefix lab: <https://lab.example/terms#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://identifiers.org/hgnc:9588> a lab:Target ; rdfs:label "PTEN" ;
            lab:controls <http://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:11998> ;
            lab:silences <zebra:1/2> , <https://lab.example/things/7?x=HGNC:1> .
        """,
        encoding="utf-8",
    )
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        """
        predicates:
          "https://lab.example/terms#controls": {id: biolink:regulates, sign: "-"}
          "https://lab.example/terms#silences": {id: "lab:silences", role: causal, sign: "-", label: silences}
        classes: {"https://lab.example/terms#Target": Gene}
        """,
        encoding="utf-8",
    )
    found = read_all(read, [data], reading({"mapping": str(mapping)}))
    assert sorted(statements(found, "subject", "predicate", "object", "sign")) == [
        ("HGNC:9588", "biolink:regulates", "HGNC:11998", "-"),
        ("HGNC:9588", "lab:silences", "https://lab.example/things/7?x=HGNC:1", "-"),
        ("HGNC:9588", "lab:silences", "zebra:1/2", "-"),
    ]
    assert nodes(found, "id", "category", "label") == [("HGNC:9588", "Gene", "PTEN")]
    assert found.predicates is not None
    assert found.predicates.select("id", "role", "sign", "label").rows() == [
        ("lab:silences", "causal", "-", "silences")
    ]


def test_paths_that_were_found_are_told_and_no_statements(curated: KnowledgeGraph, tmp_path: Path) -> None:
    context = reading()
    file = tmp_path / "paths.ttl"
    file.write_text(curated.paths("miR-21-5p", "PDCD4", k=1).to_rdf())
    found = read_all(read, [file], context)
    assert statements(found, "subject") == []
    ids = {row[0] for row in nodes(found, "id")}
    assert {"mirbase.mature:MIMAT0000076", "HGNC:8763"} <= ids
    assert not [name for name in ids if name.startswith("msc:path/") or name == "msc:targets"]
    assert events(context).keys() == {EventKind.TRIPLE_OF_RECORD, EventKind.TRIPLE_WITH_LITERAL}
