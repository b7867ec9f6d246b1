"""Mutated files through every reader: each is read, or refused in our words; nothing else happens.

``--fuzz N`` gives more of them than the default.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msc_graph.errors import MscGraphError
from msc_graph.mechanisms.measured import read_profile
from msc_graph.quality.checks import read_retracted
from msc_graph.reasoning.files import quads_of_file
from msc_graph.recipes.lock import read_lock
from msc_graph.recipes.recipe import read_recipe
from msc_graph.sources.batch import Reading
from msc_graph.sources.cleaning import cleaned
from msc_graph.sources.grounding.tables import prepare
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.stores.importing.encoding import Encoder, Known
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.mutations import mutated, no_hang
from tests.helpers.small_stores import HEADER, ROWS
from tests.helpers.source_tables import HGNC, MIRBASE, MONDO

TURTLE = """@prefix ex: <http://example.org/> . @prefix b: <https://w3id.org/biolink/vocab/> .
ex:a ex:p ex:b ; <http://www.w3.org/2000/01/rdf-schema#label> "a"@en , "甲"@zh . _:x ex:q [ ex:r ( 1 2.0 ) ] .
ex:e b:subject ex:a ; b:predicate b:affects ; b:object ex:b ; b:negated true ; b:publications "PMID:1" .
"""
N_TRIPLES = '<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n_:x <http://e.org/p> "t"@en .\n' * 3
RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<rdf:Description rdf:about="http://e.org/a"><e:p rdf:resource="http://e.org/b"/><e:q>t</e:q></rdf:Description>
</rdf:RDF>"""
OWL_XML = """<?xml version="1.0"?>
<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="http://e.org/o">
<Prefix name="e" IRI="http://e.org/"/><Declaration><Class IRI="http://e.org/A"/></Declaration>
<SubClassOf><Class IRI="http://e.org/A"/><Class abbreviatedIRI="e:B"/></SubClassOf></Ontology>"""
KGX_NODES = (
    "id\tcategory\tname\tsynonym\ttaxon\nHGNC:1\tbiolink:Gene\tone\ta|b\thuman\nX:2\tbiolink:Disease\t\t\t\n"
)
KGX_EDGES = (
    "subject\tpredicate\tobject\tnegated\tpublications\tspecies_context_qualifier\n"
    "HGNC:1\tbiolink:affects\tX:2\tfalse\tPMID:1|PMID:2\tNCBITaxon:9606\n"
)
KGX_LINES = (
    '{"id":"HGNC:1","name":"one","category":["biolink:Gene"],"xref":["NCBIGene:1"]}\n'
    '{"subject":"HGNC:1","predicate":"biolink:affects","object":"X:2","publications":["PMID:1",null],'
    '"primary_knowledge_source":"infores:a","object_direction_qualifier":"increased","negated":false}\n'
)
KGX_DOCUMENT = f'{{"nodes": [{KGX_LINES.splitlines()[0]}], "edges": [{KGX_LINES.splitlines()[1]}], "x": 1}}'
HETIONET = json.dumps(
    {
        "metanode_kinds": ["Gene", "Disease"],
        "metaedge_tuples": [["Disease", "Gene", "associates", "both"]],
        "nodes": [
            {"kind": "Gene", "identifier": 1, "name": "A1BG", "data": {}},
            {"kind": "Disease", "identifier": "DOID:1", "name": "d", "data": {}},
        ],
        "edges": [
            {
                "source_id": ["Disease", "DOID:1"],
                "target_id": ["Gene", 1],
                "kind": "associates",
                "direction": "both",
                "data": {"source": "x", "pubmed_ids": [1, 2]},
            }
        ],
    }
)
TRIAL = json.dumps(
    {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "MSC exosomes"},
            "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": "2021-01"}},
            "conditionsModule": {"conditions": ["Sepsis"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE1"],
                "enrollmentInfo": {"count": 9},
            },
            "armsInterventionsModule": {"interventions": [{"name": "MSC exosomes", "otherNames": ["a"]}]},
        },
        "derivedSection": {"conditionBrowseModule": {"meshes": [{"id": "D1", "term": "Sepsis"}]}},
    }
)
DRUGMECHDB = """- directed: true
  graph: {_id: DB00619_MESH_D015464_1, disease_mesh: 'MESH:D015464', drug: x, drugbank: 'DB:DB00619'}
  links:
  - {key: decreases activity of, source: 'MESH:D000068877', target: 'UniProt:P00519'}
  nodes:
  - {id: 'MESH:D000068877', label: Drug, name: imatinib}
  - {id: 'UniProt:P00519', label: Protein, name: BCR/ABL}
  reference: ['https://go.drugbank.com/drugs/DB00619']
"""
CARGO = (
    "CONTENT ID\tCONTENT TYPE\tENTREZ GENE ID\tGENE SYMBOL\tSPECIES\tEXPERIMENT ID\tMETHODS\n"
    "1\tprotein\t5728\tPTEN\tHomo sapiens\t7\tWestern blotting\n2\tmRNA\t-\tPTEN\tHomo sapiens\t7\t\n"
)
TABLE = "subject,predicate,object,sign,paper\nHGNC:1,msc:targets,HGNC:2,-,PMID:1\nX:1,my:p,X:2,+,18320040\n"
COLUMNS = {
    "subject": "subject",
    "predicate": "predicate",
    "object": "object",
    "sign": "sign",
    "reference": "paper",
}
MAPPING = """subject: subject
object: object
predicate: predicate
signs: {up: '+'}
predicates:
  p: {id: 'my:p'}
"""


