"""Small tables in the layouts of third-party files, of our own making; and a way to read a source whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from msc_graph.messages.imports import EventKind
from msc_graph.sources.batch import Grounding as Names
from msc_graph.sources.batch import Reading
from msc_graph.sources.grounding.lookup import Grounding
from msc_graph.sources.grounding.tables import prepare
from msc_graph.sources.joining import joined
from msc_graph.sources.registry import source_format
from msc_graph.sources.report import ImportReport

HGNC = """\
hgnc_id\tsymbol\tname\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\tuniprot_ids
HGNC:8763\tPDCD4\tprogrammed cell death 4\tApproved\t"H731"\t\t27250\tENSG00000150593\tQ53EL6
HGNC:11998\tTP53\ttumor protein p53\tApproved\t"p53|LFS1"\t\t7157\tENSG00000141510\tP04637
HGNC:17868\tBBC3\tBCL2 binding component 3\tApproved\t"JFY1|PUMA"\t\t27113\tENSG00000105327\t"Q96PG8|Q9BXH1"
HGNC:1\tTWIN1\tmade up\tApproved\t"PUMA2|TP53"\t\t1000001\t\tP00001
HGNC:2\tTWIN2\tmade up\tApproved\t"PUMA2"\t\t1000002\t\tP00001
HGNC:12469\tUBA1\tubiquitin like modifier activating enzyme 1\tApproved\t"A1S9"\t"UBE1X"\t7317\t\tP22314
HGNC:6\tA1S9T\tsymbol withdrawn, see [HGNC:12469](/data)\tSymbol Withdrawn\t\t\t\t\t
"""
"""The header of HGNC's full set; some rows, shortened, and two made up."""

MIRBASE = """\
MI0000077\thsa-mir-21;
MIMAT0000076\thsa-miR-21;hsa-miR-21-5p;
MIMAT0004494\thsa-miR-21*;hsa-miR-21-3p;
MIMAT0000530\tmmu-miR-21;mmu-miR-21-5p;mmu-miR-21a-5p;
MI0000822\thsa-mir-133b;
MIMAT0000770\thsa-miR-133b;
MIMAT0000685\thsa-miR-34b;hsa-miR-34b*;hsa-miR-34b-5p;
MIMAT0004676\thsa-miR-34b;hsa-miR-34b-3p;
MIMAT0000422\thsa-miR-124a;hsa-miR-124;hsa-miR-124-3p;
MIMAT0004591\thsa-miR-124*;hsa-miR-124-5p;
MIMAT0000451\thsa-miR-150;hsa-miR-150-5p;
MIMAT0004610\thsa-miR-150*;hsa-miR-150-3p;
MIMAT0000165\tmmu-miR-155;mmu-miR-155-5p;
MI0000064\thsa-let-7c;
MIMAT0000064\thsa-let-7c;hsa-let-7c-5p;
MIMAT0026472\thsa-let-7c-3p;
"""
"""Rows of miRBase's ``aliases.txt``."""

MONDO = """{"graphs": [{"nodes": [
{"id": "http://purl.obolibrary.org/obo/MONDO_0005147", "lbl": "type 1 diabetes mellitus", "meta": {
 "synonyms": [{"pred": "hasExactSynonym", "val": "type 1 diabetes"},
  {"pred": "hasBroadSynonym", "val": "diabetes"}],
 "basicPropertyValues": [
  {"pred": "http://www.w3.org/2004/02/skos/core#exactMatch", "val": "http://identifiers.org/mesh/D003922"},
  {"pred": "http://www.w3.org/2004/02/skos/core#exactMatch", "val": "http://purl.obolibrary.org/obo/DOID_9744"},
  {"pred": "http://www.w3.org/2004/02/skos/core#closeMatch", "val": "http://identifiers.org/mesh/D003920"}]}},
{"id": "http://purl.obolibrary.org/obo/MONDO_0006502", "lbl": "acute respiratory distress syndrome",
 "meta": {
 "synonyms": [{"pred": "hasExactSynonym", "val": "ARDS"}]}},
{"id": "http://purl.obolibrary.org/obo/MONDO_0100130", "lbl": "adult acute respiratory distress syndrome",
 "meta": {
 "synonyms": [{"pred": "hasExactSynonym", "val": "ARDS"}]}},
{"id": "http://purl.obolibrary.org/obo/MONDO_0000001", "lbl": "obsolete thing", "meta": {"deprecated": true}}
]}]}
"""
"""The layout of an OBO graph; shortened."""


def tables(folder: Path) -> Grounding:
    """Return grounding tables made of the small files above."""
    files = {}
    for name, text in (("hgnc", HGNC), ("mirbase", MIRBASE), ("mondo", MONDO)):
        files[name] = folder / f"{name}.txt"
        files[name].write_text(text, encoding="utf-8")
    prepare(folder / "tables", **files)
    return Grounding.open(folder / "tables")


@dataclass
class Source:
    """A source that was read whole."""

    nodes: pl.DataFrame
    statements: pl.DataFrame
    predicates: pl.DataFrame
    properties: pl.DataFrame
    report: ImportReport

    def node(self, curie: str) -> dict[str, Any]:
        """Return the one node of that identifier."""
        found = self.nodes.filter(pl.col("id") == curie)
        assert found.height == 1, self.nodes
        return found.row(0, named=True)

    def event(self, kind: EventKind, /, **parameters: str) -> tuple[int | None, list[str]]:
        """Return count and examples of the one event of that kind and with these parameters."""
        found = [
            event
            for event in self.report.events
            if event.kind is kind and parameters.items() <= event.parameters.items()
        ]
        assert len(found) == 1, self.report.to_dict()
        return found[0].count, found[0].examples


def read_source(
    name: str,
    *files: Path,
    grounding: Names | None = None,
    options: Mapping[str, str] | None = None,
    keep_going: bool = False,
) -> Source:
    """Return all that a format's reader gives."""
    report = ImportReport(keep_going=keep_going)
    reading = Reading(report, options=options or {}, grounding=grounding)
    batches = list(joined(source_format(name).read(files, reading), reading))

    def whole(table: str) -> pl.DataFrame:
        parts = [part for batch in batches if (part := getattr(batch, table)) is not None]
        return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()

    return Source(whole("nodes"), whole("statements"), whole("predicates"), whole("properties"), report)
