"""Reading axioms: from the triples of an ontology to the program that the engine runs.

The rules are those of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules)
that this project's ontology needs, under their names there. What else an ontology may say is not reasoned
over; `UNSUPPORTED` lists those constructs, so that a report can tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from msc_graph.reasoning.engine import Chain, Closure, Coded, Intersection, Link, Program, Restriction
from msc_graph.vocabulary.namespaces import MSC, OWL, RDF_TYPE, RDFS

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

UNSUPPORTED = frozenset(
    OWL + name
    for name in (
        *("allValuesFrom", "hasValue", "hasSelf", "complementOf", "oneOf", "disjointUnionOf", "hasKey"),
        *("minCardinality", "maxCardinality", "cardinality", "minQualifiedCardinality"),
        *("maxQualifiedCardinality", "qualifiedCardinality", "propertyDisjointWith", "sourceIndividual"),
        *("InverseFunctionalProperty", "AsymmetricProperty", "IrreflexiveProperty", "ReflexiveProperty"),
        *("AllDisjointProperties", "NegativePropertyAssertion", "imports"),
    )
)
"""OWL 2 constructs that no rule here uses, as IRIs of the property or class that marks them."""

_TERMS = {
    "type": RDF_TYPE,
    "first": f"{RDF}first",
    "rest": f"{RDF}rest",
    "nil": f"{RDF}nil",
    "acyclic": f"{MSC}acyclic",
    **{name: RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")},
    **{
        name: OWL + name
        for name in (
            *("sameAs", "differentFrom", "equivalentClass", "equivalentProperty", "inverseOf", "Thing"),
            *("Nothing", "SymmetricProperty", "TransitiveProperty", "FunctionalProperty", "onProperty"),
            *("propertyChainAxiom", "intersectionOf", "unionOf", "someValuesFrom", "disjointWith"),
            *("AllDisjointClasses", "members", "AllDifferent", "distinctMembers"),
        )
    },
}
SCHEMA_PROPERTIES = frozenset(
    iri for name, iri in _TERMS.items() if name[0].islower() and name not in ("type", "nil", "sameAs")
)
"""The properties that state axioms."""
AXIOM_CLASSES = frozenset(
    _TERMS[name]
    for name in (
        *("SymmetricProperty", "TransitiveProperty", "FunctionalProperty"),
        *("AllDisjointClasses", "AllDifferent"),
    )
)
"""The classes whose members state axioms."""


class Axioms:
    """The axioms among the triples of a closure, once `close_schema` has run."""

    def __init__(self, closure: Closure, code: Callable[[str], int]) -> None:
        """Keep the triples; ``code`` gives the number of an IRI."""
        self.closure = closure
        self.n = {name: code(iri) for name, iri in _TERMS.items()}

    def close_schema(self) -> None:
        """Infer what the axioms say of classes and predicates themselves (the scm rules)."""
        program = self._schema_program()
        self.closure.run(program)
        self._class_expressions()
        self.closure.run(program)
        while self._compare_restrictions():
            self.closure.run(program)

    def _schema_program(self) -> Program:
        n = self.n
        program = Program(type=n["type"], same=n["sameAs"])
        for name, equivalent, suffix in (
            ("subClassOf", "equivalentClass", "c"),
            ("subPropertyOf", "equivalentProperty", "p"),
        ):
            link = Link(n[name], f"scm-eq{suffix}1", ())
            program.supers[n[equivalent]].append(link)
            program.inverses[n[equivalent]].append(link)
            program.mutual[n[name]] = Link(n[equivalent], f"scm-eq{suffix}2", ())
            program.irreflexive |= {n[name], n[equivalent]}
            rule = {"c": "scm-sco", "p": "scm-spo"}[suffix]
            program.transitive[n[name]] = Link(n[name], rule, ())
        for side, short in (("domain", "dom"), ("range", "rng")):
            program.add_chain(Chain(n[side], (n[side], n["subClassOf"]), f"scm-{short}1", ()))
            program.add_chain(Chain(n[side], (n["subPropertyOf"], n[side]), f"scm-{short}2", ()))
        return program

    def _class_expressions(self) -> None:
        below = self.n["subClassOf"]
        for whole, members, axiom in self._listed("intersectionOf"):
            for member in members:
                if member != whole:
                    self.closure.infer((whole, below, member), "scm-int", (axiom,))
        for whole, members, axiom in self._listed("unionOf"):
            for member in members:
                if member != whole:
                    self.closure.infer((member, below, whole), "scm-uni", (axiom,))

    def _compare_restrictions(self) -> bool:
        """Order restrictions by their fillers and by their properties; return whether that was news."""
        n, closure = self.n, self.closure
        restrictions = tuple(self._restrictions())
        at: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for some, prop, filler in restrictions:
            at[prop, filler].append(some)
        news = False
        for some, prop, filler in restrictions:
            wider = [
                (prop, c, "scm-svf1", (filler, n["subClassOf"], c))
                for c in closure.objects(n["subClassOf"], filler)
            ]
            wider += [
                (p, filler, "scm-svf2", (prop, n["subPropertyOf"], p))
                for p in closure.objects(n["subPropertyOf"], prop)
            ]
            for wide_prop, wide_filler, rule, reason in wider:
                for other in at.get((wide_prop, wide_filler), ()):
                    if other != some:
                        premises = (*self._restriction_axioms(some, prop, filler), reason)
                        news |= closure.infer((some, n["subClassOf"], other), rule, premises)
        return news

    def _restrictions(self) -> Iterator[tuple[int, int, int]]:
        for some, filler in self.closure.pairs(self.n["someValuesFrom"]):
            for prop in self.closure.objects(self.n["onProperty"], some):
                yield some, prop, filler

    def _restriction_axioms(self, some: int, prop: int, filler: int) -> tuple[Coded, ...]:
        return (some, self.n["onProperty"], prop), (some, self.n["someValuesFrom"], filler)

    def program(self) -> Program:
        """Return the program for individuals; call it after `close_schema`."""
        program = Program(type=self.n["type"], same=self.n["sameAs"])
        self._hierarchies(program)
        self._characteristics(program)
        self._definitions(program)
        return program

    def _steps(self, name: str, transitive_rule: str) -> Iterator[tuple[int, int, Coded]]:
        """Yield the axioms of a hierarchy that do not follow by its transitivity alone."""
        for low, high in self.closure.pairs(self.n[name]):
            axiom = (low, self.n[name], high)
            derivation = self.closure.known[axiom]
            if low != high and (derivation is None or derivation.rule != transitive_rule):
                yield low, high, axiom

    def _asserted(self, name: str) -> Iterator[tuple[int, int, Coded]]:
        for subject, value in self.closure.pairs(self.n[name]):
            axiom = (subject, self.n[name], value)
            if self.closure.known[axiom] is None:
                yield subject, value, axiom

    def _hierarchies(self, program: Program) -> None:
        for low, high, axiom in self._steps("subClassOf", "scm-sco"):
            program.classes[low].append(Link(high, "cax-sco", (axiom,)))
        for low, high, axiom in self._steps("subPropertyOf", "scm-spo"):
            program.supers[low].append(Link(high, "prp-spo1", (axiom,)))
        for prop, class_, axiom in self._asserted("domain"):
            program.domains[prop].append(Link(class_, "prp-dom", (axiom,)))
        for prop, class_, axiom in self._asserted("range"):
            program.ranges[prop].append(Link(class_, "prp-rng", (axiom,)))

    def _characteristics(self, program: Program) -> None:
        n = self.n
        for one, other, axiom in self._asserted("inverseOf"):
            program.inverses[one].append(Link(other, "prp-inv", (axiom,)))
            program.inverses[other].append(Link(one, "prp-inv", (axiom,)))
        for prop, axiom in self._members("SymmetricProperty"):
            program.inverses[prop].append(Link(prop, "prp-symp", (axiom,)))
        for prop, axiom in self._members("TransitiveProperty"):
            program.transitive[prop] = Link(prop, "prp-trp", (axiom,))
        for prop, axiom in self._members("FunctionalProperty"):
            program.functional[prop] = (axiom,)
        for head, steps in self.closure.pairs(n["propertyChainAxiom"]):
            axiom = (head, n["propertyChainAxiom"], steps)
            if items := self.items(steps):
                program.add_chain(Chain(head, items, "prp-spo2", (axiom,)))

    def _definitions(self, program: Program) -> None:
        for whole, members, axiom in self._listed("intersectionOf"):
            program.add_intersection(Intersection(whole, members, (axiom,)))
        for some, prop, filler in self._restrictions():
            axioms = self._restriction_axioms(some, prop, filler)
            wanted = None if filler == self.n["Thing"] else filler
            program.add_restriction(Restriction(some, prop, wanted, axioms))

    def _members(self, class_name: str) -> Iterator[tuple[int, Coded]]:
        type_, class_ = self.n["type"], self.n[class_name]
        for member in self.closure.subjects(type_, class_):
            yield member, (member, type_, class_)

    def _listed(self, name: str) -> Iterator[tuple[int, tuple[int, ...], Coded]]:
        for whole, head in tuple(self.closure.pairs(self.n[name])):
            if members := self.items(head):
                yield whole, members, (whole, self.n[name], head)

    def items(self, head: int) -> tuple[int, ...]:
        """Return the members of an RDF list in order; empty for one that is broken or runs in a circle."""
        found: list[int] = []
        seen = set()
        while head != self.n["nil"]:
            firsts, rests = (self._stated(head, name) for name in ("first", "rest"))
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                return ()
            seen.add(head)
            found.append(firsts[0])
            head = rests[0]
        return tuple(found)

    def _stated(self, subject: int, name: str) -> list[int]:
        """Return the asserted values; sameness may have put others beside them."""
        prop, known = self.n[name], self.closure.known
        return [value for value in self.closure.objects(prop, subject) if known[subject, prop, value] is None]

    def contradictions(self) -> Iterator[tuple[str, tuple[Coded, ...]]]:
        """Yield the rule and the premises of everything that cannot be; nothing when all is well."""
        n, closure = self.n, self.closure
        yield from self._shared_members()
        for member in closure.subjects(n["type"], n["Nothing"]):
            yield "cls-nothing2", ((member, n["type"], n["Nothing"]),)
        for prop, value in tuple(closure.pairs(n["acyclic"])):
            for member, other in closure.pairs(prop):
                if member == other:
                    yield "acyclic", ((member, prop, member), (prop, n["acyclic"], value))
        lists = ("members", "distinctMembers")
        for one, other, axiom in self._pairs("differentFrom", "AllDifferent", lists):
            if (equality := (one, n["sameAs"], other)) in closure.known or one == other:
                rule = "eq-diff1" if axiom[1] == n["differentFrom"] else "eq-diff2"
                yield rule, (equality, axiom) if one != other else (axiom,)

    def _shared_members(self) -> Iterator[tuple[str, tuple[Coded, ...]]]:
        """Yield what is in two classes that share no member, once however many axioms keep them apart."""
        type_, seen = self.n["type"], set()
        members = self.closure.backward.get(type_, {})
        for one, other, axiom in self._pairs("disjointWith", "AllDisjointClasses", ("members",)):
            if (pair := frozenset((one, other))) in seen:
                continue
            seen.add(pair)
            rule = "cax-dw" if axiom[1] == self.n["disjointWith"] else "cax-adc"
            for both in sorted(set(members.get(one, ())) & set(members.get(other, ()))):
                yield rule, ((both, type_, one), (both, type_, other), axiom)

    def _pairs(self, direct: str, grouped: str, lists: tuple[str, ...]) -> Iterator[tuple[int, int, Coded]]:
        """Yield the pairs that a property states directly, then those of the lists of a class's members."""
        for one, other in tuple(self.closure.pairs(self.n[direct])):
            yield one, other, (one, self.n[direct], other)
        for group, _ in self._members(grouped):
            for name in lists:
                for head in self.closure.objects(self.n[name], group):
                    axiom = (group, self.n[name], head)
                    items = self.items(head)
                    yield from (
                        (one, other, axiom) for i, one in enumerate(items) for other in items[i + 1 :]
                    )
