"""How far a long piece of work is, told to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")
_EVERY = 100_000

Progress = Callable[[int, int], None]
"""Takes what is done and the total, in the same unit; the total never changes, and is reached at the end."""


class Counter:
    """Adds up what is done and tells it on."""

    def __init__(self, progress: Progress | None, total: Callable[[], int]) -> None:
        """Tell ``progress``; ``total`` is worked out only when somebody listens."""
        self._progress, self._done = progress, 0
        self._total = total() if progress else 0

    def add(self, count: int) -> None:
        """Count that many more as done."""
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)

    def finish(self) -> None:
        """Count whatever is left as done."""
        self.add(max(self._total - self._done, 0))


def counted(items: Iterable[_Item], count: Callable[[int], object]) -> Iterator[_Item]:
    """Return ``items`` as they are, and tell ``count`` from time to time how many more there were."""
    number = 0
    for number, item in enumerate(items, start=1):
        yield item
        if number % _EVERY == 0:
            count(_EVERY)
    count(number % _EVERY)
