"""The fast engine of `msc_graph.quality.validation`: shapes checked on a store where it lies.

Where a shape has many targets, sets of them are counted and compared first (`msc_graph.quality.sets`), and
only nodes that may break it are looked at. Nothing is copied to Python but what is said of those. The store
holds the largest of the sets while it counts. The report equals that of pyshacl
(``tests/quality/test_engines_agree.py``); ``docs/validation-engines.md`` says why it is not one of the
packages on PyPI.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from msc_graph.languages import check_language
from msc_graph.quality.findings import (
    FocusResult,
    Sources,
    Words,
    as_finding,
    order,
    with_focus_on_what_is_wrong,
)
from msc_graph.quality.plans import plan_for
from msc_graph.quality.report import ValidationReport
from msc_graph.quality.sets import Sets
from msc_graph.quality.shapes import Breaks, Compiler, Result, Shape, Target, Term
from msc_graph.quality.shipped import shape_name, shapes_graph
from msc_graph.quality.spelling import Spellings
from msc_graph.quality.triples import StoreTriples
from msc_graph.rdf.reading import read_rdf_quads
from msc_graph.rdf.terms import rdflib_term
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH

if TYPE_CHECKING:
    import rdflib

FEW = 10_000
"""Targets up to which each is looked at. Our choice: it takes two seconds."""
IN_MEMORY = 300_000
"""Most quads that are copied in memory. Our choice: they take some 200 MB."""
WORTH_A_DESCRIPTION = 4
"""From this number of properties on, all that is said of a thing is read at once. Our choice: one reading of
the 17 triples of an assertion takes as long as six readings of one property."""

_INFERRED = NamedNode(INFERRED_GRAPH)


def validate_quads(quads: Iterable[Quad], *, lang: str = "en") -> ValidationReport:
    """Return what the shapes find in the quads of a file, its literals as they are written there.

    Raises: as of `validate`.
    """
    store, listed = Store(), list(quads)
    store.bulk_extend(listed)
    return validate(store, lang=lang, spellings=Spellings(listed))


def validate(store: Store, *, lang: str = "en", spellings: Spellings | None = None) -> ValidationReport:
    """Return what the shapes find in a store; see `msc_graph.quality.validation.validate_store`.

    Args:
        store: what is validated.
        lang: ``"en"`` or ``"zh"``.
        spellings: how its literals were written before the store took them.

    Raises:
        UsageError: the language is unknown.
        ValidationFailed: a shape says something that this engine does not know.
    """
    check_language(lang)
    shapes = shapes_graph()
    with with_ontology(store) as complete:
        triples = StoreTriples(complete, plan_for=plan_for, spellings=spellings)
        own = triples if complete is store else StoreTriples(store, spellings=spellings)
        checked = check(triples, own, shapes)
        words = Words(triples.texts, shapes, lang)
        results = map(with_focus_on_what_is_wrong, map(FocusResult.of, checked.results))
        source_of = Sources(store, shapes).of
        found = [as_finding(result, words, source_of) for result in results if own.mentions(result.focus)]
    targets = {shape_name(shape): count for shape, count in checked.targets.items()}
    return ValidationReport(
        findings=tuple(sorted(found, key=order)),
        focus_nodes=checked.focus_nodes,
        targets=dict(sorted(targets.items())),
        lang=lang,
    )


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

    Else it is a copy: in memory, or where there are more than `IN_MEMORY` quads in a temporary folder, which
    takes as much room on disk as the store itself.

    Blank nodes are left out of the comparison: those of the ontology stand for OWL axioms, which no shape
    speaks of, and their labels differ from file to file.
    """
    triples = StoreTriples(store)
    missing = [quad for quad in _ontology() if not triples.has(quad)]
    if not missing:
        yield store
        return
    if next(islice(store, IN_MEMORY, None), None) is None:
        copy = Store()
        copy.bulk_extend(chain((quad for quad in store if quad.graph_name != _INFERRED), missing))
        yield copy
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
                suspects = None if suspects is None else suspects | self._triples.spelled
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
