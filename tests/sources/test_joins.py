"""One node for one thing: names and identifiers of a source led to those of the graph."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import msc_graph
from msc_graph.curation.reader import read_facts
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Batch, Reading
from msc_graph.sources.grounding.joint import JointNames, joint_names
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.grounding.tables import prepare
from msc_graph.sources.joining import joined
from msc_graph.sources.report import ImportReport
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from tests.conftest import SHARED

MIR21, PTEN = "mirbase.mature:MIMAT0000076", "HGNC:9588"
DATA = SHARED / "data"

HGNC = """\
hgnc_id\tsymbol\tname\tstatus\talias_symbol\tprev_symbol\tentrez_id\tmgd_id\trgd_id\tmirbase
HGNC:9588\tPTEN\tphosphatase and tensin homolog\tApproved\t\t\t5728\tMGI:109583\tRGD:61995\t
HGNC:31586\tMIR21\tmicroRNA 21\tApproved\thsa-mir-21\t\t406991\tMGI:2676904\t\tMI0000077
HGNC:31506\tMIR125B1\tmicroRNA 125b-1\tApproved\t\t\t406911\t\t\t
HGNC:31507\tMIR125B2\tmicroRNA 125b-2\tApproved\thsa-mir-125b-2\t\t406912\t\t\t
"""
MIRBASE = """\
MI0000077\thsa-mir-21;
MIMAT0000076\thsa-miR-21;hsa-miR-21-5p;
MIMAT0004494\thsa-miR-21*;hsa-miR-21-3p;
MI0000446\thsa-mir-125b-1;
MI0000470\thsa-mir-125b-2;
MIMAT0000423\thsa-miR-125b;hsa-miR-125b-5p;
MIMAT0004592\thsa-miR-125b-1*;hsa-miR-125b-1-3p;
MIMAT0004603\thsa-miR-125b-2*;hsa-miR-125b-2-3p;
MIMAT0000530\tmmu-miR-21;mmu-miR-21-5p;mmu-miR-21a-5p;
"""
MONDO = """{"graphs": [{"nodes": [
{"id": "http://purl.obolibrary.org/obo/MONDO_0000001", "lbl": "one", "meta": {
 "basicPropertyValues": [{"pred": "http://www.w3.org/2004/02/skos/core#exactMatch", "val":
  "https://omim.org/entry/100001"}],
 "xrefs": [{"val": "Orphanet:7"}, {"val": "UMLS:C1", "xrefs": ["MONDO:equivalentTo"]},
  {"val": "OMIM:100002", "xrefs": ["MONDO:mondoIsBroaderThanSource"]},
  {"val": "MESH:D1"}, {"val": "DOID:5"}]}},
{"id": "http://purl.obolibrary.org/obo/MONDO_0000002", "lbl": "two", "meta": {
 "xrefs": [{"val": "OMIM:100001"}, {"val": "UMLS:C1"}, {"val": "MESH:D1"}]}}
]}]}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> JointNames:
    folder = tmp_path_factory.mktemp("joins")
    files = {}
    for name, text in (("hgnc", HGNC), ("mirbase", MIRBASE), ("mondo", MONDO)):
        files[name] = folder / name
        files[name].write_text(text, encoding="utf-8")
    prepare(folder / "tables", **files)
    return joint_names(Grounding.open(folder / "tables"))


MONDO_OBO = """format-version: 1.2
data-version: x

[Term]
id: MONDO:0000001
name: one
synonym: "the first" EXACT []
synonym: "first of all" RELATED []
xref: Orphanet:7
xref: UMLS:C1 {source="MONDO:equivalentTo", source="DOID:5"}
xref: OMIM:100002 {source="MONDO:mondoIsBroaderThanSource"}
xref: MESH:D1
xref: DOID:5
property_value: exactMatch OMIM:100001

[Term]
id: MONDO:0000002
name: two
xref: OMIM:100001
xref: UMLS:C1
xref: MESH:D1

[Term]
id: MONDO:0000003
name: gone
is_obsolete: true
xref: DOID:6

[Typedef]
id: part_of
"""


def test_mondo_as_obo_says_what_it_says_as_json(small: JointNames, tmp_path: Path) -> None:
    (tmp_path / "mondo.obo").write_text(MONDO_OBO, encoding="utf-8")
    prepare(tmp_path / "tables", mondo=tmp_path / "mondo.obo")
    names = joint_names(Grounding.open(tmp_path / "tables"))
    ids = ("OMIM:100001", "ORPHA:7", "UMLS:C1", "DOID:5", "MESH:D1", "OMIM:100002", "DOID:6")
    assert canonical(names, *ids) == canonical(small, *ids)
    assert names.ambiguous(pl.Series(ids)).rows() == small.ambiguous(pl.Series(ids)).rows()
    assert meaning(names, "The First", "disease") == ("MONDO:0000001", "alias")
    assert meaning(names, "first of all", "disease")[0] is None


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Grounding:
    folder = tmp_path_factory.mktemp("tables")
    prepare(
        folder,
        hgnc=DATA / "grounding/hgnc_entries.tsv.gz",
        mirbase=DATA / "mirbase/aliases/aliases.txt",
        mondo=DATA / "grounding/mondo.json.gz",
    )
    return Grounding.open(folder)


