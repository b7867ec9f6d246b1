"""Errors in the language of the reader; the English of the sentences is what the errors say themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from msc_graph.errors import CurationError, MscGraphError, Offer
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import Messages, message
from msc_graph.messages.refusals import REFUSALS

SENTENCES: Messages = {
    "unknown-format": (
        "unknown format {name!r}.{near} Known formats: {known}.",
        "未知的格式 {name!r}。{near}已知的格式：{known}。",
    ),
    "unknown-format-in-file": (
        "{file} has no extension, which would tell its format. Add one, or name a format."
        " Known formats: {known}.",
        "{file} 没有扩展名，无法得知其格式。请加上扩展名，或指明格式。已知的格式：{known}。",
    ),
    "unknown-query": (
        "no saved query is called {name!r}.{near} List them with 'msc-graph query'.",
        "没有名为 {name!r} 的预存提问。{near}用 'msc-graph query' 列出全部。",
    ),
    "unknown-node": (
        "no node is called {name!r}.{near}{more} Search with 'msc-graph find'.",
        "没有名为 {name!r} 的节点。{near}{more}用 'msc-graph find' 查找。",
    ),
    "unknown-node-of-class": (
        "{name!r} is {others}, and one of the class {wanted} is needed.",
        "{name!r} 是 {others}，而这里需要{wanted}。",
    ),
    "unknown-node-in-file": (
        "nothing in {file} is called {name!r}.{near}{more}"
        " Give a label, the last part of an IRI, a prefixed name or an IRI.",
        "{file} 中没有名为 {name!r} 的事物。{near}{more}请给出名称、IRI 的末段、带前缀的名称或 IRI。",
    ),
    "ambiguous-name": (
        "{name!r} may mean {choices}. Say which by its identifier.",
        "{name!r} 可能指 {choices}。请用标识符说明是哪一个。",
    ),
    "query-timeout": (
        "the query was stopped after {seconds:g} seconds. Narrow it, or raise the limit (--timeout).",
        "查询在 {seconds:g} 秒后被停止。请缩小范围，或放宽时限（--timeout）。",
    ),
    "query-too-large": (
        "the answer passed {limit}. Add a LIMIT, or ask for less.",
        "回答超过了上限：{limit}。请加上 LIMIT，或缩小提问。",
    ),
    "validation-timeout": (
        "the validation was stopped after {seconds:g} seconds."
        " Validate a smaller file, or raise the limit (--timeout).",
        "验证在 {seconds:g} 秒后被停止。请验证较小的文件，或放宽时限（--timeout）。",
    ),
    "reasoning-timeout": (
        "the reasoner was stopped after {seconds:g} seconds. Ask about less, or raise the limit (--timeout).",
        "推理机在 {seconds:g} 秒后被停止。请缩小提问，或放宽时限（--timeout）。",
    ),
    "missing-part": (
        "{what} is not installed. Install it with: {install}",
        "未安装：{what}。安装命令：{install}",
    ),
}
"""The errors whose data say all of them, by `MscGraphError.id`."""

KINDS: Messages = {
    "usage": ("wrong call", "用法有误"),
    "query-parameter": ("a parameter of a question", "提问的参数有误"),
    "query-refused": ("a query that is not run", "查询被拒绝"),
    "query-failed": ("a query that failed", "查询失败"),
    "curation": ("mistakes in the curated tables", "审编表中的错误"),
    "file-refused": ("a file that cannot be used", "文件无法使用"),
    "bad-row": ("a row that cannot be used", "此行无法使用"),
    "store-refused": ("a store that cannot be used", "库无法使用"),
    "store-locked": ("a store that is being written", "库正被写入"),
    "query-header": ("a malformed header of a question", "提问的文件头有误"),
    "engine-failed": ("DuckDB or Spark did not answer", "DuckDB 或 Spark 没有回答"),
    "endpoint-failed": ("an endpoint that does not answer", "端点没有回答"),
    "validation-failed": ("a validation that failed", "验证未能完成"),
    "reasoning-failed": ("a reasoner that failed", "推理未能完成"),
    "unwritable-value": ("a value that cannot be written", "有值无法写出"),
}
"""What kind of error it is, for those of which a part is in English."""

DID_YOU_MEAN: Messages = {"one of": (" Did you mean {names}?", "您是指 {names} 吗？")}


def worded(error: MscGraphError, lang: str) -> str:
    """Return what an error says in a language; a part that is told by others stays in English.

    Raises:
        UsageError: there is no such language.
    """
    key = f"{error.id}-in-file" if getattr(error, "file", None) is not None else error.id
    key += "-of-class" * bool(getattr(error, "others", ()))
    if key in SENTENCES:
        return message(SENTENCES, key, lang, **_values(error, lang))
    if lang == LANGUAGES[0]:
        return str(error)
    if isinstance(error, CurationError):
        listed = (replace(problem, message=told_in(lang, problem.message)) for problem in error.problems)
        return "\n  ".join((f"{message(KINDS, error.id, lang)}：", *map(str, listed)))
    if (told := in_chinese(str(error))) is not None:
        return told
    return f"{message(KINDS, error.id, lang)}：{error}" if error.id in KINDS else str(error)


def told_in(lang: str, text: str) -> str:
    """Return what was told in English, in a language where `REFUSALS` have it."""
    return text if lang == LANGUAGES[0] else in_chinese(text) or text


def in_chinese(text: str) -> str | None:
    """Return what an error says in Chinese, None where `REFUSALS` do not have it.

    Values, and a place in front, stay as they are; sentences among the values are put into Chinese too.

    >>> in_chinese("my.csv:2: unknown language 'fr'; the languages are en, zh")
    "my.csv:2：未知的语言 'fr'；可用的语言：en, zh"
    """
    return _whole(text.strip()) or _behind_a_place(text) or _one_by_one(text)


def _whole(text: str) -> str | None:
    fitting = ((english, found) for english, found in _fitting(text) if found)
    english, values = max(fitting, key=lambda fit: len(fit[0].replace("{}", "")), default=("", None))
    if values is None:
        told = _whole(text[:-1]) if text.endswith(".") else None
        return f"{told}。" if told else None
    return REFUSALS[english].format(*(in_chinese(value) or value for value in values.groups()))


def _fitting(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the sentences whose words a text has, each with its match."""
    for english in REFUSALS:
        pieces = english.split("{}")
        if all(piece in text for piece in pieces):
            yield english, re.fullmatch("(.*?)".join(map(re.escape, pieces)), text, re.DOTALL)


