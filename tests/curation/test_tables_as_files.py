"""Files of curated tables as a whole, and any mistake in them at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.curation.as_rdf import curated_quads
from msc_graph.curation.reader import NONE_KNOWN, curated_folder, read_facts
from msc_graph.curation.tables import split
from msc_graph.errors import CurationError
from tests.helpers.curated_tables import TABLES, Tables, facts


def _excerpt(folder: Path) -> Tables:
    """Write a sound part of the real tables, small enough to be read a hundred times."""
    source, target = Tables(curated_folder()), Tables(folder)
    ids = {"S2-18", "S3-05", "D-NCT05060107-1", *(cells[0] for cells in source.lines("statements"))}
    mechanisms = {"C03", "C10"}
    links = {"contradicts", "repeats", "related_claims"}
    used = {"Article", NONE_KNOWN}
    for table in ("claims", "statements", "mechanisms", "mechanism_steps", "evidence", "trials", "doses"):
        header, *lines = source.lines(table)
        ids |= {value.removeprefix("clinicaltrials:") for value in used}
        kept = [cells for cells in lines if cells[0] in ids or cells[0].partition("-")[0] in mechanisms]
        kept = [["" if name in links else c for name, c in zip(header, cells, strict=True)] for cells in kept]
        target.write(table, [header, *kept])
        used |= {value for cells in kept for cell in cells for value in split(cell)}
    for table in ("nodes", "references"):
        header, *lines = source.lines(table)
        target.write(table, [header, *(cells for cells in lines if cells[0] in used)])
    return target


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace(b"\t", b",", 1), "missing columns"),
        (lambda text: b"\xff\xfe" + text, "byte 0xff is not UTF-8; save the file as UTF-8"),
        (lambda text: b"", "missing columns"),
    ],
    ids=["header", "encoding", "empty"],
)
def test_an_unreadable_table_is_one_problem_not_a_flood(
    tmp_path: Path, table: str, spoil: Callable[[bytes], bytes], says: str
) -> None:
    tables = _excerpt(tmp_path)
    path = tables.folder / f"{table}.tsv"
    path.write_bytes(spoil(path.read_bytes()))
    [problem] = tables.problems()
    assert (problem.file, problem.line, problem.column) == (path.name, 1, "")
    assert says in problem.message


@pytest.mark.parametrize("table", TABLES)
def test_a_line_of_a_wrong_length_is_one_problem_not_a_flood(tmp_path: Path, table: str) -> None:
    tables = _excerpt(tmp_path)
    lines = tables.lines(table)
    lines[1].append("surplus")
    tables.write(table, lines)
    [problem] = tables.problems()
    assert (problem.file, problem.line) == (f"{table}.tsv", 2)
    assert "is a tab missing or doubled?" in problem.message


def test_an_empty_folder_reports_every_table(tmp_path: Path) -> None:
    assert [p.file for p in Tables(tmp_path).problems()] == sorted(f"{table}.tsv" for table in TABLES)


@pytest.mark.parametrize(
    "spell",
    [lambda text: text.replace(b"\n", b"\r\n"), lambda text: b"\xef\xbb\xbf" + text],
    ids=["CRLF", "byte order mark"],
)
def test_what_editors_do_to_a_file_changes_no_fact(tables: Tables, spell: Callable[[bytes], bytes]) -> None:
    for table in TABLES:
        path = tables.folder / f"{table}.tsv"
        path.write_bytes(spell(path.read_bytes()))
    assert read_facts(tables.folder) == facts()


def test_all_mistakes_of_all_tables_are_reported_at_once_and_nothing_is_built(tables: Tables) -> None:
    expected = {
        ("nodes.tsv", tables.set("nodes", "HGNC:8763", **{"class": "Gen"}), "class"),
        ("references.tsv", tables.set("references", "Sengupta2020", pmid="x"), "pmid"),
        ("claims.tsv", tables.set("claims", "S2-18", predicate="target"), "predicate"),
        ("claims.tsv", tables.set("claims", "S3-05", corrected_by=""), "corrected_by"),
        ("statements.tsv", tables.set("statements", "S3-05-X1", scope="EVs"), "scope"),
        ("mechanisms.tsv", tables.set("mechanisms", "C03", net_sign="0"), "net_sign"),
        ("mechanism_steps.tsv", tables.set("mechanism_steps", "C03-E2", derivation="guessed"), "derivation"),
        ("trials.tsv", tables.set("trials", "NCT04491240", enrollment="many"), "enrollment"),
        ("evidence.tsv", tables.set("evidence", "S2-18", direction="against"), "direction"),
    }
    with pytest.raises(CurationError) as caught:
        read_facts(tables.folder)
    found = [(p.file, p.line, p.column) for p in caught.value.problems]
    assert expected <= set(found)
    assert found == sorted(found)


@pytest.fixture(scope="module")
def excerpt(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return _excerpt(tmp_path_factory.mktemp("excerpt"))


def test_the_excerpt_is_sound_and_holds_something_of_everything(excerpt: Tables) -> None:
    assert excerpt.problems() == []
    assert [table for table in TABLES if len(excerpt.lines(table)) < 2] == []


TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "|",
            "a|b",
            "msc:x y",
            "HGNC:<1>",
            "S3-05",
            "none known",
            "-1",
            "9" * 5000,
            "clinicaltrials:NCT1",
        ]
    ),
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12),
)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_corruption_raises_anything_but_a_curation_error(excerpt: Tables, data: st.DataObject) -> None:
    """A table is either refused with a report, or it can be built: never a crash in between."""
    before = {path: path.read_bytes() for path in excerpt.folder.iterdir()}
    try:
        for _ in range(data.draw(st.integers(1, 3))):
            table = data.draw(st.sampled_from(TABLES))
            lines = excerpt.lines(table)
            cells = data.draw(st.sampled_from(lines))
            cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(TEXTS)
            excerpt.write(table, lines)
        try:
            spoiled = read_facts(excerpt.folder)
        except CurationError as error:
            assert error.problems
        else:
            assert sum(1 for _ in curated_quads(spoiled)) > 0
    finally:
        for path, content in before.items():
            path.write_bytes(content)
