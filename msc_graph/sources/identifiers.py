"""Identifiers in third-party files: told apart from names, and written as the graph writes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from msc_graph.sources.batch import Reading
from msc_graph.sources.text_files import drop_bad
from msc_graph.vocabulary import compress

CURIE = r"^[A-Za-z_][A-Za-z0-9_.\-]*:[^\x00-\x20\x7f]"
"""How a CURIE or whole IRI begins. Source: W3C CURIE Syntax 1.0; RFC 3986, section 3.1."""


def is_curie(column: str) -> pl.Expr:
    """Return whether the cells of a column are CURIEs or IRIs; false for empty cells."""
    return pl.col(column).str.contains(CURIE).fill_null(False)


def with_identifiers(
    frame: pl.DataFrame,
    columns: tuple[str, ...],
    reading: Reading,
    path: Path,
    headers: Mapping[str, str] | None = None,
    hint: str = "",
) -> pl.DataFrame:
    """Return the rows whose ``columns`` hold identifiers; IRIs of declared namespaces become CURIEs.

    A row without an identifier, or with one without prefix, is a bad row of ``reading.report``, which calls
    columns as ``headers`` does; ``hint`` says what else would help.
    """
    frame = frame.with_columns(pl.col(columns).str.strip_chars())
    for column in columns:
        empty = pl.col(column).is_null() | (pl.col(column) == "")
        frame = drop_bad(frame, empty, f"it has no {column}.", reading, path, column=column, headers=headers)
        problem = "{} has no prefix. Write a CURIE such as HGNC:8763, or a whole IRI." + hint
        frame = drop_bad(frame, ~is_curie(column), problem, reading, path, column=column, headers=headers)
    return frame.with_columns(compact(frame[column]) for column in columns)


def compact(ids: pl.Series) -> pl.Series:
    """Return identifiers with the IRIs among them as CURIEs, where a declared namespace fits."""
    iris = ids.filter(ids.str.starts_with("http").fill_null(False)).unique().to_list()
    return ids.replace({iri: compress(iri) for iri in iris}) if iris else ids


def known_as(ids: pl.Series, reading: Reading) -> pl.Series:
    """Return identifiers as the curated graph has them, where the user gave tables that say so."""
    tables = reading.grounding
    if tables is None:
        return ids
    distinct = ids.unique()
    known = tables.canonical(distinct)
    changed = distinct != known
    return ids.replace(distinct.filter(changed), known.filter(changed)) if changed.any() else ids
