from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Store

from msc_graph.errors import InputError, QueryHeaderError, UnknownQuery
from msc_graph.query.catalogue import (
    CHECK_COLUMNS,
    ParameterType,
    SavedQuery,
    find_query,
    load_catalogue,
    read_query,
    with_own,
)
from msc_graph.query.engines import OxigraphEngine, run_saved
from msc_graph.query.text import tokenize
from tests.helpers.query_cases import CATALOGUE, CHECKS, ECHO, MSC, SHIPPED, ask, saved

if TYPE_CHECKING:
    from msc_graph.query.binding import BoundTerm


def column(rows: tuple[Mapping[str, object], ...], name: str) -> list[object]:
    return [row[name] for row in rows]


def examples(query: SavedQuery) -> dict[str, BoundTerm]:
    """Return a term for each parameter, without looking any node up."""
    nodes = ParameterType.NODE, ParameterType.IDENTIFIER
    terms = {
        parameter.name: NamedNode(f"{MSC}x") if parameter.type in nodes else Literal(parameter.example)
        for parameter in query.parameters
    }
    return {
        parameter.name: (terms[parameter.name],) if parameter.many else terms[parameter.name]
        for parameter in query.parameters
    }


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
        assert query.tags
        if query.template.columns is not None:
            assert "order" in words
            assert query.template.columns == query.column_names
        for text in (query.summary, query.motivation or query.reason):
            assert text["en"]
            assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        for column in query.columns:
            assert column.meaning.keys() == {"en", "zh"}
        for parameter in query.parameters:
            assert parameter.meaning.keys() == {"en", "zh"}
        answer = run_saved(OxigraphEngine(Store()), query, examples(query))
        assert len(answer) == 0

    @pytest.mark.parametrize("query", CHECKS.values(), ids=lambda query: query.name)
    def test_every_check_says_what_to_do(self, query: SavedQuery) -> None:
        assert query.is_check
        for text in (query.problem, query.reason, query.remedy):
            assert text["en"]
            assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        assert query.column_names == CHECK_COLUMNS

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
        assert len(ask(CATALOGUE["trials"], long=True)) == 4
        (row,) = ask(CATALOGUE["trials"])
        assert row == {
            "trial": "trial_a",
            "condition": "disease_b; disease_z",
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
            ("#+ motivation: Because.\n", "", 1, "no 'motivation'"),
            ("#+     meaning: a word\n", "", 5, "'meaning' is missing"),
            ("#+ columns:", "#+ units:\n#+   ouch: kg\n#+ columns:", 10, "no column 'ouch'. Did you mean"),
            ("#+ columns:", "#+ call:\n#+   wort: y\n#+ columns:", 10, "no parameter 'wort'. Did you mean"),
            ("type: literal", "type: node", 5, "'label' is missing"),
            ("example: x", "example: x\n#+     many: perhaps", 5, "'many' is yes or no"),
            ("example: x", "example: x\n#+     many: yes", 5, "only stand as VALUES"),
            (
                "example: x",
                "example: x\n#+     many: yes\n#+     default: y",
                5,
                "no default",
            ),
            ("summary: Which?", "sumary: Which?", 1, "Did you mean 'summary"),
            ("type: literal", "type: text", 5, "unknown type 'text'"),
            ("#+     type: literal\n", "", 5, "'type' is missing"),
            ("#+     example: x\n", "", 5, "'example' is missing"),
            ("example: x", "example: x\n#+     exmple: y", 5, "Did you mean 'example'"),
            ("example: x", "example: x\n#+     category: Gene", 5, "only a node has a category"),
            ("example: x", "example: x\n#+     prefix: claim", 5, "only an identifier has a prefix"),
            ("literal", "identifier\n#+     prefix: clam", 5, "unknown prefix 'clam'. Did you mean 'claim'"),
            ("name: word", "name: wort", 5, "has no [?]_wort"),
            ("?_word", "?_word, ?_wrod", 12, "[?]_wrod is not declared. Did you mean 'word'"),
            ("?_word AS ?out", "?x AS ?_word", 12, "[?]_word is a parameter"),
            ("SELECT ?out", "SELECT ?out ?more", 10, "query selects out, more"),
            ("SELECT ?out", "SELECT *", 10, "only a SELECT that names its variables"),
            ("SELECT ?out", "SELECT ?out\nFROM <http://a/>", 13, "no FROM"),
            ("summary: Which?", "summary: Which?\n#+ problem: p", 1, "no '(problem_zh|reason|remedy)"),
            (
                "summary: Which?",
                "summary: Which?\n#+ problem: p\n#+ reason: r\n#+ remedy: s\n"
                "#+ problem_zh: p\n#+ reason_zh: r\n#+ remedy_zh: s",
                16,
                "columns of a check are entity, property, value",
            ),
            (
                "#+ columns:",
                "#+   - name: word\n#+     type: literal\n#+     example: x\n#+     meaning: m\n#+ columns:",
                5,
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

    def test_a_bad_file_of_a_user_costs_only_itself(self, tmp_path: Path) -> None:
        for name in ("zzz", "trials"):
            saved(tmp_path, ECHO, f"{name}.rq")
        (tmp_path / "bad.rq").write_text("SELECT nothing", encoding="utf-8")
        (tmp_path / "gbk.rq").write_bytes("#+ summary: \u4e2d".encode("gbk"))
        (tmp_path / "large.rq").write_text(ECHO + "#" * 70_000, encoding="utf-8")
        (tmp_path / "folder.rq").mkdir()
        (tmp_path / "endless.rq").symlink_to("/dev/zero")
        os.mkfifo(tmp_path / "pipe.rq")
        broken: dict[str, InputError] = {}
        both = with_own(CATALOGUE, tmp_path, broken)
        assert set(both) == {*CATALOGUE, "zzz"}
        assert list(both)[-1] == "zzz"
        assert not both["zzz"].trusted
        assert both["trials"].trusted
        assert {name: str(error).partition(": ")[2][:30] for name, error in broken.items()} == {
            "bad": "the header is missing; begin t",
            "gbk": "a byte here is not valid UTF-8",
            "large": "it has more than 65536 bytes, ",
            "folder": "it is a folder. Name a file in",
            "endless": "it is not a regular file, and ",
            "pipe": "it is not a regular file, and ",
            "trials": f"{CATALOGUE['trials'].path} has this name; choose another"[:30],
        }
        with pytest.raises(QueryHeaderError, match="header is missing"):
            find_query(both, "bad", broken)
        assert find_query(both, "trials", broken) is CATALOGUE["trials"]
        with pytest.raises(UnknownQuery):
            find_query(both, "worse", broken)

    def test_example_call_is_filled_from_the_examples(self, tmp_path: Path) -> None:
        assert dict(saved(tmp_path, ECHO).call) == {"word": "x"}
        called = ECHO.replace("#+ columns:", "#+ call:\n#+   word: y\n#+ columns:")
        assert dict(saved(tmp_path, called).call) == {"word": "y"}
        assert CATALOGUE["article-claims"].call == {}
