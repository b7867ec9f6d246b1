"""The network: a signed directed multigraph in numpy arrays, which the search walks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import MissingPart, UnknownNode, UsageError, did_you_mean, nearest
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from msc_graph.model.property_graph import PropertyGraph
    from msc_graph.pathfinding.paths import Paths

Indexes = NDArray[np.int32]

HUB_DAMPING = 0.4
"""Default exponent w of the degree product.

Source: Himmelstein & Baranzini 2015, doi:10.1371/journal.pcbi.1004259 (path-degree product, w = 0.4).
"""

SIGN_CODE = {Sign.POSITIVE: 1, Sign.NEGATIVE: -1, Sign.UNKNOWN: 0}
SIGN_OF_CODE = {code: sign for sign, code in SIGN_CODE.items()}
CODE_OF_TEXT = {sign.value: code for sign, code in SIGN_CODE.items()}


@dataclass(frozen=True, slots=True)
class EdgeArrays:
    """One row an edge, sorted by subject, object and predicate; equal ones keep the order in which they came.

    ``subject`` and ``object`` are positions of nodes, ``predicate`` and ``source`` codes, ``sign`` 1, -1 or 0
    (unknown), ``belief`` above 0 and at most 1, ``row`` the position in the input, and ``out_degree`` and
    ``in_degree`` those of the subject and the object for this predicate over the whole network.
    """

    subject: Indexes
    object: Indexes
    predicate: NDArray[np.int16]
    sign: NDArray[np.int8]
    belief: NDArray[np.float64]
    source: NDArray[np.int16]
    row: Indexes
    out_degree: Indexes
    in_degree: Indexes

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True, eq=False)
class Network:
    """A directed multigraph with sign and belief on its edges, built once and then only read.

    ``nodes`` are the identifiers in the order of their code points; ``category_of`` gives each a position in
    ``categories`` (sorted; ``""`` for a node of none). ``ancestors`` maps a category to all that it counts
    as, itself among them. ``contextual`` are the predicates that take part only when asked for. Edges from a
    node to itself are never part of a path and are only counted (``self_loops``). ``leaving`` and
    ``entering`` are the compressed rows both ways; ``by_object`` sorts the edges by object.
    ``compiled_arrays`` are these once more for `compiled`, which makes them; None for plain numpy.

    Memory: about 43 bytes an edge, and 20 bytes and the identifier a node.
    """

    nodes: StringTable
    predicates: tuple[str, ...]
    categories: tuple[str, ...]
    category_of: NDArray[np.int16]
    edges: EdgeArrays
    leaving: NDArray[np.int64]
    entering: NDArray[np.int64]
    by_object: Indexes
    sources: tuple[str, ...] = ("",)
    contextual: frozenset[str] = frozenset()
    ancestors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    self_loops: int = 0
    compiled_arrays: tuple[NDArray[Any], ...] | None = None

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
        ancestors: Mapping[str, Iterable[str]] | None = None,
    ) -> Network:
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
            ancestors: the wider categories that each category also counts as.

        Raises:
            InputError: columns of unequal length, an identifier that is no text or empty, an unknown sign, a
                belief that is out of range or no number; the first bad row is named, counted from 0.

        >>> network = Network.from_edges(["a", "b"], ["raises", "lowers"], ["b", "c"], sign=["+", "-"])
        >>> [path.sign.value for path in network.paths("a", "c")]
        ['-']
        """
        from msc_graph.pathfinding.building import build, frame_columns

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
        return build(columns, category=category, contextual=contextual, ancestors=ancestors)

    @classmethod
    def from_graph(cls, graph: PropertyGraph, vocabulary: Vocabulary | None = None) -> Network:
        """Return the network of a property graph; ``edges.row`` are positions in ``graph.edges``.

        Edges that are not endorsed, or in which nobody believes at all (belief 0), take no part.

        Args:
            graph: nodes and edges.
            vocabulary: tells which categories are kinds of others; None for none.
        """
        from msc_graph.pathfinding.building import build

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
        return build(
            columns,
            category={node.id: node.category for node in graph.nodes},
            contextual={edge.predicate for edge in edges if edge.role is PredicateRole.CONTEXTUAL},
            ancestors=category_ancestors(vocabulary) if vocabulary else None,
            rows=np.array(rows, np.int32),
        )

    # what is in it

    def node_index(self, node: str) -> int:
        """Return the position of a node.

        Raises:
            UnknownNode: no node has this identifier; near ones are offered.
        """
        position = self.nodes.find(node) if isinstance(node, str) else -1
        if position < 0:
            raise UnknownNode(str(node), self._near(str(node)))
        return position

    def _near(self, node: str) -> tuple[str, ...]:
        """Return the near identifiers, unless the network is so large that looking would take seconds."""
        return nearest(node, self.nodes) if len(self.nodes) <= 20_000 else ()

    @cached_property
    def category_names(self) -> tuple[str, ...]:
        """All categories that may be asked for: those of nodes and the wider ones, sorted."""
        wider = {name for names in self.ancestors.values() for name in names}
        return tuple(sorted((wider | set(self.categories)) - {""}))

    def category_codes(self, name: str) -> NDArray[np.bool_]:
        """Return for each position in ``categories`` whether it counts as ``name``, however it is spelled.

        Letter case and spaces do not count ("biological process").

        Raises:
            UsageError: no such category; near ones are offered, or all that nodes have.
        """
        wanted = self.category_name(name)
        return np.array(
            [wanted in (category, *self.ancestors.get(category, ())) for category in self.categories], bool
        )

    def category_name(self, name: str) -> str:
        """Return the category that is meant, as it is spelled here.

        Raises:
            UsageError: no such category; near ones are offered, or all.
        """
        wanted = self.known_category(name)
        if wanted is None:
            raise UsageError(f"unknown category {name!r}.{self.offered_categories(name)}")
        return wanted

    def known_category(self, name: str) -> str | None:
        """Return the category that is meant, as it is spelled here, or None where there is none."""
        if name in self.category_names:
            return name
        return {_squeezed(category): category for category in self.category_names}.get(_squeezed(name))

    def offered_categories(self, name: str) -> str:
        """Return a sentence that offers categories near to ``name``, else those that paths lead through."""
        usual = self.usual_predicates[self.edges.predicate]
        ends = np.concatenate([self.edges.subject[usual], self.edges.object[usual]])
        codes = np.unique(self.category_of[ends]).tolist()
        listed = {self.categories[code] for code in codes} - {""}
        return offered(name, self.category_names, "categories", usual=listed)

    def members(self, name: str) -> Indexes:
        """Return the positions of the nodes of a category, ascending; may be empty.

        Raises:
            UsageError: no such category.
        """
        return np.flatnonzero(self.category_codes(name)[self.category_of]).astype(np.int32)

    @cached_property
    def usual_predicates(self) -> NDArray[np.bool_]:
        """Which predicates take part in a path unless a question says otherwise: all but contextual ones."""
        usual = np.array([name not in self.contextual for name in self.predicates], bool)
        usual.flags.writeable = False
        return usual

    @property
    def nbytes(self) -> int:
        """How many bytes the arrays take."""
        arrays = [getattr(self.edges, name) for name in self.edges.__slots__]
        arrays += [self.leaving, self.entering, self.by_object, self.category_of]
        arrays += [self.nodes.data, self.nodes.offsets]
        return sum(int(array.nbytes) for array in arrays)

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.edges)

    # disk

    def save(self, folder: FilePath | str) -> None:
        """Write the network into a new ``folder``; it appears whole or not at all.

        Raises:
            InputError: the folder is there already.
            OSError: the place cannot be written.
        """
        from msc_graph.pathfinding.storage import save

        save(self, folder)

    @classmethod
    def open(cls, folder: FilePath | str) -> Network:
        """Return a saved network; its arrays stay on disk and are read where a query needs them.

        Raises:
            FileRefused: it is no saved network, or one of its files is missing or does not fit.
        """
        from msc_graph.pathfinding.storage import open_network

        return open_network(folder)

    # questions

    def compiled(self) -> Network:
        """Return the same network, with compiled code for paths of at most three edges; for many questions.

        The answers stay the same. Compiling takes about ten seconds the first time; numba keeps the code.

        Raises:
            MissingPart: numba is not installed (the extra ``fast``).
        """
        from msc_graph.pathfinding.compiled import compiled_arrays, is_compiled

        if not is_compiled():
            raise MissingPart("numba", "pip install 'msc-graph[fast]'")
        return replace(self, compiled_arrays=compiled_arrays(self))

    def paths(self, source: Any, target: Any, **options: Any) -> Paths:
        """Return the best simple paths from ``source`` to ``target``, best first; see `find_paths`."""
        from msc_graph.pathfinding.paths import find_paths

        return find_paths(self, source, target, **options)


MOST_OFFERED = 40
"""Most names that an error lists where none is near: our choice; the curated graph has fewer of a kind."""


def offered(name: str, known: Iterable[str], what: str, *, usual: Iterable[str]) -> str:
    """Return a sentence that offers what is near to ``name`` among the ``known``, else the ``usual`` ones."""
    if near := nearest(name, known):
        return did_you_mean(near)
    names = sorted(set(usual))
    more = f" and {len(names) - MOST_OFFERED} more" if len(names) > MOST_OFFERED else ""
    return f" The {what} are: {', '.join(names[:MOST_OFFERED])}{more}." if names else f" There are no {what}."


def _squeezed(name: str) -> str:
    return name.casefold().replace(" ", "").replace("_", "")


def category_ancestors(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Return the wider categories, by local name, of every class of nodes."""
    return {
        iri.removeprefix(MSC): tuple(sorted(a.removeprefix(MSC) for a in vocabulary.ancestors(iri)))
        for iri in vocabulary.node_classes
    }
