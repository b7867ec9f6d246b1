"""Both engines asked of the same store."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from msc_graph.curation.as_rdf import schema_quads
from tests.helpers.shape_fixtures import FIXTURES

WRITTEN = sorted(path.name for path in FIXTURES.glob("*.fail.ttl"))


SCHEMA = tuple(schema_quads())


def quads(path: Path) -> list[Quad]:
    return list(parse(path=path, format=RdfFormat.TURTLE, base_iri=path.as_uri()))
