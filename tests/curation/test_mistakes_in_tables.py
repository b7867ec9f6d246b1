"""Each mistake in the curated tables is told with its place."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from msc_graph.curation.reader import NONE_KNOWN, read_facts
from msc_graph.errors import TableProblem
from msc_graph.messages.errors import in_chinese
from tests.helpers.curated_tables import Tables, facts


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
    assert all(in_chinese(problem.message) for problem in problems)


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
    assert all(in_chinese(problem.message) for problem in problems)


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
