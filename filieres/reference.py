"""Words of the filières read once from ``referentiels/``: kinds of maillons."""

from functools import cache
from pathlib import Path

from socle.referentiels import lire_yaml

DOSSIER = Path(__file__).with_name("referentiels")


@cache
def types_maillons() -> tuple[tuple[str, str], ...]:
    """Return the kinds of maillons, from upstream to downstream: code and title."""
    contenu = lire_yaml(DOSSIER / "filieres.yaml")
    return tuple((t["code"], t["intitule"]) for t in contenu["types_maillons"])


def choix_types_maillons() -> list[tuple[str, str]]:
    """Return the kinds as the choices of a field: a change of words asks for no migration."""
    return list(types_maillons())
