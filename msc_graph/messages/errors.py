"""Errors in the language of the reader; the English of the sentences is what the errors say themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import chain, islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from msc_graph.errors import CurationError, MscGraphError, Offer, without_secrets
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import Messages, message
from msc_graph.messages.refusals import REFUSALS
from msc_graph.messages.values import VALUES
from msc_graph.vocabulary.ontology import vocabulary

SENTENCES: Messages = {
    "unknown-format": (
        "unknown format {name!r}.{near} Known formats: {known}.",
        "未知的格式 {name!r}。{near}已知的格式：{known}。",
    ),
    "unknown-format-in-file": (
        "{file}: unknown format {name!r}.{near} Known formats: {known}.",
        "{file}：未知的格式 {name!r}。{near}已知的格式：{known}。",
    ),
    "unknown-format-of-no-extension": (
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
        "回答超过了 {limit}。请加上 LIMIT，或缩小提问。",
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


OTHERS: Messages = {"said": ("{said}", "原文“{said}”")}
"""What parsers, engines and the system say in words that `REFUSALS` do not have."""

_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
_PROSE = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_SAID = re.compile(rf"“[^”]*”|{_QUOTED.pattern}")
_JOINT = re.compile(r"'[^']*'|\"[^\"]*\"|(, | or | and )")
_JOINTS = MappingProxyType({", ": ", ", " or ": " 或 ", " and ": " 和 "})
_PLACES = 5
"""Colons of a text that are looked at for the end of a place. Our choice."""
_LONG = 1000
"""Letters from which on a text is not taken apart, for its time grows with their square. Our choice."""
_TORN = 4
"""How much worse English within a sentence of ours is than a sentence left in English. Our choice."""


class Told(NamedTuple):
    """A text in Chinese, as far as it could be, and how many English letters it keeps."""

    left: int
    text: str


def worded(error: MscGraphError, lang: str) -> str:
    """Return what an error says in a language; words of others that have no Chinese are quoted.

    Raises:
        UsageError: there is no such language.
    """
    key = f"{error.id}-in-file" if getattr(error, "file", None) is not None else error.id
    key = f"{error.id}-of-no-extension" if getattr(error, "extended", True) is False else key
    key += "-of-class" * bool(getattr(error, "others", ()))
    if key in SENTENCES:
        return without_secrets(message(SENTENCES, key, lang, **_values(error, lang)))
    if lang == LANGUAGES[0]:
        return str(error)
    if isinstance(error, CurationError):
        listed = (replace(problem, message=told_in(lang, problem.message)) for problem in error.problems)
        return "\n  ".join((f"{message(KINDS, error.id, lang)}：", *map(str, listed)))
    said = _renamed(str(error), getattr(error, "chinese", {}))
    if (told := in_chinese(said)) is not None:
        return told
    if error.id not in KINDS:
        return str(error)
    place, said = re.fullmatch(r"((?:.*?:\d+)?:? ?)(.*)", str(error), re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{message(KINDS, error.id, lang)}：{place}{_of_others(said)}"


def told_in(lang: str, text: str) -> str:
    """Return what was told in English, in a language where `REFUSALS` have it."""
    return text if lang == LANGUAGES[0] else in_chinese(text) or text


def in_chinese(text: str) -> str | None:
    """Return what an error says in Chinese, None where `REFUSALS` do not have it.

    Of all ways to read it as sentences of ours, the one counts that keeps the fewest English letters. Values,
    and a place in front, stay as they are; sentences among the values are put into Chinese too, and the words
    of others (`REFUSALS` has ``{…}`` for them) are quoted where they have no Chinese.

    >>> in_chinese("my.csv:2: unknown language 'fr'; the languages are en, zh")
    "my.csv:2：未知的语言 'fr'；可用的语言：en, zh"
    >>> in_chinese("its answer is malformed (odd words)")
    '回答有误（原文“odd words”）'
    """
    told = _told(text.strip())
    return None if told.text == text.strip() else told.text


@lru_cache(maxsize=4096)
def _told(text: str) -> Told:
    """Return the best reading of a text."""
    as_it_is = _kept(text)
    if _QUOTED.fullmatch(text) or not as_it_is.left:
        return as_it_is
    ways = _WAYS_OF_LINES if "\n" in text else _WAYS if len(text) < _LONG else (_whole,)
    return min([*chain.from_iterable(way(text) for way in ways), as_it_is], key=attrgetter("left"))


def _kept(text: str) -> Told:
    return Told(len(re.findall("[A-Za-z]", text)), text)


def _of_others(text: str) -> str:
    """Return words of others, in quotes where there are several."""
    return message(OTHERS, "said", LANGUAGES[1], said=text) if _WORDS.search(text) else text


@cache
def _sentences() -> Sequence[tuple[str, str, re.Pattern[str]]]:
    """Return the sentences, each with the longest text between its values, and the pattern of the whole."""
    pieces = {english: re.split(r"\{…?\}", english) for english in REFUSALS}
    return [
        (english, max(parts, key=len), re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL))
        for english, parts in pieces.items()
    ]


def _whole(text: str) -> Iterator[Told]:
    """Yield the readings of a text as one sentence, each with its values in Chinese."""
    for english, longest, pattern in _sentences():
        if longest not in text or not all(part in text for part in re.split(r"\{…?\}", english)):
            continue
        for said, end in ((text.removesuffix("."), "。"), (text, "")):
            if (fit := pattern.fullmatch(said)) and (said != text or not end):
                if any("\n" in value for value in fit.groups()) and "{…}" not in english:
                    continue
                slots = re.findall(r"\{…?\}", english)
                values = [_value(value, slot) for value, slot in zip(fit.groups(), slots, strict=True)]
                if (names := _NAMED.get(english)) is not None:
                    values = [Told(0, _told(_renamed(fit[1], names())).text)]
                told = REFUSALS[english].format(*(value.text for value in values))
                yield Told(sum(value.left for value in values), told + end)


def _renamed(listed: str, names: Mapping[str, str]) -> str:
    """Return a text with other names for those of its lists that have one; a name may hold a comma."""
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    members = rf"(?:^|(?<=[,:] ))(?:{'|'.join(longest_first)})(?=, | and |\.?$|\. )" if names else "$^"
    return re.sub(members, lambda found: names[found[0]], listed)


def _classes() -> dict[str, str]:
    return vocabulary().class_labels(LANGUAGES[1])


def _values_of_lists() -> dict[str, str]:
    """Return the Chinese of the values of closed lists, where it is the same in all of them."""
    chinese: dict[str, set[str]] = {}
    for english, word in VALUES.values():
        chinese.setdefault(english, set()).add(word)
    return {english: words.pop() for english, words in chinese.items() if len(words) == 1}


_NAMED: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "The categories are: {}.": _classes,
    "Known ones: {}.": _classes,
    "The values are: {}.": _values_of_lists,
}
"""The sentences that list names which have a Chinese one."""


def _value(text: str, slot: str) -> Told:
    """Return what stands in a place of a sentence: a value, a piece of ours, or the words of others."""
    told = _told(said := text.strip())
    if told.text == said:
        told = Told(told.left, _of_others(said)) if slot == "{…}" else _kept(text)
    elif text.startswith("  "):
        told = Told(told.left, f"  {told.text}")
    return told if slot == "{…}" else _weighed(told)


def _weighed(told: Told) -> Told:
    """Return a part of a sentence, so that one torn out of the words of others is no good reading."""
    return Told(told.left * _TORN, told.text) if _PROSE.search(_SAID.sub("", told.text)) else told


def _behind_a_place(text: str) -> Iterator[Told]:
    """Yield the readings of a text whose part behind a colon is a sentence of ours."""
    for colon in islice(re.finditer(": ", text.partition("\n")[0]), _PLACES):
        place, said = _weighed(_kept(text[: colon.start()])), text[colon.end() :].strip()
        if (told := _told(said)).text != said:
            yield Told(place.left + told.left, f"{place.text}：{told.text}")


def _by_line(text: str) -> Iterator[Told]:
    """Yield the reading of a text line by line; where there is but one, it is not read."""
    if "\n" in text:
        lines = [_value(line, "{}") for line in text.split("\n")]
        yield Told(sum(line.left for line in lines), "\n".join(line.text for line in lines))


def _one_by_one(text: str) -> Iterator[Told]:
    """Yield the readings of a text as sentences, or as parts of one."""
    for pattern, joint in ((r"(.+?[.?]) (.+)", ""), (r"(.+?); (.+)", "；")):
        if parted := re.fullmatch(pattern, text):
            first, second = map(_told, parted.groups())
            if all(one.text != part for one, part in zip((first, second), parted.groups(), strict=True)):
                yield Told(first.left + second.left, f"{first.text}{joint}{second.text}")


def _listed(text: str) -> Iterator[Told]:
    """Yield the reading of a text as a list of values and of pieces of ours."""
    cuts = [cut for cut in _JOINT.finditer(text) if cut[1]]
    edges = [0, *(edge for cut in cuts for edge in cut.span()), len(text)]
    items = [text[begin:end] for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    told = [_told(item) if cuts else _kept(item) for item in items]
    known = (
        " " not in _QUOTED.sub("", item) or one.text != item for item, one in zip(items, told, strict=True)
    )
    if cuts and all(known):
        joints = [*(_JOINTS[cut[1]] for cut in cuts), ""]
        pairs = zip(told, joints, strict=True)
        yield Told(sum(one.left for one in told), "".join(one.text + joint for one, joint in pairs))


_WAYS_OF_LINES = (_behind_a_place, _whole, _by_line)
_WAYS = (_listed, _behind_a_place, _whole, _one_by_one)
"""How a text may be read; of readings that keep as many letters, the first one counts."""


def _offered(text: str, lang: str) -> str:
    return text.zh if lang == "zh" and isinstance(text, Offer) else text


def _values(error: MscGraphError, lang: str) -> dict[str, Any]:
    """Return the data of an error as they stand in its sentence."""
    values = dict(vars(error))
    candidates = [_offered(one, lang) for one in values.get("candidates", ())]
    names, more = ", ".join(map(repr, candidates)), str(values.get("more", ""))
    return {
        **values,
        "more": told_in(lang, more),
        **{name: told_in(lang, values[name]) for name in ("limit", "what", "install") if name in values},
        "near": message(DID_YOU_MEAN, "one of", lang, names=names) if names else "",
        "known": ", ".join(values.get("known", ())),
        "choices": "; ".join(candidates),
        "others": "; ".join(_offered(one, lang) for one in values.get("others", ())),
        "wanted": _offered(values.get("wanted") or "", lang),
    }
