"""What the ontology declares: namespaces, signs, prefixes, classes and predicates."""