SIGNOR = (
    "ENTITYA\tTYPEA\tIDA\tDATABASEA\tENTITYB\tTYPEB\tIDB\tDATABASEB\tEFFECT\tMECHANISM\tRESIDUE\tSEQUENCE"
    "\tTAX_ID\tCELL_DATA\tTISSUE_DATA\tMODULATOR_COMPLEX\tTARGET_COMPLEX\tMODIFICATIONA\tMODASEQ"
    "\tMODIFICATIONB\tMODBSEQ\tPMID\tDIRECT\tNOTES\tANNOTATOR\tSENTENCE\tSCORE\tSIGNOR_ID\n"
    "PDCD4\tprotein\tQ53EL6\tUNIPROT\tTP53\tprotein\tP04637\tUNIPROT\tup-regulates\tbinding\t\t\t9606"
    "\tBTO:0000007\t\t\t\t\t\t\t\t12\tYES\t\t\t\t0.5\tSIGNOR-1\n"
)
HPOA = (
    '#description: "x"\n#version: 2026-01-16\ndatabase_id\tdisease_name\tqualifier\thpo_id\treference'
    "\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration\n"
    "OMIM:222100\tDiabetes\tNOT\tHP:0000819\tPMID:1;PMID:2\tPCS\t\t3/7\t\t\tP\tHPO:x[2020-01-01]\n"
)
GENCC = (
    "sgc_id\tgene_curie\tgene_symbol\tdisease_curie\tdisease_title\tclassification_title\tmoi_title\tsubmitter_title"
    "\tsubmitted_as_pmids\tsubmitted_as_notes\n1\tHGNC:8763\tPDCD4\tMONDO:0005147\tx\tDefinitive\tUnknown"
    "\tAmbry\t12, 34\t\n"
)
COLLECTRI = "source,target,weight,PMID\nTP53,PDCD4,1,12;34\nMYC,PDCD4,-1,\n"
CTD = (
    "# Report created: Thu Apr 30 2026\n#\n# Fields:\n# GeneSymbol\tGeneID\tDiseaseName\tDiseaseID"
    "\tDirectEvidence\tInferenceChemicalName\tInferenceScore\tOmimIDs\tPubMedIDs\n#\n"
    "PDCD4\t27250\tx\tMESH:D003922\tmarker/mechanism\t\t\t\t12|34\n"
)
GAF = (
    "!gaf-version: 2.2\nUniProtKB\tP1\tA\tNOT|involved_in\tGO:0006915\tPMID:12\tIDA\t\tP\t\t\tprotein"
    "\ttaxon:9606\t20200101\tX\t\t\n"
)
GO_OBO = """format-version: 1.2
data-version: releases/2026-01-17

[Term]
id: GO:0006915
name: apoptotic process
namespace: biological_process
alt_id: GO:0006917
synonym: "apoptosis" EXACT []
xref: MESH:D003922 {source="MONDO:equivalentTo"}
is_a: GO:0012501 ! programmed cell death
relationship: positively_regulates GO:0012501 ! programmed cell death

[Term]
id: GO:0012501
name: programmed cell death
namespace: biological_process
"""
GO_JSON = """{"graphs": [{"meta": {"version": "releases/2026-01-17"}, "nodes": [
{"id": "http://purl.obolibrary.org/obo/GO_0006915", "lbl": "apoptotic process", "meta":
{"basicPropertyValues": [
{"pred": "http://www.geneontology.org/formats/oboInOwl#hasOBONamespace", "val": "biological_process"}]}}],
"edges": [{"sub": "http://purl.obolibrary.org/obo/GO_0006915", "pred": "is_a",
"obj": "http://purl.obolibrary.org/obo/GO_0012501"}]}]}
"""
PROFILE = '"","baseMean","log2FoldChange"\n"hsa-miR-21-5p",20.5,2.31\n"miR-146a",88,-1.5\n"x",NA,Inf\n'
RECIPE = """recipe: 1
title: T
tables: {hgnc: h.txt}
sources:
- name: a
  format: table
  files: [e.tsv]
  parameters: {subject: s, object: o, predicate: 'msc:targets'}
  expect: {rows: [1, 9]}
questions:
- {from: PDCD4, to: cancer, hops: 2, mediators: [x]}
"""
LOCK = json.dumps(
    {"program": "1", "facts": "x", "tables": {}, "retracted": None, "sources": {"a": {"files": [
        {"file": "e.tsv", "bytes": 1, "sha256": "00"}], "key": "k", "counted": {}}}}
)  # fmt: skip


