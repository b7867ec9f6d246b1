"""What files say is neither turned round, nor invented, nor lost on its way into the graph.

The inputs are small, and of kinds that public reports tell of.
"""

from __future__ import annotations

import json
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pyoxigraph import Literal, NamedNode

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import BadRow, FileRefused, InputError, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.recipes.lock import read_lock
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.cleaning import cleaned
from msc_graph.sources.grounding.tables import prepare
from msc_graph.sources.identifiers import identifiers_of
from msc_graph.sources.readers.obo_terms import read_terms
from msc_graph.sources.readers.xlsx_rows import Sheet
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.vocabulary.namespaces import RDFS
from msc_graph.vocabulary.spellings import tidy
from tests.helpers.reading import events, nodes, read_all, reading, statements

TRIPLE = {"subject": "HGNC:1", "predicate": "biolink:affects", "object": "HGNC:2"}
COLUMNS = {"subject": "subject", "predicate": "predicate", "object": "object"}


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def kgx_edges(folder: Path, *edges: dict[str, Any], context: Reading | None = None) -> Batch:
    lines = [json.dumps({**TRIPLE, **edge}) for edge in edges]
    return read_all(source_format("kgx").read, [written(folder, "e.jsonl", *lines)], context)


def table(folder: Path, *lines: str, context: Reading | None = None, **options: str) -> Batch:
    context = context or reading()
    context.options = {**COLUMNS, **options}
    return read_all(source_format("table").read, [written(folder, "t.tsv", *lines)], context)


# negation


@pytest.mark.parametrize(
    "said", ["true", "True", "TRUE", "1", "1.0", "t", "yes", "Y", "NOT", True, 1, 1.0, "是"]
)
def test_a_negated_edge_refutes_in_any_spelling(tmp_path: Path, said: object) -> None:
    assert statements(kgx_edges(tmp_path, {"negated": said}), "direction") == [("refutes",)]
    rows = written(
        tmp_path, "e.tsv", "\t".join((*TRIPLE, "negated")), "\t".join((*TRIPLE.values(), str(said)))
    )
    batch = read_all(source_format("kgx").read, [rows])
    assert statements(batch, "direction") == [("refutes",)]


@pytest.mark.parametrize("said", ["false", "0", "0.0", "F", "no", "", "NaN", "None", False, 0, None])
def test_an_edge_that_is_not_negated_supports(tmp_path: Path, said: object) -> None:
    assert statements(kgx_edges(tmp_path, {"negated": said}), "direction") == [("supports",)]


@pytest.mark.parametrize("said", ["perhaps", "2", "-1", "ture", [True, False]])
def test_a_negation_that_is_neither_yes_nor_no_is_a_bad_row(tmp_path: Path, said: object) -> None:
    with pytest.raises(BadRow, match=r"e.jsonl:1: .*negated"):
        kgx_edges(tmp_path, {"negated": said})


def test_a_negation_in_rdf_refutes_and_an_unclear_one_is_told(tmp_path: Path) -> None:
    prefix = "@prefix b: <https://w3id.org/biolink/vocab/> . @prefix e: <http://example.org/> ."
    edge = "e:{0} b:subject e:s{0} ; b:predicate b:affects ; b:object e:o{0} ; b:negated {1} ."
    said = ["true", '"1.0"', '"yes"', "false", '"perhaps"']
    lines = [edge.format(number, text) for number, text in enumerate(said)]
    context = reading()
    batch = read_all(source_format("rdf").read, [written(tmp_path, "n.ttl", prefix, *lines)], context)
    found = dict(statements(batch, "subject", "direction"))
    assert found == {f"http://example.org/s{i}": "refutes" for i in range(3)} | {
        "http://example.org/s3": "supports"
    }
    assert events(context)[EventKind.NEGATION_UNREAD] == 1


@pytest.mark.parametrize("pair", ["true, false", "false, true"])
def test_what_rdf_says_in_two_ways_is_not_said_by_the_first(tmp_path: Path, pair: str) -> None:
    prefix = "@prefix b: <https://w3id.org/biolink/vocab/> . @prefix e: <http://example.org/> ."
    edge = "b:subject e:s ; b:predicate b:affects ; b:object"
    file = written(tmp_path, "n.ttl", prefix, f"e:1 {edge} e:o ; b:negated {pair} . e:2 {edge} e:o , e:p .")
    context = reading()
    assert not statements(read_all(source_format("rdf").read, [file], context), "subject")
    told = events(context)
    assert (told[EventKind.NEGATION_UNREAD], told[EventKind.ASSERTION_INCOMPLETE]) == (1, 1)
    way = pair.replace("true", '"increased"').replace("false", '"decreased"')
    file = written(tmp_path, "s.ttl", prefix, f"e:1 {edge} e:o ; b:object_direction_qualifier {way} .")
    assert statements(read_all(source_format("rdf").read, [file]), "sign") == [("?",)]


@pytest.mark.parametrize("name", ["Negated", "NEGATED", "biolink:negated", "negated:boolean"])
def test_a_column_of_negation_counts_however_it_is_called(tmp_path: Path, name: str) -> None:
    assert statements(kgx_edges(tmp_path, {name: True}), "direction") == [("refutes",)]
    lines = ("\t".join((*TRIPLE, name)), "\t".join((*TRIPLE.values(), "true")))
    batch = read_all(source_format("kgx").read, [written(tmp_path, "e.tsv", *lines)])
    assert statements(batch, "direction") == [("refutes",)]


@pytest.mark.parametrize(
    ("said", "sign"),
    [("Decreased", "-"), ("biolink:decreased", "-"), ("null", None), ("NaN", None), ("odd", "?")],
)
def test_a_qualifier_is_read_in_any_spelling(tmp_path: Path, said: str, sign: str | None) -> None:
    batch = kgx_edges(tmp_path, {"object_direction_qualifier": said, "object_aspect_qualifier": "Activity"})
    assert statements(batch, "sign") == [(sign,)]


