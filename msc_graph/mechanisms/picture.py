"""A picture of mechanisms as SVG, from left to right; arrows raise, bars lower, circles are unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from msc_graph.exports.attributes import COLORS, OTHER_COLOR, SIGN_COLORS
from msc_graph.exports.xml_text import escaped, illegal_character
from msc_graph.mechanisms.answer import Mechanisms, label_of
from msc_graph.mechanisms.forms import predicate_label
from msc_graph.model.property_graph import GraphEdge, GraphNode
from msc_graph.vocabulary.signs import Sign

BOX_WIDTH, LINE_HEIGHT, GAP_X, GAP_Y, MARGIN = 150, 15, 120, 26, 20
"""Sizes in pixels; our choice."""
_FOOT = 44
_WIDE_LETTERS = 20
_MARKERS = {Sign.POSITIVE: "raises", Sign.NEGATIVE: "lowers", Sign.UNKNOWN: "unknown"}
_LEGEND = {
    "en": {Sign.POSITIVE: "raises", Sign.NEGATIVE: "lowers", Sign.UNKNOWN: "direction unknown"},
    "zh": {Sign.POSITIVE: "升高", Sign.NEGATIVE: "降低", Sign.UNKNOWN: "方向未知"},
}
_MARKER_SHAPES = {
    Sign.POSITIVE: '<path d="M0,0 L10,5 L0,10 z" fill="{color}"/>',
    Sign.NEGATIVE: '<path d="M8,0 L8,10" stroke="{color}" stroke-width="3"/>',
    Sign.UNKNOWN: '<circle cx="5" cy="5" r="3.5" fill="#fff" stroke="{color}" stroke-width="1.5"/>',
}


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a node stands: left, top and height in pixels, and its label in lines."""

    node: GraphNode
    left: float
    top: float
    height: float
    lines: tuple[str, ...]


def as_svg(found: Mechanisms, lang: str = "en") -> str:
    """Return the union of the paths as one SVG document, ending with a line break.

    A node stands as far to the right as its farthest place in any path. Texts are escaped; the picture has a
    title for those who cannot see it, and draws signs by shape as well as by colour.
    """
    layers = _layers(found)
    boxes = _boxes(layers, lang)
    width = MARGIN * 2 + max(len(layers), 1) * BOX_WIDTH + max(len(layers) - 1, 0) * GAP_X
    height = MARGIN + _FOOT + max((box.top + box.height for box in boxes.values()), default=LINE_HEIGHT)
    title = f"{label_of(found.source, lang)} => {label_of(found.target, lang)}"
    edges = {edge.id: edge for path in found for edge in path.edges}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" font-family="sans-serif" font-size="12">',
        f"<title>{_text(title)}</title>",
        f"<defs>{''.join(_markers())}</defs>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        *_drawn_edges(edges.values(), boxes, lang),
        *(_drawn_box(box) for box in boxes.values()),
        *_legend(height, lang),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _layers(found: Mechanisms) -> list[list[GraphNode]]:
    """Return the nodes by their farthest place in any path, neighbours near each other."""
    place: dict[str, int] = {}
    nodes: dict[str, GraphNode] = {}
    before: dict[str, list[str]] = {}
    for path in found:
        for index, node in enumerate(path.nodes):
            nodes[node.id] = node
            place[node.id] = max(place.get(node.id, 0), index)
        for left, right in pairwise(path.nodes):
            before.setdefault(right.id, []).append(left.id)
    ends = {path.nodes[-1].id for path in found}
    last = max(place.values(), default=0)
    layers: list[list[GraphNode]] = [[] for _ in range(last + 1)] if nodes else []
    for name, node in nodes.items():
        layers[last if name in ends else place[name]].append(node)
    height: dict[str, float] = {}
    for layer in layers:
        layer.sort(key=lambda node: _mean(height, before.get(node.id, ())))
        height |= {node.id: index / len(layer) for index, node in enumerate(layer)}
    return [layer for layer in layers if layer]


def _mean(height: dict[str, float], names: list[str] | tuple[()]) -> float:
    known = [height[name] for name in names if name in height]
    return sum(known) / len(known) if known else 0.5


def _boxes(layers: list[list[GraphNode]], lang: str) -> dict[str, _Box]:
    wrapped = [[_wrapped(label_of(node, lang)) for node in layer] for layer in layers]
    heights = [[LINE_HEIGHT * len(lines) + 14 for lines in layer] for layer in wrapped]
    tallest = max((sum(layer) + GAP_Y * (len(layer) - 1) for layer in heights), default=0)
    boxes = {}
    for number, layer in enumerate(layers):
        top = MARGIN + (tallest - sum(heights[number]) - GAP_Y * (len(layer) - 1)) / 2
        for node, lines, tall in zip(layer, wrapped[number], heights[number], strict=True):
            boxes[node.id] = _Box(node, MARGIN + number * (BOX_WIDTH + GAP_X), top, tall, lines)
            top += tall + GAP_Y
    return boxes


