"""Gene Ontology annotations. The small files are our own, in the layouts of GAF, GPAD and gene2go."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.errors import BadRow, FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.formats import goa_terms
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.readers.obo_terms import read_terms
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import vocabulary
from tests.conftest import SHARED
from tests.helpers.source_tables import Source, read_source, tables

OBO = """\
format-version: 1.2
data-version: releases/2026-01-17

[Term]
id: GO:0008150
name: biological_process
namespace: biological_process

[Term]
id: GO:0012501
name: programmed cell death
namespace: biological_process
is_a: GO:0008150 ! biological_process

[Term]
id: GO:0006915
name: apoptotic process
namespace: biological_process
alt_id: GO:0006917
is_a: GO:0012501 ! programmed cell death

[Term]
id: GO:0051402
name: neuron apoptotic process
namespace: biological_process
is_a: GO:0006915 ! apoptotic process

[Term]
id: GO:0043065
name: positive regulation of apoptotic process
namespace: biological_process
is_a: GO:0008150
relationship: positively_regulates GO:0006915 ! apoptotic process

[Term]
id: GO:0043066
name: negative regulation of apoptotic process
namespace: biological_process
is_a: GO:0008150
relationship: negatively_regulates GO:0006915 ! apoptotic process

[Term]
id: GO:0043525
name: positive regulation of neuron apoptotic process
namespace: biological_process
is_a: GO:0043065

[Term]
id: GO:0099999
name: negative regulation of something unheard of
namespace: biological_process
is_a: GO:0008150

[Term]
id: GO:0005515
name: protein binding
namespace: molecular_function

[Term]
id: GO:0005634
name: nucleus
namespace: cellular_component

[Term]
id: GO:0000004
name: gone
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""
UP, DOWN = "biolink:acts_upstream_of_positive_effect", "biolink:acts_upstream_of_negative_effect"


def gaf(term: str, code: str = "IDA", relation: str = "involved_in", **cells: str) -> str:
    """Return a row of GAF 2.2 about PDCD4."""
    row = {
        **{"db": "UniProtKB", "object": "Q53EL6", "symbol": "PDCD4", "relation": relation, "term": term},
        **{"reference": "PMID:17991735", "code": code, "with": "", "aspect": "P", "name": "", "synonyms": ""},
        **{"kind": "protein", "taxon": "taxon:9606", "date": "20260101", "by": "UniProt"},
        **{"extension": "", "form": ""},
    }
    return "\t".join((row | cells).values())


def written(folder: Path, *rows: str, header: str = "!gaf-version: 2.2\n", name: str = "goa.gaf") -> Path:
    path = folder / name
    content = (header + "\n".join([*rows, ""])).encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.fixture(scope="module")
def grounding(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


@pytest.fixture
def obo(tmp_path: Path) -> Path:
    path = tmp_path / "go.obo"
    path.write_text(OBO, encoding="utf-8")
    return path


def said(source: Source, *columns: str) -> list[tuple[object, ...]]:
    genes = ~pl.col("subject").str.starts_with("GO:")
    return source.statements.filter(genes).select(columns or ("predicate", "object", "direction")).rows()


@pytest.mark.parametrize(
    "text", ['<?xml version="1.0"?>\n<rdf:RDF/>\n', "# Fields:\n# Gene\tDisease\nTNF\tx\n", "a\tb\tc\n"]
)
def test_what_is_no_file_of_annotations_is_refused_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / "go.owl").write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match="neither GAF, GPAD nor gene2go"):
        read_source("goa", tmp_path / "go.owl")


