from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from msc_graph.errors import QueryFailed, QueryHeaderError, QueryParameterError, UnknownNode, UnknownQuery
from msc_graph.locate import locate
from msc_graph.results import QueryResult, TriplesResult
from msc_graph.saved_queries import (
    CHECK_COLUMNS,
    MAX_VALUE_BYTES,
    ParameterType,
    SavedQuery,
    bind_values,
    find_query,
    load_catalogue,
    read_query,
    run_saved,
)
from msc_graph.sparql_text import tokenize
from tests.query_graph import PREFIXES, expand, query_store

MSC = PREFIXES["msc"]
CATALOGUE = load_catalogue(locate("queries"))
CHECKS = load_catalogue(locate("queries/checks"))
SHIPPED = [*CATALOGUE.values(), *CHECKS.values()]

HEADER = """\
#+ summary: Which?
#+ summary_zh: 哪些？
#+ params:
#+   - name: word
#+     type: literal
#+     example: x
#+ columns:
#+   out: what came in
"""
ECHO = HEADER + "SELECT ?out WHERE { BIND(?_word AS ?out) }\n"


def resolve(name: str, category: str | None) -> str:
    known = {"miR-X": "msc:mir_x", "disease Z": "msc:disease_z", "疾病Z": "msc:disease_z", "bad": "msc:a b"}
    if name not in known:
        raise UnknownNode(name, tuple(known))
    return known[name]


def ask(query: SavedQuery, **values: object) -> tuple[dict[str, object], ...]:
    """Return the rows of a saved query on the small graph, IRIs in full, as dictionaries."""
    terms = bind_values(query, values, resolve=resolve, expand=expand)
    answer = run_saved(query_store(), query, terms)
    assert isinstance(answer, QueryResult)
    plain = QueryResult(answer.columns, answer.terms, compress=lambda iri: iri.removeprefix(MSC))
    return tuple(dict(row) for row in plain.as_dicts())


def column(rows: tuple[Mapping[str, object], ...], name: str) -> list[object]:
    return [row[name] for row in rows]


def saved(folder: Path, text: str, name: str = "echo.rq") -> SavedQuery:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_query(path)


