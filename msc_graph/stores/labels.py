"""Labels looked up in a triple store one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msc_graph.rdf.asserted import label_of
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import RDFS

if TYPE_CHECKING:
    from msc_graph.rdf.triples import Triples


class StoreLabels(Mapping[str, str]):
    """The label of every named thing by CURIE, as `msc_graph.rdf.asserted.label_of` chooses it."""

    def __init__(self, store: Triples, lang: str) -> None:
        """Look labels up in ``store``."""
        self._store, self._lang = store, lang
        self._seen: dict[str, str] = {}

    def expect(self, curies: Iterable[str]) -> None:
        """Say of what labels will be looked up; triples that lie elsewhere are asked for at once."""
        if expect := getattr(self._store, "expect", None):
            expect(curies)

    def __getitem__(self, curie: str) -> str:
        if curie not in self._seen:
            self._seen[curie] = self._look_up(curie)
        if not self._seen[curie]:
            raise KeyError(curie)
        return self._seen[curie]

    def _look_up(self, curie: str) -> str:
        try:
            return label_of(self._store, node_iri(curie), self._lang)
        except ValueError:  # it is in no IRI
            return ""

    def __iter__(self) -> Iterator[str]:
        from pyoxigraph import NamedNode

        label = NamedNode(f"{RDFS}label")
        subjects = (quad.subject for quad in self._store.quads_for_pattern(None, label, None, None))
        return iter({compress(s.value): None for s in subjects if isinstance(s, NamedNode)})

    def __len__(self) -> int:
        return sum(1 for _ in self)
