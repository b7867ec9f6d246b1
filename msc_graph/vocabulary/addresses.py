"""Addresses at which databases show one thing of a declared namespace.

Source: the databases' own pages; Bioregistry 0.15.6 (CC0), URI formats of the namespaces and their providers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote

_FIRST = r"\?(?:[^#]*[&;])?"
"""Begins what an address asks for; other parameters may stand before the one that names the thing."""

_CURIE = r"([A-Za-z][A-Za-z.]*)(?:[:_]|%3A)(\w+)/?"

_TRIAL = r"(?:ct2/)?(?:(?:show|study)/)+(?:results/)?(NCT\d{8})/?"

_PAGES: Mapping[str, Mapping[str, str]] = {
    "ncbi.nlm.nih.gov": {
        r"gene/(\d+)/?": "NCBIGene",
        rf"(?i:Taxonomy/Browser/wwwtax\.cgi){_FIRST}id=(\d+)": "NCBITaxon",
        r"(?:datasets/)?(?i:taxonomy)/(\d+)/?": "NCBITaxon",
        r"pubmed/(\d+)/?": "PMID",
        r"(?:labs/)?pmc/articles/(PMC\d+)/?": "PMC",
        r"omim/(\d+)/?": "OMIM",
    },
    "pubmed.ncbi.nlm.nih.gov": {r"(\d+)/?": "PMID"},
    "pmc.ncbi.nlm.nih.gov": {r"articles/(PMC\d+)/?": "PMC"},
    "europepmc.org": {r"articles/(PMC\d+)/?": "PMC", r"(?:article|abstract)/(?i:med)/(\d+)/?": "PMID"},
    "rdf.ncbi.nlm.nih.gov": {r"pubmed/(\d+)": "PMID", r"pubchem/compound/CID(\d+)": "PUBCHEM.COMPOUND"},
    "pubchem.ncbi.nlm.nih.gov": {
        r"compound/(\d+)/?": "PUBCHEM.COMPOUND",
        rf"summary/summary\.cgi{_FIRST}cid=(\d+)": "PUBCHEM.COMPOUND",
    },
    "meshb.nlm.nih.gov": {rf"(?:#/)?record/ui{_FIRST}ui=([A-Z]\d+)": "MESH"},
    "meshb-prev.nlm.nih.gov": {rf"(?:#/)?record/ui{_FIRST}ui=([A-Z]\d+)": "MESH"},
    "uts.nlm.nih.gov": {r"uts/umls/concept/(C\d+)/?": "UMLS"},
    "linkedlifedata.com": {r"resource/umls/id/(C\d+)": "UMLS"},
    "dx.doi.org": {r"(10\..+)": "DOI"},
    "clinicaltrials.gov": {_TRIAL: "clinicaltrials"},
    "classic.clinicaltrials.gov": {_TRIAL: "clinicaltrials"},
    "rest.uniprot.org": {r"uniprotkb/(\w+(?:-\d+)?)(?:\.[a-z]+)?": "UniProtKB"},
    "uniprot.org": {
        r"(?:uniprotkb|uniprot)/(\w+(?:-\d+)?)(?:/entry|\.[a-z]+)?/?": "UniProtKB",
        r"taxonomy/(\d+)/?": "NCBITaxon",
    },
    "purl.uniprot.org": {
        r"taxonomy/(\d+)": "NCBITaxon",
        r"(?:citations|pubmed)/(\d+)": "PMID",
    },
    "genenames.org": {
        r"data/gene-symbol-report/#!/hgnc_id/(?:HGNC:)?(\d+)": "HGNC",
        rf"cgi-bin/gene_symbol_report{_FIRST}hgnc_id=(?:HGNC:)?(\d+)": "HGNC",
        rf"data/hgnc_data\.php{_FIRST}hgnc_id=(?:HGNC:)?(\d+)": "HGNC",
    },
    "ensembl.org": {
        r"id/(ENS[\w.]+)": "ENSEMBL",
        rf"\w+/(?:Gene|Transcript)/\w+{_FIRST}[gt]=(ENS[\w.]+)": "ENSEMBL",
    },
    "informatics.jax.org": {
        r"(?:accession|marker)/(?:MGI:)?(\d+)": "MGI",
        rf"searches/accession_report\.cgi{_FIRST}id=(?:MGI|mgi):(\d+)": "MGI",
        rf"vocab/\w+/{_CURIE}": "",
    },
    "rgd.mcw.edu": {rf"rgdweb/report/gene/main\.html{_FIRST}id=(\d+)": "RGD"},
    "flybase.org": {r"reports/(FB[a-z]{2}\d{7})(?:\.html)?/?": "FB"},
    "zfin.org": {r"(ZDB-[A-Z]+-\d+-\d+)": "ZFIN"},
    "yeastgenome.org": {r"locus/(S\d{9})(?:/overview)?/?": "SGD"},
    "wormbase.org": {r"species/c_elegans/gene/(WBGene\d{8})": "WB"},
    "alliancegenome.org": {rf"gene/{_CURIE}": ""},
    "mirbase.org": {
        r"mature/(MIMAT\d+)/?": "mirbase.mature",
        rf"cgi-bin/mature\.pl{_FIRST}mature_acc=(MIMAT\d+)": "mirbase.mature",
        r"hairpin/(MI\d+)/?": "mirbase",
        rf"cgi-bin/mirna_entry\.pl{_FIRST}(?:acc|id)=(MI(?:MAT)?\d+)": "mirbase",
    },
    "omim.org": {r"(?:entry/|MIM:|OMIM:)(\d+)": "OMIM", r"(?:phenotypicSeries/|MIM:)PS(\d+)": "OMIMPS"},
    "mirror.omim.org": {r"entry/(\d+)": "OMIM"},
    "orpha.net": {rf"[^#?]*{_FIRST}Expert=(\d+)": "ORPHA", r"[a-z]{2}/disease/detail/(\d+)": "ORPHA"},
    "ebi.ac.uk": {
        rf"chebi/(?:searchId\.do{_FIRST}chebiId=)?{_CURIE}": "",
        rf"chebi/searchId\.do{_FIRST}chebiId=(\d+)": "CHEBI",
        r"chembl/(?:compound/inspect|compound_report_card|explore/compound)/(CHEMBL\d+)/?": "CHEMBL.COMPOUND",
        r"ena/(?:browser|data)/view/Taxon:(\d+)": "NCBITaxon",
        rf"QuickGO/(?:term/|GTerm{_FIRST}id=){_CURIE}": "",
        rf"ols4?/ontologies/\w+/terms{_FIRST}(?:obo_id|short_form)={_CURIE}": "",
    },
    "go.drugbank.com": {r"drugs/(DB\d+)": "DRUGBANK"},
    "drugbank.ca": {r"drugs/(DB\d+)": "DRUGBANK"},
    "reactome.org": {r"(?:content/detail|PathwayBrowser/#)/(R-[A-Z]{3}-\d+)": "REACT"},
    "wikipathways.org": {r"(?:pathways/|index\.php/Pathway:|instance/)(WP\d+)(?:\.html)?": "WIKIPATHWAYS"},
    "new.wikipathways.org": {r"pathways/(WP\d+)(?:\.html)?": "WIKIPATHWAYS"},
    "ncit.nci.nih.gov": {rf"ncitbrowser/ConceptReport\.jsp{_FIRST}code=(C\d+)": "NCIT"},
    "ncicb.nci.nih.gov": {r"xml/owl/EVS/Thesaurus\.owl#(C\d+)": "NCIT"},
    "evsexplore.semantics.cancer.gov": {
        r"evsexplore/concept/ncit/(C\d+)": "NCIT",
        r"evsexplore/concept/ncim/(C\d+)": "UMLS",
    },
    "amigo.geneontology.org": {
        rf"amigo/term/{_CURIE}": "",
        rf"cgi-bin/amigo/term-details\.cgi{_FIRST}term={_CURIE}": "",
    },
    "geneontology.org": {r"GO:(\d{7})": "GO"},
    "evidenceontology.org": {rf"browse/#{_CURIE}": ""},
    "hpo.jax.org": {rf"(?:app/)?browse/(?:term|disease|gene)/{_CURIE}": ""},
    "monarchinitiative.org": {rf"(?:\w+/)?{_CURIE}": ""},
    "disease-ontology.org": {rf"(?:term/|\?id=){_CURIE}": ""},
    "proconsortium.org": {rf"app/entry/{_CURIE}": ""},
    "purl.org": {rf"obo/owl/\w+#{_CURIE}": ""},
    "purl.bioontology.org": {
        rf"ontology/\w+/{_CURIE}": "",
        r"ontology/MESH/([A-Z]\d+)": "MESH",
        r"ontology/NCBITAXON/(\d+)": "NCBITaxon",
    },
}
"""What stands behind each host, without ``www.``, and the prefix of the number in it; "": it is said too."""

_BEHIND = "(?:[&;#].*)?"
"""What else an address may ask for, or a place on the page."""

_TERM = re.compile(
    r"https?://(?:www\.)?ebi\.ac\.uk/ols4?/ontologies/\w+/(?:classes|terms)[/?](?:iri=)?(http.+)"
)
"""A page of the Ontology Lookup Service, of which the end is the encoded IRI of a term."""


@cache
def _of_host(host: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of a host of `_PAGES`, each with its prefix."""
    return tuple((re.compile(f"{rest}{_BEHIND}"), prefix) for rest, prefix in _PAGES[host].items())


