"""SHACL shapes compiled to Python functions that read a store, each answering as pyshacl does.

All of SHACL Core is known, and SPARQL constraints without parameters (SHACL, sections 4 and 5). What a shape
says beyond that is refused, never passed over. Where the specification leaves room, pyshacl is followed; its
own comparison of literals is used.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Flag, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from msc_graph.errors import ValidationFailed
from msc_graph.rdf.terms import oxigraph_term, rdflib_term
from msc_graph.vocabulary.namespaces import RDF_TYPE, RDFS, SH, XSD

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Values: TypeAlias = Collection[Term]

LITERALS_KEPT = 65_536
"""Literals whose verdict each check on literals remembers. Our choice: some 20 MB for each such check."""

_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_KINDS = {
    "IRI": (NamedNode,),
    "BlankNode": (BlankNode,),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}
_NOT_CONSTRAINTS = {
    *("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "path", "severity", "message"),
    *("deactivated", "name", "description", "order", "group", "defaultValue", "flags", "ignoredProperties"),
    *("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint"),
}


_BEYOND = re.compile(r"[$?](?:PATH|shapesGraph|currentShape)\b|\b(?i:minus|values|service|as\s+[?$]this)\b")
"""What a query may not hold where ``$this`` is bound beforehand (SHACL, section 5.2.1, appendix A)."""


class Triples(Protocol):
    """What a check may ask of the data: each answer holds a term once, whatever its named graphs."""

    def objects(self, subject: Term, predicate: NamedNode) -> Values:
        """Return the objects of the triples with this subject and predicate; none for a literal."""

    def subjects(self, predicate: NamedNode, value: Term) -> Values:
        """Return the subjects of the triples with this predicate and object."""

    def statements(self, subject: Term) -> Collection[tuple[NamedNode, Term]]:
        """Return predicate and object of each triple with this subject."""

    def types(self, node: Term) -> frozenset[Term]:
        """Return the classes that a node is said to have; none for a literal."""

    def subclasses(self, class_: Term) -> frozenset[Term]:
        """Return a class and all classes below it (``rdfs:subClassOf``, any number of steps)."""

    def solutions(self, query: str, this: Term) -> Iterator[dict[str, Term]]:
        """Return the solutions of a SELECT query with ``$this`` bound, each once."""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL, section 3.6.2); ``component`` is the last part of its IRI."""

    shape: Node
    component: str
    severity: Node
    focus: Term
    path: Node | None
    value: Term | None


Path: TypeAlias = Callable[[Triples, Term], Values]
Conforms: TypeAlias = Callable[[Term], bool]
Check: TypeAlias = Callable[[Triples, Term, Values], Iterable[Term | None]]
"""Returns the value of each result on one focus node; None where a result has no value."""


class Breaks(Flag):
    """What a constraint can be broken by; see `msc_graph.quality.sets`."""

    BAD_VALUE = auto()
    """A value that breaks it even where it is the only one."""
    NO_VALUE = auto()
    SEVERAL = auto()
    """Two values or more, each of which is fine where it is the only one."""
    ANYTHING = auto()
    """Other values of the focus node, too: nothing can be said without looking at it."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape: the last part of its component's IRI, how to check it, what breaks it.

    ``classes`` are those that a value must have, ``wanted`` is a value that must be there, ``conditions`` are
    the shapes that all values must meet (none of them, for a negation); each is empty in other constraints.
    """

    component: str
    check: Check
    breaks: Breaks
    classes: frozenset[Term] = frozenset()
    wanted: Term | None = None
    conditions: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """How a path begins: a predicate, followed backwards or not, and the rest of the path or None."""

    predicate: NamedNode
    backwards: bool = False
    rest: Path | None = None


