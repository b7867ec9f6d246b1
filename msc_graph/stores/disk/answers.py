"""Saved questions that the tables of a store answer, so that its triples need not be made for them.

What such a question asks stands in its SPARQL, as in every other; here its rows are counted from columns.
A question is known by its text, so that one of a user's own with the same name is none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from msc_graph.errors import QueryTooLarge
from msc_graph.query.decoding import MAX_CELLS
from msc_graph.query.engines import OxigraphEngine
from msc_graph.query.header import of_curated_facts
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.stores.disk.by_source import causal_predicates, signed_statements
from msc_graph.stores.disk.columns import PIECE, Table
from msc_graph.stores.importing.nquads import iri_terms
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import CLAIM, MSC

Folders = Mapping[str, Path]
"""The folder of each imported source by name."""
_Answer = Callable[[Store, Folders], QueryResult]


def answer_of(text: str, curated: Store, sources: Folders) -> QueryResult | TriplesResult | None:
    """Return the answer to a saved question of ours, or None where only its SPARQL gives it.

    Args:
        text: the question as an engine is given it, with its header.
        curated: the triples of the ontology and the curated facts.
        sources: where the tables of the imported sources lie.

    Raises:
        QueryTooLarge: the answer has more cells than one may have.
    """
    if of_curated_facts(text):
        return OxigraphEngine(curated).answer(text)
    answer = _answers().get(text)
    return None if answer is None else answer(curated, sources)


@lru_cache(maxsize=1)
def _answers() -> Mapping[str, _Answer]:
    """Return what answers a question, by the text of its file."""
    answers: Mapping[str, _Answer] = {
        "evidence-by-type": _evidence_by_type,
        "checks/opposite-signs": _opposite_signs,
        "checks/sources-opposed": _sources_opposed,
    }
    folder = locate("queries")
    return {(folder / f"{name}.rq").read_text(encoding="utf-8"): each for name, each in answers.items()}


def _selected(curated: Store, columns: tuple[str, ...], where: str) -> pl.DataFrame:
    """Return what the curated facts say of some variables, as texts: IRIs and the values of literals."""
    variables = " ".join(f"?{name}" for name in columns)
    found = curated.query(
        f"PREFIX msc: <{MSC}> SELECT {variables} {{ {where} }}", use_default_graph_as_union=True
    )
    assert isinstance(found, QuerySolutions)  # noqa: S101 -- it is a SELECT
    rows = [[term.value for term in solution] for solution in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _iris(curies: Sequence[str] | pl.Series) -> pl.Series:
    """Return identifiers as IRIs."""
    return iri_terms(pl.Series(curies, dtype=pl.String)).str.strip_chars("<>")


# evidence-by-type

_KIND = ("type", "direction")


class _Evidence(NamedTuple):
    """The evidence of a source by ``type`` and ``direction``, which are IRIs.

    ``counted``: the number of ``items`` and of ``assertions`` that have one; ``cited``: each ``reference``.
    """

    counted: pl.DataFrame
    cited: pl.DataFrame


def _evidence_by_type(curated: Store, sources: Folders) -> QueryResult:
    """Count; a document may be cited by several sources, a piece of evidence or an assertion is of one."""
    parts = [_curated_evidence(curated), *map(_imported_evidence, sources.values())]
    counted = pl.concat([part.counted for part in parts]).group_by(_KIND).sum()
    cited = pl.concat([part.cited for part in parts]).group_by(_KIND).agg(pl.col("reference").n_unique())
    found = counted.join(cited, on=_KIND).sort("items", *_KIND, descending=[True, False, False])
    weight = NamedNode(f"{MSC}supportWeight")
    rows = [
        (NamedNode(kind), NamedNode(direction), quad.object, *map(Literal, numbers))
        for kind, direction, *numbers in found.iter_rows()
        for quad in curated.quads_for_pattern(NamedNode(kind), weight, None, None)
    ]
    columns = ("evidence_type", "direction", "weight", "items", "assertions", "references")
    return QueryResult(columns, tuple(rows))


def _curated_evidence(curated: Store) -> _Evidence:
    rows = _selected(
        curated,
        (*_KIND, "evidence", "assertion", "reference"),
        "?evidence msc:evidenceType ?type ; msc:direction ?direction ; msc:reference ?reference ."
        " ?assertion msc:hasEvidence ?evidence",
    )
    counts = pl.col("evidence").n_unique(), pl.col("assertion").n_unique()
    counted = rows.group_by(_KIND).agg(counts).select(*_KIND, items="evidence", assertions="assertion")
    return _Evidence(counted, rows.select(*_KIND, "reference").unique())


def _imported_evidence(folder: Path) -> _Evidence:
    """Look into the tables of a source, where every piece of evidence is one of an assertion."""
    table, assertions = Table(folder, "evidence", PIECE[:3]), Table(folder, "assertions", ("evidence",))
    items = pl.DataFrame({name: table[name].codes for name in table.columns}).rename(
        {"evidence_type": "type"}
    )
    owners = np.repeat(np.arange(assertions.height), np.diff(assertions.starts("evidence")))
    links = items.select(_KIND)[assertions["evidence"]].with_columns(pl.Series("assertion", owners)).unique()
    counted = items.group_by(_KIND).agg(items=pl.len())
    counted = counted.join(links.group_by(_KIND).agg(assertions=pl.len()), on=_KIND)
    iris = {
        "reference": _iris(table["reference"].words[:]),
        "type": _iris(table["evidence_type"].words[:]),
        "direction": MSC + pl.Series(table["direction"].words[:], dtype=pl.String),
    }
    named = [pl.col(name).map_batches(iris[name].gather, return_dtype=pl.String) for name in iris]
    return _Evidence(counted.with_columns(named[1:]), items.unique().select(*named[1:], named[0]))


# opposite-signs, sources-opposed

_PAIR = ("subject", "object")


def _opposite_signs(curated: Store, sources: Folders) -> QueryResult:
    """Join endorsed causal statements that raise with those that lower."""
    return _opposed(_signs(curated, sources), pl.lit(True))


def _sources_opposed(curated: Store, sources: Folders) -> QueryResult:
    """Join those of two sources, without the pairs to which a source gives both signs."""
    rows = _signs(curated, sources)
    one_sign = rows.filter(pl.col("sign").n_unique().over("source", *_PAIR) == 1)
    return _opposed(one_sign, pl.col("source") != pl.col("source_value"))


def _signs(curated: Store, sources: Folders) -> pl.DataFrame:
    """Return what `_imported_signs` does of all sources and the curated facts, with their ``source``."""
    causal = causal_predicates(sources.values())
    parts = {"": _curated_signs(curated)}
    parts |= {name: _imported_signs(name, folder, causal) for name, folder in sources.items()}
    return pl.concat(rows.with_columns(source=pl.lit(name)) for name, rows in parts.items())


def _opposed(rows: pl.DataFrame, which: pl.Expr) -> QueryResult:
    """Return the statements that raise and lower the same, where ``which`` holds of both."""
    raising, lowering = (rows.filter(pl.col("sign") == sign).drop("sign") for sign in ("+", "-"))
    found = raising.join(lowering, on=_PAIR, suffix="_value").filter(which)
    found = found.select("entity", value="entity_value").unique().sort("entity", "value")
    if 3 * found.height > MAX_CELLS:
        raise QueryTooLarge(f"the limit of {MAX_CELLS:,} cells")
    sign = NamedNode(f"{MSC}sign")
    terms = ((NamedNode(one), sign, NamedNode(other)) for one, other in found.iter_rows())
    return QueryResult(("entity", "property", "value"), tuple(terms))


def _curated_signs(curated: Store) -> pl.DataFrame:
    return _selected(
        curated,
        ("entity", "subject", "object", "sign"),
        """?entity msc:sign ?sign ; msc:subject ?subject ; msc:object ?object .
        FILTER EXISTS { ?entity msc:predicate ?predicate . ?predicate msc:predicateRole msc:causal }
        FILTER EXISTS { ?entity msc:verdict ?verdict . ?verdict msc:endorsed true }""",
    )


def _imported_signs(source: str, folder: Path, causal: frozenset[str]) -> pl.DataFrame:
    rows = signed_statements(folder, causal)
    curies = pl.concat([rows["subject"], rows["object"]]).unique()
    ends = pl.col("subject", "object").replace_strict(curies, _iris(curies), return_dtype=pl.String)
    return rows.select(
        pl.concat_str([pl.lit(f"{CLAIM}{source}/"), pl.col("row") + 1]).alias("entity"),
        ends,
        pl.col("sign").replace_strict({1: "+", -1: "-"}, return_dtype=pl.String),
    )
