"""The command line as a whole: help, exit codes, messages, start."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from unicodedata import east_asian_width

import click
import pytest

from msc_graph import __version__
from msc_graph.cli.command import help_key
from msc_graph.cli.main import COMMANDS, cli
from msc_graph.errors import MissingPart
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.commands import SUMMARIES
from msc_graph.messages.help import COMMANDS as HELP
from msc_graph.messages.help import EXAMPLES, OPTIONS
from tests.helpers.command_line import (
    FINE,
    INPUT,
    MISSING,
    NO,
    USAGE,
    Call,
    program,
    run,
)
from tools.shown import downloads

CHINESE = re.compile("[\u4e00-\u9fff]")
HEAVY = (
    "rdflib",
    "oxrdflib",
    "networkx",
    "pyshacl",
    "owlready2",
    "pandas",
    "numpy",
    "curies",
    "pydantic",
    "rich",
)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        # the call is wrong
        ([], USAGE, "Usage"),
        (["nosuch"], USAGE, "nosuch"),
        (["info", "--nosuch"], USAGE, "--nosuch"),
        (["info", "--format", "xml"], USAGE, "table, json"),
        (["show", "PDCD4", "--lang", "de"], USAGE, "'en', 'zh'"),
        (["find"], USAGE, "TEXT"),
        (["find", ""], USAGE, "empty"),
        (["find", "cornea", "--limit", "0"], USAGE, "at least 1"),
        (["find", "cornea", "--limit", "many"], USAGE, "integer"),
        (["find", "cornea", "--category", "Diseas"], USAGE, "'Disease'"),
        (["find", "cornea", "--format", "jsn"], USAGE, "'json'"),
        (["query", "article-claim"], USAGE, "'article-claims'"),
        (["query", "trials", "-p", "lang"], USAGE, "key=value"),
        (["query", "trials", "-p", "=zh"], USAGE, "key=value"),
        (["query", "trials", "-p", "lang=zh", "-p", "lang=en"], USAGE, "twice"),
        (["query", "trials", "-p", "disease=x"], USAGE, "no such parameter"),
        (["query", "cargo-for-disease"], USAGE, "disease"),
        (["query", "trials", "--format", "xlxs"], USAGE, "csv"),
        (["query", "trials", "--timeout", "-1"], USAGE, "range"),
        (["query", "trials", "--timeout", "nan"], USAGE, "seconds"),
        (["sparql"], USAGE, "--file"),
        (["sparql", "ASK {}", "--file", "x.rq"], USAGE, "--file"),
        (["sparql", "SELECT nonsense"], USAGE, "line 1"),
        (["sparql", "ASK { SERVICE <http://127.0.0.1/> {} }"], USAGE, "refused"),
        (["sparql", "ASK { ?s nope:p ?o }"], USAGE, "Prefix not found: nope."),
        (["sparql", "DROP ALL"], USAGE, "read-only"),
        (["sparql", "ASK {}", "--timeout", "0"], USAGE, "range"),
        (["sparql", "ASK {}", "--timeout", "nan"], USAGE, "seconds"),
        (["paths", "PDCD4", "PDCD4"], USAGE, "same node"),
        (["paths", "PDCD4"], USAGE, "TARGET"),
        (["paths", "miR-21-5p", "PDCD4", "--max-hops", "9"], USAGE, "max_hops"),
        (["paths", "miR-21-5p", "PDCD4", "-k", "0"], USAGE, "k is 0"),
        (["paths", "miR-21-5p", "PDCD4", "--sign", "up"], USAGE, "'up'"),
        (["paths", "miR-21-5p", "PDCD4", "--min-belief", "2"], USAGE, "min_belief"),
        (["paths", "miR-21-5p", "PDCD4", "--hub-damping", "-1"], USAGE, "hub_damping"),
        (["paths", "miR-21-5p", "PDCD4", "--format", "cvs"], USAGE, "csv"),
        (["export"], USAGE, "FILE"),
        (["export", "graph.xyz"], USAGE, ".graphml"),
        (["export", "graph"], USAGE, ".graphml"),
        (["export", "graph.ttl", "--format", "turtel"], USAGE, "turtle"),
        (["export", "graph.ttl", "--hops", "2"], USAGE, "--around"),
        (["export", "graph.ttl", "-k", "2"], USAGE, "--paths"),
        (["export", "graph.ttl", "-p", "disease=x"], USAGE, "--query"),
        (["export", "graph.ttl", "--around", "PDCD4", "--hops", "0"], USAGE, "hops is 0"),
        (["export", "graph.ttl", "--around", "PDCD4", "--query", "article-claims"], USAGE, "one part"),
        (["export", "graph.ttl", "--query", "article-claimz"], USAGE, "article-claims"),
        (["validate", "graph.xyz"], USAGE, ".ttl"),
        (["validate", "--timeout", "5"], USAGE, "is for a FILE"),
        (["validate", "--engine", "slow"], USAGE, "slow"),
        (["validate", "--format", "xml"], USAGE, "table, json"),
        # the input is bad or missing
        (["show", "cornea injuries everywhere"], INPUT, "no node is called"),
        (["show", "0001525"], INPUT, "MAXO:0001525"),
        (["paths", "miR-21-5p", "dry eey"], INPUT, "no node is called"),
        (["query", "cargo-for-disease", "-p", "disease=PDCD4"], INPUT, "gene, and one of the class"),
        (["query", "cargo-for-disease", "-p", "disease="], INPUT, "no node is called"),
        (["sparql", "--file", "missing.rq"], INPUT, "missing.rq"),
        (["validate", "missing.ttl"], INPUT, "missing.ttl"),
        (["export", "no-such-folder/graph.ttl"], INPUT, "no-such-folder"),
        (["export", "graph.ttl", "--around", "dry eey"], INPUT, "no node is called"),
        (["info", "--output", "no-such-folder/info.txt"], INPUT, "no-such-folder"),
    ],
)
def test_a_wrong_call_has_its_exit_code_and_a_message_on_standard_error(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_missing_optional_part_is_a_4(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks_something() -> None:
        raise MissingPart("the part", "pip install it")

    monkeypatch.setattr("msc_graph.knowledge_graph.load", lacks_something)
    result = call("info")
    assert (result.exit_code, result.stdout) == (MISSING, "")
    assert "pip install it" in result.stderr


@pytest.mark.parametrize("name", ["x" * 10_000, "\x1b[31mred\x07", "\x00", "\u202egnp", "a\nb", "𝔭𝔡𝔠𝔡5"])
def test_a_strange_name_is_not_found_and_does_no_harm(call: Call, name: str) -> None:
    for arguments in (["show", name], ["paths", name, "PDCD4"]):
        result = call(*arguments)
        assert (result.exit_code, result.stdout) == (INPUT, "")
        assert not set(result.stderr.rstrip("\n")) & set("\x00\x07\x1b\n\u202e")
    assert call("find", name).exit_code in (FINE, NO)


def test_a_query_that_is_too_long_is_refused(call: Call) -> None:
    assert call("sparql", "ASK { ?s ?p ?o }" + " " * 70_000).exit_code == USAGE


def test_a_file_that_is_no_text_is_refused(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "picture.rq"
    file.write_bytes(b"\xff\xfe\x00\x89")
    for result in (call("sparql", "--file", file), call("sparql", "--file", "-", given=b"\xff\xfe")):
        assert result.exit_code == INPUT
        assert "UTF-8" in result.stderr


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sparql", "--file"], INPUT),
        (["validate"], USAGE),
        (["export"], USAGE),
        (["export", "--format", "turtle"], INPUT),
        (["info", "--output"], USAGE),
    ],
)
def test_a_folder_is_not_a_file(call: Call, tmp_path: Path, command: list[str], code: int) -> None:
    result = call(*command, tmp_path)
    assert (result.exit_code, result.stdout) == (code, "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_that_names_its_options(name: str, lang: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command and command.name == name
    with_language = any(parameter.name == "lang" for parameter in command.params)
    result = run(name, "--help", *(["--lang", lang] if with_language else []))
    assert result.exit_code == FINE
    told = "".join(result.stdout.split())
    if name in EXAMPLES:
        assert message(EXAMPLES, name, lang if with_language else "en") in result.stdout
    said = message(HELP, name, lang if with_language else "en")
    assert "".join(said.split()) in told
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in result.stdout
            text = message(OPTIONS, help_key(command, parameter), lang if with_language else "en")
            assert "".join(text.split()) in told
            assert with_language or not CHINESE.search(result.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_examples_of_help_run(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    downloads(tmp_path)
    Path("profile.csv").write_text("miRNA,log2FC\nmiR-21-5p,2\n", encoding="utf-8")
    for name in set(EXAMPLES) - {"build", "mcp", "serve", "sources"}:  # of a build, tests/recipes
        example = message(EXAMPLES, name, lang)
        result = call(*shlex.split(example)[1:])
        assert result.exit_code == FINE, (example, result.stderr)
    assert call(*shlex.split(message(EXAMPLES, "sources", lang))[1:]).exit_code == FINE
    assert set(EXAMPLES) == set(COMMANDS)


def test_no_help_is_left_over() -> None:
    commands = [cli, *(cli.get_command(click.Context(cli), name) for name in COMMANDS)]
    used = {
        help_key(command, parameter)
        for command in commands
        if command
        for parameter in command.get_params(click.Context(command))
        if isinstance(parameter, click.Option)
    }
    assert used == set(OPTIONS)
    assert set(HELP) == set(COMMANDS)


def test_help_is_in_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    for call in (["--help"], ["find", "--help"]):
        text = run(*call).stdout
        assert text.startswith("用法：") and "选项" in text
        assert not re.search("Usage|Options:|Commands:", text)
    assert run("find", "--help", "--lang", "en").stdout.startswith("Usage:")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_chinese_help_fits_the_terminal(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    for line in run(name, "--help").stdout.splitlines():
        wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
        assert wide <= 110, line


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_chinese_help_has_no_english_of_click(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    assert not re.search(r"default:|required|env", run(name, "--help").stdout)


def test_help_lists_every_command_with_what_it_does_on_a_line() -> None:
    lines = run("--help").stdout.partition("Commands:")[2].splitlines()[1:]
    assert [line.split()[0] for line in lines] == sorted(COMMANDS)
    assert set(SUMMARIES) == set(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)


def test_the_version_is_the_package_s() -> None:
    assert __version__.encode() in program("--version").stdout


@pytest.mark.parametrize(
    "statement", ["import msc_graph", "import msc_graph.cli.main; msc_graph.cli.main.main()"]
)
def test_starting_imports_nothing_heavy(statement: str) -> None:
    code = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {statement}"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, check=True, timeout=60, text=True
    )
    assert not set(HEAVY) & set(done.stderr.split())