@dataclass(slots=True)
class Shape:
    """A shape: its place in the shapes graph, how to find value nodes, and what must hold of them.

    ``predicates`` are those of its path and its conditions that are read from the focus node; ``step`` is
    None for a path that does not begin with a predicate.
    """

    node: Node
    severity: Node
    path: Path | None
    path_node: Node | None
    active: bool
    step: Step | None = None
    constraints: list[Constraint] = field(default_factory=list)
    nested: list[Shape] = field(default_factory=list)
    others: list[Callable[[Triples, Term, Values], Iterable[Result]]] = field(default_factory=list)
    predicates: set[NamedNode] = field(default_factory=set)

    def results(self, triples: Triples, focus: Term) -> Iterator[Result]:
        """Yield the results of one focus node."""
        if not self.active:
            return
        values: Values = (focus,) if self.path is None else self.path(triples, focus)
        for constraint in self.constraints:
            for value in constraint.check(triples, focus, values):
                yield Result(self.node, constraint.component, self.severity, focus, self.path_node, value)
        for other in self.others:
            yield from other(triples, focus, values)
        for shape in self.nested:
            for node in values:
                yield from shape.results(triples, node)

    def conforms(self, triples: Triples, node: Term) -> bool:
        """Return whether a node conforms (SHACL, section 3.4.1)."""
        if not self.active:
            return True
        return self.accepts(triples, node, (node,) if self.path is None else self.path(triples, node))

    def accepts(self, triples: Triples, node: Term, values: Values) -> bool:
        """Return whether a node conforms, given its value nodes."""
        return (
            not any(_some(constraint.check(triples, node, values)) for constraint in self.constraints)
            and not any(_some(other(triples, node, values)) for other in self.others)
            and all(shape.conforms(triples, value) for shape in self.nested for value in values)
        )


def _demand(
    shape: Shape,
    component: str,
    check: Check,
    breaks: Breaks,
    *,
    classes: frozenset[Term] = frozenset(),
    wanted: Term | None = None,
    conditions: tuple[Shape, ...] = (),
) -> None:
    """Add a constraint of one of the components of SHACL Core, which is named without its last two words."""
    name = f"{component}ConstraintComponent"
    shape.constraints.append(Constraint(name, check, breaks, classes, wanted, conditions))


def _some(found: Iterable[object]) -> bool:
    return next(iter(found), _NOTHING) is not _NOTHING


_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Target:
    """A target of a shape (SHACL, section 2.1.3); ``kind`` is a value of `_TARGETS`."""

    kind: str
    term: Term


