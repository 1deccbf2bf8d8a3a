"""Reference content kept as YAML files: reading, checking, idempotent loading."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import models, transaction


class ReferentielInvalide(ValueError):
    """A reference file is wrong; the message names the file and the entry."""


@dataclass(frozen=True)
class Bilan:
    """What one loading wrote: numbers of rows."""

    crees: int = 0
    modifies: int = 0
    retires: int = 0
    inchanges: int = 0

    def __add__(self, autre: "Bilan") -> "Bilan":
        return Bilan(
            self.crees + autre.crees,
            self.modifies + autre.modifies,
            self.retires + autre.retires,
            self.inchanges + autre.inchanges,
        )

    def __str__(self) -> str:
        return (
            f"{self.crees} créés, {self.modifies} modifiés, {self.retires} retirés, "
            f"{self.inchanges} inchangés"
        )


def lire_yaml(chemin: Path) -> dict[str, Any]:
    """Return the mapping held by a YAML file.

    Raises:
        ReferentielInvalide: absent, not YAML, or not a mapping.
    """
    try:
        contenu = yaml.safe_load(chemin.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as erreur:
        raise ReferentielInvalide(f"{chemin.name} : lecture impossible ({erreur})") from erreur
    if not isinstance(contenu, dict):
        raise ReferentielInvalide(f"{chemin.name} : un dictionnaire est attendu à la racine")
    return contenu


def synchroniser(modele: type[models.Model], lignes: Mapping[str, Mapping[str, Any]]) -> Bilan:
    """Make the rows of ``modele`` equal ``lignes`` (primary key → field values).

    Only rows that differ are written. A row absent from ``lignes`` is removed,
    unless something still points to it: it then stays as it is.

    Raises:
        ReferentielInvalide: a value breaks one of the model's own rules.
    """
    gestionnaire = modele._default_manager
    with transaction.atomic():
        existants = gestionnaire.in_bulk()
        a_creer, a_modifier = [], []
        for cle, champs in lignes.items():
            objet = existants.get(cle)
            if objet is None:
                a_creer.append(_valide(modele(pk=cle, **champs)))
            elif any(getattr(objet, nom) != valeur for nom, valeur in champs.items()):
                for nom, valeur in champs.items():
                    setattr(objet, nom, valeur)
                a_modifier.append(_valide(objet))
        gestionnaire.bulk_create(a_creer)
        if a_modifier:
            gestionnaire.bulk_update(a_modifier, list(next(iter(lignes.values()))))
        retires = sum(_retirer(objet) for cle, objet in existants.items() if cle not in lignes)
    return Bilan(
        len(a_creer), len(a_modifier), retires, len(lignes) - len(a_creer) - len(a_modifier)
    )


def _valide(objet: models.Model) -> models.Model:
    liens = [c.name for c in objet._meta.concrete_fields if c.is_relation]
    try:
        objet.clean_fields(exclude=liens)
    except ValidationError as erreur:
        raise ReferentielInvalide(f"« {objet.pk} » : {'; '.join(erreur.messages)}") from erreur
    return objet


def _retirer(objet: models.Model) -> bool:
    """Delete the row when nothing points to it."""
    for relation in objet._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: objet}).exists():
            return False
    objet.delete()
    return True