class TestShipped:
    def test_the_catalogue_is_complete(self) -> None:
        assert {
            "article-claims",
            "cargo-for-disease",
            "disputed-claims",
            "diseases-for-cargo",
            "evidence-for-assertion",
            "overview",
            "targets-of-cargo",
            "trials",
        } <= set(CATALOGUE)
        assert "citation-pending" in CHECKS

    @pytest.mark.parametrize("query", SHIPPED, ids=lambda query: query.name)
    def test_every_query_runs_and_keeps_the_rules(self, query: SavedQuery) -> None:
        words = [token.text.casefold() for token in tokenize(query.text)]
        assert "order" in words
        assert query.template.columns == tuple(query.columns)
        assert re.search(r"[\u4e00-\u9fff]", query.summary["zh"])
        examples = {
            parameter.name: NamedNode(f"{MSC}x")
            if parameter.type is ParameterType.NODE
            else Literal(parameter.example)
            for parameter in query.parameters
        }
        answer = run_saved(Store(), query, examples)
        assert isinstance(answer, QueryResult)
        assert len(answer) == 0

    @pytest.mark.parametrize("query", CHECKS.values(), ids=lambda query: query.name)
    def test_every_check_says_what_to_do(self, query: SavedQuery) -> None:
        assert query.is_check
        assert query.problem and query.reason and query.solution
        assert tuple(query.columns) == CHECK_COLUMNS

    def test_article_claims(self) -> None:
        rows = ask(CATALOGUE["article-claims"])
        assert list(rows[1]) == ["claim", "subject", "predicate", "object", "scope", "verdict", "correction"]
        assert [tuple(row.values()) for row in rows] == [
            ("S1-01", "mir_x", "targets", "gene_y", "EV", "supported", None),
            ("S1-02", "mir_x", "ameliorates", "disease_z", "both", "overclaimed", "S1-02-X1; S1-02-X2"),
            ("S1-03", "gene_y", "isKindOf", "disease_z", "EV", "unverifiable", None),
        ]
        assert column(ask(CATALOGUE["article-claims"], lang="zh"), "verdict") == [
            "支持",
            "夸大",
            "unverifiable",
        ]

    def test_disputed_claims(self) -> None:
        rows = ask(CATALOGUE["disputed-claims"])
        assert column(rows, "claim") == ["S1-02", "S1-03"]
        assert column(rows, "rationale") == ["Only shown in mice.", "No source."]
        assert column(rows, "correction") == ["S1-02-X1; S1-02-X2", "none known"]

    @pytest.mark.parametrize("name", ["disease Z", "疾病Z"])
    def test_cargo_for_disease(self, name: str) -> None:
        (row,) = ask(CATALOGUE["cargo-for-disease"], disease=name)
        assert (row["mechanism"], row["cargo"], row["sign"]) == ("mechanism/C01", "mir_x", "-")
        assert row["species"] is None

    def test_diseases_for_cargo(self) -> None:
        (row,) = ask(CATALOGUE["diseases-for-cargo"], cargo="miR-X")
        assert (row["disease"], row["cargo_state"]) == ("disease_z", "delivered")

    def test_targets_of_cargo_are_endorsed_and_counted(self) -> None:
        rows = ask(CATALOGUE["targets-of-cargo"], cargo="miR-X")
        assert [tuple(row.values()) for row in rows] == [
            ("disease_z", "affects", None, 1, "S1-02-X1"),
            ("gene_y", "targets", "-", 2, "C01-E1; S1-01"),
        ]

    def test_trials_are_one_row_each_without_the_excluded(self) -> None:
        (row,) = ask(CATALOGUE["trials"], lang="zh")
        assert row == {
            "trial": "trial_a",
            "condition": "disease B; 疾病Z",
            "route": None,
            "phase": "Phase 1; Phase 2",
            "enrollment": 24,
            "status": "Completed",
            "sponsor": "Someone",
            "results": False,
        }

    def test_evidence_for_assertion(self) -> None:
        rows = ask(CATALOGUE["evidence-for-assertion"], claim="S1-01")
        assert column(rows, "reference") == ["reference/R1", "reference/R2"]
        assert column(rows, "locator") == ["table 1", None]
        assert ask(CATALOGUE["evidence-for-assertion"], claim="S9-99") == ()

    def test_overview_counts_the_curated_graph_only(self) -> None:
        rows = ask(CATALOGUE["overview"])
        assert rows[0] == {"kind": "Evidence", "count": 4}
        assert "NamedIndividual" not in str(rows)

    def test_citation_pending_finds_what_rests_on_nothing_else(self) -> None:
        assert ask(CHECKS["citation-pending"]) == (
            {
                "entity": "assertion/C01-E1",
                "property": "hasEvidence",
                "value": "evidence/C01-E1-1",
            },
        )