def test_a_regulation_is_stated_of_its_process_with_the_sign(
    tmp_path: Path, grounding: Grounding, obo: Path
) -> None:
    rows = [gaf("GO:0043065"), gaf("GO:0043066", relation="NOT|involved_in"), gaf("GO:0043525", "IMP")]
    source = read_source("goa", written(tmp_path, *rows), obo, grounding=grounding)
    assert said(source) == [
        (UP, "GO:0006915", "supports"),
        (DOWN, "GO:0006915", "refutes"),
        (UP, "GO:0051402", "supports"),  # by its name: this ontology does not link it
    ]
    first = source.statements.row(0, named=True)
    assert (first["subject"], first["reference"]) == ("HGNC:8763", "PMID:17991735")
    assert (first["species"], first["evidence_type"]) == ("NCBITaxon:9606", "ECO:0000181")
    assert first["locator"] == "GO:0043065 positive regulation of apoptotic process; IDA"
    assert source.node("GO:0006915")["label"] == "apoptotic process"
    assert source.node("GO:0006915")["category"] == "BiologicalProcess"
    assert source.event(EventKind.ANNOTATION_SIGNED)[0] == 2
    assert source.event(EventKind.SIGN_BY_NAME) == (1, ["positive regulation of neuron apoptotic process"])


SIGNED = [
    ("involved_in", "GO:0043065", UP),
    ("acts_upstream_of_or_within", "GO:0043066", DOWN),
    ("acts_upstream_of_positive_effect", "GO:0043066", DOWN),
    ("acts_upstream_of_negative_effect", "GO:0043066", UP),
    ("acts_upstream_of_or_within_negative_effect", "GO:0043065", DOWN),
    ("acts_upstream_of", "GO:0043065", "biolink:acts_upstream_of"),
    ("acts_upstream_of_negative_effect", "GO:0006915", DOWN),
    ("acts_upstream_of_or_within_positive_effect", "GO:0006915", f"{UP[:-16]}_or_within_positive_effect"),
    ("", "GO:0043065", UP),
]


@pytest.mark.parametrize(("relation", "term", "predicate"), SIGNED)
def test_signs_of_term_and_relation_multiply(
    tmp_path: Path, obo: Path, relation: str, term: str, predicate: str
) -> None:
    source = read_source("goa", written(tmp_path, gaf(term, relation=relation)), obo)
    assert said(source) == [(predicate, "GO:0006915", "supports")]
    declared = {compress(iri): found.sign for iri, found in vocabulary().predicates.items()}
    assert declared[predicate] is not None


def test_relations_evidence_and_what_is_left_out(tmp_path: Path, obo: Path) -> None:
    rows = [
        gaf("GO:0008150", "ND", reference="GO_REF:0000015"),
        gaf("GO:0006915", "IEA", reference="GO_REF:0000002"),
        gaf("GO:0012501", "TAS", "involved_in|NOT"),
        gaf("GO:0005515", "HDA", "enables", aspect="F"),
        gaf("GO:0005634", "NAS", "is_active_in", aspect="C"),
        gaf("GO:0005634", "ISS", "colocalizes with", aspect="C"),
        gaf("GO:0005515", "IC", "NOT", aspect="F", reference="GO_REF:0000036"),
    ]
    file = written(tmp_path, *rows)
    source = read_source("goa", file, obo)
    assert said(source, "predicate", "direction", "evidence_type", "locator") == [
        ("biolink:involved_in", "refutes", "ECO:0000033", "TAS"),
        ("biolink:enables", "supports", "msc:high_throughput_weak", "HDA"),
        ("biolink:active_in", "supports", "ECO:0000034", "NAS"),
        ("biolink:colocalizes_with", "supports", "ECO:0000205", "ISS"),
        ("biolink:enables", "refutes", "ECO:0000205", "IC; GO_REF:0000036"),
    ]
    assert source.event(EventKind.ANNOTATION_WITHOUT_DATA) == (1, ["PDCD4 GO:0008150"])
    assert source.event(EventKind.ANNOTATION_BY_PROGRAM) == (1, ["PDCD4 GO:0006915"])
    whole = read_source("goa", file, obo, options={"evidence": "all"})
    assert whole.statements.height == source.statements.height + 1 + 1  # and the hierarchy, now in use


