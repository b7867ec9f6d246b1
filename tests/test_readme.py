"""Every command that the README shows runs, and its Python example too."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from msc_graph.cli.main import COMMANDS, cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf8")
SHOWN = sorted(
    {line[2:] for block in re.findall(r"```console\n(.*?)```", README, re.S) for line in block.splitlines()}
)


def test_the_readme_shows_commands() -> None:
    assert len(SHOWN) > 20


@pytest.mark.parametrize("command", [c for c in SHOWN if " validate" not in c])
def test_a_shown_command_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(command)
    assert program == "msc-graph"
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output


def test_the_shown_table_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (table,) = re.findall(r"```tsv\n(.*?)```", README, re.S)
    Path("mine.tsv").write_text(table, encoding="utf-8")
    commands = re.search(r"```sh\n(msc-graph import table.*?)```", README, re.S)
    assert commands is not None
    for command in commands[1].splitlines():
        result = CliRunner().invoke(cli, shlex.split(command)[1:])
        assert result.exit_code == 0, (command, result.output)
        if " paths " in command:
            assert "PMID:30197023" in result.output


@pytest.mark.slow
def test_the_shown_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    values: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), values)  # noqa: S102 -- our own example
    assert values["mechanisms"].verdict == "negative"  # type: ignore[attr-defined]
    assert (tmp_path / "graph.graphml").exists()


def test_the_readme_names_every_command() -> None:
    assert {name for name in COMMANDS if f"msc-graph {name}" not in README} == set()
