"""What is told of a few things of a graph behind an endpoint: the edges at a node, the edge of a claim."""

from __future__ import annotations

from msc_graph.errors import EndpointFailed
from msc_graph.model.graph import Around, GraphEdge
from msc_graph.stores.endpoint.asking import Asker, Question
from msc_graph.stores.endpoint.claims import Claims, claims_at
from msc_graph.stores.endpoint.words import endorses, named, ours
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import Vocabulary

MOST = 20_000
"""Most claims about a node that are brought to tell of it: our choice, about a minute over HTTP."""


class EndpointSurroundings:
    """Brings the claims about a thing, those that are disputed too (`msc_graph.model.graph.Surroundings`)."""

    def __init__(self, asker: Asker, words: Vocabulary) -> None:
        """Ask ``asker``."""
        self._asker = asker
        self._claims = Claims(asker, words, disputed=True)
        self._edges: dict[tuple[str, str], tuple[GraphEdge, ...]] = {}
        self.citations: dict[str, str] = {}

    def around(self, node: str) -> Around:
        """Return the edges that start or end in a node, each kind in order; all empty for an unknown one.

        Raises:
            EndpointFailed: more than `MOST` claims speak of it.
        """
        outgoing, incoming = (self._at(node, end) for end in ("subject", "object"))
        others = [edge for edge in incoming if edge.subject != node]
        disputed = [edge for edge in (*outgoing, *others) if not edge.endorsed]
        return Around(
            outgoing=[edge for edge in outgoing if edge.endorsed],
            incoming=[edge for edge in others if edge.endorsed],
            disputed=sorted(disputed, key=_order),
        )

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge that an assertion makes, or None."""
        subject = Question(("x",), f"?n {ours('subject')} ?x")
        for (node,) in self._asker.about(subject, named([assertion])):
            for edge in self._at(compress(node.value), "subject"):
                if assertion in edge.assertions:
                    return edge
        return None

    def _at(self, node: str, end: str) -> tuple[GraphEdge, ...]:
        if (node, end) not in self._edges:
            self._refuse_hub(node, end)
            graph = self._claims.about([node], end)
            self.citations |= graph.citations
            self._edges[node, end] = tuple(graph.edges)
        return self._edges[node, end]

    def _refuse_hub(self, node: str, end: str) -> None:
        if (claims := claims_at(self._asker, [node], end)) > MOST:
            raise EndpointFailed(
                self._asker.url,
                f"{claims:,} claims speak of {node}, too many to be shown. Ask with 'query' or 'sparql'",
            )


def disputed_claims(asker: Asker, words: Vocabulary, node: str) -> list[str]:
    """Return the claims (IRIs) about a node (an IRI) whose verdicts do not endorse them."""
    claim = f"?a {ours('subject')} ?n . ?a {ours('verdict')} ?v . {endorses(words, not_='NOT')}"
    return [row[0].value for row in asker.about(Question(("a",), claim), named([compress(node)]))]


def _order(edge: GraphEdge) -> tuple[str, ...]:
    return edge.subject, edge.predicate, edge.object, edge.sign.value
