"""The network: arrays of a graph with all that makes them, keeps them on disk and asks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path as FilePath
from typing import Any, Self

import numpy as np

from msc_graph.errors import MissingPart
from msc_graph.model.graph import GraphPart
from msc_graph.pathfinding.arrays import Arrays, category_ancestors
from msc_graph.pathfinding.backing import backing_of
from msc_graph.pathfinding.building import build, frame_columns, named_backing
from msc_graph.pathfinding.paths import Paths, find_paths
from msc_graph.pathfinding.question import listed_names
from msc_graph.pathfinding.storage import open_arrays, save_arrays
from msc_graph.system.checked import checked
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole


@checked
@dataclass(frozen=True, eq=False, repr=False)
class Network(Arrays):
    """A directed multigraph with sign and belief on its edges, built once and then only asked."""

    @classmethod
    def of(cls, arrays: Arrays) -> Self:
        """Return the network of arrays that were built or opened."""
        return cls(**{field.name: getattr(arrays, field.name) for field in fields(arrays)})

    @classmethod
    def from_edges(
        cls,
        subject: Any,
        predicate: Sequence[str] | None = None,
        object: Sequence[str] | None = None,
        *,
        sign: Sequence[str] | None = None,
        belief: Sequence[float] | None = None,
        category: Mapping[str, str] | None = None,
        source: Sequence[str] | None = None,
        contextual: Iterable[str] = (),
        hierarchical: Iterable[str] = (),
        ancestors: Mapping[str, Iterable[str]] | None = None,
        family: Mapping[str, str] | None = None,
        papers: Sequence[int] | None = None,
        witnesses: Sequence[Iterable[str]] | None = None,
        contexts: Sequence[Iterable[str]] | None = None,
    ) -> Self:
        """Return the network of edges given as columns of equal length; parallel edges are all kept.

        Args:
            subject: identifiers where the edges start; or, alone, a polars or pandas frame whose columns
                ``subject``, ``predicate``, ``object`` and, where present, ``sign``, ``belief``, ``source``
                are taken.
            predicate: names of the predicates.
            object: identifiers where the edges end.
            sign: ``"+"``, ``"-"`` or ``"?"`` of each edge; None for all unknown.
            belief: above 0, at most 1; None for 1.
            category: name of the category of each identifier; one that no edge has becomes a node without
                edges, so that a table of all nodes can be given.
            source: where each edge comes from; None for nowhere in particular.
            contextual: predicates that take part in a path only when asked for.
            hierarchical: predicates that lead from a narrower thing to a wider one, as "is a" does.
            ancestors: the wider categories that each category also counts as.
            family: the family of each predicate; those of one family with one sign mean the same. A predicate
                that is left out is a family of its own.
            papers: how many papers support what each edge states; None where that is not known.
            witnesses: the papers, records or chains that state each edge; None where that is not known.
            contexts: what each edge is said of, as ``"species:NCBITaxon:9606"``, ``"cell:..."``,
                ``"scope:EV"`` or ``"evidence:..."``; None where that is not known.

        Raises:
            InputError: columns of unequal length, an identifier that is no text or empty, an unknown sign, a
                belief or number of papers that is out of range or none; the first bad row is named, counted
                from 0.
            UsageError: ``category`` is no mapping, or ``contextual`` or ``hierarchical`` no list of names.

        >>> network = Network.from_edges(["a", "b"], ["raises", "lowers"], ["b", "c"], sign=["+", "-"])
        >>> [path.sign.value for path in network.paths("a", "c")]
        ['-']
        """
        if predicate is None and object is None:
            columns = frame_columns(subject)
        else:
            columns = {
                "subject": subject,
                "predicate": predicate,
                "object": object,
                "sign": sign,
                "belief": belief,
                "source": source,
            }
        arrays = build(
            columns,
            category=category,
            contextual=listed_names(contextual, "contextual"),
            hierarchical=listed_names(hierarchical, "hierarchical"),
            ancestors=ancestors,
            backing=named_backing(columns["predicate"], family, papers, witnesses, contexts),
        )
        return cls.of(arrays)

    @classmethod
    def from_graph(cls, graph: GraphPart, vocabulary: Vocabulary | None = None) -> Self:
        """Return the network of a property graph; ``edges.row`` are positions in ``graph.edges``.

        Edges that are not endorsed, or in which nobody believes at all (belief 0), take no part.

        Args:
            graph: nodes and edges.
            vocabulary: tells which categories are kinds of others, which predicates are one family or lead to
                something wider, and how much evidence weighs; None for none.
        """
        rows = [row for row, edge in enumerate(graph.edges) if edge.endorsed and edge.belief > 0]
        edges = [graph.edges[row] for row in rows]
        columns = {
            "subject": [edge.subject for edge in edges],
            "predicate": [edge.predicate for edge in edges],
            "object": [edge.object for edge in edges],
            "sign": [edge.sign.value for edge in edges],
            "belief": [edge.belief for edge in edges],
            "source": None,
        }
        arrays = build(
            columns,
            category={node.id: node.category for node in graph.nodes},
            contextual={edge.predicate for edge in edges if edge.role is PredicateRole.CONTEXTUAL},
            ancestors=category_ancestors(vocabulary) if vocabulary else None,
            hierarchical=map(compress, vocabulary.hierarchical) if vocabulary else (),
            rows=np.array(rows, np.int32),
            backing=backing_of(edges, vocabulary),
        )
        return cls.of(arrays)

    # disk

    def save(self, folder: FilePath | str) -> None:
        """Write the network into a new ``folder``; it appears whole or not at all.

        Raises:
            InputError: the folder is there already.
            OSError: the place cannot be written.
        """
        save_arrays(self, folder)

    @classmethod
    def open(cls, folder: FilePath | str) -> Self:
        """Return a saved network; its arrays stay on disk and are read where a query needs them.

        Raises:
            FileRefused: it is no saved network, or one of its files is missing or does not fit.
        """
        return cls.of(open_arrays(folder))

    # questions

    def compiled(self) -> Self:
        """Return the same network, with compiled code for paths of at most three edges; for many questions.

        The answers stay the same. Compiling takes about ten seconds the first time; numba keeps the code.

        Raises:
            MissingPart: numba is not installed (the extra ``fast``).
        """
        from msc_graph.pathfinding.compiled import compiled_arrays, is_compiled

        if not is_compiled():
            raise MissingPart("numba", "pip install 'msc-graph[fast]'")
        stated = self.statements
        if stated is not None:
            stated = replace(stated, compiled_arrays=compiled_arrays(stated))
        return replace(self, compiled_arrays=compiled_arrays(self), statements=stated)

    def paths(self, source: Any, target: Any, **options: Any) -> Paths:
        """Return the best simple paths from ``source`` to ``target``, best first; see `find_paths`."""
        return find_paths(self, source, target, **options)
