"""The shipped tables: sound, documented, and true to their sources."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from msc_graph.curation.reader import NONE_KNOWN, curated_folder
from msc_graph.curation.tables import split
from msc_graph.messages.values import text_in, translations
from msc_graph.system.packaged import locate
from tests.helpers.curated_tables import TABLES, Tables, facts

SHARED = Path(__file__).parents[3] / "shared" / "data"


ENDORSED = {"supported", "partially supported"}


@cache
def rows(table: str) -> list[dict[str, str]]:
    header, *lines = Tables(curated_folder()).lines(table)
    return [dict(zip(header, cells, strict=True)) for cells in lines]


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


IN_CHINESE = {
    "nodes": ("definition", "note", "unit"),
    "references": ("note", "state"),
    "claims": ("qualifier", "tags", "locator"),
    "statements": ("qualifier",),
    "mechanisms": ("priming", "note"),
    "trials": (
        *("exclusion_reason", "condition_as_registered", "country", "intervention", "primary_outcome"),
        *("start", "completion", "results_summary"),
    ),
    "doses": ("unit", "locator", "note", "period", "duration_unit"),
    "evidence": ("locator", "note"),
}
"""The columns whose English texts ``ontology/translations.tsv`` has in Chinese, every one."""
SEVERAL = {"tags", "condition_as_registered", "country", "intervention", "primary_outcome"}
CLOSED = {"EV", "EVs", "MSC"}
"""Units that are letters of other things too: they stand among the closed lists."""


def texts_of(table: str, column: str) -> set[str]:
    """Return the texts of a column that hold a word."""
    cells = (row[column] for row in rows(table))
    texts = {text.strip() for cell in cells for text in (cell.split("|") if column in SEVERAL else [cell])}
    return {text for text in texts if re.search(r"[A-Za-z]{2}", text)}


def test_every_text_that_people_read_is_in_chinese_too() -> None:
    texts = set().union(*(texts_of(table, column) for table, names in IN_CHINESE.items() for column in names))
    assert {text for text in texts - CLOSED if text_in(text, "zh") == text} == set()
    assert [row["id"] for row in rows("claims") if not row["rationale_zh"]] == []
    assert [row["id"] for row in rows("statements") if not row["rationale_zh"]] == []


def test_every_translation_is_of_a_text_of_the_tables_and_in_order() -> None:
    texts = set().union(*(texts_of(table, column) for table, names in IN_CHINESE.items() for column in names))
    assert [text for text in translations() if text not in texts] == []
    lines = locate("ontology/translations.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "text\tchinese"
    assert lines[1:] == sorted(lines[1:])
    assert len(translations()) == len(lines) - 1
