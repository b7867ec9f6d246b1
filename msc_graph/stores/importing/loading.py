"""Tables of a source into a triple store, as N-Quads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl

from msc_graph.rdf.graphs import ABOUT
from msc_graph.stores.importing.encoding import SourceTables
from msc_graph.stores.importing.nquads import pieces
from msc_graph.stores.importing.source import Source

if TYPE_CHECKING:
    from pyoxigraph import Store

PIECE_BYTES = 200_000_000
"""Bytes of N-Quads that are loaded at a time: a store sorts each piece in memory, in about five times as
much."""


def texts(source: Source, tables: SourceTables, before: pl.Series, *, named: bool = True) -> Iterator[str]:
    """Yield the N-Quads of a source; arguments as of `msc_graph.stores.importing.nquads.pieces`."""
    about = {name: getattr(source, name) for name in ABOUT}
    retracted = frozenset(source.retracted)
    return pieces(tables, source.name, about=about, before=before, retracted=retracted, named=named)


def load_pieces(store: Store, texts: Iterable[str], progress: Callable[[int], None] = lambda _: None) -> int:
    """Load N-Quads, one piece being made while another is loaded; return the number of lines."""
    from pyoxigraph import RdfFormat

    lines = 0
    running: Future[None] | None = None
    with ThreadPoolExecutor(1) as pool:
        for data, count in _joined(texts):
            if running is not None:
                running.result()
                progress(lines)
            running = pool.submit(store.bulk_load, data, RdfFormat.N_QUADS, lenient=True)
            lines += count
        if running is not None:
            running.result()
    progress(lines)
    return lines


def _joined(texts: Iterable[str]) -> Iterator[tuple[bytes, int]]:
    """Yield small pieces together and large ones alone, with their numbers of lines."""
    waiting: list[bytes] = []
    size = lines = 0
    for text in texts:
        data = text.encode()
        waiting.append(data)
        size += len(data)
        lines += data.count(b"\n")
        if size >= PIECE_BYTES // 2:
            yield b"".join(waiting), lines
            waiting, size, lines = [], 0, 0
    if waiting:
        yield b"".join(waiting), lines


def names_from(names: list[str], name: str) -> list[str]:
    """Return the names of a source and of those that came after it."""
    return names[names.index(name) :]
