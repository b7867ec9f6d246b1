"""Small graphs with mechanisms, and what is asked of them."""

from __future__ import annotations

from typing import Any

from msc_graph.mechanisms import Mechanisms, Network, mechanisms
from msc_graph.model.belief import Direction, EvidenceItem
from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.vocabulary.signs import PredicateRole, Sign

PLUS, MINUS, UNKNOWN = Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN


CAUSAL, STRUCTURAL, CONTEXTUAL = PredicateRole.CAUSAL, PredicateRole.STRUCTURAL, PredicateRole.CONTEXTUAL


def node(name: str) -> GraphNode:
    return GraphNode(name, "Gene", name.upper(), f"{name}的标签")


def edge(
    subject: str,
    predicate: str,
    target: str,
    *,
    sign: Sign = PLUS,
    role: PredicateRole = CAUSAL,
    belief: float = 1.0,
    endorsed: bool = True,
    mechanisms: tuple[str, ...] = (),
    species: tuple[str, ...] = (),
    cells: tuple[str, ...] = (),
    witnesses: tuple[str, ...] = ("PMID:1",),
) -> GraphEdge:
    return GraphEdge(
        id=f"{subject}-{predicate}-{target}",
        subject=subject,
        predicate=predicate,
        object=target,
        label=predicate,
        label_zh="",
        role=role,
        sign=sign,
        belief=belief,
        verdict="supported",
        endorsed=endorsed,
        scope="EV",
        assertions=(f"claim:{subject}{target}",),
        evidence=(EvidenceItem("reference:one", "ECO:0000181", Direction.SUPPORTS),),
        references=("PMID:1",),
        mechanisms=mechanisms,
        species=species,
        cells=cells,
        witnesses=witnesses,
    )


def graph(*edges: GraphEdge, nodes: str = "") -> PropertyGraph:
    names = sorted({*nodes, *(end for e in edges for end in (e.subject, e.object))})
    return PropertyGraph(tuple(node(name) for name in names), edges, {})


def search(edges: PropertyGraph, source: Any, target: Any, **options: Any) -> Mechanisms:
    return mechanisms(Network.from_graph(edges), source, target, graph=edges, **options)
