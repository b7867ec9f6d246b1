"""What follows from a graph: terms to numbers, the axioms, the project's rules, and back to terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from msc_graph.reasoning.axioms import AXIOM_CLASSES, SCHEMA_PROPERTIES, UNSUPPORTED, Axioms
from msc_graph.reasoning.engine import Closure, Coded, Derivation
from msc_graph.reasoning.order import in_order
from msc_graph.reasoning.rules import Rule
from msc_graph.reasoning.statements import Contradiction, Statement, Term
from msc_graph.system.told import counted, told
from msc_graph.tables.table import Table
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH, OWL, RDF_TYPE

_TYPE = NamedNode(RDF_TYPE)


class _Codes:
    """Numbers for terms: literals get negative ones."""

    def __init__(self) -> None:
        self.numbers: dict[Term, int] = {}
        self.things: list[Term] = []
        self.literals: list[Term] = []

    def number(self, term: Term) -> int:
        known = self.numbers.get(term)
        if known is not None:
            return known
        if isinstance(term, Literal):
            self.literals.append(term)
            new = -len(self.literals)
        else:
            new = len(self.things)
            self.things.append(term)
        self.numbers[term] = new
        return new

    def term(self, number: int) -> Term:
        return self.things[number] if number >= 0 else self.literals[-number - 1]


class Inference:
    """What follows from a set of triples, with the reason of every conclusion.

    Made by `infer` and `infer_store`; it does not change what it was made from.
    """

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        """Reason over ``triples`` with the axioms that are among them."""
        self._codes = _Codes()
        self._closure = Closure()
        self.axioms = Axioms(self._closure, lambda iri: self._codes.number(NamedNode(iri)))
        self.asserted = 0
        self.ignored: Counter[str] = Counter()
        rest = self._take_axioms(triples)
        self.axioms.close_schema()
        self._program = self.axioms.program()
        self._closure.restart()
        used = self._program.properties
        self._take_facts(triple for triple in rest if self._codes.numbers.get(triple.predicate, -1) in used)
        if any(one != other for one, other in self._closure.pairs(self._program.same)):
            self._take_facts(rest)

    def __eq__(self, other: object) -> bool:
        """Return whether another has inferred the same, by the same rules, from as many statements."""
        if not isinstance(other, Inference):
            return NotImplemented
        return self.asserted == other.asserted and self._credited() == other._credited()

    __hash__ = None  # type: ignore[assignment]  # `conclude` adds to it

    def _credited(self) -> dict[Statement, str]:
        return {self._statement(coded): derivation.rule for coded, derivation in self._inferred()}

    def __repr__(self) -> str:
        return told(
            self,
            f"{counted(len(self), 'statement')} inferred from {self.asserted:,}",
            counted(len(self.contradictions), "contradiction"),
        )

    def _repr_html_(self) -> str:
        return Table.of(("rule", "statements"), self.by_rule.items())._repr_html_()

    def _take_axioms(self, triples: Iterable[Triple | Quad]) -> list[Triple | Quad]:
        """Assert the triples that state axioms, and return the others."""
        predicates = {NamedNode(iri) for iri in SCHEMA_PROPERTIES}
        classes = {NamedNode(iri) for iri in AXIOM_CLASSES}
        strange = {NamedNode(iri) for iri in UNSUPPORTED}
        number = self._codes.number
        axioms: list[Coded] = []
        rest: list[Triple | Quad] = []
        for triple in triples:
            self.asserted += 1
            predicate, value = triple.predicate, triple.object
            if predicate in predicates or (predicate == _TYPE and value in classes):
                axioms.append((number(triple.subject), number(predicate), number(value)))  # type: ignore[arg-type]
            else:
                rest.append(triple)
                mark = value if predicate == _TYPE else predicate
                if mark in strange:
                    self.ignored[mark.value.removeprefix(OWL)] += 1  # type: ignore[union-attr]
        self._closure.assert_(axioms)
        return rest

    def _take_facts(self, triples: Iterable[Triple | Quad]) -> None:
        """Assert facts and draw what follows.

        At first only those that axioms bear on; all, once two things are the same and share every fact.
        """
        number = self._codes.number
        self._closure.assert_(
            (number(triple.subject), number(triple.predicate), number(triple.object))  # type: ignore[arg-type]
            for triple in triples
        )
        self._closure.run(self._program)

    def conclude(self, rule: str, conclusion: Statement, premises: Sequence[Statement]) -> bool:
        """Add a conclusion of a rule of the project; return whether it is new. `run` draws what follows.

        A premise that is not known counts as asserted: the rule found it in the graph.
        """
        coded = tuple(self._coded(premise) for premise in premises)
        for premise in coded:
            if premise not in self._closure.known:
                self._closure.assert_([premise])
        return self._closure.infer(self._coded(conclusion), rule, coded)

    def run(self) -> None:
        """Draw what follows from the conclusions of rules by the axioms."""
        self._closure.run(self._program)

    def _coded(self, statement: Statement) -> Coded:
        subject, prop, value = (self._codes.number(term) for term in statement)
        return subject, prop, value

    def _statement(self, coded: Coded) -> Statement:
        return Statement(*(self._codes.term(number) for number in coded))  # type: ignore[arg-type]

    def _inferred(self) -> Iterator[tuple[Coded, Derivation]]:
        """Yield what was inferred between things that have a name, in the order found."""
        things = self._codes.things
        for coded, derivation in self._closure.known.items():
            if derivation is None or isinstance(things[coded[0]], BlankNode):
                continue
            if coded[2] < 0 or not isinstance(things[coded[2]], BlankNode):
                yield coded, derivation

    def inferred(self) -> Iterator[Statement]:
        """Yield every inferred statement without blank nodes, in the order found."""
        return (self._statement(coded) for coded, _ in self._inferred())

    def known(self, statement: Statement) -> bool:
        """Return whether a statement that axioms bear on is asserted or inferred."""
        return self._coded(statement) in self._closure.known

    def derivation(self, statement: Statement) -> tuple[str, tuple[Statement, ...]] | None:
        """Return the rule and the premises of an inferred statement; None for any other."""
        found = self._closure.known.get(self._coded(statement))
        if found is None:
            return None
        return found.rule, tuple(self._statement(premise) for premise in found.premises)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What cannot be, in the order found; empty when the rules find nothing.

        The rules find less than a complete reasoner does: `msc_graph.reasoning.consistency` asks one.
        """
        return tuple(
            Contradiction(rule, tuple(self._statement(premise) for premise in premises))
            for rule, premises in dict.fromkeys(self.axioms.contradictions())
        )

    @property
    def by_rule(self) -> dict[str, int]:
        """How many named statements each rule gave first, most first."""
        counts = Counter(derivation.rule for _, derivation in self._inferred())
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def __len__(self) -> int:
        """Return how many statements without blank nodes were inferred."""
        return sum(1 for _ in self._inferred())

    def items(self, head: Term) -> tuple[Term, ...]:
        """Return the members of an RDF list that an axiom uses."""
        return tuple(self._codes.term(item) for item in self.axioms.items(self._codes.number(head)))

    def values(self, subject: Term, predicate: str) -> tuple[Term, ...]:
        """Return the known values of a property that axioms bear on, in the order found."""
        number = self._codes.number
        values = self._closure.objects(number(NamedNode(predicate)), number(subject))
        return tuple(self._codes.term(value) for value in values)


