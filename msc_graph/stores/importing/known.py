"""What a graph knows already when a source is read: names, papers, and which nodes are described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from msc_graph.model.graph import Graph
from msc_graph.sources.grounding.curated import graph_names
from msc_graph.stores.disk.build_part import node_frame
from msc_graph.stores.importing.encoding import Known, described
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC, TRIAL_PREFIX

if TYPE_CHECKING:
    from pyoxigraph import Store

_TRIAL = re.compile(r"reference:NCT\d{8}")
"""The curated reference that stands for a record of ClinicalTrials.gov."""


def known_of(graph: Graph, store: Store) -> Known:
    """Return the exact matches of the curated nodes, and the papers of a graph.

    ``store`` is what the graph was made from: of a paper the graph has one published id, the store all. Those
    that imports brought need no entry: their ids are made from the published ones.
    """
    return Known(
        same=graph_names().same,
        references={_folded(published): key for published, key in _papers(store)}
        | {key.replace("reference:", TRIAL_PREFIX): key for key in graph.citations if _TRIAL.fullmatch(key)},
        nodes={node.id: node.category for node in graph.nodes},
        definitions={node.id: node.definition for node in graph.nodes},
    )


def _papers(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the PMIDs and DOIs of the papers that no import brought, each with the paper's id."""
    from pyoxigraph import NamedNode

    from msc_graph.rdf.graphs import own_graphs

    for graph in own_graphs(store):
        for name in ("pmid", "doi"):
            for quad in store.quads_for_pattern(None, NamedNode(MSC + name), None, graph):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    yield compress(quad.object.value), compress(quad.subject.value)


def _folded(published: str) -> str:
    """Return the id of a paper as imports write it: DOIs are case-insensitive (DOI Handbook, section 2.4)."""
    prefix, _, local = published.partition(":")
    return f"DOI:{local.lower()}" if prefix == "DOI" else published


def described_in(graph: Graph) -> pl.Series:
    """Return the ids of the nodes of a graph of which it says more than their name."""
    nodes = node_frame(graph)
    only_named = (pl.col("category") == "Node") & (pl.col("label") == pl.col("id"))
    return described(nodes.filter(~only_named))
