"""The spellings of identifiers that people and databases use, and the one that the graph uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote

from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.unseen import narrow

RESOLVER = r"https?://(?:www\.)?"
REGISTRIES = rf"{RESOLVER}(?:identifiers\.org|bioregistry\.io|n2t\.net|bio2rdf\.org)/"
"""Registries of identifiers, in whose addresses a prefix stands and what is behind it."""

SPELLED_OUT = re.compile(r"^([A-Za-z][A-Za-z.]*)(?:_|:\s+)([A-Z]?[0-9]+)$")
"""A prefix and a number with ``_`` between them, as in OBO's addresses, or with a blank behind the colon."""

_IN_REGISTRY = re.compile(rf"{REGISTRIES}([A-Za-z][\w.]*)(?:[:/]|%3A)(.+?)/?")

_PLACES = {
    "NCBIGene": r"ncbi\.nlm\.nih\.gov/gene/(\d+)/?",
    "UniProtKB": r"(?:rest\.)?uniprot\.org/(?:uniprotkb|uniprot)/(\w+?)(?:/entry|\.[a-z]+)?/?",
    "HGNC": (
        r"genenames\.org/(?:data/gene-symbol-report/#!/hgnc_id/|cgi-bin/gene_symbol_report\?hgnc_id=)"
        r"(?:HGNC:)?(\d+)"
    ),
    "ENSEMBL": (
        r"(?:[a-z]+\.)?ensembl\.org/(?:id/|[A-Z]\w+/(?:Gene|Transcript)/\w+\?(?:[^#]*[;&])?[gt]=)"
        r"(ENS\w+)(?:[.;&#].*)?"
    ),
    "MGI": r"informatics\.jax\.org/(?:accession|marker)/(?:MGI:)?(\d+)",
    "mirbase.mature": r"mirbase\.org/(?:mature/|cgi-bin/mature\.pl\?mature_acc=)(MIMAT\d+)",
    "mirbase": r"mirbase\.org/(?:hairpin/|cgi-bin/mirna_entry\.pl\?(?:acc|id)=)(MI\w*\d+)",
    "OMIM": r"(?:omim\.org/entry|ncbi\.nlm\.nih\.gov/omim)/(\d+)/?",
    "ORPHA": r"orpha\.net/(?:[^#]*[?&]Expert=|[a-z]{2}/disease/detail/)(\d+)(?:[&#].*)?",
    "UMLS": r"(?:linkedlifedata\.com/resource/umls/id|uts\.nlm\.nih\.gov/uts/umls/concept)/(C\d+)",
    "MESH": r"meshb(?:-prev)?\.nlm\.nih\.gov/record/ui\?ui=([A-Z]\d+)",
    "MONDO": r"monarchinitiative\.org/(?:disease/)?MONDO:(\d+)",
    "DOID": r"disease-ontology\.org/(?:term/|\?id=)DOID:(\d+)/?",
    "GO": (
        r"(?:amigo\.geneontology\.org/amigo/term/|ebi\.ac\.uk/QuickGO/(?:term/|GTerm\?id=))GO(?::|%3A)(\d+)/?"
    ),
    "HP": r"hpo\.jax\.org/(?:app/)?browse/term/HP(?::|%3A)(\d+)/?",
    "CHEBI": r"ebi\.ac\.uk/chebi/(?:searchId\.do\?chebiId=)?CHEBI(?::|%3A)(\d+)/?",
    "CHEMBL.COMPOUND": r"ebi\.ac\.uk/chembl/(?:compound_report_card|explore/compound)/(CHEMBL\d+)/?",
    "DRUGBANK": r"(?:go\.)?drugbank\.(?:com|ca)/drugs/(DB\d+)/?",
    "PUBCHEM.COMPOUND": (
        r"(?:pubchem\.ncbi\.nlm\.nih\.gov/compound/|rdf\.ncbi\.nlm\.nih\.gov/pubchem/compound/CID)(\d+)/?"
    ),
    "NCBITaxon": (
        r"(?:ncbi\.nlm\.nih\.gov/(?i:Taxonomy/Browser/wwwtax\.cgi\?(?:[^#]*&)?id=|taxonomy/)"
        r"|(?:purl\.)?uniprot\.org/taxonomy/)(\d+)/?(?:&.*)?"
    ),
    "WIKIPATHWAYS": r"wikipathways\.org/(?:pathways|instance|index\.php/Pathway:)/?(WP\d+)(?:\.html)?/?",
    "REACT": r"reactome\.org/content/detail/(R-[A-Z]{3}-\d+)/?",
    "clinicaltrials": (
        r"(?:classic\.)?clinicaltrials\.gov/(?:ct2/)?(?:(?:show|study)/)+(?:results/)?(NCT\d{8})/?"
    ),
}
"""Pages of databases that show one thing of a declared namespace: what is behind ``https://www.``.

Sources: the databases' own pages; identifiers.org and Bioregistry, what namespaces resolve to.
"""

