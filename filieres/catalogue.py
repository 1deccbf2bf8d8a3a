"""Documented filières, read once from ``referentiels/filieres.yaml`` and ``leviers.yaml``.

A filière is a mapping: code, nom, territoire, echelon, thematique, contexte,
conception, leviers (codes), and when the guide says so scenario, porteur,
forme_juridique, maillons, acteurs_ecosysteme, gisements, financements,
resultats, objectifs_chiffres, dates…
"""

from functools import cache
from pathlib import Path
from typing import Any

from socle.referentiels import ReferentielInvalide, lire_yaml
from socle.texte import normaliser

DOSSIER = Path(__file__).with_name("referentiels")
SOURCE = (
    "« RepèrESS Filières & ESS », guide du RTES rédigé avec l’agence Les Petites Rivières, 2023"
)
THEMES = {
    "alimentation": "Alimentation", "autre": "Autre", "bois": "Bois", "btp": "Bâtiment et travaux",
    "energie": "Énergie", "mobilite": "Mobilité", "multi": "Plusieurs filières",
    "numerique": "Numérique", "reemploi": "Réemploi", "textile": "Textile",
    "vins-boissons": "Vins et boissons",
}  # fmt: skip
ECHELONS = {
    "commune": "Commune", "intercommunalite": "Intercommunalité",
    "ept": "Établissement public territorial", "departement": "Département", "region": "Région",
    "parc-naturel": "Parc naturel régional", "bassin-de-vie": "Bassin de vie",
    "national": "Échelle nationale",
}  # fmt: skip
STATUTS = {
    "couvert": "Couvert", "sous-traite": "Sous-traité", "a-venir": "À venir",
    "manquant": "Manquant", "non-precise": "Non précisé",
}  # fmt: skip
CONCEPTIONS = {"chaine-de-valeur": "Chaîne de valeur", "ecosysteme": "Écosystème"}
SCENARIOS = {
    "collectivite-initiatrice": "La collectivité lance la filière",
    "collectivite-en-soutien": "La collectivité soutient une filière née des acteurs",
}
VIDE: dict[str, Any] = {
    "porteur": "", "forme_juridique": "", "scenario": "", "maillons": [], "maillons_manquants": [],
    "maillons_prevus": [], "acteurs_ecosysteme": [], "gisements": [], "financements": [],
    "leviers": [], "resultats": [], "objectifs_chiffres": [], "chiffres_contexte": [], "dates": [],
    "sous_thematiques": [], "axes": [],
}  # fmt: skip


@cache
def filieres() -> dict[str, dict[str, Any]]:
    """Return every filière by code, in words ready to be shown.

    Raises:
        ReferentielInvalide: a code is repeated or a word unknown.
    """
    contenu = lire_yaml(DOSSIER / "filieres.yaml")
    natures = {n["code"]: n["intitule"] for n in contenu["natures_financement"]}
    resultat: dict[str, dict[str, Any]] = {}
    for brute in contenu["filieres"]:
        filiere = {**VIDE, **brute}
        code = filiere["code"]
        try:
            filiere |= {
                "theme": THEMES[filiere["thematique"]],
                "echelon_dit": ECHELONS[filiere["echelon"]],
                "conception_dite": CONCEPTIONS[filiere["conception"]],
                "scenario_dit": SCENARIOS.get(filiere["scenario"], ""),
                "maillons": [_maillon(m) for m in filiere["maillons"]],
                "financements": [
                    {"annee": "", "montant_eur": "", "beneficiaire": "", **f,
                     "nature_dite": natures[f["nature"]]}
                    for f in filiere["financements"]
                ],
                "leviers": [leviers()[levier] for levier in filiere["leviers"]],
                "cherche": normaliser(
                    " ".join([filiere["nom"], filiere["territoire"], filiere["contexte"]])
                ),
            }  # fmt: skip
        except KeyError as erreur:
            raise ReferentielInvalide(f"filieres.yaml, « {code} » : {erreur} inconnu") from erreur
        for liste in ("resultats", "gisements", "objectifs_chiffres", "chiffres_contexte"):
            filiere[liste] = [_chiffre(c) for c in filiere[liste]]
        if code in resultat:
            raise ReferentielInvalide(f"filieres.yaml : le code « {code} » est répété")
        resultat[code] = filiere
    return resultat


@cache
def leviers() -> dict[str, dict[str, str]]:
    """Return every lever by code: its step, title and description."""
    etapes = lire_yaml(DOSSIER / "leviers.yaml")["etapes"]
    return {v["code"]: {**v, "etape": e["titre"]} for e in etapes for v in e["leviers"]}


def _maillon(maillon: dict[str, Any]) -> dict[str, Any]:
    defauts: dict[str, Any] = {"acteurs": [], "note": "", "chaine": ""}
    return {**defauts, **maillon, "statut_dit": STATUTS[maillon["statut"]]}


def _chiffre(chiffre: dict[str, Any]) -> dict[str, Any]:
    defauts = {"texte": "", "libelle": "", "valeur": "", "unite": "", "precision": ""}
    unites = {"pourcent": "%", "m2": "m²", "EUR": "€"}
    dit = {**defauts, **chiffre, "annee": chiffre.get("annee") or chiffre.get("echeance") or ""}
    redit = dit["unite"] and dit["libelle"].startswith(dit["unite"])
    return dit | {"unite": "" if redit else unites.get(dit["unite"], dit["unite"])}


def chercher(q: str = "", theme: str = "", echelon: str = "") -> list[dict[str, Any]]:
    """Return the filières holding every word of ``q``, of a theme and at a level (codes)."""
    mots = normaliser(q).split()
    return [
        f
        for f in filieres().values()
        if all(mot in f["cherche"] for mot in mots)
        and theme in {"", f["thematique"]}
        and echelon in {"", f["echelon"]}
    ]