class Compiler:
    """Compiles the shapes of a shapes graph for one set of data, whose class hierarchy is looked up."""

    def __init__(self, shapes: rdflib.Graph, triples: Triples) -> None:
        self._graph, self._triples = shapes, triples
        self._done: dict[Node, Shape | None] = {}
        self._implicit = frozenset(self._classes_that_are_shapes())

    def targeted(self) -> dict[tuple[Target, ...], list[Shape]]:
        """Return the shapes that have targets, by their targets.

        Raises:
            ValidationFailed: a shape is malformed, or says something that is not known here.
        """
        if (None, self._sh("parameter"), None) in self._graph:
            raise ValidationFailed("the fast engine does not know constraint components of one's own")
        nodes = {s for p in _TARGETS for s in self._graph.subjects(self._sh(p))} | self._implicit
        groups: dict[tuple[Target, ...], list[Shape]] = {}
        for node in sorted(nodes, key=str):
            shape = self.shape(node)
            if shape.active:
                groups.setdefault(self._targets(node), []).append(shape)
        return groups

    def shape(self, node: Node) -> Shape:
        """Return one shape, compiled once."""
        if node in self._done:
            done = self._done[node]
            if done is None:
                raise ValidationFailed(f"the shape {node} refers to itself, which the fast engine refuses")
            return done
        self._done[node] = None
        path_node = self._one(node, "path")
        shape = Shape(
            node=node,
            severity=self._one(node, "severity") or self._sh("Violation"),
            path=None if path_node is None else self._path(path_node),
            path_node=path_node,
            active=not self._flag(node, "deactivated"),
            step=self._step(path_node),
        )
        shape.predicates |= self._read_from_focus(path_node)
        for parameter in sorted(
            {str(p)[len(SH) :] for p in self._graph.predicates(node) if str(p).startswith(SH)}
        ):
            self._add(shape, parameter)
        self._done[node] = shape
        return shape

    def _add(self, shape: Shape, parameter: str) -> None:
        """Add what one parameter of a shape demands; several values demand several things."""
        if parameter in _NOT_CONSTRAINTS:
            return
        known = getattr(self, f"_on_{parameter}", None)
        if known is None:
            raise ValidationFailed(f"the fast engine does not know sh:{parameter}, of the shape {shape.node}")
        for value in sorted(self._graph.objects(shape.node, self._sh(parameter)), key=str):
            known(shape, value)

    # value type, SHACL section 4.1

    def _on_class(self, shape: Shape, value: Node) -> None:
        accepted = self._triples.subclasses(oxigraph_term(value))

        def check(triples: Triples, _focus: Term, values: Values) -> Values:
            return [v for v in values if accepted.isdisjoint(triples.types(v))]

        _demand(shape, "Class", check, Breaks.BAD_VALUE, classes=accepted)

    def _on_datatype(self, shape: Shape, value: Node) -> None:
        datatype = str(value)

        def conforms(term: Term) -> bool:
            if not isinstance(term, Literal) or term.datatype.value != datatype:
                return False
            return datatype in (f"{XSD}string", _LANG_STRING) or _well_typed(term)

        _demand(shape, "Datatype", _each(_remembering(conforms)), Breaks.BAD_VALUE)

    def _on_nodeKind(self, shape: Shape, value: Node) -> None:  # noqa: N802 -- named after the parameter
        kinds = _KINDS[str(value)[len(SH) :]]
        _demand(shape, "NodeKind", _each(lambda term: isinstance(term, kinds)), Breaks.BAD_VALUE)

    # cardinality, section 4.2

    def _on_minCount(self, shape: Shape, value: Node) -> None:  # noqa: N802
        least = _number(value)
        breaks = Breaks.ANYTHING if least > 1 else Breaks.NO_VALUE
        _demand(shape, "MinCount", lambda _t, _f, vs: _if(len(vs) < least), breaks)

    def _on_maxCount(self, shape: Shape, value: Node) -> None:  # noqa: N802
        most = _number(value)
        breaks = Breaks.SEVERAL if most else Breaks.BAD_VALUE
        _demand(shape, "MaxCount", lambda _t, _f, vs: _if(len(vs) > most), breaks)

    # value range, section 4.3

    def _on_minExclusive(self, shape: Shape, value: Node) -> None:  # noqa: N802
        _demand(shape, "MinExclusive", _range(value, operator.gt), Breaks.BAD_VALUE)

    def _on_minInclusive(self, shape: Shape, value: Node) -> None:  # noqa: N802
        _demand(shape, "MinInclusive", _range(value, operator.ge), Breaks.BAD_VALUE)

    def _on_maxExclusive(self, shape: Shape, value: Node) -> None:  # noqa: N802
        _demand(shape, "MaxExclusive", _range(value, operator.lt), Breaks.BAD_VALUE)

    def _on_maxInclusive(self, shape: Shape, value: Node) -> None:  # noqa: N802
        _demand(shape, "MaxInclusive", _range(value, operator.le), Breaks.BAD_VALUE)

    # strings, section 4.4

    def _on_minLength(self, shape: Shape, value: Node) -> None:  # noqa: N802
        least = _number(value)
        if least > 0:  # any value passes zero, even a blank node, which has no length
            conforms = _text_that(lambda text: len(text) >= least)
            _demand(shape, "MinLength", _each(conforms), Breaks.BAD_VALUE)

    def _on_maxLength(self, shape: Shape, value: Node) -> None:  # noqa: N802
        most = _number(value)
        _demand(shape, "MaxLength", _each(_text_that(lambda text: len(text) <= most)), Breaks.BAD_VALUE)

    def _on_pattern(self, shape: Shape, value: Node) -> None:
        letters = str(self._one(shape.node, "flags") or "").lower()
        flags = (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0)
        search = re.compile(str(value), flags).search
        _demand(shape, "Pattern", _each(_text_that(lambda text: search(text) is not None)), Breaks.BAD_VALUE)

    def _on_languageIn(self, shape: Shape, value: Node) -> None:  # noqa: N802
        wanted = {str(language).lower() for language in self._items(value)}

        def conforms(term: Term) -> bool:
            language = (term.language or "").lower() if isinstance(term, Literal) else ""
            return bool(language) and not wanted.isdisjoint(("*", language, language.partition("-")[0]))

        _demand(shape, "LanguageIn", _each(conforms), Breaks.BAD_VALUE)

    def _on_uniqueLang(self, shape: Shape, value: Node) -> None:  # noqa: N802
        def check(_triples: Triples, _focus: Term, values: Values) -> list[None]:
            if len(values) < 2:
                return []
            languages = Counter(v.language.lower() for v in values if isinstance(v, Literal) and v.language)
            return [None for count in languages.values() if count > 1]

        if _python(value) is True:
            _demand(shape, "UniqueLang", check, Breaks.SEVERAL)

    # pairs of properties, section 4.5

    def _on_equals(self, shape: Shape, value: Node) -> None:
        predicate = _iri(value)

        def check(triples: Triples, focus: Term, values: Values) -> Values:
            return set(values) ^ set(triples.objects(focus, predicate))

        shape.predicates.add(predicate)
        _demand(shape, "Equals", check, Breaks.ANYTHING)

    def _on_disjoint(self, shape: Shape, value: Node) -> None:
        predicate = _iri(value)

        def check(triples: Triples, focus: Term, values: Values) -> Values:
            return set(values) & set(triples.objects(focus, predicate))

        shape.predicates.add(predicate)
        _demand(shape, "Disjoint", check, Breaks.ANYTHING)

    def _on_lessThan(self, shape: Shape, value: Node) -> None:  # noqa: N802
        shape.predicates.add(_iri(value))
        _demand(shape, "LessThan", _ordered(_iri(value), operator.lt), Breaks.ANYTHING)

    def _on_lessThanOrEquals(self, shape: Shape, value: Node) -> None:  # noqa: N802
        shape.predicates.add(_iri(value))
        _demand(shape, "LessThanOrEquals", _ordered(_iri(value), operator.le), Breaks.ANYTHING)

    # logic, section 4.6

    def _on_not(self, shape: Shape, value: Node) -> None:
        other = self._condition(shape, value)

        def check(triples: Triples, _focus: Term, values: Values) -> Values:
            return [v for v in values if other.conforms(triples, v)]

        _demand(shape, "Not", check, Breaks.BAD_VALUE, conditions=(other,))

    def _on_and(self, shape: Shape, value: Node) -> None:
        self._count(shape, value, "And", lambda fine, of: fine == of)

    def _on_or(self, shape: Shape, value: Node) -> None:
        self._count(shape, value, "Or", lambda fine, _of: fine > 0)

    def _on_xone(self, shape: Shape, value: Node) -> None:
        self._count(shape, value, "Xone", lambda fine, _of: fine == 1)

    def _count(self, shape: Shape, items: Node, component: str, holds: Callable[[int, int], bool]) -> None:
        others = [self._condition(shape, item) for item in self._items(items)]

        def check(triples: Triples, _focus: Term, values: Values) -> Values:
            return [v for v in values if not holds(sum(o.conforms(triples, v) for o in others), len(others))]

        conditions = tuple(others) if component == "And" else ()
        _demand(shape, component, check, Breaks.BAD_VALUE, conditions=conditions)

    # other shapes, section 4.7

    def _on_node(self, shape: Shape, value: Node) -> None:
        other = self._condition(shape, value)

        def check(triples: Triples, _focus: Term, values: Values) -> Values:
            return [v for v in values if not other.conforms(triples, v)]

        _demand(shape, "Node", check, Breaks.BAD_VALUE, conditions=(other,))

    def _on_property(self, shape: Shape, value: Node) -> None:
        shape.nested.append(self._condition(shape, value))

    def _on_qualifiedValueShape(self, shape: Shape, value: Node) -> None:  # noqa: N802
        wanted = self._condition(shape, value)
        siblings = [self.shape(node) for node in self._siblings(shape.node, value)]

        def count(triples: Triples, values: Values) -> int:
            fine = (v for v in values if wanted.conforms(triples, v))
            return sum(not any(other.conforms(triples, v) for other in siblings) for v in fine)

        if (least := self._one(shape.node, "qualifiedMinCount")) is not None:
            low = _number(least)
            check: Check = lambda t, _f, vs: _if(count(t, vs) < low)  # noqa: E731
            breaks = Breaks.ANYTHING if low > 1 else Breaks.BAD_VALUE | Breaks.NO_VALUE
            _demand(shape, "QualifiedMinCount", check, breaks)
        if (most := self._one(shape.node, "qualifiedMaxCount")) is not None:
            high = _number(most)
            check = lambda t, _f, vs: _if(count(t, vs) > high)  # noqa: E731
            _demand(shape, "QualifiedMaxCount", check, Breaks.SEVERAL if high else Breaks.BAD_VALUE)

    def _siblings(self, node: Node, own: Node) -> set[Node]:
        """Return the shapes of the other properties, where they are declared disjoint (section 4.7.3)."""
        if not self._flag(node, "qualifiedValueShapesDisjoint"):
            return set()
        parents = self._graph.subjects(self._sh("property"), node)
        properties = {p for parent in parents for p in self._graph.objects(parent, self._sh("property"))}
        shapes = {s for p in properties for s in self._graph.objects(p, self._sh("qualifiedValueShape"))}
        return shapes - {own}

    # the rest, sections 4.8 and 5

    def _on_closed(self, shape: Shape, value: Node) -> None:
        listed = self._one(shape.node, "ignoredProperties")
        properties = self._graph.objects(shape.node, self._sh("property"))
        paths = {self._one(node, "path") for node in properties} | set(self._items(listed))
        allowed = {path for path in paths if path is not None}
        ignored = (NamedNode(RDF_TYPE), NamedNode(f"{RDFS}Resource"))  # as pyshacl does

        def results(triples: Triples, focus: Term, values: Values) -> Iterator[Result]:
            for node in values:
                for statement in triples.statements(node):
                    path = rdflib_term(statement[0])
                    if path not in allowed and statement != ignored:
                        component = "ClosedConstraintComponent"
                        yield Result(shape.node, component, shape.severity, focus, path, statement[1])

        if _python(value) is True:
            shape.others.append(results)

    def _on_hasValue(self, shape: Shape, value: Node) -> None:  # noqa: N802
        wanted = oxigraph_term(value)
        check: Check = lambda _t, _f, vs: _if(wanted not in vs)  # noqa: E731
        _demand(shape, "HasValue", check, Breaks.BAD_VALUE | Breaks.NO_VALUE, wanted=wanted)

    def _on_in(self, shape: Shape, value: Node) -> None:
        accepted = frozenset(map(oxigraph_term, self._items(value)))
        _demand(shape, "In", _each(accepted.__contains__), Breaks.BAD_VALUE)

    def _on_sparql(self, shape: Shape, value: Node) -> None:
        texts = list(self._graph.objects(value, self._sh("select")))
        others = {str(p)[len(SH) :] for p in self._graph.predicates(value) if str(p).startswith(SH)}
        if len(texts) != 1 or others - {"select", "message"} or shape.path is not None:
            raise ValidationFailed(f"the fast engine does not know this kind of sh:sparql: {value}")
        if _BEYOND.search(str(texts[0])):
            raise ValidationFailed(f"the fast engine binds only $this in sh:sparql: {value}")

        def results(triples: Triples, focus: Term, _values: Values) -> Iterator[Result]:
            for row in triples.solutions(str(texts[0]), focus):
                path = row.get("path")
                yield Result(
                    shape=shape.node,
                    component="SPARQLConstraintComponent",
                    severity=shape.severity,
                    focus=row.get("this", focus),
                    path=None if path is None else rdflib_term(path),
                    value=row.get("value", focus),
                )

        shape.others.append(results)

    # parts

    def _condition(self, shape: Shape, node: Node) -> Shape:
        """Return a shape that another one refers to; what it reads, the other reads."""
        other = self.shape(node)
        if shape.path is None:
            shape.predicates |= other.predicates
        return other

    def _path(self, node: Node) -> Path:
        """Return how to get from a focus node to its value nodes (SHACL, section 2.3.1)."""
        from rdflib import RDF, URIRef

        if isinstance(node, URIRef):
            predicate = _iri(node)
            return lambda triples, focus: triples.objects(focus, predicate)
        if (node, RDF.first, None) in self._graph:
            return _sequence([self._path(item) for item in self._items(node)])
        if (inverse := self._one(node, "inversePath")) is not None:
            return self._inverse(inverse)
        if (alternatives := self._one(node, "alternativePath")) is not None:
            paths = [self._path(item) for item in self._items(alternatives)]
            return lambda triples, focus: {v for path in paths for v in path(triples, focus)}
        for name, least, most in (("zeroOrMore", 0, None), ("oneOrMore", 1, None), ("zeroOrOne", 0, 1)):
            if (repeated := self._one(node, f"{name}Path")) is not None:
                return _repeated(self._path(repeated), least, most)
        raise ValidationFailed(f"the property path {node} is malformed")

    def _step(self, node: Node | None) -> Step | None:
        """Return how a path begins, None where it does not begin with a predicate."""
        from rdflib import RDF, URIRef

        if isinstance(node, URIRef):
            return Step(_iri(node))
        if node is None or (node, RDF.first, None) not in self._graph:
            inverse = None if node is None else self._one(node, "inversePath")
            return Step(_iri(inverse), backwards=True) if isinstance(inverse, URIRef) else None
        first, *rest = self._items(node)
        begin = self._step(first)
        if begin is None or begin.rest is not None:
            return None
        return replace(begin, rest=_sequence([self._path(item) for item in rest]))

    def _inverse(self, node: Node) -> Path:
        from rdflib import URIRef

        if not isinstance(node, URIRef):
            raise ValidationFailed("the fast engine inverts single predicates, not longer paths")
        predicate = _iri(node)
        return lambda triples, focus: triples.subjects(predicate, focus)

    def _read_from_focus(self, path: Node | None) -> set[NamedNode]:
        """Return the predicates that a path reads first."""
        from rdflib import URIRef

        if path is None:
            return set()
        if isinstance(path, URIRef):
            return {_iri(path)}
        if (alternatives := self._one(path, "alternativePath")) is not None:
            return {p for item in self._items(alternatives) for p in self._read_from_focus(item)}
        first = next(iter(self._items(path)), None)
        return self._read_from_focus(first)

    def _targets(self, node: Node) -> tuple[Target, ...]:
        targets = {Target("class", oxigraph_term(node))} if node in self._implicit else set()
        for name, kind in _TARGETS.items():
            targets |= {
                Target(kind, oxigraph_term(term)) for term in self._graph.objects(node, self._sh(name))
            }
        return tuple(sorted(targets, key=lambda target: (target.kind, str(target.term))))

    def _classes_that_are_shapes(self) -> Iterator[Node]:
        """Yield the shapes that are classes and so target their own instances (section 2.1.3.3)."""
        from rdflib import OWL, RDF
        from rdflib import RDFS as RDF_SCHEMA

        kinds = (self._sh("NodeShape"), self._sh("PropertyShape"))
        shapes = {node for kind in kinds for node in self._graph.subjects(RDF.type, kind)}
        below = set(self._graph.transitive_subjects(RDF_SCHEMA.subClassOf, RDF_SCHEMA.Class)) | {OWL.Class}
        for node in shapes:
            if not below.isdisjoint(self._graph.objects(node, RDF.type)):
                yield node

    def _one(self, node: Node, name: str) -> Node | None:
        return self._graph.value(node, self._sh(name))

    def _flag(self, node: Node, name: str) -> bool:
        found = self._one(node, name)
        return found is not None and _python(found) is True

    def _items(self, node: Node | None) -> list[Node]:
        return [] if node is None else list(self._graph.items(node))

    def _sh(self, name: str) -> rdflib.URIRef:
        from rdflib import URIRef

        return URIRef(SH + name)


