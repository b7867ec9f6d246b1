"""Tables as people download them: comments, banners, no header, quotes, denials, prefixes of each row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.errors import BadRow, FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.formats.mapping_file import shipped_mappings
from msc_graph.sources.formats.table import read
from msc_graph.sources.formats.table_mapping import table_mapping
from msc_graph.sources.formats.table_words import direction_of, relation_of
from msc_graph.sources.grounding.joint import joint_names
from msc_graph.sources.report import ImportReport
from tests.conftest import SHARED
from tests.helpers.reading import events, nodes, read_all, reading, statements

GAF = """\
!gaf-version: 2.2
! Generated: 2026-01-01
UniProtKB\tP1\tA\tinvolved_in\tGO:1\tPMID:11\tIDA\t\tP\t\t\tprotein\ttaxon:9606
UniProtKB\tP2\tB\tNOT|involved_in\tGO:1\tPMID:12|GO_REF:1\tIEA\t\tP\t\t\tprotein\ttaxon:10090|taxon:562
MGI\tMGI:3\tC\tinvolved_in\tGO:2\tPMID:13\tND\t\tP
!a comment between
MGI\tMGI:4\tD\tpart_of|NOT\tGO:3\tPMID:14\tXYZ\t\tC\t\t\tprotein\ttaxon:559292
"""
"""The layout of GAF, rows made up; short rows, comments in the middle, NOT on either side."""

GAF_OPTIONS = {
    "comment": "!",
    "header": "no",
    "subject": "2",
    "subject_prefix": "1",
    "predicate": "4",
    "object": "5",
    "reference": "6",
    "evidence_type": "7",
    "species": "13",
}


def written(tmp_path: Path, text: str, name: str = "table.tsv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def found(tmp_path: Path, text: str, options: Mapping[str, str], mapping: str = "") -> tuple[Batch, Reading]:
    """Return what is read of a table, with the options and a mapping in YAML."""
    said = dict(options)
    if mapping:
        said["mapping"] = str(written(tmp_path, mapping, "mapping.yaml"))
    context = reading(said)
    return read_all(read, [written(tmp_path, text)], context), context


def test_annotations_of_go_are_read_as_they_are_downloaded(tmp_path: Path) -> None:
    batch, context = found(tmp_path, GAF, GAF_OPTIONS, "predicates: {involved_in: biolink:involved_in}")
    assert statements(
        batch, "subject", "predicate", "reference", "direction", "evidence_type", "species"
    ) == [
        ("UniProtKB:P1", "biolink:involved_in", "PMID:11", None, "ECO:0000181", "NCBITaxon:9606"),
        (
            "UniProtKB:P2",
            "biolink:involved_in",
            "PMID:12",
            "refutes",
            "msc:database_record",
            "NCBITaxon:10090",
        ),
        (
            "UniProtKB:P2",
            "biolink:involved_in",
            "GO_REF:1",
            "refutes",
            "msc:database_record",
            "NCBITaxon:10090",
        ),
        ("MGI:4", "biolink:part_of", "PMID:14", "refutes", "ECO:0000033", "NCBITaxon:559292"),
    ]
    told = events(context)
    assert told[EventKind.ANNOTATION_WITHOUT_DATA] == 1
    assert told[EventKind.EVIDENCE_CODE_NOT_WEIGHED] == 1


def test_a_mistake_below_comments_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    text = GAF.replace("MGI\tMGI:4\tD", "MGI\t\tD")
    with pytest.raises(BadRow, match=r"table\.tsv:7.*it has no subject") as caught:
        found(tmp_path, text, GAF_OPTIONS)
    assert caught.value.column == "2"


def test_a_banner_stands_before_the_header(tmp_path: Path) -> None:
    """The layout of ClinGen's download: a banner, the header between two lines of plus signs."""
    text = 'FILE CREATED,"",""\n"+++","+++","+++"\nGENE,DISEASE,CLASS\n"+++","+++","+++"\n'
    text += '"HGNC:1","MONDO:1","Definitive"\n"HGNC:2","MONDO:2","Refuted"\n"HGNC:3","MONDO:3",Disputed\n'
    options = {"header": "3", "subject": "GENE", "object": "DISEASE", "direction": "CLASS"}
    options |= {"predicate": "biolink:gene_associated_with_condition"}
    batch, context = found(tmp_path, text, options, 'drop: {GENE: "+++"}')
    assert statements(batch, "subject", "direction") == [
        ("HGNC:1", "supports"),
        ("HGNC:2", "refutes"),
        ("HGNC:3", "refutes"),
    ]
    assert events(context)[EventKind.ROW_BY_MAPPING] == 1
    with pytest.raises(FileRefused, match="it has no line 30"):
        found(tmp_path, text, {**options, "header": "30"})


