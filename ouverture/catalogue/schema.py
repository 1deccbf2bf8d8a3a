"""The schema of a set as a Table Schema: what each column is, for people and for tools."""

from typing import Any

from ouverture.catalogue.modeles import Jeu
from ouverture.champs import Champ

PROFIL = "https://specs.frictionlessdata.io/schemas/table-schema.json"
_TYPES: dict[str, dict[str, Any]] = {
    "texte": {"type": "string"},
    "choix": {"type": "string"},
    "adresse": {"type": "string", "format": "uri"},
    "entier": {"type": "integer"},
    "nombre": {"type": "number"},
    "booleen": {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
    "date": {"type": "date"},
    "instant": {"type": "datetime"},
    "liste": {"type": "string"},
}
DITS = {
    "texte": "Texte",
    "choix": "Code",
    "adresse": "Adresse web",
    "entier": "Nombre entier",
    "nombre": "Nombre",
    "booleen": "oui ou non",
    "date": "Date",
    "instant": "Date et heure",
    "liste": "Liste",
}
"""Natures of columns for people."""


def en_table_schema(jeu: Jeu) -> dict[str, Any]:
    """Return the Table Schema of a set."""
    return {
        "$schema": PROFIL,
        "name": f"terreau-{jeu.code}",
        "title": jeu.titre,
        "description": jeu.description,
        "fields": [_champ(champ) for champ in jeu.champs],
        **({"primaryKey": ["identifiant"]} if _a_une_cle(jeu) else {}),
    }


def _a_une_cle(jeu: Jeu) -> bool:
    return any(champ.nom == "identifiant" for champ in jeu.champs)


def _champ(champ: Champ) -> dict[str, Any]:
    contraintes: dict[str, Any] = {}
    if champ.nom == "identifiant":
        contraintes = {"required": True, "unique": True}
    if champ.choix:
        contraintes["enum"] = [code for code, _ in champ.choix if code]
    return {
        "name": champ.nom,
        "title": champ.titre,
        "description": champ.description,
        **_TYPES[champ.nature],
        **({"constraints": contraintes} if contraintes else {}),
    }
