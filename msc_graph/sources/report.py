"""What happened while a source was read: counts with examples, and the rows that could not be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from msc_graph.errors import BadRow
from msc_graph.messages.imports import WORDS, EventKind

EXAMPLES = 5
"""How many examples of each kind of event a report keeps."""

_SHORT = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNSAFE = re.compile(r"[\\\x00-\x1f\x7f\udc80-\udcff]")


@dataclass(slots=True)
class Event:
    """What happened, with its parameters; how often (None: not counted); the first distinct examples."""

    kind: EventKind
    parameters: Mapping[str, str]
    count: int | None
    examples: list[str] = field(default_factory=list)


class LeftOut(NamedTuple):
    """A trial that was left out: its number, the key of the reason, its title."""

    item: str
    reason: str
    title: str


class ImportReport:
    """Counts by kind of event, in the order in which they first happened; bad rows; what was left out."""

    def __init__(self, *, keep_going: bool = False) -> None:
        """Start empty; ``keep_going`` collects bad rows instead of stopping at the first."""
        self.keep_going = keep_going
        self._events: dict[tuple[EventKind, tuple[str, ...]], Event] = {}
        self.bad_rows: list[BadRow] = []
        self.left_out: list[LeftOut] = []

    def __eq__(self, other: object) -> bool:
        """Return whether another report tells the same."""
        return self._told() == other._told() if isinstance(other, ImportReport) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it is filled as rows are read

    def _told(self) -> tuple[Any, ...]:
        bad = [(str(row), row.text) for row in self.bad_rows]
        return self.keep_going, self.events, self.left_out, bad

    @property
    def events(self) -> tuple[Event, ...]:
        """The events, in the order in which they first happened."""
        return tuple(self._events.values())

    def note(self, kind: EventKind, /, *examples: str, count: int | None = None, **parameters: str) -> None:
        """Count an event, such as ``note(EventKind.NAME_NOT_FOUND, "FOO1", "BAR2", kind="gene")``.

        Args:
            kind: what happened.
            examples: the things it happened to.
            count: how often, when there are more than the examples.
            parameters: a key of `msc_graph.messages.imports.WORDS` for each name in braces in the wording.
        """
        unknown = set(parameters.values()) - set(WORDS)
        if unknown:
            raise ValueError(
                f"no words for {', '.join(sorted(unknown))}: declare them in messages/imports.py"
            )
        times = len(examples) if count is None else count
        if kind.counted and not times:
            return
        event = self._events.setdefault(
            (kind, tuple(parameters.values())), Event(kind, parameters, 0 if kind.counted else None)
        )
        if event.count is not None:
            event.count += times
        for example in examples:
            if len(event.examples) == EXAMPLES:
                break
            if example not in event.examples:
                event.examples.append(example)

    def leave_out(self, item: str, reason: str, title: str) -> None:
        """Remember a trial that is left out, and why: a key of `msc_graph.messages.imports.WORDS`."""
        self.note(EventKind.TRIAL_LEFT_OUT, f"{item} {title}", reason=reason)
        self.left_out.append(LeftOut(item, reason, title))

    def bad_row(
        self, file: Path | str, line: int, problem: str, *, column: str = "", text: str | bytes = ""
    ) -> None:
        """Stop with a clear error, or remember the row where the user said to keep going.

        Args:
            file: the file.
            line: counted from 1.
            problem: what is wrong, and what to do.
            column: the column's name as the file's header has it, if one is to blame.
            text: the row as it stands in the file; the error holds it `escaped`.

        Raises:
            BadRow: unless ``keep_going``.
        """
        error = BadRow(file, line, problem, column=column, text=escaped(text))
        if not self.keep_going:
            raise error
        self.bad_rows.append(error)

    def to_dict(self) -> dict[str, Any]:
        """Return the events by their identifiers, and the number of bad rows, as plain values."""
        return {
            "events": [
                {
                    "event": event.kind.id,
                    "parameters": dict(event.parameters),
                    "count": event.count,
                    "examples": event.examples,
                }
                for event in self.events
            ],
            "bad_rows": len(self.bad_rows),
        }


def escaped(text: str | bytes) -> str:
    r"""Return a text or its bytes on one line, so that nothing is lost.

    A backslash becomes ``\\``, a tab ``\t``, LF ``\n``, CR ``\r``; other control characters of ASCII, and
    bytes that are not UTF-8, become ``\xHH`` with two hexadecimal digits.

    >>> escaped(b"a\tb\\\xff")
    'a\\tb\\\\\\xff'
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    return _UNSAFE.sub(lambda found: _SHORT.get(found[0]) or f"\\x{ord(found[0]) & 0xFF:02x}", text)