def test_words_that_the_mapping_does_not_know_are_told(tmp_path: Path) -> None:
    text = "s\to\tclass\nA:1\tB:1\tFoo\n"
    options = {"subject": "s", "object": "o", "predicate": "biolink:affects", "direction": "class"}
    with pytest.raises(BadRow, match=r"'Foo' is no direction.*'directions:' in a mapping"):
        found(tmp_path, text, options)
    batch, _ = found(tmp_path, text, options, "directions: {foo: refutes}")
    assert statements(batch, "direction") == [("refutes",)]


def test_a_prefix_stands_in_another_column(tmp_path: Path) -> None:
    """The layout of SIGNOR, shortened, rows made up."""
    text = "A;ida;dba;B;idb;dbb;EFFECT\nx;P1;UNIPROT;y;CHEBI:7;ChEBI;up-regulates\n"
    text += "x;S-C1;SIGNOR;y;P2;UNIPROT;unknown\n"
    options = {"subject": "ida", "subject_prefix": "dba", "object": "idb", "object_prefix": "dbb"}
    options |= {"predicate": "biolink:regulates", "sign": "EFFECT"}
    mapping = "prefixes: {UNIPROT: UniProtKB, SIGNOR: signor}"
    batch, _ = found(tmp_path, text, options, mapping)
    assert statements(batch, "subject", "object", "sign") == [
        ("UniProtKB:P1", "CHEBI:7", "+"),
        ("signor:S-C1", "UniProtKB:P2", "?"),
    ]
    with pytest.raises(BadRow, match=r"'a b' is no prefix.*'prefixes:' in a mapping"):
        found(tmp_path, text.replace("SIGNOR", "a b"), options, mapping)


def test_a_sign_may_stand_in_two_columns(tmp_path: Path) -> None:
    text = "s,o,up,down\nA:1,B:1,1,0\nA:2,B:1,0,1\nA:3,B:1,1,1\nA:4,B:1,0,0\n"
    options = {
        "subject": "s",
        "object": "o",
        "predicate": "biolink:regulates",
        "raises": "up",
        "lowers": "down",
    }
    batch, _ = found(tmp_path, text, options)
    assert statements(batch, "subject", "sign") == [
        ("A:1", "+"),
        ("A:2", "-"),
        ("A:3", "+"),
        ("A:3", "-"),
        ("A:4", "?"),
    ]
    with pytest.raises(BadRow, match="'x' is neither yes nor no"):
        found(tmp_path, text.replace("0,0", "x,0"), options)
    with pytest.raises(UsageError, match="go together"):
        found(tmp_path, text, {key: value for key, value in options.items() if key != "lowers"})


def test_genes_and_micrornas_stand_in_one_column_and_species_in_each_row(tmp_path: Path) -> None:
    text = (
        "s,o,taxon\nTP53,PTEN,human\nTP53,hsa-miR-21-5p,9606\nTP53,PTEN,mouse\nTP53,miR-21-5p,Mus musculus\n"
    )
    text += "TP53,PTEN,yeti\nTP53,Pten,\n"
    path = written(tmp_path, text)
    options = {
        "subject": "s",
        "subject_kind": "gene",
        "object": "o",
        "object_kind": "mixed",
        "species": "taxon",
    }
    context = Reading(
        ImportReport(), options={**options, "predicate": "biolink:regulates"}, grounding=joint_names(None)
    )
    rows = statements(read_all(read, [path], context), "subject", "object")
    assert [row[0] for row in rows] == [
        *["HGNC:11998"] * 2,
        *["unresolved:gene-mmu-TP53"] * 2,
        "unresolved:gene-yeti-TP53",
        "HGNC:11998",
    ]
    assert [row[1] for row in rows] == [
        "HGNC:9588",
        "mirbase.mature:MIMAT0000076",
        "unresolved:gene-mmu-PTEN",
        "unresolved:microrna-mmu-miR-21-5p",
        "unresolved:gene-yeti-PTEN",
        "unresolved:gene-Pten",
    ]


