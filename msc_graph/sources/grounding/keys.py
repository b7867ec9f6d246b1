"""Names of genes, diseases and microRNAs in the form in which they are compared, for whole columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import polars as pl

from msc_graph.model.names import fold

_SEPARATORS = r"[\s\x1c-\x1f\-_/,.'()\[\]]+"
"""As in `msc_graph.model.names`; Python counts the separators of ASCII among the blanks, polars does not."""
_LONG = r"[\x{2010}-\x{2015}\x{2212}]"
_CHINESE = r"微小?\s*(?i:RNA)"
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


def name_keys(names: pl.Series) -> pl.Series:
    """Return ``msc_graph.model.names.fold`` of each name.

    >>> name_keys(pl.Series(["IL-6", "TGF-β1", "MicroRNA 21-5p"])).to_list()
    ['il6', 'tgfbeta1', 'mir21-5p']
    """
    folded = _without_separators(names.str.to_lowercase())
    folded = folded.str.replace(r"^(?:[a-z]{3})?(?:microrna|mirna|r?mir)([0-9])", "mir${1}")
    folded = folded.str.replace(r"^[a-z]{3}let7", "let7")
    return _mended(names, folded, fold)


def microrna_keys(names: pl.Series) -> pl.Series:
    """Return each microRNA's name, without its species, in the form in which it is compared.

    Unlike `name_keys`, three letters in front are not taken for a species: only miRBase's codes are, before.

    >>> microrna_keys(pl.Series(["miR-21-5p", "MIRNA-21-5p", "microRNA 21", "let-7a*"])).to_list()
    ['mir21-5p', 'mir21-5p', 'mir21', 'let7a*']
    """
    return _mended(names, _microrna_ascii(names), _microrna_key)


def plain_dashes(names: pl.Series) -> pl.Series:
    """Return names with the hyphens of typesetters as those of keyboards, and the Chinese word as ours."""
    return names.str.replace_all(_LONG, "-").str.replace(_CHINESE, "miR")


def _microrna_ascii(names: pl.Series) -> pl.Series:
    folded = _without_separators(names.str.to_lowercase())
    return folded.str.replace(r"^(?:microrna|mirna|mir)([0-9])", "mir${1}")


def _microrna_key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).translate(_DASHES)
    return str(_microrna_ascii(pl.Series([plain])).item())


def _without_separators(names: pl.Series) -> pl.Series:
    """Leave separators out, but keep a hyphen between two digits; twice, as a digit may stand between two."""
    between = rf"([0-9]){_SEPARATORS}([0-9])"
    for _ in range(2):
        names = names.str.replace_all(between, "${1}~${2}")
    return names.str.replace_all(_SEPARATORS, "").str.replace_all("~", "-", literal=True)


def _mended(names: pl.Series, folded: pl.Series, slowly: Callable[[str], str]) -> pl.Series:
    """Return ``folded``, with the names that are not ASCII (or hold a ``~``) folded one by one."""
    special = names.str.contains(r"[^\x00-\x7f]|~").fill_null(False)
    if not special.any():
        return folded
    mended = {name: slowly(name) for name in names.filter(special).unique()}
    return (
        pl.select(pl.when(special).then(names.replace_strict(mended, default=None)).otherwise(folded))
        .to_series()
        .alias(names.name)
    )
