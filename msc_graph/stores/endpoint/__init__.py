"""Graphs behind SPARQL endpoints: asked for what a question needs, in batches whose answers are counted."""