@pytest.mark.parametrize("kind", ["microrna", "mixed"])
def test_one_bare_microrna_of_two_species_is_two_nodes(tmp_path: Path, kind: str) -> None:
    names = {
        "human": ("miR-8885-5p", "hsa-miR-8885-5p"),
        "rat": ("miR-8885-5p", "rno-miR-8885-5p"),
        "Sus scrofa": ("ssc-miR-8885-5p", "ssc-miR-8885-5p"),
        "yeti": ("let-7b-5p", "yeti-let-7b-5p"),
    }
    rows = (f"{given},PTEN,{species}\n" for species, (given, _) in names.items())
    options = {"subject": "s", "subject_kind": kind, "object": "o", "object_kind": "gene", "species": "taxon"}
    context = Reading(
        ImportReport(), options={**options, "predicate": "msc:targets"}, grounding=joint_names(None)
    )
    batch = read_all(read, [written(tmp_path, "s,o,taxon\n" + "".join(rows))], context)
    ids = [f"unresolved:microrna-{full}" for _, full in names.values()]
    assert statements(batch, "subject") == [(each,) for each in ids]
    assert batch.nodes is not None
    told = dict(batch.nodes.select("id", "label").rows())
    assert [told[each] for each in ids[:3]] == [full for _, full in list(names.values())[:3]]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ('"s"\t"o"\n"1"\t"A:1"\t"B:1"\n"2"\t"A:2"\t"B:2"\n', ("s", "o")),
        ('"s"\t"o"\n"A:1"\t"B:1"\n"A:2"\t"B:2"\n', ("s", "o")),
        ('s\to\n"A:1"\t"B:1"\nA:2\t"B:2"\n', ("s", "o")),
        ("A:1\tB:1\nA:2\tB:2\n", ("1", "2")),
        ("#c\n\ns\to\n#d\nA:1\tB:1\nA:2\tB:2\n", ("s", "2")),
        ("sep=;\ns;o\nA:1;B:1\nA:2;B:2\n", ("s", "o")),
        ('\ufeff"sep=|"\r\ns|o\r\nA:1|B:1\r\nA:2|B:2\r\n', ("s", "o")),
        ("\ufeff\ufeffs\to\nA:1\tB:1\nA:2\tB:2\n", ("s", "o")),
    ],
)
def test_layouts_of_r_and_others_say_the_same(tmp_path: Path, text: str, columns: tuple[str, str]) -> None:
    options = {"subject": columns[0], "object": columns[1], "predicate": "biolink:affects"}
    options |= {"header": "no"} if columns[0] == "1" else {"comment": "#"} if text.startswith("#") else {}
    batch, _ = found(tmp_path, text, options)
    assert statements(batch, "subject", "object") == [("A:1", "B:1"), ("A:2", "B:2")]


def test_columns_may_be_named_where_there_is_no_header(tmp_path: Path) -> None:
    options = {
        "columns": "a, b",
        "subject": "a",
        "object": "b",
        "predicate": "biolink:affects",
        "locator": "3",
    }
    batch, _ = found(tmp_path, "A:1\tB:1\tx\nA:2\tB:2\n", options)
    assert statements(batch, "subject", "object", "locator") == [("A:1", "B:1", "x"), ("A:2", "B:2", None)]
    with pytest.raises(FileRefused, match="there is no column 9: it has 3 columns"):
        found(tmp_path, "A:1\tB:1\tx\n", {**options, "object": "9"})


@pytest.mark.parametrize(
    ("mapping", "kept"),
    [
        ("where: {aspect: P}", ["A:1", "A:3"]),
        ("where: {aspect: [P, F]}", ["A:1", "A:2", "A:3"]),
        ("where: {aspect: P, stars: '>= 4'}", ["A:1"]),
        ("drop: {stars: '< 4'}", ["A:1", "A:4"]),
        ("drop: {aspect: F, stars: [5]}", ["A:3", "A:4"]),
        ("where: {stars: ''}", ["A:4"]),
        ("where: {2: P}", ["A:1", "A:3"]),
        ("where: {s: 'A:*'}", ["A:1", "A:2", "A:3", "A:4"]),
    ],
)
def test_rows_are_chosen_by_what_stands_in_columns(tmp_path: Path, mapping: str, kept: list[str]) -> None:
    text = "s,aspect,stars,o\nA:1,P,5,B:1\nA:2,F,3.5,B:1\nA:3,P,1,B:1\nA:4,C,,B:1\n"
    options = {"subject": "s", "object": "o", "predicate": "biolink:affects"}
    batch, context = found(tmp_path, text, options, mapping)
    assert [row[0] for row in statements(batch, "subject")] == kept
    assert events(context).get(EventKind.ROW_BY_MAPPING, 0) == 4 - len(kept)