_TARGETS = {
    "targetClass": "class",
    "targetNode": "node",
    "targetSubjectsOf": "subjects",
    "targetObjectsOf": "objects",
}


def _sequence(steps: list[Path]) -> Path:
    def follow(triples: Triples, focus: Term) -> Values:
        reached: Values = (focus,)
        for step in steps:
            reached = {v for node in reached for v in step(triples, node)}
        return reached

    return follow


def _repeated(step: Path, least: int, most: int | None) -> Path:
    def follow(triples: Triples, focus: Term) -> Values:
        found: set[Term] = set() if least else {focus}
        border, taken = {focus}, 0
        while border and (most is None or taken < most):
            border = {v for node in border for v in step(triples, node)} - found
            found |= border
            taken += 1
        return found

    return follow


def _each(conforms: Conforms) -> Check:
    """Return a check with a result for each value that does not conform."""
    return lambda _triples, _focus, values: [v for v in values if not conforms(v)]


def _text_that(holds: Callable[[str], bool]) -> Conforms:
    """Return a condition on the text of an IRI or literal; a blank node has none."""
    return lambda term: isinstance(term, NamedNode | Literal) and holds(term.value)


def _remembering(conforms: Conforms) -> Conforms:
    return lru_cache(LITERALS_KEPT)(conforms)


