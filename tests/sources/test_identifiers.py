"""Identifiers told from other texts, and papers written in one way however a source spells them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.errors import BadRow
from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Reading
from msc_graph.sources.identifiers import CURIE, compact, identifiers_of, with_identifiers, with_references
from msc_graph.sources.readers.text_files import LINE, TEXT
from msc_graph.vocabulary.spellings import tidy
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
            ";PMID:https://pubmed.ncbi.nlm.nih.gov/12;https://europepmc.org/article/MED/12"
            ";PMID12;pmid 12;PubMed ID: 12;PMID:PMID:12"
            ";https://pubmed.ncbi.nlm.nih.gov/12.;https://pubmed.ncbi.nlm.nih.gov/?term=12[pmid]"
            ";https://www.ncbi.nlm.nih.gov/pubmed/?term=12;http://rdf.ncbi.nlm.nih.gov/pubmed/12"
            ";https://bioregistry.io/pubmed:12;http://bio2rdf.org/pubmed:12;info:pmid/12;(PMID: 12)"
            ";PMIDs:12;PubMed_ID:12;medline:12;PMID_12;PMID=12;PMID:12.0;PMID:12.;ＰＭＩＤ：１２",
        ),
        (
            "DOI:10.1000/a(b)",
            "10.1000/A(B);doi:10.1000/a(b);DOI: 10.1000/a(b);https://doi.org/10.1000/a(b)"
            ";http://dx.doi.org/10.1000/A%28b%29;DOI:https://doi.org/10.1000/a(b)"
            ";https://identifiers.org/doi:10.1000/a(b);https://doi.org/doi:10.1000/a(b)"
            ";info:doi/10.1000/a(b);urn:doi:10.1000/a(b);10.1000/a(b).;10.1000/a(b));(10.1000/a(b)).",
        ),
        (
            "PMC:PMC12",
            "PMC12;PMC:12;pmcid:PMC12;https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/#s1"
            ";https://pmc.ncbi.nlm.nih.gov/articles/PMC12/;https://europepmc.org/articles/PMC12."
            ";https://www.ncbi.nlm.nih.gov/labs/pmc/articles/PMC12/",
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
        ("PMID: 18320040 (2013), 22772368 (Smith)", ["PMID:18320040", "PMID:22772368"]),
        ("PMID:7|NBK1234|PMC12", ["PMID:7", "PMC:PMC12"]),
        ("18320040;999999999999", ["PMID:18320040"]),
        ("10.1000/a,b;junk", ["DOI:10.1000/a,b"]),
        (f"{SICI}|n/a", [f"DOI:{SICI}"]),
        ("10.1000/a;unpublished;18320040", ["DOI:10.1000/a", "PMID:18320040"]),
        ("https://doi.org/10.1000/a,n/a|18320040", ["DOI:10.1000/a", "PMID:18320040"]),
        ("https://pubmed.ncbi.nlm.nih.gov/12/|n/a", ["PMID:12"]),
        ("PMID:12,345,678|junk", []),
        ("18320040; see page 12", []),
        ("7;Other", []),
        ("PMID:12345678,2", ["PMID:12345678"]),
        ("10.1000/x; 2019", ["DOI:10.1000/x"]),
        ("https://pubmed.ncbi.nlm.nih.gov/12/; 3", ["PMID:12"]),
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
        (f"{SICI};18320040", [f"DOI:{SICI}", "PMID:18320040"]),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), [f"DOI:{SICI}"]),
        ("10.1000/a|18320040", ["DOI:10.1000/a", "PMID:18320040"]),
        ("10.1000/a,18320040", ["DOI:10.1000/a", "PMID:18320040"]),
        ("https://pubmed.ncbi.nlm.nih.gov/18320040;19836969", ["PMID:18320040", "PMID:19836969"]),
        ("[10.1000/a,10.1000/b]", ["DOI:10.1000/a", "DOI:10.1000/b"]),
        ("https://x.org/?a=1,2;b:c", ["https://x.org/?a=1,2;b:c"]),
        ("a:b;c:d", ["a:b", "c:d"]),
        ("1;2", ["PMID:1", "PMID:2"]),
        ("12; PMID:13", ["PMID:12", "PMID:13"]),
        ("https://pubmed.ncbi.nlm.nih.gov/1/ https://pubmed.ncbi.nlm.nih.gov/2/", ["PMID:1", "PMID:2"]),
        ("PMID:1 PMID:2\nPMC3", ["PMID:1", "PMID:2", "PMC:PMC3"]),
        ("10.1000/a 10.1000/b", ["DOI:10.1000/a", "DOI:10.1000/b"]),
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


def identified(*texts: str, keep_going: bool = False) -> tuple[list[str], Reading]:
    """Return what a column of identifiers becomes."""
    context = reading(keep_going=keep_going)
    frame = pl.DataFrame({"id": texts, LINE: range(1, len(texts) + 1), TEXT: texts})
    return with_identifiers(frame, ("id",), context, Path("x.tsv"))["id"].to_list(), context


@pytest.mark.parametrize("place", [0, 2, 6, 9])
@pytest.mark.parametrize("mark", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200d", "\u202e",
    "\ufe0f", "\u3164", "\u034f", "\u115f"])  # fmt: skip
def test_a_mark_that_nobody_sees_makes_no_other_identifier(mark: str, place: int) -> None:
    found, context = identified("HGNC:8763"[:place] + mark + "HGNC:8763"[place:], "HGNC:8763")
    assert found == ["HGNC:8763", "HGNC:8763"]
    assert events(context) == {EventKind.UNSEEN_MARKS: 1}
    assert ids(f"PMID:1{mark}2") == ids(f"{mark}PMID: 12") == ["PMID:12"]


def test_joiners_stay_in_the_words_that_need_them() -> None:
    words = "http://e.org/\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert identified(words, f"{words}\u200b")[0] == [words, words]


@pytest.mark.parametrize("text", ["HGNC：8763", "ＨＧＮＣ:８７６３", "hgnc_id:8763",
    "HGNC:HGNC_8763", "HGNC:08763",
    "https://identifiers.org/hgnc%3A8763", "http://www.identifiers.org/hgnc:8763/",
    "https://identifiers.org/HGNC/8763?resource=x", "https://bioregistry.io/hgnc:8763#a",
    "HGNC:8763.0"])  # fmt: skip
def test_one_thing_has_one_identifier_however_it_is_spelled(text: str) -> None:
    assert identified(text)[0] == ["HGNC:8763"]


SHOWN = {
    "NCBITaxon:9606": "www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=9606 "
    "www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?mode=Info&id=9606&lvl=3&lin=f "
    "www.ncbi.nlm.nih.gov/taxonomy/9606 www.ncbi.nlm.nih.gov/datasets/taxonomy/9606/ "
    "purl.uniprot.org/taxonomy/9606 www.uniprot.org/taxonomy/9606 identifiers.org/taxonomy/9606 "
    "www.ebi.ac.uk/ena/browser/view/Taxon:9606 purl.bioontology.org/ontology/NCBITAXON/9606",
    "mirbase.mature:MIMAT0000076": "www.mirbase.org/cgi-bin/mature.pl?mature_acc=MIMAT0000076 "
    "mirbase.org/mature/MIMAT0000076 mirbase.org/cgi-bin/mirna_entry.pl?acc=MIMAT0000076",
    "mirbase:MI0000077": "www.mirbase.org/cgi-bin/mirna_entry.pl?acc=MI0000077 mirbase.org/hairpin/MI0000077",
    "CHEBI:15377": "www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:15377 www.ebi.ac.uk/chebi/CHEBI:15377 "
    "www.ebi.ac.uk/chebi/searchId.do?chebiId=15377 www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI%3A15377",
    "clinicaltrials:NCT04491240": "clinicaltrials.gov/ct2/show/NCT04491240 "
    "clinicaltrials.gov/show/NCT04491240 www.clinicaltrials.gov/study/NCT04491240?term=exosome&rank=1",
    "HP:0000819": "hpo.jax.org/browse/term/HP:0000819 hpo.jax.org/app/browse/term/HP:0000819",
    "MESH:D003922": "id.nlm.nih.gov/mesh/D003922.html meshb.nlm.nih.gov/#/record/ui?ui=D003922 "
    "meshb.nlm.nih.gov/record/ui?ui=D003922 purl.bioontology.org/ontology/MESH/D003922 "
    "purl.obolibrary.org/obo/MESH_D003922",
    "GO:0006915": "amigo.geneontology.org/amigo/term/GO:0006915 www.ebi.ac.uk/QuickGO/term/GO:0006915 "
    "www.ebi.ac.uk/QuickGO/GTerm?id=GO:0006915 purl.org/obo/owl/GO#GO_0006915 "
    "identifiers.org/obo.go/GO:0006915 "
    "www.ebi.ac.uk/ols4/ontologies/go/terms?obo_id=GO:0006915 "
    "www.informatics.jax.org/vocab/gene_ontology/GO:0006915 "
    "www.ebi.ac.uk/ols4/ontologies/go/classes/http%253A%252F%252Fpurl.obolibrary.org%252Fobo%252FGO_0006915",
    "HGNC:9588": "www.genenames.org/cgi-bin/gene_symbol_report?hgnc_id=HGNC:9588 "
    "www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:9588",
    "ENSEMBL:ENSG00000171862": "asia.ensembl.org/id/ENSG00000171862.11 "
    "www.ensembl.org/Homo_sapiens/Gene/Summary?db=core;g=ENSG00000171862;r=10:1-2",
    "ORPHA:98473": "www.orpha.net/en/disease/detail/98473 "
    "www.orpha.net/consor/cgi-bin/OC_Exp.php?Lng=en&Expert=98473",
    "OMIMPS:107970": "www.omim.org/phenotypicSeries/PS107970 omim.org/MIM:PS107970",
    "PUBCHEM.COMPOUND:2244": "pubchem.ncbi.nlm.nih.gov/compound/2244 "
    "rdf.ncbi.nlm.nih.gov/pubchem/compound/CID2244",
    "CHEMBL.COMPOUND:CHEMBL25": "www.ebi.ac.uk/chembl/compound_report_card/CHEMBL25/ "
    "www.ebi.ac.uk/chembl/explore/compound/CHEMBL25",
    "DRUGBANK:DB00945": "go.drugbank.com/drugs/DB00945 www.drugbank.ca/drugs/DB00945",
    "REACT:R-HSA-109581": "reactome.org/content/detail/R-HSA-109581 "
    "reactome.org/PathwayBrowser/#/R-HSA-109581",
    "PMID:18320040": "pubmed.ncbi.nlm.nih.gov/18320040/ www.ncbi.nlm.nih.gov/pubmed/18320040?dopt=Abstract",
    "DOI:10.1000/x": "dx.doi.org/10.1000/x doi.org/10.1000/x",
    "EFO:0000400": "purl.obolibrary.org/obo/EFO_0000400 www.ebi.ac.uk/efo/EFO_0000400",
}
"""Addresses of things, without their scheme. Source: Bioregistry 0.15.6; the databases' pages."""


