"""A graph in a folder on disk."""
