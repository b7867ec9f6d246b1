"""What the names in a question about paths mean: identifiers of nodes, and categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msc_graph.errors import UnknownNode, UsageError
from msc_graph.languages import LANGUAGES
from msc_graph.messages.values import value_in
from msc_graph.model.graph import GraphNode
from msc_graph.model.names import Match, NameIndex, must_be_name, unwrapped
from msc_graph.pathfinding.arrays import offered
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.question import ANY, CONTEXTS, listed_names, local_name
from msc_graph.rdf.hierarchy import Narrowing
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.ontology import Vocabulary

CONDITION = "Condition"
"""The category whose members a question asks about together with their narrower ones."""
Nameable = str | GraphNode | Match
"""What a caller names a node by: any of its names, itself, or what `find` gave."""
Named = str | tuple[str, ...]
"""An end of a question: a node or a category as ``"any Disease"``, or several nodes."""


class Ends:
    """Looks up the names of one graph."""

    def __init__(
        self, names: NameIndex, network: Network, words: Vocabulary, hierarchy: Narrowing | None = None
    ) -> None:
        """Keep the names of nodes, the network, what its categories are called, which node is narrower."""
        self._names, self._network, self._words, self._hierarchy = names, network, words, hierarchy

    def one(self, name: Nameable) -> str:
        """Return the identifier of the one node that a name means.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
            UsageError: it is no text.
        """
        return self._names.one(must_be_name(name, "the name")).id

    def each(self, names: Nameable | Sequence[Nameable]) -> tuple[str, ...]:
        """Return the identifiers of the nodes that a name, or several, mean; raises what `one` raises."""
        return tuple(map(self.one, listed_names(unwrapped(names), "a node")))

    def end(self, names: Nameable | Sequence[Nameable]) -> Named:
        """Return the identifiers that an end of paths means; ``"any Category"`` stays as it is.

        Raises:
            UnknownNode: as of `one`; the error tells how to ask for a category of that name.
            AmbiguousName, UsageError: as of `one`.
        """
        names = unwrapped(names)
        if not isinstance(names, str):
            return self.each(names)
        if names.casefold().startswith(ANY) and not self._names.is_exact(names):
            return ANY + self._category(names[len(ANY) :].strip())
        try:
            return self.one(names)
        except UnknownNode as error:
            if (category := self._category(names)) not in self._network.category_names:
                raise
            more = f" For all nodes of a category write '{ANY}{category}'."
            raise UnknownNode(error.name, more=more) from error

    def _category(self, name: str) -> str:
        """Return the category of the network that a name or label means, else the name as it is."""
        return self._network.known_category(name) or name

    def categories(self, names: Nameable | Sequence[Nameable]) -> tuple[str, ...]:
        """Return names of categories in place of the labels of classes; what is no label stays as it is."""
        listed = listed_names(unwrapped(names), "the target")
        return tuple(name if self._names.is_exact(name) else self._category(name) for name in listed)

    def group(self, names: Nameable | Sequence[Nameable]) -> Named:
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
            category = self._category(error.name)
            if category in self._network.category_names:
                return ANY + category
            more = f" Nor is it a category.{self._network.offered_categories(error.name)}"
            raise UnknownNode(error.name, error.candidates, more=more) from error

    def ranked(
        self, source: Nameable | Sequence[Nameable], target: Nameable | Sequence[Nameable]
    ) -> tuple[Named, Named]:
        """Return both ends of a ranking as `group` does; between two nodes, a category of that name wins.

        Raises:
            UnknownNode, AmbiguousName, UsageError: as of `group`.
        """
        ends = self.group(source), self.group(target)
        if any(len(listed_names(end, "an end")) != 1 or self._is_category(end) for end in ends):
            return ends
        named = (self._category(name) if isinstance(name, str) else "" for name in (source, target))
        known = self._network.category_names
        first, second = (ANY + name if name in known else end for name, end in zip(named, ends, strict=True))
        return first, second

    def kinds(self, target: Named, source: Named = ()) -> dict[str, tuple[str, ...]]:
        """Return the narrower conditions that stand for a target too, each with those asked for above it.

        Args:
            target: identifiers of conditions; a category holds its narrower ones already, and gives none.
            source: identifiers at the other end, which stand for themselves alone.

        Returns:
            Identifiers, in order; empty where nothing is narrower.
        """
        if self._hierarchy is None or self._is_category(target):
            return {}
        asked, others = listed_names(target, "the target"), set(listed_names(source, "the source"))
        found: dict[str, list[str]] = {}
        for name in asked:
            for narrower in self.narrower(name) if name not in others else ():
                if narrower not in others and narrower not in asked:
                    found.setdefault(narrower, []).append(name)
        return {name: tuple(found[name]) for name in sorted(found)}

    def narrower(self, name: str) -> list[str]:
        """Return the conditions (identifiers) that are narrower than one; empty for any other node."""
        node = self._names.get(name)
        category = node.category if node else ""
        if self._hierarchy is None or CONDITION not in (category, *self._network.ancestors.get(category, ())):
            return []
        found = map(compress, self._hierarchy.narrower(node_iri(name)))
        return [one for one in found if self._names.get(one) is not None]

    def _is_category(self, names: Named) -> bool:
        return isinstance(names, str) and names.casefold().startswith(ANY) and self._names.get(names) is None

    def stated(self, kind: str, names: Nameable | Sequence[Nameable]) -> tuple[str, ...]:
        """Return the identifiers of species or cells (``kind``) of which edges are said.

        Raises:
            UnknownNode, AmbiguousName: as of `one`.
            UsageError: no edge is said of one of them; the error names those that there are.
        """
        found, mark = self.each(names), f"{kind}:"
        known = [name.removeprefix(mark) for name in self._network.context_names if name.startswith(mark)]
        for name in found if known else ():
            if name not in known:
                labels = {self._called(one): self._called(one, LANGUAGES[1]) for one in known}
                offer = offered(self._called(name), labels, CONTEXTS[kind], usual=labels, labels=labels)
                raise UsageError(f"no edge states the {kind} {self._called(name)!r}.{offer}", chinese=labels)
        return found

    def _called(self, name: str, lang: str = LANGUAGES[0]) -> str:
        """Return the label of a node, else its identifier."""
        node = self._names.get(name)
        return node.label_in(lang) if node else name

    def kinds_stated(self, kind: str, names: str | Sequence[str]) -> tuple[str, ...]:
        """Return the scopes or types of evidence (``kind``) with these names, or labels in any language.

        Raises:
            UsageError: no edge states one of them; near ones are offered, else all.
        """
        mark = f"{kind}:"
        known = [name.removeprefix(mark) for name in self._network.context_names if name.startswith(mark)]
        english, chinese = ({one: self._worded(kind, one, lang) for one in known} for lang in LANGUAGES)
        meant = {label.casefold(): one for one in known for label in (chinese[one], english[one], one)}
        found = [meant.get(name.casefold(), name) for name in listed_names(names, f"'{kind}'")]
        shown = {one if one == english[one] else f"{english[one]} ({one})": one for one in known}
        labels = {text: text.replace(english[one], chinese[one]) for text, one in shown.items()}
        for name in found if known else ():
            if name not in known:
                near = [*english, *english.values()]
                offer = offered(name, near, CONTEXTS[kind], usual=shown, labels=chinese)
                raise UsageError(f"no edge states the {kind} {name!r}.{offer}", chinese=labels)
        return tuple(found)

    def _worded(self, kind: str, name: str, lang: str) -> str:
        """Return what a scope or a type of evidence (a CURIE) is called."""
        return self._words.label(node_iri(name), lang) if kind == "evidence" else value_in(kind, name, lang)

    def predicates(self, names: str | Sequence[str] | None) -> list[str] | None:
        """Return predicates with CURIEs in place of labels in any language; what is no label stays."""
        if names is None:
            return None
        known = {spelling for curie in self._network.predicates for spelling in (curie, local_name(curie))}
        found = []
        for name in listed_names(names, "'predicates'"):
            mark, plain = (name[0], name[1:]) if name[:1] in ("!", "+") else ("", name)
            meant = [curie for curie in self._words.predicates_called(plain) if curie in known]
            found += [mark + curie for curie in meant] if plain not in known and meant else [name]
        return found

    def options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return options with names of nodes to visit or avoid, of species and of cells as identifiers.

        Labels of predicates and types of evidence become CURIEs, those of scopes their names.
        """
        found = {name: self.each(options[name]) for name in ("via", "avoid") if name in options}
        if "predicates" in options:
            options = options | {"predicates": self.predicates(options["predicates"])}
        said = {name: self.stated(name, options[name]) for name in ("species", "cell") if name in options}
        kinds = {
            name: self.kinds_stated(name, options[name]) for name in ("scope", "evidence") if name in options
        }
        return options | found | said | kinds
