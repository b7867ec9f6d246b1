"""A recipe becomes a store: all or nothing, only what changed, and the same files give the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import msc_graph
from msc_graph.errors import FileRefused, InputError, UsageError
from msc_graph.recipes.build import Built, build
from msc_graph.recipes.plan import plan_build
from msc_graph.recipes.recipe import read_recipe
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.stores.disk.building import import_source
from msc_graph.stores.importing.source import ImportOptions
from tests.helpers.command_line import FINE, INPUT, USAGE, run
from tests.helpers.small_stores import HEADER, OTHER, ROWS
from tests.helpers.source_tables import HGNC, MONDO

RECIPE = """\
recipe: 1
title: Two small sources
title_zh: 两个小来源
sources:
  - {name: first, format: mirtarbase, files: first.csv, licence: ours, from: our desk, date: "2026-01-01"}
  - {name: second, format: mirtarbase, files: second.csv, citation: "PMID:1"}
  - {name: third, format: mirtarbase, files: third.csv, optional: true}
questions:
  - {from: miR-21-5p, to: corneal injury, hops: 3, lean: lowers, mediators: [PTEN]}
  - {from: miR-21-5p, to: corneal injury, hops: 3, lean: raises}
  - {from: miR-21-5p, to: no such thing}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A recipe, and a folder of downloads beside it."""
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "first.csv").write_text(HEADER + ROWS, encoding="utf-8")
    (tmp_path / "downloads" / "second.csv").write_text(HEADER + OTHER, encoding="utf-8")
    (tmp_path / "recipe.yaml").write_text(RECIPE, encoding="utf-8")
    return tmp_path


def made(place: Path, *, old: str = "", new: str = "", store: str = "store", **options: Any) -> Built:
    """Build, after a change of the recipe."""
    assert old in RECIPE
    (place / "recipe.yaml").write_text(RECIPE.replace(old, new), encoding="utf-8")
    return build(read_recipe(place / "recipe.yaml"), place / "downloads", place / store, **options)


def states(built: Built) -> dict[str, str]:
    return {source.name: source.state.value for source in built.plan.sources}


def names(place: Path) -> list[str]:
    with msc_graph.open(place / "store") as graph:
        return [source["name"] for source in graph.info()["sources"][1:]]


def files(folder: Path) -> dict[str, bytes]:
    """The files of a store that stay, by path; Oxigraph names those of its own anew each time."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "triples" not in path.parts and path.name not in ("LOCK", "manifest.json")
    }


def test_a_build_reads_what_is_new_and_takes_out_what_is_gone(place: Path) -> None:
    assert states(made(place)) == {"first": "new", "second": "new", "third": "left out"}
    assert names(place) == ["first", "second"]
    before = files(place / "store")
    again = made(place)
    assert states(again) == {"first": "unchanged", "second": "unchanged", "third": "left out"}
    assert again.plan.nothing_to_do
    assert files(place / "store") == before
    (place / "downloads" / "second.csv").write_text(HEADER + ROWS, encoding="utf-8")
    changed = made(place)
    assert states(changed) == {"first": "unchanged", "second": "changed", "third": "left out"}
    assert changed.counts["second"]["rows"] == 4


def test_a_source_that_the_recipe_no_longer_has_is_removed(place: Path) -> None:
    made(place)
    line = next(line for line in RECIPE.splitlines() if "name: first" in line) + "\n"
    assert states(made(place, old=line)) == {"second": "unchanged", "third": "left out", "first": "removed"}
    assert names(place) == ["second"]
    assert "first" not in json.loads((place / "store" / "recipe.lock").read_text())["sources"]


def test_an_optional_source_whose_files_are_gone_is_removed_and_told_once(place: Path) -> None:
    shutil.copy(place / "downloads" / "first.csv", place / "downloads" / "third.csv")
    assert states(made(place))["third"] == "new"
    (place / "downloads" / "third.csv").unlink()
    call = ("build", place / "recipe.yaml", "--files", place / "downloads", "--store", place / "store")
    told = run(*call, "--plan")
    assert [line for line in told.stdout.splitlines() if "third" in line and "its files" in line]
    assert told.stdout.count("| third") == 1
    assert states(made(place)) == {"first": "unchanged", "second": "unchanged", "third": "removed"}
    assert names(place) == ["first", "second"]
    assert made(place).plan.nothing_to_do


def test_what_was_imported_by_hand_stays(place: Path) -> None:
    made(place)
    by_hand = ("import", "mirtarbase", place / "downloads" / "first.csv", "--name", "by-hand")
    assert run(*by_hand, "--store", place / "store").exit_code == FINE
    line = next(line for line in RECIPE.splitlines() if "name: first" in line) + "\n"
    made(place, old=line)
    assert names(place) == ["second", "by-hand"]


