"""Drawings of networks, made on the server."""
