"""OWL/XML as triples: owlready2's translator, after a look at whether it reads every element.

The translator passes over elements that it does not know and takes what it needs from a stack, so that a
misspelled axiom would be dropped and one with a part too few would take that of another.
Source of the elements: OWL 2 XML Serialization.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from msc_graph.errors import FileRefused, did_you_mean, nearest
from msc_graph.rdf.reading import read_xml
from msc_graph.vocabulary.namespaces import OWL

_ANY = 1_000_000
_LEAVES = (
    *("Prefix", "Import", "IRI", "AbbreviatedIRI", "Literal", "AnonymousIndividual", "NamedIndividual"),
    *("Class", "Datatype", "ObjectProperty", "DataProperty", "AnnotationProperty"),
)
_OF_ONE = (
    *("FunctionalObjectProperty", "FunctionalDataProperty", "InverseFunctionalObjectProperty"),
    *("IrreflexiveObjectProperty", "ReflexiveObjectProperty"),
    *("SymmetricObjectProperty", "AsymmetricObjectProperty", "TransitiveObjectProperty"),
    *("Declaration", "ObjectComplementOf", "DataComplementOf", "ObjectHasSelf", "ObjectInverseOf"),
    "FacetRestriction",
)
_OF_TWO = (
    *("SubClassOf", "SubObjectPropertyOf", "SubDataPropertyOf", "SubAnnotationPropertyOf"),
    *("EquivalentClasses", "EquivalentObjectProperties", "EquivalentDataProperties", "SameIndividual"),
    *(f"{what}Property{end}" for what in ("Object", "Data", "Annotation") for end in ("Domain", "Range")),
    *(f"{what}{kind}" for what in ("Object", "Data") for kind in ("SomeValuesFrom", "AllValuesFrom")),
    *("ObjectHasValue", "DataHasValue", "InverseObjectProperties", "ClassAssertion"),
)
_OF_THREE = ("ObjectPropertyAssertion", "DataPropertyAssertion", "AnnotationAssertion")
_OF_SOME = (
    *(f"{what}{kind}" for what in ("Object", "Data") for kind in ("IntersectionOf", "UnionOf", "OneOf")),
)
_OF_SEVERAL = (
    *("DisjointClasses", "DisjointObjectProperties", "DisjointDataProperties", "DifferentIndividuals"),
    *("ObjectPropertyChain", "DatatypeRestriction", "DisjointUnion"),
)
_CARDINALITIES = (
    f"{what}{kind}Cardinality" for what in ("Object", "Data") for kind in ("Min", "Max", "Exact")
)
_PARTS = {
    "Ontology": (0, _ANY),
    "Annotation": (2, 2),
    **dict.fromkeys(_LEAVES, (0, 0)),
    **dict.fromkeys(_OF_ONE, (1, 1)),
    **dict.fromkeys(_OF_TWO, (2, 2)),
    **dict.fromkeys(_OF_THREE, (3, 3)),
    **dict.fromkeys(_OF_SOME, (1, _ANY)),
    **dict.fromkeys(_OF_SEVERAL, (2, _ANY)),
    **dict.fromkeys(_CARDINALITIES, (1, 2)),
}
"""The elements that are read, with how many parts each may have, its annotations not counted."""

_PLACE = re.compile(r"line (\d+), column (\d+)\.")
_SAVE_AS = " Save the ontology as RDF/XML or Turtle."


def owl_xml_quads(path: Path) -> list[Quad]:
    """Return the triples of an OWL/XML file; it has passed the checks for XML before owlready2 sees it.

    Only owlready2's translator to triples runs: it fetches no imports and loads no code.

    Raises:
        FileRefused: it is malformed, or holds what cannot be read, told with its line and column.
    """
    from owlready2.owlxml_2_ntriples import OwlReadyOntologyParsingError, parse

    data = read_xml(path)
    _Elements(path).look(data)
    found: list[Quad] = []

    def thing(text: str) -> NamedNode | BlankNode:
        return (
            BlankNode(text.removeprefix("_:").strip("_") or "b") if text.startswith("_") else NamedNode(text)
        )

    def linked(subject: str, predicate: str, value: str) -> None:
        found.append(Quad(thing(subject), NamedNode(predicate), thing(value)))

    def valued(subject: str, predicate: str, value: object, kind: str) -> None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if kind.startswith("@"):
            literal = Literal(text, language=kind[1:])
        else:
            literal = Literal(text, datatype=NamedNode(kind)) if kind else Literal(text)
        found.append(Quad(thing(subject), NamedNode(predicate), literal))

    try:
        parse(BytesIO(data), linked, valued, default_base=path.resolve().as_uri())
    except OwlReadyOntologyParsingError as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2]) + 1) if place else (None, None)
        problem = f"it is not valid OWL/XML: {_said(error.__cause__)}."
        raise FileRefused(path, problem, line=line, column=column) from error
    except (ValueError, KeyError, IndexError) as error:
        raise FileRefused(path, f"it is not valid OWL/XML: {error}.") from error
    return found


def _said(cause: BaseException | None) -> str:
    """Return in words what the translator met: it looks up prefixes and attributes by name."""
    if isinstance(cause, KeyError):
        name = str(cause.args[0])
        if name in ("IRI", "abbreviatedIRI", "name", "cardinality", "facet", "ontologyIRI"):
            return f"the attribute {name.replace('abbreviatedIRI', 'IRI')} is missing"
        return f"the prefix {name!r} is not declared"
    return str(cause) if isinstance(cause, ValueError) else "an axiom lacks a part"


class _Elements:
    """Refuses elements that the translator does not know, or that have other parts than it takes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[list[tuple[str, tuple[int, int]]]] = [[]]
        self._nameless: set[str] = set()
        self._prefixes: set[str] = set()
        self._parser = expat.ParserCreate(None, " ")
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed

    def look(self, data: bytes) -> None:
        """Look at a whole document, which is well-formed."""
        self._parser.Parse(data, True)

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        place = (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        space, _, local = name.rpartition(" ")
        if space != OWL or local not in _PARTS:
            near = did_you_mean(nearest(local, _PARTS))
            self._refuse(f"its element {local} is none that is read.{near or _SAVE_AS}", place)
        if local == "Prefix":
            self._prefixes.add(attributes.get("name", ""))
        prefix, colon, _ = attributes.get("abbreviatedIRI", "").partition(":")
        if colon and prefix not in self._prefixes:
            self._refuse(f"the prefix {prefix!r} is not declared.", place)
        if (node := attributes.get("nodeID")) is not None:
            if node in self._nameless:
                self._refuse(f"the individual without a name {node} comes twice.{_SAVE_AS}", place)
            self._nameless.add(node)
        self._open[-1].append((local, place))
        self._open.append([])

    def _closed(self, _name: str) -> None:
        parts = [name for name, _ in self._open.pop() if name != "Annotation"]
        name, place = self._open[-1][-1]
        least, most = _PARTS[name]
        if not least <= len(parts) <= most:
            needed = " or more" if most == _ANY else f" to {most}" if most > least else ""
            more = _SAVE_AS if len(parts) > most else ""
            self._refuse(f"{name} is read with {least}{needed} parts, and has {len(parts)}.{more}", place)

    def _refuse(self, problem: str, place: tuple[int, int]) -> None:
        raise FileRefused(self._path, problem, line=place[0], column=place[1])
