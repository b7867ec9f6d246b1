"""msc-graph: a fact-checked knowledge graph of mesenchymal stem cell exosome biology.

What is reachable from here is stable; everything else may change between versions.

>>> import msc_graph
>>> kg = msc_graph.load()
>>> kg.node("PDCD4").id
'HGNC:8763'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msc_graph._version import __version__

if TYPE_CHECKING:
    from msc_graph import errors, mechanisms
    from msc_graph.errors import MscGraphError
    from msc_graph.knowledge_graph import KnowledgeGraph, connect, load
    from msc_graph.knowledge_graph import open_store as open
    from msc_graph.stores.adjacency.building import build_adjacency

__all__ = [
    "KnowledgeGraph",
    "MscGraphError",
    "__version__",
    "build_adjacency",
    "connect",
    "errors",
    "load",
    "mechanisms",
    "open",
]

_HOMES = {
    "KnowledgeGraph": ("knowledge_graph", "KnowledgeGraph"),
    "MscGraphError": ("errors", "MscGraphError"),
    "build_adjacency": ("stores.adjacency.building", "build_adjacency"),
    "connect": ("knowledge_graph", "connect"),
    "load": ("knowledge_graph", "load"),
    "open": ("knowledge_graph", "open_store"),
}


def __dir__() -> list[str]:
    """Return the names of the front door."""
    return __all__


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import msc_graph`` stays light (PEP 562)."""
    from importlib import import_module

    if name in _HOMES:
        home, value = _HOMES[name]
        return getattr(import_module(f"msc_graph.{home}"), value)
    if name in ("errors", "mechanisms"):
        return import_module(f"msc_graph.{name}")
    raise AttributeError(f"module 'msc_graph' has no attribute {name!r}")
