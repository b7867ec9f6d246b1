"""A made-up graph, small enough to read, that has one of everything the property graph knows."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import RdfFormat, Store

from msc_graph import KnowledgeGraph
from msc_graph.vocabulary.curies import expand, prefixes
from msc_graph.vocabulary.namespaces import MSC
from msc_graph.vocabulary.ontology import Predicate, Vocabulary
from msc_graph.vocabulary.signs import PredicateRole, Sign

FACTS = """
GRAPH graph:schema {
  msc:Cargo owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty msc:isCargoOf ; owl:someValuesFrom msc:Node ] .
  [] a owl:AllDisjointClasses ; owl:members ( msc:Condition msc:MaterialEntity ) .
}
GRAPH graph:inferred {
  msc:mir_a a msc:MaterialEntity .
}
GRAPH graph:curated {
  msc:mir_a a owl:NamedIndividual, msc:MicroRNA ; rdfs:label "miR-A"@en, "微小核糖核酸A"@zh ;
    skos:altLabel "miRNA A <old>"@en, "A & B"@en ; skos:exactMatch MESH:D000001 ;
    skos:definition "Made up."@en .
  HGNC:1 a owl:NamedIndividual, msc:Gene ; rdfs:label "GENE1"@en .
  msc:lonely a owl:NamedIndividual, msc:Disease ; rdfs:label "仅中文"@zh .
  reference:one a owl:NamedIndividual, msc:JournalArticle ;
    msc:pmid PMID:1 ; msc:doi <https://doi.org/10.1000/1> .
  reference:two a owl:NamedIndividual, msc:JournalArticle ; msc:doi <https://doi.org/10.1000/2> .
  reference:three a owl:NamedIndividual, msc:PendingCitation .
  reference:article a owl:NamedIndividual, msc:PopularArticle ; rdfs:label "An article"@en .

  claim:A-1 a owl:NamedIndividual, msc:ArticleClaim ;
    msc:subject msc:mir_a ; msc:predicate msc:targets ; msc:object HGNC:1 ;
    msc:verdict msc:partially_supported ; msc:scope "EV" ; msc:hasEvidence evidence:A-1-1, evidence:A-1-2 .
  claim:A-2 a owl:NamedIndividual, msc:MechanismStep ;
    msc:subject msc:mir_a ; msc:predicate msc:targets ; msc:object HGNC:1 ;
    msc:verdict msc:supported ; msc:scope "MSC" ; msc:mechanism mechanism:A ; msc:species NCBITaxon:10090 ;
    msc:hasEvidence evidence:A-2-1, evidence:A-2-2 .
  claim:A-3 a owl:NamedIndividual, msc:ArticleClaim ;
    msc:subject msc:mir_a ; msc:predicate msc:targets ; msc:object HGNC:1 ;
    msc:verdict msc:overclaimed ; msc:scope "EV" ; msc:hasEvidence evidence:A-3-1 .
  claim:A-4 a owl:NamedIndividual, msc:ArticleClaim ;
    msc:subject reference:article ; msc:predicate msc:publishedBy ;
    msc:object msc:nobody ; msc:verdict msc:supported ; msc:scope "doc" ; msc:hasEvidence evidence:A-4-1 .
  claim:A-5 a owl:NamedIndividual, msc:ArticleClaim ; msc:subject HGNC:1 ; msc:predicate msc:regulates ;
    msc:object msc:mir_a ; msc:verdict msc:supported ; msc:scope "gene" ; msc:hasEvidence evidence:A-5-1 .

  evidence:A-1-1 msc:reference reference:one ; msc:evidenceType ECO:0000181 ; msc:direction msc:supports .
  evidence:A-1-2 msc:reference reference:three ;
    msc:evidenceType msc:citation_pending ; msc:direction msc:supports .
  evidence:A-2-1 msc:reference reference:one ; msc:evidenceType ECO:0000049 ; msc:direction msc:supports .
  evidence:A-2-2 msc:reference reference:two ; msc:evidenceType ECO:0000181 ; msc:direction msc:refutes .
  evidence:A-3-1 msc:reference reference:two ; msc:evidenceType ECO:0000181 ; msc:direction msc:refutes .
  evidence:A-4-1 msc:reference reference:article ; msc:evidenceType ECO:0000049 ; msc:direction msc:supports .
  evidence:A-5-1 msc:reference reference:two ; msc:evidenceType ECO:0000181 ; msc:direction msc:supports .
}
"""

_PARENTS = {
    "MaterialEntity": "Node",
    "MicroRNA": "MaterialEntity",
    "Gene": "MaterialEntity",
    "Condition": "Node",
    "Disease": "Condition",
    "Document": "Node",
    "JournalArticle": "Document",
    "PendingCitation": "Document",
    "PopularArticle": "Document",
}
_PREDICATES = (
    ("targets", PredicateRole.CAUSAL, Sign.NEGATIVE),
    ("regulates", PredicateRole.CAUSAL, Sign.UNKNOWN),
    ("publishedBy", PredicateRole.CONTEXTUAL, None),
)
_LABELS = {
    ("targets", "en"): "targets",
    ("targets", "zh"): "靶向",
    ("regulates", "en"): "regulates",
    ("publishedBy", "en"): "published by",
    ("supported", "en"): "supported",
    ("partially_supported", "en"): "partially supported",
    ("overclaimed", "en"): "overclaimed",
}
_VERDICTS = ("supported", "partially_supported", "overclaimed")
_SUPPORT = {"ECO:0000049": 0.7, "ECO:0000181": 0.5, "msc:citation_pending": 0.05}
_REFUTE = {"ECO:0000049": 0.5, "ECO:0000181": 0.3, "msc:citation_pending": 0.0}


def tiny_vocabulary() -> Vocabulary:
    """The few words that the tiny graph uses."""
    return Vocabulary(
        parents={MSC + child: (MSC + parent,) for child, parent in _PARENTS.items()} | {f"{MSC}Node": ()},
        predicates={
            MSC + name: Predicate(MSC + name, role, sign, f"{MSC}Node", f"{MSC}Node")
            for name, role, sign in _PREDICATES
        },
        labels={(MSC + name, language): label for (name, language), label in _LABELS.items()},
        support_weight={expand(curie): weight for curie, weight in _SUPPORT.items()},
        refute_weight={expand(curie): weight for curie, weight in _REFUTE.items()},
        verdicts=frozenset(MSC + verdict for verdict in _VERDICTS),
        endorsed=frozenset(MSC + verdict for verdict in _VERDICTS[:2]),
    )


def store_of(trig: str) -> Store:
    """A store with the facts of ``trig``, which may use every declared prefix."""
    declared = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes().items())
    store = Store()
    store.load(declared + trig, format=RdfFormat.TRIG)
    return store


def tiny_store(without: Iterable[str] = ()) -> Store:
    """The tiny graph, less the first occurrence of each given piece of text."""
    facts = FACTS
    for piece in without:
        assert piece in facts
        facts = facts.replace(piece, "", 1)
    return store_of(facts)


def tiny_graph() -> KnowledgeGraph:
    """The tiny graph behind the front door."""
    return KnowledgeGraph(tiny_store(), words=tiny_vocabulary())
