"""Mechanisms: exact signed paths from a cause to an effect, with their evidence."""

from __future__ import annotations

from msc_graph.mechanisms.network import HUB_DAMPING, Network
from msc_graph.mechanisms.paths import Edge, Path, Paths, find_paths, iter_paths

__all__ = ["HUB_DAMPING", "Edge", "Network", "Path", "Paths", "find_paths", "iter_paths"]
