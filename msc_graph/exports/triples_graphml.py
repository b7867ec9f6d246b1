"""Triples that a CONSTRUCT query made, as GraphML: what they say and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from io import BytesIO

from pyoxigraph import Literal, NamedNode, Triple

from msc_graph.exports.attributes import EDGE_ATTRIBUTES
from msc_graph.exports.graphml import LIST_SEPARATOR, name_token, write_graphml
from msc_graph.languages import LANGUAGES, best, written_in
from msc_graph.model.graph import GraphEdge, GraphNode, edge_id
from msc_graph.model.property_graph import PropertyGraph
from msc_graph.rdf.literals import literal_value
from msc_graph.vocabulary.curies import compress
from msc_graph.vocabulary.namespaces import MSC, OWL, RDF_TYPE, RDFS
from msc_graph.vocabulary.ontology import Vocabulary, vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

_LABEL = name_token(compress(f"{RDFS}label"))
_SAID = ("label", "label_zh", "predicate", "role", "sign", "sign_value", "color")
"""The attributes of an edge that a triple gives; evidence, belief and the like are not in it."""


def triples_graphml(triples: Iterable[Triple]) -> bytes:
    """Return triples as GraphML in UTF-8, with the writer and the attributes of all exports.

    A triple between two things is an edge; labels, classes and all other values become attributes of nodes.
    The label is English, else without a language, else in another one. An attribute bears the name of its
    property, with the language of its texts (``skos:altLabel_zh``); it is a number or a truth value where all
    its values are one that GraphML has, and no node has two, else a text.

    Raises:
        UnwritableValue: a value has a character that XML cannot hold.
    """
    classes: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[tuple[str, str]]] = defaultdict(set)
    values: dict[str, dict[str, set[Literal]]] = defaultdict(lambda: defaultdict(set))
    links: set[tuple[str, str, str]] = set()
    for triple in triples:
        subject, predicate, value = _name(triple.subject), triple.predicate.value, triple.object
        if predicate == RDF_TYPE and isinstance(value, NamedNode):
            classes[subject] |= set() if value.value.startswith(OWL) else {value.value}
        elif isinstance(value, Literal):
            labels[subject] |= {(value.language or "", value.value)} if predicate == f"{RDFS}label" else set()
            values[_attribute(predicate, value)][subject].add(value)
        else:
            links.add((subject, compress(predicate), _name(value)))
    names = {
        *classes,
        *labels,
        *(node for by_node in values.values() for node in by_node),
        *(end for subject, _, value in links for end in (subject, value)),
    }
    nodes = tuple(_node(name, classes[name], labels[name]) for name in sorted(names))
    more = {
        name: _unsaid(by_node, nodes) if name.startswith(_LABEL) else by_node
        for name, by_node in values.items()
    }
    words = vocabulary()
    declared = {compress(iri): iri for iri in words.predicates}
    edges = tuple(_edge(link, declared.get(link[1], ""), words) for link in sorted(links))
    file = BytesIO()
    said = tuple(attribute for attribute in EDGE_ATTRIBUTES if attribute.name in _SAID)
    write_graphml(
        PropertyGraph(nodes, edges, {}),
        file,
        node_values={name: _texts(more[name]) for name in sorted(more) if more[name]},
        node_types={name: _type(by_node) for name, by_node in more.items()},
        edge_attributes=said,
    )
    return file.getvalue()


def _attribute(predicate: str, value: Literal) -> str:
    """Return what the attribute of a property is called."""
    return name_token("_".join(filter(None, (compress(predicate), value.language))))


def _unsaid(by_node: Mapping[str, set[Literal]], nodes: Iterable[GraphNode]) -> dict[str, set[Literal]]:
    """Return the labels that are not the label of their node in either language."""
    said = {node.id: (node.label, node.label_zh) for node in nodes}
    left = {
        name: {literal for literal in literals if literal.value not in said[name]}
        for name, literals in by_node.items()
    }
    return {name: literals for name, literals in left.items() if literals}


def _texts(by_node: Mapping[str, set[Literal]]) -> dict[str, str]:
    """Return the values of each node as one text."""
    return {
        name: LIST_SEPARATOR.join(sorted(literal.value for literal in literals))
        for name, literals in by_node.items()
    }


def _type(by_node: Mapping[str, set[Literal]]) -> str:
    """Return what GraphML calls the values of an attribute."""
    if any(len(literals) > 1 for literals in by_node.values()):
        return "string"
    kinds = {_kind(literal) for (literal,) in by_node.values()}
    if kinds == {"long", "double"}:
        return "double"
    return kinds.pop() if len(kinds) == 1 else "string"


def _kind(literal: Literal) -> str:
    """Return what GraphML calls a value: a text where its form is none of its datatype or of GraphML's.

    A ``long`` has 64 bits, and a ``boolean`` is written ``true`` or ``false``.
    """
    match literal_value(literal):
        case bool():
            return "boolean" if literal.value in {"true", "false"} else "string"
        case int(number):
            return "long" if -(2**63) <= number < 2**63 else "string"
        case float() | Decimal():
            return "double"
        case _:
            return "string"


def _name(term: object) -> str:
    return compress(term.value) if isinstance(term, NamedNode) else str(term)


def _node(name: str, classes: set[str], labels: set[tuple[str, str]]) -> GraphNode:
    categories = (iri.removeprefix(MSC) if iri.startswith(MSC) else compress(iri) for iri in classes)
    label = best(labels, LANGUAGES[0]) or name
    return GraphNode(name, min(categories, default=""), label, label_zh=written_in(labels, LANGUAGES[1]))


def _edge(link: tuple[str, str, str], iri: str, words: Vocabulary) -> GraphEdge:
    subject, predicate, value = link
    declared = words.predicates.get(iri)
    return GraphEdge(
        id=edge_id(*link, endorsed=True),
        subject=subject,
        predicate=predicate,
        object=value,
        label=words.labels.get((iri, LANGUAGES[0]), predicate),
        label_zh=words.labels.get((iri, LANGUAGES[1]), ""),
        role=declared.role if declared else PredicateRole.CONTEXTUAL,
        sign=(declared.sign if declared else None) or Sign.UNKNOWN,
        belief=0,
        verdict="",
        endorsed=True,
        scope="",
        assertions=(),
        evidence=(),
        references=(),
    )
