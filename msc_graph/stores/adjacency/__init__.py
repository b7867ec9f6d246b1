"""Graphs in the adjacency form: searched where they lie, by DuckDB or on a Spark cluster."""
