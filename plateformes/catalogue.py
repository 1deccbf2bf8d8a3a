"""Solidarity platforms, read once from ``referentiels/plateformes.yaml``.

A platform is a mapping: code, nom, nature, thematiques (codes), besoins,
description, fonctionnalites, and when the guide says so url, modele, porteur,
logiciel_libre, role_collectivite, exemples_territoires, alternative_a.
"""

from functools import cache
from pathlib import Path
from typing import Any

from acteurs.referentiels import FICHIER as THEMATIQUES
from socle.referentiels import ReferentielInvalide, lire_yaml
from socle.texte import normaliser

FICHIER = Path(__file__).with_name("referentiels") / "plateformes.yaml"
SOURCE = (
    "« Expérimenter les Plateformes de l’Économie Solidaire dans les territoires », "
    "guide méthodologique (APES Hauts-de-France, Copteria, Tilt)"
)
NATURES = {
    "service": "Service aux habitants et aux acteurs",
    "outil": "Outil de gestion",
    "portail": "Portail",
}
MODELES = {"cooperatif": "Coopératif", "public": "Public"}
_VIDE: dict[str, Any] = {
    "url": "", "modele": "", "porteur": "", "logiciel_libre": False, "role_collectivite": None,
    "exemples_territoires": [], "alternative_a": [],
}  # fmt: skip


@cache
def contenu() -> dict[str, Any]:
    """Return the whole file: definition, limits and benefits besides the platforms."""
    return lire_yaml(FICHIER)


@cache
def themes() -> dict[str, str]:
    """Return the label of every theme, in the order of the referential."""
    return {t["code"]: t["libelle"] for t in lire_yaml(THEMATIQUES)["thematiques"]}


@cache
def plateformes() -> dict[str, dict[str, Any]]:
    """Return every platform by code, in words ready to be shown.

    Raises:
        ReferentielInvalide: a code is repeated or a word unknown.
    """
    autres = {p["code"]: p["nom"] for p in contenu()["plateformes_capitalistiques"]}
    resultat: dict[str, dict[str, Any]] = {}
    for brute in contenu()["plateformes"]:
        plateforme = {**_VIDE, **brute}
        code = plateforme["code"]
        try:
            plateforme |= {
                "nature_dite": NATURES[plateforme["nature"]],
                "modele_dit": MODELES[plateforme["modele"]] if plateforme["modele"] else "",
                "themes": {t: themes()[t] for t in plateforme["thematiques"]},
                "a_la_place_de": [autres[a] for a in plateforme["alternative_a"]],
            }
        except KeyError as erreur:
            raise ReferentielInvalide(f"plateformes.yaml, « {code} » : {erreur}") from erreur
        if code in resultat:
            raise ReferentielInvalide(f"plateformes.yaml : le code « {code} » est répété")
        mots = [plateforme["nom"], plateforme["description"], *plateforme["besoins"]]
        plateforme["cherche"] = normaliser(" ".join([*mots, *plateforme["fonctionnalites"]]))
        resultat[code] = plateforme
    return resultat


def chercher(q: str = "", theme: str = "", nature: str = "") -> list[dict[str, Any]]:
    """Return the platforms holding every word of the need ``q``, of a theme and a nature (codes)."""
    mots = normaliser(q).split()
    return [
        p
        for p in plateformes().values()
        if all(mot in p["cherche"] for mot in mots)
        and (not theme or theme in p["thematiques"])
        and nature in {"", p["nature"]}
    ]
