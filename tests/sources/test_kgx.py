"""KGX files: nodes, edges, qualifiers, evidence, and what is no KGX file."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import BadRow, FileRefused, MscGraphError
from msc_graph.messages.imports import EventKind
from msc_graph.model.belief import Direction
from msc_graph.model.frames import CITATION_PENDING
from msc_graph.query.results import QueryResult
from msc_graph.sources.batch import Batch
from msc_graph.sources.biolink import QUALIFIERS, signs
from msc_graph.sources.formats.kgx import read
from msc_graph.sources.registry import source_format
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.encoding import Encoder, Known
from msc_graph.stores.importing.source import ImportOptions
from msc_graph.vocabulary.curies import expand
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign
from tests.helpers.reading import events, nodes, read_all, reading, statements

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "kgx"

NODES: list[dict[str, Any]] = [
    {
        "id": "HGNC:8763",
        "name": "PDCD4",
        "category": ["biolink:NamedThing", "biolink:Gene"],
        "xref": ["NCBIGene:27250", "no identifier"],
        "synonym": ["H731"],
        "description": "a gene",
    },
    {"id": "MONDO:0004992", "name": "cancer", "category": ["biolink:Disease"], "taxon": "NCBITaxon:9606"},
    {"id": "X:1", "name": "something", "category": ["biolink:Spaceship"]},
]
EDGES: list[dict[str, Any]] = [
    {
        "subject": "CHEBI:1",
        "predicate": "biolink:affects",
        "object": "HGNC:8763",
        "qualified_predicate": "biolink:causes",
        "object_aspect_qualifier": "expression",
        "object_direction_qualifier": "decreased",
        "publications": ["PMID:1", "pmid: 2"],
        "primary_knowledge_source": "infores:ctd",
        "species_context_qualifier": "NCBITaxon:10090",
        "has_evidence": ["ECO:0000314"],
        "aggregator_knowledge_source": ["infores:a", "infores:b"],
        "knowledge_level": "prediction",
        "agent_type": "text_mining_agent",
        "p_value": "0.5",
    },
    {
        "subject": "CHEBI:1",
        "predicate": "treats",
        "object": "MONDO:0004992",
        "negated": True,
        "primary_knowledge_source": "infores:drugcentral",
    },
]


def tsv(rows: list[dict[str, Any]], delimiter: str = "\t") -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in columns] for row in rows]
    texts = [
        ["|".join(c) if isinstance(c, list) else str(c).lower() if c is True else c for c in r] for r in cells
    ]
    return "".join(f"{delimiter.join(row)}\n" for row in [columns, *texts]).encode()


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def written(tmp_path: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, data in files.items():
        paths.append(tmp_path / name.replace("__", "."))
        paths[-1].write_bytes(data)
    return paths


def archived(tmp_path: Path) -> list[Path]:
    path = tmp_path / "graph.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, data in (("a/g_edges.tsv", tsv(EDGES)), ("a/g_nodes.tsv", tsv(NODES))):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return [path]


def as_files(tmp_path: Path, kind: str) -> list[Path]:
    """Return the same small graph in one of the forms of KGX."""
    if kind == "tar.gz":
        return archived(tmp_path)
    if kind == "json":
        return written(tmp_path, g__json=json.dumps({"edges": EDGES, "nodes": NODES}, indent=1).encode())
    if kind == "jsonl.gz":
        return written(
            tmp_path, e__jsonl__gz=gzip.compress(lines(EDGES)), n__jsonl__gz=gzip.compress(lines(NODES))
        )
    if kind == "csv":
        return written(tmp_path, n__csv=tsv(NODES, ","), e__csv=tsv(EDGES, ","))
    return written(tmp_path, e__tsv=tsv(EDGES), n__tsv=tsv(NODES))


def test_what_a_gene_causes_it_need_not_raise() -> None:
    frame = pl.DataFrame(
        {"predicate": ["biolink:causes"] * 3}
        | dict.fromkeys(QUALIFIERS[:-1], [None, None, None])
        | {QUALIFIERS[-1]: [None, "loss_of_function_variant_form", "gain_of_function_variant_form"]},
        schema_overrides=dict.fromkeys(QUALIFIERS, pl.String),
    )
    assert signs(frame).to_list() == [None, "-", "+"]
    words = vocabulary()
    encoder = Encoder("one", evidence_type="msc:database_record", words=words, known=Known({}, {}))
    rows = [(s, "biolink:causes", "MONDO:1") for s in ("HGNC:1884", "UniProtKB:P1", "MESH:D1")]
    encoder.add(Batch(statements=pl.DataFrame(rows, schema=["subject", "predicate", "object"], orient="row")))
    tables = encoder.tables()
    told = dict(
        zip(tables.terms.gather(tables.assertions["subject"]), tables.assertions["sign"], strict=True)
    )
    assert told == {"HGNC:1884": 0, "UniProtKB:P1": 0, "MESH:D1": 1}


def test_the_class_says_what_is_a_gene_before_the_prefix_does(tmp_path: Path) -> None:
    """Genes, proteins and variants of prefixes that nobody knows are signed as those of known ones."""
    kinds = {"ODD:1": "Gene", "ODD:2": "Protein", "ODD:3": "SequenceVariant", "ODD:4": "SmallMolecule"}
    kinds |= {"UniProtKB:P9": "SmallMolecule", "HGNC:5": "NamedThing", "MONDO:1": "Disease"}
    nodes = [{"id": name, "category": f"biolink:{kind}", "name": name} for name, kind in kinds.items()]
    edges = [
        {"subject": name, "predicate": f"biolink:{verb}", "object": "MONDO:1"}
        for name in kinds
        if name != "MONDO:1"
        for verb in ("causes", "contributes_to")
    ]
    files = [tmp_path / "odd_nodes.jsonl", tmp_path / "odd_edges.jsonl"]
    for file, rows in zip(files, (nodes, edges), strict=True):
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with msc_graph.load() as kg:
        kg.add(files, "kgx", name="odd")
        signs = {
            (edge.subject, edge.sign.value) for edge in kg.property_graph().edges if edge.object == "MONDO:1"
        }
    assert signs == {
        *((name, "?") for name in ("ODD:1", "ODD:2", "ODD:3", "HGNC:5")),
        *((name, "+") for name in ("ODD:4", "UniProtKB:P9")),
    }


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("negatively_regulates_entity_to_entity", "-"),
        ("positively_regulates_entity_to_entity", "+"),
        ("decreases_amount_or_activity_of", "-"),
        ("increases_amount_or_activity_of", "+"),
        ("inhibits", "-"),
        ("stimulates", "+"),
        ("exacerbates", "+"),
    ],
)
def test_older_predicates_say_which_way(name: str, sign: str) -> None:
    declared = vocabulary().predicates[expand(f"biolink:{name}")]
    assert (declared.role, declared.sign) == (PredicateRole.CAUSAL, Sign(sign))


@pytest.mark.parametrize("kind", ["tsv", "csv", "jsonl.gz", "json", "tar.gz"])
def test_every_form_of_kgx_says_the_same(tmp_path: Path, kind: str) -> None:
    context = reading()
    found = read_all(read, as_files(tmp_path, kind), context)
    assert nodes(found, "id", "category", "label", "xrefs", "synonyms", "definition") == [
        ("HGNC:8763", "Gene", "PDCD4", ["NCBIGene:27250"], ["H731"], "a gene"),
        ("MONDO:0004992", "Disease", "cancer", [], None, None),
        ("X:1", "Node", "something", [], None, None),
    ]
    shown = (
        "subject",
        "predicate",
        "object",
        "sign",
        "reference",
        "evidence_type",
        "direction",
        "species",
        "locator",
    )
    assert found.statements is not None
    taxa = found.statements.filter(predicate="biolink:in_taxon")
    assert taxa.rows_by_key("subject")["MONDO:0004992"][0][1] == "NCBITaxon:9606"
    found = replace(found, statements=found.statements.filter(pl.col("predicate") != "biolink:in_taxon"))
    assert statements(found, "aggregator", "knowledge_level", "agent_type") == [
        *[("infores:a|infores:b", "prediction", "text_mining_agent")] * 2,
        (None, None, None),
    ]
    first = ("CHEBI:1", "biolink:affects", "HGNC:8763", "-")
    mouse = ("ECO:0000181", "supports", "NCBITaxon:10090", "infores:ctd")
    assert statements(found, *shown) == [
        (*first, "PMID:1", *mouse),
        (*first, "PMID:2", *mouse),
        (
            *("CHEBI:1", "biolink:treats", "MONDO:0004992", None),
            *("infores:drugcentral", "msc:database_record", "refutes", None, None),
        ),
    ]
    assert events(context) == {
        EventKind.COLUMN_NOT_KEPT: 1,
        EventKind.CATEGORY_WITHOUT_CLASS: 1,
        EventKind.EVIDENCE_CODE_NOT_WEIGHED: 2,
    }


@pytest.mark.parametrize(
    ("qualifiers", "sign"),
    [
        ({"object_direction_qualifier": "increased"}, "+"),
        (
            {"object_direction_qualifier": "upregulated", "object_aspect_qualifier": "activity_or_abundance"},
            "+",
        ),
        ({"object_direction_qualifier": "decreased", "object_aspect_qualifier": "degradation"}, "+"),
        ({"object_direction_qualifier": "increased", "object_aspect_qualifier": "localization"}, "?"),
        ({"object_direction_qualifier": "increased", "subject_direction_qualifier": "decreased"}, "-"),
        ({"object_direction_qualifier": "increased", "qualified_predicate": "biolink:caused_by"}, None),
        ({"object_direction_qualifier": "increased", "predicate": "biolink:correlated_with"}, None),
        ({}, None),
    ],
)
def test_qualifiers_give_the_sign(tmp_path: Path, qualifiers: dict[str, str], sign: str | None) -> None:
    edge = {"subject": "A:1", "predicate": "biolink:affects", "object": "B:1", **qualifiers}
    found = read_all(read, written(tmp_path, e__tsv=tsv([edge])))
    assert statements(found, "sign") == [(sign,)]


def test_taxa_contexts_and_words_that_have_no_place_are_told(tmp_path: Path) -> None:
    node = {
        "id": "A:1",
        "taxon": "Mus musculus",
        "in_taxon": "NCBITaxon:10090|NCBITaxon:1|a fish",
        "deprecated": "no",
    }
    edge = {
        "subject": "A:1",
        "predicate": "biolink:affects",
        "object": "B:1",
        "species_context_qualifier": "NCBITaxon:9606|mouse",
        "anatomical_context_qualifier": "UBERON:1|CL:1|CL:2",
        "publications": "PMID:1",
        "original_predicate": "likes",
        "sign": "up",
    }
    context = reading()
    found = read_all(read, written(tmp_path, n__tsv=tsv([node]), e__tsv=tsv([edge])), context)
    assert statements(found, "predicate", "object", "species", "cell", "sign") == [
        ("biolink:in_taxon", "NCBITaxon:10090", None, None, None),
        ("biolink:in_taxon", "NCBITaxon:1", None, None, None),
        ("biolink:affects", "B:1", "NCBITaxon:9606", "CL:1", None),
        ("biolink:affects", "B:1", "NCBITaxon:9606", "CL:2", None),
    ]
    told = {(event.kind, *event.parameters.values()): event.examples for event in context.report.events}
    assert told == {
        (EventKind.COLUMN_NOT_KEPT,): ["deprecated", "original_predicate", "sign"],
        (EventKind.SPECIES_LEFT_OUT,): ["a fish"],
        (EventKind.CONTEXT_LEFT_OUT, "taxon"): ["NCBITaxon:9606|mouse"],
        (EventKind.CONTEXT_LEFT_OUT, "cell"): ["UBERON:1|CL:1|CL:2"],
    }


def test_our_own_export_comes_back(tmp_path: Path, curated: KnowledgeGraph) -> None:
    """Every node, and every edge with its sign, papers and species."""
    curated.export(tmp_path / "out.tsv")
    files = [tmp_path / "out_nodes.tsv", tmp_path / "out_edges.tsv"]
    result = import_source("kgx", files, store=tmp_path / "store", options=ImportOptions(name="back"))
    with msc_graph.open(tmp_path / "store") as graph:
        asked = """SELECT ?s ?p ?o ?sign ?paper ?species WHERE {
            ?claim a msc:ImportedStatement ; msc:subject ?s ; msc:predicate ?p ; msc:object ?o ;
                msc:hasEvidence ?e . ?e msc:reference ?r .
            OPTIONAL { ?claim msc:sign ?sign } OPTIONAL { ?claim msc:species ?species }
            OPTIONAL { ?r msc:pmid ?pmid } OPTIONAL { ?r msc:doi ?doi }
            BIND(COALESCE(?pmid, ?doi, ?r) AS ?paper) }"""
        answer = graph.sparql(asked)
        assert isinstance(answer, QueryResult)
        signs, papers, species = set(), set(), set()
        for s, p, o, sign, paper, taxon in answer.rows:
            edge = (s, p, o)
            signs.add((*edge, sign or "?"))
            papers.add((*edge, paper))
            species |= {(*edge, taxon)} if taxon else set()
    wanted = curated.property_graph()
    edges = {(e.subject, e.predicate, e.object): e for e in wanted.edges}
    assert signs == {(*key, e.sign.value) for key, e in edges.items()}
    assert species == {(*key, taxon) for key, e in edges.items() for taxon in e.species}
    assert {row for row in papers if row[3] != "reference:infores_msc-graph"} == {
        (*key, wanted.citations[item.reference])
        for key, e in edges.items()
        for item in e.evidence
        if item.direction is Direction.SUPPORTS and item.type != CITATION_PENDING
    }
    assert result.source.nodes == len(wanted.nodes)


@pytest.mark.parametrize("listed", ["PMID:1|PMID:2", "https://pubmed.ncbi.nlm.nih.gov/1/, pubmed:2"])
def test_publications_in_one_text_are_several(tmp_path: Path, listed: str) -> None:
    edge = {"subject": "A:1", "predicate": "biolink:affects", "object": "B:1", "publications": listed}
    path = tmp_path / "graph.json"
    path.write_text(json.dumps({"nodes": [], "edges": [edge]}), encoding="utf-8")
    assert statements(read_all(read, [path]), "reference") == [("PMID:1",), ("PMID:2",)]


NOTHING_SAID = [None, "", " ", "NaN", "null", "None", "<NA>", "N/A", "-"]


@pytest.mark.parametrize("nothing", NOTHING_SAID)
@pytest.mark.parametrize("slot", ["publications", "primary_knowledge_source", "has_evidence"])
def test_nothing_in_a_list_is_no_evidence(tmp_path: Path, slot: str, nothing: str | None) -> None:
    good = {"publications": "PMID:1", "primary_knowledge_source": "infores:a", "has_evidence": "ECO:0000314"}
    edge = {"subject": "A:1", "predicate": "biolink:affects", "object": "B:1"}
    lines = [
        {**edge, slot: listed} for listed in ([good[slot]], [nothing, good[slot]], [good[slot], nothing])
    ]
    path = tmp_path / "e.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    found = statements(read_all(read, [path]), "reference", "locator", "evidence_type")
    assert len(found) == 3
    assert len(set(found)) == 1


SINGLE = [name for name in (*QUALIFIERS, "sign", "original_predicate", "subject", "negated") if name]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("slot", SINGLE)
def test_several_values_for_a_slot_of_one_are_a_bad_row(tmp_path: Path, slot: str, kind: str) -> None:
    edge = {"subject": "A:1", "predicate": "biolink:affects", "object": "B:1"}
    path = tmp_path / f"e.{kind}"
    if kind == "jsonl":
        lines = [{**edge, slot: ["A:1", "A:2"]}, {**edge, "subject": ["A:7"]}]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    else:
        several = pl.DataFrame({slot: [["A:1", "A:2"], ["false" if slot == "negated" else "A:7"]]})
        others = pl.DataFrame({name: [value] * 2 for name, value in edge.items() if name != slot})
        pl.concat([others, several], how="horizontal").write_parquet(path)
    with pytest.raises(BadRow, match=f"its '{slot}' is a list; one value is needed"):
        read_all(read, [path])
    context = reading(keep_going=True)
    assert len(statements(read_all(read, [path], context), "object")) == 1
    assert [bad.line for bad in context.report.bad_rows] == [1]


def test_what_is_no_identifier_is_kept_as_the_place(tmp_path: Path) -> None:
    edge = {"subject": "A:1", "predicate": "biolink:affects", "object": "B:1"}
    said = [{**edge, "publications": "a thesis"}, {**edge, "knowledge_source": "string"}]
    context = reading()
    found = read_all(read, written(tmp_path, e__tsv=tsv(said)), context)
    assert statements(found, "reference", "locator", "evidence_type") == [
        (None, "a thesis", "msc:database_record"),
        (None, "string", "msc:database_record"),
    ]
    assert events(context) == {EventKind.REFERENCE_AS_LOCATOR: 1}


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"id\tname\nA:1\tx\nnone\ty\n", 3, "column 'id': 'none' has no prefix. Write a CURIE"),
        (b"id\tname\n\tx\n", 2, "column 'id': it has no id"),
        (b"id\tname\nA:1\n", 2, "it has 1 cell; the header has 2"),
        (b"subject\tpredicate\tobject\nA:1\tp\tb\n", 2, "column 'object': 'b' has no prefix"),
    ],
)
def test_a_bad_row_is_told_by_its_line_or_collected(
    tmp_path: Path, data: bytes, line: int, said: str
) -> None:
    paths = written(tmp_path, g__tsv=data)
    with pytest.raises(BadRow, match=said) as caught:
        read_all(read, paths)
    assert (caught.value.path, caught.value.line) == (paths[0], line)
    context = reading(keep_going=True)
    read_all(read, paths, context)
    assert [bad.line for bad in context.report.bad_rows] == [line]


def test_a_json_row_without_prefix_is_told_by_its_line(tmp_path: Path) -> None:
    paths = written(tmp_path, g__jsonl=b'{"id": "A:1"}\n{"id": "b"}\n[1]\n')
    context = reading(keep_going=True)
    assert nodes(read_all(read, paths, context), "id") == [("A:1",)]
    assert sorted(bad.line for bad in context.report.bad_rows) == [2, 3]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("g.tsv", b"name\tcategory\nx\ty\n", "it is no table of KGX: .* it has 'name', 'category'"),
        (
            "g.json",
            b'{"graphs": []}',
            "it has none of the members 'nodes', 'edges'; its members are: 'graphs'",
        ),
        ("g.ttl", b"", r"a KGX file ends in .*RDF files are read with the format rdf"),
        ("g.tsv.gz", gzip.compress(b"id\nA:1\n" * 10, mtime=0)[:-9], "the compressed file is cut off"),
    ],
)
def test_what_is_no_kgx_file_is_refused(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileRefused, match=said):
        read_all(read, [tmp_path / name])


def test_the_format_is_in_the_list() -> None:
    assert source_format("kgx").read is read


# --- KGX's own test files

READ = {
    "chebi_kgx_tsv.tar.gz": (9, 9, 0),
    "cm_nodes.csv": (11, 0, 0),
    "graph.json": (512, 722, 0),
    "graph_nodes.tsv": (190, 190, 344),
    "monarch-tiny_edges.tsv": (0, 500, 0),
    "test.tar": (3, 2, 0),
    "valid.json.gz": (15, 5, 0),
    "test1_nodes.tsv": (0, 0, 5),
}
"""Rows of nodes and of statements (edges and taxa), and bad rows; the last file has ids without prefix."""


@pytest.mark.shared_data
def test_every_file_of_kgx_is_read_or_refused_clearly() -> None:
    files = sorted(path for path in SHARED.rglob("*") if path.is_file() and path.name != "ORIGIN.md")
    read_well, counts = 0, {}
    for path in files:
        context = reading(keep_going=True)
        try:
            found = read_all(read, [path], context)
        except MscGraphError as error:
            assert str(path) in str(error)
            continue
        read_well += 1
        counts[path.name] = (
            _height(found, "nodes"),
            _height(found, "statements"),
            len(context.report.bad_rows),
        )
    assert (len(files), read_well) == (74, 44)
    assert {name: counts[name] for name in READ} == READ


def _height(found: Batch, table: str) -> int:
    return int(getattr(found, table).height)


EDGE = {"subject": "HGNC:8763", "predicate": "biolink:affects", "object": "HGNC:9588"}


def as_lines(folder: Path, *items: Mapping[str, object], name: str = "x_edges.jsonl") -> list[Path]:
    path = folder / name
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items), encoding="utf-8")
    return [path]


@pytest.mark.parametrize("between", ["|", ";", ", "])
def test_several_values_in_one_text_are_several(tmp_path: Path, between: str) -> None:
    """They became one invented species, cross-reference or database."""
    taxa = between.join(("NCBITaxon:9606", "NCBITaxon:10090"))
    sources = between.join(("infores:a", "infores:b"))
    edge = {**EDGE, "species_context_qualifier": taxa, "aggregator_knowledge_source": sources}
    found = read_all(read, as_lines(tmp_path, edge))
    assert statements(found, "species", "aggregator") == [
        ("NCBITaxon:9606", "infores:a|infores:b"),
        ("NCBITaxon:10090", "infores:a|infores:b"),
    ]
    node = {"id": "X:1", "category": "biolink:Gene", "name": "x", "description": ["a", "b"]}
    node |= {"xref": between.join(("NCBIGene:1", "HGNC:2", "NCBIGene:-"))}
    found = read_all(read, as_lines(tmp_path, node, name="x_nodes.jsonl"))
    assert nodes(found, "xrefs", "definition", "category") == [(["NCBIGene:1", "HGNC:2"], "a; b", "Gene")]


@pytest.mark.parametrize("word", ["down", "lowered", "increased|decreased"])
def test_a_direction_that_is_none_is_told(tmp_path: Path, word: str) -> None:
    context = reading()
    read_all(read, as_lines(tmp_path, {**EDGE, "object_direction_qualifier": word}, EDGE), context)
    assert events(context)[EventKind.DIRECTION_UNREAD] == 1


def test_two_columns_of_one_slot_are_refused(tmp_path: Path) -> None:
    edge = {**EDGE, "negated": "false", "biolink:negated": "true"}
    said = "'negated' and 'biolink:negated' are one slot"
    with pytest.raises(BadRow, match=said):
        read_all(read, as_lines(tmp_path, edge))
    with pytest.raises(FileRefused, match=said):
        read_all(read, written(tmp_path, n__tsv=tsv([edge])))


def test_classes_of_ours_are_known_by_name_and_by_label(tmp_path: Path) -> None:
    given = [["msc:MSCExosome"], ["微小RNA"], ["biolink:NamedThing", "cell type"], ["biolink:Cell"]]
    rows = [{"id": f"X:{number}", "category": one} for number, one in enumerate(given)]
    found = read_all(read, as_lines(tmp_path, *rows, name="x_nodes.jsonl"))
    assert nodes(found, "category") == [("MSCExosome",), ("MicroRNA",), ("CellType",), ("CellType",)]


@pytest.mark.parametrize("category", ["msc:Genee", "biolink:NamedThing|msc:Genee"])
def test_typing_errors_in_our_classes_are_refused(tmp_path: Path, category: str) -> None:
    node = {"id": "X:1", "category": category}
    with pytest.raises(BadRow, match=r"'msc:Genee' is no class of the ontology. Did you mean 'msc:Gene'"):
        read_all(read, as_lines(tmp_path, node, name="x_nodes.jsonl"))
