"""Degree-weighted path counts: how strongly a metapath connects two nodes, hubs counted less.

A metapath names the categories along the way and the predicates between them::

    Compound -binds-> Gene <-associates- Disease
    Gene -interacts- Gene > Disease

``-p->`` walks an edge of predicate p in its direction, ``<-p-`` against it, ``-p-`` either way, ``>`` any edge in
its direction. An undirected relation between two kinds is stored once and walked both ways; one between nodes of
the same kind is stored as an edge each way, as its degrees count both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.mechanisms.network import HUB_DAMPING, SIGN_OF_CODE, Network
from msc_graph.mechanisms.question import (
    MAX_DAMPING,
    MAX_HOPS_LIMIT,
    check_range,
    node_set,
    predicate_codes,
)
from msc_graph.vocabulary import Sign

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


def parse_metapath(network: Network, text: str) -> Metapath:
    """Return the metapath that ``text`` says.

    Raises:
        UsageError: it is malformed, or longer than eight links, or names an unknown category or predicate.
    """
    categories, links, place = [], [], 0
    for found in _LINK.finditer(text):
        categories.append(_category(network, text[place : found.start()], text))
        links.append(_link(network, found))
        place = found.end()
    categories.append(_category(network, text[place:], text))
    if not 1 <= len(links) <= MAX_HOPS_LIMIT:
        raise UsageError(f"the metapath {text!r} has {len(links)} links, but it must have 1 to {MAX_HOPS_LIMIT}")
    return Metapath(tuple(categories), tuple(links))


def _category(network: Network, name: str, text: str) -> NDArray[np.bool_]:
    if not name.strip():
        raise UsageError(f"a category is missing in the metapath {text!r}; example: Gene -interacts-> Gene > Disease")
    return np.ones(len(network.categories), bool) if name.strip() == "." else network.category_codes(name.strip())


def _link(network: Network, found: re.Match[str]) -> Link:
    backward, forward, either = found.groups()
    name = backward or forward or either
    if name is None:
        return Link(None, forward=True, backward=False)
    codes = tuple(predicate_codes(network, name))
    return Link(codes, forward=not backward, backward=not forward)


def dwpc(
    network: Network, source: str, target: str, metapath: str, *, w: float = HUB_DAMPING
) -> PathCount:
    """Return the degree-weighted path count of a metapath between two nodes, and its signed form.

    Beliefs do not count. Paths repeat no node. All zero when there is no path.

    Args:
        network: where to count.
        source: identifier of the first node.
        target: identifier of the last node.
        metapath: categories and predicates along the way; see the head of this module.
        w: damping exponent, 0 to 10.

    Raises:
        UnknownNode: an identifier is not in the network.
        UsageError: the metapath is malformed, or the exponent is out of range.

    Source: Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259.
    """
    check_range("w", w, 0, MAX_DAMPING)
    way = parse_metapath(network, metapath)
    ends = [int(node_set(network, name, "end")[0]) for name in (source, target)]
    layers = list(_layers(network, way, *ends))
    sums, count = dict.fromkeys(Sign, 0.0), 0
    for weight, sign in _paths(network, layers, ends, w):
        count += len(weight)
        for code, name in SIGN_OF_CODE.items():
            sums[name] += float(weight[sign == code].sum())
    positive, negative, unknown = (sums[sign] for sign in (Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN))
    return PathCount(positive + negative + unknown, positive, negative, unknown, count)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """The edges that may be one link: edge, tail and head as walked, sorted by tail."""

    edge: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]


def _layers(network: Network, way: Metapath, source: int, target: int) -> Iterator[_Layer]:
    """Yield for each link the edges on a walk of the metapath from source to target."""
    category = network.category_of
    near = np.zeros(len(network.nodes), bool)
    near[source] = way.categories[0][category[source]]
    layers = []
    for link, kinds in zip(way.links, way.categories[1:], strict=True):
        layer = _linked(network, link, np.flatnonzero(near), kinds)
        layers.append(layer)
        near = np.zeros(len(network.nodes), bool)
        near[layer.head] = True
    far = np.zeros(len(network.nodes), bool)
    far[target] = True
    kept = []
    for layer in reversed(layers):
        use = far[layer.head]
        kept.append(_Layer(layer.edge[use], layer.tail[use], layer.head[use]))
        far = np.zeros(len(network.nodes), bool)
        far[kept[-1].tail] = True
    yield from reversed(kept)


def _linked(network: Network, link: Link, near: NDArray[np.int64], kinds: NDArray[np.bool_]) -> _Layer:
    edges = network.edges
    parts = []
    for walk, rows, far in (
        (link.forward, network.leaving, edges.object),
        (link.backward, network.entering, edges.subject),
    ):
        if not walk:
            continue
        counts = rows[near + 1] - rows[near]
        ends = np.cumsum(counts)
        place = np.arange(int(counts.sum())) + np.repeat(rows[near] - (ends - counts), counts)
        edge = place if rows is network.leaving else network.by_object[place].astype(np.int64)
        tail, head = np.repeat(near, counts), far[edge].astype(np.int64)
        keep = kinds[network.category_of[head]]
        if link.predicates is not None:
            keep &= np.isin(edges.predicate[edge], link.predicates)
        parts.append((edge[keep], tail[keep], head[keep]))
    edge, tail, head = (np.concatenate([part[i] for part in parts]) for i in range(3))
    order = np.argsort(tail, kind="stable")
    return _Layer(edge[order], tail[order], head[order])


def _paths(
    network: Network, layers: list[_Layer], ends: list[int], w: float
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int8]]]:
    """Yield weights and signs of the paths, some thousand at a time."""
    first = _Rows(np.array([[ends[0]]]), np.ones(1), np.ones(1, np.int8))
    waiting = [(0, first)]
    while waiting:
        depth, rows = waiting.pop()
        if depth == len(layers):
            yield rows.weight, rows.sign
            continue
        for start in range(0, len(rows.weight), _CHUNK):
            part = _Rows(*(getattr(rows, name)[start : start + _CHUNK] for name in _Rows.__slots__))
            waiting.append((depth + 1, _joined(network, layers[depth], part, w)))


_CHUNK = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Paths so far: their nodes, weights and signs."""

    nodes: NDArray[np.int64]
    weight: NDArray[np.float64]
    sign: NDArray[np.int8]


def _joined(network: Network, layer: _Layer, rows: _Rows, w: float) -> _Rows:
    """Return the paths one link longer."""
    last = rows.nodes[:, -1]
    begin, end = np.searchsorted(layer.tail, last, "left"), np.searchsorted(layer.tail, last, "right")
    counts = end - begin
    row = np.repeat(np.arange(len(last)), counts)
    ends = np.cumsum(counts)
    place = np.arange(len(row)) + np.repeat(begin - (ends - counts), counts)
    good = np.ones(len(row), bool)
    for column in rows.nodes.T:
        good &= column[row] != layer.head[place]
    row, place = row[good], place[good]
    edge, edges = layer.edge[place], network.edges
    degrees = edges.out_degree[edge].astype(np.float64) * edges.in_degree[edge]
    return replace(
        rows,
        nodes=np.column_stack([rows.nodes[row], layer.head[place]]),
        weight=rows.weight[row] * degrees**-w,
        sign=rows.sign[row] * edges.sign[edge],
    )
