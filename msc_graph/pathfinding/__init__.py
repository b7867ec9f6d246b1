"""The engine of paths, on any columns: no words, no evidence, no graph."""
