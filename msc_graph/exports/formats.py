"""The file formats that a graph can be written in, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msc_graph.errors import UnknownFormat, UsageError, must_be_text


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    ``extensions`` start with a dot, the usual one first; ``lossless`` is whether everything that ``holds``
    names comes back unchanged when the file is read again.
    """

    name: str
    extensions: tuple[str, ...]
    media_type: str
    lossless: bool
    holds: str


_TRIPLES = "all triples, of all named graphs together"
_QUADS = "all triples, each in its named graph"
_EDGES = "endorsed edges with belief, verdict and references; nodes with labels"

ADJACENCY = "adjacency"
FORMATS = (
    Format("turtle", (".ttl",), "text/turtle", True, _TRIPLES),
    Format("ntriples", (".nt",), "application/n-triples", True, _TRIPLES),
    Format("nquads", (".nq",), "application/n-quads", True, _QUADS),
    Format("trig", (".trig",), "application/trig", True, _QUADS),
    Format("jsonld", (".jsonld",), "application/ld+json", True, _QUADS),
    Format("rdfxml", (".rdf", ".owl"), "application/rdf+xml", True, _TRIPLES),
    Format("graphml", (".graphml",), "application/graphml+xml", False, _EDGES),
    Format("kgx-tsv", (".tsv",), "text/tab-separated-values", False, f"{_EDGES}, in Biolink terms"),
    Format("parquet", (".parquet",), "application/vnd.apache.parquet", False, f"{_EDGES}, as typed tables"),
    Format(ADJACENCY, (".adjacency",), "application/vnd.apache.parquet", False, f"{_EDGES}, for path search"),
)
"""All formats that `msc_graph.exports.export` writes; that blank nodes get other labels is no loss."""

PAGE = Format("html", (".html", ".htm"), "text/html", False, "what a page shows of a part of the graph")
"""A whole page; `msc_graph.KnowledgeGraph.export` writes it."""


def format_for(path: Path | str, name: str | None = None) -> Format:
    """Return the format called ``name``, or the one that the extension of ``path`` stands for.

    A name wins over the extension. An extension without its dot is a name too (``"ttl"``); letter case is
    ignored.

    >>> format_for("graph.ttl").name
    'turtle'
    >>> format_for("graph.ttl", "nquads").name
    'nquads'

    Raises:
        UnknownFormat: no format has that name or extension; it lists the known names and extensions.
    """
    known = {spelling: form for form in (*FORMATS, PAGE) for spelling in (form.name, *form.extensions)}
    given = Path(path).suffix if name is None else must_be_text(name, "the format")
    for spelling in (given.casefold(), f".{given.casefold()}"):
        if spelling in known:
            return known[spelling]
    raise UnknownFormat(given, tuple(known), file=None if given or name is not None else Path(path))


def pair_of_paths(path: Path | str, extension: str) -> tuple[Path, Path]:
    """Return the files of nodes and of edges that ``path`` stands for.

    >>> [str(part) for part in pair_of_paths("graph.tsv", ".tsv")]
    ['graph_nodes.tsv', 'graph_edges.tsv']

    Raises:
        UsageError: ``path`` is a device, a pipe or a socket.
    """
    path = Path(path)
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UsageError(
            f"{path} is no regular file, and this format writes two files beside it; name a file"
        )
    stem = path.stem if path.suffix.casefold() == extension else path.name
    nodes, edges = (path.with_name(f"{stem}_{kind}{extension}") for kind in ("nodes", "edges"))
    return nodes, edges
