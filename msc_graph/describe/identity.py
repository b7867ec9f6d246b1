"""Which thing a name means: a node, an assertion, a mechanism or a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msc_graph.errors import UnknownNode, nearest
from msc_graph.model.names import NameIndex
from msc_graph.rdf.asserted import objects_of, subjects_of
from msc_graph.rdf.graphs import own_graphs
from msc_graph.system.surrogates import has_lone_surrogate
from msc_graph.vocabulary.curies import compress, node_iri
from msc_graph.vocabulary.namespaces import CLAIM, MECHANISM, MSC, RDF_TYPE, REFERENCE

if TYPE_CHECKING:
    from msc_graph.rdf.triples import Triples

_PUBLISHED = (f"{MSC}pmid", f"{MSC}doi")
_PMID = re.compile(
    r"^\s*(?:(?:PMID|PubMed)[:\s]*"
    r"|https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/)(\d+)/?\s*$",
    re.IGNORECASE,
)
"""A paper's number in PubMed, as people write it, or the address of its page there."""
_DOI = re.compile(r"^\s*(?:doi[:\s]\s*)?(10\.\d{4,9}/\S+)\s*$", re.IGNORECASE)
"""A DOI, as people write it."""


class Identity:
    """Finds the IRIs of things of one graph by name."""

    def __init__(self, store: Triples, names: NameIndex, *, listed: bool = True) -> None:
        """Keep the triples and the names of the nodes.

        Without ``listed`` the assertions, mechanisms and documents that no import made are not listed: letter
        case then counts in the keys and DOIs of all documents.
        """
        self._store, self._names, self._listed = store, names, listed

    def iri(self, name: str) -> str:
        """Return the IRI of the one thing that ``name`` means.

        Letter case does not count, except in the keys and DOIs of documents that only imported sources name.

        Args:
            name: any name of a node; the id of an assertion (``S3-05``) or a mechanism (``C03``); the key,
                PMID or DOI of a document (``reference:Liu2022cornea``, ``PMID:37859748``); or an IRI.

        Raises:
            UnknownNode, AmbiguousName: the name fits nothing, or several nodes.
        """
        if name.startswith(("http://", "https://")):
            name = compress(name)
        name = _DOI.sub(r"DOI:\1", _PMID.sub(r"PMID:\1", name))
        return self._own.get(name.casefold()) or self._imported(name) or self._by_name(name)

    def record(self, iri: str) -> str:
        """Return the IRI of the assertion, mechanism or document that an IRI means, in any letter case.

        What the graph tells anything of, or has as a value, is meant as it is.

        Raises:
            UnknownNode: there is none; the keys of near ones are offered.
        """
        from pyoxigraph import NamedNode

        name, asked = compress(iri), NamedNode(iri)
        places = ((asked, None), (None, asked))
        if any(next(iter(self._store.quads_for_pattern(s, None, o)), None) for s, o in places):
            return iri
        if found := self._own.get(name.casefold()) or self._imported(name):
            return found
        prefix, _, key = name.partition(":")
        keys = (compress(each).partition(":") for each in self._own.values())
        raise UnknownNode(key, nearest(key, sorted({own for kind, _, own in keys if kind == prefix})))

    def _by_name(self, name: str) -> str:
        """Return the IRI of a node by name, else of the document with this key or number in PubMed.

        A trial's number is both.
        """
        try:
            return node_iri(self._names.one(name).id)
        except UnknownNode:
            keys = [f"reference:{name}", *([f"PMID:{name.strip()}"] if name.strip().isdecimal() else [])]
            found = (self._own.get(key.casefold()) or self._imported(key) for key in keys)
            document = next(filter(None, found), None)
            if document is None:
                raise
            return document

    @cached_property
    def _own(self) -> Mapping[str, str]:
        """The assertions, mechanisms and documents that no import made, by folded name.

        Names are the CURIE, the part after the colon (not of documents), PMID and DOI.
        """
        documents: dict[str, str] = {}
        records: dict[str, str] = {}
        for iri in self._typed_by_us() if self._listed else ():
            curie = compress(iri).casefold()
            if iri.startswith(REFERENCE):
                published = (
                    *objects_of(self._store, iri, f"{MSC}pmid"),
                    *objects_of(self._store, iri, f"{MSC}doi"),
                )
                documents |= {curie: iri, **{compress(each).casefold(): iri for each in published}}
            else:
                records[curie] = records[curie.partition(":")[2]] = iri
        return documents | records

    def _imported(self, name: str) -> str | None:
        """Return the IRI of an imported assertion, mechanism or document, or None; nothing is searched."""
        if has_lone_surrogate(name):  # half a character: in no IRI
            return None
        prefix, colon, local = name.partition(":")
        kinds = (prefix.casefold(),) if colon else ("claim", "mechanism")
        key = local if colon else name
        spellings = tuple(dict.fromkeys((key, key.casefold(), key.upper())))
        for iri in (node_iri(f"{kind}:{spelling}") for kind in kinds for spelling in spellings):
            if iri.startswith((CLAIM, MECHANISM, REFERENCE)) and objects_of(self._store, iri, RDF_TYPE):
                return iri
        for spelling in spellings if colon else ():
            published = node_iri(f"{prefix.upper()}:{spelling}")
            found = (
                iri for name in ("pmid", "doi") for iri in subjects_of(self._store, MSC + name, published)
            )
            if papers := [iri for iri in found if iri.startswith(REFERENCE)]:
                return min(papers)
        return None

    def _typed_by_us(self) -> set[str]:
        """Return the assertions, mechanisms and documents that no import gave a class."""
        from pyoxigraph import NamedNode

        graphs = own_graphs(self._store)
        typed = (self._store.quads_for_pattern(None, NamedNode(RDF_TYPE), None, graph) for graph in graphs)
        subjects = {
            quad.subject.value for quads in typed for quad in quads if isinstance(quad.subject, NamedNode)
        }
        return {iri for iri in subjects if iri.startswith((CLAIM, MECHANISM, REFERENCE))}