@pytest.mark.parametrize("meant", SHOWN)
def test_the_address_of_a_databases_page_is_the_thing_that_it_shows(meant: str) -> None:
    pages = [f"{scheme}://{page}" for page in SHOWN[meant].split() for scheme in ("http", "https")]
    assert {page: tidy(page) for page in pages} == dict.fromkeys(pages, meant)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("obo:GO_0006915", "GO:0006915"),
        ("OBO:CHEBI_15377", "CHEBI:15377"),
        ("obo:Orphanet_586", "ORPHA:586"),
        ("obo:NOPE_1", "obo:NOPE_1"),
        ("HPO:0000819", "HP:0000819"),
        ("SwissProt:P60484", "UniProtKB:P60484"),
        ("obo.go:GO:0006915", "GO:0006915"),
    ],
)
def test_a_prefix_is_that_of_its_database_however_it_is_called(name: str, meant: str) -> None:
    assert identified(name)[0] == [meant]


@pytest.mark.parametrize(
    "address",
    [
        *(
            "https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=9606,10090",
            "https://www.ebi.ac.uk/chebi/",
        ),
        *(
            "https://www.mirbase.org/cgi-bin/mirna_entry.pl?acc=hsa-mir-21",
            "https://hpo.jax.org/browse/term/X:1",
        ),
        *("https://www.ncbi.nlm.nih.gov/pubmed?term=exosome", "http://purl.obolibrary.org/obo/go#is_a"),
        *(
            "https://www.ebi.ac.uk/ols4/ontologies/x/classes/http%253A%252F%252Fe.org%252Fa",
            "http://mirbase.org",
        ),
        *(
            "https://evil.org/?www.mirbase.org/mature/MIMAT0000076",
            "https://clinicaltrials.gov/search?term=NCT1",
        ),
    ],
)
def test_an_address_that_shows_no_one_thing_stays_what_it_is(address: str) -> None:
    assert tidy(address) == address


