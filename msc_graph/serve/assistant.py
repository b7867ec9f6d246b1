"""The graph as tools of an assistant, by the Model Context Protocol (extra ``mcp``).

Six tools, three resources and two prompts; all only read. An answer is text to read and the same as data;
lists are cut at `MOST_ROWS` rows and texts at `MOST_LETTERS` letters, and an answer that is cut says so.
"""

from __future__ import annotations

import inspect
import json
import logging
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import TextIOWrapper
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError, UnexpectedResourceError
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS, CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import Field, ValidationError

from msc_graph._version import __version__
from msc_graph.errors import MscGraphError, UsageError
from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import in_language, message
from msc_graph.messages.commands import HOW
from msc_graph.messages.errors import worded
from msc_graph.messages.operations import ASSISTANT, SUMMARIES
from msc_graph.query.results import QueryResult, TriplesResult
from msc_graph.serve.assistant_lines import Answers, requests
from msc_graph.serve.logs import log_harmlessly
from msc_graph.serve.operations import OPERATIONS, Lang, Seconds, find, meaning, searched, told
from msc_graph.serve.parameters import check_names
from msc_graph.tables.values import one_line

if TYPE_CHECKING:
    from msc_graph.knowledge_graph import KnowledgeGraph

MOST_ROWS = 50
MOST_LETTERS = 20_000
MOST_REASON = 2_000
"""Letters of an error that an assistant is told; a name in it may be as long as a message. Our choice."""

INSTRUCTIONS = """msc-graph says what is claimed of exosomes of mesenchymal stem cells (MSC), by whom, how
good the evidence is, and what is right instead of a wrong claim. Begin with `find` to get the identifier of a
thing, then `show` it, or ask `paths` for mechanisms between two things. Disputed claims come with their
correction: repeat that, not the claim. Give the PMID or DOI of what you say. No exosome product is approved;
this is research data, not medical advice."""
"""What an assistant is told of the whole."""

FORESEEN = (MscGraphError, OSError)
"""Errors whose words reach the assistant; of any other the log has the traceback."""
_LOG = logging.getLogger(__name__)
_COUNTED = "SELECT ?term (COUNT(*) AS ?uses) {{ {} }} GROUP BY ?term ORDER BY DESC(?uses) LIMIT 60"


class _Server(MCPServer):
    """Refuses arguments that there are not, and answers lines that are no requests."""

    async def list_tools(self) -> list[Tool]:
        tools = await super().list_tools()
        for tool in tools:
            tool.input_schema["additionalProperties"] = False
        return tools

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        known = {tool.name: tool.input_schema["properties"] for tool in await self.list_tools()}
        if name not in known:
            raise MCPError(INVALID_PARAMS, f"there is no tool {name!r}. The tools: {', '.join(known)}.")
        try:
            check_names(name, arguments, known[name])
            return await super().call_tool(name, arguments, context)
        except (UsageError, ToolError) as error:
            cause = error if isinstance(error, UsageError) else error.__cause__
            if not isinstance(cause, (*FORESEEN, ValidationError)):
                raise
        lang = arguments.get("lang")
        raise ToolError(_reason(cause, lang if lang in LANGUAGES else LANGUAGES[0])) from cause

    async def read_resource(self, uri: Any, context: Any = None) -> Any:
        try:
            return await super().read_resource(uri, context)
        except UnexpectedResourceError as error:
            if not isinstance(error.__cause__, FORESEEN):
                raise
            reason = f"{uri} cannot be read: {error.__cause__}"
        _LOG.error(one_line(reason))
        raise ResourceError(reason)

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Any = None
    ) -> Any:
        known = {prompt.name: prompt.arguments or [] for prompt in await self.list_prompts()}
        if name not in known:
            raise MCPError(INVALID_PARAMS, f"there is no prompt {name!r}. The prompts: {', '.join(known)}.")
        names = [argument.name for argument in known[name]]
        if given := set(arguments or {}) ^ set(names):
            wrong = ", ".join(sorted(given))
            raise MCPError(
                INVALID_PARAMS, f"{name} takes {', '.join(names)}; missing or not known here: {wrong}."
            )
        return await super().get_prompt(name, arguments, context)

    async def run_stdio_async(self) -> None:
        lines = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="surrogateescape", newline="\n")
        answers = Answers()
        good: Any = requests(lines, answers)
        async with stdio_server(stdin=good) as (read, answers.to):
            await self._lowlevel_server.run(
                read, answers, self._lowlevel_server.create_initialization_options()
            )


