"""An order of triples that depends only on what they say: not on hashes, nor on labels of blank nodes.

The reasoner credits whichever rule comes first, so that its input must come in one order for its output to be
the same on every run. Triples of named things are sorted by their text. Blank nodes are numbered by colour
refinement: those that differ in their triples are told apart, then those beside them, until nothing changes;
of nodes that are still alike one is taken out, and so on (McKay & Piperno, Practical graph isomorphism II,
2014, doi:10.1016/j.jsc.2013.09.003, without the backtracking that only highly regular graphs need: there the
order of the input decides). pyoxigraph's own canonical labels need exponential time on some graphs, which a
stranger's file may hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from pyoxigraph import BlankNode, Quad, Triple

T = TypeVar("T", bound=Triple | Quad)
_Signature: TypeAlias = tuple[tuple[str, int], ...]


def in_order(triples: Iterable[T]) -> list[T]:
    """Return the triples sorted by what they say, those with blank nodes last.

    >>> from pyoxigraph import RdfFormat, parse
    >>> text = "<a:b> <a:p> [ <a:q> 2 ] , [ <a:q> 1 ] ."
    >>> found = in_order(quad.triple for quad in parse(text, format=RdfFormat.N3))
    >>> [triple.object.value for triple in found if triple.predicate.value == "a:q"]
    ['1', '2']
    """
    named: list[tuple[str, T]] = []
    blank: list[T] = []
    for triple in triples:
        text = str(triple)
        # a literal may hold the mark too; then the parts decide
        if "_:" in text and any(isinstance(term, BlankNode) for term in (triple.subject, triple.object)):
            blank.append(triple)
        else:
            named.append((text, triple))
    named.sort(key=lambda pair: pair[0])
    numbers = blank_numbers(blank)

    def text_of(term: object) -> str:
        return f"{numbers[term]:09}" if isinstance(term, BlankNode) else str(term)

    def place(triple: T) -> tuple[str, ...]:
        graph = str(triple.graph_name) if isinstance(triple, Quad) else ""
        return text_of(triple.subject), str(triple.predicate), text_of(triple.object), graph

    return [triple for _, triple in named] + sorted(blank, key=place)


def blank_numbers(triples: Iterable[Triple | Quad]) -> dict[BlankNode, int]:
    """Return a number from 0 for each blank node that is subject or object of the triples."""
    return _Colours(triples).numbers()


class _Colours:
    """Classes of blank nodes that could not be told apart yet, each with a number."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        self._said: defaultdict[BlankNode, list[tuple[str, str]]] = defaultdict(list)
        self._beside: defaultdict[BlankNode, list[tuple[str, BlankNode]]] = defaultdict(list)
        for triple in triples:
            subject, predicate, value = triple.subject, str(triple.predicate), triple.object
            if isinstance(subject, BlankNode):
                if isinstance(value, BlankNode):
                    self._beside[subject].append((f">{predicate}", value))
                    self._beside[value].append((f"<{predicate}", subject))
                else:
                    self._said[subject].append((f">{predicate}", str(value)))
            elif isinstance(value, BlankNode):
                self._said[value].append((f"<{predicate}", str(subject)))
        alike: defaultdict[tuple[tuple[str, str], ...], list[BlankNode]] = defaultdict(list)
        for node in dict.fromkeys((*self._said, *self._beside)):
            alike[tuple(sorted(self._said.get(node, ())))].append(node)
        self._classes: list[dict[BlankNode, None]] = [dict.fromkeys(alike[said]) for said in sorted(alike)]
        self._class_of = {node: n for n, members in enumerate(self._classes) for node in members}

    def numbers(self) -> dict[BlankNode, int]:
        """Return the numbers of the classes once each holds one node."""
        self._refine(dict.fromkeys(self._class_of))
        number = 0
        while number < len(self._classes):
            while len(self._classes[number]) > 1:
                one = next(iter(self._classes[number]))
                self._refine(self._take_out(number, [one]))
            number += 1
        return self._class_of

    def _signature(self, node: BlankNode) -> _Signature:
        """Return the classes of what stands beside a node, with the way there."""
        return tuple(sorted((way, self._class_of[other]) for way, other in self._beside.get(node, ())))

    def _take_out(self, number: int, nodes: Iterable[BlankNode]) -> dict[BlankNode, None]:
        """Put nodes into a class of their own; return what stands beside them."""
        touched: dict[BlankNode, None] = {}
        new = len(self._classes)
        self._classes.append(dict.fromkeys(nodes))
        for node in self._classes[new]:
            del self._classes[number][node]
            self._class_of[node] = new
            touched |= dict.fromkeys(other for _, other in self._beside.get(node, ()))
        return touched

    def _refine(self, touched: dict[BlankNode, None]) -> None:
        """Split classes whose members stand beside different ones, until none is left to split."""
        while touched:
            by_class: defaultdict[int, list[BlankNode]] = defaultdict(list)
            for node in touched:
                by_class[self._class_of[node]].append(node)
            leaving = [(number, self._leaving(number, by_class[number])) for number in sorted(by_class)]
            touched = {}
            for number, groups in leaving:
                for nodes in groups:
                    touched |= self._take_out(number, nodes)

    def _leaving(self, number: int, touched: list[BlankNode]) -> list[list[BlankNode]]:
        """Return the touched members of a class that must leave it, those that are alike together.

        The members that were not touched are alike; they stay, or else the largest group does.
        """
        members = self._classes[number]
        if len(members) == 1:
            return []
        groups: defaultdict[_Signature, list[BlankNode]] = defaultdict(list)
        for node in touched:
            groups[self._signature(node)].append(node)
        if len(touched) < len(members):
            known = set(touched)
            stays = self._signature(next(node for node in members if node not in known))
        else:
            stays = max(sorted(groups), key=lambda signature: len(groups[signature]))
        return [groups[signature] for signature in sorted(groups) if signature != stays]
