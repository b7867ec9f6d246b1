"""GraphML for Cytoscape, Gephi, yEd, igraph and networkx."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

from msc_graph.errors import UnwritableValue
from msc_graph.exports.attributes import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Attribute, Value
from msc_graph.exports.xml_text import escaped, illegal_character
from msc_graph.property_graph import GraphEdge, GraphNode, PropertyGraph

_Owner = TypeVar("_Owner", GraphNode, GraphEdge)

LIST_SEPARATOR = "|"
"""What stands between the members of a list: GraphML has no list type."""

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_HEAD = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="{_NAMESPACE}"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="{_NAMESPACE} {_NAMESPACE}/1.0/graphml.xsd">
"""

_NAME_CHARACTER = (
    "-.0-9:A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c-\u200d\u203f-\u2040"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_TO_ESCAPE = re.compile(f"[^{_NAME_CHARACTER}]|_(?=x[0-9A-F]{{4}})")
"""What an XML name token cannot hold, and an underscore that would look like an escape.

Source: https://www.w3.org/TR/xml/#NT-NameChar, without the supplementary planes, which older parsers refuse.
"""


def write_graphml(graph: PropertyGraph, file: TextIO) -> None:
    """Write ``graph`` to ``file`` (text, UTF-8) piece by piece, valid against the GraphML 1.0 schema.

    Lists are joined by `LIST_SEPARATOR`; what is empty is left out.

    Raises:
        UnwritableValue: a text holds a character that XML cannot; the error names its node or edge.
    """
    file.write(_HEAD)
    file.writelines(_keys("node", NODE_ATTRIBUTES))
    file.writelines(_keys("edge", EDGE_ATTRIBUTES))
    file.write('  <graph id="msc-graph" edgedefault="directed">\n')
    for node in graph.nodes:
        file.write(f'    <node id="{name_token(node.id)}">\n')
        file.writelines(_data("node", node, NODE_ATTRIBUTES))
        file.write("    </node>\n")
    for edge in graph.edges:
        ends = f'source="{name_token(edge.subject)}" target="{name_token(edge.object)}"'
        file.write(f'    <edge id="{name_token(edge.id)}" {ends}>\n')
        file.writelines(_data("edge", edge, EDGE_ATTRIBUTES))
        file.write("    </edge>\n")
    file.write("  </graph>\n</graphml>\n")


def name_token(curie: str) -> str:
    """Return ``curie`` as an XML name token, which GraphML asks of an id; different CURIEs stay different.

    A character that may not be in one becomes ``_xHHHH_`` (its code point in hexadecimal).

    >>> name_token("HGNC:8763")
    'HGNC:8763'
    >>> name_token("DOI:10.1000/182")
    'DOI:10.1000_x002F_182'
    """
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", curie)


def flat(value: Value) -> str:
    """Return ``value`` as text: lists joined, numbers in the shortest form that reads back the same."""
    return LIST_SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def _keys(domain: str, attributes: Iterable[Attribute[_Owner]]) -> Iterator[str]:
    for attribute in attributes:
        name = attribute.name
        yield (
            f'  <key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{attribute.type}"/>\n'
        )


def _data(domain: str, owner: _Owner, attributes: Iterable[Attribute[_Owner]]) -> Iterator[str]:
    for attribute in attributes:
        text = flat(attribute.of(owner))
        if character := illegal_character(text):
            problem = f"XML has no place for {character}."
            raise UnwritableValue("graphml", f"the {attribute.name} of {owner.id}", problem)
        if text:
            yield f'      <data key="{domain}_{attribute.name}">{escaped(text)}</data>\n'
