"""The words of the Biolink model in those of this graph: categories, qualifiers, evidence codes.

Sources: Biolink model 4.2, https://biolink.github.io/biolink-model/ (categories, qualifiers); the table of GO
evidence codes in ECO, https://github.com/evidenceontology/evidenceontology (gaf-eco-mapping).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import polars as pl

from msc_graph.errors import did_you_mean, nearest
from msc_graph.sources.cells import NOTHING, yes_or_no
from msc_graph.vocabulary.curies import compress, prefixes
from msc_graph.vocabulary.namespaces import MSC, RDFS
from msc_graph.vocabulary.ontology import vocabulary
from msc_graph.vocabulary.signs import PredicateRole
from msc_graph.vocabulary.spellings import referred

CLASSES: Mapping[str, str] = {
    "AnatomicalEntity": "AnatomicalStructure",
    "Article": "Document",
    "Attribute": "Property",
    "Behavior": "BiologicalProcess",
    "BehavioralFeature": "PhenotypicFeature",
    "BiologicalProcess": "BiologicalProcess",
    "BiologicalProcessOrActivity": "BiologicalProcess",
    "Book": "Document",
    "Cell": "CellType",
    "CellLine": "CellType",
    "CellularComponent": "CellularStructure",
    "ChemicalEntity": "MolecularEntity",
    "ChemicalMixture": "MaterialEntity",
    "ChemicalSubstance": "MolecularEntity",
    "ClinicalFinding": "PhenotypicFeature",
    "ClinicalTrial": "ClinicalStudy",
    "CodingSequence": "NucleicAcid",
    "Cohort": "Population",
    "ComplexMolecularMixture": "MaterialEntity",
    "Disease": "Disease",
    "DiseaseOrPhenotypicFeature": "Condition",
    "Drug": "Drug",
    "Entity": "Node",
    "Exon": "NucleicAcid",
    "Food": "MaterialEntity",
    "Gene": "Gene",
    "GeneFamily": "MolecularGroup",
    "GeneOrGeneProduct": "GeneOrProduct",
    "GeneProduct": "GeneOrProduct",
    "GenomicEntity": "MolecularEntity",
    "GeographicLocation": "GeographicLocation",
    "GrossAnatomicalStructure": "AnatomicalStructure",
    "JournalArticle": "JournalArticle",
    "MacromolecularComplex": "MolecularGroup",
    "MacromolecularComplexMixin": "MolecularGroup",
    "MicroRNA": "MicroRNA",
    "MolecularActivity": "MolecularActivity",
    "MolecularEntity": "MolecularEntity",
    "MolecularMixture": "MaterialEntity",
    "NamedThing": "Node",
    "NoncodingRNAProduct": "NucleicAcid",
    "NucleicAcidEntity": "NucleicAcid",
    "OrganismTaxon": "Species",
    "PathologicalProcess": "PathologicalProcess",
    "Pathway": "Pathway",
    "PhenotypicFeature": "PhenotypicFeature",
    "PhysicalEntity": "MaterialEntity",
    "PhysiologicalProcess": "PhysiologicalFunction",
    "Polypeptide": "Peptide",
    "PopulationOfIndividualOrganisms": "Population",
    "ProcessedMaterial": "MaterialEntity",
    "Protein": "Protein",
    "ProteinFamily": "MolecularGroup",
    "ProteinIsoform": "Protein",
    "Publication": "Document",
    "RNAProduct": "NucleicAcid",
    "SequenceVariant": "SequenceVariant",
    "SiRNA": "SmallInterferingRNA",
    "SmallMolecule": "SmallMolecule",
    "Study": "Node",
    "Transcript": "NucleicAcid",
    "Treatment": "TherapyStrategy",
}
"""Categories of Biolink, old and new, and the narrowest class of ours that holds all they hold."""

ABSTRACT = {
    "BiologicalEntity",
    "ChemicalEntityOrGeneOrGeneProduct",
    "ChemicalEntityOrProteinOrPolypeptide",
    "ChemicalOrDrugOrTreatment",
    "EpigenomicEntity",
    "GeneGroupingMixin",
    "GeneProductMixin",
    "MolecularEntityOrGene",
    "Node",
    "Occurrent",
    "OntologyClass",
    "OrganismalEntity",
    "PhysicalEssence",
    "PhysicalEssenceOrOccurrent",
    "SubjectOfInvestigation",
    "ThingWithTaxon",
}
"""Categories that say too little to choose a class by, listed beside narrower ones."""

GO_CODES: Mapping[str, str] = {
    **{"EXP": "ECO:0000269", "IDA": "ECO:0000314", "IPI": "ECO:0000353", "IMP": "ECO:0000315"},
    **{"IGI": "ECO:0000316", "IEP": "ECO:0000270", "HTP": "ECO:0006056", "HDA": "ECO:0007005"},
    **{"HMP": "ECO:0007001", "HGI": "ECO:0007003", "HEP": "ECO:0007007", "TAS": "ECO:0000304"},
    **{"NAS": "ECO:0000303", "IC": "ECO:0000305", "ISS": "ECO:0000250", "ISO": "ECO:0000266"},
    **{"ISA": "ECO:0000247", "ISM": "ECO:0000255", "IGC": "ECO:0000317", "RCA": "ECO:0000245"},
    **{"IBA": "ECO:0000318", "IBD": "ECO:0000319", "IKR": "ECO:0000320", "IRD": "ECO:0000321"},
    **{"IEA": "ECO:0000501", "ND": "ECO:0000307"},
}
"""Letters of evidence in GO annotations, and their codes in ECO."""

EVIDENCE: Mapping[str, str] = {
    **dict.fromkeys(
        ("ECO:0000269", "ECO:0000314", "ECO:0000353", "ECO:0000315", "ECO:0000316", "ECO:0000270"),
        "ECO:0000181",
    ),  # EXP, IDA, IPI, IMP, IGI, IEP: an experiment; of which organism is not said
    "ECO:0000304": "ECO:0000033",  # TAS
    "ECO:0000303": "ECO:0000034",  # NAS
    **dict.fromkeys(
        ("ECO:0006056", "ECO:0007005", "ECO:0007001", "ECO:0007003", "ECO:0007007"),
        "msc:high_throughput_weak",
    ),  # HTP, HDA, HMP, HGI, HEP: seen in a high-throughput experiment
    **dict.fromkeys(
        ("ECO:0000305", "ECO:0000250", "ECO:0000266", "ECO:0000247", "ECO:0000255", "ECO:0000317"),
        "ECO:0000205",
    ),  # IC, ISS, ISO, ISA, ISM, IGC: inferred by a curator
    **dict.fromkeys(
        (
            "ECO:0000318",
            "ECO:0000319",
            "ECO:0000320",
            "ECO:0000321",
            "ECO:0000245",
            "ECO:0000501",
            "ECO:0007669",
            "ECO:0000256",
            "ECO:0000265",
            "ECO:0000322",
            "ECO:0000323",
        ),
        "msc:database_record",
    ),  # IBA, IBD, IKR, IRD, RCA, IEA: worked out by a program
}
"""Evidence codes of GO in ECO, and the nearest type that the ontology weighs; our judgement."""

DIRECTIONS: Mapping[str, int] = {
    "increased": 1,
    "upregulated": 1,
    "increase": 1,
    "decreased": -1,
    "downregulated": -1,
    "decrease": -1,
}
"""Values of DirectionQualifierEnum with a sign."""

ASPECTS: Mapping[str, int] = {
    "activity": 1,
    "abundance": 1,
    "activity_or_abundance": 1,
    "expression": 1,
    "synthesis": 1,
    "stability": 1,
    "degradation": -1,
}
"""Values of GeneOrGeneProductOrChemicalEntityAspectEnum that say whether there is more of the thing or less.