@pytest.mark.parametrize("said", ["negative", "negated", "-1"])
def test_a_no_does_not_raise(tmp_path: Path, said: str) -> None:
    lines = ("subject\tobject\tup\tdown", f"HGNC:1\tHGNC:2\t{said}\t0")
    with pytest.raises(BadRow, match="neither yes nor no"):
        table(tmp_path, *lines, predicate="biolink:regulates", raises="up", lowers="down")


# papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("18320040", ["PMID:18320040"]),
        ("18320040.0", ["PMID:18320040"]),
        ("18,320,040", []),
        ("18,320,040.00", []),
        ("PMID:18,320,040", []),
        ("1,83,20,040", []),
        ("1,83,20,140", []),
        ("18320040,5", []),
        ("1832,0040", []),
        ("18320040,18042700", ["PMID:18320040", "PMID:18042700"]),
        ("18320040; 18042700", ["PMID:18320040", "PMID:18042700"]),
        ("1, 2", ["PMID:1", "PMID:2"]),
        ("10.1000/a,000", ["DOI:10.1000/a,000"]),
        ("NaN", []),
        ("None", []),
    ],
)
def test_numbers_of_papers_are_never_split_or_invented(text: str, papers: list[str]) -> None:
    assert identifiers_of(pl.Series([text]), numbers=True)["reference"].to_list() == papers


def test_a_number_in_groups_is_told(tmp_path: Path) -> None:
    context = reading()
    header = "subject\tpredicate\tobject\tpaper"
    row = "HGNC:1\tmsc:targets\tHGNC:2\t"
    batch = table(tmp_path, header, f"{row}18,320,040", f"{row}NaN", context=context, reference="paper")
    assert statements(batch, "reference", "locator") == [(None, "18,320,040"), (None, None)]
    assert events(context)[EventKind.REFERENCE_AS_LOCATOR] == 1


# null, lists


def test_null_is_nothing(tmp_path: Path) -> None:
    batch = kgx_edges(
        tmp_path,
        {"publications": ["PMID:11", None]},
        {"publications": ["PMID:11"], "object": "HGNC:3", "primary_knowledge_source": None},
        {"publications": [None], "object": "HGNC:4", "knowledge_level": float("nan")},
    )
    assert statements(batch, "object", "reference", "locator") == [
        ("HGNC:2", "PMID:11", None),
        ("HGNC:3", "PMID:11", None),
        ("HGNC:4", None, None),
    ]


def test_a_list_in_a_slot_of_one_value_is_a_list(tmp_path: Path) -> None:
    batch = kgx_edges(tmp_path, {"primary_knowledge_source": ["infores:a", "infores:b"]})
    assert statements(batch, "reference") == [("infores:a",), ("infores:b",)]
    node = written(
        tmp_path, "n.jsonl", json.dumps({"id": "X:1", "name": ["one", "two"], "synonym": ["three"]})
    )
    batch = read_all(source_format("kgx").read, [node])
    assert nodes(batch, "label", "synonyms") == [("one", ["three", "two"])]


@pytest.mark.parametrize("slot", ["subject", "predicate", "object"])
def test_a_list_of_ends_is_a_bad_row(tmp_path: Path, slot: str) -> None:
    assert len(statements(kgx_edges(tmp_path, {slot: [TRIPLE[slot]]}), "subject")) == 1
    with pytest.raises(BadRow, match=f"'{slot}' is a list"):
        kgx_edges(tmp_path, {slot: ["HGNC:1", "HGNC:3"]})
    with pytest.raises(BadRow, match=f"'{slot}' is no text"):
        kgx_edges(tmp_path, {slot: {"id": "HGNC:1"}})


@pytest.mark.parametrize("name", ["NA", "-", "---", "nan", "None", "null", "#N/A", "\\N"])
@pytest.mark.parametrize("kind", ["gene", "microrna", "disease"])
def test_a_cell_that_names_nothing_is_no_node(tmp_path: Path, name: str, kind: str) -> None:
    """All the rows whose gene is not known would meet in it."""
    lines = ("subject\tobject", f"{name}\tHGNC:2")
    with pytest.raises(BadRow, match=r"t.tsv:2: .*names nothing"):
        table(tmp_path, *lines, predicate="msc:targets", subject_kind=kind)


def test_the_fly_has_a_gene_called_nan(tmp_path: Path) -> None:
    lines = ("subject\tobject", "nan\tHGNC:2")
    batch = table(tmp_path, *lines, predicate="msc:targets", subject_kind="gene", species="fruit fly")
    assert statements(batch, "subject") == [("unresolved:gene-dme-nan",)]


TWICE = '{"subject": "HGNC:1", "predicate": "biolink:affects", "object": "HGNC:2", "negated": true, '


@pytest.mark.parametrize("name", ["e.jsonl", "e.json"])
@pytest.mark.parametrize("again", ['"negated": false}', '"object": "HGNC:3"}'])
def test_an_object_that_says_a_name_twice_is_told(tmp_path: Path, name: str, again: str) -> None:
    text = TWICE + again if name.endswith("l") else f'{{"edges": [{TWICE}{again}]}}'
    with pytest.raises((BadRow, FileRefused), match=rf"{name}:1: .*more than once"):
        read_all(source_format("kgx").read, [written(tmp_path, name, text)])


def test_a_record_of_a_trial_that_says_a_name_twice_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, "t.json", '{"protocolSection":\n {}, "protocolSection": {}}')
    with pytest.raises(FileRefused, match="more than once"):
        read_all(source_format("clinicaltrials").read, [file], reading())


def test_edges_under_another_name_are_told(tmp_path: Path) -> None:
    file = written(tmp_path, "e.json", json.dumps({"nodes": [], "links": [TRIPLE], "graph": {}}))
    context = reading()
    read_all(source_format("kgx").read, [file], context)
    assert [event.examples for event in context.report.events] == [["links"]]


