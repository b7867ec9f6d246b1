"""``msc-graph ground``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from msc_graph.cli.main import cli
from tests.helpers.source_tables import HGNC, MIRBASE, tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ground")
    tables(place)
    return place / "tables"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["ground", *map(str, arguments)], prog_name="msc-graph")


def test_tables_are_prepared_and_asked(tmp_path: Path) -> None:
    (tmp_path / "hgnc.txt").write_text(HGNC, encoding="utf-8")
    (tmp_path / "aliases.txt").write_text(MIRBASE, encoding="utf-8")
    made = run(
        "prepare",
        "--hgnc",
        tmp_path / "hgnc.txt",
        "--mirbase",
        tmp_path / "aliases.txt",
        "--tables",
        tmp_path / "t",
    )
    assert made.exit_code == 0, made.output
    assert "names (hgnc.txt)" in made.stdout
    found = run("p53", "PUMA2", "--kind", "gene", "--tables", tmp_path / "t", "--format", "csv")
    assert found.stdout.splitlines() == [
        "name,id,label,how,candidates",
        "p53,HGNC:11998,TP53,alias,",
        "PUMA2,,,ambiguous,HGNC:1|HGNC:2",
    ]
    assert found.exit_code == 0


def test_json_has_the_columns_of_the_library(folder: Path) -> None:
    found = run(
        "miR-21-5p", "--kind", "microrna", "--species", "mouse", "--tables", folder, "--format", "json"
    )
    assert json.loads(found.stdout) == [
        {
            "name": "miR-21-5p",
            "id": "mirbase.mature:MIMAT0000530",
            "label": "mmu-miR-21a-5p",
            "how": "previous",
            "candidates": [],
        }
    ]


def test_names_come_from_a_file_and_a_table_is_in_chinese(folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("\ufeffmiR-21\nhsa-miR-150-5p\n\n", encoding="utf-8")
    arguments = ("--from", names, "--kind", "microrna", "--species", "human", "--tables", folder)
    found = run(*arguments, "--lang", "zh")
    assert "有歧义" in found.stdout
    assert "现用名" in found.stdout
    found = run(*arguments, "--armless", "previous", "--format", "tsv", "-o", tmp_path / "out.tsv")
    assert found.exit_code == 0
    rows = (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()
    assert [row.split("\t")[1] for row in rows[1:]] == [
        "mirbase.mature:MIMAT0000076",
        "mirbase.mature:MIMAT0000451",
    ]


def test_each_candidate_has_a_line_in_a_table(folder: Path) -> None:
    arguments = ("miR-21", "hsa-miR-150-5p", "--kind", "microrna", "--tables", folder)
    lines = run(*arguments).stdout.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[0] == "|"]
    assert cells[1:] == [
        ["miR-21", "", "", "ambiguous", "mirbase.mature:MIMAT0000076 hsa-miR-21-5p"],
        ["", "", "", "", "mirbase.mature:MIMAT0000530 mmu-miR-21a-5p"],
        ["", "", "", "", "mirbase.mature:MIMAT0004494 hsa-miR-21-3p"],
        ["", "", "", "", "mirbase:MI0000077 hsa-mir-21"],
        ["hsa-miR-150-5p", "mirbase.mature:MIMAT0000451", "hsa-miR-150-5p", "name", ""],
    ]
    assert run(*arguments, "--format", "tsv").stdout.splitlines()[1].count("|") == 3


def test_what_was_prepared_is_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "hgnc.txt").write_text(HGNC, encoding="utf-8")
    made = run("prepare", "--hgnc", tmp_path / "hgnc.txt", "--tables", tmp_path / "t", "--lang", "zh")
    assert made.stdout.startswith("基因：")
    assert made.stdout.endswith("个名称（hgnc.txt）\n")


def test_names_in_a_file_that_is_not_utf_8_are_refused_with_their_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_bytes(b"TP53\nA\xff\n")
    found = run("--from", tmp_path / "names.txt", "--kind", "gene", "--tables", folder)
    assert (found.exit_code, "names.txt:2: a byte here is not valid UTF-8" in found.stderr) == (3, True)


def test_what_a_spelling_checker_made_of_a_species_is_told(folder: Path) -> None:
    result = run("has-miR-21-5p", "hsa-miR-21-5p", "--kind", "microrna", "--tables", folder)
    assert "has-miR-21-5p: did you mean hsa-miR-21-5p?" in result.stderr
    assert re.search(r"\| has-miR-21-5p \| +\| +\| unknown \|", result.stdout)
    nothing = run("has-miR-999999", "--kind", "microrna", "--tables", folder, "--lang", "zh")
    assert "您是指" not in nothing.stderr


def test_nothing_found_is_the_answer_no(folder: Path) -> None:
    assert run("NOSUCH", "--kind", "gene", "--tables", folder).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("TP53",), 2, "--kind gene|microrna|disease"),
        ((), 2, "give names"),
        (("prepare",), 2, "no file was given"),
        (("TP53", "--hgnc", "x"), 2, "goes with 'msc-graph ground prepare'"),
        (("TP53", "--kind", "gene", "--species", "humna"), 2, "Did you mean 'human'"),
        (("TP53", "--kind", "gene", "--format", "xls"), 2, "unknown format 'xls'"),
        (("prepare", "--hgnc", "no-such-file"), 3, "no such file"),
    ],
)
def test_wrong_calls_say_what_to_do(folder: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    found = run(*arguments, "--tables", folder)
    assert (found.exit_code, said in found.stderr) == (code, True), found.stderr


def test_a_folder_without_tables_says_how_to_make_them(tmp_path: Path) -> None:
    found = run("TP53", "--kind", "gene", "--tables", tmp_path)
    assert found.exit_code == 3
    assert "msc-graph ground prepare" in found.stderr


def test_a_foreign_index_is_left_and_so_are_tables_of_others(tmp_path: Path) -> None:
    (tmp_path / "aliases.txt").write_text(MIRBASE, encoding="utf-8")
    folder = tmp_path / "g"
    folder.mkdir()
    call = ("prepare", "--mirbase", tmp_path / "aliases.txt", "--tables", folder)
    (folder / "grounding.json").write_text('{"mine": 1}', encoding="utf-8")
    refused = run(*call, "--lang", "zh")
    assert (refused.exit_code, [file.name for file in folder.iterdir()]) == (3, ["grounding.json"])
    assert "不是名称对照表的索引" in refused.stderr
    assert (folder / "grounding.json").read_text(encoding="utf-8") == '{"mine": 1}'
    (folder / "grounding.json").rename(folder / "microrna-counts.parquet")
    assert run(*call).exit_code == 0
    assert (folder / "microrna-counts.parquet").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the system")
@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("size", [1, 1500])
def test_tables_that_cannot_be_written_name_the_folder_and_leave_it(
    tmp_path: Path, size: int, there: bool
) -> None:
    (tmp_path / "aliases.txt").write_text(MIRBASE, encoding="utf-8")
    folder = tmp_path / "t" / "tables"
    if there:
        folder.mkdir(parents=True)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    script = f"import sys; {limited}; from msc_graph.cli.main import main; main()"
    call = ["ground", "prepare", "--mirbase", str(tmp_path / "aliases.txt"), "--tables", str(folder)]
    done = subprocess.run([sys.executable, "-c", script, *call], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.decode().strip()) == (3, f"msc-graph: {folder}: File too large")
    assert sorted(tmp_path.rglob("*")) == sorted(
        [tmp_path / "aliases.txt", *([tmp_path / "t", folder] if there else [])]
    )
