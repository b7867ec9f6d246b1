"""Tables of names, made once from the files that a user downloaded from HGNC, miRBase, MONDO, DOID and MeSH.

A folder of tables holds a few Parquet files and ``grounding.json``, which names them. The files carry their
checksum in their name and are written first; the JSON is replaced last, so that a folder is either as before
or complete.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.errors import FileRefused, UsageError
from msc_graph.sources.grounding.diseases import read_diseases
from msc_graph.sources.grounding.genes import read_genes
from msc_graph.sources.grounding.meanings import Meanings
from msc_graph.sources.grounding.micrornas import read_micrornas
from msc_graph.system.atomic import atomic_binary, atomic_text, refusals_named
from msc_graph.system.surrogates import writable

INDEX = "grounding.json"
LAYOUT = 2
"""Number of the layout of the folder; one of another number must be prepared again."""

PARTS = ("names", "same", "links")
"""The tables of a kind: the fields of `Meanings`."""

_TABLE = re.compile(rf"(?:gene|microrna|disease)-(?:{'|'.join(PARTS)})-[0-9a-f]{{12}}\.parquet")
"""The name of a table: its kind, its part and the beginning of its checksum."""


def prepare(
    folder: Path | str,
    *,
    hgnc: Path | str | None = None,
    mirbase: Path | str | None = None,
    mondo: Path | str | None = None,
    doid: Path | str | None = None,
    mesh: Path | str | None = None,
) -> dict[str, Any]:
    """Make the tables of the given files in ``folder``, and return what its ``grounding.json`` says.

    Tables of kinds for which no file is given stay as they were. Files may be gzipped.

    Args:
        folder: made if it is not there.
        hgnc: ``hgnc_complete_set.txt``, or a table of HGNC's custom downloads.
        mirbase: ``aliases.txt``: an accession, a tab, its names, each with ``;``, the current one last.
        mondo: ``mondo.json`` (OBO graph), ``mondo.obo``, ``mondo.owl`` (RDF/XML or Turtle), its mappings
            (``mondo.sssom.tsv``), or a list of terms with ``id``, ``name``, ``synonyms``, ``xrefs``.
        doid: the same of the Disease Ontology; needs ``mondo``.
        mesh: MeSH descriptors: number, name, synonyms and tree numbers between ``|``; needs ``mondo``.

    Raises:
        UsageError: no file is given, or ``doid`` or ``mesh`` without ``mondo``.
        FileRefused, BadRow: a file cannot be read or is not what it should be; the folder is then as before.
    """
    if (doid or mesh) and not mondo:
        raise UsageError("names of DOID and MeSH are led to MONDO: give the MONDO file as well (--mondo)")
    made: dict[str, tuple[Iterable[Path | str | None], Callable[[], Meanings]]] = {}
    if hgnc:
        made["gene"] = ([hgnc], lambda: read_genes(Path(hgnc)))
    if mirbase:
        made["microrna"] = ([mirbase], lambda: read_micrornas(Path(mirbase)))
    if mondo:
        others = {"DOID": doid, "MESH": mesh}
        made["disease"] = ([mondo, doid, mesh], lambda: read_diseases(Path(mondo), others))
    if not made:
        raise UsageError("no file was given: name at least one of --hgnc, --mirbase, --mondo")
    folder = Path(folder)
    kinds = _prepared_before(folder)
    read = {kind: tables() for kind, (_, tables) in made.items()}
    with _as_before(folder), refusals_named(folder, folder):
        for kind, found in read.items():
            files = made[kind][0]
            kinds[kind] = {
                "prepared": datetime.now(UTC).isoformat(timespec="seconds"),
                "files": [_checked(Path(file)) for file in files if file],
                **{part: _write(folder, f"{kind}-{part}", getattr(found, part)) for part in PARTS},
            }
        index: dict[str, Any] = {"layout": LAYOUT, "kinds": dict(sorted(kinds.items()))}
        with atomic_text(folder / INDEX) as file:
            json.dump(index, file, ensure_ascii=False, indent=1)
            file.write("\n")
    _clean(folder, index)
    return index


@contextmanager
def _as_before(folder: Path) -> Iterator[None]:
    """Return a context that makes a folder; where it raises, what it made and wrote there goes away."""
    new = [place for place in (folder, *folder.parents) if not place.exists()]
    before = set() if new else _tables_in(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for left in _tables_in(folder) - before:
            left.unlink(missing_ok=True)
        with suppress(OSError):
            for place in new:
                place.rmdir()
        raise


def _tables_in(folder: Path) -> set[Path]:
    """Return the files in a folder with the names of tables."""
    return {file for file in folder.iterdir() if _TABLE.fullmatch(file.name)}


def _prepared_before(folder: Path) -> dict[str, Any]:
    """Return the kinds that the folder holds already, none where they are of another layout.

    Raises:
        FileRefused: its ``grounding.json`` is none of ours, and would be lost.
    """
    if not (folder / INDEX).exists():
        return {}
    index = _index(folder / INDEX)
    kinds: dict[str, Any] = index["kinds"] if index["layout"] == LAYOUT else {}
    return kinds


def read_index(folder: Path) -> dict[str, Any]:
    """Return what ``grounding.json`` of a folder says.

    Raises:
        FileRefused: there is none, it is none of ours, or it is of another layout.
    """
    path = folder / INDEX
    try:
        index = _index(path)
    except FileNotFoundError as error:
        problem = "there are no tables of names. Make them with 'msc-graph ground prepare'."
        raise FileRefused(folder, problem) from error
    if index["layout"] != LAYOUT:
        raise FileRefused(path, "made by another version. Run 'msc-graph ground prepare' again.")
    return index


def _index(path: Path) -> dict[str, Any]:
    """Return what an index says, whatever its layout."""
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        place = path.parent if isinstance(error, NotADirectoryError) else path
        raise FileRefused(place, f"it cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(path, f"not the index of tables of names: {error}") from error
    if not isinstance(index, dict) or not {"layout", "kinds"} <= index.keys():
        raise FileRefused(path, "not the index of tables of names. Name another folder.")
    return index


def remove(folder: Path) -> None:
    """Remove the tables in a folder, if there are any, and the folder where nothing else is in it."""
    with suppress(FileRefused, FileNotFoundError):
        _index(folder / INDEX)
        for table in _tables_in(folder):
            table.unlink()
        (folder / INDEX).unlink()
    with suppress(OSError):
        folder.rmdir()


def _write(folder: Path, stem: str, table: pl.DataFrame) -> dict[str, Any]:
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", statistics=False)
    content = buffer.getvalue()
    checksum = hashlib.sha256(content).hexdigest()
    name = f"{stem}-{checksum[:12]}.parquet"
    with atomic_binary(folder / name) as file:
        file.write(content)
    return {"file": name, "rows": table.height, "sha256": checksum}


def _clean(folder: Path, index: Mapping[str, Any]) -> None:
    """Remove the tables of an earlier preparation."""
    kept = {kind[part]["file"] for kind in index["kinds"].values() for part in PARTS}
    for old in _tables_in(folder):
        if old.name not in kept:
            old.unlink(missing_ok=True)


def _checked(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": writable(path.name), "bytes": path.stat().st_size, "sha256": checksum}
