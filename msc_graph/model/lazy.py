"""A sequence whose members are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

_Thing = TypeVar("_Thing")


class Lazy(Sequence[_Thing]):
    """A sequence whose members are made when they are asked for."""

    def __init__(self, size: int, make: Callable[[int], _Thing]) -> None:
        """Hold ``size`` members, of which ``make`` makes one by its position."""
        self._size, self._make = size, make

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> _Thing: ...
    @overload
    def __getitem__(self, index: slice) -> list[_Thing]: ...
    def __getitem__(self, index: int | slice) -> _Thing | list[_Thing]:
        if isinstance(index, slice):
            return [self._make(place) for place in range(*index.indices(self._size))]
        if not -self._size <= index < self._size:
            raise IndexError(index)
        return self._make(int(index) % self._size)