def test_what_is_said_without_a_sign_gives_way_to_what_has_one(tmp_path: Path, obo: Path) -> None:
    other = gaf("GO:0006915", object="P04637", symbol="TP53")
    file = written(tmp_path, gaf("GO:0006915"), gaf("GO:0043066"), gaf("GO:0051402"), other)
    source = read_source("goa", file, obo)
    assert sorted(said(source, "subject", "predicate", "object")) == [
        ("UniProtKB:P04637", "biolink:involved_in", "GO:0006915"),
        ("UniProtKB:Q53EL6", DOWN, "GO:0006915"),
        ("UniProtKB:Q53EL6", "biolink:involved_in", "GO:0051402"),
    ]
    assert source.event(EventKind.ANNOTATION_SAID_WITH_SIGN)[0] == 1


def test_processes_are_led_to_all_above_that_are_in_use(
    tmp_path: Path, obo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, gaf("GO:0051402"), gaf("GO:0012501"), gaf("GO:0006915"), gaf("GO:0008150"))
    source = read_source("goa", file, obo)
    links = source.statements.filter(pl.col("subject").str.starts_with("GO:"))
    assert links.select("subject", "object").rows() == [
        ("GO:0006915", "GO:0012501"),
        ("GO:0051402", "GO:0006915"),
        ("GO:0051402", "GO:0012501"),  # and none to the root, which says nothing
    ]
    assert set(links["predicate"]) == {"biolink:subclass_of"}
    assert set(links["locator"]) == {"Gene Ontology 2026-01-17"}
    monkeypatch.setattr(goa_terms, "MOST_BELOW", 1)
    narrow = read_source("goa", file, obo)
    broad = narrow.statements.filter(pl.col("subject").str.starts_with("GO:"), object="GO:0012501")
    assert not broad.height


def test_chains_and_circles_of_kinds_are_walked_to_their_end(tmp_path: Path) -> None:
    stanza = "[Term]\nid: GO:{:07}\nname: n{}\nnamespace: biological_process\nis_a: GO:{:07}\n\n"
    chain = [stanza.format(place, place, place + 1) for place in range(1, 5_001)]
    circle = [stanza.format(*row) for row in ((6_001, "a", 6_002), (6_002, "b", 6_001))]
    obo = tmp_path / "long.obo"
    obo.write_text("format-version: 1.2\n\n" + "".join([*chain, *circle]), encoding="utf-8")
    used = ("GO:0000001", "GO:0000400", "GO:0004000", "GO:0006001", "GO:0006002")
    source = read_source("goa", written(tmp_path, *map(gaf, used)), obo)
    links = source.statements.filter(pl.col("subject").str.starts_with("GO:"))
    assert links.select("subject", "object").rows() == [
        ("GO:0000001", "GO:0000400"),  # and none to what has over 500 below it
        ("GO:0006001", "GO:0006002"),
        ("GO:0006002", "GO:0006001"),
    ]


def test_merged_and_unknown_terms_are_told(tmp_path: Path, obo: Path) -> None:
    rows = [gaf("GO:0006917"), gaf("GO:0000004"), gaf("GO:0099999")]
    source = read_source("goa", written(tmp_path, *rows), obo)
    assert [row[1] for row in said(source)] == ["GO:0006915", "GO:0000004", "GO:0099999"]
    assert source.event(EventKind.TERM_MERGED) == (1, ["GO:0006917"])
    assert source.event(EventKind.TERM_UNKNOWN) == (1, ["GO:0000004"])
    assert source.event(EventKind.SIGN_WITHOUT_PROCESS)[0] == 1
    assert source.node("GO:0000004")["label"] == "GO:0000004"


