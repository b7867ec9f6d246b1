from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from msc_graph import KnowledgeGraph
from msc_graph.errors import UnknownFormat, UsageError
from msc_graph.exports.formats import ADJACENCY, FORMATS, Format, format_for, pair_of_paths
from msc_graph.exports.kgx import BiolinkTerm
from tests.helpers.tiny_graph import tiny_graph, tiny_store, tiny_vocabulary

FILES = [form for form in FORMATS if form.name != ADJACENCY]
"""The formats that are files; `tests.stores.test_adjacency` looks at the folder."""
EVERY_FORMAT = pytest.mark.parametrize("form", FILES, ids=lambda form: form.name)


@pytest.fixture(autouse=True)
def tiny_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the mappings of the real ontology out of the tiny graph."""
    monkeypatch.setattr("msc_graph.exports.kgx.biolink_terms", dict[str, BiolinkTerm])


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("graph.ttl", None, "turtle"),
        ("graph.nt", None, "ntriples"),
        ("graph.nq", None, "nquads"),
        ("graph.trig", None, "trig"),
        ("graph.jsonld", None, "jsonld"),
        ("graph.rdf", None, "rdfxml"),
        ("graph.owl", None, "rdfxml"),
        ("graph.graphml", None, "graphml"),
        ("folder.ttl/graph.tsv", None, "kgx-tsv"),
        ("GRAPH.TTL", None, "turtle"),
        ("graph.ttl", "graphml", "graphml"),
        ("graph", "TTL", "turtle"),
        ("graph.ttl", "kgx-tsv", "kgx-tsv"),
        ("graph.parquet", None, "parquet"),
    ],
)
def test_a_format_is_found_by_name_else_by_extension(path: str, name: str | None, expected: str) -> None:
    assert format_for(path, name).name == expected
    assert format_for(Path(path), name).name == expected


@pytest.mark.parametrize(
    ("path", "name", "candidate"),
    [
        ("graph.graphm", None, ".graphml"),
        ("graph", None, ""),
        ("graph.ttl.gz", None, ""),
        ("graph.ttl", "", ""),
        ("graph.ttl", "turtel", "turtle"),
        ("graph.xml", None, ""),
    ],
)
def test_an_unknown_format_lists_the_known_ones(path: str, name: str | None, candidate: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        format_for(path, name)
    assert {form.name for form in FORMATS} <= set(caught.value.known)
    assert not candidate or candidate in caught.value.candidates


def test_no_extension_or_name_is_claimed_twice() -> None:
    spellings = [spelling for form in FORMATS for spelling in (form.name, *form.extensions)]
    assert len(spellings) == len(set(spellings))


@EVERY_FORMAT
def test_an_export_writes_whole_files_and_says_which(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"graph{form.extensions[0]}"
    written = tiny_graph().export(path)
    assert set(written) == set(tmp_path.iterdir())
    assert all(part.stat().st_size for part in written)


@EVERY_FORMAT
def test_a_failing_export_keeps_the_old_file(
    form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"graph{form.extensions[0]}"
    two = form.name in ("kgx-tsv", "parquet")
    written = pair_of_paths(path, form.extensions[0]) if two else (path,)
    written[0].write_text("old", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        tiny_graph().export(path)
    assert {part.name: part.read_text(encoding="utf-8") for part in tmp_path.iterdir()} == {
        written[0].name: "old"
    }


@EVERY_FORMAT
def test_neither_order_nor_names_of_blank_nodes_change_the_bytes(form: Format, tmp_path: Path) -> None:
    quads = list(tiny_store())
    versions = set()
    for seed in range(3):
        random.Random(seed).shuffle(quads)  # noqa: S311 (no secret)
        store = Store()
        store.bulk_load("\n".join(f"{quad} ." for quad in quads).encode(), format=RdfFormat.N_QUADS)
        written = KnowledgeGraph(store, words=tiny_vocabulary()).export(tmp_path / "graph", format=form.name)
        versions.add(tuple(part.read_bytes() for part in written))
    assert any("_:" in str(quad) for quad in quads)
    assert len(versions) == 1


_EXPORT_ALL = """
import hashlib, pathlib, sys
from msc_graph.exports.formats import FORMATS
from tests.helpers.tiny_graph import tiny_graph
import msc_graph.exports.kgx as kgx
kgx.biolink_terms = dict
for form in FORMATS:
    if form.name == "adjacency":
        continue
    path = pathlib.Path(sys.argv[1], form.name)
    for part in tiny_graph().export(path, format=form.name):
        sys.stdout.write(f"{part.name} {hashlib.sha256(part.read_bytes()).hexdigest()}\\n")
"""


def test_the_bytes_are_the_same_in_every_process(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    answers = {
        subprocess.run(
            [sys.executable, "-c", _EXPORT_ALL, str(tmp_path)],
            check=True,
            capture_output=True,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == len(FILES) + 2


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="needs a device")
def test_a_format_of_two_files_needs_a_regular_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="/dev/null is no regular file"):
        pair_of_paths("/dev/null", ".tsv")
    assert pair_of_paths(tmp_path, ".tsv")[0].name == f"{tmp_path.name}_nodes.tsv"
