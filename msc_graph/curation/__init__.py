"""The curated tables: read, checked, and written as triples."""
