"""The pool: clients in turn, bounded waiting, processes that are replaced."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.errors import QueryTimeout
from msc_graph.serve.pool import MOST_WAITING, Busy, Dataset, Died, Pool, Turns
from msc_graph.vocabulary.curies import prefixes

SLOW = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6)) + " }"
QUADS = b"".join(b"<http://e.org/%d> <http://e.org/p> <http://e.org/%d> .\n" % (i, i + 1) for i in range(300))


def request(query: str) -> dict[str, Any]:
    return {
        "query": query, "base": "http://e.org/", "default": None, "named": None, "union": True,
        "table": "json", "graph": "ttl", "bytes": 1_000_000, "timeout": 60,
    }  # fmt: skip


def with_pool(work: Callable[[Pool], Awaitable[None]]) -> None:
    async def run() -> None:
        pool = Pool(Dataset(QUADS, "", prefixes(), 2**30), 2)
        try:
            async with asyncio.timeout(120):
                await pool.ready()
                await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


def test_an_endless_query_is_stopped_and_its_process_replaced() -> None:
    async def work(pool: Pool) -> None:
        before = set(pool.pids)
        with pytest.raises(QueryTimeout):
            await pool.ask(request(SLOW), client="a", timeout=0.5)
        assert (await pool.ask(request("ASK {}"), client="a", timeout=60))[1].endswith(b"true}")
        await pool.ready()
        assert len(before - set(pool.pids)) == 1

    with_pool(work)


def test_a_flood_of_one_client_leaves_room_for_another() -> None:
    async def work(pool: Pool) -> None:
        flood = [
            asyncio.create_task(pool.ask(request(SLOW), client="a", timeout=60)) for _ in range(MOST_WAITING)
        ]
        await asyncio.sleep(0.1)
        assert (await pool.ask(request("ASK {}"), client="b", timeout=60))[0]
        for task in flood:
            task.cancel()
        ended = Counter(type(end) for end in await asyncio.gather(*flood, return_exceptions=True))
        assert ended[Busy] and ended[asyncio.CancelledError] and set(ended) == {Busy, asyncio.CancelledError}
        assert (await pool.ask(request("ASK {}"), client="a", timeout=60))[0]

    with_pool(work)


def test_a_killed_process_is_told_and_replaced() -> None:
    async def work(pool: Pool) -> None:
        asked = asyncio.create_task(pool.ask(request(SLOW), client="a", timeout=60))
        await asyncio.sleep(0.3)
        for pid in pool.pids:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(Died):
            await asked
        with contextlib.suppress(Died):  # the other one, where its death has not been noticed yet
            await pool.ask(request("ASK {}"), client="a", timeout=60)
        for _ in range(3):
            assert (await pool.ask(request("ASK {}"), client="a", timeout=60))[0]

    with_pool(work)


def test_no_process_is_left_at_the_end() -> None:
    pids: list[int] = []

    async def work(pool: Pool) -> None:
        pids.extend(pool.pids)

    with_pool(work)
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30), st.integers(1, 4))
def test_every_client_gets_its_turn_and_none_all_slots(clients: list[str], size: int) -> None:
    async def run() -> list[str]:
        turns, order, held = Turns(size, waiting=100), [], Counter[str]()

        async def one(client: str) -> None:
            slot = await turns.take(client)
            held[client] += 1
            assert held[client] <= max(1, size - 1) and 0 <= slot < size
            order.append(client)
            await asyncio.sleep(0)
            held[client] -= 1
            turns.give_back(client, slot)

        await asyncio.gather(*map(one, clients))
        assert turns.waiting == 0
        return order

    order = asyncio.run(run())
    assert Counter(order) == Counter(clients)
    for client in set(clients):
        first = order.index(client)
        assert first < size * len(set(clients)) + size
