"""RDF terms, named graphs and files."""
