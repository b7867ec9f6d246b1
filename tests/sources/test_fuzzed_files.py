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
from msc_graph.quality.checks import read_retracted
from msc_graph.reasoning.files import quads_of_file
from msc_graph.sources.batch import Reading
from msc_graph.sources.cleaning import cleaned
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.stores.importing.encoding import Encoder, Known
from msc_graph.vocabulary.ontology import vocabulary
from tests.helpers.mutations import mutated, no_hang
from tests.helpers.small_stores import HEADER, ROWS

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
    "1\tprotein\t5728\tPTEN\tHomo sapiens\t7\tWestern blotting\n2\tmiRNA\t-\thsa-miR-21\tHomo sapiens\t7\t\n"
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


CASES: dict[str, tuple[str, str | bytes, Callable[[Path], None], int]] = {
    "Turtle": ("f.ttl", TURTLE, imported("rdf"), 4),
    "N-Triples": ("f.nt", N_TRIPLES, imported("rdf"), 3),
    "RDF/XML": ("f.rdf", RDF_XML, imported("rdf"), 3),
    "ontology": ("f.ttl", TURTLE, refused(quads_of_file), 2),
    "OWL/XML": ("f.owx", OWL_XML, refused(quads_of_file), 3),
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
