"""Two small sources in the layout of miRTarBase, and what is asked of stores that hold them."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.model.graph import Graph
from msc_graph.query.results import QueryResult
from msc_graph.stores.disk.store import DiskBackend

HEADER = (
    "miRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),Species (Target Gene),"
    "Experiments,Support Type,References (PMID)\n"
)

ROWS = """\
MIRT1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,Luciferase reporter assay,Functional MTI,19836969
MIRT1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,Western blot,Functional MTI,18042700
MIRT2,mmu-miR-21a-5p,Mus musculus,Pten,19211,Mus musculus,HITS-CLIP,Functional MTI (Weak),19536157
MIRT3,mmu-miR-1a-3p,Mus musculus,Pten,19211,Mus musculus,Luciferase reporter assay,Non-Functional MTI,18042700
"""

OTHER = """\
MIRT4,mmu-miR-21a-5p,Mus musculus,Tgfb1,21803,Mus musculus,Luciferase reporter assay,Functional MTI,20000001
MIRT1,mmu-miR-21a-5p,Mus musculus,Pdcd4,18569,Mus musculus,Western blot,Functional MTI,18042700
"""
_OF_EACH_STORE = ("CURRENT", "LOCK", "readers", "joined.lock", "triples.lock")


def copied(store: Path, folder: Path) -> Path:
    """Copy a store into a folder and return that: builds never change, so that their files are shared.

    Files that are locked, or named anew at each commit, are copied.
    """
    for path in store.rglob("*"):
        place = folder / path.relative_to(store)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif path.name in _OF_EACH_STORE:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, place)
    return folder


def triples(folder: Path) -> set[str]:
    """Return the quads of a store, whose triples are made should they not be there yet."""
    with msc_graph.open(folder) as graph:
        return {str(quad) for quad in graph.store}


def rows(graph: KnowledgeGraph, query: str) -> tuple[tuple[object, ...], ...]:
    answer = graph.sparql(query)
    assert isinstance(answer, QueryResult)
    return answer.rows


def lies_in(graph: KnowledgeGraph) -> DiskBackend:
    assert isinstance(graph.backend, DiskBackend)
    return graph.backend


def same(graph: Graph, other: Graph) -> None:
    """Nodes and edges are equal, beliefs to 1e-12; disputed edges may stand elsewhere."""
    assert list(graph.nodes) == list(other.nodes)
    ours, theirs = ({edge.id: edge for edge in g.edges} for g in (graph, other))
    assert list(map(len, (ours, theirs))) == list(map(len, (graph.edges, other.edges)))
    assert ours.keys() == theirs.keys()
    for name, edge in ours.items():
        assert edge.belief == pytest.approx(theirs[name].belief, abs=1e-12)
        assert replace(edge, belief=0.0) == replace(theirs[name], belief=0.0)


def put_instead(path: Path, data: bytes) -> None:
    """Put another file in the place of one that copies of the store share."""
    path.unlink()
    path.write_bytes(data)


def flipped(path: Path) -> None:
    """Turn one bit of a file; its size stays."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    put_instead(path, bytes(data))
