"""The statement that a user asks about: names to terms, of the graph or of a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from msc_graph.errors import AmbiguousName, InputError, UnknownNode, UsageError, did_you_mean, nearest
from msc_graph.languages import LANGUAGES
from msc_graph.model.names import NameIndex
from msc_graph.reasoning.statements import Statement
from msc_graph.vocabulary.curies import expand, node_iri
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE, RDFS, SKOS
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary

_SHORT = {
    "a": RDF_TYPE,
    "subClassOf": f"{RDFS}subClassOf",
    "subPropertyOf": f"{RDFS}subPropertyOf",
}

_KINDS = {"a": ("", "class"), "subClassOf": ("class", "class"), "subPropertyOf": ("predicate", "predicate")}
"""What is at both ends of a statement about terms."""


def statements(
    subject: str, predicate: str, object: str, *, words: Vocabulary, names: NameIndex, records: Iterable[str]
) -> list[Statement]:
    """Return what three names may mean, likeliest first: several where predicates share a name or a label.

    Args:
        subject: any name of a node, the CURIE, local name or label of a term of the ontology, or the id of an
            assertion (``S3-05``) or a mechanism (``C03``).
        predicate: the CURIE, local name or label of a predicate, or ``a``, ``subClassOf``, ``subPropertyOf``.
        object: as ``subject``. Where both mean a node and a class, the predicate tells which it is.
        words: the terms of the ontology.
        names: the names of the nodes.
        records: the CURIEs of the assertions and mechanisms.

    Raises:
        UnknownNode, AmbiguousName: a name fits nothing, or several nodes.
        UsageError: there is no such predicate; near ones are offered.
    """
    known = {
        key: curie for curie in records for key in (curie.casefold(), curie.partition(":")[2].casefold())
    }
    things = _Things(words, names, known)
    kinds = _KINDS.get(predicate, ("", ""))
    ends = [things.one(name, kind) for name, kind in zip((subject, object), kinds, strict=True)]
    return [Statement(ends[0], one, ends[1]) for one in _predicates(predicate, words)]


def _predicates(name: str, words: Vocabulary) -> list[NamedNode]:
    if name in _SHORT:
        return [NamedNode(_SHORT[name])]
    declared = {iri for iri, _ in words.labels} - set(words.parents)
    for iri in (MSC + name.removeprefix("msc:"), *_expanded(name)):
        if iri in declared or iri.startswith((RDFS, SKOS)):
            return [NamedNode(iri)]
    if called := words.called(name, declared):
        return list(map(NamedNode, called))
    labels = words.predicate_labels(LANGUAGES[1])
    known = [*_SHORT, *(iri.removeprefix(MSC) for iri in sorted(words.predicates))]
    raise UsageError(
        f"unknown predicate {name!r}.{did_you_mean(nearest(name, [*known, *labels.values()]))}"
        " Give the name or the label of a predicate of the ontology, such as 'targets';"
        " 'a' asks for a class.",
        chinese=labels,
    )


class _Things:
    """What subjects and objects may be: terms of the ontology, assertions, mechanisms, nodes."""

    def __init__(self, words: Vocabulary, names: NameIndex, records: Mapping[str, str]) -> None:
        """Keep the terms, the names of nodes, and the CURIEs of records by what they go by."""
        self._words, self._names, self._records = words, names, records
        terms = {iri for iri, _ in words.labels}
        self._terms = {"class": set(words.parents), "predicate": terms - set(words.parents), "": terms}

    def one(self, name: str, kind: str = "") -> NamedNode:
        """Return a term of the kind asked for, else a term by its name, an assertion, a mechanism, a node.

        What comes first in this order is meant. Without a kind, what is nothing else is a term by its label.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
        """
        called = self._words.called(name, self._terms[kind])
        term = MSC + name.removeprefix("msc:")
        if kind and called:
            return NamedNode(called[0])
        if term in self._terms[""]:
            return NamedNode(term)
        if name.casefold() in self._records:
            return NamedNode(expand(self._records[name.casefold()]))
        try:
            return NamedNode(node_iri(self._names.one(name).id))
        except UnknownNode as error:
            if called:
                return NamedNode(called[0])
            labels = [self._words.label(iri, lang) for iri in sorted(self._terms[kind]) for lang in LANGUAGES]
            near = nearest(name, labels) if kind else ()
            raise UnknownNode(error.name, near or error.candidates) from error


def _expanded(name: str) -> tuple[str, ...]:
    try:
        return (expand(name),)
    except InputError:
        return ()


class FileNames:
    """The names of everything in a user's file: labels, the last parts of IRIs, prefixed names, IRIs."""

    def __init__(self, path: Path, quads: Iterable[Quad], prefixes: Mapping[str, str]) -> None:
        """Keep what the terms of a file's ``quads`` are called; ``prefixes`` are those of the file.

        Terms of our ontology go by its labels, too, where the file calls nothing so.
        """
        self._path, self._prefixes = path, prefixes
        self._called: defaultdict[str, dict[NamedNode, None]] = defaultdict(dict)
        self._folded: defaultdict[str, dict[NamedNode, None]] = defaultdict(dict)
        self._predicates: set[NamedNode] = set()
        label = NamedNode(f"{RDFS}label")
        for quad in quads:
            self._predicates.add(quad.predicate)
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, NamedNode):
                    self._add(term, term.value, re.split(r"[/#:]", term.value)[-1])
            if quad.predicate == label and isinstance(quad.subject, NamedNode):
                self._add(quad.subject, quad.object.value if isinstance(quad.object, Literal) else "")

    def _add(self, term: NamedNode, *names: str) -> None:
        for name in filter(None, names):
            self._called[name][term] = None
            self._folded[name.casefold()][term] = None

    def statement(self, subject: str, predicate: str, object: str) -> Statement:
        """Return the statement that three names mean; ``a``, ``subClassOf``, ``subPropertyOf`` are known too.

        Raises:
            UnknownNode: nothing in the file has the name; near ones are offered.
            AmbiguousName: several things have it.
        """
        return Statement(self._term(subject), self._predicate(predicate), self._term(object))

    def _predicate(self, name: str) -> NamedNode:
        if name in _SHORT:
            return NamedNode(_SHORT[name])
        found = self._found(name)
        used = {term: None for term in found if term in self._predicates}
        return self._only(name, used if len(used) == 1 else found)

    def _term(self, name: str) -> NamedNode:
        return self._only(name, self._found(name))

    def _only(self, name: str, found: Mapping[NamedNode, None]) -> NamedNode:
        if not found:
            raise UnknownNode(name, nearest(name, self._called), file=self._path)
        if len(found) > 1:
            raise AmbiguousName(name, sorted(term.value for term in found))
        return next(iter(found))

    def _found(self, name: str) -> Mapping[NamedNode, None]:
        """Return what has a name: letter by letter, else whatever the case of its letters."""
        name, words = name.removeprefix("<").removesuffix(">"), vocabulary()
        prefix, colon, local = name.partition(":")
        full = self._prefixes.get(prefix, "") + local if colon and prefix in self._prefixes else ""
        full = full or next(iter(_expanded(name)), "")
        ours = {iri for iri, _ in words.labels if iri in self._called}
        return (
            self._called.get(name)
            or self._called.get(full)
            or self._folded.get(name.casefold())
            or dict.fromkeys(map(NamedNode, words.called(name, ours)))
        )
