"""The spellings of identifiers that people and databases use, and the one that the graph uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote

from msc_graph.vocabulary.addresses import looked_up, shown_at
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.unseen import narrow

_ADDRESS = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
"""Scheme and host of an address, in which letter case does not count. Source: RFC 3986, section 6.2.2.1."""

RESOLVER = r"https?://(?:www\.)?"
REGISTRIES = rf"{RESOLVER}(?:identifiers\.org|bioregistry\.io|n2t\.net|bio2rdf\.org)/"
"""Registries of identifiers, in whose addresses a prefix stands and what is behind it."""

SPELLED_OUT = re.compile(r"^([A-Za-z][A-Za-z.]*)(?:_|:\s+)([A-Z]?[0-9]+)$")
"""A prefix and a number with ``_`` between them, as in OBO's addresses, or with a blank behind the colon."""

_IN_REGISTRY = re.compile(rf"{REGISTRIES}([A-Za-z][\w.]*)(?:[:/]|%3A)(.+?)/?")

_OBO = "http://purl.obolibrary.org/obo/"
_IN_OBO = re.compile(r"https?://purl\.obolibrary\.org/obo/([A-Za-z]+)[_:](\w+)")
"""IRIs that OBO gives to terms, also to those of other namespaces."""

_SPELLED = {
    "chebiid": "CHEBI",
    "clinicaltrial": "clinicaltrials",
    "clinicaltrials.gov": "clinicaltrials",
    "ctgov": "clinicaltrials",
    "drugbank_id": "DRUGBANK",
    "entrez": "NCBIGene",
    "entrezgene": "NCBIGene",
    "flybase": "FB",
    "geneid": "NCBIGene",
    "hgnc_id": "HGNC",
    "hpo": "HP",
    "meshuid": "MESH",
    "mgd": "MGI",
    "mim": "OMIM",
    "mim.ps": "OMIMPS",
    "mimps": "OMIMPS",
    "mirbasem": "mirbase.mature",
    "msh": "MESH",
    "ncbi_gene": "NCBIGene",
    "ncbi_geneid": "NCBIGene",
    "ncbi_taxid": "NCBITaxon",
    "ncbi_taxon_id": "NCBITaxon",
    "ncithesaurus": "NCIT",
    "nct": "clinicaltrials",
    "omim.ps": "OMIMPS",
    "ordo": "ORPHA",
    "orphanet": "ORPHA",
    "orphanet.ordo": "ORPHA",
    "pubchem_cid": "PUBCHEM.COMPOUND",
    "pubmed": "PMID",
    "reactome": "REACT",
    "reactome.pathway": "REACT",
    "swissprot": "UniProtKB",
    "taxid": "NCBITaxon",
    "taxon": "NCBITaxon",
    "taxonomy": "NCBITaxon",
    "umls.cui": "UMLS",
    "umls_cui": "UMLS",
    "uniprot": "UniProtKB",
    "wormbase": "WB",
}
"""What identifiers.org, or a database, calls a namespace that the ontology calls otherwise, in lower case.

Source: identifiers.org; Bioregistry 0.15.6 (CC0), synonyms of the namespaces.
"""

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


_SERVED = ("MESH", "UniProtKB")
"""Namespaces whose IRIs lead to documents, with an ending for each form."""
_DOCUMENT = re.compile(r"\.(?:html|json|jsonld|json-ld|rdf|ttl|nt|n3|xml|txt|fasta)$")


_WHOLE = re.compile(r"^([0-9]+)\.0$")
"""A number as programs write it that know only fractions."""
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-.][0-9]+)?")
"""A number of a database as such, where a name may stand behind the prefix, too."""


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


def tidy(name: str) -> str:
    """Return an identifier as the graph writes it: one thing has one, however a file spells it.

    A declared prefix counts in any letter case and may stand twice; the addresses of registries and of the
    databases' pages name what they point to, with either scheme; ``obo:`` begins the IRIs of OBO. What is no
    such thing comes back as it is.

    >>> [tidy(name) for name in ("hgnc:8763", "HGNC:HGNC:8763", "https://identifiers.org/hgnc:8763")]
    ['HGNC:8763', 'HGNC:8763', 'HGNC:8763']
    >>> tidy("HGNC：８７６３"), tidy("ensembl:ENSG00000171862.11"), tidy("miRBase:MIMAT0000076")
    ('HGNC:8763', 'ENSEMBL:ENSG00000171862', 'mirbase.mature:MIMAT0000076')
    >>> [tidy(name) for name in ("go:6915", "mesh:d003922", "HGNC:08763", "https://identifiers.org/hgnc%3A1/")]
    ['GO:0006915', 'MESH:D003922', 'HGNC:8763', 'HGNC:1']
    >>> [tidy(name) for name in ("Orphanet:586", "mim:219700", "https://omim.org/entry/219700")]
    ['ORPHA:586', 'OMIM:219700', 'OMIM:219700']
    >>> [tidy(name) for name in ("obo:GO_0006915", "https://www.ebi.ac.uk/chebi/CHEBI:15377")]
    ['GO:0006915', 'CHEBI:15377']
    """
    if address := _ADDRESS.match(name):
        plain = address[0].lower() + name[address.end() :]
        found_there = _of_address(plain)
        return name if found_there == plain else found_there
    plain = narrow(name)  # wide digits and colons
    prefix, _, local = plain.partition(":")
    if prefix.lower() == "obo":
        found_there = _of_address(f"{_OBO}{local}")
        return name if found_there.startswith(_OBO) else found_there
    found = _declared(prefix)
    return name if found is None else _named(found, local)


def kept(prefix: str) -> str | None:
    """Return a pattern of what stands behind a prefix where `tidy` surely keeps an identifier as it is.

    None where nothing is sure. It spares a look at each of many identifiers.

    >>> kept("GO"), kept("mylab"), kept("hgnc")
    ('[0-9]{7}', '(?s:.*)', None)
    """
    if not prefix.isascii() or prefix.lower() in ("obo", "http", "https"):
        return None
    declared = _declared(prefix)
    if declared is None:
        return "(?s:.*)"
    if declared != prefix:
        return None
    usual = "[0-9]{7}" if prefix in _SEVEN_DIGITS else "[1-9][0-9]*|[A-Z][A-Z0-9]*"
    return {"OMIM": "[1-9][0-9]*", "mirbase": "MI[0-9]+"}.get(prefix, usual)


def _declared(prefix: str) -> str | None:
    """Return the declared prefix that one means; None where it means none."""
    return foreign_prefixes().get(prefix.lower().removeprefix("obo."))


def _of_address(iri: str) -> str:
    for said, local in shown_at(iri):
        if (prefix := _declared(said)) is not None:
            return _named(prefix, local)
    for address in (iri, iri.replace("http:", "https:", 1), iri.replace("https:", "http:", 1)):
        if (curie := compress(address)) != address:
            return tidy(curie)
    found = _IN_OBO.fullmatch(iri) or _IN_REGISTRY.fullmatch(re.split("[?#]", iri, maxsplit=1)[0])
    if found and (prefix := _declared(found[1])) is not None:
        return _named(prefix, unquote(found[2]))
    term = looked_up(iri)
    return curie if term and (curie := tidy(term)) != term else iri


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
