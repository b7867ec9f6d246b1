"""What leads on from a node: mechanisms and trials that it takes part in, and what to ask next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from msc_graph.describe.description import Related
from msc_graph.errors import MscGraphError
from msc_graph.languages import best
from msc_graph.messages.values import value_in
from msc_graph.model.graph import Around
from msc_graph.model.names import NameIndex
from msc_graph.rdf.asserted import label_of, objects_of, subjects_of, texts_of
from msc_graph.rdf.hierarchy import Hierarchy
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import MSC, RDFS
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from msc_graph.rdf.triples import Triples

_GO_ON = {
    "Disease": (
        'msc-graph paths "any {cargo}" {name}',
        "msc-graph rank {cargo} {name}",
        "msc-graph query trials-for-condition -p condition={name}",
    ),
    "Cargo": ('msc-graph paths {name} "any Disease"', "msc-graph rank {name} Disease"),
    "Gene": ("msc-graph query cargo-for-target -p target={name}", 'msc-graph paths {name} "any Disease"'),
    "ExtracellularVesicle": ("msc-graph rank {name} Disease", "msc-graph query exosome-profile"),
    "EngineeringStrategy": ("msc-graph query engineering-strategies", 'msc-graph paths {name} "any Disease"'),
    "ClinicalTrial": ("msc-graph query mechanism-for-trial", "msc-graph query trial-doses"),
}
"""What to ask next of a thing of each class; the nearest class counts; ``cargo`` see `Hub._cargo`."""
_CARGO = "MicroRNA"
"""What most mechanisms carry."""


_PARTS = ("starts", "ends", "passes")
"""What a node may be in a mechanism, in the order in which these are listed."""


class Hub:
    """Finds what leads on from nodes of one graph, in one language."""

    def __init__(
        self, store: Triples, vocabulary: Vocabulary, names: NameIndex, lang: str, limit: int
    ) -> None:
        """Keep what is looked into; of mechanisms those of the first ``limit`` edges of a kind are found."""
        self._store, self._vocabulary, self._names = store, vocabulary, names
        self._lang, self._limit, self._hierarchy = lang, limit, Hierarchy(store, vocabulary)

    def mechanisms(self, iri: str, edges: Around) -> tuple[Related, ...]:
        """Return the mechanisms that a node takes part in: those that start here, end here, pass here.

        Those that end in a narrower condition follow.
        """
        kinds = (edges.outgoing, edges.incoming, edges.disputed)
        names = {name for kind in kinds for edge in kind[: self._limit] for name in edge.mechanisms}
        found = [self._mechanism(node_iri(name), iri) for name in sorted(names)]
        found.sort(key=lambda one: (_PARTS.index(one.part), one.id))
        return (*found, *self._of_kinds(iri, "disease", self._mechanism, {one.id for one in found}))

    def _of_kinds(
        self, iri: str, predicate: str, told: Callable[[str, str], Related], known: set[str]
    ) -> Iterator[Related]:
        """Yield what is about a narrower condition, each once, with that condition."""
        for kind in self._hierarchy.narrower(iri):
            label = label_of(self._store, kind, self._lang) or compress(kind)
            for one in sorted({*subjects_of(self._store, MSC + predicate, kind)}):
                if compress(one) not in known:
                    known.add(compress(one))
                    yield replace(told(one, kind), kind=label)

    def _mechanism(self, mechanism: str, iri: str) -> Related:
        starts = iri in objects_of(self._store, mechanism, f"{MSC}cargo")
        ends = iri in objects_of(self._store, mechanism, f"{MSC}disease")
        return Related(
            id=compress(mechanism),
            label=self._text(mechanism, f"{RDFS}label"),
            part="starts" if starts else "ends" if ends else "passes",
            note=self._value(mechanism, "verification"),
            verdict="; ".join(self._disputes_in(mechanism)),
        )

    def _disputes_in(self, mechanism: str) -> Iterator[str]:
        """Yield the verdicts on steps of a mechanism that are not endorsed, in words, each once."""
        steps = objects_of(self._store, mechanism, f"{MSC}hasStep")
        judged = {verdict for step in steps for verdict in objects_of(self._store, step, f"{MSC}verdict")}
        yield from (
            self._vocabulary.label(one, self._lang) for one in sorted(judged - self._vocabulary.endorsed)
        )

    def disputed_beside(self, mechanisms: Sequence[Related]) -> Iterator[str]:
        """Yield the disputed claims (CURIEs) that stand beside mechanisms which start or end here."""
        for one in mechanisms:
            if one.part != "passes":
                for claim in objects_of(self._store, node_iri(one.id), f"{MSC}relatedClaim"):
                    if self._vocabulary.endorsed.isdisjoint(objects_of(self._store, claim, f"{MSC}verdict")):
                        yield compress(claim)

    def trials(self, iri: str) -> tuple[Related, ...]:
        """Return the studies that investigate a condition, by number; then those of narrower ones."""
        found = [
            self._trial(trial) for trial in sorted({*subjects_of(self._store, f"{MSC}investigates", iri)})
        ]
        return (*found, *self._of_kinds(iri, "investigates", self._trial, {one.id for one in found}))

    def _trial(self, trial: str, _: str = "") -> Related:
        parts = (self._value(trial, name) for name in ("phase", "status"))
        return Related(
            id=compress(trial),
            label=label_of(self._store, trial, self._lang),
            note="; ".join(part for part in parts if part),
        )

    def go_on(self, curie: str, mechanisms: Sequence[Related]) -> tuple[str, ...]:
        """Return the commands that ask further; none for what is no node of a class of `_GO_ON`.

        ``mechanisms`` are those that it takes part in.
        """
        node = self._names.get(curie)
        if node is None:
            return ()
        name = f'"{self._called(curie, node.label)}"'
        kinds = [kind for kind in _GO_ON if self._vocabulary.is_a(f"{MSC}{node.category}", f"{MSC}{kind}")]
        cargo = self._cargo(mechanisms)
        return tuple(command.format(name=name, cargo=cargo) for kind in kinds[:1] for command in _GO_ON[kind])

    def _cargo(self, mechanisms: Sequence[Related]) -> str:
        """Return the category of what mechanisms that end here carry; microRNAs where one does, or none."""
        ending = [node_iri(one.id) for one in mechanisms if one.part == "ends"]
        cargo = {compress(node) for one in ending for node in objects_of(self._store, one, f"{MSC}cargo")}
        kinds = {node.category for name in cargo if (node := self._names.get(name)) is not None}
        return _CARGO if _CARGO in kinds or not kinds else min(kinds)

    def _called(self, curie: str, label: str) -> str:
        """Return the label where it means this node alone, else the identifier."""
        try:
            return label if '"' not in label and self._names.one(label).id == curie else curie
        except MscGraphError:
            return curie

    def _text(self, iri: str, predicate: str) -> str:
        return best(texts_of(self._store, iri, predicate), self._lang)

    def _value(self, iri: str, name: str) -> str:
        return "; ".join(self._values(iri, name))

    def _values(self, iri: str, name: str) -> Iterator[str]:
        for value in objects_of(self._store, iri, f"{MSC}{name}"):
            yield value_in(name, value, self._lang)
