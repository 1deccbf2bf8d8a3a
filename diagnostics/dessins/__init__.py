"""Drawings of démarches, made on the server for the pages and the PDF alike."""
