"""The shipped tables are sound, and a wrong line is reported with file, line, column and a way out.

The breaks are made in a copy of the real tables, one at a time.
"""

from __future__ import annotations

import csv
import gzip
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.curation.as_rdf import curated_quads
from msc_graph.curation.facts import Facts
from msc_graph.curation.reader import NONE_KNOWN, curated_folder, read_facts
from msc_graph.curation.tables import split
from msc_graph.errors import CurationError, TableProblem

SHARED = Path(__file__).parents[3] / "shared" / "data"
TABLES = (
    "nodes",
    "references",
    "claims",
    "statements",
    "mechanisms",
    "mechanism_steps",
    "trials",
    "doses",
    "evidence",
)
ENDORSED = {"supported", "partially supported"}


class Tables:
    """A folder of tables that a test may spoil; a line is found by its first cell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lines(self, table: str) -> list[list[str]]:
        text = (self.folder / f"{table}.tsv").read_text(encoding="utf-8")
        return [line.split("\t") for line in text.splitlines()]

    def write(self, table: str, lines: Iterable[Iterable[str]]) -> None:
        text = "".join("\t".join(cells) + "\n" for cells in lines)
        (self.folder / f"{table}.tsv").write_text(text, encoding="utf-8", newline="")

    def line(self, table: str, key: str) -> int:
        """Return the number, from 1, of the first line whose first cell is ``key``."""
        return next(number for number, cells in enumerate(self.lines(table), start=1) if cells[0] == key)

    def set(self, table: str, key: str, /, **cells: str) -> int:
        """Change cells of a line; return its number."""
        lines, number = self.lines(table), self.line(table, key)
        for column, value in cells.items():
            lines[number - 1][lines[0].index(column)] = value
        self.write(table, lines)
        return number

    def copy(self, table: str, key: str, /, **cells: str) -> int:
        """Add a copy of a line with some cells changed at the end; return the copy's number."""
        lines = self.lines(table)
        copied = list(lines[self.line(table, key) - 1])
        for column, value in cells.items():
            copied[lines[0].index(column)] = value
        self.write(table, [*lines, copied])
        return len(lines) + 1

    def drop(self, table: str, key: str) -> None:
        self.write(table, [cells for cells in self.lines(table) if cells[0] != key])

    def problems(self) -> list[TableProblem]:
        try:
            read_facts(self.folder)
        except CurationError as error:
            return list(error.problems)
        return []


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    folder = tmp_path / "curated"
    shutil.copytree(curated_folder(), folder)
    return Tables(folder)


@cache
def facts() -> Facts:
    return read_facts()


@cache
def rows(table: str) -> list[dict[str, str]]:
    header, *lines = Tables(curated_folder()).lines(table)
    return [dict(zip(header, cells, strict=True)) for cells in lines]


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


# one mistake at a time


@dataclass(frozen=True)
class Break:
    """One cell of a real table made wrong, and what the report must say."""

    table: str
    key: str
    column: str
    value: str
    says: str


