"""The JSON API: ``/api/OPERATION?parameter=value``, and the document that describes it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph._version import __version__
from msc_graph.errors import UsageError
from msc_graph.query.results import TriplesResult
from msc_graph.serve.clients import client_of, unless_gone
from msc_graph.serve.graph import Served
from msc_graph.serve.operations import OPERATIONS, Operation
from msc_graph.serve.parameters import given, language
from msc_graph.serve.problem import problem
from msc_graph.vocabulary.curies import prefixes


async def operation(request: Request) -> Response:
    """Answer an operation of `OPERATIONS`, by the name in the address."""
    served: Served = request.app.state.served
    name = request.path_params["name"]
    try:
        if name not in OPERATIONS:
            raise UsageError(f"there is no operation {name!r}. Known: {', '.join((*OPERATIONS, 'query'))}")
        asked = OPERATIONS[name]
        parameters = asked.parameters(given(request))
        found = await served.in_thread(lambda: asked.run(served.graph, **parameters))
    except Exception as error:
        return problem(error)
    return JSONResponse(found, headers={"Cache-Control": "no-cache"})


async def saved_query(request: Request) -> Response:
    """Answer a saved question as JSON; its parameters are those of the address.

    With ``long=yes`` a list has one row a value.
    """
    served: Served = request.app.state.served
    try:
        parameters = given(request)
        lang = language(request)
        parameters.pop("lang", None)
        labels = (parameters.pop("labels", ["yes"]))[0] != "no"
        long = (parameters.pop("long", ["no"]))[0] == "yes"
        name = request.path_params["name"]
        result = await unless_gone(request, served.ask(name, parameters, lang, client=client_of(request)))
        shown = served.graph.labels(lang).get if labels else None
        if isinstance(result, TriplesResult):
            return Response(result.serialize("turtle", prefixes=prefixes()), media_type="text/turtle")
        result = result.long() if long else result
        table = result.as_table((lambda iri: shown(iri) or iri) if shown else None)
    except Exception as error:
        return problem(error)
    return JSONResponse({"columns": list(table.columns), "rows": table.as_dicts(), "total": len(table)})


def document(address: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API that is served at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "msc-graph",
            "version": __version__,
            "description": "MSC exosomes: what is claimed, by whom, and how good the evidence is.",
            "license": {"name": "Apache-2.0 AND CC-BY-4.0"},
        },
        "servers": [{"url": address}],
        "paths": {f"/api/{name}": {"get": _described(one)} for name, one in OPERATIONS.items()},
    }


def _described(one: Operation) -> dict[str, Any]:
    schema = one.model.model_json_schema()
    needed = set(schema.get("required", ()))
    return {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name in needed,
                "description": field.pop("description", ""),
                "schema": {key: value for key, value in field.items() if key != "title"},
            }
            for name, field in schema.get("properties", {}).items()
        ],
        "responses": {
            "200": {"description": "the answer", "content": {"application/json": {}}},
            "default": {
                "description": "a problem (RFC 9457)",
                "content": {"application/problem+json": {}},
            },
        },
    }


async def openapi(request: Request) -> Response:
    """Return the OpenAPI document."""
    return JSONResponse(document(str(request.base_url).rstrip("/")))
