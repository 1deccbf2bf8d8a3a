"""What waits for a user's decision in the directory, counted by the floors above."""

from collections.abc import Callable
from typing import Any

Compte = Callable[[Any], int]
_comptes: list[Compte] = []


def enregistrer_attente(compte: Compte) -> None:
    """Add what (user) → number of decisions that wait."""
    if compte not in _comptes:
        _comptes.append(compte)


def compter_attentes(utilisateur: Any) -> int:
    """Return how many decisions wait for a user."""
    return sum(compte(utilisateur) for compte in _comptes)
