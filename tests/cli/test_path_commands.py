"""``paths``, ``rank`` and ``profile``."""

from __future__ import annotations

import json

from msc_graph import KnowledgeGraph
from tests.helpers.command_line import (
    FINE,
    NO,
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
