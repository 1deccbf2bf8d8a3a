"""Calculations on filières: pure, exact, without the database."""
