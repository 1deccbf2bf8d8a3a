"""Drawings of platforms, as SVG made on the server."""
