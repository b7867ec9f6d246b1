"""The claims of a graph behind an endpoint, with all that an edge needs, brought as triples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Store

from msc_graph.errors import EndpointFailed, InputError
from msc_graph.model.graph import is_paper, witness
from msc_graph.model.property_graph import PropertyGraph, property_graph
from msc_graph.stores.endpoint.asking import Asker, Question, Row
from msc_graph.stores.endpoint.counts import Witness
from msc_graph.stores.endpoint.words import either, endorsed, named, ours, triples
from msc_graph.system.limits import Deadline
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary

_OF_CLAIMS = (
    "subject",
    "predicate",
    "object",
    "verdict",
    "sign",
    "scope",
    "mechanism",
    "species",
    "recipientCell",
    "hasEvidence",
)
_OF_EVIDENCE = ("reference", "evidenceType", "direction", "locator")
_OF_OTHERS = ("pmid", "doi", "verification")
_ENDS = {"leaving": ("subject", "object"), "entering": ("object", "subject")}
"""The near and the far end of the edges of a frontier."""


def _said(names: Iterable[str], thing: str) -> str:
    return f"?{thing} ?p ?x . {either('p', (MSC + name for name in names))}"


def claims_at(asker: Asker, nodes: Iterable[str], end: str) -> int:
    """Return how many claims have one of some nodes (CURIEs) at an end."""
    question = Question(("n",), f"?a {ours(end)} ?n", {"c": "COUNT(DISTINCT ?a)"})
    return sum(asker.number(size) for _, size in asker.about(question, named(nodes)))


class Claims:
    """The claims about some things and all that is told of them, brought as triples.

    ``witnesses`` tells by what the papers, records and chains behind the edges brought last are found.
    """

    def __init__(self, asker: Asker, words: Vocabulary, *, disputed: bool = False) -> None:
        """Ask ``asker``; with ``disputed`` also for claims that are not endorsed."""
        self._asker, self._words, self._disputed = asker, words, disputed
        self._others: dict[NamedNode, list[Row]] = {}
        self.witnesses: dict[str, Witness] = {}

    def about(self, things: Iterable[str], end: str, deadline: Deadline | None = None) -> PropertyGraph:
        """Return the edges that have one of some nodes (CURIEs) at an end, ``"subject"`` or ``"object"``."""
        claim = f"?a {ours(end)} ?n . " + ("" if self._disputed else endorsed(self._words))
        return self._graph(claim, named(things), deadline)

    def called(self, claims: Iterable[str]) -> PropertyGraph:
        """Return the edges that some claims (CURIEs) make, by these claims alone."""
        return self._graph("", named(claims), None, claim="n")

    def _graph(
        self, where: str, things: list[NamedNode], deadline: Deadline | None, claim: str = "a"
    ) -> PropertyGraph:
        claims = self._asker.about(
            Question((claim, "p", "x"), where + _said(_OF_CLAIMS, claim)), things, deadline
        )
        evidence = f"{where}?{claim} {ours('hasEvidence')} ?e . {_said(_OF_EVIDENCE, 'e')}"
        pieces = self._asker.about(Question(("e", "p", "x"), evidence), things, deadline)
        store = triples(pieces, triples(claims))
        cited = {row[2] for row in pieces if row[1].value == f"{MSC}reference"}
        cited |= {row[2] for row in claims if row[1].value == f"{MSC}mechanism"}
        triples((row for thing in self._told(cited, deadline) for row in self._others[thing]), store)
        graph = self._edges(store)
        self.witnesses = self._witnesses(store, graph)
        return graph

    def _witnesses(self, store: Store, graph: PropertyGraph) -> dict[str, Witness]:
        chains = {chain for edge in graph.edges for chain in edge.mechanisms}
        found: dict[str, Witness] = {chain: ("mechanism", (named([chain])[0],)) for chain in chains}
        locators = {quad.subject: quad.object for quad in _of(store, "locator")}
        published = {quad.subject: quad.object for name in ("doi", "pmid") for quad in _of(store, name)}
        for quad in _of(store, "reference"):
            reference, locator = quad.object, locators.get(quad.subject)
            citation = graph.citations[compress(reference.value)]
            name = witness(citation, locator.value if locator else "")
            if locator is not None and not is_paper(citation):
                found[name] = ("locator", (locator, reference))
            elif reference in published:
                found[name] = ("published", (published[reference],))
            else:
                found[name] = ("reference", (reference,))
        return found

    def _told(self, things: set[Any], deadline: Deadline | None) -> list[NamedNode]:
        """Return documents and mechanisms, of which is then known what is told of them; asked for once."""
        wanted = sorted((thing for thing in things if isinstance(thing, NamedNode)), key=str)
        new = [thing for thing in wanted if thing not in self._others]
        found: defaultdict[NamedNode, list[Row]] = defaultdict(list)
        for row in self._asker.about(Question(("n", "p", "x"), _said(_OF_OTHERS, "n")), new, deadline):
            found[row[0]].append(row)
        self._others |= {thing: found[thing] for thing in new}
        return wanted

    def _edges(self, store: Store) -> PropertyGraph:
        try:
            return property_graph(store, self._words, disputed=self._disputed)
        except (InputError, ValueError, KeyError) as error:
            raise EndpointFailed(self._asker.url, f"a claim there is malformed: {error}") from error


def _of(store: Store, name: str) -> Iterable[Any]:
    return store.quads_for_pattern(None, NamedNode(f"{MSC}{name}"), None, None)
