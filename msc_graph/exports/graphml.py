"""GraphML for Cytoscape, Gephi, yEd, igraph and networkx."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, BinaryIO

import polars as pl

from msc_graph.errors import UnwritableValue
from msc_graph.exports.attributes import (
    EDGE_ATTRIBUTES,
    NODE_ATTRIBUTES,
    OTHER_COLOR,
    Attribute,
)
from msc_graph.exports.frame_text import number_text, write_lines
from msc_graph.exports.xml_text import ESCAPES, NOT_XML, illegal_character
from msc_graph.model.graph import GraphEdge, GraphNode, GraphPart

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
_NEEDS_ESCAPE = f"[^{_NAME_CHARACTER}]|_x[0-9A-F]{{4}}"
"""What an XML name token cannot hold, and an underscore that would look like an escape.

Source: https://www.w3.org/TR/xml/#NT-NameChar, without the supplementary planes, which older parsers refuse.
"""


def write_graphml(
    graph: GraphPart,
    file: BinaryIO,
    *,
    written: Callable[[int], object] = int,
    node_values: Mapping[str, Mapping[str, float | str]] | None = None,
    node_types: Mapping[str, str] | None = None,
    edge_attributes: Sequence[Attribute[GraphEdge]] = EDGE_ATTRIBUTES,
) -> None:
    """Write ``graph`` to ``file`` chunk by chunk, in UTF-8, valid against the GraphML 1.0 schema.

    Lists are joined by `LIST_SEPARATOR`; what is empty is left out. Memory does not depend on how many nodes
    and edges there are.

    Args:
        graph: what to write.
        file: open for writing bytes.
        written: is told after each chunk how many nodes or edges it had.
        node_values: further attributes of nodes, each with its values by CURIE; None for none.
        node_types: what these are in GraphML, where that is not ``"double"``.
        edge_attributes: the attributes of edges.

    Raises:
        UnwritableValue: a text holds a character that XML cannot; the error names its node or edge.
    """
    file.write(_HEAD.encode())
    values, types = node_values or {}, node_types or {}
    more: list[Attribute[GraphNode]] = [
        Attribute(name, types.get(name, "double"), _unasked, name) for name in values
    ]
    nodes = (*NODE_ATTRIBUTES, *more)
    for keys in (_keys("node", nodes), _keys("edge", edge_attributes)):
        file.write("".join(keys).encode())
    file.write(b'  <graph id="msc-graph" edgedefault="directed">\n')
    for frame in graph.node_frames():
        start: list[str | pl.Series] = ['    <node id="', _tokens(frame["id"]), '">']
        write_lines(_elements("node", _with_values(frame, values), nodes, start), file)
        written(len(frame))
    for frame in graph.edge_frames():
        edge, subject, object_ = (_tokens(frame[name]) for name in ("id", "subject", "object"))
        start = ['    <edge id="', edge, '" source="', subject, '" target="', object_, '">']
        write_lines(_elements("edge", frame, edge_attributes, start), file)
        written(len(frame))
    file.write(b"  </graph>\n</graphml>\n")


def _unasked(node: GraphNode) -> float | str:
    raise AssertionError(f"the value of {node.id} lies in the frame")


def _with_values(frame: pl.DataFrame, values: Mapping[str, Mapping[str, float | str]]) -> pl.DataFrame:
    """Return nodes with a column of text for each further attribute; empty where there is no value."""
    return frame.with_columns(
        pl.Series(name, [str(numbers.get(node, "")) for node in frame["id"]], pl.String)
        for name, numbers in values.items()
    )


def name_token(curie: str) -> str:
    """Return ``curie`` as an XML name token, which GraphML asks of an id; different CURIEs stay different.

    A character that may not be in one becomes ``_xHHHH_`` (its code point in hexadecimal).

    >>> name_token("HGNC:8763")
    'HGNC:8763'
    >>> name_token("DOI:10.1000/182")
    'DOI:10.1000_x002F_182'
    """
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", curie)


def _keys(domain: str, attributes: Iterable[Attribute[Any]]) -> Iterator[str]:
    for attribute in attributes:
        name = attribute.name
        yield (
            f'  <key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{attribute.type}"/>\n'
        )


def _tokens(curies: pl.Series) -> pl.Series:
    """Return each of ``curies`` as `name_token` does; only what needs escapes passes through Python."""
    needy = curies.str.contains(_NEEDS_ESCAPE)
    if not needy.any():
        return curies
    escapes = {curie: name_token(curie) for curie in curies.filter(needy).unique()}
    return curies.replace(escapes)


def _elements(
    domain: str,
    frame: pl.DataFrame,
    attributes: Sequence[Attribute[Any]],
    start: Sequence[str | pl.Series],
) -> pl.Series:
    """Return the XML of each row: ``start``, then its data, each on a line of its own, then the end.

    Raises:
        UnwritableValue: a text holds a character that XML cannot.
    """
    pieces: list[str | pl.Series] = [*start]
    try:
        for repeats, group in groupby(attributes, key=lambda attribute: attribute.repeats):
            if repeats:
                pieces.append(_repeated_data(domain, frame, list(group)))
            else:
                pieces += _data(domain, frame, group)
    except _Illegal:
        raise _refusal(domain, frame, attributes) from None
    return _concatenated([*pieces, f"\n    </{domain}>"])


class _Illegal(Exception):
    """A text holds a character that XML cannot."""


def _repeated_data(domain: str, frame: pl.DataFrame, attributes: Sequence[Attribute[Any]]) -> pl.Series:
    """Return what the pieces of `_data` make, put into words once for each combination of values."""
    columns = list(dict.fromkeys(attribute.column for attribute in attributes))
    distinct = frame.select(columns).unique()
    nothing = pl.repeat("", len(distinct), eager=True)
    words = _concatenated([nothing, *_data(domain, distinct, attributes)])
    table = distinct.with_columns(words.alias("words"))
    return frame.select(columns).join(table, on=columns, how="left", maintain_order="left")["words"]


def _data(
    domain: str, frame: pl.DataFrame, attributes: Iterable[Attribute[Any]]
) -> Iterator[str | pl.Series]:
    """Return the pieces of the data elements of each row; an attribute that is empty everywhere has none.

    Raises:
        _Illegal: a text holds a character that XML cannot.
    """
    for attribute in attributes:
        text = _texts(attribute, frame)
        filled = text != ""
        if not filled.any():
            continue
        before, after = f'\n      <data key="{domain}_{attribute.name}">', "</data>"
        pieces = (before, _escaped(text), after)
        if filled.all():
            yield from pieces
        else:
            yield _concatenated(pieces).set(~filled, "")


def _concatenated(pieces: Iterable[str | pl.Series]) -> pl.Series:
    """Return the pieces of each row as one text; a ``str`` is the same in every row."""
    return pl.select(
        pl.concat_str(pl.lit(piece) if isinstance(piece, str) else piece for piece in pieces)
    ).to_series()


def _escaped(text: pl.Series) -> pl.Series:
    """Return texts as element content.

    Raises:
        _Illegal: a text holds a character that XML cannot.
    """
    if not text.str.contains(f"{NOT_XML}|[&<>\r]").any():
        return text
    if text.str.contains(NOT_XML).any():
        raise _Illegal
    return text.str.replace_many(ESCAPES)


def _texts(attribute: Attribute[Any], frame: pl.DataFrame) -> pl.Series:
    """Return an attribute as text: lists joined, numbers in the shortest form that reads back the same."""
    column = frame.get_column(attribute.column)
    if attribute.looked_up is not None:
        return column.replace_strict(attribute.looked_up, default=OTHER_COLOR, return_dtype=pl.String)
    if column.dtype == pl.List:
        return column.list.join(LIST_SEPARATOR)
    return number_text(column) if column.dtype == pl.Float64 else column


def _refusal(domain: str, frame: pl.DataFrame, attributes: Sequence[Attribute[Any]]) -> UnwritableValue:
    """Return the error that names the first text which XML cannot hold."""
    texts = pl.DataFrame([_texts(attribute, frame).alias(attribute.name) for attribute in attributes])
    for owner, row in zip(frame["id"], texts.iter_rows(named=True), strict=True):
        for name, text in row.items():
            if character := illegal_character(text):
                problem = f"XML has no place for {character}."
                return UnwritableValue("graphml", f"the {name} of {owner}", problem)
    raise AssertionError("no text is illegal")
