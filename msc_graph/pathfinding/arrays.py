"""The arrays of a network: a signed directed multigraph in numpy, which the search walks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.errors import UnknownNode, UsageError, did_you_mean, nearest
from msc_graph.languages import LANGUAGES
from msc_graph.pathfinding.lists import Lists, distinct
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.system.told import counted, told
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary
from msc_graph.vocabulary.signs import Sign

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
    ``in_degree`` those of the subject and the object for this predicate (of a statement: for its family) over
    the whole network. ``support`` (above 0, at most 1) is what the edge adds to the order of paths: the
    belief, or for a statement what `msc_graph.pathfinding.statements` makes of belief and papers.
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
    support: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.subject)

    def take(self, rows: NDArray[Any]) -> EdgeArrays:
        """Return some edges, in the order of ``rows``."""
        return EdgeArrays(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, eq=False)
class Arrays:
    """A directed multigraph with sign and belief on its edges, built once and then only read.

    ``nodes`` are the identifiers in the order of their code points; ``category_of`` gives each a position in
    ``categories`` (sorted; ``""`` for a node of none). ``ancestors`` maps a category to all that it counts
    as, itself among them. ``contextual`` are the predicates that take part only when asked for,
    ``hierarchical`` those that lead from a narrower thing to a wider one. Edges from a node to itself are
    never part of a path and are only counted (``self_loops``). ``leaving`` and
    ``entering`` are the compressed rows both ways; ``by_object`` sorts the edges by object.
    ``compiled_arrays`` are these once more for `compiled`, which makes them; None for plain numpy.

    ``statements`` are the same edges with each statement once, however many predicates word it. They have
    ``worded``, the rows of the input that word each, with the predicates of these rows in ``wording`` (None:
    one each, that of the edge), and ``witnesses``, codes of the papers, records and chains that state each
    (None: not told); ``met`` is that of `msc_graph.pathfinding.coherence.met_by` in a saved network.
    ``contexts`` are codes among ``context_names`` of what each edge is said of
    (``"species:NCBITaxon:9606"``; None: not told).

    ``cut`` is None for a whole graph. For a part that was brought for one question it says which limit kept
    away what the question might need: ``"time"``, ``"nodes"``, ``"rows"``, ``"hubs"``, or ``""`` for none.

    Memory: about 43 bytes an edge, 20 bytes and the identifier a node, 51 bytes a statement where the
    statements are not the edges themselves, and 4 bytes each witness and context.
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
    hierarchical: frozenset[str] = frozenset()
    ancestors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    self_loops: int = 0
    statements: Arrays | None = None
    worded: Lists | None = None
    wording: NDArray[np.int16] | None = None
    witnesses: Lists | None = None
    met: NDArray[np.uint8] | None = None
    contexts: Lists | None = None
    context_names: tuple[str, ...] = ()
    compiled_arrays: tuple[NDArray[Any], ...] | None = None
    cut: str | None = None

    def __repr__(self) -> str:
        return told(self, counted(len(self.nodes), "node"), counted(len(self.edges), "edge"))

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
        """Return for each position in ``categories`` whether it counts as ``name``; see `known_category`.

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
        """Return the category that a name or a label of a class means, as it is spelled here, or None.

        Letter case and spaces do not count ("biological process").
        """
        if name in self.category_names:
            return name
        known = {_squeezed(category): category for category in self.category_names}
        called = vocabulary().class_called(name)
        return known.get(_squeezed(name)) or (called if called in self.category_names else None)

    def offered_categories(self, name: str) -> str:
        """Return a sentence that offers categories near to ``name``, else those that paths lead through."""
        usual = self.usual_predicates[self.edges.predicate]
        ends = np.concatenate([self.edges.subject[usual], self.edges.object[usual]])
        codes = distinct(self.category_of[ends]).tolist()
        listed = {self.categories[code] for code in codes} - {""}
        labels = vocabulary().class_labels(LANGUAGES[1])
        return offered(name, self.category_names, "categories", usual=listed, labels=labels)

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

    def stated(self, kinds: tuple[str, ...]) -> tuple[tuple[Lists, NDArray[np.bool_]], ...]:
        """Return of each kind of context what each edge states of it, and whether it states any.

        Kinds of which no edge states any are left out. It is worked out once.
        """
        if kinds not in self._stated:
            self._stated[kinds] = tuple(filter(None, map(self._stated_of, kinds)))
        return self._stated[kinds]

    @cached_property
    def _stated(self) -> dict[tuple[str, ...], tuple[tuple[Lists, NDArray[np.bool_]], ...]]:
        return {}

    def _stated_of(self, kind: str) -> tuple[Lists, NDArray[np.bool_]] | None:
        of_kind = np.array([name.startswith(f"{kind}:") for name in self.context_names], bool)
        if self.contexts is None or not of_kind.any():
            return None
        lists = self.contexts.only(of_kind[self.contexts.code])
        return lists, np.diff(lists.start) > 0

    @property
    def nbytes(self) -> int:
        """How many bytes the arrays take."""
        arrays = [getattr(self.edges, name) for name in self.edges.__slots__]
        arrays += [self.leaving, self.entering, self.by_object, self.category_of]
        arrays += [self.nodes.data, self.nodes.offsets]
        for lists in (self.worded, self.witnesses, self.contexts):
            arrays += [lists.start, lists.code] if lists else []
        more = self.statements.nbytes if self.statements else 0
        return sum(int(array.nbytes) for array in arrays) + more

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.edges)


MOST_OFFERED = 40
"""Most names that an error lists where none is near: our choice; the curated graph has fewer of a kind."""


def offered(
    name: str, known: Collection[str], what: str, *, usual: Iterable[str], labels: Mapping[str, str]
) -> str:
    """Return a sentence that offers what is near to ``name`` among the ``known``, else the ``usual`` ones.

    ``labels`` are Chinese ones of the ``known``; a name that is not in ASCII may be near to them.
    """
    chinese = () if name.isascii() else (labels[one] for one in known if one in labels)
    if near := nearest(name, [*known, *chinese]):
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
