"""What happened while a source was read: counts with examples, and the rows that could not be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msc_graph.errors import BadRow

EXAMPLES = 5
"""How many examples of each kind of event a report keeps."""


@dataclass(slots=True)
class Event:
    """A kind of event: how often, and the first examples (distinct)."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


class ImportReport:
    """Counts by kind of event, in the order in which they first happened, and bad rows."""

    def __init__(self, *, keep_going: bool = False) -> None:
        """Start empty; ``keep_going`` collects bad rows instead of stopping at the first."""
        self.keep_going = keep_going
        self.events: dict[str, Event] = {}
        self.bad_rows: list[BadRow] = []

    def note(self, what: str, *examples: str, count: int | None = None) -> None:
        """Count an event, such as ``note("name not found in the table of genes", "FOO1", "BAR2")``.

        Args:
            what: the kind of event, in English.
            examples: the things it happened to.
            count: how often, when there are more than the examples.
        """
        event = self.events.setdefault(what, Event())
        event.count += len(examples) if count is None else count
        for example in examples:
            if len(event.examples) == EXAMPLES:
                break
            if example not in event.examples:
                event.examples.append(example)

    def bad_row(self, file: Path | str, line: int, problem: str, *, column: str = "", text: str = "") -> None:
        """Stop with a clear error, or remember the row where the user said to keep going.

        Args:
            file: the file.
            line: counted from 1.
            problem: what is wrong, and what to do.
            column: the column's name, if one is to blame.
            text: the row as it stands in the file, for the file of bad rows.

        Raises:
            BadRow: unless ``keep_going``.
        """
        error = BadRow(file, line, problem, column=column, text=text)
        if not self.keep_going:
            raise error
        self.bad_rows.append(error)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts and examples as plain values."""
        return {
            "events": [
                {"what": what, "count": event.count, "examples": event.examples}
                for what, event in self.events.items()
            ],
            "bad_rows": len(self.bad_rows),
        }
