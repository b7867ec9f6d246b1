"""Materialising what follows: semi-naive forward chaining over triples of whole numbers.

Each new triple is joined once with all triples that came before it, so that no pair is looked at twice
(Abiteboul, Hull & Vianu, Foundations of Databases, 1995, section 13.1). A literal has a negative number: it
is never the subject of a triple. Every inferred triple keeps the rule and the premises that gave it first.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Coded: TypeAlias = tuple[int, int, int]
"""A triple of numbers: subject, predicate, object."""


class Derivation(NamedTuple):
    """The rule that gave a triple, and the triples that it was applied to."""

    rule: str
    premises: tuple[Coded, ...]


class Link(NamedTuple):
    """One consequence: what it leads to, the rule's name, and the axioms that say so."""

    target: int
    rule: str
    axioms: tuple[Coded, ...]


class Chain(NamedTuple):
    """A property chain: ``steps`` in a row make ``head``."""

    head: int
    steps: tuple[int, ...]
    rule: str
    axioms: tuple[Coded, ...]


class Intersection(NamedTuple):
    """A class whose members are what all ``members`` have in common."""

    target: int
    members: tuple[int, ...]
    axioms: tuple[Coded, ...]


class Restriction(NamedTuple):
    """A class whose members have some value of ``filler`` for ``prop``; filler None stands for anything."""

    target: int
    prop: int
    filler: int | None
    axioms: tuple[Coded, ...]


def _lists() -> defaultdict[int, list[Link]]:
    return defaultdict(list)


@dataclass
class Program:
    """The axioms as consequences, by the number of the property or class that sets them off.

    ``supers`` and ``inverses`` lead from a property to a property, ``domains`` and ``ranges`` from a property
    to a class, ``classes`` from a class to a class; ``transitive`` and ``functional`` map a property to the
    axioms that say so; ``mutual`` maps a property to the one that holds where it holds both ways;
    ``irreflexive`` properties are never inferred between a thing and itself.
    """

    type: int
    same: int
    supers: defaultdict[int, list[Link]] = field(default_factory=_lists)
    inverses: defaultdict[int, list[Link]] = field(default_factory=_lists)
    domains: defaultdict[int, list[Link]] = field(default_factory=_lists)
    ranges: defaultdict[int, list[Link]] = field(default_factory=_lists)
    classes: defaultdict[int, list[Link]] = field(default_factory=_lists)
    transitive: dict[int, Link] = field(default_factory=dict)
    functional: dict[int, tuple[Coded, ...]] = field(default_factory=dict)
    mutual: dict[int, Link] = field(default_factory=dict)
    irreflexive: set[int] = field(default_factory=set)
    chains: defaultdict[int, list[tuple[Chain, int]]] = field(default_factory=lambda: defaultdict(list))
    intersections: defaultdict[int, list[Intersection]] = field(default_factory=lambda: defaultdict(list))
    by_property: defaultdict[int, list[Restriction]] = field(default_factory=lambda: defaultdict(list))
    by_filler: defaultdict[int, list[Restriction]] = field(default_factory=lambda: defaultdict(list))

    def add_chain(self, chain: Chain) -> None:
        """Register a chain at each of its steps."""
        for position, step in enumerate(chain.steps):
            self.chains[step].append((chain, position))

    def add_intersection(self, intersection: Intersection) -> None:
        """Register an intersection at each of its members."""
        for member in set(intersection.members):
            self.intersections[member].append(intersection)

    def add_restriction(self, restriction: Restriction) -> None:
        """Register a restriction at its property and, where it has one, at its filler."""
        self.by_property[restriction.prop].append(restriction)
        if restriction.filler is not None:
            self.by_filler[restriction.filler].append(restriction)

    @property
    def properties(self) -> set[int]:
        """The properties whose triples can lead to anything, or can be concluded."""
        used = {self.type, self.same, *self.transitive, *self.functional, *self.chains, *self.by_property}
        for links in (self.supers, self.inverses, self.domains, self.ranges):
            used |= links.keys()
        for links in (self.supers, self.inverses):
            used |= {link.target for found in links.values() for link in found}
        return used | {chain.head for found in self.chains.values() for chain, _ in found}