def workbook() -> bytes:
    """Return a workbook of miRTarBase, as small as one can be."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl: pip install 'msc-graph[dev]'")
    book = openpyxl.Workbook()
    for line in (HEADER + ROWS).splitlines():
        book.active.append(line.split(","))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def refolded(data: bytes, chance: random.Random) -> bytes:
    """Return a zip archive of which one member is mutated: a workbook that opens, with odd contents."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(held, "w") as changed:
        names = archive.namelist()
        odd = chance.choice(names)
        for name in names:
            content = archive.read(name)
            changed.writestr(name, mutated(content, chance) if name == odd else content)
    return held.getvalue()


def imported(format_name: str, **options: str) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        report = ImportReport(keep_going=path.stat().st_size % 2 > 0)
        context = Reading(report, options=options, source="fuzzed")
        form = source_format(format_name)
        encoder = Encoder("fuzzed", evidence_type=form.evidence_type, words=vocabulary(), known=Known({}, {}))
        try:
            for batch in form.read([path], context):
                encoder.add(cleaned(batch, report))
            encoder.tables()
        except MscGraphError:
            pass

    return read


def refused(read: Callable[[Path], Any]) -> Callable[[Path], None]:
    def tried(path: Path) -> None:
        try:
            read(path)
        except MscGraphError:
            pass

    return tried


def mapped(path: Path) -> None:
    table = path.with_name("mapped.csv")
    table.write_text(TABLE, encoding="utf-8")
    imported("table", mapping=str(path))(table)


