"""Writing a graph, a part of it, or made triples to files; each whole or not at all.

The same graph gives the same bytes. An older file stays as it was when writing fails. Memory does not depend
on the size of a graph on disk. KGX and Parquet make two files: ``graph.tsv`` stands for ``graph_nodes.tsv``
and ``graph_edges.tsv``.

All functions raise ``UnwritableValue`` where the format cannot hold a value, and ``OSError`` where the place
cannot be written.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msc_graph.errors import NoEdges, UsageError
from msc_graph.exports.formats import ADJACENCY, Format, pair_of_paths
from msc_graph.exports.progress import Counter, Progress
from msc_graph.model.graph import Graph, GraphPart
from msc_graph.system.atomic import atomic_binary, atomic_text
from msc_graph.vocabulary.curies import prefixes

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple

    from msc_graph.exports.parts import Part
    from msc_graph.pathfinding.network import Network
    from msc_graph.rdf.triples import Triples


def export_graph(
    path: Path | str,
    form: Format,
    *,
    graph: Callable[[], Graph],
    store: Callable[[], Store],
    network: Callable[[], Network],
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write a whole graph, and return the paths of the files that were written.

    Args:
        path: where to write.
        form: the RDF formats hold all of ``store``, the others the nodes and edges of ``graph``.
        graph: gives the nodes and endorsed edges of ``store``; called only when they are needed.
        store: gives the triples.
        network: gives the arrays, for the adjacency form.
        progress: is told again and again how much is done, and of how much.
    """
    from msc_graph.exports.rdf import stream_rdf

    if form.name == ADJACENCY:
        return _export_adjacency(path, network(), graph(), progress)
    if form.name in _TABLE_WRITERS:
        return _TABLE_WRITERS[form.name](path, graph(), progress)
    triples = store()
    counter = Counter(progress, lambda: 2 * len(triples))
    with atomic_binary(path) as file:
        stream_rdf(triples, file, format_name=form.name, prefixes=prefixes(), written=counter.add)
    counter.finish()
    return (Path(path),)


def export_part(
    path: Path | str,
    form: Format,
    part: Part,
    *,
    store: Callable[[], Triples],
    is_node: Callable[[Triples, str], bool],
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write a part of a graph, and return the paths of the files that were written.

    Args:
        path: where to write.
        form: in RDF a part brings along what describes it.
        part: the nodes and edges to write, and assertions beside them.
        store: gives the triples that describe them; called only when they are needed.
        is_node: tells of a thing (an IRI) in these triples whether it is a node.
        progress: is told again and again how much is done, and of how much.

    Raises:
        UsageError: the adjacency form is asked for, which holds whole graphs.

    Warns:
        NoEdges: the part has nodes, but nothing that the format would show between them.
    """
    _refuse_adjacency(form)
    from msc_graph.exports.parts import described
    from msc_graph.exports.rdf import stream_rdf

    _warn_without_edges(part, form)
    if form.name in _TABLE_WRITERS:
        return _TABLE_WRITERS[form.name](path, part.graph, progress)
    facts = store()
    quads = described(part, facts, partial(is_node, facts), written=_counter(part.graph, progress).add)
    with atomic_binary(path) as file:
        stream_rdf(quads, file, format_name=form.name, prefixes=prefixes())
    return (Path(path),)


def export_triples(path: Path | str, form: Format, triples: Sequence[Triple]) -> tuple[Path, ...]:
    """Write triples that a query made, and return the path of the file.

    Raises:
        UsageError: the format has no form for triples.
    """
    _refuse_adjacency(form)
    from pyoxigraph import Quad

    from msc_graph.exports.rdf import write_rdf
    from msc_graph.exports.triples_graphml import triples_graphml

    if form.name in _TABLE_WRITERS and form.name != "graphml":
        raise UsageError(
            f"{form.name} has no form for the triples that a CONSTRUCT query makes:"
            " choose an RDF format, or graphml"
        )
    with atomic_binary(path) as file:
        if form.name == "graphml":
            file.write(triples_graphml(triples))
        else:
            quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
            write_rdf(quads, file, format_name=form.name, prefixes=prefixes())
    return (Path(path),)


def export_text(path: Path | str, text: str) -> tuple[Path, ...]:
    """Write a text, and return the path of the file."""
    with atomic_text(path) as file:
        file.write(text)
    return (Path(path),)


def _refuse_adjacency(form: Format) -> None:
    if form.name == ADJACENCY:
        raise UsageError("the adjacency form holds a whole graph: leave the part out, or take parquet")


def _export_adjacency(
    path: Path | str, network: Network, graph: Graph, progress: Progress | None
) -> tuple[Path, ...]:
    from msc_graph.exports.adjacency import write_adjacency

    counter = Counter(progress, lambda: len(network.nodes) + 2 * len(network.edges))
    return (write_adjacency(path, network, graph, written=counter.add),)


def _warn_without_edges(part: Part, form: Format) -> None:
    if part.graph.edges or (part.assertions and form.name not in _TABLE_WRITERS):
        return
    problem = (
        f"none of the assertions that the answer names is endorsed, and {form.name} holds endorsed edges"
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
