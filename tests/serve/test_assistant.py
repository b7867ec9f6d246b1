"""The assistant's tools, through the client of the official SDK, over standard input and over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.serve.assistant import CAPS, MOST_ROWS, server
from msc_graph.serve.operations import OPERATIONS
from tests.helpers.http_server import running

FOREIGN = {"origin": "http://evil.example", "content_type": "application/json"}
Work = Callable[[Client], Awaitable[Any]]


def text_of(content: Any) -> str:
    return str(content.text)


def asked(target: Any, work: Work) -> Any:
    async def run() -> Any:
        async with asyncio.timeout(300), Client(target) as client:
            return await work(client)

    return asyncio.run(run())


def call(graph: KnowledgeGraph, tool: str, /, **arguments: Any) -> tuple[bool, str, dict[str, Any]]:
    async def work(client: Client) -> tuple[bool, str, dict[str, Any]]:
        found = await client.call_tool(tool, arguments)
        return bool(found.is_error), text_of(found.content[0]), dict(found.structured_content or {})

    result: tuple[bool, str, dict[str, Any]] = asked(server(graph), work)
    return result


def test_six_tools_that_only_read(curated: KnowledgeGraph) -> None:
    async def work(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["find", "show", "paths", "rank", "query", "sparql"]
        for tool in tools:
            assert tool.description and tool.annotations
            assert tool.annotations.read_only_hint and tool.annotations.open_world_hint is False
            assert "graph" not in tool.input_schema["properties"]
        assert sum(len(json.dumps(tool.input_schema)) for tool in tools) < 8_000

    asked(server(curated), work)


def test_tools_are_the_operations_of_their_names(curated: KnowledgeGraph) -> None:
    async def work(client: Client) -> None:
        for tool in (await client.list_tools()).tools:
            if tool.name not in OPERATIONS:
                continue
            one, fields = OPERATIONS[tool.name], tool.input_schema["properties"]
            assert tool.description == one.summary("en") and list(fields) == list(one.model.model_fields)
            told = one.schema("en")["properties"]
            assert all(fields[name]["description"] == told[name]["description"] for name in fields)
            for name, (usual, most) in CAPS[tool.name].items():
                assert (fields[name]["default"], fields[name]["maximum"]) == (usual, most)

    asked(server(curated), work)
    assert len(call(curated, "show", name="PDCD4", limit=1)[1]) < len(call(curated, "show", name="PDCD4")[1])


def test_the_answers_are_those_of_the_library(curated: KnowledgeGraph) -> None:
    wrong, text, data = call(curated, "show", name="S3-05")
    assert not wrong and "0/10, 0/10, 0/10" in text and data["id"] == "claim:S3-05"
    wrong, text, data = call(curated, "paths", source="miR-21-5p", target="角膜损伤", k=2, lang="zh")
    assert not wrong and data["paths"] == json.loads(json.dumps(_paths(curated)))
    assert call(curated, "find", text="角膜")[2]["hits"][0]["id"] == "UBERON:0000964"
    assert call(curated, "rank", source="miR-21-5p", target="Disease", limit=3)[2]["rows"]
    assert len(call(curated, "query")[2]["questions"]) == len(curated.queries)
    answer = call(curated, "query", name="cargo-for-disease", parameters={"disease": "sepsis"})[2]
    assert answer["total"] == len(curated.query("cargo-for-disease", disease="sepsis"))


def _paths(graph: KnowledgeGraph) -> Any:
    return graph.paths("miR-21-5p", "角膜损伤", k=2, timeout=20.0).to_dict("zh")["paths"]


def test_long_answers_are_cut_and_say_so(curated: KnowledgeGraph) -> None:
    _, _, data = call(curated, "sparql", text="SELECT * { ?s ?p ?o } LIMIT 200")
    assert (len(data["rows"]), data["total"], data["truncated"]) == (MOST_ROWS, 200, True)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("show", {"name": "PDCD44"}, "Did you mean"),
        ("paths", {"source": "PDCD44", "target": "sepsis"}, "no node is called"),
        ("sparql", {"text": "INSERT DATA { <a:b> <a:b> <a:b> }"}, "read-only"),
        ("query", {"name": "nonsense"}, "nonsense"),
        ("paths", {"source": "miR-21-5p", "target": "sepsis", "k": 1000}, "20"),
    ],
)
def test_errors_reach_the_assistant_with_what_to_do(
    curated: KnowledgeGraph, name: str, arguments: dict[str, Any], says: str
) -> None:
    wrong, text, _ = call(curated, name, **arguments)
    assert wrong and says in text and "msc-graph find" not in text


def test_resources_and_prompts(curated: KnowledgeGraph) -> None:
    async def work(client: Client) -> None:
        for name in ("schema", "queries", "about"):
            [content] = (await client.read_resource(f"msc-graph://{name}")).contents
            assert 100 < len(text_of(content)) < 20_000
        prompt = await client.get_prompt("check_claim", {"claim": "exosomes cure all"})
        assert "exosomes cure all" in text_of(prompt.messages[0].content)

    asked(server(curated), work)


def test_over_http_beside_the_pages() -> None:
    async def work(client: Client) -> str:
        return text_of((await client.call_tool("find", {"text": "PDCD4"})).content[0])

    with msc_graph.load() as graph, running(graph) as found:
        assert "HGNC:8763" in asked(f"{found.address}/mcp", work)
        assert found.ask("/mcp", method="POST", body=b"{}", **FOREIGN).status == 403


def test_over_standard_input() -> None:
    async def work(client: Client) -> str:
        return text_of((await client.call_tool("find", {"text": "PDCD4"})).content[0])

    started = StdioServerParameters(command=sys.executable, args=["-m", "msc_graph", "mcp"])
    assert "HGNC:8763" in asked(stdio_client(started), work)
