"""Degree-weighted path counts: how strongly a metapath connects two nodes, hubs counted less.

A metapath names the categories along the way and the predicates between them::

    Compound -binds-> Gene <-associates- Disease
    Gene -interacts- Gene > Disease

Classes and predicates may go by their labels, in English or Chinese (``微小RNA -下调-> 基因 > 疾病``).

``-p->`` walks an edge of predicate p in its direction, ``<-p-`` against it, ``-p-`` either way, ``>`` any
edge in its direction. An undirected relation between two kinds is stored once and walked both ways; one
between nodes of the same kind is stored as an edge each way, as its degrees count both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.arcs import ranges
from msc_graph.pathfinding.arrays import HUB_DAMPING, SIGN_OF_CODE, Arrays
from msc_graph.pathfinding.question import (
    MAX_DAMPING,
    MAX_HOPS_LIMIT,
    check_range,
    node_set,
    predicate_codes,
)
from msc_graph.pathfinding.sorting import degrees
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import Sign

_LINK = re.compile(r"<-\s*([^<>]+?)\s*-(?!>)|-\s*([^<>]+?)\s*->|(?<=\s)-\s*([^<>\s][^<>]*?)\s*-(?=\s)|>")


@dataclass(frozen=True, slots=True)
class PathCount:
    """The degree-weighted path count, and its parts by the sign of the paths.

    ``total`` is the sum over all paths of the metapath, each counted as its damped degree product (0 to 1 for
    each path); ``positive``, ``negative`` and ``unknown`` add up to it; ``paths`` is how many there are.
    """

    total: float
    positive: float
    negative: float
    unknown: float
    paths: int

    @property
    def signed(self) -> float:
        """What the positive paths have over the negative ones; unknown ones do not count."""
        return self.positive - self.negative

    def __float__(self) -> float:
        """Return the total."""
        return self.total


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a metapath: the codes of its predicates (None for any), and which ways it may be walked."""

    predicates: tuple[int, ...] | None
    forward: bool
    backward: bool


@dataclass(frozen=True, slots=True, eq=False)
class Metapath:
    """Which categories may stand at each place, and the links between the places."""

    categories: tuple[NDArray[np.bool_], ...]
    links: tuple[Link, ...]


def parse_metapath(network: Arrays, text: str, words: Vocabulary | None = None) -> Metapath:
    """Return the metapath that ``text`` says; ``words`` declare labels (None: the ontology in the package).

    Raises:
        UsageError: it is malformed, or longer than eight links, or names an unknown category or predicate.
    """
    if not isinstance(text, str):
        raise UsageError(f"the metapath is {text!r}, but it must be a text like 'MicroRNA > Gene > Disease'")
    categories, links, place = [], [], 0
    for found in _LINK.finditer(text):
        categories.append(_category(network, text[place : found.start()], text))
        links.append(_link(network, found, words))
        place = found.end()
    categories.append(_category(network, text[place:], text))
    if not 1 <= len(links) <= MAX_HOPS_LIMIT:
        raise UsageError(
            f"the metapath {text!r} has {len(links)} links, but it must have 1 to {MAX_HOPS_LIMIT}"
        )
    return Metapath(tuple(categories), tuple(links))


def _category(network: Arrays, name: str, text: str) -> NDArray[np.bool_]:
    if not name.strip():
        raise UsageError(
            f"a category is missing in the metapath {text!r}; example: Gene -interacts-> Gene > Disease"
        )
    return (
        np.ones(len(network.categories), bool)
        if name.strip() == "."
        else network.category_codes(name.strip())
    )


def _link(network: Arrays, found: re.Match[str], words: Vocabulary | None) -> Link:
    backward, forward, either = found.groups()
    name = backward or forward or either
    if name is None:
        return Link(None, forward=True, backward=False)
    codes = tuple(predicate_codes(network, name, words))
    return Link(codes, forward=not backward, backward=not forward)


