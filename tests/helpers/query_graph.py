"""A small graph of made-up facts in the shape of the real one, for tests of queries.

Identifiers and findings here are invented for the tests; none is a fact.
"""

from __future__ import annotations

from pyoxigraph import RdfFormat, Store

PREFIXES = {
    "msc": "https://w3id.org/msc-graph/",
    "claim": "https://w3id.org/msc-graph/assertion/",
    "evidence": "https://w3id.org/msc-graph/evidence/",
    "mechanism": "https://w3id.org/msc-graph/mechanism/",
    "reference": "https://w3id.org/msc-graph/reference/",
    "graph": "https://w3id.org/msc-graph/graph/",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_FACTS = """
graph:schema {
  msc:targets rdfs:subPropertyOf msc:decreases . msc:decreases rdfs:subPropertyOf msc:affects .
  msc:targets msc:predicateRole msc:causal . msc:affects msc:predicateRole msc:causal .
  msc:supported msc:endorsed true ; rdfs:label "supported"@en, "支持"@zh .
  msc:overclaimed rdfs:label "overclaimed"@en, "夸大"@zh .
  msc:unverifiable rdfs:label "unverifiable"@en .
}
graph:curated {
  msc:mir_x a owl:NamedIndividual, msc:MicroRNA ; rdfs:label "miR-X"@en, "微小RNA-X"@zh ;
    msc:targets msc:gene_y .
  msc:gene_y a owl:NamedIndividual, msc:Gene ; rdfs:label "GENEY"@en .
  msc:disease_z a owl:NamedIndividual, msc:Disease ; rdfs:label "disease Z"@en, "疾病Z"@zh .

  claim:S1-01 a owl:NamedIndividual, msc:ArticleClaim ; dcterms:identifier "S1-01" ; msc:scope "EV" ;
    msc:subject msc:mir_x ; msc:predicate msc:targets ; msc:object msc:gene_y ; msc:sign "-" ;
    msc:verdict msc:supported ; msc:hasEvidence evidence:S1-01-1, evidence:S1-01-2 .
  claim:S1-02 a owl:NamedIndividual, msc:ArticleClaim ; dcterms:identifier "S1-02" ; msc:scope "both" ;
    msc:subject msc:mir_x ; msc:predicate msc:ameliorates ; msc:object msc:disease_z ; msc:sign "-" ;
    msc:verdict msc:overclaimed ; msc:rationale "Only shown in mice."@en ;
    msc:correctedBy claim:S1-02-X2, claim:S1-02-X1 ; msc:hasEvidence evidence:S1-02-1 .
  claim:S1-03 a owl:NamedIndividual, msc:ArticleClaim ; dcterms:identifier "S1-03" ; msc:scope "EV" ;
    msc:subject msc:gene_y ; msc:predicate msc:isKindOf ; msc:object msc:disease_z ;
    msc:verdict msc:unverifiable ; msc:rationale "No source."@en ; msc:correctionStatus "none known" .
  claim:S1-02-X1 a owl:NamedIndividual, msc:Correction ; dcterms:identifier "S1-02-X1" ;
    msc:subject msc:mir_x ; msc:predicate msc:affects ; msc:object msc:disease_z ; msc:verdict msc:supported .
  claim:S1-02-X2 a owl:NamedIndividual, msc:Correction ; dcterms:identifier "S1-02-X2" ;
    msc:subject msc:gene_y ; msc:predicate msc:affects ; msc:object msc:disease_z ;
    msc:verdict msc:supported .
  claim:C01-E1 a owl:NamedIndividual, msc:MechanismStep ; dcterms:identifier "C01-E1" ;
    msc:subject msc:mir_x ; msc:predicate msc:targets ; msc:object msc:gene_y ; msc:sign "-" ;
    msc:verdict msc:supported ; msc:hasEvidence evidence:C01-E1-1 .

  evidence:S1-01-1 a owl:NamedIndividual, msc:Evidence ; msc:reference reference:R1 ;
    msc:evidenceType <http://purl.obolibrary.org/obo/ECO_0000181> ; msc:direction msc:supports ;
    msc:locator "table 1" .
  evidence:S1-01-2 a owl:NamedIndividual, msc:Evidence ; msc:reference reference:R2 ;
    msc:evidenceType msc:citation_pending ; msc:direction msc:supports .
  evidence:S1-02-1 a owl:NamedIndividual, msc:Evidence ; msc:reference reference:R1 ;
    msc:evidenceType <http://purl.obolibrary.org/obo/ECO_0000179> ; msc:direction msc:refutes .
  evidence:C01-E1-1 a owl:NamedIndividual, msc:Evidence ; msc:reference reference:R2 ;
    msc:evidenceType msc:citation_pending ; msc:direction msc:supports .
  reference:R1 a owl:NamedIndividual, msc:JournalArticle ; dcterms:identifier "R1" ;
    msc:pmid <http://www.ncbi.nlm.nih.gov/pubmed/0> .
  reference:R2 a owl:NamedIndividual, msc:PendingCitation ; dcterms:identifier "R2" .

  mechanism:C01 a owl:NamedIndividual, msc:Mechanism ; msc:disease msc:disease_z ; msc:cargo msc:mir_x ;
    msc:cargoState "delivered" ; msc:netSign "-" ; msc:verification "memory" ;
    msc:sourceCell <http://purl.obolibrary.org/obo/CL_0000134> .

  msc:trial_a a owl:NamedIndividual, msc:ClinicalTrial ; msc:phase "Phase 2", "Phase 1" ;
    msc:enrollment 24 ; msc:hasPostedResults false ; msc:status "Completed" ; msc:leadSponsor "Someone" ;
    msc:investigates msc:disease_z, msc:disease_b .
  msc:disease_b a owl:NamedIndividual, msc:Disease ; rdfs:label "disease B"@en .
  msc:trial_b a owl:NamedIndividual, msc:ExcludedTrial .
}
"""


def query_store() -> Store:
    """Return the test graph in a store of its own."""
    declarations = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    store = Store()
    store.load(declarations + _FACTS, format=RdfFormat.TRIG)
    return store


def compress(iri: str) -> str:
    """Return the CURIE of an IRI by the longest prefix of this graph that fits, else the IRI."""
    fitting = [(namespace, prefix) for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)]
    if not fitting:
        return iri
    namespace, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri.removeprefix(namespace)}"


def expand(curie: str) -> str:
    """Return the IRI of a CURIE with a prefix of this graph."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local
