"""Values of an entry as contributions keep them: JSON, under the names of the columns.

Some columns are chosen together: a kind with its form, a point with its precision.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Field

from acteurs.models import Acteur
from acteurs.services.fiches import CHAMPS_SAISIS

_LIENS: Final = ("type", "sous_type", "commune")
COLONNES: Final = tuple(
    f"{nom}_id" if nom in _LIENS else nom for nom in CHAMPS_SAISIS if nom != "statut"
)
"""Columns that may be proposed, themes apart."""
THEMES: Final = "thematiques"
_ENSEMBLE: Final = {"sous_type_id": "type_id", "lon": "precision", "lat": "precision"}


def groupe_de(nom: str) -> str:
    """Return the column under whose name ``nom`` is chosen."""
    return _ENSEMBLE.get(nom, nom)


def groupes(noms: Iterable[str]) -> list[str]:
    """Return the choices these columns make, in order, each once."""
    return list(dict.fromkeys(groupe_de(nom) for nom in noms))


def encoder(champs: Mapping[str, Any], thematiques: Iterable[Any] | None = None) -> dict[str, Any]:
    """Return values given to the services of entries (instances, dates) as JSON values.

    Raises:
        TypeError: a column that nobody may propose.
    """
    valeurs = {}
    for nom, valeur in champs.items():
        colonne = f"{nom}_id" if nom in _LIENS else nom
        if colonne not in COLONNES:
            raise TypeError(f"Not a column one proposes: {nom}")
        valeurs[colonne] = _en_json(colonne, getattr(valeur, "pk", valeur))
    if thematiques is not None:
        valeurs[THEMES] = sorted(getattr(t, "pk", t) for t in thematiques)
    return valeurs


def _en_json(colonne: str, valeur: Any) -> Any:
    if isinstance(valeur, str):
        return valeur.replace("\r\n", "\n").strip()
    return valeur.isoformat() if hasattr(valeur, "isoformat") else valeur


def lire(acteur: Acteur, noms: Iterable[str]) -> dict[str, Any]:
    """Return what the entry says under these columns, as JSON values."""
    return {nom: lire_un(acteur, nom) for nom in noms}


def lire_un(acteur: Acteur, nom: str) -> Any:
    """Return what the entry says under one column, as a JSON value."""
    if nom == THEMES:
        return sorted(t.pk for t in acteur.thematiques.all())
    return _en_json(nom, getattr(acteur, nom))


def decoder(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values, themes apart, as the services of entries take them."""
    champs: dict[str, Any] = {}
    for nom, valeur in valeurs.items():
        if nom == THEMES:
            continue
        champ: Field[Any, Any] = _champ(nom)
        champs[nom] = champ.to_python(valeur) if champ.remote_field is None else valeur
    return champs


def _champ(nom: str) -> Any:
    return Acteur._meta.get_field(nom)