_SPELLED = {
    "entrez": "NCBIGene",
    "entrezgene": "NCBIGene",
    "geneid": "NCBIGene",
    "hgnc_id": "HGNC",
    "mim": "OMIM",
    "msh": "MESH",
    "ncbi_gene": "NCBIGene",
    "ordo": "ORPHA",
    "orphanet": "ORPHA",
    "orphanet.ordo": "ORPHA",
    "pubmed": "PMID",
    "reactome": "REACT",
    "taxid": "NCBITaxon",
    "taxon": "NCBITaxon",
    "taxonomy": "NCBITaxon",
    "umls_cui": "UMLS",
    "uniprot": "UniProtKB",
}
"""What identifiers.org, or a database, calls a namespace that the ontology calls otherwise, in lower case."""

_OBO = "http://purl.obolibrary.org/obo/"
"""What the prefix ``obo`` stands for in files of ontologies."""

_VERSION = re.compile(r"(?<=[0-9]{11})\.[0-9]+$")
"""The version behind an identifier of Ensembl, which names the same thing in all its versions."""

_WITHIN = {"ORPHA": "Orphanet_"}
"""What may stand before the number itself: ``ORDO:Orphanet_586``."""


_SEVEN_DIGITS = ("CL", "ECO", "GO", "HP", "MONDO", "UBERON")
"""Namespaces of OBO whose numbers have seven digits, of which a spreadsheet drops the zeros in front."""
_CAPITALS = {
    "ENSEMBL": "ENS",
    "MESH": "",
    "UMLS": "",
    "UniProtKB": "",
    "mirbase": "MI0",
    "mirbase.mature": "",
}
"""How identifiers that have capital letters only begin, by namespace: Ensembl's own, not FBgn0000008."""


_WHOLE = re.compile(r"^([0-9]+)\.0$")
"""A number as programs write it that know only fractions."""
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-.][0-9]+)?")
"""A number of a database as such, where a name may stand behind the prefix, too."""


_SERVED = ("MESH", "UniProtKB")
"""Namespaces whose IRIs lead to documents, with an ending for each form."""
_DOCUMENT = re.compile(r"\.(?:html|json|jsonld|rdf|ttl|nt|n3|xml|txt|fasta)$")


def _in_form(prefix: str, local: str) -> str:
    """Return the part behind a prefix as its database writes it."""
    local = _WHOLE.sub(r"\1", local)
    if prefix in _SERVED:
        local = _DOCUMENT.sub("", local)
    if prefix == "OMIM":
        local = local.lstrip("*#+%")
    if prefix in _SEVEN_DIGITS and re.fullmatch("[1-9][0-9]{3,5}", local):
        return local.zfill(7)
    if prefix in ("HGNC", "NCBIGene") and local.isdecimal():
        return local.lstrip("0") or local
    capitals, begins = local.upper(), _CAPITALS.get(prefix)
    is_code = begins is not None and capitals.startswith(begins) and _CODE.fullmatch(local)
    return capitals if is_code else local


@cache
def foreign_prefixes() -> Mapping[str, str]:
    """Return the prefixes of other people's namespaces by their lower-case form."""
    ours = {prefix: space for prefix, space in prefixes().items() if not space.startswith(MSC)}
    return {prefix.lower(): prefix for prefix in ours} | _SPELLED