def test_the_same_files_give_the_same_bytes_on_another_day(place: Path) -> None:
    made(place)
    lock = place / "store" / "recipe.lock"
    (place / "downloads" / "second.csv").touch()
    shutil.copytree(place / "downloads", place / "moved")
    made(place, store="other", locked=lock)
    assert files(place / "other") == files(place / "store")


def test_other_files_than_those_of_a_lock_are_refused(place: Path) -> None:
    made(place)
    (place / "downloads" / "second.csv").write_text(HEADER + ROWS, encoding="utf-8")
    with pytest.raises(FileRefused, match=r"second: second\.csv"):
        made(place, store="other", locked=place / "store" / "recipe.lock")
    assert not (place / "other").exists()


def test_a_file_that_a_lock_lacks_is_refused(place: Path) -> None:
    made(place)
    shutil.copy(place / "downloads" / "first.csv", place / "downloads" / "third.csv")
    with pytest.raises(FileRefused, match=r"recipe\.lock does not have these files: third: third\.csv\."):
        made(place, store="other", locked=place / "store" / "recipe.lock")
    assert not (place / "other").exists()


def test_a_list_of_retracted_papers_that_a_lock_lacks_is_refused(place: Path) -> None:
    made(place)
    (place / "downloads" / "retracted.txt").write_text("1\n", encoding="utf-8")
    with pytest.raises(FileRefused, match=r"does not have these files: retracted: retracted\.txt"):
        made(
            place,
            old="sources:",
            new="retracted: retracted.txt\nsources:",
            locked=place / "store/recipe.lock",
        )


def test_a_recipe_that_says_something_else_than_its_lock_is_refused(place: Path) -> None:
    made(place)
    before = files(place / "store")
    with pytest.raises(FileRefused, match=r"changed since recipe\.lock: first: licence, date\. Say it"):
        made(
            place,
            old='licence: ours, from: our desk, date: "2026-01-01"',
            new='licence: CC0, from: our desk, date: "2026-01-02"',
            locked=place / "store/recipe.lock",
        )
    assert files(place / "store") == before


def test_missing_files_are_all_named_before_anything_is_written(place: Path) -> None:
    for name in ("first", "second"):
        (place / "downloads" / f"{name}.csv").unlink()
    with pytest.raises(FileRefused, match=r"first: first\.csv; from our desk\n  second: second\.csv"):
        made(place)
    assert not (place / "store").exists()


def test_what_was_not_expected_leaves_the_store_as_it_was(place: Path) -> None:
    made(place)
    before = files(place / "store")
    with pytest.raises(InputError, match="first: 4 rows, expected at least 5\n"):
        made(place, old='date: "2026-01-01"', new='date: "2026-01-02", expect: {rows: 5}')
    with pytest.raises(InputError, match="first: 4 rows, expected at least 5\n"):
        made(place, old='date: "2026-01-01"', new='date: "2026-01-01", expect: {rows: 5}')
    with pytest.raises(InputError, match="and at most 3"):
        made(place, old='date: "2026-01-01"', new='date: "2026-01-02", expect: {rows: [0, 3]}')
    with pytest.raises(InputError, match="of its nodes grounded, expected at least 100.0%"):
        made(place, old='date: "2026-01-01"', new='date: "2026-01-02", expect: {grounded: 1}')
    assert files(place / "store") == before


TABLES = "tables: {hgnc: hgnc.txt, mondo: mondo.json}\nsources:"
MORE = "\n  - {name: more, format: mirtarbase, files: first.csv, expect: {rows: 5}}"


def with_tables(place: Path) -> None:
    (place / "downloads" / "hgnc.txt").write_text(HGNC, encoding="utf-8")
    (place / "downloads" / "mondo.json").write_text(MONDO, encoding="utf-8")


def test_a_first_build_that_fails_leaves_nothing(place: Path) -> None:
    with_tables(place)
    (place / "downloads" / "second.csv").write_text(f"{HEADER}MIRT9,only,three\n", encoding="utf-8")
    with pytest.raises(InputError, match="second.csv:2"):
        made(place, old="sources:", new=TABLES)
    assert not (place / "store").exists()


def test_tables_are_those_of_the_files_of_now_though_a_build_failed_in_between(place: Path) -> None:
    with_tables(place)
    made(place, old="sources:", new=TABLES)
    (place / "downloads" / "hgnc.txt").write_text(HGNC.replace("PDCD4", "OTHER"), encoding="utf-8")
    with pytest.raises(InputError, match="expected at least 5"):
        made(place, old="sources:", new=TABLES + MORE)
    with_tables(place)
    assert made(place, old="sources:", new=TABLES).plan.nothing_to_do
    made(place, old="sources:", new=TABLES + MORE.replace("5", "4"))
    grounding = Grounding.open(place / "store" / "tables")
    assert grounding.ground(pl.Series(["PDCD4"]), "gene")["id"].item() == "HGNC:8763"


