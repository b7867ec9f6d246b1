"""What depends on the whole graph, counted where it lies: degrees of nodes, and how much a witness states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from msc_graph.errors import EndpointFailed
from msc_graph.model.graph import GraphEdge
from msc_graph.pathfinding.statements import LARGEST_WITNESS
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.words import endorses, held, named, ours
from msc_graph.system.limits import Deadline
from msc_graph.vocabulary.curies import compress, expand
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import Sign

Witness = tuple[str, tuple[NamedNode | Literal, ...]]
"""By what a witness is found: its published id, its reference, or a locator and the reference; or a chain."""


class Degrees:
    """How many edges the nodes of a graph have; edges from a node to itself do not count."""

    def __init__(self, asker: Asker, words: Vocabulary, predicates: Iterable[str]) -> None:
        """Ask ``asker``; ``predicates`` (CURIEs) are those of the graph."""
        self._asker, self._words = asker, words
        self._declared = {name: words.predicates[expand(name)] for name in predicates}
        self._by_predicate: dict[tuple[str, str, str], int] = {}
        self._by_family: dict[tuple[str, str, str], int] = {}
        self._degree: dict[str, int] = {}

    def degree(self, node: str) -> int:
        """Return how many edges a node has, both ways."""
        return self._degree.get(node, 0)

    def by_predicate(self, end: str, edge: GraphEdge) -> int:
        """Return to how many nodes an end of an edge leads by its predicate."""
        return self._counted(self._by_predicate, end, edge, edge.predicate)

    def by_family(self, end: str, edge: GraphEdge) -> int:
        """Return to how many nodes an end of an edge leads by its family of predicates."""
        family = self._words.family(edge.predicate, edge.role, edge.sign)
        return self._counted(self._by_family, end, edge, family)

    def _counted(
        self, counts: Mapping[tuple[str, str, str], int], end: str, edge: GraphEdge, kind: str
    ) -> int:
        node = getattr(edge, end)
        if not (size := counts.get((end, node, kind))):
            raise EndpointFailed(self._asker.url, f"it has edges of {node} that it does not count")
        return size

    def count(self, nodes: Iterable[str], deadline: Deadline | None) -> None:
        """Count the edges of those nodes (CURIEs) that were not counted before."""
        new = sorted(set(nodes) - self._degree.keys())
        self._degree |= dict.fromkeys(new, 0)
        for near, far in (("subject", "object"), ("object", "subject")):
            edge = self._edge(near, far)
            both = {"c": "COUNT(DISTINCT ?o)", "d": "COUNT(DISTINCT ?k)"}
            question = Question(("n", "p"), f"{edge} BIND(CONCAT(STR(?o), ?s) AS ?k)", both)
            for node, predicate, ends, edges in self._asker.about(question, named(new), deadline):
                name = compress(node.value)
                self._by_predicate[near, name, compress(predicate.value)] = self._asker.number(ends)
                self._degree[name] = self._degree.get(name, 0) + self._asker.number(edges)
            question = Question(("n", "f"), f"{edge} {self._families}", {"c": "COUNT(DISTINCT ?o)"})
            for node, family, ends in self._asker.about(question, named(new), deadline):
                self._by_family[near, compress(node.value), family.value] = self._asker.number(ends)

    def _edge(self, near: str, far: str) -> str:
        """Return the pattern of an edge from ``?n`` to ``?o``; ``?s`` is a sign of its own, empty without."""
        chosen = ", ".join(f"<{one.iri}>" for one in self._declared.values() if one.sign is Sign.UNKNOWN)
        own = f'IF(?p IN ({chosen}), COALESCE(STR(?g), "?"), "")' if chosen else '""'
        return (
            f"?a {ours(near)} ?n . ?a {ours(far)} ?o . ?a {ours('predicate')} ?p . {held(self._words)}"
            f"OPTIONAL {{ ?a {ours('sign')} ?g }} FILTER(?o != ?n) BIND({own} AS ?s)"
        )

    @property
    def _families(self) -> str:
        """The pattern that finds the family ``?f`` of a predicate ``?p`` with a sign of its own or none."""
        rows = []
        for name, one in self._declared.items():
            signs = {sign.value: sign for sign in Sign} if one.sign is Sign.UNKNOWN else {"": one.sign}
            for own, sign in signs.items():
                family = self._words.family(name, one.role, sign or Sign.UNKNOWN)
                rows.append(f"(<{one.iri}> {Literal(own)} {Literal(family)})")
        return f"VALUES (?p ?s ?f) {{ {' '.join(rows)} }}"


class Screens:
    """Which papers and records state so much that two statements of them do not belong together."""

    def __init__(self, asker: Asker, words: Vocabulary) -> None:
        """Ask ``asker``."""
        self._asker, self._words = asker, words
        self._known: dict[str, bool] = {}

    def among(self, witnesses: Mapping[str, Witness], deadline: Deadline | None) -> frozenset[str]:
        """Return the witnesses that state more than `LARGEST_WITNESS` statements; each is counted once."""
        new = {name: found for name, found in witnesses.items() if name not in self._known}
        self._known |= dict.fromkeys(new, False)
        for kind, pattern in self._patterns.items():
            names = {terms: name for name, (its, terms) in new.items() if its == kind}
            columns = ("n", "r") if kind == "locator" else ("n",)
            question = Question(columns, pattern, {"c": "COUNT(DISTINCT ?a)"})
            things = list(dict.fromkeys(terms[0] for terms in names))
            for *terms, claims in self._asker.about(question, things, deadline):
                name = names.get(tuple(terms))
                if name is not None and self._asker.number(claims) > LARGEST_WITNESS:
                    self._known[name] = self._states_much(pattern, terms, deadline)
        return frozenset(name for name in witnesses if self._known[name])

    @property
    def _patterns(self) -> dict[str, str]:
        supports = f"?a {ours('hasEvidence')} ?e . ?e {ours('direction')} {ours('supports')} . "
        ends = f"?a {ours('subject')} ?s . ?a {ours('object')} ?o . FILTER(?s != ?o) "
        claim = f"{ends}?a {ours('verdict')} ?v . {endorses(self._words)} "
        paper = f"?e {ours('reference')} ?r . {supports}{claim}"
        return {
            "published": f"?r ?q ?n . VALUES ?q {{ {ours('pmid')} {ours('doi')} }} {paper}",
            "reference": f"?e {ours('reference')} ?n . {supports}{claim}",
            "locator": f"?e {ours('locator')} ?n . {paper}",
            "mechanism": f"?a {ours('mechanism')} ?n . {claim}",
        }

    def _states_much(
        self, pattern: str, terms: Sequence[NamedNode | Literal], deadline: Deadline | None
    ) -> bool:
        """Return whether a witness of many claims states many things, too."""
        thing, *reference = terms
        pattern += "".join(f"FILTER(?r = {term}) " for term in reference)
        pairs = Question(("n",), pattern, {"c": 'COUNT(DISTINCT CONCAT(STR(?s), " ", STR(?o)))'})
        sizes = self._asker.about(pairs, [thing], deadline)
        if any(self._asker.number(size) > LARGEST_WITNESS for _, size in sizes):
            return True
        words = f"?a {ours('predicate')} ?p . OPTIONAL {{ ?a {ours('sign')} ?g }}"
        said = self._asker.about(Question(("s", "o", "p", "g"), pattern + words), [thing], deadline)
        return len({(row[0], row[1], self._family(*row[2:])) for row in said}) > LARGEST_WITNESS

    def _family(self, predicate: NamedNode, own: Literal | None) -> tuple[str, str]:
        """Return family and sign of an edge."""
        declared = self._words.predicates[predicate.value]
        sign = declared.sign or Sign.UNKNOWN
        if declared.sign is Sign.UNKNOWN and own is not None:
            sign = Sign(own.value)
        return self._words.family(compress(predicate.value), declared.role, sign), sign.value
