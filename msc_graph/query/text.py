"""SPARQL as text: a lexer, and the binder that puts RDF terms where a query has parameters.

Everything here is a pure function of the query's text. The lexer follows the terminals of the grammar
(SPARQL 1.1 Query Language, section 19.8, https://www.w3.org/TR/sparql11-query/#sparqlGrammar): it knows
comments, IRIs, long and short strings and variables, so that ``?_x`` inside a string is never a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from msc_graph.errors import QueryFailed

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode


class TokenKind(Enum):
    """What a token is; ``OTHER`` is an operator, a bracket, or a character that SPARQL does not know."""

    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    PREFIXED_NAME = "prefixed name"
    LANGUAGE_TAG = "language tag"
    NUMBER = "number"
    WORD = "word"
    OTHER = "other"


class Token(NamedTuple):
    """One token of a query; ``text`` equals the query's ``[start:end]``."""

    kind: TokenKind
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of the keywords ``words`` (given in lower case), in any letter case."""
        return self.kind is TokenKind.WORD and self.text.casefold() in words


_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = f"{_LETTER}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX_LENGTH = 200
# Prefixes have no bound in the grammar; with one, and with strings that end with their line or the text even
# when nobody closes them, no text makes the lexer read the same character again and again.
_TERMINALS: dict[TokenKind, str] = {
    TokenKind.COMMENT: r"#[^\r\n]*",
    TokenKind.IRI: r'<[^<>"{}|^`\\\x00-\x20]*>',
    TokenKind.STRING: (
        r'"""(?:"{0,2}(?:[^"\\]|\\.))*+(?:""")?|'
        r"'''(?:'{0,2}(?:[^'\\]|\\.))*+(?:''')?|"
        r'"(?:[^"\\\r\n]|\\.)*+"?|'
        r"'(?:[^'\\\r\n]|\\.)*+'?"
    ),
    TokenKind.VARIABLE: f"[?$][{_LETTER}_0-9][{_NAME}]*",
    TokenKind.PREFIXED_NAME: (
        f"(?:_|(?:[{_LETTER}](?:[{_NAME}.\\-]{{0,{_PREFIX_LENGTH}}}[{_NAME}\\-])?)?):"
        f"(?:(?:[{_LETTER}_:0-9]|{_ESCAPED})(?:(?:[{_NAME}.:\\-]|{_ESCAPED})*(?:[{_NAME}:\\-]|{_ESCAPED}))?)?"
    ),
    TokenKind.LANGUAGE_TAG: r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
    TokenKind.NUMBER: r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
    TokenKind.WORD: r"[A-Za-z_][A-Za-z0-9_]*",
    TokenKind.OTHER: r"<<\(|\)>>|<<|>>|\^\^|&&|\|\||[<>!]=|\S",
}
_KINDS = tuple(_TERMINALS)
_TOKEN = re.compile("|".join(f"({pattern})" for pattern in _TERMINALS.values()), re.DOTALL)

_OPENING = frozenset({"{", "(", "[", "<<", "<<("})
_CLOSING = frozenset({"}", ")", "]", ">>", ")>>"})


def tokenize(text: str) -> Iterator[Token]:
    """Return the tokens of a query in order, comments left out; nothing for an empty text.

    Text that is not SPARQL gives ``OTHER`` tokens, not an error: finding errors is the engine's work.

    >>> [token.text for token in tokenize("ASK { ?s ?p 'a # b' } # end")]
    ['ASK', '{', '?s', '?p', "'a # b'", '}']
    """
    for match in _TOKEN.finditer(text):
        kind = _KINDS[(match.lastindex or 1) - 1]
        if kind is not TokenKind.COMMENT:
            yield Token(kind, match.group(), match.start(), match.end())


def position(text: str, offset: int) -> tuple[int, int]:
    r"""Return the 1-based line and column of the character at ``offset``.

    >>> position("ASK\n{ }", 6)
    (2, 3)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def first_nested_deeper(tokens: Sequence[Token], depth: int) -> Token | None:
    """Return the first bracket that opens a level below ``depth``, or None.

    Braces, parentheses, square brackets and triple terms count alike. Brackets inside an IRI count too: what
    is an IRI to a lexer (``?a<?b&&((?c))>?d``) may be two comparisons to the engine.
    """
    level = 0
    for token in tokens:
        if token.kind is TokenKind.IRI and level + token.text.count("(") + token.text.count("[") > depth:
            return token
        if token.kind is not TokenKind.OTHER:
            continue
        if token.text in _OPENING:
            level += 1
            if level > depth:
                return token
        elif token.text in _CLOSING:
            level = max(0, level - 1)
    return None


def query_form(tokens: Sequence[Token]) -> Token | None:
    """Return the first word after the prologue (SELECT, ASK, INSERT …), or None where there is none."""
    skip = 0
    for token in tokens:
        if skip:
            skip -= 1
        elif token.is_word("prefix"):
            skip = 2
        elif token.is_word("base", "version"):
            skip = 1
        else:
            return token if token.kind is TokenKind.WORD else None
    return None


def dataset_clauses(tokens: Sequence[Token]) -> Iterator[Token]:
    """Return what follows each FROM or FROM NAMED, in order; nothing when the query has no dataset clause."""
    for index, token in enumerate(tokens):
        if token.is_word("from", "fromnamed"):
            rest = tokens[index + 1 : index + 3]
            named = bool(rest) and rest[0].is_word("named")
            yield from rest[named : named + 1]


def declared_prefixes(tokens: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes (without colon) and namespaces that a query declares."""
    return {
        tokens[index + 1].text.removesuffix(":"): tokens[index + 2].text[1:-1]
        for index in range(len(tokens) - 2)
        if tokens[index].is_word("prefix") and tokens[index + 2].kind is TokenKind.IRI
    }


def declared_base(tokens: Sequence[Token]) -> str:
    """Return the IRI of the last BASE that a query declares, or an empty text."""
    found = ""
    for token, after in zip(tokens, tokens[1:], strict=False):
        if token.is_word("base") and after.kind is TokenKind.IRI:
            found = after.text[1:-1]
    return found


@dataclass(frozen=True, slots=True)
class Slot:
    """One place where a parameter stands: its ``name`` (``x`` for ``?_x``) and its place in the text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Template:
    """A query taken apart: its ``text``, its parameters' ``slots`` in order, and its ``columns``.

    ``columns`` are the variables of the first SELECT, without question mark; None for ``SELECT *`` and
    for queries of another form.
    """

    text: str
    slots: tuple[Slot, ...]
    columns: tuple[str, ...] | None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, each once, in order of appearance."""
        return tuple(dict.fromkeys(slot.name for slot in self.slots))

    def bind(self, terms: Mapping[str, NamedNode | Literal | tuple[NamedNode | Literal, ...]]) -> str:
        """Return the query with each parameter replaced by its term or terms, as pyoxigraph writes them.

        Each term is set between spaces, so that it cannot grow together with what stands beside it.

        Raises:
            KeyError: a parameter has no term.
        """
        pieces = []
        done = 0
        for slot in self.slots:
            bound = terms[slot.name]
            written = " ".join(map(str, bound)) if isinstance(bound, tuple) else bound
            pieces += [self.text[done : slot.start], f" {written} "]
            done = slot.end
        return "".join([*pieces, self.text[done:]])


def template(text: str) -> Template:
    """Return a query taken apart at its parameters: the variables whose name begins with ``_``.

    >>> found = template("SELECT ?label { ?_node rdfs:label ?label FILTER(lang(?label) = ?_lang) }")
    >>> found.parameters, found.columns
    (('node', 'lang'), ('label',))

    Raises:
        QueryFailed: a parameter stands where only a variable can: selected, after AS, as a column of
            VALUES, or in BOUND. The line and column are given.
    """
    tokens = tuple(tokenize(text))
    slots = []
    for index, token in enumerate(tokens):
        if _is_parameter(token):
            problem = _misuse(tokens, index)
            if problem:
                line, column = position(text, token.start)
                raise QueryFailed(
                    f"{token.text} is a parameter and {problem}: it stands for a fixed value",
                    line=line,
                    column=column,
                )
            slots.append(Slot(token.text[2:], token.start, token.end))
    return Template(text, tuple(slots), _columns(tokens))


def _is_parameter(token: Token) -> bool:
    return token.kind is TokenKind.VARIABLE and token.text[1] == "_" and len(token.text) > 2


def _misuse(tokens: Sequence[Token], index: int) -> str:
    """Return why the parameter at ``index`` cannot stand there; empty when it can."""
    before = [token.text.casefold() for token in tokens[max(0, index - 2) : index]]
    if before[-1:] == ["as"]:
        return "cannot be assigned to"
    if before == ["bound", "("]:
        return "cannot be tested with BOUND"
    for clause, problem in (("select", "cannot be selected"), ("values", "cannot be a column of VALUES")):
        if _heads_clause(tokens, index, clause):
            return problem
    return ""


def _heads_clause(tokens: Sequence[Token], index: int, clause: str) -> bool:
    """Return whether the token at ``index`` is in the list of names between ``clause`` and its brace.

    An expression in parentheses after SELECT is no such name; the parentheses after VALUES hold names.
    """
    depth = 0
    for token in reversed(tokens[:index]):
        if token.is_word(clause):
            return clause == "values" or depth >= 0
        if token.text in {"{", "}"} or token.is_word("where", "from"):
            return False
        depth += (token.text == ")") - (token.text == "(")
    return False


def _columns(tokens: Sequence[Token]) -> tuple[str, ...] | None:
    form = query_form(tokens)
    if form is None or not form.is_word("select"):
        return None
    names = []
    depth = 0
    for before, token in zip(tokens[tokens.index(form) :], tokens[tokens.index(form) + 1 :], strict=False):
        if token.text == "*" and depth == 0:
            return None
        if token.text == "{" or token.is_word("where", "from"):
            break
        depth += (token.text == "(") - (token.text == ")")
        if token.kind is TokenKind.VARIABLE and (depth == 0 or (depth == 1 and before.is_word("as"))):
            names.append(token.text[1:])
    return tuple(names)
