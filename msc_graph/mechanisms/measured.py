"""What was measured: names with values, read from a table, and what was left out of it with the reason."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msc_graph.mechanisms.measured_grid import INFINITE, Grid, file_grid, is_missing, memory_grid

_NAMES = (
    "name", "names", "mirna", "mirnaid", "mirnaname", "maturemirna", "protein", "gene", "genes", "genename",
    "genenames", "genesymbol", "symbol", "hgncsymbol", "externalgenename", "geneid", "proteinid",
    "proteinids", "ensembl", "ensemblid", "ensemblgeneid", "uniprot", "uniprotid", "accession", "cargo",
    "molecule", "feature", "featureid", "id", "名称", "基因", "基因名", "基因名称", "基因符号", "mirna名称",
    "蛋白", "蛋白质", "蛋白名称", "分子",
)  # fmt: skip
_LOGARITHMS = (
    "log2fc", "log2foldchange", "logfc", "logfoldchange", "avglog2fc", "avglogfc", "log2ratio", "lfc",
    "log2差异倍数", "对数差异倍数",
)  # fmt: skip
_RATIOS = ("fc", "foldchange", "fold", "ratio", "差异倍数", "倍数变化", "变化倍数")
_AMOUNTS = (
    "abundance", "tpm", "rpm", "cpm", "fpkm", "rpkm", "count", "counts", "reads", "readcount", "readcounts",
    "intensity", "lfqintensity", "ibaq", "expression", "丰度", "表达量", "计数", "读数",
)  # fmt: skip
_VALUES = (*_LOGARITHMS, *_RATIOS, *_AMOUNTS, "value", "values", "数值")
_PROBABILITY = re.compile(
    r"(?:nominal|raw|bh|adj(?:ust(?:ed)?)?|fdr|校正后?|调整后?)?[pq](?:val(?:ue)?s?|值)?"
    r"(?:adj(?:ust(?:ed)?)?|corr(?:ected)?|bh|fdr|bonferroni|校正)?|fdr|fwer|bonferroni|错误发现率"
)
"""Headers of p-values, q-values and rates of false discovery: the smaller, the more is there."""
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
_POINTS = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+,\d+")
_POINTED = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})*(?:,\d*)?(?:e[-+]?\d+)?", re.IGNORECASE)
_DIRECTIONS = (
    "regulation",
    "direction",
    "updown",
    "upordown",
    "upregulateddownregulated",
    "调控",
    "方向",
    "上下调",
)
_WAYS = {
    **dict.fromkeys(("down", "downregulated", "decreased", "下调"), -1),
    **dict.fromkeys(("up", "upregulated", "increased", "上调"), 1),
}
"""What a column says that tells the direction of a change beside its size."""
KINDS = ("log fold change", "fold change", "amount", "value", "names only")


@dataclass(frozen=True, slots=True)
class Measured:
    """A name as measured, with its value: abundance, or log fold change (below 0: less than the control).

    ``line`` is the line of the file or the row of the table, from 1; 0 where there is none.
    """

    name: str
    value: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not used: where it stands, its name and text, and why (a key of `messages`)."""

    line: int
    name: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Measurements:
    """The rows of a table in order, those left out, and what the values are: one of `KINDS`.

    A ``"fold change"`` was given as a ratio and is kept as its logarithm to base 2.
    """

    rows: tuple[Measured, ...]
    left_out: tuple[LeftOut, ...] = ()
    kind: str = "value"


