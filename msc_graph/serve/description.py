"""What the server says of itself: SPARQL 1.1 Service Description, and VoID with classes and properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from msc_graph._version import __version__
from msc_graph.errors import QueryTimeout, UnknownFormat
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import message
from msc_graph.messages.pages import PAGES
from msc_graph.serve.graph import Served
from msc_graph.serve.handlers import shown
from msc_graph.serve.negotiation import ALIASES, GRAPHS, TABLES, chosen
from msc_graph.serve.parameters import asked_of
from msc_graph.serve.problem import problem
from msc_graph.vocabulary.curies import prefixes
from msc_graph.vocabulary.namespaces import DCTERMS

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, Triple

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Licence of the curated facts."""
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
"""Source: https://www.w3.org/ns/formats/."""
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class ORDER BY ?class"
_PROPERTIES = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
_USES = """SELECT ?class ?p (COUNT(*) AS ?n) WHERE { ?s a ?class ; ?p ?o }
GROUP BY ?class ?p ORDER BY ?class ?p"""


@dataclass(frozen=True, slots=True)
class Partitions:
    """How often what is used, in order of IRIs: classes with their things, properties with their triples.

    ``uses`` are the triples of each property whose subject is of a class. All are empty where counting takes
    longer than a query may.
    """

    classes: tuple[tuple[NamedNode, int], ...] = ()
    properties: tuple[tuple[NamedNode, int], ...] = ()
    uses: tuple[tuple[NamedNode, NamedNode, int], ...] = ()


async def partitions(served: Served) -> Partitions:
    """Return what is used how often; it is counted once, in the processes for queries."""

    async def counted() -> Partitions:
        try:
            return Partitions(*[await _rows(served, text) for text in (_CLASSES, _PROPERTIES, _USES)])
        except QueryTimeout:
            return Partitions()

    return await served.once("partitions", counted)


async def _rows(served: Served, text: str) -> tuple[Any, ...]:
    from pyoxigraph import NamedNode

    rows = getattr(await served.answer(text, client=""), "terms", ())
    named = ((names, number) for *names, number in rows if all(isinstance(n, NamedNode) for n in names))
    return tuple((*names, int(number.value)) for names, number in named)


async def void(request: Request) -> Response:
    """Describe the data set, by the extension or the Accept header."""
    try:
        asked_of(request, "void")
        form = request.path_params.get("kind") or chosen(request.headers.get("accept", ""), GRAPHS, ALIASES)
        if form is not None and form not in GRAPHS:
            raise UnknownFormat(form, tuple(GRAPHS))
        return await _in_form(request, form or "ttl", service=False)
    except Exception as error:
        return problem(error, request)


@shown
async def well_known(request: Request) -> Response:
    """Lead to the description of the data set. Source: VoID, section 7.2 (https://www.w3.org/TR/void/)."""
    asked_of(request, "void")
    return RedirectResponse("/void", 302)


async def service(request: Request) -> Response:
    """Describe the endpoint, and its data set."""
    form = chosen(request.headers.get("accept", ""), GRAPHS, ALIASES) or "ttl"
    return await _in_form(request, form, service=True)


async def _in_form(request: Request, form: str, *, service: bool) -> Response:
    from pyoxigraph import RdfFormat, serialize

    served: Served = request.app.state.served
    counted = await partitions(served)
    about = _Described(served, str(request.base_url), counted)
    triples = [*(about.service() if service else ()), *about.dataset()]
    names = {"sd": SD, "void": VOID, **prefixes()} if form in ("ttl", "rdf") else None
    content = serialize(triples, format=RdfFormat.from_extension(form), prefixes=names)
    return Response(content, headers={"Vary": "Accept"}, media_type=GRAPHS[form])