BREAKS = [
    Break("claims", "S2-18", "object", "HGNC:87633", "unknown node 'HGNC:87633'. Did you mean 'HGNC:8763'"),
    Break(
        "claims",
        "S2-18",
        "subject",
        "msc:msc_exosom",
        "unknown node 'msc:msc_exosom'. Did you mean 'msc:msc_exosome'",
    ),
    Break("claims", "S2-18", "via", "HGNC:87633", "unknown node 'HGNC:87633'. Did you mean 'HGNC:8763'"),
    Break("claims", "S2-18", "predicate", "target", "unknown predicate 'target'. Did you mean 'targets'"),
    Break("claims", "S2-18", "scope", "ev", "unknown scope 'ev'. Did you mean 'EV'"),
    Break("claims", "S2-18", "modality", "assert", "unknown modality 'assert'. Did you mean 'asserted'"),
    Break(
        "claims", "S2-18", "basis", "retrieved", "unknown basis 'retrieved'. Did you mean 'retrieved source'"
    ),
    Break(
        "claims",
        "S2-18",
        "verdict",
        "unverifable",
        "unknown verdict 'unverifable'. Did you mean 'unverifiable'",
    ),
    Break(
        "claims", "S2-18", "verdict", "true", "unknown verdict 'true'. Known: misattributed, overclaimed, "
    ),
    Break("claims", "S2-18", "locator", "", "the cell is empty"),
    Break(
        "claims",
        "S3-05",
        "corrected_by",
        "",
        "judged misattributed names its correction, or 'none known'",
    ),
    Break("claims", "S3-05", "corrected_by", "S3-05-X", "unknown assertion 'S3-05-X'. Did you mean 'S3-05-X"),
    Break("claims", "S3-05", "corrected_by", "S3-05", "S3-05 names itself; name another assertion"),
    Break(
        "claims",
        "S3-05",
        "corrected_by",
        "none known|S3-05-X1",
        "'none known' cannot stand beside a correction",
    ),
    Break("claims", "S3-05", "contradicts", "S3-044", "unknown assertion 'S3-044'. Did you mean"),
    Break("claims", "S3-05", "repeats", "S3-04|S3-03", "only one assertion can stand here"),
    Break(
        "statements", "S3-05-X1", "kind", "Corection", "unknown kind 'Corection'. Did you mean 'Correction'"
    ),
    Break(
        "statements",
        "S3-05-X1",
        "verdict",
        "suported",
        "unknown verdict 'suported'. Did you mean 'supported'",
    ),
    Break("nodes", "HGNC:8763", "class", "Gen", "unknown class 'Gen'. Did you mean 'Gene'"),
    Break("nodes", "HGNC:8763", "label_en", "", "the cell is empty"),
    Break(
        "nodes",
        "HGNC:8763",
        "exact_matches",
        "NCBIgene:27250",
        "has no declared prefix. Did you mean 'NCBIGene'",
    ),
    Break("nodes", "HGNC:8763", "exact_matches", "27250", "'27250' is not a CURIE (prefix:local"),
    Break(
        "nodes",
        "HGNC:8763",
        "close_matches",
        "NCBIGene:27<250",
        "'NCBIGene:27<250' is not a CURIE (prefix:local",
    ),
    Break("nodes", "HGNC:8763", "minimum", "thirty", "'thirty' is not a number"),
    Break("references", "Sengupta2020", "pmid", "PMID32380908", "'PMID32380908' is not a PMID (digits only)"),
    Break("references", "Sengupta2020", "doi", "doi.org/10.1", "'doi.org/10.1' is not a DOI (10.…/…)"),
    Break("references", "Sengupta2020", "doi", "10.1002/a<b>", "'10.1002/a<b>' is not a DOI (10.…/…)"),
    Break("references", "Sengupta2020", "year", "20", "'20' is not a year"),
    Break(
        "references",
        "Sengupta2020",
        "kind",
        "Journal",
        "unknown kind of reference 'Journal'. Did you mean 'JournalArticle'",
    ),
    Break(
        "references",
        "Sengupta2020",
        "verification",
        "verifed",
        "unknown verification 'verifed'. Did you mean 'verified'",
    ),
    Break(
        "mechanisms",
        "C03",
        "disease",
        "MESH:D06530",
        "unknown node 'MESH:D06530'. Did you mean 'MESH:D065306'",
    ),
    Break("mechanisms", "C03", "net_sign", "negative", "unknown sign 'negative'. Known: +, -, ?."),
    Break("mechanisms", "C03", "net_sign", "+", "'+' is stated, but the steps give '-'; mend"),
    Break("mechanisms", "C03", "net_sign", "?", "'?' is stated, but the steps give '-'; mend"),
    Break("mechanisms", "C03", "disease", "HGNC:8763", "but the disease of a mechanism must be a Condition"),
    Break(
        "mechanisms", "C03", "cargo", "MONDO:0005068", "but the cargo of a mechanism must be a MaterialEntity"
    ),
    Break(
        "mechanisms", "C03", "source_cell", "HGNC:8763", "the source cell of a mechanism must be a CellType"
    ),
    Break(
        "mechanisms", "C03", "recipient_cell", "HGNC:8763", "recipient cell of a mechanism must be a CellType"
    ),
    Break("mechanisms", "C03", "species", "HGNC:8763", "the species of a mechanism must be a Species"),
    Break("mechanisms", "C03", "route", "HGNC:8763", "of a mechanism must be a AdministrationRoute"),
    Break(
        "mechanisms",
        "C03",
        "cargo_state",
        "deplete",
        "unknown cargo state 'deplete'. Did you mean 'depleted'",
    ),
    Break(
        "mechanisms",
        "C03",
        "verification",
        "title",
        "unknown verification 'title'. Did you mean 'title-verified'",
    ),
    Break("mechanisms", "C03", "related_claims", "S2-211", "unknown claim 'S2-211'. Did you mean"),
    Break("mechanism_steps", "C03-E2", "mechanism", "C05", "step C03-E2 cannot belong to C05"),
    Break("mechanism_steps", "C03-E2", "mechanism", "C033", "unknown mechanism 'C033'. Did you mean 'C"),
    Break(
        "mechanism_steps",
        "C03-E2",
        "derivation",
        "inferred",
        "unknown derivation 'inferred'. Did you mean 'inferred sign'",
    ),
    Break(
        "mechanism_steps",
        "C03-E2",
        "object",
        "MONDO:0005068",
        "MONDO:0005068 is a Disease, but the object of containsCargo must be a MaterialEntity",
    ),
    Break(
        "trials",
        "NCT04491240",
        "condition",
        "MONDO:010009",
        "unknown node 'MONDO:010009'. Did you mean 'MONDO:0100096'",
    ),
    Break(
        "trials", "NCT04491240", "condition", "HGNC:8763", "but the condition of a trial must be a Condition"
    ),
    Break(
        "trials",
        "NCT04491240",
        "route",
        "HGNC:8763",
        "but the route of a trial must be a AdministrationRoute",
    ),
    Break("trials", "NCT04491240", "condition", "|", "the cell is empty"),
    Break("trials", "NCT04491240", "included", "maybe", "unknown answer 'maybe'."),
    Break(
        "trials",
        "NCT04491240",
        "exclusion_reason",
        "too small",
        "exactly when 'included' is 'no'; mend one of the two",
    ),
    Break(
        "trials", "NCT04491240", "enrollment", "thirty", "'thirty' is not a number of people (digits only)"
    ),
    Break(
        "trials",
        "NCT04491240",
        "results_reference",
        "Xie20233",
        "unknown reference 'Xie20233'. Did you mean 'Xie2023'",
    ),
    Break(
        "evidence",
        "S3-05-X1",
        "reference",
        "Sengupta202",
        "unknown reference 'Sengupta202'. Did you mean 'Sengupta2020'",
    ),
    Break(
        "evidence",
        "S3-05-X1",
        "type",
        "ECO:000018",
        "unknown evidence type 'ECO:000018'. Did you mean 'ECO:0000",
    ),
    Break(
        "evidence", "S3-05-X1", "direction", "support", "unknown direction 'support'. Did you mean 'supports'"
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda b: f"{b.table}-{b.column}-{b.value}")
def test_a_wrong_cell_is_reported(tables: Tables, broken: Break) -> None:
    number = tables.set(broken.table, broken.key, **{broken.column: broken.value})
    problems = tables.problems()
    assert [(p.file, p.line) for p in problems] == [(f"{broken.table}.tsv", number)] * len(problems)
    assert [p.message for p in problems if p.column == broken.column and broken.says in p.message]


COPIES = [
    Break("nodes", "HGNC:8763", "id", "HGNC:8763", "duplicate of line {first}: HGNC:8763"),
    Break("nodes", "HGNC:8763", "id", "hgnc:8763", "'hgnc:8763' has no declared prefix. Did you mean 'HGNC'"),
    Break("nodes", "HGNC:8763", "id", "clinicaltrials:NCT04491240", "is a trial; it belongs in trials.tsv"),
    Break("references", "Sengupta2020", "key", "Sengupta2020", "duplicate of line {first}: Sengupta2020"),
    Break("references", "Sengupta2020", "key", "Sengupta 2020", "'Sengupta 2020' is not a reference key"),
    Break("references", "Sengupta2020", "pmid", "32380908", "duplicate of line {first}: 32380908"),
    Break("claims", "S2-18", "id", "S2-18", "duplicate of line {first}: S2-18"),
    Break("claims", "S2-18", "id", "S2_18", "'S2_18' is not a claim id such as S2-18"),
    Break("claims", "S2-18", "id", "S2-99", "S2-99 has no line in evidence.tsv; add one"),
    Break("statements", "S3-05-X1", "id", "S3-05-X1", "duplicate of line {first}: S3-05-X1"),
    Break("statements", "S3-05-X1", "id", "S3-05 X1", "'S3-05 X1' is not an id such as B-01, S3-05-X1"),
    Break("mechanisms", "C03", "id", "C03", "duplicate of line {first}: C03"),
    Break("mechanisms", "C03", "id", "X03", "'X03' is not a mechanism id such as C03"),
    Break("mechanism_steps", "C03-E2", "id", "C03-E2", "duplicate of line {first}: C03-E2"),
    Break("mechanism_steps", "C03-E2", "id", "C03-E0", "C03-E0 has no line in evidence.tsv; add one"),
    Break("trials", "NCT04491240", "nct", "NCT04491240", "duplicate of line {first}: NCT04491240"),
    Break(
        "trials",
        "NCT04491240",
        "nct",
        "NCT0449124",
        "'NCT0449124' is not an NCT number (NCT and eight digits)",
    ),
    Break("trials", "NCT04491240", "nct", "NCT00000000", "Add it to references.tsv."),
    Break("evidence", "S2-18", "direction", "supports", "duplicate of line {first}: S2-18 Article"),
    Break("evidence", "S2-18", "assertion", "S2-188", "unknown assertion 'S2-188'. Did you mean 'S2-18"),
]


@pytest.mark.parametrize("broken", COPIES, ids=lambda b: f"{b.table}-{b.column}-{b.value}")
def test_a_wrong_new_line_is_reported(tables: Tables, broken: Break) -> None:
    first = tables.line(broken.table, broken.key)
    number = tables.copy(broken.table, broken.key, **{broken.column: broken.value})
    problems = [p for p in tables.problems() if (p.file, p.line) == (f"{broken.table}.tsv", number)]
    says = broken.says.format(first=first)
    assert [p.message for p in problems if p.column == broken.column and says in p.message]


def test_a_step_that_says_the_same_again_is_a_duplicate(tables: Tables) -> None:
    first = tables.line("mechanism_steps", "C03-E2")
    number = tables.copy("mechanism_steps", "C03-E2", id="C03-E99")
    tables.copy("evidence", "C03-E2", assertion="C03-E99")
    assert [(p.file, p.line, p.column) for p in tables.problems()] == [
        ("mechanism_steps.tsv", number, "object")
    ]
    assert f"duplicate of line {first}" in tables.problems()[0].message


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "says"),
    [
        ("mechanism_steps", "C03-E4", "predicate", "positivelyRegulates", "the steps give '+' and '-'"),
        ("mechanism_steps", "C03-E4", "predicate", "affects", "the steps give '-' and '?'"),
        (
            "mechanism_steps",
            "C03-E3",
            "subject",
            "mirbase.mature:MIMAT0000078",
            "no chain of steps leads from",
        ),
        ("mechanisms", "C03", "cargo_state", "depleted", "no chain of steps leads from"),
    ],
)
def test_steps_that_do_not_give_the_net_sign_are_reported_there(
    tables: Tables, table: str, key: str, column: str, value: str, says: str
) -> None:
    tables.set(table, key, **{column: value})
    [problem] = tables.problems()
    line = tables.line("mechanisms", "C03")
    assert (problem.file, problem.line, problem.column) == ("mechanisms.tsv", line, "net_sign")
    assert says in problem.message


