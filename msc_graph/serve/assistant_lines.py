"""Lines of an assistant that are no requests: each is answered, so that nobody waits for ever.

Source: JSON-RPC 2.0, sections 4.2 (request object) and 5.1 (error object); the Model Context Protocol, base
protocol (an id is a text or a whole number, and never null; no batches).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, TextIO

import anyio.to_thread
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

from msc_graph.system.json_objects import once
from msc_graph.system.surrogates import has_lone_surrogate

LONGEST_SILENCE = 60.0
"""Seconds without an answer after which the end waits no longer: three times what a question may take."""


class Answers:
    """The stream of answers; it knows which requests wait for theirs."""

    def __init__(self) -> None:
        """Wait for nothing; ``to`` takes the answers."""
        self.to: Any = None
        self._waiting: Counter[int | str | None] = Counter()
        self._sent = anyio.Event()

    def expect(self, text: str) -> bool:
        """Wait for the answer to a message, if it is a request; to one that is called off none comes.

        Return whether the message means anything: what calls off a request that does not wait does not. The
        SDK would take ``"1"`` for ``1``.
        """
        found = json.loads(text)
        if found.get("method") == "notifications/cancelled":
            own = (found.get("params") or {}).get("requestId")
            return _may_name(own) and self._waiting.pop(own, 0) > 0
        if "method" in found and "id" in found:
            self._waiting[found["id"]] += 1
        return True

    async def send(self, item: SessionMessage) -> None:
        """Pass a message on."""
        await self.to.send(item)
        if isinstance(item.message, JSONRPCResponse | JSONRPCError) and item.message.id in self._waiting:
            self._waiting -= Counter([item.message.id])
        self._sent.set()

    async def all_given(self) -> None:
        """Return when each request has its answer, or none came for `LONGEST_SILENCE`."""
        with anyio.move_on_after(LONGEST_SILENCE) as limit:
            while self._waiting:
                self._sent = anyio.Event()
                await self._sent.wait()
                limit.deadline = anyio.current_time() + LONGEST_SILENCE

    async def __aenter__(self) -> Answers:
        """Return the stream itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the stream."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the stream."""
        await self.to.aclose()


async def requests(lines: TextIO, answers: Answers) -> AsyncIterator[str]:
    """Yield the lines that are messages of JSON-RPC, and answer each other one; end when all are answered.

    Empty lines are passed over, and so is a byte order mark. What ends the server does not wait for a line.
    """
    while line := await anyio.to_thread.run_sync(lines.readline, abandon_on_cancel=True):
        text = line.removeprefix("\ufeff").strip()
        if not text:
            continue
        if (wrong := refusal(text)) is not None:
            await answers.send(SessionMessage(wrong))
        elif answers.expect(text):
            yield text
    await answers.all_given()


def refusal(text: str) -> JSONRPCError | None:
    """Return the answer to a text that is no message of JSON-RPC; None for one that is.

    Bytes that are not UTF-8 stand in it as half surrogate pairs.
    """
    try:
        found = json.loads(text, object_pairs_hook=once)
    except RecursionError:
        return _error(None, PARSE_ERROR, "not JSON that can be read: it is nested too deeply")
    except ValueError as error:
        return _error(None, PARSE_ERROR, f"not JSON: {str(error).partition(';')[0]}")
    if isinstance(found, list):
        return _error(None, INVALID_REQUEST, "batches are not taken: send one message a line")
    if not isinstance(found, dict):
        return _error(None, INVALID_REQUEST, "a message is an object")
    own = found.get("id")
    given = _may_name(own)
    if has_lone_surrogate(text):
        return _error(own if given else None, PARSE_ERROR, "not UTF-8 text")
    if "id" in found and "method" in found and not given:
        return _error(None, INVALID_REQUEST, "an id is a text or a whole number")
    try:
        jsonrpc_message_adapter.validate_json(text, by_name=False)
    except ValidationError:
        return _error(own if given else None, INVALID_REQUEST, _problem(found))
    return None


def _may_name(own: Any) -> bool:
    """Return whether a value can be the id of a request."""
    if isinstance(own, str):
        return not has_lone_surrogate(own)
    return isinstance(own, int) and not isinstance(own, bool)


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
