"""The graph for people without a terminal: pages, a JSON API and a SPARQL endpoint, read-only."""
