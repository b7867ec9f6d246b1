"""Values become terms, and no value of any type can change a query."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from msc_graph import KnowledgeGraph
from msc_graph.errors import QueryHeaderError, QueryParameterError, UnknownNode
from msc_graph.query.binding import MAX_VALUE_BYTES, MAX_VALUES, SHOWN, bind_values
from msc_graph.query.catalogue import SavedQuery
from msc_graph.query.engines import OxigraphEngine, known_values
from msc_graph.query.results import QueryResult
from msc_graph.vocabulary import curies
from tests.helpers.query_cases import CATALOGUE, CHECKS, ECHO, HEADER, MSC, ask, resolve, saved
from tests.helpers.query_graph import expand, query_store

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
    "\\\\u0022 }",
    "\\U00000022",
    "\u0022\u005c",
    "@en",
    '"^^<http://a/>',
    "\u202e\ufeff\U0001f9ec",
    "x" * MAX_VALUE_BYTES,
)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
def test_hostile_text_is_only_a_text(tmp_path: Path, value: str) -> None:
    assert ask(saved(tmp_path, ECHO), word=value) == ({"out": value},)


def test_value_that_names_a_parameter_is_not_replaced_again(tmp_path: Path) -> None:
    two = HEADER.replace(
        "#+ columns:",
        "#+   - name: other\n#+     type: literal\n#+     example: y\n#+     meaning: m\n#+ columns:",
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
def test_unfit_text_is_refused(tmp_path: Path, value: object, message: str) -> None:
    with pytest.raises(QueryParameterError, match=message) as caught:
        ask(saved(tmp_path, ECHO), word=value)
    assert (caught.value.query, caught.value.parameter) == ("echo", "word")
    assert len(str(caught.value)) < 300


def test_unknown_parameter_offers_the_nearest() -> None:
    with pytest.raises(QueryParameterError, match="Did you mean 'disease'"):
        ask(CATALOGUE["cargo-for-disease"], diseas="disease Z")
    with pytest.raises(QueryParameterError, match="this question has none"):
        ask(CATALOGUE["overview"], x="y")


def test_node_is_resolved_with_its_category() -> None:
    asked: list[tuple[str, str | None]] = []

    def note(name: str, category: str | None) -> str:
        asked.append((name, category))
        return "msc:disease_z"

    terms = bind_values(CATALOGUE["cargo-for-disease"], {"disease": "Z"}, resolve=note, expand=expand)
    assert terms == {"disease": NamedNode(f"{MSC}disease_z")}
    assert asked == [("Z", "Condition")]


def test_what_the_resolver_raises_is_passed_on() -> None:
    with pytest.raises(UnknownNode):
        ask(CATALOGUE["cargo-for-disease"], disease="nobody")


@pytest.mark.parametrize("curie", ["msc:a b", "msc:a>", "msc:a}\n#"])
def test_node_must_be_an_iri(curie: str) -> None:
    with pytest.raises(QueryParameterError, match="not an IRI"):
        bind_values(
            CATALOGUE["targets-of-cargo"], {"cargo": "x"}, resolve=lambda name, _: curie, expand=expand
        )


def test_language_is_one_of_two() -> None:
    with pytest.raises(QueryParameterError, match="one of en, zh, not 'de'"):
        ask(CATALOGUE["advantages"], lang="de")


@pytest.mark.parametrize("value", ["42", "+42", "042", 42])
def test_integer(tmp_path: Path, value: object) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: integer"))
    assert ask(query, word=value) == ({"out": 42},)


@pytest.mark.parametrize("value", ["4.2", "1e3", "", "٤٢", "4\n", True, 4.0, "9" * 19])
def test_integer_is_refused(tmp_path: Path, value: object) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: integer"))
    with pytest.raises(QueryParameterError):
        ask(query, word=value)


@pytest.mark.parametrize("value", ["+", "-", "?"])
def test_sign(tmp_path: Path, value: str) -> None:
    assert ask(saved(tmp_path, ECHO.replace("type: literal", "type: sign")), word=value) == ({"out": value},)


@pytest.mark.parametrize("value", ["", "++", "plus", "1", '"'])
def test_sign_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(QueryParameterError, match="one of [+], -, [?]"):
        ask(saved(tmp_path, ECHO.replace("type: literal", "type: sign")), word=value)


@pytest.mark.parametrize(
    ("value", "meant"),
    [("S2-18", "claim:S2-18"), ("a/7", "claim:a/7"), ("PMID:1", "PMID:1"), (f"{MSC}x", f"{MSC}x")],
)
def test_an_identifier_without_a_colon_gets_the_prefix(tmp_path: Path, value: str, meant: str) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: identifier\n#+     prefix: claim"))
    terms = bind_values(query, {"word": value}, resolve=resolve)
    assert terms == {"word": NamedNode(curies.expand(meant))}
    with pytest.raises(QueryParameterError, match="'PMIB:1' is neither an IRI nor a CURIE"):
        bind_values(query, {"word": "PMIB:1"}, resolve=resolve)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:20]))
@pytest.mark.parametrize("kind", ["node", "identifier"])
def test_hostile_text_is_no_identifier(tmp_path: Path, kind: str, value: str) -> None:
    label = "node\n#+     label: no" if kind == "node" else kind
    query = saved(tmp_path, ECHO.replace("type: literal", f"type: {label}"))
    with pytest.raises(QueryParameterError):
        bind_values(query, {"word": value}, resolve=resolve)


@pytest.mark.parametrize("value", [">", "}", '"', "a b", "\n", "\\u0041", "<", "^", "`", "|"])
def test_iri_that_would_break_out_is_refused(tmp_path: Path, value: str) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: identifier"))
    with pytest.raises(QueryParameterError, match="not an IRI"):
        bind_values(query, {"word": f"http://a/{value}"}, resolve=resolve)


MANY = """\
#+ summary: s
#+ summary_zh: 总
#+ motivation: m
#+ motivation_zh: 因
#+ params:
#+   - name: words
#+     type: literal
#+     many: yes
#+     example: x
#+     meaning: words
#+ columns:
#+   out: what came in
SELECT ?out WHERE { VALUES ?out { ?_words } } ORDER BY ?out
"""


def test_many_values_stand_in_one_list(tmp_path: Path) -> None:
    query = saved(tmp_path, MANY)
    assert [row["out"] for row in ask(query, words=["b", "} a", "c"])] == ["b", "c", "} a"]
    assert ask(query, words="one") == ({"out": "one"},)
    assert ask(query) == ask(query, words=[]) == ()
    with pytest.raises(QueryParameterError, match="100001 values"):
        ask(query, words=["x"] * (MAX_VALUES + 1))
    with pytest.raises(QueryParameterError, match="not int"):
        ask(query, words=["x", 1])


def test_retracted_takes_pubmed_records() -> None:
    terms = bind_values(CHECKS["retracted-reference"], {"retracted": ["PMID:1"]}, resolve=resolve)
    assert terms["retracted"] == (NamedNode("http://www.ncbi.nlm.nih.gov/pubmed/1"),)


KNOWN = [
    Literal("Completed"),
    Literal("Phase 1"),
    Literal("phase 1"),
    Literal("\u5df2\u5b8c\u6210", language="zh"),
]


class TestKnownValues:
    """A parameter that takes a value of the graph."""

    def query(self, tmp_path: Path, values_of: str = "msc:status") -> SavedQuery:
        return saved(
            tmp_path, ECHO.replace("type: literal\n", f"type: literal\n#+     values_of: {values_of}\n")
        )

    @pytest.mark.parametrize(
        ("value", "meant"),
        [
            ("completed", KNOWN[0]),
            (" COMPLETED ", KNOWN[0]),
            ("Phase 1", KNOWN[1]),
            ("phase 1", KNOWN[2]),
            ("PHASE  1", KNOWN[1]),
            ("\u5df2\u5b8c\u6210", KNOWN[3]),
        ],
    )
    def test_any_letter_case_means_the_value_of_the_graph(
        self, tmp_path: Path, value: str, meant: Literal
    ) -> None:
        terms = bind_values(self.query(tmp_path), {"word": value}, resolve=resolve, known=lambda _: KNOWN)
        assert terms["word"] == meant

    def test_a_value_may_be_named_as_a_chinese_answer_shows_it(self, tmp_path: Path) -> None:
        query = self.query(tmp_path)
        terms = bind_values(
            query, {"word": "招募中"}, resolve=resolve, known=lambda _: [Literal("Recruiting")]
        )
        assert terms["word"] == Literal("Recruiting")

    def test_an_unknown_value_is_an_error_that_lists_the_known_ones(self, tmp_path: Path) -> None:
        query = self.query(tmp_path)
        with pytest.raises(QueryParameterError, match="The values are: Completed, Phase 1") as caught:
            bind_values(query, {"word": "complete"}, resolve=resolve, known=lambda _: KNOWN)
        assert "Did you mean 'Completed'" in str(caught.value)
        many = [Literal(str(number)) for number in range(SHOWN + 5)]
        with pytest.raises(QueryParameterError, match="and 5 more"):
            bind_values(query, {"word": "x"}, resolve=resolve, known=lambda _: many)
        with pytest.raises(QueryParameterError, match="It has none"):
            bind_values(query, {"word": "x"}, resolve=resolve, known=lambda _: [])

    def test_without_a_graph_any_text_will_do(self, tmp_path: Path) -> None:
        assert bind_values(self.query(tmp_path), {"word": "x"}, resolve=resolve) == {"word": Literal("x")}

    @pytest.mark.parametrize("values_of", ["status", "msk:status", "a:b c:d e:f"])
    def test_a_header_that_names_no_property_is_refused(self, tmp_path: Path, values_of: str) -> None:
        with pytest.raises(QueryHeaderError, match="values_of|prefix"):
            self.query(tmp_path, values_of)

    def test_values_are_those_of_the_engine_that_is_asked(self) -> None:
        engine = OxigraphEngine(query_store())
        claims = known_values(engine, (f"{MSC}ArticleClaim", "http://purl.org/dc/terms/identifier"))
        everything = known_values(engine, ("http://purl.org/dc/terms/identifier",))
        assert 0 < len(claims) < len(everything)
        assert claims == sorted(claims, key=str)


@pytest.mark.parametrize(("value", "meant"), [("EN", "en"), (" Zh", "zh")])
def test_a_language_is_known_in_any_letter_case(tmp_path: Path, value: str, meant: str) -> None:
    query = saved(tmp_path, ECHO.replace("type: literal", "type: language"))
    assert ask(query, word=value) == ({"out": meant},)


@pytest.mark.parametrize(
    "spelled",
    [
        *("PMID:{0}", "{0}", "{0}.0", "pmid {0}", "PMID: {0}.", "PMIDs:{0}", "0{0}"),
        *("https://pubmed.ncbi.nlm.nih.gov/{0}/?from=x", "https://www.ncbi.nlm.nih.gov/pubmed/{0}"),
        *("{1}", "doi:{1}", "https://doi.org/{1}"),
        *("https://doi.org/{1}.", "{1};", "{1}。", "（{1}）", "[{1}]", "(PMID {0})"),
    ],
)
def test_a_paper_is_asked_for_in_any_spelling(curated: KnowledgeGraph, spelled: str) -> None:
    """No rows would say that nothing cites it."""
    asked = "SELECT ?pmid ?doi { ?r msc:pmid ?pmid ; msc:doi ?doi } ORDER BY ?pmid LIMIT 1"
    pmid, doi = (str(cell).partition(":")[2] for cell in _rows(curated.sparql(asked))[0])
    found, expected = (
        _rows(curated.query("claims-citing-reference", reference=text))
        for text in (spelled.format(pmid, doi), f"PMID:{pmid}")
    )
    assert found == expected != ()


def _rows(answer: object) -> tuple[tuple[object, ...], ...]:
    assert isinstance(answer, QueryResult)
    return answer.rows


def test_several_papers_are_not_asked_for_as_one(curated: KnowledgeGraph) -> None:
    with pytest.raises(QueryParameterError, match="is a list"):
        curated.query("claims-citing-reference", reference="PMID:12345678; PMID:23456789")


@pytest.mark.parametrize(
    ("name", "parameter", "given", "meant"),
    [
        ("evidence-for-assertion", "claim", "s2-18", "S2-18"),
        ("evidence-for-assertion", "claim", "claim:c03-E4", "C03-e4"),
        ("claims-citing-reference", "reference", "sengupta2020", "Sengupta2020"),
    ],
)
def test_a_record_is_known_in_any_letter_case(
    curated: KnowledgeGraph, name: str, parameter: str, given: str, meant: str
) -> None:
    found, expected = (_rows(curated.query(name, **{parameter: text})) for text in (given, meant))
    assert found == expected != ()


@pytest.mark.parametrize(
    ("name", "parameter", "given"),
    [
        ("evidence-for-assertion", "claim", "S9-99"),
        ("evidence-for-assertion", "claim", "PTEN"),
        ("claims-citing-reference", "reference", "Sengupta2021"),
        ("claims-citing-reference", "reference", "PMID:99999999"),
    ],
)
def test_a_record_that_the_graph_lacks_is_an_error(
    curated: KnowledgeGraph, name: str, parameter: str, given: str
) -> None:
    """No rows would say that nothing is evidence for it."""
    with pytest.raises(QueryParameterError, match="no such value") as caught:
        curated.query(name, **{parameter: given})
    assert given != "Sengupta2021" or "Sengupta2020" in caught.value.candidates
