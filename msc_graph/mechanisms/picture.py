"""A picture of mechanisms as SVG, from left to right; arrows raise, bars lower, circles are unknown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol
from unicodedata import east_asian_width

from msc_graph.errors import MissingPart
from msc_graph.exports.attributes import COLORS, OTHER_COLOR, SIGN_COLORS
from msc_graph.exports.xml_text import escaped, illegal_character
from msc_graph.mechanisms.evidence import MechanismPaths
from msc_graph.mechanisms.layout import Layout, Line, Place, Size, columns, layout
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.mechanisms import PATHS
from msc_graph.messages.pictures import LEGEND
from msc_graph.model.graph import Graph, GraphEdge, GraphNode
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

BOX_WIDTH, LINE_HEIGHT, BETWEEN, APART, MARGIN = 150, 15, 34, 14, 20
"""Sizes in pixels: of a box and of a line of text, between columns, within a column, around all."""
PORT = 9
"""Pixels between the lines that meet one side of a box."""
MOST_DRAWN = 200
"""Most paths of an answer that are drawn; more cannot be read. Our choice."""
THIN, THICK = 1.0, 4.0
"""Widths in pixels of an edge of belief 0 and of one of belief 1."""
FONTS = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_WIDE_LETTERS = 20
_LABEL_LETTER = 5.2
"""Pixels that a narrow letter of a label takes at most, on average, in common sans-serif fonts."""
_ROW = 18
_LEGEND_ITEM, _LEGEND_LETTER = 150, 5.8
"""Pixels of an item of the legend at least, and of a narrow letter in it at most, on average."""
_MARKERS = {Sign.POSITIVE: "raises", Sign.NEGATIVE: "lowers", Sign.UNKNOWN: "unknown"}
_BELIEFS = (0.2, 0.9)
"""Beliefs whose widths the legend shows."""
_MARKER_SHAPES = {
    Sign.POSITIVE: '<path d="M0,0 L10,5 L0,10 z" fill="{color}"/>',
    Sign.NEGATIVE: '<path d="M8,0 L8,10" stroke="{color}" stroke-width="3"/>',
    Sign.UNKNOWN: '<circle cx="5" cy="5" r="3.5" fill="#fff" stroke="{color}" stroke-width="1.5"/>',
}


Link = Callable[[str], str]
"""Gives the address of a node's page."""


def as_svg(found: MechanismPaths, lang: str = "en", link: Link | None = None) -> str:
    """Return the union of an answer's `MOST_DRAWN` best paths as one SVG document, ending with a line break.

    Where there are more, its title says so.
    """
    title = f"{found.source.label_in(lang)} => {found.target.label_in(lang)}"
    if len(found) > MOST_DRAWN:
        title = message(PATHS, "drawn", lang, title=title, drawn=MOST_DRAWN, count=len(found))
    return drawn(found[:MOST_DRAWN], title, lang, link)


class Chain(Protocol):
    """Nodes with an edge between each and the next, whichever way it leads."""

    @property
    def nodes(self) -> tuple[GraphNode, ...]:
        """The nodes."""

    @property
    def edges(self) -> tuple[GraphEdge, ...]:
        """The edges."""


