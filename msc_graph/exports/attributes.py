"""The attributes that nodes and edges carry into other tools, in one table for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from msc_graph.model.graph import GraphEdge, GraphNode
from msc_graph.vocabulary.signs import Sign

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
_SIGN_VALUE_TEXTS = {"": "0"} | {sign.value: str(value) for sign, value in SIGN_VALUE.items()}
_SIGN_COLOR_TEXTS = {sign.value: color for sign, color in SIGN_COLORS.items()}


@dataclass(frozen=True, slots=True)
class Attribute(Generic[_Owner]):
    """A named value of a node or an edge; ``type`` is the GraphML type that it has in files.

    ``column`` is the column of a frame (see `msc_graph.model.frames`) that holds the value, or the value to
    look up in ``looked_up`` (as text; `OTHER_COLOR` for what is not in it). ``repeats`` is whether many share
    a value, so that a file of millions is written faster when each value is put into words once.
    """

    name: str
    type: str
    of: Callable[[_Owner], Value]
    column: str
    repeats: bool = False
    looked_up: Mapping[str, str] | None = None


NODE_ATTRIBUTES: tuple[Attribute[GraphNode], ...] = (
    Attribute("curie", "string", lambda node: node.id, "id"),
    Attribute("label", "string", lambda node: node.label, "label"),
    Attribute("label_zh", "string", lambda node: node.label_zh, "label_zh"),
    Attribute("category", "string", lambda node: node.category, "category", repeats=True),
    Attribute(
        "color",
        "string",
        lambda node: COLORS.get(node.category, OTHER_COLOR),
        "category",
        repeats=True,
        looked_up=COLORS,
    ),
    Attribute("definition", "string", lambda node: node.definition, "definition"),
    Attribute("synonyms", "string", lambda node: node.synonyms, "synonyms"),
    Attribute("xrefs", "string", lambda node: node.xrefs, "xrefs"),
)
EDGE_ATTRIBUTES: tuple[Attribute[GraphEdge], ...] = (
    Attribute("label", "string", lambda edge: edge.label, "label", repeats=True),
    Attribute("label_zh", "string", lambda edge: edge.label_zh, "label_zh", repeats=True),
    Attribute("predicate", "string", lambda edge: edge.predicate, "predicate", repeats=True),
    Attribute("role", "string", lambda edge: edge.role.value, "role", repeats=True),
    Attribute("sign", "string", lambda edge: edge.sign_text, "sign", repeats=True),
    Attribute(
        "sign_value",
        "int",
        lambda edge: SIGN_VALUE[edge.sign],
        "sign",
        repeats=True,
        looked_up=_SIGN_VALUE_TEXTS,
    ),
    Attribute(
        "color",
        "string",
        lambda edge: SIGN_COLORS[edge.sign],
        "sign",
        repeats=True,
        looked_up=_SIGN_COLOR_TEXTS,
    ),
    Attribute("belief", "double", lambda edge: edge.belief, "belief"),
    Attribute("verdict", "string", lambda edge: edge.verdict, "verdict", repeats=True),
    Attribute("scope", "string", lambda edge: edge.scope, "scope", repeats=True),
    Attribute("assertions", "string", lambda edge: edge.assertions, "assertions"),
    Attribute("references", "string", lambda edge: edge.references, "references"),
    Attribute("mechanisms", "string", lambda edge: edge.mechanisms, "mechanisms"),
    Attribute("species", "string", lambda edge: edge.species, "species"),
    Attribute("doubted", "string", lambda edge: edge.doubted, "doubted"),
)
