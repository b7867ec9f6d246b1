"""The network of a store, built from its tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from msc_graph.pathfinding.arrays import category_ancestors
from msc_graph.pathfinding.building import from_codes
from msc_graph.pathfinding.network import Network
from msc_graph.stores.disk.columns import EDGE, NODE, PREDICATE, Table
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole


def build_network(folder: Path, words: Vocabulary) -> Network:
    """Return the network of a store's graph, built from its files."""
    edges = Table(folder, "edges", EDGE)
    rows = np.flatnonzero(edges["belief"] > 0)
    nodes = Table(folder, "nodes", NODE)
    predicates = Table(folder, "predicates", PREDICATE)
    contextual = PredicateRole.CONTEXTUAL.value
    categories, category_of = np.unique(np.array([*nodes["category"], ""]), return_inverse=True)
    arrays = from_codes(
        edges["subject"][rows].astype(np.int32),
        edges["predicate"][rows].astype(np.int16),
        edges["object"][rows].astype(np.int32),
        sign=edges["sign"][rows].astype(np.int8),
        belief=np.asarray(edges["belief"][rows]),
        rows=rows.astype(np.int32),
        nodes=nodes["id"][:],
        predicates=predicates["id"][:],
        categories=categories.tolist(),
        category_of=category_of[:-1].astype(np.int16),
        contextual={
            name
            for name, role in zip(predicates["id"], predicates["role"], strict=True)
            if role == contextual
        },
        ancestors=category_ancestors(words),
    )
    return Network.of(arrays)
