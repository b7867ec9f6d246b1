"""Names to identifiers."""

from __future__ import annotations

import json
import lzma
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse, serialize

from msc_graph.errors import FileRefused, InputError, UsageError
from msc_graph.model.names import fold
from msc_graph.sources.grounding.keys import name_keys
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.grounding.tables import INDEX, prepare
from tests.conftest import SHARED
from tests.helpers.source_tables import HGNC, MONDO, tables

DATA = SHARED / "data"
CURATED = Path(__file__).resolve().parents[2] / "ontology/curated"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    return tables(tmp_path_factory.mktemp("grounding"))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    folder = tmp_path_factory.mktemp("tables")
    prepare(
        folder,
        hgnc=DATA / "grounding/hgnc_entries.tsv.gz",
        mirbase=DATA / "mirbase/aliases/aliases.txt",
        mondo=DATA / "grounding/mondo.json.gz",
        doid=DATA / "grounding/doid.json.gz",
        mesh=DATA / "grounding/mesh_id_label_mappings.tsv.gz",
    )
    return Grounding.open(folder)


def meaning(grounding: Grounding, name: str, kind: str, **how: str) -> tuple[str, str | None, list[str]]:
    row = grounding.ground(pl.Series([name]), kind, **how).row(0, named=True)
    return row["how"], row["id"], row["candidates"]


MATURE = "mirbase.mature:MIMAT00"
MICRORNAS = [
    # name, species, how, identifier
    ("hsa-miR-21-5p", "", "name", f"{MATURE}00076"),
    ("HSA-MIR-21-5P", "", "name", f"{MATURE}00076"),
    ("miR-21-5p", "human", "name", f"{MATURE}00076"),
    ("microRNA-21-5p", "Homo sapiens", "name", f"{MATURE}00076"),
    ("miRNA 21 5p", "NCBITaxon:9606", "name", f"{MATURE}00076"),
    ("miR\u201121\u20115p", "hsa", "name", f"{MATURE}00076"),
    ("miR-21-5p", "mouse", "previous", f"{MATURE}00530"),
    ("mmu-miR-21-5p", "human", "previous", f"{MATURE}00530"),
    ("miR-21*", "human", "previous", f"{MATURE}04494"),
    ("hsa-miR-21", "", "previous", f"{MATURE}00076"),
    ("hsa-mir-21", "", "name", "mirbase:MI0000077"),
    ("hsa-let-7c", "", "previous", f"{MATURE}00064"),
    ("MI0000064", "", "identifier", "mirbase:MI0000064"),
    ("miR-133b", "human", "name", f"{MATURE}00770"),
    ("MIMAT0000076", "", "identifier", f"{MATURE}00076"),
    ("mirbase.mature:MIMAT0000076", "", "identifier", f"{MATURE}00076"),
    ("miRBase:MI0000077", "", "identifier", "mirbase:MI0000077"),
    ("miR-9999", "human", "unknown", None),
    ("xyz-miR-21-5p", "", "unknown", None),
    ("hsa_miR_21_5p", "", "name", f"{MATURE}00076"),
    ("hsa.miR.21.5p", "", "name", f"{MATURE}00076"),
    ("mmu_miR_21a_5p", "human", "name", f"{MATURE}00530"),
    ("has_miR_21_5p", "", "unknown", None),
    ("", "human", "unknown", None),
]


@pytest.mark.parametrize(("name", "species", "how", "found"), MICRORNAS)
def test_a_microrna_is_found_under_every_spelling(
    small: Grounding, name: str, species: str, how: str, found: str | None
) -> None:
    assert meaning(small, name, "microrna", species=species)[:2] == (how, found)


def test_a_name_without_arm_is_ambiguous_unless_the_user_says_otherwise(small: Grounding) -> None:
    how, found, candidates = meaning(small, "miR-21", "microrna", species="human")
    assert (how, found) == ("ambiguous", None)
    assert candidates == [f"{MATURE}00076", f"{MATURE}04494", "mirbase:MI0000077"]
    how, found, _ = meaning(small, "miR-21", "microrna", species="human", armless="previous")
    assert (how, found) == ("previous", f"{MATURE}00076")
    how, found, candidates = meaning(small, "miR-34b", "microrna", species="human", armless="previous")
    assert (how, found, len(candidates)) == ("ambiguous", None, 2)  # both arms once had that name


def test_a_bare_name_without_a_species_is_ambiguous_over_species(small: Grounding) -> None:
    how, _, candidates = meaning(small, "miR-21-5p", "microrna")
    assert (how, candidates) == ("ambiguous", [f"{MATURE}00076", f"{MATURE}00530"])


