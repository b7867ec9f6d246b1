"""Literals as a file writes them, where a store keeps another form of the same value.

Oxigraph keeps ``"0.50"^^xsd:decimal`` as ``0.5`` and ``"7"^^xsd:int`` as an ``xsd:integer``. To a shape these
are different terms, so what a file says is kept beside the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from msc_graph.vocabulary.namespaces import XSD

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
_Kept: TypeAlias = "tuple[Term, NamedNode, Term]"

_TEXTS = (f"{XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


class Spellings:
    """What some quads say of literals that a store keeps otherwise; empty where it keeps all as they are."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        """Look for such literals among the objects of quads."""
        typed = [quad for quad in quads if _may_change(quad.object)]
        forms = dict(_forms({quad.object for quad in typed}))
        changed = {form for literal, form in forms.items() if form != literal}
        self._said: dict[_Kept, dict[Term, None]] = {}
        for quad in typed:
            form = forms[quad.object]
            if form in changed:
                self._said.setdefault((quad.subject, quad.predicate, form), {})[quad.object] = None
        self.subjects = frozenset(subject for subject, _, _ in self._said)

    def __bool__(self) -> bool:
        return bool(self._said)

    def told(self, found: Iterable[Quad], value: Term | None) -> Iterator[Quad]:
        """Yield the quads that a store found, as they were said: with a certain object, where it is given."""
        for quad in found:
            for said in self._said.get((quad.subject, quad.predicate, quad.object), (quad.object,)):
                if value is None or said == value:
                    yield Quad(quad.subject, quad.predicate, said, quad.graph_name)


def _may_change(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype.value not in _TEXTS


def _forms(literals: Iterable[Term]) -> Iterator[tuple[Term, Term]]:
    """Yield each literal with the form in which a store keeps it."""
    numbered = list(literals)
    store, predicate = Store(), NamedNode("urn:is")
    store.bulk_extend(
        Quad(NamedNode(f"urn:{number}"), predicate, literal, DefaultGraph())
        for number, literal in enumerate(numbered)
    )
    for quad in store:
        yield numbered[int(str(quad.subject)[len("<urn:") : -1])], quad.object