def test_species_cells_forms_and_rna(tmp_path: Path, grounding: Grounding, obo: Path) -> None:
    rows = [
        gaf("GO:0006915", taxon="taxon:9606|taxon:562", extension="occurs_in(CL:0000134),part_of(X:1)"),
        gaf("GO:0006915", object="Q53EL6-2", taxon="taxon:10090"),
        gaf("GO:0006915", db="MGI", object="MGI:88276", symbol="Ctnnb1", taxon="taxon:10090"),
        gaf(
            "GO:0006915",
            db="RNAcentral",
            object="URS000039ED8D_9606",
            name="Homo sapiens (human) hsa-miR-21-5p",
            kind="miRNA",
        ),
        gaf("GO:0006915", db="ComplexPortal", object="CPX-1", kind="protein_complex"),
    ]
    file = written(tmp_path, *rows)
    source = read_source("goa", file, obo, grounding=grounding)
    assert said(source, "subject", "species", "cell") == [
        ("HGNC:8763", "NCBITaxon:9606", "CL:0000134"),
        ("HGNC:8763", "NCBITaxon:10090", None),
        ("MGI:88276", "NCBITaxon:10090", None),
        ("mirbase.mature:MIMAT0000076", "NCBITaxon:9606", None),
        ("ComplexPortal:CPX-1", "NCBITaxon:9606", None),
    ]
    assert source.node("ComplexPortal:CPX-1")["category"] == "MolecularGroup"
    assert source.node("CL:0000134")["category"] == "CellType"
    assert set(source.nodes.filter(id="NCBITaxon:10090")["label"]) == {"Mus musculus"}
    assert source.event(EventKind.FIRST_SPECIES_TAKEN) == (1, ["taxon:9606|taxon:562"])
    assert source.event(EventKind.PROTEIN_FORM)[0] == 1
    human = read_source("goa", file, obo, grounding=grounding, options={"species": "human"})
    assert human.event(EventKind.ROW_OF_OTHER_SPECIES)[0] == 2


def test_gpad_says_the_same(tmp_path: Path, obo: Path) -> None:
    first = (
        "UniProtKB\tQ53EL6\tNOT|involved_in\tGO:0043065\tPMID:1|MGI:MGI:7\tECO:0000314\t\t\t20260101\tX\t\t"
    )
    second = "UniProtKB\tQ53EL6\tinvolved_in\tGO:0006915\tDOI:10.1000/X\tECO:0007001\t\t\t20260101\tX"
    third = second.replace("ECO:0007001", "ECO:9999999") + "\t\tgo_evidence=IEP"
    old = written(tmp_path, first, second, third, header="!gpa-version: 1.1\n!Generated: 2016-06-07 11:04\n")
    source = read_source("goa", old, obo)
    assert said(source, "predicate", "direction", "reference", "evidence_type") == [
        (UP, "refutes", "PMID:1", "ECO:0000181"),
        ("biolink:involved_in", "supports", "DOI:10.1000/x", "msc:high_throughput_weak"),
        ("biolink:involved_in", "supports", "DOI:10.1000/x", "ECO:0000181"),
    ]
    row = "UniProtKB:Q53EL6\tNOT\tRO:0002331\tGO:0043065\tPMID:1\tECO:0000314\t\t\t2026-01-01\tX\t\t"
    new = written(tmp_path, row, header="!gpad-version: 2.0\n!generated-by: X\n!date-generated: 2026-02-03\n")
    assert said(read_source("goa", new, obo)) == [(UP, "GO:0006915", "refutes")]


def test_gene2go_has_a_header_of_its_own(tmp_path: Path, grounding: Grounding, obo: Path) -> None:
    header = "#tax_id\tGeneID\tGO_ID\tEvidence\tQualifier\tGO_term\tPubMed\tCategory\n"
    rows = [
        "9606\t27250\tGO:0043065\tIDA\tinvolved_in\tx\t12|34\tProcess",
        "9606\t27250\tGO:0006915\tIMP\tNOT involved_in\tx\t-\tProcess",
        "10090\t1\tGO:0005634\tIDA\t-\tx\t5\tComponent",
    ]
    source = read_source("goa", written(tmp_path, *rows, header=header), obo, grounding=grounding)
    assert said(source, "subject", "predicate", "object", "direction", "reference") == [
        ("HGNC:8763", UP, "GO:0006915", "supports", "PMID:12"),
        ("HGNC:8763", UP, "GO:0006915", "supports", "PMID:34"),
        ("HGNC:8763", "biolink:involved_in", "GO:0006915", "refutes", None),
        ("NCBIGene:1", "biolink:located_in", "GO:0005634", "supports", "PMID:5"),
    ]


