"""Which nodes may break a shape, found by counting in the store instead of looking at each node.

A store counts the subjects of a property in two seconds where it would take minutes to describe them. So
whole sets are compared first: all targets have a value where the nodes with a value are as many as those that
are targets or have one. Nodes that are left over, and those that hold a value which fails even alone, are
looked at one by one. The sets may hold too many nodes, never too few: the report stays the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from msc_graph.errors import ValidationFailed
from msc_graph.quality.shapes import Breaks, Shape, Step, Target, Term
from msc_graph.vocabulary.namespaces import RDF_TYPE, RDFS

if TYPE_CHECKING:
    from msc_graph.quality.triples import StoreTriples

MANY = 100_000
"""Suspects from which on all targets are looked at. Our choice: about 30 MB for each shape."""


class Sets:
    """Sets of a store's nodes, each written as a SPARQL group about ``?n``; what was counted is kept."""

    def __init__(self, triples: StoreTriples) -> None:
        self._triples = triples
        self._counted = lru_cache(None)(self._count)

    def targeted(self, targets: Iterable[Target]) -> str:
        """Return the nodes of targets, each of any; an empty text where there can be none."""
        return _any_of(text for target in targets for text in self._targeted(target))

    def _targeted(self, target: Target) -> Iterator[str]:
        if target.kind == "class":
            classes = self._triples.subclasses(target.term)
            yield from self._instances(classes)
            if any(isinstance(class_, BlankNode) for class_ in classes):  # which no query can name
                yield f"?n {_TYPE}/{_SUBCLASS}* {target.term}"
        elif target.kind == "node":
            if not isinstance(target.term, BlankNode):  # one of the shapes is none of the data
                yield f"VALUES ?n {{ {target.term} }}"
        else:
            yield f"?n {target.term} ?x" if target.kind == "subjects" else f"?x {target.term} ?n"

    def _instances(self, classes: frozenset[Term]) -> Iterator[str]:
        """Yield sets of instances, but for classes that are blank nodes."""
        for class_ in sorted(classes, key=str):
            if isinstance(class_, NamedNode) and self._triples.has_any(None, _TYPE, class_):
                yield f"?n {_TYPE} {class_}"

    def targets(self, targets: Collection[Target]) -> Iterator[Term]:
        """Yield the nodes of targets, each once."""
        named = {target.term for target in targets if target.kind == "node"}
        yield from named  # as the shapes write them: a store may spell a number in another way
        group = self.targeted(target for target in targets if target.kind != "node")
        yield from (node for node in self._members(group) if node not in named)

    def _members(self, group: str) -> Iterator[Term]:
        """Yield the nodes of a set, each once."""
        return self._triples.column(f"SELECT DISTINCT ?n {{ {group} }}") if group else iter(())

    def size(self, group: str) -> int:
        """Return how many nodes a set has."""
        return self._counted("DISTINCT ?n", group) if group else 0

    def _count(self, what: str, group: str) -> int:
        [count] = self._triples.column(f"SELECT (COUNT({what}) AS ?count) {{ {group} }}")
        return int(count.value)

    def within(self, part: str, whole: str) -> bool:
        """Return whether all nodes of one set are in another."""
        return self.size(_any_of([part, whole])) == self.size(whole)

    def suspects(self, shape: Shape, targets: str) -> set[Term] | None:
        """Return nodes among which are all targets that break a shape; None where any target may.

        Args:
            shape: a shape.
            targets: the set that it is asked of.
        """
        if not shape.active:
            return set()
        if shape.others:
            return None
        parts = self._of_a_path(shape, targets) if shape.path else self._of_the_nodes(shape, targets)
        found: set[Term] = set()
        for part in parts:
            if part is None or len(found | part) > MANY:
                return None
            found |= part
        return found

    def _of_the_nodes(self, shape: Shape, targets: str) -> Iterator[set[Term] | None]:
        """Yield suspects for each demand of a shape whose value is the node itself."""
        for constraint in shape.constraints:
            if constraint.classes and self.within(targets, self._with_class(constraint.classes)):
                continue
            if constraint.component == "NotConstraintComponent":
                yield self._conforming(constraint.conditions[0])
            elif constraint.conditions:
                yield from (self.suspects(condition, targets) for condition in constraint.conditions)
            else:
                yield None
        yield from (self.suspects(nested, targets) for nested in shape.nested)

    def _of_a_path(self, shape: Shape, targets: str) -> Iterator[set[Term] | None]:
        """Yield suspects of a shape whose values lie at the end of a path."""
        step, breaks = shape.step, Breaks(0)
        for constraint in shape.constraints:
            breaks |= constraint.breaks
        if step is None or Breaks.ANYTHING in breaks:
            yield None
            return
        group = _begin(step)
        if Breaks.NO_VALUE in breaks and not self.within(targets, group):
            yield self._some(f"SELECT DISTINCT ?n {{ {targets} FILTER NOT EXISTS {{ {group} }} }}")
        if Breaks.SEVERAL in breaks and self._counted("*", group) > self.size(group):
            yield self._some(f"SELECT ?n {{ {group} }} GROUP BY ?n HAVING (COUNT(DISTINCT ?v) > 1)")
        if self._values_matter(shape, step):
            yield self._around_bad_values(shape, step)

    def _values_matter(self, shape: Shape, step: Step) -> bool:
        """Return whether single values can break a shape; those of the class that is asked for cannot."""
        if step.rest or shape.nested:
            return True
        values = _values(step)
        return any(
            Breaks.BAD_VALUE in constraint.breaks
            and not (constraint.classes and self.within(values, self._with_class(constraint.classes)))
            for constraint in shape.constraints
        )

    def _around_bad_values(self, shape: Shape, step: Step) -> set[Term] | None:
        """Return the nodes that hold a value which fails where it is the only one."""
        found: set[Term] = set()
        for value in self._members(_values(step)):
            if not self._accepts(shape, step, value):
                found.update(islice(self._holders(step, value), MANY + 1))
                if len(found) > MANY:
                    return None
        return found

    def _accepts(self, shape: Shape, step: Step, value: Term) -> bool:
        try:
            reached = step.rest(self._triples, value) if step.rest else (value,)
            return shape.accepts(self._triples, value, reached)
        except ValidationFailed:  # which is to be said only if a target has this value
            return False

    def _holders(self, step: Step, value: Term) -> Iterator[Term]:
        """Yield the nodes from which a step leads to a value."""
        if step.backwards:
            return (quad.object for quad in self._triples.quads(value, step.predicate, None))
        return (quad.subject for quad in self._triples.quads(None, step.predicate, value))

    def _conforming(self, shape: Shape) -> set[Term] | None:
        """Return nodes among which are all that conform to a shape, None where they are too many."""
        known: list[set[Term]] = []
        for candidates in self._of_demands(shape):
            if candidates is not None:
                known.append(candidates)
        return min(known, key=len, default=None)

    def _of_demands(self, shape: Shape) -> Iterator[set[Term] | None]:
        """Yield, for each demand, the nodes that may meet it."""
        if not shape.active:
            return
        for constraint in shape.constraints:
            if shape.path is None and constraint.component != "NotConstraintComponent":
                yield from map(self._conforming, constraint.conditions)
            wanted, step = constraint.wanted, shape.step
            if step and not step.rest and isinstance(wanted, NamedNode | Literal):
                yield self._some(f"SELECT DISTINCT ?n {{ {_begin(step)} FILTER sameTerm(?v, {wanted}) }}")
        if shape.path is None:
            yield from map(self._conforming, shape.nested)

    def _with_class(self, classes: frozenset[Term]) -> str:
        return _any_of(self._instances(classes))

    def _some(self, query: str) -> set[Term] | None:
        """Return the answers of a query, None where they are too many."""
        found = set(self._triples.column(f"{query} LIMIT {MANY + 1}"))
        return found if len(found) <= MANY else None


_TYPE, _SUBCLASS = NamedNode(RDF_TYPE), NamedNode(f"{RDFS}subClassOf")


def _any_of(groups: Iterable[str]) -> str:
    return " UNION ".join(f"{{ {group} }}" for group in groups if group)


def _begin(step: Step) -> str:
    """Return the nodes from which a step leads to a value ``?v``."""
    return f"?v {step.predicate} ?n" if step.backwards else f"?n {step.predicate} ?v"


def _values(step: Step) -> str:
    """Return the values that a step leads to."""
    return f"?n {step.predicate} ?v" if step.backwards else f"?v {step.predicate} ?n"
