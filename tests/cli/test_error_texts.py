"""What errors say is said in Chinese too: every text that stands where an error is raised."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import msc_graph
from msc_graph.messages.errors import in_chinese
from msc_graph.messages.refusals import REFUSALS
from tests.helpers.command_line import INPUT, USAGE, run

PACKAGE = Path(msc_graph.__file__).parent
TEXT_OF = {
    **dict.fromkeys(("UsageError", "InputError", "QueryFailed", "QueryRefused", "QueryTooLarge"), 0),
    **dict.fromkeys(("ValidationFailed", "ReasoningFailed", "Malformed", "_error"), 0),
    **dict.fromkeys(("FileRefused", "StoreRefused", "EndpointFailed"), 1),
    **dict.fromkeys(("BadRow", "QueryHeaderError", "UnwritableValue", "bad_row"), 2),
}
"""Where the text of an error stands among its arguments."""

SHARE = 0.95
"""Least share of the texts that are in Chinese: a new one may wait for its own a little while."""


def templates(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may give, with ``{}`` for values; none where it is only a value."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(value.value) if isinstance(value, ast.Constant) else "{}" for value in values)
        case ast.IfExp(body=one, orelse=other):
            yield from templates(one)
            yield from templates(other)
        case _:
            return


def raised() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every error that is made in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                place = TEXT_OF.get(ast.unparse(node.func).rpartition(".")[2])
                if place is not None and len(node.args) > place:
                    for text in templates(node.args[place]):
                        if text.replace("{}", "").strip(" .:()"):
                            yield f"{path.relative_to(PACKAGE)}:{node.lineno}", text


def test_what_errors_say_is_said_in_chinese_too() -> None:
    texts = list(raised())
    without = [f"{place}: {text}" for place, text in texts if in_chinese(text.replace("{}", "X")) is None]
    assert len(texts) > 300
    assert len(without) <= (1 - SHARE) * len(texts), "\n".join(without)


def test_chinese_has_the_values_of_the_english() -> None:
    for english, chinese in REFUSALS.items():
        values = [f"<{number}>" for number in range(english.count("{}"))]
        told = chinese.format(*values)
        assert all(value in told for value in values), english
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told), english


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["find", "x", "--category", "Diseas"], USAGE, "未知的类别 'Diseas'。您是指 'Disease'"),
        (["query", "trials-by-phase", "-p", "phase=9"], USAGE, "图中没有 '9' 这个值。可取的值有：Early"),
        (["profile", "nosuch.csv"], INPUT, "nosuch.csv：没有这个文件。请检查路径。"),
        (["sparql", "SELECT * { X:1 ?p ?o }"], USAGE, "查询在第 1 行第 12 列失败：没有声明前缀 X。"),
        (["sparql", "CLEAR ALL"], USAGE, "CLEAR 是更新，而图只能读取。"),
        (["paths", "PTEN", "PTEN"], USAGE, "起点与终点是同一个节点"),
        (["find"], USAGE, "错误：缺少参数 'TEXT'。"),
        (["find", "x", "--limit", "y"], USAGE, "错误：'--limit' 的值有误：'y' 不是整数。"),
        (["find", "x", "--nosuch"], USAGE, "错误：没有选项 '--nosuch'。"),
        (["nosuch"], USAGE, "错误：没有命令 'nosuch'。"),
        (["reason", "f.ttl", "--memory", "1"], USAGE, "1 不在范围 64<=x<=1048576 之内。"),
        (["info", "--store", "nosuch"], INPUT, "nosuch：没有这个文件夹。"),
    ],
)
def test_an_error_is_chinese_from_end_to_end(
    arguments: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
