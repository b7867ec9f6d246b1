"""Columns of a frame as text, and text into files: what the writers of big tables share."""

from __future__ import annotations

from typing import BinaryIO

import polars as pl


def number_text(numbers: pl.Series) -> pl.Series:
    """Return numbers as Python writes them: the shortest text that reads back the same.

    >>> number_text(pl.Series([0.95, 1.0, 0.00001])).to_list()
    ['0.95', '1.0', '1e-05']
    """
    texts = numbers.cast(pl.String)
    odd = (~(numbers.is_between(1e-4, 1e15) | (numbers == 0))).arg_true()
    return texts.scatter(odd, [str(number) for number in numbers.gather(odd)]) if len(odd) else texts


def write_lines(lines: pl.Series, file: BinaryIO) -> None:
    r"""Write each text and ``\n``, in UTF-8."""
    file.flush()  # to a file of the system polars writes past Python's buffer
    lines.to_frame().write_csv(file, include_header=False, quote_style="never")
