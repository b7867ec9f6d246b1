"""A graph in the adjacency form: paths and rankings, asked where it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UsageError
from msc_graph.pathfinding.expansion import Limits, Reach, brought
from msc_graph.pathfinding.question import ANY, allowed_predicates, listed_names
from msc_graph.stores.adjacency.graph import AdjacencyPart
from msc_graph.stores.adjacency.names import AdjacencyNames
from msc_graph.stores.adjacency.tables import TableArcs, TableHierarchy, Tables, numbers_of
from msc_graph.stores.backend import Part
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.describe.identity import Identity
    from msc_graph.exports.parts import Part as ExportPart
    from msc_graph.model.graph import Graph, Surroundings
    from msc_graph.pathfinding.network import Network
    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.rdf.triples import Triples
    from msc_graph.stores.importing.source import ImportOptions, ImportResult, Progress


class AdjacencyBackend:
    """A graph of which no more is brought here than a question needs; it is read-only and has no triples."""

    has_triples = False

    def __init__(self, tables: Tables, place: str, limits: Limits | None = None) -> None:
        """Ask the tables.

        Args:
            tables: where the graph lies.
            place: what that is called in errors.
            limits: how much a question may bring; None for the usual.
        """
        self._tables, self._place, self._limits = tables, place, limits or Limits()
        self.vocabulary: Vocabulary = vocabulary()

    @cached_property
    def names(self) -> AdjacencyNames:
        """The index of all names of all nodes."""
        return AdjacencyNames(self._tables)

    @property
    def hierarchy(self) -> TableHierarchy:
        """What is narrower than a thing."""
        return TableHierarchy(self._tables, self.vocabulary)

    @cached_property
    def frame(self) -> Network:
        """A network of no edges that knows predicates and categories."""
        return self._tables.manifest.facts.frame()

    def part(self, source: Any, target: Any, options: Mapping[str, Any], *, whole: bool = False) -> Part:
        """Return the part that a question about paths needs; see `msc_graph.stores.backend.Backend`."""
        named = {what: listed_names(options.get(what, ()), f"'{what}'") for what in ("avoid", "via")}
        given = (("sources", source), ("targets", target))
        ends = {what: listed_names(names, f"'{what}'") for what, names in given}
        number = self._numbers(name for names in (*named.values(), *ends.values()) for name in names)
        asked = {what: _among(number, names) for what, names in named.items()}
        asked |= {
            what: np.union1d(_among(number, names), self._members(names)) for what, names in ends.items()
        }
        reach = Reach(
            hops=int(options.get("max_hops", 5)),
            directed=bool(options.get("directed", True)),
            predicates=allowed_predicates(self.frame, options.get("predicates")),
            min_belief=float(options.get("min_belief", 0.0)),
            whole=whole,
            **asked,
        )
        found = brought(TableArcs(self._tables), reach, self._limits)
        return Part(found.network, AdjacencyPart(self._tables, found.network, found.rows))

    def _numbers(self, names: Iterable[str]) -> dict[str, int]:
        """Return the numbers of the nodes that have these names (CURIEs), all in one request."""
        wanted = sorted({name for name in names if not _is_wide(name)})
        if not wanted:
            return {}
        found = self._tables.rows("nodes", "id", np.array(wanted, object))
        return dict(found.select("id", "number").iter_rows())

    def _members(self, names: Iterable[str]) -> NDArray[np.int64]:
        """Return the numbers of all nodes of the categories among some names (``"any Disease"``)."""
        asked = [self.frame.category_name(name[len(ANY) :].strip()) for name in names if _is_wide(name)]
        if not asked:
            return np.zeros(0, np.int64)
        held = np.logical_or.reduce([self.frame.category_codes(category) for category in asked])
        kinds = np.array([self.frame.categories[code] for code in np.flatnonzero(held)], object)
        return numbers_of(self._tables.rows("nodes", "category", kinds))

    def info(self) -> dict[str, Any]:
        """Return how many nodes and edges there are, and the digest of the form."""
        return {**self._tables.manifest.counts, "digest": self._tables.manifest.digest}

    def close(self) -> None:
        """Let go of the files, or end the session."""
        self._tables.close()

    # what needs triples, or all edges

    @property
    def triples_folder(self) -> str:
        """Where the triples lie: there are none."""
        return ""

    def _refuse(self, what: str) -> NoReturn:
        raise UsageError(
            f"{self._place} holds a graph in the adjacency form, which answers find, paths, rank and profile;"
            f" {what} needs the graph itself: a store, a file, or an endpoint"
        )

    @property
    def store(self) -> Store:
        """The triples: there are none."""
        self._refuse("what was asked")

    @property
    def facts(self) -> Store:
        """The triples: there are none."""
        self._refuse("what was asked")

    @property
    def facts_apart(self) -> Store:
        """The triples: there are none."""
        self._refuse("what was asked")

    @property
    def surroundings(self) -> Surroundings:
        """What is told of a few things: there are no triples that would tell it."""
        self._refuse("what was asked")

    @property
    def identity(self) -> Identity:
        """Which thing a name means: there are no triples that would tell it."""
        self._refuse("what was asked")

    def disputed(self, node: str) -> None:
        """Return None: there are no triples that would tell them."""

    @property
    def network(self) -> Network:
        """All edges as arrays: they stay where they are."""
        self._refuse("what was asked")

    def near(self, node: str, hops: int) -> ExportPart:
        """Refuse: which nodes lie around one is asked of the whole network."""
        self._refuse("what lies around a node")

    def is_node(self, facts: Triples, iri: str) -> bool:
        """Refuse: there are no triples."""
        self._refuse("what was asked")

    def property_graph(self, *, disputed: bool = False) -> Graph:
        """Refuse: the graph is not brought here as a whole."""
        self._refuse("what was asked")

    def sparql(self, query: str, *, timeout: float) -> QueryResult | TriplesResult:
        """Refuse: there are no triples."""
        self._refuse("SPARQL")

    def engine(self, *, trusted: bool, timeout: float) -> Engine:
        """Refuse: there are no triples."""
        self._refuse("a saved question")

    def for_reasoning(self) -> Store:
        """Refuse: there are no triples."""
        self._refuse("an inference")

    def materialise(self, inferred: Callable[[], Iterable[Quad]]) -> None:
        """Refuse: there are no triples."""
        self._refuse("an inference")

    def add(
        self, format: str, files: Sequence[Path], options: ImportOptions, progress: Progress
    ) -> tuple[ImportResult, Any]:
        """Refuse: the form is read-only."""
        self._refuse("an import")


def _is_wide(name: str) -> bool:
    return name.casefold().startswith(ANY)


def _among(number: Mapping[str, int], names: Iterable[str]) -> NDArray[np.int64]:
    return np.unique(np.array([number[name] for name in names if name in number], np.int64))
