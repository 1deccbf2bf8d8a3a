"""Drawings of filières, made on the server for the pages, the big screen and the PDF."""
