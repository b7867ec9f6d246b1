"""Statements, classes and predicates in words, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from msc_graph.messages.reasoning import SENTENCES, WORDS, has_articles, sentence, with_article, word
from msc_graph.rdf.asserted import label_of
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import CLAIM, MSC, OWL, RDF_TYPE
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from msc_graph.reasoning.inference import Inference
    from msc_graph.reasoning.statements import Statement, Term

_CHARACTERISTICS = frozenset(
    OWL + name for name in ("TransitiveProperty", "SymmetricProperty", "FunctionalProperty")
)
_LISTS = frozenset(f"{OWL}{name}" for name in ("members", "distinctMembers"))


class Wording:
    """Puts the statements of one inference into words of one language."""

    def __init__(self, store: Store, words: Vocabulary, result: Inference, lang: str) -> None:
        """Keep where labels stand (the store), and what class expressions are made of (the inference)."""
        self._store = store
        self._words = words
        self._result = result
        self._lang = lang
        self._labels: dict[str, str] = {}
        self._begun: set[Term] = set()

    def text(self, statement: Statement) -> str:
        """Return a statement in words."""
        subject, predicate, value = statement
        if predicate.value in (f"{OWL}intersectionOf", f"{OWL}unionOf"):
            return self._expression(subject)
        if predicate.value in _LISTS:
            return self._sentence(predicate.value, "", self._listed(value, "comma"))
        if predicate.value == f"{OWL}propertyChainAxiom":
            return self._sentence(predicate.value, self.name(subject), self._listed(value, "then"))
        if predicate.value == RDF_TYPE:
            characteristic = isinstance(value, NamedNode) and value.value in _CHARACTERISTICS
            name = self.name(subject) if characteristic else self._thing(subject)
            return self._sentence("predicate type" if characteristic else RDF_TYPE, name, self.kind(value))
        pattern = predicate.value
        if pattern not in SENTENCES:
            pattern = "attribute" if self._is_attribute(predicate) else "predicate"
        return self._sentence(
            pattern, self._thing(subject), self._thing(value), predicate=self.name(predicate)
        )

    def _sentence(self, pattern: str, subject: str, value: str, *, predicate: str = "") -> str:
        return sentence(pattern, self._lang, subject=subject, object=value, predicate=predicate)

    def _is_attribute(self, predicate: NamedNode) -> bool:
        """Return whether a predicate of ours says something of an assertion; its label is no verb."""
        return predicate.value.startswith(MSC) and predicate.value not in self._words.predicates

    def _listed(self, head: Term, joint: str) -> str:
        return word(joint, self._lang).join(self.name(item) for item in self._result.items(head))

    def _thing(self, term: Term) -> str:
        """Return the name of a term, in quotes where it is an assertion, whose name is a sentence."""
        if isinstance(term, NamedNode) and term.value.startswith(CLAIM):
            return self._sentence("quoted", self.name(term), "")
        return self.name(term)

    def name(self, term: Term) -> str:
        """Return the label of a term, a literal's text, or a class without a name in words."""
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, BlankNode):
            return self._expression(term)
        if term.value in WORDS:
            return word(term.value, self._lang)
        if term.value not in self._labels:
            self._labels[term.value] = self._label(term)
        return self._labels[term.value]

    def kind(self, term: Term) -> str:
        """Return what something of a class is: its name, in English with an article."""
        if not has_articles(self._lang):
            return self.name(term)
        parts = self._parts(term, "intersectionOf") or self._parts(term, "unionOf")
        if not parts:
            return with_article(self.name(term))
        joint = "and also" if self._parts(term, "intersectionOf") else "or"
        return word(joint, self._lang).join(
            self.name(part)
            if self._parts(part, "intersectionOf") or self._parts(part, "unionOf")
            else with_article(self.name(part))
            for part in parts
        )

    def _label(self, term: NamedNode) -> str:
        return label_of(self._store, term.value, self._lang) or compress(term.value)

    def _parts(self, term: Term, name: str) -> tuple[Term, ...]:
        """Return the members of the intersection or union that a class without a name is; else nothing."""
        if not isinstance(term, BlankNode):
            return ()
        for head in self._result.values(term, OWL + name):
            return self._result.items(head)
        return ()

    def _expression(self, term: Term) -> str:
        """Return a class expression in words, such as ``(protein and thing that is cargo of some cell)``.

        One that is made of itself ends in ``these``.
        """
        if term in self._begun:
            return word("group", self._lang)
        self._begun.add(term)
        try:
            return self._combination(term)
        finally:
            self._begun.discard(term)

    def _combination(self, term: Term) -> str:
        for name, joint in (("intersectionOf", "and"), ("unionOf", "or")):
            for head in self._result.values(term, OWL + name):
                parts = [self.name(item) for item in self._result.items(head)]
                return self._sentence("grouped", word(joint, self._lang).join(parts), "")
        for name, pattern in (("complementOf", "not"), ("oneOf", "one of")):
            for value in self._values(term, name):
                text = self._listed(value, "comma") if pattern == "one of" else self.name(value)
                return self._sentence(pattern, "", text)
        return self._restriction(term)

    def _restriction(self, term: Term) -> str:
        """Return a class of all things with certain values in words; ``these`` for one of another kind."""
        for prop in self._values(term, "onProperty"):
            attribute = isinstance(prop, NamedNode) and self._is_attribute(prop)
            for name, pattern in (
                ("someValuesFrom", "whose" if attribute else "some"),
                ("allValuesFrom", "only"),
                ("hasValue", "value"),
            ):
                for filler in self._values(term, name):
                    anything = pattern == "some" and filler == NamedNode(f"{OWL}Thing")
                    return self._sentence(
                        "something" if anything else pattern, "", self.name(filler), predicate=self.name(prop)
                    )
        return word("group", self._lang)

    def _values(self, term: Term, name: str) -> list[Term]:
        """Return the values of a predicate of OWL that the store states of a class without a name."""
        if isinstance(term, Literal):
            return []
        found = self._store.quads_for_pattern(term, NamedNode(OWL + name), None, None)
        return [quad.object for quad in found if not isinstance(quad.object, Triple)]
