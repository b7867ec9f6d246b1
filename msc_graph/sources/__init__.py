"""Third-party files read into tables of nodes and statements, one module a format."""
