"""What a validation found, made into findings: labels, rules, fixes and sources put to each result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, cast

from msc_graph.languages import best
from msc_graph.quality.report import SEVERITIES, Finding
from msc_graph.quality.shipped import shape_name
from msc_graph.quality.triples import StoreTriples
from msc_graph.rdf.graphs import stating
from msc_graph.rdf.terms import oxigraph_term, rdflib_term
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import CURATED_GRAPH, MSC, RDFS, SH

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store
    from rdflib import Graph
    from rdflib.term import Node

    from msc_graph.quality.shapes import Result

QUADS_READ = 1_000
"""Quads that are read to tell the sources of a finding; what further ones name is left out. Our choice: some
ten milliseconds."""


@dataclass(frozen=True, slots=True)
class FocusResult:
    """One validation result of either engine, in rdflib's terms (SHACL, section 3.6.2)."""

    shape: Node
    component: str
    severity: Node
    focus: Node
    path: Node | None
    value: Node | None
    message: str

    @classmethod
    def of(cls, result: Result) -> FocusResult:
        """Return a result of the fast engine; its shapes have messages of their own."""
        value = None if result.value is None else rdflib_term(result.value)
        focus = rdflib_term(result.focus)
        return cls(result.shape, result.component, result.severity, focus, result.path, value, "")


def with_focus_on_what_is_wrong(result: FocusResult) -> FocusResult:
    """Return a result that says each thing once.

    A rule about the whole graph names the thing that breaks it as its value; a rule about a thing as a whole
    names the thing twice.
    """
    if str(result.focus) == CURATED_GRAPH:
        return replace(result, focus=result.value or result.focus, value=None)
    return replace(result, value=None) if result.value == result.focus else result


Texts: TypeAlias = "Callable[[Node, str], Iterable[Node]]"
"""Returns the objects of the triples with this subject and the predicate with this IRI."""


def texts_of_graph(graph: Graph, node: Node, predicate: str) -> Iterable[Node]:
    """Yield the objects of a node's triples with the predicate of this IRI."""
    from rdflib import URIRef

    return graph.objects(node, URIRef(predicate))


class Words:
    """Labels, rules and fixes in one language, from the data and the shapes."""

    def __init__(self, texts: Texts, shapes: Graph, lang: str) -> None:
        self._data, self._shapes, self._lang = texts, partial(texts_of_graph, shapes), lang
        self._graph = shapes

    def label(self, node: Node | None) -> str:
        """Return a node's label, or an empty text."""
        return self._text(self._data, node, f"{RDFS}label")

    def rule(self, shape: Node) -> str:
        """Return what a shape demands, or an empty text."""
        return self._text(self._shapes, shape, f"{SH}message")

    def fix(self, shape: Node) -> str:
        """Return what to do when a shape's rule is broken, or an empty text."""
        return self._text(self._shapes, shape, f"{MSC}fix")

    def path(self, result: FocusResult) -> str:
        """Return the property path of a result as SPARQL writes it, with CURIEs, or an empty text."""
        from rdflib import BNode
        from rdflib.namespace import SH as SHACL

        path = result.path
        if isinstance(path, BNode):
            path = self._graph.value(result.shape, SHACL.path)
        return "" if path is None else _path_text(self._graph, path)

    def _text(self, texts_of: Texts, node: Node | None, predicate: str) -> str:
        from rdflib import Literal

        if node is None or isinstance(node, Literal):
            return ""
        texts = (text for text in texts_of(node, predicate) if isinstance(text, Literal))
        return best(((text.language or "", str(text)) for text in texts), self._lang)


def _path_text(shapes: Graph, path: Node) -> str:
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import SH as SHACL

    if isinstance(path, URIRef):
        return compress(str(path))
    if inverse := shapes.value(path, SHACL.inversePath):
        return "^" + _path_text(shapes, inverse)
    alternatives = shapes.value(path, SHACL.alternativePath)
    steps = Collection(shapes, alternatives or path)
    return ("|" if alternatives else "/").join(_path_text(shapes, step) for step in steps)


class Sources:
    """Which sources of a store say what is wrong."""

    def __init__(self, store: Store, shapes: Graph) -> None:
        self._store, self._triples, self._shapes = store, StoreTriples(store), shapes

    def of(self, result: FocusResult) -> str:
        """Return those that state the value or the property, else those that describe the focus node."""
        return next(filter(None, (self._saying(*terms) for terms in self._patterns(result))), "")

    def _patterns(self, result: FocusResult) -> Iterator[tuple[Node | None, Node | None, Node | None]]:
        """Yield what to look for in turn: subject, predicate and object, None for any."""
        from rdflib import URIRef
        from rdflib.namespace import RDF
        from rdflib.namespace import SH as SHACL

        node = result.focus
        if isinstance(result.path, URIRef):
            if result.value is not None:
                yield node, result.path, result.value
            yield node, result.path, None
        for predicate in self._shapes.objects(result.shape, SHACL.targetSubjectsOf):
            yield node, predicate, None
        for predicate in self._shapes.objects(result.shape, SHACL.targetObjectsOf):
            yield None, predicate, node
        yield from ((node, RDF.type, None), (node, None, None), (None, None, node))

    def _saying(self, *pattern: Node | None) -> str:
        subject, predicate, value = (None if term is None else oxigraph_term(term) for term in pattern)
        quads = islice(self._triples.quads(subject, cast("NamedNode", predicate), value), QUADS_READ)
        return ", ".join(sorted({name for quad in quads for name in self._names(quad)}))

    def _names(self, quad: Quad) -> Iterable[str]:
        graph = getattr(quad.graph_name, "value", "")
        return stating(self._store, quad) or ([compress(graph)] if graph else [])


def as_finding(result: FocusResult, words: Words, source_of: Callable[[FocusResult], str]) -> Finding:
    """Return a result as a finding; ``source_of`` says where a result lies."""
    return Finding(
        shape=shape_name(str(result.shape)),
        severity=str(result.severity).removeprefix(SH).lower(),
        focus=_name(result.focus),
        focus_label=words.label(result.focus),
        path=words.path(result),
        value=_name(result.value),
        value_label=words.label(result.value),
        rule=words.rule(result.shape) or result.message,
        fix=words.fix(result.shape),
        source=source_of(result),
    )


def _name(term: Node | None) -> str:
    """Return an IRI as a CURIE, a blank node as ``_:label``, a literal as its text, nothing as nothing."""
    from rdflib import BNode, URIRef

    if isinstance(term, URIRef):
        return compress(str(term))
    if isinstance(term, BNode):
        return f"_:{term}"
    return "" if term is None else str(term)


def order(finding: Finding) -> tuple[int, str, str, str, str]:
    """Return what findings are sorted by: the worst first, then shape, thing, path and value."""
    return SEVERITIES.index(finding.severity), finding.shape, finding.focus, finding.path, finding.value
