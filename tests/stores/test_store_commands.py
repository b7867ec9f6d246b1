"""The command line on a store on disk."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from msc_graph.stores.disk.layout import Layout
from tests.helpers.command_line import run
from tests.helpers.small_stores import HEADER, ROWS, copied, flipped


def _run(*arguments: object, code: int = 0, both: bool = False) -> str:
    done = run(*map(str, arguments))
    assert done.exit_code == code, done.stderr
    return done.stdout + done.stderr if both else done.stdout if code == 0 else done.stderr


def test_commands_take_a_store(store: Path, tmp_path: Path) -> None:
    facts = json.loads(_run("info", "--store", store, "--format", "json"))
    assert facts["sources"][1]["name"] == "first"
    assert "Pten" in _run("find", "Pten", "--store", store)
    assert "PMID:19536157" in _run("show", "NCBIGene:19211", "--store", store)
    assert "Pten" in _run("paths", "mmu-miR-21a-5p", "NCBIGene:19211", "--store", store, "--max-hops", 1)
    assert "3" in _run("sparql", "SELECT (3 AS ?n) {}", "--store", store)
    assert _run("query", "article-claims", "--store", store, "--format", "csv").count("\n") == 234
    _run("export", tmp_path / "all.graphml", "--store", store)
    assert "Pten" in (tmp_path / "all.graphml").read_text(encoding="utf-8")
    assert "no such folder" in _run("info", "--store", tmp_path / "none", code=3)


def test_import_and_sources_commands(files: dict[str, Path], tmp_path: Path) -> None:
    said = _run("import", "mirtarbase", files["first"], "--store", tmp_path / "s", "--version", "9.0")
    assert "mirtarbase: imported" in said
    assert "已在库中" in _run(
        "import", "mirtarbase", files["first"], "--store", tmp_path / "s", "--version", "9.0", "--lang", "zh"
    )
    assert "9.0" in _run("sources", "--store", tmp_path / "s", "--format", "csv")
    _run("sources", "--store", tmp_path / "s", "--remove", "mirtarbase")
    assert "mirtarbase" not in _run("sources", "--store", tmp_path / "s")


def test_files_of_a_store_are_verified(one: Path, tmp_path: Path) -> None:
    copied(one, tmp_path / "s")
    told = _run("sources", "--store", tmp_path / "s", "--verify", "--format", "csv", both=True)
    assert "Every file of the store is as it was written." in told
    flipped(
        tmp_path / "s" / "builds" / Layout(tmp_path / "s").current().name / "joined/graph/edges.belief.npy"
    )
    told = _run("sources", "--store", tmp_path / "s", "--verify", code=3)
    assert "its file graph/edges.belief.npy is damaged" in told


def test_bad_rows_go_to_a_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADER + ROWS + "MIRT9,only,three\n", encoding="utf-8")
    said = _run("import", "mirtarbase", bad, "--store", tmp_path / "s", "--keep-going", tmp_path / "left.tsv")
    assert "1 row left out" in said
    left = (tmp_path / "left.tsv").read_text(encoding="utf-8").splitlines()
    assert len(left) == 2
    assert left[1].split("\t")[1] == "6"


def test_a_store_does_not_say_where_its_files_lay(tmp_path: Path) -> None:
    place = tmp_path / "homeofme"
    place.mkdir()
    (place / "bad.csv").write_text(HEADER + ROWS + "MIRT9,only,three\n", encoding="utf-8")
    _run(
        "import",
        "mirtarbase",
        place / "bad.csv",
        "--store",
        tmp_path / "s",
        "--keep-going",
        tmp_path / "left",
    )
    files = [file for file in (tmp_path / "s").rglob("*") if file.is_file()]
    tables = [pl.read_parquet(file).write_json() for file in files if file.suffix == ".parquet"]
    assert any("bad.csv" in table for table in tables)
    assert "homeofme" not in "".join(tables)
    assert not [file for file in files if b"homeofme" in file.read_bytes()]


def test_writing_to_an_endpoint_is_refused(files: dict[str, Path]) -> None:
    assert "only read" in _run(
        "import", "mirtarbase", files["first"], "--store", "http://127.0.0.1:9/query", code=2
    )


def test_parameters_of_a_format_are_told(tmp_path: Path) -> None:
    assert "-p delimiter=" in _run("import", "table", "--explain", "--store", tmp_path)