_ONE: tuple[Term | None, ...] = (None,)


def _if(broken: bool) -> tuple[Term | None, ...]:
    """Return one result without a value where a rule is broken."""
    return _ONE if broken else ()


def _range(bound: Node, holds: Callable[[int, int], bool]) -> Check:
    """Return a check that each value is on the right side of a bound (SHACL, section 4.3).

    Source: ``_evaluate_max_rule`` and its kin in pyshacl 0.40, which compare only two texts or no text.
    """
    from pyshacl.rdfutil import compare

    compare_literal: Callable[[object, object], int] = compare.compare_literal
    bound_is_text = isinstance(_python(bound), str)

    def conforms(term: Term) -> bool:
        if not isinstance(term, Literal):
            return False
        literal = rdflib_term(term)
        if isinstance(_python(literal), str) != bound_is_text:
            return False
        try:
            return holds(compare_literal(literal, bound), 0)
        except (TypeError, NotImplementedError, ArithmeticError):  # the last: not a number
            return False

    return _each(_remembering(conforms))


def _ordered(predicate: NamedNode, holds: Callable[[Any, Any], bool]) -> Check:
    """Return a check that each value comes before each value of another property (SHACL, section 4.5).

    Source: ``_compare_lt`` in pyshacl 0.40; there is a result for each pair that is out of order.
    """

    def check(triples: Triples, focus: Term, values: Values) -> list[Term]:
        return [
            value
            for value in values
            for other in triples.objects(focus, predicate)
            if not _before(value, other, holds)
        ]

    return check


