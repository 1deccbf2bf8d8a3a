"""Screens of accounts and organisations, one module per subject."""
