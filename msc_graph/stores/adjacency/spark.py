"""The tables of an adjacency form on a Spark cluster, asked over Spark Connect: no Java here.

Only rows that a question needs come here. The token is what Spark's own client reads
(``SPARK_CONNECT_AUTHENTICATE_TOKEN``, or ``;token=`` in the address); it is never told in an error.
"""

from __future__ import annotations

import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from typing import Any, TypeVar

import polars as pl

from msc_graph.errors import EngineFailed, MissingPart, StoreRefused, UsageError, must_be_text
from msc_graph.exports.adjacency import MANIFEST, SORTED_BY, TABLES
from msc_graph.stores.adjacency.manifest import Manifest, check_columns, manifest_of
from msc_graph.stores.adjacency.tables import Values

_Answer = TypeVar("_Answer")
SECONDS = 600.0
"""How long one request may take where the question has no limit: our choice."""
FIRST_RETRIES, RETRIES = 1, 6
"""How often a request is sent again, at first, and to a server that has answered (in some 10 seconds): our
choice. With the 15 times of Spark's client a process would wait ten minutes for a dead server to end."""
_GOODBYE = 2.0
"""Seconds for which a server is told to stop: our choice."""
FEW = 500
"""Up to so many values are compared with the range of each row group before that is read: our choice. Spark
breaks down with very many, and so many in one file leave few of its row groups out."""
_TABLE = "table of it"
"""The column that says of which table a row is, where rows of several come in one answer."""
_SERVER = re.compile(r"(sc://)?[^/;]*/?", re.IGNORECASE)
_PARAMETER = re.compile(r";adjacency=([^;]*)", re.IGNORECASE)


def address_and_place(address: str, adjacency: str | None) -> tuple[str, str]:
    """Return the address for Spark's client, and where the form lies for the cluster.

    >>> address_and_place("sc://host:15002/;adjacency=s3a://bucket/kg", None)
    ('sc://host:15002/', 's3a://bucket/kg')

    Raises:
        UsageError: it is not said where the form lies.
    """
    found = _PARAMETER.search(must_be_text(address, "the address"))
    if not address.lower().startswith("sc://"):
        raise UsageError(f"the address of a Spark server begins with sc://, not {shown(address)!r}")
    if adjacency is not None:
        must_be_text(adjacency, "the place of the form")
    place = adjacency or (found[1] if found else "")
    if not place:
        raise UsageError(
            f"say where the graph lies for the cluster: connect({shown(address)!r}, adjacency='s3a://...'),"
            " or ';adjacency=...' at the end of the address"
        )
    return _PARAMETER.sub("", address), place.rstrip("/")


def shown(address: str) -> str:
    """Return server and port of an address: what follows may be a token."""
    found = _SERVER.match(address)
    return found[0] if found else ""


@contextmanager
def _as_program() -> Iterator[None]:
    """Give the program a file while Spark's client loads: else ``python -c`` is taken for its doctests.

    These end the process (``pyspark.sql.connect.utils.check_dependencies``).
    """
    program: Any = sys.modules["__main__"]
    if hasattr(program, "__file__"):
        yield
        return
    program.__file__ = "<string>"
    try:
        yield
    finally:
        del program.__file__


def connected(address: str) -> Any:
    """Return a session of a Spark Connect server; nothing is asked yet.

    Raises:
        MissingPart: pyspark-client is not installed.
        UsageError: the address is none of such a server.
    """
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]", UserWarning)
    try:
        with _as_program():
            from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise MissingPart("pyspark-client", "pip install 'msc-graph[spark]'") from error

    class Session(SparkSession):
        """A session that ends with `stop` only.

        When the interpreter ends, its closing would wait for a lock of the channel, and the thread that holds
        the lock may be gone by then.
        """

        def __del__(self) -> None:
            pass

    try:
        session = Session(address)
    except ValueError:  # Spark's own errors are of this kind too, and may hold a token
        raise UsageError(
            f"{shown(address)!r} is no address of a Spark Connect server, or parameters follow it in another"
            " way than sc://HOST:PORT/;NAME=VALUE;NAME=VALUE"
        ) from None
    ask_again(session, FIRST_RETRIES)
    return session


