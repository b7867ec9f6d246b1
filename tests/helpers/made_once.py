"""The curated graph, worked out once in each process of tests, however many of them load it.

Nothing of what is under test changes: a graph that is loaded has a store of its own, and a store on disk has
files of its own. `tests/stores/test_made_once.py` compares them with those that the package makes.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from msc_graph.stores import memory, prepared
from msc_graph.stores.disk.curated import Curated, facts_digest
from msc_graph.stores.memory import MemoryBackend

load_anew = memory.curated
place_anew = Curated.place


class Copy(MemoryBackend):
    """A curated graph of its own, from the quads of one made earlier, with what was worked out of these."""

    def __init__(self, facts: str) -> None:
        made, quads = _made(facts)
        store = Store()
        store.bulk_extend(quads)
        super().__init__(store, made._ontology, is_curated=True)
        self._graphs = dict(made._graphs)
        self.__dict__["network"] = made.network


@cache
def _made(facts: str) -> tuple[MemoryBackend, list[Quad]]:
    made = load_anew()
    for disputed in (False, True):
        made.property_graph(disputed=disputed)
    return made, list(made.store)


def load_copy() -> MemoryBackend:
    """Return what `msc_graph.stores.memory.curated` returns of the same tables and ontology."""
    return Copy(facts_digest())


def use(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the package take what was made once; ``folder`` keeps the files, by digest of the facts."""

    def place(self: Curated, wanted: Path) -> None:
        """Put the facts into a new folder: those of a build as the package does, others as copies."""
        if self.folder is not None:
            place_anew(self, wanted)
            return
        kept = folder / self.digest
        if not kept.exists():
            folder.mkdir(exist_ok=True)
            place_anew(self, kept)
        shutil.copytree(kept, wanted)

    for module in (memory, prepared):
        patch.setattr(module, "curated", load_copy)
    patch.setattr(Curated, "place", place)
