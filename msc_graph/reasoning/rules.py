"""The project's own rules: ``queries/rules/*.rq``, each a CONSTRUCT that says what it concludes and why.

A rule is run as a SELECT of all its variables, so that every conclusion comes with the triples it rests on.
For that its WHERE is made of triples, FILTER, VALUES and GRAPH; what must be absent is asked of an asserted
graph (``FILTER NOT EXISTS { GRAPH graph:curated { ... } }``), so that no conclusion can take another back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from msc_graph.errors import QueryFailed, QueryHeaderError
from msc_graph.query.complaints import engine_failure
from msc_graph.query.header import HeaderKeys, read_header
from msc_graph.query.text import Token, TokenKind, position, tokenize
from msc_graph.rdf.terms import oxigraph_term
from msc_graph.reasoning.statements import Statement
from msc_graph.system.packaged import locate
from msc_graph.vocabulary.namespaces import INFERRED_GRAPH

if TYPE_CHECKING:
    from pyoxigraph import Store

Slot: TypeAlias = NamedNode | BlankNode | Literal | Variable
Pattern: TypeAlias = tuple[Slot, Slot, Slot]

_TEXTS = ("summary", "summary_zh", "reason", "reason_zh")
_KEYS = HeaderKeys(
    texts=frozenset(_TEXTS), lists=frozenset({"tags"}), mappings=frozenset(), records=frozenset()
)
_PARTS = frozenset({"BGP", "Filter", "Join", "Graph", "ToMultiSet", "values", "Project"})


@dataclass(frozen=True)
class Rule:
    """One rule: its file, what it concludes (``summary``) and why that holds (``reason``), by language."""

    name: str
    path: Path
    text: str
    summary: Mapping[str, str]
    reason: Mapping[str, str]

    @cached_property
    def _parts(self) -> _Parts:
        return _parts(self)

    @property
    def predicates(self) -> frozenset[str]:
        """The IRIs of the predicates that the rule concludes."""
        return frozenset(slot.value for _, slot, _ in self._parts.conclusions if isinstance(slot, NamedNode))

    def conclusions(self, store: Store) -> Iterator[tuple[Statement, tuple[Statement, ...]]]:
        """Yield every conclusion on a store with the statements it rests on, sorted by conclusion.

        Raises:
            QueryFailed: the engine cannot evaluate the rule.
        """
        try:
            solutions: Any = store.query(self._parts.select, use_default_graph_as_union=True)
            rows = [{v.value: row[v.value] for v in solutions.variables} for row in solutions]
        except SyntaxError as error:
            raise engine_failure(f"{self.path}: {error}") from error
        except (RuntimeError, OSError) as error:
            raise QueryFailed(f"{self.path}: {error}") from error
        found = [
            (_filled(conclusion, row), tuple(_filled(premise, row) for premise in self._parts.premises))
            for row in rows
            for conclusion in self._parts.conclusions
        ]
        yield from sorted(found, key=str)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A rule taken apart: the SELECT that runs, the patterns it concludes and those it rests on."""

    select: str
    conclusions: tuple[Pattern, ...]
    premises: tuple[Pattern, ...]


def load_rules(folder: Path | None = None) -> Mapping[str, Rule]:
    """Return the rules of ``queries/rules``, or of another folder, by name in alphabetical order.

    Raises:
        QueryHeaderError: a file is malformed, or its WHERE is more than this module can explain.
    """
    rules = [read_rule(path) for path in sorted((folder or locate("queries/rules")).glob("*.rq"))]
    return MappingProxyType({rule.name: rule for rule in rules})