@cache
def _pages() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one pattern for all of `_PLACES`, and the prefix of each of its groups."""
    pattern = "|".join(_PLACES.values())
    return re.compile(rf"https?://(?:www\.)?(?:{pattern})"), tuple(_PLACES)


def tidy(name: str) -> str:
    """Return an identifier as the graph writes it: one thing has one, however a file spells it.

    A declared prefix counts in any letter case and may stand twice; the addresses of registries and of a few
    databases name what they point to, with either scheme. What is no such thing comes back as it is.

    >>> [tidy(name) for name in ("hgnc:8763", "HGNC:HGNC:8763", "https://identifiers.org/hgnc:8763")]
    ['HGNC:8763', 'HGNC:8763', 'HGNC:8763']
    >>> tidy("HGNC：８７６３"), tidy("ensembl:ENSG00000171862.11"), tidy("miRBase:MIMAT0000076")
    ('HGNC:8763', 'ENSEMBL:ENSG00000171862', 'mirbase.mature:MIMAT0000076')
    >>> [tidy(name) for name in ("go:6915", "mesh:d003922", "HGNC:08763", "https://identifiers.org/hgnc%3A1/")]
    ['GO:0006915', 'MESH:D003922', 'HGNC:8763', 'HGNC:1']
    >>> tidy("obo:GO_0006915"), tidy("https://clinicaltrials.gov/ct2/show/NCT04491240")
    ('GO:0006915', 'clinicaltrials:NCT04491240')
    >>> [tidy(name) for name in ("Orphanet:586", "mim:219700", "https://omim.org/entry/219700")]
    ['ORPHA:586', 'OMIM:219700', 'OMIM:219700']
    """
    if name.startswith(("http://", "https://")):
        return _of_address(name)
    plain = narrow(name)  # wide digits and colons
    prefix, _, local = plain.partition(":")
    if prefix.lower() == "obo":
        found_there = _of_address(f"{_OBO}{local}")
        return name if found_there.startswith(_OBO) else found_there
    found = foreign_prefixes().get(prefix.lower())
    return name if found is None else _named(found, local)


def _of_address(iri: str) -> str:
    for address in (iri, iri.replace("http:", "https:", 1), iri.replace("https:", "http:", 1)):
        if (curie := compress(address)) != address:
            return tidy(curie)
    bare = re.split("[?#]", iri, maxsplit=1)[0]
    if found := _IN_REGISTRY.fullmatch(bare):
        known = foreign_prefixes().get(found[1].lower())
        return iri if known is None else _named(known, unquote(found[2]))
    pattern, prefixes_of = _pages()
    page = pattern.fullmatch(iri) or pattern.fullmatch(bare)
    if page is None or page.lastindex is None:
        return iri
    return _named(prefixes_of[page.lastindex - 1], page[page.lastindex])


def _named(prefix: str, local: str) -> str:
    while (again := re.match(rf"{re.escape(prefix)}[:_](?=.)", local, re.IGNORECASE)) is not None:
        local = local[again.end() :]
    local = _in_form(prefix, local)
    if prefix == "OMIM" and local.startswith("PS"):
        return f"OMIMPS:{local[2:]}"
    if prefix == "mirbase" and local.upper().startswith("MIMAT"):
        return f"mirbase.mature:{local.upper()}"
    if prefix == "ENSEMBL":
        local = _VERSION.sub("", local)
    return f"{prefix}:{local.removeprefix(_WITHIN.get(prefix, ''))}"


PROTEIN_FORM = r"^(UniProtKB:[A-Z0-9]+)(?:-[0-9]+|[:-]PRO_[0-9]+|-VAR_[0-9]+)$"
"""An isoform, chain or variant of a protein. Source: UniProt, manual: isoforms, PTM/processing."""


def referred(name: str) -> str:
    """Return the identifier that a text spells, as the graph writes it; "" where it spells none.

    >>> referred("http://purl.obolibrary.org/obo/MONDO_0005068"), referred("MONDO_0005068"), referred("PTEN")
    ('MONDO:0005068', 'MONDO:0005068', '')
    >>> referred("UniProt:Q53EL6-1"), referred("GeneID: 27250"), referred("the TNF: a review")
    ('UniProtKB:Q53EL6', 'NCBIGene:27250', '')
    """
    text = name.strip().strip("<>")
    spelled = SPELLED_OUT.match(text)
    if spelled and spelled[1].lower() in foreign_prefixes():
        text = f"{spelled[1]}:{spelled[2]}"
    if ":" not in text or re.search(r"\s", text):
        return ""
    found = re.sub(PROTEIN_FORM, r"\1", tidy(text))
    known = found.startswith("msc:") or found.partition(":")[0].lower() in foreign_prefixes()
    return found if known and found != name else ""
