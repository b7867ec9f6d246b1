"""From a batch of rows to named graph and tables."""