def read_rule(path: Path) -> Rule:
    """Return the rule in one file; `load_rules` says what is refused."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise QueryHeaderError(path, 1, "the file is not UTF-8") from error
    header = read_header(text, path=path, keys=_KEYS)
    for key in _TEXTS:
        if key not in header.texts:
            raise QueryHeaderError(path, 1, f"the header has no {key!r}")
    rule = Rule(
        name=path.stem,
        path=path,
        text=text,
        summary={"en": header.texts["summary"], "zh": header.texts["summary_zh"]},
        reason={"en": header.texts["reason"], "zh": header.texts["reason_zh"]},
    )
    _ = rule._parts
    return rule


def _parts(rule: Rule) -> _Parts:
    from pyparsing import ParseException

    try:
        algebra = _algebra(rule.text)
    except ParseException as error:
        raise QueryHeaderError(rule.path, error.lineno, "this is not valid SPARQL") from error
    if algebra.name != "ConstructQuery":
        raise QueryHeaderError(rule.path, 1, "a rule is a CONSTRUCT")
    _check_absences(rule)
    premises: list[Pattern] = []
    _collect(rule, algebra.p, premises)
    template = tuple(_pattern(rule, triple) for triple in algebra.template or ())
    return _Parts(_as_select(rule), template, tuple(premises))


@lru_cache(maxsize=64)
def _algebra(text: str) -> Any:
    """Return what rdflib makes of a query; each graph has the same rules."""
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(text).algebra


def _collect(rule: Rule, part: Any, premises: list[Pattern]) -> None:
    """Gather the triple patterns that hold in every solution; refuse what would not leave any."""
    if part.name not in _PARTS:
        raise QueryHeaderError(
            rule.path, 1, f"a rule's WHERE is made of triples, FILTER, VALUES and GRAPH, not of {part.name}"
        )
    if "triples" in part:
        premises.extend(_pattern(rule, triple) for triple in part.triples)
    for key in ("p", "p1", "p2"):
        if key in part:
            _collect(rule, part[key], premises)


def _check_absences(rule: Rule) -> None:
    """Refuse a NOT EXISTS that is not asked of one graph of asserted statements."""
    tokens = list(tokenize(rule.text))
    for number, token in enumerate(tokens):
        if not token.is_word("exists"):
            continue
        opening, keyword, graph = (*tokens[number + 1 : number + 4], token, token, token)[:3]
        end = _block_end(tokens, number + 3)
        if (
            (opening.text, keyword.text.casefold()) != ("{", "graph")
            or graph.kind not in (TokenKind.IRI, TokenKind.PREFIXED_NAME)
            or graph.text in ("graph:inferred", f"<{INFERRED_GRAPH}>")
            or tokens[end].text != "}"
        ):
            line, _ = position(rule.text, token.start)
            problem = "EXISTS must hold just one GRAPH of asserted statements, such as graph:curated"
            raise QueryHeaderError(rule.path, line, problem)


def _block_end(tokens: list[Token], start: int) -> int:
    """Return the number of the token that follows the next block in braces."""
    depth = 0
    for number in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[number].text, 0)
        if tokens[number].text == "}" and depth == 0:
            return number + 1
    return len(tokens) - 1


def _pattern(rule: Rule, triple: tuple[Any, ...]) -> Pattern:
    first, second, third = (_slot(rule, term) for term in triple)
    return first, second, third


def _slot(rule: Rule, term: Any) -> Slot:
    import rdflib

    if isinstance(term, rdflib.Variable):
        return Variable(str(term))
    if isinstance(term, rdflib.URIRef | rdflib.Literal):
        return oxigraph_term(term)
    raise QueryHeaderError(rule.path, 1, "a rule has no blank nodes and no property paths; name the steps")


def _as_select(rule: Rule) -> str:
    """Return the rule's text with ``SELECT *`` in place of the CONSTRUCT and its template."""
    tokens = list(tokenize(rule.text))
    construct = next(number for number, token in enumerate(tokens) if token.is_word("construct"))
    where = tokens[_block_end(tokens, construct)]
    return f"{rule.text[: tokens[construct].start]}SELECT * {rule.text[where.start :]}"


def _filled(pattern: Pattern, row: Mapping[str, Any]) -> Statement:
    terms = (row[slot.value] if isinstance(slot, Variable) else slot for slot in pattern)
    return Statement(*terms)  # type: ignore[arg-type]
