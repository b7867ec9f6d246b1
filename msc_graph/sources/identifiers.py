"""Identifiers in third-party files: told apart from names, and written as the graph writes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.cells import NAMELESS, NOTHING, is_nothing
from msc_graph.sources.readers.text_files import drop_bad
from msc_graph.sources.report import EXAMPLES
from msc_graph.vocabulary.namespaces import TRIAL_PREFIX
from msc_graph.vocabulary.spellings import (
    REGISTRIES,
    RESOLVER,
    SPELLED_OUT,
    foreign_prefixes,
    kept,
    tidy,
)
from msc_graph.vocabulary.unseen import UNSEEN, seen

PREFIXED = r"^[A-Za-z_][A-Za-z0-9_.\-]*:[^\x00-\x20\x7f]"
"""How a CURIE or whole IRI begins. Source: W3C CURIE Syntax 1.0; RFC 3986, section 3.1."""

CURIE = r"^[A-Za-z_][A-Za-z0-9_.\-]*:[^\s\x00-\x20\x7f-\x9f|<>\"{}^`\\]+$"
"""A CURIE or whole IRI. Source: as above; SPARQL 1.1, IRIREF, for the characters that none may hold; the
control characters of Latin-1 beside them (RFC 3987, section 2.2)."""

FORBIDDEN = (
    "{} holds a blank, a control character, a double quote, a curly bracket or one of |<>^`\\, which no"
    " identifier may."
    " Write one identifier, such as HGNC:8763; in an IRI a blank is %20."
)
"""What is wrong with a text that is `PREFIXED`, but no `CURIE`."""

EMPTY = "{} has nothing behind its prefix. Write the identifier, or leave the row out."
"""What is wrong with a text that programs make of a missing number: ``NCBIGene:nan``."""

SEVERAL = "{} is a list of identifiers, and one is needed. Write a row for each."
"""What is wrong with a text that holds several of them."""

_OPEN, _CLOSE = r"""[(\[{"']*""", r"""[)\]}"'.]*"""
"""What may stand around a reference in a text, and is no part of it."""

_PUBMED = (
    r"(?:pubmed\.(?:gov|org)/|(?:pubmed|rdf)\.ncbi\.nlm\.nih\.gov/(?:pubmed/)?(?:\?term=)?|ncbi\.nlm\.nih\.gov/pubmed/(?:\?term=)?"
    r"|ncbi\.nlm\.nih\.gov/entrez/query\.fcgi\?\S*list_uids=|europepmc\.org/(?:article|abstract)/med/)"
)
_PMC_AT = (
    r"(?:pmc\.ncbi\.nlm\.nih\.gov/articles/|ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles/"
    r"|europepmc\.org/(?:articles|(?:article|abstract)/pmc)/)"
)
_BEHIND = rf"(?:[/?#&%\[][^\s|]*)?{_CLOSE}$"
_ENDS = rf"(?:\.0*|/)?(?:\s+\([^()0-9]*(?:[12][0-9]{{3}}[a-z]?)?\))?{_CLOSE}$"
"""What may stand behind a number: the zero of a fraction, a name and year in brackets."""

_PMID = (
    rf"(?i)^{_OPEN}(?:(?:pmids?|pubmed(?:[\s_]*ids?)?|medline)[\s:#=_-]*)+0*([1-9]\d{{0,8}}){_ENDS}",
    rf"(?i)^{_OPEN}{RESOLVER}{_PUBMED}0*([1-9]\d{{0,8}}){_BEHIND}",
)
_PMC = (
    rf"(?i)^{_OPEN}(?:(?:pmc|pmcid)\s*:\s*)?PMC0*([1-9]\d*)/?{_CLOSE}$",
    rf"(?i)^{_OPEN}(?:pmc|pmcid)\s*:\s*0*([1-9]\d*)/?{_CLOSE}$",
    rf"(?i)^{_OPEN}{RESOLVER}{_PMC_AT}PMC0*([1-9]\d*){_BEHIND}",
)
_TRIAL = (
    rf"(?i)^{_OPEN}(?:(?:nct|ctgov|clinicaltrials?(?:\.gov)?)\s*:\s*)?(NCT[0-9]{{8}}){_CLOSE}$",
    rf"(?i)^{_OPEN}https?://(?:www\.|classic\.)?clinicaltrials\.gov/(?:ct2/)?(?:study|show)/(NCT[0-9]{{8}}){_BEHIND}",
)
_CHECK = "[0-9](?:-[0-9a-z])?"
"""The last part of a DOI made of a SICI, before which stands the one semicolon of a DOI: ``3.0.co;2-h``."""

_DOI = (
    rf"(?i)^{_OPEN}(?:https?://(?:(?:dx\.|www\.)?doi\.org|hdl\.handle\.net)/)?(?:doi[\s:=]*)?"
    rf"(10\.\d{{4,9}}/[^\s|;]*[a-z0-9][^\s|;]*(?:;{_CHECK})?){_CLOSE}$"
)
_TWICE = r"(?i)^(?:pmid|pubmed|doi|pmc|pmcid)\s*:\s*(https?://)"
_OF_REGISTRY = rf"(?i)^{_OPEN}(?:{REGISTRIES}|urn:(?:miriam:)?|info:)(pubmed|pmid|doi|pmc|pmcid)(?::|/|%3A)"
_OF_PAPERS = r"(?:pmids?|pubmed(?:_?ids?)?|medline|doi|pmc|pmcid)\s*:"
_BEGINS = rf"{_OPEN}(?:{_OF_PAPERS}|https?://|10\.[0-9]{{4,9}}/|PMC[0-9])"
_UNMISTAKABLE = re.compile(_BEGINS, re.IGNORECASE)
# Parts that begin so are references of their own, even behind a separator that a DOI or address may hold.

_FIRM = re.compile(rf"{_BEGINS}|[0-9]{{5,9}}\s*(?:[,;]|$)", re.IGNORECASE)
"""How parts of a list begin that stay references though others are none: small numbers may count anything."""


_ONE_NUMBER = re.compile(
    r"(?:[A-Za-z]+\s*:\s*)?\d{1,3}(?:,\d{3})+(?:\.0+)?$"  # groups of three digits
    r"|(?=[\d,]+$)(?:.*,)?\d{1,4}(?:,.*)?$"  # other groups; numbers of papers that short are of 1975
    r"|(?:[^,]*,)*\s*0\d*\s*(?:,|$)"  # a group that begins with 0
)
"""How one number is written that spreadsheets have cut into groups: it is no list of numbers."""


_IN_QUOTES = (
    " Cells in quotes are read by the format 'table' with -p quoted=yes; elsewhere in tab-separated files a"
    " quote is a character: save the file without quotes."
)


def is_curie(column: str) -> pl.Expr:
    """Return whether the cells of a column are CURIEs or IRIs; false for empty cells."""
    return pl.col(column).str.contains(CURIE).fill_null(False)


def is_mistaken(column: str) -> pl.Expr:
    """Return whether cells begin as identifiers but hold what none may; false for empty cells."""
    return (pl.col(column).str.contains(PREFIXED) & ~is_curie(column)).fill_null(False)


def with_identifiers(
    frame: pl.DataFrame,
    columns: tuple[str, ...],
    reading: Reading,
    path: Path,
    headers: Mapping[str, str] | None = None,
    hint: str = "",
) -> pl.DataFrame:
    """Return the rows whose ``columns`` hold identifiers; IRIs of declared namespaces become CURIEs.

    A row without an identifier, with one without prefix, or with one that holds what no `CURIE` may, is a
    bad row of ``reading.report``, which calls columns as ``headers`` does; ``hint`` says what else would
    help.
    """
    frame = frame.with_columns(
        with_colons(_narrow(without_marks(frame[column], reading).str.strip_chars())) for column in columns
    )
    for column in columns:
        empty = pl.col(column).is_null() | (pl.col(column) == "")
        frame = drop_bad(frame, empty, f"it has no {column}.", reading, path, column=column, headers=headers)
        frame = drop_bad(frame, is_mistaken(column), FORBIDDEN, reading, path, column=column, headers=headers)
        quoted = frame[column].str.contains('^".*"$').any()
        problem = "{} has no prefix. Write a CURIE such as HGNC:8763, or a whole IRI."
        problem += _IN_QUOTES if quoted else hint
        frame = drop_bad(frame, ~is_curie(column), problem, reading, path, column=column, headers=headers)
        frame = drop_bad(frame, _is_empty(column), EMPTY, reading, path, column=column, headers=headers)
        several = pl.col(column).is_in(_lists_in(frame[column]))
        frame = drop_bad(frame, several, SEVERAL, reading, path, column=column, headers=headers)
    return frame.with_columns(compact(frame[column]) for column in columns)


def _is_empty(column: str) -> pl.Expr:
    """Return whether cells have a prefix of others before what stands for nothing; false for empty cells."""
    parts = pl.col(column).str.to_lowercase().str.splitn(":", 2)
    nothing = parts.struct[1].is_in([word for word in NAMELESS if word])
    return (nothing & parts.struct[0].is_in(list(foreign_prefixes()))).fill_null(False)


def _narrow(texts: pl.Series) -> pl.Series:
    """Return texts with the wide colons and letters of identifiers (not of addresses) as those of ASCII."""
    wide = texts.filter(texts.str.contains(r"^[^/:]*[\x{ff01}-\x{ff5e}]").fill_null(False)).unique()
    narrow = {text: plain for text in wide if re.match(CURIE, plain := text.translate(_WIDE))}
    return texts.replace(narrow) if narrow else texts


def _lists_in(texts: pl.Series) -> list[str]:
    """Return the texts that are several identifiers of one namespace, or of declared ones, cut at , or ;."""
    cut = texts.filter(texts.str.contains(r"[,;]").fill_null(False)).unique()
    return [text for text in cut if _is_list(re.split("[,;]", text))]


_BARE = re.compile(r"[A-Za-z]{0,4}[0-9]+(?:\.[0-9]+)?")
"""What stands behind a prefix where a list says it only once."""


def _is_list(parts: Sequence[str]) -> bool:
    found = [part.strip().partition(":") for part in parts if part.strip()]
    if found[0][0].lower() in ("http", "https"):
        return len(found) > 1 and all(local.startswith("//") for _, _, local in found)
    if len(found) > 1 and found[0][0].lower() in foreign_prefixes():
        bare = all(not colon and _BARE.fullmatch(text) for text, colon, _ in found[1:])
        if bare and _BARE.fullmatch(found[0][2]):
            return True
    same = len({prefix.lower() for prefix, _, _ in found}) == 1
    return len(found) > 1 and all(
        colon and local and (same or prefix.lower() in foreign_prefixes()) for prefix, colon, local in found
    )


def without_marks(texts: pl.Series, reading: Reading) -> pl.Series:
    """Return texts as they are seen: marks of Unicode's Cf (zero-width, of direction) are left out, and told.

    Copied from a page or a workbook, they make another identifier that looks the same.
    """
    odd = texts.filter(texts.str.contains(UNSEEN).fill_null(False))
    changed = {text: bare for text in odd.unique(maintain_order=True) if (bare := seen(text)) != text}
    count = int(odd.is_in(list(changed)).sum())
    reading.report.note(EventKind.UNSEEN_MARKS, *list(changed.values())[:EXAMPLES], count=count)
    return texts.replace(changed) if changed else texts


def with_colons(texts: pl.Series) -> pl.Series:
    """Return texts, with identifiers as ontologies and people write them as CURIEs; others as they are.

    >>> with_colons(pl.Series(["MONDO_0009061", "OMIM: 219700", "Orphanet_586", "hsa_miR_21"])).to_list()
    ['MONDO:0009061', 'OMIM:219700', 'ORPHA:586', 'hsa_miR_21']
    """
    odd = texts.filter(texts.str.contains(SPELLED_OUT.pattern).fill_null(False)).unique()
    changed = {
        text: tidy(f"{found[1]}:{found[2]}")
        for text in odd
        if (found := SPELLED_OUT.match(text)) and found[1].lower() in foreign_prefixes()
    }
    return texts.replace(changed) if changed else texts


def compact(ids: pl.Series) -> pl.Series:
    """Return identifiers as the graph writes them: see `tidy`."""
    distinct = ids.drop_nulls().unique()
    changed = {name: new for name in distinct.filter(~_as_it_is(distinct)) if (new := tidy(name)) != name}
    return ids.replace(changed) if changed else ids


def _as_it_is(ids: pl.Series) -> pl.Series:
    """Return which identifiers `tidy` surely keeps as they are."""
    prefix = ids.str.extract("^([^:]*):")
    by_pattern: defaultdict[str, list[str]] = defaultdict(list)
    for one in prefix.drop_nulls().unique():
        if (pattern := kept(one)) is not None:
            by_pattern[pattern].append(one)
    found = pl.repeat(False, ids.len(), eager=True)
    for pattern, prefixes in by_pattern.items():
        found |= prefix.is_in(prefixes) & ids.str.contains(f"^[^:]*:(?:{pattern})$")
    return found.fill_null(False)


def with_references(
    frame: pl.DataFrame, column: str, reading: Reading, *, numbers: bool = False, listed: str = ""
) -> pl.DataFrame:
    """Return a row for each reference in ``column`` (text), as ``reference`` in its place, in their order.

    A text without identifiers gives one row without ``reference``; it stands in ``unread`` instead, and the
    report counts it (`EventKind.REFERENCE_AS_LOCATOR`). A row without text, or with a prefix of papers before
    what stands for nothing (``PMID:null``), is kept with neither. What is no identifier among others in a
    list is left out, and told (`EventKind.REFERENCE_NOT_IN_LIST`).

    Args:
        frame: has no columns ``reference`` and ``unread`` but perhaps as ``column``.
        column: texts that `identifiers_of` reads.
        reading: takes the event.
        numbers: bare numbers are PubMed's.
        listed: a column of which equal values make the rows members of one list.
    """
    given, found, odd = _found_in(frame[column], numbers)
    numbered = pl.DataFrame({column: given}).with_row_index(_NUMBER)
    rows = frame.join(numbered, on=column, how="left", maintain_order="left")
    parts = [part for number in rows[_NUMBER].drop_nulls() if number in odd for part in odd[number]]
    lost = numbered.filter(~is_nothing(column) & ~pl.col(column).str.contains(_NO_PAPER))
    lost = lost.join(found, on=_NUMBER, how="anti")
    unread = lost.select(_NUMBER, unread=pl.col(column).str.strip_chars())
    # not the text itself, which may be long, in a row for each of its references
    rows = rows.drop(column, "reference", strict=False)
    rows = rows.join(found, on=_NUMBER, how="left", maintain_order="left_right")
    rows = rows.join(unread, on=_NUMBER, how="left", maintain_order="left").drop(_NUMBER)
    if listed:
        beside = pl.col("reference").is_null() & pl.col("reference").is_not_null().any().over(listed)
        parts += rows.filter(beside)["unread"].drop_nulls().to_list()
        rows = rows.filter(~beside)
    shown = list(dict.fromkeys(parts))[:EXAMPLES]
    reading.report.note(EventKind.REFERENCE_NOT_IN_LIST, *shown, count=len(parts))
    told = rows["unread"].drop_nulls()
    first = told.unique(maintain_order=True).head(EXAMPLES)
    reading.report.note(EventKind.REFERENCE_AS_LOCATOR, *first, count=told.len())
    return rows


_NO_PAPER = rf"(?i)^{_OPEN}{_OF_PAPERS}\s*(?:{'|'.join(map(re.escape, NAMELESS))}){_CLOSE}$"
"""A prefix of papers before what stands for nothing."""

_NUMBER, _ROW = "number of the text", "number of the row"
_PAPERS = ("PMID:", "DOI:", "PMC:")


def with_papers(frame: pl.DataFrame, column: str, reading: Reading, *, same: bool = False) -> pl.DataFrame:
    """Return a row for each paper in ``column``, as ``reference``: `with_references`, bare numbers too.

    Identifiers of other things are no papers: they stand in ``unread`` where a text has no paper.

    Args:
        frame: as of `with_references`.
        column: its column of texts.
        reading: takes the events.
        same: a text gives several names of one paper, of which PubMed's counts, else the first.
    """
    rows = with_references(frame.with_row_index(_ROW), column, reading, numbers=True)
    rank = pl.coalesce(
        pl.when(pl.col("reference").str.starts_with(prefix)).then(pl.lit(place))
        for place, prefix in enumerate(_PAPERS)
    )
    rows = rows.with_columns(rank=rank)
    paper = pl.col("rank").is_not_null()
    rows = rows.with_columns(
        best=pl.col("rank").min().over(_ROW),
        unread=pl.when(~paper).then(pl.coalesce("unread", "reference")),
        reference=pl.when(paper).then("reference"),
    )
    if same:
        rows = rows.filter(paper.not_() | (pl.col("rank") == pl.col("best")))
    no_paper = pl.col("best").is_null()
    rows = rows.with_columns(
        unread=pl.when(no_paper).then(pl.col("unread").str.join("; ").over(_ROW).replace("", None))
    )
    first = pl.int_range(pl.len()).over(_ROW) == 0
    return rows.filter(paper | (no_paper & first)).drop(_ROW, "rank", "best")


def identifiers_of(texts: pl.Series, *, numbers: bool = False) -> pl.DataFrame:
    """Return ``text``, each distinct text once, with ``reference``, a row for each identifier in it.

    Papers are written ``PMID:1``, ``DOI:10.1000/x`` (in lower case) and ``PMC:PMC1``, however the text spells
    them: with the address of a resolver, in other case, without prefix (DOI; PMID if ``numbers``). Other
    CURIEs and IRIs stay as they are. A text is cut at ``|``, ``;`` and ``,`` only where every part is then
    an identifier, as DOIs and addresses may hold such characters; numbers of papers may have blanks or
    slashes between them. A number with commas between groups of three digits is none, and no list. Texts
    that are no identifiers are left out; of a list at one separator, parts that are unmistakably identifiers
    are kept, where the others are not.

    >>> texts = pl.Series(["https://doi.org/10.1000/X", "pmid: 1, PMID:2", "a book"])
    >>> identifiers_of(texts)["reference"].to_list()
    ['DOI:10.1000/x', 'PMID:1', 'PMID:2']

    Sources: DOI Handbook, section 2.4 (DOIs are case-insensitive); identifiers.org; NLM, PMIDs and PMCIDs.
    """
    given, found, _ = _found_in(texts, numbers)
    return found.select(given.gather(found[_NUMBER]).alias("text"), "reference")


_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"、": ",", "。": "."}
)
"""Letters, digits and marks as Chinese and Japanese keyboards write them, to those of ASCII."""


_ENTITY = "&(?:lt|gt|amp);"
"""What pages write for the signs that DOIs made of SICIs hold."""


def _found_in(texts: pl.Series, numbers: bool) -> tuple[pl.Series, pl.DataFrame, dict[int, list[str]]]:
    """Return each distinct text; by its number the identifiers in it, and parts of lists that are none."""
    given = texts.drop_nulls().unique(maintain_order=True)
    plain = given.replace({text: _plain(text) for text in given.filter(given.str.contains(_ODD))})
    several = plain.str.contains(r"[|;,]") | plain.str.contains(_SPACED) | plain.str.contains(_MANY)
    usual = plain.str.contains(_USUAL if numbers else _USUAL_CURIES)
    alone = _identifiers(plain.filter(~several), numbers)["reference"]
    rows = pl.DataFrame({_NUMBER: (~several).arg_true(), "reference": alone}).drop_nulls()
    papers = pl.DataFrame({_NUMBER: usual.arg_true(), "reference": plain.filter(usual)}).select(
        _NUMBER, reference=pl.col("reference").str.extract_all("[0-9]+").list.unique(maintain_order=True)
    )
    papers = papers.explode("reference").select(_NUMBER, reference=pl.format("PMID:{}", "reference"))
    listed = {number: _separated(plain[number]) for number in (several & ~usual).arg_true()}
    pieces = {piece for text in listed.values() for piece in _pieces(text)}
    ids = dict(_identifiers(pl.Series(list(pieces), dtype=pl.String), numbers).iter_rows())
    cut: list[tuple[int, str]] = []
    odd: dict[int, list[str]] = {}
    for number, text in listed.items():
        names = _cut(text, ids)
        if not names:
            names, others = _kept(text, ids)
            odd |= {number: others} if names else {}
        cut += [(number, name) for name in dict.fromkeys(names)]
    lists = pl.concat([papers, pl.DataFrame(cut, schema=rows.schema, orient="row")])
    return given, pl.concat([rows, lists.sort(_NUMBER, maintain_order=True)]), odd


_USUAL_CURIES, _USUAL = (
    f"^ *{paper}(?: *[|;,] *{paper})+ *$" for paper in ("PMID:[1-9][0-9]{4,8}", "(?:PMID:)?[1-9][0-9]{4,8}")
)
"""Lists of PubMed's numbers as most files have them, which need no closer look; of bare ones, too."""

_ODD = rf"{UNSEEN}|[\x{{ff01}}-\x{{ff5e}}、。]|{_ENTITY}"


def _plain(text: str) -> str:
    """Return a text without marks that nobody sees, wide letters and entities of pages."""
    return re.sub(_ENTITY, lambda found: unescape(found[0]), seen(text).translate(_WIDE))


_SPACED = r"(?i)^\s*(?:pmid:?\s*)?[0-9]{5,9}(?:(?:\s*/\s*|\s+)(?:pmid:?\s*)?[0-9]{5,9})+\s*$"
"""Numbers of papers with blanks or slashes between them; shorter ones may be parts of one number."""


_MANY = rf"(?i)^{_BEGINS}\S+\s+{_BEGINS}"
"""Two references with blanks between them, each of which is unmistakably one."""


def _separated(text: str) -> str:
    """Return a list of references with one of the usual separators between them."""
    text = text.strip()
    if re.match(_SPACED, text):
        return re.sub(r"(?<=\d)(?:\s*/\s*|\s+)", ";", text)
    words = [word.strip("|;,") for word in text.split()]
    if len(words) > 1 and all(word and _UNMISTAKABLE.match(word) for word in words):
        return "|".join(words)
    return text


_SEMICOLON = re.compile(rf"(?<!\.[a-z][a-z]);|;(?!{_CHECK}(?:[\s|;,]|$))", re.IGNORECASE)


def _split(text: str, separator: str) -> list[str]:
    parts = _SEMICOLON.split(text) if separator == ";" else text.split(separator)
    return [part.strip() for part in parts if part.strip()]


def _kept(text: str, ids: Mapping[str, str | None]) -> tuple[list[str], list[str]]:
    """Return the references among the parts of a text, and the other parts; none of a number or sentence."""
    parts = next((parts for mark in "|;," if len(parts := _split(text, mark)) > 1), [])
    if not parts or _ONE_NUMBER.match(text):
        return [], []
    names: dict[str, list[str]] = {}
    others: list[str] = []
    for part in parts:
        firm = _FIRM.match(part) is not None
        cut = _cut(part, ids) if firm else []
        names[part], odd = _kept(part, ids) if firm and not cut else (cut, [])
        others += odd if names[part] else [part]
    bare = any(found and part.isdecimal() for part, found in names.items())
    if bare and any(" " in part for part in others):
        return [], []
    return [name for found in names.values() for name in found], others


def _identifiers(texts: pl.Series, numbers: bool) -> pl.DataFrame:
    """Return ``text`` and the one identifier that it is, ``reference``, else null."""
    frame = pl.DataFrame({"text": texts, "tidy": texts.str.strip_chars()})
    tidy = pl.col("tidy")
    frame = frame.with_columns(tidy.str.replace(_TWICE, "$1"))
    frame = frame.with_columns(tidy.str.replace(_OF_REGISTRY, "$1:"))
    quoted = frame["tidy"].str.contains("%") & frame["tidy"].str.contains(
        r"(?i)^(?:https?://\S*doi\.org/|doi:)"
    )
    quoted_texts = frame["tidy"].filter(quoted).to_list()
    if quoted_texts:
        frame = frame.with_columns(tidy.replace({text: unquote(text) for text in quoted_texts}))
    pmid = [tidy.str.extract(pattern) for pattern in _PMID]
    if numbers:
        pmid.append(tidy.str.extract(rf"^{_OPEN}0*([1-9]\d{{0,8}}){_ENDS}"))
    pmc, trial = ([tidy.str.extract(pattern) for pattern in patterns] for patterns in (_PMC, _TRIAL))
    other = pl.when(tidy.str.contains(CURIE) & ~tidy.str.contains(f"(?i)^{_OF_PAPERS}")).then(tidy)
    return frame.select(
        "text",
        reference=pl.coalesce(
            pl.lit("PMID:") + pl.coalesce(pmid),
            pl.lit("DOI:") + _closed(frame["tidy"].str.extract(_DOI).str.to_lowercase()),
            pl.lit("PMC:PMC") + pl.coalesce(pmc),
            pl.lit(TRIAL_PREFIX) + pl.coalesce(trial).str.to_uppercase(),
            other,
        ),
    )


def _closed(dois: pl.Series) -> pl.Series:
    """Return DOIs without the full stop, or the bracket opened elsewhere, that stands behind them."""
    odd = dois.filter(dois.str.contains(r"""[.,)\]}"']$""").fill_null(False)).unique()
    changed = {}
    for doi in odd:
        plain = doi
        while plain[-1] in ".,\"'" or plain.count(plain[-1]) > plain.count(_OPENS.get(plain[-1], plain[-1])):
            plain = plain[:-1]
        changed[doi] = plain
    return dois.replace(changed) if changed else dois


_OPENS = {")": "(", "]": "[", "}": "{"}


def _pieces(text: str, separators: str = "|;,") -> set[str]:
    """Return all parts that `_cut` may ask for."""
    text = text.strip()
    separators = "".join(mark for mark in separators if mark in text)
    if not separators:
        return {text}
    parts = _split(text, separators[0]) or [""]
    pieces = (_pieces(piece, separators[1:]) for piece in (text, *parts))
    return {text}.union(*pieces)


_SMALL = re.compile(r"\d{1,4}")
_LARGE = re.compile(r"(?!\d+$).*(?:\d{5}|/)")
"""Beside a reference that says what it is, a small number is a year, a page or a figure, not an old paper."""


def _cut(text: str, ids: Mapping[str, str | None], separators: str = "|;,") -> list[str]:
    """Return the identifiers in a text, none where a part is no identifier."""
    whole = ids[text]
    if not separators or _ONE_NUMBER.match(text):
        return [whole] if whole else []
    parts = _split(text, separators[0])
    if len(parts) < 2:
        return _cut("".join(parts), ids, separators[1:])
    if any(map(_SMALL.fullmatch, parts)) and any(map(_LARGE.match, parts)):
        return [whole] if whole else []
    wary = whole is not None and whole.startswith(("DOI:", "http"))
    if not wary or all(map(_is_apart, parts)):
        found = [_cut(part, ids, separators[1:]) for part in parts]
        if wary or all(found):
            return [name for names in found for name in names] if all(found) else []
    return _cut(text, ids, separators[1:])


def _is_apart(part: str) -> bool:
    """Return whether a part is none of the DOI or address before it, though these may hold separators."""
    return _FIRM.match(part) is not None or part.lower() in NOTHING
