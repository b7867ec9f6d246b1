"""The assistant's tools, through the client of the official SDK, over standard input and over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, JSONRPCError, JSONRPCResponse

import msc_graph
from msc_graph import KnowledgeGraph
from msc_graph.errors import QueryTimeout, StoreRefused
from msc_graph.serve.assistant import CAPS, MOST_REASON, MOST_ROWS, server
from msc_graph.serve.assistant_lines import Answers, refusal, requests
from msc_graph.serve.operations import OPERATIONS
from tests.helpers.command_line import BROKEN_PIPE, INPUT, INTERRUPTED, TERMINATED
from tests.helpers.http_server import Answer, Running, running

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
            assert tool.input_schema["additionalProperties"] is False
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


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("find", {"text": "cornea"}, "角膜  (解剖结构; 名称: cornea)"),
        ("find", {"text": "zzzqq"}, "没有名称与 'zzzqq' 相近的事物"),
        ("rank", {"source": "miR-21-5p", "target": "Disease"}, "| 加重 | 缓解 | 方向未知 | 判定 |"),
        ("query", {"name": "trials"}, "| 试验 | 疾病 | 途径 | 分期 |"),
        ("query", {"name": "trials"}, "| 2期; 3期 |"),
        ("show", {"name": "MSC exosome", "limit": 50}, "类别: "),
        ("show", {"name": "PDCD44"}, "您是指 'HGNC:8763 (PDCD4)' 吗？用 工具 find 查找。"),
        ("query", {"name": "nope"}, "用 工具 query 列出全部。"),
        ("show", {"name": "PDCD4", "k": 3}, "show 没有参数 'k'"),
        ("find", {"text": "PTEN", "limit": 0}, "参数 limit：应"),
        ("sparql", {"text": "SELECT"}, "不是有效的 SPARQL"),
    ],
)  # fmt: skip
def test_texts_are_in_the_language_asked_for(
    curated: KnowledgeGraph, tool: str, arguments: dict[str, Any], says: str
) -> None:
    _, text, data = call(curated, tool, lang="zh", **arguments)
    assert says in text and "Error" not in text
    if tool == "query" and data:
        assert data["columns"][0] == "trial"


def test_long_answers_are_cut_and_say_so(curated: KnowledgeGraph) -> None:
    _, _, data = call(curated, "sparql", text="SELECT * { ?s ?p ?o } LIMIT 200")
    assert (len(data["rows"]), data["total"], data["truncated"]) == (MOST_ROWS, 200, True)
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5000"
    for lang, end in (("en", "(cut: ask for less)"), ("zh", "（已截断：请缩小提问）")):
        assert call(curated, "sparql", text=text, lang=lang)[1].endswith(end)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("show", {"name": "PDCD44"}, "Did you mean"),
        ("paths", {"source": "PDCD44", "target": "sepsis"}, "no node is called"),
        ("sparql", {"text": "INSERT DATA { <a:b> <a:b> <a:b> }"}, "read-only"),
        ("query", {"name": "nonsense"}, "nonsense"),
        ("paths", {"source": "miR-21-5p", "target": "sepsis", "k": 1000}, "the parameter k: input should be"),
        ("find", {"text": "PTEN", "categry": "Disease"}, "find has no parameter 'categry'. Did you mean"),
        ("sparql", {"text": "ASK {}", "timeout": 5}, "sparql has no parameter 'timeout'"),
        ("find", {}, "the parameter text: field required"),
    ],
)
def test_errors_reach_the_assistant_with_what_to_do(
    curated: KnowledgeGraph, name: str, arguments: dict[str, Any], says: str
) -> None:
    wrong, text, _ = call(curated, name, **arguments)
    assert wrong and says in text and "msc-graph find" not in text and "pydantic" not in text


def test_a_tool_that_there_is_not_is_a_wrong_request(curated: KnowledgeGraph) -> None:
    async def work(client: Client) -> None:
        with pytest.raises(MCPError, match="there is no tool 'serch'. The tools: find, show") as raised:
            await client.call_tool("serch", {})
        assert raised.value.code == INVALID_PARAMS

    asked(server(curated), work)


def test_an_assistant_is_not_told_options_of_the_command_line(
    curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: Any, **__: Any) -> Any:
        raise QueryTimeout(20.0)

    monkeypatch.setattr(type(curated), "sparql", too_slow)
    for lang, says in (
        ("en", "the query was stopped after 20 seconds. Narrow it."),
        ("zh", "查询在 20 秒后被停止。请缩小范围。"),
    ):
        wrong, text, _ = call(curated, "sparql", text="ASK {}", lang=lang)
        assert wrong and text == says


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("check_claim", {}, "check_claim takes claim; missing or not known here: claim."),
        ("check_claim", {"claim": "c", "lang": "zh"}, "missing or not known here: lang."),
        ("nonsense", {}, "there is no prompt 'nonsense'. The prompts: check_claim, explain_mechanism."),
    ],
)
def test_a_prompt_says_which_arguments_it_takes(
    curated: KnowledgeGraph, name: str, arguments: dict[str, str], says: str
) -> None:
    async def work(client: Client) -> None:
        with pytest.raises(MCPError) as raised:
            await client.get_prompt(name, arguments)
        assert raised.value.code == INVALID_PARAMS and says in raised.value.message

    asked(server(curated), work)


def test_resources_and_prompts(curated: KnowledgeGraph) -> None:
    async def work(client: Client) -> None:
        for name in ("schema", "queries", "about"):
            [content] = (await client.read_resource(f"msc-graph://{name}")).contents
            assert 100 < len(text_of(content)) < 20_000
        prompt = await client.get_prompt("check_claim", {"claim": "exosomes cure all"})
        assert "exosomes cure all" in text_of(prompt.messages[0].content)

    asked(server(curated), work)


@pytest.mark.parametrize(
    "failure",
    [StoreRefused("a", "its file b is damaged. Import anew."), OSError(5, "Input/output error", "a")],
)
def test_a_resource_that_cannot_be_read_says_why_in_one_line(
    curated: KnowledgeGraph,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise failure from KeyError("of our own")

    async def work(client: Client) -> None:
        for name in ("schema", "about"):
            with pytest.raises(MCPError, match=f"msc-graph://{name} cannot be read: ") as raised:
                await client.read_resource(f"msc-graph://{name}")
            assert str(failure) in raised.value.message
        assert str(failure) in text_of((await client.call_tool("sparql", {"text": "ASK {}"})).content[0])

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    for name in ("sparql", "info"):
        monkeypatch.setattr(type(curated), name, fails)
    asked(server(curated), work)
    assert capsys.readouterr().err.splitlines() == [
        f"ERROR: msc-graph://{name} cannot be read: {failure}" for name in ("schema", "about")
    ]


@pytest.mark.parametrize(
    ("method", "params", "says"),
    [
        ("tools/call", {"arguments": {}}, "the parameter params.name: field required"),
        ("tools/call", {"name": "find", "arguments": "x"}, "params.arguments: input should be"),
        ("resources/read", {"uri": 5}, "params.uri: input should be a valid string"),
        ("prompts/get", {"name": "check_claim", "arguments": {"claim": 5}}, "params.arguments.claim"),
    ],
)
def test_wrong_parameters_of_a_request_are_named(method: str, params: dict[str, Any], says: str) -> None:
    with msc_graph.load() as graph, running(graph) as found:
        asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        error = json.loads(posted(found, asked).body)["error"]
    assert error["code"] == INVALID_PARAMS and says in error["message"]


def test_the_first_request_is_initialize() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "msc_graph", "mcp"],
        input=b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}\r\n{"jsonrpc":"2.0",\r"id":2,"method":"ping"}\n',
        capture_output=True,
        timeout=120,
        check=False,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["error"]["message"] == "the first request is initialize" and second["result"] == {}
    assert not done.stderr


def test_a_long_name_is_not_told_back(curated: KnowledgeGraph) -> None:
    for arguments in ({"name": "q" * 100_000}, {"q" * 100_000: 1}):
        wrong, text, _ = call(curated, "query", **arguments)
        assert wrong and len(text) <= MOST_REASON


@pytest.mark.parametrize(
    ("body", "own", "code"),
    [
        (b"{", None, PARSE_ERROR),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', None, INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', None, INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', None, INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","id":"a","method":"ping","params":{"x":"\xff"}}', "a", PARSE_ERROR),
    ],
)
def test_over_http_what_is_no_request_is_refused_in_the_same_words(body: bytes, own: Any, code: int) -> None:
    wrong = refusal(body.decode(errors="surrogateescape"))
    with msc_graph.load() as graph, running(graph) as found:
        answer = posted(found, body)
        told = json.loads(answer.body)
        assert (answer.status, told["id"], told["error"]["code"]) == (400, own, code)
        assert wrong is not None and told["error"]["message"] == wrong.error.message
        note = b'{"jsonrpc":"2.0","method":"notifications/initialized"}'
        assert posted(found, note).status == 202
        assert found.ask("/mcp", method="POST", body=note, content_type="text/plain").status == 415


def posted(server: Running, body: bytes) -> Answer:
    return server.ask(
        "/mcp", method="POST", body=body, content_type="application/json", accept="application/json"
    )


def test_over_http_beside_the_pages() -> None:
    async def work(client: Client) -> str:
        return text_of((await client.call_tool("find", {"text": "PDCD4"})).content[0])

    with msc_graph.load() as graph, running(graph) as found:
        assert "HGNC:8763" in asked(f"{found.address}/mcp", work)
        assert found.ask("/mcp", method="POST", body=b"{}", **FOREIGN).status == 403


def test_what_is_logged_holds_no_controls_and_no_requests(
    curated: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    server(curated)
    logging.getLogger("mcp.server").warning("a request")
    logging.getLogger("mcp.server").error("Invalid: \x9b1m\x1b[2J")
    assert capsys.readouterr().err == "ERROR: Invalid: ?1m?[2J\n"


def test_over_standard_input() -> None:
    async def work(client: Client) -> str:
        return text_of((await client.call_tool("find", {"text": "PDCD4"})).content[0])

    started = StdioServerParameters(command=sys.executable, args=["-m", "msc_graph", "mcp"])
    assert "HGNC:8763" in asked(stdio_client(started), work)


HELLO = {
    **{"jsonrpc": "2.0", "id": "hello", "method": "initialize"},
    "params": {
        **{"protocolVersion": "2025-06-18", "capabilities": {}},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
CALLED_OFF = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": ["find"]}}
PING = b'{"jsonrpc":"2.0","id":9,"method":"ping"}\n'


def assistant(**streams: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "msc_graph", "mcp"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, **streams
    )


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    with assistant(stdout=subprocess.PIPE) as server:
        assert server.stdin and server.stdout and server.stderr
        server.stdin.write(PING)
        server.stdin.flush()
        assert b'"id":9' in server.stdout.readline()
        server.stdout.close()
        server.stdin.write(PING)
        server.stdin.flush()
        assert server.wait(timeout=60) == BROKEN_PIPE
        assert not server.stderr.read()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)])
def test_a_signal_ends_it_while_it_waits_for_a_line(number: signal.Signals, code: int) -> None:
    with assistant(stdout=subprocess.PIPE) as server:
        assert server.stdin and server.stdout and server.stderr
        server.stdin.write(PING)
        server.stdin.flush()
        server.stdout.readline()
        server.send_signal(number)
        assert server.wait(timeout=60) == code
        assert server.stderr.read() == b"msc-graph: stopped\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows closes streams in another way")
def test_a_closed_output_is_told() -> None:
    with assistant(preexec_fn=lambda: os.close(1)) as server:
        _, told = server.communicate(PING, timeout=60)
        assert (server.returncode, told) == (INPUT, b"msc-graph: standard output: it is closed\n")


@pytest.mark.parametrize(
    ("line", "own", "code"),
    [
        ('{"jsonrpc":"2.0","id":"s","method":"ping","params":{"text":"\\ud800"}}', "s", INVALID_REQUEST),
        ('{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}', None, INVALID_REQUEST),
        ('{"id":9,"method":"ping"}', 9, INVALID_REQUEST),
        ('{"jsonrpc":"2.0","id":11}', 11, INVALID_REQUEST),
        ('{"jsonrpc":"2.0","id":12,"method":"ping","params":[1]}', 12, INVALID_REQUEST),
        ('{"jsonrpc":"2.0","id":13,"method":5}', 13, INVALID_REQUEST),
        *(
            (f'{{"jsonrpc":"2.0","id":{own},"method":"ping"}}', None, INVALID_REQUEST)
            for own in ("1.5", "null", "true", "[]")
        ),
        ('[{"jsonrpc":"2.0","id":5,"method":"ping"}]', None, INVALID_REQUEST),
        ("5", None, INVALID_REQUEST),
        ("{", None, PARSE_ERROR),
        ("[" * 100_000, None, PARSE_ERROR),
        ('{"jsonrpc":"2.0","id":14,"id":15,"method":"ping"}', None, PARSE_ERROR),
        ('{"jsonrpc":"2.0","id":' + "9" * 5_000 + ',"method":"ping"}', None, PARSE_ERROR),
        (b'{"jsonrpc":"2.0","id":16,"method":"\xff"}'.decode(errors="surrogateescape"), 16, PARSE_ERROR),
    ],
)
def test_a_line_that_is_no_request_is_answered(line: str, own: Any, code: int) -> None:
    answer = refusal(line)
    assert answer is not None and (answer.id, answer.error.code) == (own, code)
    assert answer.model_dump_json().encode() and "sys." not in answer.error.message


@pytest.mark.parametrize("own", ['"1"', "true", "1.0", "[1]", '{"a":1}', "null", "2"])
def test_only_a_request_of_its_very_id_is_called_off(own: str) -> None:
    answers = Answers()
    asked = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
    notice = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%s}}'
    assert answers.expect(asked) and not answers.expect(notice % own) and answers.expect(notice % 1)
    assert not answers.expect(notice % 1)
    asyncio.run(answers.all_given())


def test_what_is_a_request_goes_on_and_what_is_none_is_refused() -> None:
    good = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
    answers, sent = Answers(), []

    class Sent:
        async def send(self, item: SessionMessage) -> None:
            sent.append(item.message)

    async def run() -> list[str]:
        answers.to, read = Sent(), []
        async for line in requests(StringIO(f"\ufeff{good}\n\n{{\n{good}"), answers):
            read.append(line)
            await answers.send(SessionMessage(JSONRPCResponse(jsonrpc="2.0", id=1, result={})))
        return read

    assert asyncio.run(run()) == [good, good]
    assert [type(message) for message in sent] == [JSONRPCResponse, JSONRPCError, JSONRPCResponse]


def test_every_line_of_standard_input_is_answered_with_its_id() -> None:
    """Those before the end of input, too, whatever they take."""
    call = {"name": "find", "arguments": {"text": "PDCD4"}}
    asked = {"jsonrpc": "2.0", "id": "find", "method": "tools/call", "params": call}
    pings = [json.loads(PING) | {"id": number} for number in range(20)]
    done = subprocess.run(
        [sys.executable, "-m", "msc_graph", "mcp"],
        input="\n".join(map(json.dumps, [HELLO, {"id": 30, "method": "ping"}, asked, CALLED_OFF, *pings])),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(str(answer["id"]) for answer in found) == sorted(
        map(str, ["hello", "find", *range(20), 30])
    )
    assert "HGNC:8763" in done.stdout
    assert "Traceback" not in done.stderr
