"""What an engine says of a wrong query, in words that help, with the place in the text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msc_graph.errors import QueryFailed, did_you_mean, nearest
from msc_graph.query.text import Token, TokenKind, declared_prefixes, position, query_form, tokenize
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import IMPORTED, RDF_TYPE, XSD

_USUAL = {"rdf": RDF_TYPE.removesuffix("type"), "xsd": XSD}
"""Prefixes that everybody writes and the ontology does not declare."""


def engine_failure(message: str, text: str = "", known: Collection[str] = ()) -> QueryFailed:
    """Return an engine's complaint about ``text`` as our error, with line and column where it names them.

    The engine lists all that it would have accepted; only its sentences and keywords are kept. Two mistakes
    that it does not name are looked for in the text: a prefix that nobody declared (``known`` need not be
    declared), and an expression in SELECT without brackets and name.
    """
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if place is None:
        return QueryFailed(message)
    tokens = tuple(tokenize(text))
    found = _undeclared(tokens, known) or _bare_expression(tokens)
    if found:
        token, reason = found
        line, column = position(text, token.start)
        return QueryFailed(reason, line=line, column=column)
    return QueryFailed(f"{_reason(place[3])}.", line=int(place[1]), column=int(place[2]))


def _reason(expected: str) -> str:
    """Return the sentence, or else the keywords, of what the engine expected."""
    plain = re.sub(r"\[[^\]]*\]", "", expected)
    if sentence := re.search(r"[A-Z]\w*(?: [\w']+){2,}", plain):
        return sentence.group()
    keywords = sorted(set(re.findall(r"\b[A-Z]{2,}\b", plain)) - {"SERVICE"})
    return f"not valid SPARQL; {' or '.join(keywords)} might follow there" if keywords else "not valid SPARQL"


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