def test_the_mark_between_values_makes_no_list_of_one_text(tmp_path: Path) -> None:
    with pytest.raises(BadRow, match="column 'subject'"):
        kgx_edges(tmp_path, {"subject": "HGNC:1\x1fHGNC:3"})


# identifiers


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("hgnc:8763", "HGNC:8763"),
        ("HGNC:HGNC:8763", "HGNC:8763"),
        ("https://identifiers.org/hgnc:8763", "HGNC:8763"),
        ("http://identifiers.org/hgnc/8763", "HGNC:8763"),
        ("https://www.identifiers.org/hgnc/HGNC:8763", "HGNC:8763"),
        ("https://identifiers.org/taxonomy:9606", "NCBITaxon:9606"),
        ("https://purl.obolibrary.org/obo/MONDO_0005148", "MONDO:0005148"),
        ("https://www.ncbi.nlm.nih.gov/gene/5594", "NCBIGene:5594"),
        ("Mondo:0005148", "MONDO:0005148"),
        ("chebi:CHEBI:15377", "CHEBI:15377"),
        ("X:1", "X:1"),
        ("http://example.org/hgnc:1", "http://example.org/hgnc:1"),
        ("Claim:C03", "Claim:C03"),
    ],
)
def test_one_thing_is_one_node_however_it_is_spelled(tmp_path: Path, spelled: str, meant: str) -> None:
    assert tidy(spelled) == meant
    lines = (f"{spelled}\tmsc:upregulates\tHGNC:1", f"{meant}\tmsc:upregulates\tHGNC:1")
    batch = table(tmp_path, "subject\tpredicate\tobject", *lines)
    assert {subject for (subject,) in statements(batch, "subject")} == {meant}


def stored(tmp_path: Path, file: Path, format_name: str = "rdf") -> KnowledgeGraph:
    import_source(format_name, [file], store=tmp_path / "store", options=ImportOptions(name="mine"))
    return msc_graph.open(tmp_path / "store")


def test_iris_of_rdf_files_stay_what_they_are(tmp_path: Path) -> None:
    triple = "<urn:uuid:123> <http://example.org/p> <tag:example.org,2026:b> ."
    file = written(tmp_path, "u.nt", triple, "<a:b> <http://example.org/p> <urn:uuid:123> .")
    with stored(tmp_path, file) as graph, msc_graph.load() as memory:
        memory.add(file, "rdf", name="mine")
        for each in (graph, memory):
            asked = "SELECT ?o { <urn:uuid:123> <http://example.org/p> ?o }"
            assert each.sparql(asked).rows == (("tag:example.org,2026:b",),)  # type: ignore[union-attr]
            assert each.node("urn:uuid:123").id == "urn:uuid:123"


def test_relative_iris_do_not_name_the_folder(tmp_path: Path) -> None:
    file = written(tmp_path, "relative.ttl", "<a> <http://example.org/p> <#b> , <> , </c> .")
    batch = read_all(source_format("rdf").read, [file], Reading(reading().report, source="mine"))
    found = {text for row in statements(batch, "subject", "object") for text in row}
    assert found == {"mine:a", "mine:document#b", "mine:document", "mine:c"}
    out = written(tmp_path, "out.ttl", "<../../msc_exosome> <http://example.org/p> <../other/x> .")
    batch = read_all(source_format("rdf").read, [out], Reading(reading().report, source="mine"))
    assert statements(batch, "subject", "object") == [("mine:msc_exosome", "mine:other/x")]
    with stored(tmp_path, file) as graph:
        exported = graph.export(tmp_path / "out.nq")[0].read_text(encoding="utf-8")
    assert tmp_path.name not in exported


def test_a_second_row_of_a_node_keeps_its_name(tmp_path: Path) -> None:
    rows = ("id\tcategory\tname", "X:1\tbiolink:Gene\tfirst name", "X:1\tbiolink:Protein\tsecond name")
    with stored(tmp_path, written(tmp_path, "n.tsv", *rows), "kgx") as graph:
        assert graph.node("second name").label == "first name"


# verdicts, typing errors


def test_a_curated_verdict_is_not_overruled_by_an_import(tmp_path: Path, curated: KnowledgeGraph) -> None:
    (file,) = curated.export(tmp_path / "self.ttl")
    with stored(tmp_path, file) as graph, msc_graph.load() as memory:
        memory.add(file, "rdf", name="mine")
        for each in (graph, memory):
            for disputed in (False, True):
                theirs = {edge.id: edge.verdict for edge in each.property_graph(disputed=disputed).edges}
                for edge in curated.property_graph(disputed=disputed).edges:
                    assert theirs[edge.id] == edge.verdict


@pytest.mark.parametrize("spelled", ["RO:0002211", "obo:RO_0002211", "OBO:RO_0002211", "RO_0002211"])
def test_a_relation_of_obo_is_that_of_biolink_however_it_is_spelled(tmp_path: Path, spelled: str) -> None:
    assert statements(kgx_edges(tmp_path, {"predicate": spelled}), "predicate") == [("biolink:regulates",)]


def test_a_typing_error_in_our_namespace_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    said = r"'msc:targts' is no predicate of the ontology. Did you mean 'msc:targets'"
    with pytest.raises(BadRow, match=rf"t.tsv:2: .*{said}"):
        table(tmp_path, "subject\tpredicate\tobject", "HGNC:1\tmsc:targts\tHGNC:2")
    with pytest.raises(BadRow, match=said):
        table(tmp_path, "subject\tobject", "HGNC:1\tHGNC:2", predicate="msc:targts")
    with pytest.raises(BadRow, match=said):
        kgx_edges(tmp_path, {"predicate": "msc:targts"})
    ours = "<https://w3id.org/msc-graph/targts>"
    with pytest.raises(
        FileRefused, match="'msc:targts' is no property of the ontology. Did you mean 'msc:targets'"
    ):
        stored(tmp_path, written(tmp_path, "t.nt", f"<http://e.org/a> {ours} <http://e.org/b> ."))
    ours = "<https://w3id.org/msc-graph/msc_exosom>"
    with pytest.raises(InputError, match="'msc:msc_exosom' is no node.*Did you mean 'msc:msc_exosome'"):
        stored(tmp_path, written(tmp_path, "t.nt", f"<http://e.org/a> <http://e.org/p> {ours} ."))


