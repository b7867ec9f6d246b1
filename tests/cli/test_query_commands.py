"""``query`` and ``sparql``."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.errors import FileRefused
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


@pytest.mark.parametrize("form", [*TABLES, "xlsx"])
def test_a_limit_of_rows_holds_in_every_form_and_is_told(call: Call, form: str, tmp_path: Path) -> None:
    output = tmp_path / f"t.{form}"
    result = call("query", "disputed-claims", "--limit", 2, "--format", form, "--output", output)
    assert result.exit_code == FINE and "the first 2 of " in result.stderr
    if form == "csv":
        assert len(output.read_text(encoding="utf-8").splitlines()) == 3


def test_a_limit_is_for_rows(call: Call) -> None:
    few = call("sparql", "SELECT ?g { ?g a msc:Gene }", "--limit", 3, "--format", "csv", "--lang", "zh")
    assert len(few.stdout.splitlines()) == 4 and "这是前 3 行" in few.stderr
    assert "first" not in call("sparql", "ASK {}", "--limit", 1).stderr
    for wrong in (["sparql", "CONSTRUCT WHERE { ?s a msc:Gene }"], ["query"]):
        assert call(*wrong, "--limit", 2).exit_code == USAGE
    assert call("query", "trials", "--limit", 0).exit_code == USAGE


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


# what stands where a file of queries should


def endless(folder: Path) -> dict[str, Path]:
    """Return what is no file of text, by name: a pipe, a device, a link to one, a folder, nothing."""
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("/dev/zero")
    (folder / "folder").mkdir()
    names = {name: folder / name for name in ("pipe", "link", "folder", "nothing")}
    return {**names, "device": Path("/dev/zero")}


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
@pytest.mark.parametrize(
    "arguments",
    [
        ("sparql", "--file"),
        ("query", "--queries"),
        ("query", "--lint"),
        ("check", "--retracted"),
        ("profile",),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_what_may_have_no_end_is_refused_at_once(
    call: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    for name, path in endless(tmp_path).items():
        if name == "folder" and arguments[0] == "query":
            continue
        result = call(*arguments, path, *["Disease"] * (arguments[0] == "profile"))
        assert result.exit_code == FileRefused.exit_code
        assert result.stderr.startswith(f"msc-graph: {path}")
        assert result.stderr.count("\n") == 1
        assert result.stdout == ""


def test_a_query_from_standard_input_is_read_in_part(call: Call) -> None:
    long = call("sparql", "--file", "-", given="ASK {}" + " " * 70_000)
    assert long.exit_code == FileRefused.exit_code
    assert "more than 65536 bytes" in long.stderr
    assert call("sparql", "--file", "-", given="ASK {}").exit_code == FINE


def test_a_bad_file_beside_the_queries_is_told_and_stops_nothing(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("SELECT", encoding="utf-8")
    result = call("query", "trials", "--queries", tmp_path, "--format", "csv")
    assert len(rows_of(result)) > 1
    assert f"{tmp_path / 'bad.rq'}:1: the header is missing" in result.stderr
    assert "header is missing" in call("query", "bad", "--queries", tmp_path).stderr


# answers


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "md"])
def test_an_answer_without_columns_has_its_row(call: Call, form: str) -> None:
    result = call("sparql", "SELECT * {}", "--format", form)
    assert result.stdout
    assert result.stderr == ""


def test_an_empty_answer_says_so_beside_it(call: Call) -> None:
    for query in ("SELECT ?s { ?s msc:targets 1 }", "CONSTRUCT WHERE { ?s msc:targets 1 }"):
        assert call("sparql", query).stderr == "the answer is empty: nothing in the graph fits\n"
        assert call("sparql", query, "--lang", "zh").stderr == "结果为空：图中没有符合的内容\n"
    assert call("sparql", "ASK { ?s msc:targets 1 }").stderr == ""


def test_safe_defuses_formulas_in_csv_and_nothing_else(call: Call) -> None:
    query = 'SELECT ("=1+1" AS ?a) ("-0.5" AS ?b) ("@x" AS ?c) {}'
    for form, comma in (("csv", ","), ("tsv", "\t")):
        exact = call("sparql", query, "--format", form).stdout.splitlines()[1]
        safe = call("sparql", query, "--format", form, "--safe").stdout.splitlines()[1]
        assert exact.split(comma) == ["=1+1", "-0.5", "@x"]
        assert safe.split(comma) == ["'=1+1", "-0.5", "'@x"]
    for form in ("json", "table", "md"):
        plain, safe_too = (
            call("sparql", query, "--format", form, *more).stdout for more in ((), ("--safe",))
        )
        assert plain == safe_too


def test_values_of_the_graph_are_known_in_any_letter_case(call: Call) -> None:
    done = {
        call("query", "trials-by-status", "-p", f"status={text}", "--format", "csv").stdout
        for text in ("Completed", "completed", "COMPLETED")
    }
    assert len(done) == 1
    assert done.pop().count("\n") > 1
    wrong = call("query", "trials-by-phase", "-p", "phase=1")
    assert wrong.exit_code == USAGE
    assert "The values are: Early Phase 1, " in wrong.stderr


def test_a_class_without_members_of_its_own_is_told(call: Call) -> None:
    result = call("sparql", "SELECT (COUNT(?a) AS ?n) { ?a a msc:Assertion }", "--format", "csv")
    assert result.stdout == "n\n0\n"
    assert result.stderr.startswith("nothing is stated to be a msc:Assertion itself")
    assert call("sparql", "ASK { ?a a msc:Gene }").stderr == ""


def test_options_of_a_few_values_know_them_in_any_letter_case(call: Call) -> None:
    exact = call("sparql", GENES, "--format", "csv", "--lang", "zh")
    loose = call("sparql", GENES, "--format", "CSV", "--lang", "ZH")
    assert loose.stdout == exact.stdout
    wrong = call("sparql", GENES, "--format", "CVS")
    assert wrong.exit_code == USAGE
    assert "table, csv, tsv, json, md" in wrong.stderr