@pytest.mark.parametrize("changed", [{"net_sign": "-"}, {"cargo_state": "delivered"}])
def test_depleted_cargo_is_followed_from_the_vesicle(tables: Tables, changed: dict[str, str]) -> None:
    """The vesicle lacks what would hold the tumour back, so it worsens the disease."""
    depleted = facts().mechanisms["C53"]
    assert (depleted.cargo_state, depleted.net_sign) == ("depleted", "+")
    number = tables.set("mechanisms", "C53", **changed)
    assert [(p.line, p.column) for p in tables.problems()] == [(number, "net_sign")]


def test_an_assertion_without_evidence_is_reported(tables: Tables) -> None:
    tables.drop("evidence", "S2-18")
    assert tables.problems() == [
        TableProblem(
            "claims.tsv", tables.line("claims", "S2-18"), "id", "S2-18 has no line in evidence.tsv; add one"
        )
    ]


def test_every_line_of_evidence_for_an_unknown_assertion_is_reported(tables: Tables) -> None:
    numbers = [tables.copy("evidence", "S2-18", assertion="S9-99", locator=text) for text in ("a", "b")]
    assert [p.line for p in tables.problems() if "unknown assertion" in p.message] == numbers


def test_none_known_stands_for_a_missing_correction(tables: Tables) -> None:
    tables.set("claims", "S3-05", corrected_by=NONE_KNOWN)
    assert read_facts(tables.folder).assertions["S3-05"].corrected_by == (NONE_KNOWN,)


