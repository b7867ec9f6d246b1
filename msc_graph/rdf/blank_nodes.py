"""Names for blank nodes, so that the same graph, or the same query, gives the same bytes.

Canonical names (RDF Dataset Canonicalization, RDFC-1.0, https://www.w3.org/TR/rdf-canon/) tell equal graphs
from others, but take factorial time where many blank nodes that look alike are linked with each other: ten of
them take minutes. There the order in which they appear names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import networkx as nx
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple | DefaultGraph

MOST_ALIKE = 6
"""Most linked blank nodes that look alike for which canonical names are worked out. Our choice: six take a
tenth of a second, eight ten seconds."""

LONGEST_CHAIN = 60
"""Most of them where they stand in a row. Our choice: sixty take a third of a second, 150 four seconds."""


def named(quads: Iterable[Quad]) -> list[Quad]:
    """Return the distinct quads with their blank nodes named anew: canonically, or in order of appearance."""
    given = list(dict.fromkeys(quads))
    blank = [quad for quad in given if any(blank_nodes(quad))]
    if not blank:
        return given
    if _most_alike(blank) > MOST_ALIKE:
        return _by_appearance(given)
    graph = Dataset(given)
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return list(graph)


def _most_alike(quads: Sequence[Quad]) -> int:
    """Return how many blank nodes that look alike are linked with each other, at most; 0 for none."""
    looks: dict[BlankNode, list[str]] = {}
    for quad in quads:
        for node in set(blank_nodes(quad)):
            looks.setdefault(node, []).append(_seen_from(node, quad))
    look_of = {node: "\n".join(sorted(said)) for node, said in looks.items()}
    number = Counter(look_of.values())
    alike = {node for node, look in look_of.items() if number[look] > 1}
    links = nx.Graph()
    for quad in quads:
        nx.add_path(links, [node for node in blank_nodes(quad) if node in alike])
    tangles = (part for part in nx.connected_components(links) if not _is_chain(links.subgraph(part)))
    return max(map(len, tangles), default=0)


def _is_chain(links: nx.Graph[BlankNode]) -> bool:
    """Tell whether few enough nodes stand in a row, as those of an RDF list do."""
    few = len(links) <= LONGEST_CHAIN
    return bool(few and nx.is_tree(links) and max(degree for _, degree in links.degree()) <= 2)


def blank_nodes(term: Term | Quad) -> Iterator[BlankNode]:
    """Yield the blank nodes of a term or a quad, also of those inside it, in order."""
    if isinstance(term, BlankNode):
        yield term
    elif isinstance(term, Triple | Quad):
        yield from blank_nodes(term.subject)
        yield from blank_nodes(term.object)
        if isinstance(term, Quad):
            yield from blank_nodes(term.graph_name)


def _seen_from(node: BlankNode, quad: Quad) -> str:
    """Return a quad as one of its blank nodes sees it: itself is ``_:a``, every other one ``_:z``."""
    names = {other: BlankNode("a" if other == node else "z") for other in blank_nodes(quad)}
    return str(_renamed(quad, names))


def _by_appearance(quads: Sequence[Quad]) -> list[Quad]:
    nodes = dict.fromkeys(node for quad in quads for node in blank_nodes(quad))
    names = {node: BlankNode(f"b{number}") for number, node in enumerate(nodes)}
    return [_renamed(quad, names) for quad in quads]


def _renamed(quad: Quad, names: dict[BlankNode, BlankNode]) -> Quad:
    def term(old: Any) -> Any:
        if isinstance(old, BlankNode):
            return names[old]
        if isinstance(old, Triple):
            return Triple(term(old.subject), old.predicate, term(old.object))
        return old

    return Quad(term(quad.subject), quad.predicate, term(quad.object), term(quad.graph_name))
