"""Drawings of the report: SVG made here, one module each."""
