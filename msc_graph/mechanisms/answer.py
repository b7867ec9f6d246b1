"""Mechanisms: what a question about cause and effect is answered with, in every form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msc_graph.errors import must_be_true_or_false
from msc_graph.languages import check_language
from msc_graph.mechanisms.evidence import Lookup, MechanismPaths
from msc_graph.mechanisms.kinds import Kinds, stops_of, with_kinds
from msc_graph.mechanisms.published import published_paths
from msc_graph.model.graph import Graph, GraphNode
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.paths import Paths
from msc_graph.pathfinding.question import DWPC
from msc_graph.system.checked import checked

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from msc_graph.tables.table import Table

MOST_LISTED = 50_000
"""Most paths that are given where all are asked for: our choice, half a minute; some 2 GB as JSON."""


@checked
class Mechanisms(MechanismPaths):
    """The best paths from ``source`` to ``target``, as `MechanismPaths` keeps them, in every form."""

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the result as plain values; the field names are a contract (``docs/architecture.md``)."""
        from msc_graph.mechanisms.forms import as_dict

        check_language(lang)
        return as_dict(self, lang)

    def to_table(self, lang: str = "en") -> Table:
        """Return one row a step, in order; an empty table when there is no path."""
        from msc_graph.mechanisms.forms import as_table

        check_language(lang)
        return as_table(self, lang)

    def to_graph(self) -> PropertyGraph:
        """Return the union of the paths: their nodes and edges, each once, in the graph's order."""
        from msc_graph.mechanisms.forms import union

        return union(self, citations=self.lookup.graph.citations if self.lookup.graph else {})

    def to_networkx(self) -> MultiDiGraph:
        """Return the union of the paths as a networkx graph; attributes as in GraphML, lists as tuples."""
        from msc_graph.exports.networkx_view import to_networkx

        return to_networkx(self.to_graph())

    def to_graphml(self) -> str:
        """Return the union of the paths as GraphML."""
        from msc_graph.mechanisms.forms import as_graphml

        return as_graphml(self.to_graph())

    def to_rdf(self) -> str:
        """Return the paths as Turtle: ordered steps with the assertions they rest on, sign and score."""
        from msc_graph.mechanisms.steps import as_turtle

        return as_turtle(self)

    def to_svg(self, lang: str = "en", *, link: Callable[[str], str] | None = None) -> str:
        """Return a picture of the union of the paths, from left to right; arrows raise, bars lower.

        With ``link``, which gives the address of a node's page, each box is a link.
        """
        from msc_graph.mechanisms.picture import as_svg

        check_language(lang)
        return as_svg(self, lang, link)

    def explain(self, lang: str = "en") -> str:
        """Return the result in sentences with every edge's references, ready to paste (Markdown)."""
        from msc_graph.mechanisms.words import explanation

        return explanation(self, lang)

    def to_html(self, lang: str = "en") -> str:
        """Return a whole page that opens from disk: picture, words, and each path with its evidence."""
        from msc_graph.mechanisms.html import paths_values
        from msc_graph.pages.rendering import whole

        check_language(lang)
        title = f"{self.source.label_in(lang)} → {self.target.label_in(lang)}"
        return whole("paths", title=title, **paths_values(self, lang))

    def _repr_html_(self) -> str:
        from msc_graph.mechanisms.html import paths_values
        from msc_graph.pages.rendering import piece

        return piece("paths", **paths_values(self, "en"))

    def __getstate__(self) -> dict[str, Any]:
        self.disputed  # noqa: B018 -- looked up, so that it is kept
        return self.__dict__


def single_or_named(lookup: Lookup, names: Any) -> GraphNode:
    """Return the node that stands for an end of a question in words: itself, or a name for several."""
    if isinstance(names, str) and lookup.network.nodes.find(names) < 0:
        kind = lookup.network.category_name(names.split(maxsplit=1)[1])
        return GraphNode(names, kind, f"any {kind}", f"任一{lookup.category_label(kind, 'zh')}")
    listed = [names] if isinstance(names, str) else list(names)
    if len(listed) == 1:
        return lookup.node(listed[0])
    nodes = [lookup.node(name) for name in listed]
    return GraphNode(
        "|".join(listed),
        nodes[0].category if len({node.category for node in nodes}) == 1 else "",
        ", ".join(node.label for node in nodes),
        "、".join(node.label_in("zh") for node in nodes),
    )


def _published_first(found: Paths, claimed: frozenset[str], *, alone: bool) -> Paths:
    """Return the paths with the published chains of the question first, as a group; both in their order.

    With the scoring ``"dwpc"`` they stay as they are. ``alone`` leaves out what no chain holds.
    """
    if found.question.scoring == DWPC and not alone:
        return found
    chains = [(chain.nodes, chain.edges) for chain in published_paths(found.question, claimed)]
    return found.only(chains) if alone else found.led_by(chains)


def mechanisms(
    where: Network | Lookup,
    source: Any,
    target: Any,
    *,
    graph: Graph | None = None,
    kinds: Kinds | None = None,
    published_only: bool = False,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> Mechanisms:
    """Return the mechanisms from ``source`` to ``target``; arguments and errors as of `find_paths`.

    Published chains come first.

    Args:
        where: a network, or one with what is told of its nodes and edges.
        source: where a mechanism starts.
        target: where it ends.
        graph: the graph that a network was made of; None when there is none.
        kinds: narrower conditions that stand for the target too; see `Ends.kinds`.
        published_only: whether to give only paths that a published chain holds; sums and verdict stay those
            of all paths.
        progress: called, while all paths are listed, with how many were found so far.
        **options: of the search.
    """
    must_be_true_or_false(published_only, "published_only")
    kinds = kinds or {}
    options |= {"stops": stops_of(kinds)} if kinds else {}
    asked = {"source": source, "target": with_kinds(target, kinds), **options}
    lookup = where if isinstance(where, Lookup) else Lookup(where, graph)
    found = lookup.network.paths(progress=progress, **asked)
    if found.question.k is None:
        found = found.first(MOST_LISTED)
    found = _published_first(found, lookup.claimed, alone=published_only)
    return Mechanisms(
        found,
        lookup,
        source=single_or_named(lookup, source),
        target=single_or_named(lookup, target),
        kinds=kinds,
        asked=asked,
        published_only=published_only,
    )
