"""What a graph of nodes and edges is, wherever it lies: the values that all rooms above take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from msc_graph.languages import best_of
from msc_graph.model.belief import EvidenceItem
from msc_graph.vocabulary.signs import PredicateRole, Sign

if TYPE_CHECKING:
    import polars as pl

ROWS = 50_000
"""Rows of a frame, unless told otherwise: about 30 MB of edges as text, and few enough calls of polars."""

NO_PAPERS = ("http://", "https://", "reference:source/")
"""How published ids begin that are pages on the web, or a database as a whole."""

VERDICTS = (
    "msc:supported",
    "msc:partially_supported",
    "msc:overclaimed",
    "msc:misattributed",
    "msc:unverifiable",
    "msc:refuted",
)
"""The verdicts, best first."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A thing of the graph.

    ``id`` is a CURIE; ``category`` the local name of its class (``"MicroRNA"``); ``label`` is never empty
    (the CURIE stands in for a missing one); ``label_zh`` and ``definition`` are empty when there is none;
    ``synonyms`` (any language) and ``xrefs`` (CURIEs) are sorted.
    """

    id: str
    category: str
    label: str
    label_zh: str = ""
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    definition: str = ""

    def label_in(self, lang: str) -> str:
        """Return the label for readers of ``lang``."""
        return best_of((self.label, self.label_zh), lang)

    def _repr_html_(self) -> str:
        from msc_graph.pages.rendering import piece

        return piece("node", "en", node=self)


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """A distinct subject-predicate-object with all the assertions that say it.

    ``id`` depends only on subject, predicate, object and ``endorsed``, so it is the same in every release.
    ``label`` and ``label_zh`` name the predicate (the Chinese one may be empty). ``sign`` is `Sign.UNKNOWN`
    for a contextual predicate too: its ``role`` tells the two apart. ``belief`` is 0 to 1, worked out per
    paper over the united evidence. ``verdict`` is the English name of the best verdict, and ``endorsed``
    whether that one is (partial) support. ``scope`` is ``"both"`` when EV and MSC assertions meet; other
    mixtures are joined by ``"|"``. ``references`` are the published ids of all papers, for and against: a
    PMID, else a DOI, else the reference's own CURIE; ``doubted`` are those under an expression
    of concern or retracted. All tuples are sorted; ``assertions``, ``mechanisms``,
    ``species`` and ``cells`` (the recipient cells) hold CURIEs. ``witnesses`` are the papers and records
    that support the edge: what one of them states of two edges, it states together.
    """

    id: str
    subject: str
    predicate: str
    object: str
    label: str
    label_zh: str
    role: PredicateRole
    sign: Sign
    belief: float
    verdict: str
    endorsed: bool
    scope: str
    assertions: tuple[str, ...]
    evidence: tuple[EvidenceItem, ...]
    references: tuple[str, ...]
    mechanisms: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()

    @property
    def sign_text(self) -> str:
        """The sign as files have it: a contextual edge whose sign is unknown has none."""
        contextual = self.role is PredicateRole.CONTEXTUAL and self.sign is Sign.UNKNOWN
        return "" if contextual else self.sign.value

    def label_in(self, lang: str) -> str:
        """Return the label of the predicate for readers of ``lang``."""
        return best_of((self.label, self.label_zh), lang)


@dataclass(frozen=True, slots=True)
class Around:
    """The edges at a node: endorsed ones that start there, those that only end there, and disputed ones."""

    outgoing: Sequence[GraphEdge]
    incoming: Sequence[GraphEdge]
    disputed: Sequence[GraphEdge]


class GraphPart(Protocol):
    """Nodes and edges, all of a graph or some, whether they lie in memory or on disk.

    Nodes are sorted by id, edges by subject, predicate and object.
    """

    @property
    def nodes(self) -> Sequence[GraphNode]:
        """The nodes."""

    @property
    def edges(self) -> Sequence[GraphEdge]:
        """The edges; every endpoint is a node."""

    def node_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the nodes as frames of at most ``rows`` rows, columns as `msc_graph.model.frames` says."""

    def edge_frames(self, rows: int = ROWS) -> Iterator[pl.DataFrame]:
        """Return the edges as frames of at most ``rows`` rows, columns as `msc_graph.model.frames` says."""


class Surroundings(Protocol):
    """What is told of a few things of a graph, looked up as it is asked for."""

    @property
    def citations(self) -> Mapping[str, str]:
        """The published id (PMID, DOI) of the paper by ``reference`` of an evidence item that was met."""

    def around(self, node: str) -> Around:
        """Return the edges that start or end in a node, each kind in order; all empty for an unknown one."""

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge that an assertion makes, or None."""


class Graph(GraphPart, Protocol):
    """A whole graph: nodes, edges, and what can be looked up in them."""

    @property
    def citations(self) -> Mapping[str, str]:
        """The published id (PMID, DOI) of the paper by ``reference`` of an evidence item."""

    @property
    def verification(self) -> Mapping[str, str]:
        """How far the study behind a mechanism was seen (``"verified"``, ``"memory"``), by mechanism."""

    def by_id(self) -> Mapping[str, GraphNode]:
        """Return the nodes by id."""

    def around(self, node: str) -> Around:
        """Return the edges that start or end in a node, each kind in order; all empty for an unknown one."""

    def edge_of(self, assertion: str) -> GraphEdge | None:
        """Return the edge that an assertion makes, or None."""

    def rows_of(self, assertions: Iterable[str]) -> list[int]:
        """Return the positions of the edges that some assertions make, ascending; unknown ones make none."""

    def part(self, nodes: Iterable[int], edges: Iterable[int] = ()) -> GraphPart:
        """Return the nodes at some positions and the edges among them, and some more edges with their ends.

        Args:
            nodes: positions in ``nodes``.
            edges: positions in ``edges``.
        """


def edge_id(subject: str, predicate: str, object_: str, *, endorsed: bool, own_sign: str = "") -> str:
    """Return an id that no other edge has: 80 bits of the SHA-256 of what the edge says.

    ``own_sign`` is ``"+"`` or ``"-"`` where the predicate leaves the sign open and the assertion gives it.
    """
    says = (subject, predicate, object_, *(() if endorsed else ("disputed",)), *own_sign.replace("?", ""))
    return f"msc:edge-{sha256(chr(9).join(says).encode()).hexdigest()[:20]}"


def witness(citation: str, locator: str) -> str:
    """Return what stands behind a piece of evidence as a whole; empty where nothing does.

    A paper does. A page on the web or a database holds many things, so there it is the record that the
    locator names: two statements of the same database are not yet stated together.

    >>> witness("PMID:1", "Figure 2"), witness("https://go.drugbank.com/drugs/DB1", "DrugMechDB 7")
    ('PMID:1', 'https://go.drugbank.com/drugs/DB1 DrugMechDB 7')
    >>> witness("reference:source/drugmechdb", "")
    ''
    """
    if is_paper(citation):
        return citation
    return f"{citation} {locator}" if locator else ""


def is_paper(citation: str) -> bool:
    """Return whether a published id is that of a paper or a registered study, not of a page or a database."""
    return not citation.startswith(NO_PAPERS)
