"""What RDF files say in our own namespace: its terms are known, and its slots hold what they are for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import NoReturn

from pyoxigraph import BlankNode, Literal, NamedNode

from msc_graph.errors import FileRefused, InputError, did_you_mean, nearest
from msc_graph.sources.formats.table_words import SIGNS
from msc_graph.sources.identifiers import identifiers_of
from msc_graph.vocabulary.curies import compress, expand
from msc_graph.vocabulary.namespaces import MSC, OWL, RDF_TYPE
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.schema import schema, statements
from msc_graph.vocabulary.spellings import tidy

_DIRECTIONS = (f"{MSC}supports", f"{MSC}refutes")
_THINGS = tuple(f"{MSC}{name}" for name in ("species", "recipientCell", "evidenceType"))
_PAPERS = tuple(f"{MSC}{name}" for name in ("reference", "pmid", "doi"))
_TERMS = (f"{MSC}direction", f"{MSC}verdict")

EVIDENCE_CODES = ("https://w3id.org/biolink/vocab/has_evidence", "http://purl.obolibrary.org/obo/RO_0002558")
"""Slots of other models that hold types of evidence."""

_TYPES = (f"{MSC}evidenceType", *EVIDENCE_CODES)

CHECKED = frozenset({*_THINGS, *_PAPERS, *_TERMS, f"{MSC}sign"})
"""The slots whose values `OwnWords.value` looks at."""

Term = NamedNode | BlankNode | Literal


class OwnWords:
    """The terms of our namespace in one file, each looked up once."""

    def __init__(self, path: Path, known: Collection[str] = ()) -> None:
        """Keep the file, for complaints; predicates in ``known`` (IRIs, CURIEs) are the user's to define."""
        self._path, self._known = path, known
        self._seen: set[str] = set()
        self._types: set[str] = set()

    def check(self, predicate: str, value: Term) -> None:
        """Refuse a property, a class or an evidence type of our namespace that the ontology does not have.

        Raises:
            FileRefused: it has none such; near ones are offered.
        """
        if predicate not in self._seen:
            self._seen.add(predicate)
            if predicate not in self._known and compress(predicate) not in self._known:
                self._look_up(predicate, _properties(), "is no property of the ontology.")
        if predicate == RDF_TYPE and isinstance(value, NamedNode) and value.value not in self._seen:
            self._seen.add(value.value)
            self._look_up(value.value, vocabulary().parents, "is no class of the ontology.")
        if predicate in _TYPES and value.value not in self._types:
            self._types.add(value.value)
            iri = _named(predicate, value.value) if isinstance(value, Literal) else value.value
            self._look_up(iri or "", vocabulary().support_weight, "is no evidence type of the ontology.")

    def _look_up(self, iri: str, known: Collection[str], problem: str) -> None:
        local = iri.removeprefix(MSC)
        if iri.startswith(MSC) and local and not re.search("[/#]", local) and iri not in known:
            names = [compress(other) for other in known if other.startswith(MSC)]
            near = did_you_mean(nearest(compress(iri), names))
            raise FileRefused(self._path, f"{compress(iri)!r} {problem}{near}")

    def value(self, predicate: str, value: Term) -> Term:
        """Return what a slot of `CHECKED` holds, as it should be: a term in words is that term.

        Raises:
            FileRefused: it is nothing that the slot can hold; what it can is told.
        """
        if predicate == f"{MSC}sign":
            return self._sign(value)
        if predicate in _TERMS:
            known = _DIRECTIONS if predicate == _TERMS[0] else sorted(vocabulary().verdicts)
            return self._one_of(predicate, value, known)
        if not isinstance(value, Literal):
            return value
        iri = _named(predicate, value.value)
        if iri is None:
            self._refuse(predicate, value.value, "an identifier is needed")
        return NamedNode(iri)

    def _sign(self, value: Term) -> Literal:
        text = value.value if isinstance(value, Literal) else compress(str(value.value))
        sign = SIGNS.get(_plain(text))
        if sign is None:
            self._refuse(f"{MSC}sign", text, "'+', '-' or '?' is expected")
        return Literal(sign)

    def _one_of(self, predicate: str, value: Term, known: Iterable[str]) -> NamedNode:
        names = {iri.removeprefix(MSC): iri for iri in known}
        text = value.value.removeprefix(MSC).removeprefix("msc:")
        if text not in names:
            near = did_you_mean(nearest(text, names))
            self._refuse(predicate, text, f"one of {', '.join(names)} is expected", near)
        return NamedNode(names[text])

    def _refuse(self, predicate: str, text: str, expected: str, near: str = "") -> NoReturn:
        raise FileRefused(self._path, f"{compress(predicate)} has the value {text!r}: {expected}.{near}")

    def alone(self, predicate: str, subject: str) -> None:
        """Refuse a property of ours between two things that is no predicate, but part of an assertion.

        Raises:
            FileRefused: ``predicate`` (an IRI) is one; what else belongs to it is told.
        """
        if predicate in _properties() and predicate not in vocabulary().predicates:
            raise FileRefused(
                self._path,
                f"{compress(predicate)} is said of {compress(subject)} alone. It is no statement about two"
                " things, but part of an assertion, a piece of evidence or a document: an assertion has"
                " msc:subject, msc:predicate and msc:object, and evidence (msc:hasEvidence). Say these too,"
                " or leave the triple out.",
            )

    def once(self, predicate: str, owner: str, values: Iterable[str]) -> NoReturn:
        """Refuse several values of a slot that has one."""
        said = ", ".join(map(compress, values))
        raise FileRefused(
            self._path, f"{compress(owner)} has several values of {compress(predicate)}: {said}. Keep one."
        )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return re.sub("[\u2010-\u2015\u2212]", "-", folded)


def _named(predicate: str, text: str) -> str | None:
    """Return the IRI of what a literal names; None where it is no identifier."""
    import polars as pl

    if predicate in _PAPERS:
        found = identifiers_of(pl.Series([text]), numbers=predicate == f"{MSC}pmid")["reference"].to_list()
        text = found[0] if len(found) == 1 else ""
    if not re.fullmatch(r"[A-Za-z][\w.-]*:\S+", text):
        return None
    try:
        return expand(tidy(text))
    except InputError:
        return None


@cache
def _properties() -> frozenset[str]:
    """Return the properties of our namespace."""
    kinds = {f"{OWL}{name}Property" for name in ("Object", "Datatype", "Annotation")}
    return frozenset(iri for iri, kind in statements(schema(), RDF_TYPE) if kind.value in kinds)
