"""The attributes that nodes and edges carry into other tools, in one table for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from msc_graph.property_graph import GraphEdge, GraphNode
from msc_graph.vocabulary import Sign

Value = str | int | float | tuple[str, ...]
_Owner = TypeVar("_Owner")

SIGN_VALUE = {Sign.POSITIVE: 1, Sign.NEGATIVE: -1, Sign.UNKNOWN: 0}

_CATEGORIES_BY_COLOR = {
    "#0072B2": ("ExtracellularVesicle", "Exosome", "MSCExosome", "TherapeuticProduct"),
    "#56B4E9": (
        "CellType",
        "MesenchymalStemCell",
        "EngineeredMesenchymalStemCell",
        "Macrophage",
        "M1Macrophage",
        "M2Macrophage",
        "AnatomicalStructure",
        "BiologicalBarrier",
        "CellularStructure",
        "Organelle",
    ),
    "#E69F00": ("NucleicAcid", "MicroRNA", "MessengerRNA", "SmallInterferingRNA"),
    "#F0E442": (
        "MolecularEntity",
        "MolecularGroup",
        "GeneOrProduct",
        "Gene",
        "Protein",
        "Cytokine",
        "Peptide",
        "TargetingLigand",
        "Lipid",
        "SmallMolecule",
        "Drug",
    ),
    "#009E73": (
        "BiologicalProcess",
        "Pathway",
        "CellPolarization",
        "PathologicalProcess",
        "PhysiologicalFunction",
        "TherapeuticEffect",
    ),
    "#D55E00": ("Condition", "Disease", "DiseaseCategory", "AdverseEvent", "SafetyRisk"),
    "#CC79A7": ("ClinicalStudy", "ClinicalTrial", "ExcludedTrial", "ClinicalOutcome", "AdministrationRoute"),
}
"""Colour-blind safe. Source of the colours: Wong 2011, "Color blindness", doi:10.1038/nmeth.1618."""
COLORS = {category: color for color, categories in _CATEGORIES_BY_COLOR.items() for category in categories}
"""Colour of each category that has one of its own, as ``#RRGGBB``."""
OTHER_COLOR = "#999999"
SIGN_COLORS = {Sign.POSITIVE: "#009E73", Sign.NEGATIVE: "#D55E00", Sign.UNKNOWN: OTHER_COLOR}


@dataclass(frozen=True, slots=True)
class Attribute(Generic[_Owner]):
    """A named value of a node or an edge; ``type`` is the GraphML type that it has in files."""

    name: str
    type: str
    of: Callable[[_Owner], Value]


NODE_ATTRIBUTES: tuple[Attribute[GraphNode], ...] = (
    Attribute("curie", "string", lambda node: node.id),
    Attribute("label", "string", lambda node: node.label),
    Attribute("label_zh", "string", lambda node: node.label_zh),
    Attribute("category", "string", lambda node: node.category),
    Attribute("color", "string", lambda node: COLORS.get(node.category, OTHER_COLOR)),
    Attribute("definition", "string", lambda node: node.definition),
    Attribute("synonyms", "string", lambda node: node.synonyms),
    Attribute("xrefs", "string", lambda node: node.xrefs),
)
EDGE_ATTRIBUTES: tuple[Attribute[GraphEdge], ...] = (
    Attribute("label", "string", lambda edge: edge.label),
    Attribute("label_zh", "string", lambda edge: edge.label_zh),
    Attribute("predicate", "string", lambda edge: edge.predicate),
    Attribute("role", "string", lambda edge: edge.role.value),
    Attribute("sign", "string", lambda edge: edge.sign.value),
    Attribute("sign_value", "int", lambda edge: SIGN_VALUE[edge.sign]),
    Attribute("color", "string", lambda edge: SIGN_COLORS[edge.sign]),
    Attribute("belief", "double", lambda edge: edge.belief),
    Attribute("verdict", "string", lambda edge: edge.verdict),
    Attribute("scope", "string", lambda edge: edge.scope),
    Attribute("assertions", "string", lambda edge: edge.assertions),
    Attribute("references", "string", lambda edge: edge.references),
    Attribute("mechanisms", "string", lambda edge: edge.mechanisms),
    Attribute("species", "string", lambda edge: edge.species),
)