def _wrapped(text: str) -> tuple[str, ...]:
    """Return the text in lines of at most 20 narrow letters; a wide one (Chinese) counts twice."""
    lines, line = [], ""
    for word in text.replace("-", "-\u200b").replace(" ", " \u200b").split("\u200b"):
        if line and _wide(line + word.rstrip()) > _WIDE_LETTERS:
            lines.append(line.rstrip())
            line = ""
        for letter in word:
            if _wide(line + letter) > _WIDE_LETTERS:
                lines.append(line)
                line = ""
            line += letter
    return tuple(filter(None, (*lines, line.rstrip()))) or ("",)


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _markers() -> Iterator[str]:
    for sign, name in _MARKERS.items():
        shape = _MARKER_SHAPES[sign].format(color=SIGN_COLORS[sign])
        yield (
            f'<marker id="msc-{name}" viewBox="0 0 10 10" refX="11" refY="5" markerWidth="11" '
            f'markerHeight="11" '
            f'markerUnits="userSpaceOnUse" orient="auto">{shape}</marker>'
        )


def _drawn_edges(edges: Iterable[GraphEdge], boxes: dict[str, _Box], lang: str) -> Iterator[str]:
    """Yield each edge as a curve, then their predicates, which no curve hides.

    Edges between the same two nodes are spread, and predicates stand at different places of their curves.
    """
    groups: dict[frozenset[str], list[GraphEdge]] = {}
    for edge in edges:
        groups.setdefault(frozenset((edge.subject, edge.object)), []).append(edge)
    labels: list[str] = []
    for parallel in groups.values():
        for number, edge in enumerate(parallel):
            offset = (number - (len(parallel) - 1) / 2) * LINE_HEIGHT
            points = _curve(boxes[edge.subject], boxes[edge.object], offset)
            yield _drawn_curve(edge, points)
            labels.append(_drawn_label(predicate_label(edge, lang), points, _LABEL_PLACES[len(labels) % 3]))
    yield from labels


_LABEL_PLACES = (0.5, 0.34, 0.66)
_Points = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


def _curve(start: _Box, end: _Box, offset: float) -> _Points:
    """Return start, two control points and end of the curve between two boxes, in pixels."""
    y1, y2 = (box.top + box.height / 2 + offset / 2 for box in (start, end))
    if start.left == end.left:
        side = start.left + BOX_WIDTH
        return (side, y1), (side + GAP_X / 2, y1 + offset), (side + GAP_X / 2, y2 + offset), (side, y2)
    right = start.left < end.left
    x1, x2 = (start.left + BOX_WIDTH, end.left) if right else (start.left, end.left + BOX_WIDTH)
    bend = GAP_X / 2 if right else -GAP_X / 2
    return (x1, y1), (x1 + bend, y1 + offset), (x2 - bend, y2 + offset), (x2, y2)


def _drawn_curve(edge: GraphEdge, points: _Points) -> str:
    first, *rest = (f"{x:.1f},{y:.1f}" for x, y in points)
    dash = ' stroke-dasharray="5 3"' if edge.sign is Sign.UNKNOWN else ""
    return (
        f'<path d="M{first} C{" ".join(rest)}" fill="none" stroke="{SIGN_COLORS[edge.sign]}" '
        f'stroke-width="1.6"{dash} marker-end="url(#msc-{_MARKERS[edge.sign]})"/>'
    )


def _drawn_label(label: str, points: _Points, place: float) -> str:
    """Return a text on the curve, at ``place`` (0 to 1) of it, before a white rim of its own shape."""
    away = 1 - place
    shares = (away**3, 3 * away**2 * place, 3 * away * place**2, place**3)
    x, y = (sum(share * point[axis] for share, point in zip(shares, points, strict=True)) for axis in (0, 1))
    at = f'x="{x:.1f}" y="{y + 3:.1f}" text-anchor="middle" font-size="9"'
    rim = f'<text {at} fill="#fff" stroke="#fff" stroke-width="3" aria-hidden="true">{_text(label)}</text>'
    return f'{rim}<text {at} fill="#333">{_text(label)}</text>'


def _drawn_box(box: _Box) -> str:
    color = COLORS.get(box.node.category, OTHER_COLOR)
    lines = "".join(
        f'<tspan x="{box.left + BOX_WIDTH / 2:.1f}" y="{box.top + 18 + index * LINE_HEIGHT:.1f}">'
        f"{_text(line)}</tspan>"
        for index, line in enumerate(box.lines)
    )
    return (
        f'<g><title>{_text(box.node.id)}</title><rect x="{box.left:.1f}" y="{box.top:.1f}" '
        f'width="{BOX_WIDTH}" '
        f'height="{box.height:.1f}" rx="6" fill="#fff" stroke="{color}" stroke-width="2.5"/>'
        f'<text text-anchor="middle" fill="#000">{lines}</text></g>'
    )


def _legend(height: float, lang: str) -> Iterator[str]:
    for number, (sign, text) in enumerate(_LEGEND[lang].items()):
        x, y = MARGIN + number * 130, height - 18
        dash = ' stroke-dasharray="5 3"' if sign is Sign.UNKNOWN else ""
        yield (
            f'<path d="M{x},{y:.0f} L{x + 32},{y:.0f}" stroke="{SIGN_COLORS[sign]}" stroke-width="1.6"{dash} '
            f'marker-end="url(#msc-{_MARKERS[sign]})"/>'
            f'<text x="{x + 38}" y="{y + 4:.0f}" font-size="10">{text}</text>'
        )


def _text(text: str) -> str:
    """Return ``text`` escaped for XML; what XML cannot hold is left out."""
    if illegal_character(text):
        text = "".join(letter for letter in text if not illegal_character(letter))
    return escaped(text)