def dwpc(
    network: Arrays,
    source: str,
    target: str,
    metapath: str,
    *,
    w: float = HUB_DAMPING,
    words: Vocabulary | None = None,
) -> PathCount:
    """Return the degree-weighted path count of a metapath between two nodes, and its signed form.

    Beliefs do not count. Paths repeat no node. All zero when there is no path.

    Args:
        network: where to count.
        source: identifier of the first node.
        target: identifier of the last node.
        metapath: categories and predicates along the way; see the head of this module.
        w: damping exponent, 0 to 10.
        words: what declares the labels of predicates; None for the ontology in the package.

    Raises:
        UnknownNode: an identifier is not in the network.
        UsageError: the metapath is malformed, or the exponent is out of range.

    Source: Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259.
    """
    check_range("w", w, 0, MAX_DAMPING)
    way = parse_metapath(network, metapath, words)
    ends = [int(node_set(network, name, "end")[0]) for name in (source, target)]
    layers = _layers(network, way, *ends)
    sums, count = dict.fromkeys(Sign, 0.0), 0
    for weight, sign in _paths(layers, ends[0], w):
        count += len(weight)
        for code, name in SIGN_OF_CODE.items():
            sums[name] += float(weight[sign == code].sum())
    positive, negative, unknown = (sums[sign] for sign in (Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN))
    return PathCount(positive + negative + unknown, positive, negative, unknown, count)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """The edges that may be one link: tail and head as walked, sorted by tail; sign, and product of degrees.

    The degrees are those of the metaedge: of the predicate, between the categories of this link only.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    sign: NDArray[np.int8]
    degrees: NDArray[np.float64]

    def only(self, rows: NDArray[Any]) -> _Layer:
        """Return these rows."""
        return _Layer(self.tail[rows], self.head[rows], self.sign[rows], self.degrees[rows])


def _layers(network: Arrays, way: Metapath, source: int, target: int) -> list[_Layer]:
    """Return for each link the edges on a walk of the metapath from source to target."""
    size = len(network.nodes)
    near = _marked(size, source) if way.categories[0][network.category_of[source]] else np.zeros(size, bool)
    layers = []
    for link, kinds in zip(way.links, pairwise(way.categories), strict=True):
        layer = _linked(network, link, kinds)
        layers.append(layer.only(near[layer.tail]))
        near = _marked(size, layers[-1].head)
    far = _marked(size, target)
    for index in reversed(range(len(layers))):
        layers[index] = layers[index].only(far[layers[index].head])
        far = _marked(size, layers[index].tail)
    return layers


def _marked(size: int, places: Any) -> NDArray[np.bool_]:
    marks = np.zeros(size, bool)
    marks[places] = True
    return marks


def _linked(network: Arrays, link: Link, kinds: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> _Layer:
    """Return all edges of the network that fit a link between two categories."""
    parts = []
    if link.forward:
        parts.append(_metaedge(network, link, kinds[0], kinds[1]))
    if link.backward:
        turned = _metaedge(network, link, kinds[1], kinds[0])
        parts.append(_Layer(turned.head, turned.tail, turned.sign, turned.degrees))
    layer = _Layer(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Layer.__slots__))
    return layer.only(np.argsort(layer.tail, kind="stable"))


def _metaedge(network: Arrays, link: Link, subjects: NDArray[np.bool_], objects: NDArray[np.bool_]) -> _Layer:
    edges, category = network.edges, network.category_of
    use = subjects[category[edges.subject]] & objects[category[edges.object]]
    if link.predicates is not None:
        use &= np.isin(edges.predicate, link.predicates)
    chosen = np.flatnonzero(use)
    tail, head = edges.subject[chosen], edges.object[chosen]
    out, into = degrees(tail, head, edges.predicate[chosen], len(network.nodes), len(network.predicates))
    return _Layer(
        tail.astype(np.int64), head.astype(np.int64), edges.sign[chosen], out.astype(np.float64) * into
    )


def _paths(
    layers: list[_Layer], source: int, w: float
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int8]]]:
    """Yield weights and signs of the paths, some thousand at a time."""
    first = _Rows(np.array([[source]]), np.ones(1), np.ones(1, np.int8))
    waiting = [(0, first)]
    while waiting:
        depth, rows = waiting.pop()
        if depth == len(layers):
            yield rows.weight, rows.sign
            continue
        for start in range(0, len(rows.weight), _CHUNK):
            part = _Rows(*(getattr(rows, name)[start : start + _CHUNK] for name in _Rows.__slots__))
            waiting.append((depth + 1, _joined(layers[depth], part, w)))


_CHUNK = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Paths so far: their nodes, weights and signs."""

    nodes: NDArray[np.int64]
    weight: NDArray[np.float64]
    sign: NDArray[np.int8]


def _joined(layer: _Layer, rows: _Rows, w: float) -> _Rows:
    """Return the paths one link longer."""
    last = rows.nodes[:, -1]
    begin, end = np.searchsorted(layer.tail, last, "left"), np.searchsorted(layer.tail, last, "right")
    row, place = ranges(begin, end - begin)
    good = np.ones(len(row), bool)
    for column in rows.nodes.T:
        good &= column[row] != layer.head[place]
    row, place = row[good], place[good]
    return _Rows(
        nodes=np.column_stack([rows.nodes[row], layer.head[place]]),
        weight=rows.weight[row] * layer.degrees[place] ** -w,
        sign=rows.sign[row] * layer.sign[place],
    )