class Step(NamedTuple):
    """A chain of one edge."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


MOST_NEIGHBOURS = 12
"""Neighbours at each side of a node; more cannot be read. Our choice."""


def neighbours(graph: Graph, node: str, lang: str = "en", link: Link | None = None) -> str:
    """Return a node with what acts on it at its left and what it acts on at its right, as `drawn` draws.

    Each side has the `MOST_NEIGHBOURS` best believed; what stands at both sides is drawn at the left. Empty
    where nothing acts on the node, and it on nothing.
    """
    around, nodes = graph.around(node), graph.by_id()
    causes = _best(around.incoming, lambda edge: edge.subject, {node})
    effects = _best(around.outgoing, lambda edge: edge.object, {node, *causes})
    chains = [Step((nodes[name], nodes[node]), (edge,)) for name, edge in causes.items()]
    chains += [Step((nodes[node], nodes[name]), (edge,)) for name, edge in effects.items()]
    return drawn(chains, nodes[node].label_in(lang), lang, link) if chains else ""


def _best(
    edges: Iterable[GraphEdge], other: Callable[[GraphEdge], str], drawn_already: set[str]
) -> dict[str, GraphEdge]:
    """Return the best believed edge to each of the best believed neighbours that are not drawn already."""
    found: dict[str, GraphEdge] = {}
    acting = (edge for edge in edges if edge.role is not PredicateRole.CONTEXTUAL)
    for edge in sorted(acting, key=lambda edge: (-edge.belief, edge.id)):
        if other(edge) not in drawn_already and len(found) < MOST_NEIGHBOURS:
            found.setdefault(other(edge), edge)
    return found


def drawn(found: Sequence[Chain], title: str, lang: str = "en", link: Link | None = None) -> str:
    """Return the union of any paths as one SVG document of this title, ending with a line break.

    A node stands to the right of all that lead to it. Every line and every label has a place that nothing
    else covers; the width of a line is its belief. Texts are escaped; the picture has a title for those who
    cannot see it, and draws signs by shape as well as by colour. With ``link`` each box leads to a page.
    """
    nodes = {node.id: node for path in found for node in path.nodes}
    edges = {edge.id: edge for path in found for edge in path.edges}
    lines = {name: _wrapped(node.label_in(lang)) for name, node in nodes.items()}
    labels = {key: edge.label_in(lang) for key, edge in edges.items()}
    met = Counter(end for edge in edges.values() for end in (edge.subject, edge.object))
    placed = layout(
        {name: _box(text, met[name]) for name, text in lines.items()},
        [_line(edge, labels[key]) for key, edge in edges.items()],
        columns(nodes, (pair for path in found for pair in pairwise(node.id for node in path.nodes))),
        between=BETWEEN,
        apart=APART,
    )
    legend = _legend(nodes.values(), lang)
    item = max(_LEGEND_ITEM, *(wide(text) * _LEGEND_LETTER + 40 for text, _ in legend))
    width = max(placed.width, item * min(len(legend), 4))
    rows = _in_rows([drawing for _, drawing in legend], int(width // item))
    parts = [
        *_opened(width + 2 * MARGIN, placed.height + 3 * MARGIN + _ROW * len(rows), title, link is not None),
        f'<g transform="translate({MARGIN},{MARGIN})">',
        *(_drawn_line(edges[key], labels[key], placed) for key in edges),
        *(_drawn_label(labels[key], placed.labels[key]) for key in edges),
        *(linked(_drawn_box(nodes[name], placed.boxes[name], lines[name]), name, link) for name in nodes),
        f'<g transform="translate(0,{placed.height + MARGIN:.1f})" font-size="10">',
        *_drawn_legend(rows, item),
        "</g></g></svg>\n",
    ]
    return "\n".join(parts)


def rendered(picture: str, kind: str) -> bytes:
    """Return an SVG picture as another kind: ``"png"`` (two pixels for each of its own) or ``"pdf"``.

    Raises:
        MissingPart: the extra ``pictures``, or the library cairo that it stands on, is not there.
    """
    try:
        import cairosvg
    except (ImportError, OSError) as error:
        raise MissingPart(
            f"what draws pictures as {kind} (CairoSVG, with the library cairo)",
            "pip install 'msc-graph[pictures]'; the library is libcairo2 on Debian, cairo with Homebrew",
        ) from error
    if kind == "png":
        return bytes(cairosvg.svg2png(bytestring=picture.encode(), scale=2))
    return bytes(cairosvg.svg2pdf(bytestring=picture.encode()))


def linked(box: str, name: str, link: Link | None) -> str:
    """Return a part of a picture as a link to the page of a node, where ``link`` gives its address."""
    address = text_of(link(name)).replace('"', "&quot;") if link else ""
    return f'<a href="{address}">{box}</a>' if link else box


def _opened(width: float, height: float, title: str, linked: bool) -> Iterator[str]:
    """Yield the beginning of a document of this size in pixels; one that holds links is no single image."""
    role = "group" if linked else "img"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="{role}" font-family="{FONTS}" font-size="12">'
    )
    yield f"<title>{text_of(title)}</title>"
    yield f"<defs>{''.join(_markers())}</defs>"
    yield f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>'


def _box(text: tuple[str, ...], lines: int) -> Size:
    """Return the size of a box with lines of text, at which so many lines begin or end."""
    return Size(BOX_WIDTH, max(LINE_HEIGHT * len(text) + 14, PORT * (lines + 1)))


def _line(edge: GraphEdge, label: str) -> Line:
    return Line(edge.id, edge.subject, edge.object, Size(wide(label) * _LABEL_LETTER + 8, LINE_HEIGHT))


def _wrapped(text: str) -> tuple[str, ...]:
    """Return the text in lines of at most 20 narrow letters; a wide one (Chinese) counts twice."""
    lines, line = [], ""
    for word in " ".join(text.split()).replace("-", "-\u200b").replace(" ", " \u200b").split("\u200b"):
        if line and wide(line + word.rstrip()) > _WIDE_LETTERS:
            lines.append(line.rstrip())
            line = ""
        for letter in word:
            if wide(line + letter) > _WIDE_LETTERS:
                lines.append(line)
                line = ""
            line += letter
    return tuple(filter(None, (*lines, line.rstrip()))) or ("",)


def wide(text: str) -> int:
    """Return how many narrow letters a text is wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _markers() -> Iterator[str]:
    for sign, name in _MARKERS.items():
        shape = _MARKER_SHAPES[sign].format(color=SIGN_COLORS[sign])
        yield (
            f'<marker id="msc-{name}" viewBox="0 0 10 10" refX="11" refY="5" markerWidth="11" '
            f'markerHeight="11" '
            f'markerUnits="userSpaceOnUse" orient="auto">{shape}</marker>'
        )