Index: TypeAlias = dict[int, dict[int, list[int]]]


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python's cycle collector off: millions of tuples without cycles cost it most of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Closure:
    """A growing set of triples that is closed under a program.

    ``known`` maps every triple to its derivation, None for an asserted one.
    """

    def __init__(self) -> None:
        """Start without triples."""
        self.known: dict[Coded, Derivation | None] = {}
        self.forward: Index = {}
        self.backward: Index = {}
        self._agenda: list[Coded] = []
        self._same: dict[int, list[int]] = {}

    def assert_(self, triples: Iterable[Coded]) -> None:
        """Add asserted triples; one that was inferred before counts as asserted from now on."""
        known, agenda = self.known, self._agenda
        for triple in triples:
            if triple not in known:
                agenda.append(triple)
            known[triple] = None

    def infer(self, triple: Coded, rule: str, premises: tuple[Coded, ...]) -> bool:
        """Add a triple with its derivation; return whether it is new."""
        if triple in self.known:
            return False
        self.known[triple] = Derivation(rule, premises)
        self._agenda.append(triple)
        return True

    def subjects(self, prop: int, value: int) -> list[int]:
        """Return what has ``value`` for ``prop``, in the order found."""
        return self.backward.get(prop, {}).get(value, [])

    def objects(self, prop: int, subject: int) -> list[int]:
        """Return the values of ``prop``, in the order found."""
        return self.forward.get(prop, {}).get(subject, [])

    def pairs(self, prop: int) -> Iterator[tuple[int, int]]:
        """Yield subject and object of every triple of ``prop``."""
        for subject, values in self.forward.get(prop, {}).items():
            for value in values:
                yield subject, value

    def restart(self) -> None:
        """Take all known triples up again, for a new program."""
        self.forward.clear()
        self.backward.clear()
        self._agenda = list(self.known)

    def run(self, program: Program) -> None:
        """Add all that follows by the program from what was added since the last run."""
        with _without_collector():
            self._run(program)

    def _run(self, program: Program) -> None:
        step = _Step(self, program)
        position = 0
        while position < len(self._agenda):
            subject, prop, value = triple = self._agenda[position]
            position += 1
            self.forward.setdefault(prop, {}).setdefault(subject, []).append(value)
            self.backward.setdefault(prop, {}).setdefault(value, []).append(subject)
            if prop == program.type:
                step.typed(triple)
            step.related(triple)
            if prop == program.same or self._same:
                step.equated(triple, self._same)
        self._agenda.clear()


