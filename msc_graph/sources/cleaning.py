"""Texts of third-party files without the characters that steer terminals and that XML cannot hold."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import TAG, Batch
from msc_graph.sources.cells import NEVER_NAMES, NOTHING, UNKNOWN
from msc_graph.sources.report import EXAMPLES, ImportReport, escaped
from msc_graph.vocabulary.unseen import UNSEEN

CONTROL = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}"
    r"\x{061c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{fffe}\x{ffff}]"
)
"""Control characters of ASCII and Latin-1 but tab and line ends, and those that turn the direction of text.

Sources: XML 1.0, section 2.2 (Char); Unicode Standard Annex 9, section 2 (directional formatting).
"""

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""A language tag. Source: SPARQL 1.1, LANGTAG; BCP 47 for the lengths."""

NO_NAMES = ("\\N", "NA", "N/A", "n/a", "n.a.", "NaN", "None", "NULL", "Null", "null", "undefined")
"""What stands for no name beside `NEVER_NAMES`; letter case counts: Na is sodium, nan a fly's gene."""

_INVISIBLE = rf"^(?:\s|{UNSEEN})*$"

_TEXTS = {
    "nodes": ("label", "label_zh", "definition", "synonyms"),
    "statements": ("locator",),
    "predicates": ("label",),
    "properties": ("value",),
}


def cleaned(batch: Batch, report: ImportReport) -> Batch:
    """Return a batch with a space in place of each character of `CONTROL`; the report tells of them.

    A text of which nothing is left, or that stands for nothing, is none; values of properties stay as they
    are said. A Chinese name or definition without a language is Chinese.
    """
    frames = {}
    for table, columns in _TEXTS.items():
        frame: pl.DataFrame | None = getattr(batch, table)
        if frame is not None:
            frames[table] = _cleaned(frame, [name for name in columns if name in frame.columns], report)
    if "nodes" in frames:
        frames["nodes"] = _in_chinese(_without_own_names(frames["nodes"]))
    return replace(batch, **frames)


