"""``validate`` and ``check``."""

from __future__ import annotations

import json
import re
from pathlib import Path

from msc_graph import KnowledgeGraph
from tests.helpers.command_line import (
    FINE,
    NO,
    SHAPES,
    Call,
    rows_of,
)


def test_validate_says_yes_to_a_sound_file(call: Call, tmp_path: Path) -> None:
    sound = tmp_path / "sound.ttl"
    parts = (SHAPES / "context.ttl", SHAPES / "assertion-sign.pass.ttl")
    sound.write_text("\n".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
    for engine in ("fast", "pyshacl"):
        result = call("validate", sound, "--engine", engine)
        assert (result.exit_code, result.stderr) == (FINE, "")
        assert "conforms" in result.stdout


def test_validate_says_no_with_the_findings(call: Call) -> None:
    result = call("validate", SHAPES / "assertion-sign.fail.ttl", "--format", "json", "--lang", "zh")
    assert result.exit_code == NO
    document = json.loads(result.stdout)
    assert document["lang"] == "zh"
    assert "assertion-sign" in {finding["shape"] for finding in document["findings"]}


def test_validate_conforms_on_the_curated_graph(call: Call) -> None:
    """By the default engine; that pyshacl says the same is the matter of ``test_curated_graph``."""
    result = call("validate")
    assert (result.exit_code, result.stderr) == (FINE, ""), result.stdout


def test_check_lists_what_the_checks_find(call: Call, curated: KnowledgeGraph) -> None:
    found = rows_of(call("check", "--format", "csv", "--ids"))
    assert len(found) == sum(len(answer) for answer in curated.check().answers.values())
    assert {row["check"] for row in found} <= set(curated.checks)
    named = rows_of(call("check", "--format", "csv"))
    labels = curated.labels()
    expected = [f"{labels[row['entity']]} [{row['entity']}]" for row in found if row["entity"] in labels]
    assert [row["entity"] for row in named if row["entity"].endswith("]")] == expected


def test_check_speaks_the_language_of_people_and_keeps_that_of_programs(call: Call) -> None:
    shown = call("check", "--lang", "zh")
    assert "级别" in shown.stdout and "warning" not in shown.stdout
    assert "项检查：0 错误" in shown.stderr
    assert {row["level"] for row in rows_of(call("check", "--lang", "zh", "--format", "csv"))} <= {
        "error",
        "warning",
        "info",
    }


def test_the_reasons_that_findings_quote_are_in_the_language_of_the_call(
    call: Call, curated: KnowledgeGraph
) -> None:
    def reasons(lang: str) -> dict[str, str]:
        rows = rows_of(call("check", "--ids", "--format", "csv", "--lang", lang))
        return {row["entity"]: row["value"] for row in rows if row["check"] == "reason-against-verdict"}

    english, chinese = reasons("en"), reasons("zh")
    assert english.keys() == chinese.keys() and len(english) > 10
    assert not any(re.search("[\u4e00-\u9fff]", reason) for reason in english.values())
    assert all(re.search("[\u4e00-\u9fff]", reason) for reason in chinese.values())
