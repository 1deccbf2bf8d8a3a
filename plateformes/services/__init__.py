"""What happens to the catalogue: one function per thing, in a transaction, history written."""

from plateformes.services.fiches import (
    CHAMPS_SAISIS,
    LISTES,
    DoublonPossible,
    create_plateforme,
    find_doublons,
    update_plateforme,
)

__all__ = [
    "CHAMPS_SAISIS",
    "LISTES",
    "DoublonPossible",
    "create_plateforme",
    "find_doublons",
    "update_plateforme",
]
