"""Load the stakeholder map and the contact plan of a documented process."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from acteurs.models import Acteur
from comptes.models import Utilisateur
from diagnostics.models import Diagnostic, Echange, PartiePrenante, SuiviContact
from diagnostics.services.parties import ajouter_partie
from diagnostics.services.versions_carte import garder_version


def load_parties(
    *,
    diagnostic: Diagnostic,
    categories: list[dict[str, Any]],
    lecture: Mapping[str, Any],
    acteurs: Mapping[str, Acteur],
    comptes: Mapping[str, Utilisateur],
    par: Utilisateur,
) -> int:
    """Put the actors of the story on the map and return how many stand there.

    ``lecture`` holds what the story does not say: positions (marked as supposed),
    stakeholders without a sheet, contact states (illustrative).
    """
    parties: dict[str, PartiePrenante] = {}
    for categorie in categories:
        for code in categorie["acteurs"]:
            partie = ajouter_partie(
                diagnostic=diagnostic,
                cercle=categorie["categorie"],
                nom="",
                acteur=acteurs[code],
                role=acteurs[code].description[:400],
                par=par,
                **_position(lecture["positions"].get(code)),
            )
            # Somebody in two circles (a commune, partner and public body) is followed once.
            parties.setdefault(code, partie)
    for libre in lecture["libres"]:
        ajouter_partie(
            diagnostic=diagnostic,
            cercle=libre["cercle"],
            nom=libre["nom"],
            role=libre["role"],
            par=par,
            **_position(libre["position"]),
        )
    for code, contact in lecture["contacts"].items():
        _suivre(parties[code], contact, comptes)
    for code, echanges in lecture["echanges"].items():
        for echange in echanges:
            Echange.objects.create(
                suivi=parties[code].suivi,
                date=timezone.localdate() - timedelta(days=echange["il_y_a"]),
                canal=echange["canal"],
                resume=echange["resume"],
                auteur=par,
            )
    garder_version(diagnostic=diagnostic, nom="Première carte", par=par)
    return diagnostic.parties.count()


def _position(valeurs: list[Any] | None) -> dict[str, Any]:
    if valeurs is None:
        return {}
    influence, interet, attitude = valeurs
    return {"influence": influence, "interet": interet, "attitude": attitude, "supposee": True}


def _suivre(
    partie: PartiePrenante, contact: Mapping[str, Any], comptes: Mapping[str, Utilisateur]
) -> None:
    suivi: SuiviContact = partie.suivi
    suivi.etat = contact["etat"]
    suivi.responsable = comptes[contact["qui"]]
    suivi.canal = contact["canal"]
    if "action" in contact:
        suivi.prochaine_action = contact["action"]
        suivi.echeance = timezone.localdate() + timedelta(days=contact["jours"])
    suivi.save()
