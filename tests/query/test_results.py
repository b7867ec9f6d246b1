from __future__ import annotations

import csv
import datetime
import io
import json
import re
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rich.cells import cell_len

from msc_graph.errors import MissingPart, UnknownFormat, UnwritableValue
from msc_graph.query.results import (
    QueryResult,
    Term,
    TriplesResult,
    from_boolean,
    from_solutions,
)
from msc_graph.rdf.literals import literal_value
from msc_graph.tables.values import Value
from msc_graph.tables.writers import HTML_ROWS
from msc_graph.vocabulary.namespaces import XSD
from tests.helpers.query_graph import compress

MIR = NamedNode("https://w3id.org/msc-graph/mir_x")
LABELS = {"msc:mir_x": "微小RNA-X"}


def result(*rows: tuple[Term | None, ...], columns: str = "a b") -> QueryResult:
    return QueryResult(tuple(columns.split()), rows, compress=compress)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (Literal("x"), "x"),
        (Literal("x", language="en"), "x"),
        (typed("007", "integer"), 7),
        (typed("-3", "int"), -3),
        (typed("1_000", "integer"), "1_000"),
        (typed("six", "integer"), "six"),
        (typed("9" * 5000, "integer"), "9" * 5000),
        (typed("1.10", "decimal"), Decimal("1.10")),
        (typed("1e3", "decimal"), "1e3"),
        (typed("1e3", "double"), 1000.0),
        (typed("-INF", "double"), float("-inf")),
        (typed("nan", "double"), "nan"),
        (typed("true", "boolean"), True),
        (typed("0", "boolean"), False),
        (typed("yes", "boolean"), "yes"),
        (typed("2022-10-06", "date"), datetime.date(2022, 10, 6)),
        (typed("2022-02-30", "date"), "2022-02-30"),
        (typed("20221006", "date"), "20221006"),
        (typed("2022-10-06T01:02:03", "dateTime"), datetime.datetime(2022, 10, 6, 1, 2, 3)),
        (typed("2020-01-01T12:00", "dateTime"), "2020-01-01T12:00"),
        (typed("2020-01-01T12:00:00Z", "dateTime"), datetime.datetime(2020, 1, 1, 12, tzinfo=datetime.UTC)),
        (typed("2022", "gYear"), "2022"),
        (typed("300", "byte"), "300"),
        (typed("255", "unsignedByte"), 255),
        (typed("-1", "nonNegativeInteger"), "-1"),
        (typed("-1", "negativeInteger"), -1),
    ],
)
def test_literals_become_python_values(literal: Literal, value: Value) -> None:
    found = literal_value(literal)
    assert found == value
    assert type(found) is type(value)


def test_rows_hold_curies_values_and_none() -> None:
    found = result(
        (MIR, typed("1", "integer")), (NamedNode("http://a/"), None), (BlankNode("b"), Literal(""))
    )
    assert found.rows == (("msc:mir_x", 1), ("http://a/", None), ("_:b", ""))
    assert list(found) == list(found.rows)
    assert len(found) == 3
    assert found.as_dicts()[0] == {"a": "msc:mir_x", "b": 1}
    assert found.terms[0][0] == MIR


def test_answer_is_true_when_it_has_rows_and_ask_when_it_says_yes() -> None:
    assert result((MIR, None))
    assert not result()
    assert from_boolean(True)
    assert not from_boolean(False)
    assert from_boolean(False).rows == ((False,),)
    assert from_boolean(False).columns == ("ask",)


def test_table_aligns_wide_characters_and_numbers() -> None:
    found = result((MIR, typed("7", "integer")), (Literal("ab"), typed("12", "integer")), columns="name n")
    assert found.render("table", labels=LABELS.__getitem__) == (
        "+-----------+----+\n"
        "| name      |  n |\n"
        "+-----------+----+\n"
        "| 微小RNA-X |  7 |\n"
        "| ab        | 12 |\n"
        "+-----------+----+\n"
        "2 rows\n"
    )


def test_empty_table_still_has_its_columns() -> None:
    assert result().render("table").splitlines() == [
        "+---+---+",
        "| a | b |",
        "+---+---+",
        "+---+---+",
        "0 rows",
    ]


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text("a中\u0301\x1b\n|"))))
def test_lines_of_a_table_are_equally_wide(rows: list[tuple[str, str]]) -> None:
    *lines, _count, end = result(*((Literal(a), Literal(b)) for a, b in rows)).render("table").split("\n")
    assert end == ""
    assert len(lines) == len(rows) + 4
    assert len({cell_len(line) for line in lines}) == 1


def test_table_is_harmless_to_a_terminal() -> None:
    text = result((Literal("a\x1b[31m\r\nb\u202ec\x9b"), None)).render("table")
    assert "| a?[31m b?c? |" in text


@pytest.mark.parametrize("format_name", ["csv", "tsv"])
def test_literals_are_written_in_their_lexical_form(format_name: str) -> None:
    forms = [
        ("NaN", "double"), ("-INF", "float"), ("2020-01-01T00:00:00Z", "dateTime"), ("1", "boolean"),
        ("007", "integer"), ("1.50", "decimal"), ("1e3", "double"),
    ]  # fmt: skip
    text = result(*((typed(*form),) for form in forms), columns="a").render(format_name)
    assert text.splitlines()[1:] == [form for form, _ in forms]


def test_labels_stand_for_nodes_only_and_ids_show_curies() -> None:
    found = result((MIR, Literal("msc:mir_x")))
    assert found.render("csv", labels=LABELS.__getitem__) == "a,b\n微小RNA-X,msc:mir_x\n"
    assert found.render("csv", labels=LABELS.__getitem__, ids=True) == "a,b\nmsc:mir_x,msc:mir_x\n"
    assert found.render("csv") == "a,b\nmsc:mir_x,msc:mir_x\n"


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))] * 2)))
def test_csv_reads_back(rows: list[tuple[str, str]]) -> None:
    text = result(*((Literal(a), Literal(b)) for a, b in rows)).render("csv")
    assert [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))] == [("a", "b"), *rows]