def _before(first: Term, second: Term, holds: Callable[[Any, Any], bool]) -> bool:
    if not isinstance(first, NamedNode | Literal) or not isinstance(second, NamedNode | Literal):
        raise ValidationFailed("sh:lessThan cannot compare a blank node")
    one, two = _text(first), _text(second)
    if one is None and two is None:
        return holds(rdflib_term(first), rdflib_term(second))
    return one is not None and two is not None and holds(one, two)


def _text(term: NamedNode | Literal) -> str | None:
    """Return the text of an IRI or of a literal that is text, None for a number, a date and the like."""
    value = term.value if isinstance(term, NamedNode) else _python(rdflib_term(term))
    return value if isinstance(value, str) else None


def _well_typed(literal: Literal) -> bool:
    """Return whether a literal's text fits its datatype, as rdflib sees it (SHACL, section 4.1.2).

    pyshacl also asks for the Python type of seven datatypes, such as a whole number for ``xsd:integer``.
    """
    from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent

    term = cast("rdflib.Literal", rdflib_term(literal))
    if term.ill_typed is True:
        return False
    fits: Callable[..., bool] = DatatypeConstraintComponent._assert_actual_datatype
    return fits(None, term, term.datatype)


def _iri(node: Node) -> NamedNode:
    return NamedNode(str(node))


def _python(node: Node) -> object:
    """Return the Python value of a literal; None for another term."""
    return getattr(node, "value", None)


def _number(node: Node) -> int:
    value = _python(node)
    if not isinstance(value, int):
        raise ValidationFailed(f"{node} is not a whole number")
    return value
