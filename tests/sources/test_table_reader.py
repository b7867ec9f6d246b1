"""Any table with a mapping: options, a YAML file, names, signs, references; and every mistake in them."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import BadRow, FileRefused, UsageError
from msc_graph.messages.imports import EventKind
from msc_graph.query.results import QueryResult
from msc_graph.sources.batch import Reading
from msc_graph.sources.formats.table import read
from msc_graph.sources.formats.table_mapping import table_mapping
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.report import ImportReport
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from tests.helpers.reading import events, nodes, read_all, reading, statements

TRIPLE = {"subject": "s", "predicate": "p", "object": "o"}


def written(tmp_path: Path, text: str, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_columns_and_constants_make_statements(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "from,to,effect,papers,animal,where,name\n"
        '1,HP:1,Up,"12; PMID:13",mouse,fig. 1,one\n'
        "2,HP:2,-,10.1000/x,,,two\n3,HP:3,,a book,yeti,,three\n",
    )
    options = {
        "subject": "from",
        "subject_prefix": "NCBIGene",
        "subject_category": "Gene",
        "subject_label": "name",
        "predicate": "biolink:affects",
        "object": "to",
        "sign": "effect",
        "reference": "papers",
        "species": "animal",
        "locator": "where",
        "evidence_type": "ECO:0000181",
    }
    context = reading(options)
    found = read_all(read, [path], context)
    assert statements(found, "subject", "predicate", "object", "sign", "reference", "species", "locator") == [
        ("NCBIGene:1", "biolink:affects", "HP:1", "+", "PMID:12", "NCBITaxon:10090", "fig. 1"),
        ("NCBIGene:1", "biolink:affects", "HP:1", "+", "PMID:13", "NCBITaxon:10090", "fig. 1"),
        ("NCBIGene:2", "biolink:affects", "HP:2", "-", "DOI:10.1000/x", None, None),
        ("NCBIGene:3", "biolink:affects", "HP:3", None, None, None, "a book"),
    ]
    assert nodes(found, "id", "category", "label") == [
        (f"NCBIGene:{i}", "Gene", name) for i, name in enumerate(("one", "two", "three"), 1)
    ]
    assert set(statements(found, "evidence_type")) == {("ECO:0000181",)}
    assert events(context) == {
        EventKind.REFERENCE_AS_LOCATOR: 1,
        EventKind.SPECIES_UNKNOWN: 1,
    }


def test_a_paper_is_one_reference_however_it_is_spelled(tmp_path: Path) -> None:
    spelled = ["doi:https://doi.org/10.1000/x", "https://doi.org/10.1000/x", "10.1000/X", "10.1000/x|pmid: 7"]
    rows = "".join(f"A:1,B:1,{text}\n" for text in spelled)
    path = written(tmp_path, f"s,o,r\n{rows}")
    options = {"subject": "s", "predicate": "biolink:affects", "object": "o", "reference": "r"}
    found = read_all(read, [path], reading(options))
    assert [name for (name,) in statements(found, "reference")] == ["DOI:10.1000/x"] * 4 + ["PMID:7"]


def test_a_curated_paper_is_found_by_its_doi_in_any_case(tmp_path: Path, curated: KnowledgeGraph) -> None:
    """And several spellings of a paper are one piece of evidence of the assertion."""
    citations = curated.property_graph().citations
    published = {name: key for key, name in citations.items() if name.startswith("DOI:10.")}
    name, key = sorted(published.items())[0]
    local = name.removeprefix("DOI:")
    spelled = [local.upper(), f"https://doi.org/{local}", f"doi: {local.lower()}"]
    rows = "".join(f'A:1,B:1,"{text}"\n' for text in spelled)
    path = written(tmp_path, f"s,o,r\n{rows}")
    options = {"subject": "s", "predicate": "biolink:affects", "object": "o", "reference": "r"}
    store = tmp_path / "store"
    source = import_source(
        "table", [path], store=store, options=ImportOptions(name="mine", parameters=options)
    )
    assert (source.source.references, source.source.evidence) == (1, 1)
    with msc_graph.open(store) as graph:
        answer = graph.sparql(
            "SELECT DISTINCT ?r WHERE { ?claim a msc:ImportedStatement ; msc:hasEvidence/msc:reference ?r }"
        )
        assert isinstance(answer, QueryResult)
        assert answer.rows == ((key,),)


def test_a_yaml_file_says_how_columns_spell_predicates_and_signs(tmp_path: Path) -> None:
    mapping = written(
        tmp_path,
        "subject: s\npredicate: p\nobject: o\nsign: e\n"
        "predicates:\n"
        "  hampers: {id: 'mydb:hampers', role: causal, sign: '-', label: hampers a lot}\n"
        "  helps: biolink:affects\n"
        "signs: {hurra: '+'}\n",
        "mapping.yaml",
    )
    path = written(tmp_path, "s;p;o;e\nA:1;hampers;B:1;\nA:1;helps;B:1;Hurra\nA:1;sings to;B:1;\n")
    context = reading({"mapping": str(mapping)})
    found = read_all(read, [path], context)
    assert statements(found, "predicate", "sign") == [
        ("mydb:hampers", None),
        ("biolink:affects", "+"),
        ("imported:sings%20to", None),
    ]
    assert found.predicates is not None
    assert sorted(found.predicates.rows()) == [
        ("imported:sings%20to", "contextual", None, "sings to"),
        ("mydb:hampers", "causal", "-", "hampers a lot"),
    ]
    assert events(context) == {}


def test_classes_and_predicates_in_columns_go_by_their_labels(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "s,c,p,o\nA:1,微小RNA,抑制,B:1\nA:2,cell type,is involved in,B:1\nA:3,msc:Drug,sings to,B:1\n",
    )
    context = reading({**TRIPLE, "subject_category": "c", "object_category": "基因"})
    found = read_all(read, [path], context)
    assert found.nodes is not None
    classes = dict(found.nodes.select("id", "category").rows())
    assert classes == {"A:1": "MicroRNA", "A:2": "CellType", "A:3": "Drug", "B:1": "Gene"}
    predicates = [("msc:inhibits",), ("biolink:involved_in",), ("imported:sings%20to",)]
    assert statements(found, "predicate") == predicates
    assert events(context) == {EventKind.PREDICATE_BY_NAME: 2}


def test_a_label_stands_for_all_rows_and_in_a_mapping(tmp_path: Path) -> None:
    path = written(tmp_path, "s,p,o,c\nA:1,hits,B:1,prot\n")
    found = read_all(read, [path], reading({**TRIPLE, "predicate": "靶向"}))
    assert statements(found, "predicate") == [("msc:targets",)]
    mapping = "predicates: {hits: 靶向}\nclasses: {prot: 蛋白质}\n"
    said = {**TRIPLE, "mapping": str(written(tmp_path, mapping, "mapping.yaml")), "object_category": "c"}
    found = read_all(read, [path], reading(said))
    assert statements(found, "predicate") == [("msc:targets",)]
    assert found.nodes is not None
    assert dict(found.nodes.select("id", "category").rows()) == {"B:1": "Protein"}
    with pytest.raises(FileRefused, match="Did you mean '蛋白质'"):
        wrong = written(tmp_path, "classes: {prot: 蛋白值}\n", "mapping.yaml")
        table_mapping({**TRIPLE, "mapping": str(wrong)})


def test_typing_errors_in_our_classes_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "s,p,o,c\nA:1,a:b,B:1,msc:Genee\n")
    with pytest.raises(BadRow, match=r"'msc:Genee' is no class of the ontology. Did you mean 'msc:Gene'"):
        read_all(read, [path], reading({**TRIPLE, "object_category": "c"}))


class FewNames(Grounding):
    """Knows one gene."""

    def __init__(self) -> None:
        """Hold nothing."""

    kinds = ("gene",)

    def ground(
        self, names: pl.Series, kind: str, *, species: str = "", armless: str = "ambiguous"
    ) -> pl.DataFrame:
        known = {"PDCD4": ("HGNC:8763", "PDCD4", "name", []), "P1": (None, None, "ambiguous", ["A:1", "A:2"])}
        rows = [(name, *known.get(name, (None, None, "unknown", []))) for name in sorted(names)]
        schema = {"name": pl.String, "id": pl.String, "label": pl.String, "how": pl.String}
        return pl.DataFrame(rows, schema={**schema, "candidates": pl.List(pl.String)}, orient="row")

    def canonical(self, ids: pl.Series) -> pl.Series:
        return ids.replace({"NCBIGene:27250": "HGNC:8763"})

    def ambiguous(self, ids: pl.Series) -> pl.DataFrame:
        return pl.DataFrame(schema={"other": pl.String, "candidates": pl.List(pl.String)})

    def labels(self, ids: pl.Series) -> pl.Series:
        return pl.Series([None] * len(ids), dtype=pl.String)

    def links(self, ids: pl.Series) -> pl.DataFrame:
        return pl.DataFrame(schema=dict.fromkeys(("subject", "predicate", "object", "locator"), pl.String))


def test_names_are_looked_up_and_what_is_not_found_is_marked(tmp_path: Path) -> None:
    path = written(tmp_path, "s,o\nA:1,PDCD4\nA:1,P1\nA:1,FOO\nA:1,NCBIGene:27250\n")
    options = {"subject": "s", "predicate": "biolink:regulates", "object": "o", "object_kind": "gene"}
    context = Reading(ImportReport(), options=options, grounding=FewNames())
    found = read_all(read, [path], context)
    objects = [row[0] for row in statements(found, "object")]
    assert objects[0] == objects[3] == "HGNC:8763"
    assert all(name.startswith("unresolved:") for name in objects[1:3])
    marks = dict(nodes(found, "label", "grounding"))
    assert marks == {"PDCD4": None, "P1": "ambiguous", "FOO": "unknown", None: None}
    assert set(events(context)) == {
        EventKind.NAME_AMBIGUOUS,
        EventKind.NAME_NOT_FOUND,
        EventKind.IDENTIFIER_JOINED,
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"subject": "s"}, "a table needs to know its predicate, object: -p predicate=COLUMN"),
        ({**TRIPLE, "sing": "x"}, "a table has no option 'sing'. Did you mean 'sign'"),
        (
            {**TRIPLE, "subject_kind": "genes"},
            "subject_kind is one of microrna, gene, disease.*Did you mean 'gene'",
        ),
        ({**TRIPLE, "subject_kind": "gene", "subject_prefix": "X"}, "give one of them"),
        ({**TRIPLE, "delimiter": "::"}, "delimiter is one ASCII character"),
        ({**TRIPLE, "quoted": "maybe"}, "quoted is yes or no"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        table_mapping(options)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subjekt: s", "a mapping has no option 'subjekt'. Did you mean 'subject'"),
        ("- a", "it should hold 'name: value' lines"),
        ("subject: [1", r"mapping\.yaml:1: it is not valid YAML"),
        ("subject: [s]", "the value of 'subject' should be text"),
        ("signs: up", "'signs' should hold a line"),
        ("subject: s\npredicate: p\nobject: o\nsigns: {up: plus}", "signs: 'up' is"),
        (
            "subject: s\npredicate: p\nobject: o\npredicates: {x: {role: causal}}",
            "predicates: 'x' needs an 'id'",
        ),
        ("subject: s\npredicate: p\nobject: o\npredicates: {x: {id: 'a:b', role: up}}", "'x' has a role"),
        (
            "subject: s\npredicate: p\nobject: o\npredicates: {x: {id: 'a:b', role: contextual, sign: '+'}}",
            "'x' is contextual and so has no sign",
        ),
        ("subject: !!python/object/apply:os.system [ls]", "it is not valid YAML"),
        ("[" * 100_000, "its brackets are nested more than 20 deep"),
        ("- " * 5000, "it is not valid YAML"),
    ],
)
def test_a_wrong_mapping_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text, "mapping.yaml")
    with pytest.raises((UsageError, FileRefused), match=said):
        table_mapping({"mapping": str(path)})


def test_a_missing_or_large_mapping_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="there is no such file"):
        table_mapping({"mapping": str(tmp_path / "none.yaml")})
    with pytest.raises(FileRefused, match="larger than"):
        table_mapping({"mapping": str(written(tmp_path, "#" * 300_000))})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"subject": "t"}, "the header lacks 't'; it has 's', 'p', 'o'"),
        ({"subject": "ss"}, r"it has 's', 'p', 'o'\. Did you mean 's'"),
        (
            {"reference": "pmid"},
            r"table\.csv:1: option .reference=pmid. is neither a column .* The columns are 's'",
        ),
        ({"object_category": "Gen"}, "option 'object_category=Gen' is neither.*Did you mean 'Gene'"),
        ({"subject_category": "MicroRNAA"}, "Did you mean 'MicroRNA'.* Such a value is the name of a class"),
        ({"species": "humann"}, "Did you mean 'human'.* Such a value is human or NCBITaxon:9606"),
        ({"direction": "suport"}, "Did you mean 'supports'"),
        ({"predicate": "msc.ameliorates"}, "Did you mean 'msc:ameliorates'"),
        ({"predicate": "靶想"}, "Did you mean '靶向'"),
        ({"subject_category": "微小RNB"}, "Did you mean '微小RNA'"),
    ],
)
def test_columns_that_are_not_there_are_named(tmp_path: Path, options: dict[str, str], said: str) -> None:
    path = written(tmp_path, "s,p,o\nA:1,a:b,B:1\n")
    with pytest.raises(FileRefused, match=said):
        read_all(read, [path], reading({**TRIPLE, **options}))


@pytest.mark.parametrize(
    "above", ["Table S1. Targets,,\n,,\n", "Table S1\n\n", '"Table S1, ""all""",,\n,,\n']
)
def test_a_header_below_titles_is_pointed_out(tmp_path: Path, above: str) -> None:
    path = written(tmp_path, f"{above}s,p,o\nA:1,a:b,B:1\n")
    with pytest.raises(FileRefused, match=r"Line 3 names it: .* with -p header=LINE"):
        read_all(read, [path], reading(TRIPLE))
    assert read_all(read, [path], reading({**TRIPLE, "header": "3"})).statements is not None


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_header_that_comes_again_is_no_row(tmp_path: Path, delimiter: str) -> None:
    rows = ["s,p,o,,n", "A:1,a:b,B:1,,", "s,p,o,,n", " s ,p,o,,n", "s,p,o,,", "A:2,a:b,B:2,,"]
    path = written(tmp_path, "\n".join(rows).replace(",", delimiter) + "\n")
    names = {f"{end}_kind": "gene" for end in ("subject", "object")}
    told = reading({**TRIPLE, **names})
    found = read_all(read, [path], told)
    assert found.statements is not None
    assert found.statements.height == 3  # one row lacks a part of the header
    assert events(told)[EventKind.HEADER_AGAIN] == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,a:b,B:1,", "column 's': 'x' has no prefix"),
        (",a:b,B:1,", "column 's': it has no subject"),
        ("A:1,,B:1,", "it has no predicate"),
        (
            "A:1,a:b,B:1,sideways",
            r"'e': 'sideways' is no sign: '\+', '-' or '\?' is expected.*'signs:'",
        ),
        ("HGNC:1|HGNC:7,a:b,B:1,", r"column 's': 'HGNC:1\|HGNC:7' holds a blank, .* one identifier"),
        ("A:1,a:b,HGNC:1 x,", "column 'o': 'HGNC:1 x' holds a blank"),
        ("A:1,a:b,HGNC:<2>,", "column 'o': 'HGNC:<2>' holds"),
        ("http://a b,a:b,B:1,", "column 's': 'http://a b' holds a blank"),
        ("A:1,msc:up regulates,B:1,", "column 'p': 'msc:up regulates' holds a blank"),
    ],
)
def test_a_bad_row_is_told_by_its_line_or_collected(tmp_path: Path, row: str, said: str) -> None:
    path = written(tmp_path, f"s,p,o,e\nA:1,a:b,B:1,+\n{row}\nA:2,a:b,B:1,\n")
    with pytest.raises(BadRow, match=said) as caught:
        read_all(read, [path], reading({**TRIPLE, "sign": "e"}))
    assert caught.value.line == 3
    context = reading({**TRIPLE, "sign": "e"}, keep_going=True)
    assert len(statements(read_all(read, [path], context), "subject")) == 2
    assert [bad.line for bad in context.report.bad_rows] == [3]