async def _saying_what_is_wrong(ctx: Any, call_next: Any) -> Any:
    """Answer a request; where its parameters are wrong, say which, as the SDK does not."""
    try:
        return await call_next(ctx)
    except ValidationError as error:
        raise MCPError(INVALID_PARAMS, told(error)) from error
    except MCPError as error:
        if (error.error.code, error.error.data) != (INVALID_PARAMS, ""):
            raise
        raise MCPError(INVALID_PARAMS, "the first request is initialize") from error


def server(graph: KnowledgeGraph) -> MCPServer:
    """Return the server that answers from a graph; run it with ``run`` or mount its HTTP application."""
    log_harmlessly()  # else the SDK tells each request
    made = _Server(
        "msc-graph", version=__version__, instructions=INSTRUCTIONS, middleware=[_saying_what_is_wrong]
    )
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for name, answer in TOOLS.items():
        about = message(SUMMARIES, name, LANGUAGES[0])
        made.add_tool(_tool(name, answer, graph), name=name, description=about, annotations=reads)
    _add_resources(made, graph)
    _add_prompts(made)
    return made


def _tool(name: str, answer: Callable[..., CallToolResult], graph: KnowledgeGraph) -> Callable[..., Any]:
    """Return a tool that answers from a graph.

    Its parameters are those of the operation of its name, within the bounds of `CAPS`, else its own.
    """

    def tool(**parameters: Any) -> CallToolResult:
        return answer(graph, **parameters)

    kept = _capped(name) if name in OPERATIONS else _own_parameters(name, answer)
    tool.__name__ = name
    tool.__signature__ = inspect.Signature(kept, return_annotation=CallToolResult)  # type: ignore[attr-defined]
    tool.__annotations__ = {p.name: p.annotation for p in kept} | {"return": CallToolResult}
    return tool


def _capped(name: str) -> list[inspect.Parameter]:
    """Return the parameters of an operation within the bounds of `CAPS`."""
    caps = CAPS.get(name, {})
    return [
        p.replace(annotation=Annotated[p.annotation, Field(le=caps[p.name][1])], default=caps[p.name][0])
        if p.name in caps
        else p
        for p in OPERATIONS[name].signature(LANGUAGES[0])
    ]


def _own_parameters(name: str, answer: Callable[..., CallToolResult]) -> list[inspect.Parameter]:
    hints = get_type_hints(answer, globalns={**globals(), "KnowledgeGraph": object}, include_extras=True)
    return [
        p.replace(annotation=Annotated[hints[p.name], Field(description=meaning(name, p.name, LANGUAGES[0]))])
        for p in list(inspect.signature(answer).parameters.values())[1:]
    ]


def _reason(error: BaseException, lang: str) -> str:
    """Return what an assistant is told of an error: tools to use, and no options of the command line."""
    if isinstance(error, ValidationError):
        error = UsageError(told(error))
    text = worded(error, lang) if isinstance(error, MscGraphError) else str(error)
    text = shorten(text, MOST_REASON, placeholder=" …") if len(text) > MOST_REASON else text
    text = re.sub(r"'msc-graph (\w+)'", lambda found: message(ASSISTANT, "tool", lang, name=found[1]), text)
    return re.sub(r"[,;，；]? ?(?:or |或|请)?(?:raise the limit |放宽[时上]限)[(（]--[a-z-]+[)）]", "", text)


def _told(text: str, data: Mapping[str, Any], lang: str, *, total: int | None = None) -> CallToolResult:
    """Return an answer as text and data, cut where it is too long."""
    cut = len(text) > MOST_LETTERS
    if cut:
        text = f"{text[:MOST_LETTERS].rpartition(chr(10))[0]}\n{message(ASSISTANT, 'cut', lang)}"
    counts = {"truncated": cut or (total or 0) > MOST_ROWS, **({"total": total} if total is not None else {})}
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content={**data, **counts}
    )


def _find(graph: KnowledgeGraph, text: str, lang: Lang, **options: Any) -> CallToolResult:
    hits = find(graph, text, lang=lang, **options)
    how = in_language(HOW, lang)
    lines = [
        f"{hit['id']}  {hit['label']}  ({hit['kind']}; {how[hit['how']]}: {hit['matched']})" for hit in hits
    ]
    said = "\n".join(lines) or message(ASSISTANT, "nothing", lang, text=text)
    return _told(said, {"hits": hits}, lang, total=len(hits))


def _show(graph: KnowledgeGraph, name: str, limit: int, lang: str) -> CallToolResult:
    from msc_graph.describe.text import render

    described = graph.describe(name, lang=lang, limit=limit)
    return _told(render(described, lang), described.to_dict(), lang)


