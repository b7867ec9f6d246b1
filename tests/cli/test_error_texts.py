"""What errors say is said in Chinese too: every text that stands where an error is raised."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from types import MappingProxyType

import pytest

import msc_graph
from msc_graph.messages.errors import in_chinese
from msc_graph.messages.refusals import REFUSALS
from tests.helpers.command_line import FINE, INPUT, USAGE, run

PACKAGE = Path(msc_graph.__file__).parent
TEXT_OF = {
    **dict.fromkeys(("UsageError", "InputError", "QueryFailed", "QueryRefused", "QueryTooLarge"), 0),
    **dict.fromkeys(("ValidationFailed", "ReasoningFailed", "Malformed", "_error"), 0),
    **dict.fromkeys(("FileRefused", "StoreRefused", "EndpointFailed"), 1),
    **dict.fromkeys(("NotAcceptable",), 0),
    **dict.fromkeys(("Refused",), 1),
    **dict.fromkeys(("BadRow", "QueryHeaderError", "UnwritableValue", "bad_row", "drop_bad"), 2),
    **dict.fromkeys(("add", "add_line", "add_table"), 2),
    **dict.fromkeys(("_without", "warn"), None),
    **dict.fromkeys(("_refuse", "refused"), None),
}
"""Where the text of an error stands among its arguments; None where that differs from file to file."""

NOTHING: Mapping[str, Sequence[ast.expr]] = MappingProxyType({})
SHARE = 0.97
"""Least share of the texts that are in Chinese: a new one may wait for its own a little while."""


def templates(node: ast.expr, named: Mapping[str, Sequence[ast.expr]] = NOTHING) -> Iterator[str]:
    """Yield the texts that an expression may give, with ``{}`` for values; none where it is only a value.

    ``named`` are the expressions that names may stand for.
    """
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(value.value) if isinstance(value, ast.Constant) else "{}" for value in values)
        case ast.IfExp(body=one, orelse=other):
            yield from templates(one, named)
            yield from templates(other, named)
        case ast.BoolOp(values=values):
            for value in values:
                yield from templates(value, named)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            for first, second in product(templates(left, named), templates(right, named)):
                yield first + second
        case ast.Name(id=name):
            for value in named.get(name, ()):
                yield from templates(value)


def of_names(tree: ast.Module) -> Mapping[str, list[ast.expr]]:
    """Return what is assigned to each name in a file, and what each function of a problem returns."""
    found: defaultdict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id].append(node.value)
    return found


def told(tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """Yield the line and the expression of each text that an error may be given in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            place = TEXT_OF.get(name, -1)
            texts = node.args if place is None else node.args[place : place + 1] if place >= 0 else []
            yield from ((node.lineno, text) for text in texts)
        elif isinstance(node, ast.FunctionDef) and "problem" in node.name:
            returned = [step.value for step in ast.walk(node) if isinstance(step, ast.Return)]
            yield from ((text.lineno, text) for text in returned if text is not None)


def raised() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every error that is made in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = of_names(tree)
        for line, expression in told(tree):
            for text in templates(expression, named):
                if " " in text.replace("{}", "").strip(" .:()"):
                    yield f"{path.relative_to(PACKAGE)}:{line}", text


def test_what_errors_say_is_said_in_chinese_too() -> None:
    texts = sorted(set(raised()))
    without = [f"{place}: {text}" for place, text in texts if in_chinese(text.replace("{}", "X")) is None]
    assert len(texts) > 550
    assert len(without) <= (1 - SHARE) * len(texts), "\n".join(without)


UNTOLD = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}|\b(?:is|not)\b")
"""English words in a row, or a verb."""


def test_what_is_told_in_chinese_is_told_whole() -> None:
    texts = {text for _, text in raised()}
    told = {text: in_chinese(text.replace("{}", "X")) for text in texts}
    half = {text for text, chinese in told.items() if chinese and UNTOLD.search(re.sub("'.*?'", "", chinese))}
    assert not half


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
        (["sparql", "CLEAR ALL"], USAGE, "查询被拒绝（第 1 行第 1 列）：CLEAR 是更新，而图只能读取。"),
        (["sparql", "SELEC * {}"], USAGE, "列失败：不是有效的 SPARQL：此处不能出现 'SELEC'。"),
        (["paths", "miR-21-5p", "白胞介素6"], INPUT, "您是指 'HGNC:6018 (白细胞介素6)'"),
        (["paths", "PTEN", "PTEN"], USAGE, "起点与终点是同一个节点"),
        (["find"], USAGE, "错误：缺少参数 'TEXT'。"),
        (["export", "-", "--format", "turtle", "--query", "shared-cargo"], FINE, "个节点之间没有边"),
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


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("HGNC:1 x,b", "列 's'：'HGNC:1 x' 含有空格、控制字符"),
        ("HGNC:1,HGNC:2", "'HGNC:1,HGNC:2' 是标识符的列表"),
        ("A:1,B:1,C:1", "它有 3 格；表头有 2 格"),
        (",B:1", "列 's'：没有 subject。"),
    ],
)
def test_a_bad_row_is_told_in_chinese(
    row: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MSC_GRAPH_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    several = row == "HGNC:1,HGNC:2"
    Path("t.csv").write_text(f"s;o\n{row};B:1\n" if several else f"s,o\n{row}\n", encoding="utf-8")
    ends = ["-p", "subject=s", "-p", "object=o", "-p", "predicate=msc:targets"]
    result = run("import", "table", "t.csv", "--store", "s", *ends)
    assert result.exit_code == INPUT
    assert said in result.stderr