def test_a_table_that_a_recipe_no_longer_names_is_no_longer_used(place: Path) -> None:
    with_tables(place)
    made(place, old="sources:", new=TABLES)
    made(place, old="sources:", new=TABLES.replace("hgnc: hgnc.txt, ", ""))
    assert Grounding.open(place / "store" / "tables").kinds == ("disease",)


def test_a_foreign_folder_is_not_touched(place: Path) -> None:
    (place / "store").mkdir()
    (place / "store" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds other things"):
        made(place)
    assert [path.name for path in (place / "store").iterdir()] == ["thesis.txt"]


def test_the_report_tells_what_came_in_and_what_is_answered(place: Path) -> None:
    call = ("build", place / "recipe.yaml", "--files", place / "downloads", "--store", place / "store")
    told = run(*call)
    assert told.exit_code == FINE
    assert "relieves the disease" in told.stdout
    assert "lowers: yes | 1 of 3" in told.stdout
    assert "raises: NO" in told.stdout
    assert "no node is called" in told.stdout
    facts = json.loads((place / "store" / "report.json").read_text(encoding="utf-8"))
    assert [(source["name"], source["rows"]) for source in facts["sources"]] == [("first", 4), ("second", 2)]
    assert [answer["right"] for answer in facts["questions"]] == [True, False, None]
    assert (place / "store" / "report.en.md").read_text(encoding="utf-8") == told.stdout
    assert "两个小来源" in (place / "store" / "report.zh.md").read_text(encoding="utf-8")
    assert "our desk" in (place / "store" / "NOTICE.md").read_text(encoding="utf-8")
    assert json.loads(run(*call, "--format", "json").stdout) == facts


def test_a_plan_writes_nothing(place: Path) -> None:
    call = (
        "build",
        place / "recipe.yaml",
        "--files",
        place / "downloads",
        "--store",
        place / "store",
        "--plan",
    )
    told = run(*call, "--lang", "zh")
    assert told.exit_code == FINE
    without = [word for word in call if word not in ("--store", place / "store")]
    assert run(*without, "--lang", "zh").stdout == told.stdout
    assert "新增" in told.stdout
    assert "third.csv" in told.stderr
    assert not (place / "store").exists()
    (place / "downloads" / "first.csv").unlink()
    missing = run(*call)
    assert missing.exit_code == INPUT
    assert "| missing" in missing.stdout
    assert "our desk" in missing.stderr


@pytest.mark.parametrize("plan", [(), ("--plan",)])
@pytest.mark.parametrize("name", ["recipe.yaml", "link.json", "map.yaml", "map.json"])
def test_a_report_replaces_neither_recipe_nor_mapping(place: Path, name: str, plan: tuple[str, ...]) -> None:
    third = "format: table, files: third.csv, parameters: {mapping: {file: map.yaml}}, optional: true"
    mapped = RECIPE.replace("format: mirtarbase, files: third.csv, optional: true", third)
    (place / "recipe.yaml").write_text(mapped, encoding="utf-8")
    (place / "map.yaml").write_text("mapping: 1\n", encoding="utf-8")
    (place / "link.json").symlink_to(place / "recipe.yaml")
    (place / "map.json").symlink_to(place / "map.yaml")
    before = {file.name: file.read_bytes() for file in place.iterdir() if file.is_file()}
    files: tuple[str | Path, ...] = ("--files", place / "downloads", "--store", place / "store")
    told = run("build", place / "recipe.yaml", *files, *plan, "--format", "json", "-o", place / name)
    assert (told.exit_code, "this file is read" in told.stderr) == (INPUT, True)
    assert {file.name: file.read_bytes() for file in place.iterdir() if file.is_file()} == before


def test_where_is_asked_for(place: Path) -> None:
    assert run("build", place / "recipe.yaml").exit_code == USAGE
    assert "sample" in run("build").stdout


def test_a_plan_is_of_the_store_that_is_there(place: Path) -> None:
    built = made(place)
    plan = plan_build(built.plan.recipe, place / "downloads", place / "store")
    assert plan.nothing_to_do
    assert plan.seconds == 0


def test_a_source_that_was_imported_by_hand_is_not_replaced(place: Path) -> None:
    mine = place / "mine.csv"
    mine.write_text(HEADER + OTHER, encoding="utf-8")
    import_source("mirtarbase", [mine], store=place / "store", options=ImportOptions(name="first"))
    refused = r"'first' already, from mine\.csv, which no build brought"
    with pytest.raises(UsageError, match=refused):
        made(place)
    with pytest.raises(UsageError, match=refused):
        plan_build(read_recipe(place / "recipe.yaml"), place / "downloads", place / "store")
    assert names(place) == ["first"]


def test_a_build_that_lost_its_lock_is_made_again(place: Path) -> None:
    made(place)
    (place / "store" / "recipe.lock").unlink()
    assert states(made(place)) == {"first": "new", "second": "new", "third": "left out"}
