"""``paths``, ``rank`` and ``profile``."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from msc_graph import KnowledgeGraph
from tests.helpers.command_line import (
    FINE,
    NO,
    USAGE,
    Call,
)


def test_paths_prints_the_mechanism(call: Call, curated: KnowledgeGraph) -> None:
    result = call("paths", "miR-21-5p", "corneal injury", "--format", "json", "-k", "2")
    assert result.exit_code == FINE
    assert json.loads(result.stdout) == curated.paths("miR-21-5p", "corneal injury", k=2).to_dict()
    text = call("paths", "miR-21-5p", "角膜损伤", "--lang", "zh").stdout
    assert "缓解疾病" in text
    assert "DOI:10.1155/2022/1252557" in text


def test_no_path_is_a_no(call: Call) -> None:
    result = call("paths", "corneal injury", "miR-21-5p", "--format", "json")
    assert result.exit_code == NO
    assert json.loads(result.stdout)["verdict"] == "none"


def test_csv_of_paths_has_identifiers_and_tables_for_people_have_none(call: Call) -> None:
    question = ("paths", "miR-21-5p", "corneal injury", "-k", "1", "--format")
    first = next(csv.DictReader(io.StringIO(call(*question, "csv").stdout)))
    ids = ("mirbase.mature:MIMAT0000076", "msc:targets", "HGNC:9588")
    assert (first["subject_id"], first["predicate_id"], first["object_id"]) == ids
    assert "HGNC:9588" not in call(*question, "table").stdout + call(*question, "md").stdout


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        (("paths", "miR-21-5p", "any Disease", "-k", "20"), {"provenance", "clash", "strength", "sign"}),
        (("rank", "miR-21-5p", "Disease"), {"verdict", "clash"}),
        (("profile", "measured.csv"), {"direction", "clash"}),
        (("profile", "measured.csv", "--matches", "matches.csv"), {"state"}),
    ],
)
def test_files_have_the_same_codes_in_both_languages(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: tuple[str, ...], codes: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("measured.csv").write_text("name,log2FC\nmiR-21-5p,2\nmiR-150-5p,-1\nx,1\n", encoding="utf-8")
    found = {}
    for lang in ("en", "zh"):
        text = call(*question, "--format", "csv", "--lang", lang).stdout
        if "--matches" in question:
            text = Path("matches.csv").read_text(encoding="utf-8")
        found[lang] = list(csv.DictReader(io.StringIO(text)))
    english, chinese = ([{code: row[code] for code in codes} for row in rows] for rows in found.values())
    assert english == chinese and english


FORMS = ["text", "explain", "table", "csv", "tsv", "json", "md", "graphml", "turtle", "svg"]


@pytest.mark.parametrize("form", FORMS)
def test_a_list_that_was_cut_is_said_to_be_cut(
    call: Call, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msc_graph.pathfinding.paths.LIST_LIMIT", 1)
    monkeypatch.setattr("msc_graph.pathfinding.sums.LIST_LIMIT", 1)
    result = call("paths", "miR-21-5p", "corneal injury", "--all", "--max-hops", "6", "--format", form)
    place = result.stdout if form == "text" else result.stderr
    assert "incomplete: there are too many paths" in place


def test_a_ranking_that_finds_nothing_says_whether_the_other_way_does(call: Call) -> None:
    result = call("rank", "Disease", "MicroRNA")
    assert result.exit_code == NO
    assert "msc-graph rank 'MicroRNA' 'Disease'" in result.stderr


@pytest.mark.parametrize(
    "line", [["rank", "miR-21-5p", "疾病"], ["rank", "miR-21-5p", "any 疾病"], ["profile", "m.csv", "疾病"]]
)
def test_a_class_may_be_named_in_chinese(
    call: Call, line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.csv").write_text("name,value\nmiR-21-5p,1\n", encoding="utf-8")
    english = [word.replace("疾病", "Disease") for word in line]
    found = call(*line, "--format", "csv").stdout
    assert found == call(*english, "--format", "csv").stdout
    assert "corneal injury" in found


def test_a_profile_for_reading_shows_the_first_step_of_each_way_and_a_file_all(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.csv").write_text("name,value\nmiR-21-5p,2\nmiR-24-3p,1\n", encoding="utf-8")
    shown = call("profile", "m.csv", "--permutations", "10").stdout
    ways = [
        way for line in shown.splitlines()[3:-2] for way in line.rstrip(" |").rpartition(" | ")[2].split("; ")
    ]
    assert ways
    assert all(re.fullmatch(r"(-->|--\||--\?) \S.*", way) and way.count(" --") == 0 for way in ways)
    assert (
        "miR-21-5p --| PTEN --| "
        in call("profile", "m.csv", "--permutations", "10", "--format", "csv").stdout
    )


def test_html_is_a_whole_page_with_links_and_headings_in_its_language(call: Call) -> None:
    page = call("paths", "miR-21-5p", "corneal injury", "--format", "html", "--lang", "zh").stdout
    assert page.startswith('<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">')
    assert page.rstrip().endswith("</html>")
    assert "得分：加重 0，缓解 " in page
    assert (
        '<a href="https://doi.org/10.1155/2022/1252557" rel="noreferrer">DOI:10.1155/2022/1252557</a>' in page
    )


@pytest.mark.parametrize(
    ("option", "code", "labels"),
    [
        ("evidence", "ECO:0000179", ("animal model system study evidence", "动物模型研究证据")),
        ("scope", "EV", ("ev", "囊泡")),
    ],
)
def test_evidence_and_scope_may_be_named_in_either_language(
    call: Call, option: str, code: str, labels: tuple[str, ...]
) -> None:
    for question in (("paths", "MSC exosome", "osteoarthritis"), ("rank", "MSC exosome", "Disease")):
        answers = {call(*question, f"--{option}", name, "--format", "csv").stdout for name in (code, *labels)}
        assert len(answers) == 1
        assert len(answers.pop().splitlines()) > 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("paths miR-21-5p PDCD4 --evidence x", "证据类型有：动物模型研究证据 (ECO:0000179), "),
        ("paths miR-21-5p PDCD4 --evidence 动物模型证据", "您是指 '动物模型研究证据' 吗"),
        ("paths miR-21-5p PDCD4 --species PTEN", "物种有：犬, 人, "),
        ("paths miR-21-5p PDCD4 --predicate foo", "谓词有：激活, 影响, "),
        ("paths miR-21-5p PDCD4 --predicate 促近", "您是指 '促进'"),
        ("paths miR-21-5p PDCD4 --through 基因>生物过程", "您是指 '生物学过程'"),
        ("find 角膜 --category 基因产", "您是指 '基因', '基因或基因产物' 吗"),
        ("find 角膜 --category xyz", "已知的有：给药途径, 优势, "),
    ],
)
def test_what_an_error_offers_is_in_chinese(call: Call, line: str, said: str) -> None:
    result = call(*line.split(), "--lang", "zh")
    assert result.exit_code == USAGE
    assert said in result.stderr
