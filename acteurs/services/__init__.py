"""What happens to actors: one module per kind of event."""

from acteurs.services.fiches import (
    DoublonPossible,
    archive_acteur,
    create_acteur,
    create_acteurs,
    find_doublons,
    publish_acteur,
    restore_version,
    update_acteur,
)

__all__ = [
    "DoublonPossible",
    "archive_acteur",
    "create_acteur",
    "create_acteurs",
    "find_doublons",
    "publish_acteur",
    "restore_version",
    "update_acteur",
]
