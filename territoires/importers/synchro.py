"""Bring a table in step with an official list, writing only what differs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

LOT = 2000
"""Rows per statement."""


def synchroniser(
    requete: models.QuerySet[Any], lignes: Mapping[Any, Mapping[str, Any]], *, cle: str = "pk"
) -> dict[str, int]:
    """Insert missing rows and update changed ones; rows absent from ``lignes`` are untouched.

    Args:
        requete: the rows to compare with, all of the same model.
        lignes: field values by key; every mapping holds the same fields.
        cle: the field (or « pk ») that identifies a row among ``requete``.

    Returns:
        Numbers of rows by outcome: crees, modifies, inchanges.
    """
    bilan = {"crees": 0, "modifies": 0, "inchanges": 0}
    if not lignes:
        return bilan
    modele = requete.model
    champs = list(next(iter(lignes.values())))
    colonnes = [modele._meta.get_field(c).attname for c in champs]
    connues = {
        ligne[0]: (ligne[1], ligne[2:])
        for ligne in requete.values_list(cle, "pk", *colonnes).iterator(chunk_size=LOT)
    }
    nouvelles, changees = [], []
    nom_cle = modele._meta.pk.attname if cle == "pk" else cle
    for valeur_cle, valeurs in lignes.items():
        attendu = tuple(valeurs[c] for c in champs)
        connue = connues.get(valeur_cle)
        attributs = dict(zip(colonnes, attendu, strict=True))
        if connue is None:
            nouvelles.append(modele(**{nom_cle: valeur_cle, **attributs}))
        elif connue[1] != attendu:
            changees.append(modele(**{"pk": connue[0], nom_cle: valeur_cle, **attributs}))
        else:
            bilan["inchanges"] += 1
    modele._default_manager.bulk_create(nouvelles, batch_size=LOT)
    if changees:
        modele._default_manager.bulk_update(
            changees, [modele._meta.get_field(c).name for c in champs], batch_size=200
        )
    bilan["crees"], bilan["modifies"] = len(nouvelles), len(changees)
    return bilan


def additionner(bilans: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add up outcomes."""
    total: dict[str, int] = {}
    for bilan in bilans:
        for cle, nombre in bilan.items():
            total[cle] = total.get(cle, 0) + nombre
    return total
