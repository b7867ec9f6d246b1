"""SHACL validation and quality checks."""
