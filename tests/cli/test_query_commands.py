"""``query`` and ``sparql``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from msc_graph import KnowledgeGraph
from tests.helpers.command_line import (
    FINE,
    GENES,
    TABLES,
    USAGE,
    Call,
    rows_of,
)


def test_query_without_a_name_lists_all_of_them(call: Call, curated: KnowledgeGraph) -> None:
    for lang in ("en", "zh"):
        found = rows_of(call("query", "--format", "csv", "--lang", lang))
        assert [(row["tag"], row["query"]) for row in found] == sorted(
            (query.tags[0], name) for name, query in curated.queries.items()
        )
        assert all(row["summary"] == curated.queries[row["query"]].summary[lang] for row in found)


def test_query_shows_its_text(call: Call, curated: KnowledgeGraph) -> None:
    assert call("query", "trials", "--show").stdout == curated.queries["trials"].text


def test_article_claims_is_a_table_of_233(call: Call) -> None:
    found = rows_of(call("query", "article-claims", "--format", "csv", "--ids"))
    assert len(found) == 233
    assert list(found[0]) == ["claim", "subject", "predicate", "object", "scope", "verdict", "correction"]
    assert found[0]["subject"] == "msc:msc_exosome"
    assert rows_of(call("query", "article-claims", "--format", "csv"))[0]["subject"] != "msc:msc_exosome"
    assert (
        rows_of(call("query", "article-claims", "--format", "csv", "--lang", "zh"))[0]["verdict"]
        == "得到支持"
    )


def test_a_query_takes_parameters(call: Call) -> None:
    answers = [
        call("query", "cargo-for-disease", "-p", f"disease={name}", "--format", "csv").stdout
        for name in ("corneal injury", "角膜损伤", "MESH:D065306")
    ]
    assert len(set(answers)) == 1
    assert "miR-21-5p" in answers[0]


@pytest.mark.parametrize("command", [["query", "trials"], ["query"], ["find", "cornea"], ["check"]])
@pytest.mark.parametrize("format_name", TABLES)
def test_every_table_has_every_format(call: Call, command: list[str], format_name: str) -> None:
    result = call(*command, "--format", format_name)
    assert result.exit_code == FINE
    assert result.stdout.endswith("\n")
    assert re.fullmatch(r"\d+ checks: .*\n" if command == ["check"] else "", result.stderr)
    if format_name == "json":
        assert json.loads(result.stdout)


def test_sparql_takes_a_text_a_file_or_the_standard_input(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "问题.rq"
    file.write_text(GENES, encoding="utf-8-sig")
    answers = [
        call("sparql", GENES, "--format", "csv", "--ids"),
        call("sparql", "--file", file, "--format", "csv", "--ids"),
        call("sparql", "--file", "-", "--format", "csv", "--ids", given=GENES),
    ]
    assert {answer.stdout for answer in answers} == {answers[0].stdout}
    assert [row["gene"].partition(":")[0] for row in rows_of(answers[0])] == ["HGNC"] * 3


def test_an_answer_in_triples_is_turtle_or_another_rdf_format(call: Call) -> None:
    query = "CONSTRUCT { HGNC:8763 a ?c } WHERE { HGNC:8763 a ?c FILTER(?c = msc:Gene) }"
    assert "HGNC:8763 a msc:Gene" in call("sparql", query).stdout
    assert call("sparql", query, "--format", "ntriples").stdout.count("\n") == 1
    refused = call("sparql", query, "--format", "csv")
    assert refused.exit_code == USAGE
    assert "Known formats: turtle, ntriples" in refused.stderr
    assert "kgx" not in refused.stderr


def test_ask_is_answered_in_words(call: Call) -> None:
    assert "true" in call("sparql", "ASK { ?s a msc:Gene }").stdout
    assert "false" in call("sparql", "ASK { ?s a msc:NoSuchThing }").stdout
