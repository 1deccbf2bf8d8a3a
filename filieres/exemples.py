"""Documented filières as rows: the same shapes as the filières people draw, read-only.

Loaded from ``referentiels/filieres.yaml`` by ``charger_referentiels``. An example whose text
has not changed is left alone; another has its chains rewritten, its own row kept (copies and
addresses point to it). One that left the file goes, unless a filière started from it.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from django.db import transaction

from filieres.catalogue import SOURCE, filieres
from filieres.models import Chaine, Filiere, FiliereQuerySet, Gisement, Maillon, Position
from socle.referentiels import Bilan
from socle.texte import normaliser

_VERSION: Final = 2
"""Changes when the same text is to be loaded otherwise."""
_SANS_DETAIL: Final = {"nom", "contexte", "porteur", "forme_juridique", "maillons", "gisements"}
COTE_A_COTE: Final = {"mt-collecte", "mt-distribution"}
"""Kinds of maillons that, when they follow one another, do the same thing side by side."""


def charger_exemples() -> Bilan:
    """Make the rows equal the documented filières."""
    lus = filieres()
    connus = {f.code or "": f for f in Filiere.objects.exemples()}
    crees = modifies = retires = 0
    with transaction.atomic():
        for code, fiche in lus.items():
            empreinte = _empreinte(fiche)
            filiere = connus.get(code)
            if filiere and filiere.details.get("empreinte") == empreinte:
                continue
            if filiere is None:
                filiere = Filiere(code=code, exemple=True)
                crees += 1
            else:
                modifies += 1
            _ecrire(filiere, fiche, empreinte)
        for code, filiere in connus.items():
            if code not in lus and not filiere.copies.exists():
                filiere.delete()
                retires += 1
    return Bilan(crees, modifies, retires, len(lus) - crees - modifies)


def _empreinte(fiche: Mapping[str, Any]) -> str:
    texte = json.dumps([_VERSION, fiche], sort_keys=True, default=str)
    return hashlib.sha256(texte.encode()).hexdigest()


def _ecrire(filiere: Filiere, fiche: Mapping[str, Any], empreinte: str) -> None:
    filiere.nom = fiche["nom"]
    filiere.territoire_texte = fiche["territoire"]
    filiere.theme = fiche["thematique"]
    filiere.conception = fiche["conception"]
    filiere.scenario = fiche["scenario"]
    filiere.porteur_texte = fiche["porteur"]
    filiere.forme_juridique = fiche["forme_juridique"]
    filiere.contexte = fiche["contexte"]
    filiere.source = SOURCE
    filiere.visibilite = Filiere.Visibilite.PUBLIC
    filiere.details = {
        **{cle: valeur for cle, valeur in fiche.items() if cle not in _SANS_DETAIL},
        "gisements": fiche["gisements"],
        "empreinte": empreinte,
    }
    filiere.save()
    filiere.flux.all().delete()
    filiere.gisements.all().delete()
    filiere.maillons.all().delete()
    filiere.chaines.all().delete()
    premiers = _ecrire_chaines(filiere, fiche["maillons"])
    seul = premiers[0] if len(premiers) == 1 else None
    Gisement.objects.bulk_create(
        Gisement(
            filiere=filiere,
            maillon=seul,
            ressource=_capitale(gisement["libelle"] or gisement["texte"])[:160],
            quantite=_decimal(gisement["valeur"]),
            unite=str(gisement["unite"])[:40],
            annee=gisement["annee"] or None,
            source=SOURCE,
        )
        for gisement in fiche["gisements"]
    )


def _ecrire_chaines(filiere: Filiere, maillons: list[dict[str, Any]]) -> list[Maillon]:
    """Write the chains, maillons and actors; return the first maillon of each chain."""
    premiers = []
    noms = list(dict.fromkeys(m["chaine"] for m in maillons)) or [""]
    for rang, nom in enumerate(noms, 1):
        titre = _capitale(nom) or "Chaîne principale"
        chaine = Chaine.objects.create(filiere=filiere, nom=titre, ordre=rang)
        siens = [m for m in maillons if m["chaine"] == nom]
        poses = [
            (ordre, lu)
            for ordre, (_, groupe) in enumerate(
                groupby(enumerate(siens), key=lambda p: _cote_a_cote(*p)), 1
            )
            for _, lu in groupe
        ]
        for ordre, lu in poses:
            maillon = Maillon.objects.create(
                filiere=filiere,
                chaine=chaine,
                type=lu["type"],
                intitule=lu["intitule"],
                ordre=ordre,
                statut_declare=lu["statut"],
                note=lu["note"],
            )
            if lu is siens[0]:
                premiers.append(maillon)
            Position.objects.bulk_create(
                Position(maillon=maillon, nom_libre=acteur, certitude="sure", source=SOURCE)
                for acteur in dict.fromkeys(lu["acteurs"])
            )
    return premiers


def _cote_a_cote(rang: int, maillon: Mapping[str, Any]) -> object:
    return maillon["type"] if maillon["type"] in COTE_A_COTE else rang


def _capitale(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _decimal(valeur: object) -> Decimal | None:
    return Decimal(str(valeur)) if isinstance(valeur, int | float) else None


def chercher(
    q: str = "", theme: str = "", echelon: str = "", *, parmi: FiliereQuerySet | None = None
) -> list[Filiere]:
    """Return the examples holding every word of ``q``, of a theme and at a level (codes)."""
    mots = normaliser(q).split()
    lignes = (Filiere.objects.all() if parmi is None else parmi).exemples().order_by("nom")
    if theme:
        lignes = lignes.filter(theme=theme)
    return [
        f
        for f in lignes
        if all(mot in f.details.get("cherche", "") for mot in mots)
        and echelon in {"", f.details.get("echelon")}
    ]
