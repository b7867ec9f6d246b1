"""Paths as RDF: each a resource with ordered steps, which name the assertions that they rest on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad, Triple

from msc_graph.errors import InputError
from msc_graph.exports.rdf import write_rdf
from msc_graph.languages import LANGUAGES
from msc_graph.mechanisms.evidence import MechanismPath, MechanismPaths
from msc_graph.vocabulary.curies import expand, node_iri, prefixes
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE, RDFS

PATH = f"{MSC}path/"
"""Namespace of paths: 80 bits of the SHA-256 of their edges follow, so the same path has the same IRI."""
_TYPE = NamedNode(RDF_TYPE)


def as_turtle(found: MechanismPaths) -> str:
    """Return the paths as Turtle, sorted; empty but for prefixes when there is none.

    Raises:
        InputError: an identifier is no CURIE and no IRI.
    """
    file = io.BytesIO()
    triples = {triple for path in found for triple in (*path_triples(path), *named_things(path))}
    quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    write_rdf(quads, file, format_name="turtle", prefixes={**prefixes(), "path": PATH})
    return file.getvalue().decode()


def named_things(path: MechanismPath) -> Iterator[Triple]:
    """Yield the labels of a path's nodes and predicates, so that the file tells by itself what they are."""
    for node in path.nodes:
        yield from _labels(_named(node.id), node.label, node.label_zh)
    for edge in path.edges:
        yield from _labels(_named(edge.predicate), edge.label, edge.label_zh)


def _labels(thing: NamedNode, *texts: str) -> Iterator[Triple]:
    for lang, text in zip(LANGUAGES, texts, strict=True):
        if text:
            yield Triple(thing, NamedNode(f"{RDFS}label"), Literal(text, language=lang))


def path_triples(path: MechanismPath) -> Iterator[Triple]:
    """Yield what there is to say of one path."""
    says = "\n".join(f"{node.id}\t{edge.id}" for node, edge in zip(path.nodes, path.edges, strict=False))
    name = PATH + sha256(says.encode()).hexdigest()[:20]
    subject = NamedNode(name)
    yield Triple(subject, _TYPE, _own("MechanismPath"))
    yield Triple(subject, _own("pathSign"), Literal(path.sign.value))
    yield Triple(subject, _own("pathScore"), Literal(path.score))
    yield Triple(subject, _own("pathBelief"), Literal(path.belief))
    yield Triple(subject, NamedNode(f"{RDFS}label"), Literal(_label(path), language="en"))
    for number, edge in enumerate(path.edges, start=1):
        step = NamedNode(f"{name}-step-{number}")
        yield Triple(subject, _own("hasPathStep"), step)
        yield Triple(step, _TYPE, _own("PathStep"))
        yield Triple(step, _own("position"), Literal(number))
        yield Triple(step, _own("stepFrom"), _named(path.nodes[number - 1].id))
        yield Triple(step, _own("stepPredicate"), _named(edge.predicate))
        yield Triple(step, _own("stepTo"), _named(path.nodes[number].id))
        yield Triple(step, _own("stepSign"), Literal(edge.sign.value))
        for assertion in edge.assertions:
            yield Triple(step, _own("restsOn"), _named(assertion))


def _label(path: MechanismPath) -> str:
    return f"{path.nodes[0].label} to {path.nodes[-1].label} in {len(path.edges)} steps"


def _own(name: str) -> NamedNode:
    return NamedNode(MSC + name)


def _named(curie: str) -> NamedNode:
    try:
        return NamedNode(node_iri(curie) if ":" in curie else expand(curie))
    except ValueError as error:
        raise InputError(f"{curie!r} cannot be written as an IRI ({error})") from error
