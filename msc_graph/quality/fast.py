"""The fast engine of `msc_graph.quality.validation`: shapes checked on a store where it lies.

Where a shape has many targets, sets of them are counted and compared first (`msc_graph.quality.sets`), and
only nodes that may break it are looked at. Nothing is copied to Python but what is said of those. The store
holds the largest of the sets while it counts. The report equals that of
pyshacl (``tests/test_quality_engines.py``); ``docs/validation-engines.md`` says why it is not one of the
packages on PyPI.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Variable

from msc_graph.quality.plans import plan
from msc_graph.quality.sets import Sets
from msc_graph.quality.shapes import Breaks, Compiler, Result, Shape, Target, Term, Values, oxigraph_term
from msc_graph.rdf.reading import rdflib_term, read_rdf_quads
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, RDF_TYPE, RDFS

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

TYPES_KEPT = 100_000
"""Nodes whose classes are remembered. Our choice: about 40 MB; evidence is asked for once, nodes often."""
ANSWERS_KEPT = 20_000
"""Look-ups that are remembered. Our choice: about 10 MB; shapes of one thing ask the same more than once."""
FEW = 10_000
"""Targets up to which each is looked at. Our choice: it takes two seconds."""
WORTH_A_DESCRIPTION = 4
"""From this number of properties on, all that is said of a thing is read at once. Our choice: one reading of
the 17 triples of an assertion takes as long as six readings of one property."""

_TYPE = NamedNode(RDF_TYPE)
_SUBCLASS = NamedNode(f"{RDFS}subClassOf")
_INFERRED = NamedNode(INFERRED_GRAPH)
_NOTHING: Values = ()


@dataclass
class Checked:
    """What a validation found: the results, how many nodes each shape looked at, how many there were.

    ``targets`` is by the IRI of a shape. All speak of the nodes that the validated store mentions.
    """

    results: list[Result] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)
    focus_nodes: int = 0


def check(triples: StoreTriples, own: StoreTriples, shapes: rdflib.Graph) -> Checked:
    """Return what the shapes find.

    Args:
        triples: what is looked at; see `with_ontology`.
        own: the store that is validated; nodes that it does not mention are not counted.
        shapes: the shapes; each has a message.

    Raises:
        ValidationFailed: a shape says something that this engine does not know.
    """
    return _Run(triples, own).check(Compiler(shapes, triples).targeted())


@contextmanager
def with_ontology(store: Store) -> Iterator[Store]:
    """Give a store with all triples of the ontology that ships with the package: this one where it has them.

    Else it is a copy in a temporary folder, which takes as much room on disk as the store itself.

    Blank nodes are left out of the comparison: those of the ontology stand for OWL axioms, which no shape
    speaks of, and their labels differ from file to file.
    """
    triples = StoreTriples(store)
    missing = [quad for quad in _ontology() if not triples.has(quad)]
    if not missing:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="msc-graph-validate-", ignore_cleanup_errors=True) as folder:
        copy = Store(folder)
        copy.bulk_extend(quad for quad in store if quad.graph_name != _INFERRED)
        copy.bulk_extend(missing)
        yield copy


@cache
def _ontology() -> tuple[Quad, ...]:
    """Return the ontology's triples without those that have a blank node."""
    return tuple(
        quad
        for quad in read_rdf_quads(locate("ontology/msc-graph.ttl"))
        if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
    )


class StoreTriples:
    """The triples of a store without the inferred ones; a triple in two named graphs counts once."""

    def __init__(self, store: Store) -> None:
        self._store = store
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
        found = self._store.quads_for_pattern(subject, predicate, value)
        return (quad for quad in found if quad.graph_name != _INFERRED) if self._hidden else found

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
        if (faster := plan(query)) is not None:
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


class _Run:
    """One validation: goes through the targets, each with all its shapes."""

    def __init__(self, triples: StoreTriples, own: StoreTriples) -> None:
        self._triples, self._own = triples, own
        self._sets = Sets(triples)
        self._found = Checked()
        self._strange: set[Term] = set()
        self._left_out: set[Term] = set()

    def check(self, groups: dict[tuple[Target, ...], list[Shape]]) -> Checked:
        """Return what the shapes find."""
        targets = list(dict.fromkeys(target for group in groups for target in group))
        self._strange = self._not_ours(targets)
        for group, shapes in groups.items():
            self._check_group(group, shapes)
        self._found.focus_nodes = self._sets.size(self._sets.targeted(targets)) - len(self._left_out)
        return self._found

    def _not_ours(self, targets: list[Target]) -> set[Term]:
        """Return nodes that the validated store does not mention, but a target or the ontology does."""
        named = {target.term for target in targets if target.kind == "node"}
        if self._own is not self._triples:
            named |= {term for quad in _ontology() for term in (quad.subject, quad.object)}
        return {node for node in named if not self._own.mentions(rdflib_term(node))}

    def _check_group(self, targets: tuple[Target, ...], shapes: list[Shape]) -> None:
        """Check the shapes of the same targets: where there are many, only those that may break a shape."""
        group = self._sets.targeted(targets)
        size = self._sets.size(group)
        named = any(target.kind == "node" for target in targets)  # these are few
        everywhere = []
        for shape in shapes:
            suspects = None
            if not named and (size > FEW or _counts_backwards(shape)):
                suspects = self._sets.suspects(shape, group)
            if suspects is None:
                everywhere.append(shape)
                continue
            for node in suspects:
                if any(self._triples.belongs(node, target) for target in targets):
                    self._found.results.extend(shape.results(self._triples, node))
        if everywhere:
            self._check_all(targets, everywhere)
        left_out = self._strangers(targets, group)
        self._left_out |= left_out
        self._found.targets.update({str(shape.node): size - len(left_out) for shape in shapes})

    def _check_all(self, targets: tuple[Target, ...], shapes: list[Shape]) -> None:
        """Check shapes on every node that is a target."""
        describe = (
            len({predicate for shape in shapes for predicate in shape.predicates}) >= WORTH_A_DESCRIPTION
        )
        for node in self._sets.targets(targets):
            if describe:
                self._triples.describe(node)
            for shape in shapes:
                self._found.results.extend(shape.results(self._triples, node))

    def _strangers(self, targets: tuple[Target, ...], group: str) -> set[Term]:
        """Return the targets that do not count, as the validated store does not mention them."""
        if self._sets.size(group) < len(self._strange):
            return self._strange.intersection(self._sets.targets(targets))
        return {node for node in self._strange if any(self._triples.belongs(node, t) for t in targets)}


def _counts_backwards(shape: Shape) -> bool:
    """Return whether a shape only asks that some statement leads to a node; a hub has millions of them."""
    breaks = {constraint.breaks for constraint in shape.constraints}
    return (
        shape.step is not None and shape.step.backwards and breaks == {Breaks.NO_VALUE} and not shape.nested
    )