# whole files


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


# any mistake at all


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


# the shipped tables


def test_all_claims_of_the_article_are_here_with_their_verdicts() -> None:
    claims = [row["id"] for row in rows("claims")]
    sections = {"S0": 13, "S1": 34, "S2": 34, "S3": 26, "S4": 15, "S5": 87, "S6": 9, "S7": 13, "S8": 2}
    assert claims == [f"{section}-{n:02}" for section, count in sections.items() for n in range(1, count + 1)]
    assert Counter(row["verdict"] for row in rows("claims")) == {
        "supported": 179,
        "partially supported": 34,
        "overclaimed": 9,
        "unverifiable": 6,
        "misattributed": 5,
    }


def test_all_mechanisms_are_here_each_with_its_steps() -> None:
    assert sorted(facts().mechanisms) == [f"C{number:02}" for number in range(1, 93)]
    assert {row["mechanism"] for row in rows("mechanism_steps")} == set(facts().mechanisms)


def test_how_far_the_studies_behind_the_mechanisms_were_seen() -> None:
    """The first 85 are those of the first curation; the later ones all came with a study that was read."""
    states = {m.id: m.verification for m in facts().mechanisms.values()}
    first = Counter(state for name, state in states.items() if int(name[1:]) <= 85)
    assert first == {"verified": 60, "title-verified": 4, "memory": 20, "article claim only": 1}
    assert {state for name, state in states.items() if int(name[1:]) > 85} == {"verified"}