class _Step:
    """What one triple leads to, given all that were taken up before it."""

    def __init__(self, closure: Closure, program: Program) -> None:
        self.closure = closure
        self.program = program
        self.infer = closure.infer

    def typed(self, triple: Coded) -> None:
        """Draw the consequences of ``x rdf:type C``."""
        subject, type_, class_ = triple
        program, infer = self.program, self.infer
        for target, rule, axioms in program.classes.get(class_, ()):
            infer((subject, type_, target), rule, (triple, *axioms))
        for whole in program.intersections.get(class_, ()):
            parts = tuple((subject, type_, member) for member in whole.members)
            if all(part in self.closure.known for part in parts):
                infer((subject, type_, whole.target), "cls-int1", (*parts, *whole.axioms))
        for some in program.by_filler.get(class_, ()):
            for owner in self.closure.subjects(some.prop, subject):
                premises = ((owner, some.prop, subject), triple, *some.axioms)
                infer((owner, type_, some.target), "cls-svf1", premises)

    def related(self, triple: Coded) -> None:
        """Draw the consequences of ``x p y``."""
        subject, prop, value = triple
        program, infer = self.program, self.infer
        if subject == value and prop in program.irreflexive:
            return
        for target, rule, axioms in program.supers.get(prop, ()):
            infer((subject, target, value), rule, (triple, *axioms))
        for target, rule, axioms in program.domains.get(prop, ()):
            infer((subject, program.type, target), rule, (triple, *axioms))
        if value >= 0:
            self._of_thing(triple)
        if prop in program.by_property:
            self._restricted(triple)
        if prop in program.transitive:
            self._transitive(triple, program.transitive[prop])
        for chain, position in program.chains.get(prop, ()):
            self._chained(triple, chain, position)

    def _of_thing(self, triple: Coded) -> None:
        """Draw what follows because the value is no literal."""
        subject, prop, value = triple
        program, infer = self.program, self.infer
        for target, rule, axioms in program.inverses.get(prop, ()):
            infer((value, target, subject), rule, (triple, *axioms))
        for target, rule, axioms in program.ranges.get(prop, ()):
            infer((value, program.type, target), rule, (triple, *axioms))
        if (
            prop in program.mutual
            and subject != value
            and (back := (value, prop, subject)) in self.closure.known
        ):
            target, rule, _ = program.mutual[prop]
            infer((subject, target, value), rule, (triple, back))
            infer((value, target, subject), rule, (back, triple))
        if prop in program.functional:
            self._functional(triple, program.functional[prop])

    def _restricted(self, triple: Coded) -> None:
        subject, prop, value = triple
        type_ = self.program.type
        for some in self.program.by_property[prop]:
            if some.filler is None:
                self.infer((subject, type_, some.target), "cls-svf2", (triple, *some.axioms))
            elif (filled := (value, type_, some.filler)) in self.closure.known:
                self.infer((subject, type_, some.target), "cls-svf1", (triple, filled, *some.axioms))

    def _transitive(self, triple: Coded, link: Link) -> None:
        subject, prop, value = triple
        loops = prop not in self.program.irreflexive
        for further in tuple(self.closure.objects(prop, value)):
            if loops or further != subject:
                premises = (triple, (value, prop, further), *link.axioms)
                self.infer((subject, prop, further), link.rule, premises)
        for earlier in tuple(self.closure.subjects(prop, subject)):
            if loops or earlier != value:
                premises = ((earlier, prop, subject), triple, *link.axioms)
                self.infer((earlier, prop, value), link.rule, premises)

    def _functional(self, triple: Coded, axioms: tuple[Coded, ...]) -> None:
        subject, prop, value = triple
        for other in self.closure.objects(prop, subject):
            if other != value and other >= 0:
                premises = ((subject, prop, other), triple, *axioms)
                self.infer((other, self.program.same, value), "prp-fp", premises)

    def _chained(self, triple: Coded, chain: Chain, position: int) -> None:
        subject, _, value = triple
        lefts: list[tuple[int, tuple[Coded, ...]]] = [(subject, ())]
        for step in reversed(chain.steps[:position]):
            lefts = [
                (before, ((before, step, start), *path))
                for start, path in lefts
                for before in self.closure.subjects(step, start)
            ]
        rights: list[tuple[int, tuple[Coded, ...]]] = [(value, ())]
        for step in chain.steps[position + 1 :]:
            rights = [
                (after, (*path, (end, step, after)))
                for end, path in rights
                for after in self.closure.objects(step, end)
            ]
        for start, left in lefts:
            for end, right in rights:
                if start != end or chain.head not in self.program.irreflexive:
                    self.infer((start, chain.head, end), chain.rule, (*left, triple, *right, *chain.axioms))

    def equated(self, triple: Coded, same: dict[int, list[int]]) -> None:
        """Give a triple to everything the same as its subject or object (eq-sym, eq-trans, eq-rep)."""
        subject, prop, value = triple
        if prop == self.program.same and subject != value:
            self.infer((value, prop, subject), "eq-sym", (triple,))
            same.setdefault(subject, []).append(value)
            self._replace_everywhere(triple)
        for other in same.get(subject, ()):
            self._replaced((other, prop, value), "eq-rep-s", (triple, (subject, self.program.same, other)))
        for other in same.get(value, ()):
            self._replaced((subject, prop, other), "eq-rep-o", (triple, (value, self.program.same, other)))

    def _replaced(self, triple: Coded, rule: str, premises: tuple[Coded, ...]) -> None:
        if triple[1] != self.program.same or triple[0] != triple[2]:
            self.infer(triple, "eq-trans" if triple[1] == self.program.same else rule, premises)

    def _replace_everywhere(self, equality: Coded) -> None:
        """Give what was known of ``a`` before ``a owl:sameAs b`` was found to ``b``."""
        old, _, new = equality
        for prop in tuple(self.closure.forward):
            for value in tuple(self.closure.objects(prop, old)):
                self._replaced((new, prop, value), "eq-rep-s", ((old, prop, value), equality))
            for subject in tuple(self.closure.subjects(prop, old)):
                self._replaced((subject, prop, new), "eq-rep-o", ((subject, prop, old), equality))
