"""Mutated command lines: each ends with one of our exit codes, and no file is left half written.

``--fuzz N`` gives more of them than the default.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from msc_graph import KnowledgeGraph
from tests.helpers.command_line import BROKEN_PIPE, FINE, INPUT, INTERRUPTED, MISSING, NO, USAGE, run
from tests.helpers.mutations import no_hang, words

CODES = {FINE, NO, USAGE, INPUT, MISSING, INTERRUPTED, BROKEN_PIPE}
OUTPUT = "out.csv"
LINES = [
    ["find", "miR-21-5p", "--limit", "3", "--lang", "zh"],
    ["find", "角膜", "--category", "Disease", "--format", "csv"],
    ["show", "S3-05", "--format", "json"],
    ["show", "PDCD4", "--lang", "zh"],
    ["query", "article-claims", "--format", "csv", "--output", OUTPUT],
    ["query", "cargo-for-disease", "-p", "disease=corneal injury", "--ids"],
    ["paths", "miR-21-5p", "corneal injury", "-k", "2", "--max-hops", "3", "--format", "json"],
    ["rank", "miR-21-5p", "Disease", "--limit", "3", "--format", "csv", "--output", OUTPUT],
    ["profile", "m.csv", "Disease", "--seed", "1"],
    ["export", "out.tsv", "--around", "PDCD4", "--hops", "1"],
    ["check", "--level", "warning", "--format", "csv"],
    ["reason", "--why", "miR-21-5p", "a", "MicroRNACargo"],
    ["ground", "miR-21", "--kind", "microrna", "--tables", "."],
    ["import", "table", "t.tsv", "--store", "s", "-p", "subject=s", "-p", "object=o", "-p", "predicate=my:p"],
    ["sources", "--store", "s", "--remove", "x"],
    ["info", "--format", "json"],
]


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_mutated_command_line_ends_in_our_words(
    curated: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("msc_graph.cli.options.graph", lambda *_, **__: curated)
    (tmp_path / "m.csv").write_text("name,value\nmiR-21-5p,2\nmiR-146a-5p,1\n", encoding="utf-8")
    (tmp_path / "t.tsv").write_text("s\to\nX:1\tX:2\n", encoding="utf-8")
    for number in range(request.config.getoption("--fuzz") // 5):
        chance = random.Random(f"commands {number}")  # noqa: S311 -- no secret
        line = words(chance.choice(LINES), chance)
        (tmp_path / OUTPUT).write_text("before\n", encoding="utf-8")
        before = _contents(tmp_path)
        try:
            with no_hang():
                result = run(*line)
            assert result.exit_code in CODES
            assert "Traceback" not in result.output
            after = _contents(tmp_path)
            if result.exit_code not in (FINE, NO):
                assert after == before
            assert not [name for name in after if name.startswith(".msc-graph-")]
        except BaseException as error:
            error.add_note(f"line {number}: {line!r}")
            raise