class _Described:
    """The triples of both descriptions; ``root`` is the address of the server and ends with a slash."""

    def __init__(self, served: Served, root: str, counted: Partitions) -> None:
        from pyoxigraph import NamedNode

        self._served, self._root, self._counted = served, root, counted
        self._endpoint, self._dataset = NamedNode(f"{root}sparql"), NamedNode(f"{root}void#dataset")

    def service(self) -> Iterator[Triple]:
        """Yield what there is to say of the endpoint, and of the named graphs of its data set."""
        from pyoxigraph import BlankNode, NamedNode, Triple

        this, default, dataset = BlankNode("service"), BlankNode("default"), self._dataset
        yield _kind(this, f"{SD}Service")
        yield Triple(this, NamedNode(f"{SD}endpoint"), self._endpoint)
        yield Triple(this, NamedNode(f"{SD}supportedLanguage"), NamedNode(f"{SD}SPARQL11Query"))
        yield Triple(this, NamedNode(f"{SD}feature"), NamedNode(f"{SD}UnionDefaultGraph"))
        yield Triple(this, NamedNode(f"{SD}defaultDataset"), dataset)
        for extension in (*TABLES, *GRAPHS):
            yield Triple(this, NamedNode(f"{SD}resultFormat"), NamedNode(FORMATS + _FORMAT_NAMES[extension]))
        yield _kind(dataset, f"{SD}Dataset")
        yield Triple(dataset, NamedNode(f"{SD}defaultGraph"), default)
        yield _kind(default, f"{SD}Graph")
        for number, name in enumerate(sorted(self._served.graph_names)):
            named, held = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
            yield Triple(dataset, NamedNode(f"{SD}namedGraph"), named)
            yield _kind(named, f"{SD}NamedGraph")
            yield Triple(named, NamedNode(f"{SD}name"), NamedNode(name))
            yield Triple(named, NamedNode(f"{SD}graph"), held)
            yield _kind(held, f"{SD}Graph")

    def dataset(self) -> Iterator[Triple]:
        """Yield what there is to say of the data set."""
        from pyoxigraph import Literal, NamedNode, Triple

        this = self._dataset
        yield _kind(this, f"{VOID}Dataset")
        for lang in LANGUAGES:
            title = Literal(message(PAGES, "title", lang), language=lang)
            yield Triple(this, NamedNode(f"{DCTERMS}title"), title)
        yield Triple(this, NamedNode(f"{DCTERMS}license"), NamedNode(LICENCE))
        yield Triple(this, NamedNode(f"{DCTERMS}hasVersion"), Literal(f"{__version__} {self._served.build}"))
        yield Triple(this, NamedNode(f"{VOID}sparqlEndpoint"), self._endpoint)
        yield Triple(this, NamedNode(f"{VOID}uriLookupEndpoint"), NamedNode(f"{self._root}iri?iri="))
        yield _number(this, "triples", len(self._served.graph.store))
        yield _number(this, "classes", len(self._counted.classes))
        yield _number(this, "properties", len(self._counted.properties))
        yield from self._partitions()

    def _partitions(self) -> Iterator[Triple]:
        from pyoxigraph import BlankNode, NamedNode, Triple

        parts: dict[NamedNode, BlankNode] = {}
        for number, (kind, things) in enumerate(self._counted.classes):
            part = parts[kind] = BlankNode(f"class{number}")
            yield Triple(self._dataset, NamedNode(f"{VOID}classPartition"), part)
            yield Triple(part, NamedNode(f"{VOID}class"), kind)
            yield _number(part, "entities", things)
        used: list[tuple[NamedNode | BlankNode, NamedNode, int]] = [
            (self._dataset, name, number) for name, number in self._counted.properties
        ]
        used += [(parts[kind], name, number) for kind, name, number in self._counted.uses]
        for number, (whole, name, triples) in enumerate(used):
            use = BlankNode(f"use{number}")
            yield Triple(whole, NamedNode(f"{VOID}propertyPartition"), use)
            yield Triple(use, NamedNode(f"{VOID}property"), name)
            yield _number(use, "triples", triples)


def _kind(thing: NamedNode | BlankNode, kind: str) -> Triple:
    from pyoxigraph import NamedNode, Triple

    return Triple(thing, NamedNode(TYPE), NamedNode(kind))


def _number(thing: NamedNode | BlankNode, name: str, number: int) -> Triple:
    from pyoxigraph import Literal, NamedNode, Triple

    return Triple(thing, NamedNode(f"{VOID}{name}"), Literal(number))