def test_the_version_stands_in_the_header(tmp_path: Path, obo: Path) -> None:
    from msc_graph.sources.batch import Reading
    from msc_graph.sources.registry import source_format
    from msc_graph.sources.report import ImportReport

    for line in (
        "!date-generated: 2026-02-03T10:00",
        "!Generated: 2026-02-03 09:46",
        "!Date Generated: 2026-02-03",
    ):
        file = written(tmp_path, gaf("GO:0006915"), header=f"!gaf-version: 2.2\n{line}\n")
        reading = Reading(ImportReport())
        list(source_format("goa").read([file, obo], reading))
        assert reading.version == "2026-02-03"


def test_without_an_ontology_terms_stay_as_they_are(tmp_path: Path) -> None:
    source = read_source("goa", written(tmp_path, gaf("GO:0043065")))
    assert said(source) == [("biolink:involved_in", "GO:0043065", "supports")]
    assert source.event(EventKind.NO_ONTOLOGY)[0] is None


BAD = [
    (gaf("GO:43065"), "'GO:43065' is no term of GO"),
    (gaf("GO:0043065", "MADEUP"), "'MADEUP' is no evidence code"),
    (gaf("GO:0043065", relation="likes"), "'likes' is no relation"),
    *((gaf("GO:0043065", object=cell), "it does not say which gene") for cell in ("", "NA", "null", "-")),
    ("UniProtKB\tQ53EL6", "it has 2 cells"),
]


@pytest.mark.parametrize(("row", "problem"), BAD)
def test_what_cannot_be_used_is_refused_with_its_line(
    tmp_path: Path, obo: Path, row: str, problem: str
) -> None:
    file = written(
        tmp_path, gaf("GO:0006915"), "", row, "! a comment between", gaf("GO:0006915").rstrip("\t")
    )
    with pytest.raises(BadRow, match=rf"goa\.gaf:4: .*{problem}"):
        read_source("goa", file, obo)
    rest = read_source("goa", file, obo, keep_going=True)
    assert len(said(rest)) == 2
    assert [error.line for error in rest.report.bad_rows] == [4]


def test_what_is_no_annotation_is_refused(tmp_path: Path, obo: Path) -> None:
    with pytest.raises(FileRefused, match="it holds no row"):
        read_source("goa", written(tmp_path, header="!gaf-version: 2.2\n"), obo)
    with pytest.raises(UsageError, match="give one ontology, not 2"):
        read_source("goa", written(tmp_path, gaf("GO:0006915")), obo, options={"ontology": str(obo)})
    with pytest.raises(UsageError, match="evidence is 'manual' or 'all'"):
        read_source("goa", written(tmp_path, gaf("GO:0006915")), obo, options={"evidence": "some"})


def test_an_ontology_is_the_same_in_its_three_forms(tmp_path: Path, obo: Path) -> None:
    plain = read_terms(obo)
    listed = [
        {
            **{"id": term.id, "name": term.name, "namespace": term.namespace},
            **{"alt_ids": term.others, "relations": term.relations},
        }
        for term in plain.by_id.values()
    ]
    purl = "http://purl.obolibrary.org/obo/"
    numbers = {"part_of": f"{purl}BFO_0000050", "is_a": "is_a"} | {
        f"{word}regulates": f"{purl}RO_000221{n}"
        for n, word in enumerate(("", "negatively_", "positively_"), 1)
    }

    def iri(curie: str) -> str:
        return purl + curie.replace(":", "_")

    oio = "http://www.geneontology.org/formats/oboInOwl#"
    nodes = [
        {
            "id": iri(term.id),
            "lbl": term.name,
            "meta": {
                "basicPropertyValues": [
                    {"pred": f"{oio}hasOBONamespace", "val": term.namespace},
                    *({"pred": f"{oio}hasAlternativeId", "val": other} for other in term.others),
                ]
            },
        }
        for term in plain.by_id.values()
    ]
    edges = [
        {"sub": iri(term.id), "pred": numbers[relation], "obj": iri(other)}
        for term in plain.by_id.values()
        for relation, others in term.relations.items()
        for other in others
    ]
    graph = {"nodes": nodes, "edges": edges, "meta": {"version": f"{purl}go/releases/2026-01-17/go.json"}}
    for name, document in (("list.json", listed), ("graph.json.gz", {"graphs": [graph]})):
        path = tmp_path / name
        content = json.dumps(document).encode()
        path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
        found = read_terms(path)
        assert found.by_id == plain.by_id
        assert found.current == plain.current
    assert found.version == plain.version == "2026-01-17"
    for text in ("{}", "[]", "[1", "nothing"):
        path.write_text(text)
        with pytest.raises(FileRefused):
            read_terms(path)


