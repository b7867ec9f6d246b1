"""Identifiers told from other texts, and papers written in one way however a source spells them."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.messages.imports import EventKind
from msc_graph.sources.identifiers import CURIE, identifiers_of, with_references
from tests.helpers.reading import events, reading

SICI = "10.1175/1520-0477(1998)079<0061:x>2.0.co;2"


def ids(text: str, *, numbers: bool = False) -> list[str]:
    return identifiers_of(pl.Series([text]), numbers=numbers)["reference"].to_list()


@pytest.mark.parametrize(
    ("paper", "spellings"),
    [
        (
            "PMID:12",
            "PMID:12;pmid: 12;PubMed:12;PMID:0012;https://pubmed.ncbi.nlm.nih.gov/12/"
            ";http://www.ncbi.nlm.nih.gov/pubmed/12;https://pubmed.ncbi.nlm.nih.gov/12/?from=x#y"
            ";https://identifiers.org/pubmed:12;http://identifiers.org/pubmed/12;urn:miriam:pubmed:12"
            ";PMID:https://pubmed.ncbi.nlm.nih.gov/12;https://europepmc.org/article/MED/12",
        ),
        (
            "DOI:10.1000/a(b)",
            "10.1000/A(B);doi:10.1000/a(b);DOI: 10.1000/a(b);https://doi.org/10.1000/a(b)"
            ";http://dx.doi.org/10.1000/A%28b%29;DOI:https://doi.org/10.1000/a(b)"
            ";https://identifiers.org/doi:10.1000/a(b);https://doi.org/doi:10.1000/a(b)",
        ),
        (
            "PMC:PMC12",
            "PMC12;PMC:12;pmcid:PMC12;https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/#s1"
            ";https://pmc.ncbi.nlm.nih.gov/articles/PMC12/",
        ),
    ],
)
def test_a_paper_is_written_in_one_way(paper: str, spellings: str) -> None:
    assert {text: ids(text) for text in spellings.split(";")} == {
        text: [paper] for text in spellings.split(";")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMID:1; a book", ["PMID:1"]),
        ("18320040;Other;30197023", ["PMID:18320040", "PMID:30197023"]),
        ("PMID:7|NBK1234|PMC12", ["PMID:7", "PMC:PMC12"]),
        ("18320040;999999999999", ["PMID:18320040"]),
        ("10.1000/a,b;junk", ["DOI:10.1000/a,b;junk"]),
        ("PMID:12,345,678|junk", []),
        ("18320040; see page 12", []),
        ("7;Other", []),
    ],
)
def test_good_references_stay_where_others_of_the_list_are_none(text: str, expected: list[str]) -> None:
    assert identifiers_of(pl.Series([text]), numbers=True)["reference"].to_list() == expected


@pytest.mark.parametrize(
    "text",
    [
        "PMID:10.1000/x",
        "PMID:",
        "PMID:0",
        "DOI:x",
        "pmc:x",
        "12",
        "a book",
        "12; 13 books",
        "1,234,567",
        "12,345,678;x",
        "",
        "a:b c",
    ],
)
def test_what_is_no_identifier_gives_none(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PMID:1, PMID:2", ["PMID:1", "PMID:2"]),
        ("PMID:1|10.1000/x; PMID:1", ["PMID:1", "DOI:10.1000/x"]),
        ("10.1000/a;10.1000/b", ["DOI:10.1000/a", "DOI:10.1000/b"]),
        ("10.1000/a,b; PMID:2", ["DOI:10.1000/a,b", "PMID:2"]),
        (SICI, [f"DOI:{SICI}"]),
        ("https://x.org/?a=1,2;b:c", ["https://x.org/?a=1,2;b:c"]),
        ("a:b;c:d", ["a:b", "c:d"]),
        ("1;2", ["PMID:1", "PMID:2"]),
        ("PMID:1;", ["PMID:1"]),
        (";", []),
    ],
)
def test_a_text_is_cut_only_where_every_part_is_an_identifier(text: str, found: list[str]) -> None:
    """The number behind the last separator of a DOI of 1998 is its own, not PubMed's."""
    assert ids(text, numbers=True) == found


@given(st.lists(st.text(st.sampled_from("PMID:10./ab|;, "), max_size=12), max_size=5))
def test_what_is_found_is_an_identifier_and_stays_as_it_is(texts: list[str]) -> None:
    found = identifiers_of(pl.Series(texts, dtype=pl.String), numbers=True)["reference"]
    assert found.str.contains(r"^[A-Za-z_][A-Za-z0-9_.-]*:\S+$").all()
    for name in found:
        assert name in ids(name)


def test_rows_keep_their_order_and_what_is_unread() -> None:
    frame = pl.DataFrame({"n": [1, 2, 3, 4], "reference": ["a book", "PMID:2,PMID:1", None, "PMID:2"]})
    context = reading()
    rows = with_references(frame, "reference", context).select("n", "reference", "unread").rows()
    assert rows == [
        (1, None, "a book"),
        (2, "PMID:2", None),
        (2, "PMID:1", None),
        (3, None, None),
        (4, "PMID:2", None),
    ]
    assert events(context) == {EventKind.REFERENCE_AS_LOCATOR: 1}


@pytest.mark.parametrize("sign", list(' \t\u00a0|<>"{}^`\\'))
def test_no_identifier_holds_what_an_iri_may_not(sign: str) -> None:
    texts = pl.Series([f"HGNC:1{sign}2", f"HGNC:{sign}1", f"HGNC:1{sign}", "HGNC:1"])
    assert texts.str.contains(CURIE).to_list() == [False, False, False, True]
