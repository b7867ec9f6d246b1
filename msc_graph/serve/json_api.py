"""The JSON API: ``/api/OPERATION?parameter=value``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph.errors import UsageError
from msc_graph.query.catalogue import find_query
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.serve.clients import client_of, unless_gone
from msc_graph.serve.graph import Served
from msc_graph.serve.operations import MOST_UPLOADED, OPERATIONS, Exported, Operation, profile_of_file
from msc_graph.serve.parameters import asked_of_question, given, language
from msc_graph.serve.problem import Refused, problem
from msc_graph.serve.uploads import body, uploaded
from msc_graph.system.json_objects import once
from msc_graph.vocabulary.curies import prefixes


async def operation(request: Request) -> Response:
    """Answer an operation of `OPERATIONS`, by the name in the address."""
    served: Served = request.app.state.served
    name = request.path_params["name"]
    try:
        if name not in OPERATIONS:
            raise UsageError(f"there is no operation {name!r}. Known: {', '.join((*OPERATIONS, 'query'))}")
        asked = OPERATIONS[name]
        _check_method(request, asked)
        if asked.posted:
            return JSONResponse(await _profiled(request, served, asked))
        parameters = asked.parameters(given(request))
        found = await served.in_thread(lambda: asked.run(served.graph, **parameters))
    except Exception as error:
        headers = {"Allow": error.allow} if isinstance(error, WrongMethod) else None
        return problem(error, request, headers=headers)
    if isinstance(found, Exported):
        name = f"msc-graph-{served.build}{found.extension}"
        headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(found.content, media_type=found.media_type, headers=headers)
    return JSONResponse(found, headers={"Cache-Control": "no-cache"})


class WrongMethod(Refused):
    """An operation asked for by a method that it does not take."""

    def __init__(self, allow: str) -> None:
        """Keep the methods that it takes."""
        self.allow = allow
        super().__init__(HTTPStatus.METHOD_NOT_ALLOWED, f"this operation is asked for by {allow}")


def _check_method(request: Request, asked: Operation) -> None:
    if (request.method == "POST") != asked.posted:
        raise WrongMethod("POST" if asked.posted else "GET, HEAD")


async def _profiled(request: Request, served: Served, asked: Operation) -> Any:
    """Return what a posted profile would push: a JSON object of parameters, or a form with a file."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        parameters = asked.checked(_object(await body(request, MOST_UPLOADED)))
        return await served.in_thread(lambda: asked.run(served.graph, **parameters))
    if kind != "multipart/form-data":
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "a profile is posted as application/json or multipart/form-data",
        )
    fields, name, content = await uploaded(request)
    fields.pop("text", None)
    options = asked.checked({**fields, "table": {}})
    lang = options.pop("lang")
    del options["table"]
    found = await served.in_thread(lambda: profile_of_file(served.graph, name, content, **options))
    return found.to_dict(lang)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the body is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise UsageError('the body is a JSON object, such as {"table": {"miR-21-5p": 2.5}}')
    return found


async def saved_query(request: Request) -> Response:
    """Answer a saved question as JSON; its parameters are those of the address.

    With ``long=yes`` a list has one row a value.
    """
    served: Served = request.app.state.served
    try:
        name, lang = request.path_params["name"], language(request)
        parameters = asked_of_question(request, find_query(served.graph.queries, name), "labels", "long")
        parameters.pop("lang", None)
        labels, long = _wanted(parameters, "labels", "yes"), _wanted(parameters, "long", "no")
        result = await unless_gone(request, served.ask(name, parameters, lang, client=client_of(request)))
        names = served.graph.labels(lang) if labels else {}
        return await served.in_thread(lambda: _as_response(result, names, long=long))
    except Exception as error:
        return problem(error, request)


def _wanted(parameters: dict[str, list[str]], name: str, otherwise: str) -> bool:
    """Take a parameter that says yes or no, and return which."""
    [said] = parameters.pop(name, [otherwise])
    if said not in ("yes", "no"):
        raise UsageError(f"the parameter {name} is yes or no, not {said!r}")
    return said == "yes"


def _as_response(result: QueryResult | TriplesResult, labels: Mapping[str, str], *, long: bool) -> Response:
    """Return an answer as JSON with labels in the place of what they name, or as Turtle."""
    if isinstance(result, TriplesResult):
        return Response(result.serialize("turtle", prefixes=prefixes()), media_type="text/turtle")
    table = (result.long() if long else result).as_table(lambda iri: labels.get(iri) or iri)
    return JSONResponse({"columns": list(table.columns), "rows": table.as_dicts(), "total": len(table)})
