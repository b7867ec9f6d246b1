"""What is shown, and where: whole or an error, on any terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers.command_line import (
    FINE,
    GENES,
    INPUT,
    SHAPES,
    USAGE,
    Call,
    program,
)


@pytest.mark.parametrize(
    "command",
    [
        ["info"],
        ["find", "cornea"],
        ["show", "PDCD4", "--lang", "zh"],
        ["query", "trials", "--format", "md"],
        ["sparql", GENES],
        ["paths", "miR-21-5p", "corneal injury"],
        ["validate", str(SHAPES / "assertion-sign.fail.ttl")],
        ["check"],
    ],
    ids=lambda command: command[0],
)
def test_output_takes_what_the_terminal_would_show_and_is_the_same_twice(
    call: Call, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "输出.txt"
    file.write_text("older and longer " * 10_000, encoding="utf-8")
    shown = call(*command)
    saved = call(*command, "--output", file)
    assert saved.stdout == ""
    said, *rest = saved.stderr.splitlines(keepends=True)
    assert said in (f"wrote {file}\n", f"已写入 {file}\n")
    assert "".join(rest) == shown.stderr
    assert saved.exit_code == shown.exit_code
    assert file.read_bytes() == shown.stdout.encode()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    call(*command, "--output", file)
    assert file.read_bytes() == shown.stdout.encode()


@pytest.mark.skipif(os.name == "nt", reason="names of files are text on Windows")
def test_a_file_whose_name_is_no_text_is_written_and_told(call: Call, tmp_path: Path) -> None:
    result = call("export", tmp_path / "a\udcc9.ttl", "--around", "PDCD4")
    assert (result.exit_code, result.stdout) == (FINE, "")
    assert result.stderr == f"wrote {tmp_path}/a\\udcc9.ttl\n"
    assert [os.fsencode(path.name) for path in tmp_path.iterdir()] == [b"a\xc9.ttl"]


def test_an_answer_that_fails_leaves_the_older_file_as_it_was(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("older", encoding="utf-8")
    assert call("sparql", "SELECT nonsense", "--output", file).exit_code == USAGE
    assert call("show", "no such thing", "--output", file).exit_code == INPUT
    assert file.read_text(encoding="utf-8") == "older"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere"
)
def test_a_folder_that_may_not_be_written_is_named(call: Call, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = call("info", "--output", tmp_path / "info.txt")
    tmp_path.chmod(0o700)
    assert result.exit_code == INPUT
    assert "info.txt" in result.stderr


def test_a_system_that_refuses_to_write_is_reported(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "graph.nt")

    monkeypatch.setattr("msc_graph.exports.export.export_graph", refuse)
    result = call("export", tmp_path / "graph.nt")
    assert (result.exit_code, result.stdout) == (INPUT, "")
    assert result.stderr == "msc-graph: graph.nt: Permission denied\n"


def test_what_a_library_says_of_a_place_stays_as_it_is(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("IO error: No space left on device")

    monkeypatch.setattr("msc_graph.exports.export.export_graph", refuse)
    result = call("export", "graph.nt")
    assert (result.exit_code, result.stdout) == (INPUT, "")
    assert result.stderr == "msc-graph: graph.nt: IO error: No space left on device\n"


@pytest.mark.parametrize("encoding", ["gbk", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "角膜"],
        ["show", "HGNC:11766"],
        ["show", "NCT02138331", "--lang", "zh"],
        ["show", "cornea\u00b2\u03b2 \u2713"],
    ],
    ids=["Chinese", "Greek", "both", "error"],
)
def test_a_terminal_that_cannot_show_every_character_still_gets_an_answer(
    encoding: str, arguments: list[str]
) -> None:
    done = program(*arguments, encoding=encoding)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (FINE, INPUT)
    (done.stdout + done.stderr).decode(encoding)
    if encoding == "gbk" and arguments[0] == "find":
        assert "角膜损伤" in done.stdout.decode("gbk")