TEXT = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))
IN_NAMES = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"), exclude_characters='|<>"{}^`\\'
)
NAME = st.text(IN_NAMES, min_size=1, max_size=8)


@given(
    st.lists(
        st.tuples(NAME, NAME, st.sampled_from(["+", "-", "?"]), st.text(TEXT, min_size=1, max_size=8)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from("\t,;|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str]], delimiter: str, end: str
) -> None:
    path = tmp_path_factory.mktemp("table") / "table.txt"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
        writer.writerows([("s", "o", "e", "w"), *((f"X:{s}", f"Y:{o}", *rest) for s, o, *rest in rows)])
    names = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}
    ends = {"subject": "s", "predicate": "biolink:affects", "object": "o"}
    parts = {"sign": "e", "locator": "w"}
    context = reading({**ends, **parts, "delimiter": names[delimiter], "quoted": "yes"})
    found = read_all(read, [path], context)
    assert statements(found, "subject", "object", "sign", "locator") == [
        (f"X:{s}", f"Y:{o}", *rest) for s, o, *rest in rows
    ]


@pytest.mark.parametrize("text", ["++", "--", "---"])
def test_a_strong_sign_is_asked_for_and_not_taken_for_nothing(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, f"s\tp\to\te\nA:1\tmsc:promotes\tA:2\t{text}\nA:1\tmsc:promotes\tA:3\tNA\n")
    with pytest.raises(BadRow, match="is no sign"):
        read_all(read, [path], reading({**TRIPLE, "sign": "e"}))
    mapping = written(tmp_path, f"signs: {{'{text}': '-', NA: '?'}}\n", "m.yaml")
    found = read_all(read, [path], reading({**TRIPLE, "sign": "e", "mapping": str(mapping)}))
    assert [sign for (sign,) in statements(found, "sign")] == ["-", "?"]