def test_what_a_source_does_not_name_has_the_name_and_class_of_the_tables(small: JointNames) -> None:
    statements = pl.DataFrame(
        {
            "subject": ["HGNC:9588", MIR21, "X:1"],
            "predicate": "msc:targets",
            "object": ["ORPHA:7", "MONDO:0000002", PTEN],
        }
    )
    told = pl.DataFrame(
        {"id": [MIR21, "MONDO:0000002"], "label": ["theirs", None], "category": ["MicroRNA", "Condition"]}
    )
    batches = [Batch(nodes=told, statements=statements), Batch(statements=statements)]
    found = [batch.nodes for batch in joined(batches, Reading(ImportReport(), grounding=small))]
    named = pl.concat([nodes for nodes in found if nodes is not None], how="diagonal_relaxed")
    assert named.drop_nulls("label").select("id", "label", "category").rows() == [
        (MIR21, "theirs", "MicroRNA"),
        ("HGNC:9588", "PTEN", "Gene"),
        ("MONDO:0000001", "one", "Disease"),
        ("MONDO:0000002", "two", None),
    ]


def canonical(names: JointNames, *ids: str) -> list[str]:
    return names.canonical(pl.Series(ids)).to_list()


def meaning(names: JointNames, name: str, kind: str, **how: str) -> tuple[str | None, str]:
    row = names.ground(pl.Series([name]), kind, **how).row(0, named=True)
    return row["id"], row["how"]


@pytest.mark.parametrize(
    ("name", "kind", "species", "expected"),
    [
        ("hsa-miR-21-5p", "microrna", "", MIR21),
        ("miR-21-5p", "microrna", "human", MIR21),
        ("MIMAT0000076", "microrna", "", MIR21),
        ("mmu-miR-21-5p", "microrna", "", None),
        ("mmu-miR-21a-5p", "microrna", "", None),
        ("miR-21-5p", "microrna", "mouse", None),
        ("PTEN", "gene", "", PTEN),
        ("hgnc:9588", "gene", "", PTEN),
        ("TGFB1", "gene", "human", "HGNC:11766"),
        ("Pten", "gene", "", None),
        ("Pten", "gene", "human", PTEN),
        ("PTEN", "gene", "mouse", None),
        ("PTEN", "gene", "rat", None),
        ("Alzheimer's disease", "disease", "", "MONDO:0004975"),
        ("mesh:D000544", "disease", "", "MONDO:0004975"),
        ("no such disease", "disease", "", None),
    ],
)
def test_the_graph_knows_its_own_names_without_tables(
    name: str, kind: str, species: str, expected: str | None
) -> None:
    assert meaning(joint_names(None), name, kind, species=species)[0] == expected


def test_every_curated_gene_and_microrna_is_found_by_its_label() -> None:
    names = joint_names(None)
    nodes = read_facts().nodes.values()
    for kind, own in (
        ("gene", {node.label_en: node.id for node in nodes if node.id.startswith("HGNC:")}),
        ("microrna", {f"hsa-{node.label_en}": node.id for node in nodes if node.category == "MicroRNA"}),
        ("disease", {node.label_en: node.id for node in nodes if node.category == "Disease"}),
    ):
        found = names.ground(pl.Series(list(own)), kind, species="human" if kind == "gene" else "")
        assert dict(found.select("name", "id").iter_rows()) == own


@pytest.mark.shared_data
def test_curated_microrna_nodes_are_human_ones(real: Grounding) -> None:
    own = [node.id for node in read_facts().nodes.values() if node.category == "MicroRNA"]
    assert real.labels(pl.Series(own)).str.starts_with("hsa-").all()


@pytest.mark.parametrize("spelled", ["OMIM:100001", "ORPHA:7", "UMLS:C1", "DOID:5"])
def test_identifiers_of_diseases_become_mondo(small: JointNames, spelled: str) -> None:
    assert canonical(small, spelled) == ["MONDO:0000001"]


def test_ambiguous_and_broader_cross_references_join_nothing(small: JointNames) -> None:
    ids = ("MESH:D1", "OMIM:100002", "OMIM:9")
    assert canonical(small, *ids) == [*ids]
    assert small.ambiguous(pl.Series(ids)).rows() == [("MESH:D1", ["MONDO:0000001", "MONDO:0000002"])]


