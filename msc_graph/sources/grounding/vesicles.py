"""Which node of the graph stands for the vesicles of a study."""

from __future__ import annotations

import polars as pl

MSC_EXOSOME, EXOSOME, VESICLE = "msc:msc_exosome", "GO:0070062", "GO:1903561"

_EXOSOMES = r"(?i)exosom|\bsEVs?\b|small extracellular vesicle"
_MSC = r"(?i)mesenchymal (?:stem|stromal|progenitor)|multipotent stromal cell|\b(?:h|[A-Z]{2}-?)?MSCs?\b"

_NODES = pl.DataFrame(
    {
        "id": [MSC_EXOSOME, EXOSOME, VESICLE],
        "category": ["MSCExosome", "Exosome", "ExtracellularVesicle"],
        "label": [
            "mesenchymal stem cell-derived exosome",
            "extracellular exosome",
            "extracellular vesicle",
        ],
    }
)


def vesicle_ids(kind: pl.Expr, sample: pl.Expr) -> pl.Expr:
    """Return the node of the vesicles, by their kind and the sample that they come from.

    Exosomes and small vesicles are exosomes (so the ontology defines the name); of a sample that names
    mesenchymal stem cells they are their exosomes. All others are extracellular vesicles.
    """
    exosomes = kind.str.contains(_EXOSOMES).fill_null(False)
    msc = sample.str.contains(_MSC).fill_null(False)
    return (
        pl.when(exosomes & msc)
        .then(pl.lit(MSC_EXOSOME))
        .when(exosomes)
        .then(pl.lit(EXOSOME))
        .otherwise(pl.lit(VESICLE))
    )


def vesicle_nodes(ids: pl.Series) -> pl.DataFrame:
    """Return the nodes of those vesicles that occur."""
    return _NODES.filter(pl.col("id").is_in(ids.unique().implode()))
