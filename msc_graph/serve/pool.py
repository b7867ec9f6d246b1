"""Processes that evaluate queries for the server, each killed at the time limit or when its client is gone.

One event loop owns the processes. Whatever ends a question other than a whole answer (its time, a crash, a
client that hung up) ends the process too, and the next one is started at once. Clients are served in turn;
how many wait is bounded.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from msc_graph.errors import QueryTimeout
from msc_graph.query import sandbox_process as protocol
from msc_graph.serve import worker
from msc_graph.system.child import import_path
from msc_graph.system.pipes import HEAD, frame

MOST_WAITING = 32
"""How many questions wait at most; one client has half of them."""
READY_WITHIN = 120.0
"""Seconds within which a process must have read the graph."""


class Busy(Exception):  # noqa: N818 -- it is an answer, not a fault
    """Too many questions are waiting; `RETRY_AFTER` seconds later there may be room."""


RETRY_AFTER = 2


class Died(Exception):  # noqa: N818
    """The process ended over a query: most likely that needed more memory than is allowed."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What each process reads: N-Quads, or else the folder of a triple store; and the declared prefixes.

    A folder that is ``copied`` is read into memory.
    """

    quads: bytes
    folder: str
    prefixes: Mapping[str, str]
    memory: int
    copied: bool = False


class _Worker:
    """One process, started when this is made or once another is ready; a question has it for itself."""

    def __init__(self, dataset: Dataset, after: _Worker | None = None) -> None:
        self._dataset, self._after = dataset, after
        self._process: asyncio.subprocess.Process | None = None
        self.ready = asyncio.create_task(self._start())

    async def _start(self) -> asyncio.subprocess.Process:
        if self._after is not None:
            await asyncio.wait([self._after.ready])
            self._after = None
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", worker.__name__,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": import_path()},
            limit=2**20,
        )  # fmt: skip
        settings = {
            "memory": self._dataset.memory,
            "folder": self._dataset.folder,
            "copied": self._dataset.copied,
            "prefixes": dict(self._dataset.prefixes),
        }
        stdin, stdout = _streams(process)
        async with asyncio.timeout(READY_WITHIN):
            stdin.write(frame(protocol.SETTINGS, json.dumps(settings).encode()))
            stdin.write(frame(protocol.DATASET, self._dataset.quads))
            await stdin.drain()
            await _read(stdout)
        return process

    async def ask(self, request: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Return the kind and the bytes of an answer. Raises `Died`."""
        try:
            process = await asyncio.shield(self.ready)
            stdin, stdout = _streams(process)
            stdin.write(frame(protocol.QUERY, json.dumps(request).encode()))
            await stdin.drain()
            return await _read(stdout)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Died from error

    @property
    def dead(self) -> bool:
        """Whether the process has ended by itself, or could not be started."""
        failed = self.ready.done() and self.ready.exception() is not None
        return failed or (self._process is not None and self._process.returncode is not None)

    @property
    def pid(self) -> int | None:
        """The number of the process, None before it runs."""
        return self._process.pid if self._process else None

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        while self._after is None and self._process is None and not self.ready.done():
            await asyncio.sleep(0.01)
        self.ready.cancel()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await asyncio.wait([self.ready])


def _streams(process: asyncio.subprocess.Process) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process of the pool was started without pipes")
    return process.stdin, process.stdout


async def _read(stream: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind, length = HEAD.unpack(await stream.readexactly(HEAD.size))
    return kind, await stream.readexactly(length)


class Turns:
    """Who may use which of ``size`` slots next: clients in turn, none holding all slots, few waiting."""

    def __init__(self, size: int, waiting: int = MOST_WAITING) -> None:
        """Begin with all slots free."""
        self._free: deque[int] = deque(range(size))
        self._most_held = max(1, size - 1)
        self._most_waiting = waiting
        self._held: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[int]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return sum(map(len, self._waiting.values()))

    async def take(self, client: str) -> int:
        """Return a free slot as soon as it is this client's turn. Raises `Busy`."""
        own = len(self._waiting.get(client, ()))
        if self.waiting >= self._most_waiting or own >= self._most_waiting // 2:
            raise Busy
        turn: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._dispatch()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back(client, turn.result())
            else:
                self._forget(client, turn)
            raise

    def _forget(self, client: str, turn: asyncio.Future[int]) -> None:
        waiting = self._waiting.get(client)
        if waiting and turn in waiting:
            waiting.remove(turn)
            if not waiting:
                del self._waiting[client]

    def give_back(self, client: str, slot: int) -> None:
        """Free a slot."""
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        self._free.append(slot)
        self._dispatch()

    def _dispatch(self) -> None:
        while self._free and (client := self._next()) is not None:
            turn = self._waiting[client].popleft()
            if self._waiting[client]:
                self._waiting.move_to_end(client)
            else:
                del self._waiting[client]
            if not turn.done():
                self._held[client] += 1
                turn.set_result(self._free.popleft())

    def _next(self) -> str | None:
        return next((client for client in self._waiting if self._held[client] < self._most_held), None)


class Pool:
    """``size`` processes that evaluate queries on one dataset."""

    def __init__(self, dataset: Dataset, size: int) -> None:
        """Start the processes; an event loop is running."""
        self.dataset = dataset
        self._turns = Turns(size)
        self._workers = [_Worker(dataset)]
        for _ in range(1, size):  # one after the other: the first answer need not wait for all
            self._workers.append(_Worker(dataset, self._workers[-1]))
        self._ending: set[asyncio.Task[None]] = set()

    async def ask(self, request: Mapping[str, Any], *, client: str, timeout: float) -> tuple[bytes, bytes]:
        """Return kind and bytes of the answer to a request of `worker.answer`, or of a failure.

        Raises:
            Busy: too many questions wait.
            QueryTimeout: the time is over; waiting for a process counts, too.
            Died: the query ended its process.
        """
        try:
            async with asyncio.timeout(timeout), self._taken(client) as slot:
                return await self._whole(slot, request)
        except TimeoutError as error:
            raise QueryTimeout(timeout) from error

    @asynccontextmanager
    async def _taken(self, client: str) -> AsyncIterator[int]:
        slot = await self._turns.take(client)
        try:
            yield slot
        finally:
            self._turns.give_back(client, slot)

    async def _whole(self, slot: int, request: Mapping[str, Any]) -> tuple[bytes, bytes]:
        if self._workers[slot].dead:
            self._replace(slot)
        whole = False
        try:
            answer = await self._workers[slot].ask(request)
            whole = True
            return answer
        finally:
            if not whole:
                self._replace(slot)

    def _replace(self, slot: int) -> None:
        """Kill a process in the background and start the next one at once."""
        ending = asyncio.create_task(self._workers[slot].end())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        self._workers[slot] = _Worker(self.dataset)

    async def ready(self) -> None:
        """Return when every process has read the graph."""
        await asyncio.gather(*(worker.ready for worker in self._workers))

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that run."""
        return [worker.pid for worker in self._workers if worker.pid is not None]

    async def close(self) -> None:
        """End all processes and wait until they are gone."""
        await asyncio.gather(*(worker.end() for worker in self._workers), *self._ending)
