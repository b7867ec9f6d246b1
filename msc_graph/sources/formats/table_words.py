"""The words in a table's cells as ours: signs, directions, denied relations, evidence, conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from msc_graph.sources import biolink
from msc_graph.sources.formats.table_mapping import COMPARISON, TRUTHS, Condition
from msc_graph.vocabulary.unseen import narrow

SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("+", "1", "1.0", "up", "positive", "->", "activates", "activation", "increases"), "+"),
    **dict.fromkeys(("increased", "stimulates", "stimulation", "up-regulates", "upregulates"), "+"),
    **dict.fromkeys(("up-regulation", "upregulation", "up-regulated", "upregulated", "activated"), "+"),
    **dict.fromkeys(("promotes", "induces", "enhances", "↑", "上调", "激活", "促进", "增强", "升高"), "+"),
    **dict.fromkeys(
        ("-", "−", "-1", "−1", "-1.0", "down", "negative", "-|", "inhibits", "inhibition", "decreases"), "-"
    ),
    **dict.fromkeys(("decreased", "represses", "repression", "down-regulates", "downregulates"), "-"),
    **dict.fromkeys(("down-regulation", "downregulation", "down-regulated", "downregulated"), "-"),
    **dict.fromkeys(("inhibited", "suppresses", "repressed", "↓", "下调", "抑制", "减弱", "降低"), "-"),
    **dict.fromkeys(("?", "0", "0.0", "unknown", "未知"), "?"),
}
"""Spellings of signs, in lower case, beside those that the mapping gives."""

DIRECTIONS: Mapping[str, str] = {
    **dict.fromkeys(
        ("supports", "true", "positive", "definitive", "strong", "moderate", "limited"), "supports"
    ),
    **dict.fromkeys(
        ("supportive", "animal model only", "functional mti", "functional mti (weak)"), "supports"
    ),
    **dict.fromkeys(("refutes", "false", "negative", "not", "negated", "refuted", "disputed"), "refutes"),
    **dict.fromkeys(("non-functional mti", "non-functional mti (weak)"), "refutes"),
    **dict.fromkeys(("refuted evidence", "disputed evidence", "no known disease relationship"), "refutes"),
}
"""Words for what a row says of its statement, in lower case, beside those that the mapping gives.

The classes of gene-disease validity are those of GenCC and ClinGen, the types of support miRTarBase's.
"""

NO_DATA = ("ND", "ECO:0000307")
"""What GO writes where nothing was found out: no statement at all."""


def direction_of(text: str, own: Mapping[str, str]) -> str | None:
    """Return what a cell says of its statement, None where it says neither; ``own`` words are in lower case.

    Among words with ``|`` between them, NOT denies them all, wherever it stands.

    >>> [direction_of(text, {}) for text in ("Refuted Evidence", "is_active_in|NOT", "perhaps")]
    ['refutes', 'refutes', None]
    """
    known = {**DIRECTIONS, **own}
    folded = text.casefold().strip()
    if folded in known:
        return known[folded]
    return "refutes" if "not" in [part.strip() for part in folded.split("|")] else None


_DENIAL = re.compile(r"not[\s:_/-]+(?=\S)", re.IGNORECASE)
"""A NOT before the words of a relation, whatever stands between them."""


def relation_of(text: str) -> tuple[str, bool]:
    """Return a relation without its NOT, wherever it stands, and whether it had one.

    >>> relation_of("NOT|involved_in"), relation_of("part_of|NOT"), relation_of("contributes_to|enables")
    (('involved_in', True), ('part_of', True), ('contributes_to|enables', False))
    >>> relation_of("NOT biolink:affects"), relation_of("not_associated_with"), relation_of("notifies")
    (('biolink:affects', True), ('associated_with', True), ('notifies', False))
    """
    plain = narrow(text).strip()
    parts = [part.strip() for part in re.split(r"[|,;]|\s+(?=NOT$)", plain)]
    kept = [part for part in parts if part.casefold() != "not"]
    if len(kept) < len(parts):
        return "|".join(kept), True
    said = _DENIAL.match(plain)
    return (plain[said.end() :], True) if said else (text, False)


def evidence_of(text: str, own: Mapping[str, str]) -> str | None:
    """Return the weighed type of evidence of a word of the mapping, a code of ECO, or letters of GO.

    A number of the mapping counts however it is written: ``5.0`` is ``5``.
    """
    return (
        own.get(text)
        or own.get(text.removesuffix(".0"))
        or biolink.evidence_type(biolink.GO_CODES.get(text.upper(), text))
    )


_ZEROS = r"^([-+]?[0-9]+)(?:\.0+|(\.[0-9]*[1-9])0+)$"
"""A number with zeros at its end that say nothing."""


def holds(column: str, values: tuple[str, ...]) -> pl.Expr:
    """Return whether a cell is one of the values, begins as one with ``*``, or a comparison holds of it.

    ``5.0`` is ``5``, ``0.50`` is ``0.5``, and ``TRUE`` is ``true``.
    """
    cell = pl.col(column).str.strip_chars().fill_null("")
    number = cell.cast(pl.Float64, strict=False)
    plain = [value for value in values if not COMPARISON.fullmatch(value)]
    truths = [
        value.casefold() for value in plain if any(value.casefold() in said for said in TRUTHS.values())
    ]
    found = cell.is_in(plain) | cell.str.to_lowercase().is_in(truths)
    found |= cell.str.replace(_ZEROS, "${1}${2}").is_in([re.sub(_ZEROS, r"\1\2", value) for value in plain])
    for value in values:
        if value.endswith("*"):
            found |= cell.str.starts_with(value[:-1])
        if said := COMPARISON.fullmatch(value):
            limit = float(said[2])
            compared = {
                ">=": number >= limit,
                "<=": number <= limit,
                ">": number > limit,
                "<": number < limit,
            }[said[1]]
            found |= compared.fill_null(False)
    return found


def kept(where: Condition, drop: Condition) -> pl.Expr:
    """Return whether a row stays: all of ``where`` hold of it, and none of ``drop``."""
    stays = pl.all_horizontal(pl.lit(True), *(holds(column, values) for column, values in where.items()))
    return stays & ~pl.any_horizontal(
        pl.lit(False), *(holds(column, values) for column, values in drop.items())
    )
