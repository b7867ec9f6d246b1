"""Names to identifiers, from tables that the user points to."""

from __future__ import annotations

from pathlib import Path

import polars as pl

KINDS = ("microrna", "gene", "disease")
"""What can be grounded."""


class Grounding:
    """Tables of names, prepared once (``msc-graph ground``) and then only read."""

    @classmethod
    def open(cls, folder: Path | str) -> Grounding:
        """Return the tables that lie in a folder of ``msc-graph ground``."""
        raise NotImplementedError

    def ground(self, names: pl.Series, kind: str, *, species: str = "") -> pl.DataFrame:
        """Return a row for each distinct name, in sorted order.

        Columns: ``name``; ``id`` (CURIE; null where not resolved); ``label`` (the current name; null
        likewise); ``how`` (``"identifier"``, ``"name"``, ``"alias"``, ``"previous"``, ``"unknown"``,
        ``"ambiguous"``); ``candidates`` (CURIEs, for the ambiguous ones).
        """
        raise NotImplementedError

    def canonical(self, ids: pl.Series) -> pl.Series:
        """Return identifiers as the curated graph has them (``NCBIGene:27250`` -> ``HGNC:8763``), or as
        given.
        """
        raise NotImplementedError
