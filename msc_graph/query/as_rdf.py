"""The catalogue of saved queries as RDF, in the manner of SIB's sparql-examples.

Source: https://github.com/sib-swiss/sparql-examples - each example is a ``sh:SPARQLExecutable`` with its text
under ``sh:select``, ``sh:ask``, ``sh:construct`` or ``sh:describe``, ``rdfs:comment`` in each language,
``sh:prefixes``, ``schema:keywords`` and ``schema:target``. The parameters of our queries hold the values
of the example call, so that every text runs as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from msc_graph.errors import UsageError
from msc_graph.query.binding import Resolver, bind_values
from msc_graph.query.endpoint import address_of
from msc_graph.query.text import query_form, tokenize
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import DCTERMS, MSC, RDF_TYPE, RDFS, SH, XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple

    from msc_graph.query.catalogue import SavedQuery
    from msc_graph.query.results import TriplesResult

SCHEMA = "https://schema.org/"
QUERY = f"{MSC}query/"
"""Namespace of the queries' IRIs."""

ONTOLOGY = f"{MSC}ontology"
"""What declares the prefixes: an IRI, where sparql-examples has a blank node."""

_KINDS = {"select": "SPARQLSelectExecutable", "ask": "SPARQLAskExecutable",
          "construct": "SPARQLConstructExecutable", "describe": "SPARQLDescribeExecutable"}  # fmt: skip


def catalogue_triples(
    queries: Mapping[str, SavedQuery],
    *,
    resolve: Resolver,
    target: str,
    expand: Callable[[str], str] | None = None,
) -> TriplesResult:
    """Return the catalogue as triples, sorted.

    Args:
        queries: the saved queries by name.
        resolve: gives the CURIE of the node that an example value means.
        target: address of the SPARQL endpoint that the queries are for.
        expand: gives the IRI of a CURIE; None for the ontology's prefixes.

    Raises:
        UsageError: the target is no http or https address.
    """
    from pyoxigraph import NamedNode

    from msc_graph.query.results import TriplesResult
    from msc_graph.vocabulary.curies import expand as expand_by_ontology

    address_of(target)
    try:
        endpoint = NamedNode(target)
    except ValueError as error:
        raise UsageError(f"{target!r} is not an IRI: {error}") from error
    triples = [
        triple
        for query in queries.values()
        for triple in _triples(query, resolve, endpoint, expand or expand_by_ontology)
    ]
    return TriplesResult(tuple(sorted([*triples, *_prefix_declarations()], key=str)))


def _prefix_declarations() -> Iterator[Triple]:
    """Yield what the ontology declares of its prefixes. Source: SHACL, section 5.2.1."""
    from pyoxigraph import Literal, NamedNode, Triple

    uri = NamedNode(f"{XSD}anyURI")
    for prefix, namespace in prefixes().items():
        declaration = NamedNode(f"{MSC}prefix_{prefix}")
        yield Triple(NamedNode(ONTOLOGY), NamedNode(f"{SH}declare"), declaration)
        yield Triple(declaration, NamedNode(f"{SH}prefix"), Literal(prefix))
        yield Triple(declaration, NamedNode(f"{SH}namespace"), Literal(namespace, datatype=uri))


def _triples(
    query: SavedQuery, resolve: Resolver, endpoint: NamedNode, expand: Callable[[str], str]
) -> Iterator[Triple]:
    from pyoxigraph import Literal, NamedNode, Triple

    subject = NamedNode(QUERY + query.name)

    def about(predicate: str, value: NamedNode | Literal) -> Triple:
        return Triple(subject, NamedNode(predicate), value)

    terms = bind_values(query, query.call, resolve=resolve, expand=expand)
    form = query_form(tuple(tokenize(query.text)))
    kind = form.text.casefold() if form else "select"
    yield about(RDF_TYPE, NamedNode(f"{SH}SPARQLExecutable"))
    yield about(RDF_TYPE, NamedNode(SH + _KINDS[kind]))
    yield about(f"{SH}prefixes", NamedNode(ONTOLOGY))
    yield about(f"{SH}{kind}", Literal(_without_header(query.template.bind(terms))))
    yield about(f"{DCTERMS}identifier", Literal(query.name))
    yield about(f"{SCHEMA}target", endpoint)
    for language, text in query.summary.items():
        yield about(f"{RDFS}comment", Literal(text, language=language))
    for language, text in query.motivation.items():
        yield about(f"{DCTERMS}description", Literal(text, language=language))
    for tag in (*query.tags, *query.answers):
        yield about(f"{SCHEMA}keywords", Literal(tag))


def _without_header(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