def read_profile(
    table: Any, *, name_column: str | None = None, value_column: str | None = None
) -> Measurements:
    """Return what a table holds.

    Args:
        table: a file (`msc_graph.mechanisms.measured_grid.file_grid`), or what `memory_grid` takes.
        name_column: header of the names; None for a usual one, or the names of the rows.
        value_column: header of the values; None for a usual one: log fold change before fold change before
            abundance. Names without any values count 1.

    Raises:
        FileRefused, InputError: it is no such table, lacks a column, or a value is no number; the line is
            named. A row without a name, or whose value is missing or not finite, is left out.
        MissingPart: a part for reading workbooks is not installed.
    """
    if isinstance(table, Measurements):
        return table
    grid = _headed(file_grid(table) if isinstance(table, str | Path) else memory_grid(table))
    if not grid.rows and not grid.header:
        raise grid.refused("there are no rows")
    names = _name_column(grid, name_column)
    values = _value_column(grid, value_column, names)
    if not grid.rows:
        raise grid.refused("there are no rows below the header")
    kind = _kind(grid, values)
    _check_amounts(grid, values)
    _check_one_column(grid, value_column, values, kind)
    numbers = list(_numbers(grid, values, kind))
    _check_directions(grid, numbers, kind)
    rows = []
    left = [LeftOut(line, "", " ".join(filter(None, cells)), "above_header") for line, cells in grid.above]
    for (line, cells), number in zip(grid.rows, numbers, strict=True):
        name, text = cells[names].strip(), cells[values] if values is not None else ""
        if not name or isinstance(number, str):
            left.append(LeftOut(line, name, text, "no_name" if not name else str(number)))
        else:
            rows.append(Measured(name, number, line))
    return Measurements(tuple(rows), tuple(left), kind)


def _headed(grid: Grid) -> Grid:
    """Return the table; the first name of a plain list is its header where it is a usual one."""
    if grid.header or not grid.rows or _squeezed(grid.rows[0][1][0]) not in _NAMES:
        return grid
    return replace(grid, header=grid.rows[0][1], rows=grid.rows[1:])


def _squeezed(header: str) -> str:
    """Return a header without letter case, blanks and punctuation but a minus in front, which turns it."""
    text = unicodedata.normalize("NFKC", header).casefold().strip()
    bare = "".join(mark for mark in text if mark.isalnum())
    if "|" in text:  # an absolute value, which says no direction
        return f"|{bare}|"
    return f"-{bare}" if bare and text.startswith(("-", "\u2212", "\u2013")) else bare


def _wanted(grid: Grid, wanted: str | None, usual: Sequence[str]) -> int | None:
    by_name = {_squeezed(header): place for place, header in reversed(list(enumerate(grid.header)))}
    for name in [_squeezed(wanted)] if wanted is not None else usual:
        if name in by_name:
            return by_name[name]
    return None


def _name_column(grid: Grid, wanted: str | None) -> int:
    place = _wanted(grid, wanted, _NAMES)
    if place is not None:
        return place
    if wanted is None and grid.header[:1] in ((), ("",)):
        return 0
    raise _no_column(
        grid, wanted, "names", "--name-column (name_column)", (*_NAMES[:8], "ensembl", "uniprot")
    )


def _value_column(grid: Grid, wanted: str | None, names: int) -> int | None:
    place = _wanted(grid, wanted, _VALUES)
    if place is not None:
        return place
    width = len(grid.rows[0][1]) if grid.rows else len(grid.header)
    if wanted is None and width == 1:
        return None
    if wanted is None and not grid.header and width == 2:
        return 1 - names
    raise _no_column(grid, wanted, "values", "--value-column (value_column)", _VALUES[:3])


def _no_column(grid: Grid, wanted: str | None, what: str, option: str, usual: Sequence[str]) -> Exception:
    needed = wanted or " or ".join(usual)
    if not grid.header:
        problem = (
            f"no column of {what}: {needed} is needed, but the table has no header. Write one above the rows"
        )
        return grid.refused(problem, 1)
    there = ", ".join(header or '""' for header in grid.header)
    problem = f"no column of {what}: {needed} is needed, but the columns are {there}. Say which with {option}"
    return grid.refused(problem, 1)


def _check_amounts(grid: Grid, column: int | None) -> None:
    """Refuse a column of p-values: what is least sure would weigh most."""
    if column is not None and grid.header and _PROBABILITY.fullmatch(_squeezed(grid.header[column])):
        problem = (
            f"{grid.header[column]}: p-values are no amounts, the largest say least. Name a column of amounts"
            " or of log fold changes"
        )
        raise grid.refused(problem, 1)


def _check_one_column(grid: Grid, wanted: str | None, column: int | None, kind: str) -> None:
    """Refuse several columns of changes that say different things: each is of another comparison."""
    if column is None or not grid.header or kind not in KINDS[:2]:
        return
    usual = _LOGARITHMS if kind == KINDS[0] else _RATIOS
    alike = usual if wanted is None else (_squeezed(wanted),)
    for place, header in enumerate(grid.header):
        if _squeezed(header) in alike and any(cells[place] != cells[column] for _, cells in grid.rows):
            problem = f"there are two columns of changes, {grid.header[column]} and {header}, which differ."
            raise grid.refused(f"{problem} Leave one out, or say which with --value-column (value_column)", 1)


