"""Values for the parameters of a saved query, as RDF terms.

A parameter is a variable ``?_name`` in the query. A value given for it becomes a typed RDF term here, and the
term takes the place of the variable's tokens (``msc_graph.query.text``); text is never spliced in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from msc_graph.errors import InputError, QueryParameterError, UnknownNode, UsageError, nearest
from msc_graph.languages import LANGUAGES
from msc_graph.messages.values import value_in
from msc_graph.model.names import unwrapped
from msc_graph.query.catalogue import ParameterType, QueryParameter, SavedQuery
from msc_graph.system.checked import plain
from msc_graph.vocabulary import curies
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.signs import Sign

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    Term: TypeAlias = NamedNode | Literal
    BoundTerm: TypeAlias = Term | tuple[Term, ...]

Resolver: TypeAlias = Callable[[str, str | None], str]
"""Gives the CURIE of the node that a name (and a class name, or None) means; raises when there is not one."""

Recorded: TypeAlias = Callable[[str], str]
"""Gives the IRI of the record of the graph that an IRI means; raises `UnknownNode` when there is none."""

KnownValues: TypeAlias = "Callable[[tuple[str, ...]], Sequence[Literal]]"
"""Gives the values that a property has in the graph, in order; see ``QueryParameter.values_of``."""

MAX_VALUE_BYTES = 64 * 1024
"""Most bytes of one value: as much as a whole free-text query may have."""

SHOWN = 20
"""How many of the values that there are a message lists. Our choice."""

MAX_VALUES = 100_000
"""Most values of a parameter of many: five times the retracted articles of PubMed. Our choice."""


def bind_values(
    query: SavedQuery,
    values: Mapping[str, object],
    *,
    resolve: Resolver,
    expand: Callable[[str], str] = curies.expand,
    known: KnownValues | None = None,
    recorded: Recorded | None = None,
) -> Mapping[str, BoundTerm]:
    """Return a term for every parameter of ``query``, from ``values`` or else from its defaults.

    Args:
        query: the saved query.
        values: by parameter's name; texts, for an integer also a Python int, and for a parameter of many a
            text or a list or tuple of texts. None means that no value is given.
        resolve: gives the CURIE of the node that a text means; what it raises is passed on.
        expand: gives the IRI of a CURIE.
        known: gives the values that a property has in the graph, for parameters that take one of those; None
            to take any text.
        recorded: gives the record that an IRI means, for parameters with a ``prefix``; None to take any IRI.

    Raises:
        QueryParameterError: a parameter is unknown or missing, or a value does not fit its type.
        UsageError: the values are no mapping.
    """
    if not isinstance(values, Mapping):
        raise UsageError(f"the parameters are a mapping from name to value, not {type(values).__name__}")
    for name in values:
        if name not in query.parameter_names:
            there = ", ".join(query.parameter_names)
            told = f"the parameters are: {there}." if there else "this question has none."
            raise QueryParameterError(
                query.name,
                str(name),
                f"there is no such parameter; {told}",
                candidates=nearest(name, query.parameter_names),
            )
    return {
        parameter.name: _Binder(query.name, parameter, resolve, expand, known, recorded).bound(
            values.get(parameter.name)
        )
        for parameter in query.parameters
    }


@dataclass(frozen=True, slots=True)
class _Binder:
    """Turns values into the terms of one parameter."""

    query: str
    parameter: QueryParameter
    resolve: Resolver
    expand: Callable[[str], str]
    known: KnownValues | None
    recorded: Recorded | None

    def _error(self, problem: str, candidates: tuple[str, ...] = ()) -> QueryParameterError:
        return QueryParameterError(self.query, self.parameter.name, problem, candidates=candidates)

    def bound(self, value: object) -> BoundTerm:
        if not self.parameter.many:
            return self._term(value)
        value = plain(value)
        if hasattr(value, "tolist"):  # an array, or a series
            value = value.tolist()
        values = value if isinstance(value, list | tuple) else [] if value is None else [value]
        if len(values) > MAX_VALUES:
            raise self._error(f"there are {len(values)} values, and may be {MAX_VALUES}.")
        return tuple(self._term(item) for item in values)

    def _term(self, value: object) -> Term:
        from pyoxigraph import Literal

        text = self._text(self.parameter.default if value is None else plain(value))
        match self.parameter.type:
            case ParameterType.NODE:
                return self._node(text)
            case ParameterType.IDENTIFIER:
                return self._identifier(text)
            case ParameterType.INTEGER:
                return self._integer(text)
            case ParameterType.SIGN:
                return Literal(self._one_of(text, [sign.value for sign in Sign], "a sign"))
            case ParameterType.LANGUAGE:
                return Literal(self._one_of(text, LANGUAGES, "a language"))
        if self.known is not None and self.parameter.values_of:
            return self._known_value(text, self.known(self.parameter.values_of))
        return Literal(text)

    def _known_value(self, text: str, known: Sequence[Literal]) -> Literal:
        """Return the value of the graph that a text means, in any letter case, in English or Chinese."""
        for literal in known:
            if literal.value == text:
                return literal
        by_case = {
            word.casefold(): literal
            for lang in reversed(LANGUAGES)
            for literal in reversed(known)
            for word in (value_in(self._property, literal.value, lang),)
        }
        found = by_case.get(" ".join(text.casefold().split()))
        if found is None:
            texts = [literal.value for literal in known]
            raise self._error(
                f"the graph has no such value as {_excerpt(text)}. {_some(texts)}", nearest(text, texts)
            )
        return found

    @property
    def _property(self) -> str:
        """The name of the property whose values are meant."""
        return self.parameter.values_of[-1].removeprefix(MSC)

    def _text(self, value: object) -> str:
        if value is None:
            raise self._error(f"a value is needed, for example {self.parameter.example!r}.")
        number = self.parameter.type is ParameterType.INTEGER
        if type(value) is int and (number or self.parameter.prefix == "reference"):
            value = str(value)
        if self.parameter.type is ParameterType.NODE:
            value = unwrapped(value)
        if number and not isinstance(value, str):
            raise self._error(f"a whole number is needed, not {type(value).__name__}.")
        if not isinstance(value, str):
            raise self._error(f"the value must be a text, not {type(value).__name__}.")
        try:
            size = len(value.encode())
        except UnicodeEncodeError as error:
            raise self._error("the value has a lone surrogate, which is no character.") from error
        if size > MAX_VALUE_BYTES:
            raise self._error(f"the value has {size} bytes and may have {MAX_VALUE_BYTES}.")
        return value

    def _one_of(self, text: str, known: tuple[str, ...] | list[str], kind: str) -> str:
        found = {name.casefold(): name for name in known}.get(text.strip().casefold())
        if found is None:
            raise self._error(f"{kind} is one of {', '.join(known)}, not {_excerpt(text)}.")
        return found

    def _node(self, text: str) -> NamedNode:
        if not self.parameter.label:
            return self._identifier(text)
        return self._iri(self.expand(self.resolve(text, self.parameter.category)))

    def _identifier(self, text: str) -> NamedNode:
        given = text
        if self.parameter.prefix == "reference":
            text = self._paper(text.strip())
        if self.parameter.prefix and ":" not in text:
            text = f"{self.parameter.prefix}:{text.strip()}"
        try:
            iri = self._iri(self.expand(text))
        except InputError as error:
            raise self._error(
                f"{_excerpt(text)} is neither an IRI nor a CURIE with a known prefix."
            ) from error
        if not self.parameter.prefix or self.recorded is None:
            return iri
        try:
            return self._iri(self.recorded(iri.value))
        except UnknownNode as error:
            raise self._error(
                f"the graph has no such value as {_excerpt(given)}.", error.candidates
            ) from error

    def _paper(self, text: str) -> str:
        """Return a paper's number or DOI, however it is written, as a CURIE; another text as it is."""
        import polars as pl

        from msc_graph.sources.identifiers import identifiers_of

        found = identifiers_of(pl.Series([text]), numbers=True)["reference"].to_list()
        if len(found) > 1:
            raise self._error(f"{_excerpt(text)} is a list, and one document is needed.")
        if found and found[0].startswith("DOI:"):
            doi = found[0].removeprefix("DOI:")
            typed = re.search(re.escape(doi), text, re.IGNORECASE)
            return f"DOI:{typed[0] if typed else doi}"  # in the letter case of the graph, perhaps
        return found[0] if found and found[0].startswith(("PMID:", "PMC:")) else text

    def _iri(self, iri: str) -> NamedNode:
        from pyoxigraph import NamedNode

        try:
            return NamedNode(iri)
        except ValueError as error:
            raise self._error(f"{_excerpt(iri)} is not an IRI: {error}.") from error

    def _integer(self, text: str) -> Literal:
        from pyoxigraph import Literal

        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise self._error(f"a whole number of at most 18 digits is needed, not {_excerpt(text)}.")
        return Literal(int(text))


def _some(texts: Sequence[str]) -> str:
    """Return a sentence that lists the values there are, not too many of them."""
    if not texts:
        return "It has none."
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return f"The values are: {', '.join(texts[:SHOWN])}{more}."


def _excerpt(text: str) -> str:
    """Return a value for an error message, short however long it is."""
    return repr(text if len(text) <= 60 else f"{text[:60]}...")