def shown_at(iri: str) -> Iterator[tuple[str, str]]:
    """Yield what a page with this address may show: a prefix, and what is behind it; mostly nothing.

    >>> [*shown_at("https://www.mirbase.org/cgi-bin/mature.pl?mature_acc=MIMAT0000076")]
    [('mirbase.mature', 'MIMAT0000076')]
    >>> [*shown_at("https://hpo.jax.org/browse/term/HP:0000819")], [*shown_at("http://example.org/a")]
    ([('HP', '0000819')], [])
    """
    host, _, rest = iri.partition("://")[2].partition("/")
    host = "ensembl.org" if host.endswith(".ensembl.org") else host.removeprefix("www.")
    for pattern, prefix in _of_host(host) if host in _PAGES else ():
        found = pattern.fullmatch(rest) or pattern.fullmatch(re.split("[?#]", rest, maxsplit=1)[0])
        if found is not None:
            yield (prefix, found[1]) if prefix else (found[1], found[2])


def looked_up(iri: str) -> str:
    """Return the IRI of the term that a page of the Ontology Lookup Service shows; "" for other pages.

    >>> looked_up("https://www.ebi.ac.uk/ols4/ontologies/go/terms?iri=http%3A%2F%2Fpurl.obolibrary.org%2Fobo%2FGO_1")
    'http://purl.obolibrary.org/obo/GO_1'
    """
    found = _TERM.fullmatch(iri)
    return unquote(unquote(found[1])) if found else ""
