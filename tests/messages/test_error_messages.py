"""Errors in Chinese: the sentences whose English the errors say, and the kinds of the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msc_graph import errors
from msc_graph.errors import MscGraphError
from msc_graph.messages.errors import KINDS, SENTENCES, in_chinese, worded

CHINESE = re.compile("[\u4e00-\u9fff]")
ERRORS = [
    errors.UnknownFormat("cvs", ("csv", "json")),
    errors.UnknownFormat("zzzz", ("csv", "json")),
    errors.UnknownFormat(".cvs", (".csv",), file=Path("a.cvs")),
    errors.UnknownFormat("", (".csv",), file=Path("a")),
    errors.UnknownQuery("trialz", ("trials",)),
    errors.UnknownNode("x", ("PDCD4", "PTEN")),
    errors.UnknownNode("x", file=Path("a.ttl")),
    errors.UnknownNode("x", more=" More help."),
    errors.UnknownNode(
        "x", others=[errors.Offer("HGNC:1 (x), gene")], wanted=errors.Offer("disease", "疾病")
    ),
    errors.AmbiguousName("x", ("HGNC:1 a", "HGNC:2 b")),
    errors.QueryTimeout(2.5),
    errors.QueryTooLarge("the limit of 100,000 rows"),
    errors.ValidationTimeout(3),
    errors.ReasoningTimeout(3),
    errors.MissingPart("polars", "pip install polars"),
]


def kind_of(key: str) -> str:
    """Return the id of the error that a sentence is about."""
    return re.sub("-in-file|-of-class|-of-no-extension", "", key)


def kinds(kind: type[MscGraphError]) -> set[type[MscGraphError]]:
    return {kind}.union(*map(kinds, kind.__subclasses__()))


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_the_english_sentence_is_what_the_error_says(error: MscGraphError) -> None:
    assert worded(error, "en") == str(error)
    assert CHINESE.search(worded(error, "zh"))


def test_a_limit_is_in_chinese_too() -> None:
    error = errors.QueryTooLarge("the limit of 100,000 rows")
    assert worded(error, "zh") == "回答超过了 100,000 行的上限。请加上 LIMIT，或缩小提问。"


def test_every_sentence_is_tried() -> None:
    assert {error.id for error in ERRORS} == set(map(kind_of, SENTENCES))


def test_every_kind_of_error_has_its_words() -> None:
    ids = {kind.id for kind in kinds(MscGraphError) if kind.__module__ == errors.__name__}
    assert ids - {"error", "input"} == set(map(kind_of, {*SENTENCES, *KINDS}))


def test_further_help_is_in_chinese_too() -> None:
    more = " Nor is it a category. The categories are: Disease, Gene."
    said = "没有名为 'x' 的节点。它也不是类别。类别有：疾病, 基因。用 'msc-graph find' 查找。"
    assert worded(errors.UnknownNode("x", more=more), "zh") == said


@pytest.mark.parametrize(("kind", "chinese"), [("Path", "路径"), ("File", "文件"), ("Directory", "文件夹")])
def test_what_cannot_be_read_is_called_in_chinese(kind: str, chinese: str) -> None:
    said = f"Invalid value for 'FILE': {kind} 'x.csv' is not readable."
    assert in_chinese(said) == f"'FILE' 的值有误：{chinese} 'x.csv' 不可读。"


def test_names_that_an_error_brings_in_chinese_are_listed_so() -> None:
    said, chinese = "no edge states the cell 'a'. The cells are: a, b.", {"a": "甲", "b": "乙"}
    error = errors.UsageError(said, chinese=chinese)
    assert worded(error, "zh") == "没有边说明受体细胞 'a'。细胞有：甲, 乙。"


@pytest.mark.parametrize(
    ("listed", "chinese"),
    [
        ("Active, not recruiting, Completed, my own", "进行中，不再招募, 已完成, my own"),
        ("Early Phase 1, Phase 1 and 2 more", "早期1期, 1期 和 另外 2 个"),
    ],
)
def test_values_that_are_offered_are_in_chinese_too(listed: str, chinese: str) -> None:
    error = errors.QueryParameterError(
        "q", "p", f"the graph has no such value as 'x'. The values are: {listed}."
    )
    assert f"可取的值有：{chinese}。" in worded(error, "zh")


def test_mistakes_in_the_curated_tables_are_in_chinese_each() -> None:
    problems = [
        errors.TableProblem("nodes.tsv", 10, "class", "unknown class 'Gen'. Did you mean 'Gene'?"),
        errors.TableProblem("claims.tsv", 3, "", "3 cells where 15 are needed; is a tab missing or doubled?"),
        errors.TableProblem(
            "mechanisms.tsv", 4, "route", "X:1 is a Gene, but the route of a mechanism must be a Y"
        ),
    ]
    assert worded(errors.CurationError(problems), "zh").splitlines() == [
        "审编表中的错误：",
        "  claims.tsv:3: 有 3 格，应有 15 格；是否少了或多了制表符？",
        "  mechanisms.tsv:4: route: X:1 是 Gene，但 机制的 route 应为 Y",
        "  nodes.tsv:10: class: 未知的类别 'Gen'。您是指 'Gene' 吗？",
    ]


def test_what_is_told_by_others_keeps_its_text_behind_the_kind() -> None:
    error = errors.FileRefused("a.csv", "odd words of others", line=3)
    assert worded(error, "zh") == "文件无法使用：a.csv:3: 原文“odd words of others”"
    assert worded(error, "en") == str(error)
