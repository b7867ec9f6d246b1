"""The formats that can be imported, by name; a format's module is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

from msc_graph.errors import UnknownFormat
from msc_graph.sources.batch import SourceFormat

_MODULES = {
    "kgx": "kgx",
    "hetionet": "hetionet",
    "mirtarbase": "mirtarbase",
    "clinicaltrials": "clinicaltrials",
    "drugmechdb": "drugmechdb",
    "vesiclepedia": "vesicle_cargo",
    "exocarta": "vesicle_cargo",
    "evmirna": "evmirna",
    "rdf": "rdf",
    "table": "table",
}
FORMATS = tuple(_MODULES)
"""The names of all formats."""


def source_format(name: str) -> SourceFormat:
    """Return the format called ``name``; each module has its formats by name in ``FORMATS``.

    Raises:
        UnknownFormat: no format has that name.
    """
    if name not in _MODULES:
        raise UnknownFormat(name, FORMATS)
    module = import_module(f"msc_graph.sources.{_MODULES[name]}")
    found: SourceFormat = module.FORMATS[name]
    return found