def test_a_paper_under_concern_weighs_least() -> None:
    """No step that rests on it alone is more than partially supported; its evidence has its own type."""
    doubted = {key for key, reference in facts().references.items() if reference.state}
    assert "Sha2021" in doubted
    for assertion in facts().assertions.values():
        of_doubted = {e.type for e in assertion.evidence if e.reference in doubted}
        assert of_doubted <= {"msc:paper_under_concern"}, assertion.id
        if of_doubted and all(e.reference in doubted for e in assertion.evidence):
            assert assertion.verdict == "partially supported", assertion.id


def test_a_dose_names_its_arm_by_its_study() -> None:
    for dose in facts().doses.values():
        assert dose.id.removeprefix("D-").rpartition("-")[0] == dose.study.partition(":")[2], dose.id
        assert bool(dose.amount) == bool(dose.unit), dose.id
        for other in dose.contradicts:
            assert dose.id in facts().doses[other].contradicts, dose.id
            assert facts().doses[other].study == dose.study, dose.id


def test_trials_and_false_friends() -> None:
    assert Counter(trial.included for trial in facts().trials.values()) == {True: 39, False: 5}
    assert {"NCT04491240", "NCT02138331", "NCT04388982", "NCT05060107"} <= set(facts().trials)


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a key under which numbers inside a text sort as numbers."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]


