"""The graph as an rdflib dataset, which reads the same store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msc_graph.vocabulary.curies import prefixes

if TYPE_CHECKING:
    from pyoxigraph import Store
    from rdflib import Dataset


def to_rdflib(store: Store) -> Dataset:
    """Return an rdflib dataset over ``store``, all named graphs together as its default graph."""
    from oxrdflib import OxigraphStore
    from rdflib import Dataset

    dataset = Dataset(store=OxigraphStore(store=store), default_union=True)
    for prefix, namespace in prefixes().items():
        dataset.bind(prefix, namespace)
    return dataset
