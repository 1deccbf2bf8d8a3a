"""Themes and kinds of actors, loaded from ``referentiels/thematiques.yaml``.

The file holds four lists: ``thematiques`` (code, libelle, description,
exemples_besoins), ``familles_ess`` and ``autres_types_acteurs`` (code, libelle,
description, ess, and sous_types with a sigle), ``principes_ess`` (code, libelle,
description: read by whoever explains what the ESS is).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from acteurs.models import Thematique, TypeActeur
from acteurs.referentiels_officiels import charger_categories, charger_naf
from socle.referentiels import Bilan, ReferentielInvalide, lire_yaml, synchroniser

FICHIER = Path(__file__).with_name("referentiels") / "thematiques.yaml"


def charger_tout() -> Bilan:
    """Load every reference file of the application, in the order they name each other."""
    return charger() + charger_categories() + charger_naf()


def charger(chemin: Path = FICHIER) -> Bilan:
    """Load themes and kinds of actors; an unchanged file writes nothing.

    Raises:
        ReferentielInvalide: an entry is incomplete, repeated or out of bounds;
            nothing is then written.
    """
    contenu = lire_yaml(chemin)
    thematiques = _themes(contenu)
    _keep_bits(thematiques)
    types = _types(contenu)
    return synchroniser(Thematique, thematiques) + synchroniser(TypeActeur, types)


def _themes(contenu: dict[str, Any]) -> dict[str, dict[str, Any]]:
    lignes: dict[str, dict[str, Any]] = {}
    for ordre, entree in enumerate(_entrees(contenu, "thematiques"), 1):
        _ajouter(
            lignes,
            entree,
            libelle=entree["libelle"],
            description=entree.get("description", ""),
            exemples_besoins=entree.get("exemples_besoins", []),
            ordre=ordre,
            bit=entree.get("bit", ordre - 1),
        )
    return lignes


def _keep_bits(thematiques: dict[str, dict[str, Any]]) -> None:
    """A bit never changes once given: the masks of actors are made of them."""
    pris = dict(Thematique.objects.values_list("code", "bit"))
    for code, champs in thematiques.items():
        if code not in pris:
            libre = champs["bit"] not in pris.values()
            pris[code] = champs["bit"] if libre else max(pris.values()) + 1
        champs["bit"] = pris[code]


def _types(contenu: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Kinds first, then their forms, so that a parent always exists before its children."""
    lignes: dict[str, dict[str, Any]] = {}
    formes: list[tuple[dict[str, Any], dict[str, Any]]] = []
    ordre = 0
    for liste, groupe in (("familles_ess", "famille"), ("autres_types_acteurs", "autre")):
        for entree in _entrees(contenu, liste):
            ordre += 10
            commun = {
                "groupe": groupe,
                "ess": "oui" if groupe == "famille" else entree.get("ess", ""),
            }
            _ajouter(lignes, entree, **commun, **_textes(entree), parent_id=None, ordre=ordre)
            formes += [
                (forme, {**commun, "parent_id": entree["code"], "ordre": ordre + rang})
                for rang, forme in enumerate(entree.get("sous_types", []), 1)
            ]
    for forme, champs in formes:
        _ajouter(lignes, forme, **champs, **_textes(forme))
    return lignes


def _textes(entree: dict[str, Any]) -> dict[str, str]:
    return {
        "libelle": entree.get("libelle", ""),
        "sigle": entree.get("sigle", ""),
        "description": entree.get("description", ""),
    }


def _entrees(contenu: dict[str, Any], liste: str) -> Iterator[dict[str, Any]]:
    entrees = contenu.get(liste)
    if not isinstance(entrees, list) or not entrees:
        raise ReferentielInvalide(f"la liste « {liste} » manque ou est vide")
    for rang, entree in enumerate(entrees, 1):
        if not isinstance(entree, dict) or not entree.get("code") or not entree.get("libelle"):
            raise ReferentielInvalide(
                f"« {liste} », entrée {rang} : un code et un libellé sont attendus"
            )
        yield entree


def _ajouter(lignes: dict[str, dict[str, Any]], entree: dict[str, Any], /, **champs: Any) -> None:
    code = str(entree.get("code", ""))
    if not code or code in lignes:
        raise ReferentielInvalide(f"le code « {code} » manque ou est répété")
    lignes[code] = champs