def test_a_typing_error_in_an_evidence_type_of_ours_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    said = "'msc:databse_record' is no evidence type of the ontology. Did you mean 'msc:database_record'"
    row = "HGNC:1\tHGNC:2\tmsc:databse_record"
    header = "subject\tobject\tevidence"
    for given in ("evidence", "msc:databse_record"):
        with pytest.raises(BadRow, match=rf"t.tsv:2: .*{said}"):
            table(tmp_path, header, row, predicate="biolink:affects", evidence_type=given)
    for codes in (["msc:databse_record"], ["ECO:0000181", "https://w3id.org/msc-graph/databse_record"]):
        with pytest.raises(BadRow, match=rf"e.jsonl:1: column 'has_evidence': {said}"):
            kgx_edges(tmp_path, {"has_evidence": codes})
    wrong = "<https://w3id.org/msc-graph/databse_record>"
    for slot in ("https://w3id.org/biolink/vocab/has_evidence", "https://w3id.org/msc-graph/evidenceType"):
        with pytest.raises(FileRefused, match=rf"t.nt: {said}"):
            stored(tmp_path, written(tmp_path, "t.nt", f"<http://e.org/a> <{slot}> {wrong} ."))


def test_an_evidence_type_that_the_mapping_spells_so_is_what_it_says(tmp_path: Path) -> None:
    mapping = written(tmp_path, "m.yaml", "evidence_types: {'msc:databse_record': 'msc:database_record'}")
    rows = "subject\tobject\tevidence", "HGNC:1\tHGNC:2\tmsc:databse_record"
    batch = table(
        tmp_path, *rows, mapping=str(mapping), predicate="biolink:affects", evidence_type="evidence"
    )
    assert statements(batch, "evidence_type") == [("msc:database_record",)]


# spreadsheets, pages, control characters


def test_a_row_of_empty_cells_is_skipped(tmp_path: Path) -> None:
    file = written(tmp_path, "t.csv", "subject,predicate,object", "HGNC:1,msc:targets,HGNC:2", ",,", " , ,")
    context = reading(COLUMNS)
    assert len(statements(read_all(source_format("table").read, [file], context), "subject")) == 1


def test_cells_in_quotes_are_read_unless_told_otherwise(tmp_path: Path) -> None:
    lines = ['"subject"\t"predicate"\t"object"', '"HGNC:1"\t"msc:targets"\t"HGNC:2"']
    assert statements(table(tmp_path, *lines), "subject", "object") == [("HGNC:1", "HGNC:2")]
    with pytest.raises(BadRow, match="quoted=yes"):
        table(tmp_path, lines[0].replace('"', ""), lines[1], quoted="no")


def test_a_gene_that_became_a_date_is_called_by_its_number(tmp_path: Path) -> None:
    header = "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene)"
    rest = "Experiments,Support Type,References (PMID)"
    row = "MIRT{0},hsa-miR-21-5p,Homo sapiens,{1},{2},Homo sapiens,Western blot,Functional MTI,20000001"
    dates = ("1-Mar", "2021-09-02", "43891", "01. Mrz")
    rows = [row.format(4, "PTEN", 5728)] + [row.format(1, date, 55016) for date in dates]
    context = reading()
    file = written(tmp_path, "m.csv", f"{header},{rest}", *rows)
    batch = read_all(source_format("mirtarbase").read, [file], context)
    labels = dict(nodes(batch, "id", "label"))
    assert labels["NCBIGene:55016"] == "NCBIGene:55016"
    assert labels["NCBIGene:5728"] == "PTEN"
    assert events(context)[EventKind.GENE_AS_DATE] == 4


def test_a_page_of_several_is_told(tmp_path: Path) -> None:
    page = {"totalCount": 5, "nextPageToken": "abc", "studies": []}
    for document, told in ((page, True), ({"studies": []}, False)):
        context = reading()
        file = written(tmp_path, "page.json", json.dumps(document))
        read_all(source_format("clinicaltrials").read, [file], context)
        assert (EventKind.PAGE_OF_SEVERAL in events(context)) == told


def test_control_characters_do_not_come_in_and_are_told(tmp_path: Path) -> None:
    node = {"id": "X:1", "name": "evil\u001b[31mred\u001b]0;title\u0007", "synonym": ["a\u202eb"]}
    file = written(tmp_path, "n.jsonl", json.dumps(node), json.dumps({**TRIPLE, "subject": "X:1"}))
    with msc_graph.load() as graph:
        told = {event.kind: event.count for event in graph.add(file, "kgx", name="mine").report.events}
        assert graph.node("X:1").label == "evil [31mred ]0;title"
        graph.export(tmp_path / "all.graphml")
    assert told[EventKind.CONTROL_CHARACTERS] == 2


@pytest.mark.parametrize("name", ["e.jsonl", "e.json"])
def test_half_a_surrogate_pair_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    node = '{"id": "X:1", "name": "\\ud800"}'
    text = node if name.endswith("l") else f'{{"nodes": [\n{node}], "edges": []}}'
    with pytest.raises((BadRow, FileRefused), match=rf"{name}:\d: .*surrogate"):
        read_all(source_format("kgx").read, [written(tmp_path, name, text)])


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("signs: {z: [&a [x], *a, *a]}", "alias"),
        ('predicates: {z: {id: ["a:b"]}}', "needs an 'id'"),
        ("predicates: {z: {id: 'a:b', label: [1]}}", "needs an 'id'"),
        ("predicates: {z: {id: 'a:b', role: [1]}}", "has a role"),
        ("signs: {z: [x]}", "signs: 'z'"),
        ("subject: !!timestamp 2026-02-30", "a date or a number that is none"),
        ("signs: {010: '+', '010': '-'}", "'010' is given twice"),
    ],
)
def test_a_mapping_that_is_none_is_told_shortly(tmp_path: Path, mapping: str, said: str) -> None:
    file = written(tmp_path, "m.yaml", mapping, "object: o" if "subject" in mapping else "subject: s")
    options = {"mapping": str(file), "subject": "s", "object": "o", "predicate": "my:p"}
    with pytest.raises((FileRefused, UsageError), match=said) as found:
        read_all(
            source_format("table").read, [written(tmp_path, "t.tsv", "s\to", "X:1\tX:2")], reading(options)
        )
    assert len(str(found.value)) < 400


