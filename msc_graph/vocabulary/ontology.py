"""The words of the graph: prefixes, classes, predicates, their roles and signs, all read from the ontology.

Nothing here is declared twice: ``ontology/msc-graph.ttl`` says what a predicate's role and sign are, which
prefixes exist and how much a type of evidence weighs; this module only reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from msc_graph.errors import InputError, UsageError, did_you_mean, nearest
from msc_graph.system.packaged import locate

if TYPE_CHECKING:
    from curies import Converter
    from pyoxigraph import Literal, NamedNode, Store

MSC = "https://w3id.org/msc-graph/"
"""Namespace of the schema's terms and of the nodes that no established ontology names."""
CLAIM = f"{MSC}assertion/"
EVIDENCE = f"{MSC}evidence/"
MECHANISM = f"{MSC}mechanism/"
REFERENCE = f"{MSC}reference/"
GRAPH = f"{MSC}graph/"
IMPORTED = f"{MSC}imported/"
"""Namespace of imported identifiers with a prefix that is not declared; the prefix and ``/`` follow."""
SCHEMA_GRAPH = f"{GRAPH}schema"
CURATED_GRAPH = f"{GRAPH}curated"
INFERRED_GRAPH = f"{GRAPH}inferred"
"""What follows from the other graphs; no assertion stands behind it, so it never mixes with them."""

_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
NOT_IN_IRI = re.compile(
    f"[^A-Za-z0-9._~:/?@!$&'()*+,;=%\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}\U000e1000-\U000efffd-]|%(?![0-9A-Fa-f]{{2}})"
)
"""What the path or the fragment of an IRI cannot hold. Source: RFC 3987, section 2.2 (``ipchar``)."""

TRIAL_PREFIX = "clinicaltrials:"
"""How the CURIEs of trials begin; the registry's number follows."""

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"

LANGUAGES = ("en", "zh")
"""Languages that labels are given in; the first is the fallback."""


def check_language(lang: str) -> None:
    """Do nothing for a language of `LANGUAGES`; raise ``UsageError``, which lists them, for another."""
    if lang not in LANGUAGES:
        raise UsageError(f"unknown language {lang!r}; the languages are {', '.join(LANGUAGES)}")


class Sign(StrEnum):
    """What an edge does to its object when its subject rises; equal to its text, such as ``"+"``."""

    POSITIVE = "+"
    NEGATIVE = "-"
    UNKNOWN = "?"

    def __mul__(self, other: Sign) -> Sign:  # type: ignore[override]
        """Return the sign of two edges in a row: the product, unknown as soon as one is unknown.

        >>> Sign.NEGATIVE * Sign.NEGATIVE
        <Sign.POSITIVE: '+'>
        >>> Sign.NEGATIVE * Sign.UNKNOWN
        <Sign.UNKNOWN: '?'>
        """
        if Sign.UNKNOWN in (self, other):
            return Sign.UNKNOWN
        return Sign.POSITIVE if self is other else Sign.NEGATIVE

    @classmethod
    def product(cls, signs: Iterable[Sign]) -> Sign:
        """Return the net sign of a path; positive for a path without edges."""
        net = cls.POSITIVE
        for sign in signs:
            net = net * sign
        return net


