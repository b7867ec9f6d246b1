"""One module an importer: here a new one comes, and nowhere else."""
