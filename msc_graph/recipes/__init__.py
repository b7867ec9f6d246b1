"""Recipes: one file says which sources make a big graph, and one command builds it."""
