"""Mechanisms: exact signed paths from a cause to an effect, with their evidence.

`Network` is the engine and works on any columns; `mechanisms` adds what the graph knows of the paths it
finds.
"""

from __future__ import annotations

from msc_graph.mechanisms.answer import Mechanisms, mechanisms
from msc_graph.mechanisms.evidence import Clash, MechanismPath
from msc_graph.mechanisms.words import render
from msc_graph.pathfinding.arrays import HUB_DAMPING
from msc_graph.pathfinding.network import Network
from msc_graph.pathfinding.paths import Edge, Path, Paths, Pivot, find_paths, iter_paths
from msc_graph.pathfinding.why import Change, Relaxation

__all__ = [
    "HUB_DAMPING",
    "Change",
    "Clash",
    "Edge",
    "MechanismPath",
    "Mechanisms",
    "Network",
    "Path",
    "Paths",
    "Pivot",
    "Relaxation",
    "find_paths",
    "iter_paths",
    "mechanisms",
    "render",
]
