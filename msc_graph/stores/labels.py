"""Labels looked up in a triple store one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msc_graph.languages import LANGUAGES
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import RDFS, TRIAL_PREFIX

if TYPE_CHECKING:
    from pyoxigraph import Store


class StoreLabels(Mapping[str, str]):
    """The label of every named thing by CURIE, in one language or else in English."""

    def __init__(self, store: Store, lang: str) -> None:
        """Look labels up in ``store``."""
        self._store, self._lang = store, lang
        self._seen: dict[str, str | None] = {}

    def __getitem__(self, curie: str) -> str:
        if curie not in self._seen:
            self._seen[curie] = self._look_up(curie)
        found = self._seen[curie]
        if found is None:
            raise KeyError(curie)
        return found

    def _look_up(self, curie: str) -> str | None:
        from pyoxigraph import Literal, NamedNode

        try:
            subject = NamedNode(node_iri(curie))
        except ValueError:
            return None
        found = [
            (quad.object.language or "", quad.object.value)
            for quad in self._store.quads_for_pattern(subject, NamedNode(f"{RDFS}label"), None, None)
            if isinstance(quad.object, Literal)
        ]
        if found and curie.startswith(TRIAL_PREFIX):
            return curie.removeprefix(TRIAL_PREFIX)
        order = (self._lang, *LANGUAGES)
        rank = {language: place for place, language in reversed(list(enumerate(order)))}
        return min(found, key=lambda pair: (rank.get(pair[0], len(order)), pair))[1] if found else None

    def __iter__(self) -> Iterator[str]:
        from pyoxigraph import NamedNode

        label = NamedNode(f"{RDFS}label")
        subjects = (quad.subject for quad in self._store.quads_for_pattern(None, label, None, None))
        return iter({compress(s.value): None for s in subjects if isinstance(s, NamedNode)})

    def __len__(self) -> int:
        return sum(1 for _ in self)
