"""Every reader on files that are empty, cut off, marked, or end their lines in other ways: the right rows or
an error that names the file. The contents are of our own making."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from msc_graph.errors import MscGraphError
from msc_graph.sources.registry import FORMATS
from tests.helpers.source_tables import Source, read_source
from tests.sources.test_source_vesicles import EXPERIMENTS, EXPRESSION, PROTEINS, SAMPLES

MIRTARBASE = (
    "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene),"
    "Experiments,Support Type,References (PMID)\n"
    'M1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,"A, B",Functional MTI,19836969\n'
)
TRIAL = json.dumps({"NCTId": ["NCT00000001"], "BriefTitle": ["MSC exosomes"], "Condition": ["x"]}) + "\n"
MECHANISM = """\
[{"graph": {"drug": "a", "disease": "b", "disease_mesh": "MESH:D000001"},
  "nodes": [{"id": "MESH:D000002", "label": "Drug", "name": "a"},
            {"id": "MESH:D000001", "label": "Disease", "name": "b"}],
  "links": [{"source": "MESH:D000002", "target": "MESH:D000001", "key": "treats"}]}]
"""
READ: dict[str, tuple[dict[str, str], ...]] = {
    "mirtarbase": ({"m.csv": MIRTARBASE},),
    "kgx": (
        {
            "g_nodes.tsv": 'id\tname\tcategory\nA:1\ta "quoted" name\tbiolink:Gene\n',
            "g_edges.tsv": "subject\tpredicate\tobject\nA:1\tbiolink:affects\tA:2\n",
        },
        {
            "g_nodes.jsonl": '{"id": "A:1", "name": "a"}\n',
            "g_edges.jsonl": '{"subject": "A:1", "predicate": "biolink:affects", "object": "A:2"}\n',
        },
        {"g.json": '{"nodes": [{"id": "A:1"}],\n "edges": []}\n'},
    ),
    "hetionet": (
        {
            "nodes.tsv": 'id\tname\tkind\nGene::1\ta "b" c\tGene\nGene::2\tb\tGene\n',
            "edges.sif": "source\tmetaedge\ttarget\nGene::1\tGiG\tGene::2\n",
        },
    ),
    "vesiclepedia": ({"p.txt": PROTEINS, "e.txt": EXPERIMENTS},),
    "evmirna": ({"P_expression.csv": EXPRESSION, "P_metadata.csv": SAMPLES},),
    "drugmechdb": ({"d.json": MECHANISM},),
    "goa": (
        {"g.tsv": "#tax_id\tGeneID\tGO_ID\tEvidence\n9606\t1\tGO:0006915\tIDA\n"},
        {"g.gaf": "!gaf-version: 2.2\nA\t1\ta\t\tGO:0006915\tPMID:1\tIDA\t\tP\t\t\tgene\ttaxon:9606\t\tA\n"},
        {"g.gpad": "!gpa-version: 1.1\nA\t1\tinvolved_in\tGO:0006915\tPMID:1\tECO:0000314\t\t\t\tA\n"},
    ),
    "signor": (
        {"s.csv": "ENTITYA,TYPEA,IDA,ENTITYB,TYPEB,IDB,EFFECT\nA,protein,P04637,B,protein,P01106,unknown\n"},
    ),
    "genevalidity": (
        {
            "g.csv": "g2p id,gene symbol,hgnc id,disease name,confidence,molecular mechanism\n"
            "G,A,1,x,strong,x\n"
        },
        {
            "c.clingen": '"CLINGEN GENE","","","",""\n"GENE SYMBOL","GENE ID (HGNC)","DISEASE LABEL",'
            '"DISEASE ID (MONDO)","CLASSIFICATION"\n"A","HGNC:1","x","MONDO:0000001","Strong"\n'
        },
    ),
    "hpoa": (
        {"g.txt": "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\n1\tA\tUNKNOWN\tOMIM:1\n"},
        {"p.hpoa": "#version: x\nOMIM:1\tx\t\tHP:0000001\tPMID:1\tPCS\t\t\t\t\tP\tx\n"},
    ),
    "omnipath": ({"o.csv": "source,target,weight,PMID\nA,B,1,1;2\n"}, {"o.trrust": "A\tB\tUnknown\t1\n"}),
    "ctd": (
        {
            "c.ctd": "# GeneSymbol\tGeneID\tDiseaseID\tDirectEvidence\tPubMedIDs\n"
            "A\t1\tMESH:D1\ttherapeutic\t1|2\n"
        },
    ),
    "clinicaltrials": ({"t.jsonl": TRIAL},),
    "table": ({"t.tsv": "s\to\nA:1\tA:2\n"}, {"t.csv": 's,o\nA:1,"A:2"\n'}),
    "rdf": (
        {"r.nt": "<https://e/a> <https://e/p> <https://e/b> .\n"},
        {"r.ttl": "<https://e/a> <https://e/p> <https://e/b> .\n"},
    ),
}
OPTIONS = {"table": {"subject": "s", "object": "o", "predicate": "msc:targets"}}
CASES = [
    pytest.param(name, files, member, id=f"{name}-{member}")
    for name, several in READ.items()
    for files in several
    for member in files
]
TABLES = [case for case in CASES if str(case.values[2]).endswith((".csv", ".tsv", ".txt", ".sif"))]


def read(
    folder: Path, name: str, files: dict[str, str], member: str, change: Callable[[bytes], bytes]
) -> Source:
    """Read the files, one of them changed."""
    for file, text in files.items():
        data = text.encode()
        (folder / file).write_bytes(change(data) if file == member else data)
    return read_source(name, *(folder / file for file in files), options=OPTIONS.get(name))


def whole(source: Source) -> list[pl.DataFrame]:
    return [source.nodes, source.statements]


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def marked(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def without_end(data: bytes) -> bytes:
    return data.rstrip(b"\n")


def twice(data: bytes) -> bytes:
    """The first column once more at the end."""
    delimiter = b"," if b"," in data else b"\t"
    lines = data.splitlines()
    return b"".join(line + delimiter + line.split(delimiter)[0] + b"\n" for line in lines)


def test_all_formats_of_tables_are_looked_at() -> None:
    assert set(FORMATS) == set(READ) | {"exocarta"}  # has the reader of vesiclepedia


@pytest.mark.parametrize("change", [crlf, marked, without_end, lambda data: marked(crlf(data))])
@pytest.mark.parametrize(("name", "files", "member"), CASES)
def test_ends_of_lines_and_marks_do_not_count(
    tmp_path: Path, name: str, files: dict[str, str], member: str, change: Callable[[bytes], bytes]
) -> None:
    plain = whole(read(tmp_path, name, files, member, lambda data: data))
    assert any(frame.height for frame in plain)
    changed = whole(read(tmp_path, name, files, member, change))
    assert [frame.to_dicts() for frame in changed] == [frame.to_dicts() for frame in plain]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda _: b"", r":1: it is empty\. Name a file"),
        (lambda _: b"\xef\xbb\xbf", r"it is empty\."),
        (lambda data: data.decode().encode("utf-16"), "UTF-16|UTF-8|not valid"),
    ],
)
@pytest.mark.parametrize(("name", "files", "member"), CASES)
def test_one_bad_file_is_named(
    tmp_path: Path, name: str, files: dict[str, str], member: str, change: Callable[[bytes], bytes], says: str
) -> None:
    with pytest.raises(MscGraphError, match=rf"{member}.*({says})"):
        read(tmp_path, name, files, member, change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (twice, ":1: the header has .* more than once"),
        (lambda data: data.replace(b"\n", b"\r"), ":1: its lines end in CR alone"),
        (
            lambda data: data + data.splitlines()[-1].replace(b"\t", b" ").replace(b",", b" "),
            ":[0-9]+: it has 1 cell;",
        ),
    ],
)
@pytest.mark.parametrize(("name", "files", "member"), TABLES)
def test_a_bad_table_is_told_with_its_line(
    tmp_path: Path, name: str, files: dict[str, str], member: str, change: Callable[[bytes], bytes], says: str
) -> None:
    with pytest.raises(MscGraphError, match=rf"{member}.*{says}"):
        read(tmp_path, name, files, member, change)


@pytest.mark.parametrize(("name", "files", "member"), TABLES)
def test_an_empty_first_line_is_told_unless_comments_may_stand_there(
    tmp_path: Path, name: str, files: dict[str, str], member: str
) -> None:
    def read_it(change: Callable[[bytes], bytes]) -> list[pl.DataFrame]:
        return whole(read(tmp_path, name, files, member, change))

    plain = read_it(lambda data: data)
    try:
        found = read_it(lambda data: b"\n" + data)
    except MscGraphError as error:
        assert "first line is empty" in str(error)
    else:
        assert [frame.to_dicts() for frame in found] == [frame.to_dicts() for frame in plain]


@pytest.mark.parametrize(("name", "files", "member"), TABLES)
def test_a_header_without_rows_says_nothing(
    tmp_path: Path, name: str, files: dict[str, str], member: str
) -> None:
    source = read(tmp_path, name, files, member, lambda data: data.splitlines()[0] + b"\n")
    plain = read(tmp_path, name, files, member, lambda data: data)
    rows, all_rows = (sum(frame.height for frame in whole(found)) for found in (source, plain))
    assert rows < all_rows or member == "e.txt"  # experiments that are not there leave the cargo as it is


def test_quotes_around_cells_between_tabs_are_noticed_unless_the_user_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text('s\to\tl\nA:1\tA:2\t"a ""b"" c"\n', encoding="utf-8")
    options = {**OPTIONS["table"], "locator": "l"}
    plain = read_source("table", tmp_path / "t.tsv", options={**options, "quoted": "no"})
    assert plain.statements["locator"].to_list() == ['"a ""b"" c"']
    quoted = read_source("table", tmp_path / "t.tsv", options=options)
    assert quoted.statements["locator"].to_list() == ['a "b" c']