def test_zeros_that_a_spreadsheet_drops_and_capitals_come_back() -> None:
    spelled = [
        "go:6915",
        "mesh:d003922",
        "UniProtKB:q53el6",
        "umls:c0011854",
        "MONDO:5147",
        "GO:7",
        "NCBIGene:5594.0",
        "OMIM:#219700",
        "taxid:9606.0",
        "https://www.ncbi.nlm.nih.gov/gene/5594?report=full",
        "https://www.uniprot.org/uniprotkb/P04637/entry#function",
        "mirbase:hsa-miR-21-5p",
    ]
    assert [tidy(name) for name in spelled] == [
        "GO:0006915", "MESH:D003922", "UniProtKB:Q53EL6", "UMLS:C0011854", "MONDO:0005147", "GO:7",
        "NCBIGene:5594", "OMIM:219700", "NCBITaxon:9606", "NCBIGene:5594", "UniProtKB:P04637",
        "mirbase:hsa-miR-21-5p",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["ENSEMBL:FBgn0000008", "ENSEMBL:WBGene00000001", "mirbase:hsa-mir-21"])
def test_small_letters_stay_where_a_database_has_them(name: str) -> None:
    assert tidy(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "X:1;X:3",
        "X:1,X:3",
        "HGNC:1; MESH:D1",
        "hgnc:1,HGNC:2,",
        "HGNC:1\x852",
        "NCBIGene:5594;7157",
        "NCBIGene:5,594",
        "http://e.org/a,http://e.org/b",
    ],
)
def test_several_identifiers_in_a_cell_are_not_one(text: str) -> None:
    with pytest.raises(BadRow):
        identified(text)
    found, context = identified(text, "X:1", keep_going=True)
    assert (found, len(context.report.bad_rows)) == (["X:1"], 1)


