"""The words of the graph: prefixes, classes, predicates, their roles and signs, all read from the ontology.

Nothing here is declared twice: ``ontology/msc-graph.ttl`` says what a predicate's role and sign are, which
prefixes exist and how much a type of evidence weighs; this module only reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from msc_graph.errors import InputError
from msc_graph.languages import LANGUAGES, best, written_in
from msc_graph.system.told import counted, told
from msc_graph.vocabulary.curies import compress, expand
from msc_graph.vocabulary.namespaces import DCTERMS, MSC, OWL, RDF_TYPE, RDFS, XSD
from msc_graph.vocabulary.schema import schema, statements, values_of
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    from pyoxigraph import Store

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Predicate:
    """One predicate as the ontology declares it; ``domain`` and ``range`` are class IRIs.

    ``parents`` are the predicates (IRIs) right above it. ``hierarchical`` ones lead from narrower to wider.
    """

    iri: str
    role: PredicateRole
    sign: Sign | None
    domain: str
    range: str
    parents: tuple[str, ...] = ()
    hierarchical: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology's declarations, by IRI.

    ``parents`` maps a class to its direct superclasses; ``labels`` maps (IRI, language) to a label, as
    `chosen_labels` does; ``support_weight`` and ``refute_weight`` map an evidence type to a probability in
    [0, 1]; ``endorsed`` holds the verdicts whose assertions are also plain triples; ``datatypes`` maps a
    property whose values are literals to their datatype.
    """

    parents: Mapping[str, tuple[str, ...]]
    predicates: Mapping[str, Predicate]
    labels: Mapping[tuple[str, str], str]
    support_weight: Mapping[str, float]
    refute_weight: Mapping[str, float]
    verdicts: frozenset[str]
    endorsed: frozenset[str]
    datatypes: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return told(
            self, counted(len(self.parents), "class", "classes"), counted(len(self.predicates), "predicate")
        )

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

    def family(self, predicate: str, role: PredicateRole, sign: Sign) -> str:
        """Return the family of a predicate (a CURIE): what its edges of this sign are counted together with.

        Predicates of one role and one known sign are a family; where the sign is unknown, those that have
        their topmost predicate in common are.

        >>> vocabulary().family("msc:promotes", PredicateRole.CAUSAL, Sign.POSITIVE)
        'causal +'
        >>> vocabulary().family("msc:regulates", PredicateRole.CAUSAL, Sign.UNKNOWN)
        'causal msc:affects'
        """
        if sign is not Sign.UNKNOWN:
            return f"{role.value} {sign.value}"
        try:
            top = expand(predicate)
        except InputError:  # a predicate of the reader's own; nothing is declared of it
            return f"{role.value} {predicate}"
        while parents := self.predicates[top].parents if top in self.predicates else ():
            top = parents[0]
        return f"{role.value} {compress(top)}"

    @property
    def hierarchical(self) -> tuple[str, ...]:
        """The predicates (IRIs, sorted) that lead from a narrower thing to a wider one.

        >>> [compress(iri) for iri in vocabulary().hierarchical]
        ['biolink:subclass_of', 'msc:isSubtypeOf']
        """
        return tuple(sorted(iri for iri in self.predicates if self._is_hierarchical(iri)))

    def _is_hierarchical(self, predicate: str) -> bool:
        known = self.predicates[predicate]
        return known.hierarchical or any(map(self._is_hierarchical, known.parents))

    @property
    def node_classes(self) -> tuple[str, ...]:
        """The classes that a node of the graph may have, sorted."""
        return tuple(sorted(c for c in self.parents if self.is_a(c, f"{MSC}Node")))

    def class_labels(self, lang: str) -> dict[str, str]:
        """Return the label of each class of nodes by its local name, in ``lang``, else in English."""
        return {iri.removeprefix(MSC): self.label(iri, lang) for iri in self.node_classes}

    def predicate_labels(self, lang: str) -> dict[str, str]:
        """Return the label of each predicate by its name without prefix, in ``lang``, else in English."""
        return {compress(iri).rpartition(":")[2]: self.label(iri, lang) for iri in self.predicates}

    def class_called(self, name: str) -> str | None:
        """Return the class of nodes (its local name) that has a name or a label, or None.

        Letter case, spaces, underscores and our prefix do not count.

        >>> [vocabulary().class_called(name) for name in ("疾病", "cell type", "msc:Gene", "Genee")]
        ['Disease', 'CellType', 'Gene', None]
        """
        ours = [iri for iri in self.node_classes if iri.startswith(MSC)]
        return next((iri.removeprefix(MSC) for iri in self.called(name, ours)), None)

    def predicates_called(self, name: str) -> tuple[str, ...]:
        """Return the predicates (CURIEs, ours first) that have a name or a label; spelled as for a class.

        >>> vocabulary().predicates_called("抑制"), vocabulary().predicates_called("interacts with")
        (('msc:inhibits', 'biolink:inhibits'), ('biolink:interacts_with',))
        """
        return tuple(map(compress, self.called(name, self.predicates)))

    def called(self, name: str, terms: Iterable[str]) -> list[str]:
        """Return which of the terms (IRIs) have a name, ours first.

        It is their CURIE or local name, else one of these in another spelling, else a label in any language.
        """
        known = sorted(terms, key=lambda iri: (not iri.startswith(MSC), iri))
        names = {iri: {(curie := compress(iri)), curie.rpartition(":")[2]} for iri in known}
        labels = {iri: {self.label(iri, lang) for lang in LANGUAGES} for iri in known}
        bare, wanted = compress(name), _squeezed(compress(name))
        found = (
            [iri for iri in known if bare in names[iri]],
            [iri for iri in known if wanted in map(_squeezed, names[iri])],
            [iri for iri in known if wanted in map(_squeezed, labels[iri])],
        )
        return next(filter(None, found), [])


