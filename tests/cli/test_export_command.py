"""``export``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.command_line import (
    FINE,
    NO,
    Call,
)


@pytest.mark.parametrize("name", ["graph.nt", "graph.graphml", "graph.tsv", "graph.parquet"])
def test_export_writes_and_says_what(call: Call, tmp_path: Path, name: str) -> None:
    result = call("export", tmp_path / name)
    assert (result.exit_code, result.stdout) == (FINE, "")
    assert result.stderr.splitlines() == [
        f"wrote {path}" for path in sorted(tmp_path.iterdir(), reverse=True)
    ]
    assert all(path.stat().st_size for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "part",
    [
        ["--around", "miR-21-5p"],
        ["--around", "miR-21-5p", "--hops", "2"],
        ["--paths", "miR-21-5p", "corneal injury", "-k", "2", "--max-hops", "4"],
        ["--query", "cargo-for-disease", "-p", "disease=corneal injury"],
    ],
)
def test_export_writes_a_part(call: Call, tmp_path: Path, part: list[str]) -> None:
    result = call("export", tmp_path / "graph.graphml", *part)
    assert (result.exit_code, result.stderr) == (FINE, f"wrote {tmp_path / 'graph.graphml'}\n")
    assert 0 < (tmp_path / "graph.graphml").read_text(encoding="utf-8").count("<node ") < 300


def test_export_of_nothing_says_so(call: Call, tmp_path: Path) -> None:
    result = call("export", tmp_path / "graph.ttl", "--paths", "corneal injury", "miR-21-5p")
    assert result.exit_code == NO
    assert "no path leads from 'corneal injury'" in result.stderr
    assert list(tmp_path.iterdir()) == []
