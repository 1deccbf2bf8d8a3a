"""Reference content of the catalogue: the guide's platforms and the shared vocabulary.

``referentiels/plateformes.yaml`` holds the guide's words (definition, limits, benefits,
resources) and its platforms: code, nom, nature, thematiques (codes), besoins, description,
fonctionnalites, fonctions and publics (codes of ``vocabulaire.yaml``), and when the guide says so
url, modele, porteur, logiciel_libre, role_collectivite, exemples_territoires, alternative_a.

Loading only ever creates what is missing: what networks change afterwards is theirs.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from acteurs.models import Thematique
from acteurs.referentiels import FICHIER as THEMATIQUES
from plateformes.models import Fonction, Plateforme, Public, ServiceCapitalistique
from plateformes.services.fiches import create_plateforme
from plateformes.services.vocabulaire import GENRES, mots_par_code, mots_retires
from socle.referentiels import Bilan, ReferentielInvalide, lire_yaml

DOSSIER = Path(__file__).with_name("referentiels")
FICHIER = DOSSIER / "plateformes.yaml"
VOCABULAIRE = DOSSIER / "vocabulaire.yaml"
SOURCE = (
    "« Expérimenter les Plateformes de l’Économie Solidaire dans les territoires », "
    "guide méthodologique (APES Hauts-de-France, Copteria, Tilt)"
)


@cache
def contenu() -> dict[str, Any]:
    """Return the whole file: definition, limits and benefits besides the platforms."""
    return lire_yaml(FICHIER)


@cache
def themes() -> dict[str, str]:
    """Return the label of every theme, in the order of the referential."""
    return {t["code"]: t["libelle"] for t in lire_yaml(THEMATIQUES)["thematiques"]}


def codes_de_reference() -> list[str]:
    """Return the codes of the guide's platforms, in its order."""
    return [fiche["code"] for fiche in contenu()["plateformes"]]


@transaction.atomic
def charger_tout() -> Bilan:
    """Load the vocabulary, then the guide's platforms as published entries.

    Raises:
        ReferentielInvalide: a word is unknown or a code repeated; nothing is then written.
    """
    mots = lire_yaml(VOCABULAIRE)
    bilan = _completer(Fonction, mots["fonctions"]) + _completer(Public, mots["publics"])
    bilan += _completer(ServiceCapitalistique, contenu()["plateformes_capitalistiques"])
    return bilan + _charger_plateformes()


def _completer(modele: type[models.Model], entrees: list[dict[str, Any]]) -> Bilan:
    codes = [entree["code"] for entree in entrees]
    if len(set(codes)) < len(codes):
        raise ReferentielInvalide(f"{modele._meta.verbose_name} : un code est répété")
    genre = next(genre for genre in GENRES.values() if genre.modele is modele)
    # What networks took out stays out.
    connus = set(modele._default_manager.values_list("pk", flat=True))
    connus |= set(mots_retires(genre).values_list("code", flat=True))
    noms = set(modele._default_manager.values_list("nom", flat=True))
    nouveaux = [
        modele(ordre=rang * 10, **entree)
        for rang, entree in enumerate(entrees, 1)
        if entree["code"] not in connus and entree["nom"] not in noms
    ]
    modele._default_manager.bulk_create(nouveaux)
    return Bilan(crees=len(nouveaux), inchanges=len(entrees) - len(nouveaux))


def _charger_plateformes() -> Bilan:
    codes = codes_de_reference()
    if len(set(codes)) < len(codes):
        raise ReferentielInvalide("plateformes.yaml : un code est répété")
    connues = set(Plateforme.objects.values_list("code", flat=True))
    nouvelles = [fiche for fiche in contenu()["plateformes"] if fiche["code"] not in connues]
    for fiche in nouvelles:
        champs, listes = lire_fiche(fiche)
        create_plateforme(
            code=fiche["code"],
            champs=champs,
            listes=listes,
            statut=Plateforme.Statut.PUBLIEE,
            publiee_le=timezone.now(),
            confirme=True,
            raison="Reprise du guide méthodologique",
        )
    return Bilan(crees=len(nouvelles), inchanges=len(codes) - len(nouvelles))


def lire_fiche(fiche: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return the columns and the lists of one entry of the file."""
    role = fiche.get("role_collectivite") or {}
    champs = {
        "nom": fiche["nom"],
        "description": fiche["description"],
        "nature": fiche["nature"],
        "site": fiche.get("url", ""),
        "besoins_texte": "\n".join(fiche["besoins"]),
        "fonctionnalites": "\n".join(fiche["fonctionnalites"]),
        "modele": fiche.get("modele", ""),
        "porteur_texte": fiche.get("porteur", ""),
        "libre": True if fiche.get("logiciel_libre") else None,
        "role_formule": role.get("formule", ""),
        "role_actions": "\n".join(action["texte"] for action in role.get("actions", [])),
        "territoires_cites": ", ".join(fiche.get("exemples_territoires", [])),
        "source": SOURCE,
    }
    if champs["nature"] not in Plateforme.Nature.values:
        raise ReferentielInvalide(f"plateformes.yaml, « {fiche['code']} » : nature inconnue")
    listes = {
        "thematiques": _trouver(Thematique, fiche["thematiques"], fiche),
        "fonctions": _trouver(Fonction, fiche.get("fonctions", []), fiche),
        "publics": _trouver(Public, fiche.get("publics", []), fiche),
        "alternatives": _trouver(ServiceCapitalistique, fiche.get("alternative_a", []), fiche),
    }
    return champs, listes


def _trouver(modele: type[models.Model], codes: list[str], fiche: dict[str, Any]) -> list[Any]:
    genre = next((genre for genre in GENRES.values() if genre.modele is modele), None)
    trouves: dict[Any, Any] = modele._default_manager.in_bulk(codes)
    if genre and set(codes) - set(trouves):
        retires = set(mots_retires(genre).filter(remplace_par="").values_list("code", flat=True))
        trouves = mots_par_code(genre)
        codes = [code for code in codes if code not in retires]
    if inconnus := set(codes) - set(trouves):
        raise ReferentielInvalide(
            f"plateformes.yaml, « {fiche['code']} » : {', '.join(sorted(inconnus))} inconnu"
        )
    return list(dict.fromkeys(trouves[code] for code in codes))
