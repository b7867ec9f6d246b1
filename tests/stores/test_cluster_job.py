"""A cluster makes the adjacency form of tables row for row as one machine does."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import msc_graph
from msc_graph.errors import EngineFailed, UsageError
from msc_graph.exports.adjacency import TABLES
from msc_graph.stores.disk.building import import_source
from tests.helpers.command_line import run
from tests.helpers.spark import Cluster, Sail, why_no_cluster
from tools.shown import ROOT

pytest.importorskip("pyspark", reason="Spark's client is not installed (extra spark)")
pytest.importorskip("pysail", reason="Sail, which serves Spark's protocol, is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Spark's client warns of pandas 3 and of open channels

GUIDE = ROOT / "docs" / "guide" / "big-graphs.md"
CURATED = ("mirbase.mature:MIMAT0000076", "HGNC:9588", "HGNC:8615", "MONDO:0005098")
PREDICATES = (
    "biolink:affects",
    "biolink:treats",
    "biolink:causes",
    "biolink:related_to",
    "biolink:regulates",
)


def tables(folder: Path) -> list[Path]:
    """Write random edges, some said twice and some of curated nodes, and nodes, one of them without edges."""
    chance = random.Random(5)  # noqa: S311 -- no secret
    named = [f"NCBIGene:{number}" for number in range(1, 30)] + [
        f"MONDO:{number:07}" for number in range(9, 30)
    ]
    ids = [*named, *CURATED]
    nodes = {
        "id": [*named, "NCBIGene:777"],
        "category": ["biolink:Gene" if name.startswith("N") else "biolink:Disease" for name in [*named, "N"]],
        "name": [f"thing {name[-4:]}" for name in [*named, "NCBIGene:777"]],
        "synonym": [f"syn {name[-3:]}|other" for name in [*named, "NCBIGene:777"]],
    }
    rows = [
        {
            "subject": chance.choice(ids),
            "predicate": chance.choice(PREDICATES),
            "object": chance.choice(ids),
            "object_direction_qualifier": chance.choice(["increased", "decreased", ""]),
            "publications": "|".join(f"PMID:{chance.randrange(1, 40)}" for _ in range(chance.randrange(4))),
            "primary_knowledge_source": chance.choice(["infores:ctd", "infores:semmeddb"]),
            "species_context_qualifier": chance.choice(["NCBITaxon:9606", "NCBITaxon:10090", ""]),
            "negated": chance.choice(["false", "false", "false", "true"]),
        }
        for _ in range(400)
    ]
    frames = {"nodes": pl.DataFrame(nodes), "edges": pl.DataFrame([*rows, *rows[:30]])}
    for name, frame in frames.items():
        frame.with_columns(pl.all().replace("", None)).write_csv(folder / f"{name}.tsv", separator="\t")
        frame.with_columns(pl.all().replace("", None)).write_parquet(folder / f"{name}.parquet")
    return [folder / "nodes.tsv", folder / "edges.tsv"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return tables(tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="module")
def written(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form that one machine writes."""
    folder = tmp_path_factory.mktemp("alone")
    import_source("kgx", files, store=folder / "store", options=None)
    with msc_graph.open(folder / "store") as graph:
        (form,) = graph.export(folder / "kg.adjacency")
    return form


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    sail = Sail()
    yield sail.address
    sail.stop()


def compared(made: Path, written: Path) -> None:
    """Compare the tables of two forms row by row, and what their manifests tell."""
    told = [json.loads((form / "manifest.json").read_text(encoding="utf-8")) for form in (made, written)]
    for name in ("counts", "facts", "verification", "version"):
        assert told[0][name] == told[1][name], name
    for table in TABLES:
        there, here = (
            pl.concat(pl.read_parquet(path) for path in sorted((form / table).glob("*.parquet")))
            for form in (made, written)
        )
        assert_frame_equal(there, here, check_exact=True)


@pytest.mark.parametrize("kind", ["tsv", "parquet"])
def test_a_cluster_makes_what_one_machine_writes(
    kind: str, server: str, files: list[Path], written: Path, tmp_path: Path
) -> None:
    place, named = tmp_path / "kg", [str(path.with_suffix(f".{kind}")) for path in files]
    counts = msc_graph.build_adjacency(server, named, str(place), source="nodes", buckets=5, part_rows=60)
    compared(place, written)
    with msc_graph.connect(place) as graph:
        assert {name: graph.info()[name] for name in ("nodes", "edges")} == counts
        assert graph.paths("miR-21-5p", "corneal injury", k=1)
    with pytest.raises(UsageError, match="holds an adjacency form already"):
        msc_graph.build_adjacency(server, named, str(place))
    assert not (tmp_path / "kg.work").exists()


@pytest.mark.parametrize("page", [GUIDE, ROOT / "docs" / "zh" / "guide" / GUIDE.name], ids=["en", "zh"])
def test_the_commands_of_the_guide_make_and_ask_it(
    page: Path, server: str, files: list[Path], tmp_path: Path
) -> None:
    (block,) = re.findall(r"```bash\n([^`]*msc-graph import.*?)```", page.read_text(encoding="utf-8"), re.S)
    text = block.replace("sc://localhost:15002", server).replace("/shared", str(tmp_path))
    for path in files:
        shutil.copy(path.with_suffix(".parquet"), tmp_path)
    done = subprocess.run(
        ["bash", "-ec", text],
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+ edges\n", done.stdout)
    assert "miR-21-5p" in done.stdout


def test_what_a_cluster_does_not_import_is_told(tmp_path: Path) -> None:
    there = ("--store", f"sc://localhost:1/;adjacency={tmp_path}/kg")
    for asked, problem in (
        (("import", "table", "s3a://bucket/edges.tsv"), "a cluster imports kgx, not table"),
        (("import", "kgx", "s3a://bucket/edges.tsv", "--triples"), "--triples is not for a cluster"),
        (("import", "kgx", "s3a://bucket/edges.tsv", "--name", "curated"), "cannot be called 'curated'"),
        (("import", "kgx"), "at least one file"),
        (("sources",), "name a folder"),
    ):
        done = run(*asked, *there)
        assert done.exit_code == 2
        assert problem in done.stderr


def test_a_wrong_row_stops_it_and_is_told(server: str, tmp_path: Path) -> None:
    rows = {"subject": ["NCBIGene:1"], "predicate": ["biolink:treats"], "object": ["no identifier"]}
    pl.DataFrame(rows).write_parquet(tmp_path / "edges.parquet")
    with pytest.raises(EngineFailed, match="no identifier"):
        msc_graph.build_adjacency(server, [str(tmp_path / "edges.parquet")], str(tmp_path / "kg"))
    assert not (tmp_path / "kg" / "manifest.json").exists()


@pytest.mark.cluster
def test_two_workers_make_what_one_machine_writes(files: list[Path], written: Path, tmp_path: Path) -> None:
    if why := why_no_cluster():
        pytest.skip(why)
    cluster = Cluster(tmp_path)
    try:
        named = [str(path.with_suffix(".parquet")) for path in files]
        msc_graph.build_adjacency(cluster.address, named, str(tmp_path / "kg"), source="nodes", buckets=3)
    finally:
        cluster.stop()
    compared(tmp_path / "kg", written)
