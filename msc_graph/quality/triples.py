"""The triples of a store as the fast engine reads them, with what was read kept for the next question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Variable

from msc_graph.quality.shapes import Target, Term, Values
from msc_graph.quality.spelling import Spellings
from msc_graph.rdf.terms import oxigraph_term, rdflib_term
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from rdflib.term import Node

TYPES_KEPT = 100_000
"""Nodes whose classes are remembered. Our choice: about 40 MB; evidence is asked for once, nodes often."""
ANSWERS_KEPT = 20_000
"""Look-ups that are remembered. Our choice: about 10 MB; shapes of one thing ask the same more than once."""

Plan: TypeAlias = "Callable[[StoreTriples], Iterator[dict[str, Term]]]"
"""Answers one query about the whole store by other means: yields its solutions, each once."""

_TYPE = NamedNode(RDF_TYPE)
_SUBCLASS = NamedNode(f"{RDFS}subClassOf")
_INFERRED = NamedNode(INFERRED_GRAPH)
_NOTHING: Values = ()


class StoreTriples:
    """The triples of a store without the inferred ones; a triple in two named graphs counts once.

    Args:
        store: where they lie.
        plan_for: returns what answers a query by other means than running it; None where nothing does.
        spellings: what is to be read instead of literals that the store keeps in another form. Queries see
            the store's form.
    """

    def __init__(
        self,
        store: Store,
        *,
        plan_for: Callable[[str], Plan | None] = lambda _: None,
        spellings: Spellings | None = None,
    ) -> None:
        self._store, self._plan_for = store, plan_for
        self._spellings = spellings or Spellings()
        self._hidden = store.contains_named_graph(_INFERRED)
        self._described: Term | None = None
        self._description: dict[NamedNode, set[Term]] = {}
        self._looked_up = lru_cache(ANSWERS_KEPT)(self._look_up)
        self.types = lru_cache(TYPES_KEPT)(self._types)
        self.subclasses = lru_cache(None)(self._subclasses)
        self._sets: dict[frozenset[Term], frozenset[Term]] = {}
        self._answers: dict[Callable[[StoreTriples], object], object] = {}

    def quads(self, subject: Term | None, predicate: NamedNode | None, value: Term | None) -> Iterator[Quad]:
        """Yield the quads of a pattern; the inferred graph is left out."""
        if isinstance(subject, Literal):
            return iter(())
        found: Iterator[Quad] = self._store.quads_for_pattern(subject, predicate, value)
        if self._hidden:
            found = (quad for quad in found if quad.graph_name != _INFERRED)
        return self._spellings.told(found, value) if self._spellings else found

    @property
    def spelled(self) -> frozenset[Term]:
        """The subjects of the literals that the store keeps in another form."""
        return self._spellings.subjects

    def has(self, quad: Quad) -> bool:
        """Return whether a triple is in the store, in whichever graph."""
        return self.has_any(quad.subject, quad.predicate, quad.object)

    def mentions(self, node: Node) -> bool:
        """Return whether one of rdflib's nodes is the subject or the object of a triple."""
        return self._mentions(oxigraph_term(node))

    def texts(self, node: Node, predicate: str) -> Iterator[Node]:
        """Yield the objects of a node's triples with a predicate, all in rdflib's terms."""
        return map(rdflib_term, self.objects(oxigraph_term(node), NamedNode(predicate)))

    def _mentions(self, node: Term) -> bool:
        return self.has_any(node, None, None) or self.has_any(None, None, node)

    def describe(self, node: Term) -> None:
        """Read all that is said of a node, for the questions to come."""
        description: dict[NamedNode, set[Term]] = {}
        for quad in self.quads(node, None, None):
            description.setdefault(quad.predicate, set()).add(quad.object)
        self._described, self._description = node, description

    def objects(self, subject: Term, predicate: NamedNode) -> Values:
        """See `msc_graph.quality.shapes.Triples`; the same for the methods that follow."""
        if subject is self._described:
            return self._description.get(predicate, _NOTHING)
        return self._looked_up(subject, predicate)

    def _look_up(self, subject: Term, predicate: NamedNode) -> Values:
        found = [quad.object for quad in self.quads(subject, predicate, None)]
        return found if len(found) < 2 else set(found)

    def subjects(self, predicate: NamedNode, value: Term) -> Values:
        """Return subjects."""
        found = [quad.subject for quad in self.quads(None, predicate, value)]
        return found if len(found) < 2 else set(found)

    def statements(self, subject: Term) -> Collection[tuple[NamedNode, Term]]:
        """Return predicates and objects."""
        return {(quad.predicate, quad.object) for quad in self.quads(subject, None, None)}

    def _types(self, node: Term) -> frozenset[Term]:
        found = frozenset(self.objects(node, _TYPE))
        return self._sets.setdefault(found, found)

    def _subclasses(self, class_: Term) -> frozenset[Term]:
        found, todo = {class_}, [class_]
        while todo:
            below = set(self.subjects(_SUBCLASS, todo.pop())) - found
            found |= below
            todo.extend(below)
        return frozenset(found)

    def solutions(self, query: str, this: Term) -> Iterator[dict[str, Term]]:
        """Yield solutions."""
        if (faster := self._plan_for(query)) is not None:
            yield from faster(self)
            return
        solutions = self._select(query, {Variable("this"): this})
        names = [variable.value for variable in solutions.variables]
        seen = set()
        for solution in solutions:
            if (terms := tuple(solution)) not in seen:
                seen.add(terms)
                yield {name: term for name, term in zip(names, terms, strict=True) if term is not None}

    def _select(self, query: str, bound: dict[Variable, Term]) -> QuerySolutions:
        if not self._hidden:
            found = self._store.query(query, substitutions=bound, use_default_graph_as_union=True)
        else:
            graphs = [graph for graph in self._store.named_graphs() if graph != _INFERRED]
            found = self._store.query(query, substitutions=bound, default_graph=[DefaultGraph(), *graphs])
        assert isinstance(found, QuerySolutions)  # noqa: S101 -- a SELECT query gives nothing else
        return found

    def column(self, query: str) -> Iterator[Any]:
        """Yield the terms of the one column of a query."""
        return (solution[0] for solution in self._select(query, {}))

    def rows(self, query: str, bound: Mapping[str, Term] = MappingProxyType({})) -> Iterator[tuple[Any, ...]]:
        """Yield the solutions of a query, some of whose variables are ``bound`` beforehand."""
        return map(tuple, self._select(query, {Variable(name): term for name, term in bound.items()}))

    def once(self, answer: Callable[[StoreTriples], object]) -> object:
        """Return the answer to a question that is asked more than once; it is worked out the first time."""
        if answer not in self._answers:
            self._answers[answer] = answer(self)
        return self._answers[answer]

    def has_any(self, subject: Term | None, predicate: NamedNode | None, value: Term | None) -> bool:
        """Return whether there is a quad of a pattern."""
        return any(True for _ in self.quads(subject, predicate, value))

    def belongs(self, node: Term, target: Target) -> bool:
        """Return whether a node is one of a target's."""
        if target.kind == "class":
            return not self.subclasses(target.term).isdisjoint(self.types(node))
        if target.kind == "node":
            return node == target.term
        predicate = cast(NamedNode, target.term)
        ends = (node, predicate, None) if target.kind == "subjects" else (None, predicate, node)
        return self.has_any(*ends)
