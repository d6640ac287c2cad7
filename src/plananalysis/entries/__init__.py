"""Rows cut into entries, with the owners and targets that belong to each."""