def beside(**others: str) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Return what writes sound files beside the mutated one before it is read."""

    def with_others(read: Callable[[Path], None]) -> Callable[[Path], None]:
        def tried(path: Path) -> None:
            for name, text in others.items():
                path.with_name(name.replace("_", ".")).write_text(text, encoding="utf-8")
            read(path)

        return tried

    return with_others


def grounded(**files: str) -> Callable[[Path], None]:
    """Return what makes tables of names, of the mutated file in place of the one that is empty."""

    def read(path: Path) -> None:
        given = {}
        for name, text in files.items():
            given[name] = path.with_name(f"sound {name}") if text else path
            if text:
                given[name].write_text(text, encoding="utf-8")
        prepare(path.with_name("tables"), **given)

    return refused(read)


def of_genes(path: Path) -> None:
    context = Reading(ImportReport(keep_going=True), options={}, source="fuzzed")
    form = source_format("goa")
    gaf = path if path.name.endswith("gaf") else path.with_name("f.gaf")
    terms = path if path.name.endswith(("obo", "json")) else path.with_name("go.obo")
    for batch in form.read([gaf, terms], context):
        cleaned(batch, context.report)


CASES: dict[str, tuple[str, str | bytes, Callable[[Path], None], int]] = {
    "Turtle": ("f.ttl", TURTLE, imported("rdf"), 4),
    "N-Triples": ("f.nt", N_TRIPLES, imported("rdf"), 1),
    "RDF/XML": ("f.rdf", RDF_XML, imported("rdf"), 4),
    "ontology": ("f.ttl", TURTLE, refused(quads_of_file), 2),
    "OWL/XML": ("f.owx", OWL_XML, refused(quads_of_file), 4),
    "KGX nodes": ("f.tsv", KGX_NODES, imported("kgx"), 4),
    "KGX edges": ("f.tsv", KGX_EDGES, imported("kgx"), 4),
    "KGX lines": ("f.jsonl", KGX_LINES, imported("kgx"), 4),
    "KGX document": ("f.json", KGX_DOCUMENT, imported("kgx"), 4),
    "KGX packed": ("f.tsv.gz", gzip.compress(KGX_EDGES.encode(), mtime=0), imported("kgx"), 3),
    "KGX in bzip2": ("f.tsv.bz2", bz2.compress(KGX_EDGES.encode()), imported("kgx"), 2),
    "Hetionet": ("f.json", HETIONET, imported("hetionet"), 3),
    "miRTarBase": ("f.csv", HEADER + ROWS, imported("mirtarbase"), 4),
    "workbook": ("f.xlsx", b"", imported("mirtarbase"), 2),
    "trials": ("f.json", TRIAL, imported("clinicaltrials"), 4),
    "trial lines": ("f.jsonl", f"{TRIAL}\n", imported("clinicaltrials"), 2),
    "DrugMechDB": ("f.yaml", DRUGMECHDB, imported("drugmechdb"), 2),
    "Vesiclepedia": ("f.txt", CARGO, imported("vesiclepedia"), 3),
    "table": ("f.csv", TABLE, imported("table", **COLUMNS), 5),
    "names": ("f.csv", TABLE, imported("table", **COLUMNS, subject_kind="gene", object_kind="microrna"), 3),
    "mapping": ("f.yaml", MAPPING, mapped, 3),
    "SIGNOR": ("f.tsv", SIGNOR, imported("signor"), 2),
    "HPO": ("phenotype.hpoa", HPOA, imported("hpoa"), 2),
    "GenCC": ("f.tsv", GENCC, imported("genevalidity"), 2),
    "CollecTRI": ("f.csv", COLLECTRI, imported("omnipath"), 2),
    "CTD": ("CTD.tsv", CTD, imported("ctd"), 2),
    "annotations": ("f.gaf", GAF, beside(go_obo=GO_OBO)(refused(of_genes)), 2),
    "terms": ("go.obo", GO_OBO, beside(f_gaf=GAF)(refused(of_genes)), 2),
    "terms in JSON": ("go.json", GO_JSON, beside(f_gaf=GAF)(refused(of_genes)), 2),
    "genes": ("f.txt", HGNC, grounded(hgnc=""), 2),
    "microRNAs": ("f.txt", MIRBASE, grounded(mirbase=""), 1),
    "diseases": ("f.json", MONDO, grounded(mondo=""), 2),
    "more diseases": ("f.obo", GO_OBO.replace("GO:", "DOID:"), grounded(mondo=MONDO, doid=""), 1),
    "profile": ("f.csv", PROFILE, refused(read_profile), 3),
    "recipe": ("f.yaml", RECIPE, refused(lambda path: read_recipe(str(path))), 2),
    "lock": ("recipe.lock", LOCK, refused(read_lock), 1),
    "retracted": ("f.txt", "PMID:1\n22\n# note\n", refused(read_retracted), 1),
}
"""Name of the file, its sound content, what reads it, and its share of the inputs."""

SHARES = sum(share for *_, share in CASES.values())


@pytest.mark.parametrize("case", CASES)
def test_a_mutated_file_is_read_or_refused(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    name, sound, read, share = CASES[case]
    content = workbook() if case == "workbook" else sound.encode() if isinstance(sound, str) else sound
    path = tmp_path / name
    for number in range(request.config.getoption("--fuzz") * share // SHARES + 1):
        chance = random.Random(f"{case} {number}")  # noqa: S311 -- no secret
        if number:
            folded = case == "workbook" and number % 2
            path.write_bytes(refolded(content, chance) if folded else mutated(content, chance))
        else:
            path.write_bytes(content)
        try:
            with no_hang():
                read(path)
        except Exception as error:
            error.add_note(f"input {number} of {case!r}: {path.read_bytes()[:2000]!r}")
            raise