@pytest.mark.parametrize("header", ['mirna,gene,5" primer', 'a,"b', 'a,"b"c'])
def test_a_header_whose_quotes_do_not_close_is_refused(tmp_path: Path, header: str) -> None:
    file = written(tmp_path, "t.csv", header, "1,2,3")
    with pytest.raises(FileRefused, match=r"t.csv:1: .*(?:quotes|lacks)"):
        read_all(source_format("table").read, [file], reading(COLUMNS))


def test_a_small_workbook_takes_little_memory_whatever_it_says_of_its_size(tmp_path: Path) -> None:
    """One cell in the last column that a sheet can have: 16,384 empty cells were made of each row."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl: pip install 'msc-graph[dev]'")
    path, small = tmp_path / "wide.xlsx", tmp_path / "small.xlsx"
    book = openpyxl.Workbook()
    for row in (list(COLUMNS), ["HGNC:1", "msc:targets", "HGNC:2"]):
        book.active.append(row)
    book.save(small)
    last = '<row r="3000"><c r="XFD3000"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(small) as archive, zipfile.ZipFile(path, "w") as changed:
        for name in archive.namelist():
            text = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', text)
                text = text.replace(b"</sheetData>", last.encode())
            changed.writestr(name, text)
    tracemalloc.start()
    try:
        sheet = Sheet(path, reading())
        assert sheet.columns == list(COLUMNS)
        (frame,) = sheet.frames()
        assert frame.rows()[0][:3] == ("HGNC:1", "msc:targets", "HGNC:2")
        assert frame.height == 1
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_names_in_any_language_keep_their_tag(tmp_path: Path) -> None:
    prefix = "@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    labels = '"Colour"@en-GB , "Color"@en-US , "Farbe"@de , "颜色"@zh-Hans , "顏色"@zh-Hant'
    facts = f'ex:m ex:p ex:n ; rdfs:label "Nierenschaden"@de . ex:n rdfs:label {labels} .'
    file = written(tmp_path, "labels.ttl", prefix, facts)
    with stored(tmp_path, file) as disk, msc_graph.load() as memory:
        memory.add(file, "rdf", name="mine")
        for graph in (disk, memory):
            found = {
                (quad.object.value, quad.object.language)
                for name in ("m", "n")
                for quad in graph.store.quads_for_pattern(NamedNode(f"http://example.org/{name}"), None, None)
                if isinstance(quad.object, Literal)
            }
            assert found == {
                ("Nierenschaden", "de"),
                *(("Colour", "en-gb"), ("Color", "en-us"), ("Farbe", "de")),
                *(("颜色", "zh-hans"), ("顏色", "zh-hant")),
            }
            assert graph.node("Nierenschaden").label == "Nierenschaden"
            node = graph.node("Farbe")
            assert (node.label, node.label_zh) == ("Colour", "颜色")
            assert node.synonyms == ("Color", "Farbe", "顏色")


def test_members_of_a_container_are_members_whatever_their_number(tmp_path: Path) -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    file = written(tmp_path, "bag.nt", *(f"<http://e/bag> <{rdf}_{n}> <http://e/{n}> ." for n in (1, 2, 10)))
    batch = read_all(source_format("rdf").read, [file])
    assert {row[0] for row in statements(batch, "predicate")} == {"rdfs:member"}
    assert {row[0] for row in statements(batch, "object")} == {f"http://e/{n}" for n in (1, 2, 10)}


@pytest.mark.parametrize(
    ("date", "kept"),
    [("2021-12", True), ("July 31, 2020", True), ("2021", True), ("2021-13", False), ("2021-02-30", False)],
)
def test_a_date_that_no_calendar_has_is_left_out_and_told(tmp_path: Path, date: str, kept: bool) -> None:
    study = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "MSC exosomes"},
        "statusModule": {"startDateStruct": {"date": date}},
        "armsInterventionsModule": {"interventions": [{"name": "MSC exosomes"}]},
    }
    file = written(tmp_path, "t.json", json.dumps({"studies": [{"protocolSection": study}]}))
    context = reading()
    batch = read_all(source_format("clinicaltrials").read, [file], context)
    assert batch.properties is not None
    dates = batch.properties.filter(property="msc:startDate", value=date)
    assert (dates.height, EventKind.TRIAL_DATE_IMPOSSIBLE in events(context)) == (int(kept), not kept)


def test_a_node_that_is_said_to_be_two_things_is_told(tmp_path: Path) -> None:
    rows = [{"id": "X:1", "category": f"biolink:{kind}"} for kind in ("Gene", "Protein")]
    file = written(tmp_path, "n.jsonl", *map(json.dumps, [*rows, {**TRIPLE, "subject": "X:1"}]))
    with msc_graph.load() as graph:
        told = {event.kind: event.examples for event in graph.add(file, "kgx", name="mine").report.events}
        assert graph.node("X:1").category == "Gene"
    assert told[EventKind.SECOND_CLASS] == ["X:1"]


@pytest.mark.parametrize("line", ["{}", '{"subbject": "HGNC:1"}', '{"x": null}'])
@pytest.mark.parametrize("keep_going", [False, True])
def test_objects_without_any_known_key_are_bad_rows(tmp_path: Path, line: str, keep_going: bool) -> None:
    file, context = written(tmp_path, "e.jsonl", line, line), reading(keep_going=keep_going)
    if keep_going:
        read_all(source_format("kgx").read, [file], context)
        assert len(context.report.bad_rows) == 2
    else:
        with pytest.raises(BadRow, match="e.jsonl:1:"):
            read_all(source_format("kgx").read, [file], context)


def test_a_text_of_control_characters_alone_is_none(tmp_path: Path) -> None:
    file = written(tmp_path, "t.csv", "subject,predicate,object,paper", "X:1,msc:targets,X:2,\u202e")
    with msc_graph.load() as graph:
        told = graph.add(
            file, "table", name="mine", parameters=COLUMNS | {"reference": "paper"}
        ).report.events
        assert EventKind.CONTROL_CHARACTERS in {event.kind for event in told}


def test_wide_letters_name_the_same_thing(tmp_path: Path) -> None:
    file = written(tmp_path, "t.csv", "subject,predicate,object", "HGNC:８７６３,msc:targets,HGNC:２")
    batch = read_all(source_format("table").read, [file], reading(COLUMNS))
    assert statements(batch, "subject", "object") == [("HGNC:8763", "HGNC:2")]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_workbook_in_the_place_of_a_table_is_told(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(FileRefused, match="it is a workbook or an archive. Save it as CSV"):
        read_all(source_format("table").read, [tmp_path / name], reading(COLUMNS))


@pytest.mark.parametrize("label", ["icon \ue000 text", "\ue000", "a\ue000", "\ue000de", "a\ue000b\ue000c d"])
def test_a_mark_of_private_use_costs_no_store(tmp_path: Path, label: str) -> None:
    """U+E000 stands between a text and its language in our tables; fonts of icons use it for a picture."""
    node = {"id": "X:1", "name": label, "synonym": [label, "kept"], "description": label}
    kgx = written(tmp_path, "n.jsonl", json.dumps(node), json.dumps({**TRIPLE, "subject": "X:1"}))
    turtle = written(
        tmp_path, "n.ttl", f'<http://e/a> <{RDFS}label> "{label}"@de ; <http://e/p> <http://e/b> .'
    )
    for file, form, name in ((kgx, "kgx", "X:1"), (turtle, "rdf", "http://e/a")):
        import_source(form, [file], store=tmp_path / form, options=ImportOptions(name="mine"))
        with msc_graph.open(tmp_path / form) as graph:
            assert "\ue000" not in graph.describe(name).label
            assert graph.sparql("ASK {}").rows == ((True,),)  # type: ignore[union-attr]
            assert form == "rdf" or graph.find("kept", limit=1)[0].node.id == "X:1"


def sheet(path: Path, change: Callable[[bytes], bytes], *rows: list[str]) -> Path:
    """Write a workbook of which the text of the sheet is changed."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs openpyxl: pip install 'msc-graph[dev]'")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path.with_name("small.xlsx"))
    with zipfile.ZipFile(path.with_name("small.xlsx")) as archive, zipfile.ZipFile(path, "w") as changed:
        for name in archive.namelist():
            text = archive.read(name)
            changed.writestr(name, change(text) if name == "xl/worksheets/sheet1.xml" else text)
    return path