def _without_own_names(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes without labels that are their identifier: such a label names nothing."""
    if "label" not in nodes.columns:
        return nodes
    return nodes.with_columns(label=pl.when(pl.col("label").ne_missing(pl.col("id"))).then("label"))


def is_chinese(text: pl.Expr) -> pl.Expr:
    """Return whether texts without `TAG` have Chinese characters, and none of kana or hangul."""
    return (
        text.str.contains(r"\p{Han}")
        & ~text.str.contains(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]")
        & ~text.str.contains(TAG, literal=True)
    )


def _in_chinese(nodes: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes with Chinese labels as ``label_zh`` and the other Chinese texts tagged as such."""
    texts = [name for name in ("label", "definition") if name in nodes.columns]
    lists = [name for name in ("synonyms",) if name in nodes.columns]
    every = [*(nodes[name] for name in texts), *(nodes[name].explode() for name in lists)]
    if not any(text.cast(pl.String).str.contains(r"\p{Han}").any() for text in every):
        return nodes

    def tagged(text: pl.Expr) -> pl.Expr:
        return pl.when(is_chinese(text)).then(text + f"{TAG}zh").otherwise(text)

    nodes = nodes.with_columns(
        *(tagged(pl.col(name)).alias(name) for name in texts if name != "label"),
        *(pl.col(name).list.eval(tagged(pl.element())) for name in lists),
    )
    if "label" not in texts:
        return nodes
    given = pl.col("label_zh") if "label_zh" in nodes.columns else pl.lit(None, pl.String)
    other = pl.col("synonyms").fill_null([]) if lists else pl.lit([], pl.List(pl.String))
    beside = (tagged(pl.col("label")),)
    chinese = is_chinese(pl.col("label")).fill_null(value=False)
    return nodes.with_columns(
        label=pl.when(~chinese).then("label"),
        label_zh=pl.when(chinese).then(pl.coalesce(given, "label")).otherwise(given),
        synonyms=pl.when(chinese & (given != pl.col("label")).fill_null(value=False))
        .then(pl.concat_list(other, *beside))
        .otherwise(other),
    )


def cleaned_text(text: str) -> str:
    """Return a text with a space in place of each character of `CONTROL`."""
    return str(pl.Series([text]).str.replace_all(CONTROL, " ").str.strip_chars().item())


def _cleaned(frame: pl.DataFrame, columns: list[str], report: ImportReport) -> pl.DataFrame:
    for name in columns:
        listed = frame.schema[name] == pl.List(pl.String())
        texts = frame[name].explode() if listed else frame[name].cast(pl.String)
        if texts.str.contains(TAG, literal=True).any():
            frame, texts = _untagged(frame, name, texts, report)
        bad = texts.filter(texts.str.contains(CONTROL).fill_null(False))
        if bad.len():
            report.note(EventKind.CONTROL_CHARACTERS, *map(escaped, bad.head(EXAMPLES)), count=bad.len())
            clean = (pl.element() if listed else pl.col(name)).str.replace_all(CONTROL, " ").str.strip_chars()
            kept = pl.element().filter(pl.element() != "") if listed else pl.when(clean != "").then(clean)
            listed_clean = pl.col(name).list.eval(clean).list.eval(kept) if listed else kept.alias(name)
            frame = frame.with_columns(listed_clean)
        if name == "value":  # a registry says NA and means it
            frame = frame.drop_nulls(name)
        else:
            frame = _without_nothing(frame, name)
    return frame


def _without_nothing(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the frame with null for texts of a column, or no members of lists, that say nothing."""
    listed = frame.schema[name] == pl.List(pl.String())

    def says_nothing(text: pl.Expr) -> pl.Expr:
        if name != "locator":
            return says_no_name(text)
        words = text.str.strip_chars().str.to_lowercase().is_in(NOTHING) | text.str.contains(_INVISIBLE)
        return words.fill_null(value=False)

    texts = frame[name].explode() if listed else frame[name]
    if not texts.to_frame("text").select(says_nothing(pl.col("text")).any()).item():
        return frame
    if listed:
        return frame.with_columns(pl.col(name).list.eval(pl.element().filter(~says_nothing(pl.element()))))
    return frame.with_columns(pl.when(~says_nothing(pl.col(name))).then(name).alias(name))


def says_no_name(text: pl.Expr) -> pl.Expr:
    """Return whether texts, also with a language behind `TAG`, are the name of nothing; false for null."""
    plain = text.cast(pl.String).str.splitn(TAG, 2).struct[0].str.strip_chars()
    words = plain.str.to_lowercase().is_in((*NEVER_NAMES, *UNKNOWN)) | plain.is_in(NO_NAMES)
    return (words | plain.str.contains(_INVISIBLE)).fill_null(value=False)


def _untagged(
    frame: pl.DataFrame, name: str, texts: pl.Series, report: ImportReport
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the frame and the texts of a column, a space in place of each `TAG` without a language."""
    marked = texts.filter(texts.str.contains(TAG, literal=True).fill_null(False)).unique(maintain_order=True)
    bare = {text: plain for text in marked if (plain := _without_stray_tags(text)) != text}
    report.note(EventKind.CONTROL_CHARACTERS, *map(escaped, list(bare)[:EXAMPLES]), count=len(bare))
    if not bare:
        return frame, texts
    listed = frame.schema[name] == pl.List(pl.String())
    column = pl.col(name).list.eval(pl.element().replace(bare)) if listed else texts.replace(bare).alias(name)
    return frame.with_columns(column), texts.replace(bare)


def _without_stray_tags(text: str) -> str:
    words, _, tag = text.rpartition(TAG)
    if _LANGUAGE.fullmatch(tag):
        return words.replace(TAG, " ") + TAG + tag
    return text.replace(TAG, " ").strip()
