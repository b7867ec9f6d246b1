"""A network in a folder: one plain numpy file an array, and a small JSON of names.

What reads each statement once lies in a folder of its own inside, ``statements``, with the same files; nodes
and names are those of the network.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from msc_graph.errors import FileRefused, InputError
from msc_graph.pathfinding.arrays import Arrays, EdgeArrays
from msc_graph.pathfinding.coherence import met_by
from msc_graph.pathfinding.lists import Lists
from msc_graph.pathfinding.string_table import StringTable
from msc_graph.system.atomic import atomic_folder
from msc_graph.system.numbers import mapped

_VERSION = 3
_STATEMENTS = "statements"
_EDGE_TYPES = {
    "subject": np.int32,
    "object": np.int32,
    "predicate": np.int16,
    "sign": np.int8,
    "belief": np.float64,
    "source": np.int16,
    "row": np.int32,
    "out_degree": np.int32,
    "in_degree": np.int32,
    "support": np.float64,
}
_ROW_TYPES = {"leaving": np.int64, "entering": np.int64, "by_object": np.int32}
_NODE_TYPES = {"names": np.uint8, "offsets": np.int64, "category_of": np.int16}
_LISTS = ("worded", "witnesses", "contexts")


def save_arrays(network: Arrays, folder: Path | str) -> None:
    """Write ``network`` into a new ``folder``, whole or not at all."""
    folder = Path(folder)
    if folder.exists():
        raise InputError(f"{folder} is there already; give a new folder, or remove it first")
    with atomic_folder(folder) as temporary:
        _write(temporary, {**_node_arrays(network), **_edge_arrays(network)})
        if network.statements is not None:
            (temporary / _STATEMENTS).mkdir()
            _write(temporary / _STATEMENTS, _edge_arrays(network.statements))
        (temporary / "network.json").write_text(json.dumps(_names(network)), encoding="utf-8")


def _write(folder: Path, arrays: dict[str, Any]) -> None:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))


def _node_arrays(network: Arrays) -> dict[str, Any]:
    return {
        "names": network.nodes.data,
        "offsets": network.nodes.offsets,
        "category_of": network.category_of,
    }


def _edge_arrays(network: Arrays) -> dict[str, Any]:
    arrays = {name: getattr(network.edges, name) for name in _EDGE_TYPES}
    arrays |= {name: getattr(network, name) for name in _ROW_TYPES}
    for name in _LISTS:
        if (lists := getattr(network, name)) is not None:
            arrays |= {f"{name}.start": lists.start, f"{name}.code": lists.code}
    if network.wording is not None:
        arrays["wording"] = network.wording
    if network.witnesses is not None:
        arrays["met"] = met_by(network)
    return arrays


def _names(network: Arrays) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "statements": None if network.statements is None else len(network.statements),
        "predicates": network.predicates,
        "categories": network.categories,
        "sources": network.sources,
        "contextual": sorted(network.contextual),
        "hierarchical": sorted(network.hierarchical),
        "ancestors": {name: list(wider) for name, wider in network.ancestors.items()},
        "contexts": network.context_names,
        "self_loops": network.self_loops,
    }


def open_arrays(folder: Path | str) -> Arrays:
    """Return the network in ``folder``, its arrays mapped, not read."""
    folder = Path(folder)
    try:
        names = json.loads((folder / "network.json").read_text(encoding="utf-8"))
        if names["version"] != _VERSION:
            raise FileRefused(folder, f"this is a network of version {names['version']}, not {_VERSION}")
        nodes = {name: _mapped(folder, name, kind) for name, kind in _NODE_TYPES.items()}
        _check_nodes(folder, nodes, names["nodes"])
        network = Arrays(
            nodes=StringTable(nodes["names"], nodes["offsets"]),
            predicates=tuple(names["predicates"]),
            categories=tuple(names["categories"]),
            category_of=nodes["category_of"],
            **_edges(folder, nodes=names["nodes"], edges=names["edges"]),
            sources=tuple(names["sources"]),
            contextual=frozenset(names["contextual"]),
            hierarchical=frozenset(names["hierarchical"]),
            ancestors={name: tuple(wider) for name, wider in names["ancestors"].items()},
            context_names=tuple(names["contexts"]),
            self_loops=names["self_loops"],
        )
        if names["statements"] is None:
            return network
        stated = _edges(folder / _STATEMENTS, nodes=names["nodes"], edges=names["statements"])
        return replace(network, statements=replace(network, **stated))
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileRefused(folder, f"this is not a saved network ({error})") from error


def _edges(folder: Path, *, nodes: int, edges: int) -> dict[str, Any]:
    """Return what a folder holds of edges, by field of `Arrays`."""
    columns = {name: _mapped(folder, name, kind) for name, kind in _EDGE_TYPES.items()}
    rows = {name: _mapped(folder, name, kind) for name, kind in _ROW_TYPES.items()}
    sizes = dict.fromkeys((*columns, "by_object"), edges) | dict.fromkeys(("leaving", "entering"), nodes + 1)
    _check_sizes(folder, columns | rows, sizes)
    lists = {name: _mapped_lists(folder, name, edges) for name in _LISTS}
    wording = None
    if (worded := lists["worded"]) is not None:
        wording = _mapped(folder, "wording", np.int16)
        _check_sizes(folder, {"wording": wording}, {"wording": len(worded.code)})
    met = None
    if (folder / "met.npy").exists():
        met = _mapped(folder, "met", np.uint8)
        _check_sizes(folder, {"met": met}, {"met": edges})
    return {"edges": EdgeArrays(**columns), **rows, **lists, "wording": wording, "met": met}


def _mapped_lists(folder: Path, name: str, rows: int) -> Lists | None:
    if not (folder / f"{name}.start.npy").exists():
        return None
    start, code = _mapped(folder, f"{name}.start", np.int64), _mapped(folder, f"{name}.code", np.int32)
    _check_sizes(folder, {f"{name}.start": start}, {f"{name}.start": rows + 1})
    _check_sizes(folder, {f"{name}.code": code}, {f"{name}.code": int(start[-1])})
    return Lists(start, code)


def _mapped(folder: Path, name: str, kind: Any) -> Any:
    """Return one array of the folder, mapped."""
    path = folder / f"{name}.npy"
    array = np.asarray(mapped(path))
    if array.dtype != kind:
        raise FileRefused(path, f"a row of {np.dtype(kind)} is needed, not of {array.dtype}")
    return array


def _check_nodes(folder: Path, arrays: dict[str, Any], nodes: int) -> None:
    sizes = {"category_of": nodes, "offsets": nodes + 1}
    sizes["names"] = int(arrays["offsets"][-1]) if len(arrays["offsets"]) else 0
    _check_sizes(folder, arrays, sizes)


def _check_sizes(folder: Path, arrays: dict[str, Any], sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        if len(arrays[name]) != size:
            raise FileRefused(
                folder / f"{name}.npy", f"it has {len(arrays[name])} entries, but {size} are needed"
            )
