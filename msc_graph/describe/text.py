"""A description as text: what ``msc-graph show`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msc_graph.describe.description import DescribedStatement, Description, Related
from msc_graph.messages.catalogue import message
from msc_graph.messages.describe import DESCRIBE
from msc_graph.messages.mechanisms import PATHS

_SHOWN = 10
"""How many of a document's assertions the text shows; JSON has as many as of other statements."""


def render(description: Description, lang: str) -> str:
    """Return a description as lines of text that end with a line break."""
    return "\n".join(_lines(description, lang)) + "\n"


_LISTS = (
    ("disputed", "disputed", None),
    ("steps", "steps", None),
    ("out", "outgoing", None),
    ("in", "incoming", None),
    ("supports", "supports", _SHOWN),
    ("refutes", "refutes", _SHOWN),
)
"""The lists of statements in their order: the key of the heading, the field, and how many are shown."""


def _lines(description: Description, lang: str) -> Iterator[str]:
    word = partial(message, DESCRIBE, lang=lang)
    yield f"{description.label}  [{description.id}]"
    head: Sequence[tuple[str, str]] = (
        (word("kind"), description.category),
        (word("other"), description.other_label),
        (word("name"), ", ".join(description.synonyms)),
        (word("same"), ", ".join(description.same_as)),
        (word("close"), ", ".join(description.close_to)),
        *_led_by_verdict(description, word("definition" if not description.evidence else "why")),
    )
    for name, value in head:
        if value:
            yield f"  {name}: {value}"
    yield from _related_lines(description, lang)
    for key, name, shown in _LISTS:
        yield from _listed(description, key, name, shown, lang)
    if description.evidence:
        yield ""
        yield f"{word('evidence')} ({len(description.evidence)})"
        yield from (f"  - {line}" for line in description.evidence)
    if description.go_on:
        yield ""
        yield word("go on")
        yield from (f"  {command}" for command in description.go_on)


def _listed(description: Description, key: str, name: str, shown: int | None, lang: str) -> Iterator[str]:
    """Yield one list of statements under its heading, which tells how many there are; nothing if none."""
    total = description.totals.get(name, 0)
    if not total:
        return
    statements, least = getattr(description, name)[:shown], name in description.at_least

    def amount(count: int) -> str:
        return message(DESCRIBE, "at least", lang, count=count) if least else f"{count:,}"

    yield ""
    yield f"{message(DESCRIBE, key, lang)} ({amount(total)})"
    for statement in statements:
        yield from _statement_lines(statement, lang)
    if rest := total - len(statements):
        yield f"  - {message(DESCRIBE, 'more', lang, count=amount(rest))}"


def _led_by_verdict(description: Description, name: str) -> Iterator[tuple[str, str]]:
    """Yield the facts with the definition: of what is judged after verdict and belief, of all else first."""
    judged = 2 if description.evidence else 0
    yield from description.facts[:judged]
    yield name, description.definition
    yield from description.facts[judged:]


def _related_lines(description: Description, lang: str) -> Iterator[str]:
    """Yield the mechanisms and trials that the thing takes part in."""
    word = partial(message, DESCRIBE, lang=lang)
    for key in ("mechanisms", "trials"):
        found: Sequence[Related] = getattr(description, key)
        if found:
            yield ""
            yield f"{word(key)} ({description.totals[key]:,})"
        for one in found[:_SHOWN]:
            parts = (
                word(one.part) if one.part else "",
                word("of kind", kind=one.kind) if one.kind else "",
                one.note,
                one.verdict,
            )
            yield f"  - {one.label} [{one.id}]: {'; '.join(part for part in parts if part)}".rstrip(": ")
        if (rest := description.totals.get(key, 0) - len(found[:_SHOWN])) > 0:
            yield f"  - {word('more', count=f'{rest:,}')}"


def _statement_lines(statement: DescribedStatement, lang: str) -> Iterator[str]:
    word = partial(message, DESCRIBE, lang=lang)
    sign = "" if statement.sign == "?" else f" ({statement.sign})"
    yield f"  - {statement.text}{sign}"
    details = [
        verdict_of(statement, lang),
        _belief(statement, lang),
        ", ".join(statement.references),
        f"{word('against')} {', '.join(statement.against)}" if statement.against else "",
        f"{word('retracted')} {', '.join(statement.retracted)}" if statement.retracted else "",
        f"{word('concern')} {', '.join(statement.doubted)}" if statement.doubted else "",
        _some(statement.ids),
    ]
    yield f"      {'; '.join(detail for detail in details if detail)}"
    if statement.reason:
        yield f"      {word('why')}: {statement.reason}"
    for correction in statement.corrections:
        yield f"      {word('right')}: {correction}"


def verdict_of(statement: DescribedStatement, lang: str) -> str:
    """Return the verdict on a statement; an endorsed one that is only recalled says so in its place."""
    recalled = statement.endorsed and statement.strength == "recalled"
    return message(PATHS, "only_recalled", lang) if recalled else statement.verdict


def _belief(statement: DescribedStatement, lang: str) -> str:
    """Return the belief in a statement, in a word with the number behind it."""
    if not statement.endorsed:
        return message(DESCRIBE, "not endorsed", lang, belief=f"{statement.belief:.2f}")
    number = f"{message(DESCRIBE, 'belief', lang)} {statement.belief:.2f}"
    if statement.strength in ("", "recalled"):
        return number
    return f"{message(PATHS, statement.strength, lang)} ({number})"


def _some(ids: Iterable[str], *, shown: int = 4) -> str:
    """Return the first identifiers, and how many more there are."""
    names = list(ids)
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" (+{rest})" if rest > 0 else "")
