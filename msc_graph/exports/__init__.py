"""Exports: the graph as files that other tools open, and as a networkx graph."""