def test_tsv_escapes_what_would_break_a_row() -> None:
    assert result((Literal("a\tb\nc\\n\r"), None)).render("tsv") == "a\tb\na\\tb\\nc\\\\n\\r\t\n"


def test_markdown_escapes_what_would_break_a_cell() -> None:
    text = result((Literal("a|b\n<script>*x*"), typed("true", "boolean"))).render("md")
    assert text == "| a | b |\n| --- | --- |\n| a\\|b &lt;script>\\*x\\* | true |\n"


def test_json_is_what_the_engine_reads() -> None:
    row: tuple[Term | None, ...] = (
        MIR,
        BlankNode("b"),
        Literal("x\n\u0001", language="en"),
        typed("1.0", "decimal"),
        Literal("中"),
        Triple(MIR, MIR, Literal(1)),
        None,
    )
    found = result(row, (None,) * 7, columns="a b c d e f g")
    read = parse_query_results(found.render("json"), format=QueryResultsFormat.JSON)
    assert [tuple(solution) for solution in read] == [row, (None,) * 7]  # type: ignore[union-attr]
    assert json.loads(from_boolean(True).render("json")) == {"head": {}, "boolean": True}


def test_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="table, csv, tsv, json, md") as caught:
        result().render("cvs")
    assert caught.value.candidates[0] == "csv"


def test_each_value_of_a_list_has_its_own_link_in_html() -> None:
    trial, one, other = (
        NamedNode(iri) for iri in ("https://clinicaltrials.gov/study/NCT04388982", "http://a/1", "http://a/2")
    )
    answer = QueryResult(("trial", "paper"), ((trial, one), (trial, other)), lists=("paper",))
    cell = answer._repr_html_().partition("</a></td><td>")[2]
    assert cell.startswith(
        '<a href="http://a/1" rel="noopener noreferrer">http://a/1</a>; <a href="http://a/2"'
    )
    page = answer.to_html(labels=lambda curie: curie.rpartition(":")[2])
    assert '<a href="https://clinicaltrials.gov/study/NCT04388982" rel="noreferrer">NCT04388982</a>' in page


def test_html_is_escaped_and_links_only_to_the_web() -> None:
    found = result(
        (NamedNode("javascript:alert(1)"), Literal("<script>\"'&")), (NamedNode("https://a/?b='&c"), None)
    )
    text = found._repr_html_()
    assert "<script>" not in text
    assert "<td>javascript:alert(1)</td>" in text
    assert re.findall(r'href="([^"]*)"', text) == ["https://a/?b=&#x27;&amp;c"]
    assert "2 rows" in text


def test_html_shows_the_first_rows_of_many() -> None:
    text = result(*[(Literal(1), None)] * (HTML_ROWS + 1))._repr_html_()
    assert text.count("<tr>") == HTML_ROWS + 1
    assert f"first {HTML_ROWS} of {HTML_ROWS + 1} rows" in text


def test_missing_pandas_is_named_with_its_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPart, match=re.escape("pip install 'msc-graph[pandas]'")) as caught:
        result().to_pandas()
    assert caught.value.exit_code == 4


def test_pandas_frame_has_the_columns_and_values() -> None:
    pytest.importorskip("pandas")
    frame = result((MIR, typed("7", "integer")), (MIR, typed("8", "integer"))).to_pandas()
    assert list(frame.columns) == ["a", "b"]
    assert frame["b"].sum() == 15
    assert list(result().to_pandas().columns) == ["a", "b"]


def test_solutions_keep_order_and_gaps() -> None:
    solutions = Store().query("SELECT ?b ?a { VALUES (?a ?b) { (2 UNDEF) (1 3) } }")
    assert from_solutions(solutions).rows == ((None, 2), (3, 1))  # type: ignore[arg-type]


class TestTriples:
    TRIPLES = TriplesResult(
        (
            Triple(MIR, NamedNode("http://a/p"), Literal("x", language="en")),
            Triple(MIR, NamedNode("http://a/p"), MIR),
        )
    )

    @pytest.mark.parametrize(
        ("name", "rdf_format"),
        [
            ("turtle", RdfFormat.TURTLE),
            ("nt", RdfFormat.N_TRIPLES),
            ("nquads", RdfFormat.N_QUADS),
            ("trig", RdfFormat.TRIG),
            ("jsonld", RdfFormat.JSON_LD),
            ("rdfxml", RdfFormat.RDF_XML),
        ],
    )
    def test_triples_round_trip(self, name: str, rdf_format: RdfFormat) -> None:
        written = self.TRIPLES.serialize(name)
        assert {quad.triple for quad in parse(written, format=rdf_format)} == set(self.TRIPLES)
        assert len(self.TRIPLES) == 2

    def test_prefixes_shorten(self) -> None:
        assert b"ex:p" in self.TRIPLES.serialize("ttl", prefixes={"ex": "http://a/"})

    @pytest.mark.parametrize("name", ["turtel", "kgx-tsv"])
    def test_unknown_format(self, name: str) -> None:
        with pytest.raises(UnknownFormat, match="turtle"):
            self.TRIPLES.serialize(name)

    def test_term_that_a_format_cannot_hold(self) -> None:
        unnamed = TriplesResult((Triple(MIR, NamedNode("http://a/1"), Literal("x")),))
        with pytest.raises(UnwritableValue, match="rdfxml"):
            unnamed.serialize("rdf")