class PredicateRole(Enum):
    """What a predicate may do in a mechanism.

    Causal predicates change their object; structural ones (carries, encodes) pass a sign on; contextual
    ones are never part of a mechanism unless asked for.
    """

    CAUSAL = "causal"
    STRUCTURAL = "structural"
    CONTEXTUAL = "contextual"


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate as the ontology declares it; ``domain`` and ``range`` are class IRIs."""

    iri: str
    role: PredicateRole
    sign: Sign | None
    domain: str
    range: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology's declarations, by IRI.

    ``parents`` maps a class to its direct superclasses; ``labels`` maps (IRI, language) to a label;
    ``support_weight`` and ``refute_weight`` map an evidence type to a probability in [0, 1];
    ``endorsed`` holds the verdicts whose assertions are also plain triples; ``datatypes`` maps a property
    whose values are literals to their datatype.
    """

    parents: Mapping[str, tuple[str, ...]]
    predicates: Mapping[str, Predicate]
    labels: Mapping[tuple[str, str], str]
    support_weight: Mapping[str, float]
    refute_weight: Mapping[str, float]
    verdicts: frozenset[str]
    endorsed: frozenset[str]
    datatypes: Mapping[str, str] = field(default_factory=dict)

    def label(self, iri: str, lang: str = "en") -> str:
        """Return the label of a term in ``lang``, else in English, else its CURIE."""
        return self.labels.get((iri, lang)) or self.labels.get((iri, LANGUAGES[0])) or compress(iri)

    def ancestors(self, class_iri: str) -> frozenset[str]:
        """Return the class itself and all its superclasses within the ontology."""
        found: set[str] = set()
        todo = [class_iri]
        while todo:
            current = todo.pop()
            if current not in found:
                found.add(current)
                todo.extend(self.parents.get(current, ()))
        return frozenset(found)

    def is_a(self, class_iri: str, ancestor: str) -> bool:
        """Return whether ``class_iri`` is ``ancestor`` or one of its subclasses."""
        return ancestor in self.ancestors(class_iri)

    @property
    def node_classes(self) -> tuple[str, ...]:
        """The classes that a node of the graph may have, sorted."""
        return tuple(sorted(c for c in self.parents if self.is_a(c, f"{MSC}Node")))


@cache
def converter() -> Converter:
    """Return the converter between CURIEs and IRIs, built from the ontology's prefix declarations."""
    from curies import Converter

    return Converter.from_prefix_map(dict(prefixes()))


@cache
def prefixes() -> Mapping[str, str]:
    """Return all declared prefixes and their namespaces, sorted by prefix.

    Source: ``sh:declare`` in the ontology (SHACL, section 5.2.1, "Prefix Declarations").
    """
    store = _schema()
    namespaces = _values(store, f"{SH}namespace")
    pairs = {prefix: namespaces[declaration] for declaration, prefix in _values(store, f"{SH}prefix").items()}
    return dict(sorted(pairs.items()))


def expand(curie: str) -> str:
    """Return the IRI of a CURIE such as ``"HGNC:8763"``; an IRI comes back as it is.

    Raises:
        InputError: the prefix is not declared; near prefixes are offered.
    """
    if curie.startswith(("http://", "https://")):
        return curie
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in prefixes():
        raise InputError(f"{curie!r} has no declared prefix.{did_you_mean(nearest(prefix, prefixes()))}")
    return prefixes()[prefix] + local


def node_iri(curie: str) -> str:
    """Return the IRI of an identifier in the graph; a prefix that is not declared gets a namespace of ours.

    Unlike `expand` this refuses nothing, so it is for identifiers that are in the graph already. What an IRI
    cannot hold is percent-encoded.

    >>> node_iri("MYDB:7")
    'https://w3id.org/msc-graph/imported/MYDB/7'
    """
    if curie.startswith(("http://", "https://")):
        whole, mark, fragment = curie.partition("#")
        return encoded(whole) + mark + encoded(fragment)
    prefix, _, local = curie.partition(":")
    return prefixes().get(prefix, f"{IMPORTED}{encoded(prefix)}/") + encoded(local)


def encoded(text: str) -> str:
    """Return a part of an IRI with all percent-encoded that an IRI's path cannot hold (RFC 3987, 2.2)."""
    return NOT_IN_IRI.sub(lambda found: quote(found[0]), text)


