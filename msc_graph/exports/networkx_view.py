"""The graph as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msc_graph.exports.attributes import EDGE_ATTRIBUTES, NODE_ATTRIBUTES
from msc_graph.model.graph import GraphPart

if TYPE_CHECKING:
    from networkx import MultiDiGraph


def to_networkx(graph: GraphPart) -> MultiDiGraph:
    """Return ``graph`` as a directed multigraph: nodes by CURIE, edges with their id as key.

    The attributes are those of the GraphML export, with tuples where the file has joined text: ``label``,
    ``label_zh`` and ``category`` of a node; ``predicate``, ``sign`` (``"+"``, ``"-"``, ``"?"``),
    ``sign_value`` (1, -1, 0), ``belief`` (0 to 1), ``references`` of an edge, and more. Each is always there,
    empty when unknown.
    """
    from networkx import MultiDiGraph

    network = MultiDiGraph()
    for node in graph.nodes:
        network.add_node(node.id, **{attribute.name: attribute.of(node) for attribute in NODE_ATTRIBUTES})
    for edge in graph.edges:
        values = {attribute.name: attribute.of(edge) for attribute in EDGE_ATTRIBUTES}
        network.add_edge(edge.subject, edge.object, key=edge.id, **values)
    return network
