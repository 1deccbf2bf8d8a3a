"""What everybody reads of the catalogue: list, entry, comparison, uses, open data."""