def test_the_graphs_own_identifier_wins_over_that_of_a_table(small: JointNames) -> None:
    """No table here knows these diseases: the curated nodes say what is exactly the same."""
    assert canonical(small, "MESH:D000544", "NCBIGene:5728", "DOID:10652") == [
        "MONDO:0004975",
        PTEN,
        "DOID:10652",
    ]


def test_genes_of_micrornas_lead_to_their_mature_sequences(small: JointNames) -> None:
    found = small.links(pl.Series(["HGNC:31586", "HGNC:31506", "HGNC:31507"]))
    pairs = set(found.select("subject", "object").iter_rows())
    mature = "mirbase.mature:MIMAT000"
    assert pairs == {
        ("HGNC:31586", f"{mature}0076"),
        ("HGNC:31586", f"{mature}4494"),
        ("HGNC:31506", f"{mature}0423"),
        ("HGNC:31506", f"{mature}4592"),
        ("HGNC:31507", f"{mature}0423"),
        ("HGNC:31507", f"{mature}4603"),
    }
    assert set(found["predicate"]) == {"biolink:has_gene_product"}
    assert all(found["locator"])


@pytest.mark.shared_data
def test_curated_hairpins_and_genes_lead_to_the_curated_mature_sequences(real: Grounding) -> None:
    pairs = {
        (other, node.id)
        for node in read_facts().nodes.values()
        if node.category == "MicroRNA"
        for other in node.close_matches
        if other.startswith("HGNC:")
    }
    found = real.links(pl.Series(sorted({gene for gene, _ in pairs})))
    assert pairs <= set(found.select("subject", "object").iter_rows())


def batches(small: JointNames, *rows: tuple[str, str]) -> tuple[list[Batch], ImportReport]:
    statements = pl.DataFrame(rows, schema=["subject", "object"], orient="row")
    report = ImportReport()
    batch = Batch(statements=statements.with_columns(predicate=pl.lit("biolink:related_to")))
    return list(joined([batch, batch], Reading(report, grounding=small))), report


def test_a_joined_identifier_stays_with_the_node(small: JointNames) -> None:
    (first, second, named), report = batches(small, ("HGNC:9588", "OMIM:100001"), ("HGNC:9588", "MESH:D1"))
    assert first.statements is not None
    assert first.statements["object"].to_list() == ["MONDO:0000001", "MESH:D1"]
    assert first.nodes is not None
    assert first.nodes.rows() == [("MONDO:0000001", ["OMIM:100001"])]
    assert second.nodes is not None
    assert second.nodes.is_empty()
    assert named.nodes is not None
    assert named.nodes["id"].to_list() == ["HGNC:9588", "MONDO:0000001"]
    assert told(report) == {
        EventKind.IDENTIFIER_JOINED: (1, ["OMIM:100001 -> MONDO:0000001"]),
        EventKind.IDENTIFIER_AMBIGUOUS: (1, ["MESH:D1: MONDO:0000001, MONDO:0000002"]),
    }


def test_genes_of_other_species_stay_themselves_beside_the_human_orthologue(small: JointNames) -> None:
    (first, _, last, _), _ = batches(small, ("MGI:109583", "HGNC:31586"))
    assert first.statements is not None
    assert first.statements["subject"].to_list() == ["MGI:109583"]
    assert last.statements is not None
    assert ("MGI:109583", "biolink:orthologous_to", PTEN) in set(
        last.statements.select("subject", "predicate", "object").iter_rows()
    )
    assert ("MGI:2676904", "HGNC:31586") not in set(last.statements.select("subject", "object").iter_rows())


def test_an_import_without_tables_joins_the_curated_nodes(tmp_path: Path) -> None:
    """Names of microRNAs and genes are those of the graph; others shadow none of them."""
    file = tmp_path / "pairs.csv"
    file.write_text("mirna,gene\nhsa-miR-21-5p,PTEN\nmmu-miR-21a-5p,Pten\nhsa-miR-21-5p,MIR21\n")
    parameters = {
        "subject": "mirna",
        "subject_kind": "microrna",
        "object": "gene",
        "object_kind": "gene",
        "predicate": "msc:targets",
    }
    store = tmp_path / "store"
    import_source("table", [file], store=store, options=ImportOptions(name="mine", parameters=parameters))
    with msc_graph.open(store) as graph:
        answer = graph.paths("hsa-miR-21-5p", "PTEN")
        assert answer.to_dict()["verdict"] == "negative"
        (step,) = answer.to_dict()["paths"][0]["edges"]
        assert (step["subject"], step["object"]) == (MIR21, PTEN)
        assert {name.partition("/")[0] for name in step["assertions"]} >= {"claim:mine"}
        assert graph.node("mmu-miR-21a-5p").id == "unresolved:microrna-mmu-miR-21a-5p"