def test_empty_rows_of_a_workbook_take_no_time(tmp_path: Path) -> None:
    """A cell in the last row of a sheet: with 10,000 empty cells in each row before it, minutes went by."""
    last = b'<row r="1048576"><c r="A1048576"><v>7</v></c></row></sheetData>'
    path = sheet(tmp_path / "far.xlsx", lambda text: text.replace(b"</sheetData>", last), ["a", "b"], ["1"])
    start = time.process_time()
    frames = list(Sheet(path, reading()).frames())
    assert time.process_time() - start < 30
    assert pl.concat(frames)["a"].to_list() == ["1", "7"]


def test_a_workbook_with_two_columns_of_a_name_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path / "twice.xlsx", bytes, ["a", "b", "a"], ["1", "2", "3"])
    with pytest.raises(FileRefused, match=r"twice.xlsx:1: the header has 'a' more than once"):
        Sheet(path, reading())


DEEP = '{"a":' * 5000 + "1" + "}" * 5000
ODD_ONTOLOGIES = [
    DEEP, "[" * 5000, '{"graphs": 5}', '{"graphs": [1]}', '{"graphs": [{"nodes": [1]}]}',
    '{"graphs": [{"nodes": [{"id": "http://purl.obolibrary.org/obo/GO_1", "lbl": "\\ud800"}]}]}',
    '{"graphs": [{"nodes": [{"id": "x", "meta": 7}]}]}',
    '{"graphs": ' + "9" * 5000 + "}", "[null]", "[]", "{}",
    "format-version: 1\n\n[Term]\nxref:\n",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_ONTOLOGIES, ids=range(len(ODD_ONTOLOGIES)))
def test_an_ontology_of_another_layout_is_refused(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, "go.json", text)
    for read in (read_terms, lambda path: prepare(tmp_path / "tables", mondo=path)):
        with pytest.raises((FileRefused, BadRow)):
            read(file)


@pytest.mark.parametrize("text", [DEEP, "[" * 5000 + "]" * 5000, f'{{"studies": [{DEEP}]}}', f"[{DEEP}]"])
def test_a_record_of_a_trial_that_is_nested_deeply_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises((FileRefused, BadRow), match="nested|recursion"):
        read_all(source_format("clinicaltrials").read, [written(tmp_path, "t.json", text)], reading())


@pytest.mark.parametrize(
    "text",
    [
        DEEP,
        "",
        "[]",
        "5",
        '{"tables": 5}',
        '{"sources": {}, "tables": {}, "tables": {}}',
        '{"tables": {}, "sources": [1]}',
    ],
)
def test_a_lock_of_another_layout_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused, match="no lock file"):
        read_lock(written(tmp_path, "recipe.lock", text))
    with pytest.raises(FileRefused, match="not a regular file"):
        read_lock(Path("/dev/zero"))


