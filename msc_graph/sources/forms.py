"""The forms of identifiers: what may stand behind a prefix, and names that stand there in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from msc_graph.sources.cells import NAMELESS

_NUMBER, _SEVEN = "[0-9]+", "[0-9]{7}"

FORMS: Mapping[str, str] = {
    **dict.fromkeys(("HGNC", "NCBIGene", "MGI", "RGD", "DOID", "CHEBI", "PUBCHEM.COMPOUND"), _NUMBER),
    **dict.fromkeys(("GO", "HP", "MONDO", "UBERON", "CL", "ECO", "EFO", "MP", "PATO", "SO"), _SEVEN),
    "CHEMBL.COMPOUND": "CHEMBL[0-9]+",
    "DRUGBANK": "DB(?:SALT)?[0-9]+",
    "ENSEMBL": (
        r"(?:ENS|MGP_)[A-Z0-9_.]+|LRG_[0-9]+|FB[a-z]{2}[0-9]{7}|WBGene[0-9]{8}|Y[A-Z]{2}[0-9]{3}[CW].*"
    ),
    "FB": "FB[a-z]{2}[0-9]{7}",
    "MESH": r"[A-Z][0-9]+(?:\.[0-9]+)*",
    "NCBITaxon": "(?:Union_)?[0-9]+",
    "NCIT": "[A-Z][0-9]+",
    "OMIM": r"[0-9]{6}(?:\.[0-9]{4})?",
    "ORPHA": "C?[0-9]+",
    "UMLS": "C[0-9]{7}",
    "UniProtKB": r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:[-:.#].*)?",
    "WIKIPATHWAYS": "WP[0-9]+(?:_r[0-9]+)?",
    "clinicaltrials": "NCT[0-9]{8}",
    "mirbase": "MI[0-9]{7}",
    "mirbase.mature": "MIMAT[0-9]{7}",
}
"""What stands behind a prefix. Source: the databases' own pages; identifiers.org, patterns of namespaces.

A prefix whose database has identifiers of many forms is left out.
"""


class Named(NamedTuple):
    """What a name behind a prefix is a name of, and of which species (empty: not said)."""

    kind: str
    species: str = ""


NAMES: Mapping[str, Named] = {
    "HGNC": Named("gene", "human"),
    "MGI": Named("gene", "mouse"),
    "RGD": Named("gene", "rat"),
    "NCBIGene": Named("gene"),
    "ENSEMBL": Named("gene"),
    "UniProtKB": Named("gene"),
    "mirbase": Named("microrna"),
    "mirbase.mature": Named("microrna"),
    "MONDO": Named("disease"),
    "DOID": Named("disease"),
}
"""What people write behind a prefix where its number belongs: ``HGNC:PDCD4``, ``mirbase:hsa-miR-21-5p``."""


def unfit(ids: pl.Series) -> pl.DataFrame:
    """Return what is in no form of its prefix: ``id``, ``prefix``, ``local``, each once, sorted by id.

    >>> unfit(pl.Series(["HGNC:PDCD4", "HGNC:8763", "mylab:x"]))["id"].to_list()
    ['HGNC:PDCD4']
    """
    ids = ids.filter(ids.str.contains(_PREFIXED) & ~ids.str.contains(_FIT)).unique().sort()
    parts = pl.col("id").str.splitn(":", 2)
    return pl.DataFrame({"id": ids}).select("id", prefix=parts.struct[0], local=parts.struct[1])


_PREFIXED = f"^(?:{'|'.join(map(re.escape, FORMS))}):"
_FIT = f"^(?:{'|'.join(f'{re.escape(prefix)}:(?:{form})' for prefix, form in FORMS.items())})$"


def of_nothing(ids: pl.Series) -> pl.Series:
    """Return which identifiers have what stands for nothing behind a prefix of `FORMS`: ``NCBIGene:NA``."""
    parts = ids.str.splitn(":", 2)
    nothing = parts.struct[1].str.strip_chars().str.to_lowercase().is_in(NAMELESS)
    return (nothing & parts.struct[0].is_in(list(FORMS))).fill_null(value=False)
