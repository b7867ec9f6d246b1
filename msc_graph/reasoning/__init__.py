"""Reasoning: what follows from a graph, whether it holds together, and why.

`inference` materialises (`engine` is the algorithm, `axioms` reads the ontology, `rules` the project's own
rules), `explain` says why, `consistency` asks HermiT and Pellet, `files` reads other people's ontologies.
"""
