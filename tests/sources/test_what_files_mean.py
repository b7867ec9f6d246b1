"""What programs, spreadsheets and people write in files for nothing, for one thing, and by mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import polars as pl
import pytest

import msc_graph
from msc_graph.errors import BadRow, FileRefused
from msc_graph.messages.imports import EventKind
from msc_graph.query.results import QueryResult
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.biolink import predicate_curie
from msc_graph.sources.cells import yes_or_no
from msc_graph.sources.cleaning import cleaned
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.vocabulary.spellings import tidy
from tests.helpers.reading import events, nodes, read_all, reading, statements

TRIPLE = {"subject": "HGNC:1", "predicate": "biolink:affects", "object": "HGNC:2"}
COLUMNS = {"subject": "s", "predicate": "biolink:affects", "object": "o"}
NEVER_A_NAME = ["(null)", "[NULL]", "(NULL)", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "—", "–", "(blank)"]


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def kgx(folder: Path, *rows: dict[str, Any], context: Reading | None = None) -> Batch:
    return read_all(source_format("kgx").read, [written(folder, "e.jsonl", *map(json.dumps, rows))], context)


def table(folder: Path, *lines: str, context: Reading | None = None, **options: str) -> Batch:
    context = context or reading()
    context.options = {**COLUMNS, **options}
    return read_all(source_format("table").read, [written(folder, "t.tsv", *lines)], context)


# nothing


@pytest.mark.parametrize("word", [*NEVER_A_NAME, "?", "unknown", "not available", "n.d."])
def test_rows_whose_gene_is_not_known_do_not_meet_in_one_node(tmp_path: Path, word: str) -> None:
    with pytest.raises(BadRow, match=r"t.tsv:2: .*names nothing"):
        table(tmp_path, "s\to", f"HGNC:1\t{word}", object_kind="gene")


@pytest.mark.parametrize("word", NEVER_A_NAME)
def test_words_of_spreadsheets_and_databases_for_nothing_are_no_names(tmp_path: Path, word: str) -> None:
    batch = table(tmp_path, "s\to\tp\tl", f"X:1\tX:2\t{word}\t{word}", reference="p", subject_label="l")
    assert statements(batch, "reference", "locator") == [(None, None)]
    named = cleaned(Batch(pl.DataFrame({"id": ["X:1"], "label": [word]})), ImportReport())
    assert named.nodes is not None
    assert named.nodes["label"].to_list() == [None]


@pytest.mark.parametrize("word", ["NA", "—", "(null)", "#REF!"])
def test_a_predicate_that_is_nothing_is_a_bad_row(tmp_path: Path, word: str) -> None:
    with pytest.raises(BadRow, match=r"t.tsv:2: .*has no predicate"):
        table(tmp_path, "s\to\tp", f"HGNC:1\tHGNC:2\t{word}", predicate="p")


@pytest.mark.parametrize("dash", ["–", "—", "--"])
def test_a_long_dash_is_no_sign_and_not_taken_for_nothing(tmp_path: Path, dash: str) -> None:
    with pytest.raises(BadRow, match="is no sign"):
        table(tmp_path, "s\to\tx", f"HGNC:1\tHGNC:2\t{dash}", sign="x")


def test_a_formula_that_failed_is_neither_yes_nor_no() -> None:
    assert yes_or_no(pl.Series(["#REF!", "#N/A", "(null)", "—"])).to_list() == [None, False, False, False]


@pytest.mark.parametrize("nothing", ["PMID:null", "PMID:nan", "PMID:NA", "DOI:None", "PMC:null", "PMID:"])
def test_a_prefix_before_nothing_is_no_piece_of_evidence(tmp_path: Path, nothing: str) -> None:
    batch = kgx(tmp_path, {**TRIPLE, "publications": [nothing, "PMID:12"]})
    assert statements(batch, "reference", "locator") == [("PMID:12", None)]
    batch = table(tmp_path, "s\to\tp", f"HGNC:1\tHGNC:2\t{nothing}", reference="p")
    assert statements(batch, "reference", "locator") == [(None, None)]


def test_what_is_no_identifier_beside_a_paper_is_no_evidence_of_its_own(tmp_path: Path) -> None:
    context = reading()
    edges = ({**TRIPLE, "publications": listed} for listed in (["a book", "PMID:12"], ["a book"]))
    batch = kgx(tmp_path, *edges, context=context)
    assert statements(batch, "reference", "locator") == [("PMID:12", None), (None, "a book")]
    assert events(context)[EventKind.REFERENCE_NOT_IN_LIST] == 1


# one thing


@pytest.mark.parametrize(
    ("meant", "spelled"),
    [
        ("mirbase.mature:MIMAT0000076", "https://www.mirbase.org/cgi-bin/mature.pl?mature_acc=MIMAT0000076"),
        ("mirbase:MI0000077", "http://www.mirbase.org/cgi-bin/mirna_entry.pl?acc=MI0000077"),
        ("NCBITaxon:9606", "https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=9606"),
        (
            "NCBITaxon:9606",
            "https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?mode=Info&id=9606&lvl=3",
        ),
        ("NCBITaxon:9606", "https://www.ncbi.nlm.nih.gov/taxonomy/9606"),
        ("NCBITaxon:9606", "http://purl.uniprot.org/taxonomy/9606"),
        ("CHEBI:15377", "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:15377"),
        ("CHEBI:15377", "https://www.ebi.ac.uk/chebi/CHEBI:15377"),
        ("clinicaltrials:NCT04491240", "https://clinicaltrials.gov/ct2/show/NCT04491240?term=exosome"),
        ("clinicaltrials:NCT04491240", "https://classic.clinicaltrials.gov/ct2/show/study/NCT04491240"),
        ("HP:0000819", "https://hpo.jax.org/browse/term/HP:0000819"),
        ("HP:0000819", "https://hpo.jax.org/app/browse/term/HP:0000819"),
        ("MESH:D003922", "https://id.nlm.nih.gov/mesh/D003922.html"),
        ("UniProtKB:P60484", "http://purl.uniprot.org/uniprot/P60484.rdf"),
        ("UniProtKB:P60484", "https://rest.uniprot.org/uniprotkb/P60484.json"),
        (
            "ENSEMBL:ENSG00000171862",
            "https://www.ensembl.org/Homo_sapiens/Gene/Summary?db=core;g=ENSG00000171862",
        ),
        ("HGNC:9588", "https://www.genenames.org/cgi-bin/gene_symbol_report?hgnc_id=HGNC:9588"),
        ("PUBCHEM.COMPOUND:2244", "https://pubchem.ncbi.nlm.nih.gov/compound/2244"),
        ("DRUGBANK:DB00945", "https://go.drugbank.com/drugs/DB00945"),
        ("ORPHA:586", "https://www.orpha.net/en/disease/detail/586"),
        ("GO:0006915", "obo:GO_0006915"),
        ("CHEBI:15377", "OBO:CHEBI_15377"),
        ("MONDO:0005148", "obo:MONDO_0005148"),
        ("obo:mine#x", "obo:mine#x"),
        ("https://clinicaltrials.gov/search?cond=sepsis", "https://clinicaltrials.gov/search?cond=sepsis"),
    ],
)
def test_the_pages_of_a_database_and_obo_name_what_they_show(meant: str, spelled: str) -> None:
    assert tidy(spelled) == meant


def test_a_relation_of_obo_is_known_by_its_prefix() -> None:
    assert predicate_curie("obo:RO_0002211") == predicate_curie("RO:0002211") == "biolink:regulates"


# languages


def test_a_chinese_name_without_a_language_is_not_said_to_be_english(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "X:1", "name": "肾损伤", "synonym": ["肾脏损害", "kidney injury"], "description": "肾的损伤"},
        {"id": "X:2", "name": "じん臓", "category": ["biolink:Disease"]},
        {**TRIPLE, "subject": "X:1", "object": "X:2"},
    ]
    rdf = written(
        tmp_path,
        "n.ttl",
        '<http://e.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "肾"@en ; <http://e.org/p> [] .',
        '<http://e.org/b> <http://www.w3.org/2000/01/rdf-schema#label> "肝" ; <http://e.org/p> [] .',
    )
    store = tmp_path / "store"
    kgx(tmp_path, *rows)
    import_source("kgx", [tmp_path / "e.jsonl"], store=store, options=ImportOptions(name="mine"))
    import_source("rdf", [rdf], store=store, options=ImportOptions(name="other"))
    names = "rdfs:label skos:altLabel skos:definition"
    asked = f"SELECT ?v (LANG(?v) AS ?tag) {{ VALUES ?v {{ %s }} VALUES ?p {{ {names} }} ?n ?p ?v }}"
    wanted = {
        **dict.fromkeys(("肾损伤", "肾脏损害", "肾的损伤", "肝"), "zh"),
        **dict.fromkeys(("kidney injury", "肾"), "en"),
    }
    values = " ".join(f'"{text}"@{tag}' for text, tag in wanted.items())
    with msc_graph.open(store) as graph:
        assert dict(graph.sparql(asked % values).rows) == wanted  # type: ignore[union-attr, arg-type]
        node = graph.node("X:1")
        assert (node.label_zh, node.definition) == ("肾损伤", "肾的损伤")
        assert graph.node("X:2").label == "じん臓"


# one text


@pytest.mark.parametrize(
    ("module", "slot", "value"),
    [
        ("identificationModule", "briefTitle", ["MSC exosomes", "second"]),
        ("identificationModule", "officialTitle", {"text": "MSC exosomes"}),
        ("statusModule", "overallStatus", ["COMPLETED"]),
        ("statusModule", "startDateStruct", ["2020-01"]),
        ("descriptionModule", "briefSummary", True),
        ("conditionsModule", "conditions", [["Sepsis"]]),
        ("armsInterventionsModule", "interventions", ["MSC exosomes"]),
        ("armsInterventionsModule", "interventions", [{"name": ["MSC exosomes"]}]),
    ],
)
def test_a_list_in_the_place_of_a_text_of_a_trial_is_a_bad_row(
    tmp_path: Path, module: str, slot: str, value: object
) -> None:
    protocol: dict[str, Any] = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "MSC exosomes"}
    }
    protocol[module] = {**protocol.get(module, {}), slot: value}
    file = written(tmp_path, "t.jsonl", json.dumps({"protocolSection": protocol}))
    with pytest.raises(
        BadRow, match=r"t.jsonl:1: .*(is a list or an object|is no object|no list of objects)"
    ):
        read_all(source_format("clinicaltrials").read, [file])


def test_two_titles_of_a_trial_of_2022_are_a_bad_row(tmp_path: Path) -> None:
    file = written(tmp_path, "t.jsonl", json.dumps({"NCTId": ["NCT00000001"], "BriefTitle": ["a", "b"]}))
    with pytest.raises(BadRow, match="'BriefTitle' has several values"):
        read_all(source_format("clinicaltrials").read, [file])


# what the graph says already


def test_a_class_and_properties_that_the_graph_keeps_its_own_of_are_told(tmp_path: Path) -> None:
    rows = (
        {"id": "HGNC:8763", "name": "cancer", "category": ["biolink:Disease"]},
        {"id": "HGNC:9588", "category": ["biolink:Protein"]},
        {**TRIPLE, "subject": "HGNC:8763", "object": "HGNC:9588"},
    )
    kgx(tmp_path, *rows)
    options = ImportOptions(name="mine")
    made = import_source("kgx", [tmp_path / "e.jsonl"], store=tmp_path / "a", options=options)
    told = {event["event"]: event["examples"] for event in made.report.to_dict()["events"]}
    assert told["class-of-graph"] == ["HGNC:8763: Disease -> Gene"]
    trial = {"NCTId": ["NCT04491240"], "BriefTitle": ["MSC exosomes"], "InterventionName": ["MSC exosomes"]}
    file = written(tmp_path, "t.jsonl", json.dumps({**trial, "Phase": ["Phase 4"]}))
    made = import_source("clinicaltrials", [file], store=tmp_path / "b", options=options)
    told = {event["event"]: event["examples"] for event in made.report.to_dict()["events"]}
    assert told["properties-of-graph"] == ["clinicaltrials:NCT04491240"]


@pytest.mark.parametrize("name", ["verdict", "reference", "direction", "evidenceType", "species"])
def test_a_part_of_an_assertion_alone_is_refused_with_the_true_reason(tmp_path: Path, name: str) -> None:
    msc = "https://w3id.org/msc-graph/"
    value = {"verdict": "supported", "direction": "refutes", "evidenceType": "database_record"}.get(
        name, "x/1"
    )
    file = written(tmp_path, "v.nt", f"<{msc}assertion/S3-05> <{msc}{name}> <{msc}{value}> .")
    with pytest.raises(FileRefused, match=rf"v\.nt: msc:{name} is said of .*S3-05 alone.*msc:hasEvidence"):
        read_all(source_format("rdf").read, [file])


def test_a_name_of_ours_that_there_is_not_is_told_with_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "t.tsv", "s\to", "HGNC:1\tmsc:msc_exosomes")
    options = ImportOptions(name="mine", parameters=COLUMNS | {"subject": "s"})
    with pytest.raises(FileRefused, match=r"t\.tsv: 'msc:msc_exosomes' is no node .*'msc:msc_exosome'"):
        import_source("table", [file], store=tmp_path / "store", options=options)


# nothing, in every column of the sources' own formats

NOTHINGS = ["NA", "null", "-", "#N/A", "None"]
MIRTARBASE = (
    "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene),"
    "Experiments,Support Type,References (PMID)\n"
    "MIRT1,hsa-miR-21-5p,hsa,PDCD4,{entrez},hsa,{experiments},{support},{pmid}\n"
)
GAF = (
    "!gaf-version: 2.2\n{db}\tP31751\tAKT2\tinvolved_in\tGO:0006915\tPMID:1\tIDA\t{with_}\tP\t\t\tprotein"
    "\t{taxon}\t20200101\tX\t\n"
)
OMNIPATH = "source,target,weight,PMID\nTP53,PTEN,{weight},{papers}\n"


@pytest.mark.parametrize("word", NOTHINGS)
@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        *(("mirtarbase", MIRTARBASE.replace(f"{{{name}}}", "{}")) for name in ("entrez", "pmid")),
        *(("mirtarbase", MIRTARBASE.replace(f"{{{name}}}", "{}")) for name in ("experiments", "support")),
        ("goa", GAF.replace("{with_}", "{}").replace("{db}", "UniProtKB")),
        ("goa", GAF.replace("{taxon}", "{}").replace("{db}", "UniProtKB")),
        *(("omnipath", OMNIPATH.replace(f"{{{name}}}", "{}")) for name in ("weight", "papers")),
    ],
)
def test_a_word_for_nothing_is_as_an_empty_cell(
    tmp_path: Path, format_name: str, text: str, word: str
) -> None:
    def stated(cell: str) -> list[tuple[Any, ...]]:
        file = tmp_path / ("a.gaf" if format_name == "goa" else "a.csv")
        file.write_text(re.sub(r"\{\w+\}", "", text.replace("{}", cell)), encoding="utf-8")
        batch = read_all(source_format(format_name).read, [file])
        return statements(batch, "subject", "object", "reference", "sign", "locator", "species")

    assert stated(word) == stated("")


@pytest.mark.parametrize("word", NOTHINGS)
def test_a_product_of_no_database_is_a_bad_row(tmp_path: Path, word: str) -> None:
    file = written(tmp_path, "a.gaf", *re.sub(r"\{\w*\}", "", GAF.replace("{db}", word)).splitlines())
    with pytest.raises(BadRow, match="it does not say which gene"):
        read_all(source_format("goa").read, [file])


def test_words_for_nothing_beside_an_edge_are_nothing(tmp_path: Path) -> None:
    batch = kgx(tmp_path, TRIPLE | {"knowledge_level": "NA", "agent_type": "none", "sign": "-"})
    assert statements(batch, "knowledge_level", "agent_type", "sign") == [(None, None, "-")]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("?", None),
        ("Unknown", None),
        ("NA", None),
        ("not available", None),
        ("nan", "nan"),
        ("Na", "Na"),
        ("X:1", None),
    ],
)
def test_a_label_is_a_name_or_none_in_every_format(tmp_path: Path, name: str, label: str | None) -> None:
    node = written(tmp_path, "n.jsonl", json.dumps({"id": "X:1", "name": name}))
    rows = table(tmp_path, "s\to\tl", f"X:1\tX:2\t{name}", subject_label="l")
    triples = written(
        tmp_path,
        "n.nt",
        f'<http://e/1> <http://www.w3.org/2000/01/rdf-schema#label> "{name}"@en .',
        '<http://e/1> <http://www.w3.org/2000/01/rdf-schema#label> "zebra"@en .',
        "<http://e/1> <https://w3id.org/biolink/vocab/affects> <http://e/2> .",
    )
    for batch in (read_all(source_format("kgx").read, [node]), rows):
        assert cleaned(batch, ImportReport()).nodes["label"].to_list() == [label]  # type: ignore[index]
    found = cleaned(read_all(source_format("rdf").read, [triples]), ImportReport())
    assert found.nodes["label"][0] == ("zebra" if label is None and name != "X:1" else name)  # type: ignore[index]


# lists


@pytest.mark.parametrize("name", ["PTEN|AKT1", "PTEN; AKT1", "PTEN ;AKT1"])
def test_a_list_of_names_is_no_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRow, match="is a list of names"):
        table(tmp_path, "s\to", f"HGNC:1\t{name}", object_kind="gene")
    for format_name, text in (("omnipath", f"source,target,weight\n{name},X,1\n"),):
        with pytest.raises(BadRow, match="is a list of names"):
            read_all(source_format(format_name).read, [written(tmp_path, "a.csv", *text.splitlines())])


@pytest.mark.parametrize(
    "listed", ["['A:1', 'A:2']", '["A:1", "A:2"]', 'c("A:1", "A:2")', "A:1|A:2", "['A:1' 'A:2']"]
)
def test_a_list_is_read_however_a_program_writes_it(tmp_path: Path, listed: str) -> None:
    file = written(tmp_path, "n_nodes.tsv", "id\tcategory\txref\tsynonym", f"X:1\t\t{listed}\t{listed}")
    lines = written(tmp_path, "n.jsonl", json.dumps({"id": "X:1", "xref": listed, "synonym": [listed]}))
    for path in (file, lines) if "|" not in listed else (file,):
        batch = read_all(source_format("kgx").read, [path])
        assert nodes(batch, "xrefs", "synonyms") == [(["A:1", "A:2"], ["A:1", "A:2"])]


def test_classes_in_a_written_list_are_classes(tmp_path: Path) -> None:
    listed = '["biolink:Gene", "biolink:NamedThing"]'
    batch = read_all(
        source_format("kgx").read, [written(tmp_path, "n_nodes.tsv", "id\tcategory", f"X:1\t{listed}")]
    )
    assert nodes(batch, "category") == [("Gene",)]


# one thing


@pytest.mark.parametrize(
    "spelled",
    [
        "HTTPS://identifiers.org/HGNC:9588",
        "https://IDENTIFIERS.org/hgnc:9588",
        "Http://Identifiers.Org/hgnc/9588",
    ],
)
def test_letter_case_of_scheme_and_host_makes_no_other_thing(tmp_path: Path, spelled: str) -> None:
    assert statements(table(tmp_path, "s\to", f"HGNC:1\t{spelled}"), "object") == [("HGNC:9588",)]
    assert tidy("HTTP://Example.org/A") == "HTTP://Example.org/A"


@pytest.mark.parametrize(
    "spelled",
    [
        "NCT04388982",
        "clinicaltrials:NCT04388982",
        "NCT:NCT04388982",
        "ClinicalTrials.gov: nct04388982",
        "https://clinicaltrials.gov/study/NCT04388982",
        "https://www.clinicaltrials.gov/ct2/show/NCT04388982?term=x",
        "NCT04388982|PMID:1",
    ],
)
def test_a_registered_trial_is_one_reference(tmp_path: Path, spelled: str) -> None:
    found = [
        reference
        for (reference,) in statements(
            table(tmp_path, "s\to\tp", f"X:1\tX:2\t{spelled}", reference="p"), "reference"
        )
    ]
    assert found == ["clinicaltrials:NCT04388982", "PMID:1"][: 1 + ("|" in spelled)]


@pytest.mark.parametrize("kind", ["disease", "gene"])
def test_a_name_is_one_however_its_accents_are_written(tmp_path: Path, kind: str) -> None:
    rows = [f"X:1\t{normalize(form, 'Sjögren syndrome')}" for form in ("NFC", "NFD")]
    batch = table(tmp_path, "s\to", *rows, object_kind=kind)
    assert len({thing for (thing,) in statements(batch, "object")}) == 1


def test_labels_of_a_curated_node_keep_their_languages(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "a.ttl",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix bl: <https://w3id.org/biolink/vocab/> .",
        '<http://identifiers.org/hgnc/9588> rdfs:label "老基因甲"@zh, "old gene"@en .',
        "<http://identifiers.org/hgnc/9588> bl:affects <http://e/x> .",
        '<http://e/x> rdfs:label "Case"@en, "Case"@de .',
    )
    import_source("rdf", [file], store=tmp_path / "s", options=ImportOptions(name="t"))
    found = []
    with msc_graph.open(tmp_path / "s") as graph:
        for pattern in (
            "HGNC:9588 skos:altLabel ?n FILTER(STR(?n) IN ('老基因甲', 'old gene'))",
            "<http://e/x> rdfs:label|skos:altLabel ?n",
        ):
            answer = graph.sparql(f"SELECT (LANG(?n) AS ?l) {{ {pattern} }} ORDER BY ?l")
            assert isinstance(answer, QueryResult)
            found.append([language for (language,) in answer.rows])
    assert found == [["en", "zh"], ["de", "en"]]
