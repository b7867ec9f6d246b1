"""One thing, and the whole graph, told."""
