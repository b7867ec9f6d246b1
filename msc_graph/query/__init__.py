"""Saved and free SPARQL questions."""