GENES = [
    ("PDCD4", "name", "HGNC:8763"),
    ("pdcd-4", "name", "HGNC:8763"),
    ("p53", "alias", "HGNC:11998"),
    ("TP53", "name", "HGNC:11998"),  # also an alias of TWIN1: the symbol in force goes first
    ("UBE1X", "previous", "HGNC:12469"),
    ("A1S9T", "previous", "HGNC:12469"),
    ("HGNC:6", "identifier", "HGNC:12469"),
    ("NCBIGene:27250", "identifier", "HGNC:8763"),
    ("UniProtKB:Q9BXH1", "identifier", "HGNC:17868"),
    ("NOSUCH", "unknown", None),
]


@pytest.mark.parametrize(("name", "how", "found"), GENES)
def test_a_gene_is_found_by_symbol_alias_and_previous_symbol(
    small: Grounding, name: str, how: str, found: str | None
) -> None:
    assert meaning(small, name, "gene")[:2] == (how, found)


def test_an_alias_of_two_genes_is_ambiguous(small: Grounding) -> None:
    assert meaning(small, "PUMA2", "gene") == ("ambiguous", None, ["HGNC:1", "HGNC:2"])


def test_a_symbol_of_a_mouse_gene_is_not_taken_for_a_human_one(small: Grounding) -> None:
    assert meaning(small, "Pdcd4", "gene", species="mouse")[0] == "unknown"
    assert meaning(small, "NCBIGene:27250", "gene", species="mouse")[1] == "HGNC:8763"


def test_diseases_are_found_by_name_exact_synonym_and_exact_match(small: Grounding) -> None:
    assert meaning(small, "Type 1 diabetes mellitus", "disease")[:2] == ("name", "MONDO:0005147")
    assert meaning(small, "Type-1 Diabetes", "disease")[:2] == ("alias", "MONDO:0005147")
    assert meaning(small, "diabetes", "disease")[0] == "unknown"  # a broader name
    assert meaning(small, "ARDS", "disease") == ("ambiguous", None, ["MONDO:0006502", "MONDO:0100130"])
    assert meaning(small, "MESH:D003922", "disease")[1] == "MONDO:0005147"
    assert meaning(small, "MESH:D003920", "disease")[0] == "unknown"  # only a close match


MARKED = """
<owl:Axiom>
 <owl:annotatedSource rdf:resource="http://purl.obolibrary.org/obo/MONDO_0005147"/>
 <owl:annotatedProperty rdf:resource="http://www.geneontology.org/formats/oboInOwl#hasDbXref"/>
 <owl:annotatedTarget>{}</owl:annotatedTarget>
 <oboInOwl:source>{}</oboInOwl:source>
</owl:Axiom>"""
OWL = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
 xmlns:oboInOwl="http://www.geneontology.org/formats/oboInOwl#" xml:base="http://purl.obolibrary.org/obo/">
<owl:Ontology rdf:about="http://purl.obolibrary.org/obo/mondo.owl"/>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/MONDO_0005147">
 <rdfs:subClassOf rdf:resource="http://purl.obolibrary.org/obo/MONDO_0005015"/>
 <rdfs:label xml:lang="fr">diab\u00e8te de type 1</rdfs:label>
 <rdfs:label>type 1 diabetes mellitus</rdfs:label>
 <oboInOwl:hasExactSynonym>type 1 diabetes</oboInOwl:hasExactSynonym>
 <oboInOwl:hasBroadSynonym>diabetes</oboInOwl:hasBroadSynonym>
 <oboInOwl:hasDbXref>OMIM:222100</oboInOwl:hasDbXref>
 <oboInOwl:hasDbXref>UMLS:C0011854</oboInOwl:hasDbXref>
 <oboInOwl:hasDbXref>Orphanet:1</oboInOwl:hasDbXref>
 <skos:exactMatch rdf:resource="http://identifiers.org/mesh/D003922"/>
 <skos:closeMatch rdf:resource="http://identifiers.org/mesh/D003920"/>
</owl:Class>{MARKED.format("OMIM:222100", "MONDO:equivalentTo")}
{MARKED.format("Orphanet:1", "MONDO:relatedTo")}
<owl:Class rdf:about="http://purl.obolibrary.org/obo/MONDO_0000001">
 <rdfs:label>obsolete thing</rdfs:label>
 <owl:deprecated rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">true</owl:deprecated>