def told(report: ImportReport) -> dict[EventKind, tuple[int | None, list[str]]]:
    return {event.kind: (event.count, event.examples) for event in report.events}


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("HGNC:PTEN", PTEN),
        ("NCBIGene:PTEN", PTEN),
        ("UniProtKB:PTEN", PTEN),
        ("ENSEMBL:PTEN", PTEN),
        ("mirbase:hsa-miR-21-5p", MIR21),
        ("mirbase.mature:hsa-miR-21-5p", MIR21),
        ("MONDO:one", "MONDO:0000001"),
    ],
)
def test_a_name_in_the_place_of_a_number_is_resolved(small: JointNames, given: str, known: str) -> None:
    report = ImportReport()
    statement = pl.DataFrame({"subject": [given], "predicate": ["my:p"], "object": ["X:1"]})
    named = pl.DataFrame({"id": [given], "label": ["as it is called there"]})
    batch, *_ = joined([Batch(named, statement)], Reading(report, grounding=small))
    assert batch.statements is not None
    assert batch.nodes is not None
    assert (batch.statements["subject"].to_list(), batch.nodes["id"].to_list()) == ([known], [known])
    assert told(report) == {EventKind.IDENTIFIER_BY_NAME: (1, [f"{given} -> {known}"])}


@pytest.mark.parametrize(
    "given",
    [
        *(
            "HGNC:NOSUCH1",
            "MGI:PTEN",
            "MGI:Pten",
            "NCBIGene:Pten",
            "UniProtKB:PTEN_HUMAN",
            "mirbase:miR-125b",
        ),
        *("MONDO:123", "GO:growth", "MESH:heart", "OMIM:12", "UMLS:D1", "DRUGBANK:aspirin", "DOID:two_three"),
    ],
)
def test_an_identifier_that_its_prefix_does_not_have_is_told(small: JointNames, given: str) -> None:
    report = ImportReport()
    statement = pl.DataFrame({"subject": [given, "X:2"], "predicate": "my:p", "object": ["X:1", given]})
    batch, *_ = joined([Batch(None, statement)] * 2, Reading(report, grounding=small))
    assert batch.statements is not None
    assert batch.statements["subject"].to_list() == [given, "X:2"]
    assert told(report) == {EventKind.IDENTIFIER_UNFIT: (1, [given])}


@pytest.mark.parametrize(
    "fits",
    [
        *("HGNC:8763", "ENSEMBL:ENSMUSG00000013663", "ENSEMBL:YAL001C", "UniProtKB:P60484-1", "OMIM:158350"),
        *("UniProtKB:A0A024R1R8", "MESH:C04.588", "OMIM:601728.0001", "DRUGBANK:DB00001", "mylab:anything"),
        *(
            "MESH:D003924",
            "UMLS:C0011860",
            "NCBITaxon:9606",
            "CHEMBL.COMPOUND:CHEMBL25",
            "WIKIPATHWAYS:WP254",
        ),
    ],
)
def test_an_identifier_in_the_form_of_its_prefix_is_not_told(small: JointNames, fits: str) -> None:
    report = ImportReport()
    statement = pl.DataFrame({"subject": [fits], "predicate": ["my:p"], "object": ["X:1"]})
    list(joined([Batch(None, statement)], Reading(report, grounding=small)))
    assert EventKind.IDENTIFIER_UNFIT not in told(report)


def test_what_has_nothing_behind_its_prefix_is_left_out_and_told(small: JointNames) -> None:
    report = ImportReport()
    statement = pl.DataFrame(
        {"subject": ["UniProtKB:NA", "X:1"], "predicate": "my:p", "object": ["X:1", "NCBIGene:null"]}
    )
    nodes = pl.DataFrame({"id": ["UniProtKB:NA", "X:1", "mylab:NA"]})
    batch, *_ = joined([Batch(nodes, statement)], Reading(report, grounding=small))
    assert batch.statements is not None
    assert batch.nodes is not None
    assert (batch.statements.height, batch.nodes["id"].to_list()) == (0, ["X:1", "mylab:NA"])
    assert told(report) == {EventKind.IDENTIFIER_OF_NOTHING: (3, ["NCBIGene:null", "UniProtKB:NA"])}


@pytest.mark.parametrize("form", ["P60484-1", "P60484.3", "P60484:PRO_0000215904", "P60484-PRO_0000215904"])
def test_a_form_of_a_protein_is_joined_as_its_accession(form: str) -> None:
    report = ImportReport()
    statement = pl.DataFrame({"subject": [f"UniProtKB:{form}"], "predicate": ["my:p"], "object": ["X:1"]})
    batch, *_ = joined([Batch(None, statement)], Reading(report, grounding=joint_names(None)))
    assert batch.statements is not None
    assert batch.statements["subject"].to_list() == [PTEN]
    assert told(report)[EventKind.PROTEIN_FORM] == (1, [f"UniProtKB:{form}"])