def test_control_characters_of_sources_and_titles_cost_no_export(tmp_path: Path) -> None:
    edge = {**TRIPLE, "primary_knowledge_source": "infores:a\x1b[31m", "publications": ["see \x07\u061cthis"]}
    file = written(tmp_path, "e.jsonl", json.dumps(edge))
    options = ImportOptions(name="mine", title="\x1b[31mT", version="1\x07", licence="\u202eL")
    with msc_graph.load() as graph:
        graph.add(file, "kgx", options=options)
        for name in ("all.graphml", "all.rdf", "all.ttl"):
            graph.export(tmp_path / name)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u061c\u202e]", (tmp_path / name).read_text("utf-8"))


def test_one_text_in_the_place_of_a_list_is_not_lost(tmp_path: Path) -> None:
    study = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "MSC exosomes"},
        "conditionsModule": {"conditions": "Sepsis"},
        "armsInterventionsModule": {"interventions": [{"name": "MSC exosomes"}]},
    }
    file = written(tmp_path, "t.json", json.dumps({"protocolSection": study}))
    batch = read_all(source_format("clinicaltrials").read, [file], reading())
    assert "Sepsis" in [label for (label,) in nodes(batch, "label")]


def test_a_ctd_table_without_names_and_rows_is_read(tmp_path: Path) -> None:
    head = "# GeneSymbol\tGeneID\tDiseaseID\tDirectEvidence\tPubMedIDs"
    file = written(tmp_path, "CTD.tsv", "# Report created: x", "# Fields:", head, "#", "A\t1\tbad\tx\t1")
    context = reading(keep_going=True)
    assert not statements(read_all(source_format("ctd").read, [file], context), "subject")
    assert len(context.report.bad_rows) == 1


SAID = ("HGNC:1\tHGNC:2\t{}", "HGNC:3\tHGNC:4\t{}")


@pytest.mark.parametrize(
    ("condition", "cells", "left"),
    [
        ("drop: {x: no}", ("yes", "no"), ["HGNC:1"]),
        ("drop: {x: true}", ("FALSE", "TRUE"), ["HGNC:1"]),
        ("where: {x: [on, Yes]}", ("off", "yes"), ["HGNC:3"]),
        ("drop: {x: 0}", ("1.0", "0.0"), ["HGNC:1"]),
        ("where: {x: 5.0}", ("5", "50"), ["HGNC:1"]),
        ("where: {x: '<1e-3'}", ("1e-5", "0.1"), ["HGNC:1"]),
        ("drop: {x: '<LOD'}", ("<LOD", "3"), ["HGNC:3"]),
        ("where: {x: 010}", ("010", "8"), ["HGNC:1"]),
        ("where: {x: 1:30}", ("90", "1:30"), ["HGNC:3"]),
        ("where: {x: 0x10}", ("16", "0x10"), ["HGNC:3"]),
        ("where: {x: 0.50}", ("0.5", "5"), ["HGNC:1"]),
        ("where: {x: 2021-09-15}", ("2021-09-15", "15"), ["HGNC:1"]),
        ("sign: x\nsigns: {1:30: '+', null: '-', 010: '?'}", ("1:30", "010"), ["HGNC:1", "HGNC:3"]),
        ("sign: x\nsigns: {yes: '+', no: '-'}", ("yes", "no"), ["HGNC:1", "HGNC:3"]),
    ],
)
def test_words_of_yaml_are_the_words_of_the_table(
    tmp_path: Path, condition: str, cells: tuple[str, str], left: list[str]
) -> None:
    """YAML takes no and on for truth values: rows that a user left out came in, and nothing was told."""
    mapping = written(
        tmp_path, "m.yaml", "subject: s", "object: o", "predicate: biolink:regulates", condition
    )
    rows = [row.format(cell) for row, cell in zip(SAID, cells, strict=True)]
    file = written(tmp_path, "t.tsv", "s\to\tx", *rows)
    batch = read_all(source_format("table").read, [file], reading({"mapping": str(mapping)}))
    assert [subject for (subject,) in statements(batch, "subject")] == left


@pytest.mark.parametrize("value", ["> 0,5", ">=1/2", "<.5.5", "> 1 000"])
def test_a_comparison_with_no_number_is_refused(tmp_path: Path, value: str) -> None:
    mapping = written(tmp_path, "m.yaml", f"drop: {{x: '{value}'}}")
    options = {**COLUMNS, "mapping": str(mapping)}
    with pytest.raises(FileRefused, match=r"m.yaml: drop: .*compares with no number"):
        read_all(
            source_format("table").read,
            [written(tmp_path, "t.tsv", "subject\tx", "X:1\t1")],
            reading(options),
        )


@pytest.mark.parametrize("said", ["no", "off", "False"])
def test_a_table_without_header_is_told_in_any_word_of_yaml(tmp_path: Path, said: str) -> None:
    lines = [f"header: {said}", f"quoted: {said}", "subject: 1", "object: 2", "predicate: biolink:regulates"]
    mapping = written(tmp_path, "m.yaml", *lines)
    file = written(tmp_path, "t.tsv", "HGNC:1\tHGNC:2")
    batch = read_all(source_format("table").read, [file], reading({"mapping": str(mapping)}))
    assert statements(batch, "subject") == [("HGNC:1",)]


@pytest.mark.parametrize(
    "changed", [{"miRNA": "NA"}, {"miRNA": "-"}, {"Target Gene": "NA", "Target Gene (Entrez ID)": ""}]
)
def test_a_missing_name_of_a_download_is_no_node(tmp_path: Path, changed: dict[str, str]) -> None:
    row = {
        **{"miRTarBase ID": "MIRT1", "miRNA": "hsa-miR-21-5p", "Species (miRNA)": "Homo sapiens"},
        **{"Target Gene": "PTEN", "Target Gene (Entrez ID)": "5728", "Species (Target Gene)": "Homo sapiens"},
        **{"Experiments": "Western blot", "Support Type": "Functional MTI", "References (PMID)": "20000001"},
    }
    file = written(tmp_path, "m.csv", ",".join(row), ",".join((row | changed).values()))
    with pytest.raises(BadRow, match=r"m.csv:2: .*there is no"):
        read_all(source_format("mirtarbase").read, [file], reading())


