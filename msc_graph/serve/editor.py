"""What the editor of the SPARQL page asks the server: words to complete, and what is wrong with a query."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph.errors import MscGraphError, QueryTimeout
from msc_graph.query.guard import guard
from msc_graph.serve.clients import HungUp, client_of, unless_gone
from msc_graph.serve.graph import Served
from msc_graph.serve.handlers import shown
from msc_graph.serve.parameters import asked_of, language
from msc_graph.serve.pool import Busy, Died
from msc_graph.serve.problem import problem
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import OWL, RDF_TYPE
from msc_graph.vocabulary.ontology import Vocabulary
from msc_graph.vocabulary.schema import schema, statements

_KINDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "property",
    f"{OWL}DatatypeProperty": "property",
    f"{OWL}AnnotationProperty": "property",
}
SECONDS = 5.0
"""Seconds after which a query that is only checked is given up; its dataset is empty."""
NO_GRAPH = ("urn:none",)


def terms(words: Vocabulary, lang: str) -> Iterator[Mapping[str, str]]:
    """Yield what the ontology declares, sorted by name.

    ``name`` is a CURIE, ``label`` is in a language; ``kind`` is ``"class"``, ``"property"``, or
    ``"constant"`` for individuals such as verdicts and types of evidence.
    """
    kinds = {iri: _KINDS[kind.value] for iri, kind in statements(schema(), RDF_TYPE) if kind.value in _KINDS}
    kinds |= dict.fromkeys(words.parents, "class") | dict.fromkeys(words.predicates, "property")
    named = {compress(iri): iri for iri in {*kinds, *(iri for iri, _ in words.labels)}}
    for name in sorted(named):
        if ":" in name and "/" not in name:
            iri = named[name]
            yield {"name": name, "kind": kinds.get(iri, "constant"), "label": words.label(iri, lang)}


@shown
async def vocabulary(request: Request) -> Response:
    """Give prefixes, classes, predicates and individuals, with labels in the language of the request."""
    served: Served = request.app.state.served
    lang, _ = language(request), asked_of(request, "vocabulary")
    found = {"prefixes": prefixes(), "terms": list(terms(served.graph.vocabulary, lang))}
    return JSONResponse(found, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


@shown
async def check(request: Request) -> Response:
    """Tell what is wrong with a query, as `problem` does but with status 200; an empty object for nothing.

    The query is evaluated over no graph at all.
    """
    served: Served = request.app.state.served
    asked = {"base": str(request.base_url), "table": "json", "graph": "nt", "default": NO_GRAPH, "named": ()}
    text = asked_of(request, "problem", "query").get("query", [""])[0]
    try:
        guard(text, graphs=served.graph_names, prefixes=prefixes())
        work = served.evaluate(text, asked, client=client_of(request), timeout=SECONDS)
        await unless_gone(request, work)
    except (Busy, Died, QueryTimeout, HungUp):
        pass
    except MscGraphError as error:
        return JSONResponse(json.loads(bytes(problem(error, request).body)))
    return JSONResponse({})
