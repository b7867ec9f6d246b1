"""The picture of how times grow with the size of a graph, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 520, 340, 60
COLORS = ("#0072B2", "#009E73", "#D55E00")
"""Colours that colour-blind people tell apart (Okabe & Ito 2008)."""


def drawn(rows: Sequence[Sequence[float]], lines: Sequence[str], *, counted: str) -> str:
    """Return a picture of times by size, both axes logarithmic.

    Args:
        rows: a size and, for each line, the seconds that it took; sizes grow.
        lines: what was measured, at most three.
        counted: what a size counts, such as ``"triples"``.
    """
    values = [value for row in rows for value in row[1:]]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = math.log10(rows[0][0]), math.log10(rows[-1][0])

    def x(size: float) -> float:
        return MARGIN + (math.log10(size) - first) / max(last - first, 1) * (WIDTH - 2 * MARGIN)

    def y(seconds: float) -> float:
        return HEIGHT - MARGIN - (math.log10(seconds) - low) / max(high - low, 1) * (HEIGHT - 2 * MARGIN)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="sans-serif" font-size="11">'
    ]
    parts.append(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>')
    for power in range(low, high + 1):
        parts.append(f'<path d="M{MARGIN},{y(10**power):.1f} H{WIDTH - MARGIN}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{MARGIN - 6}" y="{y(10**power) + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
        )
    for row in rows:
        parts.append(
            f'<text x="{x(row[0]):.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{row[0]:,}</text>'
        )
    for column, (label, color) in enumerate(zip(lines, COLORS, strict=False), start=1):
        line = " ".join(f"{x(row[0]):.1f},{y(row[column]):.1f}" for row in rows)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts.append(f'<text x="{MARGIN + 8}" y="{22 + 14 * column}" fill="{color}">{label}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{counted}</text></svg>\n')
    return "\n".join(parts)