def test_a_missing_number_is_no_other_name_of_a_node(tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"X:{n}", "xref": ["NCBIGene:nan", "UMLS:None", f"Y:{n}"]}) for n in (1, 2)]
    batch = read_all(source_format("kgx").read, [written(tmp_path, "n.jsonl", *lines)])
    assert nodes(batch, "id", "xrefs") == [("X:1", ["Y:1"]), ("X:2", ["Y:2"])]


@pytest.mark.parametrize(
    ("cell", "cells"),
    [
        *dict.fromkeys(
            (
                "CL_0000235",
                "CL: 0000235",
                "CL:0000235 (macrophage)",
                "http://purl.obolibrary.org/obo/CL_0000235",
            ),
            ["CL:0000235"],
        ).items(),
        ("CL:0000235;CL:0000115", ["CL:0000235", "CL:0000115"]),
        ("CL:0000235, CL:0000115", ["CL:0000235", "CL:0000115"]),
        ("CVCL:0030", ["CVCL:0030"]),
        *dict.fromkeys(("macrophage", "HeLa", "PMID:1", "HGNC:1", "CL:235"), [None]).items(),
        ("CL:0000235|HeLa", ["CL:0000235"]),
    ],
)
def test_a_cell_of_a_table_is_one_that_there_is_or_told(
    tmp_path: Path, cell: str, cells: list[str | None]
) -> None:
    file = written(tmp_path, "t.tsv", "s\to\tc", f"X:1\tX:2\t{cell}")
    context = reading({"subject": "s", "object": "o", "predicate": "my:p", "cell": "c"})
    batch = read_all(source_format("table").read, [file], context)
    assert [found for (found,) in statements(batch, "cell")] == cells
    lost = cells == [None] or "HeLa" in cell
    assert (EventKind.CONTEXT_LEFT_OUT in events(context)) == lost


NO_NAMES = [
    "NA",
    "N/A",
    "NULL",
    "null",
    "None",
    "\\N",
    "-",
    ".",
    "#N/A",
    "<NA>",
    "\u3000",
    "\u00a0",
    "\u200b",
    "不详",
]


@pytest.mark.parametrize("word", NO_NAMES)
def test_a_word_for_nothing_is_no_name(tmp_path: Path, word: str) -> None:
    """Of twenty rows with NA for a label twenty nodes were called NA."""
    nodes_in = pl.DataFrame({"id": ["X:1"], "label": [word], "synonyms": [[word, "y"]], "label_zh": ["名"]})
    said = pl.DataFrame({"subject": ["X:1"], "predicate": ["a:b"], "object": ["X:1"], "locator": [word]})
    found = cleaned(Batch(nodes_in, said), ImportReport())
    assert found.nodes is not None and found.statements is not None
    assert found.nodes.row(0) == ("X:1", None, ["y"], "名")
    assert found.statements["locator"].to_list() == [None]


@pytest.mark.parametrize("name", ["Na", "nan", "none", "NAD", "N.A. cell"])
def test_a_name_like_nothing_stays(name: str) -> None:
    found = cleaned(Batch(pl.DataFrame({"id": ["X:1"], "label": [name]})), ImportReport())
    assert found.nodes is not None
    assert found.nodes["label"].to_list() == [name]


def test_a_chinese_name_of_a_known_node_is_kept(tmp_path: Path) -> None:
    text = '<http://identifiers.org/hgnc/9588> <http://www.w3.org/2000/01/rdf-schema#label> "黑基因"@zh ;'
    file = written(tmp_path, "x.ttl", text, "<https://e.org/p> <https://e.org/d> .")
    with stored(tmp_path, file) as graph:
        assert graph.node("黑基因").id == "HGNC:9588"


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("https://w3id.org/msc-graph/targets", "msc:targets"),
        ("MSC:TARGETS", "msc:targets"),
        ("BIOLINK:regulates", "biolink:regulates"),
        ("RO:0002211", "biolink:regulates"),
        ("https://example.org/likes", "https://example.org/likes"),
    ],
)
def test_a_known_predicate_is_known_in_any_spelling(tmp_path: Path, said: str, known: str) -> None:
    batch = table(tmp_path, "subject\tpredicate\tobject", f"HGNC:1\t{said}\tHGNC:2")
    assert statements(batch, "predicate") == [(known,)]
    if batch.predicates is not None and batch.predicates.height:
        assert batch.predicates["label"].to_list() == ["likes"]


@pytest.mark.parametrize("said", ["rdf:type", "rdfs:label", "owl:sameAs", "skos:exactMatch"])
def test_a_predicate_of_terms_is_no_edge(tmp_path: Path, said: str) -> None:
    with pytest.raises(BadRow, match="speaks of terms"):
        table(tmp_path, "subject\tpredicate\tobject", f"HGNC:1\t{said}\tHGNC:2")
    with pytest.raises(BadRow, match="speaks of terms"):
        kgx_edges(tmp_path, {"predicate": said})


def test_a_sign_against_the_predicate_is_told(tmp_path: Path) -> None:
    rows = ("X:a\tmsc:targets\tX:b\t+", "X:a\tmsc:targets\tX:c\t-", "X:a\tbiolink:regulates\tX:b\t+")
    file = written(tmp_path, "t.tsv", "subject\tpredicate\tobject\tsign", *rows)
    with msc_graph.load() as graph:
        told = graph.add(file, "table", name="mine", parameters={**COLUMNS, "sign": "sign"})
    counts = {event.kind: event.count for event in told.report.events}
    assert counts[EventKind.SIGN_AGAINST_PREDICATE] == 1
