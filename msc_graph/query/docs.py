"""What the header of a saved query says, for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msc_graph.languages import best
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.queries import KINDS, WORDS, tag_in
from msc_graph.messages.values import text_in, value_in

if TYPE_CHECKING:
    from msc_graph.query.catalogue import QueryParameter, SavedQuery


def example_call(query: SavedQuery) -> str:
    """Return the example call of a query as a command line."""
    parts = ["msc-graph", "query", query.name]
    for name, value in query.call.items():
        parts += ["-p", f"{name}={value}"]
    return " ".join(_quoted(part) for part in parts)


def _quoted(word: str) -> str:
    """Return a word of a command line, in double quotes (which Windows knows too) where it needs some."""
    return word if re.fullmatch(r"[\w.:=+@/-]+", word) else f'"{word}"'


def explain(query: SavedQuery, lang: str = "en") -> str:
    """Return the documentation of one query as Markdown, in ``lang`` where there is a translation."""
    return "\n".join(explained(query, lang, level="# ")) + "\n"


def explained(query: SavedQuery, lang: str, *, level: str) -> Iterator[str]:
    """Yield the lines of that documentation; ``level`` begins its heading (``"### "``)."""
    words = in_language(WORDS, lang)
    yield f"{level}{query.name}"
    yield ""
    yield query.summary[lang]
    yield ""
    if query.is_check:
        for key, texts in (("problem", query.problem), ("reason", query.reason), ("remedy", query.remedy)):
            yield f"- {words[key]}: {texts[lang]}"
    else:
        yield f"- {words['why']}: {query.motivation[lang]}"
    answers = tuple(text_in(answer, lang) for answer in query.answers)
    for key, names in (("answers", answers), ("tags", tuple(tag_in(tag, lang) for tag in query.tags))):
        if names:
            yield f"- {words[key]}: {', '.join(names)}"
    yield from _listed(words["parameters"], [_parameter(p, lang) for p in query.parameters])
    if query.columns:
        yield from _listed(words["columns"], list(_columns(query, lang)))
    else:
        yield f"- {words['graph']}"
    if not query.is_check:
        yield f"- {words['example']}: `{example_call(query)}`"


def _listed(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"- {title}:"
        yield from (f"  - {item}" for item in items)


def _parameter(parameter: QueryParameter, lang: str) -> str:
    words = in_language(WORDS, lang)
    narrower = parameter.category or (f"{parameter.prefix}:" if parameter.prefix else "")
    kind = message(KINDS, parameter.type.value, lang) + (f" ({narrower})" if narrower else "")
    facts = [kind]
    if parameter.label:
        facts.append(words["label"])
    if parameter.values_of:
        facts.append(words["values"])
    if parameter.many:
        facts.append(words["many"])
    elif parameter.default is None:
        facts.append(words["needed"])
    else:
        facts.append(f"{words['default']} `{parameter.default}`")
    facts.append(f"{words['for']} `{parameter.example}`")
    return f"`{parameter.name}`: {_in(parameter.meaning, lang)}; {', '.join(facts)}"


def _columns(query: SavedQuery, lang: str) -> Iterator[str]:
    for column in query.columns:
        unit = (
            f" ({message(WORDS, 'unit', lang)}: {value_in('unit', column.unit, lang)})" if column.unit else ""
        )
        listed = f" ({message(WORDS, 'list', lang)})" if column.name in query.lists else ""
        yield f"`{column.name}`: {_in(column.meaning, lang)}{unit}{listed}"


def _in(texts: Mapping[str, str], lang: str) -> str:
    return best(texts.items(), lang)
