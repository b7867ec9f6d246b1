"""Any RDF file: assertions with evidence where it has them, else each triple of two things as a statement.

Assertions are told by their subject, predicate and object: of this project's own model, of Biolink, of OBAN
(http://purl.org/oban/) or of RDF's reification (RDF 1.1 Semantics, appendix D).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from msc_graph.rdf_files import read_rdf_quads
from msc_graph.sources import biolink
from msc_graph.sources.batch import NODE_COLUMNS, STATEMENT_COLUMNS, Batch, Reading, SourceFormat
from msc_graph.sources.events import EventKind
from msc_graph.sources.identifiers import known_as
from msc_graph.vocabulary import MSC, OWL, RDF_TYPE, RDFS, SKOS, compress, vocabulary

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_OBAN = "http://purl.org/oban/association_has_"
_BIOLINK = "https://w3id.org/biolink/vocab/"
_OBO = "http://purl.obolibrary.org/obo/"
_OBO_IN_OWL = "http://www.geneontology.org/formats/oboInOwl#"
_DC, _DCTERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"

_ASSERTED = tuple(
    tuple(f"{namespace}{part}" for part in ("subject", "predicate", "object"))
    for namespace in (MSC, _BIOLINK, _OBAN, _RDF)
)
_REFERENCES = (f"{_BIOLINK}publications", f"{_DC}source", f"{_DCTERMS}source")
_CODES = (f"{_BIOLINK}has_evidence", f"{_OBO}RO_0002558")

_LABELS = (f"{RDFS}label", f"{SKOS}prefLabel", f"{_BIOLINK}name")
_SYNONYMS = (f"{SKOS}altLabel", f"{_BIOLINK}synonym", f"{_OBO_IN_OWL}hasExactSynonym")
_DEFINITIONS = (f"{SKOS}definition", f"{_OBO}IAO_0000115", f"{_BIOLINK}description", f"{_DCTERMS}description")
_SAME = (
    f"{SKOS}exactMatch",
    f"{OWL}sameAs",
    f"{OWL}equivalentClass",
    f"{_BIOLINK}same_as",
    f"{_BIOLINK}xref",
)
_TYPES = (RDF_TYPE, f"{_BIOLINK}category")
_DESCRIBING = {*_LABELS, *_SYNONYMS, *_DEFINITIONS, *_SAME, *_TYPES}
_SAID_OF_FILES = (
    OWL,
    _DCTERMS,
    _DC,
    _OBO_IN_OWL,
    "http://www.w3.org/ns/shacl#",
    "http://xmlns.com/foaf/0.1/",
)
# Namespaces whose triples describe files, terms or people: they are no statements of a graph.
_NO_STATEMENTS = {
    f"{RDFS}{name}" for name in ("comment", "seeAlso", "isDefinedBy", "domain", "range", "subPropertyOf")
}

_PREDICATES: Mapping[str, str] = {
    f"{RDFS}subClassOf": "biolink:subclass_of",
    f"{_OBO}BFO_0000050": "biolink:part_of",
    f"{_OBO}BFO_0000051": "biolink:has_part",
    f"{_OBO}RO_0002211": "biolink:regulates",
    f"{_OBO}RO_0002212": "biolink:negatively_regulates",
    f"{_OBO}RO_0002213": "biolink:positively_regulates",
    f"{_OBO}RO_0002200": "biolink:has_phenotype",
    f"{_OBO}RO_0002434": "biolink:interacts_with",
    f"{_OBO}RO_0002331": "biolink:involved_in",
    f"{_OBO}RO_0002327": "biolink:enables",
    f"{_OBO}RO_0001025": "biolink:located_in",
    f"{_OBO}RO_0002606": "biolink:treats",
    f"{_OBO}RO_0002206": "biolink:expressed_in",
}
"""Predicates of OWL and of the Relation Ontology, and those of Biolink that its model maps to them."""

_ROWS = 100_000

Attributes = dict[str, list[Any]]


def read(paths: Sequence[Path], reading: Reading) -> Iterator[Batch]:
    """Yield the nodes and statements of the files.

    Raises:
        UnknownFormat: the ending of a file is none of those that are read.
        FileRefused: a file is damaged or unsafe, with its line.
    """
    for path in paths:
        quads = read_rdf_quads(path)
        reading.progress(path.stat().st_size)
        yield from _Graph(quads, reading).batches()


@dataclass(slots=True)
class _Found:
    """What the triples of a file say, by subject."""

    asserted: dict[str, Attributes] = field(default_factory=dict)
    described: dict[str, Attributes] = field(default_factory=dict)
    triples: list[tuple[str, str, str]] = field(default_factory=list)


class _Graph:
    """The triples of a file, sorted into assertions, descriptions of nodes, and plain statements."""

    def __init__(self, quads: Sequence[Quad], reading: Reading) -> None:
        self._reading = reading
        self._compact = cache(compress)
        subjects = {parts[0] for parts in _ASSERTED}
        self._owners = {_name(quad.subject) for quad in quads if quad.predicate.value in subjects}
        evidence = f"{MSC}hasEvidence"
        self._evidence = {_name(quad.object) for quad in quads if quad.predicate.value == evidence}
        cites = f"{MSC}reference"
        self._cited = {_name(quad.object) for quad in quads if quad.predicate.value == cites}
        self._own = any(quad.predicate.value == f"{MSC}subject" for quad in quads)
        self._found = self._sorted(quads)

    def batches(self) -> Iterator[Batch]:
        """Yield nodes, then statements, some at a time."""
        statements = list(self._assertions()) + list(self._plain())
        for start in range(0, len(statements), _ROWS):
            frame = _statement_frame(statements[start : start + _ROWS])
            frame = frame.with_columns(known_as(frame[end], self._reading) for end in ("subject", "object"))
            yield Batch(statements=frame, predicates=self._undeclared(frame["predicate"]))
        ends = {end for row in statements for end in (row["subject"], row["object"])}
        nodes = [row for row in self._nodes() if not self._own or row["id"] in ends]
        for start in range(0, len(nodes), _ROWS):
            frame = pl.DataFrame(nodes[start : start + _ROWS], schema=_NODE_SCHEMA)
            yield Batch(nodes=frame.with_columns(known_as(frame["id"], self._reading)))

    def _sorted(self, quads: Iterable[Quad]) -> _Found:
        found = _Found()
        held = self._owners | self._evidence | self._cited
        for quad in quads:
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if (name := _name(subject)) in held:
                found.asserted.setdefault(name, {}).setdefault(predicate, []).append(value)
                continue
            if not isinstance(subject, NamedNode):
                self._leave(EventKind.TRIPLE_OF_BLANK_NODE, predicate)
            elif predicate in _DESCRIBING:
                found.described.setdefault(name, {}).setdefault(predicate, []).append(value)
            elif predicate.startswith(_SAID_OF_FILES) or predicate in _NO_STATEMENTS:
                self._leave(EventKind.TRIPLE_ABOUT_TERMS, predicate)
            elif isinstance(value, Literal):
                self._leave(EventKind.TRIPLE_WITH_LITERAL, predicate)
            elif isinstance(value, BlankNode):
                self._leave(EventKind.TRIPLE_OF_BLANK_NODE, predicate)
            elif isinstance(value, NamedNode):
                found.triples.append((name, predicate, value.value))
        return found

    def _leave(self, kind: EventKind, predicate: str) -> None:
        self._reading.report.note(kind, self._compact(predicate))

    # assertions

    def _assertions(self) -> Iterator[dict[str, Any]]:
        for owner in sorted(self._owners):
            said = self._found.asserted[owner]
            triple = self._triple(said)
            if triple is None:
                self._reading.report.note(EventKind.ASSERTION_INCOMPLETE, owner)
                continue
            if f"{MSC}subject" in said:
                yield from self._own_rows(owner, triple, said)
            else:
                yield from self._rows(triple, said)

    def _triple(self, said: Attributes) -> dict[str, str] | None:
        for parts in _ASSERTED:
            values = [said.get(part, [None])[0] for part in parts]
            if all(isinstance(value, NamedNode) for value in values):
                subject, predicate, value = (found.value for found in values)
                return {
                    "subject": self._compact(subject),
                    "predicate": self._predicate(predicate),
                    "object": self._compact(value),
                }
        return None

    def _own_rows(self, owner: str, triple: dict[str, str], said: Attributes) -> Iterator[dict[str, Any]]:
        """Yield a row for each piece of evidence of an assertion in our model.

        Of a claim that was judged wrong only what speaks against it is taken: its verdict is no part of an
        imported statement, and what its source said of it is no reason to believe it.
        """
        verdict = next(iter(self._iris(said, f"{MSC}verdict")), "")
        disputed = bool(verdict) and verdict in vocabulary().verdicts - vocabulary().endorsed
        taken = 0
        for name in map(_name, said.get(f"{MSC}hasEvidence", [])):
            evidence = self._found.asserted.get(name, {})
            direction = (
                "refutes" if f"{MSC}refutes" in self._iris(evidence, f"{MSC}direction") else "supports"
            )
            if disputed and direction == "supports":
                self._reading.report.note(EventKind.SUPPORT_OF_WRONG_CLAIM, self._compact(owner))
                continue
            taken += 1
            yield {
                **triple,
                "sign": self._sign(said),
                "reference": self._reference(next(iter(self._iris(evidence, f"{MSC}reference")), "")),
                "evidence_type": self._first(evidence, f"{MSC}evidenceType"),
                "direction": direction,
                "species": self._first(said, f"{MSC}species") or self._first(evidence, f"{MSC}species"),
                "cell": self._first(said, f"{MSC}recipientCell"),
                "locator": _text(evidence.get(f"{MSC}locator", [])),
            }
        if not taken:
            self._reading.report.note(EventKind.ASSERTION_WITHOUT_EVIDENCE, self._compact(owner))

    def _rows(self, triple: dict[str, str], said: Attributes) -> Iterator[dict[str, Any]]:
        """Yield a row for each reference of an assertion in another model."""
        codes = [self._compact(iri) for part in _CODES for iri in self._iris(said, part)]
        references = [self._published(value) for part in _REFERENCES for value in said.get(part, [])]
        known = [reference for reference in references if reference]
        if len(known) < len(references):
            self._reading.report.note(EventKind.REFERENCE_LEFT_OUT, triple["subject"])
        for reference in dict.fromkeys(known) or [None]:
            default = "ECO:0000033" if reference else None
            yield {
                **triple,
                "reference": reference,
                "evidence_type": biolink.evidence_type("|".join(codes)) or default,
            }

    def _published(self, value: Any) -> str | None:
        if isinstance(value, NamedNode):
            return self._compact(value.value)
        if isinstance(value, Literal) and value.value.startswith(("PMID:", "DOI:", "PMC:")):
            return str(value.value)
        return None

    def _reference(self, iri: str) -> str | None:
        """Return the PubMed record or DOI of a document, else its own CURIE."""
        said = self._found.asserted.get(iri, {})
        for part in (f"{MSC}pmid", f"{MSC}doi"):
            found = self._first(said, part)
            if found:
                return found
        return self._compact(iri) if iri else None

    def _sign(self, said: Attributes) -> str | None:
        sign = _text(said.get(f"{MSC}sign", []))
        return sign if sign in ("+", "-", "?") else None

    def _iris(self, said: Attributes, part: str) -> list[str]:
        return [value.value for value in said.get(part, []) if isinstance(value, NamedNode)]

    def _first(self, said: Attributes, part: str) -> str | None:
        return next((self._compact(iri) for iri in self._iris(said, part)), None)

    # plain triples

    def _plain(self) -> Iterator[dict[str, Any]]:
        """Yield the triples that are statements; in our own model each stands for an assertion already."""
        if self._own:
            if self._found.triples:
                self._reading.report.note(EventKind.TRIPLE_BESIDE_ASSERTIONS, count=len(self._found.triples))
            return
        for subject, predicate, value in self._found.triples:
            yield {
                "subject": self._compact(subject),
                "predicate": self._predicate(predicate),
                "object": self._compact(value),
            }

    def _predicate(self, iri: str) -> str:
        return _PREDICATES.get(iri) or self._compact(iri)

    def _undeclared(self, predicates: pl.Series) -> pl.DataFrame | None:
        new = [name for name in predicates.unique().sort().to_list() if name not in _declared()]
        if not new:
            return None
        labels = [self._label_of(name) for name in new]
        return pl.DataFrame({"id": new, "role": "contextual", "label": labels})

    def _label_of(self, curie: str) -> str:
        iri = next((iri for iri in self._found.described if self._compact(iri) == curie), "")
        said = self._found.described.get(iri, {})
        return _in_language(said, _LABELS, ("en", "")) or _local(curie).replace("_", " ")

    # nodes

    def _nodes(self) -> Iterator[dict[str, Any]]:
        for iri, said in self._found.described.items():
            if not self._is_node(said):
                continue
            label = _in_language(said, _LABELS, ("en", "")) or _in_language(said, _LABELS, None)
            synonyms = {value.value for part in _SYNONYMS for value in said.get(part, [])} - {label}
            yield {
                "id": self._compact(iri),
                "category": self._category(said),
                "label": label,
                "label_zh": _in_language(said, _LABELS, ("zh",)),
                "synonyms": sorted(synonyms),
                "xrefs": sorted({self._compact(same) for part in _SAME for same in self._iris(said, part)}),
                "definition": _in_language(said, _DEFINITIONS, ("en", "")),
            }

    def _is_node(self, said: Attributes) -> bool:
        """Return whether a described thing is one of the graph, not a property or a file."""
        types = set(self._iris(said, RDF_TYPE))
        of_owl = {kind for kind in types if kind.startswith((OWL, _RDF)) and kind not in _THINGS}
        return not of_owl

    def _category(self, said: Attributes) -> str | None:
        types = [iri for part in _TYPES for iri in self._iris(said, part)]
        ours = [iri for iri in types if iri in set(vocabulary().node_classes)]
        if ours:
            depth = vocabulary().ancestors
            return max(sorted(ours), key=lambda iri: len(depth(iri))).removeprefix(MSC)
        found = biolink.class_of(iri.removeprefix(_BIOLINK) for iri in types if iri.startswith(_BIOLINK))
        unknown = [self._compact(iri) for iri in types if not iri.startswith((OWL, _RDF, RDFS, _BIOLINK))]
        if found is None and unknown:
            self._reading.report.note(EventKind.CATEGORY_WITHOUT_CLASS, unknown[0])
        return found


_THINGS = {f"{OWL}Class", f"{OWL}NamedIndividual", f"{OWL}Thing"}
_NODE_SCHEMA = {name: kind for name, kind in NODE_COLUMNS.items() if name != "grounding"}
_STATEMENT = list(STATEMENT_COLUMNS)


def _statement_frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(_STATEMENT, pl.String()))


def _name(term: object) -> str:
    """Return what stands for a term: its IRI, or the label of a blank node, which is no IRI."""
    return term.value if isinstance(term, NamedNode) else str(term)


def _text(values: Sequence[Any]) -> str | None:
    return next((value.value for value in values if isinstance(value, Literal)), None)


def _in_language(said: Attributes, parts: Sequence[str], languages: Sequence[str] | None) -> str | None:
    """Return the first text in the first of the languages that has one; None: in any language."""
    texts = [value for part in parts for value in said.get(part, []) if isinstance(value, Literal)]
    if languages is None:
        return texts[0].value if texts else None
    spoken = [((text.language or "").partition("-")[0], text.value) for text in texts]
    return next((text for language in languages for said_in, text in spoken if said_in == language), None)


def _local(curie: str) -> str:
    for mark in "#/:":
        if mark in curie:
            return curie.rpartition(mark)[2]
    return curie


@cache
def _declared() -> frozenset[str]:
    return frozenset(compress(iri) for iri in vocabulary().predicates)


FORMATS = {"rdf": SourceFormat(name="rdf", read=read, title="any RDF file", title_zh="任意 RDF 文件")}
