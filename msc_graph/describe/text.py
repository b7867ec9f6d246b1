"""A description as text: what ``msc-graph show`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msc_graph.describe.description import DescribedStatement, Description
from msc_graph.messages.catalogue import message
from msc_graph.messages.describe import DESCRIBE

_SHOWN = 10
"""How many of a document's assertions the text shows; JSON has as many as of other statements."""


def render(description: Description, lang: str) -> str:
    """Return a description as lines of text that end with a line break."""
    return "\n".join(_lines(description, lang)) + "\n"


def _lines(description: Description, lang: str) -> Iterator[str]:
    word = partial(message, DESCRIBE, lang=lang)

    def amount(count: int, *, least: bool) -> str:
        return word("at least", count=count) if least else f"{count:,}"

    yield f"{description.label}  [{description.id}]"
    head: Sequence[tuple[str, str]] = (
        (word("kind"), description.category),
        (word("other"), description.other_label),
        (word("name"), ", ".join(description.synonyms)),
        (word("same"), ", ".join(description.same_as)),
        (word("close"), ", ".join(description.close_to)),
        (word("definition" if not description.evidence else "why"), description.definition),
        *description.facts,
    )
    for name, value in head:
        if value:
            yield f"  {name}: {value}"
    for key, name, shown in (
        ("steps", "steps", None),
        ("out", "outgoing", None),
        ("in", "incoming", None),
        ("disputed", "disputed", None),
        ("supports", "supports", _SHOWN),
        ("refutes", "refutes", _SHOWN),
    ):
        if total := description.totals.get(name, 0):
            statements = getattr(description, name)[:shown]
            least = name in description.at_least
            yield ""
            yield f"{word(key)} ({amount(total, least=least)})"
            for statement in statements:
                yield from _statement_lines(statement, lang)
            if rest := total - len(statements):
                yield f"  - {word('more', count=amount(rest, least=least))}"
    if description.evidence:
        yield ""
        yield f"{word('evidence')} ({len(description.evidence)})"
        for line in description.evidence:
            yield f"  - {line}"


def _statement_lines(statement: DescribedStatement, lang: str) -> Iterator[str]:
    word = partial(message, DESCRIBE, lang=lang)
    sign = "" if statement.sign == "?" else f" ({statement.sign})"
    yield f"  - {statement.text}{sign}"
    details = [
        statement.verdict,
        f"{word('belief')} {statement.belief:.2f}",
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


def _some(ids: Iterable[str], *, shown: int = 4) -> str:
    """Return the first identifiers, and how many more there are."""
    names = list(ids)
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" (+{rest})" if rest > 0 else "")