def compress(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself where no declared namespace fits.

    Of several names of a namespace within another the longest wins.
    """
    if iri.startswith(IMPORTED):
        prefix, slash, local = iri.removeprefix(IMPORTED).partition("/")
        if slash:
            return f"{prefix}:{unquote(local)}"
    return converter().compress(iri) or iri


@cache
def vocabulary() -> Vocabulary:
    """Return what the ontology that ships with the package declares."""
    from pyoxigraph import Literal

    store = _schema()
    labels = {
        (iri, label.language): label.value
        for iri, label in _statements(store, f"{RDFS}label")
        if isinstance(label, Literal) and label.language
    }
    parents: dict[str, list[str]] = {
        iri: [] for iri, kind in _statements(store, RDF_TYPE) if kind.value == f"{OWL}Class"
    }
    for child, parent in _statements(store, f"{RDFS}subClassOf"):
        parents.setdefault(child, []).append(parent.value)
    verdict_flags = _values(store, f"{MSC}endorsed")
    return Vocabulary(
        parents={child: tuple(sorted(found)) for child, found in parents.items()},
        predicates=_predicates(store),
        labels=labels,
        support_weight={iri: float(value) for iri, value in _values(store, f"{MSC}supportWeight").items()},
        refute_weight={iri: float(value) for iri, value in _values(store, f"{MSC}refuteWeight").items()},
        verdicts=frozenset(verdict_flags),
        endorsed=frozenset(iri for iri, flag in verdict_flags.items() if flag == "true"),
        datatypes=_datatypes(store),
    )


def extended(words: Vocabulary, store: Store) -> Vocabulary:
    """Return a vocabulary with the predicates, too, that imported sources declare in a store."""
    declared = _predicates(store)
    own = {iri: predicate for iri, predicate in declared.items() if iri not in words.predicates}
    if not own:
        return words
    from pyoxigraph import Literal, NamedNode

    labels = dict(words.labels)
    for iri in own:
        for quad in store.quads_for_pattern(NamedNode(iri), NamedNode(f"{RDFS}label"), None, None):
            if isinstance(quad.object, Literal) and quad.object.language:
                labels.setdefault((iri, quad.object.language), quad.object.value)
    return replace(words, predicates={**words.predicates, **own}, labels=labels)


def _predicates(store: Store) -> dict[str, Predicate]:
    roles = _values(store, f"{MSC}predicateRole")
    signs, domains, ranges = (
        _values(store, iri, of=roles) for iri in (f"{MSC}sign", f"{RDFS}domain", f"{RDFS}range")
    )
    anything = f"{MSC}Node"
    return {
        iri: Predicate(
            iri=iri,
            role=PredicateRole(role.removeprefix(MSC)),
            sign=Sign(signs[iri]) if iri in signs else None,
            domain=domains.get(iri, anything),
            range=ranges.get(iri, anything),
        )
        for iri, role in sorted(roles.items())
    }


_ANNOTATION_DATATYPES = {f"{DCTERMS}identifier": f"{XSD}string", f"{MSC}snapshotDate": f"{XSD}date"}
# OWL 2 has no xsd:date (Structural Specification, section 4), so the ontology cannot state such a range.


def _datatypes(store: Store) -> dict[str, str]:
    """Return the datatype of each property whose values are literals; a string where any literal will do."""
    found = dict(_ANNOTATION_DATATYPES)
    for iri, value in sorted(_values(store, f"{RDFS}range").items()):
        if value == f"{RDFS}Literal":
            found[iri] = f"{XSD}string"
        elif value.startswith(XSD):
            found[iri] = value
    return found


@cache
def _schema() -> Store:
    """Return the ontology file as a store of its own."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(path=locate("ontology/msc-graph.ttl"), format=RdfFormat.TURTLE)
    return store


def _statements(store: Store, predicate: str) -> Iterator[tuple[str, NamedNode | Literal]]:
    """Yield subject IRI and object of each such triple between named things, without OWL's blank nodes."""
    from pyoxigraph import Literal, NamedNode

    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object


def _values(store: Store, predicate: str, *, of: Iterable[str] | None = None) -> dict[str, str]:
    """Return the value of a property by subject: of some subjects, or of all."""
    from pyoxigraph import Literal, NamedNode

    if of is None:
        return {subject: value.value for subject, value in _statements(store, predicate)}
    return {
        subject: quad.object.value
        for subject in of
        for quad in store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)
        if isinstance(quad.object, NamedNode | Literal)
    }