@pytest.mark.parametrize("table", TABLES)
def test_lines_stand_in_the_order_that_the_readme_says(table: str) -> None:
    lines = Tables(curated_folder()).lines(table)[1:]
    if table in ("nodes", "references"):
        assert [cells[0] for cells in lines] == sorted(cells[0] for cells in lines)
    elif table == "evidence":
        assert lines == sorted(lines, key=lambda cells: (_natural(cells[0]), cells[1:4]))
    else:
        assert lines == sorted(lines, key=lambda cells: _natural(cells[0]))


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_written_plainly(table: str) -> None:
    content = (curated_folder() / f"{table}.tsv").read_bytes()
    text = content.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert text.endswith("\n")
    assert "\r" not in text
    assert [cell for line in text.splitlines() for cell in line.split("\t") if cell != cell.strip()] == []


def test_every_disputed_claim_names_what_is_right_or_that_it_is_not_known() -> None:
    disputed = [row for row in rows("claims") if row["verdict"] not in ENDORSED]
    corrections = {row["id"] for row in rows("statements") if row["kind"] == "Correction"}
    for row in disputed:
        named = split(row["corrected_by"])
        assert named == (NONE_KNOWN,) or (named and set(named) <= corrections), row["id"]


def test_every_correction_corrects_a_claim_and_is_endorsed() -> None:
    named = {correction for row in rows("claims") for correction in split(row["corrected_by"])}
    for row in rows("statements"):
        if row["kind"] == "Correction":
            assert row["id"] in named
            assert row["verdict"] in ENDORSED


def test_pending_citations_are_leads_and_nothing_else_is() -> None:
    """What rests on memory alone points to the one stand-in document, and never refutes."""
    pending = [key for key, document in facts().references.items() if document.kind == "PendingCitation"]
    assert pending == ["citation-pending"]
    for row in rows("evidence"):
        assert (row["type"] == "msc:citation_pending") == (row["reference"] in pending), row
        assert row["type"] != "msc:citation_pending" or row["direction"] == "supports", row


def test_a_verified_mechanism_has_evidence_beyond_memory() -> None:
    for mechanism in facts().mechanisms.values():
        steps = [a for a in facts().assertions.values() if a.context.mechanism == mechanism.id]
        types = {evidence.type for step in steps for evidence in step.evidence}
        if mechanism.verification in ("verified", "title-verified"):
            assert types - {"msc:citation_pending", "ECO:0000205", "ECO:0000034"}, mechanism.id


def test_every_claim_is_evidenced_by_the_article_or_by_a_source() -> None:
    for assertion in facts().assertions.values():
        supporting = [evidence for evidence in assertion.evidence if evidence.direction == "supports"]
        assert supporting or assertion.verdict not in ENDORSED, assertion.id


def test_one_document_has_one_key() -> None:
    for column in ("pmid", "doi"):
        counts = Counter(row[column].lower() for row in rows("references") if row[column])
        assert [value for value, count in counts.items() if count > 1] == []


def test_a_reference_that_nothing_cites_says_so() -> None:
    used = {row["reference"] for row in rows("evidence")} | set(facts().trials)
    used |= {key for row in rows("trials") for key in split(row["results_reference"])}
    used |= {row["source"] for table in ("trials", "doses") for row in rows(table)}
    used |= {
        value.removeprefix("reference:")
        for row in rows("claims")
        for value in (row["subject"], row["object"])
    }
    waiting = {row["key"] for row in rows("references") if row["note"] == "No assertion cites it yet"}
    assert set(facts().references) - used == waiting


def test_english_labels_tell_the_nodes_of_a_class_apart() -> None:
    counts = Counter((node.category, node.label_en.casefold()) for node in facts().nodes.values())
    assert [label for label, count in counts.items() if count > 1] == []


def test_a_quantity_has_a_unit_and_its_ends_in_order() -> None:
    for node in facts().nodes.values():
        if node.category == "QuantityRange":
            assert node.unit, node.id
            assert float(node.minimum) <= float(node.maximum), node.id


# the dictionary of columns


