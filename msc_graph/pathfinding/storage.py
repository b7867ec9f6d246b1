"""A network in a folder: one plain numpy file an array, and a small JSON of names."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from msc_graph.errors import FileRefused, InputError
from msc_graph.pathfinding.arrays import Arrays, EdgeArrays
from msc_graph.pathfinding.string_table import StringTable

_VERSION = 1
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
}
_OTHER_TYPES = {
    "names": np.uint8,
    "offsets": np.int64,
    "category_of": np.int16,
    "leaving": np.int64,
    "entering": np.int64,
    "by_object": np.int32,
}


def save_arrays(network: Arrays, folder: Path | str) -> None:
    """Write ``network`` into a new ``folder``, whole or not at all."""
    folder = Path(folder)
    if folder.exists():
        raise InputError(f"{folder} is there already; give a new folder, or remove it first")
    temporary = folder.with_name(f".msc-graph-{secrets.token_hex(8)}.tmp")
    temporary.mkdir()
    try:
        for name, array in _arrays(network).items():
            np.save(temporary / f"{name}.npy", np.ascontiguousarray(array))
        (temporary / "network.json").write_text(json.dumps(_names(network)), encoding="utf-8")
        temporary.replace(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _arrays(network: Arrays) -> dict[str, Any]:
    return {
        **{name: getattr(network.edges, name) for name in _EDGE_TYPES},
        "names": network.nodes.data,
        "offsets": network.nodes.offsets,
        **{name: getattr(network, name) for name in ("category_of", "leaving", "entering", "by_object")},
    }


def _names(network: Arrays) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "predicates": network.predicates,
        "categories": network.categories,
        "sources": network.sources,
        "contextual": sorted(network.contextual),
        "ancestors": {name: list(wider) for name, wider in network.ancestors.items()},
        "self_loops": network.self_loops,
    }


def open_arrays(folder: Path | str) -> Arrays:
    """Return the network in ``folder``, its arrays mapped, not read."""
    folder = Path(folder)
    try:
        names = json.loads((folder / "network.json").read_text(encoding="utf-8"))
        if names["version"] != _VERSION:
            raise FileRefused(folder, f"this is a network of version {names['version']}, not {_VERSION}")
        arrays = {name: _mapped(folder, name, kind) for name, kind in (_EDGE_TYPES | _OTHER_TYPES).items()}
        _check_sizes(folder, arrays, nodes=names["nodes"], edges=names["edges"])
        return Arrays(
            nodes=StringTable(arrays["names"], arrays["offsets"]),
            predicates=tuple(names["predicates"]),
            categories=tuple(names["categories"]),
            category_of=arrays["category_of"],
            edges=EdgeArrays(**{name: arrays[name] for name in _EDGE_TYPES}),
            leaving=arrays["leaving"],
            entering=arrays["entering"],
            by_object=arrays["by_object"],
            sources=tuple(names["sources"]),
            contextual=frozenset(names["contextual"]),
            ancestors={name: tuple(wider) for name, wider in names["ancestors"].items()},
            self_loops=names["self_loops"],
        )
    except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileRefused(folder, f"this is not a saved network ({error})") from error


def _mapped(folder: Path, name: str, kind: Any) -> Any:
    """Return one array of the folder, mapped; a plain view of it, because that is faster to index."""
    path = folder / f"{name}.npy"
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    if array.dtype != kind or array.ndim != 1:
        raise FileRefused(
            path, f"a row of {np.dtype(kind)} is needed, not {array.dtype} in {array.ndim} dimensions"
        )
    return array.view(np.ndarray)


def _check_sizes(folder: Path, arrays: dict[str, Any], *, nodes: int, edges: int) -> None:
    sizes = dict.fromkeys((*_EDGE_TYPES, "by_object"), edges)
    sizes |= {"category_of": nodes, "offsets": nodes + 1, "leaving": nodes + 1, "entering": nodes + 1}
    sizes["names"] = int(arrays["offsets"][-1]) if len(arrays["offsets"]) else 0
    for name, size in sizes.items():
        if len(arrays[name]) != size:
            raise FileRefused(
                folder / f"{name}.npy", f"it has {len(arrays[name])} entries, but {size} are needed"
            )