def _check_directions(grid: Grid, numbers: Sequence[float | str], kind: str) -> None:
    """Refuse changes whose direction stands in a column of its own, and not in the value."""
    places = [place for place, header in enumerate(grid.header) if _squeezed(header) in _DIRECTIONS]
    if not places or kind not in KINDS[:2]:
        return
    for (line, cells), number in zip(grid.rows, numbers, strict=True):
        way = _WAYS.get(_squeezed(cells[places[0]]), 0)
        if isinstance(number, float) and way * number < 0:
            told = f"{grid.header[places[0]]} says {cells[places[0]]!r}, and the value says the other way"
            raise grid.refused(f"{told}. Give values with their sign", line)


def _kind(grid: Grid, column: int | None) -> str:
    if column is None:
        return "names only"
    header = _squeezed(grid.header[column]) if grid.header else ""
    for kind, names in zip(KINDS, (_LOGARITHMS, _RATIOS, _AMOUNTS), strict=False):
        if header in names:
            return kind
    return "value"


def _numbers(grid: Grid, column: int | None, kind: str) -> Iterator[float | str]:
    """Yield the value of each row, or why it has none."""
    if column is None:
        yield from (1.0 for _ in grid.rows)
        return
    decimal = grid.comma or kind == KINDS[0]  # no logarithm reaches a thousand
    read = _reader([cells[column] for _, cells in grid.rows], comma=decimal)
    header = grid.header[column] if grid.header else "the second column"
    signed = kind == "fold change" and any(
        (read(cells[column].strip()) or 0.0) <= -1 for _, cells in grid.rows if not is_missing(cells[column])
    )
    for line, cells in grid.rows:
        text = cells[column].strip()
        if is_missing(text):
            yield "infinite" if text.casefold() in INFINITE else "missing"
            continue
        value = read(text)
        if value is None:
            raise grid.refused(f"{header}: a number is needed, not {text!r}", line)
        if math.isinf(value):
            yield "infinite"
            continue
        if kind == "amount" and value < 0:
            raise grid.refused(f"{header}: it cannot be below 0, but it is {text}", line)
        if kind == "fold change" and (-1 < value < 0 or (signed and 0 < value < 1)):
            least = "between -1 and 0" if value < 0 else "between 0 and 1 where others are below -1"
            problem = f"{header}: no fold change lies {least}, but one is {text}."
            raise grid.refused(f"{problem} Call the column log2FC if it holds logarithms", line)
        yield _logarithm(value) if kind == "fold change" else value


def _logarithm(ratio: float) -> float | str:
    """Return the logarithm to base 2 of a fold change; -4 is written by some for a fourth."""
    if ratio == 0:
        return "infinite"
    return math.copysign(math.log2(abs(ratio)), ratio) if ratio < 0 else math.log2(ratio)


def _reader(cells: Sequence[str], *, comma: bool) -> Any:
    """Return what reads a number of a column: commas are decimal ones or stand between thousands.

    Commas are decimal unless a point is there too and stands behind them, or every one stands before three
    digits where nothing says that it is decimal. What fits only the other reading is no number (None). A
    minus may be the typographic one (U+2212).
    """
    with_comma = [cell.strip() for cell in cells if "," in cell]
    points = any(_POINTS.fullmatch(cell) for cell in with_comma)  # 1.204,5
    thousands = not points and (
        any("." in cell for cell in cells)
        or (not comma and all(_THOUSANDS.fullmatch(cell) for cell in with_comma))
    )

    def read(text: str) -> float | None:
        text = text.replace("\u2212", "-")
        odd = (thousands and "," in text and not _GROUPED.fullmatch(text)) or (
            points and "." in text and not _POINTED.fullmatch(text)
        )
        if odd or "_" in text:
            return None
        text = text.replace(".", "") if points else text
        try:
            value = float(text.replace(",", "" if thousands else "."))
        except ValueError:
            return None
        return None if math.isnan(value) else value

    return read