class TestFiles:
    def test_catalogue_is_sorted_and_does_not_look_into_subfolders(self, tmp_path: Path) -> None:
        for name in ("b.rq", "a.rq", "note.txt"):
            (tmp_path / name).write_text(ECHO, encoding="utf-8")
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "c.rq").write_text("bad", encoding="utf-8")
        assert list(load_catalogue(tmp_path)) == ["a", "b"]
        assert load_catalogue(tmp_path / "sub" / "none") == {}

    @pytest.mark.parametrize("name", ["cargo-for-diseases", "../checks/citation-pending", "/etc/passwd", ""])
    def test_unknown_query_offers_the_nearest(self, name: str) -> None:
        with pytest.raises(UnknownQuery) as caught:
            find_query(CATALOGUE, name)
        assert caught.value.candidates[:1] == (("cargo-for-disease",) if name.startswith("cargo") else ())
        assert find_query(CATALOGUE, "trials").name == "trials"

    @pytest.mark.parametrize(
        ("old", "new", "line", "message"),
        [
            ("#+ summary: Which?\n", "", 1, "no 'summary'"),
            ("#+ summary_zh: 哪些？\n", "", 1, "no 'summary_zh'"),
            ("summary: Which?", "sumary: Which?", 1, "Did you mean 'summary"),
            ("type: literal", "type: text", 3, "unknown type 'text'"),
            ("#+     type: literal\n", "", 3, "'type' is missing"),
            ("#+     example: x\n", "", 3, "'example' is missing"),
            ("example: x", "example: x\n#+     exmple: y", 3, "Did you mean 'example'"),
            ("example: x", "example: x\n#+     category: Gene", 3, "only a node has a category"),
            ("name: word", "name: wort", 3, "has no [?]_wort"),
            ("?_word", "?_word, ?_wrod", 9, "[?]_wrod is not declared. Did you mean 'word'"),
            ("?_word AS ?out", "?x AS ?_word", 9, "[?]_word is a parameter"),
            ("SELECT ?out", "SELECT ?out ?more", 7, "query selects out, more"),
            ("SELECT ?out", "SELECT *", 7, "only a SELECT that names its variables"),
            ("SELECT ?out", "SELECT ?out\nFROM <http://a/>", 10, "no FROM"),
            ("summary: Which?", "summary: Which?\n#+ problem: p", 1, "no '(reason|solution)'"),
            (
                "summary: Which?",
                "summary: Which?\n#+ problem: p\n#+ reason: r\n#+ solution: s",
                10,
                "columns of a check are entity, property, value",
            ),
            (
                "#+ columns:",
                "#+   - name: word\n#+     type: node\n#+     example: x\n#+ columns:",
                3,
                "declared twice",
            ),
        ],
    )
    def test_malformed_files_are_refused(
        self, tmp_path: Path, old: str, new: str, line: int, message: str
    ) -> None:
        assert old in ECHO
        with pytest.raises(QueryHeaderError, match=message) as caught:
            saved(tmp_path, ECHO.replace(old, new))
        assert (caught.value.path.name, caught.value.line) == ("echo.rq", line)

    def test_name_and_encoding_are_checked(self, tmp_path: Path) -> None:
        with pytest.raises(QueryHeaderError, match="lower case"):
            saved(tmp_path, ECHO, "My Query.rq")
        (tmp_path / "latin.rq").write_bytes(b"#+ summary: \xe9\n")
        with pytest.raises(QueryHeaderError, match="UTF-8"):
            read_query(tmp_path / "latin.rq")


