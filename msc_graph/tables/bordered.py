"""Tables of text with ASCII borders, as wide as they need or as the terminal allows."""

from __future__ import annotations

from collections.abc import Sequence

NARROWEST = 8
"""Least width of a column that is made narrower, in terminal cells; our choice."""


def table(rows: Sequence[Sequence[str]], *, right: Sequence[bool], width: int | None = None) -> str:
    """Return rows, the first of them the header, between borders; the text has no line break at its end.

    Args:
        rows: at least one; every cell on one line. Rows without columns are drawn with an empty one.
        right: for each column, whether it stands to the right, as numbers do.
        width: terminal cells that a line may have; long cells are then broken into several lines, and a
            border follows each row. A table of many columns may still be wider. None for as wide as needed.

    >>> print(table([["a", "n"], ["x y", "7"]], right=[False, True]))
    +-----+---+
    | a   | n |
    +-----+---+
    | x y | 7 |
    +-----+---+
    """
    from rich.cells import cell_len

    if not right:
        rows, right = [[""]] * len(rows), [False]
    natural = [max(cell_len(text) for text in column) for column in zip(*rows, strict=True)]
    widths = natural if width is None else fitted(natural, width - 3 * len(natural) - 1)
    border = "+" + "+".join("-" * (columns + 2) for columns in widths) + "+"
    head, *body = (_lines(row, widths, right) for row in rows)
    lines = [border, *head, border]
    for cells in body:
        lines += [*cells, border] if widths != natural else cells
    return "\n".join(lines if widths != natural and body else [*lines, border])


def too_wide(columns: Sequence[Sequence[str]], width: int) -> bool:
    """Return whether columns, each with its header first, find no room side by side, however narrow."""
    from rich.cells import cell_len

    least = (min(NARROWEST, max(map(cell_len, column))) for column in columns)
    return sum(size + 3 for size in least) + 1 > width


def records(rows: Sequence[Sequence[str]], width: int) -> str:
    """Return rows one below the other, a cell a line behind the name of its column; empty cells are left out.

    Args:
        rows: the first of them the header; every cell on one line.
        width: terminal cells that a line may have; longer ones are broken.

    >>> print(records([["name", "n"], ["x y", "7"], ["z", ""]], 20))
    --- 1
    name  x y
    n     7
    --- 2
    name  z
    """
    from rich.cells import cell_len

    head, *body = rows
    indent = max(map(cell_len, head), default=0) + 2
    lines = []
    for number, row in enumerate(body, start=1):
        lines.append(f"--- {number}")
        for name, text in zip(head, row, strict=True):
            pieces = _wrapped(text, max(width - indent, NARROWEST)) if text else []
            for place, piece in enumerate(pieces):
                lines.append(padded("" if place else name, indent) + piece)
    return "\n".join(lines)


def fitted(widths: Sequence[int], available: int) -> list[int]:
    """Return the widths of columns so that they fit together, the widest made narrower first.

    No column is made narrower than ``NARROWEST``, so the sum may be more than ``available``.

    >>> fitted([10, 80, 60], 100)
    [10, 45, 45]
    """
    found = list(widths)
    for bound in sorted({*widths, NARROWEST}, reverse=True):
        if sum(found) <= available:
            return found
        over = [index for index, width in enumerate(found) if width > max(bound, NARROWEST)]
        for index in over:
            found[index] = max(bound, NARROWEST)
        missing = available - sum(found)
        if over and missing > 0:
            for place, index in enumerate(over):
                found[index] += missing // len(over) + (place < missing % len(over))
            return found
    return found


def _lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """Return the lines that a row takes."""
    cells = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
    height = max(len(cell) for cell in cells)
    return [
        "| "
        + " | ".join(
            padded(cell[line] if line < len(cell) else "", width, to_right)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        )
        + " |"
        for line in range(height)
    ]


def padded(text: str, width: int, to_right: bool = False) -> str:
    """Return a text with blanks after it (before it with ``to_right``), at least ``width`` cells wide."""
    from rich.cells import cell_len

    blanks = " " * (width - cell_len(text))
    return blanks + text if to_right else text + blanks


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text in pieces of at most ``width`` cells, broken at blanks where there are some."""
    from rich.cells import cell_len, chop_cells

    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
        elif cell_len(word) <= width:
            lines.append(word)
        else:
            lines = [line for line in lines if line] + chop_cells(word, width)
    return lines