Of others, such as localization, more or less of the aspect tells nothing of the thing itself.
"""


def class_of(categories: Iterable[str]) -> str | None:
    """Return the class for a node's categories: that of the most special one; None where none is known.

    They may be classes of ours, too, by name (``msc:Gene``) or by label.

    >>> class_of(["biolink:NamedThing", "biolink:Gene"]), class_of(["biolink:NamedThing", "微小RNA"])
    ('Gene', 'MicroRNA')
    """
    known = [name for name in map(_class_of, categories) if name]
    return max(known, key=_depth) if known else None


@cache
def _class_of(category: str) -> str | None:
    ours = compress(category.strip())
    known = "" if ours.startswith("msc:") else CLASSES.get(category_name(category))
    return known or vocabulary().class_called(ours)


def category_name(category: str) -> str:
    """Return a category in the model's spelling.

    >>> category_name("named thing"), category_name("biolink:MicroRNA")
    ('NamedThing', 'MicroRNA')
    """
    name = category.strip().rpartition(":")[2]
    if name[:1].isupper():
        return name
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[ _]+", name))


_OBO = "http://purl.obolibrary.org/obo/"

PREDICATES: Mapping[str, str] = {
    f"{RDFS}subClassOf": "biolink:subclass_of",
    f"{_OBO}BFO_0000050": "biolink:part_of",
    f"{_OBO}BFO_0000051": "biolink:has_part",
    f"{_OBO}RO_0002211": "biolink:regulates",
    f"{_OBO}RO_0002212": "biolink:negatively_regulates",
    f"{_OBO}RO_0002213": "biolink:positively_regulates",
    f"{_OBO}RO_0002200": "biolink:has_phenotype",
    f"{_OBO}RO_0002434": "biolink:interacts_with",
    f"{_OBO}RO_0002331": "biolink:involved_in",
    f"{_OBO}RO_0002327": "biolink:enables",
    f"{_OBO}RO_0001025": "biolink:located_in",
    f"{_OBO}RO_0002606": "biolink:treats",
    f"{_OBO}RO_0002206": "biolink:expressed_in",
}
"""Predicates of OWL and of the Relation Ontology, and those of Biolink that its model maps to them."""


def predicate_curie(predicate: str) -> str:
    """Return a predicate as a CURIE; one without prefix is Biolink's, a known one counts in any spelling.

    A Chinese label means what the ontology calls so.

    >>> predicate_curie("interacts with"), predicate_curie("https://w3id.org/msc-graph/targets")
    ('biolink:interacts_with', 'msc:targets')
    >>> predicate_curie("MSC:TARGETS"), predicate_curie("RO:0002211"), predicate_curie("mylab:likes")
    ('msc:targets', 'biolink:regulates', 'mylab:likes')
    >>> predicate_curie("obo:RO_0002211"), predicate_curie("RO_0002211")
    ('biolink:regulates', 'biolink:regulates')
    >>> predicate_curie("靶向")
    'msc:targets'
    """
    curie = referred(predicate) or compress(predicate)
    if ":" not in curie:
        called = None if predicate.isascii() else predicate_called(predicate)
        return called or f"biolink:{predicate.strip().replace(' ', '_')}"
    iri = prefixes().get(curie.partition(":")[0], "") + curie.partition(":")[2]
    return PREDICATES.get(predicate) or PREDICATES.get(iri) or _any_case().get(curie.casefold(), curie)


def predicate_called(name: str) -> str | None:
    """Return the predicate (CURIE) that a name without prefix or a label means, ours first, or None.

    >>> predicate_called("part_of"), predicate_called("抑制"), predicate_called("sings to")
    ('biolink:part_of', 'msc:inhibits', None)
    """
    return next(iter(vocabulary().predicates_called(name)), None)


@cache
def _any_case() -> Mapping[str, str]:
    return {name.casefold(): name for name in declared()}


def sign_of(direction: str | None, aspect: str | None, subject_direction: str | None = None) -> str:
    """Return the sign that qualifiers give an edge: ``"+"``, ``"-"``, ``"?"``; empty where they give none.

    >>> sign_of("decreased", "degradation")
    '+'
    """
    direction, aspect, subject_direction = map(_value, (direction, aspect, subject_direction))
    if not direction:
        return ""
    product = DIRECTIONS.get(direction, 0) * (ASPECTS.get(aspect, 0) if aspect else 1)
    if subject_direction:
        product *= DIRECTIONS.get(subject_direction, 0)
    return {1: "+", -1: "-"}.get(product, "?")


def unread_directions(texts: pl.Series) -> pl.Series:
    """Return which texts of a direction qualifier are no value of the model, nor nothing."""
    known = {
        text for text in texts.unique().drop_nulls() if (value := _value(text)) in DIRECTIONS or not value
    }
    return (~texts.is_in(list(known))).fill_null(value=False)


def _value(text: str | None, *, fold: bool = True) -> str:
    """Return a qualifier's value in the model's spelling; empty where it stands for nothing."""
    bare = (text or "").strip()
    if bare.casefold() in NOTHING:
        return ""
    return bare.casefold().removeprefix("biolink:").replace(" ", "_") if fold else bare


FORMS: Mapping[str, str] = {
    "gain_of_function_variant_form": "+",
    "loss_of_function_variant_form": "-",
}
"""What a form of a gene that causes a condition says of the gene: its loss does, so more of it would not."""

OPEN = frozenset({"biolink:causes", "biolink:contributes_to"})
"""Predicates that say which way for most subjects, but not for genes: too little of one may cause, too."""

GENES = ("CAID", "CLINVAR", "DBSNP", "ENSEMBL", "HGNC", "MGI", "NCBIGene", "PR", "RGD", "UniProtKB", "ZFIN")
"""Prefixes of genes, proteins and variants."""

QUALIFIERS = (
    "qualified_predicate",
    "object_direction_qualifier",
    "object_aspect_qualifier",
    "subject_direction_qualifier",
    "subject_form_or_variant_qualifier",
)
"""Slots of an association that `signs` reads."""


def signs(frame: pl.DataFrame) -> pl.Series:
    """Return the sign that the qualifiers give; null where they give none or the predicate is not causal.

    Args:
        frame: has ``predicate`` (CURIE) and the `QUALIFIERS`, as texts or nulls.

    Source: Biolink model, "qualified_predicate" and "object_direction_qualifier": X affects Y, read as
    X causes increased activity of Y.
    """
    keys = ["predicate", *QUALIFIERS]
    distinct = frame.select(keys).unique()
    found = pl.Series("sign", [_sign(*row) for row in distinct.rows()], dtype=pl.String)
    rows = frame.select(keys).join(
        distinct.with_columns(found), on=keys, how="left", nulls_equal=True, maintain_order="left"
    )
    return rows["sign"]


def is_gene(identifiers: pl.Series) -> pl.Series:
    """Return whether each CURIE is that of a gene, a protein or a variant.

    >>> is_gene(pl.Series(["HGNC:1884", "MESH:D1"])).to_list()
    [True, False]
    """
    return identifiers.str.contains(f"^(?:{'|'.join(GENES)}):")


def _sign(
    predicate: str,
    qualified: str | None,
    direction: str | None,
    aspect: str | None,
    subject: str | None,
    form: str | None,
) -> str | None:
    qualified, form = _value(qualified, fold=False), _value(form)
    if predicate in OPEN and form and form in FORMS:
        return FORMS[form]
    causes = not qualified or predicate_curie(qualified) in OPEN
    if predicate not in _causal() or not causes:
        return None
    return sign_of(direction, aspect, subject) or None


def directions(negated: pl.Series) -> pl.Series:
    """Return ``"refutes"`` where a text says yes, ``"supports"`` where it says no, null where neither."""
    said = yes_or_no(negated, of_denial=True)
    return said.replace_strict([True, False], ["refutes", "supports"], default=None, return_dtype=pl.String)


def evidence_type(codes: str) -> str | None:
    """Return the type for codes of ECO, separated by ``|``: the first that is weighed or near to one that is.

    >>> evidence_type("ECO:0000304"), evidence_type("ECO:0000000")
    ('ECO:0000033', None)
    """
    found = (code if code in _weighed() else EVIDENCE.get(code) for code in codes.split("|"))
    return next((code for code in found if code), None)


@cache
def declared() -> frozenset[str]:
    """Return the CURIEs of the predicates that the ontology declares."""
    return frozenset(compress(iri) for iri in vocabulary().predicates)


_OF_TERMS = ("rdf:", "rdfs:", "owl:", "skos:", "sh:", "xsd:", "dcterms:", "foaf:")


def not_ours(predicate: str) -> str:
    """Return what is wrong with a predicate of RDF's own, or of ours that the ontology lacks; else nothing.

    >>> not_ours("msc:targts").partition(",")[0]
    "'msc:targts' is no predicate of the ontology. Did you mean 'msc:targets'"
    """
    if predicate.startswith(_OF_TERMS):
        return f"{predicate!r} speaks of terms and is no relation of two things. Import such triples as RDF."
    if not predicate.startswith("msc:") or predicate in declared():
        return ""
    return f"{predicate!r} is no predicate of the ontology.{did_you_mean(nearest(predicate, declared()))}"


def not_our_class(categories: str) -> str:
    """Return what is wrong with a class of ours that the ontology lacks, among categories; else nothing.

    >>> not_our_class("biolink:NamedThing|msc:Genee").partition(",")[0]
    "'msc:Genee' is no class of the ontology. Did you mean 'msc:Gene'"
    """
    for category in (compress(category.strip()) for category in categories.split("|")):
        if category.casefold().startswith("msc:") and vocabulary().class_called(category) is None:
            near = did_you_mean(nearest(category, map(compress, vocabulary().node_classes)))
            return f"{category!r} is no class of the ontology.{near}"
    return ""


def not_our_type(codes: str) -> str:
    """Return what is wrong with an evidence type of ours that the ontology lacks, among codes; else nothing.

    >>> not_our_type("ECO:0000181|msc:databse_record").partition(".")[0]
    "'msc:databse_record' is no evidence type of the ontology"
    """
    for code in (compress(code.strip()) for code in codes.split("|")):
        if code.casefold().startswith("msc:") and code not in _weighed():
            near = did_you_mean(nearest(code, _weighed()))
            return f"{code!r} is no evidence type of the ontology.{near}"
    return ""


@cache
def _causal() -> frozenset[str]:
    every = vocabulary().predicates.values()
    return frozenset(compress(p.iri) for p in every if p.role is PredicateRole.CAUSAL)


@cache
def _weighed() -> frozenset[str]:
    return frozenset(compress(iri) for iri in vocabulary().support_weight)


@cache
def _depth(name: str) -> int:
    return len(vocabulary().ancestors(f"{MSC}{name}"))
