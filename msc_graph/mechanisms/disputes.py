"""Disputed claims about a pair: what is said of it and judged wrong or unproved, why, and what is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from pyoxigraph import NamedNode

from msc_graph.languages import LANGUAGES
from msc_graph.rdf.asserted import statement_of
from msc_graph.rdf.triples import Triples
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE, RDFS, SKOS
from msc_graph.vocabulary.ontology import Vocabulary

MOST_LOOKED_AT = 20_000
"""Most statements about a node that are looked at: our choice, well below a second."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed claim in words: ``claim`` is its CURIE, ``corrections`` what is right, with papers."""

    claim: str
    statement: str
    verdict: str
    reason: str
    corrections: tuple[str, ...]


class Disputes:
    """Finds the disputed claims of a graph."""

    def __init__(
        self,
        store: Triples,
        vocabulary: Vocabulary,
        disputed: Callable[[str], Iterable[str] | None] | None = None,
    ) -> None:
        """Look into ``store``; ``vocabulary`` tells which verdicts dispute.

        ``disputed`` gives the disputed claims about a node (IRIs), or None where they are to be looked for.
        """
        self._store: Triples | None = store
        self._vocabulary, self._disputed = vocabulary, disputed
        self._by_source: dict[str, dict[str, tuple[str, ...]]] = {}
        self._told: dict[tuple[str, str], Dispute] = {}
        self._led: dict[tuple[str, ...], frozenset[str]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what was looked up so far, in all languages; a copy knows no more."""
        claims = {claim for found in self._by_source.values() for each in found.values() for claim in each}
        claims = claims.union(*self._led.values())
        told = {(claim, lang): self.told(claim, lang) for claim in sorted(claims) for lang in LANGUAGES}
        return {
            "_store": None, "_vocabulary": self._vocabulary, "_by_source": self._by_source, "_told": told,
            "_disputed": None, "_led": self._led,
        }  # fmt: skip

    def claims(self, source: str, target: str) -> tuple[str, ...]:
        """Return the disputed claims (CURIEs, sorted) about two nodes (CURIEs).

        These are claims that lead from the one to the other, or from a group that the source belongs to; and
        claims about one of them that belong to a mechanism of this cargo in this disease.
        """
        if source not in self._by_source and self._store is not None:
            self._by_source[source] = self._about(node_iri(source))
        return self._by_source.get(source, {}).get(node_iri(target), ())

    def leading_to(self, target: str, sources: Sequence[str]) -> frozenset[str]:
        """Return the disputed claims (CURIEs) that `claims` has about any of several sources and a target."""
        key = (target, *sources)
        if key not in self._led:
            self._led[key] = frozenset(self._leading_to(target, sources))
        return self._led[key]

    def _leading_to(self, target: str, sources: Sequence[str]) -> set[str]:
        node, asked = node_iri(target), set(map(node_iri, sources))
        led = {
            claim: set(self._objects(claim, "subject"))
            for claim in filter(self._is_disputed, self._subjects("object", node))
        }
        found = {claim for claim, subjects in led.items() if not asked.isdisjoint(subjects)}
        if others := led.keys() - found:
            groups = {group for source in asked for group in self._groups_of(source)}
            found.update(claim for claim in others if not groups.isdisjoint(led[claim]))
        for mechanism in self._subjects("disease", node):
            if cargo := asked.intersection(self._objects(mechanism, "cargo")):
                for claim in filter(self._is_disputed, self._objects(mechanism, "relatedClaim")):
                    ends = self._objects(claim, "object"), self._objects(claim, "subject")
                    if node in ends[0] or not cargo.isdisjoint(ends[1]):
                        found.add(claim)
        return set(map(compress, found))

    def told(self, claim: str, lang: str) -> Dispute:
        """Return a claim in words of a language."""
        if (known := self._told.get((claim, lang))) is not None:
            return known
        iri = node_iri(claim)
        corrections = [self._cited(correction, lang) for correction in self._objects(iri, "correctedBy")]
        return Dispute(
            claim=claim,
            statement=self._statement(iri, lang),
            verdict="; ".join(self._vocabulary.label(name, lang) for name in self._objects(iri, "verdict")),
            reason=self._text(iri, MSC + "rationale", lang),
            corrections=tuple(corrections),
        )

    def _about(self, source: str) -> dict[str, tuple[str, ...]]:
        """Return the disputed claims about a node by the other node."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for node in (source, *self._groups_of(source)):
            for claim in self._disputed_about(node):
                for target in self._objects(claim, "object"):
                    found[target].add(claim)
        for mechanism in self._subjects("cargo", source):
            claims = {c for c in self._objects(mechanism, "relatedClaim") if self._is_disputed(c)}
            own = {claim for claim in claims if source in self._objects(claim, "subject")}
            for disease in self._objects(mechanism, "disease"):
                found[disease] |= own | {c for c in claims if disease in self._objects(c, "object")}
        return {target: tuple(sorted(map(compress, claims))) for target, claims in found.items() if claims}

    def _disputed_about(self, node: str) -> list[str]:
        known = self._disputed(node) if self._disputed else None
        if known is not None:
            return sorted(known)
        return [claim for claim in self._subjects("subject", node) if self._is_disputed(claim)]

    def _is_disputed(self, claim: str) -> bool:
        verdicts = self._objects(claim, "verdict")
        return bool(verdicts) and not self._vocabulary.endorsed & set(verdicts)

    def _groups_of(self, node: str) -> Iterator[str]:
        """Yield the groups that stand for a class of a node, as the node microRNA does for all microRNAs."""
        for kind in self._values(node, RDF_TYPE):
            for wider in (kind.value, *self._vocabulary.ancestors(kind.value)):
                yield from self._groups.get(self._vocabulary.label(wider).casefold(), ())

    @cached_property
    def _groups(self) -> dict[str, set[str]]:
        """The nodes that are groups of molecules, by each of their names."""
        groups: defaultdict[str, set[str]] = defaultdict(set)
        for group in self._with(RDF_TYPE, MSC + "MolecularGroup"):
            for name in (RDFS + "label", SKOS + "altLabel"):
                for text in self._values(group, name):
                    groups[text.value.casefold()].add(group)
        return groups

    def _cited(self, claim: str, lang: str) -> str:
        """Return a claim in words with its papers."""
        papers = set()
        for item in self._objects(claim, "hasEvidence"):
            for reference in self._objects(item, "reference"):
                published = [*self._objects(reference, "pmid"), *self._objects(reference, "doi")]
                papers.add(compress(published[0] if published else reference))
        shown = ", ".join(sorted(papers))
        return f"{self._statement(claim, lang)} [{compress(claim)}; {shown}]"

    def _subjects(self, name: str, node: str) -> list[str]:
        return self._with(MSC + name, node)

    def _with(self, predicate: str, node: str) -> list[str]:
        """Return the subjects that have a node as object, sorted."""
        if self._store is None:
            return []
        quads = self._store.quads_for_pattern(None, NamedNode(predicate), NamedNode(node), None)
        subjects = (quad.subject for quad in islice(quads, MOST_LOOKED_AT))
        return sorted({subject.value for subject in subjects if isinstance(subject, NamedNode)})

    def _objects(self, node: str, name: str) -> list[str]:
        return sorted({value.value for value in self._values(node, MSC + name)})

    def _values(self, node: str, predicate: str) -> list[Any]:
        if self._store is None:
            return []
        quads = self._store.quads_for_pattern(NamedNode(node), NamedNode(predicate), None, None)
        return [quad.object for quad in quads]

    def _statement(self, claim: str, lang: str) -> str:
        return statement_of(self._store, self._vocabulary, claim, lang) if self._store is not None else ""

    def _text(self, node: str, predicate: str, lang: str) -> str:
        """Return the text of a node in a language, else in English, else in any."""
        texts = self._values(node, predicate)
        texts.sort(key=lambda text: (text.language != lang, text.language != "en", text.value))
        return str(texts[0].value) if texts else ""