@pytest.mark.parametrize(
    "denied",
    [
        "NOT-involved_in",
        "NOT/involved_in",
        "not involved_in",
        "involved_in, NOT",
        "\uff2e\uff2f\uff34|involved_in",
    ],
)
def test_a_denial_in_any_spelling_is_one(tmp_path: Path, denied: str) -> None:
    source = read_source("goa", written(tmp_path, gaf("GO:0006915", relation=denied)))
    assert said(source, "predicate", "direction") == [("biolink:involved_in", "refutes")]


@pytest.mark.parametrize(
    ("negation", "direction"),
    [("NOT", "refutes"), ("true", "refutes"), ("N\u200bOT", "refutes"), ("", "supports")],
)
def test_the_negation_of_gpad_is_read_as_others(tmp_path: Path, negation: str, direction: str) -> None:
    row = "UniProtKB:Q53EL6\t{}\tRO:0002331\tGO:0006915\tPMID:1\tECO:0000314\t\t\t2026-01-01\tX\t\t"
    file = written(tmp_path, row.format(negation), header="!gpad-version: 2.0\n")
    assert said(read_source("goa", file), "direction") == [(direction,)]
    with pytest.raises(BadRow, match="'perhaps' is no negation"):
        read_source("goa", written(tmp_path, row.format("perhaps"), header="!gpad-version: 2.0\n"))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["involved_in", "NOT|involved_in", "involved_in|NOT", "NOT"]), min_size=1))
def test_not_refutes_wherever_it_stands(relations: list[str]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = written(Path(folder), *(gaf("GO:0006915", relation=relation) for relation in relations))
        source = read_source("goa", file)
    refuted = source.statements.filter(direction="refutes").height
    assert refuted == sum("NOT" in relation for relation in relations)
    assert source.statements.height == len(relations)


@pytest.mark.shared_data
def test_the_real_samples() -> None:
    folder, ontology = SHARED / "data/sources/goa", SHARED / "data/grounding/go.json.gz"
    start = time.process_time()
    parts = [folder / f"human_bp_gene2go.{part}.tsv.gz" for part in ("part", "rest")]
    source = read_source("goa", *parts, ontology, options={"species": "human"})
    assert time.process_time() - start < 8
    assert source.event(EventKind.ANNOTATION_WITHOUT_DATA)[0] == 565
    assert source.event(EventKind.ANNOTATION_SIGNED)[0] == 25_025
    down = source.statements.filter(subject="NCBIGene:596", object="GO:0006915")  # BCL2
    assert set(down["predicate"]) >= {DOWN}
    names = ("test-qualifiers-2.2.gaf", "mgi.gaf", "goa_yeast.gaf", "goa_yeast.gpa.59.gpa", "errors.gaf")
    files = [folder / name for name in names]
    others = read_source("goa", *files, options={"evidence": "all"}, keep_going=True)
    assert len(others.report.bad_rows) == 4  # all in errors.gaf
    assert others.statements.filter(direction="refutes").height == 2
