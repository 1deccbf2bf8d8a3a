"""Screens of actors."""
