"""Exports: the graph as files that other tools open, and as a networkx graph."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msc_graph.errors import NoEdges, UsageError
from msc_graph.exports.formats import FORMATS, Format, format_for, pair_of_paths
from msc_graph.exports.networkx_view import to_networkx
from msc_graph.exports.progress import Counter, Progress
from msc_graph.model.graph import GraphPart
from msc_graph.model.property_graph import property_graph
from msc_graph.system.atomic import atomic_binary
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple

    from msc_graph.exports.parts import Part
    from msc_graph.pathfinding.network import Network

__all__ = ["FORMATS", "Format", "export", "format_for", "to_networkx"]


def export(
    path: Path | str,
    *,
    store: Store,
    vocabulary: Vocabulary,
    graph: Callable[[], GraphPart] | None = None,
    network: Callable[[], Network] | None = None,
    part: Part | Sequence[Triple] | None = None,
    format: str | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the graph of ``store``, or a part of it, and return the paths of the files that were written.

    The same graph gives the same bytes. A file appears whole or not at all, and an older one stays as it was
    when writing fails. Memory does not depend on the size of a graph on disk. KGX and Parquet make two files:
    ``graph.tsv`` stands for ``graph_nodes.tsv`` and ``graph_edges.tsv``.

    Args:
        path: where to write; its extension tells the format.
        store: the graph; the RDF formats hold all of it, the others its nodes and endorsed edges.
        vocabulary: roles, signs, labels and evidence weights.
        graph: gives the nodes and endorsed edges of ``store``; None to work them out.
        network: gives the arrays of that graph, which a part needs in RDF; None to work them out.
        part: the nodes and edges to write, or triples that a query made; None for the whole graph.
        format: the name of a format in `FORMATS`; wins over the extension.
        progress: is told again and again how much is done, and of how much.

    Raises:
        UnknownFormat: neither ``format`` nor the extension is known.
        UsageError: the format has no form for triples.
        UnwritableValue: the format cannot hold a value; the error names it.
        OSError: the place cannot be written.

    Warns:
        NoEdges: the part has nodes, but nothing that the format would show between them.
    """
    from msc_graph.exports.parts import Part

    chosen = format_for(path, format)
    whole = graph or (lambda: property_graph(store, vocabulary))
    if isinstance(part, Part):
        _warn_without_edges(part, chosen)
    if chosen.name in _TABLE_WRITERS:
        if part is not None and not isinstance(part, Part):
            return _export_triples(path, chosen, part)
        return _TABLE_WRITERS[chosen.name](path, whole() if part is None else part.graph, progress)
    if part is None:
        _export_store(path, chosen, store, progress)
    elif isinstance(part, Part):
        from msc_graph.pathfinding.network import Network

        arrays = network() if network else Network.from_graph(whole(), vocabulary)
        _export_part(path, chosen, part, store, arrays, progress)
    else:
        _export_made(path, chosen, part)
    return (Path(path),)


def _warn_without_edges(part: Part, chosen: Format) -> None:
    if part.graph.edges or (part.assertions and chosen.name not in _TABLE_WRITERS):
        return
    problem = (
        f"none of the assertions that the answer names is endorsed, and {chosen.name} holds endorsed edges"
        " only. An RDF format (.ttl, .nq) holds them all, with their verdicts."
        if part.assertions
        else "no endorsed edge leads from one of them to another. Take the surroundings of a node (--around),"
        " or a query whose answer names assertions, mechanisms, or both ends of edges."
    )
    count = len(part.graph.nodes)
    warnings.warn(f"no edge among the {count} nodes of this part: {problem}", NoEdges, stacklevel=4)


def _export_graphml(path: Path | str, graph: GraphPart, progress: Progress | None) -> tuple[Path, ...]:
    from msc_graph.exports.graphml import write_graphml

    with atomic_binary(path) as file:
        write_graphml(graph, file, written=_counter(graph, progress).add)
    return (Path(path),)


def _export_kgx(path: Path | str, graph: GraphPart, progress: Progress | None) -> tuple[Path, ...]:
    from msc_graph.exports.kgx import write_kgx

    paths = pair_of_paths(path, ".tsv")
    with atomic_binary(paths[0]) as nodes, atomic_binary(paths[1]) as edges:
        write_kgx(graph, nodes, edges, written=_counter(graph, progress).add)
    return paths


def _export_parquet(path: Path | str, graph: GraphPart, progress: Progress | None) -> tuple[Path, ...]:
    from msc_graph.exports.parquet import write_parquet

    paths = pair_of_paths(path, ".parquet")
    with atomic_binary(paths[0]) as nodes, atomic_binary(paths[1]) as edges:
        write_parquet(graph, nodes, edges, written=_counter(graph, progress).add)
    return paths


_TABLE_WRITERS = {"graphml": _export_graphml, "kgx-tsv": _export_kgx, "parquet": _export_parquet}
"""What writes nodes and edges, by format; the other formats hold triples."""


def _counter(graph: GraphPart, progress: Progress | None) -> Counter:
    return Counter(progress, lambda: len(graph.nodes) + len(graph.edges))


def _export_store(path: Path | str, chosen: Format, store: Store, progress: Progress | None) -> None:
    from msc_graph.exports.rdf import stream_rdf

    counter = Counter(progress, lambda: 2 * len(store))
    with atomic_binary(path) as file:
        stream_rdf(store, file, format_name=chosen.name, prefixes=prefixes(), written=counter.add)
    counter.finish()


def _export_part(
    path: Path | str,
    chosen: Format,
    part: Part,
    store: Store,
    network: Network,
    progress: Progress | None,
) -> None:
    from msc_graph.exports.parts import described
    from msc_graph.exports.rdf import stream_rdf

    counter = _counter(part.graph, progress)
    quads = described(part, store, network, written=counter.add)
    with atomic_binary(path) as file:
        stream_rdf(quads, file, format_name=chosen.name, prefixes=prefixes())


def _export_made(path: Path | str, chosen: Format, triples: Sequence[Triple]) -> None:
    from pyoxigraph import Quad

    from msc_graph.exports.rdf import write_rdf

    quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    with atomic_binary(path) as file:
        write_rdf(quads, file, format_name=chosen.name, prefixes=prefixes())


def _export_triples(path: Path | str, chosen: Format, triples: Sequence[Triple]) -> tuple[Path, ...]:
    from msc_graph.exports.triples_graphml import triples_graphml

    if chosen.name != "graphml":
        raise UsageError(
            f"{chosen.name} has no form for the triples that a CONSTRUCT query makes:"
            " choose an RDF format, or graphml"
        )
    with atomic_binary(path) as file:
        file.write(triples_graphml(triples))
    return (Path(path),)
