"""Sorted names in two arrays, so that a million of them open from disk in a millisecond."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEW = 500
"""So many texts are decoded one by one. Our choice: it takes less than loading numpy."""
_APART = 64
"""Of every how many names one is kept as an object: a name is found in a third of the time."""


class StringTable(Sequence[str]):
    """Distinct texts in the order of their code points, held as UTF-8 bytes and offsets.

    A text is found by halving, so neither opening nor asking needs a dictionary. Source of the order: UTF-8
    keeps the order of code points (The Unicode Standard, section 2.5).
    """

    def __init__(self, data: Any, offsets: Any) -> None:
        """Wrap arrays or memory that `of` made, or that were read from disk: bytes, and 64-bit integers."""
        self.data, self.offsets = data, offsets
        self._data, self._offsets = memoryview(data), memoryview(offsets)
        self._size = len(self._offsets) - 1

    @classmethod
    def of(cls, names: Sequence[str]) -> StringTable:
        """Return the table of ``names``, which must be sorted and distinct; a table stays what it is."""
        import numpy as np

        if isinstance(names, StringTable):
            return names
        encoded = [name.encode() for name in names]
        offsets = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)

    def __reduce__(self) -> tuple[Any, ...]:
        import numpy as np

        return StringTable, (np.array(self.data), np.array(self.offsets))

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            places = range(*index.indices(self._size))
            if places.step == 1 and len(places) > _FEW:
                return self._row(places.start, places.stop)
            return [self._bytes(position).decode() for position in places]
        if not -self._size <= index < self._size:
            raise IndexError(index)
        return self._bytes(index % self._size).decode()

    def __iter__(self) -> Iterator[str]:
        return (self._bytes(position).decode() for position in range(len(self)))

    def _row(self, first: int, last: int) -> list[str]:
        """Return texts that stand in a row: their bytes are decoded as one, and cut where a text begins."""
        import numpy as np

        offsets = np.asarray(self._offsets[first : last + 1])
        data = np.asarray(self._data[offsets[0] : offsets[-1]])
        letters = np.zeros(len(data) + 1, np.int64)
        np.cumsum((data & 0xC0) != 0x80, out=letters[1:])  # not the bytes that go on a letter of UTF-8
        text, starts = data.tobytes().decode(), letters[offsets - offsets[0]].tolist()
        return [text[start:end] for start, end in pairwise(starts)]

    def _bytes(self, position: int) -> bytes:
        return bytes(self._data[self._offsets[position] : self._offsets[position + 1]])

    @cached_property
    def _landmarks(self) -> list[bytes]:
        return [self._bytes(position) for position in range(0, len(self), _APART)]

    def place(self, name: str) -> int:
        """Return the position of the first text that is not below ``name``; the texts must be sorted."""
        wanted = name.encode(errors="surrogatepass")
        after = bisect_left(self._landmarks, wanted) * _APART
        low, high = max(after - _APART, 0), min(after, len(self))
        return low + bisect_left(range(low, high), wanted, key=self._bytes)

    def find(self, name: str) -> int:
        """Return the position of ``name``, or -1."""
        place = self.place(name)
        return (
            place if place < len(self) and self._bytes(place) == name.encode(errors="surrogatepass") else -1
        )


def members_of(starts: NDArray[np.int64], rows: NDArray[Any]) -> NDArray[np.int64]:
    """Return the positions of all members of the lists at ``rows``; list ``i`` begins at ``starts[i]``.

    >>> import numpy as np
    >>> members_of(np.array([0, 2, 2, 5]), np.array([2, 0]))
    array([2, 3, 4, 0, 1])
    """
    import numpy as np

    first, size = starts[rows], starts[rows + 1] - starts[rows]
    if size.max(initial=0) <= 1:
        only: NDArray[np.int64] = first[size.astype(bool)]
        return only
    positions: NDArray[np.int64] = np.repeat(first - (np.cumsum(size) - size), size)
    positions += np.arange(len(positions))
    return positions
