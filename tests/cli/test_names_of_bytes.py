"""Names of files and folders whose bytes are no UTF-8: they are read and written, or refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest

from msc_graph import KnowledgeGraph, connect
from msc_graph.errors import StoreRefused
from tests.helpers.command_line import FINE, INPUT, Call, run

BAD = "\udcff"
HGNC = "hgnc_id\tsymbol\tname\tstatus\talias_symbol\tprev_symbol\nHGNC:9588\tPTEN\tx\tApproved\t\t\n"
COLUMNS = ["-p", "subject=s", "-p", "object=o", "-p", "predicate=msc:targets"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="names of files are text on Windows")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, where some files and a folder have such names."""
    monkeypatch.chdir(tmp_path)
    try:
        Path(f"d{BAD}").mkdir()
    except OSError:
        pytest.skip("this file system takes no such names")
    Path(f"net{BAD}.tsv").write_text("s\to\nHGNC:1 x\tHGNC:2\nHGNC:1\tHGNC:3\n", encoding="utf-8")
    Path(f"p{BAD}.csv").write_text("name,value\nmiR-21-5p,2\n", encoding="utf-8")
    Path(f"hgnc{BAD}.tsv").write_text(HGNC, encoding="utf-8")
    return tmp_path


def test_an_import_spells_such_a_name_out(place: Path) -> None:
    line = ["import", "table", f"net{BAD}.tsv", "--name", "net", *COLUMNS, "--keep-going", f"bad{BAD}.tsv"]
    assert run(*line, "--store", "s").exit_code == FINE
    (manifest,) = Path("s").glob("builds/*/manifest.json")
    sources = json.loads(manifest.read_text(encoding="utf-8"))["sources"]
    assert [source["files"] for source in sources] == [["net\\udcff.tsv"]]
    assert "net\\xff.tsv\t2" in Path(f"bad{BAD}.tsv").read_text(encoding="utf-8")


def test_a_parquet_file_of_such_a_name_is_read(place: Path) -> None:
    edges = pl.DataFrame({"subject": ["HGNC:1"], "predicate": ["biolink:affects"], "object": ["HGNC:2"]})
    with Path(f"k{BAD}_edges.parquet").open("wb") as file:
        edges.write_parquet(file)
    result = run("import", "kgx", f"k{BAD}_edges.parquet", "--name", "k", "--store", "s")
    assert result.exit_code == FINE


@pytest.mark.parametrize("form", ["html", "json", "md"])
def test_a_profile_of_such_a_name_is_shown(place: Path, call: Call, form: str) -> None:
    line = ["profile", f"p{BAD}.csv", "--permutations", "10", "--limit", "3", "--format", form]
    shown = call(*line)
    assert (shown.exit_code, "udcff" in shown.stdout) == (FINE, form == "html")
    assert call(*line, "-o", f"o{BAD}", "--matches", f"m{BAD}.csv").exit_code == FINE
    assert Path(f"o{BAD}").read_text(encoding="utf-8") == shown.stdout


def test_tables_of_names_lie_in_such_a_folder(place: Path) -> None:
    tables = f"d{BAD}/t"
    assert run("ground", "prepare", "--tables", tables, "--hgnc", f"hgnc{BAD}.tsv").exit_code == FINE
    result = run("ground", "PTEN", BAD, "--tables", tables, "--kind", "gene", "--format", "csv")
    assert result.exit_code == FINE
    assert "HGNC:9588" in result.stdout


def test_a_graph_in_such_a_folder_is_refused(place: Path, curated: KnowledgeGraph) -> None:
    for line in (["export", f"d{BAD}/g.adjacency"], ["import", "table", "x.tsv", "--store", f"d{BAD}/s"]):
        Path("x.tsv").write_text("s\to\nHGNC:1\tHGNC:3\n", encoding="utf-8")
        result = run(*line, *(COLUMNS if line[0] == "import" else []))
        assert result.exit_code == INPUT
        assert "its name is not valid UTF-8" in result.stderr
    curated.export("g.adjacency")
    Path("g.adjacency").rename(f"d{BAD}/g")
    with pytest.raises(StoreRefused, match="not valid UTF-8"):
        connect(f"d{BAD}/g")
    run("import", "table", "x.tsv", "--store", "s", *COLUMNS)
    Path("s").rename(f"d{BAD}/s")
    for command in ("info", "sources"):
        result = run(command, "--store", f"d{BAD}/s")
        assert result.exit_code == INPUT
        assert "its name is not valid UTF-8" in result.stderr
