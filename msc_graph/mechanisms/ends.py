"""What the names in a question about paths mean: identifiers of nodes, and categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msc_graph.errors import UnknownNode, must_be_text
from msc_graph.model.names import NameIndex
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.question import ANY, listed_names


class Ends:
    """Looks up the names of one graph."""

    def __init__(self, names: NameIndex, network: Network) -> None:
        """Keep the names of nodes, and the network, which knows its categories."""
        self._names, self._network = names, network

    def one(self, name: str) -> str:
        """Return the identifier of the one node that a name means.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
            UsageError: it is no text.
        """
        return self._names.one(must_be_text(name, "the name")).id

    def each(self, names: str | Sequence[str]) -> tuple[str, ...]:
        """Return the identifiers of the nodes that a name, or several, mean; raises what `one` raises."""
        return tuple(map(self.one, listed_names(names, "a node")))

    def end(self, names: str | Sequence[str]) -> str | tuple[str, ...]:
        """Return the identifiers that an end of paths means; ``"any Category"`` stays as it is.

        Raises:
            UnknownNode: as of `one`; the error tells how to ask for a category of that name.
            AmbiguousName, UsageError: as of `one`.
        """
        if not isinstance(names, str):
            return self.each(names)
        if names.casefold().startswith(ANY) and not self._names.is_exact(names):
            return names
        try:
            return self.one(names)
        except UnknownNode as error:
            if (category := self._network.known_category(names)) is None:
                raise
            more = f" For all nodes of a category write '{ANY}{category}'."
            raise UnknownNode(error.name, more=more) from error

    def group(self, names: str | Sequence[str]) -> str | tuple[str, ...]:
        """Return identifiers as `end` does; a text that is no node, but a category, means its members.

        Raises:
            UnknownNode: it is neither; near categories are offered.
            AmbiguousName, UsageError: as of `one`.
        """
        if isinstance(names, str) and names in self._network.category_names:
            return ANY + names
        try:
            return self.end(names)
        except UnknownNode as error:
            if (category := self._network.known_category(error.name)) is not None:
                return ANY + category
            more = f" Nor is it a category.{self._network.offered_categories(error.name)}"
            raise UnknownNode(error.name, error.candidates, more=more) from error

    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return options with names of nodes to visit or avoid, of species and of cells as identifiers."""
        named = ("via", "avoid", "species", "cell")
        return options | {name: self.each(options[name]) for name in named if name in options}
