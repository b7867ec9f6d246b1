"""What stands behind the edges of a graph: families of predicates, papers, witnesses, contexts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from msc_graph.model.belief import Direction, belief
from msc_graph.model.graph import GraphEdge
from msc_graph.pathfinding.lists import coded_lists, numbered
from msc_graph.pathfinding.statements import Backing
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import Vocabulary


def backing_of(edges: Sequence[GraphEdge], vocabulary: Vocabulary | None = None) -> Backing:
    """Return what stands behind edges.

    ``vocabulary`` tells families of predicates and weights of evidence; without it each predicate is a family
    of its own, and a statement in several words is believed as its best edge.
    """
    families = [_family(edge, vocabulary) for edge in edges]
    grouped: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for place, edge in enumerate(edges):
        grouped[edge.subject, edge.object, families[place], edge.sign.value].append(place)
    beliefs, papers = np.array([edge.belief for edge in edges], np.float64), np.zeros(len(edges), np.int32)
    for places in grouped.values():
        same = [edges[place] for place in places]
        beliefs[places] = _joint_belief(same, vocabulary)
        papers[places] = len({reference for edge in same for reference in _supporting(edge)})
    names, contexts = coded_lists(contexts_of(edge) for edge in edges)
    return Backing(
        family=numbered(families),
        belief=beliefs,
        papers=papers,
        witnesses=coded_lists((*edge.witnesses, *edge.mechanisms) for edge in edges)[1],
        contexts=contexts,
        context_names=names,
    )


def _family(edge: GraphEdge, vocabulary: Vocabulary | None) -> str:
    return vocabulary.family(edge.predicate, edge.role, edge.sign) if vocabulary else edge.predicate


def _joint_belief(edges: Sequence[GraphEdge], vocabulary: Vocabulary | None) -> float:
    """Return the belief in a statement over the united evidence of its edges."""
    if len(edges) == 1 or vocabulary is None:
        return max(edge.belief for edge in edges)
    return belief(
        sorted({item for edge in edges for item in edge.evidence}),
        support_weight={compress(iri): weight for iri, weight in vocabulary.support_weight.items()},
        refute_weight={compress(iri): weight for iri, weight in vocabulary.refute_weight.items()},
    )


def _supporting(edge: GraphEdge) -> Iterator[str]:
    return (item.reference for item in edge.evidence if item.direction is Direction.SUPPORTS)


def contexts_of(edge: GraphEdge) -> Iterator[str]:
    """Yield what an edge is said of: species, recipient cells, chains, scopes, supporting evidence."""
    yield from (f"species:{name}" for name in edge.species)
    yield from (f"cell:{name}" for name in edge.cells)
    yield from (f"chain:{name}" for name in edge.mechanisms)
    yield from (f"scope:{name}" for name in scopes_of(edge.scope))
    for item in edge.evidence:
        if item.direction is Direction.SUPPORTS:
            yield f"evidence:{item.type}"


def scopes_of(joint: str) -> tuple[str, ...]:
    """Return the scopes in a joint one.

    >>> scopes_of("both"), scopes_of("EV"), scopes_of("")
    (('EV', 'MSC'), ('EV',), ())
    """
    names = [name for name in joint.split("|") if name]
    return tuple(sorted({one for name in names for one in (("EV", "MSC") if name == "both" else (name,))}))
