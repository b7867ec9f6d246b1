"""Pictures: every box, line and label has a place of its own."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph import KnowledgeGraph
from msc_graph.errors import MissingPart
from msc_graph.mechanisms.layout import Line, Place, Size, columns, layout, spread
from msc_graph.mechanisms.picture import rendered, text_of

pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] != p[1]), max_size=25)


def over(one: Place, other: Place) -> bool:
    """Whether two places share an area; edges may touch."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.top + one.size.height, other.top + other.size.height) - max(one.top, other.top)
    return across > 1e-6 and down > 1e-6


@given(pairs)
def test_every_pair_leads_to_another_column_and_ends_stand_last(found: list[tuple[int, int]]) -> None:
    named = [(str(a), str(b)) for a, b in found]
    names = dict.fromkeys(name for pair in named for name in pair)
    column = columns(names, named)
    assert set(column) == set(names)
    assert all(column[left] != column[right] for left, right in named)
    starts = {left for left, _ in named}
    assert {column[name] for name in names if name not in starts} <= {max(column.values(), default=0)}


def test_a_chain_stands_in_its_order() -> None:
    assert columns("cab", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a")]) == {"a": 0, "b": 1, "c": 2}


@given(pairs, st.lists(st.integers(5, 120), min_size=10, max_size=10))
def test_nothing_lies_on_anything(found: list[tuple[int, int]], heights: list[int]) -> None:
    named = [(str(a), str(b)) for a, b in found]
    boxes = {name: Size(100, heights[int(name)]) for name in dict.fromkeys(n for pair in named for n in pair)}
    lines = [Line(f"e{i}", a, b, Size(10 + i, 12)) for i, (a, b) in enumerate(named)]
    placed = layout(boxes, lines, columns(boxes, named), between=30, apart=10)
    rooms = [*placed.boxes.values(), *placed.labels.values()]
    assert not [pair for pair in combinations(rooms, 2) if over(*pair)]
    through = [(key, place) for key, places in placed.lines.items() for place in places]
    assert not [box for box in placed.boxes.values() for _, place in through if _crosses(place, box)]
    taken = [(place.left, place.middle) for _, place in through]
    assert len(set(taken)) == len(taken), "two lines share a place"
    for key, (start, end) in placed.ports.items():
        line = next(line for line in lines if line.key == key)
        left, right = sorted((placed.boxes[line.start], placed.boxes[line.end]), key=lambda box: box.left)
        assert left.top < start < left.top + left.size.height
        assert right.top < end < right.top + right.size.height
        xs = [left.right, *(x for place in placed.lines[key] for x in (place.left, place.right)), right.left]
        assert xs == sorted(xs)
    assert all(0 <= one.left and one.right <= placed.width + 1e-6 for one in rooms)
    assert all(-1e-6 <= one.top and one.top + one.size.height <= placed.height + 1e-6 for one in rooms)


def _crosses(line: Place, box: Place) -> bool:
    """Whether a line that runs straight through its place lies behind a box."""
    return (
        line.left < box.right and box.left < line.right and box.top < line.middle < box.top + box.size.height
    )


@given(st.lists(st.integers(-50, 50), max_size=12), st.integers(0, 20))
def test_spread_keeps_gaps_and_moves_no_more_than_it_must(wanted: list[int], gap: int) -> None:
    values = spread(wanted, [gap] * (len(wanted) - 1))
    assert all(b - a >= gap - 1e-9 for a, b in pairwise(values))
    if all(b - a >= gap for a, b in pairwise(wanted)):
        assert values == pytest.approx(wanted)
    assert sum(values) == pytest.approx(sum(wanted))


def test_the_width_of_an_edge_is_its_belief(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury", k=4)
    beliefs = {edge.belief for path in found for edge in path.edges}
    picture = ElementTree.fromstring(found.to_svg())  # noqa: S314 -- our own text
    lines = [p for p in picture.iter("{http://www.w3.org/2000/svg}path") if list(p)]
    widths = {round(float(line.attrib["stroke-width"]), 1) for line in lines}
    assert len(beliefs) > 1 and widths == {round(1 + 3 * belief, 1) for belief in beliefs}


def test_a_picture_of_many_paths_is_of_the_best_and_says_so(
    curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msc_graph.mechanisms.picture.MOST_DRAWN", 1)
    found, best = (curated.paths("miR-21-5p", "corneal injury", k=k) for k in (3, 1))
    assert f"(the best 1 of {len(found)} paths)</title>" in found.to_svg()
    assert found.to_svg().count("<rect") == best.to_svg().count("<rect")
    assert "(the best" not in best.to_svg()


def test_each_box_leads_to_its_page_where_there_are_pages(curated: KnowledgeGraph) -> None:
    found = curated.paths("miR-21-5p", "corneal injury", k=2)
    linked = ElementTree.fromstring(found.to_svg(link=lambda name: f"/node/{name}?a=1&b=<2>"))  # noqa: S314
    hrefs = {a.attrib["href"] for a in linked.iter("{http://www.w3.org/2000/svg}a")}
    assert hrefs == {f"/node/{node.id}?a=1&b=<2>" for path in found for node in path.nodes}
    assert linked.attrib["role"] == "group" and "<a " not in found.to_svg()


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_picture_can_be_png_and_pdf(curated: KnowledgeGraph, kind: str, begins: bytes) -> None:
    try:
        made = rendered(curated.paths("miR-21-5p", "corneal injury", k=2).to_svg("zh"), kind)
    except MissingPart:
        pytest.skip("cairo is not on this machine")
    assert made.startswith(begins) and len(made) > 1000


def test_a_text_is_one_line_and_valid_in_html() -> None:
    assert text_of("one\ntwo\r\nthree") == "one two three"
