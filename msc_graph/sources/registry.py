"""The formats that can be imported, by name; a format's module is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

from msc_graph.errors import UnknownFormat
from msc_graph.languages import LANGUAGES
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
    "goa": "goa",
    "signor": "signor",
    "genevalidity": "genevalidity",
    "hpoa": "hpoa",
    "omnipath": "omnipath",
    "ctd": "ctd",
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
    module = import_module(f"msc_graph.sources.formats.{_MODULES[name]}")
    found: SourceFormat = module.FORMATS[name]
    return found


def licence_in(lang: str, licence: str, format_name: str) -> str:
    """Return a licence in words of ``lang``, where it is the one that a format states itself; else as it is.

    Args:
        lang: ``"en"`` or ``"zh"``.
        licence: the licence of a source; may be empty.
        format_name: the format of the source; what is no format here (the curated graph) changes nothing.
    """
    form = source_format(format_name) if format_name in _MODULES else None
    if form is None or licence != form.licence:
        return licence
    return (form.licence, form.licence_zh)[LANGUAGES.index(lang)] or licence