def _drawn_line(edge: GraphEdge, label: str, placed: Layout) -> str:
    """Return an edge as a line through its places: straight within a column, bent between columns."""
    places = placed.lines[edge.id]
    subject, object_ = placed.boxes[edge.subject], placed.boxes[edge.object]
    left, right = sorted((subject, object_), key=lambda box: box.left)
    start, end = placed.ports[edge.id]
    points = [(left.right, start)]
    for place in places:
        points += [(place.left, place.middle), (place.right, place.middle)]
    points.append((right.left, end))
    if left is object_:
        points.reverse()
    return (
        f'<path d="{_bent(points)}" fill="none" stroke="{SIGN_COLORS[edge.sign]}" '
        f'stroke-width="{_width(edge.belief):.1f}"{_dash(edge.sign, edge.endorsed)} '
        f'marker-end="url(#msc-{_MARKERS[edge.sign]})">'
        f"<title>{text_of(f'{label} ({edge.belief:.2f})')}</title></path>"
    )


def _dash(sign: Sign | None, endorsed: bool = True) -> str:
    """Return the dashes of an edge: dots where it is disputed, dashes where its sign is unknown."""
    if endorsed and sign is not Sign.UNKNOWN:
        return ""
    dashes = "5 3" if endorsed else "2 4"
    return f' stroke-dasharray="{dashes}"'


def _width(belief: float) -> float:
    """Return the width in pixels of an edge of such a belief."""
    return THIN + (THICK - THIN) * belief