def test_classes_and_evidence_are_what_the_mapping_says(tmp_path: Path) -> None:
    text = "s,o,kind,stars\nA:1,B:1,prot,5\nA:2,B:1,prot,1\n"
    options = {"subject": "s", "object": "o", "predicate": "biolink:affects", "subject_category": "kind"}
    mapping = "evidence_type: stars\nclasses: {prot: Protein}\n"
    mapping += "evidence_types: {5: msc:database_record, 1: ECO:0000034}"
    batch, context = found(tmp_path, text, options, mapping)
    assert nodes(batch, "id", "category") == [("A:1", "Protein"), ("A:2", "Protein")]
    assert statements(batch, "evidence_type") == [("msc:database_record",), ("ECO:0000034",)]
    assert not events(context)
    with pytest.raises(
        FileRefused, match=r"[a-z.]+yaml: classes: 'prot' means a class of the ontology, not 'Protien'"
    ):
        found(tmp_path, text, options, "classes: {prot: Protien}")


def test_bad_papers_among_good_ones_do_not_lose_them(tmp_path: Path) -> None:
    text = "s\to\tr\nA:1\tB:1\t18320040;Other;30197023\nA:2\tB:1\t1,234,567\nA:3\tB:1\tPMID:7; in press\n"
    options = {"subject": "s", "object": "o", "predicate": "biolink:affects", "reference": "r"}
    batch, context = found(tmp_path, text, options)
    assert statements(batch, "subject", "reference", "locator") == [
        ("A:1", "PMID:18320040", None),
        ("A:1", "PMID:30197023", None),
        ("A:2", None, "1,234,567"),
        ("A:3", "PMID:7", None),
    ]
    assert events(context)[EventKind.REFERENCE_NOT_IN_LIST] == 2


WORDS = st.sampled_from(["involved_in", "part_of", "enables"])


@pytest.mark.parametrize("between", [" ", "_", "-", ": ", "|"])
def test_a_not_before_a_relation_denies_it(tmp_path: Path, between: str) -> None:
    text = f"s\tp\to\nA:1\tNOT{between}msc:targets\tB:1\nA:2\tmsc:targets\tB:2\n"
    batch, _ = found(tmp_path, text, {"subject": "s", "predicate": "p", "object": "o"})
    assert statements(batch, "subject", "predicate", "direction") == [
        ("A:1", "msc:targets", "refutes"),
        ("A:2", "msc:targets", None),
    ]


def test_a_relation_that_the_mapping_spells_with_its_not_is_that_relation(tmp_path: Path) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text("subject: s\npredicate: p\nobject: o\npredicates:\n  not changed: {id: 'my:same'}\n")
    batch, _ = found(tmp_path, "s\tp\to\nA:1\tnot changed\tB:1\n", {"mapping": str(mapping)})
    assert statements(batch, "predicate", "direction") == [("my:same", None)]


@given(st.lists(WORDS, min_size=1, max_size=3), st.integers(0, 3), st.sampled_from(["NOT", "not", "Not"]))
def test_a_denial_counts_wherever_it_stands(words: list[str], place: int, denial: str) -> None:
    text = "|".join([*words[:place], denial, *words[place:]])
    assert relation_of(text) == ("|".join(words), True)
    assert relation_of("|".join(words)) == ("|".join(words), False)
    assert direction_of(text, {}) == "refutes"


# what is shipped


@pytest.mark.parametrize("name", shipped_mappings())
def test_shipped_mappings_are_whole_and_say_what_they_are_for(name: str) -> None:
    assert table_mapping({"mapping": name}).subject.column
    text = shipped_mappings()[name].read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert f"-p mapping={name}\n" in text
    assert "Licence of the data:" in text


def test_a_mapping_that_is_not_shipped_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(FileRefused, match=r"Did you mean 'diseases.*Shipped: diseases, "):
        table_mapping({"mapping": "disease"})


def shared(folder: str, file: str, name: str, **more: str) -> tuple[Batch, dict[Any, Any]]:
    context = Reading(ImportReport(), options={"mapping": name, **more}, grounding=joint_names(None))
    return read_all(read, [SHARED / "data/sources" / folder / file], context), events(context)


