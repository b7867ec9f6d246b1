"""What was typed is what was meant: empty values, wide signs, and bytes that are no text."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest

from msc_graph.cli.main import COMMANDS, cli
from msc_graph.cli.typed import as_meant
from tests.helpers.command_line import FINE, USAGE, Call, run

VALUED = [
    (name, option.opts[0], "" if option.nargs == 1 else "x")
    for name in COMMANDS
    for option in cli.get_command(click.Context(cli), name).params  # type: ignore[union-attr]
    if isinstance(option, click.Option) and not option.is_flag
]


@pytest.mark.parametrize(("command", "option", "more"), VALUED, ids=lambda value: value or "''")
def test_an_option_without_its_value_is_named(
    command: str, option: str, more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = [option, "", *[more] * (2 if option == "--why" else 1 if more else 0)]
    result = run(command, *given)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert f"'{option}'" in result.stderr and "is empty" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "line",
    [["find", ""], ["show", " "], ["sparql", ""], ["export", ""], ["validate", ""], ["build", ""],
     ["paths", "PTEN", ""], ["import", ""], ["profile", "a.csv", ""]],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_argument_is_named(line: list[str]) -> None:
    result = run(*line)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "is empty: give it a value" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="arguments are text on Windows")
@pytest.mark.parametrize(
    "line",
    [["find", "PTEN", "--category", "\udcff"], ["query", "trials", "-p", "phase=\udcff"],
     ["serve", "--host", "h\udcff"], ["import", "table", "a.tsv", "--title", "T\udcff"]],
    ids=lambda line: line[0],
)  # fmt: skip
def test_an_option_of_bytes_that_are_no_text_is_named(line: list[str]) -> None:
    result = run(*line)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "has bytes that are not UTF-8" in result.stderr


LANG = click.Option(["--lang"], type=click.Choice(["en", "zh"]))
NUMBER, PAIR, DAMPING = (
    click.Option(["-k"], type=int),
    click.Option(["-p", "--parameter", "parameters"], multiple=True),
    click.Option(["--hub-damping"], type=float),
)
OPTIONS = {name: option for option in (LANG, NUMBER, PAIR, DAMPING) for name in option.opts}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("－k 3", ["-k", "3"]),
        ("-k ３", ["-k", "3"]),
        ("－k３", ["-k3"]),
        ("——lang zh", ["--lang", "zh"]),
        ("—lang zh", ["--lang", "zh"]),
        ("－－lang　ｚｈ", ["--lang", "zh"]),
        ("－－ｌａｎｇ＝ｚｈ", ["--lang=zh"]),
        ("角膜　——lang　zh", ["角膜", "--lang", "zh"]),
        ("--hub-damping ０．５", ["--hub-damping", "0.5"]),
        ("“corneal injury” x", ["corneal injury", "x"]),
        ("「角膜 损伤」", ["角膜 损伤"]),
        ("-p disease＝“corneal injury”", ["-p", "disease=corneal injury"]),
        # what is no doubt meant otherwise stays
        ("——PTEN –old", ["——PTEN", "–old"]),
        ("“corneal injury", ["“corneal", "injury"]),
        ("-- －k ３", ["--", "－k", "３"]),
        ("“a”和“b”", ["“a”和“b”"]),
        ("角膜，损伤 ５", ["角膜，损伤", "５"]),
    ],
)
def test_signs_of_a_chinese_keyboard_are_understood(typed: str, meant: list[str]) -> None:
    assert as_meant(typed.split(" "), OPTIONS) == meant


@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        (["ｆｉｎｄ", "ＰＴＥＮ", "--limit", "１"], ["find", "PTEN", "--limit", "1"]),
        (["find　PTEN", "－－format", "ｃｓｖ"], ["find", "PTEN", "--format", "csv"]),
        (["show", "“corneal", "injury”"], ["show", "corneal injury"]),
        (["show", "PMID：37859748"], ["show", "PMID:37859748"]),
        (["paths", "miR-21-5p", "PTEN", "--predicate", "msc：targets", "--sign", "－"],
         ["paths", "miR-21-5p", "PTEN", "--predicate", "msc:targets", "--sign", "-"]),
        (["query", "trials", "——format＝csv"], ["query", "trials", "--format", "csv"]),
    ],
    ids=lambda line: line[0],
)  # fmt: skip
def test_a_call_in_wide_letters_is_answered_as_the_plain_one(
    call: Call, wide: list[str], plain: list[str]
) -> None:
    result = call(*wide)
    assert (result.exit_code, result.stdout) == (FINE, call(*plain).stdout)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["pahts", "a", "b"], "No such command 'pahts'. Did you mean 'paths'?"),
        (["show", "corneal", "injury"], 'Put words that belong together in quotes: "corneal injury".'),
        (["paths", "miR-21-5p", "dry", "eye", "disease", "--ids"], "No such option '--ids'"),
        (["paths", "miR-21-5p", "dry", "eye", "disease", "-k", "1"], 'in quotes: "dry eye disease".'),
        (["export", "x.ttl", "--around", "corneal", "injury"], 'in quotes: "corneal injury".'),
        (["paths", "--from", "MSC", "--to", "PTEN"], "Give SOURCE and TARGET without an option."),
        (["paths", "miR-21-5p　PTEN"], "type an ordinary one in 'miR-21-5p　PTEN'."),
        (["info", "PTEN"], "unexpected extra argument (PTEN).\n"),
        (["show", "PTEN", "－x"], "unexpected extra argument (－x).\n"),
    ],
)  # fmt: skip
def test_a_mistyped_call_is_told_what_to_type(line: list[str], said: str) -> None:
    result = run(*line)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert said in result.stderr


def test_wide_names_of_files_and_columns_stay(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ｐ.csv").write_text("ＩＤ,ＦＣ\nmiR-21-5p,2\n", encoding="utf-8")
    result = call("profile", "ｐ.csv", "--name-column", "ＩＤ", "--value-column", "ＦＣ", "-o", "ｏ.csv")
    assert result.exit_code == FINE
    assert Path("ｏ.csv").is_file()