def _documented() -> dict[str, dict[str, list[str]]]:
    """Return the README's tables: file, then column, then its cells (meaning, values, empty, example)."""
    text = (curated_folder() / "README.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        title = section.partition("\n")[0]
        if title.endswith(".tsv"):
            cells = [
                re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("| `")
            ]
            found[title] = {row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in cells}
    return found


def test_every_column_of_every_table_is_documented_in_order() -> None:
    actual = {f"{table}.tsv": Tables(curated_folder()).lines(table)[0] for table in TABLES}
    assert {file: list(columns) for file, columns in _documented().items()} == actual


def test_every_column_is_documented_with_meaning_values_and_example() -> None:
    for file, columns in _documented().items():
        for column, cells in columns.items():
            assert len(cells) == 4, (file, column)
            assert all(cells), (file, column)
            assert cells[2] in ("yes", "no"), (file, column)


def test_the_readme_knows_which_cells_may_be_empty(tables: Tables) -> None:
    for table in TABLES:
        lines = tables.lines(table)
        for index in range(len(lines[0])):
            lines[index + 1][index] = ""
        tables.write(table, lines)
    refused = {(p.file, p.column) for p in tables.problems() if p.message.startswith("the cell is empty")}
    needed = {
        (file, column)
        for file, columns in _documented().items()
        for column, cells in columns.items()
        if cells[2] == "no"
    }
    assert refused == needed


def test_the_readme_explains_every_word_of_the_closed_lists() -> None:
    text = (curated_folder() / "README.md").read_text(encoding="utf-8")
    closed = {
        "claims": ("scope", "modality", "verdict", "basis"),
        "statements": ("kind",),
        "mechanisms": ("cargo_state", "net_sign", "verification"),
        "mechanism_steps": ("derivation",),
        "references": ("kind", "verification", "state"),
        "evidence": ("type", "direction"),
        "trials": ("included", "enrollment_type"),
    }
    words = {row[c] for table, columns in closed.items() for row in rows(table) for c in columns if row[c]}
    assert sorted(word for word in words if f"`{word}`" not in text) == []


# against the sources


def _shared(name: str) -> Iterator[str]:
    """Return the lines of a third-party file, or skip the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is absent")
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        yield from lines


@pytest.mark.shared_data
def test_no_cited_paper_is_retracted() -> None:
    retracted = {line.strip() for line in _shared("grounding/pubmed_retractions.tsv.gz")}
    assert sorted(key for key, r in facts().references.items() if r.pmid in retracted) == []


@pytest.mark.shared_data
def test_genes_are_those_of_hgnc() -> None:
    """Each HGNC id is approved, one of its names is the symbol, and its other identifiers are HGNC's."""
    table = csv.DictReader(_shared("grounding/hgnc_entries.tsv.gz"), delimiter="\t")
    genes = {row["HGNC ID"]: row for row in table if row["Status"] == "Approved"}
    for node in facts().nodes.values():
        if not node.id.startswith("HGNC:"):
            continue
        assert node.id in genes, node.id
        gene = genes[node.id]
        names = {name.casefold() for name in (node.label_en, *node.synonyms_en)}
        assert gene["Approved symbol"].casefold() in names, (node.id, gene["Approved symbol"])
        for prefix, column in (
            ("NCBIGene", "NCBI Gene ID(supplied by NCBI)"),
            ("UniProtKB", "UniProt ID(supplied by UniProt)"),
            ("ENSEMBL", "Ensembl gene ID"),
        ):
            given = {m.partition(":")[2] for m in node.exact_matches if m.startswith(f"{prefix}:")}
            assert given <= set(re.split(r",\s*", gene[column])), (node.id, prefix)


@pytest.mark.shared_data
def test_micro_rnas_are_those_of_mirbase() -> None:
    """Each miRBase accession bears the node's name, as a human mature sequence."""
    names = {}
    for line in _shared("mirbase/aliases/aliases.txt"):
        accession, _, aliases = line.strip().partition("\t")
        names[accession] = {alias.casefold() for alias in aliases.split(";") if alias}
    for node in facts().nodes.values():
        if not node.id.startswith("mirbase.mature:"):
            continue
        known = names[node.id.partition(":")[2]]
        given = {f"hsa-{name.removeprefix('hsa-')}".casefold() for name in (node.label_en, *node.synonyms_en)}
        assert given & known, (node.id, sorted(known))
        for match in node.exact_matches:
            if match.startswith("mirbase:"):
                assert any(name.startswith("hsa-") for name in names[match.partition(":")[2]]), match