@pytest.mark.shared_data
def test_the_downloads_of_diseases_and_trrust_are_read_by_name() -> None:
    knowledge, _ = shared("diseases", "human_disease_knowledge_part.tsv", "diseases")
    assert knowledge.statements is not None
    assert knowledge.statements.filter(predicate="biolink:gene_associated_with_condition").height == 2644
    weak, told = shared("diseases", "human_disease_experiments_part.tsv", "diseases-experiments")
    assert weak.statements is not None
    rows = weak.statements.filter(predicate="biolink:gene_associated_with_condition")
    assert rows.height + told[EventKind.ROW_BY_MAPPING] == 4580
    assert rows["object"].str.contains("^(?:DOID|MONDO|MESH|HP):").all()
    mouse, _ = shared("trrust", "trrust_rawdata.mouse.part.tsv", "trrust", species="mouse")
    assert mouse.statements is not None
    assert not mouse.statements["subject"].str.starts_with("HGNC:").any()
    assert set(mouse.statements["sign"]) == {"+", "-", "?"}
    assert mouse.statements["reference"].is_not_null().all()


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("file", "options", "least"),
    [
        ("goa/mgi.gaf", {**GAF_OPTIONS, "predicate": "biolink:involved_in"}, 100),
        ("goa/goa_yeast.gaf", {**GAF_OPTIONS, "predicate": "biolink:involved_in"}, 100),
        (
            "hpo/phenotype.part.hpoa",
            {
                "comment": "#",
                "subject": "database_id",
                "object": "hpo_id",
                "predicate": "biolink:has_phenotype",
                "direction": "qualifier",
                "reference": "reference",
                "evidence_type": "evidence",
            },
            8000,
        ),
        (
            "gencc_clingen/gencc_sample.tsv",
            {
                "subject": "gene_curie",
                "object": "disease_curie",
                "predicate": "biolink:gene_associated_with_condition",
                "direction": "classification_title",
            },
            30,
        ),
    ],
)
def test_raw_downloads_are_read_and_nothing_denied_supports(
    file: str, options: dict[str, str], least: int
) -> None:
    context = reading(options)
    path = SHARED / "data/sources" / file
    batch = read_all(read, [path], context)
    assert batch.statements is not None
    assert batch.statements.height >= least
    text = path.read_text(encoding="utf-8")
    denied = batch.statements.filter(pl.col("direction") == "refutes").height
    assert (denied > 0) == any(word in text for word in ("NOT", "Refuted", "Disputed"))


@pytest.mark.parametrize(
    ("row", "options"),
    [
        ("HGNC:8763\tHGNC:9588", {}),
        ("Y:1\tMONDO_0005068", {}),
        ("Y:1\thttp://e.org/1", {}),
        ("5594\tX", {"subject_prefix": "NCBIGene"}),
        ("PDCD4\tX", {"subject_kind": "gene"}),
        ("miR-21-5p\tX", {"subject_kind": "mixed"}),
        ("#a comment\tx\nHGNC:8763\tX", {"comment": "#"}),
    ],
)
def test_a_row_of_data_is_no_header(tmp_path: Path, row: str, options: dict[str, str]) -> None:
    options |= {"subject": "1", "object": "2", "predicate": "msc:targets", "object_prefix": "Y"}
    path = written(tmp_path, f"{row}\nHGNC:1\tHGNC:2\n")

    def rows(header: dict[str, str]) -> int:
        context = reading({**options, **header})
        context.grounding = joint_names(None)
        return len(statements(read_all(read, [path], context), "subject"))

    with pytest.raises(FileRefused, match="holds data, not the names of columns. Say -p header=no"):
        rows({})
    assert (rows({"header": "no"}), rows({"header": "1" if row[0] != "#" else "2"})) == (2, 1)


DIGITS = "9" * 5000
"""More than Python reads as a number (`sys.set_int_max_str_digits`)."""


@pytest.mark.parametrize("option", ["subject", "object", "sign", "reference", "header"])
@pytest.mark.parametrize("by", ["option", "mapping"])
def test_a_column_of_very_many_digits_is_refused(tmp_path: Path, option: str, by: str) -> None:
    said = {"subject": "a", "predicate": "msc:targets", "object": "b", option: DIGITS}
    mapping = f"{option}: {said.pop(option)}" if by == "mapping" else ""
    with pytest.raises((FileRefused, UsageError), match="999"):
        found(tmp_path, "a\tb\nHGNC:1\tHGNC:2\n", said, mapping)
