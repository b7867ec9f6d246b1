"""What a recipe may say, and that each mistake in one is told with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from msc_graph.errors import FileRefused
from msc_graph.recipes.finding import find_files
from msc_graph.recipes.plan import plan_build
from msc_graph.recipes.recipe import Expectation, Question, read_recipe, shipped

WHOLE = """\
recipe: 1
title: Ours
title_zh: 我们的
tables: {hgnc: hgnc.txt}
retracted: retracted.tsv
sources:
  - name: mice
    format: mirtarbase
    files: [[mmu_MTI.xlsx, mmu_MTI.csv], "more_*.csv"]
    from: miRTarBase, downloads
    licence: academic use
    citation: "PMID:1"
    version: "9"
    date: "2021-09-15"
    optional: true
    keep_going: true
    expect: {rows: [2, 100], grounded: 0.5}
  - name: ours
    format: table
    files: ours.csv
    parameters: {subject: from, mapping: {file: ours.yaml}}
questions:
  - {from: miR-21-5p, to: corneal injury, hops: 2, lean: lowers, mediators: [PTEN]}
"""


def recipe(folder: Path, text: str) -> Path:
    place = folder / "recipe.yaml"
    place.write_text(text, encoding="utf-8")
    return place


def test_all_of_a_recipe_is_read(tmp_path: Path) -> None:
    found = read_recipe(recipe(tmp_path, WHOLE))
    mice, ours = found.sources
    assert (found.title("en"), found.title("zh")) == ("Ours", "我们的")
    assert found.tables == {"hgnc": ("hgnc.txt",)}
    assert found.retracted == ("retracted.tsv",)
    assert mice.files == (("mmu_MTI.xlsx", "mmu_MTI.csv"), ("more_*.csv",))
    assert (mice.origin, mice.licence, mice.citation) == ("miRTarBase, downloads", "academic use", "PMID:1")
    assert (mice.version, mice.date, mice.optional, mice.keep_going) == ("9", "2021-09-15", True, True)
    assert mice.expect == Expectation(2, 100, 0.5)
    assert (ours.files, ours.parameters) == ((("ours.csv",),), {"subject": "from"})
    assert ours.parameter_files == {"mapping": ("ours.yaml",)}
    assert found.questions == (Question("miR-21-5p", "corneal injury", 2, "lowers", ("PTEN",)),)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("recipe: 1", "recipe: 2", 1, "should begin with 'recipe: 1'"),
        ("tables:", "table:", 4, "Did you mean 'tables'"),
        ("hgnc:", "hgcn:", 4, "Did you mean 'hgnc'"),
        ("format: mirtarbase", "format: mirtabase", 8, "Did you mean 'mirtarbase'"),
        ("name: ours", "name: Our cargo", 18, "no name of a source"),
        ('version: "9"', "version: [9]", 13, "should be text"),
        ("optional: true", "optional: perhaps", 15, "true or false"),
        ("optional: true", "optional: yes", 15, "true or false"),
        ("optional: true", "optional: [yes]", 15, "true or false"),
        ("rows: [2, 100]", "rows: many", 17, "the least number"),
        ("rows: [2, 100]", "rows: [2, 1:30]", 17, "the least number"),
        ("rows: [2, 100]", "rows: 010", 17, "the least number"),
        ("grounded: 0.5", "grounded: .nan", 17, "a share from 0 to 1"),
        ("hops: 2", "hops: 0x2", 23, "from 1 to 8"),
        ("grounded: 0.5", "grounded: 50", 17, "a share from 0 to 1"),
        ("name: ours", "name: mice", 6, "two sources are called 'mice'"),
        ("    files: ours.csv\n", "", 18, "needs 'files'"),
        ("subject: from", "subjct: from", 21, "Did you mean 'subject'"),
        ("ours.csv", "../ours.csv", 20, "leaves the folder"),
        ("ours.csv", "/etc/passwd", 20, "leaves the folder"),
        ("hops: 2", "hops: 9", 23, "from 1 to 8"),
        ("lean: lowers", "lean: down", 23, "raises or lowers"),
        ("title: Ours", "recipe: 1", 2, "given twice"),
        ("files: ours.csv", "files: []", 20, "names no file"),
        ('date: "2021-09-15"', "date: March 2026", 14, "a date is written as 2026-11-22"),
        ('date: "2021-09-15"', "date: 2026-02-30", 14, "a date is written as 2026-11-22"),
        ("rows: [2, 100]", "rows: [100, 2]", 17, "[least, most]"),
        ("{subject: from, mapping: {file: ours.yaml}}", "{subject: from}", 21, "needs to know its predicate"),
        ("{subject: from, mapping: {file: ours.yaml}}", "", 21, "needs to know its subject"),
        ("{file: ours.yaml}", "/etc/passwd", 21, "leaves the folder"),
        ("{file: ours.yaml}", "../x.yaml", 21, "leaves the folder"),
        ("title: Ours", "title: [Ours", 3, "not valid YAML"),
        ("title: Ours", "title: *ours", 2, "alias"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(FileRefused) as told:
        read_recipe(recipe(tmp_path, WHOLE.replace(old, new, 1)))
    assert said in told.value.problem
    assert told.value.line == line


@pytest.mark.parametrize(
    "word", ["no", "yes", "On", "y", "010", "0x1F", "1e3", "1_000", "12:30:00", "2021-09-15", "1.10", "="]
)
def test_a_word_of_a_recipe_stays_as_it_is_written(tmp_path: Path, word: str) -> None:
    """YAML 1.1 takes these for truth values, numbers and dates."""
    text = WHOLE.replace('version: "9"', f"version: {word}").replace("subject: from", f"subject: {word}")
    mice, ours = read_recipe(recipe(tmp_path, text)).sources
    assert (mice.version, ours.parameters) == (word, {"subject": word})


def test_a_recipe_that_is_not_there_offers_those_that_come_along() -> None:
    with pytest.raises(FileRefused, match="sample"):
        read_recipe("sampel")


def test_a_list_of_retracted_papers_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """Retracted papers counted as sound evidence, and nothing was told."""
    (tmp_path / "downloads").mkdir()
    plan = plan_build(read_recipe(recipe(tmp_path, WHOLE)), tmp_path / "downloads")
    assert plan.lacking == {"hgnc": ("hgnc.txt",), "retracted": ("retracted.tsv",)}
    with pytest.raises(FileRefused, match="retracted: retracted.tsv"):
        plan.check()


def test_recipes_that_come_along_can_be_read() -> None:
    assert set(shipped()) == {"core", "sample"}
    for name in shipped():
        found = read_recipe(name)
        assert found.title("zh") != found.title("en")
        assert all(source.origin and source.licence and source.citation for source in found.sources)


def test_files_are_found_at_any_depth_and_the_newest_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for place, text in (
        ("deep/more_1.csv", "old"),
        ("deep/er/more_2.csv", "new"),
        (".hidden/mmu_MTI.xlsx", ""),
    ):
        (folder / place).write_text(text, encoding="utf-8")
    (folder / "mmu_MTI.csv").write_text("rows", encoding="utf-8")
    (tmp_path / "ours.yaml").write_text("", encoding="utf-8")
    old, new = folder / "deep/more_1.csv", folder / "deep/er/more_2.csv"
    os.utime(old, (1, 1))
    found = find_files(read_recipe(recipe(tmp_path, WHOLE)), folder)
    mice, ours = found.sources
    assert [file.path if file else None for file in mice.files] == [folder / "mmu_MTI.csv", new]
    assert [file.others for file in mice.there] == [(), (old,)]
    assert found.several == (mice.files[1],)
    assert ours.missing == (("ours.csv",),)
    assert ours.parameters["mapping"] is not None, "a mapping lies beside its recipe"
    assert found.tables == {"hgnc": None}
