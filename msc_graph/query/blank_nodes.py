"""Names for the blank nodes of an answer, so that the same query gives the same bytes.

Canonical names (RDF Dataset Canonicalization, RDFC-1.0, https://www.w3.org/TR/rdf-canon/) tell equal graphs
from others, but take factorial time where many blank nodes that look alike are linked with each other: ten of
them take minutes. There the order in which the engine wrote them names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import networkx as nx
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

MOST_ALIKE = 6
"""Most linked blank nodes that look alike for which canonical names are worked out. Our choice: six take a
tenth of a second, eight ten seconds."""


def named(triples: Sequence[Triple]) -> list[Triple]:
    """Return the triples with their blank nodes named anew: canonically, or else in order of appearance."""
    if _most_alike(triples) > MOST_ALIKE:
        return _by_appearance(triples)
    graph = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in graph]


def _most_alike(triples: Sequence[Triple]) -> int:
    """Return how many blank nodes that look alike are linked with each other, at most; 0 for none."""
    looks: dict[BlankNode, list[str]] = {}
    for triple in triples:
        for node in blank_nodes(triple):
            looks.setdefault(node, []).append(_seen_from(node, triple))
    look_of = {node: "\n".join(sorted(said)) for node, said in looks.items()}
    number = Counter(look_of.values())
    alike = {node for node, look in look_of.items() if number[look] > 1}
    links = nx.Graph()
    for triple in triples:
        linked = [node for node in blank_nodes(triple) if node in alike]
        nx.add_path(links, linked)
    return max(map(len, nx.connected_components(links)), default=0)


def blank_nodes(term: Term) -> Iterator[BlankNode]:
    """Yield the blank nodes of a term, also of those inside it, in order."""
    if isinstance(term, BlankNode):
        yield term
    elif isinstance(term, Triple):
        yield from blank_nodes(term.subject)
        yield from blank_nodes(term.object)


def _seen_from(node: BlankNode, triple: Triple) -> str:
    """Return a triple as one of its blank nodes sees it: itself is ``_:a``, every other one ``_:z``."""
    names = {other: BlankNode("a" if other == node else "z") for other in blank_nodes(triple)}
    return str(_renamed(triple, names))


def _by_appearance(triples: Sequence[Triple]) -> list[Triple]:
    nodes = dict.fromkeys(node for triple in triples for node in blank_nodes(triple))
    names = {node: BlankNode(f"b{number}") for number, node in enumerate(nodes)}
    return [_renamed(triple, names) for triple in triples]


def _renamed(triple: Triple, names: dict[BlankNode, BlankNode]) -> Triple:
    def term(old: Term) -> Term:
        if isinstance(old, BlankNode):
            return names[old]
        return _renamed(old, names) if isinstance(old, Triple) else old

    return Triple(term(triple.subject), triple.predicate, term(triple.object))  # type: ignore[arg-type]
