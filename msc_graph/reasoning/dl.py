"""What of a set of triples is no OWL 2 DL, or no value of its datatype: told before a reasoner is asked.

Sources: OWL 2 Structural Specification, sections 4 (datatype map), 5.8.1 (typing constraints) and 11.2
(anonymous individuals).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from math import isfinite
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import OWL, RDF_TYPE, XSD

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_KINDS = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
_IMPLIED = (
    *("TransitiveProperty", "SymmetricProperty", "InverseFunctionalProperty"),
    *("AsymmetricProperty", "ReflexiveProperty", "IrreflexiveProperty"),
)
"""Classes of properties that are object properties."""

_NUMBERS = (
    *("decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    *("double", "float"),
)
DATATYPES = frozenset(
    {f"{OWL}real", f"{OWL}rational", f"{_RDF}XMLLiteral", f"{_RDF}PlainLiteral", f"{_RDF}langString"}
    | {
        XSD + name
        for name in (
            *_NUMBERS,
            *("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN"),
            *("boolean", "hexBinary", "base64Binary", "anyURI", "dateTime", "dateTimeStamp"),
        )
    }
)
"""The datatypes that OWL 2 knows."""


def properties(triples: Iterable[Triple]) -> dict[str, set[str]]:
    """Return the IRIs of properties with what they are declared to be: names of OWL's classes of them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == RDF_TYPE and isinstance(triple.object, NamedNode):
            kind = triple.object.value.removeprefix(OWL)
            kind = "ObjectProperty" if kind in _IMPLIED else kind
            if kind in _KINDS and isinstance(triple.subject, NamedNode):
                found[triple.subject.value].add(kind)
    return dict(found)


def without_annotations(triples: Collection[Triple]) -> list[Triple]:
    """Return the triples but those of properties that are declared to annotate: no axiom bears on them."""
    notes = {iri for iri, kinds in properties(triples).items() if kinds == {"AnnotationProperty"}}
    declares = (NamedNode(RDF_TYPE), NamedNode(f"{OWL}AnnotationProperty"))
    return [
        triple
        for triple in triples
        if triple.predicate.value not in notes and (triple.predicate, triple.object) != declares
    ]


def violations(triples: Collection[Triple]) -> Iterator[str]:
    """Yield what OWL 2 DL does not allow, each in words of the axiom."""
    names = {"ObjectProperty": "object", "DatatypeProperty": "data", "AnnotationProperty": "annotation"}
    for iri, kinds in sorted(properties(triples).items()):
        if len(kinds) > 1:
            several = " and ".join(names[kind] for kind in _KINDS if kind in kinds)
            yield f"{compress(iri)} is {several} property"
    yield from _anonymous(triples)


def _anonymous(triples: Collection[Triple]) -> Iterator[str]:
    """Yield the axioms on sameness that name an individual without a name."""
    links = {(triple.subject, triple.predicate.value): triple.object for triple in triples}
    classes = {triple.subject for triple in triples if triple.object == NamedNode(f"{OWL}Class")}
    for triple in triples:
        name = triple.predicate.value.removeprefix(OWL)
        ends: list[Any] = []
        if name in ("sameAs", "differentFrom"):
            ends = [triple.subject, triple.object]
        elif name == "distinctMembers":
            ends = _listed(triple.object, links)
        if any(isinstance(end, BlankNode) and end not in classes for end in ends):
            yield f"owl:{name} names an individual that has no name"


def _listed(head: Any, links: Mapping[Any, Any]) -> list[Any]:
    """Return the members of an RDF list, which may lead back to itself."""
    found, met = [], set()
    while head not in met and (head, f"{_RDF}first") in links:
        met.add(head)
        found.append(links[head, f"{_RDF}first"])
        head = links.get((head, f"{_RDF}rest"))
    return found


def malformed(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples whose literal is no value of its datatype, such as ``"abc"^^xsd:integer``."""
    return [triple for triple in triples if isinstance(triple.object, Literal) and _is_odd(triple.object)]


def beyond_numbers(triples: Iterable[Triple]) -> Triple | None:
    """Return the first triple with a number that owlready2 hands on as ``inf`` or not at all; None if none.

    It keeps decimals, doubles and floats as Python's: INF, NaN, and what is larger than those can be.
    """
    for triple in triples:
        literal = triple.object
        if isinstance(literal, Literal) and literal.datatype.value in _AS_FLOATS:
            with suppress(ValueError):
                if not isfinite(float(literal.value)):
                    return triple
    return None


_AS_FLOATS = {f"{XSD}decimal", f"{XSD}double", f"{XSD}float", f"{OWL}real"}

_FORMS = {
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "boolean": "true|false|0|1",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "dateTime": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?",
    "dateTimeStamp": r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)",
    **dict.fromkeys(("double", "float"), r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"),
    **dict.fromkeys(_NUMBERS[1:-2], r"[+-]?\d+"),
}
"""How values are written. Source: W3C XML Schema 1.1, part 2, section 3."""

_LEAST = {"nonNegativeInteger": 0, "positiveInteger": 1}
_LEAST |= {"long": -(2**63), "int": -(2**31), "short": -(2**15), "byte": -128}
_LEAST |= dict.fromkeys(("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"), 0)
_MOST = {"nonPositiveInteger": 0, "negativeInteger": -1}
_MOST |= {"long": 2**63 - 1, "int": 2**31 - 1, "short": 2**15 - 1, "byte": 127}
_MOST |= {
    "unsignedLong": 2**64 - 1,
    "unsignedInt": 2**32 - 1,
    "unsignedShort": 2**16 - 1,
    "unsignedByte": 255,
}


def _is_odd(value: Literal) -> bool:
    kind = value.datatype.value.removeprefix(XSD)
    text = value.value.strip(" \t\n\r")
    if kind not in _FORMS or value.datatype.value == kind:
        return False
    if re.fullmatch(_FORMS[kind], text) is None:
        return True
    if kind not in _LEAST and kind not in _MOST:
        return False
    number = Decimal(text)  # however many digits it has
    return not _LEAST.get(kind, number) <= number <= _MOST.get(kind, number)


def unknown_datatype(triples: Iterable[Triple]) -> Triple | None:
    """Return the first triple whose literal has a datatype that OWL 2 does not know."""
    return next(
        (
            triple
            for triple in triples
            if isinstance(triple.object, Literal) and triple.object.datatype.value not in DATATYPES
        ),
        None,
    )


def told(triple: Triple) -> str:
    """Return a triple as in Turtle, with CURIEs."""
    subject = compress(triple.subject.value) if isinstance(triple.subject, NamedNode) else "[]"
    value = triple.object
    if isinstance(value, Literal):
        text = f'"{value.value}"^^{compress(value.datatype.value)}'
    else:
        text = compress(value.value) if isinstance(value, NamedNode) else "[]"
    return f"{subject} {compress(triple.predicate.value)} {text}"