def _behind_a_place(text: str) -> str | None:
    """Return a text whose part behind a colon is in Chinese, the longest such part."""
    for colon in re.finditer(": ", text):
        if (told := _whole(text[colon.end() :].strip())) is not None:
            return f"{text[: colon.start()]}：{told}"
    return None


def _one_by_one(text: str) -> str | None:
    """Return sentences of which each is in Chinese."""
    parted = re.match(r"(.+?[.?]) (.+)", text.strip(), re.DOTALL)
    if parted is None or (told := _whole(parted[1]) or _whole(parted[1].rstrip("."))) is None:
        return None
    return told + others if (others := in_chinese(parted[2])) is not None else None


def _offered(text: str, lang: str) -> str:
    return text.zh if lang == "zh" and isinstance(text, Offer) else text


def _values(error: MscGraphError, lang: str) -> dict[str, Any]:
    """Return the data of an error as they stand in its sentence."""
    values = dict(vars(error))
    candidates = [_offered(one, lang) for one in values.get("candidates", ())]
    names, more = ", ".join(map(repr, candidates)), str(values.get("more", ""))
    return {
        **values,
        "more": in_chinese(more) or more if lang == "zh" else more,
        "near": message(DID_YOU_MEAN, "one of", lang, names=names) if names else "",
        "known": ", ".join(values.get("known", ())),
        "choices": "; ".join(candidates),
        "others": "; ".join(_offered(one, lang) for one in values.get("others", ())),
        "wanted": _offered(values.get("wanted") or "", lang),
    }
