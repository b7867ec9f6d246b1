"""The reference engine: pyshacl over a graph in memory, as findings that a curator can act on."""

from __future__ import annotations

import decimal
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from msc_graph.errors import ValidationFailed
from msc_graph.languages import check_language
from msc_graph.quality.findings import (
    FocusResult,
    Words,
    as_finding,
    order,
    texts_of_graph,
    with_focus_on_what_is_wrong,
)
from msc_graph.quality.report import ValidationReport
from msc_graph.quality.shipped import ontology_graph, shape_name, shapes_graph
from msc_graph.vocabulary.namespaces import SH

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


def validate(
    data: Graph,
    *,
    lang: str = "en",
    shapes: Graph | None = None,
    source_of: Callable[[FocusResult], str] = lambda _: "",
) -> ValidationReport:
    """Return what the shapes find in a graph; nothing is changed, fetched or inferred.

    The ontology's triples are looked at together with the data, for the classes; only nodes of the data are
    reported.

    Args:
        data: the triples to check.
        lang: ``"en"`` or ``"zh"``, for rules, fixes and labels.
        shapes: the shapes; None for those in the package.
        source_of: says where a result lies; see `msc_graph.quality.report.Finding`.

    Raises:
        UsageError: the language is unknown.
        ValidationFailed: the validator gave up.
    """
    check_language(lang)
    shapes = shapes_graph() if shapes is None else shapes
    everything = _deep(ontology_graph(), data)
    nodes = {term for subject, _, obj in data for term in (subject, obj)}
    targets = {shape: found & nodes for shape, found in _targets(shapes, everything).items()}
    words = Words(partial(texts_of_graph, everything), shapes, lang)
    found = (result for result in results(shapes, everything) if result.focus in nodes)
    return ValidationReport(
        findings=tuple(sorted((as_finding(result, words, source_of) for result in found), key=order)),
        focus_nodes=len(set().union(*targets.values())),
        targets={shape: len(targeted) for shape, targeted in sorted(targets.items())},
        lang=lang,
    )


def _deep(*graphs: Graph) -> Graph:
    """Return the graphs together, whose classes may stand below each other as deep as they like.

    Each level costs a call of rdflib's own `Graph.transitive_subjects`.
    """
    import rdflib

    class Deep(rdflib.Graph):
        def transitive_subjects(
            self, predicate: Any, object: Any, remember: Any = None
        ) -> Generator[Any, None, None]:
            yield from closure(object, lambda term: self.subjects(predicate, term))

        def transitive_objects(
            self, subject: Any, predicate: Any, remember: Any = None
        ) -> Generator[Any, None, None]:
            yield from closure(subject, lambda term: self.objects(term, predicate))

    together = Deep()
    for graph in graphs:
        together += graph
    return together


def closure(start: Any, following: Callable[[Any], Iterable[Any]]) -> Iterator[Any]:
    """Yield a term and all that follows from it, each once."""
    met, waiting = {start}, [start]
    while waiting:
        term = waiting.pop()
        yield term
        new = [one for one in following(term) if one not in met]
        met.update(new)
        waiting += new


def _targets(shapes: Graph, data: Graph) -> dict[str, set[Node]]:
    """Return the nodes that each shape with targets is about, by the shape's name (SHACL, section 2.1.3)."""
    from rdflib.namespace import RDF, RDFS
    from rdflib.namespace import SH as SHACL

    found: dict[str, set[Node]] = {}

    def add(shape: Node, nodes: Iterable[Node]) -> None:
        found.setdefault(shape_name(str(shape)), set()).update(nodes)

    for shape, target in shapes.subject_objects(SHACL.targetClass):
        for target_class in data.transitive_subjects(RDFS.subClassOf, target):
            add(shape, data.subjects(RDF.type, target_class))
    for shape, target in shapes.subject_objects(SHACL.targetSubjectsOf):
        add(shape, data.subjects(target, None))
    for shape, target in shapes.subject_objects(SHACL.targetObjectsOf):
        add(shape, data.objects(None, target))
    for shape, target in shapes.subject_objects(SHACL.targetNode):
        add(shape, [target])
    return found


def results(shapes: Graph, data: Graph) -> Iterator[FocusResult]:
    """Return all validation results of pyshacl.

    Advanced features (functions, rules), JavaScript, imports and inference stay off: they fetch or run code.
    """
    import pyshacl
    from rdflib.namespace import RDF
    from rdflib.namespace import SH as SHACL

    try:
        with warnings.catch_warnings(), decimal.localcontext() as numbers:
            warnings.simplefilter("ignore")  # pyshacl uses parts of rdflib that are going away
            numbers.traps[decimal.InvalidOperation] = False  # NaN is in no range, and that is no error
            _, answer, text = pyshacl.validate(
                data,
                shacl_graph=shapes,
                inference="none",
                advanced=False,
                js=False,
                do_owl_imports=False,
                meta_shacl=False,
            )
    except (RuntimeError, ArithmeticError) as error:  # all errors of pyshacl are; and comparing NaN fails
        raise ValidationFailed(str(error) or type(error).__name__) from error
    if isinstance(answer, Exception):
        raise ValidationFailed(text) from answer
    for node in answer.subjects(RDF.type, SHACL.ValidationResult):
        values = dict(answer.predicate_objects(node))
        result = FocusResult(
            shape=values[SHACL.sourceShape],
            component=str(values[SHACL.sourceConstraintComponent]).removeprefix(SH),
            severity=values[SHACL.resultSeverity],
            focus=values[SHACL.focusNode],
            path=values.get(SHACL.resultPath),
            value=values.get(SHACL.value),
            message=str(values.get(SHACL.resultMessage, "")),
        )
        yield with_focus_on_what_is_wrong(result)
