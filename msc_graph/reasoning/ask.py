"""The statement that a user asks about: names to terms, of the graph or of a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from msc_graph.errors import AmbiguousName, InputError, UnknownNode, UsageError, did_you_mean, nearest
from msc_graph.model.names import NameIndex
from msc_graph.reasoning.statements import Statement
from msc_graph.vocabulary.curies import expand, node_iri
from msc_graph.vocabulary.namespaces import MSC, RDF_TYPE, RDFS, SKOS
from msc_graph.vocabulary.ontology import Vocabulary

_SHORT = {
    "a": RDF_TYPE,
    "subClassOf": f"{RDFS}subClassOf",
    "subPropertyOf": f"{RDFS}subPropertyOf",
}


def statement(
    subject: str, predicate: str, object: str, *, words: Vocabulary, names: NameIndex, records: Iterable[str]
) -> Statement:
    """Return the statement that three names mean.

    Args:
        subject: any name of a node, the CURIE or local name of a term of the ontology, or the id of an
            assertion (``S3-05``) or a mechanism (``C03``).
        predicate: the CURIE or local name of a predicate, or ``a``, ``subClassOf``, ``subPropertyOf``.
        object: as ``subject``.
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
    return Statement(
        _thing(subject, words, names, known),
        _predicate(predicate, words),
        _thing(object, words, names, known),
    )


def _predicate(name: str, words: Vocabulary) -> NamedNode:
    if name in _SHORT:
        return NamedNode(_SHORT[name])
    declared = {iri for iri, _ in words.labels} - set(words.parents)
    for iri in (MSC + name.removeprefix("msc:"), *_expanded(name)):
        if iri in declared or iri.startswith((RDFS, SKOS)):
            return NamedNode(iri)
    known = [*_SHORT, *(iri.removeprefix(MSC) for iri in sorted(words.predicates))]
    raise UsageError(
        f"unknown predicate {name!r}.{did_you_mean(nearest(name, known))}"
        " Give the local name of a predicate of the ontology, such as 'targets'; 'a' asks for a class."
    )


def _thing(name: str, words: Vocabulary, names: NameIndex, records: Mapping[str, str]) -> NamedNode:
    """Return a term of the ontology, an assertion, a mechanism or a node, in this order for a full name."""
    term = MSC + name.removeprefix("msc:")
    if (term, "en") in words.labels:
        return NamedNode(term)
    if name.casefold() in records:
        return NamedNode(expand(records[name.casefold()]))
    try:
        return NamedNode(node_iri(names.one(name).id))
    except UnknownNode:
        for iri in _expanded(name):
            if (iri, "en") in words.labels:
                return NamedNode(iri)
        raise


def _expanded(name: str) -> tuple[str, ...]:
    try:
        return (expand(name),)
    except InputError:
        return ()


class FileNames:
    """The names of everything in a user's file: labels, the last parts of IRIs, prefixed names, IRIs."""

    def __init__(self, path: Path, quads: Iterable[Quad], prefixes: Mapping[str, str]) -> None:
        """Keep what the terms of a file's ``quads`` are called; ``prefixes`` are those of the file."""
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
        name = name.removeprefix("<").removesuffix(">")
        prefix, colon, local = name.partition(":")
        full = self._prefixes.get(prefix, "") + local if colon and prefix in self._prefixes else ""
        full = full or next(iter(_expanded(name)), "")
        return self._called.get(name) or self._called.get(full) or self._folded.get(name.casefold(), {})