</owl:Class>
</rdf:RDF>
"""
SSSOM = """\
# curie_map:
#   MONDO: http://purl.obolibrary.org/obo/MONDO_
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tpredicate_modifier
MONDO:0005147\ttype 1 diabetes mellitus\tskos:exactMatch\tmesh:D003922\tType 1 Diabetes\tsemapv:x\t
MONDO:0005147\ttype 1 diabetes mellitus\tskos:closeMatch\tmesh:D003920\tDiabetes\tsemapv:x\t
OMIM:222100\t\tskos:exactMatch\tMONDO:0005147\t\tsemapv:x\t
MONDO:0005147\t\toboInOwl:hasDbXref\tUMLS:C0011854\t\tsemapv:x\t
MONDO:0005147\t\tskos:exactMatch\tOrphanet:1\t\tsemapv:x\tNot
"""


OBO = "http://purl.obolibrary.org/obo/"
SSSOM_HEAD = "subject_id\tpredicate_id\tobject_id\tpredicate_modifier\n"


@pytest.mark.parametrize(
    ("comments", "subject"),
    [
        ("", "MONDO:0004975"),
        ("# curie_map:\n#   M: http://purl.obolibrary.org/obo/MONDO_\n", "M:0004975"),
        (f'# license: x\n#curie_map:\n#  x: "https://e.org/"\n#  "M": "{OBO}MONDO_"\n', "M:0004975"),
    ],
)
def test_mappings_need_no_labels_and_have_their_own_prefixes(
    tmp_path: Path, comments: str, subject: str
) -> None:
    text = f"{comments}{SSSOM_HEAD}{subject}\tskos:exactMatch\tMESH:D000544\t\n"
    (tmp_path / "m.sssom.tsv").write_text(text, encoding="utf-8")
    prepare(tmp_path / "tables", mondo=tmp_path / "m.sssom.tsv")
    found = Grounding.open(tmp_path / "tables")
    assert found.canonical(pl.Series(["MESH:D000544"])).to_list() == ["MONDO:0004975"]


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("", "subject_id, predicate_id, object_id"),
        ("# license: x\n", "subject_id, predicate_id, object_id"),
        ("subject_id\tobject_id\n", "predicate_id"),
        (SSSOM_HEAD.replace("\t", ","), "subject_id, predicate_id, object_id"),
    ],
)
def test_a_table_of_mappings_without_its_columns_is_told_which(
    tmp_path: Path, text: str, lacking: str
) -> None:
    (tmp_path / "m.sssom.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match=f"no SSSOM table: between tabs, its header lacks {lacking}"):
        prepare(tmp_path / "tables", mondo=tmp_path / "m.sssom.tsv")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mondo.owl", OWL),
        ("mondo.xml", "\ufeff" + OWL),
        ("mondo.ttl", "{owl}"),
        ("mondo.owl.xz", OWL),
        ("mondo.sssom.tsv", SSSOM),
        ("mondo.sssom.tsv", SSSOM.replace("\n", "\r\n")),
    ],
)
def test_mondo_may_be_given_as_owl_or_as_its_mappings(tmp_path: Path, name: str, text: str) -> None:
    if name.endswith(".ttl"):
        turtle = serialize(parse(OWL, RdfFormat.RDF_XML), format=RdfFormat.TURTLE, prefixes={"x": "y:z"})
        assert turtle is not None
        text = turtle.decode()
    data = text.encode()
    (tmp_path / name).write_bytes(lzma.compress(data) if name.endswith(".xz") else data)
    prepare(tmp_path / "tables", mondo=tmp_path / name)
    found = Grounding.open(tmp_path / "tables")
    assert meaning(found, "Type 1 Diabetes Mellitus", "disease")[:2] == ("name", "MONDO:0005147")
    assert meaning(found, "type-1 diabetes", "disease")[:2] == ("alias", "MONDO:0005147")
    for unknown in ("diabetes", "diab\u00e8te de type 1", "obsolete thing"):
        assert meaning(found, unknown, "disease")[0] == "unknown"
    given_ids = ["MESH:D003922", "OMIM:222100", "UMLS:C0011854", "MESH:D003920", "ORPHA:1"]
    assert found.canonical(pl.Series(given_ids)).to_list() == [
        *["MONDO:0005147"] * 3,
        "MESH:D003920",
        "ORPHA:1",
    ]


def test_canonical_leaves_alone_what_it_does_not_know(small: Grounding) -> None:
    given_ids = ["NCBIGene:27250", "UniProtKB:P00001", "DOID:9744", "CHEBI:1", "HGNC:8763", None]
    expected = ["HGNC:8763", "UniProtKB:P00001", "MONDO:0005147", "CHEBI:1", "HGNC:8763", None]
    assert small.canonical(pl.Series("x", given_ids)).to_list() == expected  # P00001 is of two genes
    assert small.labels(pl.Series(["NCBIGene:27250", "CHEBI:1"])).to_list() == ["PDCD4", None]


def test_rows_come_sorted_and_distinct(small: Grounding) -> None:
    found = small.ground(pl.Series(["TP53", None, "PDCD4", "TP53"]), "gene")
    assert found["name"].to_list() == ["PDCD4", "TP53"]


@given(st.text(alphabet="abIL-_ ,/()[]7215~*.'’αβémirMIRletRNA\u2011\x1c\x1f\x0b\x85\t", max_size=14))
def test_keys_of_columns_are_those_of_single_names(name: str) -> None:
    assert name_keys(pl.Series([name])).item() == fold(name)


def test_wrong_calls_and_missing_tables_say_what_to_do(small: Grounding, tmp_path: Path) -> None:
    names = pl.Series(["x"])
    with pytest.raises(UsageError, match="Did you mean 'gene'"):
        small.ground(names, "genes")
    with pytest.raises(UsageError, match="no species is called 'humann'"):
        small.ground(names, "microrna", species="humann")
    with pytest.raises(FileRefused, match="ground prepare"):
        Grounding.open(tmp_path)
    with pytest.raises(UsageError, match="no file"):
        prepare(tmp_path)
    with pytest.raises(UsageError, match="--mondo"):
        prepare(tmp_path, mesh="mesh.tsv")
    only = tmp_path / "hgnc.txt"
    only.write_text(HGNC, encoding="utf-8")
    prepare(tmp_path / "tables", hgnc=only)
    with pytest.raises(FileRefused, match="--mirbase"):
        Grounding.open(tmp_path / "tables").ground(names, "microrna")


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("hgnc", "a\tb\n1\t2\n", "no column 'hgnc_id' or 'HGNC ID'"),
        ("hgnc", HGNC + "HGNC:3\tX\n", ":9: it has 2 cells"),
        ("mirbase", "MIMAT0000076\thsa-miR-21;\nhello\n", ":2: this is not miRBase's aliases"),
        ("mirbase", HGNC, ":1: this is not miRBase's aliases"),
        ("mirbase", MONDO, ":1: this is not miRBase's aliases"),
        (
            "mondo",
            '[\n{"id": ',
            ":2:8: from here on this is not JSON, or it is cut off. Give MONDO as mondo.json",
        ),
        ("mondo", HGNC, ":1:1: from here on this is not JSON.*mondo.json"),
        ("mondo", '{"a": 1}', "neither an OBO graph"),
        ("mondo", "<rdf:RDF", "it is not well-formed XML"),
        ("mondo", OWL.replace("MONDO_", "HP_"), "no term of MONDO.*mondo.owl"),
        ("mondo", SSSOM.replace("MONDO", "HP"), "no term of MONDO.*mondo.sssom.tsv"),
        ("mondo", f"{SSSOM_HEAD}MONDO:1\tskos:closeMatch\tMESH:D1\t\n", "no mapping of MONDO in it is exact"),
        ("mondo", f"{SSSOM_HEAD}MONDO:1\tskos:exactMatch\tMESH:D1\tNot\n", "no mapping of MONDO in it is"),
        ("mondo", '[{"id": "HP:0000001", "name": "All"}]', "no term of MONDO"),
        ("mondo", MONDO.replace("MONDO_", "HP_"), "no term of MONDO"),
        ("mondo", "format-version: 1.2\n\n[Term]\nid: HP:0000001\nname: All\n", "no term of MONDO"),
        ("mondo", "[" * 100_000, "nested too deep"),
    ],
)
def test_a_file_of_another_layout_is_refused(tmp_path: Path, option: str, content: str, message: str) -> None:
    file = tmp_path / "file.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        prepare(tmp_path / "tables", **{option: file})
    assert not (tmp_path / "tables").exists()


def test_a_table_of_mesh_is_known_by_its_lines(tmp_path: Path) -> None:
    mondo, mesh = tmp_path / "mondo.json", tmp_path / "mesh.tsv"
    mondo.write_text(MONDO, encoding="utf-8")
    mesh.write_text("D003922\tType 1\t\tC18\nnumber\tname\t\t\n", encoding="utf-8")
    with pytest.raises(FileRefused, match=r"mesh.tsv:2: this is not a table of MeSH's descriptors"):
        prepare(tmp_path / "tables", mondo=mondo, mesh=mesh)


def test_a_truncated_gzip_is_refused_with_its_last_whole_line(tmp_path: Path) -> None:
    import gzip

    file = tmp_path / "hgnc.txt.gz"
    file.write_bytes(gzip.compress(HGNC.encode())[:-9])
    with pytest.raises(FileRefused, match="cut off") as caught:
        prepare(tmp_path / "tables", hgnc=file)
    assert caught.value.line == len(HGNC.splitlines())


def test_preparing_again_keeps_the_other_kinds_and_leaves_no_old_files(tmp_path: Path) -> None:
    tables(tmp_path)
    shorter = tmp_path / "shorter.txt"
    shorter.write_text("".join(HGNC.splitlines(keepends=True)[:2]), encoding="utf-8")
    prepare(tmp_path / "tables", hgnc=shorter)
    grounding = Grounding.open(tmp_path / "tables")
    assert grounding.kinds == ("microrna", "gene", "disease")
    assert meaning(grounding, "TP53", "gene")[0] == "unknown"
    assert meaning(grounding, "hsa-miR-21-5p", "microrna")[0] == "name"
    index = json.loads((tmp_path / "tables" / INDEX).read_text(encoding="utf-8"))
    named = {part["file"] for k in index["kinds"].values() for part in (k["names"], k["same"], k["links"])}
    assert {p.name for p in (tmp_path / "tables").glob("*.parquet")} == named
    assert index["kinds"]["gene"]["files"][0]["file"] == "shorter.txt"


def test_the_same_files_give_the_same_tables(tmp_path: Path) -> None:
    names = []
    for part in ("a", "b"):
        (tmp_path / part).mkdir()
        tables(tmp_path / part)
        names.append(sorted(p.name for p in (tmp_path / part / "tables").glob("*.parquet")))
    assert names[0] == names[1]
    index = tmp_path / "b" / "tables" / INDEX
    index.write_text(index.read_text().replace('"prepared": "2', '"prepared": "1'), encoding="utf-8")
    one, other = (Grounding.open(tmp_path / part / "tables").checksum for part in ("a", "b"))
    assert one == other, "it does not count when they were made"


@pytest.mark.shared_data
def test_the_real_tables_agree_with_the_curated_graph(real: Grounding) -> None:
    """Every HGNC gene and mature microRNA of the curated graph is found by its label."""
    nodes = pl.read_csv(CURATED / "nodes.tsv", separator="\t", quote_char=None, infer_schema=False)
    genes = nodes.filter(pl.col("id").str.starts_with("HGNC:") & (pl.col("class") == "Gene"))
    found = real.ground(genes["label_en"], "gene").join(
        genes.select(name="label_en", curated="id"), on="name"
    )
    wrong = found.filter(pl.col("id").is_not_null() & (pl.col("id") != pl.col("curated")))
    assert wrong.height == 0, wrong
    micrornas = nodes.filter(pl.col("id").str.starts_with("mirbase.mature:"))
    found = real.ground(micrornas["label_en"], "microrna", species="human", armless="previous").join(
        micrornas.select(name="label_en", curated="id"), on="name"
    )
    wrong = found.filter(pl.col("id").is_not_null() & (pl.col("id") != pl.col("curated")))
    assert wrong.height == 0, wrong
    matches = nodes.filter(pl.col("exact_matches").is_not_null() & pl.col("id").str.starts_with("HGNC:"))
    for curie, others in matches.select("id", "exact_matches").iter_rows():
        for other, moved in zip(others.split("|"), real.canonical(pl.Series(others.split("|"))), strict=True):
            assert moved in (curie, other)


@pytest.mark.shared_data
def test_the_arm_that_the_graph_takes_is_the_one_that_mirbase_registered_under_the_bare_name(
    real: Grounding,
) -> None:
    nodes = pl.read_csv(CURATED / "nodes.tsv", separator="\t", quote_char=None, infer_schema=False)
    names = nodes.filter(pl.col("id").str.starts_with("mirbase.mature:")).select(
        curated="id", name=pl.col("synonyms_en").str.split("|")
    )
    names = names.explode("name").drop_nulls().filter(~pl.col("name").str.contains("[35]p$"))
    names = names.with_columns(name="hsa-" + pl.col("name").str.strip_prefix("hsa-"))
    found = real.ground(names["name"], "microrna").join(names, on="name")
    assert found.height > 40
    assert found.filter(pl.col("id").ne_missing(pl.col("curated"))).is_empty(), found


@pytest.mark.shared_data
def test_half_a_million_names_take_seconds(real: Grounding) -> None:
    names = pl.Series([f"hsa-miR-{i % 700}{'ab'[i % 2]}-{'35'[i % 2]}px{i}" for i in range(500_000)])
    start = time.process_time()
    assert real.ground(names, "microrna").height == 500_000
    assert time.process_time() - start < 150
