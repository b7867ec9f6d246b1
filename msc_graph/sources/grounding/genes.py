"""Names of human genes, from HGNC's complete set or one of its custom downloads."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from msc_graph.errors import FileRefused
from msc_graph.sources.batch import Reading
from msc_graph.sources.grounding.keys import name_keys
from msc_graph.sources.grounding.meanings import Meanings, labelled, meanings, with_keys
from msc_graph.sources.readers.text_files import LINE, open_table
from msc_graph.sources.report import ImportReport


def _lists(column: str) -> pl.Expr:
    """Return the values of a cell of HGNC: ``a|b`` in the full set, ``a, b`` in custom downloads."""
    text = pl.col(column).fill_null("")
    parts = (
        pl.when(text.str.contains("|", literal=True))
        .then(text.str.split("|"))
        .otherwise(text.str.split(", "))
    )
    return parts.list.eval(pl.element().str.strip_chars(' "')).list.eval(
        pl.element().filter(pl.element() != "")
    )


_HGNC_HEADERS = {
    "id": ("hgnc_id", "HGNC ID"),
    "label": ("symbol", "Approved symbol"),
    "title": ("name", "Approved name"),
    "status": ("status", "Status"),
    "aliases": ("alias_symbol", "Alias symbols"),
    "previous": ("prev_symbol", "Previous symbols"),
    "ncbi": ("entrez_id", "NCBI Gene ID(supplied by NCBI)", "NCBI Gene ID"),
    "uniprot": ("uniprot_ids", "UniProt ID(supplied by UniProt)", "UniProt accession"),
    "ensembl": ("ensembl_gene_id", "Ensembl gene ID"),
    "mouse": ("mgd_id", "Mouse genome database ID(supplied by MGI)", "Mouse genome database ID"),
    "rat": ("rgd_id", "Rat genome database ID(supplied by RGD)", "Rat genome database ID"),
    "hairpin": ("mirbase", "miRBase ID", "miRNA ID"),
}
_HGNC_NEEDED = ("id", "label", "aliases", "previous")


def read_genes(path: Path) -> Meanings:
    """Return names of genes: a symbol in force goes before an alias or a previous symbol, as HGNC has it.

    Raises:
        FileRefused: a column lacks, or the file is damaged.
    """
    table = _table(path)
    in_force = table.filter(pl.col("status").is_null() | (pl.col("status") == "Approved"))
    withdrawn = table.filter(pl.col("status") == "Symbol Withdrawn").with_columns(
        now=pl.col("title").str.extract_all(r"HGNC:\d+").list.unique(maintain_order=True)
    )
    replaced = withdrawn.filter(pl.col("now").list.len() == 1).with_columns(now=pl.col("now").list.first())
    replaced = replaced.filter(pl.col("now").is_in(in_force["id"].implode()))
    found = [
        meanings(in_force.select("id", name="label"), "name", 0),
        *(
            meanings(in_force.select("id", name=_lists(column)).explode("name"), how, 1)
            for column, how in (("aliases", "alias"), ("previous", "previous"))
        ),
        meanings(replaced.select("now", name="label").rename({"now": "id"}), "previous", 1),
    ]
    same = pl.concat(
        [
            *(
                in_force.select("id", other=_prefixed(prefix, _lists(column))).explode("other")
                for prefix, column in (("NCBIGene", "ncbi"), ("UniProtKB", "uniprot"), ("ENSEMBL", "ensembl"))
            ),
            replaced.select(pl.col("now").alias("id"), other="id"),
        ]
    )
    names = with_keys(pl.concat(found), name_keys)
    return Meanings(names, labelled(in_force.select("id", "label"), same), _links(in_force))


def _table(path: Path) -> pl.DataFrame:
    """Return HGNC's rows under the names of `_HGNC_HEADERS`; columns that are not there are null."""
    opened = open_table(path, Reading(ImportReport()), quoted=True)
    found = {
        column: next((name for name in names if name in opened.columns), None)
        for column, names in _HGNC_HEADERS.items()
    }
    if missing := [" or ".join(map(repr, _HGNC_HEADERS[name])) for name in _HGNC_NEEDED if not found[name]]:
        problem = f"this is not HGNC's complete set: it has no column {', '.join(missing)}."
        raise FileRefused(path, problem, line=1)
    schema = dict.fromkeys(opened.columns, pl.String())
    table = pl.concat([pl.DataFrame(schema=schema), *(frame.drop(LINE) for frame in opened.frames())])
    return table.select(
        (pl.col(name) if name else pl.lit(None, pl.String)).alias(column) for column, name in found.items()
    )


_HAIRPIN = r"^hsa-(?:mir|let)-[0-9a-z-]+$"
"""How miRBase names human hairpins; HGNC has these names among the aliases of microRNA genes."""


def _links(genes: pl.DataFrame) -> pl.DataFrame:
    """Return the orthologues in mouse and rat, and the hairpins, by number or by name in miRBase.

    HGNC names the genes of microRNAs as miRBase does their hairpins: ``microRNA 92a-1``, ``hsa-mir-92a-1``.
    """
    others = [
        genes.select("id", relation=pl.lit("orthologue"), other=_lists(column)).explode("other")
        for column in ("mouse", "rat")
    ]
    numbers = pl.lit("mirbase:") + _lists("hairpin").list.first()
    aliases = _lists("aliases").list.eval(pl.element().filter(pl.element().str.contains(_HAIRPIN)))
    title = pl.col("title").str.extract(r"^microRNA ([0-9a-z-]+)$")
    called = pl.when(title.str.starts_with("let-")).then("hsa-" + title).otherwise("hsa-mir-" + title)
    hairpin = pl.coalesce(numbers, called, aliases.list.first())
    hairpins = genes.select("id", relation=pl.lit("hairpin"), other=hairpin)
    return pl.concat([*others, hairpins]).drop_nulls().unique().sort("id", "relation", "other")


def _prefixed(prefix: str, values: pl.Expr) -> pl.Expr:
    return values.list.eval(pl.lit(f"{prefix}:") + pl.element())
