"""What an engine says of a wrong query, in words that help, with the place in the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msc_graph.errors import QueryFailed, did_you_mean, nearest
from msc_graph.query.text import Token, TokenKind, declared_prefixes, position, query_form, tokenize
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import IMPORTED, RDF_TYPE, XSD
from msc_graph.vocabulary.unseen import narrow

_EXCERPT = 40
"""Letters of a query that are shown. Our choice."""
_USUAL = {"rdf": RDF_TYPE.removesuffix("type"), "xsd": XSD}
"""Prefixes that everybody writes and the ontology does not declare."""
_WIDE = str.maketrans("“”‘’、。", "\"\"'',.")
"""Signs of a Chinese keyboard that are no wide form of one of ASCII, and what they stand for."""


def engine_failure(message: str, text: str = "", known: Collection[str] = ()) -> QueryFailed:
    """Return an engine's complaint about ``text`` as our error, with line and column where it names them.

    The engine lists all that it would have accepted; only its sentences are kept. Four mistakes that it does
    not name are looked for in the text: a sign or blank of a Chinese keyboard, a prefix that nobody declared
    (``known`` need not be declared), an expression in SELECT without brackets and name, and a text that
    nobody closes.
    """
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if place is None:
        return QueryFailed(message)
    tokens = tuple(tokenize(text))
    found = (
        _wide_sign(tokens, text)
        or _undeclared(tokens, known)
        or _bare_expression(tokens)
        or _open_text(tokens)
    )
    if found:
        token, reason = found
        line, column = position(text, token.start)
        return QueryFailed(reason, line=line, column=column)
    line, column = int(place[1]), int(place[2])
    return QueryFailed(_reason(place[3], _at(tokens, text, line, column)), line=line, column=column)


def _reason(expected: str, token: Token | None) -> str:
    """Return the sentence of what the engine expected, else what it cannot read."""
    plain = re.sub(r"\[[^\]]*\]", "", expected)
    if sentence := re.search(r"[A-Z]\w*(?: [\w']+){2,}", plain):
        return f"{sentence.group()}."
    if token is None:
        return "not valid SPARQL."
    if not token.text:
        return "not valid SPARQL: something is missing at its end."
    return f"not valid SPARQL: {token.text[:_EXCERPT]!r} cannot stand there."


def _at(tokens: Sequence[Token], text: str, line: int, column: int) -> Token | None:
    """Return the part of a query at a place, an empty one at its end; None where the text is not known."""
    end = Token(TokenKind.OTHER, "", len(text), len(text))
    after = (token for token in tokens if position(text, token.start) >= (line, column))
    return next(after, end) if text else None


def _wide_sign(tokens: Sequence[Token], text: str) -> tuple[Token, str] | None:
    """Return the first sign, or blank, that is as wide as an ideograph, and what is meant."""
    for before, token in zip((None, *tokens), tokens, strict=False):
        gap = text[before.end if before else 0 : token.start]
        if "\u3000" in gap:
            return token, f"a wide blank stands before {token.text[:_EXCERPT]!r}. Type an ordinary one."
        plain = narrow(token.text).translate(_WIDE)
        if token.kind is TokenKind.OTHER and plain != token.text and plain.isascii():
            return token, f"not valid SPARQL: {token.text!r} cannot stand there.{did_you_mean([plain])}"
    return None


def _undeclared(tokens: Sequence[Token], known: Collection[str]) -> tuple[Token, str] | None:
    """Return the first name whose prefix is not declared, and what to say of it."""
    declared = {*known, *declared_prefixes(tokens), "_"}
    for before, token in zip((None, *tokens), tokens, strict=False):
        prefix = token.text.partition(":")[0]
        named = token.kind is TokenKind.PREFIXED_NAME and not (before and before.is_word("prefix"))
        if named and prefix not in declared:
            return token, f"Prefix not found: {prefix}. {_how_to_declare(prefix, declared - {'_'})}"
    return None


def _how_to_declare(prefix: str, declared: set[str]) -> str:
    if namespace := {**prefixes(), **_USUAL}.get(prefix):
        return f"Declare it: PREFIX {prefix}: <{namespace}>."
    offer = did_you_mean(nearest(prefix, declared)).strip()
    imported = f"Declare it; one of an imported source is PREFIX {prefix}: <{IMPORTED}{prefix}/>."
    return " ".join(filter(None, [offer, imported]))


def _bare_expression(tokens: Sequence[Token]) -> tuple[Token, str] | None:
    """Return an expression that is selected without brackets and name, and what to say of it."""
    form = query_form(tokens)
    if form is None or not form.is_word("select"):
        return None
    rest = [token for token in tokens[tokens.index(form) + 1 :] if not token.is_word("distinct", "reduced")]
    for token, after in zip(rest, rest[1:], strict=False):
        if token.kind is TokenKind.WORD and not token.is_word("where", "from") and after.text == "(":
            return (
                token,
                f"an expression that is selected has brackets and a name: ({token.text}(...) AS ?x).",
            )
        if token.kind is not TokenKind.VARIABLE:
            return None
    return None


def _open_text(tokens: Sequence[Token]) -> tuple[Token, str] | None:
    """Return a text in quotes that does not end, and what to say of it."""
    for token in tokens:
        if token.kind is TokenKind.STRING:
            quote = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
            if len(token.text) < 2 * len(quote) or not token.text.endswith(quote):
                return token, f"the text that begins with {token.text[:_EXCERPT]!r} is not closed."
    return None
