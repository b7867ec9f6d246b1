"""The curated facts as a segment of a store: their triples, and their graph as tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msc_graph.errors import StoreRefused
from msc_graph.stores.disk.manifest import linked_tree
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store

    from msc_graph.model.graph import Graph

CURATED = "curated"


@dataclass(frozen=True, slots=True)
class Curated:
    """The curated facts.

    ``store`` has the triples, ``graph`` the disputed edges, too; ``digest`` is that of ontology and tables;
    ``folder`` is where they lie, None: in memory only.
    """

    store: Store
    graph: Graph
    digest: str
    folder: Path | None = None

    @classmethod
    def of(cls, build: Path | None, facts: str) -> Curated:
        """Return the facts of now: those of a build where its digest ``facts`` is theirs, else made anew.

        Raises:
            CurationError: the tables hold mistakes (only where somebody has edited them).
        """
        digest = facts_digest()
        if build is not None and facts == digest:
            return cls.opened(build / CURATED, digest)
        return _made(digest)

    @classmethod
    def opened(cls, folder: Path, digest: str) -> Curated:
        """Return the facts in the folder of a build.

        Raises:
            StoreRefused: they are damaged.
        """
        from msc_graph.stores.disk.graph import DiskGraph

        graph = DiskGraph(folder / "graph", vocabulary(), disputed=True)
        return cls(open_triples(folder / "triples"), graph, digest, folder)

    def place(self, folder: Path) -> None:
        """Put them into a new folder of another build: the same files, or written there."""
        from pyoxigraph import Store

        from msc_graph.stores.disk.build_part import curated_part
        from msc_graph.stores.disk.joining import write_graph

        if self.folder is not None:
            linked_tree(self.folder, folder)
            return
        folder.mkdir()
        store = Store(str(folder / "triples"))
        store.bulk_extend(self.store)  # keeps the canonical names of blank nodes
        store.flush()
        write_graph([curated_part(self.graph, vocabulary())], folder / "graph", vocabulary())


@lru_cache(maxsize=1)
def _made(digest: str) -> Curated:
    """Return the facts of a digest; imports one after the other share them, and change nothing."""
    from msc_graph.curation.as_rdf import build_store
    from msc_graph.curation.reader import read_facts
    from msc_graph.model.property_graph import property_graph

    words = vocabulary()
    store = build_store(read_facts(), words=words)
    return Curated(store, property_graph(store, words, disputed=True), digest)


def open_triples(folder: Path) -> Store:
    """Return the triples in a folder, read-only.

    Raises:
        StoreRefused: they are damaged, or there are none.
    """
    from pyoxigraph import Store

    try:
        store = Store.read_only(str(folder))
        empty = next(store.quads_for_pattern(None, None, None, None), None) is None
    except (OSError, RuntimeError) as error:  # RuntimeError: the files are damaged
        raise StoreRefused(folder, f"its triples cannot be read ({error}). Import anew.") from error
    if empty:
        raise StoreRefused(folder, "it has no triples. Restore the folder, or import anew.")
    return store


def facts_digest() -> str:
    """Return the start of the SHA-256 of the ontology and the curated tables."""
    digest = hashlib.sha256()
    for path in sorted(locate("ontology").rglob("*.t[st][vl]")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]