def _bent(points: list[tuple[float, float]]) -> str:
    """Return the path of a line through points: a curve between columns, straight within one, and so on."""
    text = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for number, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        middle = (x1 + x2) / 2
        curve = f" C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f}" if number % 2 == 0 else " L"
        text += f"{curve} {x2:.1f},{y2:.1f}"
    return text


def _drawn_label(label: str, place: Place) -> str:
    """Return a text in the middle of its place, before a white rim of its own shape."""
    at = (
        f'x="{(place.left + place.right) / 2:.1f}" y="{place.middle + 3:.1f}" '
        'text-anchor="middle" font-size="9"'
    )
    rim = f'<text {at} fill="#fff" stroke="#fff" stroke-width="4" aria-hidden="true">{text_of(label)}</text>'
    return f'{rim}<text {at} fill="#333">{text_of(label)}</text>'


def _drawn_box(node: GraphNode, place: Place, lines: tuple[str, ...]) -> str:
    color = COLORS.get(node.category, OTHER_COLOR)
    first = place.middle + 4 - (len(lines) - 1) * LINE_HEIGHT / 2
    text = "".join(
        f'<tspan x="{place.left + BOX_WIDTH / 2:.1f}" y="{first + index * LINE_HEIGHT:.1f}">'
        f"{text_of(line)}</tspan>"
        for index, line in enumerate(lines)
    )
    return (
        f'<g><title>{text_of(node.id)}</title><rect x="{place.left:.1f}" y="{place.top:.1f}" '
        f'width="{BOX_WIDTH}" height="{place.size.height:.1f}" rx="6" fill="#fff" '
        f'stroke="{color}" stroke-width="2.5"/><text text-anchor="middle" fill="#000">{text}</text></g>'
    )


def _legend(nodes: Iterable[GraphNode], lang: str) -> list[tuple[str, str]]:
    """Return what signs, widths and colours mean: the text and the drawing of each."""
    said = in_language(LEGEND, lang)
    signs = [_sample(said[name], SIGN_COLORS[sign], 1.6, sign) for sign, name in _MARKERS.items()]
    widths = [_sample(said["belief"].format(belief=belief), "#555", _width(belief)) for belief in _BELIEFS]
    categories = {node.category: COLORS.get(node.category, OTHER_COLOR) for node in nodes}
    return signs + widths + [_swatch(category, color, lang) for category, color in sorted(categories.items())]


def _sample(text: str, color: str, width: float, sign: Sign | None = None) -> tuple[str, str]:
    marker = f' marker-end="url(#msc-{_MARKERS[sign]})"' if sign else ""
    return text, (
        f'<path d="M0,0 L26,0" stroke="{color}" stroke-width="{width:.1f}"{_dash(sign)}{marker}/>'
        f'<text x="32" y="4">{text_of(text)}</text>'
    )


def _swatch(category: str, color: str, lang: str) -> tuple[str, str]:
    label = vocabulary().label(f"{MSC}{category}", lang) if category else "?"
    return label, (
        f'<rect x="8" y="-6" width="16" height="11" rx="3" fill="#fff" stroke="{color}" stroke-width="2.5"/>'
        f'<text x="32" y="4">{text_of(label)}</text>'
    )


def _in_rows(items: list[str], number: int) -> list[list[str]]:
    return [items[start : start + number] for start in range(0, len(items), number)]


def _drawn_legend(rows: list[list[str]], width: float) -> Iterator[str]:
    for row, items in enumerate(rows):
        for column, item in enumerate(items):
            yield _at(item, column * width, row * _ROW)


def _at(item: str, x: float, y: float) -> str:
    return f'<g transform="translate({x:.0f},{y:.0f})">{item}</g>'


def text_of(text: str) -> str:
    """Return ``text`` on one line, escaped for XML and for HTML; what XML cannot hold is left out."""
    text = " ".join(re.split(r"[\r\n\t]+", text))
    if illegal_character(text):
        text = "".join(letter for letter in text if not illegal_character(letter))
    return escaped(text)
