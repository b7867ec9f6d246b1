"""Where a graph lies: in memory, in a folder on disk, behind a SPARQL endpoint."""
