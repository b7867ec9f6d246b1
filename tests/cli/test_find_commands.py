"""``info``, ``find`` and ``show``."""

from __future__ import annotations

import json

import pytest

from msc_graph import KnowledgeGraph
from msc_graph.messages.commands import HOW
from msc_graph.model.names import Quality
from tests.helpers.command_line import (
    NO,
    Call,
    rows_of,
)


def test_info_counts_as_text_and_as_json(call: Call) -> None:
    text, found = call("info").stdout, json.loads(call("info", "--format", "json").stdout)
    assert found["mechanisms"] == 92
    for word in (
        f"{found['triples']:,}",
        "partially supported",
        "microRNA",
        "  curated ",
        "licenses/by/4.0",
    ):
        assert word in text


def test_find_prints_nodes_best_first(call: Call) -> None:
    first, *found = rows_of(call("find", "角膜", "--format", "csv"))
    assert (first["matched"], first["how"]) == ("角膜", "label")
    assert [row["id"] for row in found][:2] == ["MESH:D065306", "msc:corneal_regeneration"]
    assert found[0] == {
        "id": "MESH:D065306",
        "label": "corneal injury",
        "kind": "disease",
        "matched": "角膜损伤",
        "how": "prefix",
    }
    assert rows_of(call("find", "pdcd4", "--format", "csv", "--lang", "zh"))[0]["kind"] == "基因"


def test_people_read_how_a_name_fits_in_their_language(call: Call) -> None:
    shown = call("find", "角膜损伤", "--lang", "zh").stdout
    assert "名称" in shown and "label" not in shown
    assert rows_of(call("find", "角膜损伤", "--lang", "zh", "--format", "csv"))[0]["how"] == "label"
    assert set(HOW) == {quality.name.lower() for quality in Quality}


def test_find_narrows_by_class_and_number(call: Call) -> None:
    found = json.loads(
        call("find", "macrophage", "--category", "Macrophage", "--limit", "2", "--format", "json").stdout
    )
    assert len(found) == 2
    assert all("macrophage" in row["kind"].casefold() for row in found)


def test_find_without_an_answer_is_a_no(call: Call) -> None:
    result = call("find", "zzzzqqqq", "--format", "csv")
    assert (result.exit_code, result.stdout) == (NO, "id,label,kind,matched,how\n")
    assert "zzzzqqqq" in result.stderr


@pytest.mark.parametrize("name", ["rno_miR_21_5p", "ssc-miR-21-5p", "ｍｍｕ-miR-21-5p"])
def test_find_says_that_another_species_has_it(call: Call, name: str) -> None:
    for lang, said in (("en", "Of another species there is"), ("zh", "另一物种的有")):
        result = call("find", name, "--lang", lang)
        assert result.exit_code == NO
        assert said in result.stderr and "mirbase.mature:MIMAT0000076" in result.stderr


def test_find_says_that_another_class_has_it(call: Call) -> None:
    result = call("find", "PTEN", "--category", "Disease", "--lang", "zh")
    said = "msc-graph: 'PTEN' 是 HGNC:9588 (PTEN)，基因，而这里需要疾病。\n"
    assert (result.exit_code, result.stderr) == (NO, said)


def test_show_prints_a_trial_in_chinese_with_the_disputed_claim(call: Call) -> None:
    text = call("show", "NCT04388982", "--lang", "zh").stdout
    for piece in ("临床试验", "有争议的说法", "归属错误", "claim:S3-14-X1", "Ruijin Hospital"):
        assert piece in text


@pytest.mark.parametrize("name", ["PDCD4", "S3-05", "C03", "PMID:37859748", "pmid: 37859748", "37859748"])
def test_show_gives_the_same_as_json(call: Call, curated: KnowledgeGraph, name: str) -> None:
    document = json.loads(call("show", name, "--format", "json").stdout)
    assert document == json.loads(json.dumps(curated.describe(name).to_dict()))