def _squeezed(name: str) -> str:
    return "".join(name.split()).replace("_", "").casefold()


@cache
def vocabulary() -> Vocabulary:
    """Return what the ontology that ships with the package declares."""
    from pyoxigraph import Literal

    store = schema()
    labels = {
        iri: {(label.language or "", label.value) for label in found if isinstance(label, Literal)}
        for iri, found in _by_subject(statements(store, f"{RDFS}label"))
    }
    parents: dict[str, list[str]] = {
        iri: [] for iri, kind in statements(store, RDF_TYPE) if kind.value == f"{OWL}Class"
    }
    for child, parent in statements(store, f"{RDFS}subClassOf"):
        parents.setdefault(child, []).append(parent.value)
    verdict_flags = values_of(store, f"{MSC}endorsed")
    return Vocabulary(
        parents={child: tuple(sorted(found)) for child, found in parents.items()},
        predicates=_predicates(store),
        labels=chosen_labels(labels),
        support_weight={iri: float(value) for iri, value in values_of(store, f"{MSC}supportWeight").items()},
        refute_weight={iri: float(value) for iri, value in values_of(store, f"{MSC}refuteWeight").items()},
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

    label = NamedNode(f"{RDFS}label")
    found = {
        iri: {
            (quad.object.language or "", quad.object.value)
            for quad in store.quads_for_pattern(NamedNode(iri), label, None, None)
            if isinstance(quad.object, Literal)
        }
        for iri in own
    }
    labels = {**chosen_labels(found), **words.labels}
    return replace(words, predicates={**words.predicates, **own}, labels=labels)


def chosen_labels(texts: Mapping[str, Iterable[tuple[str, str]]]) -> dict[tuple[str, str], str]:
    """Return the labels by IRI and language, of each IRI's pairs of language tag and text.

    One in the first of `LANGUAGES` is there for all that has a label, as `msc_graph.languages.best` chooses
    it; the others are there where a label is in that language.
    """
    first, *others = LANGUAGES
    chosen = {(iri, first): best(pairs, first) for iri, pairs in texts.items() if pairs}
    for lang in others:
        chosen |= {(iri, lang): text for iri, pairs in texts.items() if (text := written_in(pairs, lang))}
    return chosen


def _by_subject(pairs: Iterable[tuple[str, _Value]]) -> Iterator[tuple[str, list[_Value]]]:
    found: dict[str, list[_Value]] = {}
    for subject, value in pairs:
        found.setdefault(subject, []).append(value)
    return iter(found.items())


def _predicates(store: Store) -> dict[str, Predicate]:
    roles = values_of(store, f"{MSC}predicateRole")
    signs, domains, ranges = (
        values_of(store, iri, of=roles) for iri in (f"{MSC}sign", f"{RDFS}domain", f"{RDFS}range")
    )
    anything = f"{MSC}Node"
    hierarchical = values_of(store, f"{MSC}hierarchical", of=roles)
    above: dict[str, list[str]] = {}
    for iri, parent in statements(store, f"{RDFS}subPropertyOf"):
        above.setdefault(iri, []).append(parent.value)
    return {
        iri: Predicate(
            iri=iri,
            role=PredicateRole(role.removeprefix(MSC)),
            sign=Sign(signs[iri]) if iri in signs else None,
            domain=domains.get(iri, anything),
            range=ranges.get(iri, anything),
            parents=tuple(sorted(parent for parent in above.get(iri, ()) if parent in roles)),
            hierarchical=hierarchical.get(iri) == "true",
        )
        for iri, role in sorted(roles.items())
    }


_ANNOTATION_DATATYPES = {f"{DCTERMS}identifier": f"{XSD}string", f"{MSC}snapshotDate": f"{XSD}date"}
# OWL 2 has no xsd:date (Structural Specification, section 4), so the ontology cannot state such a range.


def _datatypes(store: Store) -> dict[str, str]:
    """Return the datatype of each property whose values are literals; a string where any literal will do."""
    found = dict(_ANNOTATION_DATATYPES)
    for iri, value in sorted(values_of(store, f"{RDFS}range").items()):
        if value == f"{RDFS}Literal":
            found[iri] = f"{XSD}string"
        elif value.startswith(XSD):
            found[iri] = value
    return found
