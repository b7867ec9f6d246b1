"""Graphs on disk: third-party sources beside the curated facts, at any size that one machine holds."""