@pytest.mark.parametrize(
    "text", ["X:a,b", "InChI:1S/C2H6O/c1-2-3/h3H,2H2,1H3", "http://e.org/a,b:c", "X:a;Y:b"]
)
def test_a_comma_may_stand_in_an_identifier(text: str) -> None:
    assert identified(text)[0] == [text]


@pytest.mark.parametrize(
    "text", ["NCBIGene:nan", "hgnc:None", "HGNC:NA", "MONDO:null", "entrez:-", "OMIM:#N/A"]
)
def test_a_missing_number_behind_a_prefix_is_no_thing(text: str) -> None:
    """One that a program wrote for each missing number would join what has nothing to do with each other."""
    with pytest.raises(BadRow, match="nothing behind its prefix"):
        identified(text)
    assert identified("FBgn:nan")[0] == ["FBgn:nan"]


def test_a_long_list_of_papers_is_not_repeated_for_each(tmp_path: Path) -> None:
    papers = [f"PMID:{number}" for number in range(10_000_000, 10_002_000)]
    frame = pl.DataFrame({"cell": ["|".join(papers)]})
    rows = with_references(frame, "cell", reading())
    assert rows["reference"].to_list() == papers
    assert rows.estimated_size() < 1_000_000


PREFIXES = st.sampled_from(
    [
        "HGNC",
        "hgnc",
        "NCBIGene",
        "GO",
        "OMIM",
        "mirbase",
        "ORPHA",
        "ENSEMBL",
        "UniProtKB",
        "MESH",
        "obo",
        "mylab",
    ]
    + ["obo.GO", "http", "https", "ＨＧＮＣ", "", "PMID", "msc"]
)
LOCALS = st.sampled_from(
    [
        "1",
        "01",
        "6915",
        "0006915",
        "C0000001",
        "c0000001",
        "PTEN",
        "MIMAT0000076",
        "MI0000077",
        "PS123",
        "HGNC:1",
    ]
    + ["Orphanet_586", "Q53EL6-1", "ENSG00000171862.11", "1.0", "//x.y/z", "８７", "D003922.html", "x\n1", ""]
) | st.text(max_size=6)


@given(st.lists(st.tuples(PREFIXES, LOCALS)))
def test_many_identifiers_at_once_are_written_as_each_alone(pairs: list[tuple[str, str]]) -> None:
    ids = [f"{prefix}:{local}" for prefix, local in pairs]
    assert compact(pl.Series(ids, dtype=pl.String)).to_list() == list(map(tidy, ids))


@pytest.mark.parametrize("mark", ["|", ";", ",", " ; "])
@pytest.mark.parametrize("paper", ["PMID:{}", "{}"])
def test_lists_of_papers_as_most_files_have_them_are_read_as_all_others(mark: str, paper: str) -> None:
    """A wide letter makes a list one that is looked at more closely."""
    usual = mark.join(paper.format(number) for number in (23456, 12345678, 23456))
    texts = pl.Series([usual, usual.replace("23456", "２３４５６")])
    for numbers in (True, False):
        found = identifiers_of(texts, numbers=numbers)
        of = [found.filter(text=text)["reference"].to_list() for text in texts]
        assert of[0] == of[1] == (["PMID:23456", "PMID:12345678"] if numbers or "PMID" in paper else [])