def infer(triples: Iterable[Triple | Quad]) -> Inference:
    """Return what follows from ``triples`` by the axioms among them.

    Where several rules give a conclusion, the first one is kept: it depends on the order of ``triples``.

    >>> from pyoxigraph import RdfFormat, parse
    >>> text = "@prefix : <http://e/> . @prefix o: <http://www.w3.org/2002/07/owl#> . "
    >>> text += ":in a o:TransitiveProperty . :a :in :b . :b :in :c ."
    >>> for statement in infer(parse(text, format=RdfFormat.TURTLE)).inferred():
    ...     print(*(term.value for term in statement))
    http://e/a http://e/in http://e/c
    """
    return Inference(triples)


def infer_store(store: Store, rules: Iterable[Rule] = ()) -> Inference:
    """Return what follows from all named graphs of a store together, except the inferred one.

    The same statements give the same conclusions in the same order, whatever the order of the store.

    Args:
        store: it is not changed.
        rules: rules of the project, run to a fixpoint together with the axioms.

    Raises:
        QueryFailed: a rule is not valid SPARQL.
    """
    inferred = NamedNode(INFERRED_GRAPH)
    quads = in_order(quad for quad in store if quad.graph_name != inferred)
    result = Inference(quads)
    rules = tuple(rules)
    if rules:
        _run_rules(result, quads, rules)
    return result


def _run_rules(result: Inference, quads: list[Quad], rules: Sequence[Rule]) -> None:
    """Run axioms and rules in turn until nothing new is found, in a copy of the store."""
    scratch = Store()
    scratch.bulk_extend(quads)
    scratch.bulk_extend(inferred_quads(result))
    news = True
    while news:
        news = False
        before = len(result._closure.known)
        for rule in rules:
            for conclusion, premises in tuple(rule.conclusions(scratch)):
                if Triple(*conclusion) not in _asserted_of(scratch, conclusion):
                    news |= result.conclude(rule.name, conclusion, premises)
        result.run()
        if len(result._closure.known) > before:
            scratch.bulk_extend(inferred_quads(result))


def _asserted_of(store: Store, statement: Statement) -> set[Triple]:
    """Return the statement, as a triple, where the store holds it in any graph."""
    return {quad.triple for quad in store.quads_for_pattern(*statement, None)}


def inferred_quads(result: Inference) -> Iterator[Quad]:
    """Yield the inferred statements as quads of the graph ``graph:inferred``."""
    graph = NamedNode(INFERRED_GRAPH)
    for subject, predicate, value in result.inferred():
        yield Quad(subject, predicate, value, graph)


def materialise(store: Store, result: Inference) -> None:
    """Put what follows into the graph ``graph:inferred`` of the store, in place of what it held."""
    graph = NamedNode(INFERRED_GRAPH)
    store.clear_graph(graph)
    store.bulk_extend(inferred_quads(result))
