"""No output replaces what the command reads, lies in a store, or replaces another output."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from msc_graph.cli.main import cli
from msc_graph.system.cache import cache_folder
from tests.helpers.command_line import INPUT, USAGE, Call, run

FILES = {
    "in.ttl": "<http://e/a> <http://e/b> <http://e/c> .",
    "in.rq": "ASK { ?s ?p ?o }",
    "in.csv": "miRNA,log2FC\nmiR-21-5p,2\n",
    "list.txt": "1\n",
    "in.tsv": "s\tp\to\nA:1\tmsc:targets\tB:1\n",
    "map.yaml": "subject: s\npredicate: p\nobject: o\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder with inputs, a link and a hard link to them, and a store; nothing may change."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("link.txt").symlink_to("list.txt")
    os.link("list.txt", "hard.txt")
    Path("store").mkdir()
    Path("queries").mkdir()
    Path("queries/mine.rq").write_text("# mine\nASK { ?s ?p ?o }", encoding="utf-8")
    for kept in ("other/msc-graph-store", "other/CURRENT", "form/leaving/x"):
        Path(kept).parent.mkdir(parents=True, exist_ok=True)
        Path(kept).touch()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    yield tmp_path
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


IMPORT = (
    "import",
    "table",
    "in.tsv",
    "--store",
    "store",
    "-p",
    "mapping=map.yaml",
    "--retracted",
    "list.txt",
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "in.ttl", "-o", "in.ttl"],
        ["validate", "in.ttl", "-o", "./../{here}/in.ttl"],
        ["reason", "in.ttl", "-o", "in.ttl"],
        ["sparql", "-f", "in.rq", "-o", "in.rq", "--format", "csv"],
        ["profile", "in.csv", "-o", "in.csv"],
        ["profile", "in.csv", "Disease", "--format", "csv", "-o", "in.csv"],
        ["query", "mine", "--explain", "--queries", "queries", "-o", "queries/mine.rq"],
        ["query", "--lint", "queries", "-o", "queries/mine.rq"],
        ["check", "--retracted", "list.txt", "-o", "list.txt"],
        ["check", "--retracted", "list.txt", "-o", "link.txt"],
        ["check", "--retracted", "hard.txt", "-o", "list.txt"],
        ["ground", "x", "--tables", "t", "--kind", "gene", "--from", "list.txt", "-o", "list.txt"],
        *(
            [*IMPORT, option, file]
            for option in ("--keep-going", "--left-out")
            for file in FILES
            if file[-1] != "q" and file not in ("in.ttl", "in.csv")
        ),
    ],
    ids=" ".join,
)
def test_nothing_that_is_read_is_written_over(folder: Path, arguments: list[str]) -> None:
    result = run(*(argument.format(here=folder.name) for argument in arguments))
    assert (result.exit_code, result.stdout) == (INPUT, "")
    assert "this file is read; name another one to write to" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "store/x.ttl", "--store", "store"],
        ["info", "-o", "store/x.txt", "--store", "./store"],
        ["paths", "a", "b", "--picture", "store/x.svg", "--store", "store"],
        ["sources", "-o", "store/x.csv", "--store", "store"],
        ["ground", "x", "--tables", "store", "--kind", "gene", "-o", "store/x.csv"],
        [*IMPORT, "--keep-going", "store/x.tsv"],
        ["sparql", "ASK {}", "-o", "other/CURRENT"],
        ["export", "other/msc-graph-store", "--format", "ntriples"],
        ["export", "form/leaving/x.ttl"],
    ],
    ids=" ".join,
)
def test_nothing_is_written_into_a_store(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (INPUT, "")
    assert "which msc-graph keeps" in result.stderr


def test_nothing_is_written_into_the_cache() -> None:
    cache = cache_folder("msc-graph")
    assert cache is not None
    assert "which msc-graph keeps" in run("info", "-o", str(cache / "x.txt")).stderr


def test_the_store_of_the_environment_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSC_GRAPH_STORE", "store")
    assert "which msc-graph keeps" in run("info", "-o", "store/x.txt").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["paths", "a", "b", "--format", "svg", "-o", "new.svg", "--picture", "new.svg"],
        ["rank", "a", "b", "-o", "new.svg", "--picture", "./new.svg"],
        [*IMPORT, "--keep-going", "new.tsv", "--left-out", "new.tsv"],
    ],
    ids=" ".join,
)
def test_two_results_do_not_go_into_one_file(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == INPUT
    assert "two results would be written here" in result.stderr


@pytest.mark.parametrize(
    "arguments", [[*IMPORT, "--keep-going", "-"], ["paths", "a", "b", "--picture", "-"]], ids=" ".join
)
def test_what_is_beside_the_result_does_not_go_to_standard_output(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "standard output has the result" in result.stderr


def test_an_output_of_the_same_name_elsewhere_is_fine(call: Call, folder: Path) -> None:
    elsewhere = folder.parent / f"{folder.name}-elsewhere"
    elsewhere.mkdir()
    assert call("validate", "in.ttl", "--format", "json", "-o", elsewhere / "in.ttl.json").stderr.startswith(
        "wrote"
    )


def test_what_is_no_file_is_told_as_what_it_is(folder: Path) -> None:
    for place, kind in (("/dev/null", "no regular file"), (".", "a folder")):
        for arguments in (["profile", place], ["import", "rdf", place, "--store", "new"]):
            result = run(*arguments)
            assert result.exit_code in (INPUT, USAGE)
            assert kind in result.stderr or "is a directory" in result.stderr or "ending" in result.stderr


@pytest.mark.parametrize("target", ["nowhere", "loop.tsv"])
def test_a_link_that_leads_nowhere_is_told(folder: Path, target: str) -> None:
    Path("loop.tsv").symlink_to(target)
    for arguments in (["profile", "loop.tsv"], ["import", "kgx", "loop.tsv", "--store", "new"]):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (INPUT, "")
        assert "this is a link to what is not there" in result.stderr
    Path("loop.tsv").unlink()


@pytest.mark.skipif(os.name == "nt", reason="names of files are text on Windows")
def test_a_store_whose_name_is_no_text_is_refused(folder: Path) -> None:
    columns = ["-p", "subject=s", "-p", "predicate=p", "-p", "object=o"]
    result = run("import", "table", "in.tsv", "--store", "\udcb9", *columns)
    assert result.exit_code == INPUT
    assert "not valid UTF-8" in result.stderr


def test_a_file_is_no_store(folder: Path) -> None:
    result = run("info", "--store", "in.csv")
    assert result.exit_code == INPUT
    assert "this is a file; a store is a folder" in result.stderr


@pytest.mark.parametrize("arguments", [["info"], ["export", "--format", "ntriples"]], ids=" ".join)
def test_a_missing_folder_and_a_folder_in_the_way_say_what_to_do(arguments: list[str]) -> None:
    command, *more = arguments
    output = ["-o"] if command == "info" else []
    missing = run(command, *output, "none/x.nt", *more)
    assert (missing.exit_code, missing.stdout) == (INPUT, "")
    assert "make it first, or name another" in missing.stderr
    in_the_way = run(command, *output, "store", *more)
    assert in_the_way.exit_code != 0
    assert "folder" in in_the_way.stderr or "directory" in in_the_way.stderr


def test_all_of_a_name_may_be_the_extension(tmp_path: Path, call: Call) -> None:
    elsewhere = tmp_path.parent / f"{tmp_path.name}-hidden"
    elsewhere.mkdir()
    call("sparql", "ASK {}", "-o", elsewhere / ".csv")
    assert "+--" not in (elsewhere / ".csv").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system does not name what is open")
class TestStreams:
    """Names of what the shell has open are streams: what stands there stays, what follows comes after."""

    @pytest.mark.parametrize(
        ("command", "name"),
        [
            *(
                ("sparql 'ASK {}' --format csv -o", name)
                for name in ("-", "/dev/stdout", "/dev/fd/1", "link")
            ),
            ("export --format ntriples --around PDCD4", "/proc/self/fd/1"),
        ],
    )
    def test_standard_output_that_is_a_file(self, tmp_path: Path, command: str, name: str) -> None:
        elsewhere = tmp_path.parent / f"{tmp_path.name}-streams"
        elsewhere.mkdir()
        (elsewhere / "link").symlink_to("/dev/stdout")
        script = f"{{ echo head; {sys.executable} -m msc_graph {command} {name}; echo tail; }} > all"
        done = subprocess.run(
            ["sh", "-c", script], cwd=elsewhere, capture_output=True, timeout=60, check=True
        )
        lines = (elsewhere / "all").read_text(encoding="utf-8").splitlines()
        assert (lines[0], lines[-1], done.stderr) == ("head", "tail", b"")
        assert len(lines) > 2
        assert not any("wrote" in line for line in lines)


def _commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield from _commands(command) if isinstance(command, click.Group) else [command]


def test_what_cannot_be_read_is_no_wrong_call() -> None:
    """Who opens it says so, with exit code 3; click's own look at it would end with 2."""
    paths = [
        (command.name, parameter.name)
        for command in _commands(cli)
        for parameter in command.params
        if isinstance(parameter.type, click.Path) and parameter.type.readable
    ]
    assert not paths


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything"
)
@pytest.mark.parametrize("line", [["profile", "in.csv", "Disease"], ["validate", "in.csv"]])
def test_a_file_that_may_not_be_read_is_named(folder: Path, line: list[str]) -> None:
    (folder / "in.csv").chmod(0)
    result = run(*line)
    (folder / "in.csv").chmod(0o600)
    assert result.exit_code == INPUT and "in.csv" in result.stderr


def test_a_folder_of_queries_that_may_not_be_read_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = os.scandir

    def refused(place: str | Path = ".") -> Any:
        if str(place) == "queries":
            raise PermissionError(13, "Permission denied", str(place))
        return listed(place)

    for option in ("--queries", "--lint"):
        with monkeypatch.context() as patched:
            patched.setattr("msc_graph.query.catalogue.os.scandir", refused)
            result = run("query", option, "queries")
        assert result.exit_code == INPUT and "Permission denied" in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        ["build", "a", "--store", "s"],
        ["import", "table", "in.csv", "--store", "s", "-p", "mapping=a"],
        ["profile", "a", "Disease"],
    ],
)
def test_a_folder_is_not_said_to_be_missing(folder: Path, line: list[str]) -> None:
    (folder / "a").mkdir()
    result = run(*line)
    assert (result.exit_code, result.stderr) == (INPUT, "msc-graph: a: this is a folder. Name a file.\n")


def test_a_file_is_no_folder_of_tables(folder: Path) -> None:
    result = run("import", "table", "in.csv", "--store", "s", "--tables", "in.csv", "-p", "subject=gene")
    assert (result.exit_code, "in.csv: it cannot be read" in result.stderr) == (INPUT, True)
