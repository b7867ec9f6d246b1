"""The parts of a build made from its segments: all sources joined to one graph, and all triples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from pyoxigraph import DefaultGraph

from msc_graph.errors import StoreRefused
from msc_graph.rdf.graphs import state_once
from msc_graph.stores.disk.build_part import curated_part, node_frame, source_part
from msc_graph.stores.disk.curated import CURATED, Curated
from msc_graph.stores.disk.joining import write_graph
from msc_graph.stores.disk.manifest import check_files
from msc_graph.stores.disk.network import build_network
from msc_graph.stores.disk.parts import begun
from msc_graph.stores.disk.segments import open_source
from msc_graph.stores.importing.encoding import SourceTables, described
from msc_graph.stores.importing.loading import load_pieces, texts
from msc_graph.stores.importing.source import Progress, Source
from msc_graph.vocabulary.ontology import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store


@dataclass(frozen=True, slots=True)
class Segments:
    """What a build is made of; its files are compared with their SHA-256 before anything is made of them."""

    build: Path
    manifest: Mapping[str, Any]
    progress: Progress

    def joined(self, folder: Path) -> dict[str, Any]:
        """Write all sources as one graph, with its network, and return its counts.

        Raises:
            StoreRefused: a file of the build is damaged.
        """
        self._check()
        self.progress("joining", 0, 0)
        graph, words = self._curated.graph, vocabulary()
        imported = [
            source_part(name, self.build / "sources" / name, words, graph.citations)
            for name in (source["name"] for source in self.manifest["sources"])
        ]
        counts = write_graph([curated_part(graph, words), *imported], folder / "graph", words)
        del imported
        self.progress("network", 0, 0)
        build_network(folder / "graph", words).save(folder / "network")
        return {"counts": counts}

    def triples(self, folder: Path) -> dict[str, Any]:
        """Write all triples, those of imports into the default graph, and return how many they are.

        What the curated facts say stands among them only.

        To those of the build before only the new ones are added, where none went away, else all to the
        curated ones. Where most are new the files are packed: that takes an eighth of the time, and then they
        take half the room and are read in a third of the time.

        Raises:
            StoreRefused: a file of the build, or of the triples of the build before, is damaged.
        """
        self._check()
        store, held = self._begun(folder)
        before = described(node_frame(self._curated.graph))
        loaded = 0
        for place, (source, tables) in enumerate(self._sources()):
            if place >= held:
                quads = texts(source, tables, before, named=False)
                told = partial(self._loading, loaded)
                loaded += load_pieces(store, quads, told)
            before = pl.concat([before, described(tables.nodes)]).unique()
        store.flush()
        triples = len(store)
        if 2 * loaded > triples:
            self.progress("packing", 0, 0)
            store.optimize()
        triples -= state_once(store, DefaultGraph(), store.named_graphs())
        store.flush()
        return {"counts": {"triples": triples}}

    def _loading(self, before: int, lines: int) -> None:
        self.progress("loading", before + lines, 0)

    def _check(self) -> None:
        check_files(self.build, self.manifest["files"], sums=True)

    @property
    def _curated(self) -> Curated:
        return Curated.opened(self.build / CURATED, self.manifest["facts"])

    def _sources(self) -> Iterator[tuple[Source, SourceTables]]:
        for facts in self.manifest["sources"]:
            yield Source.from_dict(facts), open_source(self.build / "sources" / facts["name"])

    def _begun(self, folder: Path) -> tuple[Store, int]:
        """Return a store to write into, and how many sources it holds already."""
        from pyoxigraph import Store

        part, held = self.build / CURATED / "triples", 0
        if (earlier := begun(self.build, self.manifest)) is not None:
            part, mark = earlier
            check_files(part, mark["files"], sums=True)
            held = len(mark["segments"]) - 1
        _backup(part, folder)
        return Store(str(folder)), held


def _backup(part: Path, folder: Path) -> None:
    """Copy a triple store into an empty folder; its large files get a second name.

    Raises:
        StoreRefused: it cannot be read.
    """
    from pyoxigraph import Store

    folder.rmdir()
    try:
        Store.read_only(str(part)).backup(str(folder))
    except (OSError, RuntimeError) as error:
        raise StoreRefused(part, f"its triples cannot be read ({error}). Import anew.") from error
