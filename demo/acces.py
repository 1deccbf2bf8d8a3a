"""How one signs in to the demonstration; imports nothing, for tests and benches too."""

DOMAINE = "demo.terreau.example"
MOT_DE_PASSE = "terreau-demo-2026"
"""Printed by ``bin/demo``; opens the demonstration's accounts only."""


def adresse(code: str) -> str:
    """Return the address of demo account ``code``."""
    return f"{code}@{DOMAINE}"
