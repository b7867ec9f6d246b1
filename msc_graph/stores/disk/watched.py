"""The triples of a build under watch: where reading them fails, the files are looked at, damage is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from msc_graph.errors import MscGraphError, QueryFailed, QueryTimeout, QueryTooLarge

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from msc_graph.query.engines import Engine
    from msc_graph.query.results import QueryResult, TriplesResult
    from msc_graph.stores.disk.facts import StoreFacts

_SUSPECT = (QueryFailed, QueryTimeout, QueryTooLarge)
"""Errors of ours that damaged triples may lead to, in the process that evaluates queries."""
Watch = Callable[[], AbstractContextManager[None]]


@contextmanager
def watch(check: Callable[[], None]) -> Iterator[None]:
    """Return a context that tells damaged files of a build where they may be why something failed.

    Raises:
        StoreRefused: something failed, and ``check`` finds a file of the build missing or damaged.
    """
    try:
        yield
    except Exception as error:
        if not isinstance(error, MscGraphError) or isinstance(error, _SUSPECT):
            check()
        raise


class WatchedTriples:
    """A store of triples that is read as pyoxigraph's own; see `watch`."""

    def __init__(self, store: Store | StoreFacts, watched: Watch) -> None:
        """Read ``store``; ``watched`` makes a context of `watch`."""
        self._store: Any = store
        self._watched = watched

    def __len__(self) -> int:
        with self._watched():
            return len(self._store)

    def __iter__(self) -> Iterator[Quad]:
        return self.quads_for_pattern(None, None, None, None)

    def __contains__(self, quad: Quad) -> bool:
        with self._watched():
            return quad in self._store

    def __getattr__(self, name: str) -> Any:
        return partial(self._called, getattr(self._store, name))

    def _called(self, method: Callable[..., Any], *values: Any, **options: Any) -> Any:
        with self._watched():
            return method(*values, **options)

    def named_graphs(self) -> Iterator[Any]:
        """Yield the names of the graphs."""
        with self._watched():
            yield from self._store.named_graphs()

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:
        """Yield the quads of a pattern."""
        with self._watched():
            yield from self._store.quads_for_pattern(*pattern)


class WatchedEngine:
    """An engine that reads the files of a build; see `watch`."""

    def __init__(self, engine: Engine, watched: Watch) -> None:
        """Ask ``engine``; ``watched`` makes a context of `watch`."""
        self._engine, self._watched = engine, watched

    def answer(self, text: str) -> QueryResult | TriplesResult:
        """Return the answer to a query; see `msc_graph.query.engines.Engine`."""
        with self._watched():
            return self._engine.answer(text)
