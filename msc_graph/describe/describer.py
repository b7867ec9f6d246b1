"""Everything the graph knows of one thing, looked up and put into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msc_graph.describe.description import DescribedStatement, Description
from msc_graph.describe.hub import Hub
from msc_graph.describe.identity import Identity
from msc_graph.languages import best, serves
from msc_graph.messages.catalogue import message
from msc_graph.messages.describe import DESCRIBE
from msc_graph.messages.values import text_in, value_in
from msc_graph.model.belief import Direction
from msc_graph.model.graph import GraphEdge, Surroundings
from msc_graph.model.names import NameIndex
from msc_graph.model.strength import belief_word, word_of
from msc_graph.rdf.asserted import (
    label_of,
    objects_of,
    published_id_of,
    statement_of,
    subjects_of,
    texts_of,
    values_of,
)
from msc_graph.system.digits import natural
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import (
    CLAIM,
    DCTERMS,
    MECHANISM,
    MSC,
    RDF_TYPE,
    RDFS,
    REFERENCE,
    SKOS,
    XSD,
)
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from msc_graph.rdf.triples import Triples

LISTED = 1_000
"""Most statements of each kind that are described unless more are asked for: a node or a database may have
millions, and each takes about half a millisecond."""
_COUNTED = 10_000
"""Most assertions of a document that are counted and sorted; of more, the first met are taken."""

_SKIPPED = {
    RDF_TYPE,
    f"{RDFS}label",
    f"{SKOS}altLabel",
    f"{SKOS}definition",
    f"{SKOS}exactMatch",
    f"{SKOS}closeMatch",
}
_STATEMENT_PARTS = {
    f"{MSC}{name}" for name in ("hasEvidence", "hasStep", "correctedBy", "rationale", "correctionStatus")
}


class Describer:
    """Describes things of one graph in one language."""

    def __init__(
        self,
        store: Triples,
        vocabulary: Vocabulary,
        graph: Surroundings,
        names: NameIndex,
        lang: str,
        limit: int = LISTED,
        identity: Identity | None = None,
    ) -> None:
        """Keep what descriptions are made from; ``graph`` holds the disputed edges too.

        ``identity`` is that of the store and the names, where it is known already.

        At most ``limit`` statements of each kind are described.
        """
        self._store = store
        self._words = vocabulary
        self._graph = graph
        self._names = names
        self._lang = lang
        self._limit = limit
        self._identity = identity or Identity(store, names)

    def describe(self, name: str) -> Description:
        """Return the description of whatever ``name`` means.

        Letter case does not count, except in the keys and DOIs of documents that only imported sources name.

        Args:
            name: any name of a node; the id of an assertion (``S3-05``) or a mechanism (``C03``); the key,
                PMID or DOI of a document (``reference:Liu2022cornea``, ``PMID:37859748``); or an IRI.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
        """
        iri = self._identity.iri(name)
        if iri.startswith(CLAIM):
            return self._assertion(iri)
        if iri.startswith(MECHANISM):
            return self._mechanism(iri)
        return self._reference(iri) if iri.startswith(REFERENCE) else self._node(iri)

    # kinds of things

    def _node(self, iri: str) -> Description:
        edges = self._graph.around(compress(iri))
        hub = Hub(self._store, self._words, self._names, self._lang, self._limit)
        mechanisms, trials = hub.mechanisms(iri, edges), hub.trials(iri)
        disputed = (*edges.disputed, *self._beside(edges.disputed, hub.disputed_beside(mechanisms)))
        sizes = {
            "outgoing": len(edges.outgoing),
            "incoming": len(edges.incoming),
            "disputed": len(disputed),
            "mechanisms": len(mechanisms),
            "trials": len(trials),
        }
        return Description(
            **self._common(iri),
            mechanisms=mechanisms[: self._limit],
            trials=trials[: self._limit],
            go_on=hub.go_on(compress(iri), mechanisms),
            outgoing=tuple(map(self._statement, edges.outgoing[: self._limit])),
            incoming=tuple(map(self._statement, edges.incoming[: self._limit])),
            disputed=tuple(map(self._disputed, disputed[: self._limit])),
            totals={name: size for name, size in sizes.items() if size},
        )

    def _beside(self, known: Sequence[GraphEdge], claims: Iterable[str]) -> Iterator[GraphEdge]:
        """Yield the edges of claims that are not among known ones, in the order of the claims, each once."""
        seen = {edge.id for edge in known}
        for claim in sorted(set(claims), key=natural):
            edge = self._graph.edge_of(claim)
            if edge is not None and edge.id not in seen:
                seen.add(edge.id)
                yield edge

    def _reference(self, iri: str) -> Description:
        node = self._node(iri)
        totals, at_least = dict(node.totals), []
        listed: dict[str, tuple[DescribedStatement, ...]] = {}
        found = self._assertions_of(iri)
        for name, direction in (("supports", Direction.SUPPORTS), ("refutes", Direction.REFUTES)):
            assertions = sorted(found[direction], key=natural)
            if len(assertions) > (most := max(self._limit, _COUNTED)):
                at_least.append(name)
            if assertions:
                totals[name] = min(len(assertions), most)
            listed[name] = tuple(map(self._judged, assertions[: self._limit]))
        return replace(
            node,
            supports=listed["supports"],
            refutes=listed["refutes"],
            totals=totals,
            at_least=tuple(at_least),
        )

    def _assertions_of(self, reference: str) -> Mapping[Direction, set[str]]:
        """Return what a document supports and refutes: all, or one more than are counted."""
        most = max(self._limit, _COUNTED) + 1
        found: dict[Direction, set[str]] = {direction: set() for direction in Direction}
        for item in subjects_of(self._store, f"{MSC}reference", reference):
            (direction,) = self._objects(item, f"{MSC}direction")
            assertions = found[Direction(direction.removeprefix(MSC))]
            for assertion in subjects_of(self._store, f"{MSC}hasEvidence", item):
                if len(assertions) == most:
                    break
                assertions.add(assertion)
            if all(len(each) == most for each in found.values()):
                break
        return found

    def _assertion(self, iri: str) -> Description:
        common = self._common(iri)
        facts = dict(common["facts"])
        if corrections := self._corrections(iri):
            facts[self._word("right")] = "; ".join(corrections)
        judged = [self._words.label(f"{MSC}{name}", self._lang) for name in ("verdict", "belief")]
        if judged[1] in facts and not self._is_endorsed(iri):
            facts[judged[1]] = f"{facts[judged[1]]} ({self._word('evidence alone')})"
        first = [name for name in (*judged, self._word("right")) if name in facts]
        common["facts"] = tuple({**{name: facts[name] for name in first}, **facts}.items())
        reason = self._said(iri, f"{MSC}rationale")
        return Description(**{**common, "definition": reason}, evidence=self._evidence(iri))

    def _mechanism(self, iri: str) -> Description:
        names = map(compress, sorted(self._objects(iri, f"{MSC}hasStep"), key=natural))
        steps = [(name, edge) for name in names if (edge := self._graph.edge_of(name)) is not None]
        return Description(
            **self._common(iri),
            steps=tuple(self._step(name, edge) for name, edge in steps[: self._limit]),
            totals={"steps": len(steps)} if steps else {},
        )

    def _common(self, iri: str) -> dict[str, Any]:
        return {
            "id": compress(iri),
            "label": self._label(iri),
            "category": self._category(iri),
            "other_label": self._other_label(iri),
            "definition": self._said(iri, f"{SKOS}definition"),
            "synonyms": self._synonyms(iri),
            "same_as": self._curies(iri, f"{SKOS}exactMatch"),
            "close_to": self._curies(iri, f"{SKOS}closeMatch"),
            "facts": tuple(sorted(self._facts(iri))),
            "lang": self._lang,
        }

    # statements

    def _statement(self, edge: GraphEdge) -> DescribedStatement:
        label = edge.label_in(self._lang)
        text = f"{self._short(edge.subject)} {label} {self._short(edge.object)}"
        verdict = f"{MSC}{edge.verdict.replace(' ', '_')}"
        papers = [self._papers(edge, direction) for direction in (Direction.SUPPORTS, Direction.REFUTES)]
        return DescribedStatement(
            ids=edge.assertions,
            text=text,
            sign=edge.sign.value,
            verdict=self._words.label(verdict, self._lang),
            belief=edge.belief,
            references=papers[0],
            against=papers[1],
            retracted=self._withdrawn(edge),
            doubted=edge.doubted,
            reason="" if edge.verdict == "supported" else self._reasons(edge.assertions),
            strength=belief_word(edge),
            endorsed=edge.endorsed,
        )

    def _reasons(self, assertions: Iterable[str]) -> str:
        """Return why assertions are judged as they are, each reason once; else notes on their evidence."""
        iris = list(map(node_iri, assertions))
        if reasons := dict.fromkeys(filter(None, (self._said(iri, f"{MSC}rationale") for iri in iris))):
            return " ".join(reasons)
        items = (item for iri in iris for item in self._objects(iri, f"{MSC}hasEvidence"))
        return "; ".join(dict.fromkeys(filter(None, (self._said(item, f"{MSC}note") for item in items))))

    def _withdrawn(self, edge: GraphEdge) -> tuple[str, ...]:
        """Return the published ids of its papers that an import marked as retracted."""
        marked = {i.reference for i in edge.evidence if self._text(node_iri(i.reference), f"{MSC}retracted")}
        return tuple(sorted({self._graph.citations[reference] for reference in marked}))

    def _papers(self, edge: GraphEdge, direction: Direction) -> tuple[str, ...]:
        papers = {self._graph.citations[i.reference] for i in edge.evidence if i.direction is direction}
        return tuple(sorted(papers))

    def _short(self, curie: str) -> str:
        """Return the label of a node as it stands in a sentence: of a trial, its number."""
        iri = node_iri(curie)
        return label_of(self._store, iri, self._lang) or self._label(iri)

    def _judged(self, iri: str) -> DescribedStatement:
        """Return an assertion in its own words, with its verdict and belief; its papers are left out."""
        return DescribedStatement(
            ids=(compress(iri),),
            text=self._label(iri),
            sign=self._text(iri, f"{MSC}sign") or Sign.UNKNOWN.value,
            verdict="; ".join(self._words.label(v, self._lang) for v in self._objects(iri, f"{MSC}verdict")),
            references=(),
            **self._held(iri),
        )

    def _held(self, iri: str) -> dict[str, Any]:
        """Return how firmly an assertion is held by itself, and whether its verdict endorses it."""
        belief = float(self._text(iri, f"{MSC}belief") or 0)
        items = self._objects(iri, f"{MSC}hasEvidence")
        supporting = [item for item in items if f"{MSC}supports" in self._objects(item, f"{MSC}direction")]
        types = {compress(kind) for item in supporting for kind in self._objects(item, f"{MSC}evidenceType")}
        return {"belief": belief, "strength": word_of(types, belief), "endorsed": self._is_endorsed(iri)}

    def _is_endorsed(self, assertion: str) -> bool:
        return not self._words.endorsed.isdisjoint(self._objects(assertion, f"{MSC}verdict"))

    def _step(self, assertion: str, edge: GraphEdge) -> DescribedStatement:
        """Return one step with its own belief and references, not those of all papers on the same edge."""
        iri = node_iri(assertion)
        merged = self._statement(edge)
        verdict = self._objects(iri, f"{MSC}verdict")
        return DescribedStatement(
            ids=(assertion,),
            text=merged.text,
            sign=merged.sign,
            verdict=self._words.label(verdict[0], self._lang) if verdict else merged.verdict,
            references=tuple(sorted({self._citation(r) for r in self._references(iri)})),
            reason="" if f"{MSC}supported" in verdict else self._reasons([assertion]),
            **self._held(iri),
        )

    def _disputed(self, edge: GraphEdge) -> DescribedStatement:
        plain = self._statement(edge)
        corrections = [text for a in edge.assertions for text in self._corrections(node_iri(a))]
        return DescribedStatement(
            **{
                **_fields(plain),
                "reason": self._reasons(edge.assertions),
                "corrections": tuple(dict.fromkeys(corrections)),
            }
        )

    def _corrections(self, iri: str) -> tuple[str, ...]:
        """Return what is right instead, each with its references; a note where that is not known."""
        found = []
        for correction in self._objects(iri, f"{MSC}correctedBy"):
            references = sorted({self._citation(r) for r in self._references(correction)})
            found.append(f"{self._label(correction)} [{compress(correction)}; {', '.join(references)}]")
        if self._text(iri, f"{MSC}correctionStatus"):
            found.append(self._word("none known"))
        return tuple(found)

    def _evidence(self, iri: str) -> tuple[str, ...]:
        lines = []
        for item in self._objects(iri, f"{MSC}hasEvidence"):
            (reference,) = self._objects(item, f"{MSC}reference")
            parts = [
                self._label(self._objects(item, f"{MSC}direction")[0]),
                self._label(self._objects(item, f"{MSC}evidenceType")[0]),
                f"{self._label(reference)} [{self._citation(reference)}]",
                self._said(item, f"{MSC}locator"),
                ", ".join(self._objects(item, f"{MSC}aggregator")),
                *(
                    value_in(name, self._text(item, MSC + name), self._lang)
                    for name in ("knowledgeLevel", "agentType")
                ),
                self._said(item, f"{MSC}note"),
            ]
            lines.append("; ".join(part for part in parts if part))
        return tuple(sorted(lines))

    # reading the store

    def _objects(self, iri: str, predicate: str) -> list[str]:
        return objects_of(self._store, iri, predicate)

    def _references(self, assertion: str) -> list[str]:
        return [
            r
            for item in self._objects(assertion, f"{MSC}hasEvidence")
            for r in self._objects(item, f"{MSC}reference")
        ]

    def _citation(self, reference: str) -> str:
        return published_id_of(self._store, reference)

    def _curies(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(compress(value) for value in self._objects(iri, predicate))

    def _text(self, iri: str, predicate: str) -> str:
        return best(texts_of(self._store, iri, predicate), self._lang)

    def _said(self, iri: str, predicate: str) -> str:
        """Return a text in the language of the reader, where the tables have it in English only too."""
        return text_in(self._text(iri, predicate), self._lang)

    def _label(self, iri: str) -> str:
        if iri.startswith(CLAIM):
            return statement_of(self._store, self._words, iri, self._lang) or compress(iri)
        return self._text(iri, f"{RDFS}label") or compress(iri)

    def _other_label(self, iri: str) -> str:
        labels = texts_of(self._store, iri, f"{RDFS}label")
        others = {text for tag, text in labels if not serves(tag, self._lang)}
        return ", ".join(sorted(others - {self._label(iri)}))

    def _synonyms(self, iri: str) -> tuple[str, ...]:
        labels, others = (
            {text for _, text in texts_of(self._store, iri, name)}
            for name in (f"{RDFS}label", f"{SKOS}altLabel")
        )
        return tuple(sorted(others - labels))

    def _category(self, iri: str) -> str:
        classes = [c for c in self._objects(iri, RDF_TYPE) if c.startswith(MSC)]
        return self._words.label(classes[0], self._lang) if classes else ""

    def _facts(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield the fields that are neither names, nor statements, nor evidence."""
        seen: dict[str, set[str]] = {}
        for predicate, obj in values_of(self._store, iri):
            if predicate in _SKIPPED | _STATEMENT_PARTS or predicate in self._words.predicates:
                continue
            seen.setdefault(predicate, set()).add(self._value(predicate, obj))
        for predicate, values in seen.items():
            if predicate == f"{DCTERMS}identifier":
                continue
            year = predicate == f"{DCTERMS}issued"
            name = self._word("year") if year else self._words.label(predicate, self._lang)
            yield name, "; ".join(sorted(values))

    def _value(self, predicate: str, obj: Any) -> str:
        from pyoxigraph import Literal

        if isinstance(obj, Literal) and obj.datatype.value == f"{XSD}double":
            return f"{float(obj.value):.2f}"
        if not isinstance(obj, Literal):
            label = self._label(obj.value)
            curie = compress(obj.value)
            return label if label == curie else f"{label} [{curie}]"
        if obj.value in ("true", "false"):
            return self._word("yes" if obj.value == "true" else "no")
        return value_in(predicate.removeprefix(MSC), obj.value, self._lang)

    def _word(self, key: str) -> str:
        return message(DESCRIBE, key, self._lang)


def _fields(statement: DescribedStatement) -> Mapping[str, Any]:
    return {name: getattr(statement, name) for name in DescribedStatement.__dataclass_fields__}
