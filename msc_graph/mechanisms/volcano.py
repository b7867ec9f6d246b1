"""The targets of a profile as a picture: how far from chance to the side, how unlikely by chance upwards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msc_graph.exports.attributes import OTHER_COLOR, SIGN_COLORS
from msc_graph.mechanisms.evidence import Lookup
from msc_graph.mechanisms.picture import FONTS, Link, linked, text_of, wide
from msc_graph.messages.catalogue import in_language
from msc_graph.messages.pictures import VOLCANO
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from msc_graph.mechanisms.profile import Profile
    from msc_graph.pathfinding.profile import Pushed

WIDTH, HEIGHT, MARGIN = 640, 360, 46
"""Sizes in pixels: of the picture, and of the room for its axes."""
UNLIKELY = 0.05
"""False discovery rate below which a point is coloured: the usual one."""
_LETTER = 5.6
_LINE = 13


def volcano(found: Profile, lookup: Lookup, lang: str, link: Link | None = None) -> str:
    """Return the targets as points of one SVG document, ending with a line break.

    To the right stands what is raised, by z; upwards the negative decimal logarithm of p. Points of q at most
    `UNLIKELY` have the colour of their direction; names stand where there is room, the most unlikely first.
    With ``link`` each point leads to a page.
    """
    say = in_language(VOLCANO, lang)
    rows = sorted(found, key=lambda row: (row.p, -abs(row.z), row.node))
    far = max((abs(row.z) for row in rows if math.isfinite(row.z)), default=1.0) or 1.0
    high = max((_height(row) for row in rows), default=1.0) or 1.0
    role = "img" if link is None else "group"
    points = [(row, *_place(row, far, high)) for row in rows]
    labels = {row.node: lookup.node(row.node).label_in(lang) for row in rows}
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="{role}" font-family="{FONTS}" font-size="11">',
        f"<title>{text_of(say['title'])}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_axes(far, high, say),
        *(linked(_point(row, x, y, labels[row.node]), row.node, link) for row, x, y in points),
        *_names([(labels[row.node], x, y) for row, x, y in points]),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _height(row: Pushed) -> float:
    return -math.log10(row.p) if row.p > 0 else 0.0


def _place(row: Pushed, far: float, high: float) -> tuple[float, float]:
    z = row.z if math.isfinite(row.z) else 0.0
    x = WIDTH / 2 + z / far * (WIDTH / 2 - 2 * MARGIN)
    return x, HEIGHT - MARGIN - _height(row) / high * (HEIGHT - 2 * MARGIN)


def _axes(far: float, high: float, say: dict[str, str]) -> Iterator[str]:
    bottom, top = HEIGHT - MARGIN, MARGIN
    lines = f"M{MARGIN},{bottom} H{WIDTH - MARGIN} M{WIDTH / 2},{bottom} V{top}"
    yield f'<path d="{lines}" stroke="#999" fill="none"/>'
    for value, x in ((-far, 2 * MARGIN), (0.0, WIDTH / 2), (far, WIDTH - 2 * MARGIN)):
        yield _words(f"{value:.3g}", x, bottom + 14)
    yield _words(f"{high:.3g}", WIDTH / 2, top - 6)
    yield _words(say["across"], WIDTH / 2, HEIGHT - 10)
    yield _words(say["up"], WIDTH / 2, 16)


def _words(text: str, x: float, y: float) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" fill="#333">{text_of(text)}</text>'


def _point(row: Pushed, x: float, y: float, label: str) -> str:
    sign = Sign.POSITIVE if row.score > 0 else Sign.NEGATIVE
    color = SIGN_COLORS[sign] if row.q <= UNLIKELY and row.score else OTHER_COLOR
    told = text_of(f"{label}: z {row.z:.3g}, p {row.p:.2g}, q {row.q:.2g}")
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{color}"><title>{told}</title></circle>'


def _names(points: list[tuple[str, float, float]]) -> Iterator[str]:
    """Yield the names of points, in order, each beside its point where nothing else stands."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for _, x, y in points]
    for number, (label, x, y) in enumerate(points):
        size = wide(label) * _LETTER
        for left in (x + 7, x - 7 - size):
            box = (left, y - _LINE / 2, left + size, y + _LINE / 2)
            others = taken[:number] + taken[number + 1 :]
            if box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, other) for other in others):
                taken.append(box)
                yield f'<text x="{left:.1f}" y="{y + 4:.1f}" fill="#000">{text_of(label)}</text>'
                break


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