def _paths(graph: KnowledgeGraph, lang: str, **options: Any) -> CallToolResult:
    found = searched(graph, **options)
    return _told(found.explain(lang), found.to_dict(lang), lang)


def _rank(graph: KnowledgeGraph, lang: str, **options: Any) -> CallToolResult:
    ranking = graph.rank(**options, timeout=Seconds)
    text = ranking.to_table(lang, spoken=True).render("md")
    return _told(text, ranking.to_dict(lang), lang, total=ranking.found)


def _query(
    graph: KnowledgeGraph,
    name: str = "",
    parameters: dict[str, str] = {},  # noqa: B006 -- read only
    lang: Lang = "en",
) -> CallToolResult:
    if not name:
        listed = [
            {"name": one.name, "summary": one.summary[lang], "parameters": list(one.parameter_names)}
            for one in sorted(graph.queries.values(), key=lambda one: one.name)
        ]
        lines = [f"{one['name']} ({', '.join(one['parameters'])}): {one['summary']}" for one in listed]
        return _told("\n".join(lines), {"questions": listed}, lang)
    from msc_graph.query.catalogue import find_query

    values = find_query(graph.queries, name).spoken(parameters, lang)
    return _answer(graph, graph.ask(name, values), lang)


def _sparql(graph: KnowledgeGraph, text: str, lang: Lang = "en") -> CallToolResult:
    return _answer(graph, graph.sparql(text, timeout=Seconds), lang)


TOOLS: Mapping[str, Callable[..., CallToolResult]] = {
    "find": _find,
    "show": _show,
    "paths": _paths,
    "rank": _rank,
    "query": _query,
    "sparql": _sparql,
}
"""What answers each tool."""
CAPS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "find": {"limit": (MOST_ROWS, MOST_ROWS)},
    "show": {"limit": (MOST_ROWS, MOST_ROWS)},
    "paths": {"k": (3, 20)},
    "rank": {"limit": (10, MOST_ROWS)},
}
"""The usual and the most of what an assistant may ask for, by tool and parameter. Our choice."""


def _answer(graph: KnowledgeGraph, result: QueryResult | TriplesResult, lang: str) -> CallToolResult:
    if isinstance(result, TriplesResult):
        return _told(result.serialize("ntriples").decode(), {}, lang, total=len(result))
    labels = graph.labels(lang)
    table = result.as_table()
    shown = replace(result, terms=result.terms[:MOST_ROWS]).told_in(lang, lambda iri: labels.get(iri, iri))
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.written[:MOST_ROWS]]
    data = {"columns": list(table.columns), "rows": rows}
    return _told(shown.render("md"), data, lang, total=len(table))


def _add_resources(made: MCPServer, graph: KnowledgeGraph) -> None:
    @made.resource("msc-graph://schema", mime_type="text/plain")
    def schema() -> str:
        """Name the classes and predicates of the graph, with how often each is used."""
        tables = [graph.sparql(_COUNTED.format(pattern)) for pattern in ("?s a ?term", "?s ?term ?o")]
        return "\n".join(str(table.render("tsv")) for table in tables if isinstance(table, QueryResult))

    @made.resource("msc-graph://queries", mime_type="application/json")
    def queries() -> str:
        """List the saved questions."""
        found = {name: one.summary for name, one in sorted(graph.queries.items())}
        return json.dumps({name: dict(texts) for name, texts in found.items()}, ensure_ascii=False)

    @made.resource("msc-graph://about", mime_type="application/json")
    def about() -> str:
        """Tell what is in the graph."""
        return json.dumps(graph.info(), ensure_ascii=False, default=str)


def _add_prompts(made: MCPServer) -> None:
    @made.prompt()
    def check_claim(claim: str) -> str:
        """Check a claim on MSC exosomes against the graph."""
        return (
            f"Check this claim on exosomes of mesenchymal stem cells: {claim}\n"
            "Find its things with `find`, look at the disputed claims that `show` tells of them, and ask"
            " `paths` whether a mechanism is known. Say the verdict, how good the evidence is (with PMIDs or"
            " DOIs), and what is right instead."
        )

    @made.prompt()
    def explain_mechanism(cargo: str, disease: str) -> str:
        """Explain how a cargo of MSC exosomes may act on a disease."""
        return (
            f"Explain how {cargo} may act on {disease}. Use `paths` from the cargo to the disease; tell each"
            " step with its direction and references, which steps come from one published study and which are"
            " joined from several, and where cells or species differ."
        )
