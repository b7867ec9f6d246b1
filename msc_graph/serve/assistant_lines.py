"""Lines of an assistant that are no requests: each is answered, so that nobody waits for ever.

Source: JSON-RPC 2.0, sections 4.2 (request object) and 5.1 (error object); the Model Context Protocol, base
protocol (an id is a text or a whole number, and never null; no batches).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TextIO

import anyio.to_thread
from mcp.types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, jsonrpc_message_adapter
from pydantic import ValidationError

from msc_graph.system.surrogates import has_lone_surrogate

Refuse = Callable[[JSONRPCError], Awaitable[None]]


async def requests(lines: TextIO, refuse: Refuse) -> AsyncIterator[str]:
    """Yield the lines that are messages of JSON-RPC; ``refuse`` is given the answer to each other one.

    Empty lines are passed over, and so is a byte order mark. What ends the server does not wait for a line.
    """
    while line := await anyio.to_thread.run_sync(lines.readline, abandon_on_cancel=True):
        text = line.removeprefix("\ufeff").strip()
        if not text:
            continue
        if (wrong := refusal(text)) is None:
            yield text
        else:
            await refuse(wrong)


def refusal(text: str) -> JSONRPCError | None:
    """Return the answer to a text that is no message of JSON-RPC; None for one that is."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return _error(None, PARSE_ERROR, f"not JSON: {error}")
    if isinstance(found, list):
        return _error(None, INVALID_REQUEST, "batches are not taken: send one message a line")
    if not isinstance(found, dict):
        return _error(None, INVALID_REQUEST, "a message is an object")
    own = found.get("id")
    given = (isinstance(own, int) and not isinstance(own, bool)) or (
        isinstance(own, str) and not has_lone_surrogate(own)
    )
    if "id" in found and "method" in found and not given:
        return _error(None, INVALID_REQUEST, "an id is a text or a whole number")
    try:
        jsonrpc_message_adapter.validate_json(text, by_name=False)
    except ValidationError:
        return _error(own if given else None, INVALID_REQUEST, _problem(found))
    return None


def _problem(found: dict[str, Any]) -> str:
    if found.get("jsonrpc") != "2.0":
        return 'a message has "jsonrpc": "2.0"'
    if not isinstance(found.get("params", {}), dict):
        return "params is an object"
    if not isinstance(found.get("method", ""), str):
        return "method is a text"
    if has_lone_surrogate(json.dumps(found, ensure_ascii=False)):
        return "a text in it has half of a surrogate pair"
    return "a message has a method, a result or an error"


def _error(own: Any, code: int, message: str) -> JSONRPCError:
    return JSONRPCError(jsonrpc="2.0", id=own, error=ErrorData(code=code, message=message))
