"""What a free-text query must pass before any engine sees it: blunt rules on the raw text.

Hidden forms beat clever rules, so the words that could leave the store are refused wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urljoin

from msc_graph.errors import QueryRefused, did_you_mean, must_be_text, nearest
from msc_graph.query.text import (
    Token,
    TokenKind,
    dataset_clauses,
    declared_base,
    declared_prefixes,
    first_nested_deeper,
    position,
    query_form,
    tokenize,
)

MAX_QUERY_BYTES = 64 * 1024
MAX_NESTING = 64
# pyoxigraph 0.5.13 overflows its stack, which nothing can catch, at about 2,247 nested braces.
_BYTE_ORDER_MARK = "\ufeff"
_UPDATES = (
    "insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with",
)  # fmt: skip
_FORBIDDEN = re.compile(r"service|\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GuardedQuery:
    """A text that passed ``guard``; ``union`` says whether all graphs together are its default graph."""

    text: str
    union: bool


def guard(
    text: str, *, graphs: Collection[str] = (), prefixes: Mapping[str, str] | None = None
) -> GuardedQuery:
    r"""Return the query, fit to be handed to a worker.

    Args:
        text: the query, at most 64 KiB in UTF-8, brackets nested at most 64 deep.
        graphs: IRIs of the named graphs that FROM and FROM NAMED may name.
        prefixes: prefixes that the query need not declare.

    Raises:
        QueryRefused: the text is too long or too deeply nested; has the letters "service" or an escape
            ``\u`` anywhere, even in a comment, an IRI or a string; is an update; or has a FROM that names
            no graph of the store. Line, column and what to do are given.
        UsageError: the query is no text at all.
    """
    text = must_be_text(text, "the query").removeprefix(_BYTE_ORDER_MARK)
    _refuse_size(text)
    _refuse_forbidden(text)
    tokens = tuple(tokenize(text))
    _refuse_nesting(text, tokens)
    _refuse_update(text, tokens)
    sources = tuple(dataset_clauses(tokens))
    namespaces = {**(prefixes or {}), **declared_prefixes(tokens)}
    base = declared_base(tokens)
    for source in sources:
        _refuse_unknown_graph(text, source, graphs, namespaces, base)
    return GuardedQuery(text, union=not sources)


def _refuse(text: str, offset: int, reason: str) -> NoReturn:
    line, column = position(text, offset)
    raise QueryRefused(reason, line=line, column=column)


def _refuse_size(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        _refuse(text, error.start, "the text has a lone surrogate, which is no character. Remove it.")
    if size > MAX_QUERY_BYTES:
        raise QueryRefused(
            f"the text has {size} bytes and may have {MAX_QUERY_BYTES}. Ask a shorter question."
        )


def _refuse_forbidden(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    if found.group().startswith("\\"):
        _refuse(text, found.start(), "the escape \\u may hide a keyword. Write the character itself.")
    _refuse(
        text,
        found.start(),
        "a query may not call another endpoint, so the word SERVICE is refused wherever it stands."
        " Where you need it inside a string, write CONCAT('serv', 'ice').",
    )


def _refuse_nesting(text: str, tokens: tuple[Token, ...]) -> None:
    deep = first_nested_deeper(tokens, MAX_NESTING)
    if deep is not None:
        _refuse(text, deep.start, f"brackets are nested deeper than {MAX_NESTING}. Flatten the query.")


def _refuse_update(text: str, tokens: tuple[Token, ...]) -> None:
    form = query_form(tokens)
    if form is not None and form.is_word(*_UPDATES):
        _refuse(
            text,
            form.start,
            f"{form.text.upper()} is an update, and the graph is read-only."
            " Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )


def _refuse_unknown_graph(
    text: str, source: Token, graphs: Collection[str], namespaces: Mapping[str, str], base: str
) -> None:
    iri = (
        urljoin(base, source.text[1:-1])
        if source.kind is TokenKind.IRI
        else _expanded(source.text, namespaces)
    )
    if iri not in graphs:
        known = f" The graphs are: {', '.join(sorted(graphs))}." if graphs else ""
        _refuse(
            text,
            source.start,
            f"FROM may only name a graph of this store, not {source.text}."
            f"{did_you_mean(nearest(iri, graphs))}{known}",
        )


def _expanded(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return namespaces.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query with the prefixes declared, on its first line, that it uses but does not declare."""
    tokens = tuple(tokenize(text))
    declared = set(declared_prefixes(tokens))
    used = {token.text.partition(":")[0] for token in tokens if token.kind is TokenKind.PREFIXED_NAME}
    missing = sorted((used - declared) & set(prefixes))
    return " ".join([*(f"PREFIX {prefix}: <{prefixes[prefix]}>" for prefix in missing), text])
