"""Statements, classes and predicates in words, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import CLAIM, MSC, OWL, RDF_TYPE, RDFS, TRIAL_PREFIX
from msc_graph.vocabulary.ontology import Vocabulary

if TYPE_CHECKING:
    from msc_graph.reasoning.inference import Inference
    from msc_graph.reasoning.statements import Statement, Term

_WORDS = {
    f"{OWL}TransitiveProperty": ("transitive predicate", "可传递谓词"),
    f"{OWL}SymmetricProperty": ("symmetric predicate", "对称谓词"),
    f"{OWL}FunctionalProperty": ("predicate with one value", "单值谓词"),
    "and": (" and ", "且"),
    "or": (" or ", "或"),
    "and also": (" and also ", "且"),
    "then": (", then ", "，再"),
    "comma": (", ", "、"),
    "colon": (": ", "："),
    "thing": ("thing", "事物"),
    "group": ("these", "下列各项"),
    "because": ("because", "理由"),
    "ontology": ("stated by the ontology", "本体所述"),
    "curated": ("stated in the curated graph", "审编图谱所述"),
    "line": ("stated in ", "审编表所述："),
    "file": ("stated in the file", "文件所述"),
    "reasoner": ("in the reasoner's own words", "推理机原文"),
    "seen": ("see above", "见上"),
    "assertion": ("asserted in ", "断言见 "),
    "consistent": ("The rules find no contradiction.", "规则未发现矛盾。"),
    "nothing": ("does not follow from the graph", "不能由图谱得出"),
    "nothing in file": ("does not follow from the file", "不能由文件得出"),
}
_SENTENCES = {
    RDF_TYPE: ("{0} is {1}", "{0}属于{1}"),
    f"{RDFS}subClassOf": ("{0} is contained in {1}", "{0}包含于{1}"),
    f"{RDFS}subPropertyOf": ('"{0}" implies "{1}"', "“{0}”蕴含“{1}”"),
    f"{RDFS}domain": ('"{0}" has the domain {1}', "“{0}”的定义域为{1}"),
    f"{RDFS}range": ('"{0}" has the range {1}', "“{0}”的值域为{1}"),
    f"{OWL}inverseOf": ('"{0}" is the inverse of "{1}"', "“{0}”是“{1}”的逆谓词"),
    f"{OWL}equivalentClass": ("{0} means the same as {1}", "{0}等同于{1}"),
    f"{OWL}equivalentProperty": ('"{0}" means the same as "{1}"', "“{0}”等同于“{1}”"),
    f"{OWL}disjointWith": ("{0} has no member in common with {1}", "{0}与{1}没有共同成员"),
    f"{OWL}members": ("no two of these share a member: {1}", "下列各类两两没有共同成员：{1}"),
    f"{OWL}distinctMembers": ("no two of these are the same: {1}", "下列各项两两不同：{1}"),
    f"{OWL}sameAs": ("{0} is the same as {1}", "{0}等同于{1}"),
    f"{OWL}differentFrom": ("{0} is different from {1}", "{0}不同于{1}"),
    f"{OWL}propertyChainAxiom": ('"{0}" follows from the chain: {1}', "“{0}”由谓词链得出：{1}"),
    f"{MSC}acyclic": ('"{0}" never leads back to its start', "“{0}”不会回到起点"),
    "predicate type": ('"{0}" is {1}', "“{0}”是{1}"),
    "predicate": ("{0} {p} {1}", "{0}{p}{1}"),
    "attribute": ("{0}: {p} {1}", "{0}：{p} {1}"),
    "quoted": ('"{0}"', "“{0}”"),
    "grouped": ("({0})", "（{0}）"),
    "some": ("thing that {p} some {1}", "与某个{1}有“{p}”关系之物"),
    "something": ("thing that {p} something", "有“{p}”关系之物"),
    "only": ("thing that {p} only {1}", "“{p}”的对象仅为{1}之物"),
    "value": ("thing that {p} {1}", "与{1}有“{p}”关系之物"),
    "not": ("not {1}", "非{1}"),
    "one of": ("one of {1}", "{1}之一"),
    "whose": ("thing whose {p} is some {1}", "“{p}”为某个{1}之物"),
}
# How the statements of each predicate read: {0} subject, {1} object, {p} predicate.

_CHARACTERISTICS = frozenset(
    OWL + name for name in ("TransitiveProperty", "SymmetricProperty", "FunctionalProperty")
)
_LISTS = frozenset(f"{OWL}{name}" for name in ("members", "distinctMembers"))
_PUNCTUATION = frozenset("（）“”：、，；。 ")
_SPELLED = re.compile(r"[A-Z](?:[A-Z0-9]|\b)|[a-z][A-Z]{2}")
_LETTERS_WITH_AN = frozenset("AEFHILMNORSX")
"""Letters whose English names begin with a vowel."""
_LIKE_YOU = re.compile(r"(?:uni(?!n|m)|us[ae]|eu|one\b|once\b|ut[ei]|ur[aeio])", re.IGNORECASE)
_LIKE_A_VOWEL = re.compile(r"(?:[aeiou]|hour|honest|heir|8|1[18]\b)", re.IGNORECASE)


def word(key: str, lang: str) -> str:
    """Return an interface word, or the words for a term of OWL, in ``lang``."""
    english, chinese = _WORDS[key]
    return chinese if lang == "zh" else english


def with_article(noun: str) -> str:
    """Return an English noun with ``a`` or ``an`` before it, as it is spoken.

    >>> [with_article(noun) for noun in ("extracellular vesicle", "M1 macrophage", "unit", "gene")]
    ['an extracellular vesicle', 'an M1 macrophage', 'a unit', 'a gene']
    """
    if _SPELLED.match(noun):
        vowel = noun[0].upper() in _LETTERS_WITH_AN
    elif _LIKE_YOU.match(noun) or "://" in noun:
        vowel = False
    else:
        vowel = _LIKE_A_VOWEL.match(noun) is not None
    return f"{'an' if vowel else 'a'} {noun}"


def joined(parts: Iterable[str]) -> str:
    """Return parts of a Chinese sentence in a row, with a space where Chinese meets another script.

    >>> joined(["miR-21-5p", "靶向", "PTEN"]), joined(["外泌体", "携带", "微小RNA"])
    ('miR-21-5p 靶向 PTEN', '外泌体携带微小RNA')
    """
    text = ""
    for part in filter(None, parts):
        text += f"{' ' if text and _apart(text[-1], part[0]) else ''}{part}"
    return text


def _apart(before: str, after: str) -> bool:
    if before in _PUNCTUATION or after in _PUNCTUATION:
        return False
    return not (_is_chinese(before) and _is_chinese(after))


def _is_chinese(mark: str) -> bool:
    return "\u3400" <= mark <= "\u9fff"


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
        if pattern not in _SENTENCES:
            pattern = "attribute" if self._is_attribute(predicate) else "predicate"
        return self._sentence(
            pattern, self._thing(subject), self._thing(value), predicate=self.name(predicate)
        )

    def _sentence(self, pattern: str, subject: str, value: str, *, predicate: str = "") -> str:
        english, chinese = _SENTENCES[pattern]
        if self._lang != "zh":
            return english.format(subject, value, p=predicate)
        parts = {"0": subject, "1": value, "p": predicate}
        pieces: list[str] = []
        for literal, field, _, _ in Formatter().parse(chinese):
            pieces += [literal, parts[field] if field else ""]
        return joined(pieces)

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
        if term.value in _WORDS:
            return word(term.value, self._lang)
        if term.value not in self._labels:
            self._labels[term.value] = self._label(term)
        return self._labels[term.value]

    def kind(self, term: Term) -> str:
        """Return what something of a class is: its name, in English with an article."""
        if self._lang == "zh":
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
        curie = compress(term.value)
        if curie.startswith(TRIAL_PREFIX):
            return curie.removeprefix(TRIAL_PREFIX)
        labels = sorted(
            (quad.object.language or "", quad.object.value)
            for quad in self._store.quads_for_pattern(term, NamedNode(f"{RDFS}label"), None, None)
            if isinstance(quad.object, Literal)
        )
        for wanted in (self._lang, "en", ""):
            for language, label in labels:
                if language.partition("-")[0] == wanted:
                    return label
        return labels[0][1] if labels else curie

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
