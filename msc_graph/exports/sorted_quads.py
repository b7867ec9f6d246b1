r"""Any number of quads in the order of our RDF files, in bounded memory.

A store writes N-Quads in the order of its index. Pieces of that are sorted as they come and put aside in
temporary files, which are then merged (external merge sort: Knuth, The Art of Computer Programming, volume
3, section 5.4). A line of such a file is the sort key itself: graph, subject, predicate, object, with tabs
between them. No term holds a tab or anything below it, because N-Quads escapes them
(https://www.w3.org/TR/n-quads/#sec-grammar), so lines compare as their parts do; and UTF-8 keeps the order
of code points.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from io import RawIOBase
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import polars as pl

from msc_graph.vocabulary.namespaces import RDF_TYPE, XSD

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

PIECE = 16 << 20
"""Bytes of N-Quads that are sorted at once: some 100,000 quads. Our choice."""
OPEN_FILES = 128
"""Temporary files that are merged at once; macOS lets a process open 256 files."""

_DEFAULT_GRAPH = "DEFAULT"
"""What stands for the default graph in a key; it comes after every IRI, as in `msc_graph.exports.rdf`."""
_GRAPH = r' (<[^ "<>]*>|_:[^ "<>]+) \.$'
_BLANK = r"^(_:|<<)"
"""How a blank node begins, and a triple as a term, which may hold one."""
_TEXT_TYPES = {'"$': f"{XSD}string", '"@[^"]*$': "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
"""Datatypes that N-Quads does not write, by how a literal ends. Source: RDF 1.1 Concepts, section 3.3."""
_NOT_XML = r"\\u|[\x{fffe}\x{ffff}]"
"""What only a literal that XML cannot hold has in N-Quads, where control characters are escaped."""


class SortedQuads:
    """Quads sorted, each once, blank nodes labelled as RDF Dataset Canonicalization labels them.

    What involves blank nodes is held in memory: the labels depend on all of it
    (https://www.w3.org/TR/rdf-canon/), but not on any quad without them.
    """

    def __init__(
        self,
        quads: Store | Iterable[Quad],
        folder: Path,
        *,
        union: bool,
        prefixes: Mapping[str, str],
        sorted_: Callable[[int], object] = int,
    ) -> None:
        """Sort the quads into temporary files.

        Args:
            quads: a store, or quads of which some may come more than once.
            folder: an empty folder for the temporary files, which take about as much room as N-Quads.
            union: move all quads to the default graph, so that a triple of several graphs comes once.
            prefixes: namespaces by prefix, to find out which are in use.
            sorted_: is told after each piece how many quads it had.
        """
        from pyoxigraph import RdfFormat, Store, serialize

        self._folder, self._union, self._sorted = folder, union, sorted_
        self._runs: list[Path] = []
        self._number = 0
        self._blank: list[str] = []
        self._unused = dict(prefixes)
        self.predicates: set[str] = set()
        self.has_illegal_xml = False
        pieces = _Pieces(self._add)
        if isinstance(quads, Store):
            quads.dump(cast(BinaryIO, pieces), format=RdfFormat.N_QUADS)
        else:
            serialize(quads, cast(BinaryIO, pieces), format=RdfFormat.N_QUADS)
        pieces.end()
        self._add_blank()
        self._merge_first()
        self.used_prefixes = {
            prefix: namespace for prefix, namespace in sorted(prefixes.items()) if prefix not in self._unused
        }

    def n_quads(self) -> Iterator[bytes]:
        """Return the lines of the N-Quads file (of the N-Triples file, for a union)."""
        return map(_n_quad, _merged(self._runs))

    def quads(self) -> Iterator[Quad]:
        """Return the quads."""
        from pyoxigraph import RdfFormat, parse

        lines = self.n_quads()
        while batch := b"".join(islice(lines, 1000)):
            yield from parse(batch, format=RdfFormat.N_QUADS, lenient=True)

    def _add(self, lines: bytes) -> None:
        quads = self._parsed(lines)
        involved = quads.select(
            pl.any_horizontal(pl.col("subject", "object", "graph").str.contains(_BLANK))
        ).to_series()
        if involved.any():
            blank = quads.filter(involved).select(
                pl.when(pl.col("graph") != _DEFAULT_GRAPH)
                .then(pl.concat_str("subject", "predicate", "object", "graph", pl.lit("."), separator=" "))
                .otherwise(pl.concat_str("subject", "predicate", "object", pl.lit("."), separator=" "))
            )
            self._blank += blank.to_series().to_list()
            quads = quads.filter(~involved)
        self._keep(quads)
        self._sorted(len(involved))

    def _add_blank(self) -> None:
        """Add what involves blank nodes, now that all of it is known."""
        from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

        if self._blank:
            dataset = Dataset(parse("\n".join(self._blank), format=RdfFormat.N_QUADS))
            dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
            self._keep(self._parsed(serialize(dataset, format=RdfFormat.N_QUADS) or b""))

    def _merge_first(self) -> None:
        """Merge files until few enough are left to be open together."""
        while len(self._runs) > OPEN_FILES:
            some, self._runs = self._runs[:OPEN_FILES], self._runs[OPEN_FILES:]
            merged = self._new_run()
            with merged.open("wb") as file:
                file.writelines(_merged(some))
            for run in some:
                run.unlink()

    def _new_run(self) -> Path:
        """Return the path of another temporary file, which counts from now on."""
        self._number += 1
        self._runs.append(self._folder / str(self._number))
        return self._runs[-1]

    def _parsed(self, lines: bytes) -> pl.DataFrame:
        """Return N-Quads as a frame of their terms, in the words of N-Quads."""
        table = pl.read_csv(
            lines, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String}
        )
        parts = table["line"].str.splitn(" ", 3).struct.unnest()
        subject, predicate, rest = parts.get_columns()
        graph = rest.str.extract(_GRAPH).fill_null(_DEFAULT_GRAPH)
        ending = (
            pl.when(pl.col("graph") == _DEFAULT_GRAPH)
            .then(pl.lit(" ."))
            .otherwise(pl.concat_str(pl.lit(" "), "graph", pl.lit(" .")))
        )
        quads = pl.DataFrame({"graph": graph, "subject": subject, "predicate": predicate, "object": rest})
        quads = quads.with_columns(pl.col("object").str.strip_suffix(ending))
        return quads.with_columns(graph=pl.lit(_DEFAULT_GRAPH)) if self._union else quads

    def _keep(self, quads: pl.DataFrame) -> None:
        """Sort quads into a temporary file, after a look at what they hold."""
        self._look(quads)
        predicate = pl.when(pl.col("predicate") == f"<{RDF_TYPE}>").then(pl.lit("")).otherwise("predicate")
        place = pl.concat_str("graph", "subject", predicate.str.strip_chars("<>"), "object", separator="\t")
        keys = quads.select(place).to_series().sort()
        keys.to_frame().write_csv(self._new_run(), include_header=False, quote_style="never")

    def _look(self, quads: pl.DataFrame) -> None:
        """Notice the predicates, the prefixes in use, and whether there is a text that XML cannot hold."""
        predicates = quads["predicate"].unique()
        self.predicates |= {predicate[1:-1] for predicate in predicates}
        objects = quads["object"]
        self.has_illegal_xml = self.has_illegal_xml or objects.str.contains(_NOT_XML).any()
        literal = objects.str.starts_with('"')
        texts = objects.filter(literal)
        hidden = [iri for ending, iri in _TEXT_TYPES.items() if texts.str.contains(ending).any()]
        iris = pl.concat(
            [
                predicates,
                quads["subject"].unique(),
                quads["graph"].unique(),
                objects.filter(~literal).unique(),
                texts.str.extract(r"\^\^(<[^<>\"]*>)$").drop_nulls().unique(),
                pl.Series([f"<{iri}>" for iri in hidden], dtype=pl.String),
            ]
        )
        for prefix, namespace in list(self._unused.items()):
            if iris.str.starts_with(f"<{namespace}").any():
                del self._unused[prefix]


class _Pieces(RawIOBase):
    """Cuts what is written to it into pieces of whole lines."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take, self._held = take, bytearray()

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take ``data`` and return its length."""
        self._held += data
        if len(self._held) >= PIECE and (end := self._held.rfind(b"\n") + 1):
            self._take(bytes(self._held[:end]))
            del self._held[:end]
        return len(data)

    def end(self) -> None:
        """Pass on what is left."""
        if self._held:
            self._take(bytes(self._held))
            self._held.clear()


def _merged(runs: Iterable[Path]) -> Iterator[bytes]:
    """Return the lines of sorted files in their order, each once."""
    last = b""
    with ExitStack() as stack:
        for line in heapq.merge(*[stack.enter_context(run.open("rb")) for run in runs]):
            if line != last:
                yield line
                last = line


def _n_quad(key: bytes) -> bytes:
    graph, subject, predicate, rest = key.split(b"\t")
    target = rest[:-1] if graph == b"DEFAULT" else b"%s %s" % (rest[:-1], graph)
    return b"%s <%s> %s .\n" % (subject, predicate or RDF_TYPE.encode(), target)
