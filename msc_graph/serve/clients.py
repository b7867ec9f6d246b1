"""Who asks, and whether somebody still waits for the answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import Request

_Value = TypeVar("_Value")


class HungUp(Exception):  # noqa: N818 -- it is an end, not a fault
    """The client is gone; nobody waits for the answer."""


def client_of(request: Request) -> str:
    """Return who asks: the address of the other side."""
    return request.client.host if request.client else ""


async def unless_gone(request: Request, work: Awaitable[_Value]) -> _Value:
    """Return what some work gives; it is cancelled when the client hangs up. Raises `HungUp`."""
    task = asyncio.ensure_future(work)
    gone = asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise HungUp
        return task.result()
    finally:
        for one in (task, gone):
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await one


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
