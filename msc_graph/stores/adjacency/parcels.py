"""Tables on their way between the tasks of a cluster, and files where the cluster keeps them.

A parcel is a row of bucket, name of the table, and the table itself as Arrow IPC; so any engine moves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import pyarrow

PARCEL = "bucket int, name string, data binary"
"""The columns of a parcel, as Spark writes them."""
Parcel = tuple[int, str, pl.DataFrame]
FileTold = tuple[Any, ...]
"""Name, size and SHA-256 of a file, and of a table its span (`msc_graph.exports.adjacency.span_of`)."""


def packed(parcels: Iterable[Parcel]) -> pyarrow.RecordBatch:
    """Return parcels as rows."""
    import pyarrow

    listed = [(bucket, name, _bytes(frame)) for bucket, name, frame in parcels]
    kinds = (pyarrow.int32(), pyarrow.string(), pyarrow.binary())
    columns = list(zip(*listed, strict=True)) or [(), (), ()]
    arrays = [pyarrow.array(list(values), kind) for values, kind in zip(columns, kinds, strict=True)]
    return pyarrow.record_batch(arrays, names=["bucket", "name", "data"])


def unpacked(rows: pyarrow.Table) -> tuple[int, list[tuple[str, pl.DataFrame]]]:
    """Return the bucket of some rows and its tables; those without a name only say that there is a bucket."""
    listed = rows.to_pylist()
    tables = [(row["name"], pl.read_ipc(BytesIO(row["data"]))) for row in listed if row["name"]]
    return int(listed[0]["bucket"]), tables


def joined_tables(tables: Iterable[tuple[str, pl.DataFrame]], name: str, schema: Any) -> pl.DataFrame:
    """Return all rows of one table."""
    return pl.concat([pl.DataFrame(schema=schema), *(frame for one, frame in tables if one == name)])


def by_bucket(name: str, rows: pl.DataFrame, bucket: pl.Series) -> Iterator[Parcel]:
    """Yield the rows of a table by the bucket of each."""
    if rows.height:
        parts = rows.with_columns(bucket.alias("bucket of it")).partition_by("bucket of it", as_dict=True)
        yield from ((int(key), name, part.drop("bucket of it")) for (key,), part in sorted(parts.items()))


def _bytes(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


# files


def put(place: str, name: str, data: bytes) -> FileTold:
    """Write a file below a place, whole or not at all, over an older one; return what a manifest tells."""
    from pyarrow import fs

    files, folder = _storage(place)
    path = f"{folder}/{name}"
    local = isinstance(files, fs.LocalFileSystem)
    if local:
        files.create_dir(path.rpartition("/")[0], recursive=True)
    with files.open_output_stream(f"{path}.new" if local else path) as stream:
        stream.write(data)
    if local:
        files.move(f"{path}.new", path)
    return name, len(data), sha256(data).hexdigest()


def put_frame(place: str, name: str, frame: pl.DataFrame, *, group: int | None = None) -> FileTold:
    """Write a frame as Parquet, ``group`` rows a row group; see `put`."""
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd", row_group_size=group, statistics=True)
    return put(place, name, buffer.getvalue())


def got_frame(place: str, name: str) -> pl.DataFrame:
    """Return a frame that `put_frame` wrote."""
    files, folder = _storage(place)
    with files.open_input_file(f"{folder}/{name}") as stream:
        return pl.read_parquet(stream.read())


def is_there(place: str, name: str) -> bool:
    """Return whether there is a file below a place."""
    from pyarrow import fs

    files, folder = _storage(place)
    return bool(files.get_file_info(f"{folder}/{name}").type != fs.FileType.NotFound)


def remove(place: str) -> None:
    """Remove a folder with all that is in it."""
    files, folder = _storage(place)
    files.delete_dir(folder)


def _storage(place: str) -> tuple[Any, str]:
    """Return what reads and writes a place that Spark calls so, and its path there."""
    from pyarrow import fs

    if "://" not in place:
        return fs.LocalFileSystem(), place
    files, path = fs.FileSystem.from_uri(re.sub("^s3a://", "s3://", place))
    return files, str(path)
