"""What of a set of triples is no OWL 2 DL, or no value of its datatype: told before a reasoner is asked.

Sources: OWL 2 Structural Specification, sections 4 (datatype map and facets), 5.8.1 (typing constraints) and
11.2 (anonymous individuals, regular chains); OWL 2 Mapping to RDF Graphs, section 3.2 (lists, restrictions).
"""

from __future__ import annotations

import re
from calendar import isleap
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
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
    stated: _Stated = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        stated[triple.subject][triple.predicate.value].append(triple.object)
    for subject in sorted(stated, key=str):
        for check in (_open_list, _incomplete_restriction, _wrong_facet, _irregular_chain, _anonymous):
            yield from check(subject, stated)


_Stated = defaultdict[Any, defaultdict[str, list[Any]]]
"""The objects of triples by subject and predicate."""

_OF_LISTS = (
    *("intersectionOf", "unionOf", "oneOf", "disjointUnionOf", "members", "distinctMembers"),
    *("propertyChainAxiom", "hasKey", "withRestrictions"),
)
_NIL = NamedNode(f"{_RDF}nil")


def _listed(head: Any, stated: _Stated) -> tuple[list[Any], bool]:
    """Return the members of an RDF list, and whether it is one: each part once, and an end."""
    found, met = [], set()
    while head != _NIL and head not in met and head in stated:
        met.add(head)
        first, rest = stated[head][f"{_RDF}first"], stated[head][f"{_RDF}rest"]
        found += first
        if len(first) != 1 or len(rest) != 1:
            break
        head = rest[0]
    return found, head == _NIL


def _open_list(subject: Any, stated: _Stated) -> Iterator[str]:
    for name in _OF_LISTS:
        for head in stated[subject].get(OWL + name, ()):
            if not _listed(head, stated)[1]:
                yield f"the list of owl:{name}{_of(subject, stated)} is not closed"


_CARDINALITIES = ("cardinality", "minCardinality", "maxCardinality")
_QUALIFIED = ("qualifiedCardinality", "minQualifiedCardinality", "maxQualifiedCardinality")
_FILLERS = ("someValuesFrom", "allValuesFrom", "hasValue", "hasSelf", *_CARDINALITIES, *_QUALIFIED)


def _incomplete_restriction(subject: Any, stated: _Stated) -> Iterator[str]:
    has = {predicate.removeprefix(OWL) for predicate, values in stated[subject].items() if values}
    fillers = [name for name in _FILLERS if name in has]
    if "onProperty" in has and not fillers:
        on = told_term(stated[subject][f"{OWL}onProperty"][0])
        yield f"the restriction on {on}{_of(subject, stated)} has no filler"
    elif fillers and not has & {"onProperty", "onProperties"}:
        yield f"the restriction owl:{fillers[0]}{_of(subject, stated)} has no property"
    elif set(fillers) & set(_QUALIFIED) and not has & {"onClass", "onDataRange"}:
        yield f"the restriction owl:{fillers[0]}{_of(subject, stated)} has no class"


def _of(subject: Any, stated: _Stated) -> str:
    """Return the words that say of what a term is: its own name, or that of what holds it."""
    met = set()
    while isinstance(subject, BlankNode) and subject not in met:
        met.add(subject)
        holders = (one for one in stated if any(subject in values for values in stated[one].values()))
        subject = min(holders, key=str, default=subject)
    return "" if isinstance(subject, BlankNode) else f" of {told_term(subject)}"


_LIMITS = frozenset(XSD + name for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"))
_LENGTHS = frozenset(XSD + name for name in ("length", "minLength", "maxLength"))
_TEXTS = _LENGTHS | {f"{XSD}pattern", f"{_RDF}langRange"}


def _facets(datatype: str) -> frozenset[str]:
    """Return the facets that OWL 2 lets a datatype have; those of a datatype of another's are any."""
    name = datatype.removeprefix(XSD)
    if name in _NUMBERS or name in ("dateTime", "dateTimeStamp") or datatype == f"{OWL}real":
        return _LIMITS
    if name in ("hexBinary", "base64Binary"):
        return _LENGTHS
    return _LIMITS | _TEXTS


def _wrong_facet(subject: Any, stated: _Stated) -> Iterator[str]:
    for datatype in stated[subject].get(f"{OWL}onDatatype", ()):
        for head in stated[subject].get(f"{OWL}withRestrictions", ()):
            used = {facet for one in _listed(head, stated)[0] for facet in stated[one]}
            for facet in sorted(used & (_LIMITS | _TEXTS) - _facets(getattr(datatype, "value", ""))):
                yield f"{told_term(datatype)} has no facet {compress(facet)}"


def _irregular_chain(subject: Any, stated: _Stated) -> Iterator[str]:
    for head in stated[subject].get(f"{OWL}propertyChainAxiom", ()):
        chain, _ = _listed(head, stated)
        if subject in chain[1:-1] or (chain.count(subject) > 1 and len(chain) > 2):
            yield f"the chain of {told_term(subject)} is not regular: {' '.join(map(told_term, chain))}"


def _anonymous(subject: Any, stated: _Stated) -> Iterator[str]:
    """Yield the axioms on sameness that name an individual without a name."""
    about = stated[subject]
    for name in ("sameAs", "differentFrom", "distinctMembers"):
        for value in about.get(OWL + name, ()):
            ends = _listed(value, stated)[0] if name == "distinctMembers" else [subject, value]
            if any(isinstance(end, BlankNode) and _CLASS not in stated[end][RDF_TYPE] for end in ends):
                yield f"owl:{name} names an individual that has no name"


_CLASS = NamedNode(f"{OWL}Class")


def chained(triples: Iterable[Triple]) -> list[str]:
    """Return the CURIEs of the properties that follow from chains, sorted."""
    chain = f"{OWL}propertyChainAxiom"
    return sorted({told_term(triple.subject) for triple in triples if triple.predicate.value == chain})


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

_YEAR, _MONTH, _DAY = r"-?(?P<year>[1-9]\d{3,}|0\d{3})", "(?P<month>0[1-9]|1[0-2])", r"(?P<day>\d\d)"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_FORMS = {
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "boolean": "true|false|0|1",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "time": f"{_TIME}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
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
    if (written := re.fullmatch(_FORMS[kind], text, re.ASCII)) is None:
        return True
    if "day" in (parts := written.groupdict()):
        return not 1 <= int(parts["day"]) <= _days(parts.get("month", "01"), parts.get("year", "0000"))
    if kind not in _LEAST and kind not in _MOST:
        return False
    number = Decimal(text)  # however many digits it has
    return not _LEAST.get(kind, number) <= number <= _MOST.get(kind, number)


def _days(month: str, year: str) -> int:
    """Return the days of a month; four digits of a year tell whether it is a leap year."""
    return 29 if month == "02" and isleap(int(year[-4:])) else _DAYS[int(month) - 1]


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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


def with_literal(triples: Iterable[Triple], said: str) -> Triple | None:
    """Return the first triple whose literal a text quotes, as reasoners do; None if there is none."""
    return next(
        (
            triple
            for triple in triples
            if isinstance(triple.object, Literal) and f'"{triple.object.value}"' in said
        ),
        None,
    )


def told(triple: Triple) -> str:
    """Return a triple as in Turtle, with CURIEs."""
    return " ".join(map(told_term, (triple.subject, triple.predicate, triple.object)))


def told_term(term: Any) -> str:
    """Return a term as in Turtle, with a CURIE."""
    if isinstance(term, Literal):
        return f'"{term.value}"^^{compress(term.datatype.value)}'
    return compress(term.value) if isinstance(term, NamedNode) else "[]"
