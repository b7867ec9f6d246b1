"""Columns and rows, and their forms as text."""
