"""Namespaces: ours, and those of the standards that the graph uses."""

from __future__ import annotations

MSC = "https://w3id.org/msc-graph/"
"""Namespace of the schema's terms and of the nodes that no established ontology names."""
CLAIM = f"{MSC}assertion/"
EVIDENCE = f"{MSC}evidence/"
MECHANISM = f"{MSC}mechanism/"
REFERENCE = f"{MSC}reference/"
GRAPH = f"{MSC}graph/"
IMPORTED = f"{MSC}imported/"
"""Namespace of imported identifiers with a prefix that is not declared; the prefix and ``/`` follow."""
SCHEMA_GRAPH = f"{GRAPH}schema"
CURATED_GRAPH = f"{GRAPH}curated"
INFERRED_GRAPH = f"{GRAPH}inferred"
"""What follows from the other graphs; no assertion stands behind it, so it never mixes with them."""

TRIAL_PREFIX = "clinicaltrials:"
"""How the CURIEs of trials begin; the registry's number follows."""

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