class TestValues:
    HOSTILE = (
        "'",
        '"',
        '"""',
        "\\",
        '\\"',
        "}",
        ">",
        "{",
        "#",
        "\n",
        "\r\n",
        "\0",
        "# comment\n}",
        '") } INSERT DATA { <a:a> <a:b> <a:c> } #',
        "' AS ?out) } UNION { ?s ?p ?out } #",
        "?_word",
        "?out",
        "$_lang",
        "\\u0022",
        "\u0022\u005c",
        "@en",
        '"^^<http://a/>',
        "\u202e\ufeff\U0001f9ec",
        "x" * MAX_VALUE_BYTES,
    )

    @pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
    def test_hostile_text_is_only_a_text(self, tmp_path: Path, value: str) -> None:
        assert ask(saved(tmp_path, ECHO), word=value) == ({"out": value},)

    def test_value_that_names_a_parameter_is_not_replaced_again(self, tmp_path: Path) -> None:
        two = HEADER.replace(
            "#+ columns:", "#+   - name: other\n#+     type: literal\n#+     example: y\n#+ columns:"
        )
        query = saved(tmp_path, two + "SELECT ?out { BIND(CONCAT(?_word, ?_other, ?_word) AS ?out) }")
        assert ask(query, word="?_other", other="?_word") == ({"out": "?_other?_word?_other"},)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("x" * 1_000_000, "1000000 bytes"),
            ("\ud800", "surrogate"),
            (7, "must be a text, not int"),
            (["x"], "must be a text, not list"),
            (None, "a value is needed, for example 'x'"),
        ],
        ids=["1 MB", "surrogate", "number", "list", "missing"],
    )
    def test_unfit_text_is_refused(self, tmp_path: Path, value: object, message: str) -> None:
        with pytest.raises(QueryParameterError, match=message) as caught:
            ask(saved(tmp_path, ECHO), word=value)
        assert (caught.value.query, caught.value.parameter) == ("echo", "word")
        assert len(str(caught.value)) < 300

    def test_unknown_parameter_offers_the_nearest(self) -> None:
        with pytest.raises(QueryParameterError, match="Did you mean 'disease'"):
            ask(CATALOGUE["cargo-for-disease"], diseas="disease Z")
        with pytest.raises(QueryParameterError, match="the parameters are: none"):
            ask(CATALOGUE["overview"], x="y")

    def test_node_is_resolved_with_its_category(self) -> None:
        asked: list[tuple[str, str | None]] = []

        def note(name: str, category: str | None) -> str:
            asked.append((name, category))
            return "msc:disease_z"

        terms = bind_values(CATALOGUE["cargo-for-disease"], {"disease": "Z"}, resolve=note, expand=expand)
        assert terms == {"disease": NamedNode(f"{MSC}disease_z")}
        assert asked == [("Z", "Condition")]

    def test_what_the_resolver_raises_is_passed_on(self) -> None:
        with pytest.raises(UnknownNode):
            ask(CATALOGUE["cargo-for-disease"], disease="nobody")

    @pytest.mark.parametrize("curie", ["msc:a b", "msc:a>", "msc:a}\n#"])
    def test_node_must_be_an_iri(self, curie: str) -> None:
        with pytest.raises(QueryParameterError, match="not an IRI"):
            bind_values(
                CATALOGUE["targets-of-cargo"], {"cargo": "x"}, resolve=lambda name, _: curie, expand=expand
            )

    def test_language_is_one_of_two(self) -> None:
        with pytest.raises(QueryParameterError, match="one of en, zh, not 'de'"):
            ask(CATALOGUE["trials"], lang="de")

    @pytest.mark.parametrize("value", ["42", "+42", "042", 42])
    def test_integer(self, tmp_path: Path, value: object) -> None:
        query = saved(tmp_path, ECHO.replace("type: literal", "type: integer"))
        assert ask(query, word=value) == ({"out": 42},)

    @pytest.mark.parametrize("value", ["4.2", "1e3", "", "٤٢", "4\n", True, 4.0, "9" * 19])
    def test_integer_is_refused(self, tmp_path: Path, value: object) -> None:
        query = saved(tmp_path, ECHO.replace("type: literal", "type: integer"))
        with pytest.raises(QueryParameterError):
            ask(query, word=value)


class TestRun:
    BARE = "#+ summary: s\n#+ summary_zh: 总\n"

    def test_ask_and_construct(self, tmp_path: Path) -> None:
        yes = run_saved(query_store(), saved(tmp_path, self.BARE + "ASK { ?s ?p ?o }"), {})
        assert isinstance(yes, QueryResult)
        assert yes
        text = "CONSTRUCT { ?o a ?s } WHERE { ?s a ?o }"
        triples = run_saved(query_store(), saved(tmp_path, self.BARE + text), {})
        assert isinstance(triples, TriplesResult)
        assert list(triples) == sorted(triples, key=str)

    def test_query_that_is_not_sparql_has_a_place(self, tmp_path: Path) -> None:
        with pytest.raises(QueryFailed) as caught:
            run_saved(query_store(), saved(tmp_path, self.BARE + "ASK { ?s ?p }"), {})
        assert caught.value.line == 3

    def test_unknown_function_is_our_error(self, tmp_path: Path) -> None:
        text = "#+ columns:\n#+   x: y\nSELECT (<http://a/f>(1) AS ?x) { }"
        with pytest.raises(QueryFailed, match="http://a/f"):
            run_saved(query_store(), saved(tmp_path, self.BARE + text), {})
