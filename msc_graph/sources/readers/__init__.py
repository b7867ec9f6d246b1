"""Rows out of delimited text, JSON and workbooks."""
