"""Exports: the graph as files that other tools open, and as a networkx graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msc_graph.atomic import atomic_binary, atomic_text
from msc_graph.exports.formats import FORMATS, Format, format_for
from msc_graph.exports.graphml import write_graphml
from msc_graph.exports.kgx import kgx_paths, write_kgx
from msc_graph.exports.networkx_view import to_networkx
from msc_graph.exports.rdf import write_rdf
from msc_graph.property_graph import property_graph
from msc_graph.vocabulary import Vocabulary, prefixes

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["FORMATS", "Format", "export", "format_for", "to_networkx"]


def export(
    path: Path | str, *, store: Store, vocabulary: Vocabulary, format: str | None = None
) -> tuple[Path, ...]:
    """Write the graph of ``store`` to ``path`` and return the paths of the files that were written.

    The same graph gives the same bytes. A file appears whole or not at all, and an older one stays as it was
    when writing fails. KGX makes two files: ``graph.tsv`` stands for ``graph_nodes.tsv`` and
    ``graph_edges.tsv``.

    Args:
        path: where to write; its extension tells the format.
        store: the graph; the RDF formats hold all of it, GraphML and KGX its nodes and endorsed edges.
        vocabulary: roles, signs, labels and evidence weights.
        format: the name of a format in `FORMATS`; wins over the extension.

    Raises:
        UnknownFormat: neither ``format`` nor the extension is known.
        UnwritableValue: the format cannot hold a value; the error names it.
        OSError: the place cannot be written.
    """
    chosen = format_for(path, format)
    if chosen.name == "graphml":
        graph = property_graph(store, vocabulary)
        with atomic_text(path) as file:
            write_graphml(graph, file)
    elif chosen.name == "kgx-tsv":
        graph = property_graph(store, vocabulary)
        nodes_path, edges_path = kgx_paths(path)
        with atomic_text(nodes_path) as nodes, atomic_text(edges_path) as edges:
            write_kgx(graph, nodes, edges)
        return nodes_path, edges_path
    else:
        with atomic_binary(path) as binary:
            write_rdf(store, binary, format_name=chosen.name, prefixes=prefixes())
    return (Path(path),)