def ask_again(session: Any, times: int) -> None:
    """Set how often a request that failed is sent again."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    policies = [DefaultPolicy(max_retries=times, max_backoff=3000)] if times else []
    session.client.set_retry_policies(policies)


class SparkTables:
    """An adjacency form that a Spark Connect server reads."""

    def __init__(self, address: str, place: str, *, seconds: float = SECONDS) -> None:
        """Connect, and check the form.

        Args:
            address: begins with ``sc://``.
            place: where the form lies, as the cluster calls it.
            seconds: how long one request may take.

        Raises:
            MissingPart: pyspark-client is not installed.
            EngineFailed: the server does not answer in time.
            StoreRefused: there is no adjacency form, or it is damaged.
        """
        self._shown, self._place, self._seconds = shown(address), place, seconds
        self._session = connected(address)
        try:
            self.manifest = self._manifest()
            ask_again(self._session, RETRIES)
            self._ask_for_row_groups()
            schemas = {table: self._schema(table) for table in sorted(self.manifest.tables)}
            self._schemas = schemas if self._takes(schemas["leaving"]) else {}
        except BaseException:
            self.close()
            raise

    def _manifest(self) -> Manifest:
        read = self._session.read.text(f"{self._place}/{MANIFEST}", wholetext=True)
        text = self._asked(read.collect, None)
        return manifest_of(text[0][0] if text else "", self._place)

    def _ask_for_row_groups(self) -> None:
        """Let Spark skip row groups by many values; of more than ten it would take their range only."""
        threshold = "spark.sql.parquet.pushdown.inFilterThreshold"
        self._asked(lambda: self._session.conf.set(threshold, FEW), None)

    def _schema(self, table: str) -> Any:
        """Return how Spark reads a table.

        Refuse one of other files than the manifest says: it would answer from some of its rows.
        """
        frame = self._session.read.parquet(f"{self._place}/{table}")
        schema, there = self._asked(lambda: (frame.schema, frame.inputFiles()), None)
        found = {f"{table}/{name.rpartition('/')[2]}" for name in there}
        told = {name for name in self.manifest.files if name.startswith(f"{table}/")}
        if wrong := sorted(found ^ told):
            raise StoreRefused(
                self._place, f"its file {wrong[0]} is {'new' if wrong[0] in found else 'missing'}."
            )
        return schema

    def _takes(self, schema: Any) -> bool:
        """Return whether the server reads a table by the schema that it told.

        Then none of its files is opened for that each time. Sail does not: it tells large lists as lists.
        """
        frame = self._session.read.schema(schema).parquet(f"{self._place}/leaving")
        try:
            self._asked(frame.limit(1).toArrow, None)
        except EngineFailed:
            return False
        return True

    def rows(self, table: str, column: str, values: Values, seconds: float | None = None) -> pl.DataFrame:
        """Return the rows of a table whose ``column`` has one of some values; see `Tables.rows`."""
        return self._told({table: self._holding(table, column, values.tolist())}, seconds)[table]

    def arcs(
        self, tables: Sequence[str], values: Values, seconds: float | None = None
    ) -> dict[str, pl.DataFrame]:
        """Return the rows of some nodes in sorted tables, in one job; see `Tables.arcs`."""
        listed = values.tolist()
        return self._told(
            {table: self._holding(table, SORTED_BY[table], listed) for table in tables}, seconds
        )

    def names_holding(self, text: str, most: int) -> pl.DataFrame:
        """Return names that hold a text; see `Tables.names_holding`."""
        from pyspark.sql.connect import functions as f

        held = self._read("names").where(f.col("key").contains(text))
        first = held.orderBy(f.length("key"), "key", "number").limit(most)
        return self._told({"names": [first]}, None)["names"]

    def close(self) -> None:
        """End the session; what still runs there is stopped."""
        ask_again(self._session, 0)
        self._stop(lambda: (self._session.interruptAll(), self._session.stop()))

    def _stop(self, stop: Callable[[], object]) -> None:
        """Say that something is to stop; a server that does not listen is not waited for."""

        def run() -> None:
            with suppress(Exception):
                stop()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(_GOODBYE)

    def _holding(self, table: str, column: str, values: list[Any]) -> list[Any]:
        """Return the frames that together hold the rows of some values."""
        if column != SORTED_BY[table]:
            return [self._chosen(self._read(table), column, values)]
        portions = _portions(self.manifest.holding(table, values))
        return [self._chosen(self._read(table, files), column, sorted(held)) for files, held in portions]

    def _read(self, table: str, files: Sequence[str] = ()) -> Any:
        """Return some files of a table, or all of it."""
        reader, schema = self._session.read, self._schemas.get(table)
        reader = reader.schema(schema) if schema else reader
        return reader.parquet(*(f"{self._place}/{name}" for name in files or [table]))

    def _chosen(self, frame: Any, column: str, values: Sequence[Any]) -> Any:
        from pyspark.sql.connect import functions as f

        if len(values) <= FEW:
            return frame.where(f.col(column).isin(values))
        kind = "string" if isinstance(values[0], str) else "long"
        wanted = self._session.createDataFrame([(value,) for value in values], f"wanted {kind}")
        return frame.join(f.broadcast(wanted), f.col(column) == f.col("wanted"), "left_semi")

    def _told(self, asked: Mapping[str, Sequence[Any]], seconds: float | None) -> dict[str, pl.DataFrame]:
        """Return the rows of frames of some tables, in one job."""
        from pyspark.sql.connect import functions as f

        marked = [frame.withColumn(_TABLE, f.lit(table)) for table in asked for frame in asked[table]]
        if not marked:
            return {table: pl.DataFrame(schema=TABLES[table]) for table in asked}
        every = reduce(lambda one, other: one.union(other), marked)
        found = pl.DataFrame(pl.from_arrow(self._asked(every.toArrow, seconds)))
        return {
            table: self._as_told(table, found.filter(pl.col(_TABLE) == table).drop(_TABLE)) for table in asked
        }

    def _as_told(self, table: str, found: pl.DataFrame) -> pl.DataFrame:
        """Return rows of a table with the columns that it must have."""
        kinds = {name: kind for name, kind in TABLES[table].items() if name in found.columns}
        try:
            found = found.cast(kinds)  # type: ignore[arg-type]
        except pl.exceptions.PolarsError as error:
            raise StoreRefused(self._place, f"its table {table} has other columns ({error}).") from error
        check_columns(table, found.schema, f"{self._place}/{table}")
        return found

    def _asked(self, ask: Callable[[], _Answer], seconds: float | None) -> _Answer:
        """Return what the server answers; the request is left, and stopped there, when its time is over."""
        found: list[_Answer] = []
        failed: list[Exception] = []

        def run() -> None:
            try:
                found.append(ask())
            except Exception as error:
                failed.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self._seconds if seconds is None else min(seconds, self._seconds))
        if found:
            return found[0]
        if failed:
            raise EngineFailed(f"Spark at {self._shown}", error_text(failed[0])) from failed[0]
        self._stop(self._session.interruptAll)
        if seconds is not None:
            raise TimeoutError
        raise EngineFailed(f"Spark at {self._shown}", f"it did not answer within {self._seconds:g} seconds")


def _portions(held: Mapping[str, Sequence[Any]]) -> list[tuple[list[str], set[Any]]]:
    """Return files in portions, each with the values that may be in its files: at most `FEW`.

    Files that may hold more, one by one, are read as a whole: neighbours of that kind are one portion.

    >>> _portions({"a": [1, 2], "b": [2, 3]})
    [(['a', 'b'], {1, 2, 3})]
    """
    found: list[tuple[list[str], set[Any]]] = []
    for name, values in held.items():
        files, others = found[-1] if found else ([], set())
        if files and (min(len(others), len(values)) > FEW or len(others.union(values)) <= FEW):
            files.append(name)
            others.update(values)
        else:
            found.append(([name], set(values)))
    return found


def error_text(error: Exception) -> str:
    r"""Return a line of what a server says, without what may be a token; of code that failed, its error.

    >>> error_text(ValueError("failed\nTraceback (most recent call last):\n  File 1\nBadRow: no prefix"))
    'BadRow: no prefix'
    """
    text = str(error).strip() or type(error).__name__
    if details := re.search(r'details = "(.*)"', text):  # of gRPC
        text = details[1]
    _, failed, trace = text.rpartition("Traceback (most recent call last):\n")
    said = [line for line in trace.splitlines() if line and not line[0].isspace()] if failed else []
    line = (said or text.splitlines())[0][:300]
    return re.sub(r"(token=|Bearer )[^;\s\"']+", r"\1***", line)
